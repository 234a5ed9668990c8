"""The corrected template differs from the plain one in what the app's README lists, and in nothing else; and each
correction does what its reason says."""

import re
import subprocess
import unittest

import support
from support import template_equal

ON = "corrections=on"
FINGERPRINT = re.compile(r"<fingerprint>")
ROW = re.compile(r"^\|(?P<where>[^|]*)\|(?P<what>[^|]*)\|(?P<why>[^|]*)\|$")


def rows():
    """The README's table: (paths, kind, reason) of each row."""
    readme = (support.APP_FOLDER / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n## Corrections\n")[1].split("\n## ")[0]
    for line in section.splitlines():
        row = ROW.match(line)
        if row is None or "`" not in row["where"]:
            continue
        paths = re.findall(r"`([^`]+)`", row["where"])
        yield paths, row["what"].split(":")[0].strip(), row["why"].strip()


def pattern(path):
    """Matches the path and all below it."""
    return re.compile("[0-9a-f]{10}".join(map(re.escape, FINGERPRINT.split(path))) + r"(\.|$)")


def found():
    """(path, difference) of each difference between the two templates."""
    plain, corrected = (template_equal.meaning(template) for template in (support.template(), support.template(ON)))
    for difference in template_equal.differences(plain, corrected, "strict"):
        yield ".".join(map(str, difference.path)), difference


class Readme(unittest.TestCase):
    def setUp(self):
        self.listed = [(path, kind) for paths, kind, _ in rows() for path in paths]
        self.found = list(found())

    def test_the_table_is_there(self):
        self.assertGreater(len(self.listed), 20)

    def test_each_row_has_a_kind_and_a_reason(self):
        for paths, kind, why in rows():
            with self.subTest(paths):
                self.assertIn(kind, ("added", "removed", "changed"))
                self.assertGreater(len(why.split()), 3)

    def test_no_path_is_listed_twice_or_below_another(self):
        for path, _ in self.listed:
            with self.subTest(path):
                example = FINGERPRINT.sub("0" * 10, path)
                self.assertEqual([other for other, _ in self.listed if pattern(other).match(example)], [path])

    def test_each_difference_is_listed(self):
        unlisted = [str(difference) for path, difference in self.found
                    if not any(pattern(listed).match(path) for listed, _ in self.listed)]
        self.assertEqual(unlisted, [])

    def test_each_listed_path_differs_as_it_is_said_to(self):
        for listed, kind in self.listed:
            with self.subTest(listed):
                kinds = {difference.kind for path, difference in self.found if pattern(listed).match(path)}
                self.assertEqual(kinds, {kind})


class Corrections(support.TemplateTest):
    """One test for each defect of the description's template."""

    @classmethod
    def setUpClass(cls):
        cls.plain = support.template()
        cls.template = support.template(ON)
        cls.resources = cls.template["Resources"]

    def test_the_stage_waits_for_the_account_in_which_it_may_log(self):
        self.assertNotIn("DependsOn", self.plain["Resources"]["ApiStage"])
        self.assertEqual(self.resources["ApiStage"]["DependsOn"], ["ApiGatewayAccount"])

    def test_the_alarm_of_user_errors_is_the_accounts(self):
        alarm = self.properties("DynamoDBUserErrorsAlarm")
        self.assertEqual((alarm["Namespace"], alarm["MetricName"]), ("AWS/DynamoDB", "UserErrors"))
        self.assertNotIn("Dimensions", alarm)

    def test_throttling_of_the_table_has_an_alarm(self):
        metrics = self.properties("DynamoDBThrottleAlarm")["Metrics"]
        table = [{"Name": "TableName", "Value": {"Ref": "ApplicationTable"}}]
        measured = {query["Id"]: query["MetricStat"]["Metric"] for query in metrics if "MetricStat" in query}
        self.assertEqual({metric["MetricName"] for metric in measured.values()},
                         {"ReadThrottleEvents", "WriteThrottleEvents"})
        self.assertTrue(all(metric["Dimensions"] == table for metric in measured.values()))
        shown = [query["Expression"] for query in metrics if query["ReturnData"]]
        self.assertEqual(len(shown), 1)
        self.assertTrue(all(name in shown[0] for name in measured))

    def test_callers_need_a_key_of_the_usage_plan(self):
        self.assertIs(self.properties("ProcessMethod")["ApiKeyRequired"], True)
        self.assertEqual(self.properties("ApiUsagePlanKey"),
                         {"KeyId": {"Ref": "ApiKey"}, "KeyType": "API_KEY", "UsagePlanId": {"Ref": "ApiUsagePlan"}})
        self.assertIs(self.properties("ApiKey")["Enabled"], True)

    def test_the_tables_key_is_the_default(self):
        encryption = self.properties("ApplicationTable")["SSESpecification"]
        self.assertEqual(encryption, {"SSEEnabled": True, "SSEType": "KMS"})

    def test_nothing_is_there_that_nothing_uses(self):
        self.assertEqual(self.of_type("AWS::S3::Bucket"), {})
        self.assertNotIn("LambdaCodeS3Bucket", str(self.template))

    def test_the_deployment_has_an_id_of_its_own_for_each_state_of_the_api(self):
        (deployment,) = self.of_type("AWS::ApiGateway::Deployment")
        self.assertRegex(deployment, "^ApiDeployment[0-9a-f]{10}$")
        self.assertEqual(self.properties("ApiStage")["DeploymentId"], {"Ref": deployment})
        self.assertEqual(self.resources[deployment]["DependsOn"], ["ProcessMethod"])

    def test_the_workflow_hands_the_data_on_as_a_body(self):
        step = self.definition()["States"]["ProcessData"]
        self.assertEqual(step["Parameters"], {"body.$": "States.JsonToString($.validation.data)"})

    def test_each_zone_has_a_public_and_a_private_subnet_and_goes_out_by_itself(self):
        subnets = self.of_type("AWS::EC2::Subnet")
        zones = {name: subnet["Properties"]["AvailabilityZone"]["Fn::Select"][0] for name, subnet in subnets.items()}
        self.assertEqual(zones, {"PrivateSubnetAZ1": 0, "PublicSubnetAZ1": 0,
                                 "PrivateSubnetAZ2": 1, "PublicSubnetAZ2": 1})
        routes = {value["Properties"]["SubnetId"]["Ref"]: value["Properties"]["RouteTableId"]["Ref"]
                  for value in self.of_type("AWS::EC2::SubnetRouteTableAssociation").values()}
        self.assertEqual(set(routes), set(subnets))
        gateways = {route["Properties"]["RouteTableId"]["Ref"]: route["Properties"].get("NatGatewayId", {}).get("Ref")
                    for route in self.of_type("AWS::EC2::Route").values()}
        for private in ("PrivateSubnetAZ1", "PrivateSubnetAZ2"):
            nat = gateways[routes[private]]
            self.assertEqual(zones[self.properties(nat)["SubnetId"]["Ref"]], zones[private])

    def test_both_private_route_tables_lead_to_the_tables_endpoint(self):
        self.assertEqual(self.properties("DynamoDBVPCEndpoint")["RouteTableIds"],
                         [{"Ref": "PrivateRouteTable"}, {"Ref": "PrivateRouteTableAZ2"}])

    def test_the_endpoint_allows_what_the_functions_may_do(self):
        (statement,) = self.properties("DynamoDBVPCEndpoint")["PolicyDocument"]["Statement"]
        allowed = self.statements("LambdaExecutionRole")[0]
        self.assertEqual((statement["Action"], statement["Resource"]), (allowed["Action"], allowed["Resource"]))

    def test_everything_that_can_be_tagged_is(self):
        untaggable = {"AWS::ApiGateway::Account", "AWS::ApiGateway::Deployment", "AWS::ApiGateway::Method",
                      "AWS::ApiGateway::Resource", "AWS::ApiGateway::UsagePlanKey", "AWS::EC2::Route",
                      "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPCGatewayAttachment", "AWS::Lambda::Alias",
                      "AWS::Lambda::Permission", "AWS::Lambda::Version"}
        for name, resource in self.resources.items():
            if resource["Type"] in untaggable:
                continue
            with self.subTest(name):
                tags = self.tags(name)
                self.assertEqual((tags["project"], tags["team-number"]), ("iac-rlhf-amazon", "2"))

    def test_log_groups_say_what_becomes_of_them(self):
        for name, group in self.of_type("AWS::Logs::LogGroup").items():
            self.assertEqual((group["DeletionPolicy"], group["UpdateReplacePolicy"]), ("Delete", "Delete"), name)

    def test_no_arn_fixes_the_partition(self):
        self.assertNotIn("arn:aws:", str(self.resources))

    def test_the_description_promises_no_custom_domain(self):
        self.assertIn("custom domain", self.plain["Description"])
        self.assertNotIn("custom domain", self.template["Description"])
        self.assertEqual(self.of_type("AWS::ApiGateway::DomainName"), {})


class Asked(unittest.TestCase):
    def test_off_is_the_default(self):
        same = template_equal.differences(support.template(), support.template("corrections=off"), "strict")
        self.assertEqual(same, [])

    def test_anything_else_is_an_error(self):
        done = subprocess.run([support.APP, "list", "--context", "corrections=maybe"], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("corrections", done.stderr)


if __name__ == "__main__":
    unittest.main()
