// Twin of cdk/rest_api.js.
#include "tenon/constructs/api/rest_api.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/json.hpp"

void rest_api(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Agreement", Stack::Props{});
  auto& handler =
      stack.add("Handler", LambdaFn::Props{.code = Code::from_inline("def handler(event, context):\n"
                                                                     "    return {\"statusCode\": 200}\n"),
                                           .handler = "index.handler",
                                           .runtime = Runtime::python_3_13});

  auto& access_logs = stack.add("AccessLogs", LogGroup::Props{});
  auto& api = stack.add(
      "Api",
      RestApi::Props{
          .rest_api_name = "agreement",
          .description = "Items",
          .endpoint_types = {ApiEndpointType::regional},
          .deploy_options = {.stage_name = "live",
                             .access_log_destination = &access_logs,
                             .access_log_format = AccessLogFormat::json_with_standard_fields(),
                             .tracing_enabled = true,
                             .methods = {.throttling_rate_limit = 100,
                                         .throttling_burst_limit = 200,
                                         .metrics_enabled = true,
                                         .logging_level = MethodLoggingLevel::info},
                             .variables = {{"mode", "live"}}},
          .default_cors_preflight_options = CorsOptions{.allow_origins = {"https://example.com"},
                                                        .allow_methods = {HttpMethod::get, HttpMethod::post},
                                                        .allow_credentials = true}});
  auto& items = api.resource_for_path("/items");
  items.add_method(
      HttpMethod::get, handler,
      {.api_key_required = true, .request_parameters = {{"method.request.querystring.page", false}}});

  const auto schema = json::object(
      {{"$schema", "http://json-schema.org/draft-04/schema#"},
       {"type", "object"},
       {"required", json::array({"name"})},
       {"properties", json::object({{"name", json::object({{"type", "string"}, {"minLength", 1}})}})}});
  auto& item = api.add("Item", ApiModel::Props{.api = api, .schema = schema});
  auto& body =
      api.add("Body", RequestValidator::Props{.api = api, .options = {.validate_request_body = true}});
  auto& pool = UserPool::from_arn(stack, "Pool",
                                  "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abcdefghi");
  auto& users = stack.add("Users", CognitoUserPoolsAuthorizer::Props{.user_pools = {&pool}});
  items.add_method(
      HttpMethod::post, handler,
      {.authorizer = &users, .request_models = {{"application/json", item}}, .request_validator = &body});
  items.add_resource("{id}").add_method(HttpMethod::delete_, handler,
                                        {.authorization_type = AuthorizationType::iam});

  auto& plan =
      api.add("Plan", UsagePlan::Props{.throttle = ThrottleSettings{.rate_limit = 10, .burst_limit = 20},
                                       .quota = QuotaSettings{.limit = 1000, .period = QuotaPeriod::day}});
  plan.add_api_key(api.add("Key", ApiKey::Props{.stages = {&api.deployment_stage()}}));
  plan.add_api_stage({.stage = api.deployment_stage()});
}
