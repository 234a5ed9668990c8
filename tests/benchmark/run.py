#!/usr/bin/env python3
"""What Tenon costs: synthesis against the floor, the start of an app, and the compiler's time for its headers.

    run.py <build folder> [--rounds N] [--only synthesis|memory|start|compile]

Machines differ and are shared: quote the ratios. Commands that are compared run in turn, and medians are printed.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
STACKS = 100
# The largest services by the number of their properties, and two that everybody includes.
SERVICES = ["sqs", "s3", "ec2", "sagemaker", "medialive", "bedrock", "quicksight"]


def run(command):
    """Wall and processor seconds, and peak memory in MB, of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} failed")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_turn(rounds, *commands):
    """The medians of each command over so many rounds, after one that does not count. The last word of a command is its
    output folder; each round has one of its own, for file systems are slow where files have just been deleted."""
    runs = [[run([*words, f"{folder}-{i}"]) for *words, folder in commands] for i in range(rounds + 1)][1:]
    return [tuple(statistics.median(figures) for figures in zip(*results)) for results in zip(*runs)]


def size_of(folder):
    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def synthesis(build, rounds, folder):
    """45,000 resources in 100 stacks, as many bytes of output taken into account."""
    floor = [build / "bin/benchmark/benchmark_floor", STACKS, folder / "floor"]
    tenon = [build / "bin/benchmark/benchmark_synthesis", STACKS, "-o", folder / "tenon"]
    (floor_wall, _, floor_mb), (wall, cpu, mb) = in_turn(rounds, *([str(word) for word in each] for each in (floor, tenon)))
    bytes_ratio = size_of(folder / "tenon-0") / size_of(folder / "floor-0")
    print(f"synthesis   {wall:.3f} s ({cpu:.3f} s of processor time, {mb:.0f} MB), floor {floor_wall:.3f} s ({floor_mb:.0f} MB)")
    print(f"            bytes written {bytes_ratio:.2f} times the floor's; time per byte {wall / floor_wall / bytes_ratio:.2f} times the floor's")


def memory(build, rounds, folder):
    """Memory is in proportion to what is set: ten times the resources, at most ten times the memory."""
    program = str(build / "bin/benchmark/benchmark_synthesis")
    few, many = in_turn(rounds, *([program, str(stacks), "-o", str(folder / "memory")] for stacks in (10, 100)))
    print(f"memory      {few[2]:.0f} MB for 4,500 resources, {many[2]:.0f} MB for 45,000; time {many[0] / few[0]:.1f} times as long")


def start(build, rounds, folder):
    (hello,) = in_turn(4 * rounds, [str(build / "bin/hello"), "-o", str(folder / "hello")])
    print(f"hello       {1000 * hello[0]:.1f} ms from start to exit, {hello[2]:.0f} MB")


def compile_seconds(build, text, folder):
    source = folder / "source.cpp"
    source.write_text(text)
    command = ["g++", "-std=c++20", "-O0", "-c", "-o", "/dev/null", f"-I{SOURCE}/include", f"-I{build}/generated",
               f"-I{build}/include", str(source)]
    return min(run(command)[1] for _ in range(2))


def compile_time(build, rounds, folder):
    reference = compile_seconds(build, "#include <nlohmann/json.hpp>\n", folder)
    core = compile_seconds(build, '#include "tenon/construct/resource.hpp"\n', folder)
    hello = compile_seconds(build, (SOURCE / "apps/hello/main.cpp").read_text(), folder)
    print(f"compile     nlohmann/json.hpp, for comparison {reference:.2f} s; what every resource includes {core:.2f} s; hello {hello:.2f} s")
    ten = compile_seconds(build, (SOURCE / "tests/benchmark/ten_constructs.cpp").read_text(), folder)
    headers = sorted((SOURCE / "constructs").glob("*/*.hpp"))
    every = "".join(f'#include "tenon/constructs/{each.parent.name}/{each.name}"\n' for each in headers)
    print(f"            an app of ten constructs {ten:.2f} s, {ten / reference:.1f} times nlohmann/json.hpp; "
          f"all constructs {compile_seconds(build, every, folder):.2f} s")
    for service in SERVICES:
        seconds = compile_seconds(build, f'#include "tenon/aws/{service}.hpp"\n', folder)
        print(f"            tenon/aws/{service}.hpp {seconds - core:+.2f} s")
    everything = compile_seconds(build, "#include <tenon/aws.hpp>", folder)
    print(f"            tenon/aws.hpp (all of AWS) {everything:.2f} s, {everything / reference:.1f} times nlohmann/json.hpp")


PARTS = {"synthesis": synthesis, "memory": memory, "start": start, "compile": compile_time}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=PARTS, action="append")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tenon-benchmark-"))
    try:
        for name in arguments.only or PARTS:
            PARTS[name](arguments.build.resolve(), arguments.rounds, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
