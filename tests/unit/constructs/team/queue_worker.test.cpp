#include "queue_worker.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/security/key.hpp"

namespace team {
namespace {

using tenon::Code;

class QueueWorkerTest : public tenon::StackTest {
 protected:
  QueueWorker& add_worker(tenon::Key* key = nullptr) {
    return stack.add("Orders", QueueWorker::Props{.code = Code::from_inline("def handle(event, context): pass"),
                                                  .handler = "index.handle",
                                                  .encryption_key = key});
  }
};

TEST_F(QueueWorkerTest, FeedsTheFunctionAndKeepsWhatFails) {
  add_worker();
  expect("AWS::Lambda::EventSourceMapping", R"({"EventSourceArn": {"Fn::GetAtt": [{"$like": "OrdersQueue*"}, "Arn"]}})");
  expect("AWS::SQS::Queue", R"({"VisibilityTimeout": 180, "RedrivePolicy": {"maxReceiveCount": 3}})");
  expect("AWS::SQS::Queue", R"({"MessageRetentionPeriod": 1209600})");
  expect("AWS::CloudWatch::Alarm", R"({"MetricName": "ApproximateNumberOfMessagesVisible", "Threshold": 1})");
}

TEST_F(QueueWorkerTest, IsGrantedToLikeTheLibrarysOwn) {
  auto& worker = add_worker();
  auto& table = stack.add("Stock", tenon::DynamoTable::Props{.partition_key = "id"});
  table.grant_read(worker);
  worker.grant_send(add_role("Shop"));
  expect("AWS::IAM::Policy", R"({"PolicyName": {"$like": "OrdersFunctionServiceRoleDefaultPolicy*"},
      "PolicyDocument": {"Statement": {"$contains": [{"Action": {"$contains": ["dynamodb:GetItem"]}}]}}})");
  expect("AWS::IAM::Policy", R"({"PolicyName": {"$like": "ShopDefaultPolicy*"},
      "PolicyDocument": {"Statement": [{"Action": {"$contains": ["sqs:SendMessage"]}}]}})");
}

TEST_F(QueueWorkerTest, PassesAKeyOnWithTheRightToUseIt) {
  auto& key = stack.add("Key", tenon::Key::Props{});
  add_worker(&key);
  expect("AWS::SQS::Queue", R"({"KmsMasterKeyId": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}})");
  expect("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": {"$contains": [{"Action": "kms:Decrypt"}]}}})");
}

}  // namespace
}  // namespace team
