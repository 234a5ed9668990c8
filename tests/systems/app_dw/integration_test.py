"""Looks at the deployed system, which it knows by its stacks and their outputs: cfn-outputs/flat-outputs.json.

  integration_test.py [GROUP]      while the stacks are deployed, to AWS or to a mock of it

The file is looked for in the working directory, in apps/app_dw and in the checkout, unless CFN_OUTPUTS names it.
AWS_ENDPOINT_URL names the mock. Without the file nothing is done. Nothing is changed.
"""

import functools
import json
import pathlib
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import deployment  # noqa: E402
from deployment import on_aws_only, outputs_file  # noqa: E402

REGION = "us-east-1"
STACKS = "app-dw-"  # how their names begin
DOMAIN = "app-dw.net"
HOSTS = [f"{name}.{DOMAIN}" for name in ("lang-portal", "haiku", "vocab", "writing")]
SERVICES = {"lang-portal-api", "haiku-api", "vocab-generator-frontend", "vocab-generator-backend", "writing-practice"}
PIPELINES = 7
RETENTION_DAYS = 7
TIMEOUT_SECONDS = 30
OUTPUTS = outputs_file("app_dw")


def client(service):
    return deployment.client(service, REGION)


@functools.cache
def stacks():
    """The status of each stack of the system."""
    pages = client("cloudformation").get_paginator("describe_stacks").paginate()
    return {stack["StackName"]: stack["StackStatus"] for page in pages for stack in page["Stacks"]
            if stack["StackName"].startswith(STACKS)}


@functools.cache
def resources():
    """The physical ids of all resources, by type."""
    found = {}
    pages = client("cloudformation").get_paginator("list_stack_resources")
    for stack in stacks():
        for page in pages.paginate(StackName=stack):
            for each in page["StackResourceSummaries"]:
                found.setdefault(each["ResourceType"], []).append(each["PhysicalResourceId"])
    return found


class Deployed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.outputs = json.loads(OUTPUTS.read_text(encoding="utf-8"))

    def all_of(self, kind):
        self.assertTrue(resources().get(kind), f"there is no {kind}")
        return resources()[kind]

    def only(self, kind):
        (found,) = self.all_of(kind)
        return found


class Outputs(Deployed):
    def test_each_output_has_a_value(self):
        self.assertLessEqual({"NameServers", "SignInPages", "UserPoolId", "BrowsersClientId", "IdentityPoolId"},
                             set(self.outputs))
        self.assertTrue(all(self.outputs.values()))

    def test_every_stack_is_there(self):
        self.assertGreaterEqual(len(stacks()), 16)
        for name, status in stacks().items():
            self.assertIn(status, ("CREATE_COMPLETE", "UPDATE_COMPLETE"), name)


class Network(Deployed):
    def filter(self):
        return [{"Name": "vpc-id", "Values": [self.only("AWS::EC2::VPC")]}]

    def test_nine_subnets_in_three_zones(self):
        subnets = client("ec2").describe_subnets(Filters=self.filter())["Subnets"]
        self.assertEqual(len(subnets), 9)
        self.assertEqual(len({subnet["AvailabilityZone"] for subnet in subnets}), 3)

    def test_nat_gateways(self):
        gateways = client("ec2").describe_nat_gateways(Filters=self.filter())["NatGateways"]
        self.assertIn(len([each for each in gateways if each["State"] == "available"]), (1, 3))

    def test_endpoints(self):
        endpoints = client("ec2").describe_vpc_endpoints(Filters=self.filter())["VpcEndpoints"]
        available = {each["ServiceName"].partition(f"{REGION}.")[2] for each in endpoints
                     if each["State"].lower() == "available"}
        self.assertLessEqual({"ecr.api", "ecr.dkr", "secretsmanager", "logs", "bedrock-runtime", "s3"}, available)

    def test_only_the_load_balancer_is_open(self):
        for group in client("ec2").describe_security_groups(Filters=self.filter())["SecurityGroups"]:
            ranges = {each["CidrIp"] for rule in group["IpPermissions"] for each in rule["IpRanges"]}
            if "0.0.0.0/0" in ranges:
                self.assertIn("alb-sg", group["GroupName"])
                self.assertEqual({rule["FromPort"] for rule in group["IpPermissions"]}, {80, 443})


class Entrance(Deployed):
    def answer(self, url):
        """The status of an answer, and where it leads."""
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        try:
            with urllib.request.build_opener(Stay).open(url, timeout=TIMEOUT_SECONDS) as answer:
                return answer.status, ""
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Location", "")

    def test_names(self):
        zone = self.only("AWS::Route53::HostedZone")
        pages = client("route53").get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
        names = {record["Name"].rstrip(".") for page in pages for record in page["ResourceRecordSets"]}
        self.assertLessEqual({*HOSTS, f"auth.{DOMAIN}"}, names)

    @on_aws_only
    def test_apis_refuse_strangers(self):
        for host in HOSTS[:2]:
            self.assertEqual(self.answer(f"https://{host}/api/")[0], 401, host)

    @on_aws_only
    def test_pages_of_vocab_and_writing_send_strangers_to_sign_in(self):
        for host in HOSTS[2:]:
            status, location = self.answer(f"https://{host}/")
            self.assertEqual(status, 302, host)
            self.assertTrue(location.startswith(f"https://auth.{DOMAIN}/"), location)

    @on_aws_only
    def test_sites_answer(self):
        for host in HOSTS[:2]:
            self.assertEqual(self.answer(f"https://{host}/")[0], 200, host)

    @on_aws_only
    def test_without_tls_everybody_is_sent_to_tls(self):
        for host in HOSTS:
            status, location = self.answer(f"http://{host}/")
            self.assertIn(status, (301, 302, 307, 308), host)
            self.assertTrue(location.startswith("https://"), location)

    def test_rules(self):
        balancers = client("elbv2")
        listeners = {each["Port"]: each for each in balancers.describe_listeners(
            LoadBalancerArn=self.only("AWS::ElasticLoadBalancingV2::LoadBalancer"))["Listeners"]}
        self.assertEqual(set(listeners), {80, 443})
        rules = balancers.describe_rules(ListenerArn=listeners[443]["ListenerArn"])["Rules"]
        self.assertEqual(len([rule for rule in rules if not rule["IsDefault"]]), 6)

    @on_aws_only
    def test_certificates_are_given(self):
        for arn in self.all_of("AWS::CertificateManager::Certificate"):
            certificate = client("acm").describe_certificate(CertificateArn=arn)["Certificate"]
            self.assertEqual(certificate["Status"], "ISSUED")

    @on_aws_only
    def test_the_firewall_stands_before_the_load_balancer(self):
        acl = client("wafv2").get_web_acl_for_resource(
            ResourceArn=self.only("AWS::ElasticLoadBalancingV2::LoadBalancer"))["WebACL"]
        self.assertGreaterEqual(len(acl["Rules"]), 4)


class Services(Deployed):
    def services(self):
        arns = self.all_of("AWS::ECS::Service")
        return client("ecs").describe_services(cluster=self.only("AWS::ECS::Cluster"), services=arns)["services"]

    def test_five_services_run(self):
        services = self.services()
        self.assertEqual(len(services), len(SERVICES))
        for service in services:
            self.assertEqual(service["status"], "ACTIVE", service["serviceName"])

    @on_aws_only
    def test_their_tasks_run_where_capacity_is_spare(self):
        for service in self.services():
            self.assertGreaterEqual(service["runningCount"], 1, service["serviceName"])
            self.assertEqual(service["deployments"][0]["rolloutState"], "COMPLETED", service["serviceName"])
            self.assertIn("FARGATE_SPOT", [each["capacityProvider"] for each in service["capacityProviderStrategy"]])

    def test_they_scale(self):
        targets = client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
        own = [each for each in targets
               if each["ResourceId"] in self.all_of("AWS::ApplicationAutoScaling::ScalableTarget")
               or any(service["serviceName"] in each["ResourceId"] for service in self.services())]
        self.assertEqual(len(own), len(SERVICES))
        self.assertEqual({(each["MinCapacity"], each["MaxCapacity"]) for each in own}, {(1, 3)})

    def test_they_are_found_by_their_names(self):
        found = client("servicediscovery").list_services()["Services"]
        self.assertLessEqual(SERVICES, {each["Name"] for each in found})

    @on_aws_only
    def test_the_guardrail_is_ready(self):
        guardrails = client("bedrock").list_guardrails()["guardrails"]
        arn = self.only("AWS::Bedrock::Guardrail")
        self.assertIn((arn, "READY"), [(each["arn"], each["status"]) for each in guardrails])


class Data(Deployed):
    def test_databases(self):
        self.assertEqual(len(self.all_of("AWS::RDS::DBCluster")), 2)
        for name in self.all_of("AWS::RDS::DBCluster"):
            (cluster,) = client("rds").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
            self.assertEqual((cluster["Status"], cluster["Engine"]), ("available", "aurora-postgresql"))
            self.assertGreaterEqual(len(cluster["DBClusterMembers"]), 2)
            self.assertGreaterEqual(cluster["BackupRetentionPeriod"], 7)

    @on_aws_only
    def test_an_instance_of_each_is_in_another_zone(self):
        for name in self.all_of("AWS::RDS::DBCluster"):
            instances = client("rds").describe_db_instances(
                Filters=[{"Name": "db-cluster-id", "Values": [name]}])["DBInstances"]
            self.assertGreaterEqual(len({instance["AvailabilityZone"] for instance in instances}), 2)
            self.assertFalse(any(instance["PubliclyAccessible"] for instance in instances))

    @on_aws_only
    def test_proxies_reach_them(self):
        for name in self.all_of("AWS::RDS::DBProxy"):
            (proxy,) = client("rds").describe_db_proxies(DBProxyName=name)["DBProxies"]
            self.assertEqual((proxy["Status"], {auth["IAMAuth"] for auth in proxy["Auth"]}),
                             ("available", {"REQUIRED"}))
            targets = client("rds").describe_db_proxy_targets(DBProxyName=name)["Targets"]
            states = {target["TargetHealth"]["State"] for target in targets if target["Type"] == "RDS_INSTANCE"}
            self.assertEqual(states, {"AVAILABLE"})
            endpoints = client("rds").describe_db_proxy_endpoints(DBProxyName=name)["DBProxyEndpoints"]
            self.assertEqual({each["TargetRole"] for each in endpoints}, {"READ_WRITE", "READ_ONLY"})

    def test_buckets_are_closed(self):
        for bucket in self.all_of("AWS::S3::Bucket"):
            blocked = client("s3").get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
            self.assertEqual(set(blocked.values()), {True}, bucket)


class Users(Deployed):
    def test_the_pool(self):
        pool = client("cognito-idp").describe_user_pool(UserPoolId=self.outputs["UserPoolId"])["UserPool"]
        self.assertEqual(pool["UserPoolAddOns"]["AdvancedSecurityMode"], "AUDIT")
        self.assertTrue(pool["DeviceConfiguration"])

    def test_the_client_of_the_sites(self):
        found = client("cognito-idp").describe_user_pool_client(
            UserPoolId=self.outputs["UserPoolId"], ClientId=self.outputs["BrowsersClientId"])["UserPoolClient"]
        self.assertEqual(found["AllowedOAuthFlows"], ["code"])
        for host in HOSTS:
            self.assertTrue(any(url.startswith(f"https://{host}/") for url in found["CallbackURLs"]), host)

    @on_aws_only
    def test_its_pages(self):
        found = client("cognito-idp").describe_user_pool_domain(Domain=f"auth.{DOMAIN}")["DomainDescription"]
        self.assertEqual((found["Status"], found["UserPoolId"]), ("ACTIVE", self.outputs["UserPoolId"]))


class Frontends(Deployed):
    def test_distributions(self):
        self.assertEqual(len(self.all_of("AWS::CloudFront::Distribution")), 2)
        for name in self.all_of("AWS::CloudFront::Distribution"):
            distribution = client("cloudfront").get_distribution(Id=name)["Distribution"]
            self.assertTrue(distribution["DistributionConfig"]["Enabled"])
            self.assertTrue(distribution["DistributionConfig"]["WebACLId"])
            self.assertIn(distribution["Status"], ("Deployed", "InProgress"))


class Monitoring(Deployed):
    def test_alarms_tell_the_topic(self):
        pages = client("cloudwatch").get_paginator("describe_alarms").paginate()
        alarms = [alarm for page in pages for alarm in page["MetricAlarms"]
                  if alarm["AlarmName"] in self.all_of("AWS::CloudWatch::Alarm")]
        self.assertEqual(len(alarms), len(self.all_of("AWS::CloudWatch::Alarm")))
        for alarm in alarms:
            self.assertTrue(set(alarm["AlarmActions"]) & set(self.all_of("AWS::SNS::Topic")), alarm["AlarmName"])

    @on_aws_only
    def test_somebody_has_confirmed_the_subscription(self):
        topic = self.only("AWS::SNS::Topic")
        pages = client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
        arns = [each["SubscriptionArn"] for page in pages for each in page["Subscriptions"]]
        self.assertTrue([arn for arn in arns if arn.startswith("arn:")], arns)

    def test_a_dashboard_for_each_project(self):
        self.assertGreaterEqual(len(self.all_of("AWS::CloudWatch::Dashboard")), len(HOSTS))

    def test_logs_are_kept_a_week(self):
        logs = client("logs")
        for name in self.all_of("AWS::Logs::LogGroup"):
            groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
            (days,) = {each.get("retentionInDays") for each in groups if each["logGroupName"] == name}
            self.assertEqual(days, RETENTION_DAYS, name)


class Delivery(Deployed):
    def test_seven_pipelines(self):
        self.assertEqual(len(self.all_of("AWS::CodePipeline::Pipeline")), PIPELINES)
        for name in self.all_of("AWS::CodePipeline::Pipeline"):
            stages = client("codepipeline").get_pipeline(name=name)["pipeline"]["stages"]
            self.assertEqual((stages[0]["name"], stages[-1]["name"]), ("Source", "Deploy"))

    @on_aws_only
    def test_the_connection_is_approved(self):
        connection = client("codestar-connections").get_connection(
            ConnectionArn=self.only("AWS::CodeStarConnections::Connection"))["Connection"]
        self.assertEqual(connection["ConnectionStatus"], "AVAILABLE")


if __name__ == "__main__":
    unittest.main()
