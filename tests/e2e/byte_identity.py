#!/usr/bin/env python3
"""byte_identity.py APP: what an app writes is the same bytes on every run, in every folder, locale and time zone, for
every user, on any number of threads, wherever memory lies and whatever it held before."""

import os
import pathlib
import shutil
import subprocess
import sys

import harness
from harness import check, differences

sys.path.insert(0, str(harness.SOURCE / "tests" / "proof"))
from record import record  # noqa: E402

LOCALE = "et_EE.UTF-8"  # decimal commas, and `z` sorted before `t`
NOBODY = 65534
# What the CDK command line has in the folder besides.
FILES_OF_THE_CLI = ("synth.lock", "error.txt", "performance-counters.json")


def make_locale(folder):
    """Builds the locale into the folder; None when it has come from somewhere already, else why it could not."""
    folder.mkdir(parents=True)
    try:
        done = subprocess.run(["localedef", "-i", "et_EE", "-f", "UTF-8", folder / LOCALE], capture_output=True,
                              text=True, check=False)
    except OSError as error:
        return str(error)
    # Exit code 1 means that there were warnings.
    return None if (folder / LOCALE).exists() else done.stderr.strip()


def copy_of(app, folder):
    """The app's folder somewhere else."""
    target = folder / "elsewhere" / "deeper"
    source = harness.app_folder(app)
    if source == harness.SOURCE:
        target.mkdir(parents=True, exist_ok=True)
    else:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("cdk.out"), dirs_exist_ok=True)
    return target


def older_assembly(app, output):
    """Other templates, and files of stacks and assets that are no more."""
    harness.synthesize(app, output, "--format", "json", "--context", "aws:cdk:enable-path-metadata=true")
    (output / "Gone.template.json").write_text("{}", encoding="utf-8")
    (output / "asset.gone").mkdir()
    (output / "asset.gone" / "index.js").write_text("gone", encoding="utf-8")


def another_user(app, folder):
    """How to run as somebody who owns nothing; root alone can."""
    open_to_all = folder / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    executable = shutil.copy(harness.app_executable(app), open_to_all)
    return {"executable": executable, "cwd": copy_of(app, open_to_all), "user": NOBODY, "group": NOBODY,
            "extra_groups": [], "env": harness.clean_environment(HOME="/nonexistent", USER="nobody", LOGNAME="nobody")}


def fixed_addresses(app, folder):
    """A script that runs the app without the randomization of addresses; None where that is not permitted."""
    if shutil.which("setarch") is None or subprocess.run(["setarch", "-R", "true"], check=False).returncode != 0:
        return None
    script = folder / "fixed-addresses"
    script.write_text(f'#!/bin/sh\nexec setarch -R "{harness.app_executable(app)}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return script


def variations(app, folder, skipped):
    """Name, and how the run differs from the first one. Why one is not possible here is added to `skipped`."""
    yield "a second run", {}
    yield "one thread", {"arguments": ("--threads", "1")}
    yield "eight threads", {"arguments": ("--threads", "8")}
    yield "another working directory", {"cwd": copy_of(app, folder)}
    yield "another time zone", {"env": harness.clean_environment(TZ="Pacific/Kiritimati")}
    yield "memory that is not zero", {"env": harness.clean_environment(MALLOC_PERTURB_="165")}
    yield "memory from the system for each object", {"env": harness.clean_environment(MALLOC_MMAP_THRESHOLD_="1024")}
    yield "another umask", {"umask": 0o077}
    yield "another environment", {"env": {"PATH": os.defpath, "CI": "true", "PWD": "/", "NOISE": "x" * 100_000}}
    yield "over an older assembly", {"before": older_assembly}
    if os.getuid() == 0:
        folder.chmod(0o755)
        yield "another user", another_user(app, folder)
    else:
        skipped.append("another user: only root can be somebody else")
    without = fixed_addresses(app, folder)
    if without is not None:
        yield "addresses that are not random", {"executable": without}
    else:
        skipped.append("addresses that are not random: setarch -R is not permitted here")
    why_not = make_locale(folder / "locales")
    if why_not is None:
        yield LOCALE, {"env": harness.clean_environment(LC_ALL=LOCALE, LOCPATH=str(folder / "locales"))}
    else:
        skipped.append(f"the locale {LOCALE} could not be made: {why_not}")


def has_cli():
    return (harness.NODE_MODULES / "aws-cdk" / "bin" / "cdk").exists() and shutil.which("node") is not None


def check_under_the_cli(app, folder):
    """What the app writes for the CDK command line is what it writes with the same environment and nobody around."""
    cli = harness.CdkCli("aws-cdk", folder / "home")
    seen = folder / "environment"
    command = f'env -0 > "{seen}"; exec "{harness.app_executable(app)}" --format yaml'
    cli.run("synth", "--quiet", "-a", command, "-o", folder / "cli", cwd=harness.app_folder(app))
    env = dict(entry.split("=", 1) for entry in seen.read_text(encoding="utf-8").split("\0") if "=" in entry)
    with_cli = {name: data for name, data in harness.tree(folder / "cli").items()
                if name not in FILES_OF_THE_CLI and not name.startswith((".cache", "read."))}
    harness.synthesize(app, folder / "alone", "--format", "yaml",
                       env={name: text for name, text in env.items() if name != "CDK_OUTDIR"})
    alone = harness.tree(folder / "alone")
    differing = differences(with_cli, alone)
    check(not differing, f"under the CDK command line: other bytes in {differing}")
    return alone


def size(written):
    return sum(map(len, written.values()))


def test(folder: pathlib.Path, app):
    def written(output, arguments=(), before=None, **how):
        output.parent.mkdir(parents=True, exist_ok=True)
        if how.get("user"):
            output = how["cwd"].parent / "cdk.out"
            output.parent.chmod(0o777)
        if before is not None:
            before(app, output)
        harness.synthesize(app, output, "--format", "yaml", *arguments, **how)
        return harness.tree(output)

    first = written(folder / "first")
    check("manifest.json" in first, "there is no manifest")
    ways, compared, skipped = 1, size(first), []
    for number, (name, how) in enumerate(variations(app, folder, skipped)):
        differing = differences(first, written(folder / str(number) / "cdk.out", **how))
        check(not differing, f"{name}: other bytes in {differing}")
        ways, compared = ways + 1, compared + size(first)
    check(not differences(first, written(folder / "first")), "over the same assembly: other bytes")
    if has_cli():
        ways, compared = ways + 1, compared + size(check_under_the_cli(app, folder))
    else:
        skipped.append("under the CDK command line: cmake/setup.sh test installs it")
    print(f"{app}: {ways} ways, {len(first)} files, {compared} bytes compared")
    if skipped:
        harness.skip("; ".join(skipped))
    record("bytes", app, stable={"files": len(first), "ways": ways},
           measured={"bytes": size(first), "bytes compared": compared})


if __name__ == "__main__":
    harness.main(test, sys.argv[1])
