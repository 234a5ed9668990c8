#!/usr/bin/env python3
"""What team B's app has to synthesize with team A's construct: check_team_b.py ASSEMBLY"""

import json
import sys
from pathlib import Path

EXPECTED_CLASSES = {
    "Intake/Intake": ("shop.Intake", "0.0.0"),
    "Intake/Intake/Orders": ("team_a.SecureQueue", "1.4.0"),
    "Intake/Intake/Orders/Queue": ("tenon.Queue", "0.1.0"),
    "Intake/Intake/Orders/Queue/Resource": ("tenon.aws.sqs.Queue", "0.1.0"),
    "Intake/Intake/Worker": ("tenon.LambdaFn", "0.1.0"),
}
# How many of each type team A's construct brings.
EXPECTED_RESOURCES = {"AWS::KMS::Key": 1, "AWS::SQS::Queue": 2, "AWS::CloudWatch::Alarm": 2}
WEEK = 7 * 24 * 3600


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def constructs_of(node):
    yield node["path"], node["constructInfo"]
    for child in node.get("children", {}).values():
        yield from constructs_of(child)


def main(assembly):
    classes = dict(constructs_of(read(assembly / "tree.json")["tree"]))
    for path, (name, version) in EXPECTED_CLASSES.items():
        assert classes[path] == {"fqn": name, "version": version}, f"{path} is {classes[path]}"
    for path, info in classes.items():
        assert info["fqn"] and info["version"], f"{path} has no name or no version: {info}"

    resources = {id: each for id, each in read(assembly / "Intake.template.json")["Resources"].items()
                 if id.startswith("IntakeOrders")}
    for type, count in EXPECTED_RESOURCES.items():
        found = [id for id, each in resources.items() if each["Type"] == type]
        assert len(found) == count, f"{type}: {found}"
    queues = {each["Properties"].get("MessageRetentionPeriod"): each["Properties"]
              for each in resources.values() if each["Type"] == "AWS::SQS::Queue"}
    assert set(queues) == {WEEK, None}, f"retention is not overridden: {queues}"
    assert queues[None]["VisibilityTimeout"] == 900, queues[None]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
