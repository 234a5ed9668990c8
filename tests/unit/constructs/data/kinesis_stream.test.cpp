#include "tenon/constructs/data/kinesis_stream.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/kinesis/Stream.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::Kinesis::Stream";

class KinesisStreamTest : public StackTest {
 protected:
  KinesisStream& add_stream(const KinesisStream::Props& props = {}) { return stack.add("Clicks", props); }
};

TEST_F(KinesisStreamTest, HasOneShardIsEncryptedAndKept) {
  add_stream();
  expect_entry(
      type,
      R"({"DeletionPolicy": "Retain", "Properties": {"$exactly": {"RetentionPeriodHours": 24, "ShardCount": 1,
      "StreamEncryption": {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}}}})");
}

TEST_F(KinesisStreamTest, WritesWhatIsAskedFor) {
  add_stream({.stream_name = "clicks",
              .stream_mode = StreamMode::on_demand,
              .retention_period = Duration::days(7),
              .encryption = StreamEncryption::unencrypted,
              .shard_level_metrics = {"IncomingBytes"},
              .removal_policy = RemovalPolicy::destroy});
  expect_entry(
      type,
      R"({"DeletionPolicy": "Delete", "Properties": {"$exactly": {"Name": "clicks", "RetentionPeriodHours": 168,
      "StreamModeDetails": {"StreamMode": "ON_DEMAND"}, "DesiredShardLevelMetrics": ["IncomingBytes"]}}})");
}

TEST_F(KinesisStreamTest, IsEncryptedWithAKeyMadeOrGiven) {
  EXPECT_NE(add_stream({.encryption = StreamEncryption::kms}).encryption_key(), nullptr);
  expect("AWS::KMS::Key", R"({"EnableKeyRotation": true, "Description": "Created by Shop/Clicks"})");
  Key& key = stack.add("Key", Key::Props{});
  EXPECT_EQ(stack.add("Own", KinesisStream::Props{.encryption_key = &key}).encryption_key(), &key);
  expect(type, R"({"StreamEncryption": {"KeyId": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}}})");
}

TEST_F(KinesisStreamTest, GrantsItsActionsAndTheKey) {
  KinesisStream& stream = add_stream({.encryption = StreamEncryption::kms});
  stream.grant_read(add_role());
  stream.grant_write(add_role("Writer"));
  expect_granted(
      R"([{"Resource": {"Fn::GetAtt": [{"$like": "Clicks*"}, "Arn"]}, "Action": ["kinesis:DescribeStream",
      "kinesis:DescribeStreamConsumer", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator",
      "kinesis:ListShards", "kinesis:ListStreams", "kinesis:SubscribeToShard"]}, {"Action": "kms:Decrypt"}])");
  expect_granted(R"([{"Action": ["kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords"]},
      {"Action": ["kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]}])");
}

TEST_F(KinesisStreamTest, GrantsToOtherPrincipalsInItsOwnPolicyWhatThatTakes) {
  add_stream().grant_read_write(Principal::account("222222222222"));
  expect("AWS::Kinesis::ResourcePolicy",
         R"({"ResourceArn": {"Fn::GetAtt": [{"$like": "Clicks*"}, "Arn"]}, "ResourcePolicy": {
      "Statement": [{"Action": ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords",
        "kinesis:GetShardIterator", "kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords"]}]}})");
}

TEST_F(KinesisStreamTest, KnowsAStreamByItsArn) {
  KinesisStream& stream =
      KinesisStream::from_arn(stack, "Clicks", "arn:aws:kinesis:eu-west-1:111111111111:stream/clicks");
  EXPECT_EQ(resolved_json(stream.stream_name()), R"("clicks")");
  EXPECT_FALSE(stream.add_to_resource_policy({}));
  stream.grant_write(add_role());
  expect_granted(R"([{"Resource": "arn:aws:kinesis:eu-west-1:111111111111:stream/clicks"}])");
}

TEST_F(KinesisStreamTest, HasMetrics) {
  const Metric age = add_stream().metric_get_records_iterator_age_milliseconds();
  EXPECT_EQ(age.props().metric_name, "GetRecords.IteratorAgeMilliseconds");
  EXPECT_EQ(age.props().statistic, Statistic::maximum);
}

TEST_F(KinesisStreamTest, RefusesWhatDoesNotFit) {
  const auto refused = [](std::string_view property, const KinesisStream::Props& props) {
    App own;
    own.add("Shop", Stack::Props{}).add("Clicks", props);
    ASSERT_EQ(own.diagnostics().size(), 1U) << property;
    EXPECT_EQ(own.diagnostics()[0].id, "property-not-allowed");
    EXPECT_EQ(own.diagnostics()[0].property, property);
  };
  Key& key = stack.add("Key", Key::Props{});
  refused("shard_count", {.stream_mode = StreamMode::on_demand, .shard_count = 2});
  refused("shard_count", {.shard_count = 0});
  refused("retention_period", {.retention_period = Duration::hours(23)});
  refused("retention_period", {.retention_period = Duration::hours(8761)});
  refused("encryption_key", {.encryption = StreamEncryption::managed, .encryption_key = &key});
  refused("shard_level_metrics", {.shard_level_metrics = {"ALL", "IncomingBytes"}});
}

}  // namespace
}  // namespace tenon
