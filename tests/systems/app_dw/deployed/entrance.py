"""How requests come in: names, certificate, load balancer, firewalls."""

from .base import DOMAIN, ENDPOINT, HOSTS, RETENTION_DAYS, SITES, Deployed, account, client, deployment

MANAGED_RULES = {"AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet",
                 "AWSManagedRulesAmazonIpReputationList"}
# Host, path: priority, and the kinds of actions.
RULES = {("lang-portal", "/api/*"): (10, ["jwt-validation", "forward"]), ("lang-portal", "/*"): (20, ["forward"]),
         ("haiku", "/api/*"): (30, ["jwt-validation", "forward"]), ("haiku", "/*"): (40, ["forward"]),
         ("vocab", "/*"): (50, ["authenticate-cognito", "forward"]),
         ("writing", "/*"): (60, ["authenticate-cognito", "forward"])}
CHECKS = ("HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "UnhealthyThresholdCount")
# Ports of target groups: paths and codes of their health checks.
HEALTH = {80: {("/health", "200-299")}, 8000: {("/api/health", "200-299")}, 8501: {("/healthz", "200")},
          7860: {("/healthz", "200")}}


def answer(url):
    """The status of an answer, and where it leads: over the network; on a mock, as what is deployed would answer."""
    if ENDPOINT:
        import entrance  # needs joserfc, which only the mock brings along
        found = entrance.Entrance(client).answer(url)
        return found.status, found.location
    status, headers, _ = deployment.request(url)
    return status, headers.get("Location", "")


class Entrance(Deployed):
    def balancer(self):
        (found,) = client("elbv2").describe_load_balancers(
            LoadBalancerArns=self.all_of("AWS::ElasticLoadBalancingV2::LoadBalancer"))["LoadBalancers"]
        return found

    def listeners(self):
        found = client("elbv2").describe_listeners(LoadBalancerArn=self.balancer()["LoadBalancerArn"])["Listeners"]
        return {each["Port"]: each for each in found}

    def test_names(self):
        zone = self.only("AWS::Route53::HostedZone")
        pages = client("route53").get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
        names = {record["Name"].rstrip(".") for page in pages for record in page["ResourceRecordSets"]}
        self.assertLessEqual({*HOSTS.values(), f"auth.{DOMAIN}", DOMAIN}, names)

    def test_apis_refuse_strangers(self):
        for site in SITES:
            self.assertEqual(answer(f"https://{HOSTS[site]}/api/")[0], 401, site)

    def test_pages_of_vocab_and_writing_send_strangers_to_sign_in(self):
        for project in ("vocab", "writing"):
            status, location = answer(f"https://{HOSTS[project]}/")
            self.assertEqual(status, 302, project)
            self.assertTrue(location.startswith(f"https://auth.{DOMAIN}/"), location)

    def test_sites_answer(self):
        for site in SITES:
            self.assertEqual(answer(f"https://{HOSTS[site]}/")[0], 200, site)

    def test_without_tls_everybody_is_sent_to_tls(self):
        for host in HOSTS.values():
            status, location = answer(f"http://{host}/")
            self.assertIn(status, (301, 302, 307, 308), host)
            self.assertTrue(location.startswith("https://"), location)

    def test_the_load_balancer(self):
        balancer = self.balancer()
        self.assertEqual((balancer["Scheme"], balancer["Type"]), ("internet-facing", "application"))
        self.assertEqual(len({each["ZoneName"] for each in balancer["AvailabilityZones"]}), 3)
        given = {each["Key"]: each["Value"] for each in client("elbv2").describe_load_balancer_attributes(
            LoadBalancerArn=balancer["LoadBalancerArn"])["Attributes"]}
        self.assertEqual((given["access_logs.s3.enabled"], given["access_logs.s3.bucket"]),
                         ("true", f"app-dw-access-logs-{account()}"))

    def test_listeners(self):
        listeners = self.listeners()
        self.assertEqual({port: each["Protocol"] for port, each in listeners.items()}, {80: "HTTP", 443: "HTTPS"})
        self.assertEqual([each["CertificateArn"] for each in listeners[443]["Certificates"]],
                         self.all_of("AWS::CertificateManager::Certificate"))
        self.assertTrue(listeners[443]["SslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2"))

    def test_rules(self):
        rules = client("elbv2").describe_rules(ListenerArn=self.listeners()[443]["ListenerArn"])["Rules"]
        found = {}
        for rule in rules:
            if not rule["IsDefault"]:
                conditions = {each["Field"]: each for each in rule["Conditions"]}
                (host,) = conditions["host-header"]["HostHeaderConfig"]["Values"]
                (path,) = conditions["path-pattern"]["PathPatternConfig"]["Values"]
                kinds = [each["Type"] for each in rule["Actions"]]
                found[host.removesuffix(f".{DOMAIN}"), path] = (int(rule["Priority"]), kinds)
        self.assertEqual(found, RULES)

    def test_targets(self):
        elb = client("elbv2")
        groups = elb.describe_target_groups(
            TargetGroupArns=self.all_of("AWS::ElasticLoadBalancingV2::TargetGroup"))["TargetGroups"]
        self.assertEqual(sorted(group["Port"] for group in groups), [80, 80, 7860, 8000, 8000, 8501])
        for group in groups:
            self.assertEqual((group["TargetType"], group["Protocol"]), ("ip", "HTTP"))
            self.assertIn((group["HealthCheckPath"], group["Matcher"]["HttpCode"]), HEALTH[group["Port"]])
            self.assertEqual([group[name] for name in CHECKS], [30, 5, 2, 3])
            attributes = {each["Key"]: each["Value"] for each in elb.describe_target_group_attributes(
                TargetGroupArn=group["TargetGroupArn"])["Attributes"]}
            self.assertEqual(attributes["deregistration_delay.timeout_seconds"], "30")

    def test_certificates_are_given(self):
        for arn in self.all_of("AWS::CertificateManager::Certificate"):
            certificate = client("acm").describe_certificate(CertificateArn=arn)["Certificate"]
            self.assertEqual(certificate["Status"], "ISSUED")
            self.assertEqual(set(certificate["SubjectAlternativeNames"]), {DOMAIN, f"*.{DOMAIN}"})


class Firewalls(Deployed):
    def acls(self):
        """{scope: web ACL}"""
        found = {}
        for own_id in self.all_of("AWS::WAFv2::WebACL"):
            name, unique, scope = own_id.split("|")
            found[scope] = client("wafv2").get_web_acl(Name=name, Id=unique, Scope=scope)["WebACL"]
        return found

    def test_what_they_stop(self):
        acls = self.acls()
        self.assertEqual(set(acls), {"REGIONAL", "CLOUDFRONT"})
        for scope, acl in acls.items():
            self.assertEqual(acl["DefaultAction"], {"Allow": {}}, scope)
            managed = {rule["Name"]: rule["OverrideAction"] for rule in acl["Rules"]
                       if "ManagedRuleGroupStatement" in rule["Statement"]}
            self.assertEqual(managed, dict.fromkeys(MANAGED_RULES, {"None": {}}), scope)
            (rate,) = [rule for rule in acl["Rules"] if "RateBasedStatement" in rule["Statement"]]
            statement = rate["Statement"]["RateBasedStatement"]
            self.assertEqual((statement["Limit"], statement["EvaluationWindowSec"], statement["AggregateKeyType"]),
                             (2000, 300, "IP"), scope)
            self.assertEqual(rate["Action"], {"Block": {}}, scope)

    def test_what_they_log(self):
        for scope, acl in self.acls().items():
            log = client("wafv2").get_logging_configuration(ResourceArn=acl["ARN"])["LoggingConfiguration"]
            (destination,) = log["LogDestinationConfigs"]
            group = destination.rpartition(":log-group:")[2]
            self.assertTrue(group.startswith("aws-waf-logs-"), group)
            (found,) = client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
            self.assertEqual(found["retentionInDays"], RETENTION_DAYS, scope)

    def test_one_stands_before_the_load_balancer(self):
        acl = client("wafv2").get_web_acl_for_resource(
            ResourceArn=self.only("AWS::ElasticLoadBalancingV2::LoadBalancer"))["WebACL"]
        self.assertEqual(acl["ARN"], self.acls()["REGIONAL"]["ARN"])
