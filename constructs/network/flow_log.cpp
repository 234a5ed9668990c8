#include "tenon/constructs/network/flow_log.hpp"

#include <fmt/format.h>

#include "tenon/aws/ec2/FlowLog.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

constexpr std::string_view traffic_names[] = {"ALL", "ACCEPT", "REJECT"};
constexpr std::string_view file_formats[] = {"plain-text", "parquet"};

template <class Enum>
std::string_view name_in(std::span<const std::string_view> names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

using S3Options = FlowLogDestination::S3Options;

bool says_something(const S3Options& options) {
  return options.file_format != FlowLogFileFormat::plain_text || options.hive_compatible_partitions ||
         options.per_hour_partition;
}

/// Lets the delivery service of CloudWatch Logs write what it logs in the stack's account and region.
/// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
void let_logs_be_delivered(Bucket& bucket, const S3Options& options, const Stack& stack) {
  std::string prefix = options.key_prefix;
  if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
  const std::string_view account_folder = options.hive_compatible_partitions ? "aws-account-id=" : "";
  const auto delivery = Principal::service("delivery.logs.amazonaws.com");
  const PolicyCondition own_account{"StringEquals", "aws:SourceAccount", {stack.account()}};
  const PolicyCondition own_logs{
      "ArnLike",
      "aws:SourceArn",
      {format("arn:{}:logs:{}:{}:*", stack.partition(), stack.region(), stack.account())}};
  bucket.add_to_resource_policy(
      {.actions = {iam::s3::PutObject},
       .resources = {format("{}/{}AWSLogs/{}{}/*", bucket.arn(), prefix, account_folder, stack.account())},
       .principals = {delivery},
       .conditions = {
           {"StringEquals", "s3:x-amz-acl", {"bucket-owner-full-control"}}, own_account, own_logs}});
  bucket.add_to_resource_policy({.actions = {iam::s3::GetBucketAcl, iam::s3::ListBucket},
                                 .resources = {bucket.arn()},
                                 .principals = {delivery},
                                 .conditions = {own_account, own_logs}});
}

}  // namespace

// --- FlowLogDestination
// ----------------------------------------------------------------------------------------------

FlowLogDestination FlowLogDestination::to_cloud_watch_logs(LogGroup* group, Role* role) {
  FlowLogDestination destination;
  destination.group_ = group;
  destination.role_ = role;
  return destination;
}

FlowLogDestination FlowLogDestination::to_s3(Bucket& bucket, const S3Options& options) {
  FlowLogDestination destination;
  destination.bucket_ = &bucket;
  destination.s3_ = options;
  return destination;
}

FlowLogDestination FlowLogDestination::to_firehose(const Value<std::string>& delivery_stream_arn) {
  FlowLogDestination destination;
  destination.stream_ = delivery_stream_arn;
  return destination;
}

// --- FlowLogResource
// -------------------------------------------------------------------------------------------------

FlowLogResource::FlowLogResource(const Vpc& vpc) : type_("VPC"), id_(vpc.vpc_id()) {}
FlowLogResource::FlowLogResource(const Subnet& subnet) : type_("Subnet"), id_(subnet.subnet_id()) {}

// --- FlowLog
// ---------------------------------------------------------------------------------------------------------

namespace {

aws::ec2::FlowLog::Props props_of(const FlowLog::Props& props) {
  const FlowLogOptions& options = props.options;
  aws::ec2::FlowLog::Props log{.ResourceId = {{Raw{}, props.resource.id()}},
                               .ResourceType = props.resource.type(),
                               .TrafficType = name_in(traffic_names, options.traffic)};
  // Ten minutes is what CloudFormation takes when nothing is said.
  if (options.max_aggregation_interval == FlowLogInterval::one_minute) log.MaxAggregationInterval = 60;
  std::string fields;
  for (const std::string& field : options.log_format)
    fields += fmt::format("{}${{{}}}", fields.empty() ? "" : " ", field);
  if (!fields.empty()) log.LogFormat = fields;
  return log;
}

void deliver_to_log_group(aws::ec2::FlowLog::Props& log, const LogGroup& group, Role& role) {
  role.add_to_policy(
      {.actions = {iam::logs::CreateLogStream, iam::logs::PutLogEvents, iam::logs::DescribeLogStreams},
       .resources = {group.arn()}});
  log.DeliverLogsPermissionArn = role.arn();
  log.LogDestinationType = "cloud-watch-logs";
  log.LogGroupName = group.log_group_name();
}

void deliver_to_bucket(aws::ec2::FlowLog::Props& log, Bucket& bucket, const S3Options& options,
                       const Stack& stack) {
  let_logs_be_delivered(bucket, options, stack);
  log.LogDestinationType = "s3";
  log.LogDestination = options.key_prefix.empty() ? Value<std::string>(bucket.arn())
                                                  : bucket.arn_for_objects(options.key_prefix);
  if (!says_something(options)) return;
  log.DestinationOptions =
      aws::ec2::FlowLog::DestinationOptions{.FileFormat = name_in(file_formats, options.file_format),
                                            .HiveCompatiblePartitions = options.hive_compatible_partitions,
                                            .PerHourPartition = options.per_hour_partition};
}

}  // namespace

FlowLog::FlowLog(const Scope& scope, const Props& props) : Construct(scope) {
  add_tag("Name", props.options.flow_log_name.empty() ? path() : props.options.flow_log_name);
  const FlowLogDestination& destination = props.options.destination;
  aws::ec2::FlowLog::Props log = props_of(props);
  if (destination.bucket() != nullptr) {
    deliver_to_bucket(log, *destination.bucket(), destination.s3_options(), stack());
  } else if (destination.delivery_stream_arn().is_set()) {
    log.LogDestinationType = "kinesis-data-firehose";
    log.LogDestination = destination.delivery_stream_arn();
  } else {
    role_ = destination.role() != nullptr
                ? destination.role()
                : &add("IAMRole",
                       Role::Props{.assumed_by = Principal::service("vpc-flow-logs.amazonaws.com")}, where());
    group_ = destination.log_group() != nullptr ? destination.log_group()
                                                : &add("LogGroup", LogGroup::Props{}, where());
    deliver_to_log_group(log, *group_, *role_);
  }
  resource_ = &add("FlowLog", log, where());
  if (destination.bucket() == nullptr) return;
  // Without the policy the service refuses the flow log.
  if (const Construct* const policy = destination.bucket()->find_child("Policy"))
    resource_->depends_on(*policy, where());
}

Value<std::string> FlowLog::flow_log_id() const { return resource_->ref(); }

}  // namespace tenon
