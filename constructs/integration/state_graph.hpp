#pragma once

/// \file
/// What states hold, and how a machine's definition is made of them. Not part of the public interface.

#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/constructs/integration/state.hpp"

namespace tenon::states::detail {

/// What a user asked for that cannot be; the machine reports it.
struct Problem {
  bool needed;  // else not allowed
  std::string property;
  std::string value;
  std::string allowed;
  std::string message;
};

/// Members of an object in their order; what is not set stays out.
class Members {
 public:
  void add(std::string_view key, const Node& value);
  void add(std::string_view key, const JsonPath& path);
  void add(std::string_view key, std::string_view text);
  bool empty() const noexcept { return nodes_.empty(); }
  Node object() const { return Node::object(nodes_); }

 private:
  std::vector<Node> nodes_;
};

Node number(double value);
/// The path in a value that stands for what is found there; empty for any other value.
std::string_view path_of(const Node& value);

/// A task's work in a machine.
struct BoundAction {
  Node resource;
  Node parameters;
  std::vector<PolicyStatement> statements = {};
  bool waits_for_token = false;
};

class TaskAction {
 public:
  virtual ~TaskAction() = default;
  /// `machine`: whose role gets the statements.
  virtual BoundAction bind(const Construct& machine) const = 0;
  virtual std::vector<Retry> retries() const { return {}; }
  std::vector<Problem> problems;
};

/// What a member of a state is made of.
enum class Slot : std::uint8_t {
  value,
  document,
  next,
  retry,
  catches,
  choices,
  otherwise,
  branches,
  processor,
  action
};

struct Member {
  std::string_view key;
  Slot slot;
  Node value;
};

struct StateData {
  std::string name;
  std::source_location where;
  std::vector<Member> members;
  std::optional<State> next;
  std::optional<State> otherwise;
  std::vector<ChoiceRule> rules;
  std::vector<Retry> retries;
  std::vector<Catch> catches;
  std::vector<State> branches;
  std::optional<State> processor;
  Node processor_config;
  std::optional<Action> action;
  Role* credentials = nullptr;
  std::vector<PolicyStatement> statements;
  bool distributed = false;
  std::string label;
  std::vector<Problem> problems;
  /// Of the state ahead that this state was said to be: lives as long as the state.
  mutable std::shared_ptr<AheadCell> cell;
};

struct AheadCell {
  std::weak_ptr<const StateData> data;
  bool made_twice = false;
};

/// A machine's definition and what it takes.
struct Definition {
  Members members;  // StartAt, States
  std::vector<PolicyStatement> statements;
  /// Of distributed maps; empty texts for those without a label.
  std::vector<std::string> labels;
};

/// Everything that is reachable from the state. Reports what is wrong with it at the machine.
Definition define(const Construct& machine, const State& start);

}  // namespace tenon::states::detail
