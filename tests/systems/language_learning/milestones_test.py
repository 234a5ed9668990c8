"""The congratulations on milestones."""

import json
import unittest
from unittest import mock

import function_support
from function_support import USER, Failure


def event(**milestone):
    return {"source": "app.progress", "detail-type": "Learning Milestone", "detail": {
        "userId": USER, "language": "es-US", "occurredAt": "2026-03-01T12:00:00Z", "milestone": milestone}}


class Milestones(function_support.FunctionTest):
    name = "milestones"

    def prepare(self):
        sns = self.aws.client("sns")
        for name in ("ACHIEVEMENT_TOPIC", "PROGRESS_TOPIC"):
            made = sns.create_topic(Name=self.env[name].split(":")[-1])["TopicArn"]
            self.assertEqual(made, self.env[name])

    def publish(self, **milestone):
        self.calls.clear()
        answer = self.function.handler(event(**milestone), self.context)
        (published,) = self.of("sns:Publish")
        self.assertEqual(set(answer), {"messageId"})
        self.assertTrue(answer["messageId"])
        return published

    def test_each_kind_has_its_topic_and_says_what_has_been_reached(self):
        for kind, value, topic in (("level", "advanced", "ACHIEVEMENT_TOPIC"), ("streak", 30, "ACHIEVEMENT_TOPIC"),
                                   ("lessons", 100, "PROGRESS_TOPIC")):
            with self.subTest(kind):
                published = self.publish(kind=kind, value=value)
                self.assertEqual(published["TopicArn"], self.env[topic])
                self.assertEqual(published["MessageStructure"], "json")
                message = json.loads(published["Message"])
                self.assertEqual(set(message), {"default", "email", "sms", "GCM", "APNS"})
                for text in message.values():
                    self.assertIn(str(value), text)
                said = {"title": published["Subject"], "body": message["default"]}
                self.assertEqual(json.loads(message["GCM"]), {"notification": said, "data": {"kind": kind}})
                self.assertEqual(json.loads(message["APNS"]), {"aps": {"alert": said}, "kind": kind})
                self.assertLessEqual(len(message["sms"]), 140)

    def test_subscriptions_can_filter(self):
        self.assertEqual(self.publish(kind="level", value="advanced")["MessageAttributes"], {
            "userId": {"DataType": "String", "StringValue": USER},
            "kind": {"DataType": "String", "StringValue": "level"}})

    def test_progress_sends_such_events(self):
        with mock.patch.dict("os.environ", function_support.ENVIRONMENT["progress"]):
            progress = function_support.load("progress")
        start = {"progressLevel": "beginner", "completedLessons": 0, "streak": 6}
        found = progress.milestones(start, {"progressLevel": "advanced", "completedLessons": 1, "streak": 7})
        self.assertEqual({each["kind"] for each in found}, set(self.function.KINDS))
        for each in found:
            self.publish(**each)

    def test_events_that_are_none(self):
        good = event(kind="level", value="advanced")
        cases = [{}, {"detail": None}, {"detail": []}, {"detail": {}}, {"detail": {"userId": USER}},
                 {"detail": {"userId": USER, "milestone": "level"}}, event(kind="level"), event(value=5),
                 event(kind="birthday", value=5), event(kind="level", value=[]), event(kind=[], value=5),
                 {**good, "detail": {**good["detail"], "userId": ""}},
                 {**good, "detail": {**good["detail"], "userId": 5}}]
        for case in cases:
            with self.subTest(case), self.assertRaisesRegex(ValueError, "the event"):
                self.function.handler(case, self.context)
        self.assertEqual(self.of("sns:Publish"), [])

    def test_a_topic_that_does_not_take_it_fails(self):
        self.answers["sns:Publish"] = Failure("InternalErrorException", status=500)
        with self.assertRaises(self.function.sns.exceptions.ClientError):
            self.function.handler(event(kind="level", value="advanced"), self.context)


if __name__ == "__main__":
    unittest.main()
