#pragma once

/// \file
/// Networks: a VPC, its tiers of subnets, and the ways out of it.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/flow_log.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/constructs/network/vpc_endpoint.hpp"
#include "tenon/value/cidr.hpp"

namespace tenon::aws::ec2 {
class InternetGateway;
class NatGateway;
class Route;
class RouteTable;
class Subnet;
class VPC;
namespace kind {
struct RouteTable_RouteTableId;
struct Subnet_SubnetId;
struct VPC_DefaultSecurityGroup;
struct VPC_VpcId;
}  // namespace kind
}  // namespace tenon::aws::ec2

namespace tenon {

/// Subnets of one purpose, one in each Availability Zone.
struct SubnetTier {
  /// Part of the subnets' ids: "Database" makes `DatabaseSubnet1` and so on. Unique in the network.
  Required<"name", std::string> name;
  SubnetType type = SubnetType::private_isolated;
  /// Size of each subnet as the length of its prefix, 16 to 28. Default: what the tiers with a given size
  /// leave of the network is divided evenly among the others.
  std::optional<int> cidr_mask = {};
  /// The blocks themselves, one for each Availability Zone, inside the network and apart from each other.
  /// When one tier has them, all have; those beyond the zones that there are stay unused. Default: computed
  /// from `cidr_mask`.
  std::vector<Cidr> cidrs = {};
  /// Whether the addresses are only kept free and no subnets are made.
  bool reserved = false;
  /// Whether what starts in the subnet gets a public address. Only for public tiers. Default: true there
  /// (CDK's).
  std::optional<bool> map_public_ip_on_launch = {};
};

/// What a route leads to.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html
enum class RouterType : std::uint8_t {
  carrier_gateway,
  egress_only_internet_gateway,
  gateway,
  instance,
  local_gateway,
  nat_gateway,
  network_interface,
  transit_gateway,
  vpc_peering_connection,
  vpc_endpoint,
  core_network,
};

struct RouteOptions {
  /// Of a core network its ARN.
  Required<"router_id", Value<std::string>> router_id;
  RouterType router = RouterType::gateway;
  /// An IPv4 or IPv6 block. Default: everywhere, by IPv4.
  Value<std::string> destination = "0.0.0.0/0";
  /// Whether the subnet reaches the internet this way; see `Subnet::internet_connectivity`.
  bool enables_internet_connectivity = false;
};

/// A subnet that exists already.
struct SubnetAttributes {
  Required<"subnet_id", Value<std::string>> subnet_id;
  /// Default: unknown; asking for it is an error (`property-needed`).
  Value<std::string> availability_zone = {};
  /// Default: unknown; what adds routes leaves the subnet out.
  Value<std::string> route_table_id = {};
  /// Default: unknown; asking for it is an error (`property-needed`).
  Value<std::string> cidr_block = {};
};

/// A part of a network in one Availability Zone, with a route table of its own.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html
class Subnet final : public Construct {
 public:
  struct Props {
    using Of = Subnet;
    Required<"vpc_id", Value<std::string>> vpc_id;
    Required<"availability_zone", Value<std::string>> availability_zone;
    Required<"cidr_block", Value<std::string>> cidr_block;
    /// Whether what starts in the subnet gets a public address.
    bool map_public_ip_on_launch = false;
  };

  Subnet(const Scope& scope, const Props& props);
  static Subnet& from_attributes(Construct& scope, std::string_view id, const SubnetAttributes& attributes,
                                 std::source_location where = std::source_location::current());
  static Subnet& from_id(Construct& scope, std::string_view id, const Value<std::string>& subnet_id,
                         std::source_location where = std::source_location::current());

  aws::ec2::Subnet& resource() const noexcept { return *resource_; }
  Attribute<aws::ec2::kind::Subnet_SubnetId> subnet_id() const;
  const Value<std::string>& availability_zone() const;
  const Value<std::string>& cidr_block() const;
  bool has_route_table() const noexcept { return route_table_ != nullptr; }
  /// Throws `Error` ("property-needed") for an imported subnet whose route table was not given.
  aws::ec2::RouteTable& route_table() const;
  Attribute<aws::ec2::kind::RouteTable_RouteTableId> route_table_id() const;

  aws::ec2::Route& add_route(std::string_view id, const RouteOptions& options,
                             std::source_location where = std::source_location::current());
  /// What has to stand before something in the subnet reaches the internet: depend on these.
  const std::vector<const Construct*>& internet_connectivity() const noexcept {
    return internet_connectivity_;
  }

 private:
  friend class Vpc;
  struct Imported;
  Subnet(const Scope& scope, const Imported& imported);
  void add_internet_route(const aws::ec2::InternetGateway& gateway, const Construct& attachment);
  aws::ec2::NatGateway& add_nat_gateway();
  void report_unknown(std::string property) const;

  aws::ec2::Subnet* resource_ = nullptr;
  aws::ec2::RouteTable* route_table_ = nullptr;
  Value<std::string> availability_zone_;
  Value<std::string> cidr_block_;
  std::vector<const Construct*> internet_connectivity_;
};

/// Subnets of one purpose of a network that exists already.
struct SubnetGroupAttributes {
  SubnetType type = SubnetType::private_isolated;
  /// Default: "Public", "Private" or "Isolated", by the type.
  std::string name = {};
  std::vector<SubnetAttributes> subnets = {};
};

/// A network that exists already.
struct VpcAttributes {
  Required<"vpc_id", Value<std::string>> vpc_id;
  /// Default: unknown; asking for it is an error (`property-needed`).
  Value<std::string> cidr_block = {};
  std::vector<Value<std::string>> availability_zones = {};
  std::vector<SubnetGroupAttributes> subnet_groups = {};
};

/// Which network of the account is meant. At least one thing is given (`property-needed`); all that is given
/// has to match, and one network alone may.
struct VpcLookup {
  std::string vpc_id = {};
  /// The tag `Name`.
  std::string vpc_name = {};
  std::string owner_account_id = {};
  /// Whether it is the region's default network. Default: either.
  std::optional<bool> is_default = {};
  /// Tags by name and value.
  std::vector<std::pair<std::string, std::string>> tags = {};
  /// The tag that names a subnet's group. Default: "aws-cdk:subnet-name".
  std::string subnet_group_name_tag = {};
};

enum class InstanceTenancy : std::uint8_t { default_, dedicated };

/// A network of one's own.
///
///     auto& vpc = stack.add("Network", Vpc::Props{.cidr = "10.20.0.0/16", .max_azs = 3, .nat_gateways = 1});
///
/// Without `tiers` there is a public and a private tier in up to three Availability Zones, and a NAT gateway
/// for each. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
class Vpc final : public Construct {
 public:
  /// An endpoint for a gateway service that is made with the network.
  struct NamedGatewayEndpoint {
    Required<"id", std::string> id;
    GatewayEndpointService service;
    /// Whose route tables lead to the service. Default: those of all subnets.
    std::vector<SubnetSelection> subnets = {};
  };
  /// A flow log that is made with the network.
  struct NamedFlowLog {
    Required<"id", std::string> id;
    FlowLogOptions options = {};
  };

  struct Props {
    using Of = Vpc;
    /// An IPv4 block of prefix 16 to 28.
    Cidr cidr = "10.0.0.0/16";
    /// How many Availability Zones are used at most. A stack without a known account and region has two of
    /// them to offer.
    int max_azs = 3;
    /// The zones themselves, in the place of `max_azs`: "eu-west-1a", or what the deployment chooses, such as
    /// `Fn::Select(2, Fn::GetAZs(""))`. Default: the first ones of the stack's.
    std::vector<Value<std::string>> availability_zones = {};
    /// For how many further Availability Zones addresses are kept free in every tier.
    int reserved_azs = 0;
    /// Default: a public tier, and a private one: with egress, or isolated when `nat_gateways` is 0.
    std::vector<SubnetTier> tiers = {};
    /// NAT gateways, at most one for each Availability Zone; zones without one use another zone's. Default:
    /// one for each zone when there is a private tier with egress, else none.
    std::optional<int> nat_gateways = {};
    /// Where the NAT gateways stand: public subnets. Default: all of them.
    SubnetSelection nat_gateway_subnets = {.type = SubnetType::public_};
    /// Whether there is an internet gateway, when a tier needs one.
    bool create_internet_gateway = true;
    /// Whether instances with public addresses get public DNS names.
    bool enable_dns_hostnames = true;
    /// Whether Amazon's DNS server answers inside the network.
    bool enable_dns_support = true;
    InstanceTenancy default_instance_tenancy = InstanceTenancy::default_;
    /// The tag `Name`. Default: the construct's path.
    std::string vpc_name = {};
    /// Default: none; see `add_gateway_endpoint`.
    std::vector<NamedGatewayEndpoint> gateway_endpoints = {};
    /// Default: none; see `add_flow_log`.
    std::vector<NamedFlowLog> flow_logs = {};
  };

  Vpc(const Scope& scope, const Props& props);
  static Vpc& from_attributes(Construct& scope, std::string_view id, const VpcAttributes& attributes,
                              std::source_location where = std::source_location::current());
  /// A network that the CDK CLI looks up in the account. The stack's account and region have to be known.
  /// Until the context has the answer a made-up network with two zones stands in for it.
  static Vpc& from_lookup(Construct& scope, std::string_view id, const VpcLookup& lookup,
                          std::source_location where = std::source_location::current());

  aws::ec2::VPC& resource() const noexcept { return *resource_; }
  Attribute<aws::ec2::kind::VPC_VpcId> vpc_id() const;
  Value<std::string> arn() const;
  /// The network's IPv4 block.
  Value<std::string> cidr_block() const;
  /// Whether this is the network's whole IPv4 block, as `cidr_block()` or as it was given.
  bool is_whole(const Value<std::string>& block) const;
  /// The group that CloudFormation makes with every network. Only of networks that the App makes.
  Attribute<aws::ec2::kind::VPC_DefaultSecurityGroup> default_security_group() const;
  /// Without those of `reserved_azs`.
  const std::vector<Value<std::string>>& availability_zones() const noexcept { return availability_zones_; }
  const std::vector<Subnet*>& public_subnets() const noexcept { return subnets_of(SubnetType::public_); }
  /// Those with egress.
  const std::vector<Subnet*>& private_subnets() const noexcept {
    return subnets_of(SubnetType::private_with_egress);
  }
  const std::vector<Subnet*>& isolated_subnets() const noexcept {
    return subnets_of(SubnetType::private_isolated);
  }
  /// Null when there is none, and of imported networks.
  aws::ec2::InternetGateway* internet_gateway() const noexcept { return internet_gateway_; }

  /// The subnets that are meant; selecting none of them is an error (`property-not-allowed`).
  std::vector<Subnet*> select_subnets(const SubnetSelection& selection = {}) const;
  std::vector<Attribute<aws::ec2::kind::Subnet_SubnetId>> subnet_ids(
      const SubnetSelection& selection = {}) const;
  /// Whether any of the selected subnets is public.
  bool has_public_subnets(const SubnetSelection& selection) const;
  /// What has to stand before something in the selected subnets reaches the internet: depend on these.
  std::vector<const Construct*> internet_connectivity(const SubnetSelection& selection = {}) const;

  /// Default of `subnets`: the route tables of all subnets.
  GatewayEndpoint& add_gateway_endpoint(std::string_view id, GatewayEndpointService service,
                                        const std::vector<SubnetSelection>& subnets = {},
                                        std::source_location where = std::source_location::current());
  /// Default of `subnets`: the private ones. More is said by `add(id, InterfaceEndpoint::Props{…})`.
  InterfaceEndpoint& add_interface_endpoint(std::string_view id, const InterfaceEndpointService& service,
                                            const SubnetSelection& subnets = {},
                                            std::source_location where = std::source_location::current());
  FlowLog& add_flow_log(std::string_view id, const FlowLogOptions& options = {},
                        std::source_location where = std::source_location::current());

 private:
  Vpc(const Scope& scope, const VpcAttributes& attributes, bool pending_lookup);
  const std::vector<Subnet*>& subnets_of(SubnetType type) const noexcept {
    return subnets_[static_cast<std::size_t>(type)];
  }
  void choose_zones(const Props& props);
  bool check(const Props& props) const;
  bool check_tier(const Props& props, const SubnetTier& tier) const;
  bool check_given_cidrs(const Props& props) const;
  std::vector<Cidr> computed_cidrs(const Props& props, const std::vector<SubnetTier>& tiers) const;
  void add_subnets(const Props& props, const std::vector<SubnetTier>& tiers);
  void add_subnet(const SubnetTier& tier, std::size_t zone, const Cidr& cidr);
  void add_internet_gateway();
  void add_nat_gateways(const Props& props, const std::vector<SubnetTier>& tiers);
  std::vector<Subnet*> all_subnets() const;
  std::vector<Subnet*> named_subnets(const std::string& group_name) const;
  std::vector<Subnet*> typed_subnets(std::optional<SubnetType> type) const;
  bool refuse(std::string property, std::string value, std::string allowed, std::string message) const;

  aws::ec2::VPC* resource_ = nullptr;
  aws::ec2::InternetGateway* internet_gateway_ = nullptr;
  std::vector<Value<std::string>> availability_zones_;
  std::vector<Subnet*> subnets_[3];
  Value<std::string> cidr_block_;
  std::string cidr_;             // as given; empty of imported networks
  bool pending_lookup_ = false;  // what was looked up is not known yet
};

}  // namespace tenon
