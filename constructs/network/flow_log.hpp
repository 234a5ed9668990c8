#pragma once

/// \file
/// Records of the traffic of a network.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"

namespace tenon::aws::ec2 {
class FlowLog;
}

namespace tenon {

class Bucket;
class LogGroup;
class Role;
class Subnet;
class Vpc;

/// Which traffic is recorded: what rules let through, what they refuse, or both.
enum class FlowLogTraffic : std::uint8_t { all, accept, reject };
/// How long records are gathered before they are written.
enum class FlowLogInterval : std::uint8_t { ten_minutes, one_minute };
enum class FlowLogFileFormat : std::uint8_t { plain_text, parquet };

/// Where records go to.
class FlowLogDestination {
 public:
  /// To CloudWatch Logs. Default of `group`: a new one; of `role`: a new one. The role is granted to write
  /// into the group.
  static FlowLogDestination to_cloud_watch_logs(LogGroup* group = nullptr, Role* role = nullptr);
  /// To objects of a bucket.
  struct S3Options {
    /// Default: none.
    std::string key_prefix = {};
    FlowLogFileFormat file_format = FlowLogFileFormat::plain_text;
    /// Whether the objects' keys have the form `name=value/`, as Hive reads it.
    bool hive_compatible_partitions = false;
    /// Whether there is a partition for each hour rather than for each day.
    bool per_hour_partition = false;
  };
  static FlowLogDestination to_s3(Bucket& bucket) { return to_s3(bucket, S3Options{}); }
  static FlowLogDestination to_s3(Bucket& bucket, const S3Options& options);
  /// To a delivery stream, by its ARN.
  static FlowLogDestination to_firehose(const Value<std::string>& delivery_stream_arn);

  LogGroup* log_group() const noexcept { return group_; }
  Role* role() const noexcept { return role_; }
  /// Null where the records do not go to a bucket.
  Bucket* bucket() const noexcept { return bucket_; }
  const S3Options& s3_options() const noexcept { return s3_; }
  /// Unset where the records do not go to a delivery stream.
  const Value<std::string>& delivery_stream_arn() const noexcept { return stream_; }

 private:
  LogGroup* group_ = nullptr;
  Role* role_ = nullptr;
  Bucket* bucket_ = nullptr;
  S3Options s3_;
  Value<std::string> stream_;
};

/// What is recorded, and how.
struct FlowLogOptions {
  /// Default: CloudWatch Logs, with a log group and a role of its own.
  FlowLogDestination destination = FlowLogDestination::to_cloud_watch_logs();
  FlowLogTraffic traffic = FlowLogTraffic::all;
  /// Default: ten minutes, CloudFormation's own.
  FlowLogInterval max_aggregation_interval = FlowLogInterval::ten_minutes;
  /// The fields of a record, "srcaddr", "dstport", …
  /// (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html). Default: those of version 2.
  std::vector<std::string> log_format = {};
  /// The tag `Name`. Default: the construct's path.
  std::string flow_log_name = {};
};

/// Whose traffic is recorded.
class FlowLogResource {
 public:
  FlowLogResource(const Vpc& vpc);
  FlowLogResource(const Subnet& subnet);
  static FlowLogResource network_interface(const Value<std::string>& id) { return {"NetworkInterface", id}; }

  std::string_view type() const noexcept { return type_; }
  const Value<std::string>& id() const noexcept { return id_; }

 private:
  FlowLogResource(std::string_view type, Value<std::string> id) : type_(type), id_(std::move(id)) {}

  std::string_view type_;
  Value<std::string> id_;
};

/// Records of who talked to whom in a network, a subnet or at a network interface.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-flowlog.html
class FlowLog final : public Construct {
 public:
  struct Props {
    using Of = FlowLog;
    FlowLogResource resource;
    /// Default: all traffic, to CloudWatch Logs.
    FlowLogOptions options = {};
  };

  FlowLog(const Scope& scope, const Props& props);

  aws::ec2::FlowLog& resource() const noexcept { return *resource_; }
  Value<std::string> flow_log_id() const;
  /// Null where the records do not go to CloudWatch Logs.
  LogGroup* log_group() const noexcept { return group_; }
  /// Null where the records do not go to CloudWatch Logs.
  Role* writer() const noexcept { return role_; }

 private:
  aws::ec2::FlowLog* resource_ = nullptr;
  LogGroup* group_ = nullptr;
  Role* role_ = nullptr;
};

}  // namespace tenon
