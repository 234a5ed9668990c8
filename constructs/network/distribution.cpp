#include "tenon/constructs/network/distribution.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/certificatemanager/Certificate.hpp"
#include "tenon/aws/cloudfront/Distribution.hpp"
#include "tenon/aws/cloudfront/Function.hpp"
#include "tenon/aws/cloudfront/MonitoringSubscription.hpp"
#include "tenon/aws/cloudfront/OriginAccessControl.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/load_balancer.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/cloudfront.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::refuse;
using L1 = aws::cloudfront::Distribution;
using FunctionResource = aws::cloudfront::Function;
using AccessControl = aws::cloudfront::OriginAccessControl;

constexpr std::string_view edge_region = "us-east-1";
constexpr std::string_view protocol_policy_names[] = {"http-only", "match-viewer", "https-only"};
constexpr std::string_view viewer_protocol_policy_names[] = {"https-only", "redirect-to-https", "allow-all"};
constexpr std::string_view function_event_names[] = {"viewer-request", "viewer-response"};
constexpr std::string_view edge_event_names[] = {"viewer-request", "viewer-response", "origin-request",
                                                 "origin-response"};
constexpr std::string_view http_version_names[] = {"http1.1", "http2", "http2and3", "http3"};
constexpr std::string_view price_class_names[] = {"PriceClass_100", "PriceClass_200", "PriceClass_All"};
constexpr std::string_view security_policy_names[] = {"TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021",
                                                      "TLSv1.2_2025", "TLSv1.3_2025"};
constexpr std::string_view runtime_names[] = {"cloudfront-js-1.0", "cloudfront-js-2.0"};
constexpr std::string_view all_methods[] = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"};
constexpr std::size_t method_counts[] = {2, 3, 7};  // of `AllowedMethods` and `CachedMethods`
constexpr int error_statuses[] = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504};
constexpr std::size_t longest_comment = 128;
constexpr std::size_t longest_access_control_name = 64;
constexpr std::size_t longest_origin_id = 128;

template <std::size_t N, class Enum>
constexpr std::string_view name_in(const std::string_view (&names)[N], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

template <class Enum>
List<std::string> methods_of(const std::optional<Enum>& methods) {
  if (!methods) return {};
  std::vector<Value<std::string>> names;
  for (std::size_t i = 0; i < method_counts[static_cast<std::size_t>(*methods)]; ++i) {
    names.emplace_back(all_methods[i]);
  }
  return List<std::string>(names);
}

Value<bool> flag(const std::optional<bool>& value) { return value ? Value<bool>(*value) : Value<bool>(); }
Value<std::int64_t> seconds(const std::optional<Duration>& value) {
  return value ? Value<std::int64_t>(value->to_seconds()) : Value<std::int64_t>();
}
Value<std::string> text(const std::string& value) {
  return value.empty() ? Value<std::string>() : Value<std::string>(value);
}

/// "/site" of "site/".
std::string origin_path_of(std::string_view path) {
  if (path.empty()) return {};
  std::string result = path.starts_with('/') ? std::string(path) : fmt::format("/{}", path);
  if (result.ends_with('/')) result.pop_back();
  return result;
}

/// The region in an ARN that is known now; empty where it is not, or says none.
std::string_view region_of(std::string_view arn) {
  for (int colons = 0; colons < 3; ++colons) {
    const auto colon = arn.find(':');
    if (colon == arn.npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

}  // namespace

// --- Origin ------------------------------------------------------------------------------------------------

struct Origin::Data {
  Value<std::string> domain_name = {};
  Bucket* bucket = nullptr;  // read with origin access control
  std::vector<OriginAccess> access = {};
  Value<std::string> access_control_name = {};
  HttpOriginOptions options = {};
  std::shared_ptr<const Data> primary = {};  // of a group
  std::shared_ptr<const Data> fallback = {};
  std::vector<int> status_codes = {};

  bool is_group() const { return primary != nullptr; }
};

Origin Origin::s3(Bucket& bucket, const S3OriginOptions& options) {
  Data data{.domain_name = bucket.regional_domain_name(),
            .bucket = &bucket,
            .access = options.origin_access_levels,
            .access_control_name = options.origin_access_control_name};
  data.options.origin_path = options.origin_path;
  data.options.custom_headers = options.custom_headers;
  data.options.connection_attempts = options.connection_attempts;
  data.options.connection_timeout = options.connection_timeout;
  data.options.origin_shield_region = options.origin_shield_region;
  data.options.origin_id = options.origin_id;
  return Origin(std::make_shared<const Data>(std::move(data)));
}

Origin Origin::s3_static_website(Bucket& bucket, const HttpOriginOptions& options) {
  HttpOriginOptions website = options;
  website.protocol_policy = OriginProtocolPolicy::http_only;
  return http(Fn::Select(2, Fn::Split("/", bucket.website_url())), website);
}

Origin Origin::http(const Value<std::string>& domain_name, const HttpOriginOptions& options) {
  return Origin(std::make_shared<const Data>(Data{.domain_name = domain_name, .options = options}));
}

Origin Origin::load_balancer(const LoadBalancerBase& load_balancer, const HttpOriginOptions& options) {
  return http(load_balancer.dns_name(), options);
}

Origin Origin::group(const Origin& primary, const Origin& fallback, std::vector<int> fallback_status_codes) {
  return Origin(std::make_shared<const Data>(Data{.primary = primary.data_,
                                                  .fallback = fallback.data_,
                                                  .status_codes = std::move(fallback_status_codes)}));
}

// --- CloudFrontFunction ------------------------------------------------------------------------------------

CloudFrontFunction::CloudFrontFunction(const Scope& scope, const Props& props) : Construct(scope) {
  // A name has 64 characters, of which the region takes up to 23.
  constexpr std::size_t longest_id = 41;
  const Value<std::string> name =
      props.function_name.is_set()
          ? props.function_name
          : Value<std::string>(format("{}{}", stack().region(), detail::unique_id(*this, longest_id)));
  FunctionResource::FunctionConfig config{.Comment = props.comment.is_set() ? props.comment : name,
                                          .Runtime = name_in(runtime_names, props.runtime)};
  if (props.key_value_store_arn.is_set()) {
    config.KeyValueStoreAssociations = {FunctionResource::KeyValueStoreAssociation{
        .KeyValueStoreARN = Value<Arn>(Raw{}, props.key_value_store_arn)}};
    if (props.runtime == Runtime::js_1_0) {
      refuse(*this, "runtime", "js_1_0", "js_2_0", "The older runtime reads no key value store", where());
    }
  }
  resource_ = &add("Resource",
                   FunctionResource::Props{.AutoPublish = props.auto_publish,
                                           .FunctionCode = props.code,
                                           .FunctionConfig = config,
                                           .Name = name},
                   where());
}

ArnAttribute<aws::cloudfront::kind::Function_FunctionARN> CloudFrontFunction::arn() const {
  return resource_->FunctionARN();
}

// --- Distribution ------------------------------------------------------------------------------------------

/// An origin that has its place in the distribution.
struct Distribution::Bound {
  std::shared_ptr<const Origin::Data> origin;
  std::string id;
  std::string target_id;  // of the group, where it is one
  Value<Json> json;       // of a group its primary origin
};

/// What the distribution was made of, so that more can be added.
struct Distribution::Made {
  Props props;
  std::vector<std::pair<std::string, std::string>> targets = {};  // patterns and the ids of their origins
  std::string default_target = {};
  std::vector<Bound> origins = {};
  std::vector<L1::OriginGroup> groups = {};
  Bucket* log_bucket = nullptr;
};

struct Distribution::Imported {
  const Attributes& attributes;
};

Distribution::Distribution(const Scope& scope, const Props& props)
    : Construct(scope), made_(new Made{.props = props, .log_bucket = props.log_bucket}) {
  check(props);
  made_->default_target = add_origin(props.default_behavior.origin);
  for (const auto& [pattern, behavior] : props.additional_behaviors) {
    check(pattern, behavior);
    made_->targets.emplace_back(pattern, add_origin(behavior.origin));
  }
  if (props.enable_logging && made_->log_bucket == nullptr) made_->log_bucket = &add_logging_bucket();
  resource_ = &add("Resource", L1::Props{.DistributionConfig = {Raw{}, config()}}, where());
  for (const Bound& bound : made_->origins) grant_access(*bound.origin);
  if (!props.publish_additional_metrics) return;
  using Subscription = aws::cloudfront::MonitoringSubscription;
  add("MonitoringSubscription",
      Subscription::Props{
          .DistributionId = distribution_id(),
          .MonitoringSubscription =
              Subscription::MonitoringSubscription_{.RealtimeMetricsSubscriptionConfig =
                                                        Subscription::RealtimeMetricsSubscriptionConfig{
                                                            .RealtimeMetricsSubscriptionStatus = "Enabled"}}},
      where());
}

Distribution::~Distribution() = default;

Distribution::Distribution(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<L1>(*this, "Resource",
                                              {{"Id", imported.attributes.distribution_id},
                                               {"Ref", imported.attributes.distribution_id},
                                               {"DomainName", imported.attributes.domain_name}},
                                              where())) {}

Distribution& Distribution::from_attributes(Construct& scope, std::string_view id,
                                            const Attributes& attributes, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<Distribution>(new Distribution(inner, Imported{attributes}));
      },
      where);
}

// --- checks

void Distribution::check_region(std::string_view property, const Value<std::string>& arn) const {
  const auto text = arn.literal();
  if (!text || !text->starts_with("arn:")) return;
  const std::string_view region = region_of(*text);
  if (region.empty() || region == edge_region) return;
  refuse(*this, property, std::string(*text), fmt::format("an ARN of {}", edge_region),
         "CloudFront takes it from one region alone", where());
}

void Distribution::check_certificate(const Certificate& certificate) const {
  if (certificate.resource().is_imported()) {
    const std::string arn =
        resolved_json(certificate.arn());  // a text with its quotes, where it is known now
    if (arn.size() > 2 && arn.front() == '"') check_region("certificate", arn.substr(1, arn.size() - 2));
    return;
  }
  const Value<std::string> region = certificate.stack().region();
  if (!region.literal() || *region.literal() == edge_region) return;
  refuse(*this, "certificate", fmt::format("{} in {}", certificate.path(), *region.literal()),
         fmt::format("a certificate of a stack in {}", edge_region),
         "CloudFront takes it from one region alone", where());
}

void Distribution::check(const Props& props) const {
  check("*", props.default_behavior);
  if (props.certificate != nullptr) check_certificate(*props.certificate);
  check_region("web_acl_id", props.web_acl_id);
  if (!props.domain_names.empty() && props.certificate == nullptr) {
    demand(*this, "certificate", "a certificate of these names",
           "CloudFront's own certificate has no further names", where());
  }
  if (props.geo_restriction && props.geo_restriction->countries_.empty()) {
    demand(*this, "geo_restriction", "one country at least", "A list without a country says nothing",
           where());
  }
  for (const ErrorResponse& each : props.error_responses) {
    if (std::ranges::find(error_statuses, each.http_status) == std::end(error_statuses)) {
      refuse(*this, "error_responses", fmt::format("{}", each.http_status),
             "400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504",
             "CloudFront has no answer of its own to this error", where());
    }
    if (!each.ttl && !each.response_http_status && each.response_page_path.empty()) {
      demand(*this, "error_responses", "a page, a status or a time", "The answer to an error says nothing",
             where());
    }
  }
}

void Distribution::check(std::string_view pattern, const Behavior& behavior) const {
  if (behavior.enable_grpc == true) {
    const HttpVersion version = made_->props.http_version;
    const bool is_spoken = version == HttpVersion::http2 || version == HttpVersion::http2_and_3;
    if (!is_spoken || behavior.allowed_methods != AllowedMethods::all || !behavior.edge_lambdas.empty()) {
      refuse(*this, "enable_grpc", fmt::format("true for {}", pattern),
             "with HTTP/2, AllowedMethods::all and no functions of Lambda", "gRPC does not get through",
             where());
    }
  }
  for (const EdgeLambda& each : behavior.edge_lambdas) {
    const bool is_request = each.event_type == EdgeLambda::Event::viewer_request ||
                            each.event_type == EdgeLambda::Event::origin_request;
    if (!each.include_body || is_request) continue;
    refuse(*this, "include_body", "true", "false, or a request's event",
           "Answers are passed without their bodies", where());
  }
}

// --- origins

std::string Distribution::add_origin(const Origin& origin) { return bind(origin.data_, false); }

std::string Distribution::bind(const std::shared_ptr<const Origin::Data>& origin, bool is_fallback) {
  const auto known = std::ranges::find(made_->origins, origin, &Bound::origin);
  if (known != made_->origins.end()) return known->target_id;
  if (!origin->is_group()) return bind_server(origin, origin);
  if (is_fallback || origin->primary->is_group() || origin->fallback->is_group()) {
    refuse(*this, "origin", "a group in a group", "two origins", "Groups of origins hold no groups", where());
    return {};
  }
  const std::size_t number = made_->groups.size() + 1;
  // The members' constructs stand in CDK's order: the primary origin, the group, the other origin.
  const std::string primary = bind_server(origin->primary, origin);
  const auto& scope = add(fmt::format("OriginGroup{}", number), Construct::Props{}, where());
  const std::string id = detail::unique_id(scope, longest_origin_id);
  const std::string fallback = bind(origin->fallback, true);
  std::vector<Value<std::int64_t>> codes(origin->status_codes.begin(), origin->status_codes.end());
  if (codes.empty()) {
    demand(*this, "fallback_status_codes", "one status at least", "The other origin would never answer",
           where());
  }
  const auto count = static_cast<std::int64_t>(codes.size());
  made_->groups.push_back(
      {.FailoverCriteria =
           L1::OriginGroupFailoverCriteria{
               .StatusCodes = L1::StatusCodes{.Items = List<std::int64_t>(codes), .Quantity = count}},
       .Id = id,
       .Members = L1::OriginGroupMembers{
           .Items = {L1::OriginGroupMember{.OriginId = primary}, L1::OriginGroupMember{.OriginId = fallback}},
           .Quantity = 2}});
  std::ranges::find(made_->origins, origin, &Bound::origin)->target_id = id;
  return id;
}

std::string Distribution::bind_server(const std::shared_ptr<const Origin::Data>& server,
                                      const std::shared_ptr<const Origin::Data>& as) {
  const HttpOriginOptions& options = server->options;
  auto& scope = add(fmt::format("Origin{}", made_->origins.size() + 1), Construct::Props{}, where());
  const std::string id =
      options.origin_id.empty() ? detail::unique_id(scope, longest_origin_id) : options.origin_id;
  if (std::ranges::find(made_->origins, id, &Bound::id) != made_->origins.end()) {
    refuse(*this, "origin_id", id, "an id that no other origin of the distribution has",
           "Two origins have one id", where());
  }
  L1::Origin origin{.ConnectionTimeout = seconds(options.connection_timeout),
                    .DomainName = server->domain_name,
                    .Id = id,
                    .OriginPath = text(origin_path_of(options.origin_path))};
  check_origin(options);
  if (options.connection_attempts) origin.ConnectionAttempts = *options.connection_attempts;
  if (!options.origin_shield_region.empty()) {
    origin.OriginShield =
        L1::OriginShield{.Enabled = true, .OriginShieldRegion = options.origin_shield_region};
  }
  if (!options.custom_headers.empty()) {
    std::vector<L1::OriginCustomHeader> headers;
    for (const auto& [name, value] : options.custom_headers) {
      headers.push_back({.HeaderName = name, .HeaderValue = value});
    }
    origin.OriginCustomHeaders = headers;
  }
  if (server->bucket != nullptr) {
    auto& control = scope.add("S3OriginAccessControl", Construct::Props{}, where());
    const Value<std::string>& name = server->access_control_name;
    const auto& resource = control.add(
        "Resource",
        AccessControl::Props{
            .OriginAccessControlConfig =
                AccessControl::OriginAccessControlConfig{
                    .Name = name.is_set() ? name : detail::unique_id(control, longest_access_control_name),
                    .OriginAccessControlOriginType = "s3",
                    .SigningBehavior = "always",
                    .SigningProtocol = "sigv4"}},
        where());
    origin.OriginAccessControlId = resource.Id();
    origin.S3OriginConfig = L1::S3OriginConfig{.OriginAccessIdentity = ""};
  } else {
    origin.CustomOriginConfig = L1::CustomOriginConfig{
        .HTTPPort = options.http_port,
        .HTTPSPort = options.https_port,
        .OriginKeepaliveTimeout = seconds(options.keepalive_timeout),
        .OriginProtocolPolicy = name_in(protocol_policy_names, options.protocol_policy),
        .OriginReadTimeout = seconds(options.read_timeout),
        .OriginSSLProtocols = {"TLSv1.2"}};
  }
  made_->origins.push_back({.origin = as, .id = id, .target_id = id, .json = Value<Json>(origin)});
  return id;
}

void Distribution::check_origin(const HttpOriginOptions& options) const {
  const auto bounds = [this](std::string_view property, const std::optional<Duration>& value,
                             std::int64_t highest) {
    if (!value || (value->to_seconds() >= 1 && value->to_seconds() <= highest)) return;
    refuse(*this, property, fmt::format("{} seconds", value->to_seconds()),
           fmt::format("1 to {} seconds", highest), "The time is out of bounds", where());
  };
  bounds("connection_timeout", options.connection_timeout, 10);
  bounds("read_timeout", options.read_timeout, 180);
  bounds("keepalive_timeout", options.keepalive_timeout, 180);
  if (options.connection_attempts && (*options.connection_attempts < 1 || *options.connection_attempts > 3)) {
    refuse(*this, "connection_attempts", fmt::format("{}", *options.connection_attempts), "1 to 3",
           "The number of attempts is out of bounds", where());
  }
  const std::pair<std::string_view, const Value<std::int64_t>&> ports[] = {
      {"http_port", options.http_port}, {"https_port", options.https_port}};
  for (const auto& [property, value] : ports) {
    const auto port = value.literal();
    if (!port || *port == 80 || *port == 443 || (*port >= 1024 && *port <= 65535)) continue;
    refuse(*this, property, fmt::format("{}", *port), "80, 443, or 1024 to 65535",
           "CloudFront calls no other ports", where());
  }
}

namespace {

struct AccessActions {
  OriginAccess access;
  iam::Action bucket;
  bool on_bucket;  // rather than on its objects alone
};
constexpr AccessActions access_actions[] = {{OriginAccess::read, iam::s3::GetObject, false},
                                            {OriginAccess::read_versioned, iam::s3::GetObjectVersion, false},
                                            {OriginAccess::list, iam::s3::ListBucket, true},
                                            {OriginAccess::write, iam::s3::PutObject, false},
                                            {OriginAccess::delete_, iam::s3::DeleteObject, false}};

}  // namespace

void Distribution::grant_access(const Origin::Data& origin) const {
  if (origin.is_group()) {
    grant_access(*origin.primary);
    return;
  }
  if (origin.bucket == nullptr) return;
  Bucket& bucket = *origin.bucket;
  const Principal cloudfront = Principal::service("cloudfront.amazonaws.com");
  std::vector<iam::Action> actions;
  std::vector<Value<std::string>> resources = {bucket.arn_for_objects("*")};
  std::vector<iam::Action> key_actions;
  for (const AccessActions& each : access_actions) {
    if (std::ranges::find(origin.access, each.access) == origin.access.end()) continue;
    actions.push_back(each.bucket);
    if (each.on_bucket) resources.emplace_back(bucket.arn());
    if (each.access == OriginAccess::read) key_actions.push_back(iam::kms::Decrypt);
    if (each.access == OriginAccess::write) {
      key_actions.insert(key_actions.end(), {iam::kms::Encrypt, iam::kms::GenerateDataKey});
    }
  }
  // By pseudo parameters, as CDK has it, also where the account is known.
  const Value<std::string> source = format("arn:{}:cloudfront::{}:distribution/{}", pseudo::partition,
                                           pseudo::account_id, distribution_id());
  bucket.add_to_resource_policy({.actions = std::move(actions),
                                 .resources = std::move(resources),
                                 .principals = {cloudfront},
                                 .conditions = {{"StringEquals", "AWS:SourceArn", {source}}}});
  if (bucket.encryption_key() == nullptr || key_actions.empty()) return;
  // Were it this distribution alone, the key, the bucket and the distribution would wait for each other.
  const Value<std::string> any =
      format("arn:{}:cloudfront::{}:distribution/*", pseudo::partition, pseudo::account_id);
  bucket.encryption_key()->add_to_resource_policy({.actions = std::move(key_actions),
                                                   .resources = {"*"},
                                                   .principals = {cloudfront},
                                                   .conditions = {{"ArnLike", "AWS:SourceArn", {any}}}});
}

// --- the document

namespace {

/// The members that the default behaviour and the others have alike.
template <class Bag>
void set_members(Bag& bag, const Behavior& behavior) {
  bag.AllowedMethods = methods_of(behavior.allowed_methods);
  bag.CachedMethods = methods_of(behavior.cached_methods);
  bag.Compress = behavior.compress;
  bag.SmoothStreaming = flag(behavior.smooth_streaming);
  if (behavior.enable_grpc) bag.GrpcConfig = L1::GrpcConfig{.Enabled = *behavior.enable_grpc};
  if (!behavior.function_associations.empty()) {
    std::vector<L1::FunctionAssociation> functions;
    for (const FunctionAssociation& each : behavior.function_associations) {
      functions.push_back(
          {.EventType = name_in(function_event_names, each.event_type), .FunctionARN = each.function.arn()});
    }
    bag.FunctionAssociations = functions;
  }
  if (!behavior.edge_lambdas.empty()) {
    std::vector<L1::LambdaFunctionAssociation> lambdas;
    for (const EdgeLambda& each : behavior.edge_lambdas) {
      lambdas.push_back({.EventType = name_in(edge_event_names, each.event_type),
                         .IncludeBody = each.include_body ? Value<bool>(true) : Value<bool>(),
                         .LambdaFunctionARN = {Raw{}, each.function_version_arn}});
    }
    bag.LambdaFunctionAssociations = lambdas;
  }
  if (!behavior.trusted_key_groups.empty()) {
    bag.TrustedKeyGroups = {Raw{}, List<std::string>(behavior.trusted_key_groups)};
  }
}

}  // namespace

Value<Json> Distribution::config() const {
  const Props& props = made_->props;
  const auto policy_ids = [](auto& bag, const Behavior& behavior) {
    bag.CachePolicyId = {Raw{}, behavior.cache_policy.id_};
    if (behavior.origin_request_policy)
      bag.OriginRequestPolicyId = {Raw{}, behavior.origin_request_policy->id_};
    if (behavior.response_headers_policy)
      bag.ResponseHeadersPolicyId = {Raw{}, behavior.response_headers_policy->id_};
  };
  const auto viewer_policy = [](const Behavior& behavior) {
    return name_in(viewer_protocol_policy_names, behavior.viewer_protocol_policy);
  };
  L1::DefaultCacheBehavior default_behavior{.TargetOriginId = made_->default_target,
                                            .ViewerProtocolPolicy = viewer_policy(props.default_behavior)};
  set_members(default_behavior, props.default_behavior);
  policy_ids(default_behavior, props.default_behavior);

  std::vector<L1::CacheBehavior> behaviors;
  for (std::size_t i = 0; i < made_->targets.size(); ++i) {
    const Behavior& behavior = props.additional_behaviors[i].second;
    L1::CacheBehavior& each =
        behaviors.emplace_back(L1::CacheBehavior{.PathPattern = made_->targets[i].first,
                                                 .TargetOriginId = made_->targets[i].second,
                                                 .ViewerProtocolPolicy = viewer_policy(behavior)});
    set_members(each, behavior);
    policy_ids(each, behavior);
  }
  std::vector<Node> origins;
  for (const Bound& each : made_->origins) origins.push_back(each.json);

  L1::DistributionConfig config{.DefaultCacheBehavior = default_behavior,
                                .DefaultRootObject = text(props.default_root_object),
                                .Enabled = props.enabled,
                                .HttpVersion = name_in(http_version_names, props.http_version),
                                .IPV6Enabled = props.enable_ipv6,
                                .WebACLId = props.web_acl_id};
  config.Origins = {Raw{}, Node::list(origins)};
  if (!behaviors.empty()) config.CacheBehaviors = behaviors;
  if (!made_->groups.empty()) {
    config.OriginGroups =
        L1::OriginGroups{.Items = made_->groups, .Quantity = static_cast<std::int64_t>(made_->groups.size())};
  }
  if (!props.domain_names.empty()) config.Aliases = props.domain_names;
  if (!props.comment.empty()) {
    config.Comment =
        props.comment.size() <= longest_comment
            ? props.comment
            : fmt::format("{}...", std::string_view(props.comment).substr(0, longest_comment - 3));
  }
  if (props.price_class) config.PriceClass = name_in(price_class_names, *props.price_class);
  if (made_->log_bucket != nullptr) {
    config.Logging = L1::Logging{.Bucket = made_->log_bucket->regional_domain_name(),
                                 .IncludeCookies = flag(props.log_includes_cookies),
                                 .Prefix = text(props.log_file_prefix)};
  }
  if (props.certificate != nullptr) {
    config.ViewerCertificate = L1::ViewerCertificate{
        .AcmCertificateArn = props.certificate->arn(),
        .MinimumProtocolVersion = name_in(security_policy_names, props.minimum_protocol_version),
        .SslSupportMethod = "sni-only"};
  }
  if (props.geo_restriction) {
    std::vector<Value<std::string>> countries(props.geo_restriction->countries_.begin(),
                                              props.geo_restriction->countries_.end());
    config.Restrictions = L1::Restrictions{
        .GeoRestriction = L1::GeoRestriction{.Locations = {Raw{}, List<std::string>(countries)},
                                             .RestrictionType = props.geo_restriction->type_}};
  }
  if (!props.error_responses.empty()) {
    std::vector<L1::CustomErrorResponse> responses;
    for (const ErrorResponse& each : props.error_responses) {
      L1::CustomErrorResponse response{.ErrorCode = each.http_status,
                                       .ResponsePagePath = text(each.response_page_path)};
      if (each.ttl) response.ErrorCachingMinTTL = each.ttl->to_seconds();
      if (each.response_http_status) response.ResponseCode = *each.response_http_status;
      if (!each.response_http_status && !each.response_page_path.empty())
        response.ResponseCode = each.http_status;
      responses.push_back(response);
    }
    config.CustomErrorResponses = responses;
  }
  return config;
}

Bucket& Distribution::add_logging_bucket() {
  return add("LoggingBucket",
             Bucket::Props{.encryption = BucketEncryption::s3_managed,
                           .object_ownership = ObjectOwnership::object_writer},
             where());
}

void Distribution::add_behavior(std::string_view path_pattern, const Behavior& behavior) {
  if (made_ == nullptr || path_pattern == "*") {
    refuse(*this, "path_pattern", std::string(path_pattern),
           "a pattern other than *, of a distribution of this app", "The behaviour cannot be added", where());
    return;
  }
  check(path_pattern, behavior);
  const std::size_t before = made_->origins.size();
  made_->props.additional_behaviors.emplace_back(path_pattern, behavior);
  made_->targets.emplace_back(path_pattern, add_origin(behavior.origin));
  for (std::size_t i = before; i < made_->origins.size(); ++i) grant_access(*made_->origins[i].origin);
  resource_->set_property("DistributionConfig", config());
}

void Distribution::attach_web_acl_id(const Value<std::string>& web_acl_id) {
  if (made_ == nullptr || made_->props.web_acl_id.is_set()) {
    refuse(*this, "web_acl_id", "one more", "one, of a distribution of this app",
           "A distribution has one list", where());
    return;
  }
  check_region("web_acl_id", web_acl_id);
  made_->props.web_acl_id = web_acl_id;
  resource_->set_property("DistributionConfig", config());
}

// --- outputs, grants, metrics

Attribute<aws::cloudfront::kind::Distribution_Id> Distribution::distribution_id() const {
  return resource_->ref();
}

Value<std::string> Distribution::arn() const {
  return format("arn:{}:cloudfront::{}:distribution/{}", pseudo::partition, stack().account(),
                distribution_id());
}

Value<std::string> Distribution::domain_name() const { return resource_->DomainName(); }

void Distribution::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  grantee.add_to_policy({.actions = std::move(actions), .resources = {arn()}});
}

void Distribution::grant_create_invalidation(const Grantee& grantee) {
  grant(grantee, {iam::cloudfront::CreateInvalidation});
}

Metric Distribution::metric(std::string name, Statistic statistic) const {
  return Metric({.metric_namespace = "AWS/CloudFront",
                 .metric_name = std::move(name),
                 .dimensions = {{"DistributionId", distribution_id()}, {"Region", "Global"}},
                 .statistic = statistic,
                 .region = std::string(edge_region)});
}

Metric Distribution::metric_requests() const { return metric("Requests", Statistic::sum); }
Metric Distribution::metric_bytes_downloaded() const { return metric("BytesDownloaded", Statistic::sum); }
Metric Distribution::metric_bytes_uploaded() const { return metric("BytesUploaded", Statistic::sum); }
Metric Distribution::metric_total_error_rate() const { return metric("TotalErrorRate"); }
Metric Distribution::metric_4xx_error_rate() const { return metric("4xxErrorRate"); }
Metric Distribution::metric_5xx_error_rate() const { return metric("5xxErrorRate"); }

Metric Distribution::metric_cache_hit_rate() const { return additional_metric("CacheHitRate"); }
Metric Distribution::metric_origin_latency() const { return additional_metric("OriginLatency"); }

Metric Distribution::additional_metric(std::string name) const {
  if (made_ != nullptr && !made_->props.publish_additional_metrics) {
    demand(*this, "publish_additional_metrics", "true", fmt::format("{} is one of the further metrics", name),
           where());
  }
  return metric(std::move(name));
}

}  // namespace tenon
