"""Lambda without Docker: Python handlers run in a process of this Python, with what a Lambda passes to them.

moto runs functions in containers. Handlers of other languages answer null.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import zipfile

from moto.awslambda.models import LambdaFunction

from clients import endpoint

# What runs the handler: it reads the event from stdin and writes the result, or the error, into a file.
BOOTSTRAP = textwrap.dedent("""
    import importlib, json, os, sys, types, uuid

    module, function = os.environ["_HANDLER"].rsplit(".", 1)
    sys.path.insert(0, os.getcwd())
    context = types.SimpleNamespace(
        aws_request_id=str(uuid.uuid4()),
        function_name=os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        function_version=os.environ["AWS_LAMBDA_FUNCTION_VERSION"],
        get_remaining_time_in_millis=lambda: 1000)
    try:
        result = getattr(importlib.import_module(module.replace("/", ".")), function)(json.load(sys.stdin), context)
        outcome = {"result": result}
    except Exception as error:
        outcome = {"error": {"errorMessage": str(error), "errorType": type(error).__name__}}
    with open(os.environ["_RESULT"], "w") as file:
        json.dump(outcome, file)
""")


def _environment(function, result):
    return {"PATH": os.environ["PATH"], "_HANDLER": function.handler, "_RESULT": result,
            "AWS_REGION": function.region, "AWS_DEFAULT_REGION": function.region, "AWS_ENDPOINT_URL": endpoint(),
            "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_LAMBDA_FUNCTION_NAME": function.function_name, "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
            **{name: str(value) for name, value in function.environment_vars.items()}}


def invoke(self, event=None):
    """In the place of LambdaFunction._invoke_lambda: the payload, whether it is an error, and the log."""
    self.logs_backend.ensure_log_group(self.logs_group_name)
    if not self.code_bytes or not self.run_time.startswith("python"):
        return "null", False, ""
    with tempfile.TemporaryDirectory() as folder:
        code, result = os.path.join(folder, "code"), os.path.join(folder, "result")
        zipfile.ZipFile(io.BytesIO(self.code_bytes)).extractall(code)
        try:
            done = subprocess.run([sys.executable, "-c", BOOTSTRAP], input=json.dumps(event or {}), capture_output=True,
                                  text=True, cwd=code, env=_environment(self, result), check=False,
                                  timeout=int(self.timeout or 3) + 5)
        except subprocess.TimeoutExpired:
            return json.dumps({"errorMessage": f"Task timed out after {self.timeout} seconds"}), True, ""
        logged = done.stdout + done.stderr
        if logged:
            self.save_logs(logged)
        if not os.path.exists(result):
            return json.dumps({"errorMessage": logged[-500:], "errorType": "Runtime.ExitError"}), True, logged
        with open(result, encoding="utf-8") as file:
            outcome = json.load(file)
    if "error" in outcome:
        return json.dumps(outcome["error"]), True, logged
    return json.dumps(outcome["result"]), False, logged


def install():
    LambdaFunction._invoke_lambda = invoke
