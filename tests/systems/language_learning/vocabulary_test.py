"""The custom resource that keeps a vocabulary of Transcribe."""

import unittest
from unittest import mock

import function_support
from function_support import OTHER_REGION, REGION, Failure

PROPERTIES = {"Name": "app-en-US", "LanguageCode": "en-US", "Region": OTHER_REGION,
              "Phrases": ["good morning", "lesson"]}
ID = f"{OTHER_REGION}/app-en-US"


class Transcribe:
    """Vocabularies of one Region. Each takes `looks` looks to be READY, or to fail."""

    def __init__(self):
        self.vocabularies = {}
        self.looks = 2
        self.end = "READY"

    def answers(self):
        return {f"transcribe:{name}Vocabulary": getattr(self, name) for name in ("Get", "Create", "Update", "Delete")}

    def known(self, params):
        if params["VocabularyName"] not in self.vocabularies:
            raise Failure("BadRequestException", "The requested vocabulary couldn't be found")
        return self.vocabularies[params["VocabularyName"]]

    def Get(self, params):
        found = self.known(params)
        found["looks"] -= 1
        pending = found["looks"] >= 0
        return {"VocabularyName": params["VocabularyName"], "VocabularyState": "PENDING" if pending else self.end,
                **({} if pending or self.end == "READY" else {"FailureReason": "two phrases are the same"})}

    def Create(self, params):
        if params["VocabularyName"] in self.vocabularies:
            raise Failure("ConflictException")
        return self.write(params)

    def Update(self, params):
        if self.known(params)["looks"] > 0:
            raise Failure("ConflictException")
        return self.write(params)

    def write(self, params):
        self.vocabularies[params["VocabularyName"]] = {"looks": self.looks, "phrases": params["Phrases"],
                                                       "language": params["LanguageCode"]}
        return {"VocabularyState": "PENDING"}

    def Delete(self, params):
        if self.known(params)["looks"] > 0:
            raise Failure("ConflictException")
        del self.vocabularies[params["VocabularyName"]]
        return {}


class Vocabulary(function_support.CustomResourceTest):
    name = "vocabulary"

    def setUp(self):
        super().setUp()
        self.transcribe = Transcribe()
        self.answers = self.transcribe.answers()
        self.enterContext(mock.patch.object(self.function.time, "sleep", self.context.sleep))

    def test_it_is_made_and_answered_for_when_it_is_ready(self):
        answer = self.succeed("Create", PROPERTIES)
        self.assertEqual((answer["PhysicalResourceId"], answer["Data"]), (ID, {"Name": "app-en-US"}))
        self.assertEqual(self.transcribe.vocabularies["app-en-US"],
                         {"looks": -1, "phrases": ["good-morning", "lesson"], "language": "en-US"})
        self.assertEqual(self.regions("transcribe"), {OTHER_REGION})
        self.assertLess(self.context.seconds, 900)

    def test_other_phrases_are_an_update(self):
        self.succeed("Create", PROPERTIES)
        answer = self.succeed("Update", {**PROPERTIES, "Phrases": ["evening"]}, ID)
        self.assertEqual(answer["PhysicalResourceId"], ID)
        self.assertEqual(self.transcribe.vocabularies["app-en-US"]["phrases"], ["evening"])
        self.assertEqual(len(self.of("transcribe:CreateVocabulary")), 1)

    def test_another_name_or_region_is_another_vocabulary(self):
        self.succeed("Create", PROPERTIES)
        for change, new_id in (({"Name": "other"}, f"{OTHER_REGION}/other"),
                               ({"Region": REGION}, f"{REGION}/app-en-US")):
            self.assertEqual(self.succeed("Update", {**PROPERTIES, **change}, ID)["PhysicalResourceId"], new_id)
        self.succeed("Delete", PROPERTIES, ID)
        self.assertEqual(set(self.transcribe.vocabularies), {"other"})

    def test_the_id_says_what_is_deleted(self):
        self.succeed("Create", PROPERTIES)
        self.calls.clear()
        self.succeed("Delete", {**PROPERTIES, "Name": "another", "Region": REGION}, ID)
        self.assertEqual(self.transcribe.vocabularies, {})
        self.assertEqual(self.regions("transcribe"), {OTHER_REGION})

    def test_requests_that_come_twice(self):
        for _ in range(2):
            self.assertEqual(self.succeed("Create", PROPERTIES)["PhysicalResourceId"], ID)
        for _ in range(2):
            self.succeed("Delete", PROPERTIES, ID)
        self.assertEqual(self.transcribe.vocabularies, {})

    def test_a_vocabulary_that_is_still_in_the_making_is_waited_for(self):
        self.transcribe.write({"VocabularyName": "app-en-US", "Phrases": [], "LanguageCode": "en-US"})
        self.succeed("Create", PROPERTIES)
        self.transcribe.vocabularies["app-en-US"]["looks"] = 3
        self.succeed("Delete", PROPERTIES, ID)

    def test_a_vocabulary_that_fails_says_why_and_is_deleted_by_its_id(self):
        self.transcribe.end = "FAILED"
        answer = self.fail_with("two phrases are the same", "Create", PROPERTIES)
        self.assertEqual(answer["PhysicalResourceId"], ID)
        self.succeed("Delete", PROPERTIES, answer["PhysicalResourceId"])
        self.assertEqual(self.transcribe.vocabularies, {})

    def test_the_answer_comes_before_time_runs_out(self):
        self.transcribe.looks = 10_000
        self.fail_with("TimeoutError: the vocabulary app-en-US is still not ready", "Create", PROPERTIES)
        self.assertGreater(self.context.seconds, 10)

    def test_other_errors_are_errors(self):
        self.answers["transcribe:GetVocabulary"] = Failure("BadRequestException", "the name is malformed")
        self.fail_with("malformed", "Create", PROPERTIES)
        self.answers["transcribe:GetVocabulary"] = Failure("InternalFailureException", "ü" * 5000, 500)
        self.fail_with("InternalFailureException", "Delete", PROPERTIES, ID)

    def test_moto_agrees(self):
        """Against moto's Transcribe, which has no UpdateVocabulary and another error for what is not there."""
        self.answers.clear()
        self.succeed("Create", PROPERTIES)
        found = self.aws.client("transcribe", region_name=OTHER_REGION).get_vocabulary(VocabularyName="app-en-US")
        self.assertEqual(found["VocabularyState"], "READY")
        for _ in range(2):
            self.succeed("Delete", PROPERTIES, ID)

    def test_what_is_common(self):
        self.check_what_is_common(PROPERTIES, ID)


if __name__ == "__main__":
    unittest.main()
