#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "deployed_stack.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace tenon::testing::detail {

namespace {

constexpr std::string_view ssm_prefix = "AWS::SSM::Parameter::Value<";

/// What a parameter's type says of its values.
struct ParameterType {
  bool is_ssm = false;
  bool is_list = false;
  bool is_number = false;
};

ParameterType type_of(std::string_view name) {
  ParameterType type;
  type.is_ssm = name.starts_with(ssm_prefix);
  if (type.is_ssm) {
    name.remove_prefix(ssm_prefix.size());
    name.remove_suffix(name.ends_with('>') ? 1 : 0);
  }
  type.is_list = name == "CommaDelimitedList" || name.starts_with("List<");
  type.is_number = name == "Number" || name == "List<Number>";
  return type;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const bool has_more = text.find(',') != text.npos;
    items.push_back(trimmed(ascii::take_field(text, ',')));
    if (has_more && text.empty()) items.emplace_back();
  }
  return items;
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// How many characters a text in UTF-8 has.
double length_of(std::string_view text) {
  return static_cast<double>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

struct PcreDeleter {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

/// Whether the whole text is of the pattern. True for a pattern that PCRE2 does not take.
bool is_of_pattern(const std::string& pattern, const std::string& text) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  const std::unique_ptr<pcre2_code, PcreDeleter> code(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &error, &offset, nullptr));
  if (code == nullptr) return true;
  const std::unique_ptr<pcre2_match_data, PcreDeleter> data(
      pcre2_match_data_create_from_pattern(code.get(), nullptr));
  return pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data.get(),
                     nullptr) != PCRE2_ERROR_NOMATCH;
}

// --- constraints ---

bool is_allowed(const Json& allowed, const std::string& text) {
  return std::ranges::any_of(allowed, [&](const Json& each) { return text_of(each) == text; });
}
bool fits_pattern(const Json& pattern, const std::string& text) {
  return is_of_pattern(text_of(pattern).value_or(""), text);
}
double bound(const Json& bound) { return number_of(text_of(bound).value_or("")).value_or(0); }
bool is_long_enough(const Json& least, const std::string& text) { return length_of(text) >= bound(least); }
bool is_short_enough(const Json& most, const std::string& text) { return length_of(text) <= bound(most); }
bool is_great_enough(const Json& least, const std::string& text) {
  return number_of(text).value_or(0) >= bound(least);
}
bool is_small_enough(const Json& most, const std::string& text) {
  return number_of(text).value_or(0) <= bound(most);
}

struct Constraint {
  std::string_view name;
  bool (*allows)(const Json& constraint, const std::string& text);
};
constexpr Constraint text_constraints[] = {{"AllowedValues", is_allowed},
                                           {"AllowedPattern", fits_pattern},
                                           {"MinLength", is_long_enough},
                                           {"MaxLength", is_short_enough}};
constexpr Constraint number_constraints[] = {
    {"AllowedValues", is_allowed}, {"MinValue", is_great_enough}, {"MaxValue", is_small_enough}};

std::string with_description(const Json& parameter, std::string problem) {
  const Json* description = find_member(parameter, "ConstraintDescription");
  if (description != nullptr) problem += fmt::format(" ({})", text_of(*description).value_or(""));
  return problem;
}

/// What a parameter's declaration has against a value, or an item of a list.
std::optional<std::string> problem_with(const Json& parameter, const ParameterType& type,
                                        const std::string& text) {
  // The value of an SSM parameter type is a name: it is no number, even where what it names is one.
  const bool is_number = type.is_number && !type.is_ssm;
  if (is_number && !number_of(text)) return fmt::format("{} is no number", shown(text));
  for (const Constraint& constraint : is_number ? std::span<const Constraint>(number_constraints)
                                                : std::span<const Constraint>(text_constraints)) {
    const bool is_about_length = constraint.name.ends_with("Length");
    const Json* declared = find_member(parameter, constraint.name);
    if (declared == nullptr || (is_about_length && type.is_list)) continue;
    if (!constraint.allows(*declared, text)) {
      return with_description(parameter, fmt::format("{} does not fit its {} {}", shown(text),
                                                     constraint.name, shown(*declared)));
    }
  }
  return std::nullopt;
}

Json as_value(const ParameterType& type, const std::string& text) {
  if (type.is_list) return Json(items_of(text));
  return Json(text);
}

ParameterValue value_of(const std::string& name, const ParameterType& type, const std::string& text,
                        const std::vector<TextEntry>& ssm_parameters) {
  if (!type.is_ssm) return {.name = name, .value = as_value(type, text)};
  if (const TextEntry* known = find_entry(ssm_parameters, text))
    return {.name = name, .value = as_value(type, known->value)};
  std::string reference = fmt::format("{{{{resolve:ssm:{}}}}}", text);
  return {.name = name,
          .value = type.is_list ? Json::array({std::move(reference)}) : Json(std::move(reference)),
          .unknown_ssm_parameter = text};
}

/// The text that a parameter is given: the deployment's, else the default.
std::optional<std::string> given_text(const std::string& name, const Json& parameter,
                                      const std::vector<TextEntry>& given) {
  if (const TextEntry* entry = find_entry(given, name)) return entry->value;
  const Json* fallback = find_member(parameter, "Default");
  return fallback == nullptr ? std::nullopt : text_of(*fallback);
}

}  // namespace

const TextEntry* find_entry(const std::vector<TextEntry>& entries, std::string_view key) {
  const auto found = std::ranges::find(entries, key, &TextEntry::key);
  return found == entries.end() ? nullptr : &*found;
}

std::vector<ParameterValue> parameter_values(const Json& parameters, const std::vector<TextEntry>& given,
                                             const std::vector<TextEntry>& ssm_parameters) {
  std::vector<ParameterValue> values;
  std::vector<std::string> problems;
  for (const auto& [name, parameter] : parameters.items()) {
    const ParameterType type = type_of(parameter.value("Type", "String"));
    const std::optional<std::string> text = given_text(name, parameter, given);
    if (!text) {
      problems.push_back(fmt::format("{} has neither a value nor a default", name));
      continue;
    }
    const bool has_items = type.is_list && !type.is_ssm;
    for (const std::string& each : has_items ? items_of(*text) : std::vector<std::string>{*text}) {
      if (auto problem = problem_with(parameter, type, each))
        problems.push_back(fmt::format("{}: {}", name, *problem));
    }
    values.push_back(value_of(name, type, *text, ssm_parameters));
  }
  for (const TextEntry& entry : given) {
    if (find_member(parameters, entry.key) == nullptr) {
      problems.push_back(
          fmt::format("there is no parameter {}; there are: {}", entry.key, names_of(parameters)));
    }
  }
  if (!problems.empty()) throw Error("parameter-refused", fmt::format("{}", fmt::join(problems, "; ")));
  return values;
}

}  // namespace tenon::testing::detail
