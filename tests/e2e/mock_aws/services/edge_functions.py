"""Functions of CloudFront, which moto lacks. TestFunction runs the code, in a process of node."""

import json
import subprocess
import time

import moto.cloudfront.urls
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.exceptions import ServiceException

from .base import add_operations

LIVE, DEVELOPMENT = "LIVE", "DEVELOPMENT"
TIMEOUT_SECONDS = 10
CALL = "\nconsole.log(JSON.stringify(handler(JSON.parse(require('fs').readFileSync(0, 'utf8')))));\n"
PATHS = ("{0}/2020-05-31/function$", "{0}/2020-05-31/function/(?P<name>[^/]+)$",
         "{0}/2020-05-31/function/(?P<name>[^/]+)/(?P<what>describe|publish|test)$")


class Functions:
    def __init__(self, account, _region):
        self._account = account
        self._made = {}  # by name: {stage: (summary, code)}

    def _find(self, asked, default=DEVELOPMENT):
        stage = asked.get("Stage", default)
        if stage not in self._made.get(asked["Name"], {}):
            raise ServiceException("NoSuchFunctionExists", f"There is no function {asked['Name']} in {stage}")
        return self._made[asked["Name"]][stage]

    def _kept(self, name, stage, config, code):
        summary = {"Name": name, "Status": "UNASSOCIATED", "FunctionConfig": config, "FunctionMetadata": {
            "FunctionARN": f"arn:aws:cloudfront::{self._account}:function/{name}", "Stage": stage,
            "CreatedTime": time.time(), "LastModifiedTime": time.time()}}
        self._made.setdefault(name, {})[stage] = (summary, code)
        return summary

    def create_function(self, asked):
        if asked["Name"] in self._made:
            raise ServiceException("FunctionAlreadyExists", f"A function with the name {asked['Name']} exists already.")
        summary = self._kept(asked["Name"], DEVELOPMENT, asked["FunctionConfig"], asked["FunctionCode"])
        return {"FunctionSummary": summary, "ETag": "1", "Location": summary["FunctionMetadata"]["FunctionARN"]}

    def publish_function(self, asked):
        summary, code = self._find(asked)
        return {"FunctionSummary": self._kept(asked["Name"], LIVE, summary["FunctionConfig"], code)}

    def describe_function(self, asked):
        return {"FunctionSummary": self._find(asked)[0], "ETag": "1"}

    def list_functions(self, asked):
        stage = asked.get("Stage", DEVELOPMENT)
        found = [stages[stage][0] for stages in self._made.values() if stage in stages]
        return {"FunctionList": {"MaxItems": 100, "Quantity": len(found), "Items": found}}

    def test_function(self, asked):
        summary, code = self._find(asked)
        done = subprocess.run(["node", "-e", code.decode() + CALL], input=asked["EventObject"], capture_output=True,
                              check=False, timeout=TIMEOUT_SECONDS)
        error = {} if done.returncode == 0 else {"FunctionErrorMessage": done.stderr.decode()[-500:]}
        output = json.dumps({"request": json.loads(done.stdout)}) if done.returncode == 0 else ""
        return {"TestResult": {"FunctionSummary": summary, "ComputeUtilization": "1", "FunctionOutput": output,
                               **error}}

    def delete_function(self, asked):
        self._find(asked)
        del self._made[asked["Name"]]
        return {}


def install(_add_service):
    add_operations(CloudFrontResponse, Functions)
    moto.cloudfront.urls.url_paths.update(dict.fromkeys(PATHS, CloudFrontResponse.dispatch))
