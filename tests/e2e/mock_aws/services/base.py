"""How an operation gets into moto: what a model answers goes the way of all of moto's requests and answers.

A model is the state of a service in an account and a region. Each of its public methods is an operation, called as
boto3 calls it; it takes the parameters and returns the answer, or raises the service's refusal() with the code of AWS's
error.
"""

import collections
import inspect
import json
import re
import urllib.parse

import boto3
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import get_service_model

from clients import client, endpoint


def refusal(service):
    """The exception of a service; moto tells by its module how the service writes errors."""
    return type("Refusal", (ServiceException,), {"__module__": f"moto.{service}.exceptions"})


class State:
    """The models of all accounts and regions, each made when it is first needed."""

    def __init__(self, model):
        self._models = collections.defaultdict(dict)
        self._model = model

    def __call__(self, account, region):
        models = self._models[account]
        if region not in models:
            models[region] = self._model(account, region)
        return models[region]


def _in_path(template, path):
    """The parameters in a path: "/plans/{id}/" and "/plans/7" give {"id": "7"}."""
    form = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template.split("?")[0].rstrip("/")))
    found = re.fullmatch(form, path.rstrip("/"))
    return {name: urllib.parse.unquote(value) for name, value in found.groupdict().items()} if found else {}


def parameters_of(response):
    """The parameters of a request, from wherever its protocol has them: the body, the path, the query."""
    if response.automated_parameter_parsing:
        return response.params
    operation = get_service_model(response.boto3_service_name).operation_model(response._get_action())
    elsewhere = {**_in_path(operation.http["requestUri"], response.raw_path),
                 **{name: values[0] for name, values in urllib.parse.parse_qs(response.parsed_url.query).items()}}
    members = operation.input_shape.members if operation.input_shape else {}
    placed = {name: elsewhere[shape.serialization.get("name", name)] for name, shape in members.items()
              if shape.serialization.get("name", name) in elsewhere}
    return {**json.loads(response.body or "{}"), **placed}


def _operation(state, name):
    def answer(self):
        model = state(self.current_account, self.region)
        return ActionResult(getattr(model, name)(parameters_of(self)))

    answer.__name__ = name
    return answer


def add_operations(response_class, model, state=None):
    """Makes the model's operations those of one of moto's services. Returns the state, which services may share."""
    state = state or State(model)
    for name, _ in inspect.getmembers(model, inspect.isfunction):
        if not name.startswith("_"):
            setattr(response_class, name, _operation(state, name))
    return state


def response_class(service):
    """A class of answers for a service that moto has none for."""
    def __init__(self):
        BaseResponse.__init__(self, service_name=service)

    return type(f"{service.title().replace('-', '')}Response", (BaseResponse,), {"__init__": __init__})


def client_of_role(service, region, role):
    """A client that may do what the role may."""
    keys = client("sts", region).assume_role(RoleArn=role, RoleSessionName="service")["Credentials"]
    return boto3.client(service, region_name=region, endpoint_url=endpoint(), aws_access_key_id=keys["AccessKeyId"],
                        aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])
