"""What the description of language_learning demands of its template as a document. The numbers are those of the demands;
where several stand together, one look shows them all.

  template_form_test.py
"""

import importlib.util
import json
import re
import unittest

import template_support  # before what all systems share: it knows where that is
from synthesis import cfn_lint, load_yaml
from template_evaluation import NOTHING, as_list, conditions_in, nodes, parameters_of, referred
from template_support import REGION, TEMPLATE, TemplateTest, in_every_state, in_every_state_here, languages

LANGUAGES = 20
PASCAL_CASE = re.compile(r"(?=.*[a-z])[A-Z][A-Za-z0-9]*")
# Properties that name a resource in the account, by type. What is unique within another resource alone is not here.
NAMES = {
    "AWS::ApiGateway::RestApi": "Name", "AWS::ApiGateway::UsagePlan": "UsagePlanName",
    "AWS::Backup::BackupPlan": "BackupPlan.BackupPlanName", "AWS::Backup::BackupVault": "BackupVaultName",
    "AWS::Backup::RestoreTestingPlan": "RestoreTestingPlanName",
    "AWS::CloudFront::CachePolicy": "CachePolicyConfig.Name", "AWS::CloudFront::Function": "Name",
    "AWS::CloudFront::OriginAccessControl": "OriginAccessControlConfig.Name",
    "AWS::CloudFront::ResponseHeadersPolicy": "ResponseHeadersPolicyConfig.Name", "AWS::CloudTrail::Trail": "TrailName",
    "AWS::CloudWatch::Alarm": "AlarmName", "AWS::CloudWatch::CompositeAlarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName", "AWS::Cognito::UserPool": "UserPoolName",
    "AWS::DynamoDB::GlobalTable": "TableName", "AWS::DynamoDB::Table": "TableName", "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::Events::EventBus": "Name", "AWS::Events::Rule": "Name", "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName", "AWS::KMS::Alias": "AliasName", "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName", "AWS::Personalize::DatasetGroup": "Name", "AWS::Personalize::Schema": "Name",
    "AWS::Personalize::Solution": "Name", "AWS::Comprehend::DocumentClassifier": "DocumentClassifierName",
    "AWS::Comprehend::Flywheel": "FlywheelName", "AWS::S3::Bucket": "BucketName", "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName", "AWS::SSM::Document": "Name", "AWS::SSM::Parameter": "Name",
    "AWS::Scheduler::Schedule": "Name",
    "AWS::SecretsManager::Secret": "Name", "AWS::StepFunctions::StateMachine": "StateMachineName", "AWS::WAFv2::WebACL": "Name",
}
# Where a resource says what it is for.
DESCRIBED = {
    "AWS::Lambda::Function": "Description", "AWS::Events::Rule": "Description", "AWS::CloudWatch::Alarm": "AlarmDescription",
    "AWS::CloudWatch::CompositeAlarm": "AlarmDescription", "AWS::ApiGateway::RestApi": "Description",
    "AWS::SecretsManager::Secret": "Description", "AWS::KMS::Key": "Description", "AWS::WAFv2::WebACL": "Description",
    "AWS::Scheduler::Schedule": "Description",
}
# What takes tags elsewhere than its specification tells.
TAGGED = {"AWS::DynamoDB::GlobalTable": "Replicas"}
# What takes tags by its specification and is refused with them: cfn-lint's schemas have no such property.
UNTAGGED = {
    "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::Personalize::Dataset", "AWS::Personalize::DatasetGroup",
    "AWS::Personalize::Schema", "AWS::Personalize::Solution",
}
# Beside which nothing is written: the parts of a cloud assembly.
ASSEMBLY = {"manifest.json", "tree.json", "cdk.out"}


class Target(TemplateTest):
    def test_001_one_template_in_json_of_that_name(self):
        manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        stacks = [each for each in manifest["artifacts"].values() if each["type"] == "aws:cloudformation:stack"]
        self.assertEqual([each["properties"]["templateFile"] for each in stacks], [f"{TEMPLATE}.json"])
        self.assertEqual(self.system.of_type("AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet"), {})
        self.assertNotIn("Fn::ImportValue", json.dumps(self.template))

    def test_001_nothing_else_is_written(self):
        files = {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}
        self.assertLessEqual(files, ASSEMBLY | {f"{TEMPLATE}.json", f"{TEMPLATE}.yaml"})

    def test_002_the_region_is_said(self):
        manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        (stack,) = [each for each in manifest["artifacts"].values() if each["type"] == "aws:cloudformation:stack"]
        said = [stack.get("environment", ""), self.template.get("Description", ""),
                json.dumps(self.template.get("Mappings", {})), json.dumps(self.template.get("Rules", {}))]
        self.assertTrue(any(REGION in each for each in said))

    @in_every_state_here
    def test_003_what_is_made_exists_in_the_region(self, system):
        for logical_id in system.ids:
            kind = system.type_of(logical_id)
            if not kind.startswith("Custom::"):
                self.assertIsNotNone(template_support.specification(kind), kind)
                self.assertIn(REGION, template_support.offered_in(kind), logical_id)

    def test_003_what_does_not_hangs_on_the_region(self):
        for logical_id, each in self.template["Resources"].items():
            specification = template_support.specification(each["Type"])
            if specification and REGION not in template_support.offered_in(each["Type"]):
                with self.subTest(logical_id):
                    self.assertIn("AWS::Region", self.decided_by(each.get("Condition")))

    def decided_by(self, condition):
        """All that a condition refers to, by itself or by other conditions."""
        tree = self.template.get("Conditions", {}).get(condition, {})
        return set(referred(tree)).union(*(self.decided_by(other) for other in conditions_in(tree)))

    def test_003_nothing_of_a_synthesizer(self):
        self.assertNotIn("BootstrapVersion", self.template.get("Parameters", {}))
        self.assertNotIn("CheckBootstrapVersion", self.template.get("Rules", {}))
        self.assertNotIn("/cdk-bootstrap/", json.dumps(self.template))
        self.assertNotIn("AWS::CDK::Metadata", {each["Type"] for each in self.template["Resources"].values()})

    @in_every_state
    def test_004_python_3_10(self, system):
        for function, properties in self.some(system.functions()).items():
            self.assertEqual(properties.get("Runtime"), "python3.10", function)

    def test_005_twenty_languages(self):
        values = [each.get("Default") for each in self.template.get("Parameters", {}).values()]
        values += list(nodes(self.template.get("Mappings", {})))
        values += [value for function in self.system.functions() for value in self.system.environment(function).values()]
        self.assertGreaterEqual(max(len(languages(value)) for value in values), LANGUAGES)


class Template(TemplateTest):
    def used(self):
        """All that resources, outputs, conditions and rules refer to."""
        return set(referred([self.template[part] for part in ("Resources", "Outputs", "Conditions", "Rules")
                             if part in self.template]))

    def test_107_parameters(self):
        parameters = self.template["Parameters"]
        self.assertGreaterEqual(len(parameters), 5)
        for name, each in parameters.items():
            self.assertTrue(each.get("Description"), name)
        self.assertTrue([name for name, each in parameters.items()
                         if {"AllowedValues", "AllowedPattern", "MinValue", "MaxValue", "MaxLength", "MinLength"} & set(each)])
        self.assertEqual(set(parameters) - self.used(), set())

    def test_107_defaults_are_allowed(self):
        for name, each in self.template["Parameters"].items():
            if "Default" not in each:
                continue
            with self.subTest(name):
                self.assertIn(each["Default"], each.get("AllowedValues", [each["Default"]]))
                self.assertRegex(str(each["Default"]), f"^(?:{each.get('AllowedPattern', '.*')})$")
                if each["Type"] == "Number":
                    self.assertTrue(float(each.get("MinValue", "-inf")) <= float(each["Default"])
                                    <= float(each.get("MaxValue", "inf")))

    def test_108_logical_ids(self):
        for part in ("Resources", "Parameters", "Outputs", "Conditions", "Mappings"):
            for name in self.template.get(part, {}):
                self.assertRegex(name, f"^(?:{PASCAL_CASE.pattern})$", part)

    def test_109_no_name_is_fixed(self):
        for logical_id, each in self.template["Resources"].items():
            value = each.get("Properties", {})
            for member in NAMES.get(each["Type"], "").split("."):
                value = value.get(member, NOTHING) if isinstance(value, dict) else NOTHING
            if value is not NOTHING:
                with self.subTest(logical_id, name=value):
                    varying = {"AWS::StackName", "AWS::StackId", *self.template["Parameters"], *self.template["Resources"]}
                    self.assertTrue(varying & set(referred(value)))

    @in_every_state
    def test_109_names_are_short_enough(self, system):
        limits = {"AWS::S3::Bucket": 63, "AWS::IAM::Role": 64, "AWS::Lambda::Function": 64, "AWS::SQS::Queue": 80,
                  "AWS::Events::Rule": 64, "AWS::CloudFront::OriginAccessControl": 64}
        for kind, limit in limits.items():
            for logical_id, properties in system.of_type(kind).items():
                name = properties
                for member in NAMES[kind].split("."):
                    name = name.get(member, "") if isinstance(name, dict) else ""
                self.assertLessEqual(len(name), limit, logical_id)

    def test_110_outputs(self):
        shown = self.system.outputs()
        raw = self.template["Outputs"]
        self.assertGreaterEqual(len(shown), 8)
        for name, each in raw.items():
            self.assertTrue(each.get("Description"), name)
        api, _ = self.system.api()
        api_id = self.system.value({"Ref": api})
        self.assertTrue([value for value in shown.values() if re.match(rf"https://{api_id}\.execute-api\.", str(value))])
        distributions = self.all_of("AWS::CloudFront::Distribution")
        self.assertTrue([value for value in shown.values() for each in distributions
                         if self.system.value({"Fn::GetAtt": [each, "DomainName"]}) in str(value)])
        meant = {self.system.meant(value) for value in shown.values()}
        self.assertLessEqual({self.system.lessons_table(), self.system.progress_table()}, meant)
        self.assertTrue(meant & set(self.system.content_buckets()))
        self.assertTrue(meant & set(self.all_of("AWS::SNS::Topic")))
        self.assertTrue(meant & set(self.all_of("AWS::Cognito::UserPool")))

    def test_111_descriptions(self):
        self.assertTrue(self.template.get("Description"))
        self.assertLessEqual(len(self.template["Description"].encode()), 1024)
        for logical_id, each in self.template["Resources"].items():
            if each["Type"] in DESCRIBED:
                self.assertTrue(each["Properties"].get(DESCRIBED[each["Type"]]), logical_id)

    def test_112_intrinsic_functions(self):
        functions = {key for node in nodes(self.template["Resources"]) if isinstance(node, dict) for key in node}
        self.assertLessEqual({"Ref", "Fn::GetAtt"}, functions)
        self.assertTrue({"Fn::Sub", "Fn::Join"} & functions)

    def test_112_no_account_and_no_region(self):
        text = json.dumps({key: each for key, each in self.template.items() if key != "Description"})
        self.assertEqual(re.findall(r"(?<![\w.-])\d{12}(?![\w.-])", text), [])
        told = json.dumps([self.template["Resources"], self.template.get("Outputs", {})])
        self.assertNotIn(REGION, told)

    @in_every_state
    def test_113_a_stage_that_logs_waits_for_the_role(self, system):
        accounts = self.all_of("AWS::ApiGateway::Account", system=system)
        for stage, properties in system.of_type("AWS::ApiGateway::Stage").items():
            logs = "AccessLogSetting" in properties or any(each.get("LoggingLevel", "OFF") != "OFF"
                                                           for each in properties.get("MethodSettings", []))
            if logs:
                self.assertTrue(set(as_list(system.resource(stage).get("DependsOn", []))) & set(accounts))

    def test_114_optional_features(self):
        conditions = self.template["Conditions"]
        named = set(conditions_in([self.template.get(part, {}) for part in ("Resources", "Outputs", "Rules")]))
        for condition in list(named):
            named |= self.behind(condition)
        self.assertEqual(set(conditions), named & set(conditions))
        optional = {each["Condition"] for each in self.template["Resources"].values() if "Condition" in each}
        self.assertTrue([each for each in optional if parameters_of(self.template, each)])

    def behind(self, condition):
        """The conditions that a condition is made of."""
        own = set(conditions_in(self.template["Conditions"][condition]))
        return own.union(*(self.behind(each) for each in own))

    def test_114_each_condition_can_hold_and_not(self):
        for condition in self.template["Conditions"]:
            self.assertEqual({system.condition(condition) for system in self.systems}, {True, False}, condition)

    @in_every_state
    def test_115_tags(self, system):
        shared = None
        for logical_id in system.ids:
            kind = system.type_of(logical_id)
            tags = {} if kind in UNTAGGED else (template_support.specification(kind) or {}).get("tags")
            if kind in TAGGED:
                found = [each.get("Tags", []) for each in system.properties(logical_id)[TAGGED[kind]]][0]
            elif tags:
                found = system.properties(logical_id).get(tags["property"], [])
            else:
                continue
            keys = set(found) if isinstance(found, dict) else {each["Key"] for each in found}
            shared = keys if shared is None else shared & keys
            self.assertGreaterEqual(len(shared), 3, f"{logical_id} {kind}: {keys}")

    def test_116_references_are_sound_in_every_state(self):
        for system in self.systems:
            with self.subTest(str(system)):
                system.outputs()
                for logical_id in system.ids:
                    system.properties(logical_id)

    def test_116_attributes_exist(self):
        for node in nodes(self.template):
            if isinstance(node, dict) and set(node) == {"Fn::GetAtt"}:
                logical_id, attribute = as_list(node["Fn::GetAtt"])[0].split(".", 1) if isinstance(node["Fn::GetAtt"], str) \
                    else node["Fn::GetAtt"]
                specification = template_support.specification(self.template["Resources"][logical_id]["Type"])
                if specification is not None:
                    self.assertIn(attribute, specification["attributes"], logical_id)

    def test_116_everything_waited_for_exists(self):
        known = self.template["Resources"]
        for logical_id, each in known.items():
            self.assertLessEqual(set(as_list(each.get("DependsOn", []))), set(known), logical_id)

    def test_116_no_cycles(self):
        known = self.template["Resources"]
        needs = {key: {*referred(each.get("Properties", {})), *as_list(each.get("DependsOn", []))} & set(known)
                 for key, each in known.items()}
        while needs:
            free = {key for key, wanted in needs.items() if not wanted}
            self.assertTrue(free, f"in a cycle, or behind one: {sorted(needs)}")
            needs = {key: wanted - free for key, wanted in needs.items() if key not in free}

    def test_116_limits(self):
        size = (self.folder / f"{TEMPLATE}.json").stat().st_size
        figures = {part: len(self.template.get(part, {})) for part in ("Resources", "Parameters", "Mappings", "Outputs")}
        print(f"{TEMPLATE}.json: {size:,} bytes, {figures}")
        self.assertLess(size, 1_000_000)
        for part, limit in (("Resources", 500), ("Parameters", 200), ("Mappings", 200), ("Outputs", 200)):
            self.assertLessEqual(figures[part], limit, part)

    def test_116_mappings_are_used(self):
        found = {node["Fn::FindInMap"][0] for node in nodes(self.template) if isinstance(node, dict) and "Fn::FindInMap" in node}
        self.assertEqual(found, set(self.template.get("Mappings", {})))

    def test_116_cfn_lint_finds_no_error(self):
        if importlib.util.find_spec("cfnlint") is None:
            self.skipTest("cfn-lint is not installed")
        done = cfn_lint(REGION, "--ignore-checks", "E2531", "E2533", "W2531", "--", self.folder / f"{TEMPLATE}.json")
        self.assertEqual(json.loads(done.stdout), [])


class Writing(unittest.TestCase):
    """How the template is written, whatever it says."""

    def assembly(self, *arguments):
        made = template_support.Assembly(*arguments)
        self.addCleanup(made.temporary.cleanup)
        return made

    def test_the_same_bytes_twice(self):
        first, second = (self.assembly().files() for _ in range(2))
        self.assertEqual(first, second)
        self.assertEqual(set(first), ASSEMBLY | {f"{TEMPLATE}.json"})

    def test_yaml_says_the_same(self):
        files = self.assembly("--format", "yaml").files()
        written = files[f"{TEMPLATE}.yaml"].decode()
        self.assertIn("!Ref", written)
        self.assertEqual(load_yaml(written), json.loads(files[f"{TEMPLATE}.json"]))


if __name__ == "__main__":
    unittest.main()
