"""Empties a bucket or a backup vault before CloudFormation deletes it, for it deletes none that holds anything.

A custom resource: its property BucketName or BackupVaultName names what is to be empty. On Delete everything in it
goes; on Create and Update there is nothing to do.

It stands on shared/custom_resource.py.
"""
import contextlib
import time

import boto3
from botocore.exceptions import ClientError

# Enough for one more round, and for the answer: without one CloudFormation waits for an hour.
RESERVE_MILLISECONDS = 30_000
POLL_SECONDS = 5

s3 = boto3.client("s3")
backup = boto3.client("backup")


@contextlib.contextmanager
def unless(*codes):
    """Takes these errors for success: what is gone is gone."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise


def rounds(listing, members, context, **place):
    """What a listing of the place has in these members, until it has nothing more, or until time runs out.

    It starts from the beginning each time, for what it has returned before is gone by then, or on its way.
    """
    while True:
        page = listing(**place)
        found = [each for member in members for each in page.get(member, [])]
        if not found:
            return
        if context.get_remaining_time_in_millis() < RESERVE_MILLISECONDS:
            raise TimeoutError(f"{place} holds more than can be deleted in one go: delete the stack again")
        yield found


def abort_uploads(bucket, context):
    """Aborts the multipart uploads that nobody has completed."""
    for uploads in rounds(s3.list_multipart_uploads, ["Uploads"], context, Bucket=bucket):
        for upload in uploads:
            with unless("NoSuchUpload"):
                s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])


def delete_versions(bucket, context):
    """Deletes every version of every object, and every delete marker."""
    for versions in rounds(s3.list_object_versions, ["Versions", "DeleteMarkers"], context, Bucket=bucket):
        objects = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
        errors = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True}).get("Errors")
        if errors:
            raise RuntimeError(f"{errors[0]['Key']} cannot be deleted from {bucket}: {errors[0]['Code']}")


def empty_bucket(bucket, context):
    """Leaves the bucket with nothing in it. Uploads come first, for one may be completed and become an object."""
    with unless("NoSuchBucket"):
        abort_uploads(bucket, context)
        delete_versions(bucket, context)


def empty_vault(vault, context):
    """Leaves the vault with nothing in it. AWS Backup deletes in its own time, so each point is asked for once."""
    asked = set()
    with unless("ResourceNotFoundException"):
        for points in rounds(backup.list_recovery_points_by_backup_vault, ["RecoveryPoints"], context,
                             BackupVaultName=vault):
            arns = {point["RecoveryPointArn"] for point in points}
            for arn in sorted(arns - asked):
                with unless("ResourceNotFoundException"):
                    backup.delete_recovery_point(BackupVaultName=vault, RecoveryPointArn=arn)
            if arns <= asked:
                time.sleep(POLL_SECONDS)
            asked |= arns

EMPTIED = {"BucketName": empty_bucket, "BackupVaultName": empty_vault}


def named(properties):
    """The property that names what is to be empty, and the name."""
    (kind,) = EMPTIED.keys() & properties.keys()
    return kind, properties[kind]


def physical_id(properties, context):
    """The name: given another one the resource is another one, and the old one is deleted, thus emptied."""
    return named(properties)[1]


def kept(event, context):
    """There is nothing to do but to refuse properties that name nothing."""
    named(event["ResourceProperties"])
    return {}


def emptied(event, context):
    """Empties what the properties name, unless the resource has never been made."""
    if event["PhysicalResourceId"] != NOTHING:
        kind, name = named(event["ResourceProperties"])
        EMPTIED[kind](name, context)
    return {}

REQUESTS = {"Create": kept, "Update": kept, "Delete": emptied}
