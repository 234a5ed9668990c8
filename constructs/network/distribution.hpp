#pragma once

/// \file
/// Distributions of CloudFront: origins, and the behaviours by which their answers reach viewers.
///
///     const auto site = Origin::s3(bucket);
///     stack.add("Site", Distribution::Props{.default_behavior = {.origin = site},
///                                           .default_root_object = "index.html"});

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/cloudfront_policy.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/iam_action.hpp"

namespace tenon::aws::cloudfront {
class Distribution;
class Function;
namespace kind {
struct Distribution_Id;
struct Function_FunctionARN;
}  // namespace kind
}  // namespace tenon::aws::cloudfront

namespace tenon {

class Bucket;
class Certificate;
class Distribution;
class Grantee;
class LoadBalancerBase;
class Version;

/// What CloudFront may do with a bucket's objects.
enum class OriginAccess : std::uint8_t { read, read_versioned, list, write, delete_ };

/// How CloudFront speaks to an origin.
enum class OriginProtocolPolicy : std::uint8_t { http_only, match_viewer, https_only };

/// A header that requests get on their way to the origin.
struct OriginHeader {
  std::string name;
  Value<std::string> value;
};

struct S3OriginOptions {
  /// What the account calls the access control that is made for the bucket: 1 to 64 characters, unique in the
  /// account, such as `format("{}-site", pseudo::stack_name)` where a template is deployed more than once.
  /// Default: made of the construct's path, as in CDK.
  Value<std::string> origin_access_control_name = {};
  /// In front of what is asked for: "/site". Default: none.
  std::string origin_path = {};
  /// Default: reading alone.
  std::vector<OriginAccess> origin_access_levels = {OriginAccess::read};
  /// Headers that the origin gets. Default: none.
  std::vector<OriginHeader> custom_headers = {};
  /// 1 to 3. Default: the service's, 3.
  std::optional<int> connection_attempts = {};
  /// 1 to 10 seconds. Default: the service's, 10.
  std::optional<Duration> connection_timeout = {};
  /// A region whose cache stands in front of the origin. Default: none.
  std::string origin_shield_region = {};
  /// Unique in the distribution (`property-not-allowed`). Default: made of the construct's path.
  std::string origin_id = {};
};

struct HttpOriginOptions {
  /// In front of what is asked for: "/site". Default: none.
  std::string origin_path = {};
  /// Versions of TLS that are not older than 1.2 alone.
  OriginProtocolPolicy protocol_policy = OriginProtocolPolicy::https_only;
  /// 80, 443, or 1024 to 65535. Default: the service's, 80.
  Value<std::int64_t> http_port = {};
  /// 80, 443, or 1024 to 65535. Default: the service's, 443.
  Value<std::int64_t> https_port = {};
  /// How long an answer may take, 1 to 180 seconds. Default: the service's, 30 seconds.
  std::optional<Duration> read_timeout = {};
  /// How long silent connections are kept, 1 to 180 seconds. Default: the service's, 5 seconds.
  std::optional<Duration> keepalive_timeout = {};
  /// Headers that the origin gets. Default: none.
  std::vector<OriginHeader> custom_headers = {};
  /// 1 to 3. Default: the service's, 3.
  std::optional<int> connection_attempts = {};
  /// 1 to 10 seconds. Default: the service's, 10.
  std::optional<Duration> connection_timeout = {};
  /// A region whose cache stands in front of the origin. Default: none.
  std::string origin_shield_region = {};
  /// Unique in the distribution (`property-not-allowed`). Default: made of the construct's path.
  std::string origin_id = {};
};

/// Where answers come from. Copies are the same origin, which a distribution has once.
class Origin {
 public:
  /// A private bucket: CloudFront signs its requests (origin access control), and the bucket's policy lets
  /// this distribution alone in. A key of the bucket lets the account's distributions use it.
  /// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
  static Origin s3(Bucket& bucket, const S3OriginOptions& options = {});
  /// A bucket that is a website, which S3 serves by HTTP to everybody.
  static Origin s3_static_website(Bucket& bucket, const HttpOriginOptions& options = {});
  /// Any server, by its name.
  static Origin http(const Value<std::string>& domain_name, const HttpOriginOptions& options = {});
  /// A load balancer by its own name. By HTTPS its certificate has to have either that name or the one in the
  /// header Host, where a behaviour hands that on (`ManagedOriginRequestPolicy::all_viewer`); a name of one's
  /// own is given by `http`.
  /// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
  static Origin load_balancer(const LoadBalancerBase& load_balancer, const HttpOriginOptions& options = {});
  /// The other one answers when the first does so with one of these statuses, or not at all. Neither is a
  /// group
  /// (`property-not-allowed`).
  static Origin group(const Origin& primary, const Origin& fallback,
                      std::vector<int> fallback_status_codes = {500, 502, 503, 504});

 private:
  friend class Distribution;
  struct Data;
  explicit Origin(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  std::shared_ptr<const Data> data_;
};

enum class AllowedMethods : std::uint8_t { get_head, get_head_options, all };
enum class CachedMethods : std::uint8_t { get_head, get_head_options };
enum class ViewerProtocolPolicy : std::uint8_t { https_only, redirect_to_https, allow_all };

/// Code that runs at every edge within a millisecond.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-function.html
class CloudFrontFunction final : public Construct {
 public:
  enum class Runtime : std::uint8_t { js_1_0, js_2_0 };
  struct Props {
    using Of = CloudFrontFunction;
    /// JavaScript, at most ten kilobytes (10,240).
    Required<"code", Value<std::string>> code;
    /// Default: the region and the construct's unique id.
    Value<std::string> function_name = {};
    /// Default: the name.
    Value<std::string> comment = {};
    Runtime runtime = Runtime::js_2_0;
    /// Whether what is deployed runs at once.
    bool auto_publish = true;
    /// The ARN of a key value store that the code reads; of `js_2_0` alone (`property-not-allowed`). Default:
    /// none.
    Value<std::string> key_value_store_arn = {};
  };

  CloudFrontFunction(const Scope& scope, const Props& props);

  aws::cloudfront::Function& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::cloudfront::kind::Function_FunctionARN> arn() const;

 private:
  aws::cloudfront::Function* resource_ = nullptr;
};

struct FunctionAssociation {
  enum class Event : std::uint8_t { viewer_request, viewer_response };
  CloudFrontFunction& function;
  Event event_type = Event::viewer_request;
};

/// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-the-edge.html
struct EdgeLambda {
  enum class Event : std::uint8_t { viewer_request, viewer_response, origin_request, origin_response };
  /// The ARN of a version of a function in us-east-1, whose role lets edgelambda.amazonaws.com take it on.
  Value<std::string> function_version_arn;
  Event event_type = Event::viewer_request;
  /// Of requests alone (`property-not-allowed`).
  bool include_body = false;
};

/// How requests are answered.
/// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
struct Behavior {
  Required<"origin", Origin> origin;
  /// Default: the service's, GET and HEAD.
  std::optional<AllowedMethods> allowed_methods = {};
  /// Default: the service's, GET and HEAD.
  std::optional<CachedMethods> cached_methods = {};
  CachePolicyReference cache_policy = ManagedCachePolicy::caching_optimized;
  /// Default: nothing but what answers are cached by.
  std::optional<OriginRequestPolicyReference> origin_request_policy = {};
  /// Default: as the origin has it.
  std::optional<ResponseHeadersPolicyReference> response_headers_policy = {};
  /// Whether CloudFront compresses what a viewer takes compressed.
  bool compress = true;
  ViewerProtocolPolicy viewer_protocol_policy = ViewerProtocolPolicy::redirect_to_https;
  /// Default: none.
  std::vector<FunctionAssociation> function_associations = {};
  /// Default: none.
  std::vector<EdgeLambda> edge_lambdas = {};
  /// Ids of groups of keys, with one of which viewers' requests are signed. Default: no signatures.
  std::vector<Value<std::string>> trusted_key_groups = {};
  /// Whether gRPC goes through; with `AllowedMethods::all` and HTTP/2 (`property-not-allowed`). Default: no.
  std::optional<bool> enable_grpc = {};
  /// Of Microsoft's media servers. Default: no.
  std::optional<bool> smooth_streaming = {};
};

/// What viewers see of an error. Says at least one thing (`property-needed`).
struct ErrorResponse {
  /// Of the origin: 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504.
  int http_status;
  /// Default: with a page the same, else the origin's answer.
  std::optional<int> response_http_status = {};
  /// Begins with a slash. Default: the origin's answer.
  std::string response_page_path = {};
  /// How long it is cached. Default: the service's, 10 seconds.
  std::optional<Duration> ttl = {};
};

/// Which countries' viewers are answered, by their two letters (ISO 3166-1).
class GeoRestriction {
 public:
  /// These alone; one at least (`property-needed`).
  static GeoRestriction allow_list(std::vector<std::string> countries) {
    return GeoRestriction("whitelist", std::move(countries));
  }
  /// All but these; one at least (`property-needed`).
  static GeoRestriction deny_list(std::vector<std::string> countries) {
    return GeoRestriction("blacklist", std::move(countries));
  }

 private:
  friend class Distribution;
  GeoRestriction(std::string_view type, std::vector<std::string> countries)
      : type_(type), countries_(std::move(countries)) {}

  std::string_view type_;
  std::vector<std::string> countries_;
};

enum class HttpVersion : std::uint8_t { http1_1, http2, http2_and_3, http3 };

/// At which edges answers are given; fewer cost less.
enum class PriceClass : std::uint8_t { price_class_100, price_class_200, price_class_all };

/// The oldest TLS of viewers, and its ciphers: all that allow none older than 1.2.
/// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
enum class SecurityPolicyProtocol : std::uint8_t {
  tls_v1_2_2018,
  tls_v1_2_2019,
  tls_v1_2_2021,
  tls_v1_2_2025,
  tls_v1_3_2025
};

/// Answers of origins, from everywhere near the viewer.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-distribution.html
class Distribution final : public Construct {
 public:
  struct Props {
    using Of = Distribution;
    /// Of all requests that no other behaviour is about.
    Behavior default_behavior;
    /// By patterns of paths, "images/*", in the order in which they are looked at. Default: none.
    std::vector<std::pair<std::string, Behavior>> additional_behaviors = {};
    /// Whether it answers.
    bool enabled = true;
    /// At most 128 characters; longer ones are cut. Default: none.
    std::string comment = {};
    /// Further names, "www.example.com", which need a `certificate` (`property-needed`). Default:
    /// CloudFront's name alone.
    std::vector<Value<std::string>> domain_names = {};
    /// Of us-east-1 (`property-not-allowed` where another region is known). Default: CloudFront's own.
    const Certificate* certificate = nullptr;
    /// With a certificate. Default: TLS 1.2 of 2021.
    SecurityPolicyProtocol minimum_protocol_version = SecurityPolicyProtocol::tls_v1_2_2021;
    /// What is answered where nothing is asked for: "index.html". Default: the origin's own answer.
    std::string default_root_object = {};
    /// What viewers see of errors. Default: the origins' answers.
    std::vector<ErrorResponse> error_responses = {};
    /// Default: everybody is answered.
    std::optional<GeoRestriction> geo_restriction = {};
    HttpVersion http_version = HttpVersion::http2;
    bool enable_ipv6 = true;
    /// Where it is written who asked what. Its objects belong to who writes them
    /// (`ObjectOwnership::object_writer`). Default: not logged, or a bucket `LoggingBucket` with
    /// `enable_logging`.
    Bucket* log_bucket = nullptr;
    bool enable_logging = false;
    /// Of the logs' keys: "site/". Default: none.
    std::string log_file_prefix = {};
    /// Default: the service's, no.
    std::optional<bool> log_includes_cookies = {};
    /// Default: the service's, all edges.
    std::optional<PriceClass> price_class = {};
    /// A `WebAcl` of the scope CloudFront, by its ARN, which is made in us-east-1 (`property-not-allowed`
    /// where another region is known). Default: none.
    Value<std::string> web_acl_id = {};
    /// Whether there are further metrics, which cost extra: cache hits, the origin's latency, errors by their
    /// status.
    bool publish_additional_metrics = false;
  };
  /// A distribution that exists already.
  struct Attributes {
    Required<"distribution_id", Value<std::string>> distribution_id;
    /// "d111111abcdef8.cloudfront.net"
    Required<"domain_name", Value<std::string>> domain_name;
  };

  Distribution(const Scope& scope, const Props& props);
  ~Distribution() override;
  static Distribution& from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                       std::source_location where = std::source_location::current());

  aws::cloudfront::Distribution& resource() const noexcept { return *resource_; }
  Attribute<aws::cloudfront::kind::Distribution_Id> distribution_id() const;
  Value<std::string> arn() const;
  /// "d111111abcdef8.cloudfront.net"
  Value<std::string> domain_name() const;
  /// What alias records point at; see `RecordTarget`.
  Value<std::string> alias_domain_name() const { return domain_name(); }
  /// Of all distributions of AWS: Z2FDTNDATAQYW2.
  Value<std::string> alias_hosted_zone_id() const { return "Z2FDTNDATAQYW2"; }

  /// One more behaviour, behind those that there are. Not of an imported distribution
  /// (`property-not-allowed`).
  void add_behavior(std::string_view path_pattern, const Behavior& behavior);
  /// Once (`property-not-allowed`).
  void attach_web_acl_id(const Value<std::string>& web_acl_id);

  /// Actions of `cloudfront:` on the distribution.
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);
  /// To have answers forgotten: `cloudfront:CreateInvalidation`.
  void grant_create_invalidation(const Grantee& grantee);

  /// A metric of AWS/CloudFront, which are in us-east-1.
  /// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// Sum.
  Metric metric_requests() const;
  /// Sum.
  Metric metric_bytes_downloaded() const;
  /// Sum.
  Metric metric_bytes_uploaded() const;
  /// Average, percent.
  Metric metric_total_error_rate() const;
  /// Average, percent.
  Metric metric_4xx_error_rate() const;
  /// Average, percent.
  Metric metric_5xx_error_rate() const;
  /// Average, percent. Needs `publish_additional_metrics` (`property-needed`).
  Metric metric_cache_hit_rate() const;
  /// Average, milliseconds. Needs `publish_additional_metrics` (`property-needed`).
  Metric metric_origin_latency() const;

 private:
  struct Imported;
  struct Bound;
  struct Made;
  Distribution(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  void check(std::string_view pattern, const Behavior& behavior) const;
  void check_region(std::string_view property, const Value<std::string>& arn) const;
  void check_certificate(const Certificate& certificate) const;
  void check_origin(const HttpOriginOptions& options) const;
  /// The id that behaviours name.
  std::string add_origin(const Origin& origin);
  std::string bind(const std::shared_ptr<const Origin::Data>& origin, bool is_fallback);
  std::string bind_server(const std::shared_ptr<const Origin::Data>& server,
                          const std::shared_ptr<const Origin::Data>& as);
  void grant_access(const Origin::Data& origin) const;
  Bucket& add_logging_bucket();
  Value<Json> config() const;
  Metric additional_metric(std::string name) const;

  aws::cloudfront::Distribution* resource_ = nullptr;
  std::unique_ptr<Made> made_;  // null of an imported distribution
};

}  // namespace tenon
