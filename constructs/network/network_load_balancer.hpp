#pragma once

/// \file
/// Network load balancers and their listeners.
///
///     auto& balancer = stack.add("Balancer", NetworkLoadBalancer::Props{.vpc = vpc});
///     auto& listener = balancer.add_listener("Tls", {.port = 443, .certificates = {certificate}});
///     listener.add_targets("Api", {.port = 8443, .protocol = NetworkProtocol::tls, .targets = {service}});

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/constructs/network/load_balancer.hpp"
#include "tenon/constructs/network/target_group.hpp"
#include "tenon/value/port.hpp"

namespace tenon::aws::elasticloadbalancingv2 {
class Listener;
namespace kind {
struct Listener_ListenerArn;
}
}  // namespace tenon::aws::elasticloadbalancingv2

namespace tenon {

class NetworkLoadBalancer;

/// Which protocol above TLS is agreed on with clients.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-tls-listener.html#alpn-policies
enum class AlpnPolicy : std::uint8_t { http1_only, http2_only, http2_optional, http2_preferred, none };

/// A port of a load balancer, and where its connections go. Its connections are those of the load balancer's
/// groups, by this port: `listener.allow_from(client)`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html
class NetworkListener final : public Construct, public Connectable {
 public:
  struct Options {
    Port port;
    /// Default: TLS with certificates, else TCP.
    std::optional<NetworkProtocol> protocol = {};
    /// TLS has at least one (`property-needed`), others none (`property-not-allowed`).
    std::vector<ListenerCertificate> certificates = {};
    /// Of TLS.
    SslPolicy ssl_policy = SslPolicy::tls13_12_pq;
    /// Of TLS (`property-not-allowed` otherwise). Default: none.
    std::optional<AlpnPolicy> alpn_policy = {};
    /// Where connections go. Default: what `add_targets` says; a listener that has nothing at synthesis is an
    /// error
    /// (`property-needed`).
    std::vector<NetworkTargetGroup*> default_target_groups = {};
    /// How long a TCP connection may be silent, 60 to 6,000 seconds. Default: the service's, 350 seconds.
    std::optional<Duration> tcp_idle_timeout = {};
  };
  struct Props {
    using Of = NetworkListener;
    NetworkLoadBalancer& load_balancer;
    Options options;
  };

  NetworkListener(const Scope& scope, const Props& props);

  aws::elasticloadbalancingv2::Listener& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::elasticloadbalancingv2::kind::Listener_ListenerArn> arn() const;
  NetworkLoadBalancer& load_balancer() const noexcept { return load_balancer_; }
  Port port() const noexcept { return port_; }
  NetworkProtocol protocol() const noexcept { return protocol_; }

  /// Makes a target group in the load balancer's network, to which all connections go.
  NetworkTargetGroup& add_targets(std::string_view id, const NetworkTargetGroup::Props& group,
                                  std::source_location where = std::source_location::current());
  /// Where all connections go, in equal shares. Once (`property-not-allowed`).
  void set_default_target_groups(const std::vector<NetworkTargetGroup*>& groups,
                                 std::source_location where = std::source_location::current());
  /// Further certificates, one of which is taken by the name that a client asks for.
  void add_certificates(std::string_view id, const std::vector<ListenerCertificate>& certificates,
                        std::source_location where = std::source_location::current());

 protected:
  void prepare() override;

 private:
  friend class NetworkTargetGroup;
  void check(const Options& options) const;
  void connect(const Peer& target, const Traffic& traffic, std::source_location where);

  NetworkLoadBalancer& load_balancer_;
  Port port_;
  NetworkProtocol protocol_;
  aws::elasticloadbalancingv2::Listener* resource_ = nullptr;
  bool has_target_groups_ = false;
};

/// A load balancer of TCP, UDP and TLS connections.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html
class NetworkLoadBalancer final : public LoadBalancerBase {
 public:
  /// Whether DNS answers with the client's own zone.
  enum class ClientRoutingPolicy : std::uint8_t {
    availability_zone_affinity,
    partial_availability_zone_affinity,
    any_availability_zone
  };

  struct Props {
    using Of = NetworkLoadBalancer;
    Vpc& vpc;
    /// Whether it has public addresses.
    bool internet_facing = false;
    /// Default: the public subnets with `internet_facing`, else the private ones.
    std::optional<SubnetSelection> vpc_subnets = {};
    /// Default: a group `SecurityGroup` that lets out only what listeners' targets need, and nothing in: see
    /// `NetworkListener::allow_from`.
    std::vector<SecurityGroup*> security_groups = {};
    /// Whether it has no group at all, which can only be said when it is made. Not together with
    /// `security_groups`
    /// (`property-not-allowed`).
    bool disable_security_groups = false;
    /// Whether the groups' rules apply to what comes by PrivateLink, such as a REST API's link. Default: the
    /// service's, yes.
    std::optional<bool> enforce_security_group_inbound_rules_on_private_link_traffic = {};
    /// At most 32 letters, digits and inner hyphens, and not "internal-" in front (`property-not-allowed`).
    /// Default: CloudFormation makes a name.
    Value<std::string> load_balancer_name = {};
    /// Whether it can only be deleted after this was taken away.
    bool deletion_protection = false;
    /// Default: IPv4. Not `dual_stack_without_public_ipv4` (`property-not-allowed`).
    std::optional<IpAddressType> ip_address_type = {};
    /// Whether targets of all zones are sent to. Default: the service's, no.
    std::optional<bool> cross_zone_enabled = {};
    /// Default: the service's, any zone.
    std::optional<ClientRoutingPolicy> client_routing_policy = {};
    /// Of TLS listeners. Default: not logged.
    std::optional<LoadBalancerLogs> access_logs = {};
  };
  /// A load balancer that exists already.
  struct Attributes {
    Required<"load_balancer_arn", Value<std::string>> load_balancer_arn;
    /// They get rules. Default: none.
    std::vector<SecurityGroup*> security_groups = {};
    /// Default: unknown; asking for it is an error (`property-needed`).
    Value<std::string> load_balancer_dns_name = {};
    /// Default: unknown; asking for it is an error (`property-needed`).
    Value<std::string> load_balancer_canonical_hosted_zone_id = {};
    /// Default: unknown; targets need it.
    Vpc* vpc = nullptr;
  };

  NetworkLoadBalancer(const Scope& scope, const Props& props);
  static NetworkLoadBalancer& from_attributes(Construct& scope, std::string_view id,
                                              const Attributes& attributes,
                                              std::source_location where = std::source_location::current());

  NetworkListener& add_listener(std::string_view id, const NetworkListener::Options& options,
                                std::source_location where = std::source_location::current());
  /// Writes what TLS listeners were asked into the bucket, whose policy lets it.
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html
  void log_access_logs(const LoadBalancerLogs& logs);

  /// A metric of AWS/NetworkELB about the load balancer.
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// Average.
  Metric metric_active_flow_count() const;
  /// Sum.
  Metric metric_new_flow_count() const;
  /// Sum.
  Metric metric_processed_bytes() const;

 private:
  NetworkLoadBalancer(const Scope& scope, const Attributes& attributes);
  void check(const Props& props) const;
};

}  // namespace tenon
