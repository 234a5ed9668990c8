"""Databases, proxies and secrets: demands 82 to 91, 116, 117 and 121.

  data_test.py
"""

import re
import unittest

from template_support import DATABASES, SERVICES, TemplateTest, mentioned
from meaning import nodes

INSTANCE_CLASS = re.compile(r"^db\.(?:r(?:6|7|8|9)\w*|x2\w*)\.(?:\d*x)?large$")
SECRETS = ("database-url", "jwt-secret", "lang-portal-api-key")
# A password in an address, keys of accounts, private keys.
IN_THE_CLEAR = re.compile(r"://[^/\s:@${}]+:[^/\s@${}]+@|\bAKIA[A-Z0-9]{16}\b|BEGIN [A-Z ]*PRIVATE KEY")
CREDENTIAL = re.compile(r"password|passwd|secretkey|secret_key|authtoken|oauthtoken|clientsecret|apikeyvalue",
                        re.IGNORECASE)


class DataTest(TemplateTest):
    def each(self):
        return [(project, self.properties(self.database(project))) for project in DATABASES]

    def password(self, project):
        """The secret with the password of the database's master user; None where RDS keeps one of its own."""
        cluster = self.properties(self.database(project))
        if cluster.get("ManageMasterUserPassword") is True:
            self.assertNotIn("MasterUserPassword", cluster)
            return None
        self.assertRegex(cluster["MasterUserPassword"], r"^\{\{resolve:secretsmanager:.+:SecretString:.+\}\}$")
        return self.secret_of(cluster["MasterUserPassword"])


class Aurora(DataTest):
    def test_082_a_cluster_of_its_own(self):
        self.assertEqual(len({self.database(project) for project in DATABASES}), 2)
        for project, cluster in self.each():
            with self.subTest(project):
                self.assertEqual(cluster["Engine"], "aurora-postgresql")

    def test_083_two_instances_in_three_zones(self):
        for project, cluster in self.each():
            with self.subTest(project):
                self.assertGreaterEqual(len(self.instances(project)), 2)
                for instance in self.instances(project).values():
                    self.assertIs(instance.get("PubliclyAccessible", False), False)
                    self.assertEqual(instance["Engine"], "aurora-postgresql")
                group = self.properties(self.one(cluster["DBSubnetGroupName"], "AWS::RDS::DBSubnetGroup"))
                self.check_subnets(group["SubnetIds"], self.private() | self.isolated(), zones=3)
                # With zones of their own the instances would have to be in different ones.
                zones = [each["AvailabilityZone"] for each in self.instances(project).values()
                         if "AvailabilityZone" in each]
                self.assertEqual(len(set(zones)), len(zones))

    def test_084_instance_classes(self):
        for project, cluster in self.each():
            with self.subTest(project):
                self.assertNotIn("ServerlessV2ScalingConfiguration", cluster)
                self.assertEqual(cluster.get("EngineMode", "provisioned"), "provisioned")
                for instance in self.instances(project).values():
                    self.assertRegex(instance["DBInstanceClass"], INSTANCE_CLASS)

    def test_085_backups_and_storage(self):
        for project, cluster in self.each():
            with self.subTest(project):
                self.assertGreaterEqual(int(cluster["BackupRetentionPeriod"]), 7)
                for each in (cluster, *self.instances(project).values()):
                    self.assertNotIn("AllocatedStorage", each)

    def test_086_performance_insights(self):
        for project, cluster in self.each():
            with self.subTest(project):
                for instance in self.instances(project).values():
                    self.assertTrue(instance.get("EnablePerformanceInsights") is True
                                    or cluster.get("PerformanceInsightsEnabled") is True)

    def test_087_the_password_is_a_secret(self):
        for project in DATABASES:
            with self.subTest(project):
                self.password(project)

    def test_121_exported_logs(self):
        for project, cluster in self.each():
            with self.subTest(project):
                self.assertIn("postgresql", cluster["EnableCloudwatchLogsExports"])
                self.log_group(project)

    def log_group(self, project):
        """The group that RDS writes to, by its name."""
        database = self.database(project)
        wanted = {f"/aws/rds/cluster/{self.name(database)}/postgresql", f"/aws/rds/cluster/${{{database}}}/postgresql"}
        found = [key for key in self.all_of("AWS::Logs::LogGroup") if self.name(key) in wanted]
        self.assertEqual(len(found), 1, wanted)
        self.assertEqual(self.properties(found[0])["RetentionInDays"], 7)
        return found[0]

    def test_121_the_groups_are_there_before_rds_would_make_them(self):
        for project, _ in self.each():
            with self.subTest(project):
                group, database = self.log_group(project), self.database(project)
                if self.stack_of(group) == self.stack_of(database):
                    self.assertIn(group, self.resources[database]["DependsOn"])
                else:
                    self.assertIn(self.stack_of(group), self.assembly.all_before(self.stack_of(database)))


class Proxies(DataTest):
    def test_088_a_proxy_with_a_pool(self):
        for project, _ in self.each():
            with self.subTest(project):
                proxy = self.proxy(project)
                self.assertEqual(self.properties(proxy)["EngineFamily"], "POSTGRESQL")
                (group,) = [each for each in self.all_of("AWS::RDS::DBProxyTargetGroup").values()
                            if self.is_about(each["DBProxyName"], proxy)]
                self.assertEqual([self.one(each, "AWS::RDS::DBCluster") for each in group["DBClusterIdentifiers"]],
                                 [self.database(project)])
                self.assertTrue(group["ConnectionPoolConfigurationInfo"])
                self.assertEqual(group["TargetGroupName"], "default")

    def test_089_with_iam(self):
        for project, _ in self.each():
            with self.subTest(project):
                proxy = self.properties(self.proxy(project))
                role = self.one(proxy["RoleArn"], "AWS::IAM::Role")
                self.assertEqual(self.trusted_by(role), {"rds.amazonaws.com"})
                self.assertTrue(proxy["Auth"])
                for auth in proxy["Auth"]:
                    self.assertEqual(auth["IAMAuth"], "REQUIRED")
                    kept = f"${{{self.database(project)}.MasterUserSecret.SecretArn}}"
                    if auth["SecretArn"] == kept:
                        self.assertIn(kept, self.allowed_on(role, "secretsmanager:GetSecretValue"))
                    else:
                        self.assert_may(role, self.secret_of(auth["SecretArn"]), "secretsmanager:GetSecretValue")
                        self.assert_may_use_key_of(role, self.secret_of(auth["SecretArn"]), "kms:Decrypt")

    def test_090_endpoints_to_write_and_to_read(self):
        within = self.private() | self.isolated()
        for project, _ in self.each():
            with self.subTest(project):
                proxy = self.proxy(project)
                self.check_subnets(self.properties(proxy)["VpcSubnetIds"], within, zones=2)
                self.assertTrue(self.properties(proxy)["VpcSecurityGroupIds"])
                (reading,) = [each for each in self.all_of("AWS::RDS::DBProxyEndpoint").values()
                              if self.is_about(each["DBProxyName"], proxy) and each["TargetRole"] == "READ_ONLY"]
                self.check_subnets(reading["VpcSubnetIds"], within, zones=2)
                self.assertTrue(reading["VpcSecurityGroupIds"])
                for each in reading["VpcSecurityGroupIds"]:
                    self.one(each, "AWS::EC2::SecurityGroup")

    def test_091_the_api_may_connect(self):
        for project, _ in self.each():
            with self.subTest(project):
                on = self.allowed_on(self.task_role(DATABASES[project][2]), "rds-db:connect")
                self.assertTrue(any(self.proxy(project) in mentioned(each) for each in on), on)
                for each in on:
                    self.assertIn(":dbuser:", each)


class Secrets(TemplateTest):
    def test_116_secrets(self):
        names = [self.name(key) or "" for key in self.all_of("AWS::SecretsManager::Secret")]
        for secret in SECRETS:
            self.assertTrue(any(secret in name for name in names), secret)

    def test_116_projects_do_not_share_a_database_url(self):
        urls = [self.secret_of_container(name, "DATABASE_URL") for name, expected in SERVICES.items()
                if "DATABASE_URL" in expected.secrets]
        self.assertEqual(len(set(urls)), 2)

    def test_117_no_secret_value(self):
        for stack, template in self.templates.items():
            evaluated = [each["Properties"] for key, each in self.resources.items() if self.stack_of(key) == stack]
            for text in (each for each in nodes([evaluated, template.get("Parameters", {})]) if isinstance(each, str)):
                self.assertNotRegex(text, IN_THE_CLEAR)
            for node in nodes(evaluated):
                for name, value in node.items() if isinstance(node, dict) else ():
                    if CREDENTIAL.search(name) and isinstance(value, str) and re.match(r"^[A-Za-z0-9!#$%&*+=?@^_-]+$",
                                                                                       value):
                        self.assertIn(value, ("true", "false", "password"), name)
            for name, parameter in template.get("Parameters", {}).items():
                if CREDENTIAL.search(name):
                    self.assertFalse(parameter.get("Default"), name)

    def test_117_secrets_are_made_when_they_are_deployed(self):
        for key, secret in self.all_of("AWS::SecretsManager::Secret").items():
            if "SecretString" in secret:  # an address without a password is nobody's secret
                self.assertRegex(secret["SecretString"], r"\$\{|^\{\}$", key)
                self.assertNotRegex(secret["SecretString"], r'"(?:password|key|token|secret)"\s*:\s*"[^"$]')
            else:
                self.assertIn("GenerateSecretString", secret, key)


if __name__ == "__main__":
    unittest.main()
