"""serverless_app with its corrections: the workflow stores the user's own item, and the API wants a key."""

import dataclasses

from deployment import request
from harness import check

from deployments import serverless_app
from deployments.base import Update


def status_of_a_request(cloud, outputs, headers):
    """POST /process, through the deployed API."""
    status, _, _ = request(f"{outputs['ApiEndpoint']}/process", "POST", b'{"userId": "u3"}',
                           {"Content-Type": "application/json", **headers}, endpoint=cloud.url)
    return status


def exercise(cloud, outputs):
    serverless_app.exercise_function(cloud, outputs)
    serverless_app.exercise_workflow(cloud, outputs, user="u1", name="first")
    (key,) = cloud.client("apigateway").get_api_keys(includeValues=True)["items"]
    check(status_of_a_request(cloud, outputs, {"x-api-key": key["value"]}) == 200, "the key does not open the API")
    check(status_of_a_request(cloud, outputs, {}) == 403, "the API does not ask for a key")


def exercise_update(cloud, _outputs):
    groups = {each["logGroupName"]: each["retentionInDays"]
              for each in cloud.client("logs").describe_log_groups()["logGroups"] if "retentionInDays" in each}
    check(set(groups.values()) == {90}, f"logs stay for {groups}")


# What bears the environment's name as its own is replaced; what has it in its tags, or gets other figures, is changed.
CHANGED_BY_ENVIRONMENT = {
    **dict.fromkeys(("ApiStage", "ProcessingLambdaAlias", "ProcessingLambdaVersion"), "replaced"),
    **dict.fromkeys((
        "ApiDeployment??????????", "ApiGateway4xxAlarm", "ApiGateway5xxAlarm", "ApiGatewayExecutionRole", "ApiKey",
        "ApiUsagePlan", "ApplicationApi", "ApplicationStateMachine", "ApplicationTable", "ApplicationVPC",
        "LambdaExecutionRole", "NotificationLambda", "NotificationLambdaLogGroup", "ProcessingLambda",
        "ProcessingLambdaLogGroup", "StateMachineLogGroup", "StepFunctionsExecutionRole", "ValidationLambda",
        "ValidationLambdaLogGroup"), "updated"),
}

DEPLOYMENT = dataclasses.replace(
    serverless_app.DEPLOYMENT,
    arguments=("--context", "corrections=on"),
    exercise=exercise,
    update=Update(what="the environment is production", parameters={"TapStack": {"Environment": "production"}},
                  changed={"TapStack": CHANGED_BY_ENVIRONMENT}, exercise=exercise_update),
    updated_by_making_it_again={},
    taken_for_gone={},
    skipped=dict.fromkeys(("test_an_object_can_be_stored_and_read", "test_it_is_private_and_encrypted"),
                          "the corrections take the bucket away"),
)
