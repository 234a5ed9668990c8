#include "tenon/constructs/compute/ecs_cluster.hpp"

#include <algorithm>

#include "tenon/aws/ecs/Cluster.hpp"
#include "tenon/aws/ecs/ClusterCapacityProviderAssociations.hpp"
#include "tenon/constructs/compute/capacity.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/private_dns_namespace.hpp"
#include "tenon/constructs/network/vpc.hpp"

namespace tenon {

namespace {

constexpr std::string_view insights[] = {"disabled", "enabled", "enhanced"};

}  // namespace

namespace detail {

std::string_view text(CapacityProvider provider) {
  return provider == CapacityProvider::fargate ? "FARGATE" : "FARGATE_SPOT";
}

void check_strategy(const Construct& at, std::string_view property,
                    const std::vector<CapacityProviderStrategy>& strategy) {
  constexpr std::int64_t most_weight = 1000;
  constexpr std::int64_t most_base = 100000;
  const auto outside = [](const std::optional<std::int64_t>& value, std::int64_t most) {
    return value && (*value < 0 || *value > most);
  };
  for (const CapacityProviderStrategy& each : strategy) {
    if (outside(each.weight, most_weight) || outside(each.base, most_base)) {
      refuse(at, property, std::string(text(each.capacity_provider)),
             "weights of 0 to 1000, bases of 0 to 100000", "tasks cannot be divided so", at.where());
    }
  }
  if (std::ranges::count_if(strategy, [](const auto& each) { return each.base.value_or(0) > 0; }) > 1) {
    refuse(at, property, "", "one item with a base", "two kinds of capacity cannot both come first",
           at.where());
  }
}

}  // namespace detail

struct EcsCluster::Imported {
  const EcsClusterAttributes& attributes;
};

EcsCluster::EcsCluster(const Scope& scope, const Props& props) : Construct(scope), vpc_(props.vpc) {
  using L1 = aws::ecs::Cluster;
  L1::Props cluster{.ClusterName = props.cluster_name};
  if (props.container_insights) {
    cluster.ClusterSettings = {L1::ClusterSettings{
        .Name = "containerInsights", .Value = insights[static_cast<std::size_t>(*props.container_insights)]}};
  }
  resource_ = &add("Resource", cluster, where());
  if (props.default_cloud_map_namespace)
    add_default_cloud_map_namespace(*props.default_cloud_map_namespace, where());
  add_capacity_providers(props);
}

EcsCluster::EcsCluster(const Scope& scope, const Imported& imported)
    : Construct(scope),
      vpc_(imported.attributes.vpc),
      resource_(&::tenon::from_name<aws::ecs::Cluster>(*this, "Resource", imported.attributes.cluster_name,
                                                       where())),
      namespace_(imported.attributes.default_cloud_map_namespace),
      has_fargate_capacity_providers_(true) {}

EcsCluster& EcsCluster::from_attributes(Construct& scope, std::string_view id,
                                        const EcsClusterAttributes& attributes, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<EcsCluster>(new EcsCluster(inner, Imported{attributes}));
      },
      where);
}

void EcsCluster::add_capacity_providers(const Props& props) {
  using L1 = aws::ecs::ClusterCapacityProviderAssociations;
  detail::check_strategy(*this, "default_capacity_provider_strategy",
                         props.default_capacity_provider_strategy);
  has_fargate_capacity_providers_ = props.enable_fargate_capacity_providers;
  if (!has_fargate_capacity_providers_) {
    if (props.default_capacity_provider_strategy.empty()) return;
    return detail::refuse(*this, "default_capacity_provider_strategy", "",
                          "enable_fargate_capacity_providers beside it",
                          "the cluster has no capacity providers", where());
  }
  std::vector<L1::CapacityProviderStrategy> strategy;
  for (const CapacityProviderStrategy& each : props.default_capacity_provider_strategy) {
    L1::CapacityProviderStrategy item{.CapacityProvider = detail::text(each.capacity_provider)};
    if (each.base) item.Base = *each.base;
    if (each.weight) item.Weight = *each.weight;
    strategy.push_back(item);
  }
  // Under the cluster's own id, as CDK names it.
  add(id(),
      L1::Props{.CapacityProviders = {"FARGATE", "FARGATE_SPOT"},
                .Cluster = resource_->ref(),
                .DefaultCapacityProviderStrategy = List<L1::CapacityProviderStrategy>(strategy)},
      where());
}

PrivateDnsNamespace& EcsCluster::add_default_cloud_map_namespace(const CloudMapNamespaceOptions& options,
                                                                 std::source_location where) {
  if (namespace_ != nullptr) {
    detail::refuse(*this, "default_cloud_map_namespace", "", "one namespace",
                   "the cluster has a namespace already", where);
    return *namespace_;
  }
  namespace_ = &add(
      "DefaultServiceDiscoveryNamespace",
      PrivateDnsNamespace::Props{.name = static_cast<const Value<std::string>&>(options.name), .vpc = vpc_},
      where);
  if (options.use_for_service_connect) {
    using L1 = aws::ecs::Cluster;
    resource_->set_property("ServiceConnectDefaults",
                            Value<L1::ServiceConnectDefaults>(L1::ServiceConnectDefaults{
                                .Namespace = Value<std::string>(namespace_->arn())}));
  }
  return *namespace_;
}

ArnAttribute<aws::ecs::kind::Cluster_Arn> EcsCluster::arn() const { return resource_->Arn(); }
Attribute<aws::ecs::kind::Cluster_ClusterName> EcsCluster::cluster_name() const { return resource_->ref(); }

Metric EcsCluster::metric(std::string name, Statistic statistic) const {
  return Metric::Props{.metric_namespace = "AWS/ECS",
                       .metric_name = std::move(name),
                       .dimensions = {{"ClusterName", cluster_name()}},
                       .statistic = std::move(statistic)};
}

Metric EcsCluster::metric_cpu_utilization() const { return metric("CPUUtilization"); }
Metric EcsCluster::metric_memory_utilization() const { return metric("MemoryUtilization"); }

}  // namespace tenon
