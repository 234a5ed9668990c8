"""Resource types that moto's CloudFormation cannot create, describe or delete.

They are made through the API of the service, whose parameters boto3 checks and whose meaning moto checks. Each module
knows the types of one field, and has tables by type:
- ROWS, for types that one call makes (see base.Row). They are updated by the operation that the creation suggests
  (CreateGroup: UpdateGroup or ModifyGroup).
- MAKERS, functions from a base.Request to what was made, for types that take more.
- UPDATES, where there are any: functions of a request, of what was made, and of the properties that were applied
  before; they change in place what was made, and return it. A type without is deleted and made again.
- DELETIONS, for types that moto makes but cannot delete: the service, and a function of its client, the physical id,
  the properties and moto's object.
A type that is in none is kept as a stub that does nothing, and the server's log says so.
"""

import functools
import logging

from botocore.exceptions import ClientError

from clients import client
from resources import (ai, api, balancing, compute, data, delivery, edge, identity, lambdas, messaging, network,
                       observability, recovery, roles, updates)
from resources.base import Made, Request, make_row, update_row  # noqa: F401

log = logging.getLogger("mock_aws")

MODULES = (ai, api, balancing, compute, data, delivery, edge, identity, lambdas, messaging, network, observability,
           recovery, roles)
DELETIONS = {type_name: deletion for module in MODULES for type_name, deletion in module.DELETIONS.items()}
MAKERS = {type_name: maker for module in MODULES for type_name, maker in module.MAKERS.items()}
ROWS = {type_name: row for module in MODULES for type_name, row in module.ROWS.items()}
MAKERS.update((type_name, functools.partial(make_row, row)) for type_name, row in ROWS.items())
UPDATES = {type_name: update for module in (updates, *MODULES) for type_name, update in getattr(
    module, "UPDATES", {}).items()}


@functools.lru_cache(None)
def types_of_aws():
    """The types that exist, from the schemas of cfn-lint, which moto depends on."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
    return frozenset(PROVIDER_SCHEMA_MANAGER.get_resource_types("us-east-1"))


class UnknownType(Exception):
    pass


def is_missing_in_moto(error):
    """Whether moto lacks the operation, or has a mistake in it."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    code = error.response.get("Error", {}).get("Code")
    return (status == 501 or "not been implemented" in str(error) or
            (status == 500 and "internal error" in str(error)) or
            (status == 404 and code in ("404", "Not Found", "UnknownOperationException")))


def make(request):
    """The resource; a stub where moto lacks the service; UnknownType where AWS has no such type either."""
    maker = MAKERS.get(request.type_name)
    if maker is None and not request.type_name.startswith("Custom::") and request.type_name not in types_of_aws():
        raise UnknownType(f"Template format error: Unrecognized resource types: [{request.type_name}]")
    if maker is not None:
        try:
            return maker(request)
        except ClientError as error:
            if not is_missing_in_moto(error):
                raise
            log.warning("moto fails at %s: %s", request.type_name, error)
    log.warning("kept as a stub: %s %s", request.type_name, request.logical_id)
    return Made(request.type_name, request.name, stub=True)


def delete(type_name, region, physical_id, properties, made):
    """Deletes what was made here or what DELETIONS knows; False for all else."""
    if isinstance(made, Made):
        made.delete_here()
        return True
    if type_name not in DELETIONS:
        return False
    service, function = DELETIONS[type_name]
    function(client(service, region) if service else None, physical_id, properties, made)
    return True


def update(request, made, before):
    """What was made, changed in place; None where nobody knows how."""
    type_name = request.type_name
    if getattr(made, "stub", False):
        return made
    if updates.only_tags_differ(request, before) and type_name.startswith("AWS::EC2::"):
        return updates.tag(request, made, before)
    if type_name in updates.MADE_AGAIN:
        return MAKERS[type_name](request)
    if type_name in UPDATES:
        return UPDATES[type_name](request, made, before)
    return update_row(ROWS[type_name], request, made) if type_name in ROWS else None
