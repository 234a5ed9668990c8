"""Tests of template_equal.py: what counts as a difference, at which level."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import template_equal
except ModuleNotFoundError as missing:
    print(f"SKIPPED: Python has no {missing.name}")
    sys.exit(77)

SAME, LENIENT, DIFFERENT = "the same", "the same to CloudFormation", "different"

# The properties of a resource in JSON, the same or others in YAML, and what is to be found.
PROPERTIES = [
    ('{"A": 1, "B": 2}', "{B: 2, A: 1}", SAME),
    ('{"A": [1, 2]}', "{A: [2, 1]}", DIFFERENT),
    ('{"A": {"Ref": "X"}}', "{A: !Ref X}", SAME),
    ('{"A": {"Ref": "X"}}', "{A: !Ref Y}", DIFFERENT),
    ('{"A": {"Ref": "X"}}', "{A: X}", DIFFERENT),
    ('{"A": {"Fn::GetAtt": ["X", "Y.Z"]}}', "{A: !GetAtt X.Y.Z}", SAME),
    ('{"A": {"Fn::GetAtt": ["X", "Y"]}}', "{A: {Fn::GetAtt: X.Y}}", SAME),
    ('{"A": {"Fn::Sub": "${X}-a"}}', "{A: !Sub '${X}-a'}", SAME),
    ('{"A": {"Fn::Sub": "${X}-a"}}', '{A: !Join ["", [!Ref X, -a]]}', DIFFERENT),
    ('{"A": {"Fn::Sub": "${X}-a"}}', "{A: !Sub ['${V}-a', {V: !Ref X}]}", LENIENT),
    ('{"A": {"Fn::Sub": "${X.Y}-a"}}', "{A: !Sub ['${V}-a', {V: !GetAtt X.Y}]}", LENIENT),
    ('{"A": {"Fn::Sub": "a"}}', "{A: !Sub ['a', {V: !Ref X}]}", DIFFERENT),
    ('{"A": {"Fn::Sub": "a"}}', "{A: a}", LENIENT),
    ('{"A": {"Fn::Sub": "${!X}"}}', "{A: !Sub ['${!X}', {}]}", LENIENT),
    ('{"A": {"Fn::GetAZs": ""}}', "{A: !GetAZs }", SAME),
    ('{"A": {"Fn::GetAZs": ""}}', "{A: !GetAZs {Ref: 'AWS::Region'}}", LENIENT),
    ('{"A": {"Fn::Select": [0, ["a"]]}}', "{A: !Select [0, [a]]}", SAME),
    ('{"A": {"Condition": "C"}}', "{A: !Condition C}", SAME),
    ('{"A": "80"}', "{A: '80'}", SAME),
    ('{"A": 80}', "{A: '80'}", LENIENT),
    ('{"A": 80}', "{A: 80.0}", LENIENT),
    ('{"A": 80}', "{A: 81}", DIFFERENT),
    ('{"A": "080"}', "{A: '80'}", DIFFERENT),
    ('{"A": true}', "{A: true}", SAME),
    ('{"A": true}', "{A: 'true'}", LENIENT),
    ('{"A": 1}', "{A: true}", DIFFERENT),
    ('{"A": "2012-10-17"}', "{A: 2012-10-17}", SAME),
    ('{"A": "a\\n"}', "{A: a}", DIFFERENT),
    ('{"A": {}}', "{}", DIFFERENT),
    ('{"200": 1}', "{200: 1}", SAME),
]

# Whole templates.
TEMPLATES = [
    ('{"Resources": {"R": {"DependsOn": "A"}}}', "Resources: {R: {DependsOn: [A]}}", SAME),
    ('{"Resources": {"R": {"DependsOn": ["A", "B"]}}}', "Resources: {R: {DependsOn: [B, A]}}", SAME),
    ('{"Resources": {"R": {"DependsOn": ["A", "B"]}}}', "Resources: {R: {DependsOn: [A]}}", DIFFERENT),
    ('{"Transform": "T"}', "Transform: [T]", SAME),
    ('{"Outputs": {}, "Resources": {}}', "Resources: {}", LENIENT),
    ('{"AWSTemplateFormatVersion": "2010-09-09"}', "Mappings: {}", LENIENT),
    ('{"Resources": {"R": {"Type": "T", "Properties": {}}}}', "Resources: {R: {Type: T}}", LENIENT),
    ('{"Resources": {"R": {"Type": "T"}}}', "Resources: {R: {Type: U}}", DIFFERENT),
    ('{"Resources": {"R": {"Type": "T", "DeletionPolicy": "Delete"}}}', "Resources: {R: {Type: T}}", DIFFERENT),
]

MEANINGS = [
    ({"Tags": [{"Key": "a", "Value": 1}, {"Key": "b", "Value": 2}]},
     {"Tags": [{"Key": "b", "Value": 2}, {"Key": "a", "Value": 1}]}, True),
    ({"Tags": [{"Key": "a", "Value": 1}]}, {"Tags": [{"Key": "a", "Value": 2}]}, False),
    ({"P": {"Statement": [{"Action": ["a:A", "a:B"]}]}}, {"P": {"Statement": [{"Action": ["a:B", "a:A"]}]}}, True),
    ({"P": {"Statement": [{"Action": ["a:A"]}]}}, {"P": {"Statement": [{"Action": "a:A"}]}}, False),
    ({"Other": ["a", "b"]}, {"Other": ["b", "a"]}, False),
    ({"Code": {"ZipFile": "x"}}, {"Code": {"ZipFile": "y"}}, True),
    ({"Code": {"ZipFile": "x"}}, {"Code": {"S3Key": "x"}}, False),
    ({"DefinitionString": '{"a": 1, "b": 2}'}, {"DefinitionString": '{"b":2,"a":1}'}, True),
    ({"DefinitionString": {"Fn::Sub": '{"a": "${X}"}'}}, {"DefinitionString": {"Fn::Sub": '{ "a": "${X}" }\n'}}, True),
    ({"DefinitionString": {"Fn::Sub": '{"a": "${X}"}'}}, {"DefinitionString": {"Fn::Sub": '{"a": "${Y}"}'}}, False),
    ({"DefinitionString": {"Fn::Sub": '{"a": 1}'}}, {"DefinitionString": '{"a": 1}'}, False),
]


class Levels(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name, text):
        path = pathlib.Path(self.folder.name) / name
        path.write_text(text, encoding="utf-8")
        return path

    def check(self, json_text, yaml_text, expected):
        with self.subTest(json=json_text, yaml=yaml_text):
            left = template_equal.load(self.path("left.json", json_text))
            right = template_equal.load(self.path("right.yaml", yaml_text))
            strict = bool(template_equal.differences(left, right, "strict"))
            lenient = bool(template_equal.differences(left, right, "lenient"))
            self.assertEqual((strict, lenient), {SAME: (False, False), LENIENT: (True, False),
                                                 DIFFERENT: (True, True)}[expected])

    def test_properties(self):
        for json_text, yaml_text, expected in PROPERTIES:
            self.check(f'{{"Resources": {{"R": {{"Properties": {{"P": {json_text}}}}}}}}}',
                       f"Resources: {{R: {{Properties: {{P: {yaml_text}}}}}}}", expected)

    def test_templates(self):
        for json_text, yaml_text, expected in TEMPLATES:
            self.check(json_text, yaml_text, expected)

    def test_a_key_that_stands_twice_is_not_read(self):
        for name, text in (("a.json", '{"A": 1, "A": 2}'), ("a.yaml", "{A: 1, A: 2}")):
            with self.subTest(name), self.assertRaises(template_equal.Unreadable):
                template_equal.load(self.path(name, text))

    def test_the_exit_status(self):
        one, two, bad = (self.path(name, text) for name, text in
                         (("1.json", '{"Description": "1"}'), ("2.yaml", "Description: '2'"), ("3.yaml", "- a list")))
        for pair, expected in (((one, one), 0), ((one, two), 1), ((one, bad), 2), ((one, "nowhere.json"), 2)):
            with self.subTest(pair):
                done = subprocess.run([sys.executable, template_equal.__file__, *pair], capture_output=True,
                                      check=False)
                self.assertEqual(done.returncode, expected)


class Meaning(unittest.TestCase):
    def test_properties(self):
        for left, right, same in MEANINGS:
            with self.subTest(left=left, right=right):
                templates = [template_equal.meaning({"Resources": {"R": {"Type": "T", "Properties": properties}}})
                             for properties in (left, right)]
                self.assertEqual(template_equal.differences(*templates) == [], same)

    def test_what_is_given_is_left_as_it_is(self):
        template = {"Resources": {"R": {"Properties": {"Code": {"ZipFile": "x"}}}}}
        before = json.dumps(template)
        template_equal.meaning(template)
        self.assertEqual(json.dumps(template), before)

    def test_a_difference_says_what_happened(self):
        left, right = {"Outputs": {"A": 1, "B": 1}}, {"Outputs": {"B": 2, "C": 1}}
        found = {str(difference) for difference in template_equal.differences(left, right, "strict")}
        self.assertEqual(found, {"Outputs.A: removed: 1 -> (nothing)", "Outputs.B: changed: 1 -> 2",
                                 "Outputs.C: added: (nothing) -> 1"})


if __name__ == "__main__":
    unittest.main()
