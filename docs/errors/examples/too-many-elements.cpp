#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void too_many_elements(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  for (int i = 0; i < 501; ++i) stack.add("Queue" + std::to_string(i), aws::sqs::Queue::Props{});
}
