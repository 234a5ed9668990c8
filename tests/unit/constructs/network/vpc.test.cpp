#include "tenon/constructs/network/vpc.hpp"

#include <gtest/gtest.h>

#include "tenon/aws/ec2/Instance.hpp"
#include "tenon/aws/ec2/NatGateway.hpp"
#include "tenon/aws/ec2/Route.hpp"
#include "tenon/aws/ec2/RouteTable.hpp"
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/testing/template.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using testing::Template;

class VpcTest : public ::testing::Test {
 protected:
  VpcTest() {
    app.set_context("availability-zones:account=111122223333:region=eu-west-1",
                    json::array({"eu-west-1a", "eu-west-1b", "eu-west-1c"}));
    stack_ = &app.add("Shop", Stack::Props{.env = {.account = "111122223333", .region = "eu-west-1"}});
  }

  Stack& stack() { return *stack_; }
  Vpc& add_vpc(const Vpc::Props& props) { return stack().add("Network", props); }
  void expect(std::string_view type, std::string_view properties) {
    const auto result = Template::of(stack()).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  void expect_count(std::string_view type, std::size_t count) {
    const auto result = Template::of(stack()).resource_count_is(type, count);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  /// That exactly one thing was reported: this property is refused or missing.
  void expect_finding(std::string_view id, std::string_view property) {
    ASSERT_EQ(app.diagnostics().size(), 1U);
    EXPECT_EQ(app.diagnostics().front().id, id);
    EXPECT_EQ(app.diagnostics().front().property, property);
  }

  App app;

 private:
  Stack* stack_ = nullptr;
};

std::vector<std::string_view> ids(const std::vector<Subnet*>& subnets) {
  std::vector<std::string_view> all;
  for (const Subnet* subnet : subnets) all.push_back(subnet->id());
  return all;
}

using Ids = std::vector<std::string_view>;

// --- what is made
// ----------------------------------------------------------------------------------------------------

TEST_F(VpcTest, HasByDefaultAPublicAndAPrivateTierInThreeZonesWithANatGatewayEach) {
  Vpc& vpc = add_vpc({});
  EXPECT_EQ(ids(vpc.public_subnets()), (Ids{"PublicSubnet1", "PublicSubnet2", "PublicSubnet3"}));
  EXPECT_EQ(ids(vpc.private_subnets()), (Ids{"PrivateSubnet1", "PrivateSubnet2", "PrivateSubnet3"}));
  EXPECT_TRUE(vpc.isolated_subnets().empty());
  expect("AWS::EC2::VPC",
         R"({"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": true, "EnableDnsSupport": true,
      "InstanceTenancy": "default", "Tags": [{"Key": "Name", "Value": "Shop/Network"}]})");
  expect("AWS::EC2::Subnet",
         R"({"AvailabilityZone": "eu-west-1b", "CidrBlock": "10.0.32.0/19", "MapPublicIpOnLaunch": true,
      "Tags": [{"Key": "aws-cdk:subnet-name", "Value": "Public"}, {"Key": "aws-cdk:subnet-type", "Value": "Public"},
               {"Key": "Name", "Value": "Shop/Network/PublicSubnet2"}]})");
  expect("AWS::EC2::Subnet",
         R"({"AvailabilityZone": "eu-west-1c", "CidrBlock": "10.0.160.0/19", "MapPublicIpOnLaunch": false})");
  expect_count("AWS::EC2::NatGateway", 3);
  expect_count("AWS::EC2::Route", 6);
}

TEST_F(VpcTest, IsolatesThePrivateTierWhenThereAreNoNatGateways) {
  Vpc& vpc = add_vpc({.max_azs = 2, .nat_gateways = 0});
  EXPECT_EQ(ids(vpc.isolated_subnets()), (Ids{"IsolatedSubnet1", "IsolatedSubnet2"}));
  expect_count("AWS::EC2::NatGateway", 0);
  expect_count("AWS::EC2::Route", 2);
}

TEST_F(VpcTest, LeadsTheZonesWithoutANatGatewayToAnothersOne) {
  add_vpc({.nat_gateways = 1});
  expect_count("AWS::EC2::NatGateway", 1);
  const auto result = Template::of(stack()).resource_properties_count_is(
      "AWS::EC2::Route", R"({"NatGatewayId": {"$any": true}})", 3);
  EXPECT_TRUE(result.passed) << result.explanation;
}

TEST_F(VpcTest, SharesTheGatewaysAmongTheZonesWithoutOne) {
  add_vpc({.tiers = {{.name = "Edge", .type = SubnetType::public_},
                     {.name = "App", .type = SubnetType::private_with_egress},
                     {.name = "Jobs", .type = SubnetType::private_with_egress}},
           .nat_gateways = 2});
  for (const char* gateway : {R"({"NatGatewayId": {"Ref": {"$like": "NetworkEdgeSubnet1NATGateway*"}}})",
                              R"({"NatGatewayId": {"Ref": {"$like": "NetworkEdgeSubnet2NATGateway*"}}})"}) {
    const auto result = Template::of(stack()).resource_properties_count_is("AWS::EC2::Route", gateway, 3);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
}

TEST_F(VpcTest, PutsNatGatewaysWhereToldTo) {
  add_vpc({.max_azs = 2,
           .tiers = {{.name = "Edge", .type = SubnetType::public_},
                     {.name = "Nat", .type = SubnetType::public_},
                     {.name = "App", .type = SubnetType::private_with_egress}},
           .nat_gateway_subnets = {.group_name = "Nat"}});
  EXPECT_EQ(Template::of(stack()).find_resources("AWS::EC2::EIP").size(), 2U);
  expect("AWS::EC2::EIP", R"({"Tags": [{"Key": "Name", "Value": "Shop/Network/NatSubnet1"}]})");
}

TEST_F(VpcTest, HasNoInternetGatewayWhenNothingReachesOut) {
  Vpc& vpc = add_vpc({.tiers = {{.name = "Data"}}});
  EXPECT_EQ(vpc.internet_gateway(), nullptr);
  expect_count("AWS::EC2::InternetGateway", 0);
}

TEST_F(VpcTest, LeavesTheWayOutToOthersWhenTold) {
  add_vpc({.tiers = {{.name = "App", .type = SubnetType::private_with_egress}},
           .nat_gateways = 0,
           .create_internet_gateway = false});
  expect_count("AWS::EC2::InternetGateway", 0);
  expect_count("AWS::EC2::Route", 0);
}

TEST_F(VpcTest, KeepsAddressesFreeForReservedTiersAndZones) {
  add_vpc({.availability_zones = {"eu-west-1a"},
           .reserved_azs = 1,
           .tiers = {{.name = "A", .cidr_mask = 24},
                     {.name = "B", .cidr_mask = 24, .reserved = true},
                     {.name = "C", .cidr_mask = 24}}});
  expect_count("AWS::EC2::Subnet", 2);
  expect("AWS::EC2::Subnet", R"({"CidrBlock": "10.0.0.0/24"})");
  expect("AWS::EC2::Subnet", R"({"CidrBlock": "10.0.4.0/24"})");
}

TEST_F(VpcTest, TakesBlocksAsGiven) {
  add_vpc({.max_azs = 2,
           .tiers = {{.name = "A", .cidrs = {"10.0.1.0/24", "10.0.2.0/24"}},
                     {.name = "B", .cidrs = {"10.0.16.0/20", "10.0.32.0/20"}}}});
  expect("AWS::EC2::Subnet", R"({"AvailabilityZone": "eu-west-1b", "CidrBlock": "10.0.2.0/24"})");
  expect("AWS::EC2::Subnet", R"({"AvailabilityZone": "eu-west-1a", "CidrBlock": "10.0.16.0/20"})");
}

TEST_F(VpcTest, SetsWhatWasGiven) {
  add_vpc({.cidr = "10.7.0.0/20",
           .max_azs = 1,
           .enable_dns_hostnames = false,
           .enable_dns_support = false,
           .default_instance_tenancy = InstanceTenancy::dedicated,
           .vpc_name = "shop",
           .gateway_endpoints = {{.id = "S3", .service = GatewayEndpointService::s3()}},
           .flow_logs = {{.id = "Rejected", .options = {.traffic = FlowLogTraffic::reject}}}});
  expect("AWS::EC2::VPC",
         R"({"CidrBlock": "10.7.0.0/20", "EnableDnsHostnames": false, "EnableDnsSupport": false,
      "InstanceTenancy": "dedicated", "Tags": [{"Key": "Name", "Value": "shop"}]})");
  expect_count("AWS::EC2::VPCEndpoint", 1);
  expect("AWS::EC2::FlowLog", R"({"TrafficType": "REJECT"})");
}

TEST_F(VpcTest, OffersTwoZonesWhereTheRegionIsUnknown) {
  Stack& agnostic = app.add("Anywhere", Stack::Props{});
  Vpc& vpc = agnostic.add("Network", Vpc::Props{});
  EXPECT_EQ(vpc.availability_zones().size(), 2U);
  EXPECT_EQ(vpc.private_subnets().size(), 2U);
}

TEST_F(VpcTest, GivesWhatOthersReferTo) {
  Vpc& vpc = add_vpc({.max_azs = 1});
  EXPECT_EQ(resolved_json(vpc.vpc_id()), R"({"Ref":"Network1C6012B5"})");
  EXPECT_EQ(resolved_json(vpc.cidr_block()), R"({"Fn::GetAtt":["Network1C6012B5","CidrBlock"]})");
  EXPECT_EQ(resolved_json(vpc.default_security_group()),
            R"({"Fn::GetAtt":["Network1C6012B5","DefaultSecurityGroup"]})");
  EXPECT_EQ(resolved_json(vpc.arn()),
            R"({"Fn::Join":["",["arn:aws:ec2:eu-west-1:111122223333:vpc/",{"Ref":"Network1C6012B5"}]]})");
}

// --- subnets
// ---------------------------------------------------------------------------------------------------------

TEST_F(VpcTest, SelectsSubnets) {
  Vpc& vpc = add_vpc({.max_azs = 2,
                      .tiers = {{.name = "Edge", .type = SubnetType::public_},
                                {.name = "App", .type = SubnetType::private_with_egress},
                                {.name = "Jobs", .type = SubnetType::private_with_egress},
                                {.name = "Data"}}});
  EXPECT_EQ(ids(vpc.select_subnets()), (Ids{"AppSubnet1", "AppSubnet2", "JobsSubnet1", "JobsSubnet2"}));
  EXPECT_EQ(ids(vpc.select_subnets({.one_per_az = true})), (Ids{"AppSubnet1", "AppSubnet2"}));
  EXPECT_EQ(ids(vpc.select_subnets({.type = SubnetType::private_isolated})),
            (Ids{"DataSubnet1", "DataSubnet2"}));
  EXPECT_EQ(ids(vpc.select_subnets({.group_name = "Jobs", .availability_zones = {"eu-west-1b"}})),
            (Ids{"JobsSubnet2"}));
  EXPECT_EQ(ids(vpc.select_subnets({.subnets = {vpc.public_subnets()[1]}})), (Ids{"EdgeSubnet2"}));
  EXPECT_EQ(vpc.subnet_ids({.group_name = "Data"}).size(), 2U);
  EXPECT_TRUE(vpc.has_public_subnets({.group_name = "Edge"}));
  EXPECT_FALSE(vpc.has_public_subnets({}));
}

TEST_F(VpcTest, SelectsTheMostPrivateKindThereIsByDefault) {
  Vpc& isolated = stack().add("A", Vpc::Props{.nat_gateways = 0});
  EXPECT_EQ(isolated.select_subnets(), isolated.isolated_subnets());
  Vpc& open = stack().add("B", Vpc::Props{.tiers = {{.name = "Edge", .type = SubnetType::public_}}});
  EXPECT_EQ(open.select_subnets(), open.public_subnets());
}

TEST_F(VpcTest, SaysWhatConnectsSubnetsToTheInternet) {
  Vpc& vpc = add_vpc({.max_azs = 1});
  Ids names;
  for (const Construct* each : vpc.internet_connectivity()) names.push_back(each->id());
  EXPECT_EQ(names, (Ids{"RouteTableAssociation", "DefaultRoute"}));
}

TEST_F(VpcTest, AddsRoutes) {
  Vpc& vpc = add_vpc({.max_azs = 1, .tiers = {{.name = "Data"}}});
  Subnet& subnet = *vpc.isolated_subnets().front();
  subnet.add_route(
      "Office",
      {.router_id = "tgw-1", .router = RouterType::transit_gateway, .destination = "192.168.0.0/16"});
  subnet.add_route("Out6", {.router_id = "eigw-1",
                            .router = RouterType::egress_only_internet_gateway,
                            .destination = "::/0",
                            .enables_internet_connectivity = true});
  expect("AWS::EC2::Route", R"({"TransitGatewayId": "tgw-1", "DestinationCidrBlock": "192.168.0.0/16"})");
  expect("AWS::EC2::Route",
         R"({"EgressOnlyInternetGatewayId": "eigw-1", "DestinationIpv6CidrBlock": "::/0"})");
  EXPECT_EQ(subnet.internet_connectivity().size(), 2U);
}

// --- what exists already
// ---------------------------------------------------------------------------------------------

TEST_F(VpcTest, TakesANetworkThatExists) {
  Vpc& vpc = Vpc::from_attributes(
      stack(), "Shared",
      {.vpc_id = "vpc-1",
       .cidr_block = "10.9.0.0/16",
       .availability_zones = {"eu-west-1a", "eu-west-1b"},
       .subnet_groups = {{.type = SubnetType::private_with_egress,
                          .subnets = {{.subnet_id = "subnet-1",
                                       .availability_zone = "eu-west-1a",
                                       .route_table_id = "rtb-1"},
                                      {.subnet_id = "subnet-2", .availability_zone = "eu-west-1b"}}},
                         {.name = "Data", .subnets = {{.subnet_id = "subnet-3"}}}}});
  EXPECT_EQ(ids(vpc.private_subnets()), (Ids{"PrivateSubnet1", "PrivateSubnet2"}));
  EXPECT_EQ(ids(vpc.select_subnets({.group_name = "Data"})), (Ids{"DataSubnet1"}));
  vpc.add_gateway_endpoint("S3", GatewayEndpointService::s3());
  expect_count("AWS::EC2::VPC", 0);
  expect_count("AWS::EC2::Subnet", 0);
  expect("AWS::EC2::VPCEndpoint", R"({"VpcId": "vpc-1", "RouteTableIds": ["rtb-1"]})");
  EXPECT_EQ(resolved_json(vpc.cidr_block()), R"("10.9.0.0/16")");
}

TEST_F(VpcTest, SaysWhatIsUnknownOfWhatExists) {
  Vpc& vpc = Vpc::from_attributes(stack(), "Shared", {.vpc_id = "vpc-1"});
  vpc.cidr_block();
  expect_finding("property-needed", "cidr_block");
  Subnet& subnet = Subnet::from_id(stack(), "One", "subnet-1");
  subnet.availability_zone();
  subnet.cidr_block();
  ASSERT_EQ(app.diagnostics().size(), 3U);
  EXPECT_EQ(app.diagnostics()[1].property, "availability_zone");
  EXPECT_EQ(app.diagnostics()[2].property, "cidr_block");
  EXPECT_THROW(subnet.route_table(), Error);
}

TEST(VpcLookUp, GivesTheNetworkThatTheContextKnows) {
  App app(App::Options{
      .context = json::parse(
          R"({"vpc-provider:account=111122223333:filter.isDefault=false:filter.tag:Name=shared:region=eu-west-1:)"
          R"(returnAsymmetricSubnets=true": {"vpcId": "vpc-7", "vpcCidrBlock": "10.7.0.0/16", "subnetGroups": [
          {"name": "Edge", "type": "Public", "subnets": [
             {"subnetId": "subnet-b", "availabilityZone": "eu-west-1b", "routeTableId": "rtb-b", "cidr": "10.7.1.0/24"},
             {"subnetId": "subnet-a", "availabilityZone": "eu-west-1a", "routeTableId": "rtb-a", "cidr": "10.7.0.0/24"}]},
          {"name": "Data", "type": "Isolated", "subnets": [
             {"subnetId": "subnet-c", "availabilityZone": "eu-west-1a", "routeTableId": "rtb-c", "cidr": "10.7.2.0/24"}]}]}})")});
  Stack& known = app.add("Shop", Stack::Props{.env = {.account = "111122223333", .region = "eu-west-1"}});
  Vpc& vpc = Vpc::from_lookup(known, "Shared", {.vpc_name = "shared", .is_default = false});
  EXPECT_EQ(resolved_json(vpc.vpc_id()), R"("vpc-7")");
  EXPECT_EQ(resolved_json(vpc.cidr_block()), R"("10.7.0.0/16")");
  EXPECT_EQ(ids(vpc.public_subnets()), (Ids{"EdgeSubnet1", "EdgeSubnet2"}));
  EXPECT_EQ(ids(vpc.isolated_subnets()), (Ids{"DataSubnet1"}));
  EXPECT_EQ(vpc.availability_zones(), (std::vector<Value<std::string>>{"eu-west-1a", "eu-west-1b"}));
  EXPECT_EQ(resolved_json(vpc.public_subnets()[1]->route_table_id()), R"("rtb-a")");
}

TEST_F(VpcTest, StandsInForANetworkUntilItIsLookedUp) {
  Vpc& vpc = Vpc::from_lookup(stack(), "Shared", {.vpc_id = "vpc-1"});
  EXPECT_EQ(vpc.availability_zones().size(), 2U);
  EXPECT_EQ(vpc.private_subnets().size(), 2U);
  // Nobody knows yet whether there is such a tier.
  EXPECT_TRUE(vpc.select_subnets({.group_name = "Data"}).empty());
  // What is made up passes the checks of synthesis, wherever it stands.
  stack()
      .add("Group", SecurityGroup::Props{.vpc = vpc})
      .allow_from(Peer::cidr(vpc.cidr_block()), Traffic::tcp(1));
  vpc.add_interface_endpoint("Logs", InterfaceEndpointService::cloudwatch_logs());
  vpc.add_gateway_endpoint("S3", GatewayEndpointService::s3());
  expect_count("AWS::EC2::VPCEndpoint", 2);
  EXPECT_TRUE(app.diagnostics().empty());
}

TEST_F(VpcTest, LooksNothingUpWithoutKnowingWhat) {
  Vpc::from_lookup(stack(), "Shared", {});
  expect_finding("property-needed", "VpcLookup");
}

// --- what is refused
// -------------------------------------------------------------------------------------------------

struct Refusal {
  const char* property;
  Vpc::Props props;
};

class VpcRefusal : public ::testing::TestWithParam<std::size_t> {};

std::vector<Refusal> refusals() {
  return {
      {"cidr", {.cidr = "10.0.0.0/8"}},
      {"cidr", {.cidr = "2001:db8::/32"}},
      {"max_azs", {.max_azs = 0}},
      {"reserved_azs", {.reserved_azs = -1}},
      {"nat_gateways", {.nat_gateways = -1}},
      {"nat_gateways", {.tiers = {{.name = "App", .type = SubnetType::private_with_egress}}}},
      {"nat_gateway_subnets",
       {.tiers = {{.name = "Edge", .type = SubnetType::public_},
                  {.name = "App", .type = SubnetType::private_with_egress}},
        .nat_gateway_subnets = {.group_name = "App"}}},
      {"enable_dns_hostnames", {.enable_dns_support = false}},
      {"availability_zones", {.availability_zones = {"us-east-1a"}}},
      {"tiers", {.tiers = {{.name = "A"}, {.name = "A"}}}},
      {"tiers", {.tiers = {{.name = ""}}}},
      {"tiers", {.tiers = {{.name = "A", .cidr_mask = 16}}}},
      {"cidr_mask", {.tiers = {{.name = "A", .cidr_mask = 29}}}},
      {"cidr_mask", {.max_azs = 1, .tiers = {{.name = "A", .cidr_mask = 24, .cidrs = {"10.0.0.0/24"}}}}},
      {"cidrs", {.max_azs = 2, .tiers = {{.name = "A", .cidrs = {"10.0.0.0/24"}}}}},
      {"cidrs", {.max_azs = 1, .tiers = {{.name = "A", .cidrs = {"10.1.0.0/24"}}}}},
      {"cidrs",
       {.max_azs = 1,
        .tiers = {{.name = "A", .cidrs = {"10.0.0.0/24"}}, {.name = "B", .cidrs = {"10.0.0.0/25"}}}}},
      {"map_public_ip_on_launch", {.tiers = {{.name = "A", .map_public_ip_on_launch = false}}}},
  };
}

TEST_P(VpcRefusal, ReportsThePropertyOnce) {
  const Refusal refusal = refusals()[GetParam()];
  App app;
  auto& stack = app.add("Shop", Stack::Props{.env = {.region = "eu-west-1"}});
  Vpc& vpc = stack.add("Network", refusal.props);
  vpc.select_subnets();
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics().front().id, "property-not-allowed");
  EXPECT_EQ(app.diagnostics().front().property, refusal.property);
  EXPECT_EQ(app.diagnostics().front().path, "Shop/Network");
}

INSTANTIATE_TEST_SUITE_P(All, VpcRefusal, ::testing::Range(std::size_t{0}, refusals().size()));

TEST_F(VpcTest, RefusesSelectionsOfNothing) {
  Vpc& vpc = add_vpc({.nat_gateways = 0});
  EXPECT_TRUE(vpc.select_subnets({.type = SubnetType::private_with_egress}).empty());
  expect_finding("property-not-allowed", "type");
  EXPECT_EQ(app.diagnostics()[0].allowed, "Public, Isolated");
  vpc.select_subnets({.group_name = "Data"});
  EXPECT_EQ(app.diagnostics()[1].property, "group_name");
  EXPECT_EQ(app.diagnostics()[1].allowed, "Public, Isolated");
  vpc.select_subnets({.type = SubnetType::public_, .group_name = "Public"});
  EXPECT_EQ(app.diagnostics()[2].property, "SubnetSelection");
}

TEST_F(VpcTest, TakesZonesThatTheDeploymentChooses) {
  add_vpc({.availability_zones = {Fn::Select(0, Fn::GetAZs("")), Fn::Select(1, Fn::GetAZs("")),
                                  Fn::Select(2, Fn::GetAZs(""))},
           .tiers = {{.name = "Data"}}});
  expect("AWS::EC2::Subnet", R"({"AvailabilityZone": {"Fn::Select": [2, {"Fn::GetAZs": ""}]}})");
}

TEST_F(VpcTest, KnowsItsWholeBlock) {
  Vpc& vpc = add_vpc({.cidr = "10.1.0.0/16"});
  EXPECT_TRUE(vpc.is_whole("10.1.0.0/16"));
  EXPECT_TRUE(vpc.is_whole(vpc.cidr_block()));
  EXPECT_FALSE(vpc.is_whole("10.1.0.0/17"));
}

}  // namespace
}  // namespace tenon
