#include "tenon/constructs/observability/alarm.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/cloudwatch/Alarm.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

Metric errors() {
  return Metric({.metric_namespace = "Shop",
                 .metric_name = "Errors",
                 .dimensions = {{"Stage", "prod"}, {"Api", "orders"}},
                 .statistic = Statistic::sum,
                 .period = Duration::minutes(1)});
}

Metric rate(std::string expression = "errors / calls * 100") {
  return Metric::math(
      std::move(expression),
      {{"errors", errors()}, {"calls", Metric({.metric_namespace = "Shop", .metric_name = "Calls"})}},
      Duration::minutes(1));
}

class AlarmTest : public StackTest {
 protected:
  Alarm& add_alarm(const Alarm::Props& props) { return stack.add("High", props); }
  Alarm& add_alarm(Metric metric = errors()) {
    return add_alarm({.metric = std::move(metric), .evaluation_periods = 2, .threshold = 5});
  }
};

TEST_F(AlarmTest, WatchesAMetricByItself) {
  add_alarm();
  expect("AWS::CloudWatch::Alarm",
         R"({"$exactly": {"ComparisonOperator": "GreaterThanOrEqualToThreshold", "EvaluationPeriods": 2,
      "Threshold": 5, "Namespace": "Shop", "MetricName": "Errors", "Period": 60, "Statistic": "Sum",
      "Dimensions": [{"Name": "Api", "Value": "orders"}, {"Name": "Stage", "Value": "prod"}]}})");
}

TEST_F(AlarmTest, SetsWhatWasGiven) {
  add_alarm({.metric = errors().with_statistic(Statistic::percentile(95)),
             .evaluation_periods = 3,
             .threshold = 0.5,
             .comparison_operator = ComparisonOperator::less_than_threshold,
             .datapoints_to_alarm = 2,
             .treat_missing_data = TreatMissingData::not_breaching,
             .evaluate_low_sample_count_percentile = "ignore",
             .alarm_name = "shop-errors",
             .alarm_description = "Look into the logs",
             .actions_enabled = false});
  expect("AWS::CloudWatch::Alarm",
         R"({"ComparisonOperator": "LessThanThreshold", "DatapointsToAlarm": 2, "Threshold": 0.5,
      "TreatMissingData": "notBreaching", "EvaluateLowSampleCountPercentile": "ignore", "AlarmName": "shop-errors",
      "AlarmDescription": "Look into the logs", "ActionsEnabled": false, "ExtendedStatistic": "p95", "Statistic": {"$absent": true}})");
}

TEST_F(AlarmTest, WatchesALabelledMetricAsAQuery) {
  add_alarm(errors().with_label("All errors"));
  expect("AWS::CloudWatch::Alarm",
         R"({"Namespace": {"$absent": true}, "Metrics": [{"$exactly": {"Id": "m1", "Label": "All errors",
      "ReturnData": true, "MetricStat": {"Period": 60, "Stat": "Sum", "Metric": {"MetricName": "Errors", "Namespace": "Shop",
      "Dimensions": [{"Name": "Api", "Value": "orders"}, {"Name": "Stage", "Value": "prod"}]}}}}]})");
}

TEST_F(AlarmTest, WatchesAMetricOfAnotherAccount) {
  add_alarm(Metric({.metric_namespace = "Shop", .metric_name = "Errors", .account = "111122223333"}));
  expect("AWS::CloudWatch::Alarm", R"({"Metrics": [{"Id": "m1", "AccountId": "111122223333"}]})");
}

TEST_F(AlarmTest, WatchesAnExpressionWithTheMetricsThatItUses) {
  add_alarm(rate());
  expect("AWS::CloudWatch::Alarm", R"({"Period": {"$absent": true}, "Metrics": [
      {"$exactly": {"Expression": "errors / calls * 100", "Id": "expr_1", "ReturnData": true}},
      {"Id": "errors", "ReturnData": false, "MetricStat": {"Period": 60, "Stat": "Sum"}},
      {"Id": "calls", "ReturnData": false, "MetricStat": {"Period": 60, "Stat": "Average", "Metric": {"Dimensions": {"$absent": true}}}}]})");
}

TEST_F(AlarmTest, GivesAnExpressionWithoutMetricsItsPeriod) {
  add_alarm(Metric::math("SELECT SUM(Errors) FROM \"Shop\"", {}, Duration::minutes(1), "All"));
  expect("AWS::CloudWatch::Alarm",
         R"({"Metrics": [{"$exactly": {"Expression": "SELECT SUM(Errors) FROM \"Shop\"", "Id": "expr_1",
      "Label": "All", "Period": 60, "ReturnData": true}}]})");
}

TEST_F(AlarmTest, ListsNestedExpressionsOnce) {
  add_alarm(Metric::math("a + b", {{"a", rate()}, {"b", errors()}}, Duration::minutes(1)));
  expect("AWS::CloudWatch::Alarm",
         R"({"Metrics": [{"Id": "expr_1", "ReturnData": true}, {"Id": "a", "ReturnData": false},
      {"Id": "errors"}, {"Id": "calls"}, {"Id": "b"}]})");
}

TEST_F(AlarmTest, ComparesWithABand) {
  add_alarm({.metric = Metric::anomaly_detection_band(errors()),
             .evaluation_periods = 1,
             .comparison_operator = ComparisonOperator::greater_than_upper_threshold});
  expect("AWS::CloudWatch::Alarm", R"json({"Threshold": {"$absent": true}, "ThresholdMetricId": "expr_1",
      "ComparisonOperator": "GreaterThanUpperThreshold", "Metrics": [
      {"Expression": "ANOMALY_DETECTION_BAND(m0, 2)", "Id": "expr_1", "ReturnData": true}, {"Id": "m0", "ReturnData": true}]})json");
}

TEST_F(AlarmTest, SaysWhatItWatches) {
  EXPECT_EQ(add_alarm().annotation(), "Errors >= 5 for 2 datapoints within 2 minutes");
  EXPECT_TRUE(Alarm::from_name(stack, "Existing", "shop").annotation().empty());
}

// --- actions ---

TEST_F(AlarmTest, TellsATopic) {
  auto& topic = stack.add("Ops", Topic::Props{});
  Alarm& alarm =
      add_alarm({.metric = errors(), .evaluation_periods = 1, .threshold = 1, .alarm_actions = {topic}});
  alarm.add_ok_action(topic);
  alarm.add_insufficient_data_action(AlarmAction::arn("arn:aws:sns:eu-west-1:111122223333:other"));
  expect("AWS::CloudWatch::Alarm",
         R"({"AlarmActions": [{"Ref": {"$like": "Ops*"}}], "OKActions": [{"Ref": {"$like": "Ops*"}}],
      "InsufficientDataActions": ["arn:aws:sns:eu-west-1:111122223333:other"]})");
}

TEST_F(AlarmTest, IsLetInByTheTopicAndItsKeyOnce) {
  auto& topic = stack.add("Ops", Topic::Props{.encryption_key = &stack.add("Key", Key::Props{})});
  add_alarm().add_alarm_action(topic);
  stack.add(
      "Low",
      Alarm::Props{.metric = errors(), .evaluation_periods = 1, .threshold = 1, .alarm_actions = {topic}});
  expect("AWS::SNS::TopicPolicy",
         R"({"PolicyDocument": {"Statement": [{"Effect": "Deny"}, {"Action": "sns:Publish", "Effect": "Allow",
      "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Resource": {"Ref": {"$like": "Ops*"}},
      "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}}]}})");
  expect(
      "AWS::KMS::Key",
      R"({"KeyPolicy": {"Statement": [{}, {"Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Effect": "Allow",
      "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Resource": "*"}]}})");
}

TEST_F(AlarmTest, CallsAFunctionThatLetsItOnce) {
  auto& function =
      stack.add("Handler", LambdaFn::Props{.code = Code::from_inline("def handler(event, context): pass"),
                                           .handler = "index.handler",
                                           .runtime = Runtime::python_3_13});
  Alarm& alarm = add_alarm();
  alarm.add_alarm_action(function);
  alarm.add_ok_action(function);
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Lambda::Permission", 1));
  expect("AWS::Lambda::Permission",
         R"({"Action": "lambda:InvokeFunction", "Principal": "lambda.alarms.cloudwatch.amazonaws.com",
      "SourceAccount": {"Ref": "AWS::AccountId"}, "SourceArn": {"Fn::GetAtt": [{"$like": "High*"}, "Arn"]}})");
  expect("AWS::CloudWatch::Alarm", R"({"AlarmActions": [{"Fn::GetAtt": [{"$like": "Handler*"}, "Arn"]}]})");
}

TEST_F(AlarmTest, DoesWhatTheServicesOffer) {
  Alarm& alarm = add_alarm(Metric({.metric_namespace = "AWS/EC2",
                                   .metric_name = "StatusCheckFailed",
                                   .dimensions = {{"InstanceId", "i-1234"}}}));
  alarm.add_alarm_action(AlarmAction::ec2(Ec2InstanceAction::recover));
  alarm.add_alarm_action(AlarmAction::ops_item(OpsItemSeverity::high, "Availability"));
  alarm.add_alarm_action(AlarmAction::response_plan("shop"));
  expect("AWS::CloudWatch::Alarm", R"({"AlarmActions": [
      {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":automate:", {"Ref": "AWS::Region"}, ":ec2:recover"]]},
      {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":ssm:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"},
          ":opsitem:2#CATEGORY=Availability"]]},
      {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":ssm-incidents::", {"Ref": "AWS::AccountId"}, ":response-plan/shop"]]}]})");
}

TEST_F(AlarmTest, RefusesActionsOfInstancesForOtherMetrics) {
  add_alarm().add_alarm_action(AlarmAction::ec2(Ec2InstanceAction::stop));
  expect_refused("property-not-allowed", "alarm_actions");
}

TEST_F(AlarmTest, RefusesActionsOfAlarmsThatExist) {
  Alarm::from_name(stack, "Existing", "shop")
      .add_alarm_action(AlarmAction::arn("arn:aws:sns:eu-west-1:111122223333:other"));
  expect_refused("property-not-allowed", "AlarmActions");
}

// --- refusals ---

TEST_F(AlarmTest, RefusesNamesThatTheExpressionDoesNotHave) {
  add_alarm(rate("errors / requests * 100"));
  expect_refused("property-not-allowed", "metric");
  EXPECT_EQ(app.diagnostics()[0].value, "requests");
  EXPECT_EQ(app.diagnostics()[0].allowed, "errors, calls");
}

TEST_F(AlarmTest, TakesFunctionsAndTextsForWhatTheyAre) {
  add_alarm(rate("IF(errors > 1e3 AND calls != 0, FILL(errors, REPEAT), 0) + SUM(METRICS('low'))"));
  EXPECT_TRUE(app.diagnostics().empty());
}

TEST_F(AlarmTest, RefusesWhatCloudWatchWouldNotTake) {
  const auto named = [](std::string name) {
    return Metric::math(name, {{name, errors()}}, Duration::minutes(1));
  };
  std::vector<std::pair<std::string, Metric>> eleven;
  std::string sum = "a0";
  for (int i = 0; i < 11; ++i) {
    eleven.emplace_back("a" + std::to_string(i), errors().with_label(std::to_string(i)));
    if (i > 0) sum += " + a" + std::to_string(i);
  }
  struct Row {
    Alarm::Props props;
    std::string_view id;
    std::string_view property;
  };
  const Row rows[] = {
      {{.metric = errors().with_period(Duration::seconds(45)), .evaluation_periods = 1, .threshold = 1},
       "property-not-allowed",
       "metric"},
      {{.metric = named("Errors"), .evaluation_periods = 1, .threshold = 1},
       "property-not-allowed",
       "metric"},
      {{.metric = Metric::math("SEARCH('{Shop} Errors', 'Sum', 60)", {}),
        .evaluation_periods = 1,
        .threshold = 1},
       "property-not-allowed",
       "metric"},
      {{.metric = Metric::math(sum, eleven, Duration::minutes(1)), .evaluation_periods = 1, .threshold = 1},
       "property-not-allowed",
       "metric"},
      {{.metric = Metric::math("a", {{"a", errors()}, {"a", rate()}}, Duration::minutes(1)),
        .evaluation_periods = 1,
        .threshold = 1},
       "property-not-allowed",
       "metric"},
      {{.metric = Metric({.metric_namespace = "Shop", .metric_name = "Errors", .region = "us-east-1"}),
        .evaluation_periods = 1,
        .threshold = 1},
       "property-not-allowed",
       "metric"},
      {{.metric = Metric({.metric_namespace = "Shop", .metric_name = "Errors", .dimensions = {{"Api", ""}}}),
        .evaluation_periods = 1,
        .threshold = 1},
       "property-not-allowed",
       "metric"},
      {{.metric = errors(), .evaluation_periods = 1}, "property-needed", "threshold"},
      {{.metric = errors(), .evaluation_periods = 0, .threshold = 1},
       "property-not-allowed",
       "evaluation_periods"},
      {{.metric = errors(), .evaluation_periods = 2, .threshold = 1, .datapoints_to_alarm = 3},
       "property-not-allowed",
       "datapoints_to_alarm"},
      {{.metric = errors(),
        .evaluation_periods = 2,
        .threshold = 1,
        .evaluate_low_sample_count_percentile = "perhaps"},
       "property-not-allowed",
       "evaluate_low_sample_count_percentile"},
      {{.metric = errors(),
        .evaluation_periods = 1,
        .comparison_operator = ComparisonOperator::less_than_lower_threshold},
       "property-not-allowed",
       "comparison_operator"},
      {{.metric = Metric::anomaly_detection_band(errors()), .evaluation_periods = 1, .threshold = 1},
       "property-not-allowed",
       "comparison_operator"},
      {{.metric = Metric::anomaly_detection_band(errors()),
        .evaluation_periods = 1,
        .threshold = 1,
        .comparison_operator = ComparisonOperator::less_than_lower_threshold},
       "property-not-allowed",
       "threshold"},
  };
  for (const Row& row : rows) {
    App other;
    other.add("Shop", Stack::Props{.env = {.region = "eu-west-1"}}).add("High", row.props);
    ASSERT_FALSE(other.diagnostics().empty())
        << row.property << " of " << static_cast<const Metric&>(row.props.metric).text();
    EXPECT_EQ(other.diagnostics()[0].id, row.id);
    EXPECT_EQ(other.diagnostics()[0].property, row.property) << other.diagnostics()[0].message;
  }
}

// --- rules ---

TEST_F(AlarmTest, AreCombinedByARule) {
  Alarm& high = add_alarm();
  Alarm& low = stack.add("Low", Alarm::Props{.metric = errors(), .evaluation_periods = 1, .threshold = 1});
  auto& composite = stack.add(
      "Both", CompositeAlarm::Props{.alarm_rule = in_alarm(high) && !in_ok(low), .actions_suppressor = &low});
  stack.add("Outer", CompositeAlarm::Props{.alarm_rule = AlarmRule(composite) || in_insufficient_data(low),
                                           .alarm_name = "outer"});
  expect("AWS::CloudWatch::CompositeAlarm", R"json({"$exactly": {"AlarmName": {"$like": "ShopBoth*"},
      "AlarmRule": {"Fn::Join": ["", ["(ALARM(\"", {"Fn::GetAtt": [{"$like": "High*"}, "Arn"]}, "\") AND (NOT (OK(\"",
          {"Fn::GetAtt": [{"$like": "Low*"}, "Arn"]}, "\"))))"]]},
      "ActionsSuppressor": {"Fn::GetAtt": [{"$like": "Low*"}, "Arn"]}, "ActionsSuppressorExtensionPeriod": 60,
      "ActionsSuppressorWaitPeriod": 60}})json");
  expect("AWS::CloudWatch::CompositeAlarm",
         R"json({"AlarmName": "outer", "AlarmRule": {"Fn::Join": ["", ["(ALARM(\"",
      {"Fn::GetAtt": [{"$like": "Both*"}, "Arn"]}, "\") OR INSUFFICIENT_DATA(\"", {"Fn::GetAtt": [{"$like": "Low*"}, "Arn"]}, "\"))"]]}})json");
}

TEST_F(AlarmTest, AreCombinedByTheirNumber) {
  Alarm& existing =
      Alarm::from_arn(stack, "Existing", "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop");
  stack.add("Some", CompositeAlarm::Props{.alarm_rule = AlarmRule::at_least(1, {&existing, &existing})});
  expect("AWS::CloudWatch::CompositeAlarm", R"json({"AlarmRule":
      "AT_LEAST(1, ALARM, (\"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop\", \"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop\"))"})json");
  EXPECT_THROW(AlarmRule::at_least(2, {&existing}), InvalidValue);
  EXPECT_THROW(AlarmRule::at_least(0, {&existing}), InvalidValue);
  EXPECT_THROW(AlarmRule::all_of({}), InvalidValue);
}

TEST_F(AlarmTest, RefusesToWaitForNothing) {
  stack.add("Never", CompositeAlarm::Props{.alarm_rule = AlarmRule::constant(false),
                                           .actions_suppressor_wait_period = Duration::minutes(2)});
  expect_refused("property-not-allowed", "actions_suppressor_wait_period");
}

}  // namespace
}  // namespace tenon
