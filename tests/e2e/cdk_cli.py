#!/usr/bin/env python3
"""cdk_cli.py APP: both command lines of the CDK run the app: `ls`, `synth`, `diff`, and what they say when it fails."""

import json
import pathlib
import sys

import harness
from harness import check


def check_ls(cli, app, folder):
    expected = harness.run([harness.app_executable(app), "list"], harness.app_folder(app)).stdout.split()
    listed = cli.run("ls", "-a", harness.app_executable(app), "-o", folder / "ls", cwd=harness.app_folder(app)).stdout
    # "Prod/Shop (Prod-Shop)": the name of a stack follows where it is not the path.
    paths = [line.split()[0] for line in listed.splitlines()]
    check(paths == expected, f"cdk ls says {paths}, the app itself {expected}")
    return paths


def without_bootstrap_check(template):
    """The command line prints a template without the rule that checks the version of the bootstrap stack."""
    rules = template.pop("Rules", {})
    rules.pop("CheckBootstrapVersion", None)
    return {**template, "Rules": rules} if rules else template


def check_synth(cli, app, stack, folder):
    """The template on stdout is the one in the folder, and nothing else is on stdout."""
    output = folder / "synth"
    done = cli.run("synth", stack, "--json", "-a", harness.app_executable(app), "-o", output,
                   cwd=harness.app_folder(app))
    _, template = harness.stack_artifacts(output)[stack]
    printed = json.loads(done.stdout)
    check(printed == without_bootstrap_check(harness.read_json(template)), f"cdk synth {stack} printed another template")
    return template


def check_diff(cli, app, stack, template, folder):
    """No difference to itself; one that is named to a template that lacks a resource."""
    lacking = harness.read_json(template)
    missing_id = next(iter(lacking["Resources"]))
    del lacking["Resources"][missing_id]
    changed = folder / "changed.json"
    changed.write_text(json.dumps(lacking), encoding="utf-8")

    def diff(against, expect):
        done = cli.run("diff", stack, "--exclusively", "--template", against, "--fail", "-a", harness.app_executable(app), "-o",
                       folder / "diff", cwd=harness.app_folder(app), expect=expect)
        return done.stdout + done.stderr

    diff(template, 0)
    check(missing_id in diff(changed, 1), f"cdk diff does not name {missing_id}, which was added")


def check_failure(cli, app, folder):
    """A failing app fails the command line, and its own words come through."""
    command = f"{harness.app_executable(app)} --frobnicate"
    done = cli.run("ls", "-a", command, "-o", folder / "failure", cwd=harness.app_folder(app), expect=1)
    check("--frobnicate" in done.stdout + done.stderr, "the message of the app did not come through:\n" + done.stderr)


def check_cdk_json(app):
    """In the app's folder `cdk` needs no options: cdk.json names the executable of the default build folder."""
    settings = harness.SOURCE / "apps" / app / "cdk.json"
    if not settings.exists():
        return
    named = (settings.parent / harness.read_json(settings)["app"].split()[0]).resolve()
    expected = harness.SOURCE / "build" / "bin" / app
    check(named == expected, f"{settings} names {named}, not {expected}")


def check_with_cli(cli, app, folder):
    version = cli.version()
    check(version == harness.CDK_CLIS[cli.package], f"{cli.package} is version {version}")
    stacks = check_ls(cli, app, folder)
    template = check_synth(cli, app, stacks[-1], folder)
    check_diff(cli, app, stacks[-1], template, folder)
    check_failure(cli, app, folder)


def test(folder: pathlib.Path, app):
    check_cdk_json(app)
    for package in harness.CDK_CLIS:
        work = folder / package
        check_with_cli(harness.CdkCli(package, work / "home"), app, work)


if __name__ == "__main__":
    harness.require_cdk_clis()
    harness.main(test, sys.argv[1])
