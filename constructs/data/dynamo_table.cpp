#include "tenon/constructs/data/dynamo_table.hpp"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>

#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/auto_scaling.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/dynamodb.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

namespace {

using L1 = aws::dynamodb::Table;

// --- DynamoDB's words, by the order of the enumerators
// ---------------------------------------------------------------

constexpr std::string_view attribute_types[] = {"S", "N", "B"};
constexpr std::string_view stream_view_types[] = {"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE",
                                                  "NEW_AND_OLD_IMAGES"};
constexpr std::string_view table_classes[] = {"STANDARD", "STANDARD_INFREQUENT_ACCESS"};
constexpr std::string_view projection_types[] = {"ALL", "KEYS_ONLY", "INCLUDE"};
constexpr std::int64_t default_capacity = 5;
constexpr std::size_t most_local_indexes = 5;
constexpr std::size_t most_non_key_attributes = 100;

template <class Enum>
constexpr std::size_t index(Enum value) {
  return static_cast<std::size_t>(value);
}

// --- CDK's actions (aws-dynamodb/lib/perms.js)
// -----------------------------------------------------------------------

constexpr iam::Action read_actions[] = {iam::dynamodb::BatchGetItem, iam::dynamodb::Query,
                                        iam::dynamodb::GetItem, iam::dynamodb::Scan,
                                        iam::dynamodb::ConditionCheckItem};
// Policies of tables do not take these.
constexpr iam::Action identity_read_actions[] = {iam::dynamodb::GetRecords, iam::dynamodb::GetShardIterator};
constexpr iam::Action write_actions[] = {iam::dynamodb::BatchWriteItem, iam::dynamodb::PutItem,
                                         iam::dynamodb::UpdateItem, iam::dynamodb::DeleteItem};
constexpr iam::Action describe_actions[] = {iam::dynamodb::DescribeTable};
constexpr iam::Action stream_actions[] = {iam::dynamodb::DescribeStream, iam::dynamodb::GetRecords,
                                          iam::dynamodb::GetShardIterator};
constexpr iam::Action key_read_actions[] = {iam::kms::Decrypt, iam::kms::DescribeKey};

// --- rendering
// -------------------------------------------------------------------------------------------------------

Node key_schema(const KeyAttribute& partition_key, const KeyAttribute& sort_key) {
  std::vector<Node> keys = {
      Value<Json>(L1::KeySchema{.AttributeName = partition_key.name(), .KeyType = "HASH"})};
  if (sort_key.is_set())
    keys.push_back(Value<Json>(L1::KeySchema{.AttributeName = sort_key.name(), .KeyType = "RANGE"}));
  return Node::list(keys);
}

L1::Projection projection(ProjectionType type, const std::vector<std::string>& attributes) {
  L1::Projection to{.ProjectionType = projection_types[index(type)]};
  if (!attributes.empty()) to.NonKeyAttributes = attributes;
  return to;
}

L1::ProvisionedThroughput throughput(const std::optional<std::int64_t>& read,
                                     const std::optional<std::int64_t>& write) {
  return {.ReadCapacityUnits = read.value_or(default_capacity),
          .WriteCapacityUnits = write.value_or(default_capacity)};
}

Value<L1::OnDemandThroughput> bound(const std::optional<std::int64_t>& read,
                                    const std::optional<std::int64_t>& write) {
  if (!read && !write) return {};
  L1::OnDemandThroughput to;
  if (read) to.MaxReadRequestUnits = *read;
  if (write) to.MaxWriteRequestUnits = *write;
  return to;
}

L1::PointInTimeRecoverySpecification recovery(bool enabled, const std::optional<Duration>& period) {
  L1::PointInTimeRecoverySpecification to{.PointInTimeRecoveryEnabled = enabled};
  if (period) to.RecoveryPeriodInDays = period->to_days();
  return to;
}

std::optional<TableEncryption> encryption_of(const DynamoTable::Props& props) {
  if (props.encryption || props.encryption_key == nullptr) return props.encryption;
  return TableEncryption::customer_managed;
}

Key* key_of(DynamoTable& table, const DynamoTable::Props& props) {
  if (encryption_of(props) != TableEncryption::customer_managed) return nullptr;
  if (props.encryption_key != nullptr) return props.encryption_key;
  return &table.add(
      "Key",
      Key::Props{
          .description = "Customer-managed key auto-created for encrypting DynamoDB table at " + table.path(),
          .enable_key_rotation = true},
      table.where());
}

Value<L1::SSESpecification> server_side_encryption(std::optional<TableEncryption> encryption,
                                                   const Key* key) {
  if (!encryption) return {};
  L1::SSESpecification to{.SSEEnabled = *encryption != TableEncryption::aws_owned};
  if (key != nullptr) {
    to.KMSMasterKeyId = key->arn();
    to.SSEType = "KMS";
  }
  return to;
}

L1::Props resource_props(const DynamoTable::Props& props, const Key* key) {
  L1::Props to{.DeletionProtectionEnabled = props.deletion_protection,
               .KeySchema = {Raw{}, key_schema(props.partition_key, props.sort_key)},
               .SSESpecification = server_side_encryption(encryption_of(props), key),
               .TableName = props.table_name};
  if (props.billing_mode == BillingMode::provisioned) {
    to.ProvisionedThroughput = throughput(props.read_capacity, props.write_capacity);
  } else {
    to.BillingMode = "PAY_PER_REQUEST";
    to.OnDemandThroughput = bound(props.max_read_request_units, props.max_write_request_units);
  }
  if (props.contributor_insights) {
    to.ContributorInsightsSpecification =
        L1::ContributorInsightsSpecification{.Enabled = *props.contributor_insights};
  }
  if (props.kinesis_stream != nullptr) {
    to.KinesisStreamSpecification = L1::KinesisStreamSpecification{.StreamArn = props.kinesis_stream->arn()};
  }
  if (props.point_in_time_recovery) {
    to.PointInTimeRecoverySpecification = recovery(*props.point_in_time_recovery, props.recovery_period);
  }
  if (props.stream)
    to.StreamSpecification =
        L1::StreamSpecification{.StreamViewType = stream_view_types[index(*props.stream)]};
  if (props.table_class) to.TableClass = table_classes[index(*props.table_class)];
  if (props.time_to_live_attribute.is_set()) {
    to.TimeToLiveSpecification =
        L1::TimeToLiveSpecification{.AttributeName = props.time_to_live_attribute, .Enabled = true};
  }
  return to;
}

}  // namespace

// --- construction
// ----------------------------------------------------------------------------------------------------

struct DynamoTable::Imported {
  const Attributes& attributes;
};

DynamoTable::DynamoTable(const Scope& scope, const Props& props)
    : Construct(scope),
      encryption_key_(key_of(*this, props)),
      partition_key_(props.partition_key),
      provisioned_(props.billing_mode == BillingMode::provisioned),
      has_sort_key_(props.sort_key.is_set()),
      has_stream_(props.stream.has_value()),
      resource_(add("Resource", resource_props(props, encryption_key_), where())),
      resource_policy_(props.resource_policy) {
  resource_.apply_removal_policy(props.removal_policy);
  check(props);
  define_attribute(props.partition_key, where());
  if (props.sort_key.is_set()) define_attribute(props.sort_key, where());
  for (const GlobalSecondaryIndex& each : props.global_secondary_indexes)
    add_global_secondary_index(each, where());
  for (const LocalSecondaryIndex& each : props.local_secondary_indexes)
    add_local_secondary_index(each, where());
}

DynamoTable::DynamoTable(const Scope& scope, const Imported& imported)
    : Construct(scope),
      encryption_key_(imported.attributes.encryption_key),
      has_stream_(imported.attributes.stream_arn.is_set()),
      has_indexes_(imported.attributes.grant_index_permissions),
      stream_arn_(imported.attributes.stream_arn),
      resource_(imported.attributes.table_arn.is_set()
                    ? ::tenon::from_arn<L1>(*this, "Resource", imported.attributes.table_arn, where())
                    : ::tenon::from_name<L1>(*this, "Resource", imported.attributes.table_name, where())) {
  if (imported.attributes.table_arn.is_set() == imported.attributes.table_name.is_set()) {
    demand(*this, "table_arn", "table_arn or table_name",
           "A table that exists is known by its ARN or its name", where());
  }
}

DynamoTable& DynamoTable::from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                          std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<DynamoTable>(new DynamoTable(inner, Imported{attributes}));
      },
      where);
}

DynamoTable& DynamoTable::from_name(Construct& scope, std::string_view id,
                                    const Value<std::string>& table_name, std::source_location where) {
  return from_attributes(scope, id, {.table_name = table_name}, where);
}

DynamoTable& DynamoTable::from_arn(Construct& scope, std::string_view id, const Value<std::string>& table_arn,
                                   std::source_location where) {
  return from_attributes(scope, id, {.table_arn = table_arn}, where);
}

// --- checks
// ----------------------------------------------------------------------------------------------------------

void DynamoTable::check(const Props& props) const {
  check_capacity({props.read_capacity, props.write_capacity, props.max_read_request_units,
                  props.max_write_request_units},
                 where());
  if (props.encryption_key != nullptr && encryption_key_ == nullptr) {
    refuse(*this, "encryption_key", props.encryption_key->path(), "encryption customer_managed",
           "A key is given, but the encryption does not use it", where());
  }
  if (!props.recovery_period) return;
  if (!props.point_in_time_recovery.value_or(false)) {
    demand(*this, "point_in_time_recovery", "true", "A recovery period belongs to point-in-time recovery",
           where());
  }
  if (*props.recovery_period < Duration::days(1) || *props.recovery_period > Duration::days(35)) {
    refuse(*this, "recovery_period", props.recovery_period->text(), "1 to 35 days",
           "Tables cannot be restored so far back", where());
  }
}

void DynamoTable::check_capacity(const Capacity& capacity, std::source_location where) const {
  const auto refuse_units = [&](std::string_view property, const std::optional<std::int64_t>& units,
                                bool allowed) {
    if (!units || allowed) return;
    refuse(*this, property, std::to_string(*units),
           provisioned_ ? "billing_mode pay_per_request" : "billing_mode provisioned",
           provisioned_ ? "Provisioned capacity is bounded by itself"
                        : "A table that is paid for by request has no capacity",
           where);
  };
  refuse_units("read_capacity", capacity.read, provisioned_);
  refuse_units("write_capacity", capacity.write, provisioned_);
  refuse_units("max_read_request_units", capacity.max_read, !provisioned_);
  refuse_units("max_write_request_units", capacity.max_write, !provisioned_);
}

void DynamoTable::check_projection(ProjectionType type, const std::vector<std::string>& attributes,
                                   std::source_location where) {
  if (type == ProjectionType::include && attributes.empty()) {
    demand(*this, "non_key_attributes", "names of attributes", "The projection include says which attributes",
           where);
  }
  if (type != ProjectionType::include && !attributes.empty()) {
    refuse(*this, "non_key_attributes", attributes.front(), "projection_type include",
           "Only the projection include takes attributes", where);
  }
  non_key_attributes_ += attributes.size();
  if (non_key_attributes_ > most_non_key_attributes) {
    refuse(*this, "non_key_attributes", std::to_string(non_key_attributes_),
           "at most 100 over all indexes of a table", "The indexes hold too many attributes", where);
  }
}

bool DynamoTable::check_stream(std::source_location where) const {
  if (!has_stream_) demand(*this, "stream", "a StreamViewType", "The table has no stream", where);
  return has_stream_;
}

// --- indexes
// ---------------------------------------------------------------------------------------------------------

void DynamoTable::define_attribute(const KeyAttribute& attribute, std::source_location where) {
  const auto found = std::ranges::find(attributes_, attribute.name(), &KeyAttribute::name);
  if (found == attributes_.end()) {
    attributes_.push_back(attribute);
    std::vector<Node> definitions;
    for (const KeyAttribute& each : attributes_) {
      definitions.push_back(Value<Json>(L1::AttributeDefinition{
          .AttributeName = each.name(), .AttributeType = attribute_types[index(each.type())]}));
    }
    resource_.set_property("AttributeDefinitions", {Raw{}, Node::list(definitions)});
  } else if (found->type() != attribute.type()) {
    refuse(*this, attribute.name(), std::string(attribute_types[index(attribute.type())]),
           std::string(attribute_types[index(found->type())]), "An attribute has one type in all keys",
           where);
  }
}

void DynamoTable::add_index(std::vector<Node>& list, std::string_view property,
                            const Value<std::string>& name, const Value<Json>& index,
                            std::source_location where) {
  if (std::ranges::find(index_names_, name) != index_names_.end()) {
    refuse(*this, "index_name", std::string(name.literal().value_or("")), "another name",
           "Two indexes have the same name", where);
  }
  index_names_.push_back(name);
  list.push_back(index);
  resource_.set_property(property, {Raw{}, Node::list(list)});
  if (has_indexes_) return;
  has_indexes_ = true;
  // What was granted before is granted on the indexes now; policies merge both.
  for (const Granted& granted : granted_) {
    granted.grantee.add_to_policy({.actions = granted.actions, .resources = {index_arns()}});
  }
}

void DynamoTable::add_global_secondary_index(const GlobalSecondaryIndex& from, std::source_location where) {
  check_capacity(
      {from.read_capacity, from.write_capacity, from.max_read_request_units, from.max_write_request_units},
      where);
  check_projection(from.projection_type, from.non_key_attributes, where);
  define_attribute(from.partition_key, where);
  if (from.sort_key.is_set()) define_attribute(from.sort_key, where);
  L1::GlobalSecondaryIndex to{.IndexName = from.index_name,
                              .KeySchema = {Raw{}, key_schema(from.partition_key, from.sort_key)},
                              .Projection = projection(from.projection_type, from.non_key_attributes)};
  if (provisioned_) {
    to.ProvisionedThroughput = throughput(from.read_capacity, from.write_capacity);
  } else {
    to.OnDemandThroughput = bound(from.max_read_request_units, from.max_write_request_units);
  }
  if (from.contributor_insights) {
    to.ContributorInsightsSpecification =
        L1::ContributorInsightsSpecification{.Enabled = *from.contributor_insights};
  }
  if (const auto name = from.index_name.literal()) global_indexes_.emplace_back(*name);
  add_index(global_secondary_indexes_, "GlobalSecondaryIndexes", from.index_name, to, where);
}

void DynamoTable::add_local_secondary_index(const LocalSecondaryIndex& from, std::source_location where) {
  if (!has_sort_key_) {
    demand(*this, "sort_key", "a KeyAttribute",
           "A table with local secondary indexes has a sort key of its own", where);
  }
  if (local_secondary_indexes_.size() == most_local_indexes) {
    refuse(*this, "local_secondary_indexes", std::string(from.index_name.literal().value_or("")), "at most 5",
           "The table has too many local secondary indexes", where);
  }
  check_projection(from.projection_type, from.non_key_attributes, where);
  define_attribute(from.sort_key, where);
  add_index(local_secondary_indexes_, "LocalSecondaryIndexes", from.index_name,
            L1::LocalSecondaryIndex{.IndexName = from.index_name,
                                    .KeySchema = {Raw{}, key_schema(partition_key_, from.sort_key)},
                                    .Projection = projection(from.projection_type, from.non_key_attributes)},
            where);
}

// --- scaling
// ---------------------------------------------------------------------------------------------------------

ScalableTarget& DynamoTable::scale(std::string_view id, std::string_view dimension,
                                   const Value<std::string>& resource_id, const Scaling& scaling,
                                   std::source_location where) {
  if (!provisioned_) {
    refuse(*this, "billing_mode", "pay_per_request", "billing_mode provisioned",
           "A table that is paid for by request has no capacity to scale", where);
  }
  if (scaling_role_ == nullptr) {
    scaling_role_ = &Role::from_arn(
        *this, "ScalingRole",
        format("arn:{}:iam::{}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/"
               "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
               stack().partition(), stack().account()),
        where);
  }
  auto& target = add(id, Construct::Props{}, where)
                     .add("Target",
                          ScalableTarget::Props{.service_namespace = ServiceNamespace::dynamodb,
                                                .scalable_dimension = dimension,
                                                .resource_id = resource_id,
                                                .max_capacity = scaling.max_capacity,
                                                .min_capacity = scaling.min_capacity,
                                                .role = scaling_role_},
                          where);
  if (!scaling.target_utilization_percent) return target;
  const std::int64_t percent = *scaling.target_utilization_percent;
  if (percent < 10 || percent > 90) {
    refuse(*this, "target_utilization_percent", std::to_string(percent), "10 to 90",
           "DynamoDB's scaling does not take this utilization", where);
  }
  const bool reads = dimension.find("Read") != dimension.npos;
  target.scale_to_track_metric(
      "Tracking",
      TargetTracking{.target_value = Value<double>(percent),
                     .predefined_metric = reads ? PredefinedMetric::dynamodb_read_capacity_utilization
                                                : PredefinedMetric::dynamodb_write_capacity_utilization,
                     .disable_scale_in = scaling.disable_scale_in,
                     .scale_in_cooldown = scaling.scale_in_cooldown,
                     .scale_out_cooldown = scaling.scale_out_cooldown},
      where);
  return target;
}

ScalableTarget& DynamoTable::auto_scale_read_capacity(const Scaling& scaling, std::source_location where) {
  return scale("ReadScaling", "dynamodb:table:ReadCapacityUnits", format("table/{}", table_name()), scaling,
               where);
}

ScalableTarget& DynamoTable::auto_scale_write_capacity(const Scaling& scaling, std::source_location where) {
  return scale("WriteScaling", "dynamodb:table:WriteCapacityUnits", format("table/{}", table_name()), scaling,
               where);
}

ScalableTarget& DynamoTable::scale_index(std::string_view index_name, bool reads, const Scaling& scaling,
                                         std::source_location where) {
  if (std::ranges::find(global_indexes_, index_name) == global_indexes_.end()) {
    refuse(*this, "index_name", std::string(index_name), "the name of one of the global secondary indexes",
           "The table has no such index", where);
  }
  return scale(std::string(index_name) + (reads ? "ReadScaling" : "WriteScaling"),
               reads ? "dynamodb:index:ReadCapacityUnits" : "dynamodb:index:WriteCapacityUnits",
               format("table/{}/index/{}", table_name(), index_name), scaling, where);
}

ScalableTarget& DynamoTable::auto_scale_index_read_capacity(std::string_view index_name,
                                                            const Scaling& scaling,
                                                            std::source_location where) {
  return scale_index(index_name, true, scaling, where);
}

ScalableTarget& DynamoTable::auto_scale_index_write_capacity(std::string_view index_name,
                                                             const Scaling& scaling,
                                                             std::source_location where) {
  return scale_index(index_name, false, scaling, where);
}

// --- what it is
// ------------------------------------------------------------------------------------------------------

ArnAttribute<void> DynamoTable::arn() const { return resource_.Arn(); }
Attribute<aws::dynamodb::kind::Table_TableName> DynamoTable::table_name() const { return resource_.ref(); }
Value<std::string> DynamoTable::index_arns() const { return format("{}/index/*", arn()); }

ArnAttribute<aws::dynamodb::kind::Table_StreamArn> DynamoTable::stream_arn(std::source_location where) const {
  if (stream_arn_.is_set()) return {Raw{}, stream_arn_};
  // Something must be returned; the report keeps it out of a template.
  if (!check_stream(where) && resource_.is_imported()) return {Raw{}, Value<std::string>("no stream")};
  return resource_.StreamArn();
}

// --- permissions
// -----------------------------------------------------------------------------------------------------

bool DynamoTable::add_to_resource_policy(PolicyStatement statement) {
  if (resource_.is_imported()) return false;
  resource_policy_.add(std::move(statement));
  return true;
}

void DynamoTable::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  if (grantee.role() == nullptr) {
    // In a table's own policy "*" is the table; its ARN would be a reference to itself.
    add_to_resource_policy(
        {.actions = std::move(actions), .resources = {"*"}, .principals = {grantee.principal()}});
    return;
  }
  grant_identity(grantee, std::move(actions));
}

void DynamoTable::grant_identity(const Grantee& grantee, std::vector<iam::Action> actions) {
  std::vector<Value<std::string>> resources = {arn()};
  if (has_indexes_) resources.push_back(index_arns());
  const bool granted = grantee.add_to_policy({.actions = actions, .resources = std::move(resources)});
  if (granted && !has_indexes_) granted_.push_back({grantee, std::move(actions)});
}

void DynamoTable::grant_on_key(const Grantee& grantee, std::vector<iam::Action> actions) {
  if (encryption_key_ != nullptr) encryption_key_->grant(grantee, std::move(actions));
}

// The order of the statements is CDK's, in each of these.
void DynamoTable::grant_read_data(const Grantee& grantee) {
  grant_on_key(grantee, detail::all({key_read_actions}));
  grant(grantee, detail::all({read_actions, describe_actions}));
  grant_identity(grantee, detail::all({identity_read_actions}));
}

void DynamoTable::grant_write_data(const Grantee& grantee) {
  grant(grantee, detail::all({write_actions, describe_actions}));
  grant_on_key(grantee, detail::all({key_read_actions, detail::key_encrypt_actions}));
}

void DynamoTable::grant_read_write_data(const Grantee& grantee) {
  grant(grantee, detail::all({read_actions, write_actions, describe_actions}));
  grant_on_key(grantee, detail::all({key_read_actions, detail::key_encrypt_actions}));
  grant_identity(grantee, detail::all({identity_read_actions}));
}

void DynamoTable::grant_full_access(const Grantee& grantee) {
  grant(grantee, {"dynamodb:*"});
  grant_on_key(grantee, detail::all({key_read_actions, detail::key_encrypt_actions}));
}

void DynamoTable::grant_stream_read(const Grantee& grantee, std::source_location where) {
  if (!check_stream(where)) return;
  grantee.add_to_policy({.actions = {iam::dynamodb::ListStreams}, .resources = {"*"}});
  grant_on_key(grantee, detail::all({key_read_actions}));
  grant_stream(grantee, detail::all({stream_actions}), where);
}

void DynamoTable::grant_stream(const Grantee& grantee, std::vector<iam::Action> actions,
                               std::source_location where) {
  if (!check_stream(where)) return;
  grantee.add_to_policy({.actions = std::move(actions), .resources = {stream_arn(where)}});
}

// --- metrics
// ---------------------------------------------------------------------------------------------------------

Metric DynamoTable::metric(std::string_view metric_name) const {
  return Metric(Metric::Props{.metric_namespace = "AWS/DynamoDB",
                              .metric_name = std::string(metric_name),
                              .dimensions = {{"TableName", table_name()}}});
}

Metric DynamoTable::metric_sum(std::string_view metric_name) const {
  return metric(metric_name).with_statistic(Statistic::sum);
}

Metric DynamoTable::metric_of(std::string_view metric_name, std::string_view operation) const {
  return Metric(Metric::Props{.metric_namespace = "AWS/DynamoDB",
                              .metric_name = std::string(metric_name),
                              .dimensions = {{"Operation", operation}, {"TableName", table_name()}},
                              .statistic = Statistic::sum});
}

Metric DynamoTable::metric_consumed_read_capacity_units() const {
  return metric_sum("ConsumedReadCapacityUnits");
}
Metric DynamoTable::metric_consumed_write_capacity_units() const {
  return metric_sum("ConsumedWriteCapacityUnits");
}
Metric DynamoTable::metric_conditional_check_failed_requests() const {
  return metric_sum("ConditionalCheckFailedRequests");
}
Metric DynamoTable::metric_read_throttle_events() const { return metric_sum("ReadThrottleEvents"); }
Metric DynamoTable::metric_write_throttle_events() const { return metric_sum("WriteThrottleEvents"); }
Metric DynamoTable::metric_throttled_requests(std::string_view operation) const {
  return metric_of("ThrottledRequests", operation);
}
Metric DynamoTable::metric_system_errors(std::string_view operation) const {
  return metric_of("SystemErrors", operation);
}
Metric DynamoTable::metric_successful_request_latency(std::string_view operation) const {
  return metric_of("SuccessfulRequestLatency", operation).with_statistic(Statistic::average);
}
Metric DynamoTable::metric_user_errors() const {
  return Metric(Metric::Props{
      .metric_namespace = "AWS/DynamoDB", .metric_name = "UserErrors", .statistic = Statistic::sum});
}

void DynamoTable::prepare() {
  if (resource_policy_.empty()) return;
  resource_.set_property("ResourcePolicy",
                         Value<Json>(L1::ResourcePolicy{.PolicyDocument = resource_policy_.json()}));
}

}  // namespace tenon
