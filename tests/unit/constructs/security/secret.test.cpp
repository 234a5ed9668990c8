#include "tenon/constructs/security/secret.hpp"

#include <functional>

#include "constructs/stack_test.hpp"
#include "tenon/aws/secretsmanager/RotationSchedule.hpp"
#include "tenon/aws/secretsmanager/Secret.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/format.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::SecretsManager::Secret";
constexpr std::string_view rotation_type = "AWS::SecretsManager::RotationSchedule";

class SecretTest : public StackTest {
 protected:
  Secret& add_secret(const Secret::Props& props = {}) { return stack.add("Token", props); }
  Key& add_key() { return stack.add("Key", Key::Props{}); }
  LambdaFn& add_function() {
    return stack.add("Rotator", LambdaFn::Props{.code = Code::from_inline("def handle(event, context): pass"),
                                                .handler = "index.handle",
                                                .runtime = Runtime::python_3_13});
  }
};

TEST_F(SecretTest, IsAGeneratedPasswordThatGoesWithTheStack) {
  add_secret();
  expect_entry(type, R"({"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete",
      "Properties": {"$exactly": {"GenerateSecretString": {}}}})");
}

TEST_F(SecretTest, WritesWhatIsAskedFor) {
  add_secret({.secret_name = "orders/token",
              .description = "Token",
              .encryption_key = &add_key(),
              .generate_secret_string = {.password_length = 64,
                                         .exclude_characters = "@/",
                                         .exclude_punctuation = true,
                                         .require_each_included_type = false,
                                         .secret_string_template = R"({"user":"a"})",
                                         .generate_string_key = "password"},
              .removal_policy = RemovalPolicy::retain});
  expect_entry(
      type,
      R"({"DeletionPolicy": "Retain", "Properties": {"$exactly": {"Name": "orders/token", "Description": "Token",
      "KmsKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}, "GenerateSecretString": {"PasswordLength": 64,
      "ExcludeCharacters": "@/", "ExcludePunctuation": true, "RequireEachIncludedType": false,
      "SecretStringTemplate": "{\"user\":\"a\"}", "GenerateStringKey": "password"}}}})");
}

TEST_F(SecretTest, LetsTheAccountUseItsKeyThroughSecretsManagerAlone) {
  add_secret({.encryption_key = &add_key()});
  expect("AWS::KMS::Key",
         R"({"KeyPolicy": {"Statement": [{"Action": "kms:*"}, {"Action": ["kms:CreateGrant", "kms:Decrypt",
      "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"], "Resource": "*",
      "Condition": {"StringEquals": {"kms:ViaService": {"Fn::Join": ["", ["secretsmanager.", {"Ref": "AWS::Region"},
      ".amazonaws.com"]]}}}}]}})");
}

TEST_F(SecretTest, GrantsReadingWithTheKeyToARole) {
  Secret& secret = add_secret({.encryption_key = &add_key()});
  secret.grant_read(add_role());
  expect_granted(R"([{"Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      "Resource": {"Ref": "TokenCB33349F"}}, {"Action": "kms:Decrypt", "Resource": {"Fn::GetAtt": ["Key961B73FD", "Arn"]},
      "Condition": {"StringEquals": {"kms:ViaService": {"$any": true}}}}])");
}

TEST_F(SecretTest, GrantsReadingOfSomeVersionsAlone) {
  add_secret().grant_read(add_role(), {"AWSCURRENT"});
  expect_granted(
      R"([{"Condition": {"ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}}}])");
}

TEST_F(SecretTest, GrantsWritingWithTheKey) {
  add_secret({.encryption_key = &add_key()}).grant_write(add_role());
  expect_granted(R"([{"Action": ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret",
      "secretsmanager:UpdateSecretVersionStage"]}, {"Action": ["kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]}])");
}

TEST_F(SecretTest, GrantsToOtherPrincipalsInItsOwnPolicyAndTheKeys) {
  Secret& secret = add_secret({.encryption_key = &add_key()});
  secret.grant_read(Principal::account("444455556666"));
  expect("AWS::SecretsManager::ResourcePolicy",
         R"({"SecretId": {"Ref": "TokenCB33349F"}, "ResourcePolicy": {"Statement": [
      {"Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], "Resource": "*"}]}})");
  expect("AWS::KMS::Key", R"({"KeyPolicy": {"Statement": {"$contains": [{"Action": "kms:Decrypt",
      "Condition": {"StringEquals": {"kms:ViaService": {"$any": true}}}}]}}})");
}

TEST_F(SecretTest, IsReadByTheDeploymentAsAWholeOrByField) {
  Secret& secret = add_secret();
  EXPECT_EQ(
      resolved_json(secret.secret_value()),
      R"({"Fn::Join":["",["{{resolve:secretsmanager:",{"Ref":"TokenCB33349F"},":SecretString:::}}"]]})");
  EXPECT_EQ(
      resolved_json(secret.secret_value_from_json("password")),
      R"({"Fn::Join":["",["{{resolve:secretsmanager:",{"Ref":"TokenCB33349F"},":SecretString:password::}}"]]})");
}

TEST_F(SecretTest, SaysItsNameWithoutWhatTheServiceAdds) {
  const std::string name =
      resolved_json(stack.add("Named", Secret::Props{.secret_name = "a-b-c"}).secret_name());
  EXPECT_NE(name.find(R"({"Fn::Select":[2,)"), std::string::npos) << name;
  EXPECT_EQ(name.find(R"({"Fn::Select":[3,)"), std::string::npos) << name;
  const std::string made = resolved_json(add_secret().secret_name());
  EXPECT_NE(made.find(R"({"Fn::Select":[1,)"), std::string::npos) << made;
}

TEST_F(SecretTest, OfElsewhereIsNamedByItsArn) {
  constexpr std::string_view complete = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-AbCdEf";
  Secret& secret = Secret::from_arn(stack, "Existing", complete);
  EXPECT_EQ(secret.arn().literal(), complete);
  EXPECT_EQ(secret.secret_name().literal(), "orders");
  EXPECT_FALSE(secret.add_to_resource_policy({.actions = {"secretsmanager:GetSecretValue"}}));
  secret.grant_read(add_role());
  expect_granted(R"([{"Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-AbCdEf"}])");
  EXPECT_TRUE(synthesized().resource_count_is(type, 0));
}

TEST_F(SecretTest, OfElsewhereWithAPartialArnIsCompletedInPolicies) {
  Secret::from_arn(stack, "Existing", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders")
      .grant_read(add_role());
  expect_granted(R"([{"Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-??????"}])");
}

TEST_F(SecretTest, OfElsewhereByItsNameIsOfTheStacksOwnAccount) {
  Secret& secret = Secret::from_name(stack, "Existing", "orders", &add_key());
  EXPECT_EQ(secret.secret_name().literal(), "orders");
  secret.grant_read(add_role());
  expect_granted(R"([{"Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":secretsmanager:",
      {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":secret:orders-??????"]]}}, {"Action": "kms:Decrypt"}])");
}

TEST_F(SecretTest, AttachedIsTheSecretToUse) {
  Secret& secret = add_secret({.generate_secret_string = {.exclude_characters = "@"}});
  Secret& attached = secret.attach({.target_type = "AWS::RDS::DBCluster", .target_id = "orders"});
  expect(
      "AWS::SecretsManager::SecretTargetAttachment",
      R"({"SecretId": {"Ref": "TokenCB33349F"}, "TargetId": "orders", "TargetType": "AWS::RDS::DBCluster"})");
  EXPECT_NE(attached.attachment(), nullptr);
  EXPECT_EQ(attached.exclude_characters(), "@");
  attached.grant_read(add_role());
  expect_granted(R"([{"Resource": {"Ref": {"$like": "TokenAttachment*"}}}])");
  attached.deny_account_root_delete();
  expect("AWS::SecretsManager::ResourcePolicy", R"({"SecretId": {"Ref": "TokenCB33349F"}})");
}

TEST_F(SecretTest, IsAttachedOnce) {
  Secret& secret = add_secret();
  Secret& attached = secret.attach({.target_type = "AWS::RDS::DBCluster", .target_id = "orders"});
  EXPECT_EQ(&secret.attach({.target_type = "AWS::RDS::DBCluster", .target_id = "others"}), &attached);
  expect_refused("property-not-allowed", "attach");
}

TEST_F(SecretTest, RotatesByAFunctionOfAwssInANetwork) {
  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  RotationSchedule& rotation =
      add_secret({.encryption_key = &add_key()})
          .add_rotation("Rotation", HostedRotation::single_user(RotationEngine::mysql,
                                                                {.vpc = &vpc, .function_name = "rotate"}));
  EXPECT_EQ(rotation.connections().security_groups().size(), 1U);
  expect(
      rotation_type,
      R"json({"SecretId": {"Ref": "TokenCB33349F"}, "RotationRules": {"ScheduleExpression": "rate(30 days)"},
      "RotateImmediatelyOnUpdate": {"$absent": true}, "HostedRotationLambda": {"$exactly": {"RotationType": "MySQLSingleUser",
      "RotationLambdaName": "rotate", "KmsKeyArn": {"Fn::GetAtt": ["Key961B73FD", "Arn"]},
      "ExcludeCharacters": " %+~`#$&*()|[]{}:;<>?!'/@\"\\",
      "VpcSecurityGroupIds": {"Fn::GetAtt": [{"$like": "TokenRotationSecurityGroup*"}, "GroupId"]},
      "VpcSubnetIds": {"Fn::Join": ["", [{"Ref": {"$like": "VpcPrivateSubnet1*"}}, ",",
      {"Ref": {"$like": "VpcPrivateSubnet2*"}}]]}}}})json");
  EXPECT_NE(synthesized().text().find(R"("Transform": "AWS::SecretsManager-2024-09-16")"), std::string::npos);
  expect("AWS::SecretsManager::ResourcePolicy", R"({"ResourcePolicy": {"Statement": [{"Effect": "Deny",
      "Action": "secretsmanager:DeleteSecret", "Principal": {"AWS": {"$any": true}}, "Resource": "*"}]}})");
}

TEST_F(SecretTest, RotatesTwoUsersWithTheSecretOfAThird) {
  Secret& master = stack.add("Master", Secret::Props{.encryption_key = &add_key()});
  add_secret({.generate_secret_string = {.exclude_characters = "@"}})
      .add_rotation("Rotation", HostedRotation::multi_user(RotationEngine::postgresql, master));
  expect(rotation_type, R"({"HostedRotationLambda": {"$exactly": {"RotationType": "PostgreSQLMultiUser",
      "ExcludeCharacters": "@", "MasterSecretArn": {"Ref": {"$like": "Master*"}},
      "MasterSecretKmsKeyArn": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}}}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::SecretsManager::ResourcePolicy", 2))
      << "neither secret is deleted by root";
}

TEST_F(SecretTest, RotatesByAFunctionOfOnesOwnThatMayDoIt) {
  LambdaFn& function = add_function();
  add_secret({.encryption_key = &add_key()})
      .add_rotation("Rotation", function,
                    {.schedule = "cron(0 4 ? * SUN *)",
                     .window = Duration::hours(2),
                     .rotate_immediately_on_update = false});
  expect_entry(
      rotation_type,
      R"json({"DependsOn": [{"$like": "RotatorInvoke*"}], "Properties": {"RotateImmediatelyOnUpdate": false,
      "RotationLambdaARN": {"Fn::GetAtt": [{"$like": "Rotator*"}, "Arn"]},
      "RotationRules": {"$exactly": {"ScheduleExpression": "cron(0 4 ? * SUN *)", "Duration": "2h"}}}})json");
  expect("AWS::Lambda::Permission",
         R"({"Action": "lambda:InvokeFunction", "Principal": "secretsmanager.amazonaws.com"})");
  expect_granted(
      R"({"$contains": [{"Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue",
      "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"], "Resource": {"Ref": "TokenCB33349F"}},
      {"Action": "secretsmanager:GetRandomPassword", "Resource": "*"},
      {"Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]}]})");
}

TEST_F(SecretTest, OfAServiceRotatesByItsSchedule) {
  add_secret().add_managed_rotation("Rotation", {.automatically_after = Duration::hours(12)});
  expect(rotation_type, R"json({"$exactly": {"SecretId": {"Ref": "TokenCB33349F"},
      "RotationRules": {"ScheduleExpression": "rate(12 hours)"}}})json");
}

struct Refused {
  std::string_view name;
  std::string_view id;
  std::string_view property;
  std::function<void(Stack&)> add;
};

void rotate(Stack& stack, const RotationOptions& options) {
  stack.add("Token", Secret::Props{}).add_managed_rotation("Rotation", options);
}

const Refused refusals[] = {
    {"ATemplateWithoutAField", "property-needed", "generate_string_key",
     [](Stack& stack) {
       stack.add("Token", Secret::Props{.generate_secret_string = {.secret_string_template = "{}"}});
     }},
    {"AFieldWithoutATemplate", "property-needed", "secret_string_template",
     [](Stack& stack) {
       stack.add("Token", Secret::Props{.generate_secret_string = {.generate_string_key = "password"}});
     }},
    {"ALongPassword", "property-not-allowed", "password_length",
     [](Stack& stack) {
       stack.add("Token", Secret::Props{.generate_secret_string = {.password_length = 4097}});
     }},
    {"NothingToMakeAPasswordOf", "property-not-allowed", "generate_secret_string",
     [](Stack& stack) {
       stack.add("Token", Secret::Props{.generate_secret_string = {.exclude_lowercase = true,
                                                                   .exclude_uppercase = true,
                                                                   .exclude_numbers = true,
                                                                   .exclude_punctuation = true}});
     }},
    {"AHastyRotation", "property-not-allowed", "automatically_after",
     [](Stack& stack) { rotate(stack, {.automatically_after = Duration::hours(3)}); }},
    {"ALateRotation", "property-not-allowed", "automatically_after",
     [](Stack& stack) { rotate(stack, {.automatically_after = Duration::days(1001)}); }},
    {"ARotationOnce", "property-not-allowed", "schedule",
     [](Stack& stack) { rotate(stack, {.schedule = "at(2030-01-01T00:00:00)"}); }},
    {"TwoSchedules", "property-not-allowed", "automatically_after",
     [](Stack& stack) {
       rotate(stack, {.automatically_after = Duration::days(7), .schedule = "rate(7 days)"});
     }},
    {"AShortWindow", "property-not-allowed", "window",
     [](Stack& stack) { rotate(stack, {.window = Duration::minutes(30)}); }},
};

class SecretRefusalTest : public StackTest, public ::testing::WithParamInterface<Refused> {};

TEST_P(SecretRefusalTest, IsReported) {
  GetParam().add(stack);
  expect_refused(GetParam().id, GetParam().property);
}

INSTANTIATE_TEST_SUITE_P(All, SecretRefusalTest, ::testing::ValuesIn(refusals),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(SecretTest, HoldsWhatOnlyTheDeploymentKnows) {
  add_secret({.secret_string = format("postgresql://app@{}", pseudo::url_suffix)});
  expect(
      type,
      R"({"$exactly": {"SecretString": {"Fn::Join": ["", ["postgresql://app@", {"Ref": "AWS::URLSuffix"}]]}}})");
}

TEST_F(SecretTest, RefusesATextOfTheTemplateWithoutRepeatingIt) {
  add_secret({.secret_string = "hunter2"});
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics().front().id, "property-not-allowed");
  EXPECT_EQ(app.diagnostics().front().property, "secret_string");
  EXPECT_EQ(app.diagnostics().front().value, "*******");
}

}  // namespace
}  // namespace tenon
