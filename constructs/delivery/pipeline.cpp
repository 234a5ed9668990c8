#include "tenon/constructs/delivery/pipeline.hpp"

#include <algorithm>

#include "tenon/aws/codepipeline/Pipeline.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/codepipeline.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/iam/s3.hpp"

namespace tenon {

namespace {

using L1 = aws::codepipeline::Pipeline;

constexpr std::string_view execution_modes[] = {"SUPERSEDED", "QUEUED", "PARALLEL"};
constexpr std::string_view pull_request_events[] = {"OPEN", "UPDATED", "CLOSED"};
constexpr std::string_view connection_provider = "CodeStarSourceConnection";
// https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
constexpr std::size_t most_filters = 3;

List<std::string> texts(const std::vector<std::string>& values) {
  return values.empty() ? List<std::string>() : List<std::string>(values);
}

template <class L1Filter>
Value<L1Filter> filter(const GitFilter& given) {
  if (given.includes.empty() && given.excludes.empty()) return {};
  return L1Filter{.Excludes = texts(given.excludes), .Includes = texts(given.includes)};
}

/// A list of bags; unset when it is empty.
template <class Bag, class Given, class Convert>
List<Bag> list(const std::vector<Given>& given, Convert convert) {
  if (given.empty()) return {};
  std::vector<Bag> bags;
  for (const Given& each : given) bags.push_back(convert(each));
  return bags;
}

L1::ActionDeclaration declaration(const PipelineAction& action) {
  return {.ActionTypeId = L1::ActionTypeId{.Category = {Raw{}, Value<std::string>(std::string_view(action.category))},
                                           .Owner = action.owner,
                                           .Provider = std::string_view(action.provider),
                                           .Version = action.version},
          .Configuration = action.configuration,
          .InputArtifacts = list<L1::InputArtifact>(
              action.inputs, [](const Artifact& each) { return L1::InputArtifact{.Name = each.name()}; }),
          .Name = std::string_view(action.action_name),
          .Namespace = action.variables_namespace.empty() ? Value<std::string>() : Value<std::string>(action.variables_namespace),
          .OutputArtifacts = list<L1::OutputArtifact>(
              action.outputs, [](const Artifact& each) { return L1::OutputArtifact{.Name = each.name()}; }),
          .RunOrder = action.run_order};
}

L1::StageDeclaration declaration(const PipelineStage& stage) {
  return {.Actions = list<L1::ActionDeclaration>(stage.actions, [](const PipelineAction& each) { return declaration(each); }),
          .Name = std::string_view(stage.stage_name)};
}

L1::GitPushFilter declaration(const GitPushFilter& push) {
  return {.Branches = filter<L1::GitBranchFilterCriteria>(push.branches),
          .FilePaths = filter<L1::GitFilePathFilterCriteria>(push.file_paths),
          .Tags = filter<L1::GitTagFilterCriteria>(push.tags)};
}

L1::GitPullRequestFilter declaration(const GitPullRequestFilter& request) {
  std::vector<std::string> events;
  for (const PullRequestEvent event : request.events) {
    events.emplace_back(pull_request_events[static_cast<std::size_t>(event)]);
  }
  return {.Branches = filter<L1::GitBranchFilterCriteria>(request.branches),
          .Events = texts(events),
          .FilePaths = filter<L1::GitFilePathFilterCriteria>(request.file_paths)};
}

L1::PipelineTriggerDeclaration declaration(const PipelineTrigger& trigger) {
  return {.GitConfiguration =
              L1::GitConfiguration{
                  .PullRequest = list<L1::GitPullRequestFilter>(
                      trigger.pull_request, [](const GitPullRequestFilter& each) { return declaration(each); }),
                  .Push = list<L1::GitPushFilter>(trigger.push, [](const GitPushFilter& each) { return declaration(each); }),
                  .SourceActionName = std::string_view(trigger.source_action_name)},
          .ProviderType = "CodeStarSourceConnection"};
}

L1::VariableDeclaration declaration(const PipelineVariable& variable) {
  const auto given = [](const std::string& text) { return text.empty() ? Value<std::string>() : Value<std::string>(text); };
  return {.DefaultValue = given(variable.default_value),
          .Description = given(variable.description),
          .Name = std::string_view(variable.variable_name)};
}

Value<L1::ArtifactStore> artifact_store(const Bucket& bucket) {
  L1::ArtifactStore store{.Location = bucket.bucket_name(), .Type = "S3"};
  if (const Key* const key = bucket.encryption_key()) {
    store.EncryptionKey = L1::EncryptionKey{.Id = key->arn(), .Type = "KMS"};
  }
  return store;
}

/// Reading and writing artifacts, with the actions that AWS names for pipelines' roles; CDK grants all of `s3:GetObject*`,
/// `s3:List*` and the like, and deleting.
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
void grant_artifacts(Bucket& bucket, Role& role) {
  role.add_to_policy({.actions = {iam::s3::GetBucketAcl, iam::s3::GetBucketLocation, iam::s3::GetBucketVersioning},
                      .resources = {bucket.arn()}});
  bucket.grant_on_objects(
      role, {iam::s3::GetObject, iam::s3::GetObjectVersion, iam::s3::PutObject, iam::kms::Decrypt, iam::kms::DescribeKey,
             iam::kms::Encrypt, iam::kms::GenerateDataKey, iam::kms::ReEncryptFrom, iam::kms::ReEncryptTo});
}

bool is_empty(const GitFilter& filter) { return filter.includes.empty() && filter.excludes.empty(); }

}  // namespace

Pipeline::Pipeline(const Scope& scope, const Props& props)
    : Construct(scope), role_(props.role), artifact_bucket_(props.artifact_bucket) {
  check(props);
  if (artifact_bucket_ == nullptr) {
    artifact_bucket_ = &add("ArtifactsBucket", Bucket::Props{.encryption = BucketEncryption::kms}, where());
  }
  if (role_ == nullptr) {
    role_ = &add("Role", Role::Props{.assumed_by = Principal::service("codepipeline.amazonaws.com")}, where());
  }
  grant_artifacts(*artifact_bucket_, *role_);
  for (const PipelineStage& stage : props.stages) {
    for (const PipelineAction& action : stage.actions) {
      for (const PolicyStatement& statement : action.statements) role_->add_to_policy(statement);
      if (action.artifacts_role != nullptr) grant_artifacts(*artifact_bucket_, *action.artifacts_role);
    }
  }
  const auto convert = [](const auto& each) { return declaration(each); };
  resource_ = &add("Resource",
                   L1::Props{.ArtifactStore = artifact_store(*artifact_bucket_),
                             .ExecutionMode = {Raw{}, Value<std::string>(execution_modes[static_cast<std::size_t>(props.execution_mode)])},
                             .Name = props.pipeline_name,
                             .PipelineType = "V2",
                             .RestartExecutionOnUpdate = props.restart_execution_on_update,
                             .RoleArn = role_->arn(),
                             .Stages = list<L1::StageDeclaration>(props.stages, convert),
                             .Triggers = list<L1::PipelineTriggerDeclaration>(props.triggers, convert),
                             .Variables = list<L1::VariableDeclaration>(props.variables, convert)},
                   where());
  // It starts as soon as it is made.
  resource_->depends_on(*role_, where());
}

void Pipeline::refuse(std::string_view property, std::string value, std::string allowed, std::string message) const {
  report({.id = "property-not-allowed",
          .path = path(),
          .property = std::string(property),
          .value = std::move(value),
          .allowed = std::move(allowed),
          .message = std::move(message),
          .where = where()});
}

void Pipeline::check(const Props& props) const {
  if (props.stages.size() < 2) {
    report({.id = "property-needed",
            .path = path(),
            .property = "stages",
            .value = std::to_string(props.stages.size()),
            .allowed = "a stage of sources, and at least one more",
            .message = "a pipeline has two stages or more",
            .where = where()});
  }
  for (std::size_t i = 0; i < props.stages.size(); ++i) {
    const PipelineStage& stage = props.stages[i];
    if (stage.actions.empty()) {
      report({.id = "property-needed",
              .path = path(),
              .property = "stages[" + std::to_string(i) + "].actions",
              .allowed = "at least one action",
              .message = "the stage '" + stage.stage_name + "' does nothing",
              .where = where()});
    }
    for (const PipelineAction& action : stage.actions) {
      if ((action.category == "Source") == (i == 0)) continue;
      refuse("stages[" + std::to_string(i) + "].actions", action.category, i == 0 ? "Source" : "anything but Source",
             "sources stand in the first stage, and nothing else does");
    }
  }
  check_artifacts(props);
  check_triggers(props);
}

/// An artifact is made once, by an action that has run before those that use it.
void Pipeline::check_artifacts(const Props& props) const {
  struct Made {
    std::string_view name;
    std::size_t stage;
    int run_order;
  };
  std::vector<Made> made;
  for (std::size_t i = 0; i < props.stages.size(); ++i) {
    for (const PipelineAction& action : props.stages[i].actions) {
      for (const Artifact& output : action.outputs) {
        if (std::ranges::find(made, output.name(), &Made::name) != made.end()) {
          refuse("outputs", output.name(), "a name of its own", "another action makes an artifact of this name");
        }
        made.push_back({output.name(), i, action.run_order});
      }
    }
  }
  for (std::size_t i = 0; i < props.stages.size(); ++i) {
    for (const PipelineAction& action : props.stages[i].actions) {
      for (const Artifact& input : action.inputs) {
        const auto found = std::ranges::find(made, input.name(), &Made::name);
        const bool before = found != made.end() && (found->stage < i || (found->stage == i && found->run_order < action.run_order));
        if (!before) {
          refuse("inputs", input.name(), "an output of an action that runs before '" + action.action_name + "'",
                 "nothing has made the artifact by then");
        }
      }
    }
  }
}

void Pipeline::check_triggers(const Props& props) const {
  for (const PipelineTrigger& trigger : props.triggers) {
    const auto is_source = [&](const PipelineAction& action) {
      return action.action_name == trigger.source_action_name && action.provider == connection_provider;
    };
    if (props.stages.empty() || std::ranges::none_of(props.stages.front().actions, is_source)) {
      refuse("triggers", trigger.source_action_name, "an action of the first stage whose source is a connection",
             "the trigger's source is not one of the pipeline's");
    }
    if (trigger.push.size() > most_filters || trigger.pull_request.size() > most_filters) {
      refuse("triggers", std::to_string(std::max(trigger.push.size(), trigger.pull_request.size())), "at most three",
             "CodePipeline takes no more filters of one kind");
    }
    for (const GitPushFilter& push : trigger.push) {
      if (is_empty(push.tags) || (is_empty(push.branches) && is_empty(push.file_paths))) continue;
      refuse("triggers", "tags with branches or file paths", "tags alone, or branches and file paths",
             "a push is of a tag or of a branch");
    }
  }
}

Value<std::string> Pipeline::arn() const { return resource_->Arn(); }
Value<std::string> Pipeline::pipeline_name() const { return resource_->ref(); }
Value<std::string> Pipeline::pipeline_version() const { return resource_->Version(); }

void Pipeline::grant_start_execution(const Grantee& grantee) {
  grantee.add_to_policy({.actions = {iam::codepipeline::StartPipelineExecution}, .resources = {arn()}});
}

}  // namespace tenon
