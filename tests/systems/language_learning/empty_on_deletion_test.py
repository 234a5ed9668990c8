"""The custom resource that empties buckets and backup vaults."""

import unittest
from unittest import mock

import function_support
from function_support import Failure

LOCATION = {"LocationConstraint": "us-west-1"}


class EmptyOnDeletion(function_support.CustomResourceTest):
    name = "empty_on_deletion"

    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch.object(self.function.time, "sleep", self.context.sleep))


class Common(EmptyOnDeletion):
    def test_making_and_changing_empties_nothing(self):
        for kind in ("Create", "Update"):
            for name in ("BucketName", "BackupVaultName"):
                self.assertEqual(self.succeed(kind, {name: "kept-files"}, "other")["PhysicalResourceId"], "kept-files")
        self.assertEqual(self.calls, [])

    def test_properties_that_name_nothing_or_two_things(self):
        for properties in ({}, {"Bucket": "kept-files"}, {"BucketName": "kept-files", "BackupVaultName": "vault"}):
            self.assertEqual(self.fail_with("ValueError", "Create", properties)["PhysicalResourceId"], "none")
            self.succeed("Delete", properties, "none")
        self.fail_with("KeyError", "Renew", {"BucketName": "kept-files"})


class Buckets(EmptyOnDeletion):
    def prepare(self):
        super().prepare()
        self.s3 = self.aws.client("s3")
        self.s3.create_bucket(Bucket="kept-files", CreateBucketConfiguration=LOCATION)
        self.s3.put_bucket_versioning(Bucket="kept-files", VersioningConfiguration={"Status": "Enabled"})

    def test_everything_goes(self):
        for body in b"12":
            self.s3.put_object(Bucket="kept-files", Key="a", Body=bytes(body))
        self.s3.put_object(Bucket="kept-files", Key="b", Body=b"3")
        self.s3.delete_object(Bucket="kept-files", Key="b")
        self.s3.create_multipart_upload(Bucket="kept-files", Key="c")
        self.succeed("Delete", {"BucketName": "kept-files"}, "kept-files")
        self.s3.delete_bucket(Bucket="kept-files")

    def test_more_than_a_page(self):
        for number in range(1100):
            self.s3.put_object(Bucket="kept-files", Key=str(number), Body=b"")
        self.succeed("Delete", {"BucketName": "kept-files"}, "kept-files")
        self.assertEqual(self.s3.list_object_versions(Bucket="kept-files").get("Versions", []), [])
        self.assertEqual([len(params["Delete"]["Objects"]) for params in self.of("s3:DeleteObjects")], [1000, 100])

    def test_a_bucket_that_is_empty_or_gone(self):
        self.succeed("Delete", {"BucketName": "kept-files"}, "kept-files")
        self.s3.delete_bucket(Bucket="kept-files")
        self.succeed("Delete", {"BucketName": "kept-files"}, "kept-files")

    def test_an_object_that_stays_is_a_failure(self):
        self.s3.put_object(Bucket="kept-files", Key="a", Body=b"")
        kept = {"Errors": [{"Key": "a", "Code": "AccessDenied"}]}
        with mock.patch.object(self.function.s3, "delete_objects", lambda **_: kept):
            self.fail_with("a cannot be deleted from kept-files: AccessDenied", "Delete", {"BucketName": "kept-files"},
                           "kept-files")

    def test_the_answer_comes_before_time_runs_out(self):
        self.s3.put_object(Bucket="kept-files", Key="a", Body=b"")
        self.context.seconds = 20
        self.fail_with("TimeoutError.*delete the stack again", "Delete", {"BucketName": "kept-files"}, "kept-files")

    def test_another_error_is_an_error(self):
        self.answers["s3:ListMultipartUploads"] = Failure("AccessDenied", "no", 403)
        self.fail_with("AccessDenied", "Delete", {"BucketName": "kept-files"}, "kept-files")


class Vaults(EmptyOnDeletion):
    """moto knows no recovery points: these are lists that lose one with every look, once its deletion was asked for."""

    def setUp(self):
        super().setUp()
        self.points = [f"arn:aws:backup:us-west-1:123456789012:recovery-point:{number}" for number in range(3)]
        self.answers["backup:ListRecoveryPointsByBackupVault"] = self.listed
        self.answers["backup:DeleteRecoveryPoint"] = {}

    def listed(self, _):
        found = {"RecoveryPoints": [{"RecoveryPointArn": point} for point in self.points]}
        asked = [params["RecoveryPointArn"] for params in self.of("backup:DeleteRecoveryPoint")]
        if self.points and self.points[0] in asked:
            self.points.pop(0)
        return found

    def test_each_point_is_deleted_once_and_waited_for(self):
        points = list(self.points)
        self.succeed("Delete", {"BackupVaultName": "vault"}, "vault")
        self.assertEqual(self.points, [])
        self.assertEqual(self.of("backup:DeleteRecoveryPoint"),
                         [{"BackupVaultName": "vault", "RecoveryPointArn": point} for point in points])
        self.assertLess(self.context.seconds, 900)

    def test_a_point_that_is_gone_is_gone(self):
        self.answers["backup:DeleteRecoveryPoint"] = Failure("ResourceNotFoundException")
        self.succeed("Delete", {"BackupVaultName": "vault"}, "vault")

    def test_a_vault_that_is_gone(self):
        self.answers["backup:ListRecoveryPointsByBackupVault"] = Failure("ResourceNotFoundException")
        self.succeed("Delete", {"BackupVaultName": "vault"}, "vault")

    def test_a_point_that_cannot_be_deleted_is_a_failure(self):
        self.answers["backup:DeleteRecoveryPoint"] = Failure("InvalidRequestException", "it is locked")
        self.fail_with("it is locked", "Delete", {"BackupVaultName": "vault"}, "vault")

    def test_the_answer_comes_before_time_runs_out(self):
        self.answers["backup:ListRecoveryPointsByBackupVault"] = {"RecoveryPoints": [{"RecoveryPointArn": "arn"}]}
        self.fail_with("TimeoutError", "Delete", {"BackupVaultName": "vault"}, "vault")
        self.assertGreater(self.context.seconds, 10)


if __name__ == "__main__":
    unittest.main()
