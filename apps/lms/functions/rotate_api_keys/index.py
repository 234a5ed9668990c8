"""Rotates the secret that holds the API keys: every key gets a new random value under its old name.

Secrets Manager calls the four steps in their order, each with the id of the version that is to become the current one.
Where a step fails it calls all of them again with that id, so every step may be run twice.
"""
import json
import re

import boto3

KEY_LENGTH = 48
# Letters and digits only: a key must survive URLs, headers and shells.
NEW_KEY = re.compile(rf"[A-Za-z0-9]{{{KEY_LENGTH}}}")

secrets_manager = boto3.client("secretsmanager")


def keys(secret_id, **version):
    """The keys in a version of the secret, by their names. `version` is a VersionId or a VersionStage."""
    value = json.loads(secrets_manager.get_secret_value(SecretId=secret_id, **version)["SecretString"])
    if not isinstance(value, dict) or not value:
        raise ValueError("the secret holds no API keys: it must be a JSON object of their names and values")
    return value


def new_key():
    """A random key."""
    return secrets_manager.get_random_password(PasswordLength=KEY_LENGTH, ExcludePunctuation=True)["RandomPassword"]


def create_secret(secret_id, version):
    """Stores new keys as the pending version, unless an earlier run has done so."""
    current = keys(secret_id, VersionStage="AWSCURRENT")
    try:
        keys(secret_id, VersionId=version)
    except secrets_manager.exceptions.ResourceNotFoundException:
        secrets_manager.put_secret_value(
            SecretId=secret_id,
            ClientRequestToken=version,
            SecretString=json.dumps({name: new_key() for name in current}),
            VersionStages=["AWSPENDING"],
        )


def set_secret(secret_id, version):
    """Nothing has to be told: whoever checks the keys reads them from the secret."""


def test_secret(secret_id, version):
    """Refuses a pending version that has other names, malformed keys or old keys.

    A pending version that equals the current one is what Secrets Manager tries this step with when rotation is set up
    without rotating at once. finishSecret refuses it.
    """
    current = keys(secret_id, VersionStage="AWSCURRENT")
    pending = keys(secret_id, VersionId=version)
    if pending == current:
        return
    if pending.keys() != current.keys():
        raise ValueError("the pending version does not have the names of the current one")
    wrong = [name for name, key in pending.items() if key == current[name] or not NEW_KEY.fullmatch(str(key))]
    if wrong:
        raise ValueError(f"not new, or not {KEY_LENGTH} letters and digits: {', '.join(wrong)}")


def finish_secret(secret_id, version):
    """Makes the pending version the current one. Secrets Manager labels the one before as AWSPREVIOUS."""
    stages = secrets_manager.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    current = next(known for known, labels in stages.items() if "AWSCURRENT" in labels)
    if current == version:
        return
    if keys(secret_id, VersionId=version) == keys(secret_id, VersionId=current):
        raise ValueError("the pending version has no new keys")
    secrets_manager.update_secret_version_stage(
        SecretId=secret_id, VersionStage="AWSCURRENT", MoveToVersionId=version, RemoveFromVersionId=current
    )


STEPS = {
    "createSecret": create_secret,
    "setSecret": set_secret,
    "testSecret": test_secret,
    "finishSecret": finish_secret,
}


def check_in_rotation(secret_id, version):
    """Refuses a secret that does not rotate, and a version that its rotation is not about."""
    secret = secrets_manager.describe_secret(SecretId=secret_id)
    if not secret.get("RotationEnabled"):
        raise ValueError(f"{secret_id} does not rotate")
    if {"AWSPENDING", "AWSCURRENT"}.isdisjoint(secret["VersionIdsToStages"].get(version, [])):
        raise ValueError(f"{version} is not a pending version of {secret_id}")


def handler(event, context):
    """Takes one step (Step) of the rotation of a secret (SecretId) to a version (ClientRequestToken)."""
    name, secret_id, version = event["Step"], event["SecretId"], event["ClientRequestToken"]
    if name not in STEPS:
        raise ValueError(f"{name} is not a step of a rotation")
    check_in_rotation(secret_id, version)
    STEPS[name](secret_id, version)
    print(json.dumps({"step": name, "secret": secret_id, "version": version}))
