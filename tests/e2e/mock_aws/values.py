"""Ref, Fn::GetAtt, Fn::GetAZs and Fn::GetStackOutput as CloudFormation answers them; moto lacks many attributes."""

import functools
import json
import logging
import re

import moto.cloudformation.models as models
import moto.cloudformation.parsing as parsing
from moto.cloudformation.exceptions import ValidationError

import facts
from clients import client

log = logging.getLogger("mock_aws")

# Where moto's objects keep what `Ref` gives, in the order of preference.
_ID_MEMBERS = ("physical_resource_id", "db_subnet_group_name", "subnet_name", "id", "name", "arn", "access_point_id",
               "layer_version_arn", "association_id", "version")
# Type and attribute: the member of moto's object.
_MEMBERS = {
    ("AWS::EC2::EIP", "PublicIp"): "public_ip",
    ("AWS::ECR::Repository", "RepositoryUri"): "uri",
    ("AWS::EFS::AccessPoint", "Arn"): "access_point_arn",
    ("AWS::EFS::FileSystem", "Arn"): "file_system_arn",
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupName"): "name",
    ("AWS::KMS::Key", "KeyId"): "id",
    ("AWS::Lambda::Version", "Version"): "version",
    ("AWS::RDS::DBInstance", "DBInstanceArn"): "arn",
    ("AWS::SSM::Parameter", "Type"): "parameter_type",
}
# Type and attribute: a function of moto's object.
_COMPUTED = {
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupFullName"): lambda made: made.arn.split(":")[-1],
    ("AWS::Route53::HostedZone", "NameServers"): lambda made: list(made.delegation_set.name_servers),
}


def _member(made, name):
    try:
        value = getattr(made, name, None)
    except Exception:  # properties of moto's objects raise what they like
        return None
    return None if callable(value) else value


def physical_id(made):
    for name in _ID_MEMBERS:
        value = _member(made, name)
        if isinstance(value, str) and value:
            return value
    return None


def _snake_case(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower().replace(".", "_")


def _output_of_nested_stack(stack, name, logical_id):
    for output in stack.outputs or []:
        if name == "Outputs." + output["OutputKey"]:
            return output["OutputValue"]
    raise ValidationError(message=f"Template error: nested stack {logical_id} has no attribute {name}")


def _attribute_of_moto(made, name):
    try:
        return made.get_cfn_attribute(name)
    except Exception:  # UnformattedGetAttTemplateException and whatever else
        return None


def _known_attribute(made, type_name, name):
    """From the members of moto's object: by the table, or by the attribute's name; or what Ref gives, too."""
    for member in (_MEMBERS.get((type_name, name)), _snake_case(name)):
        value = _member(made, member) if member else None
        if value is not None:
            return value
    if (type_name, name) in _COMPUTED:
        return _COMPUTED[type_name, name](made)
    return physical_id(made) if facts.is_ref(type_name, name) else None


@functools.lru_cache(None)
def _say_guessed(type_name, name):
    """Once of each."""
    log.warning("guessed: %s.%s", type_name, name)


def _guessed_attribute(made, type_name, name):
    """By what the attribute's name ends in."""
    own_id = physical_id(made)
    value = own_id if name.endswith(("Id", "Url", "Name")) else None
    if name.endswith("Arn"):
        value = next((value for value in (_member(made, "arn"), own_id) if str(value).startswith("arn:")), None)
    if value is not None:
        _say_guessed(type_name, name)
    return value


_SOURCES = (lambda made, type_name, name: _attribute_of_moto(made, name), _known_attribute, _guessed_attribute)


def attribute(made, name, logical_id):
    """Refused unless the type has it; a custom resource has what its function answers, and no more."""
    if isinstance(made, models.Stack) and name.startswith("Outputs."):
        return _output_of_nested_stack(made, name, logical_id)
    type_name, exact = getattr(made, "cf_resource_type", "?"), getattr(made, "exact", False)
    sources = _SOURCES[:1] if exact else _SOURCES if facts.has_attribute(type_name, name) else ()
    for source in sources:
        value = source(made, type_name, name)
        if value is not None:
            return value
    raise ValidationError(message=f"Template error: resource {logical_id} ({type_name}) does not support attribute "
                                  f"type {name} in Fn::GetAtt")


def _get_att(argument, resources):
    logical_id, *names = argument.split(".", 1) if isinstance(argument, str) else argument
    name = names[0] if len(names) == 1 else ".".join(names)
    if not isinstance(name, str):
        name = clean(name, resources)
    if logical_id not in resources._resource_json_map:
        raise ValidationError(message="Template error: instance of Fn::GetAtt references undefined resource "
                                      f"{logical_id}")
    made = resources[logical_id]
    if made is None:
        raise ValidationError(message=f"Unresolved resource dependencies [{logical_id}] in the Resources block of the "
                                      "template")
    return attribute(made, name, logical_id)


def _ref(name, resources):
    try:
        value = resources[name]
    except KeyError:
        raise ValidationError(message=f"Template format error: Unresolved resource dependencies [{name}] in the "
                                      "Resources block of the template") from None
    plain = value is None or isinstance(value, (str, int, float, list, dict, bool))
    return value if plain else physical_id(value)


def _get_azs(region, resources):
    region = clean(region, resources) or resources["AWS::Region"]
    return [region + letter for letter in "abc"]


def _get_stack_output(argument, resources):
    """The output of a stack of any region; of another account where a role is given. Nothing holds it in place."""
    given = {key: clean(value, resources) for key, value in argument.items()}
    region = given.get("Region") or resources._region_name
    account = given["RoleArn"].split(":")[4] if "RoleArn" in given else resources._account_id
    name, key = given["StackName"], given["OutputName"]
    for stack in models.cloudformation_backends[account][region].stacks.values():
        if name in (stack.name, stack.stack_id) and stack.status != "REVIEW_IN_PROGRESS":
            found = [each["OutputValue"] for each in stack.outputs or [] if each["OutputKey"] == key]
            if found:
                return found[0]
            raise ValidationError(message=f"Template error: stack {name} of {region} has no output {key}")
    raise ValidationError(message=f"Template error: Fn::GetStackOutput: stack {name} does not exist in {region}")


_FUNCTIONS = {"Fn::GetAtt": _get_att, "Ref": _ref, "Fn::GetAZs": _get_azs, "Fn::GetStackOutput": _get_stack_output}
_moto_clean = parsing.clean_json


def clean(value, resources):
    """The value with its functions computed: in the place of moto's clean_json, which calls it for what it contains."""
    if isinstance(value, dict) and len(value) == 1:
        (key, argument), = value.items()
        if key in _FUNCTIONS:
            return _FUNCTIONS[key](argument, resources)
    return _moto_clean(value, resources)


# --- Dynamic references ----------------------------------------------------------------------------------------------

_DYNAMIC = re.compile(r"\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]*)\}\}")


def _of_parameter_store(reference, region):
    name, _, version = reference.partition(":")
    parameter = client("ssm", region).get_parameter(Name=f"{name}:{version}" if version else name, WithDecryption=True)
    return parameter["Parameter"]["Value"]


def _of_secrets_manager(reference, region):
    """secret-id:SecretString:json-key:version-stage:version-id; the id may be an ARN, which has colons itself."""
    secret, _, rest = reference.partition(":SecretString")
    key, stage, version = (rest.removeprefix(":").split(":") + ["", "", ""])[:3]
    given = {"SecretId": secret, "VersionStage": stage, "VersionId": version}
    value = client("secretsmanager", region).get_secret_value(
        **{name: each for name, each in given.items() if each})["SecretString"]
    return str(json.loads(value)[key]) if key else value


def resolve_dynamic_references(value, region):
    """{{resolve:...}} in properties; CloudFormation looks when it makes or changes the resource, and not before."""
    if isinstance(value, dict):
        return {key: resolve_dynamic_references(each, region) for key, each in value.items()}
    if isinstance(value, list):
        return [resolve_dynamic_references(each, region) for each in value]
    if not isinstance(value, str) or "{{resolve:" not in value:
        return value
    return _DYNAMIC.sub(lambda found: (_of_secrets_manager if found[1] == "secretsmanager" else _of_parameter_store)(
        found[2], region), value)


def _check_outputs(self):
    """moto asks only for attributes that it knows itself."""
    for output in (self._template.get("Outputs") or {}).values():
        value = output.get("Value", {})
        if not isinstance(value, dict) or "Fn::GetAtt" not in value:
            continue
        argument = value["Fn::GetAtt"]
        logical_id = argument[0] if isinstance(argument, list) else argument.split(".")[0]
        if logical_id not in self._resource_json_map:
            raise ValidationError(message=f"Template format error: Unresolved resource dependencies [{logical_id}] in "
                                          "the Outputs block of the template")


def _references(value):
    """Names that Ref and Fn::Sub use: what a change of parameters alone can change."""
    found = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref" and isinstance(inner, str):
                found.append(inner)
            if key == "Fn::Sub":
                found += re.findall(r"\$\{([A-Za-z0-9]+)", inner if isinstance(inner, str) else inner[0])
            found += _references(inner)
    elif isinstance(value, list):
        for inner in value:
            found += _references(inner)
    return found


def install():
    parsing.clean_json = clean
    parsing.ResourceMap.validate_outputs = _check_outputs
    parsing.get_references_from_template = _references
