"""What CloudFormation makes of a template: parameters, mappings, conditions, functions and references, in a region."""

import base64
import fnmatch
import functools
import ipaddress
import itertools
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from synthesis import as_list, nodes  # noqa: E402

ACCOUNT = "111122223333"
STACK_NAME = "language-learning"
REGIONS = ("us-west-1", "us-west-2", "us-east-1")
# An account sees two zones of us-west-1, so the third index exists elsewhere only.
ZONES = {"us-west-1": "ac"}
NOTHING = object()

# What Ref gives and what GetAtt gives, where it is not a text of nobody's interest. {name} is the physical name.
KINDS = {
    "AWS::ApiGateway::RestApi": ("", "{name}", {}),
    "AWS::ApiGateway::Stage": ("StageName", "{name}", {}),
    "AWS::Backup::BackupVault": ("BackupVaultName", "{name}",
                                 {"BackupVaultArn": "arn:aws:backup:{region}:{account}:backup-vault:{name}"}),
    "AWS::CloudTrail::Trail": ("TrailName", "{name}", {"Arn": "arn:aws:cloudtrail:{region}:{account}:trail/{name}"}),
    "AWS::Cognito::UserPool": ("", "{name}", {"Arn": "arn:aws:cognito-idp:{region}:{account}:userpool/{name}"}),
    "AWS::DynamoDB::GlobalTable": ("TableName", "{name}", {"Arn": "arn:aws:dynamodb:{region}:{account}:table/{name}"}),
    "AWS::DynamoDB::Table": ("TableName", "{name}", {"Arn": "arn:aws:dynamodb:{region}:{account}:table/{name}"}),
    "AWS::Events::EventBus": ("Name", "{name}", {"Arn": "arn:aws:events:{region}:{account}:event-bus/{name}"}),
    "AWS::Events::Rule": ("Name", "{name}", {"Arn": "arn:aws:events:{region}:{account}:rule/{bus}{name}"}),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", "arn:aws:iam::{account}:policy/{name}", {}),
    "AWS::IAM::Role": ("RoleName", "{name}", {"Arn": "arn:aws:iam::{account}:role/{name}"}),
    "AWS::KMS::Alias": ("AliasName", "{name}", {}),
    "AWS::KMS::Key": ("", "{name}", {"Arn": "arn:aws:kms:{region}:{account}:key/{name}"}),
    "AWS::Lambda::Alias": ("Name", "{function}:{name}", {}),
    "AWS::Lambda::Function": ("FunctionName", "{name}", {"Arn": "arn:aws:lambda:{region}:{account}:function:{name}"}),
    "AWS::Lambda::Version": ("", "{function}:1", {"Version": "1"}),
    "AWS::Logs::LogGroup": ("LogGroupName", "{name}", {"Arn": "arn:aws:logs:{region}:{account}:log-group:{name}:*"}),
    "AWS::S3::Bucket": ("BucketName", "{name}", {"Arn": "arn:aws:s3:::{name}"}),
    "AWS::SNS::Topic": ("TopicName", "arn:aws:sns:{region}:{account}:{name}",
                        {"TopicArn": "arn:aws:sns:{region}:{account}:{name}", "TopicName": "{name}"}),
    "AWS::SQS::Queue": ("QueueName", "https://sqs.{region}.amazonaws.com/{account}/{name}",
                        {"Arn": "arn:aws:sqs:{region}:{account}:{name}", "QueueName": "{name}"}),
    "AWS::SecretsManager::Secret": ("Name", "arn:aws:secretsmanager:{region}:{account}:secret:{name}-a1b2c3", {}),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", "arn:aws:states:{region}:{account}:stateMachine:{name}",
                                         {"Arn": "arn:aws:states:{region}:{account}:stateMachine:{name}"}),
}
# Values for parameters that only who deploys can give; the first that is allowed is taken.
EXAMPLES = ("someone@example.com", "+14155550123", "arn:aws:sns:us-west-1:111122223333:app/GCM/language-learning",
            "arn:aws:acm:us-west-1:111122223333:certificate/0", "learn.example.com", "Z0123456789ABCDEFGHIJ", "something", "7")


class Unsound(AssertionError):
    """CloudFormation would refuse the template."""


def referred(tree):
    """The names that a document refers to, in the order of their appearance; those of conditions not."""
    found = []
    for node in nodes(tree):
        if not isinstance(node, dict) or len(node) != 1:
            continue
        if "Ref" in node:
            found.append(node["Ref"])
        elif "Fn::GetAtt" in node:
            target = node["Fn::GetAtt"]
            found.append(target[0] if isinstance(target, list) else target.split(".")[0])
        elif "Fn::Sub" in node:
            text, *own = as_list(node["Fn::Sub"])
            names = (name.split(".")[0] for name in re.findall(r"\$\{([^!}]+)\}", text))
            found += [name for name in names if not own or name not in own[0]]
    return found


def conditions_in(tree):
    """The conditions that a document names: in Fn::If and in {"Condition": …}."""
    for node in nodes(tree):
        if isinstance(node, dict):
            if isinstance(node.get("Condition"), str):
                yield node["Condition"]
            if "Fn::If" in node:
                yield node["Fn::If"][0]


@functools.cache
def matches(pattern, value):
    """Whether a pattern of IAM, with * and ?, is about a value."""
    return re.fullmatch("".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in pattern), value,
                        re.DOTALL) is not None


class Stack:
    """A template in a region, with values for some parameters and the defaults of the others."""

    def __init__(self, template, region="us-west-1", name=STACK_NAME, **given):
        self.template, self.region, self.name, self.given = template, region, name, given
        self.conditions = {}
        self.parameters = {key: self._value_of(key, each) for key, each in template.get("Parameters", {}).items()}
        for each in template.get("Conditions", {}):
            self.condition(each)
        self._meant = {}
        self._whole = {}
        self.ids = [key for key, each in template["Resources"].items() if self.condition(each.get("Condition"))]
        for each in self.ids:
            self._reference(each)
            for attribute in KINDS.get(self.type_of(each), ("", "", {}))[2]:
                self._attribute(each, attribute)

    def __str__(self):
        return f"{self.region} {self.given}"

    # --- what is in it ---

    def type_of(self, logical_id):
        return self.template["Resources"][logical_id]["Type"]

    def resource(self, logical_id):
        """A resource with its values."""
        if logical_id not in self._whole:
            if logical_id not in self.ids:
                raise Unsound(f"{logical_id} does not exist ({self})")
            self._whole[logical_id] = {key: self.value(each) if key == "Properties" else each
                                       for key, each in self.template["Resources"][logical_id].items()}
        return self._whole[logical_id]

    def properties(self, logical_id):
        return self.resource(logical_id).get("Properties", {})

    def of_type(self, *kinds):
        """Properties by logical id. Kinds may have a * in them."""
        return {each: self.properties(each) for each in self.ids
                if any(fnmatch.fnmatchcase(self.type_of(each), kind) for kind in kinds)}

    def outputs(self):
        return {key: self.value(each["Value"]) for key, each in self.template.get("Outputs", {}).items()
                if self.condition(each.get("Condition"))}

    def meant(self, value, *kinds):
        """The logical id of the resource that a name, an id or an ARN is of, or None."""
        texts = {value, value.removesuffix(":*"), f"{value}:*"} if isinstance(value, str) else []
        found = {each for text in texts for each in self._meant.get(text, ())
                 if not kinds or self.type_of(each) in kinds}
        if len(found) > 1:
            raise Unsound(f"{value} is {found}")
        return found.pop() if found else None

    def physical_name(self, logical_id):
        name_property, *_ = KINDS.get(self.type_of(logical_id), ("",))
        own = self.template["Resources"][logical_id].get("Properties", {}).get(name_property, NOTHING)
        own = NOTHING if own is NOTHING else self.value(own)
        return f"{self.name}-{logical_id}-1A2B3C4D5E6F" if own is NOTHING else own

    def arn(self, logical_id):
        """Of a kind that has one."""
        reference = self._reference(logical_id)
        attributes = [self._attribute(logical_id, each) for each in KINDS[self.type_of(logical_id)][2] if each.endswith("Arn")]
        return attributes[0] if attributes else reference

    # --- values ---

    def value(self, tree):
        """A document without functions. What is AWS::NoValue is not there."""
        if isinstance(tree, list):
            return [each for each in map(self.value, tree) if each is not NOTHING]
        if not isinstance(tree, dict):
            return tree
        if len(tree) == 1:
            ((function, argument),) = tree.items()
            if function == "Ref":
                return self._ref(argument)
            if function.startswith("Fn::"):
                return self._call(function.removeprefix("Fn::"), argument)
        values = ((key, self.value(each)) for key, each in tree.items())
        return {key: each for key, each in values if each is not NOTHING}

    def condition(self, name):
        """Whether it holds; no condition holds always."""
        if name is None:
            return True
        if name not in self.conditions:
            if name not in self.template.get("Conditions", {}):
                raise Unsound(f"there is no condition {name}")
            self.conditions[name] = self._holds(self.template["Conditions"][name])
        return self.conditions[name]

    def _holds(self, tree):
        ((function, argument),) = tree.items()
        if function == "Condition":
            return self.condition(argument)
        if function == "Fn::Equals":
            first, second = map(self.value, argument)
            return str(first) == str(second)
        held = [self._holds(each) for each in argument]
        return {"Fn::And": all(held), "Fn::Or": any(held), "Fn::Not": not held[0]}[function]

    def _value_of(self, name, parameter):
        text = str(self.given.get(name, parameter.get("Default", self._example(parameter))))
        return [each.strip() for each in text.split(",")] if "List" in parameter["Type"] else text

    @staticmethod
    def _example(parameter):
        return examples(parameter)[0]

    def _ref(self, name):
        pseudo = {"AWS::Region": self.region, "AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::NoValue": NOTHING,
                  "AWS::URLSuffix": "amazonaws.com", "AWS::StackName": self.name, "AWS::NotificationARNs": [],
                  "AWS::StackId": f"arn:aws:cloudformation:{self.region}:{ACCOUNT}:stack/{self.name}/0a1b2c3d-4e5f"}
        if name in pseudo:
            return pseudo[name]
        if name in self.parameters:
            return self.parameters[name]
        return self._reference(name)

    def _exists(self, logical_id):
        if logical_id not in self.template["Resources"]:
            raise Unsound(f"there is no {logical_id}")
        if not self.condition(self.template["Resources"][logical_id].get("Condition")):
            raise Unsound(f"{logical_id} does not exist ({self})")

    def _fill(self, logical_id, form):
        own = self.template["Resources"][logical_id].get("Properties", {})
        function = bus = ""
        if "{function}" in form:
            name = self.value(own["FunctionName"])
            function = name if name.startswith("arn:") else f"arn:aws:lambda:{self.region}:{ACCOUNT}:function:{name}"
        if "{bus}" in form and "EventBusName" in own:
            bus = self.value(own["EventBusName"]).rsplit("/")[-1] + "/"
        return form.format(name=self.physical_name(logical_id), region=self.region, account=ACCOUNT, function=function, bus=bus)

    def _known(self, logical_id, value):
        self._meant.setdefault(value, set()).add(logical_id)
        return value

    def _reference(self, logical_id):
        self._exists(logical_id)
        _, form, _ = KINDS.get(self.type_of(logical_id), ("", "{name}", {}))
        return self._known(logical_id, self._fill(logical_id, form))

    def _attribute(self, logical_id, attribute):
        self._exists(logical_id)
        form = KINDS.get(self.type_of(logical_id), ("", "", {}))[2].get(attribute)
        value = self._fill(logical_id, form) if form else f"{self.name}-{logical_id}.{attribute}"
        return self._known(logical_id, value)

    def _call(self, function, argument):
        if function == "If":
            name, yes, no = argument
            return self.value(yes if self.condition(name) else no)
        if function == "GetAtt":
            logical_id, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
            return self._attribute(logical_id, self.value(attribute))
        if function == "Sub":
            text, own = (argument[0], self.value(argument[1])) if isinstance(argument, list) else (argument, {})
            return re.sub(r"\$\{([^}]+)\}", lambda found: self._substituted(found[1], own), text)
        values = self.value(argument)
        if function == "Join":
            return values[0].join(map(str, values[1]))
        if function == "Split":
            return values[1].split(values[0])
        if function == "Select":
            if not 0 <= int(values[0]) < len(values[1]):
                raise Unsound(f"index {values[0]} of {values[1]} ({self})")
            return values[1][int(values[0])]
        if function == "FindInMap":
            try:
                return self.value(self.template["Mappings"][values[0]][values[1]][values[2]])
            except KeyError as missing:
                raise Unsound(f"{values} is not in the mappings ({self})") from missing
        if function == "GetAZs":
            return [(values or self.region) + zone for zone in ZONES.get(values or self.region, "abc")]
        if function == "Cidr":
            block, count, bits = values if len(values) == 3 else (*values, 8)
            subnets = ipaddress.ip_network(block).subnets(new_prefix=32 - int(bits))
            return [str(each) for each in itertools.islice(subnets, int(count))]
        if function == "Base64":
            return base64.b64encode(values.encode()).decode()
        raise Unsound(f"unknown function Fn::{function}")

    def _substituted(self, name, own):
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name in own:
            return str(own[name])
        return self._call("GetAtt", name) if "." in name and "::" not in name else str(self._ref(name))


def examples(parameter):
    """Values that a parameter takes: what it is by default, and others."""
    if "AllowedValues" in parameter:
        return list(parameter["AllowedValues"])
    if parameter["Type"] == "Number":
        found = [parameter[key] for key in ("Default", "MinValue", "MaxValue") if key in parameter] or [7]
        return list(dict.fromkeys(found))
    pattern = re.compile(parameter.get("AllowedPattern", ".*"))
    texts = [each for each in (*EXAMPLES, "") if pattern.fullmatch(each)]
    given = [parameter["Default"]] if "Default" in parameter else []
    return list(dict.fromkeys([*given, *texts])) or ["something"]


def parameters_of(template, condition):
    """The parameters that decide a condition, by themselves or by other conditions."""
    tree = template["Conditions"][condition]
    names = {name for name in referred(tree) if name in template.get("Parameters", {})}
    for other in conditions_in(tree):
        names |= parameters_of(template, other)
    return names


def settings(template, condition):
    """(region, parameters) with which a condition holds and does not, by True and False, as far as there are any."""
    bare = {**template, "Resources": {}}
    names = sorted(parameters_of(template, condition))
    compared = {str(value) for node in nodes(template["Conditions"]) if isinstance(node, dict)
                for value in node.get("Fn::Equals", ()) if isinstance(value, (str, int, bool))}
    choices = []
    for name in names:
        parameter = template["Parameters"][name]
        own = examples(parameter)
        if "AllowedValues" not in parameter and "AllowedPattern" not in parameter:
            own += sorted(compared)
        choices.append(own)
    found = {}
    for region, values in itertools.product(REGIONS, itertools.product(*choices)):
        given = dict(zip(names, values))
        found.setdefault(Stack(bare, region, **given).condition(condition), (region, given))
        if len(found) == 2:
            break
    return found


def states(template, make=Stack):
    """The stack by default, and in each state of each condition; no two with the same conditions in a region. It stands in
    the first region wherever the conditions can be met there."""
    wanted = [(REGIONS[0], {})]
    everything = {True: {}, False: {}}
    for condition in template.get("Conditions", {}):
        for held, (region, given) in settings(template, condition).items():
            wanted.append((region, given))
            everything[held].update(given)
    regions = dict.fromkeys(region for region, _ in wanted)
    wanted += [(region, given) for region in regions for given in ({}, *everything.values())]
    found = {}
    for region, given in wanted:
        stack = make(template, region, **given)
        found.setdefault(json.dumps([region, stack.conditions]), stack)
    return list(found.values())
