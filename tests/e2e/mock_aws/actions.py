"""Which actions on which resources a request needs, as IAM names them.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/, "Actions, resources, and condition keys".
An action whose resource is an empty tuple is one whose resource is not told here; the server's log says so.
"""

import re

from moto.kms.models import kms_backends
from moto.secretsmanager.models import secretsmanager_backends

# --- Resources -------------------------------------------------------------------------------------------------------


def _arn(operation, account, service, rest):
    return f"arn:aws:{service}:{operation.region}:{account}:{rest}"


def _named(key, service, prefix):
    """The parameter `key`, which is an ARN or what stands behind `prefix` in one."""
    def resources(operation, account):
        value = operation.parameters.get(key)
        if not isinstance(value, str):
            return ()
        return (value,) if value.startswith("arn:") else (_arn(operation, account, service, prefix + value),)
    return resources


def _first(*functions):
    return lambda operation, account: next((found for each in functions if (found := each(operation, account))), ())


def _table(operation, account):
    (table,) = _named("TableName", "dynamodb", "table/")(operation, account) or (None,)
    if table is None:
        return _named("StreamArn", "dynamodb", "")(operation, account)
    index = operation.parameters.get("IndexName")
    return (f"{table}/index/{index}",) if index else (table,)


def _queue(operation, account):
    url = operation.parameters.get("QueueUrl") or operation.parameters.get("QueueName")
    return (_arn(operation, account, "sqs", url.rstrip("/").rsplit("/", 1)[-1]),) if url else ()


def _function(operation, account):
    """The function, with its qualifier where the request has one."""
    value = operation.parameters.get("FunctionName")
    if not value:
        return ()
    name = value.split(":function:")[-1]
    arn, *qualifier = _arn(operation, account, "lambda", f"function:{name.split(':')[0]}"), *name.split(":")[1:]
    qualifier = qualifier or [operation.query["Qualifier"]] if "Qualifier" in operation.query else qualifier
    return (f"{arn}:{qualifier[0]}",) if qualifier else (arn,)


def _key(operation, account):
    value = operation.parameters.get("KeyId")
    if not value:
        return ()
    keys = kms_backends[account][operation.region]
    return (_arn(operation, account, "kms", f"key/{keys.any_id_to_key_id(value)}"),)


def _secret(operation, account):
    value = operation.parameters.get("SecretId") or operation.parameters.get("Name")
    if not value:
        return ()
    secrets = secretsmanager_backends[account][operation.region].secrets
    return (secrets[value].arn if value in secrets else
            value if value.startswith("arn:") else _arn(operation, account, "secretsmanager", f"secret:{value}"),)


def _log_group(operation, account):
    """Of the group itself, with the end that AWS gives it, and of the stream."""
    name = operation.parameters.get("logGroupName")
    if not name:
        return ()
    arn = _arn(operation, account, "logs", f"log-group:{name}")
    stream = operation.parameters.get("logStreamName")
    return (arn, f"{arn}:*", *([f"{arn}:log-stream:{stream}"] if stream else []))


def _model(operation, account):
    value = operation.parameters.get("modelId", "")
    if not value or value.startswith("arn:"):
        return (value,) if value else ()
    if re.match(r"(us|eu|apac|global|us-gov)\.", value):
        return (_arn(operation, account, "bedrock", f"inference-profile/{value}"),)
    return (f"arn:aws:bedrock:{operation.region}::foundation-model/{value}",)


def _parameters_of_systems_manager(operation, account):
    names = operation.parameters.get("Names") or [operation.parameters.get("Name") or operation.parameters.get("Path")]
    return tuple(_arn(operation, account, "ssm", f"parameter/{name.lstrip('/')}") for name in names if name)


def _topic(operation, _account):
    """Of a topic, of an endpoint, or of a platform application."""
    keys = ("TopicArn", "TargetArn", "PlatformApplicationArn")
    return tuple(operation.parameters[key] for key in keys if operation.parameters.get(key))


def _terminology(operation, account):
    arns = _named("Name", "translate", "terminology/")(operation, account)
    return (*arns, *(f"{arn}/LATEST" for arn in arns))


# By the prefix of actions.
_RESOURCES = {
    "backup": _first(_named("recoveryPointArn", "backup", ""), _named("backupVaultName", "backup", "backup-vault:")),
    "comprehend": _named("EndpointArn", "comprehend", ""),
    "personalize": _first(_named("campaignArn", "personalize", ""), _named("solutionArn", "personalize", "")),
    "transcribe": _first(_named("VocabularyName", "transcribe", "vocabulary/"),
                         _named("TranscriptionJobName", "transcribe", "transcription-job/")),
    "translate": _terminology,
    "bedrock": _model,
    "cognito-idp": _named("UserPoolId", "cognito-idp", "userpool/"),
    "dynamodb": _table,
    "kinesis": _first(_named("StreamARN", "kinesis", ""), _named("StreamName", "kinesis", "stream/")),
    "firehose": _named("DeliveryStreamName", "firehose", "deliverystream/"),
    "kms": _key,
    "lambda": _function,
    "logs": _log_group,
    "secretsmanager": _secret,
    "sns": _topic,
    "sqs": _queue,
    "ssm": _parameters_of_systems_manager,
    "states": _first(_named("stateMachineArn", "states", "stateMachine:"),
                     _named("executionArn", "states", "execution:")),
    "sts": _named("RoleArn", "iam", "role/"),
    "cloudfront": lambda operation, account: (
        (f"arn:aws:cloudfront::{account}:distribution/{operation.parameters['DistributionId']}",)
        if "DistributionId" in operation.parameters else ()),
    "elasticache": _named("ReplicationGroupId", "elasticache", "replicationgroup:"),
}

# --- Actions ---------------------------------------------------------------------------------------------------------

# Operations whose action has another name; the service and the operation.
_ACTIONS = {
    ("bedrock", "Converse"): ("InvokeModel",), ("bedrock", "ConverseStream"): ("InvokeModelWithResponseStream",),
    ("execute-api", "PostToConnection"): ("ManageConnections",),
    ("execute-api", "GetConnection"): ("ManageConnections",),
    ("execute-api", "DeleteConnection"): ("ManageConnections",),
    ("kms", "ReEncrypt"): ("ReEncryptFrom", "ReEncryptTo"),
    ("lambda", "Invoke"): ("InvokeFunction",), ("lambda", "InvokeAsync"): ("InvokeFunction",),
    ("lambda", "InvokeWithResponseStream"): ("InvokeFunction",),
    ("sns", "PublishBatch"): ("Publish",),
    ("sqs", "SendMessageBatch"): ("SendMessage",), ("sqs", "DeleteMessageBatch"): ("DeleteMessage",),
    ("sqs", "ChangeMessageVisibilityBatch"): ("ChangeMessageVisibility",),
}
# Operations that nobody's policy is asked about.
FREE = {("sts", "GetCallerIdentity"), ("sts", "GetSessionToken"),
        *(("cognito-idp", name) for name in (
            "SignUp", "ConfirmSignUp", "ResendConfirmationCode", "InitiateAuth", "RespondToAuthChallenge", "GetUser",
            "ForgotPassword", "ConfirmForgotPassword"))}


def _transaction(operation, account):
    """Each part of a transaction is an action of its own on its own table."""
    found = []
    for part in operation.parameters.get("TransactItems", []):
        for kind, item in part.items():
            action = {"Get": "GetItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem",
                      "ConditionCheck": "ConditionCheckItem"}[kind]
            arn = _arn(operation, account, "dynamodb", f"table/{item['TableName'].split('table/')[-1]}")
            found.append((f"dynamodb:{action}", (arn,)))
    return found


def _batch(operation, account):
    tables = [table.split("table/")[-1] for table in operation.parameters.get("RequestItems", {})]
    return [(f"dynamodb:{operation.name}", (_arn(operation, account, "dynamodb", f"table/{table}"),))
            for table in tables]


def _put_events(operation, account):
    names = {each.get("EventBusName", "default").split("event-bus/")[-1]
             for each in operation.parameters.get("Entries", [])}
    return [("events:PutEvents", (_arn(operation, account, "events", f"event-bus/{name}"),)) for name in sorted(names)]


_SEVERAL = {
    ("dynamodb", "TransactWriteItems"): _transaction, ("dynamodb", "TransactGetItems"): _transaction,
    ("dynamodb", "BatchGetItem"): _batch, ("dynamodb", "BatchWriteItem"): _batch,
    ("events", "PutEvents"): _put_events,
}

# --- S3 --------------------------------------------------------------------------------------------------------------

# Part of the query, or "" for none: the action, for each method. Of objects and of buckets.
_OBJECT = {
    "GET": {"tagging": "GetObjectTagging", "acl": "GetObjectAcl", "uploadId": "ListMultipartUploadParts",
            "attributes": "GetObjectAttributes", "versionId": "GetObjectVersion", "": "GetObject"},
    "HEAD": {"versionId": "GetObjectVersion", "": "GetObject"},
    "PUT": {"tagging": "PutObjectTagging", "acl": "PutObjectAcl", "": "PutObject"},
    "POST": {"restore": "RestoreObject", "": "PutObject"},
    "DELETE": {"uploadId": "AbortMultipartUpload", "tagging": "DeleteObjectTagging", "versionId": "DeleteObjectVersion",
               "": "DeleteObject"},
}
_BUCKET_SETTINGS = {"acl": "BucketAcl", "cors": "BucketCORS", "encryption": "EncryptionConfiguration",
                    "lifecycle": "LifecycleConfiguration", "notification": "BucketNotification",
                    "policy": "BucketPolicy", "publicAccessBlock": "BucketPublicAccessBlock",
                    "tagging": "BucketTagging", "versioning": "BucketVersioning", "website": "BucketWebsite",
                    "logging": "BucketLogging"}
_BUCKET = {
    "GET": {"versions": "ListBucketVersions", "uploads": "ListBucketMultipartUploads", "location": "GetBucketLocation",
            **{key: f"Get{name}" for key, name in _BUCKET_SETTINGS.items()}, "": "ListBucket"},
    "HEAD": {"": "ListBucket"},
    "PUT": {**{key: f"Put{name}" for key, name in _BUCKET_SETTINGS.items()}, "": "CreateBucket"},
    "DELETE": {"policy": "DeleteBucketPolicy", "website": "DeleteBucketWebsite", "": "DeleteBucket"},
}


def _by_query(table, operation):
    return next(action for part, action in table[operation.method].items() if not part or part in operation.query)


def _deleted_objects(bucket, body):
    """Of DeleteObjects: each key, and whether a version of it is named."""
    for item in re.findall(r"<Object\b[^>]*>(.*?)</Object>", body.decode("utf-8", "replace"), re.DOTALL):
        key = re.search(r"<Key>(.*?)</Key>", item, re.DOTALL)
        action = "s3:DeleteObjectVersion" if "<VersionId>" in item else "s3:DeleteObject"
        yield action, (f"arn:aws:s3:::{bucket}/{key.group(1)}",)


def bucket_and_key(operation):
    """Of the path, or of the host's name where the bucket stands there."""
    host = operation.headers.get("host", "").split(":")[0]
    path = operation.path.lstrip("/")
    if not re.fullmatch(r"[0-9.]+|localhost|s3[.-].*", host) and "." in host:
        path = f"{host.split('.s3')[0].removesuffix('.localhost')}/{path}"
    bucket, _, key = path.partition("/")
    return bucket, key


def _of_s3(operation, _account):
    bucket, key = bucket_and_key(operation)
    if not bucket:
        return [("s3:ListAllMyBuckets", ())]
    if operation.method == "POST" and "delete" in operation.query and not key:
        return list(_deleted_objects(bucket, operation.parameters["body"]))
    if not key:
        return [(f"s3:{_by_query(_BUCKET, operation)}", (f"arn:aws:s3:::{bucket}",))]
    needed = [(f"s3:{_by_query(_OBJECT, operation)}", (f"arn:aws:s3:::{bucket}/{key}",))]
    source = operation.headers.get("x-amz-copy-source")
    if source:
        needed.append(("s3:GetObject", (f"arn:aws:s3:::{source.lstrip('/').split('?')[0]}",)))
    return needed


def needed(operation, account):
    """[(action, ARNs of its resource)]; empty for what needs no permission."""
    key = (operation.service, operation.name)
    if key in FREE:
        return []
    if operation.service == "s3":
        return _of_s3(operation, account)
    if operation.service == "apigateway":
        return [(f"apigateway:{operation.method}", (f"arn:aws:apigateway:{operation.region}::{operation.path}",))]
    if key in _SEVERAL:
        return _SEVERAL[key](operation, account)
    resources = _RESOURCES.get(operation.service, lambda *_: ())(operation, account)
    return [(f"{operation.service}:{name}", resources) for name in _ACTIONS.get(key, (operation.name,))]
