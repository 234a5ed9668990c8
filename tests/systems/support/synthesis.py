"""What the tests of all systems share: where things are, how an app is run, and questions about what it has written."""

import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("TENON_SOURCE_DIR", pathlib.Path(__file__).parents[3])).resolve()
BUILD = pathlib.Path(os.environ.get("TENON_BUILD_DIR", SOURCE / "build")).resolve()


def run(app, *arguments, folder, **options):
    """Runs an app in a folder that has nothing to do with it, without variables that it would take for its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CDK_", "CONTEXT_"))}
    return subprocess.run([BUILD / "bin" / app, *arguments], cwd=folder, env=environment, **options)


class Assembly:
    """What an app writes from a folder that has nothing to do with it."""

    def __init__(self, app, *arguments):
        self.temporary = tempfile.TemporaryDirectory(prefix=f"tenon-{app}-")
        self.folder = pathlib.Path(self.temporary.name) / "cdk.out"
        run(app, *arguments, "-o", self.folder, folder=self.temporary.name, check=True)


def cfn_lint(region, *arguments):
    """The outcome of cfn-lint, its findings in JSON: of options, "--" and templates."""
    return subprocess.run(
        [sys.executable, "-c", "from cfnlint.runner import main; main()", "--format", "json", "--regions", region,
         *arguments], capture_output=True, text=True, check=False)


def load_yaml(text):
    """A template in YAML, as it would be in JSON: with the long forms of intrinsic functions."""
    import yaml

    class Loader(yaml.SafeLoader):
        """With the short forms of intrinsic functions."""

    def construct(loader, suffix, node):
        name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
        if isinstance(node, yaml.ScalarNode):
            value = loader.construct_scalar(node)
            return {name: value.split(".", 1) if suffix == "GetAtt" else value}
        if isinstance(node, yaml.MappingNode):
            return {name: loader.construct_mapping(node, deep=True)}
        return {name: loader.construct_sequence(node, deep=True)}

    Loader.add_multi_constructor("!", construct)
    return yaml.load(text, Loader)


def as_list(value):
    return value if isinstance(value, list) else [value]


def nodes(tree):
    """Every value in a document."""
    yield tree
    for member in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(member)
