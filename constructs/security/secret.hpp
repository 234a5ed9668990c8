#pragma once

/// \file
/// Secrets of Secrets Manager, and how they are replaced in time.

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/schedule.hpp"

namespace tenon::aws::secretsmanager {
class ResourcePolicy;
class RotationSchedule;
class Secret;
class SecretTargetAttachment;
}  // namespace tenon::aws::secretsmanager

namespace tenon {

class FunctionBase;
class Grantee;
class Key;
class RotationSchedule;
class Secret;
class SecurityGroup;
class Vpc;

namespace detail {

/// What does not stand in passwords of databases, as CDK has it: characters that their tools and shells take
/// otherwise.
inline constexpr std::string_view not_in_database_passwords = " %+~`#$&*()|[]{}:;<>?!'/@\"\\";

}  // namespace detail

/// What the deployment generates into a new secret: a password, or JSON that has one among its fields.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
struct GeneratedSecretString {
  /// 1 to 4096 characters. Default: 32, the service's own.
  std::optional<std::int64_t> password_length = {};
  /// Characters that are not to be in it. Default: none.
  std::string exclude_characters = {};
  bool exclude_lowercase = false;
  bool exclude_uppercase = false;
  bool exclude_numbers = false;
  /// Punctuation: !"#$%&'()*+,-./:;<=>?@[\]^_`{|}~
  bool exclude_punctuation = false;
  bool include_space = false;
  /// Whether every kind of character that is allowed is in it.
  bool require_each_included_type = true;
  /// A JSON object that the password is added to, `{"username":"admin"}`; see `json::string`. With
  /// `generate_string_key` (`property-needed`). Default: the secret is the password alone.
  Value<std::string> secret_string_template = {};
  /// The field of the template that the password becomes. With `secret_string_template`.
  std::string generate_string_key = {};
};

/// What a secret is attached to: then the secret's fields tell where it belongs (`host`, `port`, `engine`,
/// …), which rotation needs.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secrettargetattachment.html
struct SecretAttachmentTarget {
  /// "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::Redshift::Cluster", …
  std::string target_type;
  /// What `Ref` of the resource returns.
  Value<std::string> target_id;
};

/// The databases for which AWS has rotation functions.
enum class RotationEngine : std::uint8_t {
  mysql,
  postgresql,
  oracle,
  mariadb,
  sql_server,
  redshift,
  mongodb
};

/// How a hosted rotation runs.
struct HostedRotationOptions {
  /// The network from which the database can be reached; null when it can from outside. Default: none.
  Vpc* vpc = nullptr;
  /// Of the network. Default: see `SubnetSelection`.
  SubnetSelection vpc_subnets = {};
  /// Default: a group `SecurityGroup` below the rotation that allows all outbound traffic.
  std::vector<SecurityGroup*> security_groups = {};
  /// Name of the function that is made. Default: CloudFormation makes one.
  Value<std::string> function_name = {};
  /// Not to be in new passwords. Default: the secret's own, else what databases do not take:
  ///  %+~`#$&*()|[]{}:;<>?!'/@"\ and the space.
  std::optional<std::string> exclude_characters = {};
};

/// A rotation by a function of AWS's, which the transform AWS::SecretsManager-2024-09-16 puts into the
/// template when it is deployed.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-rotationschedule-hostedrotationlambda.html
class HostedRotation {
 public:
  /// The user of the secret changes the password of its own. Until the new one is stored, connections may
  /// fail.
  static HostedRotation single_user(RotationEngine engine, HostedRotationOptions options = {});
  /// Two users take turns; `master_secret` is one's that may change them. The old password goes on working
  /// until the next rotation.
  static HostedRotation multi_user(RotationEngine engine, Secret& master_secret,
                                   HostedRotationOptions options = {});

  RotationEngine engine() const noexcept { return engine_; }
  /// Null for a single user.
  Secret* master_secret() const noexcept { return master_secret_; }
  const HostedRotationOptions& options() const noexcept { return options_; }

 private:
  HostedRotation(RotationEngine engine, Secret* master_secret, HostedRotationOptions options)
      : engine_(engine), master_secret_(master_secret), options_(std::move(options)) {}

  RotationEngine engine_;
  Secret* master_secret_;
  HostedRotationOptions options_;
};

/// When a secret is replaced.
struct RotationOptions {
  /// 4 hours to 1000 days. Default: 30 days, unless `schedule` says otherwise.
  std::optional<Duration> automatically_after = {};
  /// In the place of `automatically_after`: "cron(0 4 ? * SUN *)", UTC. Default: none.
  Optional<Schedule> schedule = {};
  /// How long after the scheduled time a rotation may begin, in whole hours. Default: to the end of the day.
  std::optional<Duration> window = {};
  /// Whether the secret is replaced as soon as the schedule is made or changed. Default: it is, the service's
  /// own.
  std::optional<bool> rotate_immediately_on_update = {};
};

/// A secret that the deployment generates: nobody writes it, and no template holds it.
///
///     auto& keys = stack.add("ApiKeys", Secret::Props{.encryption_key = &key});
///     keys.add_rotation("Rotation", rotation_function, {.automatically_after = Duration::days(30)});
///     keys.grant_read(service);
///
/// A secret that is attached to a database is a `Secret` too: `attach` gives it, and what refers to it then
/// waits until the secret says where the database is.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
class Secret final : public Construct {
 public:
  struct Props {
    using Of = Secret;
    /// Default: CloudFormation makes a name.
    Value<std::string> secret_name = {};
    Value<std::string> description = {};
    /// Default: the account's key `aws/secretsmanager`, which cannot be used from other accounts. The key's
    /// policy lets the account's identities use it through Secrets Manager.
    Key* encryption_key = nullptr;
    /// Default: a password of 32 characters.
    GeneratedSecretString generate_secret_string = {};
    /// What the secret holds in the place of that: something that only the deployment knows, such as the
    /// address of a database; the template shows how it is made. A text is refused (`property-not-allowed`).
    Value<std::string> secret_string = {};
    /// CDK's default: the secret goes with the stack, after the recovery window of the service.
    RemovalPolicy removal_policy = RemovalPolicy::destroy;
  };

  Secret(const Scope& scope, const Props& props);
  /// A secret that exists already. An ARN without the six characters behind the name is a partial one, which
  /// policies complete by `-??????`.
  static Secret& from_arn(Construct& scope, std::string_view id, const Value<std::string>& secret_arn,
                          Key* encryption_key = nullptr,
                          std::source_location where = std::source_location::current());
  /// A secret of the stack's account and region by its name alone. Its ARN is a partial one.
  static Secret& from_name(Construct& scope, std::string_view id, const Value<std::string>& secret_name,
                           Key* encryption_key = nullptr,
                           std::source_location where = std::source_location::current());

  /// The secret's own L1, of an attached one too.
  aws::secretsmanager::Secret& resource() const noexcept { return *resource_; }
  /// Null unless it is what `attach` gave.
  aws::secretsmanager::SecretTargetAttachment* attachment() const noexcept { return attachment_; }
  /// What `Ref` of a secret, or of its attachment, returns.
  Value<std::string> arn() const;
  Value<std::string> secret_name() const;
  /// Null where it is the account's own for Secrets Manager.
  Key* encryption_key() const noexcept { return encryption_key_; }
  /// What is not in its passwords; empty for a secret of elsewhere.
  const std::string& exclude_characters() const noexcept { return exclude_characters_; }

  /// The whole text, read by CloudFormation when it deploys (`{{resolve:secretsmanager:…}}`). Where
  /// properties show, it would show as well: meant for passwords of databases and the like.
  Value<std::string> secret_value() const;
  /// One field of a secret that is JSON.
  Value<std::string> secret_value_from_json(std::string_view field) const;

  /// Attaches the secret, once (`property-not-allowed`). What it returns, the child `Attachment`, is the
  /// secret to use from then on.
  Secret& attach(const SecretAttachmentTarget& target,
                 std::source_location where = std::source_location::current());

  /// Replaces the secret by a function of AWS's. `AuroraCluster::add_rotation_single_user` says all of this
  /// by itself. The account's root may not delete a secret that rotates.
  RotationSchedule& add_rotation(std::string_view id, const HostedRotation& rotation,
                                 const RotationOptions& options = {},
                                 std::source_location where = std::source_location::current());
  /// Replaces the secret by a function of one's own, which Secrets Manager may call and which may read and
  /// write the secret and make random passwords.
  RotationSchedule& add_rotation(std::string_view id, FunctionBase& function,
                                 const RotationOptions& options = {},
                                 std::source_location where = std::source_location::current());
  /// Says when the service that keeps the secret replaces it: of secrets that RDS manages.
  RotationSchedule& add_managed_rotation(std::string_view id, const RotationOptions& options = {},
                                         std::source_location where = std::source_location::current());

  /// DescribeSecret and GetSecretValue. `version_stages`: only of versions with these, "AWSCURRENT"; default:
  /// all.
  ///
  /// To a role the key is granted in the role's own policy, for use through Secrets Manager alone. To a
  /// principal that is no role both are granted in the secret's and the key's own policies.
  void grant_read(const Grantee& grantee, const std::vector<std::string>& version_stages = {});
  /// PutSecretValue, UpdateSecret and UpdateSecretVersionStage, and the key for encrypting.
  void grant_write(const Grantee& grantee);
  /// Adds to the secret's own policy, `Policy`, which is made with the first statement; false for a secret of
  /// elsewhere.
  bool add_to_resource_policy(PolicyStatement statement);
  /// The account's root may not delete it.
  void deny_account_root_delete();

 protected:
  void prepare() override;

 private:
  friend class RotationSchedule;
  struct Imported;
  struct Attached;
  Secret(const Scope& scope, const Imported& imported);
  Secret(const Scope& scope, const Attached& attached);

  void check(const Props& props) const;
  /// As policies name it.
  Value<std::string> arn_for_policies() const;
  void grant_key(const Grantee& grantee, std::vector<iam::Action> actions);

  aws::secretsmanager::Secret* resource_ = nullptr;
  aws::secretsmanager::SecretTargetAttachment* attachment_ = nullptr;
  aws::secretsmanager::ResourcePolicy* resource_policy_ = nullptr;
  Secret* attached_ = nullptr;  // what this is the attachment of
  Key* encryption_key_ = nullptr;
  Value<std::string> arn_;   // of a secret of elsewhere
  Value<std::string> name_;  // as given
  std::string exclude_characters_;
  bool partial_arn_ = false;
  PolicyDocument policy_;
};

/// When a secret is replaced and by what. Made by `Secret::add_rotation`; its security groups are those of
/// the hosted function, so `database.allow_from(rotation)` lets it in.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-rotationschedule.html
class RotationSchedule final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = RotationSchedule;
    Secret& secret;
    /// Either this or `function`; neither for a secret that a service rotates.
    std::optional<HostedRotation> hosted = {};
    FunctionBase* function = nullptr;
    RotationOptions options = {};
  };

  RotationSchedule(const Scope& scope, const Props& props);

  aws::secretsmanager::RotationSchedule& resource() const noexcept { return *resource_; }

 private:
  bool check(const Props& props) const;
  void grant_rotation(Secret& secret, FunctionBase& function);
  void join_network(const HostedRotationOptions& options);

  aws::secretsmanager::RotationSchedule* resource_ = nullptr;
};

}  // namespace tenon
