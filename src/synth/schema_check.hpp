#pragma once

/// \file
/// Values against what the facts allow.

#include <functional>
#include <string>

#include "plan.hpp"

namespace tenon::synth {

/// What is wrong with a value.
struct Violation {
  std::string_view id;  // of the diagnostic
  std::string value;
  std::string allowed;
  std::string message;
};

/// Checks a literal text, number or the size of a list or map. Deploy-time values pass.
std::optional<Violation> violation_of(const Schema& schema, const Node& node);

/// Whether a property will be there when the stack is deployed.
enum class Presence : std::uint8_t { absent, present, open };

/// The presence of a value: `NoValue` is absent, `Fn::If` with it in a branch only the deployment knows.
Presence presence_of(const Node* node);

/// Checks which members stand together. Rules about a property whose presence is open are not checked.
std::vector<Violation> violations_of_group(const BagFacts& facts,
                                           const std::function<Presence(const PropertyFacts&)>& presence);

}  // namespace tenon::synth
