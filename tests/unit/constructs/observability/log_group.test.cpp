#include "tenon/constructs/observability/log_group.hpp"

#include <array>

#include "constructs/stack_test.hpp"
#include "tenon/aws/logs/LogGroup.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/delivery_stream.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/invalid_value.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

class LogGroupTest : public StackTest {
 protected:
  LogGroup& add_group(const LogGroup::Props& props = {}) { return stack.add("Logs", props); }
};

TEST_F(LogGroupTest, KeepsEventsForTwoYearsAndStays) {
  add_group();
  expect_entry("AWS::Logs::LogGroup", R"({"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
      "Properties": {"$exactly": {"RetentionInDays": 731}}})");
}

TEST_F(LogGroupTest, SetsWhatWasGiven) {
  add_group({.log_group_name = "/shop",
             .retention = RetentionDays::one_week,
             .log_group_class = LogGroupClass::infrequent_access,
             .deletion_protection_enabled = true,
             .removal_policy = RemovalPolicy::destroy});
  expect_entry("AWS::Logs::LogGroup",
               R"({"DeletionPolicy": "Delete", "Properties": {"$exactly": {"LogGroupName": "/shop",
      "RetentionInDays": 7, "LogGroupClass": "INFREQUENT_ACCESS", "DeletionProtectionEnabled": true}}})");
}

TEST_F(LogGroupTest, LeavesRetentionOutWhereEventsStayForEver) {
  add_group({.retention = RetentionDays::infinite});
  stack.add("Delivered", LogGroup::Props{.log_group_class = LogGroupClass::delivery});
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Logs::LogGroup", 2));
  EXPECT_EQ(synthesized().text().find("RetentionInDays"), std::string::npos);
}

TEST_F(LogGroupTest, RefusesWhatTheClassDeliveryDecidesItself) {
  add_group({.retention = RetentionDays::one_day, .log_group_class = LogGroupClass::delivery});
  expect_refused("property-not-allowed", "retention");
}

TEST_F(LogGroupTest, RefusesToLookForSensitiveDataInTheClassDelivery) {
  add_group({.log_group_class = LogGroupClass::delivery,
             .data_protection_policy = json::object({{"Name", "masks"}})});
  expect_refused("property-not-allowed", "data_protection_policy");
}

TEST_F(LogGroupTest, LetsTheServiceUseTheKeyForThisGroupAlone) {
  Stack& home = app.add("Home", Stack::Props{.env = {.region = "eu-west-1"}});
  Key& key = home.add("Key", Key::Props{});
  home.add("Logs", LogGroup::Props{.log_group_name = "/shop", .encryption_key = &key});
  const auto found = testing::Template::of(home).has_resource_properties(
      "AWS::KMS::Key", R"({"KeyPolicy": {"Statement": [{}, {"Effect": "Allow",
      "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
      "Principal": {"Service": "logs.eu-west-1.amazonaws.com"}, "Resource": "*",
      "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": {"Fn::Join": ["", ["arn:aws:logs:eu-west-1:", {"Ref": "AWS::AccountId"}, ":log-group:/shop"]]}}}}]}})");
  EXPECT_TRUE(found) << found.explanation;
  EXPECT_TRUE(testing::Template::of(home).has_resource_properties(
      "AWS::Logs::LogGroup", R"({"KmsKeyId": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}})"));
}

TEST_F(LogGroupTest, LetsTheServiceUseTheKeyWhereNameAndRegionAreNotKnown) {
  add_group({.encryption_key = &stack.add("Key", Key::Props{})});
  expect("AWS::KMS::Key", R"({"KeyPolicy": {"Statement": [{}, {
      "Principal": {"Service": {"Fn::Join": ["", ["logs.", {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"}]]}},
      "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"},
          ":logs:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":log-group:*"]]}}}}]}})");
}

TEST_F(LogGroupTest, GrantsWritingOfItsStreams) {
  add_group().grant_write(add_role());
  expect_granted(R"([{"Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Effect": "Allow",
      "Resource": {"Fn::GetAtt": [{"$like": "Logs*"}, "Arn"]}}])");
}

TEST_F(LogGroupTest, GrantsReadingOfItselfAndItsStreams) {
  add_group().grant_read(add_role());
  expect_granted(
      R"([{"Action": ["logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents",
      "logs:GetLogGroupFields"], "Resource": [{"Fn::GetAtt": [{"$like": "Logs*"}, "Arn"]}, {"Fn::Join": ["", ["arn:",
      {"Ref": "AWS::Partition"}, ":logs:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":log-group:",
      {"Ref": {"$like": "Logs*"}}]]}]}])");
}

TEST_F(LogGroupTest, GrantsToServicesInAResourcePolicy) {
  add_group().grant_write(Principal::service("route53.amazonaws.com"));
  expect("AWS::Logs::ResourcePolicy",
         R"({"PolicyName": {"$like": "ShopLogsPolicy*"}, "PolicyDocument": {"Fn::Join": ["", [
      "{\"Statement\":[{\"Action\":[\"logs:CreateLogStream\",\"logs:PutLogEvents\"],\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"route53.amazonaws.com\"},\"Resource\":\"",
      {"Fn::GetAtt": [{"$like": "Logs*"}, "Arn"]}, "\"}],\"Version\":\"2012-10-17\"}"]]}})");
}

TEST_F(LogGroupTest, NamesItsResourcePolicy) {
  auto& group =
      stack.add("Logs", LogGroup::Props{.resource_policy_name = format("{}-logs", pseudo::stack_name)});
  group.grant_write(Principal::service("es.amazonaws.com"));
  expect("AWS::Logs::ResourcePolicy",
         R"({"PolicyName": {"Fn::Join": ["", [{"Ref": "AWS::StackName"}, "-logs"]]}})");
}

TEST_F(LogGroupTest, NamesAccountsInItsResourcePolicy) {
  LogGroup::from_arn(stack, "Existing", "arn:aws:logs:eu-west-1:111122223333:log-group:/shop")
      .grant_write(Principal::arn("arn:aws:iam::444455556666:role/writer"));
  expect("AWS::Logs::ResourcePolicy",
         R"({"PolicyDocument": {"$json": {"Statement": [{"Principal": {"AWS": "444455556666"},
      "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/shop:*"}]}}})");
}

TEST_F(LogGroupTest, ThatExistsIsKnownByItsNameOrArn) {
  LogGroup& by_name = LogGroup::from_name(stack, "ByName", "/shop");
  LogGroup& by_arn =
      LogGroup::from_arn(stack, "ByArn", "arn:aws:logs:eu-west-1:111122223333:log-group:/shop/api:*");
  by_name.grant(add_role("Reader"), {iam::logs::StartQuery});
  stack.add("Name", Output::Props{.Value = by_arn.log_group_name()});
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Logs::LogGroup", 0));
  EXPECT_TRUE(synthesized().has_output("Name", R"({"Value": "/shop/api"})"));
  expect_granted(R"([{"Action": "logs:StartQuery", "Resource": [
      {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":logs:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":log-group:/shop"]]},
      {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":logs:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":log-group:/shop:*"]]}]}])");
}

TEST_F(LogGroupTest, HasMetricsOfTheService) {
  const Metric metric = add_group().metric_incoming_bytes();
  EXPECT_EQ(metric.props().metric_namespace, "AWS/Logs");
  EXPECT_EQ(metric.props().metric_name, "IncomingBytes");
  EXPECT_EQ(metric.props().statistic, Statistic::sum);
  EXPECT_EQ(metric.props().dimensions.at(0).name, "LogGroupName");
}

// --- filters ---

TEST(FilterPattern, IsWrittenAsTheServiceTakesIt) {
  const auto field = LogField("$.level");
  const std::array rows = {
      std::pair(FilterPattern::all_events(), ""),
      std::pair(FilterPattern::literal("ERROR -exiting"), "ERROR -exiting"),
      std::pair(FilterPattern::all_terms({"ERROR", "a \"b\" \\c"}), R"("ERROR" "a \"b\" \\c")"),
      std::pair(FilterPattern::any_term({"ERROR", "WARNING"}), R"(?"ERROR" ?"WARNING")"),
      std::pair(FilterPattern::any_term({"ERROR"}), R"("ERROR")"),
      std::pair(FilterPattern(field == "ERROR"), R"({ $.level = "ERROR" })"),
      std::pair(FilterPattern(field != "DEBUG"), R"({ $.level != "DEBUG" })"),
      std::pair(FilterPattern(LogField("$.latency") >= 0.5), "{ $.latency >= 0.5 }"),
      std::pair(FilterPattern(LogField("$.status") == 500), "{ $.status = 500 }"),
      std::pair(FilterPattern(field.exists()), R"({ $.level = "*" })"),
      std::pair(FilterPattern(field.not_exists()), "{ $.level NOT EXISTS }"),
      std::pair(FilterPattern(field.is_null()), "{ $.level IS NULL }"),
      std::pair(FilterPattern(field.is_true()), "{ $.level IS TRUE }"),
      std::pair(FilterPattern(field.is_false()), "{ $.level IS FALSE }"),
      std::pair(FilterPattern(field.matches("4[0-9]{2}")), "{ $.level = %4[0-9]{2}% }"),
      std::pair(FilterPattern(field == "A" && LogField("$.n") < 2), R"({ ($.level = "A") && ($.n < 2) })"),
      std::pair(FilterPattern(field == "A" || field == "B"), R"({ ($.level = "A") || ($.level = "B") })"),
      std::pair(FilterPattern(SpaceDelimitedPattern({"ip", "...", "status", "bytes"})
                                  .where("status", ">=", 400)
                                  .where("status", "<", 500)
                                  .where("ip", "!=", "127.0.0.1")),
                R"([ip != "127.0.0.1", ..., status >= 400 && status < 500, bytes])"),
  };
  for (const auto& [pattern, text] : rows) EXPECT_EQ(pattern.text(), text);
}

TEST(FilterPattern, RefusesWhatIsNoPattern) {
  EXPECT_THROW(JsonPattern::all({}), InvalidValue);
  EXPECT_THROW(SpaceDelimitedPattern({"two words"}), InvalidValue);
  EXPECT_THROW(SpaceDelimitedPattern({"...", "status", "..."}), InvalidValue);
  EXPECT_THROW(SpaceDelimitedPattern({"status"}).where("bytes", "=", 1), InvalidValue);
  EXPECT_THROW(SpaceDelimitedPattern({"..."}).where("...", "=", 1), InvalidValue);
  EXPECT_THROW(SpaceDelimitedPattern({"status"}).where("status", ">", "a"), InvalidValue);
}

TEST_F(LogGroupTest, FeedsAMetric) {
  LogGroup& group = add_group();
  const MetricFilter& filter =
      group.add("Errors", MetricFilter::Props{.log_group = group,
                                              .filter_pattern = LogField("$.level") == "ERROR",
                                              .metric_namespace = "Shop",
                                              .metric_name = "Errors",
                                              .default_value = 0,
                                              .unit = "Count"});
  expect(
      "AWS::Logs::MetricFilter",
      R"({"$exactly": {"FilterPattern": "{ $.level = \"ERROR\" }", "LogGroupName": {"Ref": {"$like": "Logs*"}},
      "MetricTransformations": [{"MetricName": "Errors", "MetricNamespace": "Shop", "MetricValue": "1", "DefaultValue": 0, "Unit": "Count"}]}})");
  EXPECT_EQ(filter.metric(Statistic::sum).props().metric_namespace, "Shop");
  EXPECT_EQ(filter.metric().props().metric_name, "Errors");
}

TEST_F(LogGroupTest, FeedsAMetricWithDimensionsOfTheEvents) {
  LogGroup& group = add_group();
  group.add("Latency", MetricFilter::Props{.log_group = group,
                                           .filter_pattern = LogField("$.latency").exists(),
                                           .metric_namespace = "Shop",
                                           .metric_name = "Latency",
                                           .metric_value = "$.latency",
                                           .dimensions = {{"Route", "$.route"}}});
  expect("AWS::Logs::MetricFilter",
         R"({"MetricTransformations": [{"MetricValue": "$.latency", "DefaultValue": {"$absent": true},
      "Dimensions": [{"Key": "Route", "Value": "$.route"}]}]})");
}

TEST_F(LogGroupTest, RefusesMoreThanThreeDimensions) {
  LogGroup& group = add_group();
  group.add("Latency",
            MetricFilter::Props{.log_group = group,
                                .filter_pattern = FilterPattern::all_events(),
                                .metric_namespace = "Shop",
                                .metric_name = "Latency",
                                .dimensions = {{"A", "$.a"}, {"B", "$.b"}, {"C", "$.c"}, {"D", "$.d"}}});
  expect_refused("property-not-allowed", "dimensions");
}

TEST_F(LogGroupTest, RefusesADefaultWhereThereAreDimensions) {
  LogGroup& group = add_group();
  group.add("Latency", MetricFilter::Props{.log_group = group,
                                           .filter_pattern = FilterPattern::all_events(),
                                           .metric_namespace = "Shop",
                                           .metric_name = "Latency",
                                           .default_value = 0,
                                           .dimensions = {{"A", "$.a"}}});
  expect_refused("property-not-allowed", "default_value");
}

TEST_F(LogGroupTest, CallsAFunctionThatLetsIt) {
  LogGroup& group = add_group();
  auto& function =
      stack.add("Reader", LambdaFn::Props{.code = Code::from_inline("def handler(event, context): pass"),
                                          .handler = "index.handler",
                                          .runtime = Runtime::python_3_13});
  group.add("ToFunction",
            SubscriptionFilter::Props{.log_group = group, .destination = SubscriptionDestination(function)});
  expect("AWS::Lambda::Permission",
         R"({"$exactly": {"Action": "lambda:InvokeFunction", "Principal": "logs.amazonaws.com",
      "FunctionName": {"Fn::GetAtt": [{"$like": "Reader*"}, "Arn"]}, "SourceArn": {"Fn::GetAtt": [{"$like": "Logs*"}, "Arn"]}}})");
  expect_entry("AWS::Logs::SubscriptionFilter",
               R"({"DependsOn": [{"$like": "LogsToFunctionCanInvokeLambda*"}], "Properties": {
      "FilterPattern": "", "DestinationArn": {"Fn::GetAtt": [{"$like": "Reader*"}, "Arn"]}}})");
}

TEST_F(LogGroupTest, WritesToAStreamWithARole) {
  LogGroup& group = add_group();
  auto& stream = stack.add("Stream", KinesisStream::Props{});
  group.add("ToStream", SubscriptionFilter::Props{.log_group = group,
                                                  .destination = SubscriptionDestination(stream),
                                                  .distribution = SubscriptionFilter::Distribution::random});
  expect_entry(
      "AWS::Logs::SubscriptionFilter",
      R"({"DependsOn": {"$contains": [{"$like": "LogsToStreamCloudWatchLogsCanPutRecordsDefaultPolicy*"}]},
      "Properties": {"Distribution": "Random", "RoleArn": {"Fn::GetAtt": [{"$like": "LogsToStreamCloudWatchLogsCanPutRecords*"}, "Arn"]}}})");
  expect(
      "AWS::IAM::Role",
      R"({"AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "logs.amazonaws.com"}}]}})");
}

TEST_F(LogGroupTest, RefusesToSpreadEventsOverWhatHasNoShards) {
  LogGroup& group = add_group();
  group.add("ToOther",
            SubscriptionFilter::Props{.log_group = group,
                                      .destination = SubscriptionDestination::arn(
                                          "arn:aws:logs:eu-west-1:111122223333:destination:all"),
                                      .distribution = SubscriptionFilter::Distribution::by_log_stream});
  expect_refused("property-not-allowed", "distribution");
}

}  // namespace
}  // namespace tenon
