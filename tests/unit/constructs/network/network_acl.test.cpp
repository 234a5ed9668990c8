#include "tenon/constructs/network/network_acl.hpp"

#include <gtest/gtest.h>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
namespace {

using testing::Template;

class NetworkAclTest : public ::testing::Test {
 protected:
  void expect(std::string_view type, std::string_view properties) {
    const auto result = Template::of(stack).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
  Vpc& vpc = stack.add("Vpc", Vpc::Props{.tiers = {{.name = "Data"}}});
};

constexpr std::string_view entry = "AWS::EC2::NetworkAclEntry";

TEST_F(NetworkAclTest, FiltersNothingUntilItIsAssociated) {
  stack.add("Acl", NetworkAcl::Props{.vpc = vpc});
  expect("AWS::EC2::NetworkAcl", R"({"Tags": [{"Key": "Name", "Value": "Shop/Acl"}]})");
  EXPECT_TRUE(Template::of(stack).resource_count_is("AWS::EC2::SubnetNetworkAclAssociation", 0));
}

TEST_F(NetworkAclTest, FiltersTheSelectedSubnets) {
  auto& acl = stack.add(
      "Acl", NetworkAcl::Props{
                 .vpc = vpc, .subnets = SubnetSelection{.group_name = "Data"}, .network_acl_name = "data"});
  expect("AWS::EC2::NetworkAcl", R"({"Tags": [{"Key": "Name", "Value": "data"}]})");
  EXPECT_TRUE(Template::of(stack).resource_count_is("AWS::EC2::SubnetNetworkAclAssociation", 2));
  // CDK's ids: the association's and the subnet's unique one.
  EXPECT_EQ(acl.children()[1]->id().substr(0, 36), "DefaultAssociationShopVpcDataSubnet1");
}

TEST_F(NetworkAclTest, HasRules) {
  auto& acl = stack.add("Acl", NetworkAcl::Props{.vpc = vpc});
  acl.add_entry("Https", {.rule_number = 100, .traffic = Traffic::tcp(443)});
  acl.add_entry("Answers", {.rule_number = 100,
                            .direction = TrafficDirection::egress,
                            .traffic = Traffic::tcp(PortRange(1024, 65535))});
  acl.add_entry("Ping", {.rule_number = 110, .traffic = Traffic::icmp_ping(), .cidr_block = "10.0.0.0/8"});
  acl.add_entry("Dns", {.rule_number = 120, .traffic = Traffic::udp(53)});
  acl.add_entry("NoIpv6", {.rule_number = 130, .cidr_block = "::/0", .action = NetworkAclAction::deny});
  expect(
      entry,
      R"({"$exactly": {"NetworkAclId": {"$any": true}, "RuleNumber": 100, "RuleAction": "allow", "Egress": false, "Protocol": 6,
      "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 443, "To": 443}}})");
  expect(entry, R"({"Egress": true, "PortRange": {"From": 1024, "To": 65535}})");
  expect(
      entry,
      R"({"Protocol": 1, "Icmp": {"Type": 8, "Code": -1}, "CidrBlock": "10.0.0.0/8", "PortRange": {"$absent": true}})");
  expect(entry, R"({"Protocol": 17, "PortRange": {"From": 53, "To": 53}})");
  expect(
      entry,
      R"({"$exactly": {"NetworkAclId": {"$any": true}, "RuleNumber": 130, "RuleAction": "deny", "Egress": false, "Protocol": -1,
      "Ipv6CidrBlock": "::/0"}})");
}

TEST_F(NetworkAclTest, RefusesNumbersThatAreTakenOrNone) {
  auto& acl = stack.add("Acl", NetworkAcl::Props{.vpc = vpc});
  acl.add_entry("A", {.rule_number = 1});
  acl.add_entry("B", {.rule_number = 32766});
  EXPECT_TRUE(app.diagnostics().empty());
  acl.add_entry("C", {.rule_number = 1});
  acl.add_entry("D", {.rule_number = 0});
  acl.add_entry("E", {.rule_number = 32767});
  ASSERT_EQ(app.diagnostics().size(), 3U);
  for (const Diagnostic& finding : app.diagnostics()) {
    EXPECT_EQ(finding.id, "property-not-allowed");
    EXPECT_EQ(finding.property, "rule_number");
  }
  EXPECT_EQ(app.diagnostics()[0].path, "Shop/Acl/C");
}

}  // namespace
}  // namespace tenon
