"""Rotation of secrets, as Secrets Manager does it: moto takes a rotation that failed for one that succeeded, forgets
the schedule, and labels versions by itself, which is the function's work. It is done before RotateSecret answers.
"""

import datetime
import json
import logging
import re
import time
import uuid

from moto.awslambda.utils import get_backend
from moto.secretsmanager.exceptions import InvalidParameterException, InvalidRequestException, ResourceNotFoundException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

from clients import client

log = logging.getLogger("mock_aws")

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
UNITS = {"hour": 1, "hours": 1, "day": 24, "days": 24}

_moto_describe = FakeSecret.to_dict
_moto_move_stage = SecretsManagerBackend.update_secret_version_stage


def _hours(rules):
    """How often the secret rotates; None for a cron expression, whose next date nobody asks for here."""
    if "AutomaticallyAfterDays" in rules:
        return int(rules["AutomaticallyAfterDays"]) * 24
    found = re.fullmatch(r"rate\((\d+) (\w+)\)", rules.get("ScheduleExpression", ""))
    return int(found.group(1)) * UNITS[found.group(2)] if found and found.group(2) in UNITS else None


def _check_rules(rules):
    if ("AutomaticallyAfterDays" in rules) == ("ScheduleExpression" in rules):
        raise InvalidParameterException("RotationRules take either AutomaticallyAfterDays or ScheduleExpression.")
    if not re.match(r"rate\(|cron\(", rules.get("ScheduleExpression", "rate(")):
        raise InvalidParameterException("Invalid ScheduleExpression")
    hours = _hours(rules)
    if hours is not None and not 4 <= hours <= 1000 * 24:
        raise InvalidParameterException("A secret rotates every 4 hours to 1000 days.")


def _check_function(secret, arn):
    """Secrets Manager refuses a function that it may not invoke."""
    try:
        function = get_backend(secret.account_id, secret.region).get_function(arn)
    except Exception:
        raise ResourceNotFoundException(f"Resource not found for ARN '{arn}'.") from None
    statements = function.policy.statements if function.policy else []
    if not any("secretsmanager.amazonaws.com" in json.dumps(each.get("Principal")) for each in statements):
        raise InvalidRequestException(
            f"Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants "
            f"access to the principal secretsmanager.amazonaws.com: {arn}")


def _version_with(secret, stage):
    return next((version for version, each in secret.versions.items() if stage in each["version_stages"]), None)


def _run(secret, step, version):
    """Whether the function took the step; its error goes to the log, as it goes to the function's own."""
    event = {"Step": step, "SecretId": secret.arn, "ClientRequestToken": version}
    answer = client("lambda", secret.region).invoke(FunctionName=secret.rotation_lambda_arn, Payload=json.dumps(event))
    if "FunctionError" in answer:
        log.warning("rotation of %s: %s failed: %s", secret.name, step, answer["Payload"].read().decode())
    return "FunctionError" not in answer


def _rotate_now(secret, version):
    """The four steps. The pending version stays when one of them fails, and the next rotation goes on with it."""
    pending = _version_with(secret, "AWSPENDING")
    if pending and pending != _version_with(secret, "AWSCURRENT"):
        version = pending
    else:
        if pending:
            secret.versions[pending]["version_stages"].remove("AWSPENDING")
        secret.versions[version] = {
            "createdate": int(time.time()), "version_id": version, "version_stages": ["AWSPENDING"]}
    if all(_run(secret, step, version) for step in STEPS):
        if _version_with(secret, "AWSCURRENT") != version:
            log.warning("rotation of %s: the function did not make the pending version the current one", secret.name)
            return
        stages = secret.versions[version]["version_stages"]
        if "AWSPENDING" in stages:
            stages.remove("AWSPENDING")
        secret.last_rotation_date = int(time.time())


def _try_out(secret, version):
    """Without rotating Secrets Manager tests the function with a pending version that equals the current one."""
    current = secret.versions[_version_with(secret, "AWSCURRENT")]
    secret.versions[version] = {**current, "version_id": version, "version_stages": ["AWSPENDING"]}
    _run(secret, "testSecret", version)
    del secret.versions[version]


def rotate_secret(self, secret_id, client_request_token=None, rotation_lambda_arn=None, rotation_rules=None,
                  rotate_immediately=True):
    """In the place of SecretsManagerBackend.rotate_secret."""
    secret = self.describe_secret(secret_id)
    if secret.is_deleted():
        raise InvalidRequestException("The secret was marked for deletion.")
    if rotation_lambda_arn:
        _check_function(secret, rotation_lambda_arn)
        secret.rotation_lambda_arn = rotation_lambda_arn
    if rotation_rules:
        _check_rules(rotation_rules)
        secret.rotation_rules = rotation_rules
    if not secret.rotation_lambda_arn:
        raise InvalidRequestException("No Lambda rotation function ARN is associated with this secret.")
    secret.rotation_requested = secret.rotation_enabled = True
    hours = _hours(getattr(secret, "rotation_rules", {}))
    if hours:
        due = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
        secret.next_rotation_date = int(due.timestamp())
    (_rotate_now if rotate_immediately else _try_out)(secret, client_request_token or str(uuid.uuid4()))
    return secret.to_short_dict()


def describe(self):
    """The schedule is kept as it was given."""
    described = _moto_describe(self)
    if "RotationRules" in described:
        described["RotationRules"] = getattr(self, "rotation_rules", {})
        if self.last_rotation_date is None:
            del described["LastRotatedDate"]
    return described


def update_secret_version_stage(self, secret_id, version_stage, remove_from_version_id, move_to_version_id):
    """The version that is labelled AWSCURRENT is the one that is given to who asks for none."""
    moved = _moto_move_stage(self, secret_id, version_stage, remove_from_version_id, move_to_version_id)
    if version_stage == "AWSCURRENT" and move_to_version_id:
        self.describe_secret(secret_id).set_default_version_id(move_to_version_id)
    return moved


def install(_add_service):
    SecretsManagerBackend.rotate_secret = rotate_secret
    SecretsManagerBackend.update_secret_version_stage = update_secret_version_stage
    FakeSecret.to_dict = describe
