#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void duplicate_physical_name(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Orders", aws::sqs::Queue::Props{.QueueName = "orders"});
  stack.add("Payments", aws::sqs::Queue::Props{.QueueName = "orders"});
}
