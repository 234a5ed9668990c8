"""Roles of identity pools, which moto lacks."""

from moto.cognitoidentity.models import cognitoidentity_backends
from moto.cognitoidentity.responses import CognitoIdentityResponse

from .base import add_operations


class Roles:
    def __init__(self, account, region):
        self._backend = cognitoidentity_backends[account][region]
        self._given = {}

    def set_identity_pool_roles(self, asked):
        self._backend.describe_identity_pool(asked["IdentityPoolId"])  # an error if it is not there
        self._given[asked["IdentityPoolId"]] = asked
        return {}

    def get_identity_pool_roles(self, asked):
        self._backend.describe_identity_pool(asked["IdentityPoolId"])
        given = self._given.get(asked["IdentityPoolId"], {})
        return {"IdentityPoolId": asked["IdentityPoolId"], "Roles": given.get("Roles", {}),
                "RoleMappings": given.get("RoleMappings", {})}


def install(_add_service):
    add_operations(CognitoIdentityResponse, Roles)
