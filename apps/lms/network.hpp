#pragma once

/// \file
/// The network, and who may talk to whom in it.

#include "security.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"

namespace lms {

/// A group for each kind of machine. None lets anything out or in that is not said somewhere.
struct Network {
  tenon::Vpc& vpc;
  tenon::SecurityGroup& link;  ///< of API Gateway's way into the network
  tenon::SecurityGroup& balancer;
  tenon::SecurityGroup& tasks;
  tenon::SecurityGroup& database;
  tenon::SecurityGroup& cache;
  tenon::SecurityGroup& files;
  tenon::SecurityGroup& database_rotation;  ///< of the function that replaces Aurora's password
  tenon::SecurityGroup& cache_rotation;     ///< of the function that replaces Redis' token
};

Network add_network(tenon::Stack& stack, const Settings& settings, const Keys& keys);

}  // namespace lms
