"""What exists on the mock, asked of the services and not of CloudFormation; and how what is left is removed."""

import functools

import boto3
from botocore.config import Config


def _field(items, name):
    return lambda answer: [each[name] for each in answer.get(items) or []]


def _where(items, name, test):
    return lambda answer: [each[name] for each in answer.get(items) or [] if test(each)]


# Kind: service, operation, function from the answer to names.
LISTS = {
    # Monitoring and messages.
    "alarm": ("cloudwatch", "describe_alarms", _field("MetricAlarms", "AlarmName")),
    "dashboard": ("cloudwatch", "list_dashboards", _field("DashboardEntries", "DashboardName")),
    "log group": ("logs", "describe_log_groups", _field("logGroups", "logGroupName")),
    "trail": ("cloudtrail", "list_trails", _field("Trails", "Name")),
    "queue": ("sqs", "list_queues", lambda a: a.get("QueueUrls", [])),
    "rule": ("events", "list_rules", _field("Rules", "Name")),
    "event bus": ("events", "list_event_buses", _where("EventBuses", "Name", lambda x: x["Name"] != "default")),
    "subscription": ("sns", "list_subscriptions", _field("Subscriptions", "SubscriptionArn")),
    "topic": ("sns", "list_topics", _field("Topics", "TopicArn")),
    "schedule": ("scheduler", "list_schedules", _field("Schedules", "Name")),
    # APIs and code.
    "API": ("apigateway", "get_rest_apis", _field("items", "id")),
    "API key": ("apigateway", "get_api_keys", _field("items", "id")),
    "API domain": ("apigateway", "get_domain_names", _field("items", "domainName")),
    "usage plan": ("apigateway", "get_usage_plans", _field("items", "id")),
    "VPC link": ("apigateway", "get_vpc_links", _field("items", "id")),
    "HTTP API": ("apigatewayv2", "get_apis", _field("Items", "ApiId")),
    "HTTP VPC link": ("apigatewayv2", "get_vpc_links", _field("Items", "VpcLinkId")),
    "function": ("lambda", "list_functions", _field("Functions", "FunctionName")),
    "event source": ("lambda", "list_event_source_mappings", _field("EventSourceMappings", "UUID")),
    "state machine": ("stepfunctions", "list_state_machines", _field("stateMachines", "name")),
    "build project": ("codebuild", "list_projects", lambda a: a["projects"]),
    "pipeline": ("codepipeline", "list_pipelines", _field("pipelines", "name")),
    # Data.
    # Those of Transcribe itself are nobody's.
    "bucket": ("s3", "list_buckets", _where("Buckets", "Name", lambda x: not x["Name"].startswith("aws-transcribe-"))),
    "table": ("dynamodb", "list_tables", lambda a: a["TableNames"]),
    "repository": ("ecr", "describe_repositories", _field("repositories", "repositoryName")),
    "stream": ("kinesis", "list_streams", lambda a: a["StreamNames"]),
    "delivery stream": ("firehose", "list_delivery_streams", lambda a: a["DeliveryStreamNames"]),
    "database": ("rds", "describe_db_instances", _field("DBInstances", "DBInstanceIdentifier")),
    "database cluster": ("rds", "describe_db_clusters", _field("DBClusters", "DBClusterIdentifier")),
    "database proxy": ("rds", "describe_db_proxies", _field("DBProxies", "DBProxyName")),
    "database subnet group": ("rds", "describe_db_subnet_groups", _field("DBSubnetGroups", "DBSubnetGroupName")),
    "database snapshot": ("rds", "describe_db_cluster_snapshots",
                          _field("DBClusterSnapshots", "DBClusterSnapshotIdentifier")),
    "cluster parameter group": ("rds", "describe_db_cluster_parameter_groups",
                                _field("DBClusterParameterGroups", "DBClusterParameterGroupName")),
    "cache": ("elasticache", "describe_replication_groups",
              _where("ReplicationGroups", "ReplicationGroupId", lambda x: x["Status"] != "deleting")),
    "cache subnet group": ("elasticache", "describe_cache_subnet_groups",
                           _field("CacheSubnetGroups", "CacheSubnetGroupName")),
    "file system": ("efs", "describe_file_systems", _field("FileSystems", "FileSystemId")),
    "access point": ("efs", "describe_access_points", _field("AccessPoints", "AccessPointId")),
    "backup vault": ("backup", "list_backup_vaults", _field("BackupVaultList", "BackupVaultName")),
    "backup plan": ("backup", "list_backup_plans", _field("BackupPlansList", "BackupPlanId")),
    # Identity.
    "managed policy": ("iam", "list_policies", _where("Policies", "Arn", lambda x: ":aws:policy/" not in x["Arn"])),
    "role": ("iam", "list_roles", _field("Roles", "RoleName")),
    "instance profile": ("iam", "list_instance_profiles", _field("InstanceProfiles", "InstanceProfileName")),
    # Keys of AWS, which moto makes when a service first needs one, are nobody's.
    "key alias": ("kms", "list_aliases",
                  _where("Aliases", "AliasName", lambda x: not x["AliasName"].startswith("alias/aws/"))),
    "key": ("kms", "list_keys", _field("Keys", "KeyId")),
    "parameter": ("ssm", "describe_parameters", _field("Parameters", "Name")),
    "document": ("ssm", "list_documents", _where("DocumentIdentifiers", "Name", lambda x: x.get("Owner") != "Amazon")),
    "secret": ("secretsmanager", "list_secrets", _field("SecretList", "Name")),
    "certificate": ("acm", "list_certificates", _field("CertificateSummaryList", "CertificateArn")),
    "user pool": ("cognito-idp", "list_user_pools", _field("UserPools", "Id")),
    "identity pool": ("cognito-identity", "list_identity_pools", _field("IdentityPools", "IdentityPoolId")),
    # The network and its edge.
    "address": ("ec2", "describe_addresses", _field("Addresses", "AllocationId")),
    "endpoint": ("ec2", "describe_vpc_endpoints",
                 _where("VpcEndpoints", "VpcEndpointId", lambda x: x.get("State") != "deleted")),
    "flow log": ("ec2", "describe_flow_logs", _field("FlowLogs", "FlowLogId")),
    "internet gateway": ("ec2", "describe_internet_gateways", _field("InternetGateways", "InternetGatewayId")),
    "NAT gateway": ("ec2", "describe_nat_gateways",
                    _where("NatGateways", "NatGatewayId", lambda x: x["State"] != "deleted")),
    "network interface": ("ec2", "describe_network_interfaces", _field("NetworkInterfaces", "NetworkInterfaceId")),
    "route table": ("ec2", "describe_route_tables", _field("RouteTables", "RouteTableId")),
    "security group": ("ec2", "describe_security_groups", _field("SecurityGroups", "GroupId")),
    "subnet": ("ec2", "describe_subnets", _field("Subnets", "SubnetId")),
    "VPC": ("ec2", "describe_vpcs", _field("Vpcs", "VpcId")),
    "load balancer": ("elbv2", "describe_load_balancers", _field("LoadBalancers", "LoadBalancerArn")),
    "target group": ("elbv2", "describe_target_groups", _field("TargetGroups", "TargetGroupArn")),
    "cluster": ("ecs", "list_clusters", lambda a: a["clusterArns"]),
    "scalable target": ("application-autoscaling", "describe_scalable_targets", _field("ScalableTargets", "ResourceId")),
    "task definition": ("ecs", "list_task_definitions", lambda a: a["taskDefinitionArns"]),
    "namespace": ("servicediscovery", "list_namespaces", _field("Namespaces", "Name")),
    "hosted zone": ("route53", "list_hosted_zones", _field("HostedZones", "Id")),
    "health check": ("route53", "list_health_checks", _field("HealthChecks", "Id")),
    "distribution": ("cloudfront", "list_distributions", lambda a: _field("Items", "Id")(a["DistributionList"])),
    "web ACL": ("wafv2", "list_web_acls", _field("WebACLs", "Name")),
    "stack": ("cloudformation", "describe_stacks", _field("Stacks", "StackName")),
}
ARGUMENTS = {
    "managed policy": {"Scope": "Local"},
    "scalable target": {"ServiceNamespace": "ecs"},
    "task definition": {"status": "ACTIVE"},
    "user pool": {"MaxResults": 60},
    "identity pool": {"MaxResults": 60},
    "web ACL": {"Scope": "REGIONAL"},
    "document": {"Filters": [{"Key": "Owner", "Values": ["Self"]}]},
}
# Kinds that are listed in whichever region one asks.
GLOBAL = {"bucket", "managed policy", "role", "instance profile", "hosted zone", "health check", "distribution"}


@functools.lru_cache(None)
def client(endpoint, region, service):
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    return boto3.client(service, endpoint_url=endpoint, region_name=region, aws_access_key_id="testing",
                        aws_secret_access_key="testing", config=config)


def _names(endpoint, region, kind):
    service, operation, names = LISTS[kind]
    api = client(endpoint, region, service)
    pages = [getattr(api, operation)(**ARGUMENTS.get(kind, {}))] if not api.can_paginate(operation) else \
        api.get_paginator(operation).paginate(**ARGUMENTS.get(kind, {}))
    found = [name for page in pages for name in names(page)]
    return [name for name in found if not _is_going_or_of_aws(api, name)] if kind == "key" else found


def _is_going_or_of_aws(kms, key):
    """A deleted key stays listed for a while; the keys of AWS are nobody's."""
    described = kms.describe_key(KeyId=key)["KeyMetadata"]
    return described["KeyState"] == "PendingDeletion" or described["KeyManager"] == "AWS" or any(
        each["AliasName"].startswith("alias/aws/") for each in kms.list_aliases(KeyId=key)["Aliases"])


def _in_regions(endpoint, regions):
    """(region, kind, name) of all that exists."""
    for index, region in enumerate(sorted(regions)):
        for kind in LISTS:
            if index == 0 or kind not in GLOBAL:
                for name in _names(endpoint, region, kind):
                    yield region, kind, name


def inventory(endpoint, regions):
    """{"queue Hello-Orders"} and so on, of all regions."""
    return {f"{kind} {name}" for _, kind, name in _in_regions(endpoint, regions)}


def _remove_bucket(s3, name):
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        for each in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            s3.delete_object(Bucket=name, Key=each["Key"], VersionId=each["VersionId"])
    s3.delete_bucket(Bucket=name)


# What a template may retain: kind, and how an operator removes it.
REMOVALS = {
    "bucket": _remove_bucket,
    "table": lambda api, name: api.delete_table(TableName=name),
    "log group": lambda api, name: api.delete_log_group(logGroupName=name),
    "key": lambda api, name: api.schedule_key_deletion(KeyId=name, PendingWindowInDays=7),
    "key alias": lambda api, name: api.delete_alias(AliasName=name),
    "secret": lambda api, name: api.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True),
    "stream": lambda api, name: api.delete_stream(StreamName=name),
    "repository": lambda api, name: api.delete_repository(repositoryName=name, force=True),
    "database snapshot": lambda api, name: api.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name),
    "file system": lambda api, name: api.delete_file_system(FileSystemId=name),
    "user pool": lambda api, name: api.delete_user_pool(UserPoolId=name),
    "backup vault": lambda api, name: api.delete_backup_vault(BackupVaultName=name),
}


def remove(endpoint, regions, names):
    """Removes what the inventory calls by these names."""
    for region, kind, name in list(_in_regions(endpoint, regions)):
        if f"{kind} {name}" in names and kind in REMOVALS:
            REMOVALS[kind](client(endpoint, region, LISTS[kind][0]), name)
