#include "tenon/constructs/integration/schedule.hpp"

#include "integration_test.hpp"
#include "tenon/aws/scheduler/Schedule.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/state_machine.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using namespace literals;

class EventScheduleTest : public IntegrationTest {
 protected:
  EventSchedule& add_schedule(const ScheduleTarget& target, std::string_view id = "Hourly") {
    return stack.add(id, EventSchedule::Props{.schedule = "rate(1 hour)", .target = target});
  }
};

TEST_F(EventScheduleTest, CallsAFunctionUnderARoleOfItsOwn) {
  add_schedule(add_function());
  expect("AWS::Scheduler::Schedule", R"json({"$exactly": {"ScheduleExpression": "rate(1 hour)",
      "ScheduleExpressionTimezone": "Etc/UTC", "FlexibleTimeWindow": {"Mode": "OFF"}, "State": "ENABLED", "Target": {
          "Arn": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]},
          "RoleArn": {"Fn::GetAtt": [{"$like": "SchedulerRoleForTarget*"}, "Arn"]},
          "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}}}})json");
  expect("AWS::IAM::Role", R"({"AssumeRolePolicyDocument": {"Statement": [{"Action": "sts:AssumeRole",
      "Principal": {"Service": "scheduler.amazonaws.com"},
      "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}, "aws:SourceArn": {"Fn::Join": ["", [
          "arn:", {"Ref": "AWS::Partition"}, ":scheduler:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"},
          ":schedule-group/default"]]}}}}]}})");
  expect_granted(R"([{"Action": "lambda:InvokeFunction"}])");
}

TEST_F(EventScheduleTest, SharesTheRoleOfATarget) {
  auto& queue = stack.add("Orders", Queue::Props{});
  EXPECT_EQ(&add_schedule(queue, "A").role(), &add_schedule(queue, "B").role());
  EXPECT_NE(&add_schedule(add_function(), "C").role(), &add_schedule(queue, "D").role());
}

TEST_F(EventScheduleTest, SetsWhatWasGiven) {
  auto& group = stack.add("Group", ScheduleGroup::Props{.schedule_group_name = "nightly"});
  auto& key = stack.add("Key", Key::Props{});
  auto& failed = stack.add("Failed", Queue::Props{});
  stack.add("Nightly", EventSchedule::Props{.schedule = "cron(0 3 * * ? *)",
                                            .target = ScheduleTarget(
                                                add_function(), {.input = json::object({{"job", "clean"}}),
                                                                 .dead_letter_queue = &failed,
                                                                 .max_event_age = 2_h,
                                                                 .retry_attempts = 0}),
                                            .time_zone = "Europe/Berlin",
                                            .flexible_time_window = 15_min,
                                            .schedule_group = &group,
                                            .schedule_name = "clean",
                                            .description = "Cleans up",
                                            .enabled = false,
                                            .start = "2026-01-01T00:00:00.000Z",
                                            .end = "2027-01-01T00:00:00.000Z",
                                            .encryption_key = &key});
  expect("AWS::Scheduler::Schedule", R"({"Name": "clean", "Description": "Cleans up", "State": "DISABLED",
      "ScheduleExpressionTimezone": "Europe/Berlin", "GroupName": {"Ref": "GroupC77FDACD"},
      "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
      "StartDate": "2026-01-01T00:00:00.000Z", "EndDate": "2027-01-01T00:00:00.000Z",
      "KmsKeyArn": {"Fn::GetAtt": ["Key961B73FD", "Arn"]},
      "Target": {"Input": "{\"job\":\"clean\"}", "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Failed178E83A2", "Arn"]}},
                 "RetryPolicy": {"MaximumEventAgeInSeconds": 7200, "MaximumRetryAttempts": 0}}})");
  expect_granted(R"({"$contains": [{"Action": "kms:Decrypt"}, {"Action": "sqs:SendMessage",
      "Resource": {"Fn::GetAtt": ["Failed178E83A2", "Arn"]}}]})");
}

TEST_F(EventScheduleTest, CallsOtherTargets) {
  const states::State done = states::Succeed{.name = "Done"};
  auto& bus = stack.add("Bus", EventBus::Props{});
  add_schedule(ScheduleTarget(stack.add("Orders", Queue::Props{.fifo = true}), {.message_group_id = "g"}),
               "A");
  add_schedule(stack.add("Topic", Topic::Props{}), "B");
  add_schedule(stack.add("Machine", StateMachine::Props{.start_at = done}), "C");
  add_schedule(ScheduleTarget(stack.add("Stream", KinesisStream::Props{}), {.partition_key = "k"}), "D");
  add_schedule(ScheduleTarget(PutEventsTarget{bus, "Tick", "clock"}, {.input = "{}"}), "E");
  expect("AWS::Scheduler::Schedule", R"({"Target": {"SqsParameters": {"MessageGroupId": "g"}}})");
  expect("AWS::Scheduler::Schedule", R"({"Target": {"KinesisParameters": {"PartitionKey": "k"}}})");
  expect(
      "AWS::Scheduler::Schedule",
      R"({"Target": {"EventBridgeParameters": {"DetailType": "Tick", "Source": "clock"}, "Input": "{}"}})");
  for (const char* action : {"sqs:SendMessage", "sns:Publish", "states:StartExecution", "events:PutEvents"}) {
    expect_granted(R"({"$contains": [{"Action": ")" + std::string(action) + R"("}]})");
  }
  expect_granted(R"({"$contains": [{"Action": ["kinesis:PutRecord", "kinesis:PutRecords"]}]})");
}

TEST_F(EventScheduleTest, RunsATask) {
  auto& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  auto& cluster = stack.add("Cluster", EcsCluster::Props{.vpc = vpc});
  auto& task = stack.add("Task", TaskDefinition::Props{});
  task.add_container("app", {.image = ContainerImage::from_registry("nginx")});
  auto& group = stack.add("Tasks", SecurityGroup::Props{.vpc = vpc});
  add_schedule(RunTaskTarget{cluster, task, std::vector<SecurityGroup*>{&group}});
  expect("AWS::Scheduler::Schedule", R"({"Target": {"EcsParameters": {"LaunchType": "FARGATE", "TaskCount": 1,
      "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "DISABLED"}}}}})");
  expect_granted(R"({"$contains": [{"Action": "ecs:RunTask"}]})");
}

TEST_F(EventScheduleTest, GroupGrantsItsSchedulesAndHandsOutMetrics) {
  auto& group = stack.add("Group", ScheduleGroup::Props{});
  group.grant_write_schedules(add_role());
  expect_entry("AWS::Scheduler::ScheduleGroup",
               R"({"DeletionPolicy": "Retain", "Properties": {"Name": {"$like": "Shop-Group-*"}}})");
  expect_granted(R"([{"Action": ["scheduler:CreateSchedule", "scheduler:UpdateSchedule"]}])");
  EXPECT_EQ(group.metric_dropped().props().metric_name, "InvocationDroppedCount");
}

// --- refusals ----------------------------------------------------------------------------------------------

constexpr std::string_view not_allowed = "property-not-allowed";

TEST_F(EventScheduleTest, RefusesMoreRetriesThanThereAre) {
  add_schedule(ScheduleTarget(add_function(), {.retry_attempts = 186}));
  expect_refused(not_allowed, "retry_attempts");
}

TEST_F(EventScheduleTest, RefusesAWindowOfSeconds) {
  stack.add("Hourly",
            EventSchedule::Props{
                .schedule = "rate(1 hour)", .target = add_function(), .flexible_time_window = 90_s});
  expect_refused(not_allowed, "flexible_time_window");
}

TEST_F(EventScheduleTest, RefusesToEndBeforeItStarts) {
  stack.add("Hourly", EventSchedule::Props{.schedule = "rate(1 hour)",
                                           .target = add_function(),
                                           .start = "2027-01-01T00:00:00.000Z",
                                           .end = "2026-01-01T00:00:00.000Z"});
  expect_refused(not_allowed, "end");
}

TEST_F(EventScheduleTest, NeedsAMessageGroupOfAFifoQueue) {
  add_schedule(stack.add("Orders", Queue::Props{.fifo = true}));
  expect_refused("property-needed", "message_group_id");
}

TEST_F(EventScheduleTest, NeedsAPartitionKeyOfAStream) {
  add_schedule(stack.add("Stream", KinesisStream::Props{}));
  expect_refused("property-needed", "partition_key");
}

TEST_F(EventScheduleTest, NeedsADetailOfAnEvent) {
  auto& bus = stack.add("Bus", EventBus::Props{});
  add_schedule(PutEventsTarget{bus, "Tick", "clock"});
  expect_refused("property-needed", "input");
}

TEST_F(EventScheduleTest, RefusesTheSourceOfAnAwsService) {
  auto& bus = stack.add("Bus", EventBus::Props{});
  add_schedule(ScheduleTarget(PutEventsTarget{bus, "Tick", "aws.clock"}, {.input = "{}"}));
  expect_refused(not_allowed, "source");
}

}  // namespace
}  // namespace tenon
