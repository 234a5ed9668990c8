"""Reminds learners who have not been here for some days; it runs once a day and takes any event.

It answers {reminded}. The message is for all channels; the attributes userId and kind are there for the filters of the
subscriptions. What SNS does not take makes the function fail, so that the event gets to the dead letter queue, but
only after everybody else has been reminded. It must not be run again by itself: that would remind the others twice.

It stands on shared/tables.py.
"""
import datetime
import itertools
import json
import logging
import os

import boto3
from boto3.dynamodb.conditions import Key

LOG = logging.getLogger()
LOG.setLevel(logging.INFO)

LEVELS = ("beginner", "intermediate", "advanced")
LONGEST_ABSENCE_DAYS = 30  # whoever has been away for longer has gone
BATCH = 10  # of one PublishBatch
KIND = "reminder"

table = boto3.resource("dynamodb").Table(os.environ["PROGRESS_TABLE"])
sns = boto3.client("sns")
cloudwatch = boto3.client("cloudwatch")


def now():
    """The time, in UTC."""
    return datetime.datetime.now(datetime.timezone.utc)


def stamp(moment):
    """The moment as profiles have it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def absent(moment):
    """The profiles of the learners who have been away long enough, but not too long; level by level."""
    since = stamp(moment - datetime.timedelta(days=LONGEST_ABSENCE_DAYS))
    until = stamp(moment - datetime.timedelta(days=int(os.environ["INACTIVE_DAYS"])))
    for level in LEVELS:
        yield from pages(
            table, IndexName=os.environ["LEVEL_INDEX"],
            KeyConditionExpression=Key("progressLevel").eq(level) & Key("lastActive").between(since, until))


def message(profile, moment):
    """What the learner is told, for each channel. A text message is short."""
    days = (moment.date() - datetime.date.fromisoformat(profile["lastActive"][:10])).days
    said = f"You have not practised for {days} days. Your next lesson is waiting."
    return json.dumps({
        "default": said,
        "email": f"Hello!\n\n{said}\n\nFive minutes a day are enough to go on.",
        "sms": f"{days} days without practice. Your next lesson is waiting.",
        "GCM": json.dumps({"notification": {"title": "Time to practise", "body": said}, "data": {"kind": KIND}}),
        "APNS": json.dumps({"aps": {"alert": {"title": "Time to practise", "body": said}}, "kind": KIND}),
    })


def entry(number, profile, moment):
    """A message in a batch."""
    attributes = {"userId": profile["userId"], "kind": KIND}
    return {
        "Id": str(number), "Subject": "Time to practise",
        "Message": message(profile, moment), "MessageStructure": "json",
        "MessageAttributes": {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    }


def batches(items):
    """The items in lists of so many as SNS takes at once."""
    items = iter(items)
    while batch := list(itertools.islice(items, BATCH)):
        yield batch


def handler(event, context):
    """Publishes a reminder for every absent learner."""
    moment, sent, failed = now(), 0, []
    for profiles in batches(absent(moment)):
        entries = [entry(number, profile, moment) for number, profile in enumerate(profiles)]
        answer = sns.publish_batch(TopicArn=os.environ["REMINDER_TOPIC"], PublishBatchRequestEntries=entries)
        sent += len(answer.get("Successful", []))
        failed += answer.get("Failed", [])
    cloudwatch.put_metric_data(Namespace=os.environ["METRIC_NAMESPACE"], MetricData=[
        {"MetricName": "RemindersSent", "Value": sent, "Unit": "Count"}])
    LOG.info("%s reminded, %s failed", sent, len(failed))
    if failed:
        raise RuntimeError(f"{len(failed)} reminders were not taken, the first for: {failed[0]['Code']}")
    return {"reminded": sent}
