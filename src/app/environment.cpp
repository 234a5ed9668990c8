#include "environment.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tenon/app/run.hpp"
#include "tenon/value/invalid_value.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace detail {

namespace {

constexpr const char* context_variable = "CDK_CONTEXT_JSON";
constexpr const char* overflow_variable = "CONTEXT_OVERFLOW_LOCATION_ENV";  // the CLI's own spelling

Value<Json> parse_object(std::string_view text, std::string_view source) {
  try {
    Value<Json> document = json::parse(text);
    if (document.kind() == NodeKind::object) return document;
  } catch (const InvalidValue& error) {
    throw Error("malformed-context", fmt::format("{} holds no JSON: {}", source, error.what()));
  }
  throw Error("malformed-context", fmt::format("{} holds JSON that is no object", source));
}

void add_all(Context& context, const Value<Json>& object) {
  const auto entries = object.items();
  for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
    set_context(context, entries[i].text(), Value<Json>(Raw{}, entries[i + 1]));
  }
}

std::string read_file(const std::string& path, std::string_view named_by) {
  std::error_code unknown;
  std::ifstream file;
  // A directory opens like a file, and throws when it is read.
  if (!std::filesystem::is_directory(path, unknown)) file.open(path, std::ios::binary);
  // Not by iterators, which throw where the disk fails.
  std::string text;
  for (char buffer[4096]; file.read(buffer, sizeof(buffer)) || file.gcount() > 0;)
    text.append(buffer, static_cast<std::size_t>(file.gcount()));
  if (file.is_open() && !file.bad()) return text;
  throw Error("malformed-context",
              fmt::format("{} names the file '{}', which cannot be read", named_by, path));
}

/// The variable as a checked literal; unset when it is not set.
template <class Literal>
std::optional<Literal> checked_variable(const char* name) {
  const std::string text = environment_variable(name);
  if (text.empty()) return std::nullopt;
  std::optional<Literal> literal = Literal::parse(text);
  if (literal) return literal;
  throw Error("malformed-environment-variable",
              fmt::format("{} is '{}', and not {}", name, text, Literal::requirement()));
}

}  // namespace

std::string environment_variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::string() : std::string(text);
}

void set_context(Context& context, std::string_view key, Value<Json> value) {
  const auto found = std::ranges::find(context, key, &Context::value_type::first);
  if (found == context.end()) {
    context.emplace_back(key, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

Context context_of_environment() {
  Context context;
  if (const std::string text = environment_variable(context_variable); !text.empty()) {
    add_all(context, parse_object(text, context_variable));
  }
  if (const std::string path = environment_variable(overflow_variable); !path.empty()) {
    const std::string source = fmt::format("the file '{}' of {}", path, overflow_variable);
    add_all(context, parse_object(read_file(path, overflow_variable), source));
  }
  return context;
}

}  // namespace detail

Environment default_environment() {
  return {.account = detail::checked_variable<AccountId>("CDK_DEFAULT_ACCOUNT"),
          .region = detail::checked_variable<Region>("CDK_DEFAULT_REGION")};
}

}  // namespace tenon
