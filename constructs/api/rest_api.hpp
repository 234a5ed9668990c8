#pragma once

/// \file
/// REST APIs of API Gateway.
///
///     auto& api = stack.add("Api", RestApi::Props{
///                                      .default_cors_preflight_options = CorsOptions{.allow_origins = {"*"}}});
///     api.resource_for_path("/items/{id}").add_method(HttpMethod::get, handler);

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/api/http_method.hpp"
#include "tenon/constructs/api/integration.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/size.hpp"

namespace tenon::aws::apigateway {
class Account;
class ApiKey;
class Authorizer;
class Deployment;
class DomainName;
class GatewayResponse;
class Method;
class Model;
class RequestValidator;
class Resource;
class RestApi;
class Stage;
class UsagePlan;
namespace kind {
struct ApiKey_APIKeyId;
struct Authorizer_AuthorizerId;
struct Deployment_DeploymentId;
struct DomainName_DomainName;
struct RequestValidator_RequestValidatorId;
struct RestApi_RestApiId;
struct Stage_StageName;
struct UsagePlan_Id;
}  // namespace kind
}  // namespace tenon::aws::apigateway

namespace tenon::aws::lambda {
class Permission;
}

namespace tenon {

class ApiAuthorizer;
class ApiDeployment;
class ApiDomainName;
class ApiKey;
class ApiModel;
class ApiResource;
class ApiStage;
class Certificate;
class DeliveryStream;
class GatewayResponse;
class InterfaceEndpoint;
class LogGroup;
class RequestValidator;
class Resource;
class RestApi;
class UsagePlan;
class UserPool;

// --- options -----------------------------------------------------------------------------------------------

/// Where an API is reached.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html
enum class ApiEndpointType : std::uint8_t {
  edge,      ///< by CloudFront, from everywhere
  regional,  ///< in the stack's region
  private_,  ///< from networks that have an endpoint for it; needs a resource policy
};

enum class ApiIpAddressType : std::uint8_t { ipv4, dualstack };

/// Where callers put their API key.
enum class ApiKeySourceType : std::uint8_t {
  header,      ///< in `X-API-Key`
  authorizer,  ///< the authorizer's answer has it
};

/// How callers show who they are.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
enum class AuthorizationType : std::uint8_t {
  none,
  iam,      ///< requests are signed; grants let identities call
  custom,   ///< a function decides: `TokenAuthorizer`, `RequestAuthorizer`
  cognito,  ///< tokens of a user pool: `CognitoUserPoolsAuthorizer`
};

/// What the service writes of each request into its execution log, which needs the account's CloudWatch role.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
enum class MethodLoggingLevel : std::uint8_t { off, error, info };

/// How access logs are written: text with `$context` variables, among them the request's id.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html#apigateway-cloudwatch-log-formats
class AccessLogFormat {
 public:
  /// The Common Log Format.
  static AccessLogFormat clf();
  /// An object with the request's id, ip, user, caller, requestTime, httpMethod, resourcePath, status,
  /// protocol and responseLength.
  static AccessLogFormat json_with_standard_fields();
  /// Text that holds `$context.requestId` or `$context.extendedRequestId`; a stage refuses other
  /// (`property-not-allowed`).
  static AccessLogFormat custom(std::string_view format) { return AccessLogFormat(std::string(format)); }

  const std::string& text() const noexcept { return text_; }

 private:
  explicit AccessLogFormat(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Cross-origin requests of browsers: what the preflight answers.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
struct CorsOptions {
  /// "https://example.org", or only "*" (`property-not-allowed`). At least one (`property-needed`).
  Required<"allow_origins", std::vector<std::string>> allow_origins;
  /// Default: all methods.
  std::vector<HttpMethod> allow_methods = {};
  /// Default: Content-Type, X-Amz-Date, Authorization, X-Api-Key, X-Amz-Security-Token, X-Amz-User-Agent.
  std::vector<std::string> allow_headers = {};
  bool allow_credentials = false;
  /// How long browsers remember the answer. Default: as they like.
  std::optional<Duration> max_age = {};
  /// Browsers are to ask each time. Not together with `max_age` (`property-not-allowed`).
  bool disable_cache = false;
  /// Default: none.
  std::vector<std::string> expose_headers = {};
  int status_code = 204;
};

/// A model by the content type of the bodies that it describes: `{"application/json", item}`.
class ContentModel {
 public:
  ContentModel(std::string content_type, const ApiModel& model)
      : content_type_(std::move(content_type)), model_(&model) {}

  const std::string& content_type() const noexcept { return content_type_; }
  const ApiModel& model() const noexcept { return *model_; }

 private:
  std::string content_type_;
  const ApiModel* model_;
};

/// An answer that a method may give.
struct MethodResponse {
  /// "200"
  Required<"status_code", Value<std::string>> status_code;
  /// Whether the answer always has a header: `{{"method.response.header.Location", true}}`. Default: none.
  Map<bool> response_parameters = {};
  /// Default: none.
  std::vector<ContentModel> response_models = {};
};

struct RequestValidatorOptions {
  /// Default: CloudFormation makes a name.
  Value<std::string> request_validator_name = {};
  /// Against the method's `request_models`. Default: not checked.
  std::optional<bool> validate_request_body = {};
  /// That those required in `request_parameters` are there. Default: not checked.
  std::optional<bool> validate_request_parameters = {};
};

struct MethodOptions {
  /// A name for SDKs. Default: none.
  std::string operation_name = {};
  /// Whether callers need an API key of a usage plan. Default: they do not.
  std::optional<bool> api_key_required = {};
  /// Default: the authorizer's, else none. Must be the authorizer's where there is one
  /// (`property-not-allowed`).
  std::optional<AuthorizationType> authorization_type = {};
  /// Default: none.
  ApiAuthorizer* authorizer = nullptr;
  /// OAuth scopes of which a caller's token has one; only of Cognito authorizers. Default: none.
  std::vector<std::string> authorization_scopes = {};
  /// Parameters and whether a request has to have them: `{{"method.request.querystring.page", false}}`.
  /// Default: none.
  Map<bool> request_parameters = {};
  /// Default: none.
  std::vector<ContentModel> request_models = {};
  /// Default: requests are not validated.
  const RequestValidator* request_validator = nullptr;
  /// Makes a validator for this method. Not together with `request_validator` (`property-not-allowed`).
  std::optional<RequestValidatorOptions> request_validator_options = {};
  /// Default: none, as proxies answer what they like.
  std::vector<MethodResponse> method_responses = {};
};

/// What resources below have where they say nothing else. Defaults: what the parent has.
struct ResourceOptions {
  std::optional<Integration> default_integration = {};
  std::optional<MethodOptions> default_method_options = {};
  std::optional<CorsOptions> default_cors_preflight_options = {};
};

/// Of one method of a stage, or of all of them.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
struct MethodDeploymentOptions {
  /// Requests a second. Default: the account's limit.
  std::optional<double> throttling_rate_limit = {};
  /// Requests at once. Default: the account's limit.
  std::optional<std::int64_t> throttling_burst_limit = {};
  /// Whether metrics tell methods apart, at a cost. Default: they do not.
  std::optional<bool> metrics_enabled = {};
  /// Default: off.
  std::optional<MethodLoggingLevel> logging_level = {};
  /// Whether whole requests and answers are logged, secrets included. Default: they are not.
  std::optional<bool> data_trace_enabled = {};
  /// Default: not cached. Needs the stage's cache cluster, which is made for it (`property-not-allowed` where
  /// it is off).
  std::optional<bool> caching_enabled = {};
  /// Default: five minutes, the service's own.
  std::optional<Duration> cache_ttl = {};
  std::optional<bool> cache_data_encrypted = {};
};

struct ApiStageOptions {
  /// In the URL. Default: "prod".
  std::string stage_name = "prod";
  /// Of the deployment and the stage. Default: the API's, for the deployment.
  std::string description = {};
  /// Where requests are logged. Default: nowhere.
  LogGroup* access_log_destination = nullptr;
  /// Instead of a log group; its name begins with "amazon-apigateway-" (`property-not-allowed`). Default:
  /// none.
  DeliveryStream* access_log_stream = nullptr;
  /// Default: the Common Log Format. Needs a destination (`property-needed`).
  std::optional<AccessLogFormat> access_log_format = {};
  /// Whether X-Ray traces requests. Default: it does not.
  std::optional<bool> tracing_enabled = {};
  /// For all methods.
  MethodDeploymentOptions methods = {};
  /// For single methods, by "/<resource path>/<METHOD>" ("/*/*", "/items/{id}/GET"); a path of another form
  /// is refused
  /// (`property-not-allowed`). Default: none.
  std::vector<std::pair<std::string, MethodDeploymentOptions>> method_options = {};
  /// What integrations read as `stageVariables.<name>`. Default: none.
  Map<std::string> variables = {};
  /// A cache of answers, paid by the hour. Default: none.
  std::optional<bool> cache_cluster_enabled = {};
  /// GB: "0.5", "1.6", "6.1", … Default: "0.5" where there is a cache.
  std::string cache_cluster_size = {};
  /// With which the API shows backends who calls. Default: none.
  Value<std::string> client_certificate_id = {};
  Value<std::string> documentation_version = {};
};

/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
enum class ApiSecurityPolicy : std::uint8_t { tls_1_0, tls_1_2 };

/// A client has to show a certificate of these authorities.
struct ApiMutualTls {
  /// "s3://bucket/truststore.pem"
  Required<"truststore_uri", Value<std::string>> truststore_uri;
  /// Default: the object's newest version.
  Value<std::string> truststore_version = {};
};

struct ApiDomainNameOptions {
  /// Without capital letters (`property-not-allowed`).
  Required<"domain_name", Value<std::string>> domain_name;
  /// Of the stack's region; for `edge` of us-east-1.
  Certificate& certificate;
  ApiEndpointType endpoint_type = ApiEndpointType::regional;
  /// Default: TLS 1.2. (CDK leaves it to the service.)
  ApiSecurityPolicy security_policy = ApiSecurityPolicy::tls_1_2;
  /// Default: clients need no certificate.
  std::optional<ApiMutualTls> mutual_tls = {};
  /// The path below the name, one part without slashes at its ends (`property-not-allowed`). Default: the
  /// root.
  std::string base_path = {};
};

// --- the API -----------------------------------------------------------------------------------------------

/// An API that exists already.
struct RestApiAttributes {
  Required<"rest_api_id", Value<std::string>> rest_api_id;
  /// Needed to add resources: synthesis refuses those below a root that is not known.
  Value<std::string> root_resource_id = {};
  /// For metrics. Default: the construct's id.
  Value<std::string> rest_api_name = {};
};

/// A REST API with its resources, a deployment and a stage.
///
/// The deployment is replaced whenever something of the API changes: its logical id holds a hash of all that
/// was added, made as CDK makes it.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
class RestApi final : public Construct {
 public:
  struct Props {
    using Of = RestApi;
    /// Default: the construct's id.
    Value<std::string> rest_api_name = {};
    /// Of the API and its deployment.
    Value<std::string> description = {};
    /// Default: edge, the service's own.
    std::vector<ApiEndpointType> endpoint_types = {};
    /// Private APIs are dual-stack only (`property-not-allowed`). Default: IPv4; of private APIs dual-stack.
    std::optional<ApiIpAddressType> ip_address_type = {};
    /// Endpoints that get names for a private API. Default: none.
    std::vector<InterfaceEndpoint*> vpc_endpoints = {};
    /// Who may call the API, with resources as "execute-api:/*". Default: whoever the methods let in.
    std::vector<PolicyStatement> policy = {};
    /// Whether the API is deployed to a stage. Default: it is; else see `ApiDeployment` and `ApiStage`.
    bool deploy = true;
    ApiStageOptions deploy_options = {};
    /// Deployments that a newer one replaced are kept.
    bool retain_deployments = false;
    /// The export of the output `Endpoint`. Default: it is not exported.
    Value<std::string> endpoint_export_name = {};
    /// A name of one's own, child `CustomDomain`. Default: none.
    std::optional<ApiDomainNameOptions> domain_name = {};
    /// For methods that say none. Default: a mock.
    std::optional<Integration> default_integration = {};
    /// Default: none.
    std::optional<MethodOptions> default_method_options = {};
    /// Every resource gets a method OPTIONS that answers browsers. Default: none does.
    std::optional<CorsOptions> default_cors_preflight_options = {};
    /// Content types that are bytes: "image/png", "*/*". Default: bodies are text.
    std::vector<std::string> binary_media_types = {};
    /// Answers from this size on are compressed; at most 10 MiB (`property-not-allowed`). Default: none is.
    std::optional<Size> min_compression_size = {};
    /// Default: header.
    std::optional<ApiKeySourceType> api_key_source_type = {};
    /// Callers come by the domain name only. Default: by `url` too.
    std::optional<bool> disable_execute_api_endpoint = {};
    /// Default: warnings do not stop the deployment.
    std::optional<bool> fail_on_warnings = {};
    /// Parameters of the service, such as `{{"endpointConfigurationTypes", "REGIONAL"}}`. Default: none.
    Map<std::string> parameters = {};
    /// The API whose definition this one starts from. Default: none.
    RestApi* clone_from = nullptr;
    /// Whether a role is made with which API Gateway may write logs, and set for the whole account and
    /// region. Default: it is not (CDK's flag `@aws-cdk/aws-apigateway:disableCloudWatchRole`); execution
    /// logs need one.
    bool cloud_watch_role = false;
    /// Of that role and setting. Default: they stay, as other APIs use them. Needs `cloud_watch_role`
    /// (`property-not-allowed`).
    std::optional<RemovalPolicy> cloud_watch_role_removal_policy = {};
  };

  RestApi(const Scope& scope, const Props& props);
  static RestApi& from_id(Construct& scope, std::string_view id, const Value<std::string>& rest_api_id,
                          std::source_location where = std::source_location::current());
  /// Resources and methods added here are not deployed with the stack, as the deployment is not the stack's.
  static RestApi& from_attributes(Construct& scope, std::string_view id, const RestApiAttributes& attributes,
                                  std::source_location where = std::source_location::current());

  aws::apigateway::RestApi& resource() const noexcept { return *resource_; }
  Attribute<aws::apigateway::kind::RestApi_RestApiId> rest_api_id() const;
  const Value<std::string>& rest_api_name() const noexcept { return rest_api_name_; }
  /// The resource of the path "/".
  ApiResource& root();
  /// The resource of a path such as "/items/{id}", made with those above it where it does not exist.
  ApiResource& resource_for_path(std::string_view path,
                                 std::source_location where = std::source_location::current());
  /// Null with `deploy` off.
  ApiDeployment* latest_deployment() const noexcept { return deployment_; }
  /// With `deploy` off and none set: throws `Error` (`property-needed`).
  ApiStage& deployment_stage() const;
  /// Null with `deploy` off and none set.
  ApiStage* find_deployment_stage() const noexcept { return stage_; }
  /// The stage that `url` and the methods' permissions speak of.
  void set_deployment_stage(ApiStage& stage) noexcept { stage_ = &stage; }
  /// "https://<id>.execute-api.<region>.amazonaws.com/<stage><path>". `path` begins with a slash
  /// (`property-not-allowed`).
  Value<std::string> url(std::string_view path = "/") const;
  /// "arn:…:execute-api:…:<id>/<stage>/<method><path>". `path` begins with a slash (`property-not-allowed`).
  Value<std::string> arn_for_execute_api(HttpMethod method = HttpMethod::any,
                                         const Value<std::string>& path = "/*",
                                         const Value<std::string>& stage = "*") const;
  /// The first that was added; null without one.
  ApiDomainName* domain_name() const noexcept { return domain_name_; }

  ApiDomainName& add_domain_name(std::string_view id, const ApiDomainNameOptions& options,
                                 std::source_location where = std::source_location::current());
  /// Adds to the resource policy. An imported API's is not changed.
  void add_to_resource_policy(PolicyStatement statement) { policy_.add(std::move(statement)); }
  /// Lets requests in by these endpoints only.
  void grant_invoke_from_vpc_endpoints_only(const std::vector<InterfaceEndpoint*>& endpoints);
  /// `execute-api:Invoke` of every method of every stage.
  void grant_execute(const Grantee& grantee);
  /// Protects the deployment's stage by a web ACL of the region.
  void associate_web_acl(const Value<std::string>& web_acl_arn,
                         std::source_location where = std::source_location::current());

  /// A metric of AWS/ApiGateway of all stages, with the dimension ApiName.
  /// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  /// 4XXError; the sum. Its average is the share of requests.
  Metric metric_client_error() const;
  /// 5XXError; the sum. Its average is the share of requests.
  Metric metric_server_error() const;
  Metric metric_cache_hit_count() const;
  Metric metric_cache_miss_count() const;
  /// Requests: the number of samples.
  Metric metric_count() const;
  /// Milliseconds until the backend answered; the average.
  Metric metric_integration_latency() const;
  /// Milliseconds until the API answered; the average.
  Metric metric_latency() const;

 protected:
  void prepare() override;

 private:
  friend class ApiAuthorizer;
  friend class ApiDeployment;
  friend class ApiMethod;
  friend class ApiModel;
  friend class ApiResource;
  friend class ApiStage;
  friend class GatewayResponse;
  friend class RequestValidator;
  struct Imported;
  /// Something that is deployed, under the name that it has in the hash.
  struct Component {
    std::string_view name;
    const Resource* resource;
    Value<std::string> token;  // of functions with a name of their own
  };

  RestApi(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  void add_cloud_watch_role(const Props& props);
  void deploy(const Props& props);
  void add_component(std::string_view name, const Resource& resource, const Value<std::string>& token = {});
  void add_deployment(ApiDeployment& deployment);

  aws::apigateway::RestApi* resource_ = nullptr;
  Value<std::string> rest_api_name_;
  ResourceOptions defaults_;
  PolicyDocument policy_;
  std::vector<Value<std::string>> allowed_endpoints_;
  std::vector<Component> components_;
  std::vector<ApiDeployment*> deployments_;
  ApiDeployment* deployment_ = nullptr;
  ApiStage* stage_ = nullptr;
  ApiDomainName* domain_name_ = nullptr;
  ApiResource* root_ = nullptr;
  aws::apigateway::Account* cloud_watch_account_ = nullptr;
};

/// A path of an API. The child of a path is called by its last part, that of a method by the method.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html
class ApiResource final : public Construct {
 public:
  struct Props {
    using Of = ApiResource;
    ApiResource& parent;
    /// "items", "{id}", "{proxy+}". Letters, digits and `:._-$` (`property-not-allowed`).
    Required<"path_part", std::string> path_part;
    ResourceOptions options = {};
  };

  ApiResource(const Scope& scope, const Props& props);

  /// Null for the root.
  aws::apigateway::Resource* resource() const noexcept { return resource_; }
  RestApi& api() const noexcept { return api_; }
  /// Null for the root.
  ApiResource* parent_resource() const noexcept { return parent_; }
  /// "/items/{id}"
  const std::string& resource_path() const noexcept { return path_; }
  Value<std::string> resource_id() const;
  Value<std::string> url() const { return api_.url(path_); }

  ApiResource& add_resource(std::string_view path_part, const ResourceOptions& options = {},
                            std::source_location where = std::source_location::current());
  /// Default of `integration`: the resource's or the API's, else a mock.
  ApiMethod& add_method(HttpMethod method, const std::optional<Integration>& integration = {},
                        const MethodOptions& options = {},
                        std::source_location where = std::source_location::current());
  /// A method of a function.
  template <std::derived_from<FunctionBase> Function>
  ApiMethod& add_method(HttpMethod method, Function& function, const MethodOptions& options = {},
                        std::source_location where = std::source_location::current()) {
    return add_method(method, std::optional<Integration>(Integration(function)), options, where);
  }
  /// `{proxy+}`: all paths below, with the method ANY. Below the root the root gets one too, with the root's
  /// own defaults, as in CDK.
  ApiResource& add_proxy(const ResourceOptions& options = {}, bool any_method = true,
                         std::source_location where = std::source_location::current());
  /// A method OPTIONS that answers browsers' preflight requests.
  ApiMethod& add_cors_preflight(const CorsOptions& options,
                                std::source_location where = std::source_location::current());
  /// Null where there is none.
  ApiResource* get_resource(std::string_view path_part) const;
  /// The resource of a path below this ("items/{id}"), made with those between where it does not exist. Only
  /// the root takes a path that begins with a slash (`property-not-allowed`).
  ApiResource& resource_for_path(std::string_view path,
                                 std::source_location where = std::source_location::current());

 private:
  friend class ApiMethod;
  friend class RestApi;
  struct Root;
  ApiResource(const Scope& scope, const Root& root);

  RestApi& api_;
  ApiResource* parent_ = nullptr;
  aws::apigateway::Resource* resource_ = nullptr;
  std::string path_ = "/";
  ResourceOptions defaults_;
};

/// What an API answers to one HTTP method of a path.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
class ApiMethod final : public Construct {
 public:
  struct Props {
    using Of = ApiMethod;
    ApiResource& resource;
    HttpMethod http_method;
    /// Default: the resource's, else a mock.
    std::optional<Integration> integration = {};
    MethodOptions options = {};
  };

  ApiMethod(const Scope& scope, const Props& props);

  aws::apigateway::Method& resource() const noexcept { return *resource_; }
  HttpMethod http_method() const noexcept { return http_method_; }
  ApiResource& api_resource() const noexcept { return api_resource_; }
  RestApi& api() const noexcept { return api_resource_.api(); }
  /// Of the deployment's stage (of all without one); `*` for parameters of the path.
  Value<std::string> method_arn() const;
  /// As the console's tests call it.
  Value<std::string> test_method_arn() const;
  /// An answer that integrations of the kinds without proxy may give.
  void add_method_response(const MethodResponse& response);
  /// `execute-api:Invoke`
  void grant_execute(const Grantee& grantee);

  /// A metric of this method in the stage; only where the stage's metrics tell methods apart
  /// (`metrics_enabled`).
  Metric metric(std::string name, const ApiStage& stage, Statistic statistic = Statistic::average) const;
  Metric metric_client_error(const ApiStage& stage) const;
  Metric metric_server_error(const ApiStage& stage) const;
  Metric metric_count(const ApiStage& stage) const;
  Metric metric_latency(const ApiStage& stage) const;
  Metric metric_integration_latency(const ApiStage& stage) const;

 protected:
  void prepare() override;

 private:
  void check(const MethodOptions& own, const MethodOptions& options, const Integration& integration) const;
  const RequestValidator* find_validator(const MethodOptions& options);
  void add_permissions(const Integration& integration);
  aws::lambda::Permission* add_permission(Construct& scope, const std::string& id, FunctionBase& function,
                                          const Value<std::string>& source_arn);
  void set_responses();
  Value<std::string> uri(const Integration& integration) const;
  Value<Json> rendered(const Integration& integration) const;

  ApiResource& api_resource_;
  aws::apigateway::Method* resource_ = nullptr;
  aws::lambda::Permission* permission_ = nullptr;
  HttpMethod http_method_;
  std::vector<MethodResponse> responses_;
};

/// A state of an API, which stages show. Made by `RestApi` unless `deploy` is off.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
class ApiDeployment final : public Construct {
 public:
  struct Props {
    using Of = ApiDeployment;
    RestApi& api;
    Value<std::string> description = {};
    /// Whether the deployment stays when a newer one replaces it.
    bool retain_deployments = false;
  };

  ApiDeployment(const Scope& scope, const Props& props);

  aws::apigateway::Deployment& resource() const noexcept { return *resource_; }
  RestApi& api() const noexcept { return api_; }
  Attribute<aws::apigateway::kind::Deployment_DeploymentId> deployment_id() const;
  /// Mixes text into the logical id, for changes that the API does not show.
  void add_to_logical_id(std::string_view text);

 private:
  friend class RestApi;

  RestApi& api_;
  aws::apigateway::Deployment* resource_ = nullptr;
  std::string original_logical_id_;
  std::string mixins_;
};

/// A deployment under a name and with settings: what callers reach.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
class ApiStage final : public Construct {
 public:
  struct Props {
    using Of = ApiStage;
    ApiDeployment& deployment;
    ApiStageOptions options = {};
  };

  ApiStage(const Scope& scope, const Props& props);

  aws::apigateway::Stage& resource() const noexcept { return *resource_; }
  RestApi& api() const noexcept { return api_; }
  Attribute<aws::apigateway::kind::Stage_StageName> stage_name() const;
  /// "arn:…:apigateway:…::/restapis/<id>/stages/<name>"
  Value<std::string> arn() const;
  /// `path` begins with a slash (`property-not-allowed`).
  Value<std::string> url(std::string_view path = "/") const;
  ApiKey& add_api_key(std::string_view id, std::source_location where = std::source_location::current());
  /// Protects the stage by a web ACL of the region; child `WebAclAssociation`.
  void associate_web_acl(const Value<std::string>& web_acl_arn,
                         std::source_location where = std::source_location::current());

  /// A metric of this stage: dimensions ApiName and Stage.
  Metric metric(std::string name, Statistic statistic = Statistic::average) const;
  Metric metric_client_error() const;
  Metric metric_server_error() const;
  Metric metric_cache_hit_count() const;
  Metric metric_cache_miss_count() const;
  Metric metric_count() const;
  Metric metric_integration_latency() const;
  Metric metric_latency() const;

 private:
  void check(const ApiStageOptions& options) const;

  RestApi& api_;
  aws::apigateway::Stage* resource_ = nullptr;
};

// --- what requests have to look like -----------------------------------------------------------------------

/// A JSON schema of bodies.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-model.html
class ApiModel final : public Construct {
 public:
  struct Props {
    using Of = ApiModel;
    RestApi& api;
    /// An object in JSON Schema's own words; `$schema` is draft-04 where it is missing.
    Required<"schema", Value<Json>> schema;
    std::string content_type = "application/json";
    /// Letters and digits. Default: CloudFormation makes a name.
    Value<std::string> model_name = {};
    Value<std::string> description = {};
  };

  ApiModel(const Scope& scope, const Props& props);

  aws::apigateway::Model& resource() const noexcept { return *resource_; }
  Value<std::string> model_id() const;

 private:
  aws::apigateway::Model* resource_ = nullptr;
};

/// What of requests is checked before the backend is called.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-requestvalidator.html
class RequestValidator final : public Construct {
 public:
  struct Props {
    using Of = RequestValidator;
    RestApi& api;
    RequestValidatorOptions options = {};
  };

  RequestValidator(const Scope& scope, const Props& props);

  aws::apigateway::RequestValidator& resource() const noexcept { return *resource_; }
  Attribute<aws::apigateway::kind::RequestValidator_RequestValidatorId> request_validator_id() const;

 private:
  aws::apigateway::RequestValidator* resource_ = nullptr;
};

/// For which of its own answers a `GatewayResponse` is.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
enum class GatewayResponseType : std::uint8_t {
  access_denied,
  api_configuration_error,
  authorizer_configuration_error,
  authorizer_failure,
  bad_request_body,
  bad_request_parameters,
  default_4xx,
  default_5xx,
  expired_token,
  integration_failure,
  integration_timeout,
  invalid_api_key,
  invalid_signature,
  missing_authentication_token,
  quota_exceeded,
  request_too_large,
  resource_not_found,
  throttled,
  unauthorized,
  unsupported_media_type,
  waf_filtered,
};

/// What the API itself answers, when no backend does: errors, with the headers of CORS for example.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html
class GatewayResponse final : public Construct {
 public:
  struct Props {
    using Of = GatewayResponse;
    RestApi& api;
    GatewayResponseType type;
    /// Default: the type's own.
    std::string status_code = {};
    /// Values in single quotes, or `method.request.…`: `{{"Access-Control-Allow-Origin", "'*'"}}`. Default:
    /// none.
    Map<std::string> response_headers = {};
    /// Bodies by content type. Default: the service's message.
    Map<std::string> templates = {};
  };

  GatewayResponse(const Scope& scope, const Props& props);

  aws::apigateway::GatewayResponse& resource() const noexcept { return *resource_; }

 private:
  aws::apigateway::GatewayResponse* resource_ = nullptr;
};

// --- who may call ------------------------------------------------------------------------------------------

/// Where an authorizer finds what callers bring.
/// https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html
struct IdentitySource {
  static std::string header(std::string_view name) { return "method.request.header." + std::string(name); }
  static std::string query_string(std::string_view name) {
    return "method.request.querystring." + std::string(name);
  }
  static std::string stage_variable(std::string_view name) { return "stageVariables." + std::string(name); }
  static std::string context(std::string_view name) { return "context." + std::string(name); }
};

/// Decides who may call. It belongs to the API whose method names it first; one that no method names is an
/// error
/// (`property-needed`), and so is a second API (`property-not-allowed`).
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
class ApiAuthorizer : public Construct {
 public:
  aws::apigateway::Authorizer& resource() const noexcept { return *resource_; }
  Attribute<aws::apigateway::kind::Authorizer_AuthorizerId> authorizer_id() const;
  AuthorizationType authorization_type() const noexcept { return authorization_type_; }

 protected:
  ApiAuthorizer(const Scope& scope, AuthorizationType type) : Construct(scope), authorization_type_(type) {}
  void prepare() override;
  /// Lets API Gateway call the function, by the role or as itself.
  void let_in(FunctionBase& function, Role* role);
  void check_cache(const std::optional<Duration>& ttl) const;

  aws::apigateway::Authorizer* resource_ = nullptr;

 private:
  friend class ApiMethod;
  void attach(RestApi& api, std::source_location where);

  AuthorizationType authorization_type_;
  RestApi* api_ = nullptr;
  FunctionBase* function_ = nullptr;  // whose policy lets the API in
  Value<std::string> function_name_;  // where the program gives it
};

/// Callers with a token of a user pool.
class CognitoUserPoolsAuthorizer final : public ApiAuthorizer {
 public:
  struct Props {
    using Of = CognitoUserPoolsAuthorizer;
    /// At least one (`property-needed`).
    Required<"user_pools", std::vector<UserPool*>> user_pools;
    /// Default: the construct's unique id.
    Value<std::string> authorizer_name = {};
    /// At most one hour (`property-not-allowed`). Default: five minutes, the service's own.
    std::optional<Duration> results_cache_ttl = {};
    /// Default: the header Authorization.
    std::string identity_source = IdentitySource::header("Authorization");
  };

  CognitoUserPoolsAuthorizer(const Scope& scope, const Props& props);
};

/// A function that judges a token.
class TokenAuthorizer final : public ApiAuthorizer {
 public:
  struct Props {
    using Of = TokenAuthorizer;
    FunctionBase& handler;
    /// Default: the construct's unique id.
    Value<std::string> authorizer_name = {};
    /// At most one hour (`property-not-allowed`).
    Duration results_cache_ttl = Duration::minutes(5);
    /// Default: the header Authorization.
    std::string identity_source = IdentitySource::header("Authorization");
    /// A regular expression that tokens have to fit before the function is asked. Default: none.
    std::string validation_regex = {};
    /// With which the function is called. Default: its own policy lets the API in.
    Role* assume_role = nullptr;
  };

  TokenAuthorizer(const Scope& scope, const Props& props);
};

/// A function that judges headers, query and the rest of a request.
class RequestAuthorizer final : public ApiAuthorizer {
 public:
  struct Props {
    using Of = RequestAuthorizer;
    FunctionBase& handler;
    /// `IdentitySource::header("X-Tenant")`, …; none only where nothing is cached (`property-needed`).
    Required<"identity_sources", std::vector<std::string>> identity_sources;
    /// Default: the construct's unique id.
    Value<std::string> authorizer_name = {};
    /// At most one hour (`property-not-allowed`); zero: the function is asked each time.
    Duration results_cache_ttl = Duration::minutes(5);
    /// With which the function is called. Default: its own policy lets the API in.
    Role* assume_role = nullptr;
  };

  RequestAuthorizer(const Scope& scope, const Props& props);
};

// --- keys and plans ----------------------------------------------------------------------------------------

/// What a caller shows to be counted; no proof of who it is.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html
class ApiKey final : public Construct {
 public:
  struct Props {
    using Of = ApiKey;
    /// Default: CloudFormation makes a name.
    Value<std::string> api_key_name = {};
    Value<std::string> description = {};
    bool enabled = true;
    /// The key itself, at least 20 characters; it stands in the template. Default: API Gateway makes one.
    Value<std::string> value = {};
    /// Of the AWS Marketplace. Default: none.
    Value<std::string> customer_id = {};
    /// Whether the key's id differs from the key. Default: it does.
    std::optional<bool> generate_distinct_id = {};
    /// Default: none; a usage plan says where the key is good.
    std::vector<ApiStage*> stages = {};
  };

  ApiKey(const Scope& scope, const Props& props);
  static ApiKey& from_id(Construct& scope, std::string_view id, const Value<std::string>& api_key_id,
                         std::source_location where = std::source_location::current());

  aws::apigateway::ApiKey& resource() const noexcept { return *resource_; }
  Attribute<aws::apigateway::kind::ApiKey_APIKeyId> key_id() const;
  /// "arn:…:apigateway:…::/apikeys/<id>"
  Value<std::string> arn() const;

  /// GET of the key.
  void grant_read(const Grantee& grantee);
  /// POST, PUT, PATCH, DELETE.
  void grant_write(const Grantee& grantee);
  void grant_read_write(const Grantee& grantee);

 private:
  struct Imported;
  ApiKey(const Scope& scope, const Imported& imported);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  aws::apigateway::ApiKey* resource_ = nullptr;
};

struct ThrottleSettings {
  /// Requests a second. Default: the stage's limit.
  std::optional<double> rate_limit = {};
  /// Requests at once. Default: the stage's limit.
  std::optional<std::int64_t> burst_limit = {};
};

enum class QuotaPeriod : std::uint8_t { day, week, month };

struct QuotaSettings {
  /// Requests in a period.
  std::int64_t limit;
  QuotaPeriod period;
  /// Requests that the first period counts already. Default: 0.
  std::optional<std::int64_t> offset = {};
};

struct MethodThrottle {
  const ApiMethod& method;
  ThrottleSettings throttle;
};

struct UsagePlanStage {
  ApiStage& stage;
  /// Default: the plan's own limits.
  std::vector<MethodThrottle> throttle = {};
};

/// How much callers with certain keys may ask.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplan.html
class UsagePlan final : public Construct {
 public:
  struct Props {
    using Of = UsagePlan;
    /// Default: CloudFormation makes a name.
    Value<std::string> usage_plan_name = {};
    Value<std::string> description = {};
    /// Of each key. Default: the stages' limits.
    std::optional<ThrottleSettings> throttle = {};
    /// Default: none.
    std::optional<QuotaSettings> quota = {};
    /// Default: none; see `add_api_stage`.
    std::vector<UsagePlanStage> api_stages = {};
  };

  UsagePlan(const Scope& scope, const Props& props);

  aws::apigateway::UsagePlan& resource() const noexcept { return *resource_; }
  Attribute<aws::apigateway::kind::UsagePlan_Id> usage_plan_id() const;
  void add_api_key(const ApiKey& key, std::source_location where = std::source_location::current());
  void add_api_stage(const UsagePlanStage& stage);

 private:
  aws::apigateway::UsagePlan* resource_ = nullptr;
  std::vector<Value<Json>> stages_;
};

// --- names -------------------------------------------------------------------------------------------------

struct BasePathMappingOptions {
  /// One part without slashes at its ends (`property-not-allowed`). Default: the root.
  std::string base_path = {};
  /// Default: the deployment's stage.
  const ApiStage* stage = nullptr;
};

/// A name of one's own, under which APIs are reached. DNS has to point at `alias_domain_name`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-domainname.html
class ApiDomainName final : public Construct {
 public:
  struct Props {
    using Of = ApiDomainName;
    ApiDomainNameOptions options;
    /// Default: none; see `add_base_path_mapping`.
    RestApi* mapping = nullptr;
  };

  ApiDomainName(const Scope& scope, const Props& props);

  aws::apigateway::DomainName& resource() const noexcept { return *resource_; }
  Attribute<aws::apigateway::kind::DomainName_DomainName> domain_name() const;
  /// What the name's alias record points at.
  Value<std::string> alias_domain_name() const;
  Value<std::string> alias_hosted_zone_id() const;
  /// A path is mapped once (`property-not-allowed`).
  void add_base_path_mapping(RestApi& api, const BasePathMappingOptions& options = {},
                             std::source_location where = std::source_location::current());

 private:
  aws::apigateway::DomainName* resource_ = nullptr;
  bool edge_ = false;
  std::vector<std::string> base_paths_;
};

}  // namespace tenon
