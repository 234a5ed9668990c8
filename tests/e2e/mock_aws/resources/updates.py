"""Updates in place of types that other modules make: functions of the request, of what was made, and of the properties
that were applied before. They return what was made.
"""

import json

from clients import call, client, input_shape
from resources import buckets, network
from resources.base import to_parameters

# Types that are made by a call which also changes them.
MADE_AGAIN = (
    "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::CloudWatch::Alarm", "AWS::Cognito::IdentityPoolRoleAttachment", "AWS::RDS::DBProxyTargetGroup",
    "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::SecretsManager::ResourcePolicy",
    "AWS::SecretsManager::RotationSchedule", "AWS::SecretsManager::SecretTargetAttachment")

# Settings of a bucket that can be taken away: property, operation.
_BUCKET_REMOVALS = {
    "BucketEncryption": "DeleteBucketEncryption", "CorsConfiguration": "DeleteBucketCors",
    "LifecycleConfiguration": "DeleteBucketLifecycle", "OwnershipControls": "DeleteBucketOwnershipControls",
    "PublicAccessBlockConfiguration": "DeletePublicAccessBlock", "Tags": "DeleteBucketTagging",
    "WebsiteConfiguration": "DeleteBucketWebsite"}


def only_tags_differ(request, before):
    given = request.properties
    return {**given, "Tags": None} == {**before, "Tags": None} and given.get("Tags") != before.get("Tags")


def tag(request, made, before):
    """Of EC2, which tags all that it has in one way."""
    own_id = getattr(made, "allocation_id", None) or made.physical_resource_id
    ec2, tags = client("ec2", request.region), request.properties.get("Tags", [])
    gone = {each["Key"] for each in before.get("Tags", [])} - {each["Key"] for each in tags}
    if gone:
        ec2.delete_tags(Resources=[own_id], Tags=[{"Key": key} for key in sorted(gone)])
    if tags:
        ec2.create_tags(Resources=[own_id], Tags=tags)
    return made


def _route(request, made, before):
    ec2 = client("ec2", request.region)
    ec2.replace_route(**request.parameters("ec2", "ReplaceRoute"))
    return made


def _vpc_endpoint(request, made, before):
    given = request.properties
    changes = {"ResetPolicy": "PolicyDocument" not in given}
    if "PolicyDocument" in given:
        changes["PolicyDocument"] = json.dumps(given["PolicyDocument"])
    for key in ("RouteTableIds", "SubnetIds", "SecurityGroupIds"):
        now, earlier = given.get(key, []), before.get(key, [])
        for verb, ids in (("Add", set(now) - set(earlier)), ("Remove", set(earlier) - set(now))):
            if ids:
                changes[f"{verb}{key}"] = sorted(ids)
    client("ec2", request.region).modify_vpc_endpoint(VpcEndpointId=made.physical_resource_id, **changes)
    return made


def _security_group(request, made, before):
    """Rules that stand in the group itself; those that are resources of their own are not touched."""
    ec2, group, given = client("ec2", request.region), made.physical_resource_id, request.properties
    for key, grant, revoke in (
            ("SecurityGroupIngress", ec2.authorize_security_group_ingress, ec2.revoke_security_group_ingress),
            ("SecurityGroupEgress", ec2.authorize_security_group_egress, ec2.revoke_security_group_egress)):
        now, earlier = given.get(key, []), before.get(key, [])
        gone = [network.permission_of(rule) for rule in earlier if rule not in now]
        new = [network.permission_of(rule) for rule in now if rule not in earlier]
        if gone:
            revoke(GroupId=group, IpPermissions=gone)
        if new:
            grant(GroupId=group, IpPermissions=new)
    return tag(request, made, before)


def _bucket(request, made, before):
    name, given = made.physical_resource_id, request.properties
    changed = {key: value for key, value in given.items() if before.get(key) != value}
    buckets.apply_settings(request, name, changed)
    for key, operation in _BUCKET_REMOVALS.items():
        if key in before and key not in given:
            call("s3", request.region, operation, {"Bucket": name})
    return made


def _key(request, made, before):
    kms, given, key = client("kms", request.region), request.properties, made.physical_resource_id
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(given["KeyPolicy"]))
    (kms.enable_key_rotation if given.get("EnableKeyRotation") else kms.disable_key_rotation)(KeyId=key)
    kms.update_key_description(KeyId=key, Description=given.get("Description", ""))
    return made


def _log_group(request, made, before):
    logs, given, name = client("logs", request.region), request.properties, made.physical_resource_id
    if "RetentionInDays" in given:
        logs.put_retention_policy(logGroupName=name, retentionInDays=int(given["RetentionInDays"]))
    else:
        logs.delete_retention_policy(logGroupName=name)
    if given.get("KmsKeyId") and given["KmsKeyId"] != before.get("KmsKeyId"):
        logs.associate_kms_key(logGroupName=name, kmsKeyId=given["KmsKeyId"])
    return made


def _secret(request, made, before):
    """A value that is generated stays as it is."""
    given = {key: request.properties[key] for key in ("Description", "KmsKeyId") if key in request.properties}
    if request.properties.get("SecretString") not in (None, before.get("SecretString")):
        given["SecretString"] = request.properties["SecretString"]
    client("secretsmanager", request.region).update_secret(SecretId=made.physical_resource_id, **given)
    return made


def _state_machine(request, made, before):
    given = request.properties
    definition = given.get("DefinitionString") or json.dumps(given.get("Definition") or {})
    for key, value in (given.get("DefinitionSubstitutions") or {}).items():
        definition = definition.replace("${%s}" % key, str(value))
    client("stepfunctions", request.region).update_state_machine(
        stateMachineArn=made.physical_resource_id, definition=definition, roleArn=given["RoleArn"])
    return made


def _user_pool(request, made, before):
    shape = input_shape("cognito-idp", request.region, "UpdateUserPool")
    given = {key: value for key, value in request.properties.items() if key != "UserPoolName"}
    parameters = to_parameters(shape, given)
    call("cognito-idp", request.region, "UpdateUserPool", {**parameters, "UserPoolId": made.physical_resource_id})
    return made


def _distribution(request, made, before):
    cloudfront, own_id = client("cloudfront", request.region), made.physical_resource_id
    current = cloudfront.get_distribution_config(Id=own_id)
    shape = input_shape("cloudfront", request.region, "UpdateDistribution").members["DistributionConfig"]
    given = to_parameters(shape, request.properties["DistributionConfig"])
    origins = {origin["Id"]: origin for origin in current["DistributionConfig"]["Origins"]["Items"]}
    for origin in given["Origins"]["Items"]:
        for key in ("CustomOriginConfig", "S3OriginConfig"):  # with what the API asks for and the template does not say
            if key in origin:
                origin[key] = {**origins.get(origin["Id"], {}).get(key, {}), **origin[key]}
    cloudfront.update_distribution(Id=own_id, IfMatch=current["ETag"],
                                   DistributionConfig={**current["DistributionConfig"], **given})
    return made


def _build_project(request, made, before):
    request.properties.setdefault("Source", {}).setdefault("Location", "none/none")
    if request.properties.get("Artifacts", {}).get("Type") == "CODEPIPELINE":
        request.properties["Artifacts"].setdefault("Location", "none")
    parameters = request.parameters("codebuild", "UpdateProject")
    call("codebuild", request.region, "UpdateProject", {**parameters, "name": made.physical_resource_id})
    return made


def _pipeline(request, made, before):
    shape = input_shape("codepipeline", request.region, "UpdatePipeline").members["pipeline"]
    pipeline = {**to_parameters(shape, request.properties), "name": made.physical_resource_id}
    call("codepipeline", request.region, "UpdatePipeline", {"pipeline": pipeline})
    return made


def _database_instance(request, made, before):
    parameters = request.parameters("rds", "ModifyDBInstance", renames={"VPCSecurityGroups": "VpcSecurityGroupIds"})
    call("rds", request.region, "ModifyDBInstance", {
        **parameters, "DBInstanceIdentifier": made.physical_resource_id, "ApplyImmediately": True})
    return made


def _web_acl(request, made, before):
    name, own_id, scope = made.physical_resource_id.split("|")
    key, firewall = {"Name": name, "Id": own_id, "Scope": scope}, client("wafv2", request.region)
    parameters = request.parameters("wafv2", "UpdateWebACL")
    call("wafv2", request.region, "UpdateWebACL", {
        **parameters, **key, "LockToken": firewall.get_web_acl(**key)["LockToken"]})
    return made


def _managed_policy(request, made, before):
    """A new default version, in the place of the earlier one; who has the policy changes too."""
    iam, given, arn = client("iam", request.region), request.properties, made.physical_resource_id
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(given["PolicyDocument"]), SetAsDefault=True)
    for version in versions:
        iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    for role in set(given.get("Roles", [])) - set(before.get("Roles", [])):
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    for role in set(before.get("Roles", [])) - set(given.get("Roles", [])):
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    return made


# Of types that moto makes itself; it hands the name of the queue to Ref as its address.
def _queue(request, made, before):
    given, sqs = request.properties, client("sqs", request.region)
    settings = {key: value for key, value in given.items() if key not in ("QueueName", "Tags", "FifoQueue")}
    texts = {bool: lambda value: str(value).lower(), dict: json.dumps}
    settings = {key: texts.get(type(value), str)(value) for key, value in settings.items()}
    if settings:
        sqs.set_queue_attributes(QueueUrl=made.physical_resource_id, Attributes=settings)
    return made


def _topic(request, made, before):
    names = {"DisplayName": "DisplayName", "KmsMasterKeyId": "KmsMasterKeyId", "TracingConfig": "TracingConfig"}
    for key, attribute in names.items():
        if request.properties.get(key) != before.get(key):
            client("sns", request.region).set_topic_attributes(
                TopicArn=made.physical_resource_id, AttributeName=attribute,
                AttributeValue=request.properties.get(key, ""))
    return made


def _table(request, made, before):
    """Capacity, indexes, streams and protection; the definition of attributes goes along with new indexes."""
    given, tables, name = request.properties, client("dynamodb", request.region), made.physical_resource_id
    parameters = {key: given[key] for key in ("BillingMode", "ProvisionedThroughput", "DeletionProtectionEnabled")
                  if key in given and given[key] != before.get(key)}
    earlier = {index["IndexName"]: index for index in before.get("GlobalSecondaryIndexes", [])}
    now = {index["IndexName"]: index for index in given.get("GlobalSecondaryIndexes", [])}
    changes = [{"Create": index} for key, index in now.items() if key not in earlier]
    changes += [{"Delete": {"IndexName": key}} for key in earlier if key not in now]
    if changes:
        parameters.update(AttributeDefinitions=given["AttributeDefinitions"], GlobalSecondaryIndexUpdates=changes)
    if given.get("StreamSpecification") != before.get("StreamSpecification"):
        stream = given.get("StreamSpecification")
        parameters["StreamSpecification"] = {"StreamEnabled": True, **stream} if stream else {"StreamEnabled": False}
    if parameters:
        shape = input_shape("dynamodb", request.region, "UpdateTable")
        tables.update_table(TableName=name, **to_parameters(shape, parameters))
    if given.get("TimeToLiveSpecification") != before.get("TimeToLiveSpecification"):
        tables.update_time_to_live(TableName=name, TimeToLiveSpecification=given["TimeToLiveSpecification"])
    recovery = given.get("PointInTimeRecoverySpecification")
    if recovery != before.get("PointInTimeRecoverySpecification"):
        tables.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery or {
            "PointInTimeRecoveryEnabled": False})
    if given.get("Tags") != before.get("Tags"):
        arn = tables.describe_table(TableName=name)["Table"]["TableArn"]
        gone = {tag["Key"] for tag in before.get("Tags", [])} - {tag["Key"] for tag in given.get("Tags", [])}
        if gone:
            tables.untag_resource(ResourceArn=arn, TagKeys=sorted(gone))
        if given.get("Tags"):
            tables.tag_resource(ResourceArn=arn, Tags=given["Tags"])
    return made


def _rule(request, made, before):
    given, events, name = request.properties, client("events", request.region), made.physical_resource_id.split("|")[-1]
    bus = {"EventBusName": given["EventBusName"]} if "EventBusName" in given else {}
    optional = {key: given[key] for key in ("ScheduleExpression", "State", "Description", "RoleArn") if key in given}
    if "EventPattern" in given:
        optional["EventPattern"] = json.dumps(given["EventPattern"])
    events.put_rule(Name=name, **bus, **optional)
    gone = {each["Id"] for each in before.get("Targets", [])} - {each["Id"] for each in given.get("Targets", [])}
    if gone:
        events.remove_targets(Rule=name, Ids=sorted(gone), **bus)
    if given.get("Targets"):
        shape = input_shape("events", request.region, "PutTargets").members["Targets"]
        events.put_targets(Rule=name, Targets=to_parameters(shape, given["Targets"]), **bus)
    return made


def _parameter(request, made, before):
    given = request.properties
    optional = {key: given[key] for key in ("Description", "AllowedPattern", "Tier") if key in given}
    client("ssm", request.region).put_parameter(
        Name=made.physical_resource_id, Value=given["Value"], Type=given["Type"], Overwrite=True, **optional)
    return made


def _repository(request, made, before):
    ecr, given, name = client("ecr", request.region), request.properties, made.physical_resource_id
    if "LifecyclePolicyText" in given.get("LifecyclePolicy", {}):
        ecr.put_lifecycle_policy(
            repositoryName=name, lifecyclePolicyText=given["LifecyclePolicy"]["LifecyclePolicyText"])
    ecr.put_image_tag_mutability(repositoryName=name, imageTagMutability=given.get("ImageTagMutability", "MUTABLE"))
    ecr.put_image_scanning_configuration(repositoryName=name, imageScanningConfiguration={
        "scanOnPush": given.get("ImageScanningConfiguration", {}).get("ScanOnPush", False)})
    return made


def _dashboard(request, made, before):
    client("cloudwatch", request.region).put_dashboard(
        DashboardName=made.physical_resource_id, DashboardBody=request.properties["DashboardBody"])
    return made


UPDATES = {
    "AWS::CloudFront::Distribution": _distribution,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::CodeBuild::Project": _build_project,
    "AWS::CodePipeline::Pipeline": _pipeline,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::DynamoDB::Table": _table,
    "AWS::EC2::Route": _route,
    "AWS::EC2::SecurityGroup": _security_group,
    "AWS::EC2::VPCEndpoint": _vpc_endpoint,
    "AWS::ECR::Repository": _repository,
    "AWS::Events::Rule": _rule,
    "AWS::IAM::ManagedPolicy": _managed_policy,
    "AWS::KMS::Key": _key,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::RDS::DBInstance": _database_instance,
    "AWS::S3::Bucket": _bucket,
    "AWS::SNS::Topic": _topic,
    "AWS::SQS::Queue": _queue,
    "AWS::SSM::Parameter": _parameter,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::StepFunctions::StateMachine": _state_machine,
    "AWS::WAFv2::WebACL": _web_acl,
}
