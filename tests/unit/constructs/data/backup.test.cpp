#include "tenon/constructs/data/backup.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/efs/FileSystem.hpp"
#include "tenon/aws/rds/DBInstance.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/backup.hpp"

namespace tenon {
namespace {

class BackupTest : public StackTest {
 protected:
  BackupVault& add_vault(const BackupVault::Props& props = {}) { return stack.add("Vault", props); }
  BackupPlan& add_plan(const BackupPlan::Props& props = {.rules = {BackupPlan::Rule::daily()}}) {
    return stack.add("Plan", props);
  }
};

// --- vaults
// ----------------------------------------------------------------------------------------------------------

TEST_F(BackupTest, VaultsHaveANameAndAreKept) {
  add_vault();
  expect_entry("AWS::Backup::BackupVault", R"({"DeletionPolicy": "Retain",
      "Properties": {"$exactly": {"BackupVaultName": {"$like": "ShopVault*"}}}})");
}

TEST_F(BackupTest, VaultsTakeAKeyALockAPolicyAndATopic) {
  Key& key = stack.add("Key", Key::Props{});
  Topic& topic = stack.add("Topic", Topic::Props{});
  add_vault({.backup_vault_name = "shop",
             .encryption_key = &key,
             .lock_configuration = BackupVault::Lock{.min_retention = Duration::days(7),
                                                     .max_retention = Duration::days(365),
                                                     .changeable_for = Duration::days(3)},
             .access_policy = {{.actions = {iam::backup::CopyIntoBackupVault},
                                .resources = {"*"},
                                .principals = {Principal::account("222222222222")}}},
             .block_recovery_point_deletion = true,
             .notification_topic = &topic,
             .notification_events = {"BACKUP_JOB_FAILED"},
             .removal_policy = RemovalPolicy::destroy});
  expect("AWS::Backup::BackupVault", R"({"BackupVaultName": "shop",
      "EncryptionKeyArn": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]},
      "LockConfiguration": {"MinRetentionDays": 7, "MaxRetentionDays": 365, "ChangeableForDays": 3},
      "Notifications": {"BackupVaultEvents": ["BACKUP_JOB_FAILED"], "SNSTopicArn": {"Ref": {"$like": "Topic*"}}},
      "AccessPolicy": {"Statement": [{"Action": "backup:CopyIntoBackupVault", "Effect": "Allow"},
        {"Action": ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"], "Effect": "Deny",
         "Principal": {"AWS": "*"}, "Resource": "*"}]}})");
  expect("AWS::SNS::TopicPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": "sns:Publish", "Principal": {"Service": "backup.amazonaws.com"}}]}}})");
}

TEST_F(BackupTest, VaultsGrantExactActions) {
  BackupVault& vault = BackupVault::from_name(stack, "Vault", "shop");
  vault.grant(add_role(), {iam::backup::StartBackupJob});
  expect_granted(
      R"([{"Action": "backup:StartBackupJob", "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":backup:",
      {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":backup-vault:shop"]]}}])");
  vault.grant(add_role("Other"), {"backup:*"});
  expect_refused("property-not-allowed", "actions");
}

TEST_F(BackupTest, VaultsRefuseWhatDoesNotFit) {
  const auto refused = [](std::string_view id, std::string_view property, const BackupVault::Props& props) {
    App own;
    own.add("Shop", Stack::Props{}).add("Vault", props);
    ASSERT_EQ(own.diagnostics().size(), 1U) << property;
    EXPECT_EQ(own.diagnostics()[0].id, id);
    EXPECT_EQ(own.diagnostics()[0].property, property);
  };
  using Lock = BackupVault::Lock;
  refused("property-not-allowed", "backup_vault_name", {.backup_vault_name = "a vault"});
  refused("property-needed", "notification_topic", {.notification_events = {"BACKUP_JOB_FAILED"}});
  refused("property-not-allowed", "lock_configuration.min_retention",
          {.lock_configuration = Lock{.min_retention = Duration::days(0)}});
  refused(
      "property-not-allowed", "lock_configuration.max_retention",
      {.lock_configuration = Lock{.min_retention = Duration::days(7), .max_retention = Duration::days(7)}});
  refused(
      "property-not-allowed", "lock_configuration.changeable_for",
      {.lock_configuration = Lock{.min_retention = Duration::days(7), .changeable_for = Duration::days(2)}});
}

// --- plans
// -----------------------------------------------------------------------------------------------------------

TEST_F(BackupTest, PlansMakeAVaultForTheirRules) {
  add_plan();
  expect("AWS::Backup::BackupPlan",
         R"json({"BackupPlan": {"$exactly": {"BackupPlanName": "Plan", "BackupPlanRule": [{"$exactly": {
      "RuleName": "Daily", "ScheduleExpression": "cron(0 5 * * ? *)", "Lifecycle": {"DeleteAfterDays": 35},
      "TargetBackupVault": {"Fn::GetAtt": [{"$like": "PlanVault*"}, "BackupVaultName"]}}}]}}})json");
}

TEST_F(BackupTest, PlansHaveCdksRules) {
  add_plan({.rules = {BackupPlan::Rule::weekly(), BackupPlan::Rule::monthly_1_year(),
                      BackupPlan::Rule::monthly_5_year(), BackupPlan::Rule::monthly_7_year()}});
  expect("AWS::Backup::BackupPlan", R"json({"BackupPlan": {"BackupPlanRule": [
      {"RuleName": "Weekly", "ScheduleExpression": "cron(0 5 ? * SAT *)", "Lifecycle": {"DeleteAfterDays": 90}},
      {"RuleName": "Monthly1Year", "ScheduleExpression": "cron(0 5 1 * ? *)",
       "Lifecycle": {"DeleteAfterDays": 365, "MoveToColdStorageAfterDays": 30}},
      {"RuleName": "Monthly5Year", "Lifecycle": {"DeleteAfterDays": 1825, "MoveToColdStorageAfterDays": 90}},
      {"RuleName": "Monthly7Year", "Lifecycle": {"DeleteAfterDays": 2555, "MoveToColdStorageAfterDays": 90}}]}})json");
}

TEST_F(BackupTest, PlansHaveRulesOfOnesOwn) {
  BackupVault& vault = add_vault();
  BackupVault& far =
      BackupVault::from_arn(stack, "Far", "arn:aws:backup:eu-central-1:111111111111:backup-vault:far");
  add_plan(
      {.rules = {{.schedule_expression = "cron(30 2 * * ? *)",
                  .schedule_expression_timezone = "Europe/Berlin",
                  .start_window = Duration::hours(1),
                  .completion_window = Duration::hours(4),
                  .enable_continuous_backup = true,
                  .copy_actions = {{.destination_backup_vault = far, .delete_after = Duration::days(30)}},
                  .recovery_point_tags = {{"kind", "daily"}}}},
       .backup_plan_name = "shop",
       .backup_vault = &vault,
       .windows_vss = true});
  expect("AWS::Backup::BackupPlan", R"({"BackupPlan": {"BackupPlanName": "shop",
      "AdvancedBackupSettings": [{"BackupOptions": {"WindowsVSS": "enabled"}, "ResourceType": "EC2"}],
      "BackupPlanRule": [{"RuleName": "PlanRule0", "ScheduleExpressionTimezone": "Europe/Berlin", "StartWindowMinutes": 60,
        "CompletionWindowMinutes": 240, "EnableContinuousBackup": true, "Lifecycle": {"DeleteAfterDays": 35},
        "RecoveryPointTags": {"kind": "daily"},
        "TargetBackupVault": {"Fn::GetAtt": [{"$like": "Vault*"}, "BackupVaultName"]},
        "CopyActions": [{"DestinationBackupVaultArn": "arn:aws:backup:eu-central-1:111111111111:backup-vault:far",
                         "Lifecycle": {"DeleteAfterDays": 30}}]}]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Backup::BackupVault", 1));
}

TEST_F(BackupTest, PlansRefuseRulesThatDoNotFit) {
  const auto refused = [](std::string_view property, const BackupPlan::Rule& rule) {
    App own;
    own.add("Shop", Stack::Props{}).add("Plan", BackupPlan::Props{.rules = {rule}});
    ASSERT_EQ(own.diagnostics().size(), 1U) << property;
    EXPECT_EQ(own.diagnostics()[0].id, "property-not-allowed");
    EXPECT_EQ(own.diagnostics()[0].property, property);
  };
  BackupVault& far = add_vault();
  refused("rules.schedule_expression", {.schedule_expression = "rate(1 day)"});
  refused("rules.delete_after",
          {.delete_after = Duration::days(7), .move_to_cold_storage_after = Duration::days(8)});
  refused("rules.delete_after", {.delete_after = Duration::days(36), .enable_continuous_backup = true});
  refused("rules.move_to_cold_storage_after",
          {.move_to_cold_storage_after = Duration::days(8), .enable_continuous_backup = true});
  refused("rules.copy_actions.delete_after",
          {.copy_actions = {{.destination_backup_vault = far,
                             .delete_after = Duration::days(100),
                             .move_to_cold_storage_after = Duration::days(30)}}});
}

TEST_F(BackupTest, PlansNeedARule) {
  add_plan({});
  try {
    synthesized();
    FAIL() << "a plan without a rule was synthesized";
  } catch (const Error& error) {
    EXPECT_NE(std::string_view(error.what()).find("property-needed"), std::string_view::npos) << error.what();
  }
}

// --- selections
// ------------------------------------------------------------------------------------------------------

TEST_F(BackupTest, SelectsConstructsArnsAndTagsWithARoleForIt) {
  auto& table = stack.add("Orders", DynamoTable::Props{.partition_key = "id"});
  BackupSelection& selection =
      add_plan().add_selection("Selection", {.resources = {table, BackupResource::tag("backup", "daily"),
                                                           BackupResource::arn("arn:aws:s3:::files")},
                                             .allow_restores = true});
  EXPECT_EQ(selection.role().id(), "Role");
  expect("AWS::Backup::BackupSelection",
         R"({"BackupPlanId": {"Fn::GetAtt": [{"$like": "Plan*"}, "BackupPlanId"]},
      "BackupSelection": {"$exactly": {"SelectionName": "Selection",
        "IamRoleArn": {"Fn::GetAtt": [{"$like": "PlanSelectionRole*"}, "Arn"]},
        "ListOfTags": [{"ConditionKey": "backup", "ConditionType": "STRINGEQUALS", "ConditionValue": "daily"}],
        "Resources": [{"Fn::GetAtt": [{"$like": "Orders*"}, "Arn"]}, "arn:aws:s3:::files"]}}})");
  expect("AWS::IAM::Role",
         R"({"AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "backup.amazonaws.com"}}]},
      "ManagedPolicyArns": [
        {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"]]},
        {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"]]}]})");
}

TEST_F(BackupTest, SelectsEverythingBelowAConstructThatCanBeBackedUp) {
  auto& data = stack.add("Data", Construct::Props{});
  add_plan().add_selection("Selection", {.resources = {BackupResource::everything_in(data)}});
  data.add("Orders", DynamoTable::Props{.partition_key = "id"});
  data.add("Files", aws::efs::FileSystem::Props{});
  data.add("Bucket", Bucket::Props{});
  data.add("Database", aws::rds::DBInstance::Props{.DBInstanceClass = "db.t4g.micro"});
  data.add("Member",
           aws::rds::DBInstance::Props{.DBClusterIdentifier = "cluster", .DBInstanceClass = "db.t4g.micro"});
  DynamoTable::from_name(data, "Other", "other");
  const auto arn = [](const char* service, const char* of, const char* ref) {
    return std::string(R"({"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":)") + service +
           R"(:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":)" + of +
           R"(", {"Ref": {"$like": ")" + ref + R"("}}]]})";
  };
  expect("AWS::Backup::BackupSelection", R"({"BackupSelection": {"Resources": [)" +
                                             arn("dynamodb", "table/", "DataOrders*") + ", " +
                                             arn("elasticfilesystem", "file-system/", "DataFiles*") + ", " +
                                             arn("rds", "db:", "DataDatabase*") + "]}}");
}

TEST_F(BackupTest, SelectsWithARoleThatIsGiven) {
  Role& role = add_role("Backup");
  add_plan().add_selection(
      "Selection", {.resources = {BackupResource::arn("*")}, .role = &role, .default_backup_policy = false});
  expect("AWS::IAM::Role", R"({"ManagedPolicyArns": {"$absent": true}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::IAM::Role", 1));
}

TEST_F(BackupTest, RefusesToSelectNothing) {
  add_plan().add_selection("Selection", {.resources = {}});
  expect_refused("property-needed", "resources");
}

}  // namespace
}  // namespace tenon
