#!/usr/bin/env python3
"""server.py [-p PORT] [--tell FD]: a mock of AWS, to which a cloud assembly can be deployed, used, and destroyed again.

It is moto's server (listening.py) with what moto lacks for that, in the process of the server:
- CloudFormation (engine.py): change sets, outputs, exports, updates in place or by replacement, rollback, deletion
  policies, custom resources; moto's own knows a third of the types, and loses track when something fails.
- Types that moto's CloudFormation does not know, or knows half (resources/), made through the APIs of the services.
- Lambda (functions.py): handlers run without containers, with the credentials of their roles.
- Authorization (authorization.py): what a role signs is allowed or denied as its policies say; moto knows that for all
  requests or none, and by the action alone.
- Services and operations that moto has not (services/), and mistakes that stand in the way (repairs.py).
"""

import logging
import os
import sys
import warnings

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")  # AWS's own policies: roles need what they allow
warnings.filterwarnings("ignore")
import moto  # noqa: E402

TESTED_WITH = "5.2.1"
if moto.__version__ != TESTED_WITH:
    sys.exit(f"this replaces private functions of moto {TESTED_WITH}, and moto {moto.__version__} is installed")

import authorization  # noqa: E402
import clients  # noqa: E402
import custom_resources  # noqa: E402
import engine  # noqa: E402
import execute_api  # noqa: E402
import functions  # noqa: E402
import listening  # noqa: E402
import repairs  # noqa: E402
import services  # noqa: E402
from moto.server import DomainDispatcherApplication  # noqa: E402


def answer_before_moto():
    moto_application = DomainDispatcherApplication.__call__

    def application(self, environ, start_response):
        for first in (custom_resources.answer, execute_api.answer, authorization.answer):
            answer = first(environ, start_response)
            if answer is not None:
                return answer
        return moto_application(self, environ, start_response)

    DomainDispatcherApplication.__call__ = application


def main():
    options = listening.options()
    logging.basicConfig(format="%(name)s: %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request
    for part in (engine, functions, repairs, services):
        part.install()
    answer_before_moto()
    server = listening.listen(options.port)
    clients.set_port(server.server_port)
    listening.serve(server, options.tell)


if __name__ == "__main__":
    main()
