#include "tenon/constructs/network/network_acl.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/ec2/NetworkAcl.hpp"
#include "tenon/aws/ec2/NetworkAclEntry.hpp"
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/ec2/SubnetNetworkAclAssociation.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/support/unique_id.hpp"

namespace tenon {

namespace {

using L1 = aws::ec2::NetworkAclEntry;

/// IANA's numbers, which network ACLs have instead of names.
/// https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml
struct Protocol {
  std::string_view name;
  int number;
};
constexpr Protocol protocols[] = {{"-1", -1}, {"icmp", 1}, {"tcp", 6}, {"udp", 17}, {"icmpv6", 58}};

int number_of(std::string_view protocol) {
  return std::ranges::find(protocols, protocol, &Protocol::name)->number;
}

bool has_ports(const Traffic& traffic) { return traffic.protocol() == "tcp" || traffic.protocol() == "udp"; }
bool has_icmp(const Traffic& traffic) { return traffic.protocol().starts_with("icmp"); }

bool is_ipv6(const Value<std::string>& block) {
  const auto known = block.literal();
  return known && known->find(':') != known->npos;
}

L1::Props props_of(const NetworkAcl& acl, const NetworkAclEntry::Options& options) {
  L1::Props props{.Egress = options.direction == TrafficDirection::egress,
                  .NetworkAclId = acl.network_acl_id(),
                  .Protocol = number_of(options.traffic.protocol()),
                  .RuleAction = options.action == NetworkAclAction::allow ? std::string_view("allow")
                                                                          : std::string_view("deny"),
                  .RuleNumber = options.rule_number};
  (is_ipv6(options.cidr_block) ? props.Ipv6CidrBlock : props.CidrBlock) = {Raw{}, options.cidr_block};
  const Traffic& traffic = options.traffic;
  if (has_ports(traffic))
    props.PortRange = L1::PortRange{.From = traffic.from_port(), .To = traffic.to_port()};
  if (has_icmp(traffic)) props.Icmp = L1::Icmp{.Code = traffic.to_port(), .Type = traffic.from_port()};
  return props;
}

}  // namespace

// --- NetworkAclEntry
// -------------------------------------------------------------------------------------------------

NetworkAclEntry::NetworkAclEntry(const Scope& scope, const Props& props)
    : Construct(scope), resource_(&add("Resource", props_of(props.network_acl, props.options), where())) {
  props.network_acl.take_number(props.options, *this);
}

// --- NetworkAcl
// ------------------------------------------------------------------------------------------------------

NetworkAcl::NetworkAcl(const Scope& scope, const Props& props) : Construct(scope), vpc_(&props.vpc) {
  add_tag("Name", props.network_acl_name.empty() ? path() : props.network_acl_name);
  resource_ = &add("Resource", aws::ec2::NetworkAcl::Props{.VpcId = props.vpc.vpc_id()}, where());
  if (props.subnets) associate_with("DefaultAssociation", *props.subnets, where());
}

Attribute<aws::ec2::kind::NetworkAcl_Id> NetworkAcl::network_acl_id() const { return resource_->ref(); }

NetworkAclEntry& NetworkAcl::add_entry(std::string_view id, const NetworkAclEntry::Options& options,
                                       std::source_location where) {
  return add(id, NetworkAclEntry::Props{.network_acl = *this, .options = options}, where);
}

void NetworkAcl::associate_with(std::string_view id, const SubnetSelection& subnets,
                                std::source_location where) {
  for (const Subnet* subnet : vpc_->select_subnets(subnets)) {
    auto& association = add(fmt::format("{}{}", id, detail::unique_id(*subnet)), Construct::Props{}, where);
    association.add("Resource",
                    aws::ec2::SubnetNetworkAclAssociation::Props{.NetworkAclId = network_acl_id(),
                                                                 .SubnetId = subnet->subnet_id()},
                    where);
  }
}

void NetworkAcl::take_number(const NetworkAclEntry::Options& options, const NetworkAclEntry& entry) {
  const std::pair number(options.direction, options.rule_number);
  const bool in_range = options.rule_number >= 1 && options.rule_number <= 32766;
  const bool taken = std::ranges::find(numbers_, number) != numbers_.end();
  numbers_.push_back(number);
  if (in_range && !taken) return;
  report({.id = "property-not-allowed",
          .path = entry.path(),
          .property = "rule_number",
          .value = fmt::format("{}", options.rule_number),
          .allowed = "1 to 32766, another one for each rule of a direction",
          .message = taken ? "another rule of this direction has the number" : "rules have other numbers",
          .where = entry.where()});
}

}  // namespace tenon
