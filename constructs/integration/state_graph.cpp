#include "tenon/constructs/integration/state_graph.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "tenon/value/json.hpp"

namespace tenon::states::detail {

namespace {

using Data = std::shared_ptr<const StateData>;

constexpr std::string_view token_path = "$$.Task.Token";

/// Whether a path in the parameters is, or holds, the task's token.
bool holds_token(const Node& node) {
  if (const std::string_view path = path_of(node); !path.empty()) return path.find(token_path) != path.npos;
  if (node.kind() != NodeKind::object && node.kind() != NodeKind::list) return false;
  return std::ranges::any_of(node.items(), holds_token);
}

void append(std::vector<PolicyStatement>& statements, const std::vector<PolicyStatement>& more) {
  statements.insert(statements.end(), more.begin(), more.end());
}

/// One list of states: the machine's own, a branch's, a map's.
struct Graph {
  Data start;
  std::vector<Data> states;  // in the order of the definition
  std::vector<PolicyStatement> statements;
  /// Branches and item processors, by the state that runs them.
  std::unordered_map<const StateData*, std::vector<std::unique_ptr<Graph>>> inner;
  std::unordered_map<const StateData*, std::vector<Data>> incoming;
};

/// Finds the states of a machine by walking the transitions, backwards too, in CDK's order, so that
/// definitions and policies agree, and reports what is wrong with them.
class Walk {
 public:
  explicit Walk(const Construct& machine) : machine_(machine) {}

  std::unique_ptr<Graph> graph(const State& start, const StateData* from);

  std::unordered_map<const StateData*, BoundAction> actions;
  std::vector<std::string> labels;

 private:
  void report(const StateData& state, const Problem& problem) const;
  Data target(const State& to, const StateData* from) const;
  std::vector<Data> targets(const StateData& state, bool with_otherwise) const;
  void find_incoming(Graph& graph) const;
  void check(const StateData& state);
  void bind(const Data& state, Graph& graph);
  void bind_action(const StateData& state, Graph& graph);

  const Construct& machine_;
  std::unordered_map<const StateData*, const Graph*> places_;
  std::unordered_map<std::string, const StateData*> names_;
};

void Walk::report(const StateData& state, const Problem& problem) const {
  machine_.report({.id = problem.needed ? "property-needed" : "property-not-allowed",
                   .path = machine_.path(),
                   .property = fmt::format("{}.{}", state.name, problem.property),
                   .value = problem.value,
                   .allowed = problem.allowed,
                   .message = problem.message,
                   .where = state.where});
}

/// Null, and reported, for a state ahead that is none.
Data Walk::target(const State& to, const StateData* from) const {
  if (Data data = to.data()) return data;
  machine_.report({.id = "property-needed",
                   .path = machine_.path(),
                   .property = from == nullptr ? "start_at" : from->name + ".next",
                   .allowed = "StateAhead::is(…) before the machine is made",
                   .message = "it leads to a state ahead that was not said to be anything, or is gone",
                   .where = to.where()});
  return nullptr;
}

/// Where a state leads: next, otherwise, rules, catches.
std::vector<Data> Walk::targets(const StateData& state, bool with_otherwise) const {
  std::vector<Data> all;
  const auto add = [&](const State& to) {
    if (Data data = to.data()) all.push_back(std::move(data));
  };
  if (state.next) add(*state.next);
  if (with_otherwise && state.otherwise) add(*state.otherwise);
  for (const ChoiceRule& rule : state.rules) add(rule.next);
  for (const Catch& each : state.catches) add(each.next);
  return all;
}

/// Which states lead to which. What a choice does otherwise CDK does not count here.
void Walk::find_incoming(Graph& graph) const {
  std::vector<Data> found = {graph.start};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Data state = found[i];
    for (const Data& to : targets(*state, false)) graph.incoming[to.get()].push_back(state);
    for (const Data& to : targets(*state, true)) {
      if (std::ranges::find(found, to) == found.end()) found.push_back(to);
    }
  }
}

std::unique_ptr<Graph> Walk::graph(const State& start, const StateData* from) {
  Data first = target(start, from);
  if (first == nullptr) return nullptr;
  auto graph = std::make_unique<Graph>();
  graph->start = first;
  find_incoming(*graph);
  bind(first, *graph);
  return graph;
}

void Walk::check(const StateData& state) {
  if (const auto [named, is_free] = names_.try_emplace(state.name, &state); !is_free) {
    report(state, {false, "name", state.name, "a name of its own in the whole machine",
                   "two states have this name"});
  }
  if (state.cell != nullptr && state.cell->made_twice) {
    report(state, {false, "is", {}, "one state", "the state ahead was said to be two states"});
  }
  for (const Problem& problem : state.problems) report(state, problem);
  if (state.next) target(*state.next, &state);
  if (state.otherwise) target(*state.otherwise, &state);
  for (const ChoiceRule& rule : state.rules) target(rule.next, &state);
  for (const Catch& each : state.catches) target(each.next, &state);
}

void Walk::bind_action(const StateData& state, Graph& graph) {
  if (!state.action) return;
  BoundAction bound = state.action->data().bind(machine_);
  if (bound.waits_for_token && !holds_token(bound.parameters)) {
    report(state, {true,
                   "action",
                   {},
                   "context::task_token in the parameters",
                   "the task waits for its token, which nobody gets to know"});
  }
  append(graph.statements, bound.statements);
  actions[&state] = std::move(bound);
}

void Walk::bind(const Data& state, Graph& graph) {
  const auto [place, is_new] = places_.try_emplace(state.get(), &graph);
  if (!is_new) {
    if (place->second == &graph) return;
    return report(*state, {false, "name", state->name, "states of its own in each branch",
                           "the state is led to from another branch, or from outside of its own"});
  }
  check(*state);
  graph.states.push_back(state);
  bind_action(*state, graph);
  append(graph.statements, state->statements);
  if (state->distributed) labels.push_back(state->label);
  for (const Data& from : graph.incoming[state.get()]) bind(from, graph);
  for (const Data& to : targets(*state, true)) bind(to, graph);

  std::vector<State> starts = state->branches;
  if (state->processor) starts.push_back(*state->processor);
  for (const State& start : starts) {
    auto inner = this->graph(start, state.get());
    if (inner == nullptr) continue;
    append(graph.statements, inner->statements);
    graph.inner[state.get()].push_back(std::move(inner));
  }
}

/// Writes the states.
class Writer {
 public:
  Writer(const Construct& machine, const Walk& walk) : machine_(machine), walk_(walk) {}

  void add(Members& members, const Graph& graph) const {
    members.add("StartAt", std::string_view(graph.start->name));
    Members states;
    for (const Data& state : graph.states) states.add(state->name, json(*state, graph));
    members.add("States", states.object());
  }

 private:
  Node json(const StateData& state, const Graph& graph) const {
    Members members;
    for (const Member& member : state.members) add(members, member, state, graph);
    return members.object();
  }

  void add(Members& members, const Member& member, const StateData& state, const Graph& graph) const {
    switch (member.slot) {
      case Slot::value:
        return members.add(member.key, member.value);
      case Slot::document:
        return members.add(member.key, with_paths(member.value, state, member.key));
      case Slot::next:
        return add_next(members, state);
      case Slot::retry:
        return members.add(member.key, retries(state));
      case Slot::catches:
        return members.add(member.key, catches(state));
      case Slot::choices:
        return members.add(member.key, choices(state));
      case Slot::otherwise:
        return state.otherwise ? members.add(member.key, name(*state.otherwise)) : void();
      case Slot::branches:
        return members.add(member.key, branches(state, graph));
      case Slot::processor:
        return members.add(member.key, processor(state, graph));
      case Slot::action:
        return add_action(members, state);
    }
  }

  /// A state ahead that is none was reported; it has no name.
  static Node name(const State& state) {
    const Data data = state.data();
    return data == nullptr ? Node() : Node(std::string_view(data->name));
  }

  static void add_next(Members& members, const StateData& state) {
    if (state.next) {
      members.add("Next", name(*state.next));
    } else {
      members.add("End", Node(true));
    }
  }

  void add_action(Members& members, const StateData& state) const {
    const auto bound = walk_.actions.find(&state);
    if (bound == walk_.actions.end()) return;
    members.add("Resource", bound->second.resource);
    members.add("Parameters", with_paths(bound->second.parameters, state, "action"));
  }

  /// In the order given, what is meant for all errors last.
  template <class Handler>
  static std::vector<const Handler*> in_order(const std::vector<Handler>& handlers) {
    std::vector<const Handler*> sorted;
    for (const bool for_all : {false, true}) {
      for (const Handler& handler : handlers) {
        const bool is_for_all = std::ranges::find(handler.errors, errors::all) != handler.errors.end();
        if (is_for_all == for_all) sorted.push_back(&handler);
      }
    }
    return sorted;
  }

  static Node retries(const StateData& state) {
    std::vector<Node> list;
    for (const Retry* retry : in_order(state.retries)) {
      Members members;
      members.add("ErrorEquals", List<std::string>(retry->errors));
      if (retry->interval) members.add("IntervalSeconds", Node(retry->interval->to_seconds()));
      if (retry->max_attempts) members.add("MaxAttempts", Node(*retry->max_attempts));
      if (retry->backoff_rate) members.add("BackoffRate", number(*retry->backoff_rate));
      if (retry->max_delay) members.add("MaxDelaySeconds", Node(retry->max_delay->to_seconds()));
      if (retry->full_jitter)
        members.add("JitterStrategy", std::string_view(*retry->full_jitter ? "FULL" : "NONE"));
      list.push_back(members.object());
    }
    return list.empty() ? Node() : Node::list(list);
  }

  static Node catches(const StateData& state) {
    std::vector<Node> list;
    for (const Catch* each : in_order(state.catches)) {
      Members members;
      members.add("ErrorEquals", List<std::string>(each->errors));
      if (each->result_path.is_discard()) members.add("ResultPath", Node::null());
      members.add("ResultPath", each->result_path.path());
      members.add("Next", name(each->next));
      list.push_back(members.object());
    }
    return list.empty() ? Node() : Node::list(list);
  }

  static Node choices(const StateData& state) {
    std::vector<Node> list;
    for (const ChoiceRule& rule : state.rules) {
      const Node& condition = rule.condition.json();
      Members members;
      for (std::size_t i = 0; i < condition.items().size(); i += 2) {
        members.add(condition.items()[i].text(), condition.items()[i + 1]);
      }
      members.add("Next", name(rule.next));
      members.add("Comment", rule.comment);
      list.push_back(members.object());
    }
    return Node::list(list);
  }

  Node branches(const StateData& state, const Graph& graph) const {
    std::vector<Node> list;
    const auto inner = graph.inner.find(&state);
    if (inner == graph.inner.end()) return Node::list(list);
    for (const auto& branch : inner->second) {
      Members members;
      add(members, *branch);
      list.push_back(members.object());
    }
    return Node::list(list);
  }

  Node processor(const StateData& state, const Graph& graph) const {
    Members members;
    members.add("ProcessorConfig", state.processor_config);
    const auto inner = graph.inner.find(&state);
    if (inner != graph.inner.end()) add(members, *inner->second.front());
    return members.object();
  }

  /// Keys of what is found at a path end in ".$".
  Node with_paths(const Node& value, const StateData& state, std::string_view property) const {
    if (value.kind() == NodeKind::list) {
      std::vector<Node> items;
      for (const Node& item : value.items()) {
        if (!path_of(item).empty()) report_path(state, property, path_of(item));
        items.push_back(with_paths(item, state, property));
      }
      return Node::list(items);
    }
    if (value.kind() != NodeKind::object) return value;
    std::vector<Node> members;
    for (std::size_t i = 0; i < value.items().size(); i += 2) {
      const Node& key = value.items()[i];
      const Node& item = value.items()[i + 1];
      const std::string_view path = path_of(item);
      if (path.empty()) {
        members.push_back(key);
        members.push_back(with_paths(item, state, property));
      } else {
        members.emplace_back(std::string_view(fmt::format("{}.$", key.text())));
        members.emplace_back(path);
      }
    }
    return Node::object(members);
  }

  void report_path(const StateData& state, std::string_view property, std::string_view path) const {
    machine_.report(
        {.id = "property-not-allowed",
         .path = machine_.path(),
         .property = fmt::format("{}.{}", state.name, property),
         .value = std::string(path),
         .allowed = "paths as members of objects; a list of them is JsonPath(\"States.Array($.a, $.b)\")",
         .message = "the states language knows no paths inside a list",
         .where = state.where});
  }

  const Construct& machine_;
  const Walk& walk_;
};

}  // namespace

Definition define(const Construct& machine, const State& start) {
  Walk walk(machine);
  const auto graph = walk.graph(start, nullptr);
  Definition definition;
  if (graph == nullptr) return definition;
  Writer(machine, walk).add(definition.members, *graph);
  definition.statements = graph->statements;
  definition.labels = std::move(walk.labels);
  return definition;
}

}  // namespace tenon::states::detail
