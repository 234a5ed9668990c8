#!/usr/bin/env python3
"""defects_test.py: defects put on purpose are found by the judges whose part that is, are not acknowledged, and are all
that is found. That the systems have none without them is what their own tests of judges show."""

import collections
import pathlib
import sys

from assembly import Assembly  # first: it says where the harness is
from harness import check, main, read_json, require_python_modules, synthesize
from judge import judge_assembly
from undone import undone

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "proof"))

from record import record  # noqa: E402

REGION = "us-east-1"
# Stores of the systems: how each loses its encryption, and what each tool must say then.
STORES = read_json(pathlib.Path(__file__).with_name("stores.json"))
WRONG_NAME = {"cfn-lint": "E3002", "cloudformation-validate": "F3002"}

# What each tool must say of which resource.
Defect = collections.namedtuple("Defect", "name resource said")


def with_override(folder):
    """An app that overrides RetentionInDays of a log group, and one that misspells it there, where no compiler sees it.
    Both are written without complaint."""
    for property_name in ("RetentionInDays", "RetentionInDay"):
        done = synthesize("e2e_fixture", folder / property_name, "--format", "yaml",
                          "--context", f"override={property_name}")
        check(not done.stderr, f"the app complains of {property_name}: {done.stderr}")
    return folder / "RetentionInDays", folder / "RetentionInDay"


def with_unencrypted_stores(app, stores, folder):
    """A system with stores whose data lie there as they are."""
    synthesize(app, folder, "--format", "yaml")
    for template in Assembly(folder).templates:
        resources = template.document["Resources"]
        changes = {store["resource"]: store["undo"] for store in stores if store["resource"] in resources}
        if changes:
            undone(template, changes, template.file.parent)
    return folder


def open_findings(judge, folder, scratch):
    """{tool: (rule, logical id)} of what the judge finds and nobody acknowledged."""
    _, found, result = judge_assembly(judge, folder, scratch, REGION)
    return {tool: {(each.rule, each.logical_id) for each in findings.intersection(result.still_open)}
            for tool, findings in found.items()}


def check_found(folder, defects, judged_by, scratch):
    """Every tool names rule and resource of the defects, and finds nothing else that is open."""
    for judge in judged_by:
        for tool, found in open_findings(judge, folder, scratch).items():
            expected = {(defect.said[tool], defect.resource) for defect in defects if tool in defect.said}
            check(found == expected, f"{tool} finds {sorted(found)}, and not {sorted(expected)}")


def test(folder):
    wrong_name = Defect("a wrong property name", "Logs", WRONG_NAME)
    good, bad = with_override(folder)
    check_found(good, [], ["schema"], folder)
    check_found(bad, [wrong_name], ["schema"], folder)
    defects = [wrong_name]
    for app in dict.fromkeys(store["app"] for store in STORES):
        stores = [store for store in STORES if store["app"] == app]
        put = [Defect(f"{app}: {each['defect']}", each["resource"], each["said"]) for each in stores]
        check_found(with_unencrypted_stores(app, stores, folder / app), put, ["cdk_nag", "cfn_guard"], folder)
        defects += put
    record("defects", "judged", stable={defect.name: ", ".join(f"{tool} ({rule})" for tool, rule in defect.said.items())
                                        for defect in defects})


if __name__ == "__main__":
    require_python_modules("cfnlint")
    main(test)
