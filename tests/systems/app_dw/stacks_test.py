"""The stacks, their order and what all of them share: demands 1 to 11, and what the owner expects of any template.

  stacks_test.py
"""

import ast
import importlib.util
import itertools
import json
import os
import pathlib
import re
import subprocess
import unittest

import template_support
from meaning import nodes, target
from synthesis import BUILD, cfn_lint, load_yaml
from template_support import (DATABASES, GROUPS, HOSTS, PIPELINES, REFERENCES, REGION, SERVICES,
                              Assembly, TemplateTest, as_list, mentioned, run_app)

LIMITS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
TEMPLATE_BYTES = 1_000_000
DESCRIPTION_BYTES = 1024
LONGEST = {"AWS::ElasticLoadBalancingV2::LoadBalancer": ("Name", 32),
           "AWS::ElasticLoadBalancingV2::TargetGroup": ("Name", 32),
           "AWS::S3::Bucket": ("BucketName", 63), "AWS::RDS::DBCluster": ("DBClusterIdentifier", 63),
           "AWS::RDS::DBProxy": ("DBProxyName", 63), "AWS::RDS::DBProxyEndpoint": ("DBProxyEndpointName", 63),
           "AWS::Lambda::Function": ("FunctionName", 64), "AWS::IAM::Role": ("RoleName", 64),
           "AWS::CodePipeline::Pipeline": ("Name", 100), "AWS::CodeStarConnections::Connection": ("ConnectionName", 32),
           "AWS::SNS::Topic": ("TopicName", 256)}
REGIONS = re.compile(r"\b(?:us|eu|ap|sa|ca|me|af|il|cn|mx)-(?:gov-)?[a-z]+-[1-9]\b")
ACCOUNTS = re.compile(r"(?<![0-9A-Fa-f-])\d{12}(?![0-9A-Fa-f-])")
OF_AWS = {"127311923021"}  # delivers the access logs of load balancers in us-east-1
# Names by which one stack could speak of what is another's, without a reference.
SPOKEN_OF = ("AWS::S3::Bucket", "AWS::Logs::LogGroup", "AWS::ECR::Repository", "AWS::SecretsManager::Secret",
             "AWS::ECS::Cluster",
             "AWS::RDS::DBCluster", "AWS::RDS::DBProxy", "AWS::IAM::Role", "AWS::SNS::Topic", "AWS::Lambda::Function")


class Stacks(TemplateTest):
    def of(self, keys):
        """The one stack that all of these are in."""
        stacks = {self.stack_of(key) for key in keys}
        self.assertEqual(len(stacks), 1, stacks)
        return stacks.pop()

    def network(self):
        return self.of([*self.all_of("AWS::EC2::VPC"), *self.all_of("AWS::EC2::Subnet"),
                        *(self.group(name) for name in GROUPS)])

    def authentication(self):
        return self.of([*self.all_of("AWS::Cognito::UserPool"), *self.all_of("AWS::Cognito::UserPoolClient")])

    def databases(self):
        return self.of([*self.all_of("AWS::RDS::DBCluster"), *self.all_of("AWS::RDS::DBInstance"),
                        *self.all_of("AWS::RDS::DBProxy")])

    def storage(self):
        return self.of([self.frontend_bucket(project) for project in DATABASES])

    def monitoring(self):
        return self.of([*self.all_of("AWS::CloudWatch::Alarm"), *self.all_of("AWS::CloudWatch::Dashboard")])

    def frontends(self):
        return {"lang-portal": self.stack_of(self.distribution("lang-portal")),
                "haiku": self.stack_of(self.distribution("haiku")),
                "vocab": self.stack_of(self.service("vocab-generator-frontend")),
                "writing": self.stack_of(self.service("writing-practice"))}

    def backends(self):
        return {"lang-portal": self.stack_of(self.service("lang-portal-api")),
                "haiku": self.stack_of(self.service("haiku-api")),
                "vocab": self.stack_of(self.service("vocab-generator-backend"))}

    def deliveries(self):
        """The stacks of pipelines, by project."""
        return {project: self.of([self.pipeline(each.folder) for each in PIPELINES.values() if each.project == project])
                for project in HOSTS}

    def test_001_to_005_shared_stacks(self):
        shared = [self.network(), self.authentication(), self.databases(), self.storage(), self.monitoring()]
        self.assertEqual(len(set(shared)), len(shared))

    def test_006_and_007_frontends_and_backends(self):
        stacks = [*self.frontends().values(), *self.backends().values()]
        self.assertEqual(len(set(stacks)), 7)

    def test_008_delivery(self):
        self.assertEqual(len(set(self.deliveries().values())), 4)

    def test_008_none_of_them_coincide(self):
        stacks = [self.network(), self.authentication(), self.databases(), self.storage(), self.monitoring(),
                  *self.frontends().values(), *self.backends().values(), *self.deliveries().values()]
        self.assertEqual(len(set(stacks)), 16)
        self.assertLessEqual(set(stacks), set(self.assembly.stacks))


class Form(TemplateTest):
    def test_009_every_reference_leads_somewhere(self):
        for stack, template in self.templates.items():
            for output in template.get("Outputs", {}):
                self.meaning.output(stack, output)
        self.assertEqual(self.meaning.problems, [])

    def test_009_stacks_take_values_from_others(self):
        """In the way that was asked for; by far the most of them take some."""
        self.assertGreaterEqual(len(self.meaning.values_of), 12)
        text = json.dumps(self.templates)
        function, other = ("Fn::GetStackOutput", "Fn::ImportValue")[:: 1 if REFERENCES == "weak" else -1]
        self.assertIn(f'"{function}"', text)
        self.assertNotIn(f'"{other}"', text)

    def test_009_weak_and_strong_references_say_the_same(self):
        """So that what the tests find out about one form of the templates holds of the other."""
        other = Assembly(references="strong" if REFERENCES == "weak" else "weak")
        self.addCleanup(other.temporary.cleanup)
        self.assertEqual(other.meaning.problems, [])
        self.assertEqual(set(other.meaning.resources), set(self.resources))
        for key, resource in self.resources.items():
            self.assertEqual(other.meaning.resources[key], resource, key)

    def circle(self, needs):
        """Some nodes of a graph that need each other; nothing if there are none."""
        needs = {key: set(each) & set(needs) for key, each in needs.items()}
        while free := [key for key, each in needs.items() if not each]:
            needs = {key: each - set(free) for key, each in needs.items() if key not in free}
        return needs

    def test_010_no_circles_between_stacks(self):
        self.assertEqual(self.circle({stack: self.meaning.values_of.get(stack, set())
                                      for stack in self.assembly.stacks}), {})
        self.assertEqual(self.circle({stack: self.assembly.before(stack) for stack in self.assembly.stacks}), {})

    def test_010_no_circles_of_resources(self):
        needs = {key: (mentioned(each["Properties"]) | set(each["DependsOn"])) - {key} for key,
                 each in self.resources.items()}
        self.assertEqual(self.circle(needs), {})
        for key, each in self.resources.items():
            self.assertNotIn(key, mentioned(each["Properties"]), "itself")

    def test_010_limits(self):
        for stack, template in self.templates.items():
            with self.subTest(stack):
                for section, limit in LIMITS.items():
                    self.assertLessEqual(len(template.get(section, {})), limit)
                for form in ("json", "yaml"):
                    self.assertLessEqual(self.assembly.path(stack, form).stat().st_size, TEMPLATE_BYTES)
                self.assertTrue(template["Resources"])
                for logical_id in [*template["Resources"], *template.get("Outputs", {}),
                                   *template.get("Parameters", {})]:
                    self.assertRegex(logical_id, r"^[A-Za-z0-9]{1,255}$")

    def test_010_names_fit(self):
        for kind, (where, limit) in LONGEST.items():
            for key, properties in self.any_of(kind).items():
                self.assertLessEqual(len(self.expanded(str(properties.get(where, "")))), limit, key)

    def test_011_the_region(self):
        for stack, artifact in self.assembly.artifacts.items():
            self.assertIn(artifact["environment"],
                          (f"aws://unknown-account/{REGION}", "aws://unknown-account/unknown-region"), stack)
        for stack, template in self.templates.items():
            self.assertLessEqual(set(REGIONS.findall(json.dumps(template))), {REGION}, stack)

    def test_no_account(self):
        for stack, template in self.templates.items():
            self.assertLessEqual(set(ACCOUNTS.findall(json.dumps(template))), OF_AWS, stack)

    def test_descriptions(self):
        descriptions = [template["Description"] for template in self.templates.values()]
        self.assertEqual(len(set(descriptions)), len(descriptions))
        for description in descriptions:
            self.assertRegex(description, r"\w+ \w+")
            self.assertLessEqual(len(description.encode()), DESCRIPTION_BYTES)

    def test_parameters_are_described_and_used(self):
        for stack, template in self.templates.items():
            for name, parameter in template.get("Parameters", {}).items():
                self.assertTrue(name == "BootstrapVersion" or parameter.get("Description"), (stack, name))

    def test_tags(self):
        """Every stack is tagged with the system; those of a project with the project."""
        tags = {stack: artifact["properties"].get("tags", {}) for stack, artifact in self.assembly.artifacts.items()}
        common = set.intersection(*(set(each.items()) for each in tags.values()))
        self.assertIn("app-dw", [value for _, value in common])
        projects = {value for each in tags.values() for value in each.values()} & set(HOSTS)
        self.assertEqual(projects, set(HOSTS))

    def test_yaml_says_the_same(self):
        for stack, template in self.templates.items():
            with self.subTest(stack):
                self.assertEqual(load_yaml(self.assembly.path(stack, "yaml").read_text(encoding="utf-8")), template)

    def test_the_same_again(self):
        """Ids, names and everything else."""
        again = Assembly()
        self.addCleanup(again.temporary.cleanup)
        self.assertEqual(again.templates, self.templates)
        self.assertEqual(again.manifest, self.assembly.manifest)

    def test_ids_do_not_depend_on_the_kind_of_references(self):
        """Which is why a stack can change from one to the other."""
        other = Assembly(references="strong" if REFERENCES == "weak" else "weak")
        self.addCleanup(other.temporary.cleanup)
        self.assertEqual(other.stacks, self.assembly.stacks)
        self.assertEqual([other.name(stack) for stack in other.stacks],
                         [self.assembly.name(stack) for stack in self.assembly.stacks])
        for stack in self.assembly.stacks:
            self.assertEqual(list(other.templates[stack]["Resources"]), list(self.templates[stack]["Resources"]))

    def test_cfn_lint_finds_nothing(self):
        if importlib.util.find_spec("cfnlint") is None:
            self.skipTest("cfn-lint is not installed")
        done = cfn_lint(REGION, "--", *(self.assembly.path(stack, "json") for stack in self.assembly.stacks))
        found = [each for each in json.loads(done.stdout or "[]")
                 if each["Rule"]["Id"] not in ("E2531", "E2533", "W2531")]
        self.assertEqual([(each["Filename"], each["Rule"]["Id"], each["Message"]) for each in found], [])
        self.assertEqual(done.stderr, "")


class Order(TemplateTest):
    def listed(self):
        done = run_app("list", *template_support.WITH_REFERENCES[REFERENCES])
        self.assertEqual(done.returncode, 0, done.stderr)
        return [line.split()[0] for line in done.stdout.splitlines()]

    def test_every_stack_comes_after_those_whose_values_it_takes(self):
        place = {stack: index for index, stack in enumerate(self.listed())}
        self.assertEqual(set(place), set(self.assembly.stacks))
        for stack, producers in self.meaning.values_of.items():
            for producer in producers:
                self.assertLess(place[producer], place[stack], (producer, stack))
                self.assertIn(producer, self.assembly.all_before(stack))

    def test_the_manifest_says_the_same_order(self):
        listed = self.listed()
        for index, stack in enumerate(listed):
            self.assertLessEqual(self.assembly.before(stack), set(listed[:index]))

    def test_the_cdk_cli_lists_it(self):
        cdk = pathlib.Path(os.environ.get("TENON_NODE_MODULES", BUILD / "node_modules")) / ".bin/cdk"
        if not cdk.exists():
            self.skipTest("the CDK CLI is not installed")
        done = subprocess.run([cdk, "ls", "-a", self.assembly.folder, "--no-notices", "--no-version-reporting"],
                              capture_output=True, text=True,
                              cwd=self.assembly.temporary.name, check=False,
                              env={**os.environ, "CDK_HOME": self.assembly.temporary.name,
                                   "CDK_DISABLE_CLI_TELEMETRY": "true"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([line.split()[0] for line in done.stdout.splitlines()], self.listed())


class NothingByHand(TemplateTest):
    def texts(self, key):
        """The texts of a resource that are no name or description of its own."""
        own = {"Name", "Description", "Comment", "Family", "Tags", f"{self.type_of(key).rpartition('::')[2]}Name"}
        properties = self.templates[self.stack_of(key)]["Resources"][key.partition("/")[2]].get("Properties", {})
        return [each for name, value in properties.items() if name not in own for each in nodes(value)
                if isinstance(each, str)]

    def test_other_stacks_resources_are_referred_to(self):
        """No name of another stack's resource is written where a reference is meant, which also orders deployments.
        Services, images and names in DNS are called alike."""
        texts = {key: self.texts(key) for key in self.resources}
        for kind in SPOKEN_OF:
            for key in self.any_of(kind):
                name = self.name(key)
                if name is None or "${" in name or name in SERVICES:
                    continue
                pattern = re.compile(rf"{re.escape(name)}|(?:arn|s3):.*[:/]{re.escape(name)}(?:[:/*].*)?")
                found = [(other, each) for other in self.resources if self.stack_of(other) != self.stack_of(key)
                         for each in texts[other] if pattern.fullmatch(each)]
                with self.subTest(key):
                    self.assertEqual(found, [])

    def test_outputs_that_are_taken_are_all_references(self):
        """What one stack takes from another is about a resource there, and not a text that both could write."""
        for stack, template in self.templates.items():
            for name in template.get("Outputs", {}):
                if name.startswith(("ExportsOutput", "PublishOutput")):
                    with self.subTest(stack, output=name):
                        self.assertTrue(mentioned(self.meaning.output(stack, name)))

    def test_no_ids_of_what_is_deployed(self):
        """vpc-0abc…, subnet-…, sg-…, and ARNs with an account."""
        for stack, template in self.templates.items():
            text = json.dumps(template)
            self.assertNotRegex(text, r"\b(?:vpc|subnet|sg|rtb|igw|nat|eni|prx)-[0-9a-f]{8,17}\b", stack)
            self.assertNotRegex(text, r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d{12}:", stack)


class LeastPrivilege(TemplateTest):
    """No wildcard but those that the README lists, with the action's own name."""

    def assert_listed(self, actions, where):
        for action in actions:
            self.assertIn(action, self.readme, f"{where}: apps/app_dw/README.md does not say why")

    def identity_statements(self):
        for role in self.all_of("AWS::IAM::Role"):
            for statement in self.statements_of(role):
                yield role, statement
        for policy, properties in self.any_of("AWS::IAM::ManagedPolicy").items():
            for statement in as_list(properties["PolicyDocument"]["Statement"]):
                yield policy, statement

    def resource_statements(self):
        """Of policies that resources have."""
        for key, each in self.resources.items():
            if each["Type"].startswith("AWS::IAM::"):
                continue
            for document in each["Properties"].values():
                if isinstance(document, dict) and "Statement" in document:
                    for statement in as_list(document["Statement"]):
                        yield key, statement

    def test_no_action_is_a_pattern(self):
        for key, statement in itertools.chain(self.identity_statements(), self.resource_statements()):
            if statement["Effect"] == "Deny":
                continue
            self.assertNotIn("NotAction", statement, key)
            actions = [each for each in as_list(statement["Action"]) if "*" in each]
            if self.type_of(key) == "AWS::KMS::Key" and actions == ["kms:*"]:  # the account's administration of its key
                self.assertIn(statement["Principal"],
                              ({"AWS": "arn:aws:iam::123456789012:root"}, {"AWS": "123456789012"}))
                continue
            self.assert_listed(actions, key)

    def test_no_resource_is_everything(self):
        for key, statement in self.identity_statements():
            if statement["Effect"] == "Deny":
                continue
            self.assertNotIn("NotResource", statement, key)
            for resource in as_list(statement["Resource"]):
                # What lies in a resource that is named is meant: objects, streams of a log, revisions.
                if "*" in resource and not any(each in self.resources for each in mentioned(resource)):
                    self.assert_listed(as_list(statement["Action"]), f"{key} {resource}")

    def test_policies_of_awss_own_are_listed(self):
        for role in self.all_of("AWS::IAM::Role"):
            for policy in self.properties(role).get("ManagedPolicyArns", []):
                if not mentioned(policy):
                    self.assert_listed([policy.rpartition("/")[2]], role)

    def test_nobody_is_everybody(self):
        for key, statement in self.resource_statements():
            principal = statement.get("Principal", {})
            if principal == "*" or "*" in as_list(principal.get("AWS", [])):
                self.assertEqual(statement["Effect"], "Deny", key)

    def test_roles_are_trusted_by_services_and_what_is_named(self):
        for role, properties in self.all_of("AWS::IAM::Role").items():
            for statement in properties["AssumeRolePolicyDocument"]["Statement"]:
                self.assertNotEqual(statement["Principal"], "*")
                self.assertNotIn("*", as_list(statement["Principal"].get("AWS", [])), role)

    def test_passed_roles_are_named(self):
        for role, statement in self.identity_statements():
            if statement["Effect"] == "Allow" and template_support.about_action(statement, "iam:PassRole"):
                for resource in as_list(statement["Resource"]):
                    self.assertEqual(self.type_of(target(resource)), "AWS::IAM::Role", role)


class Documentation(TemplateTest):
    def test_the_readme_names_every_stack(self):
        for stack in self.assembly.stacks:
            self.assertRegex(self.readme, rf"\b{stack}\b|\b{self.assembly.name(stack)}\b")

    def test_the_readme_says_how_to_deploy_and_destroy(self):
        for command in ("cdk deploy", "cdk destroy", "aws cloudformation"):
            self.assertIn(command, self.readme)

    def test_parameters_are_in_the_readme(self):
        for template in self.templates.values():
            for name in template.get("Parameters", {}):
                if name != "BootstrapVersion":
                    self.assertIn(name, self.readme)

    def test_tests_that_the_readme_names_exist(self):
        folder = pathlib.Path(__file__).parent
        known = {node.name for path in folder.glob("*_test.py")
                 for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.FunctionDef)}
        self.assertLessEqual(set(re.findall(r"`(test_\w+)`", self.readme)), known)

    def test_every_demand_has_a_test(self):
        folder = pathlib.Path(__file__).parent
        names = [node.name for path in folder.glob("*_test.py")
                 for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        tested = set()
        for name in names:
            numbers = [int(each) for each in re.findall(r"(?<=_)\d{3}(?=_|$)", name)]
            tested |= set(range(numbers[0], numbers[-1] + 1)) if "_to_" in name and len(numbers) == 2 else set(numbers)
        self.assertEqual(set(range(1, 148)) - tested, set())


if __name__ == "__main__":
    unittest.main()
