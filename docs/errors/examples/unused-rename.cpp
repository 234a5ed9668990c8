#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void unused_rename(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Queue", aws::sqs::Queue::Props{});
  stack.rename_logical_id("Queue1", "Orders");
}
