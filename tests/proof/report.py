#!/usr/bin/env python3
"""report.py write|check: brings the figures that the tests recorded into docs/explanation/proof.md.

The page has a block of tables for each part of the report, between <!-- figures: PART --> and <!-- end -->, and one of
what depends on the machine and the day, between <!-- measured: PART --> and <!-- end -->. `write` puts the records into both;
`check` fails unless the first kind is what was recorded, and is skipped as long as a subject of the page has no record.
"""

import pathlib
import re
import sys

from record import PARTS, read

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "explanation" / "proof.md"
BLOCK = re.compile(r"<!-- (?P<kind>figures|measured): (?P<part>[a-z-]+) -->\n(?P<text>.*?)<!-- end -->\n", re.DOTALL)
KINDS = {"figures": "stable", "measured": "measured"}


def cell(value):
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|").replace("\n", " ")


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def keys_of(records):
    """The figures' names, in the order in which they are first seen."""
    return list(dict.fromkeys(name for record in records.values() for name in record))


def overview(records):
    """A row for each subject, a column for each figure that is one value."""
    plain = {subject: {name: value for name, value in record.items() if not isinstance(value, dict)}
             for subject, record in records.items()}
    names = keys_of(plain)
    rows = [[subject, *(cell(record[name]) if name in record else "" for name in names)]
            for subject, record in plain.items() if record]
    return table(["", *names], rows) if rows else ""


def details(records):
    """A table for each figure that is a set of pairs: "what is kept as a stub" and why."""
    pairs = {subject: {name: value for name, value in record.items() if isinstance(value, dict)}
             for subject, record in records.items()}
    texts = []
    for name in keys_of(pairs):
        rows = {}
        for subject, record in pairs.items():
            for key, value in record.get(name, {}).items():
                rows.setdefault((key, cell(value)), []).append(subject)
        if rows:
            lines = [[f"`{key}`", value, ", ".join(subjects)] for (key, value), subjects in sorted(rows.items())]
            texts.append("\n" + table([name, "", "in"], lines))
    return "".join(texts)


def block_text(part, kind, records):
    chosen = {subject: record[KINDS[kind]] for subject, record in records[part].items()}
    return f"\n{overview(chosen)}{details(chosen)}\n"


def subjects(text):
    """What the first tables of a block are about."""
    return [match for match in re.findall(r"^\| ([^|`]+) \|", text, re.MULTILINE) if match != "---"]


def write():
    records = read()
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
    if lacking:
        print(f"SKIPPED: not run: {', '.join(lacking)}")
        sys.exit(77)
    other = [part for part, text in blocks.items() if text != block_text(part, "figures", records)]
    for part in other:
        print(f"--- the page, {part}:\n{blocks[part]}\n+++ recorded:\n{block_text(part, 'figures', records)}")
    if other:
        sys.exit(f"FAILED: {PAGE.name} is not what was recorded: `make proof` writes it ({', '.join(other)})")
    print("ok")


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]]()
