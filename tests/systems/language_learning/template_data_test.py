"""What the description of language_learning demands of tables, buckets and the distribution. The numbers are those of the
demands; where several stand together, one look shows them all.

  template_data_test.py
"""

import re
import unittest

from template_evaluation import as_list, matches
from template_support import TemplateTest, in_every_state

CLOUDFRONT = "cloudfront.amazonaws.com"
BLOCKED = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
HTTPS = {"redirect-to-https", "https-only"}


class Tables(TemplateTest):
    @in_every_state
    def test_024_lessons_and_progress(self, system):
        progress = system.progress_table()
        self.assertNotEqual(system.lessons_table(), progress)
        self.assertRegex(system.keys_of(system.properties(progress)["KeySchema"])["HASH"].lower(), "user|student|learner")

    @in_every_state
    def test_025_lessons_by_language(self, system):
        self.assertTrue([keys for keys in system.indexes(system.lessons_table()) if "lang" in keys["HASH"].lower()])

    @in_every_state
    def test_026_lessons_by_difficulty(self, system):
        self.assertTrue([keys for keys in system.indexes(system.lessons_table())
                         if re.search("difficult|level", keys["HASH"].lower())])

    @in_every_state
    def test_027_progress_by_level(self, system):
        def by_level(keys):
            level = re.compile("level|progress", re.IGNORECASE)
            return level.search(keys["HASH"]) or (re.search("user|student|learner", keys["HASH"], re.IGNORECASE)
                                                  and level.search(keys.get("RANGE", "")))
        self.assertTrue([keys for keys in system.indexes(system.progress_table()) if by_level(keys)])

    @in_every_state
    def test_028_on_demand(self, system):
        for table in (system.lessons_table(), system.progress_table()):
            self.assertEqual(system.properties(table)["BillingMode"], "PAY_PER_REQUEST", table)

    @in_every_state
    def test_029_points_in_time(self, system):
        for table in (system.lessons_table(), system.progress_table()):
            properties = system.properties(table)
            for each in properties.get("Replicas", [properties]):
                self.assertIs(each["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], True, table)

    @in_every_state
    def test_keys_are_attributes_and_nothing_else_is(self, system):
        for table, properties in system.tables().items():
            used = {name for keys in (system.keys_of(properties["KeySchema"]), *system.indexes(table)) for name in keys.values()}
            used |= {name for each in properties.get("LocalSecondaryIndexes", [])
                     for name in system.keys_of(each["KeySchema"]).values()}
            self.assertEqual({each["AttributeName"] for each in properties["AttributeDefinitions"]}, used, table)


class Buckets(TemplateTest):
    @in_every_state
    def test_054_audio_has_a_life(self, system):
        for bucket in self.some(system.audio_buckets()):
            rules = system.properties(bucket).get("LifecycleConfiguration", {}).get("Rules", [])
            self.assertTrue([each for each in rules if each["Status"] == "Enabled"], bucket)

    def test_055_static_content_is_hosted(self):
        hosted = [each for each in self.system.buckets().values() if "WebsiteConfiguration" in each]
        for each in self.system.of_type("AWS::CloudFront::Distribution").values():
            configuration = each["DistributionConfig"]
            origins = {one["Id"]: one for one in configuration["Origins"]}
            for origin in self.behind(configuration, configuration["DefaultCacheBehavior"]["TargetOriginId"]):
                if configuration.get("DefaultRootObject") and self.system.bucket_of(origins[origin]["DomainName"]):
                    hosted.append(origin)
        self.assertTrue(hosted)

    @in_every_state
    def test_056_contents_are_versioned(self, system):
        for bucket in self.some(system.content_buckets()):
            self.assertEqual(system.properties(bucket).get("VersioningConfiguration", {}).get("Status"), "Enabled", bucket)

    @in_every_state
    def test_057_all_are_encrypted(self, system):
        for bucket, properties in self.some(system.buckets()).items():
            rules = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
            for rule in self.some(rules):
                algorithm = rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"]
                self.assertIn(algorithm, ("AES256", "aws:kms", "aws:kms:dsse"), bucket)

    @in_every_state
    def test_058_all_refuse_plain_http(self, system):
        for bucket in self.some(system.buckets()):
            arn = system.arn(bucket)
            refusals = [each for each in system.resource_statements(bucket) if each["Effect"] == "Deny"
                        and system.principals(each) == {"*"} and system.is_about(each, "s3:GetObject")
                        and system.is_about(each, "s3:PutObject")
                        and str(each["Condition"].get("Bool", {}).get("aws:SecureTransport")).lower() == "false"]
            on = [pattern for each in refusals for pattern in as_list(each["Resource"])]
            for resource in (arn, arn + "/any/object"):
                self.assertTrue([each for each in on if matches(each, resource)], f"{bucket}: {resource}")

    @in_every_state
    def test_059_none_is_public(self, system):
        for bucket, properties in self.some(system.buckets()).items():
            self.assertEqual(properties["PublicAccessBlockConfiguration"], dict.fromkeys(BLOCKED, True), bucket)
            for statement in system.resource_statements(bucket):
                self.assertFalse(statement["Effect"] == "Allow" and "*" in system.principals(statement), bucket)

    @staticmethod
    def behind(configuration, target):
        """The origins that a behaviour leads to: one, or those of a group."""
        for group in configuration.get("OriginGroups", {}).get("Items", []):
            if group["Id"] == target:
                return [each["OriginId"] for each in group["Members"]["Items"]]
        return [target]


class Distribution(TemplateTest):
    def configurations(self, system):
        return {key: each["DistributionConfig"]
                for key, each in self.all_of("AWS::CloudFront::Distribution", system=system).items()}

    def behaviors(self, configuration):
        return [configuration["DefaultCacheBehavior"], *configuration.get("CacheBehaviors", [])]

    @in_every_state
    def test_060_the_distribution(self, system):
        for configuration in self.configurations(system).values():
            self.assertIs(configuration["Enabled"], True)
            self.assertTrue([each for each in configuration["Origins"] if system.bucket_of(each["DomainName"])])
            restriction = configuration.get("Restrictions", {}).get("GeoRestriction", {}).get("RestrictionType", "none")
            self.assertNotEqual(restriction, "whitelist")
            known = {each["Id"] for each in configuration["Origins"]}
            known |= {each["Id"] for each in configuration.get("OriginGroups", {}).get("Items", [])}
            for behavior in self.behaviors(configuration):
                self.assertIn(behavior["TargetOriginId"], known)

    @in_every_state
    def test_061_only_cloudfront_reads(self, system):
        for distribution, configuration in self.configurations(system).items():
            for origin in configuration["Origins"]:
                bucket = system.bucket_of(origin["DomainName"])
                if bucket is not None:
                    self.check_origin(system, distribution, origin, bucket)

    def check_origin(self, system, distribution, origin, bucket):
        readers = [each for each in system.resource_statements(bucket) if each["Effect"] == "Allow"
                   and system.is_about(each, "s3:GetObject")]
        self.assertTrue(readers, f"nobody reads {bucket}")
        if origin.get("OriginAccessControlId"):
            control = system.meant_part(origin["OriginAccessControlId"], "AWS::CloudFront::OriginAccessControl")
            control = system.properties(control)["OriginAccessControlConfig"]
            self.assertEqual((control["OriginAccessControlOriginType"], control["SigningBehavior"], control["SigningProtocol"]),
                             ("s3", "always", "sigv4"))
            for statement in readers:
                self.assertEqual(system.principals(statement), {CLOUDFRONT})
                self.assertIn(f"distribution/{system.value({'Ref': distribution})}", str(statement["Condition"]))
        else:
            identity = origin["S3OriginConfig"]["OriginAccessIdentity"].removeprefix("origin-access-identity/cloudfront/")
            self.assertIsNotNone(system.meant(identity, "AWS::CloudFront::CloudFrontOriginAccessIdentity"))
            for statement in readers:
                self.assertNotIn("*", system.principals(statement))
        for rule in system.properties(bucket)["BucketEncryption"]["ServerSideEncryptionConfiguration"]:
            key = system.key_of(rule["ServerSideEncryptionByDefault"].get("KMSMasterKeyID"))
            if key is not None:
                self.assertTrue(system.admits(key, CLOUDFRONT, "kms:Decrypt"), bucket)

    @in_every_state
    def test_062_https(self, system):
        for configuration in self.configurations(system).values():
            for behavior in self.behaviors(configuration):
                self.assertIn(behavior["ViewerProtocolPolicy"], HTTPS)

    @in_every_state
    def test_104_a_second_origin_takes_over(self, system):
        groups = [(configuration, group) for configuration in self.configurations(system).values()
                  for group in configuration.get("OriginGroups", {}).get("Items", [])]
        records = [each for each in system.of_type("AWS::Route53::RecordSet").values() if "Failover" in each]
        for configuration, group in groups:
            known = {each["Id"] for each in configuration["Origins"]}
            members = [each["OriginId"] for each in group["Members"]["Items"]]
            self.assertEqual((len(set(members)), set(members) - known), (2, set()))
            self.assertTrue(group["FailoverCriteria"]["StatusCodes"]["Items"])
            self.assertIn(group["Id"], [each["TargetOriginId"] for each in self.behaviors(configuration)])
        if not groups:
            self.assertEqual({each["Failover"] for each in records}, {"PRIMARY", "SECONDARY"})
            self.assertTrue([each for each in records if each["Failover"] == "PRIMARY" and each.get("HealthCheckId")])


if __name__ == "__main__":
    unittest.main()
