#include "tenon/constructs/compute/ecs_service.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/ecs/Service.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/network_load_balancer.hpp"
#include "tenon/constructs/network/private_dns_namespace.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/target_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/testing/gmock.hpp"

namespace tenon {
namespace {

using testing::ResourceCountIs;

class EcsServiceTest : public StackTest {
 protected:
  EcsServiceTest() {
    task.add_container("web",
                       ContainerDefinition::Props{
                           .image = ContainerImage::from_registry("nginx"),
                           .port_mappings = {{.container_port = 8080},
                                             {.container_port = 53, .protocol = ContainerProtocol::udp}}});
    task.add_container("sidecar", ContainerDefinition::Props{.image = ContainerImage::from_registry("envoy"),
                                                             .essential = false,
                                                             .port_mappings = {{.container_port = 9901}}});
  }
  EcsService::Props props() { return {.cluster = cluster, .task_definition = task}; }
  EcsService& add_service(const EcsService::Props& given) { return stack.add("Service", given); }
  EcsService& add_service() { return add_service(props()); }
  ApplicationLoadBalancer& add_balancer() {
    return stack.add("Balancer", ApplicationLoadBalancer::Props{.vpc = network, .internet_facing = true});
  }
  void expect_service(std::string_view properties) { expect("AWS::ECS::Service", properties); }

  Vpc& network = stack.add("Network", Vpc::Props{.max_azs = 2});
  EcsCluster& cluster =
      stack.add("Cluster", EcsCluster::Props{.vpc = network,
                                             .enable_fargate_capacity_providers = true,
                                             .default_cloud_map_namespace = {{.name = "internal"}}});
  TaskDefinition& task = stack.add("Task", TaskDefinition::Props{.size = {512, 1024}});
};

TEST_F(EcsServiceTest, NeedsAClusterAndATaskAlone) {
  add_service();
  expect_service(
      R"({"$exactly": {"Cluster": {"Ref": "ClusterEB0386A7"}, "TaskDefinition": {"Ref": "Task79114B6B"},
      "LaunchType": "FARGATE", "EnableECSManagedTags": false,
      "DeploymentConfiguration": {"$exactly": {"MaximumPercent": 200, "MinimumHealthyPercent": 100,
                                  "DeploymentCircuitBreaker": {"Enable": true, "Rollback": true}}},
      "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "DISABLED",
        "SecurityGroups": [{"Fn::GetAtt": [{"$like": "ServiceSecurityGroup*"}, "GroupId"]}],
        "Subnets": [{"Ref": {"$like": "NetworkPrivateSubnet1*"}}, {"Ref": {"$like": "NetworkPrivateSubnet2*"}}]}}}})");
  expect_entry("AWS::ECS::Service", R"({"DependsOn": ["TaskTaskRoleE98524A1"]})");
  EXPECT_EQ(synthesized().find_resources("AWS::ECS::Service"), std::vector<std::string>({"ServiceD69D759B"}));
}

TEST_F(EcsServiceTest, HasTheSettingsThatAreGiven) {
  auto& alarm = stack.add(
      "Alarm",
      Alarm::Props{.metric = Metric(Metric::Props{.metric_namespace = "Shop", .metric_name = "Errors"}),
                   .evaluation_periods = 1,
                   .threshold = 1});
  auto given = props();
  given.desired_count = 2;
  given.service_name = "web";
  given.capacity_provider_strategies = {
      {.capacity_provider = CapacityProvider::fargate, .weight = 1, .base = 1},
      {.capacity_provider = CapacityProvider::fargate_spot, .weight = 3}};
  given.min_healthy_percent = 50;
  given.max_healthy_percent = 150;
  given.circuit_breaker.reset();
  given.deployment_alarms = {&alarm};
  given.health_check_grace_period = Duration::minutes(3);
  given.assign_public_ip = true;
  given.platform_version = "1.4.0";
  given.enable_execute_command = true;
  given.enable_ecs_managed_tags = true;
  given.propagate_tags = PropagatedTagSource::service;
  add_service(given);
  expect_service(R"({"DesiredCount": 2, "ServiceName": "web", "LaunchType": {"$absent": true},
      "CapacityProviderStrategy": [{"CapacityProvider": "FARGATE", "Weight": 1, "Base": 1},
                                   {"CapacityProvider": "FARGATE_SPOT", "Weight": 3}],
      "DeploymentConfiguration": {"MaximumPercent": 150, "MinimumHealthyPercent": 50,
        "DeploymentCircuitBreaker": {"$absent": true}, "Alarms": {"AlarmNames": [{"Ref": {"$any": true}}], "Enable": true, "Rollback": true}},
      "HealthCheckGracePeriodSeconds": 180, "PlatformVersion": "1.4.0", "EnableExecuteCommand": true,
      "EnableECSManagedTags": true, "PropagateTags": "SERVICE",
      "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED",
        "Subnets": [{"Ref": {"$like": "NetworkPublicSubnet1*"}}, {"Ref": {"$like": "NetworkPublicSubnet2*"}}]}}})");
  expect_granted(R"([{"Action": ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
                                 "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"], "Resource": "*"}])");
}

TEST_F(EcsServiceTest, GrantsGoToTheTasksRole) { EXPECT_EQ(&add_service().role(), &task.task_role()); }

TEST_F(EcsServiceTest, IsReachedByTheLoadBalancerWhoseTargetItIs) {
  auto& service = add_service();
  auto& group = add_balancer()
                    .add_listener("Http", {.port = 80})
                    .add_targets("Web", {.port = 8080, .targets = {service}});
  static_cast<void>(group);
  expect_service(
      R"({"HealthCheckGracePeriodSeconds": 60, "LoadBalancers": [{"ContainerName": "web", "ContainerPort": 8080,
      "TargetGroupArn": {"Ref": {"$like": "BalancerHttpWebGroup*"}}}]})");
  expect("AWS::ElasticLoadBalancingV2::TargetGroup", R"({"TargetType": "ip"})");
  expect("AWS::EC2::SecurityGroupIngress", R"({"FromPort": 8080, "ToPort": 8080, "IpProtocol": "tcp"})");
  expect_entry("AWS::ECS::Service",
               R"({"DependsOn": {"$contains": [{"$like": "BalancerHttp*"}, "TaskTaskRoleE98524A1"]}})");
}

TEST_F(EcsServiceTest, AnyContainersPortIsATarget) {
  auto& service = add_service();
  auto& group = stack.add("Group", ApplicationTargetGroup::Props{.vpc = &network, .port = 80});
  service.attach_to_application_target_group(group, {.container_name = "sidecar"});
  auto& datagrams = stack.add(
      "Datagrams", NetworkTargetGroup::Props{.vpc = &network, .port = 53, .protocol = NetworkProtocol::udp});
  service.attach_to_network_target_group(datagrams,
                                         {.container_port = Port(53), .protocol = ContainerProtocol::udp});
  expect_service(R"({"LoadBalancers": [{"ContainerName": "sidecar", "ContainerPort": 9901},
                                       {"ContainerName": "web", "ContainerPort": 53}]})");
}

TEST_F(EcsServiceTest, IsFoundByItsName) {
  auto given = props();
  given.cloud_map_options = {.name = "web", .dns_ttl = Duration::seconds(10)};
  EXPECT_NE(add_service(given).cloud_map_service(), nullptr);
  expect("AWS::ServiceDiscovery::Service",
         R"({"Name": "web", "DnsConfig": {"DnsRecords": [{"TTL": 10, "Type": "A"}]},
                                               "HealthCheckCustomConfig": {"FailureThreshold": 1}})");
  expect_service(R"({"ServiceRegistries": [{"$exactly": {"RegistryArn": {"$any": true}}}]})");
}

TEST_F(EcsServiceTest, ARecordOfServicesSaysThePort) {
  add_service().enable_cloud_map({.dns_record_type = DnsRecordType::srv});
  expect_service(R"({"ServiceRegistries": [{"ContainerName": "web", "ContainerPort": 8080}]})");
}

TEST_F(EcsServiceTest, ScalesByWhatItsTasksDo) {
  auto& service = add_service();
  auto& group = add_balancer()
                    .add_listener("Http", {.port = 80})
                    .add_targets("Web", {.port = 8080, .targets = {service}});
  auto& scaling = service.auto_scale_task_count({.max_capacity = 10, .min_capacity = 2});
  scaling.scale_on_cpu_utilization(
      "Cpu", {.target_utilization_percent = 60, .scale_out_cooldown = Duration::minutes(1)});
  scaling.scale_on_memory_utilization("Memory", {.target_utilization_percent = 70});
  scaling.scale_on_request_count("Requests", {.requests_per_target = 1000, .target_group = group});
  scaling.scale_to_track_custom_metric(
      "Backlog",
      {.target_value = 5,
       .custom_metric = Metric(Metric::Props{.metric_namespace = "Shop", .metric_name = "Backlog"})});
  scaling.scale_on_metric("Steps",
                          {.metric = service.metric_cpu_utilization(),
                           .scaling_steps = {{.change = -1, .upper = 20}, {.change = 2, .lower = 80}}});
  scaling.scale_on_schedule("Night", {.schedule = "rate(1 day)", .max_capacity = 2});
  expect("AWS::ApplicationAutoScaling::ScalableTarget",
         R"({"MinCapacity": 2, "MaxCapacity": 10, "ServiceNamespace": "ecs",
      "ScalableDimension": "ecs:service:DesiredCount", "ResourceId": {"Fn::Join": ["", ["service/", {"Ref": "ClusterEB0386A7"},
      "/", {"Fn::GetAtt": ["ServiceD69D759B", "Name"]}]]}})");
  const auto policy = [&](std::string_view configuration) {
    expect("AWS::ApplicationAutoScaling::ScalingPolicy",
           R"({"TargetTrackingScalingPolicyConfiguration": )" + std::string(configuration) + "}");
  };
  policy(R"({"TargetValue": 60, "ScaleOutCooldown": 60,
             "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}})");
  policy(
      R"({"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageMemoryUtilization"}})");
  policy(
      R"({"TargetValue": 1000, "PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget",
             "ResourceLabel": {"Fn::Join": ["", {"$any": true}]}}})");
  policy(R"({"CustomizedMetricSpecification": {"MetricName": "Backlog"}})");
  EXPECT_THAT(synthesized(), ResourceCountIs("AWS::CloudWatch::Alarm", 2));
}

// --- what is refused ---------------------------------------------------------------------------------------

TEST_F(EcsServiceTest, AStrategyNeedsTheClustersProviders) {
  auto& plain = stack.add("Plain", EcsCluster::Props{.vpc = network});
  add_service({.cluster = plain,
               .task_definition = task,
               .capacity_provider_strategies = {{.capacity_provider = CapacityProvider::fargate}}});
  expect_refused("property-not-allowed", "capacity_provider_strategies");
}

TEST_F(EcsServiceTest, ADeploymentNeedsRoom) {
  auto given = props();
  given.max_healthy_percent = 100;
  add_service(given);
  expect_refused("property-not-allowed", "max_healthy_percent");
}

TEST_F(EcsServiceTest, MoreThanAllTasksAreNotKept) {
  auto given = props();
  given.min_healthy_percent = 120;
  add_service(given);
  expect_refused("property-not-allowed", "min_healthy_percent");
}

TEST_F(EcsServiceTest, TasksAreInRecordsOfAddressesOrServices) {
  add_service().enable_cloud_map({.name = "web", .dns_record_type = DnsRecordType::cname});
  ASSERT_FALSE(app.diagnostics().empty());
  EXPECT_EQ(app.diagnostics()[0].property, "dns_record_type");
}

TEST_F(EcsServiceTest, ATargetIsAPortOfTheTask) {
  auto& group = stack.add("Group", ApplicationTargetGroup::Props{.vpc = &network, .port = 80});
  add_service().attach_to_application_target_group(group, {.container_port = Port(81)});
  expect_refused("property-not-allowed", "container_port");
}

TEST_F(EcsServiceTest, ATargetIsAContainerOfTheTask) {
  auto& group = stack.add("Group", ApplicationTargetGroup::Props{.vpc = &network, .port = 80});
  add_service().attach_to_application_target_group(group, {.container_name = "other"});
  expect_refused("property-not-allowed", "container_name");
}

TEST_F(EcsServiceTest, ANameNeedsANamespace) {
  auto& plain = stack.add("Plain", EcsCluster::Props{.vpc = network});
  add_service(
      {.cluster = plain, .task_definition = task, .cloud_map_options = CloudMapOptions{.name = "web"}});
  expect_refused("property-needed", "cloud_map_namespace");
}

TEST_F(EcsServiceTest, HasOneName) {
  auto& service = add_service();
  service.enable_cloud_map({.name = "web"});
  service.enable_cloud_map({.name = "other"});
  expect_refused("property-not-allowed", "cloud_map_options");
}

TEST_F(EcsServiceTest, IsScaledOnce) {
  auto& service = add_service();
  service.auto_scale_task_count({.max_capacity = 2});
  service.auto_scale_task_count({.max_capacity = 3});
  expect_refused("property-not-allowed", "auto_scale_task_count");
}

}  // namespace
}  // namespace tenon
