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
#include "tenon/value/port.hpp"

namespace tenon::aws::elasticache {
class ReplicationGroup;
}

namespace tenon {

class DeliveryStream;
class Key;
class LogGroup;
class Metric;
class Secret;
class SecurityGroup;
class Vpc;

namespace detail {

void the_type_of_a_cache_node_begins_with_cache();

}  // namespace detail

/// What a node runs on: "cache.r7g.large". A literal is checked by the compiler.
/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
class CacheNodeType {
 public:
  template <std::size_t N>
  consteval CacheNodeType(const char (&text)[N]) : text_(text) {
    if (!std::string_view(text, N - 1).starts_with("cache."))
      detail::the_type_of_a_cache_node_begins_with_cache();
  }
  /// One that is known only at run time or to the deployment.
  static CacheNodeType of(const Value<std::string>& text) { return CacheNodeType(Raw{}, text); }

  const Value<std::string>& text() const noexcept { return text_; }

 private:
  CacheNodeType(Raw, const Value<std::string>& text) : text_(text) {}
  Value<std::string> text_;
};

/// Whether clients have to use TLS.
/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
enum class RedisTransitEncryption : std::uint8_t {
  required,
  preferred,  ///< on the way from no TLS to TLS
  disabled,
};

enum class RedisLogType : std::uint8_t {
  slow_log,    ///< commands that took long
  engine_log,  ///< what the server says
};

enum class RedisLogFormat : std::uint8_t { json, text };

/// Sends a log to a log group or a delivery stream.
/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html
struct RedisLogDelivery {
  RedisLogType log_type;
  /// Exactly one of these two (`property-needed`, `property-not-allowed`).
  LogGroup* log_group = nullptr;
  DeliveryStream* delivery_stream = nullptr;
  RedisLogFormat log_format = RedisLogFormat::json;
};

/// A setting of Redis: `{"maxmemory-policy", "allkeys-lru"}`.
struct RedisParameter {
  std::string name;
  Value<std::string> value;
};

/// Redis by ElastiCache: a primary node and its replicas, in several Availability Zones, encrypted on disk
/// and on the way.
///
///     auto& sessions = stack.add("Sessions", RedisReplicationGroup::Props{
///         .vpc = vpc, .node_type = "cache.r7g.large", .at_rest_encryption_key = &key, .auth_token =
///         &token});
///     sessions.allow_from(service);
///
/// CDK has no such construct. The ids below it are `Resource`, `SubnetGroup`, `SecurityGroup` and
/// `ParameterGroup`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html
class RedisReplicationGroup final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = RedisReplicationGroup;
    Vpc& vpc;
    CacheNodeType node_type;
    /// Default: the construct's path.
    Value<std::string> description = {};
    /// 1 to 40 characters; small letters, digits and hyphens. Default: CloudFormation makes one.
    Value<std::string> replication_group_id = {};
    /// Of Redis: "7.1", "6.2".
    std::string engine_version = "7.1";
    /// Replicas of each primary node, 0 to 5.
    std::int64_t replicas_per_node_group = 1;
    /// Primary nodes that share the keys, 1 to 500. More than one needs, and makes, cluster mode.
    std::int64_t num_node_groups = 1;
    /// Whether clients must speak the cluster protocol. Default: with more than one node group.
    std::optional<bool> cluster_mode = {};
    /// Whether a replica becomes the primary when that fails. Needs a replica (`property-not-allowed`);
    /// always with cluster mode. Default: as soon as there are replicas.
    std::optional<bool> automatic_failover = {};
    /// Whether the nodes of a group stand in different Availability Zones. Needs automatic failover
    /// (`property-not-allowed`). Default: as soon as there are replicas.
    std::optional<bool> multi_az = {};
    /// At least two subnets in different zones, for `multi_az`. Default: see `SubnetSelection`.
    SubnetSelection vpc_subnets = {};
    /// Default: a group `SecurityGroup` that nobody reaches until it is said.
    std::vector<SecurityGroup*> security_groups = {};
    Port port = 6379;
    /// What data on disk is encrypted with. Default: a key of the service's own; it is always encrypted.
    Key* at_rest_encryption_key = nullptr;
    RedisTransitEncryption transit_encryption = RedisTransitEncryption::required;
    /// The password that clients need (AUTH): 16 to 128 printable characters other than @ " and /. Only where
    /// TLS is required
    /// (`property-not-allowed`). CloudFormation reads it from the secret. Default: none; the network alone
    /// decides.
    Secret* auth_token = nullptr;
    /// The field of the secret, when it is JSON. Default: the whole secret.
    std::string auth_token_field = {};
    /// Of users with rights of their own (RBAC); not together with `auth_token` (`property-not-allowed`).
    /// Default: none.
    std::vector<Value<std::string>> user_group_ids = {};
    /// `{{"maxmemory-policy", "allkeys-lru"}}`. Default: the service's own parameter group.
    std::vector<RedisParameter> parameters = {};
    /// Of the parameters. Default: by the engine's version ("redis7", "redis6.x").
    std::string parameter_group_family = {};
    /// One for each type of log at most. Default: none.
    std::vector<RedisLogDelivery> log_deliveries = {};
    /// How long the daily snapshots are kept: up to 35 whole days. Default: none is made.
    std::optional<Duration> snapshot_retention = {};
    /// UTC: "03:00-04:00", an hour at least. Default: chosen by the service.
    Value<std::string> snapshot_window = {};
    /// UTC: "sun:05:00-sun:06:00". Default: chosen by the service.
    Value<std::string> preferred_maintenance_window = {};
    /// Hears of failovers and the like. Default: nobody.
    Value<std::string> notification_topic_arn = {};
    /// Default: minor versions are installed in the maintenance window, the service's own.
    std::optional<bool> auto_minor_version_upgrade = {};
    /// Keeps rarely used data on disk; with the node types "cache.r6gd…". Default: not.
    bool data_tiering = false;
    /// `snapshot` makes a last one when the group goes.
    RemovalPolicy removal_policy = RemovalPolicy::snapshot;
  };

  struct Attributes {
    Required<"replication_group_id", Value<std::string>> replication_group_id;
    /// Default: unknown; asking for it is an error (`property-needed`).
    Value<std::string> primary_endpoint_address = {};
    Value<std::string> reader_endpoint_address = {};
    Value<std::string> configuration_endpoint_address = {};
    Port port = 6379;
    std::vector<SecurityGroup*> security_groups = {};
  };

  RedisReplicationGroup(const Scope& scope, const Props& props);
  /// A group that exists already.
  static RedisReplicationGroup& from_attributes(Construct& scope, std::string_view id,
                                                const Attributes& attributes,
                                                std::source_location where = std::source_location::current());

  aws::elasticache::ReplicationGroup& resource() const noexcept { return *resource_; }
  Value<std::string> replication_group_id() const;
  Value<std::string> arn() const;
  /// For writing. Not of groups in cluster mode (`property-not-allowed`).
  Value<std::string> primary_endpoint_address() const;
  /// For reading from any node. Not of groups in cluster mode (`property-not-allowed`).
  Value<std::string> reader_endpoint_address() const;
  /// Of groups in cluster mode alone (`property-not-allowed`).
  Value<std::string> configuration_endpoint_address() const;
  Port port() const noexcept { return port_; }
  bool cluster_mode() const noexcept { return cluster_mode_; }
  /// Null where there is none.
  Secret* auth_token() const noexcept { return auth_token_; }

  /// Any metric of the service of one node: the first one of the first node group is the primary at first.
  /// Average over five minutes.
  /// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
  Metric metric(std::string_view metric_name, int node = 1, int node_group = 1) const;
  /// Per cent of one core: Redis runs on one.
  Metric metric_engine_cpu_utilization(int node = 1, int node_group = 1) const;
  Metric metric_cpu_utilization(int node = 1, int node_group = 1) const;
  Metric metric_database_memory_usage_percentage(int node = 1, int node_group = 1) const;
  Metric metric_curr_connections(int node = 1, int node_group = 1) const;
  /// Keys that had to go for want of memory: their sum.
  Metric metric_evictions(int node = 1, int node_group = 1) const;
  Metric metric_cache_hit_rate(int node = 1, int node_group = 1) const;
  /// Seconds that a replica is behind.
  Metric metric_replication_lag(int node = 2, int node_group = 1) const;
  /// How many nodes there are: primaries and replicas. Of a group that exists already it is not known, and 0.
  std::int64_t node_count() const noexcept { return node_count_; }

 private:
  struct Imported;
  RedisReplicationGroup(const Scope& scope, const Imported& imported);

  void check(const Props& props) const;
  void check_zones(const Props& props) const;
  void check_encryption(const Props& props) const;
  void check_logs(const Props& props) const;
  Value<std::string> endpoint(std::string_view name, const Value<std::string>& address,
                              bool of_cluster_mode) const;

  aws::elasticache::ReplicationGroup* resource_ = nullptr;
  Secret* auth_token_ = nullptr;
  Port port_;
  bool cluster_mode_ = false;
  std::int64_t node_count_ = 0;
  Value<std::string> primary_endpoint_address_;
  Value<std::string> reader_endpoint_address_;
  Value<std::string> configuration_endpoint_address_;
};

}  // namespace tenon
