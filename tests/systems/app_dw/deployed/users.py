"""The user pool, its clients and pages, and the identity pool."""

from .base import DOMAIN, HOSTS, Deployed, client

HOUR, THIRTY_DAYS = 60, 30 * 24 * 60  # in minutes


class Users(Deployed):
    def clients(self):
        pool, pools = self.outputs["UserPoolId"], client("cognito-idp")
        return [pools.describe_user_pool_client(UserPoolId=pool, ClientId=each["ClientId"])["UserPoolClient"]
                for each in pools.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]]

    def test_the_pool(self):
        pool = client("cognito-idp").describe_user_pool(UserPoolId=self.outputs["UserPoolId"])["UserPool"]
        self.assertEqual(pool["UserPoolAddOns"]["AdvancedSecurityMode"], "AUDIT")
        self.assertEqual(pool["DeviceConfiguration"], {"ChallengeRequiredOnNewDevice": True,
                                                       "DeviceOnlyRememberedOnUserPrompt": False})
        self.assertEqual(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 12)

    def test_how_long_tokens_are_good(self):
        clients = self.clients()
        self.assertEqual(len(clients), 2)
        for each in clients:
            self.assertEqual(set(each["TokenValidityUnits"].values()), {"minutes"})
            self.assertEqual((each["AccessTokenValidity"], each["IdTokenValidity"], each["RefreshTokenValidity"]),
                             (HOUR, HOUR, THIRTY_DAYS))

    def test_the_client_of_the_sites(self):
        found = client("cognito-idp").describe_user_pool_client(
            UserPoolId=self.outputs["UserPoolId"], ClientId=self.outputs["BrowsersClientId"])["UserPoolClient"]
        self.assertEqual(found["AllowedOAuthFlows"], ["code"])
        self.assertNotIn("ClientSecret", found)
        self.assertEqual(set(found["CallbackURLs"]), {f"https://{host}/" for host in HOSTS.values()})

    def test_the_client_of_the_load_balancer(self):
        (found,) = [each for each in self.clients() if each["ClientId"] != self.outputs["BrowsersClientId"]]
        self.assertTrue(found["ClientSecret"])
        self.assertEqual(set(found["CallbackURLs"]),
                         {f"https://{host}/oauth2/idpresponse" for host in HOSTS.values()})

    def test_its_pages(self):
        found = client("cognito-idp").describe_user_pool_domain(Domain=f"auth.{DOMAIN}")["DomainDescription"]
        self.assertEqual((found["Status"], found["UserPoolId"]), ("ACTIVE", self.outputs["UserPoolId"]))

    def test_identities(self):
        pool = client("cognito-identity").describe_identity_pool(IdentityPoolId=self.outputs["IdentityPoolId"])
        self.assertFalse(pool["AllowUnauthenticatedIdentities"])
        (provider,) = pool["CognitoIdentityProviders"]
        self.assertEqual(provider["ClientId"], self.outputs["BrowsersClientId"])
        self.assertTrue(provider["ProviderName"].endswith(self.outputs["UserPoolId"]))
        roles = client("cognito-identity").get_identity_pool_roles(IdentityPoolId=pool["IdentityPoolId"])["Roles"]
        self.assertEqual(set(roles), {"authenticated", "unauthenticated"})
        self.assertTrue(all(":role/app-dw-authentication-" in arn for arn in roles.values()), roles)
