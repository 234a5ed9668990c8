#include "tenon/constructs/network/network_load_balancer.hpp"

#include <fmt/format.h>

#include "tenon/aws/elasticloadbalancingv2/Listener.hpp"
#include "tenon/aws/elasticloadbalancingv2/LoadBalancer.hpp"
#include "tenon/aws/elasticloadbalancingv2/TargetGroup.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/elb_names.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/iam/s3.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::refuse;
using Listener = aws::elasticloadbalancingv2::Listener;

constexpr std::string_view alpn_policy_names[] = {"HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred",
                                                  "None"};
constexpr std::string_view routing_policy_names[] = {
    "availability_zone_affinity", "partial_availability_zone_affinity", "any_availability_zone"};

NetworkProtocol protocol_of(const NetworkListener::Options& options) {
  return options.protocol.value_or(options.certificates.empty() ? NetworkProtocol::tcp
                                                                : NetworkProtocol::tls);
}

Traffic traffic_of(const NetworkListener::Options& options) {
  const PortRange port(options.port);
  return protocol_of(options) == NetworkProtocol::udp ? Traffic::udp(port) : Traffic::tcp(port);
}

}  // namespace

// --- NetworkListener ---------------------------------------------------------------------------------------

NetworkListener::NetworkListener(const Scope& scope, const Props& props)
    : Construct(scope),
      Connectable(
          Connections(props.load_balancer.connections().security_groups(), traffic_of(props.options))),
      load_balancer_(props.load_balancer),
      port_(props.options.port),
      protocol_(protocol_of(props.options)) {
  const Options& options = props.options;
  check(options);
  Listener::Props listener{.DefaultActions = {Raw{}, Node::list({})},
                           .LoadBalancerArn = load_balancer_.arn(),
                           .Port = port_.number(),
                           .Protocol = detail::name_of(protocol_)};
  if (!options.certificates.empty()) {
    listener.Certificates = {
        Listener::Certificate{.CertificateArn = {Raw{}, options.certificates.front().arn()}}};
  }
  if (protocol_ == NetworkProtocol::tls) listener.SslPolicy = detail::name_of(options.ssl_policy);
  if (options.alpn_policy) {
    listener.AlpnPolicy = {Value<std::string>(detail::name_in(alpn_policy_names, *options.alpn_policy))};
  }
  if (options.tcp_idle_timeout) {
    listener.ListenerAttributes = {
        Listener::ListenerAttribute{.Key = "tcp.idle_timeout.seconds",
                                    .Value = fmt::format("{}", options.tcp_idle_timeout->to_seconds())}};
  }
  resource_ = &add("Resource", listener, where());
  detail::add_listener_certificates(*this, "DefaultCertificates", arn(), options.certificates, 1, where());
  if (!options.default_target_groups.empty())
    set_default_target_groups(options.default_target_groups, where());
}

void NetworkListener::check(const Options& options) const {
  const bool is_tls = protocol_ == NetworkProtocol::tls;
  if (is_tls && options.certificates.empty()) {
    demand(*this, "certificates", "one certificate at least", "A listener of TLS has a certificate", where());
  }
  if (!is_tls && !options.certificates.empty()) {
    refuse(*this, "certificates", "certificates", "none, or NetworkProtocol::tls",
           "Only listeners of TLS have certificates", where());
  }
  if (!is_tls && options.alpn_policy) {
    refuse(*this, "alpn_policy", std::string(detail::name_in(alpn_policy_names, *options.alpn_policy)),
           "none, or NetworkProtocol::tls", "Only listeners of TLS agree on a protocol above it", where());
  }
  if (!options.tcp_idle_timeout) return;
  const std::int64_t timeout = options.tcp_idle_timeout->to_seconds();
  if (protocol_ == NetworkProtocol::udp || timeout < 60 || timeout > 6000) {
    refuse(*this, "tcp_idle_timeout", fmt::format("{} seconds", timeout),
           "60 to 6000 seconds, and not of UDP", "The time is out of bounds", where());
  }
}

ArnAttribute<aws::elasticloadbalancingv2::kind::Listener_ListenerArn> NetworkListener::arn() const {
  return resource_->ref();
}

void NetworkListener::connect(const Peer& target, const Traffic& traffic, std::source_location at) {
  // A load balancer without groups is not asked: its targets see the clients' own addresses.
  if (load_balancer_.connections().security_groups().empty() || target.connections() == nullptr) return;
  target.connections()->allow_from(load_balancer_.connections(), traffic, "Load balancer to target", at);
}

NetworkTargetGroup& NetworkListener::add_targets(std::string_view id, const NetworkTargetGroup::Props& group,
                                                 std::source_location at) {
  NetworkTargetGroup::Props props = group;
  if (props.vpc == nullptr) props.vpc = load_balancer_.vpc();
  auto& made = add(fmt::format("{}Group", id), props, at);
  set_default_target_groups({&made}, at);
  return made;
}

void NetworkListener::set_default_target_groups(const std::vector<NetworkTargetGroup*>& groups,
                                                std::source_location at) {
  if (has_target_groups_) {
    refuse(*this, "default_target_groups", "said twice", "said once",
           "Where the connections of a listener go is said once", at);
    return;
  }
  if (groups.empty()) return;
  has_target_groups_ = true;
  Listener::Action action{.Type = "forward"};
  if (groups.size() == 1) {
    action.TargetGroupArn = groups.front()->arn();
  } else {
    std::vector<Listener::TargetGroupTuple> tuples;
    for (const NetworkTargetGroup* group : groups) tuples.push_back({.TargetGroupArn = group->arn()});
    action.ForwardConfig = Listener::ForwardConfig{.TargetGroups = tuples};
  }
  resource_->set_property("DefaultActions", List<Listener::Action>{action});
  for (NetworkTargetGroup* group : groups) group->add_listener(*this, *this);
}

void NetworkListener::add_certificates(std::string_view id,
                                       const std::vector<ListenerCertificate>& certificates,
                                       std::source_location at) {
  detail::add_listener_certificates(*this, id, arn(), certificates, 0, at);
}

void NetworkListener::prepare() {
  if (has_target_groups_) return;
  demand(*this, "default_target_groups", "targets", "The connections of the listener go nowhere", where());
}

// --- NetworkLoadBalancer -----------------------------------------------------------------------------------

NetworkLoadBalancer::NetworkLoadBalancer(const Scope& scope, const Props& props) : LoadBalancerBase(scope) {
  check(props);
  const auto& inbound = props.enforce_security_group_inbound_rules_on_private_link_traffic;
  make({.type = "network",
        .vpc = props.vpc,
        .internet_facing = props.internet_facing,
        .vpc_subnets = props.vpc_subnets,
        .ip_address_type = props.ip_address_type,
        .name = props.load_balancer_name,
        .deletion_protection = props.deletion_protection,
        .cross_zone_enabled = props.cross_zone_enabled,
        .inbound_rules_on_private_link = !inbound   ? ""
                                         : *inbound ? "on"
                                                    : "off"});
  std::vector<SecurityGroup*> groups = props.security_groups;
  if (groups.empty() && !props.disable_security_groups) groups.push_back(&add_own_group(props.vpc));
  connections_ = Connections(std::move(groups));
  write_security_groups();
  if (props.client_routing_policy) {
    set_attribute("dns_record.client_routing_policy",
                  detail::name_in(routing_policy_names, *props.client_routing_policy));
  }
  if (props.access_logs) log_access_logs(*props.access_logs);
}

NetworkLoadBalancer::NetworkLoadBalancer(const Scope& scope, const Attributes& attributes)
    : LoadBalancerBase(scope) {
  import(attributes.load_balancer_arn, attributes.load_balancer_dns_name,
         attributes.load_balancer_canonical_hosted_zone_id, attributes.security_groups, attributes.vpc);
}

NetworkLoadBalancer& NetworkLoadBalancer::from_attributes(Construct& scope, std::string_view id,
                                                          const Attributes& attributes,
                                                          std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<NetworkLoadBalancer>(new NetworkLoadBalancer(inner, attributes));
      },
      where);
}

void NetworkLoadBalancer::check(const Props& props) const {
  if (props.disable_security_groups && !props.security_groups.empty()) {
    refuse(*this, "security_groups", "security groups", "none, or no disable_security_groups",
           "A load balancer without security groups has none", where());
  }
  if (props.ip_address_type == IpAddressType::dual_stack_without_public_ipv4) {
    refuse(*this, "ip_address_type", "dual_stack_without_public_ipv4", "ipv4 or dual_stack",
           "Only application load balancers have these addresses", where());
  }
}

NetworkListener& NetworkLoadBalancer::add_listener(std::string_view id,
                                                   const NetworkListener::Options& options,
                                                   std::source_location at) {
  return add(id, NetworkListener::Props{.load_balancer = *this, .options = options}, at);
}

void NetworkLoadBalancer::log_access_logs(const LoadBalancerLogs& logs) {
  if (!takes_logs("access_logs", logs)) return;
  set_log_attributes("access_logs", logs);
  const Principal delivery = Principal::service("delivery.logs.amazonaws.com");
  logs.bucket.add_to_resource_policy(
      {.actions = {iam::s3::PutObject},
       .resources = {logs_arn(logs)},
       .principals = {delivery},
       .conditions = {{"StringEquals", "s3:x-amz-acl", {"bucket-owner-full-control"}}}});
  logs.bucket.add_to_resource_policy(
      {.actions = {iam::s3::GetBucketAcl}, .resources = {logs.bucket.arn()}, .principals = {delivery}});
  deploy_after_policy(logs.bucket);
}

Metric NetworkLoadBalancer::metric(std::string name, Statistic statistic) const {
  return metric_of("AWS/NetworkELB", std::move(name), statistic);
}
Metric NetworkLoadBalancer::metric_active_flow_count() const { return metric("ActiveFlowCount"); }
Metric NetworkLoadBalancer::metric_new_flow_count() const { return metric("NewFlowCount", Statistic::sum); }
Metric NetworkLoadBalancer::metric_processed_bytes() const {
  return metric("ProcessedBytes", Statistic::sum);
}

}  // namespace tenon
