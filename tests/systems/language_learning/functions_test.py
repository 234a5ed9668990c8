"""What holds of the code of every function."""

import ast
import json
import pathlib
import re
import sys
import unittest
from unittest import mock

import function_support
from function_support import ENVIRONMENT, FUNCTIONS, PERMISSIONS

NAMES = sorted(path.name for path in FUNCTIONS.iterdir() if path.is_dir())
# What came into the standard library after Python 3.10.
NEWER_MODULES = {"tomllib", "annotationlib", "compression"}
NEWER_NAMES = re.compile(r"datetime\.UTC|\bStrEnum\b|itertools\.batched|hashlib\.file_digest|contextlib\.chdir|"
                         r"ExceptionGroup|add_note|typing\.(Self|override|Never)|operator\.call|asyncio\.Runner")
# What may be told, and is not in ENVIRONMENT because its default is right here.
OPTIONAL = {"RECORDINGS_KEY"}
# What stands in each function that needs it.
SHARED = {"Refused", "answer", "user_of", "body_of", "text", "choice", "number", "plain", "translate_code", "stamp",
          "handler", "id_of", "outcome", "send"}


def text(name):
    return function_support.source(name).read_text(encoding="utf-8")


def tree(name):
    return ast.parse(text(name), feature_version=(3, 10))


def definitions(name):
    """The functions and classes of a file, by their names."""
    return {node.name: ast.unparse(node) for node in tree(name).body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def loaded(name):
    with mock.patch.dict("os.environ", {**function_support.RUNTIME, **ENVIRONMENT[name]}):
        return function_support.load(name)


class Functions(unittest.TestCase):
    def test_each_has_a_test(self):
        for name in NAMES:
            with self.subTest(name):
                self.assertTrue(pathlib.Path(__file__).with_name(f"{name}_test.py").is_file())
        self.assertEqual(NAMES, sorted(ENVIRONMENT))
        self.assertEqual(NAMES, sorted(PERMISSIONS))

    def test_it_needs_nothing_that_the_runtime_lacks(self):
        for name in NAMES:
            imports = [node for node in ast.walk(tree(name)) if isinstance(node, (ast.Import, ast.ImportFrom))]
            modules = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
            modules |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
            with self.subTest(name):
                self.assertLessEqual({module.split(".")[0] for module in modules},
                                     {"boto3", "botocore"} | set(sys.stdlib_module_names) - NEWER_MODULES)
                self.assertIsNone(NEWER_NAMES.search(text(name)))

    def test_everything_imported_is_used(self):
        for name in NAMES:
            found = {alias.asname or alias.name.split(".")[0] for node in ast.walk(tree(name))
                     if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}
            used = {node.id for node in ast.walk(tree(name)) if isinstance(node, ast.Name)}
            with self.subTest(name):
                self.assertEqual(found - used, set())

    def test_everything_defined_is_used(self):
        for name in NAMES:
            for defined in [*definitions(name), *re.findall(r"^([A-Z_]+) =", text(name), re.MULTILINE)]:
                with self.subTest(f"{name}: {defined}"):
                    if defined != "handler":
                        self.assertGreater(len(re.findall(rf"\b{defined}\b", text(name))), 1)

    def test_it_is_one_file_with_a_handler(self):
        for name in NAMES:
            with self.subTest(name):
                self.assertEqual([path.name for path in function_support.source(name).parent.iterdir()], ["index.py"])
                handlers = [[argument.arg for argument in node.args.args] for node in tree(name).body
                            if isinstance(node, ast.FunctionDef) and node.name == "handler"]
                self.assertEqual(handlers, [["event", "context"]])

    def test_everything_says_what_it_is_for(self):
        for name in NAMES:
            nodes = ast.walk(tree(name))
            for node in [each for each in nodes if isinstance(each, (ast.Module, ast.FunctionDef, ast.ClassDef))]:
                with self.subTest(f"{name}: {getattr(node, 'name', 'module')}"):
                    self.assertTrue(ast.get_docstring(node))

    def test_lines_and_functions_are_short(self):
        for name in NAMES:
            with self.subTest(name):
                self.assertLessEqual(max(map(len, text(name).splitlines())), 120)
                for node in ast.walk(tree(name)):
                    if isinstance(node, ast.FunctionDef):
                        self.assertLess(node.end_lineno - node.lineno, 30, node.name)

    def test_it_reads_the_variables_that_it_is_told_and_no_others(self):
        for name in NAMES:
            read = set(re.findall(r'os\.environ(?:\.get\(|\[)"(\w+)"', text(name)))
            with self.subTest(name):
                self.assertLessEqual(read, set(ENVIRONMENT[name]) | OPTIONAL)
                for variable in ENVIRONMENT[name]:
                    self.assertRegex(text(name), variable.removesuffix("_A").removesuffix("_B"))

    def test_what_it_is_told_fits_into_the_environment(self):
        for name, variables in ENVIRONMENT.items():
            with self.subTest(name):
                self.assertLess(sum(len(each) for pair in variables.items() for each in pair), 4096)

    def test_what_several_functions_have_is_the_same_in_each(self):
        """Each function is a file of its own, so what all need stands in each; it must not come apart."""
        found = {}
        for name in NAMES:
            kind = "api" if "ROUTES" in text(name) else name
            kind = "custom resource" if "physical_id" in definitions(name) else kind
            for defined, code in definitions(name).items():
                if defined in SHARED:
                    # Only those that read a table have its numbers to write.
                    code = code.replace(", default=plain", "")
                    found.setdefault((kind, defined), {}).setdefault(ast.dump(ast.parse(code)), []).append(name)
        for what, versions in found.items():
            with self.subTest(what):
                self.assertEqual(len(versions), 1, versions)

    def test_levels_and_difficulties_are_the_same_everywhere(self):
        levels = tuple(level for level, _ in loaded("progress").LEVELS)
        self.assertEqual(loaded("lessons").DIFFICULTIES, levels)
        self.assertEqual(loaded("reminder").LEVELS, levels)
        self.assertEqual(loaded("recommendations").DEFAULT_LEVEL, levels[0])
        self.assertEqual(loaded("lessons").TRANSLATE_CODES, loaded("translation").TRANSLATE_CODES)


class Preflight(unittest.TestCase):
    def test_every_answer_of_the_api_lets_the_origin_read_it(self):
        context = function_support.Context()
        for name in NAMES:
            if "ROUTES" in text(name):
                with self.subTest(name):
                    function = loaded(name)
                    with mock.patch.dict("os.environ", ENVIRONMENT[name]):
                        answer = function.handler({"resource": "/nowhere", "httpMethod": "GET"}, context)
                    self.assertEqual(answer["headers"]["Access-Control-Allow-Origin"],
                                     ENVIRONMENT[name]["ALLOWED_ORIGIN"])
                    self.assertEqual((answer["statusCode"], json.loads(answer["body"])),
                                     (404, {"error": "there is no such route"}))


if __name__ == "__main__":
    unittest.main()
