#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void dependency_on_own_part(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& intake = stack.add("Intake", tenon::Construct::Props{});
  auto& queue = intake.add("Queue", aws::sqs::Queue::Props{});
  intake.add_dependency(queue);
}
