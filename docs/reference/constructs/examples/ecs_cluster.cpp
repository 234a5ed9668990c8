#include "tenon/constructs/compute/ecs_cluster.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/vpc.hpp"

void ecs_cluster(tenon::App& app) {
  auto& stack = app.add("Platform", tenon::Stack::Props{});
  auto& network = stack.add("Network", tenon::Vpc::Props{.max_azs = 2});
  stack.add("Cluster", tenon::EcsCluster::Props{
                           .vpc = network,
                           .container_insights = tenon::ContainerInsights::enabled,
                           .enable_fargate_capacity_providers = true,
                           .default_cloud_map_namespace = {{.name = "shop.internal"}},
                       });
}
