"""The weekly training of both variants."""

import json
import unittest

import function_support
from function_support import Failure


class Personalize:
    """Solutions with their versions, and campaigns."""

    def __init__(self, variants):
        self.versions = {variant["solution"]: [] for variant in variants}
        self.campaigns = {}
        self.variants = variants

    def answers(self):
        return {f"personalize:{name}": getattr(self, name) for name in (
            "ListSolutionVersions", "CreateSolutionVersion", "DescribeCampaign", "UpdateCampaign")}

    def add(self, solution, status):
        number = len(self.versions[solution])
        found = {"solutionVersionArn": f"{solution}/{number:08x}", "status": status,
                 "creationDateTime": 1_770_000_000 + number}
        self.versions[solution].insert(0, found)
        return found["solutionVersionArn"]

    def known(self, arn, where):
        if arn not in where:
            raise Failure("ResourceNotFoundException", arn)
        return where[arn]

    def ListSolutionVersions(self, params):
        found = self.known(params["solutionArn"], self.versions)
        first = int(params.get("nextToken", 0))
        more = {"nextToken": str(first + 2)} if first + 2 < len(found) else {}
        return {"solutionVersions": found[first:first + 2], **more}

    def CreateSolutionVersion(self, params):
        self.known(params["solutionArn"], self.versions)
        return {"solutionVersionArn": self.add(params["solutionArn"], "CREATE PENDING")}

    def DescribeCampaign(self, params):
        return {"campaign": self.known(params["campaignArn"], self.campaigns)}

    def UpdateCampaign(self, params):
        self.known(params["campaignArn"], self.campaigns)["latestCampaignUpdate"] = {
            "solutionVersionArn": params["solutionVersionArn"], "status": "CREATE PENDING"}
        return {"campaignArn": params["campaignArn"]}


class Training(function_support.FunctionTest):
    name = "training"

    def setUp(self):
        super().setUp()
        self.variants = json.loads(self.env["PERSONALIZE_VARIANTS"])
        self.a, self.b = (variant["solution"] for variant in self.variants)
        self.campaign = self.variants[0]["campaign"]
        self.personalize = Personalize(self.variants)
        self.answers = self.personalize.answers()

    def train(self):
        return self.function.handler({}, self.context)

    def created(self):
        return [params["solutionArn"] for params in self.of("personalize:CreateSolutionVersion")]

    def test_each_variant_gets_a_new_version(self):
        self.assertEqual(self.train(), [
            {"solution": solution, "promoted": False, "created": f"{solution}/00000000"}
            for solution in (self.a, self.b)])
        self.assertEqual(self.created(), [self.a, self.b])
        self.assertEqual(self.regions("personalize"), {self.env["PERSONALIZE_REGION"]})

    def test_a_version_that_is_in_the_making_is_enough(self):
        for status in ("CREATE PENDING", "CREATE IN_PROGRESS"):
            self.personalize.add(self.a, status)
            self.personalize.add(self.a, "ACTIVE")
            self.personalize.add(self.a, "ACTIVE")
            self.train()
            self.assertNotIn(self.a, self.created())

    def test_a_version_that_failed_is_no_reason_to_wait(self):
        self.personalize.add(self.a, "CREATE FAILED")
        self.train()
        self.assertIn(self.a, self.created())

    def test_the_campaign_gets_the_newest_version_that_is_ready(self):
        versions = [self.personalize.add(self.a, status) for status in ("ACTIVE", "ACTIVE", "CREATE FAILED")]
        self.personalize.campaigns[self.campaign] = {"solutionVersionArn": versions[0], "status": "ACTIVE"}
        self.assertTrue(self.train()[0]["promoted"])
        self.assertEqual(self.of("personalize:UpdateCampaign"),
                         [{"campaignArn": self.campaign, "solutionVersionArn": versions[1]}])

    def test_twice_is_no_more_than_once(self):
        self.personalize.add(self.a, "ACTIVE")
        self.personalize.campaigns[self.campaign] = {"solutionVersionArn": "older", "status": "ACTIVE"}
        self.train()
        self.assertEqual(self.train()[0], {"solution": self.a, "promoted": False, "created": None})
        self.assertEqual(self.created(), [self.a, self.b])
        self.assertEqual(len(self.of("personalize:UpdateCampaign")), 1)

    def test_a_campaign_in_the_making_is_left_alone(self):
        self.personalize.add(self.a, "ACTIVE")
        self.personalize.campaigns[self.campaign] = {"solutionVersionArn": "older", "status": "CREATE IN_PROGRESS"}
        self.assertFalse(self.train()[0]["promoted"])

    def test_what_does_not_exist_yet_is_left_out(self):
        self.personalize.add(self.b, "ACTIVE")
        del self.personalize.versions[self.a]
        self.assertEqual([each["solution"] for each in self.train()], [self.b])
        self.assertEqual(self.of("personalize:UpdateCampaign"), [])

    def test_a_variant_without_a_campaign(self):
        self.reload(PERSONALIZE_VARIANTS=json.dumps([{"solution": self.a, "campaign": ""}]))
        self.personalize.add(self.a, "ACTIVE")
        self.train()
        self.assertEqual(self.of("personalize:DescribeCampaign"), [])

    def test_a_failure_comes_after_the_other_variant_has_had_its_turn(self):
        create = self.answers["personalize:CreateSolutionVersion"]

        def one_fails(params):
            return Failure("LimitExceededException", "too many") if params["solutionArn"] == self.a else create(params)

        self.answers["personalize:CreateSolutionVersion"] = one_fails
        with self.assertLogs(level="ERROR"), self.assertRaisesRegex(Exception, "too many"):
            self.train()
        self.assertEqual(self.created(), [self.a, self.b])


if __name__ == "__main__":
    unittest.main()
