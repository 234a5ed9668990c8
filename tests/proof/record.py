"""Figures that tests leave for docs/explanation/proof.md: one file for each subject, below <build>/proof/.

    record.py PART SUBJECT (NAME NUMBER)...    records what was measured
"""

import hashlib
import json
import os
import pathlib
import sys

# Parts of the report, and the files of the checkout that their figures depend on besides those of OF_ALL.
PARTS = {
    "deployment": ("tests/e2e", "tests/systems"),
    "judges": ("tests/judges", "tests/e2e/harness.py"),
    "bytes": ("tests/e2e/byte_identity.py", "tests/e2e/fixture.cpp", "tests/e2e/harness.py"),
    "sanitizers": ("tests/sanitizers",),
    "fuzzing": ("tests/fuzz",),
    "damage": ("tests/e2e/damage.py", "tests/e2e/fixture.cpp", "tests/e2e/harness.py"),
    "defects": ("tests/e2e", "tests/judges"),
    "build": ("docs/how-to/examples/ci", "tests/docs/ci_example.py"),
    "ci": (".ci/run",),
}
# The apps' folders, and what says which versions of the tools are used.
OF_ALL = ("apps", "cmake/setup.sh", "tests/e2e/package-lock.json")
# Likewise, in the build. The apps hold the libraries, so a change of these changes them.
BUILT_OF_ALL = ("bin/*",)
BUILT = {"fuzzing": ("bin/fuzz/*", "sanitizers/bin/fuzz/*")}


def source():
    return pathlib.Path(os.environ.get("TENON_SOURCE_DIR", pathlib.Path(__file__).parents[2]))


def build():
    return pathlib.Path(os.environ.get("TENON_BUILD_DIR", source() / "build"))


def files_of(part):
    """Whatever may change the figures of the part."""
    for place in (*OF_ALL, *PARTS[part]):
        yield from (source() / place).rglob("*") if (source() / place).is_dir() else [source() / place]
    for pattern in (*BUILT_OF_ALL, *BUILT.get(part, ())):
        yield from build().glob(pattern)


def state_of(part):
    """What tells apart two states of the files of a part. What is only read by people does not count."""
    digest = hashlib.sha256()
    for path in sorted(path for path in files_of(part) if path.is_file() and path.suffix not in (".md", ".pyc")):
        digest.update(str(path).encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def record(part, subject, stable, measured=None):
    """Figures of one subject: `stable` ones are the same in each run on each machine, `measured` ones are not.

    A figure is a number or a text; or a table: {row: reason}, or {row: {column: text}}.
    """
    if part not in PARTS:
        raise ValueError(f"there is no part {part!r} in the report, only {', '.join(PARTS)}")
    path = build() / "proof" / part / f"{subject}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = {"of": state_of(part), "stable": stable, "measured": measured or {}}
    path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read():
    """{part: {subject: record}} of all that was recorded."""
    return {part: {path.stem: json.loads(path.read_text(encoding="utf-8"))
                   for path in sorted((build() / "proof" / part).glob("*.json"))} for part in PARTS}


def outdated(records):
    """Part and subject of the records that are of other files than those that are there now."""
    now = {part: state_of(part) for part, subjects in records.items() if subjects}
    return [f"{part} {subject}" for part, subjects in records.items() for subject, each in subjects.items()
            if each.get("of") != now[part]]


if __name__ == "__main__":
    given_part, given_subject, *words = sys.argv[1:]
    record(given_part, given_subject, {}, {name: float(value) for name, value in zip(words[::2], words[1::2])})
