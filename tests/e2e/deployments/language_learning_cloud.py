"""How the deployed language_learning is asked, and what is seen of it through the services."""

import json
import re
import time

import harness
from deployment import pages, request
from harness import check

SECONDS_OF_WAITING = 60
HEALTH = ("GET", "/health")


# --- The API ---------------------------------------------------------------------------------------------------------

def ask(cloud, outputs, token, method, path, body=None, expect=200):
    """What the deployed API answers to a request; a Failure if it has another status."""
    headers = {"Content-Type": "application/json", **({"Authorization": token} if token else {})}
    status, answered, said = request(outputs["ApiUrl"] + path, method, body and json.dumps(body).encode(), headers,
                                     endpoint=cloud.url)
    check(status == expect, f"{method} /{path} answered {status}, not {expect}: {said}")
    check(answered["Access-Control-Allow-Origin"] == "*", f"{method} /{path} has no header for other origins")
    cloud.count("requests to the API")
    cloud.notes.setdefault("asked", set()).add((method, "/" + path.partition("?")[0]))
    return json.loads(said) if said else None


def check_every_route(cloud, outputs):
    """Each method of the deployed API was asked, but for what the integration tests ask: health and all preflights."""
    api = cloud.client("apigateway")
    resources = pages(api, "get_resources", "items", restApiId=outputs["ApiUrl"].split("//")[1].split(".")[0])
    methods = {(method, re.sub(r"\{\w+\}", "[^/]+", resource["path"])) for resource in resources
               for method in resource.get("resourceMethods", {})
               if method != "OPTIONS" and (method, resource["path"]) != HEALTH}
    asked = {(method, path) for method, path in methods
             if any(method == verb and re.fullmatch(path, where) for verb, where in cloud.notes["asked"])}
    check(methods == asked, f"nobody has asked {sorted(methods - asked)}")
    cloud.count("methods of the API that were asked", len(asked))


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


# --- Who listens to topics and queues --------------------------------------------------------------------------------

def listen(cloud, topic):
    """The address of a new queue that gets what is published on a topic."""
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=f"listener-{topic.rsplit(':', 1)[1][-60:]}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    subscription = cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn,
                                                 ReturnSubscriptionArn=True)
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


# --- Functions, by what the template calls them ----------------------------------------------------------------------

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


def check_every_function(cloud, but=()):
    """Each deployed function has run, as its log says, but for those that nothing can have called so far."""
    logs = cloud.client("logs")
    deployed = {each["FunctionName"] for each in pages(cloud.client("lambda"), "list_functions", "Functions")}
    groups = pages(logs, "describe_log_groups", "logGroups", logGroupNamePrefix="/aws/lambda/")
    ran = {each["logGroupName"].removeprefix("/aws/lambda/") for each in groups
           if pages(logs, "describe_log_streams", "logStreams", logGroupName=each["logGroupName"])}
    idle = {physical(cloud, logical) for logical in but}
    check(deployed - ran == idle, f"of the functions {sorted(deployed - ran)} did not run, and not {sorted(idle)}")
    cloud.figures["functions that ran"] = len(deployed & ran)


def look_around(cloud, name):
    """What the template's resources are called, for the functions above."""
    cloud.notes["resources"] = cloud.resources(name)
    functions = cloud.client("lambda")
    for logical, variable, note in (("Milestones", "PROGRESS_TOPIC", "progress topic"),
                                    ("Reminder", "REMINDER_TOPIC", "reminders topic")):
        found = functions.get_function_configuration(FunctionName=physical(cloud, logical))
        cloud.notes[note] = found["Environment"]["Variables"][variable]
