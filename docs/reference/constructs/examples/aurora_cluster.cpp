#include "tenon/constructs/data/aurora_cluster.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/key.hpp"

void aurora_cluster(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Orders", Stack::Props{});
  auto& vpc = stack.add("Network", Vpc::Props{.max_azs = 2});
  auto& key = stack.add("Key", Key::Props{});

  auto& database =
      stack.add("Database", AuroraCluster::Props{
                                .engine = AuroraEngine::postgresql(AuroraPostgresqlVersion::v16_6),
                                .vpc = vpc,
                                .writer = {{.id = "writer"}},
                                .readers = {{.id = "reader", .scale_with_writer = true}},
                                .credentials = Credentials::generated("orders"),
                                .default_database_name = "orders",
                                .cluster_identifier = "orders",
                                .parameters = {{"rds.force_ssl", "1"}},
                                .serverless_v2_max_capacity = 8,
                                .storage_encryption_key = &key,
                                .backup_retention = Duration::days(14),
                                .iam_authentication = true,
                                .monitoring_interval = Duration::seconds(60),
                                .cloudwatch_logs_exports = {"postgresql"},
                                .cloudwatch_logs_retention = RetentionDays::three_months,
                            });
  database.add_rotation_single_user({.automatically_after = Duration::days(30)});

  auto& service = stack.add("Service", SecurityGroup::Props{.vpc = vpc});
  auto& task_role =
      stack.add("TaskRole", Role::Props{.assumed_by = Principal::service("ecs-tasks.amazonaws.com")});
  database.allow_from(service);
  database.secret().grant_read(task_role);
  database.grant_connect(task_role, "reports");
}
