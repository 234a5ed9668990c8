"""Looks at the deployed application, which it knows by the outputs of its stack: cfn-outputs/flat-outputs.json.

  integration_test.py [GROUP]      while the stack is deployed, to AWS or to a mock of it

The file is looked for in the working directory, in apps/language_learning and in the checkout, unless CFN_OUTPUTS names it.
AWS_ENDPOINT_URL names the mock. Without the file nothing is done. Nothing is changed.
"""

import json
import os
import pathlib
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import deployment  # noqa: E402
from deployment import on_aws_only, outputs_file  # noqa: E402

REGION = os.environ.get("AWS_REGION", "us-west-1")
TIMEOUT_SECONDS = 30
TABLES = ("LessonsTableName", "UserProgressTableName")
OUTPUTS = outputs_file("language_learning")


def client(service, region=REGION):
    return deployment.client(service, region)


def pages(service, operation, member, **arguments):
    """All of what a listing lists."""
    return [each for page in client(service).get_paginator(operation).paginate(**arguments) for each in page[member]]


class Deployed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.outputs = json.loads(OUTPUTS.read_text(encoding="utf-8"))

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
        request = urllib.request.Request(self.outputs["ApiUrl"] + path, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers

    @on_aws_only
    def test_it_is_healthy(self):
        self.assertEqual(self.ask("health")[0], 200)

    @on_aws_only
    def test_strangers_are_turned_away(self):
        for path in ("lessons", "progress", "recommendations"):
            self.assertEqual(self.ask(path)[0], 401, path)

    @on_aws_only
    def test_pages_of_other_origins_may_ask(self):
        status, headers = self.ask("lessons", "OPTIONS", Origin="https://example.org")
        self.assertIn(status, (200, 204))
        self.assertTrue(headers["Access-Control-Allow-Origin"])
        self.assertIn("authorization", headers["Access-Control-Allow-Headers"].lower())

    @on_aws_only
    def test_the_stage_limits_requests_and_logs_them(self):
        stage = self.stage()
        self.assertGreaterEqual(stage["methodSettings"]["*/*"]["throttlingRateLimit"], 6000)
        self.assertTrue(stage["accessLogSettings"]["destinationArn"])

    @on_aws_only
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

    @on_aws_only
    def test_what_failed_is_kept(self):
        for each in self.functions():
            self.assertTrue(each.get("DeadLetterConfig", {}).get("TargetArn"), each["FunctionName"])

    @on_aws_only
    def test_lessons_are_kept_warm(self):
        (lessons,) = [each for each in self.functions()
                      if {self.outputs["LessonsTableName"], self.outputs["ContentBucketName"]}
                      <= set(each["Environment"]["Variables"].values())]
        aliases = client("lambda").list_aliases(FunctionName=lessons["FunctionName"])["Aliases"]
        warm = [client("lambda").get_provisioned_concurrency_config(FunctionName=lessons["FunctionName"], Qualifier=each["Name"])
                for each in aliases]
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

    @on_aws_only
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

    @on_aws_only
    def test_buckets_are_not_public(self):
        for key, name in self.buckets().items():
            with self.subTest(key):
                blocked = client("s3").get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
                self.assertTrue(all(blocked.values()))

    @on_aws_only
    def test_contents_have_versions(self):
        for key, name in self.buckets().items():
            with self.subTest(key):
                self.assertEqual(client("s3").get_bucket_versioning(Bucket=name)["Status"], "Enabled")

    @on_aws_only
    def test_plain_http_is_redirected(self):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *arguments):
                return None

        with self.assertRaises(urllib.error.HTTPError) as answer:
            urllib.request.build_opener(Stay).open(f"http://{self.outputs['DistributionDomainName']}/", timeout=TIMEOUT_SECONDS)
        self.assertIn(answer.exception.code, (301, 302, 307, 308))

    @on_aws_only
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
        alarms = [each for each in pages("cloudwatch", "describe_alarms", "MetricAlarms") if topic in each["AlarmActions"]]
        namespaces = {each.get("Namespace") for each in alarms}
        namespaces |= {metric["MetricStat"]["Metric"]["Namespace"] for each in alarms for metric in each.get("Metrics", [])
                       if "MetricStat" in metric}
        self.assertLessEqual({"AWS/Lambda", "AWS/ApiGateway", "AWS/DynamoDB", "AWS/SQS"}, namespaces)

    @on_aws_only
    def test_topics_are_encrypted(self):
        for key, arn in self.outputs.items():
            if key.endswith("TopicArn"):
                attributes = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
                self.assertTrue(attributes.get("KmsMasterKeyId"), key)

    @on_aws_only
    def test_calls_are_recorded(self):
        trails = client("cloudtrail").describe_trails(includeShadowTrails=False)["trailList"]
        recording = [each for each in trails if each["LogFileValidationEnabled"] and each["IncludeGlobalServiceEvents"]
                     and client("cloudtrail").get_trail_status(Name=each["TrailARN"])["IsLogging"]]
        self.assertTrue(recording)


if __name__ == "__main__":
    unittest.main()
