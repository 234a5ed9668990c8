#include "tenon/constructs/compute/auto_scaling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "tenon/aws/applicationautoscaling/ScalableTarget.hpp"
#include "tenon/aws/applicationautoscaling/ScalingPolicy.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/constructs/support/unique_id.hpp"

namespace tenon {

namespace {

constexpr std::string_view service_namespaces[] = {
    "appstream", "cassandra", "comprehend",  "custom-resource",  "dynamodb",
    "ec2",       "ecs",       "elasticache", "elasticmapreduce", "kafka",
    "lambda",    "neptune",   "rds",         "sagemaker",        "workspaces",
};

std::string_view text(ServiceNamespace service) {
  return service_namespaces[static_cast<std::size_t>(service)];
}

constexpr std::string_view adjustment_types[] = {"ChangeInCapacity", "PercentChangeInCapacity",
                                                 "ExactCapacity"};

/// Whole numbers without a decimal point, as CDK writes them.
Value<double> number(double value) {
  constexpr double exact = 9007199254740992.0;  // 2^53
  if (std::floor(value) == value && std::abs(value) < exact)
    return {Raw{}, Node(static_cast<std::int64_t>(value))};
  return value;
}

}  // namespace

// --- target tracking ---------------------------------------------------------------------------------------

namespace {

using aws::applicationautoscaling::ScalingPolicy;

bool is_trackable(const Metric& metric) {
  return !metric.is_math() && !metric.props().statistic.text().starts_with('p');
}

ScalingPolicy::CustomizedMetricSpecification custom_metric(const Metric& metric) {
  const Metric::Props& props = metric.props();
  ScalingPolicy::CustomizedMetricSpecification custom{.MetricName = props.metric_name,
                                                      .Namespace = props.metric_namespace,
                                                      .Statistic = props.statistic.text()};
  std::vector<ScalingPolicy::MetricDimension> dimensions;
  for (const Dimension& each : props.dimensions)
    dimensions.push_back({.Name = each.name, .Value = each.value});
  if (!dimensions.empty()) custom.Dimensions = List<ScalingPolicy::MetricDimension>(dimensions);
  if (!props.unit.empty()) custom.Unit = props.unit;
  return custom;
}

ScalingPolicy::TargetTrackingScalingPolicyConfiguration configuration(const TargetTracking& tracking) {
  const auto& target = static_cast<const Value<double>&>(tracking.target_value);
  ScalingPolicy::TargetTrackingScalingPolicyConfiguration made{
      .TargetValue = target.kind() == NodeKind::number ? number(target.number()) : target};
  if (tracking.custom_metric) made.CustomizedMetricSpecification = custom_metric(*tracking.custom_metric);
  if (tracking.predefined_metric) {
    made.PredefinedMetricSpecification = ScalingPolicy::PredefinedMetricSpecification{
        .PredefinedMetricType = {Raw{}, unchecked(tracking.predefined_metric->text())},
        .ResourceLabel = tracking.resource_label};
  }
  if (tracking.disable_scale_in) made.DisableScaleIn = true;
  if (tracking.scale_in_cooldown) made.ScaleInCooldown = tracking.scale_in_cooldown->to_seconds();
  if (tracking.scale_out_cooldown) made.ScaleOutCooldown = tracking.scale_out_cooldown->to_seconds();
  return made;
}

}  // namespace

TargetTrackingScalingPolicy::TargetTrackingScalingPolicy(const Scope& scope, const TargetTracking& tracking,
                                                         const Value<std::string>& target_id)
    : Construct(scope) {
  const Value<std::string> name =
      tracking.policy_name.is_set() ? tracking.policy_name : Value<std::string>(detail::unique_id(*this));
  TargetTracking used = tracking;
  if (!tracking.predefined_metric && !tracking.custom_metric) {
    detail::demand(*this, "predefined_metric", "predefined_metric or custom_metric",
                   "a target tracking policy follows a metric", where());
  }
  if (tracking.predefined_metric && tracking.custom_metric) {
    detail::refuse(*this, "custom_metric", "", "one of predefined_metric and custom_metric",
                   "a target tracking policy follows one metric", where());
  }
  if (tracking.custom_metric && !is_trackable(*tracking.custom_metric)) {
    detail::refuse(*this, "custom_metric", "", "one metric by average, sum, minimum, maximum or sample count",
                   "target tracking follows neither metric math nor percentiles", where());
    used.custom_metric.reset();
  }
  resource_ = &add("Resource",
                   ScalingPolicy::Props{.PolicyName = name,
                                        .PolicyType = "TargetTrackingScaling",
                                        .ScalingTargetId = target_id,
                                        .TargetTrackingScalingPolicyConfiguration = configuration(used)},
                   where());
}

Value<std::string> TargetTrackingScalingPolicy::scaling_policy_arn() const { return resource_->ref(); }

// --- steps -------------------------------------------------------------------------------------------------

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// An interval with both ends; without a change nothing happens in it.
struct Interval {
  double lower;
  double upper;
  std::optional<double> change;
};

/// Gives every end that is left open that of its neighbour; false where one stays open.
bool complete(std::vector<ScalingInterval>& steps) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
      if (steps[i].upper && !steps[i + 1].lower) {
        steps[i + 1].lower = steps[i].upper;
        changed = true;
      }
      if (steps[i + 1].lower && !steps[i].upper) {
        steps[i].upper = steps[i + 1].lower;
        changed = true;
      }
    }
  }
  if (!steps.front().lower) steps.front().lower = 0;
  if (!steps.back().upper) steps.back().upper = infinity;
  return std::ranges::all_of(steps, [](const ScalingInterval& each) { return each.lower && each.upper; });
}

/// From zero to infinity without gaps; neighbours in which nothing happens are one.
std::vector<Interval> without_gaps(const std::vector<ScalingInterval>& steps, bool absolute) {
  std::vector<Interval> all;
  const auto append = [&all](Interval next) {
    if (next.lower >= next.upper) return;
    if (!all.empty() && !all.back().change && !next.change) {
      all.back().upper = next.upper;
    } else {
      all.push_back(next);
    }
  };
  double end = 0;
  for (const ScalingInterval& each : steps) {
    append({end, *each.lower, {}});
    const bool nothing = each.change == 0 && !absolute;
    append({*each.lower, *each.upper, nothing ? std::nullopt : std::optional(each.change)});
    end = *each.upper;
  }
  append({end, infinity, {}});
  return all;
}

/// Why the staircase is none; empty when it is one.
std::string problem(const std::vector<ScalingInterval>& steps) {
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    if (*steps[i].lower<*steps[i + 1].upper&& * steps[i].upper> * steps[i + 1].lower) {
      return fmt::format("two intervals overlap: from {} and from {}", *steps[i].lower, *steps[i + 1].lower);
    }
  }
  return {};
}

std::string_view aggregation(const Metric& metric) {
  if (metric.is_math()) return "Average";
  for (const std::string_view known : {"Minimum", "Maximum"}) {
    if (metric.props().statistic.text() == known) return known;
  }
  return "Average";
}

std::int64_t whole(double change) { return static_cast<std::int64_t>(std::llround(change)); }

/// Steps below a threshold, the nearest first; bounds are distances from it, and the last step has no lower
/// one.
std::vector<ScalingPolicy::StepAdjustment> steps_down(std::span<const Interval> intervals) {
  std::vector<ScalingPolicy::StepAdjustment> steps;
  const double threshold = intervals.back().upper;
  for (std::size_t i = intervals.size(); i-- > 0;) {
    ScalingPolicy::StepAdjustment step{.ScalingAdjustment = whole(*intervals[i].change)};
    if (i != 0) step.MetricIntervalLowerBound = number(intervals[i].lower - threshold);
    step.MetricIntervalUpperBound = number(intervals[i].upper - threshold);
    steps.push_back(step);
  }
  return steps;
}

/// Steps above a threshold; the last one has no upper bound.
std::vector<ScalingPolicy::StepAdjustment> steps_up(std::span<const Interval> intervals) {
  std::vector<ScalingPolicy::StepAdjustment> steps;
  const double threshold = intervals.front().lower;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    ScalingPolicy::StepAdjustment step{.ScalingAdjustment = whole(*intervals[i].change)};
    step.MetricIntervalLowerBound = number(intervals[i].lower - threshold);
    if (i + 1 != intervals.size()) step.MetricIntervalUpperBound = number(intervals[i].upper - threshold);
    steps.push_back(step);
  }
  return steps;
}

/// The staircase from zero to infinity; nothing, and a report, where there is none.
std::vector<Interval> checked(const Construct& at, const StepScaling& scaling) {
  const auto refused = [&at](std::string value, std::string allowed,
                             std::string message) -> std::vector<Interval> {
    detail::refuse(at, "scaling_steps", std::move(value), std::move(allowed), std::move(message), at.where());
    return {};
  };
  constexpr std::size_t most = 40;
  std::vector<ScalingInterval> steps = scaling.scaling_steps;
  if (steps.size() < 2 || steps.size() > most) {
    return refused(std::to_string(steps.size()), "2 to 40 intervals",
                   "step scaling has too few or too many steps");
  }
  std::ranges::sort(steps, {}, [](const ScalingInterval& each) {
    return each.lower ? *each.lower : each.upper.value_or(infinity);
  });
  if (!complete(steps)) {
    return refused("", "intervals whose ends are given or follow from their neighbours'",
                   "an interval's ends are not known");
  }
  if (std::string why = problem(steps); !why.empty()) {
    return refused("", "intervals that do not overlap", std::move(why));
  }
  const std::int64_t datapoints = scaling.datapoints_to_alarm.value_or(1);
  if (scaling.evaluation_periods < 1 || datapoints < 1 || datapoints > scaling.evaluation_periods) {
    detail::refuse(at, "evaluation_periods", std::to_string(scaling.evaluation_periods),
                   "at least 1, and at least datapoints_to_alarm", "the alarm would never be set off",
                   at.where());
    return {};
  }
  auto intervals = without_gaps(steps, scaling.adjustment_type == AdjustmentType::exact_capacity);
  const auto landings = std::ranges::count_if(intervals, [](const Interval& each) { return !each.change; });
  if (landings > 1) {
    return refused(std::to_string(landings), "at most one interval or gap in which nothing changes",
                   "the staircase has several landings");
  }
  return intervals;
}

}  // namespace

/// What is done below the lower or above the upper threshold.
struct StepScalingPolicy::Side {
  std::string_view policy_id;
  std::string_view alarm_id;
  std::string_view description;
  ComparisonOperator comparison;
  double threshold;
  std::vector<ScalingPolicy::StepAdjustment> adjustments;
};

StepScalingPolicy::StepScalingPolicy(const Scope& scope, const StepScaling& scaling,
                                     const Value<std::string>& target_id)
    : Construct(scope) {
  const std::vector<Interval> intervals = checked(*this, scaling);
  if (intervals.empty()) return;
  // Everything below the landing is one alarm's, everything above it the other's; without one the middle
  // parts them.
  const auto landing = static_cast<std::size_t>(
      std::ranges::find_if(intervals, [](const Interval& each) { return !each.change; }) - intervals.begin());
  const bool has_landing = landing < intervals.size();
  const std::size_t first_upper = has_landing ? landing + 1 : intervals.size() / 2;
  const std::size_t lower_count = has_landing ? landing : first_upper;
  if (lower_count > 0) {
    lower_alarm_ = &add_side({.policy_id = "LowerPolicy",
                              .alarm_id = "LowerAlarm",
                              .description = "Lower threshold scaling alarm",
                              .comparison = ComparisonOperator::less_than_or_equal_to_threshold,
                              .threshold = intervals[lower_count - 1].upper,
                              .adjustments = steps_down({intervals.data(), lower_count})},
                             scaling, target_id);
  }
  if (first_upper < intervals.size()) {
    upper_alarm_ = &add_side({.policy_id = "UpperPolicy",
                              .alarm_id = "UpperAlarm",
                              .description = "Upper threshold scaling alarm",
                              .comparison = ComparisonOperator::greater_than_or_equal_to_threshold,
                              .threshold = intervals[first_upper].lower,
                              .adjustments = steps_up(std::span(intervals).subspan(first_upper))},
                             scaling, target_id);
  }
}

Alarm& StepScalingPolicy::add_side(const Side& side, const StepScaling& scaling,
                                   const Value<std::string>& target_id) {
  auto& action = add(side.policy_id, Construct::Props{}, where());
  ScalingPolicy::StepScalingPolicyConfiguration steps{
      .AdjustmentType = adjustment_types[static_cast<std::size_t>(scaling.adjustment_type)],
      .MetricAggregationType = aggregation(scaling.metric),
      .StepAdjustments = List<ScalingPolicy::StepAdjustment>(side.adjustments)};
  if (scaling.cooldown) steps.Cooldown = scaling.cooldown->to_seconds();
  if (scaling.min_adjustment_magnitude) steps.MinAdjustmentMagnitude = *scaling.min_adjustment_magnitude;
  auto& policy = action.add("Resource",
                            ScalingPolicy::Props{.PolicyName = detail::unique_id(action),
                                                 .PolicyType = "StepScaling",
                                                 .ScalingTargetId = target_id,
                                                 .StepScalingPolicyConfiguration = steps},
                            where());
  Alarm::Props alarm{.metric = scaling.metric,
                     .evaluation_periods = Value<std::int64_t>(scaling.evaluation_periods),
                     .threshold = number(side.threshold),
                     .comparison_operator = side.comparison,
                     .alarm_description = side.description};
  if (scaling.datapoints_to_alarm) alarm.datapoints_to_alarm = *scaling.datapoints_to_alarm;
  Alarm& made = add(side.alarm_id, alarm, where());
  made.add_alarm_action(policy);
  return made;
}

// --- ScalableTarget ----------------------------------------------------------------------------------------

ScalableTarget::ScalableTarget(const Scope& scope, const Props& props) : Construct(scope) {
  const auto least = props.min_capacity.literal();
  const auto most = props.max_capacity.literal();
  if (least && *least < 0) {
    detail::refuse(*this, "min_capacity", std::to_string(*least), "0 or more", "a capacity is never negative",
                   where());
  }
  if (least && most && *most < *least) {
    detail::refuse(*this, "max_capacity", std::to_string(*most),
                   "at least min_capacity, " + std::to_string(*least),
                   "the greatest capacity is below the least", where());
  }
  Role& role =
      props.role != nullptr
          ? *props.role
          : add("Role",
                Role::Props{.assumed_by = Principal::service("application-autoscaling.amazonaws.com")},
                where());
  resource_ = &add("Resource",
                   aws::applicationautoscaling::ScalableTarget::Props{
                       .MaxCapacity = props.max_capacity,
                       .MinCapacity = props.min_capacity,
                       .ResourceId = props.resource_id,
                       .RoleARN = role.arn(),
                       .ScalableDimension = {Raw{}, props.scalable_dimension},
                       .ServiceNamespace = text(props.service_namespace)},
                   where());
}

Value<std::string> ScalableTarget::scalable_target_id() const { return resource_->ref(); }

TargetTrackingScalingPolicy& ScalableTarget::scale_to_track_metric(std::string_view id,
                                                                   const TargetTracking& tracking,
                                                                   std::source_location where) {
  return add_with(
      id,
      [&](const Scope& inner) {
        return std::make_unique<TargetTrackingScalingPolicy>(inner, tracking, scalable_target_id());
      },
      where);
}

StepScalingPolicy& ScalableTarget::scale_on_metric(std::string_view id, const StepScaling& steps,
                                                   std::source_location where) {
  return add_with(
      id,
      [&](const Scope& inner) {
        return std::make_unique<StepScalingPolicy>(inner, steps, scalable_target_id());
      },
      where);
}

void ScalableTarget::scale_on_schedule(std::string_view name, const ScalingSchedule& schedule,
                                       std::source_location where) {
  using Target = aws::applicationautoscaling::ScalableTarget;
  if (!schedule.min_capacity && !schedule.max_capacity) {
    return detail::demand(*this, "min_capacity", "min_capacity, max_capacity or both",
                          "a scheduled action changes a bound of the capacity", where);
  }
  Target::ScalableTargetAction bounds;
  if (schedule.max_capacity) bounds.MaxCapacity = *schedule.max_capacity;
  if (schedule.min_capacity) bounds.MinCapacity = *schedule.min_capacity;
  scheduled_actions_.push_back(Value<Target::ScheduledAction>(
      Target::ScheduledAction{.EndTime = schedule.end_time,
                              .ScalableTargetAction = bounds,
                              .Schedule = static_cast<const Value<Schedule>&>(schedule.schedule),
                              .ScheduledActionName = name,
                              .StartTime = schedule.start_time,
                              .Timezone = schedule.time_zone}));
  resource_->set_property("ScheduledActions", {Raw{}, Node::list(scheduled_actions_)});
}

// --- ScalableAttribute -------------------------------------------------------------------------------------

ScalableAttribute::ScalableAttribute(const Scope& scope, const ScalableTarget::Props& target)
    : Construct(scope), target_(add("Target", target, where())) {}

}  // namespace tenon
