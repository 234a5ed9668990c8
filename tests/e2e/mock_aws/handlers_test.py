#!/usr/bin/env python3
"""What handlers of functions may do and are asked on the mock: rights, events, custom resources, rotation."""

import time
import unittest

from mock_case import Mock, allow, function, get, queue, role


class Handlers(Mock):
    WRITER = """
        import os
        import boto3

        def handler(event, context):
            table = boto3.client("dynamodb")
            if "delete" in event:
                table.delete_table(TableName=os.environ["TABLE"])
            if "other" in event:
                table.put_item(TableName=event["other"], Item={"id": {"S": "1"}})
            table.put_item(TableName=os.environ["TABLE"], Item={"id": {"S": "1"}})
            caller = boto3.client("sts").get_caller_identity()["Arn"]
            return {"caller": caller, "left": context.get_remaining_time_in_millis()}
    """
    TABLE = {"Type": "AWS::DynamoDB::Table", "Properties": {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}}

    def writer(self, name, *statements, managed=()):
        return self.created(name, {
            "Table": self.TABLE, "Other": self.TABLE, "Role": role(*statements, managed=managed),
            "Function": function(self.WRITER, Environment={"Variables": {"TABLE": {"Ref": "Table"}}})},
            {"Function": {"Value": {"Ref": "Function"}}, "Other": {"Value": {"Ref": "Other"}},
             "Role": {"Value": {"Ref": "Role"}}})

    def test_a_function_runs_with_the_rights_of_its_role(self):
        made = self.writer("Rights", allow("dynamodb:PutItem", get("Table", "Arn")))
        answer, error = self.invoke(made["Function"])
        self.assertIsNone(error, answer)
        self.assertIn(f":assumed-role/{made['Role']}/", answer["caller"])
        self.assertTrue(10000 < answer["left"] < 20000, answer)

    def test_what_the_role_does_not_allow_is_denied(self):
        made = self.writer("Denied", allow("dynamodb:PutItem", get("Table", "Arn")))
        for event, action in (({"delete": True}, "DeleteTable"), ({"other": made["Other"]}, "PutItem")):
            answer, error = self.invoke(made["Function"], event)
            self.assertEqual(error, "Unhandled")
            self.assertIn("AccessDeniedException", answer["errorMessage"])
            self.assertIn(f"is not authorized to perform: dynamodb:{action} on resource: arn:aws:dynamodb:",
                          answer["errorMessage"])

    def test_a_denial_is_stronger_than_a_managed_policy_that_allows(self):
        everything = ["arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"]
        allowed = self.writer("Managed", managed=everything)
        self.assertIsNone(self.invoke(allowed["Function"])[1])
        denial = {"Effect": "Deny", "Action": "dynamodb:Put*", "Resource": "*"}
        denied = self.writer("ManagedDenied", denial, managed=everything)
        answer, error = self.invoke(denied["Function"])
        self.assertEqual(error, "Unhandled")
        self.assertIn("explicit deny in an identity-based policy", answer["errorMessage"])

    def test_a_policy_of_the_resource_is_enough(self):
        code = """
            import boto3

            def handler(event, context):
                return boto3.client("s3").get_object(Bucket=event["bucket"], Key="key")["Body"].read().decode()
        """
        resources = {"Role": role(), "Function": function(code), "Bucket": {"Type": "AWS::S3::Bucket"}}
        outputs = {"Function": {"Value": {"Ref": "Function"}}, "Bucket": {"Value": {"Ref": "Bucket"}}}
        made = self.created("ByBucket", resources, outputs)
        self.client("s3").put_object(Bucket=made["Bucket"], Key="key", Body=b"text")
        answer, error = self.invoke(made["Function"], {"bucket": made["Bucket"]})
        self.assertIn("not authorized to perform: s3:GetObject", answer["errorMessage"])
        policy = {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": {
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": get("Role", "Arn")}, "Action": "s3:GetObject",
                 "Resource": {"Fn::Sub": "${Bucket.Arn}/*"}},
                {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
                 "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}}}
        self.created("ByBucket", {**resources, "Policy": policy}, outputs)
        self.assertEqual(self.invoke(made["Function"], {"bucket": made["Bucket"]}), ("text", None))

    def test_errors_are_those_of_lambda(self):
        code = """
            import time

            def handler(event, context):
                if "sleep" in event:
                    time.sleep(60)
                raise ValueError("no")
        """
        made = self.created("Errors", {"Role": role(), "Function": function(code, Timeout=1)},
                            {"Function": {"Value": {"Ref": "Function"}}})
        answer, error = self.invoke(made["Function"])
        self.assertEqual((error, answer["errorType"], answer["errorMessage"]), ("Unhandled", "ValueError", "no"))
        answer, error = self.invoke(made["Function"], {"sleep": True})
        self.assertEqual((error, answer["errorType"]), ("Unhandled", "Sandbox.Timedout"))
        self.assertIn("Task timed out after 1.00 seconds", answer["errorMessage"])

    def test_what_cannot_be_run_ends_with_an_error_and_is_said(self):
        made = self.created("Other", {"Role": role(), "Function": function("", Runtime="nodejs22.x")},
                            {"Function": {"Value": {"Ref": "Function"}}})
        answer, error = self.invoke(made["Function"])
        self.assertEqual((error, answer["errorType"]), ("Unhandled", "Runtime.InvalidEntrypoint"))
        self.assertIn(f"kept as a stub: AWS::Lambda::Function {made['Function']}", self.said())

    def test_a_resource_that_is_not_known_is_said_once(self):
        code = """
            import boto3

            def handler(event, context):
                boto3.client("sqs").list_queues()
        """
        made = self.created("NotTold", {"Role": role(allow("sqs:ListQueues")), "Function": function(code)},
                            {"Function": {"Value": {"Ref": "Function"}}})
        for _ in range(2):
            self.assertEqual(self.invoke(made["Function"]), (None, None))
        self.assertEqual(self.said().count("not told: sqs:ListQueues"), 1)

    def test_new_code_comes_with_an_update(self):
        first, second = ("def handler(event, context):\n    return 1\n", "def handler(event, context):\n    return 2\n")
        outputs = {"Function": {"Value": {"Ref": "Function"}}}
        before = self.created("Code", {"Role": role(), "Function": function(first)}, outputs)
        after = self.created("Code", {"Role": role(), "Function": function(second)}, outputs)
        self.assertEqual(before, after)
        self.assertEqual(self.invoke(after["Function"]), (2, None))


class EventSources(Mock):
    HANDLER = """
        import json
        import os
        import boto3

        def handler(event, context):
            for record in event["Records"]:
                source = record.get("eventSource") or record["EventSource"]
                boto3.client("dynamodb").put_item(TableName=os.environ["TABLE"], Item={
                    "id": {"S": source}, "text": {"S": json.dumps(record)}})
    """

    def resources(self):
        statements = [allow("dynamodb:PutItem", get("Seen", "Arn")),
                      allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], get("Queue", "Arn")),
                      allow(["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"])]

        def mapping(source):
            return {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {
                "FunctionName": {"Ref": "Handler"}, "EventSourceArn": source, "BatchSize": 1}}

        def permission(principal):
            return {"Type": "AWS::Lambda::Permission", "Properties": {
                "FunctionName": {"Ref": "Handler"}, "Action": "lambda:InvokeFunction", "Principal": principal}}

        stream = {**Handlers.TABLE["Properties"], "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}}
        return {
            "Seen": Handlers.TABLE, "Role": role(*statements),
            "Handler": function(self.HANDLER, Environment={"Variables": {"TABLE": {"Ref": "Seen"}}}),
            "Queue": queue(), "FromQueue": mapping(get("Queue", "Arn")),
            "Watched": {"Type": "AWS::DynamoDB::Table", "Properties": stream},
            "FromTable": mapping(get("Watched", "StreamArn")),
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {}}, "OfTopic": permission("sns.amazonaws.com"),
            "FromTopic": {"Type": "AWS::SNS::Subscription", "DependsOn": "OfTopic", "Properties": {
                "TopicArn": {"Ref": "Topic"}, "Protocol": "lambda", "Endpoint": get("Handler", "Arn")}},
            "OfBucket": permission("s3.amazonaws.com"),
            "Bucket": {"Type": "AWS::S3::Bucket", "DependsOn": "OfBucket", "Properties": {
                "NotificationConfiguration": {"LambdaConfigurations": [
                    {"Event": "s3:ObjectCreated:*", "Function": get("Handler", "Arn")}]}}}}

    def seen(self, table, source):
        for _ in range(100):
            item = self.client("dynamodb").get_item(TableName=table, Key={"id": {"S": source}}).get("Item")
            if item:
                return item["text"]["S"]
            time.sleep(0.2)
        raise AssertionError(f"no event of {source}")

    def test_what_happens_reaches_the_function(self):
        names = ("Seen", "Queue", "Watched", "Topic", "Bucket")
        made = self.created("Events", self.resources(), {name: {"Value": {"Ref": name}} for name in names})
        self.client("sqs").send_message(QueueUrl=self.ids("Events")["Queue"], MessageBody="a message")
        self.assertIn("a message", self.seen(made["Seen"], "aws:sqs"))
        self.client("sns").publish(TopicArn=made["Topic"], Message="some news")
        self.assertIn("some news", self.seen(made["Seen"], "aws:sns"))
        self.client("dynamodb").put_item(TableName=made["Watched"], Item={"id": {"S": "a row"}})
        self.assertIn("a row", self.seen(made["Seen"], "aws:dynamodb"))
        self.client("s3").put_object(Bucket=made["Bucket"], Key="an-object", Body=b"")
        self.assertIn("an-object", self.seen(made["Seen"], "aws:s3"))


class CustomResources(Mock):
    HANDLER = """
        import json
        import urllib.request

        def handler(event, context):
            given = event["ResourceProperties"]
            stays = event["RequestType"] == "Delete" and "Stays" in given
            answer = {"Status": "FAILED" if stays else given.get("Answer", "SUCCESS"), "Reason": "as it was told",
                      "PhysicalResourceId": "thing-" + given["Name"], "StackId": event["StackId"],
                      "RequestId": event["RequestId"], "LogicalResourceId": event["LogicalResourceId"],
                      "Data": {"Kind": event["RequestType"], "Number": given["Number"]}}
            print("ASKED", event["RequestType"], event.get("PhysicalResourceId"), event.get("OldResourceProperties"))
            body = json.dumps(answer).encode()
            urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], body, method="PUT"))
    """

    def resources(self, **properties):
        return {"Role": role(), "Handler": function(self.HANDLER), "Thing": {"Type": "Custom::Thing", "Properties": {
            "ServiceToken": get("Handler", "Arn"), "Number": 7, **properties}}}

    OUTPUTS = {"Kind": {"Value": get("Thing", "Kind")}, "Number": {"Value": get("Thing", "Number")},
               "Id": {"Value": {"Ref": "Thing"}}, "Handler": {"Value": {"Ref": "Handler"}}}

    def asked(self, function_name):
        logs = self.client("logs")
        group = f"/aws/lambda/{function_name}"
        events = logs.filter_log_events(logGroupName=group)["events"]
        return [" ".join(each["message"].split()[1:3]) for each in events if each["message"].startswith("ASKED")]

    def test_the_function_makes_changes_and_deletes_it(self):
        made = self.created("Custom", self.resources(Name="a"), self.OUTPUTS)
        # Numbers come as texts.
        self.assertEqual((made["Kind"], made["Number"], made["Id"]), ("Create", "7", "thing-a"))
        made = self.created("Custom", self.resources(Name="b"), self.OUTPUTS)
        self.assertEqual((made["Kind"], made["Id"]), ("Update", "thing-b"))
        self.assertEqual(self.asked(made["Handler"]), ["Create None", "Update thing-a", "Delete thing-a"])
        self.delete("Custom")
        self.assertEqual(self.asked(made["Handler"])[3:], ["Delete thing-b"])

    def test_a_refusal_fails_the_stack(self):
        stack = self.deploy("Refused", self.resources(Name="a", Answer="FAILED"), self.OUTPUTS)
        self.assertEqual(stack["status"], "ROLLBACK_COMPLETE")
        self.assertIn("Received response status [FAILED] from custom resource. Message returned: as it was told",
                      stack["reason"])

    def test_what_it_needs_stays_when_it_does_not_go(self):
        made = self.created("Stays", self.resources(Name="a", Stays="yes"), self.OUTPUTS)
        self.delete("Stays")
        stack = self.stack("Stays")
        self.assertEqual(stack["status"], "DELETE_FAILED")
        self.assertIn("[Thing]. Received response status [FAILED]", stack["reason"])
        self.assertEqual(self.asked(made["Handler"]), ["Create None", "Delete thing-a"])
        self.client("iam").get_role(RoleName=self.ids("Stays")["Role"])

    def test_a_function_that_fails_without_an_answer_fails_the_stack(self):
        stack = self.deploy("Silent", self.resources())  # the handler misses Name
        self.assertEqual(stack["status"], "ROLLBACK_COMPLETE")
        self.assertIn("did not receive a response", stack["reason"])

    def test_an_attribute_that_it_did_not_give_fails_the_stack(self):
        stack = self.deploy("Unknown", self.resources(Name="a"), {"Id": {"Value": get("Thing", "OtherId")}})
        self.assertEqual(stack["status"], "ROLLBACK_COMPLETE")


class Rotation(Mock):
    HANDLER = """
        import boto3

        def handler(event, context):
            secrets, secret, version = boto3.client("secretsmanager"), event["SecretId"], event["ClientRequestToken"]
            if event["Step"] == "createSecret":
                secrets.put_secret_value(SecretId=secret, ClientRequestToken=version, SecretString="rotated",
                                         VersionStages=["AWSPENDING"])
            if event["Step"] == "finishSecret":
                stages = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
                (current,) = [each for each, labels in stages.items() if "AWSCURRENT" in labels]
                secrets.update_secret_version_stage(SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=version,
                                                    RemoveFromVersionId=current)
    """

    def resources(self, *actions):
        return {
            "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"SecretString": "first"}},
            "Role": role(allow(list(actions), {"Ref": "Secret"})), "Handler": function(self.HANDLER),
            "Permission": {"Type": "AWS::Lambda::Permission", "Properties": {
                "FunctionName": {"Ref": "Handler"}, "Action": "lambda:InvokeFunction",
                "Principal": "secretsmanager.amazonaws.com"}},
            "Schedule": {"Type": "AWS::SecretsManager::RotationSchedule", "DependsOn": "Permission", "Properties": {
                "SecretId": {"Ref": "Secret"}, "RotationLambdaARN": get("Handler", "Arn"),
                "RotationRules": {"AutomaticallyAfterDays": 30}}}}

    def value(self, secret):
        return self.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]

    def test_the_schedule_rotates_at_once_with_the_deployed_function(self):
        made = self.created("Rotated", self.resources(
            "secretsmanager:PutSecretValue", "secretsmanager:DescribeSecret",
            "secretsmanager:UpdateSecretVersionStage"), {"Secret": {"Value": {"Ref": "Secret"}}})
        self.assertEqual(self.value(made["Secret"]), "rotated")

    def test_a_right_that_the_function_lacks_stops_it(self):
        made = self.created("Stuck", self.resources("secretsmanager:PutSecretValue", "secretsmanager:DescribeSecret"),
                            {"Secret": {"Value": {"Ref": "Secret"}}})
        self.assertEqual(self.value(made["Secret"]), "first")


if __name__ == "__main__":
    unittest.main()
