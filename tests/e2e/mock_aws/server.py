#!/usr/bin/env python3
"""server.py -p PORT: moto's server on 127.0.0.1, with its CloudFormation repaired so that the CDK command line can deploy to
it and destroy again. moto's services are as they are, but for four mistakes that stand in the way, see below."""

import argparse
import copy
import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
import moto  # noqa: E402

TESTED_WITH = "5.2.1"
if moto.__version__ != TESTED_WITH:
    sys.exit(f"this replaces private functions of moto {TESTED_WITH}, and moto {moto.__version__} is installed")

import clients  # noqa: E402
import engine  # noqa: E402
import functions  # noqa: E402
import values  # noqa: E402


def repair_vpc_endpoints():
    """An endpoint is of the type Gateway where none is given; moto does not know the type then, and fails."""
    from moto.ec2.models.vpcs import VPCBackend
    moto_create = VPCBackend.create_vpc_endpoint

    def create_vpc_endpoint(self, *arguments, **options):
        endpoint = moto_create(self, *arguments, **options)
        endpoint.vpc_endpoint_type = endpoint.vpc_endpoint_type or "Gateway"
        return endpoint

    VPCBackend.create_vpc_endpoint = create_vpc_endpoint


def repair_bucket_policies():
    """moto ignores conditions: a Deny with one, such as on unencrypted transport, would lock everybody out."""
    from moto.iam.access_control import IAMPolicyStatement, PermissionResult
    moto_permits = IAMPolicyStatement.is_action_permitted

    def is_action_permitted(self, *arguments, **options):
        if self._statement.get("Effect") == "Deny" and "Condition" in self._statement:
            return PermissionResult.NEUTRAL
        return moto_permits(self, *arguments, **options)

    IAMPolicyStatement.is_action_permitted = is_action_permitted


def repair_state_machines():
    """An execution copies its machine with all earlier executions, and the locks in them cannot be copied."""
    from moto.stepfunctions.models import StateMachine
    StateMachine.__deepcopy__ = lambda self, memo: copy.copy(self)


def repair_cloudtrail():
    """The CDK command line asks CloudTrail why a deployment failed, and repeats the question for half a minute."""
    from moto.cloudtrail.responses import CloudTrailResponse
    CloudTrailResponse.lookup_events = lambda self: json.dumps({"Events": []})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-p", "--port", type=int, required=True)
    port = parser.parse_args().port
    logging.basicConfig(format="%(name)s: %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request
    clients.set_port(port)
    for repair in (values.install, engine.install, functions.install, repair_vpc_endpoints, repair_bucket_policies,
                   repair_state_machines, repair_cloudtrail):
        repair()
    from moto.server import main as moto_main
    moto_main(["-H", "127.0.0.1", "-p", str(port)])


if __name__ == "__main__":
    main()
