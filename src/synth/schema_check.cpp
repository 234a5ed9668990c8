#include "schema_check.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "json_text.hpp"
#include "pattern.hpp"
#include "tenon/value/arn.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/schedule.hpp"

namespace tenon::synth {

namespace {

constexpr std::size_t longest_shown = 120;

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text.substr(0, longest_shown));
  if (text.size() > longest_shown) out += "…";
  return out;
}

/// "between 1 and 10", "at least 1", "at most 10"
std::string limits(const Schema& schema, std::string_view unit) {
  const bool low = schema.minimum > -std::numeric_limits<double>::infinity();
  const bool high = schema.maximum < std::numeric_limits<double>::infinity();
  const std::string suffix = unit.empty() ? std::string() : fmt::format(" {}", unit);
  if (low && high) return fmt::format("between {} and {}{}", number_text(schema.minimum), number_text(schema.maximum), suffix);
  return low ? fmt::format("at least {}{}", number_text(schema.minimum), suffix)
             : fmt::format("at most {}{}", number_text(schema.maximum), suffix);
}

bool within_limits(const Schema& schema, double value) { return value >= schema.minimum && value <= schema.maximum; }

// Lengths of the registry's schemas count characters, not bytes.
std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_dynamic_reference(std::string_view text) { return text.find("{{resolve:") != text.npos; }

struct FormatFacts {
  bool (*is_valid)(std::string_view);
  std::string_view (*requirement)();
};
// In the order of Format, without none.
constexpr FormatFacts formats[] = {
    {[](std::string_view text) { return is_arn(text); }, &Arn::requirement},
    {[](std::string_view text) { return is_cidr_block(text); }, &Cidr::requirement},
    {[](std::string_view text) { return is_schedule_expression(text); }, &Schedule::requirement},
};

std::optional<Violation> check_text(const Schema& schema, std::string_view text) {
  if (is_dynamic_reference(text)) return std::nullopt;
  if (!schema.allowed.empty()) {
    const bool known = std::ranges::any_of(schema.allowed, [text](const char* each) { return text == each; });
    if (known) return std::nullopt;
    return Violation{"value-not-allowed", quoted(text), fmt::format("{}", fmt::join(schema.allowed, ", ")),
                     "this value is not one of the allowed values"};
  }
  if (schema.format != Format::none) {
    const FormatFacts& format = formats[static_cast<std::size_t>(schema.format) - 1];
    if (!format.is_valid(text)) {
      return Violation{"malformed-text", quoted(text), std::string(format.requirement()), "the text has not the form that is asked for"};
    }
  }
  if (!within_limits(schema, static_cast<double>(characters(text)))) {
    return Violation{"length-out-of-bounds", fmt::format("{} characters", characters(text)),
                     limits(schema, "characters"), "the text is too short or too long"};
  }
  if (schema.pattern != nullptr && !matches(schema.pattern, text)) {
    return Violation{"pattern-mismatch", quoted(text), schema.pattern, "the text does not match the pattern"};
  }
  return std::nullopt;
}

std::optional<Violation> check_number(const Schema& schema, double value) {
  if (within_limits(schema, value)) return std::nullopt;
  return Violation{"number-out-of-bounds", number_text(value), limits(schema, ""), "the number is out of bounds"};
}

std::optional<Violation> check_size(const Schema& schema, std::size_t size, std::string_view unit) {
  if (within_limits(schema, static_cast<double>(size))) return std::nullopt;
  return Violation{"count-out-of-bounds", fmt::format("{} {}", size, unit), limits(schema, unit),
                   fmt::format("there are too few or too many {}", unit)};
}

std::optional<Violation> check_list(const Schema& schema, std::span<const Node> items) {
  if (auto violation = check_size(schema, items.size(), "items")) return violation;
  if (!schema.unique_items) return std::nullopt;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t j = i + 1; j < items.size(); ++j) {
      if (items[i] == items[j] && items[i].is_text()) {
        return Violation{"duplicate-item", quoted(items[i].text()), "every item once", "an item stands twice in the list"};
      }
    }
  }
  return std::nullopt;
}

std::optional<Violation> check_keys(const Schema& schema, std::span<const Node> keys_and_values) {
  if (auto violation = check_size(schema, keys_and_values.size() / 2, "entries")) return violation;
  if (schema.pattern == nullptr) return std::nullopt;
  for (std::size_t i = 0; i + 1 < keys_and_values.size(); i += 2) {
    if (matches(schema.pattern, keys_and_values[i].text())) continue;
    return Violation{"pattern-mismatch", quoted(keys_and_values[i].text()), schema.pattern,
                     "the key does not match the pattern"};
  }
  return std::nullopt;
}

struct GroupSentence {
  std::string_view id;
  std::string_view message;
};
// In the order of GroupRule::Kind.
constexpr GroupSentence group_sentences[] = {
    {"exclusive-properties", "at most one of these properties may be set"},
    {"exactly-one-property", "exactly one of these properties must be set"},
    {"at-least-one-property", "at least one of these properties must be set"},
    {"dependent-property-missing", "the property needs others beside it"},
    {"excluded-property", "the property excludes others"},
};

bool holds(const GroupRule& rule, std::size_t set, bool subject) {
  switch (rule.kind) {
    case GroupRule::Kind::at_most_one: return set <= 1;
    case GroupRule::Kind::exactly_one: return set == 1;
    case GroupRule::Kind::at_least_one: return set >= 1;
    case GroupRule::Kind::requires_all: return !subject || set == rule.properties.size();
    case GroupRule::Kind::excludes_all: return !subject || set == 0;
  }
  return true;
}

}  // namespace

std::optional<Violation> violation_of(const Schema& schema, const Node& node) {
  switch (node.kind()) {
    case NodeKind::literal:
    case NodeKind::text:
      return schema.shape == Shape::text ? check_text(schema, node.text()) : std::nullopt;
    case NodeKind::integer:
      return schema.shape == Shape::integer || schema.shape == Shape::number
                 ? check_number(schema, static_cast<double>(node.integer()))
                 : std::nullopt;
    case NodeKind::number:
      return schema.shape == Shape::number ? check_number(schema, node.number()) : std::nullopt;
    case NodeKind::list: return schema.shape == Shape::list ? check_list(schema, node.items()) : std::nullopt;
    case NodeKind::object: return schema.shape == Shape::map ? check_keys(schema, node.items()) : std::nullopt;
    default: return std::nullopt;
  }
}

Presence presence_of(const Node* node) {
  if (node == nullptr || !node->is_set()) return Presence::absent;
  if (node->kind() == NodeKind::name && node->text() == "AWS::NoValue") return Presence::absent;
  if (node->kind() != NodeKind::intrinsic) return Presence::present;
  if (node->function() == Function::Transform) return Presence::open;
  if (node->function() != Function::If) return Presence::present;
  const Presence then = presence_of(&node->items()[1]);
  return then == presence_of(&node->items()[2]) ? then : Presence::open;
}

std::vector<Violation> violations_of_group(const BagFacts& facts,
                                           const std::function<Presence(const PropertyFacts&)>& presence) {
  std::vector<Violation> violations;
  for (const GroupRule& rule : facts.rules) {
    std::vector<std::string_view> names;
    std::size_t set = 0;
    bool open = false;
    for (const std::uint16_t ordinal : rule.properties) {
      const Presence each = presence(facts.properties[ordinal]);
      names.emplace_back(facts.properties[ordinal].name);
      set += each == Presence::present;
      open = open || each == Presence::open;
    }
    const bool about_subject = rule.kind >= GroupRule::Kind::requires_all;
    const Presence subject = about_subject ? presence(facts.properties[rule.subject]) : Presence::absent;
    if (open || subject == Presence::open || holds(rule, set, subject == Presence::present)) continue;
    const GroupSentence& sentence = group_sentences[static_cast<std::size_t>(rule.kind)];
    violations.push_back({sentence.id, about_subject ? std::string(facts.properties[rule.subject].name) : fmt::format("{} set", set),
                          fmt::format("{}", fmt::join(names, ", ")), std::string(sentence.message)});
  }
  return violations;
}

}  // namespace tenon::synth
