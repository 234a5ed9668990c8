"""Looks at the deployed tutor, which it knows by the outputs of its stack: cfn-outputs/flat-outputs.json.

  integration_test.py [GROUP]      while the stack is deployed, to AWS or to a mock of it

The file is looked for in the working directory, in apps/conversation_mvp and in the checkout, unless CFN_OUTPUTS names
it. AWS_ENDPOINT_URL names the mock. Without the file nothing is done. What is stored belongs to a device of the test's
own, and is deleted again but for its settings, which expire. The model and the voices are not asked: they cost money.
"""

import json
import pathlib
import sys
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import deployment  # noqa: E402

REGION = "us-east-1"
NAME = "eng-learning-api"
TABLE = "eng-learning-conversations"
BUCKET = "eng-learning-audio"
SECONDS_OF_THE_INDEX = 5
SETTINGS = {"accent": "uk", "gender": "male", "level": "beginner", "topic": "travel"}


def client(service):
    return deployment.client(service, REGION)


class Deployed(unittest.TestCase):
    outputs = deployment.outputs_of("conversation_mvp")

    def request(self, method, body=None):
        """The answer's status, headers and body."""
        return deployment.request(self.outputs["ChatUrl"], method, body, {"Content-Type": "application/json"})

    def ask(self, action, **fields):
        """The answer to an action that must succeed."""
        status, body = self.try_to_ask(action, **fields)
        self.assertEqual(status, 200, body)
        return body

    def try_to_ask(self, action, **fields):
        status, _, body = self.request("POST", json.dumps({"action": action, **fields}).encode())
        return status, json.loads(body)


class Api(Deployed):
    def test_every_origin_may_ask(self):
        status, headers, _ = self.request("OPTIONS")
        self.assertEqual((status, headers["Access-Control-Allow-Origin"]), (204, "*"))
        self.assertEqual(headers["Access-Control-Allow-Methods"], "POST,OPTIONS")

    def test_the_answer_may_be_read_by_every_origin(self):
        status, headers, _ = self.request("POST", b'{"action": "get_settings", "deviceId": "nobody"}')
        self.assertEqual((status, headers["Access-Control-Allow-Origin"]), (200, "*"))

    def test_what_is_no_json_is_refused(self):
        status, _, body = self.request("POST", b"no JSON")
        self.assertEqual((status, json.loads(body)), (400, {"error": "The body must be a JSON object"}))

    def test_an_unknown_action_is_refused(self):
        status, body = self.try_to_ask("dance")
        self.assertEqual(status, 400)
        self.assertIn("action must be one of", body["error"])


class Settings(Deployed):
    def test_what_is_saved_comes_back(self):
        device = str(uuid.uuid4())
        self.assertIsNone(self.ask("get_settings", deviceId=device)["settings"])
        self.ask("save_settings", deviceId=device, settings=SETTINGS)
        self.assertEqual(self.ask("get_settings", deviceId=device)["settings"], SETTINGS)


class Sessions(Deployed):
    def setUp(self):
        self.device = str(uuid.uuid4())
        self.session = self.ask("start_session", deviceId=self.device, settings=SETTINGS)["session"]["sessionId"]
        self.addCleanup(self.try_to_ask, "delete_session", deviceId=self.device, sessionId=self.session)

    def say(self, *contents):
        for turn, content in enumerate(contents):
            self.ask("save_message", deviceId=self.device, sessionId=self.session, role="user", content=content,
                     turnNumber=turn)

    def messages(self, count):
        """They come from the index, which follows the table a moment later."""
        end = time.monotonic() + SECONDS_OF_THE_INDEX
        while True:
            found = self.ask("get_session_detail", deviceId=self.device, sessionId=self.session)["messages"]
            if len(found) == count or time.monotonic() > end:
                return [message["content"] for message in found]
            time.sleep(0.2)

    def test_a_session_keeps_what_was_said(self):
        self.say("Good morning", "How are you")
        self.assertEqual(self.messages(2), ["Good morning", "How are you"])

    def test_its_end_counts_what_was_said(self):
        self.say("Good morning", "How are you")
        ended = self.ask("end_session", deviceId=self.device, sessionId=self.session)["session"]
        self.assertEqual((ended["status"], ended["turnCount"], ended["wordCount"]), ("completed", 2, 5))

    def test_a_device_has_its_own_sessions(self):
        found = self.ask("get_sessions", deviceId=self.device)["sessions"]
        self.assertEqual([session["sessionId"] for session in found], [self.session])
        self.assertEqual(self.ask("get_sessions", deviceId=f"{self.device}-other")["sessions"], [])
        status, _ = self.try_to_ask("get_session_detail", deviceId=f"{self.device}-other", sessionId=self.session)
        self.assertEqual(status, 404)

    def test_a_deleted_session_is_gone(self):
        self.say("Good morning")
        self.assertEqual(self.ask("delete_session", deviceId=self.device, sessionId=self.session), {"deletedItems": 2})
        self.assertEqual(self.ask("get_sessions", deviceId=self.device)["sessions"], [])

    def test_what_is_stored_expires(self):
        items = client("dynamodb").query(TableName=TABLE, KeyConditionExpression="PK = :pk",
                                         ExpressionAttributeValues={":pk": {"S": f"DEVICE#{self.device}"}})["Items"]
        self.assertEqual(len(items), 1)
        self.assertIn("N", items[0]["expiresAt"])


class Resources(Deployed):
    def test_the_table(self):
        table = client("dynamodb").describe_table(TableName=TABLE)["Table"]
        self.assertEqual([(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]],
                         [("PK", "HASH"), ("SK", "RANGE")])
        (index,) = table["GlobalSecondaryIndexes"]
        self.assertEqual((index["IndexName"], index["ProvisionedThroughput"]["ReadCapacityUnits"]), ("GSI1", 5))

    def test_its_items_expire(self):
        found = client("dynamodb").describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
        self.assertEqual((found["TimeToLiveStatus"], found["AttributeName"]), ("ENABLED", "expiresAt"))

    def test_the_function(self):
        found = client("lambda").get_function_configuration(FunctionName=NAME)
        self.assertEqual((found["Runtime"], found["MemorySize"], found["Timeout"]), ("python3.11", 256, 60))
        self.assertEqual(found["Environment"]["Variables"]["TABLE_NAME"], TABLE)

    def test_recordings_are_private_and_do_not_stay(self):
        s3 = client("s3")
        blocked = s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
        self.assertEqual(set(blocked.values()), {True})
        (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
        self.assertEqual((rule["Status"], rule["Expiration"]["Days"]), ("Enabled", 1))

    def test_logs_stay_for_a_week(self):
        (group,) = client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{NAME}")["logGroups"]
        self.assertEqual(group["retentionInDays"], 7)

    def test_the_alarms(self):
        alarms = [alarm for alarm in client("cloudwatch").describe_alarms()["MetricAlarms"]
                  if alarm["AlarmName"].startswith("ConversationMvp-")]
        self.assertEqual(len(alarms), 5)


if __name__ == "__main__":
    unittest.main()
