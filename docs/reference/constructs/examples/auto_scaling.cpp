#include "tenon/constructs/compute/auto_scaling.hpp"

#include "tenon/app/run.hpp"

void auto_scaling(tenon::App& app) {
  auto& stack = app.add("Capacity", tenon::Stack::Props{});
  // What has no construct of its own is named by its resource id and dimension.
  auto& cluster = stack.add("Replicas", tenon::ScalableTarget::Props{
                                            .service_namespace = tenon::ServiceNamespace::rds,
                                            .scalable_dimension = "rds:cluster:ReadReplicaCount",
                                            .resource_id = "cluster:orders",
                                            .max_capacity = 8,
                                            .min_capacity = 2,
                                        });
  cluster.scale_to_track_metric(
      "Cpu", {.target_value = 60,
              .predefined_metric = tenon::PredefinedMetric::rds_reader_average_cpu_utilization,
              .scale_in_cooldown = tenon::Duration::minutes(10)});
  const tenon::Metric backlog(tenon::Metric::Props{.metric_namespace = "Shop", .metric_name = "Backlog"});
  cluster.scale_on_metric("Backlog", {.metric = backlog,
                                      .scaling_steps = {{.change = -1, .upper = 10},
                                                        {.change = 1, .lower = 100, .upper = 1000},
                                                        {.change = 3, .lower = 1000}}});
  cluster.scale_on_schedule("Night", {.schedule = "cron(0 22 * * ? *)", .max_capacity = 2});
}
