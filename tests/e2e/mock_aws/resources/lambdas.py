"""Functions of Lambda: moto's own model loses layers, tags and most settings, and takes all inline code for Python."""

import io
import pathlib
import zipfile

import moto.packages.cfnresponse.cfnresponse as cfnresponse

from clients import call, client, input_shape
from resources.base import Made, to_parameters

ROWS = {}

# By the beginning of the runtime: the file that inline code stands in. Lambda adds a module for custom resources to it.
_INLINE_FILES = {"python": "index.py", "nodejs": "index.js"}


def _zipped(source, runtime):
    content = io.BytesIO()
    name = next((file for prefix, file in _INLINE_FILES.items() if runtime.startswith(prefix)), "index.py")
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, source)
        if name == "index.py":
            archive.writestr("cfnresponse.py", pathlib.Path(cfnresponse.__file__).read_text(encoding="utf-8"))
    return content.getvalue()


def _code(given):
    code = dict(given["Code"])
    if "ZipFile" in code:
        code["ZipFile"] = _zipped(code["ZipFile"], given.get("Runtime", ""))
    code.pop("SourceKMSKeyArn", None)
    return code


def _tags(given):
    return {tag["Key"]: tag["Value"] for tag in given.get("Tags", [])}


def _parameters(request, operation, given):
    parameters = to_parameters(input_shape("lambda", request.region, operation),
                               {key: value for key, value in given.items() if key not in ("Code", "Tags")})
    environment = given.get("Environment", {}).get("Variables", {})
    return {**parameters, "Environment": {"Variables": {key: str(value) for key, value in environment.items()}}}


def _function(request):
    given, functions = request.properties, client("lambda", request.region)
    parameters = {"FunctionName": request.name[:64], **_parameters(request, "CreateFunction", given)}
    made = functions.create_function(**parameters, Code=_code(given), Tags=_tags(given))
    name = made["FunctionName"]
    if "ReservedConcurrentExecutions" in given:
        functions.put_function_concurrency(
            FunctionName=name, ReservedConcurrentExecutions=int(given["ReservedConcurrentExecutions"]))
    return Made(request.type_name, name, {"Arn": made["FunctionArn"]},
                request.deletion("lambda", "DeleteFunction", FunctionName=name))


def _update(request, made, before):
    given, functions, name = request.properties, client("lambda", request.region), made.physical_resource_id
    if given["Code"] != before["Code"]:
        functions.update_function_code(FunctionName=name, **_code(given))
    # What is no longer given goes back to its default.
    defaults = {"MemorySize": 128, "Timeout": 3, "Description": "", "Layers": []}
    dropped = {key: value for key, value in defaults.items() if key in before}
    parameters = {**dropped, **_parameters(request, "UpdateFunctionConfiguration", given), "FunctionName": name}
    call("lambda", request.region, "UpdateFunctionConfiguration", parameters)
    arn, gone = made.attributes["Arn"], list(_tags(before).keys() - _tags(given).keys())
    if _tags(given):
        functions.tag_resource(Resource=arn, Tags=_tags(given))
    if gone:
        functions.untag_resource(Resource=arn, TagKeys=gone)
    if "ReservedConcurrentExecutions" in given:
        functions.put_function_concurrency(
            FunctionName=name, ReservedConcurrentExecutions=int(given["ReservedConcurrentExecutions"]))
    elif "ReservedConcurrentExecutions" in before:
        functions.delete_function_concurrency(FunctionName=name)
    return made


MAKERS = {"AWS::Lambda::Function": _function}
UPDATES = {"AWS::Lambda::Function": _update}
DELETIONS = {}
