#pragma once

/// \file
/// Pipelines: stages of actions, from a push to what is deployed.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::codepipeline {
class Pipeline;
}

namespace tenon {

class Bucket;
class BuildProject;
class EcsService;
class Pipeline;
class Topic;

/// Files that one action hands on to others, by its name: letters, digits, `-` and `_`, at most 100.
class Artifact {
 public:
  Artifact(std::string name) : name_(std::move(name)) {}
  Artifact(const char* name) : name_(name) {}

  const std::string& name() const noexcept { return name_; }
  /// A file of it, "imagedefinitions.json", for configurations that name one.
  std::string at_path(std::string_view file) const { return name_ + "::" + std::string(file); }

 private:
  std::string name_;
};

/// What a stage does. Made by the actions of `tenon/constructs/delivery/actions.hpp`, or field by field for a provider that
/// has none there.
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
struct PipelineAction {
  Required<"action_name", std::string> action_name;
  /// "Source", "Build", "Deploy", "Test", "Approval", "Invoke"
  Required<"category", std::string> category;
  /// "CodeBuild", "ECS", …
  Required<"provider", std::string> provider;
  std::string owner = "AWS";
  std::string version = "1";
  /// As the provider takes it. Default: none.
  Value<Json> configuration = {};
  /// Each is an output of an action before (`property-not-allowed`).
  std::vector<Artifact> inputs = {};
  std::vector<Artifact> outputs = {};
  /// Actions of a stage run in this order, those of the same number at the same time. Starts at 1.
  int run_order = 1;
  /// Gives the action's variables a name: `#{SourceVariables.CommitId}`. Default: they have none.
  std::string variables_namespace = {};
  /// What the pipeline's role needs to run it. Default: nothing.
  std::vector<PolicyStatement> statements = {};
  /// Who reads inputs and writes outputs besides the pipeline itself. Default: nobody.
  Role* artifacts_role = nullptr;
};

struct PipelineStage {
  /// Letters, digits and `.@-_`; once in the pipeline.
  Required<"stage_name", std::string> stage_name;
  /// At least one (`property-needed`).
  std::vector<PipelineAction> actions;
};

/// Names that let a push or pull request in or keep it out, with `*` and `**`. Default: all are in.
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html
struct GitFilter {
  std::vector<std::string> includes = {};
  std::vector<std::string> excludes = {};
};

/// Which pushes start the pipeline: of branches or of tags, and not both (`property-not-allowed`).
struct GitPushFilter {
  GitFilter branches = {};
  /// Only pushes that change one of these files; of branches.
  GitFilter file_paths = {};
  GitFilter tags = {};
};

enum class PullRequestEvent : std::uint8_t { opened, updated, closed };

struct GitPullRequestFilter {
  /// The branch that the request wants to change.
  GitFilter branches = {};
  GitFilter file_paths = {};
  /// Default: all three.
  std::vector<PullRequestEvent> events = {};
};

/// What starts a pipeline. At most three filters of each kind (`property-not-allowed`).
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html
struct PipelineTrigger {
  /// An action of the first stage whose provider is a connection (`property-not-allowed`).
  Required<"source_action_name", std::string> source_action_name;
  std::vector<GitPushFilter> push = {};
  std::vector<GitPullRequestFilter> pull_request = {};
};

/// What becomes of a run when a newer one comes.
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#concepts-how-it-works-executions
enum class ExecutionMode : std::uint8_t {
  superseded,  ///< the newer one overtakes those that wait
  queued,      ///< one after the other
  parallel,    ///< all at once
};

struct PipelineVariable {
  /// Used as `#{variables.<name>}`.
  Required<"variable_name", std::string> variable_name;
  std::string default_value = {};
  std::string description = {};
};

/// A pipeline of CodePipeline, type V2. Its stages are given whole: the first one holds sources and nothing else, and every
/// artifact is made before it is used (`property-not-allowed`).
///
/// The pipeline's role runs all actions; it may do what they need and no more.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html
class Pipeline final : public Construct {
 public:
  struct Props {
    using Of = Pipeline;
    /// At least two (`property-needed`).
    Required<"stages", std::vector<PipelineStage>> stages;
    /// Default: CloudFormation makes a name.
    Value<std::string> pipeline_name = {};
    /// Where artifacts are kept. Default: a bucket `ArtifactsBucket`, encrypted with a key of its own.
    Bucket* artifact_bucket = nullptr;
    ExecutionMode execution_mode = ExecutionMode::superseded;
    /// Default: every push to the branch of a source that detects changes.
    std::vector<PipelineTrigger> triggers = {};
    std::vector<PipelineVariable> variables = {};
    /// Whether a change of the pipeline itself starts it.
    bool restart_execution_on_update = false;
    /// Default: a role `Role`.
    Role* role = nullptr;
  };

  Pipeline(const Scope& scope, const Props& props);

  aws::codepipeline::Pipeline& resource() const noexcept { return *resource_; }
  Value<std::string> arn() const;
  Value<std::string> pipeline_name() const;
  Value<std::string> pipeline_version() const;
  Role& role() noexcept { return *role_; }
  Bucket& artifact_bucket() const noexcept { return *artifact_bucket_; }

  /// `codepipeline:StartPipelineExecution`
  void grant_start_execution(const Grantee& grantee);

 private:
  void check(const Props& props) const;
  void check_artifacts(const Props& props) const;
  void check_triggers(const Props& props) const;
  void refuse(std::string_view property, std::string value, std::string allowed, std::string message) const;

  Role* role_ = nullptr;
  Bucket* artifact_bucket_ = nullptr;
  aws::codepipeline::Pipeline* resource_ = nullptr;
};

}  // namespace tenon
