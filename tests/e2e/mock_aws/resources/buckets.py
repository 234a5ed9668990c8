"""Buckets of S3, and their policies."""

import json

from clients import call, client, input_shape
from resources.base import Made, to_parameters

# Settings of a bucket: property, operation, its parameter, function from the property to the parameter.
_SETTINGS = (
    ("VersioningConfiguration", "PutBucketVersioning", "VersioningConfiguration", None),
    ("BucketEncryption", "PutBucketEncryption", "ServerSideEncryptionConfiguration", lambda given: {"Rules": [
        {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
         "BucketKeyEnabled": rule.get("BucketKeyEnabled", False)}
        for rule in given["ServerSideEncryptionConfiguration"]]}),
    ("PublicAccessBlockConfiguration", "PutPublicAccessBlock", "PublicAccessBlockConfiguration", None),
    ("OwnershipControls", "PutBucketOwnershipControls", "OwnershipControls", None),
    ("LifecycleConfiguration", "PutBucketLifecycleConfiguration", "LifecycleConfiguration",
     lambda given: {"Rules": [_lifecycle_rule(rule) for rule in given["Rules"]]}),
    ("CorsConfiguration", "PutBucketCors", "CORSConfiguration",
     lambda given: {"CORSRules": [{**rule, "ExposeHeaders": rule.get("ExposedHeaders", []),
                                   "MaxAgeSeconds": rule.get("MaxAge", 0)} for rule in given["CorsRules"]]}),
    ("LoggingConfiguration", "PutBucketLogging", "BucketLoggingStatus", lambda given: {"LoggingEnabled": {
        "TargetBucket": given["DestinationBucketName"], "TargetPrefix": given.get("LogFilePrefix", "")}}),
    ("WebsiteConfiguration", "PutBucketWebsite", "WebsiteConfiguration", lambda given: {
        "IndexDocument": {"Suffix": given.get("IndexDocument", "index.html")}}),
    ("Tags", "PutBucketTagging", "Tagging", lambda given: {"TagSet": given}),
    ("NotificationConfiguration", "PutBucketNotificationConfiguration", "NotificationConfiguration",
     lambda given: _notifications(given)),
)


def _days(given, prefix):
    """The members of an API's action after so many days, from CloudFormation's TransitionInDays and TransitionDate."""
    names = {f"{prefix}InDays": "Days", f"{prefix}Date": "Date"}
    return {name: given[property_name] for property_name, name in names.items() if property_name in given}


def _lifecycle_rule(given):
    rule = {name: given[name] for name in ("Status", "AbortIncompleteMultipartUpload") if name in given}
    rule["ID"] = given.get("Id", "rule")
    tags = given.get("TagFilters", [])
    prefix = given.get("Prefix", "")
    rule["Filter"] = {"And": {"Prefix": prefix, "Tags": tags}} if tags else {"Prefix": prefix}
    expiration = _days(given, "Expiration")
    if "ExpiredObjectDeleteMarker" in given:
        expiration["ExpiredObjectDeleteMarker"] = given["ExpiredObjectDeleteMarker"]
    if expiration:
        rule["Expiration"] = expiration
    if "NoncurrentVersionExpiration" in given:
        rule["NoncurrentVersionExpiration"] = given["NoncurrentVersionExpiration"]
    if "Transitions" in given:
        rule["Transitions"] = [{"StorageClass": each["StorageClass"], **_days(each, "Transition")}
                               for each in given["Transitions"]]
    if "NoncurrentVersionTransitions" in given:
        rule["NoncurrentVersionTransitions"] = [
            {"StorageClass": each["StorageClass"], "NoncurrentDays": each["TransitionInDays"]}
            for each in given["NoncurrentVersionTransitions"]]
    return rule


def _notifications(given):
    """Events that go to functions, queues and topics, and to EventBridge."""
    kinds = {"LambdaConfigurations": ("LambdaFunctionConfigurations", "Function", "LambdaFunctionArn"),
             "QueueConfigurations": ("QueueConfigurations", "Queue", "QueueArn"),
             "TopicConfigurations": ("TopicConfigurations", "Topic", "TopicArn")}
    found = {}
    for kind, (name, target, arn) in kinds.items():
        for each in given.get(kind, []):
            notification = {arn: each[target], "Events": [each["Event"]]}
            if "Filter" in each:
                notification["Filter"] = {"Key": {"FilterRules": each["Filter"]["S3Key"]["Rules"]}}
            found.setdefault(name, []).append(notification)
    if given.get("EventBridgeConfiguration", {}).get("EventBridgeEnabled"):
        found["EventBridgeConfiguration"] = {}
    return found


def apply_settings(request, bucket, properties):
    for name, operation, parameter, convert in _SETTINGS:
        if name in properties:
            value = convert(properties[name]) if convert else properties[name]
            shape = input_shape("s3", request.region, operation)
            call("s3", request.region, operation,
                 {"Bucket": bucket, parameter: to_parameters(shape.members[parameter], value)})


def make(request):
    """moto's own model loses most of a bucket's settings."""
    name = request.properties.get("BucketName", request.name.lower())
    location = {} if request.region == "us-east-1" else {
        "CreateBucketConfiguration": {"LocationConstraint": request.region}}
    lock = {"ObjectLockEnabledForBucket": True} if request.properties.get("ObjectLockEnabled") else {}
    client("s3", request.region).create_bucket(Bucket=name, **location, **lock)
    apply_settings(request, name, request.properties)
    attributes = {"Arn": f"arn:aws:s3:::{name}", "DomainName": f"{name}.s3.amazonaws.com",
                  "DualStackDomainName": f"{name}.s3.dualstack.{request.region}.amazonaws.com",
                  "RegionalDomainName": f"{name}.s3.{request.region}.amazonaws.com",
                  "WebsiteURL": f"http://{name}.s3-website-{request.region}.amazonaws.com"}
    return Made(request.type_name, name, attributes, request.deletion("s3", "DeleteBucket", Bucket=name))


def make_policy(request):
    bucket = request.properties["Bucket"]
    policy = json.dumps(request.properties["PolicyDocument"])
    client("s3", request.region).put_bucket_policy(Bucket=bucket, Policy=policy)
    return Made(request.type_name, bucket, {}, request.deletion("s3", "DeleteBucketPolicy", Bucket=bucket))
