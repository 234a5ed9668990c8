"""The rotation of Redis' AUTH token, with a group that changes slowly and a server that speaks TLS."""

import os
import ssl
import tempfile
import unittest
from unittest import mock

import boto3

import function_support
import rotation_support
from fake_redis import GROUP_ID, ReplicationGroup

OLD = "the-first-token-of-the-group"


class RedisTest(rotation_support.RotationTest):
    def setUp(self):
        super().setUp()
        self.group = ReplicationGroup(self.enterContext(tempfile.TemporaryDirectory()), OLD)
        self.addCleanup(self.group.close)
        self.set_environment(REPLICATION_GROUP_ID=GROUP_ID, SSL_CERT_FILE=str(self.group.certificate))
        self.load()

    def load(self):
        clients = boto3.client
        with mock.patch("boto3.client", lambda name: self.group if name == "elasticache" else clients(name)):
            self.start("rotate_redis_token", {"token": OLD, "username": "default"})
        self.enterContext(mock.patch.object(self.function.time, "sleep", self.context.sleep))

    def token(self, version=None):
        return self.value(version)["token"]


class RotateRedisToken(rotation_support.RotationProtocol, RedisTest):
    def test_redis_accepts_the_new_token_alone(self):
        self.rotate()
        self.assertEqual(self.group.tokens, [self.token()])
        self.assertNotEqual(self.token(), OLD)

    def test_redis_accepts_both_tokens_until_the_last_step(self):
        version = self.rotate(steps=rotation_support.STEPS[:-1])
        self.assertEqual(self.group.tokens, [OLD, self.token(version)])

    def test_a_token_is_what_elasticache_takes(self):
        self.rotate()
        self.assertRegex(self.token(), r"\A[A-Za-z0-9]{64}\Z")

    def test_the_other_members_of_the_secret_stay(self):
        self.rotate()
        self.assertEqual(self.value(), {"token": self.token(), "username": "default"})

    def test_it_changes_the_group_once_each_way(self):
        version = self.rotate()
        self.rotate(version)
        self.assertEqual(self.group.modified, [("ROTATE", self.token()), ("SET", self.token())])

    def test_a_group_in_cluster_mode(self):
        self.group.cluster_mode = True
        self.rotate()
        self.assertEqual(self.group.tokens, [self.token()])

    def test_the_token_before_is_refused_only_when_the_new_one_is_current(self):
        """Were it the other way round, a failure between the two would leave a secret that nobody can log in with."""
        version = self.rotate(steps=rotation_support.STEPS[:-1])
        with mock.patch.object(self.group, "modify_replication_group", side_effect=RuntimeError("throttled")):
            with self.assertRaisesRegex(RuntimeError, "throttled"):
                self.step("finishSecret", version)
        self.assertEqual(self.current(), version)
        self.assertIn(self.token(), self.group.tokens)
        self.step("finishSecret", version)
        self.assertEqual(self.group.tokens, [self.token()])

    def test_a_group_that_is_being_changed_is_waited_for(self):
        for step in ("setSecret", "finishSecret"):
            with self.subTest(step):
                self.context.slept = 0
                version = self.rotate(steps=rotation_support.STEPS[:rotation_support.STEPS.index(step)])
                self.group.be_modified(lambda: None, slowness=10)
                self.step(step, version)
                self.assertGreaterEqual(self.context.slept, 10)

    def test_a_step_ends_before_its_time_is_up(self):
        self.group.slowness = 10_000
        version = self.rotate(steps=("createSecret",))
        with self.refused("redis-test takes too long, it is modifying", TimeoutError):
            self.step("setSecret", version)
        self.assertGreater(self.context.slept, 800)
        self.context.seconds, self.group.slowness = 900, 2
        self.group.be_modified(lambda: self.group.tokens.append(self.token(version)))
        self.rotate(version)
        self.assertEqual([strategy for strategy, _ in self.group.modified], ["ROTATE", "SET"])

    def test_a_change_that_redis_does_not_follow(self):
        version = self.rotate(steps=("createSecret",))
        with mock.patch.object(self.group, "_set_tokens"), self.refused("takes too long, it is available", TimeoutError):
            self.step("setSecret", version)

    def test_a_token_that_redis_does_not_know(self):
        version = self.rotate(steps=("createSecret",))
        for refusal in ("-WRONGPASS invalid username-password pair or user is disabled.", "-ERR invalid password"):
            self.group.refusal = refusal
            with self.subTest(refusal), self.refused("does not accept the pending token"):
                self.step("testSecret", version)

    def test_a_reply_that_is_neither_yes_nor_no(self):
        version = self.rotate(steps=("createSecret",))
        for reply in ("-ERR AUTH <password> called without any password configured for the default user.",
                      "-LOADING Redis is loading the dataset in memory", ""):
            self.group.auth_reply = reply
            for step in ("setSecret", "testSecret"):
                with self.subTest(f"{step} {reply}"), self.refused("Redis replies", RuntimeError):
                    self.step(step, version)
        self.assertEqual(self.group.modified, [])

    def test_whoever_gets_in_must_get_replies_too(self):
        version = self.rotate(steps=("createSecret",))
        self.group.auth_reply = "+OK"
        with self.refused("NOAUTH", RuntimeError):
            self.step("testSecret", version)

    def test_no_token_is_sent_to_a_server_that_nobody_vouches_for(self):
        version = self.rotate(steps=("createSecret",))
        with mock.patch.dict(os.environ):
            del os.environ["SSL_CERT_FILE"]
            for step in ("setSecret", "testSecret"):
                with self.subTest(step), self.refused("CERTIFICATE_VERIFY_FAILED", ssl.SSLCertVerificationError):
                    self.step(step, version)
        self.assertEqual(self.group.auths, [])

    def test_a_pending_token_that_elasticache_does_not_take(self):
        tokens = ("", 15 * "a", 129 * "a", 16 * "a" + "@", 16 * "a" + "\n", 16 * "a" + '"', 16 * "a" + "/", None, 7)
        for value in [{"token": token} for token in tokens] + [{}, [], "text"]:
            version = self.set_pending(value)
            with self.subTest(value), self.refused("ElastiCache takes"):
                self.step("setSecret", version)
        self.assertEqual(self.group.modified, [])

    def test_a_token_of_every_character_that_elasticache_takes(self):
        version = self.set_pending({"token": "aZ09!&#$^<>-aZ09!&#$^<>-"})
        self.rotate(version)
        self.assertEqual(self.group.tokens, ["aZ09!&#$^<>-aZ09!&#$^<>-"])


class KeepPreviousToken(RedisTest):
    """PREVIOUS_TOKEN=keep, for clients that read their token only when they start."""

    def load(self):
        self.set_environment(PREVIOUS_TOKEN="keep")
        super().load()

    def test_the_token_before_is_valid_until_the_next_rotation(self):
        self.rotate()
        first = self.token()
        self.assertEqual(self.group.tokens, [OLD, first])
        self.rotate()
        self.assertEqual(self.group.tokens, [first, self.token()])

    def test_anything_else_is_refused(self):
        self.set_environment(PREVIOUS_TOKEN="forget")
        with self.assertRaises(KeyError):
            function_support.load("rotate_redis_token")


if __name__ == "__main__":
    unittest.main()
