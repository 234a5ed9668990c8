#include <gtest/gtest.h>

#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/testing/gmock.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;
using tenon::testing::HasOutput;
using tenon::testing::HasResource;
using tenon::testing::HasResourceEntry;
using tenon::testing::ResourceCountIs;
using tenon::testing::Template;
using ::testing::AllOf;
using ::testing::Not;

namespace {

/// What is tested: in an app it would stand in a source of its own.
tenon::Stack& add_orders(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{});
  auto& failed = stack.add("Failed", aws::sqs::Queue::Props{});
  failed.apply_removal_policy(tenon::RemovalPolicy::retain);
  auto& queue = stack.add(
      "Queue",
      aws::sqs::Queue::Props{
          .RedrivePolicy = json::object({{"deadLetterTargetArn", failed.Arn()}, {"maxReceiveCount", 3}}),
          .Tags = {{.Key = "team", .Value = "orders"}, {.Key = "part", .Value = "intake"}},
      });
  stack.add("Url", tenon::Output::Props{.Value = queue.QueueUrl()});
  return stack;
}

TEST(Orders, AMessageIsTriedThreeTimesAndThenKept) {
  tenon::App app;
  const auto orders = Template::of(add_orders(app));

  EXPECT_THAT(orders, ResourceCountIs("AWS::SQS::Queue", 2));
  EXPECT_THAT(orders, HasResource("AWS::SQS::Queue", R"({
                        "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["Failed", "Arn"]}, "maxReceiveCount": 3},
                        "Tags": {"$contains": [{"Key": "team", "Value": "orders"}]},
                        "QueueName": {"$absent": true}
                      })"));
  EXPECT_THAT(orders,
              AllOf(HasResourceEntry("AWS::SQS::Queue", R"({"DeletionPolicy": "Retain"})"),
                    HasOutput("Url", R"({"Value": {"$any": true}})"), Not(HasResource("AWS::SNS::Topic"))));
}

TEST(Orders, AFailedQueueCanBeFoundWithoutGoogleTest) {
  tenon::App app;
  const auto orders = Template::of(add_orders(app));
  const auto check = orders.has_resource("AWS::SQS::Queue", R"({"VisibilityTimeout": 30})");
  EXPECT_FALSE(check.passed);
  EXPECT_NE(check.explanation, "");
}

}  // namespace
