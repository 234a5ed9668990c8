#pragma once

/// \file
/// AWS Backup: vaults, plans, and what they back up.

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/schedule.hpp"

namespace tenon::aws::backup {
class BackupPlan;
class BackupSelection;
class BackupVault;
namespace kind {
struct BackupPlan_BackupPlanId;
struct BackupVault_BackupVaultArn;
struct BackupVault_BackupVaultName;
}  // namespace kind
}  // namespace tenon::aws::backup

namespace tenon {

class BackupPlan;
class Grantee;
class Key;
class Role;
class Topic;

/// Where recovery points are kept; kept itself when the stack goes.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-backup-backupvault.html
class BackupVault final : public Construct {
 public:
  /// Nobody, not even the account's root, deletes recovery points before their time.
  /// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
  struct Lock {
    /// At least a day; whole days.
    Duration min_retention;
    /// More than `min_retention`, at most 36500 days. Default: no bound.
    std::optional<Duration> max_retention = {};
    /// How long the lock can still be taken away: at least 3 days. Default: always (governance mode).
    std::optional<Duration> changeable_for = {};
  };

  struct Props {
    using Of = BackupVault;
    /// 2 to 50 letters, digits, `-` and `_`. Default: the last 50 characters of the construct's unique id.
    Value<std::string> backup_vault_name = {};
    /// Default: the account's key `aws/backup`, which AWS keeps.
    Key* encryption_key = nullptr;
    std::optional<Lock> lock_configuration = {};
    /// Who may do what with the vault. Default: nothing beyond the policies of identities.
    std::vector<PolicyStatement> access_policy = {};
    /// Whether everybody is denied to delete recovery points and to change their life cycles.
    bool block_recovery_point_deletion = false;
    /// Hears of the vault's events. Default: none.
    Topic* notification_topic = nullptr;
    /// "BACKUP_JOB_FAILED", … Default: all.
    std::vector<std::string> notification_events = {};
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  BackupVault(const Scope& scope, const Props& props);
  /// A vault that exists already, in the stack's own account and region.
  static BackupVault& from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                                std::source_location where = std::source_location::current());
  static BackupVault& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                               std::source_location where = std::source_location::current());

  aws::backup::BackupVault& resource() const noexcept { return resource_; }
  ArnAttribute<aws::backup::kind::BackupVault_BackupVaultArn> arn() const;
  Attribute<aws::backup::kind::BackupVault_BackupVaultName> backup_vault_name() const;

  void add_to_access_policy(PolicyStatement statement);
  /// See `Props::block_recovery_point_deletion`.
  void block_recovery_point_deletion();
  /// Access policies of AWS Backup take no wildcards in actions, nor does this.
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

 protected:
  void prepare() override;

 private:
  struct Imported;
  BackupVault(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;

  aws::backup::BackupVault& resource_;
  PolicyDocument access_policy_;
};

/// A construct that AWS Backup can be pointed at by its ARN.
template <class C>
concept HasArn = requires(const C& construct) {
  Value<std::string>(construct.arn());
};

/// What a selection backs up: constructs with an ARN, everything below a construct, ARNs, whatever has a tag.
class BackupResource {
 public:
  /// `{orders_table, files}`
  template <HasArn C>
  BackupResource(const C& construct) : arn_(construct.arn()) {}
  /// `*` stands for any characters.
  static BackupResource arn(const Value<std::string>& arn);
  /// What has this tag with this value.
  static BackupResource tag(const Value<std::string>& key, const Value<std::string>& value);
  /// Every table, database, file system, volume and instance below the construct.
  static BackupResource everything_in(const Construct& construct);

 private:
  friend class BackupSelection;
  BackupResource() = default;

  Value<std::string> arn_;
  Value<std::string> tag_key_;
  Value<std::string> tag_value_;
  const Construct* below_ = nullptr;
};

/// What a plan backs up, and as whom. Made by `BackupPlan::add_selection`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-backup-backupselection.html
class BackupSelection final : public Construct {
 public:
  struct Props {
    using Of = BackupSelection;
    BackupPlan& plan;
    /// At least one.
    std::vector<BackupResource> resources;
    /// Default: the construct's id.
    Value<std::string> backup_selection_name = {};
    /// Default: a role is made, `Role`, with AWS's policy for backups.
    Role* role = nullptr;
    /// Whether the role gets AWS's policy for backups.
    bool default_backup_policy = true;
    /// Whether the role may restore, too.
    bool allow_restores = false;
  };

  BackupSelection(const Scope& scope, const Props& props);

  aws::backup::BackupSelection& resource() const noexcept { return resource_; }
  Role& role() const noexcept { return role_; }

 protected:
  void prepare() override;

 private:
  Role& role_;
  aws::backup::BackupSelection& resource_;
  Value<std::string> name_;
  std::vector<BackupResource> resources_;
};

/// When what is backed up, where to and how long it is kept.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-backup-backupplan.html
class BackupPlan final : public Construct {
 public:
  /// A copy to another vault, possibly in another region or account.
  struct CopyAction {
    BackupVault& destination_backup_vault;
    /// Whole days. Default: kept for good.
    std::optional<Duration> delete_after = {};
    /// At least 90 days before `delete_after`. Default: never.
    std::optional<Duration> move_to_cold_storage_after = {};
  };

  /// A tag that recovery points get.
  struct RecoveryPointTag {
    std::string key;
    Value<std::string> value;
  };

  struct Rule {
    /// Default: the plan's id, "Rule" and the rule's number.
    Value<std::string> rule_name = {};
    /// `cron(…)` alone. Default: the service's, daily at 5 o'clock UTC.
    Value<Schedule> schedule_expression = {};
    /// "Europe/Berlin". Default: UTC.
    Value<std::string> schedule_expression_timezone = {};
    /// Within what time a backup must begin, at least an hour. Default: 8 hours.
    std::optional<Duration> start_window = {};
    /// Within what time it must be done. Default: 7 days.
    std::optional<Duration> completion_window = {};
    /// Whole days. Default: kept for good; 35 days with continuous backups.
    std::optional<Duration> delete_after = {};
    /// Before `delete_after`; not with continuous backups. Default: never.
    std::optional<Duration> move_to_cold_storage_after = {};
    /// Whether the resource can be restored as it was at any moment; kept 1 to 35 days.
    bool enable_continuous_backup = false;
    /// Default: the plan's.
    BackupVault* backup_vault = nullptr;
    std::vector<CopyAction> copy_actions = {};
    std::vector<RecoveryPointTag> recovery_point_tags = {};

    /// At 5:00 UTC, kept 35 days.
    static Rule daily();
    /// On Saturdays at 5:00 UTC, kept 3 months (90 days).
    static Rule weekly();
    /// On the first of the month at 5:00 UTC, cold after 30 days, kept a year.
    static Rule monthly_1_year();
    /// Cold after 90 days, kept 5 years.
    static Rule monthly_5_year();
    /// Cold after 90 days, kept 7 years.
    static Rule monthly_7_year();
  };

  /// A selection of the plan, see `BackupSelection::Props`.
  struct Selection {
    std::vector<BackupResource> resources;
    Value<std::string> backup_selection_name = {};
    Role* role = nullptr;
    bool default_backup_policy = true;
    bool allow_restores = false;
  };

  struct Props {
    using Of = BackupPlan;
    /// At least one, here or by `add_rule`.
    std::vector<Rule> rules = {};
    /// Default: the construct's id.
    Value<std::string> backup_plan_name = {};
    /// Where rules that name none keep what they back up. Default: a vault is made, `Vault`.
    BackupVault* backup_vault = nullptr;
    /// Whether Windows instances are backed up consistently for their applications (VSS).
    bool windows_vss = false;
  };

  BackupPlan(const Scope& scope, const Props& props);

  aws::backup::BackupPlan& resource() const noexcept { return resource_; }
  Attribute<aws::backup::kind::BackupPlan_BackupPlanId> backup_plan_id() const;
  Value<std::string> arn() const;
  Value<std::string> version_id() const;
  /// Where rules that name no vault keep what they back up; made when there is none.
  BackupVault& backup_vault();

  void add_rule(const Rule& rule, std::source_location where = std::source_location::current());
  BackupSelection& add_selection(std::string_view id, const Selection& selection,
                                 std::source_location where = std::source_location::current());

 protected:
  void prepare() override;

 private:
  void check(const Rule& rule, std::source_location where) const;

  BackupVault* vault_ = nullptr;
  Value<std::string> name_;
  bool windows_vss_ = false;
  std::vector<Node> rules_;
  aws::backup::BackupPlan& resource_;
};

}  // namespace tenon
