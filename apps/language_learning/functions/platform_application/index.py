"""Keeps the platform application that SNS sends push notifications through: a custom resource, for it has no type.

Properties: Name, Platform (GCM, APNS or APNS_SANDBOX), SecretArn, and SecretVersion, which is changed to have a new
credential taken over. The secret is {"PlatformCredential"} and, for Apple, {"PlatformPrincipal"}. Ref and the attribute
Arn are the application's ARN. Another Name or Platform is another application; the old one is deleted thereafter.
"""
import json
import urllib.request

import boto3

ANSWER_SECONDS = 10
# An answer may have 4,096 bytes, and JSON may write a character with six.
LONGEST_REASON = 500
# The id of what has never been made.
NOTHING = "none"
CREDENTIALS = ("PlatformCredential", "PlatformPrincipal")

secrets_manager = boto3.client("secretsmanager")
sns = boto3.client("sns")


def credentials(secret_id):
    """What SNS signs in to the platform with. An error never says what the secret holds."""
    try:
        value = json.loads(secrets_manager.get_secret_value(SecretId=secret_id)["SecretString"])
    except ValueError:
        value = None
    if not isinstance(value, dict) or not value.get(CREDENTIALS[0]):
        raise ValueError(f"the secret must be a JSON object with {CREDENTIALS[0]}")
    return {name: value[name] for name in CREDENTIALS if name in value}


def physical_id(properties, context):
    """The ARN that the application has, in the account and the Region of this function."""
    _, partition, _, region, account, *_ = context.invoked_function_arn.split(":")
    return f"arn:{partition}:sns:{region}:{account}:app/{properties['Platform']}/{properties['Name']}"


def written(event, context):
    """Makes the application, or gives the one that is there the credential of now: a request may come twice."""
    properties = event["ResourceProperties"]
    attributes, arn = credentials(properties["SecretArn"]), physical_id(properties, context)
    try:
        sns.set_platform_application_attributes(PlatformApplicationArn=arn, Attributes=attributes)
    except sns.exceptions.NotFoundException:
        sns.create_platform_application(Name=properties["Name"], Platform=properties["Platform"], Attributes=attributes)
    return {"Arn": arn}


def deleted(event, context):
    """Deletes the application that the id names; SNS takes it for success if there is none."""
    if event["PhysicalResourceId"] != NOTHING:
        sns.delete_platform_application(PlatformApplicationArn=event["PhysicalResourceId"])
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
