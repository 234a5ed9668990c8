#include "findings.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

#include <cxxabi.h>
#include <fmt/format.h>

namespace tenon::detail {

namespace {

/// The name of the type of the exception that is being handled, for those that say nothing themselves.
std::string current_exception_type() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "an unknown type";
  const auto freed = [](char* text) { std::free(text); };
  int status = 0;
  const std::unique_ptr<char, decltype(freed)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), freed);
  return name == nullptr ? type->name() : name.get();
}

Diagnostic of_current_exception() {
  constexpr std::string_view uncaught = "uncaught-exception";
  try {
    throw;
  } catch (const Error& error) {
    return {.id = error.id(), .message = error.what()};
  } catch (const std::exception& error) {
    return {.id = uncaught, .message = error.what()};
  } catch (...) {
    return {.id = uncaught, .message = fmt::format("a {} was thrown", current_exception_type())};
  }
}

std::string indented(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "  ";
  }
  return result;
}

/// The text without the line, wherever it stands below the first.
void take_line_away(std::string& text, std::string_view line) {
  for (auto at = text.find(line); at != text.npos; at = text.find(line, at)) {
    const auto end = at + line.size();
    if (at > 0 && text[at - 1] == '\n' && (end == text.size() || text[end] == '\n')) {
      text.erase(at - 1, line.size() + 1);
    } else {
      at = end;
    }
  }
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

void Findings::add(const Diagnostic& diagnostic) {
  std::string text = to_string(diagnostic);
  if (known_.insert(text).second) lines_.push_back({diagnostic.severity, std::move(text)});
}

void Findings::add(std::span<const Diagnostic> diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) add(diagnostic);
}

void Findings::add_current_exception(std::string path) {
  Diagnostic diagnostic = of_current_exception();
  diagnostic.path = std::move(path);
  for (const Line& known : lines_) take_line_away(diagnostic.message, known.text);
  add(diagnostic);
}

std::string Findings::lines() const {
  std::string result;
  for (const Line& line : lines_) result += indented(line.text) + '\n';
  return result;
}

std::string Findings::summary() const {
  std::vector<std::string> parts;
  if (const std::size_t errors = count(Severity::error); errors > 0)
    parts.push_back(counted(errors, "error"));
  if (const std::size_t warnings = count(Severity::warning); warnings > 0) {
    parts.push_back(counted(warnings, "warning"));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::size_t Findings::count(Severity severity) const {
  return static_cast<std::size_t>(std::ranges::count(lines_, severity, &Line::severity));
}

}  // namespace tenon::detail
