"""Frontends, distributions and buckets: demands 106 to 111.

  frontends_test.py
"""

import unittest

from template_support import HOSTS, TemplateTest, as_list, mentioned, target

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
READ = {"s3:GetObject", "s3:GetObject*", "s3:Get*", "s3:*", "*"}
PROJECTS = ("lang-portal", "haiku")


class FrontendsTest(TemplateTest):
    def each(self):
        return [(project, self.config(project)) for project in PROJECTS]

    def api(self, project):
        (behaviour,) = [each for each in self.config(project)["CacheBehaviors"] if each["PathPattern"] == "/api/*"]
        return behaviour

    def origin_access(self, project, behaviour):
        """The bucket of an origin that only the distribution can read."""
        origin = self.origin(project, behaviour)
        bucket = self.one(origin["DomainName"], "AWS::S3::Bucket")
        self.assertIn("S3OriginConfig", origin)
        readers = [statement for policy in self.all_of("AWS::S3::BucketPolicy").values()
                   if self.is_about(policy["Bucket"], bucket)
                   for statement in policy["PolicyDocument"]["Statement"]
                   if statement["Effect"] == "Allow" and READ & set(as_list(statement["Action"]))]
        self.assertEqual(len(readers), 1, f"who reads {bucket}: {readers}")
        (reader,) = readers
        self.assertTrue(any(bucket in mentioned(each) and each.endswith("/*") for each in as_list(reader["Resource"])))
        if "OriginAccessControlId" in origin:
            control = self.properties(self.one(origin["OriginAccessControlId"], "AWS::CloudFront::OriginAccessControl"))
            settings = control["OriginAccessControlConfig"]
            self.assertEqual((settings["OriginAccessControlOriginType"], settings["SigningBehavior"],
                              settings["SigningProtocol"]),
                             ("s3", "always", "sigv4"))
            self.assertEqual(reader["Principal"], {"Service": "cloudfront.amazonaws.com"})
            wanted = {name.lower(): value for operator in reader["Condition"].values() for name,
                      value in operator.items()}
            self.assertTrue(self.distribution(project) in mentioned(wanted.get("aws:sourcearn", ""))
                            or wanted.get("aws:sourceaccount") == "123456789012", wanted)
        else:
            identity = self.one(origin["S3OriginConfig"]["OriginAccessIdentity"],
                                "AWS::CloudFront::CloudFrontOriginAccessIdentity")
            self.assertIn(identity, mentioned(reader["Principal"]))
        return bucket


class Distributions(FrontendsTest):
    def test_106_of_their_hosts_with_https_only(self):
        self.assertEqual(len({self.distribution(project) for project in PROJECTS}), 2)
        for project, config in self.each():
            with self.subTest(project):
                self.assertIs(config["Enabled"], True)
                if self.leads_to(HOSTS[project]) != self.balancer()[0]:
                    self.assertIn(HOSTS[project], config["Aliases"])
                if config.get("Aliases"):
                    certificate = config["ViewerCertificate"]
                    self.assert_certified(HOSTS[project], self.certified([certificate["AcmCertificateArn"]]))
                for behaviour in self.behaviours(project):
                    self.assertIn(behaviour["ViewerProtocolPolicy"], ("https-only", "redirect-to-https"))

    def test_107_the_frontend_is_read_through_them_alone(self):
        buckets = {self.origin_access(project, config["DefaultCacheBehavior"]) for project, config in self.each()}
        self.assertEqual(len(buckets), 2)

    def forwards_host(self, behaviour):
        """Whether the origin gets the name that the browser asked for."""
        policy = behaviour.get("OriginRequestPolicyId")
        if policy is None:
            return "Host" in behaviour.get("ForwardedValues", {}).get("Headers", [])
        if target(policy) is None:
            return policy == ALL_VIEWER
        headers = self.properties(target(policy))["OriginRequestPolicyConfig"]["HeadersConfig"]
        return headers["HeaderBehavior"] == "allViewer" or "Host" in headers.get("Headers", [])

    def is_cached(self, behaviour):
        policy = behaviour.get("CachePolicyId")
        if policy is None:
            return int(behaviour.get("MaxTTL", 1)) > 0
        if target(policy) is None:
            return policy != CACHING_DISABLED
        return int(self.properties(target(policy))["CachePolicyConfig"]["MaxTTL"]) > 0

    def test_108_the_api(self):
        for project, _ in self.each():
            with self.subTest(project):
                behaviour = self.api(project)
                self.assertLessEqual({"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"},
                                     set(behaviour["AllowedMethods"]))
                self.assertFalse(self.is_cached(behaviour))
                origin = self.origin(project, behaviour)
                self.assertIn(origin["CustomOriginConfig"]["OriginProtocolPolicy"], ("https-only", "match-viewer"))
                name = origin["DomainName"]
                found = {self.type_of(each)
                         for each in mentioned(name)} if mentioned(name) else {self.type_of(self.leads_to(name))}
                self.assertTrue(found <= {"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ApiGateway::RestApi",
                                          "AWS::ApiGatewayV2::Api"} and found, name)

    def test_108_the_load_balancer_is_asked_for_the_host_of_its_rules(self):
        for project, config in self.each():
            with self.subTest(project):
                behaviour = self.api(project)
                name = self.origin(project, behaviour)["DomainName"]
                if mentioned(name) and self.balancer()[0] not in mentioned(name):
                    continue  # API Gateway has no such rules
                if self.forwards_host(behaviour):
                    self.assertIn(HOSTS[project], config["Aliases"])
                else:
                    self.assertEqual(name, HOSTS[project])
                names = self.certified([each["CertificateArn"]
                                        for each in self.properties(self.listener(443))["Certificates"]])
                self.assert_certified(HOSTS[project] if mentioned(name) else name, names)

    def test_108_the_token_comes_through(self):
        """The load balancer asks for the header Authorization, or for its cookie."""
        for project, _ in self.each():
            with self.subTest(project):
                behaviour = self.api(project)
                policy = behaviour.get("OriginRequestPolicyId")
                if policy is not None and target(policy) is None:
                    self.assertIn(policy, (ALL_VIEWER, "b689b0a8-53d0-40ab-baf2-68738e2966ac"))

    def media(self):
        frontend = self.frontend_bucket("haiku")
        buckets = []
        for behaviour in self.config("haiku").get("CacheBehaviors", []):
            found = self.mentioned(self.origin("haiku", behaviour)["DomainName"], "AWS::S3::Bucket")
            if found and found != {frontend}:
                buckets.append(self.origin_access("haiku", behaviour))
        self.assertEqual(len(buckets), 1)
        return buckets[0]

    def test_109_media_of_haikus(self):
        self.assertNotEqual(self.media(), self.frontend_bucket("haiku"))

    def test_110_the_api_puts_them_there(self):
        role = self.task_role("haiku-api")
        on = [each for each in self.allowed_on(role, "s3:PutObject") if self.reaches(each, self.media())]
        self.assertTrue(any(each.endswith("/*") for each in on), on)
        self.assert_may_use_key_of(role, self.media(), "kms:GenerateDataKey")

    def test_the_api_is_told_where(self):
        variables = [each["Value"] for each in self.app_container("haiku-api")["Environment"]]
        self.assertTrue(any(self.is_about(value, self.media()) for value in variables))


class Buckets(TemplateTest):
    def test_111_nothing_is_public(self):
        for key, bucket in self.all_of("AWS::S3::Bucket").items():
            blocked = bucket["PublicAccessBlockConfiguration"]
            self.assertEqual({name: blocked.get(name)
                              for name in ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls",
                                                                   "RestrictPublicBuckets")},
                             dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls",
                                            "RestrictPublicBuckets"),
                                           True), key)
            self.assertNotIn("WebsiteConfiguration", bucket)

    def test_a_bucket_has_one_policy(self):
        """A second one replaces the first."""
        policies = [self.one(each["Bucket"], "AWS::S3::Bucket")
                    for each in self.all_of("AWS::S3::BucketPolicy").values()]
        self.assertEqual(len(set(policies)), len(policies))


if __name__ == "__main__":
    unittest.main()
