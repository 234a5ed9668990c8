#include <gtest/gtest.h>
#include <tenon/aws/sqs/Queue.hpp>
#include <tenon/construct/stack.hpp>
#include <tenon/testing/gmock.hpp>

TEST(Consumer, HasAQueue) {
  tenon::App app;
  auto& stack = app.add("Stack", tenon::Stack::Props{});
  stack.add("Queue", tenon::aws::sqs::Queue::Props{});
  EXPECT_THAT(tenon::testing::Template::of(stack), tenon::testing::ResourceCountIs("AWS::SQS::Queue", 1));
}
