#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void duplicate_construct_id(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Queue", aws::sqs::Queue::Props{});
  stack.add("Queue", aws::sqs::Queue::Props{});
}
