#pragma once

/// \file
/// The network of the functions that serve lessons and progress, and its ways to services of AWS.

#include "security.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"

namespace language_learning {

struct Network {
  tenon::Vpc& vpc;
  /// Of the functions.
  tenon::SecurityGroup& functions;
  tenon::GatewayEndpoint& tables;
  tenon::GatewayEndpoint& objects;
  tenon::InterfaceEndpoint& events;
  tenon::InterfaceEndpoint& metrics;
};

Network add_network(tenon::Stack& stack, const Keys& keys);

}  // namespace language_learning
