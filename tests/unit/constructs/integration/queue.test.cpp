#include "tenon/constructs/integration/queue.hpp"

#include "integration_test.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

using namespace literals;

class QueueTest : public IntegrationTest {};

TEST_F(QueueTest, SaysNothingWhereTheServiceDecidesAndDeniesRequestsWithoutTls) {
  stack.add("Orders", Queue::Props{});
  expect_entry("AWS::SQS::Queue", R"({"Properties": {"$absent": true}, "DeletionPolicy": "Delete",
                                      "UpdateReplacePolicy": "Delete"})");
  expect("AWS::SQS::QueuePolicy", R"({"Queues": [{"Ref": "OrdersA9B65338"}], "PolicyDocument": {"Statement": [
      {"Action": "sqs:*", "Effect": "Deny", "Principal": {"AWS": "*"},
       "Condition": {"Bool": {"aws:SecureTransport": "false"}},
       "Resource": {"Fn::GetAtt": ["OrdersA9B65338", "Arn"]}}]}})");
}

TEST_F(QueueTest, HasNoPolicyWhenNothingIsAllowedOrDenied) {
  stack.add("Orders", Queue::Props{.enforce_ssl = false});
  expect_count("AWS::SQS::QueuePolicy", 0);
}

TEST_F(QueueTest, SetsDurationsAndSizesInTheUnitsOfTheService) {
  stack.add("Orders", Queue::Props{.visibility_timeout = 90_s,
                                   .delivery_delay = 15_min,
                                   .retention_period = 14_days,
                                   .receive_message_wait_time = 20_s,
                                   .max_message_size = 64_kib,
                                   .removal_policy = RemovalPolicy::retain});
  expect_entry("AWS::SQS::Queue", R"({"DeletionPolicy": "Retain", "Properties": {"$exactly": {
      "VisibilityTimeout": 90, "DelaySeconds": 900, "MessageRetentionPeriod": 1209600,
      "ReceiveMessageWaitTimeSeconds": 20, "MaximumMessageSize": 65536}}})");
}

TEST_F(QueueTest, IsFifoWhenItsNameOrAnythingElseSaysSo) {
  EXPECT_TRUE(stack.add("A", Queue::Props{.queue_name = "orders.fifo"}).is_fifo());
  EXPECT_TRUE(stack.add("B", Queue::Props{.content_based_deduplication = true}).is_fifo());
  EXPECT_TRUE(stack.add("C", Queue::Props{.deduplication_scope = DeduplicationScope::queue}).is_fifo());
  EXPECT_TRUE(
      stack.add("D", Queue::Props{.fifo_throughput_limit = FifoThroughputLimit::per_queue}).is_fifo());
  EXPECT_FALSE(stack.add("E", Queue::Props{}).is_fifo());
  expect("AWS::SQS::Queue", R"({"FifoQueue": true, "DeduplicationScope": "queue"})");
  expect("AWS::SQS::Queue", R"({"FifoQueue": true, "FifoThroughputLimit": "perQueue"})");
}

TEST_F(QueueTest, EncryptsAsAskedFor) {
  stack.add("Own", Queue::Props{.encryption = QueueEncryption::sqs_managed});
  stack.add("Aws", Queue::Props{.encryption = QueueEncryption::kms_managed, .data_key_reuse = 1_h});
  stack.add("Open", Queue::Props{.encryption = QueueEncryption::unencrypted});
  stack.add("Kms", Queue::Props{.encryption = QueueEncryption::kms});
  expect("AWS::SQS::Queue", R"({"$exactly": {"SqsManagedSseEnabled": true}})");
  expect("AWS::SQS::Queue", R"({"$exactly": {"SqsManagedSseEnabled": false}})");
  expect("AWS::SQS::Queue", R"({"KmsMasterKeyId": "alias/aws/sqs", "KmsDataKeyReusePeriodSeconds": 3600})");
  expect("AWS::SQS::Queue", R"({"KmsMasterKeyId": {"Fn::GetAtt": [{"$like": "KmsKey*"}, "Arn"]}})");
  expect("AWS::KMS::Key", R"({"Description": "Created by Shop/Kms"})");
}

TEST_F(QueueTest, UsesAKeyThatIsGiven) {
  auto& key = stack.add("Key", Key::Props{});
  auto& queue = stack.add("Orders", Queue::Props{.encryption_key = &key});
  EXPECT_EQ(queue.encryption(), QueueEncryption::kms);
  EXPECT_EQ(queue.encryption_key(), &key);
  expect("AWS::SQS::Queue", R"({"KmsMasterKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}})");
  expect_count("AWS::KMS::Key", 1);
}

TEST_F(QueueTest, SendsWhatCannotBeProcessedToItsDeadLetterQueue) {
  auto& failed = stack.add("Failed", Queue::Props{});
  stack.add("Orders", Queue::Props{.dead_letter_queue = Queue::DeadLetterQueue{failed, 5}});
  expect("AWS::SQS::Queue",
         R"({"RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["Failed178E83A2", "Arn"]},
                                                  "maxReceiveCount": 5}})");
}

TEST_F(QueueTest, SaysWhichQueuesMayNameItAsTheirDeadLetterQueue) {
  auto& source = stack.add("Source", Queue::Props{});
  stack.add("Some",
            Queue::Props{.redrive_allow_policy = Queue::RedriveAllowPolicy{.source_queues = {&source}}});
  stack.add("None", Queue::Props{.redrive_allow_policy = Queue::RedriveAllowPolicy{
                                     .redrive_permission = RedrivePermission::deny_all}});
  expect("AWS::SQS::Queue", R"({"RedriveAllowPolicy": {"redrivePermission": "byQueue",
      "sourceQueueArns": [{"Fn::GetAtt": ["Source71E471F1", "Arn"]}]}})");
  expect("AWS::SQS::Queue", R"({"RedriveAllowPolicy": {"$exactly": {"redrivePermission": "denyAll"}}})");
}

TEST_F(QueueTest, GrantsExactlyWhatSendingConsumingAndPurgingTake) {
  auto& queue = stack.add("Orders", Queue::Props{});
  queue.grant_send_messages(add_role("Sender"));
  queue.grant_consume_messages(add_role("Consumer"));
  queue.grant_purge(add_role("Purger"));
  const std::string on_queue =
      R"("Effect": "Allow", "Resource": {"Fn::GetAtt": ["OrdersA9B65338", "Arn"]}}])";
  expect_granted(R"([{"Action": ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"], )" +
                 on_queue);
  expect_granted(R"([{"Action": ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
                                 "sqs:GetQueueUrl", "sqs:ReceiveMessage"], )" +
                 on_queue);
  expect_granted(R"([{"Action": ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:PurgeQueue"], )" +
                 on_queue);
}

TEST_F(QueueTest, GrantsTheUseOfItsKeyToo) {
  auto& key = stack.add("Key", Key::Props{});
  auto& queue = stack.add("Orders", Queue::Props{.encryption_key = &key});
  queue.grant_send_messages(add_role("Sender"));
  queue.grant_consume_messages(add_role("Consumer"));
  expect_granted(
      R"({"$contains": [{"Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
                                    "Resource": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}}]})");
  expect_granted(R"({"$contains": [{"Action": "kms:Decrypt"}]})");
}

TEST_F(QueueTest, NamesServicesInItsOwnPolicy) {
  auto& queue = stack.add("Orders", Queue::Props{.enforce_ssl = false});
  queue.grant_send_messages(Principal::service("s3.amazonaws.com"));
  expect("AWS::SQS::QueuePolicy",
         R"({"PolicyDocument": {"Statement": [{"Principal": {"Service": "s3.amazonaws.com"},
      "Action": ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]}]}})");
}

TEST_F(QueueTest, ThatExistsAlreadyIsKnownByItsArn) {
  auto& queue = Queue::from_arn(stack, "Orders", "arn:aws:sqs:eu-west-1:111122223333:orders.fifo");
  EXPECT_TRUE(queue.is_fifo());
  stack.add("Name", Output::Props{.Value = queue.queue_name()});
  queue.grant_send_messages(add_role());
  queue.add_to_resource_policy(
      {.actions = {"sqs:*"}, .resources = {"*"}, .principals = {Principal::anyone()}});
  stack.add("Url", Output::Props{.Value = queue.queue_url()});
  expect_granted(R"([{"Resource": "arn:aws:sqs:eu-west-1:111122223333:orders.fifo"}])");
  expect_count("AWS::SQS::QueuePolicy", 0);
  const auto name = synthesized().has_output("Name", R"({"Value": "orders.fifo"})");
  EXPECT_TRUE(name.passed) << name.explanation;
  const auto url = synthesized().has_output("Url", R"({"Value": {"Fn::Join": ["", ["https://sqs.eu-west-1.",
      {"Ref": "AWS::URLSuffix"}, "/111122223333/orders.fifo"]]}})");
  EXPECT_TRUE(url.passed) << url.explanation;
}

TEST_F(QueueTest, ThatExistsAlreadyMayBeKnownOnlyToTheDeployment) {
  auto& arn = stack.add("Arn", Parameter::Props{.Type = "String"});
  auto& queue = Queue::from_arn(stack, "Orders", arn.ref());
  stack.add("Name", Output::Props{.Value = queue.queue_name()});
  const auto name = synthesized().has_output(
      "Name", R"({"Value": {"Fn::Select": [5, {"Fn::Split": [":", {"Ref": "Arn"}]}]}})");
  EXPECT_TRUE(name.passed) << name.explanation;
}

TEST_F(QueueTest, HandsOutItsMetrics) {
  auto& queue = stack.add("Orders", Queue::Props{});
  const Metric age = queue.metric_approximate_age_of_oldest_message();
  EXPECT_EQ(age.props().metric_namespace, "AWS/SQS");
  EXPECT_EQ(age.props().metric_name, "ApproximateAgeOfOldestMessage");
  EXPECT_EQ(age.props().statistic, Statistic::maximum);
  EXPECT_EQ(queue.metric_number_of_messages_sent().props().statistic, Statistic::sum);
  EXPECT_EQ(queue.metric_sent_message_size().props().statistic, Statistic::average);
  ASSERT_EQ(age.props().dimensions.size(), 1U);
  EXPECT_EQ(age.props().dimensions[0].name, "QueueName");
}

// --- refusals ----------------------------------------------------------------------------------------------

struct Refusal {
  std::string_view name;
  Queue::Props props;
  std::string_view id;
  std::string_view property;
};

class QueueRefuses : public IntegrationTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(QueueRefuses, WhatSqsDoesNotTake) {
  stack.add("Orders", GetParam().props);
  expect_refused(GetParam().id, GetParam().property);
}

constexpr std::string_view not_allowed = "property-not-allowed";

INSTANTIATE_TEST_SUITE_P(
    Queue, QueueRefuses,
    ::testing::Values(
        Refusal{"Delay", {.delivery_delay = 16_min}, not_allowed, "delivery_delay"},
        Refusal{"Retention", {.retention_period = 59_s}, not_allowed, "retention_period"},
        Refusal{"Wait", {.receive_message_wait_time = 21_s}, not_allowed, "receive_message_wait_time"},
        Refusal{"Visibility", {.visibility_timeout = 13_h}, not_allowed, "visibility_timeout"},
        Refusal{"Reuse",
                {.encryption = QueueEncryption::kms_managed, .data_key_reuse = 2_days},
                not_allowed,
                "data_key_reuse"},
        Refusal{"Size", {.max_message_size = Size::mebibytes(2)}, not_allowed, "max_message_size"},
        Refusal{"FifoName", {.queue_name = "orders", .fifo = true}, not_allowed, "queue_name"},
        Refusal{"StandardName", {.queue_name = "orders.fifo", .fifo = false}, not_allowed, "queue_name"},
        Refusal{"Deduplication",
                {.fifo = false, .content_based_deduplication = true},
                not_allowed,
                "content_based_deduplication"},
        Refusal{"NoSources",
                {.redrive_allow_policy =
                     Queue::RedriveAllowPolicy{.redrive_permission = RedrivePermission::by_queue}},
                "property-needed",
                "redrive_allow_policy.source_queues"}),
    [](const auto& given) { return std::string(given.param.name); });

TEST_F(QueueTest, RefusesAKeyThatTheEncryptionDoesNotUse) {
  auto& key = stack.add("Key", Key::Props{});
  stack.add("Orders", Queue::Props{.encryption = QueueEncryption::sqs_managed, .encryption_key = &key});
  expect_refused(not_allowed, "encryption_key");
}

TEST_F(QueueTest, RefusesADeadLetterQueueOfAnotherKind) {
  auto& failed = stack.add("Failed", Queue::Props{});
  stack.add("Orders", Queue::Props{.fifo = true, .dead_letter_queue = Queue::DeadLetterQueue{failed}});
  expect_refused(not_allowed, "dead_letter_queue.queue");
}

TEST_F(QueueTest, RefusesANumberOfReceivesThatSqsDoesNotCount) {
  auto& failed = stack.add("Failed", Queue::Props{});
  stack.add("Orders", Queue::Props{.dead_letter_queue = Queue::DeadLetterQueue{failed, 0}});
  expect_refused(not_allowed, "dead_letter_queue.max_receive_count");
}

}  // namespace
}  // namespace tenon
