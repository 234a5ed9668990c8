"""Figures that tests leave for docs/explanation/proof.md: one file for each subject, below <build>/proof/."""

import json
import os
import pathlib

PARTS = ("deployment", "judges", "bytes", "sanitizers", "fuzzing", "damage", "defects", "build")


def folder():
    build = os.environ.get("TENON_BUILD_DIR", pathlib.Path(__file__).parents[2] / "build")
    return pathlib.Path(build) / "proof"


def record(part, subject, stable, measured=None):
    """Figures of one subject: `stable` ones are the same in each run on each machine, `measured` ones are not."""
    if part not in PARTS:
        raise ValueError(f"there is no part {part!r} in the report, only {', '.join(PARTS)}")
    path = folder() / part / f"{subject}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"stable": stable, "measured": measured or {}}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read():
    """{part: {subject: record}} of all that was recorded."""
    return {part: {path.stem: json.loads(path.read_text(encoding="utf-8"))
                   for path in sorted((folder() / part).glob("*.json"))} for part in PARTS}
