"""Looks at the deployed platform, which it knows by the outputs of its stack: cfn-outputs/flat-outputs.json.

  integration_test.py [GROUP]      while the stack is deployed, to AWS or to a mock of it

The file is looked for in the working directory, in apps/lms and in the checkout, unless CFN_OUTPUTS names it. AWS_ENDPOINT_URL
names the mock. Without the file nothing is done. Nothing is changed but that one record is put on the stream of activities.
"""

import json
import pathlib
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import deployment  # noqa: E402
from deployment import on_aws_only, outputs_file  # noqa: E402

REGION = "eu-west-1"
TIMEOUT_SECONDS = 30
ROTATION_DAYS = 30
OUTPUTS = outputs_file("lms")


def client(service):
    return deployment.client(service, REGION)


class Deployed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.outputs = json.loads(OUTPUTS.read_text(encoding="utf-8"))

    def cluster(self):
        (cluster,) = client("rds").describe_db_clusters(DBClusterIdentifier=self.outputs["AuroraClusterId"])["DBClusters"]
        return cluster

    def redis(self):
        (group,) = client("elasticache").describe_replication_groups(
            ReplicationGroupId=self.outputs["RedisGroupId"])["ReplicationGroups"]
        return group


class Outputs(Deployed):
    def test_each_output_has_a_value(self):
        self.assertLessEqual({
            "VpcId", "EcsClusterName", "EcsServiceName", "AuroraClusterId", "AuroraEndpoint", "AuroraSecretArn", "RedisGroupId",
            "RedisEndpoint", "RedisTokenSecretArn", "EfsFileSystemId", "ApiUrl", "ApiId", "UserPoolId", "UserPoolClientId",
            "ActivityStreamName", "PipelineName", "ApiKeysSecretArn", "AlertsTopicArn"}, set(self.outputs))
        self.assertTrue(all(self.outputs.values()))


class Network(Deployed):
    def filter(self):
        return [{"Name": "vpc-id", "Values": [self.outputs["VpcId"]]}]

    def test_subnets_lie_in_two_zones(self):
        subnets = client("ec2").describe_subnets(Filters=self.filter())["Subnets"]
        self.assertGreaterEqual(len({subnet["AvailabilityZone"] for subnet in subnets}), 2)

    def test_a_nat_gateway_in_each_zone(self):
        gateways = client("ec2").describe_nat_gateways(Filters=self.filter())["NatGateways"]
        self.assertGreaterEqual(len({gateway["SubnetId"] for gateway in gateways if gateway["State"] == "available"}), 2)

    def test_no_security_group_is_open(self):
        for group in client("ec2").describe_security_groups(Filters=self.filter())["SecurityGroups"]:
            ranges = [each["CidrIp"] for rule in group["IpPermissions"] for each in rule["IpRanges"]]
            self.assertNotIn("0.0.0.0/0", ranges, group["GroupName"])

    def test_no_group_lets_everything_out_that_is_not_meant_to(self):
        for group in client("ec2").describe_security_groups(Filters=self.filter())["SecurityGroups"]:
            if group["GroupName"].startswith(("alb-sg", "vpc-link-sg", "ecs-tasks-sg", "efs-sg", "redis-sg", "aurora-sg")):
                everything = [rule for rule in group["IpPermissionsEgress"] if rule["IpProtocol"] == "-1"
                              and {"CidrIp": "0.0.0.0/0"} in rule["IpRanges"]]
                self.assertEqual(everything, [], group["GroupName"])


class Containers(Deployed):
    def service(self):
        (service,) = client("ecs").describe_services(cluster=self.outputs["EcsClusterName"],
                                                     services=[self.outputs["EcsServiceName"]])["services"]
        return service

    def test_the_service_runs(self):
        service = self.service()
        self.assertEqual((service["status"], service["launchType"]), ("ACTIVE", "FARGATE"))
        self.assertGreaterEqual(service["desiredCount"], 2)

    @on_aws_only
    def test_as_many_tasks_run_as_are_wanted(self):
        self.assertGreaterEqual(self.service()["runningCount"], 2)

    @on_aws_only
    def test_tasks_stand_in_two_zones(self):
        ecs, cluster = client("ecs"), self.outputs["EcsClusterName"]
        arns = ecs.list_tasks(cluster=cluster, serviceName=self.outputs["EcsServiceName"])["taskArns"]
        tasks = ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"]
        self.assertGreaterEqual(len({task["availabilityZone"] for task in tasks}), 2)

    def test_it_scales(self):
        resource = f"service/{self.outputs['EcsClusterName']}/{self.outputs['EcsServiceName']}"
        scaling = client("application-autoscaling")
        (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[resource])["ScalableTargets"]
        self.assertGreater(target["MaxCapacity"], target["MinCapacity"])
        policies = scaling.describe_scaling_policies(ServiceNamespace="ecs", ResourceId=resource)["ScalingPolicies"]
        self.assertEqual({policy["PolicyType"] for policy in policies}, {"TargetTrackingScaling", "StepScaling"})


class Data(Deployed):
    def test_aurora(self):
        cluster = self.cluster()
        self.assertEqual((cluster["Status"], cluster["StorageEncrypted"]), ("available", True))
        self.assertEqual(cluster["Endpoint"], self.outputs["AuroraEndpoint"])
        self.assertGreaterEqual(len(cluster["DBClusterMembers"]), 2)

    @on_aws_only
    def test_aurora_stands_in_two_zones(self):
        instances = client("rds").describe_db_instances(
            Filters=[{"Name": "db-cluster-id", "Values": [self.outputs["AuroraClusterId"]]}])["DBInstances"]
        self.assertEqual(len({instance["AvailabilityZone"] for instance in instances}), len(instances))
        self.assertFalse(any(instance["PubliclyAccessible"] for instance in instances))

    def test_redis(self):
        group = self.redis()
        self.assertEqual((group["Status"], group["MultiAZ"], group["AutomaticFailover"]), ("available", "enabled", "enabled"))
        self.assertTrue(group["AtRestEncryptionEnabled"] and group["TransitEncryptionEnabled"] and group["AuthTokenEnabled"])

    def test_files(self):
        efs, files = client("efs"), self.outputs["EfsFileSystemId"]
        (system,) = efs.describe_file_systems(FileSystemId=files)["FileSystems"]
        self.assertTrue(system["Encrypted"])
        targets = efs.describe_mount_targets(FileSystemId=files)["MountTargets"]
        self.assertGreaterEqual(len({target["AvailabilityZoneName"] for target in targets}), 2)


class Api(Deployed):
    def get(self, path):
        """The status of an answer."""
        try:
            with urllib.request.urlopen(self.outputs["ApiUrl"] + path, timeout=TIMEOUT_SECONDS) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    @on_aws_only
    def test_the_application_answers(self):
        self.assertEqual(self.get("health"), 200)

    @on_aws_only
    def test_strangers_are_turned_away(self):
        self.assertEqual(self.get("courses"), 401)

    def test_the_stage_limits_requests_and_logs_them(self):
        (stage,) = client("apigateway").get_stages(restApiId=self.outputs["ApiId"])["item"]
        self.assertGreaterEqual(stage["methodSettings"]["*/*"]["throttlingRateLimit"], 1000)
        self.assertTrue(stage["accessLogSettings"]["destinationArn"])

    def test_users(self):
        pool = client("cognito-idp").describe_user_pool(UserPoolId=self.outputs["UserPoolId"])["UserPool"]
        self.assertGreaterEqual(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 12)


class Analytics(Deployed):
    def test_the_stream_takes_activities(self):
        kinesis, name = client("kinesis"), self.outputs["ActivityStreamName"]
        stream = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        self.assertEqual((stream["StreamStatus"], stream["EncryptionType"]), ("ACTIVE", "KMS"))
        activity = {"institution": "integration-test", "course": "none", "student": "nobody", "activity": "test", "seconds": 0}
        put = kinesis.put_record(StreamName=name, PartitionKey="integration-test", Data=json.dumps(activity).encode())
        self.assertTrue(put["SequenceNumber"])

    def test_somebody_reads_it(self):
        kinesis = client("kinesis")
        arn = kinesis.describe_stream_summary(
            StreamName=self.outputs["ActivityStreamName"])["StreamDescriptionSummary"]["StreamARN"]
        (mapping,) = client("lambda").list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]
        self.assertIn(mapping["State"], ("Enabled", "Creating", "Enabling"))


class Delivery(Deployed):
    def test_the_pipeline(self):
        pipeline = client("codepipeline").get_pipeline(name=self.outputs["PipelineName"])["pipeline"]
        self.assertEqual([stage["name"] for stage in pipeline["stages"]], ["Source", "Build", "Deploy"])


class Secrets(Deployed):
    def test_all_rotate(self):
        for name in ("AuroraSecretArn", "RedisTokenSecretArn", "ApiKeysSecretArn"):
            with self.subTest(name):
                secret = client("secretsmanager").describe_secret(SecretId=self.outputs[name])
                self.assertTrue(secret["RotationEnabled"])
                self.assertIn(str(ROTATION_DAYS), json.dumps(secret["RotationRules"]))
                self.assertTrue(secret["KmsKeyId"])

    @on_aws_only
    def test_they_were_rotated_when_they_were_made(self):
        for name in ("AuroraSecretArn", "RedisTokenSecretArn", "ApiKeysSecretArn"):
            with self.subTest(name):
                self.assertIn("LastRotatedDate", client("secretsmanager").describe_secret(SecretId=self.outputs[name]))


class Monitoring(Deployed):
    def test_alarms_tell_the_topic(self):
        topic = self.outputs["AlertsTopicArn"]
        pages = client("cloudwatch").get_paginator("describe_alarms").paginate()
        alarms = [alarm for page in pages for alarm in page["MetricAlarms"] if topic in alarm["AlarmActions"]]
        self.assertLessEqual({"AWS/ECS", "AWS/RDS", "AWS/ElastiCache", "AWS/ApiGateway", "AWS/Kinesis"},
                             {alarm["Namespace"] for alarm in alarms})


if __name__ == "__main__":
    unittest.main()
