"""boto3 clients of the mock itself: what moto's CloudFormation lacks is made through moto's own service APIs."""

import functools
import threading

import boto3
from botocore.config import Config

_port = None
_lock = threading.Lock()
_CONFIG = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})


def set_port(port):
    global _port
    _port = port


def endpoint():
    return f"http://127.0.0.1:{_port}"


@functools.lru_cache(None)
def client(service, region):
    with _lock:  # boto3 sessions are not made for several threads
        return boto3.session.Session().client(service, region_name=region, endpoint_url=endpoint(),
                                              aws_access_key_id="testing", aws_secret_access_key="testing",
                                              config=_CONFIG)


def call(service, region, operation, parameters):
    """Calls an operation by its name in the API ("PutMetricAlarm")."""
    from botocore import xform_name
    return getattr(client(service, region), xform_name(operation))(**parameters)


def input_shape(service, region, operation):
    return client(service, region).meta.service_model.operation_model(operation).input_shape
