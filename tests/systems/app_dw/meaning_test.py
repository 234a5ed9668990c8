"""How the tests read templates: intrinsic functions, and values of other stacks whichever way they are taken.

  meaning_test.py
"""

import unittest

from meaning import Meaning, mentioned, target

PRODUCER = {
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}, "A": {"Type": "AWS::EC2::Subnet"},
                  "B": {"Type": "AWS::EC2::Subnet"}},
    "Outputs": {
        "TopicArn": {"Value": {"Ref": "Topic"}, "Export": {"Name": "producer:TopicArn"}},
        "Subnets": {"Value": {"Fn::Join": ["||", [{"Ref": "A"}, {"Ref": "B"}]]},
                    "Export": {"Name": "producer:Subnets"}},
    },
}
WEAK = {"Fn::GetStackOutput": {"StackName": "producer", "OutputName": "TopicArn", "Region": {"Ref": "AWS::Region"}}}
STRONG = {"Fn::ImportValue": "producer:TopicArn"}


class Reading(unittest.TestCase):
    def read(self, value, **sections):
        """What a property of a second stack means."""
        consumer = {"Resources": {"X": {"Type": "AWS::X::X", "Properties": {"V": value}}, "Y": {"Type": "AWS::Y::Y"}},
                    **sections}
        self.meaning = Meaning({"Producer": PRODUCER, "Consumer": consumer},
                               {"Producer": "producer", "Consumer": "consumer"})
        return self.meaning.resources["Consumer/X"]["Properties"].get("V")

    def test_references_within_a_stack(self):
        self.assertEqual(self.read({"Ref": "Y"}), "${Consumer/Y}")
        for form in (["Y", "Arn"], "Y.Arn"):
            self.assertEqual(self.read({"Fn::GetAtt": form}), "${Consumer/Y.Arn}")
        self.assertEqual(self.meaning.problems, [])

    def test_texts(self):
        joined = self.read({"Fn::Join": ["",
                                         ["arn:", {"Ref": "AWS::Partition"}, ":", {"Fn::GetAtt": ["Y", "Arn"]}, "/*"]]})
        self.assertEqual(joined, "arn:aws:${Consumer/Y.Arn}/*")
        self.assertEqual(self.read({"Fn::Sub": "arn:${AWS::Partition}:${Y.Arn}/*"}), joined)
        self.assertEqual(self.read({"Fn::Sub": ["${a}-${!kept}", {"a": {"Ref": "Y"}}]}), "${Consumer/Y}-${kept}")

    def test_values_of_other_stacks(self):
        for form in (WEAK, STRONG):
            self.assertEqual(self.read(form), "${Producer/Topic}")
            self.assertEqual(self.meaning.values_of, {"Consumer": {"Producer"}})
            self.assertEqual(self.meaning.problems, [])

    def test_lists_of_other_stacks(self):
        second = {"Fn::Select": [1, {"Fn::Split": ["||", {"Fn::ImportValue": "producer:Subnets"}]}]}
        self.assertEqual(self.read(second), "${Producer/B}")

    def test_what_leads_nowhere(self):
        for value in ({"Ref": "Z"}, {"Fn::GetAtt": ["Z", "Arn"]}, {"Fn::Sub": "${Z}"},
                      {"Fn::ImportValue": "producer:Z"},
                      {"Fn::GetStackOutput": {"StackName": "producer", "OutputName": "Z"}},
                      {"Fn::GetStackOutput": {"StackName": "z", "OutputName": "TopicArn"}},
                      {"Fn::GetStackOutput": {"StackName": "producer", "OutputName": "TopicArn",
                                              "Region": "eu-west-1"}}):
            self.read(value)
            self.assertEqual(len(self.meaning.problems), 1, value)

    def test_pieces_that_only_a_deployment_knows(self):
        """Still say whose they are, and are taken for nothing else."""
        value = self.read({"Fn::Select": [5, {"Fn::Split": [":", {"Fn::GetAtt": ["Y", "Arn"]}]}]})
        self.assertEqual(mentioned(value), {"Consumer/Y"})
        self.assertIsNone(target(value))

    def test_conditions_and_mappings(self):
        sections = {"Parameters": {"P": {"Type": "String", "Default": "prod"}},
                    "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "P"}, "prod"]},
                                   "Not": {"Fn::Not": [{"Condition": "Prod"}]}},
                    "Mappings": {"M": {"prod": {"size": 3}}}}
        self.assertEqual(self.read({"Fn::If": ["Prod", {"Fn::FindInMap": ["M", {"Ref": "P"}, "size"]}, 1]}, **sections),
                         3)
        self.assertIsNone(self.read({"Fn::If": ["Not", 1, {"Ref": "AWS::NoValue"}]}, **sections))

    def test_zones(self):
        self.assertEqual(self.read({"Fn::Select": [2, {"Fn::GetAZs": ""}]}), "us-east-1c")


if __name__ == "__main__":
    unittest.main()
