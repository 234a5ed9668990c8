#include "tenon/constructs/delivery/pipeline.hpp"

#include <gtest/gtest.h>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/ecs_service.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/delivery/actions.hpp"
#include "tenon/constructs/delivery/build_project.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
namespace {

using testing::Template;

constexpr char connection[] = "arn:aws:codestar-connections:eu-west-1:111122223333:connection/a1b2";

class PipelineTest : public ::testing::Test {
 protected:
  PipelineAction source() const {
    return ConnectionSourceAction{.action_name = "Checkout",
                                  .connection_arn = connection,
                                  .owner = "shop",
                                  .repository = "web",
                                  .output = "Source"};
  }
  PipelineAction build() {
    return BuildAction{.action_name = "Compile", .project = project, .input = "Source", .outputs = {"Built"}};
  }
  Pipeline& add_pipeline(std::vector<PipelineStage> more = {}) {
    std::vector<PipelineStage> stages = {{.stage_name = "Source", .actions = {source()}},
                                         {.stage_name = "Build", .actions = {build()}}};
    stages.insert(stages.end(), more.begin(), more.end());
    return stack.add("Delivery", Pipeline::Props{.stages = stages});
  }
  void expect(std::string_view type, std::string_view properties) {
    const auto result = Template::of(stack).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  std::string findings() {
    try {
      Template::of(stack);
      return "none";
    } catch (const Error& error) {
      return error.what();
    }
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
  BuildProject& project =
      stack.add("Project", BuildProject::Props{.build_spec = BuildSpec::from_source_file()});
};

TEST_F(PipelineTest, IsOfTypeV2WithArtifactsUnderAKeyOfTheirOwn) {
  add_pipeline();
  expect("AWS::CodePipeline::Pipeline", R"({"PipelineType": "V2", "ExecutionMode": "SUPERSEDED",
      "ArtifactStore": {"Type": "S3", "EncryptionKey": {"Type": "KMS"}}})");
  expect("AWS::S3::Bucket", R"({"BucketEncryption": {"ServerSideEncryptionConfiguration": [
      {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}})");
}

TEST_F(PipelineTest, GoesFromTheRepositoryToTheBuild) {
  add_pipeline();
  expect("AWS::CodePipeline::Pipeline", R"({"Stages": [
      {"Name": "Source", "Actions": [{"Name": "Checkout", "RunOrder": 1, "OutputArtifacts": [{"Name": "Source"}],
          "ActionTypeId": {"Category": "Source", "Owner": "AWS", "Provider": "CodeStarSourceConnection", "Version": "1"},
          "Configuration": {"FullRepositoryId": "shop/web", "BranchName": "main", "DetectChanges": "true"}}]},
      {"Name": "Build", "Actions": [{"Name": "Compile", "InputArtifacts": [{"Name": "Source"}], "OutputArtifacts": [{"Name": "Built"}],
          "ActionTypeId": {"Category": "Build", "Provider": "CodeBuild"}}]}]})");
}

TEST_F(PipelineTest, MayDoWhatItsActionsNeed) {
  add_pipeline();
  expect("AWS::IAM::Policy",
         R"({"PolicyName": {"$like": "DeliveryRole*"}, "PolicyDocument": {"Statement": {"$contains": [
      {"Action": "codestar-connections:UseConnection", "Resource": "arn:aws:codestar-connections:eu-west-1:111122223333:connection/a1b2"},
      {"Action": ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"]}]}}})");
  // The build reads what the source brought, and writes what comes of it.
  expect("AWS::IAM::Policy",
         R"({"PolicyName": {"$like": "ProjectRole*"}, "PolicyDocument": {"Statement": {"$contains": [
      {"Action": ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"]},
      {"Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]},
      {"Action": {"$contains": ["kms:Decrypt", "kms:GenerateDataKey"]}}]}}})");
}

TEST_F(PipelineTest, DeploysToAService) {
  auto& cluster = stack.add("Cluster", EcsCluster::Props{.vpc = stack.add("Network", Vpc::Props{})});
  auto& task = stack.add("Task", TaskDefinition::Props{});
  task.add_container("web", {.image = ContainerImage::from_registry("nginx")});
  auto& service = stack.add("Service", EcsService::Props{.cluster = cluster, .task_definition = task});
  add_pipeline({PipelineStage{.stage_name = "Deploy",
                              .actions = {EcsDeployAction{.action_name = "Roll",
                                                          .service = service,
                                                          .input = "Built",
                                                          .deployment_timeout = Duration::minutes(15)}}}});
  expect("AWS::CodePipeline::Pipeline", R"({"Stages": {"$contains": [{"Name": "Deploy", "Actions": [
      {"ActionTypeId": {"Category": "Deploy", "Provider": "ECS"},
       "Configuration": {"FileName": "imagedefinitions.json", "DeploymentTimeout": "15"}}]}]}})");
  expect("AWS::IAM::Policy",
         R"({"PolicyName": {"$like": "DeliveryRole*"}, "PolicyDocument": {"Statement": {"$contains": [
      {"Action": "iam:PassRole", "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}},
      {"Action": ["ecs:DescribeServices", "ecs:UpdateService"]}]}}})");
}

TEST_F(PipelineTest, DeploysFilesAfterSomebodyHasApproved) {
  auto& site = stack.add("Site", Bucket::Props{});
  auto& topic = stack.add("Waiting", Topic::Props{});
  add_pipeline({PipelineStage{
      .stage_name = "Deploy",
      .actions = {ManualApprovalAction{.action_name = "Look", .notification_topic = &topic},
                  S3DeployAction{.action_name = "Copy", .bucket = site, .input = "Built", .run_order = 2}}}});
  expect("AWS::CodePipeline::Pipeline", R"({"Stages": {"$contains": [{"Name": "Deploy", "Actions": [
      {"ActionTypeId": {"Category": "Approval", "Provider": "Manual"}, "RunOrder": 1},
      {"ActionTypeId": {"Category": "Deploy", "Provider": "S3"}, "Configuration": {"Extract": "true"}, "RunOrder": 2}]}]}})");
}

TEST_F(PipelineTest, StartsWhenTheRightFilesChange) {
  stack.add("Delivery",
            Pipeline::Props{
                .stages = {{.stage_name = "Source", .actions = {source()}},
                           {.stage_name = "Build", .actions = {build()}}},
                .execution_mode = ExecutionMode::queued,
                .triggers = {{.source_action_name = "Checkout",
                              .push = {{.branches = {.includes = {"main"}},
                                        .file_paths = {.includes = {"web/**"}, .excludes = {"**.md"}}}}}}});
  expect("AWS::CodePipeline::Pipeline",
         R"({"ExecutionMode": "QUEUED", "Triggers": [{"ProviderType": "CodeStarSourceConnection",
      "GitConfiguration": {"SourceActionName": "Checkout", "Push": [{"Branches": {"Includes": ["main"]},
          "FilePaths": {"Includes": ["web/**"], "Excludes": ["**.md"]}, "Tags": {"$absent": true}}]}}]})");
}

TEST_F(PipelineTest, RefusesWhatCannotRun) {
  stack.add("One", Pipeline::Props{.stages = {{.stage_name = "Source", .actions = {source()}}}});
  EXPECT_NE(findings().find("property-needed at Shop/One, stages"), std::string::npos) << findings();
  stack.add("Backwards", Pipeline::Props{.stages = {{.stage_name = "Build", .actions = {build()}},
                                                    {.stage_name = "Source", .actions = {source()}}}});
  EXPECT_NE(findings().find("property-not-allowed at Shop/Backwards, inputs"), std::string::npos)
      << findings();
  EXPECT_NE(findings().find("Shop/Backwards, stages[0].actions: sources stand in the first stage"),
            std::string::npos)
      << findings();
  stack.add("Idle", Pipeline::Props{.stages = {{.stage_name = "Source", .actions = {source()}},
                                               {.stage_name = "Build", .actions = {}}}});
  EXPECT_NE(findings().find("property-needed at Shop/Idle, stages[1].actions"), std::string::npos)
      << findings();
}

TEST_F(PipelineTest, RefusesATriggerOfAnotherSourceOrOfTagsAndBranchesAtOnce) {
  const auto with = [&](std::string_view id, PipelineTrigger trigger) {
    stack.add(id, Pipeline::Props{.stages = {{.stage_name = "Source", .actions = {source()}},
                                             {.stage_name = "Build", .actions = {build()}}},
                                  .triggers = {trigger}});
  };
  with("Elsewhere", {.source_action_name = "Nothing"});
  EXPECT_NE(findings().find("property-not-allowed at Shop/Elsewhere, triggers"), std::string::npos)
      << findings();
  with("Both", {.source_action_name = "Checkout",
                .push = {{.branches = {.includes = {"main"}}, .tags = {.includes = {"v*"}}}}});
  EXPECT_NE(findings().find("property-not-allowed at Shop/Both, triggers"), std::string::npos) << findings();
}

}  // namespace
}  // namespace tenon
