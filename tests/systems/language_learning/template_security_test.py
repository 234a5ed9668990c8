"""What the description of language_learning demands of permissions, encryption and the network. The numbers are those of the
demands; where several stand together, one look shows them all.

  template_security_test.py
"""

import json
import re
import unittest

from template_evaluation import ACCOUNT, as_list, matches, referred
from template_support import (ANYWHERE, README, REGION, System, TemplateTest, in_every_state, in_every_state_here,
                              knows_resources)

ADMINISTRATIVE = re.compile(r"Administrator|PowerUser|FullAccess|ReadWrite")
CREDENTIAL = re.compile(r"password|passwd|secret|token|api_?key|credential", re.IGNORECASE)
NOT_HERE = {"comprehend", "personalize", "personalize-runtime", "personalize-events", "transcribestreaming"}
# Services that functions reach over the network, and the endpoints of those whose names differ from the prefix of actions.
ENDPOINTS = {"cloudwatch": "monitoring", "ses": "email"}
OWN_POLICIES = ("AWS::KMS::Key", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SecretsManager::Secret")
INTERFACES = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")
# Ends of ARNs that services ask for: objects of a bucket, streams of a log group, indexes of a table, versions.
OWN_PARTS = re.compile(r"^arn:aws:(?:s3:::[^*/]+/[^*]*\*|logs:[^*]+:log-group:[^*]+:\*|"
                       r"dynamodb:[^*]+:table/[^*/]+/(?:index|stream)/\*)$")


class Permissions(TemplateTest):
    @in_every_state
    def test_080_a_role_for_each_function(self, system):
        five = system.five()
        self.assertEqual(len({system.role_of(each) for each in five.values()}), len(five))
        for function in system.functions():
            self.assertEqual(system.trusted(system.role_of(function)), {"lambda.amazonaws.com"}, function)

    @in_every_state
    def test_080_nobody_is_everybody(self, system):
        for role in self.some(system.roles()):
            trusted = system.trusted(role)
            self.assertFalse({each for each in trusted if "*" in each}, role)
            self.assertTrue(1 <= len(trusted) <= 2, role)

    def identity_statements(self, system):
        for role in self.some(system.roles()):
            for statement in system.own_statements(role):
                yield role, statement

    @in_every_state
    def test_081_no_whole_services(self, system):
        for role, statement in self.identity_statements(system):
            self.assertNotIn("NotAction", statement, role)
            for action in as_list(statement["Action"]):
                self.assertNotRegex(action, r"^\*$|:\*$", role)

    @in_every_state
    def test_081_no_administrative_policies(self, system):
        for role in system.roles():
            for policy in system.properties(role).get("ManagedPolicyArns", []):
                self.assertNotRegex(policy, ADMINISTRATIVE, role)

    @in_every_state
    def test_082_not_everything(self, system):
        for role, statement in self.identity_statements(system):
            everything = "*" in as_list(statement.get("Resource", [])) and "Condition" not in statement
            if statement["Effect"] == "Allow" and everything:
                for action in as_list(statement["Action"]):
                    self.assertFalse(knows_resources(action), f"{role} {action}")

    @in_every_state
    def test_082_the_readme_lists_every_wildcard(self, system):
        readme = README.read_text(encoding="utf-8")
        for role, statement in self.identity_statements(system):
            if statement["Effect"] == "Deny":
                continue
            for action in as_list(statement["Action"]):
                if "*" in action:
                    self.assertIn(f"`{action}`", readme, role)
            for resource in as_list(statement.get("Resource", [])):
                if "*" in resource and not OWN_PARTS.match(resource):
                    for action in as_list(statement["Action"]):
                        self.assertIn(f"`{action}`", readme, f"{role} on {resource}")

    @in_every_state
    def test_083_callers_may_call(self, system):
        for call in self.some(system.calls()):
            if call.role is not None:
                role = system.meant(call.role, "AWS::IAM::Role")
                if call.principal == "lambda.amazonaws.com":  # a poll: the function itself reads
                    continue
                self.assertIn(call.principal, system.trusted(role), call)
                self.assertTrue(system.may(role, "lambda:InvokeFunction", call.target), call)
            else:
                self.assertTrue([each for each in self.permissions(system) if self.fits(system, each, call)], call)

    @staticmethod
    def permissions(system):
        return system.of_type("AWS::Lambda::Permission").values()

    def fits(self, system, permission, call):
        return (permission["Principal"] == call.principal and permission["Action"] == "lambda:InvokeFunction"
                and system.target(permission["FunctionName"]) == system.target(call.target)
                and matches(permission.get("SourceArn", "*"), call.source))

    @in_every_state
    def test_083_nobody_else_may(self, system):
        callers = system.calls()
        for permission in self.some(self.permissions(system)):
            self.assertTrue(permission.get("SourceArn") or permission.get("SourceAccount"), permission)
            self.assertNotEqual(permission["Principal"], "*")
            source = permission.get("SourceArn", "")
            self.assertNotRegex(source, r"^arn:aws:[a-z-]*:[^:]*:[^:]*:\*|^\*", permission)
            if "execute-api" in source:
                api, _ = system.api()
                self.assertIn(f":{system.value({'Ref': api})}/", source)
                used = [call for call in callers if self.fits(system, permission, call)]
                self.assertTrue(used or "/test-invoke-stage/" in source, permission)

    @in_every_state
    def test_084_policies_of_resources(self, system):
        for bucket in self.some(system.buckets()):
            self.assertTrue(system.resource_statements(bucket), bucket)
        self.assertTrue([each for each in system.of_type(*OWN_POLICIES) if system.resource_statements(each)])

    @in_every_state
    def test_084_nobody_is_let_in_from_everywhere(self, system):
        for logical_id in system.of_type(*OWN_POLICIES, "AWS::S3::Bucket"):
            for statement in system.resource_statements(logical_id):
                self.assertFalse(statement["Effect"] == "Allow" and "*" in system.principals(statement)
                                 and "Condition" not in statement, logical_id)


class Encryption(TemplateTest):
    @in_every_state
    def test_085_tables(self, system):
        for table in (system.lessons_table(), system.progress_table()):
            self.assertIs(system.properties(table)["SSESpecification"]["SSEEnabled"], True, table)

    @in_every_state
    def test_086_topics_and_queues(self, system):
        for topic, properties in self.some(system.of_type("AWS::SNS::Topic")).items():
            self.assertTrue(properties.get("KmsMasterKeyId"), topic)
        for queue, properties in self.some(system.of_type("AWS::SQS::Queue")).items():
            self.assertTrue(properties.get("KmsMasterKeyId") or properties.get("SqsManagedSseEnabled") is True, queue)
        for key, properties in system.of_type("AWS::KMS::Key").items():
            self.assertIs(properties.get("EnableKeyRotation"), True, key)

    @in_every_state
    def test_086_keys_admit_the_services_that_log_with_them(self, system):
        for group, properties in system.of_type("AWS::Logs::LogGroup").items():
            key = system.key_of(properties.get("KmsKeyId"))
            if key is not None:
                services = {f"logs.{system.region}.amazonaws.com", "logs.amazonaws.com"}
                self.assertTrue([each for each in services if system.admits(key, each, "kms:Encrypt")], group)


class Network(TemplateTest):
    @in_every_state
    def test_087_gateway_endpoints(self, system):
        gateways = {each["ServiceName"]: each for each in system.endpoints("Gateway").values()}
        subnets = {system.meant(each) for configuration in self.some(system.in_vpc()).values()
                   for each in configuration["SubnetIds"]}
        tables = {system.route_table(each) for each in subnets}
        for service in ("dynamodb", "s3"):
            endpoint = gateways[f"com.amazonaws.{system.region}.{service}"]
            self.assertLessEqual(tables, set(endpoint["RouteTableIds"]), service)

    @in_every_state_here
    def test_088_interface_endpoints(self, system):
        for endpoint, properties in self.some(system.endpoints("Interface")).items():
            self.assertIs(properties.get("PrivateDnsEnabled"), True, endpoint)
            self.assertTrue(properties.get("SubnetIds"), endpoint)
            self.assertTrue(properties.get("SecurityGroupIds"), endpoint)
            self.assertTrue(properties["ServiceName"].startswith(f"com.amazonaws.{REGION}."), endpoint)
            self.assertNotIn(properties["ServiceName"].removeprefix(f"com.amazonaws.{REGION}."), NOT_HERE, endpoint)

    @in_every_state
    def test_088_functions_get_into_endpoints(self, system):
        for function, configuration in system.in_vpc().items():
            groups = {system.meant(each) for each in configuration["SecurityGroupIds"]}
            for endpoint, properties in system.endpoints("Interface").items():
                rules = [rule for each in properties["SecurityGroupIds"]
                         for rule in system.rules_of(system.meant(each), "Ingress")]
                self.assertTrue([rule for rule in rules if self.is_tls(rule) and (
                    system.meant(rule.get("SourceSecurityGroupId")) in groups or self.is_of_the_network(system, rule))],
                    f"{function} does not get into {endpoint}")

    @staticmethod
    def is_tls(rule):
        return rule["IpProtocol"] in ("-1", -1) or int(rule["FromPort"]) <= 443 <= int(rule["ToPort"])

    @staticmethod
    def is_of_the_network(system, rule):
        return rule.get("CidrIp") in [each["CidrBlock"] for each in system.of_type("AWS::EC2::VPC").values()] or \
            str(rule.get("CidrIp")).endswith(".CidrBlock")

    @in_every_state
    def test_089_functions_in_the_network(self, system):
        five = system.five()
        inside = system.in_vpc()
        for word in ("lesson", "progress"):
            self.assertIn(five[word], inside)
            vpcs = {system.properties(system.meant(each))["VpcId"] for each in inside[five[word]]["SubnetIds"]}
            self.assertEqual({system.meant(each) for each in vpcs}, set(system.of_type("AWS::EC2::VPC")))
            self.assertTrue(inside[five[word]]["SecurityGroupIds"])
        for function in inside:
            for action in INTERFACES:
                self.assertTrue(system.allowed_on(system.role_of(function), action), f"{function} {action}")

    def test_089_permissions_come_before_functions(self):
        """Lambda makes the interfaces together with the function, and with the function's role."""
        for function in self.some(self.system.in_vpc()):
            first = {key: self.template["Resources"][key] for key in self.before(function)}
            system = System({**self.template, "Resources": first})
            for action in INTERFACES:
                self.assertTrue(system.allowed_on(self.system.role_of(function), action), f"{function} {action}")

    @in_every_state
    def test_090_every_service_can_be_reached(self, system):
        here = {each["ServiceName"].rsplit(".", 1)[-1] for each in system.of_type("AWS::EC2::VPCEndpoint").values()}
        for function, configuration in self.some(system.in_vpc()).items():
            if all(system.leads_out(system.meant(each)) for each in configuration["SubnetIds"]):
                self.check_the_way_out(system, function, configuration)
                continue
            actions = {action for statement in system.own_statements(system.role_of(function))
                       for action in as_list(statement["Action"])}
            services = {each.split(":")[0] for each in actions} - {"logs", "ec2", "xray", "sqs"}  # those Lambda calls itself
            self.assertLessEqual({ENDPOINTS.get(each, each) for each in services}, here, function)

    def check_the_way_out(self, system, function, configuration):
        """Security groups let the function go where the gateway leads."""
        for group in configuration["SecurityGroupIds"]:
            rules = system.rules_of(system.meant(group), "Egress")
            if not rules or any(rule.get("CidrIp") in ANYWHERE and self.is_tls(rule) for rule in rules):
                return
        self.fail(f"no group of {function} lets it out")

    def test_090_functions_wait_for_their_routes(self):
        routes = self.all_of("AWS::EC2::Route")
        for function, configuration in self.some(self.system.in_vpc()).items():
            waits = self.before(function)
            for subnet in configuration["SubnetIds"]:
                table = self.system.route_table(self.system.meant(subnet))
                needed = {key for key, each in routes.items() if each["RouteTableId"] == table}
                self.assertLessEqual(needed, waits, function)

    def before(self, logical_id):
        """All that is made before a resource."""
        found, left = set(), [logical_id]
        while left:
            each = self.template["Resources"].get(left.pop(), {})
            for name in (*referred(each.get("Properties", {})), *as_list(each.get("DependsOn", []))):
                if name in self.template["Resources"] and name not in found:
                    found.add(name)
                    left.append(name)
        return found

    @in_every_state
    def test_091_nobody_comes_in_from_the_internet(self, system):
        for group in self.all_of("AWS::EC2::SecurityGroup", system=system):
            for rule in system.rules_of(group, "Ingress"):
                self.assertNotIn(rule.get("CidrIp", rule.get("CidrIpv6")), ANYWHERE, group)

    def test_092_a_firewall_before_the_api(self):
        api, _ = self.system.api()
        _, stage = self.system.stage()
        arn = f"arn:aws:apigateway:{REGION}::/restapis/{self.system.value({'Ref': api})}/stages/{stage['StageName']}"
        found = [self.system.properties(self.system.meant(each["WebACLArn"], "AWS::WAFv2::WebACL"))
                 for each in self.all_of("AWS::WAFv2::WebACLAssociation").values() if each["ResourceArn"] == arn]
        for acl in self.some(found):
            self.assertEqual(acl["Scope"], "REGIONAL")
            self.assertTrue([rule for rule in acl["Rules"] if self.blocks(rule)])

    @staticmethod
    def blocks(rule):
        if "ManagedRuleGroupStatement" in rule["Statement"]:
            return "None" in rule["OverrideAction"]
        return "RateBasedStatement" in rule["Statement"] and "Block" in rule["Action"]

    def test_092_the_association_waits_for_the_stage(self):
        stage, _ = self.system.stage()
        for key in self.all_of("AWS::WAFv2::WebACLAssociation"):
            self.assertIn(stage, self.before(key))


class Secrets(TemplateTest):
    @in_every_state
    def test_093_nothing_in_the_clear(self, system):
        for secret, properties in self.all_of("AWS::SecretsManager::Secret", system=system).items():
            self.assertNotIn("SecretString", properties, secret)
            self.assertIn("GenerateSecretString", properties, secret)
            self.assertNotRegex(json.dumps(properties["GenerateSecretString"].get("SecretStringTemplate", "")),
                                r"(?i)(password|key|token|secret)\W+[\w/+]{8,}")
        for name, parameter in self.template.get("Parameters", {}).items():
            if CREDENTIAL.search(name):
                self.assertTrue(parameter.get("NoEcho") in (True, "true") or "Secret::Arn" in parameter["Type"], name)
        for function in system.functions():
            for name, value in system.environment(function).items():
                self.assertNotIn("{{resolve:", str(value), f"{function} {name}")
                if CREDENTIAL.search(name) and value:
                    self.assertIsNotNone(system.meant(value, "AWS::SecretsManager::Secret"), f"{function} {name}")
        self.assertNotRegex(json.dumps(self.template), r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY")

    def test_094_a_secret_is_read_and_only_that(self):
        secrets = {key: self.system.arn(key) for key in self.all_of("AWS::SecretsManager::Secret")}
        readers = self.system.functions_that_may("secretsmanager:GetSecretValue")
        for function in self.some(readers):
            for pattern in self.system.allowed_on(self.system.role_of(function), "secretsmanager:GetSecretValue"):
                opened = [key for key, arn in secrets.items() if matches(pattern, arn)]
                self.assertEqual(len(opened), 1, f"{function}: {pattern}")
                name = self.system.physical_name(opened[0])
                self.assertTrue(re.search(rf"secret:{re.escape(name)}(-[a-z0-9]{{6}}|-\?{{6}}|-?\*)$", pattern), pattern)


class Trail(TemplateTest):
    @in_every_state
    def test_095_the_trail(self, system):
        for trail in self.all_of("AWS::CloudTrail::Trail", system=system).values():
            self.assertIs(trail["IsLogging"], True)
            self.assertIs(trail["EnableLogFileValidation"], True)
            self.assertIs(trail["IncludeGlobalServiceEvents"], True)

    @in_every_state
    def test_096_the_trail_may_write(self, system):
        for trail, properties in self.all_of("AWS::CloudTrail::Trail", system=system).items():
            bucket = system.meant(properties["S3BucketName"], "AWS::S3::Bucket")
            arn = system.arn(bucket)
            prefix = properties.get("S3KeyPrefix")
            files = f"{arn}/{prefix + '/' if prefix else ''}AWSLogs/{ACCOUNT}/CloudTrail/file"
            for action, resource in (("s3:GetBucketAcl", arn), ("s3:PutObject", files)):
                self.assertTrue([each for each in system.resource_statements(bucket) if each["Effect"] == "Allow"
                                 and "cloudtrail.amazonaws.com" in system.principals(each) and system.is_about(each, action)
                                 and any(matches(pattern, resource) for pattern in as_list(each["Resource"]))], action)
            policies = system.policies_of(bucket, "AWS::S3::BucketPolicy", "Bucket")
            self.assertTrue(set(policies) & set(as_list(system.resource(trail).get("DependsOn", []))), trail)
            key = system.key_of(properties.get("KMSKeyId"))
            if key is not None:
                self.assertTrue(system.admits(key, "cloudtrail.amazonaws.com", "kms:GenerateDataKey"))


if __name__ == "__main__":
    unittest.main()
