#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void annotation(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& queue = stack.add("Queue", aws::sqs::Queue::Props{});
  queue.add_error("the security team has not seen this queue yet");
}
