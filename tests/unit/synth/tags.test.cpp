#include <array>
#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/apigatewayv2/Api.hpp"
#include "tenon/aws/autoscaling/AutoScalingGroup.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;

constexpr std::array<std::string_view, 1> buckets{"AWS::S3::Bucket"};
constexpr std::array<std::string_view, 1> queues{"AWS::SQS::Queue"};

aws::sqs::Queue& queue(Construct& scope, std::string_view id, const aws::sqs::Queue::Props& props = {}) {
  return scope.add(id, props);
}

std::string tags(Stack& stack, std::string_view id) {
  return at(template_text(stack), "/Resources/" + std::string(id) + "/Properties/Tags");
}

// The same program in aws-cdk-lib 2.276.0 tags alike (CDK rule 4.10).
TEST(Tags, CascadeByPriority) {
  OneStack one;
  auto& s = one.stack;
  auto& q = queue(s, "Q", {.Tags = {{.Key = "own", .Value = "1"}, {.Key = "b", .Value = "own"}}});
  one.app.add_tag("app", "A");
  s.add_tag("b", "stack");
  s.add_tag("c", "stack");
  q.remove_tag("c");
  q.add_tag("d", "q");
  s.add_tag("d", "low", {.priority = 90});
  s.add_tag("e", "inc", {.include_resource_types = buckets});
  s.add_tag("f", "exc", {.exclude_resource_types = queues});
  s.add("B", aws::s3::Bucket::Props{});
  s.add("G", aws::autoscaling::AutoScalingGroup::Props{
                 .LaunchConfigurationName = "lc",
                 .MaxSize = "1",
                 .MinSize = "1",
                 .Tags = {{.Key = "g", .PropagateAtLaunch = false, .Value = "v"}}});
  s.add_tag("np", "x", {.apply_to_launched_instances = false});
  s.add("Api",
        aws::apigatewayv2::Api::Props{.Name = "x",
                                      .ProtocolType = "HTTP",
                                      .Tags = {{.Key = "z", .Value = "1"}, {.Key = "own", .Value = "2"}}});
  for (const std::string_view key : {"_x", "1", "a", "A", "b", "Z", "zz"}) q.add_tag(key, "v");
  q.add_tag("own", "override");
  q.add_tag("own50", "x", {.priority = 50});
  queue(s, "Q2", {.Tags = {{.Key = "x", .Value = "props"}}}).add_tag("x", "low", {.priority = 10});
  queue(s, "Q3", {.Tags = {{.Key = "x", .Value = "props"}}}).add_tag("x", "same", {.priority = 50});
  auto& group = s.add("Grp", Construct::Props{});
  queue(group, "In");
  group.add_tag("c", "near");
  s.add_tag("c", "again");
  group.remove_tag("app", {.priority = 50});

  EXPECT_EQ(
      tags(s, "Q"),
      R"([{"Key":"_x","Value":"v"},{"Key":"1","Value":"v"},{"Key":"a","Value":"v"},{"Key":"A","Value":"v"},)"
      R"({"Key":"app","Value":"A"},{"Key":"b","Value":"v"},{"Key":"d","Value":"q"},{"Key":"np","Value":"x"},)"
      R"({"Key":"own","Value":"override"},{"Key":"own50","Value":"x"},{"Key":"Z","Value":"v"},{"Key":"zz","Value":"v"}])");
  EXPECT_EQ(
      tags(s, "B"),
      R"([{"Key":"app","Value":"A"},{"Key":"b","Value":"stack"},{"Key":"c","Value":"again"},{"Key":"d","Value":"low"},)"
      R"({"Key":"e","Value":"inc"},{"Key":"f","Value":"exc"},{"Key":"np","Value":"x"}])");
  EXPECT_EQ(
      tags(s, "G"),
      R"([{"Key":"app","PropagateAtLaunch":true,"Value":"A"},{"Key":"b","PropagateAtLaunch":true,"Value":"stack"},)"
      R"({"Key":"c","PropagateAtLaunch":true,"Value":"again"},{"Key":"d","PropagateAtLaunch":true,"Value":"low"},)"
      R"({"Key":"f","PropagateAtLaunch":true,"Value":"exc"},{"Key":"g","PropagateAtLaunch":false,"Value":"v"},)"
      R"({"Key":"np","PropagateAtLaunch":false,"Value":"x"}])");
  EXPECT_EQ(tags(s, "Api"),
            R"({"app":"A","b":"stack","c":"again","d":"low","f":"exc","np":"x","own":"2","z":"1"})");
  EXPECT_EQ(
      tags(s, "Q2"),
      R"([{"Key":"app","Value":"A"},{"Key":"b","Value":"stack"},{"Key":"c","Value":"again"},{"Key":"d","Value":"low"},)"
      R"({"Key":"np","Value":"x"},{"Key":"x","Value":"props"}])");
  EXPECT_NE(tags(s, "Q3").find(R"({"Key":"x","Value":"same"})"), std::string::npos);
  EXPECT_EQ(
      tags(s, "GrpIn7C9F9A19"),
      R"([{"Key":"app","Value":"A"},{"Key":"b","Value":"stack"},{"Key":"c","Value":"near"},{"Key":"d","Value":"low"},)"
      R"({"Key":"np","Value":"x"}])");
}

TEST(Tags, OfAResourceAloneAreSortedAndShapedToo) {
  OneStack one;
  queue(one.stack, "Q", {.Tags = {{.Key = "b", .Value = "1"}, {.Key = "a", .Value = pseudo::stack_name}}});
  one.stack.add(
      "Api", aws::apigatewayv2::Api::Props{.Tags = {{.Key = "b", .Value = "1"}, {.Key = "a", .Value = "2"}}});
  one.stack.add("G", aws::autoscaling::AutoScalingGroup::Props{.LaunchConfigurationName = "lc",
                                                               .MaxSize = "1",
                                                               .MinSize = "1",
                                                               .Tags = {{.Key = "g", .Value = "v"}}});
  EXPECT_EQ(tags(one.stack, "Q"),
            R"([{"Key":"a","Value":{"Ref":"AWS::StackName"}},{"Key":"b","Value":"1"}])");
  EXPECT_EQ(tags(one.stack, "Api"), R"({"a":"2","b":"1"})");
  EXPECT_EQ(tags(one.stack, "G"), R"([{"Key":"g","PropagateAtLaunch":true,"Value":"v"}])");
}

TEST(Tags, ThatAreAllTakenAwayLeaveNone) {
  OneStack one;
  queue(one.stack, "Q", {.Tags = {{.Key = "a", .Value = "1"}}}).remove_tag("a");
  EXPECT_EQ(at(template_text(one.stack), "/Resources/Q"), R"({"Type":"AWS::SQS::Queue"})");
}

TEST(Tags, OfTypesThatHaveNoneAreLeftOut) {
  OneStack one;
  one.stack.add("Custom", Resource::Props{.Type = "Custom::X"});
  one.stack.add_tag("team", "x");
  EXPECT_EQ(at(template_text(one.stack), "/Resources/Custom"), R"({"Type":"Custom::X"})");
}

TEST(Tags, KnownOnlyToTheDeploymentStayBesideTheOthers) {
  OneStack one;
  const auto& condition = one.stack.add("C", Condition::Props{.Expression = Fn::Equals("a", "b")});
  auto& q = queue(one.stack, "Q",
                  {.Tags = {Raw{}, List<Tag>{Fn::If(condition, Tag{.Key = "x", .Value = "y"}, NoValue),
                                             Tag{.Key = "z", .Value = "1"}}}});
  q.add_tag("a", "2");
  EXPECT_EQ(
      tags(one.stack, "Q"),
      R"([{"Fn::If":["C",{"Key":"x","Value":"y"},{"Ref":"AWS::NoValue"}]},{"Key":"a","Value":"2"},{"Key":"z","Value":"1"}])");
}

TEST(Tags, AWholeListOfTheDeploymentStaysAsItIs) {
  OneStack one;
  queue(one.stack, "Q", {.Tags = Fn::FindInMap("M", "a", "b")}).add_tag("a", "2");
  EXPECT_EQ(tags(one.stack, "Q"), R"({"Fn::FindInMap":["M","a","b"]})");
}

TEST(Tags, ReachNestedStacksAndStopAtNone) {
  App app;
  auto& stack = app.add("S", Stack::Props{});
  auto& nested = stack.add("N", NestedStack::Props{});
  queue(nested, "Q");
  app.add_tag("team", "x");
  EXPECT_EQ(tags(nested, "Q"), R"([{"Key":"team","Value":"x"}])");
}

}  // namespace
}  // namespace tenon
