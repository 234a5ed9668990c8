#include "tenon/constructs/network/vpc_link.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/network_load_balancer.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"

using tenon::HttpVpcLink;
using tenon::VpcLink;

void vpc_link(tenon::App& app) {
  auto& stack = app.add("Links", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{});

  // For REST APIs.
  auto& balancer = stack.add("Balancer", tenon::NetworkLoadBalancer::Props{.vpc = network});
  stack.add("RestLink", VpcLink::Props{.targets = {&balancer}});

  // For HTTP APIs.
  auto& caller = stack.add("Caller", tenon::SecurityGroup::Props{.vpc = network});
  auto& service = stack.add("Service", tenon::SecurityGroup::Props{.vpc = network});
  auto& link = stack.add("HttpLink", HttpVpcLink::Props{.vpc = network, .security_groups = {&caller}});
  service.allow_from(link, tenon::Traffic::tcp(8080));
}
