#include "monitoring.hpp"

#include "tenon/constructs/integration/event_rule.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/constructs/observability/dashboard.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/observability/xray.hpp"

namespace app_dw {

using tenon::Alarm;
using tenon::ComparisonOperator;
using tenon::Duration;
using tenon::GraphWidget;
using tenon::Metric;
using tenon::Statistic;

namespace {

constexpr Duration resolution = Duration::minutes(1);
constexpr char metric_namespace[] = "AppDw";

/// Percent of answers that are errors of the server, within five minutes.
constexpr double error_rate_limit = 5;
constexpr Duration error_rate_period = Duration::minutes(5);
/// Seconds, of 95 % of the requests.
constexpr double latency_limit = 1;
/// Percent, of CPU and of memory.
constexpr double utilization_limit = 85;
/// Percent of the connections that a cluster takes.
constexpr double connections_limit = 80;
/// Percent of the storage that is left.
constexpr double storage_limit = 20;
/// An instance db.r6g.large has 32 GiB for what is temporary; the data itself lies in a volume that grows.
/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html
constexpr double local_storage_bytes = 32.0 * 1024 * 1024 * 1024;
/// Within a minute: more is no longer chance.
constexpr double blocked_requests_limit = 100;
constexpr double failed_sign_ins_limit = 10;
constexpr double logged_errors_limit = 10;

// --- alarms ----------------------------------------------------------------------------------------------

/// An alarm beyond a limit for so many periods.
struct Limit {
  std::string id;
  Metric metric;
  double limit;
  std::int64_t periods;
  std::string advice;
  ComparisonOperator comparison = ComparisonOperator::greater_than_threshold;
};

void add_limit(tenon::Stack& stack, const Shared& shared, const Limit& limit) {
  auto& topic = shared.platform.alerts;
  stack.add(limit.id, Alarm::Props{
                          .metric = limit.metric,
                          .evaluation_periods = limit.periods,
                          .threshold = limit.limit,
                          .comparison_operator = limit.comparison,
                          .treat_missing_data = tenon::TreatMissingData::not_breaching,
                          .alarm_description = limit.advice,
                          .alarm_actions = {topic},
                          .ok_actions = {topic},
                      });
}

void add_limits(tenon::Stack& stack, const Shared& shared, const std::vector<Limit>& limits) {
  for (const Limit& limit : limits) add_limit(stack, shared, limit);
}

// --- figures ---------------------------------------------------------------------------------------------

Metric every_minute(const Metric& metric) { return metric.with_period(resolution); }

/// Percent. Nothing is reported of errors where there are none, and without requests there is no rate.
Metric error_rate(const tenon::ApplicationTargetGroup& targets) {
  return Metric::math(
      "100 * FILL(errors, 0) / requests",
      {{"errors", targets.metric_http_code_target(5)}, {"requests", targets.metric_request_count()}},
      error_rate_period, "Errors, percent");
}

/// Percent of all requests that the load balancer answers itself, because no target does: those for which it
/// found none are not among `requests`.
Metric error_rate(const tenon::ApplicationLoadBalancer& balancer) {
  return Metric::math(
      "100 * errors / (FILL(requests, 0) + errors)",
      {{"errors", balancer.metric_http_code_elb(5)}, {"requests", balancer.metric_request_count()}},
      error_rate_period, "Errors of the load balancer, percent");
}

Metric latency(const tenon::ApplicationTargetGroup& targets) {
  return every_minute(targets.metric_target_response_time()
                          .with_statistic(Statistic::percentile(95))
                          .with_label("Latency of 95 %, seconds"));
}

Metric connections(const Database& database) {
  return Metric::math(
      "100 * connections / " + std::to_string(max_connections),
      {{"connections", database.cluster.metric_database_connections().with_statistic(Statistic::maximum)}},
      resolution, "Connections, percent");
}

Metric free_storage(const Database& database) {
  return Metric::math(
      "100 * free / " + std::to_string(static_cast<std::int64_t>(local_storage_bytes)),
      {{"free", database.cluster.metric_free_local_storage().with_statistic(Statistic::minimum)}}, resolution,
      "Free storage, percent");
}

Metric failed_sign_ins(const Shared& shared, const tenon::UserPoolClient& client) {
  return shared.authentication.users.metric_failed_sign_ins(client, resolution);
}

/// Users whose sign-in the load balancer could not complete.
Metric refused_by_balancer(const Shared& shared) {
  return every_minute(shared.load_balancing.balancer.metric("ELBAuthFailure", Statistic::sum));
}

/// How often tasks of a service have failed, from `record_failed_tasks`.
Metric failed_tasks(const ContainerService& service) {
  return Metric({.metric_namespace = metric_namespace,
                 .metric_name = "FailedTasks",
                 .dimensions = {{"Group", "service:" + service.description->name}},
                 .statistic = Statistic::sum,
                 .period = resolution,
                 .label = "Failed tasks"});
}

// --- what is written for the sake of figures -------------------------------------------------------------

/// Tasks that ended by themselves or never ran; those that Fargate Spot takes away are none of them.
void record_failed_tasks(tenon::Stack& stack, const Shared& shared) {
  auto& log = add_log_group(stack, "FailedTasksLog", "/aws/events/app-dw-failed-tasks");
  stack.add(
      "FailedTasks",
      tenon::EventRule::Props{
          .event_pattern = {.source = {"aws.ecs"},
                            .detail_type = {"ECS Task State Change"},
                            .detail = {{"clusterArn",
                                        tenon::Value<std::string>(shared.platform.cluster.arn())},
                                       {"lastStatus", "STOPPED"},
                                       {"stopCode", {"EssentialContainerExited", "TaskFailedToStart"}}}},
          .description = "Tasks of app-dw that failed",
          .targets = {log},
      });
  // A figure for each service: the group of its tasks is "service:<name>".
  log.add("Count", tenon::MetricFilter::Props{
                       .log_group = log,
                       .filter_pattern = tenon::LogField("$.detail.lastStatus") == "STOPPED",
                       .metric_namespace = metric_namespace,
                       .metric_name = "FailedTasks",
                       .dimensions = {{"Group", "$.detail.group"}},
                       .unit = "Count",
                   });
}

/// How well the applications are by their own account.
Metric logged_errors(tenon::Stack& stack, const Shared& shared) {
  auto& filter =
      stack.add("LoggedErrors",
                tenon::MetricFilter::Props{
                    .log_group = shared.platform.containers_log,
                    .filter_pattern = tenon::FilterPattern::any_term({"ERROR", "CRITICAL", "Traceback"}),
                    .metric_namespace = metric_namespace,
                    .metric_name = "LoggedErrors",
                    .default_value = 0,
                    .unit = "Count",
                });
  return every_minute(filter.metric(Statistic::sum));
}

/// Traces to look at first.
void group_traces(tenon::Stack& stack) {
  stack.add("SlowOrFailed",
            tenon::XrayGroup::Props{.group_name = "app-dw-slow-or-failed",
                                    .filter_expression = "fault = true OR error = true OR responsetime > 1"});
}

// --- what is watched -------------------------------------------------------------------------------------

void watch_service(tenon::Stack& stack, const Shared& shared, const std::string& id,
                   const ContainerService& service) {
  const std::string& name = service.description->name;
  add_limits(stack, shared,
             {{id + "Cpu", every_minute(service.service->metric_cpu_utilization()), utilization_limit, 5,
               name + ": the tasks are busy, and scaling does not keep up."},
              {id + "Memory", every_minute(service.service->metric_memory_utilization()), utilization_limit,
               5, name + ": the tasks run out of memory."},
              {id + "FailedTasks", failed_tasks(service), 0, 1,
               name + ": a task failed. Its events are in the log /aws/events/app-dw-failed-tasks."}});
  if (service.targets == nullptr) return;
  add_limits(stack, shared,
             {{id + "Errors", error_rate(*service.targets), error_rate_limit, 1,
               name + ": more than 5 % of the requests fail."},
              {id + "Latency", latency(*service.targets), latency_limit, 5,
               name + ": one of twenty requests takes more than a second."}});
}

void watch_database(tenon::Stack& stack, const Shared& shared, const std::string& id,
                    const Database& database) {
  add_limits(stack, shared,
             {{id + "DatabaseCpu", every_minute(database.cluster.metric_cpu_utilization()), utilization_limit,
               5, id + ": the database is busy."},
              {id + "DatabaseConnections", connections(database), connections_limit, 5,
               id + ": the database takes hardly any more connections."},
              {id + "DatabaseStorage", free_storage(database), storage_limit, 5,
               id + ": an instance of the database has hardly any storage left.",
               ComparisonOperator::less_than_threshold}});
}

void watch_project(tenon::Stack& stack, const Shared& shared, const ProjectStacks& project) {
  const std::string& id = project.project->stacks;
  if (project.backend) watch_service(stack, shared, id + "Backend", project.backend->api);
  if (project.frontend.service) watch_service(stack, shared, id + "Frontend", *project.frontend.service);
  if (project.project->database) watch_database(stack, shared, id, shared.databases.of(*project.project));
}

void watch_security(tenon::Stack& stack, const Shared& shared) {
  const auto& [balancer, distributions] = shared.firewalls;
  const Authentication& users = shared.authentication;
  add_limits(stack, shared,
             {{"LoadBalancerBlocked", every_minute(balancer.metric_blocked_requests()),
               blocked_requests_limit, 1, "The firewall of the load balancer blocks many requests."},
              {"DistributionsBlocked", every_minute(distributions.metric_blocked_requests()),
               blocked_requests_limit, 1, "The firewall of the distributions blocks many requests."},
              {"BrowsersFailedSignIns", failed_sign_ins(shared, users.browsers), failed_sign_ins_limit, 1,
               "Many users of the sites fail to sign in."},
              {"LoadBalancerFailedSignIns", failed_sign_ins(shared, users.balancer), failed_sign_ins_limit, 1,
               "Many users of what the load balancer protects fail to sign in."},
              {"LoadBalancerRefused", refused_by_balancer(shared), failed_sign_ins_limit, 1,
               "The load balancer refuses many users who come from signing in."},
              {"GuardrailInterventions", every_minute(shared.platform.guardrail.metric_interventions()), 0, 1,
               "The guardrail has kept something from a model or from a user."}});
}

void watch_health(tenon::Stack& stack, const Shared& shared) {
  add_limits(stack, shared,
             {{"LoggedErrorsLimit", logged_errors(stack, shared), logged_errors_limit, 1,
               "The applications log many errors. See /ecs/app-dw."},
              {"LoadBalancerErrors", error_rate(shared.load_balancing.balancer), error_rate_limit, 1,
               "More than 5 % of the requests find nobody to answer them."}});
}

// --- pages -----------------------------------------------------------------------------------------------

using Row = std::vector<tenon::Widget>;

GraphWidget graph(std::string title, std::vector<Metric> left, std::vector<Metric> right = {}) {
  return {.title = std::move(title),
          .left = std::move(left),
          .right = std::move(right),
          .width = 12,
          .period = resolution};
}

std::vector<Row> service_rows(const ContainerService& service) {
  const std::string& name = service.description->name;
  const auto& tasks = *service.service;
  std::vector<Row> rows = {
      {graph(name + ": utilization", {tasks.metric_cpu_utilization(), tasks.metric_memory_utilization()}),
       graph(name + ": failed tasks", {failed_tasks(service)})}};
  if (const auto* targets = service.targets) {
    rows.push_back({graph(name + ": requests and errors", {targets->metric_request_count()},
                          {targets->metric_http_code_target(4), targets->metric_http_code_target(5)}),
                    graph(name + ": latency and healthy tasks", {latency(*targets)},
                          {targets->metric_healthy_host_count()})});
  }
  return rows;
}

Row database_row(const Database& database) {
  return {
      graph("Database: load", {database.cluster.metric_cpu_utilization()}, {connections(database)}),
      graph("Database: storage", {free_storage(database)}, {database.cluster.metric_volume_bytes_used()})};
}

Row site_row(const tenon::Distribution& distribution) {
  return {graph("Site: requests", {distribution.metric_requests()}),
          graph("Site: errors, percent",
                {distribution.metric_4xx_error_rate(), distribution.metric_5xx_error_rate()})};
}

void show_project(tenon::Stack& stack, const Shared& shared, const ProjectStacks& project) {
  const config::Project& description = *project.project;
  std::vector<Row> rows;
  for (const ContainerService& service : project.services()) {
    for (Row& row : service_rows(service)) rows.push_back(std::move(row));
  }
  if (description.database) rows.push_back(database_row(shared.databases.of(description)));
  if (project.frontend.site) rows.push_back(site_row(*project.frontend.site->distribution));
  stack.add(description.stacks + "Dashboard",
            tenon::Dashboard::Props{
                .dashboard_name = std::string(system_name) + "-" + description.id,
                .widgets = std::move(rows),
            });
}

void show_security(tenon::Stack& stack, const Shared& shared) {
  const auto& [balancer, distributions] = shared.firewalls;
  const Authentication& users = shared.authentication;
  stack.add(
      "SecurityDashboard",
      tenon::Dashboard::Props{
          .dashboard_name = std::string(system_name) + "-security",
          .widgets = {{graph("Firewalls: blocked requests",
                             {balancer.metric_blocked_requests().with_label("Load balancer"),
                              distributions.metric_blocked_requests().with_label("Distributions")}),
                       graph("Guardrail", {shared.platform.guardrail.metric_interventions()},
                             {shared.platform.guardrail.metric_invocations()})},
                      {graph("Failed sign-ins",
                             {failed_sign_ins(shared, users.browsers).with_label("Scripts in browsers")},
                             {refused_by_balancer(shared)})}},
      });
}

}  // namespace

void add_monitoring(tenon::App& app, const Shared& shared, const std::vector<ProjectStacks>& projects) {
  auto& stack = add_stack(
      app,
      {.id = "Monitoring", .name = "monitoring", .description = "alarms and dashboards of all projects"});
  record_failed_tasks(stack, shared);
  group_traces(stack);
  watch_health(stack, shared);
  watch_security(stack, shared);
  show_security(stack, shared);
  for (const ProjectStacks& project : projects) {
    watch_project(stack, shared, project);
    show_project(stack, shared, project);
  }
}

}  // namespace app_dw
