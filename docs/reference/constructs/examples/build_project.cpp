#include "tenon/app/run.hpp"
#include "tenon/constructs/delivery/build_project.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/json.hpp"

using tenon::BuildProject;
using tenon::BuildSpec;

void build_project(tenon::App& app) {
  auto& stack = app.add("Nightly", tenon::Stack::Props{});
  auto& logs = stack.add("Logs", tenon::LogGroup::Props{.retention = tenon::RetentionDays::one_month});

  stack.add("Audit", BuildProject::Props{
                         .build_spec = BuildSpec::from_object(tenon::json::object({
                             {"version", "0.2"},
                             {"phases", tenon::json::object({{"build", tenon::json::object({{"commands", tenon::json::array({"make audit"})}})}})},
                         })),
                         .environment_variables = {{.name = "LEVEL", .value = "strict"}},
                         .timeout = tenon::Duration::minutes(20),
                         .log_group = &logs,
                     });
}
