"""What students and an editor do with the deployed language_learning, route by route, and what comes of it."""

import base64
import json
import time
import urllib.parse

from harness import check

from deployments.language_learning_cloud import (ask, check_every_function, check_every_route, fire, heard, keys_of,
                                                 listen, look_around, metrics, object_at, queue_of, stop_listening,
                                                 wait_for)
from deployments.language_learning_operator import LANGUAGE, LESSON, SECTIONS, teach
from deployments.language_learning_people import student_and_editor


def use_lessons(cloud, outputs, student):
    listed = ask(cloud, outputs, student.token, "GET", f"lessons?language={LANGUAGE}")
    check([each["lessonId"] for each in listed["lessons"]] == [LESSON["lessonId"]], f"the lessons are {listed}")
    lesson = ask(cloud, outputs, student.token, "GET", f"lessons/{LESSON['lessonId']}?translateTo=fr-FR")["lesson"]
    check(lesson["title"] == "[fr] Greetings" and lesson["sections"][0]["phrases"] == SECTIONS[0]["phrases"],
          f"the translated lesson is {lesson}")
    check("série" in lesson["sections"][0]["text"], f"the terminology was not used: {lesson['sections'][0]}")
    for created in (True, False):
        spoken = ask(cloud, outputs, student.token, "POST", f"lessons/{LESSON['lessonId']}/audio", {"section": 0},
                     expect=201 if created else 200)
        check(spoken["created"] is created, f"the speech is {spoken}")
    key = spoken["audioUrl"].removeprefix(f"https://{outputs['DistributionDomainName']}/")
    check(keys_of(cloud, outputs["AudioBucketName"], "audio/speech/") == [key], f"the audio bucket has no {key} alone")
    ask(cloud, outputs, student.token, "GET", "lessons/nothing", expect=404)


def use_progress(cloud, outputs, student):
    """The first lesson is a milestone, which an event says, and the function of milestones congratulates on."""
    listener = listen(cloud, cloud.notes["progress topic"])
    done = ask(cloud, outputs, student.token, "PUT", f"progress/{LESSON['lessonId']}",
               {"language": LANGUAGE, "score": 90, "completed": True, "secondsSpent": 60})
    check((done["profile"]["points"], done["profile"]["completedLessons"]) == (90, 1), f"the profile is {done}")
    items = cloud.client("dynamodb").query(
        TableName=outputs["UserProgressTableName"], KeyConditionExpression="userId = :user",
        ExpressionAttributeValues={":user": {"S": student.id}})["Items"]
    records = {each["record"]["S"] for each in items}
    check(records == {"PROFILE", f"LESSON#{LESSON['lessonId']}"}, f"the items are {items}")
    profile = next(each for each in items if each["record"]["S"] == "PROFILE")
    check(profile["pending"] == {"L": []}, f"milestones were not announced: {profile['pending']}")
    user, kind, said = heard(cloud, listener)
    check((user, kind) == (student.id, "lessons") and "1 lessons" in said, f"the message is {user} {kind} {said}")
    found = ask(cloud, outputs, student.token, "GET", "progress")
    check([each["lessonId"] for each in found["lessons"]] == [LESSON["lessonId"]], f"the progress is {found}")
    check(LANGUAGE in metrics(cloud)["LessonsCompleted"], f"the metrics are {metrics(cloud)}")


def reach_a_level(cloud, outputs, student):
    """Somebody with many points reaches the next level: an achievement."""
    listener = listen(cloud, outputs["AchievementsTopicArn"])
    cloud.client("dynamodb").update_item(
        TableName=outputs["UserProgressTableName"], Key={"userId": {"S": student.id}, "record": {"S": "PROFILE"}},
        UpdateExpression="SET points = :points", ExpressionAttributeValues={":points": {"N": "950"}})
    ask(cloud, outputs, student.token, "PUT", "progress/farewells",
        {"language": LANGUAGE, "score": 100, "completed": True})
    user, kind, said = heard(cloud, listener)
    check((user, kind) == (student.id, "level") and "intermediate" in said, f"the message is {user} {kind} {said}")


def send_malformed_milestone(cloud, outputs):
    """The function fails at it, again and again, and its queue of failed events takes it."""
    cloud.client("events").put_events(Entries=[{
        "EventBusName": outputs["EventBusName"], "Source": "language-learning.progress",
        "DetailType": "Learning Milestone", "Detail": json.dumps({"userId": "nobody"})}])
    queue = queue_of(cloud, "MilestonesFailures")
    (message,) = wait_for("the malformed milestone",
                          lambda: cloud.client("sqs").receive_message(QueueUrl=queue).get("Messages"))
    check(json.loads(message["Body"])["detail"] == {"userId": "nobody"}, f"the failed event is {message['Body']}")


def use_speech(cloud, outputs, student, streaming_region):
    said = base64.b64encode("buenos días".encode()).decode()
    begun = ask(cloud, outputs, student.token, "POST", "speech", {
        "language": LANGUAGE, "expectedText": "Buenos días", "format": "mp3", "audio": said}, expect=202)

    def judged():
        answer = ask(cloud, outputs, student.token, "GET", f"speech/{begun['exerciseId']}")
        return None if answer["status"] in ("QUEUED", "IN_PROGRESS") else answer

    found = wait_for("the transcript", judged)
    check((found["status"], found.get("score")) == ("COMPLETED", 90), f"the judgement is {found}")
    kept = keys_of(cloud, outputs["RecordingsBucketName"], "")
    wanted = {f"{kind}/{student.id}/{begun['exerciseId']}.{ending}" for kind, ending in (
        ("recordings", "mp3"), ("exercises", "json"), ("transcripts", "json"))}
    check(wanted <= set(kept), f"the bucket has {kept}")
    stream = ask(cloud, outputs, student.token, "POST", "speech/stream", {"language": "en-US"})
    address = urllib.parse.urlsplit(stream["url"])
    asked = dict(urllib.parse.parse_qsl(address.query))
    check(address.hostname == f"transcribestreaming.{streaming_region}.amazonaws.com", f"the address is {address}")
    vocabulary = cloud.client("transcribe", streaming_region).get_vocabulary(VocabularyName=asked["vocabulary-name"])
    check(vocabulary["VocabularyState"] == "READY", f"the vocabulary of streams is {vocabulary}")


def use_grammar(cloud, outputs, student):
    said = "He go to Madrid with a idiom."
    found = ask(cloud, outputs, student.token, "POST", "grammar", {"language": "en-US", "text": said})
    rules = {each["rule"] for each in found["corrections"]}
    check(rules == {"third-person", "article"}, f"the corrections are {found}")
    kinds = {(each["type"], each["text"]) for each in found["entities"]}
    expected = ("GRAMMAR_TERM", "idiom") if "recognizer" in cloud.notes else ("LOCATION", "Madrid")
    check(kinds == {expected}, f"the entities are {kinds}")
    ask(cloud, outputs, student.token, "POST", "feedback",
        {"language": "en-US", "text": said, "lessonId": LESSON["lessonId"]})
    check(metrics(cloud).get("Feedback"), f"the metrics are {metrics(cloud)}")


def use_recommendations(cloud, outputs, student, region, name):
    """By level first; by a campaign when what was learned has one, which the weekly training brings up to date."""
    cloud.client("dynamodb").put_item(TableName=outputs["LessonsTableName"], Item={
        **{key: {"S": value} for key, value in LESSON.items()}, "lessonId": {"S": "numbers"},
        "difficulty": {"S": "intermediate"}})
    found = ask(cloud, outputs, student.token, "GET", "recommendations")
    check((found["variant"], [each["lessonId"] for each in found["recommendations"]]) == ("LEVEL", ["numbers"]),
          f"the recommendations are {found}")
    told = ask(cloud, outputs, student.token, "POST", "recommendations/events",
               {"lessonId": "numbers", "eventType": "view"}, expect=202)
    check(told["accepted"] is ("tracker" in cloud.notes), f"the event was {told}")

    personalize = cloud.client("personalize", region)
    first = fire(cloud, "WeeklyTraining", "Training")
    check([each["promoted"] for each in first] == [False, False], f"the training did {first}")
    campaigns = [personalize.create_campaign(name=f"{name}-{variant}", solutionVersionArn=each["created"])
                 ["campaignArn"] for variant, each in zip("ab", first)]
    # Every version is in the making for one more week, and the campaigns begin with the first one.
    for promoted in (False, False, False, True):
        done = fire(cloud, "WeeklyTraining", "Training")
        check([each["promoted"] for each in done] == [promoted] * 2,
              f"the training did {done}, promoted is to be {promoted}")
    used = [personalize.describe_campaign(campaignArn=each)["campaign"]["solutionVersionArn"] for each in campaigns]
    check(not set(used) & {each["created"] for each in first}, f"the campaigns still use {used}")
    found = ask(cloud, outputs, student.token, "GET", "recommendations")
    check(found["variant"] in "AB", f"the recommendations are {found}")
    if "tracker" in cloud.notes:
        # What this student has done is what Personalize has been told.
        recommended = {each["lessonId"] for each in found["recommendations"]}
        check(recommended == {LESSON["lessonId"], "farewells", "numbers"}, f"the recommendations are {found}")
    cloud.notes["campaigns"] = campaigns


def use_reminder(cloud, outputs, student):
    """Who was not here for five days is reminded, and nobody else."""
    listener = listen(cloud, cloud.notes["reminders topic"])
    five_days_ago = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 5 * 86400))
    cloud.client("dynamodb").put_item(TableName=outputs["UserProgressTableName"], Item={
        "userId": {"S": "absent"}, "record": {"S": "PROFILE"}, "progressLevel": {"S": "beginner"},
        "lastActive": {"S": five_days_ago}})
    check(fire(cloud, "DailyReminder", "Reminder") == {"reminded": 1}, "not exactly one was reminded")
    user, kind, said = heard(cloud, listener)
    check((user, kind) == ("absent", "reminder") and "5 days" in said, f"the message is {user} {kind} {said}")
    check("RemindersSent" in metrics(cloud), f"the metrics are {metrics(cloud)}")


def use_translation(cloud, outputs, student, editor):
    cloud.client("s3").put_object(Bucket=outputs["ContentBucketName"], Key="texts/help.txt", Body=b"Your level.")
    ask(cloud, outputs, student.token, "POST", "translations", {"targets": ["fr-FR"]}, expect=403)
    job = ask(cloud, outputs, editor.token, "POST", "translations", {"targets": ["fr-FR", "de-DE"]}, expect=202)
    found = ask(cloud, outputs, editor.token, "GET", f"translations/{job['jobId']}")
    check(found["status"] == "COMPLETED" and found["documents"]["translated"] == 1, f"the job is {found}")
    written = {key.rsplit("/", 1)[1]: object_at(cloud, outputs["ContentBucketName"], key).decode()
               for key in keys_of(cloud, outputs["ContentBucketName"], "translations/")}
    check(written.keys() == {"fr.help.txt", "de.help.txt"} and "niveau" in written["fr.help.txt"],
          f"the batch wrote {written}")
    job = ask(cloud, outputs, editor.token, "POST", "translations", {"targets": ["it-IT"]}, expect=202)
    stopped = ask(cloud, outputs, editor.token, "DELETE", f"translations/{job['jobId']}", expect=202)
    check(stopped["status"] == "STOP_REQUESTED", f"the job is {stopped}")


def use_notifications(cloud, outputs, student):
    """Each channel is subscribed to three topics, for the student alone."""
    for channel, endpoint in (("email", student.email), ("sms", student.phone)):
        ask(cloud, outputs, student.token, "PUT", f"notifications/{channel}")
        subscriptions_of(cloud, endpoint, student)
    if "push" in cloud.notes:
        subscribe_device(cloud, outputs)
    else:
        ask(cloud, outputs, student.token, "PUT", "notifications/push", {"token": "device"}, expect=404)


def subscriptions_of(cloud, endpoint, student):
    sns = cloud.client("sns")
    found = [each for page in sns.get_paginator("list_subscriptions").paginate() for each in page["Subscriptions"]
             if each["Endpoint"] == endpoint]
    check(len({each["TopicArn"] for each in found}) == len(found) == 3, f"{endpoint} has the subscriptions {found}")
    for each in found:
        policy = sns.get_subscription_attributes(SubscriptionArn=each["SubscriptionArn"])["Attributes"]["FilterPolicy"]
        check(json.loads(policy) == {"userId": [student.id]}, f"{endpoint} filters by {policy}")
    cloud.notes.setdefault("subscriptions", []).extend(each["SubscriptionArn"] for each in found)


def check_words(cloud, name, streaming_region):
    """Custom resources have made vocabularies in both regions, and a terminology."""
    regions = {cloud.region, streaming_region}
    for region in regions:
        listed = cloud.client("transcribe", region).list_vocabularies()["Vocabularies"]
        check([each["VocabularyState"] for each in listed] == ["READY"] * (6 // len(regions)),
              f"the vocabularies are {listed}")
    listed = cloud.client("translate").list_terminologies()["TerminologyPropertiesList"]
    check([each["Name"].startswith(name) for each in listed] == [True], f"the terminologies are {listed}")


# --- All together ----------------------------------------------------------------------------------------------------

def all_of(cloud, outputs, name, other_region):
    """Every route, every function, as is checked in the end."""
    look_around(cloud, name)
    student, editor = student_and_editor(cloud, outputs)
    cloud.notes["student"] = student
    teach(cloud, outputs)
    check_words(cloud, name, other_region)
    ask(cloud, outputs, None, "GET", "lessons", expect=401)
    use_lessons(cloud, outputs, student)
    use_progress(cloud, outputs, student)
    reach_a_level(cloud, outputs, student)
    send_malformed_milestone(cloud, outputs)
    use_speech(cloud, outputs, student, other_region)
    use_grammar(cloud, outputs, student)
    use_recommendations(cloud, outputs, student, other_region, name)
    use_reminder(cloud, outputs, student)
    use_translation(cloud, outputs, student, editor)
    use_notifications(cloud, outputs, student)
    stop_listening(cloud)
    check_every_route(cloud, outputs)
    # This one makes the platform application, if there is to be one.
    check_every_function(cloud, but=() if "push" in cloud.notes else ("PushSetup",))


def subscribe_device(cloud, outputs):
    student = cloud.notes["student"]
    ask(cloud, outputs, student.token, "PUT", "notifications/push", {"token": "device"})
    (application,) = cloud.client("sns").list_platform_applications()["PlatformApplications"]
    (endpoint,) = cloud.client("sns").list_endpoints_by_platform_application(
        PlatformApplicationArn=application["PlatformApplicationArn"])["Endpoints"]
    subscriptions_of(cloud, endpoint["EndpointArn"], student)
