"""The rotation of the API keys."""

import unittest

import rotation_support

OLD = {"payment": "initial-payment-key", "video": "initial-video-key", "plagiarism": ""}


class RotateApiKeys(rotation_support.RotationProtocol, rotation_support.RotationTest):
    def setUp(self):
        super().setUp()
        self.start("rotate_api_keys", OLD)

    def test_every_name_gets_a_key_of_its_own(self):
        self.rotate()
        self.assertEqual(list(self.value()), list(OLD))
        self.assertEqual(len(set(self.value().values()) - set(OLD.values())), len(OLD))
        for key in self.value().values():
            self.assertRegex(key, r"\A[A-Za-z0-9]{48}\Z")

    def test_a_pending_version_that_is_not_what_the_first_step_makes(self):
        self.rotate()
        old, new = self.value(), {name: 48 * "n" for name in OLD}
        cases = {
            "does not have the names": [{**new, "more": 48 * "m"}, {"payment": 48 * "p"}],
            "payment": [{**new, "payment": key} for key in
                        (old["payment"], "", "short", 49 * "l", 47 * "c" + "!", 48 * "n" + "\n", None, 7)],
            "holds no API keys": [{}, [], "text", None],
        }
        for reason, values in cases.items():
            for value in values:
                version = self.set_pending(value)
                with self.subTest(value), self.refused(reason):
                    self.step("testSecret", version)

    def test_the_reason_names_no_key(self):
        self.rotate()
        version = self.set_pending({**self.value(), "video": 48 * "v"})
        with self.assertRaises(ValueError) as caught:
            self.step("testSecret", version)
        self.assertIn("payment, plagiarism", str(caught.exception))
        self.assertNotIn(self.value()["payment"], str(caught.exception))

    def test_a_version_without_new_keys_does_not_become_current(self):
        version = self.set_pending(OLD)
        with self.refused("no new keys"):
            self.step("finishSecret", version)

    def test_a_secret_that_holds_no_keys(self):
        for text in ("{}", "[]", '"text"', "no JSON"):
            self.secrets.put_secret_value(SecretId=self.secret, SecretString=text)
            version = self.begin()
            with self.subTest(text), self.refused(""):
                self.step("createSecret", version)


if __name__ == "__main__":
    unittest.main()
