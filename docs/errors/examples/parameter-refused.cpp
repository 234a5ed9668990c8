#include "tenon/app/run.hpp"
#include "tenon/testing/evaluation.hpp"

void parameter_refused(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Stage", tenon::Parameter::Props{.Type = "String", .AllowedValues = {"dev", "prod"}});
  tenon::testing::Evaluation::of(stack, {.parameters = {{"Stage", "test"}}});
}
