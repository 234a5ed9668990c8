#include "tenon/constructs/delivery/actions.hpp"

#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/ecs_service.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/delivery/build_project.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/codebuild.hpp"
#include "tenon/iam/codestar-connections.hpp"
#include "tenon/iam/ecs.hpp"
#include "tenon/iam/iam.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

/// Configurations of actions are texts.
Value<Json> boolean(bool value) { return value ? "true" : "false"; }

Value<Json> optional(const std::string& text) { return text.empty() ? Value<Json>() : Value<Json>(text); }

}  // namespace

ConnectionSourceAction::operator PipelineAction() const {
  return {.action_name = action_name,
          .category = "Source",
          .provider = "CodeStarSourceConnection",
          .configuration = json::object(
              {{"ConnectionArn", connection_arn},
               {"FullRepositoryId", format("{}/{}", owner, repository)},
               {"BranchName", branch},
               {"DetectChanges", boolean(trigger_on_push)},
               {"OutputArtifactFormat", code_build_clone_output ? Value<Json>("CODEBUILD_CLONE_REF") : Value<Json>()}}),
          .outputs = {output},
          .run_order = run_order,
          .variables_namespace = variables_namespace,
          .statements = {{.actions = {iam::codestar_connections::UseConnection}, .resources = {connection_arn}}}};
}

BuildAction::operator PipelineAction() const {
  std::vector<Artifact> inputs = {input};
  inputs.insert(inputs.end(), extra_inputs.begin(), extra_inputs.end());
  std::vector<Value<Json>> variables;
  for (const auto& [name, value] : environment_variables) {
    variables.push_back(json::object({{"name", name}, {"type", "PLAINTEXT"}, {"value", value}}));
  }
  const Value<Json> texts = variables.empty() ? Value<Json>() : Value<Json>(json::string(json::array(variables)));
  return {.action_name = action_name,
          .category = is_test ? "Test" : "Build",
          .provider = "CodeBuild",
          .configuration = json::object({{"ProjectName", project.project_name()},
                                         {"EnvironmentVariables", texts},
                                         {"PrimarySource", extra_inputs.empty() ? Value<Json>() : Value<Json>(input.name())}}),
          .inputs = std::move(inputs),
          .outputs = outputs,
          .run_order = run_order,
          .variables_namespace = variables_namespace,
          .statements = {{.actions = {iam::codebuild::BatchGetBuilds, iam::codebuild::StartBuild, iam::codebuild::StopBuild},
                          .resources = {project.arn()}}},
          .artifacts_role = &project.role()};
}

EcsDeployAction::operator PipelineAction() const {
  // The actions and their scopes are AWS's own:
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html#edit-role-ecs
  TaskDefinition& task = service.task_definition();
  std::vector<Value<std::string>> task_roles = {task.role().arn(), task.execution_role().arn()};
  const Value<std::string> task_definitions =
      format("arn:{}:ecs:{}:{}:task-definition/{}:*", pseudo::partition, pseudo::region, pseudo::account_id, task.family());
  const Value<Json> timeout =
      deployment_timeout ? Value<Json>(std::to_string(deployment_timeout->to_minutes())) : Value<Json>();
  return {.action_name = action_name,
          .category = "Deploy",
          .provider = "ECS",
          .configuration = json::object({{"ClusterName", service.cluster().cluster_name()},
                                         {"ServiceName", service.service_name()},
                                         {"FileName", image_file},
                                         {"DeploymentTimeout", timeout}}),
          .inputs = {input},
          .run_order = run_order,
          .statements = {
              {.actions = {iam::ecs::DescribeServices, iam::ecs::UpdateService}, .resources = {service.arn()}},
              {.actions = {iam::ecs::DescribeTaskDefinition}, .resources = {"*"}},
              {.actions = {iam::ecs::RegisterTaskDefinition}, .resources = {task_definitions}},
              {.actions = {iam::ecs::TagResource},
               .resources = {task_definitions},
               .conditions = {{"StringEquals", "ecs:CreateAction", {"RegisterTaskDefinition"}}}},
              {.actions = {iam::iam::PassRole},
               .resources = task_roles,
               .conditions = {{"StringEquals", "iam:PassedToService", {"ecs-tasks.amazonaws.com"}}}}}};
}

S3DeployAction::operator PipelineAction() const {
  std::vector<PolicyStatement> statements = {
      {.actions = {iam::s3::PutObject, iam::s3::PutObjectAcl, iam::s3::AbortMultipartUpload},
       .resources = {format("{}/*", bucket.arn())}},
      {.actions = {iam::s3::GetBucketLocation, iam::s3::ListBucket}, .resources = {bucket.arn()}}};
  if (const Key* const key = bucket.encryption_key()) {
    statements.push_back({.actions = {iam::kms::Decrypt, iam::kms::GenerateDataKey}, .resources = {key->arn()}});
  }
  return {.action_name = action_name,
          .category = "Deploy",
          .provider = "S3",
          .configuration = json::object({{"BucketName", bucket.bucket_name()},
                                         {"Extract", boolean(extract)},
                                         {"ObjectKey", object_key},
                                         {"CacheControl", optional(cache_control)}}),
          .inputs = {input},
          .run_order = run_order,
          .statements = std::move(statements)};
}

ManualApprovalAction::operator PipelineAction() const {
  std::vector<PolicyStatement> statements;
  if (notification_topic != nullptr) {
    statements.push_back({.actions = {iam::sns::Publish}, .resources = {notification_topic->arn()}});
  }
  return {.action_name = action_name,
          .category = "Approval",
          .provider = "Manual",
          .configuration = json::object(
              {{"NotificationArn", notification_topic != nullptr ? Value<Json>(notification_topic->arn()) : Value<Json>()},
               {"CustomData", additional_information},
               {"ExternalEntityLink", external_entity_link}}),
          .run_order = run_order,
          .statements = std::move(statements)};
}

}  // namespace tenon
