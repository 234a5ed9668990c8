#include "tenon/constructs/network/network_acl.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/vpc.hpp"

using tenon::NetworkAcl;
using tenon::TrafficDirection;

void network_acl(tenon::App& app) {
  auto& stack = app.add("Filter", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{.tiers = {{.name = "Database"}}});

  auto& acl = stack.add(
      "Acl", NetworkAcl::Props{.vpc = network, .subnets = tenon::SubnetSelection{.group_name = "Database"}});
  acl.add_entry(
      "Queries",
      {.rule_number = 100, .traffic = tenon::Traffic::tcp(5432), .cidr_block = network.cidr_block()});
  acl.add_entry("Answers", {.rule_number = 100,
                            .direction = TrafficDirection::egress,
                            .traffic = tenon::Traffic::tcp(tenon::PortRange(1024, 65535)),
                            .cidr_block = network.cidr_block()});
}
