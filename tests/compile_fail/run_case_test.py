#!/usr/bin/env python3
"""The runner of the must-not-compile cases must itself refuse a case that proves nothing."""

import contextlib
import io
import os
import shutil
import tempfile
import unittest

import run_case

GOOD = """// expect-error(gcc): static assertion failed: forty-two
// expect-error(clang): forty-two
#ifdef TENON_MUST_NOT_COMPILE
static_assert(false, "forty-two");
#endif
int main() {}
"""

# What is changed in the good case, and what the runner must say about it.
ROWS = [
    ("the text is another one", ('"forty-two"', '"forty-three"'), "the output lacks"),
    ("it compiles after all", ("static_assert(false", "static_assert(true"), "it compiles, and must not"),
    ("the twin is broken", ("int main() {}", "int main() { return x; }"), "the twin must compile"),
    ("the twin warns", ("int main() {}", "int main() { int unused; }"), "the twin must compile"),
    ("no expectation", ("// expect-error(gcc): static assertion failed: forty-two\n", ""), "no expect-error(gcc)"),
    ("an unknown compiler", ("(clang)", "(klang)"), "unknown compiler: klang"),
    ("nothing is switched", ("TENON_MUST_NOT_COMPILE", "TENON_MUST_NOT"), "never asks for"),
]


@unittest.skipUnless(shutil.which("g++"), "g++ is not installed")
class RunCase(unittest.TestCase):
    def run_text(self, source, compiler="g++"):
        with tempfile.TemporaryDirectory() as folder:
            case = os.path.join(folder, "case.cpp")
            with open(case, "w", encoding="utf-8") as file:
                file.write(source)
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                code = run_case.main(["--kind", "gcc", f"--compiler={compiler}", "--case", case, "--", f"-I{folder}"])
            return code, output.getvalue()

    def test_a_good_case_passes(self):
        self.assertEqual((0, ""), self.run_text(GOOD))

    def test_a_case_that_proves_nothing_fails(self):
        for name, (old, new), message in ROWS:
            with self.subTest(name):
                self.assertIn(old, GOOD)
                code, output = self.run_text(GOOD.replace(old, new))
                self.assertEqual(1, code, output)
                self.assertIn(message, output)

    def test_a_missing_compiler_is_a_skip_with_its_reason(self):
        for compiler in ("", "TENON_GXX-NOTFOUND"):
            self.assertEqual((77, "SKIPPED: g++ is not installed\n"), self.run_text(GOOD, compiler))


if __name__ == "__main__":
    unittest.main()
