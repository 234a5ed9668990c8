"""Single resources: made, updated in place, and deleted as their policies say.

`parse_and_create_resource` stands in the place of moto's function of this name, and `delete_all` in that of
ResourceMap.delete.
"""

import copy
import dataclasses
import functools
import logging
import re

import moto.cloudformation.models as models
import moto.cloudformation.parsing as parsing
from moto.cloudformation.exceptions import ValidationError

import custom_resources
import resources
from dependencies import everything_below, in_order
from resources import snapshots
from values import clean, physical_id, resolve_dynamic_references

log = logging.getLogger("mock_aws")

NESTED = "AWS::CloudFormation::Stack"
# Types whose model in moto fails without a name.
NAME_PROPERTIES = {"AWS::SSM::Parameter": "Name", "AWS::Events::EventBus": "Name"}

_moto_create = parsing.parse_and_create_resource
_moto_generate_name = parsing.generate_resource_name


@dataclasses.dataclass
class Memory:
    """What is kept on moto's map of a stack's resources, by logical id."""

    properties: dict = dataclasses.field(default_factory=dict)  # as they were last applied
    names: dict = dataclasses.field(default_factory=dict)  # generated ones: an update keeps them
    failure: tuple = None  # logical id and error: the first


def memory(resource_map):
    return resource_map.__dict__.setdefault("_tenon", Memory())


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


def note_failure(resource_map, logical_id, type_name, status, error):
    """Only of the resource that failed itself: those that need it fail with it."""
    if memory(resource_map).failure is None:
        memory(resource_map).failure = (logical_id, error)
        add_event(resource_map, logical_id, type_name, status, None, custom_resources.reason_of(error))


def generate_resource_name(type_name, stack_name, logical_id):
    """Repositories of ECR have lower-case names."""
    name = _moto_generate_name(type_name, stack_name, logical_id)
    return name.lower() if type_name == "AWS::ECR::Repository" else name


def is_moto_native(type_name):
    return type_name in parsing.get_model_map() and type_name not in resources.MAKERS


def with_name(resource, name):
    """The resource with the name that moto's model needs."""
    key = NAME_PROPERTIES.get(resource["Type"])
    if key and key not in resource["Properties"]:
        return {**resource, "Properties": {**resource["Properties"], key: name}}
    return resource


def name_of(resource_map, logical_id, type_name):
    names = memory(resource_map).names
    if logical_id not in names:
        names[logical_id] = generate_resource_name(type_name, resource_map["AWS::StackName"], logical_id)
    return names[logical_id]


def request_for(resource_map, logical_id, type_name, properties):
    return resources.Request(
        type_name, logical_id, name_of(resource_map, logical_id, type_name), copy.deepcopy(properties),
        resource_map._region_name, resource_map._account_id, resource_map.stack_id)


# --- Creation --------------------------------------------------------------------------------------------------------

def _make(resource_map, logical_id, resource, properties):
    type_name = resource["Type"]
    if type_name in parsing.NULL_MODELS:
        log.warning("kept as a stub: %s %s", type_name, logical_id)
        return resources.Made(type_name, f"{resource_map['AWS::StackName']}-{logical_id}", stub=True)
    if custom_resources.is_custom(type_name):
        return custom_resources.make(request_for(resource_map, logical_id, type_name, properties))
    if is_moto_native(type_name):
        given = with_name({**resource, "Properties": properties}, name_of(resource_map, logical_id, type_name))
        return _moto_create(logical_id, given, resource_map, account_id=resource_map._account_id,
                            region_name=resource_map._region_name)
    try:
        return resources.make(request_for(resource_map, logical_id, type_name, properties))
    except resources.UnknownType as error:
        raise ValidationError(message=str(error)) from None


def set_physical_id(made, default):
    if isinstance(getattr(made, "physical_resource_id", None), str):
        return
    try:
        made.physical_resource_id = physical_id(made) or default
    except AttributeError:
        pass  # a property of moto's object that cannot be set


def _finish(resource_map, logical_id, type_name, made):
    made.logical_resource_id, made.cf_resource_type = logical_id, type_name
    if type_name == NESTED and not made.status.endswith(("CREATE_COMPLETE", "UPDATE_COMPLETE")):
        raise ValidationError(message=f"Embedded stack {made.stack_id} was not successfully created: "
                                      f"{made.stack_status_reason}")
    set_physical_id(made, f"{resource_map['AWS::StackName']}-{logical_id}")
    if isinstance(made, parsing.TaggedEC2Resource):
        resource_map.tags["aws:cloudformation:logical-id"] = logical_id
    return made


def parse_and_create_resource(logical_id, resource_json, resources_map, account_id, region_name):
    """Honours DependsOn, makes what moto lacks, and notes events and the first failure."""
    condition = resource_json.get("Condition")
    if condition and not resources_map.lazy_condition_map[condition]:
        return None
    depends_on = resource_json.get("DependsOn") or []
    for dependency in [depends_on] if isinstance(depends_on, str) else depends_on:
        resources_map[dependency]  # makes it
    type_name = resource_json["Type"]
    try:
        properties = clean(resource_json.get("Properties") or {}, resources_map)
        add_event(resources_map, logical_id, type_name, "CREATE_IN_PROGRESS")
        given = resolve_dynamic_references(properties, region_name)
        made = _finish(resources_map, logical_id, type_name, _make(resources_map, logical_id, resource_json, given))
    except Exception as error:
        note_failure(resources_map, logical_id, type_name, "CREATE_FAILED", error)
        raise
    memory(resources_map).properties[logical_id] = properties
    add_event(resources_map, logical_id, type_name, "CREATE_COMPLETE", physical_id(made))
    return made


# --- Updates ---------------------------------------------------------------------------------------------------------

@functools.lru_cache(None)
def create_only_properties(type_name):
    """Paths of the properties whose change needs a new resource, from the type's schema."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_name).schema
    except Exception:  # a type of a registry of one's own
        return ()
    return tuple(tuple(path.split("/")[2:]) for path in schema.get("createOnlyProperties", []))


def _at(value, path):
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def needs_replacement(type_name, before, after):
    return any(_at(before, path) != _at(after, path) for path in create_only_properties(type_name))


def _update_nested(old, properties):
    region = old.region_name
    template = models.get_stack_from_s3_url(properties["TemplateURL"], account_id=old.account_id, partition="aws")
    old.update(template, None, parameters=properties.get("Parameters", {}))
    if old.status != "UPDATE_COMPLETE":
        raise ValidationError(message=f"Embedded stack {old.stack_id} of {region} was not successfully updated: "
                                      f"{old.stack_status_reason}")
    return old


def _update_by_moto(resource_map, old, resource, name):
    """None where moto cannot update the type."""
    model = parsing.get_model_map()[resource["Type"]]
    if hasattr(model.update_from_cloudformation_json, "__isabstractmethod__"):
        return None
    return model.update_from_cloudformation_json(
        original_resource=old, new_resource_name=getattr(old, "name", None) or name, cloudformation_json=resource,
        account_id=resource_map._account_id, region_name=resource_map._region_name)


def _make_again(resource_map, logical_id, resource, properties, old):
    """For what nobody knows to update: it keeps its name. Until it is made it is not among the stack's resources."""
    log.warning("updated by making it again: %s %s", resource["Type"], logical_id)
    delete_now(resource_map, logical_id, old)
    resource_map._parsed_resources.pop(logical_id)
    return _make(resource_map, logical_id, resource, properties)


def update_in_place(resource_map, logical_id, resource, properties, old):
    """The resource, with the new properties; of a custom resource it may be another one."""
    type_name = resource["Type"]
    if type_name == NESTED:
        return _update_nested(old, properties)
    if custom_resources.is_custom(type_name):
        return custom_resources.update(request_for(resource_map, logical_id, type_name, properties), old)
    request = request_for(resource_map, logical_id, type_name, properties)
    new = resources.update(request, old, memory(resource_map).properties[logical_id])
    if new is None and is_moto_native(type_name):
        given = with_name({**resource, "Properties": properties}, physical_id(old))
        new = _update_by_moto(resource_map, old, given, request.name)
    return new or _make_again(resource_map, logical_id, resource, properties, old)


def update(resource_map, logical_id, resource, properties):
    """Updates a resource in place, or makes it if it is not there; notes events and the first failure; returns it."""
    type_name, old = resource["Type"], resource_map._parsed_resources.get(logical_id)
    add_event(resource_map, logical_id, type_name, "UPDATE_IN_PROGRESS", physical_id(old))
    bring_about = _make if old is None else functools.partial(update_in_place, old=old)
    try:
        given = resolve_dynamic_references(properties, resource_map._region_name)
        new = _finish(resource_map, logical_id, type_name, bring_about(resource_map, logical_id, resource, given))
    except Exception as error:
        note_failure(resource_map, logical_id, type_name, "UPDATE_FAILED", error)
        raise
    resource_map._parsed_resources[logical_id] = new
    memory(resource_map).properties[logical_id] = properties
    add_event(resource_map, logical_id, type_name, "UPDATE_COMPLETE", physical_id(new))
    return new


# --- Deletion --------------------------------------------------------------------------------------------------------

def is_gone(error):
    return re.search(r"NotFound|NoSuch|DoesNotExist", f"{type(error).__name__} {error}") is not None


def delete_now(resource_map, logical_id, made, properties=None):
    properties = memory(resource_map).properties.get(logical_id, {}) if properties is None else properties
    own_id = physical_id(made)
    if resources.delete(made.cf_resource_type, resource_map._region_name, own_id, properties, made):
        return
    resource_map._delete_resource(made, {"Type": made.cf_resource_type, "Properties": properties})


def policy_of(resource, key):
    """Databases that are in no cluster, and clusters, are kept in a snapshot unless the template says otherwise."""
    default = "Snapshot" if key == "DeletionPolicy" and (
        resource["Type"] == "AWS::RDS::DBCluster" or resource["Type"] == "AWS::RDS::DBInstance" and
        "DBClusterIdentifier" not in (resource.get("Properties") or {})) else "Delete"
    return resource.get(key, default)


def is_retained(policy, creating):
    return policy == "Retain" or (policy == "RetainExceptOnCreate" and not creating)


def delete_resource(resource_map, logical_id, made, policy, properties=None, creating=False):
    """Deletes a resource as its policy says; one that is gone already is none to complain about."""
    type_name, own_id = made.cf_resource_type, physical_id(made)
    if is_retained(policy, creating):
        add_event(resource_map, logical_id, type_name, "DELETE_SKIPPED", own_id)
        return
    add_event(resource_map, logical_id, type_name, "DELETE_IN_PROGRESS", own_id)
    try:
        if policy == "Snapshot" and not creating:
            snapshots.make(type_name, resource_map._region_name, resource_map["AWS::StackName"], logical_id, own_id)
        delete_now(resource_map, logical_id, made, properties)
    except Exception as error:
        if custom_resources.is_custom(type_name) or not is_gone(error):
            raise
        log.warning("taken for gone: %s %s: %s", type_name, own_id, error)
    add_event(resource_map, logical_id, type_name, "DELETE_COMPLETE", own_id)


def delete_each(declared, waiting):
    """Calls each of [(logical id, function)], again and again while anything can still be deleted.

    What a resource refers to stays as long as the resource does; a custom resource is asked once. Returns
    {logical id: error} of what cannot be deleted.
    """
    errors = {}
    while waiting:
        left, blocked = [], set()
        for logical_id, delete in waiting:
            refused = isinstance(errors.get(logical_id), custom_resources.CustomResourceFailed)
            try:
                if not refused and logical_id not in blocked:
                    delete()
                    continue
            except Exception as error:
                errors.setdefault(logical_id, error)
            left.append((logical_id, delete))
            blocked |= everything_below(declared, logical_id)
        if len(left) == len(waiting):
            return {logical_id: errors[logical_id] for logical_id, _ in left if logical_id in errors}
        waiting = left
    return {}


def delete_all(self, creating=False):
    """What refers to others first; what the policies say is honoured."""
    def deletion(logical_id):
        def delete():
            policy = policy_of(self._resource_json_map[logical_id], "DeletionPolicy")
            delete_resource(self, logical_id, self._parsed_resources[logical_id], policy, creating=creating)
            self._parsed_resources.pop(logical_id)
        return delete

    waiting = [(logical_id, deletion(logical_id)) for logical_id in reversed(in_order(self._resource_json_map))
               if self._parsed_resources.get(logical_id) is not None]
    for logical_id, error in delete_each(self._resource_json_map, waiting).items():
        add_event(self, logical_id, self._resource_json_map[logical_id]["Type"], "DELETE_FAILED", None,
                  custom_resources.reason_of(error))
        raise ValidationError(message=f"The following resource(s) failed to delete: [{logical_id}]. {error}")


def install():
    parsing.ResourceMap.delete = delete_all
    parsing.generate_resource_name = generate_resource_name
    parsing.parse_and_create_resource = parse_and_create_resource
