"""Congratulates learners on milestones: the target of the rule that matches the events "Learning Milestone".

An event's detail is {userId, milestone: {kind, value}, language, occurredAt}. Levels and days in a row are published
to the topic of achievements, numbers of lessons to that of progress, for all channels; subscriptions filter by userId
and kind. It answers {messageId}. A malformed event fails, and gets to the dead letter queue.
"""
import json
import logging
import os

import boto3

LOG = logging.getLogger()
LOG.setLevel(logging.INFO)

# What each kind is published to, and what is said.
KINDS = {
    "level": ("ACHIEVEMENT_TOPIC", "New level", "You have reached the level {value}. Congratulations!"),
    "streak": ("ACHIEVEMENT_TOPIC", "{value} days in a row", "You have practised on {value} days in a row. Well done!"),
    "lessons": ("PROGRESS_TOPIC", "{value} lessons", "You have completed {value} lessons. Keep going!"),
}

sns = boto3.client("sns")


def milestone_of(event):
    """The user, the kind and the value in the event."""
    detail = event.get("detail")
    try:
        user, kind, value = detail["userId"], detail["milestone"]["kind"], detail["milestone"]["value"]
    except (KeyError, TypeError):
        raise ValueError("the event has no userId, or no milestone with kind and value") from None
    known = isinstance(kind, str) and kind in KINDS
    if not isinstance(user, str) or not user or not known or not isinstance(value, (int, str)):
        raise ValueError(f"the event's milestone is of no known kind, or malformed: {kind!r}")
    return user, kind, value


def message(title, said, kind):
    """What is published, for each channel."""
    return json.dumps({
        "default": said,
        "email": f"Hello!\n\n{said}",
        "sms": said,
        "GCM": json.dumps({"notification": {"title": title, "body": said}, "data": {"kind": kind}}),
        "APNS": json.dumps({"aps": {"alert": {"title": title, "body": said}}, "kind": kind}),
    })


def handler(event, context):
    """Publishes one milestone. It answers with the id of the message."""
    user, kind, value = milestone_of(event)
    topic, title, said = (text.format(value=value) for text in KINDS[kind])
    published = sns.publish(
        TopicArn=os.environ[topic], Subject=title, Message=message(title, said, kind), MessageStructure="json",
        MessageAttributes={name: {"DataType": "String", "StringValue": each}
                           for name, each in (("userId", user), ("kind", kind))})
    LOG.info("%s %s: %s", kind, value, published["MessageId"])
    return {"messageId": published["MessageId"]}
