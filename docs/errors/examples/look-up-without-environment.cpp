#include "tenon/app/run.hpp"
#include "tenon/value/json.hpp"

void look_up_without_environment(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.look_up("ssm", {{"parameterName", "/shop/colour"}}, "blue");
}
