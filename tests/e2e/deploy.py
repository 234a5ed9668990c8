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
import functools
import importlib
import pathlib
import re
import shutil
import sys
import time

import harness
from harness import check

HERE = pathlib.Path(__file__).parent
sys.path += [str(HERE / "mock_aws"), str(HERE.parent / "proof"), str(HERE.parent / "systems" / "support")]

LINES_OF_LOG = 60
# Beginnings of lines of the mock's log, see mock_aws/README.md. Deployments say of what, and why.
UNLIKE_AWS = ("kept as a stub", "updated by making it again", "taken for gone", "not told", "guessed")
ENDS_OF_DELETION = ("DELETE_COMPLETE", "DELETE_SKIPPED", "DELETE_FAILED")


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
        self.is_mended = way != "plain"  # moto as it is has no events of resources, and looks at no rights
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
        self.deployment.prepare(self.cloud)
        self.before = self.inventory()

    def deploy(self):
        deployed = []
        for phase in self.deployment.phases:
            self.way.deploy(phase.stacks, self.deployment.parameters_for(self.cloud))
            deployed += phase.stacks or [stack.id for stack in self.way.stacks()]
            self.way.check_no_difference(tuple(dict.fromkeys(deployed)))
            phase.then(self.cloud)
        self.figures["stacks"] = len(self.way.stacks())
        self.figures["resources"] = len(self.resources())
        self.count_types({each["Type"] for stack in self.way.stacks() for each in stack.resources().values()})

    def count_types(self, types):
        """By what makes them on the mock; those that only the mock's own APIs know are named."""
        from deployments.makers import made_by_functions, made_by_the_mock

        through_apis, by_functions = types & self.way.types_through_apis(), made_by_functions(types)
        pretended = made_by_the_mock(through_apis)
        by_moto = types - through_apis - by_functions - self.deployment.kept_as_a_stub.keys()
        self.figures.update({
            "resource types": len(types), "by moto's CloudFormation": len(by_moto),
            "by moto's APIs": len(through_apis - pretended.keys()), "by the mock's own APIs": len(pretended),
            "by functions of the stack": len(by_functions), "made by the mock's own APIs": pretended})

    def resources(self):
        """{(stack id, logical id): declaration} of what is deployed: some of a template may be under conditions. The
        inventory must know what their types make."""
        from kinds import unknown_types

        found = {}
        for stack in self.way.stacks():
            declared, deployed = stack.resources(), self.cloud.resources(stack.name, stack.region)
            unknown = unknown_types(each["Type"] for each in declared.values())
            check(not unknown, f"{stack.id}: kinds.py does not say what is left of {unknown}")
            found.update({(stack.id, name): declared[name] for name in deployed})
        return found

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
        destruction = Destruction(self.cloud, self.way.stacks(), self.resources())
        self.way.destroy()
        if self.is_mended:
            self.figures["resources destroyed"] = destruction.check()
        left, log_groups = self.left(), self.deployment.log_groups_of_functions
        check_retained(left, (*self.deployment.retained, *log_groups))
        if left:
            remove(self.cloud.url, self.regions, left)
            still_there = self.left()
            check(not still_there, f"left behind: {sorted(still_there)}")
        self.figures["retained"] = sum(each.count for each in self.deployment.retained)
        self.figures["log groups that functions made"] = sum(each.count for each in log_groups)
        self.figures["log group that a function made"] = {each.name: each.reason for each in log_groups}

    def left(self):
        """What is there, and was not before."""
        return self.inventory() - self.before

    def check_log(self):
        """What the mock says that it has done otherwise than AWS: of what, and the reasons of the deployment."""
        expected = {line: dict(getattr(self.deployment, line.replace(" ", "_"))) for line in UNLIKE_AWS}
        if self.is_mended:
            expected["not told"].update(self.way.not_told())
        for line, reasons in expected.items():
            found = {name for name in re.findall(rf"{line}: (\S+)", self.cloud.said())
                     if name.lower() not in actions_without_resources()}
            not_said = [name for name in found if not any(fnmatch.fnmatchcase(name, each) for each in reasons)]
            not_done = [each for each in reasons if not fnmatch.filter(found, each)]
            check(not not_said and not not_done,
                  f"{line}: {sorted(not_said)} without a reason, and reasons for what was not done: {not_done}")
        self.figures.update(expected)


@functools.cache
def actions_without_resources():
    """Those of which AWS knows no resource either, in small letters: cfn-lint has them from AWS's reference."""
    from cfnlint.data import AdditionalSpecs
    from cfnlint.helpers import load_resource

    services = load_resource(AdditionalSpecs, "Policies.json")
    return {f"{service}:{action}" for service, known in services.items()
            for action, details in known["Actions"].items() if not details.get("Resources")}


class Destruction:
    """What is to become of deployed resources, and what the events say that has become of them."""

    def __init__(self, cloud, stacks, resources):
        self.cloud = cloud
        self.expected = {key: "DELETE_SKIPPED" if str(each.get("DeletionPolicy")).startswith("Retain")
                         else "DELETE_COMPLETE" for key, each in resources.items()}
        # A deleted stack is known by its id alone.
        self.stacks = [(stack, cloud.stack_id(stack)) for stack in stacks]
        self.earlier = {each["EventId"] for stack, own_id in self.stacks for each in cloud.events(stack, own_id)}

    def check(self):
        """How many resources were deleted: all but those that are kept."""
        found = {}
        for stack, own_id in self.stacks:
            for each in reversed(self.cloud.events(stack, own_id)):
                if (each["EventId"] not in self.earlier and each["ResourceStatus"] in ENDS_OF_DELETION
                        and each.get("PhysicalResourceId") != own_id):
                    found[stack.id, each["LogicalResourceId"]] = each["ResourceStatus"]
        check(found == self.expected, f"what became of resources: {sorted(found.items() - self.expected.items())}, "
                                      f"and not as expected: {sorted(self.expected.items() - found.items())}")
        return collections.Counter(found.values())["DELETE_COMPLETE"]


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
    from deployment import pages
    from inventory import client

    logs, lines = client(url, region, "logs"), []
    for group in pages(logs, "describe_log_groups", "logGroups", logGroupNamePrefix="/aws/lambda/"):
        events = pages(logs, "filter_log_events", "events", logGroupName=group["logGroupName"])
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
