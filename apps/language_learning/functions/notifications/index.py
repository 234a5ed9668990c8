"""Lets learners choose how they are notified: PUT /notifications/{channel}, where channel is email, sms or push.

The address and the number are those that the user pool has verified; push takes {token}, the device's, in the body.
Each learner gets the messages of every topic, but only those about the learner: the subscriptions filter by userId.
Whoever wants no more uses the link in the e-mail, answers STOP, or turns notifications off on the device.
"""
import json
import logging
import os

import boto3

LOG = logging.getLogger()

LONGEST_TOKEN = 2048
TOPICS = os.environ["TOPICS"].split(",")

sns = boto3.client("sns")


class Refused(Exception):
    """What the caller is told, and the HTTP status it is told with."""

    def __init__(self, status, message):
        """The status first, for it decides whose fault it is."""
        super().__init__(message)
        self.status = status


def answer(status, body):
    """The answer as the proxy integration takes it."""
    origin = os.environ.get("ALLOWED_ORIGIN", "*")
    headers = {"Content-Type": "application/json", "Access-Control-Allow-Origin": origin}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}


def user_of(event):
    """The id of the signed-in user, as the authorizer has verified it."""
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    user = (authorizer.get("claims") or {}).get("sub")
    if not user:
        raise Refused(401, "sign in first")
    return user


def body_of(event):
    """The JSON object that the request's body is."""
    try:
        body = json.loads(event.get("body") or "")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "the body must be a JSON object")
    return body


def text(body, name, longest):
    """A text that the request must have, neither blank nor longer than this."""
    value = body.get(name)
    # What is no Unicode, a lone surrogate for one, no service takes.
    if not isinstance(value, str) or not value.strip() or value != value.encode(errors="ignore").decode():
        raise Refused(400, f"{name} must be a text")
    if len(value) > longest:
        raise Refused(400, f"{name} is longer than {longest} characters")
    return value


def choice(body, name, choices):
    """A text that the request must have, and that is one of the choices."""
    value = body.get(name)
    if not isinstance(value, str) or value not in choices:
        raise Refused(400, f"{name} must be one of {', '.join(choices)}")
    return value


def verified(event, name):
    """What the user pool knows of the user and has verified."""
    claims = event["requestContext"]["authorizer"]["claims"]
    if not claims.get(name) or str(claims.get(f"{name}_verified")).lower() != "true":
        raise Refused(400, f"your account has no verified {name}")
    return claims[name]


def email(event):
    """The user's e-mail address."""
    return "email", verified(event, "email")


def sms(event):
    """The user's number."""
    return "sms", verified(event, "phone_number")


def push(event):
    """The endpoint of the device. The same token always leads to the same endpoint."""
    application = os.environ.get("PLATFORM_APPLICATION_ARN")
    token = text(body_of(event), "token", LONGEST_TOKEN)
    if not application:
        raise Refused(404, "push notifications are not set up")
    try:
        endpoint = sns.create_platform_endpoint(PlatformApplicationArn=application, Token=token)
    except sns.exceptions.InvalidParameterException:
        raise Refused(400, "token is none of this application") from None
    return "application", endpoint["EndpointArn"]


CHANNELS = {"email": email, "sms": sms, "push": push}


def subscribe(topic, protocol, endpoint, user):
    """Subscribes the endpoint to what the topic says about the user; once, however often it is asked for."""
    try:
        sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint, ReturnSubscriptionArn=True,
                      Attributes={"FilterPolicy": json.dumps({"userId": [user]})})
    except sns.exceptions.InvalidParameterException:
        # SNS says so where the endpoint has a subscription with another filter.
        raise Refused(409, "another account gets its notifications there") from None


def put_notification(event):
    """Subscribes the user to all topics by one channel."""
    user = user_of(event)
    channel = choice(event.get("pathParameters") or {}, "channel", CHANNELS)
    protocol, endpoint = CHANNELS[channel](event)
    for topic in TOPICS:
        subscribe(topic, protocol, endpoint, user)
    return 200, {"channel": channel, "subscribed": len(TOPICS)}


ROUTES = {"PUT /notifications/{channel}": put_notification}


def handler(event, context):
    """Answers a request of the REST API. What goes wrong inside is told to the log, not to the caller."""
    try:
        route = ROUTES.get(f"{event.get('httpMethod')} {event.get('resource')}")
        if route is None:
            raise Refused(404, "there is no such route")
        return answer(*route(event))
    except Refused as refusal:
        return answer(refusal.status, {"error": str(refusal)})
    except Exception:
        LOG.exception("%s %s", event.get("httpMethod"), event.get("resource"))
        return answer(500, {"error": "internal error", "requestId": context.aws_request_id})
