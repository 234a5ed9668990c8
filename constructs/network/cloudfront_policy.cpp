#include "tenon/constructs/network/cloudfront_policy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/cloudfront/CachePolicy.hpp"
#include "tenon/aws/cloudfront/OriginRequestPolicy.hpp"
#include "tenon/aws/cloudfront/ResponseHeadersPolicy.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::refuse;
using Cache = aws::cloudfront::CachePolicy;
using Request = aws::cloudfront::OriginRequestPolicy;
using Response = aws::cloudfront::ResponseHeadersPolicy;

constexpr std::string_view cache_policy_ids[] = {
    "2e54312d-136d-493c-8eb9-b001f22f67d2", "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    "08627262-05a9-4f76-9ded-b50ca2e3a84f", "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe"};
constexpr std::string_view origin_request_policy_ids[] = {
    "acba4595-bd28-49b8-b9fe-13317c0390fa", "59781a5b-3903-41f3-afcb-af62929ccde1",
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", "216adef6-5c7f-47e4-b989-5492eafa07d3",
    "775133bc-15f2-49f9-abea-afb2e0bf67d2", "33f36d7e-f396-46d9-90e0-52428a34d9dc",
    "b689b0a8-53d0-40ab-baf2-68738e2966ac", "bf0718e1-ba1e-49d1-88b1-f726733018ae"};
constexpr std::string_view response_headers_policy_ids[] = {
    "60669652-455b-4ae9-85a4-c4c02393f86c", "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
    "67f7725c-6f97-4210-82d7-5512b31e9d03", "e61eb60c-9c35-4d20-a928-2b84e02af89c",
    "eaab4381-ed33-4a86-88ca-d9558dc6cd63"};

constexpr std::string_view frame_option_names[] = {"DENY", "SAMEORIGIN"};
constexpr std::string_view referrer_names[] = {"no-referrer",
                                               "no-referrer-when-downgrade",
                                               "origin",
                                               "origin-when-cross-origin",
                                               "same-origin",
                                               "strict-origin",
                                               "strict-origin-when-cross-origin",
                                               "unsafe-url"};
constexpr std::size_t longest_cache_policy_id = 110;  // with the region 128
constexpr std::size_t longest_name = 128;

template <std::size_t N, class Enum>
constexpr std::string_view name_in(const std::string_view (&names)[N], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

List<std::string> list_of(const std::vector<Value<std::string>>& names) {
  return names.empty() ? List<std::string>() : List<std::string>(names);
}

bool is_policy_name(std::string_view name) {
  return name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

void check_name(const Construct& policy, std::string_view property, const Value<std::string>& name) {
  const auto text = name.literal();
  if (!text || is_policy_name(*text)) return;
  refuse(policy, property, std::string(*text), "at most 128 letters, digits, hyphens and underscores",
         "CloudFront does not take this name", policy.where());
}

void check_comment(const Construct& policy, const Value<std::string>& comment) {
  const auto text = comment.literal();
  if (!text || text->size() <= longest_name) return;
  refuse(policy, "comment", fmt::format("{} characters", text->size()), "at most 128 characters",
         "The comment is too long", policy.where());
}

}  // namespace

CachePolicyReference::CachePolicyReference(ManagedCachePolicy policy)
    : id_(name_in(cache_policy_ids, policy)) {}
CachePolicyReference::CachePolicyReference(const CachePolicy& policy) : id_(policy.cache_policy_id()) {}
OriginRequestPolicyReference::OriginRequestPolicyReference(ManagedOriginRequestPolicy policy)
    : id_(name_in(origin_request_policy_ids, policy)) {}
OriginRequestPolicyReference::OriginRequestPolicyReference(const OriginRequestPolicy& policy)
    : id_(policy.origin_request_policy_id()) {}
ResponseHeadersPolicyReference::ResponseHeadersPolicyReference(ManagedResponseHeadersPolicy policy)
    : id_(name_in(response_headers_policy_ids, policy)) {}
ResponseHeadersPolicyReference::ResponseHeadersPolicyReference(const ResponseHeadersPolicy& policy)
    : id_(policy.response_headers_policy_id()) {}

// --- RequestParts ------------------------------------------------------------------------------------------

std::string_view RequestParts::behavior() const {
  constexpr std::string_view names[] = {"none", "all", "whitelist", "allExcept"};
  return name_in(names, kind_);
}

std::string_view RequestParts::header_behavior() const {
  if (kind_ != Kind::all) return behavior();
  return names_.empty() ? "allViewer" : "allViewerAndWhitelistCloudFront";
}

void RequestParts::check(const Construct& policy, std::string_view property, bool may_be_most) const {
  if ((kind_ == Kind::allow || kind_ == Kind::deny) && names_.empty()) {
    demand(policy, property, "one name at least", "A list without a name says nothing", policy.where());
  }
  if (!may_be_most && (kind_ == Kind::all || kind_ == Kind::deny)) {
    refuse(policy, property, std::string(behavior()), "none or allow_list",
           "Answers cannot be told apart by all headers", policy.where());
  }
}

// --- CachePolicy -------------------------------------------------------------------------------------------

CachePolicy::CachePolicy(const Scope& scope, const Props& props) : Construct(scope) {
  check_name(*this, "cache_policy_name", props.cache_policy_name);
  check_comment(*this, props.comment);
  props.cookie_behavior.check(*this, "cookie_behavior", true);
  props.header_behavior.check(*this, "header_behavior", false);
  props.query_string_behavior.check(*this, "query_string_behavior", true);
  const std::int64_t min_ttl = props.min_ttl.to_seconds();
  const std::int64_t default_ttl = std::max(min_ttl, props.default_ttl.to_seconds());
  const std::string id = detail::unique_id(*this);
  const Value<std::string> name =
      props.cache_policy_name.is_set()
          ? props.cache_policy_name
          : Value<std::string>(format("{}-{}", id.substr(0, longest_cache_policy_id), stack().region()));
  resource_ =
      &add(
          "Resource",
          Cache::Props{
              .CachePolicyConfig =
                  Cache::CachePolicyConfig{
                      .Comment = props.comment,
                      .DefaultTTL = default_ttl,
                      .MaxTTL = std::max(default_ttl, props.max_ttl.to_seconds()),
                      .MinTTL = min_ttl,
                      .Name = name,
                      .ParametersInCacheKeyAndForwardedToOrigin =
                          Cache::ParametersInCacheKeyAndForwardedToOrigin{
                              .CookiesConfig =
                                  Cache::CookiesConfig{.CookieBehavior = props.cookie_behavior.behavior(),
                                                       .Cookies = list_of(props.cookie_behavior.names_)},
                              .EnableAcceptEncodingBrotli = props.enable_accept_encoding_brotli,
                              .EnableAcceptEncodingGzip = props.enable_accept_encoding_gzip,
                              .HeadersConfig =
                                  Cache::HeadersConfig{.HeaderBehavior = props.header_behavior.behavior(),
                                                       .Headers = list_of(props.header_behavior.names_)},
                              .QueryStringsConfig =
                                  Cache::QueryStringsConfig{
                                      .QueryStringBehavior =
                                          props.query_string_behavior.behavior(),
                                      .QueryStrings = list_of(props.query_string_behavior.names_)}}}},
          where());
}

Attribute<aws::cloudfront::kind::CachePolicy_Id> CachePolicy::cache_policy_id() const {
  return resource_->ref();
}

// --- OriginRequestPolicy -----------------------------------------------------------------------------------

OriginRequestPolicy::OriginRequestPolicy(const Scope& scope, const Props& props) : Construct(scope) {
  check_name(*this, "origin_request_policy_name", props.origin_request_policy_name);
  check_comment(*this, props.comment);
  props.cookie_behavior.check(*this, "cookie_behavior", true);
  props.header_behavior.check(*this, "header_behavior", true);
  props.query_string_behavior.check(*this, "query_string_behavior", true);
  const Value<std::string> name = props.origin_request_policy_name.is_set()
                                      ? props.origin_request_policy_name
                                      : Value<std::string>(detail::unique_id(*this));
  resource_ = &add(
      "Resource",
      Request::Props{
          .OriginRequestPolicyConfig =
              Request::OriginRequestPolicyConfig{
                  .Comment = props.comment,
                  .CookiesConfig = Request::CookiesConfig{.CookieBehavior = props.cookie_behavior.behavior(),
                                                          .Cookies = list_of(props.cookie_behavior.names_)},
                  .HeadersConfig =
                      Request::HeadersConfig{.HeaderBehavior = props.header_behavior.header_behavior(),
                                             .Headers = list_of(props.header_behavior.names_)},
                  .Name = name,
                  .QueryStringsConfig =
                      Request::QueryStringsConfig{
                          .QueryStringBehavior = props.query_string_behavior.behavior(),
                          .QueryStrings = list_of(props.query_string_behavior.names_)}}},
      where());
}

Attribute<aws::cloudfront::kind::OriginRequestPolicy_Id> OriginRequestPolicy::origin_request_policy_id()
    const {
  return resource_->ref();
}

// --- ResponseHeadersPolicy ---------------------------------------------------------------------------------

namespace {

Value<bool> flag(const std::optional<bool>& value) { return value ? Value<bool>(*value) : Value<bool>(); }

Response::CorsConfig cors_of(const ResponseHeadersPolicy::Cors& cors) {
  using Method = OneOf<aws::cloudfront::allowed::ResponseHeadersPolicy_AccessControlAllowMethods_Items>;
  std::vector<Method> methods;
  for (const std::string& method : cors.access_control_allow_methods)
    methods.emplace_back(std::string_view(method));
  Response::CorsConfig config{
      .AccessControlAllowCredentials = cors.access_control_allow_credentials,
      .AccessControlAllowHeaders =
          Response::AccessControlAllowHeaders{.Items = List<std::string>(cors.access_control_allow_headers)},
      .AccessControlAllowMethods = Response::AccessControlAllowMethods{.Items = List<Method>(methods)},
      .AccessControlAllowOrigins =
          Response::AccessControlAllowOrigins{.Items = List<std::string>(cors.access_control_allow_origins)},
      .OriginOverride = cors.origin_override};
  if (!cors.access_control_expose_headers.empty()) {
    config.AccessControlExposeHeaders =
        Response::AccessControlExposeHeaders{.Items = List<std::string>(cors.access_control_expose_headers)};
  }
  if (cors.access_control_max_age) config.AccessControlMaxAgeSec = cors.access_control_max_age->to_seconds();
  return config;
}

Response::SecurityHeadersConfig security_headers_of(const ResponseHeadersPolicy::SecurityHeaders& headers) {
  Response::SecurityHeadersConfig config;
  if (const auto& policy = headers.content_security_policy) {
    config.ContentSecurityPolicy = Response::ContentSecurityPolicy{
        .ContentSecurityPolicy = Value<std::string>(policy->content_security_policy),
        .Override = policy->override_};
  }
  if (headers.content_type_options) {
    config.ContentTypeOptions = Response::ContentTypeOptions{.Override = *headers.content_type_options};
  }
  if (const auto& options = headers.frame_options) {
    config.FrameOptions = Response::FrameOptions{
        .FrameOption = name_in(frame_option_names, options->frame_option), .Override = options->override_};
  }
  if (const auto& policy = headers.referrer_policy) {
    config.ReferrerPolicy = Response::ReferrerPolicy{
        .Override = policy->override_, .ReferrerPolicy = name_in(referrer_names, policy->referrer_policy)};
  }
  if (const auto& security = headers.strict_transport_security) {
    config.StrictTransportSecurity = Response::StrictTransportSecurity{
        .AccessControlMaxAgeSec = security->access_control_max_age.to_seconds(),
        .IncludeSubdomains = flag(security->include_subdomains),
        .Override = security->override_,
        .Preload = flag(security->preload)};
  }
  if (const auto& protection = headers.xss_protection) {
    config.XSSProtection = Response::XSSProtection{.ModeBlock = flag(protection->mode_block),
                                                   .Override = protection->override_,
                                                   .Protection = protection->protection,
                                                   .ReportUri = protection->report_uri};
  }
  return config;
}

}  // namespace

ResponseHeadersPolicy::ResponseHeadersPolicy(const Scope& scope, const Props& props) : Construct(scope) {
  check(props);
  const Value<std::string> name = props.response_headers_policy_name.is_set()
                                      ? props.response_headers_policy_name
                                      : Value<std::string>(detail::unique_id(*this, longest_name));
  Response::ResponseHeadersPolicyConfig config{.Comment = props.comment, .Name = name};
  if (props.cors_behavior) config.CorsConfig = cors_of(*props.cors_behavior);
  if (!props.custom_headers.empty()) {
    std::vector<Response::CustomHeader> headers;
    for (const CustomHeader& each : props.custom_headers) {
      headers.push_back({.Header = each.header, .Override = each.override_, .Value = each.value});
    }
    config.CustomHeadersConfig = Response::CustomHeadersConfig{.Items = headers};
  }
  if (!props.remove_headers.empty()) {
    std::vector<Response::RemoveHeader> headers;
    for (const std::string& each : props.remove_headers) headers.push_back({.Header = each});
    config.RemoveHeadersConfig = Response::RemoveHeadersConfig{.Items = headers};
  }
  if (props.security_headers_behavior) {
    config.SecurityHeadersConfig = security_headers_of(*props.security_headers_behavior);
  }
  if (props.server_timing_sampling_rate) {
    config.ServerTimingHeadersConfig = Response::ServerTimingHeadersConfig{
        .Enabled = true, .SamplingRate = *props.server_timing_sampling_rate};
  }
  resource_ = &add("Resource", Response::Props{.ResponseHeadersPolicyConfig = config}, where());
}

void ResponseHeadersPolicy::check(const Props& props) const {
  check_comment(*this, props.comment);
  const auto& rate = props.server_timing_sampling_rate;
  if (rate && (*rate < 0 || *rate > 100)) {
    refuse(*this, "server_timing_sampling_rate", fmt::format("{}", *rate), "0 to 100",
           "The percent are out of bounds", where());
  }
  if (!props.cors_behavior) return;
  const Cors& cors = *props.cors_behavior;
  const auto& methods = cors.access_control_allow_methods;
  if (methods.size() > 1 && std::ranges::find(methods, "ALL") != methods.end()) {
    refuse(*this, "access_control_allow_methods", "ALL and others", "ALL alone, or methods",
           "ALL stands for all methods", where());
  }
  if (!cors.access_control_allow_credentials) return;
  for (const Value<std::string>& header : cors.access_control_allow_headers) {
    const auto text = header.literal();
    if (!text || text->find('*') == text->npos) continue;
    refuse(*this, "access_control_allow_headers", std::string(*text), "headers without an asterisk",
           "With credentials every header is named", where());
  }
}

Attribute<aws::cloudfront::kind::ResponseHeadersPolicy_Id> ResponseHeadersPolicy::response_headers_policy_id()
    const {
  return resource_->ref();
}

}  // namespace tenon
