#include "tenon/constructs/network/vpc_link.hpp"

#include <gtest/gtest.h>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/network_load_balancer.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
namespace {

using testing::Template;

class VpcLinkTest : public ::testing::Test {
 protected:
  void expect(std::string_view type, std::string_view properties) {
    const auto result = Template::of(stack).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  NetworkLoadBalancer& balancer(const char* id, const char* arn) {
    return NetworkLoadBalancer::from_attributes(stack, id, {.load_balancer_arn = arn});
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
};

TEST_F(VpcLinkTest, LeadsToItsTargets) {
  auto& first = balancer(
      "A", "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/a/1234567890123456");
  auto& second = balancer(
      "B", "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/b/1234567890123456");
  auto& link = stack.add("Link", VpcLink::Props{.description = "Inside", .targets = {&first}});
  link.add_target(second);
  expect("AWS::ApiGateway::VpcLink",
         R"({"Name": {"$like": "ShopLink*"}, "Description": "Inside", "TargetArns": [
      {"$like": "*/net/a/*"}, {"$like": "*/net/b/*"}]})");
  EXPECT_EQ(link.targets().size(), 2U);
}

TEST_F(VpcLinkTest, NeedsATarget) {
  stack.add("Link", VpcLink::Props{.vpc_link_name = "inside"});
  EXPECT_THROW(Template::of(stack), Error);
  ASSERT_FALSE(app.diagnostics().empty());
  EXPECT_EQ(app.diagnostics()[0].id, "property-needed");
  EXPECT_EQ(app.diagnostics()[0].property, "targets");
}

TEST_F(VpcLinkTest, TakesLinksThatExist) {
  EXPECT_EQ(resolved_json(VpcLink::from_id(stack, "Rest", "abc").vpc_link_id()), R"("abc")");
  EXPECT_EQ(resolved_json(HttpVpcLink::from_id(stack, "Http", "def").vpc_link_id()), R"("def")");
  EXPECT_TRUE(Template::of(stack).resource_count_is("AWS::ApiGateway::VpcLink", 0));
}

TEST_F(VpcLinkTest, StandsInPrivateSubnetsForHttpApis) {
  auto& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  stack.add("Link", HttpVpcLink::Props{.vpc = vpc});
  expect("AWS::ApiGatewayV2::VpcLink",
         R"({"Name": {"$like": "ShopLink*"}, "SecurityGroupIds": {"$absent": true},
      "SubnetIds": [{"Ref": {"$like": "VpcPrivateSubnet1*"}}, {"Ref": {"$like": "VpcPrivateSubnet2*"}}]})");
}

TEST_F(VpcLinkTest, BearsSecurityGroupsForHttpApis) {
  auto& vpc = stack.add("Vpc", Vpc::Props{.nat_gateways = 0});
  auto& group = stack.add("Group", SecurityGroup::Props{.vpc = vpc});
  auto& service = stack.add("Service", SecurityGroup::Props{.vpc = vpc});
  auto& link = stack.add("Link", HttpVpcLink::Props{.vpc = vpc,
                                                    .vpc_link_name = "inside",
                                                    .subnets = {.type = SubnetType::public_},
                                                    .security_groups = {&group}});
  service.allow_from(link, Traffic::tcp(8080));
  expect("AWS::ApiGatewayV2::VpcLink",
         R"({"Name": "inside", "SecurityGroupIds": [{"Fn::GetAtt": [{"$like": "Group*"}, "GroupId"]}],
      "SubnetIds": [{"Ref": {"$like": "VpcPublicSubnet1*"}}, {"Ref": {"$like": "VpcPublicSubnet2*"}}]})");
  expect("AWS::EC2::SecurityGroupIngress",
         R"({"FromPort": 8080, "SourceSecurityGroupId": {"Fn::GetAtt": [{"$like": "Group*"}, "GroupId"]}})");
}

}  // namespace
}  // namespace tenon
