#include "tenon/constructs/network/security_group.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/ec2/SecurityGroupEgress.hpp"
#include "tenon/aws/ec2/SecurityGroupIngress.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

// CloudFormation allows everything where a group has no egress rule at all, so a rule that fits no packet
// stands there until there is another one. It is CDK's.
constexpr std::string_view no_network = "255.255.255.255/32";

Traffic no_traffic() { return Traffic::icmp(252, 86); }

/// The other side of a rule as CloudFormation's four shapes of one have it; one member is set.
struct OtherSide {
  Node network = {};
  Node network_v6 = {};
  Node prefix_list = {};
  Node group = {};
};

OtherSide side_of(const Peer& peer) {
  if (peer.connections() != nullptr) {
    return {.group = peer.connections()->security_groups().front()->security_group_id()};
  }
  if (peer.prefix_list_id().is_set()) return {.prefix_list = peer.prefix_list_id()};
  return peer.is_ipv6() ? OtherSide{.network_v6 = peer.cidr()} : OtherSide{.network = peer.cidr()};
}

using Ingress = aws::ec2::SecurityGroup::Ingress;
using Egress = aws::ec2::SecurityGroup::Egress;
using IngressResource = aws::ec2::SecurityGroupIngress::Props;
using EgressResource = aws::ec2::SecurityGroupEgress::Props;

Ingress inline_ingress(const OtherSide& from, const Traffic& traffic, const Value<std::string>& description) {
  return {.CidrIp = {Raw{}, from.network},
          .CidrIpv6 = {Raw{}, from.network_v6},
          .Description = description,
          .FromPort = traffic.from_port(),
          .IpProtocol = traffic.protocol(),
          .ToPort = traffic.to_port()};
}

Egress inline_egress(const OtherSide& to, const Traffic& traffic, const Value<std::string>& description) {
  return {.CidrIp = {Raw{}, to.network},
          .CidrIpv6 = {Raw{}, to.network_v6},
          .Description = description,
          .DestinationSecurityGroupId = {Raw{}, to.group},
          .FromPort = traffic.from_port(),
          .IpProtocol = traffic.protocol(),
          .ToPort = traffic.to_port()};
}

IngressResource ingress_resource(const SecurityGroup& group, const OtherSide& from, const Traffic& traffic,
                                 const Value<std::string>& description) {
  return {.CidrIp = {Raw{}, from.network},
          .CidrIpv6 = {Raw{}, from.network_v6},
          .Description = description,
          .FromPort = traffic.from_port(),
          .GroupId = group.security_group_id(),
          .IpProtocol = traffic.protocol(),
          .SourcePrefixListId = {Raw{}, from.prefix_list},
          .SourceSecurityGroupId = {Raw{}, from.group},
          .ToPort = traffic.to_port()};
}

EgressResource egress_resource(const SecurityGroup& group, const OtherSide& to, const Traffic& traffic,
                               const Value<std::string>& description) {
  return {.CidrIp = {Raw{}, to.network},
          .CidrIpv6 = {Raw{}, to.network_v6},
          .Description = description,
          .DestinationPrefixListId = {Raw{}, to.prefix_list},
          .DestinationSecurityGroupId = {Raw{}, to.group},
          .FromPort = traffic.from_port(),
          .GroupId = group.security_group_id(),
          .IpProtocol = traffic.protocol(),
          .ToPort = traffic.to_port()};
}

void add_resource(Construct& scope, const std::string& id, const IngressResource& ingress,
                  const EgressResource& egress, bool is_ingress, std::source_location where) {
  // What is said twice has the same id.
  if (scope.find_child(id) != nullptr) return;
  if (is_ingress) {
    scope.add(id, ingress, where);
  } else {
    scope.add(id, egress, where);
  }
}

bool is_known(const Traffic& traffic) {
  return !traffic.from_port().is_expression() && !traffic.to_port().is_expression();
}

bool is_everything(const Peer& peer, const Traffic& traffic) {
  const auto network = peer.cidr().literal();
  return traffic == Traffic::all() && (network == "0.0.0.0/0" || network == "::/0");
}

/// What CDK names a peer that is no group by.
const Value<std::string>& name_of(const Peer& peer) {
  return peer.cidr().is_set() ? peer.cidr() : peer.prefix_list_id();
}

Value<std::string> described(const std::string& description, std::string_view from_or_to,
                             const Value<std::string>& peer, const Traffic& traffic) {
  if (!description.empty()) return description;
  return format("{} {}:{}", from_or_to, peer, traffic.text());
}

/// The id of a rule that is a resource of its own; CDK replaces the first slash, which stands in a network.
std::string rule_id(std::string_view from_or_to, std::string_view peer, const Traffic& traffic) {
  std::string id = fmt::format("{} {}:{}", from_or_to, peer, traffic.text());
  if (const auto slash = id.find('/'); slash != id.npos) id[slash] = '_';
  return id;
}

}  // namespace

struct SecurityGroup::Imported {
  const Value<std::string>& group_id;
  bool allow_all_outbound;
  bool is_mutable;
};

SecurityGroup::SecurityGroup(const Scope& scope, const Props& props)
    : Construct(scope),
      Connectable(Connections({this})),
      vpc_(&props.vpc),
      allow_all_outbound_(props.allow_all_outbound),
      allow_all_ipv6_outbound_(props.allow_all_ipv6_outbound) {
  resource_ = &add(
      "Resource",
      aws::ec2::SecurityGroup::Props{
          .GroupDescription = props.description.is_set() ? props.description : Value<std::string>(path()),
          .GroupName = props.security_group_name,
          .VpcId = props.vpc.vpc_id()},
      where());
  if (allow_all_outbound_) {
    egress_.push_back({Peer::any_ipv4(), Traffic::all(),
                       props.outbound_description.is_set()
                           ? props.outbound_description
                           : Value<std::string>("Allow all outbound traffic by default")});
  } else {
    egress_.push_back({Peer::cidr(no_network), no_traffic(), "Disallow all traffic"});
  }
  if (allow_all_ipv6_outbound_) {
    egress_.push_back({Peer::any_ipv6(), Traffic::all(), "Allow all outbound ipv6 traffic by default"});
  }
  write_rules(Direction::egress);
}

SecurityGroup::SecurityGroup(const Scope& scope, const Imported& imported)
    : Construct(scope),
      Connectable(Connections({this})),
      allow_all_outbound_(imported.allow_all_outbound),
      mutable_(imported.is_mutable) {
  resource_ = &::tenon::from_attributes<aws::ec2::SecurityGroup>(
      *this, "Resource",
      {{"GroupId", imported.group_id}, {"Id", imported.group_id}, {"Ref", imported.group_id}}, where());
}

SecurityGroup& SecurityGroup::from_id(Construct& scope, std::string_view id,
                                      const Value<std::string>& group_id, bool allow_all_outbound,
                                      bool is_mutable, std::source_location where) {
  const Imported imported{group_id, allow_all_outbound, is_mutable};
  return scope.add_with(
      id,
      [&](const Scope& inner) { return std::unique_ptr<SecurityGroup>(new SecurityGroup(inner, imported)); },
      where);
}

Attribute<aws::ec2::kind::SecurityGroup_GroupId> SecurityGroup::security_group_id() const {
  return resource_->GroupId();
}

void SecurityGroup::add_ingress_rule(const Peer& peer, const Traffic& traffic, std::string_view description,
                                     std::source_location where) {
  add_rules(peer, {Direction::ingress, traffic, std::string(description), where});
}

void SecurityGroup::add_egress_rule(const Peer& peer, const Traffic& traffic, std::string_view description,
                                    std::source_location where) {
  add_rules(peer, {Direction::egress, traffic, std::string(description), where});
}

void SecurityGroup::add_inline_egress_rule(SecurityGroup& peer, const Traffic& traffic,
                                           std::string_view description, std::source_location where) {
  const Rule rule{Direction::egress, traffic, std::string(description), where};
  if (!takes(rule, false) || says_already(peer, rule)) return;
  if (resource_->is_imported()) return add_group_rule(peer, rule);
  if (&peer.stack() != &stack()) {
    return report({.id = "property-not-allowed",
                   .path = path(),
                   .property = "peer",
                   .value = peer.path(),
                   .allowed = "a group of the same stack, or `add_egress_rule`",
                   .message = "a rule about a group of another stack does not stand in this group",
                   .where = where});
  }
  remove_placeholder();
  egress_.push_back(
      {Peer(peer), traffic, described(rule.description, "to", detail::unique_id(peer), traffic)});
  write_rules(Direction::egress);
}

void SecurityGroup::add_rules(const Peer& peer, const Rule& rule) {
  if (!takes(rule, peer.is_ipv6())) return;
  if (peer.connections() == nullptr) return add_peer_rule(peer, rule);
  for (SecurityGroup* group : peer.connections()->security_groups()) add_group_rule(*group, rule);
}

/// Whether the rule says something that the group does not allow yet, and may be added.
bool SecurityGroup::takes(const Rule& rule, bool ipv6) const {
  if (!mutable_) return false;
  return rule.direction == Direction::ingress || !(ipv6 ? allow_all_ipv6_outbound_ : allow_all_outbound_);
}

/// Whether traffic to the group is allowed by a rule that stands in this one: about the group, or about all
/// of the network that both are in.
bool SecurityGroup::says_already(SecurityGroup& peer, const Rule& rule) const {
  if (rule.direction == Direction::ingress) return false;
  return std::ranges::any_of(egress_, [&](const InlineRule& each) {
    if (each.peer == Peer(peer)) return each.traffic == rule.traffic || each.traffic == Traffic::all();
    return vpc_ != nullptr && vpc_ == peer.vpc_ && each.traffic == Traffic::all() &&
           each.peer.cidr().is_set() && vpc_->is_whole(each.peer.cidr());
  });
}

void SecurityGroup::add_group_rule(SecurityGroup& peer, const Rule& rule) {
  if (says_already(peer, rule)) return;
  const bool ingress = rule.direction == Direction::ingress;
  const std::string_view from_or_to = ingress ? "from" : "to";
  const std::string other = detail::unique_id(peer);
  // A rule made on behalf of a group of another stack stands in that stack, which refers to this one already.
  const bool remote = rule.remote && &stack() != &peer.stack();
  const std::string own_id = rule_id(from_or_to, other, rule.traffic);
  if (remote && find_child(own_id) != nullptr) return;
  const std::string id =
      remote ? fmt::format("{}:{} {}", detail::unique_id(*this), rule.traffic.text(), ingress ? "to" : "from")
             : own_id;
  const auto description = described(rule.description, from_or_to, other, rule.traffic);
  const OtherSide side{.group = peer.security_group_id()};
  add_resource(remote ? static_cast<Construct&>(peer) : *this, id,
               ingress_resource(*this, side, rule.traffic, description),
               egress_resource(*this, side, rule.traffic, description), ingress, rule.where);
}

void SecurityGroup::add_peer_rule(const Peer& peer, const Rule& rule) {
  const bool ingress = rule.direction == Direction::ingress;
  if (!resource_->is_imported() && peer.cidr().is_set() && is_known(rule.traffic)) {
    // Rules that are resources of their own do not take its place: a group without any egress of its own gets
    // EC2's rule that allows everything.
    if (!ingress && !peer.is_ipv6()) remove_placeholder();
    return add_inline_rule(peer, rule);
  }
  const std::string_view from_or_to = ingress ? "from" : "to";
  const auto description = described(rule.description, from_or_to, name_of(peer), rule.traffic);
  add_resource(*this, rule_id(from_or_to, id_text(name_of(peer)), rule.traffic),
               ingress_resource(*this, side_of(peer), rule.traffic, description),
               egress_resource(*this, side_of(peer), rule.traffic, description), ingress, rule.where);
}

void SecurityGroup::add_inline_rule(const Peer& peer, const Rule& rule) {
  const bool ingress = rule.direction == Direction::ingress;
  if (!ingress && is_everything(peer, rule.traffic)) {
    return report(
        {.id = "property-not-allowed",
         .path = path(),
         .property = "SecurityGroupEgress",
         .value = std::string(*peer.cidr().literal()),
         .allowed = peer.is_ipv6() ? ".allow_all_ipv6_outbound = true" : ".allow_all_outbound = true",
         .message =
             "a rule that allows all outbound traffic is not added to a group that was made to restrict it",
         .where = rule.where});
  }
  auto& rules = ingress ? ingress_ : egress_;
  const auto says_the_same = [&](const InlineRule& each) {
    return each.peer == peer && each.traffic == rule.traffic;
  };
  if (std::ranges::any_of(rules, says_the_same)) return;
  // "from" also where the traffic goes to the peer: so CDK writes it.
  rules.push_back({peer, rule.traffic, described(rule.description, "from", peer.cidr(), rule.traffic)});
  write_rules(rule.direction);
}

void SecurityGroup::remove_placeholder() {
  const auto is_placeholder = [](const InlineRule& each) { return each.traffic == no_traffic(); };
  if (std::erase_if(egress_, is_placeholder) != 0) write_rules(Direction::egress);
}

/// CDK numbers the peers whose names only the deployment knows, but for the first.
std::string SecurityGroup::id_text(const Value<std::string>& peer) {
  if (const auto known = peer.literal()) return std::string(*known);
  ++indirect_peers_;
  return indirect_peers_ == 1 ? "{IndirectPeer}" : fmt::format("'{{IndirectPeer{}}}'", indirect_peers_);
}

void SecurityGroup::write_rules(Direction direction) {
  std::vector<Ingress> ingress;
  std::vector<Egress> egress;
  for (const auto& [peer, traffic, description] : direction == Direction::ingress ? ingress_ : egress_) {
    if (direction == Direction::ingress) {
      ingress.push_back(inline_ingress(side_of(peer), traffic, description));
    } else {
      egress.push_back(inline_egress(side_of(peer), traffic, description));
    }
  }
  if (direction == Direction::ingress) {
    resource_->set_property("SecurityGroupIngress", ingress.empty() ? Value<Json>() : List<Ingress>(ingress));
  } else {
    resource_->set_property("SecurityGroupEgress", egress.empty() ? Value<Json>() : List<Egress>(egress));
  }
}

}  // namespace tenon
