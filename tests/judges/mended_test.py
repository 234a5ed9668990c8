#!/usr/bin/env python3
"""mended_test.py: what mended.json says was mended in the apps' code is no finding any more and is not acknowledged,
but for the resources where the finding remains with a reason."""

import json
import pathlib
import sys

import judges
from assembly import Assembly
from harness import check, main, synthesize

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "proof"))

from record import record  # noqa: E402

MENDED = pathlib.Path(__file__).with_name("mended.json")
# The bucket that the accesses to all others are logged to.
REMAINS = {("app_dw", "s3_bucket_logging_enabled_check"): {"AccessLogs8B620ECA"}}


def test(folder):
    rows = json.loads(MENDED.read_text(encoding="utf-8"))
    for app in sorted({row["app"] for row in rows}):
        synthesize(app, folder / app)
        templates = Assembly(folder / app).templates
        findings = judges.cdk_nag(templates, folder, None) | judges.cfn_guard(templates, folder, None)
        for row in (row for row in rows if row["app"] == app):
            for rule in row["rules"]:
                left = {each.logical_id for each in findings if each.rule == rule} - REMAINS.get((app, rule), set())
                check(not left, f"{app}: {rule} was mended ({row['how']}), but it is found at {left}")
    record("judges", "mended", stable={"mended": sum(row["findings"] for row in rows)})


if __name__ == "__main__":
    main(test)
