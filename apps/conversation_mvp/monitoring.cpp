#include "monitoring.hpp"

#include "settings.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/observability/alarm.hpp"

namespace conversation_mvp {

using tenon::Alarm;
using tenon::Metric;
using tenon::Statistic;

namespace {

/// An alarm above a limit, and what to do then. Where nobody calls there are no figures, and nothing is wrong.
struct Watched {
  std::string_view id;
  Metric metric;
  double limit;
  std::string_view advice;
};

/// Throttled reads or writes of the table and of its index, which CloudWatch counts apart.
Metric throttled(const Metric& of_table) {
  Metric::Props of_index = of_table.props();
  of_index.dimensions.push_back({"GlobalSecondaryIndexName", session_index});
  return Metric::math("FILL(ofTable, 0) + FILL(ofIndex, 0)", {{"ofTable", of_table}, {"ofIndex", Metric(of_index)}});
}

}  // namespace

void add_alarms(tenon::Stack& stack, const tenon::LambdaFn& function, const tenon::DynamoTable& conversations,
                const tenon::RestApi& api) {
  const Metric error_percentage = Metric::math("100 * errors / invocations", {{"errors", function.metric_errors()},
                                                                             {"invocations", function.metric_invocations()}});
  const Watched all[] = {
      {"SlowFunction", function.metric_duration().with_statistic(Statistic::maximum), 30'000,
       "The function takes more than 30 s. Optimize code."},
      {"FailingFunction", error_percentage, 1, "More than 1 % of the invocations fail. Check logs."},
      {"ThrottledReads", throttled(conversations.metric_read_throttle_events()), 0,
       "Reads of the conversations are throttled. Increase capacity."},
      {"ThrottledWrites", throttled(conversations.metric_write_throttle_events()), 0,
       "Writes of the conversations are throttled. Increase capacity."},
      // The average of 0 for an answered request and 1 for one that failed.
      {"FailingApi", api.metric_server_error().with_statistic(Statistic::average), 0.001,
       "More than 0.1 % of the requests fail. Investigate Lambda."},
  };
  for (const Watched& watched : all) {
    stack.add(watched.id, Alarm::Props{
                              .metric = watched.metric,
                              .evaluation_periods = 1,
                              .threshold = watched.limit,
                              .comparison_operator = tenon::ComparisonOperator::greater_than_threshold,
                              .treat_missing_data = tenon::TreatMissingData::not_breaching,
                              .alarm_description = watched.advice,
                          });
  }
}

}  // namespace conversation_mvp
