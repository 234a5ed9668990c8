"""Custom resources: the deployed function, or a topic, is asked to make, change and delete them, and answers the mock.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
"""

import dataclasses
import json
import threading
import uuid

from clients import client, endpoint
from resources.base import Made

PATH = "/custom-resource-response/"
LONGEST_WAIT = 60  # seconds, for an answer that comes after the function has ended: AWS waits for an hour
_waiting = {}  # token: Waiting


class CustomResourceFailed(Exception):
    pass


@dataclasses.dataclass
class Waiting:
    """For what is put to a ResponseURL."""

    answered: threading.Event = dataclasses.field(default_factory=threading.Event)
    answer: bytes = None


def is_custom(type_name):
    return type_name.startswith("Custom::") or type_name == "AWS::CloudFormation::CustomResource"


def _texts(value):
    """CloudFormation passes all numbers and truth values as texts."""
    if isinstance(value, dict):
        return {key: _texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def answer(environ, start_response):
    """Takes what is put to a ResponseURL; None for every other request."""
    if not environ.get("PATH_INFO", "").startswith(PATH):
        return None
    waiting = _waiting.get(environ["PATH_INFO"].removeprefix(PATH))
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if waiting and environ["REQUEST_METHOD"] == "PUT":
        waiting.answer = body
        waiting.answered.set()
    start_response("200 OK" if waiting else "403 Forbidden", [("Content-Length", "0")])
    return [b""]


def _send(event, region):
    """Hands the event over; what a function failed with, as Lambda has it."""
    token = event["ServiceToken"]
    if ":sns:" in token:
        client("sns", region).publish(TopicArn=token, Subject="AWS CloudFormation custom resource request",
                                      Message=json.dumps(event))
        return None
    done = client("lambda", token.split(":")[3]).invoke(FunctionName=token, Payload=json.dumps(event).encode())
    return done["Payload"].read().decode() if "FunctionError" in done else None


def _ask(request, kind, **more):
    """The answer, checked as CloudFormation does."""
    token, waiting = uuid.uuid4().hex, Waiting()
    _waiting[token] = waiting
    event = {"RequestType": kind, "ServiceToken": request.properties["ServiceToken"],
             "ResponseURL": f"{endpoint()}{PATH}{token}", "StackId": request.stack_id, "RequestId": str(uuid.uuid4()),
             "LogicalResourceId": request.logical_id, "ResourceType": request.type_name,
             "ResourceProperties": _texts(request.properties), **more}
    try:
        error = _send(event, request.region)
        wait = 1 if error else min(LONGEST_WAIT, int(request.properties.get("ServiceTimeout", LONGEST_WAIT)))
        if not waiting.answered.wait(wait):
            raise CustomResourceFailed(
                "CloudFormation did not receive a response from your Custom Resource. Please check your logs for "
                f"requestId [{event['RequestId']}]. {error or ''}".strip())
    finally:
        del _waiting[token]
    given = json.loads(waiting.answer)
    wrong = [key for key in ("StackId", "RequestId", "LogicalResourceId") if given.get(key) != event[key]]
    if wrong or not given.get("PhysicalResourceId"):
        raise CustomResourceFailed(f"Invalid answer of the custom resource: {wrong or 'no PhysicalResourceId'}")
    if given.get("Status") != "SUCCESS":
        raise CustomResourceFailed(f"Received response status [FAILED] from custom resource. Message returned: "
                                   f"{given.get('Reason')} (RequestId: {event['RequestId']})")
    return given


def _made(request, given):
    physical_id = given["PhysicalResourceId"]
    made = Made(request.type_name, physical_id, given.get("Data") or {},
                lambda: _ask(request, "Delete", PhysicalResourceId=physical_id))
    made.exact, made.properties = True, request.properties
    return made


def make(request):
    return _made(request, _ask(request, "Create"))


def update(request, old):
    """Another physical id than before makes it a replacement: the old one is deleted at the end of the update."""
    return _made(request, _ask(request, "Update", PhysicalResourceId=old.physical_resource_id,
                               OldResourceProperties=_texts(old.properties)))


def reason_of(error):
    """What an event of the stack says of an error."""
    text = str(error)
    return text if isinstance(error, CustomResourceFailed) else f"{type(error).__name__}: {text}"
