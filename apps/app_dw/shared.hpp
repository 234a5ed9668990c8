#pragma once

/// \file
/// What every project's stacks take, whole.

#include "authentication.hpp"
#include "databases.hpp"
#include "domain.hpp"
#include "load_balancer.hpp"
#include "network.hpp"
#include "platform.hpp"
#include "projects.hpp"
#include "storage.hpp"

namespace app_dw {

struct Shared {
  const config::System& system;
  const Network& network;
  const Domain& domain;
  const Storage& storage;
  const Firewalls& firewalls;
  const LoadBalancing& load_balancing;
  const Authentication& authentication;
  const Databases& databases;
  const Platform& platform;
};

}  // namespace app_dw
