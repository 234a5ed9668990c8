"""The translation of lessons in batches."""

import unittest

import function_support
from function_support import Failure

START = "POST /translations"
LOOK = "GET /translations/{jobId}"
STOP = "DELETE /translations/{jobId}"
EDITOR = {"cognito:groups": "editors"}
JOB = "0123456789abcdef"


class Translation(function_support.ApiTest):
    name = "translation"

    def setUp(self):
        super().setUp()
        self.answers["translate:StartTextTranslationJob"] = {"JobId": JOB, "JobStatus": "SUBMITTED"}
        self.answers["translate:StopTextTranslationJob"] = {"JobId": JOB, "JobStatus": "STOP_REQUESTED"}
        self.answers["translate:DescribeTextTranslationJob"] = {"TextTranslationJobProperties": {
            "JobId": JOB, "JobStatus": "COMPLETED_WITH_ERROR", "Message": "one is empty",
            "JobDetails": {"TranslatedDocumentsCount": 7, "InputDocumentsCount": 8, "DocumentsWithErrorsCount": 1}}}

    def start(self, *targets):
        return self.request(START, body={"targets": list(targets)}, claims=EDITOR)

    def asked(self):
        return self.of("translate:StartTextTranslationJob")

    def test_a_job_reads_the_texts_and_writes_the_translations(self):
        self.assertEqual(self.start("fr-FR", "zh-CN"), (202, {"jobId": JOB, "status": "SUBMITTED"}))
        (asked,) = self.asked()
        bucket = self.env["CONTENT_BUCKET"]
        self.assertEqual({name: asked[name] for name in asked if name not in ("JobName", "ClientToken")}, {
            "SourceLanguageCode": "en", "TargetLanguageCodes": ["fr", "zh"],
            "TerminologyNames": [self.env["TRANSLATE_TERMINOLOGY"]],
            "InputDataConfig": {"S3Uri": f"s3://{bucket}/texts/", "ContentType": "text/plain"},
            "OutputDataConfig": {"S3Uri": f"s3://{bucket}/translations/"},
            "DataAccessRoleArn": self.env["TRANSLATE_ROLE_ARN"]})
        self.assertEqual(self.regions("translate"), {self.env["TRANSLATE_REGION"]})

    def test_the_same_request_is_the_same_job(self):
        for targets in (("fr-FR", "de-DE"), ("de-DE", "fr-FR", "fr-FR"), ("de-DE",)):
            self.start(*targets)
        tokens = [each["ClientToken"] for each in self.asked()]
        self.assertEqual(len(set(tokens[:2])), 1)
        self.assertNotEqual(tokens[0], tokens[2])

    def test_the_language_of_the_texts_is_left_out(self):
        self.start("en-US", "fr-FR")
        self.assertEqual(self.asked()[0]["TargetLanguageCodes"], ["fr"])

    def test_the_state_of_a_job(self):
        self.assertEqual(self.get(LOOK, jobId=JOB, claims=EDITOR), {
            "jobId": JOB, "status": "COMPLETED_WITH_ERROR", "message": "one is empty",
            "documents": {"translated": 7, "all": 8, "failed": 1}})

    def test_a_job_that_has_just_begun(self):
        self.answers["translate:DescribeTextTranslationJob"] = {"TextTranslationJobProperties": {
            "JobId": JOB, "JobStatus": "SUBMITTED"}}
        self.assertEqual(self.get(LOOK, jobId=JOB, claims=EDITOR)["documents"],
                         {"translated": 0, "all": 0, "failed": 0})

    def test_a_job_can_be_stopped(self):
        self.assertEqual(self.request(STOP, jobId=JOB, claims=EDITOR),
                         (202, {"jobId": JOB, "status": "STOP_REQUESTED"}))
        self.assertEqual(self.of("translate:StopTextTranslationJob"), [{"JobId": JOB}])

    def test_jobs_that_are_none(self):
        for operation in ("Describe", "Stop"):
            self.answers[f"translate:{operation}TextTranslationJob"] = Failure("ResourceNotFoundException")
        for route in (LOOK, STOP):
            for job_id in (JOB, "a/b", "x" * 33, ""):
                self.assertEqual(self.refused(404, route, jobId=job_id, claims=EDITOR), "there is no such job")
        self.assertEqual(len(self.calls), 2)

    def test_only_editors(self):
        for groups in ("", "students", "noneditors", "[students admins]", ["students"]):
            for route in (START, LOOK, STOP):
                with self.subTest(route, groups=groups):
                    self.assertEqual(self.refused(403, route, body={"targets": ["fr-FR"]}, jobId=JOB,
                                                  claims={"cognito:groups": groups}), "this is for editors only")
        self.assertEqual(self.refused(403, LOOK, jobId=JOB), "this is for editors only")
        self.assertEqual(self.refused(401, LOOK, user=None, jobId=JOB), "sign in first")
        self.assertEqual(self.calls, [])
        for groups in ("editors", "students,editors", "[students editors]", ["editors"]):
            self.get(LOOK, jobId=JOB, claims={"cognito:groups": groups})

    def test_as_many_targets_as_a_job_takes(self):
        others = self.env["LANGUAGES"].split(",")[1:]
        self.assertEqual(self.start(*others[:10])[0], 202)
        self.assertEqual(self.start(*others[:11])[0], 400)
        self.assertEqual(self.refused(400, START, body="[]", claims=EDITOR), "the body must be a JSON object")

    def test_targets_that_are_none(self):
        every = self.env["LANGUAGES"].split(",")
        for targets in (None, [], "fr-FR", ["xx"], [["fr-FR"]], [{}], {"fr-FR": 1}, ["en-US"], every):
            with self.subTest(targets):
                self.assertIn("targets must be", self.refused(400, START, body={"targets": targets}, claims=EDITOR))
        self.assertEqual(self.asked(), [])

    def test_what_fails_inside_is_not_told(self):
        self.answers["translate:StartTextTranslationJob"] = Failure("InvalidRequestException", "role arn")
        self.assertIn("role arn", self.broken(START, body={"targets": ["fr-FR"]}, claims=EDITOR))


if __name__ == "__main__":
    unittest.main()
