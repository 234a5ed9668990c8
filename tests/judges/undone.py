"""Templates as they would be without something that the apps' code says, so that judges have something to find."""

import dataclasses
import json

from judges import stem_of, yaml_of


def change(resources, logical_id, changes):
    """Each path gets its value, and goes without one; without paths the resource itself goes."""
    if not changes:
        del resources[logical_id]
    for path, value in changes.items():
        *parents, last = (int(name) if name.isdigit() else name for name in path.split("."))
        place = resources[logical_id]
        for name in parents:
            place = place[name]
        if value is None:
            del place[last]
        else:
            place[last] = value


def write(file, document):
    """In JSON and, of which JSON is a part, in YAML."""
    for path in (file, *(yaml_of(file) or [file.with_name(f"{stem_of(file)}.yaml")])):
        path.write_text(json.dumps(document, indent=1), encoding="utf-8")


def undone(template, changes_of, folder):
    """A copy of the template with {logical id: {path: value}} changed, in a folder; where it lies: over itself."""
    document = template.document
    for logical_id, changes in changes_of.items():
        change(document["Resources"], logical_id, changes)
    folder.mkdir(exist_ok=True)
    copy = dataclasses.replace(template, file=folder / template.file.name)
    write(copy.file, document)
    return copy
