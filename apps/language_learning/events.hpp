#pragma once

/// \file
/// The bus of what students achieve, and what is done every day.

#include "data.hpp"
#include "functions.hpp"
#include "notifications.hpp"
#include "tenon/constructs/integration/event_bus.hpp"

namespace language_learning {

tenon::EventBus& add_bus(tenon::Stack& stack);

struct Routines {
  tenon::LambdaFn& reminder;
  tenon::LambdaFn& milestones;
};

/// Reminds students who were not there, once a day, and tells of milestones.
Routines add_routines(tenon::Stack& stack, const Keys& keys, const Tables& tables, const Topics& topics,
                      tenon::EventBus& bus);

}  // namespace language_learning
