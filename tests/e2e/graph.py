#!/usr/bin/env python3
"""graph.py APP: the picture of the app: Mermaid and DOT are what they claim to be, the same twice, and smaller at a
lower depth; Graphviz draws the DOT; and the picture in the app's folder still shows what the app is."""

import html
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

import harness
from harness import check

# What GitHub's Mermaid draws before it refuses.
MOST_MERMAID_EDGES = 500
TEXT = r'"(?P<text>[^"]*)"'
ID = r"[A-Za-z0-9_]+"
ARROW = r"(?:-\.->|-->|==>|-\.-o)"
MERMAID_LINES = {
    "frame": re.compile(rf"subgraph (?P<id>{ID})\[{TEXT}\]"),
    "end": re.compile(r"end"),
    "direction": re.compile(r"direction LR"),
    "node": re.compile(rf"(?P<id>{ID})\[{TEXT}\]:::(?P<style>[a-z]+)"),
    "point": re.compile(rf"(?P<id>{ID})\(\( \)\)"),
    "edge": re.compile(rf"(?P<from>{ID}) {ARROW}(?:\|{TEXT}\|)? (?P<to>{ID})(?P<point>\(\( \)\))?"),
    "style": re.compile(r"classDef (?P<style>[a-z]+) fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}"),
}
# What would end a text or be read as something else in it: only as their numbers.
NOT_IN_TEXTS = re.compile(r"#(?!\d+;)|[&`;](?<!\d;)|[\[\]{}|\\]")
DOT_NAME = r'"((?:[^"\\]|\\.)*)"'
DOT_NODE = re.compile(rf"\s*{DOT_NAME} \[label=")
DOT_EDGE = re.compile(rf"\s*{DOT_NAME} -> {DOT_NAME} \[(?!style=invis)")
DOT_FRAME = re.compile(rf"\s*subgraph {DOT_NAME} {{")
SVG = "{http://www.w3.org/2000/svg}"


def picture(app, *arguments):
    return harness.run([harness.app_executable(app), "graph", *arguments], harness.app_folder(app)).stdout


def parsed_mermaid(text):
    """[(kind, match)] of every line but the first."""
    lines = text.splitlines()
    check(lines[0] in ("flowchart TB", "flowchart LR"), f"the first line is {lines[0]!r}")
    parsed = []
    for line in lines[1:]:
        kinds = [(kind, match) for kind, form in MERMAID_LINES.items() if (match := form.fullmatch(line.strip()))]
        check(len(kinds) == 1, f"this is no line of Mermaid as Tenon writes it: {line!r}")
        parsed += kinds
    return parsed


def check_mermaid(text):
    depth, edges, ids, styles = 0, [], [], set()
    for kind, match in parsed_mermaid(text):
        depth += {"frame": 1, "end": -1}.get(kind, 0)
        check(depth >= 0, "there are more ends than frames")
        groups = match.groupdict()
        check(not NOT_IN_TEXTS.search(groups.get("text") or ""), f"not escaped: {groups.get('text')!r}")
        if "id" in groups:
            ids.append(groups["id"])
        if kind == "edge":
            edges.append((groups["from"], groups["to"]))
            ids += [groups["to"]] if groups["point"] else []
        if kind == "style":
            styles.add(groups["style"])
    check(depth == 0, "a frame does not end")
    check(len(ids) == len(set(ids)), "an id is there twice")
    check({end for edge in edges for end in edge} <= set(ids), "an edge ends nowhere")
    check(len(edges) <= MOST_MERMAID_EDGES, f"Mermaid does not draw {len(edges)} edges")
    used = {match["style"] for kind, match in parsed_mermaid(text) if kind == "node"}
    check(used == styles, f"classes {used}, but styles {styles}")
    return ids


def unquoted(name):
    return re.sub(r"\\(.)", r"\1", name)


def titles_of_dot(text):
    """Names of nodes and frames, and edges as SVG has them."""
    titles = set()
    for line in text.splitlines():
        if edge := DOT_EDGE.match(line):
            titles.add(f"{unquoted(edge[1])}->{unquoted(edge[2])}")
        elif named := DOT_NODE.match(line) or DOT_FRAME.match(line):
            titles.add(unquoted(named[1]))
    return titles


def titles_of_svg(text):
    root = xml.etree.ElementTree.fromstring(text)
    check(root.tag == SVG + "svg", f"the root is {root.tag}")
    groups = [group for group in root.iter(SVG + "g") if group.get("class", "").split()[0:1] != ["graph"]]
    return {group.find(SVG + "title").text for group in groups}


def labels_of_dot(text):
    """Every line of text, in which a change shows that leaves names and edges alone."""
    labels = [re.sub(r"<[^>]*>", "\n", label) for label in re.findall(r"label=<(.*?)>[],]", text)]
    return {" ".join(html.unescape(line).split()) for label in labels for line in label.split("\n")} - {""}


def labels_of_svg(text):
    root = xml.etree.ElementTree.fromstring(text)
    return {" ".join((each.text or "").split()) for each in root.iter(SVG + "text")} - {""}


def check_dot(app):
    text = picture(app, "--format", "dot")
    check(text.startswith("digraph architecture {\n") and text.endswith("\n}\n"), "this is no DOT")
    check(text.count("{") == text.count("}"), "braces do not match")
    check(titles_of_dot(text), "there is nothing in the DOT")
    return text


def check_same_twice(app):
    for arguments in (["--format", "mermaid"], ["--format", "dot"], ["--depth", "1"], ["--depth", "4"]):
        check(picture(app, *arguments) == picture(app, *arguments), f"{arguments}: two runs, two pictures")


def check_depths(app):
    """A lower depth never has more nodes, and the lowest has fewer than the one that everything is drawn at."""
    counts = [sum(kind == "node" for kind, _ in parsed_mermaid(picture(app, "--depth", depth))) for depth in (1, 2, 3, 4)]
    check(counts == sorted(counts), f"nodes at depths 1 to 4: {counts}")
    check(counts[0] < counts[-1], f"depth 1 has as many nodes as depth 4: {counts}")


def check_graphviz(app, dot, folder):
    """Graphviz takes the DOT at every depth without a word, and the app hands on a well-formed SVG of the same."""
    for depth in (1, 2, 3, 4):
        drawn = subprocess.run(["dot", "-Tsvg"], input=picture(app, "--format", "dot", "--depth", depth), text=True,
                               capture_output=True, check=False)
        check(drawn.returncode == 0 and not drawn.stderr, f"dot at depth {depth}: {drawn.stderr}")
    file = folder / "picture.svg"
    check(picture(app, "--format", "svg", "-o", file) == "", "with -o something was printed")
    svg = file.read_text(encoding="utf-8")
    check(svg == picture(app, "--format", "svg"), "the SVG of the file is not the one on stdout")
    check(titles_of_svg(svg) == titles_of_dot(dot), "the SVG shows something else than the DOT")


def command_of_readme(app):
    """The arguments of `graph` with which the README says that its picture is made."""
    readme = (harness.SOURCE / "apps" / app / "README.md").read_text(encoding="utf-8")
    check("(architecture.svg)" in readme, f"the README of {app} does not show architecture.svg")
    command = re.search(rf"build/bin/{app} graph (?P<arguments>[^\n]*architecture\.svg)", readme)
    check(command is not None, f"the README of {app} does not say how architecture.svg is made")
    return command["arguments"].split()


def check_committed_picture(app):
    committed = (harness.SOURCE / "apps" / app / "architecture.svg").read_text(encoding="utf-8")
    arguments = command_of_readme(app)
    depth = ["--depth", arguments[arguments.index("--depth") + 1]] if "--depth" in arguments else []
    dot = picture(app, "--format", "dot", *depth)
    again = f"make it again: build/bin/{app} graph {' '.join(arguments)}"
    for drawn, kept in ((titles_of_dot(dot), titles_of_svg(committed)), (labels_of_dot(dot), labels_of_svg(committed))):
        check(drawn == kept, f"apps/{app}/architecture.svg lacks {sorted(drawn - kept)} and has "
                             f"{sorted(kept - drawn)} that the app does not have: {again}")


def check_app(folder, app):
    check_mermaid(picture(app))
    check(check_mermaid(picture(app, "--depth", "4")), "nothing is drawn")
    dot = check_dot(app)
    check_same_twice(app)
    check_depths(app)
    if (harness.SOURCE / "apps" / app).is_dir():
        check_committed_picture(app)
    if shutil.which("dot") is None:
        harness.skip("Graphviz is not installed: cmake/setup.sh test installs it")
    check_graphviz(app, dot, folder)


if __name__ == "__main__":
    harness.main(check_app, sys.argv[1])
