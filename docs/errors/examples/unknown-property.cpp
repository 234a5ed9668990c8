#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void unknown_property(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& queue = stack.add("Queue", aws::sqs::Queue::Props{});
  queue.set_property("Delay", 5);
}
