#include "api.hpp"

#include "settings.hpp"
#include "tenon/value/format.hpp"

namespace language_learning {

using tenon::ApiStageOptions;
using tenon::AuthorizationType;
using tenon::FunctionBase;
using tenon::GatewayResponse;
using tenon::GatewayResponseType;
using tenon::HttpMethod;
using tenon::Integration;
using tenon::RestApi;

namespace {

constexpr char access_log_format[] =
    R"({"requestId":"$context.requestId","time":"$context.requestTime",)"
    R"("user":"$context.authorizer.claims.sub","ip":"$context.identity.sourceIp",)"
    R"("method":"$context.httpMethod","path":"$context.path","status":"$context.status",)"
    R"("bytes":"$context.responseLength","milliseconds":"$context.responseLatency"})";

ApiStageOptions stage_options(tenon::LogGroup& logs) {
  return {.stage_name = stage_name,
          .description = "Language learning: what applications call",
          .access_log_destination = &logs,
          .access_log_format = tenon::AccessLogFormat::custom(access_log_format),
          .tracing_enabled = true,
          .methods = {.throttling_rate_limit = requests_per_second,
                      .throttling_burst_limit = requests_at_once,
                      .metrics_enabled = true}};
}

RestApi& add_rest_api(tenon::Stack& stack) {
  return stack.add(
      "Api",
      RestApi::Props{
          .rest_api_name = name("api"),
          .description = "Language learning: lessons, progress, speech, grammar, recommendations",
          .endpoint_types = {tenon::ApiEndpointType::regional},
          .deploy = false,
          // Who calls shows a token, not a cookie, so any page may ask.
          .default_cors_preflight_options = tenon::CorsOptions{.allow_origins = std::vector<std::string>{"*"},
                                                               .max_age = tenon::Duration::hours(1)},
          .cloud_watch_role = true,
          .cloud_watch_role_removal_policy = tenon::RemovalPolicy::destroy,
      });
}

void deploy(tenon::Stack& stack, const Keys& keys, RestApi& api) {
  auto& logs = add_log_group(stack, "ApiLogs", tenon::format_sub("/{}/api", tenon::pseudo::stack_name),
                             keys.operations);
  auto& deployment = stack.add("ApiDeployment", tenon::ApiDeployment::Props{.api = api});
  auto& stage =
      stack.add("ApiStage", tenon::ApiStage::Props{.deployment = deployment, .options = stage_options(logs)});
  api.set_deployment_stage(stage);
}

/// Pages see what is wrong even where no function was asked: no token, too many requests.
void open_errors_to_pages(RestApi& api) {
  struct Error {
    std::string_view id;
    GatewayResponseType type;
  };
  constexpr Error errors[] = {{"ClientErrors", GatewayResponseType::default_4xx},
                              {"ServerErrors", GatewayResponseType::default_5xx}};
  for (const Error& each : errors) {
    api.add(each.id,
            GatewayResponse::Props{
                .api = api, .type = each.type, .response_headers = {{"Access-Control-Allow-Origin", "'*'"}}});
  }
}

/// For Route 53, which has no token: API Gateway itself answers.
void add_health(RestApi& api) {
  const Integration healthy =
      Integration::mock({.request_templates = {{"application/json", R"({"statusCode": 200})"}},
                         .integration_responses = {
                             {.status_code = "200",
                              .response_templates = {{"application/json", R"({"status": "healthy"})"}}}}});
  auto& health = api.resource_for_path(health_path);
  health.add_method(
      HttpMethod::get, healthy,
      {.authorization_type = AuthorizationType::none, .method_responses = {{.status_code = "200"}}});
}

}  // namespace

RestApi& add_api(tenon::Stack& stack, const Keys& keys, const Users& users, const Answering& functions) {
  const auto& [learning, translation, notifications] = functions;
  auto& api = add_rest_api(stack);
  deploy(stack, keys, api);
  auto& authorizer = api.add("Students", tenon::CognitoUserPoolsAuthorizer::Props{
                                             .user_pools = std::vector<tenon::UserPool*>{&users.pool},
                                             .authorizer_name = name("students"),
                                         });
  struct Route {
    HttpMethod method;
    std::string_view path;
    FunctionBase& function;
  };
  const Route routes[] = {
      {HttpMethod::get, "/lessons", learning.live_lessons},
      {HttpMethod::get, "/lessons/{lessonId}", learning.live_lessons},
      {HttpMethod::post, "/lessons/{lessonId}/audio", learning.live_lessons},
      {HttpMethod::get, "/progress", learning.progress},
      {HttpMethod::put, "/progress/{lessonId}", learning.progress},
      {HttpMethod::post, "/speech", learning.speech},
      {HttpMethod::get, "/speech/{exerciseId}", learning.speech},
      {HttpMethod::post, "/speech/stream", learning.speech},
      {HttpMethod::post, "/grammar", learning.grammar},
      {HttpMethod::post, "/feedback", learning.grammar},
      {HttpMethod::get, "/recommendations", learning.recommendations},
      {HttpMethod::post, "/recommendations/events", learning.recommendations},
      {HttpMethod::post, "/translations", translation},
      {HttpMethod::get, "/translations/{jobId}", translation},
      {HttpMethod::delete_, "/translations/{jobId}", translation},
      {HttpMethod::put, "/notifications/{channel}", notifications},
  };
  for (const Route& route : routes) {
    auto& resource = api.resource_for_path(route.path);
    resource.add_method(route.method, Integration::lambda(route.function, {.allow_test_invoke = false}),
                        {.authorizer = &authorizer});
  }
  add_health(api);
  open_errors_to_pages(api);
  return api;
}

}  // namespace language_learning
