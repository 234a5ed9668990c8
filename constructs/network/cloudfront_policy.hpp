#pragma once

/// \file
/// Policies that behaviours of distributions share: by what answers are cached, what origins are sent, which
/// headers answers get. AWS keeps some (`ManagedCachePolicy::caching_disabled`), others are one's own.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::cloudfront {
class CachePolicy;
class OriginRequestPolicy;
class ResponseHeadersPolicy;
namespace kind {
struct CachePolicy_Id;
struct OriginRequestPolicy_Id;
struct ResponseHeadersPolicy_Id;
}  // namespace kind
}  // namespace tenon::aws::cloudfront

namespace tenon {

class CachePolicy;
class OriginRequestPolicy;
class ResponseHeadersPolicy;

/// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
enum class ManagedCachePolicy : std::uint8_t {
  amplify,
  caching_optimized,                           ///< by the path alone, compressed
  caching_optimized_for_uncompressed_objects,  ///< by the path alone
  caching_disabled,                            ///< everything goes to the origin
  elemental_media_package,
  use_origin_cache_control_headers,                ///< as the origin says, by host, cookies and headers
  use_origin_cache_control_headers_query_strings,  ///< likewise, by the query too
};

/// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
enum class ManagedOriginRequestPolicy : std::uint8_t {
  user_agent_referer_headers,
  cors_custom_origin,
  cors_s3_origin,
  all_viewer,  ///< everything as it came, the header Host too
  elemental_media_tailor,
  all_viewer_and_cloudfront_2022,  ///< and CloudFront's own headers
  all_viewer_except_host_header,   ///< of APIs, which answer to their own name alone
  host_header_only,
};

/// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
enum class ManagedResponseHeadersPolicy : std::uint8_t {
  cors_allow_all_origins,
  cors_allow_all_origins_with_preflight,
  security_headers,
  cors_allow_all_origins_and_security_headers,
  cors_allow_all_origins_with_preflight_and_security_headers,
};

/// One of AWS's cache policies, one of the App, or an id.
class CachePolicyReference {
 public:
  CachePolicyReference(ManagedCachePolicy policy);
  CachePolicyReference(const CachePolicy& policy);
  static CachePolicyReference id(const Value<std::string>& id) { return CachePolicyReference(Raw{}, id); }

 private:
  friend class Distribution;
  CachePolicyReference(Raw, Value<std::string> id) : id_(std::move(id)) {}
  Value<std::string> id_;
};

/// One of AWS's origin request policies, one of the App, or an id.
class OriginRequestPolicyReference {
 public:
  OriginRequestPolicyReference(ManagedOriginRequestPolicy policy);
  OriginRequestPolicyReference(const OriginRequestPolicy& policy);
  static OriginRequestPolicyReference id(const Value<std::string>& id) {
    return OriginRequestPolicyReference(Raw{}, id);
  }

 private:
  friend class Distribution;
  OriginRequestPolicyReference(Raw, Value<std::string> id) : id_(std::move(id)) {}
  Value<std::string> id_;
};

/// One of AWS's response headers policies, one of the App, or an id.
class ResponseHeadersPolicyReference {
 public:
  ResponseHeadersPolicyReference(ManagedResponseHeadersPolicy policy);
  ResponseHeadersPolicyReference(const ResponseHeadersPolicy& policy);
  static ResponseHeadersPolicyReference id(const Value<std::string>& id) {
    return ResponseHeadersPolicyReference(Raw{}, id);
  }

 private:
  friend class Distribution;
  ResponseHeadersPolicyReference(Raw, Value<std::string> id) : id_(std::move(id)) {}
  Value<std::string> id_;
};

/// Which cookies, headers or parts of a query a policy is about.
class RequestParts {
 public:
  using Names = std::vector<Value<std::string>>;
  static RequestParts none() { return RequestParts(Kind::none, {}); }
  /// Not of a cache policy's headers (`property-not-allowed`). Of headers: those of the viewer, and `names`
  /// of CloudFront's own; of others no names.
  static RequestParts all(Names names = {}) { return RequestParts(Kind::all, std::move(names)); }
  /// At least one name (`property-needed`).
  static RequestParts allow_list(Names names) { return RequestParts(Kind::allow, std::move(names)); }
  /// All but these, one at least. Not of a cache policy's headers (`property-not-allowed`).
  static RequestParts deny_list(Names names) { return RequestParts(Kind::deny, std::move(names)); }

 private:
  friend class CachePolicy;
  friend class OriginRequestPolicy;
  enum class Kind : std::uint8_t { none, all, allow, deny };
  RequestParts(Kind kind, Names names) : kind_(kind), names_(std::move(names)) {}
  std::string_view behavior() const;
  std::string_view header_behavior() const;
  void check(const Construct& policy, std::string_view property, bool may_be_most) const;

  Kind kind_;
  Names names_;
};

/// By what answers are told apart in the cache, and how long they stay.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-cachepolicy.html
class CachePolicy final : public Construct {
 public:
  struct Props {
    using Of = CachePolicy;
    /// Letters, digits, hyphens and underscores. Default: the construct's unique id and the region.
    Value<std::string> cache_policy_name = {};
    /// At most 128 characters. Default: none.
    Value<std::string> comment = {};
    /// How long an answer stays whose origin does not say it; at least `min_ttl`.
    Duration default_ttl = Duration::days(1);
    Duration min_ttl = Duration::seconds(0);
    /// At least `default_ttl`.
    Duration max_ttl = Duration::days(365);
    RequestParts cookie_behavior = RequestParts::none();
    RequestParts header_behavior = RequestParts::none();
    RequestParts query_string_behavior = RequestParts::none();
    /// Whether compressed answers are asked for and kept apart.
    bool enable_accept_encoding_gzip = false;
    bool enable_accept_encoding_brotli = false;
  };

  CachePolicy(const Scope& scope, const Props& props);

  aws::cloudfront::CachePolicy& resource() const noexcept { return *resource_; }
  Attribute<aws::cloudfront::kind::CachePolicy_Id> cache_policy_id() const;

 private:
  aws::cloudfront::CachePolicy* resource_ = nullptr;
};

/// What of a request goes to the origin, beside that by which answers are cached.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-originrequestpolicy.html
class OriginRequestPolicy final : public Construct {
 public:
  struct Props {
    using Of = OriginRequestPolicy;
    /// Letters, digits, hyphens and underscores. Default: the construct's unique id.
    Value<std::string> origin_request_policy_name = {};
    /// At most 128 characters. Default: none.
    Value<std::string> comment = {};
    RequestParts cookie_behavior = RequestParts::none();
    RequestParts header_behavior = RequestParts::none();
    RequestParts query_string_behavior = RequestParts::none();
  };

  OriginRequestPolicy(const Scope& scope, const Props& props);

  aws::cloudfront::OriginRequestPolicy& resource() const noexcept { return *resource_; }
  Attribute<aws::cloudfront::kind::OriginRequestPolicy_Id> origin_request_policy_id() const;

 private:
  aws::cloudfront::OriginRequestPolicy* resource_ = nullptr;
};

/// Which headers answers get and lose.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-responseheaderspolicy.html
class ResponseHeadersPolicy final : public Construct {
 public:
  enum class FrameOption : std::uint8_t { deny, same_origin };
  enum class Referrer : std::uint8_t {
    no_referrer,
    no_referrer_when_downgrade,
    origin,
    origin_when_cross_origin,
    same_origin,
    strict_origin,
    strict_origin_when_cross_origin,
    unsafe_url,
  };

  struct ContentSecurityPolicy {
    /// "default-src https:"
    Required<"content_security_policy", Value<std::string>> content_security_policy;
    /// Whether the origin's own header gives way, here and below.
    bool override_ = true;
  };
  struct FrameOptions {
    FrameOption frame_option = FrameOption::deny;
    bool override_ = true;
  };
  struct ReferrerPolicy {
    Referrer referrer_policy = Referrer::strict_origin_when_cross_origin;
    bool override_ = true;
  };
  struct StrictTransportSecurity {
    Duration access_control_max_age = Duration::days(365);
    /// Default: the service's, no.
    std::optional<bool> include_subdomains = {};
    /// Whether browsers may have it built in. Default: the service's, no.
    std::optional<bool> preload = {};
    bool override_ = true;
  };
  struct XssProtection {
    /// Whether browsers look for it.
    bool protection = true;
    /// Default: the service's, no.
    std::optional<bool> mode_block = {};
    Value<std::string> report_uri = {};
    bool override_ = true;
  };
  struct SecurityHeaders {
    /// Default of each: left as the origin has it.
    std::optional<ContentSecurityPolicy> content_security_policy = {};
    /// "nosniff"; the value says whether the origin's own header gives way.
    std::optional<bool> content_type_options = {};
    std::optional<FrameOptions> frame_options = {};
    std::optional<ReferrerPolicy> referrer_policy = {};
    std::optional<StrictTransportSecurity> strict_transport_security = {};
    std::optional<XssProtection> xss_protection = {};
  };
  struct Cors {
    bool access_control_allow_credentials = false;
    /// Without "*" together with credentials (`property-not-allowed`).
    std::vector<Value<std::string>> access_control_allow_headers = {};
    /// "GET", …, or "ALL" alone.
    std::vector<std::string> access_control_allow_methods = {};
    std::vector<Value<std::string>> access_control_allow_origins = {};
    /// Default: none.
    std::vector<Value<std::string>> access_control_expose_headers = {};
    /// Default: the service's, ten minutes.
    std::optional<Duration> access_control_max_age = {};
    /// Whether the origin's own headers give way.
    bool origin_override = true;
  };
  struct CustomHeader {
    std::string header;
    Value<std::string> value;
    bool override_ = true;
  };

  struct Props {
    using Of = ResponseHeadersPolicy;
    /// Default: made of the construct's path.
    Value<std::string> response_headers_policy_name = {};
    /// At most 128 characters. Default: none.
    Value<std::string> comment = {};
    /// Default: none.
    std::optional<Cors> cors_behavior = {};
    /// Default: none.
    std::vector<CustomHeader> custom_headers = {};
    /// Default: none.
    std::optional<SecurityHeaders> security_headers_behavior = {};
    /// Headers of the origin that are taken away. Default: none.
    std::vector<std::string> remove_headers = {};
    /// In how many percent of the answers Server-Timing says how they came to be. Default: none.
    std::optional<double> server_timing_sampling_rate = {};
  };

  ResponseHeadersPolicy(const Scope& scope, const Props& props);

  aws::cloudfront::ResponseHeadersPolicy& resource() const noexcept { return *resource_; }
  Attribute<aws::cloudfront::kind::ResponseHeadersPolicy_Id> response_headers_policy_id() const;

 private:
  void check(const Props& props) const;

  aws::cloudfront::ResponseHeadersPolicy* resource_ = nullptr;
};

}  // namespace tenon
