#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/connections.hpp"

namespace tenon::aws::ec2 {
class SecurityGroup;
namespace kind {
struct SecurityGroup_GroupId;
}
}  // namespace tenon::aws::ec2

namespace tenon {

class Vpc;

/// A set of rules about who may talk to what bears it.
///
/// Rules whose peer is a network stand in the group, rules whose peer is another group or a prefix list are
/// resources of their own (so that two groups may name each other), as CDK has it. What is said twice is
/// written once.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
class SecurityGroup final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = SecurityGroup;
    Vpc& vpc;
    /// Default: the construct's path.
    Value<std::string> description = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> security_group_name = {};
    /// Whether everything may be called from here by IPv4. When not, what is called is allowed by `allow_to`.
    bool allow_all_outbound = true;
    /// The same by IPv6.
    bool allow_all_ipv6_outbound = false;
    /// Says of the rule of `allow_all_outbound` what it is for. Default: CDK's words.
    Value<std::string> outbound_description = {};
  };

  SecurityGroup(const Scope& scope, const Props& props);
  /// A group that exists already. `is_mutable`: whether rules are added to it.
  static SecurityGroup& from_id(Construct& scope, std::string_view id, const Value<std::string>& group_id,
                                bool allow_all_outbound = true, bool is_mutable = true,
                                std::source_location where = std::source_location::current());

  aws::ec2::SecurityGroup& resource() const noexcept { return *resource_; }
  Attribute<aws::ec2::kind::SecurityGroup_GroupId> security_group_id() const;
  bool allow_all_outbound() const noexcept { return allow_all_outbound_; }
  bool allow_all_ipv6_outbound() const noexcept { return allow_all_ipv6_outbound_; }

  /// Who may call what bears the group. Default of `description`: "from <peer>:<port>", as CDK writes it.
  void add_ingress_rule(const Peer& peer, const Traffic& traffic, std::string_view description = {},
                        std::source_location where = std::source_location::current());
  /// What may be called from here. Says nothing new, and adds nothing, where all outbound traffic is allowed;
  /// all traffic to everywhere is an error (`property-not-allowed`): that is `allow_all_outbound`.
  void add_egress_rule(const Peer& peer, const Traffic& traffic, std::string_view description = {},
                       std::source_location where = std::source_location::current());
  /// The same, but the rule about the other group stands in this one, which so needs no rule that fits no
  /// packet beside it. This group is then made after the other, which for its part may name this one only by
  /// rules that are resources of their own. The other group is one of the same stack
  /// (`property-not-allowed`). Of a group that exists already the rule is a resource of its own.
  void add_inline_egress_rule(SecurityGroup& peer, const Traffic& traffic, std::string_view description = {},
                              std::source_location where = std::source_location::current());

 private:
  friend class Connections;
  struct Imported;
  using Direction = Connections::Direction;
  using Rule = Connections::Rule;
  struct InlineRule {
    Peer peer;
    Traffic traffic;
    Value<std::string> description;
  };
  SecurityGroup(const Scope& scope, const Imported& imported);

  bool takes(const Rule& rule, bool ipv6) const;
  bool says_already(SecurityGroup& peer, const Rule& rule) const;
  void add_rules(const Peer& peer, const Rule& rule);
  void add_group_rule(SecurityGroup& peer, const Rule& rule);
  void add_peer_rule(const Peer& peer, const Rule& rule);
  void add_inline_rule(const Peer& peer, const Rule& rule);
  void remove_placeholder();
  std::string id_text(const Value<std::string>& peer);
  void write_rules(Direction direction);

  aws::ec2::SecurityGroup* resource_ = nullptr;
  Vpc* vpc_ = nullptr;  // unknown of an imported group
  bool allow_all_outbound_;
  bool allow_all_ipv6_outbound_ = false;
  bool mutable_ = true;
  int indirect_peers_ = 0;
  std::vector<InlineRule> ingress_;
  std::vector<InlineRule> egress_;
};

}  // namespace tenon
