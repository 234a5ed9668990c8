"""What exists on the mock, asked of the services and not of CloudFormation."""

import boto3

# Kind: service, operation, function from the answer to names.
LISTS = {
    "alarm": ("cloudwatch", "describe_alarms", lambda a: [x["AlarmName"] for x in a["MetricAlarms"]]),
    "API": ("apigateway", "get_rest_apis", lambda a: [x["id"] for x in a["items"]]),
    "usage plan": ("apigateway", "get_usage_plans", lambda a: [x["id"] for x in a["items"]]),
    "bucket": ("s3", "list_buckets", lambda a: [x["Name"] for x in a["Buckets"]]),
    "repository": ("ecr", "describe_repositories", lambda a: [x["repositoryName"] for x in a["repositories"]]),
    "table": ("dynamodb", "list_tables", lambda a: a["TableNames"]),
    "function": ("lambda", "list_functions", lambda a: [x["FunctionName"] for x in a["Functions"]]),
    # Keys of AWS, which moto makes when a service first needs one, are nobody's; deleted ones stay listed for a while.
    "key alias": ("kms", "list_aliases",
                  lambda a: [x["AliasName"] for x in a["Aliases"] if not x["AliasName"].startswith("alias/aws/")]),
    "log group": ("logs", "describe_log_groups", lambda a: [x["logGroupName"] for x in a["logGroups"]]),
    "managed policy": ("iam", "list_policies", lambda a: [x["Arn"] for x in a["Policies"] if ":aws:policy/" not in x["Arn"]]),
    "role": ("iam", "list_roles", lambda a: [x["RoleName"] for x in a["Roles"]]),
    "parameter": ("ssm", "describe_parameters", lambda a: [x["Name"] for x in a["Parameters"]]),
    "queue": ("sqs", "list_queues", lambda a: a.get("QueueUrls", [])),
    "rule": ("events", "list_rules", lambda a: [x["Name"] for x in a["Rules"]]),
    "secret": ("secretsmanager", "list_secrets", lambda a: [x["Name"] for x in a["SecretList"]]),
    "state machine": ("stepfunctions", "list_state_machines", lambda a: [x["name"] for x in a["stateMachines"]]),
    "subscription": ("sns", "list_subscriptions", lambda a: [x["SubscriptionArn"] for x in a["Subscriptions"]]),
    "topic": ("sns", "list_topics", lambda a: [x["TopicArn"] for x in a["Topics"]]),
    "address": ("ec2", "describe_addresses", lambda a: [x["AllocationId"] for x in a["Addresses"]]),
    "endpoint": ("ec2", "describe_vpc_endpoints",
                 lambda a: [x["VpcEndpointId"] for x in a["VpcEndpoints"] if x.get("State") != "deleted"]),
    "internet gateway": ("ec2", "describe_internet_gateways",
                         lambda a: [x["InternetGatewayId"] for x in a["InternetGateways"]]),
    "NAT gateway": ("ec2", "describe_nat_gateways",
                    lambda a: [x["NatGatewayId"] for x in a["NatGateways"] if x["State"] != "deleted"]),
    "network interface": ("ec2", "describe_network_interfaces",
                          lambda a: [x["NetworkInterfaceId"] for x in a["NetworkInterfaces"]]),
    "route table": ("ec2", "describe_route_tables", lambda a: [x["RouteTableId"] for x in a["RouteTables"]]),
    "security group": ("ec2", "describe_security_groups", lambda a: [x["GroupId"] for x in a["SecurityGroups"]]),
    "subnet": ("ec2", "describe_subnets", lambda a: [x["SubnetId"] for x in a["Subnets"]]),
    "VPC": ("ec2", "describe_vpcs", lambda a: [x["VpcId"] for x in a["Vpcs"]]),
    "stack": ("cloudformation", "describe_stacks", lambda a: [x["StackName"] for x in a["Stacks"]]),
}


def client(endpoint, region, service):
    return boto3.client(service, endpoint_url=endpoint, region_name=region, aws_access_key_id="testing",
                        aws_secret_access_key="testing")


def inventory(endpoint, region):
    """{"queue Hello-Orders"} and so on."""
    return {f"{kind} {name}" for kind, (service, operation, names) in LISTS.items()
            for name in names(getattr(client(endpoint, region, service), operation)())}
