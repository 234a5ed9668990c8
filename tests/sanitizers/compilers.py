#!/usr/bin/env python3
"""compilers.py COMPILER AWS_LIBRARY GENERATED_HEADERS APP...: the apps, built by another compiler, write the same bytes.

Templates are the same for every program. Of the lines in manifest.json that holds where no `.add` begins a line of its
own, for then compilers differ in what is the line of the call (docs/explanation/determinism.md); so the apps have none.
"""

import os
import shutil
import sys

import harness
from harness import check


def build(folder, compiler, aws_library, generated):
    """Configures and builds the apps with the compiler."""
    harness.run(["cmake", "-G", "Ninja", "-S", harness.SOURCE / "tests" / "e2e" / "other_compiler", "-B", folder,
                 f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0",
                 f"-DTENON_SOURCE_DIR={harness.SOURCE}", f"-DTENON_AWS_LIBRARY={aws_library}",
                 f"-DTENON_GENERATED={generated}"], harness.SOURCE)
    harness.run(["cmake", "--build", folder, "--parallel", os.cpu_count()], harness.SOURCE, timeout=900)


def test(folder, compiler, aws_library, generated, *apps):
    other_build = harness.BUILD / "other-compiler"
    build(other_build, compiler, aws_library, generated)
    for app in apps:
        ours, theirs = folder / app / "ours", folder / app / "theirs"
        harness.synthesize(app, ours, "--format", "yaml")
        harness.synthesize(app, theirs, "--format", "yaml", executable=other_build / "bin" / app)
        differing = harness.differences(harness.tree(ours), harness.tree(theirs))
        check(not differing, f"{app}, built by {compiler}, writes other bytes into {differing}")


if __name__ == "__main__":
    if shutil.which(sys.argv[1]) is None:
        harness.skip(f"{sys.argv[1]} is not installed")
    if shutil.which("ninja") is None:
        harness.skip("ninja is not installed")
    harness.main(test, *sys.argv[1:])
