"""What holds of the code of every function."""

import ast
import pathlib
import sys
import unittest

import function_support

FUNCTIONS = sorted(path.name for path in function_support.FUNCTIONS.iterdir() if path.is_dir())


def tree(name):
    return ast.parse(function_support.source(name).read_text(encoding="utf-8"))


class Functions(unittest.TestCase):
    def test_each_has_a_test(self):
        for name in FUNCTIONS:
            with self.subTest(name):
                self.assertTrue(pathlib.Path(__file__).with_name(f"{name}_test.py").is_file())
        self.assertEqual(FUNCTIONS, ["empty_bucket", "learning_events", "rotate_api_keys", "rotate_redis_token"])

    def test_it_needs_nothing_that_the_runtime_lacks(self):
        for name in FUNCTIONS:
            imports = [node for node in ast.walk(tree(name)) if isinstance(node, (ast.Import, ast.ImportFrom))]
            modules = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
            modules |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
            with self.subTest(name):
                self.assertLessEqual({module.split(".")[0] for module in modules},
                                     {"boto3", "botocore"} | set(sys.stdlib_module_names))

    def test_it_is_one_file_with_a_handler(self):
        for name in FUNCTIONS:
            with self.subTest(name):
                self.assertEqual([path.name for path in function_support.source(name).parent.iterdir()
                                  if path.name != "__pycache__"], ["index.py"])
                handlers = [[argument.arg for argument in node.args.args] for node in tree(name).body
                            if isinstance(node, ast.FunctionDef) and node.name == "handler"]
                self.assertEqual(handlers, [["event", "context"]])

    def test_everything_says_what_it_is_for(self):
        for name in FUNCTIONS:
            module = tree(name)
            for node in [module, *(node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))]:
                with self.subTest(f"{name}: {getattr(node, 'name', 'module')}"):
                    self.assertTrue(ast.get_docstring(node))


if __name__ == "__main__":
    unittest.main()
