#include "tenon/constructs/network/security_group.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/vpc.hpp"

using tenon::Peer;
using tenon::SecurityGroup;
using tenon::Traffic;

void security_group(tenon::App& app) {
  auto& stack = app.add("Access", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{});

  auto& web = stack.add("Web", SecurityGroup::Props{.vpc = network, .description = "What the world reaches"});
  web.allow_from(Peer::any_ipv4(), Traffic::tcp(443), "HTTPS from everywhere");

  auto& orders = stack.add("Orders", SecurityGroup::Props{.vpc = network, .allow_all_outbound = false});
  orders.allow_from(web, Traffic::tcp(tenon::PortRange(8000, 8010)));
  orders.allow_to(Peer::prefix_list("pl-6da54004"), Traffic::tcp(443), "S3");

  // Whatever has security groups has `allow_from` and `allow_to`.
  auto& database = stack.add("Database", SecurityGroup::Props{.vpc = network, .allow_all_outbound = false});
  database.allow_from(orders, Traffic::tcp(5432));
}
