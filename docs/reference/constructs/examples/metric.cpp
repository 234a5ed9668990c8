#include "tenon/constructs/observability/metric.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/observability/alarm.hpp"

using tenon::Alarm;
using tenon::Duration;
using tenon::Metric;
using tenon::Statistic;

void metric(tenon::App& app) {
  auto& stack = app.add("Metrics", tenon::Stack::Props{});

  const Metric latency({
      .metric_namespace = "Shop",
      .metric_name = "Latency",
      .dimensions = {{"Api", "orders"}},
      .statistic = Statistic::percentile(95),
      .period = Duration::minutes(1),
      .unit = "Milliseconds",
  });
  const Metric failed({.metric_namespace = "Shop", .metric_name = "Failed", .statistic = Statistic::sum});
  const Metric all({.metric_namespace = "Shop", .metric_name = "All", .statistic = Statistic::sum});
  const Metric rate =
      Metric::math("100 * failed / all", {{"failed", failed}, {"all", all}}, Duration::minutes(1));

  stack.add("Slow", Alarm::Props{.metric = latency, .evaluation_periods = 3, .threshold = 500});
  stack.add("Failing", Alarm::Props{.metric = rate, .evaluation_periods = 3, .threshold = 5});
}
