#include "tenon/app/run.hpp"
#include "tenon/aws/events/Rule.hpp"

namespace aws = tenon::aws;

void at_least_one_property(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Nightly", aws::events::Rule::Props{.Description = "Every night"});
}
