#include "tenon/constructs/compute/auto_scaling.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/testing/gmock.hpp"

namespace tenon {
namespace {

using testing::ResourceCountIs;

Metric depth() {
  return Metric::Props{.metric_namespace = "Shop", .metric_name = "Depth", .dimensions = {{"Queue", "a"}}};
}

class AutoScalingTest : public StackTest {
 protected:
  ScalableTarget& add_target(std::int64_t least = 1, std::int64_t most = 10) {
    return stack.add("Target", ScalableTarget::Props{.service_namespace = ServiceNamespace::dynamodb,
                                                     .scalable_dimension = "dynamodb:table:ReadCapacityUnits",
                                                     .resource_id = "table/orders",
                                                     .max_capacity = most,
                                                     .min_capacity = least});
  }
  StepScalingPolicy& add_steps(std::vector<ScalingInterval> steps,
                               AdjustmentType type = AdjustmentType::change_in_capacity) {
    return add_target().scale_on_metric(
        "Depth", {.metric = depth(), .scaling_steps = std::move(steps), .adjustment_type = type});
  }
  void expect_policy(std::string_view properties) {
    expect("AWS::ApplicationAutoScaling::ScalingPolicy", properties);
  }
};

TEST_F(AutoScalingTest, ATargetHasBoundsAndARoleOfItsOwn) {
  add_target();
  expect("AWS::ApplicationAutoScaling::ScalableTarget", R"({"$exactly": {"MinCapacity": 1, "MaxCapacity": 10,
      "ResourceId": "table/orders", "ServiceNamespace": "dynamodb", "RoleARN": {"$any": true},
      "ScalableDimension": "dynamodb:table:ReadCapacityUnits"}})");
  expect("AWS::IAM::Role", R"({"AssumeRolePolicyDocument": {"Statement": [
      {"Principal": {"Service": "application-autoscaling.amazonaws.com"}}]}})");
}

TEST_F(AutoScalingTest, TracksAMetricOfTheService) {
  add_target().scale_to_track_metric(
      "Reads", {.target_value = 70,
                .predefined_metric = PredefinedMetric::dynamodb_read_capacity_utilization,
                .disable_scale_in = true,
                .scale_in_cooldown = Duration::minutes(1)});
  expect_policy(R"({"PolicyType": "TargetTrackingScaling", "PolicyName": {"$like": "ShopTargetReads*"},
      "TargetTrackingScalingPolicyConfiguration": {"$exactly": {"TargetValue": 70, "DisableScaleIn": true,
        "ScaleInCooldown": 60,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"}}}})");
}

TEST_F(AutoScalingTest, TracksAMetricOfOnesOwn) {
  add_target().scale_to_track_metric("Depth", {.target_value = 0.5, .custom_metric = depth()});
  expect_policy(
      R"({"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 0.5, "CustomizedMetricSpecification":
      {"MetricName": "Depth", "Namespace": "Shop", "Statistic": "Average", "Dimensions": [{"Name": "Queue", "Value": "a"}]}}})");
}

TEST_F(AutoScalingTest, TracksOneMetric) {
  add_target().scale_to_track_metric("Nothing", {.target_value = 1});
  expect_refused("property-needed", "predefined_metric");
}

TEST_F(AutoScalingTest, DoesNotTrackPercentiles) {
  add_target().scale_to_track_metric(
      "Depth", {.target_value = 1, .custom_metric = depth().with_statistic(Statistic::percentile(99))});
  expect_refused("property-not-allowed", "custom_metric");
}

TEST_F(AutoScalingTest, StepsBelowAndAboveALanding) {
  auto& policy = add_steps(
      {{.change = -1, .upper = 20}, {.change = 2, .lower = 80, .upper = 95}, {.change = 5, .lower = 95}});
  EXPECT_NE(policy.lower_alarm(), nullptr);
  EXPECT_NE(policy.upper_alarm(), nullptr);
  expect_policy(R"({"StepScalingPolicyConfiguration": {"AdjustmentType": "ChangeInCapacity",
      "MetricAggregationType": "Average", "StepAdjustments": [{"$exactly": {"MetricIntervalUpperBound": 0, "ScalingAdjustment": -1}}]}})");
  expect_policy(R"({"StepScalingPolicyConfiguration": {"StepAdjustments": [
      {"$exactly": {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 15, "ScalingAdjustment": 2}},
      {"$exactly": {"MetricIntervalLowerBound": 15, "ScalingAdjustment": 5}}]}})");
  expect("AWS::CloudWatch::Alarm", R"({"Threshold": 20, "ComparisonOperator": "LessThanOrEqualToThreshold",
                                       "AlarmActions": [{"Ref": {"$any": true}}], "EvaluationPeriods": 1})");
  expect("AWS::CloudWatch::Alarm",
         R"({"Threshold": 80, "ComparisonOperator": "GreaterThanOrEqualToThreshold"})");
}

TEST_F(AutoScalingTest, StepsOfExactCapacityPartInTheMiddle) {
  add_steps({{.change = 1, .upper = 10}, {.change = 5, .lower = 10, .upper = 50}, {.change = 9, .lower = 50}},
            AdjustmentType::exact_capacity);
  expect("AWS::CloudWatch::Alarm",
         R"({"Threshold": 10, "ComparisonOperator": "LessThanOrEqualToThreshold"})");
  expect("AWS::CloudWatch::Alarm",
         R"({"Threshold": 10, "ComparisonOperator": "GreaterThanOrEqualToThreshold"})");
  expect_policy(R"({"StepScalingPolicyConfiguration": {"AdjustmentType": "ExactCapacity"}})");
}

TEST_F(AutoScalingTest, StepsUpAloneHaveOneAlarm) {
  EXPECT_EQ(add_steps({{.change = 1, .lower = 50, .upper = 80}, {.change = 3, .lower = 80}}).lower_alarm(),
            nullptr);
  EXPECT_THAT(synthesized(), ResourceCountIs("AWS::CloudWatch::Alarm", 1));
}

TEST_F(AutoScalingTest, ScalesByTheClock) {
  auto& target = add_target();
  target.scale_on_schedule(
      "Morning", {.schedule = "cron(0 8 * * ? *)", .min_capacity = 5, .time_zone = "Europe/Berlin"});
  target.scale_on_schedule("Evening", {.schedule = "cron(0 20 * * ? *)", .max_capacity = 2});
  expect("AWS::ApplicationAutoScaling::ScalableTarget", R"json({"ScheduledActions": [
      {"ScheduledActionName": "Morning", "Schedule": "cron(0 8 * * ? *)", "Timezone": "Europe/Berlin",
       "ScalableTargetAction": {"$exactly": {"MinCapacity": 5}}},
      {"ScheduledActionName": "Evening", "ScalableTargetAction": {"$exactly": {"MaxCapacity": 2}}}]})json");
}

TEST_F(AutoScalingTest, AScheduleChangesABound) {
  add_target().scale_on_schedule("Nothing", {.schedule = "rate(1 day)"});
  expect_refused("property-needed", "min_capacity");
}

TEST_F(AutoScalingTest, TracksNotTwoMetrics) {
  add_target().scale_to_track_metric(
      "Both", {.target_value = 1,
               .predefined_metric = PredefinedMetric::dynamodb_read_capacity_utilization,
               .custom_metric = depth()});
  expect_refused("property-not-allowed", "custom_metric");
}

TEST_F(AutoScalingTest, DatapointsArePartOfThePeriods) {
  add_target().scale_on_metric("Depth",
                               {.metric = depth(),
                                .scaling_steps = {{.change = -1, .upper = 1}, {.change = 1, .lower = 5}},
                                .evaluation_periods = 2,
                                .datapoints_to_alarm = 3});
  expect_refused("property-not-allowed", "evaluation_periods");
}

TEST_F(AutoScalingTest, BoundsAreInOrder) {
  add_target(5, 2);
  expect_refused("property-not-allowed", "max_capacity");
}

TEST_F(AutoScalingTest, ACapacityIsNotNegative) {
  add_target(-1, 2);
  expect_refused("property-not-allowed", "min_capacity");
}

struct Staircase {
  const char* name;
  std::vector<ScalingInterval> steps;
};

class StaircaseRefusal : public AutoScalingTest, public ::testing::WithParamInterface<Staircase> {};

TEST_P(StaircaseRefusal, IsReported) {
  add_steps(GetParam().steps);
  expect_refused("property-not-allowed", "scaling_steps");
}

INSTANTIATE_TEST_SUITE_P(
    All, StaircaseRefusal,
    ::testing::Values(
        Staircase{"OneStep", {{.change = 1, .lower = 1}}},
        Staircase{"Overlap",
                  {{.change = -1, .lower = 0, .upper = 50}, {.change = 1, .lower = 40, .upper = 90}}},
        Staircase{"TwoLandings", {{.change = -1, .lower = 10, .upper = 20}, {.change = 1, .lower = 40}}},
        Staircase{"NoEnds", {{.change = -1}, {.change = 0}, {.change = 1}}}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace tenon
