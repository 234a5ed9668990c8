#include "tenon/constructs/data/aurora_cluster.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "tenon/aws/rds/DBCluster.hpp"
#include "tenon/aws/rds/DBClusterParameterGroup.hpp"
#include "tenon/aws/rds/DBInstance.hpp"
#include "tenon/aws/rds/DBParameterGroup.hpp"
#include "tenon/aws/rds/DBSubnetGroup.hpp"
#include "tenon/aws/secretsmanager/Secret.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/rds-data.hpp"
#include "tenon/iam/rds-db.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/text.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

namespace {

using L1 = aws::rds::DBCluster;
using InstanceL1 = aws::rds::DBInstance;
using Props = AuroraCluster::Props;

// --- RDS's words, by the order of the enumerators
// --------------------------------------------------------------------

constexpr std::string_view ca_certificates[] = {"rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"};

struct EngineFacts {
  std::string_view type;
  std::string_view default_username;
  int default_port;
  std::span<const std::string_view> log_exports;
};

constexpr std::string_view postgresql_logs[] = {"postgresql", "instance", "iam-db-auth-error"};
constexpr std::string_view mysql_logs[] = {"audit",     "error",    "general",
                                           "slowquery", "instance", "iam-db-auth-error"};
constexpr EngineFacts engines[] = {{"aurora-postgresql", "postgres", 5432, postgresql_logs},
                                   {"aurora-mysql", "admin", 3306, mysql_logs}};

const EngineFacts& facts_of(const AuroraEngine& engine) {
  return engines[static_cast<std::size_t>(engine.family())];
}

// --- what RDS allows
// -------------------------------------------------------------------------------------------------

constexpr std::size_t longest_logical_id = 255;
constexpr std::int64_t password_length = 30;
constexpr std::int64_t monitoring_seconds[] = {0, 1, 5, 10, 15, 30, 60};
constexpr std::int64_t lowest_port = 1150;
constexpr std::int64_t highest_port = 65535;
constexpr std::int64_t last_tier = 15;
constexpr std::int64_t last_tier_that_scales = 1;
constexpr Duration longest_backup_retention = Duration::days(35);
constexpr Duration longest_backtrack = Duration::hours(72);
constexpr Duration shortest_pause = Duration::minutes(5);
constexpr Duration longest_pause = Duration::hours(24);
constexpr double least_max_capacity = 1;
constexpr double most_capacity = 256;

constexpr iam::Action data_api_actions[] = {
    iam::rds_data::BatchExecuteStatement, iam::rds_data::BeginTransaction, iam::rds_data::CommitTransaction,
    iam::rds_data::ExecuteStatement, iam::rds_data::RollbackTransaction};

// --- rendering
// -------------------------------------------------------------------------------------------------------

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (ascii::is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

Value<std::string> identifier(const Props& props) {
  const auto text = props.cluster_identifier.literal();
  return text ? Value<std::string>(lower_case(*text)) : props.cluster_identifier;
}

Value<std::string> arn_of(const Key* key) {
  return key != nullptr ? Value<std::string>(key->arn()) : Value<std::string>();
}

Value<Json> parameters_json(const std::vector<DatabaseParameter>& parameters) {
  std::vector<Node> entries;
  for (const DatabaseParameter& parameter : parameters) {
    entries.emplace_back(std::string_view(parameter.name));
    entries.push_back(parameter.value);
  }
  return {Raw{}, Node::object(entries)};
}

/// What becomes of what holds no data of its own, as CDK has it.
RemovalPolicy helper_policy(RemovalPolicy of_cluster) {
  return of_cluster == RemovalPolicy::retain ? RemovalPolicy::retain : RemovalPolicy::destroy;
}

/// The days that figures about queries are kept; unset where there are none.
Value<std::int64_t> insight_days(bool enabled, const std::optional<PerformanceInsightRetention>& retention) {
  if (!enabled) return {};
  return static_cast<std::int64_t>(retention.value_or(PerformanceInsightRetention::seven_days));
}

bool has_insights(const Props& props) {
  return props.enable_performance_insights || props.performance_insight_retention ||
         props.performance_insight_encryption_key != nullptr;
}

bool has_insights(const AuroraInstance& instance) {
  return instance.enable_performance_insights.value_or(false) || instance.performance_insight_retention ||
         instance.performance_insight_encryption_key != nullptr;
}

bool is_monitored(const Props& props) {
  return props.monitoring_interval && props.monitoring_interval->to_seconds() > 0;
}

bool has_serverless(const Props& props) {
  return props.writer.instance_class.is_serverless() ||
         std::ranges::any_of(props.readers,
                             [](const auto& reader) { return reader.instance_class.is_serverless(); });
}

std::int64_t reader_tier(const AuroraInstance& reader) {
  return reader.promotion_tier.value_or(reader.scale_with_writer ? last_tier_that_scales : 2);
}

Attribute<aws::rds::kind::DBSubnetGroup_DBSubnetGroupName> subnet_group(AuroraCluster& cluster,
                                                                        const Props& props) {
  auto& group = cluster.add("Subnets", Construct::Props{}, cluster.where())
                    .add("Default",
                         aws::rds::DBSubnetGroup::Props{
                             .DBSubnetGroupDescription = fmt::format("Subnets for {} database", cluster.id()),
                             .SubnetIds = props.vpc.subnet_ids(props.vpc_subnets)},
                         cluster.where());
  if (props.removal_policy == RemovalPolicy::retain) group.apply_removal_policy(RemovalPolicy::retain);
  return group.ref();
}

std::vector<SecurityGroup*> security_groups(AuroraCluster& cluster, const Props& props) {
  if (!props.security_groups.empty()) return props.security_groups;
  return {&cluster.add("SecurityGroup",
                       SecurityGroup::Props{.vpc = props.vpc, .description = "RDS security group"},
                       cluster.where())};
}

Role* monitoring_role(AuroraCluster& cluster, const Props& props) {
  if (props.monitoring_role != nullptr || !is_monitored(props)) return props.monitoring_role;
  return &cluster.add(
      "MonitoringRole",
      Role::Props{
          .assumed_by = Principal::service("monitoring.rds.amazonaws.com"),
          .managed_policies = {ManagedPolicyReference::aws("service-role/AmazonRDSEnhancedMonitoringRole")}},
      cluster.where());
}

void set_parameter_group(L1::Props& to, AuroraCluster& cluster, const Props& props) {
  if (props.parameters.empty()) return;
  const std::string family = props.engine.parameter_group_family();
  to.DBClusterParameterGroupName = cluster.add("ParameterGroup", Construct::Props{}, cluster.where())
                                       .add("Resource",
                                            aws::rds::DBClusterParameterGroup::Props{
                                                .Description = "Cluster parameter group for " + family,
                                                .Family = family,
                                                .Parameters = parameters_json(props.parameters)},
                                            cluster.where())
                                       .ref();
}

void set_security(L1::Props& to, const Props& props) {
  to.StorageEncrypted = props.storage_encrypted || props.storage_encryption_key != nullptr;
  to.KmsKeyId = arn_of(props.storage_encryption_key);
  if (props.iam_authentication) to.EnableIAMDatabaseAuthentication = *props.iam_authentication;
  if (props.deletion_protection || props.removal_policy == RemovalPolicy::retain) {
    to.DeletionProtection = props.deletion_protection.value_or(true);
  }
}

void set_backup(L1::Props& to, const Props& props) {
  if (props.backup_retention)
    to.BackupRetentionPeriod = props.backup_retention->to_seconds() / Duration::days(1).to_seconds();
  if (props.backtrack_window) to.BacktrackWindow = props.backtrack_window->to_seconds();
  to.PreferredBackupWindow = props.preferred_backup_window;
  to.PreferredMaintenanceWindow = props.preferred_maintenance_window;
  to.CopyTagsToSnapshot = props.copy_tags_to_snapshot;
}

void set_insights(L1::Props& to, const Props& props) {
  const bool enabled = has_insights(props);
  if (enabled) to.PerformanceInsightsEnabled = true;
  to.PerformanceInsightsKmsKeyId = arn_of(props.performance_insight_encryption_key);
  to.PerformanceInsightsRetentionPeriod = insight_days(enabled, props.performance_insight_retention);
  if (!props.cloudwatch_logs_exports.empty()) to.EnableCloudwatchLogsExports = props.cloudwatch_logs_exports;
}

void set_capacity(L1::Props& to, const Props& props) {
  if (!has_serverless(props)) return;
  L1::ServerlessV2ScalingConfiguration scaling{.MaxCapacity = props.serverless_v2_max_capacity,
                                               .MinCapacity = props.serverless_v2_min_capacity};
  if (props.serverless_v2_auto_pause)
    scaling.SecondsUntilAutoPause = props.serverless_v2_auto_pause->to_seconds();
  to.ServerlessV2ScalingConfiguration = scaling;
}

L1::Props cluster_props(const Props& props) {
  L1::Props to{.DatabaseName = props.default_database_name,
               .DBClusterIdentifier = identifier(props),
               .Engine = props.engine.engine_type(),
               .EngineVersion = props.engine.version(),
               .Port = props.port};
  if (props.storage == AuroraStorage::io_optimized) to.StorageType = "aurora-iopt1";
  if (props.enable_data_api) to.EnableHttpEndpoint = *props.enable_data_api;
  if (props.auto_minor_version_upgrade) to.AutoMinorVersionUpgrade = *props.auto_minor_version_upgrade;
  set_security(to, props);
  set_backup(to, props);
  set_insights(to, props);
  set_capacity(to, props);
  return to;
}

InstanceL1::Props instance_props(const AuroraInstance& instance, std::int64_t tier,
                                 const AuroraCluster& cluster, const Props& props,
                                 const Role* monitoring_role) {
  const bool insights = has_insights(instance);
  InstanceL1::Props to{
      .AvailabilityZone = instance.availability_zone,
      .DBClusterIdentifier = cluster.cluster_identifier(),
      .DBInstanceClass = instance.instance_class.text(),
      .DBInstanceIdentifier = instance.instance_identifier,
      .Engine = props.engine.engine_type(),
      .PerformanceInsightsKMSKeyId = arn_of(instance.performance_insight_encryption_key),
      .PerformanceInsightsRetentionPeriod = insight_days(insights, instance.performance_insight_retention),
      .PreferredMaintenanceWindow = instance.preferred_maintenance_window,
      .PromotionTier = tier,
      .PubliclyAccessible = instance.publicly_accessible};
  if (insights || instance.enable_performance_insights) to.EnablePerformanceInsights = insights;
  if (is_monitored(props)) to.MonitoringInterval = props.monitoring_interval->to_seconds();
  if (monitoring_role != nullptr) to.MonitoringRoleArn = monitoring_role->arn();
  if (instance.ca_certificate)
    to.CACertificateIdentifier = ca_certificates[static_cast<std::size_t>(*instance.ca_certificate)];
  if (instance.auto_minor_version_upgrade) to.AutoMinorVersionUpgrade = *instance.auto_minor_version_upgrade;
  return to;
}

std::string number_text(double number) { return fmt::format("{}", number); }

bool is_step_of_a_half(double capacity) { return std::floor(capacity * 2) == capacity * 2; }

}  // namespace

// --- AuroraEngine
// ----------------------------------------------------------------------------------------------------

AuroraEngine AuroraEngine::postgresql(AuroraPostgresqlVersion version) {
  const auto number = static_cast<unsigned>(version);
  return {Family::postgresql, fmt::format("{}.{}", number / 100, number % 100)};
}

AuroraEngine AuroraEngine::postgresql(std::string_view version) {
  return {Family::postgresql, std::string(version)};
}

AuroraEngine AuroraEngine::mysql(AuroraMysqlVersion version) {
  const auto number = static_cast<unsigned>(version);
  return {Family::mysql,
          fmt::format("8.0.mysql_aurora.{}.{:02}.{}", number / 10'000, number / 100 % 100, number % 100)};
}

AuroraEngine AuroraEngine::mysql(std::string_view version) { return {Family::mysql, std::string(version)}; }

std::string_view AuroraEngine::engine_type() const noexcept { return facts_of(*this).type; }
std::string_view AuroraEngine::default_username() const noexcept { return facts_of(*this).default_username; }
int AuroraEngine::default_port() const noexcept { return facts_of(*this).default_port; }

std::string AuroraEngine::parameter_group_family() const {
  const auto end = version_.find(family_ == Family::postgresql ? "." : ".mysql_aurora");
  return fmt::format("{}{}", engine_type(), std::string_view(version_).substr(0, end));
}

// --- Credentials
// -----------------------------------------------------------------------------------------------------

Credentials Credentials::generated(std::string_view username, GeneratedCredentials options) {
  Credentials credentials = generated(std::move(options));
  credentials.username_ = username;
  return credentials;
}

Credentials Credentials::generated(GeneratedCredentials options) {
  Credentials credentials(Kind::generated);
  credentials.options_ = std::move(options);
  return credentials;
}

Credentials Credentials::from_secret(Secret& secret, const Value<std::string>& username) {
  Credentials credentials(Kind::secret);
  credentials.secret_ = &secret;
  credentials.username_ = username;
  return credentials;
}

Credentials Credentials::managed(const Value<std::string>& username, Key* encryption_key) {
  Credentials credentials(Kind::managed);
  credentials.username_ = username;
  credentials.encryption_key_ = encryption_key;
  return credentials;
}

// --- AuroraCluster
// ---------------------------------------------------------------------------------------------------

struct AuroraCluster::Imported {
  const Attributes& attributes;
};

struct AuroraCluster::MasterUser {
  Value<std::string> name;
  Value<std::string> password = {};
  Secret* secret = nullptr;  // none where RDS keeps the password
};

AuroraCluster::AuroraCluster(const Scope& scope, const Props& props)
    : Construct(scope),
      engine_(props.engine),
      vpc_(&props.vpc),
      vpc_subnets_(props.vpc_subnets),
      data_api_(props.enable_data_api) {
  check(props);
  L1::Props to = cluster_props(props);
  to.DBSubnetGroupName = subnet_group(*this, props);
  std::vector<SecurityGroup*> groups = security_groups(*this, props);
  std::vector<Attribute<aws::ec2::kind::SecurityGroup_GroupId>> group_ids;
  for (const SecurityGroup* group : groups) group_ids.push_back(group->security_group_id());
  to.VpcSecurityGroupIds = group_ids;
  set_parameter_group(to, *this, props);
  Role* const role = monitoring_role(*this, props);
  const MasterUser user = master_user(props.credentials);
  managed_password_ = user.secret == nullptr;
  to.MasterUsername = user.name;
  to.MasterUserPassword = user.password;
  if (managed_password_) to.ManageMasterUserPassword = true;
  Key* const password_key = props.credentials.encryption_key_;
  if (password_key != nullptr) to.MasterUserSecret = L1::MasterUserSecret{.KmsKeyId = password_key->arn()};
  add_log_groups(props);

  resource_ = &add("Resource", to, where());
  resource_->apply_removal_policy(props.removal_policy);
  for (const LogGroup* group : log_groups_) resource_->depends_on(*group, where());
  const Traffic traffic = served(groups, props);
  connections_ = Connections(std::move(groups), traffic);
  secret_ = managed_password_
                ? &Secret::from_arn(*this, "ManagedSecret", resource_->MasterUserSecret_SecretArn(),
                                    password_key, where())
                : &user.secret->attach(as_secret_attachment_target(), where());
  add_instances(props, role);
}

AuroraCluster::AuroraCluster(const Scope& scope, const Imported& imported)
    : Construct(scope),
      engine_(imported.attributes.engine),
      secret_(imported.attributes.secret),
      endpoint_address_(imported.attributes.endpoint_address),
      read_endpoint_address_(imported.attributes.read_endpoint_address),
      cluster_resource_identifier_(imported.attributes.cluster_resource_identifier) {
  const Value<std::string>& id = imported.attributes.cluster_identifier;
  resource_ =
      &::tenon::from_attributes<L1>(*this, "Resource", {{"DBClusterIdentifier", id}, {"Ref", id}}, where());
  const Value<std::int64_t>& port = imported.attributes.port;
  std::optional<Traffic> traffic;
  if (port.is_set()) traffic = Traffic::tcp(port);
  if (const auto number = port.literal()) port_ = std::to_string(*number);
  if (port.is_set() && !port.literal()) port_ = {Raw{}, port};
  connections_ = Connections(imported.attributes.security_groups, traffic);
}

AuroraCluster& AuroraCluster::from_attributes(Construct& scope, std::string_view id,
                                              const Attributes& attributes, std::source_location where) {
  const Imported imported{attributes};
  return scope.add_with(
      id,
      [&](const Scope& inner) { return std::unique_ptr<AuroraCluster>(new AuroraCluster(inner, imported)); },
      where);
}

// --- checks

void AuroraCluster::check(const Props& props) {
  check_placement(props);
  check_instance(props.writer);
  for (const AuroraInstance& reader : props.readers) check_instance(reader);
  check_capacity(props);
  check_logs(props);
  check_times(props);
  if (const auto port = props.port.literal(); port && (*port < lowest_port || *port > highest_port)) {
    refuse(*this, "port", std::to_string(*port), fmt::format("{} to {}", lowest_port, highest_port),
           "Aurora cannot listen on this port", where());
  }
  if (!props.storage_encrypted && props.storage_encryption_key != nullptr) {
    refuse(*this, "storage_encrypted", "false", "true with a key", "storage that is not encrypted has no key",
           where());
  }
  warn_of_slow_failover(props);
}

void AuroraCluster::check_placement(const Props& props) const {
  const std::vector<Subnet*> subnets = props.vpc.select_subnets(props.vpc_subnets);
  const auto elsewhere = [&](const Subnet* subnet) {
    return !(subnet->availability_zone() == subnets.front()->availability_zone());
  };
  // No subnet at all is the network's own error.
  if (subnets.empty() || std::ranges::any_of(subnets, elsewhere)) return;
  refuse(*this, "vpc_subnets", fmt::format("{} in one Availability Zone", subnets.size()),
         "subnets in two Availability Zones at least", "Aurora needs room in several zones", where());
}

void AuroraCluster::check_instance(const AuroraInstance& instance) const {
  const std::string& id = instance.id;
  if (const auto name = instance.instance_class.text().literal(); name && !name->starts_with("db.")) {
    refuse(*this, "instance_class", std::string(*name), "\"db.r6g.large\" and the like",
           fmt::format("the instance {} cannot be of this class", id), where());
  }
  if (const auto tier = instance.promotion_tier; tier && (*tier < 0 || *tier > last_tier)) {
    refuse(*this, "promotion_tier", std::to_string(*tier), fmt::format("0 to {}", last_tier),
           fmt::format("the instance {} cannot have this tier", id), where());
  }
  if (instance.scale_with_writer && !instance.instance_class.is_serverless()) {
    refuse(*this, "scale_with_writer", "true", "serverless instances",
           fmt::format("the instance {} has a fixed size", id), where());
  }
  if (has_insights(instance) && !instance.enable_performance_insights.value_or(true)) {
    refuse(*this, "enable_performance_insights", "false", "true with a retention or a key",
           fmt::format("figures about queries of the instance {} are not kept", id), where());
  }
}

void AuroraCluster::check_capacity(const Props& props) const {
  const double least = props.serverless_v2_min_capacity;
  const double most = props.serverless_v2_max_capacity;
  const auto check_one = [&](std::string_view property, double capacity, double lowest) {
    if (capacity >= lowest && capacity <= most_capacity && is_step_of_a_half(capacity)) return;
    refuse(*this, property, number_text(capacity),
           fmt::format("{} to {} in steps of 0.5", lowest, most_capacity),
           "serverless instances cannot have this capacity", where());
  };
  check_one("serverless_v2_min_capacity", least, 0);
  check_one("serverless_v2_max_capacity", most, least_max_capacity);
  if (least > most) {
    refuse(*this, "serverless_v2_min_capacity", number_text(least), fmt::format("at most {}", most),
           "the least capacity is more than the most", where());
  }
  const auto& pause = props.serverless_v2_auto_pause;
  if (!pause) return;
  if (*pause < shortest_pause || *pause > longest_pause) {
    refuse(*this, "serverless_v2_auto_pause", pause->text(), "5 minutes to 24 hours",
           "serverless instances do not pause after such a time", where());
  }
  if (least > 0) {
    refuse(*this, "serverless_v2_auto_pause", pause->text(), "a least capacity of 0 with it",
           "instances that keep some capacity never pause", where());
  }
}

void AuroraCluster::check_logs(const Props& props) const {
  const std::span<const std::string_view> known = facts_of(props.engine).log_exports;
  for (const std::string& log : props.cloudwatch_logs_exports) {
    if (std::ranges::find(known, log) != known.end()) continue;
    refuse(*this, "cloudwatch_logs_exports", log, fmt::format("{}", fmt::join(known, ", ")),
           "the engine has no such log", where());
  }
  if (props.cloudwatch_logs_retention && !props.cluster_identifier.is_set()) {
    demand(
        *this, "cluster_identifier", "a name",
        "log groups that are made before the cluster are called by its name, which therefore has to be given",
        where());
  }
}

void AuroraCluster::check_times(const Props& props) const {
  if (const auto& interval = props.monitoring_interval;
      interval &&
      std::ranges::find(monitoring_seconds, interval->to_seconds()) == std::end(monitoring_seconds)) {
    refuse(*this, "monitoring_interval", interval->text(),
           fmt::format("{} seconds", fmt::join(monitoring_seconds, ", ")),
           "the operating system does not report at this interval", where());
  }
  if (const auto& retention = props.backup_retention;
      retention && (*retention < Duration::days(1) || *retention > longest_backup_retention ||
                    retention->to_seconds() % Duration::days(1).to_seconds() != 0)) {
    refuse(*this, "backup_retention", retention->text(), "1 to 35 whole days", "backups are not kept so long",
           where());
  }
  const auto& backtrack = props.backtrack_window;
  if (!backtrack) return;
  if (props.engine.family() != AuroraEngine::Family::mysql) {
    refuse(*this, "backtrack_window", backtrack->text(), "AuroraEngine::mysql with it",
           "the engine cannot be turned back", where());
  }
  if (*backtrack > longest_backtrack) {
    refuse(*this, "backtrack_window", backtrack->text(), "at most 72 hours",
           "the cluster cannot be turned back so far", where());
  }
}

/// CDK's warning: readers behind tier 1 keep a size of their own.
void AuroraCluster::warn_of_slow_failover(const Props& props) {
  const auto is_ready = [](const AuroraInstance& reader) {
    return !reader.instance_class.is_serverless() || reader_tier(reader) <= last_tier_that_scales;
  };
  if (props.readers.empty() || std::ranges::any_of(props.readers, is_ready)) return;
  add_warning(
      "no serverless reader scales with the writer, so after a failure the new writer may be too small; "
      "`scale_with_writer` of one of them is the remedy",
      where());
}

// --- parts

AuroraCluster::MasterUser AuroraCluster::master_user(const Credentials& credentials) {
  const Value<std::string>& name = credentials.username_;
  if (credentials.kind_ == Credentials::Kind::managed) {
    return {.name = name.is_set() ? name : Value<std::string>(engine_->default_username())};
  }
  Secret& secret = credentials.secret_ != nullptr ? *credentials.secret_ : add_secret(credentials);
  return {.name = name.is_set() ? name : secret.secret_value_from_json("username"),
          .password = secret.secret_value_from_json("password"),
          .secret = &secret};
}

Secret& AuroraCluster::add_secret(const Credentials& credentials) {
  const GeneratedCredentials& options = credentials.options_;
  const std::string excluded =
      options.exclude_characters.value_or(std::string(detail::not_in_database_passwords));
  const bool named = credentials.username_.is_set();
  const Value<std::string> username =
      named ? credentials.username_ : Value<std::string>(engine_->default_username());
  const Node fields[] = {Node(std::string_view("username")), username};
  Secret& secret =
      add("Secret",
          Secret::Props{
              .secret_name = options.secret_name,
              .description = options.description.is_set() ? options.description
                                                          : Value<std::string>("Credentials of " + path()),
              .encryption_key = options.encryption_key,
              .generate_secret_string = {.password_length = password_length,
                                         .exclude_characters = excluded,
                                         .secret_string_template = resolved_json(Node::object(fields)),
                                         .generate_string_key = "password"}},
          where());
  if (named) {
    // As in CDK: another alphabet makes another secret, for the password of the old one may not fit it.
    const Node criteria[] = {Node(std::string_view("excludeCharacters")), Node(std::string_view(excluded))};
    std::string id = detail::unique_id(secret) + md5_hex(resolved_json(Node::object(criteria)));
    if (id.size() > longest_logical_id) id.erase(0, id.size() - longest_logical_id);
    secret.resource().override_logical_id(id);
  }
  return secret;
}

void AuroraCluster::add_log_groups(const Props& props) {
  if (!props.cloudwatch_logs_retention || !props.cluster_identifier.is_set()) return;
  for (const std::string& log : props.cloudwatch_logs_exports) {
    log_groups_.push_back(
        &add("LogGroup-" + log,
             LogGroup::Props{.log_group_name = format("/aws/rds/cluster/{}/{}", identifier(props), log),
                             .retention = props.cloudwatch_logs_retention,
                             .encryption_key = props.cloudwatch_logs_encryption_key,
                             .removal_policy = props.cloudwatch_logs_removal_policy},
             where()));
  }
}

void AuroraCluster::add_instances(const Props& props, Role* monitoring_role) {
  const std::vector<const Construct*> connectivity = props.vpc.internet_connectivity(props.vpc_subnets);
  const auto add_instance = [&](const AuroraInstance& instance, std::int64_t tier) -> Construct& {
    Construct& scope = add(instance.id, Construct::Props{}, where());
    InstanceL1::Props to = instance_props(instance, tier, *this, props, monitoring_role);
    if (!instance.parameters.empty()) {
      const std::string family = props.engine.parameter_group_family();
      to.DBParameterGroupName =
          scope.add("InstanceParameterGroup", Construct::Props{}, where())
              .add("Resource",
                   aws::rds::DBParameterGroup::Props{.Description = "Parameter group for " + family,
                                                     .Family = family,
                                                     .Parameters = parameters_json(instance.parameters)},
                   where())
              .ref();
    }
    InstanceL1& resource = scope.add("Resource", to, where());
    resource.apply_removal_policy(helper_policy(props.removal_policy));
    for (const Construct* each : connectivity) resource.depends_on(*each, where());
    instances_.push_back(&resource);
    return scope;
  };
  const Construct& writer = add_instance(props.writer, props.writer.promotion_tier.value_or(0));
  for (const AuroraInstance& reader : props.readers) {
    add_instance(reader, reader_tier(reader)).add_dependency(writer, where());
  }
}

// --- outputs

void AuroraCluster::report_unknown(std::string_view property) const {
  throw Error("property-needed", fmt::format("{}: the cluster exists already and its {} was not given; say "
                                             "it in `AuroraCluster::from_attributes`",
                                             path(), property));
}

/// What is known of a cluster of elsewhere; unset for one of this app.
Value<std::string> AuroraCluster::given(std::string_view property, const Value<std::string>& value) const {
  if (resource_->is_imported() && !value.is_set()) report_unknown(property);
  return value;
}

Attribute<aws::rds::kind::DBCluster_DBClusterIdentifier> AuroraCluster::cluster_identifier() const {
  return resource_->ref();
}

Value<std::string> AuroraCluster::arn() const {
  return format("arn:{}:rds:{}:{}:cluster:{}", stack().partition(), stack().region(), stack().account(),
                cluster_identifier());
}

Value<std::string> AuroraCluster::cluster_resource_identifier() const {
  const Value<std::string> known = given("cluster_resource_identifier", cluster_resource_identifier_);
  return known.is_set() ? known : Value<std::string>(resource_->DBClusterResourceId());
}

Value<std::string> AuroraCluster::endpoint_address() const {
  const Value<std::string> known = given("endpoint_address", endpoint_address_);
  return known.is_set() ? known : Value<std::string>(resource_->Endpoint_Address());
}

Value<std::string> AuroraCluster::read_endpoint_address() const {
  const Value<std::string> known = given("read_endpoint_address", read_endpoint_address_);
  return known.is_set() ? known : Value<std::string>(resource_->ReadEndpoint_Address());
}

Value<std::string> AuroraCluster::port() const {
  const Value<std::string> known = given("port", port_);
  return known.is_set() ? known : Value<std::string>(resource_->Endpoint_Port());
}

std::vector<Value<std::string>> AuroraCluster::instance_identifiers() const {
  std::vector<Value<std::string>> identifiers;
  for (const InstanceL1* instance : instances_) identifiers.emplace_back(instance->ref());
  return identifiers;
}

std::vector<Value<std::string>> AuroraCluster::instance_endpoint_addresses() const {
  std::vector<Value<std::string>> addresses;
  for (const InstanceL1* instance : instances_) addresses.emplace_back(instance->Endpoint_Address());
  return addresses;
}

Secret& AuroraCluster::secret() const {
  if (secret_ == nullptr) report_unknown("secret");
  return *secret_;
}

const AuroraEngine& AuroraCluster::engine() const {
  if (!engine_) report_unknown("engine");
  return *engine_;
}

SecretAttachmentTarget AuroraCluster::as_secret_attachment_target() const {
  return {.target_type = "AWS::RDS::DBCluster", .target_id = cluster_identifier()};
}

// --- rotation and grants

/// The port as CDK has it, an attribute of the cluster. Rules of a group of another stack cannot name that:
/// the cluster's stack refers to the group's already.
Traffic AuroraCluster::served(const std::vector<SecurityGroup*>& groups, const Props& props) const {
  const auto elsewhere = [this](const SecurityGroup* group) { return &group->stack() != &stack(); };
  const auto given = props.port.literal();
  if ((props.port.is_set() && !given) || std::ranges::none_of(groups, elsewhere)) {
    return Traffic::tcp(resource_->Endpoint_Port());
  }
  const std::int64_t number = given.value_or(engine().default_port());
  const auto port = Port::of(number);
  return port ? Traffic::tcp(PortRange(*port)) : Traffic::tcp(resource_->Endpoint_Port());
}

void AuroraCluster::check_rotation(std::source_location where) const {
  if (vpc_ == nullptr) report_unknown("network");
  if (!managed_password_) return;
  refuse(*this, "credentials", "Credentials::managed", "Credentials::generated or Credentials::from_secret",
         "RDS itself replaces a password that it manages; `Secret::add_managed_rotation` says when", where);
}

RotationEngine AuroraCluster::rotation_engine() const {
  return engine().family() == AuroraEngine::Family::postgresql ? RotationEngine::postgresql
                                                               : RotationEngine::mysql;
}

HostedRotationOptions AuroraCluster::hosted_by(const RotationFunction& function) const {
  return {.vpc = vpc_,
          .vpc_subnets = function.vpc_subnets.value_or(vpc_subnets_),
          .security_groups = function.security_groups,
          .function_name = function.function_name,
          .exclude_characters = function.exclude_characters};
}

void AuroraCluster::let_rotate(RotationSchedule& schedule, const HostedRotationOptions& function,
                               std::source_location where) {
  // From the function's side: where the cluster's group stands in another stack, the rules stand in this one.
  schedule.connections().allow_to(*this, {}, {}, where);
  if (!instances_.empty()) schedule.add_dependency(*instances_.front(), where);
  for (const Construct* way : vpc_->internet_connectivity(function.vpc_subnets))
    schedule.add_dependency(*way, where);
}

RotationSchedule& AuroraCluster::add_rotation_single_user(const RotationOptions& options,
                                                          const RotationFunction& function,
                                                          std::source_location where) {
  check_rotation(where);
  const HostedRotationOptions hosted = hosted_by(function);
  const auto rotation = HostedRotation::single_user(rotation_engine(), hosted);
  RotationSchedule& schedule = secret().add_rotation("Rotation", rotation, options, where);
  let_rotate(schedule, hosted, where);
  return schedule;
}

RotationSchedule& AuroraCluster::add_rotation_multi_user(std::string_view id, Secret& user,
                                                         const RotationOptions& options,
                                                         const RotationFunction& function,
                                                         std::source_location where) {
  check_rotation(where);
  const HostedRotationOptions hosted = hosted_by(function);
  const auto rotation = HostedRotation::multi_user(rotation_engine(), secret(), hosted);
  RotationSchedule& schedule = user.add_rotation(id, rotation, options, where);
  let_rotate(schedule, hosted, where);
  return schedule;
}

void AuroraCluster::grant_connect(const Grantee& grantee, std::string_view database_user) {
  grantee.add_to_policy(
      {.actions = {iam::rds_db::connect},
       .resources = {format("arn:{}:rds-db:{}:{}:dbuser:{}/{}", stack().partition(), stack().region(),
                            stack().account(), cluster_resource_identifier(), std::string(database_user))}});
}

void AuroraCluster::grant_data_api_access(const Grantee& grantee) {
  if (data_api_ == false) {
    refuse(*this, "enable_data_api", "false", "true, or nothing said",
           "the Data API is switched off, so nobody can use it", where());
    return;
  }
  if (!resource_->is_imported()) resource_->set_property("EnableHttpEndpoint", true);
  grantee.add_to_policy(
      {.actions = {std::begin(data_api_actions), std::end(data_api_actions)}, .resources = {arn()}});
  if (secret_ != nullptr) secret_->grant_read(grantee);
}

// --- metrics

Metric AuroraCluster::metric(std::string_view metric_name) const {
  return Metric({.metric_namespace = "AWS/RDS",
                 .metric_name = std::string(metric_name),
                 .dimensions = {{"DBClusterIdentifier", cluster_identifier()}}});
}

Metric AuroraCluster::metric_cpu_utilization() const { return metric("CPUUtilization"); }
Metric AuroraCluster::metric_database_connections() const { return metric("DatabaseConnections"); }
Metric AuroraCluster::metric_deadlocks() const { return metric("Deadlocks"); }
Metric AuroraCluster::metric_freeable_memory() const { return metric("FreeableMemory"); }
Metric AuroraCluster::metric_free_local_storage() const { return metric("FreeLocalStorage"); }
Metric AuroraCluster::metric_serverless_database_capacity() const {
  return metric("ServerlessDatabaseCapacity");
}
Metric AuroraCluster::metric_acu_utilization() const { return metric("ACUUtilization"); }
Metric AuroraCluster::metric_aurora_replica_lag_maximum() const {
  return metric("AuroraReplicaLagMaximum").with_statistic(Statistic::maximum);
}
Metric AuroraCluster::metric_volume_bytes_used() const { return metric("VolumeBytesUsed"); }
Metric AuroraCluster::metric_volume_read_iops() const { return metric("VolumeReadIOPs"); }
Metric AuroraCluster::metric_volume_write_iops() const { return metric("VolumeWriteIOPs"); }

}  // namespace tenon
