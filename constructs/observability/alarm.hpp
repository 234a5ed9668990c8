#pragma once

/// \file
/// Alarms of CloudWatch, on metrics and on other alarms.

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/expression.hpp"

namespace tenon::aws::applicationautoscaling {
class ScalingPolicy;
}
namespace tenon::aws::autoscaling {
class ScalingPolicy;
}
namespace tenon::aws::cloudwatch {
class Alarm;
class CompositeAlarm;
namespace kind {
struct Alarm_Arn;
struct CompositeAlarm_Arn;
}  // namespace kind
}  // namespace tenon::aws::cloudwatch

namespace tenon {

class AlarmBase;
class FunctionBase;
class Resource;
class Topic;

/// How a metric is compared with the threshold. The last three compare with a band of what is expected
/// (`Metric::anomaly_detection_band`).
enum class ComparisonOperator : std::uint8_t {
  greater_than_or_equal_to_threshold,
  greater_than_threshold,
  less_than_threshold,
  less_than_or_equal_to_threshold,
  less_than_lower_or_greater_than_upper_threshold,
  less_than_lower_threshold,
  greater_than_upper_threshold,
};

/// What periods without data count as.
enum class TreatMissingData : std::uint8_t { breaching, not_breaching, ignore, missing };

// --- actions ---

/// What an alarm does with an instance: the one that its metric's only dimension, InstanceId, names.
enum class Ec2InstanceAction : std::uint8_t { stop, terminate, recover, reboot };

enum class OpsItemSeverity : std::uint8_t { critical = 1, high = 2, medium = 3, low = 4 };

/// What an alarm does when its state changes: `{topic}`, `{function}`, `AlarmAction::ec2(…)`, …
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
class AlarmAction {
 public:
  /// Publishes to the topic, whose policy (and whose key's policy) gets the statements that let CloudWatch do
  /// so for alarms of the account.
  AlarmAction(Topic& topic);
  /// Calls the function, version or alias, which CloudWatch is allowed to call for the alarm.
  AlarmAction(FunctionBase& function) : function_(&function) {}
  /// Scales a target of Application Auto Scaling (step scaling).
  AlarmAction(const aws::applicationautoscaling::ScalingPolicy& policy);
  /// Scales an EC2 Auto Scaling group.
  AlarmAction(const aws::autoscaling::ScalingPolicy& policy);
  /// Only of alarms on a metric whose single dimension is InstanceId.
  static AlarmAction ec2(Ec2InstanceAction action);
  /// Makes an OpsItem of Systems Manager. `category` is "Availability", "Cost", "Performance", "Recovery" or
  /// "Security"; default: none.
  static AlarmAction ops_item(OpsItemSeverity severity, std::string_view category = {});
  /// Starts a response plan of Incident Manager.
  static AlarmAction response_plan(const Value<std::string>& name);
  /// What has this ARN: a topic, a scaling policy, a function that is permitted elsewhere.
  static AlarmAction arn(const Value<std::string>& arn);

 private:
  friend class AlarmBase;
  friend class Alarm;
  enum class Kind : std::uint8_t { arn, ec2, ops_item, response_plan };
  AlarmAction(Kind kind, Value<std::string> text) : text_(std::move(text)), kind_(kind) {}

  Value<std::string> text_;  // the ARN, or what of it the kind leaves open
  FunctionBase* function_ = nullptr;
  Topic* topic_ = nullptr;
  Kind kind_ = Kind::arn;
};

/// What alarms and composite alarms have in common.
class AlarmBase : public Construct {
 public:
  const Value<std::string>& alarm_arn() const noexcept { return arn_; }
  const Value<std::string>& alarm_name() const noexcept { return name_; }

  /// When the state becomes ALARM.
  void add_alarm_action(const AlarmAction& action);
  /// When the state becomes OK.
  void add_ok_action(const AlarmAction& action);
  /// When the state becomes INSUFFICIENT_DATA.
  void add_insufficient_data_action(const AlarmAction& action);

 protected:
  explicit AlarmBase(const Scope& scope) : Construct(scope) {}
  /// What actions are set on; an imported alarm takes none.
  void set_resource(Resource& resource, Value<std::string> arn, Value<std::string> name);
  void add_actions(const std::vector<AlarmAction>& alarm, const std::vector<AlarmAction>& ok,
                   const std::vector<AlarmAction>& insufficient_data);
  /// Refuses actions that the alarm cannot take.
  virtual bool takes(const AlarmAction&) { return true; }

 private:
  void admit_to(Topic& topic) const;
  void add_action(const char* property, std::vector<Value<std::string>>& arns, const AlarmAction& action);
  Value<std::string> bind(const AlarmAction& action);

  Resource* base_resource_ = nullptr;
  Value<std::string> arn_;
  Value<std::string> name_;
  std::vector<Value<std::string>> alarm_actions_;
  std::vector<Value<std::string>> ok_actions_;
  std::vector<Value<std::string>> insufficient_data_actions_;
};

// --- alarms ---

/// Watches a metric, or an expression of several.
///
/// Names in a metric math's expression must be those of its metrics, at most ten of them; a metric of another
/// region, a search and a period that CloudWatch does not know are refused too (`property-not-allowed`).
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
class Alarm final : public AlarmBase {
 public:
  struct Props {
    using Of = Alarm;
    Required<"metric", Metric> metric;
    /// How many periods are looked at.
    Required<"evaluation_periods", Value<std::int64_t>> evaluation_periods;
    /// With what the metric is compared. Needed unless the comparison is with a band, where it is not
    /// allowed.
    Value<double> threshold = {};
    ComparisonOperator comparison_operator = ComparisonOperator::greater_than_or_equal_to_threshold;
    /// How many of the periods must breach; at most `evaluation_periods`. Default: all of them.
    Value<std::int64_t> datapoints_to_alarm = {};
    /// Default: missing, the service's own: the state becomes INSUFFICIENT_DATA.
    std::optional<TreatMissingData> treat_missing_data = {};
    /// For percentiles: whether periods with few samples are looked at too ("evaluate") or "ignore"d.
    /// Default: evaluate.
    Value<std::string> evaluate_low_sample_count_percentile = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> alarm_name = {};
    Value<std::string> alarm_description = {};
    /// Default: they are enabled.
    Value<bool> actions_enabled = {};
    /// Default of all three: none; see `add_alarm_action` and its like.
    std::vector<AlarmAction> alarm_actions = {};
    std::vector<AlarmAction> ok_actions = {};
    std::vector<AlarmAction> insufficient_data_actions = {};
  };

  Alarm(const Scope& scope, const Props& props);
  /// An alarm of the stack's own account and region that exists already.
  static Alarm& from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                          std::source_location where = std::source_location::current());
  static Alarm& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                         std::source_location where = std::source_location::current());

  aws::cloudwatch::Alarm& resource() const noexcept { return resource_; }
  ArnAttribute<aws::cloudwatch::kind::Alarm_Arn> arn() const;
  /// What it watches. Empty for an imported alarm.
  const std::optional<Metric>& metric() const noexcept { return metric_; }
  const Value<double>& threshold() const noexcept { return threshold_; }
  /// What the alarm says, as CDK words it: "Errors >= 5 for 2 datapoints within 10 minutes". Empty for an
  /// imported alarm.
  const std::string& annotation() const noexcept { return annotation_; }

 private:
  struct Imported;
  Alarm(const Scope& scope, const Imported& imported);
  bool takes(const AlarmAction& action) override;

  aws::cloudwatch::Alarm& resource_;
  std::optional<Metric> metric_;
  Value<double> threshold_;
  std::string annotation_;
};

// --- alarms on alarms ---

/// A state that a rule asks for.
enum class AlarmState : std::uint8_t { alarm, ok, insufficient_data };

/// When a composite alarm is in ALARM: `in_alarm(errors) && !in_alarm(maintenance)`.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
class AlarmRule {
 public:
  /// The alarm is in ALARM.
  AlarmRule(const AlarmBase& alarm) : AlarmRule(alarm, AlarmState::alarm) {}
  AlarmRule(const AlarmBase& alarm, AlarmState state);
  /// TRUE or FALSE: for tests of what the actions do.
  static AlarmRule constant(bool value);
  /// At least so many of the alarms are in the state: `AT_LEAST`. Throws `InvalidValue` for a count below one
  /// or above the number of alarms.
  static AlarmRule at_least(std::int64_t count, std::initializer_list<const AlarmBase*> alarms,
                            AlarmState state = AlarmState::alarm);
  /// All of them. Throws `InvalidValue` for none.
  static AlarmRule all_of(const std::vector<AlarmRule>& rules);
  /// At least one of them. Throws `InvalidValue` for none.
  static AlarmRule any_of(const std::vector<AlarmRule>& rules);
  /// A rule as CloudWatch takes it.
  static AlarmRule literal(const Value<std::string>& text) { return AlarmRule(text); }

  friend AlarmRule operator&&(const AlarmRule& a, const AlarmRule& b) { return all_of({a, b}); }
  friend AlarmRule operator||(const AlarmRule& a, const AlarmRule& b) { return any_of({a, b}); }
  AlarmRule operator!() const;

  const Value<std::string>& text() const noexcept { return text_; }

 private:
  explicit AlarmRule(Value<std::string> text) : text_(std::move(text)) {}
  Value<std::string> text_;
};

inline AlarmRule in_alarm(const AlarmBase& alarm) { return AlarmRule(alarm); }
inline AlarmRule in_ok(const AlarmBase& alarm) { return {alarm, AlarmState::ok}; }
inline AlarmRule in_insufficient_data(const AlarmBase& alarm) {
  return {alarm, AlarmState::insufficient_data};
}

/// Watches other alarms.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html
class CompositeAlarm final : public AlarmBase {
 public:
  struct Props {
    using Of = CompositeAlarm;
    Required<"alarm_rule", AlarmRule> alarm_rule;
    /// Default: made of the ids from the stack to the alarm, as in CDK.
    Value<std::string> alarm_name = {};
    Value<std::string> alarm_description = {};
    /// Default: they are enabled.
    Value<bool> actions_enabled = {};
    /// No actions while this one is in ALARM. Default: none.
    const AlarmBase* actions_suppressor = nullptr;
    /// How long actions wait after the suppressor has left ALARM. Default: one minute where there is a
    /// suppressor.
    std::optional<Duration> actions_suppressor_extension_period = {};
    /// How long actions wait for the suppressor to go into ALARM. Default: one minute where there is a
    /// suppressor.
    std::optional<Duration> actions_suppressor_wait_period = {};
    /// Default of all three: none.
    std::vector<AlarmAction> alarm_actions = {};
    std::vector<AlarmAction> ok_actions = {};
    std::vector<AlarmAction> insufficient_data_actions = {};
  };

  CompositeAlarm(const Scope& scope, const Props& props);

  aws::cloudwatch::CompositeAlarm& resource() const noexcept { return resource_; }
  ArnAttribute<aws::cloudwatch::kind::CompositeAlarm_Arn> arn() const;

 private:
  aws::cloudwatch::CompositeAlarm& resource_;
};

}  // namespace tenon
