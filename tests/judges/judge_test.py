#!/usr/bin/env python3
"""judge_test.py: how findings and acknowledgments are set against each other."""

import pathlib
import unittest

from assembly import Acknowledgment, Finding, Template, judge_of, without_metadata_of_judges
from judge import FORCED, check_forced, check_verdict, verdict
from judges import harness

FILE = pathlib.Path("S.template.json")
TEMPLATE = Template(FILE, "S", "S", {"Logs1": ["/S/Logs/Resource"], "Data2": ["/S/Data/Resource"]})


def finding(rule, logical_id="Logs1", file=FILE):
    return Finding(file, logical_id, rule, "because")


def acknowledgment(rule, path="/S/Logs", reason="so it is", stack="S"):
    return Acknowledgment(stack, path, rule, reason)


class Verdict(unittest.TestCase):
    """What remains open, and what is stale."""

    def check(self, findings, acknowledgments, still_open, stale, templates=(TEMPLATE,)):
        self.assertEqual(verdict(findings, acknowledgments, templates), (still_open, stale))

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
            check_verdict("cdk_nag", [], [], [acknowledgment("A-1", reason=" ")])

    def test_stale_ones_fail(self):
        with self.assertRaisesRegex(harness.Failure, "acknowledged, but cdk_nag does not find it\nA-1 at /S/Logs"):
            check_verdict("cdk_nag", [], [acknowledgment("A-1")], [acknowledgment("A-1")])


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


class Metadata(unittest.TestCase):
    """Templates as they are for a judge that looks away where it is told to."""

    def test_that_of_judges_goes_and_the_rest_stays(self):
        document = {"Resources": {"A": {"Metadata": {"cfn-lint": {}, "guard": {}, "cdk_nag": {}}},
                                  "B": {"Metadata": {"cfn-lint": {}, "team": "x"}}, "C": {}}}
        self.assertEqual(without_metadata_of_judges(document),
                         {"Resources": {"A": {}, "B": {"Metadata": {"team": "x"}}, "C": {}}})


if __name__ == "__main__":
    unittest.main()
