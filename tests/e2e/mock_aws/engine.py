"""moto's CloudFormation, repaired: values, single resources, stacks, change sets and requests, a module for each."""

import moto.elbv2.models  # noqa: F401  registers its CloudFormation types
import moto.logs.models  # noqa: F401

import change_sets
import lifecycle
import stack_requests
import stacks
import values


def install():
    for module in (values, lifecycle, stacks, change_sets, stack_requests):
        module.install()
