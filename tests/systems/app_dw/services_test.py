"""The five services and what they may do: demands 55 to 70, 110, 112, 114, 115 and 122.

  services_test.py
"""

import re
import unittest

from template_support import LOG_GROUP, NAMESPACE, REGION, SERVICES, TemplateTest, as_list, mentioned

AI = ("lang-portal-api", "haiku-api", "vocab-generator-backend", "writing-practice")
SPEECH = ("lang-portal-api", "vocab-generator-backend")
IMAGES = re.compile(r"stability\.|stable-|titan-image|nova-canvas|image-generator", re.IGNORECASE)
CREDENTIAL = re.compile(r"password|passwd|secret|token|api_?key|credential|database_url", re.IGNORECASE)
ADMINISTRATIVE = re.compile(r"Administrator|PowerUser|FullAccess")


class ServicesTest(TemplateTest):
    def each(self, names=tuple(SERVICES)):
        return [(name, SERVICES[name]) for name in names]


class Cluster(ServicesTest):
    def strategy(self, service):
        """The capacity providers of a service: its own or its cluster's."""
        cluster, properties = self.only("AWS::ECS::Cluster")
        own = self.properties(service).get("CapacityProviderStrategy")
        if own:
            return own
        self.assertNotIn("LaunchType", self.properties(service))
        associated = [each["DefaultCapacityProviderStrategy"]
                      for each in self.any_of("AWS::ECS::ClusterCapacityProviderAssociations").values()
                      if self.is_about(each["Cluster"], cluster)]
        return associated[0] if associated else properties["DefaultCapacityProviderStrategy"]

    def test_055_the_cluster_offers_spare_capacity(self):
        cluster, properties = self.only("AWS::ECS::Cluster")
        offered = properties.get("CapacityProviders", []) + [
            provider for each in self.any_of("AWS::ECS::ClusterCapacityProviderAssociations").values()
            if self.is_about(each["Cluster"], cluster) for provider in each["CapacityProviders"]]
        self.assertIn("FARGATE_SPOT", offered)

    def test_062_services_run_on_it(self):
        cluster, _ = self.only("AWS::ECS::Cluster")
        for name, _ in self.each():
            with self.subTest(name):
                service = self.service(name)
                self.assertTrue(self.is_about(self.properties(service)["Cluster"], cluster))
                self.assertNotIn("LaunchType", self.properties(service))
                strategy = self.strategy(service)
                self.assertIn("FARGATE_SPOT", [each["CapacityProvider"] for each in strategy
                                               if int(each.get("Weight", 0)) > 0 or int(each.get("Base", 0)) > 0])
                self.assertLessEqual({each["CapacityProvider"] for each in strategy}, {"FARGATE_SPOT", "FARGATE"})

    def test_062_in_private_subnets(self):
        for name, expected in self.each():
            with self.subTest(name):
                network = self.properties(self.service(name))["NetworkConfiguration"]["AwsvpcConfiguration"]
                self.assertEqual(network.get("AssignPublicIp", "DISABLED"), "DISABLED")
                self.check_subnets(network["Subnets"], self.private())
                self.assertIn(self.group(expected.group),
                              {self.one(each, "AWS::EC2::SecurityGroup") for each in network["SecurityGroups"]})


class Tasks(ServicesTest):
    def test_056_containers(self):
        for name, expected in self.each():
            with self.subTest(name):
                container = self.app_container(name)
                self.assertEqual(container["Name"], expected.container)
                self.assertRegex(self.expanded(container["Image"]), rf"/{name}:[^/]+$")
                self.assertEqual([int(each["ContainerPort"]) for each in container["PortMappings"]], [expected.port])
                self.assertIs(container["Essential"], True)
                self.assertIn({"Name": "AWS_DEFAULT_REGION", "Value": REGION}, container["Environment"])

    def test_056_five_services(self):
        self.assertEqual(len(self.all_of("AWS::ECS::Service")), len({self.service(name) for name in SERVICES}))

    def test_057_fargate(self):
        for name, _ in self.each():
            with self.subTest(name):
                task = self.properties(self.task_definition(name))
                self.assertIn("FARGATE", task["RequiresCompatibilities"])
                self.assertEqual((task["NetworkMode"], str(task["Cpu"]), str(task["Memory"])),
                                 ("awsvpc", "1024", "2048"))

    def test_058_secrets(self):
        for name, expected in self.each():
            with self.subTest(name):
                given = self.app_container(name).get("Secrets", [])
                self.assertLessEqual(set(expected.secrets), {each["Name"] for each in given})
                for variable, called in expected.secrets.items():
                    secret = self.secret_of_container(name, variable)
                    self.assertIn(called, self.name(secret))
                    self.assert_may(self.execution_role(name), secret, "secretsmanager:GetSecretValue")
                    self.assert_may_use_key_of(self.execution_role(name), secret, "kms:Decrypt")

    def test_059_health_checks(self):
        for name, expected in self.each():
            with self.subTest(name):
                check = self.app_container(name)["HealthCheck"]
                self.assertEqual(check["Command"],
                                 ["CMD-SHELL", f"curl -f http://localhost:{expected.port}{expected.health} || exit 1"])
                self.assertEqual(tuple(int(check[key]) for key in ("Interval", "Timeout", "Retries", "StartPeriod")),
                                 (30, 5, 3, 60))

    def test_060_the_collector(self):
        for name, _ in self.each():
            with self.subTest(name):
                (collector,) = [each for each in self.containers(name) if "aws-otel-collector" in each["Name"]]
                self.assertIn("aws-otel-collector", collector["Image"])
                self.assertIs(collector["Essential"], True)

    def test_061_logs(self):
        for name, _ in self.each():
            with self.subTest(name):
                for container in self.containers(name):
                    logs = container["LogConfiguration"]
                    options = logs["Options"]
                    self.assertEqual(logs["LogDriver"], "awslogs")
                    self.assertEqual(self.expanded(options["awslogs-group"]), LOG_GROUP)
                    self.assertEqual(options["awslogs-region"], REGION)
                    if container is self.app_container(name):
                        self.assertEqual(options["awslogs-stream-prefix"], "ecs")

    def test_066_one_key_of_the_portal(self):
        keys = {self.secret_of_container(name, "LANG_PORTAL_API_KEY") for name, expected in SERVICES.items()
                if "LANG_PORTAL_API_KEY" in expected.secrets}
        self.assertEqual(len(keys), 1)
        values = {each["ValueFrom"] for name in SERVICES for each in self.app_container(name)["Secrets"]
                  if each["Name"] == "LANG_PORTAL_API_KEY"}
        self.assertEqual(len(values), 1)

    def test_067_no_secrets_in_the_clear(self):
        for name, _ in self.each():
            with self.subTest(name):
                for container in self.containers(name):
                    for variable in container.get("Environment", []):
                        self.assertNotIn("{{resolve:", str(variable["Value"]))
                        if CREDENTIAL.search(variable["Name"]):
                            self.assertTrue(variable["Name"].endswith(("_ARN", "_ID")) and mentioned(variable["Value"]),
                                            variable)


class Scaling(ServicesTest):
    def scalable_target(self, name):
        service = self.service(name)
        found = []
        for key, each in self.all_of("AWS::ApplicationAutoScaling::ScalableTarget").items():
            resource = each["ResourceId"]
            if service in mentioned(resource) or self.name(service) and resource.endswith(f"/{self.name(service)}"):
                found.append((key, each))
        self.assertEqual(len(found), 1, name)
        return found[0]

    def test_063_between_one_and_three_tasks(self):
        cluster, _ = self.only("AWS::ECS::Cluster")
        for name, _ in self.each():
            with self.subTest(name):
                _, scaled = self.scalable_target(name)
                self.assertEqual((int(scaled["MinCapacity"]), int(scaled["MaxCapacity"])), (1, 3))
                self.assertEqual((scaled["ServiceNamespace"], scaled["ScalableDimension"]),
                                 ("ecs", "ecs:service:DesiredCount"))
                self.assertRegex(self.expanded(scaled["ResourceId"]), r"^service/[^/]+/")
                self.assertTrue(cluster in mentioned(scaled["ResourceId"])
                                or scaled["ResourceId"].split("/")[1] == self.name(cluster))

    def test_063_by_processors_and_memory(self):
        for name, _ in self.each():
            with self.subTest(name):
                scaled, properties = self.scalable_target(name)
                tracked = {}
                for policy in self.all_of("AWS::ApplicationAutoScaling::ScalingPolicy").values():
                    if scaled in mentioned(policy) or policy.get("ResourceId") == properties["ResourceId"]:
                        self.assertEqual(policy["PolicyType"], "TargetTrackingScaling")
                        tracking = policy["TargetTrackingScalingPolicyConfiguration"]
                        self.assertEqual((int(tracking["ScaleInCooldown"]), int(tracking["ScaleOutCooldown"])),
                                         (300, 60))
                        metric = tracking["PredefinedMetricSpecification"]["PredefinedMetricType"]
                        tracked[metric] = float(tracking["TargetValue"])
                self.assertEqual(tracked,
                                 {"ECSServiceAverageCPUUtilization": 70, "ECSServiceAverageMemoryUtilization": 70})


class Discovery(ServicesTest):
    def test_064_services_are_found_by_name(self):
        namespace, _ = self.only("AWS::ServiceDiscovery::PrivateDnsNamespace")
        for name, _ in self.each():
            with self.subTest(name):
                (registry,) = self.properties(self.service(name))["ServiceRegistries"]
                registered = self.properties(self.one(registry["RegistryArn"], "AWS::ServiceDiscovery::Service"))
                self.assertEqual(registered["Name"], name)
                dns = registered["DnsConfig"]
                self.assertEqual([float(record["TTL"]) for record in dns["DnsRecords"]], [60])
                self.assertTrue(self.is_about(registered.get("NamespaceId", dns.get("NamespaceId")), namespace))

    def test_068_the_namespace(self):
        _, namespace = self.only("AWS::ServiceDiscovery::PrivateDnsNamespace")
        self.assertEqual(namespace["Name"], NAMESPACE)
        self.one(namespace["Vpc"], "AWS::EC2::VPC")


class Deployment(ServicesTest):
    def test_065_tasks_are_replaced_one_after_the_other(self):
        for name, expected in self.each():
            with self.subTest(name):
                service = self.properties(self.service(name))
                configuration = service["DeploymentConfiguration"]
                self.assertEqual(service.get("DeploymentController", {}).get("Type", "ECS"), "ECS")
                self.assertEqual(configuration.get("Strategy", "ROLLING"), "ROLLING")
                self.assertEqual((int(configuration["MaximumPercent"]), int(configuration["MinimumHealthyPercent"])),
                                 (200, 100))
                self.assertEqual(configuration["DeploymentCircuitBreaker"], {"Enable": True, "Rollback": True})
                if expected.balanced:
                    self.assertEqual(int(service["HealthCheckGracePeriodSeconds"]), 60)


class Permissions(ServicesTest):
    def test_069_roles_are_two_and_of_tasks(self):
        for name, _ in self.each():
            with self.subTest(name):
                self.assertNotEqual(self.task_role(name), self.execution_role(name))
                for role in (self.task_role(name), self.execution_role(name)):
                    self.assertEqual(self.trusted_by(role), {"ecs-tasks.amazonaws.com"})

    def test_069_no_role_may_everything(self):
        for name, _ in self.each():
            with self.subTest(name):
                for role in (self.task_role(name), self.execution_role(name)):
                    for arn in self.properties(role).get("ManagedPolicyArns", []):
                        self.assertNotRegex(arn, ADMINISTRATIVE)
                    for statement in self.statements_of(role):
                        self.assertNotIn("NotAction", statement)
                        if statement["Effect"] == "Allow":
                            for action in as_list(statement["Action"]):
                                self.assertNotRegex(action, r"^\*$|:\*$")

    def repository(self, name):
        """None where the registry is a parameter."""
        found = self.mentioned(self.app_container(name)["Image"], "AWS::ECR::Repository") or {
            key for key in self.any_of("AWS::ECR::Repository") if self.image_name(f"x/{self.name(key)}") == name}
        return found.pop() if found else None

    def test_070_execution_roles_start_tasks(self):
        (logs,) = [key for key in self.all_of("AWS::Logs::LogGroup") if self.name(key) == LOG_GROUP]
        for name, _ in self.each():
            with self.subTest(name):
                role = self.execution_role(name)
                self.assert_may_on_anything(role, "ecr:GetAuthorizationToken")
                self.assert_may(role, logs, "logs:CreateLogStream", "logs:PutLogEvents")
                if self.repository(name):
                    self.assert_may(role, self.repository(name), "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")

    def test_112_models_and_the_guardrail(self):
        guardrail, _ = self.only("AWS::Bedrock::Guardrail")
        for name, _ in self.each(AI):
            with self.subTest(name):
                models = self.allowed_on(self.task_role(name), "bedrock:InvokeModel")
                self.assertTrue(any("foundation-model/" in each or "inference-profile/" in each for each in models),
                                models)
                self.assert_may(self.task_role(name), guardrail, "bedrock:ApplyGuardrail")

    def test_114_speech(self):
        for name, _ in self.each(SPEECH):
            with self.subTest(name):
                self.assert_may_on_anything(self.task_role(name), "polly:SynthesizeSpeech")

    def test_115_images(self):
        role = self.task_role("lang-portal-api")
        models = [each for each in self.allowed_on(role, "bedrock:InvokeModel") if IMAGES.search(self.expanded(each))]
        self.assertTrue(models or self.allowed_on(role, "sagemaker:InvokeEndpoint"))

    def test_122_traces(self):
        for name, _ in self.each():
            with self.subTest(name):
                self.assert_may_on_anything(self.task_role(name), "xray:PutTraceSegments", "xray:PutTelemetryRecords")
        for stage in self.any_of("AWS::ApiGateway::Stage").values():
            self.assertIs(stage["TracingEnabled"], True)


if __name__ == "__main__":
    unittest.main()
