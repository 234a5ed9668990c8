"""A cloud assembly as judges read it: its templates, and what the app acknowledged in them."""

import dataclasses
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))

from harness import read_json, stack_artifacts  # noqa: E402

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
        return read_json(self.file)


def judge_of(rule):
    """Whose rules have ids of this form, as `judge_of` of src/construct/acknowledgment.cpp tells it."""
    if LINT_ID.fullmatch(rule):
        return "schema"
    return "cdk_nag" if "-" in rule.split("[")[0] else "cfn_guard"


def paths_of(metadata):
    """{logical id: paths}: nested stacks are part of their stack's metadata, so that an id may have several."""
    paths = {}
    for path, entries in metadata.items():
        for entry in entries:
            if entry["type"] == LOGICAL_ID:
                paths.setdefault(entry["data"], []).append(path)
    return paths


def template_files(template, artifact):
    """The stack's template and those of the stacks nested in it, which are assets of the stack."""
    yield template
    manifests = [template.parent / f"{dependency}.json" for dependency in artifact.get("dependencies", ())]
    files = [each for manifest in manifests if manifest.exists() for each in read_json(manifest)["files"].values()]
    for path in sorted({each["source"].get("path", "") for each in files}):
        if path.endswith(".nested.template.json"):
            yield template.parent / path


class Assembly:
    """The stacks of an assembly, those of its stages included."""

    def __init__(self, folder):
        self.templates = []
        self.acknowledgments = []
        for stack, (artifact, template) in sorted(stack_artifacts(folder).items()):
            self._read_stack(stack, artifact, template)

    def _read_stack(self, stack, artifact, template):
        metadata = artifact.get("metadata", {})
        name = artifact["properties"].get("stackName", stack)
        paths = paths_of(metadata)
        self.templates += [Template(file, stack, name, paths) for file in template_files(template, artifact)]
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
