"""What moto as it is lacks, by its own models: it is taken out of templates before they are deployed to it, and
told."""

import facts
from dependencies import names
from harness import check

NO_MODEL = "moto's CloudFormation has no model of the type"
NO_ATTRIBUTE = "moto's model has no such attribute, and Ref gives the same"
NO_DELETION = "moto's model has no deletion"
# What stays with what cannot be deleted.
NETWORK = {"AWS::EC2::VPC": "moto deletes no network that something is in",
           "AWS::EC2::SecurityGroup": "the network has one of its own, which stays with it"}


def _models():
    from moto.cloudformation.parsing import get_model_map
    return get_model_map()


def _can_delete(model):
    return hasattr(model, "delete") or not hasattr(model.delete_from_cloudformation_json, "__isabstractmethod__")


def not_deleted(types):
    """{type: reason}, of types that moto has."""
    found = {name: NO_DELETION for name in sorted(types) if not _can_delete(_models()[name])}
    stays = NETWORK if any(name.startswith("AWS::EC2::") for name in found) else {}
    return {**found, **stays}


def _with_refs(value, declared, replaced):
    """With Ref for the attributes that moto's models have not and Ref gives, too."""
    if isinstance(value, list):
        return [_with_refs(each, declared, replaced) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::GetAtt"}:
        name, attribute = value["Fn::GetAtt"]
        type_name = declared[name]["Type"]
        if facts.is_ref(type_name, attribute) and not _models()[type_name].has_cfn_attr(attribute):
            replaced[f"{type_name}.{attribute}"] = NO_ATTRIBUTE
            return {"Ref": name}
    return {key: _with_refs(each, declared, replaced) for key, each in value.items()}


def fit(template, figures):
    """Changes the template; the figures say how. Nothing may refer to what is taken out."""
    declared = template["Resources"]
    gone = [name for name, each in declared.items() if each["Type"] not in _models()]
    figures["taken out"].update({declared.pop(name)["Type"]: NO_MODEL for name in gone})
    lost = names(template, set()).intersection(gone)
    check(not lost, f"moto as it is cannot make what the template refers to: {sorted(lost)}")
    template.update(_with_refs(template, declared, figures["replaced by Ref"]))
