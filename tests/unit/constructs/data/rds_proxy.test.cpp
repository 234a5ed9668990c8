#include "tenon/constructs/data/rds_proxy.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/rds/DBProxy.hpp"
#include "tenon/constructs/data/aurora_cluster.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::RDS::DBProxy";

class RdsProxyTest : public StackTest {
 protected:
  RdsProxy::Props props() { return {.cluster = cluster, .vpc = vpc}; }
  RdsProxy& add_proxy() { return stack.add("Proxy", props()); }

  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  AuroraCluster& cluster = stack.add(
      "Database", AuroraCluster::Props{.engine = AuroraEngine::postgresql(AuroraPostgresqlVersion::v16_6),
                                       .vpc = vpc,
                                       .writer = {{.id = "writer"}}});
};

TEST_F(RdsProxyTest, AsksForTlsAndSignsInWithTheClustersSecret) {
  add_proxy();
  expect(
      type,
      R"({"$exactly": {"DBProxyName": {"$like": "ShopProxy*"}, "EngineFamily": "POSTGRESQL", "RequireTLS": true,
      "Auth": [{"AuthScheme": "SECRETS", "IAMAuth": "DISABLED", "SecretArn": {"Ref": {"$like": "DatabaseSecretAttachment*"}}}],
      "RoleArn": {"Fn::GetAtt": [{"$like": "ProxyIAMRole*"}, "Arn"]},
      "VpcSecurityGroupIds": [{"Fn::GetAtt": [{"$like": "ProxyProxySecurityGroup*"}, "GroupId"]}],
      "VpcSubnetIds": [{"$any": true}, {"$any": true}]}})");
  expect_granted(R"([{"Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      "Resource": {"Ref": {"$like": "DatabaseSecretAttachment*"}}}])");
  expect_entry("AWS::RDS::DBProxyTargetGroup", R"({"DependsOn": {"$contains": [{"$like": "Databasewriter*"}]},
      "Properties": {"TargetGroupName": "default", "DBClusterIdentifiers": [{"Ref": {"$like": "Database*"}}]}})");
  expect("AWS::EC2::SecurityGroupIngress",
         R"({"GroupId": {"Fn::GetAtt": [{"$like": "DatabaseSecurityGroup*"}, "GroupId"]},
      "SourceSecurityGroupId": {"Fn::GetAtt": [{"$like": "ProxyProxySecurityGroup*"}, "GroupId"]}})");
}

TEST_F(RdsProxyTest, WritesWhatIsAskedFor) {
  RdsProxy::Props all = props();
  all.db_proxy_name = "orders";
  all.iam_auth = true;
  all.client_password_auth_type = ClientPasswordAuthType::postgres_scram_sha_256;
  all.require_tls = false;
  all.debug_logging = true;
  all.idle_client_timeout = Duration::minutes(10);
  all.borrow_timeout = Duration::seconds(30);
  all.init_query = "SET x=1";
  all.max_connections_percent = 80;
  all.max_idle_connections_percent = 20;
  all.exclude_variable_sets_from_pinning = true;
  stack.add("Proxy", all);
  expect(type,
         R"({"DBProxyName": "orders", "RequireTLS": false, "DebugLogging": true, "IdleClientTimeout": 600,
      "Auth": [{"IAMAuth": "REQUIRED", "ClientPasswordAuthType": "POSTGRES_SCRAM_SHA_256"}]})");
  expect("AWS::RDS::DBProxyTargetGroup",
         R"({"ConnectionPoolConfigurationInfo": {"ConnectionBorrowTimeout": 30,
      "InitQuery": "SET x=1", "MaxConnectionsPercent": 80, "MaxIdleConnectionsPercent": 20,
      "SessionPinningFilters": ["EXCLUDE_VARIABLE_SETS"]}})");
}

TEST_F(RdsProxyTest, LetsPeersInOnTheEnginesPort) {
  add_proxy().allow_from(stack.add("Peer", SecurityGroup::Props{.vpc = vpc}));
  expect("AWS::EC2::SecurityGroupIngress", R"({"FromPort": 5432, "ToPort": 5432})");
}

TEST_F(RdsProxyTest, GrantsConnectingAsAUserOrAsTheSecrets) {
  RdsProxy& proxy = add_proxy();
  proxy.grant_connect(add_role(), "app");
  proxy.grant_connect(add_role("Owner"));
  expect_granted(
      R"json([{"Action": "rds-db:connect", "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"},
      ":rds-db:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":dbuser:", {"Fn::Select": [6, {"Fn::Split": [":",
      {"Fn::GetAtt": [{"$like": "Proxy*"}, "DBProxyArn"]}]}]}, "/app"]]}}])json");
  EXPECT_NE(synthesized().text().find(":SecretString:username::}}"), std::string::npos);
}

TEST_F(RdsProxyTest, OfElsewhereGrantsConnecting) {
  RdsProxy& proxy =
      RdsProxy::from_attributes(stack, "Existing",
                                {.db_proxy_name = "orders",
                                 .db_proxy_arn = "arn:aws:rds:eu-west-1:111122223333:db-proxy:prx-1",
                                 .endpoint = "orders.proxy-x.eu-west-1.rds.amazonaws.com"});
  EXPECT_EQ(resolved_json(proxy.endpoint()), R"("orders.proxy-x.eu-west-1.rds.amazonaws.com")");
  proxy.grant_connect(add_role(), "app");
  EXPECT_TRUE(synthesized().resource_count_is(type, 0));
  proxy.grant_connect(add_role("Owner"));
  expect_refused("property-not-allowed", "database_user");
}

TEST_F(RdsProxyTest, RefusesWhatAProxyCannotDo) {
  RdsProxy::Props wrong = props();
  wrong.client_password_auth_type = ClientPasswordAuthType::mysql_native_password;
  stack.add("Proxy", wrong);
  expect_refused("property-not-allowed", "client_password_auth_type");
}

TEST_F(RdsProxyTest, RefusesFiguresThatItCannotHave) {
  RdsProxy::Props wrong = props();
  wrong.idle_client_timeout = Duration::hours(9);
  wrong.borrow_timeout = Duration::minutes(6);
  wrong.max_connections_percent = 50;
  wrong.max_idle_connections_percent = 60;
  stack.add("Proxy", wrong);
  std::vector<std::string> properties;
  for (const Diagnostic& each : app.diagnostics()) properties.push_back(each.property);
  EXPECT_EQ(properties, (std::vector<std::string>{"idle_client_timeout", "borrow_timeout",
                                                  "max_idle_connections_percent"}));
}

TEST_F(RdsProxyTest, HasAnEndpointForReadingWhereTheProxyStands) {
  add_proxy().add_endpoint("Reading", {.read_only = true});
  expect(
      "AWS::RDS::DBProxyEndpoint",
      R"({"$exactly": {"DBProxyEndpointName": {"$like": "ShopProxyReading*"}, "DBProxyName": {"Ref": {"$like": "Proxy*"}},
      "TargetRole": "READ_ONLY", "VpcSubnetIds": [{"$any": true}, {"$any": true}],
      "VpcSecurityGroupIds": [{"Fn::GetAtt": [{"$like": "ProxyProxySecurityGroup*"}, "GroupId"]}]}})");
}

TEST_F(RdsProxyTest, AnImportedOneGetsNoEndpoint) {
  RdsProxy& proxy = RdsProxy::from_attributes(
      stack, "Theirs", {.db_proxy_name = "orders", .db_proxy_arn = "arn", .endpoint = "orders.proxy"});
  EXPECT_THROW(proxy.add_endpoint("Reading", {}), Error);
}

/// The groups stand in another stack, as those of a network that many share do.
TEST_F(RdsProxyTest, AddsNothingToAStackThatItStandsOn) {
  Stack& shared = app.add("Network", Stack::Props{});
  auto& network = shared.add("Vpc", Vpc::Props{.max_azs = 2});
  auto& group =
      shared.add("DatabaseGroup", SecurityGroup::Props{.vpc = network, .allow_all_outbound = false});
  auto& theirs = stack.add(
      "Theirs", AuroraCluster::Props{.engine = AuroraEngine::postgresql(AuroraPostgresqlVersion::v16_6),
                                     .vpc = network,
                                     .writer = {{.id = "writer"}},
                                     .security_groups = {&group}});
  stack.add("TheirProxy", RdsProxy::Props{.cluster = theirs, .vpc = network});
  theirs.add_rotation_single_user();
  expect(
      "AWS::EC2::SecurityGroupIngress",
      R"({"FromPort": 5432, "SourceSecurityGroupId": {"Fn::GetAtt": [{"$like": "TheirProxyProxySecurityGroup*"}, "GroupId"]}})");
  EXPECT_TRUE(testing::Template::of(shared).resource_count_is("AWS::EC2::SecurityGroupIngress", 0));
  EXPECT_EQ(app.diagnostics().size(), 0U);
}

}  // namespace
}  // namespace tenon
