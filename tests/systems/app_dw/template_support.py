"""What the tests of the templates of app_dw share: where things are, the assembly, and questions about its resources.

Every test is run twice: with APP_DW_REFERENCES=weak, which is the default, and with strong, when stacks export their
values.
"""

import ipaddress
import json
import os
import pathlib
import re
import tempfile
import unittest
from typing import NamedTuple

from meaning import ACCOUNT, REGION, TOKEN, Meaning, as_list, mentioned, target  # first: it knows where the next is
import synthesis
from synthesis import SOURCE

APP_FOLDER = SOURCE / "apps/app_dw"
REFERENCES = os.environ.get("APP_DW_REFERENCES", "weak")
WITH_REFERENCES = {"weak": (), "strong": ("--context", "@aws-cdk/core:defaultCrossStackReferences=strong")}

DOMAIN = "app-dw.net"
HOSTS = {project: f"{project}.{DOMAIN}" for project in ("lang-portal", "haiku", "vocab", "writing")}
LOG_GROUP = "/ecs/app-dw"
NAMESPACE = "app-dw.internal"


class Expected(NamedTuple):
    """What is asked of a service."""

    project: str
    part: str
    container: str
    port: int
    health: str
    group: str
    secrets: dict
    balanced: bool


class Delivered(NamedTuple):
    project: str
    folder: str
    service: str  # "": files for the project's distribution


SERVICES = {
    "lang-portal-api": Expected("lang-portal", "backend", "fastapi-app", 8000, "/health", "lang-portal-api-sg",
                                {"DATABASE_URL": "database-url", "JWT_SECRET": "jwt-secret"}, True),
    "haiku-api": Expected("haiku", "backend", "fastapi-app", 8000, "/health", "haiku-api-sg",
                          {"DATABASE_URL": "database-url"}, True),
    "vocab-generator-frontend": Expected("vocab", "frontend", "streamlit-app", 8501, "/healthz", "vocab-generator-sg",
                                         {"LANG_PORTAL_API_KEY": "lang-portal-api-key"}, True),
    "vocab-generator-backend": Expected("vocab", "backend", "fastapi-app", 8000, "/health", "vocab-generator-sg",
                                        {"LANG_PORTAL_API_KEY": "lang-portal-api-key"}, False),
    "writing-practice": Expected("writing", "frontend", "gradio-app", 7860, "/healthz", "writing-practice-sg",
                                 {"LANG_PORTAL_API_KEY": "lang-portal-api-key"}, True),
}
PIPELINES = {
    "lang-portal-frontend": Delivered("lang-portal", "lang-portal-frontend", ""),
    "lang-portal-backend": Delivered("lang-portal", "lang-portal-backend", "lang-portal-api"),
    "haiku-frontend": Delivered("haiku", "haiku-generator-frontend", ""),
    "haiku-backend": Delivered("haiku", "haiku-generator-backend", "haiku-api"),
    "vocab-frontend": Delivered("vocab", "vocab-generator-frontend", "vocab-generator-frontend"),
    "vocab-backend": Delivered("vocab", "vocab-generator-backend", "vocab-generator-backend"),
    "writing-practice": Delivered("writing", "writing-practice-frontend", "writing-practice"),
}
# The security group of a database, of its proxy, and of the service that uses both.
DATABASES = {"lang-portal": ("lang-portal-aurora-sg", "lang-portal-rds-proxy-sg", "lang-portal-api"),
             "haiku": ("haiku-aurora-sg", "haiku-rds-proxy-sg", "haiku-api")}
GROUPS = ("alb-sg", "lang-portal-api-sg", "haiku-api-sg", "vocab-generator-sg", "writing-practice-sg",
          "lang-portal-aurora-sg",
          "lang-portal-rds-proxy-sg", "haiku-aurora-sg", "haiku-rds-proxy-sg", "vpc-endpoint-sg")

# Where a resource has its name, and the ARN that is made of it.
NAMES = {
    "AWS::S3::Bucket": ("BucketName", "arn:aws:s3:::{}"),
    "AWS::Logs::LogGroup": ("LogGroupName", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{}}"),
    "AWS::ECR::Repository": ("RepositoryName", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{{}}"),
    "AWS::SecretsManager::Secret": ("Name", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{{}}-AbCdEf"),
    "AWS::ECS::Cluster": ("ClusterName", f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{{}}"),
    "AWS::ECS::Service": ("ServiceName", f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/cluster/{{}}"),
    "AWS::RDS::DBCluster": ("DBClusterIdentifier", f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:{{}}"),
    "AWS::RDS::DBProxy": ("DBProxyName", None),
    "AWS::CodeBuild::Project": ("Name", f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/{{}}"),
    "AWS::CodePipeline::Pipeline": ("Name", f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:{{}}"),
    "AWS::IAM::Role": ("RoleName", f"arn:aws:iam::{ACCOUNT}:role/{{}}"),
    "AWS::Lambda::Function": ("FunctionName", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{}}"),
    "AWS::SNS::Topic": ("TopicName", f"arn:aws:sns:{REGION}:{ACCOUNT}:{{}}"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("Name", None),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Name", None),
    "AWS::ServiceDiscovery::PrivateDnsNamespace": ("Name", None),
}
# What policies of AWS's own allow on everything, as far as the tests ask.
MANAGED_POLICIES = {
    "service-role/AmazonECSTaskExecutionRolePolicy": (
        "ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer",
                                                      "ecr:BatchGetImage",
        "logs:CreateLogStream", "logs:PutLogEvents"),
    "AWSXRayDaemonWriteAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules",
                                 "xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"),
    "AWSXrayWriteOnlyAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules",
                               "xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"),
    "service-role/AWSLambdaBasicExecutionRole": ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
}


def fits(pattern, text):
    """As IAM compares: * is any text, ? any character."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text, re.DOTALL) is not None


def about_action(statement, action):
    return any(fits(each.lower(), action.lower()) for each in as_list(statement.get("Action", [])))


def covers(name, pattern):
    """Whether a certificate's name is good for a host: a wildcard stands for one label."""
    return name == pattern or pattern.startswith("*.") and name.partition(".")[2] == pattern[2:]


def run_app(*arguments, folder=None):
    """The app's answer; run in a folder that has nothing to do with it."""
    with tempfile.TemporaryDirectory(prefix="tenon-app-dw-") as elsewhere:
        return synthesis.run("app_dw", *arguments, folder=folder or elsewhere, capture_output=True, text=True, check=False)


class Assembly:
    """What the app writes: the manifest's stacks, their templates, and what these mean together."""

    def __init__(self, *arguments, references=REFERENCES):
        self.temporary = tempfile.TemporaryDirectory(prefix="tenon-app-dw-")
        self.folder = pathlib.Path(self.temporary.name) / "cdk.out"
        done = run_app("synth", "-o", self.folder, "--format", "yaml", *WITH_REFERENCES[references], *arguments)
        if done.returncode != 0:
            raise AssertionError(f"app_dw synth ended with {done.returncode}:\n{done.stderr}")
        self.manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        self.artifacts = {key: each for key, each in self.manifest["artifacts"].items()
                          if each["type"] == "aws:cloudformation:stack"}
        self.stacks = sorted(self.artifacts)
        self.understand({stack: json.loads(self.path(stack, "json").read_text(encoding="utf-8"))
                         for stack in self.stacks})

    def understand(self, templates):
        self.templates = templates
        self.meaning = Meaning(templates, {stack: self.name(stack) for stack in self.stacks})

    def name(self, stack):
        return self.artifacts[stack]["properties"].get("stackName", stack)

    def path(self, stack, form):
        return (self.folder / self.artifacts[stack]["properties"]["templateFile"]).with_suffix(f".{form}")

    def before(self, stack):
        """The stacks that the manifest wants deployed before a stack, directly."""
        return {each for each in self.artifacts[stack].get("dependencies", []) if each in self.artifacts}

    def all_before(self, stack):
        """Directly or because others need them."""
        found, looked_at = set(), [stack]
        while looked_at:
            new = self.before(looked_at.pop()) - found
            found |= new
            looked_at += new
        return found


class TemplateTest(unittest.TestCase):
    """A test of all templates; their resources are looked at together."""

    assembly = None

    @classmethod
    def setUpClass(cls):
        if TemplateTest.assembly is None:
            TemplateTest.assembly = Assembly()
            unittest.addModuleCleanup(TemplateTest.assembly.temporary.cleanup)
        cls.meaning = cls.assembly.meaning
        cls.templates = cls.assembly.templates
        cls.resources = cls.meaning.resources
        readme = APP_FOLDER / "README.md"
        cls.readme = readme.read_text(encoding="utf-8") if readme.is_file() else ""

    # --- resources ---

    def any_of(self, kind):
        """The properties of all resources of a type."""
        return {key: each["Properties"] for key, each in self.resources.items() if each["Type"] == kind}

    def all_of(self, kind):
        """The properties of all resources of a type; there is one at least."""
        found = self.any_of(kind)
        self.assertTrue(found, kind)
        return found

    def only(self, kind):
        """The only resource of its type, and its properties."""
        found = self.all_of(kind)
        self.assertEqual(len(found), 1, f"{kind}: {list(found)}")
        return next(iter(found.items()))

    def properties(self, key):
        return self.resources[key]["Properties"]

    def type_of(self, key):
        return self.resources[key]["Type"] if key in self.resources else None

    def stack_of(self, key):
        return key.partition("/")[0]

    def mentioned(self, value, kind):
        """The resources of a type that a value refers to."""
        return {each for each in mentioned(value) if self.type_of(each) == kind}

    def one(self, value, kind):
        """The only resource that a value refers to, or names; it is of this type."""
        found = {each for each in mentioned(value) if each in self.resources}
        if not found:
            found = {key for key in self.any_of(kind) if self.name(key) is not None and self.name(key) == value}
        self.assertEqual(len(found), 1, f"not one {kind}: {value}")
        (key,) = found
        self.assertEqual(self.type_of(key), kind, value)
        return key

    def name(self, key):
        """What a resource is called; None where CloudFormation thinks of a name."""
        where = NAMES.get(self.type_of(key), (None,))[0]
        return self.properties(key).get(where) if where else None

    def expanded(self, text):
        """A text with the names of resources that have one for the references to them."""
        def put_in(match):
            name = self.name(match[1]) if match[1] in self.resources else None
            if name is None:
                return match[0]
            if match[2] == "Arn":
                return NAMES[self.type_of(match[1])][1].format(name)
            return f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{name}" if match[2] == "RepositoryUri" else name

        return TOKEN.sub(put_in, text)

    def is_about(self, value, key):
        """Whether a value is what Ref or an attribute of a resource gives, is made of it, or is the resource's name."""
        return key in mentioned(value) or self.name(key) is not None and value == self.name(key)

    def listed(self, resource, attribute):
        """A list of keys and values as a dictionary."""
        return {each["Key"]: str(each["Value"]) for each in self.properties(resource).get(attribute, [])}

    # --- network ---

    def routes(self, subnet):
        """Where packets of a subnet go: what each destination leads to."""
        tables = [target(each["RouteTableId"]) for each in self.all_of("AWS::EC2::SubnetRouteTableAssociation").values()
                  if target(each["SubnetId"]) == subnet]
        self.assertLessEqual(len(tables), 1, subnet)
        return {each.get("DestinationCidrBlock", each.get("DestinationIpv6CidrBlock")):
                next((each[way] for way in each if way.endswith(("GatewayId", "ConnectionId"))
                      and way != "DestinationCidrBlock"),
                     None)
                for each in self.all_of("AWS::EC2::Route").values() if target(each["RouteTableId"]) in tables}

    def subnets(self, *third_octets):
        """By their ranges, 10.0.<n>.0/24."""
        wanted = {f"10.0.{n}.0/24" for n in third_octets}
        return {key for key, each in self.all_of("AWS::EC2::Subnet").items() if each["CidrBlock"] in wanted}

    def public(self):
        return self.subnets(0, 1, 2)

    def private(self):
        return self.subnets(3, 4, 5)

    def isolated(self):
        return self.subnets(6, 7, 8)

    def zone(self, subnet):
        return self.properties(subnet).get("AvailabilityZone", self.properties(subnet).get("AvailabilityZoneId"))

    def check_subnets(self, values, allowed, zones=1):
        subnets = {self.one(each, "AWS::EC2::Subnet") for each in values}
        self.assertTrue(subnets)
        self.assertLessEqual(subnets, allowed)
        self.assertGreaterEqual(len({self.zone(subnet) for subnet in subnets}), zones)

    # --- security groups ---

    def group(self, name):
        """The security group that is called so; its name may have more before and behind."""
        pattern = re.compile(rf"(?<![a-z]){name}(?![a-z])")
        found = [key for key in self.all_of("AWS::EC2::SecurityGroup")
                 if pattern.search(str(self.properties(key).get("GroupName", "")))
                 or pattern.search(self.listed(key, "Tags").get("Name", ""))]
        self.assertEqual(len(found), 1, name)
        return found[0]

    def peer(self, rule):
        for name in ("CidrIp", "CidrIpv6"):
            if name in rule:
                return rule[name]
        for name in ("SourceSecurityGroupId", "DestinationSecurityGroupId"):
            if name in rule:
                return self.one(rule[name], "AWS::EC2::SecurityGroup")
        self.fail(f"a rule that is about nobody: {rule}")
        return None

    def rules(self, group, direction):
        """All rules of a group, "Ingress" or "Egress", written in it or beside it: ports, whom they are about,
        description. EC2 lets everything out of a group that has no rule about it in itself."""
        inside = self.properties(group).get(f"SecurityGroup{direction}", [])
        found = [*inside, *(each for each in self.any_of(f"AWS::EC2::SecurityGroup{direction}").values()
                            if self.one(each["GroupId"], "AWS::EC2::SecurityGroup") == group)]
        if direction == "Egress" and not inside:
            found.append({"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"})
        rules = []
        for rule in found:
            everything = str(rule["IpProtocol"]) == "-1"
            if self.peer(rule) != "255.255.255.255/32":  # which is how a group is given no rule
                rules.append(("all" if everything else f"{rule['IpProtocol']} {rule['FromPort']}-{rule['ToPort']}",
                              self.peer(rule), rule.get("Description", "")))
        return sorted(rules)

    # --- policies ---

    def statements_of(self, role):
        """All that a role's policies say, whichever way they are attached."""
        documents = [policy["PolicyDocument"] for policy in self.properties(role).get("Policies", [])]
        for policy in self.properties(role).get("ManagedPolicyArns", []):
            own = self.mentioned(policy, "AWS::IAM::ManagedPolicy")
            documents += [self.properties(each)["PolicyDocument"] for each in own]
            if not own:
                actions = MANAGED_POLICIES.get(policy.partition(":policy/")[2], ())
                documents.append({"Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]})
        for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
            documents += [policy["PolicyDocument"] for policy in self.any_of(kind).values()
                          if any(self.is_about(each, role) for each in policy.get("Roles", []))]
        documents += [policy["PolicyDocument"] for policy in self.any_of("AWS::IAM::RolePolicy").values()
                      if self.is_about(policy["RoleName"], role)]
        return [statement for document in documents for statement in as_list(document["Statement"])]

    def reaches(self, pattern, key):
        """Whether the resource of a statement is this one, or lies in it."""
        if pattern == "*" or key in mentioned(pattern):
            return True
        arn = NAMES.get(self.type_of(key), (None, None))[1]
        if arn is None or self.name(key) is None:
            return False
        arn = self.expanded(arn.format(self.name(key)))
        return any(fits(self.expanded(pattern), each)
                   for each in (arn, f"{arn}/object", f"{arn}:*", f"{arn}:log-stream:any"))

    def allowed_on(self, role, action):
        """On what a role may do something."""
        return [resource for statement in self.statements_of(role)
                if statement["Effect"] == "Allow" and about_action(statement, action)
                for resource in as_list(statement.get("Resource", []))]

    def denied(self, role, action, key):
        return any(statement["Effect"] == "Deny" and "Condition" not in statement and about_action(statement, action)
                   and any(self.reaches(each, key) for each in as_list(statement.get("Resource", [])))
                   for statement in self.statements_of(role))

    def may(self, role, action, key):
        return (any(self.reaches(each, key) for each in self.allowed_on(role, action))
                and not self.denied(role, action, key))

    def assert_may(self, role, key, *actions):
        for action in actions:
            self.assertTrue(self.may(role, action, key), f"{role} may not {action} {key}")

    def assert_may_on_anything(self, role, *actions):
        """Actions that are not about resources."""
        for action in actions:
            self.assertTrue(self.allowed_on(role, action), f"{role} may not {action}")

    def assert_may_use_key_of(self, role, key, *actions):
        """A resource that is encrypted with a key of the templates is of no use without that key."""
        for kms_key in self.mentioned(self.properties(key), "AWS::KMS::Key"):
            admitted = any(as_list(statement["Principal"].get("AWS", [])) != []
                           and self.mentioned(statement, "AWS::IAM::Role") == {role}
                           and about_action(statement, action)
                           for action in actions for statement in self.properties(kms_key)["KeyPolicy"]["Statement"]
                           if isinstance(statement.get("Principal"), dict))
            if not admitted:
                self.assert_may(role, kms_key, *actions)

    def trusted_by(self, role):
        return {service for statement in self.properties(role)["AssumeRolePolicyDocument"]["Statement"]
                for service in as_list(statement["Principal"].get("Service", []))}

    # --- services ---

    def image_name(self, image):
        """The name of a repository, of the address of an image."""
        path = self.expanded(str(image)).rpartition("/")[2]
        return path.partition(":")[0]

    def task_definition(self, service):
        """Of the service that runs the image of this name."""
        found = [key for key, each in self.all_of("AWS::ECS::TaskDefinition").items()
                 if any(self.image_name(container["Image"]) == service for container in each["ContainerDefinitions"])]
        self.assertEqual(len(found), 1, f"task definitions with the image {service}: {found}")
        return found[0]

    def service(self, name):
        """The ECS service that runs the image of this name."""
        definition = self.task_definition(name)
        found = [key for key, each in self.all_of("AWS::ECS::Service").items()
                 if self.is_about(each["TaskDefinition"], definition)]
        self.assertEqual(len(found), 1, f"services of {definition}: {found}")
        return found[0]

    def app_container(self, name):
        (container,) = [each for each in self.properties(self.task_definition(name))["ContainerDefinitions"]
                        if self.image_name(each["Image"]) == name]
        return container

    def containers(self, name):
        return self.properties(self.task_definition(name))["ContainerDefinitions"]

    def task_role(self, name):
        return self.one(self.properties(self.task_definition(name))["TaskRoleArn"], "AWS::IAM::Role")

    def execution_role(self, name):
        return self.one(self.properties(self.task_definition(name))["ExecutionRoleArn"], "AWS::IAM::Role")

    def secret_of(self, value):
        """The secret that a value refers to, itself or by its attachment to a database."""
        attached = self.mentioned(value, "AWS::SecretsManager::SecretTargetAttachment")
        if attached:
            return self.secret_of(self.properties(attached.pop())["SecretId"])
        return self.one(value, "AWS::SecretsManager::Secret")

    def secret_of_container(self, service, variable):
        (value,) = [each["ValueFrom"] for each in self.app_container(service).get("Secrets", [])
                    if each["Name"] == variable]
        return self.secret_of(value)

    # --- databases ---

    def database(self, project):
        """The cluster behind the security group of the project's database."""
        group = self.group(DATABASES[project][0])
        found = [key for key, each in self.all_of("AWS::RDS::DBCluster").items()
                 if group in mentioned(each.get("VpcSecurityGroupIds", []))]
        self.assertEqual(len(found), 1, f"{project}: {found}")
        return found[0]

    def instances(self, project):
        return {key: each for key, each in self.all_of("AWS::RDS::DBInstance").items()
                if self.is_about(each.get("DBClusterIdentifier"), self.database(project))}

    def proxy(self, project):
        """The proxy behind the security group of the project's proxy."""
        group = self.group(DATABASES[project][1])
        found = [key for key, each in self.all_of("AWS::RDS::DBProxy").items()
                 if group in mentioned(each.get("VpcSecurityGroupIds", []))]
        self.assertEqual(len(found), 1, f"{project}: {found}")
        return found[0]

    # --- what answers requests ---

    def balancer(self):
        return self.only("AWS::ElasticLoadBalancingV2::LoadBalancer")

    def listener(self, port):
        balancer, _ = self.balancer()
        found = [key for key, each in self.all_of("AWS::ElasticLoadBalancingV2::Listener").items()
                 if each["Port"] == port and self.is_about(each["LoadBalancerArn"], balancer)]
        self.assertEqual(len(found), 1, port)
        return found[0]

    def rules_of(self, listener):
        return {key: each for key, each in self.any_of("AWS::ElasticLoadBalancingV2::ListenerRule").items()
                if self.is_about(each["ListenerArn"], listener)}

    @staticmethod
    def condition(rule, field):
        """The values of a rule's condition; none where it has no such condition."""
        settings = {"host-header": "HostHeaderConfig", "path-pattern": "PathPatternConfig"}[field]
        return sorted(value for each in rule["Conditions"] if each["Field"] == field
                      for value in each.get("Values", []) + each.get(settings, {}).get("Values", []))

    def rule(self, project, path):
        """The rule of 443 for a path of a project's host, and its properties. No path is every path."""
        found = [(key, each) for key, each in self.rules_of(self.listener(443)).items()
                 if self.condition(each, "host-header") == [HOSTS[project]]
                 and (self.condition(each, "path-pattern") or ["/*"]) == [path]]
        self.assertEqual(len(found), 1, f"rules for {HOSTS[project]}{path}")
        return found[0]

    @staticmethod
    def last_action(rule):
        """What a rule does when those who ask are known: actions before that are about who asks."""
        return sorted(rule["Actions"], key=lambda action: action.get("Order", 1))[-1]

    def forwards_to(self, rule):
        """The target group; None of a rule that redirects."""
        action = self.last_action(rule)
        if action["Type"] != "forward":
            return None
        return self.one([action.get("TargetGroupArn"), action.get("ForwardConfig")],
                        "AWS::ElasticLoadBalancingV2::TargetGroup")

    def certified(self, values):
        """The names that certificates are good for."""
        names = []
        for value in values:
            certificate = self.properties(self.one(value, "AWS::CertificateManager::Certificate"))
            names += [certificate["DomainName"], *certificate.get("SubjectAlternativeNames", [])]
        return names

    def assert_certified(self, host, names):
        self.assertTrue(any(covers(host, each) for each in names), f"{host} is not among {names}")

    def records(self, host):
        """All records of a name, by type."""
        sets = [*self.any_of("AWS::Route53::RecordSet").values(),
                *(each for group in self.any_of("AWS::Route53::RecordSetGroup").values()
                  for each in group["RecordSets"])]
        return {each["Type"]: each for each in sets if each["Name"].rstrip(".") == host}

    def leads_to(self, host):
        """The resource that a name in DNS is an alias of, or another name of."""
        found = []
        for kind, record in self.records(host).items():
            self.assertIn(kind, ("A", "AAAA", "CNAME"))
            value = record["AliasTarget"]["DNSName"] if "AliasTarget" in record else record["ResourceRecords"]
            found.append(tuple(each for each in mentioned(value) if each in self.resources))
        self.assertEqual([len(each) for each in set(found)], [1], f"{host} leads to {found}")
        self.assertTrue({"A", "CNAME"} & set(self.records(host)))
        return found[0][0]

    def distribution(self, project):
        """The distribution of a project: that of its host, or that whose stack or comment says so."""
        distributions = self.all_of("AWS::CloudFront::Distribution")
        found = [key for key, each in distributions.items()
                 if HOSTS[project] in each["DistributionConfig"].get("Aliases", [])]
        word = project.replace("-", "")
        found = found or [key for key in distributions if word in key.lower()]
        self.assertEqual(len(found), 1, f"distributions of {project}")
        return found[0]

    def config(self, project):
        return self.properties(self.distribution(project))["DistributionConfig"]

    def origin(self, project, behaviour):
        (origin,) = [each for each in self.config(project)["Origins"] if each["Id"] == behaviour["TargetOriginId"]]
        return origin

    def behaviours(self, project):
        config = self.config(project)
        return [config["DefaultCacheBehavior"], *config.get("CacheBehaviors", [])]

    def frontend_bucket(self, project):
        origin = self.origin(project, self.config(project)["DefaultCacheBehavior"])
        return self.one(origin["DomainName"], "AWS::S3::Bucket")

    # --- delivery ---

    def triggers(self, pipeline):
        """The pushes that start a pipeline: branches and paths."""
        found = []
        for trigger in self.properties(pipeline).get("Triggers", []):
            self.assertEqual(trigger["ProviderType"], "CodeStarSourceConnection")
            found += [(trigger["GitConfiguration"]["SourceActionName"], push)
                      for push in trigger["GitConfiguration"].get("Push", [])]
        return found

    def paths(self, pipeline):
        return [path for _, push in self.triggers(pipeline) for path in push.get("FilePaths", {}).get("Includes", [])]

    def pipeline(self, folder):
        """The pipeline that a push to a folder starts."""
        found = [key for key in self.all_of("AWS::CodePipeline::Pipeline") if self.paths(key) == [f"aws/{folder}/**/*"]]
        found = found or [key for key in self.all_of("AWS::CodePipeline::Pipeline") if self.webhook(key, folder)]
        self.assertEqual(len(found), 1, f"pipelines of aws/{folder}: {found}")
        return found[0]

    def build_role(self, project):
        return self.one(self.properties(project)["ServiceRole"], "AWS::IAM::Role")

    def webhook(self, pipeline, folder):
        """Whether a project of CodeBuild looks at what is pushed, and starts the pipeline."""
        for project in self.all_of("AWS::CodeBuild::Project").values():
            for group in project.get("Triggers", {}).get("FilterGroups", []):
                filters = {each["Type"]: each["Pattern"] for each in group}
                if (f"aws/{folder}/" in filters.get("FILE_PATH", "") and "PUSH" in filters.get("EVENT", "")
                        and pipeline in mentioned(project)):
                    return True
        return False

    # --- monitoring ---

    def metrics(self, alarm):
        """Every metric an alarm looks at: namespace, name, dimensions, statistic and period."""
        if "MetricName" in alarm:
            yield {"Statistic": alarm.get("Statistic", alarm.get("ExtendedStatistic")), "Period": alarm.get("Period"),
                   "Namespace": alarm["Namespace"], "MetricName": alarm["MetricName"],
                   "Dimensions": {each["Name"]: each["Value"] for each in alarm.get("Dimensions", [])}}
        for query in alarm.get("Metrics", []):
            if "MetricStat" in query:
                metric = query["MetricStat"]["Metric"]
                yield {"Statistic": query["MetricStat"]["Stat"], "Period": query["MetricStat"]["Period"],
                       "Namespace": metric["Namespace"], "MetricName": metric["MetricName"], "Id": query["Id"],
                       "Dimensions": {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}}

    def alarms(self, namespace, name=""):
        """Alarms that look at metrics of a namespace, and of a name that this pattern finds."""
        return {key: each for key, each in self.all_of("AWS::CloudWatch::Alarm").items()
                if any(metric["Namespace"] == namespace and re.search(name, metric["MetricName"])
                       for metric in self.metrics(each))}

    def dimension_is(self, value, key):
        """Whether a dimension names a resource."""
        return value is not None and self.is_about(value, key)


def subnet_of(block, whole):
    return ipaddress.ip_network(block).subnet_of(ipaddress.ip_network(whole))
