#!/usr/bin/env python3
"""compilers.py APP...: the apps, built by another compiler and with other flags, write the same bytes.

They are those of sanitizers.build. Templates are the same for every program. Of the lines in manifest.json that holds
where no `.add` begins a line of its own, for then compilers differ in what is the line of the call
(docs/explanation/determinism.md); so the apps have none.
"""

import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "e2e"), str(TESTS / "proof")]

import harness  # noqa: E402
from harness import check  # noqa: E402
from record import record  # noqa: E402

from sanitizers import SANITIZED, require_build  # noqa: E402


def test(folder, *apps):
    for app in apps:
        ours, theirs = folder / app / "ours", folder / app / "theirs"
        harness.synthesize(app, ours, "--format", "yaml")
        harness.synthesize(app, theirs, "--format", "yaml", executable=SANITIZED / "bin" / app)
        written = harness.tree(ours)
        differing = harness.differences(written, harness.tree(theirs))
        check(not differing, f"{app}, built by another compiler, writes other bytes into {differing}")
        size = sum(map(len, written.values()))
        print(f"{app}: {len(written)} files, {size} bytes")
        record("bytes", f"{app}.compilers", stable={"files": len(written)}, measured={"bytes": size})


if __name__ == "__main__":
    require_build()
    harness.main(test, *sys.argv[1:])
