#include "tenon/constructs/data/rds_proxy.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/aurora_cluster.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"

void rds_proxy(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Reports", Stack::Props{});
  auto& vpc = stack.add("Network", Vpc::Props{.max_azs = 2});
  auto& database = stack.add("Database", AuroraCluster::Props{
                                             .engine = AuroraEngine::mysql(AuroraMysqlVersion::v3_10_1),
                                             .vpc = vpc,
                                             .writer = {{.id = "writer", .instance_class = "db.r6g.large"}},
                                         });

  auto& proxy = stack.add("Proxy", RdsProxy::Props{.cluster = database,
                                                   .vpc = vpc,
                                                   .iam_auth = true,
                                                   .idle_client_timeout = Duration::minutes(10),
                                                   .max_connections_percent = 80});

  auto& functions = stack.add("Functions", SecurityGroup::Props{.vpc = vpc});
  auto& role = stack.add("Role", Role::Props{.assumed_by = Principal::service("lambda.amazonaws.com")});
  proxy.allow_from(functions);
  proxy.grant_connect(role);
}
