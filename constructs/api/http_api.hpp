#pragma once

/// \file
/// HTTP APIs of API Gateway: routes to functions, URLs and what stands behind a VPC link.
///
///     auto& api = stack.add("Api", HttpApi::Props{});
///     api.add_routes("/orders/{id}", {HttpMethod::get}, handler);

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/api/rest_api.hpp"

namespace tenon::aws::apigatewayv2 {
class Api;
class Authorizer;
class DomainName;
class Integration;
class Route;
class Stage;
namespace kind {
struct Api_ApiId;
struct Authorizer_AuthorizerId;
struct DomainName_DomainName;
struct Route_RouteId;
}  // namespace kind
}  // namespace tenon::aws::apigatewayv2

namespace tenon {

class ApplicationListener;
class CloudMapService;
class HttpApi;
class HttpAuthorizer;
class HttpDomainName;
class HttpRoute;
class HttpStage;
class HttpVpcLink;
class NetworkListener;
class UserPoolClient;

// --- integrations ------------------------------------------------------------------------------------------

/// How requests are passed to a function.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
enum class PayloadFormatVersion : std::uint8_t { version_1_0, version_2_0 };

struct HttpLambdaIntegrationOptions {
  PayloadFormatVersion payload_format_version = PayloadFormatVersion::version_2_0;
  /// 50 ms to 29 s (`property-not-allowed`), in milliseconds. Default: 30,000, the service's own.
  std::optional<std::int64_t> timeout_in_millis = {};
  /// `{{"append:header.X-Tenant", "$context.authorizer.tenant"}}`. Default: requests pass as they are.
  Map<std::string> parameter_mapping = {};
};

struct HttpUrlIntegrationOptions {
  /// Default: the caller's.
  HttpMethod method = HttpMethod::any;
  /// 50 ms to 29 s (`property-not-allowed`), in milliseconds. Default: 30,000, the service's own.
  std::optional<std::int64_t> timeout_in_millis = {};
  /// Default: requests pass as they are.
  Map<std::string> parameter_mapping = {};
};

/// What stands in a network.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
struct HttpPrivateIntegrationOptions {
  /// The way into the network.
  HttpVpcLink& vpc_link;
  /// The name on the backend's certificate; with it requests are sent by TLS (`TlsConfig`). Default: by plain
  /// HTTP.
  Value<std::string> secure_server_name = {};
  /// Default: the caller's.
  HttpMethod method = HttpMethod::any;
  /// 50 ms to 29 s (`property-not-allowed`), in milliseconds. Default: 30,000, the service's own.
  std::optional<std::int64_t> timeout_in_millis = {};
  /// Default: requests pass as they are.
  Map<std::string> parameter_mapping = {};
};

/// What answers the requests of routes. Copies stand for the same integration, which is made below the first
/// route that has it, and is of one API (`property-not-allowed`).
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html
class HttpRouteIntegration {
 public:
  /// A function, by the id "Integration".
  HttpRouteIntegration(FunctionBase& function) : HttpRouteIntegration(lambda("Integration", function)) {}
  /// A function, which gets a permission for each route.
  static HttpRouteIntegration lambda(std::string_view id, FunctionBase& function,
                                     HttpLambdaIntegrationOptions options = {});
  /// "https://example.org/{proxy}"
  static HttpRouteIntegration url(std::string_view id, const Value<std::string>& url,
                                  HttpUrlIntegrationOptions options = {});
  static HttpRouteIntegration alb(std::string_view id, ApplicationListener& listener,
                                  HttpPrivateIntegrationOptions options);
  static HttpRouteIntegration nlb(std::string_view id, NetworkListener& listener,
                                  HttpPrivateIntegrationOptions options);
  static HttpRouteIntegration service_discovery(std::string_view id, CloudMapService& service,
                                                HttpPrivateIntegrationOptions options);

 private:
  friend class HttpRoute;
  struct Data;
  explicit HttpRouteIntegration(std::shared_ptr<Data> data) : data_(std::move(data)) {}
  static HttpRouteIntegration in_network(std::string_view id, const Value<std::string>& uri,
                                         const HttpPrivateIntegrationOptions& options);

  std::shared_ptr<Data> data_;
};

// --- who may call ------------------------------------------------------------------------------------------

/// Decides who may call routes.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html
class HttpAuthorizer : public Construct {
 public:
  aws::apigatewayv2::Authorizer& resource() const noexcept { return *resource_; }
  Attribute<aws::apigatewayv2::kind::Authorizer_AuthorizerId> authorizer_id() const;
  /// "JWT" or "CUSTOM"
  std::string_view authorization_type() const noexcept { return authorization_type_; }

 protected:
  HttpAuthorizer(const Scope& scope, std::string_view type) : Construct(scope), authorization_type_(type) {}

  aws::apigatewayv2::Authorizer* resource_ = nullptr;

 private:
  std::string_view authorization_type_;
};

/// Callers with a token of an OpenID Connect or OAuth 2.0 issuer. Below the API it has CDK's logical id.
class HttpJwtAuthorizer final : public HttpAuthorizer {
 public:
  struct Props {
    using Of = HttpJwtAuthorizer;
    HttpApi& http_api;
    /// "https://issuer.example.org"
    Required<"jwt_issuer", Value<std::string>> jwt_issuer;
    /// Of whom a token may be: at least one (`property-needed`).
    Required<"jwt_audience", std::vector<Value<std::string>>> jwt_audience;
    /// Default: the construct's id.
    Value<std::string> authorizer_name = {};
    std::vector<std::string> identity_source = {"$request.header.Authorization"};
  };

  HttpJwtAuthorizer(const Scope& scope, const Props& props);
};

/// Callers with a token of a user pool.
class HttpUserPoolAuthorizer final : public HttpAuthorizer {
 public:
  struct Props {
    using Of = HttpUserPoolAuthorizer;
    HttpApi& http_api;
    UserPool& user_pool;
    /// Whose tokens are good: at least one (`property-needed`).
    Required<"user_pool_clients", std::vector<UserPoolClient*>> user_pool_clients;
    /// Default: the construct's id.
    Value<std::string> authorizer_name = {};
    std::vector<std::string> identity_source = {"$request.header.Authorization"};
  };

  HttpUserPoolAuthorizer(const Scope& scope, const Props& props);
};

/// A function that judges requests.
class HttpLambdaAuthorizer final : public HttpAuthorizer {
 public:
  struct Props {
    using Of = HttpLambdaAuthorizer;
    HttpApi& http_api;
    FunctionBase& handler;
    /// Default: the construct's id.
    Value<std::string> authorizer_name = {};
    std::vector<std::string> identity_source = {"$request.header.Authorization"};
    /// At most one hour (`property-not-allowed`); zero: the function is asked each time.
    Duration results_cache_ttl = Duration::minutes(5);
    /// Whether the function answers yes or no, in format 2.0. Default: it answers with a policy, in
    /// format 1.0.
    bool simple_responses = false;
    /// With which the function is called. Default: its own policy lets the API in.
    Role* role = nullptr;
  };

  HttpLambdaAuthorizer(const Scope& scope, const Props& props);
};

/// How callers of a route show who they are: by an authorizer, by signed requests, not at all.
class HttpAuthorization {
 public:
  HttpAuthorization(const HttpAuthorizer& authorizer)
      : authorizer_(&authorizer), type_(authorizer.authorization_type()) {}
  /// Signed requests; `HttpRoute::grant_invoke` lets identities call.
  static HttpAuthorization iam() { return HttpAuthorization("AWS_IAM"); }
  static HttpAuthorization none() { return HttpAuthorization("NONE"); }

  /// Null for `iam` and `none`.
  const HttpAuthorizer* authorizer() const noexcept { return authorizer_; }
  std::string_view type() const noexcept { return type_; }

 private:
  explicit HttpAuthorization(std::string_view type) : type_(type) {}
  const HttpAuthorizer* authorizer_ = nullptr;
  std::string_view type_;
};

// --- the API -----------------------------------------------------------------------------------------------

/// What scripts of other sites may do.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
struct HttpCorsOptions {
  /// "https://example.org", or "*", which `allow_credentials` excludes (`property-not-allowed`).
  std::vector<std::string> allow_origins = {};
  /// `any` stands for all.
  std::vector<HttpMethod> allow_methods = {};
  std::vector<std::string> allow_headers = {};
  std::optional<bool> allow_credentials = {};
  std::vector<std::string> expose_headers = {};
  std::optional<Duration> max_age = {};
};

struct HttpRouteOptions {
  /// Default: the API's.
  std::optional<HttpAuthorization> authorization = {};
  /// OAuth scopes of which a caller's token has one. Default: the API's.
  std::vector<std::string> authorization_scopes = {};
};

struct HttpStageOptions {
  /// In the URL; "$default" is not.
  std::string stage_name = "$default";
  /// Whether changes are deployed as they come.
  bool auto_deploy = true;
  std::string description = {};
  /// Default: the account's limits.
  std::optional<ThrottleSettings> throttle = {};
  /// Whether metrics tell routes apart, at a cost. Default: they do not.
  std::optional<bool> detailed_metrics_enabled = {};
  /// Where requests are logged. Default: nowhere.
  LogGroup* access_log_destination = nullptr;
  /// Default: the Common Log Format. Needs a destination (`property-needed`).
  std::optional<AccessLogFormat> access_log_format = {};
  /// Default: none.
  Map<std::string> stage_variables = {};
};

/// An HTTP API with its stage.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
class HttpApi final : public Construct {
 public:
  struct Props {
    using Of = HttpApi;
    /// Default: the construct's id.
    Value<std::string> api_name = {};
    Value<std::string> description = {};
    /// For requests that no route fits: route `DefaultRoute`. Default: they are not found.
    std::optional<HttpRouteIntegration> default_integration = {};
    /// Whether there is a stage `DefaultStage`.
    bool create_default_stage = true;
    HttpStageOptions default_stage_options = {};
    /// Default: scripts of other sites may do nothing.
    std::optional<HttpCorsOptions> cors_preflight = {};
    /// Callers come by a domain name only. Default: by `url` too.
    std::optional<bool> disable_execute_api_endpoint = {};
    /// Of routes that say nothing else. An authorizer, which needs the API, is given by
    /// `set_default_authorization`. Default: none.
    std::optional<HttpAuthorization> default_authorization = {};
    std::vector<std::string> default_authorization_scopes = {};
    /// Default: IPv4.
    std::optional<ApiIpAddressType> ip_address_type = {};
  };

  HttpApi(const Scope& scope, const Props& props);
  static HttpApi& from_id(Construct& scope, std::string_view id, const Value<std::string>& api_id,
                          std::source_location where = std::source_location::current());

  aws::apigatewayv2::Api& resource() const noexcept { return *resource_; }
  Attribute<aws::apigatewayv2::kind::Api_ApiId> api_id() const;
  /// "https://<id>.execute-api.<region>.amazonaws.com"
  Value<std::string> api_endpoint() const;
  /// Of the default stage, with a slash at the end. Without one: throws `Error` (`property-needed`).
  Value<std::string> url() const;
  /// Null without one.
  HttpStage* default_stage() const noexcept { return default_stage_; }
  /// Of routes that are added later.
  void set_default_authorization(const HttpAuthorization& authorization) {
    default_authorization_ = authorization;
  }

  /// A route for each method, called "<METHOD><path>". Default of `methods`: any.
  std::vector<HttpRoute*> add_routes(std::string_view path, const std::vector<HttpMethod>& methods,
                                     const HttpRouteIntegration& integration,
                                     const HttpRouteOptions& options = {},
                                     std::source_location where = std::source_location::current());
  /// "arn:…:execute-api:…:<id>/<stage>/<method><path>". `path` begins with a slash (`property-not-allowed`).
  Value<std::string> arn_for_execute_api(HttpMethod method = HttpMethod::any,
                                         const Value<std::string>& path = "/*",
                                         const Value<std::string>& stage = "*") const;

  /// A metric of AWS/ApiGateway of all stages, with the dimension ApiId.
  /// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// 4xx; the sum.
  Metric metric_client_error() const;
  /// 5xx; the sum.
  Metric metric_server_error() const;
  /// Bytes; the sum.
  Metric metric_data_processed() const;
  /// Requests: the number of samples.
  Metric metric_count() const;
  /// Milliseconds; the average.
  Metric metric_integration_latency() const;
  /// Milliseconds; the average.
  Metric metric_latency() const;

 private:
  friend class HttpRoute;
  struct Imported;
  HttpApi(const Scope& scope, const Imported& imported);

  aws::apigatewayv2::Api* resource_ = nullptr;
  HttpStage* default_stage_ = nullptr;
  std::optional<HttpAuthorization> default_authorization_;
  std::vector<std::string> default_authorization_scopes_;
};

/// Requests of a method and path, and what answers them.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html
class HttpRoute final : public Construct {
 public:
  struct Props {
    using Of = HttpRoute;
    HttpApi& http_api;
    Required<"integration", HttpRouteIntegration> integration;
    HttpMethod method = HttpMethod::any;
    /// "/orders/{id}", "/{proxy+}": begins with a slash and ends with none, unless it is "/"
    /// (`property-not-allowed`). Default: `$default`, for requests that no other route fits.
    std::string path = {};
    HttpRouteOptions options = {};
  };

  HttpRoute(const Scope& scope, const Props& props);

  aws::apigatewayv2::Route& resource() const noexcept { return *resource_; }
  HttpApi& http_api() const noexcept { return api_; }
  Attribute<aws::apigatewayv2::kind::Route_RouteId> route_id() const;
  /// Of all stages; `*` from the first parameter of the path on.
  Value<std::string> route_arn() const;
  /// `execute-api:Invoke`. The route needs `HttpAuthorization::iam` (`property-not-allowed`).
  void grant_invoke(const Grantee& grantee);

 private:
  aws::apigatewayv2::Integration& bind(const HttpRouteIntegration& integration);

  HttpApi& api_;
  HttpMethod method_;
  std::string path_;
  bool signed_ = false;
  aws::apigatewayv2::Route* resource_ = nullptr;
};

/// An API under a name, with settings.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html
class HttpStage final : public Construct {
 public:
  struct Props {
    using Of = HttpStage;
    HttpApi& http_api;
    HttpStageOptions options = {};
  };

  HttpStage(const Scope& scope, const Props& props);

  aws::apigatewayv2::Stage& resource() const noexcept { return *resource_; }
  HttpApi& http_api() const noexcept { return api_; }
  const std::string& stage_name() const noexcept { return stage_name_; }
  /// With a slash at the end where the stage has no part in it.
  Value<std::string> url() const;

  /// A metric of this stage: dimensions ApiId and Stage.
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  Metric metric_client_error() const;
  Metric metric_server_error() const;
  Metric metric_data_processed() const;
  Metric metric_count() const;
  Metric metric_integration_latency() const;
  Metric metric_latency() const;

 private:
  HttpApi& api_;
  std::string stage_name_;
  aws::apigatewayv2::Stage* resource_ = nullptr;
};

/// A name of one's own, under which HTTP APIs are reached. DNS has to point at `regional_domain_name`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-domainname.html
class HttpDomainName final : public Construct {
 public:
  struct Props {
    using Of = HttpDomainName;
    Required<"domain_name", Value<std::string>> domain_name;
    /// Of the stack's region.
    Certificate& certificate;
    /// Default: clients need no certificate.
    std::optional<ApiMutualTls> mutual_tls = {};
  };

  HttpDomainName(const Scope& scope, const Props& props);

  aws::apigatewayv2::DomainName& resource() const noexcept { return *resource_; }
  Attribute<aws::apigatewayv2::kind::DomainName_DomainName> domain_name() const;
  /// What the name's alias record points at.
  Value<std::string> regional_domain_name() const;
  Value<std::string> regional_hosted_zone_id() const;
  /// Leads a path below the name to a stage; the root without a key. Once for each (`property-not-allowed`).
  void add_api_mapping(HttpStage& stage, std::string_view api_mapping_key = {},
                       std::source_location where = std::source_location::current());

 private:
  aws::apigatewayv2::DomainName* resource_ = nullptr;
};

}  // namespace tenon
