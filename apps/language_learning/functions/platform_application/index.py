"""Keeps the platform application that SNS sends push notifications through: a custom resource, for it has no type.

Properties: Name, Platform (GCM, APNS or APNS_SANDBOX), SecretArn, and SecretVersion, which is changed to have a new
credential taken over. The secret is {"PlatformCredential"} and, for Apple, {"PlatformPrincipal"}. Ref and the attribute
Arn are the application's ARN. Another Name or Platform is another application; the old one is deleted thereafter.

It stands on shared/custom_resource.py.
"""
import boto3

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
    # An empty text stands for none: so the secret begins, and only Apple has a principal.
    return {name: value[name] for name in CREDENTIALS if value.get(name)}


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
