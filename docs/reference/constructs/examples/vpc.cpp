#include "tenon/constructs/network/vpc.hpp"

#include "tenon/app/run.hpp"

using tenon::SubnetType;
using tenon::Vpc;

void vpc(tenon::App& app) {
  auto& stack = app.add("Network", tenon::Stack::Props{});

  auto& network = stack.add(
      "Vpc", Vpc::Props{
                 .cidr = "10.20.0.0/16",
                 .max_azs = 3,
                 .tiers = {{.name = "Ingress", .type = SubnetType::public_, .cidr_mask = 24},
                           {.name = "Application", .type = SubnetType::private_with_egress, .cidr_mask = 20},
                           {.name = "Database", .type = SubnetType::private_isolated, .cidr_mask = 24}},
                 .nat_gateways = 1,
             });
  network.add_gateway_endpoint("S3", tenon::GatewayEndpointService::s3());
  network.add_interface_endpoint("Secrets", tenon::InterfaceEndpointService::secrets_manager());
  network.add_flow_log("Rejected", {.traffic = tenon::FlowLogTraffic::reject});

  // A network of another team.
  auto& shared = Vpc::from_attributes(
      stack, "Shared",
      {.vpc_id = "vpc-0a1b2c3d",
       .cidr_block = "10.30.0.0/16",
       .subnet_groups = {
           {.type = SubnetType::private_with_egress,
            .subnets = {{.subnet_id = "subnet-0a1b2c3d", .availability_zone = "eu-west-1a"}}}}});
  shared.select_subnets({.type = SubnetType::private_with_egress, .one_per_az = true});
}
