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

namespace tenon::aws::s3 {
class Bucket;
class BucketPolicy;
namespace kind {
struct Bucket_Arn;
struct Bucket_BucketName;
struct Bucket_DomainName;
struct Bucket_RegionalDomainName;
}  // namespace kind
}  // namespace tenon::aws::s3

namespace tenon {

class FunctionBase;
class Grantee;
class Key;
class Metric;
class Queue;
class Role;
class Topic;

/// With which keys S3 encrypts what is stored without saying so.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
enum class BucketEncryption : std::uint8_t {
  s3_managed,    ///< keys of S3's own (SSE-S3), AES-256
  kms,           ///< a key of the account, made or given
  kms_managed,   ///< the account's key `aws/s3`, which AWS keeps
  dsse,          ///< two layers of encryption with a key of the account, made or given
  dsse_managed,  ///< two layers with the account's key `aws/s3`
  unencrypted,   ///< the template says nothing; S3 then uses keys of its own all the same (CDK's default)
};

/// What of public access S3 refuses. Default: everything that would be public.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
struct BlockPublicAccess {
  bool block_public_acls = true;
  bool block_public_policy = true;
  bool ignore_public_acls = true;
  bool restrict_public_buckets = true;

  friend bool operator==(const BlockPublicAccess& a, const BlockPublicAccess& b) = default;
};

/// Whether access control lists count.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
enum class ObjectOwnership : std::uint8_t { bucket_owner_enforced, bucket_owner_preferred, object_writer };

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
enum class StorageClass : std::uint8_t {
  standard,  ///< of replicas only: nothing moves back to it
  infrequent_access,
  one_zone_infrequent_access,
  intelligent_tiering,
  glacier,
  glacier_instant_retrieval,
  deep_archive,
};

/// What happens in a bucket and can be told to others.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
enum class BucketEvent : std::uint8_t {
  object_created,
  object_created_put,
  object_created_post,
  object_created_copy,
  object_created_complete_multipart_upload,
  object_removed,
  object_removed_delete,
  object_removed_delete_marker_created,
  object_restore_post,
  object_restore_completed,
  object_restore_delete,
  reduced_redundancy_lost_object,
  replication_operation_failed,
  replication_operation_missed_threshold,
  replication_operation_replicated_after_threshold,
  replication_operation_not_tracked,
  lifecycle_expiration,
  lifecycle_expiration_delete,
  lifecycle_expiration_delete_marker_created,
  lifecycle_transition,
  intelligent_tiering,
  object_tagging,
  object_tagging_put,
  object_tagging_delete,
  object_acl_put,
};

/// Events of keys that begin and end like this. Default: of all keys.
struct NotificationKeyFilter {
  std::string prefix = {};
  std::string suffix = {};
};

/// A bucket of S3: encrypted, closed to the public and to connections without TLS, kept when the stack goes.
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
class Bucket final : public Construct {
 public:
  /// Methods of requests that a page of another origin may send.
  enum class HttpMethod : std::uint8_t { get, put, head, post, delete_ };
  enum class Protocol : std::uint8_t { http, https };
  enum class TlsVersion : std::uint8_t { tls_1_2, tls_1_3 };
  enum class ObjectLockMode : std::uint8_t {
    governance,  ///< who has `s3:BypassGovernanceRetention` may delete all the same
    compliance,  ///< nobody may, not even the account's root
  };

  /// A tag of objects, by which a rule chooses them.
  struct TagFilter {
    std::string key;
    std::string value;
  };

  /// Moves objects to another storage class.
  struct Transition {
    StorageClass storage_class;
    /// Days since the object was made; whole days. Either this or `transition_date`.
    std::optional<Duration> transition_after = {};
    /// ISO 8601 at midnight UTC: "2030-01-01T00:00:00Z".
    std::string transition_date = {};
  };

  /// Moves versions that are no longer current.
  struct NoncurrentVersionTransition {
    StorageClass storage_class;
    /// Since the version ceased to be the current one; whole days.
    Duration transition_after;
    /// How many newer versions stay where they are, 1 to 100. Default: none.
    std::optional<std::int64_t> noncurrent_versions_to_retain = {};
  };

  /// What becomes of objects with time. At least one of the members that do something is needed.
  /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
  struct LifecycleRule {
    /// At most 255 characters. Default: S3 makes one.
    std::string id = {};
    bool enabled = true;
    /// Of the keys that the rule is about. Default: all objects.
    std::string prefix = {};
    /// All of them must be on the object. Default: none.
    std::vector<TagFilter> tag_filters = {};
    /// Parts of uploads that were never finished are deleted; whole days. Default: never.
    std::optional<Duration> abort_incomplete_multipart_upload_after = {};
    /// Objects are deleted; whole days. Default: never.
    std::optional<Duration> expiration = {};
    /// Objects are deleted on that day: ISO 8601 at midnight UTC. Default: never.
    std::string expiration_date = {};
    /// Delete markers are removed when nothing is left below them; not together with an expiration or tags.
    /// Default: they stay.
    bool expired_object_delete_marker = false;
    /// Versions are deleted so long after they ceased to be current; whole days. Default: never.
    std::optional<Duration> noncurrent_version_expiration = {};
    /// How many newer versions are kept in any case, 1 to 100; with `noncurrent_version_expiration`. Default:
    /// none.
    std::optional<std::int64_t> noncurrent_versions_to_retain = {};
    std::vector<NoncurrentVersionTransition> noncurrent_version_transitions = {};
    std::vector<Transition> transitions = {};
    /// Only objects larger than that. Default: all.
    std::optional<Size> object_size_greater_than = {};
    /// Only objects smaller than that. Default: all.
    std::optional<Size> object_size_less_than = {};
  };

  /// Which pages of other origins may use the bucket.
  /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
  struct CorsRule {
    std::vector<HttpMethod> allowed_methods;
    /// "https://example.com", with at most one `*`.
    std::vector<Value<std::string>> allowed_origins;
    /// Headers of a request. Default: none.
    std::vector<std::string> allowed_headers = {};
    /// Headers of an answer that the page may read. Default: none.
    std::vector<std::string> exposed_headers = {};
    std::string id = {};
    /// How long a browser keeps the answer to a preflight request. Default: it does not.
    std::optional<Duration> max_age = {};
  };

  /// Sends what was asked of a website elsewhere.
  struct RoutingRule {
    /// Default: the bucket's own.
    std::string host_name = {};
    /// "301" to "308". Default: "301".
    std::string http_redirect_code = {};
    /// Default: the request's own.
    std::optional<Protocol> protocol = {};
    /// The whole key, or (exclusive) the beginning of it. Default: unchanged.
    std::string replace_key_with = {};
    std::string replace_key_prefix_with = {};
    /// When: the error that would be answered ("404"), the beginning of the key. Default: always.
    std::string http_error_code_returned_equals = {};
    std::string key_prefix_equals = {};
  };

  /// All requests of a website go there.
  struct RedirectTarget {
    Value<std::string> host_name;
    /// Default: the request's own.
    std::optional<Protocol> protocol = {};
  };

  /// Copies objects to another bucket as they come.
  /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
  struct ReplicationRule {
    /// Versioned, too.
    Bucket& destination;
    std::string id = {};
    /// Higher wins where rules overlap; needed as soon as there are several. Default: none.
    std::optional<std::int64_t> priority = {};
    /// Of the keys that are copied. Default: all.
    std::string prefix = {};
    /// All of them must be on the object. Default: none.
    std::vector<TagFilter> tag_filters = {};
    /// Default: the source's.
    std::optional<StorageClass> storage_class = {};
    /// Encrypts the copies; needed with `sse_kms_encrypted_objects`. Default: as the destination says.
    Key* kms_key = nullptr;
    /// Whether objects that a KMS key encrypts are copied. Default: S3 does not copy them.
    std::optional<bool> sse_kms_encrypted_objects = {};
    /// Whether changes of copies are copied back. Default: they are not.
    std::optional<bool> replica_modifications = {};
    /// Whether deletions are copied; not together with tags.
    bool delete_marker_replication = false;
    /// S3 promises copies within this time: 15 minutes. Needs `metrics`. Default: no promise.
    std::optional<Duration> replication_time_control = {};
    /// Reports how far copies are behind; with `replication_time_control` also those that took longer than
    /// this. Default: no figures.
    std::optional<Duration> metrics = {};
    /// Where the destination is another account's. Default: this one's.
    Value<std::string> destination_account = {};
    /// Whether the owner of the destination owns the copies; needs `destination_account`.
    bool access_control_transition = false;
  };

  /// Figures about requests, under a name of their own in CloudWatch (`FilterId`).
  /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-configurations.html
  struct RequestMetrics {
    /// "EntireBucket"
    std::string id;
    std::string prefix = {};
    std::vector<TagFilter> tag_filters = {};
  };

  /// How long objects cannot be deleted after they were written.
  struct ObjectLockRetention {
    ObjectLockMode mode;
    /// One day to 100 years; whole days.
    Duration duration;
  };

  struct Props {
    using Of = Bucket;
    /// 3 to 63 characters: small letters, digits, `.` and `-`. Default: CloudFormation makes a name.
    Value<std::string> bucket_name = {};
    /// Default: S3's own keys, or KMS when `encryption_key` is given. (CDK's default: nothing is said.)
    std::optional<BucketEncryption> encryption = {};
    /// With `kms` and `dsse`. Default: a key is made, `Key`, whose material AWS replaces every year.
    Key* encryption_key = nullptr;
    /// One data key for many objects: far fewer calls of KMS. Default: on with `kms`, and nothing said
    /// elsewhere. (CDK's default: nothing said.)
    std::optional<bool> bucket_key_enabled = {};
    /// Default: all public access is blocked. (CDK says nothing unless asked; S3 then blocks all.) An empty
    /// optional says nothing.
    std::optional<BlockPublicAccess> block_public_access = BlockPublicAccess{};
    /// Lets everybody read all objects; `block_public_access` must leave room for the policy.
    bool public_read_access = false;
    /// Whether connections without TLS are refused, by the bucket's policy. (CDK's default: false.)
    bool enforce_ssl = true;
    /// Refuses older versions of TLS; with `enforce_ssl`. Default: whatever S3 takes, 1.2 and 1.3.
    std::optional<TlsVersion> minimum_tls_version = {};
    /// Whether overwritten and deleted objects are kept as versions.
    bool versioned = false;
    /// Default: S3's own, `bucket_owner_enforced`: no access control lists.
    std::optional<ObjectOwnership> object_ownership = {};
    std::vector<LifecycleRule> lifecycle_rules = {};
    std::vector<CorsRule> cors = {};
    /// Versioning is needed with it.
    std::vector<ReplicationRule> replication_rules = {};
    /// What S3 copies with. Default: a role is made, `ReplicationRole`, that may do what the rules need.
    Role* replication_role = nullptr;
    /// Where requests are logged; that bucket's policy gets the statement that lets S3 write there. Default:
    /// not logged.
    Bucket* server_access_logs_bucket = nullptr;
    /// Of the logs' keys, such as "documents/". Without a bucket the logs go into this one. Default: none.
    std::string server_access_logs_prefix = {};
    /// "index.html". Default: no website.
    std::string website_index_document = {};
    /// With `website_index_document`. Default: S3's own page.
    std::string website_error_document = {};
    std::vector<RoutingRule> website_routing_rules = {};
    /// Excludes the other members about the website. Default: none.
    std::optional<RedirectTarget> website_redirect = {};
    /// Whether all events go to the account's default event bus of EventBridge.
    bool event_bridge_enabled = false;
    /// Whether uploads may use CloudFront's edge locations.
    bool transfer_acceleration = false;
    /// Whether objects can be locked against deletion; can only be said when the bucket is made. Default: no,
    /// but yes with a retention.
    bool object_lock_enabled = false;
    std::optional<ObjectLockRetention> object_lock_default_retention = {};
    /// Default: figures of storage alone.
    std::vector<RequestMetrics> metrics = {};
    /// Whether `arn()` and `bucket_name()` are put together from `bucket_name` instead of referring to the
    /// resource. For a bucket that notifies a function which in turn reads the bucket: references would go in
    /// a circle
    /// (`resource-cycle`). The name is then all that ties others to the bucket, so CloudFormation does not
    /// know an order.
    bool refer_by_name = false;
    /// Whether the policy is made by `place_policy`, in a stack that refers to this one: for a distribution
    /// of another stack, which the policy names and which in turn refers to the bucket.
    bool policy_elsewhere = false;
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  struct Attributes {
    /// One of both is needed.
    Value<std::string> bucket_arn = {};
    Value<std::string> bucket_name = {};
    /// Granted along with the bucket. Default: none.
    Key* encryption_key = nullptr;
    /// Default: the stack's.
    Value<std::string> region = {};
  };

  Bucket(const Scope& scope, const Props& props);
  /// A bucket that exists already. Its policy and notifications are not this app's.
  static Bucket& from_name(Construct& scope, std::string_view id, const Value<std::string>& bucket_name,
                           std::source_location where = std::source_location::current());
  static Bucket& from_arn(Construct& scope, std::string_view id, const Value<std::string>& bucket_arn,
                          std::source_location where = std::source_location::current());
  static Bucket& from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                 std::source_location where = std::source_location::current());

  aws::s3::Bucket& resource() const noexcept { return resource_; }
  ArnAttribute<aws::s3::kind::Bucket_Arn> arn() const;
  /// What `Ref` of a bucket returns.
  Attribute<aws::s3::kind::Bucket_BucketName> bucket_name() const;
  /// `<name>.s3.<suffix>`
  Attribute<aws::s3::kind::Bucket_DomainName> domain_name() const;
  /// `<name>.s3.<region>.<suffix>`: what CloudFront takes as an origin.
  Attribute<aws::s3::kind::Bucket_RegionalDomainName> regional_domain_name() const;
  /// With IPv6.
  Value<std::string> dual_stack_domain_name() const;
  /// `http://…`; of imported buckets in the form with a dot before the region.
  Value<std::string> website_url() const;
  /// `arn_for_objects("uploads/*")`: the ARN and behind it the pattern.
  Value<std::string> arn_for_objects(std::string_view key_pattern) const;
  /// Null where there is none of the account's own.
  Key* encryption_key() const noexcept { return encryption_key_; }
  bool is_website() const noexcept { return website_; }

  /// Adds to the bucket's policy, `Policy`, which is made with the first statement. False for an imported
  /// bucket, whose policy is not this app's.
  bool add_to_resource_policy(PolicyStatement statement);
  /// The bucket's policy: what writes into the bucket by it is deployed after it, and deleted before it. Null
  /// as long as nothing was said in it, which `enforce_ssl` does at once, and for an imported bucket.
  Construct* policy() const noexcept;
  /// Makes the policy, with all that is and will be said in it, as `<id>` below `scope`. Of a bucket with
  /// `policy_elsewhere`, which needs it (`property-needed` at synthesis); once, and only where there is
  /// something to be said (`property-not-allowed`).
  void place_policy(Construct& scope, std::string_view id,
                    std::source_location where = std::source_location::current());
  void add_lifecycle_rule(const LifecycleRule& rule);
  void add_cors_rule(const CorsRule& rule);
  void add_request_metrics(const RequestMetrics& metrics);

  /// S3 tells the queue; the queue's policy lets it. The bucket is made after that policy, so it can name the
  /// bucket only where `bucket_name` is given; else it takes events of all buckets of this account.
  void add_event_notification(BucketEvent event, Queue& queue, const NotificationKeyFilter& filter = {},
                              std::source_location where = std::source_location::current());
  void add_event_notification(BucketEvent event, Topic& topic, const NotificationKeyFilter& filter = {},
                              std::source_location where = std::source_location::current());
  /// S3 calls the function. A function that also refers to the bucket closes a circle; see
  /// `Props::refer_by_name`, or take `enable_event_bridge_notification` and a rule.
  void add_event_notification(BucketEvent event, FunctionBase& function,
                              const NotificationKeyFilter& filter = {},
                              std::source_location where = std::source_location::current());
  void enable_event_bridge_notification();

  /// The actions are CDK's. The pattern is of the keys: "uploads/*".
  /// To a principal that is no role it is granted in the bucket's policy. A key of the bucket is granted
  /// along.
  void grant_read(const Grantee& grantee, std::string_view objects_key_pattern = "*");
  /// Writing and deleting.
  void grant_write(const Grantee& grantee, std::string_view objects_key_pattern = "*");
  /// Writing alone.
  void grant_put(const Grantee& grantee, std::string_view objects_key_pattern = "*");
  void grant_put_acl(const Grantee& grantee, std::string_view objects_key_pattern = "*");
  void grant_delete(const Grantee& grantee, std::string_view objects_key_pattern = "*");
  void grant_read_write(const Grantee& grantee, std::string_view objects_key_pattern = "*");
  /// Lets everybody read; `block_public_access` must leave room for it.
  void grant_public_access(std::string_view objects_key_pattern = "*");
  /// Actions of `s3:` on the objects alone, those of `kms:` on the key.
  void grant_on_objects(const Grantee& grantee, std::vector<iam::Action> actions,
                        std::string_view objects_key_pattern = "*");

  /// Bytes stored, once a day. `storage_type`: "StandardStorage", "StandardIAStorage", …
  /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
  Metric metric_bucket_size_bytes(std::string_view storage_type = "StandardStorage") const;
  /// Once a day.
  Metric metric_number_of_objects() const;
  /// A figure about requests, such as "4xxErrors", of one of the `RequestMetrics`.
  Metric metric_requests(std::string_view metric_name, std::string_view filter_id) const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  Bucket(const Scope& scope, const Imported& imported);

  void check(const Props& props) const;
  void check_website(const Props& props) const;
  void check_replication(const Props& props) const;
  void check(const LifecycleRule& rule) const;
  aws::s3::Bucket& add_resource(const Props& props);

  void grant(const Grantee& grantee, std::vector<iam::Action> actions, std::vector<iam::Action> key_actions,
             std::vector<Value<std::string>> resources);
  void grant_replication(const std::vector<ReplicationRule>& rules);
  void deny_all_but(std::string operation, std::string key, Value<std::string> value);
  void allow_log_delivery(const Bucket& from, std::string_view prefix);
  /// Whether S3 can be told by this app whom to notify; reports when not.
  bool can_notify(std::source_location where) const;
  /// Under which conditions S3 speaks for this bucket.
  std::vector<PolicyCondition> source_conditions() const;
  /// Where the name is known; unset elsewhere.
  Value<std::string> arn_by_name() const;
  void write_notifications();

  Key* encryption_key_ = nullptr;
  Role* replication_role_ = nullptr;
  Value<std::string> name_;    // as given
  Value<std::string> region_;  // of an imported bucket
  bool refer_by_name_ = false;
  bool policy_elsewhere_ = false;
  bool website_ = false;
  bool public_policy_blocked_ = true;
  aws::s3::Bucket& resource_;
  aws::s3::BucketPolicy* bucket_policy_ = nullptr;
  PolicyDocument policy_;
  std::vector<LifecycleRule> lifecycle_rules_;
  std::vector<CorsRule> cors_;
  std::vector<RequestMetrics> metrics_;
  bool event_bridge_ = false;
  std::vector<Node> function_notifications_;
  std::vector<Node> queue_notifications_;
  std::vector<Node> topic_notifications_;
};

}  // namespace tenon
