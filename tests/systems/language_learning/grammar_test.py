"""The analysis of what learners write."""

import re
import unittest

import function_support
from function_support import Failure

CHECK = "POST /grammar"
FEEDBACK = "POST /feedback"

# What the words of these tests are; whatever is not here is a noun.
PARTS = {
    **dict.fromkeys(("he", "she", "it", "i", "we"), "PRON"),
    **dict.fromkeys(("a", "an", "the"), "DET"),
    **dict.fromkeys(("go", "goes", "went", "like", "likes", "have", "eat", "see", "let", "study"), "VERB"),
    **dict.fromkeys(("does", "can", "is", "be"), "AUX"),
    **dict.fromkeys(("with", "for", "to"), "ADP"),
    **dict.fromkeys((".", "!", "?", ",", "“", "”"), "PUNCT"),
}
SENTIMENT = {"Sentiment": "POSITIVE",
             "SentimentScore": {"Positive": 0.9, "Negative": 0.02, "Neutral": 0.05, "Mixed": 0.03}}


def tokens(params):
    """What Comprehend's DetectSyntax would say of such texts."""
    return {"SyntaxTokens": [
        {"TokenId": number, "Text": found[0], "BeginOffset": found.start(), "EndOffset": found.end(),
         "PartOfSpeech": {"Tag": PARTS.get(found[0].lower(), "NOUN"), "Score": 0.99}}
        for number, found in enumerate(re.finditer(r"\w+|[^\w\s]", params["Text"]), 1)]}


class Grammar(function_support.ApiTest):
    name = "grammar"

    def setUp(self):
        super().setUp()
        self.answers = {
            "comprehend:DetectSyntax": tokens,
            "comprehend:DetectSentiment": SENTIMENT,
            "comprehend:DetectEntities": {"Entities": [
                {"Score": 0.9, "Type": "LOCATION", "Text": "Paris", "BeginOffset": 0, "EndOffset": 5}]},
        }

    def check(self, text, language="en-US"):
        return self.get(CHECK, body={"language": language, "text": text})

    def corrections(self, text, language="en-US"):
        """The rules that a text breaks, each with what it says of which part of the text."""
        return [(each["rule"], text[each["start"]:each["end"]], each["suggestion"])
                for each in self.check(text, language)["corrections"]]


class Analysis(Grammar):
    def test_all_that_comprehend_tells(self):
        answer = self.check("Paris is big.")
        self.assertEqual(answer["corrections"], [])
        self.assertEqual(answer["syntax"][1], {"text": "is", "start": 6, "end": 8, "part": "AUX"})
        self.assertEqual(answer["sentiment"], {"mood": "POSITIVE", "scores": SENTIMENT["SentimentScore"]})
        self.assertEqual(answer["entities"], [{"text": "Paris", "type": "LOCATION", "start": 0, "end": 5}])

    def test_it_asks_the_region_that_has_comprehend(self):
        self.check("Paris is big.")
        self.assertEqual(self.regions("comprehend"), {self.env["COMPREHEND_REGION"]})

    def test_each_language_is_asked_for_what_comprehend_knows_of_it(self):
        model = self.aws.client("comprehend", region_name="us-west-2").meta.service_model
        self.assertEqual(set(self.function.SYNTAX_LANGUAGES), set(model.shape_for("SyntaxLanguageCode").enum))
        self.assertEqual(set(self.function.MOOD_LANGUAGES), set(model.shape_for("LanguageCode").enum))
        self.set_environment(COMPREHEND_ENTITY_ENDPOINT="")
        for language, code, syntax, mood in (("de-DE", "de", True, True), ("ja-JP", "ja", False, True),
                                             ("zh-CN", "zh", False, True), ("ru-RU", "ru", False, False)):
            with self.subTest(language):
                self.calls.clear()
                answer = self.check("Ok.", language)
                self.assertEqual([answer[part] is not None for part in ("syntax", "sentiment", "entities")],
                                 [syntax, mood, mood])
                asked = [call.params for call in self.calls]
                self.assertEqual(asked, [{"Text": "Ok.", "LanguageCode": code}] * (syntax + 2 * mood))
        self.assertEqual(self.function.comprehend_code("zh-TW"), "zh-TW")

    def test_the_custom_recognizer_is_asked_in_its_language(self):
        endpoint = self.env["COMPREHEND_ENTITY_ENDPOINT"]
        self.set_environment(COMPREHEND_ENTITY_LANGUAGE="fr")
        self.check("Paris.", "fr-FR")
        self.check("Paris.", "en-US")
        self.assertEqual(self.of("comprehend:DetectEntities"), [
            {"Text": "Paris.", "EndpointArn": endpoint}, {"Text": "Paris.", "LanguageCode": "en"}])

    def test_without_a_custom_recognizer(self):
        self.set_environment(COMPREHEND_ENTITY_ENDPOINT="")
        self.check("Paris.")
        self.assertEqual(self.of("comprehend:DetectEntities"), [{"Text": "Paris.", "LanguageCode": "en"}])

    def test_the_longest_text_is_one_that_comprehend_takes(self):
        self.check("𝒳" * 1200)
        self.assertLessEqual(len("𝒳".encode()) * 1200, 5000)

    def test_requests_that_are_none(self):
        for route in (CHECK, FEEDBACK):
            for body, error in (
                    ({"text": "x"}, "language must be one of"), ({"language": "xx", "text": "x"}, "language must be"),
                    ({"language": "en-US"}, "text must be a text"),
                    ({"language": "en-US", "text": " \n"}, "text must be a text"),
                    ({"language": "en-US", "text": "\t"}, "text must be a text"),
                    ({"language": "en-US", "text": ["x"]}, "text must be a text"),
                    ({"language": "en-US", "text": "\udfff"}, "text must be a text"),
                    ({"language": "en-US", "text": "x" * 1201}, "text is longer than 1200 characters"),
                    ("no JSON", "the body must be a JSON object")):
                with self.subTest(route, body=str(body)[:50]):
                    self.assertIn(error, self.refused(400, route, body=body))
            self.assertEqual(self.refused(401, route, user=None, body={}), "sign in first")
        self.assertEqual(self.calls, [])

    def test_what_fails_inside_is_not_told(self):
        self.answers["comprehend:DetectSyntax"] = Failure("InternalServerException", "host 10.0.0.1", 500)
        self.assertIn("10.0.0.1", self.broken(CHECK, body={"language": "en-US", "text": "x"}))


class Rules(Grammar):
    def test_texts_without_errors(self):
        for language, text in (
                ("en-US", "He goes to school. Does he like it? It is an hour with a university, e.g. ours."),
                ("en-US", "I like the number 3.14 (really)! Wait… what?"), ("en-US", "Let it be."),
                ("en-US", "Hello you"),
                ("fr-FR", "Comment ça va ? Très bien ; merci !"), ("fr-FR", "Il a dit « bonjour »."),
                ("de-DE", "Er sagte „Hallo“."), ("es-US", "¿Cómo estás? ¡Muy bien!"),
                ("ja-JP", "こんにちは"), ("ar-AE", "مرحبا بكم في الدرس"), ("ko-KR", "안녕하세요 저는 학생입니다")):
            with self.subTest(text):
                self.assertEqual(self.corrections(text, language), [])

    def test_rules_of_every_language(self):
        for language, text, found in (
                ("es-US", "La la casa es es grande.",
                 [("repeated-word", "La la", "La"), ("repeated-word", "es es", "es")]),
                ("fr-FR", "Il va  bien.", [("double-space", "  ", " ")]),
                ("es-US", "Hola , amigo .", [("space-before-mark", " ", ""), ("space-before-mark", " ", "")]),
                ("es-US", "Qué tal ?", [("space-before-mark", " ", "")]),
                ("fr-FR", "Oui , merci.", [("space-before-mark", " ", "")]),
                ("es-US", "hola. Bien! y tú?", [("small-start", "h", "H"), ("small-start", "y", "Y")]),
                ("it-IT", "Va bene. grazie mille.", [("small-start", "g", "G")]),
                ("es-US", "Me gusta leer", [("missing-end", "", ".")]),
                ("es-US", "Uno (dos.", [("unmatched-pair", "(", None)]),
                ("es-US", "Uno {dos] y «tres.", [("unmatched-pair", mark, None) for mark in "{]«"]),
                ("es-US", "Uno} dos” tres.", [("unmatched-pair", mark, None) for mark in "}”"]),
                ("es-US", "Uno dos) tres].", [("unmatched-pair", ")", None), ("unmatched-pair", "]", None)]),
                ("de-DE", "Er sagte „Hallo.", [("unmatched-pair", "„", None)])):
            with self.subTest(text):
                self.assertEqual(self.corrections(text, language), found)

    def test_rules_of_english(self):
        for text, found in (
                ("I see a apple.", [("article", "a", "an")]), ("I see an car.", [("article", "an", "a")]),
                ("A hour is an university.", [("article", "A", "An"), ("article", "an", "a")]),
                ("He go to school.", [("third-person", "go", "goes")]),
                ("I see she have it.", [("third-person", "have", "has")]),
                ("The big school.", [("missing-verb", "The big school", None)]),
                ("I see it. The big school. I go.", [("missing-verb", "The big school", None)])):
            with self.subTest(text):
                self.assertEqual(self.corrections(text), found)

    def test_what_only_looks_wrong(self):
        for text in ("Does he go to school?", "Can she have it?", "We see him.", "We see it go.",
                     "He goes with a friend.", "Good morning!", "I go with it to school."):
            with self.subTest(text):
                self.assertEqual(self.corrections(text), [])

    def test_the_forms_of_verbs(self):
        for base, third in self.function.BASE_VERBS.items():
            if base not in ("be", "have"):
                regular = re.sub(r"([^aeiou])y$", r"\1ie", base.removesuffix("o") + "oe" * base.endswith("o")) + "s"
                self.assertEqual(third, regular)

    def test_rules_of_english_do_not_hold_elsewhere(self):
        self.assertEqual(self.corrections("He go a apple.", "de-DE"), [])

    def test_two_words_need_no_verb(self):
        self.assertEqual(self.corrections("Big school."), [])

    def test_corrections_stand_in_the_order_of_the_text(self):
        found = self.check("he go  to to a apple")["corrections"]
        self.assertEqual([each["rule"] for each in found], [
            "small-start", "third-person", "double-space", "repeated-word", "article", "missing-end"])
        self.assertTrue(all(each["message"].endswith(".") or "“" in each["message"] for each in found))


class Feedback(Grammar):
    def test_the_mood_is_told_and_counted(self):
        answer = self.get(FEEDBACK, body={"language": "en-US", "text": "Great!", "lessonId": "lesson-1"})
        self.assertEqual(answer["sentiment"]["mood"], "POSITIVE")
        self.assertEqual(self.of("cloudwatch:PutMetricData"), [
            {"Namespace": self.env["METRIC_NAMESPACE"], "MetricData": [
                {"MetricName": "Feedback", "Value": 1, "Unit": "Count",
                 "Dimensions": [{"Name": "Mood", "Value": "POSITIVE"}]}]}])

    def test_a_language_whose_mood_nobody_knows(self):
        answer = self.get(FEEDBACK, body={"language": "ru-RU", "text": "Отлично!", "lessonId": "lesson-1"})
        self.assertIsNone(answer["sentiment"])
        (params,) = self.of("cloudwatch:PutMetricData")
        self.assertEqual(params["MetricData"][0]["Dimensions"], [{"Name": "Mood", "Value": "UNKNOWN"}])

    def test_feedback_is_about_a_lesson(self):
        self.assertEqual(self.refused(400, FEEDBACK, body={"language": "en-US", "text": "Great!"}),
                         "lessonId must be a text")


if __name__ == "__main__":
    unittest.main()
