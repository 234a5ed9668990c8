"""Cloud assemblies as they are deployed: their stacks, and changes to a copy of one."""

import dataclasses
import hashlib
import json
import pathlib

import harness

MAX_TEMPLATE_BODY = 51_200  # bytes: larger templates go through a bucket


@dataclasses.dataclass(frozen=True)
class Stack:
    id: str  # in the app
    name: str  # in the account
    region: str
    template: pathlib.Path
    tags: dict
    assets: dict  # {hash: file asset} of its manifest of assets

    def resources(self):
        """{logical id: declaration}"""
        return harness.read_json(self.template)["Resources"]


def _asset_files(folder, manifest, artifact):
    for dependency in artifact.get("dependencies", []):
        properties = manifest["artifacts"][dependency].get("properties", {})
        if manifest["artifacts"][dependency]["type"] == "cdk:asset-manifest":
            return harness.read_json(folder / properties["file"])["files"]
    return {}


def stacks(folder, region):
    """The stacks in the order of their deployment; `region` is of those that say none."""
    folder = pathlib.Path(folder)
    manifest = harness.read_json(folder / "manifest.json")
    found = []
    for name, artifact in manifest["artifacts"].items():
        if artifact["type"] != "aws:cloudformation:stack":
            continue
        properties, own_region = artifact["properties"], artifact["environment"].rsplit("/", 1)[1]
        own_region = region if own_region == "unknown-region" else own_region
        found.append(Stack(name, properties.get("stackName", name), own_region,
                           folder / properties["templateFile"], properties.get("tags", {}),
                           _asset_files(folder, manifest, artifact)))
    return found


def needs_bootstrap(folder):
    """Whether stacks are deployed with the roles of the CDK's bootstrap stack, or are too large without its bucket."""
    return any("requiresBootstrapStackVersion" in artifact["properties"] or template.stat().st_size > MAX_TEMPLATE_BODY
               for artifact, template in harness.stack_artifacts(folder).values())


def is_deployed_with_roles(folder):
    """Those of the CDK's bootstrap stack."""
    return any("assumeRoleArn" in artifact["properties"] for artifact, _ in harness.stack_artifacts(folder).values())


def edit_template(folder, stack_id, change):
    """Changes a template by `change(template)`. Its hash, under which it is uploaded, changes with it."""
    folder = pathlib.Path(folder)
    artifact, path = harness.stack_artifacts(folder)[stack_id]
    template = harness.read_json(path)
    change(template)
    path.write_text(json.dumps(template, indent=1), encoding="utf-8")
    uploaded_as = artifact["properties"].get("stackTemplateAssetObjectUrl", "").rsplit("/", 1)[-1]
    replace_hash(folder, uploaded_as.partition(".")[0], hashlib.sha256(path.read_bytes()).hexdigest())


def edit_asset(folder, old_hash, change):
    """Changes a file asset's folder by `change(folder)`. Its hash changes with it, wherever it stands."""
    folder = pathlib.Path(folder)
    change(folder / f"asset.{old_hash}")
    digest = hashlib.sha256()
    for path in sorted((folder / f"asset.{old_hash}").rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    new_hash = digest.hexdigest()
    (folder / f"asset.{old_hash}").rename(folder / f"asset.{new_hash}")
    changed = [path for path in folder.glob("*.template.json") if old_hash in path.read_text(encoding="utf-8")]
    replace_hash(folder, old_hash, new_hash)
    for path in changed:  # the templates that name it have other bytes now
        stack = path.name.partition(".")[0]
        edit_template(folder, stack, lambda template: None)


def replace_hash(folder, old, new):
    if not old:
        return
    for path in folder.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        if old in text:
            path.write_text(text.replace(old, new), encoding="utf-8")
