#include "content.hpp"

#include "settings.hpp"

namespace language_learning {

using tenon::Behavior;
using tenon::Bucket;
using tenon::Distribution;
using tenon::Duration;
using tenon::ManagedResponseHeadersPolicy;
using tenon::Origin;
using tenon::RemovalPolicy;
using tenon::StorageClass;

namespace {

Bucket& add_access_logs(tenon::Stack& stack) {
  return stack.add("AccessLogs", Bucket::Props{
                                     // CloudFront writes its logs by access control lists alone.
                                     .object_ownership = tenon::ObjectOwnership::object_writer,
                                     .lifecycle_rules = {{.id = "old-logs", .expiration = log_lifetime}},
                                     .removal_policy = RemovalPolicy::destroy,
                                 });
}

/// A bucket of content: versioned, logged, and kept when the stack goes. Old versions do not stay for good.
Bucket& add_bucket(tenon::Stack& stack, std::string_view id, Bucket& access_logs,
                   std::vector<Bucket::LifecycleRule> rules = {},
                   std::vector<Bucket::ReplicationRule> copies = {}) {
  rules.push_back({.id = "old-versions",
                   .abort_incomplete_multipart_upload_after = Duration::days(7),
                   .noncurrent_version_expiration = Duration::days(90)});
  return stack.add(id, Bucket::Props{
                           .versioned = true,
                           .lifecycle_rules = std::move(rules),
                           .replication_rules = std::move(copies),
                           .server_access_logs_bucket = &access_logs,
                           .server_access_logs_prefix = "s3/" + std::string(id) + '/',
                           .removal_policy = RemovalPolicy::retain,
                       });
}

/// Recorded lessons are heard less with time. Spoken ones are made again when they are missing.
std::vector<Bucket::LifecycleRule> audio_rules() {
  return {{.id = "older-lessons",
           .prefix = "audio/lessons/",
           .transitions = {{.storage_class = StorageClass::infrequent_access,
                            .transition_after = Duration::days(90)}}},
          {.id = "spoken-lessons", .prefix = "audio/speech/", .expiration = Duration::days(180)}};
}

std::vector<Bucket::LifecycleRule> recording_rules() {
  return {{.id = "recordings",
           .expiration = recording_lifetime,
           .noncurrent_version_expiration = Duration::days(1)}};
}

Distribution& add_distribution(tenon::Stack& stack, Bucket& site, Bucket& standby, Bucket& audio,
                               Bucket& access_logs) {
  // The account has each name of an access control once, and this template may be deployed twice.
  const auto origin = [](Bucket& bucket, std::string_view what) {
    return Origin::s3(bucket, {.origin_access_control_name = name(what)});
  };
  const Behavior pages{
      .origin = Origin::group(origin(site, "site"), origin(standby, "standby-site")),
      .response_headers_policy = ManagedResponseHeadersPolicy::security_headers,
  };
  const Behavior sound{
      .origin = origin(audio, "audio"),
      .response_headers_policy = ManagedResponseHeadersPolicy::cors_allow_all_origins_and_security_headers,
      .compress = false,
  };
  return stack.add("Distribution", Distribution::Props{
                                       .default_behavior = pages,
                                       .additional_behaviors = {{"audio/*", sound}},
                                       .comment = "Language learning: the site, and the lessons' audio",
                                       .default_root_object = "index.html",
                                       .http_version = tenon::HttpVersion::http2_and_3,
                                       .log_bucket = &access_logs,
                                       .log_file_prefix = "cloudfront/",
                                   });
}

}  // namespace

Content add_content(tenon::Stack& stack) {
  auto& access_logs = add_access_logs(stack);
  auto& standby = add_bucket(stack, "StandbySiteBucket", access_logs);
  auto& site = add_bucket(stack, "SiteBucket", access_logs, {},
                          {{.destination = standby, .id = "standby", .delete_marker_replication = true}});
  auto& lessons = add_bucket(stack, "ContentBucket", access_logs);
  auto& audio = add_bucket(stack, "AudioBucket", access_logs, audio_rules());
  auto& recordings = add_bucket(stack, "RecordingsBucket", access_logs, recording_rules());
  auto& distribution = add_distribution(stack, site, standby, audio, access_logs);
  return {site, standby, lessons, audio, recordings, access_logs, distribution};
}

}  // namespace language_learning
