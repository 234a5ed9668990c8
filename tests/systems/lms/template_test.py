"""What the description of lms demands of its templates. The numbers are those of the demands; where several stand
together, one look shows them all.

  template_test.py
"""

import ast
import importlib.util
import itertools
import json
import re
import unittest

import template_support  # before what all systems share: it knows where that is
from synthesis import cfn_lint, load_yaml
from template_support import ANYWHERE, APP_FOLDER, REGION, STACKS, SUFFIX, TemplateTest, as_list, referred, text

# Types whose resources can be named: the property, or the tag Name, and words of which one is in the name.
NAMED = {
    "AWS::EC2::VPC": ("Tags", {"vpc"}),
    "AWS::EC2::Subnet": ("Tags", {"subnet"}),
    "AWS::EC2::InternetGateway": ("Tags", {"igw"}),
    "AWS::EC2::NatGateway": ("Tags", {"nat"}),
    "AWS::EC2::EIP": ("Tags", {"eip"}),
    "AWS::EC2::RouteTable": ("Tags", {"route"}),
    "AWS::EC2::FlowLog": ("Tags", {"flow"}),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Name", {"alb"}),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("Name", {"target"}),
    "AWS::ApiGatewayV2::VpcLink": ("Name", {"vpc-link"}),
    "AWS::EC2::SecurityGroup": ("GroupName", {"sg"}),
    "AWS::ECS::Cluster": ("ClusterName", {"cluster"}),
    "AWS::ECS::Service": ("ServiceName", {"service"}),
    "AWS::ECS::TaskDefinition": ("Family", {"task"}),
    "AWS::ECR::Repository": ("RepositoryName", {"repository"}),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("PolicyName", {"policy"}),
    "AWS::Lambda::Function": ("FunctionName", {"function"}),
    "AWS::RDS::DBCluster": ("DBClusterIdentifier", {"aurora"}),
    "AWS::RDS::DBInstance": ("DBInstanceIdentifier", {"aurora"}),
    "AWS::RDS::DBSubnetGroup": ("DBSubnetGroupName", {"aurora"}),
    "AWS::RDS::DBClusterParameterGroup": ("DBClusterParameterGroupName", {"aurora"}),
    "AWS::ElastiCache::ReplicationGroup": ("ReplicationGroupId", {"redis"}),
    "AWS::ElastiCache::SubnetGroup": ("CacheSubnetGroupName", {"redis"}),
    "AWS::EFS::FileSystem": ("FileSystemTags", {"efs"}),
    "AWS::EFS::AccessPoint": ("AccessPointTags", {"access-point"}),
    "AWS::S3::Bucket": ("BucketName", {"bucket"}),
    "AWS::Kinesis::Stream": ("Name", {"stream"}),
    "AWS::SQS::Queue": ("QueueName", {"queue"}),
    "AWS::ApiGateway::RestApi": ("Name", {"api"}),
    "AWS::ApiGateway::Authorizer": ("Name", {"authorizer"}),
    "AWS::Cognito::UserPool": ("UserPoolName", {"pool"}),
    "AWS::Cognito::UserPoolClient": ("ClientName", {"client"}),
    "AWS::Cognito::UserPoolGroup": ("GroupName", {"students", "educators", "administrators"}),
    "AWS::CodePipeline::Pipeline": ("Name", {"pipeline"}),
    "AWS::CodeBuild::Project": ("Name", {"build"}),
    "AWS::CodeStarConnections::Connection": ("ConnectionName", {"connection"}),
    "AWS::SecretsManager::Secret": ("Name", {"secret"}),
    "AWS::KMS::Alias": ("AliasName", {"key"}),
    "AWS::IAM::Role": ("RoleName", {"role"}),
    "AWS::Logs::LogGroup": ("LogGroupName", {"logs", "function", "rest-api", "build", "cluster"}),
    "AWS::CloudWatch::Alarm": ("AlarmName", {"alarm"}),
    "AWS::CloudWatch::Dashboard": ("DashboardName", {"dashboard"}),
    "AWS::SNS::Topic": ("TopicName", {"topic"}),
    "AWS::Scheduler::Schedule": ("Name", {"schedule"}),
}
# What has no name of its own in CloudFormation, or one that does not matter outside of what it belongs to.
UNNAMED = {
    "AWS::ApiGateway::Account", "AWS::ApiGateway::Deployment", "AWS::ApiGateway::Method", "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Stage", "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::EC2::Route",
    "AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPCGatewayAttachment", "AWS::EFS::MountTarget", "AWS::ElasticLoadBalancingV2::Listener", "AWS::IAM::Policy",
    "AWS::KMS::Key", "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission", "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::SecretsManager::ResourcePolicy",
    "AWS::SecretsManager::RotationSchedule", "AWS::SecretsManager::SecretTargetAttachment", "Custom::EmptyBucket",
}
# The longest names that services take.
LONGEST = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": 32, "AWS::ElasticLoadBalancingV2::TargetGroup": 32,
    "AWS::CodeStarConnections::Connection": 32, "AWS::ElastiCache::ReplicationGroup": 40, "AWS::RDS::DBCluster": 63,
    "AWS::RDS::DBInstance": 63, "AWS::S3::Bucket": 63, "AWS::Lambda::Function": 64, "AWS::IAM::Role": 64,
    "AWS::Scheduler::Schedule": 64, "AWS::SQS::Queue": 80,
}
# Types that are encrypted, and where they say with which key.
STORES = {
    "AWS::ECR::Repository": ("EncryptionConfiguration", "KmsKey"),
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::SNS::Topic": ("KmsMasterKeyId",),
}
FARGATE_MEMORY = {256: range(512, 2049, 512), 512: range(1024, 4097, 1024), 1024: range(2048, 8193, 1024),
                  2048: range(4096, 16385, 1024), 4096: range(8192, 30721, 1024)}
# Actions that know no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/
WITHOUT_RESOURCES = {"ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition", "secretsmanager:GetRandomPassword"}
USERS = 50_000
LONGEST_REACTION = 120
CREDENTIAL = re.compile(r"password|passwd|secret|token|api_?key|credential", re.IGNORECASE)
ADMINISTRATIVE = re.compile(r"Administrator|PowerUser|ReadWrite|FullAccess")


class Form(TemplateTest):
    """Delivery and form."""

    def test_001_yaml_that_says_the_same(self):
        for stack in STACKS:
            written = self.assembly.path(stack, "yaml").read_text(encoding="utf-8")
            self.assertEqual(load_yaml(written), self.templates[stack])
            self.assertIn("!Ref", written)

    def test_002_descriptions(self):
        for stack in STACKS:
            self.assertIn("Learning Management System (LMS)", self.templates[stack]["Description"])

    def test_003_limits_and_references(self):
        for stack, template in self.templates.items():
            self.assertLessEqual(len(template["Resources"]), 500)
            self.assertLessEqual(self.assembly.path(stack, "yaml").stat().st_size, 1_000_000)
            self.assertLessEqual(self.assembly.path(stack, "json").stat().st_size, 1_000_000)
            self.assertLessEqual(len(template["Parameters"]), 200)
            self.assertLessEqual(len(template["Outputs"]), 200)
            known = set(template["Resources"]) | set(template["Parameters"])
            wanted = {name for name in referred(template) if not name.startswith("AWS::")}
            wanted |= {name for each in template["Resources"].values() for name in as_list(each.get("DependsOn", []))}
            self.assertLessEqual(wanted, known)
            self.assertNotIn("Fn::ImportValue", json.dumps(template))

    def suffix_pattern(self):
        patterns = {template["Parameters"][SUFFIX]["AllowedPattern"] for template in self.templates.values()}
        self.assertEqual(len(patterns), 1)
        return re.compile(patterns.pop())

    def test_004_the_suffix(self):
        pattern = self.suffix_pattern()
        for template in self.templates.values():
            self.assertEqual(template["Parameters"][SUFFIX]["Type"], "String")
            self.assertRegex(template["Parameters"][SUFFIX]["Default"], pattern)
        longest = next(length for length in itertools.count(1) if not pattern.match("a" * (length + 1)) and length > 1)
        self.assertNotRegex("Dev", pattern)
        self.assertNotRegex("a-", pattern)
        for kind, limit in LONGEST.items():
            for properties in self.all_of(kind).values():
                name = text(properties[NAMED[kind][0]])
                name = name.replace(f"${{{SUFFIX}}}", "a" * longest).replace("${AWS::AccountId}", "1" * 12)
                self.assertNotIn("$", name)
                self.assertLessEqual(len(name), limit, name)

    def test_005_parameters_and_outputs_are_described(self):
        for template in self.templates.values():
            for name, each in {**template["Parameters"], **template["Outputs"]}.items():
                self.assertTrue(each.get("Description"), name)

    def test_006_the_region(self):
        for stack in STACKS:
            artifact = self.assembly.manifest["artifacts"][stack]
            self.assertEqual(artifact["environment"], f"aws://unknown-account/{REGION}")

    def test_007_no_other_region(self):
        found = re.findall(r"\b(?:us|eu|ap|sa|ca|me|af|il|cn|mx)-(?:gov-)?[a-z]+-[1-9]\b", json.dumps(self.resources))
        self.assertEqual(set(found), {REGION})

    def test_008_outputs(self):
        shown = {self.type_of(each) for output in self.template["Outputs"].values() for each in referred(output["Value"])
                 if each in self.resources}
        self.assertLessEqual({
            "AWS::EC2::VPC", "AWS::ECS::Cluster", "AWS::ECS::Service", "AWS::RDS::DBCluster",
            "AWS::ElastiCache::ReplicationGroup", "AWS::EFS::FileSystem", "AWS::ApiGateway::RestApi", "AWS::Kinesis::Stream",
            "AWS::CodePipeline::Pipeline", "AWS::SecretsManager::Secret"}, shown)

    def test_several_environments_side_by_side(self):
        other = template_support.Assembly("--context", f"{SUFFIX}=prod")
        self.addCleanup(other.temporary.cleanup)
        names = {assembly.manifest["artifacts"][stack]["properties"]["stackName"]
                 for assembly in (self.assembly, other) for stack in STACKS}
        self.assertEqual(len(names), 2 * len(STACKS))
        self.assertEqual(other.templates["Lms"]["Parameters"][SUFFIX]["Default"], "prod")

    def test_cfn_lint_finds_nothing(self):
        if importlib.util.find_spec("cfnlint") is None:
            self.skipTest("cfn-lint is not installed")
        for stack, form in itertools.product(STACKS, ("json", "yaml")):
            done = cfn_lint(REGION, "--", self.assembly.path(stack, form))
            found = [each for each in json.loads(done.stdout) if each["Rule"]["Id"] not in ("E2531", "E2533", "W2531")]
            self.assertEqual(found, [], (stack, form))


class Network(TemplateTest):
    def test_009_one_vpc_with_names(self):
        _, vpc = self.only("AWS::EC2::VPC")
        self.assertIs(vpc["EnableDnsSupport"], True)
        self.assertIs(vpc["EnableDnsHostnames"], True)

    def test_010_public_subnets(self):
        subnets = self.subnets("public")
        self.assertGreaterEqual(len({self.zone(subnet) for subnet in subnets}), 2)
        _, attachment = self.only("AWS::EC2::VPCGatewayAttachment")
        for subnet in subnets:
            self.assertEqual(self.routes(subnet)["0.0.0.0/0"], attachment["InternetGatewayId"])

    def test_011_private_subnets(self):
        subnets = self.subnets("private")
        self.assertGreaterEqual(len({self.zone(subnet) for subnet in subnets}), 2)
        for subnet in subnets:
            self.assertEqual([self.type_of(way["Ref"]) for way in self.routes(subnet).values()], ["AWS::EC2::NatGateway"])

    def test_012_nat_gateways_stand_in_public_subnets_with_addresses(self):
        for gateway in self.all_of("AWS::EC2::NatGateway").values():
            self.assertEqual(self.kind_of_subnet(gateway["SubnetId"]["Ref"]), "public")
            self.one_referred(gateway["AllocationId"], "AWS::EC2::EIP")

    def test_013_a_nat_gateway_in_each_zone(self):
        gateways = self.all_of("AWS::EC2::NatGateway")
        self.assertGreaterEqual(len({self.zone(each["SubnetId"]["Ref"]) for each in gateways.values()}), 2)
        for subnet in self.subnets("private"):
            gateway = gateways[self.routes(subnet)["0.0.0.0/0"]["Ref"]]
            self.assertEqual(self.zone(gateway["SubnetId"]["Ref"]), self.zone(subnet))

    def test_014_ranges(self):
        _, vpc = self.only("AWS::EC2::VPC")
        whole = template_support.ipaddress.ip_network(vpc["CidrBlock"])
        ranges = [self.cidr(subnet) for subnet in self.all_of("AWS::EC2::Subnet")]
        for each in ranges:
            self.assertTrue(each.subnet_of(whole), each)
        for a, b in itertools.combinations(ranges, 2):
            self.assertFalse(a.overlaps(b), (a, b))

    def test_015_tasks(self):
        configuration = self.service()["NetworkConfiguration"]["AwsvpcConfiguration"]
        self.assertEqual(configuration["AssignPublicIp"], "DISABLED")
        self.check_subnets(configuration["Subnets"], ("private",))

    def test_016_and_046_database(self):
        group = self.one_referred(self.database()[1]["DBSubnetGroupName"], "AWS::RDS::DBSubnetGroup")
        self.check_subnets(self.resources[group]["Properties"]["SubnetIds"])
        for instance in self.all_of("AWS::RDS::DBInstance").values():
            self.assertIs(instance["PubliclyAccessible"], False)

    def test_017_and_052_redis(self):
        _, group = self.only("AWS::ElastiCache::ReplicationGroup")
        subnets = self.one_referred(group["CacheSubnetGroupName"], "AWS::ElastiCache::SubnetGroup")
        self.check_subnets(self.resources[subnets]["Properties"]["SubnetIds"])

    def test_018_files(self):
        self.check_subnets([each["SubnetId"] for each in self.all_of("AWS::EFS::MountTarget").values()])

    def test_019_nobody_is_let_in_from_everywhere(self):
        schemes = {each["Scheme"] for each in self.all_of("AWS::ElasticLoadBalancingV2::LoadBalancer").values()}
        self.assertEqual(schemes, {"internal"})
        for rule in self.ingress():
            self.assertNotIn(rule.get("CidrIp", rule.get("CidrIpv6")), ANYWHERE)

    def test_020_single_ports(self):
        for rule in self.ingress():
            self.assertEqual(rule["IpProtocol"], "tcp")
            if isinstance(rule["FromPort"], int):
                self.assertLess(rule["ToPort"] - rule["FromPort"], 10)
            else:
                self.assertEqual(rule["FromPort"], rule["ToPort"])

    SOURCES = {"AWS::ECS::Service", "AWS::Lambda::Function", "AWS::SecretsManager::RotationSchedule"}

    def test_021_database(self):
        logical_id, database = self.database()
        self.check_ingress(database["VpcSecurityGroupIds"], {"Fn::GetAtt": [logical_id, "Endpoint.Port"]}, self.SOURCES)

    def test_022_redis(self):
        _, group = self.only("AWS::ElastiCache::ReplicationGroup")
        self.check_ingress(group["SecurityGroupIds"], group["Port"], self.SOURCES)

    def test_023_files(self):
        groups = {json.dumps(each["SecurityGroups"]) for each in self.all_of("AWS::EFS::MountTarget").values()}
        (group,) = groups
        self.check_ingress(json.loads(group), 2049, self.SOURCES)

    def test_024_tasks(self):
        groups = self.service()["NetworkConfiguration"]["AwsvpcConfiguration"]["SecurityGroups"]
        (mapping,) = self.container()["PortMappings"]
        self.check_ingress(groups, mapping["ContainerPort"], {"AWS::ElasticLoadBalancingV2::LoadBalancer"})

    def test_025_groups_of_their_own(self):
        for kinds in ({"AWS::ECS::Service"}, {"AWS::RDS::DBCluster"}, {"AWS::ElastiCache::ReplicationGroup"},
                      {"AWS::EFS::MountTarget"}):
            groups = [group for group in self.all_of("AWS::EC2::SecurityGroup") if self.bearers(group) & kinds]
            self.assertEqual([self.bearers(group) for group in groups], [kinds])

    def test_every_group_says_what_goes_out(self):
        # EC2 lets everything out of a group without such a rule, whatever other resources say.
        for group, properties in self.all_of("AWS::EC2::SecurityGroup").items():
            self.assertTrue(properties.get("SecurityGroupEgress"), group)


class Containers(TemplateTest):
    def test_026_and_027_services_on_fargate_in_the_cluster(self):
        cluster, _ = self.only("AWS::ECS::Cluster")
        for service in self.all_of("AWS::ECS::Service").values():
            self.assertEqual(service["Cluster"], {"Ref": cluster})
            self.assertEqual(service["LaunchType"], "FARGATE")

    def test_028_not_on_spot(self):
        self.assertNotIn("CapacityProviderStrategy", self.service())
        self.assertNotIn("FARGATE_SPOT", json.dumps(self.resources))

    def test_029_task_definitions(self):
        for task in self.all_of("AWS::ECS::TaskDefinition").values():
            self.assertEqual((task["RequiresCompatibilities"], task["NetworkMode"]), (["FARGATE"], "awsvpc"))
            self.assertIn(int(task["Memory"]), FARGATE_MEMORY[int(task["Cpu"])])
            self.assertTrue(task["ContainerDefinitions"])
            for container in task["ContainerDefinitions"]:
                self.assertTrue(container["Name"])
                self.assertTrue(container["Image"])

    def test_029_the_image_is_what_the_registry_has(self):
        _, repository = self.only("AWS::ECR::Repository")
        self.assertTrue(text(self.container()["Image"]).endswith(f"/{text(repository['RepositoryName'])}:latest"))

    def test_030_zones(self):
        self.check_subnets(self.service()["NetworkConfiguration"]["AwsvpcConfiguration"]["Subnets"], ("private",))

    def test_031_two_tasks_at_least(self):
        self.assertGreaterEqual(self.service()["DesiredCount"], 2)
        self.assertGreaterEqual(self.only("AWS::ApplicationAutoScaling::ScalableTarget")[1]["MinCapacity"], 2)

    def test_032_the_load_balancer(self):
        _, balancer = self.only("AWS::ElasticLoadBalancingV2::LoadBalancer")
        self.check_subnets(balancer["Subnets"], ("private",))

    def test_033_health_checks(self):
        _, group = self.only("AWS::ElasticLoadBalancingV2::TargetGroup")
        self.assertEqual((group["HealthCheckProtocol"], group["HealthCheckPath"]), ("HTTPS", "/health"))
        self.assertIn("/health", self.container()["HealthCheck"]["Command"][-1])

    def test_034_deployments_keep_half_of_the_tasks(self):
        self.assertGreaterEqual(self.service()["DeploymentConfiguration"].get("MinimumHealthyPercent", 100), 50)

    def policies(self):
        return self.all_of("AWS::ApplicationAutoScaling::ScalingPolicy")

    def test_the_service_starts_when_it_has_what_it_needs(self):
        first = [self.type_of(each) for each in self.resources[self.only("AWS::ECS::Service")[0]]["DependsOn"]]
        for kind, count in {"AWS::RDS::DBInstance": 2, "AWS::EFS::MountTarget": 2, "AWS::EC2::Route": 2,
                            "AWS::ElasticLoadBalancingV2::Listener": 1, "AWS::IAM::Policy": 2}.items():
            self.assertEqual(first.count(kind), count, kind)

    def test_035_scaling(self):
        target_id, target = self.only("AWS::ApplicationAutoScaling::ScalableTarget")
        self.assertGreater(target["MaxCapacity"], target["MinCapacity"])
        service, _ = self.only("AWS::ECS::Service")
        self.assertIn(service, referred(target["ResourceId"]))
        for policy in self.policies().values():
            self.assertEqual(policy["ScalingTargetId"], {"Ref": target_id})

    def test_036_by_requests(self):
        tracked = {each["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"]["PredefinedMetricType"]
                   for each in self.policies().values() if each["PolicyType"] == "TargetTrackingScaling"}
        self.assertIn("ALBRequestCountPerTarget", tracked)

    def test_037_cooldowns(self):
        for policy in self.policies().values():
            cooldown = (policy["TargetTrackingScalingPolicyConfiguration"]["ScaleOutCooldown"]
                        if policy["PolicyType"] == "TargetTrackingScaling" else
                        policy["StepScalingPolicyConfiguration"]["Cooldown"])
            self.assertLessEqual(cooldown, LONGEST_REACTION)

    def test_038_a_rush_is_noticed_soon(self):
        steps = {key: each["StepScalingPolicyConfiguration"] for key, each in self.policies().items()
                 if each["PolicyType"] == "StepScaling"}
        alarms = [each for each in self.all_of("AWS::CloudWatch::Alarm").values()
                  if any(action.get("Ref") in steps for action in each["AlarmActions"])]
        self.assertTrue(alarms)
        for alarm in alarms:
            self.assertLessEqual(alarm["Period"] * alarm["EvaluationPeriods"], LONGEST_REACTION)
            self.assertEqual(alarm["MetricName"], "RequestCountPerTarget")
        for step in steps.values():
            self.assertTrue(all(each["ScalingAdjustment"] > 0 for each in step["StepAdjustments"]))

    def test_039_grace(self):
        self.assertLessEqual(self.service()["HealthCheckGracePeriodSeconds"], LONGEST_REACTION)
        self.assertLessEqual(self.container()["HealthCheck"]["StartPeriod"], LONGEST_REACTION)

    def test_040_enough_processors(self):
        most = self.only("AWS::ApplicationAutoScaling::ScalableTarget")[1]["MaxCapacity"]
        self.assertGreaterEqual(most * int(self.task()["Cpu"]) / 1024, USERS / 1000)

    def test_041_logs(self):
        for task in self.all_of("AWS::ECS::TaskDefinition").values():
            for container in task["ContainerDefinitions"]:
                self.assertEqual(container["LogConfiguration"]["LogDriver"], "awslogs")
                self.one_referred(container["LogConfiguration"]["Options"]["awslogs-group"], "AWS::Logs::LogGroup")

    def test_042_container_insights(self):
        _, cluster = self.only("AWS::ECS::Cluster")
        self.assertIn({"Name": "containerInsights", "Value": "enabled"}, cluster["ClusterSettings"])


class Data(TemplateTest):
    def parameters(self):
        group = self.one_referred(self.database()[1]["DBClusterParameterGroupName"], "AWS::RDS::DBClusterParameterGroup")
        return self.resources[group]["Properties"]["Parameters"]

    def test_043_aurora(self):
        self.assertEqual(self.database()[1]["Engine"], "aurora-postgresql")

    def test_044_storage_is_encrypted(self):
        self.assertIs(self.database()[1]["StorageEncrypted"], True)
        self.key_of(self.database()[1]["KmsKeyId"])

    def test_045_instances(self):
        instances = self.all_of("AWS::RDS::DBInstance")
        self.assertGreaterEqual(len(instances), 2)
        for instance in instances.values():
            self.assertEqual(instance["DBClusterIdentifier"], {"Ref": self.database()[0]})
            self.assertNotIn("AvailabilityZone", instance)

    def test_047_tls(self):
        self.assertEqual(self.parameters()["rds.force_ssl"], "1")

    def test_048_exported_logs(self):
        self.assertIn("postgresql", self.database()[1]["EnableCloudwatchLogsExports"])

    def test_049_auditing(self):
        parameters = self.parameters()
        self.assertEqual(parameters["log_connections"], "1")
        self.assertIn("pgaudit", parameters["shared_preload_libraries"].split(","))
        self.assertLessEqual({"ddl", "role", "write"}, set(parameters["pgaudit.log"].split(",")))

    def redis(self):
        return self.only("AWS::ElastiCache::ReplicationGroup")[1]

    def test_050_redis(self):
        self.assertEqual(self.redis()["Engine"], "redis")

    def test_051_replicas_take_over(self):
        self.assertIs(self.redis()["MultiAZEnabled"], True)
        self.assertIs(self.redis()["AutomaticFailoverEnabled"], True)
        self.assertGreaterEqual(self.redis()["NumCacheClusters"], 2)

    def test_053_redis_is_encrypted_at_rest(self):
        self.assertIs(self.redis()["AtRestEncryptionEnabled"], True)
        self.key_of(self.redis()["KmsKeyId"])

    def test_054_redis_requires_tls(self):
        self.assertIs(self.redis()["TransitEncryptionEnabled"], True)
        self.assertEqual(self.redis().get("TransitEncryptionMode", "required"), "required")

    def test_055_redis_requires_a_token(self):
        token = text(self.redis()["AuthToken"])
        self.assertRegex(token, r"^\{\{resolve:secretsmanager:\$\{\w+\}:SecretString:token::\}\}$")
        secret = self.resources[self.secret_of(self.redis()["AuthToken"])]["Properties"]
        generated = secret["GenerateSecretString"]
        self.assertEqual((generated["GenerateStringKey"], generated["ExcludePunctuation"]), ("token", True))
        self.assertTrue(16 <= generated["PasswordLength"] <= 128)

    def given(self, attribute, kind):
        """Whether a variable of the container is this attribute of the only resource of this type."""
        return {"Fn::GetAtt": [self.only(kind)[0], attribute]} in self.environment().values()

    def test_056_containers_know_redis(self):
        self.assertTrue(self.given("PrimaryEndPoint.Address", "AWS::ElastiCache::ReplicationGroup"))

    def test_057_containers_know_the_database(self):
        self.assertTrue(self.given("Endpoint.Address", "AWS::RDS::DBCluster"))

    def test_058_files(self):
        _, files = self.only("AWS::EFS::FileSystem")
        self.assertIs(files["Encrypted"], True)
        self.key_of(files["KmsKeyId"])

    def test_059_files_in_every_zone(self):
        files, properties = self.only("AWS::EFS::FileSystem")
        self.assertNotIn("AvailabilityZoneName", properties)
        zones = {self.zone(each["SubnetId"]["Ref"]) for each in self.all_of("AWS::EFS::MountTarget").values()
                 if each["FileSystemId"] == {"Ref": files}}
        tasks = {self.zone(each["Ref"])
                 for each in self.service()["NetworkConfiguration"]["AwsvpcConfiguration"]["Subnets"]}
        self.assertGreaterEqual(len(zones), 2)
        self.assertLessEqual(tasks, zones)

    def volume(self):
        files, _ = self.only("AWS::EFS::FileSystem")
        (volume,) = [each for each in self.task()["Volumes"]
                     if each.get("EFSVolumeConfiguration", {}).get("FilesystemId") == {"Ref": files}]
        return volume

    def test_060_the_container_mounts_them(self):
        mounted = {each["SourceVolume"] for each in self.container()["MountPoints"]}
        self.assertIn(self.volume()["Name"], mounted)
        files, _ = self.only("AWS::EFS::FileSystem")
        self.assert_may(self.task_role(), files, "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")

    def test_061_through_tls(self):
        self.assertEqual(self.volume()["EFSVolumeConfiguration"]["TransitEncryption"], "ENABLED")


class Api(TemplateTest):
    def methods(self):
        """By path."""
        paths = {key: each["PathPart"] for key, each in self.all_of("AWS::ApiGateway::Resource").items()}
        return {paths[each["ResourceId"]["Ref"]]: each for each in self.all_of("AWS::ApiGateway::Method").values()}

    def test_062_an_api_that_is_deployed(self):
        api, _ = self.only("AWS::ApiGateway::RestApi")
        deployment, properties = self.only("AWS::ApiGateway::Deployment")
        _, stage = self.only("AWS::ApiGateway::Stage")
        self.assertEqual((properties["RestApiId"], stage["RestApiId"]), ({"Ref": api}, {"Ref": api}))
        self.assertEqual(stage["DeploymentId"], {"Ref": deployment})
        self.assertLessEqual(set(self.all_of("AWS::ApiGateway::Method")), set(self.resources[deployment]["DependsOn"]))
        self.assertEqual(set(self.methods()), {"{proxy+}", "health"})

    def test_063_and_064_who_may_call(self):
        authorizer, properties = self.only("AWS::ApiGateway::Authorizer")
        self.assertEqual(properties["Type"], "COGNITO_USER_POOLS")
        for arn in properties["ProviderARNs"]:
            self.one_referred(arn, "AWS::Cognito::UserPool")
        for path, method in self.methods().items():
            if path != "health":
                self.assertEqual((method["AuthorizationType"], method["AuthorizerId"]),
                                 ("COGNITO_USER_POOLS", {"Ref": authorizer}))

    def test_065_and_066_rates(self):
        (settings,) = self.only("AWS::ApiGateway::Stage")[1]["MethodSettings"]
        self.assertEqual((settings["ResourcePath"], settings["HttpMethod"]), ("/*", "*"))
        self.assertTrue(1000 <= settings["ThrottlingRateLimit"] <= 10_000)
        self.assertGreaterEqual(settings["ThrottlingBurstLimit"], 1000)

    def test_067_the_way_to_the_service(self):
        balancer, _ = self.only("AWS::ElasticLoadBalancingV2::LoadBalancer")
        for method in self.methods().values():
            integration = method["Integration"]
            self.assertEqual(integration["ConnectionType"], "VPC_LINK")
            self.one_referred(integration["ConnectionId"], "AWS::ApiGatewayV2::VpcLink")
            self.assertEqual(integration["IntegrationTarget"], {"Ref": balancer})
        _, listener = self.only("AWS::ElasticLoadBalancingV2::Listener")
        group, _ = self.only("AWS::ElasticLoadBalancingV2::TargetGroup")
        self.assertEqual([each["TargetGroupArn"] for each in listener["DefaultActions"]], [{"Ref": group}])
        self.assertEqual([each["TargetGroupArn"] for each in self.service()["LoadBalancers"]], [{"Ref": group}])

    def test_067_the_link_reaches_the_load_balancer(self):
        _, link = self.only("AWS::ApiGatewayV2::VpcLink")
        self.check_subnets(link["SubnetIds"], ("private",))
        _, balancer = self.only("AWS::ElasticLoadBalancingV2::LoadBalancer")
        self.check_ingress(balancer["SecurityGroups"], 443, {"AWS::ApiGatewayV2::VpcLink"})

    def test_068_tls_to_the_service(self):
        for method in self.methods().values():
            self.assertTrue(text(method["Integration"]["Uri"]).startswith("https://"))

    def test_069_access_logs(self):
        _, stage = self.only("AWS::ApiGateway::Stage")
        logs = self.one_referred(stage["AccessLogSetting"]["DestinationArn"], "AWS::Logs::LogGroup")
        self.assertTrue(logs)
        fields = json.loads(stage["AccessLogSetting"]["Format"])
        self.assertLessEqual({"requestId", "user", "ip", "method", "path", "status"}, set(fields))
        # Without the account's role API Gateway writes no logs.
        account, properties = self.only("AWS::ApiGateway::Account")
        self.assertEqual(self.trusted_by(self.one_referred(properties["CloudWatchRoleArn"])), {"apigateway.amazonaws.com"})
        self.assertIn(account, self.resources[self.only("AWS::ApiGateway::Stage")[0]]["DependsOn"])


class Analytics(TemplateTest):
    def mapping(self):
        return self.only("AWS::Lambda::EventSourceMapping")[1]

    def test_070_to_072_the_stream(self):
        _, stream = self.only("AWS::Kinesis::Stream")
        self.assertEqual(stream["StreamEncryption"]["EncryptionType"], "KMS")
        self.key_of(stream["StreamEncryption"]["KeyId"])
        self.assertEqual(stream["StreamModeDetails"]["StreamMode"], "ON_DEMAND")

    def test_073_tasks_put_records(self):
        stream, properties = self.only("AWS::Kinesis::Stream")
        self.assert_may(self.task_role(), stream, "kinesis:PutRecord", "kinesis:PutRecords")
        self.assert_may(self.task_role(), self.key_of(properties["StreamEncryption"]["KeyId"]), "kms:GenerateDataKey")
        self.assertIn({"Ref": stream}, self.environment().values())

    def test_074_a_consumer(self):
        stream, _ = self.only("AWS::Kinesis::Stream")
        function, properties = self.function("learning-events")
        mapping = self.mapping()
        self.assertEqual(mapping["EventSourceArn"], {"Fn::GetAtt": [stream, "Arn"]})
        self.assertEqual(mapping["FunctionName"], {"Ref": function})
        self.assertEqual(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
        self.assertIs(mapping["BisectBatchOnFunctionError"], True)
        self.assertTrue(0 < mapping["MaximumRetryAttempts"] < 100)
        queue = self.one_referred(mapping["DestinationConfig"]["OnFailure"]["Destination"], "AWS::SQS::Queue")
        self.assert_may(self.role_of(function), queue, "sqs:SendMessage")
        self.assertTrue(properties["Environment"]["Variables"]["METRIC_NAMESPACE"])
        # Embedded metrics are lines of their own only in the text format.
        self.assertNotIn("LogFormat", properties["LoggingConfig"])

    def test_075_the_consumer_reads(self):
        stream, properties = self.only("AWS::Kinesis::Stream")
        role = self.role_of(self.function("learning-events")[0])
        self.assert_may(role, stream, "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream",
                        "kinesis:ListShards")
        self.assert_decrypts(role, self.key_of(properties["StreamEncryption"]["KeyId"]))


class Delivery(TemplateTest):
    def pipeline(self):
        return self.only("AWS::CodePipeline::Pipeline")[1]

    def actions(self):
        return [action for stage in self.pipeline()["Stages"] for action in stage["Actions"]]

    def action(self, category):
        (action,) = [each for each in self.actions() if each["ActionTypeId"]["Category"] == category]
        return action

    def test_076_source_control(self):
        source = self.action("Source")
        self.assertEqual(source["ActionTypeId"]["Provider"], "CodeStarSourceConnection")
        self.one_referred(source["Configuration"]["ConnectionArn"], "AWS::CodeStarConnections::Connection")
        self.assertTrue(source["Configuration"]["FullRepositoryId"])
        self.assertTrue(source["Configuration"]["BranchName"])

    def test_077_starts_by_itself(self):
        self.assertIn(self.action("Source")["Configuration"].get("DetectChanges", "true"), ("true", True))

    def test_078_builds_images(self):
        action = self.action("Build")
        self.assertEqual(action["ActionTypeId"]["Provider"], "CodeBuild")
        project = self.resources[self.one_referred(action["Configuration"]["ProjectName"], "AWS::CodeBuild::Project")]
        self.assertIs(project["Properties"]["Environment"]["PrivilegedMode"], True)
        spec = json.loads(project["Properties"]["Source"]["BuildSpec"])
        commands = [command for phase in spec["phases"].values() for command in phase["commands"]]
        self.assertTrue(any(command.startswith("docker build") for command in commands))
        self.assertTrue(any(command.startswith("docker push") for command in commands))
        self.assertEqual(spec["artifacts"]["files"], ["imagedefinitions.json"])

    def test_078_the_build_names_the_container(self):
        _, project = self.only("AWS::CodeBuild::Project")
        variables = {each["Name"]: each["Value"] for each in project["Environment"]["EnvironmentVariables"]}
        self.assertEqual(variables["CONTAINER_NAME"], self.container()["Name"])
        self.assertEqual(text(variables["REPOSITORY_URI"]) + ":latest", text(self.container()["Image"]))

    def test_079_deploys_to_the_service(self):
        action = self.action("Deploy")
        self.assertEqual(action["ActionTypeId"]["Provider"], "ECS")
        self.one_referred(action["Configuration"]["ClusterName"], "AWS::ECS::Cluster")
        self.one_referred(action["Configuration"]["ServiceName"], "AWS::ECS::Service")
        self.assertEqual(action["Configuration"]["FileName"], "imagedefinitions.json")

    def test_080_order_and_artifacts(self):
        categories = [{each["ActionTypeId"]["Category"] for each in stage["Actions"]} for stage in self.pipeline()["Stages"]]
        self.assertEqual(categories, [{"Source"}, {"Build"}, {"Deploy"}])
        made = set()
        for action in self.actions():
            self.assertLessEqual({each["Name"] for each in action.get("InputArtifacts", [])}, made)
            made |= {each["Name"] for each in action.get("OutputArtifacts", [])}

    def test_081_artifacts_are_encrypted(self):
        store = self.pipeline()["ArtifactStore"]
        self.assertEqual(store["EncryptionKey"]["Type"], "KMS")
        key = self.key_of(store["EncryptionKey"]["Id"])
        _, project = self.only("AWS::CodeBuild::Project")
        self.assertEqual(self.key_of(project["EncryptionKey"]), key)

    def test_082_roles_may_do_what_actions_need(self):
        role = self.one_referred(self.pipeline()["RoleArn"], "AWS::IAM::Role")
        connection, _ = self.only("AWS::CodeStarConnections::Connection")
        project, properties = self.only("AWS::CodeBuild::Project")
        service, _ = self.only("AWS::ECS::Service")
        bucket = self.one_referred(self.pipeline()["ArtifactStore"]["Location"], "AWS::S3::Bucket")
        key = self.key_of(self.pipeline()["ArtifactStore"]["EncryptionKey"]["Id"])
        self.assert_may(role, connection, "codestar-connections:UseConnection")
        self.assert_may(role, project, "codebuild:StartBuild", "codebuild:BatchGetBuilds")
        self.assert_may(role, service, "ecs:DescribeServices", "ecs:UpdateService")
        self.assertTrue(self.allowed_on(role, "ecs:DescribeTaskDefinition"))
        family = f":task-definition/{text(self.task()['Family'])}:*"
        self.assertTrue(all(text(each).endswith(family) for each in self.allowed_on(role, "ecs:RegisterTaskDefinition")))
        self.assertTrue(self.allowed_on(role, "ecs:RegisterTaskDefinition"))
        for passed in (self.task_role(), self.execution_role()):
            self.assert_may(role, passed, "iam:PassRole")
        build = self.one_referred(properties["ServiceRole"], "AWS::IAM::Role")
        for each in (role, build):
            self.assert_may(each, bucket, "s3:GetObject", "s3:PutObject")
            self.assert_may(each, key, "kms:Decrypt", "kms:GenerateDataKey")
        repository = text(self.only("AWS::ECR::Repository")[1]["RepositoryName"])
        for action in ("ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload",
                       "ecr:BatchCheckLayerAvailability"):
            self.assertTrue(any(text(each).endswith(f":repository/{repository}") for each in self.allowed_on(build, action)))
        self.assertEqual(self.allowed_on(build, "ecr:GetAuthorizationToken"), ["*"])


class Secrets(TemplateTest):
    def secrets(self):
        return self.all_of("AWS::SecretsManager::Secret")

    def database_secret(self):
        (secret,) = [self.secret_of({"Ref": key}) for key in self.all_of("AWS::SecretsManager::SecretTargetAttachment")]
        return secret

    def test_083_the_password_of_the_database(self):
        logical_id, database = self.database()
        secret = self.database_secret()
        self.assertEqual(self.secrets()[secret]["GenerateSecretString"]["GenerateStringKey"], "password")
        self.assertRegex(text(database["MasterUserPassword"]),
                         rf"^\{{\{{resolve:secretsmanager:\$\{{{secret}\}}:SecretString:password::\}}\}}$")
        _, attachment = self.only("AWS::SecretsManager::SecretTargetAttachment")
        self.assertEqual((attachment["TargetId"], attachment["TargetType"]), ({"Ref": logical_id}, "AWS::RDS::DBCluster"))

    def test_084_api_keys(self):
        names = [text(each["Name"]) for each in self.secrets().values()]
        self.assertEqual(len([name for name in names if "api-keys" in name]), 1)
        self.assertGreaterEqual(len(names), 2)

    def test_085_all_rotate_every_30_days(self):
        rotations = self.rotations()
        self.assertEqual(set(rotations), set(self.secrets()))
        for rotation in rotations.values():
            self.assertEqual(rotation["RotationRules"], {"ScheduleExpression": "rate(30 days)"})

    def test_086_rotation_can_run(self):
        hosted = 0
        for secret, rotation in self.rotations().items():
            if "HostedRotationLambda" in rotation:
                self.assertEqual(rotation["HostedRotationLambda"]["RotationType"], "PostgreSQLSingleUser")
                self.assertIn("AWS::SecretsManager-2024-09-16", as_list(self.template["Transform"]))
                hosted += 1
                continue
            function = self.one_referred(rotation["RotationLambdaARN"], "AWS::Lambda::Function")
            invoked_by = {each["Principal"] for each in self.all_of("AWS::Lambda::Permission").values()
                          if function in referred(each["FunctionName"]) and each["Action"] == "lambda:InvokeFunction"}
            self.assertEqual(invoked_by, {"secretsmanager.amazonaws.com"})
            role = self.role_of(function)
            for action in ("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"):
                self.assertEqual(self.allowed_on(role, f"secretsmanager:{action}"), [{"Ref": secret}])
            self.assertEqual(self.allowed_on(role, "secretsmanager:GetRandomPassword"), ["*"])
            key = self.key_of(self.secrets()[secret]["KmsKeyId"])
            self.assert_may(role, key, "kms:Decrypt", "kms:GenerateDataKey")
        self.assertEqual(hosted, 1)

    def test_086_redis_token(self):
        function, properties = self.function("rotate-redis-token")
        group, _ = self.only("AWS::ElastiCache::ReplicationGroup")
        self.assertEqual(properties["Environment"]["Variables"],
                         {"REPLICATION_GROUP_ID": {"Ref": group}, "PREVIOUS_TOKEN": "keep"})
        self.assertEqual(properties["Timeout"], 900)
        self.assert_may(self.role_of(function), group, "elasticache:DescribeReplicationGroups",
                        "elasticache:ModifyReplicationGroup")
        self.assertNotIn("*", self.allowed_on(self.role_of(function), "elasticache:ModifyReplicationGroup"))
        self.check_subnets(properties["VpcConfig"]["SubnetIds"], ("private",))
        # Redis lets the function in, and the function is let out to Redis and to services of AWS.
        own, redis = properties["VpcConfig"]["SecurityGroupIds"][0], self.only("AWS::ElastiCache::ReplicationGroup")[1]
        self.assertIn(own, [rule["SourceSecurityGroupId"]
                            for rule in self.ingress(self.one_referred(redis["SecurityGroupIds"]))])
        out = [rule for rule in self.all_of("AWS::EC2::SecurityGroupEgress").values() if rule["GroupId"] == own]
        self.assertEqual([(rule["FromPort"], rule["DestinationSecurityGroupId"]) for rule in out],
                         [(6379, redis["SecurityGroupIds"][0])])
        inline = self.resources[self.one_referred(own)]["Properties"]["SecurityGroupEgress"]
        self.assertEqual([(rule["CidrIp"], rule["FromPort"]) for rule in inline], [("0.0.0.0/0", 443)])

    def test_086_tasks_read_new_credentials_before_old_ones_end(self):
        _, schedule = self.only("AWS::Scheduler::Schedule")
        days = int(re.fullmatch(r"rate\((\d+) days\)", schedule["ScheduleExpression"])[1])
        self.assertLess(days, 30)
        self.assertTrue(text(schedule["Target"]["Arn"]).endswith(":scheduler:::aws-sdk:ecs:updateService"))
        service, _ = self.only("AWS::ECS::Service")
        self.assertIn(service, referred(schedule["Target"]["Input"]))
        self.assertIn('"ForceNewDeployment":true', text(schedule["Target"]["Input"]))
        role = self.one_referred(schedule["Target"]["RoleArn"], "AWS::IAM::Role")
        self.assertEqual(self.allowed_on(role, "ecs:UpdateService"), [{"Ref": service}])

    def test_087_the_database_lets_its_rotation_in(self):
        hosted = self.rotations()[self.database_secret()]["HostedRotationLambda"]
        self.check_subnets([{"Ref": subnet} for subnet in referred(hosted["VpcSubnetIds"])], ("private",))
        group = self.one_referred(hosted["VpcSecurityGroupIds"], "AWS::EC2::SecurityGroup")
        _, database = self.database()
        rules = self.ingress(self.one_referred(database["VpcSecurityGroupIds"]))
        self.assertIn(group, [self.one_referred(rule["SourceSecurityGroupId"]) for rule in rules])

    def test_088_the_application_reads_the_credentials_of_the_database(self):
        arns = [value for name, value in self.environment().items() if name == "DATABASE_CREDENTIALS_ARN"]
        self.assertEqual([self.secret_of(arn) for arn in arns], [self.database_secret()])
        read = self.allowed_on(self.task_role(), "secretsmanager:GetSecretValue")
        self.assertEqual([self.secret_of(each) for each in read], [self.database_secret()])
        self.assert_decrypts(self.task_role(), self.key_of(self.secrets()[self.database_secret()]["KmsKeyId"]))

    def test_089_the_execution_role_reads_what_is_referred_to_and_no_more(self):
        given = {self.secret_of(each["ValueFrom"]) for each in self.container()["Secrets"]}
        self.assertTrue(given)
        read = self.allowed_on(self.execution_role(), "secretsmanager:GetSecretValue")
        self.assertEqual({self.secret_of(each) for each in read}, given)
        self.assertEqual(len(read), len(given))
        for secret in given:
            self.assert_decrypts(self.execution_role(), self.key_of(self.secrets()[secret]["KmsKeyId"]))

    def test_090_nothing_in_the_clear(self):
        for secret in self.secrets().values():
            self.assertNotIn("SecretString", secret)
        for template in self.templates.values():
            self.assertEqual([name for name in template["Parameters"] if CREDENTIAL.search(name)], [])
        variables = [(each["Name"], each["Value"]) for container in self.task()["ContainerDefinitions"]
                     for each in container.get("Environment", [])]
        variables += [(each["Name"], each["Value"]) for project in self.all_of("AWS::CodeBuild::Project").values()
                      for each in project["Environment"]["EnvironmentVariables"]]
        variables += [pair for function in self.all_of("AWS::Lambda::Function").values()
                      for pair in function.get("Environment", {}).get("Variables", {}).items()]
        for name, value in variables:
            self.assertNotIn("{{resolve:", json.dumps(value))
            if CREDENTIAL.search(name) and name != "PREVIOUS_TOKEN":  # which says "keep"
                self.assertTrue(name.endswith("_ARN") and isinstance(value, dict), name)


class Encryption(TemplateTest):
    def test_091_secrets(self):
        for secret in self.all_of("AWS::SecretsManager::Secret").values():
            self.key_of(secret["KmsKeyId"])

    def test_092_keys_of_the_account_itself(self):
        for kind in ("AWS::RDS::DBCluster", "AWS::ElastiCache::ReplicationGroup", "AWS::EFS::FileSystem"):
            self.key_of(self.only(kind)[1]["KmsKeyId"])
        self.key_of(self.only("AWS::Kinesis::Stream")[1]["StreamEncryption"]["KeyId"])

    def test_093_buckets(self):
        for bucket in self.all_of("AWS::S3::Bucket").values():
            (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
            self.assertEqual(rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "aws:kms")
            self.key_of(rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"])

    def test_094_log_groups(self):
        for group in self.all_of("AWS::Logs::LogGroup").values():
            key = self.resources[self.key_of(group["KmsKeyId"])]["Properties"]
            arns = [text(statement["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"])
                    for statement in key["KeyPolicy"]["Statement"]
                    if statement["Principal"].get("Service") == f"logs.{REGION}.amazonaws.com"
                    and {"kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"} <= set(statement["Action"])]
            self.assertTrue(any(arn.endswith(f":log-group:{text(group['LogGroupName'])}") for arn in arns))

    def test_095_other_stores(self):
        for kind, path in STORES.items():
            for properties in self.all_of(kind).values():
                for name in path:
                    properties = properties[name]
                self.key_of(properties)
        for kind in ("AWS::DynamoDB::Table", "AWS::KinesisFirehose::DeliveryStream", "AWS::CloudTrail::Trail"):
            self.assertFalse(self.any_of(kind))

    def test_096_listeners(self):
        for listener in self.all_of("AWS::ElasticLoadBalancingV2::Listener").values():
            self.assertEqual(listener["Protocol"], "HTTPS")
            self.assertRegex(listener["SslPolicy"], "^ELBSecurityPolicy-TLS13-")
            for certificate in listener["Certificates"]:
                parameter = self.template["Parameters"][certificate["CertificateArn"]["Ref"]]
                self.assertIn("ertificate", parameter["Description"])

    def test_097_to_the_containers(self):
        for group in self.all_of("AWS::ElasticLoadBalancingV2::TargetGroup").values():
            self.assertEqual(group["Protocol"], "HTTPS")

    def test_098_buckets_deny_requests_without_tls(self):
        for bucket in self.all_of("AWS::S3::Bucket"):
            denied = [statement for policy in self.all_of("AWS::S3::BucketPolicy").values()
                      if policy["Bucket"] == {"Ref": bucket} for statement in policy["PolicyDocument"]["Statement"]
                      if statement["Effect"] == "Deny"
                      and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}]
            (statement,) = denied
            self.assertEqual((statement["Action"], statement["Principal"]), ("s3:*", {"AWS": "*"}))
            self.assertEqual({text(each) for each in statement["Resource"]}, {f"${{{bucket}.Arn}}", f"${{{bucket}.Arn}}/*"})

    def test_099_buckets_are_not_public(self):
        for bucket in self.all_of("AWS::S3::Bucket").values():
            blocked = bucket["PublicAccessBlockConfiguration"]
            self.assertEqual(len(blocked), 4)
            self.assertEqual(set(blocked.values()), {True})

    def test_files_deny_requests_without_tls(self):
        _, files = self.only("AWS::EFS::FileSystem")
        (statement,) = files["FileSystemPolicy"]["Statement"]
        self.assertEqual((statement["Effect"], statement["Condition"]), ("Deny", {"Bool": {"aws:SecureTransport": "false"}}))


class LeastPrivilege(TemplateTest):
    def test_100_no_administrative_policies(self):
        for role in self.all_of("AWS::IAM::Role").values():
            for policy in role.get("ManagedPolicyArns", []):
                self.assertNotRegex(text(policy), ADMINISTRATIVE)

    def test_101_no_whole_services(self):
        for statement in self.identity_statements():
            self.assertNotIn("NotAction", statement)
            for action in as_list(statement["Action"]):
                self.assertNotRegex(action, r"^\*$|:\*$")

    def test_102_not_everything(self):
        wide = re.compile(r":(?:secret|key|role|repository|table|function|log-group|stream|cluster)[:/]\*|:::\*")
        for statement in self.identity_statements():
            for resource in as_list(statement["Resource"]):
                if resource == "*":
                    self.assertLessEqual(set(as_list(statement["Action"])), WITHOUT_RESOURCES)
                self.assertNotRegex(text(resource), wide)

    def test_103_roles_are_passed_by_name(self):
        found = [statement for statement in self.identity_statements() if template_support.allows(statement, "iam:PassRole")]
        self.assertTrue(found)
        for statement in found:
            for resource in as_list(statement["Resource"]):
                self.one_referred(resource, "AWS::IAM::Role")

    def test_104_roles_of_tasks(self):
        self.assertNotEqual(self.task_role(), self.execution_role())
        for role in (self.task_role(), self.execution_role()):
            self.assertEqual(self.trusted_by(role), {"ecs-tasks.amazonaws.com"})

    def test_105_roles_of_the_delivery(self):
        pipeline = self.one_referred(self.only("AWS::CodePipeline::Pipeline")[1]["RoleArn"])
        build = self.one_referred(self.only("AWS::CodeBuild::Project")[1]["ServiceRole"])
        self.assertEqual(self.trusted_by(pipeline), {"codepipeline.amazonaws.com"})
        self.assertEqual(self.trusted_by(build), {"codebuild.amazonaws.com"})

    def test_106_nobody_is_everybody(self):
        documents = [role["AssumeRolePolicyDocument"] for role in self.all_of("AWS::IAM::Role").values()]
        for logical_id, each in self.resources.items():
            if each["Type"] == "AWS::IAM::Role":
                continue
            documents += [value for name, value in each["Properties"].items()
                          if isinstance(value, dict) and "Statement" in value]
        self.assertGreater(len(documents), 20)
        for statement in (statement for document in documents for statement in document["Statement"]):
            principal = statement.get("Principal", {})
            if principal == "*" or "*" in as_list(principal.get("AWS", [])):
                self.assertEqual(statement["Effect"], "Deny")


class Destroyable(TemplateTest):
    def test_107_nothing_is_retained(self):
        for logical_id, each in self.resources.items():
            for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
                self.assertIn(each.get(policy, "Delete"), ("Delete",), logical_id)

    def test_108_no_last_snapshot(self):
        for kind in ("AWS::RDS::DBCluster", "AWS::ElastiCache::ReplicationGroup"):
            self.assertEqual(self.resources[self.only(kind)[0]]["DeletionPolicy"], "Delete")
        self.assertNotIn("SnapshottingClusterId", self.only("AWS::ElastiCache::ReplicationGroup")[1])

    def test_109_nothing_is_protected(self):
        self.assertIs(self.database()[1]["DeletionProtection"], False)
        self.assertEqual(self.only("AWS::Cognito::UserPool")[1].get("DeletionProtection", "INACTIVE"), "INACTIVE")
        for balancer in self.all_of("AWS::ElasticLoadBalancingV2::LoadBalancer").values():
            attributes = {each["Key"]: each["Value"] for each in balancer["LoadBalancerAttributes"]}
            self.assertEqual(attributes.get("deletion_protection.enabled", "false"), "false")
        for group in self.all_of("AWS::Logs::LogGroup").values():
            self.assertIn(group.get("DeletionProtectionEnabled", False), (False,))
        for stack in STACKS:
            self.assertFalse(self.assembly.manifest["artifacts"][stack]["properties"].get("terminationProtection"))

    def test_110_buckets_are_emptied(self):
        for bucket in self.all_of("AWS::S3::Bucket"):
            ((emptying, properties),) = [(key, each) for key, each in self.all_of("Custom::EmptyBucket").items()
                                         if each["BucketName"] == {"Ref": bucket}]
            function = self.one_referred(properties["ServiceToken"], "AWS::Lambda::Function")
            role = self.role_of(function)
            self.assertEqual(self.resources[function]["Properties"]["Timeout"], 900)
            for action in ("s3:ListBucketVersions", "s3:ListBucketMultipartUploads"):
                self.assertEqual([text(each) for each in self.allowed_on(role, action)], [f"${{{bucket}.Arn}}"])
            for action in ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"):
                self.assertEqual([text(each) for each in self.allowed_on(role, action)], [f"${{{bucket}.Arn}}/*"])
            # What it needs is there as long as it is, and what fills the bucket is not.
            needed = {self.type_of(each) for each in self.resources[emptying]["DependsOn"]}
            self.assertEqual(needed, {"AWS::IAM::Policy", "AWS::Logs::LogGroup", "AWS::S3::BucketPolicy"})
            pipeline, _ = self.only("AWS::CodePipeline::Pipeline")
            self.assertIn(emptying, self.resources[pipeline]["DependsOn"])

    def test_111_repositories(self):
        for repository in self.all_of("AWS::ECR::Repository").values():
            self.assertIs(repository["EmptyOnDelete"], True)


class Monitoring(TemplateTest):
    def alarms(self, namespace):
        return [each for each in self.all_of("AWS::CloudWatch::Alarm").values() if each.get("Namespace") == namespace]

    def watched(self, namespace):
        """What alarms tell somebody about."""
        topic, _ = self.only("AWS::SNS::Topic")
        return {each["MetricName"] for each in self.alarms(namespace) if {"Ref": topic} in each["AlarmActions"]}

    def test_112_retention(self):
        for group in self.all_of("AWS::Logs::LogGroup").values():
            self.assertTrue(1 <= group["RetentionInDays"] <= 3653)

    def test_113_flow_logs(self):
        vpc, _ = self.only("AWS::EC2::VPC")
        _, log = self.only("AWS::EC2::FlowLog")
        self.assertEqual((log["ResourceId"], log["ResourceType"], log["TrafficType"]), ({"Ref": vpc}, "VPC", "ALL"))
        group = self.one_referred(log["LogGroupName"], "AWS::Logs::LogGroup")
        role = self.one_referred(log["DeliverLogsPermissionArn"], "AWS::IAM::Role")
        self.assertEqual(self.trusted_by(role), {"vpc-flow-logs.amazonaws.com"})
        self.assert_may(role, group, "logs:CreateLogStream", "logs:PutLogEvents")

    def test_114_ecs_processors(self):
        self.assertIn("CPUUtilization", self.watched("AWS/ECS"))

    def test_115_ecs_memory_and_tasks(self):
        self.assertIn("MemoryUtilization", self.watched("AWS/ECS"))
        self.assertIn("HealthyHostCount", self.watched("AWS/ApplicationELB"))

    def test_116_aurora(self):
        self.assertLessEqual({"CPUUtilization", "DatabaseConnections"}, self.watched("AWS/RDS"))

    def test_117_redis(self):
        self.assertLessEqual({"EngineCPUUtilization", "DatabaseMemoryUsagePercentage"}, self.watched("AWS/ElastiCache"))

    def test_118_api(self):
        self.assertLessEqual({"5XXError", "Latency"}, self.watched("AWS/ApiGateway"))
        _, api = self.only("AWS::ApiGateway::RestApi")
        for alarm in self.alarms("AWS/ApiGateway"):
            self.assertEqual(alarm["Dimensions"], [{"Name": "ApiName", "Value": api["Name"]}])

    def test_119_kinesis(self):
        self.assertLessEqual({"GetRecords.IteratorAgeMilliseconds", "WriteProvisionedThroughputExceeded"},
                             self.watched("AWS/Kinesis"))

    def test_120_who_hears_of_it(self):
        topic, properties = self.only("AWS::SNS::Topic")
        policies = set(self.all_of("AWS::ApplicationAutoScaling::ScalingPolicy"))
        for alarm in self.all_of("AWS::CloudWatch::Alarm").values():
            scales = any(action["Ref"] in policies for action in alarm["AlarmActions"])
            self.assertTrue(scales or {"Ref": topic} in alarm["AlarmActions"])
        key = self.resources[self.key_of(properties["KmsMasterKeyId"])]["Properties"]
        admitted = [set(as_list(statement["Action"])) for statement in key["KeyPolicy"]["Statement"]
                    if statement["Principal"].get("Service") == "cloudwatch.amazonaws.com"]
        self.assertIn({"kms:Decrypt", "kms:GenerateDataKey"}, admitted)
        _, policy = self.only("AWS::SNS::TopicPolicy")
        self.assertIn("cloudwatch.amazonaws.com", [statement["Principal"].get("Service")
                                                   for statement in policy["PolicyDocument"]["Statement"]
                                                   if isinstance(statement["Principal"], dict)])

    def test_121_dashboard(self):
        body = text(self.only("AWS::CloudWatch::Dashboard")[1]["DashboardBody"])
        widgets = json.loads(re.sub(r'\{"Fn::Select".*?\]\}\]\}', "balancer", body))["widgets"]
        shown = {metric[0] for widget in widgets for metric in widget["properties"].get("metrics", [])}
        self.assertLessEqual({"AWS/ECS", "AWS/RDS", "AWS/ElastiCache", "AWS/ApiGateway", "AWS/Kinesis"}, shown)

    def test_122_where_functions_and_builds_log(self):
        for function, properties in self.all_of("AWS::Lambda::Function").items():
            group = self.one_referred(properties["LoggingConfig"]["LogGroup"], "AWS::Logs::LogGroup")
            self.assert_may(self.role_of(function), group, "logs:CreateLogStream", "logs:PutLogEvents")
        for project in self.all_of("AWS::CodeBuild::Project").values():
            self.one_referred(project["LogsConfig"]["CloudWatchLogs"]["GroupName"], "AWS::Logs::LogGroup")


class Naming(TemplateTest):
    def name(self, logical_id, kind):
        where = NAMED[kind][0]
        properties = self.resources[logical_id]["Properties"]
        if where.endswith("Tags"):
            tags = {tag["Key"]: tag["Value"] for tag in properties[where]}
            return text(tags["Name"])
        return text(properties[where])

    def check(self, *kinds):
        """All resources of these types are named after what they are, with the suffix at the end."""
        for kind in kinds:
            for logical_id in self.all_of(kind):
                name = self.name(logical_id, kind)
                with self.subTest(logical_id, name=name):
                    if kind == "AWS::S3::Bucket":
                        name = name.removesuffix("-${AWS::AccountId}")
                    if kind == "AWS::Logs::LogGroup":  # names that services impose end otherwise
                        name = re.sub(r"^(/aws/(?:rds/cluster|ecs/containerinsights)/.*)/(?:postgresql|performance)$", r"\1", name)
                    self.assertTrue(name.endswith(f"-${{{SUFFIX}}}"))
                    self.assertTrue(any(word in name.removesuffix(f"-${{{SUFFIX}}}") for word in NAMED[kind][1]))

    def test_123_network(self):
        self.check("AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::EIP",
                   "AWS::EC2::RouteTable", "AWS::EC2::FlowLog", "AWS::ElasticLoadBalancingV2::LoadBalancer",
                   "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ApiGatewayV2::VpcLink")

    def test_124_security_groups(self):
        self.check("AWS::EC2::SecurityGroup")

    def test_125_containers_and_functions(self):
        self.check("AWS::ECS::Cluster", "AWS::ECS::Service", "AWS::ECS::TaskDefinition", "AWS::ECR::Repository",
                   "AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::Lambda::Function")
        for rotation in self.all_of("AWS::SecretsManager::RotationSchedule").values():
            if "HostedRotationLambda" in rotation:
                self.assertTrue(text(rotation["HostedRotationLambda"]["RotationLambdaName"]).endswith(f"-${{{SUFFIX}}}"))

    def test_126_data(self):
        self.check("AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::RDS::DBSubnetGroup",
                   "AWS::RDS::DBClusterParameterGroup", "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::SubnetGroup",
                   "AWS::EFS::FileSystem", "AWS::EFS::AccessPoint", "AWS::S3::Bucket", "AWS::Kinesis::Stream",
                   "AWS::SQS::Queue")

    def test_127_api(self):
        self.check("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Authorizer", "AWS::Cognito::UserPool",
                   "AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolGroup")

    def test_128_delivery(self):
        self.check("AWS::CodePipeline::Pipeline", "AWS::CodeBuild::Project", "AWS::CodeStarConnections::Connection",
                   "AWS::ECR::Repository")

    def test_129_security(self):
        self.check("AWS::SecretsManager::Secret", "AWS::KMS::Alias", "AWS::IAM::Role")
        aliased = {self.key_of(each["TargetKeyId"]) for each in self.all_of("AWS::KMS::Alias").values()}
        self.assertEqual(aliased, set(self.all_of("AWS::KMS::Key")))

    def test_130_monitoring(self):
        self.check("AWS::Logs::LogGroup", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::SNS::Topic",
                   "AWS::Scheduler::Schedule")

    def test_131_and_132_all_that_can_be_named_is(self):
        types = {each["Type"] for each in self.resources.values()}
        self.assertEqual(types, set(NAMED) | UNNAMED)
        self.check(*NAMED)

    def test_133_exports(self):
        for template in self.templates.values():
            for output in template["Outputs"].values():
                self.assertNotIn("Export", output)


class Documentation(unittest.TestCase):
    """The table of obligations names tests that exist, and types that the templates have."""

    def setUp(self):
        self.readme = (APP_FOLDER / "README.md").read_text(encoding="utf-8")
        self.rows = [line.strip("|").split("|") for line in self.readme.splitlines() if re.match(r"\|.*`test_", line)]

    def test_the_tests_exist(self):
        folder = template_support.pathlib.Path(__file__).parent
        known = {node.name for path in folder.glob("*_test.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.FunctionDef)}
        named = set(re.findall(r"`(test_\w+)`", self.readme))
        self.assertGreaterEqual(len(self.rows), 8)
        self.assertEqual(named - known, set())

    def test_every_obligation_names_resources_and_tests(self):
        for row in self.rows:
            with self.subTest(row[0].strip()):
                self.assertEqual(len(row), 3)
                self.assertTrue(row[1].strip())
                self.assertIn("`test_", row[2])


if __name__ == "__main__":
    unittest.main()
