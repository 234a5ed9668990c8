#include "tenon/constructs/data/backup.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "tenon/aws/backup/BackupPlan.hpp"
#include "tenon/aws/backup/BackupSelection.hpp"
#include "tenon/aws/backup/BackupVault.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/backup.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

// --- BackupVault
// -----------------------------------------------------------------------------------------------------

namespace {

using L1Plan = aws::backup::BackupPlan;
using L1Selection = aws::backup::BackupSelection;
using L1Vault = aws::backup::BackupVault;

constexpr std::size_t longest_vault_name = 50;
constexpr std::string_view service_name = "backup.amazonaws.com";

/// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultNotifications.html
constexpr std::string_view vault_events[] = {
    "BACKUP_JOB_STARTED",      "BACKUP_JOB_COMPLETED", "BACKUP_JOB_SUCCESSFUL", "BACKUP_JOB_FAILED",
    "BACKUP_JOB_EXPIRED",      "RESTORE_JOB_STARTED",  "RESTORE_JOB_COMPLETED", "RESTORE_JOB_SUCCESSFUL",
    "RESTORE_JOB_FAILED",      "COPY_JOB_STARTED",     "COPY_JOB_SUCCESSFUL",   "COPY_JOB_FAILED",
    "RECOVERY_POINT_MODIFIED", "BACKUP_PLAN_CREATED",  "BACKUP_PLAN_MODIFIED",  "S3_BACKUP_OBJECT_FAILED",
    "S3_RESTORE_OBJECT_FAILED"};

bool is_vault_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return name.size() >= 2 && name.size() <= longest_vault_name && std::ranges::all_of(name, fits);
}

L1Vault::LockConfigurationType lock(const BackupVault::Lock& from) {
  L1Vault::LockConfigurationType to{.MinRetentionDays = from.min_retention.to_days()};
  if (from.max_retention) to.MaxRetentionDays = from.max_retention->to_days();
  if (from.changeable_for) to.ChangeableForDays = from.changeable_for->to_days();
  return to;
}

L1Vault::NotificationObjectType notifications(const Topic& topic, const std::vector<std::string>& events) {
  std::vector<Node> names;
  for (const std::string& event : events) names.emplace_back(std::string_view(event));
  if (names.empty()) {
    for (const std::string_view event : vault_events) names.emplace_back(event);
  }
  return {.BackupVaultEvents = {Raw{}, Node::list(names)}, .SNSTopicArn = topic.arn()};
}

L1Vault::Props vault_props(const BackupVault& vault, const BackupVault::Props& props) {
  L1Vault::Props to{.BackupVaultName =
                        props.backup_vault_name.is_set()
                            ? props.backup_vault_name
                            : Value<std::string>(detail::unique_id(vault, longest_vault_name))};
  if (props.encryption_key != nullptr) to.EncryptionKeyArn = props.encryption_key->arn();
  if (props.lock_configuration) to.LockConfiguration = lock(*props.lock_configuration);
  if (props.notification_topic != nullptr) {
    to.Notifications = notifications(*props.notification_topic, props.notification_events);
  }
  return to;
}

}  // namespace

struct BackupVault::Imported {
  Value<std::string> name;
  Value<std::string> arn;
};

BackupVault::BackupVault(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(add("Resource", vault_props(*this, props), where())),
      access_policy_(props.access_policy) {
  check(props);
  resource_.apply_removal_policy(props.removal_policy);
  if (props.block_recovery_point_deletion) block_recovery_point_deletion();
  if (props.notification_topic != nullptr)
    props.notification_topic->grant_publish(Principal::service(service_name));
}

BackupVault::BackupVault(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(imported.arn.is_set()
                    ? ::tenon::from_arn<L1Vault>(*this, "Resource", imported.arn, where())
                    : ::tenon::from_name<L1Vault>(*this, "Resource", imported.name, where())) {}

BackupVault& BackupVault::from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                                    std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<BackupVault>(new BackupVault(inner, Imported{name, {}}));
      },
      where);
}

BackupVault& BackupVault::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                   std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<BackupVault>(new BackupVault(inner, Imported{{}, arn}));
      },
      where);
}

void BackupVault::check(const Props& props) const {
  if (const auto name = props.backup_vault_name.literal(); name && !is_vault_name(*name)) {
    refuse(*this, "backup_vault_name", std::string(*name), "2 to 50 letters, digits, - and _",
           "This is no name of a vault", where());
  }
  if (props.notification_topic == nullptr && !props.notification_events.empty()) {
    demand(*this, "notification_topic", "a topic", "Nobody hears of the events", where());
  }
  if (!props.lock_configuration) return;
  const Lock& lock = *props.lock_configuration;
  if (lock.min_retention < Duration::days(1)) {
    refuse(*this, "lock_configuration.min_retention", lock.min_retention.text(), "at least 1 day",
           "AWS Backup does not keep recovery points for less", where());
  }
  if (lock.max_retention &&
      (*lock.max_retention <= lock.min_retention || *lock.max_retention > Duration::days(36500))) {
    refuse(*this, "lock_configuration.max_retention", lock.max_retention->text(),
           "more than min_retention, at most 36500 days",
           "The longest retention must be longer than the shortest", where());
  }
  if (lock.changeable_for && *lock.changeable_for < Duration::days(3)) {
    refuse(*this, "lock_configuration.changeable_for", lock.changeable_for->text(), "at least 3 days",
           "A lock can be taken away for three days before it holds for good", where());
  }
}

ArnAttribute<aws::backup::kind::BackupVault_BackupVaultArn> BackupVault::arn() const {
  return resource_.BackupVaultArn();
}
Attribute<aws::backup::kind::BackupVault_BackupVaultName> BackupVault::backup_vault_name() const {
  // As CDK refers to it; an imported one knows only what `Ref` returns.
  return resource_.is_imported() ? resource_.ref() : resource_.BackupVaultName();
}

void BackupVault::add_to_access_policy(PolicyStatement statement) {
  access_policy_.add(std::move(statement));
}

void BackupVault::block_recovery_point_deletion() {
  add_to_access_policy(
      {.effect = Effect::deny,
       .actions = {iam::backup::DeleteRecoveryPoint, iam::backup::UpdateRecoveryPointLifecycle},
       .resources = {"*"},
       .principals = {Principal::anyone()}});
}

void BackupVault::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  for (const iam::Action& action : actions) {
    if (action.text().find('*') == std::string_view::npos) continue;
    refuse(*this, "actions", std::string(action.text()), "actions without *",
           "AWS Backup takes no wildcards in actions", where());
  }
  grantee.add_to_policy({.actions = std::move(actions), .resources = {arn()}});
}

void BackupVault::prepare() {
  if (resource_.is_imported() || access_policy_.empty()) return;
  resource_.set_property("AccessPolicy", access_policy_.json());
}

// --- BackupSelection
// -------------------------------------------------------------------------------------------------

BackupResource BackupResource::arn(const Value<std::string>& arn) {
  BackupResource resource;
  resource.arn_ = arn;
  return resource;
}

BackupResource BackupResource::tag(const Value<std::string>& key, const Value<std::string>& value) {
  BackupResource resource;
  resource.tag_key_ = key;
  resource.tag_value_ = value;
  return resource;
}

BackupResource BackupResource::everything_in(const Construct& construct) {
  BackupResource resource;
  resource.below_ = &construct;
  return resource;
}

namespace {

/// What CDK's selections find below a construct (aws-backup/lib/backupable-resources-collector.js), and what
/// their ARNs have before the resource's name.
struct BackupableType {
  std::string_view type;
  std::string_view service;
  std::string_view resource;
  std::string_view unless_property;  // its backups are another resource's
};
constexpr BackupableType backupable_types[] = {
    {"AWS::EFS::FileSystem", "elasticfilesystem", "file-system/", ""},
    {"AWS::DynamoDB::Table", "dynamodb", "table/", ""},
    {"AWS::EC2::Instance", "ec2", "instance/", ""},
    {"AWS::EC2::Volume", "ec2", "volume/", ""},
    {"AWS::RDS::DBInstance", "rds", "db:", "DBClusterIdentifier"},
    {"AWS::RDS::DBCluster", "rds", "cluster:", ""},
};

bool has_property(const Resource& resource, std::string_view name) {
  return !name.empty() &&
         resolved_json(resource.properties()).find("\"" + std::string(name) + "\":") != std::string::npos;
}

void collect(const Construct& construct, std::vector<Node>& arns) {
  if (construct.kind() == ConstructKind::resource) {
    const auto& resource = static_cast<const Resource&>(construct);
    const auto found = std::ranges::find(backupable_types, resource.type(), &BackupableType::type);
    if (found != std::end(backupable_types) && !resource.is_imported() &&
        !has_property(resource, found->unless_property)) {
      const Stack& stack = resource.stack();
      arns.push_back(format("arn:{}:{}:{}:{}:{}{}", stack.partition(), found->service, stack.region(),
                            stack.account(), found->resource, Value<std::string>(resource.any_ref())));
    }
  }
  for (const Construct* child : construct.children()) collect(*child, arns);
}

Role& selection_role(BackupSelection& selection, const BackupSelection::Props& props) {
  if (props.role != nullptr) return *props.role;
  return selection.add("Role", Role::Props{.assumed_by = Principal::service(service_name)},
                       selection.where());
}

L1Selection::Props selection_props(const BackupSelection& selection, const BackupSelection::Props& props,
                                   const Role& role) {
  return {.BackupPlanId = props.plan.backup_plan_id(),
          .BackupSelection = L1Selection::BackupSelectionResourceType{
              .IamRoleArn = role.arn(),
              .SelectionName = props.backup_selection_name.is_set() ? props.backup_selection_name
                                                                    : Value<std::string>(selection.id())}};
}

}  // namespace

BackupSelection::BackupSelection(const Scope& scope, const Props& props)
    : Construct(scope),
      role_(selection_role(*this, props)),
      resource_(add("Resource", selection_props(*this, props, role_), where())),
      name_(props.backup_selection_name.is_set() ? props.backup_selection_name : Value<std::string>(id())),
      resources_(props.resources) {
  if (resources_.empty()) {
    demand(*this, "resources", "constructs, ARNs or tags", "The selection selects nothing", where());
  }
  const auto allow = [&](std::string_view policy) {
    role_.add_managed_policy(ManagedPolicyReference::aws(policy));
  };
  if (props.default_backup_policy) allow("service-role/AWSBackupServiceRolePolicyForBackup");
  if (props.allow_restores) allow("service-role/AWSBackupServiceRolePolicyForRestores");
}

void BackupSelection::prepare() {
  std::vector<Node> arns;
  std::vector<Node> tags;
  for (const BackupResource& each : resources_) {
    if (each.arn_.is_set()) arns.push_back(each.arn_);
    if (each.below_ != nullptr) collect(*each.below_, arns);
    if (!each.tag_key_.is_set()) continue;
    tags.push_back(Value<Json>(L1Selection::ConditionResourceType{
        .ConditionKey = each.tag_key_, .ConditionType = "STRINGEQUALS", .ConditionValue = each.tag_value_}));
  }
  L1Selection::BackupSelectionResourceType selection{.IamRoleArn = role_.arn(), .SelectionName = name_};
  if (!arns.empty()) selection.Resources = {Raw{}, Node::list(arns)};
  if (!tags.empty()) selection.ListOfTags = {Raw{}, Node::list(tags)};
  resource_.set_property("BackupSelection", Value<Json>(selection));
}

// --- BackupPlan
// ------------------------------------------------------------------------------------------------------

namespace {

Value<L1Plan::LifecycleResourceType> lifecycle(const std::optional<Duration>& delete_after,
                                               const std::optional<Duration>& move_to_cold_storage_after) {
  if (!delete_after && !move_to_cold_storage_after) return {};
  L1Plan::LifecycleResourceType to;
  if (delete_after) to.DeleteAfterDays = delete_after->to_days();
  if (move_to_cold_storage_after) to.MoveToColdStorageAfterDays = move_to_cold_storage_after->to_days();
  return to;
}

L1Plan::CopyActionResourceType copy_action(const BackupPlan::CopyAction& from) {
  return {.DestinationBackupVaultArn = from.destination_backup_vault.arn(),
          .Lifecycle = lifecycle(from.delete_after, from.move_to_cold_storage_after)};
}

L1Plan::BackupRuleResourceType plan_rule(const BackupPlan::Rule& from, const BackupVault& vault,
                                         const Value<std::string>& name) {
  L1Plan::BackupRuleResourceType to{.RuleName = name,
                                    .ScheduleExpression = from.schedule_expression,
                                    .ScheduleExpressionTimezone = from.schedule_expression_timezone,
                                    .TargetBackupVault = vault.backup_vault_name()};
  if (from.completion_window) to.CompletionWindowMinutes = from.completion_window->to_minutes();
  if (from.start_window) to.StartWindowMinutes = from.start_window->to_minutes();
  if (from.enable_continuous_backup) to.EnableContinuousBackup = true;
  std::optional<Duration> delete_after = from.delete_after;
  if (!delete_after && from.enable_continuous_backup) delete_after = Duration::days(35);
  to.Lifecycle = lifecycle(delete_after, from.move_to_cold_storage_after);
  std::vector<Node> copies;
  for (const BackupPlan::CopyAction& each : from.copy_actions)
    copies.push_back(Value<Json>(copy_action(each)));
  if (!copies.empty()) to.CopyActions = {Raw{}, Node::list(copies)};
  std::vector<Node> tags;
  for (const auto& [key, value] : from.recovery_point_tags) {
    tags.emplace_back(std::string_view(key));
    tags.push_back(value);
  }
  if (!tags.empty()) to.RecoveryPointTags = {Raw{}, Node::object(tags)};
  return to;
}

L1Plan::BackupPlanResourceType plan_document(const Value<std::string>& name, const std::vector<Node>& rules,
                                             bool windows_vss) {
  L1Plan::BackupPlanResourceType to{.BackupPlanName = name, .BackupPlanRule = {Raw{}, Node::list(rules)}};
  if (windows_vss) {
    to.AdvancedBackupSettings = {L1Plan::AdvancedBackupSettingResourceType{
        .BackupOptions = json::object({{"WindowsVSS", "enabled"}}), .ResourceType = "EC2"}};
  }
  return to;
}

}  // namespace

BackupPlan::Rule BackupPlan::Rule::daily() {
  return {
      .rule_name = "Daily", .schedule_expression = "cron(0 5 * * ? *)", .delete_after = Duration::days(35)};
}

BackupPlan::Rule BackupPlan::Rule::weekly() {
  return {.rule_name = "Weekly",
          .schedule_expression = "cron(0 5 ? * SAT *)",
          .delete_after = Duration::days(90)};
}

namespace {

BackupPlan::Rule monthly(std::string_view name, Duration delete_after, Duration move_to_cold_storage_after) {
  return {.rule_name = name,
          .schedule_expression = "cron(0 5 1 * ? *)",
          .delete_after = delete_after,
          .move_to_cold_storage_after = move_to_cold_storage_after};
}

}  // namespace

BackupPlan::Rule BackupPlan::Rule::monthly_1_year() {
  return monthly("Monthly1Year", Duration::days(365), Duration::days(30));
}
BackupPlan::Rule BackupPlan::Rule::monthly_5_year() {
  return monthly("Monthly5Year", Duration::days(5 * 365), Duration::days(90));
}
BackupPlan::Rule BackupPlan::Rule::monthly_7_year() {
  return monthly("Monthly7Year", Duration::days(7 * 365), Duration::days(90));
}

BackupPlan::BackupPlan(const Scope& scope, const Props& props)
    : Construct(scope),
      vault_(props.backup_vault),
      name_(props.backup_plan_name.is_set() ? props.backup_plan_name : Value<std::string>(id())),
      windows_vss_(props.windows_vss),
      resource_(
          add("Resource", L1Plan::Props{.BackupPlan = plan_document(name_, {}, windows_vss_)}, where())) {
  for (const Rule& rule : props.rules) add_rule(rule, where());
}

Attribute<aws::backup::kind::BackupPlan_BackupPlanId> BackupPlan::backup_plan_id() const {
  return resource_.BackupPlanId();
}
Value<std::string> BackupPlan::arn() const { return resource_.BackupPlanArn(); }
Value<std::string> BackupPlan::version_id() const { return resource_.VersionId(); }

BackupVault& BackupPlan::backup_vault() {
  if (vault_ == nullptr) vault_ = &add("Vault", BackupVault::Props{}, where());
  return *vault_;
}

void BackupPlan::check(const Rule& rule, std::source_location where) const {
  if (const auto schedule = Value<std::string>(Raw{}, rule.schedule_expression).literal();
      schedule && !schedule->starts_with("cron(")) {
    refuse(*this, "rules.schedule_expression", std::string(*schedule), "cron(…)",
           "AWS Backup takes cron expressions alone", where);
  }
  if (rule.delete_after && rule.move_to_cold_storage_after &&
      *rule.delete_after < *rule.move_to_cold_storage_after) {
    refuse(*this, "rules.delete_after", rule.delete_after->text(), "after move_to_cold_storage_after",
           "A recovery point would be deleted before it becomes cold", where);
  }
  if (rule.enable_continuous_backup && rule.move_to_cold_storage_after) {
    refuse(*this, "rules.move_to_cold_storage_after", rule.move_to_cold_storage_after->text(),
           "none with enable_continuous_backup", "Continuous backups do not become cold", where);
  }
  if (rule.enable_continuous_backup && rule.delete_after &&
      (*rule.delete_after < Duration::days(1) || *rule.delete_after > Duration::days(35))) {
    refuse(*this, "rules.delete_after", rule.delete_after->text(),
           "1 to 35 days with enable_continuous_backup", "Continuous backups are not kept so long", where);
  }
  for (const CopyAction& copy : rule.copy_actions) {
    if (!copy.delete_after || !copy.move_to_cold_storage_after) continue;
    if (*copy.delete_after >= *copy.move_to_cold_storage_after + Duration::days(90)) continue;
    refuse(*this, "rules.copy_actions.delete_after", copy.delete_after->text(),
           "at least 90 days after move_to_cold_storage_after", "Cold storage keeps what it gets for 90 days",
           where);
  }
}

void BackupPlan::add_rule(const Rule& rule, std::source_location where) {
  check(rule, where);
  const BackupVault& vault = rule.backup_vault != nullptr ? *rule.backup_vault : backup_vault();
  const Value<std::string> name =
      rule.rule_name.is_set()
          ? rule.rule_name
          : Value<std::string>(std::string(id()) + "Rule" + std::to_string(rules_.size()));
  rules_.push_back(Value<Json>(plan_rule(rule, vault, name)));
  resource_.set_property("BackupPlan", Value<Json>(plan_document(name_, rules_, windows_vss_)));
}

BackupSelection& BackupPlan::add_selection(std::string_view id, const Selection& selection,
                                           std::source_location where) {
  return add(id,
             BackupSelection::Props{.plan = *this,
                                    .resources = selection.resources,
                                    .backup_selection_name = selection.backup_selection_name,
                                    .role = selection.role,
                                    .default_backup_policy = selection.default_backup_policy,
                                    .allow_restores = selection.allow_restores},
             where);
}

void BackupPlan::prepare() {
  if (rules_.empty()) demand(*this, "rules", "at least one rule", "The plan backs up nothing", where());
}

}  // namespace tenon
