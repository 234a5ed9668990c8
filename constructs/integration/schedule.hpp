#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/schedule.hpp"

namespace tenon::aws::scheduler {
class Schedule;
class ScheduleGroup;
}  // namespace tenon::aws::scheduler

namespace tenon {

class EcsCluster;
class EventBus;
class FunctionBase;
class Key;
class KinesisStream;
class Metric;
class Queue;
class SecurityGroup;
class StateMachine;
class TaskDefinition;
class Topic;

namespace detail {
struct BoundScheduleTarget;
}

/// Schedules that are granted, watched and deleted together.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedulegroup.html
class ScheduleGroup final : public Construct {
 public:
  struct Props {
    using Of = ScheduleGroup;
    /// At most 64 characters. Default: made of the construct's path.
    Value<std::string> schedule_group_name = {};
    /// Default: the group stays, with its schedules, as in CDK.
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  ScheduleGroup(const Scope& scope, const Props& props);
  /// One of the stack's own account and region, such as "default".
  static ScheduleGroup& from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                                  std::source_location where = std::source_location::current());

  aws::scheduler::ScheduleGroup& resource() const noexcept { return resource_; }
  ArnAttribute<void> arn() const;
  Value<std::string> schedule_group_name() const;

  /// scheduler:GetSchedule, ListSchedules
  void grant_read_schedules(const Grantee& grantee);
  /// scheduler:CreateSchedule, UpdateSchedule
  void grant_write_schedules(const Grantee& grantee);
  /// scheduler:DeleteSchedule
  void grant_delete_schedules(const Grantee& grantee);

  /// Any metric of the namespace AWS/Scheduler about this group; its sum.
  /// https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
  Metric metric(std::string name) const;
  /// Calls that the target answered with an error; their sum.
  Metric metric_target_errors() const;
  /// Calls that were given up; their sum.
  Metric metric_dropped() const;

 private:
  struct Imported;
  ScheduleGroup(const Scope& scope, const Imported& imported);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  aws::scheduler::ScheduleGroup& resource_;
};

/// How a schedule's target is called.
struct ScheduleTargetOptions {
  /// What the target gets, a text or a document. "<aws.scheduler.scheduled-time>" and such are put in by the
  /// service. Default: an event that says which schedule it was.
  /// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
  Value<Json> input = {};
  /// Under which the target is called. Default: one is made for each target, `SchedulerRoleForTarget-…` of
  /// the stack, that the Scheduler may assume for the schedule's group.
  Role* role = nullptr;
  /// Gets what could not be delivered. Default: it is lost.
  Queue* dead_letter_queue = nullptr;
  /// How long it is tried; a minute to a day.
  Duration max_event_age = Duration::days(1);
  /// 0 to 185.
  std::int64_t retry_attempts = 185;
  /// FIFO queues only, and needed there.
  std::string message_group_id = {};
  /// Streams only, and needed there; decides on the shard.
  std::string partition_key = {};
};

/// An event on a bus as a schedule's target. Its detail is the `input` of the options, which is needed.
struct PutEventsTarget {
  EventBus& event_bus;
  Required<"detail_type", std::string> detail_type;
  /// Does not begin with "aws.".
  Required<"source", std::string> source;
};

/// A task of ECS on Fargate as a schedule's target.
struct RunTaskTarget {
  EcsCluster& cluster;
  TaskDefinition& task_definition;
  /// In which the task runs, at least one (`property-needed`).
  Required<"security_groups", std::vector<SecurityGroup*>> security_groups;
  std::int64_t task_count = 1;
  /// Default: the private subnets with egress.
  std::optional<SubnetSelection> subnets = {};
  bool assign_public_ip = false;
  /// "1.4.0" or "LATEST". Default: the service's own.
  std::string platform_version = {};
};

/// What a schedule calls: `ScheduleTarget(function, {.retry_attempts = 2})`, or just the construct.
class ScheduleTarget {
 public:
  ScheduleTarget(FunctionBase& function, ScheduleTargetOptions options = {});
  ScheduleTarget(Queue& queue, ScheduleTargetOptions options = {});
  ScheduleTarget(Topic& topic, ScheduleTargetOptions options = {});
  ScheduleTarget(StateMachine& machine, ScheduleTargetOptions options = {});
  ScheduleTarget(KinesisStream& stream, ScheduleTargetOptions options = {});
  ScheduleTarget(const PutEventsTarget& event, ScheduleTargetOptions options = {});
  ScheduleTarget(const RunTaskTarget& task, ScheduleTargetOptions options = {});

 private:
  friend class EventSchedule;
  using Bind = void (ScheduleTarget::*)(const Grantee& role, detail::BoundScheduleTarget& target) const;
  void bind_function(const Grantee& role, detail::BoundScheduleTarget& target) const;
  void bind_queue(const Grantee& role, detail::BoundScheduleTarget& target) const;
  void bind_topic(const Grantee& role, detail::BoundScheduleTarget& target) const;
  void bind_machine(const Grantee& role, detail::BoundScheduleTarget& target) const;
  void bind_stream(const Grantee& role, detail::BoundScheduleTarget& target) const;
  void bind_event(const Grantee& role, detail::BoundScheduleTarget& target) const;
  void bind_task(const Grantee& role, detail::BoundScheduleTarget& target) const;

  void* construct_ = nullptr;
  std::optional<PutEventsTarget> event_;
  std::optional<RunTaskTarget> task_;
  Value<std::string> arn_;
  Bind bind_;
  ScheduleTargetOptions options_;
};

/// Calls a target at times: EventBridge Scheduler.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html
class EventSchedule final : public Construct {
 public:
  struct Props {
    using Of = EventSchedule;
    /// "rate(1 hour)", "cron(0 9 ? * MON-FRI *)" or "at(2026-01-01T00:00:00)", checked by the compiler.
    Required<"schedule", Value<Schedule>> schedule;
    Required<"target", ScheduleTarget> target;
    /// In which the schedule's times are meant: "Europe/Berlin".
    std::string time_zone = "Etc/UTC";
    /// The target is called within so long after its time; a minute to a day, in whole minutes. Default: at
    /// its time.
    std::optional<Duration> flexible_time_window = {};
    /// Default: the account's group "default".
    ScheduleGroup* schedule_group = nullptr;
    /// At most 64 characters. Default: CloudFormation makes a name.
    Value<std::string> schedule_name = {};
    Value<std::string> description = {};
    bool enabled = true;
    /// Nothing is called before or after; RFC 3339 in UTC, "2026-01-01T00:00:00.000Z". Default: at any time.
    std::string start = {};
    std::string end = {};
    /// Encrypts the schedule. Default: a key of EventBridge's own.
    Key* encryption_key = nullptr;
  };

  EventSchedule(const Scope& scope, const Props& props);

  aws::scheduler::Schedule& resource() const noexcept { return *resource_; }
  ArnAttribute<void> arn() const;
  Value<std::string> schedule_name() const;
  /// Under which the target is called.
  Role& role() noexcept { return *role_; }

 private:
  Role& role_for(const Props& props);
  void check(const Props& props) const;

  aws::scheduler::Schedule* resource_ = nullptr;
  Role* role_ = nullptr;
};

}  // namespace tenon
