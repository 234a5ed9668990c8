#!/usr/bin/env python3
"""Checks the house rules that no compiler knows: who may include whom, and what may not be named at all.

Rooms stand on floors, and a room includes only itself and what stands below it. The tables below are the rules; the
rest of the file reads sources and compares.
"""

import argparse
import os
import re
import sys
from typing import NamedTuple

# Room -> floor. Two rooms on one floor do not include each other.
FLOORS = {
    "specgen": 0,
    "value": 1,
    "construct": 2,
    "synth": 3,
    "aws": 4,
    "iam": 4,
    "graph": 4,
    "app": 5,
    "config": 5,
    "testing": 5,
    "check": 5,
    "constructs": 6,
    "cli": 7,
    "apps": 8,
}
# Headers directly under include/tenon belong to no room and may be included from every one.
NO_ROOM = ""
# ... except the umbrellas, which only users include.
UMBRELLAS = re.compile(r"tenon/(tenon|aws|iam|aws/[a-z0-9_]+)\.hpp$")

# What a public header may not include, directly: each is slow to compile or leaks a dependency into users' builds.
HEAVY_IN_PUBLIC = {
    "nlohmann/json.hpp": "slow to compile; read documents in a .cpp",
    "nlohmann/json_fwd.hpp": "documents do not appear in the public interface",
    "yaml-cpp/": "YAML is read and written in .cpp files",
    "boost/hana.hpp": "include the parts of Hana that are used",
    "fmt/": "text is formatted in .cpp files",
    "zip.h": "archives are written in .cpp files",
    "openssl/": "hashes are computed in .cpp files",
    "CLI/": "command lines are read in .cpp files",
    "pcre2.h": "patterns are matched in .cpp files",
    "functional": "slow to compile; take a template or a function pointer",
    "map": "slow to compile; use a sorted vector, or hide it in a .cpp",
    "iostream": "slow to compile and has static constructors",
    "regex": "slow to compile and locale-dependent",
    "sstream": "slow to compile and locale-dependent",
}
HEAVY_ANYWHERE = {
    "regex": "patterns are matched with PCRE2",
    "boost/hana.hpp": "include the parts of Hana that are used",
}
# Names that may not appear in the library: what they do depends on the process's locale.
FORBIDDEN_NAMES = {
    name: "depends on the locale; use the ASCII helpers of tenon/value/text.hpp or fmt"
    for name in ("isalnum", "isalpha", "isdigit", "isspace", "isupper", "islower", "ispunct", "isxdigit", "tolower",
                 "toupper", "stod", "stof", "strtod", "strtof", "atof", "setlocale", "strcoll", "sprintf", "snprintf")
}
LIBRARY_ROOTS = ("include", "src", "constructs")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
# Comments and string literals say things that are not code. The alternatives are tried at every position in this
# order, so that a quote in a comment opens no string and `//` in a string opens no comment.
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<delimiter>[^()\\\s]*)\(.*?\)(?P=delimiter)"|"(?:\\.|[^"\\\n])*"|'
    r"(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'", re.DOTALL)


class Finding(NamedTuple):
    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


def room_of(path):
    """The room a file of the project stands in: 'value' for include/tenon/value/x.hpp and for src/value/x.cpp; None
    for what is no part of the house."""
    parts = path.split("/")
    if path.startswith("include/tenon/"):
        return parts[2] if len(parts) > 3 else NO_ROOM
    if path.startswith("generated/tenon/"):
        return parts[2] if len(parts) > 3 else NO_ROOM
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else NO_ROOM
    if parts[0] in ("constructs", "apps"):
        return parts[0]
    return None


def is_public(path):
    return path.endswith(".hpp") and path.startswith(("include/", "generated/", "constructs/"))


def resolve(includer, quoted, target):
    """The project's path that an include names, or None for a system header."""
    if target.startswith("tenon/"):
        # A generated header is known by its name: it need not have been generated yet.
        return ("generated/" if target.startswith("tenon/aws/") else "include/") + target
    if quoted:
        return os.path.normpath(os.path.join(os.path.dirname(includer), target)).replace(os.sep, "/")
    return None


def code_only(source):
    """The source with comments and literals blanked, line by line as before."""
    return NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def banned(table, target):
    for name, reason in table.items():
        if target == name or (name.endswith("/") and target.startswith(name)):
            return reason
    return None


def check_floor(path, target):
    """What is wrong with one include of the project's own, as text, or None."""
    here, there = room_of(path), room_of(target)
    if here is None or there is None or there == NO_ROOM or here == there:
        return None
    unknown = [room for room in (here, there) if room not in FLOORS and room != NO_ROOM]
    if unknown:
        return f"room '{unknown[0]}' stands on no floor: name it in check_layers.py"
    if here == NO_ROOM and UMBRELLAS.search(path):
        return None
    if here == NO_ROOM:
        return f"a header of no room includes '{there}'"
    if FLOORS[there] < FLOORS[here]:
        return None
    return f"'{here}' (floor {FLOORS[here]}) includes '{there}' (floor {FLOORS[there]}), which does not stand below it"


def check_source(path, source):
    """All findings in one file. `path` is relative to the project, with generated headers under generated/."""
    findings = []

    def found(offset, text):
        findings.append(Finding(path, line_of(source, offset), text))

    in_library = path.startswith(LIBRARY_ROOTS)
    is_umbrella = bool(UMBRELLAS.search(path))
    for match in INCLUDE.finditer(source):
        target = match[2]
        if in_library and UMBRELLAS.search(target):
            found(match.start(), f"the umbrella {target} is for users; include what is needed")
        own = resolve(path, match[1] == '"', target)
        if own and not is_umbrella:
            problem = check_floor(path, own)
            if problem:
                found(match.start(), problem)
        reason = (is_public(path) and banned(HEAVY_IN_PUBLIC, target)) or banned(HEAVY_ANYWHERE, target)
        if reason:
            found(match.start(), f"<{target}> may not be included here: {reason}")
    if path.endswith(".hpp") and "#pragma once" not in source:
        found(0, "a header without #pragma once")
    if in_library:
        for match in re.finditer(r"(?<![\w.>])(?:std::)?(\w+)\s*\(", code_only(source)):
            if match[1] in FORBIDDEN_NAMES:
                found(match.start(), f"{match[1]}() {FORBIDDEN_NAMES[match[1]]}")
    return findings


def project_files(root, generated):
    """(path as the rules see it, path on disk) of every C++ file of the house."""
    places = [(name, os.path.join(root, name)) for name in ("include", "src", "constructs", "apps")]
    if generated:
        places.append(("generated", generated))
    for name, place in places:
        for folder, folders, files in os.walk(place):
            folders.sort()
            for file in sorted(files):
                if file.endswith((".hpp", ".cpp")):
                    real = os.path.join(folder, file)
                    yield os.path.join(name, os.path.relpath(real, place)).replace(os.sep, "/"), real


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", help="the checkout")
    parser.add_argument("--generated", help="the folder of the generated headers")
    options = parser.parse_args(arguments)
    count, findings = 0, []
    for path, real in project_files(options.root, options.generated):
        count += 1
        with open(real, encoding="utf-8") as file:
            findings += check_source(path, file.read())
    for finding in findings:
        print(finding)
    print(f"{count} files, {len(findings)} findings")
    return 1 if findings or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
