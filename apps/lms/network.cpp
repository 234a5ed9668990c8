#include "network.hpp"

#include "tenon/value/format.hpp"

namespace lms {

using tenon::FlowLogDestination;
using tenon::Peer;
using tenon::SecurityGroup;
using tenon::SubnetType;
using tenon::Traffic;
using tenon::Vpc;

namespace {

/// A NAT gateway in each zone: when one zone fails, the other goes on.
Vpc& add_vpc(tenon::Stack& stack) {
  return stack.add(
      "Vpc", Vpc::Props{
                 .cidr = "10.20.0.0/16",
                 .tiers = {{.name = "Public",
                            .type = SubnetType::public_,
                            .cidr_mask = 24,
                            .map_public_ip_on_launch = false},
                           {.name = "Private", .type = SubnetType::private_with_egress, .cidr_mask = 20},
                           {.name = "Data", .type = SubnetType::private_isolated, .cidr_mask = 24}},
             });
}

SecurityGroup& add_group(tenon::Stack& stack, const Settings& settings, Vpc& vpc, std::string_view id,
                         std::string_view name, std::string_view description) {
  return stack.add(id, SecurityGroup::Props{
                           .vpc = vpc,
                           .description = description,
                           .security_group_name = settings.name(name),
                           .allow_all_outbound = false,
                       });
}

void log_flows(tenon::Stack& stack, Vpc& vpc, const Settings& settings, const Keys& keys) {
  auto& logs = add_log_group(stack, "FlowLogs", tenon::format("/lms/{}", settings.name("vpc-flow-logs")),
                             keys.operations);
  auto& role =
      stack.add("FlowLogsRole", tenon::Role::Props{
                                    .assumed_by = tenon::Principal::service("vpc-flow-logs.amazonaws.com"),
                                    .description = "LMS: writes the records of the network's traffic",
                                });
  vpc.add_flow_log("FlowLog", {.destination = FlowLogDestination::to_cloud_watch_logs(&logs, &role)});
}

}  // namespace

Network add_network(tenon::Stack& stack, const Settings& settings, const Keys& keys) {
  auto& vpc = add_vpc(stack);
  log_flows(stack, vpc, settings, keys);
  const auto group = [&](std::string_view id, std::string_view name,
                         std::string_view description) -> SecurityGroup& {
    return add_group(stack, settings, vpc, id, name, description);
  };
  const Network network{
      .vpc = vpc,
      .link = group("LinkGroup", "vpc-link-sg", "LMS: the way of API Gateway into the network"),
      .balancer = group("BalancerGroup", "alb-sg", "LMS: the load balancer"),
      .tasks = group("TasksGroup", "ecs-tasks-sg", "LMS: the tasks of the application"),
      .database = group("DatabaseGroup", "aurora-sg", "LMS: the database"),
      .cache = group("CacheGroup", "redis-sg", "LMS: sessions and cache"),
      .files = group("FilesGroup", "efs-sg", "LMS: course materials"),
      .database_rotation = group("DatabaseRotationGroup", "aurora-rotation-sg",
                                 "LMS: the function that replaces the password of the database"),
      .cache_rotation = group("CacheRotationGroup", "redis-rotation-sg",
                              "LMS: the function that replaces the token of Redis"),
  };
  network.balancer.allow_from(network.link, Traffic::tcp(443), "HTTPS of the API");
  // Images, secrets, logs and the stream are services of AWS, reached by the NAT gateways.
  for (SecurityGroup* each : {&network.tasks, &network.database_rotation, &network.cache_rotation}) {
    each->allow_to(Peer::any_ipv4(), Traffic::tcp(443), "HTTPS to services of AWS");
  }
  return network;
}

}  // namespace lms
