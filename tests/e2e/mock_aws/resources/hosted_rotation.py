"""The function that CloudFormation makes for a HostedRotationLambda, in a nested stack of AWS's own.

AWS's function changes the password through a connection to the database. There is none here, so this one changes it by
RDS's API; all else is as there: a role, a name, a place in the network, the four steps.
"""

import io
import json
import textwrap
import zipfile

from clients import client

CODE = textwrap.dedent('''
    import json
    import os

    import boto3

    secrets, rds = boto3.client("secretsmanager"), boto3.client("rds")


    def value(secret, **version):
        return json.loads(secrets.get_secret_value(SecretId=secret, **version)["SecretString"])


    def create_secret(secret, version):
        current = value(secret, VersionStage="AWSCURRENT")
        try:
            value(secret, VersionId=version)
        except secrets.exceptions.ResourceNotFoundException:
            password = secrets.get_random_password(
                PasswordLength=32, ExcludeCharacters=os.environ["EXCLUDE_CHARACTERS"])
            secrets.put_secret_value(
                SecretId=secret, ClientRequestToken=version, VersionStages=["AWSPENDING"],
                SecretString=json.dumps({**current, "password": password["RandomPassword"]}))


    def set_secret(secret, version):
        pending = value(secret, VersionId=version)
        if "dbClusterIdentifier" in pending:
            rds.modify_db_cluster(DBClusterIdentifier=pending["dbClusterIdentifier"],
                                  MasterUserPassword=pending["password"], ApplyImmediately=True)
        else:
            rds.modify_db_instance(DBInstanceIdentifier=pending["dbInstanceIdentifier"],
                                   MasterUserPassword=pending["password"], ApplyImmediately=True)


    def test_secret(secret, version):
        if not value(secret, VersionId=version)["host"]:
            raise ValueError("the secret is not attached to a database")


    def finish_secret(secret, version):
        stages = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
        current = next(known for known, labels in stages.items() if "AWSCURRENT" in labels)
        if current != version:
            secrets.update_secret_version_stage(SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=version,
                                                RemoveFromVersionId=current)


    STEPS = {"createSecret": create_secret, "setSecret": set_secret, "testSecret": test_secret,
             "finishSecret": finish_secret}


    def handler(event, context):
        STEPS[event["Step"]](event["SecretId"], event["ClientRequestToken"])
''').lstrip()


def _archive():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("lambda_function.py", CODE)
    return content.getvalue()


def _policy(request, secret, key):
    """What the template of AWS grants its function, and what this one needs beside it."""
    statements = [
        {"Effect": "Allow", "Resource": secret, "Action": [
            "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage"]},
        {"Effect": "Allow", "Resource": "*", "Action": ["secretsmanager:GetRandomPassword"]},
        {"Effect": "Allow", "Resource": f"arn:aws:rds:{request.region}:{request.account}:*",
         "Action": ["rds:ModifyDBCluster", "rds:ModifyDBInstance"]},
        {"Effect": "Allow", "Resource": "*", "Action": [
            "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces"]}]
    if key:
        statements.append({"Effect": "Allow", "Resource": key, "Action": ["kms:Decrypt", "kms:GenerateDataKey"]})
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _create(request, hosted, name, role_name):
    """Makes the role and the function; returns the function's ARN."""
    iam, functions = client("iam", request.region), client("lambda", request.region)
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    role = iam.create_role(RoleName=role_name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName=role_name, PolicyName="rotation", PolicyDocument=_policy(
        request, request.properties["SecretId"], hosted.get("KmsKeyArn")))
    network = {"SubnetIds": hosted.get("VpcSubnetIds", "").split(","),
               "SecurityGroupIds": hosted.get("VpcSecurityGroupIds", "").split(",")}
    function = functions.create_function(
        FunctionName=name, Role=role, Runtime="python3.12", Handler="lambda_function.handler", Timeout=30,
        Code={"ZipFile": _archive()}, VpcConfig=network if hosted.get("VpcSubnetIds") else {},
        Environment={"Variables": {"EXCLUDE_CHARACTERS": hosted.get("ExcludeCharacters", "/@\"'\\")}})["FunctionArn"]
    functions.add_permission(FunctionName=name, StatementId="rotation", Action="lambda:InvokeFunction",
                             Principal="secretsmanager.amazonaws.com")
    return function


def make(request, hosted):
    """The function of a RotationSchedule, made unless it is there: its ARN, and what deletes it."""
    iam, functions = client("iam", request.region), client("lambda", request.region)
    name, role_name = hosted.get("RotationLambdaName", request.name), f"{request.name}-hosted-rotation"[-64:]
    try:
        function = functions.get_function(FunctionName=name)["Configuration"]["FunctionArn"]
    except functions.exceptions.ResourceNotFoundException:
        function = _create(request, hosted, name, role_name)

    def remove():
        functions.delete_function(FunctionName=name)
        iam.delete_role_policy(RoleName=role_name, PolicyName="rotation")
        iam.delete_role(RoleName=role_name)

    return function, remove
