#include "resilience.hpp"

#include "settings.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace language_learning {

namespace json = tenon::json;
using tenon::BackupPlan;
using tenon::BackupVault;
using tenon::Duration;
using tenon::HealthCheck;
using tenon::aws::ssm::Document;

namespace {

/// A template makes nothing in another region: the vault there has to exist.
BackupVault& find_copies(tenon::Stack& stack, const Parameters& parameters) {
  return BackupVault::from_arn(
      stack, "CopyVault",
      tenon::format_sub("arn:{}:backup:{}:{}:backup-vault:{}", tenon::pseudo::partition,
                        parameters.region_of(Service::backup), tenon::pseudo::account_id,
                        parameters.backup_copy_vault.ref()));
}

BackupPlan& add_plan(tenon::Stack& stack, BackupVault& vault, BackupVault& copies, const Tables& tables) {
  auto& plan =
      stack.add("BackupPlan", BackupPlan::Props{
                                  .rules = {{.rule_name = "Daily",
                                             .schedule_expression = "cron(0 9 * * ? *)",
                                             .start_window = Duration::hours(1),
                                             .delete_after = backup_lifetime,
                                             .copy_actions = {{.destination_backup_vault = copies,
                                                               .delete_after = backup_copy_lifetime}}}},
                                  .backup_plan_name = name("daily"),
                                  .backup_vault = &vault,
                              });
  plan.add_selection("Tables", {.resources = {tables.lessons, tables.progress}});
  return plan;
}

HealthCheck& add_health_check(tenon::Stack& stack, const tenon::RestApi& api) {
  return stack.add("ApiHealth",
                   HealthCheck::Props{
                       .type = tenon::HealthCheckType::https,
                       .fqdn = tenon::format_sub("{}.execute-api.{}.{}", api.rest_api_id(),
                                                 tenon::pseudo::region, tenon::pseudo::url_suffix),
                       .resource_path = std::string("/") + stage_name + health_path,
                       .request_interval = Duration::seconds(30),
                       .failure_threshold = 3,
                       .measure_latency = true,
                       .name = name("api"),
                   });
}

/// Systems Manager runs it as whoever starts it.
constexpr char restore[] = R"({
  "schemaVersion": "0.3",
  "description": "Language learning, disaster recovery: restores a table as it was, beside the damaged one.\n\n1. Start this runbook for each of the two tables (DamagedTable), with the last good time (RestoreTime).\n2. Compare the restored table with the damaged one.\n3. Copy what is missing back (DynamoDB export and import), or give the functions the name of the restored table.\n4. When the whole region is down: restore the newest recovery points of the vault in the other region there, and deploy this template there.",
  "parameters": {
    "DamagedTable": {"type": "String", "description": "The table whose data is damaged or lost"},
    "RestoredTable": {"type": "String", "description": "The name of the new table"},
    "RestoreTime": {"type": "String", "description": "The last good time, such as 2026-01-01T00:00:00Z"}
  },
  "mainSteps": [
    {"name": "CheckBackups", "action": "aws:assertAwsResourceProperty",
     "description": "The table can be restored to a point in time",
     "inputs": {"Service": "dynamodb", "Api": "DescribeContinuousBackups", "TableName": "{{ DamagedTable }}",
                "PropertySelector": "$.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus",
                "DesiredValues": ["ENABLED"]}},
    {"name": "Restore", "action": "aws:executeAwsApi",
     "description": "Makes a new table with the data of that time",
     "inputs": {"Service": "dynamodb", "Api": "RestoreTableToPointInTime",
                "SourceTableName": "{{ DamagedTable }}", "TargetTableName": "{{ RestoredTable }}",
                "RestoreDateTime": "{{ RestoreTime }}"}},
    {"name": "WaitForTable", "action": "aws:waitForAwsResourceProperty", "timeoutSeconds": 14400,
     "description": "Waits until the new table can be used",
     "inputs": {"Service": "dynamodb", "Api": "DescribeTable", "TableName": "{{ RestoredTable }}",
                "PropertySelector": "$.Table.TableStatus", "DesiredValues": ["ACTIVE"]}},
    {"name": "KeepHistory", "action": "aws:executeAwsApi", "isEnd": true,
     "description": "The new table, too, can be restored to a point in time",
     "inputs": {"Service": "dynamodb", "Api": "UpdateContinuousBackups", "TableName": "{{ RestoredTable }}",
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}}
  ]
})";

Document& add_runbook(tenon::Stack& stack) {
  return stack.add("DisasterRecovery", Document::Props{
                                           .Content = json::parse(restore),
                                           .DocumentFormat = "JSON",
                                           .DocumentType = "Automation",
                                           .TargetType = "/AWS::DynamoDB::Table",
                                           .UpdateMethod = "NewVersion",
                                       });
}

}  // namespace

Resilience add_resilience(tenon::Stack& stack, const Parameters& parameters, const Tables& tables,
                          const tenon::RestApi& api) {
  auto& vault = stack.add("BackupVault", BackupVault::Props{
                                             .backup_vault_name = name("backups"),
                                             .removal_policy = tenon::RemovalPolicy::destroy,
                                         });
  return {vault, add_plan(stack, vault, find_copies(stack, parameters), tables), add_health_check(stack, api),
          add_runbook(stack)};
}

}  // namespace language_learning
