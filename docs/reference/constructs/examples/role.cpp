#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/iam/ssm.hpp"
#include "tenon/value/format.hpp"

namespace iam = tenon::iam;
using tenon::Principal;
using tenon::Role;

void role(tenon::App& app) {
  auto& stack = app.add("Identity", tenon::Stack::Props{});

  auto& worker = stack.add("Worker", Role::Props{
                                         .assumed_by = Principal::service("ecs-tasks.amazonaws.com"),
                                         .description = "Runs the workers",
                                     });
  worker.add_to_policy({
      .actions = {iam::ssm::GetParameter},
      .resources = {tenon::format("arn:{}:ssm:{}:{}:parameter/worker/*", tenon::pseudo::partition,
                                  tenon::pseudo::region, tenon::pseudo::account_id)},
  });

  auto& deployer = stack.add("Deployer", Role::Props{.assumed_by = Principal::service("codebuild.amazonaws.com")});
  worker.grant_pass_role(deployer);
}
