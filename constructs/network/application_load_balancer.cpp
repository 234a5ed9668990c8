#include "tenon/constructs/network/application_load_balancer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/elasticloadbalancingv2/Listener.hpp"
#include "tenon/aws/elasticloadbalancingv2/ListenerRule.hpp"
#include "tenon/aws/elasticloadbalancingv2/LoadBalancer.hpp"
#include "tenon/aws/elasticloadbalancingv2/TargetGroup.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/network/elb_names.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/s3.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::flag;
using detail::name_in;
using detail::refuse;
using Listener = aws::elasticloadbalancingv2::Listener;
using RuleResource = aws::elasticloadbalancingv2::ListenerRule;

constexpr std::string_view desync_mode_names[] = {"monitor", "defensive", "strictest"};
constexpr std::string_view xff_mode_names[] = {"append", "preserve", "remove"};
constexpr std::size_t most_condition_values = 5;
constexpr std::int64_t highest_priority = 50000;

// Until `prepare` writes what was said last.
const List<Listener::Action> no_actions = {Raw{}, Node::list({})};

}  // namespace

// --- ApplicationListener -----------------------------------------------------------------------------------

ApplicationListener::ApplicationListener(const Scope& scope, const Props& props)
    : Construct(scope),
      Connectable(Connections(props.load_balancer.connections().security_groups(),
                              Traffic::tcp(PortRange(props.options.port)))),
      load_balancer_(&props.load_balancer),
      port_(props.options.port) {
  const Options& options = props.options;
  choose_protocol(options);
  check(options);
  Listener::Props listener{.DefaultActions = no_actions,
                           .LoadBalancerArn = load_balancer_->arn(),
                           .Port = port_->number(),
                           .Protocol = detail::name_of(protocol_)};
  if (!options.certificates.empty()) {
    listener.Certificates = {
        Listener::Certificate{.CertificateArn = {Raw{}, options.certificates.front().arn()}}};
    has_certificate_ = true;
  }
  if (protocol_ == ApplicationProtocol::https) listener.SslPolicy = detail::name_of(options.ssl_policy);
  resource_ = &add("Resource", listener, where());
  detail::add_listener_certificates(*this, "DefaultCertificates", arn(), options.certificates, 1, where());
  load_balancer_->listeners_.push_back(this);
  if (options.default_action) set_default_action(*options.default_action, where());
  if (options.default_target_groups.size() == 1) {
    set_default_action(ListenerAction::forward(*options.default_target_groups.front()), where());
  } else if (!options.default_target_groups.empty()) {
    std::vector<WeightedTargetGroup> groups;
    for (ApplicationTargetGroup* group : options.default_target_groups) groups.push_back({*group});
    set_default_action(ListenerAction::forward(std::move(groups)), where());
  }
  if (!options.open.value_or(load_balancer_->is_internet_facing())) return;
  const std::string description = fmt::format("Allow from anyone on port {}", port_->number());
  allow_from(Peer::any_ipv4(), {}, description, where());
  if (load_balancer_->ip_address_type() != IpAddressType::ipv4)
    allow_from(Peer::any_ipv6(), {}, description, where());
}

ApplicationListener::ApplicationListener(const Scope& scope, const Attributes& attributes)
    : Construct(scope), imported_arn_(attributes.listener_arn), port_(attributes.default_port) {
  std::vector<SecurityGroup*> groups;
  if (attributes.security_group != nullptr) groups.push_back(attributes.security_group);
  std::optional<Traffic> traffic;
  if (port_) traffic = Traffic::tcp(PortRange(*port_));
  connections_ = Connections(std::move(groups), traffic);
  resource_ = &::tenon::from_attributes<Listener>(
      *this, "Resource", {{"ListenerArn", attributes.listener_arn}, {"Ref", attributes.listener_arn}},
      where());
}

ApplicationListener& ApplicationListener::from_attributes(Construct& scope, std::string_view id,
                                                          const Attributes& attributes,
                                                          std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<ApplicationListener>(new ApplicationListener(inner, attributes));
      },
      where);
}

void ApplicationListener::choose_protocol(const Options& options) {
  std::optional<ApplicationProtocol> protocol = options.protocol;
  if (!protocol && !options.certificates.empty()) protocol = ApplicationProtocol::https;
  if (!protocol) protocol = detail::protocol_of_port(port_->number());
  if (!protocol) {
    demand(*this, "protocol", "ApplicationProtocol::http or ApplicationProtocol::https",
           fmt::format("No protocol is usual on port {}", port_->number()), where());
  }
  protocol_ = protocol.value_or(ApplicationProtocol::http);
}

void ApplicationListener::check(const Options& options) const {
  if (protocol_ == ApplicationProtocol::http && !options.certificates.empty()) {
    refuse(*this, "certificates", "certificates", "none, or ApplicationProtocol::https",
           "A listener of HTTP has no certificate", where());
  }
  if (options.default_action && !options.default_target_groups.empty()) {
    refuse(*this, "default_target_groups", "both", "either default_action or default_target_groups",
           "A listener does one thing with requests that no rule is about", where());
  }
}

ArnAttribute<aws::elasticloadbalancingv2::kind::Listener_ListenerArn> ApplicationListener::arn() const {
  return resource_->ref();
}

void ApplicationListener::connect(const Peer& target, const Traffic& traffic, std::source_location at) {
  Connections& source = load_balancer_ != nullptr ? load_balancer_->connections() : connections_;
  // From the target's side, so that rules between stacks stand where CDK has them.
  if (target.connections() != nullptr && load_balancer_ != nullptr) {
    target.connections()->allow_from(source, traffic, "Load balancer to target", at);
  } else {
    source.allow_to(target, traffic, "Load balancer to target", at);
  }
}

void ApplicationListener::bind(const ListenerAction& action, const Construct& by, std::source_location at) {
  if (action.fault_) {
    const auto& fault = *action.fault_;
    by.report({.id = fault.missing ? "property-needed" : "property-not-allowed",
               .path = by.path(),
               .property = fault.property,
               .value = fault.value,
               .allowed = fault.allowed,
               .message = fault.message,
               .where = at});
  }
  if (action.authenticates_ && load_balancer_ != nullptr && protocol_ != ApplicationProtocol::https) {
    refuse(by, "action", "authenticate", "a listener of HTTPS", "Users sign in by HTTPS alone", at);
  }
  if (action.calls_out_) allow_to(Peer::any_ipv4(), Traffic::tcp(443), "Allow to IdP endpoint", at);
  for (ApplicationTargetGroup* group : action.target_groups_) group->add_listener(*this, by);
}

void ApplicationListener::set_default_action(const ListenerAction& action, std::source_location at) {
  if (resource_->is_imported() || default_action_) {
    refuse(*this, "default_action", resource_->is_imported() ? "an action" : "a second action",
           resource_->is_imported() ? "rules" : "one action",
           "What a listener does with requests that no rule is about is said once, where it is made", at);
    return;
  }
  default_action_ = action;
  bind(action, *this, at);
}

ApplicationTargetGroup& ApplicationListener::add_targets(std::string_view id,
                                                         const ApplicationTargetGroup::Props& group,
                                                         std::source_location at) {
  ApplicationTargetGroup::Props props = group;
  if (props.vpc == nullptr && load_balancer_ != nullptr) props.vpc = load_balancer_->vpc();
  auto& made = add(fmt::format("{}Group", id), props, at);
  set_default_action(ListenerAction::forward(made), at);
  return made;
}

ApplicationTargetGroup& ApplicationListener::add_targets(std::string_view id,
                                                         const ApplicationTargetGroup::Props& group,
                                                         const ListenerRuleOptions& rule,
                                                         std::source_location at) {
  ApplicationTargetGroup::Props props = group;
  if (props.vpc == nullptr && load_balancer_ != nullptr) props.vpc = load_balancer_->vpc();
  auto& made = add(fmt::format("{}Group", id), props, at);
  add_action(id, ListenerAction::forward(made), rule, at);
  return made;
}

ListenerRule& ApplicationListener::add_action(std::string_view id, const ListenerAction& action,
                                              const ListenerRuleOptions& rule, std::source_location at) {
  return add(
      fmt::format("{}Rule", id),
      ListenerRule::Props{
          .listener = *this, .priority = rule.priority, .conditions = rule.conditions, .action = action},
      at);
}

void ApplicationListener::add_certificates(std::string_view id,
                                           const std::vector<ListenerCertificate>& certificates,
                                           std::source_location at) {
  const bool takes_first = !has_certificate_ && !resource_->is_imported() && !certificates.empty();
  if (takes_first) {
    resource_->set_property("Certificates", List<Listener::Certificate>{Listener::Certificate{
                                                .CertificateArn = {Raw{}, certificates.front().arn()}}});
    has_certificate_ = true;
  }
  detail::add_listener_certificates(*this, id, arn(), certificates, takes_first ? 1 : 0, at);
}

void ApplicationListener::take_priority(const Value<std::int64_t>& priority, const ListenerRule& rule) {
  const auto number = priority.literal();
  if (!number) return;
  if (*number < 1 || *number > highest_priority) {
    refuse(rule, "priority", fmt::format("{}", *number), fmt::format("1 to {}", highest_priority),
           "The priority of a rule is out of bounds", rule.where());
    return;
  }
  const auto same = std::ranges::find(priorities_, *number, [](const auto& each) { return each.first; });
  if (same == priorities_.end()) {
    priorities_.emplace_back(*number, rule.path());
    return;
  }
  refuse(rule, "priority", fmt::format("{}", *number),
         fmt::format("a priority other than that of {}", same->second),
         "Two rules of a listener have the same priority", rule.where());
}

void ApplicationListener::prepare() {
  if (resource_->is_imported()) return;
  if (default_action_) {
    resource_->set_property("DefaultActions", default_action_->json(ListenerAction::For::listener));
  } else {
    demand(*this, "default_action", "an action, such as ListenerAction::fixed_response(404), or targets",
           "The listener does nothing with requests that no rule is about", where());
  }
  if (protocol_ == ApplicationProtocol::https && !has_certificate_) {
    demand(*this, "certificates", "one certificate at least", "A listener of HTTPS has a certificate",
           where());
  }
}

// --- ListenerRule ------------------------------------------------------------------------------------------

ListenerRule::ListenerRule(const Scope& scope, const Props& props)
    : Construct(scope), conditions_(props.conditions) {
  props.listener.take_priority(props.priority, *this);
  if (conditions_.empty()) {
    demand(*this, "conditions", "one condition at least",
           "A rule says with which requests it is concerned; for all others there is the listener's default "
           "action",
           where());
  }
  resource_ = &add("Resource",
                   RuleResource::Props{.Actions = {Raw{}, props.action.json(ListenerAction::For::rule)},
                                       .Conditions = {Raw{}, Node::list({})},
                                       .ListenerArn = props.listener.arn(),
                                       .Priority = props.priority},
                   where());
  write_conditions();
  props.listener.bind(props.action, *this, where());
}

ArnAttribute<void> ListenerRule::arn() const { return resource_->ref(); }

void ListenerRule::add_condition(const ListenerCondition& condition) {
  conditions_.push_back(condition);
  write_conditions();
}

void ListenerRule::write_conditions() {
  std::vector<Node> conditions;
  std::size_t values = 0;
  for (const ListenerCondition& condition : conditions_) {
    conditions.push_back(condition.json());
    values += condition.size();
  }
  if (values > most_condition_values) {
    refuse(*this, "conditions", fmt::format("{} values", values),
           fmt::format("at most {}", most_condition_values), "The conditions of a rule have too many values",
           where());
  }
  resource_->set_property("Conditions", {Raw{}, Node::list(conditions)});
}

// --- ApplicationLoadBalancer -------------------------------------------------------------------------------

ApplicationLoadBalancer::ApplicationLoadBalancer(const Scope& scope, const Props& props)
    : LoadBalancerBase(scope) {
  check(props);
  make({.type = "application",
        .vpc = props.vpc,
        .internet_facing = props.internet_facing,
        .vpc_subnets = props.vpc_subnets,
        .ip_address_type = props.ip_address_type,
        .name = props.load_balancer_name,
        .deletion_protection = props.deletion_protection,
        .cross_zone_enabled = {}});
  std::vector<SecurityGroup*> groups = props.security_groups;
  if (groups.empty()) groups.push_back(&add_own_group(props.vpc));
  connections_ = Connections(std::move(groups));
  set_outbound_groups(props.outbound_security_groups);
  write_security_groups();
  set_attributes(props);
  if (props.access_logs) log_access_logs(*props.access_logs);
  if (props.connection_logs) log_connection_logs(*props.connection_logs);
}

ApplicationLoadBalancer::ApplicationLoadBalancer(const Scope& scope, const Attributes& attributes)
    : LoadBalancerBase(scope) {
  import(attributes.load_balancer_arn, attributes.load_balancer_dns_name,
         attributes.load_balancer_canonical_hosted_zone_id, attributes.security_groups, attributes.vpc);
}

ApplicationLoadBalancer& ApplicationLoadBalancer::from_attributes(Construct& scope, std::string_view id,
                                                                  const Attributes& attributes,
                                                                  std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<ApplicationLoadBalancer>(new ApplicationLoadBalancer(inner, attributes));
      },
      where);
}

void ApplicationLoadBalancer::check(const Props& props) const {
  const auto bounds = [this](std::string_view property, const std::optional<Duration>& value,
                             std::int64_t lowest, std::int64_t highest) {
    if (!value || (value->to_seconds() >= lowest && value->to_seconds() <= highest)) return;
    refuse(*this, property, fmt::format("{} seconds", value->to_seconds()),
           fmt::format("{} to {} seconds", lowest, highest), "The time is out of bounds", where());
  };
  bounds("idle_timeout", props.idle_timeout, 1, 4000);
  bounds("client_keep_alive", props.client_keep_alive, 60, 604800);
  if (props.ip_address_type == IpAddressType::dual_stack_without_public_ipv4 && !props.internet_facing) {
    refuse(*this, "ip_address_type", "dual_stack_without_public_ipv4", "dual_stack, or internet_facing",
           "A load balancer inside the network has no public addresses anyway", where());
  }
}

void ApplicationLoadBalancer::set_attributes(const Props& props) {
  if (props.http2_enabled) set_attribute("routing.http2.enabled", flag(*props.http2_enabled));
  if (props.idle_timeout) {
    set_attribute("idle_timeout.timeout_seconds", fmt::format("{}", props.idle_timeout->to_seconds()));
  }
  if (props.drop_invalid_header_fields) {
    set_attribute("routing.http.drop_invalid_header_fields.enabled", "true");
  }
  if (props.desync_mitigation_mode) {
    set_attribute("routing.http.desync_mitigation_mode",
                  name_in(desync_mode_names, *props.desync_mitigation_mode));
  }
  if (props.preserve_host_header) set_attribute("routing.http.preserve_host_header.enabled", "true");
  if (props.x_amzn_tls_version_and_cipher_suite_headers) {
    set_attribute("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "true");
  }
  if (props.preserve_xff_client_port) set_attribute("routing.http.xff_client_port.enabled", "true");
  if (props.xff_header_processing_mode) {
    set_attribute("routing.http.xff_header_processing.mode",
                  name_in(xff_mode_names, *props.xff_header_processing_mode));
  }
  if (props.waf_fail_open) set_attribute("waf.fail_open.enabled", "true");
  if (props.client_keep_alive) {
    set_attribute("client_keep_alive.seconds", fmt::format("{}", props.client_keep_alive->to_seconds()));
  }
}

ApplicationListener& ApplicationLoadBalancer::add_listener(std::string_view id,
                                                           const ApplicationListener::Options& options,
                                                           std::source_location at) {
  return add(id, ApplicationListener::Props{.load_balancer = *this, .options = options}, at);
}

ApplicationListener& ApplicationLoadBalancer::add_redirect(const Redirect& redirect,
                                                           std::source_location at) {
  const int target = redirect.target_port.number();
  return add_listener(
      fmt::format("Redirect{}To{}", redirect.source_port.number(), target),
      {.port = redirect.source_port,
       .protocol = redirect.source_protocol,
       .default_action = ListenerAction::redirect({.port = fmt::format("{}", target),
                                                   .protocol = detail::name_of(redirect.target_protocol),
                                                   .permanent = true}),
       .open = redirect.open},
      at);
}

ApplicationListener& ApplicationLoadBalancer::add_redirect(std::source_location at) {
  return add_redirect(Redirect{}, at);
}

void ApplicationLoadBalancer::log(std::string_view kind, std::string_view property,
                                  const LoadBalancerLogs& logs) {
  if (!takes_logs(property, logs)) return;
  set_log_attributes(kind, logs);
  logs.bucket.add_to_resource_policy(
      {.actions = {iam::s3::PutObject},
       .resources = {logs_arn(logs)},
       .principals = {Principal::service("logdelivery.elasticloadbalancing.amazonaws.com")}});
  deploy_after_policy(logs.bucket);
}

void ApplicationLoadBalancer::log_access_logs(const LoadBalancerLogs& logs) {
  log("access_logs", "access_logs", logs);
}
void ApplicationLoadBalancer::log_connection_logs(const LoadBalancerLogs& logs) {
  log("connection_logs", "connection_logs", logs);
}

Metric ApplicationLoadBalancer::metric(std::string name, Statistic statistic) const {
  return metric_of("AWS/ApplicationELB", std::move(name), statistic);
}
Metric ApplicationLoadBalancer::metric_request_count() const {
  return metric("RequestCount", Statistic::sum);
}
Metric ApplicationLoadBalancer::metric_active_connection_count() const {
  return metric("ActiveConnectionCount", Statistic::sum);
}
Metric ApplicationLoadBalancer::metric_new_connection_count() const {
  return metric("NewConnectionCount", Statistic::sum);
}
Metric ApplicationLoadBalancer::metric_rejected_connection_count() const {
  return metric("RejectedConnectionCount", Statistic::sum);
}
Metric ApplicationLoadBalancer::metric_processed_bytes() const {
  return metric("ProcessedBytes", Statistic::sum);
}
Metric ApplicationLoadBalancer::metric_target_response_time() const { return metric("TargetResponseTime"); }
Metric ApplicationLoadBalancer::metric_target_connection_error_count() const {
  return metric("TargetConnectionErrorCount", Statistic::sum);
}
Metric ApplicationLoadBalancer::metric_http_code_elb(int hundreds) const {
  return metric(detail::http_code_metric("ELB", hundreds), Statistic::sum);
}
Metric ApplicationLoadBalancer::metric_http_code_target(int hundreds) const {
  return metric(detail::http_code_metric("Target", hundreds), Statistic::sum);
}

}  // namespace tenon
