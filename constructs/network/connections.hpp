#pragma once

/// \file
/// Who may talk to whom: security groups as what constructs have, not as what users write.

#include <concepts>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/value/cidr.hpp"
#include "tenon/value/port.hpp"
#include "tenon/value/value.hpp"

namespace tenon {

class Connections;
class SecurityGroup;

/// What traffic a rule is about: a protocol and its ports.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html
class Traffic {
 public:
  static Traffic tcp(PortRange ports) {
    return Traffic("tcp", ports.first().number(), ports.last().number());
  }
  static Traffic udp(PortRange ports) {
    return Traffic("udp", ports.first().number(), ports.last().number());
  }
  /// A TCP port that only the deployment knows, such as a database's own: a value, a parameter, an attribute.
  template <std::derived_from<Node> Deployed>
  static Traffic tcp(const Deployed& port) {
    return Traffic("tcp", {Raw{}, port}, {Raw{}, port});
  }
  /// A UDP port that only the deployment knows.
  template <std::derived_from<Node> Deployed>
  static Traffic udp(const Deployed& port) {
    return Traffic("udp", {Raw{}, port}, {Raw{}, port});
  }
  /// Every protocol and port.
  static Traffic all() { return Traffic("-1", {}, {}); }
  static Traffic all_tcp() { return tcp(PortRange::all()); }
  static Traffic all_udp() { return udp(PortRange::all()); }
  /// Messages of a type, with any code unless one is given.
  /// https://www.iana.org/assignments/icmp-parameters/icmp-parameters.xhtml
  static Traffic icmp(int type, int code = -1) { return Traffic("icmp", type, code); }
  static Traffic icmp_ping() { return icmp(8); }
  static Traffic all_icmp() { return icmp(-1); }
  static Traffic all_icmp_v6() { return Traffic("icmpv6", -1, -1); }

  /// "tcp", "udp", "icmp", "icmpv6", or "-1" for all.
  std::string_view protocol() const noexcept { return protocol_; }
  /// Of ICMP its type. Unset for all traffic.
  const Value<std::int64_t>& from_port() const noexcept { return from_; }
  /// Of ICMP its code. Unset for all traffic.
  const Value<std::int64_t>& to_port() const noexcept { return to_; }
  /// As CDK writes it into descriptions and ids: "443", "UDP 53", "8000-8080", "ALL PORTS", "ALL TRAFFIC",
  /// "{IndirectPort}", "ICMP Type 8".
  std::string text() const;

  friend bool operator==(const Traffic& a, const Traffic& b) = default;

 private:
  Traffic(std::string_view protocol, Value<std::int64_t> from, Value<std::int64_t> to)
      : protocol_(protocol), from_(std::move(from)), to_(std::move(to)) {}

  std::string_view protocol_;
  Value<std::int64_t> from_;
  Value<std::int64_t> to_;
};

/// A construct that has security groups: `Connections& connections()`.
template <class C>
concept HasConnections = requires(C& construct) {
  { construct.connections() } -> std::same_as<Connections&>;
};

/// The other side of a rule: another construct's security groups, a network, a prefix list.
class Peer {
 public:
  Peer(Connections& connections) : connections_(&connections) {}
  template <HasConnections C>
  Peer(C& construct) : Peer(construct.connections()) {}
  Peer(const Cidr& network) : cidr_(std::string(network.text())), ipv6_(network.is_ipv6()) {}

  /// An IPv4 network that only the deployment knows, such as a VPC's own.
  static Peer cidr(const Value<std::string>& network) { return Peer(Network{}, network, false); }
  static Peer cidr_v6(const Value<std::string>& network) { return Peer(Network{}, network, true); }
  static Peer any_ipv4() { return Peer(Network{}, "0.0.0.0/0", false); }
  static Peer any_ipv6() { return Peer(Network{}, "::/0", true); }
  /// A managed list of networks: "pl-12345678".
  static Peer prefix_list(const Value<std::string>& id);

  /// Null for networks and prefix lists.
  Connections* connections() const noexcept { return connections_; }
  /// Unset for other peers than networks.
  const Value<std::string>& cidr() const noexcept { return cidr_; }
  /// Unset for other peers than prefix lists.
  const Value<std::string>& prefix_list_id() const noexcept { return prefix_list_; }
  bool is_ipv6() const noexcept { return ipv6_; }

  friend bool operator==(const Peer& a, const Peer& b) = default;

 private:
  struct Network {};
  Peer(Network, Value<std::string> network, bool ipv6) : cidr_(std::move(network)), ipv6_(ipv6) {}

  Connections* connections_ = nullptr;
  Value<std::string> cidr_;
  Value<std::string> prefix_list_;
  bool ipv6_ = false;
};

/// The security groups of a construct and the port that it serves.
///
///     database.connections().allow_from(service);          // the database's own port
///     service.connections().allow_to(cache, Traffic::tcp(6379));
///
/// A rule between two constructs stands on both sides where both are restricted, as CDK has it: the ingress
/// in the server's group, the egress in the client's unless that allows all outbound traffic. Groups that a
/// construct gets later take part in what was allowed before. Rules point at their other side, so it has to
/// live as long as the App.
class Connections {
 public:
  explicit Connections(std::vector<SecurityGroup*> groups = {}, std::optional<Traffic> default_port = {})
      : groups_(std::move(groups)), default_port_(std::move(default_port)) {}

  const std::vector<SecurityGroup*>& security_groups() const noexcept { return groups_; }
  const std::optional<Traffic>& default_port() const noexcept { return default_port_; }
  void add_security_group(SecurityGroup& group);

  /// Lets the peer open connections to this. Default of `traffic`: the port that this serves; it is an error
  /// (`property-needed`) when it serves none.
  void allow_from(const Peer& peer, const std::optional<Traffic>& traffic = {},
                  std::string_view description = {},
                  std::source_location where = std::source_location::current());
  /// Lets this open connections to the peer. Default of `traffic`: the port that the peer serves; it is an
  /// error
  /// (`property-needed`) when it serves none.
  void allow_to(const Peer& peer, const std::optional<Traffic>& traffic = {},
                std::string_view description = {},
                std::source_location where = std::source_location::current());
  /// Between the members of these groups themselves.
  void allow_internally(const Traffic& traffic, std::string_view description = {},
                        std::source_location where = std::source_location::current());

 private:
  friend class SecurityGroup;
  enum class Direction : std::uint8_t { ingress, egress };
  struct Rule {
    Direction direction;
    Traffic traffic;
    std::string description;
    std::source_location where;
    bool remote = false;  // made on behalf of the other side

    Rule mirrored() const;
  };
  struct Link {
    Peer peer;
    Rule rule;
  };

  void connect(const Peer& peer, Rule rule);
  static void apply(const std::vector<SecurityGroup*>& groups, const Peer& peer, const Rule& rule);
  void report_no_port(const Peer& peer, std::source_location where) const;

  std::vector<SecurityGroup*> groups_;
  std::optional<Traffic> default_port_;
  std::vector<Link> links_;
};

/// Base of constructs that have security groups: gives them `allow_from` and `allow_to` under their own
/// names.
class Connectable {
 public:
  Connections& connections() noexcept { return connections_; }
  /// See `Connections::allow_from`.
  void allow_from(const Peer& peer, const std::optional<Traffic>& traffic = {},
                  std::string_view description = {},
                  std::source_location where = std::source_location::current()) {
    connections_.allow_from(peer, traffic, description, where);
  }
  /// See `Connections::allow_to`.
  void allow_to(const Peer& peer, const std::optional<Traffic>& traffic = {},
                std::string_view description = {},
                std::source_location where = std::source_location::current()) {
    connections_.allow_to(peer, traffic, description, where);
  }

 protected:
  Connectable() = default;
  explicit Connectable(Connections connections) : connections_(std::move(connections)) {}
  ~Connectable() = default;

  Connections connections_;
};

}  // namespace tenon
