#pragma once

/// \file
/// A service of containers: its task, who it is, how many there are of it, and how it is found.

#include "settings.hpp"
#include "shared.hpp"
#include "tenon/constructs/compute/ecs_service.hpp"
#include "tenon/constructs/network/target_group.hpp"

namespace app_dw {

struct ContainerService {
  const config::Service* description;
  tenon::EcsService* service;
  tenon::ApplicationTargetGroup* targets;  ///< null where the load balancer does not lead to it
};

ContainerService add_container_service(tenon::Stack& stack, const Shared& shared,
                                       const config::Project& project, const config::Service& service);

/// A group of targets on the project's network, and the rule by which the load balancer sends the requests of
/// the project's host to it. Without `service` nothing is in the group.
tenon::ApplicationTargetGroup& add_targets(tenon::Stack& stack, const Shared& shared,
                                           const config::Project& project, const config::Target& target,
                                           tenon::EcsService* service);

}  // namespace app_dw
