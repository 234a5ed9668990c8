// Twin of cdk/distribution.js.
#include "tenon/constructs/network/distribution.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/network/certificate.hpp"

namespace {

using tenon::AllowedMethods;
using tenon::Bucket;
using tenon::BucketEncryption;
using tenon::CachePolicy;
using tenon::Certificate;
using tenon::CloudFrontFunction;
using tenon::Distribution;
using tenon::Duration;
using tenon::ManagedCachePolicy;
using tenon::ManagedOriginRequestPolicy;
using tenon::Origin;
using tenon::RemovalPolicy;
using tenon::ResponseHeadersPolicy;

}  // namespace

void distribution(tenon::App& app) {
  auto& stack = app.add("Agreement", tenon::Stack::Props{});
  auto& site_bucket = stack.add("Site", Bucket::Props{.encryption = BucketEncryption::unencrypted,
                                                      .block_public_access = std::nullopt,
                                                      .removal_policy = RemovalPolicy::destroy});
  auto& log_bucket =
      stack.add("Logs", Bucket::Props{.encryption = BucketEncryption::unencrypted,
                                      .block_public_access = std::nullopt,
                                      .object_ownership = tenon::ObjectOwnership::object_writer,
                                      .removal_policy = RemovalPolicy::destroy});
  const Origin site = Origin::s3(site_bucket);

  auto& headers = stack.add(
      "Headers", ResponseHeadersPolicy::Props{
                     .security_headers_behavior = ResponseHeadersPolicy::SecurityHeaders{
                         .content_type_options = true,
                         .strict_transport_security = ResponseHeadersPolicy::StrictTransportSecurity{
                             .access_control_max_age = Duration::days(365),
                             .include_subdomains = true,
                         }}});
  auto& caching = stack.add(
      "Caching", CachePolicy::Props{.default_ttl = Duration::hours(1),
                                    .max_ttl = Duration::days(1),
                                    .query_string_behavior = tenon::RequestParts::allow_list({"version"}),
                                    .enable_accept_encoding_gzip = true});
  auto& rewrite = stack.add(
      "Rewrite", CloudFrontFunction::Props{.code = "function handler(event) { return event.request; }"});
  auto& certificate =
      Certificate::from_arn(stack, "Cert", "arn:aws:acm:us-east-1:111122223333:certificate/0123");

  const Origin api = Origin::http(
      "api.example.com", {.read_timeout = Duration::seconds(20), .custom_headers = {{"x-from", "edge"}}});
  stack.add("Distribution",
            Distribution::Props{
                .default_behavior = {.origin = site,
                                     .cache_policy = caching,
                                     .response_headers_policy = headers,
                                     .viewer_protocol_policy = tenon::ViewerProtocolPolicy::https_only,
                                     .function_associations = {{.function = rewrite}}},
                .additional_behaviors = {{"images/*", {.origin = site}},
                                         {"api/*",
                                          {.origin = api,
                                           .allowed_methods = AllowedMethods::all,
                                           .cache_policy = ManagedCachePolicy::caching_disabled,
                                           .origin_request_policy =
                                               ManagedOriginRequestPolicy::all_viewer_except_host_header}}},
                .comment = "The site",
                .domain_names = {"www.example.com"},
                .certificate = &certificate,
                .default_root_object = "index.html",
                .error_responses = {{.http_status = 403,
                                     .response_http_status = 404,
                                     .response_page_path = "/oops.html",
                                     .ttl = Duration::days(1)}},
                .geo_restriction = tenon::GeoRestriction::allow_list({"IE", "DE"}),
                .log_bucket = &log_bucket,
                .log_file_prefix = "site/",
                .price_class = tenon::PriceClass::price_class_100,
                .web_acl_id = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/0123"});
}
