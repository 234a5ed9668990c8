"""The progress of learners."""

import datetime
import itertools
import json
import unittest
from decimal import Decimal
from unittest import mock

import function_support
from function_support import OTHER_USER, USER, Failure

READ = "GET /progress"
WRITE = "PUT /progress/{lessonId}"
START = datetime.datetime(2026, 3, 1, 12, 0, 0, tzinfo=datetime.timezone.utc)


class Progress(function_support.ApiTest):
    name = "progress"

    def prepare(self):
        self.table = function_support.progress_table(self.aws, self.env["PROGRESS_TABLE"])
        events = self.aws.client("events")
        events.create_event_bus(Name=self.env["EVENT_BUS"])

    def setUp(self):
        super().setUp()
        self.answers["personalize:PutEvents"] = {}
        self.set_time(START)

    def set_time(self, moment):
        self.enterContext(mock.patch.object(self.function, "now", lambda: moment))

    def study(self, number=1, user=USER, **body):
        body = {"language": "es-US", "score": 80, "completed": True, "secondsSpent": 60, **body}
        return self.get(WRITE, body=body, user=user, lessonId=f"lesson-{number}")["profile"]

    def item(self, record, user=USER):
        return self.table.get_item(Key={"userId": user, "record": record}).get("Item")

    def details(self):
        return [json.loads(entry["Detail"]) for params in self.of("events:PutEvents") for entry in params["Entries"]]

    def milestones(self):
        return [(each["milestone"]["kind"], each["milestone"]["value"]) for each in self.details()]


class Reading(Progress):
    def test_somebody_new(self):
        self.assertEqual(self.get(READ), {"lessons": [], "profile": {
            "progressLevel": "beginner", "points": 0, "completedLessons": 0, "streak": 0, "lastActive": None}})

    def test_what_has_been_studied(self):
        self.study(1)
        self.study(2, completed=False, score=30)
        answer = self.get(READ)
        self.assertEqual(answer["profile"], {"progressLevel": "beginner", "points": 80, "completedLessons": 1,
                                             "streak": 1, "lastActive": "2026-03-01T12:00:00Z"})
        self.assertEqual(answer["lessons"], [
            {"lessonId": "lesson-1", "language": "es-US", "bestScore": 80, "completed": True, "secondsSpent": 60,
             "updatedAt": "2026-03-01T12:00:00Z"},
            {"lessonId": "lesson-2", "language": "es-US", "bestScore": 30, "completed": False, "secondsSpent": 60,
             "updatedAt": "2026-03-01T12:00:00Z"}])

    def test_nobody_sees_the_progress_of_others(self):
        self.study(1)
        self.assertEqual(self.get(READ, user=OTHER_USER)["lessons"], [])

    def test_more_lessons_than_a_page_has(self):
        with self.table.batch_writer() as batch:
            for number in range(30):
                batch.put_item({"userId": USER, "record": f"LESSON#{number}", "lessonId": str(number),
                                "more": "x" * 100_000})
        self.assertEqual(len(self.get(READ)["lessons"]), 30)
        self.assertGreater(len(self.of("dynamodb:Query")), 1)

    def test_nobody_who_is_not_signed_in(self):
        for route, path in ((READ, {}), (WRITE, {"lessonId": "lesson-1"})):
            self.assertEqual(self.refused(401, route, user=None, body={}, **path), "sign in first")

    def test_an_event_without_a_request_context(self):
        status, _ = self.invoke({"resource": "/progress", "httpMethod": "GET", "requestContext": {"authorizer": None}})
        self.assertEqual(status, 401)


class Writing(Progress):
    def test_the_items(self):
        self.study()
        self.assertEqual(self.item("LESSON#lesson-1"), {
            "userId": USER, "record": "LESSON#lesson-1", "lessonId": "lesson-1", "language": "es-US",
            "bestScore": Decimal(80), "completed": True, "secondsSpent": Decimal(60),
            "updatedAt": "2026-03-01T12:00:00Z"})
        self.assertEqual(self.item("PROFILE"), {
            "userId": USER, "record": "PROFILE", "progressLevel": "beginner", "points": Decimal(80),
            "completedLessons": Decimal(1), "streak": Decimal(1), "lastActive": "2026-03-01T12:00:00Z",
            "language": "es-US", "version": Decimal(1), "pending": []})

    def test_only_profiles_are_in_the_index_by_level(self):
        self.study()
        found = self.table.scan(IndexName="LevelIndex")["Items"]
        self.assertEqual([each["record"] for each in found], ["PROFILE"])

    def test_the_same_request_twice_is_the_same_progress(self):
        self.assertEqual(self.study(), self.study())
        self.assertEqual(self.milestones(), [("lessons", 1)])

    def test_the_best_score_counts(self):
        for score, points in ((40, 40), (90, 90), (60, 90)):
            self.assertEqual(self.study(score=score)["points"], points)

    def test_what_is_completed_stays_completed(self):
        self.assertEqual(self.study(completed=False)["completedLessons"], 0)
        self.assertEqual(self.study(completed=True)["completedLessons"], 1)
        self.assertEqual(self.study(completed=False)["completedLessons"], 1)
        self.assertEqual(self.study(completed=False, score=100)["points"], 100)

    def test_levels(self):
        levels = [self.study(number, score=100)["progressLevel"] for number in range(51)]
        self.assertEqual([levels[index] for index in (0, 8, 9, 48, 49, 50)],
                         ["beginner", "beginner", "intermediate", "intermediate", "advanced", "advanced"])
        self.assertEqual([each for each in self.milestones() if each[0] == "level"],
                         [("level", "intermediate"), ("level", "advanced")])
        self.assertEqual([value for kind, value in self.milestones() if kind == "lessons"], [1, 10, 25, 50])

    def test_days_in_a_row(self):
        streaks = []
        for day in (0, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11):
            self.set_time(START + datetime.timedelta(days=day))
            streaks.append(self.study()["streak"])
        self.assertEqual(streaks, [1, 1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8])
        self.assertEqual(self.milestones(), [("lessons", 1), ("streak", 7)])

    def test_requests_that_are_none(self):
        good = {"language": "es-US", "score": 80}
        for body, lesson_id, error in (
                (good, "a/b", "the lesson's id must be"), (good, "x" * 65, "the lesson's id must be"),
                (good, "", "the lesson's id must be"), ("[]", "a", "the body must be a JSON object"),
                ({"score": 80}, "a", "language must be one of"),
                ({**good, "language": "xx-XX"}, "a", "language must be one of"),
                ({**good, "language": []}, "a", "language must be"), ({"language": "es-US"}, "a", "score must be"),
                ({**good, "score": 101}, "a", "score must be a whole number from 0 to 100"),
                ({**good, "score": -1}, "a", "score must be"), ({**good, "score": 1.5}, "a", "score must be"),
                ({**good, "score": True}, "a", "score must be"), ({**good, "score": None}, "a", "score must be"),
                ('{"language": "es-US", "score": NaN}', "a", "score must be"),
                ({**good, "secondsSpent": 86_401}, "a", "secondsSpent must be"),
                ({**good, "completed": "yes"}, "a", "completed must be true or false")):
            with self.subTest(str(body), lesson_id=lesson_id):
                self.assertIn(error, self.refused(400, WRITE, body=body, lessonId=lesson_id))
        self.assertEqual(self.table.scan()["Items"], [])

    def test_another_request_in_between_is_not_overwritten(self):
        self.study(1)
        write, rivals = self.function.write, iter([2, 3])

        def late(*arguments):
            number = next(rivals, None)
            if number:
                with mock.patch.object(self.function, "write", write):
                    self.study(number)
            write(*arguments)

        with mock.patch.object(self.function, "write", late):
            self.assertEqual(self.study(4)["completedLessons"], 4)

    def test_too_many_requests_in_between(self):
        def always(*arguments):
            self.table.update_item(Key={"userId": USER, "record": "PROFILE"}, UpdateExpression="ADD version :one",
                                   ExpressionAttributeValues={":one": 1})
            write(*arguments)

        self.study(1)
        write = self.function.write
        with mock.patch.object(self.function, "write", always):
            self.assertIn("try again", self.refused(409, WRITE, body={"language": "es-US", "score": 1}, lessonId="a"))
        self.assertIsNone(self.item("LESSON#a"))

    def test_a_failure_inside_is_not_told(self):
        self.answers["dynamodb:GetItem"] = Failure("AccessDeniedException", "table arn:aws:secret")
        self.assertIn("secret", self.broken(READ))


class Announcing(Progress):
    def test_a_milestone_is_an_event_on_the_bus(self):
        self.study()
        (params,) = self.of("events:PutEvents")
        (entry,) = params["Entries"]
        self.assertEqual({name: entry[name] for name in ("EventBusName", "Source", "DetailType")}, {
            "EventBusName": self.env["EVENT_BUS"], "Source": self.env["EVENT_SOURCE"],
            "DetailType": "Learning Milestone"})
        self.assertEqual(json.loads(entry["Detail"]), {
            "userId": USER, "language": "es-US", "occurredAt": "2026-03-01T12:00:00Z",
            "milestone": {"kind": "lessons", "value": 1}})

    def test_without_a_milestone_there_is_no_event(self):
        self.study(completed=False)
        self.assertEqual(self.of("events:PutEvents"), [])

    def test_a_milestone_that_could_not_be_sent_is_sent_the_next_time(self):
        for user, failure in ((USER, Failure("InternalException", status=500)),
                              (OTHER_USER, {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "Throttling"}]})):
            with self.subTest(user):
                self.answers["events:PutEvents"] = failure
                with self.logged() as log:
                    self.study(1, user=user)
                self.assertIn("announce failed", log.output[0])
                self.assertEqual(len(self.item("PROFILE", user)["pending"]), 1)
                del self.answers["events:PutEvents"]
                before = len(self.details())
                self.study(2, user=user, completed=False)
                self.assertEqual([each["milestone"] for each in self.details()[before:]],
                                 [{"kind": "lessons", "value": 1}])
                self.assertEqual(self.item("PROFILE", user)["pending"], [])

    def test_no_more_events_at_once_than_the_bus_takes(self):
        self.study(1)
        pending = [{"kind": "lessons", "value": value, "occurredAt": "2026-01-01T00:00:00Z"} for value in range(12)]
        self.table.update_item(Key={"userId": USER, "record": "PROFILE"}, UpdateExpression="SET pending = :pending",
                               ExpressionAttributeValues={":pending": pending})
        for _ in range(3):
            self.study(1)
        self.assertEqual([len(params["Entries"]) for params in self.of("events:PutEvents")], [1, 10, 2])

    def test_engagement_is_measured_in_all_and_by_language(self):
        self.study(score=70, secondsSpent=90)
        (params,) = self.of("cloudwatch:PutMetricData")
        self.assertEqual(params["Namespace"], self.env["METRIC_NAMESPACE"])
        figures = {(each["MetricName"], tuple((d["Name"], d["Value"]) for d in each["Dimensions"])):
                   (each["Value"], each["Unit"]) for each in params["MetricData"]}
        values = {"LessonsStudied": (1, "Count"), "LessonsCompleted": (1, "Count"), "Score": (70, "Percent"),
                  "SecondsSpent": (90, "Seconds")}
        self.assertEqual(figures, {(name, dimensions): value for (name, value), dimensions in
                                   itertools.product(values.items(), ((), (("Language", "es-US"),)))})

    def test_personalize_is_told_where_there_is_an_event_tracker(self):
        self.study(1)
        told = [{"trackingId": self.env["PERSONALIZE_TRACKING_ID"], "userId": USER, "sessionId": USER, "eventList": [
            {"eventType": "complete", "itemId": "lesson-1", "eventValue": 80, "sentAt": START}]}]
        self.assertEqual(self.of("personalize:PutEvents"), told)
        self.assertEqual(self.regions("personalize"), {self.env["PERSONALIZE_REGION"]})
        self.set_environment(PERSONALIZE_TRACKING_ID="")
        self.study(2)
        self.assertEqual(self.of("personalize:PutEvents"), told)

    def test_progress_does_not_depend_on_who_is_told(self):
        for operation in ("events:PutEvents", "cloudwatch:PutMetricData", "personalize:PutEvents"):
            self.answers[operation] = Failure("AccessDenied", status=403)
        with self.logged() as log:
            self.assertEqual(self.study()["points"], 80)
        self.assertEqual(len(log.output), 3)
        self.assertEqual(self.item("PROFILE")["points"], 80)


if __name__ == "__main__":
    unittest.main()
