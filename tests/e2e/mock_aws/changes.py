"""The update of a stack's resources, of which nothing stays when it fails.

moto compares templates, and changes resources in the order in which they stand there. Here properties are compared as
they come out, in the order of references, so that what refers to a replaced resource is updated too; what is replaced
or removed goes last, when nothing can fail any more.
"""

import logging

from moto.cloudformation.exceptions import ValidationError

import lifecycle
from dependencies import in_order
from lifecycle import memory
from values import clean, physical_id

log = logging.getLogger("mock_aws")


class Update:
    """Of the resources of one stack: `run`, then `clean_up`, or `undo` instead."""

    def __init__(self, resource_map):
        self._map = resource_map
        self._undo = []  # functions
        self._leftovers = []  # (logical id, what was made, its properties, its policy)
        kept = memory(resource_map)
        self._before = {
            name: getattr(resource_map, name) for name in (
                "_template", "_resource_json_map", "input_parameters", "resolved_parameters", "lazy_condition_map")}
        self._before["_parsed_resources"] = dict(resource_map._parsed_resources)
        self._kept = (dict(kept.properties), dict(kept.names))
        kept.failure = None

    def run(self, template, parameters):
        resource_map, old = self._map, self._before["_resource_json_map"]
        resource_map._template, resource_map._resource_json_map = template, template["Resources"]
        resource_map.resolved_parameters = {}
        if parameters is not None:
            resource_map.input_parameters = parameters
        resource_map.load()
        for logical_id in in_order(template["Resources"]):
            self._bring_up_to_date(logical_id, old.get(logical_id))
        for logical_id, resource in old.items():
            made = self._before["_parsed_resources"].get(logical_id)
            if made is not None and not self._is_wanted(logical_id):
                self._leave(logical_id, made, lifecycle.policy_of(resource, "DeletionPolicy"))
                resource_map._parsed_resources.pop(logical_id)

    def _is_wanted(self, logical_id):
        resource = self._map._resource_json_map.get(logical_id)
        condition = resource.get("Condition") if resource else None
        return resource is not None and (condition is None or self._map.lazy_condition_map[condition])

    def _leave(self, logical_id, made, policy):
        self._leftovers.append((logical_id, made, self._kept[0].get(logical_id, {}), policy))

    def _bring_up_to_date(self, logical_id, before):
        if not self._is_wanted(logical_id):
            return
        resource_map, resource = self._map, self._map._resource_json_map[logical_id]
        old = resource_map._parsed_resources.get(logical_id)
        if old is None:
            self._create(logical_id)
            return
        if resource["Type"] != before["Type"]:
            raise ValidationError(message="Update of resource type is not permitted. The new template modifies "
                                          f"resource type of the following resources: [{logical_id}]")
        properties = clean(resource.get("Properties") or {}, resource_map)
        applied = memory(resource_map).properties[logical_id]
        if properties == applied:
            return
        if lifecycle.needs_replacement(resource["Type"], applied, properties):
            self._replace(logical_id, resource, old)
        else:
            self._update(logical_id, resource, properties, old, before, applied)

    def _create(self, logical_id):
        made = self._map[logical_id]
        self._undo.append(lambda: lifecycle.delete_resource(self._map, logical_id, made, "Delete"))

    def _replace(self, logical_id, resource, old):
        """A new one is made beside the old one; as on AWS that fails where both have the name that is given."""
        lifecycle.add_event(self._map, logical_id, resource["Type"], "UPDATE_IN_PROGRESS", physical_id(old),
                            "Requested update requires the creation of a new physical resource; hence creating one.")
        self._map._parsed_resources.pop(logical_id)
        memory(self._map).names.pop(logical_id, None)
        self._create(logical_id)
        self._leave(logical_id, old, resource.get("UpdateReplacePolicy", "Delete"))
        lifecycle.add_event(self._map, logical_id, resource["Type"], "UPDATE_COMPLETE",
                            physical_id(self._map._parsed_resources[logical_id]))

    def _update(self, logical_id, resource, properties, old, before, applied):
        old_id = physical_id(old)

        def undo():
            memory(self._map).properties[logical_id] = properties
            restored = lifecycle.update(self._map, logical_id, before, applied)
            self._before["_parsed_resources"][logical_id] = restored

        self._undo.append(undo)  # first: an update that fails may have done a part, or have lost the resource
        new = lifecycle.update(self._map, logical_id, resource, properties)
        if lifecycle.custom_resources.is_custom(resource["Type"]) and physical_id(new) != old_id:
            self._leave(logical_id, old, resource.get("UpdateReplacePolicy", "Delete"))

    def clean_up(self):
        """What cannot be deleted is left, as AWS leaves it: the update is done."""
        def deletion(logical_id, made, properties, policy):
            return logical_id, lambda: lifecycle.delete_resource(self._map, logical_id, made, policy, properties)

        order = {logical_id: place for place, logical_id in enumerate(in_order(self._before["_resource_json_map"]))}
        waiting = sorted(self._leftovers, key=lambda each: -order.get(each[0], 0))
        types = {logical_id: made.cf_resource_type for logical_id, made, *_ in waiting}
        failures = lifecycle.delete_each(self._before["_resource_json_map"], [deletion(*each) for each in waiting])
        for logical_id, error in failures.items():
            lifecycle.add_event(self._map, logical_id, types[logical_id], "DELETE_FAILED", None, str(error))
            log.warning("left behind by an update: %s: %s", logical_id, error)

    def undo(self):
        """Everything as it was, as far as it can be undone."""
        failures = []
        for step in reversed(self._undo):
            try:
                step()
            except Exception as error:
                failures.append(error)
                log.warning("rollback: %s", error)
        for name, value in self._before.items():
            setattr(self._map, name, value)
        kept = memory(self._map)
        kept.properties, kept.names = self._kept
        return failures
