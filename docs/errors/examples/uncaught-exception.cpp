#include <stdexcept>

#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void uncaught_exception(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Queue", aws::sqs::Queue::Props{});
  throw std::runtime_error("no configuration for this account");
}
