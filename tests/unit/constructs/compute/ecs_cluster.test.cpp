#include "tenon/constructs/compute/ecs_cluster.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/ecs/Cluster.hpp"
#include "tenon/constructs/network/private_dns_namespace.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/testing/gmock.hpp"

namespace tenon {
namespace {

class EcsClusterTest : public StackTest {
 protected:
  Vpc& network = stack.add("Network", Vpc::Props{.max_azs = 1});
};

TEST_F(EcsClusterTest, NeedsANetworkAlone) {
  stack.add("Cluster", EcsCluster::Props{.vpc = network});
  expect_entry("AWS::ECS::Cluster", R"({"Properties": {"$absent": true}})");
  EXPECT_THAT(synthesized(), testing::ResourceCountIs("AWS::ECS::ClusterCapacityProviderAssociations", 0));
}

TEST_F(EcsClusterTest, HasInsightsCapacityAndANamespace) {
  auto& cluster = stack.add(
      "Cluster",
      EcsCluster::Props{
          .vpc = network,
          .cluster_name = "shop",
          .container_insights = ContainerInsights::enhanced,
          .enable_fargate_capacity_providers = true,
          .default_capacity_provider_strategy = {{.capacity_provider = CapacityProvider::fargate_spot,
                                                  .weight = 2},
                                                 {.capacity_provider = CapacityProvider::fargate, .base = 1}},
          .default_cloud_map_namespace = {{.name = "internal", .use_for_service_connect = true}}});
  EXPECT_NE(cluster.default_cloud_map_namespace(), nullptr);
  expect("AWS::ECS::Cluster",
         R"({"ClusterName": "shop", "ClusterSettings": [{"Name": "containerInsights", "Value": "enhanced"}],
                                  "ServiceConnectDefaults": {"Namespace": {"$any": true}}})");
  expect("AWS::ECS::ClusterCapacityProviderAssociations",
         R"({"$exactly": {"Cluster": {"Ref": "ClusterEB0386A7"},
      "CapacityProviders": ["FARGATE", "FARGATE_SPOT"], "DefaultCapacityProviderStrategy": [
        {"CapacityProvider": "FARGATE_SPOT", "Weight": 2}, {"CapacityProvider": "FARGATE", "Base": 1}]}})");
  expect("AWS::ServiceDiscovery::PrivateDnsNamespace", R"({"Name": "internal"})");
}

TEST_F(EcsClusterTest, AClusterThatExistsIsNamed) {
  auto& cluster = EcsCluster::from_attributes(stack, "Existing", {.cluster_name = "shop", .vpc = network});
  EXPECT_EQ(&cluster.vpc(), &network);
  EXPECT_EQ(cluster.metric_cpu_utilization().props().metric_name, "CPUUtilization");
  EXPECT_EQ(cluster.metric_memory_utilization().props().dimensions.at(0).name, "ClusterName");
  EXPECT_THAT(synthesized(), testing::ResourceCountIs("AWS::ECS::Cluster", 0));
}

TEST_F(EcsClusterTest, AStrategyNeedsCapacityProviders) {
  stack.add("Cluster", EcsCluster::Props{.vpc = network,
                                         .default_capacity_provider_strategy = {
                                             {.capacity_provider = CapacityProvider::fargate}}});
  expect_refused("property-not-allowed", "default_capacity_provider_strategy");
}

TEST_F(EcsClusterTest, OneKindOfCapacityComesFirst) {
  stack.add("Cluster",
            EcsCluster::Props{.vpc = network,
                              .enable_fargate_capacity_providers = true,
                              .default_capacity_provider_strategy = {
                                  {.capacity_provider = CapacityProvider::fargate, .base = 1},
                                  {.capacity_provider = CapacityProvider::fargate_spot, .base = 1}}});
  expect_refused("property-not-allowed", "default_capacity_provider_strategy");
}

TEST_F(EcsClusterTest, WeightsAndBasesHaveBounds) {
  const auto with = [&](std::string_view id, CapacityProviderStrategy strategy) {
    stack.add(id, EcsCluster::Props{.vpc = network,
                                    .enable_fargate_capacity_providers = true,
                                    .default_capacity_provider_strategy = {strategy}});
    return app.diagnostics().size();
  };
  EXPECT_EQ(with("Most", {.capacity_provider = CapacityProvider::fargate, .weight = 1000, .base = 100000}),
            0U);
  EXPECT_EQ(with("Heavy", {.capacity_provider = CapacityProvider::fargate, .weight = 1001}), 1U);
  EXPECT_EQ(with("Negative", {.capacity_provider = CapacityProvider::fargate, .base = -1}), 2U);
}

TEST_F(EcsClusterTest, HasOneNamespace) {
  stack
      .add("Cluster",
           EcsCluster::Props{.vpc = network, .default_cloud_map_namespace = {{.name = "internal"}}})
      .add_default_cloud_map_namespace({.name = "other"});
  expect_refused("property-not-allowed", "default_cloud_map_namespace");
}

}  // namespace
}  // namespace tenon
