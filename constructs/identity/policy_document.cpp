#include <algorithm>
#include <optional>

#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {

namespace {

constexpr std::string_view version_of_language = "2012-10-17";

// --- merging ---------------------------------------------------------------------------------------------------------

/// Both without duplicates.
template <class T>
std::vector<T> united(const std::vector<T>& a, const std::vector<T>& b) {
  std::vector<T> all;
  for (const auto* each : {&a, &b}) {
    for (const T& item : *each) {
      if (std::ranges::find(all, item) == all.end()) all.push_back(item);
    }
  }
  return all;
}

template <class T>
bool same_set(const std::vector<T>& a, const std::vector<T>& b) {
  const auto holds = [](const std::vector<T>& all, const T& item) { return std::ranges::find(all, item) != all.end(); };
  return std::ranges::all_of(a, [&](const T& item) { return holds(b, item); }) &&
         std::ranges::all_of(b, [&](const T& item) { return holds(a, item); });
}

/// The conditions of the statement, and those under which its principals are meant.
std::vector<PolicyCondition> all_conditions(const PolicyStatement& statement) {
  std::vector<PolicyCondition> all = statement.conditions;
  for (const Principal& principal : statement.principals) all = united(all, principal.conditions());
  return all;
}

/// The statement that says what both say; none when they differ in more than one list.
std::optional<PolicyStatement> merged(const PolicyStatement& a, const PolicyStatement& b) {
  const bool alike = a.effect == b.effect && a.sid.empty() && b.sid.empty() &&
                     same_set(all_conditions(a), all_conditions(b)) && same_set(a.not_actions, b.not_actions) && same_set(a.not_resources, b.not_resources);
  if (!alike) return std::nullopt;
  const bool same_actions = same_set(a.actions, b.actions);
  const bool same_resources = same_set(a.resources, b.resources);
  const bool same_principals = same_set(a.principals, b.principals);
  if (same_actions + same_resources + same_principals < 2) return std::nullopt;
  if (!same_actions && (a.actions.empty() || b.actions.empty())) return std::nullopt;
  if (!same_resources && (a.resources.empty() || b.resources.empty())) return std::nullopt;
  if (!same_principals && (a.principals.empty() || b.principals.empty())) return std::nullopt;
  PolicyStatement both = a;
  both.actions = united(a.actions, b.actions);
  both.resources = united(a.resources, b.resources);
  both.principals = united(a.principals, b.principals);
  return both;
}

/// Merges until nothing changes.
void merge_all(std::vector<PolicyStatement>& statements) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      for (std::size_t j = i + 1; j < statements.size();) {
        if (auto both = merged(statements[i], statements[j])) {
          statements[i] = *std::move(both);
          statements.erase(statements.begin() + static_cast<std::ptrdiff_t>(j));
          changed = true;
        } else {
          ++j;
        }
      }
    }
  }
}

// --- rendering -------------------------------------------------------------------------------------------------------

/// Sorted by their JSON, without duplicates; one stands without a list around it.
Node one_or_list(std::vector<Node> nodes) {
  std::vector<std::pair<std::string, Node>> sorted;
  for (Node& node : nodes) sorted.emplace_back(resolved_json(node), std::move(node));
  std::ranges::sort(sorted, {}, &std::pair<std::string, Node>::first);
  const auto again = std::ranges::unique(sorted, {}, &std::pair<std::string, Node>::first);
  sorted.erase(again.begin(), again.end());
  if (sorted.size() == 1) return sorted.front().second;
  nodes.clear();
  for (auto& [text, node] : sorted) nodes.push_back(std::move(node));
  return Node::list(nodes);
}

Node texts(const std::vector<iam::Action>& actions) {
  std::vector<Node> nodes;
  for (const iam::Action& action : actions) nodes.emplace_back(action.text());
  return one_or_list(std::move(nodes));
}

Node texts(const std::vector<Value<std::string>>& values) { return one_or_list({values.begin(), values.end()}); }

/// Keys and values of an object that is being written.
class Members {
 public:
  void add(std::string_view key, Node value) {
    nodes_.emplace_back(key);
    nodes_.push_back(std::move(value));
  }
  Node object() const { return Node::object(nodes_); }

 private:
  std::vector<Node> nodes_;
};

/// Values by key, in the order in which the keys appear.
using Grouped = std::vector<std::pair<std::string, std::vector<Node>>>;

std::vector<Node>& group(Grouped& groups, std::string_view key) {
  const auto found = std::ranges::find(groups, key, &Grouped::value_type::first);
  if (found != groups.end()) return found->second;
  return groups.emplace_back(std::string(key), std::vector<Node>()).second;
}

Node principals_json(const std::vector<Principal>& principals) {
  Grouped by_kind;
  for (const Principal& principal : principals) group(by_kind, principal.kind()).push_back(principal.value());
  std::ranges::sort(by_kind, {}, &Grouped::value_type::first);
  Members members;
  for (auto& [kind, values] : by_kind) members.add(kind, one_or_list(std::move(values)));
  return members.object();
}

Node conditions_json(const std::vector<PolicyCondition>& conditions) {
  std::vector<std::string_view> operations;
  for (const PolicyCondition& each : conditions) {
    if (std::ranges::find(operations, each.operation) == operations.end()) operations.push_back(each.operation);
  }
  Members by_operation;
  for (const std::string_view operation : operations) {
    Members by_key;
    for (const PolicyCondition& each : conditions) {
      if (each.operation != operation) continue;
      by_key.add(each.key, each.values.size() == 1 ? Node(each.values.front())
                                                   : Node::list(std::vector<Node>(each.values.begin(), each.values.end())));
    }
    by_operation.add(operation, by_key.object());
  }
  return by_operation.object();
}

/// The members in CDK's order.
Node statement_json(const PolicyStatement& statement) {
  Members members;
  if (!statement.actions.empty()) members.add("Action", texts(statement.actions));
  if (!statement.not_actions.empty()) members.add("NotAction", texts(statement.not_actions));
  const auto conditions = all_conditions(statement);
  if (!conditions.empty()) members.add("Condition", conditions_json(conditions));
  members.add("Effect", Node(std::string_view(statement.effect == Effect::allow ? "Allow" : "Deny")));
  if (!statement.principals.empty()) members.add("Principal", principals_json(statement.principals));
  if (!statement.resources.empty()) members.add("Resource", texts(statement.resources));
  if (!statement.not_resources.empty()) members.add("NotResource", texts(statement.not_resources));
  if (!statement.sid.empty()) members.add("Sid", Node(std::string_view(statement.sid)));
  return members.object();
}

}  // namespace

Value<Json> PolicyDocument::json() const {
  std::vector<PolicyStatement> statements = statements_;
  merge_all(statements);
  std::vector<Node> nodes;
  for (const PolicyStatement& statement : statements) {
    Node node = statement_json(statement);
    if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(std::move(node));
  }
  Members members;
  members.add("Statement", Node::list(nodes));
  members.add("Version", Node(version_of_language));
  return {Raw{}, members.object()};
}

}  // namespace tenon
