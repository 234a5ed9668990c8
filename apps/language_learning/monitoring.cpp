#include "monitoring.hpp"

#include <string>

#include "settings.hpp"
#include "tenon/constructs/observability/alarm.hpp"

namespace language_learning {

using tenon::Alarm;
using tenon::ComparisonOperator;
using tenon::Dashboard;
using tenon::Duration;
using tenon::GraphWidget;
using tenon::LambdaFn;
using tenon::Metric;
using tenon::Statistic;
using tenon::Topic;
using tenon::TreatMissingData;

namespace {

/// An alarm above a limit for so many periods.
struct Limit {
  std::string id;
  Metric metric;
  double limit;
  std::int64_t periods;
  std::string_view advice;
};

void add_limit(tenon::Stack& stack, Topic& topic, const Limit& limit) {
  stack.add(limit.id, Alarm::Props{
                          .metric = limit.metric,
                          .evaluation_periods = limit.periods,
                          .threshold = limit.limit,
                          .comparison_operator = ComparisonOperator::greater_than_threshold,
                          .treat_missing_data = TreatMissingData::not_breaching,
                          .alarm_description = limit.advice,
                          .alarm_actions = {topic},
                          .ok_actions = {topic},
                      });
}

/// A figure that the functions report themselves.
Metric engagement(std::string metric_name, Statistic statistic = Statistic::sum,
                  std::vector<tenon::Dimension> dimensions = {}) {
  return Metric(Metric::Props{.metric_namespace = metric_namespace,
                              .metric_name = std::move(metric_name),
                              .dimensions = std::move(dimensions),
                              .statistic = statistic});
}

Metric recommended(const std::string& variant) {
  return engagement("Recommendations", Statistic::sum, {{"Variant", variant}}).with_label(variant);
}

Metric felt(const std::string& mood) {
  return engagement("Feedback", Statistic::sum, {{"Mood", mood}}).with_label(mood);
}

void watch_functions(tenon::Stack& stack, Topic& topic, const std::vector<LambdaFn*>& functions) {
  for (const LambdaFn* function : functions) {
    const std::string id(function->id());
    add_limit(stack, topic,
              {id + "Errors", function->metric_errors(), 0, 1, "A function fails. Look at its log."});
    add_limit(stack, topic,
              {id + "Throttles", function->metric_throttles(), 0, 2,
               "A function runs as often as the account allows. Raise its concurrency limit."});
    add_limit(
        stack, topic,
        {id + "FailedEvents", function->dead_letter_queue()->metric_approximate_number_of_messages_visible(),
         0, 1, "A function gave up on an event, which is in its queue now."});
  }
}

void watch_limits(tenon::Stack& stack, Topic& topic, const Watched& watched) {
  const Limit limits[] = {
      // The average of 0 for an answered request and 1 for one that failed.
      {"ApiErrors", watched.api.metric_server_error().with_statistic(Statistic::average), 0.01, 2,
       "More than 1 % of the requests fail."},
      {"ApiLatency", watched.api.metric_latency().with_statistic(Statistic::percentile(95)), 1000, 3,
       "One of twenty requests takes more than a second."},
      {"LessonLatency",
       watched.learning.live_lessons.metric_duration().with_statistic(Statistic::percentile(95)), 1000, 3,
       "One of twenty lessons takes more than a second."},
      {"LessonsReadThrottling", watched.tables.lessons.metric_read_throttle_events(), 0, 2,
       "The table of lessons is read more than it allows."},
      {"LessonsWriteThrottling", watched.tables.lessons.metric_write_throttle_events(), 0, 2,
       "The table of lessons is written more than it allows."},
      {"ProgressReadThrottling", watched.tables.progress.metric_read_throttle_events(), 0, 2,
       "The table of progress is read more than it allows."},
      {"ProgressWriteThrottling", watched.tables.progress.metric_write_throttle_events(), 0, 2,
       "The table of progress is written more than it allows."},
      {"BlockedRequests", watched.web_acl.metric_blocked_requests(), 1000, 2,
       "The web ACL blocks many requests: an attack, or a school behind one address."},
  };
  for (const Limit& limit : limits) add_limit(stack, topic, limit);
}

GraphWidget graph(std::string title, std::vector<Metric> left, std::vector<Metric> right = {}) {
  return {.title = std::move(title), .left = std::move(left), .right = std::move(right), .width = 12};
}

Dashboard& add_dashboard(tenon::Stack& stack, const Watched& watched) {
  const auto& [learning, functions, tables, content, api, web_acl, resilience] = watched;
  std::vector<Metric> errors;
  std::vector<Metric> durations;
  for (const LambdaFn* each : {&learning.lessons, &learning.progress, &learning.speech, &learning.grammar,
                               &learning.recommendations}) {
    const std::string id(each->id());
    errors.push_back(each->metric_errors().with_label(id));
    durations.push_back(each->metric_duration().with_label(id));
  }
  return stack.add(
      "Dashboard",
      Dashboard::Props{
          .dashboard_name = name("learning"),
          .widgets =
              {{graph("Learning: lessons", {engagement("LessonsStudied"), engagement("LessonsCompleted")},
                      {engagement("Score", Statistic::average)}),
                graph("Learning: time spent", {engagement("SecondsSpent")}, {engagement("RemindersSent")})},
               {graph("Recommendations: which of the two, or by level",
                      {recommended("A"), recommended("B"), recommended("LEVEL")}),
                graph("Feedback", {felt("POSITIVE"), felt("NEUTRAL"), felt("MIXED"), felt("NEGATIVE")})},
               {graph("API: requests", {api.metric_count()},
                      {api.metric_client_error(), api.metric_server_error(),
                       web_acl.metric_blocked_requests()}),
                graph("API: latency", {api.metric_latency().with_statistic(Statistic::percentile(50)),
                                       api.metric_latency().with_statistic(Statistic::percentile(95))})},
               {graph("Functions: errors", std::move(errors)),
                graph("Functions: duration", std::move(durations))},
               {graph("Tables: capacity", {tables.lessons.metric_consumed_read_capacity_units(),
                                           tables.progress.metric_consumed_read_capacity_units(),
                                           tables.progress.metric_consumed_write_capacity_units()}),
                graph("Tables: throttling", {tables.lessons.metric_read_throttle_events(),
                                             tables.progress.metric_read_throttle_events(),
                                             tables.progress.metric_write_throttle_events()})},
               {graph("CloudFront", {content.distribution.metric_requests()},
                      {content.distribution.metric_5xx_error_rate()}),
                graph("Health of the API (1 is healthy)", {resilience.health.metric_status()})}},
      });
}

}  // namespace

Dashboard& add_monitoring(tenon::Stack& stack, const Watched& watched, Topic& topic) {
  watch_functions(stack, topic, watched.functions);
  watch_limits(stack, topic, watched);
  return add_dashboard(stack, watched);
}

}  // namespace language_learning
