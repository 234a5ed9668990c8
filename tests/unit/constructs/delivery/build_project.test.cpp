#include "tenon/constructs/delivery/build_project.hpp"

#include <gtest/gtest.h>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/testing/template.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using testing::Template;

class BuildProjectTest : public ::testing::Test {
 protected:
  BuildProject& add_project(BuildProject::Props props = {.build_spec = BuildSpec::from_source_file()}) {
    return stack.add("Build", props);
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
};

TEST_F(BuildProjectTest, BuildsWhatAPipelineBringsOnASmallMachineWithoutDocker) {
  add_project();
  expect("AWS::CodeBuild::Project", R"({"Source": {"Type": "CODEPIPELINE", "BuildSpec": "buildspec.yml"},
      "Artifacts": {"Type": "CODEPIPELINE"}, "Cache": {"Type": "NO_CACHE"}, "EncryptionKey": "alias/aws/s3",
      "Environment": {"Type": "LINUX_CONTAINER", "ComputeType": "BUILD_GENERAL1_SMALL", "PrivilegedMode": false,
                      "Image": "aws/codebuild/amazonlinux-x86_64-standard:5.0", "ImagePullCredentialsType": "CODEBUILD"}})");
  expect(
      "AWS::IAM::Role",
      R"({"AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "codebuild.amazonaws.com"}}]}})");
}

TEST_F(BuildProjectTest, HasCommandsOfItsOwnAndThenNeedsNoSource) {
  add_project({.build_spec = BuildSpec::from_object(json::object({{"version", "0.2"}}))});
  expect("AWS::CodeBuild::Project",
         R"({"Source": {"Type": "NO_SOURCE", "BuildSpec": {"$json": {"version": "0.2"}}},
      "Artifacts": {"Type": "NO_ARTIFACTS"}})");
}

TEST_F(BuildProjectTest, WritesToTheGroupThatWasGivenAndNowhereElse) {
  auto& logs = stack.add("Logs", LogGroup::Props{});
  add_project({.build_spec = BuildSpec::from_source_file(),
               .log_group = &logs,
               .grant_report_group_permissions = false});
  expect("AWS::CodeBuild::Project",
         R"({"LogsConfig": {"CloudWatchLogs": {"Status": "ENABLED", "GroupName": {"$any": true}}}})");
  expect("AWS::IAM::Policy",
         R"({"PolicyDocument": {"Statement": [{"Action": ["logs:CreateLogStream", "logs:PutLogEvents"]}]}})");
}

TEST_F(BuildProjectTest, SetsWhatWasGiven) {
  add_project({.build_spec = BuildSpec::from_source_file("ci/build.yml"),
               .project_name = "shop",
               .build_image = BuildImage::amazon_linux_2023_arm_3,
               .compute_type = ComputeType::large,
               .privileged = true,
               .environment_variables = {{.name = "STAGE", .value = "prod"},
                                         {.name = "TOKEN", .parameter = "shop/token"}},
               .local_cache = true,
               .timeout = Duration::minutes(20)});
  expect("AWS::CodeBuild::Project",
         R"({"Name": "shop", "TimeoutInMinutes": 20, "Source": {"BuildSpec": "ci/build.yml"},
      "Cache": {"Type": "LOCAL", "Modes": ["LOCAL_DOCKER_LAYER_CACHE", "LOCAL_SOURCE_CACHE"]},
      "Environment": {"Type": "ARM_CONTAINER", "ComputeType": "BUILD_GENERAL1_LARGE", "PrivilegedMode": true,
          "EnvironmentVariables": [{"Name": "STAGE", "Type": "PLAINTEXT", "Value": "prod"},
                                   {"Name": "TOKEN", "Type": "PARAMETER_STORE", "Value": "shop/token"}]}})");
  expect("AWS::IAM::Policy",
         R"({"PolicyDocument": {"Statement": {"$contains": [{"Action": "ssm:GetParameters"}]}}})");
}

TEST_F(BuildProjectTest, PullsAnImageOfTheTeamsOwn) {
  auto& repository = stack.add("Images", Repository::Props{});
  add_project(
      {.build_spec = BuildSpec::from_source_file(), .repository = &repository, .repository_tag = "9"});
  expect("AWS::CodeBuild::Project", R"({"Environment": {"ImagePullCredentialsType": "SERVICE_ROLE"}})");
  expect("AWS::IAM::Policy",
         R"({"PolicyDocument": {"Statement": {"$contains": [{"Action": "ecr:GetAuthorizationToken"}]}}})");
}

TEST_F(BuildProjectTest, ReachesANetworkThroughInterfacesOfItsOwnSubnets) {
  auto& vpc = stack.add("Network", Vpc::Props{});
  add_project({.build_spec = BuildSpec::from_source_file(), .vpc = &vpc});
  expect(
      "AWS::CodeBuild::Project",
      R"({"VpcConfig": {"SecurityGroupIds": [{"$any": true}], "Subnets": [{"$any": true}, {"$any": true}]}})");
  expect("AWS::IAM::Policy",
         R"({"PolicyDocument": {"Statement": {"$contains": [{"Action": "ec2:CreateNetworkInterfacePermission",
      "Condition": {"StringEquals": {"ec2:AuthorizedService": "codebuild.amazonaws.com"}}}]}}})");
}

TEST_F(BuildProjectTest, RefusesATimeoutThatCodeBuildDoesNotTake) {
  add_project({.build_spec = BuildSpec::from_source_file(), .timeout = Duration::minutes(4)});
  EXPECT_NE(findings().find("property-not-allowed at Shop/Build, timeout"), std::string::npos) << findings();
}

TEST_F(BuildProjectTest, ThatExistsElsewhereCanBeStarted) {
  auto& project = BuildProject::from_name(stack, "Existing", "shop");
  auto& role = stack.add("Starter", Role::Props{.assumed_by = Principal::service("lambda.amazonaws.com")});
  project.grant_start_build(role);
  EXPECT_TRUE(Template::of(stack).resource_count_is("AWS::CodeBuild::Project", 0));
  expect(
      "AWS::IAM::Policy",
      R"({"PolicyDocument": {"Statement": [{"Action": ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"]}]}})");
  EXPECT_THROW(project.role(), Error);
}

}  // namespace
}  // namespace tenon
