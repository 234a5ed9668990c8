#include "tenon/constructs/security/trail.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tenon/aws/cloudtrail/Trail.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using L1 = aws::cloudtrail::Trail;

constexpr std::array<std::string_view, 3> read_write_texts = {"All", "ReadOnly", "WriteOnly"};
constexpr std::array<std::string_view, 2> insight_texts = {"ApiCallRateInsight", "ApiErrorRateInsight"};
constexpr std::string_view objects_type = "AWS::S3::Object";
constexpr std::string_view functions_type = "AWS::Lambda::Function";
constexpr std::size_t most_selectors = 5;
constexpr std::size_t most_resources = 250;

Principal cloudtrail() { return Principal::service("cloudtrail.amazonaws.com"); }

}  // namespace

// --- DataEvents ---

DataEvents DataEvents::objects(const Bucket& bucket, std::string_view prefix) {
  return {objects_type, format("{}/{}", bucket.arn(), prefix)};
}
DataEvents DataEvents::all_objects() { return {objects_type, format("arn:{}:s3:::", pseudo::partition)}; }
DataEvents DataEvents::calls(const FunctionBase& function) {
  return {functions_type, function.function_arn()};
}
DataEvents DataEvents::all_calls() { return {functions_type, format("arn:{}:lambda", pseudo::partition)}; }

// --- Trail ---

namespace {

L1::EventSelector selector_of(const Trail::EventSelector& selector) {
  std::vector<L1::DataResource> resources;
  for (const std::string_view type : {objects_type, functions_type}) {
    std::vector<Value<std::string>> arns;
    for (const DataEvents& events : selector.data_events) {
      if (events.type() == type) arns.push_back(events.arn());
    }
    if (!arns.empty()) resources.push_back({.Type = type, .Values = List<std::string>(arns)});
  }
  L1::EventSelector rendered{
      .IncludeManagementEvents = selector.include_management_events,
      .ReadWriteType = read_write_texts[static_cast<std::size_t>(selector.read_write_type)]};
  if (!resources.empty()) rendered.DataResources = List<L1::DataResource>(resources);
  if (!selector.exclude_management_event_sources.empty()) {
    rendered.ExcludeManagementEventSources = List<std::string>(selector.exclude_management_event_sources);
  }
  return rendered;
}

/// What CloudTrail asks of a key's policy.
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
void admit_to_key(Key& key, const Stack& stack) {
  const Value<std::string> trails =
      format("arn:{}:cloudtrail:*:{}:trail/*", stack.partition(), stack.account());
  key.add_to_resource_policy(
      {.actions = {iam::kms::GenerateDataKey},
       .resources = {"*"},
       .principals = {cloudtrail()},
       .conditions = {{"StringLike", "kms:EncryptionContext:aws:cloudtrail:arn", {trails}}}});
  key.add_to_resource_policy(
      {.actions = {iam::kms::DescribeKey}, .resources = {"*"}, .principals = {cloudtrail()}});
}

std::string prefix_of(const Trail::Props& props) {
  return props.s3_key_prefix.empty() ? "" : props.s3_key_prefix + "/";
}

}  // namespace

Trail::Trail(const Scope& scope, const Props& props)
    : Construct(scope), bucket_(props.bucket), log_group_(props.log_group) {
  if (bucket_ == nullptr) {
    bucket_ = &add("S3", Bucket::Props{}, where());
  }
  admit_to_bucket(props);
  if (props.sns_topic != nullptr) props.sns_topic->grant_publish(cloudtrail());
  Role* logs_role = nullptr;
  if (log_group_ == nullptr && props.send_to_cloud_watch_logs) {
    log_group_ = &add("LogGroup", LogGroup::Props{.retention = props.cloud_watch_logs_retention}, where());
  }
  if (log_group_ != nullptr) {
    logs_role = &add("LogsRole", Role::Props{.assumed_by = cloudtrail()}, where());
    logs_role->add_to_policy(
        {.actions = {iam::logs::PutLogEvents, iam::logs::CreateLogStream}, .resources = {log_group_->arn()}});
  }
  if (props.encryption_key != nullptr) admit_to_key(*props.encryption_key, stack());

  L1::Props trail{.EnableLogFileValidation = props.enable_file_validation,
                  .IncludeGlobalServiceEvents = props.include_global_service_events,
                  .IsLogging = true,
                  .IsMultiRegionTrail = props.is_multi_region_trail,
                  .S3BucketName = bucket_->bucket_name(),
                  .TrailName = props.trail_name};
  if (!props.s3_key_prefix.empty()) trail.S3KeyPrefix = props.s3_key_prefix;
  if (props.is_organization_trail) trail.IsOrganizationTrail = true;
  if (props.encryption_key != nullptr) trail.KMSKeyId = props.encryption_key->arn();
  if (props.sns_topic != nullptr) trail.SnsTopicName = {Raw{}, props.sns_topic->arn()};
  if (log_group_ != nullptr) {
    trail.CloudWatchLogsLogGroupArn = log_group_->arn();
    trail.CloudWatchLogsRoleArn = logs_role->arn();
  }
  std::vector<L1::InsightSelector> insights;
  for (const Insight insight : props.insights) {
    insights.push_back({.InsightType = insight_texts[static_cast<std::size_t>(insight)]});
  }
  if (!insights.empty()) trail.InsightSelectors = List<L1::InsightSelector>(insights);

  resource_ = &add("Resource", trail, where());
  // CloudTrail tries the bucket, the group and the topic when it makes the trail; the role itself is waited
  // for anyway.
  if (const Construct* policy = bucket_->find_child("Policy")) resource_->depends_on(*policy, where());
  if (logs_role != nullptr) resource_->depends_on(logs_role->permissions(), where());
  if (props.sns_topic != nullptr) {
    if (const Construct* policy = props.sns_topic->find_child("Policy"))
      resource_->depends_on(*policy, where());
  }
  for (const EventSelector& selector : props.event_selectors) add_event_selector(selector);
  if (props.is_organization_trail && props.organization_id.empty()) {
    detail::demand(*this, "organization_id", "o-a1b2c3d4e5",
                   "the bucket's policy must name the organization whose accounts write into it", where());
  }
}

void Trail::admit_to_bucket(const Props& props) {
  const PolicyCondition owned{"StringEquals", "s3:x-amz-acl", {"bucket-owner-full-control"}};
  const auto admit_to_write = [&](const Value<std::string>& owner) {
    bucket_->add_to_resource_policy(
        {.actions = {iam::s3::PutObject},
         .resources = {format("{}/{}AWSLogs/{}/*", bucket_->arn(), prefix_of(props), owner)},
         .principals = {cloudtrail()},
         .conditions = {owned}});
  };
  bucket_->add_to_resource_policy(
      {.actions = {iam::s3::GetBucketAcl}, .resources = {bucket_->arn()}, .principals = {cloudtrail()}});
  admit_to_write(stack().account());
  if (props.is_organization_trail && !props.organization_id.empty()) admit_to_write(props.organization_id);
}

Value<std::string> Trail::arn() const { return resource_->Arn(); }

void Trail::add_event_selector(const EventSelector& selector) {
  event_selectors_.push_back(selector);
  if (event_selectors_.size() > most_selectors) {
    detail::refuse(*this, "event_selectors", std::to_string(event_selectors_.size()) + " selectors",
                   "at most 5", "a trail has too many selectors of events", where());
  }
  if (selector.data_events.size() > most_resources) {
    detail::refuse(*this, "event_selectors", std::to_string(selector.data_events.size()) + " resources",
                   "at most 250", "a selector names too many resources", where());
  }
  if (selector.data_events.empty() && !selector.include_management_events) {
    detail::demand(*this, "event_selectors", "data_events or include_management_events",
                   "a selector selects nothing", where());
  }
  set_event_selectors();
}

void Trail::set_event_selectors() {
  std::vector<L1::EventSelector> selectors;
  for (const EventSelector& selector : event_selectors_) selectors.push_back(selector_of(selector));
  resource_->set_property("EventSelectors", List<L1::EventSelector>(selectors));
}

}  // namespace tenon
