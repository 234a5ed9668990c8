"""What the tests of the mock share: a mock for each class of cases, and parts of templates."""

import json
import os
import pathlib
import sys
import tempfile
import textwrap
import unittest
import unittest.mock

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import harness  # noqa: E402

harness.require_python_modules("boto3", "moto")

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402

import starting  # noqa: E402

REGION = "eu-west-1"
OTHER_REGION = "us-east-1"
ACCOUNT = "123456789012"

TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def get(logical_id, attribute):
    return {"Fn::GetAtt": [logical_id, attribute]}


def queue(**properties):
    return {"Type": "AWS::SQS::Queue", "Properties": properties}


def role(*statements, managed=()):
    return {"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": TRUST, "ManagedPolicyArns": list(managed), "Policies": [{
            "PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}]
        if statements else []}}


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def function(code, role_id="Role", **properties):
    return {"Type": "AWS::Lambda::Function", "Properties": {
        "Runtime": "python3.12", "Handler": "index.handler", "Role": get(role_id, "Arn"), "Timeout": 20,
        "Code": {"ZipFile": textwrap.dedent(code)}, **properties}}


class Isolated(unittest.TestCase):
    """Without what the environment says of the AWS configuration of whoever runs the tests."""

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(unittest.mock.patch.dict(os.environ, harness.clean_environment(), clear=True))


class Mock(Isolated):
    """One mock for the cases of a class; every case takes stacks of other names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.enterClassContext(tempfile.NamedTemporaryFile("w+"))
        cls.url = cls.enterClassContext(starting.running(cls.log, {**os.environ, "MOTO_ACCOUNT_ID": ACCOUNT}))

    def said(self):
        """The mock's log."""
        return pathlib.Path(self.log.name).read_text(encoding="utf-8")

    def client(self, service, region=REGION):
        return boto3.client(service, region_name=region, endpoint_url=self.url, aws_access_key_id="testing",
                            aws_secret_access_key="testing", config=Config(retries={"total_max_attempts": 1}))

    def deploy(self, name, resources, outputs=None, region=REGION, **more):
        """Creates or updates; returns the stack as it is described."""
        stacks = self.client("cloudformation", region)
        template = json.dumps({"Resources": resources, "Outputs": outputs or {}, **more})
        parameters = {"StackName": name, "TemplateBody": template, "Capabilities": ["CAPABILITY_NAMED_IAM"]}
        known = [each["StackName"] for each in stacks.describe_stacks()["Stacks"]]
        (stacks.update_stack if name in known else stacks.create_stack)(**parameters)
        return self.stack(name, region)

    def stack(self, name, region=REGION):
        (found,) = self.client("cloudformation", region).describe_stacks(StackName=name)["Stacks"]
        return {"status": found["StackStatus"], "reason": found.get("StackStatusReason", ""),
                "outputs": {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}}

    def created(self, *arguments, **options):
        stack = self.deploy(*arguments, **options)
        self.assertIn(stack["status"], ("CREATE_COMPLETE", "UPDATE_COMPLETE"), stack["reason"])
        return stack["outputs"]

    def delete(self, name, region=REGION):
        self.client("cloudformation", region).delete_stack(StackName=name)

    def ids(self, name, region=REGION):
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in self.client(
            "cloudformation", region).describe_stack_resources(StackName=name)["StackResources"]}

    def queues(self, region=REGION):
        return self.client("sqs", region).list_queues().get("QueueUrls", [])

    def invoke(self, name, event=None):
        """(payload, error)."""
        done = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event or {}))
        return json.loads(done["Payload"].read()), done.get("FunctionError")
