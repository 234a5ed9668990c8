#include "tenon/constructs/observability/application_insights.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/integration/topic.hpp"

using tenon::ApplicationInsights;
using tenon::Topic;

void application_insights(tenon::App& app) {
  auto& stack = app.add("Insights", tenon::Stack::Props{});

  stack.add("Shop", ApplicationInsights::Props{
                        .group_name = "shop",
                        .tag_filters = {{.key = "application", .values = {"shop"}}},
                        .notification_topic = &stack.add("Operators", Topic::Props{}),
                    });
}
