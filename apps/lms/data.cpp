#include "data.hpp"

#include "tenon/iam/elasticache.hpp"
#include "tenon/value/format.hpp"

namespace lms {

namespace iam = tenon::iam;
using tenon::AuroraCluster;
using tenon::AuroraEngine;
using tenon::Duration;
using tenon::FileSystem;
using tenon::RedisReplicationGroup;
using tenon::RemovalPolicy;
using tenon::SubnetSelection;
using tenon::SubnetType;

namespace {

constexpr Duration backup_retention = Duration::days(7);
const SubnetSelection data_subnets{.type = SubnetType::private_isolated};
/// Functions that replace passwords need the database and Secrets Manager, which is outside.
const SubnetSelection private_subnets{.type = SubnetType::private_with_egress};

AuroraCluster& add_database(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                            const Network& network) {
  const auto cluster_name = settings.name("aurora-cluster");
  auto& monitoring = stack.add("AuroraMonitoringRole",
                               tenon::Role::Props{
                                   .assumed_by = tenon::Principal::service("monitoring.rds.amazonaws.com"),
                                   .description = "LMS: figures of the database's operating system",
                                   .managed_policies = {tenon::ManagedPolicyReference::aws(
                                       "service-role/AmazonRDSEnhancedMonitoringRole")},
                               });
  auto& database =
      stack.add("Aurora", AuroraCluster::Props{
                              .engine = AuroraEngine::postgresql(tenon::AuroraPostgresqlVersion::v16_6),
                              .vpc = network.vpc,
                              .writer = {{.id = "Writer",
                                          .instance_class = "db.r6g.xlarge",
                                          .instance_identifier = settings.name("aurora-writer")}},
                              .readers = {{.id = "Reader",
                                           .instance_class = "db.r6g.xlarge",
                                           .instance_identifier = settings.name("aurora-reader")}},
                              .vpc_subnets = data_subnets,
                              .security_groups = {&network.database},
                              .credentials = tenon::Credentials::generated(
                                  "lms_admin", {.secret_name = settings.name("aurora-secret"),
                                                .description = "LMS: who administers the database",
                                                .encryption_key = &keys.secrets}),
                              .default_database_name = "lms",
                              .cluster_identifier = cluster_name,
                              // Who changed what, and who came in: what an audit asks for.
                              .parameters = {{"rds.force_ssl", "1"},
                                             {"shared_preload_libraries", "pg_stat_statements,pgaudit"},
                                             {"pgaudit.log", "ddl,role,write"},
                                             {"log_connections", "1"},
                                             {"log_disconnections", "1"}},
                              .storage_encryption_key = &keys.storage,
                              .backup_retention = backup_retention,
                              .preferred_backup_window = "18:00-19:00",
                              .preferred_maintenance_window = "sat:19:00-sat:20:00",
                              .iam_authentication = true,
                              .deletion_protection = false,
                              .monitoring_interval = Duration::minutes(1),
                              .monitoring_role = &monitoring,
                              .enable_performance_insights = true,
                              .performance_insight_encryption_key = &keys.storage,
                              .cloudwatch_logs_exports = {"postgresql"},
                              .cloudwatch_logs_retention = log_retention,
                              .cloudwatch_logs_encryption_key = &keys.operations,
                              .cloudwatch_logs_removal_policy = RemovalPolicy::destroy,
                              .removal_policy = RemovalPolicy::destroy,
                          });
  const auto rotation_function = settings.name("rotate-aurora-function");
  // The function is AWS's, and would make itself a group that outlives the stack.
  auto& rotation_logs = add_log_group(stack, "DatabaseRotationLogs",
                                      tenon::format("/aws/lambda/{}", rotation_function), keys.operations);
  // Not in the database's own subnets, which have no way to Secrets Manager.
  auto& rotation = database.add_rotation_single_user({.automatically_after = rotation_interval},
                                                     {.vpc_subnets = private_subnets,
                                                      .security_groups = {&network.database_rotation},
                                                      .function_name = rotation_function});
  rotation.add_dependency(rotation_logs);
  database.allow_from(network.tasks);
  return database;
}

RedisReplicationGroup& add_sessions(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                                    const Network& network, tenon::Secret& token) {
  auto& logs = add_log_group(stack, "RedisLogs", tenon::format("/lms/{}", settings.name("redis-logs")),
                             keys.operations);
  auto& sessions = stack.add(
      "Redis", RedisReplicationGroup::Props{
                   .vpc = network.vpc,
                   .node_type = "cache.r7g.large",
                   .description = "LMS: sessions and cache",
                   .replication_group_id = settings.name("redis-cluster"),
                   .vpc_subnets = data_subnets,
                   .security_groups = {&network.cache},
                   .at_rest_encryption_key = &keys.storage,
                   .auth_token = &token,
                   .auth_token_field = "token",
                   .log_deliveries = {{.log_type = tenon::RedisLogType::slow_log, .log_group = &logs},
                                      {.log_type = tenon::RedisLogType::engine_log, .log_group = &logs}},
                   .snapshot_retention = Duration::days(1),
                   .removal_policy = RemovalPolicy::destroy,
               });
  sessions.allow_from(network.tasks);
  sessions.allow_from(network.cache_rotation);
  return sessions;
}

/// The function tells ElastiCache of the new token, asks Redis whether it takes it, and only then makes it
/// the current one.
tenon::LambdaFn& rotate_redis_token(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                                    const Network& network, RedisReplicationGroup& sessions,
                                    tenon::Secret& token, const std::string& code) {
  auto& function = add_function(
      stack, settings, keys.operations,
      {.id = "RotateRedisToken",
       .name = "rotate-redis-token-function",
       .description = "LMS: replaces the AUTH token of Redis",
       .code = code,
       .timeout = longest_run,
       // Tasks read the token when they start: theirs stays valid until the next rotation.
       .environment = {{"REPLICATION_GROUP_ID", sessions.replication_group_id()}, {"PREVIOUS_TOKEN", "keep"}},
       .vpc = &network.vpc,
       .security_group = &network.cache_rotation});
  function.add_to_role_policy(
      {.actions = {iam::elasticache::DescribeReplicationGroups, iam::elasticache::ModifyReplicationGroup},
       .resources = {sessions.arn()}});
  auto& rotation = token.add_rotation("Rotation", function, {.automatically_after = rotation_interval});
  // The first rotation begins at once and needs a way out of the network.
  for (const auto* way : network.vpc.internet_connectivity(private_subnets)) rotation.add_dependency(*way);
  return function;
}

FileSystem& add_materials(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                          const Network& network) {
  auto& materials = stack.add("Materials", FileSystem::Props{
                                               .vpc = network.vpc,
                                               .vpc_subnets = data_subnets,
                                               .security_group = &network.files,
                                               .file_system_name = settings.name("efs"),
                                               .kms_key = &keys.storage,
                                               .transition_to_ia = tenon::EfsLifecycle::after_30_days,
                                               .transition_to_primary_on_access = true,
                                               .throughput_mode = tenon::EfsThroughputMode::elastic,
                                               // Just what IAM grants counts.
                                               .grant_write_to_clients = false,
                                               .removal_policy = RemovalPolicy::destroy,
                                           });
  materials.allow_from(network.tasks);
  return materials;
}

}  // namespace

Data add_data(tenon::Stack& stack, const Settings& settings, const Keys& keys, const Network& network,
              const std::string& code) {
  auto& database = add_database(stack, settings, keys, network);
  auto& token = add_redis_token(stack, settings, keys);
  auto& sessions = add_sessions(stack, settings, keys, network, token);
  auto& function = rotate_redis_token(stack, settings, keys, network, sessions, token, code);
  auto& materials = add_materials(stack, settings, keys, network);
  constexpr std::int64_t user = 1000;
  auto& courses = materials.add_access_point("Courses", {.path = "/courses",
                                                         .create_acl = tenon::PosixAcl{user, user},
                                                         .posix_user = tenon::PosixUser{user, user}});
  return {database, sessions, token, function, materials, courses};
}

}  // namespace lms
