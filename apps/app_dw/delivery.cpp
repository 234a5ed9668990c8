#include "delivery.hpp"

#include "tenon/constructs/delivery/actions.hpp"
#include "tenon/constructs/delivery/build_project.hpp"
#include "tenon/constructs/delivery/pipeline.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/value/json.hpp"

namespace app_dw {

namespace iam = tenon::iam;
namespace json = tenon::json;
using tenon::BuildAction;
using tenon::BuildProject;
using tenon::BuildVariable;
using tenon::Duration;
using tenon::PipelineAction;
using tenon::PipelineStage;
using tenon::Role;

namespace {

constexpr Duration build_timeout = Duration::minutes(30);

/// A pipeline that is being made: what it is called, what it builds, and for whom.
struct Delivery {
  tenon::Stack& stack;
  const Shared& shared;
  const config::Pipeline& description;
};

// --- builds ----------------------------------------------------------------------------------------------

using Commands = std::vector<std::string>;

/// What the kinds of parts are tested with.
struct Toolchain {
  std::string_view runtime;
  std::string_view version;
  std::string_view install;
  std::string_view unit_tests;
  std::string_view integration_tests;
};
constexpr Toolchain node{"nodejs", "22", "npm install", "npm run test", "npm run test:integration"};
constexpr Toolchain python{"python", "3.13", "pip install -r requirements.txt", "pytest",
                           "pytest tests/integration"};

/// What one build does.
struct Build {
  /// Follows the pipeline's name.
  std::string_view purpose;
  std::string_view description;
  const Toolchain* toolchain = nullptr;
  Commands commands;
  /// What comes of it. Default: nothing.
  tenon::Value<tenon::Json> artifacts = {};
  std::vector<BuildVariable> variables = {};
  /// Whether it makes images.
  bool privileged = false;
};

tenon::BuildSpec build_spec(const Build& build) {
  tenon::Value<tenon::Json> install;
  if (build.toolchain != nullptr) {
    install = json::object(
        {{"runtime-versions", json::object({{build.toolchain->runtime, build.toolchain->version}})}});
  }
  const std::vector<tenon::Value<tenon::Json>> commands(build.commands.begin(), build.commands.end());
  return tenon::BuildSpec::from_object(json::object(
      {{"version", "0.2"},
       {"phases",
        json::object({{"install", install}, {"build", json::object({{"commands", json::array(commands)}})}})},
       {"artifacts", build.artifacts}}));
}

BuildProject& add_build(const Delivery& delivery, std::string_view id, const Build& build) {
  const std::string name =
      std::string(system_name) + "-" + delivery.description.name + "-" + std::string(build.purpose);
  auto& scope = delivery.stack;
  auto& logs = add_log_group(scope, std::string(id) + "Logs", "/aws/codebuild/" + name);
  return scope.add(id, BuildProject::Props{
                           .build_spec = build_spec(build),
                           .project_name = name,
                           .description = build.description,
                           .privileged = build.privileged,
                           .environment_variables = build.variables,
                           .timeout = build_timeout,
                           .log_group = &logs,
                           .encryption_key = &delivery.shared.storage.artifacts_key,
                           .grant_report_group_permissions = false,
                       });
}

std::string folder_of(const Delivery& delivery) { return "aws/" + delivery.description.folder; }
std::string id_of(const Delivery& delivery, std::string_view purpose) {
  return (delivery.description.deploys == config::Part::frontend ? "Frontend" : "Backend") +
         std::string(purpose);
}

// --- stages ----------------------------------------------------------------------------------------------

PipelineStage source_stage(const Delivery& delivery) {
  const config::Source& source = delivery.shared.system.source;
  return {.stage_name = "Source",
          .actions = {tenon::ConnectionSourceAction{
              .action_name = "GitHub",
              .connection_arn = delivery.shared.platform.connection_arn,
              .owner = source.owner,
              .repository = source.repository,
              .output = "Source",
              .branch = source.branch,
              // The trigger says which pushes count.
              .trigger_on_push = false,
          }}};
}

PipelineStage test_stage(const Delivery& delivery, const Toolchain& toolchain) {
  auto& project = add_build(delivery, id_of(delivery, "IntegrationTests"),
                            {.purpose = "integration-tests",
                             .description = "Tests the parts together, before anything is deployed",
                             .toolchain = &toolchain,
                             .commands = {"cd " + folder_of(delivery), std::string(toolchain.install),
                                          std::string(toolchain.integration_tests)}});
  return {.stage_name = "Test",
          .actions = {BuildAction{
              .action_name = "IntegrationTests", .project = project, .input = "Source", .is_test = true}}};
}

// --- sites -----------------------------------------------------------------------------------------------

PipelineStage build_site_stage(const Delivery& delivery) {
  const std::string folder = folder_of(delivery);
  auto& project = add_build(
      delivery, id_of(delivery, "Build"),
      {.purpose = "build",
       .description = "Tests the units, and makes the files of the site",
       .toolchain = &node,
       .commands = {"cd " + folder, std::string(node.install), std::string(node.unit_tests), "npm run build"},
       .artifacts = json::object({{"base-directory", folder}, {"files", json::array({"build/**/*"})}})});
  return {.stage_name = "Build",
          .actions = {BuildAction{.action_name = "BuildAndUnitTests",
                                  .project = project,
                                  .input = "Source",
                                  .outputs = {"BuildArtifact"}}}};
}

/// What `aws s3 sync --delete` does, and an invalidation, for this site alone.
void allow_site_deployment(Role& role, const Site& site) {
  role.add_to_policy({.actions = {iam::s3::ListBucket}, .resources = {site.files->arn()}});
  site.files->grant_on_objects(role, {iam::s3::PutObject, iam::s3::DeleteObject});
  site.distribution->grant_create_invalidation(role);
}

PipelineStage deploy_site_stage(const Delivery& delivery, const Site& site) {
  auto& project = add_build(
      delivery, id_of(delivery, "Deploy"),
      {.purpose = "deploy",
       .description = "Copies the files to the site's bucket, and has CloudFront forget the old ones",
       .commands = {"aws s3 sync build/ \"s3://$BUCKET\" --delete",
                    "aws cloudfront create-invalidation --distribution-id \"$DISTRIBUTION_ID\" --paths '/*'"},
       .variables = {{.name = "BUCKET", .value = site.files->bucket_name()},
                     {.name = "DISTRIBUTION_ID", .value = site.distribution->distribution_id()}}});
  allow_site_deployment(project.role(), site);
  return {.stage_name = "Deploy",
          .actions = {BuildAction{
              .action_name = "FilesAndInvalidation", .project = project, .input = "BuildArtifact"}}};
}

std::vector<PipelineStage> site_stages(const Delivery& delivery, const Site& site) {
  return {source_stage(delivery), build_site_stage(delivery), test_stage(delivery, node),
          deploy_site_stage(delivery, site)};
}

// --- services --------------------------------------------------------------------------------------------

Commands image_commands(const Delivery& delivery, const config::Service& service) {
  return {
      "cd " + folder_of(delivery),
      std::string(python.install),
      std::string(python.unit_tests),
      "docker build -t " + service.image + " .",
      "aws ecr get-login-password | docker login --username AWS --password-stdin \"${REPOSITORY_URI%%/*}\"",
      "IMAGE=\"$REPOSITORY_URI:$CODEBUILD_RESOLVED_SOURCE_VERSION\"",
      // Tasks that a deployment of the stack starts take the latest.
      "docker tag " + service.image + " \"$REPOSITORY_URI:latest\"",
      "docker tag " + service.image + " \"$IMAGE\"",
      "docker push --all-tags \"$REPOSITORY_URI\"",
      "printf '[{\"name\":\"%s\",\"imageUri\":\"%s\"}]' " + service.container +
          " \"$IMAGE\" > imagedefinitions.json",
  };
}

PipelineStage build_image_stage(const Delivery& delivery, const config::Service& service) {
  auto& repository = delivery.shared.storage.image_of(service);
  auto& project = add_build(delivery, id_of(delivery, "Build"),
                            {.purpose = "build",
                             .description = "Tests the units, and makes the image",
                             .toolchain = &python,
                             .commands = image_commands(delivery, service),
                             .artifacts = json::object({{"base-directory", folder_of(delivery)},
                                                        {"files", json::array({"imagedefinitions.json"})}}),
                             .variables = {{.name = "REPOSITORY_URI", .value = repository.repository_uri()}},
                             .privileged = true});
  repository.grant_pull_push(project);
  return {.stage_name = "Build",
          .actions = {BuildAction{.action_name = "BuildAndUnitTests",
                                  .project = project,
                                  .input = "Source",
                                  .outputs = {"DockerImage"}}}};
}

PipelineStage deploy_service_stage(const ContainerService& to) {
  return {.stage_name = "Deploy",
          .actions = {tenon::EcsDeployAction{.action_name = "Tasks",
                                             .service = *to.service,
                                             .input = "DockerImage",
                                             .deployment_timeout = build_timeout}}};
}

std::vector<PipelineStage> service_stages(const Delivery& delivery, const ContainerService& to) {
  return {source_stage(delivery), build_image_stage(delivery, *to.description), test_stage(delivery, python),
          deploy_service_stage(to)};
}

// --- pipelines -------------------------------------------------------------------------------------------

std::vector<PipelineStage> stages(const Delivery& delivery, const ProjectStacks& project) {
  if (delivery.description.deploys == config::Part::backend) {
    return service_stages(delivery, project.backend->api);
  }
  const Frontend& frontend = project.frontend;
  return frontend.site ? site_stages(delivery, *frontend.site) : service_stages(delivery, *frontend.service);
}

void add_pipeline(const Delivery& delivery, const ProjectStacks& project) {
  const config::Pipeline& pipeline = delivery.description;
  delivery.stack.add(
      id_of(delivery, "Pipeline"),
      tenon::Pipeline::Props{
          .stages = stages(delivery, project),
          .pipeline_name = std::string(system_name) + "-" + pipeline.name,
          .artifact_bucket = &delivery.shared.storage.artifacts,
          .triggers = {{.source_action_name = "GitHub",
                        .push = {{.branches = {.includes = {delivery.shared.system.source.branch}},
                                  .file_paths = {.includes = {folder_of(delivery) + "/**/*"}}}}}},
      });
}

}  // namespace

void add_delivery(tenon::App& app, const Shared& shared, const ProjectStacks& project) {
  const config::Project& description = *project.project;
  auto& stack = add_stack(app, {.id = description.stacks + "Delivery",
                                .name = description.id + "-delivery",
                                .description = description.title + ": pipelines from a push to what runs",
                                .project = description.id});
  for (const config::Pipeline& pipeline : description.pipelines) {
    add_pipeline({stack, shared, pipeline}, project);
  }
}

}  // namespace app_dw
