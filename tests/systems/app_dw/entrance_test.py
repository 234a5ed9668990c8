"""Names, certificates, the load balancer and the firewalls: demands 30 to 54 and 92 to 97.

  entrance_test.py
"""

import unittest

from meaning import TOKEN, nodes
from template_support import DOMAIN, HOSTS, SERVICES, TemplateTest, as_list, fits, mentioned, target

AUTHENTICATION = f"auth.{DOMAIN}"
TYPE = "AWS::ElasticLoadBalancingV2::"
# Who writes the access logs of load balancers in us-east-1: a service, or, as it was before, an account of AWS's.
LOG_DELIVERY = ("logdelivery.elasticloadbalancing.amazonaws.com", "delivery.logs.amazonaws.com",
                "arn:aws:iam::127311923021:root",
                "127311923021")
MANAGED_RULES = {"AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet",
                 "AWSManagedRulesAmazonIpReputationList"}
CHECKS = {  # path and codes of the targets' health checks
    ("lang-portal", "/*"): ("/health", "200-299"),
    ("lang-portal", "/api/*"): ("/api/health", "200-299"),
    ("vocab", "/*"): ("/healthz", "200"),
    ("writing", "/*"): ("/healthz", "200"),
}
RULES = {  # the port of the targets
    ("lang-portal", "/api/*"): 8000, ("lang-portal", "/*"): 80, ("vocab", "/*"): 8501, ("writing", "/*"): 7860,
    ("haiku", "/api/*"): 8000, ("haiku", "/*"): 80,
}
BEHIND = {("lang-portal", "/api/*"): "lang-portal-api", ("haiku", "/api/*"): "haiku-api",
          ("vocab", "/*"): "vocab-generator-frontend", ("writing", "/*"): "writing-practice"}


class Names(TemplateTest):
    def zone_of(self, record):
        """The hosted zone that a record is in, which is that of the domain."""
        if "HostedZoneName" in record:
            self.assertEqual(record["HostedZoneName"].rstrip("."), DOMAIN)
            return None
        zones = self.mentioned(record["HostedZoneId"], "AWS::Route53::HostedZone")
        if not zones:  # given by a parameter or as an id
            self.assertRegex(record["HostedZoneId"], r"^(?:Z[A-Z0-9]+|\$\{.+\})$")
        for zone in zones:
            self.assertEqual(self.properties(zone)["Name"].rstrip("."), DOMAIN)
        return zones

    def test_030_records_are_in_the_zone_of_the_domain(self):
        for zone in self.any_of("AWS::Route53::HostedZone").values():
            self.assertEqual(zone["Name"].rstrip("."), DOMAIN)
        for host in (*HOSTS.values(), AUTHENTICATION):
            self.assertTrue(self.records(host), host)
            for record in self.records(host).values():
                self.zone_of(record)

    def test_031_to_034_hosts_lead_to_what_answers(self):
        balancer, _ = self.balancer()
        for project, host in HOSTS.items():
            with self.subTest(host):
                leads_to = self.leads_to(host)
                if project in ("vocab", "writing") or leads_to == balancer:
                    self.assertEqual(leads_to, balancer)
                    (zones,) = {each["AliasTarget"]["HostedZoneId"] for each in self.records(host).values()}
                    self.assertIn(balancer, mentioned(zones))
                else:
                    self.assertEqual(leads_to, self.distribution(project))
                    self.assertIn(host, self.config(project)["Aliases"])
                    zones = {each["AliasTarget"]["HostedZoneId"] for each in self.records(host).values()}
                    self.assertEqual(zones, {"Z2FDTNDATAQYW2"})  # CloudFront's

    def test_035_domain_of_the_hosted_pages(self):
        domains = [each for each in self.all_of("AWS::Cognito::UserPoolDomain").values()
                   if each["Domain"] == AUTHENTICATION]
        self.assertEqual(len(domains), 1)
        self.one(domains[0]["UserPoolId"], "AWS::Cognito::UserPool")
        certificate = domains[0].get("CustomDomainConfig", {}).get("CertificateArn")
        self.assert_certified(AUTHENTICATION, self.certified([certificate]))

    def test_036_a_record_for_it(self):
        self.assertEqual(self.type_of(self.leads_to(AUTHENTICATION)), "AWS::Cognito::UserPoolDomain")

    def test_037_certificates(self):
        certificates = self.all_of("AWS::CertificateManager::Certificate")
        for certificate in certificates.values():
            self.assertEqual(certificate["ValidationMethod"], "DNS")
        names = self.certified([f"${{{key}}}" for key in certificates])
        for host in (*HOSTS.values(), AUTHENTICATION):
            self.assert_certified(host, names)


class Balancer(TemplateTest):
    def test_038_in_the_public_subnets(self):
        _, balancer = self.balancer()
        self.assertEqual(balancer["Scheme"], "internet-facing")
        self.assertEqual(balancer.get("Type", "application"), "application")
        self.assertEqual({target(each) for each in balancer["Subnets"]}, self.public())
        self.assertIn(self.group("alb-sg"),
                      {self.one(each, "AWS::EC2::SecurityGroup") for each in balancer["SecurityGroups"]})

    def test_039_https_with_certificates(self):
        listener = self.listener(443)
        self.assertEqual(self.properties(listener)["Protocol"], "HTTPS")
        certificates = [*self.properties(listener)["Certificates"],
                        *(each for more in self.any_of(f"{TYPE}ListenerCertificate").values()
                          if self.is_about(more["ListenerArn"], listener) for each in more["Certificates"])]
        names = self.certified([each["CertificateArn"] for each in certificates])
        for host in HOSTS.values():
            self.assert_certified(host, names)

    def test_040_http_redirects(self):
        listener = self.listener(80)
        self.assertEqual(self.rules_of(listener), {})
        (action,) = self.properties(listener)["DefaultActions"]
        redirect = action["RedirectConfig"]
        self.assertEqual((action["Type"], redirect["Protocol"], str(redirect["Port"])), ("redirect", "HTTPS", "443"))
        self.assertIn(redirect["StatusCode"], ("HTTP_301", "HTTP_302"))
        self.assertEqual(redirect.get("Host", "#{host}"), "#{host}")

    def log_bucket(self):
        attributes = self.listed(self.balancer()[0], "LoadBalancerAttributes")
        self.assertEqual(attributes["access_logs.s3.enabled"], "true")
        return self.one(attributes["access_logs.s3.bucket"], "AWS::S3::Bucket")

    def test_041_access_logs(self):
        self.assertTrue(self.log_bucket())

    def test_042_the_bucket_takes_them(self):
        bucket = self.log_bucket()
        prefix = self.listed(self.balancer()[0], "LoadBalancerAttributes").get("access_logs.s3.prefix", "")
        statements = [statement for policy in self.all_of("AWS::S3::BucketPolicy").values()
                      if self.is_about(policy["Bucket"], bucket) for statement in policy["PolicyDocument"]["Statement"]]
        admitted = [statement for statement in statements
                    if statement["Effect"] == "Allow" and "s3:PutObject" in as_list(statement["Action"])
                    and isinstance(statement["Principal"], dict)
                    and any(each in LOG_DELIVERY for who in statement["Principal"].values() for each in as_list(who))]
        written = f"{prefix}/AWSLogs/123456789012/elasticloadbalancing/us-east-1/2026/1/1/log.gz".lstrip("/")
        objects = [each for statement in admitted for each in as_list(statement["Resource"])]
        self.assertTrue(any(fits(TOKEN.sub("", each).removeprefix("arn:aws:s3:::"), f"/{written}")
                            for each in objects if bucket in mentioned(each)), objects)
        for rule in self.properties(bucket).get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", []):
            self.assertEqual(rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")

    def test_043_they_expire(self):
        rules = self.properties(self.log_bucket())["LifecycleConfiguration"]["Rules"]
        whole = [rule for rule in rules if rule["Status"] == "Enabled" and not rule.get("Prefix")
                 and "TagFilters" not in rule]
        self.assertIn(7, [rule.get("ExpirationInDays") for rule in whole])


class Targets(TemplateTest):
    def groups(self):
        return self.all_of(f"{TYPE}TargetGroup")

    def target_group(self, project, path):
        return self.forwards_to(self.rule(project, path)[1])

    def test_044_target_groups(self):
        for group in self.groups().values():
            self.assertEqual((group["Protocol"], group["TargetType"]), ("HTTP", "ip"))
            self.one(group["VpcId"], "AWS::EC2::VPC")
        ports = sorted(each["Port"] for each in self.groups().values())
        redirected = self.target_group("haiku", "/*") is None
        self.assertIn(ports,
                      ([80, 80, 7860, 8000, 8000, 8501], *([[80, 7860, 8000, 8000, 8501]] if redirected else [])))

    def checked(self, group):
        return (group.get("HealthCheckPath", "/"), group.get("Matcher", {}).get("HttpCode", "200"))

    def test_045_health_checks(self):
        for place, wanted in CHECKS.items():
            found = self.target_group(*place)
            candidates = ([self.groups()[found]] if found else
                          [each for each in self.groups().values() if each["Port"] == 80
                           and self.checked(each) == wanted])
            with self.subTest(place):
                self.assertTrue(candidates)
                for group in candidates:
                    self.assertEqual(self.checked(group), wanted)
                    self.assertEqual(
                        tuple(int(group[name]) for name in ("HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds",
                                                            "HealthyThresholdCount", "UnhealthyThresholdCount")),
                                     (30, 5, 2, 3))

    def test_046_deregistration(self):
        for key in self.groups():
            attributes = self.listed(key, "TargetGroupAttributes")
            self.assertEqual(attributes.get("deregistration_delay.timeout_seconds"), "30", key)

    def test_047_services_register_with_the_targets_of_their_rules(self):
        for place, name in BEHIND.items():
            with self.subTest(name):
                (registered,) = self.properties(self.service(name))["LoadBalancers"]
                self.assertEqual((registered["ContainerName"], int(registered["ContainerPort"])),
                                 (SERVICES[name].container, SERVICES[name].port))
                self.assertEqual(self.one(registered["TargetGroupArn"], f"{TYPE}TargetGroup"),
                                 self.target_group(*place))

    def test_048_to_053_rules(self):
        for (project, path), port in RULES.items():
            with self.subTest(HOSTS[project] + path):
                key, rule = self.rule(project, path)
                self.assertLessEqual({each["Field"] for each in rule["Conditions"]}, {"host-header", "path-pattern"})
                found = self.forwards_to(rule)
                if found is None:
                    self.assertEqual(port, 80)
                    action = self.last_action(rule)
                    self.assertEqual(action["Type"], "redirect")
                    self.assertEqual(self.one(action["RedirectConfig"]["Host"], "AWS::CloudFront::Distribution"),
                                     self.distribution(project))
                else:
                    self.assertEqual(self.groups()[found]["Port"], port, key)

    def test_048_to_053_the_rules_lead_to_groups_of_their_own(self):
        groups = [self.target_group(*place) for place in RULES if self.target_group(*place)]
        self.assertEqual(len(set(groups)), len(groups))

    def test_054_six_rules_in_order(self):
        rules = self.rules_of(self.listener(443)).values()
        self.assertEqual(len(rules), 6)
        self.assertEqual(len({int(rule["Priority"]) for rule in rules}), 6)
        for project in ("lang-portal", "haiku"):
            self.assertLess(int(self.rule(project, "/api/*")[1]["Priority"]),
                            int(self.rule(project, "/*")[1]["Priority"]))

    def test_the_listener_says_no_to_other_hosts(self):
        for action in self.properties(self.listener(443))["DefaultActions"]:
            self.assertNotEqual(action["Type"], "forward")

    def test_services_start_after_the_rules_that_lead_to_them(self):
        """ECS refuses a target group that no load balancer knows."""
        for place, name in BEHIND.items():
            rule, service = self.rule(*place)[0], self.service(name)
            with self.subTest(name):
                if self.stack_of(rule) == self.stack_of(service):
                    self.assertTrue(rule in self.resources[service]["DependsOn"]
                                    or rule in mentioned(self.properties(service)))
                else:
                    self.assertIn(self.stack_of(rule), self.assembly.all_before(self.stack_of(service)))


class Firewalls(TemplateTest):
    def acls(self, scope):
        return {key: each for key, each in self.all_of("AWS::WAFv2::WebACL").items() if each["Scope"] == scope}

    def protecting(self):
        """The ACL of the load balancer and those of the distributions."""
        balancer, _ = self.balancer()
        found = [self.one(each["WebACLArn"], "AWS::WAFv2::WebACL")
                 for each in self.any_of("AWS::WAFv2::WebACLAssociation").values()
                 if self.is_about(each["ResourceArn"], balancer)]
        return found + [self.one(self.config(project)["WebACLId"], "AWS::WAFv2::WebACL")
                        for project in ("lang-portal", "haiku")]

    def test_092_the_load_balancer(self):
        found = self.protecting()
        self.assertEqual(len(found), 3)
        self.assertIn(found[0], self.acls("REGIONAL"))

    def test_093_the_distributions(self):
        for distribution in self.all_of("AWS::CloudFront::Distribution").values():
            acl = self.one(distribution["DistributionConfig"].get("WebACLId"), "AWS::WAFv2::WebACL")
            self.assertIn(acl, self.acls("CLOUDFRONT"))

    def rules(self, acl):
        return self.properties(acl)["Rules"]

    def test_094_managed_rules_are_enforced(self):
        for acl in set(self.protecting()):
            managed = {}
            for rule in self.rules(acl):
                group = rule["Statement"].get("ManagedRuleGroupStatement")
                if group:
                    managed[group["Name"]] = (rule["OverrideAction"], group)
            self.assertLessEqual(MANAGED_RULES, set(managed), acl)
            for name in MANAGED_RULES:
                override, group = managed[name]
                self.assertEqual(override, {"None": {}}, name)
                self.assertEqual(group["VendorName"], "AWS")
                self.assertNotIn("ScopeDownStatement", group)
                self.assertNotIn("Count", [key for node in nodes(group) if isinstance(node, dict) for key in node])

    def test_095_rates(self):
        for acl in set(self.protecting()):
            (rule,) = [each for each in self.rules(acl) if "RateBasedStatement" in each["Statement"]]
            statement = rule["Statement"]["RateBasedStatement"]
            self.assertEqual((int(statement["Limit"]), statement["AggregateKeyType"]), (2000, "IP"))
            self.assertEqual(int(statement.get("EvaluationWindowSec", 300)), 300)
            self.assertNotIn("ScopeDownStatement", statement)
            self.assertEqual(list(rule["Action"]), ["Block"])

    def test_096_the_whole_world_may_come(self):
        for acl in set(self.protecting()):
            self.assertEqual(list(self.properties(acl)["DefaultAction"]), ["Allow"])
            keys = {key for node in nodes(self.rules(acl)) if isinstance(node, dict) for key in node}
            self.assertNotIn("GeoMatchStatement", keys)
        for distribution in self.all_of("AWS::CloudFront::Distribution").values():
            restrictions = distribution["DistributionConfig"].get("Restrictions", {}).get("GeoRestriction", {})
            self.assertEqual(restrictions.get("RestrictionType", "none"), "none")

    def test_097_they_write_logs(self):
        for acl in set(self.protecting()):
            (logging,) = [each for each in self.all_of("AWS::WAFv2::LoggingConfiguration").values()
                          if self.is_about(each["ResourceArn"], acl)]
            (destination,) = logging["LogDestinationConfigs"]
            group = self.mentioned(destination, "AWS::Logs::LogGroup") or {
                key for key in self.all_of("AWS::Logs::LogGroup") if destination.endswith(f":{self.name(key)}")}
            self.assertEqual(len(group), 1, destination)
            self.assertTrue(self.name(group.pop()).startswith("aws-waf-logs-"))


if __name__ == "__main__":
    unittest.main()
