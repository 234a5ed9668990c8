"""What the tests of the deployed system share: its names, its stacks and their resources."""

import functools
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import deployment  # noqa: E402
from deployment import ENDPOINT  # noqa: E402, F401

REGION = "us-east-1"
STACKS = "app-dw-"  # how their names begin
STACKS_IN_ALL = 21
DOMAIN = "app-dw.net"
SITES = ("lang-portal", "haiku")
HOSTS = {name: f"{name}.{DOMAIN}" for name in (*SITES, "vocab", "writing")}
# Services: container and port.
SERVICES = {"lang-portal-api": ("fastapi-app", 8000), "haiku-api": ("fastapi-app", 8000),
            "vocab-generator-frontend": ("streamlit-app", 8501), "vocab-generator-backend": ("fastapi-app", 8000),
            "writing-practice": ("gradio-app", 7860)}
PAGES = {"vocab-generator-frontend", "writing-practice"}  # services whose health is asked at /healthz
RETENTION_DAYS = 7


def client(service):
    return deployment.client(service, REGION)


@functools.cache
def account():
    return client("sts").get_caller_identity()["Account"]


@functools.cache
def stacks():
    """The status of each stack of the system."""
    pages = client("cloudformation").get_paginator("describe_stacks").paginate()
    return {stack["StackName"]: stack["StackStatus"] for page in pages for stack in page["Stacks"]
            if stack["StackName"].startswith(STACKS)}


@functools.cache
def resources():
    """The physical ids of all resources, by type."""
    found = {}
    pages = client("cloudformation").get_paginator("list_stack_resources")
    for stack in stacks():
        for page in pages.paginate(StackName=stack):
            for each in page["StackResourceSummaries"]:
                found.setdefault(each["ResourceType"], []).append(each["PhysicalResourceId"])
    return found


class Deployed(unittest.TestCase):
    outputs = deployment.outputs_of("app_dw")

    def all_of(self, kind):
        self.assertTrue(resources().get(kind), f"there is no {kind}")
        return resources()[kind]

    def only(self, kind):
        (found,) = self.all_of(kind)
        return found


class Outputs(Deployed):
    def test_each_output_has_a_value(self):
        self.assertLessEqual({"NameServers", "SignInPages", "UserPoolId", "BrowsersClientId", "IdentityPoolId"},
                             set(self.outputs))
        self.assertTrue(all(self.outputs.values()))

    def test_every_stack_is_there(self):
        self.assertEqual(len(stacks()), STACKS_IN_ALL)
        for name, status in stacks().items():
            self.assertIn(status, ("CREATE_COMPLETE", "UPDATE_COMPLETE"), name)
