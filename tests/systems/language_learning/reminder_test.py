"""The daily reminder."""

import datetime
import json
import unittest
from unittest import mock

import function_support
from function_support import Failure

NOW = datetime.datetime(2026, 3, 31, 9, 0, 0, tzinfo=datetime.timezone.utc)


class Reminder(function_support.FunctionTest):
    name = "reminder"

    def prepare(self):
        self.table = function_support.progress_table(self.aws, self.env["PROGRESS_TABLE"])
        self.sns = self.aws.client("sns")
        self.topic = self.sns.create_topic(Name=self.env["REMINDER_TOPIC"].split(":")[-1])["TopicArn"]
        sqs = self.aws.client("sqs")
        self.queue = sqs.create_queue(QueueName="everybody")["QueueUrl"]
        queue_arn = sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=queue_arn)

    def setUp(self):
        super().setUp()
        self.assertEqual(self.topic, self.env["REMINDER_TOPIC"])
        self.enterContext(mock.patch.object(self.function, "now", lambda: NOW))

    def learner(self, user, hours, level="beginner"):
        """Somebody who has been here so many hours ago."""
        self.table.put_item(Item={
            "userId": user, "record": "PROFILE", "progressLevel": level,
            "lastActive": (NOW - datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")})

    def run_it(self):
        return self.function.handler({"source": "aws.events"}, self.context)

    def entries(self):
        return [entry for params in self.of("sns:PublishBatch") for entry in params["PublishBatchRequestEntries"]]

    def reminded(self):
        return {entry["MessageAttributes"]["userId"]["StringValue"] for entry in self.entries()}

    def test_who_has_been_away_for_some_days(self):
        month = 24 * 30
        for user, hours in (("today", 1), ("yesterday", 47), ("two-days", 49), ("month", month - 1),
                            ("gone", month + 1)):
            self.learner(user, hours)
        self.assertEqual(self.run_it(), {"reminded": 2})
        self.assertEqual(self.reminded(), {"two-days", "month"})

    def test_how_many_days_is_for_the_template_to_say(self):
        self.set_environment(INACTIVE_DAYS="5")
        self.learner("four", 24 * 4)
        self.learner("six", 24 * 6)
        self.run_it()
        self.assertEqual(self.reminded(), {"six"})

    def test_learners_of_all_levels(self):
        for level in ("beginner", "intermediate", "advanced"):
            self.learner(level, 72, level)
        self.run_it()
        self.assertEqual(self.reminded(), {"beginner", "intermediate", "advanced"})
        self.assertEqual({params["IndexName"] for params in self.of("dynamodb:Query")}, {self.env["LEVEL_INDEX"]})

    def test_the_levels_are_those_of_progress(self):
        with mock.patch.dict("os.environ", function_support.ENVIRONMENT["progress"]):
            progress = function_support.load("progress")
        self.assertEqual(self.function.LEVELS, tuple(level for level, _ in progress.LEVELS))

    def test_a_reminder_is_for_every_channel_and_says_whom_it_is_for(self):
        self.learner("user", 24 * 3)
        self.run_it()
        (entry,) = self.entries()
        self.assertEqual(entry["MessageAttributes"], {
            "userId": {"DataType": "String", "StringValue": "user"},
            "kind": {"DataType": "String", "StringValue": "reminder"}})
        self.assertEqual(entry["MessageStructure"], "json")
        message = json.loads(entry["Message"])
        self.assertEqual(set(message), {"default", "email", "sms", "GCM", "APNS"})
        for text in message.values():
            self.assertIn("3 days", text)
        self.assertLessEqual(len(message["sms"]), 140)
        said = {"title": entry["Subject"], "body": message["default"]}
        self.assertEqual(json.loads(message["GCM"]), {"notification": said, "data": {"kind": "reminder"}})
        self.assertEqual(json.loads(message["APNS"]), {"aps": {"alert": said}, "kind": "reminder"})

    def test_it_arrives(self):
        self.learner("user", 72)
        self.run_it()
        (message,) = self.aws.client("sqs").receive_message(QueueUrl=self.queue)["Messages"]
        body = json.loads(message["Body"])
        self.assertEqual((body["TopicArn"], body["Subject"]), (self.topic, "Time to practise"))
        self.assertEqual(body["MessageAttributes"]["userId"]["Value"], "user")

    def test_many_are_told_in_batches(self):
        for number in range(25):
            self.learner(f"user-{number:02}", 72)
        self.assertEqual(self.run_it(), {"reminded": 25})
        sizes = [len(params["PublishBatchRequestEntries"]) for params in self.of("sns:PublishBatch")]
        self.assertEqual(sizes, [10, 10, 5])
        self.assertEqual(len(self.reminded()), 25)

    def test_pages_of_learners(self):
        with self.table.batch_writer() as batch:
            for number in range(15):
                batch.put_item({"userId": f"user-{number}", "record": "PROFILE", "progressLevel": "advanced",
                                "lastActive": "2026-03-20T00:00:00Z", "more": "x" * 200_000})
        self.assertEqual(self.run_it(), {"reminded": 15})
        self.assertGreater(len(self.of("dynamodb:Query")), 3)

    def test_nobody_to_remind(self):
        self.assertEqual(self.run_it(), {"reminded": 0})
        self.assertEqual(self.of("sns:PublishBatch"), [])

    def test_reminders_are_counted(self):
        self.learner("user", 72)
        self.run_it()
        self.assertEqual(self.of("cloudwatch:PutMetricData"), [
            {"Namespace": self.env["METRIC_NAMESPACE"], "MetricData": [
                {"MetricName": "RemindersSent", "Value": 1, "Unit": "Count"}]}])

    def test_what_is_not_taken_fails_after_all_others_were_told(self):
        for number in range(15):
            self.learner(f"user-{number:02}", 72)
        publish, batches = self.function.sns.publish_batch, []

        def partly(**params):
            batches.append(params)
            answer = publish(**params)
            if len(batches) == 1:
                failed = answer["Successful"].pop()["Id"]
                answer["Failed"] = [{"Id": failed, "Code": "InternalError", "SenderFault": False}]
            return answer

        with mock.patch.object(self.function.sns, "publish_batch", partly):
            with self.assertRaisesRegex(RuntimeError, "1 reminders were not taken.*InternalError"):
                self.run_it()
        self.assertEqual([len(each["PublishBatchRequestEntries"]) for each in batches], [10, 5])
        self.assertEqual(self.of("cloudwatch:PutMetricData")[0]["MetricData"][0]["Value"], 14)

    def test_without_the_table_it_fails(self):
        self.answers["dynamodb:Query"] = Failure("ResourceNotFoundException")
        with self.assertRaises(self.function.table.meta.client.exceptions.ResourceNotFoundException):
            self.run_it()


if __name__ == "__main__":
    unittest.main()
