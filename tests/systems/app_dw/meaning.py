"""What the templates of an assembly mean together: intrinsic functions evaluated with the parameters' defaults, values
of other stacks followed to where they come from.

A resource is called by its stack and logical id, "Network/Vpc8378EB38". What only a deployment knows stays in texts as
"${Network/Vpc8378EB38}" (what Ref gives) and "${LoadBalancing/Alb16C2F182.DNSName}" (an attribute), so that weak and
strong references, Fn::Sub and Fn::Join, an attribute within a stack and one of another stack all read the same.
"""

import ipaddress
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from synthesis import as_list, nodes  # noqa: E402

REGION = "us-east-1"
ACCOUNT = "123456789012"
PSEUDO = {"AWS::Region": REGION, "AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
          "AWS::NotificationARNs": []}
ZONES = [f"{REGION}{letter}" for letter in "abcdef"]
TOKEN = re.compile(r"\$\{([A-Za-z0-9-]+/[A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}")
LIST_SEPARATOR = "||"  # of lists that travel as one text
NOTHING = object()


def mentioned(tree):
    """All that an evaluated document refers to: resources and parameters."""
    texts = [each for each in nodes(tree) if isinstance(each, str)]
    if isinstance(tree, dict):
        texts += [key for each in nodes(tree) if isinstance(each, dict) for key in each]
    return {match[1] for each in texts for match in TOKEN.finditer(each)}


def target(value):
    """What a value is that is one reference and nothing else; None of other values."""
    match = TOKEN.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else None


def split(separator, text):
    """Pieces of a text; a reference is one piece, whatever it will be."""
    kept = []

    def keep(match):
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    pieces = TOKEN.sub(keep, text).split(separator)
    return [re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], piece) for piece in pieces]


class Meaning:
    """All stacks: `templates` and `names` by the stacks' artifact ids."""

    def __init__(self, templates, names):
        self.templates, self.names = templates, names
        self.problems = []  # references that lead nowhere
        self.values_of = {}  # stacks whose values a stack takes, by the stack that takes them
        self._outputs, self._conditions, self._exports = {}, {}, None
        self.resources = {}
        for stack, template in templates.items():
            for logical_id, resource in template["Resources"].items():
                if "Condition" not in resource or self.condition(stack, resource["Condition"]):
                    self.resources[f"{stack}/{logical_id}"] = self.resource(stack, resource)

    def resource(self, stack, resource):
        evaluated = {**resource, "Properties": self.evaluate(stack, resource.get("Properties", {}))}
        evaluated["DependsOn"] = [f"{stack}/{each}" for each in as_list(resource.get("DependsOn", []))]
        for each in evaluated["DependsOn"]:
            if each.partition("/")[2] not in self.templates[stack]["Resources"]:
                self.problems.append(f"{stack}: DependsOn names {each}")
        return evaluated

    # --- values of other stacks ---

    def taken(self, stack, producer, output):
        self.values_of.setdefault(stack, set()).add(producer)
        if output not in self.templates[producer].get("Outputs", {}):
            self.problems.append(f"{stack}: {producer} has no output {output}")
            return f"no output {output}"
        return self.output(producer, output)

    def output(self, stack, name):
        if (stack, name) not in self._outputs:
            self._outputs[stack, name] = None  # ends a circle
            self._outputs[stack, name] = self.evaluate(stack, self.templates[stack]["Outputs"][name]["Value"])
        return self._outputs[stack, name]

    def exported(self, stack, name):
        if self._exports is None:
            self._exports = {self.evaluate(producer, each["Export"]["Name"]): (producer, output)
                             for producer, template in self.templates.items()
                             for output, each in template.get("Outputs", {}).items() if "Export" in each}
        if name not in self._exports:
            self.problems.append(f"{stack}: nobody exports {name}")
            return f"no export {name}"
        return self.taken(stack, *self._exports[name])

    def stack_output(self, stack, arguments):
        name = self.evaluate(stack, arguments["StackName"])
        found = [producer for producer, called in self.names.items() if called == name]
        if len(found) != 1 or self.evaluate(stack, arguments.get("Region", REGION)) != REGION:
            self.problems.append(f"{stack}: no stack {name} in the region")
            return f"no stack {name}"
        return self.taken(stack, found[0], self.evaluate(stack, arguments["OutputName"]))

    # --- intrinsic functions ---

    def evaluate(self, stack, value):
        if isinstance(value, list):
            return [each for each in (self.evaluate(stack, each) for each in value) if each is not NOTHING]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, arguments),) = value.items()
            if name == "Ref":
                return self.reference(stack, arguments)
            function = getattr(self, "fn_" + name[4:].lower(), None) if name.startswith("Fn::") else None
            if function is not None:
                return function(stack, arguments)
        evaluated = {key: self.evaluate(stack, each) for key, each in value.items()}
        return {key: each for key, each in evaluated.items() if each is not NOTHING}

    def reference(self, stack, name):
        if name == "AWS::NoValue":
            return NOTHING
        if name == "AWS::StackName":
            return self.names[stack]
        if name == "AWS::StackId":
            return f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{self.names[stack]}/0"
        if name in PSEUDO:
            return PSEUDO[name]
        template = self.templates[stack]
        if name in template.get("Parameters", {}):
            parameter = template["Parameters"][name]
            if "Default" in parameter and not parameter["Type"].startswith("AWS::SSM"):
                default = parameter["Default"]
                return str(default).split(",") if "List" in parameter["Type"] else default
        elif name not in template["Resources"]:
            self.problems.append(f"{stack}: there is no {name}")
        return f"${{{stack}/{name}}}"

    def fn_getatt(self, stack, arguments):
        name, _, attribute = arguments.partition(".") if isinstance(arguments, str) else (arguments[0], ".",
                                                                                          arguments[1])
        if name not in self.templates[stack]["Resources"]:
            self.problems.append(f"{stack}: there is no {name}")
        return f"${{{stack}/{name}.{attribute}}}"

    def fn_join(self, stack, arguments):
        parts = self.evaluate(stack, arguments[1])
        return self.evaluate(stack, arguments[0]).join(str(each) for each in as_list(parts))

    def fn_sub(self, stack, arguments):
        text, own = (arguments, {}) if isinstance(arguments, str) else arguments

        def put_in(match):
            name = match[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            if name in own:
                return str(self.evaluate(stack, own[name]))
            return str(self.fn_getatt(stack, name) if "." in name else self.reference(stack, name))

        return re.sub(r"\$\{([^}]+)\}", put_in, text)

    def fn_split(self, stack, arguments):
        separator, text = arguments[0], self.evaluate(stack, arguments[1])
        pieces = split(separator, text) if isinstance(text, str) else text
        if len(pieces) == 1 and separator != LIST_SEPARATOR and TOKEN.search(text):
            return Pieces(separator, text)
        return pieces

    def fn_select(self, stack, arguments):
        index, choices = int(self.evaluate(stack, arguments[0])), self.evaluate(stack, arguments[1])
        if isinstance(choices, list) and not isinstance(choices, Pieces) and index < len(choices):
            return choices[index]
        return f"select({index}, {choices})"

    def fn_if(self, stack, arguments):
        return self.evaluate(stack, arguments[1] if self.condition(stack, arguments[0]) else arguments[2])

    def fn_findinmap(self, stack, arguments):
        name, first, second = (self.evaluate(stack, each) for each in arguments[:3])
        return self.evaluate(stack, self.templates[stack]["Mappings"][name][first][second])

    def fn_getazs(self, stack, arguments):
        assert self.evaluate(stack, arguments) in ("", REGION)
        return ZONES

    def fn_cidr(self, stack, arguments):
        block, count, bits = (*self.evaluate(stack, arguments), 8)[:3]
        networks = ipaddress.ip_network(block).subnets(new_prefix=32 - int(bits))
        return [str(next(networks)) for _ in range(int(count))]

    def fn_base64(self, stack, arguments):
        return self.evaluate(stack, arguments)

    def fn_tojsonstring(self, stack, arguments):
        return json.dumps(self.evaluate(stack, arguments))

    def fn_length(self, stack, arguments):
        return len(self.evaluate(stack, arguments))

    def fn_importvalue(self, stack, arguments):
        return self.exported(stack, self.evaluate(stack, arguments))

    def fn_getstackoutput(self, stack, arguments):
        return self.stack_output(stack, arguments)

    # --- conditions ---

    def condition(self, stack, name):
        if (stack, name) not in self._conditions:
            self._conditions[stack, name] = self.holds(stack, self.templates[stack]["Conditions"][name])
        return self._conditions[stack, name]

    def holds(self, stack, expression):
        ((function, arguments),) = expression.items()
        if function == "Condition":
            return self.condition(stack, arguments)
        if function == "Fn::Equals":
            first, second = self.evaluate(stack, arguments)
            return str(first) == str(second)
        terms = [self.holds(stack, each) for each in arguments]
        return {"Fn::And": all(terms), "Fn::Or": any(terms), "Fn::Not": not terms[0]}[function]


class Pieces(list):
    """Those of a text that only a deployment knows."""

    def __init__(self, separator, text):
        super().__init__([f"pieces of {text} between {separator}"])
