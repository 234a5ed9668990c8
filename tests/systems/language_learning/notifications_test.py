"""How learners choose their notifications."""

import json
import unittest

import function_support
from function_support import OTHER_USER, USER, Failure

CHOOSE = "PUT /notifications/{channel}"
CLAIMS = {"email": "ana@example.com", "email_verified": "true", "phone_number": "+14155550100",
          "phone_number_verified": True}


class Notifications(function_support.ApiTest):
    name = "notifications"

    def prepare(self):
        self.sns = self.aws.client("sns")
        self.topics = self.env["TOPICS"].split(",")
        for topic in self.topics:
            self.assertEqual(self.sns.create_topic(Name=topic.split(":")[-1])["TopicArn"], topic)
        self.application = self.env["PLATFORM_APPLICATION_ARN"]
        _, platform, name = self.application.split("/")
        made = self.sns.create_platform_application(Name=name, Platform=platform,
                                                    Attributes={"PlatformCredential": "x"})
        self.assertEqual(made["PlatformApplicationArn"], self.application)

    def choose(self, channel, claims=CLAIMS, **arguments):
        return self.request(CHOOSE, channel=channel, claims=claims, **arguments)

    def subscriptions(self):
        """All subscriptions: topic, protocol, endpoint, and whom the messages are about."""
        found = self.sns.list_subscriptions()["Subscriptions"]
        return sorted((each["TopicArn"], each["Protocol"], each["Endpoint"], self.filtered(each)) for each in found)

    def filtered(self, subscription):
        attributes = self.sns.get_subscription_attributes(SubscriptionArn=subscription["SubscriptionArn"])["Attributes"]
        return json.loads(attributes["FilterPolicy"])["userId"]

    def test_e_mail_and_text_messages_of_every_topic_about_the_user_alone(self):
        for channel, protocol, endpoint in (("email", "email", "ana@example.com"), ("sms", "sms", "+14155550100")):
            before = self.subscriptions()
            self.assertEqual(self.choose(channel), (200, {"channel": channel, "subscribed": len(self.topics)}))
            made = [each for each in self.subscriptions() if each not in before]
            self.assertEqual(made, sorted((topic, protocol, endpoint, [USER]) for topic in self.topics))

    def test_push(self):
        self.assertEqual(self.choose("push", body={"token": "device-token"})[0], 200)
        (made,) = self.of("sns:CreatePlatformEndpoint")
        self.assertEqual(made, {"PlatformApplicationArn": self.application, "Token": "device-token"})
        found = self.subscriptions()
        self.assertEqual([(topic, protocol, about) for topic, protocol, _, about in found],
                         sorted((topic, "application", [USER]) for topic in self.topics))
        (endpoint,) = {endpoint for _, _, endpoint, _ in found}
        self.assertEqual(self.sns.get_endpoint_attributes(EndpointArn=endpoint)["Attributes"]["Token"], "device-token")

    def test_twice_is_once(self):
        for _ in range(2):
            self.choose("email")
            self.choose("push", body={"token": "device-token"})
        self.assertEqual(len(self.subscriptions()), 2 * len(self.topics))

    def test_only_what_the_user_pool_has_verified(self):
        for claims in ({}, {"email": "ana@example.com"}, {**CLAIMS, "email_verified": "false"},
                       {**CLAIMS, "email_verified": False}, {"email_verified": "true"}):
            self.assertEqual(self.choose("email", claims), (400, {"error": "your account has no verified email"}))
        self.assertEqual(self.choose("sms", {**CLAIMS, "phone_number_verified": "false"})[0], 400)
        status, _ = self.choose("email", {}, body={"email": "somebody@else.example.com", "email_verified": "true"})
        self.assertEqual(status, 400)
        self.assertEqual(self.subscriptions(), [])

    def test_requests_that_are_none(self):
        channel = "channel must be one of email, sms, push"
        for arguments, error in (({"channel": "fax"}, channel), ({"channel": ""}, channel),
                                 ({"channel": "push", "body": {}}, "token must be a text"),
                                 ({"channel": "push", "body": {"token": 5}}, "token must be a text"),
                                 ({"channel": "push", "body": {"token": "x" * 2049}}, "token is longer than 2048"),
                                 ({"channel": "push"}, "the body must be a JSON object")):
            with self.subTest(arguments):
                status, body = self.choose(**arguments)
                self.assertEqual(status, 400)
                self.assertIn(error, body["error"])
        self.assertEqual(self.refused(401, CHOOSE, user=None, channel="email"), "sign in first")
        self.assertEqual(self.calls, [])

    def test_the_longest_token(self):
        self.assertEqual(self.choose("push", body={"token": "x" * 2048})[0], 200)

    def test_push_that_is_not_set_up(self):
        self.set_environment(PLATFORM_APPLICATION_ARN="")
        self.assertEqual(self.choose("push", body={"token": "x"}),
                         (404, {"error": "push notifications are not set up"}))

    def test_a_token_of_another_application(self):
        self.answers["sns:CreatePlatformEndpoint"] = Failure("InvalidParameter", "Invalid parameter: Token")
        self.assertEqual(self.choose("push", body={"token": "x"})[1]["error"], "token is none of this application")

    def test_an_address_that_another_account_uses(self):
        self.answers["sns:Subscribe"] = Failure("InvalidParameter", "it exists with different attributes")
        self.assertEqual(self.choose("email", user=OTHER_USER),
                         (409, {"error": "another account gets its notifications there"}))

    def test_what_fails_inside_is_not_told(self):
        self.answers["sns:Subscribe"] = Failure("AuthorizationError", "role arn", 403)
        self.assertIn("role arn", self.broken(CHOOSE, channel="email", claims=CLAIMS))


if __name__ == "__main__":
    unittest.main()
