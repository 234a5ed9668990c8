"""language_learning in us-west-2, which has Personalize and Comprehend: the template makes there what it leaves out in
us-west-1. Nobody is told of alarms, and push notifications are there from the beginning; an update turns them off.
"""

from harness import check

from deployments import language_learning_operator as operator
from deployments import language_learning_use as use
from deployments.base import Deployment, Update
from deployments.language_learning import (LOG_GROUPS_OF_FUNCTIONS, NAME, NOT_TOLD, RETAINED, SKIPPED, STACK,
                                           check_optional, prepare_backups)
from deployments.language_learning_cloud import ask

REGION, OTHER_REGION = "us-west-2", "us-east-1"


def prepare(cloud):
    prepare_backups(cloud, REGION, OTHER_REGION)
    cloud.notes["push"] = True


def exercise(cloud, outputs):
    check_optional(cloud, {"PushApplication", "SolutionA", "GrammarTerms"})
    solutions = cloud.client("personalize").list_solution_versions(
        solutionArn=f"arn:aws:personalize:{REGION}:{cloud.account}:solution/{NAME}-a")["solutionVersions"]
    check(solutions == [], f"something was trained already: {solutions}")
    use.all_of(cloud, outputs, NAME, REGION)


def exercise_without_push(cloud, outputs):
    """The platform application is gone, and a device is told so."""
    applications = cloud.client("sns").list_platform_applications()["PlatformApplications"]
    check(applications == [], f"there still are {applications}")
    ask(cloud, outputs, cloud.notes["student"].token, "PUT", "notifications/push", {"token": "device"}, expect=404)


DEPLOYMENT = Deployment(
    app="language_learning",
    region=REGION,
    regions=(OTHER_REGION,),
    capabilities=("CAPABILITY_IAM",),
    parameters={STACK: {"PushPlatform": "GCM", "RecommendationTraining": "ENABLED"}},
    prepare=prepare,
    exercise=exercise,
    update=Update(
        what="push notifications are turned off by a parameter",
        parameters={STACK: {"PushPlatform": "none"}},
        changed={STACK: {
            "PushApplication": "deleted", "Notifications87298708": "updated",
            "NotificationsRoleDefaultPolicy40914ED4": "updated"}},
        exercise=exercise_without_push),
    before_destruction=operator.prepare_destruction,
    not_told={**NOT_TOLD,
              "comprehend:DetectEntities": "its resource would be a recognizer's endpoint, and there is none here"},
    log_groups_of_functions=LOG_GROUPS_OF_FUNCTIONS,
    skipped=SKIPPED,
    retained=RETAINED,
)
