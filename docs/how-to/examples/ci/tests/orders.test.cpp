#include "orders.hpp"

#include <gtest/gtest.h>

#include <tenon/testing/template.hpp>

TEST(Orders, AreInvisibleForHalfAMinute) {
  tenon::App app;
  const auto orders = tenon::testing::Template::of(add_orders(app));
  const auto result = orders.has_resource_properties("AWS::SQS::Queue", R"({"VisibilityTimeout": 30})");
  EXPECT_TRUE(result.passed) << result.explanation;
}
