#include "accepted.hpp"

#include "acknowledged.hpp"

namespace lms {

namespace {

using apps::Accepted;

constexpr char own_rights_only[] =
    "A denial of grants by others than services would forbid grants that nobody can make: the key's policy "
    "leaves all "
    "to IAM, and no role of this application may kms:CreateGrant";

const Accepted of_registry[] = {
    {.at = {"RepositoryKey"}, .rules = {"kms_create_grant_aws_service_check"}, .reason = own_rights_only},
    {.at = {"Repository"},
     .rules = {"ecr_private_tag_immutability_enabled_check"},
     .reason = "Each build moves the tag latest, with which the service starts the first time. What is "
               "deployed later is "
               "named by the commit, and only the build may push"},
};

const Accepted of_keys[] = {
    {.at = {"StorageKey", "SecretsKey", "OperationsKey", "ArtifactsKey"},
     .rules = {"kms_create_grant_aws_service_check"},
     .reason = own_rights_only},
};

const Accepted of_data[] = {
    {.at = {"Aurora"},
     .rules = {"AwsSolutions-RDS10", "rds_cluster_deletion_protection_enabled_check"},
     .reason = "The description wants every resource to go with the stack, without protection against "
               "deletion. Backups "
               "are kept for 7 days while it lives"},
    {.at = {"Aurora"},
     .rules = {"AwsSolutions-RDS11"},
     .reason = "The port is open to the tasks and to the rotation only, by security group and in subnets "
               "without a way to "
               "the internet: another number would hide it from nobody"},
    {.at = {"Redis"},
     .rules = {"AwsSolutions-AEC5"},
     .reason = "The port is open to the tasks and to the rotation only, by security group and in subnets "
               "without a way to "
               "the internet, and Redis asks for its token"},
    {.at = {"Redis"},
     .rules = {"elasticache_repl_grp_rbac_auth_enabled_check"},
     .reason = "Redis has one user, the application, which signs in with the AUTH token that the description "
               "wants in "
               "Secrets Manager, replaced every 30 days"},
    {.at = {"Materials"},
     .rules = {"efs_automatic_backups_enabled_check"},
     .reason = "The description wants nothing to be left when the stack is deleted, and the recovery points "
               "of EFS would "
               "be. Course materials come from their authors, who keep them"},
    {.at = {"AuroraMonitoringRole"},
     .rules = {"AwsSolutions-IAM4"},
     .reason = "AWS's own policy for RDS's Enhanced Monitoring: it writes to the one log group RDSOSMetrics"},
    {.at = {"RotateRedisTokenRole"},
     .rules = {"AwsSolutions-IAM4"},
     .reason =
         "AWS's own policy for network interfaces of functions, whose actions know no narrower resource"},
};

const Accepted of_functions[] = {
    {.at = {"RotateApiKeys", "RotateRedisToken", "LearningEvents", "EmptyBucket"},
     .rules = {"AwsSolutions-L1"},
     .reason = "AWS supports python3.12 until October 2028. The newest runtime that cdk-nag knows, "
               "python3.15, is not in "
               "CloudFormation's schema of functions yet"},
    {.at = {"RotateApiKeys", "LearningEvents", "EmptyBucket"},
     .rules = {"lambda_inside_vpc_check"},
     .reason = "The function calls services of AWS only (Secrets Manager, Kinesis, CloudWatch, S3), with "
               "TLS. In the VPC "
               "it would get a way to the data stores, which it does not need"},
    {.at = {"RotateApiKeys", "RotateRedisToken"},
     .rules = {"lambda_function_public_access_prohibited_check"},
     .reason = "Secrets Manager may call, and the role's policy lets the function replace this one secret: a "
               "call for "
               "another secret fails. The permission is what Secrets Manager asks for",
     .resource_type = "AWS::Lambda::Permission"},
    {.at = {"RotateApiKeysRole/DefaultPolicy", "RotateRedisTokenRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason = "secretsmanager:GetRandomPassword makes up a password and knows no resource"},
    {.at = {"EmptyBucketRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<Artifacts82DD59A1.Arn>/*]"},
     .reason = "The function empties this bucket when the stack is deleted: it may delete every object of "
               "it, read none"},
    {.at = {"FailedActivities"},
     .rules = {"AwsSolutions-SQS3", "sqs_dlq_check"},
     .reason = "It is itself where activities go that the consumer cannot read; an alarm tells of the first "
               "of them"},
    {.at = {"Activities"},
     .rules = {"AwsSolutions-KDS3"},
     .reason = "The description wants keys of the customer's for students' data (PDPA), so that access to "
               "the key can be "
               "granted and withdrawn; the account's own key does not let one"},
};

const Accepted of_containers[] = {
    {.at = {"Task"},
     .rules = {"AwsSolutions-ECS2"},
     .reason = "Addresses, names and the ARN of the credentials, which are no secrets; those come by Secrets "
               "or are read "
               "with the task's role"},
    {.at = {"Task"},
     .rules = {"ecs_task_definition_memory_hard_limit_check"},
     .reason = "The task has one container, and Fargate holds the task to its 4 GB: a limit of the "
               "container's own would be "
               "the same figure again"},
    {.at = {"ExecutionRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason = "ecr:GetAuthorizationToken knows no resource; images are pulled from the one repository"},
    {.at = {"Balancer/Resource"},
     .rules = {"AwsSolutions-ELB2", "elbv2_logging_enabled_check"},
     .reason =
         "The load balancer is internal and has one client, the API, whose access log says who asked for "
         "what. It "
         "could log to a bucket without a key of the customer's only, which the description does not want"},
    {.at = {"Balancer/Resource"},
     .rules = {"elbv2_deletion_protection_enabled_check"},
     .reason =
         "The description wants every resource to go with the stack, without protection against deletion"},
    {.at = {"Balancer/Https"},
     .rules = {"elbv2_acm_certificate_required_check"},
     .reason = "The certificate is ACM's and comes as the parameter certificateArn, whose pattern takes no "
               "other. The rule "
               "reads certificates of the same template only"},
};

const Accepted of_api[] = {
    {.at = {"Api/Default/health/GET"},
     .rules = {"AwsSolutions-APIG4", "AwsSolutions-COG4"},
     .reason = "Whoever watches from outside asks whether the platform lives, and gets no data; all other "
               "routes ask for a "
               "token of the user pool"},
    {.at = {"Api/Resource"},
     .rules = {"AwsSolutions-APIG2"},
     .reason = "The gateway forwards every path below {proxy+}: the application knows its requests and "
               "checks them"},
    {.at = {"ApiStage"},
     .rules = {"AwsSolutions-APIG3"},
     .reason = "Only students and teachers who have signed in come through, the stage throttles, and the "
               "load balancer "
               "takes no other way in. The description has no web ACL"},
    {.at = {"ApiStage"},
     .rules = {"AwsSolutions-APIG6", "api_gw_v1_execution_logging_enabled_check"},
     .reason =
         "Execution logs go to a group that API Gateway makes itself, without a key and for ever: the "
         "description "
         "wants every log group encrypted and gone with the stack. The access log has user, path and status"},
    {.at = {"Api/CloudWatchRole"},
     .rules = {"AwsSolutions-IAM4"},
     .reason = "AWS's own policy for the role with which API Gateway writes logs"},
    {.at = {"Users"},
     .rules = {"AwsSolutions-COG2"},
     .reason = "Students may add a second factor and need not: to demand one would lock out those without a "
               "phone of their "
               "own. The description asks for protection of the data, and passwords have 12 characters"},
    {.at = {"Users"},
     .rules = {"AwsSolutions-COG8"},
     .reason = "The plan Plus is paid for by the user, 50,000 of them; the description asks for nothing of "
               "what it adds"},
};

const Accepted of_delivery[] = {
    {.at = {"Build/Resource"},
     .rules = {"codebuild_project_environment_privileged_check"},
     .reason = "Docker builds the image in the build, which takes a privileged container. Its role may push "
               "to the one "
               "repository and read what is to be built"},
    {.at = {"Build/Role/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason = "ecr:GetAuthorizationToken knows no resource; images are pushed to the one repository"},
    {.at = {"Pipeline/Role/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::*]"},
     .reason = "ecs:DescribeTaskDefinition, which CodePipeline's deployment to ECS calls, knows no resource"},
    {.at = {"Pipeline/Role/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task-"
               "definition/"
               "lms-task-<environmentSuffix>:*]"},
     .reason = "The revisions of this one family: each deployment registers a new one"},
    {.at = {"Pipeline/Role/DefaultPolicy", "Build/Role/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5[Resource::<Artifacts82DD59A1.Arn>/*]"},
     .reason = "CodePipeline makes up the names of the artifacts, which are all that the bucket has"},
    {.at = {"Artifacts"},
     .rules = {"AwsSolutions-S1", "s3_bucket_logging_enabled_check"},
     .reason = "Two roles read and write the artifacts, and CodePipeline's history has each. A log would "
               "need a bucket "
               "without a key of the customer's, which the description does not want"},
    {.at = {"Artifacts"},
     .rules = {"s3_bucket_object_lock_enabled_check"},
     .reason = "The description wants the bucket emptied when the stack is deleted, and a lock forbids just "
               "that. Artifacts "
               "can be built again"},
    {.at = {"Artifacts"},
     .rules = {"s3_event_notifications_enabled_check"},
     .reason =
         "Only the pipeline writes to the bucket and knows of each artifact: nothing waits for news of them"},
};

}  // namespace

void accept_findings_of_registry(tenon::Stack& stack) { apps::acknowledge(stack, of_registry); }

void accept_findings(tenon::Stack& stack) {
  apps::acknowledge(stack, of_keys);
  apps::acknowledge(stack, of_data);
  apps::acknowledge(stack, of_functions);
  apps::acknowledge(stack, of_containers);
  apps::acknowledge(stack, of_api);
  apps::acknowledge(stack, of_delivery);
}

}  // namespace lms
