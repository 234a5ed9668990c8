#!/usr/bin/env python3
"""report.py write|check: brings the figures that the tests recorded into docs/explanation/proof.md.

The page has a block of tables for each part of the report, between <!-- figures: PART --> and <!-- end -->, and one of
what depends on the machine and the day, between <!-- measured: PART --> and <!-- end -->. `write` puts the records into
both; `check` fails unless the first kind is what was recorded, and is skipped as long as a subject of the page has no
record. Neither takes records of other apps than those that are built now.
"""

import collections
import pathlib
import re
import sys

from record import PARTS, outdated, read

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "explanation" / "proof.md"
BLOCK = re.compile(r"<!-- (?P<kind>figures|measured): (?P<part>[a-z-]+) -->\n(?P<text>.*?)<!-- end -->\n", re.DOTALL)
KINDS = {"figures": "stable", "measured": "measured"}
# What the rows of a part's table are.
SUBJECTS = {"deployment": "system.way", "judges": "system.tool", "bytes": "app", "sanitizers": "step",
            "fuzzing": "reader", "damage": "case", "build": "build"}
# Parts whose figures are each a row, and what these columns are.
LISTED = {"defects": ("defect", "caught by")}
# Figures of which the sum over all subjects says something.
SUMMED = ("seconds", "inputs", "bytes compared", "calls made to fail", "refused", "killed", "interrupted",
          "failed after a kill", "left until the next run", "no manifest until the next run")
REASON = "reason"  # what stands in a table that has texts for rows
BESIDES = "besides"  # what stands over figures that few subjects have
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
    return [["*all*", *(cell(total[name]) if name in total else "" for name in names)]]


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


def subjects(text):
    """What the tables of a block are about: the first column of an overview, the last of any other table."""
    found = []
    for lines in filter(None, map(str.splitlines, text.strip().split("\n\n"))):
        header, _, *rows = ([each.strip() for each in line.strip("| ").split(" | ")] for line in lines)
        found += [subject for row in rows for subject in (row[-1].split(", ") if header[-1] == IN else row[:1])]
    return list(dict.fromkeys(found))


def write():
    records = read()
    old = outdated(records)
    if old:
        sys.exit(f"FAILED: of other apps than those that are built now: {', '.join(old)}; `make proof` records anew")
    page = PAGE.read_text(encoding="utf-8")
    page = BLOCK.sub(lambda block: (f"<!-- {block['kind']}: {block['part']} -->\n"
                                    f"{block_text(block['part'], block['kind'], records)}<!-- end -->\n"), page)
    PAGE.write_text(page, encoding="utf-8")
    print(f"wrote {PAGE}")


def check():
    records = read()
    blocks = {block["part"]: block["text"] for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))
              if block["kind"] == "figures"}
    if sorted(blocks) != sorted(PARTS):
        sys.exit(f"FAILED: the page has blocks for {sorted(blocks)}, and the records are of {sorted(PARTS)}")
    lacking = [f"{part} {subject}" for part, text in blocks.items() for subject in subjects(text)
               if subject not in records[part]]
    if lacking or outdated(records):
        print(f"SKIPPED: not run with the apps that are built now: {', '.join(lacking + outdated(records))}")
        sys.exit(77)
    other = [part for part, text in blocks.items() if text != block_text(part, "figures", records)]
    for part in other:
        print(f"--- the page, {part}:\n{blocks[part]}\n+++ recorded:\n{block_text(part, 'figures', records)}")
    if other:
        sys.exit(f"FAILED: {PAGE.name} is not what was recorded: `make proof` writes it ({', '.join(other)})")
    print("ok")


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]]()
