"""The custom resource that keeps the platform application for push notifications."""

import json
import unittest

import function_support
from function_support import Failure

SECRET = {"PlatformCredential": "very-secret-key"}


class PlatformApplication(function_support.CustomResourceTest):
    name = "platform_application"

    def prepare(self):
        super().prepare()
        self.sns = self.aws.client("sns")
        self.secrets = self.aws.client("secretsmanager")
        self.secret = self.secrets.create_secret(Name="keys", SecretString=json.dumps(SECRET))["ARN"]
        self.properties = {"Name": "app", "Platform": "GCM", "SecretArn": self.secret, "SecretVersion": "1"}
        self.id = function_support.arn("sns", "app/GCM/app")

    def applications(self):
        return {each["PlatformApplicationArn"]: each["Attributes"]
                for each in self.sns.list_platform_applications()["PlatformApplications"]}

    def store(self, text):
        self.secrets.put_secret_value(SecretId=self.secret, SecretString=text)

    def test_it_is_made_with_the_credential_of_the_secret(self):
        answer = self.succeed("Create", self.properties)
        self.assertEqual((answer["PhysicalResourceId"], answer["Data"]), (self.id, {"Arn": self.id}))
        self.assertEqual(self.applications()[self.id]["PlatformCredential"], "very-secret-key")
        self.assertEqual(self.of("secretsmanager:GetSecretValue"), [{"SecretId": self.secret}])

    def test_apple_has_a_principal_too(self):
        self.store(json.dumps({**SECRET, "PlatformPrincipal": "certificate", "note": "x"}))
        answer = self.succeed("Create", {**self.properties, "Platform": "APNS"})
        self.assertEqual(answer["PhysicalResourceId"], function_support.arn("sns", "app/APNS/app"))
        attributes = self.applications()[answer["PhysicalResourceId"]]
        self.assertEqual(attributes["PlatformPrincipal"], "certificate")
        self.assertNotIn("note", attributes)

    def test_an_empty_principal_is_none(self):
        self.store(json.dumps({**SECRET, "PlatformPrincipal": ""}))
        self.succeed("Create", self.properties)
        (request,) = self.of("sns:CreatePlatformApplication")
        self.assertEqual(request["Attributes"], SECRET)

    def test_a_new_credential_is_taken_over(self):
        self.succeed("Create", self.properties)
        self.store('{"PlatformCredential": "new-key"}')
        answer = self.succeed("Update", {**self.properties, "SecretVersion": "2"}, self.id)
        self.assertEqual(answer["PhysicalResourceId"], self.id)
        self.assertEqual(self.applications()[self.id]["PlatformCredential"], "new-key")
        self.assertEqual(len(self.of("sns:CreatePlatformApplication")), 1)

    def test_another_name_is_another_application(self):
        self.succeed("Create", self.properties)
        answer = self.succeed("Update", {**self.properties, "Name": "other"}, self.id)
        self.assertEqual(answer["PhysicalResourceId"], function_support.arn("sns", "app/GCM/other"))
        self.succeed("Delete", self.properties, self.id)
        self.assertEqual(list(self.applications()), [answer["PhysicalResourceId"]])

    def test_requests_that_come_twice(self):
        for _ in range(2):
            self.assertEqual(self.succeed("Create", self.properties)["PhysicalResourceId"], self.id)
        self.assertEqual(list(self.applications()), [self.id])
        self.succeed("Delete", self.properties, self.id)
        self.assertEqual(self.applications(), {})
        # moto fails where there is none; SNS knows no such error.
        self.answers["sns:DeletePlatformApplication"] = {}
        self.succeed("Delete", self.properties, self.id)

    def test_a_secret_that_holds_no_credential_is_never_told(self):
        for text in ("very-secret-key", "[]", '{"other": "very-secret-key"}', '{"PlatformCredential": ""}'):
            self.store(text)
            answer = self.fail_with("the secret must be a JSON object", "Create", self.properties)
            self.assertNotIn("very-secret", json.dumps(answer))
        self.assertEqual(self.applications(), {})

    def test_the_credential_is_never_logged(self):
        self.succeed("Create", self.properties)
        self.assertIn("SUCCESS", self.log.getvalue())
        self.assertNotIn("very-secret-key", self.log.getvalue())

    def test_a_failure_is_answered_with_its_reason_and_the_id(self):
        self.answers["sns:CreatePlatformApplication"] = Failure("InvalidParameter", "the key is not valid")
        answer = self.fail_with("the key is not valid", "Create", self.properties)
        self.assertEqual(answer["PhysicalResourceId"], self.id)

    def test_what_is_common(self):
        self.check_what_is_common(self.properties, self.id)


if __name__ == "__main__":
    unittest.main()
