#include "tenon/constructs/data/backup.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"

using tenon::BackupPlan;
using tenon::BackupResource;
using tenon::BackupVault;

void backup(tenon::App& app) {
  auto& stack = app.add("Safety", tenon::Stack::Props{});

  auto& orders = stack.add("Orders", tenon::DynamoTable::Props{.partition_key = "id"});
  auto& vault = stack.add(
      "Vault", BackupVault::Props{
                   .lock_configuration = BackupVault::Lock{.min_retention = tenon::Duration::days(7)},
               });
  auto& plan = stack.add("Plan", BackupPlan::Props{
                                     .rules = {BackupPlan::Rule::daily(), BackupPlan::Rule::monthly_1_year()},
                                     .backup_vault = &vault,
                                 });
  plan.add_selection("Selection", {.resources = {orders, BackupResource::tag("backup", "daily")}});
}
