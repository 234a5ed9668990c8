// Twin of cdk/security_group.js.
#include "tenon/constructs/network/security_group.hpp"

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/vpc.hpp"

using namespace tenon;

void security_group(App& app) {
  auto& stack = app.add("Agreement", Stack::Props{});
  auto& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2, .tiers = {{.name = "Isolated"}}});

  auto& web = stack.add(
      "Web", SecurityGroup::Props{
                 .vpc = vpc, .description = "What the world reaches", .allow_all_ipv6_outbound = true});
  web.add_ingress_rule(Peer::any_ipv4(), Traffic::tcp(443), "HTTPS from everywhere");
  web.add_ingress_rule(Peer::any_ipv6(), Traffic::tcp(443), "HTTPS from everywhere");
  web.add_ingress_rule(Peer::any_ipv4(), Traffic::tcp(443), "The same again is not repeated");

  auto& service = stack.add(
      "Service",
      SecurityGroup::Props{.vpc = vpc, .security_group_name = "service", .allow_all_outbound = false});
  service.allow_from(web, Traffic::tcp(PortRange(8000, 8100)), "Requests");
  service.connections().allow_internally(Traffic::all());
  service.allow_to(Peer::prefix_list("pl-12345678"), Traffic::tcp(443), "S3");

  auto& database = stack.add("Database", SecurityGroup::Props{.vpc = vpc, .allow_all_outbound = false});
  database.allow_from(service, Traffic::tcp(5432));
  database.add_ingress_rule(Cidr("10.0.0.0/16"), Traffic::icmp_ping());
  database.add_ingress_rule(Peer::cidr(vpc.cidr_block()), Traffic::udp(53));
}
