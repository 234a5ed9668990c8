"""How the deployed language_learning is asked, and what is seen of it through the services."""

import http.client
import json
import time
import urllib.parse

import harness
from harness import check

SECONDS_OF_WAITING = 60


# --- The API -----------------------------------------------------------------------------------------------------------

def ask(cloud, outputs, token, method, path, body=None, expect=200):
    """What the deployed API answers to a request; a Failure if it has another status."""
    address = urllib.parse.urlsplit(outputs["ApiUrl"])
    headers = {"Host": address.netloc, "Content-Type": "application/json", **({"Authorization": token} if token else {})}
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(cloud.url).netloc, timeout=SECONDS_OF_WAITING)
    connection.request(method, address.path + path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    check(answer.status == expect, f"{method} /{path} answered {answer.status}, not {expect}: {said}")
    check(answer.headers["Access-Control-Allow-Origin"] == "*", f"{method} /{path} has no header for other origins")
    cloud.count("requests to the API")
    return json.loads(said) if said else None


def wait_for(what, probe):
    """What the probe finds, as soon as it finds something."""
    end = time.monotonic() + SECONDS_OF_WAITING
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(0.2)
    raise harness.Failure(f"{what}: nothing after {SECONDS_OF_WAITING} seconds")


def keys_of(cloud, bucket, prefix):
    listed = cloud.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix)
    return [each["Key"] for each in listed.get("Contents", [])]


def object_at(cloud, bucket, key):
    return cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()


def metrics(cloud):
    """{name of the metric: values of its dimensions}"""
    listed = cloud.client("cloudwatch").list_metrics(Namespace="LanguageLearning")["Metrics"]
    found = {}
    for each in listed:
        found.setdefault(each["MetricName"], set()).update(pair["Value"] for pair in each["Dimensions"])
    return found


# --- Who listens to topics and queues ----------------------------------------------------------------------------------

def listen(cloud, topic):
    """The address of a new queue that gets what is published on a topic."""
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=f"listener-{topic.rsplit(':', 1)[1][-60:]}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    subscription = cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True)
    cloud.notes.setdefault("listeners", []).append((url, subscription["SubscriptionArn"]))
    return url


def heard(cloud, url):
    """The next message of a topic: the user, the kind, and the message."""
    def receive():
        return cloud.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages")

    (message,) = wait_for(f"a message of {url}", receive)
    cloud.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    body = json.loads(message["Body"])
    attributes = {name: each["Value"] for name, each in body["MessageAttributes"].items()}
    return attributes["userId"], attributes["kind"], body["Message"]


def stop_listening(cloud):
    for url, subscription in cloud.notes.pop("listeners", []):
        cloud.client("sns").unsubscribe(SubscriptionArn=subscription)
        cloud.client("sqs").delete_queue(QueueUrl=url)


# --- Functions, by what the template calls them ------------------------------------------------------------------------

def physical(cloud, logical):
    """The physical id of the resource whose logical id begins so, before the hash."""
    (found,) = {own_id for name, own_id in cloud.notes["resources"].items() if name[:-8] == logical or name == logical}
    return found


def queue_of(cloud, logical):
    name = physical(cloud, logical).rsplit("/", 1)[1]
    return cloud.client("sqs").get_queue_url(QueueName=name)["QueueUrl"]


def fire(cloud, logical, function):
    """What EventBridge does when the time of a rule has come: the mock's clock starts nothing."""
    events = cloud.client("events")
    name = physical(cloud, logical).split("|")[-1].rsplit("/", 1)[-1]
    rule = events.describe_rule(Name=name)
    check(rule["State"] == "ENABLED" and rule["ScheduleExpression"], f"the rule {name} is {rule}")
    (target,) = events.list_targets_by_rule(Rule=name)["Targets"]
    check(target["Arn"].endswith(f":{physical(cloud, function)}"), f"the rule {name} calls {target['Arn']}")
    policy = json.loads(cloud.client("lambda").get_policy(FunctionName=target["Arn"])["Policy"])
    allowed = [each["Condition"]["ArnLike"]["AWS:SourceArn"] for each in policy["Statement"]
               if each["Principal"] == {"Service": "events.amazonaws.com"}]
    check(rule["Arn"] in allowed, f"the rule {name} may not call {function}: {allowed}")
    event = {"version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {},
             "resources": [rule["Arn"]]}
    return cloud.invoke(target["Arn"], event)


def look_around(cloud, name):
    """What the template's resources are called, for the functions above."""
    cloud.notes["resources"] = cloud.resources(name)
    functions = cloud.client("lambda")
    for logical, variable, note in (("Milestones", "PROGRESS_TOPIC", "progress topic"),
                                    ("Reminder", "REMINDER_TOPIC", "reminders topic")):
        found = functions.get_function_configuration(FunctionName=physical(cloud, logical))
        cloud.notes[note] = found["Environment"]["Variables"][variable]
