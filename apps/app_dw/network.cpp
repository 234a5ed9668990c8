#include "network.hpp"

#include <string_view>

#include "settings.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/flow_log.hpp"
#include "tenon/constructs/network/network_acl.hpp"
#include "tenon/constructs/network/vpc_endpoint.hpp"
#include "tenon/value/expression.hpp"

namespace app_dw {

using tenon::InterfaceEndpoint;
using tenon::InterfaceEndpointService;
using tenon::NetworkAcl;
using tenon::Peer;
using tenon::SecurityGroup;
using tenon::SubnetSelection;
using tenon::SubnetType;
using tenon::Traffic;
using tenon::Vpc;

namespace {

const SubnetSelection private_subnets{.type = SubnetType::private_with_egress};
const SubnetSelection database_subnets{.group_name = database_tier};

/// Which zones these are is the account's choice.
std::vector<tenon::Value<std::string>> first_zones(std::size_t count) {
  std::vector<tenon::Value<std::string>> zones;
  for (std::size_t i = 0; i < count; ++i) {
    zones.emplace_back(tenon::Fn::Select(static_cast<int>(i), tenon::Fn::GetAZs("")));
  }
  return zones;
}

/// One NAT gateway: a development system does without the other zones' when one zone fails.
Vpc& add_vpc(tenon::Stack& stack, const config::Network& network) {
  return stack.add("Vpc", Vpc::Props{
                              .cidr = network.range,
                              .availability_zones = first_zones(network.public_subnets.size()),
                              .tiers = {{.name = "Public",
                                         .type = SubnetType::public_,
                                         .cidrs = network.public_subnets,
                                         .map_public_ip_on_launch = false},
                                        {.name = "Private",
                                         .type = SubnetType::private_with_egress,
                                         .cidrs = network.private_subnets},
                                        {.name = database_tier,
                                         .type = SubnetType::private_isolated,
                                         .cidrs = network.database_subnets}},
                              .nat_gateways = 1,
                          });
}

/// Who talks to whom, and who is refused.
void log_flows(tenon::Stack& stack, Vpc& vpc) {
  auto& logs = add_log_group(stack, "FlowLogs", "/app-dw/vpc-flow-logs");
  auto& role =
      stack.add("FlowLogsRole", tenon::Role::Props{
                                    .assumed_by = tenon::Principal::service("vpc-flow-logs.amazonaws.com"),
                                    .description = "app-dw: writes the flow logs of the network",
                                });
  vpc.add_flow_log("FlowLog", {.destination = tenon::FlowLogDestination::to_cloud_watch_logs(&logs, &role)});
}

/// Lets the databases talk to the network and to nothing else.
void filter_database_subnets(tenon::Stack& stack, Vpc& vpc, const tenon::Cidr& range) {
  constexpr tenon::PortRange ephemeral_ports(1024, 65535);
  using enum tenon::TrafficDirection;
  const auto block = tenon::Value<std::string>(range.text());
  auto& acl = stack.add("DatabaseAcl", NetworkAcl::Props{.vpc = vpc, .subnets = database_subnets});
  // Aurora's instances also answer each other and the proxies, whose interfaces stand in these subnets.
  acl.add_entry("RequestsIn", {.rule_number = 100,
                               .direction = ingress,
                               .traffic = Traffic::tcp(database_port),
                               .cidr_block = block});
  acl.add_entry("AnswersIn", {.rule_number = 110,
                              .direction = ingress,
                              .traffic = Traffic::tcp(ephemeral_ports),
                              .cidr_block = block});
  acl.add_entry(
      "RequestsOut",
      {.rule_number = 100, .direction = egress, .traffic = Traffic::tcp(database_port), .cidr_block = block});
  acl.add_entry("AnswersOut", {.rule_number = 110,
                               .direction = egress,
                               .traffic = Traffic::tcp(ephemeral_ports),
                               .cidr_block = block});
}

/// Makes groups of one network. Rules between groups are resources of their own, so groups may name each
/// other.
class Groups {
 public:
  Groups(tenon::Stack& stack, Vpc& vpc, const tenon::Cidr& range) : stack_(stack), vpc_(vpc), range_(range) {}

  /// What bears it may call everything.
  SecurityGroup& open(std::string_view name, std::string_view description) {
    return stack_.add(name, SecurityGroup::Props{.vpc = vpc_,
                                                 .description = description,
                                                 .security_group_name = name,
                                                 .outbound_description = "Allow all outbound"});
  }
  /// What bears it may call what is in the network.
  SecurityGroup& inside(std::string_view name, std::string_view description) {
    SecurityGroup& group = closed(name, description);
    group.add_egress_rule(range_, Traffic::all(), "Allow all outbound within VPC");
    return group;
  }
  /// What bears it may call nothing.
  SecurityGroup& closed(std::string_view name, std::string_view description) {
    return stack_.add(name, SecurityGroup::Props{.vpc = vpc_,
                                                 .description = description,
                                                 .security_group_name = name,
                                                 .allow_all_outbound = false});
  }

 private:
  tenon::Stack& stack_;
  Vpc& vpc_;
  const tenon::Cidr& range_;
};

SecurityGroup& add_balancer_group(Groups& groups) {
  SecurityGroup& group = groups.inside("alb-sg", "app-dw: the load balancer");
  group.add_ingress_rule(Peer::any_ipv4(), Traffic::tcp(443), "Allow HTTPS from internet");
  group.add_ingress_rule(Peer::any_ipv4(), Traffic::tcp(80), "Allow HTTP for redirect");
  return group;
}

/// The load balancer asks the user pool's endpoints, which are on the internet, where its own group lets
/// nothing go.
SecurityGroup& add_sign_in_group(Groups& groups) {
  SecurityGroup& group = groups.closed("sign-in-sg", "app-dw: the way of the load balancer to the user pool");
  group.add_egress_rule(Peer::any_ipv4(), Traffic::tcp(443), "Allow HTTPS to the endpoints of the user pool");
  return group;
}

/// The group of the project's services, and those of its database where it has one.
ProjectGroups add_project_groups(Groups& groups, const config::Project& project) {
  ProjectGroups made{.services = groups.open(project.group.name, "app-dw: services of " + project.title),
                     .database = nullptr,
                     .proxy = nullptr};
  if (!project.database) return made;
  const config::Database& database = *project.database;
  made.database = &groups.inside(database.cluster_group, "app-dw: " + database.title);
  made.proxy = &groups.closed(database.proxy_group, "app-dw: the proxy of " + database.title);
  const auto traffic = Traffic::tcp(database_port);
  const std::string from_services = "Allow traffic from " + project.group.title;
  made.database->add_ingress_rule(made.services, traffic, from_services);
  made.database->add_ingress_rule(*made.proxy, traffic, "Allow traffic from the RDS Proxy");
  made.proxy->add_ingress_rule(made.services, traffic, from_services);
  made.proxy->add_inline_egress_rule(*made.database, traffic, "Allow traffic to " + database.title);
  return made;
}

void allow_calls(const config::System& system, const Network& network) {
  for (const config::Project& project : system.projects) {
    for (const config::GroupRule& rule : project.group.ingress) {
      SecurityGroup& from = rule.from == "alb" ? network.balancer : network.projects.at(rule.from).services;
      network.of(project).services.add_ingress_rule(from, Traffic::tcp(rule.port), rule.description);
    }
  }
}

/// Services of AWS that the tasks use, reached inside the network.
void add_endpoints(Groups& groups, const config::System& system, const Network& network) {
  SecurityGroup& group = groups.inside("vpc-endpoint-sg", "app-dw: endpoints of services of AWS");
  for (const config::Project& project : system.projects) {
    group.add_ingress_rule(network.of(project).services, Traffic::tcp(443),
                           "Allow HTTPS from " + project.group.title);
  }
  struct Spec {
    std::string_view id;
    InterfaceEndpointService service;
  };
  const Spec endpoints[] = {
      {"EcrApi", InterfaceEndpointService::ecr()},
      {"EcrDocker", InterfaceEndpointService::ecr_docker()},
      {"SecretsManager", InterfaceEndpointService::secrets_manager()},
      {"Logs", InterfaceEndpointService::cloudwatch_logs()},
      {"BedrockRuntime", InterfaceEndpointService::bedrock_runtime()},
  };
  for (const Spec& endpoint : endpoints) {
    network.stack.add(endpoint.id, InterfaceEndpoint::Props{.vpc = network.vpc,
                                                            .service = endpoint.service,
                                                            .subnets = private_subnets,
                                                            .open = false,
                                                            .security_groups = {&group}});
  }
  // Layers of images come from S3.
  network.vpc.add_gateway_endpoint("S3", tenon::GatewayEndpointService::s3(), {private_subnets});
}

}  // namespace

Network add_network(tenon::App& app, const config::System& system) {
  auto& stack = add_stack(
      app, {.id = "Network", .name = "network", .description = "the network, security groups and endpoints"});
  const tenon::Cidr& range = system.network.range;
  auto& vpc = add_vpc(stack, system.network);
  log_flows(stack, vpc);
  filter_database_subnets(stack, vpc, range);
  Groups groups(stack, vpc, range);
  Network network{
      .stack = stack,
      .vpc = vpc,
      .balancer = add_balancer_group(groups),
      .sign_in = add_sign_in_group(groups),
      .projects = {},
      .names = stack.add("Names",
                         tenon::PrivateDnsNamespace::Props{
                             .name = internal_domain,
                             .vpc = vpc,
                             .description = "app-dw: names of the services",
                         }),
  };
  for (const config::Project& project : system.projects) {
    network.projects.emplace(project.id, add_project_groups(groups, project));
  }
  allow_calls(system, network);
  add_endpoints(groups, system, network);
  return network;
}

}  // namespace app_dw
