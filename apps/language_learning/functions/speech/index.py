"""Judges pronunciation: what a learner has said is transcribed and compared with what was to be said.

POST /speech               {language, expectedText, format, audio (base64)}: {exerciseId, status}; a job has begun
GET  /speech/{exerciseId}  {status}, and once that is COMPLETED {transcript, score, words}
POST /speech/stream        {language, sampleRate}: {url, expiresIn}; the client itself streams to that address, where
                           Transcribe refuses a language that it does not know in streams

A learner's exercises are kept under the learner's id, so nobody else finds them.

It stands on shared/api.py.
"""
import base64
import binascii
import difflib
import unicodedata
import urllib.parse
import uuid

import boto3
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

FORMATS = ("mp3", "mp4", "wav", "flac", "ogg", "amr", "webm", "m4a")
LONGEST_EXPECTED = 1000
MAX_AUDIO = 4 * 1024 * 1024  # bytes; Lambda takes requests of 6 MB, in base64
STREAMING_SECONDS = 300  # the longest that Transcribe lets such an address live
STREAMING_ENCODING = "pcm"
STREAMING_PATH = "/stream-transcription-websocket"
# Written without spaces: these are compared character by character.
UNSPACED = ("ja-JP", "th-TH", "zh-CN", "zh-HK", "zh-TW")

LANGUAGES = os.environ["LANGUAGES"].split(",")
VOCABULARIES = json.loads(os.environ["TRANSCRIBE_VOCABULARIES"])
STREAMING_VOCABULARIES = json.loads(os.environ["STREAMING_VOCABULARIES"])

s3 = boto3.client("s3")
transcribe = boto3.client("transcribe", region_name=os.environ["TRANSCRIBE_REGION"])


def place(kind, user, exercise, extension="json"):
    """Where the recording, the exercise or the transcript of a user is kept."""
    return {"Bucket": os.environ["RECORDINGS_BUCKET"], "Key": f"{kind}/{user}/{exercise}.{extension}"}


def job_name(exercise):
    """The name of the transcription job: the role may touch only jobs that begin so."""
    return f"{os.environ['JOB_PREFIX']}-{exercise}"


def audio_of(body):
    """The recording in the request."""
    try:
        audio = base64.b64decode(body.get("audio") or "", validate=True)
    except (binascii.Error, TypeError, ValueError):
        audio = b""
    if not 0 < len(audio) <= MAX_AUDIO:
        raise Refused(400, f"audio must be 1 to {MAX_AUDIO} bytes in base64")
    return audio


def start_job(user, exercise, body):
    """Begins the transcription of a recording. The transcript goes where the exercise is."""
    recording, transcript = place("recordings", user, exercise, body["format"]), place("transcripts", user, exercise)
    key = os.environ.get("RECORDINGS_KEY")
    vocabulary = VOCABULARIES.get(body["language"])
    transcribe.start_transcription_job(
        TranscriptionJobName=job_name(exercise), LanguageCode=body["language"], MediaFormat=body["format"],
        Media={"MediaFileUri": f"s3://{recording['Bucket']}/{recording['Key']}"},
        OutputBucketName=transcript["Bucket"], OutputKey=transcript["Key"],
        **({"OutputEncryptionKMSKeyId": key} if key else {}),
        **({"Settings": {"VocabularyName": vocabulary}} if vocabulary else {}))


def post_speech(event):
    """Stores a recording, and begins its transcription."""
    user, body = user_of(event), body_of(event)
    asked = {"language": choice(body, "language", LANGUAGES), "format": choice(body, "format", FORMATS),
             "expectedText": text(body, "expectedText", LONGEST_EXPECTED)}
    if not units(asked["expectedText"], asked["language"]):
        raise Refused(400, "expectedText has no words")
    audio = audio_of(body)
    exercise = str(uuid.uuid4())
    s3.put_object(**place("recordings", user, exercise, asked["format"]), Body=audio,
                  ContentType=f"audio/{asked['format']}")
    start_job(user, exercise, asked)
    s3.put_object(**place("exercises", user, exercise), Body=json.dumps(asked).encode())
    return 202, {"exerciseId": exercise, "status": "IN_PROGRESS"}


def stored(where):
    """The JSON that is kept there, or None."""
    try:
        return json.loads(s3.get_object(**where)["Body"].read())
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
        return None


def units(said, language):
    """What is compared: words, or characters where there are no spaces; without case and punctuation."""
    letters = unicodedata.normalize("NFC", said).casefold().replace("’", "'")
    kept = "".join(" " if unicodedata.category(each)[0] in "PSZ" and each != "'" else each for each in letters)
    words = [word.strip("'") for word in kept.split()]
    return [each for word in words for each in (word if language in UNSPACED else [word]) if each]


def heard(results, language):
    """What Transcribe has heard, each unit with the confidence in it, from 0 to 1."""
    best = (item["alternatives"][0] for item in results["items"] if item["type"] == "pronunciation")
    return [(unit, float(each["confidence"])) for each in best for unit in units(each["content"], language)]


def comparison(expected, found):
    """Expected and heard units side by side. A score is the confidence, in percent, in what was to be said."""
    words = []
    matcher = difflib.SequenceMatcher(None, expected, [unit for unit, _ in found], autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        for offset in range(max(end - start, stop - begin)):
            wanted = expected[start + offset] if start + offset < end else None
            unit, confidence = found[begin + offset] if begin + offset < stop else (None, 0)
            score = round(100 * confidence) if kind == "equal" else 0
            words.append({"expected": wanted, "heard": unit, "score": score})
    return words


def judgement(exercise, results):
    """The score from 0 to 100: the mean of the units. What was not asked for counts as said wrongly."""
    language = exercise["language"]
    words = comparison(units(exercise["expectedText"], language), heard(results, language))
    return {"transcript": results["transcripts"][0]["transcript"], "words": words,
            "score": round(sum(each["score"] for each in words) / len(words))}


def get_speech(event):
    """How far an exercise is, and its judgement once the transcript is there."""
    user = user_of(event)
    try:
        exercise_id = str(uuid.UUID((event.get("pathParameters") or {}).get("exerciseId", "")))
    except ValueError:
        raise Refused(404, "there is no such exercise") from None
    exercise = stored(place("exercises", user, exercise_id))
    if exercise is None:
        raise Refused(404, "there is no such exercise")
    job = transcribe.get_transcription_job(TranscriptionJobName=job_name(exercise_id))["TranscriptionJob"]
    status = job["TranscriptionJobStatus"]
    if status == "FAILED":
        LOG.warning("%s: %s", exercise_id, job.get("FailureReason"))
    if status != "COMPLETED":
        return 200, {"exerciseId": exercise_id, "status": status}
    results = stored(place("transcripts", user, exercise_id))["results"]
    return 200, {"exerciseId": exercise_id, "status": status, **judgement(exercise, results)}


def post_stream(event):
    """An address at which the client may stream audio to Transcribe, in the Region that has streaming, for a while.

    It carries the function's own permission (transcribe:StartStreamTranscriptionWebSocket).
    """
    user_of(event)
    body = body_of(event)
    language, rate = choice(body, "language", LANGUAGES), number(body, "sampleRate", 8000, 48000, 16000)
    region = os.environ["TRANSCRIBE_STREAMING_REGION"]
    parameters = {"language-code": language, "media-encoding": STREAMING_ENCODING, "sample-rate": rate}
    if language in STREAMING_VOCABULARIES:
        parameters["vocabulary-name"] = STREAMING_VOCABULARIES[language]
    host = f"transcribestreaming.{region}.amazonaws.com:8443"
    request = AWSRequest("GET", f"https://{host}{STREAMING_PATH}?{urllib.parse.urlencode(parameters)}")
    credentials = boto3.Session().get_credentials()
    SigV4QueryAuth(credentials, "transcribe", region, STREAMING_SECONDS).add_auth(request)
    return 200, {"url": request.url.replace("https:", "wss:", 1), "expiresIn": STREAMING_SECONDS,
                 "sampleRate": rate, "encoding": STREAMING_ENCODING}

ROUTES = {"POST /speech": post_speech, "GET /speech/{exerciseId}": get_speech, "POST /speech/stream": post_stream}
