"""Delivers lessons: the lists, each lesson with its content, in another language on demand, and its phrases as speech.

GET  /lessons                    ?language= and/or ?difficulty=, ?limit=, ?nextToken=: {lessons, nextToken}
GET  /lessons/{lessonId}         ?translateTo=<language>: {lesson}; what explains is translated, what is taught is not
POST /lessons/{lessonId}/audio   {section, pace}: {audioUrl, created}; the section's phrases, spoken by a neural voice

A lesson's body is the object lessons/<lessonId>.json of the content bucket:
{"sections": [{"heading", "text", "phrases": [...], "pronunciations": {word: IPA}}]}. Headings and texts are in the
lesson's sourceLanguage, each of at most 10,000 bytes (Translate's limit); phrases are in its language.

It stands on shared/api.py.
"""
import base64
import concurrent.futures
import hashlib
from xml.sax.saxutils import escape, quoteattr

import boto3
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

DIFFICULTIES = ("beginner", "intermediate", "advanced")
KEY_TEXT = LESSON_ID  # languages and difficulties are such texts too
TOKEN_KEYS = {"lessonId", "language", "difficulty"}
LISTED = ("lessonId", "title", "summary", "language", "difficulty", "sourceLanguage")
LONGEST_SPOKEN = 2900  # Polly takes 3,000 characters that are read aloud
TRANSLATIONS_AT_ONCE = 10

# How each pace is said in SSML: the rate of speech, and the pause after each phrase.
PACES = {"normal": ("medium", "400ms"), "slow": ("slow", "1200ms")}
# Where Polly's code is not the one that lessons have.
POLLY_CODES = {"zh-CN": "cmn-CN", "no-NO": "nb-NO"}
# The only regional codes that Translate knows.
TRANSLATE_CODES = ("es-MX", "fr-CA", "pt-PT", "zh-TW")

LANGUAGES = os.environ["LANGUAGES"].split(",")
VOICES = json.loads(os.environ["POLLY_VOICES"])

table = boto3.resource("dynamodb").Table(os.environ["LESSONS_TABLE"])
s3 = boto3.client("s3")
polly = boto3.client("polly", region_name=os.environ["POLLY_REGION"])
translate = boto3.client("translate", region_name=os.environ["TRANSLATE_REGION"])


def start_of(token, asked):
    """Where a list goes on: the key that a nextToken of the answer before, to the same query, is made of."""
    try:
        key = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, RecursionError):
        key = None
    # What DynamoDB would refuse is the caller's mistake: empty texts, and keys outside of what is asked for.
    if (not isinstance(key, dict) or key.keys() != TOKEN_KEYS
            or not all(isinstance(each, str) and KEY_TEXT.fullmatch(each) for each in key.values())
            or any(key[name] != value for name, value in asked.items())):
        raise Refused(400, "nextToken is none that this API has given")
    return {"ExclusiveStartKey": key}


def asked_for(query):
    """The language, the difficulty, or both, that a list is of."""
    asked = {name: choice(query, name, choices)
             for name, choices in (("language", LANGUAGES), ("difficulty", DIFFICULTIES)) if name in query}
    if not asked:
        raise Refused(400, "give a language, a difficulty, or both")
    return asked


def conditions(asked):
    """The index that answers, and what to ask it for. Each index sorts by what the other one is for."""
    index = os.environ["LANGUAGE_INDEX" if "language" in asked else "DIFFICULTY_INDEX"]
    wanted = [Key(name).eq(value) for name, value in asked.items()]
    return {"IndexName": index, "KeyConditionExpression": wanted[0] if len(wanted) == 1 else wanted[0] & wanted[1]}


def list_lessons(event):
    """The lessons of a language, of a difficulty, or of both, without their content."""
    query = event.get("queryStringParameters") or {}
    asked = asked_for(query)
    start = start_of(query["nextToken"], asked) if "nextToken" in query else {}
    page = table.query(**conditions(asked), Limit=number(query, "limit", 1, 100, 20), **start)
    last = page.get("LastEvaluatedKey")
    return 200, {
        "lessons": [{name: item[name] for name in LISTED if name in item} for item in page["Items"]],
        "nextToken": base64.urlsafe_b64encode(json.dumps(last).encode()).decode() if last else None,
    }


def object_at(bucket, key):
    """What the bucket holds under this key, or None."""
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
        return None


def lesson_of(event):
    """The lesson that the path names: its item, and the sections of its body."""
    lesson_id = (event.get("pathParameters") or {}).get("lessonId", "")
    item = table.get_item(Key={"lessonId": lesson_id}).get("Item") if LESSON_ID.fullmatch(lesson_id) else None
    if item is None:
        raise Refused(404, "there is no such lesson")
    body = object_at(os.environ["CONTENT_BUCKET"], f"lessons/{lesson_id}.json")
    return item, json.loads(body)["sections"] if body else []


def translate_code(language):
    """Translate's code of a language."""
    return language if language in TRANSLATE_CODES else language.split("-")[0]


def translated(texts, source, target):
    """The texts in the target language, with the terms that the custom terminology says."""
    def one(text):
        """Translates one of them; there is nothing to translate in an empty text."""
        if not text.strip():
            return text
        return translate.translate_text(
            Text=text, SourceLanguageCode=translate_code(source), TargetLanguageCode=translate_code(target),
            TerminologyNames=[os.environ["TRANSLATE_TERMINOLOGY"]])["TranslatedText"]

    with concurrent.futures.ThreadPoolExecutor(TRANSLATIONS_AT_ONCE) as threads:
        return list(threads.map(one, texts))


def translated_lesson(lesson, target):
    """The lesson with everything that explains in the target language; phrases stay as they are."""
    holders = [(lesson, name) for name in ("title", "summary") if name in lesson]
    holders += [(section, name) for section in lesson["sections"] for name in ("heading", "text") if name in section]
    texts = translated([holder[name] for holder, name in holders], lesson["sourceLanguage"], target)
    for (holder, name), text in zip(holders, texts):
        holder[name] = text
    return {**lesson, "textLanguage": target}


def get_lesson(event):
    """A lesson with its content and the address of its recording, if it has one."""
    query = event.get("queryStringParameters") or {}
    target = choice(query, "translateTo", LANGUAGES) if "translateTo" in query else None
    item, sections = lesson_of(event)
    lesson = {name: item[name] for name in LISTED if name in item}
    lesson.update(sections=sections, textLanguage=item["sourceLanguage"])
    if "audioKey" in item:
        lesson["audioUrl"] = f"{os.environ['CONTENT_URL']}/{item['audioKey']}"
    if target and translate_code(target) != translate_code(item["sourceLanguage"]):
        lesson = translated_lesson(lesson, target)
    return 200, {"lesson": lesson}


def pronounced(phrase, pronunciations):
    """The phrase in SSML, with guidance for the words whose pronunciation the lesson gives in IPA."""
    def marked(word):
        """The word with its phoneme, if the lesson has one."""
        ipa = pronunciations.get(word)
        return f'<phoneme alphabet="ipa" ph={quoteattr(ipa)}>{escape(word)}</phoneme>' if ipa else escape(word)

    return "".join(map(marked, re.split(r"([\s!-,./:-@¡¿]+)", phrase)))


def ssml(section, pace):
    """What Polly is to say."""
    rate, pause = PACES[pace]
    guidance = section.get("pronunciations", {})
    phrases = "".join(f'<s>{pronounced(phrase, guidance)}</s><break time="{pause}"/>' for phrase in section["phrases"])
    return f'<speak><prosody rate="{rate}">{phrases}</prosody></speak>'


def has_object(place):
    """Whether the bucket holds the key."""
    try:
        s3.head_object(**place)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        return False
    return True


def speak(speech, language):
    """The key of the speech in the audio bucket, and whether it had to be made. The same text is spoken once."""
    asked = {"Text": speech, "TextType": os.environ["POLLY_TEXT_TYPE"], "Engine": os.environ["POLLY_ENGINE"],
             "VoiceId": VOICES[language], "LanguageCode": POLLY_CODES.get(language, language), "OutputFormat": "mp3"}
    key = f"audio/speech/{hashlib.sha256(json.dumps(asked).encode()).hexdigest()}.mp3"
    place = {"Bucket": os.environ["AUDIO_BUCKET"], "Key": key}
    if has_object(place):
        return key, False
    audio = polly.synthesize_speech(**asked)["AudioStream"].read()
    s3.put_object(**place, Body=audio, ContentType="audio/mpeg", CacheControl="public, max-age=31536000, immutable")
    return key, True


def post_audio(event):
    """The phrases of a section as speech."""
    body = body_of(event)
    pace = choice({"pace": "normal", **body}, "pace", PACES)
    item, sections = lesson_of(event)
    index = number(body, "section", 0, 10**6, 0)
    if index >= len(sections) or not sections[index].get("phrases"):
        raise Refused(404, "the lesson has no such section, or it has nothing to say")
    if item["language"] not in VOICES:
        raise Refused(400, f"there is no neural voice for {item['language']}")
    if sum(map(len, sections[index]["phrases"])) > LONGEST_SPOKEN:
        raise Refused(400, "the section is too long to be spoken at once")
    key, created = speak(ssml(sections[index], pace), item["language"])
    return 201 if created else 200, {"audioUrl": f"{os.environ['CONTENT_URL']}/{key}", "created": created}

ROUTES = {
    "GET /lessons": list_lessons,
    "GET /lessons/{lessonId}": get_lesson,
    "POST /lessons/{lessonId}/audio": post_audio,
}
