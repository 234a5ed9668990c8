"""Keeps a custom vocabulary of Transcribe: a custom resource, for CloudFormation has no type of its own for it.

Properties: Name, LanguageCode, Region and Phrases, a list of words and phrases. Attribute: Name. It is there when it is
READY, which takes some minutes. Another Name or Region is another vocabulary; the old one is deleted thereafter.

It stands on shared/custom_resource.py.
"""
import time

import boto3

# Enough for one more look, and for the answer: without one CloudFormation waits for an hour.
RESERVE_MILLISECONDS = 30_000
POLL_SECONDS = 10


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
