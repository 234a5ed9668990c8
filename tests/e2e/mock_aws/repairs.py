"""Mistakes of moto that stand in the way of a deployment, mended: one function each, whose first line says what and
why."""

import copy
import json

import moto.cloudformation.models as models
import moto.cloudformation.parsing as parsing
import moto.cloudformation.responses as responses
import moto.cloudformation.utils as utils
import yaml

import repairs_services


def summary_of_templates_without_version():
    """AWSTemplateFormatVersion may be left out; moto's GetTemplateSummary, which the AWS CLI asks, wants it."""
    moto_summary = responses.get_template_summary_response_from_template

    def summary(template_body):
        template = models.Stack.parse_template(template_body)
        return moto_summary(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", **template}, default=str))

    responses.get_template_summary_response_from_template = summary


def _given(template, parameters):
    """{parameter: what was given for it, or its default} of a template."""
    return {name: (parameters or {}).get(name, each.get("Default"))
            for name, each in (template.get("Parameters") or {}).items()}


def values_of_parameters():
    """What was given for a parameter is its value, and its previous one; moto takes what it stands for (in SSM, in a
    list)."""
    def given(self):
        return _given(self.template_dict, self.parameters)

    def described(self):
        hidden, resolved = self.resource_map.no_echo_parameter_keys, self.resource_map.resolved_parameters
        return [{"ParameterKey": name, "ParameterValue": "****" if name in hidden else str(value),
                 **({"ResolvedValue": resolved[name]} if _is_of_ssm(self, name) and name in resolved else {})}
                for name, value in given(self).items()]

    models.Stack.stack_parameters = property(given)
    models.Stack.parameter_list = property(described)


def _is_of_ssm(stack, parameter):
    return stack.template_dict["Parameters"][parameter]["Type"].startswith("AWS::SSM::Parameter::Value")


def changed_parameters():
    """A parameter that is given its default has not changed; to moto it has."""
    moto_diff = parsing.ResourceMap.build_resource_diff

    def differing(self, template, parameters=None):
        before = _given(self._template, self.input_parameters)
        changed = {name: value for name, value in (parameters or {}).items() if str(before.get(name)) != str(value)}
        return moto_diff(self, template, changed)

    parsing.ResourceMap.build_resource_diff = differing
    models.Stack.has_parameters = (
        lambda self, parameters: self.stack_parameters == _given(self.template_dict, parameters))


def logging_before_its_policy():
    """A bucket may be told where its logs go before a policy lets logs in there: moto looks at the policy at once, and
    never when it writes logs."""
    from moto.s3.models import FakeBucket, S3Backend
    moto_log = S3Backend.log_incoming_request

    def log_incoming_request(self, request, bucket_name):
        bucket = self.buckets.get(bucket_name)
        target = self.buckets.get(bucket.logging.get("TargetBucket")) if bucket else None
        if target and b"logging.s3.amazonaws.com" in (target.policy or b""):
            moto_log(self, request, bucket_name)

    FakeBucket._log_permissions_enabled_policy = staticmethod(lambda target_bucket, target_prefix: True)
    S3Backend.log_incoming_request = log_incoming_request


def certificates_by_dns():
    """A certificate is issued when DNS has its record; moto does it a minute after it was asked for."""
    from moto.acm.models import CertBundle
    from moto.route53.models import route53_backends
    moto_check = CertBundle.check

    def names_in_dns(account):
        return {record.name for backend in route53_backends[account].values() for zone in backend.zones.values()
                for record in zone.rrsets if record.type == "CNAME"}

    def check(self):
        moto_check(self)
        if self.type == "AMAZON_ISSUED" and self.status == "PENDING_VALIDATION":
            options = self.describe()["Certificate"]["DomainValidationOptions"]
            if {each["ResourceRecord"]["Name"] for each in options} <= names_in_dns(self.arn.split(":")[4]):
                self.status = "ISSUED"

    CertBundle.check = check


def load_balancers_check_tokens():
    """The action jwt-validation is not known to moto."""
    from moto.elbv2.models import ELBv2Backend
    moto_validate = ELBv2Backend._validate_actions

    def validate_actions(self, actions):
        moto_validate(self, [action for action in actions if action.type != "jwt-validation"])

    ELBv2Backend._validate_actions = validate_actions


def recovery_of_tables():
    """moto's CloudFormation makes tables without recovery to a point in time and without the expiry of items."""
    from moto.dynamodb.models import Table, dynamodb_backends
    moto_create = Table.create_from_cloudformation_json.__func__

    def create(cls, resource_name, cloudformation_json, account_id, region_name, **options):
        table = moto_create(cls, resource_name, cloudformation_json, account_id, region_name, **options)
        properties, backend = cloudformation_json["Properties"], dynamodb_backends[account_id][region_name]
        if "PointInTimeRecoverySpecification" in properties:
            backend.update_continuous_backups(table.name, properties["PointInTimeRecoverySpecification"])
        if "TimeToLiveSpecification" in properties:
            backend.update_time_to_live(table.name, properties["TimeToLiveSpecification"])
        return table

    Table.create_from_cloudformation_json = classmethod(create)


def origin_groups():
    """The default of a distribution may be a group of origins; moto looks for it among the origins alone."""
    from moto.cloudfront.models import DistributionConfig
    moto_init = DistributionConfig.__init__

    def init(self, config):
        behavior = config["DefaultCacheBehavior"]
        wanted = behavior["TargetOriginId"]
        first = {group["Id"]: group["Members"]["Items"][0]["OriginId"]
                 for group in config.get("OriginGroups", {}).get("Items", [])}
        moto_init(self, {**config, "DefaultCacheBehavior": {**behavior, "TargetOriginId": first.get(wanted, wanted)}})
        self.__dict__["DefaultCacheBehavior"].target_origin_id = wanted

    DistributionConfig.__init__ = init


def encryption_of_tables():
    """CloudFormation calls SSEEnabled what the API, and moto's table, calls Enabled."""
    from moto.dynamodb.models import Table
    moto_create = Table.create_from_cloudformation_json.__func__

    def create(cls, resource_name, cloudformation_json, *arguments, **options):
        properties = dict(cloudformation_json["Properties"])
        if "SSESpecification" in properties:
            given = properties["SSESpecification"]
            properties["SSESpecification"] = {"SSEType": "KMS", **given, "Enabled": given["SSEEnabled"]}
        return moto_create(cls, resource_name, {**cloudformation_json, "Properties": properties}, *arguments, **options)

    Table.create_from_cloudformation_json = classmethod(create)


def names_in_networks():
    """moto's CloudFormation makes a VPC without its settings of DNS."""
    from moto.ec2.models.vpcs import VPC
    moto_create = VPC.create_from_cloudformation_json.__func__
    attributes = {"EnableDnsHostnames": "enable_dns_hostnames", "EnableDnsSupport": "enable_dns_support"}

    def create(cls, resource_name, cloudformation_json, *arguments, **options):
        vpc = moto_create(cls, resource_name, cloudformation_json, *arguments, **options)
        for name, attribute in attributes.items():
            if name in cloudformation_json["Properties"]:
                setattr(vpc, attribute, str(cloudformation_json["Properties"][name]).lower() == "true")
        return vpc

    VPC.create_from_cloudformation_json = classmethod(create)


def id_tokens_with_attributes():
    """A client reads all standard attributes unless it is told which; moto's tokens have none then."""
    from moto.cognitoidp.models import CognitoIdpUserPoolClient
    standard = ("address", "birthdate", "email", "email_verified", "family_name", "gender", "given_name", "locale",
                "middle_name", "name", "nickname", "phone_number", "phone_number_verified", "picture",
                "preferred_username", "profile", "updated_at", "website", "zoneinfo")
    CognitoIdpUserPoolClient.get_readable_fields = lambda self: self.extended_config.get("ReadAttributes") or standard


def vpc_endpoints_have_a_type():
    """An endpoint is of the type Gateway where none is given; moto does not know the type then, and fails."""
    from moto.ec2.models.vpcs import VPCBackend
    moto_create = VPCBackend.create_vpc_endpoint

    def create_vpc_endpoint(self, *arguments, **options):
        endpoint = moto_create(self, *arguments, **options)
        endpoint.vpc_endpoint_type = endpoint.vpc_endpoint_type or "Gateway"
        return endpoint

    VPCBackend.create_vpc_endpoint = create_vpc_endpoint


def routes_of_vpc_endpoints():
    """A gateway endpoint that is given other route tables has its route in those; moto cannot delete it afterwards."""
    from moto.ec2.models.vpcs import VPCBackend
    moto_modify = VPCBackend.modify_vpc_endpoint

    def modify_vpc_endpoint(self, vpc_id, *arguments, **options):
        (endpoint,) = self.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])
        before = set(endpoint.route_table_ids or ())
        moto_modify(self, vpc_id, *arguments, **options)
        after, prefixes = set(endpoint.route_table_ids or ()), endpoint.destination_prefix_list_id
        for table in after - before if prefixes else ():
            self.create_route(table, None, gateway_id=vpc_id, destination_prefix_list_id=prefixes)
        for table in before - after if prefixes else ():
            self.delete_route(table, prefixes)

    VPCBackend.modify_vpc_endpoint = modify_vpc_endpoint


def conditions_of_bucket_policies():
    """moto ignores conditions: a Deny with one, such as on unencrypted transport, would lock everybody out."""
    from moto.iam.access_control import IAMPolicyStatement, PermissionResult
    moto_permits = IAMPolicyStatement.is_action_permitted

    def is_action_permitted(self, *arguments, **options):
        if self._statement.get("Effect") == "Deny" and "Condition" in self._statement:
            return PermissionResult.NEUTRAL
        return moto_permits(self, *arguments, **options)

    IAMPolicyStatement.is_action_permitted = is_action_permitted


def executions_of_state_machines():
    """An execution copies its machine with all earlier executions, and the locks in them cannot be copied."""
    from moto.stepfunctions.models import StateMachine
    StateMachine.__deepcopy__ = lambda self, memo: copy.copy(self)


def events_of_cloudtrail():
    """The CDK command line asks CloudTrail why a deployment failed, and repeats the question for half a minute."""
    from moto.cloudtrail.responses import CloudTrailResponse
    CloudTrailResponse.lookup_events = lambda self: json.dumps({"Events": []})


def functions_in_their_network():
    """moto says of every function in subnets that they are of the network vpc-123abc."""
    from moto.awslambda.models import LambdaFunction
    from moto.ec2 import ec2_backends
    moto_config = LambdaFunction.vpc_config.fget

    def vpc_config(self):
        config = moto_config(self)
        if config and config.get("SubnetIds"):
            (subnet,) = ec2_backends[self.account_id][self.region].describe_subnets(subnet_ids=config["SubnetIds"][:1])
            config = {**config, "VpcId": subnet.vpc_id}
        return config

    LambdaFunction.vpc_config = property(vpc_config)


def short_forms_of_yaml():
    """moto takes the nodes of a list behind !GetAtt, and of an object behind any tag, for values, and !Condition for a
    function."""
    def construct(loader, tag, node):
        name = tag.removeprefix("!")
        key = name if name in ("Condition", "Ref") else f"Fn::{name}"
        if isinstance(node, yaml.SequenceNode):
            return {key: loader.construct_sequence(node, deep=True)}
        if isinstance(node, yaml.MappingNode):
            return {key: loader.construct_mapping(node, deep=True)}
        return {key: node.value.split(".", 1) if name == "GetAtt" else node.value}

    for module in (models, responses, utils):
        module.yaml_tag_constructor = construct


REPAIRS = (
    short_forms_of_yaml,
    functions_in_their_network,
    conditions_of_bucket_policies,
    events_of_cloudtrail,
    executions_of_state_machines,
    routes_of_vpc_endpoints,
    vpc_endpoints_have_a_type,
    id_tokens_with_attributes,
    encryption_of_tables,
    names_in_networks,
    origin_groups,
    recovery_of_tables,
    certificates_by_dns,
    changed_parameters,
    load_balancers_check_tokens,
    logging_before_its_policy,
    summary_of_templates_without_version,
    values_of_parameters,
)


def install():
    for repair in (*REPAIRS, *repairs_services.REPAIRS):
        repair()
