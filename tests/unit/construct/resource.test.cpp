#include "tenon/construct/resource.hpp"

#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;
using test::only_finding;
using test::template_of;

Resource& thing(Construct& scope, std::string_view id, const Value<Json>& properties = {}) {
  return scope.add(id, Resource::Props{.Type = "Test::Some::Thing", .Properties = properties});
}

std::string entry(Stack& stack, std::string_view id) {
  return at(template_text(stack), "/Resources/" + std::string(id));
}

TEST(Resource, OfAGeneratedTypeHasItsPropertiesInAlphabeticalOrder) {
  OneStack one;
  auto& queue = one.stack.add(
      "Queue", aws::sqs::Queue::Props{.DelaySeconds = 5, .QueueName = "orders", .VisibilityTimeout = 30});
  EXPECT_EQ(queue.type(), "AWS::SQS::Queue");
  ASSERT_NE(queue.type_facts(), nullptr);
  EXPECT_EQ(
      entry(one.stack, "Queue"),
      R"({"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":5,"QueueName":"orders","VisibilityTimeout":30}})");
  EXPECT_EQ(queue.properties().find("DelaySeconds")->integer(), 5);
}

TEST(Resource, OfAGeneratedTypeNests) {
  OneStack one;
  one.stack.add(
      "Table", aws::dynamodb::Table::Props{
                   .AttributeDefinitions = {aws::dynamodb::Table::AttributeDefinition{.AttributeName = "id",
                                                                                      .AttributeType = "S"}},
                   .KeySchema = {aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}}});
  EXPECT_EQ(
      entry(one.stack, "Table"),
      R"({"Type":"AWS::DynamoDB::Table","Properties":{"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
      R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]}})");
}

TEST(Resource, OfAnyTypeKeepsTheOrderGiven) {
  OneStack one;
  const auto& custom =
      thing(one.stack, "Custom", json::object({{"ServiceToken", "arn"}, {"B", 1}, {"A", json::null()}}));
  EXPECT_EQ(custom.type_facts(), nullptr);
  EXPECT_EQ(entry(one.stack, "Custom"),
            R"({"Type":"Test::Some::Thing","Properties":{"ServiceToken":"arn","B":1,"A":null}})");
}

TEST(Resource, WithoutPropertiesHasNoneInTheTemplate) {
  OneStack one;
  one.stack.add("Queue", aws::sqs::Queue::Props{});
  thing(one.stack, "Custom");
  thing(one.stack, "Empty", json::object({}));
  EXPECT_EQ(template_of(one.stack),
            R"({"Resources":{"Queue":{"Type":"AWS::SQS::Queue"},"Custom":{"Type":"Test::Some::Thing"},)"
            R"("Empty":{"Type":"Test::Some::Thing"}}})");
}

// As aws-cdk-lib 2.276.0 writes the same resource.
TEST(Resource, HasItsAttributesInTheOrderOfCdk) {
  OneStack one;
  const auto& condition = one.stack.add("C1", Condition::Props{.Expression = Fn::Equals("a", "b")});
  auto& queue = one.stack.add("Q", aws::sqs::Queue::Props{});
  auto& full = one.stack.add("Full", aws::sqs::Queue::Props{.DelaySeconds = 1, .QueueName = "n"});
  full.set_condition(condition);
  full.add_metadata("z", 1);
  full.set_description("dd");
  full.set_version("1");
  full.apply_removal_policy(RemovalPolicy::retain);
  full.set_update_policy(UpdatePolicy{
      .AutoScalingReplacingUpdate = AutoScalingReplacingUpdate{.WillReplace = true},
      .AutoScalingRollingUpdate = AutoScalingRollingUpdate{.MaxBatchSize = 2,
                                                           .MinInstancesInService = 1,
                                                           .PauseTime = "PT5M",
                                                           .SuspendProcesses = {"AZRebalance"},
                                                           .WaitOnResourceSignals = true},
      .AutoScalingScheduledAction = AutoScalingScheduledAction{.IgnoreUnmodifiedGroupSizeProperties = true},
      .CodeDeployLambdaAliasUpdate = CodeDeployLambdaAliasUpdate{.AfterAllowTrafficHook = "d",
                                                                 .ApplicationName = "a",
                                                                 .BeforeAllowTrafficHook = "c",
                                                                 .DeploymentGroupName = "b"},
      .EnableVersionUpgrade = true,
      .UseOnlineResharding = true});
  full.set_creation_policy(CreationPolicy{
      .AutoScalingCreationPolicy = AutoScalingCreationPolicy{.MinSuccessfulInstancesPercent = 1},
      .ResourceSignal = ResourceSignal{.Count = 1, .Timeout = "PT5M"},
      .StartFleet = true});
  full.depends_on(queue);
  EXPECT_EQ(
      entry(one.stack, "Full"),
      R"({"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":1,"QueueName":"n"},"DependsOn":["Q"],)"
      R"("CreationPolicy":{"AutoScalingCreationPolicy":{"MinSuccessfulInstancesPercent":1},)"
      R"("ResourceSignal":{"Count":1,"Timeout":"PT5M"},"StartFleet":true},)"
      R"("UpdatePolicy":{"AutoScalingReplacingUpdate":{"WillReplace":true},)"
      R"("AutoScalingRollingUpdate":{"MaxBatchSize":2,"MinInstancesInService":1,"PauseTime":"PT5M",)"
      R"("SuspendProcesses":["AZRebalance"],"WaitOnResourceSignals":true},)"
      R"("AutoScalingScheduledAction":{"IgnoreUnmodifiedGroupSizeProperties":true},)"
      R"("CodeDeployLambdaAliasUpdate":{"AfterAllowTrafficHook":"d","ApplicationName":"a",)"
      R"("BeforeAllowTrafficHook":"c","DeploymentGroupName":"b"},"EnableVersionUpgrade":true,"UseOnlineResharding":true},)"
      R"("UpdateReplacePolicy":"Retain","DeletionPolicy":"Retain","Version":"1","Description":"dd",)"
      R"("Metadata":{"z":1},"Condition":"C1"})");
}

TEST(Resource, SetsReplacesAndTakesAwayProperties) {
  OneStack one;
  auto& queue = one.stack.add("Queue", aws::sqs::Queue::Props{.DelaySeconds = 5});
  queue.set_property("VisibilityTimeout", 30);
  queue.set_property("DelaySeconds", {});
  EXPECT_EQ(entry(one.stack, "Queue"), R"({"Type":"AWS::SQS::Queue","Properties":{"VisibilityTimeout":30}})");
  auto& custom = thing(one.stack, "Custom");
  custom.set_property("B", 1);
  custom.set_property("A", 2);
  custom.set_property("B", "x");
  EXPECT_EQ(entry(one.stack, "Custom"), R"({"Type":"Test::Some::Thing","Properties":{"B":"x","A":2}})");
  custom.set_property("B", {});
  EXPECT_EQ(entry(one.stack, "Custom"), R"({"Type":"Test::Some::Thing","Properties":{"A":2}})");
}

TEST(Resource, ReportsAPropertyThatItsTypeLacks) {
  OneStack one;
  one.stack.add("Queue", aws::sqs::Queue::Props{}).set_property("DelaySecond", 5);
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "unknown-property");
  EXPECT_EQ(found.path, "S/Queue");
  EXPECT_EQ(found.property, "DelaySecond");
}

TEST(Resource, IsReferredToByAttributesOfItsTypeAndByName) {
  OneStack one;
  auto& queue = one.stack.add("Queue", aws::sqs::Queue::Props{});
  const Value<Json> cases[] = {queue.Arn(), queue.get_att("Arn"), Fn::GetAtt("Queue", "Arn")};
  for (const auto& each : cases)
    EXPECT_EQ(test::rendered(one.stack, each), R"({"Fn::GetAtt":["Queue","Arn"]})");
  EXPECT_EQ(test::rendered(one.stack, queue.ref()), R"({"Ref":"Queue"})");
  EXPECT_EQ(test::rendered(one.stack, queue.any_ref()), R"({"Ref":"Queue"})");
}

TEST(Resource, ReportsAnAttributeThatItsTypeLacks) {
  for (const bool by_name : {false, true}) {
    OneStack one;
    auto& queue = one.stack.add("Queue", aws::sqs::Queue::Props{});
    const Value<Json> attribute = by_name ? Fn::GetAtt("Queue", "QueueArn") : queue.get_att("QueueArn");
    thing(one.stack, "User", json::object({{"Value", attribute}}));
    const Diagnostic found = only_finding(one.app);
    EXPECT_EQ(found.id, "unknown-attribute") << by_name;
    EXPECT_EQ(found.value, "QueueArn");
    EXPECT_NE(found.allowed.find("Arn, QueueName, QueueUrl"), std::string::npos) << found.allowed;
  }
}

// CDK rule 4.10.
TEST(Resource, HasARemovalPolicy) {
  struct Case {
    RemovalPolicy policy;
    std::string_view attributes;
  };
  const Case cases[] = {
      {RemovalPolicy::destroy, R"("UpdateReplacePolicy":"Delete","DeletionPolicy":"Delete")"},
      {RemovalPolicy::retain, R"("UpdateReplacePolicy":"Retain","DeletionPolicy":"Retain")"},
      {RemovalPolicy::snapshot, R"("UpdateReplacePolicy":"Snapshot","DeletionPolicy":"Snapshot")"},
      {RemovalPolicy::retain_on_update_or_delete,
       R"("UpdateReplacePolicy":"Retain","DeletionPolicy":"RetainExceptOnCreate")"},
  };
  for (const Case& each : cases) {
    OneStack one;
    one.stack.add("Disk", Resource::Props{.Type = "AWS::EC2::Volume"}).apply_removal_policy(each.policy);
    EXPECT_EQ(entry(one.stack, "Disk"),
              R"({"Type":"AWS::EC2::Volume",)" + std::string(each.attributes) + "}");
  }
}

TEST(Resource, HasPoliciesOfItsOwn) {
  OneStack one;
  auto& own = thing(one.stack, "Thing");
  own.set_deletion_policy(DeletionPolicy::RetainExceptOnCreate);
  EXPECT_EQ(entry(one.stack, "Thing"),
            R"({"Type":"Test::Some::Thing","DeletionPolicy":"RetainExceptOnCreate"})");
}

TEST(Resource, WithAComputedPolicyNeedsLanguageExtensions) {
  OneStack one;
  const auto& policy = one.stack.add("Policy", Parameter::Props{.Type = "String"});
  auto& own = thing(one.stack, "Thing");
  own.set_deletion_policy(policy.ref());
  own.set_update_replace_policy(policy.ref());
  EXPECT_EQ(
      entry(one.stack, "Thing"),
      R"({"Type":"Test::Some::Thing","UpdateReplacePolicy":{"Ref":"Policy"},"DeletionPolicy":{"Ref":"Policy"}})");
  EXPECT_EQ(at(template_text(one.stack), "/Transform"), R"("AWS::LanguageExtensions")");
}

}  // namespace
}  // namespace tenon
