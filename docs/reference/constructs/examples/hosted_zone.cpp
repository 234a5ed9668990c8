#include "tenon/constructs/network/hosted_zone.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/health_check.hpp"

using tenon::ARecord;
using tenon::HostedZone;
using tenon::RecordTarget;
using tenon::RoutingPolicy;

void hosted_zone(tenon::App& app) {
  auto& stack = app.add("Dns", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{});
  auto& balancer =
      stack.add("Balancer", tenon::ApplicationLoadBalancer::Props{.vpc = network, .internet_facing = true});
  auto& zone = stack.add("Zone", HostedZone::Props{.zone_name = "example.com"});

  stack.add("Www", ARecord::Props{.zone = zone, .record_name = "www", .target = balancer});
  stack.add("Mail", tenon::MxRecord::Props{.zone = zone,
                                           .values = {{{.priority = 10, .host_name = "mail.example.com"}}}});

  // The second address is answered with while the first is not well.
  auto& check = stack.add(
      "Check", tenon::HealthCheck::Props{.type = tenon::HealthCheckType::https, .fqdn = "a.example.net"});
  stack.add("First", ARecord::Props{.zone = zone,
                                    .record_name = "api",
                                    .target = RecordTarget::ip_addresses({"192.0.2.1"}),
                                    .routing = RoutingPolicy::primary(),
                                    .health_check = &check});
  stack.add("Second", ARecord::Props{.zone = zone,
                                     .record_name = "api",
                                     .target = RecordTarget::ip_addresses({"198.51.100.1"}),
                                     .routing = RoutingPolicy::secondary()});
}
