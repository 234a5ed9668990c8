#include <array>
#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;

constexpr std::array<std::string_view, 1> queues{"AWS::SQS::Queue"};

std::string policy(Stack& stack, const Element& element) {
  return at(template_text(stack), "/Resources/" + element.logical_id() + "/DeletionPolicy");
}

aws::sqs::Queue& queue(Construct& scope, std::string_view id) {
  return scope.add(id, aws::sqs::Queue::Props{});
}

// As MissingRemovalPolicies and, overwriting, RemovalPolicies of aws-cdk-lib 2.276.0.
TEST(RemovalPolicies, ReachASubtreeAndLeaveWhatResourcesSay) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  auto& plain = queue(group, "I");
  auto& own = queue(group, "O");
  own.apply_removal_policy(RemovalPolicy::destroy);
  auto& outside = queue(one.stack, "Outside");
  group.apply_removal_policy_to_subtree(RemovalPolicy::retain);
  EXPECT_EQ(policy(one.stack, plain), R"("Retain")");
  EXPECT_EQ(policy(one.stack, own), R"("Delete")");
  EXPECT_EQ(policy(one.stack, outside), "missing");
  EXPECT_EQ(at(template_text(one.stack), "/Resources/" + plain.logical_id() + "/UpdateReplacePolicy"),
            R"("Retain")");
}

TEST(RemovalPolicies, OverwriteWhereAsked) {
  OneStack one;
  auto& own = queue(one.stack, "Q");
  own.apply_removal_policy(RemovalPolicy::destroy);
  one.stack.apply_removal_policy_to_subtree(RemovalPolicy::retain, {}, true);
  EXPECT_EQ(policy(one.stack, own), R"("Retain")");
}

TEST(RemovalPolicies, ReachOnlyTheTypesNamed) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  auto& b = one.stack.add("B", aws::s3::Bucket::Props{});
  one.stack.apply_removal_policy_to_subtree(RemovalPolicy::retain, queues);
  EXPECT_EQ(policy(one.stack, q), R"("Retain")");
  EXPECT_EQ(policy(one.stack, b), "missing");
}

TEST(RemovalPolicies, OfTwoSubtreesFollowCdksOrder) {
  struct Case {
    bool outer_overwrites;
    bool inner_overwrites;
    std::string_view policy;  // outer: retain, inner: destroy
  };
  for (const Case& each : {Case{false, false, R"("Retain")"}, Case{true, true, R"("Delete")"},
                           Case{true, false, R"("Retain")"}}) {
    OneStack one;
    auto& group = one.stack.add("G", Construct::Props{});
    auto& inner = group.add("H", Construct::Props{});
    auto& q = queue(inner, "Q");
    inner.apply_removal_policy_to_subtree(RemovalPolicy::destroy, {}, each.inner_overwrites);
    group.apply_removal_policy_to_subtree(RemovalPolicy::retain, {}, each.outer_overwrites);
    EXPECT_EQ(policy(one.stack, q), each.policy);
  }
}

}  // namespace
}  // namespace tenon
