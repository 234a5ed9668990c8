#include "identity.hpp"

#include "data.hpp"
#include "policy.hpp"
#include "tenon/iam/lambda.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/iam/xray.hpp"
#include "tenon/value/format.hpp"

namespace serverless_app {

namespace {

using aws::iam::Role;

Role::Policy inline_policy(std::string_view name, const tenon::Value<tenon::Json>& statement) {
  return {.PolicyDocument = policy_document({statement}), .PolicyName = name};
}

tenon::TextExpression managed_policy(const Settings& settings, std::string_view name) {
  return tenon::format_sub("arn:{}:iam::aws:policy/{}", settings.partition(), name);
}

}  // namespace

Role& add_lambda_role(tenon::Stack& stack, const Settings& settings, const aws::dynamodb::Table& table) {
  namespace logs = iam::logs;
  return stack.add(
      "LambdaExecutionRole",
      Role::Props{
          .AssumeRolePolicyDocument = assumed_by("lambda.amazonaws.com"),
          .ManagedPolicyArns = {managed_policy(settings, "service-role/AWSLambdaVPCAccessExecutionRole"),
                                managed_policy(settings, "AWSXRayDaemonWriteAccess")},
          .Policies =
              {inline_policy("LambdaDynamoDBPolicy", allow(table_actions(), table_and_indexes(table))),
               inline_policy(
                   "LambdaCloudWatchLogs",
                   allow(action_list({logs::CreateLogGroup, logs::CreateLogStream, logs::PutLogEvents}),
                         tenon::format_sub("arn:{}:logs:{}:{}:*", settings.partition(), tenon::pseudo::region,
                                           tenon::pseudo::account_id)))},
          .RoleName = settings.name("lambda-execution-role"),
      });
}

Role& add_workflow_role(tenon::Stack& stack, const Settings& settings, const Functions& functions) {
  namespace logs = iam::logs;
  namespace xray = iam::xray;
  const auto function_arns = tenon::json::array(
      {functions.processing.Arn(), functions.validation.Arn(), functions.notification.Arn()});
  return stack.add(
      "StepFunctionsExecutionRole",
      Role::Props{
          .AssumeRolePolicyDocument = assumed_by("states.amazonaws.com"),
          .Policies = {inline_policy("StepFunctionsLambdaInvoke",
                                     allow(action_list({iam::lambda::InvokeFunction}), function_arns)),
                       inline_policy("StepFunctionsXRay",
                                     allow(action_list({xray::PutTraceSegments, xray::PutTelemetryRecords,
                                                        xray::GetSamplingRules, xray::GetSamplingTargets}),
                                           "*")),
                       inline_policy(
                           "StepFunctionsCloudWatchLogs",
                           allow(action_list({logs::CreateLogDelivery, logs::GetLogDelivery,
                                              logs::UpdateLogDelivery, logs::DeleteLogDelivery,
                                              logs::ListLogDeliveries, logs::PutResourcePolicy,
                                              logs::DescribeResourcePolicies, logs::DescribeLogGroups}),
                                 "*"))},
          .RoleName = settings.name("stepfunctions-role"),
      });
}

Role& add_api_role(tenon::Stack& stack, const Settings& settings) {
  return stack.add("ApiGatewayExecutionRole",
                   Role::Props{
                       .AssumeRolePolicyDocument = assumed_by("apigateway.amazonaws.com"),
                       .ManagedPolicyArns = {managed_policy(
                           settings, "service-role/AmazonAPIGatewayPushToCloudWatchLogs")},
                       .RoleName = settings.name("apigateway-role"),
                   });
}

}  // namespace serverless_app
