#pragma once

/// \file
/// Services: tasks that are kept running, behind a load balancer, as many as are needed.
///
///     auto& service = stack.add(
///         "Service", EcsService::Props{.cluster = cluster, .task_definition = task, .desired_count = 2});
///     listener.add_targets("Web", {.port = 80, .targets = {service}});
///     service.auto_scale_task_count({.max_capacity = 10, .min_capacity = 2})
///         .scale_on_cpu_utilization("Cpu", {.target_utilization_percent = 60});

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/compute/auto_scaling.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/private_dns_namespace.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::ecs {
class Service;
}

namespace tenon {

class Alarm;
class ApplicationTargetGroup;
class NetworkTargetGroup;
class SecurityGroup;

/// Ends a deployment whose tasks do not start.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
struct DeploymentCircuitBreaker {
  bool enable = true;
  /// Whether the service goes back to the last deployment that was well.
  bool rollback = true;
};

/// How a service is found by name.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
struct CloudMapOptions {
  /// Default: CloudFormation makes a name.
  Value<std::string> name = {};
  /// Default: the cluster's; without one it is an error (`property-needed`).
  PrivateDnsNamespace* cloud_map_namespace = nullptr;
  /// A, or SRV, which says the port as well (`property-not-allowed` otherwise).
  DnsRecordType dns_record_type = DnsRecordType::a;
  Duration dns_ttl = Duration::minutes(1);
};

/// Whose tags the tasks get.
enum class PropagatedTagSource : std::uint8_t { none, service, task_definition };

/// A container's port behind a load balancer.
struct LoadBalancerTarget {
  /// One of the task's (`property-not-allowed`). Default: the first essential one.
  std::string container_name = {};
  /// One that the container maps (`property-not-allowed`). Default: its first.
  std::optional<Port> container_port = {};
  ContainerProtocol protocol = ContainerProtocol::tcp;
};

/// Settings of a policy that keeps a utilization.
struct UtilizationScaling {
  /// Percent, 1 to 100.
  Required<"target_utilization_percent", Value<double>> target_utilization_percent;
  bool disable_scale_in = false;
  /// Default: five minutes, the service's own.
  std::optional<Duration> scale_in_cooldown = {};
  /// Default: five minutes, the service's own.
  std::optional<Duration> scale_out_cooldown = {};
  /// Default: made of the construct's path.
  Value<std::string> policy_name = {};
};

/// Settings of a policy that keeps the number of requests of each task.
struct RequestCountScaling {
  /// Per minute and target.
  Required<"requests_per_target", Value<double>> requests_per_target;
  /// The group that the service is a target of.
  ApplicationTargetGroup& target_group;
  bool disable_scale_in = false;
  std::optional<Duration> scale_in_cooldown = {};
  std::optional<Duration> scale_out_cooldown = {};
  Value<std::string> policy_name = {};
};

/// How many tasks a service has.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
class ScalableTaskCount final : public ScalableAttribute {
 public:
  ScalableTaskCount(const Scope& scope, const ScalableTarget::Props& target)
      : ScalableAttribute(scope, target) {}
  void scale_on_cpu_utilization(std::string_view id, const UtilizationScaling& scaling,
                                std::source_location where = std::source_location::current());
  void scale_on_memory_utilization(std::string_view id, const UtilizationScaling& scaling,
                                   std::source_location where = std::source_location::current());
  void scale_on_request_count(std::string_view id, const RequestCountScaling& scaling,
                              std::source_location where = std::source_location::current());
  /// A metric of one's own: `TargetTracking{.target_value = 100, .custom_metric = backlog}`.
  void scale_to_track_custom_metric(std::string_view id, const TargetTracking& tracking,
                                    std::source_location where = std::source_location::current()) {
    target().scale_to_track_metric(id, tracking, where);
  }
  /// By steps.
  StepScalingPolicy& scale_on_metric(std::string_view id, const StepScaling& steps,
                                     std::source_location where = std::source_location::current()) {
    return target().scale_on_metric(id, steps, where);
  }
};

/// Tasks on Fargate that are kept running.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
///
/// `role()` is the task's role: what is granted to the service is granted to its task. `connections()` are
/// the group's of its tasks; a load balancer whose target the service is may reach it.
class EcsService final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = EcsService;
    EcsCluster& cluster;
    TaskDefinition& task_definition;
    /// Default: one, and what scaling made of it afterwards.
    Value<std::int64_t> desired_count = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> service_name = {};
    /// Kinds of capacity. Needs the cluster's Fargate capacity providers (`property-not-allowed`). Default:
    /// Fargate.
    std::vector<CapacityProviderStrategy> capacity_provider_strategies = {};
    /// Percent of the desired tasks that a deployment keeps running. (CDK's default: 50.)
    std::int64_t min_healthy_percent = 100;
    /// Percent of the desired tasks that there are at most during a deployment.
    std::int64_t max_healthy_percent = 200;
    /// (CDK's default: no circuit breaker.)
    std::optional<DeploymentCircuitBreaker> circuit_breaker = DeploymentCircuitBreaker{};
    /// Alarms that end a deployment, and roll it back. Default: none.
    std::vector<Alarm*> deployment_alarms = {};
    /// How long a load balancer's checks do not count after a task's start. Default: one minute behind a load
    /// balancer.
    std::optional<Duration> health_check_grace_period = {};
    /// Whether tasks have public addresses.
    bool assign_public_ip = false;
    /// Default: the public subnets with `assign_public_ip`, else the private ones.
    std::optional<SubnetSelection> vpc_subnets = {};
    /// Default: a group `SecurityGroup` that lets everything out.
    std::vector<SecurityGroup*> security_groups = {};
    /// Default: not found by name.
    std::optional<CloudMapOptions> cloud_map_options = {};
    /// "LATEST", "1.4.0". Default: the latest.
    Value<std::string> platform_version = {};
    /// Whether people can run commands in the containers; lets the task talk to Systems Manager.
    bool enable_execute_command = false;
    /// Whether tasks get tags with the cluster's and the service's name.
    bool enable_ecs_managed_tags = false;
    PropagatedTagSource propagate_tags = PropagatedTagSource::none;
  };

  EcsService(const Scope& scope, const Props& props);

  aws::ecs::Service& resource() const noexcept { return *resource_; }
  Value<std::string> arn() const;
  Value<std::string> service_name() const;
  EcsCluster& cluster() const noexcept { return cluster_; }
  TaskDefinition& task_definition() const noexcept { return task_; }
  /// The task role.
  Role& role() { return task_.role(); }
  /// Null unless it is found by name.
  CloudMapService* cloud_map_service() const noexcept { return cloud_map_service_; }

  /// Makes the service a target; listeners and target groups call it when the service is given to them as a
  /// target.
  void attach_to_application_target_group(ApplicationTargetGroup& group,
                                          const LoadBalancerTarget& target = {},
                                          std::source_location where = std::source_location::current());
  void attach_to_network_target_group(NetworkTargetGroup& group, const LoadBalancerTarget& target = {},
                                      std::source_location where = std::source_location::current());
  /// Registers the service under a name. At most once (`property-not-allowed`).
  CloudMapService& enable_cloud_map(const CloudMapOptions& options,
                                    std::source_location where = std::source_location::current());

  /// Between the bounds, by what is said of the result. Once for each service (`property-not-allowed`).
  ScalableTaskCount& auto_scale_task_count(const ScalingCapacity& capacity,
                                           std::source_location where = std::source_location::current());

  /// A metric of AWS/ECS about the service.
  /// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// Percent of what the tasks have.
  Metric metric_cpu_utilization() const;
  /// Percent of what the tasks have.
  Metric metric_memory_utilization() const;

 protected:
  void prepare() override;

 private:
  void check(const Props& props) const;
  void add_network(const Props& props);
  void allow_execute_command();
  /// A container's port as the load balancer and service discovery name it; nothing, and a report, where
  /// there is none.
  struct FoundPort {
    std::string container_name;
    PortMapping mapping;
  };
  std::optional<FoundPort> find_port(const LoadBalancerTarget& target, std::source_location where) const;
  template <class Group>
  void attach(Group& group, const LoadBalancerTarget& target, std::source_location where);

  EcsCluster& cluster_;
  TaskDefinition& task_;
  aws::ecs::Service* resource_ = nullptr;
  CloudMapService* cloud_map_service_ = nullptr;
  ScalableTaskCount* scaling_ = nullptr;
  std::optional<Duration> grace_period_;
  std::vector<Node> load_balancers_;
};

}  // namespace tenon
