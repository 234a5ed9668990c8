#include "tenon/constructs/observability/log_group.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/constructs/security/key.hpp"

using tenon::Alarm;
using tenon::Key;
using tenon::LogField;
using tenon::LogGroup;
using tenon::MetricFilter;
using tenon::Principal;
using tenon::RetentionDays;
using tenon::Role;
using tenon::Statistic;

void log_group(tenon::App& app) {
  auto& stack = app.add("Logs", tenon::Stack::Props{});

  auto& orders = stack.add("Orders", LogGroup::Props{
                                         .log_group_name = "/shop/orders",
                                         .retention = RetentionDays::three_months,
                                         .encryption_key = &stack.add("Key", Key::Props{}),
                                     });
  orders.grant_write(
      stack.add("Worker", Role::Props{.assumed_by = Principal::service("ecs-tasks.amazonaws.com")}));

  auto& slow =
      orders.add("Slow", MetricFilter::Props{
                             .log_group = orders,
                             .filter_pattern = LogField("$.level") == "ERROR" || LogField("$.seconds") > 5,
                             .metric_namespace = "Shop",
                             .metric_name = "SlowOrders",
                             .default_value = 0,
                         });
  stack.add("TooSlow",
            Alarm::Props{.metric = slow.metric(Statistic::sum), .evaluation_periods = 1, .threshold = 10});
}
