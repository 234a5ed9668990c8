"""Looks at the deployed application, which it knows by the outputs of its stack: cfn-outputs/flat-outputs.json.

  integration_test.py [GROUP]      while the stack is deployed, to AWS or to a mock of it

The file is looked for in the working directory, in apps/language_learning and in the checkout, unless CFN_OUTPUTS names
it. AWS_ENDPOINT_URL names the mock. Without the file nothing is done. Nothing is changed.
"""

import json
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import deployment  # noqa: E402
from deployment import ENDPOINT  # noqa: E402

REGION = os.environ.get("AWS_REGION", "us-west-1")
TABLES = ("LessonsTableName", "UserProgressTableName")


def client(service, region=REGION):
    return deployment.client(service, region)


def pages(service, *arguments, **options):
    return deployment.pages(client(service), *arguments, **options)


class Deployed(unittest.TestCase):
    outputs = deployment.outputs_of("language_learning")

    def buckets(self):
        return {key: name for key, name in self.outputs.items() if key.endswith("BucketName")}

    def api_id(self):
        return self.outputs["ApiUrl"].removeprefix("https://").split(".")[0]

    def stage(self):
        (stage,) = client("apigateway").get_stages(restApiId=self.api_id())["item"]
        return stage


class Outputs(Deployed):
    def test_each_output_has_a_value(self):
        self.assertLessEqual({"ApiUrl", "DistributionDomainName", "UserPoolId", "UserPoolClientId", "ContentBucketName",
                              "AlarmsTopicArn", *TABLES}, set(self.outputs))
        self.assertTrue(all(self.outputs.values()))


class Api(Deployed):
    def ask(self, path, method="GET", **headers):
        """The status and the headers of an answer."""
        status, answered, _ = deployment.request(self.outputs["ApiUrl"] + path, method, headers=headers)
        return status, answered

    def test_it_is_healthy(self):
        self.assertEqual(self.ask("health")[0], 200)

    def test_strangers_are_turned_away(self):
        for path in ("lessons", "progress", "recommendations"):
            for headers in ({}, {"Authorization": "e30.e30.none"}):
                status, answered = self.ask(path, **headers)
                self.assertEqual(status, 401, path)
                self.assertTrue(answered["Access-Control-Allow-Origin"], "applications could not read why")

    def test_each_route_demands_a_user(self):
        """All but the health probe and preflights."""
        methods = [(resource["path"], verb, client("apigateway").get_method(
                        restApiId=self.api_id(), resourceId=resource["id"], httpMethod=verb)["authorizationType"])
                   for resource in pages("apigateway", "get_resources", "items", restApiId=self.api_id())
                   for verb in resource.get("resourceMethods", {})]
        self.assertGreater(len(methods), 30)
        for path, verb, authorization in methods:
            everybody = verb == "OPTIONS" or path == "/health"
            self.assertEqual(authorization, "NONE" if everybody else "COGNITO_USER_POOLS", f"{verb} {path}")

    def test_pages_of_other_origins_may_ask(self):
        for resource in pages("apigateway", "get_resources", "items", restApiId=self.api_id()):
            path = resource["path"].lstrip("/")
            if path == "health":
                continue
            status, headers = self.ask(re.sub(r"\{\w+\}", "x", path), "OPTIONS", Origin="https://example.org")
            self.assertIn(status, (200, 204), path)
            self.assertTrue(headers["Access-Control-Allow-Origin"], path)
            self.assertIn("authorization", headers["Access-Control-Allow-Headers"].lower(), path)

    def test_the_stage_limits_requests_and_logs_them(self):
        stage = self.stage()
        self.assertGreaterEqual(stage["methodSettings"]["*/*"]["throttlingRateLimit"], 6000)
        group = stage["accessLogSettings"]["destinationArn"].split(":log-group:")[1].removesuffix(":*")
        (found,) = pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=group)
        self.assertTrue(found["retentionInDays"])
        self.assertTrue(client("apigateway").get_account()["cloudwatchRoleArn"], "nothing would write the logs")

    def test_a_firewall_stands_before_it(self):
        arn = f"arn:aws:apigateway:{REGION}::/restapis/{self.api_id()}/stages/{self.stage()['stageName']}"
        acl = client("wafv2").get_web_acl_for_resource(ResourceArn=arn)["WebACL"]
        self.assertTrue(acl["Rules"])

    def test_users(self):
        pool = client("cognito-idp").describe_user_pool(UserPoolId=self.outputs["UserPoolId"])["UserPool"]
        self.assertGreaterEqual(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 8)


class Functions(Deployed):
    def functions(self):
        """The functions that know one of the tables, or are called by the API."""
        known = set(self.outputs[key] for key in TABLES) | set(self.buckets().values())
        return [each for each in pages("lambda", "list_functions", "Functions")
                if known & set(each.get("Environment", {}).get("Variables", {}).values())]

    def test_they_are_there(self):
        functions = self.functions()
        self.assertGreaterEqual(len(functions), 4)
        for each in functions:
            self.assertEqual(each["Runtime"], "python3.10", each["FunctionName"])

    def test_what_failed_is_kept(self):
        sqs = client("sqs")
        for each in self.functions():
            queue = each.get("DeadLetterConfig", {}).get("TargetArn")
            self.assertTrue(queue, each["FunctionName"])
            url = sqs.get_queue_url(QueueName=queue.split(":")[-1])["QueueUrl"]
            attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            self.assertTrue(attributes.get("KmsMasterKeyId"), f"{queue} is not encrypted")

    def test_each_has_a_role_of_its_own(self):
        roles = [each["Role"] for each in self.functions()]
        self.assertEqual(len(set(roles)), len(roles))

    def lessons(self):
        """The name of the function that reads lessons."""
        known = {self.outputs["LessonsTableName"], self.outputs["ContentBucketName"]}
        (found,) = [each["FunctionName"] for each in self.functions()
                    if known <= set(each["Environment"]["Variables"].values())]
        return found

    def test_a_version_of_the_lessons_is_live(self):
        (target,) = client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace="lambda")["ScalableTargets"]
        self.assertTrue(target["ResourceId"].startswith(f"function:{self.lessons()}:"))
        self.assertGreater(target["MaxCapacity"], target["MinCapacity"])

    def test_lessons_are_kept_warm(self):
        functions, lessons = client("lambda"), self.lessons()
        warm = [functions.get_provisioned_concurrency_config(FunctionName=lessons, Qualifier=each["Name"])
                for each in functions.list_aliases(FunctionName=lessons)["Aliases"]]
        self.assertTrue([each for each in warm if each["Status"] == "READY"])


class Data(Deployed):
    def test_tables(self):
        dynamodb = client("dynamodb")
        for key in TABLES:
            with self.subTest(key):
                table = dynamodb.describe_table(TableName=self.outputs[key])["Table"]
                self.assertEqual(table["TableStatus"], "ACTIVE")
                self.assertEqual(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
                self.assertTrue({each["IndexStatus"] for each in table["GlobalSecondaryIndexes"]} <= {"ACTIVE"})

    def test_tables_go_back_to_any_time(self):
        for key in TABLES:
            with self.subTest(key):
                backups = client("dynamodb").describe_continuous_backups(TableName=self.outputs[key])
                recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
                self.assertEqual(recovery["PointInTimeRecoveryStatus"], "ENABLED")

    def test_buckets_are_encrypted(self):
        for key, name in self.buckets().items():
            with self.subTest(key):
                encryption = client("s3").get_bucket_encryption(Bucket=name)
                self.assertTrue(encryption["ServerSideEncryptionConfiguration"]["Rules"])

    def test_buckets_are_not_public(self):
        for key, name in self.buckets().items():
            with self.subTest(key):
                blocked = client("s3").get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
                self.assertTrue(all(blocked.values()))

    def test_contents_have_versions(self):
        for key, name in self.buckets().items():
            with self.subTest(key):
                self.assertEqual(client("s3").get_bucket_versioning(Bucket=name)["Status"], "Enabled")

    def distribution(self):
        """The configuration of the distribution that the outputs name."""
        listed = [each for page in client("cloudfront").get_paginator("list_distributions").paginate()
                  for each in page["DistributionList"].get("Items", [])]
        (own,) = [each["Id"] for each in listed if each["DomainName"] == self.outputs["DistributionDomainName"]]
        return client("cloudfront").get_distribution_config(Id=own)["DistributionConfig"]

    def test_each_behaviour_demands_https(self):
        distribution = self.distribution()
        self.assertTrue(distribution["Enabled"])
        behaviours = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"].get("Items", [])]
        self.assertEqual({each["ViewerProtocolPolicy"] for each in behaviours}, {"redirect-to-https"})

    def test_the_distribution_alone_reads_its_buckets(self):
        origins = self.distribution()["Origins"]["Items"]
        self.assertGreaterEqual(len(origins), 3)
        for origin in origins:
            with self.subTest(origin["DomainName"]):
                control = client("cloudfront").get_origin_access_control(
                    Id=origin["OriginAccessControlId"])["OriginAccessControl"]["OriginAccessControlConfig"]
                self.assertEqual(control["SigningBehavior"], "always")
                statements = self.statements(origin["DomainName"].split(".")[0])
                services = {each["Principal"]["Service"] for each in statements
                            if each["Effect"] == "Allow" and "Service" in each["Principal"]}
                self.assertEqual(services, {"cloudfront.amazonaws.com"})

    def statements(self, bucket):
        return json.loads(client("s3").get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]

    def test_buckets_refuse_plain_http(self):
        for key, name in self.buckets().items():
            with self.subTest(key):
                self.assertTrue([each for each in self.statements(name) if each["Effect"] == "Deny"
                                 and each["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}])

    def test_recordings_are_forgotten(self):
        rules = client("s3").get_bucket_lifecycle_configuration(Bucket=self.outputs["RecordingsBucketName"])["Rules"]
        self.assertTrue([each for each in rules
                         if each["Status"] == "Enabled" and each.get("Expiration", {}).get("Days") == 30])

    @unittest.skipIf(ENDPOINT, "the mock serves no distributions; test_each_behaviour_demands_https looks at this one")
    def test_plain_http_is_redirected(self):
        status, _, _ = deployment.request(f"http://{self.outputs['DistributionDomainName']}/")
        self.assertIn(status, (301, 302, 307, 308))

    def test_backups_are_copied_to_another_region(self):
        backup = client("backup")
        plans = [backup.get_backup_plan(BackupPlanId=each["BackupPlanId"])["BackupPlan"]
                 for each in pages("backup", "list_backup_plans", "BackupPlansList")]
        copies = [copy["DestinationBackupVaultArn"] for plan in plans for rule in plan["Rules"]
                  for copy in rule.get("CopyActions", [])]
        away = [arn.split(":") for arn in copies if f":{REGION}:" not in arn]
        self.assertTrue(away)
        for arn in away:
            self.assertTrue(client("backup", arn[3]).describe_backup_vault(BackupVaultName=arn[6])["BackupVaultArn"])


class Monitoring(Deployed):
    def test_alarms_tell_the_topic(self):
        topic = self.outputs["AlarmsTopicArn"]
        alarms = [each for each in pages("cloudwatch", "describe_alarms", "MetricAlarms")
                  if topic in each["AlarmActions"]]
        namespaces = {each.get("Namespace") for each in alarms}
        namespaces |= {metric["MetricStat"]["Metric"]["Namespace"] for each in alarms
                       for metric in each.get("Metrics", []) if "MetricStat" in metric}
        self.assertLessEqual({"AWS/Lambda", "AWS/ApiGateway", "AWS/DynamoDB", "AWS/SQS"}, namespaces)

    def test_topics_are_encrypted(self):
        for key, arn in self.outputs.items():
            if key.endswith("TopicArn"):
                attributes = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
                self.assertTrue(attributes.get("KmsMasterKeyId"), key)

    def test_calls_are_recorded(self):
        trails = client("cloudtrail").describe_trails(includeShadowTrails=False)["trailList"]
        recording = [each for each in trails if each["LogFileValidationEnabled"] and each["IncludeGlobalServiceEvents"]
                     and client("cloudtrail").get_trail_status(Name=each["TrailARN"])["IsLogging"]]
        self.assertTrue(recording)

    def test_a_dashboard_shows_what_students_do(self):
        name = self.outputs["DashboardName"]
        body = json.loads(client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])
        self.assertIn("LanguageLearning", json.dumps(body["widgets"]))

    def test_the_health_of_the_api_is_watched(self):
        host = self.outputs["ApiUrl"].split("/")[2]
        checks = [each["HealthCheckConfig"] for each in pages("route53", "list_health_checks", "HealthChecks")]
        (own,) = [each for each in checks if each.get("FullyQualifiedDomainName") == host]
        self.assertEqual((own["Type"], own["ResourcePath"]), ("HTTPS", "/v1/health"))

    def test_a_runbook_restores_tables(self):
        document = client("ssm").get_document(Name=self.outputs["DisasterRecoveryRunbook"])
        self.assertEqual(document["DocumentType"], "Automation")
        self.assertIn("RestoreTableToPointInTime", document["Content"])


class Events(Deployed):
    def rules(self, bus="default"):
        return [each for page in client("events").get_paginator("list_rules").paginate(EventBusName=bus)
                for each in page["Rules"]]

    def check_target(self, rule, bus="default"):
        """It calls one function, which lets it."""
        (target,) = client("events").list_targets_by_rule(Rule=rule["Name"], EventBusName=bus)["Targets"]
        policy = json.loads(client("lambda").get_policy(FunctionName=target["Arn"])["Policy"])
        self.assertIn(rule["Arn"], [each["Condition"]["ArnLike"]["AWS:SourceArn"] for each in policy["Statement"]])

    def test_milestones_start_a_function(self):
        (rule,) = self.rules(self.outputs["EventBusName"])
        self.assertEqual(json.loads(rule["EventPattern"])["detail-type"], ["Learning Milestone"])
        self.assertEqual(rule["State"], "ENABLED")
        self.check_target(rule, self.outputs["EventBusName"])

    def test_students_are_reminded_every_day(self):
        daily = [each for each in self.rules() if each.get("ScheduleExpression") == "cron(0 16 * * ? *)"]
        self.assertEqual([each["State"] for each in daily], ["ENABLED"])
        self.check_target(daily[0])


class Network(Deployed):
    def test_functions_reach_services_by_endpoints(self):
        vpcs = {each["VpcConfig"]["VpcId"] for each in pages("lambda", "list_functions", "Functions")
                if each.get("VpcConfig", {}).get("VpcId")
                and self.outputs["UserProgressTableName"] in each.get("Environment", {}).get("Variables", {}).values()}
        self.assertEqual(len(vpcs), 1)
        endpoints = pages("ec2", "describe_vpc_endpoints", "VpcEndpoints",
                          Filters=[{"Name": "vpc-id", "Values": list(vpcs)}])
        services = {each["ServiceName"].rsplit(".", 1)[1]: each for each in endpoints}
        self.assertLessEqual({"dynamodb", "s3", "events", "monitoring"}, set(services))
        for name in ("events", "monitoring"):
            self.assertTrue(services[name]["PrivateDnsEnabled"])
            self.assertGreaterEqual(len(services[name]["SubnetIds"]), 2)


if __name__ == "__main__":
    unittest.main()
