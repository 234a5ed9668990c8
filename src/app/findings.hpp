#pragma once

/// \file
/// What a run found, printed together at its end.

#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "tenon/construct/diagnostic.hpp"

namespace tenon::detail {

class Findings {
 public:
  /// Adds what was not found before.
  void add(const Diagnostic& diagnostic);
  void add(std::span<const Diagnostic> diagnostics);
  /// Adds the exception that is being handled; `path` is of the construct that it left, if one is known. Of
  /// findings that its message lists (as that of `template_text` does) those that were added before are left
  /// out.
  void add_current_exception(std::string path);

  bool has_errors() const { return count(Severity::error) > 0; }

  /// All findings, one a line; continued lines of a message are indented.
  std::string lines() const;
  /// "2 errors, 1 warning"; empty when there is neither.
  std::string summary() const;

 private:
  struct Line {
    Severity severity;
    std::string text;
  };

  std::size_t count(Severity severity) const;

  std::vector<Line> lines_;
  std::unordered_set<std::string> known_;
};

}  // namespace tenon::detail
