#include "tenon/constructs/network/flow_log.hpp"

#include <gtest/gtest.h>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
namespace {

using testing::Template;

class FlowLogTest : public ::testing::Test {
 protected:
  void expect(std::string_view type, std::string_view properties) {
    const auto result = Template::of(stack).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
  Vpc& vpc = Vpc::from_attributes(stack, "Vpc", {.vpc_id = "vpc-1"});
};

constexpr std::string_view flow_log = "AWS::EC2::FlowLog";

TEST_F(FlowLogTest, WritesAllTrafficToALogGroupOfItsOwn) {
  FlowLog& log = vpc.add_flow_log("Flow");
  expect(
      flow_log,
      R"({"ResourceId": "vpc-1", "ResourceType": "VPC", "TrafficType": "ALL", "LogDestinationType": "cloud-watch-logs",
      "LogGroupName": {"Ref": {"$like": "VpcFlowLogGroup*"}}, "DeliverLogsPermissionArn": {"Fn::GetAtt": [{"$like": "VpcFlowIAMRole*"}, "Arn"]},
      "MaxAggregationInterval": {"$absent": true}, "LogFormat": {"$absent": true}, "Tags": [{"Key": "Name", "Value": "Shop/Vpc/Flow"}]})");
  expect(
      "AWS::IAM::Role",
      R"({"AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "vpc-flow-logs.amazonaws.com"}}]}})");
  expect("AWS::IAM::Policy",
         R"({"PolicyDocument": {"Statement": [{"Action": ["logs:CreateLogStream", "logs:DescribeLogStreams",
      "logs:PutLogEvents"], "Resource": {"Fn::GetAtt": [{"$like": "VpcFlowLogGroup*"}, "Arn"]}}]}})");
  EXPECT_NE(log.log_group(), nullptr);
  EXPECT_NE(log.writer(), nullptr);
}

TEST_F(FlowLogTest, TakesAGroupAndARole) {
  auto& group = stack.add("Group", LogGroup::Props{});
  auto& writer =
      stack.add("Writer", Role::Props{.assumed_by = Principal::service("vpc-flow-logs.amazonaws.com")});
  vpc.add_flow_log("Flow", {.destination = FlowLogDestination::to_cloud_watch_logs(&group, &writer),
                            .traffic = FlowLogTraffic::reject,
                            .max_aggregation_interval = FlowLogInterval::one_minute,
                            .log_format = {"srcaddr", "dstport"},
                            .flow_log_name = "rejected"});
  expect(flow_log,
         R"({"TrafficType": "REJECT", "MaxAggregationInterval": 60, "LogFormat": "${srcaddr} ${dstport}",
      "LogGroupName": {"Ref": {"$like": "Group*"}}, "Tags": [{"Key": "Name", "Value": "rejected"}]})");
  EXPECT_TRUE(Template::of(stack).resource_count_is("AWS::IAM::Role", 1));
}

TEST_F(FlowLogTest, WritesToABucketWhosePolicyLetsIt) {
  auto& bucket = stack.add("Logs", Bucket::Props{});
  vpc.add_flow_log(
      "Flow", {.destination = FlowLogDestination::to_s3(bucket, {.key_prefix = "flows",
                                                                 .file_format = FlowLogFileFormat::parquet,
                                                                 .hive_compatible_partitions = true})});
  expect(
      flow_log,
      R"({"LogDestinationType": "s3", "LogDestination": {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Logs*"}, "Arn"]}, "/flows"]]},
      "DeliverLogsPermissionArn": {"$absent": true},
      "DestinationOptions": {"FileFormat": "parquet", "HiveCompatiblePartitions": true, "PerHourPartition": false}})");
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": "s3:PutObject", "Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"},
       "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": {"Ref": "AWS::AccountId"}},
                     "ArnLike": {"aws:SourceArn": {"$any": true}}},
       "Resource": {"Fn::Join": ["", [{"$any": true}, "/flows/AWSLogs/aws-account-id=", {"Ref": "AWS::AccountId"}, "/*"]]}},
      {"Action": ["s3:GetBucketAcl", "s3:ListBucket"], "Effect": "Allow"}]}}})");
  const auto waits =
      Template::of(stack).has_resource(flow_log, R"({"DependsOn": [{"$like": "LogsPolicy*"}]})");
  EXPECT_TRUE(waits.passed) << waits.explanation;
}

TEST_F(FlowLogTest, WritesToADeliveryStream) {
  vpc.add_flow_log("Flow", {.destination = FlowLogDestination::to_firehose(
                                "arn:aws:firehose:eu-west-1:111122223333:deliverystream/flows")});
  expect(
      flow_log,
      R"({"LogDestinationType": "kinesis-data-firehose", "LogDestination": "arn:aws:firehose:eu-west-1:111122223333:deliverystream/flows"})");
}

TEST_F(FlowLogTest, RecordsSubnetsAndNetworkInterfaces) {
  Subnet& subnet = Subnet::from_id(stack, "One", "subnet-1");
  stack.add("A", FlowLog::Props{.resource = subnet});
  stack.add("B", FlowLog::Props{.resource = FlowLogResource::network_interface("eni-1")});
  expect(flow_log, R"({"ResourceId": "subnet-1", "ResourceType": "Subnet"})");
  expect(flow_log, R"({"ResourceId": "eni-1", "ResourceType": "NetworkInterface"})");
}

}  // namespace
}  // namespace tenon
