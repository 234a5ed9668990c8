#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::ecr {
class Repository;
}

namespace tenon {

class Key;

/// Whether a tag may be given to another image.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
enum class TagMutability : std::uint8_t { mutable_, immutable };

/// Which images a rule is about.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
enum class TagStatus : std::uint8_t { any, tagged, untagged };

/// Which images expire. Exactly one of `max_image_age` and `max_image_count` is given (`property-needed`,
/// `property-not-allowed`).
struct LifecycleRule {
  /// Older images expire; whole days.
  std::optional<Duration> max_image_age = {};
  /// Images beyond the newest so many expire.
  std::optional<std::int64_t> max_image_count = {};
  /// Default: tagged with prefixes or patterns, else any. A repository has at most one rule for any
  /// (`property-not-allowed`); it comes last.
  std::optional<TagStatus> tag_status = {};
  /// Only images with a tag that begins so. Only with `tagged`, which needs prefixes or patterns, not both.
  std::vector<std::string> tag_prefixes = {};
  /// Only images with a tag that fits; at most four `*` each.
  std::vector<std::string> tag_patterns = {};
  std::string description = {};
  /// Lower is applied first. Default: behind all rules before it.
  std::optional<std::int64_t> priority = {};
};

/// A repository of images (ECR).
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html
class Repository final : public Construct {
 public:
  struct Props {
    using Of = Repository;
    /// Lower-case letters, digits, `-`, `_`, `.` and `/`; 2 to 256 characters. Default:
    /// CloudFormation makes a name.
    Value<std::string> repository_name = {};
    /// Whether new images are searched for known vulnerabilities. (CDK's default: not said, which is false.)
    bool image_scan_on_push = true;
    /// Default: mutable, the service's own.
    std::optional<TagMutability> image_tag_mutability = {};
    /// Default: none, all images are kept.
    std::vector<LifecycleRule> lifecycle_rules = {};
    /// Default: a key of the service's own (AES-256).
    Key* encryption_key = nullptr;
    /// Encryption with KMS, without `encryption_key` by the key that AWS keeps for ECR.
    bool kms_encryption = false;
    /// Whether a repository that is deleted takes its images along. Needs `RemovalPolicy::destroy`
    /// (`property-not-allowed`).
    bool empty_on_delete = false;
    /// Default: the repository is kept, as in CDK.
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  Repository(const Scope& scope, const Props& props);
  /// A repository of the stack's own account and region.
  static Repository& from_name(Construct& scope, std::string_view id,
                               const Value<std::string>& repository_name,
                               std::source_location where = std::source_location::current());
  static Repository& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                              std::source_location where = std::source_location::current());

  aws::ecr::Repository& resource() const noexcept { return *resource_; }
  Value<std::string> arn() const;
  Value<std::string> repository_name() const;
  /// "111122223333.dkr.ecr.eu-west-1.amazonaws.com/name"
  Value<std::string> repository_uri() const;
  /// With ":tag", or "@sha256:…".
  Value<std::string> repository_uri_for(std::string_view tag_or_digest) const;

  void add_lifecycle_rule(LifecycleRule rule, std::source_location where = std::source_location::current());
  void add_to_resource_policy(PolicyStatement statement);
  /// Reading images. For a principal that is no role the statement stands in the repository's policy.
  void grant_pull(const Grantee& grantee);
  /// Writing images.
  void grant_push(const Grantee& grantee);
  void grant_pull_push(const Grantee& grantee);
  /// Describing the repository and its images.
  void grant_read(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

 protected:
  void prepare() override;

 private:
  struct Imported;
  Repository(const Scope& scope, const Imported& imported);
  Value<std::string> uri_with(std::string_view suffix) const;

  aws::ecr::Repository* resource_ = nullptr;
  Value<std::string> arn_;
  Value<std::string> region_;
  Value<std::string> account_;
  PolicyDocument policy_;
  std::vector<LifecycleRule> lifecycle_rules_;
};

}  // namespace tenon
