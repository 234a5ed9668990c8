#pragma once

/// \file
/// Application Auto Scaling: how many tasks, capacity units, replicas or warm functions there are, by a
/// metric or by the clock. Shared by the constructs that scale: EcsService, Alias, DynamoTable,
/// AuroraCluster.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/schedule.hpp"

namespace tenon::aws::applicationautoscaling {
class ScalableTarget;
class ScalingPolicy;
}  // namespace tenon::aws::applicationautoscaling

namespace tenon {

class Alarm;
class Role;

/// Whose capacity it is.
/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
enum class ServiceNamespace : std::uint8_t {
  appstream,
  cassandra,
  comprehend,
  custom_resource,
  dynamodb,
  ec2,
  ecs,
  elasticache,
  elasticmapreduce,
  kafka,
  lambda,
  neptune,
  rds,
  sagemaker,
  workspaces,
};

/// A metric that the service itself keeps for target tracking, under AWS's own name.
/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
class PredefinedMetric {
 public:
  static const PredefinedMetric alb_request_count_per_target, cassandra_read_capacity_utilization,
      cassandra_write_capacity_utilization, dynamodb_read_capacity_utilization,
      dynamodb_write_capacity_utilization, ecs_service_average_cpu_utilization,
      ecs_service_average_memory_utilization, elasticache_primary_engine_cpu_utilization,
      elasticache_replica_engine_cpu_utilization,
      elasticache_database_memory_usage_counted_for_evict_percentage, kafka_broker_storage_utilization,
      lambda_provisioned_concurrency_utilization, neptune_reader_average_cpu_utilization,
      rds_reader_average_cpu_utilization, rds_reader_average_database_connections;
  /// One that has no name here yet.
  template <std::size_t N>
  static consteval PredefinedMetric named(const char (&name)[N]) {
    return PredefinedMetric({name, N - 1});
  }
  constexpr std::string_view text() const noexcept { return text_; }

 private:
  constexpr explicit PredefinedMetric(std::string_view text) : text_(text) {}
  std::string_view text_;
};

inline constexpr PredefinedMetric PredefinedMetric::alb_request_count_per_target{"ALBRequestCountPerTarget"};
inline constexpr PredefinedMetric PredefinedMetric::cassandra_read_capacity_utilization{
    "CassandraReadCapacityUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::cassandra_write_capacity_utilization{
    "CassandraWriteCapacityUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::dynamodb_read_capacity_utilization{
    "DynamoDBReadCapacityUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::dynamodb_write_capacity_utilization{
    "DynamoDBWriteCapacityUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::ecs_service_average_cpu_utilization{
    "ECSServiceAverageCPUUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::ecs_service_average_memory_utilization{
    "ECSServiceAverageMemoryUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::elasticache_primary_engine_cpu_utilization{
    "ElastiCachePrimaryEngineCPUUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::elasticache_replica_engine_cpu_utilization{
    "ElastiCacheReplicaEngineCPUUtilization"};
inline constexpr PredefinedMetric
    PredefinedMetric::elasticache_database_memory_usage_counted_for_evict_percentage{
        "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage"};
inline constexpr PredefinedMetric PredefinedMetric::kafka_broker_storage_utilization{
    "KafkaBrokerStorageUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::lambda_provisioned_concurrency_utilization{
    "LambdaProvisionedConcurrencyUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::neptune_reader_average_cpu_utilization{
    "NeptuneReaderAverageCPUUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::rds_reader_average_cpu_utilization{
    "RDSReaderAverageCPUUtilization"};
inline constexpr PredefinedMetric PredefinedMetric::rds_reader_average_database_connections{
    "RDSReaderAverageDatabaseConnections"};

/// Keeps a metric near a value.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
struct TargetTracking {
  /// In the metric's own unit: 60 for 60 % of CPU, 0.7 for 70 % of provisioned concurrency.
  Required<"target_value", Value<double>> target_value;
  /// Exactly one of this and `custom_metric` is given (`property-needed`, `property-not-allowed`).
  std::optional<PredefinedMetric> predefined_metric = {};
  /// What the predefined metric is about, such as a target group. Default: the scaled resource itself.
  Value<std::string> resource_label = {};
  /// A metric of one's own, no math and no percentile (`property-not-allowed`).
  std::optional<Metric> custom_metric = {};
  /// Whether capacity is only ever added.
  bool disable_scale_in = false;
  /// Time between two removals of capacity. Default: the service's, five minutes for most.
  std::optional<Duration> scale_in_cooldown = {};
  /// Time between two additions of capacity. Default: the service's, five minutes for most.
  std::optional<Duration> scale_out_cooldown = {};
  /// Default: made of the construct's path.
  Value<std::string> policy_name = {};
};

/// One step of a staircase: what happens while the metric is in an interval.
struct ScalingInterval {
  /// How much capacity is added (taken away when negative), or with `AdjustmentType::exact_capacity` how much
  /// there is.
  double change;
  /// Default: where the interval below ends; zero for the lowest one.
  std::optional<double> lower = {};
  /// Default: where the interval above begins; infinity for the highest one.
  std::optional<double> upper = {};
};

/// What a step's `change` counts.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
enum class AdjustmentType : std::uint8_t { change_in_capacity, percent_change_in_capacity, exact_capacity };

/// Changes capacity by steps, the more the farther the metric is off.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html
struct StepScaling {
  Required<"metric", Metric> metric;
  /// 2 to 40 intervals that do not overlap, with at most one gap in which nothing changes
  /// (`property-not-allowed`).
  std::vector<ScalingInterval> scaling_steps;
  AdjustmentType adjustment_type = AdjustmentType::change_in_capacity;
  /// Time between two steps. Default: the service's.
  std::optional<Duration> cooldown = {};
  /// Of percentages: at least so much capacity is added or taken away. Default: one.
  std::optional<std::int64_t> min_adjustment_magnitude = {};
  /// Periods of the metric that count for the alarm.
  std::int64_t evaluation_periods = 1;
  /// How many of them have to be off. Default: all of them.
  std::optional<std::int64_t> datapoints_to_alarm = {};
};

/// Bounds that hold from a moment on.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
struct ScalingSchedule {
  Required<"schedule", Value<Schedule>> schedule;
  /// At least one of the two is given (`property-needed`). Default: as it was.
  std::optional<std::int64_t> min_capacity = {};
  std::optional<std::int64_t> max_capacity = {};
  /// ISO 8601, such as "2026-01-01T00:00:00Z". Default: at once.
  Value<std::string> start_time = {};
  /// Default: never.
  Value<std::string> end_time = {};
  /// "Europe/Berlin". Default: UTC.
  Value<std::string> time_zone = {};
};

/// Bounds of a capacity.
struct ScalingCapacity {
  /// At least `min_capacity` (`property-not-allowed`).
  Required<"max_capacity", Value<std::int64_t>> max_capacity;
  Value<std::int64_t> min_capacity = 1;
};

/// A target tracking policy.
class TargetTrackingScalingPolicy final : public Construct {
 public:
  TargetTrackingScalingPolicy(const Scope& scope, const TargetTracking& tracking,
                              const Value<std::string>& target_id);
  aws::applicationautoscaling::ScalingPolicy& resource() const noexcept { return *resource_; }
  Value<std::string> scaling_policy_arn() const;

 private:
  aws::applicationautoscaling::ScalingPolicy* resource_ = nullptr;
};

/// A staircase: up to two policies, each with the alarm that sets it off.
class StepScalingPolicy final : public Construct {
 public:
  StepScalingPolicy(const Scope& scope, const StepScaling& steps, const Value<std::string>& target_id);
  /// Null when capacity is never taken away.
  Alarm* lower_alarm() const noexcept { return lower_alarm_; }
  /// Null when capacity is never added.
  Alarm* upper_alarm() const noexcept { return upper_alarm_; }

 private:
  struct Side;
  Alarm& add_side(const Side& side, const StepScaling& steps, const Value<std::string>& target_id);

  Alarm* lower_alarm_ = nullptr;
  Alarm* upper_alarm_ = nullptr;
};

/// A capacity that Application Auto Scaling may change.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalabletarget.html
class ScalableTarget final : public Construct {
 public:
  struct Props {
    using Of = ScalableTarget;
    ServiceNamespace service_namespace;
    /// "ecs:service:DesiredCount"
    Required<"scalable_dimension", Value<std::string>> scalable_dimension;
    /// "service/cluster/name", "table/name", …
    Required<"resource_id", Value<std::string>> resource_id;
    Required<"max_capacity", Value<std::int64_t>> max_capacity;
    Value<std::int64_t> min_capacity = 1;
    /// Default: a role `Role` that the service may take on. Most services have a service-linked one.
    Role* role = nullptr;
  };

  ScalableTarget(const Scope& scope, const Props& props);

  aws::applicationautoscaling::ScalableTarget& resource() const noexcept { return *resource_; }
  /// "service/cluster/name|ecs:service:DesiredCount|ecs"
  Value<std::string> scalable_target_id() const;

  TargetTrackingScalingPolicy& scale_to_track_metric(
      std::string_view id, const TargetTracking& tracking,
      std::source_location where = std::source_location::current());
  StepScalingPolicy& scale_on_metric(std::string_view id, const StepScaling& steps,
                                     std::source_location where = std::source_location::current());
  void scale_on_schedule(std::string_view name, const ScalingSchedule& schedule,
                         std::source_location where = std::source_location::current());

 private:
  aws::applicationautoscaling::ScalableTarget* resource_ = nullptr;
  std::vector<Node> scheduled_actions_;
};

/// Base of what a construct hands out for its scaling: a construct with the child `Target`, as CDK has it.
class ScalableAttribute : public Construct {
 public:
  /// The target itself, for every kind of scaling.
  ScalableTarget& target() const noexcept { return target_; }
  void scale_on_schedule(std::string_view name, const ScalingSchedule& schedule,
                         std::source_location where = std::source_location::current()) {
    target_.scale_on_schedule(name, schedule, where);
  }

 protected:
  ScalableAttribute(const Scope& scope, const ScalableTarget::Props& target);

 private:
  ScalableTarget& target_;
};

}  // namespace tenon
