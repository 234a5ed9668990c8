"""The seven pipelines: demands 139 to 147.

  delivery_test.py
"""

import re
import unittest

import yaml
from meaning import ACCOUNT
from template_support import PIPELINES, SERVICES, TemplateTest, mentioned

REPOSITORY, BRANCH = "free-genai-bootcamp-2025", "main"
PHASES = ("install", "pre_build", "build", "post_build")


class DeliveryTest(TemplateTest):
    def each(self, images=None):
        """All pipelines; those that make images, or those that do not."""
        return [(self.pipeline(each.folder), each) for each in PIPELINES.values()
                if images in (None, bool(each.service))]

    def actions(self, pipeline):
        return [action for stage in self.properties(pipeline)["Stages"]
                for action in sorted(stage["Actions"], key=lambda each: int(each.get("RunOrder", 1)))]

    def action(self, pipeline, category, provider=None):
        """The first action of a category."""
        found = [each for each in self.actions(pipeline) if each["ActionTypeId"]["Category"] == category
                 and provider in (None, each["ActionTypeId"]["Provider"])]
        self.assertTrue(found, f"{category} of {pipeline}")
        return found[0]

    def project_of(self, action):
        self.assertEqual(action["ActionTypeId"]["Provider"], "CodeBuild")
        return self.one(action["Configuration"]["ProjectName"], "AWS::CodeBuild::Project")

    def builds(self, pipeline):
        """The actions that run commands, with their projects."""
        return [(action, self.project_of(action)) for action in self.actions(pipeline)
                if action["ActionTypeId"]["Provider"] == "CodeBuild"]

    def build(self, pipeline):
        """The action that makes what is deployed, and its project."""
        found = [(action, project) for action, project in self.builds(pipeline)
                 if any(re.match(r"npm run build|docker build", command) for command in self.commands(project))]
        self.assertEqual(len(found), 1, pipeline)
        return found[0]

    def spec(self, project):
        text = self.properties(project)["Source"]["BuildSpec"]
        self.assertIn("phases", text, "the build's commands are not in the template")
        return yaml.safe_load(text)

    def variables(self, project):
        return {each["Name"]: str(each["Value"])
                for each in self.properties(project)["Environment"].get("EnvironmentVariables", [])}

    def commands(self, project):
        """Single commands in their order, with the project's variables put in."""
        variables = self.variables(project)
        found = []
        for phase in PHASES:
            for command in self.spec(project)["phases"].get(phase, {}).get("commands", []):
                for name in sorted(variables, key=len, reverse=True):
                    command = re.sub(rf"\$\{{{name}\}}|\${name}(?![A-Za-z0-9_])", lambda _, n=name: variables[n],
                                     command)
                found += [re.sub(r"\s+", " ", each).strip() for each in re.split(r"&&|\n|;", command)]
        return [each for each in found if each and not each.startswith("#")]

    def all_commands(self, pipeline):
        return [command for _, project in self.builds(pipeline) for command in self.commands(project)]

    def position(self, commands, pattern, after=-1):
        for index, command in enumerate(commands):
            if index > after and re.search(pattern, command):
                return index
        self.fail(f"no {pattern} after the {after + 1}. of {commands}")
        return None

    def role_of(self, pipeline, action):
        """Whose permissions an action has."""
        return self.one(action.get("RoleArn", self.properties(pipeline)["RoleArn"]), "AWS::IAM::Role")


class Pipelines(DeliveryTest):
    def test_139_source(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                action = self.action(pipeline, "Source")
                self.assertIn(action["ActionTypeId"]["Provider"], ("CodeStarSourceConnection", "S3"))
                if action["ActionTypeId"]["Provider"] == "CodeStarSourceConnection":
                    configuration = action["Configuration"]
                    self.assertEqual(configuration["FullRepositoryId"].rpartition("/")[2], REPOSITORY)
                    self.assertTrue(configuration["FullRepositoryId"].partition("/")[0])
                    self.assertEqual(configuration["BranchName"], BRANCH)
                    self.assertTrue(configuration["ConnectionArn"])

    def test_139_started_by_its_own_folder_alone(self):
        for pipeline, wanted in self.each():
            with self.subTest(pipeline):
                if self.triggers(pipeline):
                    self.assertEqual(self.properties(pipeline)["PipelineType"], "V2")
                    ((source, push),) = self.triggers(pipeline)
                    self.assertEqual(source, self.action(pipeline, "Source")["Name"])
                    self.assertEqual(push["Branches"]["Includes"], [BRANCH])
                    self.assertEqual(push["FilePaths"], {"Includes": [f"aws/{wanted.folder}/**/*"]})

    def test_140_builds_of_files(self):
        for pipeline, wanted in self.each(images=False):
            with self.subTest(pipeline):
                commands = self.commands(self.build(pipeline)[1])
                at = self.position(commands, rf"^cd (?:\S*/)?aws/{wanted.folder}/?$")
                for pattern in (r"^npm install$", r"^npm run test$", r"^npm run build$"):
                    at = self.position(commands, pattern, at)

    def test_140_builds_of_images(self):
        for pipeline, wanted in self.each(images=True):
            with self.subTest(pipeline):
                project = self.build(pipeline)[1]
                commands = self.commands(project)
                at = self.position(commands, rf"^cd (?:\S*/)?aws/{wanted.folder}/?$")
                for pattern in (r"^pip install -r requirements\.txt$", r"^pytest\b", r"^docker build .*\.$"):
                    at = self.position(commands, pattern, at)
                images = re.findall(r"(?:-t|--tag)[ =](\S+)", commands[at])
                self.assertIn(wanted.service, [self.image_name(image.strip("\"'")) for image in images])
                self.assertIs(self.properties(project)["Environment"]["PrivilegedMode"], True)
                pushed = commands[self.position(commands, r"^docker push ", at)]
                self.assertTrue("--all-tags" in pushed or wanted.service in self.expanded(pushed) or "$" in pushed,
                                pushed)

    def test_140_commands_are_in_the_templates(self):
        for project in self.all_of("AWS::CodeBuild::Project"):
            self.assertTrue(self.spec(project)["phases"])

    def test_141_order(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                stages = [{each["ActionTypeId"]["Category"] for each in stage["Actions"]}
                          for stage in self.properties(pipeline)["Stages"]]
                self.assertEqual(stages[0], {"Source"})
                self.assertEqual(len([stage for stage in stages if "Source" in stage]), 1)
                made = {each["Name"] for each in self.build(pipeline)[0].get("OutputArtifacts", [])}
                self.assertTrue(made)
                # What deploys takes what the build made.
                deploys = self.actions(pipeline)[self.actions(pipeline).index(self.build(pipeline)[0]) + 1:]
                self.assertTrue(any(made & {each["Name"] for each in action.get("InputArtifacts", [])}
                                    for action in deploys))

    def copies(self, pipeline, bucket):
        """The action that copies files into a bucket, and whether it does so by itself."""
        for action in self.actions(pipeline):
            configuration = action["Configuration"]
            if action["ActionTypeId"]["Provider"] == "S3" and action["ActionTypeId"]["Category"] == "Deploy":
                if self.is_about(configuration["BucketName"],
                                 bucket) and str(configuration["Extract"]).lower() == "true":
                    return action, True
            elif action["ActionTypeId"]["Provider"] == "CodeBuild":
                for command in self.commands(self.project_of(action)):
                    if re.match(r"aws s3 sync \S+ \"?s3://", command) and (
                            bucket in mentioned(command) or self.name(bucket)
                                                                           and f"s3://{self.name(bucket)}" in command):
                        return action, False
        self.fail(f"{pipeline} copies nothing to {bucket}")
        return None

    def invalidates(self, pipeline, distribution):
        """The action after which browsers see what was copied, and the role that may do so."""
        for action in self.actions(pipeline):
            if action["ActionTypeId"]["Provider"] == "CodeBuild":
                project = self.project_of(action)
                for command in self.commands(project):
                    if "aws cloudfront create-invalidation" in command and distribution in mentioned(command):
                        return action, self.build_role(project)
            elif action["ActionTypeId"]["Provider"] == "Lambda":
                function = self.one(action["Configuration"]["FunctionName"], "AWS::Lambda::Function")
                if distribution in mentioned([action["Configuration"], self.properties(function)]):
                    return action, self.one(self.properties(function)["Role"], "AWS::IAM::Role")
        self.fail(f"{pipeline} invalidates nothing")
        return None

    def test_141_files(self):
        for pipeline, wanted in self.each(images=False):
            with self.subTest(pipeline):
                bucket, distribution = self.frontend_bucket(wanted.project), self.distribution(wanted.project)
                copying, by_itself = self.copies(pipeline, bucket)
                invalidating, role = self.invalidates(pipeline, distribution)
                order = self.actions(pipeline)
                self.assertLessEqual(order.index(copying), order.index(invalidating))
                if copying is not invalidating:
                    # One after the other, not side by side.
                    stages = self.properties(pipeline)["Stages"]
                    place = {id(action): (index, int(action.get("RunOrder", 1))) for index, stage in enumerate(stages)
                             for action in stage["Actions"]}
                    self.assertLess(place[id(copying)], place[id(invalidating)])
                else:
                    commands = self.commands(self.project_of(copying))
                    self.position(commands, "create-invalidation", self.position(commands, "aws s3 sync"))
                self.assert_may(role, distribution, "cloudfront:CreateInvalidation")
                copier = (self.role_of(pipeline, copying) if by_itself else
                          self.build_role(self.project_of(copying)))
                self.assert_may(copier, bucket, "s3:PutObject")
                self.assert_may_use_key_of(copier, bucket, "kms:GenerateDataKey")

    def test_141_services(self):
        cluster, _ = self.only("AWS::ECS::Cluster")
        for pipeline, wanted in self.each(images=True):
            with self.subTest(pipeline):
                service = self.service(wanted.service)
                ecs = [each for each in self.actions(pipeline) if each["ActionTypeId"]["Provider"] == "ECS"]
                if ecs:
                    (action,) = ecs
                    self.assertTrue(self.is_about(action["Configuration"]["ClusterName"], cluster))
                    self.assertTrue(self.is_about(action["Configuration"]["ServiceName"], service))
                    build, project = self.build(pipeline)
                    self.assertLessEqual({each["Name"] for each in action["InputArtifacts"]},
                                         {each["Name"] for each in build["OutputArtifacts"]})
                    file = action["Configuration"].get("FileName", "imagedefinitions.json")
                    self.assertIn(file, self.spec(project)["artifacts"]["files"])
                    (writing,) = [each for each in self.commands(project) if file in each]
                    self.assertIn(SERVICES[wanted.service].container, writing)
                else:
                    commands = [each for each in self.all_commands(pipeline) if "aws ecs update-service" in each]
                    self.assertTrue(any(service in mentioned(each) or self.name(service)
                                        and self.name(service) in each.split()
                                        for each in commands), commands)

    def test_142_unit_and_integration_tests(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                tests = [each for each in self.all_commands(pipeline)
                         if re.search(r"^(?:npm (?:run )?test|pytest|python -m pytest)", each)]
                self.assertTrue([each for each in tests if "integration" not in each.replace("not integration", "")],
                                tests)
                self.assertTrue([each for each in tests if "integration" in each.replace("not integration", "")], tests)

    def test_143_seven(self):
        self.assertEqual(len(self.all_of("AWS::CodePipeline::Pipeline")), len(PIPELINES))
        self.assertEqual(len({pipeline for pipeline, _ in self.each()}), len(PIPELINES))

    def test_144_artifacts_are_encrypted(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                store = self.properties(pipeline)["ArtifactStore"]
                self.assertEqual(store["Type"], "S3")
                bucket = self.one(store["Location"], "AWS::S3::Bucket")
                if "EncryptionKey" in store:
                    self.assertEqual(store["EncryptionKey"]["Type"], "KMS")
                    self.one(store["EncryptionKey"]["Id"], "AWS::KMS::Key")
                else:
                    (rule,) = self.properties(bucket)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
                    self.assertEqual(rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "aws:kms")

    def test_145_what_is_taken_was_made(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                made = set()
                for stage in self.properties(pipeline)["Stages"]:
                    orders = sorted({int(each.get("RunOrder", 1)) for each in stage["Actions"]})
                    for order in orders:
                        together = [each for each in stage["Actions"] if int(each.get("RunOrder", 1)) == order]
                        for action in together:
                            self.assertLessEqual({each["Name"] for each in action.get("InputArtifacts", [])}, made)
                        made |= {each["Name"] for action in together for each in action.get("OutputArtifacts", [])}


class Permissions(DeliveryTest):
    def store(self, pipeline):
        """The bucket of a pipeline's artifacts and the keys that they are encrypted with."""
        store = self.properties(pipeline)["ArtifactStore"]
        bucket = self.one(store["Location"], "AWS::S3::Bucket")
        return bucket, self.mentioned([store, self.properties(bucket)], "AWS::KMS::Key")

    def assert_uses_artifacts(self, role, pipeline, write):
        bucket, keys = self.store(pipeline)
        self.assert_may(role, bucket, "s3:GetObject", *(["s3:PutObject"] if write else []))
        for key in keys:
            self.assert_may(role, key, "kms:Decrypt", *(["kms:GenerateDataKey"] if write else []))

    def test_146_roles_are_of_their_services(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                self.assertEqual(self.trusted_by(self.one(self.properties(pipeline)["RoleArn"], "AWS::IAM::Role")),
                                 {"codepipeline.amazonaws.com"})
                for _, project in self.builds(pipeline):
                    self.assertEqual(self.trusted_by(self.build_role(project)),
                                     {"codebuild.amazonaws.com"})

    def test_146_pipelines_take_roles_of_actions(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                own = self.one(self.properties(pipeline)["RoleArn"], "AWS::IAM::Role")
                for action in self.actions(pipeline):
                    role = self.role_of(pipeline, action)
                    if role != own:
                        self.assert_may(own, role, "sts:AssumeRole")
                        trust = self.properties(role)["AssumeRolePolicyDocument"]
                        self.assertTrue(own in mentioned(trust) or f"arn:aws:iam::{ACCOUNT}:root" in str(trust))

    def test_146_sources(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                action = self.action(pipeline, "Source", "CodeStarSourceConnection")
                role = self.role_of(pipeline, action)
                connection = action["Configuration"]["ConnectionArn"]
                on = (self.allowed_on(role, "codestar-connections:UseConnection")
                      + self.allowed_on(role, "codeconnections:UseConnection"))
                self.assertTrue(connection in on or mentioned(connection) & mentioned(on), on)
                self.assert_uses_artifacts(role, pipeline, write=True)

    def test_146_builds(self):
        for pipeline, _ in self.each():
            with self.subTest(pipeline):
                for action, project in self.builds(pipeline):
                    self.assert_may(self.role_of(pipeline, action), project, "codebuild:StartBuild",
                                    "codebuild:BatchGetBuilds")
                    role = self.build_role(project)
                    self.assert_uses_artifacts(role, pipeline, write=bool(action.get("OutputArtifacts")))

    def test_146_pushes(self):
        for pipeline, wanted in self.each(images=True):
            with self.subTest(pipeline):
                role = self.build_role(self.build(pipeline)[1])
                self.assert_may_on_anything(role, "ecr:GetAuthorizationToken")
                repository = self.repository(wanted.service)
                if repository:
                    self.assert_may(role, repository, "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload",
                                    "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage")

    def test_146_deployments_of_services(self):
        for pipeline, wanted in self.each(images=True):
            with self.subTest(pipeline):
                service = self.service(wanted.service)
                for action in self.actions(pipeline):
                    if action["ActionTypeId"]["Provider"] == "ECS":
                        role = self.role_of(pipeline, action)
                        self.assert_may(role, service, "ecs:DescribeServices", "ecs:UpdateService")
                        self.assert_may_on_anything(role, "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition")
                        for passed in (self.task_role(wanted.service), self.execution_role(wanted.service)):
                            self.assert_may(role, passed, "iam:PassRole")
                        self.assert_uses_artifacts(role, pipeline, write=False)

    def repository(self, image):
        found = [key for key in self.any_of("AWS::ECR::Repository") if self.name(key)
                 and self.image_name(f"x/{self.name(key)}") == image]
        return found[0] if found else None

    def test_147_a_repository_for_each_image(self):
        images = [self.app_container(name)["Image"] for name in SERVICES]
        given = all(mentioned(image) and not self.mentioned(image, "AWS::ECR::Repository")
                    and not any(each in self.resources for each in mentioned(image)) for image in images)
        found = {self.repository(name) for name in SERVICES} - {None}
        self.assertTrue(given or len(found) == len(SERVICES), found)
        self.assertEqual(len({self.name(key) for key in found}), len(found))


if __name__ == "__main__":
    unittest.main()
