"""Recommends lessons: GET /recommendations, and takes what learners do with them: POST /recommendations/events.

GET   ?limit=, ?language=: {recommendations, variant, recommendationId}
POST  {lessonId, eventType, recommendationId, sessionId}: {accepted}, whether Personalize has been told

Half of the learners get the campaign of variant A, the others that of B, each always the same: an A/B test, which the
metric Recommendations counts by variant. Without a campaign, or where Personalize fails, the lessons come out of the
table: those of the learner's level that are not completed yet. That is the variant LEVEL.

It stands on shared/api.py and shared/tables.py.
"""
import datetime
import hashlib

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

RECOMMENDATION_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")  # the longest that Personalize takes
SESSION_ID = re.compile(r"[A-Za-z0-9:._-]{1,256}")
EVENT_TYPES = ("view", "start", "complete", "dismiss")
LISTED = ("lessonId", "title", "language", "difficulty")
DEFAULT_LEVEL = "beginner"

LANGUAGES = os.environ["LANGUAGES"].split(",")
CAMPAIGNS = {variant: os.environ.get(f"PERSONALIZE_CAMPAIGN_{variant}") for variant in "AB"}
# Another Region answers: a learner is not to wait long for it, for the table can answer too.
PATIENCE = Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2})

dynamodb = boto3.resource("dynamodb")
lessons = dynamodb.Table(os.environ["LESSONS_TABLE"])
progress = dynamodb.Table(os.environ["PROGRESS_TABLE"])
cloudwatch = boto3.client("cloudwatch")
runtime = boto3.client("personalize-runtime", region_name=os.environ["PERSONALIZE_REGION"], config=PATIENCE)
tracker = boto3.client("personalize-events", region_name=os.environ["PERSONALIZE_REGION"], config=PATIENCE)


def variant_of(user):
    """The half that a user is in."""
    return "AB"[hashlib.sha256(user.encode()).digest()[0] % 2]


def personalized(user, limit):
    """What the campaign of the user's variant recommends, or None without a campaign or an answer."""
    variant = variant_of(user)
    if not CAMPAIGNS[variant]:
        return None
    try:
        found = runtime.get_recommendations(campaignArn=CAMPAIGNS[variant], userId=user, numResults=limit)
    except runtime.exceptions.ResourceNotFoundException:
        return None
    except (BotoCoreError, ClientError):
        LOG.exception("Personalize gives no recommendations")
        return None
    return {"recommendations": [{"lessonId": item["itemId"]} for item in found["itemList"]], "variant": variant,
            "recommendationId": found.get("recommendationId")}


def completed(user):
    """The ids of the lessons that the user has completed."""
    items = pages(progress, KeyConditionExpression=Key("userId").eq(user) & Key("record").begins_with("LESSON#"))
    return {item["lessonId"] for item in items if item.get("completed")}


def by_level(user, limit, language):
    """Lessons of the user's level, in the language asked for or else in the one studied last."""
    profile = progress.get_item(Key={"userId": user, "record": "PROFILE"}).get("Item", {})
    condition = Key("difficulty").eq(profile.get("progressLevel", DEFAULT_LEVEL))
    language = language or profile.get("language")
    if language:
        condition &= Key("language").eq(language)
    done, found = completed(user), []
    for lesson in pages(lessons, IndexName=os.environ["DIFFICULTY_INDEX"], KeyConditionExpression=condition):
        if lesson["lessonId"] not in done:
            found.append({name: lesson[name] for name in LISTED if name in lesson})
        if len(found) == limit:
            break
    return {"recommendations": found, "variant": "LEVEL", "recommendationId": None}


def count(variant):
    """Counts an answer by its variant. A failure is not the learner's business."""
    try:
        cloudwatch.put_metric_data(Namespace=os.environ["METRIC_NAMESPACE"], MetricData=[{
            "MetricName": "Recommendations", "Value": 1, "Unit": "Count",
            "Dimensions": [{"Name": "Variant", "Value": variant}]}])
    except (BotoCoreError, ClientError):
        LOG.exception("the metric is lost")


def get_recommendations(event):
    """The next lessons for the learner. A language that is asked for, only the table can be filtered by."""
    user, query = user_of(event), event.get("queryStringParameters") or {}
    limit = number(query, "limit", 1, 50, 10)
    language = choice(query, "language", LANGUAGES) if "language" in query else None
    found = (None if language else personalized(user, limit)) or by_level(user, limit, language)
    count(found["variant"])
    return 200, found


def matching(body, name, form):
    """A text of this form."""
    value = body.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Refused(400, f"{name} is missing or malformed")
    return value


def event_of(user, body):
    """The learner's action as Personalize takes it. The id is the action's own: one that comes twice counts once."""
    action = {"eventType": choice(body, "eventType", EVENT_TYPES), "itemId": matching(body, "lessonId", LESSON_ID)}
    if "recommendationId" in body:
        action["recommendationId"] = matching(body, "recommendationId", RECOMMENDATION_ID)
        action["eventId"] = hashlib.sha256(json.dumps([user, *action.values()]).encode()).hexdigest()
    return {**action, "sentAt": datetime.datetime.now(datetime.timezone.utc)}


def post_event(event):
    """Tells Personalize what the learner has done, where it has an event tracker."""
    user, body = user_of(event), body_of(event)
    action, session = event_of(user, body), matching({"sessionId": user, **body}, "sessionId", SESSION_ID)
    tracking_id = os.environ.get("PERSONALIZE_TRACKING_ID")
    if tracking_id:
        tracker.put_events(trackingId=tracking_id, userId=user, sessionId=session, eventList=[action])
    return 202, {"accepted": bool(tracking_id)}

ROUTES = {"GET /recommendations": get_recommendations, "POST /recommendations/events": post_event}
