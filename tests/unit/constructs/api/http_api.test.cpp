#include "tenon/constructs/api/http_api.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/apigatewayv2/Route.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/vpc_link.hpp"
#include "tenon/constructs/observability/log_group.hpp"

namespace tenon {
namespace {

class HttpApiTest : public StackTest {
 protected:
  HttpApi& add_api(const HttpApi::Props& props = {}) { return stack.add("Api", props); }
  LambdaFn& add_function(std::string_view id = "Handler") {
    return stack.add(id, LambdaFn::Props{.code = Code::from_inline("def handle(event, context): return {}"),
                                         .handler = "index.handle",
                                         .runtime = Runtime::python_3_13});
  }
};

TEST_F(HttpApiTest, IsDeployedByItselfToTheDefaultStage) {
  add_api();
  expect("AWS::ApiGatewayV2::Api", R"({"$exactly": {"Name": "Api", "ProtocolType": "HTTP"}})");
  expect("AWS::ApiGatewayV2::Stage",
         R"({"$exactly": {"ApiId": {"Ref": "ApiF70053CD"}, "AutoDeploy": true, "StageName": "$default"}})");
}

TEST_F(HttpApiTest, AFunctionAnswersRoutes) {
  const auto routes =
      add_api().add_routes("/orders/{id}", {HttpMethod::get, HttpMethod::put}, add_function());
  ASSERT_EQ(routes.size(), 2U);
  expect("AWS::ApiGatewayV2::Integration",
         R"({"$exactly": {"ApiId": {"Ref": "ApiF70053CD"}, "IntegrationType": "AWS_PROXY",
      "IntegrationUri": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]}, "PayloadFormatVersion": "2.0"}})");
  expect("AWS::ApiGatewayV2::Route",
         R"({"$exactly": {"ApiId": {"Ref": "ApiF70053CD"}, "AuthorizationType": "NONE",
      "RouteKey": "GET /orders/{id}", "Target": {"Fn::Join": ["", ["integrations/", {"$any": true}]]}}})");
  expect("AWS::Lambda::Permission",
         R"({"SourceArn": {"Fn::Join": ["", {"$contains": ["/*/*/orders/{id}"]}]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::ApiGatewayV2::Integration", 1));
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Lambda::Permission", 2));
}

TEST_F(HttpApiTest, WhatNoRouteFitsCanBeAnswered) {
  add_api({.default_integration =
               HttpRouteIntegration::url("Site", "https://example.org", {.timeout_in_millis = 1000})});
  expect("AWS::ApiGatewayV2::Route", R"({"RouteKey": "$default"})");
  expect("AWS::ApiGatewayV2::Integration", R"({"IntegrationType": "HTTP_PROXY", "IntegrationMethod": "ANY",
      "IntegrationUri": "https://example.org", "PayloadFormatVersion": "1.0", "TimeoutInMillis": 1000})");
}

TEST_F(HttpApiTest, ANetworkAnswersByTls) {
  auto& link = HttpVpcLink::from_id(stack, "Link", "link-1");
  auto& listener = ApplicationListener::from_attributes(
      stack, "Listener",
      {.listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/b/c"});
  add_api().add_routes(
      "/{proxy+}", {},
      HttpRouteIntegration::alb("Orders", listener,
                                {.vpc_link = link, .secure_server_name = "orders.example.org"}));
  expect("AWS::ApiGatewayV2::Integration",
         R"({"ConnectionId": "link-1", "ConnectionType": "VPC_LINK", "IntegrationMethod": "ANY",
      "IntegrationUri": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/b/c",
      "TlsConfig": {"ServerNameToVerify": "orders.example.org"}})");
}

TEST_F(HttpApiTest, UsersOfAPoolMayCall) {
  auto& pool = stack.add("Pool", UserPool::Props{});
  auto& client = pool.add("Client", UserPoolClient::Props{.user_pool = pool});
  HttpApi& api = add_api({.default_authorization_scopes = {"orders/read"}});
  auto& users = api.add("Users", HttpUserPoolAuthorizer::Props{
                                     .http_api = api, .user_pool = pool, .user_pool_clients = {&client}});
  api.set_default_authorization(users);
  api.add_routes("/orders", {HttpMethod::get}, add_function());
  api.add_routes("/health", {HttpMethod::get}, HttpRouteIntegration::url("Health", "https://example.org"),
                 {.authorization = HttpAuthorization::none()});
  expect("AWS::ApiGatewayV2::Authorizer",
         R"({"$exactly": {"ApiId": {"Ref": "ApiF70053CD"}, "AuthorizerType": "JWT", "Name": "Users",
      "IdentitySource": ["$request.header.Authorization"], "JwtConfiguration": {"Audience": [{"Ref": "PoolClient8A3E5EB7"}],
        "Issuer": {"Fn::Join": ["", ["https://cognito-idp.", {"Ref": "AWS::Region"}, ".amazonaws.com/", {"Ref": "PoolD3F588B8"}]]}}}})");
  expect("AWS::ApiGatewayV2::Route",
         R"({"RouteKey": "GET /orders", "AuthorizationType": "JWT", "AuthorizerId": {"$any": true},
      "AuthorizationScopes": ["orders/read"]})");
  expect("AWS::ApiGatewayV2::Route",
         R"({"RouteKey": "GET /health", "AuthorizationType": "NONE", "AuthorizerId": {"$absent": true}})");
}

TEST_F(HttpApiTest, TokensOfAnIssuerAreGood) {
  HttpApi& api = add_api();
  auto& jwt = api.add(
      "Jwt", HttpJwtAuthorizer::Props{
                 .http_api = api, .jwt_issuer = "https://issuer.example.org", .jwt_audience = {"orders"}});
  api.add_routes("/", {HttpMethod::get}, add_function(),
                 {.authorization = jwt, .authorization_scopes = {"read"}});
  expect("AWS::ApiGatewayV2::Authorizer",
         R"({"JwtConfiguration": {"Audience": ["orders"], "Issuer": "https://issuer.example.org"}})");
}

TEST_F(HttpApiTest, AFunctionJudgesRequests) {
  HttpApi& api = add_api();
  auto& judge = api.add(
      "Judge",
      HttpLambdaAuthorizer::Props{.http_api = api, .handler = add_function("Fn"), .simple_responses = true});
  api.add_routes("/", {HttpMethod::get}, HttpRouteIntegration::url("Site", "https://example.org"),
                 {.authorization = judge});
  expect("AWS::ApiGatewayV2::Authorizer",
         R"({"AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0",
      "EnableSimpleResponses": true, "AuthorizerResultTtlInSeconds": 300})");
  expect("AWS::Lambda::Permission", R"({"SourceArn": {"Fn::Join": ["", {"$contains": ["/authorizers/"]}]}})");
  expect("AWS::ApiGatewayV2::Route", R"({"AuthorizationType": "CUSTOM"})");
}

TEST_F(HttpApiTest, SignedRequestsAreGranted) {
  const auto routes = add_api({.default_authorization = HttpAuthorization::iam()})
                          .add_routes("/orders/{id}/items", {HttpMethod::get}, add_function());
  routes[0]->grant_invoke(add_role());
  expect("AWS::ApiGatewayV2::Route", R"({"AuthorizationType": "AWS_IAM"})");
  expect_granted(
      R"([{"Action": "execute-api:Invoke", "Resource": {"Fn::Join": ["", {"$contains": ["/*/GET/orders/*"]}]}}])");
}

TEST_F(HttpApiTest, GrantsNeedSignedRequests) {
  add_api().add_routes("/", {HttpMethod::get}, add_function())[0]->grant_invoke(add_role());
  expect_refused("property-not-allowed", "authorization");
}

TEST_F(HttpApiTest, SetsCorsAndTheStage) {
  auto& logs = stack.add("Logs", LogGroup::Props{});
  add_api({.default_stage_options = {.description = "Live",
                                     .throttle = ThrottleSettings{.rate_limit = 100, .burst_limit = 200},
                                     .detailed_metrics_enabled = true,
                                     .access_log_destination = &logs,
                                     .stage_variables = {{"mode", "live"}}},
           .cors_preflight = HttpCorsOptions{.allow_origins = {"https://a.example"},
                                             .allow_methods = {HttpMethod::any},
                                             .allow_headers = {"X-Tenant"},
                                             .allow_credentials = true,
                                             .max_age = Duration::hours(1)}});
  expect("AWS::ApiGatewayV2::Api",
         R"({"CorsConfiguration": {"$exactly": {"AllowOrigins": ["https://a.example"], "AllowMethods": ["*"],
      "AllowHeaders": ["X-Tenant"], "AllowCredentials": true, "MaxAge": 3600}}})");
  expect("AWS::ApiGatewayV2::Stage", R"({"Description": "Live", "StageVariables": {"mode": "live"},
      "DefaultRouteSettings": {"DetailedMetricsEnabled": true, "ThrottlingBurstLimit": 200, "ThrottlingRateLimit": 100},
      "AccessLogSettings": {"Format": {"$like": "*$context.requestId"}, "DestinationArn": {"$any": true}}})");
}

TEST_F(HttpApiTest, RefusesWhatCannotBe) {
  add_api({.cors_preflight = HttpCorsOptions{.allow_origins = {"*"}, .allow_credentials = true}});
  expect_refused("property-not-allowed", "allow_credentials");
}

TEST_F(HttpApiTest, RefusesRoutesThatCannotBe) {
  HttpApi& api = add_api();
  const auto integration = HttpRouteIntegration::url("Site", "https://example.org");
  api.add_routes("orders", {HttpMethod::get}, integration);
  expect_refused("property-not-allowed", "path");
  stack.add("Other", HttpApi::Props{}).add_routes("/", {}, integration);
  EXPECT_EQ(app.diagnostics().back().property, "integration");
  api.add_routes("/slow", {},
                 HttpRouteIntegration::url("Slow", "https://example.org", {.timeout_in_millis = 30000}));
  EXPECT_EQ(app.diagnostics().back().property, "timeout_in_millis");
  EXPECT_EQ(app.diagnostics().size(), 3U);
}

TEST_F(HttpApiTest, RefusesAuthorizersAndStagesThatCannotBe) {
  HttpApi& api = add_api({.default_stage_options = {.access_log_format = AccessLogFormat::clf()}});
  expect_refused("property-needed", "access_log_destination");
  api.add("Jwt", HttpJwtAuthorizer::Props{.http_api = api,
                                          .jwt_issuer = "https://a.example",
                                          .jwt_audience = std::vector<Value<std::string>>{}});
  EXPECT_EQ(app.diagnostics().back().property, "jwt_audience");
  api.add("Judge", HttpLambdaAuthorizer::Props{
                       .http_api = api, .handler = add_function(), .results_cache_ttl = Duration::hours(2)});
  EXPECT_EQ(app.diagnostics().back().property, "results_cache_ttl");
}

TEST_F(HttpApiTest, HasANameOfItsOwn) {
  HttpApi& api = add_api();
  auto& certificate =
      Certificate::from_arn(stack, "Certificate", "arn:aws:acm:eu-west-1:111122223333:certificate/a");
  auto& name =
      stack.add("Name", HttpDomainName::Props{.domain_name = "api.example.org", .certificate = certificate});
  name.add_api_mapping(*api.default_stage(), "v1");
  expect("AWS::ApiGatewayV2::DomainName",
         R"({"DomainName": "api.example.org", "DomainNameConfigurations": [{"EndpointType": "REGIONAL",
      "SecurityPolicy": "TLS_1_2", "CertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/a"}]})");
  expect("AWS::ApiGatewayV2::ApiMapping", R"({"ApiMappingKey": "v1", "Stage": "$default"})");
  name.add_api_mapping(*api.default_stage(), "v1");
  expect_refused("property-not-allowed", "api_mapping_key");
}

TEST_F(HttpApiTest, HasMetrics) {
  HttpApi& api = add_api();
  EXPECT_EQ(api.metric_server_error().props().metric_name, "5xx");
  EXPECT_EQ(api.metric_client_error().props().statistic, Statistic::sum);
  EXPECT_EQ(api.metric_count().props().statistic, Statistic::sample_count);
  EXPECT_EQ(api.metric_latency().props().dimensions.at(0).name, "ApiId");
  EXPECT_EQ(api.default_stage()->metric_data_processed().props().dimensions.at(1),
            (Dimension{"Stage", "$default"}));
}

TEST_F(HttpApiTest, RoutesCanBeAddedToAnApiThatExists) {
  HttpApi::from_id(stack, "Api", "abc123").add_routes("/", {HttpMethod::get}, add_function());
  expect("AWS::ApiGatewayV2::Route", R"({"ApiId": "abc123", "RouteKey": "GET /"})");
}

}  // namespace
}  // namespace tenon
