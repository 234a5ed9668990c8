#!/usr/bin/env python3
"""judge_test.py: how findings and acknowledgments are set against each other, what is too large, what was mended."""

import json
import pathlib
import tempfile
import unittest

from assembly import Acknowledgment, Finding, Template, judge_of, without_metadata_of_judges
from judge import FORCED, Verdict, check_forced, check_verdict, figures_of, verdict
from judges import harness, limits
from mended import MENDED, findings_mended

FILE = pathlib.Path("S.template.json")
TEMPLATE = Template(FILE, "S", "S", {"Logs1": ["/S/Logs/Resource"], "Data2": ["/S/Data/Resource"]})


def finding(rule, logical_id="Logs1", file=FILE):
    return Finding(file, logical_id, rule, "because")


def acknowledgment(rule, path="/S/Logs", reason="so it is", stack="S"):
    return Acknowledgment(stack, path, rule, reason)


class Judgment(unittest.TestCase):
    """What remains open, and what is stale; all other findings are acknowledged."""

    def check(self, findings, acknowledgments, still_open, stale):
        covered = sorted(set(findings) - set(still_open), key=str)
        self.assertEqual(verdict(findings, acknowledgments, (TEMPLATE,)), (still_open, covered, stale))

    def test_what_is_acknowledged_is_not_open(self):
        self.check([finding("A-1")], [acknowledgment("A-1")], [], [])

    def test_another_rule_is(self):
        self.check([finding("A-1")], [acknowledgment("A-2")], [finding("A-1")], [acknowledgment("A-2")])

    def test_another_construct_is(self):
        beside = acknowledgment("A-1", "/S/Log")
        self.check([finding("A-1")], [beside], [finding("A-1")], [beside])

    def test_another_stack_is(self):
        elsewhere = acknowledgment("A-1", stack="T")
        self.check([finding("A-1")], [elsewhere], [finding("A-1")], [elsewhere])

    def test_a_rule_without_brackets_stands_for_all_it_finds(self):
        self.check([finding("A-1[x]"), finding("A-1[y]")], [acknowledgment("A-1")], [], [])

    def test_one_with_brackets_for_what_is_in_them(self):
        self.check([finding("A-1[x]"), finding("A-1[y]")], [acknowledgment("A-1[x]")], [finding("A-1[y]")], [])

    def test_a_longer_id_is_another_rule(self):
        self.check([finding("A-11")], [acknowledgment("A-1")], [finding("A-11")], [acknowledgment("A-1")])

    def test_a_whole_stack_covers_its_resources_and_its_template(self):
        found = [finding("A-1"), finding("A-1", "Data2"), finding("A-1", "")]
        self.check(found, [acknowledgment("A-1", "/S")], [], [])

    def test_an_empty_reason_is_none(self):
        with self.assertRaisesRegex(harness.Failure, "without a reason\nA-1 at /S/Logs"):
            check_verdict("cdk_nag", Verdict([], [], []), [acknowledgment("A-1", reason=" ")])

    def test_stale_ones_fail(self):
        with self.assertRaisesRegex(harness.Failure, "acknowledged, but cdk_nag does not find it\nA-1 at /S/Logs"):
            check_verdict("cdk_nag", Verdict([], [], [acknowledgment("A-1")]), [acknowledgment("A-1")])

    def test_open_ones_fail(self):
        with self.assertRaisesRegex(harness.Failure, "cdk_nag finds\nA-1 at S.template.json, Logs1"):
            check_verdict("cdk_nag", Verdict([finding("A-1")], [], []), [])

    def test_figures_are_of_one_tool_of_the_judge(self):
        found = {finding("A-1"), finding("A-2"), finding("A-3")}
        result = verdict(found | {finding("A-4")}, [acknowledgment("A-1"), acknowledgment("A-2")], (TEMPLATE,))
        self.assertEqual(figures_of(found, result), {"findings": 3, "acknowledged": 2, "open": 1})


class Forced(unittest.TestCase):
    """What of CloudFormation's own rules may be acknowledged at all."""

    def check(self, rule, message):
        check_forced([Finding(FILE, "Logs1", rule, message)])

    def check_free(self, rule, message):
        with self.assertRaisesRegex(harness.Failure, f"to be mended, not acknowledged\n{rule} at S.template.json"):
            self.check(rule, message)

    def test_the_rules(self):
        self.assertEqual(set(FORCED), {"E2533", "W9002"})
        self.assertTrue(all(reason for _, reason in FORCED.values()))

    def test_a_runtime_that_a_description_fixes_and_no_other(self):
        self.check("E2533", "Runtime 'python3.11' was deprecated on '2026-06-30'")
        self.check_free("E2533", "Runtime 'nodejs14.x' was deprecated on '2023-12-04'")

    def test_the_arn_of_a_recipe_and_no_other(self):
        self.check("W9002", "Properties.RecipeArn: Property 'RecipeArn' has a hardcoded ARN")
        self.check_free("W9002", "Properties.RoleArn: Property 'RoleArn' has a hardcoded ARN")

    def test_nothing_else(self):
        self.check_free("E3002", "Additional properties are not allowed")


class Ids(unittest.TestCase):
    """Which judge an id belongs to, as the library tells it."""

    def test_forms(self):
        forms = {"E2533": "schema", "W9002": "schema", "E25330": "cfn_guard", "AwsSolutions-S1": "cdk_nag",
                 "AwsSolutions-IAM5[Resource::*]": "cdk_nag", "sqs_dlq_check": "cfn_guard", "x[a-b]": "cfn_guard"}
        self.assertEqual({rule: judge_of(rule) for rule in forms}, forms)


SECTIONS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
# What CloudFormation limits: a template that has so many of it, how many it may have, and what is said of one more.
LIMITS = (
    (lambda size: {"Resources": {}, "Metadata": "x" * (size - len('{"Resources": {}, "Metadata": ""}'))}, 1_000_000,
     "1000001 bytes, at most 1000000"),
    (lambda size: {"Description": "x" * size}, 1024, "the description"),
    (lambda size: {"Description": "é" * (size // 2) + "x" * (size % 2)}, 1024, "the description"),
    *((lambda size, section=section: {section: {f"Name{i}": {} for i in range(size)}}, most,
       f"{most + 1} {section}, at most {most}") for section, most in SECTIONS.items()),
    *((lambda size, section=section: {section: {"N" * size: {}}}, 255, f"a name of 256 characters in {section}")
      for section in SECTIONS),
)


class Limits(unittest.TestCase):
    """What is at a limit is taken, and what is over it is found."""

    def messages(self, document):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "S.template.json"
            file.write_text(json.dumps(document), encoding="utf-8")
            return [each.message for each in limits([Template(file, "S", "S", {})], None, None)]

    def test_each(self):
        for document, most, message in LIMITS:
            with self.subTest(message):
                self.assertEqual(self.messages(document(most)), [])
                self.assertEqual(self.messages(document(most + 1)), [message])


class Mended(unittest.TestCase):
    """What was mended is gone, and would be found again."""

    ROW = MENDED[0]
    RULE = ROW["rules"][0]
    RESOURCE = ROW["resources"][0]

    def check(self, undone, now=()):
        """A tool says `now` of the template as it is, and has the rules of `undone` besides when the mend is undone."""
        def tool(templates, _folder, _region):
            return {finding(rule, self.RESOURCE, each.file) for each in templates for rule in
                    (*now, *(undone if each.file.parent.name == "undone" else ()))}
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "S.template.json"
            properties = {"Properties": {"EnableIAMDatabaseAuthentication": True}}
            file.write_text(json.dumps({"Resources": {self.RESOURCE: properties}}), encoding="utf-8")
            template = Template(file, "S", "S", {})
            return findings_mended(self.ROW["app"], "cdk_nag", {"tool": tool}, {"tool": tool([template], None, None)},
                                   [template], pathlib.Path(folder), None)

    def test_what_comes_back_is_counted(self):
        self.assertEqual(self.check([self.RULE]), {"tool": 1})

    def test_what_does_not_come_back_was_not_mended(self):
        with self.assertRaisesRegex(harness.Failure, "undone .*, it is {'tool': \\[\\]}"):
            self.check([])

    def test_what_comes_back_besides_is_another_mend(self):
        with self.assertRaisesRegex(harness.Failure, "undone .*'AwsSolutions-X1'"):
            self.check([self.RULE, "AwsSolutions-X1"])

    def test_what_is_still_found_was_not_mended(self):
        with self.assertRaisesRegex(harness.Failure, f"{self.RULE} was mended .* found at .*{self.RESOURCE}"):
            self.check([], now=[self.RULE])


class Metadata(unittest.TestCase):
    """Templates as they are for a judge that looks away where it is told to."""

    def test_that_of_judges_goes_and_the_rest_stays(self):
        document = {"Resources": {"A": {"Metadata": {"cfn-lint": {}, "guard": {}, "cdk_nag": {}}},
                                  "B": {"Metadata": {"cfn-lint": {}, "team": "x"}}, "C": {}}}
        self.assertEqual(without_metadata_of_judges(document),
                         {"Resources": {"A": {}, "B": {"Metadata": {"team": "x"}}, "C": {}}})


if __name__ == "__main__":
    unittest.main()
