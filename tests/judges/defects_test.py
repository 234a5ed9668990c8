#!/usr/bin/env python3
"""defects_test.py: defects put on purpose into a copy of an assembly are found by the judges whose part that is, and
the same assembly without them passes."""

import dataclasses
import json
import pathlib
import shutil
import sys

import judges
from assembly import Assembly
from harness import Failure, check, main, require_python_modules, synthesize
from judge import judge_assembly

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "proof"))

from record import record  # noqa: E402

APP, REGION, TEMPLATE = "conversation_mvp", "us-east-1", "ConversationMvp.template.json"


def misspell(resources):
    """A wrong name of a property, as an override can write it: RetentionInDays without its last letter."""
    properties = resources["FunctionLogsAE28C13D"]["Properties"]
    properties["RetentionInDay"] = properties.pop("RetentionInDays")


def add_unencrypted_store(resources):
    """A store whose data lie there as they are."""
    resources["Plain"] = {"Type": "AWS::EFS::FileSystem",
                          "Properties": {"Encrypted": False, "BackupPolicy": {"Status": "ENABLED"}}}


@dataclasses.dataclass(frozen=True)
class Defect:
    """What is done to a template's resources, and what each tool must say of which resource."""

    name: str
    inflict: object
    resource: str
    said: dict


DEFECTS = (
    Defect("a wrong property name", misspell, "FunctionLogsAE28C13D",
           {"cfn-lint": "E3002", "cloudformation-validate": "F3002"}),
    Defect("an unencrypted store", add_unencrypted_store, "Plain",
           {"cfn-guard": "efs_encrypted_check", "cdk-nag": "AwsSolutions-EFS1"}),
)
JUDGE_OF_TOOL = {tool: judge for judge, tools in judges.JUDGES.items() for tool in tools}


def damaged(good, folder, defect):
    """A copy of the assembly with the defect in its template, in JSON and in YAML (of which JSON is a part)."""
    shutil.copytree(good, folder)
    template = folder / TEMPLATE
    document = json.loads(template.read_text(encoding="utf-8"))
    defect.inflict(document["Resources"])
    for file in (template, *judges.yaml_of(template)):
        file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return folder


def check_found(defect, folder, scratch):
    """Every tool names rule and resource, and the judge does not let the assembly pass."""
    templates = Assembly(folder).templates
    for tool, rule in defect.said.items():
        judge = JUDGE_OF_TOOL[tool]
        found = {(each.rule, each.logical_id) for each in judges.JUDGES[judge][tool](templates, scratch, REGION)}
        check((rule, defect.resource) in found, f"{tool} does not say {rule} of {defect.name}, only {sorted(found)}")
        try:
            judge_assembly(judge, folder, scratch, REGION)
        except Failure:
            continue
        raise Failure(f"{judge} lets {defect.name} pass")


def test(folder):
    good = folder / "good"
    synthesize(APP, good, "--format", "yaml")
    for number, defect in enumerate(DEFECTS):
        for judge in sorted({JUDGE_OF_TOOL[tool] for tool in defect.said}):
            judge_assembly(judge, good, folder, REGION)
        check_found(defect, damaged(good, folder / f"damaged-{number}", defect), folder)
    record("defects", "judged", stable={defect.name: " and ".join(defect.said) for defect in DEFECTS})


if __name__ == "__main__":
    require_python_modules("cfnlint")
    main(test)
