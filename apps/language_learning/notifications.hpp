#pragma once

/// \file
/// Topics for students and for operators, and the function by which students choose how they are told.

#include "functions.hpp"
#include "parameters.hpp"
#include "tenon/constructs/integration/topic.hpp"

namespace language_learning {

struct Topics {
  /// Levels reached, days in a row.
  tenon::Topic& achievements;
  /// Lessons done.
  tenon::Topic& progress;
  tenon::Topic& reminders;
  /// For operators.
  tenon::Topic& alarms;
};

Topics add_topics(tenon::Stack& stack, const Parameters& parameters, const Keys& keys);

/// Subscribes students by mail, text message or push notification. Where these are wanted it also makes the
/// platform application, with the credential out of the secret.
tenon::LambdaFn& add_notifications(tenon::Stack& stack, const Parameters& parameters, const Keys& keys,
                                   const Topics& topics);

}  // namespace language_learning
