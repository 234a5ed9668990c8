#!/usr/bin/env python3
"""sanitizers.py build|suite: everything compiled with the sanitizers into <build>/sanitizers, its tests run there."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

SOURCE = pathlib.Path(os.environ["TENON_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["TENON_BUILD_DIR"])
SANITIZED = BUILD / "sanitizers"
BUILT = SANITIZED / "built"  # is there when a build was finished

sys.path.insert(0, str(SOURCE / "tests" / "proof"))
from record import record  # noqa: E402

COMPILER = "clang++-19"
SKIPPED = 77
# Tests of compilers' messages, of packages and of tools say nothing of memory; those that compare texts of the
# documentation compile by themselves. Fuzz tests are run by the build around this one.
LABELS = "unit|docs|systems|agreement"
NOT_OF_USE = r"^docs\.(tutorial|links|ids|readme|checker)$|^agreement\.(reasons|comparison)$|^spec\."
E2E = r"^e2e\.(byte_identity|graph|failures)"
OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=1:check_initialization_order=1:strict_init_order=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}


def run(command, **options):
    print("$", *command, flush=True)
    return subprocess.run([str(word) for word in command], cwd=SOURCE, stdin=subprocess.DEVNULL, check=False, **options)


def require_build():
    """For what uses the build: without it nothing is tested."""
    if not BUILT.exists():
        print(f"SKIPPED: {SANITIZED} is not built: the test sanitizers.build does that")
        sys.exit(SKIPPED)


def build():
    BUILT.unlink(missing_ok=True)
    for tool in (COMPILER, "ninja"):
        if shutil.which(tool) is None:
            print(f"SKIPPED: {tool} is not installed: cmake/setup.sh test installs it")
            return SKIPPED
    began = time.monotonic()
    jobs = str(os.cpu_count())
    for command in (["cmake", "--preset", "asan-ubsan", "-DTENON_SKIPS_FAIL=ON", "-B", SANITIZED],
                    ["cmake", "--build", SANITIZED, "--parallel", jobs]):
        if run(command).returncode != 0:
            return 1
    BUILT.touch()
    record("sanitizers", "build", stable={"compiler": COMPILER}, measured={"seconds": round(time.monotonic() - began)})
    return 0


def tests(selection):
    """How many there are of a selection, how many failed and how many were skipped; with what was said of them."""
    done = run(["ctest", "--test-dir", SANITIZED, "--output-on-failure", "--parallel", str(os.cpu_count()), *selection],
               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
               env={**os.environ, **OPTIONS, "TENON_BUILD_DIR": str(SANITIZED)})
    summary = re.search(r"tests passed, (\d+) tests? failed out of (\d+)", done.stdout)
    failed, count = (int(number) for number in summary.groups()) if summary else (1, 0)
    skipped = len(re.findall(r"\*\*\*Skipped", done.stdout))
    if failed or done.returncode != 0:
        print(done.stdout[-20000:])
    return count, max(failed, int(done.returncode != 0)), skipped


def suite():
    require_build()
    began = time.monotonic()
    counts = [tests(["-L", LABELS, "-E", NOT_OF_USE, "-FA", ".*"]), tests(["-R", E2E])]
    count, failed, skipped = map(sum, zip(*counts))
    print(f"{count} tests under the sanitizers, {failed} failed, {skipped} skipped")
    record("sanitizers", "suite", stable={"failed": failed, "skipped": skipped},
           measured={"tests": count, "seconds": round(time.monotonic() - began)})
    return 1 if failed or not all(count for count, _, _ in counts) else 0


if __name__ == "__main__":
    sys.exit({"build": build, "suite": suite}[sys.argv[1]]())
