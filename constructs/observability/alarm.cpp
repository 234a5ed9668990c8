#include "tenon/constructs/observability/alarm.hpp"

#include <array>

#include <fmt/format.h>

#include "tenon/aws/applicationautoscaling/ScalingPolicy.hpp"
#include "tenon/aws/autoscaling/ScalingPolicy.hpp"
#include "tenon/aws/cloudwatch/Alarm.hpp"
#include "tenon/aws/cloudwatch/CompositeAlarm.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/observability/metric_rendering.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon {

// --- AlarmAction ---

namespace {

constexpr std::array<std::string_view, 4> instance_actions = {"stop", "terminate", "recover", "reboot"};

}  // namespace

AlarmAction::AlarmAction(Topic& topic) : text_(topic.arn()), topic_(&topic) {}
AlarmAction::AlarmAction(const aws::applicationautoscaling::ScalingPolicy& policy) : text_(policy.ref()) {}
AlarmAction::AlarmAction(const aws::autoscaling::ScalingPolicy& policy) : text_(policy.ref()) {}

AlarmAction AlarmAction::ec2(Ec2InstanceAction action) {
  return {Kind::ec2, instance_actions[static_cast<std::size_t>(action)]};
}

AlarmAction AlarmAction::ops_item(OpsItemSeverity severity, std::string_view category) {
  std::string text = std::to_string(static_cast<int>(severity));
  if (!category.empty()) text += fmt::format("#CATEGORY={}", category);
  return {Kind::ops_item, text};
}

AlarmAction AlarmAction::response_plan(const Value<std::string>& name) { return {Kind::response_plan, name}; }
AlarmAction AlarmAction::arn(const Value<std::string>& arn) { return {Kind::arn, arn}; }

// --- AlarmBase ---

void AlarmBase::set_resource(Resource& resource, Value<std::string> arn, Value<std::string> name) {
  base_resource_ = &resource;
  arn_ = std::move(arn);
  name_ = std::move(name);
}

void AlarmBase::add_actions(const std::vector<AlarmAction>& alarm, const std::vector<AlarmAction>& ok,
                            const std::vector<AlarmAction>& insufficient_data) {
  for (const AlarmAction& action : alarm) add_alarm_action(action);
  for (const AlarmAction& action : ok) add_ok_action(action);
  for (const AlarmAction& action : insufficient_data) add_insufficient_data_action(action);
}

void AlarmBase::add_alarm_action(const AlarmAction& action) {
  add_action("AlarmActions", alarm_actions_, action);
}
void AlarmBase::add_ok_action(const AlarmAction& action) { add_action("OKActions", ok_actions_, action); }
void AlarmBase::add_insufficient_data_action(const AlarmAction& action) {
  add_action("InsufficientDataActions", insufficient_data_actions_, action);
}

void AlarmBase::add_action(const char* property, std::vector<Value<std::string>>& arns,
                           const AlarmAction& action) {
  if (base_resource_->is_imported()) {
    detail::refuse(*this, property, "", "actions of alarms of this app",
                   "an alarm that exists already keeps its actions", where());
    return;
  }
  if (!takes(action)) return;
  arns.push_back(bind(action));
  base_resource_->set_property(property, List<std::string>(arns));
}

/// A topic with a policy of its own, and a key, let nobody in whom they do not name.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
void AlarmBase::admit_to(Topic& topic) const {
  const auto cloudwatch = Principal::service("cloudwatch.amazonaws.com");
  topic.add_to_resource_policy({.actions = {iam::sns::Publish},
                                .resources = {topic.arn()},
                                .principals = {cloudwatch},
                                .conditions = {{"StringEquals", "aws:SourceAccount", {stack().account()}}},
                                .sid = "AllowAlarms"});  // with a name it is one statement for all alarms
  if (topic.encryption_key() != nullptr) {
    topic.encryption_key()->add_to_resource_policy(
        {.actions = detail::all({detail::key_send_actions}), .resources = {"*"}, .principals = {cloudwatch}});
  }
}

Value<std::string> AlarmBase::bind(const AlarmAction& action) {
  if (action.topic_ != nullptr) admit_to(*action.topic_);
  if (action.function_ != nullptr) {
    const std::string permission = std::string(id()) + "AlarmPermission";
    if (action.function_->find_child(permission) == nullptr) {
      action.function_->add_permission(
          permission,
          {.principal = Principal::service("lambda.alarms.cloudwatch.amazonaws.com"),
           .source_arn = arn_,
           .source_account = stack().account()},
          where());
    }
    return action.function_->function_arn();
  }
  const Stack& in = stack();
  switch (action.kind_) {
    case AlarmAction::Kind::ec2:
      return format("arn:{}:automate:{}:ec2:{}", in.partition(), in.region(), action.text_);
    case AlarmAction::Kind::ops_item:
      return format("arn:{}:ssm:{}:{}:opsitem:{}", in.partition(), in.region(), in.account(), action.text_);
    case AlarmAction::Kind::response_plan:
      return format("arn:{}:ssm-incidents::{}:response-plan/{}", in.partition(), in.account(), action.text_);
    case AlarmAction::Kind::arn:
      break;
  }
  return action.text_;
}

// --- Alarm ---

namespace {

using L1 = aws::cloudwatch::Alarm;

struct Comparison {
  std::string_view text;
  std::string_view symbol;
  bool with_band;
};

/// In the order of `ComparisonOperator`.
constexpr std::array<Comparison, 7> comparison_facts = {{
    {"GreaterThanOrEqualToThreshold", ">=", false},
    {"GreaterThanThreshold", ">", false},
    {"LessThanThreshold", "<", false},
    {"LessThanOrEqualToThreshold", "<=", false},
    {"LessThanLowerOrGreaterThanUpperThreshold", "", true},
    {"LessThanLowerThreshold", "", true},
    {"GreaterThanUpperThreshold", "", true},
}};

constexpr std::array<std::string_view, 4> missing_data_texts = {"breaching", "notBreaching", "ignore",
                                                                "missing"};

const Comparison& comparison_of(const Alarm::Props& props) {
  return comparison_facts[static_cast<std::size_t>(props.comparison_operator)];
}

bool is_band(const Metric& metric) {
  return metric.is_math() && detail::calls(metric.expression(), "ANOMALY_DETECTION_BAND");
}

/// The number, where it is known now.
std::optional<double> known_number(const Node& value) {
  if (value.kind() == NodeKind::integer) return static_cast<double>(value.integer());
  if (value.kind() == NodeKind::number) return value.number();
  return std::nullopt;
}

List<L1::Dimension> dimensions_of(const Metric::Props& metric) {
  std::vector<L1::Dimension> dimensions;
  for (const Dimension& each : detail::sorted_dimensions(metric))
    dimensions.push_back({.Name = each.name, .Value = each.value});
  return dimensions.empty() ? List<L1::Dimension>() : List<L1::Dimension>(dimensions);
}

Value<std::string> if_any(const std::string& text) {
  return text.empty() ? Value<std::string>() : Value<std::string>(text);
}

template <class Unit>
void set_unit(Unit& unit, const Metric::Props& metric) {
  if (!metric.unit.empty()) unit = std::string_view(metric.unit);
}

Value<L1::MetricStat> stat_of(const Metric::Props& metric) {
  L1::MetricStat stat{.Metric = L1::Metric{.Dimensions = dimensions_of(metric),
                                           .MetricName = metric.metric_name,
                                           .Namespace = metric.metric_namespace},
                      .Period = metric.period.to_seconds(),
                      .Stat = metric.statistic.text()};
  set_unit(stat.Unit, metric);
  return stat;
}

/// The account, where it is another than the stack's.
Value<std::string> account_of(const Stack& stack, const Metric::Props& metric) {
  const auto own = stack.account().literal();
  return own && *own == metric.account ? Value<std::string>() : if_any(metric.account);
}

void set_single(L1::Props& alarm, const Metric::Props& metric) {
  alarm.Dimensions = dimensions_of(metric);
  alarm.MetricName = metric.metric_name;
  alarm.Namespace = metric.metric_namespace;
  alarm.Period = metric.period.to_seconds();
  if (metric.statistic.is_simple()) {
    alarm.Statistic = metric.statistic.text();
  } else {
    alarm.ExtendedStatistic = metric.statistic.text();
  }
  set_unit(alarm.Unit, metric);
}

L1::MetricDataQuery query_of(const Stack& stack, const Metric& metric, const std::string& id, bool returned) {
  L1::MetricDataQuery query{.Id = id, .Label = if_any(metric.label()), .ReturnData = returned};
  if (!metric.is_math()) {
    query.AccountId = account_of(stack, metric.props());
    query.MetricStat = stat_of(metric.props());
    return query;
  }
  query.Expression = metric.expression();
  if (metric.using_metrics().empty()) query.Period = metric.period().to_seconds();
  return query;
}

/// Sets the metric; gives the name of the query that is compared, empty for a metric by itself.
std::string set_metric(L1::Props& alarm, const Construct& construct, const Metric& metric) {
  const Stack& stack = construct.stack();
  if (!metric.is_math() && metric.label().empty() && !account_of(stack, metric.props()).is_set()) {
    set_single(alarm, metric.props());
    return {};
  }
  if (!metric.is_math()) {
    alarm.Metrics = {query_of(stack, metric, "m1", true)};
    return "m1";
  }
  detail::MetricSet set(construct, "metric");
  set.add("top", {metric});
  const int returned_levels =
      is_band(metric) ? 2 : 1;  // a band is returned with the metric that it belongs to
  std::vector<L1::MetricDataQuery> queries;
  std::string primary;
  int unnamed = 0;
  for (const detail::MetricEntry& entry : set.entries()) {
    const std::string id = entry.id.empty() ? fmt::format("expr_{}", ++unnamed) : entry.id;
    if (!entry.axis.empty()) primary = id;
    queries.push_back(query_of(stack, entry.metric, id, entry.level <= returned_levels));
  }
  alarm.Metrics = List<L1::MetricDataQuery>(queries);
  return primary;
}

L1::Props resource_props(const Construct& construct, const Alarm::Props& props) {
  L1::Props alarm{.ActionsEnabled = props.actions_enabled,
                  .AlarmDescription = props.alarm_description,
                  .AlarmName = props.alarm_name,
                  .ComparisonOperator = comparison_of(props).text,
                  .DatapointsToAlarm = props.datapoints_to_alarm,
                  .EvaluateLowSampleCountPercentile = props.evaluate_low_sample_count_percentile,
                  .EvaluationPeriods = props.evaluation_periods};
  const std::string primary = set_metric(alarm, construct, props.metric);
  if (comparison_of(props).with_band) {
    alarm.ThresholdMetricId = if_any(primary);
  } else {
    alarm.Threshold = props.threshold;
  }
  if (props.treat_missing_data)
    alarm.TreatMissingData = missing_data_texts[static_cast<std::size_t>(*props.treat_missing_data)];
  return alarm;
}

std::string period_text(std::int64_t seconds) {
  if (seconds == 60) return "1 minute";
  if (seconds == 1) return "1 second";
  return seconds > 60 ? fmt::format("{} minutes", static_cast<double>(seconds) / 60)
                      : fmt::format("{} seconds", seconds);
}

std::string annotation_of(const Alarm::Props& props) {
  const Comparison& comparison = comparison_of(props);
  const auto threshold = known_number(props.threshold);
  const auto periods = props.evaluation_periods.literal();
  if (comparison.with_band) return "Anomaly Detection Band";
  if (!threshold || !periods) return props.metric.text();
  const std::int64_t datapoints = props.datapoints_to_alarm.literal().value_or(*periods);
  return fmt::format("{} {} {} for {} datapoints within {}", props.metric.text(), comparison.symbol,
                     *threshold, datapoints, period_text(*periods * props.metric.period().to_seconds()));
}

void check_threshold(const Construct& alarm, const Alarm::Props& props) {
  const bool with_band = comparison_of(props).with_band;
  const std::string comparison(comparison_of(props).text);
  if (with_band && !is_band(props.metric)) {
    detail::refuse(alarm, "comparison_operator", comparison,
                   "a metric made by Metric::anomaly_detection_band",
                   "the comparison is with a band, and the metric is none", alarm.where());
  } else if (!with_band && is_band(props.metric)) {
    detail::refuse(alarm, "comparison_operator", comparison,
                   "less_than_lower_or_greater_than_upper_threshold, less_than_lower_threshold, "
                   "greater_than_upper_threshold",
                   "the metric is a band, which is not compared with a number", alarm.where());
  }
  if (with_band && props.threshold.is_set()) {
    detail::refuse(alarm, "threshold", "", "none with a band", "the band is the threshold", alarm.where());
  } else if (!with_band && !props.threshold.is_set()) {
    detail::demand(alarm, "threshold", "a number", "an alarm compares its metric with a threshold",
                   alarm.where());
  }
}

void check_periods(const Construct& alarm, const Alarm::Props& props) {
  const auto periods = props.evaluation_periods.literal();
  const auto datapoints = props.datapoints_to_alarm.literal();
  if (periods && *periods < 1) {
    detail::refuse(alarm, "evaluation_periods", std::to_string(*periods), "at least 1",
                   "an alarm looks at periods", alarm.where());
  }
  if (datapoints && (*datapoints < 1 || (periods && *datapoints > *periods))) {
    detail::refuse(alarm, "datapoints_to_alarm", std::to_string(*datapoints), "1 to evaluation_periods",
                   "so many of the periods cannot breach", alarm.where());
  }
  const auto low = props.evaluate_low_sample_count_percentile.literal();
  if (low && *low != "evaluate" && *low != "ignore") {
    detail::refuse(alarm, "evaluate_low_sample_count_percentile", std::string(*low), "evaluate, ignore",
                   "CloudWatch does not know what to do with periods of few samples", alarm.where());
  }
}

}  // namespace

struct Alarm::Imported {
  Value<std::string> arn;
  Value<std::string> name;
};

Alarm::Alarm(const Scope& scope, const Props& props)
    : AlarmBase(scope),
      resource_(add("Resource", resource_props(*this, props), where())),
      metric_(props.metric),
      threshold_(props.threshold),
      annotation_(annotation_of(props)) {
  detail::check_metric(*this, "metric", props.metric, detail::MetricUse::alarm);
  check_threshold(*this, props);
  check_periods(*this, props);
  set_resource(resource_, resource_.Arn(), resource_.ref());
  add_actions(props.alarm_actions, props.ok_actions, props.insufficient_data_actions);
}

Alarm::Alarm(const Scope& scope, const Imported& imported)
    : AlarmBase(scope),
      resource_(::tenon::from_attributes<L1>(*this, "Resource",
                                             {{"Arn", imported.arn}, {"Ref", imported.name}}, where())) {
  set_resource(resource_, imported.arn, imported.name);
}

Alarm& Alarm::from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                        std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        const Stack& in = inner.parent().stack();
        const Value<std::string> arn =
            format("arn:{}:cloudwatch:{}:{}:alarm:{}", in.partition(), in.region(), in.account(), name);
        return std::unique_ptr<Alarm>(new Alarm(inner, Imported{arn, name}));
      },
      where);
}

Alarm& Alarm::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                       std::source_location where) {
  const Value<std::string> name = Fn::Select(6, Fn::Split(":", arn));
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<Alarm>(new Alarm(inner, Imported{arn, name}));
      },
      where);
}

ArnAttribute<aws::cloudwatch::kind::Alarm_Arn> Alarm::arn() const { return resource_.Arn(); }

bool Alarm::takes(const AlarmAction& action) {
  if (action.kind_ != AlarmAction::Kind::ec2) return true;
  const bool of_instance = metric_ && !metric_->is_math() && metric_->props().dimensions.size() == 1 &&
                           metric_->props().dimensions.front().name == "InstanceId";
  if (!of_instance) {
    detail::refuse(*this, "alarm_actions", "ec2", "a metric whose only dimension is InstanceId",
                   "the action is done with the instance that the metric is of, and this metric is of none",
                   where());
  }
  return of_instance;
}

// --- AlarmRule ---

namespace {

constexpr std::array<std::string_view, 3> state_texts = {"ALARM", "OK", "INSUFFICIENT_DATA"};
constexpr std::string_view text_of(AlarmState state) { return state_texts[static_cast<std::size_t>(state)]; }

Value<std::string> joined(const std::vector<AlarmRule>& rules, std::string_view operation) {
  if (rules.empty()) throw InvalidValue("a rule is made of at least one");
  Value<std::string> text = rules.front().text();
  for (std::size_t i = 1; i < rules.size(); ++i) text = format("{} {} {}", text, operation, rules[i].text());
  return format("({})", text);
}

}  // namespace

AlarmRule::AlarmRule(const AlarmBase& alarm, AlarmState state)
    : text_(format("{}(\"{}\")", text_of(state), alarm.alarm_arn())) {}

AlarmRule AlarmRule::constant(bool value) { return AlarmRule(Value<std::string>(value ? "TRUE" : "FALSE")); }

AlarmRule AlarmRule::at_least(std::int64_t count, std::initializer_list<const AlarmBase*> alarms,
                              AlarmState state) {
  if (count < 1 || count > static_cast<std::int64_t>(alarms.size())) {
    throw InvalidValue(fmt::format("of {} alarms, 1 to {} can be asked for; {} cannot", alarms.size(),
                                   alarms.size(), count));
  }
  Value<std::string> list;
  for (const AlarmBase* alarm : alarms) {
    list =
        list.is_set() ? format("{}, \"{}\"", list, alarm->alarm_arn()) : format("\"{}\"", alarm->alarm_arn());
  }
  return AlarmRule(
      Value<std::string>(format("AT_LEAST({}, {}, ({}))", std::to_string(count), text_of(state), list)));
}

AlarmRule AlarmRule::all_of(const std::vector<AlarmRule>& rules) { return AlarmRule(joined(rules, "AND")); }
AlarmRule AlarmRule::any_of(const std::vector<AlarmRule>& rules) { return AlarmRule(joined(rules, "OR")); }
AlarmRule AlarmRule::operator!() const { return AlarmRule(Value<std::string>(format("(NOT ({}))", text_))); }

// --- CompositeAlarm ---

namespace {

/// CDK's own way of shortening: the middle goes.
std::string composite_name(const Construct& construct) {
  constexpr std::size_t longest = 240;
  const std::string name = detail::unique_id(construct);
  return name.size() <= longest ? name : name.substr(0, longest / 2) + name.substr(name.size() - longest / 2);
}

aws::cloudwatch::CompositeAlarm::Props resource_props(const Construct& construct,
                                                      const CompositeAlarm::Props& props) {
  aws::cloudwatch::CompositeAlarm::Props alarm{.ActionsEnabled = props.actions_enabled,
                                               .AlarmDescription = props.alarm_description,
                                               .AlarmName = props.alarm_name,
                                               .AlarmRule = props.alarm_rule.text()};
  if (!props.alarm_name.is_set()) alarm.AlarmName = composite_name(construct);
  if (props.actions_suppressor == nullptr) return alarm;
  constexpr Duration usual = Duration::minutes(1);
  alarm.ActionsSuppressor = props.actions_suppressor->alarm_arn();
  alarm.ActionsSuppressorExtensionPeriod =
      props.actions_suppressor_extension_period.value_or(usual).to_seconds();
  alarm.ActionsSuppressorWaitPeriod = props.actions_suppressor_wait_period.value_or(usual).to_seconds();
  return alarm;
}

}  // namespace

CompositeAlarm::CompositeAlarm(const Scope& scope, const Props& props)
    : AlarmBase(scope), resource_(add("Resource", resource_props(*this, props), where())) {
  set_resource(resource_, resource_.Arn(), resource_.ref());
  add_actions(props.alarm_actions, props.ok_actions, props.insufficient_data_actions);
  if (props.actions_suppressor != nullptr) return;
  const auto refuse = [&](std::string_view property, const std::optional<Duration>& period) {
    if (!period) return;
    detail::refuse(*this, property, period->text(), "none without actions_suppressor",
                   "there is nothing to wait for", where());
  };
  refuse("actions_suppressor_extension_period", props.actions_suppressor_extension_period);
  refuse("actions_suppressor_wait_period", props.actions_suppressor_wait_period);
}

ArnAttribute<aws::cloudwatch::kind::CompositeAlarm_Arn> CompositeAlarm::arn() const {
  return resource_.Arn();
}

}  // namespace tenon
