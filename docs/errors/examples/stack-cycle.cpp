#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void stack_cycle(tenon::App& app) {
  auto& first = app.add("First", tenon::Stack::Props{});
  auto& second = app.add("Second", tenon::Stack::Props{});
  auto& queue = first.add("Queue", aws::sqs::Queue::Props{});
  second.add("QueueUrl", tenon::Output::Props{.Value = queue.QueueUrl()});
  first.add_stack_dependency(second);
}
