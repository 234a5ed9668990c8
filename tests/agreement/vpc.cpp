// Twin of cdk/vpc.js.
#include "tenon/constructs/network/vpc.hpp"

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/json.hpp"

using namespace tenon;

void vpc(App& app) {
  // What the CDK CLI would look up.
  app.set_context("availability-zones:account=111122223333:region=eu-west-1",
                  json::array({"eu-west-1a", "eu-west-1b", "eu-west-1c"}));
  auto& stack = app.add("Agreement", Stack::Props{.env = {.account = "111122223333", .region = "eu-west-1"}});
  auto& network = stack.add(
      "Vpc",
      Vpc::Props{
          .cidr = "10.20.0.0/16",
          .max_azs = 3,
          .tiers =
              {{.name = "Ingress",
                .type = SubnetType::public_,
                .cidr_mask = 24,
                .map_public_ip_on_launch = false},
               {.name = "Application", .type = SubnetType::private_with_egress, .cidr_mask = 20},
               {.name = "Spare", .type = SubnetType::private_with_egress, .cidr_mask = 24, .reserved = true},
               {.name = "Database"}},
          .nat_gateways = 2,
          .gateway_endpoints = {{.id = "S3", .service = GatewayEndpointService::s3()}}});
  network.add_tag("team", "platform");

  network.add_gateway_endpoint("DynamoDb", GatewayEndpointService::dynamodb(),
                               {{.group_name = "Application"}});
  network.add_interface_endpoint("SecretsManager", InterfaceEndpointService::secrets_manager(),
                                 {.group_name = "Application"});
  auto& logs = stack.add("FlowLogs", LogGroup::Props{.retention = RetentionDays::one_month,
                                                     .removal_policy = RemovalPolicy::destroy});
  network.add_flow_log("FlowLog", {.destination = FlowLogDestination::to_cloud_watch_logs(&logs),
                                   .traffic = FlowLogTraffic::reject});
}
