"""Keeps a custom vocabulary of Transcribe: a custom resource, for CloudFormation has no type of its own for it.

Properties: Name, LanguageCode, Region and Phrases, a list of words and phrases. Attribute: Name. It is there when it is
READY, which takes some minutes. Another Name or Region is another vocabulary; the old one is deleted thereafter.
"""
import json
import time
import urllib.request

import boto3

# Enough for one more look, and for the answer: without one CloudFormation waits for an hour.
RESERVE_MILLISECONDS = 30_000
POLL_SECONDS = 10
ANSWER_SECONDS = 10
# An answer may have 4,096 bytes, and JSON may write a character with six.
LONGEST_REASON = 500
# The id of what has never been made.
NOTHING = "none"


def physical_id(properties, context):
    """The Region and the name: a vocabulary with another one of them is another one."""
    return f"{properties['Region']}/{properties['Name']}"


def client(region):
    """Transcribe of the Region that the vocabulary is in."""
    return boto3.client("transcribe", region_name=region)


def look(transcribe, name):
    """The vocabulary as it is now, or None. Transcribe calls a name that it does not know a bad request."""
    try:
        return transcribe.get_vocabulary(VocabularyName=name)
    except (transcribe.exceptions.NotFoundException, transcribe.exceptions.BadRequestException) as error:
        if error.response["Error"]["Code"] == "BadRequestException" and "found" not in str(error):
            raise
        return None


def settled(transcribe, name, context):
    """The vocabulary once it is no longer in the making; None if there is none."""
    while True:
        found = look(transcribe, name)
        if found is None or found["VocabularyState"] != "PENDING":
            return found
        if context.get_remaining_time_in_millis() < RESERVE_MILLISECONDS:
            raise TimeoutError(f"the vocabulary {name} is still not ready")
        time.sleep(POLL_SECONDS)


def written(event, context):
    """Makes the vocabulary what the properties say, whether or not it exists: a request may come twice."""
    properties = event["ResourceProperties"]
    name, transcribe = properties["Name"], client(properties["Region"])
    content = {"VocabularyName": name, "LanguageCode": properties["LanguageCode"],
               "Phrases": [phrase.replace(" ", "-") for phrase in properties["Phrases"]]}
    exists = settled(transcribe, name, context) is not None
    (transcribe.update_vocabulary if exists else transcribe.create_vocabulary)(**content)
    found = settled(transcribe, name, context)
    if found is None or found["VocabularyState"] != "READY":
        raise RuntimeError(f"the vocabulary {name} has failed: {(found or {}).get('FailureReason')}")
    return {"Name": name}


def deleted(event, context):
    """Deletes the vocabulary that the id names, if it is still there."""
    region, _, name = event["PhysicalResourceId"].partition("/")
    if name:
        transcribe = client(region)
        if settled(transcribe, name, context) is not None:
            transcribe.delete_vocabulary(VocabularyName=name)
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
