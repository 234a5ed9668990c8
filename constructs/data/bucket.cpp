#include "tenon/constructs/data/bucket.hpp"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>

#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/s3/BucketPolicy.hpp"
#include "tenon/aws/sns/TopicPolicy.hpp"
#include "tenon/aws/sqs/QueuePolicy.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

namespace {

using L1 = aws::s3::Bucket;

// Until `prepare` writes the document; required properties take part in checks from the start.
const Value<Json> later = {Raw{}, Node::object({})};

// --- S3's words
// ------------------------------------------------------------------------------------------------------

/// By the order of the enumerators.
constexpr std::string_view storage_classes[] = {
    "STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE"};
constexpr std::string_view ownerships[] = {"BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"};
constexpr std::string_view methods[] = {"GET", "PUT", "HEAD", "POST", "DELETE"};
constexpr std::string_view protocols[] = {"http", "https"};
constexpr std::string_view lock_modes[] = {"GOVERNANCE", "COMPLIANCE"};
constexpr std::string_view tls_versions[] = {"1.2", "1.3"};
constexpr std::string_view events[] = {
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:ReducedRedundancyLostObject",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:Replication:OperationNotTracked",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:LifecycleTransition",
    "s3:IntelligentTiering",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAcl:Put",
};

/// What a kind of encryption writes, and whether a key of the account belongs to it.
struct EncryptionFacts {
  std::string_view algorithm;
  bool own_key;
};
constexpr EncryptionFacts encryptions[] = {{"AES256", false},       {"aws:kms", true},
                                           {"aws:kms", false},      {"aws:kms:dsse", true},
                                           {"aws:kms:dsse", false}, {"", false}};

template <class Enum>
constexpr std::size_t index(Enum value) {
  return static_cast<std::size_t>(value);
}
std::string_view status(bool enabled) { return enabled ? "Enabled" : "Disabled"; }

// --- what is granted
// -----------------------------------------------------------------------------

// Objects with what describes them, and what clients ask of a bucket before they read it.
constexpr iam::Action read_actions[] = {iam::s3::GetObject,
                                        iam::s3::GetObjectAttributes,
                                        iam::s3::GetObjectTagging,
                                        iam::s3::GetObjectVersion,
                                        iam::s3::GetObjectVersionAttributes,
                                        iam::s3::GetObjectVersionTagging,
                                        iam::s3::GetBucketAcl,
                                        iam::s3::GetBucketLocation,
                                        iam::s3::GetBucketVersioning,
                                        iam::s3::ListBucket,
                                        iam::s3::ListBucketVersions,
                                        iam::s3::ListBucketMultipartUploads,
                                        iam::s3::ListMultipartUploadParts};
constexpr iam::Action put_actions[] = {
    iam::s3::PutObject,        iam::s3::PutObjectLegalHold,      iam::s3::PutObjectRetention,
    iam::s3::PutObjectTagging, iam::s3::PutObjectVersionTagging, iam::s3::AbortMultipartUpload};
constexpr iam::Action put_acl_actions[] = {iam::s3::PutObjectAcl, iam::s3::PutObjectVersionAcl};
constexpr iam::Action delete_actions[] = {iam::s3::DeleteObject, iam::s3::DeleteObjectVersion};
constexpr iam::Action key_read_actions[] = {iam::kms::Decrypt, iam::kms::DescribeKey};
// Parts of an upload are read again when they are put together.
constexpr iam::Action decrypt_actions[] = {iam::kms::Decrypt};

// --- rendering
// -------------------------------------------------------------------------------------------------------

Value<std::string> if_any(const std::string& text) {
  return text.empty() ? Value<std::string>() : Value<std::string>(text);
}

template <class T>
List<T> list_of(const std::vector<Node>& nodes) {
  return nodes.empty() ? List<T>() : List<T>(Raw{}, Node::list(nodes));
}

/// The nodes of what `render` makes of each item.
template <class Items, class Render>
std::vector<Node> rendered(const Items& items, Render render) {
  std::vector<Node> nodes;
  for (const auto& item : items) nodes.push_back(Value<Json>(render(item)));
  return nodes;
}

std::vector<Node> text_nodes(const std::vector<std::string>& texts) {
  std::vector<Node> nodes;
  for (const std::string& text : texts) nodes.emplace_back(std::string_view(text));
  return nodes;
}

L1::TagFilter tag_filter(const Bucket::TagFilter& filter) {
  return {.Key = filter.key, .Value = filter.value};
}

List<L1::TagFilter> tag_filters(const std::vector<Bucket::TagFilter>& filters) {
  return list_of<L1::TagFilter>(rendered(filters, tag_filter));
}

L1::Transition transition(const Bucket::Transition& from) {
  L1::Transition to{.StorageClass = storage_classes[index(from.storage_class)],
                    .TransitionDate = if_any(from.transition_date)};
  if (from.transition_after) to.TransitionInDays = from.transition_after->to_days();
  return to;
}

L1::NoncurrentVersionTransition noncurrent_transition(const Bucket::NoncurrentVersionTransition& from) {
  L1::NoncurrentVersionTransition to{.StorageClass = storage_classes[index(from.storage_class)],
                                     .TransitionInDays = from.transition_after.to_days()};
  if (from.noncurrent_versions_to_retain) to.NewerNoncurrentVersions = *from.noncurrent_versions_to_retain;
  return to;
}

L1::Rule lifecycle_rule(const Bucket::LifecycleRule& from) {
  L1::Rule to{.ExpirationDate = if_any(from.expiration_date),
              .Id = if_any(from.id),
              .Prefix = if_any(from.prefix),
              .Status = status(from.enabled),
              .TagFilters = tag_filters(from.tag_filters)};
  if (from.abort_incomplete_multipart_upload_after) {
    to.AbortIncompleteMultipartUpload = L1::AbortIncompleteMultipartUpload{
        .DaysAfterInitiation = from.abort_incomplete_multipart_upload_after->to_days()};
  }
  if (from.expiration) to.ExpirationInDays = from.expiration->to_days();
  if (from.expired_object_delete_marker) to.ExpiredObjectDeleteMarker = true;
  if (from.noncurrent_version_expiration) {
    L1::NoncurrentVersionExpiration expiration{.NoncurrentDays =
                                                   from.noncurrent_version_expiration->to_days()};
    if (from.noncurrent_versions_to_retain)
      expiration.NewerNoncurrentVersions = *from.noncurrent_versions_to_retain;
    to.NoncurrentVersionExpiration = expiration;
  }
  to.NoncurrentVersionTransitions = list_of<L1::NoncurrentVersionTransition>(
      rendered(from.noncurrent_version_transitions, noncurrent_transition));
  to.Transitions = list_of<L1::Transition>(rendered(from.transitions, transition));
  if (from.object_size_greater_than) to.ObjectSizeGreaterThan = from.object_size_greater_than->to_bytes();
  if (from.object_size_less_than) to.ObjectSizeLessThan = from.object_size_less_than->to_bytes();
  return to;
}

L1::CorsRule cors_rule(const Bucket::CorsRule& from) {
  const auto method = [](Bucket::HttpMethod each) { return Value<std::string>(methods[index(each)]); };
  L1::CorsRule to{.AllowedHeaders = list_of<std::string>(text_nodes(from.allowed_headers)),
                  .AllowedMethods = {Raw{}, Node::list(rendered(from.allowed_methods, method))},
                  .AllowedOrigins = {Raw{}, Node::list(std::vector<Node>(from.allowed_origins.begin(),
                                                                         from.allowed_origins.end()))},
                  .ExposedHeaders = list_of<std::string>(text_nodes(from.exposed_headers)),
                  .Id = if_any(from.id)};
  if (from.max_age) to.MaxAge = from.max_age->to_seconds();
  return to;
}

L1::MetricsConfiguration metrics_configuration(const Bucket::RequestMetrics& from) {
  return {.Id = from.id, .Prefix = if_any(from.prefix), .TagFilters = tag_filters(from.tag_filters)};
}

L1::RoutingRule routing_rule(const Bucket::RoutingRule& from) {
  L1::RedirectRule redirect{.HostName = if_any(from.host_name),
                            .HttpRedirectCode = if_any(from.http_redirect_code),
                            .ReplaceKeyPrefixWith = if_any(from.replace_key_prefix_with),
                            .ReplaceKeyWith = if_any(from.replace_key_with)};
  if (from.protocol) redirect.Protocol = protocols[index(*from.protocol)];
  L1::RoutingRule to{.RedirectRule = redirect};
  if (!from.http_error_code_returned_equals.empty() || !from.key_prefix_equals.empty()) {
    to.RoutingRuleCondition =
        L1::RoutingRuleCondition{.HttpErrorCodeReturnedEquals = if_any(from.http_error_code_returned_equals),
                                 .KeyPrefixEquals = if_any(from.key_prefix_equals)};
  }
  return to;
}

bool has_website(const Bucket::Props& props) {
  return !props.website_index_document.empty() || !props.website_error_document.empty() ||
         !props.website_routing_rules.empty() || props.website_redirect;
}

L1::WebsiteConfiguration website(const Bucket::Props& props) {
  L1::WebsiteConfiguration to{
      .ErrorDocument = if_any(props.website_error_document),
      .IndexDocument = if_any(props.website_index_document),
      .RoutingRules = list_of<L1::RoutingRule>(rendered(props.website_routing_rules, routing_rule))};
  if (props.website_redirect) {
    L1::RedirectAllRequestsTo redirect{.HostName = props.website_redirect->host_name};
    if (props.website_redirect->protocol)
      redirect.Protocol = protocols[index(*props.website_redirect->protocol)];
    to.RedirectAllRequestsTo = redirect;
  }
  return to;
}

L1::ReplicationRuleFilter replication_filter(const Bucket::ReplicationRule& rule) {
  if (rule.tag_filters.empty()) return {.Prefix = rule.prefix};
  return {.And = L1::ReplicationRuleAndOperator{.Prefix = rule.prefix,
                                                .TagFilters = tag_filters(rule.tag_filters)}};
}

std::optional<L1::SourceSelectionCriteria> selection_criteria(const Bucket::ReplicationRule& rule) {
  if (!rule.replica_modifications && !rule.sse_kms_encrypted_objects) return std::nullopt;
  L1::SourceSelectionCriteria criteria;
  if (rule.replica_modifications) {
    criteria.ReplicaModifications = L1::ReplicaModifications{.Status = status(*rule.replica_modifications)};
  }
  if (rule.sse_kms_encrypted_objects) {
    criteria.SseKmsEncryptedObjects =
        L1::SseKmsEncryptedObjects{.Status = status(*rule.sse_kms_encrypted_objects)};
  }
  return criteria;
}

/// The account of the destination where it is another one.
Value<std::string> foreign_account(const Bucket& source, const Bucket::ReplicationRule& rule) {
  if (rule.destination_account.is_set()) return rule.destination_account;
  const Value<std::string> own = source.stack().account();
  const Value<std::string> other = rule.destination.stack().account();
  return own.literal() && other.literal() && *own.literal() != *other.literal() ? other
                                                                                : Value<std::string>();
}

L1::ReplicationDestination replication_destination(const Bucket& source,
                                                   const Bucket::ReplicationRule& rule) {
  L1::ReplicationDestination to{.Account = foreign_account(source, rule), .Bucket = rule.destination.arn()};
  const auto minutes = [](Duration time) { return L1::ReplicationTimeValue{.Minutes = time.to_minutes()}; };
  if (rule.access_control_transition)
    to.AccessControlTranslation = L1::AccessControlTranslation{.Owner = "Destination"};
  if (rule.kms_key != nullptr) {
    to.EncryptionConfiguration = L1::EncryptionConfiguration{.ReplicaKmsKeyID = rule.kms_key->arn()};
  }
  if (rule.metrics) {
    L1::Metrics metrics{.Status = "Enabled"};
    if (rule.replication_time_control) metrics.EventThreshold = minutes(*rule.metrics);
    to.Metrics = metrics;
  }
  if (rule.replication_time_control) {
    to.ReplicationTime =
        L1::ReplicationTime{.Status = "Enabled", .Time = minutes(*rule.replication_time_control)};
  }
  if (rule.storage_class) to.StorageClass = storage_classes[index(*rule.storage_class)];
  return to;
}

L1::ReplicationRule replication_rule(const Bucket& source, const Bucket::ReplicationRule& rule) {
  L1::ReplicationRule to{.DeleteMarkerReplication =
                             L1::DeleteMarkerReplication{.Status = status(rule.delete_marker_replication)},
                         .Destination = replication_destination(source, rule),
                         .Filter = replication_filter(rule),
                         .Id = if_any(rule.id),
                         .Status = "Enabled"};
  if (rule.priority) to.Priority = *rule.priority;
  if (const auto criteria = selection_criteria(rule)) to.SourceSelectionCriteria = *criteria;
  return to;
}

L1::BucketEncryption bucket_encryption(BucketEncryption encryption, const Key* key,
                                       std::optional<bool> bucket_key) {
  L1::ServerSideEncryptionByDefault by_default{.SSEAlgorithm = encryptions[index(encryption)].algorithm};
  if (key != nullptr) by_default.KMSMasterKeyID = key->arn();
  L1::ServerSideEncryptionRule rule{.ServerSideEncryptionByDefault = by_default};
  if (bucket_key) rule.BucketKeyEnabled = *bucket_key;
  return {.ServerSideEncryptionConfiguration = {rule}};
}

L1::ObjectLockConfiguration object_lock(const Bucket::ObjectLockRetention& retention) {
  return {.ObjectLockEnabled = "Enabled",
          .Rule = L1::ObjectLockRule{.DefaultRetention =
                                         L1::DefaultRetention{.Days = retention.duration.to_days(),
                                                              .Mode = lock_modes[index(retention.mode)]}}};
}

Value<L1::NotificationFilter> notification_filter(const NotificationKeyFilter& filter) {
  std::vector<Node> rules;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) rules.push_back(Value<Json>(L1::FilterRule{.Name = name, .Value = value}));
  };
  add("prefix", filter.prefix);
  add("suffix", filter.suffix);
  if (rules.empty()) return {};
  return L1::NotificationFilter{.S3Key = L1::S3KeyFilter{.Rules = {Raw{}, Node::list(rules)}}};
}

// --- names
// -----------------------------------------------------------------------------------------------------------

constexpr std::string_view bucket_name_rule =
    "3 to 63 small letters, digits, dots and hyphens; a letter or digit at both ends; no two dots and no dot "
    "beside a "
    "hyphen; no IP address";

bool is_small_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_ip_address(std::string_view name) {
  return std::ranges::count(name, '.') == 3 &&
         std::ranges::all_of(name, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
bool is_bucket_name(std::string_view name) {
  if (name.size() < 3 || name.size() > 63 || is_ip_address(name)) return false;
  if (!is_small_or_digit(name.front()) || !is_small_or_digit(name.back())) return false;
  for (const std::string_view pair : {"..", ".-", "-."}) {
    if (name.find(pair) != name.npos) return false;
  }
  return std::ranges::all_of(name, [](char c) { return is_small_or_digit(c) || c == '.' || c == '-'; });
}

BucketEncryption encryption_of(const Bucket::Props& props) {
  return props.encryption.value_or(props.encryption_key != nullptr ? BucketEncryption::kms
                                                                   : BucketEncryption::s3_managed);
}

Key* key_of(Bucket& bucket, const Bucket::Props& props) {
  if (!encryptions[index(encryption_of(props))].own_key) return nullptr;
  if (props.encryption_key != nullptr) return props.encryption_key;
  return &bucket.add("Key",
                     Key::Props{.description = "Created by " + bucket.path(), .enable_key_rotation = true},
                     bucket.where());
}

Role* replication_role_of(Bucket& bucket, const Bucket::Props& props) {
  if (props.replication_rules.empty()) return nullptr;
  if (props.replication_role != nullptr) return props.replication_role;
  return &bucket.add("ReplicationRole", Role::Props{.assumed_by = Principal::service("s3.amazonaws.com")},
                     bucket.where());
}

}  // namespace

// --- construction
// ----------------------------------------------------------------------------------------------------

struct Bucket::Imported {
  const Attributes& attributes;
};

Bucket::Bucket(const Scope& scope, const Props& props)
    : Construct(scope),
      encryption_key_(key_of(*this, props)),
      replication_role_(replication_role_of(*this, props)),
      name_(props.bucket_name),
      refer_by_name_(props.refer_by_name),
      policy_elsewhere_(props.policy_elsewhere),
      website_(has_website(props)),
      public_policy_blocked_(!props.block_public_access || props.block_public_access->block_public_policy ||
                             props.block_public_access->restrict_public_buckets),
      resource_(add_resource(props)) {
  check(props);
  resource_.apply_removal_policy(props.removal_policy);
  if (props.enforce_ssl) deny_all_but("Bool", "aws:SecureTransport", "false");
  if (props.enforce_ssl && props.minimum_tls_version) {
    // A number, as CDK writes it.
    deny_all_but("NumericLessThan", "s3:TlsVersion",
                 {Raw{}, json::parse(tls_versions[index(*props.minimum_tls_version)])});
  }
  for (const LifecycleRule& rule : props.lifecycle_rules) add_lifecycle_rule(rule);
  for (const CorsRule& rule : props.cors) add_cors_rule(rule);
  for (const RequestMetrics& metrics : props.metrics) add_request_metrics(metrics);
  if (!props.replication_rules.empty() && props.replication_role == nullptr)
    grant_replication(props.replication_rules);
  if (props.server_access_logs_bucket != nullptr) {
    props.server_access_logs_bucket->allow_log_delivery(*this, props.server_access_logs_prefix);
  } else if (!props.server_access_logs_prefix.empty()) {
    allow_log_delivery(*this, props.server_access_logs_prefix);
  }
  if (props.public_read_access) grant_public_access();
  if (props.event_bridge_enabled) enable_event_bridge_notification();
}

aws::s3::Bucket& Bucket::add_resource(const Props& props) {
  L1::Props to{.BucketName = props.bucket_name};
  const BucketEncryption encryption = encryption_of(props);
  if (encryption != BucketEncryption::unencrypted) {
    std::optional<bool> bucket_key = props.bucket_key_enabled;
    if (!bucket_key && encryption == BucketEncryption::kms) bucket_key = true;
    to.BucketEncryption = bucket_encryption(encryption, encryption_key_, bucket_key);
  }
  if (props.block_public_access) {
    to.PublicAccessBlockConfiguration = L1::PublicAccessBlockConfiguration{
        .BlockPublicAcls = props.block_public_access->block_public_acls,
        .BlockPublicPolicy = props.block_public_access->block_public_policy,
        .IgnorePublicAcls = props.block_public_access->ignore_public_acls,
        .RestrictPublicBuckets = props.block_public_access->restrict_public_buckets};
  }
  if (props.versioned) to.VersioningConfiguration = L1::VersioningConfiguration{.Status = "Enabled"};
  if (props.object_ownership) {
    to.OwnershipControls = L1::OwnershipControls{
        .Rules = {L1::OwnershipControlsRule{.ObjectOwnership = ownerships[index(*props.object_ownership)]}}};
  }
  if (props.server_access_logs_bucket != nullptr || !props.server_access_logs_prefix.empty()) {
    L1::LoggingConfiguration logging{.LogFilePrefix = if_any(props.server_access_logs_prefix)};
    if (props.server_access_logs_bucket != nullptr) {
      logging.DestinationBucketName = props.server_access_logs_bucket->bucket_name();
    }
    to.LoggingConfiguration = logging;
  }
  if (website_) to.WebsiteConfiguration = website(props);
  if (props.transfer_acceleration)
    to.AccelerateConfiguration = L1::AccelerateConfiguration{.AccelerationStatus = "Enabled"};
  if (props.object_lock_enabled || props.object_lock_default_retention) to.ObjectLockEnabled = true;
  if (props.object_lock_default_retention)
    to.ObjectLockConfiguration = object_lock(*props.object_lock_default_retention);
  if (replication_role_ != nullptr) {
    const auto render = [this](const ReplicationRule& rule) { return replication_rule(*this, rule); };
    to.ReplicationConfiguration =
        L1::ReplicationConfiguration{.Role = replication_role_->arn(),
                                     .Rules = {Raw{}, Node::list(rendered(props.replication_rules, render))}};
  }
  return add("Resource", to, where());
}

Bucket::Bucket(const Scope& scope, const Imported& imported)
    : Construct(scope),
      encryption_key_(imported.attributes.encryption_key),
      name_(imported.attributes.bucket_name),
      region_(imported.attributes.region),
      public_policy_blocked_(false),
      resource_(
          imported.attributes.bucket_arn.is_set()
              ? ::tenon::from_arn<aws::s3::Bucket>(*this, "Resource", imported.attributes.bucket_arn, where())
              : ::tenon::from_name<aws::s3::Bucket>(*this, "Resource", imported.attributes.bucket_name,
                                                    where())) {
  if (imported.attributes.bucket_arn.is_set() == imported.attributes.bucket_name.is_set()) {
    demand(*this, "bucket_arn", "bucket_arn or bucket_name",
           "A bucket that exists is known by its ARN or its name", where());
  }
}

Bucket& Bucket::from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) { return std::unique_ptr<Bucket>(new Bucket(inner, Imported{attributes})); },
      where);
}

Bucket& Bucket::from_name(Construct& scope, std::string_view id, const Value<std::string>& bucket_name,
                          std::source_location where) {
  return from_attributes(scope, id, {.bucket_name = bucket_name}, where);
}

Bucket& Bucket::from_arn(Construct& scope, std::string_view id, const Value<std::string>& bucket_arn,
                         std::source_location where) {
  return from_attributes(scope, id, {.bucket_arn = bucket_arn}, where);
}

// --- checks
// ----------------------------------------------------------------------------------------------------------

void Bucket::check(const Props& props) const {
  const BucketEncryption encryption = encryption_of(props);
  if (props.encryption_key != nullptr && !encryptions[index(encryption)].own_key) {
    refuse(*this, "encryption_key", props.encryption_key->path(), "encryption kms or dsse",
           "A key is given, but the encryption does not use it", where());
  }
  if (props.bucket_key_enabled && encryption == BucketEncryption::unencrypted) {
    refuse(*this, "bucket_key_enabled", *props.bucket_key_enabled ? "true" : "false", "an encryption",
           "A bucket key needs an encryption to belong to", where());
  }
  if (const auto name = props.bucket_name.literal(); name && !is_bucket_name(*name)) {
    refuse(*this, "bucket_name", std::string(*name), std::string(bucket_name_rule),
           "This is no name of a bucket", where());
  }
  if (props.refer_by_name && !props.bucket_name.is_set()) {
    demand(*this, "bucket_name", "a name", "A bucket that is referred to by its name needs one", where());
  }
  if (props.minimum_tls_version && !props.enforce_ssl) {
    refuse(*this, "minimum_tls_version", std::string(tls_versions[index(*props.minimum_tls_version)]),
           "enforce_ssl", "Connections without TLS are allowed, so no version of it can be asked for",
           where());
  }
  if (props.server_access_logs_bucket == nullptr && !props.server_access_logs_prefix.empty() &&
      (encryption == BucketEncryption::kms_managed || encryption == BucketEncryption::dsse_managed)) {
    refuse(*this, "encryption", "a key that AWS keeps", "s3_managed, kms or dsse",
           "S3 cannot write access logs into a bucket that AWS's own KMS key encrypts", where());
  }
  if (props.object_lock_default_retention) {
    constexpr Duration longest = Duration::days(36500);
    const Duration retention = props.object_lock_default_retention->duration;
    if (retention < Duration::days(1) || retention > longest) {
      refuse(*this, "object_lock_default_retention", retention.text(), "1 day to 100 years",
             "Objects cannot be locked for so long", where());
    }
  }
  check_website(props);
  check_replication(props);
}

void Bucket::check_website(const Props& props) const {
  const bool pages = !props.website_index_document.empty() || !props.website_error_document.empty() ||
                     !props.website_routing_rules.empty();
  if (!props.website_error_document.empty() && props.website_index_document.empty()) {
    demand(*this, "website_index_document", "\"index.html\"",
           "A website with a page for errors needs one to begin with", where());
  }
  if (props.website_redirect && pages) {
    refuse(*this, "website_redirect", "", "no index document, error document or routing rules beside it",
           "A website sends all requests elsewhere or answers some itself, not both", where());
  }
  for (const RoutingRule& rule : props.website_routing_rules) {
    if (rule.replace_key_with.empty() || rule.replace_key_prefix_with.empty()) continue;
    refuse(*this, "website_routing_rules", rule.replace_key_with,
           "replace_key_with or replace_key_prefix_with",
           "A rule replaces the whole key or the beginning of it", where());
  }
}

void Bucket::check_replication(const Props& props) const {
  if (props.replication_rules.empty() && props.replication_role != nullptr) {
    refuse(*this, "replication_role", props.replication_role->path(), "replication_rules",
           "Nothing is replicated", where());
  }
  if (!props.replication_rules.empty() && !props.versioned) {
    demand(*this, "versioned", "true", "Replication copies versions, so the bucket must keep them", where());
  }
  for (const ReplicationRule& rule : props.replication_rules) {
    if (props.replication_rules.size() > 1 && !rule.priority) {
      demand(*this, "replication_rules.priority", "a number", "Of several rules each needs a priority",
             where());
    }
    if (rule.replication_time_control && !rule.metrics) {
      demand(*this, "replication_rules.metrics", "a duration", "Replication time control comes with metrics",
             where());
    }
    if (rule.delete_marker_replication && !rule.tag_filters.empty()) {
      refuse(*this, "replication_rules.tag_filters", rule.tag_filters.front().key,
             "none with delete_marker_replication",
             "Delete markers have no tags, so rules that look at tags cannot copy them", where());
    }
    if (rule.sse_kms_encrypted_objects.value_or(false) && rule.kms_key == nullptr) {
      demand(*this, "replication_rules.kms_key", "the key that encrypts the copies",
             "What a KMS key encrypts is copied under a key of the destination's", where());
    }
    if (rule.access_control_transition && !foreign_account(*this, rule).is_set()) {
      demand(*this, "replication_rules.destination_account", "the other account",
             "Only copies in another account change their owner", where());
    }
  }
}

void Bucket::check(const LifecycleRule& rule) const {
  const bool does_something = rule.abort_incomplete_multipart_upload_after || rule.expiration ||
                              !rule.expiration_date.empty() || rule.expired_object_delete_marker ||
                              rule.noncurrent_version_expiration || rule.noncurrent_versions_to_retain ||
                              !rule.noncurrent_version_transitions.empty() || !rule.transitions.empty();
  if (!does_something) {
    demand(*this, "lifecycle_rules", "an expiration, a transition or another member that does something",
           "The rule does nothing", where());
  }
  if (rule.expired_object_delete_marker &&
      (rule.expiration || !rule.expiration_date.empty() || !rule.tag_filters.empty())) {
    refuse(*this, "lifecycle_rules.expired_object_delete_marker", "true",
           "without expiration, expiration_date, tag_filters",
           "Delete markers are removed by a rule of their own", where());
  }
  if (rule.noncurrent_versions_to_retain && !rule.noncurrent_version_expiration) {
    demand(*this, "lifecycle_rules.noncurrent_version_expiration", "a duration",
           "Versions are kept from an expiration, and there is none", where());
  }
  for (const Transition& each : rule.transitions) {
    if (each.transition_after.has_value() != each.transition_date.empty()) {
      demand(*this, "lifecycle_rules.transitions", "exactly one of transition_after, transition_date",
             "A transition happens after a time or on a day", where());
    }
    if (each.storage_class == StorageClass::standard) {
      refuse(*this, "lifecycle_rules.transitions", "standard", "any other storage class",
             "Objects do not move back to the standard class", where());
    }
  }
}

// --- what it is
// ------------------------------------------------------------------------------------------------------

Value<std::string> Bucket::arn_by_name() const {
  if (!name_.is_set()) return {};
  return format("arn:{}:s3:::{}", stack().partition(), name_);
}

ArnAttribute<aws::s3::kind::Bucket_Arn> Bucket::arn() const {
  if (refer_by_name_ && name_.is_set()) return {Raw{}, arn_by_name()};
  return resource_.Arn();
}

Attribute<aws::s3::kind::Bucket_BucketName> Bucket::bucket_name() const {
  if (refer_by_name_ && name_.is_set()) return {Raw{}, name_};
  return resource_.ref();
}

Attribute<aws::s3::kind::Bucket_DomainName> Bucket::domain_name() const {
  if (!resource_.is_imported()) return resource_.DomainName();
  return {Raw{}, format("{}.s3.{}", bucket_name(), pseudo::url_suffix)};
}

Attribute<aws::s3::kind::Bucket_RegionalDomainName> Bucket::regional_domain_name() const {
  if (!resource_.is_imported()) return resource_.RegionalDomainName();
  return {Raw{}, format("{}.s3.{}.{}", bucket_name(), region_.is_set() ? region_ : stack().region(),
                        pseudo::url_suffix)};
}

Value<std::string> Bucket::dual_stack_domain_name() const {
  if (!resource_.is_imported()) return resource_.DualStackDomainName();
  return format("{}.s3.dualstack.{}.{}", bucket_name(), region_.is_set() ? region_ : stack().region(),
                pseudo::url_suffix);
}

Value<std::string> Bucket::website_url() const {
  if (!resource_.is_imported()) return resource_.WebsiteURL();
  return format("http://{}.s3-website.{}.{}", bucket_name(), region_.is_set() ? region_ : stack().region(),
                pseudo::url_suffix);
}

Value<std::string> Bucket::arn_for_objects(std::string_view key_pattern) const {
  return format("{}/{}", arn(), key_pattern);
}

// --- what is added
// ---------------------------------------------------------------------------------------------------

bool Bucket::add_to_resource_policy(PolicyStatement statement) {
  if (resource_.is_imported()) return false;
  policy_.add(std::move(statement));
  if (bucket_policy_ == nullptr && !policy_elsewhere_) {
    auto& scope = add("Policy", Construct::Props{}, where());
    bucket_policy_ =
        &scope.add("Resource",
                   aws::s3::BucketPolicy::Props{.Bucket = resource_.ref(), .PolicyDocument = later}, where());
  }
  return true;
}

Construct* Bucket::policy() const noexcept { return bucket_policy_; }

void Bucket::place_policy(Construct& scope, std::string_view id, std::source_location at) {
  if (!policy_elsewhere_ || bucket_policy_ != nullptr) {
    refuse(*this, "place_policy", policy_elsewhere_ ? "a second place" : "a place",
           "one place, of a bucket with policy_elsewhere", "A bucket has one policy", at);
    return;
  }
  bucket_policy_ =
      &scope.add(id, aws::s3::BucketPolicy::Props{.Bucket = resource_.ref(), .PolicyDocument = later}, at);
}

void Bucket::deny_all_but(std::string operation, std::string key, Value<std::string> value) {
  add_to_resource_policy({.effect = Effect::deny,
                          .actions = {"s3:*"},
                          .resources = {arn(), arn_for_objects("*")},
                          .principals = {Principal::anyone()},
                          .conditions = {{std::move(operation), std::move(key), {std::move(value)}}}});
}

void Bucket::allow_log_delivery(const Bucket& from, std::string_view prefix) {
  const Principal logging = Principal::service("logging.s3.amazonaws.com");
  if (encryption_key_ != nullptr && &from != this) encryption_key_->grant_encrypt_decrypt(logging);
  // A bucket of another stack would have to be known before this one is.
  std::vector<PolicyCondition> conditions;
  if (&stack() == &from.stack()) {
    conditions = {{"ArnLike", "aws:SourceArn", {from.arn()}},
                  {"StringEquals", "aws:SourceAccount", {stack().account()}}};
  }
  const std::string pattern = std::string(prefix) + "*";
  const bool added = add_to_resource_policy({.actions = {iam::s3::PutObject},
                                             .resources = {arn_for_objects(pattern)},
                                             .principals = {logging},
                                             .conditions = std::move(conditions)});
  if (!added) {
    add_warning(
        "The policy of a bucket that exists already is not this app's: it has to let "
        "logging.s3.amazonaws.com put "
        "objects under \"" +
            pattern + "\".",
        from.where());
  }
}

void Bucket::add_lifecycle_rule(const LifecycleRule& rule) {
  check(rule);
  lifecycle_rules_.push_back(rule);
  resource_.set_property("LifecycleConfiguration",
                         Value<Json>(L1::LifecycleConfiguration{
                             .Rules = {Raw{}, Node::list(rendered(lifecycle_rules_, lifecycle_rule))}}));
}

void Bucket::add_cors_rule(const CorsRule& rule) {
  cors_.push_back(rule);
  resource_.set_property(
      "CorsConfiguration",
      Value<Json>(L1::CorsConfiguration{.CorsRules = {Raw{}, Node::list(rendered(cors_, cors_rule))}}));
}

void Bucket::add_request_metrics(const RequestMetrics& metrics) {
  metrics_.push_back(metrics);
  resource_.set_property("MetricsConfigurations",
                         {Raw{}, Node::list(rendered(metrics_, metrics_configuration))});
}

// --- notifications
// ---------------------------------------------------------------------------------------------------

bool Bucket::can_notify(std::source_location where) const {
  if (!resource_.is_imported()) return true;
  refuse(*this, "add_event_notification", path(), "a bucket of this app",
         "The notifications of a bucket that exists already are not this app's", where);
  return false;
}

std::vector<PolicyCondition> Bucket::source_conditions() const {
  const Value<std::string> any_bucket = format("arn:{}:s3:::*", stack().partition());
  return {{"ArnLike", "aws:SourceArn", {name_.is_set() ? arn_by_name() : any_bucket}},
          {"StringEquals", "aws:SourceAccount", {stack().account()}}};
}

void Bucket::add_event_notification(BucketEvent event, Queue& queue, const NotificationKeyFilter& filter,
                                    std::source_location where) {
  if (!can_notify(where)) return;
  const Principal s3 = Principal::service("s3.amazonaws.com");
  queue.add_to_resource_policy(
      {.actions = {iam::sqs::SendMessage, iam::sqs::GetQueueAttributes, iam::sqs::GetQueueUrl},
       .resources = {queue.arn()},
       .principals = {s3},
       .conditions = source_conditions()});
  if (Key* key = queue.encryption_key()) {
    key->add_to_resource_policy(
        {.actions = detail::all({detail::key_send_actions}), .resources = {"*"}, .principals = {s3}});
  }
  queue_notifications_.push_back(Value<Json>(L1::QueueConfiguration{
      .Event = events[index(event)], .Filter = notification_filter(filter), .Queue = queue.arn()}));
  // S3 tries the destination when it hears of it.
  if (queue.policy_resource() != nullptr) resource_.depends_on(*queue.policy_resource(), where);
  write_notifications();
}

void Bucket::add_event_notification(BucketEvent event, Topic& topic, const NotificationKeyFilter& filter,
                                    std::source_location where) {
  if (!can_notify(where)) return;
  const Principal s3 = Principal::service("s3.amazonaws.com");
  topic.add_to_resource_policy({.actions = {iam::sns::Publish},
                                .resources = {topic.arn()},
                                .principals = {s3},
                                .conditions = source_conditions()});
  if (Key* key = topic.encryption_key()) {
    key->add_to_resource_policy(
        {.actions = {iam::kms::GenerateDataKey, iam::kms::Decrypt}, .resources = {"*"}, .principals = {s3}});
  }
  topic_notifications_.push_back(Value<Json>(L1::TopicConfiguration{
      .Event = events[index(event)], .Filter = notification_filter(filter), .Topic = topic.arn()}));
  if (topic.policy_resource() != nullptr) resource_.depends_on(*topic.policy_resource(), where);
  write_notifications();
}

void Bucket::add_event_notification(BucketEvent event, FunctionBase& function,
                                    const NotificationKeyFilter& filter, std::source_location where) {
  if (!can_notify(where)) return;
  const std::string id = sanitize_id("AllowBucketNotificationsFrom" + path());
  if (function.find_child(id) == nullptr) {
    Permission permission{.principal = Principal::service("s3.amazonaws.com"),
                          .source_account = stack().account()};
    permission.source_arn = name_.is_set() ? arn_by_name() : format("arn:{}:s3:::*", stack().partition());
    function.add_permission(id, permission, where);
  }
  if (const Construct* permission = function.find_child(id)) resource_.depends_on(*permission, where);
  function_notifications_.push_back(
      Value<Json>(L1::LambdaConfiguration{.Event = events[index(event)],
                                          .Filter = notification_filter(filter),
                                          .Function = {Raw{}, function.function_arn()}}));
  write_notifications();
}

void Bucket::enable_event_bridge_notification() {
  if (!can_notify(where())) return;
  event_bridge_ = true;
  write_notifications();
}

void Bucket::write_notifications() {
  L1::NotificationConfiguration configuration{
      .LambdaConfigurations = list_of<L1::LambdaConfiguration>(function_notifications_),
      .QueueConfigurations = list_of<L1::QueueConfiguration>(queue_notifications_),
      .TopicConfigurations = list_of<L1::TopicConfiguration>(topic_notifications_)};
  if (event_bridge_)
    configuration.EventBridgeConfiguration = L1::EventBridgeConfiguration{.EventBridgeEnabled = true};
  resource_.set_property("NotificationConfiguration", Value<Json>(configuration));
}

// --- grants
// ----------------------------------------------------------------------------------------------------------

void Bucket::grant(const Grantee& grantee, std::vector<iam::Action> actions,
                   std::vector<iam::Action> key_actions, std::vector<Value<std::string>> resources) {
  PolicyStatement statement{.actions = std::move(actions), .resources = std::move(resources)};
  if (!grantee.add_to_policy(statement)) {
    statement.principals = {grantee.principal()};
    add_to_resource_policy(std::move(statement));
  }
  if (encryption_key_ != nullptr && !key_actions.empty())
    encryption_key_->grant(grantee, std::move(key_actions));
}

void Bucket::grant_read(const Grantee& grantee, std::string_view pattern) {
  grant(grantee, detail::all({read_actions}), detail::all({key_read_actions}),
        {arn(), arn_for_objects(pattern)});
}

void Bucket::grant_write(const Grantee& grantee, std::string_view pattern) {
  grant(grantee, detail::all({delete_actions, put_actions}),
        detail::all({decrypt_actions, detail::key_encrypt_actions}), {arn(), arn_for_objects(pattern)});
}

void Bucket::grant_put(const Grantee& grantee, std::string_view pattern) {
  grant(grantee, detail::all({put_actions}), detail::all({decrypt_actions, detail::key_encrypt_actions}),
        {arn_for_objects(pattern)});
}

void Bucket::grant_put_acl(const Grantee& grantee, std::string_view pattern) {
  grant(grantee, detail::all({put_acl_actions}), {}, {arn_for_objects(pattern)});
}

void Bucket::grant_delete(const Grantee& grantee, std::string_view pattern) {
  grant(grantee, detail::all({delete_actions}), {}, {arn_for_objects(pattern)});
}

void Bucket::grant_read_write(const Grantee& grantee, std::string_view pattern) {
  grant(grantee, detail::all({read_actions, delete_actions, put_actions}),
        detail::all({key_read_actions, decrypt_actions, detail::key_encrypt_actions}),
        {arn(), arn_for_objects(pattern)});
}

void Bucket::grant_public_access(std::string_view pattern) {
  if (public_policy_blocked_) {
    refuse(*this, "block_public_access", "block_public_policy or restrict_public_buckets",
           "block_public_access without block_public_policy and restrict_public_buckets",
           "The bucket refuses policies that let everybody in", where());
    return;
  }
  grant(Principal::anyone(), {iam::s3::GetObject}, {}, {arn_for_objects(pattern)});
}

void Bucket::grant_on_objects(const Grantee& grantee, std::vector<iam::Action> actions,
                              std::string_view pattern) {
  std::vector<iam::Action> key_actions;
  std::vector<iam::Action> bucket_actions;
  for (const iam::Action& action : actions) {
    (action.text().starts_with("kms:") ? key_actions : bucket_actions).push_back(action);
  }
  grant(grantee, std::move(bucket_actions), std::move(key_actions), {arn_for_objects(pattern)});
}

void Bucket::grant_replication(const std::vector<ReplicationRule>& rules) {
  Role& role = *replication_role_;
  role.add_to_policy(
      {.actions = {iam::s3::GetReplicationConfiguration, iam::s3::ListBucket}, .resources = {arn()}});
  role.add_to_policy({.actions = {iam::s3::GetObjectVersionForReplication, iam::s3::GetObjectVersionAcl,
                                  iam::s3::GetObjectVersionTagging},
                      .resources = {arn_for_objects("*")}});
  std::vector<Value<std::string>> copies;
  for (const ReplicationRule& rule : rules) copies.push_back(rule.destination.arn_for_objects("*"));
  role.add_to_policy({.actions = {iam::s3::ReplicateObject, iam::s3::ReplicateDelete, iam::s3::ReplicateTags,
                                  iam::s3::ObjectOwnerOverrideToBucketOwner},
                      .resources = std::move(copies)});
  for (const ReplicationRule& rule : rules) {
    if (rule.kms_key != nullptr) rule.kms_key->grant_encrypt(role);
  }
  if (encryption_key_ != nullptr) encryption_key_->grant(role, {iam::kms::Decrypt});
}

// --- metrics
// ---------------------------------------------------------------------------------------------------------

namespace {

Metric storage_metric(const Bucket& bucket, std::string_view name, std::string_view storage_type) {
  // Dimensions in the order of their names, as CDK writes them.
  return Metric(
      Metric::Props{.metric_namespace = "AWS/S3",
                    .metric_name = std::string(name),
                    .dimensions = {{"BucketName", bucket.bucket_name()}, {"StorageType", storage_type}},
                    .period = Duration::days(1)});
}

}  // namespace

Metric Bucket::metric_bucket_size_bytes(std::string_view storage_type) const {
  return storage_metric(*this, "BucketSizeBytes", storage_type);
}

Metric Bucket::metric_number_of_objects() const {
  return storage_metric(*this, "NumberOfObjects", "AllStorageTypes");
}

Metric Bucket::metric_requests(std::string_view metric_name, std::string_view filter_id) const {
  return Metric(Metric::Props{.metric_namespace = "AWS/S3",
                              .metric_name = std::string(metric_name),
                              .dimensions = {{"BucketName", bucket_name()}, {"FilterId", filter_id}},
                              .statistic = Statistic::sum});
}

void Bucket::prepare() {
  if (policy_elsewhere_ && bucket_policy_ == nullptr && !policy_.empty()) {
    demand(*this, "place_policy", "place_policy(stack, \"Policy\")",
           "The bucket's policy is to be made elsewhere, and nobody has made it", where());
  }
  if (bucket_policy_ != nullptr && policy_.empty()) {
    refuse(*this, "place_policy", "a policy without statements", "statements, or no place",
           "S3 takes no policy that says nothing", where());
  }
  if (bucket_policy_ != nullptr) bucket_policy_->set_property("PolicyDocument", policy_.json());
}

}  // namespace tenon
