#!/usr/bin/env python3
"""sanitizers.py build|suite: everything compiled with the sanitizers into <build>/sanitizers, its tests run there."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "e2e"), str(TESTS / "proof")]

import harness  # noqa: E402
from record import record  # noqa: E402

SANITIZED = harness.BUILD / "sanitizers"
BUILT = SANITIZED / "built"  # is there when a build was finished
COMPILER = "clang++-19"
# Tests of compilers' messages, of packages and of tools say nothing of memory; those that compare texts of the
# documentation compile by themselves, and the guides' projects are built with a package that is installed. Fuzz tests
# are run by the build around this one.
LABELS = "unit|docs|systems|agreement"
NOT_OF_USE = r"^docs\.(tutorial|links|ids|readme|checker|ci_.*)$|^agreement\.(reasons|comparison)$|^spec\."
WITHOUT_FILES = r"\.TooManyOpenFilesAre"  # the sanitizer looks at memory through a pipe of its own
E2E = r"^e2e\.(byte_identity|graph|failures)"
OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=1:check_initialization_order=1:strict_init_order=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "LSAN_OPTIONS": f"print_suppressions=0:suppressions={pathlib.Path(__file__).with_name('leaks_of_others.txt')}",
}


def run(command, **options):
    print("$", *command, flush=True)
    return subprocess.run([str(word) for word in command], cwd=harness.SOURCE, stdin=subprocess.DEVNULL, check=False,
                          **options)


def require_build():
    """For what uses the build: without it nothing is tested, and an older one says nothing of these sources."""
    if not BUILT.exists():
        harness.skip(f"{SANITIZED} is not built: the test sanitizers.build does that")
    if run(compilation(), stdout=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"FAILED: {SANITIZED} could not be brought up to date")


def compilation():
    return ["cmake", "--build", SANITIZED, "--parallel", str(os.cpu_count())]


def build():
    BUILT.unlink(missing_ok=True)
    for tool in (COMPILER, "ninja"):
        if shutil.which(tool) is None:
            harness.skip(f"{tool} is not installed: cmake/setup.sh test installs it")
    began = time.monotonic()
    # With the tools of the build around it: nothing is installed into this one.
    tools = [f"-D{name}={os.environ[name]}" for name in ("TENON_NODE_MODULES", "TENON_PYTHON")]
    configuration = ["cmake", "--preset", "asan-ubsan", "-DTENON_SKIPS_FAIL=ON", *tools, "-B", SANITIZED]
    for command in (configuration, compilation()):
        if run(command).returncode != 0:
            return 1
    BUILT.touch()
    record("sanitizers", "build", stable={"compiler": COMPILER}, measured={"seconds": round(time.monotonic() - began)})
    return 0


def tests(selection):
    """Whether all of a selection passed, and how many tests there are of each kind; what was said if any failed."""
    done = run(["ctest", "--test-dir", SANITIZED, "--output-on-failure", "--parallel", str(os.cpu_count()), *selection],
               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
               env={**os.environ, **OPTIONS, "TENON_BUILD_DIR": str(SANITIZED)})
    summary = re.findall(r"^(\w+) += .* sec\*proc \((\d+) tests?\)", done.stdout, re.MULTILINE)
    counts = {kind: int(count) for kind, count in summary}
    passed = done.returncode == 0 and bool(counts)
    if not passed:
        print(done.stdout[-40000:])
    return passed, counts


def suite():
    require_build()
    began = time.monotonic()
    results = [tests(["-L", LABELS, "-E", f"{NOT_OF_USE}|{WITHOUT_FILES}", "-FA", ".*"]), tests(["-R", E2E])]
    counts = {kind: count for _, counts in results for kind, count in counts.items()}
    passed = all(passed for passed, _ in results)
    print(f"{sum(counts.values())} tests under the sanitizers{'' if passed else ', some of which failed'}")
    if not passed:
        return 1
    record("sanitizers", "suite", stable={"kinds of tests": len(counts)},
           measured={"tests": sum(counts.values()), "seconds": round(time.monotonic() - began)})
    return 0


if __name__ == "__main__":
    sys.exit({"build": build, "suite": suite}[sys.argv[1]]())
