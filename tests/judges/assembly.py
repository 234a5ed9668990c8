"""A cloud assembly as judges read it: its templates, and what the app acknowledged in them."""

import dataclasses
import json
import pathlib
import re

ACKNOWLEDGED = "aws:cdk:acknowledged-rules"
LOGICAL_ID = "aws:cdk:logicalId"
# What Tenon writes into a resource's metadata for judges: see acknowledgment.hpp.
METADATA_OF_JUDGES = ("cdk_nag", "cfn-lint", "guard")
LINT_ID = re.compile(r"[A-Z]\d{4}")


@dataclasses.dataclass(frozen=True)
class Finding:
    """What a judge found at a resource (none: at the template)."""

    template: pathlib.Path
    logical_id: str
    rule: str
    message: str

    def __str__(self):
        return f"{self.rule} at {self.template.name}, {self.logical_id or 'the template'}: {self.message}"


@dataclasses.dataclass(frozen=True)
class Acknowledgment:
    """A rule that the app acknowledged at a construct."""

    stack: str
    path: str
    rule: str
    reason: str

    def __str__(self):
        return f"{self.rule} at {self.path}"

    def covers(self, rule, paths):
        same = rule == self.rule or rule.startswith(self.rule + "[")
        return same and any(path == self.path or path.startswith(self.path + "/") for path in paths)


@dataclasses.dataclass(frozen=True)
class Template:
    """One template of a stack; `paths` are those of its resources' constructs by logical id."""

    file: pathlib.Path
    stack: str
    stack_name: str
    paths: dict

    @property
    def document(self):
        return json.loads(self.file.read_text(encoding="utf-8"))


def judge_of(rule):
    """Whose rules have ids of this form, as `judge_of` of src/construct/acknowledgment.cpp tells it."""
    if LINT_ID.fullmatch(rule):
        return "schema"
    return "cdk_nag" if "-" in rule.split("[")[0] else "cfn_guard"


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def paths_of(metadata):
    """{logical id: paths}: nested stacks are part of their stack's metadata, so that an id may have several."""
    paths = {}
    for path, entries in metadata.items():
        for entry in entries:
            if entry["type"] == LOGICAL_ID:
                paths.setdefault(entry["data"], []).append(path)
    return paths


def template_files(folder, name, artifact):
    """The stack's template and those of the stacks nested in it, which are assets of the stack."""
    yield folder / artifact["properties"]["templateFile"]
    assets = folder / f"{name}.assets.json"
    files = read_json(assets)["files"].values() if assets.exists() else []
    for path in sorted({each["source"].get("path", "") for each in files}):
        if path.endswith(".nested.template.json"):
            yield folder / path


class Assembly:
    """The stacks of an assembly, those of its stages included."""

    def __init__(self, folder):
        self.templates = []
        self.acknowledgments = []
        for manifest in sorted(pathlib.Path(folder).rglob("manifest.json")):
            for name, artifact in read_json(manifest)["artifacts"].items():
                if artifact["type"] == "aws:cloudformation:stack":
                    self._read_stack(manifest.parent, name, artifact)

    def _read_stack(self, folder, name, artifact):
        metadata = artifact.get("metadata", {})
        stack = artifact.get("displayName", name)
        stack_name = artifact["properties"].get("stackName", name)
        paths = paths_of(metadata)
        self.templates += [Template(file, stack, stack_name, paths) for file in template_files(folder, name, artifact)]
        for path, entries in metadata.items():
            for entry in entries:
                if entry["type"] == ACKNOWLEDGED:
                    self.acknowledgments += [Acknowledgment(stack, path, rule, reason)
                                             for rule, reason in entry["data"].items()]

    def acknowledgments_for(self, judge):
        return [each for each in self.acknowledgments if judge_of(each.rule) == judge]


def without_metadata_of_judges(document):
    """The template as it would be if nothing were acknowledged."""
    for resource in document.get("Resources", {}).values():
        metadata = resource.get("Metadata", {})
        for key in METADATA_OF_JUDGES:
            metadata.pop(key, None)
        if not metadata:
            resource.pop("Metadata", None)
    return document
