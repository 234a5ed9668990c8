#!/usr/bin/env python3
"""deploy.py SYSTEM [--way cdk|cdk3|aws|plain] [-- ARGUMENT...]: a system is deployed to a mock of AWS, tested, used,
changed and destroyed, as an operator does all that. deployments/SYSTEM.py says what is particular to it.

After each deployment the CDK finds no difference, and in the end nothing is left but what the system says, with its
reason.
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
        self.figures = {}

    def all(self):
        self.prepare()
        self.deploy()
        self.use()
        if self.deployment.update and self.way.can_update:
            self.update()
        self.destroy()
        self.check_stubs()
        return {**self.figures, **self.cloud.figures}

    def inventory(self):
        from inventory import inventory
        return inventory(self.cloud.url, self.regions)

    def prepare(self):
        self.way.bootstrap()
        self.before = self.inventory()
        self.deployment.prepare(self.cloud)
        self.prepared = self.inventory() - self.before

    def deploy(self):
        for phase in self.deployment.phases:
            self.way.deploy(phase.stacks, self.deployment.parameters_for(self.cloud))
            phase.then(self.cloud)
        stacks = self.way.stacks()
        self.figures["stacks"] = len(stacks)
        self.figures["resources"] = sum(len(self.cloud.resources(stack.name, stack.region)) for stack in stacks)
        self.way.check_no_difference()

    def use(self):
        self.figures.update(integration_tests(self.deployment, self.cloud))
        self.deployment.exercise(self.cloud, self.cloud.outputs)

    def update(self):
        update = self.deployment.update
        before = Picture(self.cloud, self.way.stacks())
        self.cloud.assembly = self.changed_assembly(update)
        self.way.deploy((), update.parameters)
        changes = Picture(self.cloud, self.way.stacks()).changes_since(before)
        check_changes(update, changes)
        self.way.check_no_difference()
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
        self.way.destroy()
        left = without_traces(self.inventory() - self.before - self.prepared)
        check_retained(left, self.deployment.retained)
        remove(self.cloud.url, self.regions, left)
        still = without_traces(self.inventory() - self.before - self.prepared)
        check(not still, f"left behind: {sorted(still)}")
        self.figures["retained"] = len(left)

    def check_stubs(self):
        found = set(re.findall(r"kept as a stub: (\S+)", self.cloud.said()))
        expected = set(self.deployment.stubs)
        check(found == expected, f"the mock does not know {sorted(found - expected)}, which the deployment does not "
                                 f"say, and knows {sorted(expected - found)} by now")
        self.figures["types that are stubs"] = len(found)


class Picture:
    """What the deployed stacks consist of, and what has happened to them so far."""

    def __init__(self, cloud, stacks):
        self.ids, self.events = {}, {}
        for stack in stacks:
            self.ids[stack.id] = cloud.resources(stack.name, stack.region)
            pages = cloud.client("cloudformation", stack.region).get_paginator("describe_stack_events").paginate(
                StackName=stack.name)
            self.events[stack.id] = {
                each["EventId"]: each["LogicalResourceId"] for page in pages for each in page["StackEvents"]
                if each["LogicalResourceId"] != stack.name}

    def changes_since(self, before):
        """{stack id: {logical id: what became of it}}"""
        changes = {}
        for stack, ids in self.ids.items():
            earlier = before.ids.get(stack, {})
            events = self.events[stack]
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

    named = {stack: {expected_name(stack, name): what for name, what in of_stack.items()}
             for stack, of_stack in changes.items()}
    lacking = {stack: {name: what for name, what in of_stack.items() if named.get(stack, {}).get(name) != what}
               for stack, of_stack in update.changed.items()}
    surplus = {stack: {name: what for name, what in of_stack.items() if update.changed.get(stack, {}).get(name) != what}
               for stack, of_stack in named.items()}
    check(named == update.changed, f"{update.what}: not what was expected: {lacking}, and instead: {surplus}")


def without_traces(names):
    """Log groups come and go with the functions that write into them."""
    return {name for name in names if not name.startswith("log group /aws/lambda/")}


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
    """Runs the system's own, or those with these names, and prints what they skip, and why. Figures."""
    script = harness.SOURCE / "tests" / "systems" / deployment.app / "integration_test.py"
    if not script.exists():
        return {}
    environment = harness.clean_environment(
        AWS_ENDPOINT_URL=cloud.url, AWS_REGION=cloud.region, CFN_OUTPUTS=str(cloud.outputs_file),
        TENON_SOURCE_DIR=str(harness.SOURCE), TENON_BUILD_DIR=str(harness.BUILD), **deployment.environment)
    done = harness.run([harness.PYTHON, script, "-v", *names], cloud.folder, env=environment, expect=None, timeout=600)
    said = done.stdout + done.stderr
    check(done.returncode == 0, f"the integration tests ended with {done.returncode}:\n{said[-12000:]}")
    ran = int(re.search(r"^Ran (\d+) tests?", said, re.MULTILINE).group(1))
    skipped = re.findall(r"^(\w+) .*skipped ['\"](.*)['\"]$", said, re.MULTILINE)
    for name, reason in skipped:
        print(f"skipped: {name}: {reason}")
    check(ran > len(skipped), "all integration tests were skipped")
    return {"integration tests": ran - len(skipped), "integration tests skipped": len(skipped)}


def end_of(log):
    """The last lines of the mock's log, without those of plain moto for each request that went well."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if not line.endswith('HTTP/1.1" 200 -')]
    return "\n".join(lines[-LINES_OF_LOG:])


def end_of_functions_logs(url, region):
    """What the deployed functions have printed last."""
    from inventory import client

    logs, lines = client(url, region, "logs"), []
    for group in logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]:
        events = logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
        lines += [(event["timestamp"], f"{group['logGroupName']}: {event['message'].rstrip()}") for event in events
                  if not re.match(r"(START|END|REPORT) RequestId|\s*$", event["message"])]
    return "\n".join(line for _, line in sorted(lines)[-LINES_OF_LOG:])


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
            functions = end_of_functions_logs(url, deployment.region)
            raise harness.Failure(f"{type(error).__name__}: {error}\nthe mock's log ends:\n{end_of(log)}\n"
                                  f"the functions' logs end:\n{functions}") from error
    seconds = round(time.monotonic() - started, 1)
    for figure, number in figures.items():
        print(f"{figure}: {number}")
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
