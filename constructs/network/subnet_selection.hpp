#pragma once

/// \file
/// Which subnets of a network something stands in.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tenon {

class Subnet;

/// How a subnet reaches the internet.
/// https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types
enum class SubnetType : std::uint8_t {
  public_,              ///< both ways, through the internet gateway
  private_with_egress,  ///< outwards only, through a NAT gateway
  private_isolated,     ///< not at all
};

/// Some of a network's subnets: `{.type = SubnetType::private_isolated}`, `{.group_name = "Database",
/// .one_per_az = true}`.
///
/// At most one of `type`, `group_name` and `subnets` is given. Default: the private tiers with egress; where
/// there are none the isolated ones; where there are none of those either the public ones (CDK's rule for
/// `SubnetSelection`).
struct SubnetSelection {
  /// All subnets of the type. Default: see above.
  std::optional<SubnetType> type = {};
  /// All subnets of the tier of this name. Default: see above.
  std::string group_name = {};
  /// Whether to take only one subnet of each Availability Zone, the first. Default: all of them.
  bool one_per_az = false;
  /// Only those in these Availability Zones. Default: all zones.
  std::vector<std::string> availability_zones = {};
  /// Exactly these. Default: see above.
  std::vector<Subnet*> subnets = {};
};

}  // namespace tenon
