#include "monitoring.hpp"

#include <string>

#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/constructs/observability/dashboard.hpp"

namespace lms {

using tenon::Alarm;
using tenon::ComparisonOperator;
using tenon::Duration;
using tenon::GraphWidget;
using tenon::Metric;
using tenon::Statistic;
using tenon::Topic;
using tenon::TreatMissingData;

namespace {

/// An alarm above a limit for so many periods.
struct Limit {
  std::string_view id;
  std::string_view name;
  Metric metric;
  double limit;
  std::int64_t periods;
  std::string_view advice;
};

Topic& add_topic(tenon::Stack& stack, const Settings& settings, tenon::Key& key) {
  return stack.add("Alerts", Topic::Props{
                                 .topic_name = settings.name("alerts-topic"),
                                 .display_name = "LMS",
                                 .encryption_key = &key,
                             });
}

void add_limit(tenon::Stack& stack, const Settings& settings, Topic& topic, const Limit& limit) {
  stack.add(limit.id, Alarm::Props{
                          .metric = limit.metric,
                          .evaluation_periods = limit.periods,
                          .threshold = limit.limit,
                          .comparison_operator = ComparisonOperator::greater_than_threshold,
                          .treat_missing_data = TreatMissingData::not_breaching,
                          .alarm_name = settings.name(limit.name),
                          .alarm_description = limit.advice,
                          .alarm_actions = {topic},
                          .ok_actions = {topic},
                      });
}

/// Too few of them, or none that anybody knows of.
void watch_tasks(tenon::Stack& stack, const Settings& settings, Topic& topic, const Containers& containers) {
  stack.add("FewTasks",
            Alarm::Props{
                .metric = containers.targets.metric_healthy_host_count()
                              .with_statistic(Statistic::minimum)
                              .with_period(Duration::minutes(1)),
                .evaluation_periods = 3,
                .threshold = 2,
                .comparison_operator = ComparisonOperator::less_than_threshold,
                .treat_missing_data = TreatMissingData::breaching,
                .alarm_name = settings.name("ecs-few-tasks-alarm"),
                .alarm_description = "Fewer than two tasks are well. Look at the service's events.",
                .alarm_actions = {topic},
                .ok_actions = {topic},
            });
}

void watch_limits(tenon::Stack& stack, const Settings& settings, Topic& topic, const Watched& watched) {
  const auto& [keys, data, analytics, containers, api, functions] = watched;
  const Limit limits[] = {
      {"EcsCpu", "ecs-cpu-alarm", containers.service.metric_cpu_utilization(), 80, 2,
       "The tasks are busy, and scaling does not keep up."},
      {"EcsMemory", "ecs-memory-alarm", containers.service.metric_memory_utilization(), 80, 2,
       "The tasks run out of memory."},
      {"DatabaseCpu", "aurora-cpu-alarm", data.database.metric_cpu_utilization(), 80, 3,
       "The database is busy."},
      {"DatabaseConnections", "aurora-connections-alarm", data.database.metric_database_connections(), 1500,
       3, "The database has many connections."},
      {"DatabaseLag", "aurora-lag-alarm", data.database.metric_aurora_replica_lag_maximum(), 2000, 3,
       "The reader is more than 2 s behind the writer."},
      {"SessionsCpu", "redis-cpu-alarm", data.sessions.metric_engine_cpu_utilization(), 80, 3,
       "Redis is busy."},
      {"SessionsMemory", "redis-memory-alarm", data.sessions.metric_database_memory_usage_percentage(), 80, 3,
       "Redis runs out of memory: sessions may be lost."},
      {"ReplicaCpu", "redis-replica-cpu-alarm", data.sessions.metric_engine_cpu_utilization(2), 80, 3,
       "The replica of Redis is busy."},
      // The average of 0 for an answered request and 1 for one that failed.
      {"ApiErrors", "api-errors-alarm", api.rest_api.metric_server_error().with_statistic(Statistic::average),
       0.01, 2, "More than 1 % of the requests fail."},
      {"ApiLatency", "api-latency-alarm",
       api.rest_api.metric_latency().with_statistic(Statistic::percentile(95)), 2000, 3,
       "One of twenty requests takes more than 2 s."},
      {"StreamLag", "stream-lag-alarm", analytics.activities.metric_get_records_iterator_age_milliseconds(),
       60'000, 3, "Figures of how students learn are more than a minute late."},
      {"StreamThrottling", "stream-throttling-alarm",
       analytics.activities.metric_write_provisioned_throughput_exceeded(), 0, 2,
       "The stream takes fewer activities than there are."},
      {"FailedRecords", "failed-activities-alarm",
       analytics.failed.metric_approximate_number_of_messages_visible(), 0, 1,
       "Activities could not be processed. The queue says where they are in the stream."},
  };
  for (const Limit& limit : limits) add_limit(stack, settings, topic, limit);
}

/// A rotation that fails leaves old credentials valid beyond their time.
void watch_functions(tenon::Stack& stack, Topic& topic, const std::vector<tenon::LambdaFn*>& functions) {
  for (const tenon::LambdaFn* function : functions) {
    const std::string id = std::string(function->id()) + "Errors";
    stack.add(id, Alarm::Props{
                      .metric = function->metric_errors(),
                      .evaluation_periods = 1,
                      .threshold = 0,
                      .comparison_operator = ComparisonOperator::greater_than_threshold,
                      .treat_missing_data = TreatMissingData::not_breaching,
                      .alarm_description = "A function of the LMS fails. Look at its log.",
                      .alarm_actions = {topic},
                      .ok_actions = {topic},
                  });
  }
}

GraphWidget graph(std::string title, std::vector<Metric> left, std::vector<Metric> right = {}) {
  return {.title = std::move(title), .left = std::move(left), .right = std::move(right), .width = 12};
}

void add_dashboard(tenon::Stack& stack, const Settings& settings, const Watched& watched) {
  const auto& [keys, data, analytics, containers, api, functions] = watched;
  stack.add("Dashboard",
            tenon::Dashboard::Props{
                .dashboard_name = settings.name("lms-dashboard"),
                .widgets = {{graph("API Gateway: requests", {api.rest_api.metric_count()},
                                   {api.rest_api.metric_client_error(), api.rest_api.metric_server_error()}),
                             graph("API Gateway: latency", {api.rest_api.metric_latency()})},
                            {graph("ECS: utilization", {containers.service.metric_cpu_utilization(),
                                                        containers.service.metric_memory_utilization()}),
                             graph("ECS: requests of each task",
                                   {containers.targets.metric_request_count_per_target()},
                                   {containers.targets.metric_healthy_host_count()})},
                            {graph("Aurora", {data.database.metric_cpu_utilization()},
                                   {data.database.metric_database_connections()}),
                             graph("Redis",
                                   {data.sessions.metric_engine_cpu_utilization(),
                                    data.sessions.metric_database_memory_usage_percentage()},
                                   {data.sessions.metric_curr_connections()})},
                            {graph("Kinesis: activities", {analytics.activities.metric_incoming_records()}),
                             graph("Kinesis: lag",
                                   {analytics.activities.metric_get_records_iterator_age_milliseconds()})}},
            });
}

}  // namespace

Topic& add_monitoring(tenon::Stack& stack, const Settings& settings, const Watched& watched) {
  auto& topic = add_topic(stack, settings, watched.keys.operations);
  watch_tasks(stack, settings, topic, watched.containers);
  watch_limits(stack, settings, topic, watched);
  watch_functions(stack, topic, watched.functions);
  add_dashboard(stack, settings, watched);
  return topic;
}

}  // namespace lms
