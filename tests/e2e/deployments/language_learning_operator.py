"""What the operator and an editor of language_learning make: where Personalize and Comprehend are, lessons, backups."""

import json

from deployments.language_learning_cloud import physical

LANGUAGE = "es-US"
LESSON = {"lessonId": "greetings", "title": "Greetings", "summary": "What one says first", "language": LANGUAGE,
          "difficulty": "beginner", "sourceLanguage": "en-US"}
SECTIONS = [{"heading": "Hello", "text": "Your streak and your level.", "phrases": ["Buenos días", "Buenas noches"],
             "pronunciations": {"días": "ˈdi.as"}}]


def make_solutions(cloud, region, name):
    """What the README says under "Recommendations begin with Personalize"; the id of the event tracker."""
    personalize = cloud.client("personalize", region)
    group = personalize.create_dataset_group(name=f"{name}-learning")["datasetGroupArn"]
    fields = [{"name": field, "type": "string"} for field in ("USER_ID", "ITEM_ID", "EVENT_TYPE")]
    schema = personalize.create_schema(name=f"{name}-interactions", schema=json.dumps(
        {"type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema", "version": "1.0",
         "fields": [*fields, {"name": "TIMESTAMP", "type": "long"}]}))["schemaArn"]
    personalize.create_dataset(name="interactions", datasetGroupArn=group, datasetType="Interactions", schemaArn=schema)
    for variant in "ab":
        personalize.create_solution(name=f"{name}-{variant}", datasetGroupArn=group,
                                    recipeArn="arn:aws:personalize:::recipe/aws-user-personalization")
    return personalize.create_event_tracker(name=f"{name}-events", datasetGroupArn=group)["trackingId"]


def make_recognizer(cloud, region):
    """An endpoint of a custom recognizer; its ARN."""
    model = f"arn:aws:comprehend:{region}:{cloud.account}:entity-recognizer/grammar-terms"
    return cloud.client("comprehend", region).create_endpoint(
        EndpointName="grammar-terms", ModelArn=model, DesiredInferenceUnits=1)["EndpointArn"]


def teach(cloud, outputs):
    """An editor's lesson: an item and a body."""
    cloud.client("dynamodb").put_item(TableName=outputs["LessonsTableName"],
                                      Item={name: {"S": value} for name, value in LESSON.items()})
    cloud.client("s3").put_object(Bucket=outputs["ContentBucketName"], Key=f"lessons/{LESSON['lessonId']}.json",
                                  Body=json.dumps({"sections": SECTIONS}).encode())


def prepare_destruction(cloud):
    """What students and the operator have made beside the stack goes; what goes with it, logs and backups, is made."""
    for arn in cloud.notes.pop("subscriptions", []):
        cloud.client("sns").unsubscribe(SubscriptionArn=arn)
    for arn in cloud.notes.pop("campaigns", []):
        cloud.client("personalize", arn.split(":")[3]).delete_campaign(campaignArn=arn)
    fill_what_is_emptied(cloud)


def fill_what_is_emptied(cloud):
    s3, backup = cloud.client("s3"), cloud.client("backup")
    for logical in ("AccessLogs", "TrailBucket"):
        bucket = physical(cloud, logical)
        for body in (b"one", b"two"):
            s3.put_object(Bucket=bucket, Key="logs/today", Body=body)
        s3.create_multipart_upload(Bucket=bucket, Key="logs/never-completed")
    table = cloud.client("dynamodb").describe_table(TableName=cloud.outputs["LessonsTableName"])["Table"]["TableArn"]
    (role,) = [own_id for name, own_id in cloud.notes["resources"].items() if name.startswith("BackupPlanTablesRole")
               and "Policy" not in name]
    backup.start_backup_job(BackupVaultName=physical(cloud, "BackupVault"), ResourceArn=table,
                            IamRoleArn=f"arn:aws:iam::{cloud.account}:role/{role}")
