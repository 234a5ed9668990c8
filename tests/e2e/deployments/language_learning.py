"""language_learning: students and an editor use every route of the API, what happens by itself happens, and an update
turns push notifications on.

Personalize and Comprehend are in us-west-2, as the README says; what is trained there, the operator makes.
"""

from harness import check

from deployments import language_learning_operator as operator
from deployments import language_learning_use as use
from deployments.base import Deployment, Retained, Update
from deployments.language_learning_cloud import check_every_function

STACK, NAME = "LanguageLearning", "language-learning"
REGION, OTHER_REGION = "us-west-1", "us-west-2"
KEEPS_DATA = "DeletionPolicy Retain: what students and editors have made"
# What the template says DeletionPolicy Retain of.
RETAINED = (
    Retained(f"table {NAME}-LessonsTable*", KEEPS_DATA),
    Retained(f"table {NAME}-UserProgressTable*", KEEPS_DATA),
    *(Retained(f"bucket {NAME}-{bucket}*", KEEPS_DATA) for bucket in (
        "sitebucket", "standbysitebucket", "contentbucket", "audiobucket", "recordingsbucket")),
)
LOG_GROUPS_OF_FUNCTIONS = (
    Retained(f"log group /aws/lambda/{NAME}-*", "the template's LoggingConfig, with a group of each function's own, is "
                                                "not looked at by moto", 14),
)
NOT_TOLD = {
    "polly:SynthesizeSpeech": "its resource would be a lexicon, and the request names none",
    **dict.fromkeys(("translate:TranslateText", "translate:StartTextTranslationJob"),
                    "its resources would be terminologies, and the template allows it of any"),
}
SKIPPED = {"test_plain_http_is_redirected":
           "the mock serves no distributions; test_each_behaviour_demands_https looks at this one"}


def prepare_backups(cloud, region, other_region):
    """What the README asks of the account."""
    cloud.client("backup", other_region).create_backup_vault(BackupVaultName="Default")
    cloud.client("backup", region).update_region_settings(
        ResourceTypeOptInPreference={"DynamoDB": True}, ResourceTypeManagementPreference={"DynamoDB": True})


def prepare(cloud):
    prepare_backups(cloud, REGION, OTHER_REGION)
    cloud.notes["tracker"] = operator.make_solutions(cloud, OTHER_REGION, NAME)
    cloud.notes["recognizer"] = operator.make_recognizer(cloud, OTHER_REGION)


def parameters(cloud):
    return {STACK: {
        "AlarmEmail": "operator@example.org", "AlarmPhoneNumber": "+15555550100", "Environment": "staging",
        "RecommendationTraining": "ENABLED",
        "PersonalizeTrackingId": cloud.notes["tracker"], "EntityRecognizerEndpoint": cloud.notes["recognizer"],
    }}


def check_optional(cloud, expected):
    """Of what the template has under conditions there is this."""
    optional = {"AlarmsMail15F2463D", "AlarmsText861811AD", "PushApplication", "SolutionA", "GrammarTerms"}
    there = optional & cloud.resources(NAME).keys()
    check(there == expected, f"of the optional resources there are {sorted(there)}")


def exercise(cloud, outputs):
    check_optional(cloud, {"AlarmsMail15F2463D", "AlarmsText861811AD"})
    use.all_of(cloud, outputs, NAME, OTHER_REGION)


def exercise_push(cloud, outputs):
    """A device gets notifications now."""
    applications = cloud.client("sns").list_platform_applications()["PlatformApplications"]
    check([each["PlatformApplicationArn"].split(":")[-1] for each in applications] == [f"app/GCM/{NAME}-students"],
          f"the platform applications are {applications}")
    use.subscribe_device(cloud, outputs)
    check_every_function(cloud)


PUSH = Update(
    what="push notifications are turned on by a parameter",
    parameters={STACK: {"PushPlatform": "GCM"}},
    changed={STACK: {
        "PushApplication": "created", "Notifications87298708": "updated",
        "NotificationsRoleDefaultPolicy40914ED4": "updated"}},
    exercise=exercise_push,
)

DEPLOYMENT = Deployment(
    app="language_learning",
    region=REGION,
    regions=(OTHER_REGION,),
    capabilities=("CAPABILITY_IAM",),
    parameters=parameters,
    prepare=prepare,
    exercise=exercise,
    update=PUSH,
    before_destruction=operator.prepare_destruction,
    not_told=NOT_TOLD,
    log_groups_of_functions=LOG_GROUPS_OF_FUNCTIONS,
    skipped=SKIPPED,
    retained=RETAINED,
)
