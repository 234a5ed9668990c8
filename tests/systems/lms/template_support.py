"""What the tests of the templates of lms share: where things are, the assembly, and questions about templates."""

import fnmatch
import ipaddress
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import synthesis  # noqa: E402
from synthesis import SOURCE, as_list, nodes  # noqa: E402

APP_FOLDER = SOURCE / "apps/lms"
REGION = "eu-west-1"
STACKS = ("LmsRegistry", "Lms")
SUFFIX = "environmentSuffix"
ANYWHERE = ("0.0.0.0/0", "::/0")


def referred(tree):
    """The logical ids and names that a document refers to, in the order of their appearance."""
    found = []
    for node in nodes(tree):
        if not isinstance(node, dict) or len(node) != 1:
            continue
        if "Ref" in node:
            found.append(node["Ref"])
        elif "Fn::GetAtt" in node:
            found.append(node["Fn::GetAtt"][0])
        elif "Fn::Sub" in node:
            found += [name.split(".")[0] for name in re.findall(r"\$\{([^!}]+)\}", as_list(node["Fn::Sub"])[0])]
    return found


def text(value):
    """A text with the names of what is put into it: "vpc-${environmentSuffix}"."""
    if not isinstance(value, dict):
        return str(value)
    ((function, arguments),) = value.items()
    if function == "Ref":
        return f"${{{arguments}}}"
    if function == "Fn::GetAtt":
        return f"${{{'.'.join(arguments)}}}"
    if function == "Fn::Sub":
        return arguments
    if function == "Fn::Join":
        return arguments[0].join(text(each) for each in arguments[1])
    return json.dumps(value)


def allows(statement, action):
    return statement["Effect"] == "Allow" and any(fnmatch.fnmatchcase(action, each)
                                                  for each in as_list(statement.get("Action", [])))


class Assembly(synthesis.Assembly):
    """What the app writes: its manifest and its templates."""

    def __init__(self, *arguments):
        super().__init__("lms", "synth", "--format", "yaml", *arguments)
        self.manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        self.templates = {stack: json.loads(self.path(stack, "json").read_text(encoding="utf-8")) for stack in STACKS}

    def path(self, stack, form):
        return self.folder / f"{stack}.template.{form}"


class TemplateTest(unittest.TestCase):
    """A test of both templates; their resources are looked at together."""

    assembly = None

    @classmethod
    def setUpClass(cls):
        if TemplateTest.assembly is None:
            TemplateTest.assembly = Assembly()
            unittest.addModuleCleanup(TemplateTest.assembly.temporary.cleanup)
        cls.templates = cls.assembly.templates
        cls.template = cls.templates["Lms"]
        cls.resources = {key: value for stack in STACKS for key, value in cls.templates[stack]["Resources"].items()}

    # --- resources ---

    def all_of(self, kind):
        """The properties of all resources of a type, by logical id; there is one at least."""
        found = {key: value["Properties"] for key, value in self.resources.items() if value["Type"] == kind}
        self.assertTrue(found, kind)
        return found

    def any_of(self, kind):
        return {key: value["Properties"] for key, value in self.resources.items() if value["Type"] == kind}

    def only(self, kind):
        """The logical id and the properties of the only resource of its type."""
        found = self.all_of(kind)
        self.assertEqual(len(found), 1, f"{kind}: {list(found)}")
        return next(iter(found.items()))

    def type_of(self, logical_id):
        return self.resources[logical_id]["Type"]

    def one_referred(self, value, kind=None):
        """The logical id of the only resource that a value refers to."""
        found = {each for each in referred(value) if each in self.resources}
        self.assertEqual(len(found), 1, value)
        (logical_id,) = found
        if kind is not None:
            self.assertEqual(self.type_of(logical_id), kind)
        return logical_id

    # --- network ---

    def routes(self, subnet):
        """The routes of a subnet: what each leads to, by destination."""
        (table,) = [each["RouteTableId"]["Ref"] for each in self.all_of("AWS::EC2::SubnetRouteTableAssociation").values()
                    if each["SubnetId"] == {"Ref": subnet}]
        return {each["DestinationCidrBlock"]: each.get("NatGatewayId", each.get("GatewayId"))
                for each in self.all_of("AWS::EC2::Route").values() if each["RouteTableId"] == {"Ref": table}}

    def kind_of_subnet(self, subnet):
        way_out = self.routes(subnet).get("0.0.0.0/0")
        if way_out is None:
            return "isolated"
        return {"AWS::EC2::NatGateway": "private", "AWS::EC2::InternetGateway": "public"}[self.type_of(way_out["Ref"])]

    def subnets(self, kind):
        return [each for each in self.all_of("AWS::EC2::Subnet") if self.kind_of_subnet(each) == kind]

    def zone(self, subnet):
        return json.dumps(self.all_of("AWS::EC2::Subnet")[subnet]["AvailabilityZone"])

    def cidr(self, subnet):
        return ipaddress.ip_network(self.all_of("AWS::EC2::Subnet")[subnet]["CidrBlock"])

    def check_subnets(self, subnet_ids, kinds=("private", "isolated")):
        """They are of these kinds and lie in two zones at least."""
        subnets = [each["Ref"] for each in subnet_ids]
        for subnet in subnets:
            self.assertIn(self.kind_of_subnet(subnet), kinds)
        self.assertGreaterEqual(len({self.zone(subnet) for subnet in subnets}), 2)

    def ingress(self, group=None):
        """All ingress rules, or those of a security group: FromPort, ToPort, and a source."""
        rules = [{**rule, "GroupId": {"Fn::GetAtt": [key, "GroupId"]}}
                 for key, each in self.all_of("AWS::EC2::SecurityGroup").items()
                 for rule in each.get("SecurityGroupIngress", [])]
        rules += self.all_of("AWS::EC2::SecurityGroupIngress").values()
        return [rule for rule in rules if group is None or referred(rule["GroupId"]) == [group]]

    def bearers(self, group):
        """The types of the resources that bear a security group."""
        wanted = {"Fn::GetAtt": [group, "GroupId"]}
        types = set()
        for logical_id, each in self.resources.items():
            if each["Type"].startswith("AWS::EC2::SecurityGroup"):
                continue
            if any(node == wanted for node in nodes(each.get("Properties", {}))):
                types.add(each["Type"])
        return types

    def check_ingress(self, groups, port, sources):
        """The only group lets in by this port alone, and only groups that resources of these types bear."""
        (group,) = groups
        rules = self.ingress(group["Fn::GetAtt"][0])
        self.assertTrue(rules)
        for rule in rules:
            self.assertEqual((rule["IpProtocol"], rule["FromPort"], rule["ToPort"]), ("tcp", port, port))
            self.assertNotIn("CidrIp", rule)
            self.assertLessEqual(self.bearers(self.one_referred(rule["SourceSecurityGroupId"])), sources)

    # --- policies ---

    def statements_of(self, role):
        """All that a role's own policies say."""
        found = [statement for policy in self.resources[role]["Properties"].get("Policies", [])
                 for statement in policy["PolicyDocument"]["Statement"]]
        for policy in self.all_of("AWS::IAM::Policy").values():
            if {"Ref": role} in policy["Roles"]:
                found += policy["PolicyDocument"]["Statement"]
        return found

    def allowed_on(self, role, action):
        """On what a role may do something."""
        return [resource for statement in self.statements_of(role) if allows(statement, action)
                for resource in as_list(statement["Resource"])]

    def assert_may(self, role, resource, *actions):
        """`resource` is a logical id; what is allowed may be an ARN that is made of it."""
        for action in actions:
            on = {each for value in self.allowed_on(role, action) for each in referred(value)}
            self.assertIn(resource, on, f"{role} may not {action}")

    def assert_decrypts(self, role, key):
        self.assert_may(role, key, "kms:Decrypt")

    def trusted_by(self, role):
        return {service for statement in self.resources[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
                for service in as_list(statement["Principal"].get("Service", []))}

    def identity_statements(self):
        """Of all roles."""
        for role in self.all_of("AWS::IAM::Role"):
            yield from self.statements_of(role)
        for policy in self.any_of("AWS::IAM::ManagedPolicy").values():
            yield from policy["PolicyDocument"]["Statement"]

    def key_of(self, value):
        return self.one_referred(value, "AWS::KMS::Key")

    # --- the application ---

    def service(self):
        return self.only("AWS::ECS::Service")[1]

    def task(self):
        logical_id = self.service()["TaskDefinition"]["Ref"]
        return self.resources[logical_id]["Properties"]

    def container(self):
        (container,) = self.task()["ContainerDefinitions"]
        return container

    def environment(self):
        return {each["Name"]: each["Value"] for each in self.container()["Environment"]}

    def task_role(self):
        return self.one_referred(self.task()["TaskRoleArn"], "AWS::IAM::Role")

    def execution_role(self):
        return self.one_referred(self.task()["ExecutionRoleArn"], "AWS::IAM::Role")

    def function(self, word):
        """The logical id and the properties of the function with this word in its name."""
        ((key, properties),) = [(key, each) for key, each in self.all_of("AWS::Lambda::Function").items()
                                if word in text(each["FunctionName"])]
        return key, properties

    def role_of(self, function):
        return self.one_referred(self.resources[function]["Properties"]["Role"], "AWS::IAM::Role")

    def database(self):
        return self.only("AWS::RDS::DBCluster")

    def secret_of(self, value):
        """The secret that a value refers to, itself or by its attachment."""
        found = self.one_referred(value)
        if self.type_of(found) == "AWS::SecretsManager::SecretTargetAttachment":
            return self.secret_of(self.resources[found]["Properties"]["SecretId"])
        self.assertEqual(self.type_of(found), "AWS::SecretsManager::Secret")
        return found

    def rotations(self):
        """Rotation schedules by the secret that they are about."""
        schedules = self.all_of("AWS::SecretsManager::RotationSchedule").values()
        return {self.secret_of(each["SecretId"]): each for each in schedules}
