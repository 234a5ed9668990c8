#include <gtest/gtest.h>

#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/testing/gmock.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;
using tenon::testing::Absent;
using tenon::testing::Annotations;
using tenon::testing::Capturing;
using tenon::testing::HasError;
using tenon::testing::HasOutput;
using tenon::testing::HasResource;
using tenon::testing::HasResourceProperties;
using tenon::testing::HasWarning;
using tenon::testing::Like;
using tenon::testing::MatchesSnapshot;
using tenon::testing::Property;
using tenon::testing::ResourceCountIs;
using tenon::testing::Result;
using tenon::testing::Template;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Le;
using ::testing::Not;
using ::testing::StartsWith;

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
  EXPECT_THAT(orders, HasResourceProperties("AWS::SQS::Queue", R"({
                        "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["Failed", "Arn"]}, "maxReceiveCount": 3},
                        "Tags": {"$contains": [{"Key": "team", "Value": "orders"}]},
                        "QueueName": {"$absent": true}
                      })"));
  EXPECT_THAT(orders,
              AllOf(HasResource("AWS::SQS::Queue", R"({"DeletionPolicy": "Retain"})"),
                    HasOutput("Url", R"({"Value": {"$any": true}})"), Not(HasResource("AWS::SNS::Topic"))));
}

TEST(Orders, AFailedQueueCanBeFoundWithoutGoogleTest) {
  tenon::App app;
  const auto orders = Template::of(add_orders(app));
  const auto check = orders.has_resource_properties("AWS::SQS::Queue", R"({"VisibilityTimeout": 30})");
  EXPECT_FALSE(check.passed);
  EXPECT_NE(check.explanation, "");
}

TEST(Orders, MatchersOfGmockLookAtValues) {
  tenon::App app;
  const auto orders = Template::of(add_orders(app));

  EXPECT_THAT(orders, HasResourceProperties("AWS::SQS::Queue",
                                            AllOf(Property("RedrivePolicy.maxReceiveCount", Le(5)),
                                                  Property("Tags[0].Value", StartsWith("in")),
                                                  Property("Tags", Contains(Like(R"({"Key": "team"})"))),
                                                  Property("QueueName", Absent()))));
  EXPECT_THAT(orders, HasOutput("Url", Property("Value.Fn::GetAtt", ElementsAre("Queue", "QueueUrl"))));
  EXPECT_EQ(orders.at("Resources.Failed.DeletionPolicy"), "Retain");
}

TEST(Orders, TheFailedQueueIsOneOfTheStack) {
  tenon::App app;
  const auto orders = Template::of(add_orders(app));

  Result found;
  EXPECT_THAT(orders, Capturing(&found, HasResourceProperties("AWS::SQS::Queue", R"({
                        "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": [{"$capture": "failed"}, "Arn"]}}
                      })")));
  EXPECT_THAT(found.captures("failed"), ElementsAre(R"("Failed")"));
}

TEST(Orders, AQueueWithoutAnOwnerIsRefused) {
  tenon::App app;
  auto& stack = add_orders(app);
  auto& bare = stack.add("Bare", aws::sqs::Queue::Props{});
  bare.add_error("a queue needs the tag owner");

  const auto notes = Annotations::of(stack);
  EXPECT_THAT(notes, HasError("Orders/Bare", "*needs the tag owner"));
  EXPECT_THAT(notes, Not(HasWarning()));
}

TEST(Orders, IsWhatWasApproved) {
  tenon::App app;
  EXPECT_THAT(Template::of(add_orders(app)), MatchesSnapshot("snapshots/orders.json"));
}

}  // namespace
