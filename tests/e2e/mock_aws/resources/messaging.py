"""Resources of SNS and SQS."""

import json

from clients import client
from resources.base import Made, Row

ROWS = {
    "AWS::SNS::Subscription": Row(
        "sns", "Subscribe", None, "SubscriptionArn", {}, "Unsubscribe", {"SubscriptionArn": "$"},
        defaults={"ReturnSubscriptionArn": True}),
}


def _queue_policy(request):
    policy = json.dumps(request.properties["PolicyDocument"])
    for url in request.properties["Queues"]:
        client("sqs", request.region).set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Made(request.type_name, request.name)


def _topic_policy(request):
    policy = json.dumps(request.properties["PolicyDocument"])
    for arn in request.properties["Topics"]:
        client("sns", request.region).set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return Made(request.type_name, request.name)


MAKERS = {
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::SQS::QueuePolicy": _queue_policy,
}

DELETIONS = {}
