#include "tenon/constructs/data/aurora_cluster.hpp"

#include <functional>

#include "constructs/stack_test.hpp"
#include "tenon/aws/rds/DBCluster.hpp"
#include "tenon/aws/rds/DBInstance.hpp"
#include "tenon/aws/secretsmanager/RotationSchedule.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::RDS::DBCluster";
constexpr std::string_view instance_type = "AWS::RDS::DBInstance";

AuroraEngine postgresql() { return AuroraEngine::postgresql(AuroraPostgresqlVersion::v16_6); }

class AuroraClusterTest : public StackTest {
 protected:
  AuroraCluster::Props props() { return {.engine = postgresql(), .vpc = vpc, .writer = {{.id = "writer"}}}; }
  AuroraCluster& add_cluster() { return stack.add("Database", props()); }
  Key& add_key() { return stack.add("Key", Key::Props{}); }

  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
};

TEST(AuroraEngineTest, KnowsItsVersionsAndNames) {
  EXPECT_EQ(postgresql().version(), "16.6");
  EXPECT_EQ(AuroraEngine::postgresql(AuroraPostgresqlVersion::v13_23).version(), "13.23");
  EXPECT_EQ(postgresql().parameter_group_family(), "aurora-postgresql16");
  const AuroraEngine mysql = AuroraEngine::mysql(AuroraMysqlVersion::v3_08_2);
  EXPECT_EQ(mysql.version(), "8.0.mysql_aurora.3.08.2");
  EXPECT_EQ(mysql.parameter_group_family(), "aurora-mysql8.0");
  EXPECT_EQ(mysql.engine_type(), "aurora-mysql");
  EXPECT_EQ(AuroraEngine::mysql("8.0.mysql_aurora.3.13.0").version(), "8.0.mysql_aurora.3.13.0");
  EXPECT_EQ(AuroraEngine::postgresql("18.1").parameter_group_family(), "aurora-postgresql18");
}

TEST_F(AuroraClusterTest, IsEncryptedAndMakesALastSnapshot) {
  add_cluster();
  expect_entry(
      type, R"({"DeletionPolicy": "Snapshot", "UpdateReplacePolicy": "Snapshot", "Properties": {"$exactly": {
      "Engine": "aurora-postgresql", "EngineVersion": "16.6", "StorageEncrypted": true, "CopyTagsToSnapshot": true,
      "DBSubnetGroupName": {"Ref": {"$like": "DatabaseSubnets*"}},
      "MasterUsername": {"Fn::Join": ["", ["{{resolve:secretsmanager:", {"Ref": {"$like": "DatabaseSecret*"}},
      ":SecretString:username::}}"]]},
      "MasterUserPassword": {"Fn::Join": ["", ["{{resolve:secretsmanager:", {"Ref": {"$like": "DatabaseSecret*"}},
      ":SecretString:password::}}"]]},
      "ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 2},
      "VpcSecurityGroupIds": [{"Fn::GetAtt": [{"$like": "DatabaseSecurityGroup*"}, "GroupId"]}]}}})");
}

TEST_F(AuroraClusterTest, HasInstancesThatNobodyReachesFromOutside) {
  add_cluster();
  expect_entry(instance_type,
               R"({"DeletionPolicy": "Delete", "Properties": {"$exactly": {"DBInstanceClass": "db.serverless",
      "DBClusterIdentifier": {"Ref": {"$like": "Database*"}}, "Engine": "aurora-postgresql", "PromotionTier": 0,
      "PubliclyAccessible": false}}})");
  expect("AWS::RDS::DBSubnetGroup", R"({"DBSubnetGroupDescription": "Subnets for Database database",
      "SubnetIds": [{"Ref": {"$like": "VpcPrivateSubnet1*"}}, {"Ref": {"$like": "VpcPrivateSubnet2*"}}]})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::EC2::SecurityGroupIngress", 0));
}

TEST_F(AuroraClusterTest, KeepsTheDefaultUsersPasswordInASecretThatSaysWhereItBelongs) {
  AuroraCluster& cluster = add_cluster();
  expect("AWS::SecretsManager::Secret",
         R"({"Description": "Credentials of Shop/Database", "GenerateSecretString": {
      "PasswordLength": 30, "GenerateStringKey": "password", "SecretStringTemplate": "{\"username\":\"postgres\"}",
      "ExcludeCharacters": " %+~`#$&*()|[]{}:;<>?!'/@\"\\"}})");
  expect("AWS::SecretsManager::SecretTargetAttachment", R"({"TargetType": "AWS::RDS::DBCluster",
      "TargetId": {"Ref": {"$like": "Database*"}}})");
  EXPECT_NE(cluster.secret().attachment(), nullptr);
}

TEST_F(AuroraClusterTest, WritesWhatIsAskedFor) {
  Key& key = add_key();
  SecurityGroup& group = stack.add("Group", SecurityGroup::Props{.vpc = vpc});
  stack.add("Database",
            AuroraCluster::Props{.engine = AuroraEngine::mysql(AuroraMysqlVersion::v3_10_1),
                                 .vpc = vpc,
                                 .writer = {{.id = "writer", .instance_class = "db.r6g.large"}},
                                 .security_groups = {&group},
                                 .default_database_name = "orders",
                                 .cluster_identifier = "Orders-DB",
                                 .port = 3307,
                                 .parameters = {{"require_secure_transport", "ON"}},
                                 .storage_encryption_key = &key,
                                 .storage = AuroraStorage::io_optimized,
                                 .backup_retention = Duration::days(14),
                                 .preferred_backup_window = "02:00-03:00",
                                 .preferred_maintenance_window = "sun:04:00-sun:05:00",
                                 .backtrack_window = Duration::hours(24),
                                 .copy_tags_to_snapshot = false,
                                 .iam_authentication = true,
                                 .monitoring_interval = Duration::seconds(60),
                                 .enable_performance_insights = true,
                                 .performance_insight_retention = PerformanceInsightRetention::one_month,
                                 .performance_insight_encryption_key = &key,
                                 .cloudwatch_logs_exports = {"audit", "error"},
                                 .enable_data_api = true,
                                 .auto_minor_version_upgrade = false,
                                 .removal_policy = RemovalPolicy::retain});
  expect_entry(type, R"({"DeletionPolicy": "Retain", "Properties": {"Engine": "aurora-mysql",
      "EngineVersion": "8.0.mysql_aurora.3.10.1", "DatabaseName": "orders", "DBClusterIdentifier": "orders-db", "Port": 3307,
      "KmsKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}, "StorageType": "aurora-iopt1", "BackupRetentionPeriod": 14,
      "PreferredBackupWindow": "02:00-03:00", "PreferredMaintenanceWindow": "sun:04:00-sun:05:00", "BacktrackWindow": 86400,
      "CopyTagsToSnapshot": false, "EnableIAMDatabaseAuthentication": true, "DeletionProtection": true,
      "PerformanceInsightsEnabled": true, "PerformanceInsightsRetentionPeriod": 31,
      "PerformanceInsightsKmsKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}, "EnableCloudwatchLogsExports": ["audit", "error"],
      "EnableHttpEndpoint": true, "AutoMinorVersionUpgrade": false, "ServerlessV2ScalingConfiguration": {"$absent": true},
      "DBClusterParameterGroupName": {"Ref": {"$like": "DatabaseParameterGroup*"}},
      "VpcSecurityGroupIds": [{"Fn::GetAtt": [{"$like": "Group*"}, "GroupId"]}]}})");
  expect("AWS::RDS::DBClusterParameterGroup", R"({"Family": "aurora-mysql8.0",
      "Description": "Cluster parameter group for aurora-mysql8.0", "Parameters": {"require_secure_transport": "ON"}})");
  expect_entry(instance_type,
               R"({"DeletionPolicy": "Retain", "Properties": {"DBInstanceClass": "db.r6g.large",
      "MonitoringInterval": 60, "MonitoringRoleArn": {"Fn::GetAtt": [{"$like": "DatabaseMonitoringRole*"}, "Arn"]}}})");
  expect_entry("AWS::RDS::DBSubnetGroup", R"({"DeletionPolicy": "Retain"})");
}

TEST_F(AuroraClusterTest, HasReadersThatFollowTheWriter) {
  AuroraCluster::Props with_readers = props();
  with_readers.readers = {{.id = "twin", .scale_with_writer = true},
                          {.id = "reports",
                           .instance_class = "db.r6g.large",
                           .promotion_tier = 15,
                           .instance_identifier = "reports",
                           .availability_zone = "eu-west-1a",
                           .enable_performance_insights = true,
                           .parameters = {{"work_mem", "65536"}},
                           .ca_certificate = CaCertificate::rds_ca_rsa4096_g1,
                           .auto_minor_version_upgrade = false,
                           .preferred_maintenance_window = "sun:04:00-sun:05:00"}};
  AuroraCluster& cluster = stack.add("Database", with_readers);
  EXPECT_EQ(cluster.instances().size(), 3U);
  EXPECT_EQ(cluster.instance_endpoint_addresses().size(), 3U);
  expect_entry(
      instance_type,
      R"({"DependsOn": {"$contains": [{"$like": "Databasewriter*"}]}, "Properties": {"PromotionTier": 1}})");
  expect(instance_type,
         R"({"PromotionTier": 15, "DBInstanceIdentifier": "reports", "AvailabilityZone": "eu-west-1a",
      "EnablePerformanceInsights": true, "PerformanceInsightsRetentionPeriod": 7, "CACertificateIdentifier": "rds-ca-rsa4096-g1",
      "AutoMinorVersionUpgrade": false, "PreferredMaintenanceWindow": "sun:04:00-sun:05:00",
      "DBParameterGroupName": {"Ref": {"$like": "DatabasereportsInstanceParameterGroup*"}}})");
  expect("AWS::RDS::DBParameterGroup",
         R"({"Family": "aurora-postgresql16", "Parameters": {"work_mem": "65536"}})");
}

TEST_F(AuroraClusterTest, WarnsOfReadersThatCannotTakeOver) {
  AuroraCluster::Props slow = props();
  slow.readers = {{.id = "reader"}};
  stack.add("Database", slow);
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].severity, Severity::warning);
}

TEST_F(AuroraClusterTest, NamesANewSecretWhenItsAlphabetChanges) {
  const auto logical_id = [&](std::string_view id, std::optional<std::string> excluded) {
    AuroraCluster::Props named = props();
    named.credentials = Credentials::generated("app", {.exclude_characters = std::move(excluded)});
    stack.add(id, named);
    return synthesized().find_resources("AWS::SecretsManager::Secret").back();
  };
  // The digest of the criteria is the one that CDK's own template of the agreement test has.
  EXPECT_TRUE(logical_id("One", {}).ends_with("3fdaad7efa858a3daf9490cf0a702aeb"));
  EXPECT_FALSE(logical_id("Two", "@").ends_with("3fdaad7efa858a3daf9490cf0a702aeb"));
  expect(type, R"({"MasterUsername": "app"})");
}

TEST_F(AuroraClusterTest, TakesASecretOfOnesOwn) {
  Secret& secret = stack.add("Own", Secret::Props{});
  AuroraCluster::Props own = props();
  own.credentials = Credentials::from_secret(secret);
  stack.add("Database", own);
  expect(
      type,
      R"({"MasterUserPassword": {"Fn::Join": ["", [{"$any": true}, {"Ref": {"$like": "Own*"}}, {"$any": true}]]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::SecretsManager::Secret", 1));
  expect("AWS::SecretsManager::SecretTargetAttachment", R"({"SecretId": {"Ref": {"$like": "Own*"}}})");
}

TEST_F(AuroraClusterTest, LeavesThePasswordToRds) {
  AuroraCluster::Props managed = props();
  managed.credentials = Credentials::managed("app", &add_key());
  AuroraCluster& cluster = stack.add("Database", managed);
  cluster.secret().grant_read(add_role());
  cluster.secret().add_managed_rotation("Rotation", {.automatically_after = Duration::days(30)});
  expect(
      type,
      R"({"ManageMasterUserPassword": true, "MasterUsername": "app", "MasterUserPassword": {"$absent": true},
      "MasterUserSecret": {"KmsKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::SecretsManager::Secret", 0));
  expect_granted(
      R"([{"Resource": {"Fn::GetAtt": [{"$like": "Database*"}, "MasterUserSecret.SecretArn"]}}, {"Action": "kms:Decrypt"}])");
  expect("AWS::SecretsManager::RotationSchedule",
         R"({"SecretId": {"Fn::GetAtt": [{"$like": "Database*"}, "MasterUserSecret.SecretArn"]}})");
}

TEST_F(AuroraClusterTest, RotatesItsPasswordByAFunctionThatItLetsIn) {
  add_cluster().add_rotation_single_user({.automatically_after = Duration::days(7)});
  expect("AWS::SecretsManager::RotationSchedule",
         R"json({"SecretId": {"Ref": {"$like": "DatabaseSecretAttachment*"}},
      "RotationRules": {"ScheduleExpression": "rate(7 days)"}, "HostedRotationLambda": {"RotationType": "PostgreSQLSingleUser",
      "VpcSubnetIds": {"$any": true}}})json");
  expect("AWS::EC2::SecurityGroupIngress",
         R"({"FromPort": {"Fn::GetAtt": [{"$like": "Database*"}, "Endpoint.Port"]},
      "SourceSecurityGroupId": {"Fn::GetAtt": [{"$like": "DatabaseSecretAttachmentRotationSecurityGroup*"}, "GroupId"]}})");
}

TEST_F(AuroraClusterTest, WaitsForTheWriterAndTheWayOutBeforeItRotates) {
  add_cluster().add_rotation_single_user();
  expect_entry("AWS::SecretsManager::RotationSchedule",
               R"({"DependsOn": {"$contains": [{"$like": "Databasewriter*"},
      {"$like": "VpcPrivateSubnet1DefaultRoute*"}]}})");
}

TEST_F(AuroraClusterTest, RotatesFromWhereAndWithWhatIsAskedFor) {
  auto& group = stack.add("Rotator", SecurityGroup::Props{.vpc = vpc});
  add_cluster().add_rotation_single_user({}, {.vpc_subnets = {{.type = SubnetType::public_}},
                                              .security_groups = {&group},
                                              .function_name = "rotate",
                                              .exclude_characters = "@"});
  expect("AWS::SecretsManager::RotationSchedule", R"({"HostedRotationLambda": {"$exactly": {
      "RotationType": "PostgreSQLSingleUser", "RotationLambdaName": "rotate", "ExcludeCharacters": "@",
      "VpcSecurityGroupIds": {"Fn::GetAtt": [{"$like": "Rotator*"}, "GroupId"]},
      "VpcSubnetIds": {"Fn::Join": ["", [{"Ref": {"$like": "VpcPublicSubnet1*"}}, ",", {"Ref": {"$like": "VpcPublicSubnet2*"}}]]}}}})");
  expect("AWS::EC2::SecurityGroupIngress",
         R"({"SourceSecurityGroupId": {"Fn::GetAtt": [{"$like": "Rotator*"}, "GroupId"]}})");
}

TEST_F(AuroraClusterTest, RotatesAnotherUserWithTheHelpOfItsOwn) {
  AuroraCluster& cluster = add_cluster();
  Secret& user = stack.add("User", Secret::Props{}).attach(cluster.as_secret_attachment_target());
  cluster.add_rotation_multi_user("Rotation", user);
  expect("AWS::SecretsManager::RotationSchedule", R"({"SecretId": {"Ref": {"$like": "UserAttachment*"}},
      "HostedRotationLambda": {"RotationType": "PostgreSQLMultiUser",
      "MasterSecretArn": {"Ref": {"$like": "DatabaseSecretAttachment*"}}}})");
}

TEST_F(AuroraClusterTest, LetsPeersInOnItsPort) {
  add_cluster().allow_from(stack.add("Peer", SecurityGroup::Props{.vpc = vpc}));
  expect("AWS::EC2::SecurityGroupIngress", R"({"IpProtocol": "tcp",
      "ToPort": {"Fn::GetAtt": [{"$like": "Database*"}, "Endpoint.Port"]}})");
}

TEST_F(AuroraClusterTest, GrantsConnectingAsAUser) {
  add_cluster().grant_connect(add_role(), "app");
  expect_granted(
      R"([{"Action": "rds-db:connect", "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":rds-db:",
      {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":dbuser:",
      {"Fn::GetAtt": [{"$like": "Database*"}, "DBClusterResourceId"]}, "/app"]]}}])");
}

TEST_F(AuroraClusterTest, GrantsTheDataApiAndSwitchesItOn) {
  add_cluster().grant_data_api_access(add_role());
  expect(type, R"({"EnableHttpEndpoint": true})");
  expect_granted(
      R"([{"Action": ["rds-data:BatchExecuteStatement", "rds-data:BeginTransaction", "rds-data:CommitTransaction",
      "rds-data:ExecuteStatement", "rds-data:RollbackTransaction"]}, {"Action": ["secretsmanager:DescribeSecret",
      "secretsmanager:GetSecretValue"]}])");
}

TEST_F(AuroraClusterTest, MakesTheGroupsOfItsLogsBeforeItself) {
  AuroraCluster::Props logged = props();
  logged.cluster_identifier = "orders";
  logged.cloudwatch_logs_exports = {"postgresql"};
  logged.cloudwatch_logs_retention = RetentionDays::one_month;
  logged.cloudwatch_logs_removal_policy = RemovalPolicy::destroy;
  AuroraCluster& cluster = stack.add("Database", logged);
  EXPECT_EQ(cluster.log_groups().size(), 1U);
  expect_entry("AWS::Logs::LogGroup", R"({"DeletionPolicy": "Delete", "Properties": {"RetentionInDays": 30,
      "LogGroupName": "/aws/rds/cluster/orders/postgresql"}})");
  expect_entry(type, R"({"DependsOn": [{"$like": "DatabaseLogGrouppostgresql*"}]})");
}

TEST_F(AuroraClusterTest, OfElsewhereKnowsWhatWasSaid) {
  AuroraCluster& cluster =
      AuroraCluster::from_attributes(stack, "Existing",
                                     {.cluster_identifier = "orders",
                                      .port = 5432,
                                      .endpoint_address = "orders.cluster-x.eu-west-1.rds.amazonaws.com"});
  EXPECT_EQ(cluster.endpoint_address().literal(), "orders.cluster-x.eu-west-1.rds.amazonaws.com");
  EXPECT_EQ(cluster.port().literal(), "5432");
  EXPECT_EQ(resolved_json(cluster.cluster_identifier()), R"("orders")");
  EXPECT_FALSE(cluster.has_secret());
  EXPECT_THROW(cluster.secret(), Error);
  EXPECT_THROW(cluster.engine(), Error);
  EXPECT_THROW(cluster.read_endpoint_address(), Error);
  EXPECT_THROW(cluster.cluster_resource_identifier(), Error);
  EXPECT_THROW(cluster.add_rotation_single_user(), Error);
}

TEST_F(AuroraClusterTest, HasMetrics) {
  const Metric metric = add_cluster().metric_acu_utilization();
  EXPECT_EQ(metric.props().metric_namespace, "AWS/RDS");
  EXPECT_EQ(metric.props().metric_name, "ACUUtilization");
  EXPECT_EQ(metric.props().dimensions.front().name, "DBClusterIdentifier");
}

struct Refused {
  std::string_view name;
  std::string_view id;
  std::string_view property;
  std::function<void(AuroraCluster::Props&)> change;
};

const Refused refusals[] = {
    {"OneZone", "property-not-allowed", "vpc_subnets",
     [](auto& p) { p.vpc_subnets = {.subnets = {p.vpc.private_subnets()[0]}}; }},
    {"AWellKnownPort", "property-not-allowed", "port", [](auto& p) { p.port = 80; }},
    {"AKeyWithoutEncryption", "property-not-allowed", "storage_encrypted",
     [](auto& p) {
       p.storage_encrypted = false;
       p.storage_encryption_key = &p.vpc.stack().add("Key", Key::Props{});
     }},
    {"AnInstanceOfAnotherService", "property-not-allowed", "instance_class",
     [](auto& p) { p.writer.instance_class = DbInstanceClass::of("cache.t4g.micro"); }},
    {"ATierThatIsNone", "property-not-allowed", "promotion_tier",
     [](auto& p) { p.writer.promotion_tier = 16; }},
    {"AFixedSizeThatFollows", "property-not-allowed", "scale_with_writer",
     [](auto& p) {
       p.readers = {{.id = "reader", .instance_class = "db.r6g.large", .scale_with_writer = true}};
     }},
    {"InsightsKeptAndNot", "property-not-allowed", "enable_performance_insights",
     [](auto& p) {
       p.writer.enable_performance_insights = false;
       p.writer.performance_insight_retention = PerformanceInsightRetention::one_year;
     }},
    {"AThirdOfAUnit", "property-not-allowed", "serverless_v2_min_capacity",
     [](auto& p) { p.serverless_v2_min_capacity = 0.3; }},
    {"TooManyUnits", "property-not-allowed", "serverless_v2_max_capacity",
     [](auto& p) { p.serverless_v2_max_capacity = 257; }},
    {"LeastAboveMost", "property-not-allowed", "serverless_v2_min_capacity",
     [](auto& p) { p.serverless_v2_min_capacity = 4; }},
    {"PauseWithCapacityKept", "property-not-allowed", "serverless_v2_auto_pause",
     [](auto& p) { p.serverless_v2_auto_pause = Duration::minutes(10); }},
    {"PauseOfAMinute", "property-not-allowed", "serverless_v2_auto_pause",
     [](auto& p) {
       p.serverless_v2_min_capacity = 0;
       p.serverless_v2_auto_pause = Duration::minutes(1);
     }},
    {"ALogOfTheOtherEngine", "property-not-allowed", "cloudwatch_logs_exports",
     [](auto& p) { p.cloudwatch_logs_exports = {"audit"}; }},
    {"RetentionWithoutAName", "property-needed", "cluster_identifier",
     [](auto& p) {
       p.cloudwatch_logs_exports = {"postgresql"};
       p.cloudwatch_logs_retention = RetentionDays::one_week;
     }},
    {"MonitoringTooSeldom", "property-not-allowed", "monitoring_interval",
     [](auto& p) { p.monitoring_interval = Duration::seconds(90); }},
    {"BackupsForLong", "property-not-allowed", "backup_retention",
     [](auto& p) { p.backup_retention = Duration::days(36); }},
    {"PostgresqlTurnedBack", "property-not-allowed", "backtrack_window",
     [](auto& p) { p.backtrack_window = Duration::hours(1); }},
};

class AuroraClusterRefusalTest : public StackTest, public ::testing::WithParamInterface<Refused> {};

TEST_P(AuroraClusterRefusalTest, IsReported) {
  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  AuroraCluster::Props props{.engine = postgresql(), .vpc = vpc, .writer = {{.id = "writer"}}};
  GetParam().change(props);
  stack.add("Database", props);
  expect_refused(GetParam().id, GetParam().property);
}

INSTANTIATE_TEST_SUITE_P(All, AuroraClusterRefusalTest, ::testing::ValuesIn(refusals),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(AuroraClusterTest, RefusesToRotateWhatRdsRotates) {
  AuroraCluster::Props managed = props();
  managed.credentials = Credentials::managed();
  stack.add("Database", managed).add_rotation_single_user();
  expect_refused("property-not-allowed", "credentials");
}

TEST_F(AuroraClusterTest, RefusesTheDataApiWhereItIsOff) {
  AuroraCluster::Props off = props();
  off.enable_data_api = false;
  stack.add("Database", off).grant_data_api_access(add_role());
  expect_refused("property-not-allowed", "enable_data_api");
}

}  // namespace
}  // namespace tenon
