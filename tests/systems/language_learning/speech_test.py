"""The practice of pronunciation."""

import base64
import hashlib
import hmac
import json
import os
import unittest
import urllib.parse

import function_support
from function_support import OTHER_USER, USER, Failure

SAY = "POST /speech"
LOOK = "GET /speech/{exerciseId}"
STREAM = "POST /speech/stream"
AUDIO = b"\x1aE\xdf\xa3 recorded"


def transcript(*words):
    """What Transcribe writes: words with the confidence in each, or marks."""
    items = [{"type": kind, "alternatives": [{"confidence": str(confidence), "content": content}]}
             for kind, (content, confidence) in (
                 ("pronunciation", word) if isinstance(word, tuple) else ("punctuation", (word, 0)) for word in words)]
    said = " ".join(each["alternatives"][0]["content"] for each in items)
    return {"jobName": "job", "status": "COMPLETED", "results": {"transcripts": [{"transcript": said}], "items": items}}


class Speech(function_support.ApiTest):
    name = "speech"

    def prepare(self):
        self.bucket = self.env["RECORDINGS_BUCKET"]
        self.s3 = self.aws.client("s3")
        self.s3.create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-1"})
        self.transcribe = self.aws.client("transcribe")
        for name in json.loads(self.env["TRANSCRIBE_VOCABULARIES"]).values():
            self.transcribe.create_vocabulary(VocabularyName=name, LanguageCode="en-US", Phrases=["lesson"])

    def body(self, **fields):
        return {"language": "en-US", "expectedText": "Good morning, teacher!", "format": "webm",
                "audio": base64.b64encode(AUDIO).decode(), **fields}

    def say(self, user=USER, **fields):
        return self.get(SAY, body=self.body(**fields), user=user)["exerciseId"]

    def stored(self, key):
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def keys(self):
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])]


class Recordings(Speech):
    def test_the_recording_and_what_was_to_be_said_are_kept_under_the_user(self):
        exercise = self.say()
        self.assertEqual(self.stored(f"recordings/{USER}/{exercise}.webm"), AUDIO)
        self.assertEqual(json.loads(self.stored(f"exercises/{USER}/{exercise}.json")),
                         {"language": "en-US", "expectedText": "Good morning, teacher!", "format": "webm"})

    def test_a_job_transcribes_it_with_the_vocabulary_of_its_language(self):
        status, body = self.request(SAY, body=self.body())
        self.assertEqual((status, body["status"]), (202, "IN_PROGRESS"))
        exercise = body["exerciseId"]
        self.assertEqual(self.of("transcribe:StartTranscriptionJob"), [{
            "TranscriptionJobName": f"{self.env['JOB_PREFIX']}-{exercise}", "LanguageCode": "en-US",
            "MediaFormat": "webm", "OutputBucketName": self.bucket, "OutputKey": f"transcripts/{USER}/{exercise}.json",
            "Media": {"MediaFileUri": f"s3://{self.bucket}/recordings/{USER}/{exercise}.webm"},
            "Settings": {"VocabularyName": json.loads(self.env["TRANSCRIBE_VOCABULARIES"])["en-US"]}}])
        self.assertEqual(self.regions("transcribe"), {self.env["TRANSCRIBE_REGION"]})

    def test_every_language_may_be_spoken_and_not_all_have_a_vocabulary(self):
        languages = self.env["LANGUAGES"].split(",")
        self.assertGreaterEqual(len({each.split("-")[0] for each in languages}), 20)
        for language in languages:
            self.say(language=language)
        asked = self.of("transcribe:StartTranscriptionJob")
        self.assertEqual([each["LanguageCode"] for each in asked], languages)
        self.assertEqual({each["LanguageCode"] for each in asked if "Settings" in each},
                         set(json.loads(self.env["TRANSCRIBE_VOCABULARIES"])))

    def test_transcribe_knows_every_language(self):
        model = self.aws.client("transcribe").meta.service_model
        self.assertLessEqual(set(self.env["LANGUAGES"].split(",")), set(model.shape_for("LanguageCode").enum))
        self.assertLessEqual(set(self.function.FORMATS), set(model.shape_for("MediaFormat").enum))

    def test_a_bucket_with_a_key_of_its_own(self):
        self.set_environment(RECORDINGS_KEY="arn:aws:kms:us-west-1:123456789012:key/1")
        self.say()
        self.assertEqual(self.of("transcribe:StartTranscriptionJob")[0]["OutputEncryptionKMSKeyId"],
                         "arn:aws:kms:us-west-1:123456789012:key/1")

    def test_the_longest_text(self):
        self.say(expectedText="a" * 1000)

    def test_requests_that_are_none(self):
        too_long = base64.b64encode(bytes(4 * 1024 * 1024 + 1)).decode()
        for fields, error in (
                ({"language": "xx-XX"}, "language must be one of"), ({"language": None}, "language must be one of"),
                ({"format": "exe"}, "format must be one of mp3"), ({"format": "../x"}, "format must be one of mp3"),
                *(({"expectedText": text}, "expectedText must be a text") for text in ("", 5, "\ud800")),
                ({"expectedText": "?!"}, "has no words"),
                ({"expectedText": "a" * 1001}, "longer than 1000"),
                *(({"audio": audio}, "audio must be") for audio in ("", None, "no base64!", 5, ["a"], "ä", too_long))):
            with self.subTest(str(fields)[:60]):
                self.assertIn(error, self.refused(400, SAY, body=self.body(**fields)))
        self.assertEqual(self.refused(401, SAY, user=None, body=self.body()), "sign in first")
        self.assertEqual(self.keys(), [])

    def test_a_job_that_cannot_be_started(self):
        self.answers["transcribe:StartTranscriptionJob"] = Failure("LimitExceededException", "limit of account 1")
        self.broken(SAY, body=self.body())


class Judgements(Speech):
    def look(self, exercise, user=USER):
        return self.get(LOOK, user=user, exerciseId=exercise)

    def judged(self, *heard, **fields):
        """The judgement of a recording in which Transcribe hears this."""
        exercise = self.say(**fields)
        self.s3.put_object(Bucket=self.bucket, Key=f"transcripts/{USER}/{exercise}.json",
                           Body=json.dumps(transcript(*heard)).encode())
        for _ in range(4):
            answer = self.look(exercise)
            if answer["status"] == "COMPLETED":
                return answer
        self.fail(answer)

    def test_it_takes_a_while(self):
        self.answers["transcribe:GetTranscriptionJob"] = {"TranscriptionJob": {"TranscriptionJobStatus": "IN_PROGRESS"}}
        exercise = self.say()
        self.assertEqual(self.look(exercise), {"exerciseId": exercise, "status": "IN_PROGRESS"})

    def test_perfect_pronunciation(self):
        answer = self.judged(("Good", 1.0), ("morning", 1.0), ",", ("teacher", 1.0), "!")
        self.assertEqual((answer["score"], answer["transcript"]), (100, "Good morning , teacher !"))
        self.assertEqual(answer["words"], [{"expected": word, "heard": word, "score": 100}
                                           for word in ("good", "morning", "teacher")])

    def test_a_word_scores_the_confidence_in_it(self):
        answer = self.judged(("good", 0.5), ("morning", 0.7), ("teacher", 0.9))
        self.assertEqual([each["score"] for each in answer["words"]], [50, 70, 90])
        self.assertEqual(answer["score"], 70)

    def test_words_that_are_wrong_missing_or_too_many(self):
        for heard, words, score in (
                ((("good", 1), ("warning", 1), ("teacher", 1)),
                 [("good", "good", 100), ("morning", "warning", 0), ("teacher", "teacher", 100)], 67),
                ((("good", 1), ("teacher", 1)),
                 [("good", "good", 100), ("morning", None, 0), ("teacher", "teacher", 100)], 67),
                ((("good", 1), ("morning", 1), ("my", 1), ("teacher", 1)),
                 [("good", "good", 100), ("morning", "morning", 100), (None, "my", 0),
                  ("teacher", "teacher", 100)], 75),
                ((("bad", 1), ("day", 1)),
                 [("good", "bad", 0), ("morning", "day", 0), ("teacher", None, 0)], 0),
                ((("bad", 1), ("old", 1), ("day", 1), ("my", 1), ("teacher", 1)),
                 [("good", "bad", 0), ("morning", "old", 0), (None, "day", 0), (None, "my", 0),
                  ("teacher", "teacher", 100)], 20),
                ((), [("good", None, 0), ("morning", None, 0), ("teacher", None, 0)], 0)):
            with self.subTest(heard):
                answer = self.judged(*heard)
                self.assertEqual([(each["expected"], each["heard"], each["score"]) for each in answer["words"]], words)
                self.assertEqual(answer["score"], score)

    def test_case_marks_and_apostrophes_make_no_difference(self):
        self.assertEqual(self.judged(("DON’T", 1), ("panic", 1), expectedText="“Don't” panic…")["score"], 100)

    def test_letters_with_marks_stay_whole(self):
        self.assertEqual(self.judged(("नमस्ते", 1), expectedText="नमस्ते!", language="hi-IN")["words"],
                         [{"expected": "नमस्ते", "heard": "नमस्ते", "score": 100}])
        self.assertEqual(self.judged(("cafe\u0301", 1), expectedText="café", language="fr-FR")["score"], 100)

    def test_what_is_written_without_spaces_is_compared_by_characters(self):
        answer = self.judged(("你", 1), ("们", 0.8), "。", expectedText="你们好。", language="zh-CN")
        self.assertEqual([(each["expected"], each["score"]) for each in answer["words"]],
                         [("你", 100), ("们", 80), ("好", 0)])
        self.assertEqual(answer["score"], 60)
        self.assertEqual(self.judged(("你们", 1), ("好", 1), expectedText="你们好", language="zh-CN")["score"], 100)

    def test_a_job_that_fails(self):
        self.answers["transcribe:GetTranscriptionJob"] = {"TranscriptionJob": {
            "TranscriptionJobStatus": "FAILED", "FailureReason": "no audio in s3://secret"}}
        exercise = self.say()
        with self.assertLogs(level="WARNING") as log:
            self.assertEqual(self.look(exercise), {"exerciseId": exercise, "status": "FAILED"})
        self.assertIn("no audio", log.output[0])

    def test_exercises_that_are_none_or_somebody_elses(self):
        exercise = self.say()
        for user, exercise_id in ((OTHER_USER, exercise), (USER, "00000000-0000-4000-8000-000000000000"),
                                  (USER, "../" + exercise), (USER, "none")):
            with self.subTest(user, exercise=exercise_id):
                error = self.refused(404, LOOK, user=user, exerciseId=exercise_id)
                self.assertEqual(error, "there is no such exercise")
        self.assertEqual(self.of("transcribe:GetTranscriptionJob"), [])

    def test_a_bucket_that_refuses_is_no_missing_exercise(self):
        exercise = self.say()
        self.answers["s3:GetObject"] = Failure("AccessDenied", status=403)
        self.broken(LOOK, exerciseId=exercise)

    def test_a_transcript_that_is_missing(self):
        self.answers["transcribe:GetTranscriptionJob"] = {"TranscriptionJob": {"TranscriptionJobStatus": "COMPLETED"}}
        exercise = self.say()
        self.broken(LOOK, exerciseId=exercise)


class Streams(Speech):
    def stream(self, **body):
        answer = self.get(STREAM, body={"language": "en-US", **body})
        # The client calls with it: it needs this permission of the function's role.
        self.called("transcribe", "StartStreamTranscriptionWebSocket", self.env["TRANSCRIBE_STREAMING_REGION"])
        url = urllib.parse.urlsplit(answer["url"])
        return answer, url, dict(urllib.parse.parse_qsl(url.query, strict_parsing=True))

    def test_the_address(self):
        region = self.env["TRANSCRIBE_STREAMING_REGION"]
        answer, url, query = self.stream(sampleRate=44_100)
        self.assertEqual((url.scheme, url.netloc, url.path), (
            "wss", f"transcribestreaming.{region}.amazonaws.com:8443", "/stream-transcription-websocket"))
        self.assertEqual({name: query[name] for name in ("language-code", "media-encoding", "sample-rate")},
                         {"language-code": "en-US", "media-encoding": "pcm", "sample-rate": "44100"})
        self.assertEqual((answer["expiresIn"], query["X-Amz-Expires"]), (300, "300"))
        self.assertEqual((answer["sampleRate"], answer["encoding"]), (44_100, "pcm"))
        self.assertEqual(query["X-Amz-Credential"].split("/")[2:], [region, "transcribe", "aws4_request"])
        self.assertEqual(query["X-Amz-Security-Token"], os.environ["AWS_SESSION_TOKEN"])

    def test_the_signature(self):
        """As the service reckons it: https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html"""
        _, url, query = self.stream()
        signature = query.pop("X-Amz-Signature")
        canonical = urllib.parse.urlencode(sorted(query.items()), quote_via=urllib.parse.quote, safe="-_.~")
        empty = hashlib.sha256().hexdigest()
        request = "\n".join(["GET", url.path, canonical, f"host:{url.netloc}", "", "host", empty])
        scope = query["X-Amz-Credential"].partition("/")[2]
        key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        text = "\n".join(["AWS4-HMAC-SHA256", query["X-Amz-Date"], scope, hashlib.sha256(request.encode()).hexdigest()])
        self.assertEqual(hmac.new(key, text.encode(), "sha256").hexdigest(), signature)

    def test_the_vocabulary_of_that_region(self):
        vocabularies = {"en-US": "streaming-words"}
        self.reload(STREAMING_VOCABULARIES=json.dumps(vocabularies))
        self.assertEqual(self.stream()[2]["vocabulary-name"], "streaming-words")
        self.assertNotIn("vocabulary-name", self.stream(language="ko-KR")[2])

    def test_the_rate_that_clients_have_mostly(self):
        self.assertEqual(self.stream()[0]["sampleRate"], 16_000)

    def test_requests_that_are_none(self):
        for body, error in (({"language": "xx"}, "language must be one of"),
                            ({"language": "en-US", "sampleRate": 7999}, "sampleRate must be"),
                            ({"language": "en-US", "sampleRate": "x"}, "sampleRate must be")):
            self.assertIn(error, self.refused(400, STREAM, body=body))
        self.assertEqual(self.refused(401, STREAM, user=None, body={"language": "en-US"}), "sign in first")


if __name__ == "__main__":
    unittest.main()
