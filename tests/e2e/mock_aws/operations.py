"""Which operation of which service a signed request asks for, and with which parameters."""

import dataclasses
import functools
import gzip
import io
import json
import re
import urllib.parse

import botocore.session

# The service that signs by another name than botocore has it; where several do, each is tried.
_SERVICES = {
    "apigateway": ("apigateway", "apigatewayv2"), "bedrock": ("bedrock-runtime", "bedrock-agent-runtime", "bedrock"),
    "elasticfilesystem": ("efs",), "execute-api": ("apigatewaymanagementapi",),
    "personalize": ("personalize-runtime", "personalize-events"), "ses": ("sesv2",),
}
# The prefix of actions where it is not the name that signs.
_PREFIXES = {"monitoring": "cloudwatch"}
_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]*)/([^/]+)/aws4_request")


@dataclasses.dataclass
class Operation:
    """A request, read: `name` is the operation's in the API, `protocol` how its errors are written."""

    access_key: str
    region: str
    service: str  # the prefix of its actions
    name: str
    parameters: dict
    protocol: str  # "json", "rest-json", "query", "ec2", "s3" or "cbor"
    method: str
    path: str
    query: dict
    headers: dict


def _body(environ):
    """The body, which stays there to be read again."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    environ["wsgi.input"] = io.BytesIO(body)
    return gzip.decompress(body) if environ.get("HTTP_CONTENT_ENCODING") == "gzip" else body


def _json(body):
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


@functools.lru_cache(None)
def _routes(service):
    """(method, pattern of the path, operation), longest path first."""
    model = botocore.session.get_session().get_service_model(service)
    routes = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = http["requestUri"].split("?")[0].rstrip("/")
        pattern = re.sub(r"\{(\w+)(\+?)\}", lambda label: f"(?P<{label[1]}>{'.+' if label[2] else '[^/]+'})", path)
        literal = len(re.sub(r"\{[^}]*\}", "", path))
        routes.append((literal, http["method"], re.compile(pattern + "/?"), name))
    return sorted(routes, key=lambda route: -route[0])


def _rest_operation(signed_by, method, path):
    """The operation's name and the labels of its path."""
    for service in _SERVICES.get(signed_by, (signed_by,)):
        try:
            routes = _routes(service)
        except Exception:  # a service that botocore does not know by this name
            continue
        for _, verb, pattern, name in routes:
            found = pattern.fullmatch(path) if verb == method else None
            if found:
                return name, {key: urllib.parse.unquote(value) for key, value in found.groupdict().items()}
    return "", {}


def _name_and_parameters(signed_by, environ, path, query, body):
    """The name of the operation, its parameters, and the protocol."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.split(".")[-1], _json(body), "json"
    cbor = re.fullmatch(r"/service/[^/]+/operation/(\w+)", path)
    if cbor:
        return cbor.group(1), {}, "cbor"
    form = dict(urllib.parse.parse_qsl(body.decode("utf-8", "replace"))) if (
        environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")) else query
    if "Action" in form:
        return form["Action"], form, "ec2" if signed_by == "ec2" else "query"
    if signed_by == "s3":
        return "", {"body": body}, "s3"
    name, labels = _rest_operation(signed_by, environ["REQUEST_METHOD"], path)
    return name, {**query, **_json(body), **labels}, "rest-json"


def read(environ):
    """The operation; None for a request that is not signed in a header."""
    credential = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    if not credential:
        return None
    access_key, region, signed_by = credential.groups()
    path = environ.get("RAW_URI", environ["PATH_INFO"]).split("?")[0]
    query = dict(urllib.parse.parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    name, parameters, protocol = _name_and_parameters(signed_by, environ, path, query, _body(environ))
    headers = {key[5:].lower().replace("_", "-"): value for key, value in environ.items() if key.startswith("HTTP_")}
    return Operation(access_key, region, _PREFIXES.get(signed_by, signed_by), name, parameters, protocol,
                     environ["REQUEST_METHOD"], urllib.parse.unquote(path), query, headers)
