#!/usr/bin/env python3
"""report.py write|check: brings the figures that the tests recorded into docs/explanation/proof.md.

The page has a block of tables for each part of the report, between <!-- figures: PART --> and <!-- end -->, and one of
what depends on the machine and the day, between <!-- measured: PART --> and <!-- end -->. `write` puts the records into
both, and refuses unless there is one of each subject that the registered tests record. `check` fails unless the page
has all these subjects, and what was recorded of them; it is skipped where a test was not run in this build. Neither
takes records of other files than those that are there now.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

from record import PARTS, build, outdated, read

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness  # noqa: E402

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "explanation" / "proof.md"
BLOCK = re.compile(r"<!-- (?P<kind>figures|measured): (?P<part>[a-z-]+) -->\n(?P<text>.*?)<!-- end -->\n", re.DOTALL)
KINDS = {"figures": "stable", "measured": "measured"}
TOOLS_OF_JUDGES = {"schema": ("cfn-lint", "cloudformation-validate"), "cfn_guard": ("cfn-guard",),
                   "cdk_nag": ("cdk-nag",), "limits": ("limits",)}
CASES_OF_DAMAGE = ("fixture", "from_inside")
SINGLE_FILES = ["shop as a single file", "app_dw as a single file"]
# The tests that record figures: the script of a test's command, the part, and the subjects that its arguments mean.
RECORDING = {
    "deploy.py": ("deployment", lambda system, _, way, *more: [f"{system}.{way}"]),
    "judge.py": ("judges", lambda judge, app, _, name, *more: [f"{name}.{tool}" for tool in TOOLS_OF_JUDGES[judge]]),
    "byte_identity.py": ("bytes", lambda app: [app]),
    "compilers.py": ("bytes", lambda *apps: [f"{app}.compilers" for app in apps]),
    "sanitizers.py": ("sanitizers", lambda step: [step]),
    "run.py": ("fuzzing", lambda reader, *more: [reader]),
    "damage.py": ("damage", lambda *apps: [f"{case}{threads}" for case in (*CASES_OF_DAMAGE, *apps)
                                           for threads in ("", "_on_threads")]),
    "defects_test.py": ("defects", lambda: ["judged"]),
    "defects_deployed.py": ("defects", lambda: ["deployed"]),
    "ci_example.py": ("build", lambda what, *more: SINGLE_FILES if what == "single_file" else []),
}
# What no test records, but .ci/run after all of them: it stays as it is where that was not run.
NOT_OF_TESTS = ("ci",)
# What the rows of a part's table are.
SUBJECTS = {"deployment": "system.way", "judges": "system.tool", "bytes": "app", "sanitizers": "step",
            "fuzzing": "reader", "damage": "case", "build": "build"}
# Parts whose figures are each a row, and what these columns are.
LISTED = {"defects": ("defect", "caught by"), "ci": ("part", "seconds")}
# Figures of which the sum over all subjects says something.
SUMMED = ("seconds", "inputs", "found and mended", "minutes searched", "inputs searched", "bytes compared",
          "calls made to fail", "refused", "killed", "interrupted", "failed after a kill", "left until the next run",
          "no manifest until the next run")
REASON = "reason"  # what stands in a table that has texts for rows
BESIDES = "besides"  # what stands over figures that few subjects have
ALL = "*all*"  # the row of sums
IN = "in"  # the last column of a table that is about no subject of its own


def cell(value):
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|").replace("\n", " ")


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def keys_of(records):
    """The figures' names, in the order in which they are first seen."""
    return list(dict.fromkeys(name for record in records for name in record))


def sums(names, records):
    """The row of sums, where there is anything to be summed up."""
    summed = [name for name in names if name in SUMMED]
    if not summed or len(records) < 2:
        return []
    total = {name: sum(record.get(name, 0) for record in records) for name in summed}
    return [[ALL, *(cell(total[name]) if name in total else "" for name in names)]]


def overview(title, records):
    """A row for each subject, a column for each figure that is one value."""
    plain = {subject: {name: value for name, value in record.items() if not isinstance(value, dict)}
             for subject, record in records.items()}
    names = keys_of(plain.values())
    rows = [[subject, *(cell(record[name]) if name in record else "" for name in names)]
            for subject, record in plain.items() if record]
    return table([title, *names], rows + sums(names, plain.values())) if rows else ""


def table_of(figure):
    """{row: {column: text}} of a figure that is a table."""
    return {key: row if isinstance(row, dict) else {REASON: row} for key, row in figure.items()}


def details(records):
    """A table for each figure that is one, of all subjects."""
    texts = []
    for name in keys_of(records.values()):
        tables = {subject: table_of(record[name]) for subject, record in records.items()
                  if isinstance(record.get(name), dict)}
        columns = keys_of(row for rows in tables.values() for row in rows.values())
        rows = {}
        for subject, of_subject in tables.items():
            for key, row in of_subject.items():
                rows.setdefault((key, *(cell(row.get(column, "")) for column in columns)), []).append(subject)
        if rows:
            texts.append(table([name, *columns, IN], [[*row, ", ".join(found)] for row, found in sorted(rows.items())]))
    return "".join(texts)


def rare_apart(records):
    """With a table of those figures that fewer than half of the subjects have: a column would be empty."""
    count = collections.Counter(name for record in records.values() for name in record)
    apart = {}
    for subject, record in records.items():
        rare = {name: {"number": value} for name, value in record.items()
                if 2 * count[name] < len(records) and not isinstance(value, dict)}
        apart[subject] = {name: value for name, value in record.items() if name not in rare}
        if rare:
            apart[subject][BESIDES] = rare
    return apart


def block_text(part, kind, records):
    chosen = {subject: record[KINDS[kind]] for subject, record in records[part].items()}
    if part in LISTED:
        name, column = LISTED[part]
        chosen = {subject: {name: {key: {column: value} for key, value in record.items()}}
                  for subject, record in chosen.items()}
    chosen = rare_apart(chosen)
    tables = overview(SUBJECTS.get(part, ""), chosen) + details(chosen)
    title = "\nMeasured:\n" if tables and kind == "measured" else ""
    return f"{title}{tables}\n"


def blocks_of(page):
    """{(part, kind): text} of the page, which must have all of them."""
    blocks = {(block["part"], block["kind"]): block["text"] for block in BLOCK.finditer(page)}
    expected = {(part, kind) for part in PARTS for kind in KINDS}
    if blocks.keys() != expected:
        sys.exit(f"FAILED: {PAGE.name} has not one block of each kind for each part: "
                 f"{sorted(blocks.keys() ^ expected)}")
    return blocks


def subjects(text):
    """What the tables of a block are about: the first column of an overview, the last of any other table."""
    found = set()
    for lines in (each.splitlines() for each in text.strip().split("\n\n") if each.startswith("|")):
        header, _, *rows = ([each.strip() for each in line.strip("| ").split(" | ")] for line in lines)
        found.update(subject for row in rows for subject in (row[-1].split(", ") if header[-1] == IN else row[:1]))
    return found - {ALL}


def commands_of_tests():
    """The commands of all tests that are registered in this build."""
    listed = json.loads(subprocess.check_output(["ctest", "--show-only=json-v1"], cwd=build(), text=True))
    return [test["command"] for test in listed["tests"] if "command" in test]


def recorded_by_tests():
    """Part and subject of what the registered tests record."""
    found = set()
    for _, script, *arguments in (command for command in commands_of_tests() if len(command) > 1):
        part, subjects_of = RECORDING.get(pathlib.Path(script).name, (None, None))
        if part:
            found.update((part, subject) for subject in subjects_of(*arguments))
    without = set(PARTS) - set(NOT_OF_TESTS) - {part for part, _ in found}
    if without:
        sys.exit(f"FAILED: no test is registered that records {', '.join(sorted(without))}")
    return found


def recorded(records):
    """Part and subject of what was recorded by tests."""
    return {(part, subject) for part, found in records.items() for subject in found if part not in NOT_OF_TESTS}


def named(pairs):
    return ", ".join(f"{part} {subject}" for part, subject in sorted(pairs))


def refuse(*reasons):
    """Ends with a line for each reason that names something."""
    told = [f"FAILED: {what}: {names}" for what, names in reasons if names]
    if told:
        sys.exit("\n".join(told))


def write():
    records, expected, page = read(), recorded_by_tests(), PAGE.read_text(encoding="utf-8")
    blocks_of(page)
    refuse(("not recorded, `make proof` runs all tests that do", named(expected - recorded(records))),
           ("recorded by no test that is registered", named(recorded(records) - expected)),
           ("recorded of other files than those that are there now, `make proof` records anew",
            ", ".join(outdated(records))))

    def renewed(block):
        if block["part"] in NOT_OF_TESTS and not records[block["part"]]:
            return block[0]
        return (f"<!-- {block['kind']}: {block['part']} -->\n"
                f"{block_text(block['part'], block['kind'], records)}<!-- end -->\n")
    PAGE.write_text(BLOCK.sub(renewed, page), encoding="utf-8")
    print(f"wrote {PAGE}")


def is_as_recorded(part, kind, text, records):
    """Whether a block has the figures; of those that are measured, whether it has those of the same subjects."""
    expected = block_text(part, kind, records)
    return text == expected if kind == "figures" else subjects(text) == subjects(expected)


def check():
    records, expected = read(), recorded_by_tests()
    blocks = {key: text for key, text in blocks_of(PAGE.read_text(encoding="utf-8")).items()
              if key[0] not in NOT_OF_TESTS}
    shown = {(part, subject) for (part, _), text in blocks.items() for subject in subjects(text)}
    refuse((f"{PAGE.name} lacks, `make proof` writes it", named(expected - shown)),
           (f"{PAGE.name} shows what no registered test records", named(shown - expected)),
           ("recorded by no test that is registered", named(recorded(records) - expected)))
    not_run = list(filter(None, [named(expected - recorded(records)), *outdated(records)]))
    if not_run:
        harness.skip(f"not run with the files that are there now: {', '.join(not_run)}")
    other = {(part, kind): text for (part, kind), text in blocks.items()
             if not is_as_recorded(part, kind, text, records)}
    for (part, kind), text in other.items():
        print(f"--- the page, {part}:\n{text}\n+++ recorded:\n{block_text(part, kind, records)}")
    refuse((f"{PAGE.name} is not what was recorded, `make proof` writes it", ", ".join(part for part, _ in other)))
    print("ok")


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]]()
