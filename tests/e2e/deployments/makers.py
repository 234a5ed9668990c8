"""Who makes a type of CloudFormation on the mock: moto's CloudFormation, a service of moto through its API, or an
operation that is the mock's own (mock_aws/services), which keeps and lists what it is given.

This is read from the code of mock_aws/resources and mock_aws/services: a type belongs to the mock if what makes it
calls an operation that the mock adds to moto.
"""

import functools
import inspect

import resources
import services
from botocore import xform_name
from custom_resources import is_custom
from moto.core.responses import BaseResponse
from moto.core.utils import get_service_model

NOT_MAKING = ("Delete", "Describe", "Get", "List")
# What checks a template before anything is made of it, where it has a schema of the type; the calls are boto3's.
CHECKED = "properties by cfn-lint and cloudformation-validate, parameters by boto3"
UNCHECKED = "parameters by boto3"


def _subclasses(of_class):
    for each in of_class.__subclasses__():
        yield each
        yield from _subclasses(each)


@functools.cache
def _own_operations():
    """{(service, operation)} of what the mock adds to moto, but for those that only look or delete."""
    services.install()
    found = set()
    for responses in _subclasses(BaseResponse):
        added = {name for name, method in vars(responses).items() if method.__class__ is not property
                 and getattr(method, "__module__", None) == services.base.__name__}
        if added - {"__init__"}:
            service = responses().boto3_service_name
            found |= {(service, name) for name in get_service_model(service).operation_names
                      if xform_name(name) in added and not name.startswith(NOT_MAKING)}
    return found


def _is_called(service, operation, type_name):
    """By the row or by the maker of the type."""
    if type_name in resources.ROWS:
        row = resources.ROWS[type_name]
        return (row.service, row.create) == (service, operation)
    code = inspect.getsource(resources.MAKERS[type_name])
    return f'"{service}"' in code and (f'"{operation}"' in code or f".{xform_name(operation)}(" in code)


def made_by_the_mock(types):
    """{type: the operations of the mock's own that make it or a part of it, and what else checks it}"""
    found = {}
    for type_name in sorted(types & resources.MAKERS.keys()):
        operations = sorted(f"{service} {operation}" for service, operation in _own_operations()
                            if _is_called(service, operation, type_name))
        if operations:
            checked = CHECKED if type_name in resources.types_of_aws() else UNCHECKED
            found[type_name] = {"operations of the mock's own": ", ".join(operations), "checked otherwise": checked}
    return found


def made_by_functions(types):
    """Those of custom resources: functions of the stack make them."""
    return {type_name for type_name in types if is_custom(type_name)}
