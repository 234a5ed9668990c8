#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/observability/metric.hpp"

namespace tenon::aws::ecs {
class Cluster;
class ClusterCapacityProviderAssociations;
namespace kind {
struct Cluster_Arn;
struct Cluster_ClusterName;
}  // namespace kind
}  // namespace tenon::aws::ecs

namespace tenon {

class PrivateDnsNamespace;
class Vpc;

/// What CloudWatch hears of the cluster.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
enum class ContainerInsights : std::uint8_t {
  disabled,
  enabled,   ///< figures of the cluster, services and tasks
  enhanced,  ///< and of every container
};

/// What tasks run on.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
enum class CapacityProvider : std::uint8_t {
  fargate,
  fargate_spot,  ///< cheaper, and taken away with two minutes' notice
};

/// The part of the tasks that runs on a kind of capacity: the first `base` of them, and of the rest this
/// weight's share.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
struct CapacityProviderStrategy {
  CapacityProvider capacity_provider;
  /// 0 to 1,000. Default: the service's own (0, or 1 when it is the only one).
  std::optional<std::int64_t> weight = {};
  /// 0 to 100,000; at most one item has one (`property-not-allowed`). Default: 0.
  std::optional<std::int64_t> base = {};
};

/// A private DNS domain in the cluster's network.
struct CloudMapNamespaceOptions {
  /// "internal"
  Required<"name", Value<std::string>> name;
  /// Whether services that use Service Connect are in it too.
  bool use_for_service_connect = false;
};

/// A cluster that exists already.
struct EcsClusterAttributes {
  Required<"cluster_name", Value<std::string>> cluster_name;
  Vpc& vpc;
  /// Default: none.
  PrivateDnsNamespace* default_cloud_map_namespace = nullptr;
};

/// Where services and tasks run.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-cluster.html
class EcsCluster final : public Construct {
 public:
  struct Props {
    using Of = EcsCluster;
    /// The network of its services.
    Vpc& vpc;
    /// Default: CloudFormation makes a name.
    Value<std::string> cluster_name = {};
    /// Default: as the account's settings say.
    std::optional<ContainerInsights> container_insights = {};
    /// Whether services may run on Fargate and Fargate Spot by capacity provider strategies.
    bool enable_fargate_capacity_providers = false;
    /// Of services that say nothing about it. Needs `enable_fargate_capacity_providers`
    /// (`property-not-allowed`). Default: none.
    std::vector<CapacityProviderStrategy> default_capacity_provider_strategy = {};
    /// In which services are found by their names. Default: none.
    std::optional<CloudMapNamespaceOptions> default_cloud_map_namespace = {};
  };

  EcsCluster(const Scope& scope, const Props& props);
  static EcsCluster& from_attributes(Construct& scope, std::string_view id,
                                     const EcsClusterAttributes& attributes,
                                     std::source_location where = std::source_location::current());

  aws::ecs::Cluster& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::ecs::kind::Cluster_Arn> arn() const;
  Attribute<aws::ecs::kind::Cluster_ClusterName> cluster_name() const;
  Vpc& vpc() const noexcept { return vpc_; }
  /// Null without one.
  PrivateDnsNamespace* default_cloud_map_namespace() const noexcept { return namespace_; }
  /// Whether services may use capacity provider strategies.
  bool has_fargate_capacity_providers() const noexcept { return has_fargate_capacity_providers_; }

  /// Once for each cluster (`property-not-allowed`).
  PrivateDnsNamespace& add_default_cloud_map_namespace(
      const CloudMapNamespaceOptions& options, std::source_location where = std::source_location::current());

  /// A metric of AWS/ECS about the cluster.
  /// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// Percent of the reserved.
  Metric metric_cpu_utilization() const;
  /// Percent of the reserved.
  Metric metric_memory_utilization() const;

 private:
  struct Imported;
  EcsCluster(const Scope& scope, const Imported& imported);
  void add_capacity_providers(const Props& props);

  Vpc& vpc_;
  aws::ecs::Cluster* resource_ = nullptr;
  PrivateDnsNamespace* namespace_ = nullptr;
  bool has_fargate_capacity_providers_ = false;
};

}  // namespace tenon
