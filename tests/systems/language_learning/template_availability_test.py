"""What the description of language_learning demands for the case that something fails. The numbers are those of the demands;
where several stand together, one look shows them all. The second origin of the distribution is in template_data_test.py.

  template_availability_test.py
"""

import json
import re
import unittest

from template_evaluation import matches
from template_support import REGION, README, TemplateTest, in_every_state

REGIONS_ELSEWHERE = re.compile(r"arn:aws:backup:([a-z0-9-]+):")


class Zones(TemplateTest):
    @in_every_state
    def test_100_functions_span_two_zones(self, system):
        for function, configuration in self.some(system.in_vpc()).items():
            self.assertEqual(len(system.zones(configuration["SubnetIds"])), 2, function)

    @in_every_state
    def test_101_endpoints_span_two_zones(self, system):
        for endpoint, properties in self.some(system.endpoints("Interface")).items():
            self.assertEqual(len(system.zones(properties["SubnetIds"])), 2, endpoint)


class Recovery(TemplateTest):
    def copied(self, system):
        """The tables that AWS Backup copies to another region, with the ARNs of the vaults there."""
        found, vaults = set(), set()
        for key, each in system.of_type("AWS::Backup::BackupSelection").items():
            plan = system.meant_part(each["BackupPlanId"], "AWS::Backup::BackupPlan")
            copies = [action["DestinationBackupVaultArn"] for rule in system.properties(plan)["BackupPlan"]["BackupPlanRule"]
                      for action in rule.get("CopyActions", [])]
            away = [arn for arn in copies if REGIONS_ELSEWHERE.match(arn) and REGIONS_ELSEWHERE.match(arn)[1] != system.region]
            selection = each["BackupSelection"]
            role = system.meant(selection["IamRoleArn"], "AWS::IAM::Role")
            self.assertIn("backup.amazonaws.com", system.trusted(role), key)
            able = "service-role/AWSBackupServiceRolePolicyForBackup" in system.aws_policies(role) or (
                system.allowed_on(role, "backup:CopyIntoBackupVault") and system.allowed_on(role, "dynamodb:StartAwsBackupJob"))
            self.assertTrue(able, role)
            if away:
                vaults |= set(away)
                found |= self.selected(system, selection)
        return found, vaults

    def selected(self, system, selection):
        found = set()
        wanted = {(each["ConditionKey"].removeprefix("aws:ResourceTag/"), each["ConditionValue"])
                  for each in selection.get("ListOfTags", [])}
        for table, properties in system.tables().items():
            tags = {(each["Key"], each["Value"]) for each in properties.get("Tags", [])}
            if wanted & tags or any(matches(each, system.arn(table)) for each in selection.get("Resources", [])):
                found.add(table)
        return found

    def test_102_data_is_in_another_region(self):
        replicated = {table for table, each in self.system.tables().items()
                      if len({replica["Region"] for replica in each.get("Replicas", [])}) >= 2}
        copied, vaults = self.copied(self.system)
        self.assertLessEqual({self.system.lessons_table(), self.system.progress_table()}, copied | replicated)
        for arn in vaults:
            self.assertTrue(self.system.meant(arn) is None, "a template makes nothing in another region")

    def test_102_the_readme_names_the_vault(self):
        _, vaults = self.copied(self.system)
        if vaults:
            self.assertRegex(README.read_text(encoding="utf-8"), r"(?i)create-backup-vault|backup vault|vault `")

    @in_every_state
    def test_102_backups_are_kept_in_a_vault_that_exists(self, system):
        for each in system.of_type("AWS::Backup::BackupPlan").values():
            for rule in self.some(each["BackupPlan"]["BackupPlanRule"]):
                self.assertTrue(system.meant(rule["TargetBackupVault"], "AWS::Backup::BackupVault")
                                or rule["TargetBackupVault"] == "Default")

    def test_103_a_health_check(self):
        checks = [each["HealthCheckConfig"] for each in self.all_of("AWS::Route53::HealthCheck").values()]
        self.assertTrue([each for each in checks if each["Type"] in ("CALCULATED", "CLOUDWATCH_METRIC") or self.probes(each)])

    def probes(self, check):
        """Whether it asks a route that answers everybody."""
        api, _ = self.system.api()
        _, stage = self.system.stage()
        host = f"{self.system.value({'Ref': api})}.execute-api.{REGION}.amazonaws.com"
        open_routes = {f"/{stage['StageName']}{route.path}" for route in self.system.routes()
                       if route.verb == "GET" and route.properties.get("AuthorizationType", "NONE") == "NONE"
                       and not route.properties.get("ApiKeyRequired")}
        return check["Type"].startswith("HTTPS") and check.get("FullyQualifiedDomainName") == host \
            and check.get("ResourcePath") in open_routes

    @in_every_state
    def test_105_what_to_do_after_a_disaster(self, system):
        runbooks = [each for each in system.of_type("AWS::SSM::Document").values()
                    if re.search("restore|recover", json.dumps(each), re.IGNORECASE)]
        rehearsals = [each for each in system.of_type("AWS::Backup::RestoreTestingPlan")]
        written = re.search("disaster recovery", json.dumps(self.template.get("Metadata", {})), re.IGNORECASE)
        self.assertTrue(runbooks or rehearsals or written)

    def test_106_data_outlives_the_stack(self):
        """What is kept: tables, content, and that without which they could not be read or kept, and nothing else."""
        kept = {key for key, each in self.template["Resources"].items()
                if each.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate")}
        wanted = {*self.system.tables(), *self.system.content_buckets()}
        self.assertLessEqual(wanted, kept)
        for logical_id in wanted:
            self.assertEqual(self.template["Resources"][logical_id].get("UpdateReplacePolicy"), "Retain", logical_id)
        keys = {self.system.key_of(value) for each in wanted for value in self.encrypted_with(each)} - {None}
        self.assertLessEqual(keys, kept, "kept data needs its key")
        about = {"AWS::S3::BucketPolicy", "AWS::KMS::Alias"}
        others = {each for each in kept - wanted - keys if self.system.type_of(each) not in about}
        self.assertEqual(others, set())

    def encrypted_with(self, logical_id):
        properties = self.system.properties(logical_id)
        if "BucketEncryption" in properties:
            return [each["ServerSideEncryptionByDefault"].get("KMSMasterKeyID")
                    for each in properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]]
        return [properties.get("SSESpecification", {}).get("KMSMasterKeyId")]

    def test_106_nothing_else_keeps_the_stack_from_going(self):
        for logical_id, each in self.template["Resources"].items():
            self.assertNotIn(each.get("Properties", {}).get("DeletionProtection"), (True, "ACTIVE"), logical_id)
            if logical_id not in self.system.tables():
                self.assertNotEqual(each.get("Properties", {}).get("DeletionProtectionEnabled"), True, logical_id)


if __name__ == "__main__":
    unittest.main()
