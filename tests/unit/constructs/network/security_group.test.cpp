#include "tenon/constructs/network/security_group.hpp"

#include <gtest/gtest.h>

#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
namespace {

using testing::Template;

class SecurityGroupTest : public ::testing::Test {
 protected:
  SecurityGroup& add_group(const char* id, bool allow_all_outbound = true) {
    return stack.add(id, SecurityGroup::Props{.vpc = vpc, .allow_all_outbound = allow_all_outbound});
  }
  void expect(std::string_view type, std::string_view properties) { expect_in(stack, type, properties); }
  void expect_in(Stack& where, std::string_view type, std::string_view properties) {
    const auto result = Template::of(where).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  void expect_count(std::string_view type, std::size_t count) {
    const auto result = Template::of(stack).resource_count_is(type, count);
    EXPECT_TRUE(result.passed) << result.explanation;
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
  Vpc& vpc = Vpc::from_attributes(stack, "Vpc", {.vpc_id = "vpc-1", .cidr_block = "10.0.0.0/16"});
};

/// A construct that serves a port, with groups of its own.
class Server : public Construct, public Connectable {
 public:
  struct Props {
    using Of = Server;
    std::vector<SecurityGroup*> groups;
    std::optional<Traffic> port = {};
  };
  Server(const Scope& scope, const Props& props)
      : Construct(scope), Connectable(Connections(props.groups, props.port)) {}
};

constexpr std::string_view ingress = "AWS::EC2::SecurityGroupIngress";
constexpr std::string_view egress = "AWS::EC2::SecurityGroupEgress";

// --- groups
// ----------------------------------------------------------------------------------------------------------

TEST_F(SecurityGroupTest, AllowsNothingInAndEverythingOut) {
  add_group("Web");
  expect("AWS::EC2::SecurityGroup",
         R"({"GroupDescription": "Shop/Web", "GroupName": {"$absent": true}, "VpcId": "vpc-1",
      "SecurityGroupIngress": {"$absent": true},
      "SecurityGroupEgress": [{"$exactly": {"CidrIp": "0.0.0.0/0", "Description": "Allow all outbound traffic by default", "IpProtocol": "-1"}}]})");
}

TEST_F(SecurityGroupTest, HoldsTheRuleThatFitsNoPacketUntilThereIsAnother) {
  SecurityGroup& web = add_group("Web", false);
  expect("AWS::EC2::SecurityGroup", R"({"SecurityGroupEgress": [{"$exactly": {"CidrIp": "255.255.255.255/32",
      "Description": "Disallow all traffic", "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86}}]})");
  web.add_egress_rule(Peer::any_ipv4(), Traffic::tcp(443));
  expect("AWS::EC2::SecurityGroup", R"({"SecurityGroupEgress": [{"$exactly": {"CidrIp": "0.0.0.0/0",
      "Description": "from 0.0.0.0/0:443", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}}]})");
}

TEST_F(SecurityGroupTest, KeepsThatRuleBesideOnesOfIpv6) {
  add_group("Web", false).add_egress_rule(Cidr("2001:db8::/32"), Traffic::tcp(443));
  expect("AWS::EC2::SecurityGroup",
         R"({"SecurityGroupEgress": [{"CidrIp": "255.255.255.255/32"}, {"CidrIpv6": "2001:db8::/32"}]})");
}

// Without an egress rule of its own a group gets EC2's, which allows everything.
TEST_F(SecurityGroupTest, StaysClosedWhereRulesAreResourcesOfTheirOwn) {
  SecurityGroup& web = add_group("Web", false);
  web.add_egress_rule(Peer::prefix_list("pl-1"), Traffic::tcp(443));
  expect("AWS::EC2::SecurityGroup", R"({"SecurityGroupEgress": [{"CidrIp": "255.255.255.255/32"}]})");
  expect(egress, R"({"DestinationPrefixListId": "pl-1", "Description": "to pl-1:443"})");
}

TEST_F(SecurityGroupTest, AddsNoEgressWhereEverythingIsAllowed) {
  SecurityGroup& web = add_group("Web");
  web.add_egress_rule(Peer::any_ipv4(), Traffic::tcp(443));
  web.allow_to(add_group("Other"), Traffic::tcp(1));
  expect("AWS::EC2::SecurityGroup",
         R"({"GroupDescription": "Shop/Web", "SecurityGroupEgress": [{"IpProtocol": "-1"}]})");
  expect_count(egress, 0);
  expect_count(ingress, 1);
}

TEST_F(SecurityGroupTest, RefusesToAllowEverythingByARule) {
  add_group("Web", false).add_egress_rule(Peer::any_ipv6(), Traffic::all());
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].id, "property-not-allowed");
  EXPECT_EQ(app.diagnostics()[0].allowed, ".allow_all_ipv6_outbound = true");
}

TEST_F(SecurityGroupTest, WritesOnceWhatIsSaidTwice) {
  SecurityGroup& web = add_group("Web");
  SecurityGroup& other = add_group("Other");
  for (int i = 0; i < 2; ++i) {
    web.add_ingress_rule(Peer::any_ipv4(), Traffic::tcp(443));
    web.add_ingress_rule(other, Traffic::tcp(443));
  }
  expect("AWS::EC2::SecurityGroup", R"({"SecurityGroupIngress": [{"CidrIp": "0.0.0.0/0"}]})");
  expect_count(ingress, 1);
}

TEST_F(SecurityGroupTest, PutsRulesWithPortsOfTheDeploymentIntoResources) {
  SecurityGroup& web = add_group("Web");
  const Value<std::int64_t> port = stack.add("Port", Parameter::Props{.Type = "Number"}).ref();
  const Value<std::string> network = stack.add("Cidr", Parameter::Props{.Type = "String"}).ref();
  web.add_ingress_rule(Peer::cidr(network), Traffic::tcp(80));
  web.add_ingress_rule(Peer::cidr(network), Traffic::tcp(port));
  web.add_ingress_rule(Peer::cidr(network), Traffic::udp(port));
  expect("AWS::EC2::SecurityGroup", R"({"SecurityGroupIngress": [{"CidrIp": {"Ref": "Cidr"},
      "Description": {"Fn::Join": ["", ["from ", {"Ref": "Cidr"}, ":80"]]}}]})");
  expect(ingress, R"({"FromPort": {"Ref": "Port"}, "CidrIp": {"Ref": "Cidr"}})");
  EXPECT_NE(web.find_child("from {IndirectPeer}:{IndirectPort}"), nullptr);
  EXPECT_NE(web.find_child("from '{IndirectPeer2}':UDP {IndirectPort}"), nullptr);
}

TEST_F(SecurityGroupTest, TakesGroupsThatExist) {
  SecurityGroup& free = SecurityGroup::from_id(stack, "Free", "sg-1");
  SecurityGroup& strict = SecurityGroup::from_id(stack, "Strict", "sg-2", false);
  SecurityGroup& fixed = SecurityGroup::from_id(stack, "Fixed", "sg-3", false, false);
  for (SecurityGroup* group : {&free, &strict, &fixed}) {
    group->add_ingress_rule(Peer::any_ipv4(), Traffic::tcp(443));
    group->add_egress_rule(Peer::any_ipv4(), Traffic::tcp(443));
  }
  expect_count("AWS::EC2::SecurityGroup", 0);
  expect(ingress, R"({"GroupId": "sg-1", "CidrIp": "0.0.0.0/0", "Description": "from 0.0.0.0/0:443"})");
  expect(ingress, R"({"GroupId": "sg-2"})");
  expect(egress, R"({"GroupId": "sg-2", "Description": "to 0.0.0.0/0:443"})");
  expect_count(ingress, 2);
  expect_count(egress, 1);
  EXPECT_NE(free.find_child("from 0.0.0.0_0:443"), nullptr);
}

// --- connections
// -----------------------------------------------------------------------------------------------------

TEST_F(SecurityGroupTest, ConnectsBothSidesWhereBothAreRestricted) {
  SecurityGroup& client = add_group("Client", false);
  SecurityGroup& server = add_group("Server", false);
  server.allow_from(client, Traffic::tcp(5432), "Queries");
  expect(
      ingress,
      R"({"GroupId": {"Fn::GetAtt": ["Server7E7D21FA", "GroupId"]}, "Description": "Queries", "FromPort": 5432, "ToPort": 5432,
      "IpProtocol": "tcp", "SourceSecurityGroupId": {"Fn::GetAtt": ["Client4A7F64DF", "GroupId"]}})");
  expect(egress, R"({"GroupId": {"Fn::GetAtt": ["Client4A7F64DF", "GroupId"]}, "Description": "Queries",
      "DestinationSecurityGroupId": {"Fn::GetAtt": ["Server7E7D21FA", "GroupId"]}})");
  // The rule that fits no packet stays: see above.
  const auto restricted = Template::of(stack).resource_properties_count_is(
      "AWS::EC2::SecurityGroup",
      R"({"GroupDescription": "Shop/Client", "SecurityGroupEgress": [{"CidrIp": "255.255.255.255/32"}]})", 1);
  EXPECT_TRUE(restricted.passed) << restricted.explanation;
}

TEST_F(SecurityGroupTest, SaysTheSameFromTheOtherSide) {
  SecurityGroup& client = add_group("Client", false);
  SecurityGroup& server = add_group("Server", false);
  server.allow_from(client, Traffic::tcp(5432));
  client.allow_to(server, Traffic::tcp(5432));
  expect_count(ingress, 1);
  expect_count(egress, 1);
}

TEST_F(SecurityGroupTest, TakesThePortThatIsServed) {
  Server& server = stack.add("Db", Server::Props{.groups = {&add_group("A")}, .port = Traffic::tcp(3306)});
  SecurityGroup& client = add_group("Client");
  server.allow_from(Peer::any_ipv4());
  client.allow_to(server);
  expect("AWS::EC2::SecurityGroup",
         R"({"SecurityGroupIngress": [{"FromPort": 3306, "CidrIp": "0.0.0.0/0"}]})");
  expect(ingress, R"({"FromPort": 3306})");
}

TEST_F(SecurityGroupTest, AsksForAPortWhereNoneIsServed) {
  SecurityGroup& web = add_group("Web");
  web.allow_from(Peer::any_ipv4());
  web.allow_to(add_group("Other"));
  ASSERT_EQ(app.diagnostics().size(), 2U);
  for (const Diagnostic& finding : app.diagnostics()) {
    EXPECT_EQ(finding.id, "property-needed");
    EXPECT_EQ(finding.property, "traffic");
    EXPECT_EQ(finding.path, "Shop/Web");
  }
  EXPECT_THROW(Connections().allow_from(Peer::any_ipv4()), Error);
}

TEST_F(SecurityGroupTest, AppliesWhatWasAllowedToGroupsThatComeLater) {
  Server& server =
      stack.add("Db", Server::Props{.groups = {&add_group("A", false)}, .port = Traffic::tcp(3306)});
  SecurityGroup& client = add_group("Client", false);
  server.allow_from(client);
  server.allow_from(Peer::any_ipv4(), Traffic::tcp(22));
  server.connections().add_security_group(add_group("B", false));
  const auto both = Template::of(stack);
  EXPECT_TRUE(both.resource_properties_count_is(ingress, R"({"FromPort": 3306})", 2));
  EXPECT_TRUE(both.resource_properties_count_is(egress, R"({"FromPort": 3306})", 2));
  EXPECT_TRUE(both.resource_properties_count_is("AWS::EC2::SecurityGroup",
                                                R"({"SecurityGroupIngress": [{"FromPort": 22}]})", 2));
}

TEST_F(SecurityGroupTest, ConnectsAGroupWithItself) {
  SecurityGroup& peers = add_group("Peers", false);
  peers.connections().allow_internally(Traffic::all_tcp());
  expect(ingress, R"({"Description": "from ShopPeers99FBA785:ALL PORTS", "FromPort": 0, "ToPort": 65535})");
  expect(egress, R"({"Description": "to ShopPeers99FBA785:ALL PORTS"})");
}

TEST_F(SecurityGroupTest, PutsRulesBetweenStacksIntoTheOneThatAsks) {
  Stack& data = app.add("Data", Stack::Props{});
  auto& database = data.add("Db", SecurityGroup::Props{.vpc = vpc, .allow_all_outbound = false});
  SecurityGroup& client = add_group("Client", false);
  client.allow_to(database, Traffic::tcp(5432));
  expect_count(ingress, 1);
  expect_count(egress, 1);
  EXPECT_TRUE(Template::of(data).resource_count_is(ingress, 0));
  EXPECT_NE(client.find_child("DataDb62EDB2AE:5432 to"), nullptr);
}

TEST_F(SecurityGroupTest, DoesNotRepeatInTheAskingStackWhatItSaysItself) {
  Stack& data = app.add("Data", Stack::Props{});
  auto& database = data.add("Db", SecurityGroup::Props{.vpc = vpc});
  SecurityGroup& client = add_group("Client");
  database.add_ingress_rule(client, Traffic::tcp(5432));
  client.allow_to(database, Traffic::tcp(5432));
  expect_count(ingress, 0);
  EXPECT_TRUE(Template::of(data).resource_count_is(ingress, 1));
}

TEST_F(SecurityGroupTest, SaysWhatItsOpenRuleIsFor) {
  stack.add("Web", SecurityGroup::Props{.vpc = vpc, .outbound_description = "Allow all outbound"});
  expect("AWS::EC2::SecurityGroup", R"({"SecurityGroupEgress": [{"Description": "Allow all outbound"}]})");
}

TEST_F(SecurityGroupTest, HoldsARuleAboutAGroupInsteadOfThePlaceholder) {
  SecurityGroup& database = add_group("Db");
  SecurityGroup& proxy = add_group("Proxy", false);
  proxy.add_inline_egress_rule(database, Traffic::tcp(5432), "Queries");
  expect("AWS::EC2::SecurityGroup", R"({"SecurityGroupEgress": [{"$exactly": {
      "DestinationSecurityGroupId": {"Fn::GetAtt": [{"$like": "Db*"}, "GroupId"]}, "Description": "Queries",
      "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432}}]})");
  // Said again, also by the other side, it is written once.
  proxy.add_inline_egress_rule(database, Traffic::tcp(5432));
  database.allow_from(proxy, Traffic::tcp(5432));
  expect_count(egress, 0);
  expect_count(ingress, 1);
}

TEST_F(SecurityGroupTest, ARuleOfAGroupThatExistsAlreadyIsAResourceOfItsOwn) {
  SecurityGroup& database = add_group("Db");
  SecurityGroup::from_id(stack, "Proxy", "sg-1", false)
      .add_inline_egress_rule(database, Traffic::tcp(5432), "Queries");
  expect(egress, R"({"GroupId": "sg-1", "Description": "Queries", "FromPort": 5432, "ToPort": 5432,
      "DestinationSecurityGroupId": {"Fn::GetAtt": [{"$like": "Db*"}, "GroupId"]}})");
}

TEST_F(SecurityGroupTest, RefusesAnInlineRuleAboutAGroupOfAnotherStack) {
  Stack& data = app.add("Data", Stack::Props{});
  auto& database = data.add("Db", SecurityGroup::Props{.vpc = vpc});
  add_group("Proxy", false).add_inline_egress_rule(database, Traffic::tcp(5432));
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics().front().id, "property-not-allowed");
  EXPECT_EQ(app.diagnostics().front().property, "peer");
}

TEST_F(SecurityGroupTest, AddsNoRuleAboutAGroupOfTheNetworkThatItMayCallAsAWhole) {
  auto& network = stack.add("Network", Vpc::Props{.cidr = "10.1.0.0/16"});
  for (const Value<std::string>& block : {Value<std::string>("10.1.0.0/16"), network.cidr_block()}) {
    const std::string id = block.is_expression() ? "ByAttribute" : "ByText";
    auto& server = stack.add(id + "Server", SecurityGroup::Props{.vpc = network});
    auto& elsewhere = stack.add(id + "Elsewhere", SecurityGroup::Props{.vpc = vpc});
    auto& client =
        stack.add(id + "Client", SecurityGroup::Props{.vpc = network, .allow_all_outbound = false});
    client.add_egress_rule(Peer::cidr(block), Traffic::all());
    const std::size_t before = Template::of(stack).find_resources(egress).size();
    server.allow_from(client, Traffic::tcp(80));
    EXPECT_EQ(Template::of(stack).find_resources(egress).size(), before);
    elsewhere.allow_from(client, Traffic::tcp(80));
    EXPECT_EQ(Template::of(stack).find_resources(egress).size(), before + 1);
  }
}

// --- traffic
// ---------------------------------------------------------------------------------------------------------

TEST(Traffic, IsWrittenAsCdkWritesIt) {
  EXPECT_EQ(Traffic::tcp(443).text(), "443");
  EXPECT_EQ(Traffic::tcp(PortRange(8000, 8080)).text(), "8000-8080");
  EXPECT_EQ(Traffic::all_tcp().text(), "ALL PORTS");
  EXPECT_EQ(Traffic::udp(53).text(), "UDP 53");
  EXPECT_EQ(Traffic::all_udp().text(), "UDP ALL PORTS");
  EXPECT_EQ(Traffic::icmp_ping().text(), "ICMP Type 8");
  EXPECT_EQ(Traffic::icmp(3, 4).text(), "ICMP Type 3 Code 4");
  EXPECT_EQ(Traffic::all_icmp().text(), "ALL ICMP");
  EXPECT_EQ(Traffic::all_icmp_v6().text(), "ALL ICMPv6");
  EXPECT_EQ(Traffic::all().text(), "ALL TRAFFIC");
}

}  // namespace
}  // namespace tenon
