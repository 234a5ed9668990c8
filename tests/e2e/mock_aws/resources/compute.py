"""Resources of Lambda, ECS, ECR, Step Functions, auto scaling, EventBridge and its scheduler."""

import json

from clients import client, input_shape
from resources.base import Made, Row, goes_with_its_parent, to_parameters

ROWS = {
    "AWS::AutoScaling::ScalingPolicy": Row("autoscaling", "PutScalingPolicy", "PolicyName", "PolicyARN"),
    "AWS::ECS::ClusterCapacityProviderAssociations": Row(
        "ecs", "PutClusterCapacityProviders", None, "cluster.clusterName"),
    # moto's own models lose the settings of a cluster, and most of a service.
    "AWS::ECS::Cluster": Row(
        "ecs", "CreateCluster", "clusterName", None, {"Arn": "cluster.clusterArn"}, "DeleteCluster", {"cluster": "$"},
        renames={"ClusterSettings": "settings"}),
    "AWS::ECS::Service": Row(
        "ecs", "CreateService", "serviceName", "service.serviceArn",
        {"Name": "service.serviceName", "ServiceArn": "service.serviceArn"},
        "DeleteService", {"cluster": "@cluster", "service": "$", "force": True}, defaults={"cluster": "default"}),
    "AWS::ECS::TaskDefinition": Row(
        "ecs", "RegisterTaskDefinition", "family", "taskDefinition.taskDefinitionArn",
        {"TaskDefinitionArn": "taskDefinition.taskDefinitionArn"}, "DeregisterTaskDefinition", {"taskDefinition": "$"}),
    "AWS::Lambda::EventInvokeConfig": Row("lambda", "PutFunctionEventInvokeConfig", None, "FunctionArn"),
    "AWS::Lambda::Url": Row(
        "lambda", "CreateFunctionUrlConfig", None, "FunctionArn",
        {"FunctionUrl": "FunctionUrl", "FunctionArn": "FunctionArn"}, renames={"TargetFunctionArn": "FunctionName"}),
    "AWS::Lambda::Version": Row(
        "lambda", "PublishVersion", None, "FunctionArn", {"Version": "Version", "FunctionArn": "FunctionArn"}),
    "AWS::Scheduler::Schedule": Row(
        "scheduler", "CreateSchedule", "Name", None, {"Arn": "ScheduleArn"}, "DeleteSchedule", {"Name": "$"}),
    "AWS::Scheduler::ScheduleGroup": Row(
        "scheduler", "CreateScheduleGroup", "Name", None, {"Arn": "ScheduleGroupArn"}, "DeleteScheduleGroup",
        {"Name": "$"}),
}

ARN_OF_QUALIFIED_FUNCTION = 7  # colons: arn:aws:lambda:region:account:function:name:alias


def _repository(request):
    """moto's own model loses the encryption and the rules; EmptyOnDelete decides how it is deleted."""
    ecr, given = client("ecr", request.region), request.properties
    parameters = request.parameters("ecr", "CreateRepository", {"repositoryName": request.name.lower()})
    made = ecr.create_repository(**parameters)["repository"]
    name = made["repositoryName"]
    if "LifecyclePolicyText" in given.get("LifecyclePolicy", {}):
        ecr.put_lifecycle_policy(
            repositoryName=name, lifecyclePolicyText=given["LifecyclePolicy"]["LifecyclePolicyText"])
    if "RepositoryPolicyText" in given:
        ecr.set_repository_policy(repositoryName=name, policyText=json.dumps(given["RepositoryPolicyText"]))
    delete = request.deletion("ecr", "DeleteRepository", repositoryName=name, force=given.get("EmptyOnDelete") is True)
    return Made(request.type_name, name, {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]}, delete)


def _scalable_target(request):
    parameters, _ = request.create("application-autoscaling", "RegisterScalableTarget")
    key = {name: parameters[name] for name in ("ResourceId", "ScalableDimension", "ServiceNamespace")}
    return Made(request.type_name, "|".join(key.values()), {"Id": key["ResourceId"]},
                request.deletion("application-autoscaling", "DeregisterScalableTarget", **key))


def _scaling_policy(request):
    """ScalingTargetId, the physical id of the target, stands for three parameters."""
    names = ("ResourceId", "ScalableDimension", "ServiceNamespace")
    target = dict(zip(names, request.properties.get("ScalingTargetId", "").split("|"))) if (
        "ScalingTargetId" in request.properties) else {}
    parameters, answer = request.create(
        "application-autoscaling", "PutScalingPolicy", {"PolicyName": request.name, **target})
    key = {name: parameters[name] for name in ("PolicyName", *names)}
    return Made(request.type_name, answer["PolicyARN"], {"Arn": answer["PolicyARN"]},
                request.deletion("application-autoscaling", "DeleteScalingPolicy", **key))


def _state_machine(request):
    """Through the API, so that moto's interpreter of state machines knows it too."""
    given = request.properties
    definition = given.get("DefinitionString") or json.dumps(given.get("Definition") or {})
    for key, value in (given.get("DefinitionSubstitutions") or {}).items():
        definition = definition.replace("${%s}" % key, str(value))
    parameters = {"name": given.get("StateMachineName", request.name), "definition": definition,
                  "roleArn": given["RoleArn"],
                  "tags": [{"key": tag["Key"], "value": tag["Value"]} for tag in given.get("Tags", [])]}
    if "StateMachineType" in given:
        parameters["type"] = given["StateMachineType"]
    for name in ("loggingConfiguration", "tracingConfiguration"):
        if name[0].upper() + name[1:] in given:
            shape = input_shape("stepfunctions", request.region, "CreateStateMachine").members[name]
            parameters[name] = to_parameters(shape, given[name[0].upper() + name[1:]])
    arn = client("stepfunctions", request.region).create_state_machine(**parameters)["stateMachineArn"]
    return Made(request.type_name, arn, {"Arn": arn, "Name": parameters["name"]},
                request.deletion("stepfunctions", "DeleteStateMachine", stateMachineArn=arn))


def _alias(request):
    """What is always warm is a second call."""
    parameters, answer = request.create("lambda", "CreateAlias")
    place = {"FunctionName": parameters["FunctionName"], "Qualifier": parameters["Name"]}
    warm = request.properties.get("ProvisionedConcurrencyConfig", {}).get("ProvisionedConcurrentExecutions")
    if warm is not None:
        client("lambda", request.region).put_provisioned_concurrency_config(
            **place, ProvisionedConcurrentExecutions=int(warm))
    return Made(request.type_name, answer["AliasArn"], {"AliasArn": answer["AliasArn"]}, request.deletion(
        "lambda", "DeleteAlias", FunctionName=place["FunctionName"], Name=place["Qualifier"]))


def _permission(request):
    """In moto's own model the policy of an alias is that of the function."""
    function, qualifier = request.properties["FunctionName"], {}
    if function.count(":") == ARN_OF_QUALIFIED_FUNCTION:
        function, _, alias = function.rpartition(":")
        qualifier = {"Qualifier": alias}
    parameters = {**request.parameters("lambda", "AddPermission", {"StatementId": request.name}),
                  "FunctionName": function, **qualifier}
    client("lambda", request.region).add_permission(**parameters)
    return Made(request.type_name, request.name, {"Id": request.name}, request.deletion(
        "lambda", "RemovePermission", FunctionName=function, StatementId=request.name))


MAKERS = {
    "AWS::ApplicationAutoScaling::ScalableTarget": _scalable_target,
    "AWS::ApplicationAutoScaling::ScalingPolicy": _scaling_policy,
    "AWS::ECR::Repository": _repository,
    "AWS::Lambda::Alias": _alias,
    "AWS::Lambda::Permission": _permission,
    "AWS::StepFunctions::StateMachine": _state_machine,
}

DELETIONS = {
    "AWS::Lambda::LayerVersion": (None, goes_with_its_parent),
    "AWS::Lambda::Version": (None, goes_with_its_parent),
}
