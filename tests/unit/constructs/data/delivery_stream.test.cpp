#include "tenon/constructs/data/delivery_stream.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/kinesisfirehose/DeliveryStream.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::KinesisFirehose::DeliveryStream";

class DeliveryStreamTest : public StackTest {
 protected:
  Bucket& bucket = stack.add("Events", Bucket::Props{});
};

TEST_F(DeliveryStreamTest, WritesIntoABucketEncryptedAndLogged) {
  DeliveryStream& stream = stack.add("Stream", DeliveryStream::Props{.bucket = bucket});
  EXPECT_EQ(stream.role().id(), "S3 Destination Role");
  expect_entry(
      type,
      R"({"DependsOn": [{"$like": "StreamS3DestinationRoleDefaultPolicy*"}], "Properties": {"$exactly": {
      "DeliveryStreamType": "DirectPut",
      "DeliveryStreamEncryptionConfigurationInput": {"KeyType": "AWS_OWNED_CMK"},
      "ExtendedS3DestinationConfiguration": {"$exactly": {
        "BucketARN": {"Fn::GetAtt": [{"$like": "Events*"}, "Arn"]},
        "RoleARN": {"Fn::GetAtt": [{"$like": "StreamS3DestinationRole*"}, "Arn"]},
        "CloudWatchLoggingOptions": {"Enabled": true, "LogGroupName": {"Ref": {"$like": "StreamLogGroup*"}},
                                     "LogStreamName": {"Ref": {"$like": "StreamLogGroupS3Destination*"}}}}}}}})");
  expect(
      "AWS::IAM::Role",
      R"({"AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "firehose.amazonaws.com"}}]}})");
  expect_granted(
      R"([{"Action": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetObject", "s3:GetObjectAttributes", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionAttributes", "s3:GetObjectVersionTagging", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions", "s3:ListMultipartUploadParts", "s3:PutObject",
        "s3:PutObjectLegalHold", "s3:PutObjectRetention", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]},
      {"Action": ["logs:CreateLogStream", "logs:PutLogEvents"]}])");
}

TEST_F(DeliveryStreamTest, WritesWhatIsAskedFor) {
  Key& key = stack.add("Key", Key::Props{});
  stack.add("Stream", DeliveryStream::Props{.bucket = bucket,
                                            .delivery_stream_name = "events",
                                            .prefix = "in/!{timestamp:yyyy/MM/dd}/",
                                            .error_output_prefix = "failed/!{firehose:error-output-type}/",
                                            .file_extension = ".json.gz",
                                            .custom_time_zone = "Europe/Berlin",
                                            .buffering_interval = Duration::minutes(1),
                                            .compression = DeliveryCompression::gzip,
                                            .encryption_key = &key,
                                            .encryption = DeliveryStreamEncryption::unencrypted,
                                            .logging = false});
  expect(type,
         R"({"DeliveryStreamName": "events", "DeliveryStreamEncryptionConfigurationInput": {"$absent": true},
      "ExtendedS3DestinationConfiguration": {"Prefix": "in/!{timestamp:yyyy/MM/dd}/", "FileExtension": ".json.gz",
        "ErrorOutputPrefix": "failed/!{firehose:error-output-type}/", "CustomTimeZone": "Europe/Berlin",
        "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 5}, "CompressionFormat": "GZIP",
        "CloudWatchLoggingOptions": {"$absent": true},
        "EncryptionConfiguration": {"KMSEncryptionConfig": {"AWSKMSKeyARN": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}}}}})");
  expect_granted(
      R"({"$contains": [{"Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]}]})");
}

TEST_F(DeliveryStreamTest, ReadsAStreamWithARoleOfItsOwn) {
  auto& clicks = stack.add("Clicks", KinesisStream::Props{});
  stack.add("Stream", DeliveryStream::Props{.bucket = bucket, .source = &clicks});
  expect_entry(
      type,
      R"({"DependsOn": [{"$like": "StreamS3DestinationRoleDefaultPolicy*"}, {"$like": "StreamServiceRoleDefaultPolicy*"}],
      "Properties": {"DeliveryStreamType": "KinesisStreamAsSource",
        "DeliveryStreamEncryptionConfigurationInput": {"$absent": true},
        "KinesisStreamSourceConfiguration": {"KinesisStreamARN": {"Fn::GetAtt": [{"$like": "Clicks*"}, "Arn"]},
                                             "RoleARN": {"Fn::GetAtt": [{"$like": "StreamServiceRole*"}, "Arn"]}}}})");
  expect_granted(R"([{"Action": {"$contains": ["kinesis:GetRecords"]}}])");
}

TEST_F(DeliveryStreamTest, DoesAllWithARoleThatIsGiven) {
  auto& clicks = stack.add("Clicks", KinesisStream::Props{});
  Role& role = stack.add("Role", Role::Props{.assumed_by = Principal::service("firehose.amazonaws.com")});
  DeliveryStream& stream =
      stack.add("Stream", DeliveryStream::Props{.bucket = bucket, .source = &clicks, .role = &role});
  EXPECT_EQ(&stream.role(), &role);
  EXPECT_TRUE(synthesized().resource_count_is("AWS::IAM::Role", 1));
}

TEST_F(DeliveryStreamTest, IsEncryptedWithAKeyOfTheAccount) {
  stack.add("Stream", DeliveryStream::Props{.bucket = bucket,
                                            .encryption = DeliveryStreamEncryption::customer_managed});
  expect(type, R"({"DeliveryStreamEncryptionConfigurationInput": {"KeyType": "CUSTOMER_MANAGED_CMK",
      "KeyARN": {"Fn::GetAtt": [{"$like": "StreamKey*"}, "Arn"]}}})");
}

TEST_F(DeliveryStreamTest, LetsAFunctionChangeRecordsAndKeepsThemAsTheyCame) {
  auto& function =
      stack.add("Change", LambdaFn::Props{.code = Code::from_inline("exports.handler = async () => {};"),
                                          .handler = "index.handler",
                                          .runtime = Runtime::nodejs_22_x});
  stack.add("Stream", DeliveryStream::Props{.bucket = bucket,
                                            .processors = {{.function = function,
                                                            .buffer_interval = Duration::minutes(1),
                                                            .buffer_size = Size::mebibytes(1),
                                                            .retries = 2}},
                                            .backup = DeliveryStream::Backup{.prefix = "raw/"}});
  expect(type, R"({"ExtendedS3DestinationConfiguration": {
      "ProcessingConfiguration": {"Enabled": true, "Processors": [{"Type": "Lambda", "Parameters": [
        {"ParameterName": "RoleArn", "ParameterValue": {"Fn::GetAtt": [{"$like": "StreamS3DestinationRole*"}, "Arn"]}},
        {"ParameterName": "LambdaArn", "ParameterValue": {"Fn::GetAtt": [{"$like": "Change*"}, "Arn"]}},
        {"ParameterName": "BufferIntervalInSeconds", "ParameterValue": "60"},
        {"ParameterName": "BufferSizeInMBs", "ParameterValue": "1"},
        {"ParameterName": "NumberOfRetries", "ParameterValue": "2"}]}]},
      "S3BackupMode": "Enabled",
      "S3BackupConfiguration": {"BucketARN": {"Fn::GetAtt": [{"$like": "StreamBackupBucket*"}, "Arn"]}, "Prefix": "raw/",
        "CloudWatchLoggingOptions": {"LogStreamName": {"Ref": {"$like": "StreamLogGroupS3Backup*"}}}}}})");
  expect_granted(R"({"$contains": [{"Action": "lambda:InvokeFunction"}]})");
  EXPECT_TRUE(synthesized().resource_properties_count_is(
      "AWS::Logs::LogStream", R"({"LogGroupName": {"Ref": {"$like": "StreamLogGroup*"}}})", 2))
      << "one group for both";
}

TEST_F(DeliveryStreamTest, GrantsPuttingRecords) {
  DeliveryStream::from_name(stack, "Stream", "events").grant_put_records(add_role());
  expect_granted(
      R"([{"Action": ["firehose:PutRecord", "firehose:PutRecordBatch"], "Resource": {"Fn::Join": ["", ["arn:",
      {"Ref": "AWS::Partition"}, ":firehose:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":deliverystream/events"]]}}])");
}

TEST_F(DeliveryStreamTest, KnowsADeliveryStreamByItsArn) {
  DeliveryStream& stream = DeliveryStream::from_arn(
      stack, "Stream", "arn:aws:firehose:eu-west-1:111111111111:deliverystream/events");
  EXPECT_EQ(resolved_json(stream.delivery_stream_name()), R"("events")");
  EXPECT_THROW(stream.role(), Error);
}

TEST_F(DeliveryStreamTest, RefusesWhatDoesNotFit) {
  const auto refused = [](std::string_view id, std::string_view property, auto change) {
    App own;
    auto& shop = own.add("Shop", Stack::Props{});
    DeliveryStream::Props props{.bucket = shop.add("Events", Bucket::Props{})};
    change(props);
    shop.add("Stream", props);
    ASSERT_EQ(own.diagnostics().size(), 1U) << property;
    EXPECT_EQ(own.diagnostics()[0].id, id) << property;
    EXPECT_EQ(own.diagnostics()[0].property, property);
  };
  constexpr std::string_view not_allowed = "property-not-allowed";
  using Props = DeliveryStream::Props;
  auto& clicks = stack.add("Clicks", KinesisStream::Props{});
  Key& key = stack.add("Key", Key::Props{});
  LogGroup& log = stack.add("Log", LogGroup::Props{});
  refused(not_allowed, "encryption", [&](Props& props) {
    props.source = &clicks;
    props.encryption = DeliveryStreamEncryption::aws_owned;
  });
  refused(not_allowed, "stream_encryption_key", [&](Props& props) {
    props.encryption = DeliveryStreamEncryption::aws_owned;
    props.stream_encryption_key = &key;
  });
  refused(not_allowed, "buffering_interval",
          [](Props& props) { props.buffering_interval = Duration::seconds(901); });
  refused(not_allowed, "buffering_size", [](Props& props) { props.buffering_size = Size::mebibytes(129); });
  refused("property-needed", "error_output_prefix",
          [](Props& props) { props.prefix = "!{timestamp:yyyy}/"; });
  refused(not_allowed, "error_output_prefix",
          [](Props& props) { props.error_output_prefix = "!{timestamp:yyyy}/"; });
  refused(not_allowed, "log_group", [&](Props& props) {
    props.logging = false;
    props.log_group = &log;
  });
}

}  // namespace
}  // namespace tenon
