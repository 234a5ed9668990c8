#!/usr/bin/env python3
"""Checks that the folder a checkout or a build stands in appears in nothing that leaves it.

Looked through are the folders given, every file of them: an installed package, what the apps synthesize. With --tracked
the files that git tracks are looked through as well.
"""

import argparse
import os
import subprocess
import sys


def files_in(folder):
    for where, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(where, name)


def tracked_files(root):
    """The files that git tracks, or None where the sources are no checkout."""
    run = subprocess.run(["git", "-C", root, "ls-files", "-z"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if run.returncode != 0:
        return None
    return [os.path.join(root, name) for name in run.stdout.decode().split("\0") if name]


def contains(path, needles):
    """The first of the needles that the file contains, or None."""
    if os.path.islink(path) or not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        content = file.read()
    return next((needle for needle in needles if needle in content), None)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--forbid", action="append", required=True, help="a folder that must not be named")
    parser.add_argument("--tracked", metavar="ROOT", help="look through the files that git tracks here")
    options = parser.parse_args(arguments)

    # A folder as short as /src would be found by accident.
    needles = [(os.path.abspath(folder) + "/").encode() for folder in options.forbid
               if os.path.abspath(folder).count("/") > 1]
    if not needles:
        print(f"SKIPPED: {', '.join(options.forbid)} is too short a path to be looked for")
        return 77
    paths = [path for folder in options.folders for path in files_in(folder)]
    if options.tracked:
        tracked = tracked_files(options.tracked)
        if tracked is None:
            print(f"SKIPPED: {options.tracked} is no git checkout")
            return 77
        paths += tracked
    count, found = 0, 0
    for path in sorted(paths):
        count += 1
        needle = contains(path, needles)
        if needle:
            found += 1
            print(f"{path} names {needle.decode()}")
    print(f"{count} files, {found} name a folder of this machine")
    return 1 if found or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
