"""Applications of CloudWatch Application Insights, which moto lacks. An application is a resource group that exists."""

import types

from moto.core.exceptions import ServiceException
from moto.resourcegroups.models import resourcegroups_backends

from .base import add_operations, response_class


class Applications:
    def __init__(self, account, region):
        self._account, self._region = account, region
        self._made = {}

    def _find(self, name):
        if name not in self._made:
            raise ServiceException("ResourceNotFoundException", f"Application {name} not found")
        return self._made[name]

    def create_application(self, asked):
        name = asked["ResourceGroupName"]
        if name in self._made:
            raise ServiceException("ResourceInUseException", f"Application {name} already exists")
        resourcegroups_backends[self._account][self._region].get_group(name)
        given = {key: asked[key] for key in ("AutoConfigEnabled", "CWEMonitorEnabled", "OpsCenterEnabled",
                                             "OpsItemSNSTopicArn", "SNSNotificationArn") if key in asked}
        self._made[name] = {"AccountId": self._account, "LifeCycle": "ACTIVE", "ResourceGroupName": name, **given}
        return {"ApplicationInfo": self._made[name]}

    def describe_application(self, asked):
        return {"ApplicationInfo": self._find(asked["ResourceGroupName"])}

    def list_applications(self, _asked):
        return {"ApplicationInfoList": list(self._made.values())}

    def delete_application(self, asked):
        del self._made[self._find(asked["ResourceGroupName"])["ResourceGroupName"]]
        return {}


def install(add_service):
    responses = response_class("application-insights")
    add_operations(responses, Applications)
    add_service("applicationinsights", types.SimpleNamespace(flask_paths={"/": responses.dispatch}))
