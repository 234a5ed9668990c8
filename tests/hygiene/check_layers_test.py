#!/usr/bin/env python3
"""check_layers must find what breaks a rule, and nothing else."""

import unittest

from check_layers import check_source

HEADER = "#pragma once\n"

# name, file, its text, what the one finding must say (None: there is none).
ROWS = [
    ("down one floor", "include/tenon/construct/app.hpp", HEADER + '#include "tenon/value/value.hpp"', None),
    ("own room", "src/value/a.cpp", '#include "tenon/value/value.hpp"', None),
    ("up one floor", "include/tenon/value/a.hpp", HEADER + '#include "tenon/construct/app.hpp"',
     "'value' (floor 1) includes 'construct' (floor 2)"),
    ("up, by a relative path", "src/construct/a.cpp", '#include "../synth/walk.hpp"', "includes 'synth'"),
    ("down, by a relative path", "src/synth/a.cpp", '#include "../construct/hashing.hpp"', None),
    ("a neighbour on the floor", "src/testing/a.cpp", "#include <tenon/app/run.hpp>", "'testing' (floor 5)"),
    ("a generated header from below", "src/synth/a.cpp", "#include <tenon/aws/sqs/queue.hpp>", "'aws' (floor 4)"),
    ("a generated header from above", "apps/lms/a.cpp", "#include <tenon/aws/sqs/queue.hpp>", None),
    ("a generated header goes up", "generated/tenon/aws/sqs/queue.hpp", HEADER + '#include "tenon/app/run.hpp"',
     "'aws' (floor 4) includes 'app' (floor 5)"),
    ("the version", "include/tenon/value/a.hpp", HEADER + '#include "tenon/version.hpp"', None),
    ("the version looks up", "include/tenon/version.hpp", HEADER + '#include "tenon/value/a.hpp"', "of no room"),
    ("the users' umbrella", "include/tenon/tenon.hpp", HEADER + '#include "tenon/app/run.hpp"', None),
    ("an umbrella in the library", "src/app/a.cpp", "#include <tenon/aws/sqs.hpp>", "is for users"),
    ("a room without a floor", "src/attic/a.cpp", '#include "tenon/value/a.hpp"', "'attic' stands on no floor"),
    ("json in a source", "src/value/a.cpp", "#include <nlohmann/json.hpp>", None),
    ("json in a header", "include/tenon/value/a.hpp", HEADER + "#include <nlohmann/json.hpp>", "slow to compile"),
    ("yaml in a header", "include/tenon/value/a.hpp", HEADER + "#include <yaml-cpp/yaml.h>", "yaml-cpp"),
    ("a construct's header", "constructs/sqs/queue.hpp", HEADER + "#include <functional>", "slow to compile"),
    ("a header in src", "src/value/a.hpp", HEADER + "#include <functional>", None),
    ("whole Hana", "src/app/a.cpp", "#include <boost/hana.hpp>", "the parts of Hana"),
    ("a part of Hana", "include/tenon/app/a.hpp", HEADER + "#include <boost/hana/for_each.hpp>", None),
    ("std::regex", "apps/lms/a.cpp", "#include <regex>", "PCRE2"),
    ("no guard", "include/tenon/value/a.hpp", "int a;", "#pragma once"),
    ("a locale's function", "src/value/a.cpp", "bool b = std::tolower(c) == 'a';", "tolower() depends on the locale"),
    ("in a comment", "src/value/a.cpp", "// not tolower(c)\n/* nor\n stod(x) */", None),
    ("in a string", "src/value/a.cpp", 'auto a = "tolower(c)"; auto b = R"x(stod(")")x";', None),
    ("after a separator", "src/value/a.cpp", "int a = 1'000; int b = stod(c); char d = 'e';", "stod()"),
    ("another's member", "src/value/a.cpp", "a.tolower(); b->tolower();", None),
    ("in a test", "tests/unit/value/a.test.cpp", "tolower(c);", None),
]


class CheckLayers(unittest.TestCase):
    def test_rows(self):
        for name, path, source, message in ROWS:
            with self.subTest(name):
                findings = [str(finding) for finding in check_source(path, source)]
                self.assertEqual(0 if message is None else 1, len(findings), findings)
                if message is not None:
                    self.assertIn(message, findings[0])

    def test_a_finding_names_the_line(self):
        finding = check_source("src/value/a.cpp", "\n/* two\nlines */ int a;\nint b = stod(c);\n")[0]
        self.assertEqual(("src/value/a.cpp", 4), (finding.path, finding.line))


if __name__ == "__main__":
    unittest.main()
