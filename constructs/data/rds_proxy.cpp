#include "tenon/constructs/data/rds_proxy.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "tenon/aws/rds/DBCluster.hpp"
#include "tenon/aws/rds/DBInstance.hpp"
#include "tenon/aws/rds/DBProxy.hpp"
#include "tenon/aws/rds/DBProxyEndpoint.hpp"
#include "tenon/aws/rds/DBProxyTargetGroup.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/data/aurora_cluster.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/rds-db.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

namespace {

using L1 = aws::rds::DBProxy;
using TargetGroup = aws::rds::DBProxyTargetGroup;
using Family = AuroraEngine::Family;

constexpr std::size_t longest_name = 60;
constexpr Duration longest_idle_timeout = Duration::hours(8);
constexpr Duration longest_borrow_timeout = Duration::minutes(5);

struct AuthFacts {
  std::string_view name;
  Family family;
};

/// In the order of `ClientPasswordAuthType`.
constexpr AuthFacts auth_types[] = {{"MYSQL_NATIVE_PASSWORD", Family::mysql},
                                    {"MYSQL_CACHING_SHA2_PASSWORD", Family::mysql},
                                    {"POSTGRES_SCRAM_SHA_256", Family::postgresql},
                                    {"POSTGRES_MD5", Family::postgresql}};

const AuthFacts& facts_of(ClientPasswordAuthType type) { return auth_types[static_cast<std::size_t>(type)]; }

Port default_port(const AuroraCluster& cluster) { return Port::of(cluster.engine().default_port()).value(); }

/// Made of the stack's name and the ids from there to the proxy, and what comes behind it.
std::string default_name(const RdsProxy& proxy, std::string_view last = {}) {
  std::vector<std::string_view> ids;
  if (!last.empty()) ids.push_back(last);
  for (const Construct* each = &proxy; each != &proxy.stack(); each = each->parent())
    ids.push_back(each->id());
  ids.push_back(proxy.stack().stack_name());
  std::ranges::reverse(ids);
  return unique_resource_name(IdPath(ids), {.max_length = longest_name});
}

Value<std::string> name_of(const RdsProxy& proxy, const RdsProxy::Props& props) {
  return props.db_proxy_name.is_set() ? props.db_proxy_name : Value<std::string>(default_name(proxy));
}

std::vector<Secret*> secrets_of(const RdsProxy::Props& props) {
  return props.secrets.empty() ? std::vector{&props.cluster.secret()} : props.secrets;
}

std::vector<L1::AuthFormat> auth(const std::vector<Secret*>& secrets, const RdsProxy::Props& props) {
  std::vector<L1::AuthFormat> formats;
  for (const Secret* secret : secrets) {
    L1::AuthFormat format{.AuthScheme = "SECRETS", .SecretArn = {Raw{}, secret->arn()}};
    if (props.iam_auth) {
      format.IAMAuth = "REQUIRED";
    } else {
      format.IAMAuth = "DISABLED";
    }
    if (props.client_password_auth_type)
      format.ClientPasswordAuthType = facts_of(*props.client_password_auth_type).name;
    formats.push_back(format);
  }
  return formats;
}

TargetGroup::ConnectionPoolConfigurationInfoFormat pool(const RdsProxy::Props& props) {
  TargetGroup::ConnectionPoolConfigurationInfoFormat to;
  if (props.borrow_timeout) to.ConnectionBorrowTimeout = props.borrow_timeout->to_seconds();
  if (!props.init_query.empty()) to.InitQuery = props.init_query;
  if (props.max_connections_percent) to.MaxConnectionsPercent = *props.max_connections_percent;
  if (props.max_idle_connections_percent) to.MaxIdleConnectionsPercent = *props.max_idle_connections_percent;
  if (props.exclude_variable_sets_from_pinning) to.SessionPinningFilters = {"EXCLUDE_VARIABLE_SETS"};
  return to;
}

}  // namespace

struct RdsProxy::Imported {
  const Attributes& attributes;
};

RdsProxy::RdsProxy(const Scope& scope, const Props& props)
    : Construct(scope), secrets_(secrets_of(props)), vpc_(&props.vpc), vpc_subnets_(props.vpc_subnets) {
  check(props);
  Role& role =
      props.role != nullptr
          ? *props.role
          : add("IAMRole", Role::Props{.assumed_by = Principal::service("rds.amazonaws.com")}, where());
  for (Secret* secret : secrets_) secret->grant_read(role);
  std::vector<SecurityGroup*> groups = props.security_groups;
  if (groups.empty()) {
    groups = {&add("ProxySecurityGroup",
                   SecurityGroup::Props{.vpc = props.vpc, .description = "SecurityGroup for Database Proxy"},
                   where())};
  }
  std::vector<Attribute<aws::ec2::kind::SecurityGroup_GroupId>> group_ids;
  for (const SecurityGroup* group : groups) group_ids.push_back(group->security_group_id());
  connections_ = Connections(std::move(groups), Traffic::tcp(default_port(props.cluster)));
  // From the proxy's side: where the cluster's group stands in another stack, the rules stand in this one.
  allow_to(props.cluster, {}, "Allow connections to the database Cluster from the Proxy", where());

  L1::Props to{.Auth = auth(secrets_, props),
               .DBProxyName = name_of(*this, props),
               .EngineFamily = props.cluster.engine().family() == Family::mysql
                                   ? std::string_view("MYSQL")
                                   : std::string_view("POSTGRESQL"),
               .RequireTLS = props.require_tls,
               .RoleArn = role.arn(),
               .VpcSecurityGroupIds = group_ids,
               .VpcSubnetIds = props.vpc.subnet_ids(props.vpc_subnets)};
  if (props.debug_logging) to.DebugLogging = *props.debug_logging;
  if (props.idle_client_timeout) to.IdleClientTimeout = props.idle_client_timeout->to_seconds();
  resource_ = &add("Resource", to, where());
  add_target_group(props);
}

RdsProxy::RdsProxy(const Scope& scope, const Imported& imported)
    : Construct(scope), Connectable(Connections(imported.attributes.security_groups)) {
  const Attributes& attributes = imported.attributes;
  resource_ = &::tenon::from_attributes<L1>(*this, "Resource",
                                            {{"DBProxyName", attributes.db_proxy_name},
                                             {"DBProxyArn", attributes.db_proxy_arn},
                                             {"Endpoint", attributes.endpoint},
                                             {"Ref", attributes.db_proxy_name}},
                                            where());
}

RdsProxy& RdsProxy::from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                    std::source_location where) {
  const Imported imported{attributes};
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<RdsProxy>(new RdsProxy(inner, imported)); },
      where);
}

void RdsProxy::check(const Props& props) const {
  const auto check_timeout = [&](std::string_view property, const std::optional<Duration>& timeout,
                                 Duration longest) {
    if (!timeout || (*timeout >= Duration::seconds(1) && *timeout <= longest)) return;
    refuse(*this, property, timeout->text(), fmt::format("1 second to {}", longest.text()),
           "a proxy does not wait so long", where());
  };
  check_timeout("idle_client_timeout", props.idle_client_timeout, longest_idle_timeout);
  check_timeout("borrow_timeout", props.borrow_timeout, longest_borrow_timeout);
  const auto check_percent = [&](std::string_view property, const std::optional<std::int64_t>& percent,
                                 std::int64_t least, std::int64_t most) {
    if (!percent || (*percent >= least && *percent <= most)) return;
    refuse(*this, property, std::to_string(*percent), fmt::format("{} to {}", least, most),
           "a proxy cannot have this part of the connections", where());
  };
  check_percent("max_connections_percent", props.max_connections_percent, 1, 100);
  check_percent("max_idle_connections_percent", props.max_idle_connections_percent, 0,
                props.max_connections_percent.value_or(100));
  const auto& type = props.client_password_auth_type;
  if (type && facts_of(*type).family != props.cluster.engine().family()) {
    refuse(*this, "client_password_auth_type", std::string(facts_of(*type).name),
           "one of the cluster's engine", "clients of this engine do not sign in so", where());
  }
}

void RdsProxy::add_target_group(const Props& props) {
  auto& group = add("ProxyTargetGroup",
                    TargetGroup::Props{.ConnectionPoolConfigurationInfo = pool(props),
                                       .DBClusterIdentifiers = {props.cluster.cluster_identifier()},
                                       .DBProxyName = resource_->ref(),
                                       .TargetGroupName = "default"},
                    where());
  // A cluster without instances cannot be connected to; the cluster itself is waited for by the reference.
  for (const auto* instance : props.cluster.instances()) group.depends_on(*instance, where());
}

Value<std::string> RdsProxy::db_proxy_name() const { return resource_->ref(); }
Value<std::string> RdsProxy::arn() const { return resource_->DBProxyArn(); }
Value<std::string> RdsProxy::endpoint() const { return resource_->Endpoint(); }

aws::rds::DBProxyEndpoint& RdsProxy::add_endpoint(std::string_view id, const RdsProxyEndpointOptions& options,
                                                  std::source_location where) {
  if (vpc_ == nullptr) {
    throw Error("property-not-allowed",
                fmt::format("{}: a proxy that exists already gets no endpoints from this app", path()));
  }
  const auto& groups =
      options.security_groups.empty() ? connections_.security_groups() : options.security_groups;
  std::vector<Attribute<aws::ec2::kind::SecurityGroup_GroupId>> group_ids;
  for (const SecurityGroup* group : groups) group_ids.push_back(group->security_group_id());
  const Value<std::string> name = options.db_proxy_endpoint_name.is_set()
                                      ? options.db_proxy_endpoint_name
                                      : Value<std::string>(default_name(*this, id));
  return add(
      id,
      aws::rds::DBProxyEndpoint::Props{
          .DBProxyEndpointName = name,
          .DBProxyName = resource_->ref(),
          .TargetRole = options.read_only ? std::string_view("READ_ONLY") : std::string_view("READ_WRITE"),
          .VpcSecurityGroupIds = group_ids,
          .VpcSubnetIds = vpc_->subnet_ids(options.vpc_subnets.value_or(vpc_subnets_))},
      where);
}

void RdsProxy::grant_connect(const Grantee& grantee, std::string_view database_user) {
  allow_connect(grantee, std::string(database_user));
}

void RdsProxy::grant_connect(const Grantee& grantee, std::source_location where) {
  if (secrets_.size() != 1) {
    return refuse(*this, "database_user", "", "the name of a user",
                  "the proxy does not sign in as one user alone", where);
  }
  allow_connect(grantee, secrets_.front()->secret_value_from_json("username"));
}

void RdsProxy::allow_connect(const Grantee& grantee, const Value<std::string>& database_user) {
  const Value<std::string> proxy_id = Fn::Select(6, Fn::Split(":", arn()));
  grantee.add_to_policy(
      {.actions = {iam::rds_db::connect},
       .resources = {format("arn:{}:rds-db:{}:{}:dbuser:{}/{}", stack().partition(), stack().region(),
                            stack().account(), proxy_id, database_user)}});
}

}  // namespace tenon
