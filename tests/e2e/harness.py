"""What the end-to-end tests share: where things are, how tools are run, how a test fails and how it is skipped."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("TENON_SOURCE_DIR", pathlib.Path(__file__).parents[2])).resolve()
BUILD = pathlib.Path(os.environ.get("TENON_BUILD_DIR", SOURCE / "build")).resolve()
NODE_MODULES = pathlib.Path(os.environ.get("TENON_NODE_MODULES", BUILD / "node_modules"))
PYTHON = os.environ.get("TENON_PYTHON", sys.executable)

# Folders of the two command lines of the CDK that are tried, and their versions. The older one reads assemblies up to
# schema 43 and is what `npm install aws-cdk` gets, because it was published under the higher number.
CDK_CLIS = {"aws-cdk": "2.1148.1", "aws-cdk-3": "3.0.0"}


class Failure(Exception):
    """What did not hold, in a sentence."""


def skip(reason):
    print(f"SKIPPED: {reason}")
    sys.exit(77)


def check(condition, message):
    if not condition:
        raise Failure(message)


def main(test, *arguments):
    """Runs the test in a folder of its own; a Failure becomes exit code 1."""
    with tempfile.TemporaryDirectory(prefix="tenon-e2e-") as folder:
        try:
            test(pathlib.Path(folder), *arguments)
        except Failure as failure:
            print(f"FAILED: {failure}")
            sys.exit(1)
    print("ok")


def split_at_dashes(words):
    """What stands before and after `--`: options of the test, and arguments for the app."""
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1:]


def app_executable(app):
    for folder in (BUILD / "bin", BUILD / "bin" / "tests"):
        if (folder / app).exists():
            return folder / app
    raise Failure(f"{app} is not built: it is neither in {BUILD}/bin nor in {BUILD}/bin/tests")


def app_folder(app):
    """Where the app is run: its own folder, beside which its files lie."""
    folder = SOURCE / "apps" / app
    return folder if folder.is_dir() else SOURCE


def clean_environment(**extra):
    """The environment without whatever would tell the app or a tool about the machine's own AWS configuration."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "CDK_", "CONTEXT_", "LC_", "NODE_"))}
    return {**kept, "LANG": "C.UTF-8", **extra}


def run(command, cwd, env=None, expect=0, timeout=240, **options):
    """Runs a command, and fails with all it said unless it ends with the expected exit code (None: any)."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=env or clean_environment(), text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                          check=False, **options)
    if expect is not None and done.returncode != expect:
        raise Failure(f"{' '.join(map(str, command))}\nended with {done.returncode}, not {expect}\n"
                      f"stdout:\n{done.stdout}\nstderr:\n{done.stderr}")
    return done


def synthesize(app, output, *arguments, cwd=None, executable=None, **options):
    return run([executable or app_executable(app), "synth", "-o", output, *arguments], cwd or app_folder(app), **options)


def tree(folder):
    """{path below the folder: bytes} of every file."""
    folder = pathlib.Path(folder)
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def differences(first, second):
    """Files of two trees that are in one only, or not the same in both."""
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def stack_artifacts(folder):
    """{display name: (artifact, path of its template)} of every stack of the assembly, stages included."""
    found = {}
    for manifest in pathlib.Path(folder).rglob("manifest.json"):
        for name, artifact in read_json(manifest)["artifacts"].items():
            if artifact["type"] == "aws:cloudformation:stack":
                template = manifest.parent / artifact["properties"]["templateFile"]
                found[artifact.get("displayName", name)] = (artifact, template)
    return found


def read_json(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


class CdkCli:
    """One version of the CDK command line, kept from talking to anything but `endpoint`."""

    def __init__(self, package, home, endpoint="http://127.0.0.1:9", account_region="us-east-1"):
        self.package = package
        self.script = NODE_MODULES / package / "bin" / "cdk"
        notices = home / "cache" / "notices.json"
        notices.parent.mkdir(parents=True, exist_ok=True)
        # A cache that never expires: version 3.0.0 asks for notices even when told not to.
        notices.write_text('{"expiration":4102444800000,"notices":[]}', encoding="utf-8")
        self.env = clean_environment(
            AWS_ENDPOINT_URL=endpoint, AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing",
            AWS_REGION=account_region, AWS_EC2_METADATA_DISABLED="true", CDK_HOME=str(home),
            CDK_DISABLE_CLI_TELEMETRY="true", NODE_NO_WARNINGS="1", NO_COLOR="1")

    def run(self, *arguments, cwd, expect=0, timeout=240):
        return run(["node", self.script, *arguments, "--no-notices", "--no-version-reporting", "--ci=false"], cwd,
                   env=self.env, expect=expect, timeout=timeout)

    def version(self):
        return self.run("--version", cwd="/").stdout.split()[0]


def require_cdk_clis():
    """Both command lines, or the test is skipped."""
    try:
        subprocess.run(["node", "--version"], stdout=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        skip("node is not installed")
    for package in CDK_CLIS:
        if not (NODE_MODULES / package / "bin" / "cdk").exists():
            skip(f"the CDK command line {package} is not in {NODE_MODULES}: cmake/setup.sh test puts it there")


def require_cdk_assets():
    """What uploads assets for the AWS CLI, or the test is skipped."""
    if not (NODE_MODULES / "cdk-assets" / "bin" / "cdk-assets").exists():
        skip(f"cdk-assets is not in {NODE_MODULES}: cmake/setup.sh test puts it there")


def require_python_modules(*modules):
    """A Python that has the modules, or the test is skipped."""
    lacking = subprocess.run([PYTHON, "-c", "import " + ", ".join(modules)], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, check=False).returncode != 0
    if lacking:
        skip(f"{PYTHON} lacks one of the modules {', '.join(modules)}: cmake/setup.sh test installs them")
