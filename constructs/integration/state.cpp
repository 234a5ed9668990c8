#include "tenon/constructs/integration/state.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/state_graph.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon::states {

namespace detail {

namespace {

// No name that a parameter could have: it marks a path until the definition is written.
constexpr std::string_view path_marker = "<path>";

}  // namespace

void Members::add(std::string_view key, const Node& value) {
  if (!value.is_set()) return;
  nodes_.emplace_back(key);
  nodes_.push_back(value);
}

void Members::add(std::string_view key, const JsonPath& path) {
  if (path.is_set()) add(key, Node(path.text()));
}

void Members::add(std::string_view key, std::string_view text) {
  if (!text.empty()) add(key, Node(text));
}

Node number(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? Node(whole) : Node(value);
}

std::string_view path_of(const Node& value) {
  if (value.kind() != NodeKind::object || value.items().size() != 2 || value.items()[0].text() != path_marker)
    return {};
  return value.items()[1].text();
}

}  // namespace detail

// --- data --------------------------------------------------------------------------------------------------

std::optional<JsonPath> JsonPath::parse(std::string_view text) {
  if (!detail::is_path(text)) return std::nullopt;
  return JsonPath(::tenon::detail::SpelledText(text));
}

Node JsonPath::marker() const {
  const Node members[] = {Node(detail::path_marker), Node(text())};
  return Node::object(members);
}

// --- conditions --------------------------------------------------------------------------------------------

namespace {

/// `a && b && c` is one list of three.
Condition joined(std::string_view operation, const Condition& a, const Condition& b) {
  std::vector<Node> items;
  for (const Condition* each : {&a, &b}) {
    const Node* inner = each->json().find(operation);
    if (inner != nullptr) {
      items.insert(items.end(), inner->items().begin(), inner->items().end());
    } else {
      items.push_back(each->json());
    }
  }
  const Node members[] = {Node(operation), Node::list(items)};
  return Condition(Node::object(members));
}

}  // namespace

Condition operator&&(const Condition& a, const Condition& b) { return joined("And", a, b); }
Condition operator||(const Condition& a, const Condition& b) { return joined("Or", a, b); }

Condition operator!(const Condition& condition) {
  const Node members[] = {Node(std::string_view("Not")), condition.json()};
  return Condition(Node::object(members));
}

Condition Variable::test(std::string_view what, Node value) const {
  const Node members[] = {Node(std::string_view("Variable")), Node(path_.text()), Node(what),
                          std::move(value)};
  return Condition(Node::object(members));
}

Condition Variable::compare(const Operand& other, std::string_view how) const {
  const std::string name = fmt::format("{}{}{}", other.family(), how, other.is_path() ? "Path" : "");
  const bool is_fraction = other.value().kind() == NodeKind::number;
  return test(name, is_fraction ? detail::number(other.value().number()) : other.value());
}

Condition Variable::operator==(const EqualityOperand& other) const { return compare(other, "Equals"); }
Condition Variable::operator!=(const EqualityOperand& other) const { return !compare(other, "Equals"); }
Condition Variable::operator<(const Operand& other) const { return compare(other, "LessThan"); }
Condition Variable::operator<=(const Operand& other) const { return compare(other, "LessThanEquals"); }
Condition Variable::operator>(const Operand& other) const { return compare(other, "GreaterThan"); }
Condition Variable::operator>=(const Operand& other) const { return compare(other, "GreaterThanEquals"); }
Condition Variable::matches(std::string_view pattern) const { return test("StringMatches", Node(pattern)); }
Condition Variable::is_present(bool value) const { return test("IsPresent", Node(value)); }
Condition Variable::is_null(bool value) const { return test("IsNull", Node(value)); }
Condition Variable::is_boolean(bool value) const { return test("IsBoolean", Node(value)); }
Condition Variable::is_numeric(bool value) const { return test("IsNumeric", Node(value)); }
Condition Variable::is_string(bool value) const { return test("IsString", Node(value)); }
Condition Variable::is_timestamp(bool value) const { return test("IsTimestamp", Node(value)); }

// --- states ------------------------------------------------------------------------------------------------
// The members of each kind stand in the order in which CDK writes them.

namespace {

using detail::Slot;
using detail::StateData;

/// Collects what a state holds.
class Builder {
 public:
  Builder(std::string_view type, const std::string& name, std::source_location where)
      : data_(std::make_shared<StateData>()), type_(type) {
    data_->name = name;
    data_->where = where;
  }

  Builder& type() { return text("Type", type_); }
  Builder& text(std::string_view key, std::string_view value) {
    return value.empty() ? *this : add(key, Slot::value, Node(value));
  }
  Builder& path(std::string_view key, const JsonPath& path) { return text(key, path.text()); }
  Builder& result_path(const ResultPath& path) {
    if (path.is_discard()) return add("ResultPath", Slot::value, Node::null());
    return this->path("ResultPath", path.path());
  }
  Builder& document(std::string_view key, const Node& value) {
    return value.is_set() ? add(key, Slot::document, value) : *this;
  }
  Builder& value(std::string_view key, const Node& value) {
    return value.is_set() ? add(key, Slot::value, value) : *this;
  }
  Builder& seconds(std::string_view key, const std::optional<Duration>& duration) {
    return duration ? add(key, Slot::value, Node(duration->to_seconds())) : *this;
  }
  Builder& integer(std::string_view key, const std::optional<std::int64_t>& number) {
    return number ? add(key, Slot::value, Node(*number)) : *this;
  }
  Builder& slot(Slot slot, std::string_view key = {}) { return add(key, slot, {}); }
  Builder& next(const Next& next) {
    data_->next = next.state();
    return slot(Slot::next);
  }
  Builder& errors(const std::vector<Retry>& retries, const std::vector<Catch>& catches) {
    data_->retries = retries;
    data_->catches = catches;
    for (const Retry& retry : retries) check_errors("retry", retry.errors);
    for (const Catch& each : catches) check_errors("catches", each.errors);
    for (const Retry& retry : retries) check(retry);
    return slot(Slot::retry, "Retry").slot(Slot::catches, "Catch");
  }

  Builder& not_both(std::string_view a, bool has_a, std::string_view b, bool has_b) {
    if (!has_a || !has_b) return *this;
    return refuse(b, {}, fmt::format("one of {} and {}", a, b), "both say the same thing");
  }
  Builder& refuse(std::string_view property, std::string value, std::string allowed, std::string message) {
    data_->problems.push_back(
        {false, std::string(property), std::move(value), std::move(allowed), std::move(message)});
    return *this;
  }
  Builder& demand(std::string_view property, std::string allowed, std::string message) {
    data_->problems.push_back({true, std::string(property), {}, std::move(allowed), std::move(message)});
    return *this;
  }

  StateData& data() noexcept { return *data_; }
  std::shared_ptr<const StateData> done() {
    constexpr std::size_t longest_name = 80;
    if (data_->name.empty() || data_->name.size() > longest_name) {
      refuse("name", data_->name, "1 to 80 characters", "a state cannot have this name");
    }
    return data_;
  }

 private:
  Builder& add(std::string_view key, Slot slot, Node value) {
    data_->members.push_back({key, slot, std::move(value)});
    return *this;
  }

  void check_errors(std::string_view property, const std::vector<std::string>& errors) {
    if (errors.empty()) {
      demand(property, "names of errors", "which errors are meant is not said");
    } else if (errors.size() > 1 && std::ranges::find(errors, errors::all) != errors.end()) {
      refuse(property, std::string(errors::all), "States.ALL alone",
             "all errors are meant, so no others are named");
    }
  }

  void check(const Retry& retry) {
    const auto among = [&](std::string_view property, double given, double least, double most) {
      if (given >= least && given <= most) return;
      refuse(property, fmt::format("{}", given), fmt::format("{} to {}", least, most),
             "Step Functions does not take this number");
    };
    constexpr double most_attempts = 99999999;
    constexpr double days_31 = 31622400;
    if (retry.max_attempts)
      among("retry.max_attempts", static_cast<double>(*retry.max_attempts), 0, most_attempts);
    if (retry.interval)
      among("retry.interval", static_cast<double>(retry.interval->to_seconds()), 1, most_attempts);
    if (retry.max_delay)
      among("retry.max_delay", static_cast<double>(retry.max_delay->to_seconds()), 1, days_31);
    if (retry.backoff_rate) among("retry.backoff_rate", *retry.backoff_rate, 1, most_attempts);
  }

  std::shared_ptr<StateData> data_;
  std::string_view type_;
};

/// What both kinds of maps have in common.
template <class AnyMap>
void build_map(Builder& builder, const AnyMap& state) {
  builder.type().text("Comment", state.comment).result_path(state.result_path).next(state.next);
  builder.path("InputPath", state.input_path).path("OutputPath", state.output_path);
  builder.document("ResultSelector", state.result_selector).errors(state.retry, state.catches);
  builder.path("ItemsPath", state.items_path).document("ItemSelector", state.item_selector);
  builder.slot(Slot::processor, "ItemProcessor");
  // Zero is what is meant without the member.
  if (state.max_concurrency && *state.max_concurrency != 0)
    builder.integer("MaxConcurrency", state.max_concurrency);
  builder.path("MaxConcurrencyPath", state.max_concurrency_path);
  builder.data().processor = static_cast<const State&>(state.item_processor);
  builder.not_both("max_concurrency", state.max_concurrency.has_value(), "max_concurrency_path",
                   state.max_concurrency_path.is_set());
  if (state.max_concurrency.value_or(0) < 0) {
    builder.refuse("max_concurrency", std::to_string(*state.max_concurrency), "0 or more",
                   "there are no such numbers of items");
  }
}

Node states_resource(std::string_view integration) {
  const Value<std::string> arn = format("arn:{}:states:::{}", pseudo::partition, integration);
  return arn;
}

Value<std::string> objects_of(const Bucket& bucket) {
  return format("arn:{}:s3:::{}/*", pseudo::partition, bucket.bucket_name());
}

}  // namespace

State::State(const Task& state, std::source_location where) : where_(where) {
  Builder builder("Task", state.name, where);
  builder.next(state.next).errors(state.retry, state.catches).type().text("Comment", state.comment);
  builder.seconds("TimeoutSeconds", state.timeout).path("TimeoutSecondsPath", state.timeout_path);
  builder.seconds("HeartbeatSeconds", state.heartbeat).path("HeartbeatSecondsPath", state.heartbeat_path);
  builder.path("InputPath", state.input_path)
      .path("OutputPath", state.output_path)
      .result_path(state.result_path);
  builder.document("ResultSelector", state.result_selector);
  StateData& data = builder.data();
  if (state.credentials != nullptr) {
    data.credentials = state.credentials;
    builder.value("Credentials", json::object({{"RoleArn", state.credentials->arn()}}));
    data.statements.push_back({.actions = {"sts:AssumeRole"}, .resources = {state.credentials->arn()}});
  }
  builder.document("Assign", state.assign).slot(Slot::action);
  const Action& action = state.action;
  data.action = action;
  std::vector<Retry> retries = action.data().retries();
  data.retries.insert(data.retries.begin(), retries.begin(), retries.end());
  data.problems.insert(data.problems.end(), action.data().problems.begin(), action.data().problems.end());
  builder.not_both("timeout", state.timeout.has_value(), "timeout_path", state.timeout_path.is_set());
  builder.not_both("heartbeat", state.heartbeat.has_value(), "heartbeat_path", state.heartbeat_path.is_set());
  if (state.timeout && state.heartbeat && *state.heartbeat >= *state.timeout) {
    builder.refuse("heartbeat", state.heartbeat->text(), "less than " + state.timeout->text(),
                   "the task would time out before a sign of life is missed");
  }
  data_ = builder.done();
}

State::State(const Choice& state, std::source_location where) : where_(where) {
  Builder builder("Choice", state.name, where);
  builder.type().text("Comment", state.comment).path("InputPath", state.input_path);
  builder.path("OutputPath", state.output_path)
      .slot(Slot::choices, "Choices")
      .slot(Slot::otherwise, "Default");
  builder.data().rules.assign(state.when.begin(), state.when.end());
  builder.data().otherwise = state.otherwise.state();
  if (state.when.empty()) builder.demand("when", "at least one rule", "the choice does not decide anything");
  data_ = builder.done();
}

State::State(const Parallel& state, std::source_location where) : where_(where) {
  Builder builder("Parallel", state.name, where);
  builder.type().text("Comment", state.comment).result_path(state.result_path).next(state.next);
  builder.path("InputPath", state.input_path).document("Parameters", state.parameters);
  builder.path("OutputPath", state.output_path)
      .errors(state.retry, state.catches)
      .slot(Slot::branches, "Branches");
  builder.document("ResultSelector", state.result_selector);
  builder.data().branches.assign(state.branches.begin(), state.branches.end());
  if (state.branches.empty()) builder.demand("branches", "at least one branch", "there is nothing to run");
  data_ = builder.done();
}

State::State(const Map& state, std::source_location where) : where_(where) {
  Builder builder("Map", state.name, where);
  build_map(builder, state);
  builder.data().processor_config = json::object({{"Mode", "INLINE"}});
  data_ = builder.done();
}

State::State(const DistributedMap& state, std::source_location where) : where_(where) {
  Builder builder("Map", state.name, where);
  build_map(builder, state);
  StateData& data = builder.data();
  data.processor_config =
      json::object({{"Mode", "DISTRIBUTED"}, {"ExecutionType", state.express ? "EXPRESS" : "STANDARD"}});
  data.distributed = true;
  data.label = state.label;
  if (state.item_reader) {
    builder.document("ItemReader", state.item_reader->json());
    data.statements.push_back(state.item_reader->statement());
  }
  if (state.item_batcher) {
    detail::Members batcher;
    if (state.item_batcher->max_items_per_batch) {
      batcher.add("MaxItemsPerBatch", Node(*state.item_batcher->max_items_per_batch));
    }
    if (state.item_batcher->max_input_bytes_per_batch) {
      batcher.add("MaxInputBytesPerBatch", Node(*state.item_batcher->max_input_bytes_per_batch));
    }
    batcher.add("BatchInput", state.item_batcher->batch_input);
    if (batcher.empty()) {
      builder.demand("item_batcher", "a number of items, a size, or an input",
                     "nothing says how items are put together");
    }
    builder.document("ItemBatcher", batcher.object());
  }
  if (state.tolerated_failure_percentage) {
    const double percent = *state.tolerated_failure_percentage;
    builder.value("ToleratedFailurePercentage", detail::number(percent));
    if (percent < 0 || percent > 100) {
      builder.refuse("tolerated_failure_percentage", fmt::format("{}", percent), "0 to 100",
                     "this is no part of a hundred");
    }
  }
  builder.integer("ToleratedFailureCount", state.tolerated_failure_count).text("Label", state.label);
  if (state.result_writer) {
    const Bucket& bucket = state.result_writer->bucket;
    detail::Members parameters;
    parameters.add("Bucket", bucket.bucket_name());
    parameters.add("Prefix", state.result_writer->prefix);
    builder.document("ResultWriter",
                     json::object({{"Resource", Value<Json>(Raw{}, states_resource("s3:putObject"))},
                                   {"Parameters", Value<Json>(Raw{}, parameters.object())}}));
    data.statements.push_back({.actions = {"s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts",
                                           "s3:AbortMultipartUpload"},
                               .resources = {objects_of(bucket)}});
  }
  builder.not_both("items_path", state.items_path.is_set(), "item_reader", state.item_reader.has_value());
  constexpr std::size_t longest_label = 40;
  if (state.label.size() > longest_label ||
      state.label.find_first_of(" ?*<>{}[]:;,\\|^~$#%&`\"\t\n") != std::string::npos) {
    builder.refuse("label", state.label, "at most 40 characters, without blanks and ?*<>{}[]:;,\\|^~$#%&`\"",
                   "executions cannot have this label");
  }
  data_ = builder.done();
}

State::State(const Wait& state, std::source_location where) : where_(where) {
  Builder builder("Wait", state.name, where);
  builder.type().text("Comment", state.comment).value(state.time.key(), state.time.value());
  builder.path("InputPath", state.input_path).path("OutputPath", state.output_path).next(state.next);
  data_ = builder.done();
}

State::State(const Pass& state, std::source_location where) : where_(where) {
  Builder builder("Pass", state.name, where);
  builder.type().text("Comment", state.comment).value("Result", state.result).result_path(state.result_path);
  builder.path("InputPath", state.input_path).document("Parameters", state.parameters);
  builder.path("OutputPath", state.output_path).next(state.next).document("Assign", state.assign);
  builder.not_both("result", state.result.is_set(), "parameters", state.parameters.is_set());
  data_ = builder.done();
}

State::State(const Succeed& state, std::source_location where) : where_(where) {
  Builder builder("Succeed", state.name, where);
  builder.type()
      .text("Comment", state.comment)
      .path("InputPath", state.input_path)
      .path("OutputPath", state.output_path);
  data_ = builder.done();
}

State::State(const Fail& state, std::source_location where) : where_(where) {
  Builder builder("Fail", state.name, where);
  builder.type()
      .text("Comment", state.comment)
      .text("Error", state.error)
      .path("ErrorPath", state.error_path);
  builder.text("Cause", state.cause).path("CausePath", state.cause_path);
  builder.not_both("error", !state.error.empty(), "error_path", state.error_path.is_set());
  builder.not_both("cause", !state.cause.empty(), "cause_path", state.cause_path.is_set());
  data_ = builder.done();
}

State::State(const StateAhead& ahead) : ahead_(ahead.cell_), where_(ahead.where_) {}

std::shared_ptr<const StateData> State::data() const {
  if (data_ != nullptr) return data_;
  const auto cell = ahead_.lock();
  return cell != nullptr ? cell->data.lock() : nullptr;
}

StateAhead::StateAhead(std::source_location where)
    : cell_(std::make_shared<detail::AheadCell>()), where_(where) {}

State StateAhead::is(const State& state) {
  if (data_ != nullptr) cell_->made_twice = true;
  data_ = state.data();
  cell_->data = data_;
  if (data_ != nullptr) data_->cell = cell_;
  return state;
}

// --- items of distributed maps -----------------------------------------------------------------------------

ItemReader ItemReader::objects(Bucket& bucket, const Value<std::string>& prefix) {
  return {bucket, "", prefix};
}
ItemReader ItemReader::json(Bucket& bucket, const Value<std::string>& key) { return {bucket, "JSON", key}; }
ItemReader ItemReader::json_lines(Bucket& bucket, const Value<std::string>& key) {
  return {bucket, "JSONL", key};
}
ItemReader ItemReader::manifest(Bucket& bucket, const Value<std::string>& key) {
  return {bucket, "MANIFEST", key};
}

ItemReader ItemReader::csv(Bucket& bucket, const Value<std::string>& key, std::vector<std::string> headers) {
  ItemReader reader(bucket, "CSV", key);
  reader.headers_ = std::move(headers);
  return reader;
}

ItemReader ItemReader::with_max_items(std::int64_t items) const {
  ItemReader reader = *this;
  reader.max_items_ = items;
  return reader;
}

Node ItemReader::json() const {
  const bool lists_objects = input_type_.empty();
  detail::Members config;
  config.add("InputType", input_type_);
  if (max_items_) config.add("MaxItems", Node(*max_items_));
  if (input_type_ == "CSV") {
    config.add("CSVHeaderLocation", headers_.empty() ? "FIRST_ROW" : "GIVEN");
    if (!headers_.empty()) config.add("CSVHeaders", List<std::string>(headers_));
  }
  detail::Members parameters;
  parameters.add("Bucket", bucket_->bucket_name());
  parameters.add(lists_objects ? "Prefix" : "Key", place_);
  detail::Members reader;
  reader.add("Resource", states_resource(lists_objects ? "s3:listObjectsV2" : "s3:getObject"));
  if (!config.empty()) reader.add("ReaderConfig", config.object());
  reader.add("Parameters", parameters.object());
  return reader.object();
}

PolicyStatement ItemReader::statement() const {
  if (input_type_.empty()) return {.actions = {"s3:ListBucket"}, .resources = {bucket_->arn()}};
  return {.actions = {"s3:GetObject"}, .resources = {objects_of(*bucket_)}};
}

}  // namespace tenon::states
