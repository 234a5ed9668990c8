#include "accepted.hpp"

#include <string>
#include <vector>

#include "acknowledged.hpp"

namespace serverless_app {

namespace {

using apps::Accepted;

// The description fixes each of the 47 resources and their properties, so that what they lack is the owner's
// to add. What is accepted here is accepted for what these resources hold and do.

const Accepted of_network[] = {
    {.at = {"ApplicationVPC"},
     .rules = {"AwsSolutions-VPC7"},
     .reason = "The description has no flow log. Nothing but three functions is in this network; their logs "
               "and traces "
               "show whom they call, and their security group lets out HTTPS and the database's port only"},
};

std::vector<Accepted> public_subnets(bool corrections) {
  Accepted row{
      .at = {"PublicSubnetAZ1"},
      .rules = {"subnet_auto_assign_public_ip_disabled_check"},
      .reason =
          "The description wants public addresses in the public subnets. Nothing but NAT gateways is in "
          "them: the functions are in the private ones"};
  if (corrections) row.at.emplace_back("PublicSubnetAZ2");
  return {row};
}

const Accepted of_roles[] = {
    {.at = {"LambdaExecutionRole"},
     .rules = {"AwsSolutions-IAM4"},
     .reason = "The description names these two policies of AWS. They allow network interfaces, logs and "
               "traces, and "
               "reach no data"},
    {.at = {"LambdaExecutionRole"},
     .rules = {"AwsSolutions-IAM5[Resource::<ApplicationTable.Arn>/index/*]"},
     .reason = "The indexes of this one table; it has one, GSI1"},
    {.at = {"StepFunctionsExecutionRole"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason = "X-Ray and the delivery of logs know no resources: their actions can be allowed for * only"},
    {.at = {"ApiGatewayExecutionRole"},
     .rules = {"AwsSolutions-IAM4"},
     .reason = "AWS's own policy for the role with which API Gateway writes logs, as the description has it"},
};

const Accepted of_functions[] = {
    {.at = {"ProcessingLambda", "ValidationLambda", "NotificationLambda"},
     .rules = {"AwsSolutions-L1", "E2533"},
     .reason = "The description fixes python3.11. The handlers use the standard library and boto3 only, so "
               "that the "
               "owner can raise the runtime without changing them"},
    {.at = {"ProcessingLambdaLogGroup", "ValidationLambdaLogGroup", "NotificationLambdaLogGroup",
            "StateMachineLogGroup"},
     .rules = {"cloudwatch_log_group_encrypted_check"},
     .reason =
         "CloudWatch Logs encrypts every group with a key of its own. A key of the owner's is none of the "
         "description's resources, and what is logged is gone after 7 to 90 days"},
    {.at = {"ProcessingLambdaLogGroup", "ValidationLambdaLogGroup", "NotificationLambdaLogGroup",
            "StateMachineLogGroup"},
     .rules = {"cloudwatch_log_group_retention_period_check"},
     .reason = "The description keeps logs for 7, 30 or 90 days by environment: they are for finding faults, "
               "no audit"},
    {.at = {"ProcessingLambdaApiPermission"},
     .rules = {"lambda_function_public_access_prohibited_check"},
     .reason = "Only this API may call: SourceArn names it. The rule reads texts and references, and not the "
               "Fn::Sub that "
               "the ARN is"},
};

const Accepted of_api[] = {
    {.at = {"ApplicationApi"},
     .rules = {"AwsSolutions-APIG2"},
     .reason = "The function reads the body itself, answers an error to what is no JSON and stores the rest "
               "as data; "
               "the description has no validator and no model to check it against"},
    {.at = {"ApiStage"},
     .rules = {"AwsSolutions-APIG1"},
     .reason = "The stage logs every request as execution log at the level INFO, with its data; the "
               "description has no "
               "access log beside it"},
    {.at = {"ApiStage"},
     .rules = {"AwsSolutions-APIG3"},
     .reason = "The description has no web ACL. The stage throttles to 10,000 requests a second, and the "
               "function takes "
               "one small JSON document"},
};

// With the corrections a caller needs a key, which limits use and signs nobody in.
const Accepted of_method[] = {
    {.at = {"ProcessMethod"},
     .rules = {"AwsSolutions-APIG4", "AwsSolutions-COG4"},
     .reason = "The description has AuthorizationType NONE: the endpoint takes documents from anybody, "
               "stores each as an "
               "item of its own, and gives nothing back of what is stored"},
};

const Accepted of_alarms[] = {
    {.rules = {"cloudwatch_alarm_action_check"},
     .reason = "The description's alarms notify nobody: they are looked at on the console. Whom to tell is "
               "the owner's to "
               "say",
     .resource_type = "AWS::CloudWatch::Alarm"},
};

const Accepted of_code_bucket[] = {
    {.at = {"LambdaCodeS3Bucket"},
     .rules = {"AwsSolutions-S1", "s3_bucket_logging_enabled_check", "s3_event_notifications_enabled_check"},
     .reason = "The description has the bucket, but the functions' code is in the template: nothing is "
               "written to it or "
               "read from it, so that there is no access to log. The corrections leave it out"},
    {.at = {"LambdaCodeS3Bucket"},
     .rules = {"AwsSolutions-S10"},
     .reason = "The bucket stays empty and blocks public access; the description has no policy for it. The "
               "corrections "
               "leave the bucket out"},
    {.at = {"LambdaCodeS3Bucket"},
     .rules = {"s3_bucket_default_encryption_kms_check", "s3_bucket_object_lock_enabled_check"},
     .reason = "The description encrypts with S3's own key (AES256) and lets old versions go after 30 days. "
               "The bucket "
               "stays empty, and the corrections leave it out"},
};

std::string logs_of_account(const Settings& settings) {
  const std::string partition = settings.corrections ? "<AWS::Partition>" : "aws";
  return "AwsSolutions-IAM5[Resource::arn:" + partition + ":logs:<AWS::Region>:<AWS::AccountId>:*]";
}

void accept_rights_on_logs(tenon::Stack& stack, const Settings& settings) {
  const std::string rule = logs_of_account(settings);
  const Accepted rights[] = {
      {.at = {"LambdaExecutionRole"},
       .rules = {rule},
       .reason = "The description lets the functions create their log groups, whose names end in what only "
                 "the deployment "
                 "knows; the three actions write logs of this account and region and read none"},
  };
  apps::acknowledge(stack, rights);
}

}  // namespace

void accept_findings(tenon::Stack& stack, const Settings& settings) {
  tenon::keep_acknowledgments_out_of_template(stack);
  apps::acknowledge(stack, of_network);
  apps::acknowledge(stack, public_subnets(settings.corrections));
  apps::acknowledge(stack, of_roles);
  accept_rights_on_logs(stack, settings);
  apps::acknowledge(stack, of_functions);
  apps::acknowledge(stack, of_api);
  apps::acknowledge(stack, of_method);
  apps::acknowledge(stack, of_alarms);
  if (!settings.corrections) apps::acknowledge(stack, of_code_bucket);
}

}  // namespace serverless_app
