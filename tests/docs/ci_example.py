#!/usr/bin/env python3
"""The project of docs/how-to/ci.md, docs/how-to/examples/ci, does in a copy what its CI would do.

  files        the CI files run scripts that are there, in an order in which they can run, and hand on what is written
  steps        ci/install-tenon.sh clones and sets up; ci/synthesize.sh without any interpreter, ci/review.sh and
               ci/lint.sh pass with the Tenon in --prefix, and fail when they should
  deploy       ci/deploy.sh and ci/drift.sh deploy what was synthesized to a mock of AWS, and find what differs
  single_file  with what cmake/setup.sh had ci/static-libraries.sh make, ci/single-file.sh makes an executable that runs
               where there is nothing else; a real app of this build, --app NAME=FILES, linked from its object files and
               static libraries, does so, too
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
INTERPRETERS = re.compile(r"(python|pip|node|npm|npx|perl|ruby|lua|php|tclsh|guile)")
ACCOUNT, REGION = "123456789012", "eu-west-1"

sys.path[:0] = [str(SOURCE / "tests" / folder) for folder in ("proof", "e2e", "e2e/mock_aws")]

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
    check_scripts()
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


def check_scripts():
    for path in sorted((EXAMPLE / "ci").glob("*.sh")):
        run(["sh", "-n", path], EXAMPLE)
        check(os.access(path, os.X_OK), f"{path.name} is not executable")


# --- what needs no cloud ----------------------------------------------------------------------------------------------


def replace_in(path, old, new):
    text = path.read_text(encoding="utf-8")
    check(text.count(old) == 1, f"{old} does not stand once in {path.name}")
    path.write_text(text.replace(old, new), encoding="utf-8")


def check_install(folder, project):
    """ci/install-tenon.sh clones the version that it names, sets up, and takes ./tenon as it is: what it does without
    one takes minutes, and package.install does the same."""
    script = (project / "ci" / "install-tenon.sh").read_text(encoding="utf-8")
    for part in ("TENON_DEVELOPER_MODE=OFF", "--prefix tenon"):
        check(part in script, f"ci/install-tenon.sh has no {part}")
    if not (SOURCE / ".git").exists():
        return print("ci/install-tenon.sh is not run: these sources are no checkout")
    version = re.search(r"^version=(\S+)$", script, re.MULTILINE)[1]
    origin = folder / "origin"
    run(["git", "clone", "--quiet", "--bare", "--no-tags", SOURCE, origin], folder)
    refused = run(["ci/install-tenon.sh"], project, expect=None, TENON_URL=f"file://{origin}")
    check(refused.returncode != 0 and version in refused.stderr, f"{version} was cloned, which is not there")
    run(["git", "tag", version, "HEAD"], origin)
    run(["ci/install-tenon.sh"], project, TENON_URL=f"file://{origin}")
    check((project / "tenon-source" / "cmake" / "setup.sh").exists(), "Tenon was not cloned")
    check(not (project / "tenon-build").exists(), "Tenon was built, although ./tenon was there")


def path_without_interpreters(folder):
    """A PATH with all the tools that there are, but for interpreters."""
    tools = folder / "tools"
    tools.mkdir()
    for place in os.environ["PATH"].split(os.pathsep):
        for tool in pathlib.Path(place).glob("*"):
            if not INTERPRETERS.match(tool.name) and not (tools / tool.name).is_symlink():
                (tools / tool.name).symlink_to(tool)
    for name in ("python3", "node", "perl"):
        check(shutil.which(name, path=str(tools)) is None, f"{name} is still found")
    return str(tools)


def check_review(project):
    """What is approved passes; a template that is new, differs or is gone does not, and all are named."""
    review = ["ci/review.sh"]
    check("Orders.template.json is new\n" in run(review, project, expect=1).stdout, "a new template is not named")
    run([*review, "approve"], project)
    run(review, project)
    assembly, stage = project / ASSEMBLY, project / ASSEMBLY / "assembly-Stage"
    stage.mkdir()
    (stage / "New.template.json").write_text("{}")
    (project / "approved" / "Gone.template.json").write_text("{}")
    before = (assembly / "Orders.template.json").read_text(encoding="utf-8")
    replace_in(assembly / "Orders.template.json", '"VisibilityTimeout": 30', '"VisibilityTimeout": 31')
    said = run(review, project, expect=1).stdout
    for verdict in ("Gone.template.json is no longer written", "Orders.template.json differs",
                    "assembly-Stage/New.template.json is new", '+    "VisibilityTimeout": 31'):
        check(f"{verdict}\n" in said, f"the review does not say {verdict}:\n{said}")
    run([*review, "approve"], project)
    run(review, project)
    shutil.rmtree(stage)
    (assembly / "Orders.template.json").write_text(before, encoding="utf-8")


def check_steps(folder, prefix, compiler):
    """All pass; a test that fails stops everything; so does cfn-lint."""
    project = project_in(folder, prefix)
    extra = {"CXX": compiler}
    check_install(folder, project)
    run(["ci/synthesize.sh"], project, **extra, PATH=path_without_interpreters(folder))
    check((project / "build" / "tests.xml").exists(), "there is no report of the tests")
    check((project / ASSEMBLY / "manifest.json").exists(), "there is no assembly")
    check_review(project)

    replace_in(project / "src" / "orders.cpp", "seconds(30)", "seconds(31)")
    refused = run(["ci/synthesize.sh"], project, expect=None, **extra)
    check(refused.returncode != 0 and "VisibilityTimeout" in refused.stdout, "a failing test did not stop the run")

    if shutil.which("cfn-lint") is None:
        harness.skip("cfn-lint is not installed; all but ci/lint.sh passed")
    run(["ci/lint.sh"], project)
    replace_in(project / ASSEMBLY / "Orders.template.json", '"VisibilityTimeout"', '"VisibilityTimout"')
    check("VisibilityTimout" in run(["ci/lint.sh"], project, expect=2).stdout, "cfn-lint did not see a wrong property")
    print("the steps pass, and fail when they should")


# --- in a mock of AWS -------------------------------------------------------------------------------------------------


def check_drift(project, environment, log):
    """What is deployed is compared with ./cdk.out, and then with what there is: this last question is asked, but the
    mock has no answer to it. Where the templates differ already, it is not asked."""
    asked = "The detect_stack_drift action has not been implemented"
    drift = ["ci/drift.sh"]
    same = harness.run(drift, project, environment, expect=1)
    check("Number of stacks with differences: 0" in same.stdout + same.stderr, f"something differs: {same.stdout}")
    before = log.read_text(encoding="utf-8")
    check(asked in before, f"there is drift: {same.stdout}{same.stderr}")
    replace_in(project / ASSEMBLY / "Orders.template.json", '"VisibilityTimeout": 30', '"VisibilityTimeout": 31')
    other = harness.run(drift, project, environment, expect=1)
    check("Number of stacks with differences: 1" in other.stdout + other.stderr, f"nothing differs: {other.stdout}")
    check(asked not in log.read_text(encoding="utf-8")[len(before):], "what differs did not stop ci/drift.sh")


def check_deploy(folder, prefix, compiler):
    harness.require_cdk_clis()
    harness.require_python_modules("moto.server", "flask", "boto3")
    from deployments import mock
    project = project_in(folder, prefix)
    run(["ci/synthesize.sh"], project, CXX=compiler)
    shutil.rmtree(project / "build")
    log = folder / "mock.log"
    with mock.running(log, ACCOUNT) as url:
        cdk = harness.CdkCli("aws-cdk", folder / "home", endpoint=url, account_region=REGION)
        (folder / "cdk").symlink_to(cdk.script)
        environment = {**cdk.env, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
        cdk.run("bootstrap", f"aws://{ACCOUNT}/{REGION}", cwd=folder)
        harness.run(["ci/deploy.sh"], project, environment)
        outputs = harness.read_json(project / "outputs.json")
        check("QueueUrl" in outputs.get("Orders", {}), f"there are no outputs, only {outputs}")
        check_drift(project, environment, log)
    print("what was tested is deployed, and what differs is found")


# --- one file ---------------------------------------------------------------------------------------------------------


def static_libraries(project):
    """./static of the project, which ci/static-libraries.sh has made in the build folder."""
    static = BUILD / "static"
    if not (static / "lib" / "libzip.a").exists():
        harness.skip(f"libfmt.a and libzip.a are not in {static}/lib: cmake/setup.sh test builds them")
    (project / "static").symlink_to(static)
    return static


def is_static(executable):
    """It asks for no loader and for no shared library."""
    headers = run(["readelf", "--program-headers", "--dynamic", executable], "/").stdout
    return "INTERP" not in headers and "NEEDED" not in headers


def way_into_jail():
    """What a command begins with that runs in a folder as its root: as root or as anybody; nothing if neither may."""
    for enter in (["chroot"], ["unshare", "--map-root-user", "chroot"]):
        if subprocess.run([*enter, "/", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return enter
    print("single files are not run in an empty folder, which is not allowed here; they ask for no other file")
    return []


def best_start(command):
    """The shortest of several times from the start to the end of `--version`, in milliseconds."""
    times = []
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run([*command, "--version"], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - started)
    return round(1000 * min(times), 1)


def check_alone(single, ordinary, folder):
    """What a single file writes in a folder with nothing else in it is what the ordinary executable writes; what both
    cost, started in the same way."""
    check(is_static(single), f"{single.name} asks for a loader or a library")
    jail, enter = folder / f"jail-{single.name}", way_into_jail()
    jail.mkdir()
    shutil.copy(single, jail / "app")
    alone, output = ([*enter, jail, "/app"], "/written") if enter else ([jail / "app"], jail / "written")
    run([*alone, "synth", "--format", "yaml", "-o", output], "/")
    run([ordinary, "synth", "--format", "yaml", "-o", folder / f"ordinary-{single.name}"], folder)
    written, expected = harness.tree(jail / "written"), harness.tree(folder / f"ordinary-{single.name}")
    check(written == expected, f"{single.name}: other files than the ordinary build's: "
          f"{sorted(path for path in written | expected if written.get(path) != expected.get(path))}")
    among_others = [*enter, "/", ordinary] if enter else [ordinary]
    return ({"files": len(written), "that differ from the ordinary build's": 0},
            {"MB": round(single.stat().st_size / 1e6, 1), "start ms": best_start(alone),
             "ordinary start ms": best_start(among_others)})


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
    parser.add_argument("what", choices=["files", "steps", "deploy", "single_file"])
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
            elif options.what == "deploy":
                check_deploy(folder, options.prefix, options.compiler)
            else:
                check_single_file(folder, options.prefix, options.compiler, options.app)
        except harness.Failure as failure:
            print(f"FAILED: {failure}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
