#include "deletion.hpp"

#include "language_learning/functions/empty_on_deletion.hpp"
#include "language_learning/functions/shared.hpp"
#include "settings.hpp"
#include "tenon/constructs/compute/custom_resource.hpp"
#include "tenon/iam/backup.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/value/format.hpp"

namespace language_learning {

namespace iam = tenon::iam;
using tenon::Bucket;
using tenon::CustomResource;
using tenon::LambdaFn;

namespace {

LambdaFn& add_emptying(tenon::Stack& stack, const Keys& keys, const std::vector<Bucket*>& buckets,
                       const tenon::BackupVault& vault) {
  auto& function =
      add_function(stack, keys,
                   {.id = "EmptyOnDeletion",
                    .name = "empty-on-deletion",
                    .description = "Language learning: empties buckets of logs and the vault of "
                                   "backups when the stack is deleted",
                    .code = {functions::shared::custom_resource, functions::empty_on_deletion::index},
                    .timeout = longest_run});
  for (const Bucket* bucket : buckets) {
    function.add_to_role_policy(
        {.actions = {iam::s3::ListBucketVersions, iam::s3::ListBucketMultipartUploads},
         .resources = {bucket->arn()}});
    function.add_to_role_policy(
        {.actions = {iam::s3::DeleteObject, iam::s3::DeleteObjectVersion, iam::s3::AbortMultipartUpload},
         .resources = {bucket->arn_for_objects("*")}});
  }
  function.add_to_role_policy(
      {.actions = {iam::backup::ListRecoveryPointsByBackupVault}, .resources = {vault.arn()}});
  // Backups get names of their own. Those of tables are either the service's or DynamoDB's.
  function.add_to_role_policy(
      {.actions = {iam::backup::DeleteRecoveryPoint},
       .resources = {
           tenon::format_sub("arn:{}:backup:{}:{}:recovery-point:*", tenon::pseudo::partition,
                             tenon::pseudo::region, tenon::pseudo::account_id),
           tenon::format_sub("arn:{}:dynamodb:{}:{}:table/{}-*/backup/*", tenon::pseudo::partition,
                             tenon::pseudo::region, tenon::pseudo::account_id, tenon::pseudo::stack_name)}});
  return function;
}

CustomResource& add_emptied(tenon::Stack& stack, std::string_view id, LambdaFn& function,
                            const tenon::Map<tenon::Json>::Entry& emptied) {
  return stack.add(id, CustomResource::Props{.service_token = function,
                                             .resource_type = "Custom::EmptyOnDeletion",
                                             .properties = {emptied},
                                             .service_timeout = longest_run});
}

}  // namespace

void empty_on_deletion(tenon::Stack& stack, const Keys& keys, const Content& content, const Audit& audit,
                       const Resilience& resilience) {
  auto& function = add_emptying(stack, keys, {&content.access_logs, &audit.bucket}, resilience.vault);
  auto& logs =
      add_emptied(stack, "AccessLogsEmptying", function, {"BucketName", content.access_logs.bucket_name()});
  auto& trail =
      add_emptied(stack, "TrailBucketEmptying", function, {"BucketName", audit.bucket.bucket_name()});
  auto& backups = add_emptied(stack, "BackupVaultEmptying", function,
                              {"BackupVaultName", resilience.vault.backup_vault_name()});
  // Who fills them is deleted before they are emptied. The policies are what lets S3 and CloudTrail in.
  content.access_logs.policy()->add_dependency(logs);
  content.distribution.add_dependency(logs);
  audit.bucket.policy()->add_dependency(trail);
  resilience.plan.add_dependency(backups);
}

}  // namespace language_learning
