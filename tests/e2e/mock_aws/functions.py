"""Lambda without containers: Python handlers run in a process of this Python, with what Lambda passes to them.

They sign with credentials of the function's role, so that what they do is allowed or denied as the role's policies say.
moto runs functions in Docker; handlers of other languages than Python end with an error here.
"""

import base64
import io
import json
import logging
import os
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import uuid
import zipfile

from moto.awslambda.models import LambdaFunction, lambda_backends
from moto.sts.models import sts_backends

from clients import endpoint

log = logging.getLogger("mock_aws")

# What runs the handler: it reads the event from stdin and writes the result, or the error, into a file.
BOOTSTRAP = textwrap.dedent("""
    import importlib, json, os, sys, time, traceback, types

    started, timeout = time.time(), float(os.environ.pop("_TIMEOUT"))
    outcome_file, sys.path[0] = os.environ.pop("_RESULT"), os.environ["LAMBDA_TASK_ROOT"]
    context = types.SimpleNamespace(
        aws_request_id=os.environ.pop("_REQUEST_ID"),
        function_name=os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        function_version=os.environ["AWS_LAMBDA_FUNCTION_VERSION"],
        invoked_function_arn=os.environ.pop("_FUNCTION_ARN"),
        memory_limit_in_mb=os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
        log_group_name=os.environ["AWS_LAMBDA_LOG_GROUP_NAME"],
        log_stream_name=os.environ["AWS_LAMBDA_LOG_STREAM_NAME"],
        client_context=None, identity=None,
        get_remaining_time_in_millis=lambda: max(0, int(1000 * (timeout - (time.time() - started)))))

    def error_of(error, kind=None):
        trace = [] if kind else traceback.format_tb(error.__traceback__)[1:]
        return {"errorMessage": str(error), "errorType": kind or type(error).__name__,
                "requestId": context.aws_request_id, "stackTrace": trace}

    def handler():
        module, _, name = os.environ["_HANDLER"].rpartition(".")
        try:
            return getattr(importlib.import_module(module.replace("/", ".")), name)
        except ImportError as error:
            message = f"Unable to import module '{module}': {error}"
            return lambda *_: (_ for _ in ()).throw(ImportError(message))
        except AttributeError:
            message = f"Handler '{name}' missing on module '{module}'"
            return lambda *_: (_ for _ in ()).throw(AttributeError(message))

    try:
        result = handler()(json.load(sys.stdin), context)
    except Exception as error:
        outcome = {"error": error_of(error)}
        traceback.print_exc()
    else:
        try:
            outcome = {"result": json.dumps(result, ensure_ascii=False)}
        except TypeError as error:
            outcome = {"error": error_of(f"Unable to marshal response: {error}", "Runtime.MarshalError")}
    with open(outcome_file, "w") as file:
        json.dump(outcome, file)
""")

# A loaded machine is slower than Lambda: handlers may take this much longer than they are told.
REAL_TIME_FACTOR, REAL_SECONDS_TO_START = 3, 10

# What a service of the mock adds to the environment of every function, such as the certificates of its own endpoints.
ENVIRONMENT = {}

_sessions = {}
_sessions_lock = threading.Lock()


def credentials_of(role, session_name, account, region):
    """Of one session for each role and name, as the containers of a function have them."""
    with _sessions_lock:
        if (role, session_name) not in _sessions:
            _sessions[role, session_name] = sts_backends[account]["aws"].assume_role(
                region_name=region, role_session_name=session_name, role_arn=role, policy=None, duration=3600,
                external_id=None)
        return _sessions[role, session_name]


def _environment(function, folder, result, request_id):
    session = credentials_of(function.role, function.function_name, function.account_id, function.region)
    packages = [path for part in ("opt/python", "opt") if os.path.isdir(path := os.path.join(folder, part))]
    return {
        "PATH": os.environ["PATH"], "LANG": "en_US.UTF-8", "TZ": ":UTC", "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(packages), "PYTHONUTF8": "1", **ENVIRONMENT,
        **{name: str(value) for name, value in (function.environment_vars or {}).items()},
        "_HANDLER": function.handler, "_RESULT": result, "_TIMEOUT": str(function.timeout or 3),
        "_REQUEST_ID": request_id, "_FUNCTION_ARN": function.function_arn,
        "LAMBDA_TASK_ROOT": os.path.join(folder, "code"),
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "AWS_REGION": function.region, "AWS_DEFAULT_REGION": function.region, "AWS_ENDPOINT_URL": endpoint(),
        "AWS_ACCESS_KEY_ID": session.access_key_id, "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token, "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name, "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_LOG_GROUP_NAME": function.logs_group_name, "AWS_LAMBDA_LOG_STREAM_NAME": f"[{function.version}]",
    }


def _unpack(function, folder):
    """The code, and what its layers hold."""
    zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(os.path.join(folder, "code"))
    layers = lambda_backends[function.account_id][function.region]
    for layer in function.layers or []:
        arn = layer["Arn"] if isinstance(layer, dict) else layer
        content = io.BytesIO(layers.layers_versions_by_arn(arn).code_bytes)
        zipfile.ZipFile(content).extractall(os.path.join(folder, "opt"))


def _failure(message, kind, request_id=None):
    told = {"errorMessage": message, "errorType": kind}
    return json.dumps({**told, "requestId": request_id} if request_id else told), True


def _run(function, event, request_id):
    """The payload, whether it is an error, and what was printed."""
    timeout = int(function.timeout or 3)
    with tempfile.TemporaryDirectory() as folder:
        _unpack(function, folder)
        result = os.path.join(folder, "result")
        try:
            done = subprocess.run(
                [sys.executable, "-c", BOOTSTRAP], input=json.dumps(event), capture_output=True, text=True, check=False,
                cwd=os.path.join(folder, "code"), env=_environment(function, folder, result, request_id),
                timeout=REAL_TIME_FACTOR * timeout + REAL_SECONDS_TO_START)
        except subprocess.TimeoutExpired as expired:
            message = f"RequestId: {request_id} Error: Task timed out after {timeout}.00 seconds"
            printed = (expired.stdout or b"") + (expired.stderr or b"")
            return *_failure(message, "Sandbox.Timedout"), printed.decode("utf-8", "replace") + message
        printed = done.stdout + done.stderr
        if not os.path.exists(result):
            message = f"RequestId: {request_id} Error: Runtime exited with error: exit status {done.returncode}"
            return *_failure(message, "Runtime.ExitError"), printed
        with open(result, encoding="utf-8") as file:
            outcome = json.load(file)
    if "error" in outcome:
        return json.dumps(outcome["error"]), True, printed
    return outcome["result"], False, printed


def run(self, event=None):
    """In the place of LambdaFunction._invoke_lambda: the payload, whether it is an error, and the log."""
    self.logs_backend.ensure_log_group(self.logs_group_name)
    request_id = str(uuid.uuid4())
    if not self.code_bytes or not (self.run_time or "").startswith("python"):
        log.warning("kept as a stub: AWS::Lambda::Function %s", self.function_name)
        return *_failure(f"there is nothing that runs {self.run_time}", "Runtime.InvalidEntrypoint", request_id), ""
    started = time.time()
    payload, failed, printed = _run(self, {} if event is None else event, request_id)
    lines = (f"START RequestId: {request_id} Version: {self.version}\n{printed.rstrip()}\nEND RequestId: {request_id}\n"
             f"REPORT RequestId: {request_id} Duration: {1000 * (time.time() - started):.2f} ms")
    self.save_logs(lines)
    return payload, failed, lines


def invoke(self, body, request_headers, response_headers):
    """In the place of LambdaFunction.invoke; what is handled later is for services/asynchronous.py."""
    if request_headers.get("x-amz-invocation-type") == "DryRun":
        return ""
    payload, failed, lines = self._invoke_lambda(json.loads(body) if body else {})
    response_headers["x-amz-log-result"] = base64.b64encode(lines.encode()[-4096:]).decode()
    response_headers["x-amz-executed-version"] = str(self.version)
    if failed:
        response_headers["x-amz-function-error"] = "Unhandled"
    return payload.encode()


def install():
    LambdaFunction._invoke_lambda = run
    LambdaFunction.invoke = invoke
