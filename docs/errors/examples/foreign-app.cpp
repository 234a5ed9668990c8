#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void foreign_app(tenon::App& app) {
  static tenon::App other;
  auto& elsewhere = other.add("Elsewhere", tenon::Stack::Props{});
  auto& queue = elsewhere.add("Queue", aws::sqs::Queue::Props{});

  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("QueueUrl", tenon::Output::Props{.Value = queue.QueueUrl()});
}
