#pragma once

/// \file
/// Target groups: what load balancers send requests to, and how they find out whether it is well.
///
///     listener.add_targets(
///         "Web", {.port = 8080, .targets = {service}, .health_check = {.path = "/health"}});

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/duration.hpp"

namespace tenon {
class Resource;
}
namespace tenon::aws::elasticloadbalancingv2 {
class TargetGroup;
namespace kind {
struct TargetGroup_TargetGroupArn;
}
}  // namespace tenon::aws::elasticloadbalancingv2

namespace tenon {

class ApplicationListener;
class ApplicationTargetGroup;
class EcsService;
class FunctionBase;
class NetworkListener;
class NetworkTargetGroup;
class Vpc;
struct LoadBalancerTarget;

/// What a group's targets are. All targets of a group are of one kind.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-type
enum class TargetType : std::uint8_t { instance, ip, lambda, alb };

/// What an application load balancer speaks.
enum class ApplicationProtocol : std::uint8_t { http, https };

/// Which version of HTTP targets are spoken to in.
enum class ApplicationProtocolVersion : std::uint8_t { http1, http2, grpc };

/// What a network load balancer speaks.
enum class NetworkProtocol : std::uint8_t { tcp, tls, udp, tcp_udp };

/// What health is checked with. Application load balancers know HTTP and HTTPS alone.
enum class HealthCheckProtocol : std::uint8_t { http, https, tcp };

/// How requests are spread over targets.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
enum class LoadBalancingAlgorithm : std::uint8_t { round_robin, least_outstanding_requests, weighted_random };

enum class TargetIpAddressType : std::uint8_t { ipv4, ipv6 };

/// How a load balancer finds out whether a target is well.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
struct TargetHealthCheck {
  /// Default: the service's: yes, but not for functions.
  std::optional<bool> enabled = {};
  /// "/health"; of HTTP and HTTPS. Default: the service's: "/", for gRPC "/AWS.ALB/healthcheck".
  Value<std::string> path = {};
  /// "traffic-port" or a number. Default: the service's: the port that the traffic goes to.
  Value<std::string> port = {};
  /// Default: the service's: HTTP of application, TCP of network load balancers.
  std::optional<HealthCheckProtocol> protocol = {};
  /// Between two checks of a target, 5 to 300 seconds. Default: the service's: 30 seconds, 35 for functions.
  std::optional<Duration> interval = {};
  /// How long an answer may take, 2 to 120 seconds and less than the interval. Default: the service's.
  std::optional<Duration> timeout = {};
  /// How many successes in a row make a target healthy, 2 to 10. Default: the service's, 5.
  Value<std::int64_t> healthy_threshold_count = {};
  /// How many failures in a row make a target unhealthy, 2 to 10. Default: the service's, 2.
  Value<std::int64_t> unhealthy_threshold_count = {};
  /// Which answers are good: "200", "200,202", "200-299". Default: the service's, 200.
  Value<std::string> healthy_http_codes = {};
  /// Likewise of gRPC: "0-99". Default: the service's, 12.
  Value<std::string> healthy_grpc_codes = {};
};

/// When a group counts as unhealthy as a whole. Counts are at least 1, percents 1 to 100
/// (`property-not-allowed`).
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html
struct TargetGroupHealth {
  /// Below it DNS leaves the zone out; 0 is "off". Default: the service's, 1.
  std::optional<std::int64_t> dns_minimum_healthy_target_count = {};
  /// Likewise; 0 is "off". Default: the service's, off.
  std::optional<std::int64_t> dns_minimum_healthy_target_percentage = {};
  /// Below it traffic goes to all targets, unhealthy ones too. Default: the service's, 1.
  std::optional<std::int64_t> routing_minimum_healthy_target_count = {};
  /// Likewise; 0 is "off". Default: the service's, off.
  std::optional<std::int64_t> routing_minimum_healthy_target_percentage = {};
};

/// What an application load balancer can send requests to.
class ApplicationTarget {
 public:
  /// The first port of the first essential container, unless the second argument says which.
  ApplicationTarget(EcsService& service) : service_(&service) {}
  ApplicationTarget(EcsService& service, const LoadBalancerTarget& container);
  /// A function; lets the load balancers call it. It is the only target of its group.
  ApplicationTarget(FunctionBase& function) : function_(&function) {}
  /// An address of the network, or outside of it with `availability_zone` "all". Default of `port`: the
  /// group's.
  static ApplicationTarget ip(const Value<std::string>& address, const Value<std::int64_t>& port = {},
                              const Value<std::string>& availability_zone = {});
  /// An EC2 instance. Default of `port`: the group's.
  static ApplicationTarget instance(const Value<std::string>& instance_id,
                                    const Value<std::int64_t>& port = {});

 private:
  friend class ApplicationTargetGroup;
  ApplicationTarget() = default;

  EcsService* service_ = nullptr;
  std::shared_ptr<const LoadBalancerTarget> container_;  // null: the service's own choice
  FunctionBase* function_ = nullptr;
  TargetType type_ = TargetType::ip;
  Value<std::string> id_;
  Value<std::int64_t> port_;
  Value<std::string> availability_zone_;
};

/// What a network load balancer can send connections to.
class NetworkTarget {
 public:
  /// The first port of the first essential container, unless the second argument says which.
  NetworkTarget(EcsService& service) : service_(&service) {}
  NetworkTarget(EcsService& service, const LoadBalancerTarget& container);
  /// A listener of an application load balancer; the group has its port. It is the only target of its group.
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html
  NetworkTarget(ApplicationListener& listener) : listener_(&listener) {}
  /// An address of the network. Default of `port`: the group's.
  static NetworkTarget ip(const Value<std::string>& address, const Value<std::int64_t>& port = {},
                          const Value<std::string>& availability_zone = {});
  /// An EC2 instance. Default of `port`: the group's.
  static NetworkTarget instance(const Value<std::string>& instance_id, const Value<std::int64_t>& port = {});

 private:
  friend class NetworkTargetGroup;
  NetworkTarget() = default;

  EcsService* service_ = nullptr;
  std::shared_ptr<const LoadBalancerTarget> container_;  // null: the service's own choice
  ApplicationListener* listener_ = nullptr;
  TargetType type_ = TargetType::ip;
  Value<std::string> id_;
  Value<std::int64_t> port_;
  Value<std::string> availability_zone_;
};

/// What both kinds of target groups have.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html
class TargetGroupBase : public Construct {
 public:
  aws::elasticloadbalancingv2::TargetGroup& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::elasticloadbalancingv2::kind::TargetGroup_TargetGroupArn> arn() const;
  Value<std::string> target_group_name() const;
  /// "targetgroup/web/0123456789abcdef", of which dimensions of metrics are made.
  Value<std::string> target_group_full_name() const;
  /// Where targets listen that do not say otherwise; unset for functions and imported groups.
  const Value<std::int64_t>& port() const noexcept { return port_; }
  /// Unknown until the first target or `target_type` says it.
  std::optional<TargetType> target_type() const noexcept { return target_type_; }

  /// "app/web/0123456789abcdef": of the first load balancer whose listener leads here. An error
  /// (`property-needed`) where there is none yet.
  Value<std::string> load_balancer_full_name() const;

  /// An attribute of the group by the service's name; unset takes it away.
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
  void set_attribute(std::string_view key, const Value<std::string>& value);
  /// In the place of what the group was made with.
  void configure_health_check(const TargetHealthCheck& health_check);

  /// The kind of target that registers itself, as services do. Two kinds in one group are an error
  /// (`property-not-allowed`).
  void set_target_type(TargetType type, std::source_location where = std::source_location::current());
  /// Deploys the resource after the listeners or rules that lead to this group: those that there are and
  /// those to come. Services have to wait for them.
  void deploy_after_attachment(Resource& resource);

 protected:
  TargetGroupBase(const Scope& scope) : Construct(scope) {}
  void prepare() override;

  friend class ApplicationListener;
  friend class NetworkListener;
  struct Common;
  struct Imported;
  void import(const Imported& imported);
  void make(const Common& common);
  void add_target_description(TargetType type, const Value<std::string>& id, const Value<std::int64_t>& port,
                              const Value<std::string>& availability_zone, std::source_location where);
  void attach(const Value<std::string>& listener_arn, const Construct& by);
  void check_health_check(bool allows_tcp) const;
  Metric metric_of(std::string_view metric_namespace, std::string name, Statistic statistic) const;
  bool is_imported() const noexcept;

  aws::elasticloadbalancingv2::TargetGroup* resource_ = nullptr;
  Vpc* vpc_ = nullptr;
  Value<std::int64_t> port_;
  std::optional<TargetType> target_type_;
  TargetHealthCheck health_check_;
  Value<std::string> listener_arn_;             // the first that leads here
  Value<std::string> load_balancer_full_name_;  // of imported groups
  std::vector<const Construct*> attached_by_;
  std::vector<Resource*> dependents_;
  std::vector<Node> targets_;
  std::vector<std::pair<std::string, Value<std::string>>> attributes_;
};

/// Targets of application load balancers.
class ApplicationTargetGroup final : public TargetGroupBase {
 public:
  struct Props {
    using Of = ApplicationTargetGroup;
    /// Needed but for functions (`property-needed`). Default: with `ApplicationListener::add_targets` the
    /// load balancer's.
    Vpc* vpc = nullptr;
    /// Where the targets listen, 1 to 65535. This or `protocol` is needed, but for functions
    /// (`property-needed`). Default: 80 for HTTP, 443 for HTTPS.
    Value<std::int64_t> port = {};
    /// Default: HTTP on 80, 8000, 8008 and 8080, HTTPS on 443 and 8443; needed on other ports
    /// (`property-needed`).
    std::optional<ApplicationProtocol> protocol = {};
    /// Default: the service's, HTTP/1.1.
    std::optional<ApplicationProtocolVersion> protocol_version = {};
    /// Default: none yet; see `add_target`.
    std::vector<ApplicationTarget> targets = {};
    /// Default: what the targets are.
    std::optional<TargetType> target_type = {};
    /// At most 32 letters, digits and inner hyphens. Default: CloudFormation makes a name.
    Value<std::string> target_group_name = {};
    TargetHealthCheck health_check = {};
    /// How long requests of a target that leaves may still take, at most an hour. Default: the service's,
    /// five minutes.
    std::optional<Duration> deregistration_delay = {};
    /// How long a new target gets less than its share, 30 to 900 seconds or 0 for not at all. Default: not at
    /// all.
    std::optional<Duration> slow_start = {};
    /// How long a client is kept at the target that it first got, one second to seven days. Default: it is
    /// not.
    std::optional<Duration> stickiness_cookie_duration = {};
    /// A cookie of the application's own, by which clients are kept. Default: one of the load balancer's.
    std::string stickiness_cookie_name = {};
    /// Default: the service's, round robin.
    std::optional<LoadBalancingAlgorithm> load_balancing_algorithm = {};
    /// Whether targets that behave unlike the others get fewer requests; only with `weighted_random`.
    /// Default: no.
    std::optional<bool> enable_anomaly_mitigation = {};
    /// Whether targets of all zones are sent to. Default: as the load balancer has it, which is yes.
    std::optional<bool> cross_zone_enabled = {};
    /// Whether functions get headers and parameters as lists; only of functions.
    bool multi_value_headers_enabled = false;
    TargetGroupHealth target_group_health = {};
    /// Default: the service's, IPv4.
    std::optional<TargetIpAddressType> ip_address_type = {};
  };
  /// A group that exists already.
  struct Attributes {
    Required<"target_group_arn", Value<std::string>> target_group_arn;
    /// "app/web/0123456789abcdef". Default: unknown; then there are no metrics (`property-needed`).
    Value<std::string> load_balancer_full_name = {};
  };

  ApplicationTargetGroup(const Scope& scope, const Props& props);
  static ApplicationTargetGroup& from_attributes(
      Construct& scope, std::string_view id, const Attributes& attributes,
      std::source_location where = std::source_location::current());

  /// Unset for functions and imported groups.
  std::optional<ApplicationProtocol> protocol() const noexcept { return protocol_; }

  void add_target(const ApplicationTarget& target,
                  std::source_location where = std::source_location::current());
  /// Keeps clients at the target that they first got; see `Props::stickiness_cookie_duration`.
  void enable_cookie_stickiness(Duration duration, std::string_view cookie_name = {});
  /// Lets the load balancers that lead here reach what is behind the group: those that there are and those to
  /// come. Targets that register themselves call it.
  void register_connectable(Connections& connections, const Traffic& traffic,
                            std::source_location where = std::source_location::current());

  /// A metric of AWS/ApplicationELB about the group and its load balancer; needs one (`property-needed`).
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// Sum.
  Metric metric_request_count() const;
  /// Sum over a period, for each target.
  Metric metric_request_count_per_target() const;
  /// Average.
  Metric metric_healthy_host_count() const;
  /// Average.
  Metric metric_unhealthy_host_count() const;
  /// Average, in seconds.
  Metric metric_target_response_time() const;
  /// Sum of the targets' answers of a hundred: 2 for 200 to 299, … 5.
  Metric metric_http_code_target(int hundreds) const;
  /// Sum.
  Metric metric_target_connection_error_count() const;

 private:
  friend class ApplicationListener;
  struct Connected {
    Connections* connections;
    Traffic traffic;
    std::source_location where;
  };
  ApplicationTargetGroup(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  void choose_protocol(const Props& props);
  void set_attributes(const Props& props);
  void add_listener(ApplicationListener& listener, const Construct& by);

  std::optional<ApplicationProtocol> protocol_;
  std::vector<Connected> connected_;
  std::vector<ApplicationListener*> listeners_;
};

/// Targets of network load balancers.
class NetworkTargetGroup final : public TargetGroupBase {
 public:
  struct Props {
    using Of = NetworkTargetGroup;
    /// Needed (`property-needed`). Default: with `NetworkListener::add_targets` the load balancer's.
    Vpc* vpc = nullptr;
    /// Where the targets listen, 1 to 65535.
    Required<"port", Value<std::int64_t>> port;
    NetworkProtocol protocol = NetworkProtocol::tcp;
    /// Default: none yet; see `add_target`.
    std::vector<NetworkTarget> targets = {};
    /// Default: what the targets are.
    std::optional<TargetType> target_type = {};
    /// At most 32 letters, digits and inner hyphens. Default: CloudFormation makes a name.
    Value<std::string> target_group_name = {};
    TargetHealthCheck health_check = {};
    /// How long connections of a target that leaves are kept. Default: the service's, five minutes.
    std::optional<Duration> deregistration_delay = {};
    /// Whether connections end with that time. Default: the service's, they do not but for UDP.
    std::optional<bool> connection_termination = {};
    /// Whether targets see the clients' addresses. Default: the service's: with instances, and with addresses
    /// for UDP.
    std::optional<bool> preserve_client_ip = {};
    /// Whether targets are told about the client by the proxy protocol. Default: the service's, no.
    std::optional<bool> proxy_protocol_v2 = {};
    /// Whether a client's connections go to one target. Default: no.
    bool stickiness = false;
    /// Whether targets of all zones are sent to. Default: as the load balancer has it.
    std::optional<bool> cross_zone_enabled = {};
    TargetGroupHealth target_group_health = {};
    /// Default: the service's, IPv4.
    std::optional<TargetIpAddressType> ip_address_type = {};
  };
  /// A group that exists already.
  struct Attributes {
    Required<"target_group_arn", Value<std::string>> target_group_arn;
    /// "net/web/0123456789abcdef". Default: unknown; then there are no metrics (`property-needed`).
    Value<std::string> load_balancer_full_name = {};
  };

  NetworkTargetGroup(const Scope& scope, const Props& props);
  static NetworkTargetGroup& from_attributes(Construct& scope, std::string_view id,
                                             const Attributes& attributes,
                                             std::source_location where = std::source_location::current());

  NetworkProtocol protocol() const noexcept { return protocol_; }

  void add_target(const NetworkTarget& target, std::source_location where = std::source_location::current());
  /// Lets the load balancers that lead here and have security groups reach what is behind the group: those
  /// that there are and those to come.
  void register_connectable(Connections& connections, const Traffic& traffic,
                            std::source_location where = std::source_location::current());

  /// A metric of AWS/NetworkELB about the group and its load balancer; needs one (`property-needed`).
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// Average.
  Metric metric_healthy_host_count() const;
  /// Average.
  Metric metric_unhealthy_host_count() const;

 private:
  friend class NetworkListener;
  struct Connected {
    Connections* connections;
    Traffic traffic;
    std::source_location where;
  };
  NetworkTargetGroup(const Scope& scope, const Imported& imported);
  void add_listener(NetworkListener& listener, const Construct& by);

  NetworkProtocol protocol_ = NetworkProtocol::tcp;
  std::vector<Connected> connected_;
  std::vector<NetworkListener*> listeners_;
};

}  // namespace tenon
