#pragma once

/// \file
/// Application load balancers, their listeners and the rules of these.
///
///     auto& balancer =
///         stack.add("Balancer", ApplicationLoadBalancer::Props{.vpc = vpc, .internet_facing = true});
///     balancer.add_redirect();
///     auto& listener = balancer.add_listener("Https", {.port = 443,
///                                                      .certificates = {certificate},
///                                                      .default_action = ListenerAction::fixed_response(404)});
///     listener.add_targets("Web", {.port = 8080, .targets = {service}},
///                          {.priority = 10, .conditions = {ListenerCondition::path_patterns({"/app/*"})}});

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/constructs/network/listener_action.hpp"
#include "tenon/constructs/network/load_balancer.hpp"
#include "tenon/constructs/network/target_group.hpp"
#include "tenon/value/port.hpp"

namespace tenon::aws::elasticloadbalancingv2 {
class Listener;
class ListenerRule;
namespace kind {
struct Listener_ListenerArn;
}
}  // namespace tenon::aws::elasticloadbalancingv2

namespace tenon {

class ApplicationListener;
class ApplicationLoadBalancer;
class ListenerRule;

/// What becomes of requests that could be read differently by the load balancer and the targets.
enum class DesyncMitigationMode : std::uint8_t { monitor, defensive, strictest };

/// What becomes of the header X-Forwarded-For.
enum class XffHeaderProcessingMode : std::uint8_t { append, preserve, remove };

/// When a rule is looked at, and with which requests it is concerned.
struct ListenerRuleOptions {
  /// Rules are looked at by ascending priority, 1 to 50,000, which no other rule of the listener has
  /// (`property-not-allowed`).
  Required<"priority", Value<std::int64_t>> priority;
  /// At least one (`property-needed`).
  Required<"conditions", std::vector<ListenerCondition>> conditions;
};

/// A port of a load balancer, and what happens to requests there.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html
class ApplicationListener final : public Construct, public Connectable {
 public:
  struct Options {
    Port port;
    /// Default: HTTPS with certificates and on 443 and 8443, HTTP on 80, 8000, 8008 and 8080; needed on other
    /// ports
    /// (`property-needed`).
    std::optional<ApplicationProtocol> protocol = {};
    /// HTTPS has at least one (`property-needed`), HTTP none (`property-not-allowed`). The first is the
    /// default one.
    std::vector<ListenerCertificate> certificates = {};
    /// Of HTTPS.
    SslPolicy ssl_policy = SslPolicy::tls13_12_pq;
    /// What happens to requests that no rule is about. Default: what `add_targets` or `add_action` say
    /// without a rule; a listener that has nothing at synthesis is an error (`property-needed`).
    std::optional<ListenerAction> default_action = {};
    /// Forwards to these. Not together with `default_action` (`property-not-allowed`).
    std::vector<ApplicationTargetGroup*> default_target_groups = {};
    /// Whether everybody may connect. Default: where the load balancer is internet-facing. (CDK's default:
    /// yes.)
    std::optional<bool> open = {};
  };
  struct Props {
    using Of = ApplicationListener;
    ApplicationLoadBalancer& load_balancer;
    Options options;
  };
  /// A listener that exists already.
  struct Attributes {
    Required<"listener_arn", Value<std::string>> listener_arn;
    /// The load balancer's, which gets rules. Default: none.
    SecurityGroup* security_group = nullptr;
    /// Default: unknown.
    std::optional<Port> default_port = {};
  };

  ApplicationListener(const Scope& scope, const Props& props);
  static ApplicationListener& from_attributes(Construct& scope, std::string_view id,
                                              const Attributes& attributes,
                                              std::source_location where = std::source_location::current());

  aws::elasticloadbalancingv2::Listener& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::elasticloadbalancingv2::kind::Listener_ListenerArn> arn() const;
  /// Null of an imported listener.
  ApplicationLoadBalancer* load_balancer() const noexcept { return load_balancer_; }
  /// Unset of an imported listener that did not say it.
  const std::optional<Port>& port() const noexcept { return port_; }
  ApplicationProtocol protocol() const noexcept { return protocol_; }

  /// Makes a target group in the load balancer's network, to which all requests go that no rule is about.
  ApplicationTargetGroup& add_targets(std::string_view id, const ApplicationTargetGroup::Props& group,
                                      std::source_location where = std::source_location::current());
  /// Makes a target group, to which the requests go that the rule is about.
  ApplicationTargetGroup& add_targets(std::string_view id, const ApplicationTargetGroup::Props& group,
                                      const ListenerRuleOptions& rule,
                                      std::source_location where = std::source_location::current());
  /// What happens to requests that no rule is about. Once (`property-not-allowed`), and not of an imported
  /// listener.
  void set_default_action(const ListenerAction& action,
                          std::source_location where = std::source_location::current());
  /// The rule's id gets "Rule" behind it, as CDK has it.
  ListenerRule& add_action(std::string_view id, const ListenerAction& action, const ListenerRuleOptions& rule,
                           std::source_location where = std::source_location::current());
  /// Further certificates, one of which is taken by the name that a client asks for. Of an imported listener
  /// too.
  void add_certificates(std::string_view id, const std::vector<ListenerCertificate>& certificates,
                        std::source_location where = std::source_location::current());

 protected:
  void prepare() override;

 private:
  friend class ApplicationTargetGroup;
  friend class ListenerRule;
  ApplicationListener(const Scope& scope, const Attributes& attributes);
  void choose_protocol(const Options& options);
  void check(const Options& options) const;
  void bind(const ListenerAction& action, const Construct& by, std::source_location where);
  void take_priority(const Value<std::int64_t>& priority, const ListenerRule& rule);
  void connect(const Peer& target, const Traffic& traffic, std::source_location where);

  aws::elasticloadbalancingv2::Listener* resource_ = nullptr;
  ApplicationLoadBalancer* load_balancer_ = nullptr;
  Value<std::string> imported_arn_;
  std::optional<Port> port_;
  ApplicationProtocol protocol_ = ApplicationProtocol::http;
  std::optional<ListenerAction> default_action_;
  bool has_certificate_ = false;
  std::vector<std::pair<std::int64_t, std::string>> priorities_;  // and whose they are
};

/// What happens to some of a listener's requests.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html
class ListenerRule final : public Construct {
 public:
  struct Props {
    using Of = ListenerRule;
    ApplicationListener& listener;
    /// 1 to 50,000, which no other rule of the listener has (`property-not-allowed`).
    Required<"priority", Value<std::int64_t>> priority;
    /// At least one (`property-needed`).
    Required<"conditions", std::vector<ListenerCondition>> conditions;
    Required<"action", ListenerAction> action;
  };

  ListenerRule(const Scope& scope, const Props& props);

  aws::elasticloadbalancingv2::ListenerRule& resource() const noexcept { return *resource_; }
  ArnAttribute<void> arn() const;
  /// One more that has to hold.
  void add_condition(const ListenerCondition& condition);

 private:
  void write_conditions();

  aws::elasticloadbalancingv2::ListenerRule* resource_ = nullptr;
  std::vector<ListenerCondition> conditions_;
};

/// A load balancer of HTTP.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
class ApplicationLoadBalancer final : public LoadBalancerBase {
 public:
  struct Props {
    using Of = ApplicationLoadBalancer;
    Vpc& vpc;
    /// Whether it has public addresses.
    bool internet_facing = false;
    /// Two Availability Zones at least. Default: the public subnets with `internet_facing`, else the private
    /// ones.
    std::optional<SubnetSelection> vpc_subnets = {};
    /// Default: a group `SecurityGroup` that lets out only what listeners' targets need.
    std::vector<SecurityGroup*> security_groups = {};
    /// Groups that it bears beside those, for what it calls other than targets, such as the provider of a
    /// sign-in: no rules are written for them, and targets do not let them in. Default: none.
    std::vector<SecurityGroup*> outbound_security_groups = {};
    /// At most 32 letters, digits and inner hyphens, and not "internal-" in front (`property-not-allowed`).
    /// Default: CloudFormation makes a name.
    Value<std::string> load_balancer_name = {};
    /// Whether it can only be deleted after this was taken away.
    bool deletion_protection = false;
    /// Default: IPv4.
    std::optional<IpAddressType> ip_address_type = {};
    /// Whether headers whose names are against the rules are left out. Default: yes. (CDK's default: no.)
    bool drop_invalid_header_fields = true;
    /// Default: the service's, yes.
    std::optional<bool> http2_enabled = {};
    /// How long a connection may be silent, 1 to 4,000 seconds. Default: the service's, one minute.
    std::optional<Duration> idle_timeout = {};
    /// How long clients' connections are kept, 60 to 604,800 seconds. Default: the service's, an hour.
    std::optional<Duration> client_keep_alive = {};
    /// Default: the service's, defensive.
    std::optional<DesyncMitigationMode> desync_mitigation_mode = {};
    /// Whether targets get the header Host as it came.
    bool preserve_host_header = false;
    /// Whether targets get the client's port in X-Forwarded-For.
    bool preserve_xff_client_port = false;
    /// Default: the service's, append.
    std::optional<XffHeaderProcessingMode> xff_header_processing_mode = {};
    /// Whether targets get the version and cipher of TLS in headers.
    bool x_amzn_tls_version_and_cipher_suite_headers = false;
    /// Whether requests go on to targets while the firewall cannot be asked.
    bool waf_fail_open = false;
    /// What it was asked. Default: not logged. See `log_access_logs`.
    std::optional<LoadBalancerLogs> access_logs = {};
    /// Who connected, and by which TLS. Default: not logged.
    std::optional<LoadBalancerLogs> connection_logs = {};
  };
  /// A load balancer that exists already.
  struct Attributes {
    Required<"load_balancer_arn", Value<std::string>> load_balancer_arn;
    /// It gets rules. Default: none.
    std::vector<SecurityGroup*> security_groups = {};
    /// Default: unknown; asking for it is an error (`property-needed`).
    Value<std::string> load_balancer_dns_name = {};
    /// Default: unknown; asking for it is an error (`property-needed`).
    Value<std::string> load_balancer_canonical_hosted_zone_id = {};
    /// Default: unknown; targets need it.
    Vpc* vpc = nullptr;
  };
  struct Redirect {
    ApplicationProtocol source_protocol = ApplicationProtocol::http;
    Port source_port = 80;
    ApplicationProtocol target_protocol = ApplicationProtocol::https;
    Port target_port = 443;
    /// Default: where the load balancer is internet-facing.
    std::optional<bool> open = {};
  };

  ApplicationLoadBalancer(const Scope& scope, const Props& props);
  static ApplicationLoadBalancer& from_attributes(
      Construct& scope, std::string_view id, const Attributes& attributes,
      std::source_location where = std::source_location::current());

  ApplicationListener& add_listener(std::string_view id, const ApplicationListener::Options& options,
                                    std::source_location where = std::source_location::current());
  /// Sends all requests of a port on to another: of 80 to 443 of HTTPS.
  ApplicationListener& add_redirect(const Redirect& redirect,
                                    std::source_location where = std::source_location::current());
  ApplicationListener& add_redirect(std::source_location where = std::source_location::current());
  const std::vector<ApplicationListener*>& listeners() const noexcept { return listeners_; }

  /// Writes what it was asked into the bucket, whose policy lets it. By the service principal of log
  /// delivery, which AWS recommends for all regions (CDK: by the load balancers' account of the region where
  /// there is one).
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
  void log_access_logs(const LoadBalancerLogs& logs);
  /// Writes who connected into the bucket, likewise.
  void log_connection_logs(const LoadBalancerLogs& logs);

  /// A metric of AWS/ApplicationELB about the load balancer.
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// Sum.
  Metric metric_request_count() const;
  /// Sum.
  Metric metric_active_connection_count() const;
  /// Sum.
  Metric metric_new_connection_count() const;
  /// Sum.
  Metric metric_rejected_connection_count() const;
  /// Sum.
  Metric metric_processed_bytes() const;
  /// Average, in seconds.
  Metric metric_target_response_time() const;
  /// Sum.
  Metric metric_target_connection_error_count() const;
  /// Sum of the load balancer's own answers of a hundred: 3 for 300 to 399, 4, 5.
  Metric metric_http_code_elb(int hundreds) const;
  /// Sum of the targets' answers of a hundred: 2 for 200 to 299, … 5.
  Metric metric_http_code_target(int hundreds) const;

 private:
  friend class ApplicationListener;
  ApplicationLoadBalancer(const Scope& scope, const Attributes& attributes);
  void check(const Props& props) const;
  void set_attributes(const Props& props);
  void log(std::string_view kind, std::string_view property, const LoadBalancerLogs& logs);

  std::vector<ApplicationListener*> listeners_;
};

}  // namespace tenon
