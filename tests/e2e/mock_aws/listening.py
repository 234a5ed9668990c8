#!/usr/bin/env python3
"""listening.py [-p PORT] [--tell FD]: moto as it is, on a port of 127.0.0.1; server.py listens in this way, too.

Without a port a free one is taken. With --tell the port is written into that file descriptor as soon as requests are
accepted, and the server ends when its standard input does: whoever started it has gone then.
"""

import argparse
import os
import signal
import sys
import threading

import moto.server
from werkzeug.serving import make_server


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("-p", "--port", type=int, default=0)
    parser.add_argument("--tell", type=int)
    return parser.parse_args()


def listen(port):
    """The server, which accepts requests from now on, and answers them when it serves."""
    server = make_server("127.0.0.1", port, moto.server.DomainDispatcherApplication(moto.server.create_backend_app),
                         threaded=True)
    os.environ["MOTO_PORT"] = str(server.server_port)  # where moto's services look for each other
    return server


def _end_with_input():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def serve(server, tell):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if tell is not None:
        threading.Thread(target=_end_with_input, daemon=True).start()
        with os.fdopen(tell, "w") as told:
            print(server.server_port, file=told)
    server.serve_forever()


if __name__ == "__main__":
    given = options()
    serve(listen(given.port), given.tell)
