"""The function of conversation_mvp: what its thirteen actions take, do and answer.

The table and the bucket are those of a mock of AWS (moto); Bedrock, Polly and Transcribe answer from stubs, which check
each request against the service's model. After each test it is checked that the function used nothing but what the
description's policy lists.
"""

import ast
import base64
import contextlib
import datetime
import decimal
import functools
import hashlib
import hmac
import importlib.util
import io
import itertools
import json
import os
import pathlib
import re
import sys
import types
import unittest
import urllib.parse
from unittest import mock

try:
    import boto3
    import botocore.response
    import botocore.session
    import botocore.stub
    import moto
except ModuleNotFoundError as missing:
    print(f"SKIPPED: Python has no {missing.name}")
    sys.exit(77)

SOURCE = pathlib.Path(os.environ.get("TENON_SOURCE_DIR", pathlib.Path(__file__).parents[3])).resolve()
FUNCTION = SOURCE / "apps" / "conversation_mvp" / "lambda" / "lambda_function.py"
# The folder of the function is what is deployed: nothing else may come to lie there.
sys.dont_write_bytecode = True
# Each session would read the models of all its services anew, and each test has sessions of its own.
botocore.session.create_loader = functools.cache(botocore.session.create_loader)

ACTIONS = {"chat", "tts", "stt", "analyze", "save_settings", "get_settings", "start_session", "end_session",
           "save_message", "get_sessions", "get_session_detail", "delete_session", "get_transcribe_url"}
POLICY = {"bedrock:InvokeModel", "polly:SynthesizeSpeech", "transcribe:StartTranscriptionJob",
          "transcribe:GetTranscriptionJob", "transcribe:DeleteTranscriptionJob", "s3:PutObject", "s3:GetObject",
          "s3:DeleteObject", "dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
          "dynamodb:Query", "dynamodb:BatchWriteItem"}
PREFIXES = {"bedrock-runtime": "bedrock"}  # of IAM's actions, where it is not the service's name

VOICES = {
    "us": {"language": "en-US", "engine": "neural", "female": "Joanna", "male": "Matthew"},
    "uk": {"language": "en-GB", "engine": "neural", "female": "Amy", "male": "Brian"},
    "au": {"language": "en-AU", "engine": "standard", "female": "Nicole", "male": "Russell"},
    "in": {"language": "en-IN", "engine": "standard", "female": "Aditi", "male": "Aditi"},
}
# What the template tells the function.
ENVIRONMENT = {
    "TABLE_NAME": "eng-learning-conversations",
    "AUDIO_BUCKET": "eng-learning-audio",
    "MODEL_ID": "anthropic.claude-3-haiku-20240307-v1:0",
    "MAX_TOKENS_CHAT": "300",
    "MAX_TOKENS_ANALYSIS": "1500",
    "TTL_DAYS": "90",
    "AUDIO_FORMAT": "mp3",
    "VOICES": json.dumps(VOICES),
    "TRANSCRIBE_JOB_PREFIX": "stt-",
    "TRANSCRIBE_MEDIA_FORMAT": "webm",
    "TRANSCRIBE_LANGUAGE_CODE": "en-US",
    "TRANSCRIBE_TIMEOUT_SECONDS": "30",
    "TRANSCRIBE_STREAMING_ENDPOINT": "transcribestreaming.us-east-1.amazonaws.com:8443",
    "TRANSCRIBE_STREAMING_SAMPLE_RATE": "16000",
    "TRANSCRIBE_STREAMING_ENCODING": "pcm",
}
# What Lambda tells the function.
RUNTIME = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
           "AWS_SECRET_ACCESS_KEY": "secret/with+signs", "AWS_SESSION_TOKEN": "token/with+signs=="}
TABLE = {
    "TableName": ENVIRONMENT["TABLE_NAME"],
    "BillingMode": "PROVISIONED",
    "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"}
                             for name in ("PK", "SK", "GSI1PK", "GSI1SK")],
    "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
    "GlobalSecondaryIndexes": [{
        "IndexName": "GSI1",
        "KeySchema": [{"AttributeName": "GSI1PK", "KeyType": "HASH"}, {"AttributeName": "GSI1SK", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "ALL"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    }],
}
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Allow-Methods": "POST,OPTIONS"}
REQUEST_ID = "65a1b2c3-0000-4000-8000-000000000000"
CONTEXT = types.SimpleNamespace(aws_request_id=REQUEST_ID)
DEVICE = "device-1"
START = datetime.datetime(2026, 1, 13, 10, 0, 0, tzinfo=datetime.timezone.utc)
NINETY_DAYS = 90 * 24 * 60 * 60


def load():
    """The function as Lambda loads it: nothing is kept from another test."""
    spec = importlib.util.spec_from_file_location("lambda_function", FUNCTION)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stream(content):
    return botocore.response.StreamingBody(io.BytesIO(content), len(content))


def said(role, content):
    return {"role": role, "content": content}


class FunctionTest(unittest.TestCase):
    """The function with its table and bucket, its clock one second further each time it looks."""

    def setUp(self):
        for context in (mock.patch.dict(os.environ, {**ENVIRONMENT, **RUNTIME}), moto.mock_aws(config={
                "core": {"mock_credentials": False}})):
            context.__enter__()
            self.addCleanup(context.__exit__, None, None, None)
        os.environ.pop("AWS_PROFILE", None)
        os.environ.pop("AWS_ENDPOINT_URL", None)
        ours = boto3.Session()
        self.table = ours.resource("dynamodb").create_table(**TABLE)
        self.s3 = ours.client("s3")
        self.s3.create_bucket(Bucket=ENVIRONMENT["AUDIO_BUCKET"])
        self.module = load()
        self.ticks = (START + datetime.timedelta(seconds=second) for second in itertools.count())
        self.enter(mock.patch.object(self.module, "now", lambda: next(self.ticks)))
        self.operations = []
        self.module.aws().events.register("before-call.*.*", self.record)
        self.addCleanup(self.only_what_the_policy_lists)

    def enter(self, context):
        self.addCleanup(context.__exit__, None, None, None)
        return context.__enter__()

    def record(self, model, params, **_):
        service = model.service_model.service_name
        body = params.get("body")
        self.operations.append((f"{PREFIXES.get(service, service)}:{model.name}",
                                json.loads(body) if service == "dynamodb" else body))

    def only_what_the_policy_lists(self):
        self.assertLessEqual({name for name, _ in self.operations}, POLICY)

    def requests(self, operation):
        return [body for name, body in self.operations if name == operation]

    def stub(self, service):
        stubber = botocore.stub.Stubber(self.module.client(service))
        stubber.activate()
        self.addCleanup(stubber.assert_no_pending_responses)
        return stubber

    def post(self, body):
        """The status and the body of the answer to a POST."""
        answer = self.module.lambda_handler({"httpMethod": "POST", "body": body}, CONTEXT)
        self.assertEqual(answer["headers"], {"Content-Type": "application/json", **CORS})
        return answer["statusCode"], json.loads(answer["body"])

    def call(self, action, **fields):
        status, body = self.post(json.dumps({"action": action, **fields}))
        self.assertEqual(status, 200, body)
        return body

    def refused(self, status, action, **fields):
        """What is said to a request that fails with this status."""
        found, body = self.post(json.dumps({"action": action, **fields}))
        self.assertEqual((found, set(body)), (status, {"error"}), body)
        return body["error"]

    def broken(self, action, **fields):
        """The log of a request that fails inside; the caller is not told why."""
        with self.assertLogs(level="ERROR") as log:
            status, body = self.post(json.dumps({"action": action, **fields}))
        self.assertEqual((status, body), (500, {"error": "Internal server error", "requestId": REQUEST_ID}))
        return "\n".join(log.output)

    def items(self):
        return self.table.scan()["Items"]

    def start(self, device=DEVICE, **fields):
        return self.call("start_session", deviceId=device, **fields)["session"]["sessionId"]

    def say(self, session, role, content, turn=1, device=DEVICE, **fields):
        return self.call("save_message", deviceId=device, sessionId=session, role=role, content=content,
                         turnNumber=turn, **fields)["message"]

    def queries(self):
        """The conditions of the queries, with the names and values in their places."""
        return [(body.get("IndexName"), self.resolved(body)) for body in self.requests("dynamodb:Query")]

    @staticmethod
    def resolved(body):
        names = body["ExpressionAttributeNames"]
        values = {name: value["S"] for name, value in body["ExpressionAttributeValues"].items()}
        return re.sub(r"[#:]\w+", lambda found: {**names, **values}[found[0]], body["KeyConditionExpression"])


class Source(unittest.TestCase):
    TREE = ast.parse(FUNCTION.read_text(encoding="utf-8"), feature_version=(3, 11))

    def test_it_has_all_actions(self):
        self.assertEqual(set(load().ACTIONS), ACTIONS)

    def test_it_has_the_handler_that_the_function_names(self):
        functions = {node.name: [argument.arg for argument in node.args.args] for node in self.TREE.body
                     if isinstance(node, ast.FunctionDef)}
        self.assertEqual(functions["lambda_handler"], ["event", "context"])

    def test_it_reads_the_settings_of_the_template_and_no_others(self):
        read = {node.args[0].value for node in ast.walk(self.TREE)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setting"}
        self.assertEqual(read, set(ENVIRONMENT))

    def test_it_needs_nothing_that_the_runtime_lacks(self):
        imported = {alias.name for node in ast.walk(self.TREE) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module for node in ast.walk(self.TREE) if isinstance(node, ast.ImportFrom)}
        self.assertLessEqual({name.split(".")[0] for name in imported},
                             {"boto3", "botocore"} | set(sys.stdlib_module_names))

    def test_the_environment_is_no_larger_than_lambda_allows(self):
        self.assertLess(sum(len(name) + len(value) for name, value in ENVIRONMENT.items()), 4096)

    def test_loading_it_makes_no_client(self):
        with mock.patch.object(boto3, "Session", side_effect=AssertionError("a session")):
            load()


class Requests(FunctionTest):
    def test_a_body_that_is_no_json_object(self):
        bodies = (None, "", "{", "no JSON", "[]", "5", '"chat"', "null", '{"action": NaN}', "[" * 100_000,
                  '{"action": "chat", "x": 1e999}', f'{{"action": "chat", "x": {"9" * 50}}}')
        for body in bodies:
            with self.subTest(body and body[:40]):
                self.assertEqual(self.post(body), (400, {"error": "The body must be a JSON object"}))

    def test_an_event_without_a_body(self):
        self.assertEqual(self.module.lambda_handler({}, CONTEXT)["statusCode"], 400)

    def test_a_request_without_an_action(self):
        self.assertEqual(self.post("{}"), (400, {"error": "action is required"}))

    def test_an_action_that_is_no_text(self):
        for action in (5, "", " ", [], {}, True):
            with self.subTest(action):
                self.assertEqual(self.post(json.dumps({"action": action})),
                                 (400, {"error": "action must be a text of 1 to 5000 characters"}))

    def test_an_unknown_action(self):
        error = self.refused(400, "fly")
        self.assertEqual(set(error.removeprefix("action must be one of ").split(", ")), ACTIONS)

    def test_each_required_field_is_asked_for(self):
        session = {"deviceId": DEVICE, "sessionId": "s1"}
        message = {**session, "role": "user", "content": "Hi", "turnNumber": 1}
        whole = {
            "chat": {"messages": [said("user", "Hi")]},
            "analyze": {"messages": [said("user", "Hi")]},
            "tts": {"text": "Hi"},
            "stt": {"audio": "QUJD"},
            "save_settings": {"deviceId": DEVICE, "settings": {"accent": "uk"}},
            "get_settings": {"deviceId": DEVICE},
            "start_session": {"deviceId": DEVICE},
            "end_session": session,
            "save_message": message,
            "get_sessions": {"deviceId": DEVICE},
            "get_session_detail": session,
            "delete_session": session,
        }
        self.assertEqual(set(whole), ACTIONS - {"get_transcribe_url"})
        for action, fields in whole.items():
            for missing in fields:
                for value in ({}, {missing: None}):
                    with self.subTest(f"{action} without {missing}", value=value):
                        rest = {name: value for name, value in fields.items() if name != missing}
                        self.assertRegex(self.refused(400, action, **rest, **value), f"^{missing} is required")
        self.assertEqual(self.operations, [])

    def test_ids_cannot_reach_into_other_keys(self):
        for value in ("a#b", "a b", "ä", "a\n", "x" * 129):
            for name in ("deviceId", "sessionId"):
                with self.subTest(name, value=value):
                    fields = {"deviceId": DEVICE, "sessionId": "s1", name: value}
                    self.assertEqual(self.refused(400, "get_session_detail", **fields),
                                     f"{name} must be 1 to 128 letters, digits, dots, colons, hyphens or underscores")
        self.assertEqual(self.operations, [])

    def test_text_that_is_too_long_or_no_text(self):
        for content in ("x" * 5001, 5, ["Hi"], " \n"):
            with self.subTest(str(content)[:10]):
                self.assertEqual(self.refused(400, "chat", messages=[said("user", content)]),
                                 "content must be a text of 1 to 5000 characters")

    def test_half_a_character_is_no_text(self):
        self.assertEqual(self.refused(400, "tts", text="\ud83d"), "text is not valid Unicode")

    def test_settings_that_are_unknown(self):
        for name, choices in (("accent", "us, uk, au, in"), ("gender", "female, male"),
                              ("level", "beginner, intermediate, advanced"),
                              ("topic", "business, daily, travel, interview")):
            for action, fields in (("chat", {"messages": [said("user", "Hi")]}), ("tts", {"text": "Hi"}),
                                   ("start_session", {"deviceId": DEVICE}), ("save_settings", {"deviceId": DEVICE})):
                with self.subTest(action, name=name):
                    self.assertEqual(self.refused(400, action, **fields, settings={name: "other"}),
                                     f"{name} must be one of {choices}")
        self.assertEqual(self.operations, [])

    def test_settings_that_are_no_object(self):
        for settings in ([], "us", 0):
            with self.subTest(settings):
                self.assertEqual(self.refused(400, "tts", text="Hi", settings=settings), "settings must be an object")

    def test_what_fails_inside_is_not_told(self):
        self.table.delete()
        self.assertIn("ResourceNotFoundException", self.broken("get_settings", deviceId=DEVICE))

    def test_a_setting_that_the_template_forgot(self):
        del os.environ["TABLE_NAME"]
        self.assertIn("TABLE_NAME", self.broken("get_settings", deviceId=DEVICE))


class ModelTest(FunctionTest):
    def setUp(self):
        super().setUp()
        self.bedrock = self.stub("bedrock-runtime")

    def will_say(self, *texts):
        body = {"content": [{"type": "text", "text": text} for text in texts], "stop_reason": "end_turn"}
        self.bedrock.add_response("invoke_model", {"body": stream(json.dumps(body).encode()),
                                                   "contentType": "application/json"},
                                  {"modelId": ENVIRONMENT["MODEL_ID"], "contentType": "application/json",
                                   "accept": "application/json", "body": botocore.stub.ANY})

    def asked(self):
        return json.loads(self.requests("bedrock:InvokeModel")[-1])


class Chat(ModelTest):
    def prompt(self, **settings):
        self.will_say("Hello!")
        self.call("chat", messages=[said("user", "Hi")], settings=settings)
        return self.asked()["system"]

    def test_the_tutor_answers(self):
        self.will_say(" Nice to meet", " you! ")
        self.assertEqual(self.call("chat", messages=[said("user", "Hi")]), {"message": "Nice to meet you!"})
        asked = self.asked()
        self.assertEqual((asked["max_tokens"], asked["anthropic_version"]), (300, "bedrock-2023-05-31"))
        self.assertEqual(asked["messages"], [said("user", "Hi")])

    def test_turns_alternate_and_the_user_begins(self):
        self.will_say("Good.")
        self.call("chat", messages=[said("assistant", "Welcome!"), said("user", "Hi."), said("user", "I am Kim."),
                                    said("assistant", "Hi, Kim."), said("User", "Hi.")])
        opening, *turns = self.asked()["messages"]
        self.assertEqual(opening["role"], "user")
        self.assertEqual(turns, [said("assistant", "Welcome!"), said("user", "Hi.\nI am Kim."),
                                 said("assistant", "Hi, Kim."), said("user", "Hi.")])

    def test_the_accent(self):
        for accent, word in (("US", "American"), ("UK", "British"), ("AU", "Australian"), ("IN", "Indian")):
            with self.subTest(accent):
                prompt = self.prompt(accent=accent)
                self.assertEqual(set(re.findall("American|British|Australian|Indian", prompt)), {word})

    def test_the_level(self):
        phrases = {"Beginner": "simple, common words", "Intermediate": "everyday vocabulary",
                   "Advanced": "rich, precise vocabulary"}
        for level, phrase in phrases.items():
            with self.subTest(level):
                prompt = self.prompt(level=level)
                self.assertEqual([other for other in phrases.values() if other in prompt], [phrase])
                self.assertIn(f"level is {level.lower()}", prompt)

    def test_the_topic(self):
        phrases = {"Business": "business: ", "Daily": "daily life: ", "Travel": "travel: ",
                   "Interview": "job interviews: "}
        for topic, phrase in phrases.items():
            with self.subTest(topic):
                prompt = self.prompt(topic=topic)
                self.assertEqual([other for other in phrases.values() if other in prompt], [phrase])

    def test_answers_are_short(self):
        self.assertIn("1-2 short, natural sentences", self.prompt())

    def test_what_is_assumed(self):
        self.assertEqual(self.prompt(), self.prompt(accent="us", level="intermediate", topic="daily", gender="female"))

    def test_messages_that_are_none(self):
        shape = "messages must be a list of 1 to 200 members"
        cases = [([], shape), ("Hi", shape), ([said("user", "Hi")] * 201, shape),
                 (["Hi"], "messages must be a list of objects with role and content"),
                 ([{"content": "Hi"}], "role is required"), ([{"role": "user"}], "content is required"),
                 ([said("system", "Hi")], "role must be one of user, assistant"),
                 ([said("user", "Hi"), said("assistant", "Hi")], "The last of the messages must be the user's")]
        for messages, error in cases:
            with self.subTest(error, messages=str(messages)[:40]):
                self.assertEqual(self.refused(400, "chat", messages=messages), error)

    def test_a_model_that_says_nothing(self):
        self.will_say(" ")
        self.assertEqual(self.refused(502, "chat", messages=[said("user", "Hi")]), "The model gave no answer")

    def test_a_model_that_fails(self):
        self.bedrock.add_client_error("invoke_model", "AccessDeniedException", "for this account 123456789012")
        self.assertIn("AccessDeniedException", self.broken("chat", messages=[said("user", "Hi")]))


class Analyze(ModelTest):
    SCORES = {"complexity": 60, "accuracy": 70.5, "fluency": 80, "pronunciation": 90}
    MESSAGES = [said("assistant", "How are you?"), said("user", "I goed home.")]

    def analysis(self, **changes):
        return {**{name: {"score": score, "feedback": f"about {name}"} for name, score in self.SCORES.items()},
                "suggestions": ["Learn the past tense."], **changes}

    def test_the_four_criteria(self):
        self.will_say(json.dumps(self.analysis()))
        self.assertEqual(self.call("analyze", messages=self.MESSAGES), {"analysis": self.analysis(overall=75)})
        asked = self.asked()
        self.assertEqual(asked["max_tokens"], 1500)
        for name in self.SCORES:
            self.assertIn(f"- {name}: ", asked["system"])

    def test_the_conversation_is_asked_about_as_one_message(self):
        self.will_say(json.dumps(self.analysis()))
        self.call("analyze", messages=self.MESSAGES)
        self.assertEqual(self.asked()["messages"], [said(
            "user", "<conversation>\nTutor: How are you?\nLearner: I goed home.\n</conversation>")])

    def test_words_around_the_analysis_do_no_harm(self):
        self.will_say(f"Here it is:\n```json\n{json.dumps(self.analysis())}\n```\nGood luck {{}}")
        self.assertEqual(self.call("analyze", messages=self.MESSAGES)["analysis"]["overall"], 75)

    def test_suggestions_may_be_missing(self):
        found = self.analysis()
        del found["suggestions"]
        self.will_say(json.dumps(found))
        self.assertEqual(self.call("analyze", messages=self.MESSAGES)["analysis"]["suggestions"], [])

    def test_an_analysis_that_is_none(self):
        whole = json.dumps(self.analysis())
        wrong = [{"score": 101, "feedback": ""}, {"score": -1, "feedback": ""}, {"score": "60", "feedback": ""},
                 {"score": True, "feedback": ""}, {"score": 60}, {"feedback": ""}, 60, None]
        cases = ["I cannot.", whole[:-40], "{}", *(json.dumps(self.analysis(fluency=value)) for value in wrong)]
        for case in cases:
            with self.subTest(case[:60]), self.assertLogs(level="WARNING"):
                self.will_say(case)
                self.assertEqual(self.refused(502, "analyze", messages=self.MESSAGES),
                                 "The model gave no analysis that can be read")

    def test_a_saved_session(self):
        session = self.start()
        self.say(session, "assistant", "How are you?")
        self.say(session, "user", "I goed home.")
        self.operations.clear()
        self.will_say(json.dumps(self.analysis()))
        self.assertEqual(self.call("analyze", deviceId=DEVICE, sessionId=session)["analysis"]["overall"], 75)
        self.assertIn("Tutor: How are you?\nLearner: I goed home.\n", self.asked()["messages"][0]["content"])
        self.assertEqual(self.queries(), [("GSI1", f"(GSI1PK = SESSION#{session} AND begins_with(GSI1SK, MSG#))")])

    def test_another_devices_session(self):
        session = self.start()
        self.say(session, "user", "I goed home.")
        self.refused(400, "analyze", deviceId="device-2", sessionId=session)

    def test_a_user_who_said_nothing(self):
        self.assertEqual(self.refused(400, "analyze", messages=self.MESSAGES[:1]),
                         "There is no message of the user to analyze")


class Speech(FunctionTest):
    def setUp(self):
        super().setUp()
        self.polly = self.stub("polly")

    def will_speak(self, voice, engine, language, text="Hi"):
        self.polly.add_response(
            "synthesize_speech", {"AudioStream": stream(b"\xffsound"), "ContentType": "audio/mpeg"},
            {"Text": text, "OutputFormat": "mp3", "VoiceId": voice, "Engine": engine, "LanguageCode": language})

    def test_each_accent_and_gender_has_its_voice(self):
        for accent, gender, voice, engine, language in (
                ("US", "Female", "Joanna", "neural", "en-US"), ("US", "Male", "Matthew", "neural", "en-US"),
                ("UK", "Female", "Amy", "neural", "en-GB"), ("UK", "Male", "Brian", "neural", "en-GB"),
                ("AU", "Female", "Nicole", "standard", "en-AU"), ("AU", "Male", "Russell", "standard", "en-AU"),
                ("IN", "Female", "Aditi", "standard", "en-IN"), ("IN", "Male", "Aditi", "standard", "en-IN")):
            with self.subTest(accent, gender=gender):
                self.will_speak(voice, engine, language)
                answer = self.call("tts", text="Hi", settings={"accent": accent, "gender": gender})
                self.assertEqual(answer, {"audio": base64.b64encode(b"\xffsound").decode(),
                                          "contentType": "audio/mpeg", "voice": voice})

    def test_every_accent_of_the_prompt_has_a_voice(self):
        self.assertEqual(set(VOICES), set(self.module.ACCENTS))

    def test_what_is_assumed(self):
        self.will_speak("Joanna", "neural", "en-US")
        self.assertEqual(self.call("tts", text="Hi", settings={"accent": None})["voice"], "Joanna")

    def test_the_longest_text_that_polly_takes(self):
        self.will_speak("Joanna", "neural", "en-US", "x" * 3000)
        self.call("tts", text="x" * 3000)
        self.assertEqual(self.refused(400, "tts", text="x" * 3001), "text must be a text of 1 to 3000 characters")

    def test_a_failure(self):
        self.polly.add_client_error("synthesize_speech", "ServiceFailureException")
        self.assertIn("ServiceFailureException", self.broken("tts", text="Hi"))


class FakeTime:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.seconds = 1000.0
        self.pauses = []

    def monotonic(self):
        return self.seconds

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.seconds += seconds


class Transcription(FunctionTest):
    AUDIO = b"\x1aE\xdf\xa3 webm"
    ID = "5e0cf4a5-0000-4000-8000-000000000001"
    NAME = f"stt-{ID}"
    KEY = f"stt-{ID}.webm"

    def setUp(self):
        super().setUp()
        self.transcribe = self.stub("transcribe")
        self.time = self.enter(mock.patch.object(self.module, "time", FakeTime()))
        self.enter(mock.patch.object(self.module.uuid, "uuid4", lambda: self.ID))
        self.audio = base64.b64encode(self.AUDIO).decode()

    def objects(self):
        found = self.s3.list_objects_v2(Bucket=ENVIRONMENT["AUDIO_BUCKET"]).get("Contents", [])
        return [item["Key"] for item in found]

    def stored_audio(self, **_):
        """What lies in the bucket while the job is started."""
        self.stored = self.s3.get_object(Bucket=ENVIRONMENT["AUDIO_BUCKET"], Key=self.KEY)

    def will_start(self):
        self.module.client("transcribe").meta.events.register(
            "before-parameter-build.transcribe.StartTranscriptionJob", self.stored_audio)
        self.transcribe.add_response("start_transcription_job", {}, {
            "TranscriptionJobName": self.NAME, "LanguageCode": "en-US", "MediaFormat": "webm",
            "Media": {"MediaFileUri": f"s3://eng-learning-audio/{self.KEY}"}})

    def will_be(self, *states, **job):
        for state in states:
            self.transcribe.add_response("get_transcription_job", {
                "TranscriptionJob": {"TranscriptionJobStatus": state, **job}}, {"TranscriptionJobName": self.NAME})

    def will_be_deleted(self):
        self.transcribe.add_response("delete_transcription_job", {}, {"TranscriptionJobName": self.NAME})

    def transcript(self, text="Hello there."):
        document = json.dumps({"results": {"transcripts": [{"transcript": text}]}})
        return {"TranscriptFileUri": f"data:application/json,{urllib.parse.quote(document)}"}

    def test_the_flow(self):
        self.will_start()
        self.will_be("QUEUED", "IN_PROGRESS")
        self.will_be("COMPLETED", Transcript=self.transcript("Grüß Gott."))
        self.will_be_deleted()
        self.assertEqual(self.call("stt", audio=self.audio), {"text": "Grüß Gott."})
        self.assertEqual((self.stored["Body"].read(), self.stored["ContentType"]), (self.AUDIO, "audio/webm"))
        self.assertEqual(self.time.pauses, [1, 1])
        self.assertEqual(self.objects(), [])
        self.assertEqual([name for name, _ in self.operations][-2:],
                         ["transcribe:DeleteTranscriptionJob", "s3:DeleteObject"])

    def test_it_waits_thirty_seconds_and_no_longer(self):
        self.will_start()
        self.will_be(*["IN_PROGRESS"] * 31)
        self.will_be_deleted()
        self.assertEqual(self.refused(504, "stt", audio=self.audio), "The transcription was not ready in time")
        self.assertEqual(sum(self.time.pauses), 30)
        self.assertEqual(self.objects(), [])

    def test_a_job_that_fails(self):
        self.will_start()
        self.will_be("FAILED", FailureReason="Unsupported audio at arn:aws:s3")
        self.will_be_deleted()
        with self.assertLogs(level="WARNING") as log:
            self.assertEqual(self.refused(422, "stt", audio=self.audio), "The audio could not be transcribed")
        self.assertIn("Unsupported audio", log.output[0])
        self.assertEqual(self.objects(), [])

    def test_a_job_that_cannot_be_started(self):
        self.transcribe.add_client_error("start_transcription_job", "LimitExceededException")
        self.transcribe.add_client_error("delete_transcription_job", "BadRequestException")
        self.assertIn("LimitExceededException", self.broken("stt", audio=self.audio))
        self.assertEqual(self.objects(), [])

    def test_a_job_that_cannot_be_polled(self):
        self.will_start()
        self.transcribe.add_client_error("get_transcription_job", "InternalFailureException")
        self.will_be_deleted()
        self.broken("stt", audio=self.audio)
        self.assertEqual(self.objects(), [])

    def test_a_transcript_that_cannot_be_fetched(self):
        self.will_start()
        self.will_be("COMPLETED", Transcript={"TranscriptFileUri": "data:application/json,no"})
        self.will_be_deleted()
        self.broken("stt", audio=self.audio)
        self.assertEqual(self.objects(), [])

    def test_audio_that_cannot_be_stored(self):
        self.s3.delete_bucket(Bucket=ENVIRONMENT["AUDIO_BUCKET"])
        self.assertIn("NoSuchBucket", self.broken("stt", audio=self.audio))

    def test_what_cannot_be_deleted_does_not_spoil_the_answer(self):
        self.will_start()
        self.will_be("COMPLETED", Transcript=self.transcript())
        self.transcribe.add_client_error("delete_transcription_job", "BadRequestException")
        with self.assertLogs(level="WARNING") as log:
            self.assertEqual(self.call("stt", audio=self.audio), {"text": "Hello there."})
        self.assertIn(self.NAME, log.output[0])
        self.assertEqual(self.objects(), [])

    def test_audio_that_is_none(self):
        for audio, error in (("", "audio is required, as base64"), (5, "audio is required, as base64"),
                             ("QUJ", "audio is not valid base64"), ("Q U J D", "audio is not valid base64"),
                             ("data:audio/webm;base64,QUJD", "audio is not valid base64"),
                             ("Ünsinn", "audio is not valid base64")):
            with self.subTest(audio):
                self.assertEqual(self.refused(400, "stt", audio=audio), error)
        self.assertEqual(self.operations, [])


class StreamingUrl(FunctionTest):
    HOST = "transcribestreaming.us-east-1.amazonaws.com:8443"

    def url(self):
        answer = self.call("get_transcribe_url")
        self.assertEqual({**answer, "url": None},
                         {"url": None, "expiresIn": 300, "sampleRate": 16000, "encoding": "pcm"})
        return urllib.parse.urlsplit(answer["url"])

    @staticmethod
    def signature(url, secret, region, service):
        """Signature Version 4 of a GET without a payload, from its definition."""
        parameters = [(name, value) for name, value in urllib.parse.parse_qsl(url.query, keep_blank_values=True)
                      if name != "X-Amz-Signature"]
        encoded = sorted(f"{urllib.parse.quote(name, safe='-_.~')}={urllib.parse.quote(value, safe='-_.~')}"
                         for name, value in parameters)
        empty = hashlib.sha256(b"").hexdigest()
        canonical = "\n".join(["GET", url.path, "&".join(encoded), f"host:{url.netloc}", "", "host", empty])
        moment = dict(parameters)["X-Amz-Date"]
        scope = (moment[:8], region, service, "aws4_request")
        to_sign = "\n".join(["AWS4-HMAC-SHA256", moment, "/".join(scope),
                             hashlib.sha256(canonical.encode()).hexdigest()])
        key = f"AWS4{secret}".encode()
        for part in scope:
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.new(key, to_sign.encode(), "sha256").hexdigest()

    def test_where_it_leads(self):
        url = self.url()
        self.assertEqual((url.scheme, url.netloc, url.path), ("wss", self.HOST, "/stream-transcription-websocket"))

    def test_what_it_says(self):
        parameters = dict(urllib.parse.parse_qsl(self.url().query))
        signed_at = datetime.datetime.strptime(parameters.pop("X-Amz-Date"), "%Y%m%dT%H%M%SZ")
        self.assertLess(abs(signed_at - datetime.datetime.utcnow()), datetime.timedelta(minutes=5))
        self.assertRegex(parameters.pop("X-Amz-Signature"), "^[0-9a-f]{64}$")
        self.assertEqual(parameters, {
            "language-code": "en-US", "media-encoding": "pcm", "sample-rate": "16000",
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Expires": "300", "X-Amz-SignedHeaders": "host",
            "X-Amz-Credential": f"ASIAEXAMPLE/{signed_at:%Y%m%d}/us-east-1/transcribe/aws4_request",
            "X-Amz-Security-Token": RUNTIME["AWS_SESSION_TOKEN"]})

    def test_its_signature(self):
        url = self.url()
        found = dict(urllib.parse.parse_qsl(url.query))["X-Amz-Signature"]
        self.assertEqual(found, self.signature(url, RUNTIME["AWS_SECRET_ACCESS_KEY"], "us-east-1", "transcribe"))

    def test_no_service_is_asked(self):
        self.url()
        self.assertEqual(self.operations, [])


class Settings(FunctionTest):
    def test_they_are_kept(self):
        settings = {"accent": "UK", "gender": "Male", "level": "Advanced", "topic": "Travel", "speed": 1.25,
                    "volume": 7, "captions": True, "nickname": "Kim"}
        kept = {**settings, "accent": "uk", "gender": "male", "level": "advanced", "topic": "travel"}
        self.assertEqual(self.call("save_settings", deviceId=DEVICE, settings=settings), {"settings": kept})
        self.assertEqual(self.call("get_settings", deviceId=DEVICE), {"settings": kept})

    def test_the_item(self):
        self.call("save_settings", deviceId=DEVICE, settings={"accent": "uk", "speed": 1.25})
        self.assertEqual(self.items(), [{
            "PK": "DEVICE#device-1", "SK": "SETTINGS", "type": "USER_SETTINGS",
            "settings": {"accent": "uk", "speed": decimal.Decimal("1.25")},
            "expiresAt": int(START.timestamp()) + NINETY_DAYS}])

    def test_the_access_pattern(self):
        self.call("get_settings", deviceId=DEVICE)
        (body,) = self.requests("dynamodb:GetItem")
        self.assertEqual(body["Key"], {"PK": {"S": "DEVICE#device-1"}, "SK": {"S": "SETTINGS"}})

    def test_new_ones_take_the_place_of_the_old(self):
        self.call("save_settings", deviceId=DEVICE, settings={"accent": "uk", "level": "advanced"})
        self.call("save_settings", deviceId=DEVICE, settings={"accent": "au"})
        self.assertEqual(self.call("get_settings", deviceId=DEVICE), {"settings": {"accent": "au"}})

    def test_a_device_that_has_none(self):
        self.call("save_settings", deviceId="device-2", settings={"accent": "uk"})
        self.assertEqual(self.call("get_settings", deviceId=DEVICE), {"settings": None})

    def test_what_cannot_be_kept(self):
        shape = "settings must be an object of 1 to 32 members"
        name = "The name of a setting must be 1 to 128 letters, digits, dots, colons, hyphens or underscores"
        for settings, error in (({}, shape), ([], shape), ({str(n): n for n in range(33)}, shape),
                                ({"": 1}, name), ({"x" * 129: 1}, name), ({"a b": 1}, name),
                                ({"a": "x" * 1001}, "a must be a text of 1 to 1000 characters"),
                                ({"a": {"b": 1}}, "a must be a text of 1 to 1000 characters"),
                                ({"a": None}, "a is required"), ({"accent": 5},
                                                                 "accent must be a text of 1 to 5000 characters")):
            with self.subTest(error, settings=str(settings)[:40]):
                self.assertEqual(self.refused(400, "save_settings", deviceId=DEVICE, settings=settings), error)
        self.assertEqual(self.items(), [])

    def test_as_many_days_as_the_template_says(self):
        os.environ["TTL_DAYS"] = "2"
        self.call("save_settings", deviceId=DEVICE, settings={"accent": "uk"})
        self.assertEqual(self.items()[0]["expiresAt"], START.timestamp() + 2 * 24 * 60 * 60)


class Sessions(FunctionTest):
    def test_the_item_of_a_session(self):
        answer = self.call("start_session", deviceId=DEVICE, settings={"accent": "UK", "gender": "Male"})
        (item,) = self.items()
        session = answer["session"]["sessionId"]
        self.assertRegex(session, "^[0-9a-f-]{36}$")
        started_at = "2026-01-13T10:00:00.000000Z"
        attributes = {"tutorName": "Brian", "topic": "daily", "accent": "uk", "level": "intermediate",
                      "gender": "male", "startedAt": started_at, "endedAt": None, "duration": 0, "turnCount": 0,
                      "wordCount": 0, "status": "active"}
        self.assertEqual(item, {
            "PK": "DEVICE#device-1", "SK": f"SESSION#{started_at}#{session}#META", "GSI1PK": f"SESSION#{session}",
            "GSI1SK": "META", "type": "SESSION_META", **attributes,
            "expiresAt": int(START.timestamp()) + 1 + NINETY_DAYS})
        self.assertEqual(answer, {"session": {"sessionId": session, **attributes}})

    def test_each_has_its_own_id_and_may_name_its_tutor(self):
        first, second = (self.call("start_session", deviceId=DEVICE, tutorName="Ms Lee")["session"] for _ in "12")
        self.assertNotEqual(first["sessionId"], second["sessionId"])
        self.assertEqual(first["tutorName"], "Ms Lee")

    def test_the_item_of_a_message(self):
        answer = self.call("save_message", deviceId=DEVICE, sessionId="s1", role="Assistant", content="Hi",
                           translation="Hallo", turnNumber=3)
        timestamp = "2026-01-13T10:00:00.000000Z"
        attributes = {"role": "assistant", "content": "Hi", "translation": "Hallo", "turnNumber": 3}
        self.assertEqual(self.items(), [{
            "PK": "DEVICE#device-1", "SK": f"SESSION#s1#MSG#{timestamp}", "GSI1PK": "SESSION#s1",
            "GSI1SK": f"MSG#{timestamp}", "type": "MESSAGE", **attributes,
            "expiresAt": int(START.timestamp()) + 1 + NINETY_DAYS}])
        self.assertEqual(answer, {"message": {"timestamp": timestamp, **attributes}})

    def test_a_message_needs_no_translation(self):
        self.assertIsNone(self.say("s1", "user", "Hi")["translation"])

    def test_messages_that_are_none(self):
        good = {"deviceId": DEVICE, "sessionId": "s1", "role": "user", "content": "Hi", "turnNumber": 1}
        number = "turnNumber must be a whole number from 0 to 1000000000"
        for wrong, error in (({"role": "tutor"}, "role must be one of user, assistant"),
                             ({"turnNumber": -1}, number), ({"turnNumber": 1.5}, number), ({"turnNumber": "1"}, number),
                             ({"turnNumber": True}, number),
                             ({"translation": 5}, "translation must be a text of 1 to 5000 characters")):
            with self.subTest(wrong):
                self.assertEqual(self.refused(400, "save_message", **{**good, **wrong}), error)
        self.assertEqual(self.items(), [])

    def test_the_end_of_a_session(self):
        session = self.start()
        self.say(session, "user", "I  went\nhome.")
        self.say(session, "assistant", "Did you walk all the way?")
        self.say(session, "user", "Yes.")
        self.say(self.start(), "user", "Another session.")
        answer = self.call("end_session", deviceId=DEVICE, sessionId=session)["session"]
        self.assertEqual({name: answer[name] for name in ("status", "turnCount", "wordCount", "endedAt", "duration")},
                         {"status": "completed", "turnCount": 2, "wordCount": 4, "duration": 12,
                          "endedAt": "2026-01-13T10:00:12.000000Z"})
        self.assertEqual(self.call("get_session_detail", deviceId=DEVICE, sessionId=session)["session"], answer)

    def test_the_figures_of_the_client_are_taken(self):
        session = self.start()
        answer = self.call("end_session", deviceId=DEVICE, sessionId=session, duration=90, turnCount=5,
                           wordCount=0)["session"]
        self.assertEqual((answer["duration"], answer["turnCount"], answer["wordCount"]), (90, 5, 0))
        self.assertEqual(self.refused(400, "end_session", deviceId=DEVICE, sessionId=session, duration=-1),
                         "duration must be a whole number from 0 to 1000000000")

    def test_the_end_leaves_the_keys_and_the_time_to_live(self):
        session = self.start()
        before = self.items()[0]
        self.call("end_session", deviceId=DEVICE, sessionId=session)
        (after,) = self.items()
        self.assertEqual({name for name in before if before[name] != after[name]},
                         {"endedAt", "duration", "status"})

    def test_a_session_that_is_deleted_while_it_is_ended_stays_deleted(self):
        session = self.start()
        found = self.items()
        self.table.delete_item(Key={"PK": found[0]["PK"], "SK": found[0]["SK"]})
        with mock.patch.object(self.module, "session_meta", return_value=found):
            self.assertEqual(self.refused(404, "end_session", deviceId=DEVICE, sessionId=session),
                             "There is no such session")
        self.assertEqual(self.items(), [])

    def test_the_detail_of_a_session(self):
        session, other = self.start(), self.start()
        messages = [self.say(session, "assistant", "Hello!", 0), self.say(session, "user", "Hi!", 1)]
        self.say(other, "user", "Elsewhere.")
        self.operations.clear()
        answer = self.call("get_session_detail", deviceId=DEVICE, sessionId=session)
        self.assertEqual(answer["messages"], messages)
        self.assertEqual((answer["session"]["sessionId"], answer["session"]["status"]), (session, "active"))
        self.assertEqual(self.queries(), [("GSI1", f"GSI1PK = SESSION#{session}")])

    def test_the_keys_of_a_deletion(self):
        session = self.start()
        self.say(session, "user", "Hi!")
        self.operations.clear()
        self.call("delete_session", deviceId=DEVICE, sessionId=session)
        self.assertEqual(self.queries(), [
            (None, f"(PK = DEVICE#device-1 AND begins_with(SK, SESSION#{session}#MSG#))"),
            ("GSI1", f"(GSI1PK = SESSION#{session} AND GSI1SK = META)")])
        self.assertTrue(self.requests("dynamodb:Query")[0]["ConsistentRead"])

    def test_a_session_that_is_unknown_or_another_devices(self):
        session = self.start()
        self.say(session, "user", "Mine.")
        before = self.items()
        for action in ("end_session", "get_session_detail", "delete_session"):
            for fields in ({"deviceId": DEVICE, "sessionId": "unknown"},
                           {"deviceId": "device-2", "sessionId": session}):
                with self.subTest(action, **fields):
                    self.assertEqual(self.refused(404, action, **fields), "There is no such session")
        self.assertEqual(self.items(), before)

    def test_another_device_cannot_write_into_a_session(self):
        session = self.start()
        self.say(session, "user", "Not mine.", device="device-2")
        self.assertEqual(self.call("get_session_detail", deviceId=DEVICE, sessionId=session)["messages"], [])

    def test_a_conversation_of_several_pages(self):
        session = self.start()
        messages = [self.say(session, "user", f"{turn} " + "ä" * 4990, turn) for turn in range(120)]
        self.operations.clear()
        answer = self.call("get_session_detail", deviceId=DEVICE, sessionId=session)
        self.assertEqual(answer["messages"], messages)
        self.assertGreater(len(self.requests("dynamodb:Query")), 1)

    def test_every_item_expires(self):
        self.call("save_settings", deviceId=DEVICE, settings={"accent": "uk"})
        self.say(self.start(), "user", "Hi")
        self.assertEqual(len(self.items()), 3)
        for item in self.items():
            with self.subTest(item["type"]):
                self.assertLess(abs(int(item["expiresAt"]) - START.timestamp() - NINETY_DAYS), 60)


class ListOfSessions(FunctionTest):
    def ids(self, **fields):
        answer = self.call("get_sessions", deviceId=DEVICE, **fields)
        return [session["sessionId"] for session in answer["sessions"]], answer["nextToken"]

    def test_the_newest_comes_first_and_messages_do_not_come(self):
        sessions = [self.start() for _ in range(3)]
        for session in sessions:
            self.say(session, "user", "Hi!")
        self.start("device-2")
        self.call("save_settings", deviceId=DEVICE, settings={"accent": "uk"})
        self.operations.clear()
        self.assertEqual(self.ids(), (sessions[::-1], None))
        self.assertEqual(self.queries(), [(None, "(PK = DEVICE#device-1 AND begins_with(SK, SESSION#))")])

    def test_what_it_tells_of_a_session(self):
        started = self.call("start_session", deviceId=DEVICE)["session"]
        self.assertEqual(self.call("get_sessions", deviceId=DEVICE), {"sessions": [started], "nextToken": None})

    def test_a_device_that_has_none(self):
        self.assertEqual(self.ids(), ([], None))

    def test_page_after_page(self):
        sessions = [self.start() for _ in range(5)][::-1]
        for session in sessions:
            self.say(session, "user", "Hi!")
        first, token = self.ids(limit=2)
        second, token = self.ids(limit=2, nextToken=token)
        third, end = self.ids(limit=2, nextToken=token)
        self.assertEqual([first, second, third], [sessions[:2], sessions[2:4], sessions[4:]])
        self.assertIsNone(end)

    def test_a_full_last_page_is_the_last(self):
        sessions = [self.start() for _ in range(2)]
        self.assertEqual(self.ids(limit=2), (sessions[::-1], None))

    def test_fifty_unless_told_otherwise(self):
        sessions = [self.start() for _ in range(51)][::-1]
        found, token = self.ids()
        self.assertEqual(found, sessions[:50])
        self.assertEqual(self.ids(nextToken=token), (sessions[50:], None))
        self.assertEqual(self.ids(limit=100), (sessions, None))

    def fill_pages(self, session):
        """Three megabytes of messages; the table gives one with each query."""
        with self.table.batch_writer() as batch:
            for number in range(60):
                batch.put_item({"PK": "DEVICE#device-1", "SK": f"SESSION#{session}#MSG#{number:03}",
                                "type": "MESSAGE", "content": "x" * 50_000})

    def test_pages_of_messages_before_the_sessions(self):
        self.fill_pages("f")
        session = self.start()
        self.operations.clear()
        self.assertEqual(self.ids(limit=1), ([session], None))
        self.assertGreater(len(self.requests("dynamodb:Query")), 2)

    def test_pages_of_messages_after_the_sessions_are_not_read(self):
        self.fill_pages("0")
        sessions = [self.start(), self.start()]
        self.operations.clear()
        self.assertEqual(self.ids(limit=1)[0], sessions[1:])
        self.assertEqual(len(self.requests("dynamodb:Query")), 1)

    def test_limits_and_tokens_that_are_none(self):
        limit = "limit must be a whole number from 1 to 100"
        token = "nextToken is none that this API has given"
        for fields, error in (({"limit": 0}, limit), ({"limit": 101}, limit), ({"limit": "5"}, limit),
                              ({"nextToken": "SETTINGS"}, token),
                              ({"nextToken": "x" * 501}, "nextToken must be a text of 1 to 500 characters")):
            with self.subTest(fields):
                self.assertEqual(self.refused(400, "get_sessions", deviceId=DEVICE, **fields), error)


class DeletionOfSessions(FunctionTest):
    MESSAGES = 60

    def setUp(self):
        super().setUp()
        self.time = self.enter(mock.patch.object(self.module, "time", FakeTime()))
        self.session = self.start()
        for turn in range(self.MESSAGES):
            self.say(self.session, "user", "Hi!", turn)

    def delete(self):
        return self.call("delete_session", deviceId=DEVICE, sessionId=self.session)

    @contextlib.contextmanager
    def capacity(self, of_each_batch):
        """A table that does no more than so many writes of a batch; the rest it gives back."""
        dynamodb = self.module.table().meta.client
        write = dynamodb.batch_write_item

        def some(RequestItems):
            ((name, requests),) = RequestItems.items()
            if requests[:of_each_batch]:
                write(RequestItems={name: requests[:of_each_batch]})
            left = requests[of_each_batch:]
            return {"UnprocessedItems": {name: left} if left else {}}

        with mock.patch.object(dynamodb, "batch_write_item", some):
            yield

    def test_all_its_items_go(self):
        self.assertEqual(self.delete(), {"deletedItems": self.MESSAGES + 1})
        self.assertEqual(self.items(), [])
        sizes = [len(requests) for body in self.requests("dynamodb:BatchWriteItem")
                 for requests in body["RequestItems"].values()]
        self.assertEqual(sizes, [25, 25, 11])
        self.assertEqual(self.time.pauses, [])

    def test_nothing_else_goes(self):
        self.call("save_settings", deviceId=DEVICE, settings={"accent": "uk"})
        other = self.start()
        self.say(other, "user", "I stay.")
        self.say(self.session, "user", "I am another device's.", device="device-2")
        self.delete()
        self.assertEqual(sorted(item.get("content", item["type"]) for item in self.items()),
                         ["I am another device's.", "I stay.", "SESSION_META", "USER_SETTINGS"])

    def test_what_the_table_leaves_undone_is_done_again(self):
        with self.capacity(10):
            self.assertEqual(self.delete(), {"deletedItems": self.MESSAGES + 1})
        self.assertEqual(self.items(), [])
        self.assertEqual(self.time.pauses, [0.1, 0.2] * 2 + [0.1])

    def test_a_table_without_capacity(self):
        with self.capacity(0):
            self.assertIn("25 items of a batch are left after 8 attempts",
                          self.broken("delete_session", deviceId=DEVICE, sessionId=self.session))
        self.assertEqual(self.time.pauses, sorted(self.time.pauses))
        self.assertLess(sum(self.time.pauses), 30)

    def test_a_deletion_that_failed_halfway_can_be_asked_for_again(self):
        calls = iter([25, 0, 0, 0, 0, 0, 0, 0, 0])
        dynamodb = self.module.table().meta.client
        write = dynamodb.batch_write_item
        undone = lambda RequestItems: (write(RequestItems=RequestItems) if next(calls)  # noqa: E731
                                       else {"UnprocessedItems": RequestItems})
        with mock.patch.object(dynamodb, "batch_write_item", undone):
            self.broken("delete_session", deviceId=DEVICE, sessionId=self.session)
        self.assertEqual(len(self.items()), self.MESSAGES + 1 - 25)
        self.call("get_session_detail", deviceId=DEVICE, sessionId=self.session)
        self.delete()
        self.assertEqual(self.items(), [])


if __name__ == "__main__":
    unittest.main()
