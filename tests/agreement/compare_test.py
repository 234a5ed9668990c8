"""The comparison finds what differs, and what the page explains."""
import unittest

from compare import Difference, Meant, differences, judge, meant_differences, without_redundant_dependencies

ROW = Meant("queue", "Resources.Q.Properties.Kms*", "absent", "true", "safer")


class Differences(unittest.TestCase):
    def test_members_in_another_order_are_the_same(self):
        self.assertEqual(list(differences({"a": 1, "b": [1, 2]}, {"b": [1, 2], "a": 1})), [])

    def test_every_place_is_found(self):
        found = list(differences({"a": {"b": 1, "c": 2}, "l": [1, 2]}, {"a": {"b": 2, "d": 3}, "l": [2, 1]}))
        self.assertEqual(found, [
            Difference("a.b", "1", "2"), Difference("a.c", "2", "absent"), Difference("a.d", "absent", "3"),
            Difference("l[0]", "1", "2"), Difference("l[1]", "2", "1")])

    def test_a_text_is_not_the_number_it_spells(self):
        self.assertEqual(list(differences({"a": "1"}, {"a": 1})), [Difference("a", '"1"', "1")])
        self.assertEqual(list(differences({"a": True}, {"a": 1})), [Difference("a", "true", "1")])

    def test_lists_of_other_lengths_differ_as_a_whole(self):
        self.assertEqual(list(differences([1], [1, 2], "l")), [Difference("l", "[1]", "[1, 2]")])

    def test_actions_that_a_pattern_stands_for_are_the_same(self):
        def same(cdk, tenon):
            return not list(differences({"Action": cdk}, {"Action": tenon}, "Statement"))

        self.assertTrue(same(["kms:Encrypt", "kms:ReEncrypt*"], ["kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"]))
        self.assertTrue(same("s3:List*", "s3:ListBucket"))
        self.assertFalse(same("s3:List*", ["s3:ListBucket", "s3:GetObject"]), "one that CDK does not allow")
        self.assertFalse(same(["s3:List*", "s3:Get*"], "s3:ListBucket"), "nothing for one of CDK's")
        self.assertFalse(same(["s3:ListBucket"], "s3:ListBucket"), "no pattern: as it is written")


class Dependencies(unittest.TestCase):
    def left(self, properties, depends_on):
        template = {"Resources": {"A": {"Properties": properties, "DependsOn": depends_on}}}
        return without_redundant_dependencies(template)["Resources"]["A"].get("DependsOn")

    def test_what_a_reference_says_need_not_be_said_again(self):
        self.assertEqual(self.left({"Role": {"Fn::GetAtt": ["Role", "Arn"]}}, ["Policy", "Role"]), ["Policy"])
        self.assertEqual(self.left({"Url": {"Fn::Sub": "https://${Api}/x"}}, "Api"), None)

    def test_a_reference_that_may_not_be_there_does_not_count(self):
        self.assertEqual(self.left({"X": {"Fn::If": ["C", {"Ref": "B"}, ""]}}, ["B"]), ["B"])


class Judgement(unittest.TestCase):
    def test_a_meant_difference_is_no_fault(self):
        self.assertEqual(judge([Difference("Resources.Q.Properties.KmsKey", "absent", "true")], [ROW]), [])

    def test_another_value_than_the_one_meant_is(self):
        self.assertEqual(len(judge([Difference("Resources.Q.Properties.KmsKey", "absent", "false")], [ROW])), 2)

    def test_a_meant_difference_that_is_gone_is_a_fault(self):
        self.assertEqual(len(judge([], [ROW])), 1)

    def test_an_index_is_no_pattern(self):
        row = ROW._replace(place="l[0]", cdk="…", tenon="…")
        self.assertEqual(judge([Difference("l[0]", "1", "2")], [row]), [])

    def test_rows_are_read_from_tables(self):
        page = "| case | place | CDK | Tenon | reason |\n|---|---|---|---|---|\n| queue | `a.b` | `1` | absent | safer |\n"
        self.assertEqual(meant_differences(page), [Meant("queue", "a.b", "1", "absent", "safer")])


if __name__ == "__main__":
    unittest.main()
