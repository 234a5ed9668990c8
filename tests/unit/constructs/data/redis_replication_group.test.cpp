#include "tenon/constructs/data/redis_replication_group.hpp"

#include <functional>

#include "constructs/stack_test.hpp"
#include "tenon/aws/elasticache/ReplicationGroup.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/security/secret.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::ElastiCache::ReplicationGroup";

class RedisReplicationGroupTest : public StackTest {
 protected:
  RedisReplicationGroup::Props props() { return {.vpc = vpc, .node_type = "cache.t4g.micro"}; }
  RedisReplicationGroup& add_group() { return stack.add("Sessions", props()); }

  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
};

TEST_F(RedisReplicationGroupTest, HasAReplicaInAnotherZoneIsEncryptedAndAsksForTls) {
  add_group();
  expect_entry(
      type, R"({"DeletionPolicy": "Snapshot", "UpdateReplacePolicy": "Snapshot", "Properties": {"$exactly": {
      "Engine": "redis", "EngineVersion": "7.1", "CacheNodeType": "cache.t4g.micro", "NumCacheClusters": 2, "Port": 6379,
      "AutomaticFailoverEnabled": true, "MultiAZEnabled": true, "AtRestEncryptionEnabled": true,
      "TransitEncryptionEnabled": true, "TransitEncryptionMode": "required", "ReplicationGroupDescription": "Shop/Sessions",
      "CacheSubnetGroupName": {"Ref": {"$like": "SessionsSubnetGroup*"}},
      "SecurityGroupIds": [{"Fn::GetAtt": [{"$like": "SessionsSecurityGroup*"}, "GroupId"]}]}}})");
  expect("AWS::ElastiCache::SubnetGroup", R"({"SubnetIds": [{"Ref": {"$like": "VpcPrivateSubnet1*"}},
      {"Ref": {"$like": "VpcPrivateSubnet2*"}}]})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::EC2::SecurityGroupIngress", 0));
}

TEST_F(RedisReplicationGroupTest, WritesWhatIsAskedFor) {
  Key& key = stack.add("Key", Key::Props{});
  Secret& token = stack.add("Token", Secret::Props{});
  LogGroup& logs = stack.add("Logs", LogGroup::Props{});
  stack.add("Sessions", RedisReplicationGroup::Props{
                            .vpc = vpc,
                            .node_type = "cache.r6gd.xlarge",
                            .description = "Sessions",
                            .replication_group_id = "sessions",
                            .engine_version = "6.2",
                            .replicas_per_node_group = 2,
                            .port = 6380,
                            .at_rest_encryption_key = &key,
                            .auth_token = &token,
                            .auth_token_field = "token",
                            .parameters = {{"maxmemory-policy", "allkeys-lru"}},
                            .log_deliveries = {{.log_type = RedisLogType::slow_log, .log_group = &logs}},
                            .snapshot_retention = Duration::days(7),
                            .snapshot_window = "03:00-04:00",
                            .preferred_maintenance_window = "sun:05:00-sun:06:00",
                            .notification_topic_arn = "arn:aws:sns:eu-west-1:111122223333:events",
                            .auto_minor_version_upgrade = false,
                            .data_tiering = true,
                            .removal_policy = RemovalPolicy::destroy});
  expect_entry(
      type,
      R"({"DeletionPolicy": "Delete", "Properties": {"ReplicationGroupId": "sessions", "EngineVersion": "6.2",
      "ReplicationGroupDescription": "Sessions", "NumCacheClusters": 3, "Port": 6380, "DataTieringEnabled": true,
      "KmsKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}, "TransitEncryptionEnabled": true,
      "TransitEncryptionMode": {"$absent": true}, "AuthToken": {"Fn::Join": ["", ["{{resolve:secretsmanager:",
      {"Ref": {"$like": "Token*"}}, ":SecretString:token::}}"]]}, "SnapshotRetentionLimit": 7, "SnapshotWindow": "03:00-04:00",
      "PreferredMaintenanceWindow": "sun:05:00-sun:06:00", "AutoMinorVersionUpgrade": false,
      "NotificationTopicArn": "arn:aws:sns:eu-west-1:111122223333:events",
      "CacheParameterGroupName": {"Ref": {"$like": "SessionsParameterGroup*"}},
      "LogDeliveryConfigurations": [{"DestinationType": "cloudwatch-logs", "LogFormat": "json", "LogType": "slow-log",
      "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": {"Ref": {"$like": "Logs*"}}}}}]}})");
  expect(
      "AWS::ElastiCache::ParameterGroup",
      R"({"CacheParameterGroupFamily": "redis6.x", "Properties": {"$exactly": {"maxmemory-policy": "allkeys-lru"}}})");
}

TEST_F(RedisReplicationGroupTest, DividesKeysAmongNodeGroupsInAClusterWhileOthersServe) {
  RedisReplicationGroup::Props cluster = props();
  cluster.num_node_groups = 3;
  RedisReplicationGroup& group = stack.add("Sessions", cluster);
  EXPECT_TRUE(group.cluster_mode());
  EXPECT_EQ(group.node_count(), 6);
  expect_entry(type, R"({"UpdatePolicy": {"UseOnlineResharding": true}, "Properties": {"NumNodeGroups": 3,
      "ReplicasPerNodeGroup": 1, "NumCacheClusters": {"$absent": true}, "CacheParameterGroupName": "default.redis7.cluster.on"}})");
  EXPECT_EQ(resolved_json(group.configuration_endpoint_address()),
            R"({"Fn::GetAtt":["Sessions8896A56D","ConfigurationEndPoint.Address"]})");
  EXPECT_EQ(resolved_json(group.metric("CPUUtilization", 2, 3).props().dimensions.front().value),
            R"({"Fn::Join":["",[{"Ref":"Sessions8896A56D"},"-0003-002"]]})");
  cluster.parameters = {{"maxmemory-policy", "allkeys-lru"}};
  stack.add("Other", cluster);
  expect("AWS::ElastiCache::ParameterGroup",
         R"({"Properties": {"cluster-enabled": "yes", "maxmemory-policy": "allkeys-lru"}})");
}

TEST_F(RedisReplicationGroupTest, HasOneNodeWhenNoReplicaIsWanted) {
  RedisReplicationGroup::Props single = props();
  single.replicas_per_node_group = 0;
  stack.add("Sessions", single);
  expect(type, R"({"NumCacheClusters": 1, "AutomaticFailoverEnabled": false, "MultiAZEnabled": false})");
}

TEST_F(RedisReplicationGroupTest, LetsPeersInOnItsPort) {
  add_group().allow_from(stack.add("Peer", SecurityGroup::Props{.vpc = vpc}));
  expect("AWS::EC2::SecurityGroupIngress", R"({"FromPort": 6379, "ToPort": 6379})");
}

TEST_F(RedisReplicationGroupTest, SaysWhereItIsAndHowItDoes) {
  RedisReplicationGroup& group = add_group();
  EXPECT_EQ(resolved_json(group.primary_endpoint_address()),
            R"({"Fn::GetAtt":["Sessions8896A56D","PrimaryEndPoint.Address"]})");
  EXPECT_EQ(resolved_json(group.reader_endpoint_address()),
            R"({"Fn::GetAtt":["Sessions8896A56D","ReaderEndPoint.Address"]})");
  const Metric metric = group.metric_evictions();
  EXPECT_EQ(metric.props().metric_namespace, "AWS/ElastiCache");
  EXPECT_EQ(metric.props().statistic, Statistic::sum);
  EXPECT_EQ(resolved_json(metric.props().dimensions.front().value),
            R"({"Fn::Join":["",[{"Ref":"Sessions8896A56D"},"-001"]]})");
}

TEST_F(RedisReplicationGroupTest, OfElsewhereKnowsWhatWasSaid) {
  SecurityGroup& theirs = stack.add("Theirs", SecurityGroup::Props{.vpc = vpc});
  RedisReplicationGroup& group =
      RedisReplicationGroup::from_attributes(stack, "Existing",
                                             {.replication_group_id = "sessions",
                                              .primary_endpoint_address = "sessions.x.cache.amazonaws.com",
                                              .security_groups = {&theirs}});
  EXPECT_EQ(group.primary_endpoint_address().literal(), "sessions.x.cache.amazonaws.com");
  group.allow_from(stack.add("Peer", SecurityGroup::Props{.vpc = vpc}));
  expect("AWS::EC2::SecurityGroupIngress", R"({"FromPort": 6379})");
  group.reader_endpoint_address();
  expect_refused("property-needed", "reader_endpoint_address");
}

TEST_F(RedisReplicationGroupTest, RefusesTheEndpointOfTheOtherMode) {
  add_group().configuration_endpoint_address();
  expect_refused("property-not-allowed", "configuration_endpoint_address");
}

struct Refused {
  std::string_view name;
  std::string_view id;
  std::string_view property;
  std::function<void(RedisReplicationGroup::Props&, Stack&)> change;
};

const Refused refusals[] = {
    {"SixReplicas", "property-not-allowed", "replicas_per_node_group",
     [](auto& p, Stack&) { p.replicas_per_node_group = 6; }},
    {"NodeGroupsWithoutACluster", "property-not-allowed", "cluster_mode",
     [](auto& p, Stack&) {
       p.num_node_groups = 2;
       p.cluster_mode = false;
     }},
    {"FailoverToNothing", "property-not-allowed", "automatic_failover",
     [](auto& p, Stack&) {
       p.replicas_per_node_group = 0;
       p.automatic_failover = true;
     }},
    {"AClusterThatDoesNotFailOver", "property-not-allowed", "automatic_failover",
     [](auto& p, Stack&) {
       p.cluster_mode = true;
       p.multi_az = false;
       p.automatic_failover = false;
     }},
    {"ZonesWithoutFailover", "property-not-allowed", "multi_az",
     [](auto& p, Stack&) { p.automatic_failover = false; }},
    {"ANameOfTwoHyphens", "property-not-allowed", "replication_group_id",
     [](auto& p, Stack&) { p.replication_group_id = "a--b"; }},
    {"SnapshotsForLong", "property-not-allowed", "snapshot_retention",
     [](auto& p, Stack&) { p.snapshot_retention = Duration::days(36); }},
    {"OneZone", "property-not-allowed", "vpc_subnets",
     [](auto& p, Stack&) { p.vpc_subnets = {.subnets = {p.vpc.private_subnets()[0]}}; }},
    {"APasswordInPlainText", "property-not-allowed", "auth_token",
     [](auto& p, Stack& stack) {
       p.auth_token = &stack.add("Token", Secret::Props{});
       p.transit_encryption = RedisTransitEncryption::preferred;
     }},
    {"APasswordAndUsers", "property-not-allowed", "user_group_ids",
     [](auto& p, Stack& stack) {
       p.auth_token = &stack.add("Token", Secret::Props{});
       p.user_group_ids = {"users"};
     }},
    {"AFieldOfNothing", "property-needed", "auth_token",
     [](auto& p, Stack&) { p.auth_token_field = "token"; }},
    {"ALogThatGoesNowhere", "property-not-allowed", "log_deliveries",
     [](auto& p, Stack&) { p.log_deliveries = {{.log_type = RedisLogType::slow_log}}; }},
    {"ALogThatGoesToTwoPlaces", "property-not-allowed", "log_deliveries",
     [](auto& p, Stack& stack) {
       LogGroup& logs = stack.add("Logs", LogGroup::Props{});
       p.log_deliveries = {{.log_type = RedisLogType::slow_log, .log_group = &logs},
                           {.log_type = RedisLogType::slow_log, .log_group = &logs}};
     }},
};

class RedisReplicationGroupRefusalTest : public StackTest, public ::testing::WithParamInterface<Refused> {};

TEST_P(RedisReplicationGroupRefusalTest, IsReported) {
  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  RedisReplicationGroup::Props props{.vpc = vpc, .node_type = "cache.t4g.micro"};
  GetParam().change(props, stack);
  stack.add("Sessions", props);
  expect_refused(GetParam().id, GetParam().property);
}

INSTANTIATE_TEST_SUITE_P(All, RedisReplicationGroupRefusalTest, ::testing::ValuesIn(refusals),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace tenon
