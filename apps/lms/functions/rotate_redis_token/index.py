"""Rotates the AUTH token of the Redis replication group, and the secret that holds it.

The group accepts two tokens while a rotation is under way: ROTATE adds the new one, SET removes the old one.
Secrets Manager calls the four steps in their order, each with the id of the version that is to become the current one.
Where a step fails it calls all of them again with that id, so every step first asks how things stand.
"""
import json
import os
import re
import socket
import ssl
import time

import boto3

GROUP_ID = os.environ["REPLICATION_GROUP_ID"]
# "keep" leaves the old token valid until the next rotation, for clients that read theirs only when they start.
RETIRE_PREVIOUS = {"retire": True, "keep": False}[os.environ.get("PREVIOUS_TOKEN", "retire")]

TOKEN_LENGTH = 64
# What ElastiCache takes for a token.
TOKEN = re.compile(r"[A-Za-z0-9!&#$^<>-]{16,128}")

CONNECT_SECONDS = 5
POLL_SECONDS = 5
# Enough for one more round of looking, connecting and sleeping, and to say why the step has failed.
RESERVE_MILLISECONDS = 20_000

# How Redis 6 and later, and Redis before that, refuse a token.
REFUSALS = ("-WRONGPASS", "-ERR invalid password")
LONGEST_REPLY = 1024

secrets_manager = boto3.client("secretsmanager")
elasticache = boto3.client("elasticache")


def read(secret_id, **version):
    """A version of the secret: an object with the member "token". `version` is a VersionId or a VersionStage."""
    value = json.loads(secrets_manager.get_secret_value(SecretId=secret_id, **version)["SecretString"])
    if not isinstance(value, dict) or not TOKEN.fullmatch(str(value.get("token"))):
        raise ValueError('the secret must be a JSON object whose "token" ElastiCache takes')
    return value


def replication_group():
    """The replication group as it is now."""
    return elasticache.describe_replication_groups(ReplicationGroupId=GROUP_ID)["ReplicationGroups"][0]


def settled(group):
    """Whether the group takes a change: it is neither being changed nor about to be."""
    return group["Status"] == "available" and "AuthTokenStatus" not in group.get("PendingModifiedValues", {})


def endpoint(group):
    """The host and port at which the group takes writes."""
    found = group.get("ConfigurationEndpoint") or group["NodeGroups"][0]["PrimaryEndpoint"]
    return found["Address"], found["Port"]


def ask(stream, *words):
    """What Redis replies to a command: the first line."""
    stream.write(f"*{len(words)}\r\n".encode())
    stream.writelines(f"${len(word)}\r\n{word}\r\n".encode() for word in words)
    stream.flush()
    return stream.readline(LONGEST_REPLY).decode().strip()


def accepts(group, token):
    """Whether Redis lets in whoever has the token. Any other answer than yes or no is an error."""
    host, port = endpoint(group)
    with (
        socket.create_connection((host, port), timeout=CONNECT_SECONDS) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as connection,
        connection.makefile("rwb") as stream,
    ):
        reply = ask(stream, "AUTH", token)
        if reply.startswith(REFUSALS):
            return False
        replies = reply, ask(stream, "PING")
        if replies != ("+OK", "+PONG"):
            raise RuntimeError(f"Redis replies {replies} to AUTH and PING")
        return True


def wait_until(holds, context):
    """Waits until the group has settled and `holds` of it; fails before the function's time is up."""
    while not (settled(group := replication_group()) and holds(group)):
        if context.get_remaining_time_in_millis() < RESERVE_MILLISECONDS:
            raise TimeoutError(f"{GROUP_ID} takes too long, it is {group['Status']}")
        time.sleep(POLL_SECONDS)


def update_token(token, strategy, done, context):
    """Has ElastiCache update the token, and waits until it is `done`; does nothing where it is done already."""
    wait_until(lambda group: True, context)
    if done(replication_group()):
        return
    elasticache.modify_replication_group(
        ReplicationGroupId=GROUP_ID, AuthToken=token, AuthTokenUpdateStrategy=strategy, ApplyImmediately=True
    )
    wait_until(done, context)


def create_secret(secret_id, version, context):
    """Stores a new token as the pending version, unless an earlier run has done so. Other members are kept."""
    current = read(secret_id, VersionStage="AWSCURRENT")
    try:
        read(secret_id, VersionId=version)
    except secrets_manager.exceptions.ResourceNotFoundException:
        token = secrets_manager.get_random_password(PasswordLength=TOKEN_LENGTH, ExcludePunctuation=True)
        secrets_manager.put_secret_value(
            SecretId=secret_id,
            ClientRequestToken=version,
            SecretString=json.dumps({**current, "token": token["RandomPassword"]}),
            VersionStages=["AWSPENDING"],
        )


def set_secret(secret_id, version, context):
    """Has Redis accept the pending token beside the current one."""
    token = read(secret_id, VersionId=version)["token"]
    update_token(token, "ROTATE", lambda group: accepts(group, token), context)


def test_secret(secret_id, version, context):
    """Refuses a pending token that Redis does not accept."""
    if not accepts(replication_group(), read(secret_id, VersionId=version)["token"]):
        raise ValueError(f"{GROUP_ID} does not accept the pending token")


def finish_secret(secret_id, version, context):
    """Makes the pending version the current one, and only then has Redis refuse the token before."""
    stages = secrets_manager.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    current = next(known for known, labels in stages.items() if "AWSCURRENT" in labels)
    if current != version:
        secrets_manager.update_secret_version_stage(
            SecretId=secret_id, VersionStage="AWSCURRENT", MoveToVersionId=version, RemoveFromVersionId=current
        )
    if RETIRE_PREVIOUS:
        token = read(secret_id, VersionId=version)["token"]
        previous = read(secret_id, VersionStage="AWSPREVIOUS")["token"]
        update_token(token, "SET", lambda group: not accepts(group, previous), context)


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
    STEPS[name](secret_id, version, context)
    print(json.dumps({"step": name, "secret": secret_id, "version": version}))
