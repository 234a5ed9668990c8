#include "tenon/constructs/network/application_load_balancer.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/vpc.hpp"

using tenon::ApplicationLoadBalancer;
using tenon::ListenerAction;
using tenon::ListenerCondition;

void application_load_balancer(tenon::App& app) {
  auto& stack = app.add("Entrance", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{});
  auto& logs = stack.add("Logs", tenon::Bucket::Props{});
  auto& certificate = stack.add("Certificate", tenon::Certificate::Props{.domain_name = "shop.example.com"});

  auto& balancer =
      stack.add("Balancer", ApplicationLoadBalancer::Props{
                                .vpc = network,
                                .internet_facing = true,
                                .access_logs = tenon::LoadBalancerLogs{.bucket = logs, .prefix = "shop"}});
  balancer.add_redirect();  // of 80 to 443

  auto& https = balancer.add_listener(
      "Https",
      {.port = 443, .certificates = {certificate}, .default_action = ListenerAction::fixed_response(404)});
  auto& web = https.add_targets(
      "Web", {.port = 8080, .target_type = tenon::TargetType::ip, .health_check = {.path = "/health"}},
      {.priority = 10, .conditions = {ListenerCondition::host_headers({"shop.example.com"})}});
  https.add_action("Old", ListenerAction::redirect({.path = "/app/#{path}", .permanent = true}),
                   {.priority = 5, .conditions = {ListenerCondition::path_patterns({"/old/*"})}});

  const tenon::Metric load = web.metric_request_count_per_target();
}
