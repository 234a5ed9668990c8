"""What the tests of deployed systems share: where the outputs are, and clients for AWS or for a mock of it."""

import os
import pathlib
import sys

try:
    import boto3
    from botocore.config import Config
except ModuleNotFoundError as missing:
    print(f"SKIPPED: Python has no {missing.name}")
    sys.exit(77)

SOURCE = pathlib.Path(os.environ.get("TENON_SOURCE_DIR", pathlib.Path(__file__).parents[3])).resolve()
ENDPOINT = os.environ.get("AWS_ENDPOINT_URL")
OUTPUTS = "cfn-outputs/flat-outputs.json"

# Of clients: on AWS one's own keys, and as many attempts as usual.
OPTIONS = {"config": Config(retries={"total_max_attempts": 1}), "aws_access_key_id": "testing",
           "aws_secret_access_key": "testing"} if ENDPOINT else {}


def outputs_file(app):
    """Where the outputs of an app's stacks are. Without them the test is skipped."""
    if "CFN_OUTPUTS" in os.environ:
        return pathlib.Path(os.environ["CFN_OUTPUTS"])
    for folder in (pathlib.Path.cwd(), SOURCE / "apps" / app, SOURCE):
        if (folder / OUTPUTS).is_file():
            return folder / OUTPUTS
    print(f"SKIPPED: nothing is deployed: there is no {OUTPUTS}")
    sys.exit(77)


def client(service, region):
    return boto3.client(service, region_name=region, **OPTIONS)


def resource(service, region):
    return boto3.resource(service, region_name=region, **OPTIONS)
