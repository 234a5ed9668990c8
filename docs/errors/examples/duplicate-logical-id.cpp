#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void duplicate_logical_id(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Orders", aws::sqs::Queue::Props{});
  auto& payments = stack.add("Payments", aws::sqs::Queue::Props{});
  payments.override_logical_id("Orders");
}
