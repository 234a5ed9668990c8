#include "api.hpp"

#include "fingerprint.hpp"
#include "tenon/aws/apigateway/Account.hpp"
#include "tenon/aws/apigateway/ApiKey.hpp"
#include "tenon/aws/apigateway/Deployment.hpp"
#include "tenon/aws/apigateway/Method.hpp"
#include "tenon/aws/apigateway/Resource.hpp"
#include "tenon/aws/apigateway/Stage.hpp"
#include "tenon/aws/apigateway/UsagePlan.hpp"
#include "tenon/aws/apigateway/UsagePlanKey.hpp"
#include "tenon/aws/lambda/Permission.hpp"
#include "tenon/value/format.hpp"

namespace serverless_app {

namespace {

namespace apigateway = aws::apigateway;

constexpr int burst_limit = 5000;
constexpr int requests_per_second = 10000;
constexpr int requests_per_month = 1000000;

class ApiBuilder {
 public:
  ApiBuilder(tenon::Stack& stack, const Settings& settings)
      : stack_(stack), settings_(settings), api_(add_rest_api()) {}

  apigateway::RestApi& add(const aws::lambda::Function& processing, const aws::iam::Role& logging_role) {
    auto& account =
        stack_.add("ApiGatewayAccount", apigateway::Account::Props{.CloudWatchRoleArn = logging_role.Arn()});
    auto& resource = stack_.add("ProcessResource", apigateway::Resource::Props{
                                                       .ParentId = api_.RootResourceId(),
                                                       .PathPart = "process",
                                                       .RestApiId = api_.ref(),
                                                   });
    auto& method = add_method(resource, processing);
    permit(processing);
    auto& deployment = add_deployment(resource, method);
    auto& stage = add_stage(deployment);
    // A stage that logs is refused as long as the account has no role for it.
    if (settings_.corrections) stage.depends_on(account);
    auto& plan = add_usage_plan(stage);
    if (settings_.corrections) add_key(plan);
    return api_;
  }

 private:
  apigateway::RestApi& add_rest_api() {
    return stack_.add("ApplicationApi", apigateway::RestApi::Props{
                                            .Description = "Serverless Application API Gateway",
                                            .EndpointConfiguration =
                                                apigateway::RestApi::EndpointConfiguration{.Types = {"EDGE"}},
                                            .Name = settings_.name("api"),
                                        });
  }

  apigateway::Method& add_method(const apigateway::Resource& resource,
                                 const aws::lambda::Function& processing) {
    using apigateway::Method;
    return stack_.add(
        "ProcessMethod",
        Method::Props{
            // Without a key a caller belongs to no usage plan.
            .ApiKeyRequired = settings_.corrections ? tenon::Value<bool>(true) : tenon::Value<bool>(),
            .AuthorizationType = "NONE",
            .HttpMethod = "POST",
            .Integration =
                Method::Integration{
                    .IntegrationHttpMethod = "POST",
                    .Type = "AWS_PROXY",
                    .Uri = tenon::format_sub(
                        "arn:{}:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations",
                        settings_.partition(), tenon::pseudo::region, processing.Arn()),
                },
            .MethodResponses = {json_response("200"), json_response("500")},
            .ResourceId = resource.ref(),
            .RestApiId = api_.ref(),
        });
  }

  static apigateway::Method::MethodResponse json_response(std::string_view status) {
    return {.ResponseModels = {{"application/json", "Empty"}}, .StatusCode = status};
  }

  void permit(const aws::lambda::Function& processing) {
    stack_.add(
        "ProcessingLambdaApiPermission",
        aws::lambda::Permission::Props{
            .Action = "lambda:InvokeFunction",
            .FunctionName = processing.ref(),
            .Principal = "apigateway.amazonaws.com",
            .SourceArn = tenon::format_sub("arn:{}:execute-api:{}:{}:{}/*/*", settings_.partition(),
                                           tenon::pseudo::region, tenon::pseudo::account_id, api_.ref()),
        });
  }

  apigateway::Deployment& add_deployment(const apigateway::Resource& resource,
                                         const apigateway::Method& method) {
    auto& deployment = stack_.add(
        "ApiDeployment",
        apigateway::Deployment::Props{
            .Description = tenon::format_sub("Deployment for {} environment", settings_.environment.ref()),
            .RestApiId = api_.ref(),
        });
    deployment.depends_on(method);
    // A deployment is a snapshot: only a new one takes up what has changed.
    if (settings_.corrections) {
      deployment.override_logical_id("ApiDeployment" + fingerprint({&resource, &method}).substr(0, 10));
    }
    return deployment;
  }

  apigateway::Stage& add_stage(const apigateway::Deployment& deployment) {
    using apigateway::Stage;
    return stack_.add("ApiStage", Stage::Props{
                                      .DeploymentId = deployment.ref(),
                                      .MethodSettings = {Stage::MethodSetting{
                                          .DataTraceEnabled = true,
                                          .HttpMethod = "*",
                                          .LoggingLevel = "INFO",
                                          .MetricsEnabled = true,
                                          .ResourcePath = "/*",
                                          .ThrottlingBurstLimit = burst_limit,
                                          .ThrottlingRateLimit = requests_per_second,
                                      }},
                                      .RestApiId = api_.ref(),
                                      .StageName = settings_.environment.ref(),
                                      .TracingEnabled = true,
                                  });
  }

  apigateway::UsagePlan& add_usage_plan(const apigateway::Stage& stage) {
    using apigateway::UsagePlan;
    return stack_.add("ApiUsagePlan",
                      UsagePlan::Props{
                          .ApiStages = {UsagePlan::ApiStage{.ApiId = api_.ref(), .Stage = stage.ref()}},
                          .Description = "Usage plan for API rate limiting",
                          .Quota = UsagePlan::QuotaSettings{.Limit = requests_per_month, .Period = "MONTH"},
                          .Throttle = UsagePlan::ThrottleSettings{.BurstLimit = burst_limit,
                                                                  .RateLimit = requests_per_second},
                          .UsagePlanName = settings_.name("usage-plan"),
                      });
  }

  /// The key with which a caller belongs to the plan.
  void add_key(const apigateway::UsagePlan& plan) {
    auto& key =
        stack_.add("ApiKey", apigateway::ApiKey::Props{.Enabled = true, .Name = settings_.name("api-key")});
    stack_.add("ApiUsagePlanKey", apigateway::UsagePlanKey::Props{
                                      .KeyId = key.ref(),
                                      .KeyType = "API_KEY",
                                      .UsagePlanId = plan.ref(),
                                  });
  }

  tenon::Stack& stack_;
  const Settings& settings_;
  apigateway::RestApi& api_;
};

}  // namespace

apigateway::RestApi& add_api(tenon::Stack& stack, const Settings& settings,
                             const aws::lambda::Function& processing, const aws::iam::Role& logging_role) {
  return ApiBuilder(stack, settings).add(processing, logging_role);
}

}  // namespace serverless_app
