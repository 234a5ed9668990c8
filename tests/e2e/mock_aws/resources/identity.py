"""Resources of IAM, Cognito, KMS, Secrets Manager and Certificate Manager."""

import json

from clients import client, input_shape
from resources import hosted_rotation
from resources.base import Made, Row, at_path, to_parameters

VALIDATION_TTL = 300  # seconds

ROWS = {
    "AWS::Cognito::IdentityPool": Row(
        "cognito-identity", "CreateIdentityPool", "IdentityPoolName", "IdentityPoolId",
        {"Name": "IdentityPoolName", "Id": "IdentityPoolId"}, "DeleteIdentityPool", {"IdentityPoolId": "$"}),
    "AWS::Cognito::UserPoolClient": Row(
        "cognito-idp", "CreateUserPoolClient", "ClientName", "UserPoolClient.ClientId",
        {"ClientId": "UserPoolClient.ClientId", "ClientSecret": "UserPoolClient.ClientSecret"},
        "DeleteUserPoolClient", {"UserPoolId": "@UserPoolId", "ClientId": "$"}),
    "AWS::Cognito::UserPoolDomain": Row(
        "cognito-idp", "CreateUserPoolDomain", "Domain", None, {"CloudFrontDistribution": "CloudFrontDomain"},
        "DeleteUserPoolDomain", {"Domain": "$", "UserPoolId": "@UserPoolId"}),
    "AWS::Cognito::UserPoolGroup": Row(
        "cognito-idp", "CreateGroup", "GroupName", None, {}, "DeleteGroup",
        {"GroupName": "$", "UserPoolId": "@UserPoolId"}),
    "AWS::IAM::Group": Row(
        "iam", "CreateGroup", "GroupName", None, {"Arn": "Group.Arn"}, "DeleteGroup", {"GroupName": "$"}),
}


def _user_pool(request):
    _, answer = request.create(
        "cognito-idp", "CreateUserPool", {"PoolName": request.name}, {"UserPoolName": "PoolName"})
    pool = answer["UserPool"]["Id"]
    provider = f"cognito-idp.{request.region}.amazonaws.com/{pool}"
    attributes = {"Arn": answer["UserPool"]["Arn"], "ProviderName": provider, "ProviderURL": f"https://{provider}",
                  "UserPoolId": pool}
    return Made(request.type_name, pool, attributes, request.deletion("cognito-idp", "DeleteUserPool", UserPoolId=pool))


def _certificate(request):
    """Writes the records of the validation into the zones, as CloudFormation does. They stay when it goes."""
    options = request.properties.pop("DomainValidationOptions", [])
    _, answer = request.create("acm", "RequestCertificate")
    arn, acm = answer["CertificateArn"], client("acm", request.region)
    records = {each["DomainName"]: each["ResourceRecord"] for each in acm.describe_certificate(CertificateArn=arn)[
        "Certificate"]["DomainValidationOptions"]}
    for option in options:
        if "HostedZoneId" in option:
            record = records[option["DomainName"]]
            change = {"Action": "UPSERT", "ResourceRecordSet": {
                "Name": record["Name"], "Type": record["Type"], "TTL": VALIDATION_TTL,
                "ResourceRecords": [{"Value": record["Value"]}]}}
            client("route53", request.region).change_resource_record_sets(
                HostedZoneId=option["HostedZoneId"], ChangeBatch={"Changes": [change]})
    return Made(request.type_name, arn, {}, request.deletion("acm", "DeleteCertificate", CertificateArn=arn))


def _roles_of_identity_pool(request):
    parameters, _ = request.create("cognito-identity", "SetIdentityPoolRoles")
    pool = parameters["IdentityPoolId"]
    return Made(request.type_name, request.name, {"Id": request.name}, request.deletion(
        "cognito-identity", "SetIdentityPoolRoles", IdentityPoolId=pool, Roles={}))


def _generated_value(secrets, generate):
    own = ("GenerateStringKey", "SecretStringTemplate")
    options = {key: value for key, value in generate.items() if key not in own}
    options["PasswordLength"] = int(options.get("PasswordLength", 32))
    password = secrets.get_random_password(**options)["RandomPassword"]
    if "SecretStringTemplate" not in generate:
        return password
    return json.dumps({**json.loads(generate["SecretStringTemplate"]), generate["GenerateStringKey"]: password})


def _secret(request):
    given, secrets = request.properties, client("secretsmanager", request.region)
    parameters = {"Name": given.get("Name", request.name),
                  **{key: given[key] for key in ("Description", "KmsKeyId", "SecretString", "Tags") if key in given}}
    if "GenerateSecretString" in given:
        parameters["SecretString"] = _generated_value(secrets, given["GenerateSecretString"])
    arn = secrets.create_secret(**parameters)["ARN"]
    return Made(request.type_name, arn, {"Id": arn}, request.deletion(
        "secretsmanager", "DeleteSecret", SecretId=arn, ForceDeleteWithoutRecovery=True))


def _secret_policy(request):
    secret = request.properties["SecretId"]
    client("secretsmanager", request.region).put_resource_policy(
        SecretId=secret, ResourcePolicy=json.dumps(request.properties["ResourcePolicy"]))
    delete = request.deletion("secretsmanager", "DeleteResourcePolicy", SecretId=secret)
    return Made(request.type_name, secret, {}, delete)


# What a secret is told of what it is attached to: its member, and where the API's description has it.
_ATTACHED = {
    "AWS::RDS::DBCluster": ("describe_db_clusters", "DBClusterIdentifier", "DBClusters", {
        "dbClusterIdentifier": "DBClusterIdentifier", "engine": "Engine", "host": "Endpoint", "port": "Port",
        "dbname": "DatabaseName"}),
    "AWS::RDS::DBInstance": ("describe_db_instances", "DBInstanceIdentifier", "DBInstances", {
        "dbInstanceIdentifier": "DBInstanceIdentifier", "engine": "Engine", "host": "Endpoint.Address",
        "port": "Endpoint.Port", "dbname": "DBName"}),
}
# What the secrets of databases call an engine.
_ENGINES = {"aurora-postgresql": "postgres", "postgres": "postgres", "aurora-mysql": "mysql", "mysql": "mysql"}


def _secret_target_attachment(request):
    """The secret learns how the database is reached, and keeps that when the attachment goes."""
    given, secrets = request.properties, client("secretsmanager", request.region)
    if given["TargetType"] in _ATTACHED:
        operation, parameter, list_name, paths = _ATTACHED[given["TargetType"]]
        (target,) = getattr(client("rds", request.region), operation)(**{parameter: given["TargetId"]})[list_name]
        facts = {name: at_path(target, path) for name, path in paths.items()}
        facts["engine"] = _ENGINES.get(facts["engine"], facts["engine"])
        value = json.loads(secrets.get_secret_value(SecretId=given["SecretId"])["SecretString"])
        secrets.put_secret_value(SecretId=given["SecretId"], SecretString=json.dumps(
            {**value, **{name: fact for name, fact in facts.items() if fact is not None}}))
    return Made(request.type_name, given["SecretId"])


def _rotation_schedule(request):
    """A change of the schedule rotates the secret, unless it says no; CloudFormation does not wait for the end."""
    given, secrets = request.properties, client("secretsmanager", request.region)
    hosted = given.get("HostedRotationLambda")
    function, remove = hosted_rotation.make(request, hosted) if hosted else (given.get("RotationLambdaARN"), None)
    rules = to_parameters(input_shape("secretsmanager", request.region, "RotateSecret").members["RotationRules"],
                          given.get("RotationRules", {}))
    at_once = str(given.get("RotateImmediatelyOnUpdate", True)).lower() == "true"
    secrets.rotate_secret(SecretId=given["SecretId"], RotationRules=rules, RotateImmediately=at_once,
                          **({"RotationLambdaARN": function} if function else {}))

    def delete():
        secrets.cancel_rotate_secret(SecretId=given["SecretId"])
        if remove:
            remove()

    return Made(request.type_name, given["SecretId"], {}, delete)


def _key(request):
    """moto's own model forgets tags, and keeps the policy in a form that its service cannot read."""
    kms, given = client("kms", request.region), request.properties
    parameters = request.parameters("kms", "CreateKey", renames={"KeyPolicy": "Policy"})
    if "Tags" in given:
        parameters["Tags"] = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in given["Tags"]]
    made = kms.create_key(**parameters)["KeyMetadata"]
    key = made["KeyId"]
    if given.get("EnableKeyRotation"):
        kms.enable_key_rotation(KeyId=key)
    if given.get("Enabled") is False:
        kms.disable_key(KeyId=key)
    result = Made(request.type_name, key, {"Arn": made["Arn"], "KeyId": key}, request.deletion(
        "kms", "ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=int(given.get("PendingWindowInDays", 30))))
    result.policy = None  # the engine looks at moto's
    return result


def _users_of_group(request):
    group = request.properties["GroupName"]
    for user in request.properties["Users"]:
        client("iam", request.region).add_user_to_group(GroupName=group, UserName=user)
    return Made(request.type_name, request.name)


MAKERS = {
    "AWS::CertificateManager::Certificate": _certificate,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::Cognito::IdentityPoolRoleAttachment": _roles_of_identity_pool,
    "AWS::IAM::UserToGroupAddition": _users_of_group,
    "AWS::KMS::Key": _key,
    "AWS::SecretsManager::ResourcePolicy": _secret_policy,
    "AWS::SecretsManager::RotationSchedule": _rotation_schedule,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::SecretsManager::SecretTargetAttachment": _secret_target_attachment,
}


def _delete_managed_policy(iam, arn):
    holders = iam.list_entities_for_policy(PolicyArn=arn)
    for role in holders.get("PolicyRoles", []):
        iam.detach_role_policy(RoleName=role["RoleName"], PolicyArn=arn)
    for user in holders.get("PolicyUsers", []):
        iam.detach_user_policy(UserName=user["UserName"], PolicyArn=arn)
    for group in holders.get("PolicyGroups", []):
        iam.detach_group_policy(GroupName=group["GroupName"], PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)


DELETIONS = {
    "AWS::IAM::ManagedPolicy": ("iam", lambda iam, pid, p, o: _delete_managed_policy(iam, pid)),
}
