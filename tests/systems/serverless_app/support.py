"""What the tests of serverless_app share: where things are, the templates, how a test is skipped."""

import copy
import functools
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import synthesis  # noqa: E402
from synthesis import BUILD, SOURCE  # noqa: E402

APP = BUILD / "bin" / "serverless_app"
APP_FOLDER = SOURCE / "apps" / "serverless_app"
DOCUMENT = pathlib.Path(__file__).with_name("document.yaml")

sys.path.insert(0, str(SOURCE / "tests" / "tools"))
try:
    import template_equal
except ModuleNotFoundError as missing:
    print(f"SKIPPED: Python has no {missing.name}")
    sys.exit(77)

FUNCTIONS = ("ProcessingLambda", "ValidationLambda", "NotificationLambda")


@functools.lru_cache(maxsize=None)
def assembly(*context):
    """The folder of an assembly, with its YAML, that the app has synthesized with this context ("corrections=on")."""
    folder = tempfile.TemporaryDirectory(prefix="tenon-serverless-app-")
    arguments = [argument for assignment in context for argument in ("--context", assignment)]
    # From a folder that has nothing to do with the app: it must need none of its files.
    done = synthesis.run("serverless_app", "synth", "-o", f"{folder.name}/cdk.out", "--format", "yaml", *arguments,
                         folder=folder.name, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{APP} ends with {done.returncode}: {done.stderr}")
    if done.stderr or done.stdout:
        raise AssertionError(f"{APP} says: {done.stderr}{done.stdout}")
    assembly.folders.append(folder)
    return pathlib.Path(folder.name) / "cdk.out"


assembly.folders = []


def json_path(*context):
    return assembly(*context) / "TapStack.template.json"


def yaml_path(*context):
    return assembly(*context) / "TapStack.yml"


@functools.lru_cache(maxsize=None)
def _load(path):
    return template_equal.load(path)


def template(*context):
    """The template in JSON. A copy: a test may change it."""
    return copy.deepcopy(_load(json_path(*context)))


def document():
    return copy.deepcopy(_load(DOCUMENT))


class TemplateTest(unittest.TestCase):
    """A test of the template as the app writes it by default."""

    @classmethod
    def setUpClass(cls):
        cls.template = template()
        cls.resources = cls.template["Resources"]

    def properties(self, logical_id):
        return self.resources[logical_id]["Properties"]

    def of_type(self, *types):
        return {name: resource for name, resource in self.resources.items() if resource["Type"] in types}

    def tags(self, logical_id):
        tags = self.properties(logical_id).get("Tags", [])
        self.assertEqual(len({tag["Key"] for tag in tags}), len(tags), logical_id)
        return {tag["Key"]: tag["Value"] for tag in tags}

    def statements(self, role):
        """All statements of a role's own policies."""
        return [statement for policy in self.properties(role)["Policies"]
                for statement in policy["PolicyDocument"]["Statement"]]

    def definition(self):
        return json.loads(self.properties("ApplicationStateMachine")["DefinitionString"]["Fn::Sub"])


def nodes(tree, path=()):
    """Every value in a document, with its path."""
    yield path, tree
    members = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, member in members:
        yield from nodes(member, (*path, key))
