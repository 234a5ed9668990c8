#!/usr/bin/env python3
"""Keeps README.md and docs/ true.

  links    every relative link leads somewhere
  ids      every id of a diagnostic has a page in docs/errors, and every page an id
  quotes   what is quoted is what is compiled and synthesized (see below)
  readme   the README shows hello as it is, the template it writes, and what the compiler says of its wrong line
  tutorial the tutorial, done from beginning to end: files are written, changes made, commands run

A page stands for the files that it links to. Its blocks of C++, CMake, JSON, YAML and Python must be found in these
files, or in what the linked examples synthesize; a line with nothing but `…` stands for lines that are left out, and
indentation and trailing commas do not count. A `console` block is run: below each `$ command` stand lines of its
output, in order. `sh`, `c` and `text` blocks and words in running text are not checked.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

SKIPPED = 77
QUOTING = {"cpp", "cmake", "json", "yaml", "python"}
ELLIPSIS = "…"
# The compiler whose messages are quoted; others say the same in other words.
QUOTED_COMPILER = "12"
COMPILES = re.compile(r"g\+\+|cmake --build")
# What messages show instead of the folder that a command was run in.
SHOWN_FOLDER = "/home/you/shop"
BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>[a-z]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s#]*)(?:#(?P<anchor>[^)\s]*))?\)")
HEADING = re.compile(r"^#+ (?P<text>.*)$", re.MULTILINE)

# Literals of the sources that look like an id and are none.
NOT_IDS = {
    "availability-zones", "unknown-account", "unknown-region", "lookup-role", "deploy-role", "cfn-exec-role",
    "cfn-lint", "file-publishing-role", "image-publishing-role", "not-empty", "environment-agnostic", "internal-only",
}
NOT_IDS_PREFIXES = ("aws-",)


class Wrong(Exception):
    """A page says something that is not so."""


# --- pages ------------------------------------------------------------------------------------------------------------


class Page:
    """A Markdown file."""

    def __init__(self, root, path):
        self.root = root
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    @property
    def name(self):
        return str(self.path.relative_to(self.root))

    def blocks(self, languages):
        return [match for match in BLOCK.finditer(self.text) if match["language"] in languages]

    def line_of(self, match):
        return self.text.count("\n", 0, match.start()) + 1

    def prose(self):
        """The text without its code, whose brackets are no links."""
        return re.sub(r"`[^`\n]*`", "", BLOCK.sub("", self.text))

    def links(self):
        """Target and anchor of every link to a file of the project."""
        for match in LINK.finditer(self.prose()):
            if "://" not in match["target"] and not match["target"].startswith("mailto:"):
                yield match["target"], match["anchor"]

    def linked_files(self):
        files = [(self.path.parent / target).resolve() for target, _ in self.links() if target]
        return [file for file in files if file.is_file() and file.suffix != ".md"]

    def example(self):
        """The example that the page is about: "override_by_path"; none when it links to none or to several."""
        folder = self.path.parent / "examples"
        named = [file.stem for file in self.linked_files()
                 if file.parent == folder and file.suffix == ".cpp" and not file.stem.endswith(".test")]
        return named[0] if len(set(named)) == 1 else None


def pages_of(root):
    return [Page(root, path) for path in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]]


def report(problems, lacking=()):
    """The exit code. What could not be done for want of something does not hide what is wrong."""
    for problem in problems:
        print(problem)
    if problems:
        return 1
    if lacking:
        print(f"SKIPPED in part, for want of {' and '.join(sorted(lacking))}")
        return SKIPPED
    return 0


# --- links ------------------------------------------------------------------------------------------------------------


def anchors_of(path):
    """As GitHub makes them of headings: small letters, digits, `-` and `_`."""
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", match["text"].lower()).replace(" ", "-") for match in HEADING.finditer(text)}


def check_links(pages):
    problems = []
    for page in pages:
        for target, anchor in page.links():
            file = (page.path.parent / target).resolve() if target else page.path
            if not file.exists():
                problems.append(f"{page.name}: the link {target} leads nowhere")
            elif anchor and file.suffix == ".md" and anchor not in anchors_of(file):
                problems.append(f"{page.name}: {target}#{anchor}: there is no such heading")
    return problems


def check_reachable(root, pages):
    """Every page is linked to from another one."""
    linked = {(page.path.parent / target).resolve() for page in pages for target, _ in page.links() if target}
    for folder in [path for path in linked if path.is_dir()]:
        linked.add(folder / "README.md")
    return [f"{page.name}: no page links to it" for page in pages
            if page.path not in linked and page.path != root / "README.md"]


# --- ids --------------------------------------------------------------------------------------------------------------


def ids_of_sources(root):
    """Every literal of the library that has the form of an id. A wide net: what is none of them is listed above."""
    ids = set()
    for folder in ("src", "include"):
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            if "specgen" in path.parts:
                continue
            code = re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8"))
            ids.update(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code))
            ids.update(re.findall(r'\.id = "([a-z]+)"', code))
    # Constructs are full of AWS's own words; what they report stands behind `.id =`.
    for path in sorted((root / "constructs").rglob("*.[ch]pp")):
        ids.update(re.findall(r'\.id = "([a-z]+(?:-[a-z]+)+)"', path.read_text(encoding="utf-8")))
    return {each for each in ids if each not in NOT_IDS and not each.startswith(NOT_IDS_PREFIXES)}


def check_ids(root):
    ids = ids_of_sources(root)
    folder = root / "docs" / "errors"
    pages = {path.stem for path in folder.glob("*.md") if path.name != "README.md"}
    examples = {path.stem for path in (folder / "examples").glob("*.cpp")}
    contents = (folder / "README.md").read_text(encoding="utf-8")
    problems = [f"the id {each} has no page docs/errors/{each}.md" for each in sorted(ids - pages)]
    problems += [f"docs/errors/{each}.md: the sources have no such id" for each in sorted(pages - ids)]
    problems += [f"docs/errors/{each}.md: there is no examples/{each}.cpp" for each in sorted(pages - examples)]
    problems += [f"docs/errors/README.md does not list {each}"
                 for each in sorted(pages) if f"({each}.md)" not in contents]
    for each in sorted(pages & ids):
        text = (folder / f"{each}.md").read_text(encoding="utf-8")
        if not re.search(rf"^(error|warning|info) {each}\b", text, re.MULTILINE):
            problems.append(f"docs/errors/{each}.md shows no message with its id")
    return problems


# --- quotes -----------------------------------------------------------------------------------------------------------


def normal(lines):
    """Lines without what does not count in a quotation: common indentation, trailing blanks and commas."""
    return [line.rstrip().rstrip(",") for line in textwrap.dedent("\n".join(lines)).split("\n")]


def pieces_of(text):
    """The parts of a quotation between lines that are left out."""
    pieces = [[]]
    for line in text.rstrip("\n").split("\n"):
        if line.strip() == ELLIPSIS:
            pieces.append([])
        else:
            pieces[-1].append(line)
    return [piece for piece in pieces if piece]


def find_piece(piece, lines, start):
    """Where the piece ends in the lines, searched from `start`; none when it is not there."""
    wanted = normal(piece)
    for i in range(start, len(lines) - len(wanted) + 1):
        if normal(lines[i:i + len(wanted)]) == wanted:
            return i + len(wanted)
    return None


def is_quoted_from(text, source):
    lines = source.split("\n")
    end = 0
    for piece in pieces_of(text):
        end = find_piece(piece, lines, end)
        if end is None:
            return False
    return True


class Workshop:
    """A folder in which the commands of a page are run, and what they need."""

    def __init__(self, options):
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="tenon-docs-"))
        self.tools = self.folder / ".tools"
        version = subprocess.check_output([options.compiler, "-dumpversion"], text=True)
        self.has_quoted_compiler = version.strip().split(".")[0] == QUOTED_COMPILER

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def furnish(self, page):
        """Makes the folder anew: `./app` is the page's example, and the folders beside it are there."""
        shutil.rmtree(self.folder)
        self.tools.mkdir(parents=True)
        build = Path(os.environ["TENON_BUILD_DIR"])
        (self.folder / "build").mkdir()
        (self.folder / "build" / "bin").symlink_to(build / "bin")
        executable = self.options.errors if page.path.parent.name == "errors" else self.options.examples
        if page.example():
            self.script(self.folder / "app", f'exec "{executable}" {page.example()} "$@"')
            for extra in (page.path.parent / "examples").iterdir():
                if extra.is_dir():
                    shutil.copytree(extra, self.folder / extra.name)
        for file in page.linked_files():
            if file.suffix == ".cpp" and not (self.folder / file.name).exists():
                shutil.copy(file, self.folder / file.name)
        (self.folder / "cdk.json").write_text('{"app": "./app"}\n', encoding="utf-8")
        compiler = shutil.which(self.options.compiler)
        self.script(self.tools / "g++", f'exec "{compiler}" {" ".join(self.options.flags)} "$@"')
        cdk = Path(os.environ.get("TENON_NODE_MODULES", "/nowhere")) / "aws-cdk" / "bin" / "cdk"
        self.has_cdk = cdk.exists() and shutil.which("node") is not None
        self.script(self.tools / "cdk", f'exec node "{cdk}" "$@"')

    @staticmethod
    def script(path, line):
        path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, command):
        """What a command prints, in the order of the streams: results, then findings."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("CDK_", "AWS_"))}
        environment.update(CXX="g++", PATH=f"{self.tools}:{os.environ['PATH']}", LC_ALL="C", HOME=str(self.folder),
                           CDK_DISABLE_VERSION_CHECK="1", CDK_DISABLE_CLI_TELEMETRY="true")
        try:
            done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=environment, text=True, encoding="utf-8",
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=240)
        except subprocess.TimeoutExpired as slow:
            raise Wrong(f"$ {command} does not come to an end") from slow
        return (done.stdout + done.stderr).replace(str(self.folder), SHOWN_FOLDER)

    def problem_with(self, command, expected):
        """What is wrong with the lines that a page shows below a command; none when they are printed."""
        if command.startswith("cdk ") and not self.has_cdk:
            return self.leave_out(command, "the CDK CLI, which cmake/setup.sh test installs")
        actual = self.run(command)
        if COMPILES.search(command) and not self.has_quoted_compiler:
            return self.leave_out(command, f"g++ {QUOTED_COMPILER}")
        missing = missing_line(expected, actual)
        if missing is None:
            return None
        return f"$ {command}\n  does not print\n    {missing}\n  but\n{textwrap.indent(actual, '    ')}"

    def leave_out(self, command, lacking):
        """Nothing is wrong with a command that cannot be compared, but not everything is tested."""
        print(f"not compared: {command}")
        self.options.lacking.add(lacking)

    def synthesized(self, page):
        """The text of everything that the page's example, or the app that it links to, writes."""
        apps = [f"build/bin/{file.parent.name}" for file in page.linked_files() if file.parent.parent.name == "apps"]
        texts = []
        for app in (["./app"] if page.example() else []) + apps:
            self.run(f"rm -rf quoted.out && {app} synth --format yaml -o quoted.out")
            texts += [path.read_text(encoding="utf-8") for path in sorted((self.folder / "quoted.out").rglob("*"))
                      if path.is_file() and path.suffix in (".json", ".yaml", ".yml")]
        return texts


def check_excerpts(page, workshop):
    blocks = page.blocks(QUOTING)
    if not blocks:
        return []
    sources = [file.read_text(encoding="utf-8") for file in page.linked_files()]
    if any(block["language"] in ("json", "yaml") for block in blocks):
        sources += workshop.synthesized(page)
    return [f"{page.name}:{page.line_of(block)}: this is in no file that the page links to, nor in what its example "
            "writes"
            for block in blocks
            if not any(is_quoted_from(textwrap.dedent(block["text"]), source) for source in sources)]


def commands_of(text):
    """Pairs of a command and the lines below it. A command goes on after a line that ends with a backslash."""
    commands = []
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            commands.append([line[2:], []])
        elif not commands:
            raise Wrong("a console block begins with `$ command`")
        elif commands[-1][0].endswith("\\") and not commands[-1][1]:
            commands[-1][0] += "\n" + line
        else:
            commands[-1][1].append(line)
    return commands


def missing_line(expected, actual):
    """The first expected line that does not follow in the output."""
    lines = iter(line.rstrip() for line in actual.split("\n"))
    for line in expected:
        if line.strip() in ("", ELLIPSIS):
            continue
        if not any(line.rstrip() == each for each in lines):
            return line
    return None


def check_console(page, workshop):
    problems = []
    for block in page.blocks({"console"}):
        for command, expected in commands_of(textwrap.dedent(block["text"])):
            problem = workshop.problem_with(command, expected)
            if problem is not None:
                problems.append(f"{page.name}:{page.line_of(block)}: {problem}")
    return problems


def update_console(page, workshop):
    """Writes into the page what its commands print now; lines that are left out stay left out."""
    def renewed(match):
        text = ""
        for command, expected in commands_of(match["text"]):
            actual = workshop.run(command)
            keep = missing_line(expected, actual) is None
            lines = expected if keep else actual.rstrip("\n").split("\n")
            text += f"$ {command}\n" + "".join(f"{line}\n" for line in lines)
        return f"```console\n{text}```"
    page.text = BLOCK.sub(lambda match: renewed(match) if match["language"] == "console" else match[0], page.text)
    page.path.write_text(page.text, encoding="utf-8")


def check_quotes(pages, options):
    problems = []
    with Workshop(options) as workshop:
        for page in pages:
            if not page.blocks(QUOTING | {"console"}) or page.name in ("README.md", "docs/tutorial/README.md"):
                continue
            try:
                workshop.furnish(page)
                if options.update:
                    update_console(page, workshop)
                    workshop.furnish(page)
                problems += check_console(page, workshop)
                workshop.furnish(page)
                problems += check_excerpts(page, workshop)
            except Wrong as wrong:
                problems.append(f"{page.name}: {wrong}")
    return problems


# --- README -----------------------------------------------------------------------------------------------------------


def only_block(page, language):
    blocks = page.blocks({language})
    if len(blocks) != 1:
        raise Wrong(f"README.md has {len(blocks)} blocks of {language}, not one")
    return blocks[0]["text"]


def changed_program(program, diff):
    """The program with the line of a diff put in the place of another."""
    before = [line[1:] for line in diff.splitlines() if line.startswith("-")]
    after = [line[1:] for line in diff.splitlines() if line.startswith("+")]
    if program.count("\n".join(before) + "\n") != 1:
        raise Wrong("README.md: the line that the diff takes away does not stand once in hello")
    return program.replace("\n".join(before), "\n".join(after))


def check_readme(root, options):
    page = Page(root, root / "README.md")
    hello = (root / "apps" / "hello" / "main.cpp").read_text(encoding="utf-8")
    problems = []
    with Workshop(options) as workshop:
        workshop.furnish(page)
        if only_block(page, "cpp") != hello:
            problems.append("README.md: the program is not apps/hello/main.cpp")
        workshop.run("build/bin/hello synth -o out")
        template = (workshop.folder / "out" / "Hello.template.json").read_text(encoding="utf-8")
        if not is_quoted_from(only_block(page, "json"), template):
            problems.append("README.md: the template is not what hello writes")
        (workshop.folder / "main.cpp").write_text(changed_program(hello, only_block(page, "diff")), encoding="utf-8")
        problems += check_console(page, workshop)
    return problems


# --- the tutorial -----------------------------------------------------------------------------------------------------

WRITTEN_FILE = re.compile(r"\[`?(?P<name>[\w.]+)`?\]\((?P<source>[\w./]+)\)[^\n]*:\n\n$")


class Reader:
    """Somebody who does what the tutorial says, in a folder of their own."""

    def __init__(self, page, workshop):
        self.page = page
        self.workshop = workshop
        self.folder = workshop.folder

    def follow(self, block):
        text = textwrap.dedent(block["text"])
        written = WRITTEN_FILE.search(self.page.text, 0, block.start())
        if written is not None and block["language"] in QUOTING:
            self.write(written["name"], self.page.path.parent / written["source"], text)
        elif block["language"] == "diff":
            file = self.folder / "main.cpp"
            file.write_text(changed_program(file.read_text(encoding="utf-8"), text), encoding="utf-8")
        elif block["language"] == "console":
            self.run(text)
        elif block["language"] in QUOTING:
            self.compare(text)

    def write(self, name, source, text):
        if source.read_text(encoding="utf-8") != text:
            raise Wrong(f"{name} is not {source.name}")
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, text):
        for command, expected in commands_of(text):
            problem = self.workshop.problem_with(command, expected)
            if problem is not None:
                raise Wrong(problem)

    def compare(self, text):
        files = [path for path in sorted((self.folder / "cdk.out").rglob("*")) if path.suffix in (".json", ".yaml")]
        if not any(is_quoted_from(text, file.read_text(encoding="utf-8")) for file in files):
            raise Wrong(f"this is in no file of cdk.out:\n{text}")


def check_tutorial(root, options):
    page = Page(root, root / "docs" / "tutorial" / "README.md")
    with Workshop(options) as workshop:
        workshop.furnish(page)
        for leftover in [*workshop.folder.glob("*.*pp"), workshop.folder / "cdk.json"]:
            leftover.unlink()
        shutil.rmtree(workshop.folder / "build")
        (workshop.folder / "tenon").symlink_to(options.prefix)
        reader = Reader(page, workshop)
        for block in page.blocks(QUOTING | {"diff", "console"}):
            try:
                reader.follow(block)
            except Wrong as wrong:
                return [f"{page.name}:{page.line_of(block)}: {wrong}"]
    return []


# --- main -------------------------------------------------------------------------------------------------------------


def split_at_dashes(arguments):
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:end], arguments[end + 1:]


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["links", "ids", "quotes", "readme", "tutorial"])
    parser.add_argument("--examples", help="the executable with the examples of docs/how-to and docs/reference")
    parser.add_argument("--errors", help="the executable with the examples of docs/errors")
    parser.add_argument("--prefix", default="", help="where Tenon is installed, for the tutorial")
    parser.add_argument("--compiler", default="", help="g++; empty or ending in -NOTFOUND: what needs it is skipped")
    parser.add_argument("--update", action="store_true", help="write what the commands print into the pages")
    parser.add_argument("--page", default="", help="only pages whose name contains this")
    parser.epilog = "what follows -- is for the compiler"
    own, flags = split_at_dashes(arguments)
    options = parser.parse_args(own)
    options.flags = flags
    options.lacking = set()  # what commands were left out for, by all workshops
    root = Path(os.environ["TENON_SOURCE_DIR"]).resolve()
    has_compiler = options.compiler and not options.compiler.endswith("-NOTFOUND")
    if options.what in ("quotes", "readme", "tutorial") and not has_compiler:
        print("SKIPPED: g++ is not installed")
        return SKIPPED
    pages = [page for page in pages_of(root) if options.page in page.name]
    if options.what == "links":
        return report(check_links(pages) + check_reachable(root, pages))
    if options.what == "ids":
        return report(check_ids(root))
    if options.what == "tutorial":
        return report(check_tutorial(root, options), options.lacking)
    if options.what == "readme":
        return report(check_readme(root, options), options.lacking)
    return report(check_quotes(pages, options), options.lacking)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Wrong as wrong:
        print(wrong)
        sys.exit(1)
