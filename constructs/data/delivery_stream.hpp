#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/size.hpp"

namespace tenon::aws::kinesisfirehose {
class DeliveryStream;
namespace kind {
struct DeliveryStream_Arn;
struct DeliveryStream_DeliveryStreamName;
}  // namespace kind
}  // namespace tenon::aws::kinesisfirehose

namespace tenon {

class Bucket;
class FunctionBase;
class Grantee;
class Key;
class KinesisStream;
class LogGroup;
class Metric;
class Role;

/// Of the objects that a delivery stream writes.
enum class DeliveryCompression : std::uint8_t { uncompressed, gzip, hadoop_snappy, snappy, zip };

/// Of what a delivery stream holds until it is delivered.
/// https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
enum class DeliveryStreamEncryption : std::uint8_t {
  aws_owned,         ///< a key of Firehose's own
  customer_managed,  ///< a key of the account, made or given
  unencrypted,
};

/// A stream of Amazon Data Firehose that writes what it gets into a bucket.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html
class DeliveryStream final : public Construct {
 public:
  /// A function that changes records on their way.
  /// https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
  struct Processor {
    FunctionBase& function;
    /// Until a batch goes to the function: up to 900 seconds. Default: the service's.
    std::optional<Duration> buffer_interval = {};
    /// Whole MiB, up to 3 MiB. Default: the service's.
    std::optional<Size> buffer_size = {};
    /// Default: the service's, 3.
    std::optional<std::int64_t> retries = {};
  };

  /// Where records go as they came, before a processor changed them.
  struct Backup {
    /// Default: a bucket is made, `BackupBucket`.
    Bucket* bucket = nullptr;
    Value<std::string> prefix = {};
    Value<std::string> error_output_prefix = {};
    DeliveryCompression compression = DeliveryCompression::uncompressed;
  };

  struct Props {
    using Of = DeliveryStream;
    Bucket& bucket;
    /// Default: CloudFormation makes a name.
    Value<std::string> delivery_stream_name = {};
    /// Read from the beginning of what it holds. Default: records are put by `PutRecord`.
    KinesisStream* source = nullptr;
    /// Of the objects' keys: "events/!{timestamp:yyyy/MM/dd}/". Default: Firehose's own, by the hour.
    Value<std::string> prefix = {};
    /// Of the keys of records that failed; needed with expressions in `prefix`.
    Value<std::string> error_output_prefix = {};
    /// ".json.gz" Default: by compression.
    Value<std::string> file_extension = {};
    /// "Europe/Berlin", for timestamps in prefixes. Default: UTC.
    Value<std::string> custom_time_zone = {};
    /// Until an object is written: up to 900 seconds. Default: 300 seconds.
    std::optional<Duration> buffering_interval = {};
    /// Or until so much has come: 1 to 128 MiB. Default: 5 MiB.
    std::optional<Size> buffering_size = {};
    /// Default: none. (Nothing said in the template, as in CDK.)
    std::optional<DeliveryCompression> compression = {};
    /// Encrypts the objects. Default: as the bucket says.
    Key* encryption_key = nullptr;
    /// Of what waits inside; not with a source, which encrypts for itself. Default: a key of Firehose's own
    /// without a source. (CDK's default: unencrypted.)
    std::optional<DeliveryStreamEncryption> encryption = {};
    /// With `customer_managed`. Default: a key is made, `Key`.
    Key* stream_encryption_key = nullptr;
    /// Default: none.
    std::vector<Processor> processors = {};
    /// Default: none.
    std::optional<Backup> backup = {};
    /// Whether failures are logged.
    bool logging = true;
    /// Default: a group is made, `LogGroup`.
    LogGroup* log_group = nullptr;
    /// What Firehose reads the source and writes with. Default: roles are made, `Service Role` for the source
    /// and for its key, `S3 Destination Role` for all else, as in CDK.
    Role* role = nullptr;
  };

  DeliveryStream(const Scope& scope, const Props& props);
  /// A delivery stream that exists already, in the stack's own account and region.
  static DeliveryStream& from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                                   std::source_location where = std::source_location::current());
  static DeliveryStream& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                  std::source_location where = std::source_location::current());

  aws::kinesisfirehose::DeliveryStream& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::kinesisfirehose::kind::DeliveryStream_Arn> arn() const;
  /// What `Ref` of a delivery stream returns.
  Attribute<aws::kinesisfirehose::kind::DeliveryStream_DeliveryStreamName> delivery_stream_name() const;
  /// What it writes with. Throws `Error` ("imported-attribute-unknown") for an imported one.
  Role& role() const;

  /// PutRecord and PutRecordBatch.
  void grant_put_records(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  /// Any metric of the service with the stream as its dimension; average over five minutes.
  /// https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
  Metric metric(std::string_view metric_name) const;
  /// Sums over five minutes.
  Metric metric_incoming_bytes() const;
  Metric metric_incoming_records() const;
  /// Seconds that the oldest record waits: the maximum.
  Metric metric_delivery_to_s3_data_freshness() const;

 private:
  struct Imported;
  DeliveryStream(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;

  Role* role_ = nullptr;
  aws::kinesisfirehose::DeliveryStream* resource_ = nullptr;
};

}  // namespace tenon
