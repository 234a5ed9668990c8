#pragma once

/// \file
/// What stages of pipelines do: sources, builds, deployments, approvals. Each converts to a `PipelineAction`.

#include <string>
#include <vector>

#include "tenon/constructs/delivery/pipeline.hpp"

namespace tenon {

/// A repository of GitHub, GitLab or Bitbucket, reached through a connection that somebody has approved in the console.
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
struct ConnectionSourceAction {
  Required<"action_name", std::string> action_name;
  Required<"connection_arn", Value<std::string>> connection_arn;
  /// "octocat"
  Required<"owner", Value<std::string>> owner;
  Required<"repository", Value<std::string>> repository;
  Required<"output", Artifact> output;
  Value<std::string> branch = "main";
  /// Whether every push to the branch starts the pipeline. Off where a trigger with filters does so:
  /// https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
  bool trigger_on_push = true;
  /// Whether builds get the repository with its history instead of an archive of the files; their role then needs
  /// `codestar-connections:UseConnection`.
  bool code_build_clone_output = false;
  std::string variables_namespace = {};
  int run_order = 1;

  operator PipelineAction() const;
};

/// A build by CodeBuild. The project gets the artifacts of the pipeline.
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
struct BuildAction {
  Required<"action_name", std::string> action_name;
  BuildProject& project;
  Required<"input", Artifact> input;
  std::vector<Artifact> extra_inputs = {};
  std::vector<Artifact> outputs = {};
  /// Variables as text, beside the project's own. Default: none.
  std::vector<std::pair<std::string, Value<std::string>>> environment_variables = {};
  /// Whether it is a test in the console's words.
  bool is_test = false;
  std::string variables_namespace = {};
  int run_order = 1;

  operator PipelineAction() const;
};

/// A rolling deployment of a service, with images that a build has named in "imagedefinitions.json".
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html
struct EcsDeployAction {
  Required<"action_name", std::string> action_name;
  EcsService& service;
  Required<"input", Artifact> input;
  /// Of the input.
  std::string image_file = "imagedefinitions.json";
  /// One to 60 whole minutes. Default: one hour.
  std::optional<Duration> deployment_timeout = {};
  int run_order = 1;

  operator PipelineAction() const;
};

/// Files to a bucket. https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html
struct S3DeployAction {
  Required<"action_name", std::string> action_name;
  Bucket& bucket;
  Required<"input", Artifact> input;
  /// Whether the archive is unpacked. When not, `object_key` is its name.
  bool extract = true;
  /// Of the archive, or a prefix of the files. Default: none.
  Value<std::string> object_key = {};
  /// "max-age=300". Default: none.
  std::string cache_control = {};
  int run_order = 1;

  operator PipelineAction() const;
};

/// Waits until somebody approves.
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-approval.html
struct ManualApprovalAction {
  Required<"action_name", std::string> action_name;
  /// Is told that somebody is waited for. Default: nobody is.
  Topic* notification_topic = nullptr;
  Value<std::string> additional_information = {};
  /// What to look at before approving. Default: none.
  Value<std::string> external_entity_link = {};
  int run_order = 1;

  operator PipelineAction() const;
};

}  // namespace tenon
