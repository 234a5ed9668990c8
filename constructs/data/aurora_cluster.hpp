#pragma once

/// \file
/// Clusters of Aurora, what they are made of and who may sign in to them.

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/security/secret.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::rds {
class DBCluster;
class DBInstance;
namespace kind {
struct DBCluster_DBClusterIdentifier;
}
}  // namespace tenon::aws::rds

namespace tenon {

class Grantee;
class Key;
class Metric;
class Role;
class SecurityGroup;
class Vpc;

/// Versions of Aurora PostgreSQL that AWS offers; others by `AuroraEngine::postgresql("16.14")`.
/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Updates.html
// The number is the major version times 100 and the minor one, of which the text is made.
enum class AuroraPostgresqlVersion : std::uint16_t {
  v13_23 = 1323,
  v14_19 = 1419,
  v14_20 = 1420,
  v14_22 = 1422,
  v15_13 = 1513,
  v15_14 = 1514,
  v15_15 = 1515,
  v15_17 = 1517,
  v16_4 = 1604,  ///< kept for long (LTS)
  v16_6 = 1606,
  v16_8 = 1608,
  v16_9 = 1609,
  v16_10 = 1610,
  v16_11 = 1611,
  v16_13 = 1613,
  v17_4 = 1704,
  v17_5 = 1705,
  v17_6 = 1706,
  v17_7 = 1707,
  v17_9 = 1709,
};

/// Versions of Aurora MySQL that AWS offers; others by `AuroraEngine::mysql("8.0.mysql_aurora.3.13.0")`.
/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.Updates.30Updates.html
// The number is the version's three parts, two digits each for the latter ones, of which the text is made.
enum class AuroraMysqlVersion : std::uint32_t {
  v3_04_4 = 30404,  ///< kept for long (LTS)
  v3_04_6 = 30406,
  v3_08_2 = 30802,
  v3_09_0 = 30900,
  v3_10_0 = 31000,
  v3_10_1 = 31001,
  v3_10_2 = 31002,
  v3_10_3 = 31003,
  v3_11_0 = 31100,
  v3_11_1 = 31101,
  v3_12_0 = 31200,
};

/// What a cluster speaks, and which version of it.
class AuroraEngine {
 public:
  enum class Family : std::uint8_t { postgresql, mysql };

  static AuroraEngine postgresql(AuroraPostgresqlVersion version);
  /// As RDS writes it: "16.6".
  static AuroraEngine postgresql(std::string_view version);
  static AuroraEngine mysql(AuroraMysqlVersion version);
  /// As RDS writes it: "8.0.mysql_aurora.3.10.1".
  static AuroraEngine mysql(std::string_view version);

  Family family() const noexcept { return family_; }
  /// "aurora-postgresql" or "aurora-mysql".
  std::string_view engine_type() const noexcept;
  const std::string& version() const noexcept { return version_; }
  /// "aurora-postgresql16", "aurora-mysql8.0".
  std::string parameter_group_family() const;
  /// Whom CDK signs in when nobody is named: "postgres" or "admin".
  std::string_view default_username() const noexcept;
  /// 5432 or 3306, unless the cluster says otherwise.
  int default_port() const noexcept;

 private:
  AuroraEngine(Family family, std::string version) : family_(family), version_(std::move(version)) {}

  Family family_;
  std::string version_;
};

/// Details of a secret that is made for a cluster.
struct GeneratedCredentials {
  /// Default: CloudFormation makes a name.
  Value<std::string> secret_name = {};
  /// Default: says of which cluster it is. (CDK's default speaks of the CDK.)
  Value<std::string> description = {};
  /// Default: the account's key `aws/secretsmanager`.
  Key* encryption_key = nullptr;
  /// Not in the password, of 30 characters. Default: what databases do not take.
  std::optional<std::string> exclude_characters = {};
};

/// Who may do everything in a cluster, and where the password is kept. No password is ever written in a
/// template.
class Credentials {
 public:
  /// A user with a generated password; the secret is the child `Secret` of the cluster, a new one as soon as
  /// what its password may hold changes.
  static Credentials generated(std::string_view username, GeneratedCredentials options = {});
  /// The engine's default user, with a generated password.
  static Credentials generated(GeneratedCredentials options = {});
  /// A secret of one's own: JSON with the fields `username` and `password`. Default of `username`: what the
  /// secret says.
  static Credentials from_secret(Secret& secret, const Value<std::string>& username = {});
  /// RDS keeps the password, and replaces it every seven days; `Secret::add_managed_rotation` says otherwise.
  /// Default of `username`: the engine's.
  static Credentials managed(const Value<std::string>& username = {}, Key* encryption_key = nullptr);

 private:
  friend class AuroraCluster;
  enum class Kind : std::uint8_t { generated, secret, managed };
  explicit Credentials(Kind kind) : kind_(kind) {}

  Kind kind_;
  Value<std::string> username_;
  GeneratedCredentials options_;
  Secret* secret_ = nullptr;
  Key* encryption_key_ = nullptr;
};

namespace detail {

void the_class_of_a_database_instance_begins_with_db();

}  // namespace detail

/// What an instance runs on: "db.r6g.large", or "db.serverless". A literal is checked by the compiler.
/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.html
class DbInstanceClass {
 public:
  template <std::size_t N>
  consteval DbInstanceClass(const char (&text)[N]) : text_(text) {
    if (!std::string_view(text, N - 1).starts_with("db."))
      detail::the_class_of_a_database_instance_begins_with_db();
  }
  /// One that is known only at run time or to the deployment.
  static DbInstanceClass of(const Value<std::string>& text) { return DbInstanceClass(Raw{}, text); }
  /// Grows and shrinks with the load (serverless v2).
  static DbInstanceClass serverless_v2() { return DbInstanceClass("db.serverless"); }

  const Value<std::string>& text() const noexcept { return text_; }
  bool is_serverless() const noexcept { return text_.literal() == "db.serverless"; }

 private:
  DbInstanceClass(Raw, const Value<std::string>& text) : text_(text) {}
  Value<std::string> text_;
};

/// Authorities that sign the certificates of instances.
/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html
enum class CaCertificate : std::uint8_t { rds_ca_rsa2048_g1, rds_ca_rsa4096_g1, rds_ca_ecc384_g1 };

/// How long figures about queries are kept. The numbers are days.
/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_PerfInsights.Overview.cost.html
enum class PerformanceInsightRetention : std::uint16_t {
  seven_days = 7,  ///< free of charge
  one_month = 31,
  two_months = 62,
  three_months = 93,
  four_months = 124,
  five_months = 155,
  six_months = 186,
  seven_months = 217,
  eight_months = 248,
  nine_months = 279,
  ten_months = 310,
  eleven_months = 341,
  one_year = 372,
  two_years = 731,
};

/// A setting of the engine: `{"rds.force_ssl", "1"}`.
struct DatabaseParameter {
  std::string name;
  Value<std::string> value;
};

/// A machine of a cluster.
struct AuroraInstance {
  /// Of the construct below the cluster: "writer".
  Required<"id", std::string> id;
  /// Default: serverless v2.
  DbInstanceClass instance_class = DbInstanceClass::serverless_v2();
  /// Who becomes the writer first when that fails, 0 to 15. Default: the writer has 0, readers have 2, or 1
  /// with `scale_with_writer`.
  std::optional<std::int64_t> promotion_tier = {};
  /// Whether a serverless reader is always as large as the writer, ready to take its place.
  bool scale_with_writer = false;
  /// Default: CloudFormation makes one.
  Value<std::string> instance_identifier = {};
  /// Default: chosen by the service, apart from the other instances.
  Value<std::string> availability_zone = {};
  /// Whether it has an address that the internet knows. (CDK's default: in public subnets.)
  bool publicly_accessible = false;
  /// Default: the cluster's, if it says so.
  std::optional<bool> enable_performance_insights = {};
  /// Default: with the insights, seven days.
  std::optional<PerformanceInsightRetention> performance_insight_retention = {};
  /// Default: the account's key `aws/rds`.
  Key* performance_insight_encryption_key = nullptr;
  /// Of this instance alone, in a group `InstanceParameterGroup`. Default: the engine's own.
  std::vector<DatabaseParameter> parameters = {};
  /// Default: the service's own.
  std::optional<CaCertificate> ca_certificate = {};
  /// Default: minor versions are installed in the maintenance window, the service's own.
  std::optional<bool> auto_minor_version_upgrade = {};
  /// UTC: "sun:04:00-sun:05:00". Default: chosen by the service.
  Value<std::string> preferred_maintenance_window = {};
};

/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.StorageReliability.html
enum class AuroraStorage : std::uint8_t {
  standard,
  io_optimized,  ///< no charge for reads and writes
};

/// The function of AWS's that replaces a cluster's password, in the cluster's network.
struct RotationFunction {
  /// From these it reaches the cluster, and Secrets Manager: over a NAT gateway or an endpoint. Default: the
  /// cluster's own subnets.
  std::optional<SubnetSelection> vpc_subnets = {};
  /// Default: a group `SecurityGroup` below the rotation that allows all outbound traffic.
  std::vector<SecurityGroup*> security_groups = {};
  /// Default: CloudFormation makes a name.
  Value<std::string> function_name = {};
  /// Not to be in new passwords. Default: see `HostedRotationOptions`.
  std::optional<std::string> exclude_characters = {};
};

/// A cluster of Aurora: encrypted, closed to all until somebody is let in, its password in a secret. A last
/// snapshot is made when the stack goes.
///
///     auto& database = stack.add("Database", AuroraCluster::Props{
///         .engine = AuroraEngine::postgresql(AuroraPostgresqlVersion::v16_6), .vpc = vpc,
///         .writer = {{.id = "writer"}}, .readers = {{.id = "reader", .scale_with_writer = true}}});
///     database.add_rotation_single_user();
///     database.allow_from(service);
///     database.secret().grant_read(service);
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html
class AuroraCluster final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = AuroraCluster;
    Required<"engine", AuroraEngine> engine;
    Vpc& vpc;
    Required<"writer", AuroraInstance> writer;
    /// Default: none; then the cluster is out of service while a new writer is made.
    std::vector<AuroraInstance> readers = {};
    /// At least two, in different Availability Zones (`property-not-allowed`). Default: see
    /// `SubnetSelection`.
    SubnetSelection vpc_subnets = {};
    /// Default: a group `SecurityGroup` that nobody reaches until it is said.
    std::vector<SecurityGroup*> security_groups = {};
    /// Default: the engine's default user, with a generated password.
    Credentials credentials = Credentials::generated();
    /// Default: no database is made.
    Value<std::string> default_database_name = {};
    /// Default: CloudFormation makes one. RDS writes it in small letters.
    Value<std::string> cluster_identifier = {};
    /// Default: the engine's, 5432 or 3306.
    Value<std::int64_t> port = {};
    /// Of the cluster, in a group `ParameterGroup`: `{{"rds.force_ssl", "1"}}`. Default: the engine's own.
    std::vector<DatabaseParameter> parameters = {};
    /// Least of serverless instances, in capacity units of about 2 GiB of memory: 0 to 256 in steps of a
    /// half; 0 lets them pause. With serverless instances. CDK's default.
    double serverless_v2_min_capacity = 0.5;
    /// 1 to 256 in steps of a half. CDK's default.
    double serverless_v2_max_capacity = 2;
    /// After how long without connections serverless instances pause: 5 minutes to a day, with a least
    /// capacity of 0. Default: after 5 minutes, where they may.
    std::optional<Duration> serverless_v2_auto_pause = {};
    /// Whether storage is encrypted. (CDK's default: only with a key.)
    bool storage_encrypted = true;
    /// Default: the account's key `aws/rds`.
    Key* storage_encryption_key = nullptr;
    AuroraStorage storage = AuroraStorage::standard;
    /// How long the daily backups are kept: 1 to 35 whole days. Default: one day, the service's own.
    std::optional<Duration> backup_retention = {};
    /// UTC: "02:00-03:00", half an hour at least. Default: chosen by the service.
    Value<std::string> preferred_backup_window = {};
    /// UTC: "sun:04:00-sun:05:00". Default: chosen by the service.
    Value<std::string> preferred_maintenance_window = {};
    /// How far the cluster can be turned back in place, up to 72 hours; MySQL alone (`property-not-allowed`).
    /// Default: not.
    std::optional<Duration> backtrack_window = {};
    /// Whether snapshots have the cluster's tags.
    bool copy_tags_to_snapshot = true;
    /// Whether users of IAM may sign in with tokens; see `grant_connect`. Default: not.
    std::optional<bool> iam_authentication = {};
    /// Whether the cluster is kept from being deleted. Default: with the removal policy `retain`, as in CDK.
    std::optional<bool> deletion_protection = {};
    /// 1, 5, 10, 15, 30 or 60 seconds between figures of the operating system. Default: none.
    std::optional<Duration> monitoring_interval = {};
    /// Default: a role `MonitoringRole` is made.
    Role* monitoring_role = nullptr;
    /// Whether figures about queries are kept. Default: not; yes with a retention or a key.
    bool enable_performance_insights = false;
    /// Default: with the insights, seven days.
    std::optional<PerformanceInsightRetention> performance_insight_retention = {};
    /// Default: the account's key `aws/rds`.
    Key* performance_insight_encryption_key = nullptr;
    /// What CloudWatch Logs gets: of PostgreSQL "postgresql", "instance", "iam-db-auth-error"; of MySQL
    /// "audit", "error", "general", "slowquery", "instance", "iam-db-auth-error" (`property-not-allowed`).
    /// Default: nothing.
    std::vector<std::string> cloudwatch_logs_exports = {};
    /// How long CloudWatch keeps them: their log groups `LogGroup-<export>` are then made by this stack,
    /// before the cluster. Needs `cluster_identifier`, of which their names are made (`property-needed`).
    /// Default: RDS makes groups that keep everything. (CDK sets the retention by a helper function.)
    std::optional<RetentionDays> cloudwatch_logs_retention = {};
    /// Encrypts those log groups; its policy then lets CloudWatch Logs use it. Default: CloudWatch's own.
    Key* cloudwatch_logs_encryption_key = nullptr;
    /// What becomes of those log groups. Default: they stay, as in CDK.
    RemovalPolicy cloudwatch_logs_removal_policy = RemovalPolicy::retain;
    /// Whether statements can be sent by HTTPS (Data API). Default: not, unless `grant_data_api_access` is
    /// called.
    std::optional<bool> enable_data_api = {};
    /// Default: minor versions are installed in the maintenance window, the service's own.
    std::optional<bool> auto_minor_version_upgrade = {};
    /// CDK's default: a last snapshot is made. Instances have nothing of their own and go with `snapshot`.
    RemovalPolicy removal_policy = RemovalPolicy::snapshot;
  };

  struct Attributes {
    Required<"cluster_identifier", Value<std::string>> cluster_identifier;
    /// Default: unknown; what needs it is an error (`property-needed`), as with those below.
    std::optional<AuroraEngine> engine = {};
    Value<std::int64_t> port = {};
    Value<std::string> endpoint_address = {};
    Value<std::string> read_endpoint_address = {};
    Value<std::string> cluster_resource_identifier = {};
    Secret* secret = nullptr;
    std::vector<SecurityGroup*> security_groups = {};
  };

  AuroraCluster(const Scope& scope, const Props& props);
  /// A cluster that exists already.
  static AuroraCluster& from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                        std::source_location where = std::source_location::current());

  aws::rds::DBCluster& resource() const noexcept { return *resource_; }
  /// The writer, then the readers. Empty for a cluster that exists already.
  const std::vector<aws::rds::DBInstance*>& instances() const noexcept { return instances_; }
  Attribute<aws::rds::kind::DBCluster_DBClusterIdentifier> cluster_identifier() const;
  Value<std::string> arn() const;
  /// "cluster-…": what permissions to connect name.
  Value<std::string> cluster_resource_identifier() const;
  /// Of the writer.
  Value<std::string> endpoint_address() const;
  /// Of the readers.
  Value<std::string> read_endpoint_address() const;
  /// As a text.
  Value<std::string> port() const;
  std::vector<Value<std::string>> instance_identifiers() const;
  std::vector<Value<std::string>> instance_endpoint_addresses() const;
  bool has_secret() const noexcept { return secret_ != nullptr; }
  /// With the fields `username`, `password`, `host`, `port`, `dbname` and `engine`; of a managed one the
  /// former two. Throws `Error` ("property-needed") for a cluster of elsewhere without one.
  Secret& secret() const;
  /// Throws `Error` ("property-needed") for a cluster of elsewhere whose engine was not given.
  const AuroraEngine& engine() const;
  /// Those made for `cloudwatch_logs_retention`, in the order of the exports.
  const std::vector<LogGroup*>& log_groups() const noexcept { return log_groups_; }

  /// For secrets of further users: `secret.attach(database.as_secret_attachment_target())`.
  SecretAttachmentTarget as_secret_attachment_target() const;

  /// Replaces the password by a function of AWS's in the cluster's network, which the cluster lets in. The
  /// first rotation begins at once, so it waits for the writer and for the function's way out of the network.
  /// The id below the secret is `Rotation`. Not for managed passwords (`property-not-allowed`).
  RotationSchedule& add_rotation_single_user(const RotationOptions& options = {},
                                             const RotationFunction& function = {},
                                             std::source_location where = std::source_location::current());
  /// The same for the attached secret of another user, who takes turns with a second one. Beside `username`
  /// and `password` the secret has the field `masterarn`: the ARN of the cluster's own secret.
  RotationSchedule& add_rotation_multi_user(std::string_view id, Secret& secret,
                                            const RotationOptions& options = {},
                                            const RotationFunction& function = {},
                                            std::source_location where = std::source_location::current());

  /// `rds-db:connect` as this user of the database, who must be there; see `iam_authentication`.
  void grant_connect(const Grantee& grantee, std::string_view database_user);
  /// Statements by HTTPS; reads the secret, too. Switches the Data API on; an error where it was switched off
  /// (`property-not-allowed`).
  void grant_data_api_access(const Grantee& grantee);

  /// Any metric of the service of the cluster: average over five minutes.
  /// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
  Metric metric(std::string_view metric_name) const;
  Metric metric_cpu_utilization() const;
  Metric metric_database_connections() const;
  Metric metric_deadlocks() const;
  /// Bytes.
  Metric metric_freeable_memory() const;
  /// Bytes.
  Metric metric_free_local_storage() const;
  /// Capacity units of serverless instances.
  Metric metric_serverless_database_capacity() const;
  /// Per cent of the most capacity.
  Metric metric_acu_utilization() const;
  /// Milliseconds that the slowest reader is behind.
  Metric metric_aurora_replica_lag_maximum() const;
  Metric metric_volume_bytes_used() const;
  Metric metric_volume_read_iops() const;
  Metric metric_volume_write_iops() const;

 private:
  struct Imported;
  struct MasterUser;
  AuroraCluster(const Scope& scope, const Imported& imported);

  void check(const Props& props);
  void check_placement(const Props& props) const;
  void check_instance(const AuroraInstance& instance) const;
  void check_capacity(const Props& props) const;
  void check_logs(const Props& props) const;
  void check_times(const Props& props) const;
  void check_rotation(std::source_location where) const;
  HostedRotationOptions hosted_by(const RotationFunction& function) const;
  void let_rotate(RotationSchedule& schedule, const HostedRotationOptions& function,
                  std::source_location where);
  Traffic served(const std::vector<SecurityGroup*>& groups, const Props& props) const;
  void warn_of_slow_failover(const Props& props);
  MasterUser master_user(const Credentials& credentials);
  Secret& add_secret(const Credentials& credentials);
  void add_log_groups(const Props& props);
  void add_instances(const Props& props, Role* monitoring_role);
  RotationEngine rotation_engine() const;
  Value<std::string> given(std::string_view property, const Value<std::string>& value) const;
  [[noreturn]] void report_unknown(std::string_view property) const;

  aws::rds::DBCluster* resource_ = nullptr;
  std::vector<aws::rds::DBInstance*> instances_;
  std::vector<LogGroup*> log_groups_;
  std::optional<AuroraEngine> engine_;
  Vpc* vpc_ = nullptr;
  SubnetSelection vpc_subnets_;
  Secret* secret_ = nullptr;
  bool managed_password_ = false;
  std::optional<bool> data_api_;
  Value<std::string> port_;
  Value<std::string> endpoint_address_;
  Value<std::string> read_endpoint_address_;
  Value<std::string> cluster_resource_identifier_;
};

}  // namespace tenon
