#!/usr/bin/env python3
"""deploy.py SYSTEM [--way cdk|cdk3|aws|plain] [-- ARGUMENT...]: a system is deployed to a mock of AWS, tested, used,
changed and destroyed, as an operator does all that. deployments/SYSTEM.py says what is particular to it.

After each deployment the CDK finds no difference, and in the end nothing is left but what the system says, with its
reason. What the mock could not do as AWS does is what the system says, too.
"""

import argparse
import collections
import dataclasses
import fnmatch
import importlib
import pathlib
import re
import shutil
import sys
import time

import harness
from harness import check

HERE = pathlib.Path(__file__).parent
sys.path += [str(HERE / "mock_aws"), str(HERE.parent / "proof")]

LINES_OF_LOG = 60
# Beginnings of lines of the mock's log, see mock_aws/README.md. Deployments say of which types, and why.
UNLIKE_AWS = ("kept as a stub", "updated by making it again", "taken for gone")


class Run:
    """One system on one way, from nothing to nothing."""

    def __init__(self, deployment, way, folder, url, log):
        from deployments.base import Cloud
        from deployments.ways import WAYS

        self.deployment = deployment
        self.folder = folder
        self.cloud = Cloud(url, deployment.region, deployment.account, folder, folder / "assembly", log)
        self.way = WAYS[way](deployment, self.cloud)
        self.regions = {deployment.region, *deployment.regions}
        self.log_groups = set()  # that templates declare
        self.figures = {}

    def all(self):
        self.prepare()
        self.deploy()
        self.use()
        if self.deployment.update and self.way.can_update:
            self.update()
        self.destroy()
        self.check_log()
        return {**self.figures, **self.cloud.figures}

    def inventory(self):
        from inventory import inventory
        return inventory(self.cloud.url, self.regions, self.way.kinds())

    def prepare(self):
        self.way.bootstrap()
        self.before = self.inventory()
        self.deployment.prepare(self.cloud)
        self.prepared = self.inventory() - self.before

    def deploy(self):
        deployed = []
        for phase in self.deployment.phases:
            self.way.deploy(phase.stacks, self.deployment.parameters_for(self.cloud))
            deployed += phase.stacks or [stack.id for stack in self.way.stacks()]
            self.way.check_no_difference(tuple(dict.fromkeys(deployed)))
            phase.then(self.cloud)
        stacks = self.way.stacks()
        types = {each["Type"] for stack in stacks for each in stack.resources().values()}
        self.figures["stacks"] = len(stacks)
        self.figures["resources"] = self.note_resources()
        self.figures["resource types"] = len(types)
        self.figures["types through APIs"] = len(types & self.way.types_through_apis())

    def note_resources(self):
        """How many there are. The inventory must know what their types make, and which log groups are no traces."""
        from kinds import unknown_types

        number = 0
        for stack in self.way.stacks():
            unknown = unknown_types(each["Type"] for each in stack.resources().values())
            check(not unknown, f"{stack.id}: kinds.py does not say what is left of {unknown}")
            self.log_groups |= declared_log_groups(self.cloud, stack)
            number += len(self.cloud.resources(stack.name, stack.region))
        return number

    def use(self):
        deployment = self.deployment
        if deployment.integration_tests:
            ran, skipped = integration_tests(deployment, self.cloud)
            check(skipped == deployment.skipped, f"skipped: {skipped}, and not {deployment.skipped}")
            self.figures["integration tests"] = ran - len(skipped)
            self.figures["integration tests skipped"] = len(skipped)
        deployment.exercise(self.cloud, self.cloud.outputs)

    def update(self):
        update = self.deployment.update
        before = Picture(self.cloud, self.way.stacks())
        self.cloud.assembly = self.changed_assembly(update)
        self.way.deploy((), update.parameters)
        changes = Picture(self.cloud, self.way.stacks()).changes_since(before)
        check_changes(update, changes)
        self.way.check_no_difference()
        self.note_resources()
        update.exercise(self.cloud, self.cloud.outputs)
        self.figures["changed by an update"] = sum(map(len, changes.values()))

    def changed_assembly(self, update):
        folder = self.folder / "changed-assembly"
        if update.arguments:
            harness.synthesize(self.deployment.app, folder, *self.deployment.arguments, *update.arguments)
        else:
            shutil.copytree(self.cloud.assembly, folder)
        if update.edit:
            update.edit(folder)
        return folder

    def destroy(self):
        from inventory import remove

        self.deployment.before_destruction(self.cloud)
        resources = self.note_resources()
        kept = sum(str(each.get("DeletionPolicy")).startswith("Retain") for stack in self.way.stacks()
                   for each in self.deployed_of(stack).values())
        self.way.destroy()
        left = self.left()
        check_retained(left, self.deployment.retained)
        remove(self.cloud.url, self.regions, left)
        check(not self.left(), f"left behind: {sorted(self.left())}")
        self.figures["resources destroyed"] = resources - kept
        self.figures["retained"] = len(left)

    def deployed_of(self, stack):
        """{logical id: declaration} of what is deployed of a template: some of it may be under conditions."""
        deployed = self.cloud.resources(stack.name, stack.region)
        return {name: each for name, each in stack.resources().items() if name in deployed}

    def left(self):
        """What is there, and was not before. Log groups come with the functions that write into them."""
        return without_traces(self.inventory() - self.before - self.prepared, self.log_groups)

    def check_log(self):
        """What the mock says that it has done otherwise than AWS: the types, and the reasons of the deployment."""
        expected = {line: getattr(self.deployment, line.replace(" ", "_")) for line in UNLIKE_AWS}
        found = {line: set(re.findall(rf"{line}: (\S+)", self.cloud.said())) for line in UNLIKE_AWS}
        not_said = {line: sorted(types - expected[line].keys()) for line, types in found.items()}
        not_done = {line: sorted(expected[line].keys() - types) for line, types in found.items()}
        check(not any((*not_said.values(), *not_done.values())),
              f"the deployment does not say {not_said}, and says {not_done}")
        self.figures.update(expected)


class Picture:
    """What the deployed stacks consist of, and what has happened to them so far."""

    def __init__(self, cloud, stacks):
        self.ids, self.events = {}, {}
        for stack in stacks:
            self.ids[stack.id] = cloud.resources(stack.name, stack.region)
            self.events[stack.id] = {each["EventId"]: each["LogicalResourceId"] for each in cloud.events(stack)
                                     if each["LogicalResourceId"] != stack.name}

    def changes_since(self, before):
        """{stack id: {logical id: what became of it}}"""
        changes = {}
        for stack in self.ids.keys() | before.ids.keys():
            ids, earlier, events = self.ids.get(stack, {}), before.ids.get(stack, {}), self.events.get(stack, {})
            touched = {events[event] for event in events.keys() - before.events.get(stack, {}).keys()}
            of_stack = {**{name: "created" for name in ids.keys() - earlier.keys()},
                        **{name: "deleted" for name in earlier.keys() - ids.keys()},
                        **{name: "updated" for name in ids.keys() & earlier.keys() & touched},
                        **{name: "replaced" for name in ids.keys() & earlier.keys() if ids[name] != earlier[name]}}
            if of_stack:
                changes[stack] = of_stack
        return changes


def check_changes(update, changes):
    """Exactly those that are expected, by stacks; a name may have wildcards, where a part is generated."""
    def expected_name(stack, name):
        return next((each for each in update.changed.get(stack, ()) if fnmatch.fnmatchcase(name, each)), name)

    expected = collections.Counter(
        (stack, name, what) for stack, of_stack in update.changed.items() for name, what in of_stack.items())
    found = collections.Counter(
        (stack, expected_name(stack, name), what) for stack, of_stack in changes.items()
        for name, what in of_stack.items())
    check(found == expected, f"{update.what}: not what was expected: {sorted(expected - found)}, and instead: "
                             f"{sorted(found - expected)}")


def declared_log_groups(cloud, stack):
    """What the inventory calls the log groups of a stack, also of one that could not be made."""
    return {f"log group {each['PhysicalResourceId']} in {stack.region}" for each in cloud.events(stack)
            if each["ResourceType"] == "AWS::Logs::LogGroup" and each.get("PhysicalResourceId")}


def without_traces(names, log_groups):
    """Without the groups that Lambda makes for functions which write: all but those that a template declares."""
    return {name for name in names if name in log_groups or not name.startswith("log group /aws/lambda/")}


def check_retained(left, retained):
    """Exactly what the deployment says."""
    expected = collections.Counter({each.name: each.count for each in retained})
    found = collections.Counter()
    for name in left:
        pattern = next((each.name for each in retained if fnmatch.fnmatchcase(name, each.name)), None)
        check(pattern, f"left behind without a reason: {name}; all that is left: {sorted(left)}")
        found[pattern] += 1
    check(found == expected, f"expected to be left: {dict(expected)}, found: {sorted(left)}")


def integration_tests(deployment, cloud, *names):
    """Runs the system's own, or those with these names: how many there were, and {one that was skipped: why}."""
    script = harness.SOURCE / "tests" / "systems" / deployment.app / "integration_test.py"
    environment = harness.clean_environment(
        AWS_ENDPOINT_URL=cloud.url, AWS_REGION=cloud.region, CFN_OUTPUTS=str(cloud.outputs_file),
        TENON_SOURCE_DIR=str(harness.SOURCE), TENON_BUILD_DIR=str(harness.BUILD), **deployment.environment)
    done = harness.run([harness.PYTHON, script, "-v", *names], cloud.folder, env=environment, expect=None, timeout=600)
    said = done.stdout + done.stderr
    check(done.returncode == 0, f"the integration tests ended with {done.returncode}:\n{said[-12000:]}")
    ran = int(re.search(r"^Ran (\d+) tests?", said, re.MULTILINE).group(1))
    skipped = dict(re.findall(r"^(\w+) .*skipped ['\"](.*)['\"]$", said, re.MULTILINE))
    (number,) = re.findall(r"^OK(?: \(skipped=(\d+)\))?$", said, re.MULTILINE)
    check(int(number or 0) == len(skipped) < ran, f"{number} of {ran} tests were skipped, but seen were {skipped}")
    for name, reason in skipped.items():
        print(f"skipped: {name}: {reason}")
    return ran, skipped


def end_of(log):
    """The last lines of the mock's log, without those of plain moto for each request that went well."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if not line.endswith('HTTP/1.1" 200 -')]
    return "\n".join(lines[-LINES_OF_LOG:])


def functions_logs(url, region):
    """The lines that the deployed functions have printed."""
    from inventory import client

    logs, lines = client(url, region, "logs"), []
    for group in logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]:
        events = logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
        lines += [(event["timestamp"], f"{group['logGroupName']}: {event['message'].rstrip()}") for event in events
                  if not re.match(r"(START|END|REPORT) RequestId|\s*$", event["message"])]
    return [line for _, line in sorted(lines)]


def test(folder, system, way, arguments):
    from deployments import mock
    from record import record

    started = time.monotonic()
    deployment = importlib.import_module(f"deployments.{system}").DEPLOYMENT
    deployment = dataclasses.replace(deployment, arguments=(*deployment.arguments, *arguments))
    harness.synthesize(deployment.app, folder / "assembly", *deployment.arguments)
    if way == "plain":
        deployment.for_plain_moto(folder / "assembly")
    log = folder / "mock.log"
    with mock.running(log, deployment.account, plain=way == "plain") as url:
        try:
            figures = Run(deployment, way, folder, url, log).all()
        except Exception as error:
            functions = "\n".join(functions_logs(url, deployment.region)[-LINES_OF_LOG:])
            raise harness.Failure(f"{type(error).__name__}: {error}\nthe mock's log ends:\n{end_of(log)}\n"
                                  f"the functions' logs end:\n{functions}") from error
    seconds = round(time.monotonic() - started, 1)
    for figure, found in figures.items():
        print(f"{figure}: {found}")
    record("deployment", f"{system}.{way}", stable=figures, measured={"seconds": seconds})


def main():
    own, for_the_app = harness.split_at_dashes(sys.argv[1:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("system")
    parser.add_argument("--way", choices=("cdk", "cdk3", "aws", "plain"), default="cdk")
    options = parser.parse_args(own)
    harness.require_cdk_clis()
    harness.require_python_modules("moto.server", "flask", "boto3")
    if options.way == "aws":
        harness.require_cdk_assets()
        harness.require_python_modules("awscli")
    harness.main(test, options.system, options.way, for_the_app)


if __name__ == "__main__":
    main()
