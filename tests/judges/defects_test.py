#!/usr/bin/env python3
"""defects_test.py: defects put on purpose are found by the judges whose part that is, and the same assembly without
them passes."""

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

REGION = "us-east-1"
TEMPLATE = "ConversationMvp.template.json"


def override(folder):
    """(good, bad): an app that overrides RetentionInDays of a log group, and one that misspells it there, where no
    compiler sees it. Both are written without complaint."""
    for name, property_name in (("good", "RetentionInDays"), ("bad", "RetentionInDay")):
        done = synthesize("e2e_fixture", folder / name, "--format", "yaml", "--context", f"override={property_name}")
        check(not done.stderr, f"the app complains of {property_name}: {done.stderr}")
    return folder / "good", folder / "bad"


def add_unencrypted_store(folder):
    """(good, bad): a system, and a copy with a store whose data lie there as they are, in JSON and in YAML (of which
    JSON is a part)."""
    good, bad = folder / "good", folder / "bad"
    synthesize("conversation_mvp", good, "--format", "yaml")
    shutil.copytree(good, bad)
    template = bad / TEMPLATE
    document = json.loads(template.read_text(encoding="utf-8"))
    document["Resources"]["Plain"] = {"Type": "AWS::EFS::FileSystem",
                                      "Properties": {"Encrypted": False, "BackupPolicy": {"Status": "ENABLED"}}}
    for file in (template, *judges.yaml_of(template)):
        file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return good, bad


@dataclasses.dataclass(frozen=True)
class Defect:
    """What writes an assembly without and one with it, and what each tool must say of which resource."""

    name: str
    write: object
    resource: str
    said: dict


DEFECTS = (
    Defect("a wrong property name", override, "Logs",
           {"cfn-lint": "E3002", "cloudformation-validate": "F3002"}),
    Defect("an unencrypted store", add_unencrypted_store, "Plain",
           {"cfn-guard": "efs_encrypted_check", "cdk-nag": "AwsSolutions-EFS1"}),
)
JUDGE_OF_TOOL = {tool: judge for judge, tools in judges.JUDGES.items() for tool in tools}


def check_found(defect, bad, scratch):
    """Every tool names rule and resource, and the judge does not let the assembly pass."""
    templates = Assembly(bad).templates
    for tool, rule in defect.said.items():
        judge = JUDGE_OF_TOOL[tool]
        found = {(each.rule, each.logical_id) for each in judges.JUDGES[judge][tool](templates, scratch, REGION)}
        check((rule, defect.resource) in found, f"{tool} does not say {rule} of {defect.name}, only {sorted(found)}")
        try:
            judge_assembly(judge, bad, scratch, REGION)
        except Failure:
            continue
        raise Failure(f"{judge} lets {defect.name} pass")


def test(folder):
    for number, defect in enumerate(DEFECTS):
        scratch = folder / str(number)
        scratch.mkdir()
        good, bad = defect.write(scratch)
        for judge in sorted({JUDGE_OF_TOOL[tool] for tool in defect.said}):
            judge_assembly(judge, good, scratch, REGION)
        check_found(defect, bad, scratch)
    record("defects", "judged", stable={defect.name: " and ".join(defect.said) for defect in DEFECTS})


if __name__ == "__main__":
    require_python_modules("cfnlint")
    main(test)
