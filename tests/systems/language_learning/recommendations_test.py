"""The recommendations."""

import unittest

import function_support
from function_support import OTHER_USER, USER, Failure

READ = "GET /recommendations"
TELL = "POST /recommendations/events"


def lesson(number, difficulty="beginner", language="es-US"):
    return {"lessonId": f"lesson-{number}", "title": f"Title {number}", "language": language, "difficulty": difficulty,
            "draft": "for editors"}


class Recommendations(function_support.ApiTest):
    name = "recommendations"

    def prepare(self):
        self.lessons = function_support.lessons_table(self.aws, self.env["LESSONS_TABLE"])
        self.progress = function_support.progress_table(self.aws, self.env["PROGRESS_TABLE"])

    def setUp(self):
        super().setUp()
        self.answers["personalize:GetRecommendations"] = {
            "itemList": [{"itemId": "lesson-7", "score": 0.9}, {"itemId": "lesson-5"}], "recommendationId": "RID-1"}
        self.answers["personalize:PutEvents"] = {}

    def ids(self, answer):
        return [each["lessonId"] for each in answer["recommendations"]]

    def put(self, table, *items):
        for each in items:
            table.put_item(Item=each)

    def metrics(self):
        return [(params["Namespace"], each["MetricName"], each["Value"], each["Dimensions"])
                for params in self.of("cloudwatch:PutMetricData") for each in params["MetricData"]]


class Personalized(Recommendations):
    def test_the_campaign_of_the_variant_is_asked(self):
        answer = self.get(READ, query={"limit": "2"})
        variant = answer["variant"]
        self.assertIn(variant, ("A", "B"))
        self.assertEqual(answer, {"recommendations": [{"lessonId": "lesson-7"}, {"lessonId": "lesson-5"}],
                                  "variant": variant, "recommendationId": "RID-1"})
        self.assertEqual(self.of("personalize:GetRecommendations"), [
            {"campaignArn": self.env[f"PERSONALIZE_CAMPAIGN_{variant}"], "userId": USER, "numResults": 2}])
        self.assertEqual(self.regions("personalize"), {self.env["PERSONALIZE_REGION"]})

    def test_each_user_has_one_variant_and_half_of_them_have_each(self):
        variants = [self.function.variant_of(f"user-{number}") for number in range(1000)]
        self.assertEqual(variants, [self.function.variant_of(f"user-{number}") for number in range(1000)])
        self.assertTrue(450 < variants.count("A") < 550 and variants.count("A") + variants.count("B") == 1000)

    def test_both_campaigns_are_asked(self):
        for number in range(10):
            self.get(READ, user=f"user-{number}")
        self.assertEqual({params["campaignArn"] for params in self.of("personalize:GetRecommendations")},
                         {self.env["PERSONALIZE_CAMPAIGN_A"], self.env["PERSONALIZE_CAMPAIGN_B"]})

    def test_answers_are_counted_by_variant(self):
        variant = self.get(READ)["variant"]
        self.get(READ, query={"language": "es-US"})
        namespace = self.env["METRIC_NAMESPACE"]
        self.assertEqual(self.metrics(), [
            (namespace, "Recommendations", 1, [{"Name": "Variant", "Value": each}]) for each in (variant, "LEVEL")])

    def test_a_metric_that_is_lost_is_not_the_learners_business(self):
        self.answers["cloudwatch:PutMetricData"] = Failure("Throttling")
        with self.logged():
            self.assertEqual(self.ids(self.get(READ)), ["lesson-7", "lesson-5"])

    def test_requests_that_are_none(self):
        for query, error in (({"limit": "0"}, "limit must be"), ({"limit": "51"}, "limit must be"),
                             ({"limit": "ten"}, "limit must be"), ({"language": "xx"}, "language must be one of")):
            self.assertIn(error, self.refused(400, READ, query=query))
        self.assertEqual(self.refused(401, READ, user=None), "sign in first")
        self.assertEqual(self.calls, [])


class ByLevel(Recommendations):
    def prepare(self):
        super().prepare()
        self.put(self.lessons, *(lesson(number) for number in range(1, 5)), lesson(5, "advanced"),
                 lesson(6, language="fr-FR"))

    def by_level(self, **arguments):
        self.answers["personalize:GetRecommendations"] = Failure("ResourceNotFoundException", status=404)
        answer = self.get(READ, **arguments)
        self.assertEqual((answer["variant"], answer["recommendationId"]), ("LEVEL", None))
        return self.ids(answer)

    def test_somebody_new_gets_lessons_for_beginners(self):
        self.assertEqual(set(self.by_level()), {"lesson-1", "lesson-2", "lesson-3", "lesson-4", "lesson-6"})

    def test_what_is_told_of_a_lesson(self):
        answer = self.get(READ, query={"language": "fr-FR"})
        self.assertEqual(answer["recommendations"], [
            {"lessonId": "lesson-6", "title": "Title 6", "language": "fr-FR", "difficulty": "beginner"}])

    def test_the_learners_level_and_language(self):
        self.put(self.progress, {"userId": USER, "record": "PROFILE", "progressLevel": "advanced", "language": "es-US"},
                 {"userId": OTHER_USER, "record": "PROFILE", "progressLevel": "beginner", "language": "fr-FR"})
        self.assertEqual(self.by_level(), ["lesson-5"])
        self.assertEqual(self.by_level(user=OTHER_USER), ["lesson-6"])
        self.assertEqual(len(self.by_level(user=OTHER_USER, query={"language": "es-US"})), 4)

    def test_what_is_completed_is_not_recommended_again(self):
        for user, lesson_id, completed in ((USER, "lesson-1", True), (USER, "lesson-2", False),
                                           (OTHER_USER, "lesson-3", True)):
            self.put(self.progress, {"userId": user, "record": f"LESSON#{lesson_id}", "lessonId": lesson_id,
                                     "completed": completed})
        self.assertEqual(set(self.by_level(query={"language": "es-US"})), {"lesson-2", "lesson-3", "lesson-4"})

    def test_no_more_than_asked_for(self):
        self.assertEqual(len(self.by_level(query={"limit": "3"})), 3)

    def test_the_index_is_asked(self):
        self.by_level()
        self.assertEqual([params.get("IndexName") for params in self.of("dynamodb:Query")],
                         [None, self.env["DIFFICULTY_INDEX"]])

    def test_pages_of_lessons(self):
        with self.lessons.batch_writer() as batch:
            for number in range(100, 120):
                batch.put_item({**lesson(number, language="de-DE"), "more": "x" * 200_000})
        self.assertEqual(len(self.by_level(query={"language": "de-DE", "limit": "20"})), 20)

    def test_a_language_is_asked_of_the_table(self):
        self.get(READ, query={"language": "es-US"})
        self.assertEqual(self.of("personalize:GetRecommendations"), [])

    def test_without_a_campaign(self):
        self.reload(PERSONALIZE_CAMPAIGN_A="", PERSONALIZE_CAMPAIGN_B="")
        self.assertEqual(self.get(READ)["variant"], "LEVEL")
        self.assertEqual(self.of("personalize:GetRecommendations"), [])

    def test_where_personalize_fails(self):
        self.answers["personalize:GetRecommendations"] = Failure("ServiceUnavailable", "down", 503)
        with self.logged() as log:
            self.assertEqual(self.get(READ)["variant"], "LEVEL")
        self.assertIn("down", log.output[0])

    def test_without_a_table_nothing_is_told(self):
        self.answers["dynamodb:GetItem"] = Failure("AccessDeniedException", "arn of the table")
        self.assertIn("arn of the table", self.broken(READ, query={"language": "es-US"}))


class Events(Recommendations):
    def tell(self, user=USER, **body):
        return self.request(TELL, user=user, body={"lessonId": "lesson-1", "eventType": "start", **body})

    def sent(self):
        return [(params["trackingId"], params["userId"], params["sessionId"], *params["eventList"])
                for params in self.of("personalize:PutEvents")]

    def test_personalize_is_told(self):
        self.assertEqual(self.tell(sessionId="s:1", recommendationId="RID-1"), (202, {"accepted": True}))
        ((tracker, user, session, event),) = self.sent()
        self.assertEqual((tracker, user, session), (self.env["PERSONALIZE_TRACKING_ID"], USER, "s:1"))
        self.assertEqual({name: event[name] for name in ("eventType", "itemId", "recommendationId")},
                         {"eventType": "start", "itemId": "lesson-1", "recommendationId": "RID-1"})
        self.assertEqual(self.regions("personalize"), {self.env["PERSONALIZE_REGION"]})

    def test_without_a_session_the_user_is_one(self):
        self.tell()
        self.assertEqual(self.sent()[0][2], USER)

    def test_the_same_action_is_the_same_event(self):
        for arguments in ({}, {}, {"eventType": "view"}, {"lessonId": "lesson-2"}, {"user": OTHER_USER}):
            self.tell(**{"recommendationId": "RID-1", **arguments})
        ids = [each[3]["eventId"] for each in self.sent()]
        self.assertEqual(ids[0], ids[1])
        self.assertEqual(len(set(ids)), 4)

    def test_actions_without_a_recommendation_may_be_repeated(self):
        self.tell()
        self.assertNotIn("eventId", self.sent()[0][3])

    def test_without_an_event_tracker(self):
        self.set_environment(PERSONALIZE_TRACKING_ID="")
        self.assertEqual(self.tell(), (202, {"accepted": False}))
        self.assertEqual(self.sent(), [])

    def test_requests_that_are_none(self):
        for body, error in (({"lessonId": "a/b"}, "lessonId is"), ({"lessonId": None}, "lessonId is"),
                            ({"eventType": "buy"}, "eventType must be one of view, start, complete, dismiss"),
                            ({"recommendationId": ""}, "recommendationId is"),
                            ({"recommendationId": 5}, "recommendationId is"),
                            ({"recommendationId": "x" * 41}, "recommendationId is"),
                            ({"sessionId": "a b"}, "sessionId is"), ({"sessionId": "x" * 257}, "sessionId is")):
            with self.subTest(body):
                body = {"lessonId": "lesson-1", "eventType": "start", **body}
                self.assertIn(error, self.refused(400, TELL, body=body))
        self.assertEqual(self.refused(401, TELL, user=None, body={}), "sign in first")
        self.assertEqual(self.sent(), [])

    def test_what_fails_inside_is_not_told(self):
        self.answers["personalize:PutEvents"] = Failure("InvalidInputException", "no such tracker")
        self.assertIn("no such tracker", self.broken(TELL, body={"lessonId": "lesson-1", "eventType": "start"}))


if __name__ == "__main__":
    unittest.main()
