#include "network.hpp"

#include "settings.hpp"
#include "tenon/value/format.hpp"

namespace language_learning {

using tenon::FlowLogDestination;
using tenon::GatewayEndpoint;
using tenon::GatewayEndpointService;
using tenon::InterfaceEndpoint;
using tenon::InterfaceEndpointService;
using tenon::Peer;
using tenon::SecurityGroup;
using tenon::SubnetSelection;
using tenon::SubnetType;
using tenon::Traffic;
using tenon::Vpc;

namespace {

const SubnetSelection private_subnets{.type = SubnetType::private_with_egress};

/// Accounts have two zones in us-west-1. Each has a NAT gateway: when one fails, the other goes on.
Vpc& add_vpc(tenon::Stack& stack) {
  return stack.add(
      "Network", Vpc::Props{
                     .cidr = "10.40.0.0/16",
                     .max_azs = 2,
                     .tiers = {{.name = "Public",
                                .type = SubnetType::public_,
                                .cidr_mask = 24,
                                .map_public_ip_on_launch = false},
                               {.name = "Private", .type = SubnetType::private_with_egress, .cidr_mask = 20}},
                 });
}

void log_flows(tenon::Stack& stack, Vpc& vpc, const Keys& keys) {
  auto& logs = add_log_group(stack, "FlowLogs", tenon::format_sub("/{}/network", tenon::pseudo::stack_name),
                             keys.operations);
  auto& role = stack.add("FlowLogsRole",
                         tenon::Role::Props{
                             .assumed_by = tenon::Principal::service("vpc-flow-logs.amazonaws.com"),
                             .description = "Language learning: writes the records of the network's traffic",
                         });
  vpc.add_flow_log("FlowLog", {.destination = FlowLogDestination::to_cloud_watch_logs(&logs, &role)});
}

GatewayEndpoint& add_gateway(tenon::Stack& stack, Vpc& vpc, std::string_view id,
                             GatewayEndpointService service) {
  return stack.add(id, GatewayEndpoint::Props{.vpc = vpc, .service = service, .subnets = {private_subnets}});
}

/// The functions alone may use it.
InterfaceEndpoint& add_interface(tenon::Stack& stack, Vpc& vpc, std::string_view id,
                                 const InterfaceEndpointService& service, std::string_view description,
                                 SecurityGroup& functions) {
  auto& group =
      stack.add(std::string(id) + "Group",
                SecurityGroup::Props{.vpc = vpc, .description = description, .allow_all_outbound = false});
  auto& endpoint = stack.add(id, InterfaceEndpoint::Props{.vpc = vpc,
                                                          .service = service,
                                                          .subnets = private_subnets,
                                                          .open = false,
                                                          .security_groups = {&group}});
  endpoint.allow_from(functions, Traffic::tcp(443), "HTTPS of the functions");
  return endpoint;
}

}  // namespace

Network add_network(tenon::Stack& stack, const Keys& keys) {
  auto& vpc = add_vpc(stack);
  log_flows(stack, vpc, keys);
  auto& functions =
      stack.add("FunctionsGroup", SecurityGroup::Props{
                                      .vpc = vpc,
                                      .description = "Language learning: functions for lessons and progress",
                                      .allow_all_outbound = false,
                                  });
  // Services of other regions (Polly, Personalize) and those without an endpoint here are reached by NAT.
  functions.allow_to(Peer::any_ipv4(), Traffic::tcp(443), "HTTPS to services of AWS");
  return {
      .vpc = vpc,
      .functions = functions,
      .tables = add_gateway(stack, vpc, "TablesEndpoint", GatewayEndpointService::dynamodb()),
      .objects = add_gateway(stack, vpc, "ObjectsEndpoint", GatewayEndpointService::s3()),
      .events = add_interface(stack, vpc, "EventsEndpoint", InterfaceEndpointService::eventbridge(),
                              "Language learning: the way to EventBridge", functions),
      .metrics =
          add_interface(stack, vpc, "MetricsEndpoint", InterfaceEndpointService::cloudwatch_monitoring(),
                        "Language learning: the way to CloudWatch", functions),
  };
}

}  // namespace language_learning
