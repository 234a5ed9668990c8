#!/usr/bin/env python3
"""byte_identity.py APP: what an app writes is the same bytes on every run, in every folder, locale and time zone, on any
number of threads and whatever the memory held before."""

import pathlib
import shutil
import subprocess
import sys

import harness
from harness import check, differences

LOCALE = "et_EE.UTF-8"  # decimal commas, and `z` sorted before `t`


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
        target.mkdir(parents=True)
    else:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("cdk.out"))
    return target


def variations(app, folder):
    """Name, and how the run differs from the first one."""
    yield "a second run", {}
    yield "one thread", {"arguments": ("--threads", "1")}
    yield "eight threads", {"arguments": ("--threads", "8")}
    yield "another working directory", {"cwd": copy_of(app, folder)}
    yield "another time zone", {"env": harness.clean_environment(TZ="Pacific/Kiritimati")}
    yield "memory that is not zero", {"env": harness.clean_environment(MALLOC_PERTURB_="165")}
    why_not = make_locale(folder / "locales")
    if why_not is None:
        yield LOCALE, {"env": harness.clean_environment(LC_ALL=LOCALE, LOCPATH=str(folder / "locales"))}
    else:
        print(f"SKIPPED: the locale {LOCALE} could not be made: {why_not}")


def test(folder: pathlib.Path, app):
    def written(output, arguments=(), **how):
        harness.synthesize(app, output, "--format", "yaml", *arguments, **how)
        return harness.tree(output)

    first = written(folder / "first")
    check("manifest.json" in first, "there is no manifest")
    for number, (name, how) in enumerate(variations(app, folder)):
        differing = differences(first, written(folder / str(number) / "cdk.out", **how))
        check(not differing, f"{name}: other bytes in {differing}")
    check(not differences(first, written(folder / "first")), "over an older assembly: other bytes")


if __name__ == "__main__":
    harness.main(test, sys.argv[1])
