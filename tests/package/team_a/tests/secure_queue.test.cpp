#include "team_a/secure_queue.hpp"

#include <gtest/gtest.h>

#include <tenon/construct/stack.hpp>
#include <tenon/constructs/identity/role.hpp>
#include <tenon/testing/gmock.hpp>

using team_a::SecureQueue;
using tenon::testing::HasResourceProperties;
using tenon::testing::ResourceCountIs;
using tenon::testing::Template;

namespace {

class SecureQueueTest : public testing::Test {
 protected:
  Template synthesized() { return Template::of(stack_); }

  tenon::App app_;
  tenon::Stack& stack_ = app_.add("Stack", tenon::Stack::Props{});
  tenon::Topic& on_call_ = stack_.add("OnCall", tenon::Topic::Props{});
  SecureQueue& orders_ = stack_.add("Orders", SecureQueue::Props{.owner = "shop", .on_call = on_call_});
};

TEST_F(SecureQueueTest, EncryptsWithAKeyOfItsOwn) {
  EXPECT_THAT(synthesized(), HasResourceProperties("AWS::KMS::Key", R"({"EnableKeyRotation": true})"));
  EXPECT_THAT(synthesized(), HasResourceProperties("AWS::SQS::Queue", R"({
                "KmsMasterKeyId": {"Fn::GetAtt": [{"$like": "OrdersKey*"}, "Arn"]}, "VisibilityTimeout": 300})"));
}

TEST_F(SecureQueueTest, KeepsWhatFailed) {
  EXPECT_THAT(synthesized(),
              HasResourceProperties("AWS::SQS::Queue", R"({"MessageRetentionPeriod": 1209600})"));
  EXPECT_THAT(synthesized(), HasResourceProperties("AWS::SQS::Queue", R"({"RedrivePolicy": {
                "deadLetterTargetArn": {"Fn::GetAtt": [{"$like": "OrdersFailed*"}, "Arn"]}, "maxReceiveCount": 3}})"));
}

TEST_F(SecureQueueTest, TellsWhoIsOnCall) {
  EXPECT_THAT(synthesized(), ResourceCountIs("AWS::CloudWatch::Alarm", 2));
  for (const char* alarm : {R"({"MetricName": "ApproximateNumberOfMessagesVisible", "Threshold": 1})",
                            R"({"MetricName": "ApproximateAgeOfOldestMessage", "Threshold": 900})",
                            R"({"AlarmActions": [{"Ref": {"$like": "OnCall*"}}]})"}) {
    EXPECT_THAT(synthesized(), HasResourceProperties("AWS::CloudWatch::Alarm", alarm));
  }
}

TEST_F(SecureQueueTest, SaysWhoseItIs) {
  EXPECT_THAT(synthesized(),
              HasResourceProperties("AWS::SQS::Queue", R"({"Tags": [{"Key": "owner", "Value": "shop"}]})"));
  EXPECT_THAT(synthesized(),
              HasResourceProperties("AWS::KMS::Key", R"({"Tags": [{"Key": "owner", "Value": "shop"}]})"));
}

TEST_F(SecureQueueTest, GrantsTheQueueAndItsKey) {
  orders_.grant_send(stack_.add(
      "Shop", tenon::Role::Props{.assumed_by = tenon::Principal::service("lambda.amazonaws.com")}));
  EXPECT_THAT(synthesized(),
              HasResourceProperties("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": {"$contains": [
                {"Action": {"$contains": ["sqs:SendMessage"]}}, {"Action": {"$contains": [{"$like": "kms:GenerateDataKey*"}]}}]}}})"));
}

}  // namespace
