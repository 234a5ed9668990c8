#include "tenon/constructs/api/rest_api.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/apigateway/Deployment.hpp"
#include "tenon/aws/apigateway/Method.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/aws/apigateway/Stage.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/vpc_endpoint.hpp"
#include "tenon/constructs/network/vpc_link.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

class RestApiTest : public StackTest {
 protected:
  RestApi& add_api(const RestApi::Props& props = {}) { return stack.add("Api", props); }
  LambdaFn& add_function(std::string_view id = "Handler", const Value<std::string>& name = {}) {
    return stack.add(id, LambdaFn::Props{.code = Code::from_inline("def handle(event, context): return {}"),
                                         .handler = "index.handle",
                                         .runtime = Runtime::python_3_13,
                                         .function_name = name});
  }
  /// An API with one method, so that it can be deployed.
  RestApi& add_small_api(const RestApi::Props& props = {}) {
    RestApi& api = add_api(props);
    api.root().add_method(HttpMethod::get);
    return api;
  }
};

// --- API, deployment, stage --------------------------------------------------------------------------------

TEST_F(RestApiTest, IsDeployedToAStageCalledProdAndShowsItsAddress) {
  add_small_api();
  expect("AWS::ApiGateway::RestApi", R"({"$exactly": {"Name": "Api"}})");
  expect("AWS::ApiGateway::Stage", R"({"$exactly": {"StageName": "prod", "RestApiId": {"Ref": "ApiF70053CD"},
                                                    "DeploymentId": {"$any": true}}})");
  expect("AWS::ApiGateway::Deployment",
         R"({"Description": "Automatically created by the RestApi construct"})");
  EXPECT_TRUE(synthesized().has_output("ApiEndpoint4F160690", R"({"Value": {"Fn::Join": ["", ["https://",
      {"Ref": "ApiF70053CD"}, ".execute-api.", {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"}, "/",
      {"Ref": "ApiDeploymentStageprod3EB9684E"}, "/"]]}})"));
  EXPECT_TRUE(synthesized().resource_count_is("AWS::ApiGateway::Account", 0));
}

std::string deployment_id(const std::vector<HttpMethod>& methods, std::string_view mixin = {}) {
  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
  RestApi& api = stack.add("Api", RestApi::Props{});
  for (const HttpMethod method : methods) api.resource_for_path("/items").add_method(method);
  if (!mixin.empty()) api.latest_deployment()->add_to_logical_id(mixin);
  return testing::Template::of(stack).find_resources("AWS::ApiGateway::Deployment").at(0);
}

TEST_F(RestApiTest, TheDeploymentsIdFollowsTheApi) {
  const std::string get = deployment_id({HttpMethod::get});
  EXPECT_EQ(get.size(), std::string_view("ApiDeploymentB17BE62D").size() + 32);
  EXPECT_EQ(get, deployment_id({HttpMethod::get}));
  EXPECT_NE(get, deployment_id({HttpMethod::post}));
  EXPECT_NE(get, deployment_id({HttpMethod::get, HttpMethod::post}));
  EXPECT_NE(get, deployment_id({HttpMethod::get}, "2"));
}

TEST_F(RestApiTest, TheDeploymentsIdIsTheSameInEverySynthesis) {
  add_small_api();
  const auto first = synthesized().find_resources("AWS::ApiGateway::Deployment");
  EXPECT_EQ(first, synthesized().find_resources("AWS::ApiGateway::Deployment"));
}

TEST_F(RestApiTest, TheDeploymentsIdFollowsTheNameOfTheFunctionThatIsCalled) {
  RestApi& orders = stack.add("Api", RestApi::Props{});
  orders.root().add_method(HttpMethod::get, add_function("Handler", "orders"));
  Stack& other = app.add("Other", Stack::Props{});
  RestApi& bills = other.add("Api", RestApi::Props{});
  bills.root().add_method(
      HttpMethod::get,
      other.add("Handler", LambdaFn::Props{.code = Code::from_inline("def handle(event, context): return {}"),
                                           .handler = "index.handle",
                                           .runtime = Runtime::python_3_13,
                                           .function_name = "bills"}));
  EXPECT_NE(synthesized().find_resources("AWS::ApiGateway::Deployment"),
            testing::Template::of(other).find_resources("AWS::ApiGateway::Deployment"));
}

TEST_F(RestApiTest, SetsWhatWasGiven) {
  auto& other = RestApi::from_id(stack, "Other", "abc123");
  add_small_api({.rest_api_name = "orders",
                 .description = "Takes orders",
                 .endpoint_types = {ApiEndpointType::regional},
                 .ip_address_type = ApiIpAddressType::dualstack,
                 .retain_deployments = true,
                 .endpoint_export_name = "OrdersUrl",
                 .binary_media_types = {"image/png"},
                 .min_compression_size = Size::kibibytes(1),
                 .api_key_source_type = ApiKeySourceType::authorizer,
                 .disable_execute_api_endpoint = true,
                 .fail_on_warnings = true,
                 .parameters = {{"basepath", "prepend"}},
                 .clone_from = &other});
  expect("AWS::ApiGateway::RestApi", R"({"$exactly": {"Name": "orders", "Description": "Takes orders",
      "EndpointConfiguration": {"IpAddressType": "dualstack", "Types": ["REGIONAL"]}, "BinaryMediaTypes": ["image/png"],
      "MinimumCompressionSize": 1024, "ApiKeySourceType": "AUTHORIZER", "DisableExecuteApiEndpoint": true,
      "FailOnWarnings": true, "Parameters": {"basepath": "prepend"}, "CloneFrom": "abc123"}})");
  expect_entry("AWS::ApiGateway::Deployment",
               R"({"DeletionPolicy": "Retain", "Properties": {"Description": "Takes orders"}})");
  EXPECT_TRUE(synthesized().has_output("ApiEndpoint4F160690", R"({"Export": {"Name": "OrdersUrl"}})"));
}

TEST_F(RestApiTest, TheStageSetsMethodsLogsTracingAndCache) {
  auto& logs = stack.add("Logs", LogGroup::Props{});
  add_small_api({.deploy_options = {.stage_name = "live",
                                    .description = "Live",
                                    .access_log_destination = &logs,
                                    .tracing_enabled = true,
                                    .methods = {.throttling_rate_limit = 100,
                                                .throttling_burst_limit = 200,
                                                .metrics_enabled = true,
                                                .logging_level = MethodLoggingLevel::error},
                                    .method_options = {{"/items/{id}/get",
                                                        {.caching_enabled = true,
                                                         .cache_ttl = Duration::minutes(1),
                                                         .cache_data_encrypted = true}},
                                                       {"//POST", {.data_trace_enabled = true}}},
                                    .variables = {{"mode", "live"}}}});
  expect("AWS::ApiGateway::Stage", R"({"StageName": "live", "Description": "Live", "TracingEnabled": true,
      "Variables": {"mode": "live"}, "CacheClusterEnabled": true, "CacheClusterSize": "0.5",
      "AccessLogSetting": {"DestinationArn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":logs:",
          {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":log-group:", {"Ref": "Logs6819BB44"}]]},
        "Format": {"$like": "$context.identity.sourceIp *[$context.requestTime]* $context.requestId"}},
      "MethodSettings": [
        {"$exactly": {"HttpMethod": "*", "ResourcePath": "/*", "ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200,
                      "MetricsEnabled": true, "LoggingLevel": "ERROR", "DataTraceEnabled": false}},
        {"$exactly": {"HttpMethod": "GET", "ResourcePath": "/~1items~1{id}", "CachingEnabled": true,
                      "CacheTtlInSeconds": 60, "CacheDataEncrypted": true, "DataTraceEnabled": false}},
        {"$exactly": {"HttpMethod": "POST", "ResourcePath": "/", "DataTraceEnabled": true}}]})");
  expect("AWS::ApiGateway::Deployment", R"({"Description": "Live"})");
}

TEST_F(RestApiTest, RefusesStagesThatCannotBe) {
  struct Case {
    ApiStageOptions options;
    std::string_view id;
    std::string_view property;
  };
  const Case cases[] = {
      {{.access_log_format = AccessLogFormat::clf()}, "property-needed", "access_log_destination"},
      {{.method_options = {{"items", {.metrics_enabled = true}}}}, "property-not-allowed", "method_options"},
      {{.method_options = {{"/items/FETCH", {.metrics_enabled = true}}}},
       "property-not-allowed",
       "method_options"},
      {{.cache_cluster_enabled = false, .cache_cluster_size = "0.5"},
       "property-not-allowed",
       "cache_cluster_size"},
      {{.methods = {.caching_enabled = true}, .cache_cluster_enabled = false},
       "property-not-allowed",
       "caching_enabled"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.property);
    App own;
    own.add("Shop", Stack::Props{})
        .add("Api", RestApi::Props{.deploy_options = each.options})
        .root()
        .add_method(HttpMethod::get);
    const auto found = own.diagnostics();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, each.id);
    EXPECT_EQ(found[0].property, each.property);
  }
}

TEST_F(RestApiTest, AccessLogsNeedTheRequestsId) {
  auto& logs = stack.add("Logs", LogGroup::Props{});
  add_small_api({.deploy_options = {.access_log_destination = &logs,
                                    .access_log_format = AccessLogFormat::custom("$context.status")}});
  expect_refused("property-not-allowed", "access_log_format");
}

TEST_F(RestApiTest, MakesTheAccountsRoleWhenAsked) {
  add_small_api({.cloud_watch_role = true});
  expect_entry("AWS::ApiGateway::Account", R"({"DeletionPolicy": "Retain", "DependsOn": ["ApiF70053CD"],
      "Properties": {"CloudWatchRoleArn": {"Fn::GetAtt": ["ApiCloudWatchRole73EC6FC4", "Arn"]}}})");
  expect_entry("AWS::IAM::Role", R"({"DeletionPolicy": "Retain"})");
  expect_entry("AWS::ApiGateway::Stage", R"({"DependsOn": ["ApiAccountA18C9B29"]})");
}

TEST_F(RestApiTest, RefusesWhatAnApiCannotBe) {
  add_small_api({.endpoint_types = {ApiEndpointType::private_}, .ip_address_type = ApiIpAddressType::ipv4});
  expect_refused("property-not-allowed", "ip_address_type");
}

TEST_F(RestApiTest, RefusesACompressionThatNothingReaches) {
  add_small_api({.min_compression_size = Size::mebibytes(11)});
  expect_refused("property-not-allowed", "min_compression_size");
}

TEST_F(RestApiTest, RefusesAPolicyOfARoleThatIsNotMade) {
  add_small_api({.cloud_watch_role_removal_policy = RemovalPolicy::destroy});
  expect_refused("property-not-allowed", "cloud_watch_role_removal_policy");
}

TEST_F(RestApiTest, AnApiWithoutMethodsIsAnError) {
  add_api();
  EXPECT_THROW(synthesized(), Error);
  expect_refused("property-needed", "methods");
}

TEST_F(RestApiTest, StagesAndDeploymentsCanBeMadeByHand) {
  RestApi& api = add_small_api({.deploy = false});
  EXPECT_EQ(api.latest_deployment(), nullptr);
  EXPECT_THROW(api.url(), Error);
  auto& deployment = stack.add("Deployment", ApiDeployment::Props{.api = api});
  auto& stage =
      stack.add("Stage", ApiStage::Props{.deployment = deployment, .options = {.stage_name = "test"}});
  api.root().add_method(HttpMethod::post, add_function());
  api.set_deployment_stage(stage);
  expect_entry("AWS::ApiGateway::Deployment",
               R"({"DependsOn": {"$contains": ["ApiGET9257B917", "ApiPOST9384DEBA"]}})");
  // The permission was made before the stage was known.
  expect("AWS::Lambda::Permission",
         R"({"SourceArn": {"Fn::Join": ["", {"$contains": [{"Ref": "Stage0E8C2AF5"}]}]}})");
}

TEST_F(RestApiTest, LetsInWhomItsPolicySays) {
  RestApi& api = add_small_api({.endpoint_types = {ApiEndpointType::private_}});
  auto& vpc_endpoint = InterfaceEndpoint::from_id(stack, "Endpoint", "vpce-1", {});
  api.grant_invoke_from_vpc_endpoints_only({&vpc_endpoint});
  expect("AWS::ApiGateway::RestApi", R"({"Policy": {"Statement": [
      {"Action": "execute-api:Invoke", "Effect": "Deny", "Principal": {"AWS": "*"}, "Resource": "execute-api:/*",
       "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}},
      {"Action": "execute-api:Invoke", "Effect": "Allow", "Principal": {"AWS": "*"}, "Resource": "execute-api:/*"}]}})");
}

TEST_F(RestApiTest, GrantsExecution) {
  RestApi& api = add_api();
  ApiMethod& method = api.resource_for_path("/items/{id}").add_method(HttpMethod::get);
  api.grant_execute(Principal::account("111122223333"));
  method.grant_execute(add_role());
  expect_granted(
      R"([{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": {"Fn::Join": ["", ["arn:",
      {"Ref": "AWS::Partition"}, ":execute-api:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":",
      {"Ref": "ApiF70053CD"}, "/", {"Ref": "ApiDeploymentStageprod3EB9684E"}, "/GET/items/*"]]}}])");
  expect("AWS::ApiGateway::RestApi", R"({"Policy": {"Statement": [{"Resource": "execute-api:/*"}]}})");
}

TEST_F(RestApiTest, AssociatesAWebAcl) {
  add_small_api().associate_web_acl("arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b");
  expect("AWS::WAFv2::WebACLAssociation",
         R"({"WebACLArn": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b",
      "ResourceArn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":apigateway:", {"Ref": "AWS::Region"},
        "::/restapis/", {"Ref": "ApiF70053CD"}, "/stages/", {"Ref": "ApiDeploymentStageprod3EB9684E"}]]}})");
}

TEST_F(RestApiTest, HasMetricsOfItsNameItsStageAndItsMethods) {
  RestApi& api = add_api({.rest_api_name = "orders"});
  ApiMethod& method = api.resource_for_path("/items").add_method(HttpMethod::get);
  const struct {
    Metric metric;
    std::string_view name;
    Statistic statistic;
  } cases[] = {{api.metric_client_error(), "4XXError", Statistic::sum},
               {api.metric_server_error(), "5XXError", Statistic::sum},
               {api.metric_cache_hit_count(), "CacheHitCount", Statistic::sum},
               {api.metric_cache_miss_count(), "CacheMissCount", Statistic::sum},
               {api.metric_count(), "Count", Statistic::sample_count},
               {api.metric_latency(), "Latency", Statistic::average},
               {api.metric_integration_latency(), "IntegrationLatency", Statistic::average}};
  for (const auto& each : cases) {
    EXPECT_EQ(each.metric.props().metric_namespace, "AWS/ApiGateway");
    EXPECT_EQ(each.metric.props().metric_name, each.name);
    EXPECT_EQ(each.metric.props().statistic, each.statistic);
    EXPECT_EQ(each.metric.props().dimensions, (std::vector<Dimension>{{"ApiName", "orders"}}));
  }
  EXPECT_EQ(api.deployment_stage().metric_latency().props().dimensions.at(1).name, "Stage");
  const auto dimensions = method.metric_client_error(api.deployment_stage()).props().dimensions;
  ASSERT_EQ(dimensions.size(), 4U);
  EXPECT_EQ(dimensions[1].value, Value<std::string>("GET"));
  EXPECT_EQ(dimensions[2].value, Value<std::string>("/items"));
}

TEST_F(RestApiTest, MethodsCanBeAddedToAnApiThatExists) {
  auto& api = RestApi::from_attributes(stack, "Api", {.rest_api_id = "abc123", .root_resource_id = "root1"});
  api.resource_for_path("/items").add_method(HttpMethod::get);
  expect("AWS::ApiGateway::Resource", R"({"ParentId": "root1", "PathPart": "items", "RestApiId": "abc123"})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::ApiGateway::Deployment", 0));
}

TEST_F(RestApiTest, ArnsAndAddressesBeginAtTheRoot) {
  RestApi& api = add_small_api();
  api.arn_for_execute_api(HttpMethod::get, "items");
  expect_refused("property-not-allowed", "path");
}

// --- resources and methods ---------------------------------------------------------------------------------

TEST_F(RestApiTest, ResourcesAreMadeOnceForAPath) {
  RestApi& api = add_api();
  ApiResource& item = api.resource_for_path("/items/{id}");
  EXPECT_EQ(&item, &api.resource_for_path("items/{id}"));
  EXPECT_EQ(&item, api.root().get_resource("items")->get_resource("{id}"));
  EXPECT_EQ(&api.resource_for_path("/"), &api.root());
  EXPECT_EQ(item.resource_path(), "/items/{id}");
  item.add_method(HttpMethod::get);
  EXPECT_TRUE(synthesized().resource_count_is("AWS::ApiGateway::Resource", 2));
}

TEST_F(RestApiTest, RefusesPathsThatCannotBe) {
  RestApi& api = add_small_api();
  api.root().add_resource("it ems");
  expect_refused("property-not-allowed", "path_part");
}

TEST_F(RestApiTest, OnlyTheRootTakesPathsFromTheRoot) {
  add_small_api().resource_for_path("/items").resource_for_path("/more");
  expect_refused("property-not-allowed", "path");
}

TEST_F(RestApiTest, AFunctionAnswersByProxyAndMayBeCalledByItsMethodAlone) {
  add_api().resource_for_path("/items/{id}").add_method(HttpMethod::any, add_function());
  expect("AWS::ApiGateway::Method", R"({"$exactly": {"HttpMethod": "ANY", "AuthorizationType": "NONE",
      "ResourceId": {"Ref": "ApiitemsidE0B74190"}, "RestApiId": {"Ref": "ApiF70053CD"},
      "Integration": {"IntegrationHttpMethod": "POST", "Type": "AWS_PROXY", "Uri": {"Fn::Join": ["", ["arn:",
        {"Ref": "AWS::Partition"}, ":apigateway:", {"Ref": "AWS::Region"}, ":lambda:path/2015-03-31/functions/",
        {"Fn::GetAtt": ["Handler886CB40B", "Arn"]}, "/invocations"]]}}}})");
  expect("AWS::Lambda::Permission",
         R"({"Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
      "FunctionName": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]}, "SourceArn": {"Fn::Join": ["", ["arn:",
        {"Ref": "AWS::Partition"}, ":execute-api:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":",
        {"Ref": "ApiF70053CD"}, "/", {"Ref": "ApiDeploymentStageprod3EB9684E"}, "/*/items/*"]]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Lambda::Permission", 2));
}

TEST_F(RestApiTest, OnePermissionCanBeForTheWholeApi) {
  RestApi& api = add_api();
  LambdaFn& function = add_function();
  const Integration integration = Integration::lambda(function, {.scope_permission_to_method = false});
  api.root().add_method(HttpMethod::get, integration);
  api.root().add_method(HttpMethod::post, integration);
  expect("AWS::Lambda::Permission", R"({"SourceArn": {"Fn::Join": ["", {"$contains": ["/*/*/*"]}]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Lambda::Permission", 1));
}

TEST_F(RestApiTest, TestsOfTheConsoleCanBeLeftOut) {
  add_api().root().add_method(HttpMethod::get,
                              Integration::lambda(add_function(), {.allow_test_invoke = false}));
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Lambda::Permission", 1));
}

TEST_F(RestApiTest, StreamsAnswers) {
  add_api().root().add_method(
      HttpMethod::get, Integration::lambda(add_function(), {.options = {.response_transfer_mode =
                                                                            ResponseTransferMode::stream}}));
  expect("AWS::ApiGateway::Method",
         R"({"Integration": {"ResponseTransferMode": "STREAM", "Uri": {"Fn::Join": ["", {"$contains": [
      ":lambda:path/2021-11-15/functions/", "/response-streaming-invocations"]}]}}})");
}

TEST_F(RestApiTest, AServiceAnswersUnderARole) {
  Role& role = add_role();
  add_api().root().add_method(
      HttpMethod::post,
      Integration::aws(
          {.service = "dynamodb",
           .action = "PutItem",
           .options = {.credentials_role = &role,
                       .timeout_in_millis = 5000,
                       .request_parameters = {{"integration.request.header.X", "'y'"}},
                       .request_templates = {{"application/json", "{}"}},
                       .passthrough_behavior = PassthroughBehavior::never,
                       .integration_responses = {{.status_code = "200"},
                                                 {.status_code = "400", .selection_pattern = "4\\d{2}"}},
                       .content_handling = ContentHandling::convert_to_text,
                       .cache_key_parameters = {"method.request.path.id"},
                       .cache_namespace = "items"}}),
      {.method_responses = {{.status_code = "200"}}});
  expect("AWS::ApiGateway::Method",
         R"({"Integration": {"$exactly": {"Type": "AWS", "IntegrationHttpMethod": "POST",
      "Uri": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":apigateway:", {"Ref": "AWS::Region"},
                                ":dynamodb:action/PutItem"]]},
      "Credentials": {"Fn::GetAtt": ["ReaderF7BF189D", "Arn"]}, "TimeoutInMillis": 5000, "PassthroughBehavior": "NEVER",
      "RequestParameters": {"integration.request.header.X": "'y'"}, "RequestTemplates": {"application/json": "{}"},
      "ContentHandling": "CONVERT_TO_TEXT", "CacheKeyParameters": ["method.request.path.id"], "CacheNamespace": "items",
      "IntegrationResponses": [{"StatusCode": "200"}, {"StatusCode": "400", "SelectionPattern": "4\\d{2}"}]}},
      "MethodResponses": [{"StatusCode": "200"}]})");
}

TEST_F(RestApiTest, APathOfAServiceAnswers) {
  add_api().root().add_method(HttpMethod::get,
                              Integration::aws({.service = "s3",
                                                .path = "files/{key}",
                                                .subdomain = "eu",
                                                .integration_http_method = HttpMethod::get,
                                                .region = "eu-west-1",
                                                .options = {.credentials_passthrough = true}}));
  expect("AWS::ApiGateway::Method", R"({"Integration": {"IntegrationHttpMethod": "GET",
      "Uri": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":apigateway:eu-west-1:eu.s3:path/files/{key}"]]},
      "Credentials": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::*:user/*"]]}}})");
}

TEST_F(RestApiTest, AUrlAnswersAlsoBehindALink) {
  auto& link = VpcLink::from_id(stack, "Link", "link-1");
  RestApi& api = add_api();
  api.root().add_method(HttpMethod::get, Integration::http("https://example.org"));
  api.root().add_method(
      HttpMethod::post,
      Integration::http("https://orders.internal",
                        {.http_method = HttpMethod::post, .proxy = false, .options = {.vpc_link = &link}}));
  expect("AWS::ApiGateway::Method",
         R"({"HttpMethod": "GET", "Integration": {"$exactly": {"Type": "HTTP_PROXY",
      "IntegrationHttpMethod": "GET", "Uri": "https://example.org"}}})");
  expect("AWS::ApiGateway::Method", R"({"HttpMethod": "POST", "Integration": {"$exactly": {"Type": "HTTP",
      "IntegrationHttpMethod": "POST", "Uri": "https://orders.internal", "ConnectionType": "VPC_LINK",
      "ConnectionId": "link-1"}}})");
}

TEST_F(RestApiTest, AnApplicationLoadBalancerAnswersBehindALink) {
  auto& link = HttpVpcLink::from_id(stack, "Link", "link-2");
  add_api().root().add_method(
      HttpMethod::any,
      Integration::http("https://orders.internal",
                        {.http_method = HttpMethod::any,
                         .options = {.http_vpc_link = &link,
                                     .integration_target = "arn:aws:elasticloadbalancing:eu-west-1:1:lb"}}));
  expect("AWS::ApiGateway::Method",
         R"({"Integration": {"ConnectionId": "link-2", "ConnectionType": "VPC_LINK",
      "IntegrationHttpMethod": "ANY", "IntegrationTarget": "arn:aws:elasticloadbalancing:eu-west-1:1:lb"}})");
}

TEST_F(RestApiTest, RefusesIntegrationsThatCannotBe) {
  App own;
  Stack& shop = own.add("Shop", Stack::Props{});
  Role& role = shop.add("Role", Role::Props{.assumed_by = Principal::service("apigateway.amazonaws.com")});
  auto& link = VpcLink::from_id(shop, "Link", "link-1");
  auto& http_link = HttpVpcLink::from_id(shop, "HttpLink", "link-2");
  const struct {
    Integration integration;
    std::string_view property;
  } cases[] = {
      {Integration::mock({.credentials_role = &role, .credentials_passthrough = true}),
       "credentials_passthrough"},
      {Integration::mock({.timeout_in_millis = 49}), "timeout_in_millis"},
      {Integration::mock({.response_transfer_mode = ResponseTransferMode::stream}), "response_transfer_mode"},
      {Integration::http(
           "https://a.example",
           {.options = {.vpc_link = &link, .http_vpc_link = &http_link, .integration_target = "arn"}}),
       "http_vpc_link"},
      {Integration::http("https://a.example", {.options = {.http_vpc_link = &http_link}}),
       "integration_target"},
      {Integration::aws({.service = "s3", .action = "GetObject", .path = "a/b"}), "path"},
      {Integration::aws({.service = "s3"}), "action"},
  };
  RestApi& api = shop.add("Api", RestApi::Props{});
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    api.root().add_resource("r" + std::to_string(i)).add_method(HttpMethod::get, cases[i].integration);
    ASSERT_EQ(own.diagnostics().size(), i + 1) << cases[i].property;
    EXPECT_EQ(own.diagnostics().back().property, cases[i].property);
  }
}

TEST_F(RestApiTest, WhatIsNotSaidComesFromTheResourcesAbove) {
  auto& pool =
      UserPool::from_arn(stack, "Pool", "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc");
  auto& users = stack.add("Users", CognitoUserPoolsAuthorizer::Props{.user_pools = {&pool}});
  RestApi& api =
      add_api({.default_integration = Integration::http("https://example.org"),
               .default_method_options = MethodOptions{.api_key_required = true, .authorizer = &users}});
  auto& items =
      api.root().add_resource("items", {.default_method_options = MethodOptions{.api_key_required = false}});
  items.add_method(HttpMethod::get);
  items.add_method(HttpMethod::post, {}, {.authorization_type = AuthorizationType::none});
  expect("AWS::ApiGateway::Method",
         R"({"HttpMethod": "GET", "ApiKeyRequired": false, "AuthorizationType": "COGNITO_USER_POOLS",
      "AuthorizerId": {"Ref": "Users0A0EEA89"}, "Integration": {"Type": "HTTP_PROXY"}})");
  expect("AWS::ApiGateway::Method",
         R"({"HttpMethod": "POST", "AuthorizationType": "NONE", "AuthorizerId": {"$absent": true}})");
}

TEST_F(RestApiTest, AProxyTakesAllPaths) {
  add_api({.default_integration = Integration(add_function())}).root().add_proxy();
  EXPECT_TRUE(
      synthesized().resource_properties_count_is("AWS::ApiGateway::Method", R"({"HttpMethod": "ANY"})", 2));
  expect("AWS::ApiGateway::Resource", R"({"PathPart": "{proxy+}"})");
}

// --- CORS --------------------------------------------------------------------------------------------------

TEST_F(RestApiTest, PreflightsAreAnsweredOnEveryResource) {
  add_api({.default_cors_preflight_options = CorsOptions{.allow_origins = {"*"}}})
      .resource_for_path("/items");
  EXPECT_TRUE(synthesized().resource_properties_count_is("AWS::ApiGateway::Method",
                                                         R"({"HttpMethod": "OPTIONS",
      "AuthorizationType": "NONE", "ApiKeyRequired": false,
      "Integration": {"$exactly": {"Type": "MOCK", "RequestTemplates": {"application/json": "{ statusCode: 200 }"},
        "IntegrationResponses": [{"$exactly": {"StatusCode": "204", "ResponseParameters": {"$exactly": {
          "method.response.header.Access-Control-Allow-Headers":
            "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent'",
          "method.response.header.Access-Control-Allow-Origin": "'*'",
          "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,GET,PUT,POST,DELETE,PATCH,HEAD'"}}}}]}},
      "MethodResponses": [{"StatusCode": "204", "ResponseParameters": {
        "method.response.header.Access-Control-Allow-Origin": true}}]})",
                                                         2));
}

TEST_F(RestApiTest, OfSeveralOriginsTheOneThatAsksIsNamed) {
  add_api().root().add_cors_preflight({.allow_origins = {"https://a.example", "https://b.example"},
                                       .allow_methods = {HttpMethod::get},
                                       .allow_headers = {"X-Tenant"},
                                       .max_age = Duration::hours(1),
                                       .expose_headers = {"X-Total"},
                                       .status_code = 200});
  expect("AWS::ApiGateway::Method", R"({"Integration": {"IntegrationResponses": [{"StatusCode": "200",
      "ResponseParameters": {"$exactly": {"method.response.header.Access-Control-Allow-Headers": "'X-Tenant'",
        "method.response.header.Access-Control-Allow-Origin": "'https://a.example'", "method.response.header.Vary": "'Origin'",
        "method.response.header.Access-Control-Allow-Methods": "'GET'", "method.response.header.Access-Control-Max-Age": "'3600'",
        "method.response.header.Access-Control-Expose-Headers": "'X-Total'"}},
      "ResponseTemplates": {"application/json": {"$like": "*#if($origin == \"https://b.example\")*Access-Control-Allow-Origin = $origin)*"}}}]}})");
}

TEST_F(RestApiTest, RefusesCorsThatCannotBe) {
  const struct {
    CorsOptions options;
    std::string_view id;
    std::string_view property;
  } cases[] = {
      {{.allow_origins = std::vector<std::string>{}}, "property-needed", "allow_origins"},
      {{.allow_origins = {"*", "https://a.example"}}, "property-not-allowed", "allow_origins"},
      {{.allow_origins = {"*"}, .max_age = Duration::hours(1), .disable_cache = true},
       "property-not-allowed",
       "disable_cache"},
      {{.allow_origins = {"*"}, .allow_methods = {HttpMethod::any, HttpMethod::get}},
       "property-not-allowed",
       "allow_methods"},
  };
  for (const auto& each : cases) {
    App own;
    own.add("Shop", Stack::Props{}).add("Api", RestApi::Props{}).root().add_cors_preflight(each.options);
    ASSERT_EQ(own.diagnostics().size(), 1U) << each.property;
    EXPECT_EQ(own.diagnostics()[0].id, each.id);
    EXPECT_EQ(own.diagnostics()[0].property, each.property);
  }
}

// --- requests ----------------------------------------------------------------------------------------------

TEST_F(RestApiTest, RequestsAreValidatedAgainstModels) {
  RestApi& api = add_api();
  auto& model = api.add(
      "Item",
      ApiModel::Props{.api = api, .schema = json::object({{"type", "object"}}), .model_name = "Item"});
  api.root().add_method(
      HttpMethod::post, {},
      {.operation_name = "PutItem",
       .request_parameters = {{"method.request.header.X-Tenant", true}},
       .request_models = {{"application/json", model}},
       .request_validator_options =
           RequestValidatorOptions{.validate_request_body = true, .validate_request_parameters = true},
       .method_responses = {{.status_code = "200", .response_models = {{"application/json", model}}}}});
  expect("AWS::ApiGateway::Model", R"({"Name": "Item", "ContentType": "application/json",
      "Schema": {"type": "object", "$schema": "http://json-schema.org/draft-04/schema#"}})");
  expect("AWS::ApiGateway::RequestValidator",
         R"({"ValidateRequestBody": true, "ValidateRequestParameters": true})");
  expect("AWS::ApiGateway::Method",
         R"({"OperationName": "PutItem", "RequestModels": {"application/json": {"Ref": "ApiItem43E96E86"}},
      "RequestParameters": {"method.request.header.X-Tenant": true}, "RequestValidatorId": {"$any": true},
      "MethodResponses": [{"StatusCode": "200", "ResponseModels": {"application/json": {"Ref": "ApiItem43E96E86"}}}]})");
}

TEST_F(RestApiTest, AMethodHasOneValidator) {
  RestApi& api = add_api();
  auto& validator =
      api.add("Body", RequestValidator::Props{.api = api, .options = {.validate_request_body = true}});
  api.root().add_method(
      HttpMethod::get, {},
      {.request_validator = &validator, .request_validator_options = RequestValidatorOptions{}});
  expect_refused("property-not-allowed", "request_validator_options");
}

TEST_F(RestApiTest, AnswersOfItsOwnCanBeSet) {
  RestApi& api = add_small_api();
  api.add("Errors", GatewayResponse::Props{.api = api,
                                           .type = GatewayResponseType::default_5xx,
                                           .status_code = "500",
                                           .response_headers = {{"Access-Control-Allow-Origin", "'*'"}},
                                           .templates = {{"application/json", "{}"}}});
  expect("AWS::ApiGateway::GatewayResponse", R"({"ResponseType": "DEFAULT_5XX", "StatusCode": "500",
      "ResponseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"},
      "ResponseTemplates": {"application/json": "{}"}})");
}

// --- authorizers -------------------------------------------------------------------------------------------

TEST_F(RestApiTest, UsersOfAPoolMayCall) {
  auto& pool = stack.add("Pool", UserPool::Props{});
  auto& users =
      stack.add("Users", CognitoUserPoolsAuthorizer::Props{.user_pools = {&pool},
                                                           .authorizer_name = "users",
                                                           .results_cache_ttl = Duration::minutes(10)});
  add_api().root().add_method(HttpMethod::get, {},
                              {.authorizer = &users, .authorization_scopes = {"orders/read"}});
  expect("AWS::ApiGateway::Authorizer", R"({"$exactly": {"Type": "COGNITO_USER_POOLS", "Name": "users",
      "RestApiId": {"Ref": "ApiF70053CD"}, "AuthorizerResultTtlInSeconds": 600,
      "IdentitySource": "method.request.header.Authorization", "ProviderARNs": [{"Fn::GetAtt": ["PoolD3F588B8", "Arn"]}]}})");
  expect("AWS::ApiGateway::Method",
         R"({"AuthorizationType": "COGNITO_USER_POOLS", "AuthorizationScopes": ["orders/read"]})");
}

TEST_F(RestApiTest, AFunctionJudgesTokens) {
  auto& judge = add_function("Judge");
  auto& tokens =
      stack.add("Tokens", TokenAuthorizer::Props{.handler = judge, .validation_regex = "Bearer .*"});
  add_api().root().add_method(HttpMethod::get, {}, {.authorizer = &tokens});
  expect("AWS::ApiGateway::Authorizer",
         R"({"Type": "TOKEN", "Name": "ShopTokensB97DDCCD", "AuthorizerResultTtlInSeconds": 300,
      "IdentitySource": "method.request.header.Authorization", "IdentityValidationExpression": "Bearer .*",
      "AuthorizerUri": {"Fn::Join": ["", {"$contains": [":lambda:path/2015-03-31/functions/", "/invocations"]}]}})");
  expect("AWS::ApiGateway::Method", R"({"AuthorizationType": "CUSTOM"})");
  expect("AWS::Lambda::Permission",
         R"({"Principal": "apigateway.amazonaws.com", "SourceArn": {"Fn::Join": ["", {"$contains": [
      {"Ref": "ApiF70053CD"}, "/authorizers/"]}]}})");
}

TEST_F(RestApiTest, AFunctionJudgesRequestsUnderARole) {
  Role& role = add_role();
  auto& requests =
      stack.add("Requests", RequestAuthorizer::Props{.handler = add_function("Judge"),
                                                     .identity_sources = {IdentitySource::header("X-Tenant"),
                                                                          IdentitySource::query_string("t")},
                                                     .assume_role = &role});
  add_api().root().add_method(HttpMethod::get, {}, {.authorizer = &requests});
  expect("AWS::ApiGateway::Authorizer", R"({"Type": "REQUEST", "AuthorizerCredentials": {"$any": true},
      "IdentitySource": "method.request.header.X-Tenant,method.request.querystring.t"})");
  expect_granted(R"([{"Action": "lambda:InvokeFunction"}])");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Lambda::Permission", 0));
}

TEST_F(RestApiTest, RefusesAuthorizersThatCannotBe) {
  LambdaFn& judge = add_function("Judge");
  stack.add("A", RequestAuthorizer::Props{.handler = judge, .identity_sources = std::vector<std::string>{}});
  expect_refused("property-needed", "identity_sources");
  stack.add("B", TokenAuthorizer::Props{.handler = judge, .results_cache_ttl = Duration::hours(2)});
  EXPECT_EQ(app.diagnostics().back().property, "results_cache_ttl");
  stack.add("C", CognitoUserPoolsAuthorizer::Props{.user_pools = std::vector<UserPool*>{}});
  EXPECT_EQ(app.diagnostics().back().property, "user_pools");
}

TEST_F(RestApiTest, AnAuthorizerIsOfOneApi) {
  auto& tokens = stack.add("Tokens", TokenAuthorizer::Props{.handler = add_function("Judge")});
  add_api().root().add_method(HttpMethod::get, {}, {.authorizer = &tokens});
  stack.add("Other", RestApi::Props{}).root().add_method(HttpMethod::get, {}, {.authorizer = &tokens});
  expect_refused("property-not-allowed", "api");
}

TEST_F(RestApiTest, AnAuthorizerThatNoMethodNamesIsAnError) {
  stack.add("Tokens", TokenAuthorizer::Props{.handler = add_function("Judge")});
  EXPECT_THROW(synthesized(), Error);
  expect_refused("property-needed", "api");
}

TEST_F(RestApiTest, TheTypeIsTheAuthorizers) {
  auto& tokens = stack.add("Tokens", TokenAuthorizer::Props{.handler = add_function("Judge")});
  add_api().root().add_method(HttpMethod::get, {},
                              {.authorization_type = AuthorizationType::iam, .authorizer = &tokens});
  expect_refused("property-not-allowed", "authorization_type");
}

TEST_F(RestApiTest, ScopesNeedAUserPool) {
  add_api().root().add_method(HttpMethod::get, {}, {.authorization_scopes = {"orders/read"}});
  expect_refused("property-not-allowed", "authorization_scopes");
}

// --- keys and plans ----------------------------------------------------------------------------------------

TEST_F(RestApiTest, PlansLimitKeys) {
  RestApi& api = add_api();
  ApiMethod& method =
      api.resource_for_path("/items").add_method(HttpMethod::get, {}, {.api_key_required = true});
  auto& key = stack.add("Key", ApiKey::Props{.api_key_name = "partner", .value = "12345678901234567890"});
  auto& plan = stack.add(
      "Plan",
      UsagePlan::Props{.usage_plan_name = "partners",
                       .throttle = ThrottleSettings{.rate_limit = 10, .burst_limit = 20},
                       .quota = QuotaSettings{.limit = 1000, .period = QuotaPeriod::week, .offset = 2}});
  plan.add_api_key(key);
  plan.add_api_stage({.stage = api.deployment_stage(), .throttle = {{method, {.rate_limit = 5}}}});
  expect("AWS::ApiGateway::UsagePlan", R"({"$exactly": {"UsagePlanName": "partners",
      "Throttle": {"RateLimit": 10, "BurstLimit": 20}, "Quota": {"Limit": 1000, "Period": "WEEK", "Offset": 2},
      "ApiStages": [{"ApiId": {"Ref": "ApiF70053CD"}, "Stage": {"Ref": "ApiDeploymentStageprod3EB9684E"},
                     "Throttle": {"/items/GET": {"RateLimit": 5}}}]}})");
  expect("AWS::ApiGateway::UsagePlanKey", R"({"KeyType": "API_KEY"})");
  expect("AWS::ApiGateway::ApiKey",
         R"({"$exactly": {"Enabled": true, "Name": "partner", "Value": "12345678901234567890"}})");
}

TEST_F(RestApiTest, KeysCanBeReadAndWrittenByWhomItIsGranted) {
  auto& key = ApiKey::from_id(stack, "Key", "key1");
  key.grant_read_write(add_role());
  expect_granted(
      R"([{"Action": ["apigateway:DELETE", "apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"],
      "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":apigateway:", {"Ref": "AWS::Region"}, "::/apikeys/key1"]]}}])");
}

// --- names -------------------------------------------------------------------------------------------------

TEST_F(RestApiTest, HasANameOfItsOwn) {
  auto& certificate =
      Certificate::from_arn(stack, "Certificate", "arn:aws:acm:eu-west-1:111122223333:certificate/a");
  add_small_api({.domain_name = ApiDomainNameOptions{.domain_name = "api.example.org",
                                                     .certificate = certificate,
                                                     .mutual_tls = ApiMutualTls{.truststore_uri = "s3://a/b"},
                                                     .base_path = "v1"}});
  expect("AWS::ApiGateway::DomainName",
         R"({"$exactly": {"DomainName": "api.example.org", "SecurityPolicy": "TLS_1_2",
      "RegionalCertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/a", "EndpointConfiguration": {"Types": ["REGIONAL"]},
      "MutualTlsAuthentication": {"TruststoreUri": "s3://a/b"}}})");
  expect("AWS::ApiGateway::BasePathMapping", R"({"BasePath": "v1", "RestApiId": {"Ref": "ApiF70053CD"},
      "Stage": {"Ref": "ApiDeploymentStageprod3EB9684E"}, "DomainName": {"$any": true}})");
}

TEST_F(RestApiTest, RefusesNamesThatCannotBe) {
  auto& certificate =
      Certificate::from_arn(stack, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/a");
  RestApi& api = add_small_api();
  auto& name = api.add_domain_name(
      "Name",
      {.domain_name = "Api.example.org", .certificate = certificate, .endpoint_type = ApiEndpointType::edge});
  expect_refused("property-not-allowed", "domain_name");
  name.add_base_path_mapping(api);
  EXPECT_EQ(app.diagnostics().back().property, "base_path");
  name.add_base_path_mapping(api, {.base_path = "/v1"});
  EXPECT_EQ(app.diagnostics().size(), 3U);
}

}  // namespace
}  // namespace tenon
