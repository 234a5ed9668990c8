#include "tenon/constructs/integration/event_rule.hpp"

#include "integration_test.hpp"
#include "tenon/aws/events/Rule.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/state_machine.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using namespace literals;

class EventRuleTest : public IntegrationTest {
 protected:
  EventRule& add_rule(std::vector<RuleTarget> targets = {}) {
    return stack.add(
        "Placed", EventRule::Props{.event_pattern = {.source = {"orders"}}, .targets = std::move(targets)});
  }
  Queue& add_queue(std::string_view id = "Failed") {
    return stack.add(id, Queue::Props{.enforce_ssl = false});
  }
};

TEST_F(EventRuleTest, AppliesToEventsOfAPattern) {
  stack.add(
      "Placed",
      EventRule::Props{
          .event_pattern = {
              .source = {"orders", EventMatch::prefix("shop.")},
              .detail_type = {"Placed"},
              .account = {"111122223333"},
              .resources = {EventMatch::suffix(":orders")},
              .detail = {{"total", EventMatch::between(1, 100)},
                         {"state", {"PAID", EventMatch::anything_but({"NEW", "OLD"}), EventMatch::null()}},
                         {"test", EventMatch::exists(false)},
                         {"urgent", true},
                         {"customer", FieldPattern::object({{"country", {"DE", "FR"}}})}}}});
  expect("AWS::Events::Rule", R"({"State": "ENABLED", "EventPattern": {"$exactly": {
      "source": ["orders", {"prefix": "shop."}], "detail-type": ["Placed"], "account": ["111122223333"],
      "resources": [{"suffix": ":orders"}],
      "detail": {"total": [{"numeric": [">=", 1, "<=", 100]}],
                 "state": ["PAID", {"anything-but": ["NEW", "OLD"]}, null], "test": [{"exists": false}], "urgent": [true],
                 "customer": {"country": ["DE", "FR"]}}}}})");
}

TEST_F(EventRuleTest, IsInTheStateThatTheDeploymentSays) {
  auto& training = stack.add("Training", Parameter::Props{.Type = "String", .Default = "DISABLED"});
  stack.add("Weekly", EventRule::Props{.schedule = "rate(7 days)", .state = training.ref()});
  stack.add("Calls", EventRule::Props{.schedule = "rate(1 day)",
                                      .state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"});
  expect("AWS::Events::Rule", R"({"State": {"Ref": "Training"}})");
  expect("AWS::Events::Rule", R"({"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})");
  EXPECT_EQ(app.diagnostics().size(), 0U);
}

TEST_F(EventRuleTest, RefusesASecondWordAboutItsState) {
  stack.add("Weekly", EventRule::Props{.schedule = "rate(7 days)", .enabled = false, .state = "ENABLED"});
  expect_refused("property-not-allowed", "enabled");
}

TEST_F(EventRuleTest, RefusesStatesThatThereAreNot) {
  stack.add("Weekly", EventRule::Props{.schedule = "rate(7 days)", .state = "PAUSED"});
  expect_refused("property-not-allowed", "state");
}

TEST_F(EventRuleTest, AppliesOnASchedule) {
  stack.add("Nightly", EventRule::Props{.schedule = "cron(30 2 ? * MON-FRI *)", .rule_name = "nightly"});
  stack.add("Often", EventRule::Props{.schedule = Schedule::every(60_min), .enabled = false});
  expect(
      "AWS::Events::Rule",
      R"json({"ScheduleExpression": "cron(30 2 ? * MON-FRI *)", "Name": "nightly", "State": "ENABLED"})json");
  expect(
      "AWS::Events::Rule",
      R"json({"ScheduleExpression": "rate(1 hour)", "State": "DISABLED", "EventPattern": {"$absent": true}})json");
}

TEST_F(EventRuleTest, BelongsToABus) {
  auto& bus = stack.add("Bus", EventBus::Props{});
  stack.add("Placed", EventRule::Props{.event_pattern = {.source = {"orders"}}, .event_bus = &bus});
  expect("AWS::Events::Rule", R"({"EventBusName": {"Ref": "BusEA82B648"}})");
}

TEST_F(EventRuleTest, MayInvokeItsFunctionOnceForAllTargets) {
  auto& handler = add_function();
  add_rule({handler, RuleTarget(handler, {.input = RuleInput::path(EventField("$.detail"))})});
  expect("AWS::Events::Rule",
         R"({"Targets": [{"Arn": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]}, "Id": "Target0"},
      {"Id": "Target1", "InputPath": "$.detail"}]})");
  expect("AWS::Lambda::Permission",
         R"({"Principal": "events.amazonaws.com", "Action": "lambda:InvokeFunction",
      "SourceArn": {"Fn::GetAtt": ["PlacedD9956B27", "Arn"]}})");
  expect_count("AWS::Lambda::Permission", 1);
}

TEST_F(EventRuleTest, MakesInputsOfFieldsOfTheEvent) {
  auto& queue = add_queue();
  auto& target = add_queue("Shipping");
  const EventField id("$.detail.id");
  add_rule(
      {RuleTarget(target,
                  {.input = RuleInput::object(json::object(
                       {{"order", id}, {"list", json::array({id, 1, "a\"b"})}, {"queue", queue.arn()}}))}),
       RuleTarget(target, {.input = RuleInput::text("Order {} of {}", id, queue.queue_name())}),
       RuleTarget(target, {.input = RuleInput::object(json::object({{"job", "clean"}}))})});
  expect("AWS::Events::Rule", R"({"Targets": [
      {"InputTransformer": {"InputPathsMap": {"detail-id": "$.detail.id"}, "InputTemplate": {"Fn::Join": ["",
          ["{\"order\":<detail-id>,\"list\":[<detail-id>,1,\"a\\\"b\"],\"queue\":\"", {"Fn::GetAtt": ["Failed178E83A2", "Arn"]}, "\"}"]]}}},
      {"InputTransformer": {"InputTemplate": {"Fn::Join": ["",
          ["\"Order <detail-id> of ", {"Fn::GetAtt": ["Failed178E83A2", "QueueName"]}, "\""]]}}},
      {"Input": "{\"job\":\"clean\"}", "InputTransformer": {"$absent": true}}]})");
}

TEST_F(EventRuleTest, LeavesWhatCannotBeDeliveredInAQueue) {
  add_rule({RuleTarget(add_function(),
                       {.dead_letter_queue = &add_queue(), .max_event_age = 1_h, .retry_attempts = 0})});
  expect("AWS::Events::Rule",
         R"({"Targets": [{"DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Failed178E83A2", "Arn"]}},
      "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 0}}]})");
  expect("AWS::SQS::QueuePolicy", R"({"PolicyDocument": {"Statement": [{"Action": "sqs:SendMessage",
      "Sid": {"$like": "AllowEventRuleShopPlaced*"},
      "Condition": {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["PlacedD9956B27", "Arn"]}}}}]}})");
}

TEST_F(EventRuleTest, SendsToAQueueWithAKeyFromTheWholeAccount) {
  auto& key = stack.add("Key", Key::Props{});
  add_rule({stack.add("Orders", Queue::Props{.encryption_key = &key, .enforce_ssl = false})});
  expect("AWS::SQS::QueuePolicy", R"({"PolicyDocument": {"Statement": [{
      "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}}]}})");
  expect("AWS::KMS::Key",
         R"({"KeyPolicy": {"Statement": {"$contains": [{"Principal": {"Service": "events.amazonaws.com"},
      "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}}]}}})");
}

TEST_F(EventRuleTest, PublishesOnATopic) {
  add_rule({stack.add("Topic", Topic::Props{.enforce_ssl = false})});
  expect("AWS::SNS::TopicPolicy",
         R"({"PolicyDocument": {"Statement": [{"Principal": {"Service": "events.amazonaws.com"}}]}})");
}

TEST_F(EventRuleTest, HasARoleForMachinesStreamsAndBuses) {
  const states::State done = states::Succeed{.name = "Done"};
  auto& machine = stack.add("Machine", StateMachine::Props{.start_at = done});
  auto& stream = stack.add("Stream", KinesisStream::Props{});
  auto& bus = stack.add("Bus", EventBus::Props{});
  add_rule({machine, RuleTarget(stream, {.partition_key_path = "$.detail.id"}), bus});
  expect("AWS::Events::Rule",
         R"({"Targets": [{"RoleArn": {"Fn::GetAtt": [{"$like": "MachineEventsRole*"}, "Arn"]}},
      {"RoleArn": {"Fn::GetAtt": [{"$like": "StreamEventsRole*"}, "Arn"]},
       "KinesisParameters": {"PartitionKeyPath": "$.detail.id"}},
      {"RoleArn": {"Fn::GetAtt": [{"$like": "PlacedEventsRole*"}, "Arn"]}}]})");
  expect_granted(R"([{"Action": "states:StartExecution"}])");
  expect_granted(R"([{"Action": "events:PutEvents", "Resource": {"Fn::GetAtt": ["BusEA82B648", "Arn"]}}])");
  expect_granted(R"({"$contains": [{"Action": {"$contains": ["kinesis:PutRecord"]}}]})");
}

TEST_F(EventRuleTest, UsesARoleThatIsGiven) {
  auto& role = add_role();
  auto& bus = stack.add("Bus", EventBus::Props{});
  add_rule({RuleTarget(bus, {.role = &role})});
  expect("AWS::Events::Rule", R"({"Targets": [{"RoleArn": {"Fn::GetAtt": ["Worker11F36D0F", "Arn"]}}]})");
  expect_count("AWS::IAM::Role", 1);
}

TEST_F(EventRuleTest, WritesToALogGroupWithoutAHelper) {
  add_rule({stack.add("Logs", LogGroup::Props{})});
  expect("AWS::Logs::ResourcePolicy", R"({"PolicyDocument": {"$any": true}})");
  expect_count("AWS::Lambda::Function", 0);
}

TEST_F(EventRuleTest, RunsATask) {
  auto& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  auto& cluster = stack.add("Cluster", EcsCluster::Props{.vpc = vpc});
  auto& task = stack.add("Task", TaskDefinition::Props{});
  task.add_container("app", {.image = ContainerImage::from_registry("nginx")});
  add_rule({EcsTaskTarget{
      .cluster = cluster, .task_definition = task, .task_count = 2, .commands = {{"app", {"run"}}}}});
  expect("AWS::Events::Rule", R"({"Targets": [{"Arn": {"Fn::GetAtt": ["ClusterEB0386A7", "Arn"]},
      "Input": "{\"containerOverrides\":[{\"name\":\"app\",\"command\":[\"run\"]}]}",
      "EcsParameters": {"LaunchType": "FARGATE", "TaskCount": 2, "NetworkConfiguration": {"AwsVpcConfiguration": {
          "AssignPublicIp": "DISABLED", "Subnets": {"$contains": [{"$any": true}]},
          "SecurityGroups": [{"Fn::GetAtt": [{"$like": "TaskSecurityGroup*"}, "GroupId"]}]}}}}]})");
  expect_granted(R"({"$contains": [{"Action": "ecs:RunTask",
      "Condition": {"ArnEquals": {"ecs:cluster": {"Fn::GetAtt": ["ClusterEB0386A7", "Arn"]}}}}, {"Action": "iam:PassRole"}]})");
}

// --- refusals ----------------------------------------------------------------------------------------------

constexpr std::string_view not_allowed = "property-not-allowed";

TEST_F(EventRuleTest, NeedsToKnowWhenItApplies) {
  stack.add("Placed", EventRule::Props{});
  expect_refused("property-needed", "event_pattern");
}

TEST_F(EventRuleTest, RefusesAScheduleOnABus) {
  auto& bus = stack.add("Bus", EventBus::Props{});
  stack.add("Placed", EventRule::Props{.schedule = "rate(1 hour)", .event_bus = &bus});
  expect_refused(not_allowed, "event_bus");
}

TEST_F(EventRuleTest, RefusesToApplyOnce) {
  stack.add("Placed", EventRule::Props{.schedule = "at(2026-01-01T00:00:00)"});
  expect_refused(not_allowed, "schedule");
}

TEST_F(EventRuleTest, RefusesASixthTarget) {
  auto& queue = add_queue();
  auto& rule = add_rule({queue, queue, queue, queue, queue});
  EXPECT_TRUE(app.diagnostics().empty());
  rule.add_target(queue);
  expect_refused(not_allowed, "targets");
}

TEST_F(EventRuleTest, RefusesMoreRetriesThanThereAre) {
  add_rule({RuleTarget(add_queue(), {.retry_attempts = 186})});
  expect_refused(not_allowed, "retry_attempts");
}

TEST_F(EventRuleTest, RefusesAnAgeOfMoreThanADay) {
  add_rule({RuleTarget(add_queue(), {.max_event_age = 2_days})});
  expect_refused(not_allowed, "max_event_age");
}

TEST_F(EventRuleTest, RefusesAMessageGroupWhereThereIsNone) {
  add_rule({RuleTarget(add_queue(), {.message_group_id = "a"})});
  expect_refused(not_allowed, "message_group_id");
}

TEST_F(EventRuleTest, NeedsAMessageGroupOfAFifoQueue) {
  add_rule({stack.add("Orders", Queue::Props{.fifo = true})});
  expect_refused("property-needed", "message_group_id");
}

TEST_F(EventRuleTest, RefusesAPartitionKeyForAQueue) {
  add_rule({RuleTarget(add_queue(), {.partition_key_path = "$.id"})});
  expect_refused(not_allowed, "partition_key_path");
}

TEST_F(EventRuleTest, RefusesAnInputOfABus) {
  auto& bus = stack.add("Bus", EventBus::Props{});
  add_rule({RuleTarget(bus, {.input = RuleInput::text("x")})});
  expect_refused(not_allowed, "input");
}

TEST_F(EventRuleTest, RefusesFieldsThatWouldHaveOneName) {
  add_rule({RuleTarget(add_queue(),
                       {.input = RuleInput::text("{} {}", EventField("$.a.b"), EventField("$.a-b"))})});
  expect_refused(not_allowed, "input");
}

}  // namespace
}  // namespace tenon
