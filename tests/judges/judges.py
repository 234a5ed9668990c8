"""The judges: each takes the templates of an assembly and a folder to work in, and gives its findings."""

import json
import pathlib
import platform
import re

from assembly import Finding, without_metadata_of_judges  # first: it says where the harness is

import harness

FOLDER = pathlib.Path(__file__).parent
CFN_LINT = (harness.PYTHON, "-c", "from cfnlint.runner import main; main()")
CFN_GUARD = harness.NODE_MODULES / "@cdklabs" / "cdk-validator-cfnguard"
GUARD_RULES = CFN_GUARD / "rules" / "control-tower" / "cfn-guard"
CLEAN_OR_NOT_COMPLIANT = (0, 19)
RESOURCE_TYPE = re.compile(r"[A-Z][A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9]+")
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
LARGEST_TEMPLATE = 1_000_000
LARGEST_DESCRIPTION = 1024
MOST_OF_SECTION = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
LONGEST_NAME = {"Resources": 255, "Parameters": 255, "Outputs": 255, "Mappings": 255}


# --- schemas ----------------------------------------------------------------------------------------------------------


def run_cfn_lint(paths, region):
    """(file, logical id, rule, message) of its errors and warnings."""
    done = harness.run([*CFN_LINT, "--format", "json", "--regions", region, "--", *paths], "/", expect=None)
    try:
        found = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise harness.Failure(f"cfn-lint gave no JSON: {done.stdout}\n{done.stderr}") from error
    for each in found:
        place = each["Location"]["Path"] or []
        logical_id = place[1] if len(place) > 1 and place[0] == "Resources" else ""
        yield pathlib.Path(each["Filename"]), logical_id, each["Rule"]["Id"], each["Message"]


def cfn_lint(templates, folder, region):
    """What it finds in YAML, as it is, and in JSON without the metadata that tells it to look away: else it could not
    be seen whether there still is what was acknowledged."""
    files = {path: template.file for template in templates for path in yaml_of(template.file)}
    harness.check(len(files) == len(templates), f"not every template is there in YAML, too: {sorted(files)}")
    for number, template in enumerate(templates):
        path = folder / f"bare-{number}.template.json"
        path.write_text(json.dumps(without_metadata_of_judges(template.document)), encoding="utf-8")
        files[path] = template.file
    return {Finding(files[path], *rest) for path, *rest in run_cfn_lint(sorted(files), region)}


def stem_of(template):
    return template.name.removesuffix(".json").removesuffix(".template")


def yaml_of(template):
    """The YAML of a JSON template: TapStack.yml is beside TapStack.template.json."""
    return [path for path in template.parent.glob("*.y*ml") if path.name.split(".")[0] == stem_of(template)]


def run_node(script, request, folder):
    """What a script of ours answers to a request, which it finds in a file."""
    if not harness.NODE_MODULES.joinpath("aws-cdk-lib").exists():
        harness.skip(f"aws-cdk-lib is not in {harness.NODE_MODULES}: cmake/setup.sh test puts it there")
    path = folder / "request.json"
    path.write_text(json.dumps(request), encoding="utf-8")
    environment = harness.clean_environment(NODE_PATH=str(harness.NODE_MODULES), NODE_NO_WARNINGS="1")
    done = harness.run(["node", FOLDER / script, path], folder, env=environment)
    return json.loads(done.stdout)


def cloudformation_validate(templates, folder, _region):
    files = {str(template.file): template.file for template in templates}
    return {Finding(files[each["template"]], each["logicalId"], each["rule"], each["message"])
            for each in run_node("validate.js", list(files), folder)}


# --- security ---------------------------------------------------------------------------------------------------------


def cdk_nag(templates, folder, _region):
    request = [{"file": str(template.file), "stackName": template.stack_name} for template in templates]
    files = {str(template.file): template.file for template in templates}
    return {Finding(files[each["template"]], each["logicalId"], each["rule"], each["message"])
            for each in run_node("nag.js", request, folder)}


def guard_rules(types):
    """The files of rules that name one of the types: others are about none of the resources."""
    files = sorted(GUARD_RULES.rglob("*.guard"))
    harness.check(files, f"there are no rules in {GUARD_RULES}")
    return [file for file in files if types & set(RESOURCE_TYPE.findall(file.read_text(encoding="utf-8")))]


def logical_ids(checks):
    """Those of the resources that stand anywhere in what cfn-guard says of a rule."""
    if isinstance(checks, list):
        return set().union(*map(logical_ids, checks))
    if not isinstance(checks, dict):
        return set()
    path = checks.get("path")
    here = {path.split("/")[2]} if isinstance(path, str) and path.startswith("/Resources/") else set()
    return here.union(*(logical_ids(each) for each in checks.values()))


def message_of(checks):
    """The first sentence that the rule's author wrote: "[CT.S3.PR.2]: Require …"."""
    found = re.search(r"\[CT\.[^\n]*", json.dumps(checks).replace("\\n", "\n"))
    return found[0].strip() if found else ""


def cfn_guard(templates, _folder, _region):
    binary = CFN_GUARD / "bin" / "ubuntu" / platform.machine() / "cfn-guard"  # it runs on every Linux
    if not binary.exists():
        harness.skip(f"cfn-guard is not in {harness.NODE_MODULES}: cmake/setup.sh test puts it there")
    types = {resource["Type"] for template in templates for resource in template.document["Resources"].values()}
    rules, data = guard_rules(types), [template.file for template in templates]
    done = harness.run([binary, "validate", "--structured", "--output-format", "json", "--show-summary", "none",
                        "--rules", *rules, "--data", *data], "/", expect=None)
    harness.check(done.returncode in CLEAN_OR_NOT_COMPLIANT, f"cfn-guard ended with {done.returncode}: {done.stderr}")
    files = {str(file): file for file in data}
    found = set()
    for report in json.loads(done.stdout):
        for rule in (each["Rule"] for each in report["not_compliant"]):
            for logical_id in logical_ids(rule["checks"]) or {""}:
                found.add(Finding(files[report["name"]], logical_id, rule["name"], message_of(rule["checks"])))
    return found


# --- limits -----------------------------------------------------------------------------------------------------------


def limits(templates, _folder, _region):
    """What CloudFormation would refuse for its size."""
    found = set()
    for template in templates:
        document, size = template.document, template.file.stat().st_size
        excesses = [(size > LARGEST_TEMPLATE, f"{size} bytes, at most {LARGEST_TEMPLATE}")]
        excesses.append((len(document.get("Description", "").encode()) > LARGEST_DESCRIPTION, "the description"))
        for section, most in MOST_OF_SECTION.items():
            names = document.get(section, {})
            excesses.append((len(names) > most, f"{len(names)} {section}, at most {most}"))
            longest = max(map(len, names), default=0)
            excesses.append((longest > LONGEST_NAME[section], f"a name of {longest} characters in {section}"))
        found |= {Finding(template.file, "", "limit", message) for exceeded, message in excesses if exceeded}
    return found


# Judges that read the same ids are one: what is acknowledged for either must be found by one of them.
JUDGES = {
    "schema": {"cfn-lint": cfn_lint, "cloudformation-validate": cloudformation_validate},
    "cfn_guard": {"cfn-guard": cfn_guard},
    "cdk_nag": {"cdk-nag": cdk_nag},
    "limits": {"limits": limits},
}
