#include "tenon/testing/evaluation.hpp"

#include <gtest/gtest.h>

#include "tenon/aws/kms/Key.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/testing/gmock.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace Fn = tenon::Fn;
namespace json = tenon::json;
using tenon::testing::Evaluation;
using tenon::testing::HasResourceProperties;
using tenon::testing::ResourceCountIs;

namespace {

/// What is tested: two stacks that leave something to the deployment.
struct Shop {
  tenon::App app;
  tenon::Stack& keys = app.add("Keys", tenon::Stack::Props{});
  tenon::Stack& orders = app.add("Orders", tenon::Stack::Props{});

  Shop() {
    auto& key = keys.add("Key", aws::kms::Key::Props{.KeyPolicy = json::object({{"Version", "2012-10-17"}})});
    auto& stage =
        orders.add("Stage", tenon::Parameter::Props{.Type = "String", .AllowedValues = {"dev", "prod"}});
    auto& is_prod = orders.add("IsProd", tenon::Condition::Props{Fn::Equals(stage.ref(), "prod")});
    orders.add("Queue", aws::sqs::Queue::Props{
                            .DelaySeconds = Fn::If(is_prod, 5, tenon::NoValue),
                            .KmsMasterKeyId = key.Arn(),
                            .QueueName = tenon::sub("orders-${Stage}-${AWS::Region}"),
                        });
    orders.add("Failed", aws::sqs::Queue::Props{}).set_condition(is_prod);
  }
};

TEST(Orders, WaitInProductionOnly) {
  Shop shop;
  const auto keys =
      Evaluation::of(shop.keys, {.attributes = {{"Key.Arn", "arn:aws:kms:eu-west-1:123456789012:key/1"}}});
  const auto dev = Evaluation::of(shop.orders, {.parameters = {{"Stage", "dev"}}, .stacks = {keys}});
  const auto prod = Evaluation::of(shop.orders, {.parameters = {{"Stage", "prod"}}, .stacks = {keys}});

  // A value, or what of a template would be deployed.
  EXPECT_EQ(prod.property("Queue", "QueueName"), "orders-prod-us-east-1");
  EXPECT_EQ(prod.property("Queue", "DelaySeconds"), 5);
  EXPECT_FALSE(dev.property("Queue", "DelaySeconds").exists());
  EXPECT_EQ(dev.property("Queue", "KmsMasterKeyId"), "arn:aws:kms:eu-west-1:123456789012:key/1");
  EXPECT_THAT(dev.resolved(), ResourceCountIs("AWS::SQS::Queue", 1));
  EXPECT_THAT(prod.resolved(), HasResourceProperties("AWS::SQS::Queue", R"({"DelaySeconds": 5})"));
}

TEST(Orders, TakeNoOtherStage) {
  Shop shop;
  EXPECT_THROW(Evaluation::of(shop.orders, {.parameters = {{"Stage", "test"}}}), tenon::Error);
}

}  // namespace
