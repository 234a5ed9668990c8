#include "tenon/constructs/network/distribution.hpp"

#include "constructs/network/stack_fixture.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/value/format.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::CloudFront::Distribution";

class DistributionTest : public StackFixture {
 protected:
  void expect_config(std::string_view config) {
    expect(type, R"({"DistributionConfig": )" + std::string(config) + "}");
  }

  const Origin api = Origin::http("api.example.com");
};

TEST_F(DistributionTest, HasCdksDefaults) {
  stack.add("Site", Distribution::Props{.default_behavior = {.origin = api}});
  expect_config(R"({"$exactly": {"Enabled": true, "HttpVersion": "http2", "IPV6Enabled": true,
      "Origins": [{"$exactly": {"DomainName": "api.example.com", "Id": {"$like": "ShopSiteOrigin1*"},
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}}}],
      "DefaultCacheBehavior": {"$exactly": {"CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6", "Compress": true,
        "TargetOriginId": {"$like": "ShopSiteOrigin1*"}, "ViewerProtocolPolicy": "redirect-to-https"}}}})");
}

TEST_F(DistributionTest, NamesItsAccessControls) {
  auto& bucket = stack.add("Files", Bucket::Props{});
  const Origin site =
      Origin::s3(bucket, {.origin_access_control_name = format("{}-site", pseudo::stack_name)});
  stack.add("Site", Distribution::Props{.default_behavior = {.origin = site}});
  expect("AWS::CloudFront::OriginAccessControl", R"({"OriginAccessControlConfig": {
      "Name": {"Fn::Join": ["", [{"Ref": "AWS::StackName"}, "-site"]]}}})");
}

TEST_F(DistributionTest, AloneReadsItsBuckets) {
  auto& bucket = stack.add("Files", Bucket::Props{.encryption = BucketEncryption::kms});
  stack.add("Site", Distribution::Props{
                        .default_behavior = {.origin = Origin::s3(bucket, {.origin_path = "site/"})}});
  expect_config(R"({"Origins": [{"OriginPath": "/site", "S3OriginConfig": {"OriginAccessIdentity": ""},
      "DomainName": {"Fn::GetAtt": [{"$like": "Files*"}, "RegionalDomainName"]},
      "OriginAccessControlId": {"Fn::GetAtt": [{"$like": "SiteOrigin1S3OriginAccessControl*"}, "Id"]}}]})");
  expect("AWS::CloudFront::OriginAccessControl",
         R"({"OriginAccessControlConfig": {"OriginAccessControlOriginType": "s3",
      "SigningBehavior": "always", "SigningProtocol": "sigv4"}})");
  expect("AWS::S3::BucketPolicy",
         R"({"PolicyDocument": {"Statement": {"$contains": [{"$exactly": {"Effect": "Allow",
      "Action": "s3:GetObject", "Principal": {"Service": "cloudfront.amazonaws.com"},
      "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Files*"}, "Arn"]}, "/*"]]},
      "Condition": {"StringEquals": {"AWS:SourceArn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":cloudfront::",
        {"Ref": "AWS::AccountId"}, ":distribution/", {"Ref": {"$like": "Site*"}}]]}}}}}]}}})");
  expect("AWS::KMS::Key", R"({"KeyPolicy": {"Statement": {"$contains": [{"Action": "kms:Decrypt",
      "Principal": {"Service": "cloudfront.amazonaws.com"}, "Condition": {"ArnLike": {"AWS:SourceArn": {"$any": true}}}}]}}})");
}

TEST_F(DistributionTest, GrantsTheAccessThatIsAskedFor) {
  auto& bucket = stack.add("Files", Bucket::Props{});
  const auto origin = Origin::s3(
      bucket, {.origin_access_levels = {OriginAccess::read, OriginAccess::list, OriginAccess::write}});
  stack.add("Site", Distribution::Props{.default_behavior = {.origin = origin}});
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": ["s3:GetObject", "s3:ListBucket", "s3:PutObject"], "Resource": [{"Fn::GetAtt": [{"$like": "Files*"}, "Arn"]}, {"$any": true}]}]}}})");
}

TEST_F(DistributionTest, HasAnOriginOnce) {
  stack.add("Site", Distribution::Props{
                        .default_behavior = {.origin = api},
                        .additional_behaviors = {{"a/*", {.origin = api}},
                                                 {"b/*", {.origin = Origin::http("b.example.com")}}}});
  expect_config(R"({"Origins": [{"DomainName": "api.example.com"}, {"DomainName": "b.example.com"}],
      "CacheBehaviors": [{"PathPattern": "a/*", "TargetOriginId": {"$like": "ShopSiteOrigin1*"}},
                         {"PathPattern": "b/*", "TargetOriginId": {"$like": "ShopSiteOrigin2*"}}]})");
}

TEST_F(DistributionTest, ReadsTheBucketsOfBehavioursThatComeLater) {
  auto& bucket = stack.add("Files", Bucket::Props{});
  auto& site = stack.add("Site", Distribution::Props{.default_behavior = {.origin = api}});
  site.add_behavior("files/*", {.origin = Origin::s3(bucket)});
  expect_config(R"({"Origins": [{"DomainName": "api.example.com"}, {"S3OriginConfig": {"$any": true}}],
      "CacheBehaviors": [{"PathPattern": "files/*", "TargetOriginId": {"$like": "ShopSiteOrigin2*"}}]})");
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": "s3:GetObject", "Principal": {"Service": "cloudfront.amazonaws.com"}}]}}})");
}

TEST_F(DistributionTest, FailsOver) {
  auto& bucket = stack.add("Files", Bucket::Props{});
  auto& copy = stack.add("Copy", Bucket::Props{});
  const auto group = Origin::group(Origin::s3(bucket), Origin::s3(copy), {500, 503});
  stack.add("Site", Distribution::Props{.default_behavior = {.origin = group}});
  expect_config(R"({"DefaultCacheBehavior": {"TargetOriginId": {"$like": "ShopSiteOriginGroup1*"}},
      "OriginGroups": {"Quantity": 1, "Items": [{"Id": {"$like": "ShopSiteOriginGroup1*"},
        "FailoverCriteria": {"StatusCodes": {"Items": [500, 503], "Quantity": 2}},
        "Members": {"Quantity": 2, "Items": [{"OriginId": {"$like": "ShopSiteOrigin1*"}}, {"OriginId": {"$like": "ShopSiteOrigin2*"}}]}}]}})");
  // Both buckets let the distribution in.
  const auto policies = testing::Template::of(stack).resource_properties_count_is(
      "AWS::S3::BucketPolicy",
      R"({"PolicyDocument": {"Statement": {"$contains": [{"Action": "s3:GetObject"}]}}})", 2);
  EXPECT_TRUE(policies.passed) << policies.explanation;
}

TEST_F(DistributionTest, WritesEveryOriginOption) {
  auto& vpc = stack.add("Vpc", Vpc::Props{});
  auto& balancer = stack.add("Balancer", ApplicationLoadBalancer::Props{.vpc = vpc});
  stack.add("Site",
            Distribution::Props{
                .default_behavior = {.origin = Origin::load_balancer(
                                         balancer, {.protocol_policy = OriginProtocolPolicy::match_viewer,
                                                    .http_port = 8080,
                                                    .https_port = 8443,
                                                    .read_timeout = Duration::seconds(60),
                                                    .keepalive_timeout = Duration::seconds(10),
                                                    .custom_headers = {{"x-from", "edge"}},
                                                    .connection_attempts = 2,
                                                    .connection_timeout = Duration::seconds(5),
                                                    .origin_shield_region = "eu-west-1",
                                                    .origin_id = "balancer"})}});
  expect_config(
      R"({"Origins": [{"$exactly": {"Id": "balancer", "DomainName": {"Fn::GetAtt": [{"$like": "Balancer*"}, "DNSName"]},
      "ConnectionAttempts": 2, "ConnectionTimeout": 5, "OriginCustomHeaders": [{"HeaderName": "x-from", "HeaderValue": "edge"}],
      "OriginShield": {"Enabled": true, "OriginShieldRegion": "eu-west-1"},
      "CustomOriginConfig": {"HTTPPort": 8080, "HTTPSPort": 8443, "OriginProtocolPolicy": "match-viewer", "OriginReadTimeout": 60,
        "OriginKeepaliveTimeout": 10, "OriginSSLProtocols": ["TLSv1.2"]}}}]})");
}

TEST_F(DistributionTest, ServesWebsitesByHttp) {
  auto& bucket = stack.add("Files", Bucket::Props{.website_index_document = "index.html"});
  stack.add("Site", Distribution::Props{.default_behavior = {.origin = Origin::s3_static_website(bucket)}});
  expect_config(R"({"Origins": [{"CustomOriginConfig": {"OriginProtocolPolicy": "http-only"},
      "DomainName": {"Fn::Select": [2, {"Fn::Split": ["/", {"Fn::GetAtt": [{"$like": "Files*"}, "WebsiteURL"]}]}]}}]})");
}

TEST_F(DistributionTest, WritesEveryBehaviourOption) {
  auto& function = stack.add(
      "Rewrite", CloudFrontFunction::Props{.code = "function handler(event) { return event.response; }",
                                           .function_name = "rewrite",
                                           .comment = "ours",
                                           .auto_publish = false});
  stack.add("Site",
            Distribution::Props{
                .default_behavior = {
                    .origin = api,
                    .allowed_methods = AllowedMethods::get_head_options,
                    .cached_methods = CachedMethods::get_head_options,
                    .cache_policy = CachePolicyReference::id("p1"),
                    .origin_request_policy = ManagedOriginRequestPolicy::all_viewer,
                    .response_headers_policy = ManagedResponseHeadersPolicy::security_headers,
                    .compress = false,
                    .viewer_protocol_policy = ViewerProtocolPolicy::allow_all,
                    .function_associations = {{function, FunctionAssociation::Event::viewer_response}},
                    .edge_lambdas = {{.function_version_arn =
                                          "arn:aws:lambda:us-east-1:111122223333:function:edge:1",
                                      .event_type = EdgeLambda::Event::origin_request,
                                      .include_body = true}},
                    .trusted_key_groups = {"k1"},
                    .smooth_streaming = true}});
  expect_config(R"({"DefaultCacheBehavior": {"$exactly": {"AllowedMethods": ["GET", "HEAD", "OPTIONS"],
      "CachedMethods": ["GET", "HEAD", "OPTIONS"], "CachePolicyId": "p1",
      "OriginRequestPolicyId": "216adef6-5c7f-47e4-b989-5492eafa07d3", "ResponseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
      "Compress": false, "ViewerProtocolPolicy": "allow-all", "SmoothStreaming": true, "TrustedKeyGroups": ["k1"],
      "FunctionAssociations": [{"EventType": "viewer-response", "FunctionARN": {"Fn::GetAtt": [{"$like": "Rewrite*"}, "FunctionARN"]}}],
      "LambdaFunctionAssociations": [{"EventType": "origin-request", "IncludeBody": true, "LambdaFunctionARN": {"$like": "*:edge:1"}}],
      "TargetOriginId": {"$any": true}}}})");
  expect("AWS::CloudFront::Function", R"({"Name": "rewrite", "AutoPublish": false,
      "FunctionConfig": {"$exactly": {"Comment": "ours", "Runtime": "cloudfront-js-2.0"}}})");
}

TEST_F(DistributionTest, WritesEveryOption) {
  auto& certificate =
      Certificate::from_arn(stack, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/01");
  auto& site = stack.add(
      "Site",
      Distribution::Props{.default_behavior = {.origin = api},
                          .enabled = false,
                          .comment = std::string(130, 'c'),
                          .domain_names = {"www.example.com"},
                          .certificate = &certificate,
                          .minimum_protocol_version = SecurityPolicyProtocol::tls_v1_3_2025,
                          .default_root_object = "index.html",
                          .error_responses = {{.http_status = 404, .response_page_path = "/404.html"}},
                          .geo_restriction = GeoRestriction::deny_list({"AQ"}),
                          .http_version = HttpVersion::http2_and_3,
                          .enable_ipv6 = false,
                          .enable_logging = true,
                          .log_file_prefix = "site/",
                          .log_includes_cookies = true,
                          .price_class = PriceClass::price_class_200,
                          .publish_additional_metrics = true});
  site.attach_web_acl_id("arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/01");
  site.add_behavior("late/*", {.origin = api});
  expect_config(
      R"({"Enabled": false, "Comment": {"$like": "ccc*ccc..."}, "Aliases": ["www.example.com"], "DefaultRootObject": "index.html",
      "ViewerCertificate": {"AcmCertificateArn": {"$like": "*certificate/01"}, "MinimumProtocolVersion": "TLSv1.3_2025", "SslSupportMethod": "sni-only"},
      "CustomErrorResponses": [{"$exactly": {"ErrorCode": 404, "ResponseCode": 404, "ResponsePagePath": "/404.html"}}],
      "Restrictions": {"GeoRestriction": {"Locations": ["AQ"], "RestrictionType": "blacklist"}}, "HttpVersion": "http2and3", "IPV6Enabled": false,
      "Logging": {"Bucket": {"Fn::GetAtt": [{"$like": "SiteLoggingBucket*"}, "RegionalDomainName"]}, "IncludeCookies": true, "Prefix": "site/"},
      "PriceClass": "PriceClass_200", "WebACLId": {"$like": "*webacl/site/01"}, "CacheBehaviors": [{"PathPattern": "late/*"}]})");
  expect("AWS::S3::Bucket", R"({"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}})");
  expect("AWS::CloudFront::MonitoringSubscription", R"({"DistributionId": {"Ref": {"$like": "Site*"}},
      "MonitoringSubscription": {"RealtimeMetricsSubscriptionConfig": {"RealtimeMetricsSubscriptionStatus": "Enabled"}}})");
}

TEST_F(DistributionTest, GrantsInvalidationsAndHasMetrics) {
  auto& site = stack.add("Site", Distribution::Props{.default_behavior = {.origin = api}});
  auto& role = stack.add("Role", Role::Props{.assumed_by = Principal::service("codebuild.amazonaws.com")});
  site.grant_create_invalidation(role);
  expect("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": [{"Action": "cloudfront:CreateInvalidation",
      "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":cloudfront::", {"Ref": "AWS::AccountId"}, ":distribution/", {"Ref": {"$like": "Site*"}}]]}}]}})");
  const Metric metric = site.metric_5xx_error_rate();
  EXPECT_EQ(metric.props().region, "us-east-1");
  EXPECT_EQ(metric.props().dimensions[1], (Dimension{"Region", "Global"}));
}

// --- policies

TEST_F(DistributionTest, MakesPoliciesOfOnesOwn) {
  stack.add("Caching", CachePolicy::Props{.default_ttl = Duration::hours(1),
                                          .min_ttl = Duration::hours(2),
                                          .cookie_behavior = RequestParts::deny_list({"a"}),
                                          .header_behavior = RequestParts::allow_list({"Accept"}),
                                          .query_string_behavior = RequestParts::all(),
                                          .enable_accept_encoding_brotli = true});
  expect("AWS::CloudFront::CachePolicy",
         R"({"CachePolicyConfig": {"MinTTL": 7200, "DefaultTTL": 7200, "MaxTTL": 31536000,
      "Name": {"Fn::Join": ["", [{"$like": "ShopCaching*-"}, {"Ref": "AWS::Region"}]]},
      "ParametersInCacheKeyAndForwardedToOrigin": {"CookiesConfig": {"CookieBehavior": "allExcept", "Cookies": ["a"]},
        "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": ["Accept"]},
        "QueryStringsConfig": {"$exactly": {"QueryStringBehavior": "all"}}, "EnableAcceptEncodingBrotli": true, "EnableAcceptEncodingGzip": false}}})");
  stack.add("Request",
            OriginRequestPolicy::Props{.origin_request_policy_name = "forward",
                                       .header_behavior = RequestParts::all({"CloudFront-Viewer-Country"})});
  expect("AWS::CloudFront::OriginRequestPolicy", R"({"OriginRequestPolicyConfig": {"Name": "forward",
      "CookiesConfig": {"CookieBehavior": "none"},
      "HeadersConfig": {"HeaderBehavior": "allViewerAndWhitelistCloudFront", "Headers": ["CloudFront-Viewer-Country"]}}})");
  using Policy = ResponseHeadersPolicy;
  stack.add(
      "Headers",
      Policy::Props{
          .cors_behavior = Policy::Cors{.access_control_allow_headers = {"*"},
                                        .access_control_allow_methods = {"GET", "POST"},
                                        .access_control_allow_origins = {"https://example.com"},
                                        .access_control_expose_headers = {"ETag"},
                                        .access_control_max_age = Duration::hours(1)},
          .custom_headers = {{.header = "x-by", .value = "shop"}},
          .security_headers_behavior =
              Policy::SecurityHeaders{
                  .content_security_policy =
                      Policy::ContentSecurityPolicy{.content_security_policy = "default-src https:"},
                  .frame_options = Policy::FrameOptions{.frame_option = Policy::FrameOption::same_origin},
                  .referrer_policy = Policy::ReferrerPolicy{},
                  .strict_transport_security = Policy::StrictTransportSecurity{.preload = true},
                  .xss_protection = Policy::XssProtection{.mode_block = true}},
          .remove_headers = {"Server"},
          .server_timing_sampling_rate = 50.0});
  expect("AWS::CloudFront::ResponseHeadersPolicy",
         R"({"ResponseHeadersPolicyConfig": {"Name": {"$like": "ShopHeaders*"},
      "CorsConfig": {"AccessControlAllowCredentials": false, "AccessControlAllowHeaders": {"Items": ["*"]},
        "AccessControlAllowMethods": {"Items": ["GET", "POST"]}, "AccessControlAllowOrigins": {"Items": ["https://example.com"]},
        "AccessControlExposeHeaders": {"Items": ["ETag"]}, "AccessControlMaxAgeSec": 3600, "OriginOverride": true},
      "CustomHeadersConfig": {"Items": [{"Header": "x-by", "Value": "shop", "Override": true}]},
      "SecurityHeadersConfig": {"ContentSecurityPolicy": {"ContentSecurityPolicy": "default-src https:", "Override": true},
        "ContentTypeOptions": {"$absent": true}, "FrameOptions": {"FrameOption": "SAMEORIGIN"},
        "ReferrerPolicy": {"ReferrerPolicy": "strict-origin-when-cross-origin"},
        "StrictTransportSecurity": {"AccessControlMaxAgeSec": 31536000, "Preload": true, "IncludeSubdomains": {"$absent": true}},
        "XSSProtection": {"Protection": true, "ModeBlock": true}},
      "RemoveHeadersConfig": {"Items": [{"Header": "Server"}]}, "ServerTimingHeadersConfig": {"Enabled": true, "SamplingRate": 50}}})");
}

// --- refusals

struct Refused {
  const char* name;
  void (*make)(Stack&, const Origin&);
  const char* property;
  const char* id = "property-not-allowed";
};

void add(Stack& stack, Distribution::Props props) { stack.add("Site", props); }

class RefusedDistribution : public StackFixture, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedDistribution, IsReported) {
  GetParam().make(stack, Origin::http("api.example.com"));
  expect_refused(GetParam().property, GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(
    Each, RefusedDistribution,
    ::testing::Values(
        Refused{"certificate_elsewhere",
                [](Stack& stack, const Origin& api) {
                  auto& certificate = Certificate::from_arn(
                      stack, "Certificate", "arn:aws:acm:eu-west-1:111122223333:certificate/01");
                  add(stack, {.default_behavior = {.origin = api}, .certificate = &certificate});
                },
                "certificate"},
        Refused{"names_without_certificate",
                [](Stack& stack, const Origin& api) {
                  add(stack, {.default_behavior = {.origin = api}, .domain_names = {"www.example.com"}});
                },
                "certificate", "property-needed"},
        Refused{"list_elsewhere",
                [](Stack& stack, const Origin& api) {
                  add(stack, {.default_behavior = {.origin = api},
                              .web_acl_id = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/site/01"});
                },
                "web_acl_id"},
        Refused{
            "second_list",
            [](Stack& stack, const Origin& api) {
              stack.add("Site", Distribution::Props{.default_behavior = {.origin = api}, .web_acl_id = "a"})
                  .attach_web_acl_id("b");
            },
            "web_acl_id"},
        Refused{"no_country",
                [](Stack& stack, const Origin& api) {
                  add(stack, {.default_behavior = {.origin = api},
                              .geo_restriction = GeoRestriction::allow_list({})});
                },
                "geo_restriction", "property-needed"},
        Refused{"unknown_error",
                [](Stack& stack, const Origin& api) {
                  add(stack, {.default_behavior = {.origin = api},
                              .error_responses = {{.http_status = 418, .ttl = Duration::minutes(1)}}});
                },
                "error_responses"},
        Refused{"empty_error",
                [](Stack& stack, const Origin& api) {
                  add(stack,
                      {.default_behavior = {.origin = api}, .error_responses = {{.http_status = 404}}});
                },
                "error_responses", "property-needed"},
        Refused{"grpc_without_methods",
                [](Stack& stack, const Origin& api) {
                  add(stack, {.default_behavior = {.origin = api, .enable_grpc = true}});
                },
                "enable_grpc"},
        Refused{"body_of_answer",
                [](Stack& stack, const Origin& api) {
                  add(stack,
                      {.default_behavior = {
                           .origin = api,
                           .edge_lambdas = {{.function_version_arn =
                                                 "arn:aws:lambda:us-east-1:111122223333:function:edge:1",
                                             .event_type = EdgeLambda::Event::viewer_response,
                                             .include_body = true}}}});
                },
                "include_body"},
        Refused{"group_of_groups",
                [](Stack& stack, const Origin& api) {
                  add(stack, {.default_behavior = {.origin = Origin::group(Origin::group(api, api), api)}});
                },
                "origin"},
        Refused{"two_ids",
                [](Stack& stack, const Origin&) {
                  add(stack, {.default_behavior = {.origin = Origin::http("a.example", {.origin_id = "x"})},
                              .additional_behaviors = {
                                  {"b/*", {.origin = Origin::http("b.example", {.origin_id = "x"})}}}});
                },
                "origin_id"},
        Refused{"port",
                [](Stack& stack, const Origin&) {
                  add(stack, {.default_behavior = {.origin = Origin::http("a.example", {.http_port = 81})}});
                },
                "http_port"},
        Refused{"timeout",
                [](Stack& stack, const Origin&) {
                  add(stack, {.default_behavior = {
                                  .origin = Origin::http("a.example",
                                                         {.connection_timeout = Duration::seconds(11)})}});
                },
                "connection_timeout"},
        Refused{"everything_again",
                [](Stack& stack, const Origin& api) {
                  stack.add("Site", Distribution::Props{.default_behavior = {.origin = api}})
                      .add_behavior("*", {.origin = api});
                },
                "path_pattern"},
        Refused{"metrics",
                [](Stack& stack, const Origin& api) {
                  stack.add("Site", Distribution::Props{.default_behavior = {.origin = api}})
                      .metric_cache_hit_rate();
                },
                "publish_additional_metrics", "property-needed"},
        Refused{"store_of_old_runtime",
                [](Stack& stack, const Origin&) {
                  stack.add("Function", CloudFrontFunction::Props{
                                            .code = "x",
                                            .runtime = CloudFrontFunction::Runtime::js_1_0,
                                            .key_value_store_arn =
                                                "arn:aws:cloudfront::111122223333:key-value-store/01"});
                },
                "runtime"},
        Refused{"all_headers_in_key",
                [](Stack& stack, const Origin&) {
                  stack.add("Caching", CachePolicy::Props{.header_behavior = RequestParts::all()});
                },
                "header_behavior"},
        Refused{"empty_list",
                [](Stack& stack, const Origin&) {
                  stack.add("Caching", CachePolicy::Props{.cookie_behavior = RequestParts::allow_list({})});
                },
                "cookie_behavior", "property-needed"},
        Refused{"policy_name",
                [](Stack& stack, const Origin&) {
                  stack.add("Caching", CachePolicy::Props{.cache_policy_name = "a b"});
                },
                "cache_policy_name"},
        Refused{"star_with_credentials",
                [](Stack& stack, const Origin&) {
                  stack.add("Headers", ResponseHeadersPolicy::Props{
                                           .cors_behavior = ResponseHeadersPolicy::Cors{
                                               .access_control_allow_credentials = true,
                                               .access_control_allow_headers = {"*"},
                                               .access_control_allow_methods = {"GET"},
                                               .access_control_allow_origins = {"https://example.com"}}});
                },
                "access_control_allow_headers"},
        Refused{"all_and_others",
                [](Stack& stack, const Origin&) {
                  stack.add("Headers",
                            ResponseHeadersPolicy::Props{.cors_behavior = ResponseHeadersPolicy::Cors{
                                                             .access_control_allow_headers = {"a"},
                                                             .access_control_allow_methods = {"ALL", "GET"},
                                                             .access_control_allow_origins = {"*"}}});
                },
                "access_control_allow_methods"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace tenon
