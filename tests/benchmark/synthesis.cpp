// The set of floor.cpp written with typed resources and synthesized with every check:
//   benchmark_synthesis <stacks> [-o <folder>] [--threads <n>]
#include <cstdlib>
#include <string>

#include "tenon/app/run.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;
using aws::dynamodb::Table;
using aws::s3::Bucket;
using aws::sqs::Queue;
using Text = tenon::Value<std::string>;

namespace {

constexpr int resources_per_stack = 450;

tenon::Tags tags(const Text& owner) {
  return {{.Key = "app", .Value = "bench"}, {.Key = "env", .Value = "prod"}, {.Key = "owner", .Value = owner}};
}
tenon::Tags tags(int i) { return tags("team-" + std::to_string(i % 7)); }

Queue& add_queue(tenon::Stack& stack, int i, const Queue* dead_letters) {
  Queue::Props props{.DelaySeconds = 0,
                     .KmsDataKeyReusePeriodSeconds = 300,
                     .KmsMasterKeyId = "alias/aws/sqs",
                     .MessageRetentionPeriod = 1209600,
                     .QueueName = tenon::sub_text("${AWS::StackName}-queue-" + std::to_string(i)),
                     .ReceiveMessageWaitTimeSeconds = 20,
                     .Tags = tags(i),
                     .VisibilityTimeout = 30 + i % 60};
  if (dead_letters != nullptr) {
    props.RedrivePolicy = json::object({{"deadLetterTargetArn", dead_letters->Arn()}, {"maxReceiveCount", 5}});
  }
  return stack.add("Queue" + std::to_string(i), props);
}

Bucket& add_bucket(tenon::Stack& stack, int i, const Queue& queue) {
  const std::string key = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/app-" + std::to_string(i);
  return stack.add(
      "Bucket" + std::to_string(i),
      Bucket::Props{
          .BucketEncryption =
              Bucket::BucketEncryption{
                  .ServerSideEncryptionConfiguration = {Bucket::ServerSideEncryptionRule{
                      .BucketKeyEnabled = true,
                      .ServerSideEncryptionByDefault =
                          Bucket::ServerSideEncryptionByDefault{.KMSMasterKeyID = tenon::sub_text(key),
                                                                .SSEAlgorithm = "aws:kms"}}}},
          .LifecycleConfiguration =
              Bucket::LifecycleConfiguration{
                  .Rules = {Bucket::Rule{
                      .ExpirationInDays = 30 + i % 300,
                      .Id = "expire",
                      .NoncurrentVersionExpiration = Bucket::NoncurrentVersionExpiration{.NoncurrentDays = 7},
                      .Prefix = "tmp/" + std::to_string(i) + "/",
                      .Status = "Enabled"}}},
          .NotificationConfiguration =
              Bucket::NotificationConfiguration{
                  .QueueConfigurations = {Bucket::QueueConfiguration{.Event = "s3:ObjectCreated:*", .Queue = queue.Arn()}}},
          .PublicAccessBlockConfiguration = Bucket::PublicAccessBlockConfiguration{.BlockPublicAcls = true,
                                                                                   .BlockPublicPolicy = true,
                                                                                   .IgnorePublicAcls = true,
                                                                                   .RestrictPublicBuckets = true},
          .Tags = tags(i),
          .VersioningConfiguration = Bucket::VersioningConfiguration{.Status = "Enabled"}});
}

void add_table(tenon::Stack& stack, int i, const Bucket& bucket) {
  const std::string sort_key = "gsi" + std::to_string(i);
  stack.add(
      "Table" + std::to_string(i),
      Table::Props{
          .AttributeDefinitions = {Table::AttributeDefinition{.AttributeName = "pk", .AttributeType = "S"},
                                   Table::AttributeDefinition{.AttributeName = "sk", .AttributeType = "S"},
                                   Table::AttributeDefinition{.AttributeName = sort_key, .AttributeType = "N"}},
          .BillingMode = "PAY_PER_REQUEST",
          .GlobalSecondaryIndexes = {Table::GlobalSecondaryIndex{
              .IndexName = "gsi1",
              .KeySchema = {Table::KeySchema{.AttributeName = sort_key, .KeyType = "HASH"}},
              .Projection = Table::Projection{.ProjectionType = "ALL"}}},
          .KeySchema = tenon::List<Table::KeySchema>{Table::KeySchema{.AttributeName = "pk", .KeyType = "HASH"},
                                                     Table::KeySchema{.AttributeName = "sk", .KeyType = "RANGE"}},
          .PointInTimeRecoverySpecification =
              Table::PointInTimeRecoverySpecification{.PointInTimeRecoveryEnabled = true},
          .SSESpecification = Table::SSESpecification{.SSEEnabled = true},
          .StreamSpecification = Table::StreamSpecification{.StreamViewType = "NEW_AND_OLD_IMAGES"},
          .TableName = tenon::sub_text("${AWS::StackName}-table-" + std::to_string(i)),
          .Tags = tags(bucket.ref()),
          .TimeToLiveSpecification = Table::TimeToLiveSpecification{.AttributeName = "ttl", .Enabled = true}});
}

void build(tenon::Stack& stack) {
  const Queue* queue = nullptr;
  const Bucket* bucket = nullptr;
  for (int i = 0; i < resources_per_stack; ++i) {
    if (i % 3 == 0) {
      queue = &add_queue(stack, i, queue);
    } else if (i % 3 == 1) {
      bucket = &add_bucket(stack, i, *queue);
    } else {
      add_table(stack, i, *bucket);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int stacks = std::atoi(argv[1]);
  argv[1] = argv[0];
  return tenon::run(argc - 1, argv + 1, [stacks](tenon::App& app) {
    for (int i = 0; i < stacks; ++i) build(app.add("Bench" + std::to_string(i), tenon::Stack::Props{}));
  });
}
