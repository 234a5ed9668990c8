"""What the tests of the rotation functions share: Secrets Manager's part of a rotation, and what all of them keep to."""

import contextlib
import json
import uuid
from unittest import mock

import boto3

import function_support

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


class RotationTest(function_support.FunctionTest):
    """A test of a rotation function. `initial` is what the secret holds at first."""

    def start(self, name, initial):
        self.secrets = boto3.client("secretsmanager")
        self.secret = self.secrets.create_secret(Name=f"{name}-test", SecretString=json.dumps(initial))["ARN"]
        self.function = function_support.load(name)

    def begin(self):
        """The id of a new version that the secret is to be rotated to; it has no value yet, as in AWS."""
        for version, stages in self.stages().items():
            if "AWSPENDING" in stages:  # moto refuses what AWS does not: that the label is still on the current version
                self.secrets.update_secret_version_stage(SecretId=self.secret, VersionStage="AWSPENDING",
                                                         RemoveFromVersionId=version)
        version = str(uuid.uuid4())
        # moto would call the function by itself, in a container.
        with mock.patch("moto.awslambda.utils.get_backend"):
            self.secrets.rotate_secret(SecretId=self.secret, ClientRequestToken=version,
                                       RotationLambdaARN="arn:aws:lambda:eu-west-1:123456789012:function:rotate",
                                       RotationRules={"AutomaticallyAfterDays": 30})
        return version

    def step(self, name, version):
        event = {"Step": name, "SecretId": self.secret, "ClientRequestToken": version}
        return self.function.handler(event, self.context)

    def rotate(self, version=None, steps=STEPS):
        """Runs the steps, as Secrets Manager does. Without a version a rotation begins."""
        version = version or self.begin()
        for step in steps:
            self.step(step, version)
        return version

    def stages(self):
        return self.secrets.describe_secret(SecretId=self.secret).get("VersionIdsToStages", {})

    def current(self):
        """The id of the version that everybody reads."""
        return next(version for version, stages in self.stages().items() if "AWSCURRENT" in stages)

    def value(self, version=None):
        """What a version holds; the current one without an id."""
        answer = self.secrets.get_secret_value(SecretId=self.secret, VersionId=version or self.current())
        return json.loads(answer["SecretString"])

    def set_pending(self, value):
        """A rotation whose pending version holds this, wherever it comes from."""
        version = self.begin()
        self.secrets.put_secret_value(SecretId=self.secret, ClientRequestToken=version, VersionStages=["AWSPENDING"],
                                      SecretString=json.dumps(value))
        return version

    @contextlib.contextmanager
    def refused(self, reason, error=ValueError):
        """What is refused for this reason, and leaves every version with the stages that it had."""
        before = self.stages()
        with self.assertRaisesRegex(error, reason):
            yield
        self.assertEqual(self.stages(), before)


class RotationProtocol:
    """What a rotation function must do, whatever it rotates. To be inherited beside RotationTest."""

    def test_the_new_version_becomes_the_current_one(self):
        old = self.current()
        new = self.rotate()
        self.assertEqual(self.stages(), {old: ["AWSPREVIOUS"], new: ["AWSPENDING", "AWSCURRENT"]})
        self.assertNotEqual(self.value(old), self.value(new))

    def test_nobody_reads_the_new_version_before_the_last_step(self):
        old = self.current()
        version = self.rotate(steps=STEPS[:-1])
        self.assertEqual(self.current(), old)
        self.assertEqual(self.stages()[version], ["AWSPENDING"])

    def test_it_rotates_again(self):
        values = [self.value()]
        for _ in range(2):
            self.rotate()
            values.append(self.value())
        self.assertEqual(len({json.dumps(value) for value in values}), 3)

    def test_each_step_may_run_twice(self):
        version = self.rotate(steps=STEPS[:1])
        value = self.value(version)
        for step in STEPS:
            for _ in range(2):
                self.step(step, version)
        self.assertEqual(self.current(), version)
        self.assertEqual(self.value(), value)

    def test_a_rotation_that_fails_at_any_step_is_taken_up_again(self):
        for done in range(len(STEPS) + 1):
            with self.subTest(STEPS[:done]):
                version = self.rotate(steps=STEPS[:done])
                self.rotate(version)
                self.assertEqual(self.current(), version)

    def test_a_secret_whose_rotation_is_off(self):
        version = self.begin()
        self.secrets.cancel_rotate_secret(SecretId=self.secret)
        for step in STEPS:
            with self.subTest(step), self.refused("does not rotate"):
                self.step(step, version)

    def test_a_version_that_does_not_exist(self):
        self.begin()
        for step in STEPS:
            with self.subTest(step), self.refused("is not a pending version"):
                self.step(step, str(uuid.uuid4()))

    def test_a_version_that_is_not_pending(self):
        previous = self.current()
        self.rotate()
        self.begin()
        for step in STEPS:
            with self.subTest(step), self.refused("is not a pending version"):
                self.step(step, previous)

    def test_a_step_that_does_not_exist(self):
        version = self.begin()
        with self.refused("is not a step"):
            self.step("deleteSecret", version)

    def test_the_log_tells_the_step_and_no_secret(self):
        values = [self.value(), self.value(self.rotate())]
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        self.assertEqual([line["step"] for line in lines], list(STEPS))
        for text in {text for value in values for text in value.values() if len(text) > 8}:
            self.assertNotIn(text, self.log.getvalue())

    def test_secrets_manager_tries_the_test_step_with_a_copy_of_the_current_version(self):
        """It does where rotation is set up with RotateImmediatelyOnUpdate: false."""
        version = self.set_pending(self.value())
        self.step("testSecret", version)
