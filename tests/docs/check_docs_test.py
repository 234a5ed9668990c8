#!/usr/bin/env python3
"""The checks of check_docs.py find what they are there to find."""

import argparse
import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import check_docs


FOLDER = tempfile.TemporaryDirectory(prefix="tenon-docs-test-")


def page(text, name="docs/page.md"):
    root = Path(tempfile.mkdtemp(dir=FOLDER.name))
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return check_docs.Page(root, path)


class Quotations(unittest.TestCase):
    SOURCE = "void f() {\n  first();\n  second();\n  third();\n}\n"

    def test_an_excerpt_may_be_indented_in_another_way(self):
        self.assertTrue(check_docs.is_quoted_from("first();\nsecond();\n", self.SOURCE))

    def test_another_line_is_no_excerpt(self):
        self.assertFalse(check_docs.is_quoted_from("first();\nfourth();\n", self.SOURCE))

    def test_lines_are_left_out_only_where_the_quotation_says_so(self):
        self.assertFalse(check_docs.is_quoted_from("first();\nthird();\n", self.SOURCE))
        self.assertTrue(check_docs.is_quoted_from("first();\n…\nthird();\n", self.SOURCE))

    def test_the_order_counts(self):
        self.assertFalse(check_docs.is_quoted_from("third();\n…\nfirst();\n", self.SOURCE))

    def test_a_comma_at_the_end_of_a_line_does_not_count(self):
        self.assertTrue(check_docs.is_quoted_from('"a": 1\n', '{\n "a": 1,\n "b": 2\n}'))


class Consoles(unittest.TestCase):
    def test_commands_have_the_lines_below_them(self):
        self.assertEqual(check_docs.commands_of("$ a\nb\nc\n$ d\n"), [["a", ["b", "c"]], ["d", []]])

    def test_a_block_without_a_command_is_refused(self):
        self.assertRaises(check_docs.Wrong, check_docs.commands_of, "output\n")

    def test_a_line_that_is_not_printed_is_found(self):
        self.assertIsNone(check_docs.missing_line(["one", "…", "three"], "one\ntwo\nthree\n"))
        self.assertEqual(check_docs.missing_line(["two", "one"], "one\ntwo\n"), "one")


class Lacking(unittest.TestCase):
    def test_what_could_not_be_compared_is_skipped(self):
        options = argparse.Namespace(compiler="true", examples="", errors="", flags=[], lacking=set())
        with mock.patch.dict("os.environ", TENON_BUILD_DIR="/nowhere", TENON_NODE_MODULES="/nowhere"), \
                check_docs.Workshop(options) as workshop, contextlib.redirect_stdout(io.StringIO()) as printed:
            workshop.furnish(page("# A page"))
            self.assertIsNone(workshop.problem_with("cdk ls", ["Shop"]))
            self.assertIsNone(workshop.problem_with("echo g++", ["error"]))
            self.assertIsNotNone(workshop.problem_with("echo one", ["two"]))
            self.assertEqual(check_docs.report([], options.lacking), 77)
            self.assertEqual(check_docs.report(["a problem"], options.lacking), 1)
            self.assertEqual(check_docs.report([], set()), 0)
        self.assertIn("for want of g++ 12 and the CDK CLI", printed.getvalue())


class Links(unittest.TestCase):
    def test_a_link_that_leads_nowhere_is_found(self):
        found = check_docs.check_links([page("[a](other.md) [b](https://example.com)")])
        self.assertEqual(found, ["docs/page.md: the link other.md leads nowhere"])

    def test_a_heading_that_there_is_not_is_found(self):
        self.assertEqual(check_docs.check_links([page("# A `b` c\n\n[a](#a-b-c)")]), [])
        self.assertEqual(len(check_docs.check_links([page("# A `b` c\n\n[a](#a-b)")])), 1)

    def test_brackets_in_code_are_no_links(self):
        self.assertEqual(check_docs.check_links([page("`[x](y)`\n\n```cpp\n[](App& app)\n```\n")]), [])


class Ids(unittest.TestCase):
    def test_ids_and_pages_are_compared_both_ways(self):
        written = page("# Errors\n", "docs/errors/README.md")
        folder = written.path.parent
        (folder / "examples").mkdir()
        for name in ("known-id", "forgotten-id"):
            (folder / f"{name}.md").write_text(f"error {name}: message\n", encoding="utf-8")
            (folder / "examples" / f"{name}.cpp").touch()
        (folder / "README.md").write_text("[a](known-id.md) [b](forgotten-id.md)\n", encoding="utf-8")
        source = written.root / "src" / "a.cpp"
        source.parent.mkdir()
        source.write_text('report({.id = "known-id"}); report({.id = "new-id"});  // "not-an-id"\n', encoding="utf-8")
        self.assertEqual(check_docs.check_ids(written.root),
                         ["the id new-id has no page docs/errors/new-id.md",
                          "docs/errors/forgotten-id.md: the sources have no such id"])


class Readme(unittest.TestCase):
    def test_a_change_needs_its_line(self):
        self.assertEqual(check_docs.changed_program("a\nb\n", "-b\n+c\n"), "a\nc\n")
        self.assertRaises(check_docs.Wrong, check_docs.changed_program, "a\nb\n", "-d\n+c\n")


if __name__ == "__main__":
    unittest.main()
