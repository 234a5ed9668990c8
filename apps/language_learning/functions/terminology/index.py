"""Keeps a custom terminology of Translate: a custom resource, for CloudFormation has no type of its own for it.

Properties: Name, Region, Csv, whose first line are the codes of the languages, and optionally Description. Attribute:
Name. Another Name or Region is another terminology; the old one is deleted thereafter.
"""
import json
import urllib.request

import boto3

ANSWER_SECONDS = 10
# An answer may have 4,096 bytes, and JSON may write a character with six.
LONGEST_REASON = 500
# The id of what has never been made.
NOTHING = "none"


def physical_id(properties, context):
    """The Region and the name: a terminology with another one of them is another one."""
    return f"{properties['Region']}/{properties['Name']}"


def client(region):
    """Translate of the Region that the terminology is in."""
    return boto3.client("translate", region_name=region)


def written(event, context):
    """Imports the terms, over those that are there."""
    properties = event["ResourceProperties"]
    client(properties["Region"]).import_terminology(
        Name=properties["Name"], MergeStrategy="OVERWRITE",
        Description=properties.get("Description", "Terms of the lessons"),
        TerminologyData={"File": properties["Csv"].encode(), "Format": "CSV"})
    return {"Name": properties["Name"]}


def deleted(event, context):
    """Deletes the terminology that the id names, if it is still there."""
    region, _, name = event["PhysicalResourceId"].partition("/")
    if name:
        translate = client(region)
        try:
            translate.delete_terminology(Name=name)
        except translate.exceptions.ResourceNotFoundException:
            pass
    return {}


REQUESTS = {"Create": written, "Update": written, "Delete": deleted}


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
