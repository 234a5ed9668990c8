"""The services of containers: what they run, where, how many; what they may ask of models."""

from .base import PAGES, REGION, SERVICES, SITES, Deployed, account, client

SECRETS = {"lang-portal-api": {"DATABASE_URL", "JWT_SECRET"}, "haiku-api": {"DATABASE_URL"},
           **dict.fromkeys(("vocab-generator-frontend", "vocab-generator-backend", "writing-practice"),
                           {"LANG_PORTAL_API_KEY"})}
FILTERS = {"SEXUAL", "VIOLENCE", "HATE", "INSULTS", "MISCONDUCT", "PROMPT_ATTACK"}


class Services(Deployed):
    def services(self):
        found = client("ecs").describe_services(cluster=self.only("AWS::ECS::Cluster"),
                                                services=self.all_of("AWS::ECS::Service"))["services"]
        return {service["serviceName"]: service for service in found}

    def definitions(self):
        return {name: client("ecs").describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
                for name, service in self.services().items()}

    def test_five_services_run(self):
        services = self.services()
        self.assertEqual(set(services), set(SERVICES))
        for name, service in services.items():
            self.assertEqual(service["status"], "ACTIVE", name)

    def test_their_tasks_run_where_capacity_is_spare(self):
        (cluster,) = client("ecs").describe_clusters(clusters=self.all_of("AWS::ECS::Cluster"))["clusters"]
        self.assertEqual(set(cluster["capacityProviders"]), {"FARGATE", "FARGATE_SPOT"})
        for name, service in self.services().items():
            self.assertGreaterEqual(service["runningCount"], 1, name)
            self.assertEqual(service["deployments"][0]["rolloutState"], "COMPLETED", name)
            self.assertIn("FARGATE_SPOT", [each["capacityProvider"] for each in service["capacityProviderStrategy"]])

    def test_they_are_replaced_one_after_the_other(self):
        for name, service in self.services().items():
            given = service["deploymentConfiguration"]
            self.assertEqual((given["maximumPercent"], given["minimumHealthyPercent"]), (200, 100), name)
            self.assertEqual(given["deploymentCircuitBreaker"], {"enable": True, "rollback": True}, name)
            grace = service.get("healthCheckGracePeriodSeconds", 0)
            self.assertEqual(grace, 60 if service["loadBalancers"] else 0, name)

    def test_they_are_in_private_subnets(self):
        private = {f"10.0.{number}.0/24" for number in (3, 4, 5)}
        for name, service in self.services().items():
            network = service["networkConfiguration"]["awsvpcConfiguration"]
            subnets = client("ec2").describe_subnets(SubnetIds=network["subnets"])["Subnets"]
            self.assertEqual({subnet["CidrBlock"] for subnet in subnets}, private, name)
            self.assertEqual(network["assignPublicIp"], "DISABLED", name)

    def test_they_have_targets(self):
        for name, service in self.services().items():
            container, port = SERVICES[name]
            found = [(each["containerName"], each["containerPort"]) for each in service["loadBalancers"]]
            self.assertEqual(found, [] if name == "vocab-generator-backend" else [(container, port)], name)

    def test_what_they_run(self):
        for name, definition in self.definitions().items():
            container, port = SERVICES[name]
            self.assertEqual([definition[key] for key in ("cpu", "memory", "networkMode")], ["1024", "2048", "awsvpc"])
            self.assertIn("FARGATE", definition["requiresCompatibilities"])
            containers = {each["name"]: each for each in definition["containerDefinitions"]}
            self.assertEqual(set(containers), {container, "aws-otel-collector"}, name)
            self.assertTrue(all(each["essential"] for each in containers.values()), name)
            main = containers[container]
            self.assertEqual(main["image"], f"{account()}.dkr.ecr.{REGION}.amazonaws.com/{name}:latest")
            self.assertEqual([each["containerPort"] for each in main["portMappings"]], [port], name)
            path = "/healthz" if name in PAGES else "/health"
            self.assertEqual(main["healthCheck"], {
                "command": ["CMD-SHELL", f"curl -f http://localhost:{port}{path} || exit 1"], "interval": 30,
                "timeout": 5, "retries": 3, "startPeriod": 60}, name)
            self.assertIn({"name": "AWS_DEFAULT_REGION", "value": REGION}, main["environment"])
            self.assertEqual({each["name"] for each in main["secrets"]}, SECRETS[name], name)
            self.assertEqual(main["logConfiguration"], {"logDriver": "awslogs", "options": {
                "awslogs-group": "/ecs/app-dw", "awslogs-region": REGION, "awslogs-stream-prefix": "ecs"}}, name)
            self.assertNotEqual(definition["taskRoleArn"], definition["executionRoleArn"], name)

    def test_they_scale(self):
        scaling = client("application-autoscaling")
        targets = [each for each in scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
                   if each["ResourceId"].startswith("service/app-dw/")]
        self.assertEqual({each["ResourceId"].rpartition("/")[2] for each in targets}, set(SERVICES))
        self.assertEqual({(each["MinCapacity"], each["MaxCapacity"]) for each in targets}, {(1, 3)})
        policies = [each for each in scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
                    if each["ResourceId"].startswith("service/app-dw/")]
        self.assertEqual(len(policies), 2 * len(SERVICES))
        for policy in policies:
            given = policy["TargetTrackingScalingPolicyConfiguration"]
            self.assertEqual((given["TargetValue"], given["ScaleInCooldown"], given["ScaleOutCooldown"]), (70, 300, 60))
            self.assertIn(given["PredefinedMetricSpecification"]["PredefinedMetricType"],
                          ("ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"))

    def test_they_are_found_by_their_names(self):
        found = {each["Name"]: each for each in client("servicediscovery").list_services()["Services"]}
        self.assertLessEqual(set(SERVICES), set(found))
        for name in SERVICES:
            self.assertEqual(found[name]["DnsConfig"]["DnsRecords"], [{"Type": "A", "TTL": 60}], name)
            (registry,) = self.services()[name]["serviceRegistries"]
            self.assertEqual(registry["registryArn"], found[name]["Arn"], name)

    def test_where_they_find_each_other(self):
        addresses = {each["name"]: each["value"] for definition in self.definitions().values()
                     for container in definition["containerDefinitions"] for each in container["environment"]
                     if each["name"].endswith("_URL")}
        self.assertEqual(addresses, {"LANG_PORTAL_API_URL": "http://lang-portal-api.app-dw.internal:8000",
                                     "VOCAB_GENERATOR_URL": "http://vocab-generator-backend.app-dw.internal:8000"})

    def test_images_have_repositories(self):
        names = self.all_of("AWS::ECR::Repository")
        found = client("ecr").describe_repositories(repositoryNames=names)["repositories"]
        self.assertEqual({each["repositoryName"] for each in found}, set(SERVICES))
        self.assertTrue(all(each["imageScanningConfiguration"]["scanOnPush"] for each in found))

    def test_the_guardrail_is_ready(self):
        arn = self.only("AWS::Bedrock::Guardrail")
        found = client("bedrock").get_guardrail(guardrailIdentifier=arn)
        self.assertEqual(found["status"], "READY")
        self.assertEqual({each["type"] for each in found["contentPolicy"]["filters"]}, FILTERS)
        versions = client("bedrock").list_guardrails(guardrailIdentifier=arn)["guardrails"]
        self.assertTrue({each["version"] for each in versions} - {"DRAFT"})

    def test_apis_of_sites_know_the_users(self):
        definitions = self.definitions()
        for site in SITES:
            given = {each["name"]: each["value"] for container in definitions[f"{site}-api"]["containerDefinitions"]
                     for each in container["environment"]}
            self.assertEqual(given["USER_POOL_ID"], self.outputs["UserPoolId"], site)
