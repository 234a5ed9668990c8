#include "tenon/testing/annotations.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "comparison.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon::testing {

using detail::is_like;

/// What is looked for.
struct Annotations::Wanted {
  Severity severity;
  std::string_view path;
  std::string_view message;

  Wanted(Severity severity_wanted, std::string_view path_wanted, std::string_view message_wanted)
      : severity(severity_wanted), path(path_wanted), message(message_wanted) {
    if (path.starts_with('/')) path.remove_prefix(1);
  }

  bool fits_path(const Diagnostic& finding) const { return is_like(path, finding.path); }
  bool fits_message(const Diagnostic& finding) const {
    return is_like(message, finding.message) || is_like(message, finding.id);
  }
  bool fits(const Diagnostic& finding) const {
    return finding.severity == severity && fits_path(finding) && fits_message(finding);
  }
  /// How near a finding comes: the place counts most, as messages are what tests have wrong.
  int nearness(const Diagnostic& finding) const {
    return (fits_path(finding) ? 4 : 0) + (fits_message(finding) ? 2 : 0) +
           (finding.severity == severity ? 1 : 0);
  }
};

namespace {

constexpr std::string_view names[] = {"info", "warning", "error"};
constexpr std::string_view plural_names[] = {"infos", "warnings", "errors"};

std::string_view name_of(Severity severity) { return names[static_cast<std::size_t>(severity)]; }

std::string counted(std::size_t count, Severity severity) {
  return fmt::format("{} {}", count,
                     count == 1 ? name_of(severity) : plural_names[static_cast<std::size_t>(severity)]);
}

Stack* first_stack(Construct& construct) {
  if (construct.kind() == ConstructKind::stack) return &static_cast<Stack&>(construct);
  for (Construct* child : construct.children()) {
    if (Stack* const found = first_stack(*child); found != nullptr) return found;
  }
  return nullptr;
}

/// Some findings are made when templates are rendered, so that the passes before are not enough.
void run_passes(App& app) {
  Stack* const stack = first_stack(app);
  if (stack == nullptr) {
    static_cast<void>(list_stacks(app));
    return;
  }
  try {
    static_cast<void>(template_text(*stack));
  } catch (const Error& error) {
    if (error.id() != "synthesis-failed") throw;
  }
}

bool is_within(std::string_view path, std::string_view above) {
  return above.empty() ||
         (path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/'));
}

std::string described(std::string_view name, std::string_view path, std::string_view message) {
  return fmt::format("{}{}{}", name, path == "*" ? "" : fmt::format(" at {}", path),
                     message == "*" ? "" : fmt::format(" like \"{}\"", message));
}

std::string lines_of(const std::vector<Diagnostic>& findings) {
  std::string text;
  for (const Diagnostic& finding : findings) text += "\n  " + to_string(finding);
  return text;
}

}  // namespace

Annotations Annotations::of(Construct& construct) {
  App& app = construct.app();
  run_passes(app);
  const std::string path = construct.path();
  std::vector<Diagnostic> findings;
  std::ranges::copy_if(app.diagnostics(), std::back_inserter(findings),
                       [&](const Diagnostic& each) { return is_within(each.path, path); });
  return Annotations(std::move(findings));
}

std::vector<Diagnostic> Annotations::find(const Wanted& wanted) const {
  std::vector<Diagnostic> result;
  std::ranges::copy_if(findings_, std::back_inserter(result),
                       [&](const auto& each) { return wanted.fits(each); });
  return result;
}

Result Annotations::has(const Wanted& wanted) const {
  const std::vector<Diagnostic> found = find(wanted);
  if (!found.empty())
    return {true, fmt::format("there is {}", counted(found.size(), wanted.severity)) + lines_of(found)};
  const std::string missing =
      fmt::format("there is no {}", described(name_of(wanted.severity), wanted.path, wanted.message));
  if (findings_.empty()) return {false, missing + ", nor any other finding"};
  const auto nearest =
      std::ranges::max_element(findings_, {}, [&](const Diagnostic& each) { return wanted.nearness(each); });
  const std::size_t others = findings_.size() - 1;
  return {false, fmt::format("{}; the nearest{} is\n  {}", missing,
                             others == 0 ? "" : fmt::format(" of {} findings", findings_.size()),
                             to_string(*nearest))};
}

Result Annotations::has_no(const Wanted& wanted) const {
  const std::vector<Diagnostic> found = find(wanted);
  if (found.empty()) {
    return {true,
            fmt::format("there is no {}", described(name_of(wanted.severity), wanted.path, wanted.message))};
  }
  return {false, fmt::format("there {} {}", found.size() == 1 ? "is" : "are",
                             counted(found.size(), wanted.severity)) +
                     lines_of(found)};
}

Result Annotations::has_info(std::string_view path, std::string_view message) const {
  return has({Severity::info, path, message});
}

Result Annotations::has_warning(std::string_view path, std::string_view message) const {
  return has({Severity::warning, path, message});
}

Result Annotations::has_error(std::string_view path, std::string_view message) const {
  return has({Severity::error, path, message});
}

Result Annotations::has_no_info(std::string_view path, std::string_view message) const {
  return has_no({Severity::info, path, message});
}

Result Annotations::has_no_warning(std::string_view path, std::string_view message) const {
  return has_no({Severity::warning, path, message});
}

Result Annotations::has_no_error(std::string_view path, std::string_view message) const {
  return has_no({Severity::error, path, message});
}

std::vector<Diagnostic> Annotations::find_infos(std::string_view path, std::string_view message) const {
  return find({Severity::info, path, message});
}

std::vector<Diagnostic> Annotations::find_warnings(std::string_view path, std::string_view message) const {
  return find({Severity::warning, path, message});
}

std::vector<Diagnostic> Annotations::find_errors(std::string_view path, std::string_view message) const {
  return find({Severity::error, path, message});
}

std::string Annotations::text() const {
  std::string text;
  for (const Diagnostic& finding : findings_) text += to_string(finding) + "\n";
  return text;
}

}  // namespace tenon::testing
