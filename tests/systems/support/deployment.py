"""What the tests of deployed systems share: outputs, requests, and clients for AWS or for a mock of it."""

import json
import os
import pathlib
import sys
import urllib.error
import urllib.parse
import urllib.request

try:
    import boto3
    from botocore.config import Config
except ModuleNotFoundError as missing:
    print(f"SKIPPED: Python has no {missing.name}")
    sys.exit(77)

SOURCE = pathlib.Path(os.environ.get("TENON_SOURCE_DIR", pathlib.Path(__file__).parents[3])).resolve()
ENDPOINT = os.environ.get("AWS_ENDPOINT_URL")
OUTPUTS = "cfn-outputs/flat-outputs.json"
SECONDS_OF_A_REQUEST = 60

# Of clients: on AWS one's own keys, and as many attempts as usual.
OPTIONS = {"config": Config(retries={"total_max_attempts": 1}), "aws_access_key_id": "testing",
           "aws_secret_access_key": "testing"} if ENDPOINT else {}


def _outputs_file(app):
    if "CFN_OUTPUTS" in os.environ:
        return pathlib.Path(os.environ["CFN_OUTPUTS"])
    for folder in (pathlib.Path.cwd(), SOURCE / "apps" / app, SOURCE):
        if (folder / OUTPUTS).is_file():
            return folder / OUTPUTS
    print(f"SKIPPED: nothing is deployed: there is no {OUTPUTS}")
    sys.exit(77)


def outputs_of(app):
    """{name: value} of an app's stacks. Without them the test is skipped."""
    return json.loads(_outputs_file(app).read_text(encoding="utf-8"))


def client(service, region):
    return boto3.client(service, region_name=region, **OPTIONS)


def resource(service, region):
    return boto3.resource(service, region_name=region, **OPTIONS)


def pages(api, operation, member, **arguments):
    """Everything that a client's paginated operation lists."""
    return [each for page in api.get_paginator(operation).paginate(**arguments) for each in page[member]]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def request(url, method="GET", body=None, headers=None, endpoint=ENDPOINT):
    """Status, headers and body of the answer, whether it is a refusal, a redirection or what was asked for. A mock
    answers under its own address and is told by the header Host which API is meant."""
    address, headers = urllib.parse.urlsplit(url), dict(headers or {})
    if endpoint:
        url, headers["Host"] = endpoint + address._replace(scheme="", netloc="").geturl(), address.netloc
    asked = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.build_opener(_Stay).open(asked, timeout=SECONDS_OF_A_REQUEST) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()
