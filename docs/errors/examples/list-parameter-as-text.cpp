#include "tenon/app/run.hpp"

void list_parameter_as_text(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& zones = stack.add("Zones", tenon::Parameter::Props{.Type = "List<String>"});
  stack.add("Zone", tenon::Output::Props{.Value = zones.ref()});
}
