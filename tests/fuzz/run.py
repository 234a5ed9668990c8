#!/usr/bin/env python3
"""run.py READER: one fuzz test: from the seeds, always the same inputs; or with --seconds as long as one likes.

    run.py configuration_json --runs 20000            what the test does
    run.py configuration_json --runs 20000 --twice    the same inputs both times, or it fails
    run.py configuration_json --seconds 600           a search, which is added to searches.json

What breaks the reader lies in <build>/fuzz/<reader>/ afterwards, and stands in the log.
"""

import argparse
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import typing

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
BUILD = pathlib.Path(os.environ.get("TENON_BUILD_DIR", SOURCE / "build-asan")).resolve()
SANITIZED = pathlib.Path(os.environ.get("TENON_SANITIZED_DIR", BUILD)).resolve()

sys.path += [str(HERE.parent / folder) for folder in ("e2e", "proof", "sanitizers")]
import harness  # noqa: E402
from harness import check  # noqa: E402
from record import record  # noqa: E402
from sanitizers import require_build  # noqa: E402

SECONDS_AT_MOST = 150
MEGABYTES_AT_MOST = 2048
SECONDS_PER_INPUT = 10
FINDINGS = HERE / "findings.json"
SEARCHES = HERE / "searches.json"
# What a reader compares, libFuzzer puts into inputs: addresses and whatever the environment holds would be among it.
FIXED_ADDRESSES = ["setarch", "-R"]
ENVIRONMENT = {"PATH": os.defpath, "TMPDIR": "."}


class Run(typing.NamedTuple):
    """What one run of a reader came to."""
    failed: bool
    output: str
    seconds: float
    inputs: int
    branches: int
    corpus: set[str]  # names, which libFuzzer makes of what the files hold


def parsed(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader")
    parser.add_argument("--runs", type=int, default=10000)
    parser.add_argument("--twice", action="store_true", help="run twice, and fail unless the inputs were the same")
    parser.add_argument("--seconds", type=int, help="search for so long, with another start each time")
    parser.add_argument("--max-length", type=int, default=2048)
    return parser.parse_args(words)


def executable(reader):
    """The reader's fuzzer."""
    found = SANITIZED / "bin" / "fuzz" / reader
    if not found.exists():
        harness.skip(f"{found} is not built: the test sanitizers.build does that")
    return found


def addresses_can_be_fixed():
    return shutil.which("setarch") and subprocess.run([*FIXED_ADDRESSES, "true"], check=False).returncode == 0


def furnish(folder, reader):
    """A folder in which everything has the same name in each run, for a path is something to compare, too."""
    for name, target in (("reader", executable(reader)), ("seeds", HERE / "seeds" / reader),
                         ("dictionary", HERE / "seeds" / f"{reader}.dict")):
        if target.exists():
            (folder / name).symlink_to(target)
    for name in ("corpus", "broken"):
        (folder / name).mkdir()


def command(given, folder):
    """Seeds are only read: what is new goes into `corpus`, what breaks the reader into `broken`."""
    extent = ([f"-max_total_time={given.seconds}"] if given.seconds else
              [f"-runs={given.runs}", "-seed=1", f"-max_total_time={SECONDS_AT_MOST}"])
    # Not reloaded: each second libFuzzer would read again what it has written itself, and the clock would matter.
    return [*(FIXED_ADDRESSES if addresses_can_be_fixed() else []), "./reader", "corpus", "seeds", *extent, "-reload=0",
            f"-max_len={given.max_length}", f"-rss_limit_mb={MEGABYTES_AT_MOST}", f"-timeout={SECONDS_PER_INPUT}",
            "-artifact_prefix=broken/", "-print_final_stats=1",
            *(["-dict=dictionary"] if (folder / "dictionary").exists() else [])]


def number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def run(given, folder):
    folder.mkdir()
    furnish(folder, given.reader)
    began = time.monotonic()
    done = subprocess.run(command(given, folder), cwd=folder, env=ENVIRONMENT, text=True, errors="replace", check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return Run(failed=done.returncode != 0, output=done.stdout, seconds=time.monotonic() - began,
               inputs=number(r"stat::number_of_executed_units: (\d+)", done.stdout),
               branches=number(r"cov: (\d+)", done.stdout),
               corpus={path.name for path in (folder / "corpus").iterdir()})


def keep(broken, kept):
    """What broke the reader, where it can be found, and in the log for whoever has nothing but that."""
    kept.mkdir(parents=True, exist_ok=True)
    for path in sorted(broken.iterdir()):
        shutil.copy(path, kept)
        print(f"{kept / path.name}, as base64:\n{base64.b64encode(path.read_bytes()).decode()}")


def has_unit_test(name):
    """Whether the sources have Suite.Test, or Suite.Test/Row with a row of that name."""
    suite, test, row = re.fullmatch(r"(\w+)\.(\w+)(?:/(\w+))?", name).groups()
    head = re.compile(rf"^TEST(?:_F|_P)?\({suite},\s+{test}\)", re.MULTILINE)
    texts = (path.read_text(encoding="utf-8") for path in (SOURCE / "tests" / "unit").rglob("*.cpp"))
    return any(head.search(text) and (row is None or f'{{"{row}",' in text) for text in texts)


def findings():
    """All that fuzzing has found: what, in which reader, how it was mended, the seed and the unit test that hold it."""
    rows = harness.read_json(FINDINGS)
    for row in rows:
        check((HERE / "seeds" / row["reader"] / row["seed"]).exists(),
              f"findings.json: {row['reader']} has no seed {row['seed']}")
        check(has_unit_test(row["test"]), f"findings.json: there is no unit test {row['test']}")
    return rows


def add_search(reader, done):
    rows = [*harness.read_json(SEARCHES), {"reader": reader, "seconds": round(done.seconds), "inputs": done.inputs}]
    SEARCHES.write_text("[\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]\n", encoding="utf-8")


def record_run(reader, seeds, done, known):
    found = {row["found"]: {"how it was mended": row["mended"], "seed": f"`{row['seed']}`", "unit test": row["test"]}
             for row in known if row["reader"] == reader}
    searches = [row for row in harness.read_json(SEARCHES) if row["reader"] == reader]
    record("fuzzing", reader,
           stable={"found and mended": len(found),
                   "minutes searched": round(sum(row["seconds"] for row in searches) / 60, 1),
                   "inputs searched": sum(row["inputs"] for row in searches), "what was found": found},
           measured={"seeds": seeds, "inputs": done.inputs, "branches": done.branches,
                     "seconds": round(done.seconds, 1)})


def check_repeated(given, folder, first):
    if not addresses_can_be_fixed():
        harness.skip("setarch -R is not permitted here: the inputs differ from run to run")
    check(run(given, folder).corpus == first.corpus, f"{given.reader}: other inputs the second time")


def test(folder, given):
    known = findings()
    done = run(given, folder / "first")
    if done.failed:
        print(done.output[-6000:])
    keep(folder / "first" / "broken", BUILD / "fuzz" / given.reader)
    if given.seconds:
        add_search(given.reader, done)
    check(not done.failed, f"{given.reader}: once mended, that input is a seed, a unit test and a row of findings.json")
    seeds = sum(1 for _ in (HERE / "seeds" / given.reader).iterdir())
    print(f"{given.reader}: {done.inputs} inputs from {seeds} seeds, {done.branches} branches, {done.seconds:.1f} s")
    if given.seconds:
        return
    check(done.inputs >= given.runs, f"{given.reader}: {done.inputs} inputs in {SECONDS_AT_MOST} s, not {given.runs}")
    if given.twice:
        check_repeated(given, folder / "second", done)
    else:
        record_run(given.reader, seeds, done, known)


if __name__ == "__main__":
    if SANITIZED != BUILD:
        require_build()
    harness.main(test, parsed(sys.argv[1:]))
