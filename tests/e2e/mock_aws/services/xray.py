"""Groups of AWS X-Ray, which moto lacks."""

import uuid

import moto.xray.urls
from moto.core.exceptions import ServiceException
from moto.xray.responses import XRayResponse

from .base import add_operations

PATHS = ("{0}/CreateGroup$", "{0}/GetGroup$", "{0}/Groups$", "{0}/UpdateGroup$", "{0}/DeleteGroup$")

OPERATIONS = {"Groups": "GetGroups"}


class Groups:
    def __init__(self, account, region):
        self._account, self._region = account, region
        self._made = {}

    def _find(self, asked):
        for group in self._made.values():
            if asked.get("GroupARN") == group["GroupARN"] or asked.get("GroupName") == group["GroupName"]:
                return group
        raise ServiceException("InvalidRequestException", "Group not found.")

    def create_group(self, asked):
        if asked["GroupName"] in self._made:
            raise ServiceException("InvalidRequestException", "Duplicate Group Name.")
        arn = f"arn:aws:xray:{self._region}:{self._account}:group/{asked['GroupName']}/{uuid.uuid4().hex[:26].upper()}"
        given = {name: asked[name] for name in ("GroupName", "FilterExpression", "InsightsConfiguration")
                 if name in asked}
        self._made[asked["GroupName"]] = {"GroupARN": arn, **given}
        return {"Group": self._made[asked["GroupName"]]}

    def get_group(self, asked):
        return {"Group": self._find(asked)}

    def get_groups(self, _asked):
        return {"Groups": list(self._made.values())}

    def update_group(self, asked):
        group = self._find(asked)
        group.update({name: asked[name] for name in ("FilterExpression", "InsightsConfiguration") if name in asked})
        return {"Group": group}

    def delete_group(self, asked):
        del self._made[self._find(asked)["GroupName"]]
        return {}


def install(_add_service):
    add_operations(XRayResponse, Groups)
    moto_action = XRayResponse._get_action  # the path, which is not always the operation's name
    XRayResponse._get_action = lambda self: OPERATIONS.get(moto_action(self), moto_action(self))
    moto.xray.urls.url_paths.update(dict.fromkeys(PATHS, XRayResponse.dispatch))
