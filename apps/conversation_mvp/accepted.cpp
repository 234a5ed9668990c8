#include "accepted.hpp"

#include "acknowledged.hpp"

namespace conversation_mvp {

namespace {

using apps::Accepted;

const Accepted of_api[] = {
    {.at = {"Api/Default/chat/POST"},
     .rules = {"AwsSolutions-APIG4", "AwsSolutions-COG4"},
     .reason = "The description wants the tutor open to anybody; signing in (Cognito) is one of its future "
               "improvements"},
    {.at = {"Api/Resource"},
     .rules = {"AwsSolutions-APIG2"},
     .reason = "One route takes thirteen actions of different form: the function checks each, and answers "
               "400 to what is "
               "malformed"},
    {.at = {"Api/DeploymentStage.prod/Resource"},
     .rules = {"AwsSolutions-APIG1", "AwsSolutions-APIG6", "api_gw_v1_execution_logging_enabled_check"},
     .reason = "Lambda logs each call with its id and duration; logs of the gateway beside it need a role "
               "for the whole "
               "account, which the description's list of rights does not have"},
    {.at = {"Api/DeploymentStage.prod/Resource"},
     .rules = {"AwsSolutions-APIG3"},
     .reason = "A web ACL costs more each month than the whole MVP, which is to fit into the free tier; the "
               "account's "
               "limits of API Gateway and Lambda bound what misuse can cost"},
    {.at = {"Api/DeploymentStage.prod/Resource"},
     .rules = {"api_gw_xray_enabled_check"},
     .reason = "X-Ray is one of the description's future improvements, of which none is to be provisioned"},
    {.at = {"Api/Default/chat/POST"},
     .rules = {"lambda_function_public_access_prohibited_check"},
     .reason = "Only POST /chat of this API may call: SourceArn names it. The rule reads texts and "
               "references, and not "
               "the Fn::Join that the ARN is"},
};

const Accepted of_function[] = {
    {.at = {"Function"},
     .rules = {"AwsSolutions-L1", "E2533"},
     .reason = "The description fixes python3.11. The handler uses the standard library and boto3 only, so "
               "that the owner "
               "can raise the runtime without changing it"},
    {.at = {"Function"},
     .rules = {"lambda_inside_vpc_check"},
     .reason = "The function calls services of AWS only, by their public endpoints; in a VPC it would need a "
               "NAT gateway, "
               "and the description has no network"},
    {.at = {"FunctionLogs"},
     .rules = {"cloudwatch_log_group_encrypted_check"},
     .reason = "CloudWatch Logs encrypts with a key of its own; a key of the owner's is outside of the free "
               "tier, which "
               "the MVP is to fit"},
    {.at = {"FunctionLogs"},
     .rules = {"cloudwatch_log_group_retention_period_check"},
     .reason = "The description keeps logs for 7 days: they are for finding faults, no audit"},
    {.at = {"FunctionRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason =
         "Speech synthesis knows no resources, and a transcription job is none before it is started: the two "
         "actions can be allowed for * only"},
    {.at = {"FunctionRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::arn:aws:transcribe:us-east-1:<AWS::AccountId>:transcription-job/"
               "stt-*]"},
     .reason = "Jobs have names that the function makes up; it reads and deletes those that begin with its "
               "own prefix"},
    {.at = {"FunctionRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<Audio9AB18887.Arn>/*]"},
     .reason = "The recordings, which are all that the bucket has"},
    {.at = {"FunctionRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<ConversationsBC91B70D.Arn>/index/*]"},
     .reason = "The indexes of this one table, as the description's policy has them; it has one, GSI1"},
};

const Accepted of_data[] = {
    {.at = {"Conversations"},
     .rules = {"AwsSolutions-DDB3", "dynamodb_table_pitr_enabled_check"},
     .reason = "Conversations for practice go after 90 days and can be held again; point-in-time recovery is "
               "outside of "
               "the free tier, which the MVP is to fit"},
    {.at = {"Conversations"},
     .rules = {"dynamodb_table_encrypted_kms_check"},
     .reason = "DynamoDB encrypts with a key of its own; keys of KMS are paid for by the request"},
    {.at = {"Audio"},
     .rules = {"AwsSolutions-S1", "s3_bucket_logging_enabled_check"},
     .reason = "The description has one bucket, and a log of accesses needs another. Nobody but the function "
               "has access "
               "to recordings, and it deletes each after use"},
    {.at = {"Audio"},
     .rules = {"s3_bucket_versioning_enabled_check", "s3_bucket_object_lock_enabled_check"},
     .reason = "Recordings of voices are to go: the function deletes each once it is transcribed, and after "
               "a day they "
               "expire. Old versions or locks would keep them"},
    {.at = {"Audio"},
     .rules = {"s3_bucket_default_encryption_kms_check"},
     .reason = "S3 encrypts with a key of its own; keys of KMS are paid for by the request, and recordings "
               "stay minutes"},
    {.at = {"Audio"},
     .rules = {"s3_event_notifications_enabled_check"},
     .reason =
         "Only the function writes to the bucket and knows of each object: nothing waits for news of them"},
};

const Accepted of_alarms[] = {
    {.rules = {"cloudwatch_alarm_action_check"},
     .reason = "The description's alarms say in words what a person is to do; it names nobody who could be "
               "notified",
     .resource_type = "AWS::CloudWatch::Alarm"},
};

}  // namespace

void accept_findings(tenon::Stack& stack) {
  apps::acknowledge(stack, of_api);
  apps::acknowledge(stack, of_function);
  apps::acknowledge(stack, of_data);
  apps::acknowledge(stack, of_alarms);
}

}  // namespace conversation_mvp
