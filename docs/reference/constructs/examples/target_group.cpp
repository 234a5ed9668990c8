#include "tenon/constructs/network/target_group.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/vpc.hpp"

using tenon::ApplicationTarget;
using tenon::ApplicationTargetGroup;
using tenon::Duration;

void target_group(tenon::App& app) {
  auto& stack = app.add("Targets", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{});

  auto& servers = stack.add(
      "Servers",
      ApplicationTargetGroup::Props{.vpc = &network,
                                    .port = 8443,
                                    .targets = {ApplicationTarget::ip("10.0.128.10")},
                                    .health_check = {.path = "/health", .interval = Duration::seconds(15)},
                                    .deregistration_delay = Duration::seconds(30)});
  auto& answer = stack.add(
      "Answer", tenon::LambdaFn::Props{
                    .code = tenon::Code::from_inline("exports.handler = async () => ({ statusCode: 200 })"),
                    .handler = "index.handler",
                    .runtime = tenon::Runtime::nodejs_22_x});
  auto& functions = stack.add("Functions", ApplicationTargetGroup::Props{.targets = {answer}});

  auto& balancer = stack.add("Balancer", tenon::ApplicationLoadBalancer::Props{.vpc = network});
  // Nine requests of ten go to the servers.
  balancer.add_listener(
      "Http", {.port = 80, .default_action = tenon::ListenerAction::forward({{servers, 9}, {functions, 1}})});
}
