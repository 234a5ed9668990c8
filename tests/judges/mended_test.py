#!/usr/bin/env python3
"""mended_test.py: what mended.json says was mended in the apps' code is no finding any more and is not acknowledged,
but for the resources where the finding remains with a reason; and it is found again where the mend is undone."""

import dataclasses
import json
import pathlib
import sys

import judges
from assembly import Assembly
from harness import check, main, synthesize

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "proof"))

from record import record  # noqa: E402

# {app, rules, how; resources, and the paths in each whose removal undoes it (none: the resource itself)}
MENDED = pathlib.Path(__file__).with_name("mended.json")
# The bucket that the accesses to all others are logged to.
REMAINS = {("app_dw", "s3_bucket_logging_enabled_check"): {"AccessLogs8B620ECA"}}


def judged(templates, folder):
    """{(rule, logical id)} of what the judges of security find."""
    found = judges.cdk_nag(templates, folder, None) | judges.cfn_guard(templates, folder, None)
    return {(each.rule, each.logical_id) for each in found}


def check_mended(row, found):
    for rule in row["rules"]:
        left = {at for each, at in found if each == rule} - REMAINS.get((row["app"], rule), set())
        check(not left, f"{row['app']}: {rule} was mended ({row['how']}), but it is found at {left}")


def remove(resources, logical_id, paths):
    if not paths:
        del resources[logical_id]
    for path in paths:
        *parents, last = path.split(".")
        place = resources[logical_id]
        for name in parents:
            place = place[name]
        del place[last]


def undone(row, templates, folder):
    """The template that was mended, and a copy of it without the mend."""
    (template,) = [each for each in templates if row["resources"][0] in each.document["Resources"]]
    document = template.document
    for logical_id in row["resources"]:
        remove(document["Resources"], logical_id, row["undo"])
    copy = folder / f"undone-{template.file.name}"
    copy.write_text(json.dumps(document), encoding="utf-8")
    return template, dataclasses.replace(template, file=copy)


def found_again(row, templates, folder):
    """How many findings come back with the undoing; they are of the rules that the row names, and of all of these."""
    mended, without = undone(row, templates, folder)
    back = judged([without], folder) - judged([mended], folder)
    check({rule for rule, _ in back} == set(row["rules"]), f"{row['app']}: undone ({row['how']}), it is {sorted(back)}")
    return len(back)


def test(folder):
    rows, findings = json.loads(MENDED.read_text(encoding="utf-8")), 0
    for app in sorted({row["app"] for row in rows}):
        synthesize(app, folder / app)
        templates = Assembly(folder / app).templates
        found = judged(templates, folder)
        for row in (row for row in rows if row["app"] == app):
            check_mended(row, found)
            findings += found_again(row, templates, folder)
    record("judges", "mended", stable={"mended": findings})


if __name__ == "__main__":
    main(test)
