#pragma once

/// \file
/// Packet filters of subnets.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"

namespace tenon::aws::ec2 {
class NetworkAcl;
class NetworkAclEntry;
namespace kind {
struct NetworkAcl_Id;
}
}  // namespace tenon::aws::ec2

namespace tenon {

class NetworkAcl;
class Vpc;

enum class NetworkAclAction : std::uint8_t { allow, deny };
enum class TrafficDirection : std::uint8_t { ingress, egress };

/// One rule of a network ACL. The rule with the lowest number that fits a packet decides about it.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkaclentry.html
class NetworkAclEntry final : public Construct {
 public:
  struct Options {
    /// 1 to 32766, unique for each direction (`property-not-allowed`). It has to be given: the default is
    /// refused.
    int rule_number = 0;
    TrafficDirection direction = TrafficDirection::ingress;
    /// Which packets: protocol, and ports of the destination.
    Traffic traffic = Traffic::all();
    /// An IPv4 or IPv6 network: where packets come from, or go to.
    Value<std::string> cidr_block = "0.0.0.0/0";
    NetworkAclAction action = NetworkAclAction::allow;
  };
  struct Props {
    using Of = NetworkAclEntry;
    NetworkAcl& network_acl;
    Options options;
  };

  NetworkAclEntry(const Scope& scope, const Props& props);

  aws::ec2::NetworkAclEntry& resource() const noexcept { return *resource_; }

 private:
  aws::ec2::NetworkAclEntry* resource_ = nullptr;
};

/// A packet filter of subnets: without memory, so that answers need rules too. What no rule allows is
/// refused.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkacl.html
class NetworkAcl final : public Construct {
 public:
  struct Props {
    using Of = NetworkAcl;
    Vpc& vpc;
    /// Whose packets are filtered. Default: no subnet's, until `associate_with`.
    std::optional<SubnetSelection> subnets = {};
    /// The tag `Name`. Default: the construct's path.
    std::string network_acl_name = {};
  };

  NetworkAcl(const Scope& scope, const Props& props);

  aws::ec2::NetworkAcl& resource() const noexcept { return *resource_; }
  Attribute<aws::ec2::kind::NetworkAcl_Id> network_acl_id() const;

  NetworkAclEntry& add_entry(std::string_view id, const NetworkAclEntry::Options& options,
                             std::source_location where = std::source_location::current());
  /// Filters the packets of further subnets; a subnet has one ACL.
  void associate_with(std::string_view id, const SubnetSelection& subnets,
                      std::source_location where = std::source_location::current());

 private:
  friend class NetworkAclEntry;
  void take_number(const NetworkAclEntry::Options& options, const NetworkAclEntry& entry);

  aws::ec2::NetworkAcl* resource_ = nullptr;
  Vpc* vpc_;
  std::vector<std::pair<TrafficDirection, int>> numbers_;
};

}  // namespace tenon
