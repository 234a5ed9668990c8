"""What the tests of the functions share: how a function is loaded, what Lambda gives it, how a test is skipped."""

import contextlib
import importlib.util
import io
import os
import pathlib
import sys
import unittest
from unittest import mock

try:
    import moto
except ModuleNotFoundError as missing:
    print(f"SKIPPED: Python has no {missing.name}")
    sys.exit(77)

SOURCE = pathlib.Path(os.environ.get("TENON_SOURCE_DIR", pathlib.Path(__file__).parents[3])).resolve()
FUNCTIONS = SOURCE / "apps" / "lms" / "functions"

AWS = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


def source(name):
    """The file that is the function's code."""
    return FUNCTIONS / name / "index.py"


def load(name):
    """The function as Lambda loads it, with the environment that there is now."""
    specification = importlib.util.spec_from_file_location("index", source(name))
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Context:
    """What Lambda passes along, with a clock that goes on only when the function sleeps or the test says so."""

    def __init__(self, seconds=900):
        self.seconds = seconds
        self.slept = 0

    def get_remaining_time_in_millis(self):
        return int(self.seconds * 1000)

    def sleep(self, seconds):
        self.slept += seconds
        self.seconds -= seconds
        if self.seconds < 0:
            raise AssertionError("Lambda has killed the function")


class FunctionTest(unittest.TestCase):
    """A test of a function in an AWS that is moto's."""

    def setUp(self):
        self.set_environment(**AWS)
        self.enterContext(moto.mock_aws())
        self.log = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.context = Context()

    def set_environment(self, **variables):
        self.enterContext(mock.patch.dict(os.environ, variables))
