"""What the tests of the functions share: an AWS that is moto's, services that moto lacks, and a record of all calls.

After each test it is checked that the function has called nothing but what PERMISSIONS lists for it, and after all
tests of a file that it has needed each of them. permissions_test.py compares with the template.
"""

import ast
import contextlib
import functools
import io
import json
import logging
import os
import pathlib
import re
import sys
import types
import unittest
from unittest import mock

try:
    import boto3
    import botocore.awsrequest
    import botocore.endpoint
    import botocore.handlers
    import botocore.session
    import moto
    from moto.core.botocore_stubber import BotocoreStubber
except ModuleNotFoundError as missing:
    print(f"SKIPPED: Python has no {missing.name}")
    sys.exit(77)

SOURCE = pathlib.Path(os.environ.get("TENON_SOURCE_DIR", pathlib.Path(__file__).parents[3])).resolve()
FUNCTIONS = SOURCE / "apps" / "language_learning" / "functions"
# How a function says on which texts it stands that others stand on too.
STANDS_ON = re.compile(r"\bshared/\w+\.py\b")
# Each session would read the models of all its services anew, and each test has a session of its own.
botocore.session.create_loader = functools.cache(botocore.session.create_loader)

REGION, OTHER_REGION = "us-west-1", "us-west-2"
ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
RUNTIME = {"AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
           "AWS_SECRET_ACCESS_KEY": "secret/with+signs", "AWS_SESSION_TOKEN": "token/with+signs=="}
USER, OTHER_USER = "11111111-aaaa-4bbb-8ccc-000000000001", "11111111-aaaa-4bbb-8ccc-000000000002"
REQUEST_ID = "65a1b2c3-0000-4000-8000-000000000000"

LANGUAGES = ("en-US,es-US,fr-FR,de-DE,it-IT,pt-BR,nl-NL,ja-JP,ko-KR,zh-CN,hi-IN,ar-AE,tr-TR,sv-SE,da-DK,pl-PL,fi-FI,"
             "no-NO,cs-CZ,ru-RU")
VOICES = {"en-US": "Joanna", "es-US": "Lupe", "fr-FR": "Lea", "zh-CN": "Zhiyu", "no-NO": "Ida", "hi-IN": "Kajal"}


def arn(service, resource, region=REGION):
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{resource}"


# What the template tells each function. permissions_test.py puts in its place what the template really tells.
ENVIRONMENT = {
    "lessons": {
        "LESSONS_TABLE": "Lessons", "LANGUAGE_INDEX": "LanguageIndex", "DIFFICULTY_INDEX": "DifficultyIndex",
        "CONTENT_BUCKET": "content", "AUDIO_BUCKET": "audio-files", "CONTENT_URL": "https://d111.cloudfront.net",
        "LANGUAGES": LANGUAGES, "POLLY_VOICES": json.dumps(VOICES), "POLLY_ENGINE": "neural", "POLLY_TEXT_TYPE": "ssml",
        "POLLY_REGION": OTHER_REGION, "TRANSLATE_REGION": REGION, "TRANSLATE_TERMINOLOGY": "app-terms",
        "ALLOWED_ORIGIN": "https://learn.example.com"},
    "progress": {
        "PROGRESS_TABLE": "Progress", "EVENT_BUS": "learning", "EVENT_SOURCE": "app.progress",
        "METRIC_NAMESPACE": "App/Learning", "LANGUAGES": LANGUAGES, "PERSONALIZE_REGION": OTHER_REGION,
        "PERSONALIZE_TRACKING_ID": "tracker", "ALLOWED_ORIGIN": "https://learn.example.com"},
    "speech": {
        "RECORDINGS_BUCKET": "recordings", "LANGUAGES": LANGUAGES, "JOB_PREFIX": "app", "TRANSCRIBE_REGION": REGION,
        "TRANSCRIBE_VOCABULARIES": '{"en-US": "app-en-US"}', "TRANSCRIBE_STREAMING_REGION": OTHER_REGION,
        "STREAMING_VOCABULARIES": '{"en-US": "app-en-US-streaming"}', "ALLOWED_ORIGIN": "https://learn.example.com"},
    "grammar": {
        "LANGUAGES": LANGUAGES, "COMPREHEND_REGION": OTHER_REGION,
        "COMPREHEND_ENTITY_ENDPOINT": arn("comprehend", "entity-recognizer-endpoint/terms", OTHER_REGION),
        "COMPREHEND_ENTITY_LANGUAGE": "en", "METRIC_NAMESPACE": "App/Learning",
        "ALLOWED_ORIGIN": "https://learn.example.com"},
    "recommendations": {
        "PERSONALIZE_REGION": OTHER_REGION, "PERSONALIZE_TRACKING_ID": "tracker",
        "PERSONALIZE_CAMPAIGN_A": arn("personalize", "campaign/app-a", OTHER_REGION),
        "PERSONALIZE_CAMPAIGN_B": arn("personalize", "campaign/app-b", OTHER_REGION),
        "LESSONS_TABLE": "Lessons", "DIFFICULTY_INDEX": "DifficultyIndex", "PROGRESS_TABLE": "Progress",
        "METRIC_NAMESPACE": "App/Learning", "LANGUAGES": LANGUAGES, "ALLOWED_ORIGIN": "https://learn.example.com"},
    "reminder": {
        "PROGRESS_TABLE": "Progress", "LEVEL_INDEX": "LevelIndex", "REMINDER_TOPIC": arn("sns", "reminders"),
        "INACTIVE_DAYS": "2", "METRIC_NAMESPACE": "App/Learning"},
    "milestones": {"ACHIEVEMENT_TOPIC": arn("sns", "achievements"), "PROGRESS_TOPIC": arn("sns", "progress")},
    "translation": {
        "TRANSLATE_REGION": REGION, "TRANSLATE_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/translate",
        "TRANSLATE_TERMINOLOGY": "app-terms", "CONTENT_BUCKET": "content", "LANGUAGES": LANGUAGES,
        "SOURCE_LANGUAGE": "en-US", "EDITORS_GROUP": "editors", "ALLOWED_ORIGIN": "https://learn.example.com"},
    "training": {
        "PERSONALIZE_REGION": OTHER_REGION, "PERSONALIZE_VARIANTS": json.dumps([
            {"solution": arn("personalize", f"solution/app-{variant}", OTHER_REGION),
             "campaign": arn("personalize", f"campaign/app-{variant}", OTHER_REGION)} for variant in "ab"])},
    "notifications": {
        "TOPICS": ",".join(arn("sns", name) for name in ("achievements", "progress", "reminders")),
        "PLATFORM_APPLICATION_ARN": arn("sns", "app/GCM/app"), "ALLOWED_ORIGIN": "https://learn.example.com"},
    "vocabulary": {},
    "terminology": {},
    "platform_application": {},
    "empty_on_deletion": {},
}

# The actions that each function's role has to allow: no more and no less.
PERMISSIONS = {
    "lessons": {"dynamodb:GetItem", "dynamodb:Query", "s3:GetObject", "s3:PutObject", "s3:ListBucket",
                "polly:SynthesizeSpeech", "translate:TranslateText"},
    "progress": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "events:PutEvents",
                 "cloudwatch:PutMetricData", "personalize:PutEvents"},
    "speech": {"s3:GetObject", "s3:PutObject", "s3:ListBucket", "transcribe:StartTranscriptionJob",
               "transcribe:GetTranscriptionJob", "transcribe:StartStreamTranscriptionWebSocket"},
    "grammar": {"comprehend:DetectSyntax", "comprehend:DetectSentiment", "comprehend:DetectEntities",
                "cloudwatch:PutMetricData"},
    "recommendations": {"personalize:GetRecommendations", "personalize:PutEvents", "dynamodb:Query", "dynamodb:GetItem",
                        "cloudwatch:PutMetricData"},
    "reminder": {"dynamodb:Query", "sns:Publish", "cloudwatch:PutMetricData"},
    "milestones": {"sns:Publish"},
    "translation": {"translate:StartTextTranslationJob", "translate:DescribeTextTranslationJob",
                    "translate:StopTextTranslationJob", "iam:PassRole"},
    "training": {"personalize:ListSolutionVersions", "personalize:CreateSolutionVersion",
                 "personalize:DescribeCampaign", "personalize:UpdateCampaign"},
    "notifications": {"sns:Subscribe", "sns:CreatePlatformEndpoint"},
    "vocabulary": {"transcribe:GetVocabulary", "transcribe:CreateVocabulary", "transcribe:UpdateVocabulary",
                   "transcribe:DeleteVocabulary"},
    "terminology": {"translate:ImportTerminology", "translate:DeleteTerminology"},
    "platform_application": {"secretsmanager:GetSecretValue", "sns:CreatePlatformApplication",
                             "sns:SetPlatformApplicationAttributes", "sns:DeletePlatformApplication"},
    "empty_on_deletion": {"s3:ListBucketVersions", "s3:ListBucketMultipartUploads", "s3:AbortMultipartUpload",
                          "s3:DeleteObject", "s3:DeleteObjectVersion", "backup:ListRecoveryPointsByBackupVault",
                          "backup:DeleteRecoveryPoint"},
}

# The actions that an operation needs, where they are not the operation itself.
ACTIONS = {
    "s3:HeadObject": ["s3:GetObject"],
    "s3:ListObjectVersions": ["s3:ListBucketVersions"],
    "s3:ListMultipartUploads": ["s3:ListBucketMultipartUploads"],
    "s3:DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
    "dynamodb:TransactWriteItems": ["dynamodb:PutItem"],
    "sns:PublishBatch": ["sns:Publish"],
    "translate:StartTextTranslationJob": ["translate:StartTextTranslationJob", "iam:PassRole"],
}
# How IAM calls a service, where boto3's events call it otherwise.
PREFIXES = {"personalize-runtime": "personalize", "personalize-events": "personalize", "eventbridge": "events",
            "secrets-manager": "secretsmanager"}
# Services whose errors are XML, and what the error stands in.
XML_ERRORS = {"s3": "{}", "sns": "<ErrorResponse>{}</ErrorResponse>"}


def iam(operation):
    """The operation with the service's name as IAM has it."""
    service, _, name = operation.partition(":")
    return f"{PREFIXES.get(service, service)}:{name}"


class Call:
    """A call that a function has made: the operation, the Region, and what it was given."""

    def __init__(self, function, service, operation, region, params):
        self.function, self.region, self.params = function, region, params
        self.operation = iam(f"{service}:{operation}")

    @property
    def actions(self):
        """The actions that the role has to allow. Asked for what is not there S3 says so only to who may list."""
        listing = ["s3:ListBucket"] if self.operation in ("s3:GetObject", "s3:HeadObject") else []
        return ACTIONS.get(self.operation, [self.operation]) + listing


# Everything that has been called in this process.
calls = []


def source(name):
    """The file of what is the function's own."""
    return FUNCTIONS / name / "index.py"


def sources(name):
    """The files that the function's code is put together of: those that it says it stands on, and its own."""
    docstring = ast.get_docstring(ast.parse(source(name).read_text(encoding="utf-8")))
    return [*(FUNCTIONS / each for each in STANDS_ON.findall(docstring)), source(name)]


def code(name):
    """The function's code as the template has it, in one file. permissions_test.py compares."""
    return "\n".join(each.read_text(encoding="utf-8") for each in sources(name))


def load(name):
    """The function as Lambda loads it, with the environment that there is now; tracebacks name the files here."""
    module = types.ModuleType("index")
    for each in sources(name):
        exec(compile(each.read_text(encoding="utf-8"), each, "exec"), vars(module))
    return module


class Context:
    """What Lambda passes along, with a clock that goes on only when the function sleeps."""

    aws_request_id = REQUEST_ID
    invoked_function_arn = arn("lambda", "function:f")

    def __init__(self, seconds=900):
        self.seconds = seconds

    def get_remaining_time_in_millis(self):
        return int(self.seconds * 1000)

    def sleep(self, seconds):
        self.seconds -= seconds
        if self.seconds < 0:
            raise AssertionError("Lambda has killed the function")


class Failure(Exception):
    """The error that a service answers with."""

    def __init__(self, code, message="", status=400):
        super().__init__(message)
        self.code, self.status = code, status


class Raw(io.BytesIO):
    def stream(self, **_):
        while chunk := self.read():
            yield chunk


class FunctionTest(unittest.TestCase):
    """A test of the function `name`. `answers` are those of services that moto lacks: a value, a function of the
    parameters, or a Failure, by "service:Operation" in the words of IAM."""

    name = None

    @classmethod
    def setUpClass(cls):
        first = len(calls)
        if not getattr(sys.modules[cls.__module__], "checked", False) and len(sys.argv) == 1:
            sys.modules[cls.__module__].checked = True
            unittest.addModuleCleanup(cls.check_that_all_permissions_are_needed, first)

    @classmethod
    def check_that_all_permissions_are_needed(cls, first):
        used = {action for call in calls[first:] for action in call.actions}
        if used != PERMISSIONS[cls.name]:
            raise AssertionError(f"{cls.name}: {used ^ PERMISSIONS[cls.name]} are listed and not used, or the reverse")

    def setUp(self):
        self.answers = {}
        self.env = dict(ENVIRONMENT[self.name])
        self.set_environment(**RUNTIME, **self.env)
        self.enterContext(mock.patch.dict(os.environ))
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
            os.environ.pop(name, None)
        self.enterContext(moto.mock_aws(config={"core": {"mock_credentials": False}}))
        self.aws = boto3.Session()
        self.enterContext(mock.patch.object(botocore.handlers, "BUILTIN_HANDLERS", [
            ("provide-client-params", self.record), *botocore.handlers.BUILTIN_HANDLERS]))
        # Whoever answers a request, botocore asks all: moto has to be kept from it.
        theirs = BotocoreStubber.__call__
        self.enterContext(mock.patch.object(BotocoreStubber, "__call__", lambda stubber, event_name, request, **more: (
            self.answered(request, event_name) or theirs(stubber, event_name, request, **more))))
        self.enterContext(mock.patch.object(boto3, "DEFAULT_SESSION", None))
        # Before it tries again botocore waits, for seconds.
        self.enterContext(mock.patch.object(botocore.endpoint, "time", mock.Mock()))
        self.calls = []
        self.addCleanup(self.only_what_is_listed)
        self.context = Context()
        self.log = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        logging.getLogger().setLevel(logging.WARNING)
        self.prepare()
        self.function = load(self.name)

    def prepare(self):
        """Makes what the function finds."""

    def set_environment(self, **variables):
        self.enterContext(mock.patch.dict(os.environ, variables))

    def reload(self, **variables):
        """The function with other variables in its environment."""
        self.set_environment(**variables)
        self.function = load(self.name)

    # --- what the function calls ---

    def record(self, params, model, context, event_name=None, **_):
        self.called(event_name.split(".")[1], model.name, context["client_region"], **params)

    def called(self, service, operation, region, **params):
        call = Call(self.name, service, operation, region, params)
        self.calls.append(call)
        calls.append(call)

    def answered(self, request, event_name):
        """The answer of a service that moto lacks, as it comes over the wire; None leaves it to moto."""
        _, service, operation = event_name.split(".")
        key = iam(f"{service}:{operation}")
        if key not in self.answers:
            if PREFIXES.get(service, service) in ("translate", "comprehend", "personalize"):
                raise AssertionError(f"nobody has expected {key}")
            return None
        answer = self.answers[key]
        try:
            if callable(answer):
                # What is sent, not what has been recorded last: a function may call from several threads.
                answer = answer(json.loads(request.body or b"{}"))
            if isinstance(answer, Failure):
                raise answer
            status, headers = 200, {}
        except Failure as failure:
            status, headers = failure.status, {"x-amzn-errortype": failure.code}
            answer = {"__type": failure.code, "message": str(failure)}
            if service in XML_ERRORS:
                error = f"<Error><Code>{failure.code}</Code><Message>{failure}</Message></Error>"
                return botocore.awsrequest.AWSResponse(request.url, status, headers,
                                                       Raw(XML_ERRORS[service].format(error).encode()))
        body = "<Response/>" if service in XML_ERRORS else json.dumps(answer)
        return botocore.awsrequest.AWSResponse(request.url, status, headers, Raw(body.encode()))

    def of(self, operation):
        """The parameters of all calls of this operation: "dynamodb:Query"."""
        return [call.params for call in self.calls if call.operation == operation]

    def regions(self, service):
        return {call.region for call in self.calls if call.operation.startswith(f"{service}:")}

    def only_what_is_listed(self):
        used = {action for call in self.calls for action in call.actions}
        self.assertLessEqual(used, PERMISSIONS[self.name])


class ApiTest(FunctionTest):
    """A test of a function of the API."""

    def request(self, route, body=None, user=USER, query=None, claims=None, **path):
        """The status and the body of the answer. `route` is "GET /lessons/{lessonId}"."""
        method, _, resource = route.partition(" ")
        event = {
            "resource": resource, "httpMethod": method, "path": resource.format(**path), "headers": {},
            "queryStringParameters": query, "pathParameters": path or None,
            "requestContext": {"authorizer": {"claims": {"sub": user, **(claims or {})}}} if user else {},
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        return self.invoke(event)

    def invoke(self, event):
        answer = self.function.handler(event, self.context)
        self.assertEqual(answer["headers"], {"Content-Type": "application/json",
                                             "Access-Control-Allow-Origin": self.env["ALLOWED_ORIGIN"]})
        return answer["statusCode"], json.loads(answer["body"])

    def get(self, route, **arguments):
        """What an answer says that has to be one of success."""
        status, body = self.request(route, **arguments)
        self.assertIn(status, (200, 201, 202), body)
        return body

    def refused(self, status, route, **arguments):
        """What is said to a request that fails with this status."""
        found, body = self.request(route, **arguments)
        self.assertEqual((found, set(body)), (status, {"error"}), body)
        return body["error"]

    def broken(self, route, **arguments):
        """The log of a request that fails inside; the caller is not told why."""
        with self.assertLogs(level="ERROR") as log:
            status, body = self.request(route, **arguments)
        self.assertEqual((status, body), (500, {"error": "internal error", "requestId": REQUEST_ID}))
        return "\n".join(log.output)

    def logged(self):
        """What is logged as an error while a request succeeds."""
        return self.assertLogs(level="ERROR")


class CustomResourceTest(FunctionTest):
    """A test of a custom resource. CloudFormation's end of it is a stand-in for urlopen."""

    def prepare(self):
        self.sent = []
        self.enterContext(mock.patch("urllib.request.urlopen", self.receive))

    def receive(self, request, timeout):
        self.sent.append(request)
        return contextlib.nullcontext()

    def ask(self, kind, properties, physical_id=None, **event):
        """The answer that CloudFormation gets."""
        event = {"RequestType": kind, "ResponseURL": "https://cloudformation.example.com/answer?signed=yes",
                 "StackId": "stack", "RequestId": "request", "LogicalResourceId": "Logical",
                 "ResourceType": "Custom::Thing", "ResourceProperties": {"ServiceToken": "token", **properties},
                 **event}
        if physical_id:
            event["PhysicalResourceId"] = physical_id
        self.sent.clear()
        self.function.handler(event, self.context)
        (request,) = self.sent
        self.assertEqual((request.get_method(), request.full_url, request.get_header("Content-type")),
                         ("PUT", event["ResponseURL"], ""))
        answer = json.loads(request.data)
        self.assertLess(len(request.data), 4096)
        self.assertEqual((answer["StackId"], answer["RequestId"], answer["LogicalResourceId"]),
                         ("stack", "request", "Logical"))
        if kind == "Delete":
            self.assertEqual(answer["PhysicalResourceId"], physical_id)
        logged = json.loads(self.log.getvalue().splitlines()[-1])
        self.assertEqual(logged, {"request": kind, **answer})
        return answer

    def succeed(self, kind, properties, physical_id=None):
        answer = self.ask(kind, properties, physical_id)
        self.assertEqual(answer["Status"], "SUCCESS", answer)
        return answer

    def fail_with(self, reason, kind, properties, physical_id=None):
        answer = self.ask(kind, properties, physical_id)
        self.assertEqual(answer["Status"], "FAILED", answer)
        self.assertRegex(answer["Reason"], reason)
        return answer

    def check_what_is_common(self, properties, physical_id):
        """What holds of every custom resource."""
        answer = self.fail_with("KeyError", "Create", {})
        self.assertEqual(answer["PhysicalResourceId"], "none")
        self.succeed("Delete", {}, "none")
        self.assertEqual(self.ask("Update", {}, physical_id)["PhysicalResourceId"], physical_id)
        self.fail_with("KeyError", "Renew", properties)


def lessons_table(session, name):
    return session.resource("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"}
                              for each in ("lessonId", "language", "difficulty")],
        KeySchema=[{"AttributeName": "lessonId", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {"IndexName": index, "Projection": {"ProjectionType": "ALL"},
             "KeySchema": [{"AttributeName": hashed, "KeyType": "HASH"}, {"AttributeName": ranged, "KeyType": "RANGE"}]}
            for index, hashed, ranged in (("LanguageIndex", "language", "difficulty"),
                                          ("DifficultyIndex", "difficulty", "language"))])


def progress_table(session, name):
    return session.resource("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"}
                              for each in ("userId", "record", "progressLevel", "lastActive")],
        KeySchema=[{"AttributeName": "userId", "KeyType": "HASH"}, {"AttributeName": "record", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[{
            "IndexName": "LevelIndex", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "progressLevel", "KeyType": "HASH"},
                          {"AttributeName": "lastActive", "KeyType": "RANGE"}]}])
