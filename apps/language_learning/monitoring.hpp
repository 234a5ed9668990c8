#pragma once

/// \file
/// Alarms and the dashboard.

#include <vector>

#include "events.hpp"
#include "learning.hpp"
#include "resilience.hpp"
#include "tenon/constructs/observability/dashboard.hpp"
#include "tenon/constructs/security/web_acl.hpp"

namespace language_learning {

/// What is watched.
struct Watched {
  const Learning& learning;
  /// All of them, the five included.
  std::vector<tenon::LambdaFn*> functions;
  const Tables& tables;
  const Content& content;
  const tenon::RestApi& api;
  const tenon::WebAcl& web_acl;
  const Resilience& resilience;
};

/// Alarms go to the topic.
tenon::Dashboard& add_monitoring(tenon::Stack& stack, const Watched& watched, tenon::Topic& topic);

}  // namespace language_learning
