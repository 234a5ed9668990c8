"""Tests of record.py and report.py: what of the records reaches the page, and when the page is refused."""

import contextlib
import io
import os
import pathlib
import tempfile
import unittest
from unittest import mock

import record
import report

PAGE = "# Proof\n" + "".join(f"<!-- {kind}: {part} -->\n<!-- end -->\n"
                             for part in record.PARTS for kind in ("figures", "measured")) + "The end.\n"
FOUND = "found"


class ReportTest(unittest.TestCase):
    """Each test has a build with one app, and a page without figures."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(mock.patch.dict(os.environ, TENON_BUILD_DIR=str(self.folder)))
        self.enterContext(mock.patch.object(report, "PAGE", self.folder / "proof.md"))
        (self.folder / "bin").mkdir()
        self.build_app("one")
        report.PAGE.write_text(PAGE, encoding="utf-8")

    def build_app(self, text):
        (self.folder / "bin" / "app").write_text(text, encoding="utf-8")

    def record_all(self):
        record.record("bytes", "shop", {"files": 1234}, {"bytes": 5, "seconds": 1.5})
        record.record("bytes", "bank", {"files": 2, "ways": 15}, {"bytes": 6, "seconds": 2.0})
        record.record("fuzzing", "yaml", {FOUND: {"a hang": {"mended": "by a | limit"}, "both": {"mended": "once"}}})
        record.record("fuzzing", "json", {"seeds": 3, FOUND: {"both": {"mended": "once"}}})
        record.record("defects", "judged", {"a wide policy": "cfn-lint"})
        record.record("deployment", "shop.cdk", {"stacks": 1, "stubs": {"AWS::A::B": "no API", "AWS::A::C": "no API"}})
        record.record("deployment", "shop.aws", {"stacks": 1, "stubs": {"AWS::A::B": "no API"}})
        record.record("deployment", "bank.cdk", {"stacks": 2, "visits": 5})

    def said(self, what):
        """The exit code and what was printed."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            try:
                what()
            except SystemExit as end:
                code = 1 if isinstance(end.code, str) else end.code
                return code, printed.getvalue() + (end.code if code == 1 else "")
        return 0, printed.getvalue()

    def page(self):
        return report.PAGE.read_text(encoding="utf-8")

    def test_figures_become_tables(self):
        self.record_all()
        self.assertEqual(self.said(report.write)[0], 0)
        for lines in ("| app | files | ways |\n| --- | --- | --- |\n| bank | 2 | 15 |\n| shop | 1,234 |  |\n\n",
                      "\nMeasured:\n\n| app | bytes | seconds |\n| --- | --- | --- |\n"
                      "| bank | 6 | 2.0 |\n| shop | 5 | 1.5 |\n| *all* |  | 3.5 |\n\n",
                      "| reader | seeds |\n| --- | --- |\n| json | 3 |\n\n"
                      "| found | mended | in |\n| --- | --- | --- |\n| a hang | by a \\| limit | yaml |\n"
                      "| both | once | json, yaml |\n\n",
                      "| bank.cdk | 2 |\n| shop.aws | 1 |\n| shop.cdk | 1 |\n\n"
                      "| besides | number | in |\n| --- | --- | --- |\n| visits | 5 | bank.cdk |\n\n",
                      "| stubs | reason | in |\n| --- | --- | --- |\n| AWS::A::B | no API | shop.aws, shop.cdk |\n"
                      "| AWS::A::C | no API | shop.cdk |\n\n",
                      "| defect | caught by | in |\n| --- | --- | --- |\n| a wide policy | cfn-lint | judged |\n\n"):
            self.assertIn(lines, self.page())
        self.assertTrue(self.page().startswith("# Proof\n") and self.page().endswith("The end.\n"))

    def test_what_was_written_is_what_is_checked(self):
        self.record_all()
        self.assertEqual(self.said(report.write)[0], 0)
        self.assertEqual(self.said(report.check), (0, "ok\n"))
        record.record("bytes", "shop", {"files": 1234}, {"bytes": 7})
        self.assertEqual(self.said(report.check), (0, "ok\n"))

    def test_another_figure_fails(self):
        self.record_all()
        self.assertEqual(self.said(report.write)[0], 0)
        for part, subject, figures in (("bytes", "shop", {"files": 1}), ("defects", "judged", {"another": "cfn-lint"}),
                                       ("judges", "new", {"open": 0})):
            with self.subTest(part):
                self.record_all()
                record.record(part, subject, figures)
                code, text = self.said(report.check)
                self.assertEqual(code, 1)
                self.assertIn(f"({part})", text)
                (self.folder / "proof" / part / f"{subject}.json").unlink()

    def test_a_subject_without_record_is_skipped_with_its_name(self):
        for part, subject in (("bytes", "bank"), ("fuzzing", "yaml"), ("defects", "judged"),
                              ("deployment", "shop.aws")):
            with self.subTest(part):
                self.record_all()
                self.assertEqual(self.said(report.write)[0], 0)
                (self.folder / "proof" / part / f"{subject}.json").unlink()
                code, text = self.said(report.check)
                self.assertEqual(code, 77)
                self.assertEqual(text, f"SKIPPED: not run with the apps that are built now: {part} {subject}\n")

    def test_records_of_another_build_are_refused(self):
        self.record_all()
        self.assertEqual(self.said(report.write)[0], 0)
        before = self.page()
        self.build_app("two")
        record.record("bytes", "shop", {"files": 9})
        code, text = self.said(report.check)
        self.assertEqual(code, 77)
        for stale in ("deployment shop.aws", "bytes bank", "fuzzing json", "defects judged"):
            self.assertIn(stale, text)
        self.assertNotIn("bytes shop", text)
        code, text = self.said(report.write)
        self.assertEqual(code, 1)
        self.assertIn("bytes bank", text)
        self.assertNotIn("bytes shop", text)
        self.assertEqual(self.page(), before)

    def test_a_part_without_place_on_the_page_fails(self):
        report.PAGE.write_text(PAGE.replace("figures: build", "figures: builds"), encoding="utf-8")
        self.assertEqual(self.said(report.check)[0], 1)

    def test_there_is_no_other_part(self):
        with self.assertRaises(ValueError):
            record.record("deployments", "shop", {"stacks": 1})


if __name__ == "__main__":
    unittest.main()
