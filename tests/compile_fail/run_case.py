#!/usr/bin/env python3
"""Runs one must-not-compile case with one compiler.

A case compiles without a warning as it is (the twin), and must not compile with TENON_MUST_NOT_COMPILE defined; what
the compiler then prints must contain every text that the case expects of it. So the case cannot pass because of a
mistake elsewhere in the file, nor with a message that helps nobody.
"""

import argparse
import os
import re
import subprocess
import sys

SKIPPED = 77
EXPECTATION = re.compile(r"^\s*//\s*expect-error(?:\((?P<kind>[a-z]+)\))?:\s*(?P<text>.*\S)\s*$", re.MULTILINE)
KINDS = ("gcc", "clang")
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion",
         "-Wshadow", "-Werror"]


class CaseFailed(Exception):
    """The case did not do what it promises; the message says what is wrong."""


def expected_texts(source, kind):
    """The texts that the compiler of this kind must print for this case."""
    found = [(match["kind"], match["text"]) for match in EXPECTATION.finditer(source)]
    unknown = sorted({named for named, _ in found if named not in (None, *KINDS)})
    if unknown:
        raise CaseFailed(f"expect-error names an unknown compiler: {', '.join(unknown)}")
    texts = [text for named, text in found if named in (None, kind)]
    if not texts:
        raise CaseFailed(f"the case states no expect-error({kind})")
    if "TENON_MUST_NOT_COMPILE" not in source:
        raise CaseFailed("the case never asks for TENON_MUST_NOT_COMPILE")
    return texts


def compile_case(compiler, case, flags):
    """Exit code and output of one compilation, in the C locale: the quotes in messages are then ASCII."""
    run = subprocess.run([compiler, *FLAGS, *flags, case], text=True, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C"})
    return run.returncode, run.stdout


def run_case(compiler, kind, case, flags):
    """Raises CaseFailed unless the twin compiles and the rest is refused with the expected texts."""
    with open(case, encoding="utf-8") as file:
        texts = expected_texts(file.read(), kind)
    code, output = compile_case(compiler, case, flags)
    if code != 0:
        raise CaseFailed(f"the twin must compile, and does not:\n{output}")
    code, output = compile_case(compiler, case, [*flags, "-DTENON_MUST_NOT_COMPILE"])
    if code == 0:
        raise CaseFailed("it compiles, and must not")
    if code < 0 or "internal compiler error" in output or "PLEASE submit a bug report" in output:
        raise CaseFailed(f"the compiler crashed:\n{output}")
    missing = [text for text in texts if text not in output]
    if missing:
        wanted = "\n".join(f"  {text}" for text in missing)
        raise CaseFailed(f"refused, but the output lacks:\n{wanted}\nThe output:\n{output}")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--compiler", required=True, help="empty or ending in -NOTFOUND: the case is skipped")
    parser.add_argument("--case", required=True)
    parser.add_argument("flags", nargs="*", help="after --: flags for the compiler")
    options = parser.parse_args(arguments)
    if not options.compiler or options.compiler.endswith("-NOTFOUND"):
        wanted = {"gcc": "g++", "clang": "clang++-19"}[options.kind]
        print(f"SKIPPED: {wanted} is not installed")
        return SKIPPED
    try:
        run_case(options.compiler, options.kind, options.case, options.flags)
    except CaseFailed as failure:
        print(f"{options.case} ({options.kind}): {failure}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
