"""Empties a bucket before CloudFormation deletes it, for it deletes none that holds objects: a custom resource.

Its property BucketName names the bucket. Lambda runs the function again where it fails without an answer.
"""
import contextlib
import json
import urllib.request

import boto3
from botocore.exceptions import ClientError

# Enough for one more round, and for the answer: without one CloudFormation waits for an hour.
RESERVE_MILLISECONDS = 20_000
ANSWER_SECONDS = 10
# An answer may have 4,096 bytes.
LONGEST_REASON = 1000

s3 = boto3.client("s3")


@contextlib.contextmanager
def unless(code):
    """Takes this error of S3 for success."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] != code:
            raise


def rounds(listing, members, bucket, context):
    """What a listing of the bucket has in these members, until it has nothing more, or until time runs out.

    It starts from the beginning each time, for what it has returned before is gone by then.
    """
    while True:
        page = listing(Bucket=bucket)
        found = [each for member in members for each in page.get(member, [])]
        if not found:
            return
        if context.get_remaining_time_in_millis() < RESERVE_MILLISECONDS:
            raise TimeoutError(f"{bucket} holds more than can be deleted in one go: delete the stack again")
        yield found


def abort_uploads(bucket, context):
    """Aborts the multipart uploads that nobody has completed."""
    for uploads in rounds(s3.list_multipart_uploads, ["Uploads"], bucket, context):
        for upload in uploads:
            with unless("NoSuchUpload"):
                s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])


def delete_versions(bucket, context):
    """Deletes every version of every object, and every delete marker."""
    for versions in rounds(s3.list_object_versions, ["Versions", "DeleteMarkers"], bucket, context):
        objects = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
        errors = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True}).get("Errors")
        if errors:
            raise RuntimeError(f"{errors[0]['Key']} cannot be deleted from {bucket}: {errors[0]['Code']}")


def empty(bucket, context):
    """Leaves the bucket with nothing in it. Uploads come first, for one may be completed and become an object."""
    with unless("NoSuchBucket"):
        abort_uploads(bucket, context)
        delete_versions(bucket, context)


def physical_id(event):
    """The bucket's name: given another bucket the resource is another one, and the old one is deleted, thus emptied."""
    if event["RequestType"] == "Delete":
        return event["PhysicalResourceId"]
    return event.get("ResourceProperties", {}).get("BucketName", event["LogicalResourceId"])


def outcome(event, context):
    """Does what the request asks for: its Status, and the Reason where that is FAILED."""
    try:
        if event["RequestType"] == "Delete":
            empty(event["ResourceProperties"]["BucketName"], context)
        return {"Status": "SUCCESS"}
    except Exception as error:  # whatever it is, CloudFormation waits for an answer
        return {"Status": "FAILED", "Reason": f"{type(error).__name__}: {error}"[:LONGEST_REASON]}


def send(url, answer):
    """Puts the answer where CloudFormation waits for it. The URL is signed for a request without a content type."""
    request = urllib.request.Request(url, json.dumps(answer).encode(), {"Content-Type": ""}, method="PUT")
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
        pass


def handler(event, context):
    """Empties the bucket on Delete; there is nothing to do on Create and Update."""
    answer = {
        **outcome(event, context),
        "PhysicalResourceId": physical_id(event),
        **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
    }
    print(json.dumps({"request": event["RequestType"], **answer}))
    send(event["ResponseURL"], answer)
