"""serverless_app: the API, the functions and the workflow run for real, with good input and with bad."""

import json
import time

import harness
from harness import check

from deployments.base import Deployment, Update, answer_of, proxy_event

SECONDS_OF_A_WORKFLOW = 60
GOOD = {"userId": "u1", "action": "buy", "timestamp": 1}
BAD = {"userId": "u1"}


def run_workflow(cloud, machine, name, data):
    """The execution when it has ended."""
    steps = cloud.client("stepfunctions")
    # moto invents no names.
    execution = steps.start_execution(stateMachineArn=machine, name=name, input=json.dumps(data))["executionArn"]
    end = time.monotonic() + SECONDS_OF_A_WORKFLOW
    while time.monotonic() < end:
        found = steps.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING":
            cloud.count("workflows that ran")
            return found
        time.sleep(0.2)
    raise harness.Failure("the workflow does not end")


def stored(cloud, outputs):
    """{(partition, sort key): item} of the table."""
    items = cloud.client("dynamodb").scan(TableName=outputs["DynamoDBTableName"])["Items"]
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in items}


def exercise_workflow(cloud, outputs, user, name):
    """Good input becomes an item of the user; bad input fails, and nothing is stored."""
    before = stored(cloud, outputs)
    done = run_workflow(cloud, outputs["StateMachineArn"], f"good-{name}", GOOD)
    check(done["status"] == "SUCCEEDED", f"the workflow with good input ended as {done}")
    answer = json.loads(done["output"])
    request = json.loads(answer["processing"]["body"])["requestId"]
    new = stored(cloud, outputs).keys() - before.keys()
    check(new == {(f"USER#{user}", f"REQUEST#{request}")}, f"the workflow stored {new}")
    check(answer["notification"]["notificationSent"] is True, f"the workflow ended with {answer}")
    done = run_workflow(cloud, outputs["StateMachineArn"], f"bad-{name}", BAD)
    ended = (done["status"], done.get("error"))
    check(ended == ("FAILED", "ValidationError"), f"the workflow with bad input ended as {done}")
    check(stored(cloud, outputs).keys() - before.keys() == new, "bad input was stored")


def ask_function(cloud, outputs, request, expect):
    """The function's answer to what API Gateway hands to it."""
    status, body = answer_of(cloud.invoke(outputs["ProcessingLambdaArn"], proxy_event("POST", "/process", request)))
    check(status == expect, f"the function answered {status}: {body}")
    cloud.count("requests that were answered")
    return body


def exercise_function(cloud, outputs):
    """A body that is an order, and one that is none."""
    body = ask_function(cloud, outputs, {"userId": "u2", "price": 1.5}, expect=200)
    item = stored(cloud, outputs).get(("USER#u2", f"REQUEST#{body['requestId']}"))
    check(item is not None, "the order is not in the table")
    ask_function(cloud, outputs, "no JSON", expect=500)


def exercise(cloud, outputs):
    exercise_function(cloud, outputs)
    # As the description has it, the function finds no body in what the workflow gives it.
    exercise_workflow(cloud, outputs, user="unknown", name="first")


def exercise_update(cloud, outputs):
    """The corrections: the workflow stores the user's own item, and the items from before are still there."""
    check(("USER#u2" in {key for key, _ in stored(cloud, outputs)}), "the items from before are gone")
    exercise_workflow(cloud, outputs, user="u1", name="second")


# What the README's table of corrections comes to. Where a partition is no longer fixed, its value is the same.
CHANGED_BY_CORRECTIONS = {
    **dict.fromkeys((
        "ApiDeployment??????????", "ApiKey", "ApiUsagePlanKey", "DynamoDBThrottleAlarm", "NATGatewayAZ2",
        "NATGatewayAZ2EIP", "PrivateRouteAZ2", "PrivateRouteTableAZ2", "PublicSubnetAZ2",
        "PublicSubnetAZ2RouteTableAssociation"), "created"),
    **dict.fromkeys((
        "ApiGateway4xxAlarm", "ApiGateway5xxAlarm", "ApiStage", "ApplicationStateMachine", "ApplicationTable",
        "DynamoDBUserErrorsAlarm", "DynamoDBVPCEndpoint", "NATGatewayEIP", "NotificationLambdaLogGroup",
        "PrivateSubnetAZ2RouteTableAssociation", "ProcessMethod", "ProcessingLambdaDurationAlarm",
        "ProcessingLambdaErrorAlarm", "ProcessingLambdaLogGroup", "ProcessingLambdaThrottleAlarm",
        "StateMachineLogGroup", "StepFunctionsFailedExecutionsAlarm", "ValidationLambdaLogGroup"), "updated"),
    **dict.fromkeys(("ApiDeployment", "LambdaCodeS3Bucket"), "deleted"),
}

DEPLOYMENT = Deployment(
    app="serverless_app",
    region="us-west-2",
    parameters={"TapStack": {"Environment": "staging"}},
    exercise=exercise,
    update=Update(what="the corrections", arguments=("--context", "corrections=on"),
                  changed={"TapStack": CHANGED_BY_CORRECTIONS}, exercise=exercise_update),
    updated_by_making_it_again={
        "AWS::ApiGateway::Method": "the mock changes no method in place; the new one is at the same path",
        "AWS::ApiGateway::Stage": "the mock changes no stage in place; the new one has the same name"},
    taken_for_gone={
        "AWS::EC2::SubnetRouteTableAssociation": "a subnet has one: the new one has taken the old one's place"},
)
