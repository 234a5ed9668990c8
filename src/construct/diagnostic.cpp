#include "tenon/construct/diagnostic.hpp"

#include <fmt/format.h>

namespace tenon {

namespace {

constexpr std::string_view severity_names[] = {"info", "warning", "error"};

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
  fmt::memory_buffer text;
  const auto out = fmt::appender(text);
  fmt::format_to(out, "{} {}", severity_names[static_cast<std::size_t>(diagnostic.severity)], diagnostic.id);
  if (!diagnostic.path.empty()) fmt::format_to(out, " at {}", diagnostic.path);
  if (!diagnostic.property.empty()) fmt::format_to(out, ", {}", diagnostic.property);
  fmt::format_to(out, ": {}", diagnostic.message);
  if (!diagnostic.value.empty()) fmt::format_to(out, "; got {}", diagnostic.value);
  if (!diagnostic.allowed.empty()) fmt::format_to(out, "; allowed: {}", diagnostic.allowed);
  if (diagnostic.where.line() != 0) {
    fmt::format_to(out, " ({}:{})", diagnostic.where.file_name(), diagnostic.where.line());
  }
  return fmt::to_string(text);
}

}  // namespace tenon
