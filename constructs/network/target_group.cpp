#include "tenon/constructs/network/target_group.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/elasticloadbalancingv2/Listener.hpp"
#include "tenon/aws/elasticloadbalancingv2/LoadBalancer.hpp"
#include "tenon/aws/elasticloadbalancingv2/TargetGroup.hpp"
#include "tenon/constructs/compute/ecs_service.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/elb_names.hpp"
#include "tenon/constructs/network/network_load_balancer.hpp"
#include "tenon/constructs/network/vpc.hpp"

namespace tenon {

namespace {

using Resource_ = aws::elasticloadbalancingv2::TargetGroup;
using detail::demand;
using detail::flag;
using detail::name_in;
using detail::refuse;

constexpr std::string_view target_type_names[] = {"instance", "ip", "lambda", "alb"};
constexpr std::string_view health_check_protocol_names[] = {"HTTP", "HTTPS", "TCP"};
constexpr std::string_view protocol_version_names[] = {"HTTP1", "HTTP2", "GRPC"};
constexpr std::string_view algorithm_names[] = {"round_robin", "least_outstanding_requests",
                                                "weighted_random"};
constexpr std::string_view ip_address_type_names[] = {"ipv4", "ipv6"};

Value<std::string> text(std::int64_t number) { return fmt::format("{}", number); }
Value<std::int64_t> seconds(const std::optional<Duration>& duration) {
  return duration ? Value<std::int64_t>(duration->to_seconds()) : Value<std::int64_t>();
}

/// Attributes of a group's health as a whole, by the service's names.
struct HealthAttribute {
  std::string_view key;
  std::optional<std::int64_t> TargetGroupHealth::*member;
  std::string_view property;
  std::int64_t highest;
  bool may_be_off;
};
constexpr std::int64_t unbounded = INT64_MAX;
constexpr HealthAttribute health_attributes[] = {
    {"target_group_health.dns_failover.minimum_healthy_targets.count",
     &TargetGroupHealth::dns_minimum_healthy_target_count, "dns_minimum_healthy_target_count", unbounded,
     true},
    {"target_group_health.dns_failover.minimum_healthy_targets.percentage",
     &TargetGroupHealth::dns_minimum_healthy_target_percentage, "dns_minimum_healthy_target_percentage", 100,
     true},
    {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
     &TargetGroupHealth::routing_minimum_healthy_target_count, "routing_minimum_healthy_target_count",
     unbounded, false},
    {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
     &TargetGroupHealth::routing_minimum_healthy_target_percentage,
     "routing_minimum_healthy_target_percentage", 100, true}};

void check_seconds(const Construct& group, std::string_view property, const std::optional<Duration>& duration,
                   std::int64_t lowest, std::int64_t highest) {
  if (!duration || (duration->to_seconds() >= lowest && duration->to_seconds() <= highest)) return;
  refuse(group, property, fmt::format("{} seconds", duration->to_seconds()),
         fmt::format("{} to {} seconds", lowest, highest), "The time is out of bounds", group.where());
}

}  // namespace

// --- targets -----------------------------------------------------------------------------------------------

ApplicationTarget::ApplicationTarget(EcsService& service, const LoadBalancerTarget& container)
    : service_(&service), container_(std::make_shared<const LoadBalancerTarget>(container)) {}

ApplicationTarget ApplicationTarget::ip(const Value<std::string>& address, const Value<std::int64_t>& port,
                                        const Value<std::string>& availability_zone) {
  ApplicationTarget target;
  target.id_ = address;
  target.port_ = port;
  target.availability_zone_ = availability_zone;
  return target;
}

ApplicationTarget ApplicationTarget::instance(const Value<std::string>& instance_id,
                                              const Value<std::int64_t>& port) {
  ApplicationTarget target = ip(instance_id, port);
  target.type_ = TargetType::instance;
  return target;
}

NetworkTarget::NetworkTarget(EcsService& service, const LoadBalancerTarget& container)
    : service_(&service), container_(std::make_shared<const LoadBalancerTarget>(container)) {}

NetworkTarget NetworkTarget::ip(const Value<std::string>& address, const Value<std::int64_t>& port,
                                const Value<std::string>& availability_zone) {
  NetworkTarget target;
  target.id_ = address;
  target.port_ = port;
  target.availability_zone_ = availability_zone;
  return target;
}

NetworkTarget NetworkTarget::instance(const Value<std::string>& instance_id,
                                      const Value<std::int64_t>& port) {
  NetworkTarget target = ip(instance_id, port);
  target.type_ = TargetType::instance;
  return target;
}

// --- both kinds --------------------------------------------------------------------------------------------

struct TargetGroupBase::Common {
  Vpc* vpc;
  std::string_view protocol;  // empty: none
  std::string_view protocol_version;
  const Value<std::int64_t>& port;
  std::optional<TargetType> target_type;
  const Value<std::string>& name;
  const TargetHealthCheck& health_check;
  std::optional<Duration> deregistration_delay;
  std::optional<bool> cross_zone_enabled;
  const TargetGroupHealth& health;
  std::optional<TargetIpAddressType> ip_address_type;
};

struct TargetGroupBase::Imported {
  const Value<std::string>& arn;
  const Value<std::string>& load_balancer_full_name;
};

void TargetGroupBase::make(const Common& common) {
  detail::check_elb_name(*this, "target_group_name", common.name);
  check_seconds(*this, "deregistration_delay", common.deregistration_delay, 0, 3600);
  vpc_ = common.vpc;
  port_ = common.port;
  Resource_::Props group{.Name = common.name, .Port = common.port};
  if (!common.protocol.empty()) group.Protocol = common.protocol;
  if (!common.protocol_version.empty()) group.ProtocolVersion = common.protocol_version;
  if (common.ip_address_type) group.IpAddressType = name_in(ip_address_type_names, *common.ip_address_type);
  resource_ = &add("Resource", group, where());
  if (common.target_type) set_target_type(*common.target_type, where());
  configure_health_check(common.health_check);
  if (common.deregistration_delay) {
    set_attribute("deregistration_delay.timeout_seconds", text(common.deregistration_delay->to_seconds()));
  }
  if (common.cross_zone_enabled)
    set_attribute("load_balancing.cross_zone.enabled", flag(*common.cross_zone_enabled));
  for (const HealthAttribute& each : health_attributes) {
    const std::optional<std::int64_t> value = common.health.*each.member;
    if (!value) continue;
    const bool is_off = *value == 0 && each.may_be_off;
    if (!is_off && (*value < 1 || *value > each.highest)) {
      refuse(*this, each.property, fmt::format("{}", *value),
             each.highest == unbounded ? "1 or more" : "1 to 100, or 0 for off",
             "The health of a target group is counted otherwise", where());
    }
    set_attribute(each.key, is_off ? Value<std::string>("off") : text(*value));
  }
}

void TargetGroupBase::import(const Imported& imported) {
  resource_ = &::tenon::from_attributes<Resource_>(
      *this, "Resource",
      {{"TargetGroupArn", imported.arn},
       {"TargetGroupFullName", detail::full_name_of_target_group(imported.arn)},
       {"Ref", imported.arn}},
      where());
  load_balancer_full_name_ = imported.load_balancer_full_name;
}

bool TargetGroupBase::is_imported() const noexcept { return resource_->is_imported(); }

ArnAttribute<aws::elasticloadbalancingv2::kind::TargetGroup_TargetGroupArn> TargetGroupBase::arn() const {
  return resource_->ref();
}
Value<std::string> TargetGroupBase::target_group_name() const { return resource_->TargetGroupName(); }
Value<std::string> TargetGroupBase::target_group_full_name() const {
  return resource_->TargetGroupFullName();
}

Value<std::string> TargetGroupBase::load_balancer_full_name() const {
  if (load_balancer_full_name_.is_set()) return load_balancer_full_name_;
  if (listener_arn_.is_set()) return detail::load_balancer_of_listener(listener_arn_);
  demand(*this, "load_balancer", "a listener that leads to the group",
         "The group's metrics are counted for each load balancer, and none leads here", where());
  return "";
}

void TargetGroupBase::set_attribute(std::string_view key, const Value<std::string>& value) {
  const auto same = [&](const auto& each) { return each.first == key; };
  const auto found = std::ranges::find_if(attributes_, same);
  if (found != attributes_.end()) {
    found->second = value;
  } else {
    attributes_.emplace_back(key, value);
  }
  std::vector<Resource_::TargetGroupAttribute> attributes;
  for (const auto& [name, each] : attributes_) {
    if (each.is_set()) attributes.push_back({.Key = name, .Value = each});
  }
  resource_->set_property("TargetGroupAttributes", attributes.empty()
                                                       ? Value<Json>()
                                                       : List<Resource_::TargetGroupAttribute>(attributes));
}

void TargetGroupBase::configure_health_check(const TargetHealthCheck& check) {
  health_check_ = check;
  resource_->set_property("HealthCheckEnabled", check.enabled ? Value<Json>(*check.enabled) : Value<Json>());
  resource_->set_property("HealthCheckIntervalSeconds", seconds(check.interval));
  resource_->set_property("HealthCheckPath", check.path);
  resource_->set_property("HealthCheckPort", check.port);
  resource_->set_property(
      "HealthCheckProtocol",
      check.protocol ? Value<Json>(name_in(health_check_protocol_names, *check.protocol)) : Value<Json>());
  resource_->set_property("HealthCheckTimeoutSeconds", seconds(check.timeout));
  resource_->set_property("HealthyThresholdCount", check.healthy_threshold_count);
  resource_->set_property("UnhealthyThresholdCount", check.unhealthy_threshold_count);
  const bool has_matcher = check.healthy_http_codes.is_set() || check.healthy_grpc_codes.is_set();
  resource_->set_property("Matcher",
                          has_matcher ? Value<Json>(Resource_::Matcher{.GrpcCode = check.healthy_grpc_codes,
                                                                       .HttpCode = check.healthy_http_codes})
                                      : Value<Json>());
}

void TargetGroupBase::check_health_check(bool allows_tcp) const {
  const TargetHealthCheck& check = health_check_;
  check_seconds(*this, "health_check.interval", check.interval, 5, 300);
  check_seconds(*this, "health_check.timeout", check.timeout, 2, 120);
  if (check.interval && check.timeout && check.interval->to_seconds() <= check.timeout->to_seconds()) {
    refuse(*this, "health_check.timeout", fmt::format("{} seconds", check.timeout->to_seconds()),
           fmt::format("less than the interval of {} seconds", check.interval->to_seconds()),
           "A check ends before the next one begins", where());
  }
  if (check.protocol != HealthCheckProtocol::tcp) return;
  if (!allows_tcp) {
    refuse(*this, "health_check.protocol", "tcp", "http or https", "Application load balancers check by HTTP",
           where());
  } else if (check.path.is_set()) {
    refuse(*this, "health_check.path", std::string(check.path.literal().value_or("an expression")),
           "no path, or the protocol http or https", "A check by TCP asks for no path", where());
  }
}

void TargetGroupBase::set_target_type(TargetType type, std::source_location at) {
  if (target_type_ && *target_type_ != type) {
    refuse(*this, "target_type", std::string(name_in(target_type_names, type)),
           std::string(name_in(target_type_names, *target_type_)), "All targets of a group are of one kind",
           at);
    return;
  }
  target_type_ = type;
  resource_->set_property("TargetType", name_in(target_type_names, type));
}

void TargetGroupBase::add_target_description(TargetType type, const Value<std::string>& id,
                                             const Value<std::int64_t>& port,
                                             const Value<std::string>& availability_zone,
                                             std::source_location at) {
  if (is_imported()) {
    refuse(*this, "targets", "a target that does not register itself", "services",
           "The targets of a group that exists already are not this app's", at);
    return;
  }
  set_target_type(type, at);
  const bool is_single = type == TargetType::lambda || type == TargetType::alb;
  if (is_single && !targets_.empty()) {
    refuse(*this, "targets", "two", "one", "A group has one function or load balancer at most", at);
    return;
  }
  targets_.push_back(Value<Json>(
      Resource_::TargetDescription{.AvailabilityZone = availability_zone, .Id = id, .Port = port}));
  resource_->set_property("Targets", {Raw{}, Node::list(targets_)});
}

void TargetGroupBase::attach(const Value<std::string>& listener_arn, const Construct& by) {
  if (!listener_arn_.is_set()) listener_arn_ = listener_arn;
  attached_by_.push_back(&by);
  for (Resource* dependent : dependents_) dependent->depends_on(by, by.where());
}

void TargetGroupBase::deploy_after_attachment(Resource& resource) {
  dependents_.push_back(&resource);
  for (const Construct* each : attached_by_) resource.depends_on(*each, each->where());
}

Metric TargetGroupBase::metric_of(std::string_view metric_namespace, std::string name,
                                  Statistic statistic) const {
  return Metric(
      {.metric_namespace = std::string(metric_namespace),
       .metric_name = std::move(name),
       .dimensions = {{"LoadBalancer", load_balancer_full_name()}, {"TargetGroup", target_group_full_name()}},
       .statistic = statistic});
}

void TargetGroupBase::prepare() {
  if (is_imported() || target_type_ == TargetType::lambda) return;
  if (vpc_ != nullptr) {
    resource_->set_property("VpcId", vpc_->vpc_id());
    return;
  }
  demand(*this, "vpc", "a network, or a function as target", "Targets that are no functions are in a network",
         where());
}

// --- ApplicationTargetGroup --------------------------------------------------------------------------------

ApplicationTargetGroup::ApplicationTargetGroup(const Scope& scope, const Props& props)
    : TargetGroupBase(scope) {
  choose_protocol(props);
  make({.vpc = props.vpc,
        .protocol = protocol_ ? detail::name_of(*protocol_) : std::string_view(),
        .protocol_version = props.protocol_version ? name_in(protocol_version_names, *props.protocol_version)
                                                   : std::string_view(),
        .port = port_,
        .target_type = props.target_type,
        .name = props.target_group_name,
        .health_check = props.health_check,
        .deregistration_delay = props.deregistration_delay,
        .cross_zone_enabled = props.cross_zone_enabled,
        .health = props.target_group_health,
        .ip_address_type = props.ip_address_type});
  set_attributes(props);
  for (const ApplicationTarget& target : props.targets) add_target(target, where());
  check(props);
}

ApplicationTargetGroup::ApplicationTargetGroup(const Scope& scope, const Imported& imported)
    : TargetGroupBase(scope) {
  import(imported);
}

ApplicationTargetGroup& ApplicationTargetGroup::from_attributes(Construct& scope, std::string_view id,
                                                                const Attributes& attributes,
                                                                std::source_location where) {
  const Imported imported{attributes.target_group_arn, attributes.load_balancer_full_name};
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<ApplicationTargetGroup>(new ApplicationTargetGroup(inner, imported));
      },
      where);
}

void ApplicationTargetGroup::choose_protocol(const Props& props) {
  protocol_ = props.protocol;
  port_ = props.port;
  if (!port_.is_set() && protocol_) port_ = *protocol_ == ApplicationProtocol::http ? 80 : 443;
  if (!port_.is_set() || protocol_) return;
  if (const auto port = port_.literal()) protocol_ = detail::protocol_of_port(*port);
  if (!protocol_) {
    demand(*this, "protocol", "ApplicationProtocol::http or ApplicationProtocol::https",
           "No protocol is usual on the group's port", where());
  }
}

void ApplicationTargetGroup::check(const Props& props) const {
  check_health_check(false);
  if (target_type_ == TargetType::lambda) {
    if (port_.is_set()) {
      refuse(*this, "port", "a port or protocol", "none", "Functions have no port", where());
    }
  } else if (target_type_ && !port_.is_set()) {
    demand(*this, "port", "a port or a protocol", "The load balancer has to know where targets listen",
           where());
  }
  if (props.multi_value_headers_enabled && target_type_ != TargetType::lambda) {
    refuse(*this, "multi_value_headers_enabled", "true", "false", "Only functions get headers as lists",
           where());
  }
  const bool is_random = props.load_balancing_algorithm == LoadBalancingAlgorithm::weighted_random;
  if (props.enable_anomaly_mitigation == true && !is_random) {
    refuse(*this, "enable_anomaly_mitigation", "true", "false, or the algorithm weighted_random",
           "Anomalies are mitigated by the weighted random algorithm alone", where());
  }
  if (!props.slow_start || props.slow_start->to_seconds() == 0) return;
  check_seconds(*this, "slow_start", props.slow_start, 30, 900);
  if (is_random) {
    refuse(*this, "slow_start", fmt::format("{} seconds", props.slow_start->to_seconds()),
           "none, or another algorithm", "The weighted random algorithm has no slow start", where());
  }
}

void ApplicationTargetGroup::set_attributes(const Props& props) {
  if (props.slow_start) set_attribute("slow_start.duration_seconds", text(props.slow_start->to_seconds()));
  if (props.stickiness_cookie_duration) {
    enable_cookie_stickiness(*props.stickiness_cookie_duration, props.stickiness_cookie_name);
  } else {
    set_attribute("stickiness.enabled", "false");
  }
  if (props.load_balancing_algorithm) {
    set_attribute("load_balancing.algorithm.type", name_in(algorithm_names, *props.load_balancing_algorithm));
  }
  if (props.multi_value_headers_enabled) set_attribute("lambda.multi_value_headers.enabled", "true");
  if (props.enable_anomaly_mitigation) {
    set_attribute("load_balancing.algorithm.anomaly_mitigation",
                  *props.enable_anomaly_mitigation ? "on" : "off");
  }
}

void ApplicationTargetGroup::enable_cookie_stickiness(Duration duration, std::string_view cookie_name) {
  check_seconds(*this, "stickiness_cookie_duration", duration, 1, 604800);
  set_attribute("stickiness.enabled", "true");
  if (cookie_name.empty()) {
    set_attribute("stickiness.type", "lb_cookie");
    set_attribute("stickiness.lb_cookie.duration_seconds", text(duration.to_seconds()));
    return;
  }
  if (cookie_name.starts_with("AWSALB")) {
    refuse(*this, "stickiness_cookie_name", std::string(cookie_name),
           "a name that does not begin with AWSALB", "Such names are the load balancer's own", where());
  }
  set_attribute("stickiness.type", "app_cookie");
  set_attribute("stickiness.app_cookie.cookie_name", cookie_name);
  set_attribute("stickiness.app_cookie.duration_seconds", text(duration.to_seconds()));
}

void ApplicationTargetGroup::add_target(const ApplicationTarget& target, std::source_location at) {
  if (target.service_ != nullptr) {
    target.service_->attach_to_application_target_group(
        *this, target.container_ ? *target.container_ : LoadBalancerTarget{}, at);
    return;
  }
  if (target.function_ == nullptr) {
    return add_target_description(target.type_, target.id_, target.port_, target.availability_zone_, at);
  }
  target.function_->grant_invoke(Principal::service("elasticloadbalancing.amazonaws.com"));
  add_target_description(TargetType::lambda, target.function_->function_arn(), {}, {}, at);
  // The service refuses a target that it may not call yet.
  add_dependency(*target.function_, at);
  set_attribute("stickiness.enabled", {});
}

void ApplicationTargetGroup::register_connectable(Connections& connections, const Traffic& traffic,
                                                  std::source_location at) {
  connected_.push_back({&connections, traffic, at});
  for (ApplicationListener* listener : listeners_) listener->connect(connections, traffic, at);
}

void ApplicationTargetGroup::add_listener(ApplicationListener& listener, const Construct& by) {
  listeners_.push_back(&listener);
  attach(listener.imported_arn_.is_set() ? listener.imported_arn_ : Value<std::string>(listener.arn()), by);
  for (const Connected& each : connected_) listener.connect(*each.connections, each.traffic, each.where);
}

Metric ApplicationTargetGroup::metric(std::string name, Statistic statistic) const {
  return metric_of("AWS/ApplicationELB", std::move(name), statistic);
}
Metric ApplicationTargetGroup::metric_request_count() const { return metric("RequestCount", Statistic::sum); }
Metric ApplicationTargetGroup::metric_request_count_per_target() const {
  return metric("RequestCountPerTarget", Statistic::sum);
}
Metric ApplicationTargetGroup::metric_healthy_host_count() const { return metric("HealthyHostCount"); }
Metric ApplicationTargetGroup::metric_unhealthy_host_count() const { return metric("UnHealthyHostCount"); }
Metric ApplicationTargetGroup::metric_target_response_time() const { return metric("TargetResponseTime"); }
Metric ApplicationTargetGroup::metric_http_code_target(int hundreds) const {
  return metric(detail::http_code_metric("Target", hundreds), Statistic::sum);
}
Metric ApplicationTargetGroup::metric_target_connection_error_count() const {
  return metric("TargetConnectionErrorCount", Statistic::sum);
}

// --- NetworkTargetGroup ------------------------------------------------------------------------------------

NetworkTargetGroup::NetworkTargetGroup(const Scope& scope, const Props& props)
    : TargetGroupBase(scope), protocol_(props.protocol) {
  make({.vpc = props.vpc,
        .protocol = detail::name_of(protocol_),
        .protocol_version = {},
        .port = props.port,
        .target_type = props.target_type,
        .name = props.target_group_name,
        .health_check = props.health_check,
        .deregistration_delay = props.deregistration_delay,
        .cross_zone_enabled = props.cross_zone_enabled,
        .health = props.target_group_health,
        .ip_address_type = props.ip_address_type});
  check_health_check(true);
  const auto set_flag = [this](std::string_view key, std::optional<bool> value) {
    if (value) set_attribute(key, flag(*value));
  };
  set_flag("proxy_protocol_v2.enabled", props.proxy_protocol_v2);
  set_flag("preserve_client_ip.enabled", props.preserve_client_ip);
  set_flag("deregistration_delay.connection_termination.enabled", props.connection_termination);
  if (props.stickiness) {
    set_attribute("stickiness.enabled", "true");
    set_attribute("stickiness.type", "source_ip");
  }
  for (const NetworkTarget& target : props.targets) add_target(target, where());
}

NetworkTargetGroup::NetworkTargetGroup(const Scope& scope, const Imported& imported)
    : TargetGroupBase(scope) {
  import(imported);
}

NetworkTargetGroup& NetworkTargetGroup::from_attributes(Construct& scope, std::string_view id,
                                                        const Attributes& attributes,
                                                        std::source_location where) {
  const Imported imported{attributes.target_group_arn, attributes.load_balancer_full_name};
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<NetworkTargetGroup>(new NetworkTargetGroup(inner, imported));
      },
      where);
}

void NetworkTargetGroup::add_target(const NetworkTarget& target, std::source_location at) {
  if (target.service_ != nullptr) {
    target.service_->attach_to_network_target_group(
        *this, target.container_ ? *target.container_ : LoadBalancerTarget{}, at);
    return;
  }
  if (target.listener_ == nullptr) {
    return add_target_description(target.type_, target.id_, target.port_, target.availability_zone_, at);
  }
  ApplicationListener& listener = *target.listener_;
  if (listener.load_balancer() == nullptr) {
    refuse(*this, "targets", std::string(listener.path()), "a listener of this app",
           "A listener that exists already does not say whose it is", at);
    return;
  }
  const Value<std::int64_t> port = listener.port()->number();
  add_target_description(TargetType::alb, listener.load_balancer()->arn(), port, {}, at);
  // The service refuses a load balancer without a listener on the group's port.
  add_dependency(listener, at);
  register_connectable(listener.connections(), Traffic::tcp(port), at);
}

void NetworkTargetGroup::register_connectable(Connections& connections, const Traffic& traffic,
                                              std::source_location at) {
  connected_.push_back({&connections, traffic, at});
  for (NetworkListener* listener : listeners_) listener->connect(connections, traffic, at);
}

void NetworkTargetGroup::add_listener(NetworkListener& listener, const Construct& by) {
  listeners_.push_back(&listener);
  attach(listener.arn(), by);
  for (const Connected& each : connected_) listener.connect(*each.connections, each.traffic, each.where);
}

Metric NetworkTargetGroup::metric(std::string name, Statistic statistic) const {
  return metric_of("AWS/NetworkELB", std::move(name), statistic);
}
Metric NetworkTargetGroup::metric_healthy_host_count() const { return metric("HealthyHostCount"); }
Metric NetworkTargetGroup::metric_unhealthy_host_count() const { return metric("UnHealthyHostCount"); }

}  // namespace tenon
