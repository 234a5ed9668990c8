"""Lets learners choose how they are notified: PUT /notifications/{channel}, where channel is email, sms or push.

The address and the number are those that the user pool has verified; push takes {token}, the device's, in the body.
Each learner gets the messages of every topic, but only those about the learner: the subscriptions filter by userId.
Whoever wants no more uses the link in the e-mail, answers STOP, or turns notifications off on the device.

It stands on shared/api.py.
"""
import boto3

LONGEST_TOKEN = 2048
TOPICS = os.environ["TOPICS"].split(",")

sns = boto3.client("sns")


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
