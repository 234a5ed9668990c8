"""The delivery of lessons."""

import base64
import json
import unittest
import xml.etree.ElementTree

import function_support
from function_support import Failure

LESSONS = "GET /lessons"
LESSON = "GET /lessons/{lessonId}"
AUDIO = "POST /lessons/{lessonId}/audio"

SECTIONS = [
    {"heading": "Greetings", "text": "How to greet.", "phrases": ["¡Hola, María!", "Buenos días & <adiós>"],
     "pronunciations": {"Hola": "ˈo.la", "\"": "x"}},
    {"heading": "Numbers", "text": ""},
]


def lesson(number, language="es-US", difficulty="beginner", **more):
    return {"lessonId": f"lesson-{number}", "title": f"Title {number}", "summary": f"Summary {number}",
            "language": language, "difficulty": difficulty, "sourceLanguage": "en-US", "draft": "for editors", **more}


class Lessons(function_support.ApiTest):
    name = "lessons"

    def prepare(self):
        self.table = function_support.lessons_table(self.aws, self.env["LESSONS_TABLE"])
        self.s3 = self.aws.client("s3")
        for bucket in (self.env["CONTENT_BUCKET"], self.env["AUDIO_BUCKET"]):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-1"})

    def put(self, *lessons):
        for each in lessons:
            self.table.put_item(Item=each)

    def put_content(self, number, sections):
        self.s3.put_object(Bucket=self.env["CONTENT_BUCKET"], Key=f"lessons/lesson-{number}.json",
                           Body=json.dumps({"sections": sections}).encode())

    def ids(self, **query):
        return [each["lessonId"] for each in self.get(LESSONS, query=query)["lessons"]]


class Lists(Lessons):
    def prepare(self):
        super().prepare()
        self.put(lesson(1), lesson(2, difficulty="advanced"), lesson(3, "fr-FR"), lesson(4, "fr-FR", "advanced"))

    def test_a_language_a_difficulty_or_both(self):
        for query, ids in (({"language": "es-US"}, {"lesson-1", "lesson-2"}),
                           ({"difficulty": "beginner"}, {"lesson-1", "lesson-3"}),
                           ({"language": "fr-FR", "difficulty": "advanced"}, {"lesson-4"}),
                           ({"language": "de-DE"}, set())):
            with self.subTest(query):
                self.assertEqual(set(self.ids(**query)), ids)

    def test_each_is_asked_of_its_index(self):
        self.ids(language="es-US")
        self.ids(difficulty="beginner")
        self.ids(language="es-US", difficulty="beginner")
        self.assertEqual([params["IndexName"] for params in self.of("dynamodb:Query")],
                         [self.env["LANGUAGE_INDEX"], self.env["DIFFICULTY_INDEX"], self.env["LANGUAGE_INDEX"]])

    def test_what_is_told_of_a_lesson(self):
        (found,) = self.get(LESSONS, query={"language": "fr-FR", "difficulty": "beginner"})["lessons"]
        self.assertEqual(found, {"lessonId": "lesson-3", "title": "Title 3", "summary": "Summary 3",
                                 "language": "fr-FR", "difficulty": "beginner", "sourceLanguage": "en-US"})

    def test_page_after_page(self):
        self.put(*(lesson(number) for number in range(10, 15)))
        found, query = [], {"language": "es-US", "limit": "2"}
        for _ in range(4):
            answer = self.get(LESSONS, query=query)
            self.assertLessEqual(len(answer["lessons"]), 2)
            found += [each["lessonId"] for each in answer["lessons"]]
            query = {**query, "nextToken": answer["nextToken"]}
            if answer["nextToken"] is None:
                break
        self.assertEqual(len(found), 7)
        self.assertEqual(len(set(found)), 7)

    def test_queries_that_are_none(self):
        token = "nextToken is none that this API has given"
        made = base64.urlsafe_b64encode(b'{"lessonId": "x", "language": 5, "difficulty": "beginner"}').decode()
        other = base64.urlsafe_b64encode(b'{"lessonId": "x"}').decode()
        # These DynamoDB itself would refuse: the key of another list, an empty text, and what is no Unicode.
        unlike = [base64.urlsafe_b64encode(json.dumps(
            {"lessonId": "x", "language": "es-US", "difficulty": "beginner", **key}).encode()).decode()
            for key in ({"language": "en-US"}, {"lessonId": ""}, {"difficulty": ""}, {"difficulty": "\ud800"})]
        for query, error in (
                (None, "give a language, a difficulty, or both"),
                ({"limit": "5"}, "give a language, a difficulty, or both"),
                ({"language": "xx-XX"}, "language must be one of en-US, es-US"),
                ({"difficulty": "hard"}, "difficulty must be one of beginner, intermediate, advanced"),
                ({"language": "es-US", "limit": "0"}, "limit must be a whole number from 1 to 100"),
                ({"language": "es-US", "limit": "101"}, "limit must be"),
                ({"language": "es-US", "limit": "5; drop"}, "limit must be"),
                ({"language": "es-US", "limit": "٥"}, "limit must be"),
                ({"language": "es-US", "limit": "9" * 5000}, "limit must be"),
                *(({"language": "es-US", "nextToken": each}, token)
                  for each in ("x", "", "äöü", made, other, "e30=", *unlike))):
            with self.subTest(query):
                self.assertIn(error, self.refused(400, LESSONS, query=query))
        self.assertEqual(self.of("dynamodb:Query"), [])


class Content(Lessons):
    def prepare(self):
        super().prepare()
        self.put(lesson(1, audioKey="audio/lessons/1.mp3"), lesson(2))
        self.put_content(1, SECTIONS)

    def translate(self, params):
        self.texts.append(params["Text"])
        return {"TranslatedText": f"<{params['Text']}>", "SourceLanguageCode": "en", "TargetLanguageCode": "fr"}

    def setUp(self):
        super().setUp()
        self.texts = []
        self.answers["translate:TranslateText"] = self.translate

    def test_a_lesson_with_its_content(self):
        found = self.get(LESSON, lessonId="lesson-1")["lesson"]
        self.assertEqual(found, {
            "lessonId": "lesson-1", "title": "Title 1", "summary": "Summary 1", "language": "es-US",
            "difficulty": "beginner", "sourceLanguage": "en-US", "textLanguage": "en-US", "sections": SECTIONS,
            "audioUrl": f"{self.env['CONTENT_URL']}/audio/lessons/1.mp3"})
        self.assertEqual(self.texts, [])

    def test_a_lesson_without_content_or_recording(self):
        found = self.get(LESSON, lessonId="lesson-2")["lesson"]
        self.assertEqual(found["sections"], [])
        self.assertNotIn("audioUrl", found)

    def test_what_explains_is_translated_and_what_is_taught_is_not(self):
        found = self.get(LESSON, query={"translateTo": "fr-FR"}, lessonId="lesson-1")["lesson"]
        self.assertEqual((found["title"], found["summary"], found["textLanguage"]),
                         ("<Title 1>", "<Summary 1>", "fr-FR"))
        self.assertEqual([(each["heading"], each["text"]) for each in found["sections"]],
                         [("<Greetings>", "<How to greet.>"), ("<Numbers>", "")])
        self.assertEqual(found["sections"][0]["phrases"], SECTIONS[0]["phrases"])
        self.assertEqual((found["language"], found["sourceLanguage"]), ("es-US", "en-US"))

    def test_translation_uses_the_terminology_and_the_codes_of_translate(self):
        for language, code in (("zh-CN", "zh"), ("no-NO", "no"), ("pt-BR", "pt")):
            self.get(LESSON, query={"translateTo": language}, lessonId="lesson-2")
            params = self.of("translate:TranslateText")[-1]
            self.assertEqual((params["SourceLanguageCode"], params["TargetLanguageCode"], params["TerminologyNames"]),
                             ("en", code, [self.env["TRANSLATE_TERMINOLOGY"]]))
        self.assertEqual(self.regions("translate"), {self.env["TRANSLATE_REGION"]})

    def test_regional_codes_that_translate_knows(self):
        self.assertEqual([self.function.translate_code(each) for each in ("fr-CA", "pt-PT", "zh-TW", "en-GB")],
                         ["fr-CA", "pt-PT", "zh-TW", "en"])

    def test_a_lesson_in_its_own_language_is_not_translated(self):
        self.assertEqual(self.get(LESSON, query={"translateTo": "en-US"}, lessonId="lesson-1")["lesson"]["title"],
                         "Title 1")
        self.assertEqual(self.texts, [])

    def test_lessons_that_are_none(self):
        for lesson_id in ("lesson-9", "a/b", "x" * 65, "../secrets"):
            with self.subTest(lesson_id):
                self.assertEqual(self.refused(404, LESSON, lessonId=lesson_id), "there is no such lesson")
        self.assertEqual(len(self.of("dynamodb:GetItem")), 1)

    def test_a_language_that_is_none(self):
        self.assertIn("translateTo must be one of", self.refused(400, LESSON, query={"translateTo": "xx"},
                                                                 lessonId="lesson-1"))

    def test_what_fails_inside_is_not_told(self):
        self.answers["translate:TranslateText"] = Failure("InternalServerException", "secret details", 500)
        self.assertIn("secret details", self.broken(LESSON, query={"translateTo": "fr-FR"}, lessonId="lesson-1"))

    def test_a_bucket_that_refuses_is_no_missing_content(self):
        self.answers["s3:GetObject"] = Failure("AccessDenied", status=403)
        self.broken(LESSON, lessonId="lesson-1")

    def test_other_routes(self):
        for route in ("DELETE /lessons", "GET /lesson", "POST /lessons"):
            self.assertEqual(self.refused(404, route), "there is no such route")


class Audio(Lessons):
    def prepare(self):
        super().prepare()
        self.put(lesson(1), lesson(2, "ru-RU"), lesson(3), lesson(4, "zh-CN"))
        for number in (1, 2, 4):
            self.put_content(number, SECTIONS)
        self.put_content(3, [{"phrases": ["x" * 1000, "y" * 1901]}])

    def speak(self, lesson_id="lesson-1", **body):
        return self.request(AUDIO, body=body, lessonId=lesson_id)

    def test_the_phrases_are_spoken_by_a_neural_voice_and_stored(self):
        status, body = self.speak(section=0)
        self.assertEqual((status, body["created"]), (201, True))
        base, _, key = body["audioUrl"].partition("/audio/")
        self.assertEqual(base, self.env["CONTENT_URL"])
        self.assertRegex(key, r"^speech/[0-9a-f]{64}\.mp3$")
        stored = self.s3.get_object(Bucket=self.env["AUDIO_BUCKET"], Key=f"audio/{key}")
        self.assertEqual(stored["ContentType"], "audio/mpeg")
        self.assertTrue(stored["Body"].read())
        (asked,) = self.of("polly:SynthesizeSpeech")
        self.assertEqual({name: asked[name] for name in asked if name != "Text"}, {
            "TextType": "ssml", "Engine": "neural", "LanguageCode": "es-US", "OutputFormat": "mp3",
            "VoiceId": json.loads(self.env["POLLY_VOICES"])["es-US"]})
        self.assertEqual(self.regions("polly"), {self.env["POLLY_REGION"]})

    def test_the_ssml_guides_pronunciation(self):
        self.speak()
        (asked,) = self.of("polly:SynthesizeSpeech")
        tree = xml.etree.ElementTree.fromstring(asked["Text"])
        self.assertEqual(tree.tag, "speak")
        self.assertEqual(["".join(each.itertext()) for each in tree.iter("s")], SECTIONS[0]["phrases"])
        self.assertEqual([(each.get("alphabet"), each.get("ph"), each.text) for each in tree.iter("phoneme")],
                         [("ipa", "ˈo.la", "Hola")])

    def test_the_ssml_as_it_is_sent(self):
        section = {"phrases": ["Sí.", "¿Y <tú>?"], "pronunciations": {"tú": 'x"y'}}
        self.assertEqual(self.function.ssml(section, "slow"), (
            '<speak><prosody rate="slow"><s>Sí.</s><break time="1200ms"/>'
            '<s>¿Y &lt;<phoneme alphabet="ipa" ph=\'x"y\'>tú</phoneme>&gt;?</s><break time="1200ms"/>'
            "</prosody></speak>"))

    def test_slow_speech_is_slower_and_pauses_longer(self):
        for pace in ("normal", "slow"):
            self.speak(pace=pace)
        normal, slow = (xml.etree.ElementTree.fromstring(each["Text"]) for each in self.of("polly:SynthesizeSpeech"))
        self.assertEqual([each.find("prosody").get("rate") for each in (normal, slow)], ["medium", "slow"])
        self.assertEqual([next(each.iter("break")).get("time") for each in (normal, slow)], ["400ms", "1200ms"])

    def test_the_same_is_spoken_once(self):
        first, second = self.speak(), self.speak()
        self.assertEqual((first[0], second[0]), (201, 200))
        self.assertEqual(first[1]["audioUrl"], second[1]["audioUrl"])
        self.assertFalse(second[1]["created"])
        self.assertEqual(len(self.of("polly:SynthesizeSpeech")), 1)

    def test_polly_has_codes_of_its_own(self):
        self.speak("lesson-4")
        self.assertEqual(self.of("polly:SynthesizeSpeech")[0]["LanguageCode"], "cmn-CN")

    def test_what_cannot_be_spoken(self):
        for status, lesson_id, body, error in (
                (404, "lesson-9", {}, "there is no such lesson"),
                (404, "lesson-1", {"section": 1}, "it has nothing to say"),
                (404, "lesson-1", {"section": 2}, "no such section"),
                (400, "lesson-1", {"section": -1}, "section must be"),
                (400, "lesson-1", {"section": True}, "section must be"),
                (400, "lesson-1", {"section": 1.5}, "section must be"),
                (400, "lesson-1", {"pace": "fast"}, "pace must be one of normal, slow"),
                (400, "lesson-1", {"pace": ["slow"]}, "pace must be one of normal, slow"),
                (400, "lesson-2", {}, "there is no neural voice for ru-RU"),
                (400, "lesson-3", {}, "too long")):
            with self.subTest(lesson_id, **body):
                self.assertIn(error, self.refused(status, AUDIO, body=body, lessonId=lesson_id))
        self.assertEqual(self.of("polly:SynthesizeSpeech"), [])

    def test_bodies_that_are_none(self):
        for body in (None, "", "[]", "{", "null", "[" * 100_000):
            self.assertEqual(self.refused(400, AUDIO, body=body, lessonId="lesson-1"), "the body must be a JSON object")


if __name__ == "__main__":
    unittest.main()
