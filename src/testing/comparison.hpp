#pragma once

/// \file
/// Patterns against values: which differences there are, the first of them in full.

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace tenon::testing::detail {

using Json = nlohmann::ordered_json;

/// What a value lacks to fit a pattern.
struct Comparison {
  std::size_t differences = 0;
  std::string first;  // "at Properties.DelaySeconds: expected 5, got 10"

  bool fits() const { return differences == 0; }
};

/// Compares; a null `value` is one that is missing.
Comparison compare(const Json& pattern, const Json* value);

/// The member of an object, or null.
const Json* find_member(const Json& object, std::string_view key);

/// The value on one line, cut where it is long.
std::string shown(const Json& value);

}  // namespace tenon::testing::detail
