#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/integration/event_pattern.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/schedule.hpp"

namespace tenon::aws::events {
class Rule;
}

namespace tenon {

class ContainerDefinition;
class EcsCluster;
class EventBus;
class EventRule;
class FunctionBase;
class KinesisStream;
class LogGroup;
class Queue;
class Role;
class SecurityGroup;
class StateMachine;
class TaskDefinition;
class Topic;

namespace detail {

void a_path_into_an_event_begins_with_a_dollar_sign_such_as_dollar_detail_id();

/// A rule's target before it is written.
struct BoundTarget;

}  // namespace detail

/// A field of the event that a target's input is made of: `EventField("$.detail.id")`. Stands wherever a
/// value may stand in what `RuleInput` is made of.
class EventField {
 public:
  /// From a literal, which begins with "$".
  template <std::size_t N>
  consteval explicit EventField(const char (&path)[N]) : path_(path, N - 1) {
    if (!path_.starts_with('$'))
      detail::a_path_into_an_event_begins_with_a_dollar_sign_such_as_dollar_detail_id();
  }
  constexpr std::string_view path() const noexcept { return path_; }

  template <Shell S>
  operator S() const {
    return S(Raw{}, marker());
  }

 private:
  Node marker() const;
  std::string_view path_;
};

/// What a target gets instead of the whole event.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
class RuleInput {
 public:
  /// The event as it is.
  RuleInput() = default;
  /// A document, with fields of the event inside: `json::object({{"order", EventField("$.detail.id")},
  /// {"from", "bus"}})`.
  static RuleInput object(const Value<Json>& document);
  /// A text, with values put in for each `{}`: `RuleInput::text("Order {} was placed",
  /// EventField("$.detail.id"))`.
  template <class... Values>
  static RuleInput text(std::type_identity_t<detail::FormatString<Values...>> text, const Values&... values) {
    const Value<std::string> texts[] = {Value<std::string>(detail::keep(values))..., Value<std::string>()};
    return of_text(text.text, {texts, sizeof...(Values)});
  }
  /// A part of the event: "$.detail".
  static RuleInput path(const EventField& field);

 private:
  friend class EventRule;
  static RuleInput of_text(std::string_view text, std::span<const Value<std::string>> values);
  Node text_;                                                // the input, or its template
  std::string path_;                                         // a part of the event
  std::vector<std::pair<std::string, std::string>> fields_;  // names in the template, paths in the event
  std::string clash_;                                        // a name that two paths would have
};

/// How a rule's target is called.
struct TargetOptions {
  /// Default: the event as it is.
  RuleInput input = {};
  /// Gets events that could not be delivered. It is allowed to get them from this rule. Default: they are
  /// lost.
  Queue* dead_letter_queue = nullptr;
  /// How long it is tried; a minute to a day. Default: the service's own, a day.
  std::optional<Duration> max_event_age = {};
  /// 0 to 185. Default: the service's own, 185.
  std::optional<std::int64_t> retry_attempts = {};
  /// FIFO queues only, and needed there.
  std::string message_group_id = {};
  /// Streams only: a path of the event, "$.detail.id", that decides on the shard. Default: the event's id.
  std::string partition_key_path = {};
  /// State machines, event buses and tasks only. Default: one is made, `EventsRole`, with just what it needs.
  Role* role = nullptr;
};

/// A task of ECS on Fargate as a target.
struct EcsTaskTarget {
  EcsCluster& cluster;
  TaskDefinition& task_definition;
  std::int64_t task_count = 1;
  /// Default: the private subnets with egress.
  std::optional<SubnetSelection> subnets = {};
  /// Default: one is made below the task definition, `SecurityGroup`.
  std::vector<SecurityGroup*> security_groups = {};
  /// Whether tasks get a public address, which takes public subnets. Default: no.
  bool assign_public_ip = false;
  /// "1.4.0" or "LATEST". Default: the service's own.
  std::string platform_version = {};
  bool enable_execute_command = false;
  /// Arguments of a container instead of those of its definition. Default: as defined.
  std::vector<std::pair<std::string, std::vector<std::string>>> commands = {};
};

/// Where a rule sends events: `RuleTarget(queue, {.dead_letter_queue = &failed})`, or just the construct.
class RuleTarget {
 public:
  /// A function, version or alias, which the rule is allowed to invoke.
  RuleTarget(FunctionBase& function, TargetOptions options = {});
  /// A queue, which EventBridge is allowed to send to: from this rule; with a key of the account from any of
  /// the account's.
  RuleTarget(Queue& queue, TargetOptions options = {});
  /// A topic, on which EventBridge is allowed to publish.
  RuleTarget(Topic& topic, TargetOptions options = {});
  RuleTarget(StateMachine& machine, TargetOptions options = {});
  RuleTarget(KinesisStream& stream, TargetOptions options = {});
  /// A bus, also of another account or region. It gets events as they are.
  RuleTarget(EventBus& bus, TargetOptions options = {});
  /// A log group of CloudWatch Logs. The input, if any, is an object of `timestamp` and `message`.
  RuleTarget(LogGroup& group, TargetOptions options = {});
  /// A task; its input is not the event but what `EcsTaskTarget` says.
  RuleTarget(const EcsTaskTarget& task, TargetOptions options = {});

 private:
  friend class EventRule;
  using Bind = void (RuleTarget::*)(EventRule& rule, detail::BoundTarget& target) const;
  void bind_function(EventRule& rule, detail::BoundTarget& target) const;
  void bind_queue(EventRule& rule, detail::BoundTarget& target) const;
  void bind_topic(EventRule& rule, detail::BoundTarget& target) const;
  void bind_machine(EventRule& rule, detail::BoundTarget& target) const;
  void bind_stream(EventRule& rule, detail::BoundTarget& target) const;
  void bind_bus(EventRule& rule, detail::BoundTarget& target) const;
  void bind_log_group(EventRule& rule, detail::BoundTarget& target) const;
  void bind_task(EventRule& rule, detail::BoundTarget& target) const;

  void* construct_ = nullptr;
  std::optional<EcsTaskTarget> task_;
  Bind bind_;
  TargetOptions options_;
};

/// Sends events of a bus, or of a schedule, to targets.
///
/// `EventSchedule` is the newer way for schedules: with time zones, and as many as one likes.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
class EventRule final : public Construct {
 public:
  struct Props {
    using Of = EventRule;
    /// Which events. At least one of this and `schedule` is needed (`property-needed`). Default: none.
    EventPattern event_pattern = {};
    /// "rate(5 minutes)" or "cron(30 2 ? * MON-FRI *)" in UTC, checked by the compiler;
    /// `Schedule::every(5_min)`. Not together with `event_bus`. Default: none.
    Value<Schedule> schedule = {};
    /// Whose events. Default: those of the account's default bus.
    EventBus* event_bus = nullptr;
    /// At most 64 characters. Default: CloudFormation makes a name.
    Value<std::string> rule_name = {};
    Value<std::string> description = {};
    bool enabled = true;
    /// In the place of `enabled`, where only the deployment knows: the value of a parameter, or
    /// `Fn::If(wanted, "ENABLED", "DISABLED")`. Not together with `enabled = false`; a text is one of
    /// EventBridge's states (`property-not-allowed`). Default: as `enabled` says.
    Value<std::string> state = {};
    /// At most five (`property-not-allowed`).
    std::vector<RuleTarget> targets = {};
  };

  EventRule(const Scope& scope, const Props& props);

  aws::events::Rule& resource() const noexcept { return resource_; }
  ArnAttribute<void> arn() const;
  Value<std::string> rule_name() const;

  void add_target(const RuleTarget& target, std::source_location where = std::source_location::current());

 private:
  void check(const Props& props) const;
  void add_dead_letters(const RuleTarget& target, detail::BoundTarget& bound);
  void add_input(const RuleInput& input, detail::BoundTarget& bound);
  void check(const RuleTarget& target, std::source_location where) const;

  aws::events::Rule& resource_;
  std::vector<Node> targets_;
};

}  // namespace tenon
