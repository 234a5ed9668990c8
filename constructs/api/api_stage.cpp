#include <algorithm>

#include "tenon/aws/apigateway/Account.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/aws/apigateway/Stage.hpp"
#include "tenon/aws/kinesisfirehose/DeliveryStream.hpp"
#include "tenon/aws/wafv2/WebACLAssociation.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/api/api_names.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/data/delivery_stream.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::refuse;
using MethodSetting = aws::apigateway::Stage::MethodSetting;

constexpr std::array<std::string_view, 3> logging_level_names = {"OFF", "ERROR", "INFO"};
constexpr std::string_view smallest_cache = "0.5";

Value<std::string> text_if_any(const std::string& text) {
  return text.empty() ? Value<std::string>() : Value<std::string>(text);
}

bool says_anything(const MethodDeploymentOptions& options) {
  return options.throttling_rate_limit || options.throttling_burst_limit || options.metrics_enabled ||
         options.logging_level || options.data_trace_enabled || options.caching_enabled ||
         options.cache_ttl || options.cache_data_encrypted;
}

/// "/items/{id}/GET" as the setting's resource path and method: "/~1items~1{id}" and "GET". Empty for another
/// form.
struct SettingPath {
  std::string resource;
  std::string method;
};

SettingPath setting_path(std::string_view path) {
  const std::size_t last = path.rfind('/');
  if (!path.starts_with('/') || last == 0 || last == std::string_view::npos) return {};
  SettingPath parsed{.resource = {}, .method = std::string(path.substr(last + 1))};
  std::ranges::transform(parsed.method, parsed.method.begin(), ascii::to_upper);
  const std::string_view resource = path.substr(1, last - 1);
  if (resource == "*") {
    parsed.resource = "/*";
  } else if (resource.empty()) {
    parsed.resource = "/";
  } else {
    parsed.resource = "/~1";
    for (const char c : resource) parsed.resource += c == '/' ? std::string("~1") : std::string(1, c);
  }
  return parsed;
}

bool is_method(std::string_view name) {
  return name == "*" || std::ranges::find(detail::method_names, name) != detail::method_names.end();
}

MethodSetting setting(const SettingPath& path, const MethodDeploymentOptions& options) {
  MethodSetting entry{.DataTraceEnabled = options.data_trace_enabled.value_or(false),
                      .HttpMethod = path.method,
                      .ResourcePath = path.resource};
  if (options.cache_data_encrypted) entry.CacheDataEncrypted = *options.cache_data_encrypted;
  if (options.cache_ttl) entry.CacheTtlInSeconds = options.cache_ttl->to_seconds();
  if (options.caching_enabled) entry.CachingEnabled = *options.caching_enabled;
  if (options.logging_level)
    entry.LoggingLevel = logging_level_names[static_cast<std::size_t>(*options.logging_level)];
  if (options.metrics_enabled) entry.MetricsEnabled = *options.metrics_enabled;
  if (options.throttling_burst_limit) entry.ThrottlingBurstLimit = *options.throttling_burst_limit;
  if (options.throttling_rate_limit) entry.ThrottlingRateLimit = *options.throttling_rate_limit;
  return entry;
}

std::vector<MethodSetting> settings(const ApiStageOptions& options) {
  std::vector<MethodSetting> entries;
  if (says_anything(options.methods)) entries.push_back(setting(setting_path("/*/*"), options.methods));
  for (const auto& [path, each] : options.method_options)
    entries.push_back(setting(setting_path(path), each));
  return entries;
}

bool caches_methods(const ApiStageOptions& options) {
  return options.methods.caching_enabled.value_or(false) ||
         std::ranges::any_of(options.method_options,
                             [](const auto& each) { return each.second.caching_enabled.value_or(false); });
}

bool logs_access(const ApiStageOptions& options) {
  return options.access_log_destination != nullptr || options.access_log_stream != nullptr;
}

aws::apigateway::Stage::AccessLogSetting access_log(const ApiStageOptions& options) {
  const AccessLogFormat format = options.access_log_format.value_or(AccessLogFormat::clf());
  const Value<std::string> destination = options.access_log_destination != nullptr
                                             ? options.access_log_destination->arn_without_streams()
                                             : Value<std::string>(options.access_log_stream->arn());
  return {.DestinationArn = {Raw{}, destination}, .Format = format.text()};
}

aws::apigateway::Stage::Props resource_props(const ApiStageOptions& options,
                                             const ApiDeployment& deployment) {
  aws::apigateway::Stage::Props stage{.ClientCertificateId = {Raw{}, options.client_certificate_id},
                                      .DeploymentId = deployment.deployment_id(),
                                      .Description = text_if_any(options.description),
                                      .DocumentationVersion = options.documentation_version,
                                      .RestApiId = deployment.api().rest_api_id(),
                                      .StageName = options.stage_name,
                                      .Variables = options.variables};
  if (logs_access(options)) stage.AccessLogSetting = access_log(options);
  if (options.tracing_enabled) stage.TracingEnabled = *options.tracing_enabled;
  if (const auto entries = settings(options); !entries.empty()) stage.MethodSettings = entries;
  const bool cached =
      options.cache_cluster_enabled.value_or(!options.cache_cluster_size.empty() || caches_methods(options));
  if (cached || options.cache_cluster_enabled) stage.CacheClusterEnabled = cached;
  if (cached)
    stage.CacheClusterSize = options.cache_cluster_size.empty() ? smallest_cache : options.cache_cluster_size;
  return stage;
}

}  // namespace

// --- AccessLogFormat ---------------------------------------------------------------------------------------

AccessLogFormat AccessLogFormat::clf() {
  return custom(
      "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "
      "\"$context.httpMethod $context.resourcePath $context.protocol\" $context.status "
      "$context.responseLength $context.requestId");
}

AccessLogFormat AccessLogFormat::json_with_standard_fields() {
  return custom(R"({"requestId":"$context.requestId","ip":"$context.identity.sourceIp",)"
                R"("user":"$context.identity.user","caller":"$context.identity.caller",)"
                R"("requestTime":"$context.requestTime","httpMethod":"$context.httpMethod",)"
                R"("resourcePath":"$context.resourcePath","status":"$context.status",)"
                R"("protocol":"$context.protocol","responseLength":"$context.responseLength"})");
}

// --- ApiStage ----------------------------------------------------------------------------------------------

ApiStage::ApiStage(const Scope& scope, const Props& props) : Construct(scope), api_(props.deployment.api()) {
  check(props.options);
  resource_ = &add("Resource", resource_props(props.options, props.deployment), where());
  if (api_.cloud_watch_account_ != nullptr) resource_->depends_on(*api_.cloud_watch_account_, where());
}

void ApiStage::check(const ApiStageOptions& options) const {
  if (options.access_log_destination != nullptr && options.access_log_stream != nullptr) {
    refuse(*this, "access_log_stream", "", "none with access_log_destination",
           "a stage writes one access log", where());
  }
  if (options.access_log_stream != nullptr) {
    const Node* name = options.access_log_stream->resource().properties().find("DeliveryStreamName");
    if (name == nullptr || !name->is_text() || !name->text().starts_with("amazon-apigateway-")) {
      refuse(*this, "access_log_stream", name != nullptr && name->is_text() ? std::string(name->text()) : "",
             "a stream whose name begins with amazon-apigateway-", "API Gateway writes to no other streams",
             where());
    }
  }
  if (options.access_log_format && !logs_access(options)) {
    demand(*this, "access_log_destination", "a log group or a delivery stream",
           "the format is of a log that goes nowhere", where());
  }
  if (options.access_log_format &&
      options.access_log_format->text().find("$context.requestId") == std::string::npos &&
      options.access_log_format->text().find("$context.extendedRequestId") == std::string::npos) {
    refuse(*this, "access_log_format", options.access_log_format->text(),
           "text with $context.requestId or $context.extendedRequestId",
           "API Gateway takes no other access log", where());
  }
  for (const auto& [path, each] : options.method_options) {
    if (!is_method(setting_path(path).method)) {
      refuse(*this, "method_options", path, "/<resource path>/<METHOD>, such as /items/{id}/GET or /*/*",
             "the settings are of no method", where());
    }
  }
  if (options.cache_cluster_enabled == false && !options.cache_cluster_size.empty()) {
    refuse(*this, "cache_cluster_size", options.cache_cluster_size, "none without a cache cluster",
           "there is no cache", where());
  }
  if (options.cache_cluster_enabled == false && caches_methods(options)) {
    refuse(*this, "caching_enabled", "true", "false without a cache cluster", "there is no cache", where());
  }
}

Attribute<aws::apigateway::kind::Stage_StageName> ApiStage::stage_name() const { return resource_->ref(); }

Value<std::string> ApiStage::arn() const {
  const Stack& own = stack();
  return format("arn:{}:apigateway:{}::/restapis/{}/stages/{}", own.partition(), own.region(),
                api_.rest_api_id(), stage_name());
}

Value<std::string> ApiStage::url(std::string_view path) const {
  if (!path.starts_with('/')) {
    refuse(*this, "path", std::string(path), "a path that begins with /", "paths of an API begin at its root",
           where());
  }
  return format("https://{}.execute-api.{}.{}/{}{}", api_.rest_api_id(), stack().region(), pseudo::url_suffix,
                stage_name(), path);
}

ApiKey& ApiStage::add_api_key(std::string_view id, std::source_location where) {
  return add(id, ApiKey::Props{.stages = {this}}, where);
}

void ApiStage::associate_web_acl(const Value<std::string>& web_acl_arn, std::source_location where) {
  add("WebAclAssociation",
      aws::wafv2::WebACLAssociation::Props{.ResourceArn = {Raw{}, arn()}, .WebACLArn = {Raw{}, web_acl_arn}},
      where);
}

Metric ApiStage::metric(std::string name, Statistic statistic) const {
  return Metric::Props{.metric_namespace = "AWS/ApiGateway",
                       .metric_name = std::move(name),
                       .dimensions = {{"ApiName", api_.rest_api_name()}, {"Stage", stage_name()}},
                       .statistic = std::move(statistic)};
}
Metric ApiStage::metric_client_error() const { return metric("4XXError", Statistic::sum); }
Metric ApiStage::metric_server_error() const { return metric("5XXError", Statistic::sum); }
Metric ApiStage::metric_cache_hit_count() const { return metric("CacheHitCount", Statistic::sum); }
Metric ApiStage::metric_cache_miss_count() const { return metric("CacheMissCount", Statistic::sum); }
Metric ApiStage::metric_count() const { return metric("Count", Statistic::sample_count); }
Metric ApiStage::metric_integration_latency() const {
  return metric("IntegrationLatency", Statistic::average);
}
Metric ApiStage::metric_latency() const { return metric("Latency", Statistic::average); }

}  // namespace tenon
