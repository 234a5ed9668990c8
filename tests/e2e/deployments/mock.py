"""The mock of AWS as a process of its own: the one of mock_aws, or plain moto as a witness."""

import contextlib
import json
import urllib.request

import harness
import starting

from deployments.base import SECONDS_OF_A_REQUEST


def _let_state_machines_run(url):
    """Executions run for real, instead of succeeding without being looked at."""
    settings = json.dumps({"stepfunctions": {"execute_state_machine": True}}).encode()
    request = urllib.request.Request(f"{url}/moto-api/config", settings, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=SECONDS_OF_A_REQUEST).close()


@contextlib.contextmanager
def running(log, account, plain=False):
    """A fresh mock; gives its address."""
    script = "listening.py" if plain else "server.py"
    environment = harness.clean_environment(MOTO_ACCOUNT_ID=account)
    with log.open("w") as output, contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(starting.running(output, environment, script, harness.PYTHON))
        except OSError as error:
            raise harness.Failure(f"{error}:\n{log.read_text()}") from error
        _let_state_machines_run(url)
        yield url
