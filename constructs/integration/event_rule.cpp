#include "tenon/constructs/integration/event_rule.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/events/Rule.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/lambda/Permission.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/state_machine.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/ecs.hpp"
#include "tenon/iam/events.hpp"
#include "tenon/iam/iam.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace detail {

struct BoundTarget {
  aws::events::Rule::Target target;
  std::source_location where;
};

}  // namespace detail

namespace {

using detail::BoundTarget;

constexpr std::string_view events_service = "events.amazonaws.com";
// No name that a document of EventBridge could have: it marks a field of the event until the template is
// written.
constexpr std::string_view field_marker = "<field of the event>";

std::string_view path_of_marker(const Node& node) {
  if (node.kind() != NodeKind::object || node.items().size() != 2 || node.items()[0].text() != field_marker)
    return {};
  return node.items()[1].text();
}

constexpr bool is_name_character(char c) { return ascii::is_alphanumeric(c) || c == '_' || c == '-'; }

/// CDK's name for a path in a template: "$.detail.id" is "detail-id".
std::string name_of_path(std::string_view path) {
  while (!path.empty() && !is_name_character(path.front())) path.remove_prefix(1);
  std::string name(path.empty() ? "event" : path);
  for (char& c : name) c = is_name_character(c) ? c : '-';
  return name;
}

/// The names of paths in one input.
class Fields {
 public:
  std::string name(std::string_view path) {
    std::string name = name_of_path(path);
    for (const auto& [known, its_path] : fields) {
      if (known != name) continue;
      if (its_path != path) clash = name;
      return name;
    }
    fields.emplace_back(name, path);
    return name;
  }

  std::vector<std::pair<std::string, std::string>> fields;
  std::string clash;
};

/// Writes a document as JSON text in which fields of the event stand as `<name>`, without quotes.
class TemplateWriter {
 public:
  explicit TemplateWriter(Fields& fields) : fields_(fields) {}

  void write(const Node& node) {
    if (const std::string_view path = path_of_marker(node); !path.empty()) {
      text_ += "<" + fields_.name(path) + ">";
    } else if (node.kind() == NodeKind::object) {
      write_items(node, '{', '}', 2);
    } else if (node.kind() == NodeKind::list) {
      write_items(node, '[', ']', 1);
    } else if (node.is_expression()) {
      flush();
      pieces_.push_back(json::string({Raw{}, node}));
    } else {
      text_ += resolved_json(node);
    }
  }

  /// One text, put together by the deployment where it has to be.
  Node text() {
    flush();
    return pieces_.size() == 1 ? pieces_.front() : Node::intrinsic(Function::TextAsJoin, pieces_);
  }

 private:
  void write_items(const Node& node, char open, char close, std::size_t step) {
    text_ += open;
    for (std::size_t i = 0; i < node.items().size(); i += step) {
      if (i != 0) text_ += ',';
      write(node.items()[i]);
      if (step == 1) continue;
      text_ += ':';
      write(node.items()[i + 1]);
    }
    text_ += close;
  }

  void flush() {
    if (!text_.empty() || pieces_.empty()) pieces_.emplace_back(std::string_view(text_));
    text_.clear();
  }

  Fields& fields_;
  std::string text_;
  std::vector<Node> pieces_;
};

/// The role under which EventBridge calls what stands in the scope: one for all rules.
Role& events_role(Construct& scope, std::source_location where) {
  constexpr std::string_view id = "EventsRole";
  if (Construct* role = scope.find_child(id)) return static_cast<Role&>(*role);
  return scope.add(id, Role::Props{.assumed_by = Principal::service(std::string(events_service))}, where);
}

constexpr std::string_view enabled_text(bool enabled) { return enabled ? "ENABLED" : "DISABLED"; }

Value<Arn> as_arn(const Node& arn) { return {Raw{}, arn}; }

template <class C>
C& as(void* construct) {
  return *static_cast<C*>(construct);
}

}  // namespace

// --- inputs ------------------------------------------------------------------------------------------------

Node EventField::marker() const {
  const Node members[] = {Node(field_marker), Node(path_)};
  return Node::object(members);
}

RuleInput RuleInput::object(const Value<Json>& document) {
  Fields fields;
  TemplateWriter writer(fields);
  writer.write(document);
  RuleInput input;
  input.text_ = writer.text();
  input.fields_ = std::move(fields.fields);
  input.clash_ = std::move(fields.clash);
  return input;
}

RuleInput RuleInput::of_text(std::string_view text, std::span<const Value<std::string>> values) {
  Fields fields;
  std::vector<Value<std::string>> texts;
  for (const Value<std::string>& value : values) {
    const std::string_view path = path_of_marker(value);
    texts.push_back(path.empty() ? value : Value<std::string>("<" + fields.name(path) + ">"));
  }
  RuleInput input;
  const Value<std::string> whole = detail::format(Function::TextAsJoin, text, texts);
  input.text_ = json::string(whole);
  input.fields_ = std::move(fields.fields);
  input.clash_ = std::move(fields.clash);
  return input;
}

RuleInput RuleInput::path(const EventField& field) {
  RuleInput input;
  input.path_ = field.path();
  return input;
}

// --- targets -----------------------------------------------------------------------------------------------

RuleTarget::RuleTarget(FunctionBase& function, TargetOptions options)
    : construct_(&function), bind_(&RuleTarget::bind_function), options_(std::move(options)) {}
RuleTarget::RuleTarget(Queue& queue, TargetOptions options)
    : construct_(&queue), bind_(&RuleTarget::bind_queue), options_(std::move(options)) {}
RuleTarget::RuleTarget(Topic& topic, TargetOptions options)
    : construct_(&topic), bind_(&RuleTarget::bind_topic), options_(std::move(options)) {}
RuleTarget::RuleTarget(StateMachine& machine, TargetOptions options)
    : construct_(&machine), bind_(&RuleTarget::bind_machine), options_(std::move(options)) {}
RuleTarget::RuleTarget(KinesisStream& stream, TargetOptions options)
    : construct_(&stream), bind_(&RuleTarget::bind_stream), options_(std::move(options)) {}
RuleTarget::RuleTarget(EventBus& bus, TargetOptions options)
    : construct_(&bus), bind_(&RuleTarget::bind_bus), options_(std::move(options)) {}
RuleTarget::RuleTarget(LogGroup& group, TargetOptions options)
    : construct_(&group), bind_(&RuleTarget::bind_log_group), options_(std::move(options)) {}
RuleTarget::RuleTarget(const EcsTaskTarget& task, TargetOptions options)
    : task_(task), bind_(&RuleTarget::bind_task), options_(std::move(options)) {}

void RuleTarget::bind_function(EventRule& rule, BoundTarget& bound) const {
  auto& function = as<FunctionBase>(construct_);
  bound.target.Arn = as_arn(function.function_arn());
  const std::string id = "AllowEventRule" + detail::unique_id(function);
  if (function.function().resource().is_imported()) {
    // Only the function knows whether permissions of its own can be written.
    const std::string rule_id = "AllowEventRule" + detail::unique_id(rule);
    if (function.find_child(rule_id) != nullptr) return;
    function.add_permission(
        rule_id, {.principal = Principal::service(std::string(events_service)), .source_arn = rule.arn()},
        bound.where);
    return;
  }
  if (rule.find_child(id) != nullptr) return;
  rule.add(id,
           aws::lambda::Permission::Props{.Action = "lambda:InvokeFunction",
                                          .FunctionName = {Raw{}, function.function_arn()},
                                          .Principal = {Raw{}, Node(events_service)},
                                          .SourceArn = rule.arn()},
           bound.where);
}

/// With a key of the account its policy would have to name the rule, which names the queue: a circle. So, as
/// in CDK, any rule of the account may send to such a queue.
void RuleTarget::bind_queue(EventRule& rule, BoundTarget& bound) const {
  auto& queue = as<Queue>(construct_);
  const PolicyCondition from_rule = {"ArnEquals", "aws:SourceArn", {rule.arn()}};
  const PolicyCondition from_account = {"StringEquals", "aws:SourceAccount", {rule.stack().account()}};
  queue.grant_send_messages(
      Principal::service(std::string(events_service))
          .with_conditions({queue.encryption_key() != nullptr ? from_account : from_rule}));
  bound.target.Arn = as_arn(queue.arn());
  if (!options_.message_group_id.empty()) {
    bound.target.SqsParameters =
        aws::events::Rule::SqsParameters{.MessageGroupId = options_.message_group_id};
  }
}

void RuleTarget::bind_topic(EventRule& rule, BoundTarget& bound) const {
  auto& topic = as<Topic>(construct_);
  static_cast<void>(rule);
  bound.target.Arn = as_arn(topic.arn());
  if (options_.role == nullptr) {
    topic.grant_publish(Principal::service(std::string(events_service)));
  } else {
    topic.grant_publish(*options_.role);
    bound.target.RoleArn = options_.role->arn();
  }
}

void RuleTarget::bind_machine(EventRule& rule, BoundTarget& bound) const {
  auto& machine = as<StateMachine>(construct_);
  static_cast<void>(rule);
  Role& role = options_.role != nullptr ? *options_.role : events_role(machine, bound.where);
  machine.grant_start_execution(role);
  bound.target.Arn = as_arn(machine.arn());
  bound.target.RoleArn = role.arn();
}

void RuleTarget::bind_stream(EventRule& rule, BoundTarget& bound) const {
  auto& stream = as<KinesisStream>(construct_);
  static_cast<void>(rule);
  Role& role = options_.role != nullptr ? *options_.role : events_role(stream, bound.where);
  stream.grant_write(role);
  bound.target.Arn = as_arn(stream.arn());
  bound.target.RoleArn = role.arn();
  if (!options_.partition_key_path.empty()) {
    bound.target.KinesisParameters =
        aws::events::Rule::KinesisParameters{.PartitionKeyPath = options_.partition_key_path};
  }
}

void RuleTarget::bind_bus(EventRule& rule, BoundTarget& bound) const {
  auto& bus = as<EventBus>(construct_);
  Role& role = options_.role != nullptr ? *options_.role : events_role(rule, bound.where);
  role.add_to_policy({.actions = {iam::events::PutEvents}, .resources = {bus.arn()}});
  bound.target.Arn = as_arn(bus.arn());
  bound.target.RoleArn = role.arn();
}

void RuleTarget::bind_log_group(EventRule& rule, BoundTarget& bound) const {
  auto& group = as<LogGroup>(construct_);
  static_cast<void>(rule);
  group.grant_write(Principal::service(std::string(events_service)));
  bound.target.Arn = as_arn(group.arn_without_streams());
}

namespace {

/// What the role needs to run the task in the cluster.
void grant_run(Role& role, const EcsTaskTarget& task) {
  const Stack& stack = task.cluster.stack();
  role.add_to_policy({.actions = {iam::ecs::RunTask},
                      .resources = {task.task_definition.arn()},
                      .conditions = {{"ArnEquals", "ecs:cluster", {task.cluster.arn()}}}});
  role.add_to_policy({.actions = {iam::ecs::TagResource},
                      .resources = {format("arn:{}:ecs:{}:*:task/{}/*", stack.partition(), stack.region(),
                                           task.cluster.cluster_name())}});
  task.task_definition.execution_role().grant_pass_role(role);
  task.task_definition.task_role().grant_pass_role(role);
}

std::vector<SecurityGroup*> groups_of(const EcsTaskTarget& task, std::source_location where) {
  if (!task.security_groups.empty()) return task.security_groups;
  constexpr std::string_view id = "SecurityGroup";
  if (Construct* made = task.task_definition.find_child(id)) return {static_cast<SecurityGroup*>(made)};
  return {&task.task_definition.add(id, SecurityGroup::Props{.vpc = task.cluster.vpc()}, where)};
}

Value<Json> overrides_of(const EcsTaskTarget& task) {
  if (task.commands.empty()) return json::object(std::initializer_list<Map<Json>::Entry>{});
  std::vector<Value<Json>> overrides;
  for (const auto& [container, command] : task.commands) {
    overrides.push_back(json::object({{"name", container}, {"command", List<std::string>(command)}}));
  }
  return json::object({{"containerOverrides", json::array(overrides)}});
}

}  // namespace

void RuleTarget::bind_task(EventRule& rule, BoundTarget& bound) const {
  using Target = aws::events::Rule;
  static_cast<void>(rule);
  const EcsTaskTarget& task = *task_;
  Role& role = options_.role != nullptr ? *options_.role : events_role(task.task_definition, bound.where);
  grant_run(role, task);
  Target::AwsVpcConfiguration network{
      .AssignPublicIp = enabled_text(task.assign_public_ip),
      .Subnets = List<Reference<aws::ec2::kind::Subnet_SubnetId>>(task.cluster.vpc().subnet_ids(
          task.subnets.value_or(SubnetSelection{.type = SubnetType::private_with_egress})))};
  std::vector<Node> groups;
  for (const SecurityGroup* group : groups_of(task, bound.where))
    groups.push_back(group->security_group_id());
  network.SecurityGroups = {Raw{}, Node::list(groups)};
  Target::EcsParameters parameters{
      .LaunchType = "FARGATE",
      .NetworkConfiguration = Target::NetworkConfiguration{.AwsVpcConfiguration = network},
      .TaskCount = task.task_count,
      .TaskDefinitionArn = task.task_definition.arn()};
  if (task.enable_execute_command) parameters.EnableExecuteCommand = true;
  if (!task.platform_version.empty()) parameters.PlatformVersion = task.platform_version;
  bound.target.Arn = as_arn(task.cluster.arn());
  bound.target.RoleArn = role.arn();
  bound.target.EcsParameters = parameters;
  bound.target.Input = json::string(overrides_of(task));
}

// --- EventRule ---------------------------------------------------------------------------------------------

namespace {

constexpr std::string_view known_states[] = {"ENABLED", "DISABLED",
                                             "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"};

Value<std::string> state_of(const EventRule::Props& props) {
  return props.state.is_set() ? props.state : Value<std::string>(enabled_text(props.enabled));
}

aws::events::Rule::Props resource_props(const EventRule::Props& props) {
  aws::events::Rule::Props rule{.Description = props.description,
                                .EventPattern = pattern_json(props.event_pattern),
                                .Name = props.rule_name,
                                .ScheduleExpression = props.schedule,
                                .State = {Raw{}, state_of(props)}};
  if (props.event_bus != nullptr) rule.EventBusName = {Raw{}, props.event_bus->event_bus_name()};
  return rule;
}

}  // namespace

EventRule::EventRule(const Scope& scope, const Props& props)
    : Construct(scope), resource_(add("Resource", resource_props(props), where())) {
  check(props);
  for (const RuleTarget& target : props.targets) add_target(target, where());
}

void EventRule::check(const Props& props) const {
  if (!pattern_json(props.event_pattern).is_set() && !props.schedule.is_set()) {
    detail::demand(*this, "event_pattern", "an event pattern or a schedule",
                   "nothing says when the rule applies", where());
  }
  if (props.schedule.is_set() && props.event_bus != nullptr) {
    detail::refuse(*this, "event_bus", props.event_bus->path(), "no bus with a schedule",
                   "rules with a schedule belong to the default bus", where());
  }
  if (props.state.is_set() && !props.enabled) {
    detail::refuse(*this, "enabled", "false", "either `enabled` or `state`",
                   "two members say whether the rule is enabled", where());
  }
  if (props.state.is_text() &&
      std::ranges::find(known_states, props.state.text()) == std::end(known_states)) {
    detail::refuse(*this, "state", std::string(props.state.text()),
                   "ENABLED, DISABLED or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
                   "EventBridge knows no such state", where());
  }
  if (props.schedule.is_text() && props.schedule.text().starts_with("at(")) {
    detail::refuse(*this, "schedule", std::string(props.schedule.text()), "rate(…) or cron(…)",
                   "a rule cannot apply once; an EventSchedule can", where());
  }
  constexpr std::size_t longest_name = 64;
  const auto name = props.rule_name.literal();
  if (name && (name->empty() || name->size() > longest_name)) {
    detail::refuse(*this, "rule_name", std::string(*name), "1 to 64 characters",
                   "a rule cannot have this name", where());
  }
}

void EventRule::check(const RuleTarget& target, std::source_location where) const {
  constexpr std::size_t most_targets = 5;
  const TargetOptions& options = target.options_;
  if (targets_.size() >= most_targets) {
    detail::refuse(*this, "targets", std::to_string(targets_.size() + 1), "at most 5",
                   "a rule has no more targets", where);
  }
  if (options.retry_attempts && (*options.retry_attempts < 0 || *options.retry_attempts > 185)) {
    detail::refuse(*this, "retry_attempts", std::to_string(*options.retry_attempts), "0 to 185",
                   "EventBridge does not take this number", where);
  }
  if (options.max_event_age &&
      (*options.max_event_age < Duration::minutes(1) || *options.max_event_age > Duration::days(1))) {
    detail::refuse(*this, "max_event_age", options.max_event_age->text(), "PT1M to P1D",
                   "EventBridge does not take this length of time", where);
  }
  const bool to_queue = target.bind_ == &RuleTarget::bind_queue;
  const bool to_fifo = to_queue && as<Queue>(target.construct_).is_fifo();
  if (to_fifo && options.message_group_id.empty()) {
    detail::demand(*this, "message_group_id", "the message group of what is sent",
                   "FIFO queues take messages in groups", where);
  }
  if (!to_fifo && !options.message_group_id.empty() &&
      !(to_queue && as<Queue>(target.construct_).resource().is_imported())) {
    detail::refuse(*this, "message_group_id", options.message_group_id, "nothing, or a FIFO queue",
                   "only FIFO queues have message groups", where);
  }
  if (!options.partition_key_path.empty() && target.bind_ != &RuleTarget::bind_stream) {
    detail::refuse(*this, "partition_key_path", options.partition_key_path, "nothing, or a stream",
                   "only streams have partitions", where);
  }
  const bool has_input = options.input.text_.is_set() || !options.input.path_.empty();
  if (has_input && (target.bind_ == &RuleTarget::bind_bus || target.bind_ == &RuleTarget::bind_task)) {
    detail::refuse(*this, "input", {}, "no input", "this target cannot have an input of its own", where);
  }
  if (!options.input.clash_.empty()) {
    detail::refuse(*this, "input", options.input.clash_, "paths that differ in letters, digits, - and _",
                   "two fields of the event would have the same name in the input's template", where);
  }
}

ArnAttribute<void> EventRule::arn() const { return resource_.Arn(); }
Value<std::string> EventRule::rule_name() const { return resource_.ref(); }

void EventRule::add_target(const RuleTarget& target, std::source_location where) {
  check(target, where);
  BoundTarget bound{{.Arn = Value<Arn>(), .Id = fmt::format("Target{}", targets_.size())}, where};
  (target.*target.bind_)(*this, bound);
  add_dead_letters(target, bound);
  add_input(target.options_.input, bound);
  const bool is_bus = target.bind_ == &RuleTarget::bind_bus;
  if (!is_bus && (target.options_.retry_attempts || target.options_.max_event_age)) {
    aws::events::Rule::RetryPolicy policy{};
    if (target.options_.retry_attempts) policy.MaximumRetryAttempts = *target.options_.retry_attempts;
    if (target.options_.max_event_age)
      policy.MaximumEventAgeInSeconds = target.options_.max_event_age->to_seconds();
    bound.target.RetryPolicy = policy;
  }
  targets_.push_back(Value<aws::events::Rule::Target>(bound.target));
  resource_.set_property("Targets", {Raw{}, Node::list(targets_)});
}

void EventRule::add_dead_letters(const RuleTarget& target, BoundTarget& bound) {
  Queue* queue = target.options_.dead_letter_queue;
  if (queue == nullptr) return;
  queue->add_to_resource_policy({.actions = {iam::sqs::SendMessage},
                                 .resources = {queue->arn()},
                                 .principals = {Principal::service(std::string(events_service))},
                                 .conditions = {{"ArnEquals", "aws:SourceArn", {arn()}}},
                                 .sid = "AllowEventRule" + detail::unique_id(*this)});
  bound.target.DeadLetterConfig = aws::events::Rule::DeadLetterConfig{.Arn = queue->arn()};
}

void EventRule::add_input(const RuleInput& input, BoundTarget& bound) {
  if (!input.path_.empty()) bound.target.InputPath = input.path_;
  if (!input.text_.is_set()) return;
  const Value<std::string> text = {Raw{}, input.text_};
  if (input.fields_.empty()) {
    bound.target.Input = text;
    return;
  }
  std::vector<Node> paths;
  for (const auto& [name, path] : input.fields_) {
    paths.emplace_back(std::string_view(name));
    paths.emplace_back(std::string_view(path));
  }
  bound.target.InputTransformer = aws::events::Rule::InputTransformer{
      .InputPathsMap = {Raw{}, Node::object(paths)}, .InputTemplate = text};
}

}  // namespace tenon
