#include "tenon/constructs/network/target_group.hpp"

#include "constructs/network/stack_fixture.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/ecs_service.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/network_load_balancer.hpp"
#include "tenon/constructs/network/vpc.hpp"

namespace tenon {
namespace {

constexpr std::string_view group_type = "AWS::ElasticLoadBalancingV2::TargetGroup";

class TargetGroupTest : public StackFixture {
 protected:
  ApplicationTargetGroup& add_group(ApplicationTargetGroup::Props props) {
    props.vpc = &vpc;
    return stack.add("Group", props);
  }
  EcsService& add_service() {
    auto& cluster = stack.add("Cluster", EcsCluster::Props{.vpc = vpc});
    auto& task = stack.add("Task", TaskDefinition::Props{});
    task.add_container("web", {.image = ContainerImage::from_registry("nginx"),
                               .port_mappings = {{.container_port = 8080}, {.container_port = 9000}}});
    return stack.add("Service", EcsService::Props{.cluster = cluster, .task_definition = task});
  }

  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
};

TEST_F(TargetGroupTest, HasCdksDefaults) {
  add_group({.port = 8080, .target_type = TargetType::ip});
  expect(group_type, R"({"$exactly": {"Port": 8080, "Protocol": "HTTP", "TargetType": "ip",
      "VpcId": {"Ref": {"$like": "Vpc*"}}, "TargetGroupAttributes": [{"Key": "stickiness.enabled", "Value": "false"}]}})");
}

TEST_F(TargetGroupTest, DerivesPortAndProtocolFromEachOther) {
  EXPECT_EQ(add_group({.protocol = ApplicationProtocol::https}).port().literal(), 443);
  expect(group_type, R"({"Port": 443, "Protocol": "HTTPS"})");
}

TEST_F(TargetGroupTest, WritesEveryOption) {
  add_group({.port = 443,
             .protocol_version = ApplicationProtocolVersion::grpc,
             .target_type = TargetType::ip,
             .target_group_name = "web",
             .health_check = {.enabled = true,
                              .path = "/health",
                              .port = "8443",
                              .protocol = HealthCheckProtocol::https,
                              .interval = Duration::seconds(15),
                              .timeout = Duration::seconds(5),
                              .healthy_threshold_count = 2,
                              .unhealthy_threshold_count = 3,
                              .healthy_grpc_codes = "0-99"},
             .deregistration_delay = Duration::seconds(15),
             .slow_start = Duration::seconds(60),
             .stickiness_cookie_duration = Duration::hours(1),
             .load_balancing_algorithm = LoadBalancingAlgorithm::least_outstanding_requests,
             .cross_zone_enabled = false,
             .target_group_health = {.dns_minimum_healthy_target_percentage = 0,
                                     .routing_minimum_healthy_target_count = 2},
             .ip_address_type = TargetIpAddressType::ipv6});
  expect(group_type,
         R"({"Name": "web", "ProtocolVersion": "GRPC", "IpAddressType": "ipv6", "HealthCheckEnabled": true,
      "HealthCheckPath": "/health", "HealthCheckPort": "8443", "HealthCheckProtocol": "HTTPS",
      "HealthCheckIntervalSeconds": 15, "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 2,
      "UnhealthyThresholdCount": 3, "Matcher": {"$exactly": {"GrpcCode": "0-99"}},
      "TargetGroupAttributes": {"$contains": [
        {"Key": "deregistration_delay.timeout_seconds", "Value": "15"},
        {"Key": "slow_start.duration_seconds", "Value": "60"},
        {"Key": "stickiness.enabled", "Value": "true"},
        {"Key": "stickiness.type", "Value": "lb_cookie"},
        {"Key": "stickiness.lb_cookie.duration_seconds", "Value": "3600"},
        {"Key": "load_balancing.algorithm.type", "Value": "least_outstanding_requests"},
        {"Key": "load_balancing.cross_zone.enabled", "Value": "false"},
        {"Key": "target_group_health.dns_failover.minimum_healthy_targets.percentage", "Value": "off"},
        {"Key": "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "Value": "2"}]}})");
}

TEST_F(TargetGroupTest, KeepsClientsByACookieOfTheApplication) {
  add_group({.port = 80}).enable_cookie_stickiness(Duration::days(1), "session");
  expect(group_type, R"({"TargetGroupAttributes": {"$contains": [
      {"Key": "stickiness.type", "Value": "app_cookie"},
      {"Key": "stickiness.app_cookie.cookie_name", "Value": "session"},
      {"Key": "stickiness.app_cookie.duration_seconds", "Value": "86400"}]}})");
}

TEST_F(TargetGroupTest, TakesAddressesAndInstances) {
  add_group(
      {.port = 80,
       .targets = {ApplicationTarget::ip("10.0.1.1"), ApplicationTarget::ip("192.0.2.1", 8080, "all")}});
  expect(group_type, R"({"TargetType": "ip", "Targets": [{"$exactly": {"Id": "10.0.1.1"}},
      {"Id": "192.0.2.1", "Port": 8080, "AvailabilityZone": "all"}]})");
  auto& instances = stack.add("Instances", ApplicationTargetGroup::Props{.vpc = &vpc, .port = 80});
  instances.add_target(ApplicationTarget::instance("i-1", 81));
  expect(group_type, R"({"TargetType": "instance", "Targets": [{"Id": "i-1", "Port": 81}]})");
}

TEST_F(TargetGroupTest, CallsAFunctionThatLetsItself) {
  auto& function =
      stack.add("Function", LambdaFn::Props{.code = Code::from_inline("exports.handler = () => {}"),
                                            .handler = "index.handler",
                                            .runtime = Runtime::nodejs_22_x});
  stack.add("Group",
            ApplicationTargetGroup::Props{.targets = {function}, .multi_value_headers_enabled = true});
  expect(group_type, R"({"$exactly": {"TargetType": "lambda",
      "TargetGroupAttributes": [{"Key": "lambda.multi_value_headers.enabled", "Value": "true"}],
      "Targets": [{"Id": {"Fn::GetAtt": [{"$like": "Function*"}, "Arn"]}}]}})");
  expect("AWS::Lambda::Permission",
         R"({"Action": "lambda:InvokeFunction", "Principal": "elasticloadbalancing.amazonaws.com"})");
}

TEST_F(TargetGroupTest, ConnectsServicesWithTheLoadBalancersThatLeadHere) {
  auto& service = add_service();
  auto& group =
      add_group({.port = 80, .targets = {{service, LoadBalancerTarget{.container_port = Port(9000)}}}});
  auto& balancer = stack.add("Balancer", ApplicationLoadBalancer::Props{.vpc = vpc});
  balancer.add_listener("Http", {.port = 80, .default_target_groups = {&group}});
  expect("AWS::ECS::Service", R"({"LoadBalancers": [{"ContainerName": "web", "ContainerPort": 9000}]})");
  expect("AWS::EC2::SecurityGroupIngress",
         R"({"FromPort": 9000, "ToPort": 9000, "Description": "Load balancer to target",
      "SourceSecurityGroupId": {"Fn::GetAtt": [{"$like": "BalancerSecurityGroup*"}, "GroupId"]}})");
  expect("AWS::EC2::SecurityGroupEgress", R"({"FromPort": 9000,
      "GroupId": {"Fn::GetAtt": [{"$like": "BalancerSecurityGroup*"}, "GroupId"]}})");
  // The service comes after the listener that was made later.
  const auto after = testing::Template::of(stack).has_resource(
      "AWS::ECS::Service", R"({"DependsOn": {"$contains": [{"$like": "BalancerHttp*"}]}})");
  EXPECT_TRUE(after.passed) << after.explanation;
}

TEST_F(TargetGroupTest, LeadsNetworkLoadBalancersToApplicationLoadBalancers) {
  auto& inner = stack.add("Inner", ApplicationLoadBalancer::Props{.vpc = vpc});
  auto& http =
      inner.add_listener("Http", {.port = 80, .default_action = ListenerAction::fixed_response(404)});
  auto& outer = stack.add("Outer", NetworkLoadBalancer::Props{.vpc = vpc});
  outer.add_listener("Tcp", {.port = 80}).add_targets("Inner", {.port = 80, .targets = {http}});
  expect(
      group_type,
      R"({"TargetType": "alb", "Protocol": "TCP", "Targets": [{"Id": {"Ref": {"$like": "Inner*"}}, "Port": 80}]})");
  expect("AWS::EC2::SecurityGroupIngress", R"({"FromPort": 80,
      "SourceSecurityGroupId": {"Fn::GetAtt": [{"$like": "OuterSecurityGroup*"}, "GroupId"]}})");
}

TEST_F(TargetGroupTest, WritesWhatNetworkGroupsHave) {
  stack.add("Group", NetworkTargetGroup::Props{.vpc = &vpc,
                                               .port = 53,
                                               .protocol = NetworkProtocol::tcp_udp,
                                               .target_type = TargetType::ip,
                                               .connection_termination = true,
                                               .preserve_client_ip = false,
                                               .proxy_protocol_v2 = true,
                                               .stickiness = true});
  expect(group_type, R"({"Port": 53, "Protocol": "TCP_UDP", "TargetGroupAttributes": {"$contains": [
      {"Key": "proxy_protocol_v2.enabled", "Value": "true"}, {"Key": "preserve_client_ip.enabled", "Value": "false"},
      {"Key": "deregistration_delay.connection_termination.enabled", "Value": "true"},
      {"Key": "stickiness.type", "Value": "source_ip"}]}})");
}

TEST_F(TargetGroupTest, TakesGroupsThatExist) {
  auto& group = ApplicationTargetGroup::from_attributes(
      stack, "Group",
      {.target_group_arn =
           "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef",
       .load_balancer_full_name = "app/shop/fedcba9876543210"});
  const Metric metric = group.metric_request_count_per_target();
  EXPECT_EQ(metric.props().dimensions[0].value.literal(), "app/shop/fedcba9876543210");
  EXPECT_EQ(resolved_json(metric.props().dimensions[1].value), R"("targetgroup/web/0123456789abcdef")");
  EXPECT_EQ(metric.props().statistic, Statistic::sum);
  expect_count(group_type, 0);
}

TEST_F(TargetGroupTest, HasMetricsOfItsFirstLoadBalancer) {
  auto& balancer = stack.add("Balancer", ApplicationLoadBalancer::Props{.vpc = vpc});
  auto& listener = balancer.add_listener("Http", {.port = 80});
  auto& group = listener.add_targets("Web", {.port = 80, .target_type = TargetType::ip});
  const Metric metric = group.metric_http_code_target(5);
  EXPECT_EQ(metric.props().metric_namespace, "AWS/ApplicationELB");
  EXPECT_EQ(metric.props().metric_name, "HTTPCode_Target_5XX_Count");
  EXPECT_NE(
      resolved_json(metric.props().dimensions[0].value).find(R"("Fn::Split":["/",{"Ref":"BalancerHttp)"),
      std::string::npos)
      << resolved_json(metric.props().dimensions[0].value);
}

// --- refusals

struct Refused {
  const char* name;
  ApplicationTargetGroup::Props props;
  const char* property;
  const char* id = "property-not-allowed";
};

class RefusedTargetGroup : public StackFixture, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedTargetGroup, IsReported) {
  ApplicationTargetGroup::Props props = GetParam().props;
  if (props.target_type != TargetType::lambda) props.vpc = &stack.add("Vpc", Vpc::Props{});
  stack.add("Group", props);
  expect_refused(GetParam().property, GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(
    Each, RefusedTargetGroup,
    ::testing::Values(
        Refused{"unusual_port", {.port = 9000}, "protocol", "property-needed"},
        Refused{"no_port", {.target_type = TargetType::ip}, "port", "property-needed"},
        Refused{"port_of_function", {.port = 80, .target_type = TargetType::lambda}, "port"},
        Refused{
            "two_kinds",
            {.port = 80, .targets = {ApplicationTarget::ip("10.0.0.1"), ApplicationTarget::instance("i-1")}},
            "target_type"},
        Refused{"lists_without_function",
                {.port = 80, .multi_value_headers_enabled = true},
                "multi_value_headers_enabled"},
        Refused{
            "timeout",
            {.port = 80, .health_check = {.interval = Duration::seconds(5), .timeout = Duration::seconds(5)}},
            "health_check.timeout"},
        Refused{"interval",
                {.port = 80, .health_check = {.interval = Duration::seconds(4)}},
                "health_check.interval"},
        Refused{"tcp_check",
                {.port = 80, .health_check = {.protocol = HealthCheckProtocol::tcp}},
                "health_check.protocol"},
        Refused{"slow_start", {.port = 80, .slow_start = Duration::seconds(29)}, "slow_start"},
        Refused{"anomalies", {.port = 80, .enable_anomaly_mitigation = true}, "enable_anomaly_mitigation"},
        Refused{"cookie",
                {.port = 80,
                 .stickiness_cookie_duration = Duration::hours(1),
                 .stickiness_cookie_name = "AWSALB1"},
                "stickiness_cookie_name"},
        Refused{"long_cookie",
                {.port = 80, .stickiness_cookie_duration = Duration::days(8)},
                "stickiness_cookie_duration"},
        Refused{"name",
                {.port = 80, .target_group_name = "this-name-is-longer-than-32-letters"},
                "target_group_name"},
        Refused{"hyphen", {.port = 80, .target_group_name = "web-"}, "target_group_name"},
        Refused{"delay", {.port = 80, .deregistration_delay = Duration::hours(2)}, "deregistration_delay"},
        Refused{"health",
                {.port = 80, .target_group_health = {.routing_minimum_healthy_target_percentage = 101}},
                "routing_minimum_healthy_target_percentage"}),
    [](const auto& each) { return each.param.name; });

TEST_F(TargetGroupTest, NeedsANetwork) {
  stack.add("Group", ApplicationTargetGroup::Props{.port = 80});
  expect_refused("vpc", "property-needed");
}

TEST_F(TargetGroupTest, HasNoMetricsWithoutALoadBalancer) {
  add_group({.port = 80}).metric_request_count();
  expect_refused("load_balancer", "property-needed");
}

TEST_F(TargetGroupTest, LeavesTheTargetsOfGroupsThatExist) {
  ApplicationTargetGroup::from_attributes(
      stack, "Group",
      {.target_group_arn =
           "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef"})
      .add_target(ApplicationTarget::ip("10.0.0.1"));
  expect_refused("targets");
}

}  // namespace
}  // namespace tenon
