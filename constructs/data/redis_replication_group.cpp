#include "tenon/constructs/data/redis_replication_group.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "tenon/aws/elasticache/ParameterGroup.hpp"
#include "tenon/aws/elasticache/ReplicationGroup.hpp"
#include "tenon/aws/elasticache/SubnetGroup.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/data/delivery_stream.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/security/secret.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"
#include "tenon/value/text.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

namespace {

using L1 = aws::elasticache::ReplicationGroup;

constexpr std::string_view log_types[] = {"slow-log", "engine-log"};
constexpr std::string_view log_formats[] = {"json", "text"};
constexpr std::int64_t most_replicas = 5;
constexpr std::int64_t most_node_groups = 500;
constexpr std::size_t longest_id = 40;
constexpr Duration longest_retention = Duration::days(35);

bool is_cluster(const RedisReplicationGroup::Props& props) {
  return props.cluster_mode.value_or(props.num_node_groups > 1);
}

bool fails_over(const RedisReplicationGroup::Props& props) {
  return props.automatic_failover.value_or(props.replicas_per_node_group > 0 || is_cluster(props));
}

bool is_multi_az(const RedisReplicationGroup::Props& props) {
  return props.multi_az.value_or(props.replicas_per_node_group > 0);
}

/// "7.1" is of the family "redis7", "6.2" of "redis6.x", older ones of that of their first two numbers.
/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
std::string family(const RedisReplicationGroup::Props& props) {
  if (!props.parameter_group_family.empty()) return props.parameter_group_family;
  std::string_view version = props.engine_version;
  const std::string_view major = ascii::take_field(version, '.');
  if (major == "6") return "redis6.x";
  if (major.size() > 1 || major >= "7") return fmt::format("redis{}", major);
  return fmt::format("redis{}.{}", major, ascii::take_field(version, '.'));
}

/// The family names versions from 7 on by one number; from then on there is a mode of encryption in transit.
bool has_transit_encryption_mode(const RedisReplicationGroup::Props& props) {
  std::string_view version = props.engine_version;
  const std::string_view major = ascii::take_field(version, '.');
  return major.size() > 1 || major >= "7";
}

Value<std::string> parameter_group(RedisReplicationGroup& group, const RedisReplicationGroup::Props& props) {
  const bool cluster = is_cluster(props);
  if (props.parameters.empty()) {
    return cluster ? Value<std::string>(fmt::format("default.{}.cluster.on", family(props)))
                   : Value<std::string>();
  }
  std::vector<Node> entries;
  const auto set = [&](std::string_view name, const Value<std::string>& value) {
    entries.emplace_back(name);
    entries.push_back(value);
  };
  if (cluster) set("cluster-enabled", "yes");
  for (const RedisParameter& parameter : props.parameters) set(parameter.name, parameter.value);
  return group
      .add("ParameterGroup",
           aws::elasticache::ParameterGroup::Props{.CacheParameterGroupFamily = family(props),
                                                   .Description = "Parameters of " + group.path(),
                                                   .Properties = {Raw{}, Node::object(entries)}},
           group.where())
      .ref();
}

L1::LogDeliveryConfigurationRequest log_delivery(const RedisLogDelivery& delivery) {
  L1::DestinationDetails details;
  if (delivery.log_group != nullptr) {
    details.CloudWatchLogsDetails =
        L1::CloudWatchLogsDestinationDetails{.LogGroup = delivery.log_group->log_group_name()};
  } else if (delivery.delivery_stream != nullptr) {
    details.KinesisFirehoseDetails = L1::KinesisFirehoseDestinationDetails{
        .DeliveryStream = delivery.delivery_stream->delivery_stream_name()};
  }
  const std::string_view type = delivery.log_group != nullptr ? "cloudwatch-logs" : "kinesis-firehose";
  return {.DestinationDetails = details,
          .DestinationType = type,
          .LogFormat = log_formats[static_cast<std::size_t>(delivery.log_format)],
          .LogType = log_types[static_cast<std::size_t>(delivery.log_type)]};
}

void set_size(L1::Props& to, const RedisReplicationGroup::Props& props) {
  if (is_cluster(props)) {
    to.NumNodeGroups = props.num_node_groups;
    to.ReplicasPerNodeGroup = props.replicas_per_node_group;
  } else {
    to.NumCacheClusters = 1 + props.replicas_per_node_group;
  }
  to.AutomaticFailoverEnabled = fails_over(props);
  to.MultiAZEnabled = is_multi_az(props);
}

void set_encryption(L1::Props& to, const RedisReplicationGroup::Props& props) {
  to.AtRestEncryptionEnabled = true;
  if (props.at_rest_encryption_key != nullptr) to.KmsKeyId = props.at_rest_encryption_key->arn();
  to.TransitEncryptionEnabled = props.transit_encryption != RedisTransitEncryption::disabled;
  if (props.transit_encryption == RedisTransitEncryption::preferred) {
    to.TransitEncryptionMode = "preferred";
  } else if (props.transit_encryption == RedisTransitEncryption::required &&
             has_transit_encryption_mode(props)) {
    to.TransitEncryptionMode = "required";
  }
  if (props.auth_token == nullptr) return;
  to.AuthToken = props.auth_token_field.empty()
                     ? props.auth_token->secret_value()
                     : props.auth_token->secret_value_from_json(props.auth_token_field);
}

bool is_id(std::string_view id) {
  const auto allowed = [](char c) { return ascii::is_alphanumeric(c) || c == '-'; };
  return !id.empty() && id.size() <= longest_id && ascii::is_letter(id.front()) && id.back() != '-' &&
         id.find("--") == id.npos && ascii::all_of(id, allowed);
}

}  // namespace

struct RedisReplicationGroup::Imported {
  const Attributes& attributes;
};

RedisReplicationGroup::RedisReplicationGroup(const Scope& scope, const Props& props)
    : Construct(scope),
      auth_token_(props.auth_token),
      port_(props.port),
      cluster_mode_(is_cluster(props)),
      node_count_(props.num_node_groups * (1 + props.replicas_per_node_group)) {
  check(props);
  auto& subnets =
      add("SubnetGroup",
          aws::elasticache::SubnetGroup::Props{.Description = "Subnets of " + path(),
                                               .SubnetIds = props.vpc.subnet_ids(props.vpc_subnets)},
          where());
  std::vector<SecurityGroup*> groups = props.security_groups;
  if (groups.empty()) {
    groups = {&add("SecurityGroup",
                   SecurityGroup::Props{.vpc = props.vpc, .description = "Redis of " + path()}, where())};
  }
  std::vector<Attribute<aws::ec2::kind::SecurityGroup_GroupId>> group_ids;
  for (const SecurityGroup* group : groups) group_ids.push_back(group->security_group_id());

  L1::Props to{.CacheNodeType = props.node_type.text(),
               .CacheParameterGroupName = {Raw{}, parameter_group(*this, props)},
               .CacheSubnetGroupName = subnets.ref(),
               .Engine = "redis",
               .EngineVersion = props.engine_version,
               .Port = static_cast<std::int64_t>(props.port.number()),
               .PreferredMaintenanceWindow = props.preferred_maintenance_window,
               .ReplicationGroupDescription =
                   props.description.is_set() ? props.description : Value<std::string>(path()),
               .ReplicationGroupId = props.replication_group_id,
               .SecurityGroupIds = group_ids,
               .SnapshotWindow = props.snapshot_window};
  set_size(to, props);
  set_encryption(to, props);
  if (props.auto_minor_version_upgrade) to.AutoMinorVersionUpgrade = *props.auto_minor_version_upgrade;
  if (props.data_tiering) to.DataTieringEnabled = true;
  if (props.notification_topic_arn.is_set()) to.NotificationTopicArn = {Raw{}, props.notification_topic_arn};
  if (props.snapshot_retention)
    to.SnapshotRetentionLimit = props.snapshot_retention->to_seconds() / Duration::days(1).to_seconds();
  if (!props.user_group_ids.empty()) to.UserGroupIds = props.user_group_ids;
  std::vector<L1::LogDeliveryConfigurationRequest> logs;
  for (const RedisLogDelivery& delivery : props.log_deliveries) logs.push_back(log_delivery(delivery));
  if (!logs.empty()) to.LogDeliveryConfigurations = logs;

  resource_ = &add("Resource", to, where());
  resource_->apply_removal_policy(props.removal_policy);
  // Node groups come and go while the others serve.
  if (cluster_mode_) resource_->set_update_policy(UpdatePolicy{.UseOnlineResharding = true});
  connections_ = Connections(std::move(groups), Traffic::tcp(props.port));
}

RedisReplicationGroup::RedisReplicationGroup(const Scope& scope, const Imported& imported)
    : Construct(scope),
      Connectable(Connections(imported.attributes.security_groups, Traffic::tcp(imported.attributes.port))),
      port_(imported.attributes.port),
      cluster_mode_(imported.attributes.configuration_endpoint_address.is_set()),
      primary_endpoint_address_(imported.attributes.primary_endpoint_address),
      reader_endpoint_address_(imported.attributes.reader_endpoint_address),
      configuration_endpoint_address_(imported.attributes.configuration_endpoint_address) {
  const Value<std::string>& id = imported.attributes.replication_group_id;
  resource_ =
      &::tenon::from_attributes<L1>(*this, "Resource", {{"ReplicationGroupId", id}, {"Ref", id}}, where());
}

RedisReplicationGroup& RedisReplicationGroup::from_attributes(Construct& scope, std::string_view id,
                                                              const Attributes& attributes,
                                                              std::source_location where) {
  const Imported imported{attributes};
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<RedisReplicationGroup>(new RedisReplicationGroup(inner, imported));
      },
      where);
}

void RedisReplicationGroup::check(const Props& props) const {
  const auto no = [&](std::string_view property, std::string value, std::string allowed,
                      std::string message) {
    refuse(*this, property, std::move(value), std::move(allowed), std::move(message), where());
  };
  const auto check_count = [&](std::string_view property, std::int64_t count, std::int64_t least,
                               std::int64_t most) {
    if (count >= least && count <= most) return;
    no(property, std::to_string(count), fmt::format("{} to {}", least, most),
       "there cannot be so many nodes");
  };
  check_count("replicas_per_node_group", props.replicas_per_node_group, 0, most_replicas);
  check_count("num_node_groups", props.num_node_groups, 1, most_node_groups);
  if (!is_cluster(props) && props.num_node_groups > 1) {
    no("cluster_mode", "false", "true with more than one node group",
       "only a cluster divides its keys among node groups");
  }
  if (!fails_over(props) && is_cluster(props)) {
    no("automatic_failover", "false", "true with cluster mode", "in a cluster replicas always take over");
  }
  if (fails_over(props) && !is_cluster(props) && props.replicas_per_node_group < 1) {
    no("automatic_failover", "true", "false, or a replica",
       "without a replica there is nothing to fail over to");
  }
  if (is_multi_az(props) && (!fails_over(props) || props.replicas_per_node_group < 1)) {
    no("multi_az", "true", "false, or a replica and automatic failover",
       "nodes in several zones are replicas that take over");
  }
  if (const auto id = props.replication_group_id.literal(); id && !is_id(*id)) {
    no("replication_group_id", std::string(*id),
       "1 to 40 letters, digits and single hyphens, beginning with a letter",
       "a replication group cannot be called so");
  }
  if (const auto& retention = props.snapshot_retention;
      retention &&
      (*retention > longest_retention || retention->to_seconds() % Duration::days(1).to_seconds() != 0)) {
    no("snapshot_retention", retention->text(), "0 to 35 whole days", "snapshots are not kept so long");
  }
  check_zones(props);
  check_encryption(props);
  check_logs(props);
}

void RedisReplicationGroup::check_zones(const Props& props) const {
  if (!is_multi_az(props)) return;
  const std::vector<Subnet*> subnets = props.vpc.select_subnets(props.vpc_subnets);
  const auto elsewhere = [&](const Subnet* subnet) {
    return !(subnet->availability_zone() == subnets.front()->availability_zone());
  };
  if (subnets.empty() || std::ranges::any_of(subnets, elsewhere)) return;
  refuse(*this, "vpc_subnets", subnets.front()->path(),
         "subnets in two Availability Zones at least, or multi_az = false",
         "the nodes would stand in one zone", where());
}

void RedisReplicationGroup::check_encryption(const Props& props) const {
  if (props.auth_token != nullptr && props.transit_encryption != RedisTransitEncryption::required) {
    refuse(*this, "auth_token", props.auth_token->path(), "RedisTransitEncryption::required with it",
           "a password must not travel in plain text", where());
  }
  if (props.auth_token != nullptr && !props.user_group_ids.empty()) {
    refuse(*this, "user_group_ids", "", "either `auth_token` or `user_group_ids`",
           "clients sign in with the one password or as users", where());
  }
  if (props.auth_token == nullptr && !props.auth_token_field.empty()) {
    demand(*this, "auth_token", "the secret that has the field", "a field is one of a secret", where());
  }
}

void RedisReplicationGroup::check_logs(const Props& props) const {
  std::vector<RedisLogType> seen;
  for (const RedisLogDelivery& delivery : props.log_deliveries) {
    const std::string type(log_types[static_cast<std::size_t>(delivery.log_type)]);
    if ((delivery.log_group == nullptr) == (delivery.delivery_stream == nullptr)) {
      refuse(*this, "log_deliveries", type, "either a log group or a delivery stream",
             "a log has one destination", where());
    }
    if (std::ranges::find(seen, delivery.log_type) != seen.end()) {
      refuse(*this, "log_deliveries", type, "each type of log once", "a log has one destination", where());
    }
    seen.push_back(delivery.log_type);
  }
}

Value<std::string> RedisReplicationGroup::replication_group_id() const { return resource_->ref(); }

Value<std::string> RedisReplicationGroup::arn() const {
  return format("arn:{}:elasticache:{}:{}:replicationgroup:{}", stack().partition(), stack().region(),
                stack().account(), replication_group_id());
}

Value<std::string> RedisReplicationGroup::endpoint(std::string_view name, const Value<std::string>& address,
                                                   bool of_cluster_mode) const {
  if (address.is_set()) return address;
  if (resource_->is_imported()) {
    demand(*this, name, "the address", "the group exists already and its address was not given", where());
    return std::string(name);
  }
  if (of_cluster_mode != cluster_mode_) {
    refuse(*this, name, "", cluster_mode_ ? "configuration_endpoint_address()" : "primary_endpoint_address()",
           cluster_mode_ ? "a cluster has one endpoint, which tells clients of the nodes"
                         : "only clusters have this endpoint",
           where());
  }
  return {};
}

Value<std::string> RedisReplicationGroup::primary_endpoint_address() const {
  const Value<std::string> given = endpoint("primary_endpoint_address", primary_endpoint_address_, false);
  return given.is_set() ? given : Value<std::string>(resource_->PrimaryEndPoint_Address());
}

Value<std::string> RedisReplicationGroup::reader_endpoint_address() const {
  const Value<std::string> given = endpoint("reader_endpoint_address", reader_endpoint_address_, false);
  return given.is_set() ? given : Value<std::string>(resource_->ReaderEndPoint_Address());
}

Value<std::string> RedisReplicationGroup::configuration_endpoint_address() const {
  const Value<std::string> given =
      endpoint("configuration_endpoint_address", configuration_endpoint_address_, true);
  return given.is_set() ? given : Value<std::string>(resource_->ConfigurationEndPoint_Address());
}

Metric RedisReplicationGroup::metric(std::string_view metric_name, int node, int node_group) const {
  const std::string suffix =
      cluster_mode_ ? fmt::format("{:04}-{:03}", node_group, node) : fmt::format("{:03}", node);
  return Metric({.metric_namespace = "AWS/ElastiCache",
                 .metric_name = std::string(metric_name),
                 .dimensions = {{"CacheClusterId", format("{}-{}", replication_group_id(), suffix)}}});
}

Metric RedisReplicationGroup::metric_engine_cpu_utilization(int node, int node_group) const {
  return metric("EngineCPUUtilization", node, node_group);
}
Metric RedisReplicationGroup::metric_cpu_utilization(int node, int node_group) const {
  return metric("CPUUtilization", node, node_group);
}
Metric RedisReplicationGroup::metric_database_memory_usage_percentage(int node, int node_group) const {
  return metric("DatabaseMemoryUsagePercentage", node, node_group);
}
Metric RedisReplicationGroup::metric_curr_connections(int node, int node_group) const {
  return metric("CurrConnections", node, node_group);
}
Metric RedisReplicationGroup::metric_evictions(int node, int node_group) const {
  return metric("Evictions", node, node_group).with_statistic(Statistic::sum);
}
Metric RedisReplicationGroup::metric_cache_hit_rate(int node, int node_group) const {
  return metric("CacheHitRate", node, node_group);
}
Metric RedisReplicationGroup::metric_replication_lag(int node, int node_group) const {
  return metric("ReplicationLag", node, node_group);
}

}  // namespace tenon
