#!/usr/bin/env python3
"""What the command lines of the CDK hand to an app arrives: context of -c, of cdk.json and beyond what fits a variable;
and what the app has to say arrives there: warnings once, errors with exit code 1."""

import json
import pathlib

import harness
from harness import check

FIXTURE = "e2e_fixture"


def description(cli, folder, settings, *arguments):
    """The description of the fixture's stack, with cdk.json of these settings."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"app": str(harness.app_executable(FIXTURE)), **settings}
    (folder / "cdk.json").write_text(json.dumps(settings), encoding="utf-8")
    cli.run("synth", "-q", "Greeting", *arguments, cwd=folder)
    return harness.read_json(folder / "cdk.out" / "Greeting.template.json").get("Description")


def check_context(cli, folder):
    of_file = {"context": {"greeting": "of cdk.json"}}
    check(description(cli, folder, {}) is None, "there is a description without context")
    check(description(cli, folder, of_file) == "of cdk.json", "context of cdk.json did not arrive")
    check(description(cli, folder, of_file, "-c", "greeting=of -c") == "of -c", "context of -c did not win")
    # The command lines hand on what exceeds 128 KiB in a file.
    large = {"context": {**{f"filler{i}": "x" * 1000 for i in range(200)}, "greeting": "of a large context"}}
    check(description(cli, folder, large) == "of a large context", "context of the overflow file did not arrive")


def check_path_metadata(cli, folder):
    description(cli, folder, {})
    queue = harness.read_json(folder / "cdk.out" / "Greeting.template.json")["Resources"]["Queue"]
    check(queue.get("Metadata", {}).get("aws:cdk:path") == "Greeting/Queue", "the path is not in the metadata")
    description(cli, folder, {"pathMetadata": False})
    queue = harness.read_json(folder / "cdk.out" / "Greeting.template.json")["Resources"]["Queue"]
    check("Metadata" not in queue, "the path is in the metadata though pathMetadata is false")


def check_findings(cli, folder):
    app = harness.app_executable(FIXTURE)
    said = cli.run("synth", "-q", "Greeting", "-a", app, "-c", "mode=warning", cwd=folder)
    text = said.stdout + said.stderr
    check(text.count("the fixture was asked for a warning") == 1, "the warning is not shown once:\n" + text)
    said = cli.run("synth", "-q", "Greeting", "-a", app, "-c", "mode=error", cwd=folder, expect=1)
    text = said.stdout + said.stderr
    check(text.count("the fixture was asked for an error") == 1, "the error is not shown once:\n" + text)


def test(folder: pathlib.Path):
    for package in harness.CDK_CLIS:
        cli = harness.CdkCli(package, folder / package / "home")
        work = folder / package / "work"
        check_context(cli, work)
        check_path_metadata(cli, work)
        check_findings(cli, work)


if __name__ == "__main__":
    harness.require_cdk_clis()
    harness.main(test)
