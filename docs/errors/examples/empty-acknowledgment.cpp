#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/acknowledgment.hpp"

void empty_acknowledgment(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& orders = stack.add("Orders", tenon::aws::sqs::Queue::Props{});
  tenon::acknowledge(orders, {.id = "AwsSolutions-SQS3", .reason = ""});
}
