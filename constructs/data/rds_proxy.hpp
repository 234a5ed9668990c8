#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::rds {
class DBProxy;
class DBProxyEndpoint;
class DBProxyTargetGroup;
}  // namespace tenon::aws::rds

namespace tenon {

class AuroraCluster;
class Grantee;
class Role;
class Secret;
class SecurityGroup;
class Vpc;

/// How clients tell the proxy who they are.
enum class ClientPasswordAuthType : std::uint8_t {
  mysql_native_password,
  mysql_caching_sha2_password,
  postgres_scram_sha_256,
  postgres_md5,
};

/// One more name of a proxy, in its network.
struct RdsProxyEndpointOptions {
  /// Whether connections go to the cluster's readers and can only read. Default: to the writer.
  bool read_only = false;
  /// 1 to 63 characters: letters, digits, hyphens. Default: made of the construct's path.
  Value<std::string> db_proxy_endpoint_name = {};
  /// Default: those of the proxy.
  std::optional<SubnetSelection> vpc_subnets = {};
  /// Default: those of the proxy.
  std::vector<SecurityGroup*> security_groups = {};
};

/// Connections to a cluster that many clients share: for functions, which come and go. It listens on the port
/// that the engine has by default, whatever the cluster's.
///
///     auto& proxy = stack.add("Proxy", RdsProxy::Props{.cluster = database, .vpc = vpc});
///     proxy.allow_from(function);
///     proxy.grant_connect(function, "app");
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbproxy.html
class RdsProxy final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = RdsProxy;
    /// Lets the proxy in.
    AuroraCluster& cluster;
    Vpc& vpc;
    /// Of the users as whom the proxy signs in. Default: the cluster's own.
    std::vector<Secret*> secrets = {};
    /// 1 to 60 characters: letters, digits, hyphens. Default: made of the construct's path.
    Value<std::string> db_proxy_name = {};
    /// Default: see `SubnetSelection`.
    SubnetSelection vpc_subnets = {};
    /// Default: a group `ProxySecurityGroup` that nobody reaches until it is said.
    std::vector<SecurityGroup*> security_groups = {};
    /// With what the proxy reads the secrets. Default: a role `IAMRole` is made.
    Role* role = nullptr;
    /// Whether clients have to sign in with tokens of IAM.
    bool iam_auth = false;
    /// Of the cluster's engine (`property-not-allowed`). Default: the service's own.
    std::optional<ClientPasswordAuthType> client_password_auth_type = {};
    /// Whether clients have to use TLS. CDK's default.
    bool require_tls = true;
    /// Whether statements are logged, with their text.
    std::optional<bool> debug_logging = {};
    /// Up to 8 hours. Default: 30 minutes, the service's own.
    std::optional<Duration> idle_client_timeout = {};
    /// How long a client waits for a connection. Default: two minutes, the service's own.
    std::optional<Duration> borrow_timeout = {};
    /// Run with every new connection: "SET x=1, y=2". Default: nothing.
    std::string init_query = {};
    /// 1 to 100 per cent of what the cluster takes. Default: 100.
    std::optional<std::int64_t> max_connections_percent = {};
    /// 0 to that per cent. Default: half of it.
    std::optional<std::int64_t> max_idle_connections_percent = {};
    /// Statements that set variables do not tie a client to its connection ("EXCLUDE_VARIABLE_SETS").
    /// Default: they do.
    bool exclude_variable_sets_from_pinning = false;
  };

  struct Attributes {
    Required<"db_proxy_name", Value<std::string>> db_proxy_name;
    Required<"db_proxy_arn", Value<std::string>> db_proxy_arn;
    Required<"endpoint", Value<std::string>> endpoint;
    std::vector<SecurityGroup*> security_groups = {};
  };

  RdsProxy(const Scope& scope, const Props& props);
  /// A proxy that exists already.
  static RdsProxy& from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                   std::source_location where = std::source_location::current());

  aws::rds::DBProxy& resource() const noexcept { return *resource_; }
  Value<std::string> db_proxy_name() const;
  Value<std::string> arn() const;
  /// The name of the host that clients connect to.
  Value<std::string> endpoint() const;

  /// One more endpoint, such as one for reading alone. Not of an imported proxy (`property-not-allowed`).
  /// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbproxyendpoint.html
  aws::rds::DBProxyEndpoint& add_endpoint(std::string_view id, const RdsProxyEndpointOptions& options,
                                          std::source_location where = std::source_location::current());

  /// `rds-db:connect` through the proxy, by any of its endpoints, as this user.
  void grant_connect(const Grantee& grantee, std::string_view database_user);
  /// As the user whom the secret names; for a proxy with one secret (`property-not-allowed`).
  void grant_connect(const Grantee& grantee, std::source_location where = std::source_location::current());

 private:
  struct Imported;
  RdsProxy(const Scope& scope, const Imported& imported);

  void check(const Props& props) const;
  void add_target_group(const Props& props);
  void allow_connect(const Grantee& grantee, const Value<std::string>& database_user);

  aws::rds::DBProxy* resource_ = nullptr;
  std::vector<Secret*> secrets_;
  Vpc* vpc_ = nullptr;  // null of an imported proxy
  SubnetSelection vpc_subnets_;
};

}  // namespace tenon
