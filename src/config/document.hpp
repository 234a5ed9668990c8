#pragma once

/// \file
/// A configuration file as a tree, whichever format it has.

#include <string>
#include <string_view>
#include <vector>

namespace tenon::detail {

enum class ConfigKind { null, scalar, text, list, object };

struct ConfigNode {
  ConfigKind kind = ConfigKind::null;
  /// A text; a scalar that is no text, as it is written. Any scalar of YAML that is not quoted may be either.
  std::string text{};
  bool may_be_text = false;
  std::string key{};  ///< in an object
  int line = 0;       ///< of the key, in an object; 1 is the first, 0 stands for a value of the context
  std::vector<ConfigNode> items{};
};

/// What is wrong, and where.
struct ConfigFinding {
  int line = 0;  ///< 0: none in particular
  bool in_context = false;
  std::string pointer{};  ///< JSON pointer of the place; empty: of the whole
  std::string text{};
};

/// Deeper files are refused: reading is recursive.
inline constexpr std::size_t deepest_config = 64;

/// Both throw a `ConfigFinding` where the text is malformed.
ConfigNode read_json(std::string_view text);
ConfigNode read_yaml(std::string_view text);

}  // namespace tenon::detail
