"""Requests that a role signs are allowed or denied as the role's policies say; the deployer's own keys may do all.

moto can check policies, but for all keys or none, by the action alone, and only for some services. This stands before
moto's server. What neither a policy of the role nor one of the resource allows is refused in the words of AWS. Not
looked at: session policies, policies of organizations, and what a service does with a role by itself.
"""

import functools
import json
import logging

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.sts.models import sts_backends

import actions
import operations
from policies import ALLOWED, DENIED, Question, judge

log = logging.getLogger("mock_aws")

PARTITION = "aws"
# Keys of conditions that a request has which a role makes by itself; [] for what is absent from it.
_CONTEXT = {"aws:securetransport": ["true"], "aws:viaawsservice": ["false"], "aws:principaltype": ["AssumedRole"],
            "kms:viaservice": [], "aws:sourcearn": [], "aws:sourceaccount": [], "aws:sourceowner": [],
            "aws:calledvia": [], "aws:sourcevpce": []}


def session_of(access_key):
    """The session of a role that the key is of, and its account; None for other keys."""
    for account, partitions in list(sts_backends.items()):
        for session in list(partitions[PARTITION].assumed_roles):
            if session.access_key_id == access_key:
                return session, account
    return None, None


def policies_of(role):
    """Documents of the role's own and of its managed policies."""
    managed = [next(each.document for each in policy.versions if each.is_default)
               for policy in role.managed_policies.values()]
    return list(role.policies.values()) + managed


def _boundary_of(role, account):
    arn = role.permissions_boundary_arn
    policy = iam_backends[account][PARTITION].managed_policies.get(arn) if arn else None
    return next(each.document for each in policy.versions if each.is_default) if policy else None


def _trust_of(arn, _region, account, _name):
    return iam_backends[account][PARTITION].get_role_by_arn(arn).assume_role_policy_document


def _bucket_policy(_arn, _region, _account, name):
    """The ARN of a bucket has no account."""
    bucket = name.split("/")[0]
    partition, account = s3_backends.bucket_accounts[bucket]
    return s3_backends[account][partition].buckets[bucket].policy


def _secret_policy(arn, region, account, _name):
    secrets = secretsmanager_backends[account][region].secrets
    return {each.arn: each.policy for each in secrets.values()}[arn]


# By the service of an ARN: the policy of the resource, from the ARN, its region, its account, and the rest of it.
_POLICIES_OF_RESOURCES = {
    "iam": _trust_of,
    "kms": lambda _arn, region, account, name: kms_backends[account][region].keys[name.split("/")[-1]].policy,
    "s3": _bucket_policy,
    "secretsmanager": _secret_policy,
    "sns": lambda arn, region, account, _name: sns_backends[account][region].topics[arn].policy,
    "sqs": lambda _arn, region, account, name: sqs_backends[account][region].queues[name].policy,
}


def _policy_of_resource(question):
    """None where it has none, or is not there."""
    arn = question.resources[0] if question.resources else ":" * 5
    _, _, service, region, account, name = arn.split(":", 5)
    if service not in _POLICIES_OF_RESOURCES:
        return None
    try:
        policy = _POLICIES_OF_RESOURCES[service](arn, region, account, name)
    except (KeyError, NotFoundException):
        return None
    policy = policy.decode() if isinstance(policy, bytes) else policy
    return json.loads(policy) if isinstance(policy, str) and policy else policy


def _context(operation, session, account):
    given = {**_CONTEXT, "aws:principalarn": [session.role_arn], "aws:principalaccount": [account],
             "aws:requestedregion": [operation.region], "aws:resourceaccount": [account]}
    for key in ("prefix", "delimiter"):
        if key in operation.query or operation.service == "s3":
            given[f"s3:{key}"] = [operation.query[key]] if key in operation.query else []
    if operation.service == "cloudwatch" and "Namespace" in operation.parameters:
        given["cloudwatch:namespace"] = [operation.parameters["Namespace"]]
    encryption = operation.parameters.get("EncryptionContext") or {}
    for key, value in encryption.items() if operation.service == "kms" else ():
        given[f"kms:encryptioncontext:{key.lower()}"] = [value]
    return given


def refusal(question, role, account):
    """Why the action is not allowed, in the words of AWS; None if it is."""
    of_resource = _policy_of_resource(question)
    by_resource = judge(of_resource, question) if of_resource else None
    verdicts = [judge(document, question) for document in (policies_of(role) if role else [])]
    boundary = _boundary_of(role, account) if role else None
    if by_resource == DENIED:
        return "with an explicit deny in a resource-based policy"
    if DENIED in verdicts:
        return "with an explicit deny in an identity-based policy"
    if boundary and judge(boundary, question) != ALLOWED:
        return f"because no permissions boundary allows the {question.action} action"
    if ALLOWED not in verdicts and by_resource != ALLOWED:
        return f"because no identity-based policy allows the {question.action} action"
    return None


def _role(session, account):
    roles = iam_backends[account][PARTITION].roles.values()
    return next((each for each in roles if each.arn == session.role_arn), None)


def _hides_missing_object(operation, account, questions, role):
    """Who may not list a bucket is not told that an object is missing."""
    if operation.method not in ("GET", "HEAD") or questions[0].action != "s3:GetObject":
        return None
    bucket, key = actions.bucket_and_key(operation)
    found = s3_backends[account][PARTITION].buckets.get(bucket)
    if found is None or found.keys.get(key) is not None:
        return None
    listing = Question("s3:ListBucket", (f"arn:aws:s3:::{bucket}",), questions[0].context, questions[0].principals)
    return (listing, reason) if (reason := refusal(listing, role, account)) else None


@functools.lru_cache(None)
def say_not_told(action):
    """Once of each action whose resource nobody here knows: it is allowed if it is allowed of any resource."""
    log.warning("not told: %s", action)


def denial(operation):
    """The message of the refusal; None for what is allowed."""
    session, account = session_of(operation.access_key)
    if session is None:
        return None
    role, context = _role(session, account), _context(operation, session, account)
    questions = [Question(action, resources, context, (session.role_arn, session.arn))
                 for action, resources in actions.needed(operation, account)]
    for each in questions:
        if not each.resources:
            say_not_told(each.action)
    refused = [(each, reason) for each in questions if (reason := refusal(each, role, account))]
    if not refused and questions:
        hidden = _hides_missing_object(operation, account, questions, role)
        refused = [hidden] if hidden else []
    if not refused:
        return None
    question, reason = refused[0]
    resource = f" on resource: {question.resources[0]}" if question.resources else ""
    message = f"User: {session.arn} is not authorized to perform: {question.action}{resource} {reason}"
    log.warning("denied: %s", message)
    return message


# --- Answers ---------------------------------------------------------------------------------------------------------

def _cbor_text(text):
    data = text.encode()
    size = len(data)
    return b"\x79" + size.to_bytes(2, "big") + data


def _xml(outer, code, message):
    message = message.replace("&", "&amp;").replace("<", "&lt;")
    return f"<{outer}><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></{outer}>"


# By protocol: status, kind of content, body of (message).
_ANSWERS = {
    "json": ("400 Bad Request", "application/x-amz-json-1.0",
             lambda message: json.dumps({"__type": "AccessDeniedException", "message": message, "Message": message})),
    "rest-json": ("403 Forbidden", "application/json",
                  lambda message: json.dumps({"Message": message, "message": message})),
    "query": ("403 Forbidden", "text/xml", lambda message: _xml("ErrorResponse", "AccessDenied", message)),
    "ec2": ("403 Forbidden", "text/xml", lambda message: f"<Response><Errors><Error><Code>UnauthorizedOperation</Code>"
            f"<Message>{message}</Message></Error></Errors></Response>"),
    "s3": ("403 Forbidden", "application/xml",
           lambda message: f"<Error><Code>AccessDenied</Code><Message>{message}</Message></Error>"),
    "cbor": ("400 Bad Request", "application/cbor", lambda message: b"\xa2" + _cbor_text("__type") + _cbor_text(
        "AccessDeniedException") + _cbor_text("message") + _cbor_text(message)),
}


def answer(environ, start_response):
    """The refusal of a request; None to let it pass."""
    operation = operations.read(environ)
    message = denial(operation) if operation else None
    if message is None:
        return None
    status, kind, write = _ANSWERS[operation.protocol]
    body = write(message)
    body = body.encode() if isinstance(body, str) else body
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))),
               ("x-amzn-errortype", "AccessDeniedException")]
    if operation.protocol == "cbor":
        headers.append(("smithy-protocol", "rpc-v2-cbor"))
    start_response(status, headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
