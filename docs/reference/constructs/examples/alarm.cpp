#include "tenon/constructs/observability/alarm.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/integration/topic.hpp"

using tenon::Alarm;
using tenon::ComparisonOperator;
using tenon::CompositeAlarm;
using tenon::Duration;
using tenon::Metric;
using tenon::Statistic;
using tenon::Topic;
using tenon::TreatMissingData;

void alarm(tenon::App& app) {
  auto& stack = app.add("Alarms", tenon::Stack::Props{});
  auto& operators = stack.add("Operators", Topic::Props{});

  const Metric errors({.metric_namespace = "Shop", .metric_name = "Errors", .statistic = Statistic::sum});
  const Metric calls({.metric_namespace = "Shop", .metric_name = "Calls", .statistic = Statistic::sum});

  auto& failing = stack.add(
      "Failing", Alarm::Props{
                     .metric = Metric::math("100 * errors / calls", {{"errors", errors}, {"calls", calls}},
                                            Duration::minutes(1)),
                     .evaluation_periods = 5,
                     .threshold = 1,
                     .comparison_operator = ComparisonOperator::greater_than_threshold,
                     .datapoints_to_alarm = 3,
                     .treat_missing_data = TreatMissingData::not_breaching,
                     .alarm_description = "More than one call of a hundred fails: look into the logs",
                     .alarm_actions = {operators},
                 });
  failing.add_ok_action(operators);

  auto& unusual =
      stack.add("Unusual", Alarm::Props{
                               .metric = Metric::anomaly_detection_band(calls),
                               .evaluation_periods = 2,
                               .comparison_operator = ComparisonOperator::less_than_lower_threshold,
                           });
  stack.add("Page", CompositeAlarm::Props{
                        .alarm_rule = in_alarm(failing) && !in_alarm(unusual),
                        .alarm_actions = {operators},
                    });
}
