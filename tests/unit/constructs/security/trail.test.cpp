#include "tenon/constructs/security/trail.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/security/key.hpp"

namespace tenon {
namespace {

class TrailTest : public StackTest {
 protected:
  Trail& add(const Trail::Props& props = {}) { return stack.add("Audit", props); }
};

TEST_F(TrailTest, RecordsAllRegionsIntoABucketThatLetsIt) {
  add();
  expect_entry("AWS::CloudTrail::Trail",
               R"({"DependsOn": [{"$like": "AuditS3Policy*"}], "Properties": {"$exactly": {
      "IsLogging": true, "EnableLogFileValidation": true, "IncludeGlobalServiceEvents": true, "IsMultiRegionTrail": true,
      "S3BucketName": {"Ref": {"$like": "AuditS3*"}}}}})");
  expect_entry("AWS::S3::Bucket", R"({"DeletionPolicy": "Retain"})");
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
      {"Action": "s3:GetBucketAcl", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Resource": {"Fn::GetAtt": [{"$like": "AuditS3*"}, "Arn"]}},
      {"Action": "s3:PutObject", "Principal": {"Service": "cloudtrail.amazonaws.com"},
          "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
          "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "AuditS3*"}, "Arn"]}, "/AWSLogs/", {"Ref": "AWS::AccountId"}, "/*"]]}}]}}})");
}

TEST_F(TrailTest, SetsWhatWasGiven) {
  auto& bucket = stack.add("Records", Bucket::Props{});
  add({.bucket = &bucket,
       .s3_key_prefix = "audit",
       .trail_name = "shop",
       .is_multi_region_trail = false,
       .include_global_service_events = false,
       .enable_file_validation = false,
       .insights = {Trail::Insight::api_call_rate, Trail::Insight::api_error_rate}});
  EXPECT_TRUE(synthesized().resource_count_is("AWS::S3::Bucket", 1));
  expect("AWS::CloudTrail::Trail",
         R"({"S3BucketName": {"Ref": {"$like": "Records*"}}, "S3KeyPrefix": "audit", "TrailName": "shop",
      "IsMultiRegionTrail": false, "IncludeGlobalServiceEvents": false, "EnableLogFileValidation": false,
      "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}]})");
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Records*"}, "Arn"]}, "/audit/AWSLogs/", {"Ref": "AWS::AccountId"}, "/*"]]}}]}}})");
}

TEST_F(TrailTest, WritesIntoALogGroupWithARole) {
  Trail& trail =
      add({.send_to_cloud_watch_logs = true, .cloud_watch_logs_retention = RetentionDays::one_month});
  ASSERT_NE(trail.log_group(), nullptr);
  expect("AWS::Logs::LogGroup", R"({"RetentionInDays": 30})");
  expect(
      "AWS::IAM::Role",
      R"({"AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "cloudtrail.amazonaws.com"}}]}})");
  expect_granted(
      R"([{"Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": {"Fn::GetAtt": [{"$like": "AuditLogGroup*"}, "Arn"]}}])");
  expect_entry("AWS::CloudTrail::Trail",
               R"({"DependsOn": {"$contains": [{"$like": "AuditLogsRoleDefaultPolicy*"}]}, "Properties": {
      "CloudWatchLogsLogGroupArn": {"Fn::GetAtt": [{"$like": "AuditLogGroup*"}, "Arn"]},
      "CloudWatchLogsRoleArn": {"Fn::GetAtt": [{"$like": "AuditLogsRole*"}, "Arn"]}}})");
}

TEST_F(TrailTest, WritesIntoTheLogGroupGiven) {
  add({.log_group = &stack.add("Group", LogGroup::Props{})});
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Logs::LogGroup", 1));
  expect("AWS::CloudTrail::Trail",
         R"({"CloudWatchLogsLogGroupArn": {"Fn::GetAtt": [{"$like": "Group*"}, "Arn"]}})");
}

TEST_F(TrailTest, LetsItselfUseTheKey) {
  add({.encryption_key = &stack.add("Key", Key::Props{})});
  expect("AWS::CloudTrail::Trail", R"({"KMSKeyId": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}})");
  expect("AWS::KMS::Key", R"({"KeyPolicy": {"Statement": {"$contains": [
      {"Action": "kms:GenerateDataKey", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Condition": {"StringLike": {
          "kms:EncryptionContext:aws:cloudtrail:arn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":cloudtrail:*:",
          {"Ref": "AWS::AccountId"}, ":trail/*"]]}}}},
      {"Action": "kms:DescribeKey", "Principal": {"Service": "cloudtrail.amazonaws.com"}}]}}})");
}

TEST_F(TrailTest, TellsATopicThatLetsIt) {
  add({.sns_topic = &stack.add("Files", Topic::Props{})});
  expect("AWS::SNS::TopicPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [{"Action": "sns:Publish",
      "Principal": {"Service": "cloudtrail.amazonaws.com"}}]}}})");
  expect("AWS::CloudTrail::Trail", R"({"SnsTopicName": {"Ref": {"$like": "Files*"}}})");
}

TEST_F(TrailTest, RecordsDataAsSelected) {
  auto& bucket = stack.add("Orders", Bucket::Props{});
  auto& function =
      stack.add("Handler", LambdaFn::Props{.code = Code::from_inline("def handler(event, context): pass"),
                                           .handler = "index.handler",
                                           .runtime = Runtime::python_3_13});
  Trail& trail =
      add({.event_selectors = {{.data_events = {DataEvents::objects(bucket, "paid/"),
                                                DataEvents::calls(function), DataEvents::objects(bucket)},
                                .read_write_type = ReadWriteType::write_only,
                                .include_management_events = false}}});
  trail.add_event_selector({.data_events = {DataEvents::all_objects(), DataEvents::all_calls()},
                            .exclude_management_event_sources = {"kms.amazonaws.com"}});
  expect("AWS::CloudTrail::Trail", R"({"EventSelectors": [
      {"$exactly": {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": false, "DataResources": [
          {"Type": "AWS::S3::Object", "Values": [{"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Orders*"}, "Arn"]}, "/paid/"]]},
              {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Orders*"}, "Arn"]}, "/"]]}]},
          {"Type": "AWS::Lambda::Function", "Values": [{"Fn::GetAtt": [{"$like": "Handler*"}, "Arn"]}]}]}},
      {"ReadWriteType": "All", "IncludeManagementEvents": true, "ExcludeManagementEventSources": ["kms.amazonaws.com"], "DataResources": [
          {"Values": [{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::"]]}]},
          {"Values": [{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":lambda"]]}]}]}]})");
}

TEST_F(TrailTest, OfAnOrganizationLetsItsAccountsIn) {
  add({.is_organization_trail = true, .organization_id = "o-a1b2c3d4e5"});
  expect("AWS::CloudTrail::Trail", R"({"IsOrganizationTrail": true})");
  EXPECT_NE(synthesized().text().find("/AWSLogs/o-a1b2c3d4e5/*"), std::string::npos);
}

TEST_F(TrailTest, OfAnOrganizationNeedsItsId) {
  add({.is_organization_trail = true});
  expect_refused("property-needed", "organization_id");
}

TEST_F(TrailTest, RefusesASixthSelector) {
  add({.event_selectors = std::vector<Trail::EventSelector>(6)});
  expect_refused("property-not-allowed", "event_selectors");
}

TEST_F(TrailTest, RefusesASelectorOfNothing) {
  add({.event_selectors = {{.include_management_events = false}}});
  expect_refused("property-needed", "event_selectors");
}

}  // namespace
}  // namespace tenon
