"""What the project's facts say of the types of CloudFormation; spec/README.md says what their files hold."""

import functools
import json
import pathlib

_FOLDER = pathlib.Path(__file__).parents[3] / "spec"


@functools.lru_cache(None)
def _namespace(folder, name):
    path = _FOLDER / folder / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _of(type_name):
    """The facts, and the corrections of them; empty for a type of nobody's."""
    namespace = "_".join(type_name.removeprefix("AWS::").split("::")[:-1]).lower()
    return _namespace("services", namespace).get("resources", {}).get(type_name, {}), \
        _namespace("overlay", namespace).get(type_name, {})


def has_attribute(type_name, name):
    """Whether Fn::GetAtt gives it; of a type that the facts do not have, every one."""
    found, _ = _of(type_name)
    return not found or name in found["attributes"]


def is_ref(type_name, name):
    """Whether Ref gives the attribute's value, too."""
    found, corrected = _of(type_name)
    return corrected.get("ref", found.get("ref")) == [name]
