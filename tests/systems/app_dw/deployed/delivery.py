"""The pipelines."""

from .base import Deployed, account, client

# Pipelines: the folder of the repository that starts them, and what deploys.
PIPELINES = {"lang-portal-frontend": ("lang-portal-frontend", "CodeBuild"),
             "lang-portal-backend": ("lang-portal-backend", "ECS"),
             "haiku-frontend": ("haiku-generator-frontend", "CodeBuild"),
             "haiku-backend": ("haiku-generator-backend", "ECS"),
             "vocab-frontend": ("vocab-generator-frontend", "ECS"),
             "vocab-backend": ("vocab-generator-backend", "ECS"),
             "writing-practice": ("writing-practice-frontend", "ECS")}


class Delivery(Deployed):
    def pipelines(self):
        found = [client("codepipeline").get_pipeline(name=name)["pipeline"]
                 for name in self.all_of("AWS::CodePipeline::Pipeline")]
        return {each["name"].removeprefix("app-dw-"): each for each in found}

    def test_there_are_seven(self):
        self.assertEqual(set(self.pipelines()), set(PIPELINES))

    def test_what_starts_them(self):
        for name, pipeline in self.pipelines().items():
            self.assertEqual(pipeline["pipelineType"], "V2", name)
            (push,) = pipeline["triggers"][0]["gitConfiguration"]["push"]
            self.assertEqual((push["branches"]["includes"], push["filePaths"]["includes"]),
                             (["main"], [f"aws/{PIPELINES[name][0]}/**/*"]), name)
            source = pipeline["stages"][0]["actions"][0]["configuration"]
            self.assertEqual(source["ConnectionArn"], self.only("AWS::CodeStarConnections::Connection"))
            self.assertEqual(source["FullRepositoryId"], "app-dw/free-genai-bootcamp-2025")

    def test_they_build_test_and_deploy(self):
        for name, pipeline in self.pipelines().items():
            stages = pipeline["stages"]
            self.assertEqual([stage["name"] for stage in stages], ["Source", "Build", "Test", "Deploy"], name)
            self.assertEqual(stages[-1]["actions"][0]["actionTypeId"]["provider"], PIPELINES[name][1], name)

    def test_images_go_to_services_that_are_there(self):
        for name, pipeline in self.pipelines().items():
            for action in pipeline["stages"][-1]["actions"]:
                if action["actionTypeId"]["provider"] == "ECS":
                    given = action["configuration"]
                    (service,) = client("ecs").describe_services(cluster=given["ClusterName"],
                                                                 services=[given["ServiceName"]])["services"]
                    self.assertEqual(service["status"], "ACTIVE", name)

    def test_artifacts_are_encrypted_with_the_key(self):
        for name, pipeline in self.pipelines().items():
            store = pipeline["artifactStore"]
            self.assertEqual(store["location"], f"app-dw-artifacts-{account()}", name)
            self.assertIn(self.only("AWS::KMS::Key"), store["encryptionKey"]["id"], name)

    def test_projects_log_where_they_should(self):
        projects = client("codebuild").batch_get_projects(names=self.all_of("AWS::CodeBuild::Project"))["projects"]
        self.assertEqual(len(projects), 16)
        for project in projects:
            self.assertIn(project["logsConfig"]["cloudWatchLogs"]["groupName"], self.all_of("AWS::Logs::LogGroup"))

    def test_the_connection_is_approved(self):
        connection = client("codestar-connections").get_connection(
            ConnectionArn=self.only("AWS::CodeStarConnections::Connection"))["Connection"]
        self.assertEqual(connection["ConnectionStatus"], "AVAILABLE")
