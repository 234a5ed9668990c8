#!/usr/bin/env python3
"""deploy.py APP [-- ARGUMENT...]: both command lines of the CDK deploy what the app synthesizes to a mock of AWS, find no
difference afterwards, and destroy it again, with nothing left. While it is deployed it is used."""

import contextlib
import json
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.request

import harness
from harness import check

sys.path.insert(0, str(pathlib.Path(__file__).parent / "mock_aws"))

ACCOUNT = "123456789012"
REGION = "us-west-2"
MOCK = pathlib.Path(__file__).parent / "mock_aws"
# Types that the mock only pretends to make.
EXPECTED_STUBS = {"AWS::ApiGateway::Account"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(server, url, log):
    for _ in range(600):
        if server.poll() is not None:
            raise harness.Failure(f"the mock ended at once:\n{log.read_text()}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url).close()
            return
        time.sleep(0.1)
    raise harness.Failure("the mock does not answer")


@contextlib.contextmanager
def mock_aws(log):
    """A fresh mock; gives its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with log.open("w") as output:
        server = subprocess.Popen([harness.PYTHON, MOCK / "server.py", "-p", str(port)], stdout=output,
                                  stderr=subprocess.STDOUT, env=harness.clean_environment(MOTO_ACCOUNT_ID=ACCOUNT))
    try:
        wait_until_up(server, f"{url}/moto-api/", log)
        yield url
    finally:
        server.terminate()
        server.wait()


def let_state_machines_run(url):
    """Executions run for real, instead of succeeding without being looked at."""
    settings = json.dumps({"stepfunctions": {"execute_state_machine": True}}).encode()
    request = urllib.request.Request(f"{url}/moto-api/config", settings, {"Content-Type": "application/json"})
    urllib.request.urlopen(request).close()


def use_hello(client, outputs):
    """A message that is received too often goes to the other queue."""
    # The mock gives addresses of AWS; the queue's name is enough.
    name = outputs["OrdersUrl"].rsplit("/", 1)[1]
    sqs = client("sqs")
    orders = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    failed = next(each for each in sqs.list_queues()["QueueUrls"] if "FailedOrders" in each)
    sqs.send_message(QueueUrl=orders, MessageBody="an order")
    for _ in range(4):
        sqs.receive_message(QueueUrl=orders, VisibilityTimeout=0)
    received = sqs.receive_message(QueueUrl=failed).get("Messages", [])
    check([each["Body"] for each in received] == ["an order"], f"the queue of failed orders has {received}")


def run_workflow(client, machine, name, order):
    """The status of an execution when it has ended."""
    steps = client("stepfunctions")
    # moto invents no names.
    execution = steps.start_execution(stateMachineArn=machine, name=name, input=json.dumps(order))["executionArn"]
    for _ in range(300):
        status = steps.describe_execution(executionArn=execution)
        if status["status"] != "RUNNING":
            return status["status"]
        time.sleep(0.2)
    raise harness.Failure("the workflow does not end")


def use_serverless_app(client, outputs):
    """The workflow stores good input, and refuses what lacks a field."""
    def stored():
        return client("dynamodb").scan(TableName=outputs["DynamoDBTableName"])["Items"]

    machine = outputs["StateMachineArn"]
    status = run_workflow(client, machine, "good", {"userId": "u1", "action": "buy", "timestamp": 1})
    check(status == "SUCCEEDED", f"the workflow with good input ended as {status}")
    check(len(stored()) == 1, f"the table has {stored()}")
    status = run_workflow(client, machine, "bad", {"userId": "u1"})
    check(status == "FAILED", f"the workflow with bad input ended as {status}")
    check(len(stored()) == 1, "bad input was stored")


USES = {"hello": use_hello, "serverless_app": use_serverless_app}


def needs_bootstrap(assembly):
    return any("requiresBootstrapStackVersion" in artifact["properties"]
               for artifact, _ in harness.stack_artifacts(assembly).values())


def without_traces(names):
    """Log groups come and go with the functions that write into them."""
    return {name for name in names if not name.startswith("log group /aws/lambda/")}


def check_stubs(log):
    stubs = set(re.findall(r"kept as a stub: (\S+)", log.read_text()))
    check(stubs <= EXPECTED_STUBS, f"the mock does not know {stubs - EXPECTED_STUBS}")


def deploy_and_destroy(cli, app, assembly, url, folder):
    from inventory import client, inventory

    if needs_bootstrap(assembly):
        cli.run("bootstrap", f"aws://{ACCOUNT}/{REGION}", cwd=folder)
    before = inventory(url, REGION)
    cli.run("deploy", "--all", "-a", assembly, "--require-approval", "never", "--outputs-file", folder / "outputs.json",
            cwd=folder)
    made = inventory(url, REGION) - before
    check(made, "nothing was made")
    cli.run("diff", "--fail", "-a", assembly, cwd=folder)

    (outputs,) = harness.read_json(folder / "outputs.json").values()
    USES[app](lambda service: client(url, REGION, service), outputs)

    cli.run("destroy", "--all", "--force", "-a", assembly, cwd=folder)
    left = without_traces(inventory(url, REGION)) - without_traces(before)
    check(not left, f"left behind: {sorted(left)}")


def test(folder: pathlib.Path, app, arguments):
    for package in harness.CDK_CLIS:
        work = folder / package
        work.mkdir()
        harness.synthesize(app, work / "assembly", *arguments)
        log = work / "mock.log"
        with mock_aws(log) as url:
            let_state_machines_run(url)
            cli = harness.CdkCli(package, work / "home", endpoint=url, account_region=REGION)
            try:
                deploy_and_destroy(cli, app, work / "assembly", url, work)
            except Exception as error:
                raise harness.Failure(f"{type(error).__name__}: {error}\n"
                                      f"the mock's log ends:\n{log.read_text()[-4000:]}") from error
        check_stubs(log)


if __name__ == "__main__":
    harness.require_cdk_clis()
    harness.require_python_modules("moto.server", "flask", "boto3")
    own, for_the_app = harness.split_at_dashes(sys.argv[1:])
    harness.main(test, own[0], for_the_app)
