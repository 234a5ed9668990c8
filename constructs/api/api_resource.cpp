#include <algorithm>

#include "tenon/aws/apigateway/Authorizer.hpp"
#include "tenon/aws/apigateway/Method.hpp"
#include "tenon/aws/apigateway/Model.hpp"
#include "tenon/aws/apigateway/RequestValidator.hpp"
#include "tenon/aws/apigateway/Resource.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/aws/apigateway/VpcLink.hpp"
#include "tenon/aws/apigatewayv2/VpcLink.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/lambda/Permission.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/api/api_names.hpp"
#include "tenon/constructs/api/deployment_hash.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/network/vpc_link.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/execute-api.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::JsonMembers;
using detail::name_of;
using detail::refuse;

// --- texts -------------------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 4> authorization_type_names = {"NONE", "AWS_IAM", "CUSTOM",
                                                                      "COGNITO_USER_POOLS"};
constexpr std::array<std::string_view, 2> content_handling_names = {"CONVERT_TO_BINARY", "CONVERT_TO_TEXT"};
constexpr std::array<std::string_view, 3> passthrough_names = {"WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"};
constexpr std::array<std::string_view, 2> transfer_mode_names = {"BUFFERED", "STREAM"};
constexpr std::array<std::string_view, 5> integration_type_names = {"AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY",
                                                                    "MOCK"};

template <class Enum, std::size_t N>
Value<std::string> text_of(const std::optional<Enum>& value, const std::array<std::string_view, N>& names) {
  return value ? Value<std::string>(names[static_cast<std::size_t>(*value)]) : Value<std::string>();
}

Value<std::string> text_if_any(const std::string& text) {
  return text.empty() ? Value<std::string>() : Value<std::string>(text);
}

Node list_if_any(const std::vector<std::string>& texts) {
  return texts.empty() ? Node() : List<std::string>(texts);
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += separator;
    all += text;
  }
  return all;
}

std::string replaced(std::string_view text, char from, char to) {
  std::string copy(text);
  std::ranges::replace(copy, from, to);
  return copy;
}

/// Parameters of a path stand for any value: "/items/{id}" is "/items/*".
std::string path_for_arn(std::string_view path) {
  std::string text;
  bool inside = false;
  for (const char c : path) {
    if (c == '{') text += '*';
    inside = (inside || c == '{') && c != '}';
    if (!inside && c != '}') text += c;
  }
  return text;
}

bool is_part_character(char c) {
  return ascii::is_alphanumeric(c) || std::string_view(":._-$").find(c) != std::string_view::npos;
}

/// "items", "{id}", "{proxy+}"
bool is_path_part(std::string_view part) {
  if (part.size() > 2 && part.front() == '{' && part.back() == '}') {
    part = part.substr(1, part.size() - 2);
    if (part.back() == '+') part.remove_suffix(1);
  }
  return !part.empty() && ascii::all_of(part, is_part_character);
}

// --- options -----------------------------------------------------------------------------------------------

template <class T>
void inherit(T& own, const T& parents, const bool is_set) {
  if (!is_set) own = parents;
}

/// What is said here, and for the rest what is said above.
MethodOptions with_defaults(MethodOptions options, const std::optional<MethodOptions>& defaults) {
  if (!defaults) return options;
  const bool opted_out =
      options.authorization_type == AuthorizationType::none && options.authorizer == nullptr;
  inherit(options.operation_name, defaults->operation_name, !options.operation_name.empty());
  inherit(options.api_key_required, defaults->api_key_required, options.api_key_required.has_value());
  inherit(options.authorizer, defaults->authorizer, opted_out || options.authorizer != nullptr);
  inherit(options.authorization_type, defaults->authorization_type, options.authorization_type.has_value());
  inherit(options.authorization_scopes, defaults->authorization_scopes,
          opted_out || !options.authorization_scopes.empty());
  inherit(options.request_parameters, defaults->request_parameters, options.request_parameters.is_set());
  inherit(options.method_responses, defaults->method_responses, !options.method_responses.empty());
  return options;
}

/// Validators and models are a method's own, in CDK too, and so are not inherited by `with_defaults`.
ResourceOptions inherited(const ResourceOptions& own, const ResourceOptions& parents) {
  ResourceOptions options = own;
  if (!options.default_integration) options.default_integration = parents.default_integration;
  if (!options.default_cors_preflight_options) {
    options.default_cors_preflight_options = parents.default_cors_preflight_options;
  }
  if (!options.default_method_options) {
    options.default_method_options = parents.default_method_options;
  } else {
    options.default_method_options =
        with_defaults(*options.default_method_options, parents.default_method_options);
  }
  return options;
}

Value<Json> models(const std::vector<ContentModel>& models) {
  JsonMembers by_type;
  for (const ContentModel& each : models) by_type.set(each.content_type(), each.model().model_id());
  return by_type.empty() ? Value<Json>() : by_type.object();
}

Metric method_metric(const ApiMethod& method, std::string name, const ApiStage& stage, Statistic statistic) {
  return Metric::Props{.metric_namespace = "AWS/ApiGateway",
                       .metric_name = std::move(name),
                       .dimensions = {{"ApiName", method.api().rest_api_name()},
                                      {"Method", name_of(method.http_method())},
                                      {"Resource", method.api_resource().resource_path()},
                                      {"Stage", stage.stage_name()}},
                       .statistic = std::move(statistic)};
}

}  // namespace

// --- ApiResource -------------------------------------------------------------------------------------------

ApiResource::ApiResource(const Scope& scope, const Props& props)
    : Construct(scope),
      api_(props.parent.api_),
      parent_(&props.parent),
      path_(props.parent.path_),
      defaults_(inherited(props.options, props.parent.defaults_)) {
  if (!is_path_part(props.path_part)) {
    refuse(*this, "path_part", props.path_part, "letters, digits and :._-$, in braces for a parameter",
           "API Gateway takes no other characters in a path", where());
  }
  if (!path_.ends_with('/')) path_ += '/';
  path_ += props.path_part;
  resource_ = &add("Resource",
                   aws::apigateway::Resource::Props{.ParentId = {Raw{}, props.parent.resource_id()},
                                                    .PathPart = props.path_part,
                                                    .RestApiId = api_.rest_api_id()},
                   where());
  api_.add_component("resource", *resource_);
  if (defaults_.default_cors_preflight_options)
    add_cors_preflight(*defaults_.default_cors_preflight_options, where());
}

Value<std::string> ApiResource::resource_id() const {
  if (resource_ != nullptr) return resource_->ref();
  return api_.resource().RootResourceId();
}

ApiResource& ApiResource::add_resource(std::string_view path_part, const ResourceOptions& options,
                                       std::source_location where) {
  return add(path_part, Props{.parent = *this, .path_part = {std::string(path_part)}, .options = options},
             where);
}

ApiMethod& ApiResource::add_method(HttpMethod method, const std::optional<Integration>& integration,
                                   const MethodOptions& options, std::source_location where) {
  return add(name_of(method),
             ApiMethod::Props{
                 .resource = *this, .http_method = method, .integration = integration, .options = options},
             where);
}

ApiResource& ApiResource::add_proxy(const ResourceOptions& options, bool any_method,
                                    std::source_location where) {
  ApiResource& proxy = add_resource("{proxy+}", options, where);
  if (!any_method) return proxy;
  if (parent_ == nullptr && find_child(name_of(HttpMethod::any)) == nullptr)
    add_method(HttpMethod::any, {}, {}, where);
  proxy.add_method(HttpMethod::any, {}, {}, where);
  return proxy;
}

ApiResource* ApiResource::get_resource(std::string_view path_part) const {
  return dynamic_cast<ApiResource*>(find_child(path_part));
}

ApiResource& ApiResource::resource_for_path(std::string_view path, std::source_location where) {
  if (path.starts_with('/')) {
    if (parent_ != nullptr) {
      refuse(*this, "path", std::string(path), "a path without a slash in front",
             "only the root takes a path from the root", where);
    }
    path.remove_prefix(1);
  }
  if (path.empty()) return *this;
  const std::string_view part = ascii::take_field(path, '/');
  ApiResource* next = get_resource(part);
  if (next == nullptr) next = &add_resource(part, {}, where);
  return next->resource_for_path(path, where);
}

// --- CORS --------------------------------------------------------------------------------------------------

namespace {

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string method_list(const std::vector<HttpMethod>& methods) {
  const bool all = methods.empty() || std::ranges::find(methods, HttpMethod::any) != methods.end();
  std::vector<std::string> names;
  for (const HttpMethod method : detail::all_methods) {
    if (all) names.emplace_back(name_of(method));
  }
  for (const HttpMethod method : methods) {
    if (!all) names.emplace_back(name_of(method));
  }
  return joined(names, ",");
}

/// In CDK's order, which shows in the deployment's id.
std::vector<std::pair<std::string_view, std::string>> cors_headers(const CorsOptions& options) {
  static const std::vector<std::string> usual_headers = {
      "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amz-User-Agent"};
  const std::string origin = options.allow_origins.empty() ? "*" : options.allow_origins.front();
  std::vector<std::pair<std::string_view, std::string>> headers;
  headers.emplace_back("Access-Control-Allow-Headers",
                       joined(options.allow_headers.empty() ? usual_headers : options.allow_headers, ","));
  headers.emplace_back("Access-Control-Allow-Origin", origin);
  if (origin != "*") headers.emplace_back("Vary", "Origin");
  headers.emplace_back("Access-Control-Allow-Methods", method_list(options.allow_methods));
  if (options.allow_credentials) headers.emplace_back("Access-Control-Allow-Credentials", "true");
  if (options.disable_cache) headers.emplace_back("Access-Control-Max-Age", "-1");
  if (options.max_age && !options.disable_cache) {
    headers.emplace_back("Access-Control-Max-Age", std::to_string(options.max_age->to_seconds()));
  }
  if (!options.expose_headers.empty()) {
    headers.emplace_back("Access-Control-Expose-Headers", joined(options.expose_headers, ","));
  }
  return headers;
}

/// With several origins the answer names the one that asks. Unset for one origin.
Map<std::string> origin_template(const CorsOptions& options) {
  const std::vector<std::string>& origins = options.allow_origins;
  if (origins.size() < 2) return {};
  std::vector<std::string> tests;
  for (std::size_t i = 1; i < origins.size(); ++i) tests.push_back("$origin == \"" + origins[i] + "\"");
  const std::string text =
      joined({"#set($origin = $input.params().header.get(\"Origin\"))", "#if($origin == \"\")",
              "  #set($origin = $input.params().header.get(\"origin\"))", "#end",
              "#if(" + joined(tests, " || ") + ")",
              "  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)", "#end"},
             "\n");
  return {{"application/json", text}};
}

}  // namespace

ApiMethod& ApiResource::add_cors_preflight(const CorsOptions& options, std::source_location where) {
  const std::vector<std::string>& origins = options.allow_origins;
  if (origins.empty()) {
    demand(*this, "allow_origins", "at least one origin, or \"*\"", "no origin could ask for anything",
           where);
  }
  if (origins.size() > 1 && std::ranges::find(origins, "*") != origins.end()) {
    refuse(*this, "allow_origins", joined(origins, ","), "\"*\" alone, or origins",
           "\"*\" stands for all origins", where);
  }
  if (options.max_age && options.disable_cache) {
    refuse(*this, "disable_cache", "true", "false with max_age",
           "browsers cannot both remember and ask again", where);
  }
  const bool all = std::ranges::find(options.allow_methods, HttpMethod::any) != options.allow_methods.end();
  if (all && options.allow_methods.size() > 1) {
    refuse(*this, "allow_methods", method_list(options.allow_methods), "HttpMethod::any alone, or methods",
           "it stands for all methods", where);
  }
  JsonMembers values;
  JsonMembers presence;
  for (const auto& [name, value] : cors_headers(options)) {
    const std::string parameter = "method.response.header." + std::string(name);
    values.set(parameter, Value<std::string>(quoted(value)));
    presence.set(parameter, Node(true));
  }
  const std::string status = std::to_string(options.status_code);
  const IntegrationResponse response{.status_code = {status},
                                     .response_parameters = {Raw{}, values.object()},
                                     .response_templates = origin_template(options)};
  return add_method(
      HttpMethod::options,
      Integration::mock({.request_templates = {{"application/json", "{ statusCode: 200 }"}},
                         .integration_responses = {response}}),
      {.api_key_required = false,
       .authorization_type = AuthorizationType::none,
       .method_responses = {{.status_code = {status}, .response_parameters = {Raw{}, presence.object()}}}},
      where);
}

// --- ApiMethod ---------------------------------------------------------------------------------------------

ApiMethod::ApiMethod(const Scope& scope, const Props& props)
    : Construct(scope), api_resource_(props.resource), http_method_(props.http_method) {
  const ResourceOptions& defaults = api_resource_.defaults_;
  const MethodOptions options = with_defaults(props.options, defaults.default_method_options);
  const Integration& integration = props.integration              ? *props.integration
                                   : defaults.default_integration ? *defaults.default_integration
                                                                  : Integration::mock();
  check(props.options, options, integration);
  const AuthorizationType type = options.authorizer != nullptr
                                     ? options.authorizer->authorization_type()
                                     : options.authorization_type.value_or(AuthorizationType::none);
  if (options.authorizer != nullptr) options.authorizer->attach(api(), where());
  responses_ = options.method_responses;
  add_permissions(integration);
  aws::apigateway::Method::Props method{
      .AuthorizationType = authorization_type_names[static_cast<std::size_t>(type)],
      .HttpMethod = name_of(http_method_),
      .Integration = {Raw{}, rendered(integration)},
      .OperationName = text_if_any(options.operation_name),
      .RequestModels = {Raw{}, models(options.request_models)},
      .RequestParameters = {Raw{}, options.request_parameters},
      .ResourceId = {Raw{}, api_resource_.resource_id()},
      .RestApiId = api().rest_api_id(),
  };
  if (options.api_key_required) method.ApiKeyRequired = *options.api_key_required;
  if (options.authorizer != nullptr) method.AuthorizerId = options.authorizer->authorizer_id();
  if (type == AuthorizationType::cognito)
    method.AuthorizationScopes = {Raw{}, list_if_any(options.authorization_scopes)};
  if (const RequestValidator* validator = find_validator(options)) {
    method.RequestValidatorId = validator->request_validator_id();
  }
  resource_ = &add("Resource", method, where());
  set_responses();
  api().add_component("method", *resource_,
                      integration.function_ != nullptr ? detail::literal_function_name(*integration.function_)
                                                       : Value<std::string>());
}

void ApiMethod::check(const MethodOptions& own, const MethodOptions& options,
                      const Integration& integration) const {
  const ApiAuthorizer* authorizer = options.authorizer;
  if (authorizer != nullptr && options.authorization_type &&
      *options.authorization_type != authorizer->authorization_type()) {
    refuse(*this, "authorization_type",
           std::string(authorization_type_names[static_cast<std::size_t>(*options.authorization_type)]),
           std::string(authorization_type_names[static_cast<std::size_t>(authorizer->authorization_type())]),
           "the method's authorizer is of another type", where());
  }
  const bool cognito =
      authorizer != nullptr && authorizer->authorization_type() == AuthorizationType::cognito;
  if (!own.authorization_scopes.empty() && !cognito && own.authorization_type != AuthorizationType::cognito) {
    refuse(*this, "authorization_scopes", joined(own.authorization_scopes, ","),
           "none without a Cognito authorizer", "only tokens of user pools have scopes", where());
  }
  if (options.request_validator != nullptr && options.request_validator_options) {
    refuse(*this, "request_validator_options", "", "none with request_validator",
           "a method has one validator", where());
  }
  const IntegrationOptions& settings = integration.options_;
  if (settings.credentials_role != nullptr && settings.credentials_passthrough) {
    refuse(*this, "credentials_passthrough", "true", "false with credentials_role",
           "the backend is called as the caller or as the role", where());
  }
  constexpr std::int64_t shortest = 50;
  if (settings.timeout_in_millis && *settings.timeout_in_millis < shortest) {
    refuse(*this, "timeout_in_millis", std::to_string(*settings.timeout_in_millis), "at least 50",
           "API Gateway waits no less for its backends", where());
  }
  if (settings.response_transfer_mode == ResponseTransferMode::stream &&
      !Integration::is_proxy(integration.type_)) {
    refuse(*this, "response_transfer_mode", "stream", "buffered without proxy",
           "only proxies stream their answers", where());
  }
  if (settings.vpc_link != nullptr && settings.http_vpc_link != nullptr) {
    refuse(*this, "http_vpc_link", "", "none with vpc_link", "an integration goes one way", where());
  }
  if (settings.http_vpc_link != nullptr && !settings.integration_target.is_set()) {
    demand(*this, "integration_target", "the load balancer's ARN",
           "the link leads to a network, not to a load balancer", where());
  }
  if (integration.call_.service.empty()) return;
  const bool has_action = !integration.call_.action.empty();
  if (has_action && integration.call_.path.is_set()) {
    refuse(*this, "path", "", "none with action", "a call is an action or a path", where());
  }
  if (!has_action && !integration.call_.path.is_set()) {
    demand(*this, "action", "an action, or a path", "it is not known what of the service is called", where());
  }
}

const RequestValidator* ApiMethod::find_validator(const MethodOptions& options) {
  if (!options.request_validator_options) return options.request_validator;
  // CDK's flag requestValidatorUniqueId: the validator's id is made of the method's place.
  const Construct& place = add("Validator", Construct::Props{}, where());
  std::vector<std::string_view> ids;
  for (const Construct* each = &place; each != &stack(); each = each->parent()) ids.push_back(each->id());
  ids.push_back(stack().stack_name());
  std::ranges::reverse(ids);
  return &api().add(unique_resource_name(IdPath(ids)),
                    RequestValidator::Props{.api = api(), .options = *options.request_validator_options},
                    where());
}

// --- integrations ------------------------------------------------------------------------------------------

void ApiMethod::add_permissions(const Integration& integration) {
  if (integration.function_ == nullptr) return;
  FunctionBase& function = *integration.function_;
  const std::string api_id = detail::unique_id(api());
  if (!integration.scope_permission_to_method_) {
    const std::string id = "ApiPermission.ApiScoped." + detail::unique_id(function) + "." + api_id;
    if (api().find_child(id) == nullptr) add_permission(api(), id, function, api().arn_for_execute_api());
    return;
  }
  const std::string place = api_id + "." + std::string(name_of(http_method_)) + "." +
                            replaced(api_resource_.resource_path(), '/', '.');
  permission_ = add_permission(*this, "ApiPermission." + place, function, method_arn());
  if (integration.allow_test_invoke_)
    add_permission(*this, "ApiPermission.Test." + place, function, test_method_arn());
}

/// CDK puts the permission below the method, which an imported function's `add_permission` has no say in.
aws::lambda::Permission* ApiMethod::add_permission(Construct& scope, const std::string& id,
                                                   FunctionBase& function,
                                                   const Value<std::string>& source_arn) {
  const Principal service = Principal::service("apigateway.amazonaws.com");
  if (function.function().resource().is_imported()) {
    function.add_permission(id, {.principal = service, .source_arn = source_arn}, where());
    return nullptr;
  }
  return &scope.add(id,
                    aws::lambda::Permission::Props{.Action = "lambda:InvokeFunction",
                                                   .FunctionName = {Raw{}, function.function_arn()},
                                                   .Principal = service.value(),
                                                   .SourceArn = {Raw{}, source_arn}},
                    where());
}

Value<std::string> ApiMethod::uri(const Integration& integration) const {
  using Type = Integration::Type;
  if (integration.type_ == Type::mock) return {};
  if (integration.type_ == Type::http || integration.type_ == Type::http_proxy) return integration.url_;
  const Stack& own = stack();
  if (integration.function_ != nullptr) {
    const bool streams = integration.options_.response_transfer_mode == ResponseTransferMode::stream;
    return format("arn:{}:apigateway:{}:lambda:path/{}/functions/{}/{}", own.partition(), own.region(),
                  streams ? "2021-11-15" : "2015-03-31", integration.function_->function_arn(),
                  streams ? "response-streaming-invocations" : "invocations");
  }
  const AwsIntegrationProps& call = integration.call_;
  const std::string& service = call.service;
  const Value<std::string> region = call.region.is_set() ? call.region : own.region();
  const std::string action =
      "action/" + call.action + (call.action_parameters.empty() ? "" : "&" + call.action_parameters);
  const Value<std::string> what =
      call.path.is_set() ? Value<std::string>(format("path/{}", call.path)) : Value<std::string>(action);
  return format("arn:{}:apigateway:{}:{}:{}", own.partition(), region,
                call.subdomain.empty() ? service : call.subdomain + "." + service, what);
}

Value<Json> ApiMethod::rendered(const Integration& integration) const {
  const IntegrationOptions& options = integration.options_;
  std::vector<aws::apigateway::Method::IntegrationResponse> responses;
  for (const IntegrationResponse& each : options.integration_responses) {
    responses.push_back({.ContentHandling = {Raw{}, text_of(each.content_handling, content_handling_names)},
                         .ResponseParameters = each.response_parameters,
                         .ResponseTemplates = each.response_templates,
                         .SelectionPattern = text_if_any(each.selection_pattern),
                         .StatusCode = each.status_code});
  }
  aws::apigateway::Method::Integration properties{
      .CacheKeyParameters = {Raw{}, list_if_any(options.cache_key_parameters)},
      .CacheNamespace = text_if_any(options.cache_namespace),
      .ContentHandling = {Raw{}, text_of(options.content_handling, content_handling_names)},
      .IntegrationTarget = options.integration_target,
      .PassthroughBehavior = {Raw{}, text_of(options.passthrough_behavior, passthrough_names)},
      .RequestParameters = options.request_parameters,
      .RequestTemplates = options.request_templates,
      .ResponseTransferMode = {Raw{}, text_of(options.response_transfer_mode, transfer_mode_names)},
      .Type = integration_type_names[static_cast<std::size_t>(integration.type_)],
      .Uri = uri(integration)};
  if (integration.type_ != Integration::Type::mock)
    properties.IntegrationHttpMethod = name_of(integration.http_method_);
  if (!responses.empty()) properties.IntegrationResponses = responses;
  if (options.credentials_role != nullptr) properties.Credentials = options.credentials_role->arn();
  if (options.credentials_passthrough)
    properties.Credentials = format("arn:{}:iam::*:user/*", stack().partition());
  if (options.timeout_in_millis) properties.TimeoutInMillis = *options.timeout_in_millis;
  if (options.vpc_link != nullptr) properties.ConnectionId = {Raw{}, options.vpc_link->vpc_link_id()};
  if (options.http_vpc_link != nullptr)
    properties.ConnectionId = {Raw{}, options.http_vpc_link->vpc_link_id()};
  if (properties.ConnectionId.is_set()) properties.ConnectionType = "VPC_LINK";
  return properties;
}

void ApiMethod::add_method_response(const MethodResponse& response) {
  responses_.push_back(response);
  set_responses();
}

void ApiMethod::set_responses() {
  if (responses_.empty()) return;
  std::vector<aws::apigateway::Method::MethodResponse> responses;
  for (const MethodResponse& each : responses_) {
    responses.push_back({.ResponseModels = {Raw{}, models(each.response_models)},
                         .ResponseParameters = {Raw{}, each.response_parameters},
                         .StatusCode = each.status_code});
  }
  resource_->set_property("MethodResponses", List<aws::apigateway::Method::MethodResponse>(responses));
}

void ApiMethod::prepare() {
  // The stage may have been set after the method was added.
  if (permission_ != nullptr) permission_->set_property("SourceArn", method_arn());
}

Value<std::string> ApiMethod::method_arn() const {
  const ApiStage* stage = api().find_deployment_stage();
  const std::string path = path_for_arn(api_resource_.resource_path());
  if (stage == nullptr) return api().arn_for_execute_api(http_method_, path);
  return api().arn_for_execute_api(http_method_, path, stage->stage_name());
}

Value<std::string> ApiMethod::test_method_arn() const {
  return api().arn_for_execute_api(http_method_, path_for_arn(api_resource_.resource_path()),
                                   "test-invoke-stage");
}

void ApiMethod::grant_execute(const Grantee& grantee) {
  PolicyStatement statement{.actions = {iam::execute_api::Invoke}, .resources = {method_arn()}};
  if (grantee.add_to_policy(statement)) return;
  statement.principals = {grantee.principal()};
  const std::string path = path_for_arn(api_resource_.resource_path());
  const std::string_view method = http_method_ == HttpMethod::any ? "*" : name_of(http_method_);
  // A policy cannot name the API that it belongs to, so it says the rest of the ARN.
  statement.resources = {"execute-api:/*/" + std::string(method) + path};
  api().add_to_resource_policy(std::move(statement));
}

Metric ApiMethod::metric(std::string name, const ApiStage& stage, Statistic statistic) const {
  return method_metric(*this, std::move(name), stage, std::move(statistic));
}
Metric ApiMethod::metric_client_error(const ApiStage& stage) const {
  return metric("4XXError", stage, Statistic::sum);
}
Metric ApiMethod::metric_server_error(const ApiStage& stage) const {
  return metric("5XXError", stage, Statistic::sum);
}
Metric ApiMethod::metric_count(const ApiStage& stage) const {
  return metric("Count", stage, Statistic::sample_count);
}
Metric ApiMethod::metric_latency(const ApiStage& stage) const {
  return metric("Latency", stage, Statistic::average);
}
Metric ApiMethod::metric_integration_latency(const ApiStage& stage) const {
  return metric("IntegrationLatency", stage, Statistic::average);
}

}  // namespace tenon
