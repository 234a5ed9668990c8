#include "tenon/constructs/api/rest_api.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/json.hpp"

void rest_api(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Orders", Stack::Props{});
  auto& handler =
      stack.add("Handler", LambdaFn::Props{.code = Code::from_inline("def handle(event, context):\n"
                                                                     "    return {'statusCode': 200}\n"),
                                           .handler = "index.handle",
                                           .runtime = Runtime::python_3_13});
  auto& users = stack.add("Users", UserPool::Props{.sign_in_aliases = {.email = true}});
  auto& logs = stack.add("AccessLogs", LogGroup::Props{});

  auto& api = stack.add(
      "Api", RestApi::Props{
                 .endpoint_types = {ApiEndpointType::regional},
                 .deploy_options = {.stage_name = "live",
                                    .access_log_destination = &logs,
                                    .access_log_format = AccessLogFormat::json_with_standard_fields(),
                                    .methods = {.throttling_rate_limit = 100, .throttling_burst_limit = 200}},
                 .default_cors_preflight_options = CorsOptions{.allow_origins = {"https://example.org"}}});
  auto& signed_in = stack.add("SignedIn", CognitoUserPoolsAuthorizer::Props{.user_pools = {&users}});

  auto& order = api.add(
      "Order",
      ApiModel::Props{.api = api,
                      .schema = json::object({{"type", "object"}, {"required", json::array({"item"})}})});
  auto& orders = api.resource_for_path("/orders");
  orders.add_method(HttpMethod::post, handler,
                    {.authorizer = &signed_in,
                     .request_models = {{"application/json", order}},
                     .request_validator_options = RequestValidatorOptions{.validate_request_body = true}});
  api.resource_for_path("/orders/{id}").add_method(HttpMethod::get, handler, {.authorizer = &signed_in});
  api.resource_for_path("/health").add_method(
      HttpMethod::get,
      Integration::mock({.request_templates = {{"application/json", R"({"statusCode": 200})"}},
                         .integration_responses = {{.status_code = "200"}}}),
      {.method_responses = {{.status_code = "200"}}});
}
