#!/usr/bin/env python3
"""judge.py JUDGE (APP | --assembly FOLDER) [--region REGION] [--name NAME] [-- ARGUMENT...]: a judge finds nothing in
an app's templates but what the app has acknowledged, and the app acknowledges nothing else. What was mended instead
comes back where the mend is undone: see mended.json.

JUDGE is schema (cfn-lint and @aws/cloudformation-validate), cfn_guard (the Control Tower rules), cdk_nag (AwsSolutions)
or limits (CloudFormation's quotas). The app is synthesized with the arguments; or an assembly is judged that is there,
with YAML templates beside the JSON for `schema`."""

import argparse
import pathlib
import re
import sys
import typing

import judges
from assembly import Assembly
from harness import check, main, require_python_modules, split_at_dashes, synthesize
from mended import findings_mended

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "proof"))

from record import record  # noqa: E402

# All that Tenon's own systems may acknowledge of what CloudFormation takes: what it says, and why it has to stay.
FORCED = {
    "E2533": (r"^Runtime 'python3\.1[01]' was deprecated", "the descriptions of the systems fix the runtime"),
    "W9002": (r"^Properties\.RecipeArn: ", "a mistake of cloudformation-validate: the ARN of a recipe of Personalize, "
                                           "which is AWS's own, has its partition from a reference: no fixed text"),
}


def paths_of(finding, templates):
    """Those of the construct that the finding is about; of the stack, when it is about the whole template."""
    template = next(each for each in templates if each.file == finding.template)
    return template.stack, template.paths.get(finding.logical_id, [f"/{template.stack}"])


class Verdict(typing.NamedTuple):
    """The findings that nobody acknowledged, those that somebody did, and the acknowledgments of what was not found."""

    still_open: list
    acknowledged: list
    stale: list


def verdict(findings, acknowledgments, templates):
    still_open, acknowledged, used = [], [], set()
    for finding in sorted(findings, key=str):
        stack, paths = paths_of(finding, templates)
        covering = {each for each in acknowledgments if each.stack == stack and each.covers(finding.rule, paths)}
        used |= covering
        (acknowledged if covering else still_open).append(finding)
    return Verdict(still_open, acknowledged, [each for each in acknowledgments if each not in used])


def check_verdict(judge, result, acknowledgments):
    without_reason = [each for each in acknowledgments if not each.reason.strip()]
    check(not result.still_open, f"{judge} finds\n" + "\n".join(map(str, result.still_open)))
    check(not result.stale, f"acknowledged, but {judge} does not find it\n" + "\n".join(map(str, result.stale)))
    check(not without_reason, "acknowledged without a reason\n" + "\n".join(map(str, without_reason)))


def check_forced(findings):
    """Nothing is among them that could be mended instead of acknowledged."""
    free = [each for each in findings if not re.search(FORCED.get(each.rule, ("$^",))[0], each.message)]
    check(not free, "to be mended, not acknowledged\n" + "\n".join(sorted(map(str, free))))


def judge_assembly(judge, folder, scratch, region):
    """The assembly, {tool: findings} in it, and the verdict on them."""
    assembly = Assembly(folder)
    check(assembly.templates, f"there is no template in {folder}")
    found = {tool: run(assembly.templates, scratch, region) for tool, run in judges.JUDGES[judge].items()}
    findings = set().union(*found.values())
    return assembly, found, verdict(findings, assembly.acknowledgments_for(judge), assembly.templates)


def figures_of(findings, result):
    """How a tool's findings are distributed in the verdict."""
    return {"findings": len(findings), "acknowledged": len(findings.intersection(result.acknowledged)),
            "open": len(findings.intersection(result.still_open))}


def test(folder, given, arguments):
    output = pathlib.Path(given.assembly) if given.assembly else folder / "out"
    if not given.assembly:
        synthesize(given.app, output, "--format", "yaml", *arguments)
    assembly, found, result = judge_assembly(given.judge, output, folder, given.region)
    mended = findings_mended(given.app, given.judge, judges.JUDGES[given.judge], found, assembly.templates, folder,
                             given.region)
    for tool, findings in found.items():
        figures = {"templates": len(assembly.templates), "mended": mended[tool], **figures_of(findings, result)}
        print(f"{tool}: {figures}")
        if given.app:
            record("judges", f"{given.name or given.app}.{tool}", stable=figures)
    check_verdict(given.judge, result, assembly.acknowledgments_for(given.judge))
    if given.app and given.judge == "schema":
        check_forced(set().union(*found.values()))


if __name__ == "__main__":
    own, for_the_app = split_at_dashes(sys.argv[1:])
    parser = argparse.ArgumentParser()
    parser.add_argument("judge", choices=judges.JUDGES)
    parser.add_argument("app", nargs="?")
    parser.add_argument("--assembly")
    parser.add_argument("--region", default="us-west-2")
    parser.add_argument("--name")
    options = parser.parse_args(own)
    if (options.app is None) == (options.assembly is None):
        parser.error("either an app or an assembly is judged")
    if options.judge == "schema":
        require_python_modules("cfnlint")
    main(test, options, for_the_app)
