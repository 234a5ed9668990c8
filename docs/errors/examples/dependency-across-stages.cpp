#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

void dependency_across_stages(tenon::App& app) {
  auto& dev = app.add("Dev", tenon::Stage::Props{});
  auto& prod = app.add("Prod", tenon::Stage::Props{});
  auto& first = dev.add("Shop", tenon::Stack::Props{});
  auto& second = prod.add("Shop", tenon::Stack::Props{});
  second.add_stack_dependency(first);
}
