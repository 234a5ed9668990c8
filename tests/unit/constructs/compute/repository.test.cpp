#include "tenon/constructs/compute/repository.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/ecr/Repository.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/testing/gmock.hpp"

namespace tenon {
namespace {

class RepositoryTest : public StackTest {
 protected:
  Repository& add_repository(const Repository::Props& props = {}) { return stack.add("Images", props); }
  void expect_repository(std::string_view properties) { expect("AWS::ECR::Repository", properties); }
};

TEST_F(RepositoryTest, IsScannedAndKept) {
  add_repository();
  expect_entry("AWS::ECR::Repository",
               R"({"Properties": {"$exactly": {"ImageScanningConfiguration": {"ScanOnPush": true}}},
                                           "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"})");
}

TEST_F(RepositoryTest, HasTheSettingsThatAreGiven) {
  auto& key = stack.add("Key", Key::Props{});
  add_repository({.repository_name = "shop/web",
                  .image_scan_on_push = false,
                  .image_tag_mutability = TagMutability::immutable,
                  .encryption_key = &key,
                  .empty_on_delete = true,
                  .removal_policy = RemovalPolicy::destroy});
  expect_repository(
      R"({"$exactly": {"RepositoryName": "shop/web", "ImageTagMutability": "IMMUTABLE", "EmptyOnDelete": true,
      "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}}}})");
}

TEST_F(RepositoryTest, RulesAreInTheOrderOfTheirPriorities) {
  auto& repository = add_repository();
  repository.add_lifecycle_rule({.max_image_count = 100});
  repository.add_lifecycle_rule({.max_image_age = Duration::days(7), .tag_status = TagStatus::untagged});
  repository.add_lifecycle_rule(
      {.max_image_count = 5, .tag_prefixes = {"dev"}, .description = "few", .priority = 3});
  expect_repository(R"({"LifecyclePolicy": {"LifecyclePolicyText": {"$json": {"rules": [
      {"$exactly": {"rulePriority": 3, "description": "few", "action": {"type": "expire"}, "selection": {"tagStatus": "tagged",
        "tagPrefixList": ["dev"], "countType": "imageCountMoreThan", "countNumber": 5}}},
      {"rulePriority": 4, "selection": {"$exactly": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countNumber": 7,
        "countUnit": "days"}}},
      {"rulePriority": 5, "selection": {"$exactly": {"tagStatus": "any", "countType": "imageCountMoreThan",
        "countNumber": 100}}}]}}}})");
}

TEST_F(RepositoryTest, RolesPullAndPush) {
  auto& repository = add_repository();
  repository.grant_pull(add_role("Puller"));
  expect("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": [
      {"Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
       "Resource": {"Fn::GetAtt": [{"$any": true}, "Arn"]}},
      {"Action": "ecr:GetAuthorizationToken", "Resource": "*"}]}})");
  repository.grant_push(add_role("Pusher"));
  expect("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": [
      {"Action": ["ecr:BatchCheckLayerAvailability", "ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage",
                  "ecr:UploadLayerPart"]},
      {"Action": "ecr:GetAuthorizationToken"}]}})");
  repository.grant_read(add_role("Reader"));
  expect("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": [
      {"Action": ["ecr:DescribeImages", "ecr:DescribeRepositories"]}]}})");
}

TEST_F(RepositoryTest, OthersPullByTheRepositorysPolicy) {
  add_repository().grant_pull_push(Principal::account("111122223333"));
  expect_repository(
      R"({"RepositoryPolicyText": {"Statement": [{"Effect": "Allow", "Resource": {"$absent": true},
      "Principal": {"AWS": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::111122223333:root"]]}}}]}})");
}

TEST_F(RepositoryTest, AnImageIsNamedByTagOrDigest) {
  auto& here = Repository::from_name(stack, "Here", "shop/web");
  auto& there =
      Repository::from_arn(stack, "There", "arn:aws:ecr:eu-west-1:111122223333:repository/shop/api");
  stack.add("Tag", Output::Props{.Value = here.repository_uri_for("v1")});
  stack.add("Digest", Output::Props{.Value = there.repository_uri_for("sha256:abc")});
  stack.add("Own", Output::Props{.Value = add_repository().repository_uri()});
  const auto result = synthesized();
  EXPECT_THAT(result, testing::HasOutput(
                          "Tag", R"({"Value": {"Fn::Join": ["", [{"Ref": "AWS::AccountId"}, ".dkr.ecr.",
      {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"}, "/shop/web:v1"]]}})"));
  EXPECT_THAT(result,
              testing::HasOutput("Digest", R"({"Value": {"Fn::Join": ["", ["111122223333.dkr.ecr.eu-west-1.",
      {"Ref": "AWS::URLSuffix"}, "/shop/api@sha256:abc"]]}})"));
  EXPECT_THAT(result, testing::HasOutput("Own", R"({"Value": {"Fn::Join": ["", [
      {"Fn::Select": [4, {"Fn::Split": [":", {"Fn::GetAtt": [{"$any": true}, "Arn"]}]}]}, ".dkr.ecr.",
      {"Fn::Select": [3, {"$any": true}]}, ".", {"Ref": "AWS::URLSuffix"}, "/", {"Ref": {"$any": true}}]]}})"));
}

TEST_F(RepositoryTest, ARuleSaysWhichImagesExpire) {
  add_repository({.lifecycle_rules = {{}}});
  expect_refused("property-needed", "max_image_age");
}

TEST_F(RepositoryTest, ARuleIsAboutAgeOrNumber) {
  add_repository({.lifecycle_rules = {{.max_image_age = Duration::days(1), .max_image_count = 1}}});
  expect_refused("property-not-allowed", "max_image_count");
}

TEST_F(RepositoryTest, TaggedNamesTags) {
  add_repository({.lifecycle_rules = {{.max_image_count = 1, .tag_status = TagStatus::tagged}}});
  expect_refused("property-not-allowed", "tag_status");
}

TEST_F(RepositoryTest, OneRuleIsForAnyImage) {
  add_repository({.lifecycle_rules = {{.max_image_count = 1}, {.max_image_count = 2}}});
  expect_refused("property-not-allowed", "tag_status");
}

TEST_F(RepositoryTest, PatternsHaveFourWildcards) {
  add_repository({.lifecycle_rules = {{.max_image_count = 1, .tag_patterns = {"*a*b*c*d*"}}}});
  expect_refused("property-not-allowed", "tag_patterns");
}

TEST_F(RepositoryTest, WhatIsKeptIsNotEmptied) {
  add_repository({.empty_on_delete = true});
  expect_refused("property-not-allowed", "empty_on_delete");
}

}  // namespace
}  // namespace tenon
