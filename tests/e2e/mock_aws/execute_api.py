"""The addresses of deployed REST APIs: requests with the Host `<api>.execute-api.<region>.amazonaws.com`, which moto's
server does not answer.

Users are those of Cognito's pools, functions are called as the method says and only where their policy lets the API,
preflights are answered by mock integrations, and keys are asked for where a method wants one. The API is as it is now,
not as it was when it was deployed; throttling, quotas, request validation, caches and the firewall are not looked at.
"""

import dataclasses
import fnmatch
import json
import logging
import re
import time
import urllib.parse
import uuid

from joserfc import jwt
from joserfc.errors import JoseError
from moto.cognitoidp.models import cognitoidp_backends

from clients import client

log = logging.getLogger("mock_aws")

HOST = re.compile(r"([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(:\d+)?")
FUNCTION = re.compile(r":lambda:path/2015-03-31/functions/(arn:[^/]+)/invocations$")
ACCOUNT_OF_ARN = 4
PARTS_OF_FUNCTION = 7  # of the ARN of a function without an alias
# What the gateway answers by itself: the type of the response, its status, its message.
UNAUTHORIZED = ("UNAUTHORIZED", 401, "Unauthorized")
NO_KEY = ("INVALID_API_KEY", 403, "Forbidden")
NO_SUCH_ROUTE = ("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token")
BROKEN = ("INTEGRATION_FAILURE", 500, "Internal server error")
MALFORMED = ("BAD_GATEWAY", 502, "Internal server error")


class Refused(Exception):
    """The gateway answers by itself."""


@dataclasses.dataclass
class Request:
    api: str
    region: str
    stage: str
    method: str
    path: str  # without the stage
    query: dict
    headers: dict
    body: bytes


def read(environ):
    """The request, if it is one to an API."""
    host = HOST.fullmatch(environ.get("HTTP_HOST", ""))
    if not host:
        return None
    stage, _, path = environ["PATH_INFO"].lstrip("/").partition("/")
    headers = {key[5:].replace("_", "-").title(): value for key, value in environ.items() if key.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        headers["Content-Type"] = environ["CONTENT_TYPE"]
    query = dict(urllib.parse.parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return Request(host[1], host[2], stage, environ["REQUEST_METHOD"], f"/{path}", query, headers, body)


# --- Which method answers --------------------------------------------------------------------------------------------

def _parameters(template, path):
    """What stands in the path for `{name}` and `{name+}`; None if it is another path."""
    form = re.sub(r"\\{(\w+)(\\\+)?\\}", lambda label: f"(?P<{label[1]}>{'.+' if label[2] else '[^/]+'})",
                  re.escape(template))
    found = re.fullmatch(form, path.rstrip("/") or "/")
    return None if found is None else {name: urllib.parse.unquote(value) for name, value in found.groupdict().items()}


def route(request):
    """The resource, its method, and the parameters of the path; literal paths come first."""
    resources = client("apigateway", request.region).get_resources(restApiId=request.api, limit=500)["items"]
    for resource in sorted(resources, key=lambda each: each["path"].count("{")):
        parameters = _parameters(resource["path"], request.path)
        methods = resource.get("resourceMethods", {})
        verb = next((each for each in (request.method, "ANY") if each in methods), None)
        if parameters is not None and verb:
            method = client("apigateway", request.region).get_method(
                restApiId=request.api, resourceId=resource["id"], httpMethod=verb)
            return resource, method, parameters
    raise Refused(NO_SUCH_ROUTE)


# --- Who asks --------------------------------------------------------------------------------------------------------

def _text(claim):
    if isinstance(claim, list):
        return ",".join(claim)
    return str(claim).lower() if isinstance(claim, bool) else str(claim)


def _texts(claims):
    """Claims as the gateway hands them on: texts all of them, and lists with commas between."""
    return {name: _text(value) for name, value in claims.items()}


def claims_of(token, pools):
    """What a token of one of the pools says about the user."""
    for arn in pools:
        region, account, pool_id = arn.split(":")[3], arn.split(":")[ACCOUNT_OF_ARN], arn.rsplit("/", 1)[1]
        pool = cognitoidp_backends[account][region].user_pools[pool_id]
        try:
            claims = jwt.decode(token.removeprefix("Bearer "), pool.json_web_key).claims
        except (JoseError, ValueError):
            continue
        issued_here = claims.get("iss", "").endswith(f"/{pool_id}") and claims.get("token_use") == "id"
        if issued_here and claims.get("exp", 0) > time.time():
            return _texts(claims)
    raise Refused(UNAUTHORIZED)


def authorized(request, method):
    """The claims of the user, or None where everybody may ask."""
    if method.get("authorizationType", "NONE") == "NONE":
        return None
    if method["authorizationType"] != "COGNITO_USER_POOLS":
        raise NotImplementedError(method["authorizationType"])
    authorizer = client("apigateway", request.region).get_authorizer(
        restApiId=request.api, authorizerId=method["authorizerId"])
    header = authorizer["identitySource"].removeprefix("method.request.header.").title()
    if not request.headers.get(header):
        raise Refused(UNAUTHORIZED)
    return claims_of(request.headers[header], authorizer["providerARNs"])


def check_key(request, method):
    """A method that asks for a key takes those of the stage's usage plans."""
    if not method.get("apiKeyRequired"):
        return
    api = client("apigateway", request.region)
    plans = [plan["id"] for plan in api.get_usage_plans()["items"]
             if {"apiId": request.api, "stage": request.stage} in [
                 {name: each[name] for name in ("apiId", "stage")} for each in plan.get("apiStages", [])]]
    keys = [key["id"] for plan in plans for key in api.get_usage_plan_keys(usagePlanId=plan)["items"]]
    found = [api.get_api_key(apiKey=key, includeValue=True) for key in keys]
    if request.headers.get("X-Api-Key") not in [key["value"] for key in found if key["enabled"]]:
        raise Refused(NO_KEY)


# --- What answers ----------------------------------------------------------------------------------------------------

def by_mock(integration, method):
    """The answer that the mock integration says, with the headers that the method declares."""
    (status, answer), *_ = integration["integrationResponses"].items()
    declared = method.get("methodResponses", {}).get(status, {}).get("responseParameters", {})
    given = answer.get("responseParameters") or {}
    headers = {name.rsplit(".", 1)[1]: value.strip("'") for name, value in given.items() if name in declared}
    body = (answer.get("responseTemplates") or {}).get("application/json") or ""
    return int(status), {"Content-Type": "application/json", **headers}, body.encode()


def event_of(request, resource, parameters, claims):
    """The event of a proxy integration."""
    return {
        "resource": resource["path"], "path": request.path, "httpMethod": request.method, "headers": request.headers,
        "multiValueHeaders": {name: [value] for name, value in request.headers.items()},
        "queryStringParameters": request.query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in request.query.items()} or None,
        "pathParameters": parameters or None, "stageVariables": None,
        "requestContext": {
            "resourcePath": resource["path"], "resourceId": resource["id"], "httpMethod": request.method,
            "apiId": request.api, "path": f"/{request.stage}{request.path}", "stage": request.stage,
            "requestId": str(uuid.uuid4()), "identity": {"sourceIp": "127.0.0.1"},
            **({"authorizer": {"claims": claims}} if claims else {})},
        "body": request.body.decode() or None, "isBase64Encoded": False,
    }


def may_call(arn, request, resource):
    """Whether the policy of the function, or of its alias, lets this method of the API call it."""
    functions = client("lambda", request.region)
    try:
        policy = json.loads(functions.get_policy(FunctionName=":".join(arn.split(":")[:PARTS_OF_FUNCTION]))["Policy"])
    except functions.exceptions.ResourceNotFoundException:
        return False
    account = arn.split(":")[ACCOUNT_OF_ARN]
    source = f"arn:aws:execute-api:{request.region}:{account}:{request.api}/{request.stage}/{request.method}"
    source += re.sub(r"\{[^}]*\}", "*", resource["path"])
    return any(
        statement["Effect"] == "Allow" and statement["Principal"].get("Service") == "apigateway.amazonaws.com"
        and statement["Resource"] == arn
        and all(fnmatch.fnmatchcase(source, pattern) for test in statement.get("Condition", {}).values()
                for name, pattern in test.items() if name.lower() == "aws:sourcearn")
        for statement in policy["Statement"])


def by_function(request, resource, integration, parameters, claims):
    """The answer of the function."""
    arn = FUNCTION.search(integration["uri"])[1]
    if not may_call(arn, request, resource):
        log.warning("denied: the API may not call %s", arn.split(":function:")[1])
        raise Refused(BROKEN)
    event = event_of(request, resource, parameters, claims)
    answer = client("lambda", request.region).invoke(FunctionName=arn, Payload=json.dumps(event).encode())
    payload = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError") or not isinstance(payload, dict) or "statusCode" not in payload:
        raise Refused(MALFORMED)
    return int(payload["statusCode"]), payload.get("headers") or {}, (payload.get("body") or "").encode()


def by_gateway(request, kind, status, message):
    """The gateway's own answer, with the headers that the API's responses say."""
    responses = client("apigateway", request.region).get_gateway_responses(restApiId=request.api)["items"]
    wanted = {each["responseType"]: each.get("responseParameters", {}) for each in responses}
    own = wanted.get(kind) or wanted.get(f"DEFAULT_{status // 100}XX") or {}
    headers = {name.rsplit(".", 1)[1]: value.strip("'") for name, value in own.items()}
    return status, {"Content-Type": "application/json", **headers}, json.dumps({"message": message}).encode()


def answered(request):
    """Status, headers and body."""
    api = client("apigateway", request.region)
    try:
        api.get_stage(restApiId=request.api, stageName=request.stage)
    except api.exceptions.NotFoundException:
        return 403, {"Content-Type": "application/json"}, b'{"message": "Forbidden"}'
    try:
        resource, method, parameters = route(request)
        claims = authorized(request, method)
        check_key(request, method)
        integration = method["methodIntegration"]
        if integration["type"] == "MOCK":
            return by_mock(integration, method)
        return by_function(request, resource, integration, parameters, claims)
    except Refused as refusal:
        return by_gateway(request, *refusal.args[0])


def answer(environ, start_response):
    """The answer of an API; None for what is no request to one."""
    request = read(environ)
    if request is None:
        return None
    status, headers, body = answered(request)
    start_response(f"{status} Answer", [*headers.items(), ("Content-Length", str(len(body)))])
    return [body]
