#pragma once

/// \file
/// States of a state machine, as values that are joined by reference.
///
///     const states::State refused = states::Fail{.name = "Refused", .error = "OrderRefused"};
///     const states::State done = states::Succeed{.name = "Done"};
///     const states::State check = states::Task{.name = "Check",
///                                              .action = states::LambdaInvoke{.function = checker},
///                                              .next = done,
///                                              .catches = {{.next = refused}}};
///     stack.add("Workflow", StateMachine::Props{.start_at = check});
///
/// A machine is what can be reached from the state it starts at, so every target is in it. A state says where
/// it leads (`.next = other` or `.next = states::end`), a choice says where each rule and everything else
/// leads: leaving that out does not compile. Written from the end to the beginning no state is named before
/// it exists; `StateAhead` is the way back for loops.
///
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/value/duration.hpp"
#include "tenon/value/text.hpp"
#include "tenon/value/value.hpp"

namespace tenon {
class Bucket;
struct PolicyStatement;
class Role;
}  // namespace tenon

namespace tenon::states {

namespace detail {

void a_path_into_a_states_data_begins_with_a_dollar_sign_or_is_an_intrinsic_such_as_States_Format();

/// "$", "$.order.id", "$[0]", "$$.Execution.Id", "$variable", "States.Format('{}', $.id)".
constexpr bool is_path(std::string_view text) { return text.starts_with('$') || text.starts_with("States."); }

struct StateData;
struct AheadCell;
class TaskAction;

}  // namespace detail

// --- data --------------------------------------------------------------------------------------------------

/// A place in the data that a state gets, in the context object (`$$`), or what an intrinsic function makes
/// of those. Stands wherever a value of a task's parameters may stand; the key gets the ending ".$" by
/// itself.
///
/// Default-constructed: no path.
/// https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
class JsonPath {
 public:
  constexpr JsonPath() : text_(::tenon::detail::SpelledText::Literal{}, "") {}
  /// From a literal, which begins with "$" or "States.".
  template <std::size_t N>
  consteval JsonPath(const char (&text)[N]) : text_(::tenon::detail::SpelledText::Literal{}, {text, N - 1}) {
    if (!detail::is_path(text_.view())) {
      detail::a_path_into_a_states_data_begins_with_a_dollar_sign_or_is_an_intrinsic_such_as_States_Format();
    }
  }
  /// From a text known at run time; empty where it is none.
  static std::optional<JsonPath> parse(std::string_view text);

  constexpr std::string_view text() const { return text_.view(); }
  constexpr bool is_set() const { return !text_.view().empty(); }

  /// In parameters: a value that is found at the path when the state runs.
  template <Shell S>
  operator S() const {
    return S(Raw{}, marker());
  }

 private:
  explicit JsonPath(::tenon::detail::SpelledText text) : text_(std::move(text)) {}
  Node marker() const;

  ::tenon::detail::SpelledText text_;
};

/// What a state knows of its execution.
/// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
namespace context {
inline constexpr JsonPath execution_id{"$$.Execution.Id"};
inline constexpr JsonPath execution_input{"$$.Execution.Input"};
inline constexpr JsonPath execution_name{"$$.Execution.Name"};
inline constexpr JsonPath execution_role_arn{"$$.Execution.RoleArn"};
inline constexpr JsonPath execution_start_time{"$$.Execution.StartTime"};
inline constexpr JsonPath state_entered_time{"$$.State.EnteredTime"};
inline constexpr JsonPath state_name{"$$.State.Name"};
inline constexpr JsonPath state_retry_count{"$$.State.RetryCount"};
inline constexpr JsonPath state_machine_id{"$$.StateMachine.Id"};
inline constexpr JsonPath state_machine_name{"$$.StateMachine.Name"};
/// With it whoever does the work tells the waiting task how it went
/// (`IntegrationPattern::wait_for_task_token`).
inline constexpr JsonPath task_token{"$$.Task.Token"};
inline constexpr JsonPath map_item_value{"$$.Map.Item.Value"};
inline constexpr JsonPath map_item_index{"$$.Map.Item.Index"};
}  // namespace context

/// Where a state's result goes in its input: `discard` leaves the input as it is. Default: it becomes the
/// whole output.
inline constexpr struct Discard {
} discard{};

class ResultPath {
 public:
  constexpr ResultPath() = default;
  template <std::size_t N>
  consteval ResultPath(const char (&text)[N]) : path_(text) {}
  ResultPath(JsonPath path) : path_(std::move(path)) {}
  constexpr ResultPath(Discard) : discard_(true) {}

  const JsonPath& path() const noexcept { return path_; }
  bool is_discard() const noexcept { return discard_; }

 private:
  JsonPath path_;
  bool discard_ = false;
};

// --- conditions --------------------------------------------------------------------------------------------

/// What a choice decides by. Made of variables that are compared, and joined with `&&`, `||` and `!`.
class Condition {
 public:
  explicit Condition(Node json) : json_(std::move(json)) {}
  const Node& json() const noexcept { return json_; }

  friend Condition operator&&(const Condition& a, const Condition& b);
  friend Condition operator||(const Condition& a, const Condition& b);
  friend Condition operator!(const Condition& condition);

 private:
  Node json_;
};

/// A time as RFC 3339 writes it: `Timestamp{"2026-01-01T00:00:00Z"}`.
struct Timestamp {
  std::string text;
};

/// What a variable is compared with: text, a number, a time, or another place in the data.
class Operand {
 public:
  template <std::size_t N>
  Operand(const char (&text)[N]) : Operand("String", false, Node(std::string_view(text))) {}
  Operand(std::string_view text) : Operand("String", false, Node(text)) {}
  Operand(const std::string& text) : Operand("String", false, Node(std::string_view(text))) {}
  template <std::integral I>
  requires(!std::same_as<I, bool> && !std::same_as<I, char>) Operand(I number)
      : Operand("Numeric", false, Node(static_cast<std::int64_t>(number))) {}
  template <std::floating_point F>
  Operand(F number) : Operand("Numeric", false, Node(static_cast<double>(number))) {}
  Operand(const Timestamp& time) : Operand("Timestamp", false, Node(std::string_view(time.text))) {}

  /// Text, a number, a time that stands at the path.
  static Operand string_at(const JsonPath& path) { return at("String", path); }
  static Operand number_at(const JsonPath& path) { return at("Numeric", path); }
  static Operand timestamp_at(const JsonPath& path) { return at("Timestamp", path); }

  std::string_view family() const noexcept { return family_; }
  bool is_path() const noexcept { return is_path_; }
  const Node& value() const noexcept { return value_; }

 protected:
  Operand(std::string_view family, bool is_path, Node value)
      : family_(family), is_path_(is_path), value_(std::move(value)) {}
  static Operand at(std::string_view family, const JsonPath& path) {
    return {family, true, Node(path.text())};
  }

 private:
  std::string_view family_;
  bool is_path_;
  Node value_;
};

/// What a variable may equal: booleans too, which are neither less nor greater.
class EqualityOperand : public Operand {
 public:
  template <class T>
  requires(!std::same_as<T, bool> && std::constructible_from<Operand, const T&>)
      EqualityOperand(const T& value)
      : Operand(value) {}
  template <std::same_as<bool> B>
  EqualityOperand(B value) : Operand("Boolean", false, Node(value)) {}
  static EqualityOperand boolean_at(const JsonPath& path) { return at("Boolean", path); }
};

/// A place in the data that a choice looks at: `Variable("$.total") > 100`, `Variable("$.state") == "PAID"`.
/// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html#amazon-states-language-choice-state-rules
class Variable {
 public:
  explicit Variable(JsonPath path) : path_(std::move(path)) {}

  Condition operator==(const EqualityOperand& other) const;
  Condition operator!=(const EqualityOperand& other) const;
  Condition operator<(const Operand& other) const;
  Condition operator<=(const Operand& other) const;
  Condition operator>(const Operand& other) const;
  Condition operator>=(const Operand& other) const;
  /// `*` stands for any characters, `\\*` for itself.
  Condition matches(std::string_view pattern) const;
  /// Whether there is something at the path; other tests fail the execution where there is nothing.
  Condition is_present(bool value = true) const;
  Condition is_null(bool value = true) const;
  Condition is_boolean(bool value = true) const;
  Condition is_numeric(bool value = true) const;
  Condition is_string(bool value = true) const;
  Condition is_timestamp(bool value = true) const;

 private:
  Condition compare(const Operand& other, std::string_view how) const;
  Condition test(std::string_view what, Node value) const;
  JsonPath path_;
};

// --- states and where they lead ----------------------------------------------------------------------------

struct Choice;
struct DistributedMap;
struct Fail;
struct Map;
struct Parallel;
struct Pass;
struct Succeed;
struct Task;
struct Wait;
class StateAhead;

/// A state of a machine. Copies are the same state. Its name is its own in the whole machine, branches
/// included, and a state is in one branch only (`property-not-allowed` when the machine is made).
class State {
 public:
  State(const Task& state, std::source_location where = std::source_location::current());
  State(const Choice& state, std::source_location where = std::source_location::current());
  State(const Parallel& state, std::source_location where = std::source_location::current());
  State(const Map& state, std::source_location where = std::source_location::current());
  State(const DistributedMap& state, std::source_location where = std::source_location::current());
  State(const Wait& state, std::source_location where = std::source_location::current());
  State(const Pass& state, std::source_location where = std::source_location::current());
  State(const Succeed& state, std::source_location where = std::source_location::current());
  State(const Fail& state, std::source_location where = std::source_location::current());
  /// What the state ahead will be said to be.
  State(const StateAhead& ahead);

  /// Null for a state ahead that was not said to be anything, or is gone.
  std::shared_ptr<const detail::StateData> data() const;
  /// Where it was written.
  std::source_location where() const noexcept { return where_; }

 private:
  friend class StateAhead;
  std::shared_ptr<const detail::StateData> data_;
  std::weak_ptr<const detail::AheadCell> ahead_;
  std::source_location where_;
};

/// A state that others lead to before it is made, for loops:
///
///     states::StateAhead check;
///     const states::State later = states::Wait{.name = "Later", .time = 5_min, .next = check};
///     check.is(states::Task{.name = "Check", …, .next = later});
///
/// It, or the state that `is` returns, lives until the machine is made. One that was not said to be anything
/// is an error (`property-needed`) of the machine.
class StateAhead {
 public:
  explicit StateAhead(std::source_location where = std::source_location::current());
  /// Once (`property-not-allowed` when the machine is made, otherwise).
  State is(const State& state);

 private:
  friend class State;
  std::shared_ptr<detail::AheadCell> cell_;
  std::shared_ptr<const detail::StateData> data_;
  std::source_location where_;
};

/// The machine, the branch or the item is done behind this state.
inline constexpr struct End {
} end{};

/// What follows a state: another one, or `end`.
class Next {
 public:
  Next(End) {}
  template <std::convertible_to<State> S>
  Next(const S& state) : state_(State(state)) {}
  const std::optional<State>& state() const noexcept { return state_; }

 private:
  std::optional<State> state_;
};

/// The execution fails with States.NoChoiceMatched where no rule of the choice holds.
inline constexpr struct NoChoiceMatched {
} no_choice_matched{};

/// Where a choice leads when none of its rules holds.
class Otherwise {
 public:
  Otherwise(NoChoiceMatched) {}
  template <std::convertible_to<State> S>
  Otherwise(const S& state) : state_(State(state)) {}
  const std::optional<State>& state() const noexcept { return state_; }

 private:
  std::optional<State> state_;
};

/// One rule of a choice: a condition and the state that it leads to.
struct ChoiceRule {
  Required<"condition", Condition> condition;
  Required<"next", State> next;
  std::string comment = {};
};

/// The rules of a choice, at least one (`property-needed`).
class ChoiceRules : public std::vector<ChoiceRule> {
 public:
  ChoiceRules(ChoiceRule rule) { push_back(std::move(rule)); }
  ChoiceRules(std::initializer_list<ChoiceRule> rules) : vector(rules) {}
  explicit ChoiceRules(std::vector<ChoiceRule> rules) : vector(std::move(rules)) {}
};

/// The first states of branches, at least one (`property-needed`).
class Branches : public std::vector<State> {
 public:
  Branches(std::initializer_list<State> states) : vector(states) {}
  explicit Branches(std::vector<State> states) : vector(std::move(states)) {}
};

/// Names of errors that Step Functions itself has.
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
namespace errors {
inline constexpr const char* all = "States.ALL";
inline constexpr const char* data_limit_exceeded = "States.DataLimitExceeded";
inline constexpr const char* heartbeat_timeout = "States.HeartbeatTimeout";
inline constexpr const char* timeout = "States.Timeout";
inline constexpr const char* task_failed = "States.TaskFailed";
inline constexpr const char* permissions = "States.Permissions";
inline constexpr const char* result_path_match_failure = "States.ResultPathMatchFailure";
inline constexpr const char* parameter_path_failure = "States.ParameterPathFailure";
inline constexpr const char* branch_failed = "States.BranchFailed";
inline constexpr const char* no_choice_matched = "States.NoChoiceMatched";
inline constexpr const char* exceed_tolerated_failure_threshold = "States.ExceedToleratedFailureThreshold";
}  // namespace errors

/// Tries a state again that failed.
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error
struct Retry {
  /// Which errors. `errors::all` stands alone (`property-not-allowed` otherwise) and is written last.
  std::vector<std::string> errors = {errors::all};
  /// Before the first retry. Default: the service's own, one second.
  std::optional<Duration> interval = {};
  /// 0: never. Default: the service's own, 3.
  std::optional<std::int64_t> max_attempts = {};
  /// What the interval is multiplied with each time; at least 1. Default: the service's own, 2.
  std::optional<double> backoff_rate = {};
  /// How long the interval becomes at most; up to a year. Default: as long as it becomes.
  std::optional<Duration> max_delay = {};
  /// Whether the interval is a random one up to what it would be. Default: the service's own, no.
  std::optional<bool> full_jitter = {};
};

/// Goes on elsewhere when a state failed and is not tried again.
struct Catch {
  Required<"next", State> next;
  /// Which errors. `errors::all` stands alone (`property-not-allowed` otherwise) and is written last.
  std::vector<std::string> errors = {errors::all};
  /// Where the error's description goes in the state's input. Default: it becomes the whole input of the next
  /// state.
  ResultPath result_path = {};
};

/// What a task does: `LambdaInvoke`, `SqsSendMessage` and the others of
/// `tenon/constructs/integration/state_task.hpp`.
class Action {
 public:
  explicit Action(std::shared_ptr<const detail::TaskAction> data) : data_(std::move(data)) {}
  template <class T>
  requires requires(const T& action) {
    { make_action(action) } -> std::same_as<Action>;
  }
  Action(const T& action) : Action(make_action(action)) {}
  const detail::TaskAction& data() const noexcept { return *data_; }

 private:
  std::shared_ptr<const detail::TaskAction> data_;
};

// --- the kinds of states -----------------------------------------------------------------------------------
// Names: at most 80 characters. Defaults of paths: the whole input goes in, the result becomes the output.

/// Has work done.
struct Task {
  Required<"name", std::string> name;
  Required<"action", Action> action;
  Required<"next", Next> next;
  std::string comment = {};
  /// Then the task fails with States.Timeout. Default: the service's own, 99999999 seconds.
  std::optional<Duration> timeout = {};
  /// Seconds, out of the data. Not together with `timeout`.
  JsonPath timeout_path = {};
  /// Longest time between two signs of life of who does the work; less than `timeout`. Default: none is
  /// waited for.
  std::optional<Duration> heartbeat = {};
  JsonPath heartbeat_path = {};
  JsonPath input_path = {};
  JsonPath output_path = {};
  ResultPath result_path = {};
  /// What is made of the result, a document with paths. Default: the result as it is.
  Value<Json> result_selector = {};
  /// Variables that are set, a document with paths. Default: none.
  Value<Json> assign = {};
  /// Under which role of another account the work is done; the machine's role may assume it. Default: the
  /// machine's role.
  Role* credentials = nullptr;
  std::vector<Retry> retry = {};
  std::vector<Catch> catches = {};
};

/// Goes on depending on the data: to the first rule's state whose condition holds.
struct Choice {
  Required<"name", std::string> name;
  /// `{{Variable("$.total") > 100, pack}, {Variable("$.state") == "PENDING", later}}`
  Required<"when", ChoiceRules> when;
  /// A state, or `no_choice_matched`.
  Required<"otherwise", Otherwise> otherwise;
  std::string comment = {};
  JsonPath input_path = {};
  JsonPath output_path = {};
};

/// Runs branches at the same time; its result is the list of theirs.
struct Parallel {
  Required<"name", std::string> name;
  Required<"branches", Branches> branches;
  Required<"next", Next> next;
  std::string comment = {};
  JsonPath input_path = {};
  /// What each branch gets, a document with paths. Default: the input.
  Value<Json> parameters = {};
  JsonPath output_path = {};
  ResultPath result_path = {};
  Value<Json> result_selector = {};
  std::vector<Retry> retry = {};
  std::vector<Catch> catches = {};
};

/// Runs states for each item of a list, within the same execution; its result is the list of theirs.
struct Map {
  Required<"name", std::string> name;
  /// The first of them.
  Required<"item_processor", State> item_processor;
  Required<"next", Next> next;
  std::string comment = {};
  /// Where the list is. Default: the input is the list.
  JsonPath items_path = {};
  /// What is made of each item, a document with paths. Default: the item.
  Value<Json> item_selector = {};
  /// How many at a time; 0: as many as possible. Default: as many as possible.
  std::optional<std::int64_t> max_concurrency = {};
  /// Out of the data. Not together with `max_concurrency`.
  JsonPath max_concurrency_path = {};
  JsonPath input_path = {};
  JsonPath output_path = {};
  ResultPath result_path = {};
  Value<Json> result_selector = {};
  std::vector<Retry> retry = {};
  std::vector<Catch> catches = {};
};

/// Items of a distributed map that are read from S3.
/// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
class ItemReader {
 public:
  /// The objects whose keys begin with the prefix, as their list.
  static ItemReader objects(Bucket& bucket, const Value<std::string>& prefix = {});
  /// A list in JSON.
  static ItemReader json(Bucket& bucket, const Value<std::string>& key);
  /// A JSON document on each line.
  static ItemReader json_lines(Bucket& bucket, const Value<std::string>& key);
  /// Default of `headers`: the first line.
  static ItemReader csv(Bucket& bucket, const Value<std::string>& key, std::vector<std::string> headers = {});
  /// An inventory of S3.
  static ItemReader manifest(Bucket& bucket, const Value<std::string>& key);
  /// Only so many items.
  ItemReader with_max_items(std::int64_t items) const;

  /// As the states language writes it.
  Node json() const;
  /// What reading takes.
  PolicyStatement statement() const;

 private:
  ItemReader(Bucket& bucket, std::string_view input_type, const Value<std::string>& place)
      : bucket_(&bucket), input_type_(input_type), place_(place) {}
  Bucket* bucket_;
  std::string_view input_type_;
  Value<std::string> place_;
  std::vector<std::string> headers_;
  std::optional<std::int64_t> max_items_;
};

/// Items that a distributed map gives to one execution together. At least one of the members is given.
struct ItemBatcher {
  std::optional<std::int64_t> max_items_per_batch = {};
  /// At most 262144.
  std::optional<std::int64_t> max_input_bytes_per_batch = {};
  /// Beside the items, a document. Default: nothing.
  Value<Json> batch_input = {};
};

/// Where a distributed map's results go.
struct ResultWriter {
  Bucket& bucket;
  Value<std::string> prefix = {};
};

/// Runs states for each item in an execution of its own, of up to 10,000 at a time.
/// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
struct DistributedMap {
  Required<"name", std::string> name;
  /// The first of them.
  Required<"item_processor", State> item_processor;
  Required<"next", Next> next;
  std::string comment = {};
  /// Whether the executions are express ones, which are cheaper and last five minutes at most. Default:
  /// standard.
  bool express = false;
  /// Where the list is in the input. Not together with `item_reader`. Default: the input is the list.
  JsonPath items_path = {};
  std::optional<ItemReader> item_reader = {};
  std::optional<ItemBatcher> item_batcher = {};
  Value<Json> item_selector = {};
  std::optional<ResultWriter> result_writer = {};
  /// Names the executions; at most 40 letters, digits and such. Default: the service makes one.
  std::string label = {};
  /// Default: the service's own, 10,000.
  std::optional<std::int64_t> max_concurrency = {};
  JsonPath max_concurrency_path = {};
  /// 0 to 100. Default: any failure fails the state.
  std::optional<double> tolerated_failure_percentage = {};
  std::optional<std::int64_t> tolerated_failure_count = {};
  JsonPath input_path = {};
  JsonPath output_path = {};
  ResultPath result_path = {};
  Value<Json> result_selector = {};
  std::vector<Retry> retry = {};
  std::vector<Catch> catches = {};
};

/// How long or until when a state waits.
class WaitTime {
 public:
  WaitTime(Duration duration) : key_("Seconds"), value_(duration.to_seconds()) {}
  WaitTime(const Timestamp& time) : key_("Timestamp"), value_(std::string_view(time.text)) {}
  /// A number out of the data.
  static WaitTime seconds_path(const JsonPath& path) { return {"SecondsPath", path}; }
  /// A time out of the data.
  static WaitTime timestamp_path(const JsonPath& path) { return {"TimestampPath", path}; }

  std::string_view key() const noexcept { return key_; }
  const Node& value() const noexcept { return value_; }

 private:
  WaitTime(std::string_view key, const JsonPath& path) : key_(key), value_(path.text()) {}
  std::string_view key_;
  Node value_;
};

struct Wait {
  Required<"name", std::string> name;
  /// `5_min`, `Timestamp{…}`, `WaitTime::seconds_path("$.delay")`
  Required<"time", WaitTime> time;
  Required<"next", Next> next;
  std::string comment = {};
  JsonPath input_path = {};
  JsonPath output_path = {};
};

/// Does nothing but change the data.
struct Pass {
  Required<"name", std::string> name;
  Required<"next", Next> next;
  std::string comment = {};
  /// The state's result, as it is. Default: the input.
  Value<Json> result = {};
  JsonPath input_path = {};
  /// The state's result, a document with paths. Not together with `result`.
  Value<Json> parameters = {};
  JsonPath output_path = {};
  ResultPath result_path = {};
  /// Variables that are set, a document with paths. Default: none.
  Value<Json> assign = {};
};

/// The machine, the branch or the item is done.
struct Succeed {
  Required<"name", std::string> name;
  std::string comment = {};
  JsonPath input_path = {};
  JsonPath output_path = {};
};

/// The execution fails.
struct Fail {
  Required<"name", std::string> name;
  std::string comment = {};
  /// The error's name. Default: none.
  std::string error = {};
  /// Out of the data. Not together with `error`.
  JsonPath error_path = {};
  /// For people. Default: none.
  std::string cause = {};
  /// Out of the data. Not together with `cause`.
  JsonPath cause_path = {};
};

}  // namespace tenon::states
