#!/usr/bin/env python3
"""What an app does when it cannot do what it should: exit codes, and the last good assembly is left as it was."""

import functools
import os
import pathlib
import shutil

import harness
from harness import check

FIXTURE = "e2e_fixture"
NOBODY = 65534

# Name, arguments, exit code, words on stderr.
FAILING_RUNS = (
    ("an unknown option", ("--frobnicate",), 2, "--frobnicate"),
    ("an unknown command", ("deploy",), 2, "deploy"),
    ("an error", ("--context", "mode=error"), 1, "the fixture was asked for an error"),
    ("an exception", ("--context", "mode=throw"), 1, "error uncaught-exception: the fixture was asked to throw"),
)


def check_failing_runs(folder):
    output = folder / "cdk.out"
    harness.synthesize(FIXTURE, output)
    good = harness.tree(folder)
    for name, arguments, exit_code, words in FAILING_RUNS:
        done = harness.run([harness.app_executable(FIXTURE), "-o", output, *arguments], folder, expect=exit_code)
        check(words in done.stderr, f"{name}: stderr does not say {words!r}:\n{done.stderr}")
        check(done.stdout == "", f"{name}: something is on stdout:\n{done.stdout}")
        check(harness.tree(folder) == good, f"{name}: the last good assembly was touched, or something lies beside it")


def check_malformed_context(folder):
    env = harness.clean_environment(CDK_CONTEXT_JSON='{"mode": ')
    done = harness.run([harness.app_executable(FIXTURE), "-o", folder / "out"], folder, env=env, expect=2)
    check("CDK_CONTEXT_JSON holds no JSON" in done.stderr, done.stderr)


def check_read_only(app, folder):
    """A folder that may not be written to: an error, and what is in it stays."""
    # Root may write everywhere; and who is not root may not even see the build's folder.
    options = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    folder.parent.chmod(0o755)
    folder.chmod(0o777)
    executable = shutil.copy(harness.app_executable(app), folder)
    output = folder / "cdk.out"
    harness.synthesize(app, output, cwd=folder, executable=executable, **options)
    good = harness.tree(output)
    try:
        output.chmod(0o555)
        folder.chmod(0o555)
        for target in (output, folder / "new"):
            done = harness.run([executable, "-o", target], folder, expect=1, **options)
            check("error output-not-written" in done.stderr, f"{target}:\n{done.stderr}")
    finally:
        folder.chmod(0o755)
        output.chmod(0o755)
    check(harness.tree(output) == good, "the assembly in the read-only folder was touched")
    check(not (folder / "new").exists(), "a folder was made in one that is read-only")


def test(folder: pathlib.Path):
    read_only = [functools.partial(check_read_only, app) for app in (FIXTURE, "app_dw")]
    for number, each in enumerate((check_failing_runs, check_malformed_context, *read_only)):
        work = folder / str(number)
        work.mkdir()
        each(work)


if __name__ == "__main__":
    harness.main(test)
