#include "acknowledged_metadata.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "../construct/state.hpp"

namespace tenon::synth {

namespace {

Node text(std::string_view text) { return Node(text); }

Node object(std::initializer_list<Node> keys_and_values) {
  return Node::object({keys_and_values.begin(), keys_and_values.size()});
}

template <class MakeNode>
std::vector<Node> nodes_of(const AcknowledgedRules& rules, const MakeNode& make) {
  std::vector<Node> nodes;
  for (const AcknowledgedRule* rule : rules) nodes.push_back(make(*rule));
  return nodes;
}

Node ids(const AcknowledgedRules& rules) {
  return Node::list(nodes_of(rules, [](const AcknowledgedRule& rule) { return text(rule.id); }));
}

Node reasons(const AcknowledgedRules& rules) {
  std::vector<Node> keys_and_values;
  for (const AcknowledgedRule* rule : rules) {
    keys_and_values.push_back(text(rule->id));
    keys_and_values.push_back(text(rule->reason));
  }
  return Node::object(keys_and_values);
}

/// cdk-nag refuses ids with brackets, and has what is in them beside the id.
Node nag_rule(const AcknowledgedRule& rule) {
  const std::string_view id = rule.id;
  const std::size_t bracket = id.find('[');
  const Node reason = text(rule.reason);
  if (bracket == id.npos) return object({text("id"), text(id), text("reason"), reason});
  std::string_view finding = id.substr(bracket + 1);
  if (finding.ends_with(']')) finding.remove_suffix(1);
  const Node findings[] = {text(finding)};
  return object({text("id"), text(id.substr(0, bracket)), text("reason"), reason, text("applies_to"),
                 Node::list(findings)});
}

Node nag_metadata(const AcknowledgedRules& rules) {
  return object({text("rules_to_suppress"), Node::list(nodes_of(rules, nag_rule))});
}

Node lint_metadata(const AcknowledgedRules& rules) {
  return object(
      {text("config"), object({text("ignore_checks"), ids(rules)}), text("reasons"), reasons(rules)});
}

Node guard_metadata(const AcknowledgedRules& rules) {
  return object({text("SuppressedRules"), ids(rules), text("Reasons"), reasons(rules)});
}

struct Form {
  std::string_view key;
  Node (*metadata)(const AcknowledgedRules&);
};
// In the order of Judge.
constexpr Form forms[] = {{"cdk_nag", nag_metadata}, {"cfn-lint", lint_metadata}, {"guard", guard_metadata}};

/// Where the value of the key stands in an object's items, or their number.
std::size_t place_of(const std::vector<Node>& keys_and_values, const Node& key) {
  std::size_t at = 0;
  while (at < keys_and_values.size() && keys_and_values[at].text() != key.text()) at += 2;
  return std::min(at + 1, keys_and_values.size());
}

}  // namespace

std::vector<std::pair<std::string_view, Node>> metadata_of_judges(const AcknowledgedRules& rules) {
  std::vector<std::pair<std::string_view, Node>> metadata;
  for (std::size_t judge = 0; judge < std::size(forms); ++judge) {
    AcknowledgedRules own;
    std::ranges::copy_if(rules, std::back_inserter(own), [judge](const AcknowledgedRule* rule) {
      return judge_of(rule->id) == static_cast<Judge>(judge);
    });
    if (!own.empty()) metadata.emplace_back(forms[judge].key, forms[judge].metadata(own));
  }
  return metadata;
}

Node both(const Node& first, const Node& second) {
  if (first.kind() != second.kind()) return first;
  const bool is_object = first.kind() == NodeKind::object;
  if (!is_object && first.kind() != NodeKind::list) return first;
  std::vector<Node> items(first.items().begin(), first.items().end());
  if (!is_object) {
    items.insert(items.end(), second.items().begin(), second.items().end());
    return Node::list(items);
  }
  for (std::size_t i = 0; i + 1 < second.items().size(); i += 2) {
    const Node& key = second.items()[i];
    const Node& value = second.items()[i + 1];
    if (const std::size_t at = place_of(items, key); at < items.size()) {
      items[at] = both(items[at], value);
    } else {
      items.insert(items.end(), {key, value});
    }
  }
  return Node::object(items);
}

}  // namespace tenon::synth
