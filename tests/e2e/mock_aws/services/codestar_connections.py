"""Connections to sources, which moto lacks. One is pending until somebody approves it, which AWS lets do in its console
alone: here a POST of {"ConnectionArn": …} to /console/approve, as a request to this service."""

import json
import types
import uuid

from moto.core.exceptions import ServiceException

from .base import add_operations, response_class


class Connections:
    def __init__(self, account, region):
        self._account, self._region = account, region
        self._made = {}

    def _find(self, arn):
        if arn not in self._made:
            raise ServiceException("ResourceNotFoundException", f"Connection {arn} not found")
        return self._made[arn]

    def create_connection(self, asked):
        arn = f"arn:aws:codestar-connections:{self._region}:{self._account}:connection/{uuid.uuid4()}"
        self._made[arn] = {"ConnectionArn": arn, "ConnectionName": asked["ConnectionName"],
                           "ConnectionStatus": "PENDING",
                           "OwnerAccountId": self._account, "ProviderType": asked.get("ProviderType", "GitHub")}
        return {"ConnectionArn": arn, "Tags": asked.get("Tags", [])}

    def get_connection(self, asked):
        return {"Connection": self._find(asked["ConnectionArn"])}

    def list_connections(self, _asked):
        return {"Connections": list(self._made.values())}

    def delete_connection(self, asked):
        del self._made[self._find(asked["ConnectionArn"])["ConnectionArn"]]
        return {}

    def _approve(self, arn):
        self._find(arn)["ConnectionStatus"] = "AVAILABLE"


def install(add_service):
    responses = response_class("codestar-connections")
    state = add_operations(responses, Connections)

    def approve(request, _url, _headers):
        arn = json.loads(request.data)["ConnectionArn"]
        _, _, _, region, account, _ = arn.split(":")
        state(account, region)._approve(arn)
        return 200, {}, "{}"

    add_service("codestar-connections", types.SimpleNamespace(
        flask_paths={"/": responses.dispatch, "/console/approve": approve}))
