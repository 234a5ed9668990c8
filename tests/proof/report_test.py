"""Tests of record.py and report.py: what of the records reaches the page, and when the page is refused."""

import contextlib
import io
import os
import pathlib
import shutil
import tempfile
import unittest
from unittest import mock

import record
import report

PAGE = "# Proof\n" + "".join(f"<!-- {kind}: {part} -->\n<!-- end -->\n"
                             for part in record.PARTS for kind in ("figures", "measured")) + "The end.\n"
FOUND = "found"
# Of tests that are registered: script and arguments, as RECORDING of report.py knows them.
TESTS = (("deploy.py", "shop", "--way", "cdk"), ("deploy.py", "shop", "--way", "aws"),
         ("deploy.py", "bank", "--way", "cdk"), ("judge.py", "limits", "shop", "--name", "shop", "--region", "x"),
         ("byte_identity.py", "shop"), ("byte_identity.py", "bank"), ("sanitizers.py", "suite"), ("run.py", "yaml"),
         ("run.py", "json"), ("damage.py",), ("defects_test.py",), ("ci_example.py", "steps"),
         ("ci_example.py", "single_file"), ("some_other_test.py", "shop"))


class ReportTest(unittest.TestCase):
    """Each test has a build with one app, tests of it, and a page without figures."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(mock.patch.dict(os.environ, TENON_BUILD_DIR=str(self.folder),
                                          TENON_SOURCE_DIR=str(self.folder)))
        self.enterContext(mock.patch.object(report, "PAGE", self.folder / "proof.md"))
        (self.folder / "bin").mkdir()
        self.build_app("one")
        self.register(TESTS)
        report.PAGE.write_text(PAGE, encoding="utf-8")

    def build_app(self, text):
        (self.folder / "bin" / "app").write_text(text, encoding="utf-8")

    def change(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def register(self, tests):
        commands = [["app_test"], *(["python3", f"/tests/{script}", *arguments] for script, *arguments in tests)]
        self.enterContext(mock.patch.object(report, "commands_of_tests", lambda: commands))

    def record_file(self, part, subject):
        return self.folder / "proof" / part / f"{subject}.json"

    def record_all(self):
        record.record("bytes", "shop", {"files": 1234}, {"bytes": 5, "seconds": 1.5})
        record.record("bytes", "bank", {"files": 2, "ways": 15}, {"bytes": 6, "seconds": 2.0})
        record.record("fuzzing", "yaml", {FOUND: {"a hang": {"mended": "by a | limit"}, "both": {"mended": "once"}}})
        record.record("fuzzing", "json", {"seeds": 3, FOUND: {"both": {"mended": "once"}}})
        record.record("defects", "judged", {"a wide policy": "cfn-lint"})
        record.record("deployment", "shop.cdk", {"stacks": 1, "stubs": {"AWS::A::B": "no API", "AWS::A::C": "no API"}})
        record.record("deployment", "shop.aws", {"stacks": 1, "stubs": {"AWS::A::B": "no API"}})
        record.record("deployment", "bank.cdk", {"stacks": 2, "visits": 5})
        record.record("judges", "shop.limits", {"open": 0})
        record.record("sanitizers", "suite", {}, {"seconds": 3})
        for case in report.CASES_OF_DAMAGE:
            record.record("damage", case, {"threads": "1"}, {"killed": 7})
            record.record("damage", f"{case}_on_threads", {"threads": "many"}, {"killed": 7})
        for single in report.SINGLE_FILES:
            record.record("build", single, {"files": 3})

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
                                       ("judges", "shop.limits", {"open": 1})):
            with self.subTest(part):
                self.record_all()
                record.record(part, subject, figures)
                code, text = self.said(report.check)
                self.assertEqual(code, 1)
                self.assertIn(f"not what was recorded, `make proof` writes it: {part}", text)

    def test_a_subject_without_record_is_skipped_and_nothing_is_written(self):
        for part, subject in (("bytes", "bank"), ("fuzzing", "yaml"), ("defects", "judged"),
                              ("deployment", "shop.aws"), ("sanitizers", "suite"), ("build", report.SINGLE_FILES[1])):
            with self.subTest(part):
                self.record_all()
                self.assertEqual(self.said(report.write)[0], 0)
                before = self.page()
                self.record_file(part, subject).unlink()
                self.assertEqual(self.said(report.check), (
                    77, f"SKIPPED: not run with the files that are there now: {part} {subject}\n"))
                code, text = self.said(report.write)
                self.assertEqual(code, 1)
                self.assertTrue(text.endswith(f"do: {part} {subject}"), text)
                self.assertEqual(self.page(), before)

    def test_a_page_without_a_subject_fails_with_and_without_records(self):
        self.record_all()
        self.assertEqual(self.said(report.write)[0], 0)
        for line, lacking in (("| bank | 2 | 15 |\n", ""), ("| shop.limits | 0 |\n", "judges shop.limits"),
                              ("| suite | 3 |\n", "sanitizers suite"),
                              ("| AWS::A::C | no API | shop.cdk |\n", "")):
            with self.subTest(line):
                self.assertIn(line, self.page())
                report.PAGE.write_text(self.page().replace(line, ""), encoding="utf-8")
                code, text = self.said(report.check)
                self.assertEqual(code, 1)
                self.assertIn(lacking or "not what was recorded", text)
                self.assertEqual(self.said(report.write)[0], 0)
        report.PAGE.write_text(PAGE, encoding="utf-8")
        shutil.rmtree(self.folder / "proof")
        code, text = self.said(report.check)
        self.assertEqual(code, 1)
        for lacking in ("bytes shop", "build shop as a single file", "deployment shop.aws", "sanitizers suite"):
            self.assertIn(lacking, text)

    def test_a_test_that_is_not_registered_may_not_be_on_the_page(self):
        self.record_all()
        self.assertEqual(self.said(report.write)[0], 0)
        self.register(each for each in TESTS if each != ("byte_identity.py", "bank"))
        for part in (report.check, report.write):
            code, text = self.said(part)
            self.assertEqual(code, 1)
            self.assertIn("bytes bank", text)
            self.assertNotIn("bytes shop", text)
        self.register(each for each in TESTS if each[0] != "damage.py")
        for part in (report.check, report.write):
            self.assertEqual(self.said(part), (1, "FAILED: no test is registered that records damage"))

    def test_times_of_the_continuous_integration_stay_until_it_runs_again(self):
        self.record_all()
        record.record("ci", "2 processors", {}, {"build": 60.0})
        self.assertEqual(self.said(report.write)[0], 0)
        self.record_file("ci", "2 processors").unlink()
        self.assertEqual(self.said(report.write)[0], 0)
        self.assertIn("| part | seconds | in |\n| --- | --- | --- |\n| build | 60.0 | 2 processors |\n", self.page())
        self.assertEqual(self.said(report.check), (0, "ok\n"))
        record.record("ci", "3 processors", {}, {"build": 40.0})
        self.assertEqual(self.said(report.check), (0, "ok\n"))

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

    def test_records_of_other_files_are_refused_where_these_matter(self):
        for path, parts in (("tests/judges/judge.py", {"judges", "defects"}),
                            ("tests/fuzz/seeds/json/one", {"fuzzing"}), ("sanitizers/bin/fuzz/json", {"fuzzing"}),
                            ("tests/systems/support/deployment.py", {"deployment"}),
                            ("tests/e2e/package-lock.json", set(record.PARTS) - {"ci"}), ("tests/e2e/README.md", set()),
                            ("bin/tests/unit", set())):
            with self.subTest(path):
                self.change(path, "before")
                self.record_all()
                self.assertEqual(record.outdated(record.read()), [])
                self.change(path, "after")
                self.assertEqual({name.split()[0] for name in record.outdated(record.read())}, parts)

    def test_a_part_without_place_on_the_page_fails(self):
        report.PAGE.write_text(PAGE.replace("figures: build", "figures: builds"), encoding="utf-8")
        for part in (report.check, report.write):
            self.assertEqual(self.said(part)[0], 1)

    def test_there_is_no_other_part(self):
        with self.assertRaises(ValueError):
            record.record("deployments", "shop", {"stacks": 1})


if __name__ == "__main__":
    unittest.main()
