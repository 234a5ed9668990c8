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

NAMES = sorted(path.parent.name for path in FUNCTIONS.glob("*/index.py"))
FILES = sorted(FUNCTIONS.glob("*/*.py"))
SHARED_FILES = sorted(FUNCTIONS.glob("shared/*.py"))
# What came into the standard library after Python 3.10.
NEWER_MODULES = {"tomllib", "annotationlib", "compression"}
NEWER_NAMES = re.compile(r"datetime\.UTC|\bStrEnum\b|itertools\.batched|hashlib\.file_digest|contextlib\.chdir|"
                         r"ExceptionGroup|add_note|typing\.(Self|override|Never)|operator\.call|asyncio\.Runner")
# What may be told, and is not in ENVIRONMENT because its default is right here.
OPTIONAL = {"RECORDINGS_KEY"}
# What two functions have alike. What three have belongs into a text that they stand on.
TWICE = {"translate_code", "stamp"}


def text(name):
    """The whole code of a function."""
    return function_support.code(name)


def parsed(code):
    return ast.parse(code, feature_version=(3, 10))


def tree(name):
    return parsed(text(name))


def definitions(code):
    """The functions and classes of a text, by their names."""
    return {node.name: ast.unparse(node) for node in parsed(code).body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def names(code):
    """All that a text defines."""
    return [*definitions(code), *re.findall(r"^([A-Z_]+) =", code, re.MULTILINE)]


def imports(code):
    """What a text imports, by the names that it has there."""
    return [alias.asname or alias.name for node in ast.walk(parsed(code))
            if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names]


def uses(code, name):
    return len(re.findall(rf"\b{name}\b", code))


def own(name):
    return function_support.source(name).read_text(encoding="utf-8")


def users(path):
    """The functions that stand on a shared text."""
    return [name for name in NAMES if path in function_support.sources(name)]


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
            found = [node for node in ast.walk(tree(name)) if isinstance(node, (ast.Import, ast.ImportFrom))]
            modules = {alias.name for node in found if isinstance(node, ast.Import) for alias in node.names}
            modules |= {node.module for node in found if isinstance(node, ast.ImportFrom)}
            with self.subTest(name):
                self.assertLessEqual({module.split(".")[0] for module in modules},
                                     {"boto3", "botocore"} | set(sys.stdlib_module_names) - NEWER_MODULES)
                self.assertIsNone(NEWER_NAMES.search(text(name)))

    def test_everything_imported_is_used(self):
        for path in FILES:
            code = path.read_text(encoding="utf-8")
            used = {node.id for node in ast.walk(parsed(code)) if isinstance(node, ast.Name)}
            with self.subTest(path):
                self.assertEqual({each.split(".")[0] for each in imports(code)} - used, set())

    def test_everything_of_its_own_is_used(self):
        for name in NAMES:
            for defined in names(own(name)):
                with self.subTest(f"{name}: {defined}"):
                    if defined != "handler":
                        self.assertGreater(uses(text(name), defined), 1)

    def test_everything_shared_is_needed_by_three_functions(self):
        """In the text itself, or in what is their own. A text of which a function needs nothing is not put in front of it."""
        for path in SHARED_FILES:
            code = path.read_text(encoding="utf-8")
            for defined in names(code):
                with self.subTest(f"{path.name}: {defined}"):
                    needed_by = [name for name in users(path) if uses(own(name), defined)]
                    if defined != "handler" and uses(code, defined) == 1:
                        self.assertGreaterEqual(len(needed_by), 3, needed_by)
            self.assertGreaterEqual(len(users(path)), 3, path)

    def test_what_three_functions_have_is_shared(self):
        found = {}
        for name in NAMES:
            for code in definitions(own(name)).values():
                found.setdefault(code, []).append(name)
        for code, having in found.items():
            with self.subTest(code.partition("\n")[0]):
                self.assertLess(len(having), 3, having)

    def test_the_texts_make_one_file(self):
        """Nothing is imported or defined twice, for what comes later would take the place of what others stand on."""
        for name in NAMES:
            compile(text(name), name, "exec")
            for found in (imports(text(name)), names(text(name))):
                with self.subTest(name):
                    self.assertEqual(sorted(found), sorted(set(found)))

    def test_it_is_one_file_with_a_handler(self):
        for name in NAMES:
            with self.subTest(name):
                self.assertEqual([path.name for path in function_support.source(name).parent.iterdir()], ["index.py"])
                handlers = [[argument.arg for argument in node.args.args] for node in tree(name).body
                            if isinstance(node, ast.FunctionDef) and node.name == "handler"]
                self.assertEqual(handlers, [["event", "context"]])

    def test_everything_says_what_it_is_for(self):
        for path in FILES:
            nodes = ast.walk(parsed(path.read_text(encoding="utf-8")))
            for node in [each for each in nodes if isinstance(each, (ast.Module, ast.FunctionDef, ast.ClassDef))]:
                with self.subTest(f"{path}: {getattr(node, 'name', 'module')}"):
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

    def test_what_two_functions_have_does_not_come_apart(self):
        for defined in TWICE:
            having = [definitions(own(name))[defined] for name in NAMES if defined in definitions(own(name))]
            # What is said of it may be said in the words of each.
            first, second = (ast.parse(code).body[0].body[1:] for code in having)
            with self.subTest(defined):
                self.assertEqual(list(map(ast.dump, first)), list(map(ast.dump, second)))

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
