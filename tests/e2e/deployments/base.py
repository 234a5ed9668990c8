"""What the module of a system says of its deployment, and the cloud that its functions are handed."""

import base64
import dataclasses
import functools
import json
import pathlib
import typing

import boto3
from botocore.config import Config

import harness
from harness import check

ACCOUNT = "123456789012"
SECONDS_OF_A_REQUEST = 60


def nothing(*_):
    """For a hook that a system has no use for."""


class Cloud:
    """The mock of AWS while something is deployed to it, and what was deployed."""

    def __init__(self, url, region, account, folder, assembly, log):
        self.url = url
        self.region = region
        self.account = account
        self.folder = pathlib.Path(folder)  # of this run, to write into
        self.assembly = pathlib.Path(assembly)  # what was synthesized and is deployed
        self.log = pathlib.Path(log)  # what the mock says
        self.outputs = {}  # {name: value} of all stacks
        self.outputs_of = {}  # {name of a stack: {name: value}}
        self.notes = {}  # what one function of a system keeps for another
        self.figures = {}  # for the proof record

    @functools.lru_cache(None)
    def client(self, service, region=None, keys=None):
        """A boto3 client: of the deployer, who may do everything, or of whom the keys belong to."""
        keys = keys or Keys("testing", "testing", None)
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, inject_host_prefix=False)
        return boto3.session.Session().client(
            service, region_name=region or self.region, endpoint_url=self.url, config=config,
            aws_access_key_id=keys.access, aws_secret_access_key=keys.secret, aws_session_token=keys.token)

    def keys_of_role(self, role_arn):
        """Keys of somebody who has assumed the role: `cloud.client("s3", keys=cloud.keys_of_role(arn))`."""
        given = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="test")["Credentials"]
        return Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def resources(self, stack, region=None):
        """{logical id: physical id} of a deployed stack, by its name."""
        pages = self.client("cloudformation", region).get_paginator("list_stack_resources").paginate(StackName=stack)
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for page in pages
                for each in page["StackResourceSummaries"]}

    def stack_id(self, stack):
        (found,) = self.client("cloudformation", stack.region).describe_stacks(StackName=stack.name)["Stacks"]
        return found["StackId"]

    def events(self, stack, own_id=None):
        """What has happened to a stack and its resources, the latest first; by its id also of one that is deleted."""
        pages = self.client("cloudformation", stack.region).get_paginator("describe_stack_events").paginate(
            StackName=own_id or stack.name)
        return [each for page in pages for each in page["StackEvents"]]

    def invoke(self, function, event, region=None):
        """What the deployed function answers; a Failure if it ends with an error."""
        payload, error = self.try_to_invoke(function, event, region)
        check(error is None, f"{function} ended with {error}: {payload}")
        return payload

    def try_to_invoke(self, function, event, region=None):
        """(payload, error): what the deployed function answers, and Lambda's word for its error, or None."""
        answer = self.client("lambda", region).invoke(FunctionName=function, Payload=json.dumps(event).encode())
        return json.loads(answer["Payload"].read() or b"null"), answer.get("FunctionError")

    def count(self, figure, number=1):
        """Adds to a figure of the proof record."""
        self.figures[figure] = self.figures.get(figure, 0) + number

    def said(self):
        """The mock's log."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclasses.dataclass(frozen=True)
class Keys:
    """Credentials of an access to AWS."""

    access: str
    secret: str
    token: typing.Optional[str]


@dataclasses.dataclass(frozen=True)
class Phase:
    """Stacks (by their ids in the app; none: all) that are deployed together, and what the operator does afterwards."""

    stacks: tuple = ()
    then: typing.Callable = nothing  # then(cloud)


@dataclasses.dataclass(frozen=True)
class Retained:
    """What is left when the stacks are gone, as inventory.py names it."""

    name: str  # with wildcards where a part is generated: "table Data-* in eu-west-1"
    reason: str
    count: int = 1


@dataclasses.dataclass(frozen=True)
class Update:
    """One change of the deployed system, and exactly what comes of it."""

    what: str  # in a phrase, for the proof record
    arguments: tuple = ()  # of the app, after those of the deployment
    edit: typing.Optional[typing.Callable] = None  # edit(assembly): changes a copy of it, see assemblies.py
    parameters: dict = dataclasses.field(default_factory=dict)  # {stack id: {name: value}}
    # {stack id: {logical id: "created", "updated", "replaced" or "deleted"}}
    changed: dict = dataclasses.field(default_factory=dict)
    exercise: typing.Callable = nothing  # exercise(cloud, outputs): what the change has changed for users


@dataclasses.dataclass(frozen=True)
class Deployment:
    """How a system is deployed, used, changed and destroyed."""

    app: str
    region: str
    account: str = ACCOUNT
    arguments: tuple = ()  # of the app
    # {stack id: {name: value}}, or a function of the cloud that gives it: what `prepare` has made has no name before.
    parameters: typing.Union[dict, typing.Callable] = dataclasses.field(default_factory=dict)
    capabilities: tuple = ("CAPABILITY_NAMED_IAM",)  # as the README has them for the AWS CLI
    yaml: bool = False  # the AWS CLI is given the templates in YAML (`arguments` ask for them)
    phases: tuple = (Phase(),)
    prepare: typing.Callable = nothing  # prepare(cloud): before the first deployment
    exercise: typing.Callable = nothing  # exercise(cloud, outputs): after the integration tests
    update: typing.Optional[Update] = None
    before_destruction: typing.Callable = nothing  # before_destruction(cloud): what the README says, such as emptying
    # What the mock does otherwise than AWS, {type: why}: it only pretends to make it, it knows no update in place, it
    # finds nothing to delete.
    kept_as_a_stub: dict = dataclasses.field(default_factory=dict)
    updated_by_making_it_again: dict = dataclasses.field(default_factory=dict)
    taken_for_gone: dict = dataclasses.field(default_factory=dict)
    not_told: dict = dataclasses.field(default_factory=dict)  # {action: why}: allowed without a look at its resource
    guessed: dict = dataclasses.field(default_factory=dict)  # {type.attribute: why}: told by what its name ends in
    retained: tuple = ()
    log_groups_of_functions: tuple = ()  # Retained: what functions write into, and no template declares
    integration_tests: bool = True  # whether the system has some
    skipped: dict = dataclasses.field(default_factory=dict)  # {integration test: the reason that it gives}
    environment: dict = dataclasses.field(default_factory=dict)  # of the integration tests, beside CFN_OUTPUTS
    regions: tuple = ()  # others that it makes something in

    def parameters_for(self, cloud):
        return self.parameters(cloud) if callable(self.parameters) else self.parameters


def proxy_event(method, path, body=None, *, resource=None, headers=None, query=None, path_parameters=None, claims=None,
                stage="prod"):
    """What API Gateway hands to a function for a request (REST API, proxy integration); `claims` are the token's."""
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    authorizer = {"authorizer": {"claims": claims}} if claims else {}
    return {
        "resource": resource or path, "path": path, "httpMethod": method, "headers": headers or {},
        "multiValueHeaders": {name: [value] for name, value in (headers or {}).items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": path_parameters, "stageVariables": None, "body": text, "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": resource or path, "httpMethod": method, "path": f"/{stage}{path}", "stage": stage,
            "requestId": "00000000-0000-4000-8000-000000000000", "identity": {"sourceIp": "127.0.0.1"}, **authorizer},
    }


def answer_of(payload):
    """(status, body) of what a function of a proxy integration has answered."""
    body = payload.get("body")
    if payload.get("isBase64Encoded"):
        return payload["statusCode"], base64.b64decode(body)
    return payload["statusCode"], json.loads(body) if body else None
