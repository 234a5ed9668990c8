// Twin of cdk/bucket.js.
#include "tenon/constructs/data/bucket.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/iam/s3.hpp"

namespace {

using tenon::Bucket;
using tenon::BucketEncryption;
using tenon::Duration;
using tenon::RemovalPolicy;
using tenon::StorageClass;

}  // namespace

void bucket(tenon::App& app) {
  auto& stack = app.add("Agreement", tenon::Stack::Props{});

  auto& logs = stack.add("Logs", Bucket::Props{.lifecycle_rules = {{.expiration = Duration::days(90)}},
                                               .removal_policy = RemovalPolicy::destroy});
  auto& replica =
      stack.add("Replica", Bucket::Props{.encryption = BucketEncryption::unencrypted, .versioned = true});
  auto& documents = stack.add(
      "Documents", Bucket::Props{
                       .encryption = BucketEncryption::kms,
                       .minimum_tls_version = Bucket::TlsVersion::tls_1_2,
                       .versioned = true,
                       .object_ownership = tenon::ObjectOwnership::bucket_owner_enforced,
                       .lifecycle_rules = {{.id = "Age",
                                            .abort_incomplete_multipart_upload_after = Duration::days(7),
                                            .noncurrent_version_expiration = Duration::days(365),
                                            .transitions = {{.storage_class = StorageClass::infrequent_access,
                                                             .transition_after = Duration::days(30)},
                                                            {.storage_class = StorageClass::glacier,
                                                             .transition_after = Duration::days(90)}}},
                                           {.enabled = false,
                                            .prefix = "uploads/",
                                            .tag_filters = {{"state", "draft"}},
                                            .expiration = Duration::days(1)}},
                       .cors = {{.allowed_methods = {Bucket::HttpMethod::get, Bucket::HttpMethod::put},
                                 .allowed_origins = {"https://example.com"},
                                 .allowed_headers = {"*"},
                                 .exposed_headers = {"ETag"},
                                 .max_age = Duration::hours(1)}},
                       .replication_rules = {{.destination = replica, .priority = 1}},
                       .server_access_logs_bucket = &logs,
                       .server_access_logs_prefix = "documents/",
                   });
  documents.add_to_resource_policy({
      .actions = {tenon::iam::s3::PutObject},
      .resources = {documents.arn_for_objects("delivered/*")},
      .principals = {tenon::Principal::service("delivery.logs.amazonaws.com")},
      .conditions = {{"StringEquals", "aws:SourceAccount", {stack.account()}}},
  });
  auto& reader =
      stack.add("Reader", tenon::Role::Props{.assumed_by = tenon::Principal::service("ec2.amazonaws.com")});
  documents.grant_read_write(reader, "shared/*");
}
