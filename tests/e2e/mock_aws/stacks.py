"""Stacks: outputs, exports and imports, parameters, and what comes of a failure.

The functions stand in the place of moto's methods of the same names and keep their signatures; the first line says what
each does beyond moto.
"""

import contextlib
import functools
import logging
import re
import threading

import moto.cloudformation.models as models
import moto.cloudformation.parsing as parsing
from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError

import custom_resources
import lifecycle
from changes import Update
from values import clean

log = logging.getLogger("mock_aws")

Backend = models.CloudFormationBackend


_moto_stack_init = models.Stack.__init__
_moto_stack_delete = models.Stack.delete


def backend_of(stack):
    return models.cloudformation_backends[stack.account_id][stack.region_name]


def stack_init(self, *arguments, **options):
    """Shares the exports of the region, also while it has none."""
    _moto_stack_init(self, *arguments, **options)
    if options.get("cross_stack_resources") is not None:
        self.cross_stack_resources = options["cross_stack_resources"]


# --- Exports and imports ---------------------------------------------------------------------------------------------

def imports_of(stack):
    """Names of exports that the stack's template imports. Fn::GetStackOutput is none: AWS lets its producer change."""
    found = set()

    def walk(value):
        if isinstance(value, dict):
            if "Fn::ImportValue" in value:
                with contextlib.suppress(ValidationError):  # it refers to what is gone
                    found.add(clean(value["Fn::ImportValue"], stack.resource_map))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(stack.template_dict)
    return found


def user_of(backend, name, exporter):
    """The name of another stack that imports the export, or None."""
    others = [stack for stack in backend.stacks.values() if stack is not exporter]
    return next((other.name for other in others if name in imports_of(other)), None)


def set_exports(backend, stack):
    """Takes the stack's exports over, away with those that it has no longer; what is in use does not go or change."""
    new = {export.name: export for export in stack.exports}
    for name in new:
        holder = backend.exports.get(name)
        if holder and holder.exporting_stack_id != stack.stack_id:
            raise ValidationError(message=f"Export with name {name} is already exported by stack "
                                          f"{holder.exporting_stack_id.split('/')[1]}. Rollback requested by user.")
    own = {name: export for name, export in backend.exports.items() if export.exporting_stack_id == stack.stack_id}
    for name, export in own.items():
        if name in new and str(new[name].value) == str(export.value):
            continue
        user = user_of(backend, name, stack)
        if user:
            verb = "updated" if name in new else "deleted"
            raise ValidationError(message=f"Export {name} cannot be {verb} as it is in use by {user}")
    for name in own:
        del backend.exports[name]
    backend.exports.update(new)


# --- Parameters ------------------------------------------------------------------------------------------------------

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


# --- Creation --------------------------------------------------------------------------------------------------------

def reason_of(stack, error, verb):
    logical_id, cause = lifecycle.memory(stack.resource_map).failure or (None, error)
    text = custom_resources.reason_of(cause)
    return f"The following resource(s) failed to {verb}: [{logical_id}]. {text}" if logical_id else text


def roll_back_creation(stack, error):
    """What AWS does after a failed creation."""
    reason = reason_of(stack, error, "create")
    log.warning("stack %s: %s", stack.name, reason)
    stack._add_stack_event("ROLLBACK_IN_PROGRESS", resource_status_reason=reason)
    status = "ROLLBACK_COMPLETE"
    try:
        lifecycle.delete_all(stack.resource_map, creating=True)
    except Exception as left:
        log.warning("rollback of %s: %s", stack.name, left)
        status = "ROLLBACK_FAILED"
    stack.resource_map._resource_json_map = {}
    stack.output_map = parsing.OutputMap(stack.resource_map, {}, stack.stack_id)
    stack.status, stack.stack_status_reason = status, reason
    stack._add_stack_event(status)


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
        stack.resource_map.create(stack.template_dict)
        stack.outputs  # computes them: a failure shows now
        set_exports(backend, stack)
        stack.mark_creation_complete()
    except Exception as error:
        roll_back_creation(stack, error)
    return stack


def create_stack(self, name, template, parameters, **options):
    """Refuses a name that is taken; a failure ends in ROLLBACK_COMPLETE."""
    if any(stack.name == name for stack in self.stacks.values()):
        raise AlreadyExistsException(f"Stack [{name}] already exists")
    return make_stack(self, name, template, parameters, **options)


# --- Updates ---------------------------------------------------------------------------------------------------------

def stack_update(self, template, role_arn=None, parameters=None, tags=None):
    """A failure ends in UPDATE_ROLLBACK_COMPLETE, with everything as it was."""
    if not self.status.endswith("COMPLETE") or self.status == "ROLLBACK_COMPLETE":
        raise ValidationError(message=f"Stack:{self.stack_id} is in {self.status} state and can not be updated.")
    before = (self.template, self.template_dict, self.parameters, self.output_map, self.tags, self.description)
    self._add_stack_event("UPDATE_IN_PROGRESS", resource_status_reason="User Initiated")
    transaction = Update(self.resource_map)
    try:
        self.template, self.parameters = template, self.parameters if parameters is None else parameters
        self._parse_template()
        transaction.run(self.template_dict, self.parameters)
        self.output_map = self._create_output_map()
        self.outputs  # computes them
        set_exports(backend_of(self), self)
    except Exception as error:
        reason = reason_of(self, error, "update")
        log.warning("stack %s: %s", self.name, reason)
        self._add_stack_event("UPDATE_ROLLBACK_IN_PROGRESS", resource_status_reason=reason)
        failures = transaction.undo()
        self.template, self.template_dict, self.parameters, self.output_map, self.tags, self.description = before
        self.status = "UPDATE_ROLLBACK_FAILED" if failures else "UPDATE_ROLLBACK_COMPLETE"
        self.stack_status_reason = reason
        self._add_stack_event(self.status)
        return
    self.description, self.role_arn = self.template_dict.get("Description"), role_arn
    self.tags = self.tags if tags is None else tags
    self._add_stack_event("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    transaction.clean_up()
    self.status, self.stack_status_reason = "UPDATE_COMPLETE", None
    self._add_stack_event("UPDATE_COMPLETE")


def changed_parameters(stack, parameters):
    """Names of those whose value would change."""
    return {name for name, value in (parameters or {}).items() if str(stack.stack_parameters.get(name)) != str(value)}


def update_stack(self, name, template, role_arn, parameters, tags):
    """Refuses an update that changes nothing, and checks the parameters."""
    stack = self.get_stack(name)
    template = template or stack.template
    given = self._resolve_update_parameters(stack, parameters)
    check_parameters(models.Stack.parse_template(template), given)
    if stack.has_template(template) and tags in (None, stack.tags) and not changed_parameters(stack, given):
        raise ValidationError(message="No updates are to be performed.")
    stack.update(template, role_arn, parameters=given, tags=tags)
    return stack


# --- Deletion --------------------------------------------------------------------------------------------------------

class FrozenOutputs:
    """Outputs of a stack that is gone: moto would make its resources again to compute them."""

    exports = []

    def __init__(self, outputs):
        self._outputs = outputs

    def values(self):
        return [parsing.Output(each["OutputKey"], each["OutputValue"], each.get("Description"))
                for each in self._outputs]


def stack_delete(self):
    """A deleted stack does not come back when it is described."""
    try:
        outputs = self.outputs or []
    except Exception:
        outputs = []
    _moto_stack_delete(self)
    self.output_map = FrozenOutputs(outputs)
    self.resource_map._resource_json_map = {}


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
        exported = [name for name, export in self.exports.items() if export.exporting_stack_id == stack.stack_id]
        for name in sorted(exported):
            user = user_of(self, name, stack)
            if user:
                raise ValidationError(message=f"Export {name} cannot be deleted as it is in use by {user}")
        try:
            stack.delete()
        except Exception as error:
            stack.status, stack.stack_status_reason = "DELETE_FAILED", str(error)
            stack._add_stack_event("DELETE_FAILED", resource_status_reason=str(error))
            log.warning("delete %s: %s", stack.name, error)
            return
        for name in exported:
            self.exports.pop(name, None)
    del self.stacks[stack.stack_id]
    self.deleted_stacks[stack.stack_id] = stack


def describe_stack_events(self, stack_name):
    """Words the error as AWS does: version 3.0.0 of the CDK command line reads it."""
    try:
        return self.get_stack(stack_name).events
    except ValidationError:
        raise ValidationError(message=f"Stack [{stack_name}] does not exist") from None


# --- One after the other ---------------------------------------------------------------------------------------------

_one_at_a_time = threading.RLock()


def serialized(operation):
    """The server has many threads, and moto's CloudFormation is made for one."""
    @functools.wraps(operation)
    def locked(self, *arguments, **options):
        with _one_at_a_time:
            return operation(self, *arguments, **options)
    return locked


def install():
    models.Stack.__init__ = stack_init
    models.Stack.delete = stack_delete
    models.Stack.update = stack_update
    models.Stack.stack_resources = property(
        lambda self: [made for made in self.resource_map.values() if made is not None])
    models.Stack.physical_resource_id = property(lambda self: self.stack_id)

    Backend.describe_stack_events = describe_stack_events
    for operation in (create_stack, update_stack, delete_stack):
        setattr(Backend, operation.__name__, serialized(operation))
