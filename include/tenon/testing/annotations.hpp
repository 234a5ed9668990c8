#pragma once

/// \file
/// Checks of what synthesis has to say: notes of `add_info`, `add_warning` and `add_error`, and Tenon's own
/// findings.
///
///     const auto notes = tenon::testing::Annotations::of(stack);
///     const auto check = notes.has_warning("Orders/Queue", "*is not encrypted*");

#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/diagnostic.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
class Construct;
}

namespace tenon::testing {

/// The findings about a construct and all below it, in the order of the tree. Immutable.
///
/// Paths and messages are patterns in which `*` stands for any characters. A path is that of the construct,
/// as in the findings: "Orders/Queue"; a `/` before it, as CDK writes it, does not count. A message is the
/// finding's sentence or its id: "annotation" is what notes of the app have, "number-out-of-bounds" a page of
/// `docs/errors`.
class Annotations {
 public:
  /// Runs all passes over the App of the construct (an App, a stage, a stack, or what is in one); nothing is
  /// written, and errors are no exception here: they are what is looked at.
  static Annotations of(Construct& construct);

  Result has_info(std::string_view path = "*", std::string_view message = "*") const;
  Result has_warning(std::string_view path = "*", std::string_view message = "*") const;
  Result has_error(std::string_view path = "*", std::string_view message = "*") const;
  /// Whether there is none like that.
  Result has_no_info(std::string_view path = "*", std::string_view message = "*") const;
  Result has_no_warning(std::string_view path = "*", std::string_view message = "*") const;
  Result has_no_error(std::string_view path = "*", std::string_view message = "*") const;

  std::vector<Diagnostic> find_infos(std::string_view path = "*", std::string_view message = "*") const;
  std::vector<Diagnostic> find_warnings(std::string_view path = "*", std::string_view message = "*") const;
  std::vector<Diagnostic> find_errors(std::string_view path = "*", std::string_view message = "*") const;

  /// All of them.
  const std::vector<Diagnostic>& all() const noexcept { return findings_; }
  /// One a line, as the command line reports them.
  std::string text() const;

 private:
  struct Wanted;
  explicit Annotations(std::vector<Diagnostic> findings) : findings_(std::move(findings)) {}

  std::vector<Diagnostic> find(const Wanted& wanted) const;
  Result has(const Wanted& wanted) const;
  Result has_no(const Wanted& wanted) const;

  std::vector<Diagnostic> findings_;
};

}  // namespace tenon::testing
