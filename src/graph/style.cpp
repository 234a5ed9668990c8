#include "style.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tenon/value/text.hpp"

namespace tenon::graph {

namespace {

using enum Category;

// As `Category` lists them.
constexpr CategoryStyle categories[] = {
    {"compute", "#fdebd9", "#d9822b"},       {"storage", "#e4f2e1", "#4f9a45"},
    {"database", "#e2e9fb", "#4a6fd0"},      {"network", "#ece5fa", "#7d5bc7"},
    {"integration", "#fbe3ee", "#c9487f"},   {"security", "#fbe2e0", "#c94a43"},
    {"observability", "#dff3f1", "#2f938a"}, {"delivery", "#f6f0d2", "#a08a1f"},
    {"intelligence", "#def2f8", "#2b8fb3"},  {"other", "#eceef1", "#77808c"},
};

/// A prefix of types and its service; the longest that fits counts.
struct ServiceRow {
  std::string_view prefix;
  ServiceStyle style;
};

constexpr ServiceRow services[] = {
    {"AWS::AccessAnalyzer::", {"IAM Access Analyzer", security}},
    {"AWS::Amplify::", {"Amplify", delivery}},
    {"AWS::ApiGateway::", {"API Gateway", network}},
    {"AWS::ApiGatewayV2::", {"API Gateway", network}},
    {"AWS::ApiGatewayV2::VpcLink", {"VPC link", network}},
    {"AWS::ApiGateway::VpcLink", {"VPC link", network}},
    {"AWS::AppConfig::", {"AppConfig", delivery}},
    {"AWS::AppRunner::", {"App Runner", compute}},
    {"AWS::AppSync::", {"AppSync", integration}},
    {"AWS::ApplicationInsights::", {"Application Insights", observability}},
    {"AWS::Athena::", {"Athena", database}},
    {"AWS::AutoScaling::", {"EC2 Auto Scaling", compute}},
    {"AWS::Backup::", {"Backup", storage}},
    {"AWS::Batch::", {"Batch", compute}},
    {"AWS::Bedrock::", {"Bedrock", intelligence}},
    {"AWS::Bedrock::Guardrail", {"Bedrock guardrail", intelligence}},
    {"AWS::Budgets::", {"Budgets", observability}},
    {"AWS::CertificateManager::", {"ACM certificate", security}},
    {"AWS::Chatbot::", {"Chatbot", observability}},
    {"AWS::CloudFormation::", {"CloudFormation", delivery}},
    {"AWS::CloudFront::", {"CloudFront", network}},
    {"AWS::CloudTrail::", {"CloudTrail", observability}},
    {"AWS::CloudWatch::", {"CloudWatch", observability}},
    {"AWS::CodeArtifact::", {"CodeArtifact", delivery}},
    {"AWS::CodeBuild::", {"CodeBuild", delivery}},
    {"AWS::CodeCommit::", {"CodeCommit", delivery}},
    {"AWS::CodeConnections::", {"CodeConnections", delivery}},
    {"AWS::CodeDeploy::", {"CodeDeploy", delivery}},
    {"AWS::CodePipeline::", {"CodePipeline", delivery}},
    {"AWS::CodeStarConnections::", {"CodeConnections", delivery}},
    {"AWS::CodeStarNotifications::", {"CodeStar notifications", delivery}},
    {"AWS::Cognito::", {"Cognito", security}},
    {"AWS::Cognito::IdentityPool", {"Cognito identity pool", security}},
    {"AWS::Cognito::UserPool", {"Cognito user pool", security}},
    {"AWS::Comprehend::", {"Comprehend", intelligence}},
    {"AWS::Config::", {"Config", security}},
    {"AWS::DAX::", {"DynamoDB Accelerator", database}},
    {"AWS::DMS::", {"Database Migration", database}},
    {"AWS::DocDB::", {"DocumentDB", database}},
    {"AWS::DynamoDB::", {"DynamoDB", database}},
    {"AWS::EC2::", {"EC2", compute}},
    {"AWS::EC2::EIP", {"Elastic IP", network}},
    {"AWS::EC2::FlowLog", {"VPC flow log", network}},
    {"AWS::EC2::InternetGateway", {"Internet gateway", network}},
    {"AWS::EC2::NatGateway", {"NAT gateway", network}},
    {"AWS::EC2::NetworkAcl", {"Network ACL", network}},
    {"AWS::EC2::Route", {"Route", network}},
    {"AWS::EC2::SecurityGroup", {"Security group", network}},
    {"AWS::EC2::Subnet", {"Subnet", network}},
    {"AWS::EC2::TransitGateway", {"Transit gateway", network}},
    {"AWS::EC2::VPC", {"VPC", network}},
    {"AWS::EC2::VPCEndpoint", {"VPC endpoint", network}},
    {"AWS::EC2::VPN", {"VPN", network}},
    {"AWS::EC2::Volume", {"EBS", storage}},
    {"AWS::ECR::", {"ECR", storage}},
    {"AWS::ECS::", {"ECS", compute}},
    {"AWS::ECS::Cluster", {"ECS cluster", compute}},
    {"AWS::ECS::Service", {"ECS service", compute}},
    {"AWS::ECS::TaskDefinition", {"ECS task", compute}},
    {"AWS::EFS::", {"EFS", storage}},
    {"AWS::EKS::", {"EKS", compute}},
    {"AWS::EMR", {"EMR", compute}},
    {"AWS::ElastiCache::", {"ElastiCache", database}},
    {"AWS::ElasticBeanstalk::", {"Elastic Beanstalk", compute}},
    {"AWS::ElasticLoadBalancing", {"Load balancer", network}},
    {"AWS::Elasticsearch::", {"Elasticsearch", database}},
    {"AWS::Events::", {"EventBridge", integration}},
    {"AWS::FSx::", {"FSx", storage}},
    {"AWS::GlobalAccelerator::", {"Global Accelerator", network}},
    {"AWS::Glue::", {"Glue", database}},
    {"AWS::GuardDuty::", {"GuardDuty", security}},
    {"AWS::IAM::", {"IAM", security}},
    {"AWS::IAM::Role", {"IAM role", security}},
    {"AWS::IAM::User", {"IAM user", security}},
    {"AWS::IAM::Group", {"IAM group", security}},
    {"AWS::IAM::OIDCProvider", {"OIDC provider", security}},
    {"AWS::ImageBuilder::", {"Image Builder", delivery}},
    {"AWS::Inspector", {"Inspector", security}},
    {"AWS::IoT::", {"IoT Core", integration}},
    {"AWS::KMS::", {"KMS key", security}},
    {"AWS::Kendra::", {"Kendra", intelligence}},
    {"AWS::Kinesis::", {"Kinesis", integration}},
    {"AWS::KinesisAnalytics", {"Kinesis Analytics", integration}},
    {"AWS::KinesisFirehose::", {"Firehose", integration}},
    {"AWS::LakeFormation::", {"Lake Formation", database}},
    {"AWS::Lambda::", {"Lambda", compute}},
    {"AWS::Lex::", {"Lex", intelligence}},
    {"AWS::Location::", {"Location", integration}},
    {"AWS::Logs::", {"CloudWatch Logs", observability}},
    {"AWS::MSK::", {"MSK", integration}},
    {"AWS::MemoryDB::", {"MemoryDB", database}},
    {"AWS::Neptune::", {"Neptune", database}},
    {"AWS::NetworkFirewall::", {"Network Firewall", security}},
    {"AWS::OpenSearchServerless::", {"OpenSearch", database}},
    {"AWS::OpenSearchService::", {"OpenSearch", database}},
    {"AWS::Personalize::", {"Personalize", intelligence}},
    {"AWS::Pipes::", {"EventBridge Pipes", integration}},
    {"AWS::QuickSight::", {"QuickSight", observability}},
    {"AWS::RDS::", {"RDS", database}},
    {"AWS::RDS::DBProxy", {"RDS Proxy", database}},
    {"AWS::RUM::", {"CloudWatch RUM", observability}},
    {"AWS::Redshift", {"Redshift", database}},
    {"AWS::ResourceGroups::", {"Resource group", other}},
    {"AWS::Route53::", {"Route 53", network}},
    {"AWS::Route53::HealthCheck", {"Health check", network}},
    {"AWS::S3::", {"S3", storage}},
    {"AWS::SES::", {"SES", integration}},
    {"AWS::SNS::", {"SNS", integration}},
    {"AWS::SQS::", {"SQS", integration}},
    {"AWS::SSM::", {"Systems Manager", delivery}},
    {"AWS::SSM::Parameter", {"SSM parameter", security}},
    {"AWS::SageMaker::", {"SageMaker", intelligence}},
    {"AWS::Scheduler::", {"EventBridge Scheduler", integration}},
    {"AWS::SecretsManager::", {"Secrets Manager", security}},
    {"AWS::SecurityHub::", {"Security Hub", security}},
    {"AWS::Serverless::Api", {"API Gateway", network}},
    {"AWS::Serverless::Function", {"Lambda", compute}},
    {"AWS::Serverless::SimpleTable", {"DynamoDB", database}},
    {"AWS::ServiceDiscovery::", {"Cloud Map", network}},
    {"AWS::StepFunctions::", {"Step Functions", integration}},
    {"AWS::Synthetics::", {"CloudWatch Synthetics", observability}},
    {"AWS::Timestream::", {"Timestream", database}},
    {"AWS::Transfer::", {"Transfer Family", storage}},
    {"AWS::VpcLattice::", {"VPC Lattice", network}},
    {"AWS::WAF", {"WAF", security}},
    {"AWS::XRay::", {"X-Ray", observability}},
    {"Alexa::", {"Alexa", other}},
    {"Custom::", {"Custom resource", other}},
    {"AWS::CloudFormation::CustomResource", {"Custom resource", other}},
};

/// A type and what it is to the picture.
struct PartRow {
  std::string_view type;
  TypePart part;
};

using enum Part;

// Sorted by type. What is not here is drawn.
constexpr PartRow parts[] = {
    {"AWS::ApiGateway::Account", {trivial}},
    {"AWS::ApiGateway::ApiKey", {detail}},
    {"AWS::ApiGateway::Authorizer", {detail, "RestApiId"}},
    {"AWS::ApiGateway::BasePathMapping", {detail, "RestApiId"}},
    {"AWS::ApiGateway::Deployment", {detail, "RestApiId"}},
    {"AWS::ApiGateway::DomainName", {detail}},
    {"AWS::ApiGateway::GatewayResponse", {detail, "RestApiId"}},
    {"AWS::ApiGateway::Method", {detail, "RestApiId"}},
    {"AWS::ApiGateway::Model", {detail, "RestApiId"}},
    {"AWS::ApiGateway::RequestValidator", {detail, "RestApiId"}},
    {"AWS::ApiGateway::Resource", {detail, "RestApiId"}},
    {"AWS::ApiGateway::Stage", {detail, "RestApiId"}},
    {"AWS::ApiGateway::UsagePlan", {detail, "ApiStages"}},
    {"AWS::ApiGateway::UsagePlanKey", {connector, "UsagePlanId"}},
    {"AWS::ApiGatewayV2::ApiMapping", {detail, "ApiId"}},
    {"AWS::ApiGatewayV2::Authorizer", {detail, "ApiId"}},
    {"AWS::ApiGatewayV2::Deployment", {detail, "ApiId"}},
    {"AWS::ApiGatewayV2::DomainName", {detail}},
    {"AWS::ApiGatewayV2::Integration", {detail, "ApiId"}},
    {"AWS::ApiGatewayV2::Route", {detail, "ApiId"}},
    {"AWS::ApiGatewayV2::Stage", {detail, "ApiId"}},
    {"AWS::AppSync::DataSource", {detail, "ApiId"}},
    {"AWS::AppSync::GraphQLSchema", {detail, "ApiId"}},
    {"AWS::AppSync::Resolver", {detail, "ApiId"}},
    {"AWS::ApplicationAutoScaling::ScalableTarget", {detail, "ResourceId"}},
    {"AWS::ApplicationAutoScaling::ScalingPolicy", {detail, "ScalingTargetId"}},
    {"AWS::ApplicationInsights::Application", {monitor}},
    {"AWS::AutoScaling::ScalingPolicy", {detail, "AutoScalingGroupName"}},
    {"AWS::Backup::BackupSelection", {detail, "BackupPlanId"}},
    {"AWS::Backup::BackupVault", {detail}},
    {"AWS::Bedrock::GuardrailVersion", {detail, "GuardrailIdentifier"}},
    {"AWS::CDK::Metadata", {trivial}},
    {"AWS::CertificateManager::Certificate", {key}},
    {"AWS::CloudFormation::CustomResource", {detail, "ServiceToken"}},
    {"AWS::CloudFormation::WaitCondition", {trivial}},
    {"AWS::CloudFormation::WaitConditionHandle", {trivial}},
    {"AWS::CloudFront::CachePolicy", {detail}},
    {"AWS::CloudFront::CloudFrontOriginAccessIdentity", {detail}},
    {"AWS::CloudFront::Function", {detail}},
    {"AWS::CloudFront::KeyGroup", {detail}},
    {"AWS::CloudFront::OriginAccessControl", {detail}},
    {"AWS::CloudFront::OriginRequestPolicy", {detail}},
    {"AWS::CloudFront::PublicKey", {detail}},
    {"AWS::CloudFront::ResponseHeadersPolicy", {detail}},
    {"AWS::CloudWatch::Alarm", {monitor}},
    {"AWS::CloudWatch::AnomalyDetector", {monitor}},
    {"AWS::CloudWatch::CompositeAlarm", {monitor}},
    {"AWS::CloudWatch::Dashboard", {monitor}},
    {"AWS::CodeBuild::ReportGroup", {detail}},
    {"AWS::CodeBuild::SourceCredential", {trivial}},
    {"AWS::CodeDeploy::Application", {detail}},
    {"AWS::CodeDeploy::DeploymentConfig", {detail}},
    {"AWS::Cognito::IdentityPoolRoleAttachment", {detail, "IdentityPoolId"}},
    {"AWS::Cognito::UserPoolClient", {detail, "UserPoolId"}},
    {"AWS::Cognito::UserPoolDomain", {detail, "UserPoolId"}},
    {"AWS::Cognito::UserPoolGroup", {detail, "UserPoolId"}},
    {"AWS::Cognito::UserPoolIdentityProvider", {detail, "UserPoolId"}},
    {"AWS::Cognito::UserPoolResourceServer", {detail, "UserPoolId"}},
    {"AWS::Cognito::UserPoolUICustomizationAttachment", {detail, "UserPoolId"}},
    {"AWS::Cognito::UserPoolUser", {detail, "UserPoolId"}},
    {"AWS::Cognito::ManagedLoginBranding", {detail, "UserPoolId"}},
    {"AWS::EC2::EIP", {detail}},
    {"AWS::EC2::EIPAssociation", {connector, "InstanceId"}},
    {"AWS::EC2::EgressOnlyInternetGateway", {detail, "VpcId"}},
    {"AWS::EC2::FlowLog", {detail, "ResourceId"}},
    {"AWS::EC2::GatewayRouteTableAssociation", {connector, "RouteTableId"}},
    {"AWS::EC2::InternetGateway", {detail}},
    {"AWS::EC2::LaunchTemplate", {detail}},
    {"AWS::EC2::NatGateway", {detail, "SubnetId"}},
    {"AWS::EC2::NetworkAcl", {detail, "VpcId"}},
    {"AWS::EC2::NetworkAclEntry", {connector, "NetworkAclId"}},
    {"AWS::EC2::PrefixList", {detail}},
    {"AWS::EC2::Route", {connector, "RouteTableId"}},
    {"AWS::EC2::RouteTable", {detail, "VpcId"}},
    {"AWS::EC2::SecurityGroup", {group}},
    {"AWS::EC2::SecurityGroupEgress", {connector, "GroupId"}},
    {"AWS::EC2::SecurityGroupIngress", {connector, "GroupId"}},
    {"AWS::EC2::Subnet", {detail, "VpcId"}},
    {"AWS::EC2::SubnetCidrBlock", {connector, "SubnetId"}},
    {"AWS::EC2::SubnetNetworkAclAssociation", {connector, "NetworkAclId"}},
    {"AWS::EC2::SubnetRouteTableAssociation", {connector, "SubnetId"}},
    {"AWS::EC2::VPC", {place}},
    {"AWS::EC2::VPCCidrBlock", {connector, "VpcId"}},
    {"AWS::EC2::VPCDHCPOptionsAssociation", {connector, "VpcId"}},
    {"AWS::EC2::VPCEndpoint", {detail, "VpcId"}},
    {"AWS::EC2::VPCGatewayAttachment", {connector, "VpcId"}},
    {"AWS::ECR::RegistryPolicy", {trivial}},
    {"AWS::ECS::CapacityProvider", {detail}},
    {"AWS::ECS::ClusterCapacityProviderAssociations", {connector, "Cluster"}},
    {"AWS::ECS::TaskDefinition", {detail}},
    {"AWS::EFS::AccessPoint", {detail, "FileSystemId"}},
    {"AWS::EFS::MountTarget", {detail, "FileSystemId"}},
    {"AWS::EKS::Addon", {detail, "ClusterName"}},
    {"AWS::EKS::Nodegroup", {detail, "ClusterName"}},
    {"AWS::ElastiCache::ParameterGroup", {trivial}},
    {"AWS::ElastiCache::SubnetGroup", {trivial}},
    {"AWS::ElastiCache::User", {detail}},
    {"AWS::ElastiCache::UserGroup", {detail}},
    {"AWS::ElasticLoadBalancingV2::Listener", {detail, "LoadBalancerArn"}},
    {"AWS::ElasticLoadBalancingV2::ListenerCertificate", {detail, "ListenerArn"}},
    {"AWS::ElasticLoadBalancingV2::ListenerRule", {detail, "ListenerArn"}},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", {detail}},
    {"AWS::Events::Archive", {detail, "SourceArn"}},
    {"AWS::Events::EventBusPolicy", {connector, "EventBusName"}},
    {"AWS::IAM::AccessKey", {detail, "UserName"}},
    {"AWS::IAM::GroupPolicy", {connector, "GroupName"}},
    {"AWS::IAM::InstanceProfile", {connector, "Roles"}},
    {"AWS::IAM::ManagedPolicy", {detail, "Roles"}},
    {"AWS::IAM::Policy", {connector, "Roles"}},
    {"AWS::IAM::Role", {role}},
    {"AWS::IAM::RolePolicy", {connector, "RoleName"}},
    {"AWS::IAM::ServiceLinkedRole", {trivial}},
    {"AWS::IAM::UserPolicy", {connector, "UserName"}},
    {"AWS::IAM::UserToGroupAddition", {connector, "GroupName"}},
    {"AWS::KMS::Alias", {connector, "TargetKeyId"}},
    {"AWS::KMS::Key", {key}},
    {"AWS::KMS::ReplicaKey", {key}},
    {"AWS::Lambda::Alias", {detail, "FunctionName"}},
    {"AWS::Lambda::CodeSigningConfig", {detail}},
    {"AWS::Lambda::EventInvokeConfig", {connector, "FunctionName"}},
    {"AWS::Lambda::EventSourceMapping", {connector, "FunctionName"}},
    {"AWS::Lambda::LayerVersion", {detail}},
    {"AWS::Lambda::LayerVersionPermission", {connector, "LayerVersionArn"}},
    {"AWS::Lambda::Permission", {connector, "FunctionName"}},
    {"AWS::Lambda::Url", {detail, "TargetFunctionArn"}},
    {"AWS::Lambda::Version", {detail, "FunctionName"}},
    {"AWS::Logs::LogGroup", {trivial}},
    {"AWS::Logs::LogStream", {trivial, "LogGroupName"}},
    {"AWS::Logs::MetricFilter", {monitor}},
    {"AWS::Logs::QueryDefinition", {monitor}},
    {"AWS::Logs::ResourcePolicy", {trivial}},
    {"AWS::Logs::SubscriptionFilter", {trivial, "LogGroupName"}},
    {"AWS::RDS::DBClusterParameterGroup", {trivial}},
    {"AWS::RDS::DBInstance", {main, "DBClusterIdentifier"}},
    {"AWS::RDS::DBParameterGroup", {trivial}},
    {"AWS::RDS::DBProxyEndpoint", {detail, "DBProxyName"}},
    {"AWS::RDS::DBProxyTargetGroup", {detail, "DBProxyName"}},
    {"AWS::RDS::DBSubnetGroup", {trivial}},
    {"AWS::RDS::OptionGroup", {trivial}},
    {"AWS::ResourceGroups::Group", {trivial}},
    {"AWS::Route53::RecordSet", {detail, "HostedZoneId"}},
    {"AWS::Route53::RecordSetGroup", {detail, "HostedZoneId"}},
    {"AWS::S3::AccessPoint", {detail, "Bucket"}},
    {"AWS::S3::BucketPolicy", {connector, "Bucket"}},
    {"AWS::SNS::Subscription", {connector, "TopicArn"}},
    {"AWS::SNS::TopicInlinePolicy", {connector, "TopicArn"}},
    {"AWS::SNS::TopicPolicy", {connector, "Topics"}},
    {"AWS::SQS::QueueInlinePolicy", {connector, "Queue"}},
    {"AWS::SQS::QueuePolicy", {connector, "Queues"}},
    {"AWS::Scheduler::ScheduleGroup", {detail}},
    {"AWS::SecretsManager::ResourcePolicy", {connector, "SecretId"}},
    {"AWS::SecretsManager::RotationSchedule", {connector, "SecretId"}},
    {"AWS::SecretsManager::SecretTargetAttachment", {connector, "SecretId"}},
    {"AWS::ServiceDiscovery::Service", {detail, "NamespaceId"}},
    {"AWS::StepFunctions::StateMachineAlias", {detail, "RoutingConfiguration"}},
    {"AWS::StepFunctions::StateMachineVersion", {detail, "StateMachineArn"}},
    {"AWS::WAFv2::IPSet", {detail}},
    {"AWS::WAFv2::LoggingConfiguration", {connector, "ResourceArn"}},
    {"AWS::WAFv2::RegexPatternSet", {detail}},
    {"AWS::WAFv2::RuleGroup", {detail}},
    {"AWS::WAFv2::WebACLAssociation", {connector, "WebACLArn"}},
    {"AWS::XRay::Group", {monitor}},
    {"AWS::XRay::ResourcePolicy", {trivial}},
    {"AWS::XRay::SamplingRule", {monitor}},
};

struct NounRow {
  std::string_view type;
  std::string_view noun;
};

constexpr NounRow nouns[] = {
    {"AWS::ApplicationInsights::Application", "insight"},
    {"AWS::CloudWatch::Alarm", "alarm"},
    {"AWS::CloudWatch::AnomalyDetector", "anomaly detector"},
    {"AWS::CloudWatch::CompositeAlarm", "alarm"},
    {"AWS::CloudWatch::Dashboard", "dashboard"},
    {"AWS::Logs::MetricFilter", "metric filter"},
    {"AWS::Logs::QueryDefinition", "log query"},
    {"AWS::XRay::Group", "trace group"},
    {"AWS::XRay::SamplingRule", "sampling rule"},
};

struct FlowRow {
  std::string_view type;  // empty: any
  std::string_view property;
  Flow flow;
};

constexpr FlowRow flows[] = {
    {"", "AlarmActions", {"notify"}},
    {"", "DeadLetterConfig", {"failures"}},
    {"", "DeadLetterQueueConfig", {"failures"}},
    {"", "ProviderARNs", {"sign in"}},
    {"", "RedrivePolicy", {"failures"}},
    {"AWS::Backup::BackupSelection", "BackupSelection", {"back up"}},
    {"AWS::CloudFront::Distribution", "Logging", {"log"}},
    {"AWS::CloudFront::Distribution", "WebACLId", {"protect", true}},
    {"AWS::CloudTrail::Trail", "S3BucketName", {"log"}},
    {"AWS::ECS::Service", "LoadBalancers", {"", true}},
    {"AWS::ECS::Service", "ServiceRegistries", {"", true}},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerAttributes", {"log"}},
    {"AWS::Events::Rule", "EventBusName", {"events", true}},
    {"AWS::Events::Rule", "Targets", {"trigger"}},
    {"AWS::Lambda::EventSourceMapping", "EventSourceArn", {"events", true}},
    {"AWS::Lambda::Permission", "SourceArn", {"invoke", true}},
    {"AWS::Pipes::Pipe", "Source", {"events", true}},
    {"AWS::S3::Bucket", "LoggingConfiguration", {"log"}},
    {"AWS::S3::Bucket", "NotificationConfiguration", {"events"}},
    {"AWS::SNS::Subscription", "Endpoint", {"notify"}},
    {"AWS::Scheduler::Schedule", "Target", {"trigger"}},
    {"AWS::SecretsManager::RotationSchedule", "RotationLambdaARN", {"rotated by"}},
    {"AWS::WAFv2::WebACLAssociation", "ResourceArn", {"protect"}},
    {"AWS::WAFv2::WebACLAssociation", "WebACLArn", {"protect", true}},
};

/// What a flow's target may do to its source.
struct WayBackRow {
  std::string_view flow;
  std::string_view verb;
};

constexpr WayBackRow ways_back[] = {
    {"events", "read"},         {"events", "receive"},   {"rotated by", "read"}, {"events", "describe"},
    {"rotated by", "describe"}, {"rotated by", "write"}, {"failures", "read"},
};

/// Actions by prefix; an empty service fits all, others end in ':'. The first that fits counts.
struct VerbRow {
  std::string_view service;
  std::string_view action;
  std::string_view verb;
};

constexpr VerbRow verbs[] = {
    {"iam:", "PassRole", ""},
    {"kms:", "", "use key"},
    {"lambda:", "Invoke", "invoke"},
    {"execute-api:", "", "invoke"},
    {"bedrock:", "Invoke", "invoke"},
    {"bedrock:", "ApplyGuardrail", "apply"},
    {"sns:", "Publish", "publish"},
    {"sns:", "Subscribe", "subscribe"},
    {"events:", "PutEvents", "publish"},
    {"sqs:", "SendMessage", "send"},
    {"sqs:", "ReceiveMessage", "receive"},
    {"sqs:", "DeleteMessage", "receive"},
    {"sqs:", "ChangeMessageVisibility", "receive"},
    {"sqs:", "Get", "describe"},
    {"kinesis:", "SubscribeToShard", "read"},
    {"states:", "SendTask", "answer"},
    {"sts:", "AssumeRole", "assume"},
    {"sts:", "", ""},
    {"codebuild:", "StartBuild", "build"},
    {"codebuild:", "StopBuild", "build"},
    {"codebuild:", "BatchGetBuilds", "build"},
    {"s3:", "Replicate", "write"},
    {"codestar-connections:", "UseConnection", "use"},
    {"codeconnections:", "UseConnection", "use"},
    {"elasticfilesystem:", "ClientMount", "mount"},
    {"elasticfilesystem:", "ClientWrite", "mount"},
    {"elasticfilesystem:", "ClientRootAccess", "mount"},
    {"rds-db:", "connect", "connect"},
    {"rds-data:", "", "query"},
    {"ecs:", "RunTask", "run"},
    {"ecs:", "Register", "deploy"},
    {"ecs:", "UpdateService", "deploy"},
    {"ecs:", "CreateTaskSet", "deploy"},
    {"codedeploy:", "", "deploy"},
    {"dynamodb:", "ConditionCheck", "read"},
    {"", "*", "everything"},
    {"", "BatchWrite", "write"},
    {"", "BatchDelete", "write"},
    {"", "BatchPut", "write"},
    {"", "BatchCreate", "write"},
    {"", "BatchUpdate", "write"},
    {"", "Batch", "read"},
    {"", "Check", "read"},
    {"", "Describe", "describe"},
    {"", "Download", "read"},
    {"", "Get", "read"},
    {"", "Head", "read"},
    {"", "List", "read"},
    {"", "Lookup", "read"},
    {"", "Pull", "read"},
    {"", "Query", "read"},
    {"", "Read", "read"},
    {"", "Scan", "read"},
    {"", "Search", "read"},
    {"", "Select", "read"},
    {"", "Abort", "write"},
    {"", "Add", "write"},
    {"", "Associate", "write"},
    {"", "Complete", "write"},
    {"", "Create", "write"},
    {"", "Delete", "write"},
    {"", "Initiate", "write"},
    {"", "Modify", "write"},
    {"", "PartiQL", "write"},
    {"", "Put", "write"},
    {"", "Remove", "write"},
    {"", "Restore", "write"},
    {"", "Set", "write"},
    {"", "Tag", "write"},
    {"", "Untag", "write"},
    {"", "Update", "write"},
    {"", "Upload", "write"},
    {"", "Write", "write"},
    {"", "Execute", "start"},
    {"", "Run", "start"},
    {"", "Start", "start"},
    {"", "Stop", "stop"},
    {"", "Cancel", "stop"},
    {"", "", "use"},
};

// What stands first in a label.
constexpr std::string_view verb_order[] = {
    "events",     "notify", "trigger", "everything", "read",      "write",   "mount", "query",
    "connect",    "send",   "receive", "publish",    "subscribe", "invoke",  "start", "stop",
    "answer",     "run",    "build",   "deploy",     "protect",   "back up", "log",   "failures",
    "rotated by", "assume", "apply",   "describe",   "use",       "use key"};

constexpr std::size_t most_verbs = 3;

std::size_t rank_of(std::string_view verb) {
  return static_cast<std::size_t>(std::ranges::find(verb_order, verb) - std::begin(verb_order));
}

/// "AWS::Foo::Bar" → "Foo"; of a type of another form its first word.
std::string_view own_word(std::string_view type) {
  if (type.starts_with("AWS::")) type.remove_prefix(5);
  return type.substr(0, type.find("::"));
}

}  // namespace

const CategoryStyle& style_of(Category category) noexcept {
  return categories[static_cast<std::size_t>(category)];
}

std::size_t category_count() noexcept { return std::size(categories); }

ServiceStyle service_of(std::string_view type) {
  const ServiceRow* best = nullptr;
  for (const ServiceRow& row : services) {
    if (type.starts_with(row.prefix) && (best == nullptr || row.prefix.size() > best->prefix.size()))
      best = &row;
  }
  return best != nullptr ? best->style : ServiceStyle{own_word(type), other};
}

TypePart part_of(std::string_view type) {
  const auto found = std::ranges::find(parts, type, &PartRow::type);
  if (found != std::end(parts)) return found->part;
  if (type.starts_with("Custom::")) return {detail, "ServiceToken"};
  return {};
}

std::string_view noun_of(std::string_view type) {
  const auto found = std::ranges::find(nouns, type, &NounRow::type);
  return found != std::end(nouns) ? found->noun : std::string_view("monitor");
}

Flow flow_of(std::string_view type, std::string_view property) {
  const auto fits = [&](const FlowRow& row) {
    return row.property == property && (row.type.empty() || row.type == type);
  };
  const auto found = std::ranges::find_if(flows, fits);
  return found != std::end(flows) ? found->flow : Flow{};
}

bool is_part_of_flow(std::string_view flow, std::string_view verb) {
  return std::ranges::any_of(ways_back,
                             [&](const WayBackRow& row) { return row.flow == flow && row.verb == verb; });
}

std::string_view verb_of(std::string_view action) {
  const std::size_t name = action.find(':') + 1;
  if (name == 0) return "everything";  // "*"
  const auto fits = [&](const VerbRow& row) {
    return (row.service.empty() || row.service == action.substr(0, name)) &&
           action.substr(name).starts_with(row.action);
  };
  return std::ranges::find_if(verbs, fits)->verb;
}

std::string joined_verbs(const std::vector<std::string_view>& given) {
  std::vector<std::string_view> sorted = given;
  std::ranges::sort(sorted, [](std::string_view a, std::string_view b) {
    return std::pair(rank_of(a), a) < std::pair(rank_of(b), b);
  });
  const auto [first, last] = std::ranges::unique(sorted);
  sorted.erase(first, last);
  std::erase(sorted, std::string_view());
  if (std::ranges::find(sorted, "everything") != sorted.end()) return "everything";
  for (const std::string_view weak : {"describe", "use"}) {
    if (sorted.size() > 1) std::erase(sorted, weak);
  }
  if (sorted.size() <= most_verbs) return fmt::format("{}", fmt::join(sorted, ", "));
  sorted.resize(most_verbs);
  return fmt::format("{}, …", fmt::join(sorted, ", "));
}

}  // namespace tenon::graph
