#include "tenon/constructs/integration/topic.hpp"

#include "integration_test.hpp"
#include "tenon/aws/sns/Subscription.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"

namespace tenon {
namespace {

using namespace literals;

class TopicTest : public IntegrationTest {
 protected:
  Topic& topic = stack.add("Orders", Topic::Props{.enforce_ssl = false});
};

TEST_F(TopicTest, DeniesPublishingWithoutTls) {
  stack.add("Safe", Topic::Props{});
  expect("AWS::SNS::TopicPolicy",
         R"({"PolicyDocument": {"Statement": [{"Action": "sns:Publish", "Effect": "Deny",
      "Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}, "Sid": "AllowPublishThroughSSLOnly"}]}})");
}

TEST_F(TopicTest, SetsWhatWasGiven) {
  auto& key = stack.add("Key", Key::Props{});
  stack.add("All", Topic::Props{.topic_name = "all",
                                .display_name = "All of it",
                                .encryption_key = &key,
                                .tracing = TopicTracing::pass_through,
                                .signature_version = 2});
  expect("AWS::SNS::Topic",
         R"({"$exactly": {"TopicName": "all", "DisplayName": "All of it", "TracingConfig": "PassThrough",
      "SignatureVersion": "2", "KmsMasterKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}}})");
}

TEST_F(TopicTest, OfFifoKindHasANameThatSaysSo) {
  stack.add("Named", Topic::Props{.topic_name = "ordered", .fifo = true, .message_retention_period = 7_days});
  stack.add("Unnamed", Topic::Props{.fifo = true, .content_based_deduplication = true});
  expect("AWS::SNS::Topic", R"({"TopicName": "ordered.fifo", "FifoTopic": true,
                                "ArchivePolicy": {"MessageRetentionPeriod": 7}})");
  expect("AWS::SNS::Topic",
         R"({"TopicName": {"$like": "Shop-Unnamed-*.fifo"}, "ContentBasedDeduplication": true})");
}

TEST_F(TopicTest, SendsToAQueueWhosePolicyLetsThisTopicAlone) {
  auto& queue = stack.add("Shipping", Queue::Props{.enforce_ssl = false});
  topic.subscribe(queue, {.raw_message_delivery = true});
  expect_entry("AWS::SNS::Subscription",
               R"({"DependsOn": ["ShippingPolicy57B89C8D"], "Properties": {"$exactly": {
      "Protocol": "sqs", "Endpoint": {"Fn::GetAtt": ["Shipping768E971C", "Arn"]}, "RawMessageDelivery": true,
      "TopicArn": {"Ref": "OrdersA9B65338"}}}})");
  expect("AWS::SQS::QueuePolicy", R"({"PolicyDocument": {"Statement": [{"Action": "sqs:SendMessage",
      "Principal": {"Service": "sns.amazonaws.com"},
      "Condition": {"ArnEquals": {"aws:SourceArn": {"Ref": "OrdersA9B65338"}}}}]}})");
}

TEST_F(TopicTest, MayUseTheKeyOfAQueue) {
  auto& key = stack.add("Key", Key::Props{});
  topic.subscribe(stack.add("Shipping", Queue::Props{.encryption_key = &key}));
  expect("AWS::KMS::Key",
         R"({"KeyPolicy": {"Statement": {"$contains": [{"Action": ["kms:Decrypt", "kms:GenerateDataKey"],
      "Principal": {"Service": "sns.amazonaws.com"},
      "Condition": {"ArnEquals": {"aws:SourceArn": {"Ref": "OrdersA9B65338"}}}}]}}})");
}

TEST_F(TopicTest, CallsAFunctionThatLetsIt) {
  topic.subscribe(add_function());
  expect("AWS::SNS::Subscription",
         R"({"Protocol": "lambda", "Endpoint": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]}})");
  expect("AWS::Lambda::Permission",
         R"({"Principal": "sns.amazonaws.com", "SourceArn": {"Ref": "OrdersA9B65338"}})");
}

TEST_F(TopicTest, WritesMailsPostsAndSendsTextMessages) {
  auto& address = stack.add("Address", Parameter::Props{.Type = "String"});
  auto& number = stack.add("Number", Parameter::Props{.Type = "String"});
  topic.subscribe_email("orders@example.com");
  topic.subscribe_email("Operators", address.ref(), {}, true);
  topic.subscribe_url("https://example.com/hook");
  topic.subscribe_url("http://example.com/hook");
  topic.subscribe_sms("+4930123456");
  topic.subscribe_sms("OnCall", number.ref());
  for (const std::string_view subscription :
       {R"({"Protocol": "email", "Endpoint": "orders@example.com"})",
        R"({"Protocol": "email-json", "Endpoint": {"Ref": "Address"}})",
        R"({"Protocol": "https", "Endpoint": "https://example.com/hook"})",
        R"({"Protocol": "http", "Endpoint": "http://example.com/hook"})",
        R"({"Protocol": "sms", "Endpoint": "+4930123456"})",
        R"({"Protocol": "sms", "Endpoint": {"Ref": "Number"}})"}) {
    expect("AWS::SNS::Subscription", subscription);
  }
}

TEST_F(TopicTest, FiltersByAttributes) {
  topic.subscribe_email(
      "orders@example.com",
      {.filter_policy = {{"kind", FilterConditions::any_of({"placed"}) || FilterConditions::prefix("pa")},
                         {"total", FilterConditions::between(1, 99.5)},
                         {"test", FilterConditions::not_exists()},
                         {"shop", FilterConditions::none_of({"x", "y"})}}});
  expect("AWS::SNS::Subscription", R"({"FilterPolicyScope": {"$absent": true}, "FilterPolicy": {"$exactly": {
      "kind": ["placed", {"prefix": "pa"}], "total": [{"numeric": [">=", 1, "<=", 99.5]}],
      "test": [{"exists": false}], "shop": [{"anything-but": ["x", "y"]}]}}})");
}

TEST_F(TopicTest, FiltersByTheBody) {
  topic.subscribe_email("orders@example.com",
                        {.filter_policy_with_message_body = {{"total", FilterConditions::less_than(5)}}});
  expect("AWS::SNS::Subscription",
         R"({"FilterPolicyScope": "MessageBody", "FilterPolicy": {"total": [{"numeric": ["<", 5]}]}})");
}

TEST_F(TopicTest, LeavesWhatCannotBeDeliveredInAQueue) {
  auto& failed = stack.add("Failed", Queue::Props{.enforce_ssl = false});
  topic.subscribe_email("orders@example.com", {.dead_letter_queue = &failed});
  expect("AWS::SNS::Subscription",
         R"({"RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["Failed178E83A2", "Arn"]}}})");
  expect("AWS::SQS::QueuePolicy", R"({"PolicyDocument": {"Statement": [{"Action": "sqs:SendMessage"}]}})");
}

TEST_F(TopicTest, GrantsPublishingAndTheUseOfItsKey) {
  auto& key = stack.add("Key", Key::Props{});
  auto& safe = stack.add("Safe", Topic::Props{.encryption_key = &key, .enforce_ssl = false});
  safe.grant_publish(add_role());
  safe.grant_publish(Principal::service("cloudwatch.amazonaws.com"));
  expect_granted(R"([{"Action": "sns:Publish", "Resource": {"Ref": "Safe26AEA426"}},
                     {"Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}}])");
  expect("AWS::SNS::TopicPolicy", R"({"PolicyDocument": {"Statement": [{"Action": "sns:Publish", "Sid": "0",
      "Principal": {"Service": "cloudwatch.amazonaws.com"}}]}})");
}

TEST_F(TopicTest, GrantsSubscribing) {
  topic.grant_subscribe(add_role());
  expect_granted(R"([{"Action": "sns:Subscribe", "Resource": {"Ref": "OrdersA9B65338"}}])");
}

TEST_F(TopicTest, ThatExistsAlreadyIsKnownByItsArn) {
  auto& existing = Topic::from_arn(stack, "Existing", "arn:aws:sns:eu-west-1:111122223333:orders");
  existing.grant_publish(add_role());
  existing.grant_publish(Principal::service("cloudwatch.amazonaws.com"));
  existing.subscribe(stack.add("Shipping", Queue::Props{}));
  expect_granted(R"([{"Resource": "arn:aws:sns:eu-west-1:111122223333:orders"}])");
  expect_count("AWS::SNS::TopicPolicy", 0);
  expect("AWS::SNS::Subscription",
         R"({"TopicArn": "arn:aws:sns:eu-west-1:111122223333:orders", "Region": "eu-west-1"})");
}

TEST_F(TopicTest, HandsOutItsMetrics) {
  EXPECT_EQ(topic.metric_number_of_notifications_failed().props().metric_name, "NumberOfNotificationsFailed");
  EXPECT_EQ(topic.metric_number_of_notifications_failed().props().statistic, Statistic::sum);
  EXPECT_EQ(topic.metric_publish_size().props().statistic, Statistic::average);
}

// --- refusals ----------------------------------------------------------------------------------------------

constexpr std::string_view not_allowed = "property-not-allowed";

TEST_F(TopicTest, RefusesWhatOnlyFifoTopicsHave) {
  stack.add("Other", Topic::Props{.content_based_deduplication = true});
  expect_refused(not_allowed, "content_based_deduplication");
}

TEST_F(TopicTest, RefusesTheNameOfAFifoTopic) {
  stack.add("Other", Topic::Props{.topic_name = "other.fifo"});
  expect_refused(not_allowed, "topic_name");
}

TEST_F(TopicTest, RefusesASignatureThatThereIsNot) {
  stack.add("Other", Topic::Props{.signature_version = 3});
  expect_refused(not_allowed, "signature_version");
}

TEST_F(TopicTest, RefusesToKeepMessagesForMoreThanAYear) {
  stack.add("Other", Topic::Props{.fifo = true, .message_retention_period = 366_days});
  expect_refused(not_allowed, "message_retention_period");
}

TEST_F(TopicTest, RefusesRawDeliveryByMail) {
  topic.subscribe_email("orders@example.com", {.raw_message_delivery = true});
  expect_refused(not_allowed, "raw_message_delivery");
}

TEST_F(TopicTest, RefusesTwoFilterPolicies) {
  topic.subscribe_email("orders@example.com",
                        {.filter_policy = {{"a", FilterConditions::exists()}},
                         .filter_policy_with_message_body = {{"a", FilterConditions::exists()}}});
  expect_refused(not_allowed, "filter_policy_with_message_body");
}

TEST_F(TopicTest, RefusesAFilterPolicyOfSixNames) {
  FilterPolicy policy;
  for (const char* name : {"a", "b", "c", "d", "e", "f"})
    policy.emplace_back(name, FilterConditions::exists());
  topic.subscribe_email("orders@example.com", {.filter_policy = policy});
  expect_refused(not_allowed, "filter_policy");
}

TEST_F(TopicTest, RefusesAQueueWhoseKeyItCannotUse) {
  topic.subscribe(stack.add("Shipping", Queue::Props{.encryption = QueueEncryption::kms_managed}));
  expect_refused(not_allowed, "encryption");
}

TEST_F(TopicTest, RefusesAFifoQueueBehindAStandardTopic) {
  topic.subscribe(stack.add("Shipping", Queue::Props{.fifo = true}));
  expect_refused(not_allowed, "fifo");
}

TEST_F(TopicTest, RefusesAnAddressThatIsNoUrl) {
  topic.subscribe_url("ftp://example.com");
  expect_refused(not_allowed, "url");
}

}  // namespace
}  // namespace tenon
