#include "tenon/constructs/observability/dashboard.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/constructs/observability/log_group.hpp"

using tenon::Alarm;
using tenon::Dashboard;
using tenon::GraphWidget;
using tenon::HorizontalAnnotation;
using tenon::LogGroup;
using tenon::LogQueryWidget;
using tenon::Metric;
using tenon::SingleValueWidget;
using tenon::Statistic;
using tenon::TextWidget;

void dashboard(tenon::App& app) {
  auto& stack = app.add("Overview", tenon::Stack::Props{});

  const Metric errors({.metric_namespace = "Shop", .metric_name = "Errors", .statistic = Statistic::sum});
  auto& logs = stack.add("Logs", LogGroup::Props{});
  auto& alarm = stack.add("Failing", Alarm::Props{.metric = errors, .evaluation_periods = 1, .threshold = 5});

  auto& board = stack.add("Shop", Dashboard::Props{.default_interval = tenon::Duration::days(1)});
  board.add_widgets({TextWidget{.markdown = "# Shop", .width = 24}});
  board.add_widgets({
      GraphWidget{
          .title = "Errors",
          .left = {errors},
          .width = 18,
          .left_annotations = {HorizontalAnnotation::of(alarm)},
      },
      SingleValueWidget{.title = "Today", .metrics = {errors}, .set_period_to_time_range = true},
  });
  board.add_widgets({LogQueryWidget{
      .log_groups = {&logs},
      .query_lines = {"fields @timestamp, @message", "filter @message like /ERROR/", "sort @timestamp desc",
                      "limit 20"},
      .width = 24,
  }});
}
