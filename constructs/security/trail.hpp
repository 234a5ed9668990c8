#pragma once

/// \file
/// Trails of CloudTrail.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/observability/log_group.hpp"

namespace tenon::aws::cloudtrail {
class Trail;
}

namespace tenon {

class Bucket;
class FunctionBase;
class Key;
class Topic;

/// Which calls are recorded.
enum class ReadWriteType : std::uint8_t { all, read_only, write_only };

/// What a trail records of data, beside calls that manage resources.
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
class DataEvents {
 public:
  /// Objects of the bucket whose keys begin like this. Default: all.
  static DataEvents objects(const Bucket& bucket, std::string_view prefix = {});
  /// Objects of every bucket of the account.
  static DataEvents all_objects();
  /// Calls of the function.
  static DataEvents calls(const FunctionBase& function);
  /// Calls of every function of the account.
  static DataEvents all_calls();

  std::string_view type() const noexcept { return type_; }
  const Value<std::string>& arn() const noexcept { return arn_; }

 private:
  DataEvents(std::string_view type, Value<std::string> arn) : type_(type), arn_(std::move(arn)) {}
  std::string_view type_;
  Value<std::string> arn_;
};

/// A record of the calls made in an account, kept in a bucket.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html
class Trail final : public Construct {
 public:
  enum class Insight : std::uint8_t { api_call_rate, api_error_rate };

  /// At most five of them, each with at most 250 resources.
  struct EventSelector {
    /// Default: none; then the selector is about calls that manage resources.
    std::vector<DataEvents> data_events = {};
    ReadWriteType read_write_type = ReadWriteType::all;
    bool include_management_events = true;
    /// "kms.amazonaws.com", "rdsdata.amazonaws.com". Default: none.
    std::vector<std::string> exclude_management_event_sources = {};
  };

  struct Props {
    using Of = Trail;
    /// Its policy gets the statements that let CloudTrail check it and write there. Default: a bucket `S3`
    /// that is kept.
    Bucket* bucket = nullptr;
    /// Default: none.
    std::string s3_key_prefix = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> trail_name = {};
    /// Encrypts what is recorded; its policy gets the statements that CloudTrail needs. Default: keys of S3's
    /// own.
    Key* encryption_key = nullptr;
    bool is_multi_region_trail = true;
    /// Calls of services without regions, such as IAM.
    bool include_global_service_events = true;
    /// Whether a digest shows that nothing was changed afterwards.
    bool enable_file_validation = true;
    /// Whether the trail is about all accounts of the organization; `organization_id` is needed then.
    bool is_organization_trail = false;
    /// "o-a1b2c3d4e5". Default: none.
    std::string organization_id = {};
    /// Writes the calls into a log group too, with a role `LogsRole`. Default: does where `log_group` is
    /// given.
    bool send_to_cloud_watch_logs = false;
    /// Default: a group `LogGroup` where `send_to_cloud_watch_logs` says so.
    LogGroup* log_group = nullptr;
    /// Of the group made here.
    RetentionDays cloud_watch_logs_retention = RetentionDays::one_year;
    /// Hears of every file that was written; its policy gets the statement that lets CloudTrail publish.
    /// Default: none.
    Topic* sns_topic = nullptr;
    /// Default: all calls that manage resources.
    std::vector<EventSelector> event_selectors = {};
    /// Default: unusual activity is not looked for.
    std::vector<Insight> insights = {};
  };

  Trail(const Scope& scope, const Props& props);

  aws::cloudtrail::Trail& resource() const noexcept { return *resource_; }
  Value<std::string> arn() const;
  Bucket& bucket() const noexcept { return *bucket_; }
  /// Null where the calls go to no log group.
  LogGroup* log_group() const noexcept { return log_group_; }
  void add_event_selector(const EventSelector& selector);

 private:
  void admit_to_bucket(const Props& props);
  void set_event_selectors();

  aws::cloudtrail::Trail* resource_ = nullptr;
  Bucket* bucket_ = nullptr;
  LogGroup* log_group_ = nullptr;
  std::vector<EventSelector> event_selectors_;
};

}  // namespace tenon
