"""Looks at the deployed platform, which it knows by the outputs of its stack: cfn-outputs/flat-outputs.json.

  integration_test.py [GROUP]      while the stack is deployed, to AWS or to a mock of it

The file is looked for in the working directory, in apps/lms and in the checkout, unless CFN_OUTPUTS names it.
AWS_ENDPOINT_URL names the mock. Without the file nothing is done. Nothing is changed but that one record is put on the
stream of activities.
"""

import functools
import json
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import deployment  # noqa: E402
from deployment import ENDPOINT  # noqa: E402

REGION = "eu-west-1"
SECONDS_UNTIL_CONSUMED = 120
ROTATION = "rate(30 days)"
LOG_RETENTION_DAYS = 365
SECRETS = ("AuroraSecretArn", "RedisTokenSecretArn", "ApiKeysSecretArn")


def on_aws_only(reason):
    return unittest.skipIf(ENDPOINT, reason)


@functools.lru_cache(None)
def client(service):
    return deployment.client(service, REGION)


def pages(service, *arguments, **options):
    return deployment.pages(client(service), *arguments, **options)


class Deployed(unittest.TestCase):
    outputs = deployment.outputs_of("lms")
    suffix = outputs["EcsClusterName"].rsplit("-", 1)[1]

    def named(self, name):
        return f"{name}-{self.suffix}"

    @functools.lru_cache(None)
    def key(self, name):
        """The ARN of the key with this alias."""
        return client("kms").describe_key(KeyId=f"alias/{self.named(name)}")["KeyMetadata"]["Arn"]

    def assert_key(self, given, name):
        """The ARN or the id of a key, or an alias of it."""
        self.assertEqual(client("kms").describe_key(KeyId=given)["KeyMetadata"]["Arn"], self.key(name))

    def in_vpc(self):
        return [{"Name": "vpc-id", "Values": [self.outputs["VpcId"]]}]


class Outputs(Deployed):
    def test_each_output_has_a_value(self):
        self.assertLessEqual({
            "VpcId", "EcsClusterName", "EcsServiceName", "AuroraClusterId", "AuroraEndpoint", "AuroraSecretArn",
            "RedisGroupId", "RedisEndpoint", "RedisTokenSecretArn", "EfsFileSystemId", "ApiUrl", "ApiId", "UserPoolId",
            "UserPoolClientId", "ActivityStreamName", "PipelineName", "ApiKeysSecretArn", "AlertsTopicArn"},
            set(self.outputs))
        self.assertTrue(all(self.outputs.values()))


class Network(Deployed):
    def groups(self):
        """Security groups by the first part of their names."""
        found = client("ec2").describe_security_groups(Filters=self.in_vpc())["SecurityGroups"]
        return {group["GroupName"].removesuffix(f"-{self.suffix}"): group for group in found
                if group["GroupName"] != "default"}

    def sources(self, name):
        """(first port, last port, name of the group that is let in) of a group's rules."""
        groups = self.groups()
        names = {group["GroupId"]: each for each, group in groups.items()}
        return {(rule["FromPort"], rule["ToPort"], names[pair["GroupId"]])
                for rule in groups[name]["IpPermissions"] for pair in rule["UserIdGroupPairs"]}

    def test_subnets_lie_in_two_zones(self):
        subnets = client("ec2").describe_subnets(Filters=self.in_vpc())["Subnets"]
        self.assertGreaterEqual(len({subnet["AvailabilityZone"] for subnet in subnets}), 2)

    def test_each_private_subnet_goes_out_through_the_nat_gateway_of_its_zone(self):
        ec2 = client("ec2")
        subnets = ec2.describe_subnets(Filters=self.in_vpc())["Subnets"]
        zones = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in subnets}
        found = ec2.describe_nat_gateways(Filters=self.in_vpc())["NatGateways"]
        gateways = {gateway["NatGatewayId"]: zones[gateway["SubnetId"]] for gateway in found
                    if gateway["State"] == "available"}
        self.assertEqual(len(gateways), len(set(zones.values())))
        through = {}
        for table in ec2.describe_route_tables(Filters=self.in_vpc())["RouteTables"]:
            for route in table["Routes"]:
                if route.get("NatGatewayId"):
                    through.update({each["SubnetId"]: route["NatGatewayId"] for each in table["Associations"]
                                    if "SubnetId" in each})
        self.assertEqual(len(through), 2)
        for subnet, gateway in through.items():
            self.assertEqual(zones[subnet], gateways[gateway])

    def test_the_database_has_no_way_out(self):
        (group,) = client("rds").describe_db_subnet_groups(
            DBSubnetGroupName=self.named("aurora-subnets"))["DBSubnetGroups"]
        for subnet in group["Subnets"]:
            (table,) = client("ec2").describe_route_tables(Filters=[
                {"Name": "association.subnet-id", "Values": [subnet["SubnetIdentifier"]]}])["RouteTables"]
            self.assertNotIn("0.0.0.0/0", [route.get("DestinationCidrBlock") for route in table["Routes"]])

    def test_no_security_group_is_open(self):
        for name, group in self.groups().items():
            ranges = [each["CidrIp"] for rule in group["IpPermissions"] for each in rule["IpRanges"]]
            self.assertNotIn("0.0.0.0/0", ranges, name)

    def test_no_group_lets_everything_out_that_is_not_meant_to(self):
        for name in ("alb-sg", "vpc-link-sg", "ecs-tasks-sg", "efs-sg", "redis-sg", "aurora-sg"):
            everything = [rule for rule in self.groups()[name]["IpPermissionsEgress"] if rule["IpProtocol"] == "-1"
                          and {"CidrIp": "0.0.0.0/0"} in rule["IpRanges"]]
            self.assertEqual(everything, [], name)

    def test_who_reaches_whom(self):
        self.assertEqual(self.sources("ecs-tasks-sg"), {(8443, 8443, "alb-sg")})
        self.assertEqual(self.sources("alb-sg"), {(443, 443, "vpc-link-sg")})
        self.assertEqual(self.sources("aurora-sg"), {(5432, 5432, "ecs-tasks-sg"), (5432, 5432, "aurora-rotation-sg")})
        self.assertEqual(self.sources("redis-sg"), {(6379, 6379, "ecs-tasks-sg"), (6379, 6379, "redis-rotation-sg")})
        self.assertEqual(self.sources("efs-sg"), {(2049, 2049, "ecs-tasks-sg")})

    def test_all_traffic_is_on_record(self):
        (log,) = client("ec2").describe_flow_logs(Filters=[
            {"Name": "resource-id", "Values": [self.outputs["VpcId"]]}])["FlowLogs"]
        self.assertEqual((log["TrafficType"], log["FlowLogStatus"]), ("ALL", "ACTIVE"))


class Containers(Deployed):
    def service(self):
        (service,) = client("ecs").describe_services(cluster=self.outputs["EcsClusterName"],
                                                     services=[self.outputs["EcsServiceName"]])["services"]
        return service

    def task_definition(self):
        return client("ecs").describe_task_definition(taskDefinition=self.service()["taskDefinition"])["taskDefinition"]

    def test_the_service_runs(self):
        service = self.service()
        self.assertEqual((service["status"], service["launchType"]), ("ACTIVE", "FARGATE"))
        self.assertGreaterEqual(service["desiredCount"], 2)

    def test_as_many_tasks_run_as_are_wanted(self):
        service = self.service()
        self.assertEqual(service["runningCount"], service["desiredCount"])

    def test_tasks_stand_in_two_zones_without_public_addresses(self):
        network = self.service()["networkConfiguration"]["awsvpcConfiguration"]
        self.assertEqual(network["assignPublicIp"], "DISABLED")
        subnets = client("ec2").describe_subnets(SubnetIds=network["subnets"])["Subnets"]
        self.assertGreaterEqual(len({subnet["AvailabilityZone"] for subnet in subnets}), 2)

    @on_aws_only("no containers run on the mock, so that none stands anywhere")
    def test_running_tasks_stand_in_two_zones(self):
        ecs, cluster = client("ecs"), self.outputs["EcsClusterName"]
        arns = ecs.list_tasks(cluster=cluster, serviceName=self.outputs["EcsServiceName"])["taskArns"]
        tasks = ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"]
        self.assertGreaterEqual(len({task["availabilityZone"] for task in tasks}), 2)

    def test_containers_are_observed(self):
        (cluster,) = client("ecs").describe_clusters(
            clusters=[self.outputs["EcsClusterName"]], include=["SETTINGS"])["clusters"]
        self.assertIn({"name": "containerInsights", "value": "enabled"}, cluster["settings"])

    def test_the_container(self):
        task = self.task_definition()
        (container,) = task["containerDefinitions"]
        self.assertEqual((container["user"], container["readonlyRootFilesystem"]), ("1000:1000", True))
        self.assertNotEqual(task["taskRoleArn"], task["executionRoleArn"])
        self.assertEqual({secret["name"] for secret in container["secrets"]}, {"REDIS_AUTH", "INTEGRATION_KEYS"})
        told = {each["name"]: each["value"] for each in container["environment"]}
        self.assertEqual((told["DATABASE_HOST"], told["REDIS_HOST"], told["ACTIVITY_STREAM"]), (
            self.outputs["AuroraEndpoint"], self.outputs["RedisEndpoint"], self.outputs["ActivityStreamName"]))

    def test_files_are_mounted_encrypted(self):
        volumes = {volume["name"]: volume for volume in self.task_definition()["volumes"]}
        files = volumes["courses"]["efsVolumeConfiguration"]
        self.assertEqual((files["fileSystemId"], files["transitEncryption"]),
                         (self.outputs["EfsFileSystemId"], "ENABLED"))

    def test_images_are_encrypted(self):
        (repository,) = client("ecr").describe_repositories(
            repositoryNames=[self.named("lms-repository")])["repositories"]
        self.assertEqual(repository["encryptionConfiguration"]["encryptionType"], "KMS")
        self.assert_key(repository["encryptionConfiguration"]["kmsKey"], "repository-key")

    def test_listener_and_targets_speak_tls(self):
        elb = client("elbv2")
        (balancer,) = elb.describe_load_balancers(Names=[self.named("alb")])["LoadBalancers"]
        self.assertEqual(balancer["Scheme"], "internal")
        self.assertEqual(len(balancer["AvailabilityZones"]), 2)
        (listener,) = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
        self.assertEqual((listener["Port"], listener["Protocol"]), (443, "HTTPS"))
        self.assertRegex(listener["SslPolicy"], "TLS13-1-2")
        self.assertTrue(listener["Certificates"])
        (targets,) = elb.describe_target_groups(LoadBalancerArn=balancer["LoadBalancerArn"])["TargetGroups"]
        self.assertEqual((targets["Protocol"], targets["HealthCheckProtocol"], targets["HealthCheckPath"]),
                         ("HTTPS", "HTTPS", "/health"))


class Scaling(Deployed):
    def resource(self):
        return f"service/{self.outputs['EcsClusterName']}/{self.outputs['EcsServiceName']}"

    def policies(self):
        found = client("application-autoscaling").describe_scaling_policies(
            ServiceNamespace="ecs", ResourceId=self.resource())
        return {policy["PolicyName"]: policy for policy in found["ScalingPolicies"]}

    def test_limits(self):
        (target,) = client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace="ecs", ResourceIds=[self.resource()])["ScalableTargets"]
        self.assertEqual((target["MinCapacity"], target["MaxCapacity"]), (4, 40))

    def test_requests_and_processors_are_followed(self):
        tracking = [each["TargetTrackingScalingPolicyConfiguration"] for each in self.policies().values()
                    if each["PolicyType"] == "TargetTrackingScaling"]
        followed = {each["PredefinedMetricSpecification"]["PredefinedMetricType"]: each for each in tracking}
        self.assertEqual(set(followed), {"ALBRequestCountPerTarget", "ECSServiceAverageCPUUtilization"})
        self.assertTrue(all(policy["ScaleOutCooldown"] <= 120 for policy in followed.values()))
        label = followed["ALBRequestCountPerTarget"]["PredefinedMetricSpecification"]["ResourceLabel"]
        self.assertRegex(
            label, rf"^app/{self.named('alb')}/[0-9a-f]+/targetgroup/{self.named('target-group')}/[0-9a-f]+$")

    def test_a_rush_is_answered_within_two_minutes(self):
        (policy,) = [each for each in self.policies().values() if each["PolicyType"] == "StepScaling"]
        steps = policy["StepScalingPolicyConfiguration"]
        self.assertLessEqual(steps["Cooldown"], 120)
        self.assertEqual([step["ScalingAdjustment"] for step in steps["StepAdjustments"]], [50, 100])
        alarms = [alarm for alarm in pages("cloudwatch", "describe_alarms", "MetricAlarms")
                  if policy["PolicyARN"] in [action.split(":createdBy/")[0] for action in alarm["AlarmActions"]]]
        self.assertEqual(len(alarms), 1)
        self.assertLessEqual(alarms[0]["Period"] * alarms[0]["EvaluationPeriods"], 120)


class Data(Deployed):
    def cluster(self):
        (cluster,) = client("rds").describe_db_clusters(
            DBClusterIdentifier=self.outputs["AuroraClusterId"])["DBClusters"]
        return cluster

    def redis(self):
        (group,) = client("elasticache").describe_replication_groups(
            ReplicationGroupId=self.outputs["RedisGroupId"])["ReplicationGroups"]
        return group

    def test_aurora(self):
        cluster = self.cluster()
        self.assertEqual((cluster["Status"], cluster["StorageEncrypted"]), ("available", True))
        self.assert_key(cluster["KmsKeyId"], "storage-key")
        self.assertEqual((cluster["Endpoint"], cluster["ReaderEndpoint"]),
                         (self.outputs["AuroraEndpoint"], self.outputs["AuroraReaderEndpoint"]))
        self.assertEqual([member["IsClusterWriter"] for member in cluster["DBClusterMembers"]].count(True), 1)
        self.assertGreaterEqual(cluster["BackupRetentionPeriod"], 7)
        self.assertFalse(cluster["DeletionProtection"])

    def test_aurora_asks_for_tls_and_keeps_an_audit_log(self):
        found = pages("rds", "describe_db_cluster_parameters", "Parameters",
                      DBClusterParameterGroupName=self.cluster()["DBClusterParameterGroup"])
        set_to = {each["ParameterName"]: each.get("ParameterValue") for each in found}
        self.assertEqual(set_to["rds.force_ssl"], "1")
        self.assertEqual(set_to["pgaudit.log"], "ddl,role,write")
        self.assertIn("pgaudit", set_to["shared_preload_libraries"])
        self.assertEqual(self.cluster()["EnabledCloudwatchLogsExports"], ["postgresql"])

    def test_aurora_stands_in_two_zones(self):
        instances = client("rds").describe_db_instances(
            Filters=[{"Name": "db-cluster-id", "Values": [self.outputs["AuroraClusterId"]]}])["DBInstances"]
        self.assertGreaterEqual(len(instances), 2)
        self.assertEqual(len({instance["AvailabilityZone"] for instance in instances}), len(instances))
        self.assertFalse(any(instance["PubliclyAccessible"] for instance in instances))

    def test_redis(self):
        group = self.redis()
        self.assertEqual((group["Status"], group["MultiAZ"], group["AutomaticFailover"]),
                         ("available", "enabled", "enabled"))
        for what in ("AtRestEncryptionEnabled", "TransitEncryptionEnabled", "AuthTokenEnabled"):
            self.assertTrue(group[what], what)
        self.assertEqual(group["TransitEncryptionMode"], "required")
        self.assert_key(group["KmsKeyId"], "storage-key")
        self.assertEqual(len(group["MemberClusters"]), 2)
        self.assertEqual({each["LogType"] for each in group["LogDeliveryConfigurations"]}, {"slow-log", "engine-log"})

    def test_files(self):
        efs, files = client("efs"), self.outputs["EfsFileSystemId"]
        (system,) = efs.describe_file_systems(FileSystemId=files)["FileSystems"]
        self.assertTrue(system["Encrypted"])
        self.assert_key(system["KmsKeyId"], "storage-key")
        targets = efs.describe_mount_targets(FileSystemId=files)["MountTargets"]
        self.assertGreaterEqual(len({target["AvailabilityZoneName"] for target in targets}), 2)
        policy = json.loads(efs.describe_file_system_policy(FileSystemId=files)["Policy"])
        self.assertIn(({"Bool": {"aws:SecureTransport": "false"}}, "Deny"),
                      [(each.get("Condition"), each["Effect"]) for each in policy["Statement"]])

    def test_keys_change_every_year(self):
        for name in ("storage-key", "secrets-key", "operations-key", "artifacts-key", "repository-key"):
            self.assertTrue(client("kms").get_key_rotation_status(KeyId=self.key(name))["KeyRotationEnabled"], name)


class Api(Deployed):
    def status(self, path, headers=None):
        status, _, _ = deployment.request(self.outputs["ApiUrl"] + path, headers=headers)
        return status

    def stage(self):
        (stage,) = client("apigateway").get_stages(restApiId=self.outputs["ApiId"])["item"]
        return stage

    @on_aws_only("no container listens on the mock, and its load balancer forwards nothing")
    def test_the_application_answers(self):
        self.assertEqual(self.status("health"), 200)

    def test_strangers_are_turned_away(self):
        self.assertEqual(self.status("courses"), 401)
        self.assertEqual(self.status("courses", {"Authorization": "Bearer no.token.atall"}), 401)

    def test_only_the_health_check_is_open(self):
        resources = client("apigateway").get_resources(restApiId=self.outputs["ApiId"], embed=["methods"])["items"]
        methods = {(resource["path"], method): given["authorizationType"] for resource in resources
                   for method, given in resource.get("resourceMethods", {}).items()}
        self.assertEqual(methods, {("/{proxy+}", "ANY"): "COGNITO_USER_POOLS", ("/health", "GET"): "NONE"})

    def test_requests_go_to_the_load_balancer_with_tls(self):
        resources = client("apigateway").get_resources(restApiId=self.outputs["ApiId"], embed=["methods"])["items"]
        integrations = [given["methodIntegration"] for resource in resources
                        for given in resource.get("resourceMethods", {}).values()]
        self.assertEqual({each["connectionType"] for each in integrations}, {"VPC_LINK"})
        self.assertTrue(all(each["uri"].startswith("https://") for each in integrations))
        (link,) = [each for each in client("apigatewayv2").get_vpc_links()["Items"]
                   if each["Name"] == self.named("vpc-link")]
        self.assertEqual(link["VpcLinkStatus"], "AVAILABLE")

    def test_the_stage_limits_requests_and_logs_them(self):
        stage = self.stage()
        self.assertEqual(stage["stageName"], "v1")
        self.assertGreaterEqual(stage["methodSettings"]["*/*"]["throttlingRateLimit"], 1000)
        self.assertIn(self.named("rest-api"), stage["accessLogSettings"]["destinationArn"])
        self.assertIn("$context.authorizer.claims.sub", stage["accessLogSettings"]["format"])
        self.assertTrue(stage["tracingEnabled"])

    def test_users(self):
        cognito, pool = client("cognito-idp"), self.outputs["UserPoolId"]
        found = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]
        self.assertGreaterEqual(found["Policies"]["PasswordPolicy"]["MinimumLength"], 12)
        self.assertEqual(found["DeletionProtection"], "INACTIVE")
        self.assertEqual({group["GroupName"] for group in cognito.list_groups(UserPoolId=pool)["Groups"]},
                         {self.named(name) for name in ("students", "educators", "administrators")})

    def test_passwords_do_not_travel(self):
        application = client("cognito-idp").describe_user_pool_client(
            UserPoolId=self.outputs["UserPoolId"], ClientId=self.outputs["UserPoolClientId"])["UserPoolClient"]
        self.assertEqual(set(application["ExplicitAuthFlows"]), {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"})


class Analytics(Deployed):
    def mapping(self):
        kinesis = client("kinesis")
        arn = kinesis.describe_stream_summary(
            StreamName=self.outputs["ActivityStreamName"])["StreamDescriptionSummary"]["StreamARN"]
        (mapping,) = client("lambda").list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]
        return mapping

    def test_the_stream(self):
        stream = client("kinesis").describe_stream_summary(
            StreamName=self.outputs["ActivityStreamName"])["StreamDescriptionSummary"]
        self.assertEqual((stream["StreamStatus"], stream["RetentionPeriodHours"]), ("ACTIVE", 7 * 24))
        self.assertEqual(stream["StreamModeDetails"]["StreamMode"], "ON_DEMAND")
        self.assertEqual(stream["EncryptionType"], "KMS")
        self.assert_key(stream["KeyId"], "storage-key")

    def test_an_activity_becomes_a_metric(self):
        course = f"test-{time.time_ns()}"
        activity = {"institution": "integration-test", "course": course, "student": "nobody", "activity": "test"}
        put = client("kinesis").put_record(StreamName=self.outputs["ActivityStreamName"], PartitionKey="test",
                                           Data=json.dumps(activity).encode())
        self.assertTrue(put["SequenceNumber"])
        end = time.monotonic() + SECONDS_UNTIL_CONSUMED
        group = f"/aws/lambda/{self.named('learning-events-function')}"
        while True:
            found = [event["message"] for event in pages("logs", "filter_log_events", "events", logGroupName=group)
                     if course in event["message"]]
            if found or time.monotonic() > end:
                break
            time.sleep(5)
        (line,) = [json.loads(each) for each in found]
        self.assertEqual((line["Activities"], line["ActiveStudents"], line["Institution"]), (1, 1, "integration-test"))
        self.assertEqual(line["_aws"]["CloudWatchMetrics"][0]["Namespace"], self.named("Lms"))

    def test_somebody_reads_it_and_what_cannot_be_read_is_kept(self):
        mapping = self.mapping()
        self.assertIn(mapping["State"], ("Enabled", "Creating", "Enabling"))
        self.assertEqual(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
        queue = client("sqs").get_queue_url(QueueName=self.named("failed-activities-queue"))["QueueUrl"]
        attributes = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        self.assertEqual(mapping["DestinationConfig"]["OnFailure"]["Destination"], attributes["QueueArn"])
        self.assert_key(attributes["KmsMasterKeyId"], "storage-key")


class Delivery(Deployed):
    def pipeline(self):
        return client("codepipeline").get_pipeline(name=self.outputs["PipelineName"])["pipeline"]

    def test_the_pipeline(self):
        pipeline = self.pipeline()
        self.assertEqual([stage["name"] for stage in pipeline["stages"]], ["Source", "Build", "Deploy"])
        source, build, deploy = (stage["actions"][0] for stage in pipeline["stages"])
        self.assertEqual(source["configuration"]["DetectChanges"], "true")
        self.assertEqual(build["configuration"]["ProjectName"], self.named("build-project"))
        self.assertEqual((deploy["configuration"]["ClusterName"], deploy["configuration"]["ServiceName"]),
                         (self.outputs["EcsClusterName"], self.outputs["EcsServiceName"]))

    def test_the_source_is_connected(self):
        arn = self.pipeline()["stages"][0]["actions"][0]["configuration"]["ConnectionArn"]
        connection = client("codestar-connections").get_connection(ConnectionArn=arn)["Connection"]
        self.assertEqual((connection["ConnectionName"], connection["ProviderType"]),
                         (self.named("source-connection"), "GitHub"))
        self.assertIn(connection["ConnectionStatus"], ("PENDING", "AVAILABLE"))

    def test_artifacts_are_protected(self):
        s3, store = client("s3"), self.pipeline()["artifactStore"]
        self.assert_key(store["encryptionKey"]["id"], "artifacts-key")
        bucket = store["location"]
        (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        self.assertEqual(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "aws:kms")
        self.assert_key(rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"], "artifacts-key")
        self.assertEqual(s3.get_bucket_versioning(Bucket=bucket)["Status"], "Enabled")
        self.assertTrue(all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()))
        statements = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
        self.assertIn(("Deny", {"Bool": {"aws:SecureTransport": "false"}}),
                      [(each["Effect"], each.get("Condition")) for each in statements])
        (lifecycle,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        self.assertEqual(lifecycle["Expiration"]["Days"], 30)

    def test_the_build(self):
        (project,) = client("codebuild").batch_get_projects(names=[self.named("build-project")])["projects"]
        self.assertTrue(project["environment"]["privilegedMode"])
        self.assert_key(project["encryptionKey"], "artifacts-key")


class Secrets(Deployed):
    def described(self):
        for name in SECRETS:
            with self.subTest(name):
                yield client("secretsmanager").describe_secret(SecretId=self.outputs[name])

    def test_all_rotate(self):
        for secret in self.described():
            self.assertTrue(secret["RotationEnabled"])
            self.assertEqual(secret["RotationRules"], {"ScheduleExpression": ROTATION})

    def test_all_are_encrypted(self):
        for secret in self.described():
            self.assert_key(secret["KmsKeyId"], "secrets-key")

    def test_they_were_rotated_when_they_were_made(self):
        for secret in self.described():
            self.assertIn("LastRotatedDate", secret)
            labels = {label for each in secret["VersionIdsToStages"].values() for label in each}
            self.assertLessEqual({"AWSCURRENT", "AWSPREVIOUS"}, labels)

    def test_nobody_of_the_account_deletes_them(self):
        for name in SECRETS:
            policy = client("secretsmanager").get_resource_policy(SecretId=self.outputs[name])["ResourcePolicy"]
            self.assertIn(("Deny", "secretsmanager:DeleteSecret"),
                          [(each["Effect"], each["Action"]) for each in json.loads(policy)["Statement"]], name)

    def test_tasks_are_replaced_before_their_credentials_are_void(self):
        schedule = client("scheduler").get_schedule(Name=self.named("restart-schedule"))
        self.assertEqual((schedule["ScheduleExpression"], schedule["State"]), ("rate(7 days)", "ENABLED"))
        self.assertEqual(json.loads(schedule["Target"]["Input"]), {
            "Cluster": self.outputs["EcsClusterName"], "Service": self.outputs["EcsServiceName"],
            "ForceNewDeployment": True})


class Monitoring(Deployed):
    def test_alarms_tell_the_topic(self):
        topic = self.outputs["AlertsTopicArn"]
        alarms = [alarm for alarm in pages("cloudwatch", "describe_alarms", "MetricAlarms")
                  if topic in alarm["AlarmActions"]]
        self.assertEqual(len(alarms), 17)
        self.assertLessEqual({"AWS/ECS", "AWS/RDS", "AWS/ElastiCache", "AWS/ApiGateway", "AWS/Kinesis", "AWS/Lambda"},
                             {alarm["Namespace"] for alarm in alarms})
        self.assertTrue(all(alarm["ActionsEnabled"] and alarm["Dimensions"] for alarm in alarms))

    def test_the_topic_is_encrypted_and_takes_alarms(self):
        attributes = client("sns").get_topic_attributes(TopicArn=self.outputs["AlertsTopicArn"])["Attributes"]
        self.assert_key(attributes["KmsMasterKeyId"], "operations-key")
        self.assertIn("cloudwatch.amazonaws.com", attributes["Policy"])
        self.assertIn("cloudwatch.amazonaws.com", client("kms").get_key_policy(
            KeyId=self.key("operations-key"), PolicyName="default")["Policy"])

    def test_logs_are_encrypted_and_forgotten_after_a_year(self):
        of_aws = self.named("rotate-aurora-function")  # the function of hosted rotation
        groups = [group for group in pages("logs", "describe_log_groups", "logGroups")
                  if f"-{self.suffix}" in group["logGroupName"] and of_aws not in group["logGroupName"]]
        self.assertEqual(len(groups), 11)
        for group in groups:
            with self.subTest(group["logGroupName"]):
                self.assertEqual(group["retentionInDays"], LOG_RETENTION_DAYS)
                self.assert_key(group["kmsKeyId"], "operations-key")

    def test_the_dashboard_shows_all_services(self):
        body = client("cloudwatch").get_dashboard(DashboardName=self.named("lms-dashboard"))["DashboardBody"]
        for namespace in ("AWS/ECS", "AWS/RDS", "AWS/ElastiCache", "AWS/ApiGateway", "AWS/Kinesis"):
            self.assertIn(namespace, body)


if __name__ == "__main__":
    unittest.main()
