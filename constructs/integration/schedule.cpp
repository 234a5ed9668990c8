#include "tenon/constructs/integration/schedule.hpp"

#include <fmt/format.h>

#include "tenon/aws/scheduler/Schedule.hpp"
#include "tenon/aws/scheduler/ScheduleGroup.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/integration/arn_parts.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/state_machine.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/kinesis.hpp"
#include "tenon/iam/scheduler.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace detail {

struct BoundScheduleTarget {
  aws::scheduler::Schedule::Target target;
};

}  // namespace detail

namespace {

using detail::BoundScheduleTarget;

constexpr std::string_view enabled_text(bool enabled) { return enabled ? "ENABLED" : "DISABLED"; }

Value<std::string> group_arn(const Stack& stack, const Value<std::string>& name) {
  return detail::arn_in(stack, "scheduler", format("schedule-group/{}", name));
}

template <class C>
C& as(void* construct) {
  return *static_cast<C*>(construct);
}

}  // namespace

// --- ScheduleGroup -----------------------------------------------------------------------------------------

struct ScheduleGroup::Imported {
  const Value<std::string>& name;
};

namespace {

constexpr std::size_t longest_name = 64;

aws::scheduler::ScheduleGroup::Props resource_props(const ScheduleGroup& group,
                                                    const ScheduleGroup::Props& props) {
  if (props.schedule_group_name.is_set()) return {.Name = props.schedule_group_name};
  return {.Name = detail::resource_name(group, longest_name)};
}

}  // namespace

ScheduleGroup::ScheduleGroup(const Scope& scope, const Props& props)
    : Construct(scope), resource_(add("Resource", resource_props(*this, props), where())) {
  resource_.apply_removal_policy(props.removal_policy);
}

ScheduleGroup::ScheduleGroup(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(from_attributes<aws::scheduler::ScheduleGroup>(
          *this, "Resource", {{"Arn", group_arn(stack(), imported.name)}, {"Ref", imported.name}}, where())) {
}

ScheduleGroup& ScheduleGroup::from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                                        std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<ScheduleGroup>(new ScheduleGroup(inner, Imported{name}));
      },
      where);
}

ArnAttribute<void> ScheduleGroup::arn() const { return resource_.Arn(); }
Value<std::string> ScheduleGroup::schedule_group_name() const { return resource_.ref(); }

void ScheduleGroup::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  const Value<std::string> schedules =
      detail::arn_in(stack(), "scheduler", format("schedule/{}/*", schedule_group_name()));
  if (grantee.add_to_policy({.actions = std::move(actions), .resources = {schedules}})) return;
  detail::refuse(*this, "grantee", std::string(grantee.principal().kind()), "a role, or what runs under one",
                 "a group has no policy of its own in which others could be named", where());
}

void ScheduleGroup::grant_read_schedules(const Grantee& grantee) {
  grant(grantee, {iam::scheduler::GetSchedule, iam::scheduler::ListSchedules});
}
void ScheduleGroup::grant_write_schedules(const Grantee& grantee) {
  grant(grantee, {iam::scheduler::CreateSchedule, iam::scheduler::UpdateSchedule});
}
void ScheduleGroup::grant_delete_schedules(const Grantee& grantee) {
  grant(grantee, {iam::scheduler::DeleteSchedule});
}

Metric ScheduleGroup::metric(std::string name) const {
  return Metric({.metric_namespace = "AWS/Scheduler",
                 .metric_name = std::move(name),
                 .dimensions = {{"ScheduleGroup", schedule_group_name()}},
                 .statistic = Statistic::sum});
}
Metric ScheduleGroup::metric_target_errors() const { return metric("TargetErrorCount"); }
Metric ScheduleGroup::metric_dropped() const { return metric("InvocationDroppedCount"); }

// --- targets -----------------------------------------------------------------------------------------------

ScheduleTarget::ScheduleTarget(FunctionBase& function, ScheduleTargetOptions options)
    : construct_(&function),
      arn_(function.function_arn()),
      bind_(&ScheduleTarget::bind_function),
      options_(std::move(options)) {}
ScheduleTarget::ScheduleTarget(Queue& queue, ScheduleTargetOptions options)
    : construct_(&queue),
      arn_(queue.arn()),
      bind_(&ScheduleTarget::bind_queue),
      options_(std::move(options)) {}
ScheduleTarget::ScheduleTarget(Topic& topic, ScheduleTargetOptions options)
    : construct_(&topic),
      arn_(topic.arn()),
      bind_(&ScheduleTarget::bind_topic),
      options_(std::move(options)) {}
ScheduleTarget::ScheduleTarget(StateMachine& machine, ScheduleTargetOptions options)
    : construct_(&machine),
      arn_(machine.arn()),
      bind_(&ScheduleTarget::bind_machine),
      options_(std::move(options)) {}
ScheduleTarget::ScheduleTarget(KinesisStream& stream, ScheduleTargetOptions options)
    : construct_(&stream),
      arn_(stream.arn()),
      bind_(&ScheduleTarget::bind_stream),
      options_(std::move(options)) {}
ScheduleTarget::ScheduleTarget(const PutEventsTarget& event, ScheduleTargetOptions options)
    : event_(event),
      arn_(event.event_bus.arn()),
      bind_(&ScheduleTarget::bind_event),
      options_(std::move(options)) {}
ScheduleTarget::ScheduleTarget(const RunTaskTarget& task, ScheduleTargetOptions options)
    : task_(task),
      arn_(task.cluster.arn()),
      bind_(&ScheduleTarget::bind_task),
      options_(std::move(options)) {}

void ScheduleTarget::bind_function(const Grantee& role, BoundScheduleTarget&) const {
  as<FunctionBase>(construct_).grant_invoke(role);
}

void ScheduleTarget::bind_queue(const Grantee& role, BoundScheduleTarget& bound) const {
  auto& queue = as<Queue>(construct_);
  queue.grant(role, {iam::sqs::SendMessage});
  if (queue.encryption_key() != nullptr)
    queue.encryption_key()->grant(role, detail::all({detail::key_send_actions}));
  if (options_.message_group_id.empty()) return;
  bound.target.SqsParameters =
      aws::scheduler::Schedule::SqsParameters{.MessageGroupId = options_.message_group_id};
}

void ScheduleTarget::bind_topic(const Grantee& role, BoundScheduleTarget&) const {
  as<Topic>(construct_).grant_publish(role);
}

void ScheduleTarget::bind_machine(const Grantee& role, BoundScheduleTarget&) const {
  as<StateMachine>(construct_).grant_start_execution(role);
}

void ScheduleTarget::bind_stream(const Grantee& role, BoundScheduleTarget& bound) const {
  auto& stream = as<KinesisStream>(construct_);
  stream.grant(role, {iam::kinesis::PutRecord, iam::kinesis::PutRecords});
  if (stream.encryption_key() != nullptr) stream.encryption_key()->grant(role, {"kms:GenerateDataKey"});
  bound.target.KinesisParameters =
      aws::scheduler::Schedule::KinesisParameters{.PartitionKey = options_.partition_key};
}

void ScheduleTarget::bind_event(const Grantee& role, BoundScheduleTarget& bound) const {
  event_->event_bus.grant_put_events(role);
  bound.target.EventBridgeParameters = aws::scheduler::Schedule::EventBridgeParameters{
      .DetailType = event_->detail_type, .Source = event_->source};
}

void ScheduleTarget::bind_task(const Grantee& role, BoundScheduleTarget& bound) const {
  using Bag = aws::scheduler::Schedule;
  task_->task_definition.grant_run(role);
  std::vector<Node> subnets, groups;
  const SubnetSelection selection =
      task_->subnets.value_or(SubnetSelection{.type = SubnetType::private_with_egress});
  for (const auto& id : task_->cluster.vpc().subnet_ids(selection)) subnets.push_back(id);
  for (const SecurityGroup* group : task_->security_groups) groups.push_back(group->security_group_id());
  Bag::AwsVpcConfiguration network{.AssignPublicIp = enabled_text(task_->assign_public_ip),
                                   .SecurityGroups = {Raw{}, Node::list(groups)},
                                   .Subnets = {Raw{}, Node::list(subnets)}};
  Bag::EcsParameters parameters{
      .LaunchType = "FARGATE",
      .NetworkConfiguration = Bag::NetworkConfiguration{.AwsvpcConfiguration = network},
      .TaskCount = task_->task_count,
      .TaskDefinitionArn = task_->task_definition.arn()};
  if (!task_->platform_version.empty()) parameters.PlatformVersion = task_->platform_version;
  bound.target.EcsParameters = parameters;
}

// --- EventSchedule -----------------------------------------------------------------------------------------

namespace {

/// A document as its text, a text as it is.
Value<std::string> input_text(const Value<Json>& input) {
  const bool is_text = input.is_text() || input.is_expression();
  return is_text || !input.is_set() ? Value<std::string>(Raw{}, input)
                                    : Value<std::string>(json::string(input));
}

aws::scheduler::Schedule::FlexibleTimeWindow window_of(const std::optional<Duration>& window) {
  if (!window) return {.Mode = "OFF"};
  return {.MaximumWindowInMinutes = window->to_seconds() / 60, .Mode = "FLEXIBLE"};
}

}  // namespace

EventSchedule::EventSchedule(const Scope& scope, const Props& props)
    : Construct(scope), role_(&role_for(props)) {
  check(props);
  const ScheduleTarget& target = props.target;
  const ScheduleTargetOptions& options = target.options_;
  BoundScheduleTarget bound{{.Arn = {Raw{}, target.arn_}, .RoleArn = role_->arn()}};
  (target.*target.bind_)(*role_, bound);
  if (options.dead_letter_queue != nullptr) {
    role_->add_to_policy(
        {.actions = {iam::sqs::SendMessage}, .resources = {options.dead_letter_queue->arn()}});
    bound.target.DeadLetterConfig =
        aws::scheduler::Schedule::DeadLetterConfig{.Arn = options.dead_letter_queue->arn()};
  }
  bound.target.Input = input_text(options.input);
  bound.target.RetryPolicy =
      aws::scheduler::Schedule::RetryPolicy{.MaximumEventAgeInSeconds = options.max_event_age.to_seconds(),
                                            .MaximumRetryAttempts = options.retry_attempts};

  aws::scheduler::Schedule::Props schedule{
      .Description = props.description,
      .FlexibleTimeWindow = window_of(props.flexible_time_window),
      .Name = props.schedule_name,
      .ScheduleExpression = static_cast<const Value<Schedule>&>(props.schedule),
      .State = enabled_text(props.enabled),
      .Target = bound.target};
  if (!props.end.empty()) schedule.EndDate = props.end;
  if (!props.start.empty()) schedule.StartDate = props.start;
  if (!props.time_zone.empty()) schedule.ScheduleExpressionTimezone = props.time_zone;
  if (props.schedule_group != nullptr)
    schedule.GroupName = {Raw{}, props.schedule_group->schedule_group_name()};
  if (props.encryption_key != nullptr) {
    props.encryption_key->grant_decrypt(*role_);
    schedule.KmsKeyArn = props.encryption_key->arn();
  }
  resource_ = &add("Resource", schedule, where());
}

/// One role for all schedules of the stack that call the same target, as in CDK: its id is made of the
/// target's ARN.
Role& EventSchedule::role_for(const Props& props) {
  const ScheduleTarget& target = props.target;
  if (target.options_.role != nullptr) return *target.options_.role;
  Stack& stack = this->stack();
  constexpr std::size_t digits = 6;
  std::string arn = resolved_json(target.arn_);
  if (arn.front() == '"') arn = arn.substr(1, arn.size() - 2);  // of what exists already it is known
  const std::string hash = md5_hex(arn).substr(0, digits);
  const std::string id = "SchedulerRoleForTarget-" + hash;
  const Value<std::string> group = props.schedule_group != nullptr
                                       ? Value<std::string>(props.schedule_group->arn())
                                       : group_arn(stack, "default");
  const Principal scheduler = Principal::service("scheduler.amazonaws.com")
                                  .with_conditions({{"StringEquals", "aws:SourceAccount", {stack.account()}},
                                                    {"StringEquals", "aws:SourceArn", {group}}});
  Construct* made = stack.find_child(id);
  if (made == nullptr) return stack.add(id, Role::Props{.assumed_by = scheduler}, where());
  auto& role = static_cast<Role&>(*made);
  role.add_to_assume_role_policy({.actions = {"sts:AssumeRole"}, .principals = {scheduler}});
  return role;
}

void EventSchedule::check(const Props& props) const {
  const ScheduleTarget& target = props.target;
  const ScheduleTargetOptions& options = target.options_;
  const auto name = props.schedule_name.literal();
  if (name && (name->empty() || name->size() > longest_name)) {
    detail::refuse(*this, "schedule_name", std::string(*name), "1 to 64 characters",
                   "a schedule cannot have this name", where());
  }
  const auto check_length = [&](std::string_view property, Duration given, bool in_minutes) {
    if (given >= Duration::minutes(1) && given <= Duration::days(1) &&
        (!in_minutes || given.to_seconds() % 60 == 0))
      return;
    detail::refuse(*this, property, given.text(),
                   in_minutes ? "PT1M to P1D, in whole minutes" : "PT1M to P1D",
                   "the Scheduler does not take this length of time", where());
  };
  if (props.flexible_time_window) check_length("flexible_time_window", *props.flexible_time_window, true);
  check_length("max_event_age", options.max_event_age, false);
  if (options.retry_attempts < 0 || options.retry_attempts > 185) {
    detail::refuse(*this, "retry_attempts", std::to_string(options.retry_attempts), "0 to 185",
                   "the Scheduler does not take this number", where());
  }
  if (!props.start.empty() && !props.end.empty() && props.start >= props.end) {
    detail::refuse(*this, "end", props.end, "later than " + props.start,
                   "the schedule would end before it starts", where());
  }
  const bool to_fifo = target.bind_ == &ScheduleTarget::bind_queue && as<Queue>(target.construct_).is_fifo();
  if (to_fifo && options.message_group_id.empty()) {
    detail::demand(*this, "message_group_id", "the message group of what is sent",
                   "FIFO queues take messages in groups", where());
  } else if (!to_fifo && !options.message_group_id.empty()) {
    detail::refuse(*this, "message_group_id", options.message_group_id, "nothing, or a FIFO queue",
                   "only FIFO queues have message groups", where());
  }
  const bool to_stream = target.bind_ == &ScheduleTarget::bind_stream;
  if (to_stream && options.partition_key.empty()) {
    detail::demand(*this, "partition_key", "up to 256 characters", "it decides on the shard", where());
  } else if (!to_stream && !options.partition_key.empty()) {
    detail::refuse(*this, "partition_key", options.partition_key, "nothing, or a stream",
                   "only streams have shards", where());
  }
  if (target.event_ && !options.input.is_set()) {
    detail::demand(*this, "input", "the detail of the event", "an event has a detail", where());
  }
  if (target.event_ && target.event_->source.starts_with("aws.")) {
    detail::refuse(*this, "source", target.event_->source, "a source that does not begin with aws.",
                   "only AWS itself puts events of such sources", where());
  }
  if (target.task_ && target.task_->security_groups.empty()) {
    detail::demand(*this, "security_groups", "at least one", "a task on Fargate runs in security groups",
                   where());
  }
}

ArnAttribute<void> EventSchedule::arn() const { return resource_->Arn(); }
Value<std::string> EventSchedule::schedule_name() const { return resource_->ref(); }

}  // namespace tenon
