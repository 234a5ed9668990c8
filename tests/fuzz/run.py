#!/usr/bin/env python3
"""run.py READER: one fuzz test: from the seeds, always the same inputs; or with --seconds as long as one likes.

    run.py configuration_json --runs 20000          what the test does
    run.py configuration_json --seconds 600         a search; what it finds lies in <build>/fuzz/<reader>/
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
BUILD = pathlib.Path(os.environ.get("TENON_BUILD_DIR", SOURCE / "build-asan"))
SANITIZED = pathlib.Path(os.environ.get("TENON_SANITIZED_DIR", BUILD))

sys.path.insert(0, str(HERE.parent / "proof"))
from record import record  # noqa: E402

SKIPPED = 77
SECONDS_AT_MOST = 150
MEGABYTES_AT_MOST = 2048
SECONDS_PER_INPUT = 10


def parsed(words):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader")
    parser.add_argument("--runs", type=int, default=10000)
    parser.add_argument("--seconds", type=int, help="search for so long, with another start each time")
    parser.add_argument("--max-length", type=int, default=2048)
    return parser.parse_args(words)


def command(given, corpus, breaking):
    """Seeds are only read: what is new goes into `corpus`, what breaks the reader into `breaking`."""
    seeds = HERE / "seeds" / given.reader
    dictionary = HERE / "seeds" / f"{given.reader}.dict"
    extent = ([f"-max_total_time={given.seconds}"] if given.seconds else
              [f"-runs={given.runs}", "-seed=1", f"-max_total_time={SECONDS_AT_MOST}"])
    return [SANITIZED / "bin" / "fuzz" / given.reader, corpus, seeds, *extent, f"-max_len={given.max_length}",
            f"-rss_limit_mb={MEGABYTES_AT_MOST}", f"-timeout={SECONDS_PER_INPUT}", f"-artifact_prefix={breaking}/",
            "-print_final_stats=1", *([f"-dict={dictionary}"] if dictionary.exists() else [])]


def findings():
    """All that fuzzing has found: what, in which reader, the seed that holds it, how it was mended."""
    rows = json.loads((HERE / "findings.json").read_text(encoding="utf-8"))
    for row in rows:
        if not (HERE / "seeds" / row["reader"] / row["seed"]).exists():
            sys.exit(f"FAILED: findings.json: {row['reader']} has no seed {row['seed']}")
    return rows


def number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def main(words):
    given = parsed(words)
    executable = SANITIZED / "bin" / "fuzz" / given.reader
    # Of a build that was not finished only a part is new.
    if not executable.exists() or (SANITIZED != BUILD and not (SANITIZED / "built").exists()):
        print(f"SKIPPED: {executable} is not built: the test sanitizers.build does that")
        return SKIPPED
    known = [row for row in findings() if row["reader"] == given.reader]
    breaking = BUILD / "fuzz" / given.reader
    breaking.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tenon-fuzz-") as folder:
        corpus = pathlib.Path(folder) / "corpus"
        corpus.mkdir()
        done = subprocess.run([str(word) for word in command(given, corpus, breaking)], cwd=folder, text=True,
                              env={**os.environ, "TMPDIR": folder}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, errors="replace", check=False)
    seconds = time.monotonic() - began
    runs = number(r"stat::number_of_executed_units: (\d+)", done.stdout)
    if done.returncode != 0:
        print(done.stdout[-6000:])
        print(f"FAILED: {given.reader}: the input lies in {breaking}; mended, it is a seed and a row of findings.json")
        return 1
    if not given.seconds and runs < given.runs:
        print(f"FAILED: {given.reader}: {runs} inputs in {SECONDS_AT_MOST} s, and not {given.runs}")
        return 1
    seeds = sum(1 for _ in (HERE / "seeds" / given.reader).iterdir())
    branches = number(r"cov: (\d+)", done.stdout)
    print(f"{given.reader}: {runs} inputs from {seeds} seeds, {branches} branches, {seconds:.1f} s")
    if not given.seconds:
        found = {row["found"]: {"how it was mended": row["mended"], "seed": f"`{row['seed']}`"} for row in known}
        record("fuzzing", given.reader, stable={"found and mended": len(found), "what was found": found},
               measured={"seeds": seeds, "inputs": runs, "branches": branches, "seconds": round(seconds, 1)})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
