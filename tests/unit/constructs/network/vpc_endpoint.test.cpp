#include "tenon/constructs/network/vpc_endpoint.hpp"

#include <gtest/gtest.h>

#include "tenon/aws/ec2/VPCEndpoint.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
namespace {

using testing::Template;

class VpcEndpointTest : public ::testing::Test {
 protected:
  void expect(std::string_view type, std::string_view properties) {
    const auto result = Template::of(stack).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2,
                                         .tiers = {{.name = "Edge", .type = SubnetType::public_},
                                                   {.name = "App", .type = SubnetType::private_with_egress},
                                                   {.name = "Jobs", .type = SubnetType::private_with_egress}},
                                         .nat_gateways = 1});
};

constexpr std::string_view endpoint = "AWS::EC2::VPCEndpoint";

TEST_F(VpcEndpointTest, LeadsAllRouteTablesToAGatewayService) {
  vpc.add_gateway_endpoint("S3", GatewayEndpointService::s3());
  expect(
      endpoint,
      R"({"VpcEndpointType": "Gateway", "PolicyDocument": {"$absent": true}, "RouteTableIds": [{"$any": true},
      {"$any": true}, {"$any": true}, {"$any": true}, {"$any": true}, {"$any": true}],
      "ServiceName": {"Fn::Join": ["", ["com.amazonaws.", {"Ref": "AWS::Region"}, ".s3"]]}})");
}

TEST_F(VpcEndpointTest, LeadsEachSelectedRouteTableOnceToAGatewayService) {
  vpc.add_gateway_endpoint("DynamoDb", GatewayEndpointService::dynamodb(),
                           {{.group_name = "App"}, {.type = SubnetType::private_with_egress}});
  expect(
      endpoint,
      R"({"RouteTableIds": [{"Ref": {"$like": "VpcAppSubnet1RouteTable*"}}, {"$any": true}, {"$any": true}, {"$any": true}]})");
}

TEST_F(VpcEndpointTest, HasAPolicyWhenOneIsGiven) {
  auto& s3 = vpc.add_gateway_endpoint("S3", GatewayEndpointService::s3());
  s3.add_to_policy(
      {.actions = {iam::s3::GetObject}, .resources = {"*"}, .principals = {Principal::anyone()}});
  expect(
      endpoint,
      R"({"PolicyDocument": {"Statement": [{"Action": "s3:GetObject", "Effect": "Allow", "Principal": {"AWS": "*"},
      "Resource": "*"}]}})");
  EXPECT_TRUE(app.diagnostics().empty());
  s3.add_to_policy({.actions = {iam::s3::GetObject}, .resources = {"*"}});
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].id, "property-needed");
  EXPECT_EQ(app.diagnostics()[0].property, "principals");
}

TEST_F(VpcEndpointTest, NeedsARouteTable) {
  Vpc& shared = Vpc::from_attributes(
      stack, "Shared", {.vpc_id = "vpc-1", .subnet_groups = {{.subnets = {{.subnet_id = "subnet-1"}}}}});
  shared.add_gateway_endpoint("S3", GatewayEndpointService::s3());
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].id, "property-needed");
  EXPECT_EQ(app.diagnostics()[0].property, "subnets");
}

TEST_F(VpcEndpointTest, StandsInOnePrivateSubnetOfEachZoneAndServesTheNetwork) {
  vpc.add_interface_endpoint("Secrets", InterfaceEndpointService::secrets_manager());
  expect(endpoint, R"({"VpcEndpointType": "Interface", "PrivateDnsEnabled": true,
      "ServiceName": {"Fn::Join": ["", ["com.amazonaws.", {"Ref": "AWS::Region"}, ".secretsmanager"]]},
      "SecurityGroupIds": [{"Fn::GetAtt": [{"$like": "VpcSecretsSecurityGroup*"}, "GroupId"]}],
      "SubnetIds": [{"Ref": {"$like": "VpcAppSubnet1*"}}, {"Ref": {"$like": "VpcAppSubnet2*"}}]})");
  expect(
      "AWS::EC2::SecurityGroup",
      R"({"SecurityGroupIngress": [{"CidrIp": {"Fn::GetAtt": [{"$any": true}, "CidrBlock"]}, "FromPort": 443}]})");
}

TEST_F(VpcEndpointTest, ServesOnlyWhomItIsToldToWhenClosed) {
  auto& group = stack.add("Group", SecurityGroup::Props{.vpc = vpc});
  auto& client = stack.add("Client", SecurityGroup::Props{.vpc = vpc});
  auto& partner = vpc.add(
      "Partner",
      InterfaceEndpoint::Props{
          .vpc = vpc,
          .service = InterfaceEndpointService::named("com.amazonaws.vpce.eu-west-1.vpce-svc-1", 8443),
          .subnets = {.group_name = "Jobs"},
          .open = false,
          .security_groups = {&group},
          .policy = {{.actions = {"s3:*"}, .resources = {"*"}, .principals = {Principal::anyone()}}}});
  partner.allow_from(client);
  expect(endpoint, R"({"PrivateDnsEnabled": false, "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-1",
      "SubnetIds": [{"Ref": {"$like": "VpcJobsSubnet1*"}}, {"Ref": {"$like": "VpcJobsSubnet2*"}}],
      "PolicyDocument": {"Statement": [{"Action": "s3:*"}]}})");
  EXPECT_TRUE(Template::of(stack).resource_properties_count_is(
      "AWS::EC2::SecurityGroup", R"({"SecurityGroupIngress": {"$absent": true}})", 2));
  expect("AWS::EC2::SecurityGroupIngress", R"({"FromPort": 8443})");
}

TEST_F(VpcEndpointTest, TakesAnEndpointThatExists) {
  auto& group = SecurityGroup::from_id(stack, "Group", "sg-1");
  auto& existing = InterfaceEndpoint::from_id(stack, "Secrets", "vpce-1", {&group});
  existing.allow_from(Peer::any_ipv4());
  EXPECT_EQ(resolved_json(existing.vpc_endpoint_id()), R"("vpce-1")");
  expect("AWS::EC2::SecurityGroupIngress", R"({"GroupId": "sg-1", "FromPort": 443})");
}

}  // namespace
}  // namespace tenon
