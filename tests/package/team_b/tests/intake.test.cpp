#include <gtest/gtest.h>

#include "stacks.hpp"
#include <tenon/testing/gmock.hpp>

using tenon::testing::HasResourceProperties;
using tenon::testing::ResourceCountIs;
using tenon::testing::Template;

namespace {

const shop::Settings settings{.owner = "shop", .visibility_timeout = tenon::Duration::minutes(15)};

TEST(Intake, OverridesWhatTeamAHasChosen) {
  tenon::App app;
  const auto intake = Template::of(shop::add_intake(app, settings));
  EXPECT_THAT(intake, HasResourceProperties("AWS::SQS::Queue", R"({"MessageRetentionPeriod": 604800})"));
  EXPECT_THAT(intake,
              HasResourceProperties("AWS::SQS::Queue",
                                    R"({"RedrivePolicy": {"$any": true}, "VisibilityTimeout": 900})"));
}

TEST(Intake, LetsTheWorkerFetchAndDecryptOrders) {
  tenon::App app;
  const auto intake = Template::of(shop::add_intake(app, settings));
  EXPECT_THAT(intake, HasResourceProperties(
                          "AWS::Lambda::EventSourceMapping",
                          R"({"EventSourceArn": {"Fn::GetAtt": [{"$like": "IntakeOrdersQueue*"}, "Arn"]}})"));
  EXPECT_THAT(intake,
              HasResourceProperties("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": {"$contains": [
                {"Action": {"$contains": ["sqs:ReceiveMessage"]}}, {"Action": "kms:Decrypt"}]}}})"));
  EXPECT_THAT(intake, ResourceCountIs("AWS::CloudWatch::Alarm", 2));
}

TEST(Reports, MayLookAtTheQueueOfFailedOrders) {
  tenon::App app;
  shop::add_intake(app, settings);
  EXPECT_THAT(Template::of(shop::add_reports(app)),
              HasResourceProperties("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement":
                {"$contains": [{"Action": "sqs:GetQueueAttributes",
                                "Resource": {"Fn::GetStackOutput": {"StackName": "Intake"}}}]}}})"));
}

}  // namespace
