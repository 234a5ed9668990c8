"""The mock of AWS as a process of its own: the one of mock_aws, or plain moto as a witness."""

import contextlib
import json
import pathlib
import socket
import subprocess
import time
import urllib.request

import harness

SERVER = pathlib.Path(__file__).parents[1] / "mock_aws" / "server.py"
SECONDS_TO_START = 60


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(server, url, log):
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if server.poll() is not None:
            raise harness.Failure(f"the mock ended at once:\n{log.read_text()}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url).close()
            return
        time.sleep(0.1)
    raise harness.Failure("the mock does not answer")


def _let_state_machines_run(url):
    """Executions run for real, instead of succeeding without being looked at."""
    settings = json.dumps({"stepfunctions": {"execute_state_machine": True}}).encode()
    request = urllib.request.Request(f"{url}/moto-api/config", settings, {"Content-Type": "application/json"})
    urllib.request.urlopen(request).close()


@contextlib.contextmanager
def running(log, account, plain=False):
    """A fresh mock; gives its address."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = ["-m", "moto.server", "-H", "127.0.0.1"] if plain else [SERVER]
    with log.open("w") as output:
        server = subprocess.Popen([harness.PYTHON, *command, "-p", str(port)], stdout=output, stderr=subprocess.STDOUT,
                                  env=harness.clean_environment(MOTO_ACCOUNT_ID=account))
    try:
        _wait_until_up(server, f"{url}/moto-api/", log)
        _let_state_machines_run(url)
        yield url
    finally:
        server.terminate()
        server.wait()
