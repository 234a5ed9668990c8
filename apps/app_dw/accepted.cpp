#include "accepted.hpp"

#include "acknowledged.hpp"

namespace app_dw {

namespace {

using apps::Accepted;

constexpr std::string_view any_resource = "AwsSolutions-IAM5[Resource::*]";
constexpr std::string_view any_artifact = "AwsSolutions-IAM5[Resource::<Artifacts82DD59A1.Arn>/*]";

void accept(tenon::App& app, std::string_view stack, std::span<const Accepted> table,
            std::source_location where = std::source_location::current()) {
  // A stack that the description of the projects does not ask for is not there.
  if (tenon::Construct* const found = app.find_child(stack)) apps::acknowledge(*found, table, where);
}

// --- what all projects share -----------------------------------------------------------------------------

const Accepted everywhere[] = {
    {.rules = {"cloudwatch_log_group_retention_period_check"},
     .reason = "The documents keep every log for 7 days: this is a development system, and logs are for "
               "finding faults",
     .resource_type = "AWS::Logs::LogGroup"},
    {.rules = {"cloudwatch_log_group_encrypted_check"},
     .reason = "CloudWatch Logs encrypts every group with a key of its own. What is logged is gone after 7 "
               "days, and no "
               "password or token is: services sign in with tokens that they do not log",
     .resource_type = "AWS::Logs::LogGroup"},
};

const Accepted of_network[] = {
    {.at = {"DatabaseAcl"},
     .rules = {"AwsSolutions-VPC3"},
     .reason = "The documents want a network ACL at the database's subnets beside the security groups. It "
               "lets in and out "
               "what is inside the network, by ranges that do not change"},
    {.at = {"alb-sg"},
     .rules = {"AwsSolutions-EC23"},
     .reason = "The load balancer is for everybody: 443, and 80 to be sent there. The documents list both "
               "rules, and the "
               "web ACL stands before them"},
};

const Accepted of_storage[] = {
    {.rules = {"s3_event_notifications_enabled_check"},
     .reason = "Pipelines, services and load balancers know of each object they write: nothing waits for "
               "news of them",
     .resource_type = "AWS::S3::Bucket"},
    {.rules = {"s3_bucket_versioning_enabled_check", "s3_bucket_object_lock_enabled_check"},
     .reason = "Pages and artifacts can be built again from the repository's commits, media are made up by a "
               "model, and "
               "logs go after 7 days: old versions and locks would keep what nobody needs",
     .resource_type = "AWS::S3::Bucket"},
    {.at = {"AccessLogs"},
     .rules = {"s3_bucket_logging_enabled_check"},
     .reason = "It takes the access logs of all others; its own would log its own deliveries without end"},
    {.at = {"AccessLogs"},
     .rules = {"s3_bucket_default_encryption_kms_check"},
     .reason = "Load balancers write to no bucket with a key of KMS; the documents want S3's own key here"},
    {.at = {"ArtifactsKey"},
     .rules = {"kms_create_grant_aws_service_check"},
     .reason = "The key's policy leaves all to IAM, and no role of this application may kms:CreateGrant"},
    {.rules = {"ecr_private_tag_immutability_enabled_check"},
     .reason = "Each build moves the tag latest, which tasks take that a deployment of the stack starts. "
               "What a pipeline "
               "deploys is named by the commit, and only the builds may push",
     .resource_type = "AWS::ECR::Repository"},
};

const Accepted of_load_balancing[] = {
    {.at = {"LoadBalancer/Https"},
     .rules = {"elbv2_acm_certificate_required_check"},
     .reason = "The certificate is ACM's, of the stack Certificate. The rule reads certificates of the same "
               "template only"},
    {.at = {"LoadBalancer/Resource"},
     .rules = {"elbv2_logging_enabled_check"},
     .reason = "It logs to the bucket AccessLogs of the stack Storage. The rule reads buckets of the same "
               "template only"},
    {.at = {"LoadBalancer/Resource"},
     .rules = {"elbv2_deletion_protection_enabled_check"},
     .reason = "A development system, which is deleted and made again; the load balancer holds no data"},
};

const Accepted of_authentication[] = {
    {.at = {"Users"},
     .rules = {"AwsSolutions-COG2"},
     .reason = "The documents want devices remembered and threats watched (AUDIT), and no second factor of "
               "learners. "
               "Passwords have 12 characters of four kinds"},
};

const Accepted of_databases[] = {
    {.rules = {"AwsSolutions-RDS10", "rds_cluster_deletion_protection_enabled_check"},
     .reason =
         "A development system, which is deleted and made again; a last snapshot is made of the cluster then",
     .resource_type = "AWS::RDS::DBCluster"},
    {.rules = {"rds_instance_enhanced_monitoring_enabled_check"},
     .reason = "The documents ask for Performance Insights, which shows load by statement and wait; alarms "
               "watch memory, "
               "storage and connections",
     .resource_type = "AWS::RDS::DBInstance"},
    {.rules = {"AwsSolutions-SMG4"},
     .reason = "The secret says where the database is and who signs in, and has no password: a task signs a "
               "token. There "
               "is nothing to rotate",
     .resource_type = "AWS::SecretsManager::Secret"},
};

const Accepted of_platform[] = {
    {.rules = {"AwsSolutions-SMG4"},
     .reason = "Several services read the secret when they start, and compare it with each other's: replaced "
               "by itself it "
               "would shut out those that still run. Whoever replaces it starts them anew",
     .resource_type = "AWS::SecretsManager::Secret"},
};

// --- what a project has ----------------------------------------------------------------------------------

const Accepted of_service[] = {
    {.at = {"Task"},
     .rules = {"AwsSolutions-ECS2"},
     .reason = "Addresses, names and ids, which are no secrets; those come by Secrets or are read with the "
               "task's role"},
    {.at = {"Task"},
     .rules = {"ecs_task_definition_memory_hard_limit_check"},
     .reason = "Fargate holds the task to the documents' 2 GB. The collector beside the application takes "
               "what it leaves: "
               "limits of their own would only split the same figure"},
    {.at = {"Task"},
     .rules = {"ecs_containers_readonly_access_check", "ecs_task_definition_nonroot_user_check"},
     .reason =
         "The projects' own images are not made for it yet: Streamlit and Gradio write beside their code, "
         "and their "
         "user is the image's. On Fargate each task has a kernel and a disk of its own, which go with it"},
    {.at = {"ExecutionRole/DefaultPolicy"},
     .rules = {any_resource},
     .reason = "ecr:GetAuthorizationToken knows no resource; images are pulled from the one repository"},
    {.at = {"TaskRole/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5"},
     .reason = "X-Ray and Polly know no resources for what is allowed here, and media are objects whose "
               "names the service "
               "makes up, below media/ of the one bucket"},
};

const Accepted of_site[] = {
    {.at = {"Distribution"},
     .rules = {"AwsSolutions-CFR1"},
     .reason = "The documents want no restriction by country"},
    {.at = {"Distribution"},
     .rules = {"AwsSolutions-CFR3", "cloudfront_access_logs_enabled_check"},
     .reason =
         "The web ACL before the distribution logs every request to a log group, as the documents want, and "
         "the "
         "bucket its accesses. Logs of CloudFront itself would need a bucket with access control lists"},
    {.at = {"Distribution"},
     .rules = {"cloudfront_custom_ssl_certificate_check", "cloudfront_sni_enabled_check"},
     .reason = "The certificate is ACM's, of the stack Certificate, with sni-only and TLS 1.2. The rules "
               "read certificates "
               "of the same template only"},
    {.at = {"Distribution"},
     .rules = {"cloudfront_origin_failover_enabled_check"},
     .reason = "A development system in one region, as the documents want: S3 keeps the files in three "
               "zones, and behind "
               "/api/* is a load balancer in three"},
};

const Accepted of_policy_of_files[] = {
    {.rules = {"AwsSolutions-S10", "s3_bucket_policy_ssl_requests_only_check"},
     .reason = "The policy denies everything without TLS. The rules look for the bucket in the same "
               "template, and it is in "
               "the stack Storage"},
};

const Accepted of_bucket_of_files[] = {
    {.rules = {"AwsSolutions-S10"},
     .reason = "The policy, which denies everything without TLS, names the distribution and is in its stack"},
    {.rules = {"s3_bucket_default_encryption_kms_check"},
     .reason = "What the bucket has is for everybody by CloudFront. S3 encrypts it with a key of its own; "
               "each request of "
               "a key of KMS would be paid for"},
};

constexpr char names_of_artifacts[] =
    "CodePipeline makes up the names of the artifacts, which are all that the bucket has";

const Accepted of_image_build[] = {
    {.at = {"Build/Resource"},
     .rules = {"codebuild_project_environment_privileged_check"},
     .reason = "Docker builds the image in the build, which takes a privileged container. Its role may push "
               "to the one "
               "repository and read what is to be built"},
    {.at = {"Build/Role/DefaultPolicy"},
     .rules = {any_resource},
     .reason = "ecr:GetAuthorizationToken knows no resource; images are pushed to the one repository"},
    {.at = {"Pipeline/Role/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5"},
     .reason = "ecs:DescribeTaskDefinition knows no resource, each deployment registers a new revision of "
               "this one family, "
               "and CodePipeline makes up the names of the artifacts"},
};

const Accepted of_files_build[] = {
    {.at = {"Pipeline/Role/DefaultPolicy"}, .rules = {any_artifact}, .reason = names_of_artifacts},
    {.at = {"Deploy/Role/DefaultPolicy"},
     .rules = {"AwsSolutions-IAM5"},
     .reason =
         "The build puts every file of the site into its one bucket and takes out what is no longer there; "
         "CodePipeline makes up the names of the artifacts it reads"},
};

const Accepted of_every_build[] = {
    {.at = {"Build/Role/DefaultPolicy", "IntegrationTests/Role/DefaultPolicy"},
     .rules = {any_artifact},
     .reason = names_of_artifacts},
};

/// The table with the part's name before each path: FrontendBuild, BackendBuild.
std::vector<std::string> paths_of(std::string_view part, const Accepted& row) {
  std::vector<std::string> paths;
  for (const std::string_view path : row.at) paths.push_back(std::string(part) + std::string(path));
  return paths;
}

void accept_part(tenon::App& app, std::string_view stack, std::string_view part,
                 std::span<const Accepted> table) {
  for (const Accepted& row : table) {
    const std::vector<std::string> paths = paths_of(part, row);
    Accepted of_part = row;
    of_part.at.assign(paths.begin(), paths.end());
    accept(app, stack, {&of_part, 1});
  }
}

void accept_delivery(tenon::App& app, const config::Project& project) {
  const std::string stack = project.stacks + "Delivery";
  accept_part(app, stack, "Frontend", of_every_build);
  if (project.frontend) accept_part(app, stack, "Frontend", of_image_build);
  if (project.site) accept_part(app, stack, "Frontend", of_files_build);
  if (!project.backend) return;
  accept_part(app, stack, "Backend", of_every_build);
  accept_part(app, stack, "Backend", of_image_build);
}

void accept_site(tenon::App& app, const config::Project& project) {
  const std::string frontend = project.stacks + "Frontend";
  accept(app, frontend, of_site);
  accept_part(app, frontend, "SitePolicy", of_policy_of_files);
  accept_part(app, "Storage", project.site->bucket, of_bucket_of_files);
  if (!project.site->media) return;
  accept_part(app, frontend, "MediaPolicy", of_policy_of_files);
  accept_part(app, "Storage", project.site->media->bucket, of_bucket_of_files);
}

}  // namespace

void accept_findings(tenon::App& app, const config::System& system) {
  apps::acknowledge(app, everywhere);
  accept(app, "Network", of_network);
  accept(app, "Storage", of_storage);
  accept(app, "LoadBalancing", of_load_balancing);
  accept(app, "Authentication", of_authentication);
  accept(app, "Databases", of_databases);
  accept(app, "Platform", of_platform);
  for (const config::Project& project : system.projects) {
    if (project.backend) accept(app, project.stacks + "Backend", of_service);
    if (project.frontend) accept(app, project.stacks + "Frontend", of_service);
    if (project.site) accept_site(app, project);
    accept_delivery(app, project);
  }
}

}  // namespace app_dw
