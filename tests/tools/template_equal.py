#!/usr/bin/env python3
"""Says whether two CloudFormation templates mean the same.

  template_equal.py [--level strict|lenient] [--meaning] A B

Prints one line for each difference; the exit status is 0 for none, 1 for some, 2 for a file that cannot be read.

What never counts is notation: JSON or YAML, the order of keys, short or long forms of functions, `A.B` or [A, B] in
Fn::GetAtt, DependsOn as a text or a list in any order, Transform as a text or a list.

  strict    nothing else: a number is no text, true is no text.
  lenient   (default) what CloudFormation itself does not tell apart, too: 80 and "80", true and "true", a Fn::Sub whose
            variable only renames a reference, a Fn::Sub without variables and the text, an empty section and none,
            the format version and none.

--meaning also looks at what lists and texts stand for: the text of inline code is taken out, a state machine's
DefinitionString is read as JSON, and lists whose order means nothing (tags, the actions of a policy) are sorted.
"""
import argparse
import copy
import dataclasses
import json
import re
import sys
from decimal import Decimal, InvalidOperation

import yaml

ABSENT = type("Absent", (), {"__repr__": lambda self: "(nothing)"})()


class Unreadable(Exception):
    """The file is no template."""


# --- reading ----------------------------------------------------------------------------------------------------------


class Reader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: short forms of functions, and dates that stay texts."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_function(reader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        # A short form's own tag has replaced the one by which YAML tells numbers from texts.
        tag = reader.resolve(yaml.ScalarNode, node.value, (node.style is None, node.style is not None))
        value = reader.construct_object(yaml.ScalarNode(tag, node.value, node.start_mark, node.end_mark))
        value = "" if value is None else value
    elif isinstance(node, yaml.SequenceNode):
        value = reader.construct_sequence(node, deep=True)
    else:
        value = read_mapping(reader, node)
    return {name: value}


def read_mapping(reader, node):
    reader.flatten_mapping(node)
    keys = [str(reader.construct_object(key, deep=True)) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise Unreadable(f"line {node.start_mark.line + 1}: {', '.join(sorted(twice))} stands there twice")
    return dict(zip(keys, (reader.construct_object(value, deep=True) for _, value in node.value)))


Reader.add_multi_constructor("!", read_function)
Reader.add_constructor("tag:yaml.org,2002:map", read_mapping)


def read_members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Unreadable(f"a key stands twice in an object with {', '.join(members)}")
    return members


def load(path):
    """The template as dictionaries, lists and scalars, with functions in their long form."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if text.lstrip().startswith("{"):
            return json.loads(text, object_pairs_hook=read_members)
        tree = yaml.load(text, Reader)  # a SafeLoader
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Unreadable(f"{path}: {error}") from error
    if not isinstance(tree, dict):
        raise Unreadable(f"{path}: not an object")
    return tree


# --- what is the same -------------------------------------------------------------------------------------------------

SECTIONS = ("Conditions", "Mappings", "Metadata", "Outputs", "Parameters", "Resources", "Rules", "Transform")
VARIABLE = re.compile(r"\$\{([^}]*)\}")


def as_list(value):
    return value if isinstance(value, list) else [value]


def attribute(value):
    """Fn::GetAtt's argument as a list of two."""
    return value.split(".", 1) if isinstance(value, str) else value


def strict_form(value):
    """The value in one notation."""
    if isinstance(value, list):
        return [strict_form(item) for item in value]
    if not isinstance(value, dict):
        return value
    form = {str(key): strict_form(member) for key, member in value.items()}
    if list(form) == ["Fn::GetAtt"]:
        form["Fn::GetAtt"] = attribute(form["Fn::GetAtt"])
    return form


def strict_template(tree):
    template = strict_form(tree)
    for resource in template.get("Resources", {}).values():
        if isinstance(resource, dict) and isinstance(resource.get("DependsOn"), (str, list)):
            resource["DependsOn"] = sorted(as_list(resource["DependsOn"]))
    if "Transform" in template:
        template["Transform"] = as_list(template["Transform"])
    return template


def lenient_scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return None
    text = str(value)
    if text.lower() in ("true", "false"):
        return text.lower()
    if not re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?", text) or re.match(r"[-+]?0[0-9]", text):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return format(number.normalize() + 0, "f")


def renamed(value):
    """The name by which a text of Fn::Sub itself can refer to the value; None where it cannot."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    (function, argument), = value.items()
    if function == "Ref" and isinstance(argument, str):
        return argument
    if function == "Fn::GetAtt" and isinstance(argument, list) and all(isinstance(part, str) for part in argument):
        return ".".join(argument)
    return None


def lenient_sub(argument):
    text, variables = argument if isinstance(argument, list) else (argument, {})
    names = {name: renamed(value) for name, value in variables.items()}

    def replace(match):
        # Only what the text mentions can be renamed: what it does not still orders the resources.
        name = match.group(1).strip()
        return "${%s}" % (names.get(name) or name)

    mentioned = {match.group(1).strip() for match in VARIABLE.finditer(text)}
    kept = {name: value for name, value in variables.items() if name not in mentioned or not names[name]}
    text = VARIABLE.sub(replace, text)
    if kept:
        return {"Fn::Sub": [text, kept]}
    return {"Fn::Sub": text} if "${" in text else lenient_scalar(text)


def lenient_form(value):
    if isinstance(value, list):
        return [lenient_form(item) for item in value]
    if not isinstance(value, dict):
        return lenient_scalar(value)
    form = {key: lenient_form(member) for key, member in value.items()}
    if list(form) == ["Fn::Sub"]:
        return lenient_sub(form["Fn::Sub"])
    if list(form) == ["Fn::GetAZs"] and form["Fn::GetAZs"] in (None, {"Ref": "AWS::Region"}):
        return {"Fn::GetAZs": ""}
    if "Statement" in form and form.get("Version") == "2012-10-17T00:00:00Z":
        form["Version"] = "2012-10-17"
    return form


def lenient_template(tree):
    template = lenient_form(strict_template(tree))
    template.pop("AWSTemplateFormatVersion", None)
    for section in SECTIONS:
        if not template.get(section, True):
            del template[section]
    for resource in template.get("Resources", {}).values():
        for member in ("DependsOn", "Properties"):
            if isinstance(resource, dict) and not resource.get(member, True):
                del resource[member]
    return template


FORMS = {"strict": strict_template, "lenient": lenient_template}


# --- what it means ----------------------------------------------------------------------------------------------------


def sort_key(value):
    return json.dumps(value, sort_keys=True)


def is_tag_list(value):
    return isinstance(value, list) and all(isinstance(item, dict) and {"Key", "Value"} <= set(item) for item in value)


def sort_sets(value):
    """Sorts lists of tags, and of actions in statements."""
    if isinstance(value, list):
        for item in value:
            sort_sets(item)
    elif isinstance(value, dict):
        for key, member in value.items():
            sort_sets(member)
            is_set = key in ("Action", "NotAction") or (key == "Tags" and is_tag_list(member))
            if is_set and isinstance(member, list):
                member.sort(key=sort_key)


def meaning(tree):
    """The template without the text of its inline code, with state machines read and lists without an order sorted."""
    tree = copy.deepcopy(tree)
    for resource in tree.get("Resources", {}).values():
        properties = resource.get("Properties", {})
        code = properties.get("Code")
        if isinstance(code, dict) and "ZipFile" in code:
            code["ZipFile"] = "(code)"
        definition = properties.get("DefinitionString")
        if isinstance(definition, dict) and isinstance(definition.get("Fn::Sub"), str):
            properties["DefinitionString"] = {"Fn::Sub as JSON": json.loads(definition["Fn::Sub"])}
        elif isinstance(definition, str):
            properties["DefinitionString"] = json.loads(definition)
    sort_sets(tree)
    return tree


# --- comparing --------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Difference:
    path: tuple
    left: object
    right: object

    @property
    def kind(self):
        """What the right has done: added, removed or changed something."""
        if self.left is ABSENT:
            return "added"
        return "removed" if self.right is ABSENT else "changed"

    def __str__(self):
        return f"{'.'.join(map(str, self.path))}: {self.kind}: {shown(self.left)} -> {shown(self.right)}"


def shown(value, width=120):
    text = repr(value) if value is ABSENT else json.dumps(value, sort_keys=True)
    return text if len(text) <= width else text[: width - 3] + "..."


def compare(left, right, path=()):
    if isinstance(left, dict) and isinstance(right, dict):
        for key in [*left, *(key for key in right if key not in left)]:
            yield from compare(left.get(key, ABSENT), right.get(key, ABSENT), (*path, key))
    elif isinstance(left, list) and isinstance(right, list):
        for i in range(max(len(left), len(right))):
            pair = (side[i] if i < len(side) else ABSENT for side in (left, right))
            yield from compare(*pair, (*path, i))
    elif type(left) is not type(right) or left != right:
        yield Difference(path, left, right)


def differences(left, right, level="lenient"):
    """All differences between two templates, in the order of the left one."""
    return list(compare(FORMS[level](left), FORMS[level](right)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--level", choices=sorted(FORMS), default="lenient")
    parser.add_argument("--meaning", action="store_true")
    parser.add_argument("left")
    parser.add_argument("right")
    arguments = parser.parse_args()
    try:
        left, right = load(arguments.left), load(arguments.right)
        if arguments.meaning:
            left, right = meaning(left), meaning(right)
    except (Unreadable, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    found = differences(left, right, arguments.level)
    for difference in found:
        print(difference)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
