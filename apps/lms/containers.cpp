#include "containers.hpp"

#include "tenon/aws/ecs/Cluster.hpp"
#include "tenon/aws/ecs/Service.hpp"
#include "tenon/aws/efs/MountTarget.hpp"
#include "tenon/aws/rds/DBInstance.hpp"
#include "tenon/aws/scheduler/Schedule.hpp"
#include "tenon/iam/ecs.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace lms {

namespace iam = tenon::iam;
namespace json = tenon::json;
using tenon::ApplicationLoadBalancer;
using tenon::ApplicationProtocol;
using tenon::ApplicationTargetGroup;
using tenon::ContainerSecret;
using tenon::Duration;
using tenon::EcsCluster;
using tenon::EcsService;
using tenon::Principal;
using tenon::Role;
using tenon::TaskDefinition;

namespace {

/// 2 vCPUs each. At the maximum there are 80 of them, more than one for 1,000 of 50,000 users.
constexpr tenon::FargateSize task_size{2048, 4096};
constexpr std::int64_t least_tasks = 4;
constexpr std::int64_t most_tasks = 40;

/// A task serves 50 requests a second with ease. 50,000 users who send one every 20 s make 2,500 a second: 50
/// for each of the 40 tasks.
constexpr double requests_per_minute_and_task = 3000;

constexpr Duration scale_out_cooldown = Duration::minutes(1);
constexpr Duration scale_in_cooldown = Duration::minutes(5);
/// A new task gets no requests for so long at most.
constexpr Duration start_up = Duration::minutes(1);

EcsCluster& add_cluster(tenon::Stack& stack, const Settings& settings, const ContainersSpec& spec) {
  const auto name = settings.name("ecs-cluster");
  // Container Insights would make this group itself, without a key and for ever.
  auto& insights =
      add_log_group(stack, "ClusterInsightsLogs",
                    tenon::format("/aws/ecs/containerinsights/{}/performance", name), spec.keys.operations);
  auto& cluster = stack.add("Cluster", EcsCluster::Props{
                                           .vpc = spec.network.vpc,
                                           .cluster_name = name,
                                           .container_insights = tenon::ContainerInsights::enabled,
                                       });
  cluster.resource().depends_on(insights);
  return cluster;
}

Role& add_task_role(tenon::Stack& stack, std::string_view id, std::string_view description) {
  return stack.add(
      id, Role::Props{
              .assumed_by = Principal::service("ecs-tasks.amazonaws.com")
                                .with_conditions({{"StringEquals", "aws:SourceAccount", {stack.account()}}}),
              .description = description,
          });
}

/// What the application may do: put records on the stream, read the database's credentials, use the shared
/// files.
void allow_application(Role& role, const ContainersSpec& spec) {
  spec.activities.grant_write(role);
  spec.data.database.secret().grant_read(role);
  spec.data.materials.grant_read_write(role);
}

TaskDefinition& add_task(tenon::Stack& stack, const Settings& settings, const ContainersSpec& spec) {
  auto& logs =
      add_log_group(stack, "ApplicationLogs", tenon::format("/lms/{}", settings.name("application-logs")),
                    spec.keys.operations);
  auto& task_role = add_task_role(stack, "TaskRole", "LMS: what the application may do");
  allow_application(task_role, spec);
  auto& task = stack.add(
      "Task",
      TaskDefinition::Props{
          .size = task_size,
          .family = settings.name("lms-task"),
          .task_role = &task_role,
          .execution_role = &add_task_role(stack, "ExecutionRole", "LMS: what ECS needs to start a task"),
          .volumes = {{.name = "courses",
                       .efs_volume = tenon::EfsVolume{.file_system = spec.data.materials,
                                                      .access_point = &spec.data.courses}},
                      {.name = "scratch"}},
      });
  task.add_container(
      container_name,
      {
          .image = tenon::ContainerImage::from_ecr_repository(spec.repository),
          .environment = {{"DATABASE_HOST", spec.data.database.endpoint_address()},
                          {"DATABASE_READER_HOST", spec.data.database.read_endpoint_address()},
                          // A password that was replaced is void at once: the application reads the new one
                          // when it needs it.
                          {"DATABASE_CREDENTIALS_ARN", spec.data.database.secret().arn()},
                          {"REDIS_HOST", spec.data.sessions.primary_endpoint_address()},
                          {"REDIS_PORT", std::to_string(spec.data.sessions.port().number())},
                          {"ACTIVITY_STREAM", spec.activities.stream_name()},
                          {"COURSES_FOLDER", "/mnt/courses"},
                          {"HTTPS_PORT", std::to_string(container_port.number())}},
          .secrets = {{"REDIS_AUTH", ContainerSecret::from_secrets_manager(spec.data.redis_token, "token")},
                      {"INTEGRATION_KEYS", ContainerSecret::from_secrets_manager(spec.api_keys)}},
          .port_mappings = {{.container_port = container_port, .name = "https"}},
          .health_check =
              tenon::ContainerHealthCheck{
                  .command = {"curl --fail --silent --insecure https://localhost:" +
                              std::to_string(container_port.number()) + health_path + " || exit 1"},
                  .interval = Duration::seconds(15),
                  .timeout = Duration::seconds(5),
                  .retries = 3,
                  .start_period = start_up},
          .logging = tenon::LogDriver::aws_logs({.stream_prefix = "lms", .log_group = &logs}),
          .readonly_root_filesystem = true,
          .user = "1000:1000",
          .mount_points = {{.source_volume = "courses", .container_path = "/mnt/courses"},
                           {.source_volume = "scratch", .container_path = "/tmp"}},
      });
  return task;
}

EcsService& add_service(tenon::Stack& stack, const Settings& settings, const ContainersSpec& spec,
                        EcsCluster& cluster) {
  auto& service = stack.add("Service", EcsService::Props{
                                           .cluster = cluster,
                                           .task_definition = add_task(stack, settings, spec),
                                           .desired_count = least_tasks,
                                           .service_name = settings.name("lms-service"),
                                           .health_check_grace_period = start_up,
                                           .security_groups = {&spec.network.tasks},
                                           .enable_ecs_managed_tags = true,
                                           .propagate_tags = tenon::PropagatedTagSource::service,
                                       });
  return service;
}

/// A task needs its database and its files when it starts, and a way to its image.
void start_last(const ContainersSpec& spec, EcsService& service) {
  auto& resource = service.resource();
  resource.depends_on(service.task_definition().execution_role().permissions());
  for (const auto* instance : spec.data.database.instances()) resource.depends_on(*instance);
  for (const auto* target : spec.data.materials.mount_targets()) resource.depends_on(*target);
  for (const auto* way : spec.network.vpc.internet_connectivity()) resource.depends_on(*way);
}

/// Two ways to more tasks: the slower one keeps each task's load, the fast one answers to a rush within a
/// minute.
void scale(const Settings& settings, EcsService& service, ApplicationTargetGroup& targets) {
  auto& tasks = service.auto_scale_task_count({.max_capacity = most_tasks, .min_capacity = least_tasks});
  tasks.scale_on_request_count("Requests", {.requests_per_target = requests_per_minute_and_task,
                                            .target_group = targets,
                                            .scale_in_cooldown = scale_in_cooldown,
                                            .scale_out_cooldown = scale_out_cooldown,
                                            .policy_name = settings.name("requests-policy")});
  tasks.scale_on_cpu_utilization("Cpu", {.target_utilization_percent = 60,
                                         .scale_in_cooldown = scale_in_cooldown,
                                         .scale_out_cooldown = scale_out_cooldown,
                                         .policy_name = settings.name("cpu-policy")});
  tasks.scale_on_metric(
      "Rush", {.metric = targets.metric_request_count_per_target().with_period(Duration::minutes(1)),
               .scaling_steps = {{.change = 0, .upper = 1.5 * requests_per_minute_and_task},
                                 {.change = 50, .upper = 3 * requests_per_minute_and_task},
                                 {.change = 100}},
               .adjustment_type = tenon::AdjustmentType::percent_change_in_capacity,
               .cooldown = scale_out_cooldown,
               .min_adjustment_magnitude = 2});
}

/// Tasks that start anew read the newest credentials.
void restart_regularly(tenon::Stack& stack, const Settings& settings, const EcsCluster& cluster,
                       const EcsService& service) {
  auto& role = stack.add(
      "RestartRole",
      Role::Props{
          .assumed_by = Principal::service("scheduler.amazonaws.com")
                            .with_conditions({{"StringEquals", "aws:SourceAccount", {stack.account()}}}),
          .description = "LMS: replaces the tasks, so that they read new credentials",
      });
  role.add_to_policy({.actions = {iam::ecs::UpdateService}, .resources = {service.arn()}});
  const auto input = json::object({{"Cluster", cluster.cluster_name()},
                                   {"Service", service.service_name()},
                                   {"ForceNewDeployment", true}});
  stack.add("Restart",
            tenon::aws::scheduler::Schedule::Props{
                .Description = "Replaces the tasks of the LMS, so that they read new credentials",
                .FlexibleTimeWindow = {{.Mode = "OFF"}},
                .Name = settings.name("restart-schedule"),
                .ScheduleExpression = restart_interval,
                .Target = {{.Arn = {tenon::Raw{},
                                    tenon::Value<std::string>(tenon::format(
                                        "arn:{}:scheduler:::aws-sdk:ecs:updateService", stack.partition()))},
                            .Input = json::string(input),
                            .RoleArn = role.arn()}},
            });
}

}  // namespace

Containers add_containers(tenon::Stack& stack, const Settings& settings, const ContainersSpec& spec) {
  auto& cluster = add_cluster(stack, settings, spec);
  auto& service = add_service(stack, settings, spec, cluster);
  auto& balancer = stack.add("Balancer", ApplicationLoadBalancer::Props{
                                             .vpc = spec.network.vpc,
                                             .security_groups = {&spec.network.balancer},
                                             .load_balancer_name = settings.name("alb"),
                                         });
  auto& listener = balancer.add_listener(
      "Https", {.port = 443, .certificates = {tenon::ListenerCertificate::arn(spec.certificate_arn)}});
  auto& targets =
      listener.add_targets("Tasks", {.port = container_port.number(),
                                     .protocol = ApplicationProtocol::https,
                                     .targets = {service},
                                     .target_group_name = settings.name("target-group"),
                                     .health_check = {.path = health_path,
                                                      .protocol = tenon::HealthCheckProtocol::https,
                                                      .interval = Duration::seconds(10),
                                                      .timeout = Duration::seconds(5),
                                                      .healthy_threshold_count = 2,
                                                      .unhealthy_threshold_count = 3},
                                     .deregistration_delay = Duration::seconds(30)});
  start_last(spec, service);
  scale(settings, service, targets);
  restart_regularly(stack, settings, cluster, service);
  return {cluster, service, balancer, targets};
}

}  // namespace lms
