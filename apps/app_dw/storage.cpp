#include "storage.hpp"

#include "settings.hpp"
#include "tenon/value/format.hpp"

namespace app_dw {

using tenon::Bucket;
using tenon::Duration;
using tenon::RemovalPolicy;

namespace {

/// Names of buckets are unique in the world, so the account's number ends them.
tenon::Value<std::string> bucket_name(std::string_view name) {
  return tenon::format("{}-{}", name, tenon::pseudo::account_id);
}

const Bucket::LifecycleRule broken_off_uploads{.id = "broken-off-uploads",
                                               .abort_incomplete_multipart_upload_after = Duration::days(1)};

/// Of a distribution in the stack of the project's frontend, which places the policy there.
Bucket& add_site_bucket(tenon::Stack& stack, const std::string& name, Bucket& access_logs) {
  return stack.add(name, Bucket::Props{
                             .bucket_name = bucket_name(name),
                             .lifecycle_rules = {broken_off_uploads},
                             .server_access_logs_bucket = &access_logs,
                             .server_access_logs_prefix = "s3/" + name + '/',
                             .policy_elsewhere = true,
                             .removal_policy = RemovalPolicy::destroy,
                         });
}

/// Load balancers write to no bucket with a key of KMS.
Bucket& add_access_logs(tenon::Stack& stack) {
  return stack.add("AccessLogs", Bucket::Props{
                                     .bucket_name = bucket_name("app-dw-access-logs"),
                                     .encryption = tenon::BucketEncryption::s3_managed,
                                     .lifecycle_rules = {{.id = "old-logs", .expiration = log_expiration}},
                                     .removal_policy = RemovalPolicy::destroy,
                                 });
}

Bucket& add_artifacts(tenon::Stack& stack, tenon::Key& key, Bucket& access_logs) {
  return stack.add("Artifacts",
                   Bucket::Props{
                       .bucket_name = bucket_name("app-dw-artifacts"),
                       .encryption_key = &key,
                       .lifecycle_rules = {{.id = "old-artifacts",
                                            .abort_incomplete_multipart_upload_after = Duration::days(1),
                                            .expiration = Duration::days(30)}},
                       .server_access_logs_bucket = &access_logs,
                       .server_access_logs_prefix = "s3/artifacts/",
                       .removal_policy = RemovalPolicy::destroy,
                   });
}

tenon::Repository& add_images(tenon::Stack& stack, const std::string& image) {
  return stack.add(image + "-images",
                   tenon::Repository::Props{
                       .repository_name = image,
                       .lifecycle_rules = {{.max_image_count = 10, .description = "The newest images"}},
                       .empty_on_delete = true,
                       .removal_policy = RemovalPolicy::destroy,
                   });
}

}  // namespace

Storage add_storage(tenon::App& app, const config::System& system) {
  auto& stack = add_stack(
      app, {.id = "Storage", .name = "storage", .description = "buckets, and repositories of images"});
  auto& key = stack.add("ArtifactsKey", tenon::Key::Props{
                                            .description = "app-dw: artifacts of the pipelines",
                                            .removal_policy = RemovalPolicy::destroy,
                                        });
  auto& access_logs = add_access_logs(stack);
  Storage storage{.stack = stack,
                  .access_logs = access_logs,
                  .artifacts = add_artifacts(stack, key, access_logs),
                  .artifacts_key = key,
                  .sites = {},
                  .images = {}};
  for (const config::Project& project : system.projects) {
    if (project.site) {
      const auto& media = project.site->media;
      storage.sites.emplace(
          project.id,
          SiteBuckets{.site = add_site_bucket(stack, project.site->bucket, access_logs),
                      .media = media ? &add_site_bucket(stack, media->bucket, access_logs) : nullptr});
    }
    for (const config::Service* service : project.services()) {
      storage.images.emplace(service->image, &add_images(stack, service->image));
    }
  }
  return storage;
}

}  // namespace app_dw
