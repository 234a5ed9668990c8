#!/usr/bin/env python3
"""Compares what Tenon's twin of a CDK program synthesizes with the template that CDK made.

  compare.py case <case> <executable with the twins>   every difference is one that is meant, and every meant one is there
  compare.py reasons <case>...                          the page speaks of these cases alone, and gives every reason

Differences that are meant stand in docs/explanation/agreement-with-cdk.md, in tables whose rows are
`| case | place | CDK | Tenon | reason |`. A place is a path into the template, `Resources.Vpc8378EB38.Properties.Tags`, in
which `*` stands for any characters; CDK and Tenon are the values as JSON, `absent`, or `…` for any.
"""
import fnmatch
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs/explanation/agreement-with-cdk.md"
ABSENT = "absent"
ANY = "…"


class Difference(NamedTuple):
    place: str
    cdk: str
    tenon: str


class Meant(NamedTuple):
    case: str
    place: str
    cdk: str
    tenon: str
    reason: str

    def covers(self, difference):
        values = ((self.cdk, difference.cdk), (self.tenon, difference.tenon))
        return fnmatch.fnmatchcase(difference.place, self.place.replace("[", "[[]")) and all(
            said in (ANY, shown) for said, shown in values)


def names_what_patterns_allow(cdk, tenon):
    """Whether CDK's actions have patterns, and Tenon's are those and no others that they stand for."""
    patterns, actions = ([each] if isinstance(each, str) else each for each in (cdk, tenon))
    return (any("*" in each for each in patterns)
            and all(any(fnmatch.fnmatchcase(action, each) for each in patterns) for action in actions)
            and all(any(fnmatch.fnmatchcase(action, each) for action in actions) for each in patterns))


def differences(cdk, tenon, place=""):
    """Every place at which two documents differ; the order of an object's members does not count, that of a list does."""
    if place.endswith(".Action") and names_what_patterns_allow(cdk, tenon):
        return
    if isinstance(cdk, dict) and isinstance(tenon, dict):
        for key in sorted(cdk.keys() | tenon.keys()):
            here = f"{place}.{key}" if place else key
            if key not in cdk:
                yield Difference(here, ABSENT, json.dumps(tenon[key], ensure_ascii=False))
            elif key not in tenon:
                yield Difference(here, json.dumps(cdk[key], ensure_ascii=False), ABSENT)
            else:
                yield from differences(cdk[key], tenon[key], here)
    elif isinstance(cdk, list) and isinstance(tenon, list) and len(cdk) == len(tenon):
        for i, (a, b) in enumerate(zip(cdk, tenon)):
            yield from differences(a, b, f"{place}[{i}]")
    elif cdk != tenon or type(cdk) is not type(tenon):
        yield Difference(place, json.dumps(cdk, ensure_ascii=False), json.dumps(tenon, ensure_ascii=False))


def references(value, certain=True):
    """The logical ids that a value refers to in any case, so not inside Fn::If."""
    if isinstance(value, list):
        return set().union(*(references(each, certain) for each in value)) if value else set()
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, inner in value.items():
        if key == "Ref":
            found.add(inner)
        elif key == "Fn::GetAtt":
            found.add(inner[0] if isinstance(inner, list) else inner.split(".")[0])
        elif key == "Fn::Sub":
            found.update(re.findall(r"\$\{(\w+)", inner if isinstance(inner, str) else inner[0]))
            found |= references(inner)
        elif key != "Fn::If":
            found |= references(inner)
    return found


def without_redundant_dependencies(template):
    """The template without what DependsOn says and a reference says already."""
    for resource in template.get("Resources", {}).values():
        depends_on = resource.pop("DependsOn", [])
        named = references(resource.get("Properties", {}))
        needed = [each for each in ([depends_on] if isinstance(depends_on, str) else depends_on) if each not in named]
        if needed:
            resource["DependsOn"] = needed
    return template


def meant_differences(page):
    """The rows of the page's tables."""
    rows = (line.strip().strip("|").split(" | ") for line in page.splitlines() if line.startswith("|"))
    cells = ([cell.strip().strip("`") for cell in row] for row in rows)
    return [Meant(*row) for row in cells if len(row) == 5 and row[0] != "case" and not re.fullmatch(r"-+", row[0].split("|")[0])]


def judge(found, meant):
    """What is wrong: differences that nobody means, and meant ones that are not there."""
    unexplained = [each for each in found if not any(row.covers(each) for row in meant)]
    stale = [row for row in meant if not any(row.covers(each) for each in found)]
    return [f"{each.place}\n    CDK:   {each.cdk}\n    Tenon: {each.tenon}" for each in unexplained] + [
        f"the page lists a difference that is not there: {row.place}" for row in stale]


def synthesized(executable, case):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([executable, case, "-o", folder], check=True, cwd=HERE / "cdk", stdout=subprocess.DEVNULL)
        return json.loads(Path(folder, "Agreement.template.json").read_text(encoding="utf-8"))


def check_case(case, executable):
    expected = json.loads((HERE / f"expected/{case}.template.json").read_text(encoding="utf-8"))
    meant = [row for row in meant_differences(PAGE.read_text(encoding="utf-8")) if row.case == case]
    pair = (without_redundant_dependencies(each) for each in (expected, synthesized(executable, case)))
    return judge(list(differences(*pair)), meant)


def check_reasons(cases):
    meant = meant_differences(PAGE.read_text(encoding="utf-8"))
    return [f"no such case: {row.case}" for row in meant if row.case not in cases] + [
        f"{row.case}, {row.place}: no reason" for row in meant if not row.reason]


def main():
    command, *arguments = sys.argv[1:]
    wrong = check_case(*arguments) if command == "case" else check_reasons(arguments)
    for each in wrong:
        print(each)
    print(f"{len(wrong)} unexplained" if wrong else "as CDK, but for what is meant")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
