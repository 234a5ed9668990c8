#include "tenon/constructs/observability/xray.hpp"

#include "tenon/app/run.hpp"

using tenon::XrayGroup;
using tenon::XraySamplingRule;

void xray(tenon::App& app) {
  auto& stack = app.add("Traces", tenon::Stack::Props{});

  stack.add("Slow", XrayGroup::Props{
                        .group_name = "slow-orders",
                        .filter_expression = R"(service("orders") AND responsetime > 5)",
                    });
  stack.add("Orders", XraySamplingRule::Props{
                          .rule_name = "orders",
                          .priority = 100,
                          .fixed_rate = 0.1,
                          .http_method = "POST",
                          .url_path = "/orders*",
                      });
}
