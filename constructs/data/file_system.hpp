#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/value/size.hpp"

namespace tenon::aws::efs {
class AccessPoint;
class FileSystem;
class MountTarget;
namespace kind {
struct AccessPoint_AccessPointId;
struct FileSystem_Arn;
struct FileSystem_FileSystemId;
}  // namespace kind
}  // namespace tenon::aws::efs

namespace tenon {

class AccessPoint;
class FileSystem;
class Grantee;
class Key;
class Metric;
class SecurityGroup;
class Vpc;

/// After how long without access files move to a cheaper class of storage.
/// https://docs.aws.amazon.com/efs/latest/ug/lifecycle-management-efs.html
enum class EfsLifecycle : std::uint8_t {
  after_1_day,
  after_7_days,
  after_14_days,
  after_30_days,
  after_60_days,
  after_90_days,
  after_180_days,
  after_270_days,
  after_365_days,
};

/// https://docs.aws.amazon.com/efs/latest/ug/performance.html#performancemodes
enum class EfsPerformanceMode : std::uint8_t {
  general_purpose,
  max_io,  ///< of the generation before; higher latency, and not with elastic throughput
};

/// https://docs.aws.amazon.com/efs/latest/ug/performance.html#throughput-modes
enum class EfsThroughputMode : std::uint8_t {
  bursting,     ///< grows with what is stored
  provisioned,  ///< as said
  elastic,      ///< as it comes
};

/// The user that a process of an access point acts as, whoever it is.
struct PosixUser {
  std::int64_t uid;
  std::int64_t gid;
  std::vector<std::int64_t> secondary_gids = {};
};

/// Whose the directory of an access point is, if it has to be made.
struct PosixAcl {
  std::int64_t owner_uid;
  std::int64_t owner_gid;
  /// Octal: "750".
  std::string permissions = "750";
};

/// What becomes of those who come in by an access point.
/// https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html
struct AccessPointOptions {
  /// The directory that becomes the root. Default: "/".
  Value<std::string> path = {};
  /// Makes the directory where it is missing. Needed for a path other than "/" that does not exist. Default:
  /// it is there.
  std::optional<PosixAcl> create_acl = {};
  /// Default: whoever the process is.
  std::optional<PosixUser> posix_user = {};
  /// 1 to 64 characters; makes repeated creation one. Default: CloudFormation's own.
  std::string client_token = {};
};

/// A way into a file system, made by `FileSystem::add_access_point`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-accesspoint.html
class AccessPoint final : public Construct {
 public:
  struct Props {
    using Of = AccessPoint;
    FileSystem& file_system;
    AccessPointOptions options = {};
  };

  AccessPoint(const Scope& scope, const Props& props);
  static AccessPoint& from_id(Construct& scope, std::string_view id,
                              const Value<std::string>& access_point_id, FileSystem& file_system,
                              std::source_location where = std::source_location::current());

  aws::efs::AccessPoint& resource() const noexcept { return *resource_; }
  Attribute<aws::efs::kind::AccessPoint_AccessPointId> access_point_id() const;
  Value<std::string> arn() const;
  FileSystem& file_system() const noexcept { return file_system_; }

 private:
  struct Imported;
  AccessPoint(const Scope& scope, const Imported& imported);

  FileSystem& file_system_;
  aws::efs::AccessPoint* resource_ = nullptr;
};

/// A file system of EFS that many machines share (NFS, port 2049): encrypted, reachable by TLS alone, with a
/// mount target in every Availability Zone of the network, kept when the stack goes.
///
///     auto& materials = stack.add("Materials", FileSystem::Props{.vpc = vpc, .kms_key = &key});
///     auto& root =
///         materials.add_access_point("Courses", {.path = "/courses", .create_acl = PosixAcl{1000, 1000}});
///     materials.allow_from(service);
///     materials.grant_read_write(task_role);
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-filesystem.html
class FileSystem final : public Construct, public Connectable {
 public:
  static constexpr int default_port = 2049;

  struct Props {
    using Of = FileSystem;
    Vpc& vpc;
    /// One subnet of each Availability Zone is taken, the first. Default: of the private ones; see
    /// `SubnetSelection`.
    SubnetSelection vpc_subnets = {};
    /// Default: a group `EfsSecurityGroup` that nobody reaches until it is said.
    SecurityGroup* security_group = nullptr;
    /// The tag `Name`. Default: the construct's path.
    Value<std::string> file_system_name = {};
    bool encrypted = true;
    /// Default: the account's key `aws/elasticfilesystem`.
    Key* kms_key = nullptr;
    /// Whether clients that do not use TLS are refused, by the file system's policy. (CDK's default: they are
    /// not.)
    bool enforce_transit_encryption = true;
    /// To the storage for infrequent access. Default: never.
    std::optional<EfsLifecycle> transition_to_ia = {};
    /// To the archive. Default: never.
    std::optional<EfsLifecycle> transition_to_archive = {};
    /// Whether files move back with their first access. Default: they stay.
    bool transition_to_primary_on_access = false;
    /// Default: general purpose, the service's own.
    std::optional<EfsPerformanceMode> performance_mode = {};
    /// Default: bursting, the service's own.
    std::optional<EfsThroughputMode> throughput_mode = {};
    /// Per second; with and only with provisioned throughput (`property-needed`, `property-not-allowed`).
    std::optional<Size> provisioned_throughput_per_second = {};
    /// Whether AWS Backup makes a backup every day and keeps it for 35 days.
    bool enable_automatic_backups = false;
    /// Whether the file system's policy lets every client write and be root that IAM lets mount, whatever
    /// else IAM lets it do; CDK's default (`allowAnonymousAccess` false, feature flag
    /// `@aws-cdk/aws-efs:denyAnonymousAccess`). When false, just what IAM grants counts; only where no policy
    /// is left at all (no `enforce_transit_encryption`, no `file_system_policy`) everybody who reaches a
    /// mount target may do everything, EFS's own default.
    /// https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    bool grant_write_to_clients = true;
    /// Statements of the file system's own policy. Default: none but those that the members above make.
    std::vector<PolicyStatement> file_system_policy = {};
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  struct Attributes {
    Required<"file_system_id", Value<std::string>> file_system_id;
    /// Those of the mount targets. Default: none; then nothing is said about who may connect.
    std::vector<SecurityGroup*> security_groups = {};
  };

  FileSystem(const Scope& scope, const Props& props);
  /// A file system that exists already, of the stack's account and region.
  static FileSystem& from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                     std::source_location where = std::source_location::current());

  aws::efs::FileSystem& resource() const noexcept { return *resource_; }
  Attribute<aws::efs::kind::FileSystem_FileSystemId> file_system_id() const;
  ArnAttribute<aws::efs::kind::FileSystem_Arn> arn() const;
  /// What has to stand before anybody can mount: depend on these. Empty for one that exists already.
  const std::vector<aws::efs::MountTarget*>& mount_targets() const noexcept { return mount_targets_; }

  AccessPoint& add_access_point(std::string_view id, const AccessPointOptions& options = {},
                                std::source_location where = std::source_location::current());

  /// Adds to the file system's own policy; false for one that exists already.
  bool add_to_resource_policy(PolicyStatement statement);
  /// Mounting (ClientMount), through mount targets.
  void grant_read(const Grantee& grantee);
  /// And writing (ClientWrite).
  void grant_read_write(const Grantee& grantee);
  /// And acting as root (ClientRootAccess).
  void grant_root_access(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  /// Any metric of the service with the file system as its dimension; average over five minutes.
  /// https://docs.aws.amazon.com/efs/latest/ug/efs-metrics.html
  Metric metric(std::string_view metric_name) const;
  /// Per cent of what general purpose can do.
  Metric metric_percent_io_limit() const;
  Metric metric_burst_credit_balance() const;
  Metric metric_client_connections() const;
  Metric metric_total_io_bytes() const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  FileSystem(const Scope& scope, const Imported& imported);

  void check(const Props& props) const;
  void add_mount_targets(const Props& props, SecurityGroup& group);
  void grant_client(const Grantee& grantee, std::vector<iam::Action> actions);

  aws::efs::FileSystem* resource_ = nullptr;
  std::vector<aws::efs::MountTarget*> mount_targets_;
  PolicyDocument policy_;
};

}  // namespace tenon
