"""Who the users are: demands 98 to 105.

  identity_test.py
"""

import unittest

from template_support import HOSTS, TemplateTest, as_list, mentioned, target

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
HOUR, MONTH = 3600, 30 * 86400


class Users(TemplateTest):
    def pool(self):
        return self.only("AWS::Cognito::UserPool")

    def clients(self):
        clients = self.all_of("AWS::Cognito::UserPoolClient")
        for client in clients.values():
            self.assertEqual(self.one(client["UserPoolId"], "AWS::Cognito::UserPool"), self.pool()[0])
        return clients

    def checks(self, rule):
        """The action that asks who it is; None where nobody does."""
        found = [action for action in rule["Actions"] if action["Type"] in ("authenticate-cognito", "jwt-validation")]
        self.assertLessEqual(len(found), 1)
        return found[0] if found else None

    def test_098_strangers_are_refused(self):
        for project in ("lang-portal", "haiku"):
            _, rule = self.rule(project, "/api/*")
            check = self.checks(rule)
            with self.subTest(project):
                if check is None:  # then the API looks at the token, and the README says so in one sentence
                    self.assertRegex(self.readme, rf"(?i)\b{project}-api\b[^.]*\b(?:checks|verifies)\b[^.]*\btoken")
                elif check["Type"] == "authenticate-cognito":
                    settings = check["AuthenticateCognitoConfig"]
                    self.assertEqual(self.one(settings["UserPoolArn"], "AWS::Cognito::UserPool"), self.pool()[0])
                    self.assertNotEqual(settings.get("OnUnauthenticatedRequest", "authenticate"), "allow")
                else:
                    settings = check["JwtValidationConfig"]
                    for name in ("JwksEndpoint", "Issuer"):
                        self.assertIn(self.pool()[0], mentioned(settings[name]))
                        self.assertRegex(settings[name], r"^(?:https://|\$\{[^}]+\.ProviderURL\})")
                    self.assertTrue(settings["JwksEndpoint"].endswith("/.well-known/jwks.json"))
                if check is not None:
                    forward = self.last_action(rule)
                    self.assertEqual(forward["Type"], "forward")
                    self.assertLess(int(check["Order"]), int(forward["Order"]))

    def test_098_one_pool(self):
        self.pool()
        self.assertTrue(self.clients())

    def test_099_where_users_come_back_to(self):
        returns = [url for client in self.clients().values() for url in client.get("CallbackURLs", [])]
        for host in HOSTS.values():
            self.assertTrue(any(url.startswith(f"https://{host}/") or url == f"https://{host}" for url in returns),
                            host)

    def test_099_the_load_balancer_gets_its_answer(self):
        """It is asked at /oauth2/idpresponse of each host whose rule sends browsers to sign in."""
        for rule in self.rules_of(self.listener(443)).values():
            check = self.checks(rule)
            if check is not None and check["Type"] == "authenticate-cognito":
                settings = check["AuthenticateCognitoConfig"]
                client = self.properties(self.one(settings["UserPoolClientId"], "AWS::Cognito::UserPoolClient"))
                self.assertIs(client["GenerateSecret"], True)
                for host in self.condition(rule, "host-header"):
                    self.assertIn(f"https://{host}/oauth2/idpresponse", client["CallbackURLs"])
                domains = self.mentioned(settings["UserPoolDomain"], "AWS::Cognito::UserPoolDomain")
                self.assertTrue(domains or settings["UserPoolDomain"] in [
                    each["Domain"] for each in self.all_of("AWS::Cognito::UserPoolDomain").values()])

    def validity(self, client, token, otherwise):
        """In seconds; 1 hour and 30 days are the defaults."""
        unit = client.get("TokenValidityUnits", {}).get(token, "days" if token == "RefreshToken" else "hours")
        return int(client[f"{token}Validity"]) * SECONDS[unit] if f"{token}Validity" in client else otherwise

    def test_100_tokens_are_good_for_an_hour(self):
        for client in self.clients().values():
            for token in ("AccessToken", "IdToken"):
                self.assertEqual(self.validity(client, token, HOUR), HOUR)

    def test_101_refresh_tokens_are_good_for_thirty_days(self):
        for client in self.clients().values():
            self.assertEqual(self.validity(client, "RefreshToken", MONTH), MONTH)

    def test_102_devices_are_remembered(self):
        self.assertTrue(self.pool()[1].get("DeviceConfiguration"))

    def test_103_threats_are_only_reported(self):
        self.assertEqual(self.pool()[1]["UserPoolAddOns"]["AdvancedSecurityMode"], "AUDIT")
        self.assertEqual(self.pool()[1]["UserPoolTier"], "PLUS")

    def test_104_identities(self):
        _, identities = self.only("AWS::Cognito::IdentityPool")
        for provider in identities["CognitoIdentityProviders"]:
            self.assertIn(target(provider["ClientId"]), self.clients())
            self.assertIn(self.pool()[0], mentioned(provider["ProviderName"]))
        self.assertTrue(identities["CognitoIdentityProviders"])

    def test_105_hosted_pages_with_codes(self):
        pool, _ = self.pool()
        domains = [each for each in self.all_of("AWS::Cognito::UserPoolDomain").values()
                   if self.is_about(each["UserPoolId"], pool)]
        self.assertTrue(domains)
        for client in self.clients().values():
            self.assertEqual(as_list(client["AllowedOAuthFlows"]), ["code"])
            self.assertIs(client["AllowedOAuthFlowsUserPoolClient"], True)
            self.assertTrue(client["AllowedOAuthScopes"])
            self.assertTrue(client["SupportedIdentityProviders"])


if __name__ == "__main__":
    unittest.main()
