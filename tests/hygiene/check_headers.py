#!/usr/bin/env python3
"""Compiles every public header alone, twice in one file, without a warning.

A header that only works after another one breaks for the user who includes it first. Of the generated headers, which
one generator writes in one way, every Nth is compiled; --every 1 takes all.
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion",
         "-Wshadow", "-Werror", "-x", "c++", "-"]


def headers_in(folder):
    """The headers of a folder as one includes them, sorted."""
    return sorted(os.path.relpath(os.path.join(where, name), folder).replace(os.sep, "/")
                  for where, _, names in os.walk(folder, followlinks=True) for name in names if name.endswith(".hpp"))


def compile_alone(compiler, includes, header):
    """What the compiler has against the header: the empty string if nothing."""
    source = f"#include <{header}>\n#include <{header}>\nint main() {{}}\n"
    run = subprocess.run([compiler, *(f"-I{folder}" for folder in includes), *FLAGS], input=source, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return "" if run.returncode == 0 else run.stdout or f"exit code {run.returncode}\n"


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--public", action="append", default=[], help="a folder whose headers are all compiled")
    parser.add_argument("--generated", help="a folder of which every Nth header is compiled")
    parser.add_argument("--every", type=int, default=40, help="N of --generated")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)

    folders = options.public + ([options.generated] if options.generated else [])
    headers = [header for folder in options.public for header in headers_in(folder)]
    if options.generated:
        generated = headers_in(options.generated)
        if not generated:
            print(f"no generated headers in {options.generated}")
            return 1
        headers += generated[::options.every]

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda header: compile_alone(options.compiler, folders, header), headers)
        failures = [(header, output) for header, output in zip(headers, results) if output]
    for header, output in failures:
        print(f"{header} does not compile alone:\n{output}")
    print(f"{len(headers)} headers, {len(failures)} do not compile alone")
    return 1 if failures or not headers else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
