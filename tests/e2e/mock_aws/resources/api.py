"""Resources of API Gateway."""

from moto.apigateway.models import apigateway_backends

from clients import call, client, input_shape
from resources.base import Made, Row, at_path, to_parameters

ROWS = {
    "AWS::ApiGateway::ApiKey": Row(
        "apigateway", "CreateApiKey", "name", "id", {"APIKeyId": "id"}, "DeleteApiKey", {"apiKey": "$"}),
    "AWS::ApiGateway::Authorizer": Row(
        "apigateway", "CreateAuthorizer", "name", "id", {"AuthorizerId": "id"}, "DeleteAuthorizer",
        {"restApiId": "@restApiId", "authorizerId": "$"}),
    "AWS::ApiGateway::Deployment": Row(
        "apigateway", "CreateDeployment", None, "id", {"DeploymentId": "id"}, "DeleteDeployment",
        {"restApiId": "@restApiId", "deploymentId": "$"}),
    "AWS::ApiGateway::GatewayResponse": Row(
        "apigateway", "PutGatewayResponse", None, "responseType", {"Id": "responseType"}, "DeleteGatewayResponse",
        {"restApiId": "@restApiId", "responseType": "$"}),
    "AWS::ApiGateway::Model": Row(
        "apigateway", "CreateModel", "name", "name", {}, "DeleteModel", {"restApiId": "@restApiId", "modelName": "$"}),
    "AWS::ApiGateway::RequestValidator": Row(
        "apigateway", "CreateRequestValidator", "name", "id", {"RequestValidatorId": "id"}, "DeleteRequestValidator",
        {"restApiId": "@restApiId", "requestValidatorId": "$"}),
    "AWS::ApiGateway::Resource": Row(
        "apigateway", "CreateResource", None, "id", {"ResourceId": "id"}, "DeleteResource",
        {"restApiId": "@restApiId", "resourceId": "$"}),
    "AWS::ApiGateway::UsagePlan": Row(
        "apigateway", "CreateUsagePlan", "name", "id", {"Id": "id"}, "DeleteUsagePlan", {"usagePlanId": "$"},
        renames={"UsagePlanName": "name"}),
    "AWS::ApiGateway::UsagePlanKey": Row(
        "apigateway", "CreateUsagePlanKey", None, "id", {}, "DeleteUsagePlanKey",
        {"usagePlanId": "@usagePlanId", "keyId": "@keyId"}),
    "AWS::ApiGatewayV2::VpcLink": Row(
        "apigatewayv2", "CreateVpcLink", "Name", "VpcLinkId", {"VpcLinkId": "VpcLinkId"}, "DeleteVpcLink",
        {"VpcLinkId": "$"}),
}


def _account(request):
    """There is one for each account and region: what is set is taken away again."""
    api = client("apigateway", request.region)

    def set_role(arn):
        api.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}])

    set_role(request.properties.get("CloudWatchRoleArn", ""))
    return Made(request.type_name, request.name, {"Id": request.name}, lambda: set_role(""))


def _rest_api(request):
    _, answer = request.create("apigateway", "CreateRestApi", {"name": request.name})
    own_id = answer["id"]
    resources = client("apigateway", request.region).get_resources(restApiId=own_id)["items"]
    (root,) = [each["id"] for each in resources if each["path"] == "/"]
    return Made(request.type_name, own_id, {"RestApiId": own_id, "RootResourceId": root},
                request.deletion("apigateway", "DeleteRestApi", restApiId=own_id))


def _put(request, operation, properties, **place):
    parameters = to_parameters(input_shape("apigateway", request.region, operation), properties)
    call("apigateway", request.region, operation, {**parameters, **place})


def _method(request):
    """A method, what it calls, and the answers of both."""
    given = request.properties
    place = {"restApiId": given["RestApiId"], "resourceId": given["ResourceId"], "httpMethod": given["HttpMethod"]}
    _put(request, "PutMethod", given, **place)
    for response in given.get("MethodResponses", []):
        _put(request, "PutMethodResponse", response, **place)
    integration = given.get("Integration")
    if integration:
        _put(request, "PutIntegration", integration, **place)
        for response in integration.get("IntegrationResponses", []):
            _put(request, "PutIntegrationResponse", response, **place)
    return Made(request.type_name, request.name, {}, request.deletion("apigateway", "DeleteMethod", **place))


# How patches of a stage call what MethodSettings call so.
METHOD_SETTINGS = {
    "CacheDataEncrypted": "caching/dataEncrypted", "CacheTtlInSeconds": "caching/ttlInSeconds",
    "CachingEnabled": "caching/enabled", "DataTraceEnabled": "logging/dataTrace", "LoggingLevel": "logging/loglevel",
    "MetricsEnabled": "metrics/enabled", "ThrottlingBurstLimit": "throttling/burstLimit",
    "ThrottlingRateLimit": "throttling/rateLimit",
}


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _patches_of_stage(given):
    """What a stage is told after it is made."""
    for setting in given.get("MethodSettings", []):
        # "/*" is what patches call "*".
        path = setting.get("ResourcePath", "/*").removeprefix("/").replace("/", "~1") or "~1"
        yield from ((f"/{path}/{setting['HttpMethod']}/{METHOD_SETTINGS[name]}", _text(value))
                    for name, value in setting.items() if name in METHOD_SETTINGS)
    for name, value in given.get("AccessLogSetting", {}).items():
        yield f"/accessLogSettings/{name[0].lower()}{name[1:]}", value


def _stage(request):
    parameters, answer = request.create("apigateway", "CreateStage")
    name, place = answer["stageName"], {"restApiId": parameters["restApiId"], "stageName": answer["stageName"]}
    patches = [{"op": "replace", "path": path, "value": value} for path, value in _patches_of_stage(request.properties)]
    if patches:
        client("apigateway", request.region).update_stage(**place, patchOperations=patches)
    return Made(request.type_name, name, {}, request.deletion("apigateway", "DeleteStage", **place))


# --- Updates in place ------------------------------------------------------------------------------------------------

def _tag(request, kind, own_id):
    """moto's TagResource knows stages alone."""
    held = getattr(apigateway_backends[request.account][request.region], kind)[own_id]
    held.tags = {tag["Key"]: tag["Value"] for tag in request.properties.get("Tags", [])}


def _patches(given, before, paths):
    """Of properties by paths, as `{"Quota.Limit": "/quota/limit"}`, those that have changed."""
    for name, path in paths.items():
        now = at_path(given, name)
        if now is not None and now != at_path(before, name):
            yield {"op": "replace", "path": path, "value": _text(now)}


def _update_by_patches(operation, key, kind, paths):
    """Of types that are patched, and tagged."""
    def update(request, made, before):
        patches = [*_patches(request.properties, before, paths), *_patches_of_stages(request.properties, before)]
        if patches:
            call("apigateway", request.region, operation, {key: made.physical_resource_id, "patchOperations": patches})
        _tag(request, kind, made.physical_resource_id)
        return made

    return update


def _patches_of_stages(given, before):
    """Stages that a usage plan gains and loses."""
    now, earlier = ({f"{each['ApiId']}:{each['Stage']}" for each in properties.get("ApiStages", [])}
                    for properties in (given, before))
    for verb, stages in (("remove", earlier - now), ("add", now - earlier)):
        yield from ({"op": verb, "path": "/apiStages", "value": stage} for stage in sorted(stages))


def _deployment(request, made, before):
    """moto has no UpdateDeployment. Its description is all that may change."""
    api = apigateway_backends[request.account][request.region].apis[request.properties["RestApiId"]]
    api.deployments[made.physical_resource_id].description = request.properties.get("Description", "")
    return made


UPDATES = {
    "AWS::ApiGateway::Deployment": _deployment,
    "AWS::ApiGateway::ApiKey": _update_by_patches(
        "UpdateApiKey", "apiKey", "keys", {"Description": "/description", "Enabled": "/enabled"}),
    "AWS::ApiGateway::RestApi": _update_by_patches(
        "UpdateRestApi", "restApiId", "apis", {"Description": "/description", "Name": "/name"}),
    "AWS::ApiGateway::UsagePlan": _update_by_patches("UpdateUsagePlan", "usagePlanId", "usage_plans", {
        "Description": "/description", "Quota.Limit": "/quota/limit", "Quota.Period": "/quota/period",
        "Throttle.BurstLimit": "/throttle/burstLimit", "Throttle.RateLimit": "/throttle/rateLimit",
        "UsagePlanName": "/name"}),
}

MAKERS = {
    "AWS::ApiGateway::Account": _account,
    "AWS::ApiGateway::Method": _method,
    "AWS::ApiGateway::RestApi": _rest_api,
    "AWS::ApiGateway::Stage": _stage,
}

DELETIONS = {}
