#pragma once

/// \file
/// What is watched, who hears of it, and the page that shows it.

#include "api.hpp"
#include "tenon/constructs/delivery/pipeline.hpp"
#include "tenon/constructs/integration/topic.hpp"

namespace lms {

struct Watched {
  const Keys& keys;
  const Data& data;
  const Analytics& analytics;
  const Containers& containers;
  const Api& api;
  /// All functions.
  std::vector<tenon::LambdaFn*> functions;
};

/// Gives the topic that alarms are published on.
tenon::Topic& add_monitoring(tenon::Stack& stack, const Settings& settings, const Watched& watched);

}  // namespace lms
