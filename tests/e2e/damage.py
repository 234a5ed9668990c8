#!/usr/bin/env python3
"""damage.py APP...: whatever becomes of a synthesis, the output folder holds the last good assembly or a whole new one.

Every call to the file system that a synthesis makes is made to fail once (no space, a quota, an error of the disk), and
the process is killed, ended and interrupted at each; strace does that. Besides there is a disk that really is full.
What must hold each time: no mixture; exit code 1 and a finding that names the file and the system's reason, or exit
code 0 and the new assembly; nothing beside it, and after a kill nothing either once the next synthesis has run.
"""

import collections
import errno
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import harness
from harness import check

sys.path.insert(0, str(harness.SOURCE / "tests" / "proof"))
from record import record  # noqa: E402

FIXTURE = "e2e_fixture"
# Calls that change something, and calls that only look.
CHANGING = ("openat", "write", "pwrite64", "close", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "unlink",
            "unlinkat", "rmdir", "link", "linkat", "symlink", "symlinkat", "chmod", "fchmod", "ftruncate",
            "copy_file_range")
LOOKING = ("read", "newfstatat", "statx", "getdents64", "readlink", "lseek", "flock", "fstat")
ERRORS = {"ENOSPC": CHANGING, "EDQUOT": ("openat", "write", "mkdir"), "EIO": CHANGING + LOOKING}
# Besides SIGKILL, of these one after the other.
SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
# Of calls that a large app makes again and again, one in so many is tried; of the fixture's every one.
STEP_OF_LARGE_APPS = 9

Point = collections.namedtuple("Point", "call number text")


class Case:
    """An app, and two assemblies that it writes: the one that is there, and the one that is to replace it."""

    def __init__(self, name, app, folder, old, new, inside=False, step=1):
        self.name, self.app, self.inside, self.step = name, app, inside, step
        self.old, self.new = old, new
        self.folder_of_test, self.work = folder, folder / name
        self.output = self.work / "cdk.out"
        self.good, self.wanted = (self.reference(folder / (name + suffix), arguments)
                                  for suffix, arguments in (("-old", old), ("-new", new)))
        check(self.good != self.wanted, f"{name}: both assemblies are the same")

    def reference(self, folder, arguments):
        harness.synthesize(self.app, folder, *arguments, cwd=self.folder())
        return folder, harness.tree(folder)

    def folder(self):
        return harness.app_folder(self.app)

    def restore(self):
        """The old assembly as it was, and nothing else."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.good[0], self.output, symlinks=True)

    def command(self, arguments, output=None):
        # From inside: the output folder is the working directory, which cannot be exchanged.
        output = output or ("." if self.inside else self.output)
        return [harness.app_executable(self.app), "synth", "--threads", "1", "-o", output, *arguments]

    def run(self, prefix=(), arguments=None):
        command = [*prefix, *self.command(self.new if arguments is None else arguments)]
        return subprocess.run([str(word) for word in command], cwd=self.output if self.inside else self.folder(),
                              env=harness.clean_environment(ASAN_OPTIONS="detect_leaks=0"), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", timeout=240, check=False)

    def state(self):
        """"old", "new", or what is not as in either."""
        found = harness.tree(self.output) if self.output.exists() else {}
        own = {name: data for name, data in found.items() if not name.startswith(".tenon-")}
        for name, (_, tree) in (("old", self.good), ("new", self.wanted)):
            if own == tree:
                return name
        return f"neither: {sorted(own)}"

    def left_over(self):
        beside = [path.name for path in self.work.iterdir() if path != self.output]
        within = [path.name for path in self.output.glob(".tenon-*")] if self.output.exists() else []
        return sorted(beside + within)


def why_no_strace():
    if shutil.which("strace") is None:
        return "strace is not installed: cmake/setup.sh test installs it"
    done = subprocess.run(["strace", "-o", "/dev/null", "--inject=getcwd:error=EIO", "true"], capture_output=True,
                          text=True, check=False)
    return None if done.returncode == 0 else f"strace may not trace here: {done.stderr.strip()}"


def points_of(case, calls):
    """Every call from the first that names the output folder on, by its number among those of its kind."""
    log = case.folder_of_test / f"{case.name}.strace"
    case.restore()
    done = case.run(["strace", "-f", "-o", log, "-e", f"trace={','.join(sorted(set(CHANGING + LOOKING)))}"])
    check(done.returncode == 0, f"{case.name}: {done.stderr}")
    counts, points, begun = collections.Counter(), [], False
    mark = ".tenon-" if case.inside else str(case.output)
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        call = re.match(r"(?:\d+ +)?(\w+)\(", line)
        if not call:
            continue
        counts[call[1]] += 1
        begun = begun or mark in line
        if begun and call[1] in calls:
            points.append(Point(call[1], counts[call[1]], line))
    check(points, f"{case.name}: no call names the output folder")
    return thinned(points, case.step)


def thinned(points, step):
    """Of each kind of call the first three, the last three, and one in `step` between."""
    chosen = []
    for _, group in itertools.groupby(sorted(points, key=lambda point: point.call), key=lambda point: point.call):
        group = list(group)
        chosen += [point for i, point in enumerate(group) if i < 3 or i >= len(group) - 3 or i % step == 0]
    return chosen


def strace(point, what):
    return ["strace", "-f", "-o", "/dev/null", "-e", f"trace={point.call}",
            f"--inject={point.call}:{what}:when={point.number}"]


def check_next_run(case, where):
    """The next synthesis finds its way, and cleans up."""
    done = case.run()
    check(done.returncode == 0, f"{where}: the next run ended with {done.returncode}:\n{done.stderr}")
    check(case.state() == "new", f"{where}: after the next run the folder is {case.state()}")
    check(not case.left_over(), f"{where}: the next run leaves {case.left_over()}")


def check_failure(case, point, error):
    where = f"{case.name}: {error} at {point.text}"
    case.restore()
    done = case.run(strace(point, f"error={error}"))
    state = case.state()
    check(done.returncode in (0, 1), f"{where}: ended with {done.returncode}\n{done.stderr}")
    check(state == ("new" if done.returncode == 0 else "old"),
          f"{where}: ended with {done.returncode}, and the folder is {state}")
    removing = point.call in ("unlinkat", "unlink", "rmdir", "getdents64", "openat", "newfstatat", "close")
    check(removing or not case.left_over(), f"{where}: leaves {case.left_over()}")
    if done.returncode == 1:
        reason = os.strerror(getattr(errno, error))
        finding = next((line for line in done.stderr.splitlines() if line.startswith("error ")), "")
        check(reason in finding, f"{where}: the error does not say {reason!r}:\n{done.stderr}")
        check("uncaught" not in finding, f"{where}: not a finding of its own:\n{done.stderr}")
        shown = "." if case.inside else str(case.output)
        check(f"'{shown}" in finding or str(case.folder_of_test) in finding or "asset" in finding,
              f"{where}: no path:\n{done.stderr}")
    if case.left_over():
        check_next_run(case, where)
    return done.returncode


def check_signal(case, point, name):
    where = f"{case.name}: {name} at {point.text}"
    case.restore()
    case.run(strace(point, f"signal={name}"))
    state, killed = case.state(), name == "SIGKILL"
    if killed and case.inside:
        # Old and new change places one by one; without a manifest nobody takes it for an assembly.
        whole = state in ("old", "new") or not (case.output / "manifest.json").exists()
    else:
        whole = state in ("old", "new")
    check(whole, f"{where}: the folder is {state}")
    check(killed or not case.left_over(), f"{where}: leaves {case.left_over()}")
    if killed:
        check_next_run(case, where)


def check_calls(case):
    """How many calls failed and what became of it, and how many ended the process."""
    counts = collections.Counter()
    errors = itertools.cycle(ERRORS)
    for point in points_of(case, CHANGING + LOOKING):
        tried = [error for error, calls in ERRORS.items() if point.call in calls]
        if case.step > 1:
            tried = [next(error for error in errors if error in tried)]
        for error in tried:
            counts["refused" if check_failure(case, point, error) == 1 else "got over"] += 1
    signals = itertools.cycle(SIGNALS)
    for point in points_of(case, [call for call in CHANGING if call != "close"]):
        for name in ("SIGKILL", next(signals)):
            check_signal(case, point, name)
            counts[name] += 1
    return counts


def check_killed_after_kill(case):
    """A synthesis that fails after one that was killed brings back what that one had taken away."""
    if not case.inside:
        return
    for point in points_of(case, ("rename",)):
        case.restore()
        case.run(strace(point, "signal=SIGKILL"))
        failed = case.run(arguments=("--context", "mode=throw"))
        check(failed.returncode == 1, f"{case.name}: a throwing app ended with {failed.returncode}")


# A disk of its own, which goes with the process that has mounted it; what is on it afterwards is printed.
SMALL_DISK = """
set -e
disk=$1 good=$2 options=$3 fill=$4
shift 4
mount -t tmpfs -o "$options" tmpfs "$disk"
mkdir "$disk/work"
cp -a "$good" "$disk/work/cdk.out"
cd "$disk" && eval "$fill" && cd - >/dev/null
code=0
"$@" || code=$?
rm -rf "$disk"/filling*
ls -A "$disk/work"
cd "$disk/work/cdk.out"
find . -type f -exec sha256sum {} + | LC_ALL=C sort
exit $code
"""
FULL_DISKS = (
    ("a full disk", "size=64m", "head -c 70000000 /dev/zero > filling 2>/dev/null || true"),
    ("no more files", "nr_inodes=100",
     "i=0; while touch filling$i 2>/dev/null; do i=$((i+1)); done; rm filling0 filling1"),
)


def check_full_disk(case, name, options, fill):
    """Why there is none, if there is none."""
    disk = case.folder_of_test / f"{case.name}-disk"
    disk.mkdir(exist_ok=True)
    output = disk / "work" / "cdk.out"
    mapped = [] if os.getuid() == 0 else ["-r"]
    command = ["unshare", *mapped, "-m", "sh", "-c", SMALL_DISK, "sh", disk, case.good[0], options, fill,
               *case.command(case.new, output)]
    done = harness.run(command, case.folder(), expect=None)
    if not done.stdout:
        return f"no disk can be mounted here: {done.stderr.strip()}"
    where = f"{case.name}, {name}"
    check(done.returncode == 1, f"{where}: ended with {done.returncode}\n{done.stderr}")
    for words in ("error output-not-written: cannot ", "No space left on device", f"'{output}"):
        check(words in done.stderr, f"{where}: the error does not say {words!r}:\n{done.stderr}")
    sums = "echo cdk.out; find . -type f -exec sha256sum {} + | LC_ALL=C sort"
    before = harness.run(["sh", "-c", sums], case.good[0]).stdout
    check(done.stdout == before, f"{where}: not what was there before:\n{done.stdout}")
    return None


def check_full_disks(case):
    """Why there are none, if there are none."""
    return next(filter(None, (check_full_disk(case, *disk) for disk in FULL_DISKS)), None)


def cases(folder, apps):
    assets = folder / "assets"
    (assets / "deeper").mkdir(parents=True)
    (assets / "index.py").write_text("print('asset')\n", encoding="utf-8")
    (assets / "deeper" / "data").write_bytes(bytes(range(256)) * 1024)
    (assets / "link").symlink_to("index.py")
    small = ("--context", "size=small", "--context", f"assets={assets}")
    old, new = (*small, "--context", "greeting=old"), (*small, "--context", "greeting=new", "--format", "yaml")
    yield Case("fixture", FIXTURE, folder, old, new)
    yield Case("from_inside", FIXTURE, folder, old, new, inside=True)
    for app in apps:
        yield Case(app, app, folder, ("--format", "json"), ("--format", "yaml"), step=STEP_OF_LARGE_APPS)


def test(folder: pathlib.Path, *apps):
    why_not = why_no_strace()
    why_no_disk = None
    for case in cases(folder, apps):
        began = time.monotonic()
        if not case.inside:
            why_no_disk = check_full_disks(case)
        counts = check_calls(case) if why_not is None else {}
        if why_not is None:
            check_killed_after_kill(case)
            print(f"{case.name}: {dict(counts)}")
            record("damage", case.name, stable={"mixtures": 0, "left over": 0},
                   measured={"calls made to fail": counts["refused"] + counts["got over"], "refused": counts["refused"],
                             "killed": counts["SIGKILL"], "interrupted": sum(counts[name] for name in SIGNALS),
                             "seconds": round(time.monotonic() - began, 1)})
    for reason in filter(None, (why_not, why_no_disk)):
        print(f"SKIPPED: {reason}")
    if why_not:
        harness.skip(why_not)


if __name__ == "__main__":
    harness.main(test, *sys.argv[1:])
