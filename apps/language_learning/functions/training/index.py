"""Trains both variants of the recommendations anew: it runs once a week and takes any event.

For each variant in PERSONALIZE_VARIANTS, [{"solution": ARN, "campaign": ARN}], the campaign gets the newest version
that is ready, and then a new version of the solution is begun, unless one is in the making. So a campaign is a week
behind.
What does not exist yet is left out. The answer is a list of what has been done. A variant that fails makes the function
fail, but only after the other one has had its turn.
"""
import json
import logging
import os

import boto3

LOG = logging.getLogger()
LOG.setLevel(logging.INFO)

IN_THE_MAKING = ("CREATE PENDING", "CREATE IN_PROGRESS")

personalize = boto3.client("personalize", region_name=os.environ["PERSONALIZE_REGION"])


def versions_of(solution):
    """All versions of a solution, the oldest first."""
    pages = personalize.get_paginator("list_solution_versions").paginate(solutionArn=solution)
    found = [version for page in pages for version in page["solutionVersions"]]
    return sorted(found, key=lambda version: version["creationDateTime"])


def promote(campaign, versions):
    """Gives the campaign the newest version that is ready. Returns whether there was something to do."""
    ready = [each["solutionVersionArn"] for each in versions if each["status"] == "ACTIVE"]
    if not campaign or not ready:
        return False
    try:
        known = personalize.describe_campaign(campaignArn=campaign)["campaign"]
    except personalize.exceptions.ResourceNotFoundException:
        LOG.info("%s does not exist yet", campaign)
        return False
    # An update that is under way shows here only; the campaign goes on with the version before.
    latest = {**known, **known.get("latestCampaignUpdate", {})}
    if latest["solutionVersionArn"] == ready[-1] or latest["status"] in IN_THE_MAKING:
        return False
    personalize.update_campaign(campaignArn=campaign, solutionVersionArn=ready[-1])
    return True


def train(variant):
    """Promotes what is ready and begins what is next. Returns what has been done, or None without a solution."""
    solution = variant["solution"]
    try:
        versions = versions_of(solution)
        promoted = promote(variant.get("campaign"), versions)
        if any(each["status"] in IN_THE_MAKING for each in versions):
            return {"solution": solution, "promoted": promoted, "created": None}
        created = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    except personalize.exceptions.ResourceNotFoundException:
        LOG.info("%s does not exist yet", solution)
        return None
    return {"solution": solution, "promoted": promoted, "created": created}


def handler(event, context):
    """Trains every variant."""
    done, failures = [], []
    for variant in json.loads(os.environ["PERSONALIZE_VARIANTS"]):
        try:
            done.append(train(variant))
        except Exception as error:  # the other variant shall have its turn
            LOG.exception("%s", variant["solution"])
            failures.append(error)
    if failures:
        raise failures[0]
    done = [each for each in done if each]
    LOG.info("%s", json.dumps(done))
    return done
