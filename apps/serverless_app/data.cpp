#include "data.hpp"

#include "policy.hpp"
#include "tenon/iam/dynamodb.hpp"
#include "tenon/value/format.hpp"

namespace serverless_app {

namespace json = tenon::json;
namespace actions = tenon::iam::dynamodb;

namespace {

using aws::dynamodb::Table;

Table::AttributeDefinition text_attribute(std::string_view name) {
  return {.AttributeName = name, .AttributeType = "S"};
}

tenon::List<Table::KeySchema> key(std::string_view partition, std::string_view sort) {
  return {Table::KeySchema{.AttributeName = partition, .KeyType = "HASH"},
          Table::KeySchema{.AttributeName = sort, .KeyType = "RANGE"}};
}

Table::ProvisionedThroughput throughput(const Settings& settings) {
  return {.ReadCapacityUnits = settings.of_environment("DynamoDBReadCapacity"),
          .WriteCapacityUnits = settings.of_environment("DynamoDBWriteCapacity")};
}

Table::SSESpecification encryption(const Settings& settings) {
  Table::SSESpecification encryption{.SSEEnabled = true, .SSEType = "KMS"};
  // The key of the AWS account is the default; the property is for other keys.
  if (!settings.corrections) encryption.KMSMasterKeyId = "alias/aws/dynamodb";
  return encryption;
}

}  // namespace

Table& add_table(tenon::Stack& stack, const Settings& settings) {
  auto& table =
      stack.add("ApplicationTable",
                Table::Props{
                    .AttributeDefinitions = {text_attribute("pk"), text_attribute("sk"),
                                             text_attribute("gsi1pk"), text_attribute("gsi1sk")},
                    .BillingMode = "PROVISIONED",
                    .GlobalSecondaryIndexes = {Table::GlobalSecondaryIndex{
                        .IndexName = "GSI1",
                        .KeySchema = key("gsi1pk", "gsi1sk"),
                        .Projection = Table::Projection{.ProjectionType = "ALL"},
                        .ProvisionedThroughput = throughput(settings),
                    }},
                    .KeySchema = key("pk", "sk"),
                    .PointInTimeRecoverySpecification =
                        Table::PointInTimeRecoverySpecification{.PointInTimeRecoveryEnabled = true},
                    .ProvisionedThroughput = throughput(settings),
                    .SSESpecification = encryption(settings),
                    .StreamSpecification = Table::StreamSpecification{.StreamViewType = "NEW_AND_OLD_IMAGES"},
                    .TableName = settings.name("application-table"),
                    .Tags = {{.Key = "Name", .Value = settings.name("application-table")}},
                });
  table.apply_removal_policy(tenon::RemovalPolicy::destroy);
  return table;
}

tenon::Value<tenon::Json> table_actions() {
  return action_list({actions::GetItem, actions::PutItem, actions::UpdateItem, actions::DeleteItem,
                      actions::Query, actions::Scan, actions::BatchGetItem, actions::BatchWriteItem});
}

tenon::Value<tenon::Json> table_and_indexes(const Table& table) {
  return json::array({table.Arn(), tenon::format_sub("{}/index/*", table.Arn())});
}

aws::s3::Bucket& add_code_bucket(tenon::Stack& stack, const Settings& settings) {
  using aws::s3::Bucket;
  return stack.add(
      "LambdaCodeS3Bucket",
      Bucket::Props{
          .BucketEncryption =
              Bucket::BucketEncryption{
                  .ServerSideEncryptionConfiguration = {Bucket::ServerSideEncryptionRule{
                      .ServerSideEncryptionByDefault =
                          Bucket::ServerSideEncryptionByDefault{.SSEAlgorithm = "AES256"}}}},
          .BucketName = tenon::format_sub("lambda-code-{}-{}{}", tenon::pseudo::account_id,
                                          tenon::pseudo::region, settings.suffix.ref()),
          .LifecycleConfiguration =
              Bucket::LifecycleConfiguration{.Rules = {Bucket::Rule{.Id = "DeleteOldVersions",
                                                                    .NoncurrentVersionExpirationInDays = 30,
                                                                    .Status = "Enabled"}}},
          .PublicAccessBlockConfiguration =
              Bucket::PublicAccessBlockConfiguration{
                  .BlockPublicAcls = true,
                  .BlockPublicPolicy = true,
                  .IgnorePublicAcls = true,
                  .RestrictPublicBuckets = true,
              },
          .Tags = {{.Key = "Purpose", .Value = "Lambda deployment artifacts"}},
          .VersioningConfiguration = Bucket::VersioningConfiguration{.Status = "Enabled"},
      });
}

}  // namespace serverless_app
