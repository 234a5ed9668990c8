"""Lambda's provisioned concurrency, which moto lacks: it is there as soon as it is asked for."""

import datetime

import moto.awslambda.urls
from moto.awslambda.responses import LambdaResponse

from .base import add_operations, refusal

Refusal = refusal("awslambda")


class ProvisionedConcurrency:
    def __init__(self, account, region):
        self._configurations = {}  # by the function's name and its alias or version

    def _key(self, asked):
        return asked["FunctionName"].split(":")[-1], asked["Qualifier"]

    def _known(self, asked):
        if self._key(asked) not in self._configurations:
            raise Refusal("ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found")
        return self._configurations[self._key(asked)]

    def put_provisioned_concurrency_config(self, asked):
        number = int(asked["ProvisionedConcurrentExecutions"])
        self._configurations[self._key(asked)] = {
            "RequestedProvisionedConcurrentExecutions": number, "AllocatedProvisionedConcurrentExecutions": number,
            "AvailableProvisionedConcurrentExecutions": number, "Status": "READY",
            "LastModified": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")}
        return self._known(asked)

    def get_provisioned_concurrency_config(self, asked):
        return self._known(asked)

    def delete_provisioned_concurrency_config(self, asked):
        self._known(asked)
        del self._configurations[self._key(asked)]
        return {}


def install(_add_service):
    add_operations(LambdaResponse, ProvisionedConcurrency)
    path = r"{0}/2019-09-30/functions/(?P<function_name>[\w_:%-]+)/provisioned-concurrency$"
    moto.awslambda.urls.url_paths[path] = LambdaResponse.dispatch
