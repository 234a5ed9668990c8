#include "databases.hpp"

#include <algorithm>

#include "settings.hpp"
#include "tenon/aws/rds/DBProxyEndpoint.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/value/format.hpp"

namespace app_dw {

using tenon::AuroraCluster;
using tenon::AuroraEngine;
using tenon::Duration;
using tenon::RdsProxy;
using tenon::RemovalPolicy;
using tenon::Secret;

namespace {

constexpr tenon::DbInstanceClass instance_class = "db.r6g.large";
constexpr Duration backup_retention = Duration::days(7);
const tenon::SubnetSelection database_subnets{.group_name = database_tier};

/// A writer, and a reader that takes its place when the zone fails. RDS keeps the password of the cluster's
/// own user and replaces it every seven days; applications sign in with tokens, by the proxy.
AuroraCluster& add_cluster(tenon::Construct& scope, const config::Project& project, const Network& network) {
  const config::Database& database = *project.database;
  return scope.add(
      "Cluster",
      AuroraCluster::Props{
          .engine = AuroraEngine::postgresql(tenon::AuroraPostgresqlVersion::v16_6),
          .vpc = network.vpc,
          .writer = {{.id = "Writer", .instance_class = instance_class, .enable_performance_insights = true}},
          .readers = {{.id = "Reader",
                       .instance_class = instance_class,
                       .promotion_tier = 1,
                       .enable_performance_insights = true}},
          .vpc_subnets = database_subnets,
          .security_groups = {network.of(project).database},
          .credentials = tenon::Credentials::managed(database.name),
          .default_database_name = database.name,
          .cluster_identifier = "app-dw-" + project.id,
          .port = database_port.number(),
          .parameters = {{"rds.force_ssl", "1"}, {"max_connections", std::to_string(max_connections)}},
          .backup_retention = backup_retention,
          .iam_authentication = true,
          .deletion_protection = false,
          .enable_performance_insights = true,
          .cloudwatch_logs_exports = {"postgresql"},
          .cloudwatch_logs_retention = log_retention,
          .cloudwatch_logs_removal_policy = RemovalPolicy::destroy,
          .removal_policy = RemovalPolicy::snapshot,
      });
}

RdsProxy& add_proxy(tenon::Construct& scope, const config::Project& project, const Network& network,
                    AuroraCluster& cluster) {
  return scope.add("Proxy", RdsProxy::Props{
                                .cluster = cluster,
                                .vpc = network.vpc,
                                .db_proxy_name = "app-dw-" + project.id,
                                .vpc_subnets = database_subnets,
                                .security_groups = {network.of(project).proxy},
                                .iam_auth = true,
                                .max_connections_percent = 90,
                            });
}

/// Who signs in where. The password is a token that the task signs when it connects.
Secret& add_url(tenon::Construct& scope, const config::Project& project, const RdsProxy& proxy) {
  const std::string& name = project.database->name;
  const tenon::Value<std::string> url =
      tenon::format("postgresql://{}@{}:{}/{}?sslmode=require", name, proxy.endpoint(),
                    std::to_string(database_port.number()), name);
  return scope.add("Url", Secret::Props{
                              .secret_name = project.id + "/" + std::string(config::database_url),
                              .description = "app-dw: where " + project.group.title + " has its database",
                              .secret_string = url,
                          });
}

Database add_database(tenon::Stack& stack, const config::Project& project, const Network& network) {
  auto& scope = stack.add(project.stacks, tenon::Construct::Props{});
  auto& cluster = add_cluster(scope, project, network);
  auto& proxy = add_proxy(scope, project, network, cluster);
  auto& reading = proxy.add_endpoint(
      "Reading", {.read_only = true, .db_proxy_endpoint_name = "app-dw-" + project.id + "-reading"});
  return {.cluster = cluster,
          .proxy = proxy,
          .read_endpoint = reading.Endpoint(),
          .url = add_url(scope, project, proxy)};
}

}  // namespace

Databases add_databases(tenon::App& app, const config::System& system, const Network& network) {
  Databases databases;
  // Without a database there is no stack: one without resources cannot be deployed.
  if (std::ranges::none_of(system.projects, [](const auto& each) { return each.database.has_value(); })) {
    return databases;
  }
  auto& stack =
      add_stack(app, {.id = "Databases",
                      .name = "databases",
                      .description = "a cluster of Aurora and a proxy for each project that has data"});
  for (const config::Project& project : system.projects) {
    if (project.database) databases.projects.emplace(project.id, add_database(stack, project, network));
  }
  return databases;
}

}  // namespace app_dw
