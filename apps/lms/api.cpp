#include "api.hpp"

#include "tenon/constructs/network/vpc_link.hpp"
#include "tenon/value/format.hpp"

namespace lms {

using tenon::Duration;
using tenon::HttpMethod;
using tenon::HttpVpcLink;
using tenon::Integration;
using tenon::RestApi;
using tenon::UserPool;
using tenon::UserPoolClient;

namespace {

/// 50,000 users who send a request every 20 s make 2,500 a second. Twice that is let through.
constexpr double requests_per_second = 5000;
constexpr std::int64_t requests_at_once = 5000;

UserPool& add_users(tenon::Stack& stack, const Settings& settings) {
  auto& users = stack.add("Users", UserPool::Props{
                                       .user_pool_name = settings.name("user-pool"),
                                       .sign_in_aliases = {.email = true},
                                       .sign_in_case_sensitive = false,
                                       .mfa = tenon::Mfa::optional,
                                       .password_policy = tenon::PasswordPolicy{.min_length = 12,
                                                                                .require_lowercase = true,
                                                                                .require_uppercase = true,
                                                                                .require_digits = true,
                                                                                .require_symbols = true},
                                       .account_recovery = tenon::AccountRecovery::email_only,
                                       .deletion_protection = false,
                                       .removal_policy = tenon::RemovalPolicy::destroy,
                                   });
  struct Group {
    std::string_view id;
    std::string_view name;
    std::string_view description;
  };
  constexpr Group groups[] = {{"Students", "students", "Who learns"},
                              {"Educators", "educators", "Who teaches and grades"},
                              {"Administrators", "administrators", "Who runs an institution"}};
  for (const Group& group : groups) {
    users.add(group.id, tenon::UserPoolGroup::Props{.user_pool = users,
                                                    .group_name = settings.name(group.name),
                                                    .description = group.description});
  }
  return users;
}

UserPoolClient& add_client(const Settings& settings, UserPool& users) {
  return users.add("Client", UserPoolClient::Props{
                                 .user_pool = users,
                                 .user_pool_client_name = settings.name("user-pool-client"),
                                 .auth_flows = tenon::AuthFlows{.user_srp = true},
                                 .access_token_validity = Duration::hours(1),
                                 .id_token_validity = Duration::hours(1),
                                 .refresh_token_validity = Duration::days(1),
                                 .enable_token_revocation = true,
                             });
}

RestApi& add_rest_api(tenon::Stack& stack, const Settings& settings) {
  return stack.add("Api", RestApi::Props{
                              .rest_api_name = settings.name("rest-api"),
                              .description = "The API of the Learning Management System",
                              .endpoint_types = {tenon::ApiEndpointType::regional},
                              .deploy = false,
                              .cloud_watch_role = true,
                              .cloud_watch_role_removal_policy = tenon::RemovalPolicy::destroy,
                          });
}

/// Who has asked for what: what an audit of access to personal data looks at.
constexpr char access_log_format[] =
    R"({"requestId":"$context.requestId","time":"$context.requestTime",)"
    R"("user":"$context.authorizer.claims.sub",)"
    R"("groups":"$context.authorizer.claims.cognito:groups","ip":"$context.identity.sourceIp",)"
    R"("method":"$context.httpMethod","path":"$context.path","status":"$context.status",)"
    R"("bytes":"$context.responseLength","milliseconds":"$context.responseLatency"})";

void deploy(tenon::Stack& stack, const Settings& settings, const Keys& keys, RestApi& api) {
  auto& logs = add_log_group(stack, "ApiLogs", tenon::format("/aws/apigateway/{}", settings.name("rest-api")),
                             keys.operations);
  auto& deployment = stack.add("ApiDeployment", tenon::ApiDeployment::Props{.api = api});
  auto& stage = stack.add(
      "ApiStage", tenon::ApiStage::Props{
                      .deployment = deployment,
                      .options = {.stage_name = "v1",
                                  .access_log_destination = &logs,
                                  .access_log_format = tenon::AccessLogFormat::custom(access_log_format),
                                  .tracing_enabled = true,
                                  .methods = {.throttling_rate_limit = requests_per_second,
                                              .throttling_burst_limit = requests_at_once,
                                              .metrics_enabled = true}},
                  });
  api.set_deployment_stage(stage);
}

}  // namespace

Api add_api(tenon::Stack& stack, const Settings& settings, const Keys& keys, const Network& network,
            const Containers& containers, const tenon::Value<std::string>& host) {
  auto& users = add_users(stack, settings);
  auto& client = add_client(settings, users);
  auto& authorizer = stack.add("Authorizer", tenon::CognitoUserPoolsAuthorizer::Props{
                                                 .user_pools = std::vector<UserPool*>{&users},
                                                 .authorizer_name = settings.name("authorizer"),
                                             });
  auto& link = stack.add("Link", HttpVpcLink::Props{
                                     .vpc = network.vpc,
                                     .vpc_link_name = settings.name("vpc-link"),
                                     .security_groups = {&network.link},
                                 });
  auto& api = add_rest_api(stack, settings);

  const auto forward = [&](const tenon::Value<std::string>& url, HttpMethod method,
                           tenon::Map<std::string> parameters) {
    return Integration::http(url, {.http_method = method,
                                   .options = {.request_parameters = std::move(parameters),
                                               .http_vpc_link = &link,
                                               .integration_target = containers.balancer.arn()}});
  };
  auto& everything = api.root().add_resource("{proxy+}");
  everything.add_method(
      HttpMethod::any,
      forward(tenon::format("https://{}/{{proxy}}", host), HttpMethod::any,
              {{"integration.request.path.proxy", "method.request.path.proxy"}}),
      {.authorizer = &authorizer, .request_parameters = {{"method.request.path.proxy", true}}});
  auto& health = api.root().add_resource("health");
  health.add_method(HttpMethod::get,
                    forward(tenon::format("https://{}{}", host, health_path), HttpMethod::get, {}),
                    {.authorization_type = tenon::AuthorizationType::none});
  deploy(stack, settings, keys, api);
  return {api, users, client};
}

}  // namespace lms
