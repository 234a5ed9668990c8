#!/usr/bin/env python3
"""Defects that are put into templates on purpose, and what catches each once it is deployed: the integration tests, or
CloudFormation itself, which leaves the stack as it was. The undamaged twin passes before and after."""

import collections
import dataclasses
import re
import shutil
import typing

import harness
from harness import check

# Before the imports that need them.
harness.require_cdk_clis()
harness.require_python_modules("moto.server", "flask", "boto3")

import deploy  # noqa: E402
from deployments import mock  # noqa: E402
from deployments.assemblies import edit_template  # noqa: E402
from deployments.base import Deployment  # noqa: E402
from deployments.serverless_app import DEPLOYMENT as SERVERLESS_APP  # noqa: E402

STACK = "TapStack"
TWO_STACKS = Deployment(app="app_dw", region="us-east-1",
                        arguments=("--context", "@aws-cdk/core:defaultCrossStackReferences=strong"))


@dataclasses.dataclass(frozen=True)
class Damage:
    """What the integration tests have to find."""

    what: str
    change: typing.Callable  # change(template)
    test: str  # of the integration tests, which fails
    cause: str  # a pattern of what it says, or of what the functions and the mock have printed meanwhile


def may_not_store(template):
    policy = template["Resources"]["LambdaExecutionRole"]["Properties"]["Policies"][0]
    (statement,) = policy["PolicyDocument"]["Statement"]
    statement["Action"].remove("dynamodb:PutItem")


def may_not_be_called(template):
    del template["Resources"]["ProcessingLambdaApiPermission"]


def knows_another_table(template):
    variables = template["Resources"]["ProcessingLambda"]["Properties"]["Environment"]["Variables"]
    variables["TABLE_NAME"] = {"Fn::Sub": "${ApplicationTable}-of-another"}


DAMAGES = (
    Damage("a role lacks a permission", may_not_store, "Lambda.test_processing_stores",
           r"AccessDenied.* dynamodb:PutItem on resource: arn:aws:dynamodb:"),
    Damage("an API may not call its function", may_not_be_called, "ApiGateway.test_a_request_is_processed",
           "denied: the API may not call"),
    Damage("a function is told another table", knows_another_table, "EndToEnd.test_the_workflow_leaves_an_item",
           r"dynamodb:PutItem on resource: arn:aws:dynamodb:\S+-of-another "),
)


def subnet_outside_of_its_network(template):
    template["Resources"]["PublicSubnetAZ1"]["Properties"]["CidrBlock"] = "192.168.0.0/24"


class Deployed:
    """A system on a mock of its own."""

    def __init__(self, deployment, folder, url, log):
        harness.synthesize(deployment.app, folder / "assembly", *deployment.arguments)
        self.deployment = deployment
        self.run = deploy.Run(deployment, "cdk", folder, url, log)
        self.cloud, self.way = self.run.cloud, self.run.way
        self.sound = self.cloud.assembly
        self.run.prepare()

    def use_sound(self):
        self.cloud.assembly = self.sound

    def use_damaged(self, stack, change):
        folder = self.cloud.folder / "damaged"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.sound, folder)
        edit_template(folder, stack, change)
        self.cloud.assembly = folder

    def deploy(self, *stacks, expect=0):
        return self.way.deploy(stacks, self.deployment.parameters_for(self.cloud), expect=expect)

    def picture(self):
        """What a refusal must leave as it is."""
        outputs = {each["StackName"]: each.get("Outputs") for each in
                   self.cloud.client("cloudformation").describe_stacks()["Stacks"]}
        stacks = [stack for stack in self.way.stacks() if stack.name in outputs]
        return outputs, {stack.id: self.cloud.resources(stack.name) for stack in stacks}, self.run.inventory()

    def logs(self):
        """How often the functions and the mock have printed each line."""
        return collections.Counter(
            [*deploy.functions_logs(self.cloud.url, self.cloud.region), *self.cloud.said().splitlines()])

    def status(self, stack):
        (found,) = self.cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        return found["StackStatus"]


def check_tests_pass(system):
    system.use_sound()
    system.deploy()
    deploy.integration_tests(system.deployment, system.cloud, *(damage.test for damage in DAMAGES))


def check_damage(system, damage):
    """The test fails, and for this reason."""
    system.use_damaged(STACK, damage.change)
    system.deploy()
    earlier = system.logs()
    try:
        deploy.integration_tests(system.deployment, system.cloud, damage.test)
    except harness.Failure as failure:
        said = "\n".join([str(failure), *(system.logs() - earlier)])
        check(re.search(damage.cause, said),
              f"{damage.what}: {damage.test} failed, but not for {damage.cause}:\n{said}")
        return
    raise harness.Failure(f"{damage.what}: {damage.test} passed")


def failing_tests(system):
    """Permissions and settings that are wrong: nothing refuses them, and something does not work."""
    check_tests_pass(system)
    for damage in DAMAGES:
        check_damage(system, damage)
    check_tests_pass(system)
    return {damage.what: f"the integration test {damage.test}" for damage in DAMAGES}


def failing_update(system):
    """An update that a service refuses half-way is rolled back."""
    before = system.picture()
    system.use_damaged(STACK, subnet_outside_of_its_network)
    said = system.deploy(expect=1).stderr
    check("InvalidSubnet.Range" in said, f"the update was refused, but not for the subnet:\n{said}")
    check(system.status(STACK) == "UPDATE_ROLLBACK_COMPLETE", f"the stack is {system.status(STACK)}")
    check(system.picture() == before, "the refused update has left something else than there was")
    system.use_sound()
    system.way.check_no_difference()
    return {"an update that a service refuses half-way": "rollback to what there was"}


def failing_creation(system):
    """A stack that cannot be made is taken away again, and can be made when it is mended."""
    system.use_damaged(STACK, subnet_outside_of_its_network)
    system.deploy(expect=1)
    check(system.status(STACK) == "ROLLBACK_COMPLETE", f"the stack is {system.status(STACK)}")
    (stack,) = system.way.stacks()
    left = system.run.left() - {f"stack {STACK} in {stack.region}"}
    check(not left, f"the creation that failed has left {sorted(left)}")
    return {"a stack that cannot be made": "rollback to nothing"}


def export_in_use(system):
    """A stack cannot take away what another one imports."""
    def without_exports(template):
        template["Outputs"] = {name: each for name, each in template["Outputs"].items() if "Export" not in each}

    system.deploy("Domain", "Certificate")
    before = system.picture()
    system.use_damaged("Domain", without_exports)
    said = system.deploy("Domain", expect=1).stderr
    check("in use by app-dw-certificate" in said, f"the export was not refused for its use:\n{said}")
    check(system.picture() == before, "the refused update has left something else than there was")
    system.use_sound()
    system.deploy("Domain")
    check(system.picture() == before, "the undamaged twin has changed something")
    return {"an export taken away while in use": "refused by CloudFormation"}


# Systems, and what is tried with each on one mock.
CASES = ((SERVERLESS_APP, (failing_creation, failing_tests, failing_update)), (TWO_STACKS, (export_in_use,)))


def test(folder):
    from record import record

    caught = {}
    for deployment, cases in CASES:
        work = folder / deployment.app
        work.mkdir()
        log = work / "mock.log"
        with mock.running(log, deployment.account) as url:
            try:
                system = Deployed(deployment, work, url, log)
                for case in cases:
                    caught.update(case(system))
            except Exception as error:
                raise harness.Failure(f"{type(error).__name__}: {error}\n"
                                      f"the mock's log ends:\n{deploy.end_of(log)}") from error
    record("defects", "deployed", stable=caught)


if __name__ == "__main__":
    harness.main(test)
