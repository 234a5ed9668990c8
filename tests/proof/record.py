"""Figures that tests leave for docs/explanation/proof.md: one file for each subject, below <build>/proof/."""

import hashlib
import json
import os
import pathlib

PARTS = ("deployment", "judges", "bytes", "sanitizers", "fuzzing", "damage", "defects", "build")


def build():
    return pathlib.Path(os.environ.get("TENON_BUILD_DIR", pathlib.Path(__file__).parents[2] / "build"))


def apps_built():
    """What tells one build's apps from another's. They hold the libraries, so a change of these changes it."""
    digest = hashlib.sha256()
    for path in sorted(path for path in (build() / "bin").glob("*") if path.is_file()):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def record(part, subject, stable, measured=None):
    """Figures of one subject: `stable` ones are the same in each run on each machine, `measured` ones are not.

    A figure is a number or a text; or a table: {row: reason}, or {row: {column: text}}.
    """
    if part not in PARTS:
        raise ValueError(f"there is no part {part!r} in the report, only {', '.join(PARTS)}")
    path = build() / "proof" / part / f"{subject}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"of": apps_built(), "stable": stable, "measured": measured or {}}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read():
    """{part: {subject: record}} of all that was recorded."""
    return {part: {path.stem: json.loads(path.read_text(encoding="utf-8"))
                   for path in sorted((build() / "proof" / part).glob("*.json"))} for part in PARTS}


def outdated(records):
    """Part and subject of the records that are of other apps than those of the build."""
    now = apps_built()
    return [f"{part} {subject}" for part, subjects in records.items() for subject, each in subjects.items()
            if each.get("of") != now]
