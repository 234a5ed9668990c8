"""What the tests of the template of language_learning share: the assembly, and questions about the system in it.

LANGUAGE_LEARNING_ASSEMBLY names a folder that was synthesized already; without it, the app is run.
"""

import ast
import functools
import json
import os
import pathlib
import re
import unittest

from template_evaluation import matches, nodes, states  # first: it knows where the next is
import synthesis
from synthesis import SOURCE
from template_system import System

README = SOURCE / "apps/language_learning/README.md"
REGION = "us-west-1"
TEMPLATE = "secure_cfn_template"
ANYWHERE = ("0.0.0.0/0", "::/0")
# Actions whose resources are something to be used beside: without it, only everything allows them. And those with which
# Lambda makes network interfaces: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
UNBOUND = {
    "comprehend:DetectEntities", "polly:SynthesizeSpeech", "polly:StartSpeechSynthesisTask", "translate:TranslateText",
    "translate:TranslateDocument", "translate:StartTextTranslationJob", "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
}
# Where a language code or the name of a voice can stand in a list.
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def lists_in(value):
    """The lists that a text may stand for: JSON, or words with commas between them."""
    if isinstance(value, list):
        return [value]
    if not isinstance(value, str):
        return []
    try:
        document = json.loads(value)
    except ValueError:
        return [[each.strip() for each in value.split(",")]]
    return [list(each) for each in nodes(document) if isinstance(each, (list, dict))]


def languages(value):
    """The different languages of the longest list of language codes in a value: variants are one language."""
    found = [{each.split("-")[0] for each in words} for words in lists_in(value)
             if all(isinstance(each, str) and LANGUAGE.fullmatch(each) for each in words)]
    return max(found, key=len, default=set())


class Code:
    """What can be seen in the source of a function."""

    def __init__(self, source):
        self.tree = ast.parse(source)
        self.words = {node.value for node in ast.walk(self.tree) if isinstance(node, ast.Constant)}
        self.functions = {node.name for node in self.tree.body if isinstance(node, ast.FunctionDef)}

    def clients(self, service):
        """The calls whose first argument is the name of a service: those that make clients for it."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and node.args
                and isinstance(node.args[0], ast.Constant) and node.args[0].value == service]

    def chooses_region(self, service):
        """Whether each client for a service is made with something more than the service's name: a Region."""
        calls = self.clients(service)
        return bool(calls) and all(len(call.args) > 1 or call.keywords for call in calls)


class Assembly(synthesis.Assembly):
    """What the app writes, file by file."""

    def __init__(self, *arguments):
        super().__init__("language_learning", "synth", *arguments)

    def files(self):
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


def in_every_state(test):
    """Runs a test for each state of the application that parameters make, here and where there is something else."""
    @functools.wraps(test)
    def run(self):
        for system in self.systems:
            with self.subTest(str(system)):
                test(self, system)
    return run


def in_every_state_here(test):
    """Runs a test for each state of the application that parameters make in its region."""
    @functools.wraps(test)
    def run(self):
        for system in self.here:
            with self.subTest(str(system)):
                test(self, system)
    return run


@functools.cache
def specification(kind):
    """What the project knows of a resource type: properties, attributes, regions, tags. Nothing of custom resources."""
    path = SOURCE / "spec/services" / ("_".join(kind.split("::")[1:-1]).lower() + ".json")
    resources = json.loads(path.read_text(encoding="utf-8"))["resources"] if path.is_file() else {}
    return resources.get(kind)


@functools.cache
def offered_in(kind):
    """The regions where a resource type exists."""
    regions = json.loads((SOURCE / "spec/regions.json").read_text(encoding="utf-8"))
    return set(regions["sets"][specification(kind)["regions"]])


@functools.cache
def knows_resources(action):
    """Whether an action can be allowed on something narrower than everything."""
    prefix, name = action.lower().split(":")
    actions = json.loads((SOURCE / f"spec/iam/{prefix}.json").read_text(encoding="utf-8"))["actions"]
    found = [each for key, each in actions.items() if matches(name, key.lower())]
    return action not in UNBOUND and (not found or any("resources" in each for each in found))


class TemplateTest(unittest.TestCase):
    """A test of the template. `system` is the application by default; `systems` are all that parameters and regions make."""

    folder = None

    @classmethod
    def setUpClass(cls):
        if TemplateTest.folder is None:
            TemplateTest.read()
        TemplateTest.maxDiff = 2000

    @classmethod
    def read(cls):
        if "LANGUAGE_LEARNING_ASSEMBLY" in os.environ:
            folder = pathlib.Path(os.environ["LANGUAGE_LEARNING_ASSEMBLY"])
        else:
            assembly = Assembly("--format", "yaml")
            unittest.addModuleCleanup(assembly.temporary.cleanup)
            folder = assembly.folder
        template = json.loads((folder / f"{TEMPLATE}.json").read_text(encoding="utf-8"))
        TemplateTest.folder, TemplateTest.template = folder, template
        TemplateTest.systems = states(template, System)
        TemplateTest.system = TemplateTest.systems[0]
        TemplateTest.here = [each for each in TemplateTest.systems if each.region == REGION]

    def some(self, found, message=None):
        """What was found, if anything was."""
        self.assertTrue(found, message)
        return found

    def all_of(self, *kinds, system=None):
        """The properties of all resources of some types; there is one at least."""
        return self.some((system or self.system).of_type(*kinds), kinds)

    def only(self, kind):
        found = self.all_of(kind)
        self.assertEqual(len(found), 1, f"{kind}: {list(found)}")
        return next(iter(found.items()))
