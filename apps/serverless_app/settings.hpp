#pragma once

/// \file
/// What every part of the stack shares: its parameters, its table of settings, its way of naming and tagging.

#include <string_view>

#include "tenon/construct/stack.hpp"

namespace serverless_app {

struct Settings {
  tenon::Parameter& environment;
  tenon::Parameter& suffix;
  tenon::Mapping& by_environment;
  /// Mends the defects of the architecture's description; README.md lists what differs and why.
  bool corrections;

  /// The value of this environment: "LogRetention", "LambdaMemory", …
  tenon::Expression of_environment(std::string_view key) const;

  /// "<stack>-<what><suffix>": what this stack's resources are called.
  tenon::TextExpression name(std::string_view what) const;

  /// The partition of ARNs that are put together. The description fixes it.
  tenon::Value<std::string> partition() const;
};

/// Adds the parameters, the mapping and the tags that resources get by themselves.
Settings add_settings(tenon::Stack& stack, bool corrections);

}  // namespace serverless_app
