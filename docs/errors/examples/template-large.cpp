#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void template_large(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add_metadata("Notes", std::string(900'000, 'x'));
  stack.add("Queue", aws::sqs::Queue::Props{});
}
