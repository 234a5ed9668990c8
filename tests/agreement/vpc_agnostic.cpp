// Twin of cdk/vpc_agnostic.js.
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/value/format.hpp"

using namespace tenon;

void vpc_agnostic(App& app) {
  auto& stack = app.add("Agreement", Stack::Props{});
  auto& network = stack.add("Vpc", Vpc::Props{});
  network.add_flow_log("FlowLog");

  const auto subnets = network.subnet_ids();
  const auto& zones = network.availability_zones();
  stack.add("PrivateSubnets", Output::Props{.Value = format("{},{}", subnets[0], subnets[1])});
  stack.add("Zones", Output::Props{.Value = format("{},{}", zones[0], zones[1])});
}
