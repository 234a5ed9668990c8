#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::dynamodb {
class Table;
namespace kind {
struct Table_StreamArn;
struct Table_TableName;
}  // namespace kind
}  // namespace tenon::aws::dynamodb

namespace tenon {

class Key;
class KinesisStream;
class Metric;
class ScalableTarget;

/// Of an attribute that is part of a key.
enum class AttributeType : std::uint8_t { string, number, binary };

/// An attribute that is part of a key: `{"placed", AttributeType::number}`, or its name alone for a text.
class KeyAttribute {
 public:
  /// None.
  KeyAttribute() = default;
  KeyAttribute(std::string name, AttributeType type = AttributeType::string)
      : name_(std::move(name)), type_(type) {}
  KeyAttribute(const char* name, AttributeType type = AttributeType::string) : name_(name), type_(type) {}

  const std::string& name() const noexcept { return name_; }
  AttributeType type() const noexcept { return type_; }
  bool is_set() const noexcept { return !name_.empty(); }

 private:
  std::string name_;
  AttributeType type_ = AttributeType::string;
};

/// How reads and writes are paid for.
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html
enum class BillingMode : std::uint8_t {
  pay_per_request,  ///< by the request, whatever comes
  provisioned,      ///< by the capacity held ready, fixed or scaled
};

/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
enum class TableEncryption : std::uint8_t {
  aws_owned,         ///< a key of DynamoDB's own
  aws_managed,       ///< the account's key `aws/dynamodb`, which AWS keeps
  customer_managed,  ///< a key of the account, made or given
};

/// What a stream says of a changed item.
enum class StreamViewType : std::uint8_t { keys_only, new_image, old_image, new_and_old_images };

enum class TableClass : std::uint8_t { standard, standard_infrequent_access };

/// Which attributes an index holds besides its keys and the table's.
enum class ProjectionType : std::uint8_t { all, keys_only, include };

/// A table of DynamoDB: on demand, encrypted, restorable to any second of the last 35 days, kept when the
/// stack goes.
///
/// Ids, keys and grants are those of CDK's `dynamodb.Table`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
class DynamoTable final : public Construct {
 public:
  /// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
  struct GlobalSecondaryIndex {
    Required<"index_name", Value<std::string>> index_name;
    Required<"partition_key", KeyAttribute> partition_key;
    /// Default: none.
    KeyAttribute sort_key = {};
    ProjectionType projection_type = ProjectionType::all;
    /// With `include` and only then; over all indexes of the table at most 100.
    std::vector<std::string> non_key_attributes = {};
    /// Units of reads and writes; with provisioned capacity. Default: 5.
    std::optional<std::int64_t> read_capacity = {};
    std::optional<std::int64_t> write_capacity = {};
    /// Bounds what is paid for; on demand. Default: none.
    std::optional<std::int64_t> max_read_request_units = {};
    std::optional<std::int64_t> max_write_request_units = {};
    /// Whether CloudWatch shows the keys that are used most. Default: nothing said.
    std::optional<bool> contributor_insights = {};
  };

  /// Another sort key for the table's partition key; the table needs a sort key of its own. At most five,
  /// made with the table. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
  struct LocalSecondaryIndex {
    Required<"index_name", Value<std::string>> index_name;
    Required<"sort_key", KeyAttribute> sort_key;
    ProjectionType projection_type = ProjectionType::all;
    /// With `include` and only then.
    std::vector<std::string> non_key_attributes = {};
  };

  /// Capacity that follows use, between bounds.
  /// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
  struct Scaling {
    std::int64_t min_capacity;
    std::int64_t max_capacity;
    /// How much of the capacity should be in use: 10 to 90 percent. An empty optional leaves scaling to
    /// schedules that are added to what is returned.
    std::optional<std::int64_t> target_utilization_percent = 70;
    /// Between two reductions. Default: the service's.
    std::optional<Duration> scale_in_cooldown = {};
    /// Between two increases. Default: the service's.
    std::optional<Duration> scale_out_cooldown = {};
    /// Whether capacity is only ever added.
    bool disable_scale_in = false;
  };

  struct Props {
    using Of = DynamoTable;
    Required<"partition_key", KeyAttribute> partition_key;
    /// Default: none.
    KeyAttribute sort_key = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> table_name = {};
    std::vector<GlobalSecondaryIndex> global_secondary_indexes = {};
    std::vector<LocalSecondaryIndex> local_secondary_indexes = {};
    /// (CDK's default: provisioned, 5 units each.)
    BillingMode billing_mode = BillingMode::pay_per_request;
    /// Units of reads and writes; with provisioned capacity. Default: 5.
    std::optional<std::int64_t> read_capacity = {};
    std::optional<std::int64_t> write_capacity = {};
    /// Bounds what is paid for; on demand. Default: none.
    std::optional<std::int64_t> max_read_request_units = {};
    std::optional<std::int64_t> max_write_request_units = {};
    /// The attribute with the second (since 1970) in which an item may be deleted. Default: items stay.
    Value<std::string> time_to_live_attribute = {};
    /// Default: no stream.
    std::optional<StreamViewType> stream = {};
    /// Gets every change as well. Default: none.
    KinesisStream* kinesis_stream = nullptr;
    /// Whether the table can be restored as it was at any second. (CDK's default: nothing said, which is no.)
    std::optional<bool> point_in_time_recovery = true;
    /// How far back: 1 to 35 days. Default: 35 days.
    std::optional<Duration> recovery_period = {};
    /// Default: a key of DynamoDB's own, or the account's when `encryption_key` is given.
    std::optional<TableEncryption> encryption = {};
    /// With `customer_managed`. Default: a key is made, `Key`, whose material AWS replaces every year.
    Key* encryption_key = nullptr;
    /// Default: standard.
    std::optional<TableClass> table_class = {};
    /// Whether nobody can delete the table until this is taken back. Default: nothing said, which is no.
    Value<bool> deletion_protection = {};
    /// Whether CloudWatch shows the keys that are used most. Default: nothing said.
    std::optional<bool> contributor_insights = {};
    /// Statements of the table's own policy. Default: none.
    std::vector<PolicyStatement> resource_policy = {};
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  struct Attributes {
    /// One of both is needed.
    Value<std::string> table_arn = {};
    Value<std::string> table_name = {};
    /// Needed to grant or read its stream. Default: none.
    Value<std::string> stream_arn = {};
    /// Granted along with the table. Default: none.
    Key* encryption_key = nullptr;
    /// Whether grants speak of the table's indexes as well.
    bool grant_index_permissions = false;
  };

  DynamoTable(const Scope& scope, const Props& props);
  /// A table that exists already, in the stack's own account and region.
  static DynamoTable& from_name(Construct& scope, std::string_view id, const Value<std::string>& table_name,
                                std::source_location where = std::source_location::current());
  static DynamoTable& from_arn(Construct& scope, std::string_view id, const Value<std::string>& table_arn,
                               std::source_location where = std::source_location::current());
  static DynamoTable& from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                      std::source_location where = std::source_location::current());

  aws::dynamodb::Table& resource() const noexcept { return resource_; }
  ArnAttribute<void> arn() const;
  /// What `Ref` of a table returns.
  Attribute<aws::dynamodb::kind::Table_TableName> table_name() const;
  /// `property-needed` where the table has no stream.
  ArnAttribute<aws::dynamodb::kind::Table_StreamArn> stream_arn(
      std::source_location where = std::source_location::current()) const;
  bool has_stream() const noexcept { return has_stream_; }
  /// `<arn>/index/*`
  Value<std::string> index_arns() const;
  /// Null where there is none of the account's own.
  Key* encryption_key() const noexcept { return encryption_key_; }

  void add_global_secondary_index(const GlobalSecondaryIndex& index,
                                  std::source_location where = std::source_location::current());
  void add_local_secondary_index(const LocalSecondaryIndex& index,
                                 std::source_location where = std::source_location::current());
  /// Adds to the table's own policy; false for an imported table.
  bool add_to_resource_policy(PolicyStatement statement);

  /// Scaling of provisioned capacity. What is returned takes schedules.
  ScalableTarget& auto_scale_read_capacity(const Scaling& scaling,
                                           std::source_location where = std::source_location::current());
  ScalableTarget& auto_scale_write_capacity(const Scaling& scaling,
                                            std::source_location where = std::source_location::current());
  ScalableTarget& auto_scale_index_read_capacity(
      std::string_view index_name, const Scaling& scaling,
      std::source_location where = std::source_location::current());
  ScalableTarget& auto_scale_index_write_capacity(
      std::string_view index_name, const Scaling& scaling,
      std::source_location where = std::source_location::current());

  /// The actions are CDK's, on the table and, where it has indexes, on those. A key of the table is granted
  /// along. To a principal that is no role it is granted in the table's own policy.
  void grant_read_data(const Grantee& grantee);
  void grant_write_data(const Grantee& grantee);
  void grant_read_write_data(const Grantee& grantee);
  /// `dynamodb:*`
  void grant_full_access(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);
  /// Reading the stream, and listing streams.
  void grant_stream_read(const Grantee& grantee,
                         std::source_location where = std::source_location::current());
  void grant_stream(const Grantee& grantee, std::vector<iam::Action> actions,
                    std::source_location where = std::source_location::current());
  /// The short names of the above.
  void grant_read(const Grantee& grantee) { grant_read_data(grantee); }
  void grant_write(const Grantee& grantee) { grant_write_data(grantee); }
  void grant_read_write(const Grantee& grantee) { grant_read_write_data(grantee); }

  /// Any metric of the service with the table as its dimension; average over five minutes.
  /// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  Metric metric(std::string_view metric_name) const;
  /// Sums over five minutes.
  Metric metric_consumed_read_capacity_units() const;
  Metric metric_consumed_write_capacity_units() const;
  Metric metric_conditional_check_failed_requests() const;
  Metric metric_read_throttle_events() const;
  Metric metric_write_throttle_events() const;
  /// Of one operation: "GetItem", "PutItem", …
  Metric metric_throttled_requests(std::string_view operation) const;
  Metric metric_system_errors(std::string_view operation) const;
  /// Milliseconds, average.
  Metric metric_successful_request_latency(std::string_view operation) const;
  /// Of the whole account and region: the service does not count them by table.
  Metric metric_user_errors() const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  DynamoTable(const Scope& scope, const Imported& imported);

  struct Granted {
    Grantee grantee;
    std::vector<iam::Action> actions;
  };
  struct Capacity {
    const std::optional<std::int64_t>& read;
    const std::optional<std::int64_t>& write;
    const std::optional<std::int64_t>& max_read;
    const std::optional<std::int64_t>& max_write;
  };
  void check(const Props& props) const;
  void check_capacity(const Capacity& capacity, std::source_location where) const;
  void check_projection(ProjectionType type, const std::vector<std::string>& attributes,
                        std::source_location where);
  /// Whether there is a stream; reports when not.
  bool check_stream(std::source_location where) const;

  void define_attribute(const KeyAttribute& attribute, std::source_location where);
  void add_index(std::vector<Node>& list, std::string_view property, const Value<std::string>& name,
                 const Value<Json>& index, std::source_location where);
  ScalableTarget& scale(std::string_view id, std::string_view dimension,
                        const Value<std::string>& resource_id, const Scaling& scaling,
                        std::source_location where);
  ScalableTarget& scale_index(std::string_view index_name, bool reads, const Scaling& scaling,
                              std::source_location where);
  /// In the policy of a role alone.
  void grant_identity(const Grantee& grantee, std::vector<iam::Action> actions);
  void grant_on_key(const Grantee& grantee, std::vector<iam::Action> actions);
  Metric metric_sum(std::string_view metric_name) const;
  Metric metric_of(std::string_view metric_name, std::string_view operation) const;

  Key* encryption_key_ = nullptr;
  KeyAttribute partition_key_;
  bool provisioned_ = false;
  bool has_sort_key_ = false;
  bool has_stream_ = false;
  bool has_indexes_ = false;
  Value<std::string> stream_arn_;  // of an imported table
  aws::dynamodb::Table& resource_;
  PolicyDocument resource_policy_;
  std::vector<KeyAttribute> attributes_;
  std::vector<Value<std::string>> index_names_;
  std::vector<std::string> global_indexes_;  // names known now
  std::vector<Node> global_secondary_indexes_;
  std::vector<Node> local_secondary_indexes_;
  std::size_t non_key_attributes_ = 0;
  Role* scaling_role_ = nullptr;
  std::vector<Granted> granted_;  // to be granted on indexes, should the table get some
};

}  // namespace tenon
