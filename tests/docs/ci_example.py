#!/usr/bin/env python3
"""The project of docs/how-to/ci.md, docs/how-to/examples/ci, does in a copy what its CI would do.

  files        the CI files run scripts that are there, in an order in which they can run, and hand on what is written
  steps        ci/synthesize.sh, ci/review.sh and ci/lint.sh pass with the Tenon in --prefix, and fail when they should
  single_file  ci/static-libraries.sh and ci/single-file.sh make an executable that runs where there is nothing else;
               so does a real app of this build, --app NAME=FILES, linked from its object files and static libraries
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import yaml

SOURCE = pathlib.Path(os.environ["TENON_SOURCE_DIR"]).resolve()
BUILD = pathlib.Path(os.environ["TENON_BUILD_DIR"]).resolve()
EXAMPLE = SOURCE / "docs" / "how-to" / "examples" / "ci"
CI_FILES = ("github-actions.yml", "gitlab-ci.yml")
ORDER = ["ci/install-tenon.sh", "ci/synthesize.sh", "ci/lint.sh", "ci/review.sh"]
ASSEMBLY = "cdk.out"
STATIC_LIBRARIES = "-lfmt -lyaml-cpp -lzip -lcrypto -lpcre2-8 -lz"
STARTS = 20

sys.path.insert(0, str(SOURCE / "tests" / "proof"))
sys.path.insert(0, str(SOURCE / "tests" / "e2e"))

import harness  # noqa: E402
from harness import check  # noqa: E402
from record import record  # noqa: E402


def run(command, cwd, expect=0, **extra):
    return harness.run(command, cwd, harness.clean_environment(**extra), expect, timeout=600)


def project_in(folder, prefix):
    """A copy of the example with the Tenon of the prefix, as its ci/install-tenon.sh would leave it."""
    project = folder / "project"
    shutil.copytree(EXAMPLE, project)
    (project / "tenon").symlink_to(prefix)
    return project


# --- the CI files -----------------------------------------------------------------------------------------------------


def commands_of_jobs(name):
    """{job: its commands} of either kind of file."""
    document = yaml.safe_load((EXAMPLE / name).read_text(encoding="utf-8"))
    jobs = document.get("jobs") or {name: job for name, job in document.items() if isinstance(job, dict)}
    return {name: job.get("script") or [step["run"] for step in job.get("steps", []) if "run" in step]
            for name, job in jobs.items()}


def check_files():
    """The scripts of a file are all there are, but for those that make a single file; the deployment comes last."""
    check_install_script()
    wanted = {"synthesize": ORDER, "deploy": ["ci/deploy.sh"], "drift": ["ci/drift.sh"]}
    for name in CI_FILES:
        text = (EXAMPLE / name).read_text(encoding="utf-8")
        for job, commands in commands_of_jobs(name).items():
            scripts = re.findall(r"ci/[\w-]+\.sh", "\n".join(commands))
            check(scripts == wanted.get(job, []), f"{name}: {job} runs {scripts}, not {wanted.get(job, [])}")
        check(ASSEMBLY in text, f"{name}: the assembly is not handed on")
        of_cache = text.split("cache", 1)[1].split("run", 1)[0]
        check("ci/install-tenon.sh" in of_cache, f"{name}: the cache has another key")
    print("the CI files run what is there")


def check_install_script():
    """It is not run, for it installs Tenon from scratch: docs.tutorial and package.install do so."""
    script = (EXAMPLE / "ci" / "install-tenon.sh").read_text(encoding="utf-8")
    for part in ("cmake/setup.sh build", "TENON_DEVELOPER_MODE=OFF", "--prefix tenon", "tenon/lib/pkgconfig/tenon.pc"):
        check(part in script, f"ci/install-tenon.sh has no {part}")
    for path in sorted((EXAMPLE / "ci").glob("*.sh")):
        run(["sh", "-n", path], EXAMPLE)
        check(os.access(path, os.X_OK), f"{path.name} is not executable")


# --- what needs no cloud ----------------------------------------------------------------------------------------------


def replace_in(path, old, new):
    text = path.read_text(encoding="utf-8")
    check(text.count(old) == 1, f"{old} does not stand once in {path.name}")
    path.write_text(text.replace(old, new), encoding="utf-8")


def check_steps(folder, prefix, compiler):
    """All pass; a changed template is not taken for approved; a test that fails stops everything; so does cfn-lint."""
    project = project_in(folder, prefix)
    extra = {"CXX": compiler}
    run(["ci/synthesize.sh"], project, **extra)
    check((project / "build" / "tests.xml").exists(), "there is no report of the tests")
    check((project / ASSEMBLY / "manifest.json").exists(), "there is no assembly")
    run(["ci/review.sh"], project, expect=1)
    run(["ci/review.sh", "approve"], project)
    run(["ci/review.sh"], project)

    replace_in(project / "src" / "orders.cpp", "seconds(30)", "seconds(31)")
    refused = run(["ci/synthesize.sh"], project, expect=None, **extra)
    check(refused.returncode != 0 and "VisibilityTimeout" in refused.stdout, "a failing test did not stop the run")
    replace_in(project / "tests" / "orders.test.cpp", ": 30}", ": 31}")
    shutil.rmtree(project / "cdk.again")
    run(["ci/synthesize.sh"], project, **extra)
    differs = run(["ci/review.sh"], project, expect=1)
    check('+    "VisibilityTimeout": 31' in differs.stdout, "the review does not show what changed:\n" + differs.stdout)

    if shutil.which("cfn-lint") is None:
        harness.skip("cfn-lint is not installed; all but ci/lint.sh passed")
    run(["ci/lint.sh"], project)
    replace_in(project / ASSEMBLY / "Orders.template.json", '"VisibilityTimeout"', '"VisibilityTimout"')
    check("VisibilityTimout" in run(["ci/lint.sh"], project, expect=2).stdout, "cfn-lint did not see a wrong property")
    print("the steps pass, and fail when they should")


# --- one file ---------------------------------------------------------------------------------------------------------


def static_libraries(project):
    """./static of the project, from an earlier run where there was one."""
    kept = BUILD / "tests" / "static-libraries"
    if not (kept / "lib" / "libzip.a").exists():
        if shutil.which("apt-get") is None:
            harness.skip("libfmt.a and libzip.a are built from Debian's sources, and this is no Debian")
        done = run(["ci/static-libraries.sh"], project, expect=None)
        if done.returncode != 0 and not (project / "static" / "fmtlib").exists():
            harness.skip(f"the sources of libfmt.a and libzip.a could not be downloaded: {done.stderr}")
        check(done.returncode == 0, done.stdout + done.stderr)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(project / "static" / "lib", kept / "lib")
        for module in (kept / "lib" / "pkgconfig").glob("*.pc"):
            moved = module.read_text(encoding="utf-8").replace(str(project / "static"), str(kept))
            module.write_text(moved, encoding="utf-8")
    if not (project / "static").exists():
        (project / "static").symlink_to(kept)
    return project / "static"


def is_static(executable):
    """It asks for no loader and for no shared library."""
    headers = run(["readelf", "--program-headers", "--dynamic", executable], "/").stdout
    return "INTERP" not in headers and "NEEDED" not in headers


def jailed(executable, folder):
    """The command that runs the executable in a folder with nothing else in it, where that is allowed; the folder."""
    jail = folder / f"jail-{executable.name}"
    jail.mkdir()
    shutil.copy(executable, jail / "app")
    for enter in (["chroot"], ["unshare", "--map-root-user", "chroot"]):
        allowed = subprocess.run([*enter, "/", "true"], stderr=subprocess.DEVNULL, check=False)
        if allowed.returncode == 0:
            return [*enter, jail, "/app"], jail
    print(f"{executable.name} is not run in an empty folder, which is not allowed here; it asks for no other file")
    return [jail / "app"], jail


def best_start(command):
    """The shortest of several times from the start to the end of `--version`, in milliseconds."""
    times = []
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run([*command, "--version"], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - started)
    return round(1000 * min(times), 1)


def check_alone(single, ordinary, folder):
    """What a single file writes in an empty folder is what the ordinary executable writes; what both cost."""
    check(is_static(single), f"{single.name} asks for a loader or a library")
    command, jail = jailed(single, folder)
    output = "/written" if command[0] != jail / "app" else jail / "written"
    run([*command, "synth", "--format", "yaml", "-o", output], "/")
    run([ordinary, "synth", "--format", "yaml", "-o", folder / f"ordinary-{single.name}"], folder)
    written, expected = harness.tree(jail / "written"), harness.tree(folder / f"ordinary-{single.name}")
    check(written == expected, f"{single.name}: other files than the ordinary build's: "
          f"{sorted(path for path in written | expected if written.get(path) != expected.get(path))}")
    return ({"files": len(written), "that differ from the ordinary build's": 0},
            {"MB": round(single.stat().st_size / 1e6, 1), "start ms": best_start([single]),
             "ordinary start ms": best_start([ordinary])})


def link_app(name, files, static, compiler, folder):
    single = folder / name
    run([compiler, "-static-pie", "-s", *files, f"-L{static}/lib", *STATIC_LIBRARIES.split(), "-o", single], folder)
    return single


def check_single_file(folder, prefix, compiler, app):
    project = project_in(folder, prefix)
    static = static_libraries(project)
    run(["ci/synthesize.sh"], project, CXX=compiler)
    run(["ci/single-file.sh"], project, CXX=compiler)
    record("build", "shop as a single file", *check_alone(project / "shop", project / "build" / "shop", folder))
    if app:
        name, files = app.split("=", 1)
        single = link_app(name, files.split(";"), static, compiler, folder)
        record("build", f"{name} as a single file", *check_alone(single, BUILD / "bin" / name, folder))
    print("the single files run alone, and write the same bytes")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["files", "steps", "single_file"])
    parser.add_argument("--prefix", help="where Tenon is installed")
    parser.add_argument("--compiler", default="c++")
    parser.add_argument("--app", default="", help="NAME=FILE;FILE...: objects and libraries of an app of this build")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tenon-ci-") as folder:
        folder = pathlib.Path(folder)
        try:
            if options.what == "files":
                check_files()
            elif options.what == "steps":
                check_steps(folder, options.prefix, options.compiler)
            else:
                check_single_file(folder, options.prefix, options.compiler, options.app)
        except harness.Failure as failure:
            print(f"FAILED: {failure}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
