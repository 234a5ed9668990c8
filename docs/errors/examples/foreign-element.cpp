#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void foreign_element(tenon::App& app) {
  auto& first = app.add("First", tenon::Stack::Props{});
  auto& never = first.add("Never", tenon::Condition::Props{tenon::Fn::Equals("a", "b")});

  auto& second = app.add("Second", tenon::Stack::Props{});
  auto& queue = second.add("Queue", aws::sqs::Queue::Props{});
  queue.set_condition(never);
}
