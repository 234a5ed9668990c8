#include "load_balancer.hpp"

#include "settings.hpp"

namespace app_dw {

using tenon::ApplicationLoadBalancer;
using tenon::ListenerAction;
using tenon::ManagedRuleGroup;
using tenon::WafRule;
using tenon::WafScope;
using tenon::WebAcl;

namespace {

/// Requests of one address within five minutes.
constexpr std::int64_t request_limit = 2000;

/// Basic threats: what AWS knows as bad, and who asks too often.
WebAcl& add_firewall(tenon::Stack& stack, std::string_view id, WafScope scope, std::string_view name,
                     std::string_view description) {
  auto& log = add_log_group(stack, std::string(id) + "Log", "aws-waf-logs-" + std::string(name));
  return stack.add(id, WebAcl::Props{
                           .scope = scope,
                           .rules = {WafRule::rate_limit("rate-limit", request_limit),
                                     WafRule::managed(ManagedRuleGroup::amazon_ip_reputation),
                                     WafRule::managed(ManagedRuleGroup::common),
                                     WafRule::managed(ManagedRuleGroup::known_bad_inputs)},
                           .web_acl_name = name,
                           .description = description,
                           .metric_name = std::string(name),
                           .log_destination = log,
                       });
}

}  // namespace

Firewalls add_firewalls(tenon::App& app) {
  auto& stack = add_stack(app, {.id = "Firewall",
                                .name = "firewall",
                                .description = "the firewalls of the load balancer and the distributions"});
  return {.balancer = add_firewall(stack, "LoadBalancerAcl", WafScope::regional, "app-dw-load-balancer",
                                   "app-dw: the load balancer"),
          .distributions = add_firewall(stack, "DistributionsAcl", WafScope::cloudfront,
                                        "app-dw-distributions", "app-dw: the distributions")};
}

LoadBalancing add_load_balancing(tenon::App& app, const Network& network, const Domain& domain,
                                 const Storage& storage, const Firewalls& firewalls) {
  auto& stack = add_stack(app, {.id = "LoadBalancing",
                                .name = "load-balancing",
                                .description = "the load balancer and its listeners"});
  auto& balancer =
      stack.add("LoadBalancer", ApplicationLoadBalancer::Props{
                                    .vpc = network.vpc,
                                    .internet_facing = true,
                                    .vpc_subnets = tenon::SubnetSelection{.type = tenon::SubnetType::public_},
                                    .security_groups = {&network.balancer},
                                    .outbound_security_groups = {&network.sign_in},
                                    .load_balancer_name = "app-dw",
                                    .access_logs = tenon::LoadBalancerLogs{.bucket = storage.access_logs},
                                });
  firewalls.balancer.associate(balancer);
  // Who may connect stands in the group.
  balancer.add_redirect({.open = false});
  auto& https = balancer.add_listener("Https", {.port = 443,
                                                .certificates = {domain.certificate},
                                                .default_action = ListenerAction::fixed_response(
                                                    404, {.message_body = "There is no such project."}),
                                                .open = false});
  // A custom domain of a user pool, auth.app-dw.net, needs an address of the domain above it.
  stack.add("Record", tenon::ARecord::Props{.zone = domain.zone, .target = balancer});
  return {.stack = stack, .balancer = balancer, .https = https};
}

}  // namespace app_dw
