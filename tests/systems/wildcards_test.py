"""Policies of the systems: nothing is allowed on everything, or by a pattern of actions, but what the service knows nothing
narrower for, and then the README of the app names it.

  wildcards_test.py APP...
"""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "support"))
from synthesis import SOURCE, as_list, run  # noqa: E402

APPS = []


def statements(tree):
    """Every statement of every policy document."""
    if isinstance(tree, dict):
        if "Effect" in tree and ("Action" in tree or "NotAction" in tree):
            yield tree
        tree = list(tree.values())
    for member in tree if isinstance(tree, list) else ():
        yield from statements(member)


def templates(app):
    with tempfile.TemporaryDirectory(prefix="tenon-wildcards-") as folder:
        run(app, "synth", "-o", f"{folder}/out", folder=folder, check=True)
        manifest = json.loads(pathlib.Path(folder, "out/manifest.json").read_text(encoding="utf-8"))
        for artifact in manifest["artifacts"].values():
            if artifact["type"] == "aws:cloudformation:stack":
                yield json.loads(pathlib.Path(folder, "out", artifact["properties"]["templateFile"]).read_text("utf-8"))


def is_the_account(principal):
    """Whether the principal is the account itself, and nobody else."""
    return isinstance(principal, dict) and set(principal) == {"AWS"} and ":root" in json.dumps(principal["AWS"])


def allowed_on_everything(template):
    """(logical id, action) of what is allowed on every resource. In the policy of a key, `*` is that key; what a policy of a
    resource allows is allowed on that resource."""
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] == "AWS::KMS::Key":
            continue
        for statement in statements(resource.get("Properties", {})):
            if statement["Effect"] == "Allow" and "Principal" not in statement and "*" in as_list(statement["Resource"]):
                yield from ((logical_id, action) for action in as_list(statement["Action"]))


def patterns(template):
    """(logical id, action) of what is allowed by a pattern, but for the account's own right in the policy of its key: without
    that, IAM has no say in who uses the key."""
    for logical_id, resource in template["Resources"].items():
        for statement in statements(resource.get("Properties", {})):
            if statement["Effect"] != "Allow":
                continue
            own = resource["Type"] == "AWS::KMS::Key" and is_the_account(statement["Principal"])
            for action in as_list(statement.get("Action", "NotAction: *")):
                if "*" in action and not (own and action == "kms:*"):
                    yield logical_id, action


class Wildcards(unittest.TestCase):
    def test_every_one_stands_in_the_readme(self):
        for app in APPS:
            readme = (SOURCE / "apps" / app / "README.md").read_text(encoding="utf-8")
            unnamed = [f"{logical_id}: {action}" for template in templates(app)
                       for logical_id, action in (*allowed_on_everything(template), *patterns(template))
                       if f"`{action}`" not in readme]
            self.assertEqual(unnamed, [], f"not in apps/{app}/README.md")


class Questions(unittest.TestCase):
    """That the questions above see what they should."""

    ROLE = {"R": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": {"Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:List*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["Q", "Arn"]}}]}}}}
    KEY = {"K": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*",
         "Principal": {"AWS": {"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":root"]]}}},
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"Service": "sns.amazonaws.com"}}]}}}}

    def test_everything_is_found(self):
        self.assertEqual(list(allowed_on_everything({"Resources": self.ROLE})), [("R", "s3:GetObject"), ("R", "s3:List*")])
        self.assertEqual(list(allowed_on_everything({"Resources": self.KEY})), [])

    def test_patterns_are_found(self):
        self.assertEqual(list(patterns({"Resources": self.ROLE})), [("R", "s3:List*")])
        self.assertEqual(list(patterns({"Resources": self.KEY})), [("K", "kms:*")])


if __name__ == "__main__":
    APPS = sys.argv[1:]
    unittest.main(argv=sys.argv[:1])
