"""The app's template means what the description's template means, and a difference would be found."""

import copy
import pathlib
import subprocess
import sys
import tempfile
import unittest

import support
from support import template_equal

# In the description's YAML these stand without quotation marks: numbers, where CloudFormation has texts.
NUMBERS_AS_TEXTS = ["Resources.ProcessMethod.Properties.MethodResponses.0.StatusCode",
                    "Resources.ProcessMethod.Properties.MethodResponses.1.StatusCode"]

# A judge of the same question that is not this project's own; it stands beside a checkout, or not.
OTHER_JUDGE = support.SOURCE.parent / "shared" / "corpus" / "semantic_equal.py"


def texts(differences):
    return [str(difference) for difference in differences]


class Meaning(unittest.TestCase):
    def setUp(self):
        self.document = template_equal.meaning(support.document())
        self.written = {path.name: template_equal.meaning(template_equal.load(path))
                        for path in (support.json_path(), support.yaml_path())}

    def test_there_are_both_notations_under_the_names_that_were_asked_for(self):
        self.assertEqual(sorted(self.written), ["TapStack.template.json", "TapStack.yml"])

    def test_no_difference(self):
        for name, template in self.written.items():
            with self.subTest(name):
                self.assertEqual(texts(template_equal.differences(self.document, template)), [])

    def test_in_strict_terms_two_numbers_are_texts_and_that_is_all(self):
        for name, template in self.written.items():
            with self.subTest(name):
                found = template_equal.differences(self.document, template, "strict")
                self.assertEqual([".".join(map(str, difference.path)) for difference in found], NUMBERS_AS_TEXTS)

    def test_json_and_yaml_are_the_same_to_the_letter(self):
        json_template, yaml_template = map(template_equal.load, (support.json_path(), support.yaml_path()))
        self.assertEqual(texts(template_equal.differences(json_template, yaml_template, "strict")), [])

    def test_another_judge_agrees(self):
        if not OTHER_JUDGE.is_file():
            self.skipTest(f"no {OTHER_JUDGE.name} beside this checkout")
        for name, template in self.written.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                self.assertEqual(judged(folder, self.document, template), 0)
                template["Resources"]["ApplicationTable"]["Properties"]["BillingMode"] = "PAY_PER_REQUEST"
                self.assertEqual(judged(folder, self.document, template), 1)


def judged(folder, left, right):
    """The exit status of the other judge: 0 same, 1 different."""
    paths = []
    for name, template in (("left.json", left), ("right.json", right)):
        paths.append(pathlib.Path(folder) / name)
        paths[-1].write_text(template_equal.json.dumps(template), encoding="utf-8")
    return subprocess.run([sys.executable, OTHER_JUDGE, "--lenient", "--quiet", *paths], check=False).returncode


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


class ADifferenceIsFound(unittest.TestCase):
    """One thing is changed in what the app writes; the comparison names it, and nothing else."""

    def setUp(self):
        self.document = template_equal.meaning(support.document())
        self.template = support.template()

    def expect(self, *paths):
        found = template_equal.differences(self.document, template_equal.meaning(self.template))
        self.assertEqual([".".join(map(str, difference.path)) for difference in found], list(paths))

    def properties(self, logical_id):
        return self.template["Resources"][logical_id]["Properties"]

    def test_nothing_is_changed(self):
        self.expect()

    def test_a_text(self):
        self.properties("ApplicationVPC")["CidrBlock"] = "10.0.0.0/17"
        self.expect("Resources.ApplicationVPC.Properties.CidrBlock")

    def test_a_number(self):
        self.properties("ProcessingLambdaErrorAlarm")["Threshold"] = 6
        self.expect("Resources.ProcessingLambdaErrorAlarm.Properties.Threshold")

    def test_a_boolean(self):
        self.properties("ApiStage")["MethodSettings"][0]["DataTraceEnabled"] = False
        self.expect("Resources.ApiStage.Properties.MethodSettings.0.DataTraceEnabled")

    def test_a_property_that_is_missing(self):
        del self.properties("ApplicationTable")["SSESpecification"]["SSEType"]
        self.expect("Resources.ApplicationTable.Properties.SSESpecification.SSEType")

    def test_a_property_too_many(self):
        self.properties("ApplicationTable")["DeletionProtectionEnabled"] = True
        self.expect("Resources.ApplicationTable.Properties.DeletionProtectionEnabled")

    def test_a_value_where_a_reference_was(self):
        self.properties("ApiStage")["StageName"] = "production"
        self.expect("Resources.ApiStage.Properties.StageName")

    def test_a_reference_to_something_else(self):
        self.properties("PrivateRoute")["RouteTableId"] = {"Ref": "PublicRouteTable"}
        self.expect("Resources.PrivateRoute.Properties.RouteTableId.Ref")

    def test_a_reference_where_an_attribute_was(self):
        self.properties("ApiGatewayAccount")["CloudWatchRoleArn"] = {"Ref": "ApiGatewayExecutionRole"}
        self.expect("Resources.ApiGatewayAccount.Properties.CloudWatchRoleArn.Fn::GetAtt",
                    "Resources.ApiGatewayAccount.Properties.CloudWatchRoleArn.Ref")

    def test_a_join_that_yields_what_a_sub_yields(self):
        self.properties("DynamoDBVPCEndpoint")["ServiceName"] = {
            "Fn::Join": ["", ["com.amazonaws.", {"Ref": "AWS::Region"}, ".dynamodb"]]}
        self.expect("Resources.DynamoDBVPCEndpoint.Properties.ServiceName.Fn::Sub",
                    "Resources.DynamoDBVPCEndpoint.Properties.ServiceName.Fn::Join")

    def test_the_text_of_a_sub(self):
        at(self.template, ("Outputs", "VPCId", "Export", "Name"))["Fn::Sub"] = "${AWS::StackName}-vpc"
        self.expect("Outputs.VPCId.Export.Name.Fn::Sub")

    def test_the_order_of_a_list_that_has_one(self):
        self.properties("ProcessingLambda")["VpcConfig"]["SubnetIds"].reverse()
        self.expect(*(f"Resources.ProcessingLambda.Properties.VpcConfig.SubnetIds.{i}.Ref" for i in (0, 1)))

    def test_the_order_of_tags_and_actions_does_not_count(self):
        self.properties("ApplicationVPC")["Tags"].reverse()
        self.properties("LambdaExecutionRole")["Policies"][0]["PolicyDocument"]["Statement"][0]["Action"].reverse()
        self.expect()

    def test_an_action_that_is_missing(self):
        self.properties("StepFunctionsExecutionRole")["Policies"][0]["PolicyDocument"]["Statement"][0]["Action"].pop()
        path = "Resources.StepFunctionsExecutionRole.Properties.Policies.0.PolicyDocument.Statement.0.Action.0"
        self.expect(path)

    def test_a_tag(self):
        self.properties("NATGateway")["Tags"][-1]["Value"] = "3"
        self.expect("Resources.NATGateway.Properties.Tags.2.Value")

    def test_a_step_of_the_state_machine(self):
        definition = self.properties("ApplicationStateMachine")["DefinitionString"]
        definition["Fn::Sub"] = definition["Fn::Sub"].replace('"MaxAttempts": 2', '"MaxAttempts": 3')
        self.expect("Resources.ApplicationStateMachine.Properties.DefinitionString."
                    "Fn::Sub as JSON.States.SendNotification.Retry.0.MaxAttempts")

    def test_a_dependency(self):
        del self.template["Resources"]["PublicRoute"]["DependsOn"]
        self.expect("Resources.PublicRoute.DependsOn")

    def test_a_policy_of_deletion(self):
        self.template["Resources"]["ApplicationTable"]["DeletionPolicy"] = "Retain"
        self.expect("Resources.ApplicationTable.DeletionPolicy")

    def test_a_resource_that_is_missing(self):
        del self.template["Resources"]["ApiGateway5xxAlarm"]
        self.expect("Resources.ApiGateway5xxAlarm")

    def test_a_resource_too_many(self):
        self.template["Resources"]["Another"] = {"Type": "AWS::EC2::InternetGateway"}
        self.expect("Resources.Another")

    def test_a_section_too_many(self):
        self.template["Rules"] = {"CheckBootstrapVersion": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "b"]}}]}}
        self.expect("Rules")

    def test_the_description(self):
        self.template["Description"] = self.template["Description"].strip()
        self.expect("Description")

    def test_a_setting_of_the_mapping(self):
        self.template["Mappings"]["EnvironmentConfig"]["staging"]["LambdaTimeout"] = 61
        self.expect("Mappings.EnvironmentConfig.staging.LambdaTimeout")

    def test_every_scalar_of_the_properties(self):
        """No part of a resource is overlooked: each changed scalar is exactly one difference."""
        whole = template_equal.meaning(self.template)
        scalars = [path for path, value in support.nodes(whole["Resources"]) if isinstance(value, (str, int, float))]
        self.assertGreater(len(scalars), 500)
        for path in scalars:
            # A name that exists nowhere; GetAtt's pair and Sub's text may hold it too.
            changed = dict(whole, Resources=copy.deepcopy(whole["Resources"]))
            at(changed["Resources"], path[:-1])[path[-1]] = "changed"
            with self.subTest(".".join(map(str, path))):
                self.assertEqual(len(template_equal.differences(self.document, changed)), 1)


if __name__ == "__main__":
    unittest.main()
