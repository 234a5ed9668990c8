#include "tenon/constructs/security/key.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/kms/Key.hpp"
#include "tenon/value/format.hpp"

namespace tenon {
namespace {

class KeyTest : public StackTest {};

TEST_F(KeyTest, RotatesStaysAndLeavesPermissionsToTheAccount) {
  stack.add("Data", Key::Props{});
  expect_entry("AWS::KMS::Key",
               R"({"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": {"$exactly": {
      "EnableKeyRotation": true, "KeyPolicy": {"Version": "2012-10-17", "Statement": [{"Action": "kms:*", "Effect": "Allow",
      "Resource": "*", "Principal": {"AWS": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::",
      {"Ref": "AWS::AccountId"}, ":root"]]}}}]}}}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::KMS::Alias", 0));
}

TEST_F(KeyTest, SetsWhatWasGiven) {
  stack.add("Data", Key::Props{.description = "Orders",
                               .rotation_period = Duration::days(180),
                               .pending_window = Duration::days(7),
                               .removal_policy = RemovalPolicy::destroy,
                               .multi_region = true,
                               .enabled = false});
  expect_entry("AWS::KMS::Key",
               R"({"DeletionPolicy": "Delete", "Properties": {"Description": "Orders", "Enabled": false,
      "RotationPeriodInDays": 180, "PendingWindowInDays": 7, "MultiRegion": true}})");
}

TEST_F(KeyTest, OfASpecThatDoesNotRotateDoesNot) {
  stack.add("Signing", Key::Props{.key_spec = KeySpec::ecc_nist_p256, .key_usage = KeyUsage::sign_verify});
  expect(
      "AWS::KMS::Key",
      R"({"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY", "EnableKeyRotation": {"$absent": true}})");
}

TEST_F(KeyTest, GivesAliasesTheirPrefix) {
  Key& key = stack.add("Data", Key::Props{.alias = "orders/data"});
  key.add_alias("alias/orders/second");
  key.add_alias(format("orders-{}", pseudo::stack_name));
  expect("AWS::KMS::Alias",
         R"({"AliasName": "alias/orders/data", "TargetKeyId": {"Fn::GetAtt": [{"$like": "Data*"}, "Arn"]}})");
  expect("AWS::KMS::Alias", R"({"AliasName": "alias/orders/second"})");
  expect("AWS::KMS::Alias",
         R"({"AliasName": {"Fn::Join": ["", ["alias/orders-", {"Ref": "AWS::StackName"}]]}})");
}

TEST_F(KeyTest, GrantsExactActionsToRoles) {
  struct Row {
    void (Key::*grant)(const Grantee&);
    std::string_view actions;
  };
  const Row rows[] = {
      {&Key::grant_decrypt, R"("kms:Decrypt")"},
      {&Key::grant_encrypt,
       R"(["kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"])"},
      {&Key::grant_encrypt_decrypt,
       R"(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"])"},
      {&Key::grant_sign, R"("kms:Sign")"},
      {&Key::grant_verify, R"("kms:Verify")"},
      {&Key::grant_generate_mac, R"("kms:GenerateMac")"},
      {&Key::grant_verify_mac, R"("kms:VerifyMac")"},
  };
  for (const Row& row : rows) {
    App other;
    Stack& shop = other.add("Shop", Stack::Props{});
    Key& key = shop.add("Data", Key::Props{});
    (key.*row.grant)(shop.add("Reader", Role::Props{.assumed_by = Principal::service("ec2.amazonaws.com")}));
    const auto found = testing::Template::of(shop).has_resource_properties(
        "AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": )" +
                                std::string(row.actions) +
                                R"(, "Resource": {"Fn::GetAtt": [{"$like": "Data*"}, "Arn"]}}]}})");
    EXPECT_TRUE(found) << found.explanation;
    EXPECT_TRUE(testing::Template::of(shop).resource_properties_count_is(
        "AWS::KMS::Key", R"({"KeyPolicy": {"Statement": [{}]}})", 1))
        << "the key's own policy needs nothing more";
  }
}

TEST_F(KeyTest, GrantsToServicesInItsOwnPolicy) {
  Key& key = stack.add("Data", Key::Props{});
  key.grant_encrypt(Principal::service("events.amazonaws.com"));
  expect(
      "AWS::KMS::Key",
      R"({"KeyPolicy": {"Statement": [{}, {"Action": ["kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
      "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*"}]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::IAM::Policy", 0));
}

TEST_F(KeyTest, IsAdministratedWithoutBeingUsed) {
  stack.add("Data", Key::Props{.admins = {add_role("Administrator")}});
  expect_granted(
      R"([{"Action": ["kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias", "kms:DeleteImportedKeyMaterial", "kms:DescribeKey", "kms:DisableKey", "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:GetParametersForImport", "kms:GetPublicKey", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription", "kms:UpdatePrimaryRegion"]}])");
  ;
}

TEST_F(KeyTest, LetsAnotherAccountInWhereTheRoleIsThere) {
  Stack& keys = app.add("Keys", Stack::Props{.env = {.account = "111122223333", .region = "eu-west-1"}});
  Stack& users = app.add("Users", Stack::Props{.env = {.account = "444455556666", .region = "eu-west-1"}});
  Key& key = keys.add("Data", Key::Props{});
  key.grant_decrypt(users.add("Reader", Role::Props{.assumed_by = Principal::service("ec2.amazonaws.com")}));
  EXPECT_TRUE(
      testing::Template::of(keys).has_resource_properties("AWS::KMS::Key", R"({"KeyPolicy": {"Statement": [{},
      {"Action": "kms:Decrypt", "Principal": {"AWS": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"},
      ":iam::444455556666:root"]]}}}]}})"));
  EXPECT_TRUE(testing::Template::of(users).has_resource_properties("AWS::IAM::Policy",
                                                                   R"({"PolicyDocument": {"Statement": [
      {"Action": "kms:Decrypt", "Resource": "*"}]}})"));
}

TEST_F(KeyTest, ThatExistsIsGrantedByItsArn) {
  Key& key = Key::from_arn(stack, "Existing", "arn:aws:kms:eu-west-1:111122223333:key/1234");
  key.grant_decrypt(add_role());
  key.add_to_resource_policy({.actions = {"kms:*"}, .resources = {"*"}, .principals = {Principal::anyone()}});
  EXPECT_TRUE(synthesized().resource_count_is("AWS::KMS::Key", 0));
  expect_granted(R"([{"Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234"}])");
}

TEST_F(KeyTest, RefusesWhatTheServiceWouldNotTake) {
  struct Row {
    Key::Props props;
    std::string_view property;
  };
  const Row rows[] = {
      {{.rotation_period = Duration::days(89)}, "rotation_period"},
      {{.rotation_period = Duration::days(2561)}, "rotation_period"},
      {{.rotation_period = Duration::hours(2401)}, "rotation_period"},
      {{.enable_key_rotation = false, .rotation_period = Duration::days(90)}, "rotation_period"},
      {{.pending_window = Duration::days(6)}, "pending_window"},
      {{.pending_window = Duration::days(31)}, "pending_window"},
      {{.key_spec = KeySpec::ecc_nist_p256}, "key_usage"},
      {{.key_spec = KeySpec::hmac_256, .key_usage = KeyUsage::sign_verify}, "key_usage"},
      {{.key_usage = KeyUsage::sign_verify}, "key_usage"},
      {{.enable_key_rotation = true, .key_spec = KeySpec::rsa_2048}, "enable_key_rotation"},
      {{.alias = "alias/aws/mine"}, "alias"},
      {{.alias = "two words"}, "alias"},
      {{.alias = "alias/"}, "alias"},
  };
  for (const Row& row : rows) {
    App other;
    other.add("Shop", Stack::Props{}).add("Data", row.props);
    ASSERT_EQ(other.diagnostics().size(), 1U) << row.property;
    EXPECT_EQ(other.diagnostics()[0].id, "property-not-allowed");
    EXPECT_EQ(other.diagnostics()[0].property, row.property);
  }
}

}  // namespace
}  // namespace tenon
