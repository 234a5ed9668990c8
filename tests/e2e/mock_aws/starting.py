"""The mock, or moto as it is, as a process of its own that ends with the one which started it."""

import contextlib
import os
import pathlib
import select
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent
SECONDS_TO_START, SECONDS_TO_END = 120, 10


def _port(told):
    """What the server tells; its silence and its end are errors."""
    ready, _, _ = select.select([told], [], [], SECONDS_TO_START)
    with os.fdopen(told) as lines:
        port = lines.readline() if ready else ""
    if not port:
        raise OSError("the mock ended at once" if ready else f"the mock was silent for {SECONDS_TO_START} seconds")
    return int(port)


@contextlib.contextmanager
def running(log, environment, script="server.py", python=sys.executable):
    """A fresh server, which writes into the file `log`; gives its address."""
    told, tell = os.pipe()
    server = subprocess.Popen([python, FOLDER / script, "--tell", str(tell)], stdin=subprocess.PIPE, stdout=log,
                              stderr=subprocess.STDOUT, pass_fds=(tell,), env=environment)
    os.close(tell)
    try:
        yield f"http://127.0.0.1:{_port(told)}"
    finally:
        server.stdin.close()
        try:
            server.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
