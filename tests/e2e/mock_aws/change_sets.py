"""Change sets: what a template would change, and its execution.

The functions stand in the place of moto's methods of the same names; the first line says what each does beyond moto.
"""

import moto.cloudformation.models as models
from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError, ValidationError

import lifecycle
from stacks import Backend, check_parameters, make_stack, serialized
from values import physical_id


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


_moto_create_change_set = Backend.create_change_set
_moto_describe_change_set = Backend.describe_change_set


def create_change_set(self, stack_name, change_set_name, template, parameters, description, change_set_type,
                      notification_arns=None, tags=None, role_arn=None):
    """Checks the parameters; a stack that was only reviewed makes way."""
    check_parameters(models.Stack.parse_template(template), parameters)
    if change_set_type == "CREATE":
        for stack in [each for each in self.stacks.values() if each.name == stack_name]:
            if stack.status != "REVIEW_IN_PROGRESS":
                raise AlreadyExistsException(f"Stack [{stack_name}] already exists and cannot be created again with "
                                             f"the changeSet [{change_set_name}].")
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


def _detail(name, replaces):
    target = {"Attribute": "Properties", "Name": name, "RequiresRecreation": "Always" if replaces else "Never"}
    return {"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}


def _add_details(change, before, after):
    """Which properties change, and whether that makes a new resource."""
    change.scope = ["Properties"]
    replacing = {path[0] for path in lifecycle.create_only_properties(change.resource_type)}
    changed = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    change.replacement = "True" if any(
        lifecycle.needs_replacement(change.resource_type, {name: before.get(name)}, {name: after.get(name)})
        for name in changed if name in replacing) else "False"
    change.details = [_detail(name, change.replacement == "True" and name in replacing) for name in changed]


def difference(self):
    """Counts what a change of parameters changes, and says which properties change: the CDK command line shows them."""
    resource_map, new = self.stack.resource_map, self.template_dict["Resources"]
    old, changes = resource_map._resource_json_map, []
    for action, names in resource_map.build_resource_diff(self.template_dict, self.parameters).items():
        for name in names:
            declared = (old if action == "Remove" else new)[name]
            change = models.Change(action=action, logical_resource_id=name, resource_type=declared["Type"])
            made = resource_map._parsed_resources.get(name)
            change.physical_resource_id = physical_id(made) if made is not None else None
            if action == "Modify":
                _add_details(change, old[name].get("Properties") or {}, new[name].get("Properties") or {})
            changes.append(change)
    return changes


def install():
    models.ChangeSet.diff = difference
    Backend.describe_change_set = describe_change_set
    Backend.delete_change_set = delete_change_set
    Backend.create_change_set = serialized(create_change_set)
    Backend.execute_change_set = serialized(execute_change_set)
