#pragma once

/// \file
/// Patterns against values: which differences there are, the first of them in full.

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "tenon/testing/template.hpp"

namespace tenon::testing::detail {

using Json = nlohmann::ordered_json;

/// What a value lacks to fit a pattern.
struct Comparison {
  std::size_t differences = 0;
  /// How much of the pattern does not fit: where a whole object is missing, all that it should hold counts.
  std::size_t distance = 0;
  std::string first;  // "at Properties.DelaySeconds: expected 5, got 10"
  std::vector<Capture> captured;

  bool fits() const { return differences == 0; }
};

/// Compares; a null `value` is one that is missing. Messages show paths that begin with `path`.
Comparison compare(const Json& pattern, const Json* value, std::string path = {});

/// "at Properties.DelaySeconds: expected 5, got 10; 2 more differences"
std::string difference(const Comparison& comparison);

/// The value of a text, discarded (as nlohmann/json calls it) where it is no JSON. So is what is nested more
/// than `deepest_json` deep: all that goes through it is recursive.
Json json_of(std::string_view text);
inline constexpr int deepest_json = 500;
bool is_nested_too_deep(std::string_view text);

/// Parses a pattern. Throws `Error` ("malformed-pattern").
Json parse_pattern(std::string_view text);

/// Whether the text is the pattern, in which `*` stands for any characters.
bool is_like(std::string_view pattern, std::string_view text);

/// The member of an object, or null.
const Json* find_member(const Json& object, std::string_view key);

/// `path` continued by a member: "Properties" and "Tags" are "Properties.Tags"; a key that is no plain name
/// stands in brackets.
std::string member_path(std::string_view path, std::string_view key);

/// `the text "10"`: for messages in which the type is what matters.
std::string with_type(const Json& value);

/// The value on one line, cut where it is long.
std::string shown(const Json& value);

}  // namespace tenon::testing::detail
