#include "tenon/constructs/network/network_load_balancer.hpp"

#include "constructs/network/stack_fixture.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/network/vpc.hpp"

namespace tenon {
namespace {

constexpr std::string_view balancer_type = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr std::string_view listener_type = "AWS::ElasticLoadBalancingV2::Listener";

class NetworkLoadBalancerTest : public StackFixture {
 protected:
  NetworkLoadBalancer& add_balancer() {
    return stack.add("Balancer", NetworkLoadBalancer::Props{.vpc = vpc});
  }

  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  const ListenerCertificate certificate =
      ListenerCertificate::arn("arn:aws:acm:eu-west-1:111122223333:certificate/01");
};

TEST_F(NetworkLoadBalancerTest, StandsInsideTheNetworkAndIsClosed) {
  add_balancer();
  expect(balancer_type, R"({"$exactly": {"Type": "network", "Scheme": "internal",
      "SecurityGroups": [{"Fn::GetAtt": [{"$like": "BalancerSecurityGroup*"}, "GroupId"]}],
      "Subnets": [{"Ref": {"$like": "VpcPrivateSubnet1*"}}, {"Ref": {"$like": "VpcPrivateSubnet2*"}}],
      "LoadBalancerAttributes": [{"Key": "deletion_protection.enabled", "Value": "false"}]}})");
  expect("AWS::EC2::SecurityGroup", R"({"SecurityGroupIngress": {"$absent": true}})");
}

TEST_F(NetworkLoadBalancerTest, WritesEveryOption) {
  auto& bucket = stack.add("Logs", Bucket::Props{});
  stack.add("Balancer",
            NetworkLoadBalancer::Props{
                .vpc = vpc,
                .internet_facing = true,
                .disable_security_groups = true,
                .enforce_security_group_inbound_rules_on_private_link_traffic = false,
                .load_balancer_name = "shop",
                .deletion_protection = true,
                .ip_address_type = IpAddressType::dual_stack,
                .cross_zone_enabled = true,
                .client_routing_policy = NetworkLoadBalancer::ClientRoutingPolicy::availability_zone_affinity,
                .access_logs = LoadBalancerLogs{.bucket = bucket}});
  expect(balancer_type, R"({"Name": "shop", "Scheme": "internet-facing", "IpAddressType": "dualstack",
      "SecurityGroups": {"$absent": true}, "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "off",
      "LoadBalancerAttributes": {"$contains": [{"Key": "deletion_protection.enabled", "Value": "true"},
        {"Key": "load_balancing.cross_zone.enabled", "Value": "true"},
        {"Key": "dns_record.client_routing_policy", "Value": "availability_zone_affinity"},
        {"Key": "access_logs.s3.enabled", "Value": "true"}, {"Key": "access_logs.s3.prefix", "Value": ""}]}})");
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": "s3:PutObject", "Principal": {"Service": "delivery.logs.amazonaws.com"},
       "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}},
      {"Action": "s3:GetBucketAcl", "Principal": {"Service": "delivery.logs.amazonaws.com"}}]}}})");
}

TEST_F(NetworkLoadBalancerTest, EndsTlsWithACertificate) {
  auto& listener = add_balancer().add_listener("Tls", {.port = 443,
                                                       .certificates = {certificate},
                                                       .alpn_policy = AlpnPolicy::http2_preferred,
                                                       .tcp_idle_timeout = Duration::seconds(600)});
  EXPECT_EQ(listener.protocol(), NetworkProtocol::tls);
  listener.add_targets("Api",
                       {.port = 8443, .protocol = NetworkProtocol::tls, .target_type = TargetType::ip});
  expect(
      listener_type,
      R"({"$exactly": {"Port": 443, "Protocol": "TLS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
      "AlpnPolicy": ["HTTP2Preferred"], "Certificates": [{"CertificateArn": {"$like": "*/01"}}],
      "ListenerAttributes": [{"Key": "tcp.idle_timeout.seconds", "Value": "600"}],
      "LoadBalancerArn": {"Ref": {"$like": "Balancer*"}},
      "DefaultActions": [{"$exactly": {"Type": "forward", "TargetGroupArn": {"Ref": {"$like": "BalancerTlsApiGroup*"}}}}]}})");
  expect("AWS::ElasticLoadBalancingV2::TargetGroup",
         R"({"Port": 8443, "Protocol": "TLS", "VpcId": {"Ref": {"$like": "Vpc*"}}})");
}

TEST_F(NetworkLoadBalancerTest, LetsInWhoIsAllowed) {
  auto& listener = add_balancer().add_listener("Dns", {.port = 53, .protocol = NetworkProtocol::udp});
  listener.add_targets("Dns", {.port = 53, .protocol = NetworkProtocol::udp, .target_type = TargetType::ip});
  listener.allow_from(Cidr("10.0.0.0/8"));
  expect(listener_type, R"({"Protocol": "UDP", "SslPolicy": {"$absent": true}})");
  expect("AWS::EC2::SecurityGroup",
         R"({"SecurityGroupIngress": [{"CidrIp": "10.0.0.0/8", "IpProtocol": "udp", "FromPort": 53}]})");
}

TEST_F(NetworkLoadBalancerTest, SharesConnectionsAmongGroups) {
  auto& a = stack.add("A", NetworkTargetGroup::Props{.vpc = &vpc, .port = 80, .target_type = TargetType::ip});
  auto& b = stack.add("B", NetworkTargetGroup::Props{.vpc = &vpc, .port = 80, .target_type = TargetType::ip});
  add_balancer().add_listener("Tcp", {.port = 80, .default_target_groups = {&a, &b}});
  expect(listener_type, R"({"DefaultActions": [{"Type": "forward", "ForwardConfig": {"TargetGroups": [
      {"TargetGroupArn": {"Ref": {"$like": "A*"}}}, {"TargetGroupArn": {"Ref": {"$like": "B*"}}}]}}]})");
}

TEST_F(NetworkLoadBalancerTest, HasMetrics) {
  const Metric metric = add_balancer().metric_processed_bytes();
  EXPECT_EQ(metric.props().metric_namespace, "AWS/NetworkELB");
  EXPECT_EQ(metric.props().statistic, Statistic::sum);
}

TEST_F(NetworkLoadBalancerTest, RefusesListenersThatLeadNowhere) {
  add_balancer().add_listener("Tcp", {.port = 80});
  expect_refused("default_target_groups", "property-needed");
}

TEST_F(NetworkLoadBalancerTest, RefusesTlsWithoutACertificate) {
  add_balancer().add_listener("Tls", {.port = 443, .protocol = NetworkProtocol::tls});
  expect_refused("certificates", "property-needed");
}

TEST_F(NetworkLoadBalancerTest, RefusesCertificatesOfTcp) {
  add_balancer().add_listener("Tcp",
                              {.port = 443, .protocol = NetworkProtocol::tcp, .certificates = {certificate}});
  expect_refused("certificates");
}

TEST_F(NetworkLoadBalancerTest, RefusesProtocolsAboveTcp) {
  add_balancer().add_listener("Tcp", {.port = 443, .alpn_policy = AlpnPolicy::none});
  expect_refused("alpn_policy");
}

TEST_F(NetworkLoadBalancerTest, RefusesSilenceOutOfBounds) {
  add_balancer().add_listener("Tcp", {.port = 443, .tcp_idle_timeout = Duration::seconds(59)});
  expect_refused("tcp_idle_timeout");
}

TEST_F(NetworkLoadBalancerTest, RefusesASecondDefault) {
  auto& listener = add_balancer().add_listener("Tcp", {.port = 80});
  listener.add_targets("A", {.port = 80, .target_type = TargetType::ip});
  listener.add_targets("B", {.port = 80, .target_type = TargetType::ip});
  expect_refused("default_target_groups");
}

TEST_F(NetworkLoadBalancerTest, RefusesAddressesThatItCannotHave) {
  stack.add("Balancer", NetworkLoadBalancer::Props{
                            .vpc = vpc, .ip_address_type = IpAddressType::dual_stack_without_public_ipv4});
  expect_refused("ip_address_type");
}

}  // namespace
}  // namespace tenon
