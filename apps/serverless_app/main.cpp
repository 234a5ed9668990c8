// A production-ready serverless application: an API and a workflow in front of Lambda functions and a table.
#include "accepted.hpp"
#include "api.hpp"
#include "data.hpp"
#include "functions.hpp"
#include "identity.hpp"
#include "monitoring.hpp"
#include "network.hpp"
#include "settings.hpp"
#include "tenon/app/run.hpp"
#include "tenon/value/format.hpp"
#include "workflow.hpp"

namespace serverless_app {

namespace {

constexpr std::string_view introduction =
    "Production-ready serverless application with Lambda, API Gateway, DynamoDB, and Step Functions.\n";
constexpr std::string_view features =
    "Features: VPC integration, X-Ray tracing, CloudWatch monitoring, custom domain support.\n";
// There is no custom domain: the parameters that it would need were taken out of the description.
constexpr std::string_view corrected_features =
    "Features: VPC integration, X-Ray tracing, CloudWatch monitoring.\n";
constexpr std::string_view region = "Region: us-west-2\n";

/// Whether `--context corrections=on` was given.
bool wants_corrections(tenon::App& app) {
  const auto wanted = app.context("corrections");
  if (!wanted.is_set() || wanted == tenon::Value<tenon::Json>("off")) return false;
  if (wanted == tenon::Value<tenon::Json>("on")) return true;
  app.add_error("the context value corrections is neither on nor off");
  return false;
}

tenon::Stack& add_stack(tenon::App& app, bool corrections) {
  std::string description(introduction);
  description += corrections ? corrected_features : features;
  description += region;
  return app.add("TapStack", tenon::Stack::Props{
                                 .description = std::move(description),
                                 .synthesizer = tenon::bootstrapless_synthesizer(),
                                 .yaml_template_file = "TapStack.yml",
                                 .template_format_version = "2010-09-09",
                                 .path_metadata = false,
                             });
}

/// The outputs, each exported as "<stack>-<what>".
class Outputs {
 public:
  explicit Outputs(tenon::Stack& stack) : stack_(stack) {}

  void add(std::string_view id, std::string_view description, const tenon::Value<tenon::Json>& value,
           std::string_view exported_as) {
    const tenon::Value<std::string> name = tenon::format_sub("{}-{}", tenon::pseudo::stack_name, exported_as);
    stack_.add(id, tenon::Output::Props{.Description = description,
                                        .Value = value,
                                        .Export = tenon::Output::ExportName{.Name = name}});
  }

 private:
  tenon::Stack& stack_;
};

void add_outputs(tenon::Stack& stack, const Settings& settings, const Network& network,
                 const Functions& functions, const aws::dynamodb::Table& table,
                 const aws::stepfunctions::StateMachine& workflow, const aws::apigateway::RestApi& api) {
  Outputs outputs(stack);
  outputs.add("ApiEndpoint", "API Gateway endpoint URL",
              tenon::format_sub("https://{}.execute-api.{}.amazonaws.com/{}", api.ref(),
                                tenon::pseudo::region, settings.environment.ref()),
              "api-endpoint");
  outputs.add("DynamoDBTableName", "DynamoDB table name", table.ref(), "table-name");
  outputs.add("DynamoDBTableArn", "DynamoDB table ARN", table.Arn(), "table-arn");
  outputs.add("ProcessingLambdaArn", "Processing Lambda function ARN", functions.processing.Arn(),
              "processing-lambda-arn");
  outputs.add("StateMachineArn", "Step Functions State Machine ARN", workflow.ref(), "state-machine-arn");
  outputs.add("VPCId", "VPC ID", network.vpc.ref(), "vpc-id");
  outputs.add("LambdaSecurityGroupId", "Lambda Security Group ID", network.lambda_security_group.ref(),
              "lambda-sg-id");
  // Nothing uses the bucket: the functions' code is part of the template.
  if (!settings.corrections) {
    outputs.add("S3BucketName", "S3 bucket for Lambda code deployment",
                add_code_bucket(stack, settings).ref(), "code-bucket");
  }
}

/// Log groups say what becomes of them. The description leaves it to CloudFormation's default, which is the
/// same.
void state_removal_of_logs(tenon::Stack& stack) {
  constexpr std::string_view log_groups[] = {"AWS::Logs::LogGroup"};
  stack.apply_removal_policy_to_subtree(tenon::RemovalPolicy::destroy, log_groups);
}

void build(tenon::App& app) {
  const bool corrections = wants_corrections(app);
  auto& stack = add_stack(app, corrections);
  const Settings settings = add_settings(stack, corrections);

  auto& table = add_table(stack, settings);
  const Network network = add_network(stack, settings, table);
  auto& lambda_role = add_lambda_role(stack, settings, table);
  const Functions functions = add_functions(stack, settings, network, lambda_role, table);
  auto& workflow = add_workflow(stack, settings, functions, add_workflow_role(stack, settings, functions));
  auto& api = add_api(stack, settings, functions.processing, add_api_role(stack, settings));
  add_alarms(stack, settings, functions.processing, table, workflow);
  add_outputs(stack, settings, network, functions, table, workflow, api);
  if (corrections) state_removal_of_logs(stack);
  accept_findings(stack, settings);
}

}  // namespace

}  // namespace serverless_app

int main(int argc, char** argv) { return tenon::run(argc, argv, serverless_app::build); }
