#include "tenon/constructs/identity/role.hpp"

#include <gtest/gtest.h>

#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
namespace {

using testing::Template;

class RoleTest : public ::testing::Test {
 protected:
  Role& add_role(Role::Props props = {.assumed_by = Principal::service("lambda.amazonaws.com")}) {
    return stack.add("Worker", props);
  }
  void expect(std::string_view type, std::string_view properties) {
    const auto result = Template::of(stack).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
};

TEST_F(RoleTest, IsAssumedByItsPrincipalAndHasNoPolicyUntilSomethingIsGranted) {
  add_role();
  expect("AWS::IAM::Role",
         R"({"AssumeRolePolicyDocument": {"Statement": [{"Action": "sts:AssumeRole", "Effect": "Allow",
      "Principal": {"Service": "lambda.amazonaws.com"}}]}, "ManagedPolicyArns": {"$absent": true}, "Policies": {"$absent": true}})");
  EXPECT_TRUE(Template::of(stack).resource_count_is("AWS::IAM::Policy", 0));
}

TEST_F(RoleTest, AsksCallersForAnExternalId) {
  add_role({.assumed_by = Principal::account("111122223333"), .external_ids = {"partner"}});
  expect("AWS::IAM::Role", R"({"AssumeRolePolicyDocument": {"Statement": [
      {"Condition": {"StringEquals": {"sts:ExternalId": "partner"}}}]}})");
}

TEST_F(RoleTest, SetsWhatWasGiven) {
  add_role({.assumed_by = Principal::service("lambda.amazonaws.com"),
            .role_name = "worker",
            .description = "Works",
            .path = "/services/",
            .max_session_duration = Duration::hours(2),
            .managed_policies = {ManagedPolicyReference::aws("ReadOnlyAccess")},
            .inline_policies = {{"Queues",
                                 PolicyDocument({{.actions = {iam::sqs::ListQueues}, .resources = {"*"}}})}},
            .permissions_boundary = ManagedPolicyReference::arn("arn:aws:iam::aws:policy/PowerUserAccess")});
  expect("AWS::IAM::Role",
         R"({"RoleName": "worker", "Description": "Works", "Path": "/services/", "MaxSessionDuration": 7200,
      "ManagedPolicyArns": [{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/ReadOnlyAccess"]]}],
      "Policies": [{"PolicyName": "Queues", "PolicyDocument": {"Statement": [{"Action": "sqs:ListQueues"}]}}],
      "PermissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess"})");
}

TEST_F(RoleTest, HoldsWhatWasGrantedInOnePolicy) {
  Role& role = add_role();
  role.add_to_policy(
      {.actions = {iam::sqs::SendMessage}, .resources = {"arn:aws:sqs:eu-west-1:111122223333:b"}});
  role.add_to_policy(
      {.actions = {iam::sqs::SendMessage}, .resources = {"arn:aws:sqs:eu-west-1:111122223333:a"}});
  EXPECT_TRUE(Template::of(stack).resource_count_is("AWS::IAM::Policy", 1));
  expect("AWS::IAM::Policy",
         R"({"PolicyName": {"$like": "WorkerDefaultPolicy*"}, "Roles": [{"Ref": {"$like": "Worker*"}}],
      "PolicyDocument": {"Statement": [{"Action": "sqs:SendMessage",
          "Resource": ["arn:aws:sqs:eu-west-1:111122223333:a", "arn:aws:sqs:eu-west-1:111122223333:b"]}]}})");
}

TEST_F(RoleTest, LetsOthersWaitForWhatIsGrantedBeforeAndAfter) {
  Role& role = add_role();
  auto& queue = stack.add("Jobs", aws::sqs::Queue::Props{});
  queue.depends_on(role.permissions());
  const auto entry = [&](std::string_view json) {
    const auto result = Template::of(stack).has_resource("AWS::SQS::Queue", json);
    EXPECT_TRUE(result.passed) << result.explanation;
  };
  entry(R"({"DependsOn": {"$absent": true}})");
  role.add_to_policy({.actions = {iam::sqs::SendMessage}, .resources = {"*"}});
  entry(R"({"DependsOn": [{"$like": "WorkerDefaultPolicy*"}]})");
  EXPECT_EQ(&role.permissions(), role.find_child("DefaultPolicy"));
}

TEST_F(RoleTest, MayBeHandedOnAndTakenOn) {
  Role& role = add_role();
  Role& deployer =
      stack.add("Deployer", Role::Props{.assumed_by = Principal::service("codebuild.amazonaws.com")});
  role.grant_pass_role(deployer);
  role.grant_assume_role(deployer);
  expect(
      "AWS::IAM::Policy",
      R"({"PolicyDocument": {"Statement": [{"Action": ["iam:PassRole", "sts:AssumeRole"], "Effect": "Allow"}]}})");
}

TEST_F(RoleTest, OfAnotherPlaceGetsAPolicyOfThisStack) {
  Role& role = Role::from_arn(stack, "Existing", "arn:aws:iam::111122223333:role/service/worker");
  role.add_to_policy({.actions = {iam::sqs::SendMessage}, .resources = {"*"}});
  EXPECT_TRUE(Template::of(stack).resource_count_is("AWS::IAM::Role", 0));
  expect("AWS::IAM::Policy", R"({"Roles": ["worker"]})");
}

TEST_F(RoleTest, TellsAPrincipalFromARole) {
  EXPECT_FALSE(Grantee(Principal::service("sns.amazonaws.com")).add_to_policy({}));
  Role& role = add_role();
  EXPECT_EQ(Grantee(role).role(), &role);
}

TEST_F(RoleTest, SharesAManagedPolicy) {
  Role& role = add_role();
  stack.add("Shared",
            ManagedPolicy::Props{.statements = {{.actions = {iam::sqs::ListQueues}, .resources = {"*"}}},
                                 .roles = {&role}});
  expect(
      "AWS::IAM::ManagedPolicy",
      R"({"Path": "/", "Description": "", "PolicyDocument": {"Statement": [{"Action": "sqs:ListQueues"}]}})");
  expect("AWS::IAM::Role", R"({"ManagedPolicyArns": [{"Ref": "SharedDACC02AA"}]})");
}

}  // namespace
}  // namespace tenon
