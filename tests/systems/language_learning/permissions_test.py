"""What the synthesized template gives to the functions is what they need: permissions, routes, events, tables.

The roles may do what the functions do, and no more: all tests of the functions run once more, with the environment that
the template gives to each function, and every call is put to the policies of the function's role: the action, the
resource, and the conditions.
"""

import io
import json
import os
import pathlib
import sys
import unittest
from unittest import mock

import template_evaluation

os.environ["MOTO_ACCOUNT_ID"] = template_evaluation.ACCOUNT

import function_support  # noqa: E402  it asks moto for the account when it is loaded
import template_support  # noqa: E402
from template_evaluation import as_list, matches  # noqa: E402

CUSTOM_RESOURCES = ("vocabulary", "terminology", "platform_application", "empty_on_deletion")
# What roles have besides what the code calls: to be run, to be watched, to leave what failed, to use keys.
BESIDES = {
    "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage", "xray:PutTraceSegments",
    "xray:PutTelemetryRecords", "kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKey*",
    # Lambda itself needs these of functions in a VPC.
    "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
    # The same as over a WebSocket, for clients that stream over HTTP/2.
    "transcribe:StartStreamTranscription",
}
# A state of the stack in which all that is optional is there.
GIVEN = {"PersonalizeTrackingId": "tracker", "PushPlatform": "GCM",
         "EntityRecognizerEndpoint": "arn:aws:comprehend:us-west-2:111122223333:entity-recognizer-endpoint/terms"}


class Deployed(template_support.System):
    """The stack: its custom resources have the attributes that their functions answer with, its vault has a name."""

    def _attribute(self, logical_id, attribute):
        if self.type_of(logical_id).startswith("Custom::"):
            own = self.value(self.template["Resources"][logical_id]["Properties"])
            if attribute == "Name":
                return own["Name"]
            if attribute == "Arn":
                return f"arn:aws:sns:{self.region}:{template_evaluation.ACCOUNT}:app/{own['Platform']}/{own['Name']}"
        if attribute == "BackupVaultName":
            return self.physical_name(logical_id)
        return super()._attribute(logical_id, attribute)


def arn(service, resource, region=function_support.REGION):
    return f"arn:aws:{service}:{region}:{template_evaluation.ACCOUNT}:{resource}"


def table(call):
    """The table, or the index that is asked."""
    params = call.params
    name = params["TableName"] if "TableName" in params else params["TransactItems"][0]["Put"]["TableName"]
    return arn("dynamodb", f"table/{name}" + (f"/index/{params['IndexName']}" if "IndexName" in params else ""))


def bucket(call):
    return f"arn:aws:s3:::{call.params['Bucket']}"


def objects(call):
    keys = [each["Key"] for each in call.params.get("Delete", {}).get("Objects", [])] or [call.params["Key"]]
    return [f"{bucket(call)}/{key}" for key in keys]


def vocabulary(call):
    return arn("transcribe", f"vocabulary/{call.params['VocabularyName']}", call.region)


def terminology(call):
    return arn("translate", f"terminology/{call.params['Name']}/LATEST", call.region)


def of(name):
    """A resource whose ARN is a parameter of the call."""
    return lambda call: call.params[name]


# The resource of a call, by the service or by the action. What is not here has none: "*".
RESOURCES = {
    "dynamodb": table,
    "s3": objects,
    "s3:ListBucket": bucket,
    "s3:ListBucketVersions": bucket,
    "s3:ListBucketMultipartUploads": bucket,
    "sns:Publish": of("TopicArn"),
    "sns:Subscribe": of("TopicArn"),
    "sns:CreatePlatformEndpoint": of("PlatformApplicationArn"),
    "sns:SetPlatformApplicationAttributes": of("PlatformApplicationArn"),
    "sns:DeletePlatformApplication": of("PlatformApplicationArn"),
    "events:PutEvents": lambda call: [
        arn("events", f"event-bus/{entry['EventBusName']}") for entry in call.params["Entries"]],
    "comprehend:DetectEntities": lambda call: call.params.get("EndpointArn", "*"),
    "personalize:GetRecommendations": of("campaignArn"),
    "personalize:DescribeCampaign": of("campaignArn"),
    "personalize:UpdateCampaign": of("campaignArn"),
    "personalize:CreateSolutionVersion": of("solutionArn"),
    "transcribe:GetTranscriptionJob": lambda call: arn(
        "transcribe", f"transcription-job/{call.params['TranscriptionJobName']}", call.region),
    "transcribe:GetVocabulary": vocabulary,
    "transcribe:UpdateVocabulary": vocabulary,
    "transcribe:DeleteVocabulary": vocabulary,
    "translate:ImportTerminology": terminology,
    "translate:DeleteTerminology": terminology,
    "iam:PassRole": of("DataAccessRoleArn"),
    "secretsmanager:GetSecretValue": of("SecretId"),
    "backup:ListRecoveryPointsByBackupVault": lambda call: arn(
        "backup", f"backup-vault:{call.params['BackupVaultName']}"),
    "backup:DeleteRecoveryPoint": of("RecoveryPointArn"),
}


def resources(action, call):
    find = RESOURCES.get(action) or RESOURCES.get(action.split(":")[0])
    return as_list(find(call)) if find else ["*"]


def keys(action, call):
    """What IAM knows of a call when it looks at conditions. S3 has no prefix where an object is asked for."""
    known = {"aws:RequestedRegion": call.region, "cloudwatch:namespace": call.params.get("Namespace"),
             "transcribe:OutputBucketName": call.params.get("OutputBucketName"),
             "iam:PassedToService": "translate.amazonaws.com" if action == "iam:PassRole" else None}
    return {name: value for name, value in known.items() if value is not None}


def holds(condition, known):
    """Whether a statement's condition holds. An operator that is not known here is an error."""
    for operator, wanted in condition.items():
        optional = operator.endswith("IfExists")
        compare = {"StringEquals": str.__eq__, "StringLike": matches}[operator.removesuffix("IfExists")]
        for name, values in wanted.items():
            if name not in known and not optional:
                return False
            if name in known and not any(compare(value, known[name]) for value in as_list(values)):
                return False
    return True


class TemplateTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = os.environ.get("LANGUAGE_LEARNING_ASSEMBLY")
        if folder is None:
            assembly = template_support.Assembly()
            cls.addClassCleanup(assembly.temporary.cleanup)
            folder = assembly.folder
        template = json.loads((pathlib.Path(folder) / f"{template_support.TEMPLATE}.json").read_text(encoding="utf-8"))
        cls.system = Deployed(template, function_support.REGION, **GIVEN)
        codes = {cls.system.code(each).strip(): each for each in cls.system.functions()}
        cls.functions = {name: codes.get(function_support.code(name).strip())
                         for name in function_support.ENVIRONMENT}


class Wiring(TemplateTest):
    def test_each_function_is_in_the_template_as_it_is_here(self):
        for name, logical_id in self.functions.items():
            self.assertIsNotNone(logical_id, f"{name}: the template has another code, or none")

    def test_each_is_told_what_it_reads(self):
        for name, variables in function_support.ENVIRONMENT.items():
            with self.subTest(name):
                self.assertEqual(set(self.system.environment(self.functions[name])), set(variables))

    def load(self, name):
        variables = {**function_support.RUNTIME, **self.system.environment(self.functions[name])}
        with mock.patch.dict(os.environ, variables):
            return function_support.load(name)

    def test_each_route_leads_to_the_function_that_answers_it(self):
        for name, function in self.functions.items():
            routes = {f"{each.verb} {each.path}" for each in self.system.routes_to(function)}
            with self.subTest(name):
                self.assertEqual(routes, set(getattr(self.load(name), "ROUTES", {})))

    def test_the_rule_for_milestones_matches_what_progress_sends(self):
        sent = {"source": self.system.environment(self.functions["progress"])["EVENT_SOURCE"],
                "detail-type": self.load("progress").DETAIL_TYPE}
        rules = [rule for rule in self.system.of_type("AWS::Events::Rule").values() for target in rule["Targets"]
                 if self.system.target(target["Arn"]).function == self.functions["milestones"]]
        self.assertEqual([each["EventPattern"] for each in rules], [{key: [value] for key, value in sent.items()}])
        bus = self.system.environment(self.functions["progress"])["EVENT_BUS"]
        self.assertEqual(self.system.meant(rules[0]["EventBusName"]), self.system.meant(bus))

    def test_the_tables_have_the_keys_and_indexes_that_are_used(self):
        for name, variable, make in (("lessons", "LESSONS_TABLE", function_support.lessons_table),
                                     ("progress", "PROGRESS_TABLE", function_support.progress_table)):
            table = self.system.meant(self.system.environment(self.functions[name])[variable])
            with mock.patch.dict(os.environ, function_support.RUNTIME), function_support.moto.mock_aws():
                used = make(function_support.boto3.Session(), "Table")
                wanted = {"": used.key_schema, **{each["IndexName"]: each["KeySchema"]
                                                  for each in used.global_secondary_indexes}}
            properties = self.system.properties(table)
            found = {"": properties["KeySchema"],
                     **{each["IndexName"]: each["KeySchema"] for each in properties["GlobalSecondaryIndexes"]}}
            with self.subTest(name):
                self.assertEqual(found, wanted)

    def test_the_number_of_languages(self):
        for name in self.functions:
            told = self.system.environment(self.functions[name]).get("LANGUAGES")
            if told is not None:
                self.assertGreaterEqual(len({each.split("-")[0] for each in told.split(",")}), 20, name)


class Permissions(TemplateTest):
    def role(self, name):
        return self.system.role_of(self.functions[name])

    def check(self, call):
        """Every action that the call needs is allowed on every resource that it is about."""
        statements = self.system.statements(self.role(call.function))
        for action in call.actions:
            for resource in resources(action, call):
                allowed = any(
                    statement["Effect"] == "Allow" and self.system.is_about(statement, action)
                    and any(matches(each, resource) for each in as_list(statement["Resource"]))
                    and holds(statement.get("Condition", {}), keys(action, call)) for statement in statements)
                self.assertTrue(allowed, f"{call.function} may not {action} on {resource} in {call.region}")

    def test_no_role_may_more_than_its_function_needs(self):
        for name, needed in function_support.PERMISSIONS.items():
            allowed = {action for statement in self.system.statements(self.role(name)) if statement["Effect"] == "Allow"
                       for action in as_list(statement["Action"])}
            with self.subTest(name):
                self.assertEqual(allowed - BESIDES, needed)

    def test_every_call_is_allowed(self):
        environment = {name: self.system.environment(self.functions[name]) for name in function_support.ENVIRONMENT
                       if name not in CUSTOM_RESOURCES}
        names = [f"{name}_test" for name in environment]
        function_support.calls.clear()
        # With an argument, the tests do not ask whether all permissions are needed.
        arguments = mock.patch.object(sys, "argv", [sys.argv[0], "some"])
        with mock.patch.dict(function_support.ENVIRONMENT, environment), arguments:
            suite = unittest.defaultTestLoader.loadTestsFromNames(names)
            result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
        self.assertTrue(result.wasSuccessful(), "\n".join(text for _, text in result.failures + result.errors))
        self.assertEqual({call.function for call in function_support.calls}, set(environment))
        for call in function_support.calls:
            self.check(call)

    def custom_resources(self, name):
        """The properties of the custom resources that a function keeps."""
        function = self.system.arn(self.functions[name])
        return [properties for kind in ("Custom::*", "AWS::CloudFormation::CustomResource")
                for properties in self.system.of_type(kind).values() if properties["ServiceToken"] == function]

    def test_every_call_for_a_custom_resource_is_allowed(self):
        for name in CUSTOM_RESOURCES:
            found = self.custom_resources(name)
            self.assertTrue(found, name)
            for properties in found:
                with self.subTest(name, **{key: str(each)[:40] for key, each in properties.items()}):
                    for operation, params in CALLS[name](properties):
                        service, _, operation = operation.partition(":")
                        region = properties.get("Region", function_support.REGION)
                        self.check(function_support.Call(name, service, operation, region, params))

    def test_an_application_of_another_platform_than_now_can_be_deleted(self):
        """CloudFormation changes the policy first, and deletes what was made for the platform before thereafter."""
        (now,) = self.custom_resources("platform_application")
        for platform in ("GCM", "APNS", "APNS_SANDBOX"):
            before = {"PlatformApplicationArn": arn("sns", f"app/{platform}/{now['Name']}")}
            self.check(function_support.Call(
                "platform_application", "sns", "DeletePlatformApplication", function_support.REGION, before))

    def test_custom_resources_are_kept_by_what_they_need(self):
        """The calls that are listed here are the calls that the functions make."""
        for name in CUSTOM_RESOURCES:
            asked = [call for properties in self.custom_resources(name) for call in CALLS[name](properties)]
            listed = {action for operation, params in asked
                      for action in function_support.Call(name, *operation.split(":"), None, params).actions}
            self.assertEqual(listed, function_support.PERMISSIONS[name])


def vocabulary_calls(properties):
    return [(f"transcribe:{each}Vocabulary", {"VocabularyName": properties["Name"]})
            for each in ("Get", "Create", "Update", "Delete")]


def terminology_calls(properties):
    return [(f"translate:{each}Terminology", {"Name": properties["Name"]}) for each in ("Import", "Delete")]


def platform_application_calls(properties):
    application = {"PlatformApplicationArn": arn("sns", f"app/{properties['Platform']}/{properties['Name']}")}
    return [("secretsmanager:GetSecretValue", {"SecretId": properties["SecretArn"]}),
            ("sns:CreatePlatformApplication", {}), ("sns:SetPlatformApplicationAttributes", application),
            ("sns:DeletePlatformApplication", application)]


def empty_on_deletion_calls(properties):
    if "BackupVaultName" in properties:
        own = f"table/{template_evaluation.STACK_NAME}-Lessons/backup/1"
        points = (arn("dynamodb", own), arn("backup", "recovery-point:1"))
        return [("backup:ListRecoveryPointsByBackupVault", {"BackupVaultName": properties["BackupVaultName"]}),
                *(("backup:DeleteRecoveryPoint", {"RecoveryPointArn": point}) for point in points)]
    place = {"Bucket": properties["BucketName"]}
    return [("s3:ListMultipartUploads", place), ("s3:AbortMultipartUpload", {**place, "Key": "a"}),
            ("s3:ListObjectVersions", place), ("s3:DeleteObjects", {**place, "Delete": {"Objects": [{"Key": "a"}]}})]


CALLS = {"vocabulary": vocabulary_calls, "terminology": terminology_calls,
         "platform_application": platform_application_calls, "empty_on_deletion": empty_on_deletion_calls}

if __name__ == "__main__":
    unittest.main()
