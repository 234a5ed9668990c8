#include "tenon/constructs/api/http_api.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"

void http_api(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Orders", Stack::Props{});
  auto& handler =
      stack.add("Handler", LambdaFn::Props{.code = Code::from_inline("def handle(event, context):\n"
                                                                     "    return {'statusCode': 200}\n"),
                                           .handler = "index.handle",
                                           .runtime = Runtime::python_3_13});
  auto& api =
      stack.add("Api", HttpApi::Props{.default_stage_options = {.throttle = ThrottleSettings{
                                                                    .rate_limit = 100, .burst_limit = 200}}});
  auto& jwt = api.add(
      "Jwt", HttpJwtAuthorizer::Props{
                 .http_api = api, .jwt_issuer = "https://issuer.example.org", .jwt_audience = {"orders"}});
  api.set_default_authorization(jwt);
  api.add_routes("/orders/{id}", {HttpMethod::get, HttpMethod::put}, handler,
                 {.authorization_scopes = {"orders/read"}});
  api.add_routes("/health", {HttpMethod::get},
                 HttpRouteIntegration::url("Health", "https://status.example.org"),
                 {.authorization = HttpAuthorization::none()});
}
