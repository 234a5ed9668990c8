#include "tenon/constructs/observability/health_check.hpp"

#include "tenon/app/run.hpp"

using tenon::HealthCheck;
using tenon::HealthCheckType;

void health_check(tenon::App& app) {
  auto& stack = app.add("Health", tenon::Stack::Props{});

  auto& site = stack.add("Site", HealthCheck::Props{
                                     .type = HealthCheckType::https,
                                     .fqdn = "www.example.org",
                                     .resource_path = "/health",
                                 });
  auto& api = stack.add("Api", HealthCheck::Props{
                                   .type = HealthCheckType::https_string_match,
                                   .fqdn = "api.example.org",
                                   .resource_path = "/health",
                                   .search_string = "ready",
                                   .request_interval = tenon::Duration::seconds(10),
                               });
  stack.add("Shop", HealthCheck::Props{
                        .type = HealthCheckType::calculated,
                        .child_health_checks = {&site, &api},
                        .health_threshold = 1,
                        .name = "shop",
                    });
}
