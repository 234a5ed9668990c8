"""The distributions of the sites."""

from .base import HOSTS, SITES, Deployed, account, client

ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"  # the managed policy that passes the viewer's Host on
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"


class Frontends(Deployed):
    def distributions(self):
        """{host: configuration}"""
        found = [client("cloudfront").get_distribution(Id=name)["Distribution"]
                 for name in self.all_of("AWS::CloudFront::Distribution")]
        self.assertTrue(all(each["Status"] in ("Deployed", "InProgress") for each in found))
        return {each["DistributionConfig"]["Aliases"]["Items"][0]: each["DistributionConfig"] for each in found}

    def test_who_they_are(self):
        distributions = self.distributions()
        self.assertEqual(set(distributions), {HOSTS[site] for site in SITES})
        (acl,) = [each for each in self.all_of("AWS::WAFv2::WebACL") if each.endswith("|CLOUDFRONT")]
        for config in distributions.values():
            self.assertTrue(config["Enabled"])
            self.assertIn(acl.split("|")[1], config["WebACLId"])
            self.assertEqual(config["ViewerCertificate"]["ACMCertificateArn"],
                             self.only("AWS::CertificateManager::Certificate"))

    def test_files_come_from_closed_buckets(self):
        for site in SITES:
            config = self.distributions()[HOSTS[site]]
            origins = {each["Id"]: each for each in config["Origins"]["Items"]}
            origin = origins[config["DefaultCacheBehavior"]["TargetOriginId"]]
            self.assertTrue(origin["DomainName"].startswith(f"{site}-frontend-{account()}.s3."))
            control = client("cloudfront").get_origin_access_control(Id=origin["OriginAccessControlId"])
            settings = control["OriginAccessControl"]["OriginAccessControlConfig"]
            self.assertEqual((settings["SigningBehavior"], settings["SigningProtocol"]), ("always", "sigv4"))

    def test_the_api_goes_on_to_the_load_balancer(self):
        (balancer,) = client("elbv2").describe_load_balancers(
            LoadBalancerArns=self.all_of("AWS::ElasticLoadBalancingV2::LoadBalancer"))["LoadBalancers"]
        for host, config in self.distributions().items():
            (api,) = [each for each in config["CacheBehaviors"]["Items"] if each["PathPattern"] == "/api/*"]
            origins = {each["Id"]: each for each in config["Origins"]["Items"]}
            self.assertEqual(origins[api["TargetOriginId"]]["DomainName"].lower(), balancer["DNSName"].lower(), host)
            self.assertEqual((api["OriginRequestPolicyId"], api["CachePolicyId"]), (ALL_VIEWER, CACHING_DISABLED), host)
            self.assertIn("POST", api["AllowedMethods"]["Items"], host)

    def test_haiku_has_media(self):
        config = self.distributions()[HOSTS["haiku"]]
        (media,) = [each for each in config["CacheBehaviors"]["Items"] if each["PathPattern"] == "/media/*"]
        origins = {each["Id"]: each for each in config["Origins"]["Items"]}
        self.assertTrue(origins[media["TargetOriginId"]]["DomainName"].startswith(f"haiku-media-{account()}.s3."))

    def test_paths_are_read_by_the_page(self):
        for host, config in self.distributions().items():
            (function,) = config["DefaultCacheBehavior"]["FunctionAssociations"]["Items"]
            name = function["FunctionARN"].rpartition("/")[2]
            found = client("cloudfront").describe_function(Name=name, Stage="LIVE")
            self.assertEqual(found["FunctionSummary"]["FunctionMetadata"]["Stage"], "LIVE", host)
