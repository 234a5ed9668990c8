#include "tenon/constructs/data/bucket.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/queue.hpp"

using tenon::Bucket;
using tenon::Duration;

void bucket(tenon::App& app) {
  auto& stack = app.add("Files", tenon::Stack::Props{});

  auto& logs = stack.add("Logs", Bucket::Props{.lifecycle_rules = {{.expiration = Duration::days(90)}}});
  auto& uploads = stack.add(
      "Uploads",
      Bucket::Props{
          .encryption = tenon::BucketEncryption::kms,
          .versioned = true,
          .lifecycle_rules = {{.noncurrent_version_expiration = Duration::days(30),
                               .transitions = {{.storage_class = tenon::StorageClass::intelligent_tiering,
                                                .transition_after = Duration::days(7)}}}},
          .cors = {{.allowed_methods = {Bucket::HttpMethod::put},
                    .allowed_origins = {"https://example.com"}}},
          .server_access_logs_bucket = &logs,
          .server_access_logs_prefix = "uploads/",
      });

  auto& arrived = stack.add("Arrived", tenon::Queue::Props{});
  uploads.add_event_notification(tenon::BucketEvent::object_created, arrived, {.suffix = ".csv"});

  auto& importer = stack.add(
      "Importer", tenon::Role::Props{.assumed_by = tenon::Principal::service("ecs-tasks.amazonaws.com")});
  uploads.grant_read(importer, "in/*");
  arrived.grant_consume_messages(importer);
}
