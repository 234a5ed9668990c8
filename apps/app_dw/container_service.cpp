#include "container_service.hpp"

#include "app_dw/collector.hpp"
#include "tenon/iam/bedrock.hpp"
#include "tenon/iam/polly.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/iam/xray.hpp"
#include "tenon/value/format.hpp"

namespace app_dw {

namespace iam = tenon::iam;
using config::Ability;
using tenon::ContainerImage;
using tenon::ContainerSecret;
using tenon::Duration;
using tenon::EcsService;
using tenon::EnvironmentVariable;
using tenon::Principal;
using tenon::Role;
using tenon::TaskDefinition;

namespace {

/// 1 vCPU and 2 GB.
constexpr tenon::FargateSize task_size{1024, 2048};
constexpr char image_tag[] = "latest";
constexpr char collector_image[] = "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0";

constexpr std::int64_t least_tasks = 1;
constexpr std::int64_t most_tasks = 3;
/// Percent, of CPU and of memory.
constexpr double utilization = 70;
constexpr Duration scale_in_cooldown = Duration::minutes(5);
constexpr Duration scale_out_cooldown = Duration::minutes(1);

constexpr Duration start_up = Duration::minutes(1);
constexpr Duration discovery_ttl = Duration::minutes(1);
constexpr Duration deregistration_delay = Duration::seconds(30);

Role& add_task_role(tenon::Stack& stack, std::string_view id, const tenon::Value<std::string>& description) {
  return stack.add(
      id, Role::Props{
              .assumed_by = Principal::service("ecs-tasks.amazonaws.com")
                                .with_conditions({{"StringEquals", "aws:SourceAccount", {stack.account()}}}),
              .description = description,
          });
}

// --- what a service may do, and what it has to know for it -----------------------------------------------

/// Whose abilities are given.
struct Able {
  tenon::Stack& stack;
  const Shared& shared;
  const config::Project& project;
  Role& role;
  std::vector<EnvironmentVariable>& environment;
};

void allow_model(const Able& to, std::string_view variable, const std::string& model) {
  to.role.add_to_policy({.actions = {iam::bedrock::InvokeModel},
                         .resources = {tenon::format("arn:{}:bedrock:{}::foundation-model/{}",
                                                     to.stack.partition(), to.stack.region(), model)}});
  to.environment.push_back({std::string(variable), model});
}

void allow_text_model(const Able& to) {
  auto& guardrail = to.shared.platform.guardrail;
  allow_model(to, "TEXT_MODEL_ID", to.shared.system.models.text);
  guardrail.grant_apply(to.role);
  to.environment.push_back({"GUARDRAIL_ID", guardrail.guardrail_id()});
  to.environment.push_back({"GUARDRAIL_VERSION", guardrail.version()});
}

void allow_image_model(const Able& to) { allow_model(to, "IMAGE_MODEL_ID", to.shared.system.models.image); }

void allow_speech(const Able& to) {
  // Polly knows resources for lexicons alone, and these services have none: "*" is all there is.
  to.role.add_to_policy({.actions = {iam::polly::SynthesizeSpeech}, .resources = {"*"}});
}

void allow_database(const Able& to) {
  const Database& database = to.shared.databases.of(to.project);
  database.proxy.grant_connect(to.role, to.project.database->name);
  to.environment.push_back({"DATABASE_HOST", database.proxy.endpoint()});
  to.environment.push_back({"DATABASE_READ_HOST", database.read_endpoint});
}

void allow_media(const Able& to) {
  auto& bucket = *to.shared.storage.site_of(to.project).media;
  // CloudFront asks the bucket for the whole path, so that is where objects are.
  bucket.grant_on_objects(to.role, {iam::s3::PutObject}, to.project.site->media->path.substr(1));
  to.environment.push_back({"MEDIA_BUCKET", bucket.bucket_name()});
}

/// Others call with this key, which the service compares.
void allow_callers_key(const Able& to, const std::string& name) {
  auto& key = *to.shared.platform.secrets.at(name);
  key.grant_read(to.role);
  to.environment.push_back({"API_KEY_SECRET_ARN", key.arn()});
}

struct AbilityRule {
  Ability ability;
  void (*allow)(const Able& to);
};
constexpr AbilityRule ability_rules[] = {
    {Ability::text_model, allow_text_model}, {Ability::image_model, allow_image_model},
    {Ability::speech, allow_speech},         {Ability::database, allow_database},
    {Ability::media, allow_media},
};

/// What every task may do: hand in traces and metrics.
void allow_telemetry(const Able& to) {
  // X-Ray knows no resource for any of these actions.
  to.role.add_to_policy({.actions = {iam::xray::PutTraceSegments, iam::xray::PutTelemetryRecords,
                                     iam::xray::GetSamplingRules, iam::xray::GetSamplingTargets},
                         .resources = {"*"}});
  to.shared.platform.containers_log.grant_write(to.role);
}

/// The role of the application, and the variables that go with what it may do.
Role& add_application_role(tenon::Stack& stack, const Shared& shared, const config::Project& project,
                           const config::Service& service, std::vector<EnvironmentVariable>& environment) {
  auto& role = add_task_role(stack, "TaskRole", "What " + service.name + " may do");
  const Able able{stack, shared, project, role, environment};
  allow_telemetry(able);
  for (const AbilityRule& rule : ability_rules) {
    if (service.can(rule.ability)) rule.allow(able);
  }
  if (service.callers_key) allow_callers_key(able, *service.callers_key);
  return role;
}

// --- the task --------------------------------------------------------------------------------------------

std::vector<EnvironmentVariable> common_environment(const Shared& shared, const config::Service& service) {
  const Authentication& authentication = shared.authentication;
  std::vector<EnvironmentVariable> environment = {
      {"AWS_DEFAULT_REGION", region},
      {"OTEL_SERVICE_NAME", service.name},
      {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"},
      {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"},
      {"USER_POOL_ID", authentication.users.user_pool_id()},
  };
  for (const auto& [variable, name] : service.calls) {
    const std::string port = std::to_string(shared.system.service(name).port.number());
    environment.push_back({variable, tenon::format("http://{}.{}:{}", name, internal_domain, port)});
  }
  return environment;
}

tenon::Secret& secret(const Shared& shared, const config::Project& project, const std::string& name) {
  return name == config::database_url ? shared.databases.of(project).url : *shared.platform.secrets.at(name);
}

tenon::LogDriver log_driver(const Shared& shared) {
  return tenon::LogDriver::aws_logs({.stream_prefix = "ecs", .log_group = &shared.platform.containers_log});
}

void add_application(TaskDefinition& task, const Shared& shared, const config::Project& project,
                     const config::Service& service, std::vector<EnvironmentVariable> environment) {
  std::vector<tenon::NamedSecret> secrets;
  for (const auto& [variable, name] : service.secrets) {
    secrets.push_back({variable, ContainerSecret::from_secrets_manager(secret(shared, project, name))});
  }
  const std::string address =
      "http://localhost:" + std::to_string(service.port.number()) + service.health_path;
  task.add_container(
      service.container,
      {
          .image = ContainerImage::from_ecr_repository(shared.storage.image_of(service), image_tag),
          .environment = std::move(environment),
          .secrets = std::move(secrets),
          .port_mappings = {{.container_port = service.port}},
          .health_check =
              tenon::ContainerHealthCheck{.command = {"CMD-SHELL", "curl -f " + address + " || exit 1"},
                                          .interval = Duration::seconds(30),
                                          .timeout = Duration::seconds(5),
                                          .retries = 3,
                                          .start_period = start_up},
          .logging = log_driver(shared),
      });
}

/// AWS Distro for OpenTelemetry, which the application sends its traces and metrics to.
void add_collector(TaskDefinition& task, const Shared& shared, const config::Service& service) {
  const auto configuration = tenon::format("{}    log_group_name: {}\n    log_stream_name: metrics/{}\n",
                                           collector::traces_and_metrics,
                                           shared.platform.containers_log.log_group_name(), service.name);
  task.add_container("aws-otel-collector",
                     {
                         .image = ContainerImage::from_registry(collector_image),
                         .environment = {{"AOT_CONFIG_CONTENT", configuration}},
                         .health_check = tenon::ContainerHealthCheck{.command = {"CMD", "/healthcheck"}},
                         .logging = log_driver(shared),
                     });
}

TaskDefinition& add_task(tenon::Stack& stack, const Shared& shared, const config::Project& project,
                         const config::Service& service) {
  auto environment = common_environment(shared, service);
  auto& task_role = add_application_role(stack, shared, project, service, environment);
  auto& execution_role =
      add_task_role(stack, "ExecutionRole", "What ECS needs to start a task of " + service.name);
  auto& task =
      stack.add("Task", TaskDefinition::Props{.size = task_size,
                                              .family = std::string(system_name) + "-" + service.name,
                                              .task_role = &task_role,
                                              .execution_role = &execution_role});
  add_application(task, shared, project, service, std::move(environment));
  add_collector(task, shared, service);
  return task;
}

// --- the service -----------------------------------------------------------------------------------------

void scale(EcsService& service) {
  auto& tasks = service.auto_scale_task_count({.max_capacity = most_tasks, .min_capacity = least_tasks});
  const tenon::UtilizationScaling scaling{.target_utilization_percent = utilization,
                                          .scale_in_cooldown = scale_in_cooldown,
                                          .scale_out_cooldown = scale_out_cooldown};
  tasks.scale_on_cpu_utilization("Cpu", scaling);
  tasks.scale_on_memory_utilization("Memory", scaling);
}

EcsService& add_service(tenon::Stack& stack, const Shared& shared, const config::Project& project,
                        const config::Service& service) {
  auto& task = add_task(stack, shared, project, service);
  auto& made = stack.add(
      "Service", EcsService::Props{
                     .cluster = shared.platform.cluster,
                     .task_definition = task,
                     .service_name = service.name,
                     .capacity_provider_strategies = {{tenon::CapacityProvider::fargate_spot, 1}},
                     .min_healthy_percent = 100,
                     .max_healthy_percent = 200,
                     .circuit_breaker = tenon::DeploymentCircuitBreaker{.enable = true, .rollback = true},
                     .health_check_grace_period = service.target ? std::optional(start_up) : std::nullopt,
                     .vpc_subnets = tenon::SubnetSelection{.type = tenon::SubnetType::private_with_egress},
                     .security_groups = {&shared.network.of(project).services},
                     .cloud_map_options = tenon::CloudMapOptions{.name = service.name,
                                                                 .cloud_map_namespace = &shared.network.names,
                                                                 .dns_ttl = discovery_ttl},
                     .enable_ecs_managed_tags = true,
                     .propagate_tags = tenon::PropagatedTagSource::service,
                 });
  // A task needs its secrets and its image when it starts.
  made.add_dependency(task.execution_role());
  scale(made);
  return made;
}

}  // namespace

tenon::ApplicationTargetGroup& add_targets(tenon::Stack& stack, const Shared& shared,
                                           const config::Project& project, const config::Target& target,
                                           EcsService* service) {
  auto& group = stack.add("Targets", tenon::ApplicationTargetGroup::Props{
                                         .vpc = &shared.network.vpc,
                                         .port = target.port.number(),
                                         .protocol = tenon::ApplicationProtocol::http,
                                         .target_type = tenon::TargetType::ip,
                                         .health_check = {.path = target.health_path,
                                                          .interval = Duration::seconds(30),
                                                          .timeout = Duration::seconds(5),
                                                          .healthy_threshold_count = 2,
                                                          .unhealthy_threshold_count = 3,
                                                          .healthy_http_codes = target.healthy_codes},
                                         .deregistration_delay = deregistration_delay,
                                     });
  if (service != nullptr) group.add_target(*service);
  // Below the stack, not below the listener, whose stack comes before.
  stack.add(
      "Rule",
      tenon::ListenerRule::Props{
          .listener = shared.load_balancing.https,
          .priority = target.priority,
          .conditions = {{tenon::ListenerCondition::host_headers({shared.system.host_of(project)}),
                          tenon::ListenerCondition::path_patterns({target.path})}},
          .action = shared.authentication.require(target.sign_in, tenon::ListenerAction::forward(group)),
      });
  return group;
}

ContainerService add_container_service(tenon::Stack& stack, const Shared& shared,
                                       const config::Project& project, const config::Service& service) {
  auto& made = add_service(stack, shared, project, service);
  auto* targets = service.target ? &add_targets(stack, shared, project, *service.target, &made) : nullptr;
  return {&service, &made, targets};
}

}  // namespace app_dw
