#include "tenon/construct/acknowledgment.hpp"

#include <algorithm>

#include "acknowledged.hpp"
#include "state.hpp"
#include "tenon/value/text.hpp"

namespace tenon {

namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// As JavaScript counts them or fewer, since cdk-nag does the counting.
std::ptrdiff_t characters(std::string_view utf8) {
  return std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

/// What is wrong with it, if something is.
std::string_view fault_of(const Acknowledgment& rule) {
  if (is_blank(rule.id)) return "a rule is acknowledged without its id";
  if (is_blank(rule.reason)) return "a rule is acknowledged without a reason";
  constexpr std::ptrdiff_t shortest_reason = 10;
  if (characters(rule.reason) < shortest_reason)
    return "a rule is acknowledged with a reason of fewer than 10 characters";
  return {};
}

void add_unless_nearer(AcknowledgedRules& rules, const AcknowledgedRule& rule) {
  const auto same = [&rule](const AcknowledgedRule* nearer) { return nearer->id == rule.id; };
  if (std::ranges::none_of(rules, same)) rules.push_back(&rule);
}

/// Adds those of a construct that `wanted` takes.
template <class Wanted>
void add_own(AcknowledgedRules& rules, const Construct& construct, const Wanted& wanted) {
  const auto* const extras = TreeAccess::extras(construct);
  if (extras == nullptr) return;
  for (const AcknowledgedRule& rule : extras->acknowledged) {
    if (wanted(rule)) add_unless_nearer(rules, rule);
  }
}

bool is_for_all_types(const AcknowledgedRule& rule) { return rule.resource_type.empty(); }

template <class Wanted>
void add_from_around(AcknowledgedRules& rules, const Construct& construct, const Wanted& wanted) {
  for (const Construct* each = construct.parent(); each != nullptr; each = each->parent())
    add_own(rules, *each, wanted);
}

bool is_lint_id(std::string_view id) {
  constexpr std::size_t length = 5;
  return id.size() == length && ascii::is_upper(id[0]) && std::ranges::all_of(id.substr(1), ascii::is_digit);
}

}  // namespace

void acknowledge(Construct& construct, const Acknowledgment& rule, std::source_location where) {
  if (const std::string_view fault = fault_of(rule); !fault.empty()) {
    construct.report({.id = "empty-acknowledgment",
                      .path = construct.path(),
                      .value = std::string(rule.id),
                      .allowed = "the id of a rule, and the reason why its findings are accepted here",
                      .message = std::string(fault),
                      .where = where});
    return;
  }
  TreeAccess::state(construct.app()).any_acknowledged = true;
  TreeAccess::make_extras(construct).acknowledged.push_back(
      {std::string(rule.id), std::string(rule.reason), std::string(rule.resource_type), where});
}

void acknowledge(Construct& construct, std::span<const Acknowledgment> rules, std::source_location where) {
  for (const Acknowledgment& rule : rules) acknowledge(construct, rule, where);
}

void keep_acknowledgments_out_of_template(Stack& stack) {
  TreeAccess::state(stack).acknowledgments_in_template = false;
}

bool has_acknowledgments_in_template(const Stack& stack) {
  if (!TreeAccess::state(stack.app()).any_acknowledged) return false;
  for (const Stack* each = &stack; each != nullptr; each = each->nesting_parent())
    if (!TreeAccess::state(*each).acknowledgments_in_template) return false;
  return true;
}

AcknowledgedRules acknowledged_rules_of(const Resource& resource) {
  AcknowledgedRules rules;
  const auto wanted = [&resource](const AcknowledgedRule& rule) {
    return is_for_all_types(rule) || rule.resource_type == resource.type();
  };
  add_own(rules, resource, wanted);
  add_from_around(rules, resource, wanted);
  return rules;
}

AcknowledgedRules acknowledged_rules_at(const Construct& construct, const Stack& listed) {
  AcknowledgedRules own;
  add_own(own, construct, is_for_all_types);
  const Resource* const resource = as_resource(construct);
  if (resource == nullptr || resource->is_imported()) {  // no judge sees what no template has
    if (&construct == &listed) add_from_around(own, construct, is_for_all_types);
    return own;
  }
  AcknowledgedRules rules = acknowledged_rules_of(*resource);
  std::erase_if(rules, [&own](const AcknowledgedRule* rule) {
    return is_for_all_types(*rule) && std::ranges::find(own, rule) == own.end();
  });
  return rules;
}

Judge judge_of(std::string_view id) {
  if (is_lint_id(id)) return Judge::cfn_lint;
  const bool has_hyphen = id.substr(0, id.find('[')).find('-') != std::string_view::npos;
  return has_hyphen ? Judge::cdk_nag : Judge::cfn_guard;
}

}  // namespace tenon
