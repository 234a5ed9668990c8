"""Events that Lambda takes and handles later, and EventBridge's rules that send them: moto's rules call no functions.

A function that fails is tried again as often as its configuration says, without waiting in between; then the event
goes to its dead letter queue, sent with the rights of the function's role.
"""

import fnmatch
import json
import logging
import threading
import time

from moto.awslambda.models import LambdaFunction, lambda_backends
from moto.events.models import EventTemplateParser, Rule

from clients import client

from .base import client_of_role

log = logging.getLogger("mock_aws")

RETRIES = 2
# What moto's events have and those of AWS do not.
MOTOS_OWN = ("ingestion-time", "event-bus-name", "archive-arn", "replay-name")


def _retries(function):
    functions = client("lambda", function.region)
    try:
        found = functions.get_function_event_invoke_config(FunctionName=function.function_name)
    except functions.exceptions.ClientError:  # there is none
        return RETRIES
    return found.get("MaximumRetryAttempts", RETRIES)


def _give_up(function, event, payload):
    """Sends the event to the dead letter queue, if there is one."""
    queue = function.dead_letter_config.get("TargetArn", "")
    if ":sqs:" not in queue:
        return
    sqs = client_of_role("sqs", function.region, function.role)
    url = client("sqs", function.region).get_queue_url(QueueName=queue.rsplit(":", 1)[1])["QueueUrl"]
    error = json.loads(payload).get("errorMessage", "")
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event), MessageAttributes={
        "ErrorCode": {"DataType": "Number", "StringValue": "200"},
        "ErrorMessage": {"DataType": "String", "StringValue": error or "Unknown"}})


def _handle(function, event):
    try:
        for _ in range(1 + _retries(function)):
            payload, failed, _ = function._invoke_lambda(event)
            if not failed:
                return
        _give_up(function, event, payload)
    except Exception as error:  # nobody waits for it
        log.warning("asynchronous invocation of %s: %s", function.function_name, error)


def invoke_later(function, event):
    threading.Thread(target=_handle, args=(function, event), daemon=True).start()


def take_events():
    """Lambda answers at once to who invokes with InvocationType Event."""
    invoke_now = LambdaFunction.invoke

    def invoke(self, body, request_headers, response_headers):
        if request_headers.get("x-amz-invocation-type") != "Event":
            return invoke_now(self, body, request_headers, response_headers)
        invoke_later(self, json.loads(body) if body else {})
        return ""

    LambdaFunction.invoke = invoke


def keep_dead_letter_queues():
    """moto's functions forget where events go that they fail at."""
    moto_init, moto_configuration = LambdaFunction.__init__, LambdaFunction.get_configuration

    def init(self, account_id, spec, region, version=1):
        self.dead_letter_config = spec.get("DeadLetterConfig", {})
        moto_init(self, account_id, spec, region, version)

    def get_configuration(self, on_create=False):
        kept = {"DeadLetterConfig": self.dead_letter_config} if self.dead_letter_config else {}
        return {**moto_configuration(self, on_create), **kept}

    LambdaFunction.__init__, LambdaFunction.get_configuration = init, get_configuration


# --- Rules -----------------------------------------------------------------------------------------------------------

def _may_call(function, rule):
    """Whether the function's policy lets the rule call it."""
    return any(
        statement["Effect"] == "Allow" and statement["Principal"].get("Service") == "events.amazonaws.com"
        and all(fnmatch.fnmatchcase(rule.arn, pattern) for test in statement.get("Condition", {}).values()
                for name, pattern in test.items() if name.lower() == "aws:sourcearn")
        for statement in function.policy.statements)


def _input(target, event):
    """What the target is sent: the event, or what the rule makes of it."""
    if "Input" in target:
        return json.loads(target["Input"])
    sent = {name: value for name, value in event.items() if name not in MOTOS_OWN}
    if isinstance(sent.get("time"), (int, float)):
        sent["time"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(sent["time"]))
    if "InputTransformer" in target:
        transformer = target["InputTransformer"]
        return EventTemplateParser.parse(input_template=transformer["InputTemplate"],
                                         input_paths_map=transformer.get("InputPathsMap", {}), event=sent)
    return sent


def call_functions():
    """A rule calls the functions among its targets; moto sees to the others."""
    send_to_others = Rule.send_to_targets

    def send_to_targets(self, original_event, transform_input=True):
        all_targets, is_function = self.targets, lambda target: ":lambda:" in target["Arn"]
        if self.event_pattern.matches_event(original_event):
            for target in filter(is_function, all_targets):
                function = lambda_backends[self.account_id][self.region_name].get_function(target["Arn"])
                if _may_call(function, self):
                    invoke_later(function, _input(target, original_event))
                else:
                    log.warning("denied: the rule %s may not call %s", self.name, function.function_name)
        self.targets = [target for target in all_targets if not is_function(target)]
        try:
            send_to_others(self, original_event, transform_input)
        finally:
            self.targets = all_targets

    Rule.send_to_targets = send_to_targets


def install(_add_service):
    keep_dead_letter_queues()
    take_events()
    call_functions()
