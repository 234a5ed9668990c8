#pragma once

/// \file
/// The five functions that students use.

#include "ai_services.hpp"
#include "content.hpp"
#include "data.hpp"
#include "functions.hpp"
#include "parameters.hpp"
#include "tenon/constructs/integration/event_bus.hpp"

namespace language_learning {

/// What they work with.
struct Means {
  const Parameters& parameters;
  const Keys& keys;
  const Network& network;
  const Tables& tables;
  const Content& content;
  const Wording& wording;
  const Recommenders& recommenders;
  tenon::EventBus& bus;
};

struct Learning {
  tenon::LambdaFn& lessons;
  /// Of the lesson function, with instances that are always warm.
  tenon::Alias& live_lessons;
  tenon::LambdaFn& progress;
  tenon::LambdaFn& speech;
  tenon::LambdaFn& grammar;
  tenon::LambdaFn& recommendations;
};

Learning add_learning(tenon::Stack& stack, const Means& means);

}  // namespace language_learning
