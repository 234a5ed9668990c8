#include "tenon/constructs/compute/ecs_service.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/target_group.hpp"
#include "tenon/constructs/network/vpc.hpp"

void ecs_service(tenon::App& app) {
  using tenon::CapacityProvider;
  auto& stack = app.add("Services", tenon::Stack::Props{});
  auto& network = stack.add("Network", tenon::Vpc::Props{.max_azs = 2});
  auto& cluster = stack.add(
      "Cluster", tenon::EcsCluster::Props{.vpc = network,
                                          .enable_fargate_capacity_providers = true,
                                          .default_cloud_map_namespace = {{.name = "shop.internal"}}});
  auto& task = stack.add("Task", tenon::TaskDefinition::Props{});
  task.add_container(
      "web", tenon::ContainerDefinition::Props{.image = tenon::ContainerImage::from_registry("nginx:1.27"),
                                               .port_mappings = {{.container_port = 80}}});

  auto& service = stack.add(
      "Service",
      tenon::EcsService::Props{
          .cluster = cluster,
          .task_definition = task,
          .desired_count = 2,
          .capacity_provider_strategies = {{.capacity_provider = CapacityProvider::fargate, .base = 1},
                                           {.capacity_provider = CapacityProvider::fargate_spot,
                                            .weight = 1}},
          .cloud_map_options = tenon::CloudMapOptions{.name = "web"},
      });

  auto& balancer =
      stack.add("Balancer", tenon::ApplicationLoadBalancer::Props{.vpc = network, .internet_facing = true});
  auto& certificate = tenon::Certificate::from_arn(
      stack, "Certificate",
      "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000");
  auto& group =
      balancer.add_listener("Https", {.port = 443, .certificates = {certificate}})
          .add_targets("Web", {.port = 80, .targets = {service}, .health_check = {.path = "/health"}});

  auto& scaling = service.auto_scale_task_count({.max_capacity = 10, .min_capacity = 2});
  scaling.scale_on_cpu_utilization("Cpu", {.target_utilization_percent = 60});
  scaling.scale_on_request_count("Requests", {.requests_per_target = 1000, .target_group = group});
}
