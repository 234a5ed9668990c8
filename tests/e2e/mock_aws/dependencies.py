"""What resources of a template refer to, and the order that follows from it."""

import re


def names(value, found):
    """Logical ids, and parameters, that a value refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref" and isinstance(inner, str):
                found.add(inner)
            elif key == "Fn::GetAtt":
                found.add(inner.split(".")[0] if isinstance(inner, str) else inner[0])
            elif key == "Fn::Sub":
                found.update(re.findall(r"\$\{([A-Za-z0-9]+)", inner if isinstance(inner, str) else inner[0]))
            names(inner, found)
    elif isinstance(value, list):
        for inner in value:
            names(inner, found)
    return found


def _dependencies(resource):
    depends_on = resource.get("DependsOn") or []
    return names(resource.get("Properties") or {}, {depends_on} if isinstance(depends_on, str) else set(depends_on))


def in_order(declared):
    """Logical ids, what is referred to first."""
    order, seen = [], set()

    def visit(logical_id):
        if logical_id in declared and logical_id not in seen:
            seen.add(logical_id)
            for each in sorted(_dependencies(declared[logical_id])):
                visit(each)
            order.append(logical_id)

    for logical_id in declared:
        visit(logical_id)
    return order


def everything_below(declared, logical_id):
    """What a resource refers to, and what that refers to, and so on."""
    found, waiting = set(), [logical_id]
    while waiting:
        for each in _dependencies(declared.get(waiting.pop(), {})) & declared.keys() - found:
            found.add(each)
            waiting.append(each)
    return found
