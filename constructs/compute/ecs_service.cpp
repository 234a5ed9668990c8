#include "tenon/constructs/compute/ecs_service.hpp"

#include <algorithm>

#include "tenon/aws/ecs/Service.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/capacity.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/private_dns_namespace.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/target_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/iam/ssmmessages.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using L1 = aws::ecs::Service;

constexpr std::int64_t default_grace_seconds = 60;  // CDK's, behind a load balancer

L1::DeploymentConfiguration deployment(const EcsService::Props& props) {
  L1::DeploymentConfiguration json{.MaximumPercent = props.max_healthy_percent,
                                   .MinimumHealthyPercent = props.min_healthy_percent};
  if (props.circuit_breaker) {
    json.DeploymentCircuitBreaker =
        L1::DeploymentCircuitBreaker{.Enable = Value<bool>(props.circuit_breaker->enable),
                                     .Rollback = Value<bool>(props.circuit_breaker->rollback)};
  }
  if (props.deployment_alarms.empty()) return json;
  std::vector<Value<std::string>> names;
  for (const Alarm* each : props.deployment_alarms) names.push_back(each->alarm_name());
  json.Alarms = L1::DeploymentAlarms{
      .AlarmNames = List<std::string>(names), .Enable = Value<bool>(true), .Rollback = Value<bool>(true)};
  return json;
}

List<L1::CapacityProviderStrategyItem> strategy_json(const std::vector<CapacityProviderStrategy>& strategy) {
  std::vector<L1::CapacityProviderStrategyItem> items;
  for (const CapacityProviderStrategy& each : strategy) {
    L1::CapacityProviderStrategyItem item{.CapacityProvider = detail::text(each.capacity_provider)};
    if (each.base) item.Base = *each.base;
    if (each.weight) item.Weight = *each.weight;
    items.push_back(item);
  }
  return items;
}

}  // namespace

EcsService::EcsService(const Scope& scope, const Props& props)
    : Construct(scope),
      cluster_(props.cluster),
      task_(props.task_definition),
      grace_period_(props.health_check_grace_period) {
  check(props);
  L1::Props service{.Cluster = cluster_.cluster_name(),
                    .DeploymentConfiguration = deployment(props),
                    .DesiredCount = props.desired_count,
                    .EnableECSManagedTags = props.enable_ecs_managed_tags,
                    .PlatformVersion = props.platform_version,
                    .ServiceName = props.service_name,
                    .TaskDefinition = task_.arn()};
  if (props.capacity_provider_strategies.empty()) {
    service.LaunchType = "FARGATE";
  } else {
    service.CapacityProviderStrategy = strategy_json(props.capacity_provider_strategies);
  }
  if (props.enable_execute_command) service.EnableExecuteCommand = true;
  if (props.propagate_tags != PropagatedTagSource::none) {
    service.PropagateTags = props.propagate_tags == PropagatedTagSource::service
                                ? std::string_view("SERVICE")
                                : std::string_view("TASK_DEFINITION");
  }
  resource_ = &add("Service", service, where());
  // Tasks that start before their role has its permissions fail.
  add_dependency(task_.task_role(), where());
  if (props.cloud_map_options) enable_cloud_map(*props.cloud_map_options, where());
  if (props.enable_execute_command) allow_execute_command();
  add_network(props);
}

void EcsService::check(const Props& props) const {
  detail::check_strategy(*this, "capacity_provider_strategies", props.capacity_provider_strategies);
  if (!props.capacity_provider_strategies.empty() && !cluster_.has_fargate_capacity_providers()) {
    detail::refuse(*this, "capacity_provider_strategies", "",
                   "a cluster with enable_fargate_capacity_providers",
                   "the cluster has no capacity providers", where());
  }
  if (props.min_healthy_percent < 0 || props.min_healthy_percent > 100) {
    detail::refuse(*this, "min_healthy_percent", std::to_string(props.min_healthy_percent), "0 to 100",
                   "no more than all desired tasks can be kept", where());
  }
  if (props.max_healthy_percent < 100 || props.max_healthy_percent > 200 ||
      (props.max_healthy_percent == 100 && props.min_healthy_percent == 100)) {
    detail::refuse(*this, "max_healthy_percent", std::to_string(props.max_healthy_percent),
                   "100 to 200, and more than min_healthy_percent",
                   "a deployment could neither start nor stop a task", where());
  }
}

void EcsService::add_network(const Props& props) {
  Vpc& vpc = cluster_.vpc();
  SubnetSelection selection;
  if (props.vpc_subnets) {
    selection = *props.vpc_subnets;
  } else if (props.assign_public_ip) {
    selection.type = SubnetType::public_;
  }
  std::vector<SecurityGroup*> groups = props.security_groups;
  if (groups.empty()) groups.push_back(&add("SecurityGroup", SecurityGroup::Props{.vpc = vpc}, where()));
  connections_ = Connections(groups);
  std::vector<Node> group_ids;
  for (const SecurityGroup* each : groups) group_ids.push_back(each->security_group_id());
  const auto subnets = vpc.subnet_ids(selection);
  resource_->set_property(
      "NetworkConfiguration",
      Value<L1::NetworkConfiguration>(L1::NetworkConfiguration{
          .AwsvpcConfiguration = L1::AwsVpcConfiguration{
              .AssignPublicIp =
                  props.assign_public_ip ? std::string_view("ENABLED") : std::string_view("DISABLED"),
              .SecurityGroups = {Raw{}, Node::list(group_ids)},
              .Subnets = {Raw{}, Node::list(std::vector<Node>(subnets.begin(), subnets.end()))}}}));
}

void EcsService::allow_execute_command() {
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
  task_.task_role().add_to_policy(
      {.actions = {iam::ssmmessages::CreateControlChannel, iam::ssmmessages::CreateDataChannel,
                   iam::ssmmessages::OpenControlChannel, iam::ssmmessages::OpenDataChannel},
       .resources = {"*"}});
}

Value<std::string> EcsService::arn() const { return resource_->ref(); }
Value<std::string> EcsService::service_name() const { return resource_->Name(); }

// --- load balancers ----------------------------------------------------------------------------------------

std::optional<EcsService::FoundPort> EcsService::find_port(const LoadBalancerTarget& target,
                                                           std::source_location where) const {
  const ContainerDefinition* container =
      target.container_name.empty() ? task_.default_container() : task_.find_container(target.container_name);
  if (container == nullptr) {
    detail::refuse(*this, "container_name", target.container_name,
                   "an essential container of the task, or one of this name",
                   "the task has no such container", where);
    return std::nullopt;
  }
  for (const PortMapping& each : container->port_mappings()) {
    const bool wanted =
        !target.container_port ||
        (each.container_port.number() == target.container_port->number() && each.protocol == target.protocol);
    if (wanted) return FoundPort{container->container_name(), each};
  }
  detail::refuse(*this, "container_port",
                 target.container_port ? std::to_string(target.container_port->number()) : std::string(),
                 "a port of the container's port_mappings", "the container does not listen there", where);
  return std::nullopt;
}

template <class Group>
void EcsService::attach(Group& group, const LoadBalancerTarget& target, std::source_location where) {
  const auto found = find_port(target, where);
  if (!found) return;
  const Port port = found->mapping.container_port;
  const Traffic traffic =
      found->mapping.protocol == ContainerProtocol::udp ? Traffic::udp(port) : Traffic::tcp(port);
  group.set_target_type(TargetType::ip, where);
  group.register_connectable(connections_, traffic, where);
  group.deploy_after_attachment(*resource_);
  load_balancers_.push_back(Value<L1::LoadBalancer>(L1::LoadBalancer{.ContainerName = found->container_name,
                                                                     .ContainerPort = port.number(),
                                                                     .TargetGroupArn = group.arn()}));
  resource_->set_property("LoadBalancers", {Raw{}, Node::list(load_balancers_)});
}

void EcsService::attach_to_application_target_group(ApplicationTargetGroup& group,
                                                    const LoadBalancerTarget& target,
                                                    std::source_location where) {
  attach(group, target, where);
}

void EcsService::attach_to_network_target_group(NetworkTargetGroup& group, const LoadBalancerTarget& target,
                                                std::source_location where) {
  attach(group, target, where);
}

// --- names -------------------------------------------------------------------------------------------------

CloudMapService& EcsService::enable_cloud_map(const CloudMapOptions& options, std::source_location where) {
  if (cloud_map_service_ != nullptr) {
    detail::refuse(*this, "cloud_map_options", "", "one name", "the service has a name already", where);
    return *cloud_map_service_;
  }
  PrivateDnsNamespace* domain = options.cloud_map_namespace != nullptr
                                    ? options.cloud_map_namespace
                                    : cluster_.default_cloud_map_namespace();
  if (domain == nullptr) {
    detail::demand(*this, "cloud_map_namespace",
                   "a namespace here, or the cluster's default_cloud_map_namespace",
                   "a service is found by its name in a namespace", where);
    // Building goes on with a namespace that is never deployed: the report makes synthesis fail.
    domain = &PrivateDnsNamespace::from_attributes(
        *this, "UnknownNamespace",
        {.namespace_id = "unknown", .namespace_name = "unknown", .namespace_arn = "unknown"}, where);
  }
  const bool with_port = options.dns_record_type == DnsRecordType::srv;
  if (!with_port && options.dns_record_type != DnsRecordType::a) {
    detail::refuse(*this, "dns_record_type", "", "DnsRecordType::a or DnsRecordType::srv",
                   "tasks on Fargate are not registered in such records", where);
  }
  cloud_map_service_ = &add("CloudmapService",
                            CloudMapService::Props{.cloud_map_namespace = *domain,
                                                   .options = {.name = options.name,
                                                               .dns_record_type = options.dns_record_type,
                                                               .dns_ttl = options.dns_ttl,
                                                               .custom_health_check_failure_threshold = 1}},
                            where);
  L1::ServiceRegistry registry{.RegistryArn = cloud_map_service_->arn()};
  const auto port = with_port ? find_port({}, where) : std::nullopt;
  if (port) {
    registry.ContainerName = port->container_name;
    registry.ContainerPort = port->mapping.container_port.number();
  }
  resource_->set_property("ServiceRegistries", List<L1::ServiceRegistry>({registry}));
  return *cloud_map_service_;
}

// --- scaling -----------------------------------------------------------------------------------------------

ScalableTaskCount& EcsService::auto_scale_task_count(const ScalingCapacity& capacity,
                                                     std::source_location where) {
  if (scaling_ != nullptr) {
    detail::refuse(*this, "auto_scale_task_count", "", "one call", "the service is scaled already", where);
    return *scaling_;
  }
  Role& role =
      Role::from_arn(*this, "ScalingRole",
                     format("arn:{}:iam::{}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
                            "AWSServiceRoleForApplicationAutoScaling_ECSService",
                            stack().partition(), stack().account()),
                     where);
  const ScalableTarget::Props target{
      .service_namespace = ServiceNamespace::ecs,
      .scalable_dimension = "ecs:service:DesiredCount",
      .resource_id = format("service/{}/{}", Value<std::string>(cluster_.cluster_name()), service_name()),
      .max_capacity = capacity.max_capacity,
      .min_capacity = capacity.min_capacity,
      .role = &role};
  scaling_ = &add_with(
      "TaskCount", [&](const Scope& inner) { return std::make_unique<ScalableTaskCount>(inner, target); },
      where);
  return *scaling_;
}

namespace {

TargetTracking tracking(const UtilizationScaling& scaling, PredefinedMetric metric) {
  return {.target_value = static_cast<const Value<double>&>(scaling.target_utilization_percent),
          .predefined_metric = metric,
          .disable_scale_in = scaling.disable_scale_in,
          .scale_in_cooldown = scaling.scale_in_cooldown,
          .scale_out_cooldown = scaling.scale_out_cooldown,
          .policy_name = scaling.policy_name};
}

}  // namespace

void ScalableTaskCount::scale_on_cpu_utilization(std::string_view id, const UtilizationScaling& scaling,
                                                 std::source_location where) {
  target().scale_to_track_metric(id, tracking(scaling, PredefinedMetric::ecs_service_average_cpu_utilization),
                                 where);
}

void ScalableTaskCount::scale_on_memory_utilization(std::string_view id, const UtilizationScaling& scaling,
                                                    std::source_location where) {
  target().scale_to_track_metric(
      id, tracking(scaling, PredefinedMetric::ecs_service_average_memory_utilization), where);
}

void ScalableTaskCount::scale_on_request_count(std::string_view id, const RequestCountScaling& scaling,
                                               std::source_location where) {
  target().scale_to_track_metric(
      id,
      {.target_value = static_cast<const Value<double>&>(scaling.requests_per_target),
       .predefined_metric = PredefinedMetric::alb_request_count_per_target,
       .resource_label = format("{}/{}", scaling.target_group.load_balancer_full_name(),
                                scaling.target_group.target_group_full_name()),
       .disable_scale_in = scaling.disable_scale_in,
       .scale_in_cooldown = scaling.scale_in_cooldown,
       .scale_out_cooldown = scaling.scale_out_cooldown,
       .policy_name = scaling.policy_name},
      where);
}

// --- metrics -----------------------------------------------------------------------------------------------

Metric EcsService::metric(std::string name, Statistic statistic) const {
  return Metric::Props{.metric_namespace = "AWS/ECS",
                       .metric_name = std::move(name),
                       .dimensions = {{"ClusterName", Value<std::string>(cluster_.cluster_name())},
                                      {"ServiceName", service_name()}},
                       .statistic = std::move(statistic)};
}

Metric EcsService::metric_cpu_utilization() const { return metric("CPUUtilization"); }
Metric EcsService::metric_memory_utilization() const { return metric("MemoryUtilization"); }

void EcsService::prepare() {
  if (grace_period_) {
    resource_->set_property("HealthCheckGracePeriodSeconds", grace_period_->to_seconds());
  } else if (!load_balancers_.empty()) {
    resource_->set_property("HealthCheckGracePeriodSeconds", default_grace_seconds);
  }
}

}  // namespace tenon
