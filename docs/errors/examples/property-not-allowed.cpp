#include "tenon/app/run.hpp"
#include "tenon/constructs/delivery/build_project.hpp"

void property_not_allowed(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Build", tenon::BuildProject::Props{
                         .build_spec = tenon::BuildSpec::from_source_file(),
                         .timeout = tenon::Duration::minutes(2),
                     });
}
