#include "tenon/constructs/network/vpc.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "tenon/aws/ec2/EIP.hpp"
#include "tenon/aws/ec2/InternetGateway.hpp"
#include "tenon/aws/ec2/NatGateway.hpp"
#include "tenon/aws/ec2/Route.hpp"
#include "tenon/aws/ec2/RouteTable.hpp"
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/ec2/SubnetRouteTableAssociation.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/ec2/VPCGatewayAttachment.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/cidr_plan.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

constexpr std::string_view type_names[] = {"Public", "Private", "Isolated"};
std::string_view name_of(SubnetType type) { return type_names[static_cast<std::size_t>(type)]; }

constexpr const char* router_properties[] = {"CarrierGatewayId",
                                             "EgressOnlyInternetGatewayId",
                                             "GatewayId",
                                             "InstanceId",
                                             "LocalGatewayId",
                                             "NatGatewayId",
                                             "NetworkInterfaceId",
                                             "TransitGatewayId",
                                             "VpcPeeringConnectionId",
                                             "VpcEndpointId",
                                             "CoreNetworkArn"};

bool is_ipv6(const Value<std::string>& block) {
  const auto known = block.literal();
  return known && known->find(':') != known->npos;
}

std::string subnet_id_text(std::string_view group, std::size_t index) {
  return fmt::format("{}Subnet{}", group, index + 1);
}

/// What stands before `Subnet<number>` in a subnet's id.
std::string_view group_of(const Subnet& subnet) {
  std::string_view id = subnet.id();
  while (!id.empty() && id.back() >= '0' && id.back() <= '9') id.remove_suffix(1);
  constexpr std::string_view end = "Subnet";
  return id != subnet.id() && id.ends_with(end) ? id.substr(0, id.size() - end.size()) : subnet.id();
}

/// Without duplicates, in the order in which they came.
std::string listed(const std::vector<Subnet*>& subnets) {
  std::vector<std::string_view> names;
  for (const Subnet* subnet : subnets) {
    if (std::ranges::find(names, group_of(*subnet)) == names.end()) names.push_back(group_of(*subnet));
  }
  return names.empty() ? "there are no subnets" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

// --- Subnet
// ----------------------------------------------------------------------------------------------------------

struct Subnet::Imported {
  const SubnetAttributes& attributes;
};

Subnet::Subnet(const Scope& scope, const Props& props)
    : Construct(scope), availability_zone_(props.availability_zone), cidr_block_(props.cidr_block) {
  add_tag("Name", path());
  resource_ = &add("Subnet",
                   aws::ec2::Subnet::Props{.AvailabilityZone = props.availability_zone,
                                           .CidrBlock = {Raw{}, props.cidr_block},
                                           .MapPublicIpOnLaunch = props.map_public_ip_on_launch,
                                           .VpcId = {{Raw{}, props.vpc_id}}},
                   where());
  route_table_ = &add("RouteTable", aws::ec2::RouteTable::Props{.VpcId = {{Raw{}, props.vpc_id}}}, where());
  internet_connectivity_.push_back(
      &add("RouteTableAssociation",
           aws::ec2::SubnetRouteTableAssociation::Props{.RouteTableId = route_table_->ref(),
                                                        .SubnetId = resource_->ref()},
           where()));
}

Subnet::Subnet(const Scope& scope, const Imported& imported)
    : Construct(scope),
      availability_zone_(imported.attributes.availability_zone),
      cidr_block_(imported.attributes.cidr_block) {
  const auto& [id, zone, route_table_id, cidr] = imported.attributes;
  resource_ =
      &::tenon::from_attributes<aws::ec2::Subnet>(*this, "Subnet", {{"SubnetId", id}, {"Ref", id}}, where());
  if (!route_table_id.is_set()) return;
  route_table_ = &::tenon::from_attributes<aws::ec2::RouteTable>(
      *this, "RouteTable", {{"RouteTableId", route_table_id}, {"Ref", route_table_id}}, where());
}

Subnet& Subnet::from_attributes(Construct& scope, std::string_view id, const SubnetAttributes& attributes,
                                std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) { return std::unique_ptr<Subnet>(new Subnet(inner, Imported{attributes})); },
      where);
}

Subnet& Subnet::from_id(Construct& scope, std::string_view id, const Value<std::string>& subnet_id,
                        std::source_location where) {
  return from_attributes(scope, id, {.subnet_id = subnet_id}, where);
}

Attribute<aws::ec2::kind::Subnet_SubnetId> Subnet::subnet_id() const { return resource_->ref(); }

const Value<std::string>& Subnet::availability_zone() const {
  if (!availability_zone_.is_set()) report_unknown("availability_zone");
  return availability_zone_;
}

const Value<std::string>& Subnet::cidr_block() const {
  if (!cidr_block_.is_set()) report_unknown("cidr_block");
  return cidr_block_;
}

void Subnet::report_unknown(std::string property) const {
  report({.id = "property-needed",
          .path = path(),
          .property = std::move(property),
          .allowed = "a value in SubnetAttributes",
          .message = "something asks for what was not said of this imported subnet",
          .where = where()});
}

aws::ec2::RouteTable& Subnet::route_table() const {
  if (route_table_ == nullptr) {
    throw Error("property-needed",
                fmt::format("'{}' was imported without the route_table_id that is asked for", path()));
  }
  return *route_table_;
}

Attribute<aws::ec2::kind::RouteTable_RouteTableId> Subnet::route_table_id() const {
  return route_table().ref();
}

aws::ec2::Route& Subnet::add_route(std::string_view id, const RouteOptions& options,
                                   std::source_location where) {
  aws::ec2::Route::Props props{.RouteTableId = route_table_id()};
  (is_ipv6(options.destination) ? props.DestinationIpv6CidrBlock : props.DestinationCidrBlock) = {
      Raw{}, options.destination};
  auto& route = add(id, props, where);
  route.set_property(router_properties[static_cast<std::size_t>(options.router)], options.router_id);
  if (options.enables_internet_connectivity) internet_connectivity_.push_back(&route);
  return route;
}

void Subnet::add_internet_route(const aws::ec2::InternetGateway& gateway, const Construct& attachment) {
  auto& route = add_route(
      "DefaultRoute",
      {.router_id = gateway.ref(), .router = RouterType::gateway, .enables_internet_connectivity = true},
      where());
  route.add_dependency(attachment, where());
}

aws::ec2::NatGateway& Subnet::add_nat_gateway() {
  const auto& address = add("EIP", aws::ec2::EIP::Props{.Domain = "vpc"}, where());
  auto& gateway = add(
      "NATGateway",
      aws::ec2::NatGateway::Props{.AllocationId = address.AllocationId(), .SubnetId = subnet_id()}, where());
  for (const Construct* each : internet_connectivity_) gateway.add_dependency(*each, where());
  return gateway;
}

// --- Vpc: what is asked for
// ------------------------------------------------------------------------------------------

namespace {

std::vector<SubnetTier> tiers_of(const Vpc::Props& props) {
  if (!props.tiers.empty()) return props.tiers;
  const SubnetType inner =
      props.nat_gateways == 0 ? SubnetType::private_isolated : SubnetType::private_with_egress;
  return {{.name = "Public", .type = SubnetType::public_},
          {.name = std::string(name_of(inner)), .type = inner}};
}

bool has(const std::vector<SubnetTier>& tiers, SubnetType type) {
  return std::ranges::any_of(tiers,
                             [type](const SubnetTier& tier) { return tier.type == type && !tier.reserved; });
}

bool have_given_cidrs(const Vpc::Props& props) {
  return std::ranges::any_of(props.tiers, [](const SubnetTier& tier) { return !tier.cidrs.empty(); });
}

}  // namespace

bool Vpc::refuse(std::string property, std::string value, std::string allowed, std::string message) const {
  report({.id = "property-not-allowed",
          .path = path(),
          .property = std::move(property),
          .value = std::move(value),
          .allowed = std::move(allowed),
          .message = std::move(message),
          .where = where()});
  return false;
}

/// Whether subnets can be made of it; what cannot be is reported.
bool Vpc::check(const Props& props) const {
  bool sound = true;
  if (props.cidr.is_ipv6() || props.cidr.prefix() < 16 || props.cidr.prefix() > 28) {
    sound = refuse("cidr", props.cidr.text(), "an IPv4 block of prefix 16 to 28",
                   "AWS makes no network of this block");
  }
  if (props.max_azs < 1) {
    sound =
        refuse("max_azs", fmt::format("{}", props.max_azs), "1 or more", "a network spans at least one zone");
  }
  if (props.reserved_azs < 0) {
    sound = refuse("reserved_azs", fmt::format("{}", props.reserved_azs), "0 or more",
                   "there is no such number of zones");
  }
  if (props.nat_gateways && *props.nat_gateways < 0) {
    sound = refuse("nat_gateways", fmt::format("{}", *props.nat_gateways), "0 or more",
                   "there is no such number of gateways");
  }
  if (props.enable_dns_hostnames && !props.enable_dns_support) {
    sound = refuse("enable_dns_hostnames", "true", "false, or .enable_dns_support = true",
                   "names of instances are served by the DNS server that is turned off");
  }
  const auto region = stack().environment().region;
  for (const Value<std::string>& each : props.availability_zones) {
    const auto zone = each.literal();
    if (!zone || !region || zone->starts_with(region->text())) continue;
    sound = refuse("availability_zones", std::string(*zone), fmt::format("zones of {}", region->text()),
                   "the zone is in another region than the stack");
  }
  for (const SubnetTier& tier : props.tiers) sound = check_tier(props, tier) && sound;
  return sound && check_given_cidrs(props);
}

bool Vpc::check_tier(const Props& props, const SubnetTier& tier) const {
  const std::string& name = tier.name;
  bool sound = true;
  const auto has_the_name = [&name](const SubnetTier& other) {
    return static_cast<const std::string&>(other.name) == name;
  };
  if (name.empty() || &*std::ranges::find_if(props.tiers, has_the_name) != &tier) {
    sound = refuse("tiers", name, "a name of its own for each tier",
                   "the subnets' ids are made of the tier's name");
  }
  if (tier.cidr_mask && (*tier.cidr_mask < 16 || *tier.cidr_mask > 28)) {
    sound = refuse("cidr_mask", fmt::format("{}", *tier.cidr_mask), "16 to 28",
                   fmt::format("AWS makes no subnets of this size (tier {})", name));
  }
  if (tier.cidr_mask && !tier.cidrs.empty()) {
    sound = refuse("cidr_mask", fmt::format("{}", *tier.cidr_mask), "one of cidr_mask and cidrs",
                   fmt::format("the blocks of tier {} are given, so their size is too", name));
  }
  if (tier.map_public_ip_on_launch && tier.type != SubnetType::public_) {
    sound = refuse("map_public_ip_on_launch", *tier.map_public_ip_on_launch ? "true" : "false",
                   "nothing, or .type = SubnetType::public_", fmt::format("tier {} is not public", name));
  }
  return sound;
}

bool Vpc::check_given_cidrs(const Props& props) const {
  if (!have_given_cidrs(props)) return true;
  bool sound = true;
  std::vector<Cidr> taken;
  for (const SubnetTier& tier : props.tiers) {
    const std::string& name = tier.name;
    if (tier.cidrs.size() < availability_zones_.size()) {
      sound = refuse(
          "cidrs", fmt::format("{} blocks", tier.cidrs.size()),
          fmt::format("{} blocks", availability_zones_.size()),
          fmt::format("tier {} has not one block for each zone, and one tier's blocks are given", name));
    }
    for (const Cidr& block : tier.cidrs) {
      if (!props.cidr.contains(block) || block.prefix() > 28) {
        sound = refuse("cidrs", block.text(),
                       fmt::format("a block of prefix 28 or shorter inside {}", props.cidr.text()),
                       fmt::format("the block of tier {} is no subnet of the network", name));
      }
      for (const Cidr& other : taken) {
        if (!block.overlaps(other)) continue;
        sound = refuse("cidrs", block.text(), "blocks apart from each other",
                       fmt::format("the block of tier {} overlaps {}", name, other.text()));
      }
      taken.push_back(block);
    }
  }
  return sound;
}

void Vpc::choose_zones(const Props& props) {
  if (!props.availability_zones.empty()) {
    availability_zones_ = props.availability_zones;
    return;
  }
  availability_zones_ = stack().availability_zones();
  const auto most = static_cast<std::size_t>(std::max(props.max_azs, 0));
  if (availability_zones_.size() > most) availability_zones_.resize(most);
}

/// The blocks of all tiers' subnets in turn, those of reserved tiers and zones included.
std::vector<Cidr> Vpc::computed_cidrs(const Props& props, const std::vector<SubnetTier>& tiers) const {
  const std::size_t zones = availability_zones_.size() + static_cast<std::size_t>(props.reserved_azs);
  std::vector<int> prefixes;
  for (const SubnetTier& tier : tiers) prefixes.insert(prefixes.end(), zones, tier.cidr_mask.value_or(0));
  detail::CidrPlan plan = detail::plan_cidrs(props.cidr, prefixes);
  if (!plan.error.empty())
    refuse("tiers", props.cidr.text(), "a larger network, smaller tiers or fewer zones", plan.error);
  return std::move(plan.blocks);
}

// --- Vpc: what is made
// -----------------------------------------------------------------------------------------------

Vpc::Vpc(const Scope& scope, const Props& props) : Construct(scope) {
  add_tag("Name", props.vpc_name.empty() ? path() : props.vpc_name);
  resource_ = &add(
      "Resource",
      aws::ec2::VPC::Props{.CidrBlock = props.cidr,
                           .EnableDnsHostnames = props.enable_dns_hostnames,
                           .EnableDnsSupport = props.enable_dns_support,
                           .InstanceTenancy = props.default_instance_tenancy == InstanceTenancy::dedicated
                                                  ? std::string_view("dedicated")
                                                  : std::string_view("default")},
      where());
  cidr_block_ = resource_->CidrBlock();
  cidr_ = props.cidr.text();
  choose_zones(props);
  if (!check(props)) {
    pending_lookup_ =
        true;  // so that selections of subnets, which there are none of, are not refused as well
    return;
  }
  const std::vector<SubnetTier> tiers = tiers_of(props);
  add_subnets(props, tiers);
  const bool reaches_out = has(tiers, SubnetType::public_) || has(tiers, SubnetType::private_with_egress);
  if (props.create_internet_gateway && reaches_out) {
    add_internet_gateway();
    add_nat_gateways(props, tiers);
  }
  for (const auto& [id, service, subnets] : props.gateway_endpoints)
    add_gateway_endpoint(id, service, subnets, where());
  for (const auto& [id, options] : props.flow_logs) add_flow_log(id, options, where());
}

void Vpc::add_subnets(const Props& props, const std::vector<SubnetTier>& tiers) {
  const bool given = have_given_cidrs(props);
  const std::vector<Cidr> computed = given ? std::vector<Cidr>() : computed_cidrs(props, tiers);
  if (!given && computed.empty()) {
    pending_lookup_ = true;
    return;
  }
  const std::size_t blocks_per_tier =
      availability_zones_.size() + static_cast<std::size_t>(props.reserved_azs);
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    if (tiers[i].reserved) continue;
    for (std::size_t zone = 0; zone < availability_zones_.size(); ++zone) {
      add_subnet(tiers[i], zone, given ? tiers[i].cidrs[zone] : computed[i * blocks_per_tier + zone]);
    }
  }
}

void Vpc::add_subnet(const SubnetTier& tier, std::size_t zone, const Cidr& cidr) {
  static constexpr std::string_view subnets_only[] = {"AWS::EC2::Subnet"};
  const bool is_public = tier.type == SubnetType::public_;
  auto& subnet =
      add(subnet_id_text(tier.name, zone),
          Subnet::Props{.vpc_id = Value<std::string>(vpc_id()),
                        .availability_zone = availability_zones_[zone],
                        .cidr_block = Value<std::string>(cidr.text()),
                        .map_public_ip_on_launch = tier.map_public_ip_on_launch.value_or(is_public)},
          where());
  subnet.add_tag("aws-cdk:subnet-name", tier.name, {.include_resource_types = subnets_only});
  subnet.add_tag("aws-cdk:subnet-type", name_of(tier.type), {.include_resource_types = subnets_only});
  subnets_[static_cast<std::size_t>(tier.type)].push_back(&subnet);
}

void Vpc::add_internet_gateway() {
  internet_gateway_ = &add("IGW", aws::ec2::InternetGateway::Props{}, where());
  const auto& attachment = add(
      "VPCGW",
      aws::ec2::VPCGatewayAttachment::Props{.InternetGatewayId = internet_gateway_->ref(), .VpcId = vpc_id()},
      where());
  for (Subnet* subnet : public_subnets()) subnet->add_internet_route(*internet_gateway_, attachment);
}

void Vpc::add_nat_gateways(const Props& props, const std::vector<SubnetTier>& tiers) {
  const std::size_t zones = availability_zones_.size();
  const std::size_t wanted = has(tiers, SubnetType::private_with_egress) ? zones : 0;
  const std::size_t count =
      props.nat_gateways ? std::min(static_cast<std::size_t>(*props.nat_gateways), zones) : wanted;
  if (count == 0) return;
  if (!has(tiers, SubnetType::public_)) {
    refuse("nat_gateways", fmt::format("{}", count), "a public tier as well, or .nat_gateways = 0",
           "NAT gateways stand in public subnets, and there is no public tier");
    return;
  }
  std::vector<std::pair<Value<std::string>, aws::ec2::NatGateway*>> gateways;
  for (Subnet* subnet : select_subnets(props.nat_gateway_subnets)) {
    if (gateways.size() == count) break;
    if (std::ranges::find(public_subnets(), subnet) == public_subnets().end()) {
      refuse("nat_gateway_subnets", std::string(group_of(*subnet)), "public subnets",
             "a NAT gateway needs a public subnet");
      return;
    }
    gateways.emplace_back(subnet->availability_zone(), &subnet->add_nat_gateway());
  }
  if (gateways.empty()) return;
  std::size_t borrowed = 0;
  for (Subnet* subnet : private_subnets()) {
    // The last of a zone's own gateways, else another zone's in turn.
    const auto is_near = [subnet](const auto& each) { return each.first == subnet->availability_zone(); };
    const auto own = std::find_if(gateways.rbegin(), gateways.rend(), is_near);
    const auto* gateway =
        own != gateways.rend() ? own->second : gateways[borrowed++ % gateways.size()].second;
    subnet->add_route("DefaultRoute",
                      {.router_id = gateway->ref(),
                       .router = RouterType::nat_gateway,
                       .enables_internet_connectivity = true},
                      where());
  }
}

// --- Vpc: what exists already
// ----------------------------------------------------------------------------------------

Vpc::Vpc(const Scope& scope, const VpcAttributes& attributes, bool pending_lookup)
    : Construct(scope),
      availability_zones_(attributes.availability_zones),
      cidr_block_(attributes.cidr_block),
      pending_lookup_(pending_lookup) {
  resource_ = &::tenon::from_attributes<aws::ec2::VPC>(
      *this, "Resource", {{"VpcId", attributes.vpc_id}, {"Ref", attributes.vpc_id}}, where());
  for (const SubnetGroupAttributes& group : attributes.subnet_groups) {
    const std::string_view name = group.name.empty() ? name_of(group.type) : std::string_view(group.name);
    for (std::size_t i = 0; i < group.subnets.size(); ++i) {
      Subnet& subnet = Subnet::from_attributes(*this, subnet_id_text(name, i), group.subnets[i], where());
      subnets_[static_cast<std::size_t>(group.type)].push_back(&subnet);
    }
  }
}

Vpc& Vpc::from_attributes(Construct& scope, std::string_view id, const VpcAttributes& attributes,
                          std::source_location where) {
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Vpc>(new Vpc(inner, attributes, false)); }, where);
}

namespace {

/// The look-up as CDK's context provider "vpc" takes it; entries below `filter.` are those of EC2's
/// DescribeVpcs.
std::vector<TextEntry> query_of(const VpcLookup& lookup) {
  std::vector<TextEntry> query;
  const auto filter = [&query](std::string_view name, const std::string& value) {
    if (!value.empty()) query.push_back({fmt::format("filter.{}", name), value});
  };
  for (const auto& [key, value] : lookup.tags) filter("tag:" + key, value);
  filter("vpc-id", lookup.vpc_id);
  filter("tag:Name", lookup.vpc_name);
  filter("owner-id", lookup.owner_account_id);
  if (lookup.is_default) filter("isDefault", *lookup.is_default ? "true" : "false");
  return query;
}

Value<std::string> text_of(const Node& object, std::string_view key) {
  const Node* const found = object.find(key);
  return found == nullptr ? Value<std::string>() : Value<std::string>(Raw{}, *found);
}

std::span<const Node> items_of(const Node& object, std::string_view key) {
  const Node* const found = object.find(key);
  return found != nullptr && found->kind() == NodeKind::list ? found->items() : std::span<const Node>();
}

SubnetGroupAttributes group_of_answer(const Node& group) {
  SubnetGroupAttributes attributes{.name = std::string(text_of(group, "name").literal().value_or(""))};
  const auto type = std::ranges::find(type_names, text_of(group, "type").literal().value_or("Isolated"));
  if (type != std::end(type_names)) attributes.type = static_cast<SubnetType>(type - std::begin(type_names));
  for (const Node& subnet : items_of(group, "subnets")) {
    attributes.subnets.push_back({.subnet_id = text_of(subnet, "subnetId"),
                                  .availability_zone = text_of(subnet, "availabilityZone"),
                                  .route_table_id = text_of(subnet, "routeTableId"),
                                  .cidr_block = text_of(subnet, "cidr")});
  }
  return attributes;
}

VpcAttributes attributes_of_answer(const Node& answer) {
  VpcAttributes attributes{.vpc_id = text_of(answer, "vpcId"), .cidr_block = text_of(answer, "vpcCidrBlock")};
  std::set<std::string_view> zones;
  for (const Node& group : items_of(answer, "subnetGroups")) {
    attributes.subnet_groups.push_back(group_of_answer(group));
    for (const SubnetAttributes& subnet : attributes.subnet_groups.back().subnets) {
      zones.insert(subnet.availability_zone.literal().value_or(""));
    }
  }
  for (const std::string_view zone : zones) attributes.availability_zones.emplace_back(zone);
  return attributes;
}

/// What stands in for a network until it was looked up: every type of subnet in two zones. The blocks are
/// those that are kept for documentation (RFC 5737).
VpcAttributes made_up_network() {
  VpcAttributes attributes{
      .vpc_id = "vpc-12345678", .cidr_block = "192.0.2.0/24", .availability_zones = {"dummy1a", "dummy1b"}};
  int number = 0;
  for (const auto type :
       {SubnetType::public_, SubnetType::private_with_egress, SubnetType::private_isolated}) {
    SubnetGroupAttributes group{.type = type};
    for (const auto& zone : attributes.availability_zones) {
      group.subnets.push_back({.subnet_id = fmt::format("subnet-1234567{}", number),
                               .availability_zone = zone,
                               .route_table_id = fmt::format("rtb-1234567{}", number),
                               .cidr_block = fmt::format("192.0.2.{}/28", 16 * number)});
      ++number;
    }
    attributes.subnet_groups.push_back(std::move(group));
  }
  return attributes;
}

}  // namespace

Vpc& Vpc::from_lookup(Construct& scope, std::string_view id, const VpcLookup& lookup,
                      std::source_location where) {
  std::vector<TextEntry> query = query_of(lookup);
  if (query.empty()) {
    scope.report({.id = "property-needed",
                  .path = scope.path(),
                  .property = "VpcLookup",
                  .allowed = "an id, a name, tags, an owner or is_default",
                  .message = "nothing says which network is looked up",
                  .where = where});
  }
  query.push_back({"returnAsymmetricSubnets", "true"});
  if (!lookup.subnet_group_name_tag.empty())
    query.push_back({"subnetGroupNameTag", lookup.subnet_group_name_tag});
  const Value<Json> answer = scope.stack().look_up("vpc-provider", query, json::null());
  const bool pending = answer.kind() == NodeKind::null;
  const VpcAttributes attributes = pending ? made_up_network() : attributes_of_answer(answer);
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Vpc>(new Vpc(inner, attributes, pending)); },
      where);
}

// --- Vpc: what it has
// ------------------------------------------------------------------------------------------------

Attribute<aws::ec2::kind::VPC_VpcId> Vpc::vpc_id() const { return resource_->ref(); }

Value<std::string> Vpc::arn() const {
  return format("arn:{}:ec2:{}:{}:vpc/{}", stack().partition(), stack().region(), stack().account(),
                vpc_id());
}

Value<std::string> Vpc::cidr_block() const {
  if (!cidr_block_.is_set()) {
    report({.id = "property-needed",
            .path = path(),
            .property = "cidr_block",
            .allowed = "a value in VpcAttributes",
            .message = "something asks for what was not said of this imported network",
            .where = where()});
  }
  return cidr_block_;
}

bool Vpc::is_whole(const Value<std::string>& block) const {
  if (const auto text = block.literal()) return !cidr_.empty() && *text == cidr_;
  return cidr_block_.is_set() && block == cidr_block_;
}

Attribute<aws::ec2::kind::VPC_DefaultSecurityGroup> Vpc::default_security_group() const {
  return resource_->DefaultSecurityGroup();
}

// --- Vpc: selections
// -------------------------------------------------------------------------------------------------

std::vector<Subnet*> Vpc::all_subnets() const {
  std::vector<Subnet*> all;
  for (const auto& subnets : subnets_) all.insert(all.end(), subnets.begin(), subnets.end());
  return all;
}

std::vector<Subnet*> Vpc::named_subnets(const std::string& group_name) const {
  std::vector<Subnet*> named = all_subnets();
  std::erase_if(named, [&group_name](const Subnet* subnet) { return group_of(*subnet) != group_name; });
  if (named.empty() && !pending_lookup_) {
    refuse("group_name", group_name, listed(all_subnets()), "the network has no tier of this name");
  }
  return named;
}

std::vector<Subnet*> Vpc::typed_subnets(std::optional<SubnetType> type) const {
  if (!type) {
    type = !private_subnets().empty()    ? SubnetType::private_with_egress
           : !isolated_subnets().empty() ? SubnetType::private_isolated
                                         : SubnetType::public_;
  }
  const auto& subnets = subnets_of(*type);
  if (subnets.empty() && !pending_lookup_) {
    std::vector<std::string_view> types;
    for (std::size_t i = 0; i < std::size(type_names); ++i) {
      if (!subnets_[i].empty()) types.push_back(type_names[i]);
    }
    refuse("type", std::string(name_of(*type)),
           types.empty() ? "there are no subnets" : fmt::format("{}", fmt::join(types, ", ")),
           "the network has no subnets of this type");
  }
  return subnets;
}

std::vector<Subnet*> Vpc::select_subnets(const SubnetSelection& selection) const {
  const int ways = selection.type.has_value() + !selection.group_name.empty() + !selection.subnets.empty();
  if (ways > 1) {
    refuse("SubnetSelection", fmt::format("{} of them", ways), "one of type, group_name and subnets",
           "one of them says which subnets are meant");
    return {};
  }
  std::vector<Subnet*> selected = !selection.subnets.empty()      ? selection.subnets
                                  : !selection.group_name.empty() ? named_subnets(selection.group_name)
                                                                  : typed_subnets(selection.type);
  if (!selection.availability_zones.empty()) {
    std::erase_if(selected, [&selection](const Subnet* subnet) {
      const auto zone = subnet->availability_zone().literal();
      return !zone ||
             std::ranges::find(selection.availability_zones, *zone) == selection.availability_zones.end();
    });
  }
  if (!selection.one_per_az) return selected;
  std::vector<Subnet*> first;
  for (Subnet* subnet : selected) {
    const auto shares_zone = [subnet](const Subnet* other) {
      return other->availability_zone() == subnet->availability_zone();
    };
    if (std::ranges::none_of(first, shares_zone)) first.push_back(subnet);
  }
  return first;
}

std::vector<Attribute<aws::ec2::kind::Subnet_SubnetId>> Vpc::subnet_ids(
    const SubnetSelection& selection) const {
  std::vector<Attribute<aws::ec2::kind::Subnet_SubnetId>> ids;
  for (const Subnet* subnet : select_subnets(selection)) ids.push_back(subnet->subnet_id());
  return ids;
}

bool Vpc::has_public_subnets(const SubnetSelection& selection) const {
  return std::ranges::any_of(select_subnets(selection), [this](Subnet* subnet) {
    return std::ranges::find(public_subnets(), subnet) != public_subnets().end();
  });
}

std::vector<const Construct*> Vpc::internet_connectivity(const SubnetSelection& selection) const {
  std::vector<const Construct*> all;
  for (const Subnet* subnet : select_subnets(selection)) {
    all.insert(all.end(), subnet->internet_connectivity().begin(), subnet->internet_connectivity().end());
  }
  return all;
}

// --- Vpc: what is added to it
// ----------------------------------------------------------------------------------------

GatewayEndpoint& Vpc::add_gateway_endpoint(std::string_view id, GatewayEndpointService service,
                                           const std::vector<SubnetSelection>& subnets,
                                           std::source_location where) {
  return add(id, GatewayEndpoint::Props{.vpc = *this, .service = service, .subnets = subnets}, where);
}

InterfaceEndpoint& Vpc::add_interface_endpoint(std::string_view id, const InterfaceEndpointService& service,
                                               const SubnetSelection& subnets, std::source_location where) {
  return add(id, InterfaceEndpoint::Props{.vpc = *this, .service = service, .subnets = subnets}, where);
}

FlowLog& Vpc::add_flow_log(std::string_view id, const FlowLogOptions& options, std::source_location where) {
  return add(id, FlowLog::Props{.resource = *this, .options = options}, where);
}

}  // namespace tenon
