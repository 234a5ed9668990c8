"""Databases, their proxies, secrets and buckets."""

from .base import RETENTION_DAYS, SITES, Deployed, account, client

BUCKETS = ("app-dw-access-logs", "app-dw-artifacts", "lang-portal-frontend", "haiku-frontend", "haiku-media")
SECRETS = {"lang-portal/database-url", "haiku/database-url", "jwt-secret", "lang-portal-api-key"}


class Databases(Deployed):
    def clusters(self):
        return [client("rds").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
                for name in self.all_of("AWS::RDS::DBCluster")]

    def test_clusters(self):
        clusters = self.clusters()
        self.assertEqual({each["DBClusterIdentifier"] for each in clusters}, {f"app-dw-{site}" for site in SITES})
        for cluster in clusters:
            self.assertEqual((cluster["Status"], cluster["Engine"]), ("available", "aurora-postgresql"))
            self.assertEqual(len(cluster["DBClusterMembers"]), 2)
            self.assertGreaterEqual(cluster["BackupRetentionPeriod"], 7)
            self.assertEqual(cluster["MasterUserSecret"]["SecretStatus"], "active")
            self.assertTrue(cluster["StorageEncrypted"])
            self.assertEqual(cluster["EnabledCloudwatchLogsExports"], ["postgresql"])

    def test_instances(self):
        for cluster in self.clusters():
            instances = client("rds").describe_db_instances(
                Filters=[{"Name": "db-cluster-id", "Values": [cluster["DBClusterIdentifier"]]}])["DBInstances"]
            self.assertEqual(len(instances), 2)
            for instance in instances:
                self.assertEqual(instance["DBInstanceClass"], "db.r6g.large")
                self.assertFalse(instance["PubliclyAccessible"])

    def test_they_are_in_subnets_without_a_way_out(self):
        for cluster in self.clusters():
            (group,) = client("rds").describe_db_subnet_groups(
                DBSubnetGroupName=cluster["DBSubnetGroup"])["DBSubnetGroups"]
            subnets = client("ec2").describe_subnets(
                SubnetIds=[each["SubnetIdentifier"] for each in group["Subnets"]])["Subnets"]
            self.assertEqual({subnet["CidrBlock"] for subnet in subnets}, {f"10.0.{last}.0/24" for last in (6, 7, 8)})
            self.assertEqual(len({subnet["AvailabilityZone"] for subnet in subnets}), 3)

    def test_proxies_reach_them(self):
        for name in self.all_of("AWS::RDS::DBProxy"):
            (proxy,) = client("rds").describe_db_proxies(DBProxyName=name)["DBProxies"]
            self.assertEqual((proxy["Status"], proxy["RequireTLS"]), ("available", True))
            self.assertEqual({auth["IAMAuth"] for auth in proxy["Auth"]}, {"REQUIRED"})
            (cluster,) = [each for each in self.clusters() if each["DBClusterIdentifier"] == name]
            self.assertEqual(proxy["Auth"][0]["SecretArn"], cluster["MasterUserSecret"]["SecretArn"])
            targets = [each for each in client("rds").describe_db_proxy_targets(DBProxyName=name)["Targets"]
                       if each["Type"] == "RDS_INSTANCE"]
            self.assertEqual([each["TargetHealth"]["State"] for each in targets], ["AVAILABLE"] * 2)

    def test_proxies_have_an_endpoint_for_reading(self):
        endpoints = client("rds").describe_db_proxy_endpoints()["DBProxyEndpoints"]
        for name in self.all_of("AWS::RDS::DBProxy"):
            reading = [each for each in endpoints if each["DBProxyName"] == name and each["TargetRole"] == "READ_ONLY"]
            self.assertEqual([each["Status"] for each in reading], ["available"])

    def test_secrets(self):
        arns = self.all_of("AWS::SecretsManager::Secret")
        self.assertEqual({client("secretsmanager").describe_secret(SecretId=arn)["Name"] for arn in arns}, SECRETS)


class Buckets(Deployed):
    def test_they_are_closed(self):
        self.assertEqual(set(self.all_of("AWS::S3::Bucket")), {f"{name}-{account()}" for name in BUCKETS})
        for bucket in self.all_of("AWS::S3::Bucket"):
            blocked = client("s3").get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
            self.assertEqual(set(blocked.values()), {True}, bucket)

    def encryption(self, name):
        answer = client("s3").get_bucket_encryption(Bucket=f"{name}-{account()}")
        (rule,) = answer["ServerSideEncryptionConfiguration"]["Rules"]
        return rule["ApplyServerSideEncryptionByDefault"]

    def test_access_logs(self):
        self.assertEqual(self.encryption("app-dw-access-logs")["SSEAlgorithm"], "AES256")
        (rule,) = client("s3").get_bucket_lifecycle_configuration(Bucket=f"app-dw-access-logs-{account()}")["Rules"]
        self.assertEqual((rule["Status"], rule["Expiration"]["Days"]), ("Enabled", RETENTION_DAYS))

    def test_artifacts_are_encrypted_with_the_key(self):
        given = self.encryption("app-dw-artifacts")
        self.assertEqual(given["SSEAlgorithm"], "aws:kms")
        self.assertIn(self.only("AWS::KMS::Key"), given["KMSMasterKeyID"])
        self.assertTrue(client("kms").get_key_rotation_status(KeyId=self.only("AWS::KMS::Key"))["KeyRotationEnabled"])
