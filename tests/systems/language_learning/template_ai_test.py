"""What the description of language_learning demands of speech, translation, language analysis and recommendations. The
numbers are those of the demands; where several stand together, one look shows them all.

  template_ai_test.py
"""

import re
import unittest

from template_evaluation import ACCOUNT, REGIONS
from template_support import LANGUAGE, Code, TemplateTest, in_every_state, languages, lists_in

LANGUAGES = 20
REGION_NAME = re.compile(r"[a-z]{2}(?:-gov)?-[a-z]+-\d")
# Where services are that us-west-1 lacks: https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
STREAMING = {
    "af-south-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
    "eu-central-1", "eu-west-1", "eu-west-2", "sa-east-1", "us-east-1", "us-east-2", "us-west-2"}
COMPREHEND = {
    "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
    "eu-west-1", "eu-west-2", "us-east-1", "us-east-2", "us-west-2"}
PERSONALIZE = {
    "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
    "eu-west-1", "us-east-1", "us-east-2", "us-west-2"}


class AiTest(TemplateTest):
    def told_region(self, function, offered, word):
        """The variables of a function that name a Region of a service; its code reads one at least."""
        environment = self.system.environment(function)
        regions = {key: each for key, each in environment.items() if REGION_NAME.fullmatch(str(each))}
        found = {key for key, each in regions.items() if each in offered and re.search(word, key, re.IGNORECASE)}
        found = found or {key for key, each in regions.items() if each in offered}
        self.some(found, f"{function}: {regions}")
        source = self.system.code(function)
        if source is not None:
            self.assertTrue(found & Code(source).words, f"{function} does not read {found}")
        return found

    def check_clients(self, function, *services):
        """Clients for these services are made with a Region."""
        source = self.system.code(function)
        if source is not None:
            for service in services:
                if Code(source).clients(service):
                    self.assertTrue(Code(source).chooses_region(service), f"{function} {service}")

    def check_choices(self, function, variables, offered):
        """Whatever a parameter behind a variable may be set to, the service is there."""
        for name in variables:
            raw = self.template["Resources"][function]["Properties"]["Environment"]["Variables"][name]
            parameter = self.template["Parameters"].get(raw.get("Ref") if isinstance(raw, dict) else None, {})
            self.assertLessEqual(set(parameter.get("AllowedValues", [])), offered, name)

    def told_name(self, function, word):
        """What a function is told about something whose name has a word in it: texts that are not empty."""
        told = {key: each for key, each in self.system.environment(function).items()
                if re.search(word, key, re.IGNORECASE) and str(each) not in ("", "{}", "[]")}
        return self.some(told, f"{function}: {word}")

    def check_twenty(self, function):
        lists = [each for value in self.system.environment(function).values() for each in lists_in(value)
                 if all(isinstance(word, str) and LANGUAGE.fullmatch(word) for word in each)]
        self.assertGreaterEqual(max((len(set(each)) for each in lists), default=0), LANGUAGES, function)


class Transcribe(AiTest):
    def speech(self):
        return self.system.five()["speech"]

    def test_030_jobs(self):
        role = self.system.role_of(self.speech())
        for action in ("transcribe:StartTranscriptionJob", "transcribe:GetTranscriptionJob"):
            self.assertTrue(self.system.allowed_on(role, action), action)

    def test_031_recordings(self):
        role = self.system.role_of(self.speech())
        self.assertTrue([each for each in self.system.content_buckets() if self.system.may_objects(role, "s3:PutObject", each)
                         and self.system.may_objects(role, "s3:GetObject", each)])

    def test_032_streams(self):
        role = self.system.role_of(self.speech())
        self.assertTrue(self.system.allowed_on(role, "transcribe:StartStreamTranscription")
                        or self.system.allowed_on(role, "transcribe:StartStreamTranscriptionWebSocket"))

    def test_033_twenty_languages(self):
        self.check_twenty(self.speech())

    def test_034_vocabulary(self):
        self.assertTrue(self.system.roles_that_may("transcribe:CreateVocabulary"))
        self.told_name(self.speech(), "vocabular")

    def test_035_a_region_with_streams(self):
        found = self.told_region(self.speech(), STREAMING, "stream")
        self.check_choices(self.speech(), found, STREAMING)


class Polly(AiTest):
    def speakers(self):
        return self.some(self.system.functions_that_may("polly:SynthesizeSpeech")
                         or self.system.functions_that_may("polly:StartSpeechSynthesisTask"))

    def test_036_speech_is_stored(self):
        self.assertTrue([each for function in self.speakers() for each in self.system.content_buckets()
                         if self.system.may_objects(self.system.role_of(function), "s3:PutObject", each)])

    def test_037_neural(self):
        self.assertTrue([each for function in self.speakers() for each in self.system.environment(function).values()
                         if "neural" in str(each).lower()])

    def test_038_ssml(self):
        self.assertTrue([each for function in self.speakers() for each in self.system.environment(function).values()
                         if "ssml" in str(each).lower()])

    def test_039_five_languages(self):
        word = re.compile(rf"{LANGUAGE.pattern}|[A-Z][a-z]+")
        lists = [each for function in self.speakers() for value in self.system.environment(function).values()
                 for each in lists_in(value) if all(isinstance(one, str) and word.fullmatch(one) for one in each)]
        self.assertGreaterEqual(max((len(set(each)) for each in lists), default=0), 5)


class Translate(AiTest):
    def readers(self):
        """Functions that read lessons and may translate."""
        readers = self.system.functions_that_may_on(self.system.lessons_table(), "dynamodb:GetItem", "dynamodb:Query")
        return [each for each in self.system.functions_that_may("translate:TranslateText") if each in readers]

    def translators(self):
        return self.some([*self.system.functions_that_may("translate:TranslateText"),
                          *self.system.functions_that_may("translate:StartTextTranslationJob")])

    def test_040_lessons_are_translated(self):
        self.assertTrue(self.readers())

    def test_041_twenty_languages(self):
        known = [languages(value) for function in self.translators() for value in self.system.environment(function).values()]
        self.assertGreaterEqual(max(map(len, known), default=0), LANGUAGES)

    def test_042_terminology(self):
        told = [name for function in self.translators() for key, name in self.system.environment(function).items()
                if re.search("terminolog", key, re.IGNORECASE) and name]
        names = [each for name in told for each in self.named(name)]
        arns = [f"arn:aws:translate:{region}:{ACCOUNT}:terminology/{name}{tail}"
                for region in REGIONS for name in self.some(names) for tail in ("", "/LATEST")]
        self.assertTrue([role for role in self.system.roles() for arn in arns
                         if self.system.may(role, "translate:ImportTerminology", arn)])

    def named(self, name):
        """The names that a value may be: itself, or what a custom resource calls what it makes."""
        maker = self.system.meant(name)
        if maker is None:
            return [name]
        return [each for each in self.system.properties(maker).values() if isinstance(each, str)]

    def batch_roles(self):
        return [role for role in self.system.roles_that_may("translate:StartTextTranslationJob")
                if any(self.system.allowed_on(role, f"translate:{each}")
                       for each in ("DescribeTextTranslationJob", "ListTextTranslationJobs"))]

    def test_043_batches(self):
        self.assertTrue(self.batch_roles())

    def test_044_the_role_of_batches(self):
        roles = [role for role in self.system.roles() if "translate.amazonaws.com" in self.system.trusted(role)]
        buckets = self.system.content_buckets()
        for role in self.some(roles):
            self.assertTrue([each for each in buckets if self.system.may_objects(role, "s3:GetObject", each)
                             and self.system.may_objects(role, "s3:PutObject", each)], role)
        for starter in self.some(self.batch_roles()):
            self.assertTrue([role for role in roles if self.system.may(starter, "iam:PassRole", self.system.arn(role))], starter)


class Comprehend(AiTest):
    def test_045_syntax(self):
        self.assertTrue(self.system.allowed_on(self.system.role_of(self.system.five()["grammar"]), "comprehend:DetectSyntax"))

    def test_046_sentiment(self):
        self.assertTrue(self.system.functions_that_may("comprehend:DetectSentiment"))

    @in_every_state
    def test_047_entities(self, system):
        told = [key for function in self.some(system.functions_that_may("comprehend:DetectEntities"))
                for key in system.environment(function) if re.search("entit|recogni[sz]er", key, re.IGNORECASE)]
        self.assertTrue(told)

    def test_047_the_recognizer_can_be_named(self):
        """The variable has a value, or one that who deploys can give."""
        for function in self.system.functions_that_may("comprehend:DetectEntities"):
            variables = self.template["Resources"][function]["Properties"].get("Environment", {}).get("Variables", {})
            found = [each for key, each in variables.items() if re.search("entit|recogni[sz]er", key, re.IGNORECASE)
                     and re.search("endpoint|arn", key, re.IGNORECASE)]
            if found and "" not in found:
                return
        self.fail("no function is told an endpoint")

    def test_048_a_region_with_comprehend(self):
        grammar = self.system.five()["grammar"]
        found = self.told_region(grammar, COMPREHEND, "comprehend")
        self.check_choices(grammar, found, COMPREHEND)
        self.check_clients(grammar, "comprehend")


class Personalize(AiTest):
    WHAT = "campaign|recommender|solution|variant"

    def recommend(self):
        return self.system.five()["recommend"]

    def test_049_what_recommends(self):
        told = self.told_name(self.recommend(), self.WHAT)
        role = self.system.role_of(self.recommend())
        arns = [each for value in told.values() for each in re.findall(r"arn:aws:personalize:[^\"',\s]+", str(value))]
        for arn in arns:
            self.assertTrue(self.system.may(role, "personalize:GetRecommendations", arn) or "campaign" not in arn, arn)

    def test_050_a_route(self):
        self.assertTrue(self.system.routes_to(self.recommend()))

    def test_051_events(self):
        told = [key for function in self.some(self.system.functions_that_may("personalize:PutEvents"))
                for key in self.system.environment(function) if "track" in key.lower()]
        self.assertTrue(told)

    def test_051_the_tracker_can_be_named(self):
        found = [each for function in self.system.functions_that_may("personalize:PutEvents")
                 for key, each in self.template["Resources"][function]["Properties"]["Environment"]["Variables"].items()
                 if "track" in key.lower()]
        self.assertTrue([each for each in found if each != ""])

    def test_052_two_variants(self):
        self.assertTrue(self.system.roles_that_may("personalize:CreateSolutionVersion"))
        told = self.told_name(self.recommend(), self.WHAT)
        variants = {str(one) for value in told.values() for words in lists_in(value) for one in words}
        self.assertGreaterEqual(len(variants), 2, told)

    def test_053_a_region_with_personalize(self):
        found = self.told_region(self.recommend(), PERSONALIZE, "personalize")
        self.check_choices(self.recommend(), found, PERSONALIZE)
        self.check_clients(self.recommend(), "personalize-runtime", "personalize-events", "personalize")


if __name__ == "__main__":
    unittest.main()
