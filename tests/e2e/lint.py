#!/usr/bin/env python3
"""lint.py APP [--region REGION] [--allow RULE]... [-- ARGUMENT...]: cfn-lint finds no error and no warning in what the app synthesizes with
these arguments, in JSON and YAML."""

import argparse
import json
import sys

import harness
from harness import check

CFN_LINT = (harness.PYTHON, "-c", "from cfnlint.runner import main; main()")


def findings(paths, region):
    """cfn-lint's findings; its exit code tells their kinds, and 0 that there are none."""
    done = harness.run([*CFN_LINT, "--format", "json", "--regions", region, "--", *paths], "/",
                       expect=None)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise harness.Failure(f"cfn-lint gave no JSON: {done.stdout}\n{done.stderr}") from error


def shown(finding):
    place = "/".join(map(str, finding["Location"]["Path"] or []))
    return f"{finding['Rule']['Id']} {finding['Filename']} {place}: {finding['Message']}"


def test(folder, app, region, allowed, arguments):
    harness.synthesize(app, folder / "out", "--format", "yaml", *arguments)
    paths = sorted([*(folder / "out").rglob("*template.json"), *(folder / "out").rglob("*.y*ml")])
    yaml_count = len([path for path in paths if path.suffix != ".json"])
    check(0 < yaml_count == len(paths) - yaml_count, f"not every template is there in JSON and in YAML: {paths}")
    bad = [finding for finding in findings(paths, region) if finding["Rule"]["Id"] not in allowed]
    check(not bad, "cfn-lint finds\n" + "\n".join(map(shown, bad)))


if __name__ == "__main__":
    harness.require_python_modules("cfnlint")
    own, for_the_app = harness.split_at_dashes(sys.argv[1:])
    parser = argparse.ArgumentParser()
    parser.add_argument("app")
    parser.add_argument("--region", default="us-west-2")
    parser.add_argument("--allow", action="append", default=[])
    given = parser.parse_args(own)
    harness.main(test, given.app, given.region, given.allow, for_the_app)
