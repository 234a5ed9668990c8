"""The custom resource that empties a bucket, and what it answers to CloudFormation."""

import http.server
import json
import threading
import unittest
from unittest import mock

import boto3
from botocore.exceptions import ClientError

import function_support

BUCKET = "artifacts-bucket-test"
STACK = {"StackId": "arn:aws:cloudformation:eu-west-1:123456789012:stack/lms/1", "RequestId": "r-1",
         "LogicalResourceId": "EmptyArtifacts"}


class Mailbox(http.server.BaseHTTPRequestHandler):
    """Where CloudFormation waits for the answer."""

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.answers.append((self.path, self.headers["Content-Type"], json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *arguments):
        """Not into the output of the tests."""


class EmptyBucket(function_support.FunctionTest):
    def setUp(self):
        super().setUp()
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Mailbox)
        self.server.answers, self.server.status = [], 200
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.s3 = boto3.client("s3")
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        self.function = function_support.load("empty_bucket")

    def request(self, kind, **more):
        """The answer to a request of this type."""
        event = {"RequestType": kind, "ResourceProperties": {"BucketName": BUCKET}, **STACK,
                 "ResponseURL": f"http://127.0.0.1:{self.server.server_port}/answer?signature=abc%2B", **more}
        if kind != "Create":
            event.setdefault("PhysicalResourceId", BUCKET)
        del self.server.answers[:]
        self.function.handler(event, self.context)
        ((path, content_type, answer),) = self.server.answers
        self.assertEqual((path, content_type), ("/answer?signature=abc%2B", ""))
        self.assertEqual({name: answer.pop(name) for name in STACK}, STACK)
        return answer

    def delete_bucket(self):
        """What CloudFormation does next, and cannot where anything is left."""
        self.s3.delete_bucket(Bucket=BUCKET)

    def enable_versions(self):
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})

    def put(self, *keys):
        for key in keys:
            self.s3.put_object(Bucket=BUCKET, Key=key, Body=b"content")

    def versions(self):
        answer = self.s3.list_object_versions(Bucket=BUCKET)
        return len(answer.get("Versions", [])), len(answer.get("DeleteMarkers", []))

    SUCCESS = {"Status": "SUCCESS", "PhysicalResourceId": BUCKET}

    def test_objects(self):
        self.put("a", "folder/b", "ü &?+%20")
        self.assertEqual(self.request("Delete"), self.SUCCESS)
        self.delete_bucket()

    def test_versions_and_delete_markers(self):
        self.enable_versions()
        self.put("a", "a", "b")
        self.s3.delete_object(Bucket=BUCKET, Key="a")
        self.assertEqual(self.versions(), (3, 1))
        self.assertEqual(self.request("Delete"), self.SUCCESS)
        self.assertEqual(self.versions(), (0, 0))
        self.delete_bucket()

    def test_more_than_a_page_of_each(self):
        self.enable_versions()
        keys = [f"{number:04}" for number in range(1005)]
        self.put(*keys)
        for key in keys:
            self.s3.delete_object(Bucket=BUCKET, Key=key)
        self.assertEqual(self.request("Delete"), self.SUCCESS)
        self.assertEqual(self.versions(), (0, 0))

    def test_uploads_that_nobody_has_completed(self):
        for key in ("a", "a", "b"):
            self.s3.create_multipart_upload(Bucket=BUCKET, Key=key)
        self.assertEqual(self.request("Delete"), self.SUCCESS)
        self.assertEqual(self.s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []), [])

    def test_an_upload_that_is_completed_meanwhile(self):
        upload = self.s3.create_multipart_upload(Bucket=BUCKET, Key="a")["UploadId"]
        abort = self.function.s3.abort_multipart_upload

        def complete_first(**parameters):
            part = self.s3.upload_part(Bucket=BUCKET, Key="a", UploadId=upload, PartNumber=1, Body=b"content")
            self.s3.complete_multipart_upload(Bucket=BUCKET, Key="a", UploadId=upload, MultipartUpload={
                "Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
            return abort(**parameters)

        with mock.patch.object(self.function.s3, "abort_multipart_upload", complete_first):
            self.assertEqual(self.request("Delete"), self.SUCCESS)
        self.delete_bucket()

    def test_an_empty_bucket(self):
        self.assertEqual(self.request("Delete"), self.SUCCESS)
        self.delete_bucket()

    def test_a_bucket_that_is_gone(self):
        self.delete_bucket()
        self.assertEqual(self.request("Delete"), self.SUCCESS)

    def test_create_and_update_touch_nothing(self):
        self.put("a")
        for kind in ("Create", "Update"):
            with self.subTest(kind):
                self.assertEqual(self.request(kind), self.SUCCESS)
                self.assertEqual(self.versions(), (1, 0))

    def test_another_bucket_is_another_resource(self):
        """CloudFormation then deletes the resource of the old bucket, which is to go as well."""
        answer = self.request("Update", ResourceProperties={"BucketName": "another"}, PhysicalResourceId=BUCKET)
        self.assertEqual(answer, {"Status": "SUCCESS", "PhysicalResourceId": "another"})

    def test_a_deleted_resource_keeps_its_id(self):
        answer = self.request("Delete", PhysicalResourceId="whatever it was")
        self.assertEqual(answer, {"Status": "SUCCESS", "PhysicalResourceId": "whatever it was"})

    def failure(self, kind="Delete", **more):
        answer = self.request(kind, **more)
        self.assertEqual(answer["Status"], "FAILED")
        return answer["Reason"]

    def test_an_object_that_cannot_be_deleted(self):
        self.put("kept")
        answer = {"Errors": [{"Key": "kept", "Code": "AccessDenied", "Message": "Access Denied"}]}
        with mock.patch.object(self.function.s3, "delete_objects", return_value=answer):
            self.assertRegex(self.failure(), f"kept cannot be deleted from {BUCKET}: AccessDenied")

    def test_what_s3_refuses(self):
        error = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListObjectVersions")
        with mock.patch.object(self.function.s3, "list_object_versions", side_effect=error):
            self.assertRegex(self.failure(), "AccessDenied")

    def test_a_reason_too_long_for_an_answer(self):
        with mock.patch.object(self.function.s3, "list_object_versions", side_effect=RuntimeError(10_000 * "x")):
            self.assertLess(len(self.failure()), 2000)

    def test_a_resource_that_names_no_bucket(self):
        self.assertRegex(self.failure(ResourceProperties={}), "BucketName")
        answer = self.request("Create", ResourceProperties={})
        self.assertEqual(answer, {"Status": "SUCCESS", "PhysicalResourceId": "EmptyArtifacts"})

    def test_an_answer_is_given_before_the_time_is_up(self):
        self.put("a")
        self.context.seconds = 15
        self.assertRegex(self.failure(), "delete the stack again")
        self.assertEqual(self.versions(), (1, 0))

    def test_an_answer_that_does_not_arrive_has_lambda_try_again(self):
        self.server.status = 503
        with self.assertRaisesRegex(OSError, "503"):
            self.request("Delete")

    def test_the_log_tells_what_was_done_but_not_where_to_answer(self):
        self.request("Delete")
        self.assertEqual(json.loads(self.log.getvalue()), {"request": "Delete", **self.SUCCESS, **STACK})


if __name__ == "__main__":
    unittest.main()
