#pragma once

/// \file
/// Where the subnets of a network lie. Not part of the public API.

#include <span>
#include <string>
#include <vector>

#include "tenon/value/cidr.hpp"

namespace tenon::detail {

struct CidrPlan {
  /// One block for each that was asked for; empty where they do not fit.
  std::vector<Cidr> blocks;
  /// Why they do not fit.
  std::string error;
};

/// Blocks of the given prefixes inside an IPv4 network, one behind the other, each at the next multiple of
/// its size. Those of prefix 0 come behind all others and divide evenly what is left (CDK's rule for
/// `IpAddresses.cidr`).
CidrPlan plan_cidrs(const Cidr& network, std::span<const int> prefixes);

}  // namespace tenon::detail
