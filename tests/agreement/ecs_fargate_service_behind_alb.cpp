// Twin of cdk/ecs_fargate_service_behind_alb.js.
#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/ecs_service.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/security/secret.hpp"
#include "tenon/value/json.hpp"

void ecs_fargate_service_behind_alb(tenon::App& app) {
  using namespace tenon;
  // What the CDK CLI would look up.
  app.set_context("availability-zones:account=111122223333:region=eu-west-1",
                  json::array({"eu-west-1a", "eu-west-1b", "eu-west-1c"}));
  auto& stack = app.add("Agreement", Stack::Props{.env = {.account = "111122223333", .region = "eu-west-1"}});
  auto& network = stack.add("Vpc", Vpc::Props{.max_azs = 2, .nat_gateways = 1});
  auto& cluster = stack.add(
      "Cluster", EcsCluster::Props{.vpc = network,
                                   .container_insights = ContainerInsights::enabled,
                                   .enable_fargate_capacity_providers = true,
                                   .default_cloud_map_namespace = {{.name = "agreement.internal"}}});
  auto& task = stack.add("Task", TaskDefinition::Props{.size = {512, 1024}, .family = "agreement"});
  auto& logs = stack.add("Logs", LogGroup::Props{.retention = RetentionDays::one_month});
  auto& token = stack.add("Token", Secret::Props{});
  task.add_container("web",
                     ContainerDefinition::Props{
                         .image = ContainerImage::from_registry("nginx"),
                         .environment = {{"MODE", "production"}},
                         .secrets = {{"KEY", ContainerSecret::from_secrets_manager(token)}},
                         .port_mappings = {{.container_port = 8080}},
                         .health_check = {{.command = {"CMD-SHELL", "curl -f localhost:8080 || exit 1"},
                                           .start_period = Duration::seconds(20)}},
                         .logging = LogDriver::aws_logs({.stream_prefix = "web", .log_group = &logs})});
  task.add_container("proxy", ContainerDefinition::Props{.image = ContainerImage::from_registry("envoy"),
                                                         .essential = false,
                                                         .memory_limit_mib = 128});
  auto& service = stack.add(
      "Service",
      EcsService::Props{.cluster = cluster,
                        .task_definition = task,
                        .desired_count = 2,
                        .capacity_provider_strategies =
                            {{.capacity_provider = CapacityProvider::fargate, .weight = 1, .base = 1},
                             {.capacity_provider = CapacityProvider::fargate_spot, .weight = 3}},
                        .cloud_map_options = CloudMapOptions{.name = "web"}});

  auto& balancer =
      stack.add("Balancer", ApplicationLoadBalancer::Props{.vpc = network, .internet_facing = true});
  balancer.add_redirect();
  auto& certificate =
      Certificate::from_arn(stack, "Cert", "arn:aws:acm:eu-west-1:111122223333:certificate/01");
  auto& listener = balancer.add_listener(
      "Https",
      {.port = 443, .certificates = {certificate}, .default_action = ListenerAction::fixed_response(404)});
  auto& group = listener.add_targets(
      "Web",
      {.port = 8080,
       .targets = {service},
       .health_check = {.path = "/health", .interval = Duration::seconds(15), .healthy_threshold_count = 2},
       .deregistration_delay = Duration::seconds(15)},
      {.priority = 10, .conditions = {{ListenerCondition::path_patterns({"/app/*"})}}});
  auto& scaling = service.auto_scale_task_count({.max_capacity = 10, .min_capacity = 2});
  scaling.scale_on_cpu_utilization(
      "Cpu", {.target_utilization_percent = 60, .scale_out_cooldown = Duration::seconds(60)});
  scaling.scale_on_request_count("Requests", {.requests_per_target = 1000, .target_group = group});
  scaling.scale_on_metric("Memory",
                          {.metric = service.metric_memory_utilization(),
                           .scaling_steps = {{.change = -1, .upper = 20}, {.change = 2, .lower = 80}}});
}
