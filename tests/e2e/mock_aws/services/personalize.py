"""Amazon Personalize, of which moto has schemas alone: solutions, campaigns, recommendations, events.

A version of a solution is in the making until it is listed for the second time. A campaign recommends what most events
were about.
"""

import collections
import itertools
import time

import moto.personalize.urls
from moto.personalize.models import personalize_backends
from moto.personalize.responses import PersonalizeResponse

from .base import add_operations, refusal, response_class

Refusal = refusal("personalize")

# How ARNs call what parameters call so.
KINDS = {"datasetGroup": "dataset-group", "dataset": "dataset", "solution": "solution", "campaign": "campaign",
         "eventTracker": "event-tracker"}


def _now():
    return time.time()


class Personalize:
    def __init__(self, account, region):
        self._account, self._region = account, region
        self._schemas = personalize_backends[account][region]
        self._made = collections.defaultdict(dict)  # by kind and ARN
        self._versions = collections.defaultdict(list)  # by the solution's ARN
        self._events = []
        self._numbers = itertools.count(1)

    def _arn(self, kind, name):
        return f"arn:aws:personalize:{self._region}:{self._account}:{KINDS[kind]}/{name}"

    def _known(self, kind, arn):
        if arn not in self._made[kind]:
            raise Refusal("ResourceNotFoundException", f"{arn} does not exist")
        return self._made[kind][arn]

    def _make(self, kind, asked, name=None, **more):
        arn = self._arn(kind, name or asked["name"])
        if arn in self._made[kind]:
            raise Refusal("ResourceAlreadyExistsException", f"Another resource has the name {arn}")
        now = _now()
        self._made[kind][arn] = {**asked, f"{kind}Arn": arn, "status": "ACTIVE", "creationDateTime": now,
                                 "lastUpdatedDateTime": now, **more}
        return {f"{kind}Arn": arn}

    def _describe(self, kind, asked):
        return {kind: self._known(kind, asked[f"{kind}Arn"])}

    def _list(self, kind, asked):
        """All, or those of one group."""
        return {f"{kind}s": [each for each in self._made[kind].values()
                             if asked.get("datasetGroupArn") in (None, each.get("datasetGroupArn"))]}

    def _delete(self, kind, asked, used_by=()):
        arn = asked[f"{kind}Arn"]
        self._known(kind, arn)
        if any(arn in each.values() for other in used_by for each in self._made[other].values()):
            raise Refusal("ResourceInUseException", f"{arn} is in use")
        del self._made[kind][arn]
        return {}

    # --- What is learned from ---

    def create_dataset_group(self, asked):
        return self._make("datasetGroup", asked)

    def describe_dataset_group(self, asked):
        return self._describe("datasetGroup", asked)

    def delete_dataset_group(self, asked):
        return self._delete("datasetGroup", asked, ("dataset", "solution", "eventTracker"))

    def list_dataset_groups(self, asked):
        return self._list("datasetGroup", asked)

    def create_dataset(self, asked):
        group = self._known("datasetGroup", asked["datasetGroupArn"])
        self._schemas.describe_schema(asked["schemaArn"])
        return self._make("dataset", asked, f"{group['name']}/{asked['datasetType'].upper()}")

    def describe_dataset(self, asked):
        return self._describe("dataset", asked)

    def list_datasets(self, asked):
        return self._list("dataset", asked)

    def delete_dataset(self, asked):
        return self._delete("dataset", asked)

    def create_event_tracker(self, asked):
        self._known("datasetGroup", asked["datasetGroupArn"])
        tracking_id = f"tracker-{next(self._numbers)}"
        return {**self._make("eventTracker", asked, trackingId=tracking_id), "trackingId": tracking_id}

    def delete_event_tracker(self, asked):
        return self._delete("eventTracker", asked)

    # --- What learns, and what has been learned ---

    def create_solution(self, asked):
        self._known("datasetGroup", asked["datasetGroupArn"])
        return self._make("solution", asked)

    def describe_solution(self, asked):
        return self._describe("solution", asked)

    def list_solutions(self, asked):
        return self._list("solution", asked)

    def delete_solution(self, asked):
        if any(each["solutionVersionArn"].startswith(f"{asked['solutionArn']}/")
               for each in self._made["campaign"].values()):
            raise Refusal("ResourceInUseException", f"{asked['solutionArn']} is in use by a campaign")
        return self._delete("solution", asked)

    def create_solution_version(self, asked):
        solution = self._known("solution", asked["solutionArn"])["solutionArn"]
        version = {"solutionVersionArn": f"{solution}/{next(self._numbers):08x}", "status": "CREATE PENDING",
                   "creationDateTime": _now()}
        self._versions[solution].append(version)
        return {"solutionVersionArn": version["solutionVersionArn"]}

    def list_solution_versions(self, asked):
        versions = self._versions[self._known("solution", asked["solutionArn"])["solutionArn"]]
        listed = [dict(each) for each in versions]
        for each in versions:
            each["status"] = "ACTIVE"
        return {"solutionVersions": listed}

    def _check_version(self, asked):
        if not any(asked["solutionVersionArn"] == each["solutionVersionArn"]
                   for versions in self._versions.values() for each in versions):
            raise Refusal("ResourceNotFoundException", f"{asked['solutionVersionArn']} does not exist")

    def create_campaign(self, asked):
        self._check_version(asked)
        return self._make("campaign", asked)

    def describe_campaign(self, asked):
        return self._describe("campaign", asked)

    def update_campaign(self, asked):
        self._check_version(asked)
        self._known("campaign", asked["campaignArn"]).update(asked)
        return {"campaignArn": asked["campaignArn"]}

    def delete_campaign(self, asked):
        return self._delete("campaign", asked)

    # --- What learners do, and are recommended ---

    def put_events(self, asked):
        if asked["trackingId"] not in (each["trackingId"] for each in self._made["eventTracker"].values()):
            raise Refusal("InvalidInputException", f"there is no event tracker {asked['trackingId']}")
        self._events += [each["itemId"] for each in asked["eventList"]]
        return {}

    def get_recommendations(self, asked):
        self._known("campaign", asked["campaignArn"])
        wanted = collections.Counter(self._events).most_common(asked.get("numResults", 25))
        return {"itemList": [{"itemId": item, "score": count / len(self._events)} for item, count in wanted],
                "recommendationId": f"RID-{next(self._numbers)}"}


def install(_add_service):
    state = add_operations(PersonalizeResponse, Personalize)
    for service, path in (("personalize-runtime", "recommendations"), ("personalize-events", "events")):
        responses = response_class(service)
        add_operations(responses, Personalize, state)
        moto.personalize.urls.url_paths["{0}/%s$" % path] = responses.dispatch
