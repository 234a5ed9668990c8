#pragma once

/// \file
/// Builds: CodeBuild projects.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::codebuild {
class Project;
}

namespace tenon {

class Bucket;
class Key;
class LogGroup;
class Repository;
class Secret;
class SecurityGroup;
class Vpc;

/// What a build runs on. https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
class BuildImage {
 public:
  static const BuildImage standard_7_0;               ///< Ubuntu, x86-64
  static const BuildImage amazon_linux_2_5;           ///< Amazon Linux 2, x86-64
  static const BuildImage amazon_linux_2023_5;        ///< Amazon Linux 2023, x86-64
  static const BuildImage amazon_linux_2_arm_3;       ///< Amazon Linux 2, 64-bit ARM
  static const BuildImage amazon_linux_2023_arm_3;    ///< Amazon Linux 2023, 64-bit ARM
  /// An image of CodeBuild's that has no name here yet.
  template <std::size_t N>
  static consteval BuildImage custom(const char (&id)[N], bool arm = false) {
    return BuildImage({id, N - 1}, arm);
  }

  /// "aws/codebuild/standard:7.0"
  constexpr std::string_view id() const noexcept { return id_; }
  constexpr bool is_arm() const noexcept { return arm_; }

 private:
  constexpr BuildImage(std::string_view id, bool arm) : id_(id), arm_(arm) {}

  std::string_view id_;
  bool arm_;
};

inline constexpr BuildImage BuildImage::standard_7_0{"aws/codebuild/standard:7.0", false};
inline constexpr BuildImage BuildImage::amazon_linux_2_5{"aws/codebuild/amazonlinux2-x86_64-standard:5.0", false};
inline constexpr BuildImage BuildImage::amazon_linux_2023_5{"aws/codebuild/amazonlinux-x86_64-standard:5.0", false};
inline constexpr BuildImage BuildImage::amazon_linux_2_arm_3{"aws/codebuild/amazonlinux2-aarch64-standard:3.0", true};
inline constexpr BuildImage BuildImage::amazon_linux_2023_arm_3{"aws/codebuild/amazonlinux-aarch64-standard:3.0", true};

/// https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html
enum class ComputeType : std::uint8_t { small, medium, large, x_large, x2_large };

/// What a build does. https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
class BuildSpec {
 public:
  /// The commands themselves, a document with `version`, `phases` and so on.
  static BuildSpec from_object(const Value<Json>& document);
  /// A file of the source. Default: "buildspec.yml".
  static BuildSpec from_source_file(std::string_view name = "buildspec.yml");

  const Value<std::string>& text() const noexcept { return text_; }
  /// Whether it is part of the project, so that a build needs no source.
  bool is_immediate() const noexcept { return immediate_; }

 private:
  BuildSpec(Value<std::string> text, bool immediate) : text_(std::move(text)), immediate_(immediate) {}

  Value<std::string> text_;
  bool immediate_;
};

/// A variable that a build finds in its environment.
struct BuildVariable {
  std::string name;
  /// The text itself.
  Value<std::string> value = {};
  /// The name of a parameter of Systems Manager, which the build reads. Not together with `value` or `secret`.
  Value<std::string> parameter = {};
  /// A secret that the build reads; `json_key` is one of its members. Not together with `value` or `parameter`.
  Secret* secret = nullptr;
  std::string json_key = {};
};

/// A project of CodeBuild. What it builds comes from a pipeline (`BuildAction`), or from nowhere when it is started by
/// hand and its `build_spec` is part of it.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html
class BuildProject final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = BuildProject;
    Required<"build_spec", BuildSpec> build_spec;
    /// Default: CloudFormation makes a name.
    Value<std::string> project_name = {};
    Value<std::string> description = {};
    BuildImage build_image = BuildImage::amazon_linux_2023_5;
    /// An image of one's own, which the build's role may pull, in the place of `build_image`. Default: none.
    Repository* repository = nullptr;
    /// Of that repository.
    std::string repository_tag = "latest";
    ComputeType compute_type = ComputeType::small;
    /// Whether the build may run Docker.
    bool privileged = false;
    /// Default: none.
    std::vector<BuildVariable> environment_variables = {};
    /// Whether Docker layers and the source are kept on the machine for the next build.
    bool local_cache = false;
    /// Five minutes to eight hours (`property-not-allowed`), whole minutes. Default: one hour.
    std::optional<Duration> timeout = {};
    /// How long a build waits to be started. Default: eight hours.
    std::optional<Duration> queued_timeout = {};
    /// Default: as many as the account's quota lets run.
    Value<std::int64_t> concurrent_build_limit = {};
    /// Where builds write their logs. Default: CodeBuild makes a group /aws/codebuild/<project>.
    LogGroup* log_group = nullptr;
    /// Encrypts what a build puts out. Default: the account's key `aws/s3`.
    Key* encryption_key = nullptr;
    /// The network that builds reach. Default: none; they reach the internet.
    Vpc* vpc = nullptr;
    /// Default: the private subnets.
    SubnetSelection subnets = {};
    /// Needs `vpc`. Default: a group `SecurityGroup` of its own.
    std::vector<SecurityGroup*> security_groups = {};
    /// Default: a role `Role`.
    Role* role = nullptr;
    /// Whether the build may make groups of test reports named after the project.
    bool grant_report_group_permissions = true;
  };

  BuildProject(const Scope& scope, const Props& props);
  static BuildProject& from_name(Construct& scope, std::string_view id, const Value<std::string>& project_name,
                                 std::source_location where = std::source_location::current());

  aws::codebuild::Project& resource() const noexcept { return *resource_; }
  Value<std::string> arn() const;
  Value<std::string> project_name() const;
  /// Of an imported project: an error (`property-needed`).
  Role& role();

  /// StartBuild, StopBuild, BatchGetBuilds.
  void grant_start_build(const Grantee& grantee);

  /// A metric of AWS/CodeBuild about the project; a sum.
  /// https://docs.aws.amazon.com/codebuild/latest/userguide/monitoring-metrics.html
  Metric metric(std::string name) const;
  Metric metric_builds() const { return metric("Builds"); }
  Metric metric_failed_builds() const { return metric("FailedBuilds"); }
  Metric metric_succeeded_builds() const { return metric("SucceededBuilds"); }
  /// Seconds, average.
  Metric metric_duration() const;

 private:
  struct Imported;
  BuildProject(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  void add_network(const Props& props);
  void allow_logs(const Props& props);
  void allow_reports();
  Value<std::string> arn_of(std::string_view service, std::string_view resource) const;

  aws::codebuild::Project* resource_ = nullptr;
  Role* role_ = nullptr;
};

}  // namespace tenon
