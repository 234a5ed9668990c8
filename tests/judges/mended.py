"""What mended.json says was mended in the apps' code after a judge had found it: it is no finding any more, but where
it remains with a reason, and it is found again where the mend is undone."""

import pathlib

from assembly import judge_of
from harness import check, read_json
from undone import undone

# {app, rules, how; resources, and the paths in each that undo it: none for the resource itself, null for what goes;
# remains: {rule: resources where it is still found}}
MENDED = read_json(pathlib.Path(__file__).with_name("mended.json"))


def rows_of(app, judge):
    """What was mended in the app for the judge, with the rules that are the judge's."""
    for row in MENDED:
        rules = {rule for rule in row["rules"] if judge_of(rule) == judge}
        if row["app"] == app and rules:
            yield {**row, "rules": rules}


def check_mended(row, findings):
    for rule in row["rules"]:
        left = {each.logical_id for each in findings if each.rule == rule} - set(row.get("remains", {}).get(rule, ()))
        check(not left, f"{row['app']}: {rule} was mended ({row['how']}), but it is found at {sorted(left)}")


def copies_without(row, templates, folder):
    """{file: template} of those that have what was mended, and of copies without the mend by the former's file."""
    changes = {logical_id: row["undo"] for logical_id in row["resources"]}
    mended = {each.file: each for each in templates if changes.keys() <= each.document["Resources"].keys()}
    check(mended, f"{row['app']}: no template has {row['resources']}")
    return mended, {file: undone(each, changes, folder) for file, each in mended.items()}


def places(findings, file):
    return {(each.rule, each.logical_id) for each in findings if each.template == file}


def found_again(tool, row, templates, scratch, region):
    """The rules of the findings that come back when the mend is undone, one for each finding."""
    mended, copies = copies_without(row, templates, scratch / "undone")
    found = tool([*mended.values(), *copies.values()], scratch, region)
    return [rule for file, copy in copies.items() for rule, _ in places(found, copy.file) - places(found, file)]


def findings_mended(app, judge, tools, found, templates, scratch, region):
    """{tool: number} of its findings in the app that were mended; `found` is what the tools find now."""
    numbers = dict.fromkeys(tools, 0)
    for row in rows_of(app, judge):
        check_mended(row, set().union(*found.values()))
        back = {name: found_again(tool, row, templates, scratch, region) for name, tool in tools.items()}
        check(set().union(*back.values()) == row["rules"], f"{app}: undone ({row['how']}), it is {back}")
        for name, rules in back.items():
            numbers[name] += len(rules)
    return numbers
