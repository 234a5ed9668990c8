#include "tenon/constructs/api/rest_api.hpp"

#include <algorithm>

#include "tenon/aws/apigateway/Account.hpp"
#include "tenon/aws/apigateway/Deployment.hpp"
#include "tenon/aws/apigateway/Resource.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/aws/ec2/VPCEndpoint.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/api/api_names.hpp"
#include "tenon/constructs/api/deployment_hash.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/vpc_endpoint.hpp"
#include "tenon/iam/execute-api.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::refuse;

constexpr std::array<std::string_view, 3> endpoint_type_names = {"EDGE", "REGIONAL", "PRIVATE"};
constexpr std::array<std::string_view, 2> ip_address_type_names = {"ipv4", "dualstack"};
constexpr std::array<std::string_view, 2> api_key_source_names = {"HEADER", "AUTHORIZER"};
constexpr Size largest_compression_size = Size::mebibytes(10);

bool is_private(const RestApi::Props& props) {
  return std::ranges::find(props.endpoint_types, ApiEndpointType::private_) != props.endpoint_types.end();
}

/// Unset where nothing is said.
Value<aws::apigateway::RestApi::EndpointConfiguration> endpoints(const RestApi::Props& props) {
  aws::apigateway::RestApi::EndpointConfiguration configuration;
  std::vector<Value<std::string>> types;
  for (const ApiEndpointType type : props.endpoint_types) {
    types.push_back(endpoint_type_names[static_cast<std::size_t>(type)]);
  }
  std::vector<Node> ids;
  for (const InterfaceEndpoint* endpoint : props.vpc_endpoints) ids.push_back(endpoint->vpc_endpoint_id());
  if (!types.empty()) configuration.Types = List<std::string>(types);
  if (!ids.empty()) configuration.VpcEndpointIds = {Raw{}, Node::list(ids)};
  if (props.ip_address_type) {
    configuration.IpAddressType = ip_address_type_names[static_cast<std::size_t>(*props.ip_address_type)];
  }
  if (types.empty() && ids.empty() && !props.ip_address_type) return {};
  return configuration;
}

aws::apigateway::RestApi::Props resource_props(const RestApi::Props& props, const Value<std::string>& name) {
  aws::apigateway::RestApi::Props api{.Description = props.description,
                                      .EndpointConfiguration = endpoints(props),
                                      .Name = name,
                                      .Parameters = props.parameters};
  if (props.api_key_source_type) {
    api.ApiKeySourceType = api_key_source_names[static_cast<std::size_t>(*props.api_key_source_type)];
  }
  if (!props.binary_media_types.empty()) api.BinaryMediaTypes = List<std::string>(props.binary_media_types);
  if (props.clone_from != nullptr) api.CloneFrom = props.clone_from->rest_api_id();
  if (props.disable_execute_api_endpoint) api.DisableExecuteApiEndpoint = *props.disable_execute_api_endpoint;
  if (props.fail_on_warnings) api.FailOnWarnings = *props.fail_on_warnings;
  if (props.min_compression_size) api.MinimumCompressionSize = props.min_compression_size->to_bytes();
  return api;
}

Value<std::string> deployment_description(const RestApi::Props& props) {
  if (!props.deploy_options.description.empty()) return props.deploy_options.description;
  if (props.description.is_set()) return props.description;
  return "Automatically created by the RestApi construct";
}

Metric api_metric(std::string name, Statistic statistic, const Value<std::string>& api_name) {
  return Metric::Props{.metric_namespace = "AWS/ApiGateway",
                       .metric_name = std::move(name),
                       .dimensions = {{"ApiName", api_name}},
                       .statistic = std::move(statistic)};
}

}  // namespace

struct RestApi::Imported {
  const RestApiAttributes& attributes;
  std::string_view id;
};

struct ApiResource::Root {
  RestApi& api;
  const ResourceOptions& defaults;
};

// --- RestApi -----------------------------------------------------------------------------------------------

RestApi::RestApi(const Scope& scope, const Props& props)
    : Construct(scope),
      rest_api_name_(props.rest_api_name.is_set() ? props.rest_api_name : Value<std::string>(scope.id())),
      defaults_{.default_integration = props.default_integration,
                .default_method_options = props.default_method_options,
                .default_cors_preflight_options = props.default_cors_preflight_options},
      policy_(props.policy) {
  check(props);
  resource_ = &add("Resource", resource_props(props, rest_api_name_), where());
  if (props.cloud_watch_role) add_cloud_watch_role(props);
  if (props.deploy) deploy(props);
  if (props.domain_name) add_domain_name("CustomDomain", *props.domain_name, where());
  root();
}

RestApi::RestApi(const Scope& scope, const Imported& imported)
    : Construct(scope), rest_api_name_(imported.attributes.rest_api_name) {
  if (!rest_api_name_.is_set()) rest_api_name_ = imported.id;
  const Value<std::string>& id = imported.attributes.rest_api_id;
  const Value<std::string>& root_id = imported.attributes.root_resource_id;
  resource_ = root_id.is_set() ? &::tenon::from_attributes<aws::apigateway::RestApi>(
                                     *this, "Resource",
                                     {{"Ref", id}, {"RestApiId", id}, {"RootResourceId", root_id}}, where())
                               : &::tenon::from_attributes<aws::apigateway::RestApi>(
                                     *this, "Resource", {{"Ref", id}, {"RestApiId", id}}, where());
  if (root_id.is_set()) root();
}

RestApi& RestApi::from_id(Construct& scope, std::string_view id, const Value<std::string>& rest_api_id,
                          std::source_location where) {
  return from_attributes(scope, id, {.rest_api_id = rest_api_id}, where);
}

RestApi& RestApi::from_attributes(Construct& scope, std::string_view id, const RestApiAttributes& attributes,
                                  std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<RestApi>(new RestApi(inner, Imported{attributes, id}));
      },
      where);
}

void RestApi::check(const Props& props) const {
  if (is_private(props) && props.ip_address_type == ApiIpAddressType::ipv4) {
    refuse(*this, "ip_address_type", "ipv4", "dualstack", "private APIs have addresses of both kinds only",
           where());
  }
  if (props.min_compression_size && *props.min_compression_size > largest_compression_size) {
    refuse(*this, "min_compression_size", std::to_string(props.min_compression_size->to_bytes()),
           "at most 10 MiB", "API Gateway has no answers so large", where());
  }
  if (props.cloud_watch_role_removal_policy && !props.cloud_watch_role) {
    refuse(*this, "cloud_watch_role_removal_policy", "", "none without cloud_watch_role",
           "there is no role that it could be of", where());
  }
}

void RestApi::add_cloud_watch_role(const Props& props) {
  const RemovalPolicy policy = props.cloud_watch_role_removal_policy.value_or(RemovalPolicy::retain);
  Role& role = add("CloudWatchRole",
                   Role::Props{.assumed_by = Principal::service("apigateway.amazonaws.com"),
                               .managed_policies = {ManagedPolicyReference::aws(
                                   "service-role/AmazonAPIGatewayPushToCloudWatchLogs")}},
                   where());
  role.resource().apply_removal_policy(policy);
  cloud_watch_account_ =
      &add("Account", aws::apigateway::Account::Props{.CloudWatchRoleArn = role.arn()}, where());
  cloud_watch_account_->apply_removal_policy(policy);
  cloud_watch_account_->depends_on(*resource_, where());
}

void RestApi::deploy(const Props& props) {
  deployment_ = &add("Deployment",
                     ApiDeployment::Props{.api = *this,
                                          .description = deployment_description(props),
                                          .retain_deployments = props.retain_deployments},
                     where());
  stage_ = &add("DeploymentStage." + props.deploy_options.stage_name,
                ApiStage::Props{.deployment = *deployment_, .options = props.deploy_options}, where());
  Output::Props endpoint{.Value = url()};
  if (props.endpoint_export_name.is_set())
    endpoint.Export = Output::ExportName{.Name = props.endpoint_export_name};
  add("Endpoint", endpoint, where());
}

void RestApi::add_component(std::string_view name, const Resource& resource,
                            const Value<std::string>& token) {
  // An authorizer comes with each method that names it: CDK mixes it into the hash as often.
  components_.push_back({name, &resource, token});
  for (ApiDeployment* deployment : deployments_) deployment->resource().depends_on(resource, where());
}

void RestApi::add_deployment(ApiDeployment& deployment) {
  deployments_.push_back(&deployment);
  for (const Component& each : components_) deployment.resource().depends_on(*each.resource, where());
}

Attribute<aws::apigateway::kind::RestApi_RestApiId> RestApi::rest_api_id() const { return resource_->ref(); }

ApiResource& RestApi::root() {
  if (root_ != nullptr) return *root_;
  root_ = &add_with(
      "Default",
      [&](const Scope& inner) {
        return std::unique_ptr<ApiResource>(new ApiResource(inner, ApiResource::Root{*this, defaults_}));
      },
      where());
  if (defaults_.default_cors_preflight_options)
    root_->add_cors_preflight(*defaults_.default_cors_preflight_options, where());
  return *root_;
}

ApiResource& RestApi::resource_for_path(std::string_view path, std::source_location where) {
  return root().resource_for_path(path, where);
}

ApiStage& RestApi::deployment_stage() const {
  if (stage_ != nullptr) return *stage_;
  throw Error("property-needed", path() + ": the API has no stage; it needs deploy, or set_deployment_stage");
}

Value<std::string> RestApi::url(std::string_view path) const { return deployment_stage().url(path); }

Value<std::string> RestApi::arn_for_execute_api(HttpMethod method, const Value<std::string>& path,
                                                const Value<std::string>& stage) const {
  if (const auto text = path.literal(); text && !text->starts_with('/')) {
    refuse(*this, "path", std::string(*text), "a path that begins with /",
           "paths of an API begin at its root", where());
  }
  const std::string_view name = method == HttpMethod::any ? "*" : detail::name_of(method);
  const Stack& own = this->stack();
  return format("arn:{}:execute-api:{}:{}:{}/{}/{}{}", own.partition(), own.region(), own.account(),
                rest_api_id(), stage, name, path);
}

ApiDomainName& RestApi::add_domain_name(std::string_view id, const ApiDomainNameOptions& options,
                                        std::source_location where) {
  ApiDomainName& name = add(id, ApiDomainName::Props{.options = options, .mapping = this}, where);
  if (domain_name_ == nullptr) domain_name_ = &name;
  return name;
}

void RestApi::grant_invoke_from_vpc_endpoints_only(const std::vector<InterfaceEndpoint*>& endpoints) {
  for (const InterfaceEndpoint* endpoint : endpoints) {
    const Value<std::string> id = endpoint->vpc_endpoint_id();
    if (std::ranges::find(allowed_endpoints_, id) == allowed_endpoints_.end())
      allowed_endpoints_.push_back(id);
  }
}

void RestApi::grant_execute(const Grantee& grantee) {
  PolicyStatement statement{.actions = {iam::execute_api::Invoke}, .resources = {arn_for_execute_api()}};
  if (grantee.add_to_policy(statement)) return;
  statement.principals = {grantee.principal()};
  statement.resources = {"execute-api:/*"};
  add_to_resource_policy(std::move(statement));
}

void RestApi::associate_web_acl(const Value<std::string>& web_acl_arn, std::source_location where) {
  deployment_stage().associate_web_acl(web_acl_arn, where);
}

Metric RestApi::metric(std::string name, Statistic statistic) const {
  return api_metric(std::move(name), std::move(statistic), rest_api_name_);
}
Metric RestApi::metric_client_error() const { return metric("4XXError", Statistic::sum); }
Metric RestApi::metric_server_error() const { return metric("5XXError", Statistic::sum); }
Metric RestApi::metric_cache_hit_count() const { return metric("CacheHitCount", Statistic::sum); }
Metric RestApi::metric_cache_miss_count() const { return metric("CacheMissCount", Statistic::sum); }
Metric RestApi::metric_count() const { return metric("Count", Statistic::sample_count); }
Metric RestApi::metric_integration_latency() const {
  return metric("IntegrationLatency", Statistic::average);
}
Metric RestApi::metric_latency() const { return metric("Latency", Statistic::average); }

void RestApi::prepare() {
  if (resource_->is_imported()) return;
  PolicyDocument policy = policy_;
  if (!allowed_endpoints_.empty()) {
    const PolicyStatement everybody{.actions = {iam::execute_api::Invoke},
                                    .resources = {"execute-api:/*"},
                                    .principals = {Principal::anyone()}};
    PolicyStatement others = everybody;
    others.effect = Effect::deny;
    others.conditions = {{"StringNotEquals", "aws:SourceVpce", allowed_endpoints_}};
    policy.add(std::move(others));
    policy.add(everybody);
  }
  if (!policy.empty()) resource_->set_property("Policy", policy.json());
  const auto is_method = [](const Component& each) { return each.name == "method"; };
  if (std::ranges::none_of(components_, is_method)) {
    demand(*this, "methods", "root().add_method(…), resource_for_path(…).add_method(…)",
           "an API without methods cannot be deployed", where());
  }
  std::string text;
  for (const Component& each : components_) text += detail::hash_text(each.name, *each.resource, each.token);
  text += detail::hash_text(*resource_);
  for (ApiDeployment* deployment : deployments_) {
    std::string& id = deployment->original_logical_id_;
    if (id.empty()) id = deployment->resource_->logical_id();
    deployment->resource_->override_logical_id(id + md5_hex(deployment->mixins_ + text));
  }
}

// --- ApiDeployment -----------------------------------------------------------------------------------------

ApiDeployment::ApiDeployment(const Scope& scope, const Props& props) : Construct(scope), api_(props.api) {
  resource_ = &add(
      "Resource",
      aws::apigateway::Deployment::Props{.Description = props.description, .RestApiId = api_.rest_api_id()},
      where());
  resource_->add_metadata("aws:cdk:do-not-refactor", true);
  if (props.retain_deployments) resource_->apply_removal_policy(RemovalPolicy::retain);
  api_.add_deployment(*this);
}

Attribute<aws::apigateway::kind::Deployment_DeploymentId> ApiDeployment::deployment_id() const {
  return resource_->ref();
}

void ApiDeployment::add_to_logical_id(std::string_view text) { mixins_ += resolved_json(Node(text)); }

// --- ApiResource: the root, which only an API makes --------------------------------------------------------

ApiResource::ApiResource(const Scope& scope, const Root& root)
    : Construct(scope), api_(root.api), defaults_(root.defaults) {}

}  // namespace tenon
