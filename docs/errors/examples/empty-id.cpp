#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void empty_id(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("", aws::sqs::Queue::Props{});
}
