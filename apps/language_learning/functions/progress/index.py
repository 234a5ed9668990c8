"""Keeps what learners have achieved: GET /progress, and PUT /progress/{lessonId} after each study of a lesson.

PUT takes {language, score: 0-100, completed, secondsSpent}. The best score counts, so a request may come twice.
A learner has a profile (level, points, days in a row) and one item for each lesson, all under the user's id. Whoever
reaches a new level, a round number of lessons or of days in a row has reached a milestone, and an event says so.

It stands on shared/api.py and shared/tables.py.
"""
import datetime

import boto3
from boto3.dynamodb.conditions import Key
from botocore.exceptions import BotoCoreError, ClientError

PROFILE = "PROFILE"
LONGEST_STUDY = 24 * 60 * 60  # seconds
ATTEMPTS = 4

# The points at which a level begins: the sum of the best scores of completed lessons.
LEVELS = (("beginner", 0), ("intermediate", 1000), ("advanced", 5000))
LESSON_MILESTONES = (1, 10, 25, 50, 100, 250, 500, 1000)
STREAK_MILESTONES = (7, 30, 100, 365)
# The kinds of milestones that are counted, and where the profile has them.
COUNTED = (("lessons", "completedLessons", LESSON_MILESTONES), ("streak", "streak", STREAK_MILESTONES))
DETAIL_TYPE = "Learning Milestone"
EVENTS_AT_ONCE = 10  # of one PutEvents

LANGUAGES = os.environ["LANGUAGES"].split(",")

table = boto3.resource("dynamodb").Table(os.environ["PROGRESS_TABLE"])
events = boto3.client("events")
cloudwatch = boto3.client("cloudwatch")
personalize = boto3.client("personalize-events", region_name=os.environ["PERSONALIZE_REGION"])


def now():
    """The time, in UTC."""
    return datetime.datetime.now(datetime.timezone.utc)


def stamp(moment):
    """The moment as a text; as texts, moments have their order."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def item_of(user, record):
    """One of the user's items, or an empty one."""
    return table.get_item(Key={"userId": user, "record": record}, ConsistentRead=True).get("Item", {})


def lessons_of(user):
    """All lessons that the user has studied."""
    return pages(table, KeyConditionExpression=Key("userId").eq(user) & Key("record").begins_with("LESSON#"))


def seen(item, *names):
    """An item as the learner sees it."""
    return {name: item[name] for name in names if name in item}


def seen_profile(profile):
    """The learner's profile; that of somebody who is new here is at its beginning."""
    start = {"progressLevel": LEVELS[0][0], "points": 0, "completedLessons": 0, "streak": 0, "lastActive": None}
    return {**start, **seen(profile, *start)}


def seen_lesson(lesson):
    """What the learner has done in a lesson."""
    return seen(lesson, "lessonId", "language", "bestScore", "completed", "secondsSpent", "updatedAt")


def get_progress(event):
    """The learner's profile, and all lessons studied."""
    user = user_of(event)
    profile = seen_profile(item_of(user, PROFILE))
    return 200, {"profile": profile, "lessons": [seen_lesson(lesson) for lesson in lessons_of(user)]}


def study_of(event):
    """What the request says about the study of a lesson."""
    lesson_id = (event.get("pathParameters") or {}).get("lessonId", "")
    if not LESSON_ID.fullmatch(lesson_id):
        raise Refused(400, "the lesson's id must be 1 to 64 letters, digits, hyphens or underscores")
    body = body_of(event)
    if not isinstance(body.get("completed", False), bool):
        raise Refused(400, "completed must be true or false")
    return {
        "lessonId": lesson_id,
        "language": choice(body, "language", LANGUAGES),
        "score": number(body, "score", 0, 100),
        "completed": body.get("completed", False),
        "secondsSpent": number(body, "secondsSpent", 0, LONGEST_STUDY, 0),
    }


def level_of(points):
    """The level that so many points make."""
    return [level for level, least in LEVELS if points >= least][-1]


def streak_after(profile, today):
    """The days in a row on which the learner has been here, today included."""
    last = profile.get("lastActive", "")[:10]
    if last == today.isoformat():
        return int(profile["streak"])
    return int(profile["streak"]) + 1 if last == (today - datetime.timedelta(days=1)).isoformat() else 1


def lesson_after(lesson, study, moment):
    """The lesson's item after the study: the best score stays, and what is completed stays completed."""
    return {
        "lessonId": study["lessonId"],
        "language": study["language"],
        "bestScore": max(int(lesson.get("bestScore", 0)), study["score"]),
        "completed": bool(lesson.get("completed")) or study["completed"],
        "secondsSpent": study["secondsSpent"],
        "updatedAt": stamp(moment),
    }


def points_of(lesson):
    """What a lesson counts for."""
    return int(lesson["bestScore"]) if lesson.get("completed") else 0


def profile_after(profile, before, after, moment):
    """The profile after the study that has changed a lesson's item."""
    points = int(profile.get("points", 0)) + points_of(after) - points_of(before)
    newly = after["completed"] - bool(before.get("completed"))
    return {
        "progressLevel": level_of(points),
        "points": points,
        "completedLessons": int(profile.get("completedLessons", 0)) + newly,
        "streak": streak_after(profile, moment.date()),
        "lastActive": stamp(moment),
        "language": after["language"],
        "version": int(profile.get("version", 0)) + 1,
    }


def milestones(before, after):
    """The milestones that stand between two states of a profile."""
    found = []
    if after["progressLevel"] != before.get("progressLevel", LEVELS[0][0]):
        found.append({"kind": "level", "value": after["progressLevel"]})
    for kind, name, marks in COUNTED:
        if after[name] != before.get(name, 0) and after[name] in marks:
            found.append({"kind": kind, "value": after[name]})
    return found


def save(user, study):
    """Writes the lesson and the profile, both or none of them, and returns the profile.

    Milestones stay in the profile as pending until their events are sent, so that none gets lost in between.
    """
    for _ in range(ATTEMPTS):
        moment = now()
        profile, lesson = item_of(user, PROFILE), item_of(user, f"LESSON#{study['lessonId']}")
        after = lesson_after(lesson, study, moment)
        saved = profile_after(profile, lesson, after, moment)
        saved["pending"] = profile.get("pending", []) + [
            {**each, "occurredAt": saved["lastActive"]} for each in milestones(profile, saved)]
        try:
            write(user, saved, {**after, "record": f"LESSON#{study['lessonId']}"}, profile.get("version"))
            return saved
        except table.meta.client.exceptions.TransactionCanceledException:
            LOG.info("another request has changed the same profile")
    raise Refused(409, "this progress is being changed by another request: try again")


def write(user, profile, lesson, version):
    """Writes both items if the profile is still of this version (None: if there is still none)."""
    condition = {"ConditionExpression": "attribute_not_exists(userId)"} if version is None else {
        "ConditionExpression": "version = :version", "ExpressionAttributeValues": {":version": version}}
    puts = [{"Item": {"userId": user, "record": PROFILE, **profile}, **condition}, {"Item": {"userId": user, **lesson}}]
    table.meta.client.transact_write_items(TransactItems=[{"Put": {"TableName": table.name, **put}} for put in puts])


def announce(user, profile):
    """Sends the pending milestones to the bus, and then takes them out of the profile."""
    pending = profile["pending"][:EVENTS_AT_ONCE]
    if not pending:
        return
    details = [{"userId": user, "language": profile["language"], "occurredAt": each["occurredAt"],
                "milestone": {"kind": each["kind"], "value": each["value"]}} for each in pending]
    answer = events.put_events(Entries=[
        {"EventBusName": os.environ["EVENT_BUS"], "Source": os.environ["EVENT_SOURCE"], "DetailType": DETAIL_TYPE,
         "Detail": json.dumps(detail, default=plain)} for detail in details])
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"{answer['FailedEntryCount']} of {len(details)} events were not taken")
    table.update_item(
        Key={"userId": user, "record": PROFILE}, UpdateExpression="SET pending = :rest",
        ConditionExpression="version = :version",
        ExpressionAttributeValues={":rest": profile["pending"][EVENTS_AT_ONCE:], ":version": profile["version"]})


def measure(study):
    """Publishes what the study says about engagement, in all and by language."""
    figures = [("LessonsStudied", 1, "Count"), ("LessonsCompleted", int(study["completed"]), "Count"),
               ("Score", study["score"], "Percent"), ("SecondsSpent", study["secondsSpent"], "Seconds")]
    by_language = [{"Name": "Language", "Value": study["language"]}]
    cloudwatch.put_metric_data(Namespace=os.environ["METRIC_NAMESPACE"], MetricData=[
        {"MetricName": name, "Value": value, "Unit": unit, "Dimensions": dimensions}
        for name, value, unit in figures for dimensions in ([], by_language)])


def track(user, study):
    """Tells Personalize, where it has an event tracker."""
    tracker = os.environ.get("PERSONALIZE_TRACKING_ID")
    if tracker:
        personalize.put_events(trackingId=tracker, userId=user, sessionId=user, eventList=[{
            "eventType": "complete" if study["completed"] else "study", "itemId": study["lessonId"],
            "eventValue": study["score"], "sentAt": now()}])


def put_progress(event):
    """Saves the study of a lesson. What comes after that may fail without the learner noticing: it is logged."""
    user, study = user_of(event), study_of(event)
    profile = save(user, study)
    for tell, arguments in ((announce, (user, profile)), (measure, (study,)), (track, (user, study))):
        try:
            tell(*arguments)
        except (BotoCoreError, ClientError, RuntimeError):
            LOG.exception("%s failed", tell.__name__)
    return 200, {"profile": seen_profile(profile)}

ROUTES = {"GET /progress": get_progress, "PUT /progress/{lessonId}": put_progress}
