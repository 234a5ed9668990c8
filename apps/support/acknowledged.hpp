#pragma once

/// \file
/// Findings of judges that a system accepts, as a table: where, which rules, and why.

#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/acknowledgment.hpp"

namespace apps {

/// Rules that constructs break for the same reason.
struct Accepted {
  /// Paths below the construct that the table is about: "Api/Default/chat". Empty: that construct.
  std::vector<std::string_view> at = {""};
  std::vector<std::string_view> rules;
  std::string_view reason;
  /// Only resources of this type. Default: all.
  std::string_view resource_type = {};
};

inline tenon::Construct* find(tenon::Construct& scope, std::string_view path) {
  tenon::Construct* found = &scope;
  while (found != nullptr && !path.empty()) {
    const std::size_t slash = path.find('/');
    found = found->find_child(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return found;
}

/// A path that leads nowhere is an error of the app: what it speaks of is no longer there.
inline void acknowledge(tenon::Construct& scope, std::span<const Accepted> table,
                        std::source_location where = std::source_location::current()) {
  for (const Accepted& row : table) {
    for (const std::string_view path : row.at) {
      tenon::Construct* const construct = find(scope, path);
      if (construct == nullptr) {
        scope.add_error("there is no '" + std::string(path) + "' whose findings could be accepted", where);
        continue;
      }
      for (const std::string_view rule : row.rules) {
        tenon::acknowledge(*construct, {.id = rule, .reason = row.reason, .resource_type = row.resource_type},
                           where);
      }
    }
  }
}

}  // namespace apps
