"""What exists on the mock, asked of the services and not of CloudFormation; and how what is left is removed."""

import functools

import boto3
from botocore.config import Config

from kinds import ARGUMENTS, GLOBAL, LISTS


@functools.lru_cache(None)
def client(endpoint, region, service):
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    return boto3.client(service, endpoint_url=endpoint, region_name=region, aws_access_key_id="testing",
                        aws_secret_access_key="testing", config=config)


def _names(endpoint, region, kind):
    service, operation, names = LISTS[kind]
    api = client(endpoint, region, service)
    pages = [getattr(api, operation)(**ARGUMENTS.get(kind, {}))] if not api.can_paginate(operation) else \
        api.get_paginator(operation).paginate(**ARGUMENTS.get(kind, {}))
    found = [name for page in pages for name in names(page)]
    return [name for name in found if not _is_going_or_of_aws(api, name)] if kind == "key" else found


def _is_going_or_of_aws(kms, key):
    """A deleted key stays listed for a while; the keys of AWS are nobody's."""
    described = kms.describe_key(KeyId=key)["KeyMetadata"]
    return described["KeyState"] == "PendingDeletion" or described["KeyManager"] == "AWS" or any(
        each["AliasName"].startswith("alias/aws/") for each in kms.list_aliases(KeyId=key)["Aliases"])


@functools.lru_cache(None)
def _is_in(region, service):
    """Some services, such as Personalize, are not everywhere; of those that have no regions boto3 lists none."""
    regions = boto3.session.Session().get_available_regions(service)
    return not regions or region in regions


def _in_regions(endpoint, regions, kinds):
    """(region, kind, name) of all that exists."""
    for index, region in enumerate(sorted(regions)):
        for kind in kinds:
            if index == 0 if kind in GLOBAL else _is_in(region, LISTS[kind][0]):
                for name in _names(endpoint, region, kind):
                    yield region, kind, name


def _called(region, kind, name):
    return f"{kind} {name}" if kind in GLOBAL else f"{kind} {name} in {region}"


def inventory(endpoint, regions, kinds=LISTS):
    """{"queue Hello-Orders in eu-west-1", "bucket assets"} and so on, of all regions."""
    return {_called(*each) for each in _in_regions(endpoint, regions, kinds)}


def _remove_bucket(s3, name):
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        for each in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            s3.delete_object(Bucket=name, Key=each["Key"], VersionId=each["VersionId"])
    s3.delete_bucket(Bucket=name)


# What a template may retain: kind, and how an operator removes it.
REMOVALS = {
    "bucket": _remove_bucket,
    "table": lambda api, name: api.delete_table(TableName=name),
    "log group": lambda api, name: api.delete_log_group(logGroupName=name),
    "key": lambda api, name: api.schedule_key_deletion(KeyId=name, PendingWindowInDays=7),
    "key alias": lambda api, name: api.delete_alias(AliasName=name),
    "secret": lambda api, name: api.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True),
    "stream": lambda api, name: api.delete_stream(StreamName=name),
    "repository": lambda api, name: api.delete_repository(repositoryName=name, force=True),
    "database instance snapshot": lambda api, name: api.delete_db_snapshot(DBSnapshotIdentifier=name),
    "database snapshot": lambda api, name: api.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name),
    "file system": lambda api, name: api.delete_file_system(FileSystemId=name),
    "user pool": lambda api, name: api.delete_user_pool(UserPoolId=name),
    "backup vault": lambda api, name: api.delete_backup_vault(BackupVaultName=name),
}


def remove(endpoint, regions, names):
    """Removes what the inventory calls by these names."""
    for region, kind, name in list(_in_regions(endpoint, regions, REMOVALS)):
        if _called(region, kind, name) in names:
            REMOVALS[kind](client(endpoint, region, LISTS[kind][0]), name)
