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

namespace tenon::aws::kinesis {
class ResourcePolicy;
class Stream;
namespace kind {
struct Stream_Arn;
}
}  // namespace tenon::aws::kinesis

namespace tenon {

class Grantee;
class Key;
class Metric;

/// How a stream gets its throughput.
/// https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
enum class StreamMode : std::uint8_t {
  provisioned,  ///< by a number of shards
  on_demand,    ///< as it comes
};

/// https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html
enum class StreamEncryption : std::uint8_t {
  managed,  ///< the account's key `aws/kinesis`, which AWS keeps
  kms,      ///< a key of the account, made or given
  unencrypted,
};

/// A data stream of Kinesis: encrypted, records kept for a day, kept itself when the stack goes.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html
class KinesisStream final : public Construct {
 public:
  struct Props {
    using Of = KinesisStream;
    /// Default: CloudFormation makes a name.
    Value<std::string> stream_name = {};
    /// Default: provisioned, and nothing said in the template, as in CDK.
    std::optional<StreamMode> stream_mode = {};
    /// With provisioned throughput. Default: 1.
    std::optional<std::int64_t> shard_count = {};
    /// 24 to 8760 hours. Default: 24 hours.
    std::optional<Duration> retention_period = {};
    /// Default: the account's key `aws/kinesis`, or KMS when `encryption_key` is given. (CDK wraps that
    /// default in a condition about regions in China.)
    std::optional<StreamEncryption> encryption = {};
    /// With `kms`. Default: a key is made, `Key`, whose material AWS replaces every year.
    Key* encryption_key = nullptr;
    /// Figures by shard, which cost extra: "IncomingBytes", … or "ALL" alone. Default: none.
    std::vector<std::string> shard_level_metrics = {};
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  KinesisStream(const Scope& scope, const Props& props);
  /// A stream that exists already. `encryption_key` is granted along with it.
  static KinesisStream& from_arn(Construct& scope, std::string_view id, const Value<std::string>& stream_arn,
                                 Key* encryption_key = nullptr,
                                 std::source_location where = std::source_location::current());

  aws::kinesis::Stream& resource() const noexcept { return resource_; }
  ArnAttribute<aws::kinesis::kind::Stream_Arn> arn() const;
  /// What `Ref` of a stream returns.
  Value<std::string> stream_name() const;
  /// Null where there is none of the account's own.
  Key* encryption_key() const noexcept { return encryption_key_; }

  /// Adds to the stream's own policy, `Policy`, which is made with the first statement; false for an imported
  /// stream.
  bool add_to_resource_policy(PolicyStatement statement);

  /// The actions are CDK's. A key of the stream is granted along. To a principal that is no role it is
  /// granted in the stream's own policy, without the actions that such a policy does not take.
  void grant_read(const Grantee& grantee);
  void grant_write(const Grantee& grantee);
  void grant_read_write(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  /// Any metric of the service with the stream as its dimension; average over five minutes.
  /// https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
  Metric metric(std::string_view metric_name) const;
  Metric metric_incoming_bytes() const;
  Metric metric_incoming_records() const;
  /// How far reading is behind, in milliseconds: the maximum.
  Metric metric_get_records_iterator_age_milliseconds() const;
  Metric metric_read_provisioned_throughput_exceeded() const;
  Metric metric_write_provisioned_throughput_exceeded() const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  KinesisStream(const Scope& scope, const Imported& imported);

  Key* encryption_key_ = nullptr;
  aws::kinesis::Stream& resource_;
  aws::kinesis::ResourcePolicy* resource_policy_ = nullptr;
  PolicyDocument policy_;
};

}  // namespace tenon
