#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void invalid_logical_id(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& queue = stack.add("Queue", aws::sqs::Queue::Props{});
  queue.override_logical_id("dead-letters");
}
