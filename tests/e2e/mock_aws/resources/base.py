"""What this package makes resources with: a request, what came of it, and rows of types that one call makes."""

import dataclasses
import json

from clients import call, client, input_shape


class Made:
    """A resource that was made here. moto sees it among its own and asks for these names."""

    exact = False  # whether only its own attributes are given for Fn::GetAtt, and none is guessed

    def __init__(self, type_name, physical_id, attributes=None, delete=None, stub=False):
        self.cf_resource_type = type_name
        self.physical_resource_id = physical_id
        self.attributes = attributes or {}
        self.stub = stub
        self._delete = delete

    def is_created(self):
        return True

    def get_cfn_attribute(self, name):
        """None where nobody knows it."""
        if self.stub:
            own_id = self.physical_resource_id
            return f"arn:aws:stub:::{own_id}" if name.endswith("Arn") else f"{own_id}.{name}"
        return self.attributes.get(name)

    def delete_here(self):
        if self._delete:
            self._delete()


def goes_with_its_parent(*_):
    """The deletion of what a service deletes with another resource."""


# --- From CloudFormation's properties to the parameters of an API ----------------------------------------------------

def _structure(shape, value):
    if isinstance(value, list) and {"Quantity", "Items"} <= set(shape.members):
        item = shape.members["Items"].member
        return {"Quantity": len(value), "Items": [to_parameters(item, each) for each in value]}
    if not isinstance(value, dict):
        return value
    spelling = {key.lower(): key for key in value}  # the API may spell a name with other capitals
    return {name: to_parameters(member, value[spelling[name.lower()]]) for name, member in shape.members.items()
            if name.lower() in spelling}


def _list(shape, value):
    if isinstance(value, dict) and "Items" not in value:
        value = [{"Key": key, "Value": each} for key, each in value.items()]
    return [to_parameters(shape.member, each) for each in (value if isinstance(value, list) else [value])]


def _map(shape, value):
    if isinstance(value, list):
        value = {each.get("Key"): each.get("Value") for each in value}
    return {key: to_parameters(shape.value, each) for key, each in value.items()}


def _string(_shape, value):
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


_BY_SHAPE = {
    "structure": _structure, "list": _list, "map": _map, "string": _string,
    "integer": lambda _shape, value: int(value), "long": lambda _shape, value: int(value),
    "float": lambda _shape, value: float(value), "double": lambda _shape, value: float(value),
    "boolean": lambda _shape, value: value if isinstance(value, bool) else str(value).lower() == "true",
}


def to_parameters(shape, value):
    """The value of a property as the API's shape has it; what the API does not know is left out."""
    convert = _BY_SHAPE.get(shape.type_name)
    return convert(shape, value) if convert else value


def at_path(value, path):
    """`Cluster.Nodes.0.Address` in an answer; None where there is none."""
    for key in path.split("."):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


@dataclasses.dataclass
class Request:
    """A resource to be made."""

    type_name: str
    logical_id: str
    name: str  # generated, for when the properties give none
    properties: dict
    region: str
    account: str
    stack_id: str = ""

    def parameters(self, service, operation, defaults=None, renames=None):
        """The parameters of an operation as the properties and the defaults give them."""
        renamed = {(renames or {}).get(key, key): value for key, value in self.properties.items()}
        return {**(defaults or {}), **to_parameters(input_shape(service, self.region, operation), renamed)}

    def create(self, service, operation, defaults=None, renames=None):
        """Calls the operation with the properties; returns its parameters and its answer."""
        parameters = self.parameters(service, operation, defaults, renames)
        return parameters, call(service, self.region, operation, parameters)

    def deletion(self, service, operation, /, **parameters):
        return lambda: call(service, self.region, operation, parameters)


# --- Types that one call makes ---------------------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Row:
    service: str
    create: str
    name: str = None  # the parameter for the generated name
    physical_id: str = None  # path in the answer; None: the name
    attributes: dict = dataclasses.field(default_factory=dict)  # of Fn::GetAtt: path in the answer
    delete: str = None
    # Parameters of `delete`: "$" is the physical id, "@Name" that parameter of `create`.
    delete_parameters: dict = dataclasses.field(default_factory=dict)
    renames: dict = dataclasses.field(default_factory=dict)  # property: parameter
    defaults: dict = dataclasses.field(default_factory=dict)
    lower_case: bool = False  # of the name


def _key_of_row(row, parameters, physical_id):
    """The parameters that say which one is meant."""
    def resolve(value):
        if isinstance(value, list):
            return [resolve(each) for each in value]
        if value == "$":
            return physical_id
        return parameters[value[1:]] if isinstance(value, str) and value.startswith("@") else value

    return {key: resolve(value) for key, value in row.delete_parameters.items()}


def make_row(row, request):
    defaults = dict(row.defaults)
    if row.name:
        defaults[row.name] = request.name.lower() if row.lower_case else request.name
    parameters, answer = request.create(row.service, row.create, defaults, row.renames)
    physical_id = at_path(answer, row.physical_id) if row.physical_id else parameters[row.name]
    attributes = {name: at_path(answer, path) for name, path in row.attributes.items()}
    key = _key_of_row(row, parameters, physical_id)
    delete = row.delete and request.deletion(row.service, row.delete, **key)
    made = Made(request.type_name, physical_id, attributes, delete)
    made.key = key
    return made


def _update_operation(row, request):
    """The name of the operation that changes what `row.create` makes; None where there is none of that kind."""
    operations = client(row.service, request.region).meta.service_model.operation_names
    for verb in ("Update", "Modify"):
        name = verb + row.create.removeprefix("Create")
        if name in operations and "patchOperations" not in input_shape(row.service, request.region, name).members:
            return name
    return None


def update_row(row, request, made):
    """By the operation that made it, if that puts or registers, or by the one that its name suggests; or None."""
    if not row.create.startswith("Create"):
        return make_row(row, request) if row.create.startswith(("Put", "Register", "Set")) else None
    operation = _update_operation(row, request)
    if operation is None:
        return None
    members = input_shape(row.service, request.region, operation).members
    key = {name: value for name, value in made.key.items() if name in members}
    if row.name and row.name in members:
        key[row.name] = made.physical_resource_id
    parameters = request.parameters(row.service, operation, None, row.renames)
    call(row.service, request.region, operation, {**parameters, **key})
    return made
