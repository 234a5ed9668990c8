#include "delivery.hpp"

#include "tenon/aws/codepipeline/Pipeline.hpp"
#include "tenon/aws/codestarconnections/Connection.hpp"
#include "tenon/constructs/compute/custom_resource.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/delivery/actions.hpp"
#include "tenon/constructs/delivery/build_project.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace lms {

namespace iam = tenon::iam;
namespace json = tenon::json;
using tenon::Bucket;
using tenon::BuildProject;
using tenon::CustomResource;
using tenon::Duration;
using tenon::Pipeline;
using tenon::Repository;

namespace {

constexpr char repository_name[] = "lms-repository";

/// Builds the image, and says in imagedefinitions.json which one the tasks are to run. `latest` is what a
/// deployment of the stack names.
constexpr char build_spec[] = R"({
  "version": "0.2",
  "phases": {
    "pre_build": {"commands": [
      "aws ecr get-login-password | docker login --username AWS --password-stdin \"${REPOSITORY_URI%%/*}\"",
      "IMAGE=\"$REPOSITORY_URI:$CODEBUILD_RESOLVED_SOURCE_VERSION\""
    ]},
    "build": {"commands": ["docker build --tag \"$REPOSITORY_URI:latest\" --tag \"$IMAGE\" ."]},
    "post_build": {"commands": [
      "docker push --all-tags \"$REPOSITORY_URI\"",
      "printf '[{\"name\":\"%s\",\"imageUri\":\"%s\"}]' \"$CONTAINER_NAME\" \"$IMAGE\" > imagedefinitions.json"
    ]}
  },
  "artifacts": {"files": ["imagedefinitions.json"]}
})";

BuildProject& add_build(tenon::Stack& stack, const Settings& settings, const Keys& keys, tenon::Key& key,
                        Repository& repository) {
  const auto name = settings.name("build-project");
  auto& logs = add_log_group(stack, "BuildLogs", tenon::format("/aws/codebuild/{}", name), keys.operations);
  auto& build = stack.add(
      "Build", BuildProject::Props{
                   .build_spec = tenon::BuildSpec::from_object(json::parse(build_spec)),
                   .project_name = name,
                   .description = "Builds the image of the LMS",
                   .privileged = true,
                   .environment_variables = {{.name = "REPOSITORY_URI", .value = repository.repository_uri()},
                                             {.name = "CONTAINER_NAME", .value = container_name}},
                   .timeout = Duration::minutes(30),
                   .log_group = &logs,
                   .encryption_key = &key,
                   .grant_report_group_permissions = false,
               });
  repository.grant_pull_push(build);
  return build;
}

Bucket& add_artifacts(tenon::Stack& stack, const Settings& settings, tenon::Key& key) {
  return stack.add("Artifacts",
                   Bucket::Props{
                       .bucket_name = tenon::format_sub("artifacts-bucket-{}-{}", settings.suffix().ref(),
                                                        tenon::pseudo::account_id),
                       .encryption_key = &key,
                       .versioned = true,
                       .lifecycle_rules = {{.id = "old-artifacts",
                                            .abort_incomplete_multipart_upload_after = Duration::days(1),
                                            .expiration = Duration::days(30),
                                            .noncurrent_version_expiration = Duration::days(1)}},
                       .removal_policy = tenon::RemovalPolicy::destroy,
                   });
}

/// CloudFormation deletes no bucket that holds objects, so a function takes them out before.
CustomResource& empty_on_deletion(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                                  Bucket& bucket, const std::string& code) {
  auto& function =
      add_function(stack, settings, keys.operations,
                   {.id = "EmptyBucket",
                    .name = "empty-bucket-function",
                    .description = "LMS: empties the bucket of artifacts when the stack is deleted",
                    .code = code,
                    .timeout = longest_run});
  function.add_to_role_policy({.actions = {iam::s3::ListBucketVersions, iam::s3::ListBucketMultipartUploads},
                               .resources = {bucket.arn()}});
  function.add_to_role_policy(
      {.actions = {iam::s3::DeleteObject, iam::s3::DeleteObjectVersion, iam::s3::AbortMultipartUpload},
       .resources = {bucket.arn_for_objects("*")}});
  auto& emptying = stack.add("ArtifactsEmptying", CustomResource::Props{
                                                      .service_token = function,
                                                      .resource_type = "Custom::EmptyBucket",
                                                      .properties = {{"BucketName", bucket.bucket_name()}},
                                                      .service_timeout = longest_run,
                                                  });
  // Until the bucket is empty nobody gets in without TLS.
  emptying.add_dependency(*bucket.policy());
  return emptying;
}

}  // namespace

Repository& add_repository(tenon::Stack& stack, const Settings& settings) {
  auto& key = add_key(stack, settings, "RepositoryKey", "repository-key", "LMS: images of the application");
  return stack.add("Repository",
                   Repository::Props{
                       .repository_name = settings.name(repository_name),
                       .lifecycle_rules = {{.max_image_count = 30, .description = "The newest images"}},
                       .encryption_key = &key,
                       .empty_on_delete = true,
                       .removal_policy = tenon::RemovalPolicy::destroy,
                   });
}

Repository& find_repository(tenon::Stack& stack, const Settings& settings) {
  return Repository::from_name(stack, "Repository", settings.name(repository_name));
}

Pipeline& add_pipeline(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                       const Containers& containers, Repository& repository, const Source& source,
                       const std::string& code) {
  auto& key = add_key(stack, settings, "ArtifactsKey", "artifacts-key", "LMS: artifacts of the pipeline");
  auto& artifacts = add_artifacts(stack, settings, key);
  auto& emptying = empty_on_deletion(stack, settings, keys, artifacts, code);
  auto& connection = stack.add("Connection", tenon::aws::codestarconnections::Connection::Props{
                                                 .ConnectionName = settings.name("source-connection"),
                                                 .ProviderType = "GitHub",
                                             });
  auto& build = add_build(stack, settings, keys, key, repository);
  const tenon::PipelineStage get{
      .stage_name = "Source",
      .actions = {tenon::ConnectionSourceAction{.action_name = "Source",
                                                .connection_arn = connection.ConnectionArn(),
                                                .owner = source.owner,
                                                .repository = source.repository,
                                                .output = "Source",
                                                .branch = source.branch}}};
  const tenon::PipelineStage make{
      .stage_name = "Build",
      .actions = {tenon::BuildAction{
          .action_name = "Image", .project = build, .input = "Source", .outputs = {"Image"}}}};
  const tenon::PipelineStage deploy{
      .stage_name = "Deploy",
      .actions = {tenon::EcsDeployAction{.action_name = "Tasks",
                                         .service = containers.service,
                                         .input = "Image",
                                         .deployment_timeout = Duration::minutes(30)}}};
  auto& pipeline = stack.add("Pipeline", Pipeline::Props{
                                             .stages = {{get, make, deploy}},
                                             .pipeline_name = settings.name("pipeline"),
                                             .artifact_bucket = &artifacts,
                                             .execution_mode = tenon::ExecutionMode::queued,
                                         });
  // Nothing is written into the bucket any more when it is emptied.
  pipeline.resource().depends_on(emptying);
  return pipeline;
}

}  // namespace lms
