#!/usr/bin/env python3
"""damage.py APP...: whatever becomes of a synthesis, the output folder holds the last good assembly or a whole new one.

On one thread, every call to the file system that a synthesis of the fixture makes is made to fail once (no space, a
quota, an error of the disk); at each that changes something the process gets a SIGKILL, and in another run one of
SIGTERM, SIGINT and SIGHUP, which take turns. strace does that, and its log must show that it did. Of large apps' calls
some are chosen. On as many threads as a synthesis has by itself, the same is done to the calls that threads share:
those that write the assembly's files, some of which are chosen. Besides there is a disk that is full.

What must hold each time: no mixture; exit code 1 and a finding that names the file and the system's reason, or exit
code 0 and the new assembly; nothing beside it. A temporary folder may stay until the next synthesis, which removes it:
after a SIGKILL, and where the call that fails is one of those that lock or remove that very folder.
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
TEMPORARY = ".tenon-"
# Calls that change something, and calls that only look.
CHANGING = ("openat", "write", "pwrite64", "close", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "unlink",
            "unlinkat", "rmdir", "link", "linkat", "symlink", "symlinkat", "chmod", "fchmod", "ftruncate",
            "copy_file_range")
LOOKING = ("read", "newfstatat", "statx", "getdents64", "readlink", "lseek", "flock", "fstat")
ERRORS = {"ENOSPC": CHANGING, "EDQUOT": ("openat", "write", "mkdir"), "EIO": CHANGING + LOOKING}
# Besides SIGKILL, one of these at each point, in turn.
SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
# Calls after whose failure a temporary folder may stay until the next run, and what tells them from others of their
# kind.
ABOUT_TEMPORARY_FOLDERS = {"openat": "O_DIRECTORY", "newfstatat": r"S_IFDIR|/tenon\.lock\b", "getdents64": "",
                           "unlink": "", "unlinkat": "", "rmdir": ""}
# What threads do at the same time; all else is done while there is one.
ON_THREADS = ("openat", "write", "close")
# Of calls that are made again and again, one in so many is tried, and so many of the first and of the last; of the
# fixture's on one thread every one.
STEP, ENDS = 9, 3
STEP_ON_THREADS, ENDS_ON_THREADS = 30, 1
# How strace's log shows that a call was made to fail, and that a signal came.
SHOWN = {"error": r"\(INJECTED\)$", "signal": r"^(---|\+\+\+ killed by) {}\b"}
# Traces the calls for one file of the new assembly. The tracer is a grandchild (-D), so that the synthesis has this
# shell's number, after which its temporary folder is named.
TRACE_ONE_FILE = 'file=$1$$/new/$2; shift 2; exec strace -D -P "$file" "$@"'

# A call by its number among those of its kind; on threads, where there is no such order, the call for one new file.
Point = collections.namedtuple("Point", "call number file text")


class Case:
    """An app, and two assemblies that it writes: the one that is there, and the one that is to replace it."""

    def __init__(self, name, app, folder, old, new, inside=False, step=1, assets=None, on_threads=False):
        self.name, self.app, self.inside, self.step, self.assets = name, app, inside, step, assets
        self.old, self.new, self.on_threads = old, new, on_threads
        self.faults = []
        self.counts = collections.Counter()
        self.full_disks = 0
        self.folder_of_test, self.work, self.log = folder, folder / name, folder / f"{name}.log"
        self.output = self.work / "cdk.out"
        self.good, self.wanted = (self.reference(folder / (name + suffix), arguments)
                                  for suffix, arguments in (("-old", old), ("-new", new)))
        check(self.good != self.wanted, f"{name}: both assemblies are the same")

    def reference(self, folder, arguments):
        harness.synthesize(self.app, folder, *arguments, cwd=self.folder())
        tree = harness.tree(folder)
        check("manifest.json" in tree, f"{self.name}: there is no manifest")
        return folder, tree

    def folder(self):
        return harness.app_folder(self.app)

    def restore(self):
        """The old assembly as it was, and nothing else."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.good[0], self.output, symlinks=True)

    def command(self, arguments, output=None):
        # From inside: the output folder is the working directory, which cannot be exchanged.
        output = output or ("." if self.inside else self.output)
        threads = () if self.on_threads else ("--threads", "1")
        return [harness.app_executable(self.app), "synth", *threads, "-o", output, *arguments]

    def run(self, prefix=(), arguments=None):
        command = [*prefix, *self.command(self.new if arguments is None else arguments)]
        return subprocess.run([str(word) for word in command], cwd=self.output if self.inside else self.folder(),
                              env=harness.clean_environment(ASAN_OPTIONS="detect_leaks=0"), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", timeout=240, check=False)

    def traced(self, calls, options=(), file=None):
        """A synthesis whose calls are traced (all of them, or those for one new file), and what it logged: the lines of
        each thread. On one thread they begin with those of the system's loader."""
        shutil.rmtree(self.log, ignore_errors=True)
        self.log.mkdir()
        temporary = f"{self.output}{'/' if self.inside else ''}{TEMPORARY}"
        strace = ["strace"] if file is None else ["sh", "-c", TRACE_ONE_FILE, "sh", temporary, file]
        traced = f"trace={','.join(sorted(calls))}"
        done = self.run([*strace, "-ff", "-y", "-o", self.log / "of", "-e", traced, *options])
        return done, [path.read_text(encoding="utf-8", errors="replace").splitlines() for path in self.log.iterdir()]

    def state(self):
        """"old", "new", or what is not as in either."""
        found = harness.tree(self.output) if self.output.exists() else {}
        own = {name: data for name, data in found.items() if not name.startswith(TEMPORARY)}
        for name, (_, tree) in (("old", self.good), ("new", self.wanted)):
            if own == tree:
                return name
        return f"neither: {sorted(own)}"

    def left_over(self):
        beside = [path.name for path in self.work.iterdir() if path != self.output]
        within = [path.name for path in self.output.glob(f"{TEMPORARY}*")] if self.output.exists() else []
        return sorted(beside + within)

    def must_be(self, states, where):
        state = self.state()
        if state not in states:
            self.faults.append(f"{where}: the folder is {state}")

    def must_be_tidy(self, where):
        if self.left_over():
            self.faults.append(f"{where}: leaves {self.left_over()}")

    def must_be_whole_or_none(self, where):
        """From inside, old and new change places one by one; without a manifest nobody takes it for an assembly."""
        if self.inside and not (self.output / "manifest.json").exists():
            self.counts["no manifest until the next run"] += 1
        else:
            self.must_be(("old", "new"), where)

    def names_a_path(self, finding):
        """Whether the output folder or the assets are named, or what is in them, and nothing temporary."""
        shown = [str(folder) for folder in (None if self.inside else self.output, self.assets) if folder]
        named = any(folder in finding for folder in shown) or self.inside and re.search(r"'\.[/']", finding)
        return bool(named) and TEMPORARY not in finding


def why_no_strace():
    if shutil.which("strace") is None:
        return "strace is not installed: cmake/setup.sh test installs it"
    done = subprocess.run(["strace", "-o", "/dev/null", "--inject=getcwd:error=EIO", "true"], capture_output=True,
                          text=True, check=False)
    return None if done.returncode == 0 else f"strace may not trace here: {done.stderr.strip()}"


def name_of(line):
    """Of the call that a line of the log is about; none, if it is about a signal or the end."""
    call = re.match(r"(\w+)\(", line)
    return call and call[1]


def points_of(case, calls):
    case.restore()
    done, threads = case.traced(set(CHANGING + LOOKING))
    check(done.returncode == 0, f"{case.name}: {done.stderr}")
    points = points_on_threads(case, calls, threads) if case.on_threads else points_on_one_thread(case, calls, *threads)
    check(points, f"{case.name}: no call names the output folder")
    return thinned(points, case.step, ENDS_ON_THREADS if case.on_threads else ENDS)


def points_on_one_thread(case, calls, lines):
    """Every call from the first that names the output folder on, by its number among those of its kind."""
    counts, points, begun = collections.Counter(), [], False
    mark = TEMPORARY if case.inside else str(case.output)
    for line in filter(name_of, lines):
        call = name_of(line)
        counts[call] += 1
        begun = begun or mark in line
        if begun and call in calls:
            points.append(Point(call, counts[call], None, line))
    return points


def points_on_threads(case, calls, threads):
    """The calls that write the new files, on whichever thread each may be."""
    made = [{name_of(line) for line in lines if TEMPORARY in line} - {None} for lines in threads]
    _, *of_others = sorted(filter(None, made), key=len, reverse=True)
    check(of_others or len(os.sched_getaffinity(0)) == 1, f"{case.name}: one thread writes everything")
    check(set().union(*of_others) <= set(ON_THREADS), f"{case.name}: threads do more than to write: {of_others}")
    write = re.compile(rf"write\(\d+<.*{TEMPORARY}\d+/new/([^>]+)>")
    names = sorted({found[1] for lines in threads for found in map(write.match, lines) if found})
    return [Point(call, 1, name, f"{call} of {name}") for call in ON_THREADS if call in calls for name in names]


def thinned(points, step, ends):
    """Of each kind of call so many of the first and of the last, and one in `step` between."""
    chosen = []
    for _, group in itertools.groupby(sorted(points, key=lambda point: point.call), key=lambda point: point.call):
        group = list(group)
        chosen += [point for i, point in enumerate(group) if i < ends or i >= len(group) - ends or i % step == 0]
    return chosen


def strike(case, point, what, and_after=""):
    """A synthesis in which that is done to the call ("error=EIO", "signal=SIGKILL"), as the log shows."""
    inject = f"--inject={point.call}:{what}:when={point.number}{and_after}"
    done, threads = case.traced([point.call], [inject], point.file)
    kind, _, name = what.partition("=")
    shown = SHOWN[kind].format(name)
    check(any(re.search(shown, line) for lines in threads for line in lines),
          f"{case.name}: there was no {what} at {point.text}, but {threads}")
    return done


def is_about_a_temporary_folder(point):
    """Whether the call makes sure of one's lock, lists or removes one: what fails then is left alone."""
    words = ABOUT_TEMPORARY_FOLDERS.get(point.call)
    return words is not None and TEMPORARY in point.text and re.search(words, point.text) is not None


def check_left_until_the_next_run(case, where):
    """The next synthesis finds its way, and cleans up."""
    case.counts["left until the next run"] += bool(case.left_over())
    done = case.run()
    check(done.returncode == 0, f"{where}: the next run ended with {done.returncode}:\n{done.stderr}")
    case.must_be(("new",), f"{where}, next run")
    case.must_be_tidy(f"{where}, next run")


def check_finding(case, done, error, where):
    reason = os.strerror(getattr(errno, error))
    finding = next((line for line in done.stderr.splitlines() if line.startswith("error ")), "")
    check(reason in finding, f"{where}: the error does not say {reason!r}:\n{done.stderr}")
    check("uncaught" not in finding, f"{where}: not a finding of its own:\n{done.stderr}")
    check(case.names_a_path(finding), f"{where}: no path:\n{done.stderr}")


def check_failure(case, point, error):
    where = f"{case.name}: {error} at {point.text}"
    case.restore()
    done = strike(case, point, f"error={error}")
    check(done.returncode in (0, 1), f"{where}: ended with {done.returncode}\n{done.stderr}")
    case.counts["calls made to fail"] += 1
    case.counts["refused"] += done.returncode
    case.must_be(("old",) if done.returncode else ("new",), f"{where}, ended with {done.returncode}")
    if done.returncode == 1:
        check_finding(case, done, error, where)
    if done.returncode == 0 and is_about_a_temporary_folder(point):
        check_left_until_the_next_run(case, where)
    else:
        case.must_be_tidy(where)


def check_signal(case, point, name):
    where = f"{case.name}: {name} at {point.text}"
    case.restore()
    strike(case, point, f"signal={name}")
    if name == "SIGKILL":
        case.counts["killed"] += 1
        case.must_be_whole_or_none(where)
        check_left_until_the_next_run(case, where)
    else:
        case.counts["interrupted"] += 1
        case.must_be(("old", "new"), where)
        case.must_be_tidy(where)


def check_calls(case):
    """Each call fails, and each that changes something is the last."""
    errors = itertools.cycle(ERRORS)
    for point in points_of(case, CHANGING + LOOKING):
        tried = [error for error, calls in ERRORS.items() if point.call in calls]
        if case.step > 1:
            tried = [next(error for error in errors if error in tried)]
        for error in tried:
            check_failure(case, point, error)
    check(case.counts["refused"] > 0, f"{case.name}: no call that fails is refused")
    signals = itertools.cycle(SIGNALS)
    for point in points_of(case, [call for call in CHANGING if call != "close"]):
        for name in ("SIGKILL", next(signals)):
            check_signal(case, point, name)


def check_failed_after_kill(case):
    """A synthesis that fails after one that was killed still brings back what that one had taken away, or ends it."""
    first_folder = points_of(case, ("mkdir",))[0]
    for point in points_of(case, ("rename", "renameat2")):
        where = f"{case.name}: ENOSPC after SIGKILL at {point.text}"
        case.restore()
        strike(case, point, "signal=SIGKILL")
        failed = strike(case, first_folder, "error=ENOSPC", and_after="+")
        check(failed.returncode == 1, f"{where}: ended with {failed.returncode}\n{failed.stderr}")
        case.counts["failed after a kill"] += 1
        case.must_be(("old", "new"), where)
        case.must_be_tidy(where)


# A disk of its own, which goes with the process that has mounted it; what is on it afterwards is printed.
SMALL_DISK = """
set -e
disk=$1 good=$2 options=$3 fill=$4
shift 4
mount -t tmpfs -o "$options" tmpfs "$disk"
echo mounted
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
    ("no more files", "nr_inodes=300",
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
    if not done.stdout.startswith("mounted\n"):
        return f"no disk can be mounted here: {done.stderr.strip()}"
    where = f"{case.name}, {name}"
    check(done.returncode == 1, f"{where}: ended with {done.returncode}\n{done.stderr}")
    for words in ("error output-not-written: cannot ", "No space left on device", f"'{output}"):
        check(words in done.stderr, f"{where}: the error does not say {words!r}:\n{done.stderr}")
    sums = "echo mounted; echo cdk.out; find . -type f -exec sha256sum {} + | LC_ALL=C sort"
    before = harness.run(["sh", "-c", sums], case.good[0]).stdout
    check(done.stdout == before, f"{where}: not what was there before:\n{done.stdout}")
    case.full_disks += 1
    return None


def check_full_disks(case):
    """Why there are none, if there are none."""
    return list(filter(None, (check_full_disk(case, *disk) for disk in FULL_DISKS)))


def cases(folder, apps):
    assets = folder / "assets"
    (assets / "deeper").mkdir(parents=True)
    (assets / "index.py").write_text("print('asset')\n", encoding="utf-8")
    (assets / "deeper" / "data").write_bytes(bytes(range(256)) * 1024)
    (assets / "link").symlink_to("index.py")
    with_assets = ("--context", f"assets={assets}")
    small = (*with_assets, "--context", "size=small")
    of_fixture = (
        ("fixture", small, {}),
        ("from_inside", small, {"inside": True}),
        ("fixture_on_threads", with_assets, {"step": STEP_ON_THREADS, "on_threads": True}),
        ("from_inside_on_threads", with_assets, {"step": STEP_ON_THREADS, "on_threads": True, "inside": True}),
    )
    for name, context, how in of_fixture:
        old, new = (*context, "--context", "greeting=old"), (*context, "--context", "greeting=new", "--format", "yaml")
        yield Case(name, FIXTURE, folder, old, new, assets=assets, **how)
    for app in apps:
        old, new = ("--format", "json"), ("--format", "yaml")
        yield Case(app, app, folder, old, new, step=STEP)
        yield Case(f"{app}_on_threads", app, folder, old, new, step=STEP_ON_THREADS, on_threads=True)


def test(folder: pathlib.Path, *apps):
    skipped = list(filter(None, [why_no_strace()]))
    traced = not skipped
    for case in cases(folder, apps):
        began = time.monotonic()
        why_no_disk = [] if case.inside else check_full_disks(case)
        if traced:
            check_calls(case)
            if not case.on_threads:
                check_failed_after_kill(case)
            print(f"{case.name}: {dict(case.counts)}")
        if not skipped and not why_no_disk:
            record("damage", case.name, stable={"threads": "as many as processors" if case.on_threads else "1",
                                                "disks without room": case.full_disks},
                   measured={**case.counts, "seconds": round(time.monotonic() - began, 1)})
        check(not case.faults, "\n".join(case.faults))
        skipped += why_no_disk
    if skipped:
        harness.skip("; ".join(dict.fromkeys(skipped)))


if __name__ == "__main__":
    harness.main(test, *sys.argv[1:])
