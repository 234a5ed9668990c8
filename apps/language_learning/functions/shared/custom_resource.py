"""What the functions of custom resources stand on: requests of CloudFormation's, each answered in any case.

The app puts this text in front of the function's own, and the two are one file: what is imported and defined here is
there too. The function's own has REQUESTS: the type of the request leads to what takes event and context, and returns
the resource's attributes. And it has physical_id(properties, context): the id of the resource with these properties.
"""
import json
import urllib.request

ANSWER_SECONDS = 10
# An answer may have 4,096 bytes, and JSON may write a character with six.
LONGEST_REASON = 500
# The id of what has never been made.
NOTHING = "none"


def id_of(event, context):
    """The id of what the request is about. It is told of a failure too, so that what is half made gets deleted."""
    if event["RequestType"] == "Delete":
        return event["PhysicalResourceId"]
    try:
        return physical_id(event["ResourceProperties"], context)
    except (KeyError, ValueError):
        return event.get("PhysicalResourceId", NOTHING)


def outcome(event, context):
    """Does what the request asks for: what to answer, be it a failure."""
    try:
        return {"Status": "SUCCESS", "Data": REQUESTS[event["RequestType"]](event, context)}
    except Exception as error:  # whatever it is, CloudFormation waits for an answer
        return {"Status": "FAILED", "Reason": f"{type(error).__name__}: {error}"[:LONGEST_REASON]}


def send(url, answer):
    """Puts the answer where CloudFormation waits for it. The URL is signed for a request without a content type."""
    request = urllib.request.Request(url, json.dumps(answer).encode(), {"Content-Type": ""}, method="PUT")
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
        pass


def handler(event, context):
    """Takes a request of CloudFormation's, and answers it in any case."""
    answer = {"PhysicalResourceId": id_of(event, context), **outcome(event, context),
              **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}}
    print(json.dumps({"request": event["RequestType"], **answer}))
    send(event["ResponseURL"], answer)
