#include "tenon/constructs/network/connections.hpp"

#include <fmt/format.h>

#include "tenon/constructs/network/security_group.hpp"

namespace tenon {

// --- Traffic
// ---------------------------------------------------------------------------------------------------------

namespace {

std::string port_text(const Value<std::int64_t>& port) {
  if (const auto number = port.literal()) return fmt::format("{}", *number);
  return port.is_text() ? std::string(port.text()) : "{IndirectPort}";
}

std::string ports_text(const Value<std::int64_t>& from, const Value<std::int64_t>& to) {
  if (from.literal() == 0 && to.literal() == 65535) return "ALL PORTS";
  return from == to ? port_text(from) : fmt::format("{}-{}", port_text(from), port_text(to));
}

std::string icmp_text(const Value<std::int64_t>& type, const Value<std::int64_t>& code) {
  if (type.literal() == -1) return "ALL ICMP";
  return code.literal() == -1 ? fmt::format("ICMP Type {}", port_text(type))
                              : fmt::format("ICMP Type {} Code {}", port_text(type), port_text(code));
}

}  // namespace

std::string Traffic::text() const {
  if (protocol_ == "-1") return "ALL TRAFFIC";
  if (protocol_ == "icmp") return icmp_text(from_, to_);
  if (protocol_ == "icmpv6") return "ALL ICMPv6";
  return (protocol_ == "udp" ? "UDP " : "") + ports_text(from_, to_);
}

// --- Peer
// ------------------------------------------------------------------------------------------------------------

Peer Peer::prefix_list(const Value<std::string>& id) {
  Peer peer(Network{}, {}, false);
  peer.prefix_list_ = id;
  return peer;
}

// --- Connections
// -----------------------------------------------------------------------------------------------------

Connections::Rule Connections::Rule::mirrored() const {
  Rule other = *this;
  other.direction = direction == Direction::ingress ? Direction::egress : Direction::ingress;
  other.remote = !remote;
  return other;
}

void Connections::apply(const std::vector<SecurityGroup*>& groups, const Peer& peer, const Rule& rule) {
  for (SecurityGroup* group : groups) group->add_rules(peer, rule);
}

void Connections::connect(const Peer& peer, Rule rule) {
  apply(groups_, peer, rule);
  Connections* const other = peer.connections();
  Rule mirrored = rule.mirrored();
  if (other == this) mirrored.remote = false;
  if (other != nullptr) apply(other->groups_, Peer(*this), mirrored);
  links_.push_back({peer, std::move(rule)});
  if (other != nullptr) other->links_.push_back({Peer(*this), std::move(mirrored)});
}

void Connections::add_security_group(SecurityGroup& group) {
  groups_.push_back(&group);
  for (const Link& link : links_) {
    apply({&group}, link.peer, link.rule);
    const Connections* const other = link.peer.connections();
    if (other == nullptr) continue;
    for (SecurityGroup* theirs : other->groups_) theirs->add_rules(group.connections(), link.rule.mirrored());
  }
}

void Connections::allow_from(const Peer& peer, const std::optional<Traffic>& traffic,
                             std::string_view description, std::source_location where) {
  const std::optional<Traffic>& meant = traffic ? traffic : default_port_;
  if (!meant) return report_no_port(peer, where);
  connect(peer, {Direction::ingress, *meant, std::string(description), where});
}

void Connections::allow_to(const Peer& peer, const std::optional<Traffic>& traffic,
                           std::string_view description, std::source_location where) {
  std::optional<Traffic> meant = traffic;
  if (!meant && peer.connections() != nullptr) meant = peer.connections()->default_port_;
  if (!meant) return report_no_port(peer, where);
  connect(peer, {Direction::egress, *meant, std::string(description), where});
}

void Connections::allow_internally(const Traffic& traffic, std::string_view description,
                                   std::source_location where) {
  connect(*this, {Direction::ingress, traffic, std::string(description), where});
}

void Connections::report_no_port(const Peer& peer, std::source_location where) const {
  const auto* theirs = peer.connections() == nullptr ? nullptr : &peer.connections()->groups_;
  const SecurityGroup* at = !groups_.empty()                        ? groups_.front()
                            : theirs != nullptr && !theirs->empty() ? theirs->front()
                                                                    : nullptr;
  const char* const message =
      "the side that is called serves no port of its own, so the rule has to say which";
  if (at == nullptr) throw Error("property-needed", message);
  at->report({.id = "property-needed",
              .path = at->path(),
              .property = "traffic",
              .allowed = "Traffic::tcp(443) and the like",
              .message = message,
              .where = where});
}

}  // namespace tenon
