#!/usr/bin/env python3
"""How policies of IAM are evaluated."""

import json
import unittest

from moto.sqs.models import sqs_backends

import authorization
import policies
from mock_case import ACCOUNT, OTHER_REGION, Isolated, allow


class Policies(unittest.TestCase):
    TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/Orders"
    CASES = (  # statement, action, resources, context, verdict
        (allow("dynamodb:Get*", TABLE), "dynamodb:GetItem", (TABLE,), {}, "allowed"),
        (allow("DynamoDB:getitem", TABLE), "dynamodb:GetItem", (TABLE,), {}, "allowed"),
        (allow("dynamodb:Get*", TABLE), "dynamodb:PutItem", (TABLE,), {}, "neutral"),
        (allow("dynamodb:*", TABLE), "dynamodb:Query", (TABLE + "/index/ByDay",), {}, "neutral"),
        (allow("dynamodb:*", TABLE + "/index/*"), "dynamodb:Query", (TABLE + "/index/ByDay",), {}, "allowed"),
        (allow("s3:GetObject", "arn:aws:s3:::a.b/*"), "s3:GetObject", ("arn:aws:s3:::axb/key",), {}, "neutral"),
        (allow("s3:GetObject", "arn:aws:s3:::a?b/*"), "s3:GetObject", ("arn:aws:s3:::axb/key",), {}, "allowed"),
        (allow("sns:Publish", "arn:aws:sns:*:*:topic"), "sns:Publish", (), {}, "allowed"),  # resource is not told
        ({"Effect": "Deny", "Action": "sns:*", "Resource": "arn:aws:sns:*:*:topic"}, "sns:Publish", (), {}, "neutral"),
        ({"Effect": "Deny", "Action": "sns:*", "Resource": "*"}, "sns:Publish", (), {}, "denied"),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, "sqs:SendMessage", (), {}, "allowed"),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, "iam:CreateRole", (), {}, "neutral"),
        ({"Effect": "Deny", "Action": "*", "NotResource": TABLE}, "dynamodb:GetItem", (TABLE,), {}, "neutral"),
        (allow("kms:Decrypt", Condition={"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
         "kms:Decrypt", (), {"kms:viaservice": []}, "neutral"),
        (allow("x:Y", Condition={"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"}}),
         "x:Y", (), {"aws:principalarn": ["arn:aws:iam::1:role/abc"]}, "allowed"),
        (allow("x:Y", Condition={"Bool": {"own:Unknown": "true"}}), "x:Y", (), {}, "allowed"),  # never held against it
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
         "x:Y", (), {"aws:securetransport": ["true"]}, "neutral"),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"own:Unknown": "false"}}},
         "x:Y", (), {}, "neutral"),
        (allow("s3:ListBucket", Condition={"ForAnyValue:StringLike": {"s3:prefix": ["home/*"]}}),
         "s3:ListBucket", (), {"s3:prefix": ["home/me"]}, "allowed"),
        (allow("s3:ListBucket", Condition={"StringNotEquals": {"s3:prefix": "secret"}}),
         "s3:ListBucket", (), {"s3:prefix": ["secret"]}, "neutral"),
        (allow("s3:GetObject", "arn:aws:s3:::b/${aws:PrincipalAccount}/*"), "s3:GetObject", ("arn:aws:s3:::b/2/key",),
         {"aws:principalaccount": ["1"]}, "neutral"),
    )

    def test_statements(self):
        for statement, action, resources, context, verdict in self.CASES:
            with self.subTest(statement=statement, action=action):
                question = policies.Question(action, resources, context)
                self.assertEqual(policies.judge({"Statement": statement}, question), verdict)

    def test_a_denial_wins_and_principals_count(self):
        role_arn, question = "arn:aws:iam::1:role/a", policies.Question("sqs:SendMessage", ("arn:aws:sqs:r:1:q",))
        question.principals = (role_arn,)
        both = [allow("sqs:*"), {"Effect": "Deny", "Action": "sqs:SendMessage", "Resource": "*"}]
        self.assertEqual(policies.judge({"Statement": both}, question), "denied")
        for principal, verdict in (
                ({"AWS": role_arn}, "allowed"), ("*", "allowed"), ({"AWS": ["*"]}, "allowed"),
                ({"AWS": "arn:aws:iam::1:role/b"}, "neutral"), ({"AWS": "arn:aws:iam::1:root"}, "neutral"),
                ({"Service": "sns.amazonaws.com"}, "neutral")):
            with self.subTest(principal=principal):
                self.assertEqual(policies.judge({"Statement": allow("sqs:*", Principal=principal)}, question), verdict)


class PoliciesOfResources(Isolated):
    def test_the_policy_of_a_resource_is_looked_for_where_its_name_says(self):
        denial = {"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Principal": "*"}
        for account, region in ((ACCOUNT, OTHER_REGION), ("210987654321", OTHER_REGION)):
            arn = sqs_backends[account][region].create_queue(
                "theirs", Policy=json.dumps({"Version": "2012-10-17", "Statement": denial})).queue_arn
            with self.subTest(arn=arn):
                question = policies.Question("sqs:SendMessage", (arn,))
                reason = authorization.refusal(question, None, ACCOUNT)
                self.assertEqual(reason, "with an explicit deny in a resource-based policy")
                question.resources = (f"{arn}-of-nobody",)
                self.assertIn("no identity-based policy allows", authorization.refusal(question, None, ACCOUNT))


if __name__ == "__main__":
    unittest.main()
