"""moto's CloudFormation, repaired: change sets, outputs, exports, failures, deletion.

The functions here stand in the place of functions of moto 5.2.1 and keep their signatures. What each does beyond moto is
in its first line.
"""

import functools
import json
import logging
import re
import threading

import moto.cloudformation.models as models
import moto.cloudformation.parsing as parsing
import moto.cloudformation.responses as responses
import moto.cloudformation.utils as utils
import moto.elbv2.models  # noqa: F401  registers its CloudFormation types
import moto.logs.models  # noqa: F401
from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError, ValidationError

import resources
from values import clean, physical_id

log = logging.getLogger("mock_aws")

Backend = models.CloudFormationBackend
Response = responses.CloudFormationResponse


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


class InsufficientCapabilities(CloudFormationError):
    code = "InsufficientCapabilitiesException"


# --- Single resources --------------------------------------------------------------------------------------------------

# Types whose model in moto fails without a name.
NAME_PROPERTIES = {"AWS::SSM::Parameter": "Name", "AWS::Events::EventBus": "Name"}

_moto_create = parsing.parse_and_create_resource
_moto_update = parsing.parse_and_update_resource
_moto_generate_name = parsing.generate_resource_name


def stack_of(resource_map):
    return models.cloudformation_backends[resource_map._account_id][resource_map._region_name].stacks.get(
        resource_map.stack_id)


def add_event(resource_map, logical_id, type_name, status, own_id=None, reason=None):
    stack = stack_of(resource_map)
    if stack:
        stack.events.append(models.Event(
            stack_id=resource_map.stack_id, stack_name=stack.name, logical_resource_id=logical_id,
            physical_resource_id=own_id, resource_type=type_name, resource_status=status,
            resource_status_reason=reason, resource_properties=None))


def remembered(resource_map, name, default):
    """What these functions keep on moto's object between its creation and its deletion."""
    return resource_map.__dict__.setdefault(name, default)


def generate_resource_name(type_name, stack_name, logical_id):
    """Repositories of ECR have lower-case names."""
    name = _moto_generate_name(type_name, stack_name, logical_id)
    return name.lower() if type_name == "AWS::ECR::Repository" else name


def with_name(resource, name):
    """The resource with the name that moto's model needs."""
    resource = {**resource, "Properties": resource.get("Properties") or {}}
    key = NAME_PROPERTIES.get(resource["Type"])
    if key and key not in resource["Properties"]:
        resource["Properties"] = {**resource["Properties"], key: name}
    return resource


def make_by_api(logical_id, type_name, properties, resource_map, account_id, region_name):
    names = remembered(resource_map, "_tenon_names", {})  # an update keeps the name
    name = names.setdefault(logical_id, parsing.generate_resource_name(type_name, resource_map["AWS::StackName"], logical_id))
    try:
        return resources.make(resources.Request(type_name, logical_id, name, properties, region_name, account_id))
    except resources.UnknownType as error:
        raise ValidationError(message=str(error)) from None


def make(logical_id, resource, resource_map, account_id, region_name):
    type_name = resource["Type"]
    resource = with_name(resource, parsing.generate_resource_name(type_name, resource_map["AWS::StackName"], logical_id))
    properties = clean(resource["Properties"], resource_map)
    if type_name in parsing.NULL_MODELS:
        made = resources.Made(type_name, f"{resource_map['AWS::StackName']}-{logical_id}", stub=True)
    elif type_name in parsing.get_model_map() and type_name not in resources.MAKERS:
        made = _moto_create(logical_id, resource, resource_map, account_id=account_id, region_name=region_name)
    else:
        made = make_by_api(logical_id, type_name, properties, resource_map, account_id, region_name)
    made.logical_resource_id, made.cf_resource_type = logical_id, type_name
    if type_name == "AWS::KMS::Key" and isinstance(made.policy, dict):
        made.policy = json.dumps(made.policy)  # as a dict it makes every KMS call on the key fail
    set_physical_id(made, f"{resource_map['AWS::StackName']}-{logical_id}")
    if isinstance(made, parsing.TaggedEC2Resource):
        resource_map.tags["aws:cloudformation:logical-id"] = logical_id
    remembered(resource_map, "_tenon_order", []).append(logical_id)
    remembered(resource_map, "_tenon_properties", {})[logical_id] = properties
    return made


def set_physical_id(made, default):
    if isinstance(getattr(made, "physical_resource_id", None), str):
        return
    try:
        made.physical_resource_id = physical_id(made) or default
    except AttributeError:
        pass  # a property of moto's object that cannot be set


def parse_and_create_resource(logical_id, resource_json, resources_map, account_id, region_name):
    """Honours DependsOn, makes what moto lacks, and notes events and the first failure."""
    condition = resource_json.get("Condition")
    if condition and not resources_map.lazy_condition_map[condition]:
        return None
    depends_on = resource_json.get("DependsOn") or []
    for dependency in [depends_on] if isinstance(depends_on, str) else depends_on:
        resources_map[dependency]  # makes it
    type_name = resource_json["Type"]
    add_event(resources_map, logical_id, type_name, "CREATE_IN_PROGRESS")
    try:
        made = make(logical_id, resource_json, resources_map, account_id, region_name)
    except Exception as error:
        if not hasattr(resources_map, "_tenon_failure"):
            resources_map._tenon_failure = (logical_id, error)
            add_event(resources_map, logical_id, type_name, "CREATE_FAILED", None, f"{type(error).__name__}: {error}")
        raise
    add_event(resources_map, logical_id, type_name, "CREATE_COMPLETE", physical_id(made))
    return made


def update_in_place(logical_id, resource, resource_map, account_id, region_name, old):
    """None where moto cannot update the type."""
    type_name = resource["Type"]
    model = parsing.get_model_map().get(type_name)
    can_update = model and type_name not in resources.MAKERS and not hasattr(
        model.update_from_cloudformation_json, "__isabstractmethod__")
    if not can_update:
        return None
    resource = with_name(resource, physical_id(old))
    return _moto_update(logical_id, resource, resource_map, account_id=account_id, region_name=region_name)


def parse_and_update_resource(logical_id, resource_json, resources_map, account_id, region_name):
    """Replaces what moto cannot update in place."""
    type_name, old = resource_json["Type"], resources_map[logical_id]
    add_event(resources_map, logical_id, type_name, "UPDATE_IN_PROGRESS", physical_id(old))
    new = update_in_place(logical_id, resource_json, resources_map, account_id, region_name, old)
    if new is None:
        delete_resource(resources_map, logical_id, old)
        resources_map._parsed_resources.pop(logical_id, None)
        new = resources_map[logical_id]
    if new is not None:
        set_physical_id(new, None)
    properties = clean(resource_json.get("Properties") or {}, resources_map)
    remembered(resources_map, "_tenon_properties", {})[logical_id] = properties
    add_event(resources_map, logical_id, type_name, "UPDATE_COMPLETE", physical_id(new))
    return new


def delete_resource(resource_map, logical_id, made):
    type_name, own_id = made.cf_resource_type, physical_id(made)
    add_event(resource_map, logical_id, type_name, "DELETE_IN_PROGRESS", own_id)
    properties = remembered(resource_map, "_tenon_properties", {}).get(logical_id, {})
    if not resources.delete(type_name, resource_map._region_name, own_id, properties, made):
        resource_map._delete_resource(made, resource_map._resource_json_map[logical_id])
    add_event(resource_map, logical_id, type_name, "DELETE_COMPLETE", own_id)


def is_gone(error):
    return re.search(r"NotFound|NoSuch|DoesNotExist", f"{type(error).__name__} {error}") is not None


def delete_all(self):
    """In reverse order of creation, again and again while anything can still be deleted; Retain is honoured."""
    order = list(dict.fromkeys(remembered(self, "_tenon_order", [])))
    waiting = [logical_id for logical_id in reversed(order) if self._parsed_resources.get(logical_id) is not None and
               self._resource_json_map.get(logical_id, {}).get("DeletionPolicy") != "Retain"]
    while waiting:
        left, failure = [], None
        for logical_id in waiting:
            try:
                delete_resource(self, logical_id, self._parsed_resources[logical_id])
            except Exception as error:
                if not is_gone(error):
                    left.append(logical_id)
                    failure = (logical_id, error)
                    continue
            self._parsed_resources.pop(logical_id)
        if len(left) == len(waiting):
            logical_id, error = failure
            type_name = self._resource_json_map[logical_id]["Type"]
            add_event(self, logical_id, type_name, "DELETE_FAILED", None, str(error))
            raise ValidationError(message=f"{logical_id}: {error}")
        waiting = left


# --- Stacks ------------------------------------------------------------------------------------------------------------

_moto_stack_init = models.Stack.__init__
_moto_stack_delete = models.Stack.delete
_moto_update_stack = Backend.update_stack
_moto_create_change_set = Backend.create_change_set
_moto_describe_change_set = Backend.describe_change_set
_moto_difference = models.ChangeSet.diff


def stack_init(self, *arguments, **options):
    """Shares the exports of the region, also while it has none."""
    _moto_stack_init(self, *arguments, **options)
    if options.get("cross_stack_resources") is not None:
        self.cross_stack_resources = options["cross_stack_resources"]


class FrozenOutputs:
    """Outputs of a stack that is gone: moto would make its resources again to compute them."""

    exports = []

    def __init__(self, outputs):
        self._outputs = outputs

    def values(self):
        return [parsing.Output(each["OutputKey"], each["OutputValue"], each.get("Description")) for each in self._outputs]


def stack_delete(self):
    """A deleted stack does not come back when it is described."""
    try:
        outputs = self.outputs or []
    except Exception:
        outputs = []
    _moto_stack_delete(self)
    self.output_map = FrozenOutputs(outputs)
    self.resource_map._resource_json_map = {}


def describe_stack_events(self, stack_name):
    """Words the error as AWS does: version 3.0.0 of the CDK command line reads it."""
    try:
        return self.get_stack(stack_name).events
    except ValidationError:
        raise ValidationError(message=f"Stack [{stack_name}] does not exist") from None


def set_exports(backend, stack):
    """Takes the stack's exports over, away with those that it no longer has."""
    new = {export.name: export for export in stack.exports}
    for name, export in list(backend.exports.items()):
        if export.exporting_stack_id == stack.stack_id and name not in new:
            del backend.exports[name]
    for name in new:
        holder = backend.exports.get(name)
        if holder and holder.exporting_stack_id != stack.stack_id:
            raise ValidationError(message=f"Export with name {name} is already exported by stack "
                                          f"{holder.exporting_stack_id.split('/')[1]}. Rollback requested by user.")
    backend.exports.update(new)


def imports_of(stack):
    found = set()

    def walk(value):
        if isinstance(value, dict):
            if "Fn::ImportValue" in value:
                try:
                    found.add(clean(value["Fn::ImportValue"], stack.resource_map))
                except Exception:
                    pass  # of a resource that is gone
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(stack.template_dict)
    return found


def check_parameters(template, given):
    declared = template.get("Parameters") or {}
    given = given or {}
    unknown = [name for name in given if name not in declared]
    if unknown:
        raise ValidationError(message=f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    missing = [name for name, schema in declared.items() if "Default" not in schema and name not in given]
    if missing:
        raise ValidationError(message=f"Parameters: [{', '.join(missing)}] must have values")
    for name, value in given.items():
        schema = declared[name]
        if "AllowedValues" in schema and str(value) not in map(str, schema["AllowedValues"]):
            raise ValidationError(message=f"Parameter '{name}' must be one of AllowedValues")
        if "AllowedPattern" in schema and not re.fullmatch(schema["AllowedPattern"], str(value)):
            constraint = schema.get("ConstraintDescription", schema["AllowedPattern"])
            raise ValidationError(message=f"Parameter {name} failed to satisfy constraint: {constraint}")


def roll_back(stack, error):
    """What AWS does after a failed creation."""
    logical_id, cause = getattr(stack.resource_map, "_tenon_failure", (None, error))
    reason = (f"The following resource(s) failed to create: [{logical_id}]. {type(cause).__name__}: {cause}")
    log.warning("stack %s: %s", stack.name, reason)
    stack._add_stack_event("ROLLBACK_IN_PROGRESS", resource_status_reason=reason)
    try:
        stack.resource_map.delete()
    except Exception as left:
        log.warning("rollback of %s: %s", stack.name, left)
    stack.resource_map._resource_json_map = {}
    stack.output_map = parsing.OutputMap(stack.resource_map, {}, stack.stack_id)
    stack.status, stack.stack_status_reason = "ROLLBACK_COMPLETE", reason
    stack._add_stack_event("ROLLBACK_COMPLETE", resource_status_reason=reason)


def make_stack(backend, name, template, parameters, stack_id=None, earlier_events=None, **options):
    parsed = models.Stack.parse_template(template)
    check_parameters(parsed, parameters)
    if not parsed.get("Resources"):
        raise ValidationError(message="Template format error: At least one Resources member must be defined.")
    stack = models.Stack(
        stack_id=stack_id or models.generate_stack_id(name, backend.region_name, backend.account_id), name=name,
        template=template, parameters=parameters, account_id=backend.account_id, region_name=backend.region_name,
        cross_stack_resources=backend.exports, **options)
    stack.cross_stack_resources = stack.resource_map.cross_stack_resources = backend.exports
    if earlier_events:
        stack.events = earlier_events
    backend.stacks[stack.stack_id] = stack
    stack._add_stack_event("CREATE_IN_PROGRESS", resource_status_reason="User Initiated")
    try:
        stack.create_resources()
        if stack.status == "CREATE_IN_PROGRESS":
            stack.mark_creation_complete()
        set_exports(backend, stack)
        stack.outputs  # computes them: a failure shows now
    except Exception as error:
        roll_back(stack, error)
    return stack


def create_stack(self, name, template, parameters, **options):
    """Refuses a name that is taken; a failure ends in ROLLBACK_COMPLETE."""
    if any(stack.name == name for stack in self.stacks.values()):
        raise AlreadyExistsException(f"Stack [{name}] already exists")
    return make_stack(self, name, template, parameters, **options)


def update_stack(self, name, template, role_arn, parameters, tags):
    """Refuses an update that changes nothing; keeps the exports up to date."""
    stack = self.get_stack(name)
    changed = [each for each in parameters if "ParameterValue" in each and
               str(stack.parameters.get(each["ParameterKey"])) != str(each["ParameterValue"])]
    if template and stack.has_template(template) and tags in (None, stack.tags) and not changed:
        raise ValidationError(message="No updates are to be performed.")
    updated = _moto_update_stack(self, name, template, role_arn, parameters, tags)
    set_exports(self, updated)
    return updated


def delete_stack(self, name_or_stack_id):
    """Refuses while the stack is protected or an export is in use; a failure ends in DELETE_FAILED."""
    stack = next((each for each in self.stacks.values() if name_or_stack_id in (each.name, each.stack_id)), None)
    if stack is None:
        return
    if stack.enable_termination_protection:
        raise ValidationError(message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    if stack.status == "REVIEW_IN_PROGRESS":
        stack.status = "DELETE_COMPLETE"
        stack._add_stack_event("DELETE_COMPLETE")
    else:
        exported = {name for name, export in self.exports.items() if export.exporting_stack_id == stack.stack_id}
        for other in self.stacks.values():
            used = exported & imports_of(other) if other is not stack else set()
            if used:
                raise ValidationError(message=f"Export {min(used)} cannot be deleted as it is in use by {other.name}")
        try:
            stack.delete()
        except Exception as error:
            stack.status = "DELETE_FAILED"
            stack._add_stack_event("DELETE_FAILED", resource_status_reason=str(error))
            log.warning("delete %s: %s", stack.name, error)
            return
        for name in exported:
            self.exports.pop(name, None)
    del self.stacks[stack.stack_id]
    self.deleted_stacks[stack.stack_id] = stack


# --- Change sets -------------------------------------------------------------------------------------------------------

def create_change_set(self, stack_name, change_set_name, template, parameters, description, change_set_type,
                      notification_arns=None, tags=None, role_arn=None):
    """Checks the parameters; a stack that was only reviewed makes way."""
    check_parameters(models.Stack.parse_template(template), parameters)
    if change_set_type == "CREATE":
        for stack in [each for each in self.stacks.values() if each.name == stack_name]:
            if stack.status != "REVIEW_IN_PROGRESS":
                raise AlreadyExistsException(f"Stack [{stack_name}] already exists and cannot be created again with the "
                                             f"changeSet [{change_set_name}].")
            del self.stacks[stack.stack_id]
    return _moto_create_change_set(self, stack_name, change_set_name, template, parameters, description,
                                   change_set_type, notification_arns, tags, role_arn)


def execute_change_set(self, change_set_name, stack_name=None):
    """Builds outputs and exports, which moto forgets."""
    change_set = self.describe_change_set(change_set_name)
    stack = self.stacks[change_set.stack_id]
    if change_set.change_set_type == "CREATE":
        make_stack(self, stack.name, change_set.template, change_set.parameters, stack_id=stack.stack_id,
                   earlier_events=stack.events, notification_arns=stack.notification_arns, tags=change_set.tags,
                   role_arn=change_set.role_arn)
    else:
        stack.update(change_set.template, change_set.role_arn, parameters=change_set.parameters, tags=change_set.tags)
        set_exports(self, stack)
    change_set.execution_status = "EXECUTE_COMPLETE"
    self.change_sets = {key: each for key, each in self.change_sets.items() if each is not change_set}


def delete_change_set(self, change_set_name):
    """One that is not there is no error."""
    self.change_sets = {key: each for key, each in self.change_sets.items()
                        if change_set_name not in (key, each.change_set_name)}


def describe_change_set(self, change_set_name):
    """Gives the error its code."""
    try:
        return _moto_describe_change_set(self, change_set_name)
    except ValidationError:
        raise ChangeSetNotFound(f"ChangeSet [{change_set_name}] does not exist") from None


def difference(self):
    """Says which properties change: the CDK command line shows them."""
    changes = _moto_difference(self)
    old = self.stack.resource_map._resource_json_map
    for change in changes:
        made = self.stack.resource_map._parsed_resources.get(change.logical_resource_id)
        change.physical_resource_id = physical_id(made) if made is not None else None
        if change.action != "Modify":
            continue
        before, after = (each.get(change.logical_resource_id, {}).get("Properties") or {}
                         for each in (old, self.template_dict["Resources"]))
        change.replacement, change.scope = "False", ["Properties"]
        change.details = [
            {"Target": {"Attribute": "Properties", "Name": name, "RequiresRecreation": "Never"}, "Evaluation": "Static",
             "ChangeSource": "DirectModification"}
            for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    return changes


# --- Requests ----------------------------------------------------------------------------------------------------------

IAM_TYPES = {f"AWS::IAM::{name}" for name in (
    "AccessKey", "Group", "InstanceProfile", "ManagedPolicy", "Policy", "Role", "User", "UserToGroupAddition")}
NAMES_OF_IAM = {"AWS::IAM::Role": "RoleName", "AWS::IAM::User": "UserName", "AWS::IAM::Group": "GroupName",
                "AWS::IAM::ManagedPolicy": "ManagedPolicyName", "AWS::IAM::InstanceProfile": "InstanceProfileName"}


def check_capabilities(response, template):
    capabilities = set(response._get_param("Capabilities", []) or [])
    declared = ((models.Stack.parse_template(template) or {}).get("Resources") or {}).values()
    is_named = any(NAMES_OF_IAM.get(each.get("Type"), "") in (each.get("Properties") or {}) for each in declared)
    has_iam = any(each.get("Type") in IAM_TYPES for each in declared)
    if is_named and "CAPABILITY_NAMED_IAM" not in capabilities:
        raise InsufficientCapabilities("Requires capabilities : [CAPABILITY_NAMED_IAM]")
    if has_iam and not capabilities & {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"}:
        raise InsufficientCapabilities("Requires capabilities : [CAPABILITY_IAM]")


def checking_capabilities(action):
    """Checks capabilities, and takes UPDATE for the type of a change set that says none, as AWS does."""
    @functools.wraps(action)
    def checked(self):
        url = self._get_param("TemplateURL")
        template = self._get_stack_from_s3_url(url) if url else self._get_param("TemplateBody")
        if template:
            check_capabilities(self, template)
        get_param = self._get_param
        self._get_param = lambda name, default=None: get_param(name, "UPDATE" if name == "ChangeSetType" else default)
        try:
            return action(self)
        finally:
            del self._get_param
    return checked


def of_the_right_stack(action):
    """Names of change sets are the stack's own; moto takes them for the region's."""
    @functools.wraps(action)
    def resolved(self):
        name, stack = self._get_param("ChangeSetName"), self._get_param("StackName")
        if not name or name.startswith("arn:") or not stack:
            return action(self)
        keys = [key for key, each in self.cloudformation_backend.change_sets.items()
                if each.change_set_name == name and stack in (each.stack_name, each.stack_id)]
        if not keys and action.__name__ == "delete_change_set":
            return responses.EmptyResult()
        if not keys:
            raise ChangeSetNotFound(f"ChangeSet [{name}] does not exist")
        get_param = self._get_param
        self._get_param = lambda key, default=None: keys[-1] if key == "ChangeSetName" else get_param(key, default)
        try:
            return action(self)
        finally:
            del self._get_param
    return resolved


_one_at_a_time = threading.RLock()


def serialized(operation):
    """The server has many threads, and moto's CloudFormation is made for one."""
    @functools.wraps(operation)
    def locked(self, *arguments, **options):
        with _one_at_a_time:
            return operation(self, *arguments, **options)
    return locked


_moto_template_of_url = utils.get_stack_from_s3_url


def template_of_url(template_url, account_id, partition):
    """On a loopback address the bucket is the first part of the path."""
    match = re.match(r"https?://127\.0\.0\.1(?::\d+)?/(.*)", template_url)
    url = f"https://s3.us-east-1.amazonaws.com/{match.group(1)}" if match else template_url
    try:
        return _moto_template_of_url(url, account_id, partition)
    except AttributeError:
        raise ValidationError(message=f"S3 error: The specified key does not exist ({template_url})") from None


def update_termination_protection(self):
    """moto does not have it."""
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
    return responses.ActionResult({"StackId": stack.stack_id})


def install():
    parsing.generate_resource_name = generate_resource_name
    parsing.parse_and_create_resource = parse_and_create_resource
    parsing.parse_and_update_resource = parse_and_update_resource
    parsing.ResourceMap.delete = delete_all

    models.Stack.__init__ = stack_init
    models.Stack.delete = stack_delete
    models.Stack.stack_resources = property(
        lambda self: [made for made in self.resource_map.values() if made is not None])
    models.Stack.physical_resource_id = property(lambda self: self.stack_id)
    models.ChangeSet.diff = difference

    Backend.describe_stack_events = describe_stack_events
    Backend.describe_change_set = describe_change_set
    Backend.delete_change_set = delete_change_set
    for operation in (create_stack, update_stack, delete_stack, create_change_set, execute_change_set):
        setattr(Backend, operation.__name__, serialized(operation))

    for name in ("create_stack", "update_stack", "create_change_set"):
        setattr(Response, name, checking_capabilities(getattr(Response, name)))
    for name in ("describe_change_set", "delete_change_set", "execute_change_set"):
        setattr(Response, name, of_the_right_stack(getattr(Response, name)))
    Response.update_termination_protection = update_termination_protection
    # A change set that changes nothing is FAILED, and no error.
    Response._validate_different_update = lambda self, *arguments: None
    for module in (utils, models, responses):
        module.get_stack_from_s3_url = template_of_url
