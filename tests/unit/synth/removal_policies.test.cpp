#include <array>
#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/rds/DBCluster.hpp"
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

// CDK rule 4.10.
TEST(RemovalPolicies, MakeSnapshotsOfTheTypesThatCan) {
  struct Case {
    std::string_view type;
    bool can;
  };
  const Case cases[] = {
      {"AWS::DocDB::DBCluster", true},
      {"AWS::EC2::Volume", true},
      {"AWS::ElastiCache::CacheCluster", true},
      {"AWS::ElastiCache::ReplicationGroup", true},
      {"AWS::Neptune::DBCluster", true},
      {"AWS::RDS::DBCluster", true},
      {"AWS::RDS::DBInstance", true},
      {"AWS::Redshift::Cluster", true},
      {"AWS::RDS::DBSubnetGroup", false},
      {"AWS::DynamoDB::Table", false},
      {"Custom::Thing", false},
  };
  for (const Case& each : cases) {
    OneStack one;
    one.stack.add("R", Resource::Props{.Type = each.type}).apply_removal_policy(RemovalPolicy::snapshot);
    EXPECT_EQ(test::summaries(one.app).empty(), each.can) << each.type;
  }
}

TEST(RemovalPolicies, SayWhichTypesMakeSnapshots) {
  OneStack one;
  queue(one.stack, "Q").apply_removal_policy(RemovalPolicy::snapshot);
  const Diagnostic found = test::only_finding(one.app);
  EXPECT_EQ(found.severity, Severity::error);
  EXPECT_EQ(found.id, "snapshot-not-possible");
  EXPECT_EQ(found.path, "S/Q");
  EXPECT_EQ(found.property, "DeletionPolicy");
  EXPECT_EQ(found.value, "Snapshot");
  EXPECT_EQ(found.message, "AWS::SQS::Queue makes no snapshots");
  EXPECT_EQ(found.allowed,
            "Delete or Retain; Snapshot for AWS::DocDB::DBCluster, AWS::EC2::Volume, "
            "AWS::ElastiCache::CacheCluster, "
            "AWS::ElastiCache::ReplicationGroup, AWS::Neptune::DBCluster, AWS::RDS::DBCluster, "
            "AWS::RDS::DBInstance, "
            "AWS::Redshift::Cluster");
}

TEST(RemovalPolicies, FindSnapshotsInEachAttributeAndInAlternatives) {
  using Set = void (*)(OneStack & one, Resource & resource);
  struct Case {
    Set set;
    std::string_view property;  // empty: nothing is wrong
  };
  const Case cases[] = {
      {[](OneStack&, Resource& r) { r.set_deletion_policy(DeletionPolicy::Snapshot); }, "DeletionPolicy"},
      {[](OneStack&, Resource& r) { r.set_update_replace_policy(DeletionPolicy::Snapshot); },
       "UpdateReplacePolicy"},
      {[](OneStack& one, Resource& r) {
         const auto& production =
             one.stack.add("Production", Condition::Props{.Expression = Fn::Equals("a", "b")});
         r.set_deletion_policy(Fn::If(production, "Delete", "Snapshot"));
       },
       "DeletionPolicy"},
      {[](OneStack&, Resource& r) {
         r.apply_removal_policy(RemovalPolicy::snapshot);
         r.apply_removal_policy(RemovalPolicy::retain);
       },
       ""},
      {[](OneStack&, Resource& r) { r.add_override("DeletionPolicy", "Snapshot"); }, ""},
  };
  for (const Case& each : cases) {
    OneStack one;
    each.set(one, queue(one.stack, "Q"));
    std::string properties;
    for (const Diagnostic& found : test::findings(one.app)) properties += found.property;
    EXPECT_EQ(properties, each.property);
  }
}

TEST(RemovalPolicies, OfASubtreeReportEveryTypeThatMakesNoSnapshots) {
  OneStack one;
  auto& data = one.stack.add("Data", Construct::Props{});
  queue(data, "Q");
  data.add("B", aws::s3::Bucket::Props{});
  data.add("C", aws::rds::DBCluster::Props{.Engine = "aurora-postgresql"});
  data.apply_removal_policy_to_subtree(RemovalPolicy::snapshot);
  const std::vector<std::string> expected{"snapshot-not-possible at S/Data/Q, DeletionPolicy: Snapshot",
                                          "snapshot-not-possible at S/Data/B, DeletionPolicy: Snapshot"};
  EXPECT_EQ(test::summaries(one.app), expected);
  EXPECT_EQ(test::summaries(one.app), expected);  // once more, and no finding twice
}

TEST(RemovalPolicies, OfASubtreeMakeSnapshotsOfTheTypesNamed) {
  OneStack one;
  queue(one.stack, "Q");
  auto& cluster = one.stack.add("C", aws::rds::DBCluster::Props{.Engine = "aurora-postgresql"});
  constexpr std::array<std::string_view, 1> clusters{"AWS::RDS::DBCluster"};
  one.stack.apply_removal_policy_to_subtree(RemovalPolicy::snapshot, clusters);
  EXPECT_EQ(policy(one.stack, cluster), R"("Snapshot")");
}

}  // namespace
}  // namespace tenon
