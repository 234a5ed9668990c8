#pragma once

/// \file
/// What the services of all projects run on and share.

#include <functional>
#include <map>
#include <string>

#include "network.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/security/guardrail.hpp"
#include "tenon/constructs/security/secret.hpp"

namespace app_dw {

struct Platform {
  tenon::Stack& stack;
  tenon::EcsCluster& cluster;                ///< on Fargate Spot where a service says nothing
  tenon::LogGroup& containers_log;           ///< /ecs/app-dw
  tenon::Guardrail& guardrail;               ///< with a version
  tenon::Topic& alerts;                      ///< alarms are published here
  tenon::Value<std::string> connection_arn;  ///< to GitHub
  std::map<std::string, tenon::Secret*, std::less<>>
      secrets;  ///< those that are not one project's own, by name
};

Platform add_platform(tenon::App& app, const config::System& system, const Network& network);

}  // namespace app_dw
