#include "tenon/app/run.hpp"
#include "tenon/testing/evaluation.hpp"

namespace Fn = tenon::Fn;

void not_evaluable(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Vpc", tenon::Output::Props{.Value = Fn::ImportValue("network-vpc")});
  tenon::testing::Evaluation::of(stack, {}).output("Vpc");
}
