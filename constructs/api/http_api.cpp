#include "tenon/constructs/api/http_api.hpp"

#include <algorithm>
#include <array>

#include "tenon/aws/apigatewayv2/Api.hpp"
#include "tenon/aws/apigatewayv2/ApiMapping.hpp"
#include "tenon/aws/apigatewayv2/Authorizer.hpp"
#include "tenon/aws/apigatewayv2/DomainName.hpp"
#include "tenon/aws/apigatewayv2/Integration.hpp"
#include "tenon/aws/apigatewayv2/Route.hpp"
#include "tenon/aws/apigatewayv2/Stage.hpp"
#include "tenon/aws/apigatewayv2/VpcLink.hpp"
#include "tenon/aws/certificatemanager/Certificate.hpp"
#include "tenon/aws/cognito/UserPool.hpp"
#include "tenon/aws/cognito/UserPoolClient.hpp"
#include "tenon/aws/elasticloadbalancingv2/Listener.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/lambda/Permission.hpp"
#include "tenon/aws/servicediscovery/Service.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/api/api_names.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/network_load_balancer.hpp"
#include "tenon/constructs/network/private_dns_namespace.hpp"
#include "tenon/constructs/network/vpc_link.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/execute-api.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::name_of;
using detail::refuse;
namespace v2 = aws::apigatewayv2;

constexpr std::string_view default_stage_name = "$default";
constexpr std::int64_t shortest_timeout = 50;
constexpr std::int64_t longest_timeout = 29000;
constexpr std::array<std::string_view, 2> payload_format_names = {"1.0", "2.0"};
constexpr std::array<std::string_view, 2> ip_address_type_names = {"ipv4", "dualstack"};

Node list_if_any(const std::vector<std::string>& texts) {
  return texts.empty() ? Node() : List<std::string>(texts);
}

Value<std::string> execute_api_arn(const Construct& at, const Value<std::string>& api_id,
                                   const Value<std::string>& rest) {
  const Stack& stack = at.stack();
  return format("arn:{}:execute-api:{}:{}:{}/{}", stack.partition(), stack.region(), stack.account(), api_id,
                rest);
}

/// API Gateway may call the function: below `scope`, as CDK has it, unless the function is not the stack's
/// own.
void let_in(Construct& scope, const std::string& id, FunctionBase& function,
            const Value<std::string>& source_arn, std::source_location where) {
  const Principal service = Principal::service("apigateway.amazonaws.com");
  if (function.function().resource().is_imported()) {
    function.add_permission(id, {.principal = service, .source_arn = source_arn}, where);
    return;
  }
  scope.add(id,
            aws::lambda::Permission::Props{.Action = "lambda:InvokeFunction",
                                           .FunctionName = {Raw{}, function.function_arn()},
                                           .Principal = service.value(),
                                           .SourceArn = {Raw{}, source_arn}},
            where);
}

v2::Api::Cors cors(const HttpCorsOptions& options) {
  std::vector<std::string> methods;
  for (const HttpMethod method : options.allow_methods) {
    methods.emplace_back(method == HttpMethod::any ? "*" : name_of(method));
  }
  v2::Api::Cors properties{.AllowHeaders = {Raw{}, list_if_any(options.allow_headers)},
                           .AllowMethods = {Raw{}, list_if_any(methods)},
                           .AllowOrigins = {Raw{}, list_if_any(options.allow_origins)},
                           .ExposeHeaders = {Raw{}, list_if_any(options.expose_headers)}};
  if (options.allow_credentials) properties.AllowCredentials = *options.allow_credentials;
  if (options.max_age) properties.MaxAge = options.max_age->to_seconds();
  return properties;
}

Metric gateway_metric(std::string name, Statistic statistic, std::vector<Dimension> dimensions) {
  return Metric::Props{.metric_namespace = "AWS/ApiGateway",
                       .metric_name = std::move(name),
                       .dimensions = std::move(dimensions),
                       .statistic = std::move(statistic)};
}

}  // namespace

// --- HttpRouteIntegration ----------------------------------------------------------------------------------

struct HttpRouteIntegration::Data {
  std::string id;
  std::string_view type;
  Value<std::string> uri;
  HttpMethod method = HttpMethod::any;
  std::string_view payload_format_version;
  std::optional<std::int64_t> timeout_in_millis;
  Map<std::string> parameter_mapping;
  FunctionBase* function = nullptr;
  HttpVpcLink* vpc_link = nullptr;
  Value<std::string> secure_server_name = {};
  // once a route has it
  const HttpApi* api = nullptr;
  v2::Integration* resource = nullptr;
};

HttpRouteIntegration HttpRouteIntegration::lambda(std::string_view id, FunctionBase& function,
                                                  HttpLambdaIntegrationOptions options) {
  return HttpRouteIntegration(std::make_shared<Data>(
      Data{.id = std::string(id),
           .type = "AWS_PROXY",
           .uri = function.function_arn(),
           .payload_format_version =
               payload_format_names[static_cast<std::size_t>(options.payload_format_version)],
           .timeout_in_millis = options.timeout_in_millis,
           .parameter_mapping = options.parameter_mapping,
           .function = &function}));
}

HttpRouteIntegration HttpRouteIntegration::url(std::string_view id, const Value<std::string>& url,
                                               HttpUrlIntegrationOptions options) {
  return HttpRouteIntegration(std::make_shared<Data>(Data{.id = std::string(id),
                                                          .type = "HTTP_PROXY",
                                                          .uri = url,
                                                          .method = options.method,
                                                          .payload_format_version = "1.0",
                                                          .timeout_in_millis = options.timeout_in_millis,
                                                          .parameter_mapping = options.parameter_mapping}));
}

HttpRouteIntegration HttpRouteIntegration::in_network(std::string_view id, const Value<std::string>& uri,
                                                      const HttpPrivateIntegrationOptions& options) {
  return HttpRouteIntegration(std::make_shared<Data>(Data{.id = std::string(id),
                                                          .type = "HTTP_PROXY",
                                                          .uri = uri,
                                                          .method = options.method,
                                                          .payload_format_version = "1.0",
                                                          .timeout_in_millis = options.timeout_in_millis,
                                                          .parameter_mapping = options.parameter_mapping,
                                                          .vpc_link = &options.vpc_link,
                                                          .secure_server_name = options.secure_server_name}));
}

HttpRouteIntegration HttpRouteIntegration::alb(std::string_view id, ApplicationListener& listener,
                                               HttpPrivateIntegrationOptions options) {
  return in_network(id, listener.arn(), options);
}

HttpRouteIntegration HttpRouteIntegration::nlb(std::string_view id, NetworkListener& listener,
                                               HttpPrivateIntegrationOptions options) {
  return in_network(id, listener.arn(), options);
}

HttpRouteIntegration HttpRouteIntegration::service_discovery(std::string_view id, CloudMapService& service,
                                                             HttpPrivateIntegrationOptions options) {
  return in_network(id, service.arn(), options);
}

// --- authorizers -------------------------------------------------------------------------------------------

namespace {

Value<std::string> name_or_id(const Value<std::string>& name, const Construct& construct) {
  return name.is_set() ? name : Value<std::string>(construct.id());
}

v2::Authorizer::Props jwt(const HttpApi& api, const Value<std::string>& name,
                          const std::vector<std::string>& source, const Value<std::string>& issuer,
                          const std::vector<Value<std::string>>& audience) {
  return {.ApiId = api.api_id(),
          .AuthorizerType = "JWT",
          .IdentitySource = List<std::string>(source),
          .JwtConfiguration =
              v2::Authorizer::JWTConfiguration{.Audience = List<std::string>(audience), .Issuer = issuer},
          .Name = name};
}

}  // namespace

Attribute<v2::kind::Authorizer_AuthorizerId> HttpAuthorizer::authorizer_id() const {
  return resource_->ref();
}

HttpJwtAuthorizer::HttpJwtAuthorizer(const Scope& scope, const Props& props) : HttpAuthorizer(scope, "JWT") {
  if (props.jwt_audience.empty())
    demand(*this, "jwt_audience", "at least one", "a token is for somebody", where());
  resource_ = &add("Resource",
                   jwt(props.http_api, name_or_id(props.authorizer_name, *this), props.identity_source,
                       props.jwt_issuer, props.jwt_audience),
                   where());
}

HttpUserPoolAuthorizer::HttpUserPoolAuthorizer(const Scope& scope, const Props& props)
    : HttpAuthorizer(scope, "JWT") {
  if (props.user_pool_clients.empty()) {
    demand(*this, "user_pool_clients", "at least one", "a token is for a client of the pool", where());
  }
  std::vector<Value<std::string>> clients;
  for (const UserPoolClient* client : props.user_pool_clients) clients.push_back(client->client_id());
  const Value<std::string> issuer =
      format("https://cognito-idp.{}.amazonaws.com/{}", stack().region(), props.user_pool.user_pool_id());
  resource_ = &add(
      "Resource",
      jwt(props.http_api, name_or_id(props.authorizer_name, *this), props.identity_source, issuer, clients),
      where());
}

HttpLambdaAuthorizer::HttpLambdaAuthorizer(const Scope& scope, const Props& props)
    : HttpAuthorizer(scope, "CUSTOM") {
  if (props.results_cache_ttl > Duration::hours(1)) {
    refuse(*this, "results_cache_ttl", props.results_cache_ttl.text(), "at most one hour",
           "API Gateway remembers no longer", where());
  }
  const Stack& own = stack();
  v2::Authorizer::Props authorizer{
      .ApiId = props.http_api.api_id(),
      .AuthorizerPayloadFormatVersion = std::string_view(props.simple_responses ? "2.0" : "1.0"),
      .AuthorizerResultTtlInSeconds = props.results_cache_ttl.to_seconds(),
      .AuthorizerType = "REQUEST",
      .AuthorizerUri = format("arn:{}:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations",
                              own.partition(), own.region(), props.handler.function_arn()),
      .IdentitySource = {Raw{}, list_if_any(props.identity_source)},
      .Name = name_or_id(props.authorizer_name, *this)};
  if (props.simple_responses) authorizer.EnableSimpleResponses = true;
  if (props.role != nullptr) authorizer.AuthorizerCredentialsArn = props.role->arn();
  resource_ = &add("Resource", authorizer, where());
  if (props.role != nullptr) {
    props.handler.grant_invoke(*props.role);
    return;
  }
  let_in(props.http_api, detail::unique_id(*this) + "-Permission", props.handler,
         execute_api_arn(*this, props.http_api.api_id(), format("authorizers/{}", authorizer_id())), where());
}

// --- HttpApi -----------------------------------------------------------------------------------------------

struct HttpApi::Imported {
  const Value<std::string>& api_id;
};

HttpApi::HttpApi(const Scope& scope, const Props& props)
    : Construct(scope),
      default_authorization_(props.default_authorization),
      default_authorization_scopes_(props.default_authorization_scopes) {
  v2::Api::Props api{
      .Description = props.description, .Name = name_or_id(props.api_name, *this), .ProtocolType = "HTTP"};
  if (props.cors_preflight) {
    const HttpCorsOptions& options = *props.cors_preflight;
    const bool everybody = std::ranges::find(options.allow_origins, "*") != options.allow_origins.end();
    if (everybody && options.allow_credentials.value_or(false)) {
      refuse(*this, "allow_credentials", "true", "false with the origin \"*\"",
             "browsers send no credentials where every site may ask", where());
    }
    api.CorsConfiguration = cors(options);
  }
  if (props.disable_execute_api_endpoint) api.DisableExecuteApiEndpoint = *props.disable_execute_api_endpoint;
  if (props.ip_address_type)
    api.IpAddressType = ip_address_type_names[static_cast<std::size_t>(*props.ip_address_type)];
  resource_ = &add("Resource", api, where());
  if (props.default_integration) {
    add("DefaultRoute", HttpRoute::Props{.http_api = *this, .integration = *props.default_integration},
        where());
  }
  if (!props.create_default_stage) return;
  default_stage_ = &add("DefaultStage",
                        HttpStage::Props{.http_api = *this, .options = props.default_stage_options}, where());
}

HttpApi::HttpApi(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<v2::Api>(
          *this, "Resource", {{"Ref", imported.api_id}, {"ApiId", imported.api_id}}, where())) {}

HttpApi& HttpApi::from_id(Construct& scope, std::string_view id, const Value<std::string>& api_id,
                          std::source_location where) {
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<HttpApi>(new HttpApi(inner, Imported{api_id})); },
      where);
}

Attribute<v2::kind::Api_ApiId> HttpApi::api_id() const { return resource_->ref(); }
Value<std::string> HttpApi::api_endpoint() const { return resource_->ApiEndpoint(); }

Value<std::string> HttpApi::url() const {
  if (default_stage_ == nullptr) {
    throw Error("property-needed", path() + ": the API has no default stage; it needs create_default_stage");
  }
  return default_stage_->url();
}

std::vector<HttpRoute*> HttpApi::add_routes(std::string_view path, const std::vector<HttpMethod>& methods,
                                            const HttpRouteIntegration& integration,
                                            const HttpRouteOptions& options, std::source_location where) {
  std::vector<HttpRoute*> routes;
  for (const HttpMethod method : methods.empty() ? std::vector{HttpMethod::any} : methods) {
    routes.push_back(&add(std::string(name_of(method)) + std::string(path),
                          HttpRoute::Props{.http_api = *this,
                                           .integration = integration,
                                           .method = method,
                                           .path = std::string(path),
                                           .options = options},
                          where));
  }
  return routes;
}

Value<std::string> HttpApi::arn_for_execute_api(HttpMethod method, const Value<std::string>& path,
                                                const Value<std::string>& stage) const {
  if (const auto text = path.literal(); text && !text->starts_with('/')) {
    refuse(*this, "path", std::string(*text), "a path that begins with /",
           "paths of an API begin at its root", where());
  }
  return execute_api_arn(*this, api_id(),
                         format("{}/{}{}", stage, method == HttpMethod::any ? "*" : name_of(method), path));
}

Metric HttpApi::metric(std::string name, Statistic statistic) const {
  return gateway_metric(std::move(name), std::move(statistic), {{"ApiId", api_id()}});
}
Metric HttpApi::metric_client_error() const { return metric("4xx", Statistic::sum); }
Metric HttpApi::metric_server_error() const { return metric("5xx", Statistic::sum); }
Metric HttpApi::metric_data_processed() const { return metric("DataProcessed", Statistic::sum); }
Metric HttpApi::metric_count() const { return metric("Count", Statistic::sample_count); }
Metric HttpApi::metric_integration_latency() const {
  return metric("IntegrationLatency", Statistic::average);
}
Metric HttpApi::metric_latency() const { return metric("Latency", Statistic::average); }

// --- HttpRoute ---------------------------------------------------------------------------------------------

HttpRoute::HttpRoute(const Scope& scope, const Props& props)
    : Construct(scope), api_(props.http_api), method_(props.method), path_(props.path) {
  if (path_ != "/" && !path_.empty() && (!path_.starts_with('/') || path_.ends_with('/'))) {
    refuse(*this, "path", path_, "a slash in front and none at the end", "API Gateway takes no other path",
           where());
  }
  const v2::Integration& integration = bind(props.integration);
  const HttpAuthorization authorization =
      props.options.authorization ? *props.options.authorization
                                  : api_.default_authorization_.value_or(HttpAuthorization::none());
  signed_ = authorization.type() == HttpAuthorization::iam().type();
  const std::vector<std::string>& scopes = props.options.authorization_scopes.empty()
                                               ? api_.default_authorization_scopes_
                                               : props.options.authorization_scopes;
  v2::Route::Props route{.ApiId = api_.api_id(),
                         .AuthorizationType = authorization.type(),
                         .RouteKey = path_.empty() ? std::string(default_stage_name)
                                                   : std::string(name_of(method_)) + " " + path_,
                         .Target = format("integrations/{}", integration.ref())};
  if (authorization.authorizer() != nullptr) {
    route.AuthorizerId = authorization.authorizer()->authorizer_id();
    route.AuthorizationScopes = {Raw{}, list_if_any(scopes)};
  }
  resource_ = &add("Resource", route, where());
}

aws::apigatewayv2::Integration& HttpRoute::bind(const HttpRouteIntegration& integration) {
  HttpRouteIntegration::Data& data = *integration.data_;
  if (data.resource != nullptr && data.api != &api_) {
    refuse(*this, "integration", data.id, "an integration of this API", "an integration is of one API",
           where());
  }
  if (data.timeout_in_millis &&
      (*data.timeout_in_millis < shortest_timeout || *data.timeout_in_millis > longest_timeout)) {
    refuse(*this, "timeout_in_millis", std::to_string(*data.timeout_in_millis), "50 to 29000",
           "API Gateway takes no other time", where());
  }
  if (data.resource == nullptr) {
    v2::Integration::Props properties{.ApiId = api_.api_id(),
                                      .IntegrationType = data.type,
                                      .IntegrationUri = data.uri,
                                      .PayloadFormatVersion = data.payload_format_version,
                                      .RequestParameters = data.parameter_mapping};
    if (data.function == nullptr) properties.IntegrationMethod = name_of(data.method);
    if (data.timeout_in_millis) properties.TimeoutInMillis = *data.timeout_in_millis;
    if (data.vpc_link != nullptr) {
      properties.ConnectionId = data.vpc_link->vpc_link_id();
      properties.ConnectionType = "VPC_LINK";
    }
    if (data.secure_server_name.is_set()) {
      properties.TlsConfig = v2::Integration::TlsConfig{.ServerNameToVerify = data.secure_server_name};
    }
    data.resource = &add(data.id, Construct::Props{}, where()).add("Resource", properties, where());
    data.api = &api_;
  }
  if (data.function != nullptr) {
    let_in(*this, data.id + "-Permission", *data.function,
           execute_api_arn(*this, api_.api_id(), "*/*" + path_), where());
  }
  return *data.resource;
}

Attribute<v2::kind::Route_RouteId> HttpRoute::route_id() const { return resource_->ref(); }

Value<std::string> HttpRoute::route_arn() const {
  std::string path = path_.empty() ? "/" : path_;
  if (const std::size_t parameter = path.find('{'); parameter != std::string::npos)
    path = path.substr(0, parameter) + "*";
  return api_.arn_for_execute_api(method_, path);
}

void HttpRoute::grant_invoke(const Grantee& grantee) {
  if (!signed_) {
    refuse(*this, "authorization", "", "HttpAuthorization::iam()",
           "grants let in those whose requests are signed", where());
  }
  grantee.add_to_policy({.actions = {iam::execute_api::Invoke}, .resources = {route_arn()}});
}

// --- HttpStage ---------------------------------------------------------------------------------------------

HttpStage::HttpStage(const Scope& scope, const Props& props)
    : Construct(scope), api_(props.http_api), stage_name_(props.options.stage_name) {
  const HttpStageOptions& options = props.options;
  if (options.access_log_format && options.access_log_destination == nullptr) {
    demand(*this, "access_log_destination", "a log group", "the format is of a log that goes nowhere",
           where());
  }
  v2::Stage::Props stage{
      .ApiId = api_.api_id(), .StageName = stage_name_, .StageVariables = {Raw{}, options.stage_variables}};
  if (options.auto_deploy) stage.AutoDeploy = true;
  if (!options.description.empty()) stage.Description = options.description;
  if (options.access_log_destination != nullptr) {
    stage.AccessLogSettings = v2::Stage::AccessLogSettings{
        .DestinationArn = {Raw{}, options.access_log_destination->arn_without_streams()},
        .Format = options.access_log_format.value_or(AccessLogFormat::clf()).text()};
  }
  if (options.throttle || options.detailed_metrics_enabled) {
    v2::Stage::RouteSettings settings;
    if (options.detailed_metrics_enabled) settings.DetailedMetricsEnabled = *options.detailed_metrics_enabled;
    if (options.throttle && options.throttle->burst_limit)
      settings.ThrottlingBurstLimit = *options.throttle->burst_limit;
    if (options.throttle && options.throttle->rate_limit)
      settings.ThrottlingRateLimit = *options.throttle->rate_limit;
    stage.DefaultRouteSettings = settings;
  }
  resource_ = &add("Resource", stage, where());
}

Value<std::string> HttpStage::url() const {
  return format("https://{}.execute-api.{}.{}/{}", api_.api_id(), stack().region(), pseudo::url_suffix,
                stage_name_ == default_stage_name ? "" : stage_name_);
}

Metric HttpStage::metric(std::string name, Statistic statistic) const {
  return gateway_metric(std::move(name), std::move(statistic),
                        {{"ApiId", api_.api_id()}, {"Stage", stage_name_}});
}
Metric HttpStage::metric_client_error() const { return metric("4xx", Statistic::sum); }
Metric HttpStage::metric_server_error() const { return metric("5xx", Statistic::sum); }
Metric HttpStage::metric_data_processed() const { return metric("DataProcessed", Statistic::sum); }
Metric HttpStage::metric_count() const { return metric("Count", Statistic::sample_count); }
Metric HttpStage::metric_integration_latency() const {
  return metric("IntegrationLatency", Statistic::average);
}
Metric HttpStage::metric_latency() const { return metric("Latency", Statistic::average); }

// --- HttpDomainName ----------------------------------------------------------------------------------------

HttpDomainName::HttpDomainName(const Scope& scope, const Props& props) : Construct(scope) {
  const v2::DomainName::DomainNameConfiguration endpoint{
      .CertificateArn = props.certificate.arn(), .EndpointType = "REGIONAL", .SecurityPolicy = "TLS_1_2"};
  v2::DomainName::Props name{.DomainName = props.domain_name, .DomainNameConfigurations = {endpoint}};
  if (props.mutual_tls) {
    name.MutualTlsAuthentication =
        v2::DomainName::MutualTlsAuthentication{.TruststoreUri = props.mutual_tls->truststore_uri,
                                                .TruststoreVersion = props.mutual_tls->truststore_version};
  }
  resource_ = &add("Resource", name, where());
}

Attribute<v2::kind::DomainName_DomainName> HttpDomainName::domain_name() const { return resource_->ref(); }
Value<std::string> HttpDomainName::regional_domain_name() const { return resource_->RegionalDomainName(); }
Value<std::string> HttpDomainName::regional_hosted_zone_id() const {
  return resource_->RegionalHostedZoneId();
}

void HttpDomainName::add_api_mapping(HttpStage& stage, std::string_view api_mapping_key,
                                     std::source_location where) {
  const std::string id = detail::unique_id(*this) + std::string(api_mapping_key);
  if (stage.find_child(id) != nullptr) {
    return refuse(*this, "api_mapping_key", std::string(api_mapping_key), "a path that is not mapped yet",
                  "the stage stands there already", where);
  }
  v2::ApiMapping::Props mapping{.ApiId = stage.http_api().api_id(),
                                .DomainName = domain_name(),
                                .Stage = {Raw{}, Value<std::string>(stage.stage_name())}};
  if (!api_mapping_key.empty()) mapping.ApiMappingKey = api_mapping_key;
  stage.add(id, Construct::Props{}, where)
      .add("Resource", mapping, where)
      .depends_on(stage.resource(), where);
}

}  // namespace tenon
