#include "tenon/aws/apigateway/Authorizer.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/aws/cognito/UserPool.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/api/deployment_hash.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::refuse;

constexpr Duration longest_cache = Duration::hours(1);

Value<std::string> name_or_id(const Value<std::string>& name, const Construct& construct) {
  return name.is_set() ? name : Value<std::string>(detail::unique_id(construct));
}

/// Until the authorizer is attached to its API.
Reference<aws::apigateway::kind::RestApi_RestApiId> later() { return ""; }

/// Region and partition are the function's own: it may be of another region than the stack.
Value<std::string> function_uri(const FunctionBase& function) {
  const Value<std::string> arn = function.function_arn();
  const auto field = [&](std::int64_t index) -> Value<std::string> {
    return Fn::Select(index, Fn::Split(":", arn));
  };
  return format("arn:{}:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations", field(1), field(3),
                arn);
}

std::string joined(const std::vector<std::string>& sources) {
  std::string text;
  for (const std::string& source : sources) text += (text.empty() ? "" : ",") + source;
  return text;
}

}  // namespace

// --- ApiAuthorizer -----------------------------------------------------------------------------------------

Attribute<aws::apigateway::kind::Authorizer_AuthorizerId> ApiAuthorizer::authorizer_id() const {
  return resource_->ref();
}

void ApiAuthorizer::attach(RestApi& api, std::source_location where) {
  if (api_ != nullptr && api_ != &api) {
    return refuse(*this, "api", api.path(), api_->path(), "an authorizer belongs to one API", where);
  }
  if (api_ == nullptr && function_ != nullptr) {
    const Stack& own = stack();
    function_->add_permission(
        detail::unique_id(*this) + ":Permissions",
        {.principal = Principal::service("apigateway.amazonaws.com"),
         .source_arn = format("arn:{}:execute-api:{}:{}:{}/authorizers/{}", own.partition(), own.region(),
                              own.account(), api.rest_api_id(), authorizer_id())},
        where);
  }
  api_ = &api;
  resource_->set_property("RestApiId", api.rest_api_id());
  api.add_component("authorizer", *resource_, function_name_);
}

void ApiAuthorizer::prepare() {
  if (api_ != nullptr) return;
  demand(*this, "api", "a method with this authorizer",
         "an authorizer belongs to the API whose method names it", where());
}

void ApiAuthorizer::check_cache(const std::optional<Duration>& ttl) const {
  if (!ttl || *ttl <= longest_cache) return;
  refuse(*this, "results_cache_ttl", ttl->text(), "at most one hour", "API Gateway remembers no longer",
         where());
}

void ApiAuthorizer::let_in(FunctionBase& function, Role* role) {
  function_name_ = detail::literal_function_name(function);
  if (role != nullptr) {
    function.grant_invoke(*role);
  } else {
    function_ = &function;
  }
}

// --- the kinds ---------------------------------------------------------------------------------------------

CognitoUserPoolsAuthorizer::CognitoUserPoolsAuthorizer(const Scope& scope, const Props& props)
    : ApiAuthorizer(scope, AuthorizationType::cognito) {
  check_cache(props.results_cache_ttl);
  if (props.user_pools.empty())
    demand(*this, "user_pools", "at least one", "no pool could have given a token", where());
  std::vector<Node> arns;
  for (const UserPool* pool : props.user_pools) arns.push_back(pool->arn());
  aws::apigateway::Authorizer::Props authorizer{.IdentitySource = props.identity_source,
                                                .Name = name_or_id(props.authorizer_name, *this),
                                                .ProviderARNs = {Raw{}, Node::list(arns)},
                                                .RestApiId = later(),
                                                .Type = "COGNITO_USER_POOLS"};
  if (props.results_cache_ttl)
    authorizer.AuthorizerResultTtlInSeconds = props.results_cache_ttl->to_seconds();
  resource_ = &add("Resource", authorizer, where());
}

TokenAuthorizer::TokenAuthorizer(const Scope& scope, const Props& props)
    : ApiAuthorizer(scope, AuthorizationType::custom) {
  check_cache(props.results_cache_ttl);
  aws::apigateway::Authorizer::Props authorizer{
      .AuthorizerResultTtlInSeconds = props.results_cache_ttl.to_seconds(),
      .AuthorizerUri = function_uri(props.handler),
      .IdentitySource = props.identity_source,
      .Name = name_or_id(props.authorizer_name, *this),
      .RestApiId = later(),
      .Type = "TOKEN"};
  if (props.assume_role != nullptr) authorizer.AuthorizerCredentials = props.assume_role->arn();
  if (!props.validation_regex.empty()) authorizer.IdentityValidationExpression = props.validation_regex;
  resource_ = &add("Resource", authorizer, where());
  let_in(props.handler, props.assume_role);
}

RequestAuthorizer::RequestAuthorizer(const Scope& scope, const Props& props)
    : ApiAuthorizer(scope, AuthorizationType::custom) {
  check_cache(props.results_cache_ttl);
  if (props.identity_sources.empty() && props.results_cache_ttl != Duration::seconds(0)) {
    demand(*this, "identity_sources", "at least one, or results_cache_ttl of zero",
           "cached answers are told apart by what identifies the caller", where());
  }
  aws::apigateway::Authorizer::Props authorizer{
      .AuthorizerResultTtlInSeconds = props.results_cache_ttl.to_seconds(),
      .AuthorizerUri = function_uri(props.handler),
      .Name = name_or_id(props.authorizer_name, *this),
      .RestApiId = later(),
      .Type = "REQUEST"};
  if (props.assume_role != nullptr) authorizer.AuthorizerCredentials = props.assume_role->arn();
  if (!props.identity_sources.empty()) authorizer.IdentitySource = joined(props.identity_sources);
  resource_ = &add("Resource", authorizer, where());
  let_in(props.handler, props.assume_role);
}

}  // namespace tenon
