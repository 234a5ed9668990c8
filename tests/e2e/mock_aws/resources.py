"""Resource types that moto's CloudFormation cannot create, describe or delete.

They are made through the API of the service, whose parameters boto3 checks and whose meaning moto checks. Most types are
a row of the table ROWS; the others are functions. A type that has neither is kept as a stub that does nothing, and the
server's log says so.
"""

import dataclasses
import functools
import json
import logging

from botocore.exceptions import ClientError

from clients import call, client, input_shape

log = logging.getLogger("mock_aws")


class Made:
    """A resource that was made here. moto sees it among its own and asks for these names."""

    def __init__(self, type_name, physical_id, attributes=None, delete=None, stub=False):
        self.cf_resource_type = type_name
        self.physical_resource_id = physical_id
        self.attributes = attributes or {}
        self.stub = stub
        self._delete = delete

    def is_created(self):
        return True

    def get_cfn_attribute(self, name):
        if name in self.attributes:
            return self.attributes[name]
        if self.stub:
            return f"arn:aws:stub:::{self.physical_resource_id}" if name.endswith("Arn") else f"{self.physical_resource_id}.{name}"
        if name.endswith("Arn") and str(self.physical_resource_id).startswith("arn:"):
            return self.physical_resource_id
        if name.endswith(("Id", "Name")):
            return self.physical_resource_id
        raise NotImplementedError(name)

    def delete_here(self):
        if self._delete:
            self._delete()


# --- From CloudFormation's properties to the parameters of an API ------------------------------------------------------

def _structure(shape, value):
    if isinstance(value, list) and {"Quantity", "Items"} <= set(shape.members):
        item = shape.members["Items"].member
        return {"Quantity": len(value), "Items": [to_parameters(item, each) for each in value]}
    if not isinstance(value, dict):
        return value
    spelling = {key.lower(): key for key in value}  # the API may spell a name with other capitals
    return {name: to_parameters(member, value[spelling[name.lower()]]) for name, member in shape.members.items()
            if name.lower() in spelling}


def _list(shape, value):
    if isinstance(value, dict) and "Items" not in value:
        value = [{"Key": key, "Value": each} for key, each in value.items()]
    return [to_parameters(shape.member, each) for each in (value if isinstance(value, list) else [value])]


def _map(shape, value):
    if isinstance(value, list):
        value = {each.get("Key"): each.get("Value") for each in value}
    return {key: to_parameters(shape.value, each) for key, each in value.items()}


def _string(_shape, value):
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


_BY_SHAPE = {
    "structure": _structure, "list": _list, "map": _map, "string": _string,
    "integer": lambda _shape, value: int(value), "long": lambda _shape, value: int(value),
    "float": lambda _shape, value: float(value), "double": lambda _shape, value: float(value),
    "boolean": lambda _shape, value: value if isinstance(value, bool) else str(value).lower() == "true",
}


def to_parameters(shape, value):
    """The value of a property as the API's shape has it; what the API does not know is left out."""
    convert = _BY_SHAPE.get(shape.type_name)
    return convert(shape, value) if convert else value


def at_path(value, path):
    """`Cluster.Nodes.0.Address` in an answer; None where there is none."""
    for key in path.split("."):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


@dataclasses.dataclass
class Request:
    """A resource to be made."""

    type_name: str
    logical_id: str
    name: str  # generated, for when the properties give none
    properties: dict
    region: str
    account: str

    def create(self, service, operation, defaults=None, renames=None):
        """Calls the operation with the properties; returns its parameters and its answer."""
        renamed = {(renames or {}).get(key, key): value for key, value in self.properties.items()}
        parameters = to_parameters(input_shape(service, self.region, operation), renamed)
        parameters = {**(defaults or {}), **parameters}
        return parameters, call(service, self.region, operation, parameters)

    def deletion(self, service, operation, **parameters):
        return lambda: call(service, self.region, operation, parameters)


# --- Types that one call makes -----------------------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Row:
    service: str
    create: str
    name: str = None  # the parameter for the generated name
    physical_id: str = None  # path in the answer; None: the name
    attributes: dict = dataclasses.field(default_factory=dict)  # of Fn::GetAtt: path in the answer
    delete: str = None
    # Parameters of `delete`: "$" is the physical id, "@Name" that parameter of `create`.
    delete_parameters: dict = dataclasses.field(default_factory=dict)
    renames: dict = dataclasses.field(default_factory=dict)  # property: parameter
    defaults: dict = dataclasses.field(default_factory=dict)
    lower_case: bool = False  # of the name


ROWS = {
    "AWS::ApiGateway::ApiKey": Row(
        "apigateway", "CreateApiKey", "name", "id", {"APIKeyId": "id"}, "DeleteApiKey", {"apiKey": "$"}),
    "AWS::ApiGateway::Authorizer": Row("apigateway", "CreateAuthorizer", "name", "id", {"AuthorizerId": "id"}),
    "AWS::ApiGateway::Model": Row("apigateway", "CreateModel", "name", "name"),
    "AWS::ApiGateway::RequestValidator": Row("apigateway", "CreateRequestValidator", "name", "id"),
    "AWS::ApiGateway::Stage": Row(
        "apigateway", "CreateStage", None, "stageName", {}, "DeleteStage",
        {"restApiId": "@restApiId", "stageName": "$"}),
    "AWS::ApiGateway::UsagePlan": Row(
        "apigateway", "CreateUsagePlan", "name", "id", {"Id": "id"}, "DeleteUsagePlan", {"usagePlanId": "$"},
        renames={"UsagePlanName": "name"}),
    "AWS::ApiGateway::UsagePlanKey": Row("apigateway", "CreateUsagePlanKey", None, "id"),
    "AWS::IAM::Group": Row(
        "iam", "CreateGroup", "GroupName", None, {"Arn": "Group.Arn"}, "DeleteGroup", {"GroupName": "$"}),
    "AWS::Lambda::Alias": Row(
        "lambda", "CreateAlias", None, "AliasArn", {"AliasArn": "AliasArn"}, "DeleteAlias",
        {"FunctionName": "@FunctionName", "Name": "@Name"}),
    "AWS::Lambda::EventInvokeConfig": Row("lambda", "PutFunctionEventInvokeConfig", None, "FunctionArn"),
    "AWS::Lambda::Url": Row(
        "lambda", "CreateFunctionUrlConfig", None, "FunctionArn",
        {"FunctionUrl": "FunctionUrl", "FunctionArn": "FunctionArn"}, renames={"TargetFunctionArn": "FunctionName"}),
    "AWS::Lambda::Version": Row(
        "lambda", "PublishVersion", None, "FunctionArn", {"Version": "Version", "FunctionArn": "FunctionArn"}),
    "AWS::Logs::MetricFilter": Row(
        "logs", "PutMetricFilter", "filterName", None, {}, "DeleteMetricFilter",
        {"logGroupName": "@logGroupName", "filterName": "$"}),
    "AWS::Logs::SubscriptionFilter": Row(
        "logs", "PutSubscriptionFilter", "filterName", None, {}, "DeleteSubscriptionFilter",
        {"logGroupName": "@logGroupName", "filterName": "$"}),
    "AWS::SNS::Subscription": Row(
        "sns", "Subscribe", None, "SubscriptionArn", {}, "Unsubscribe", {"SubscriptionArn": "$"},
        defaults={"ReturnSubscriptionArn": True}),
}


def _deletion_of_row(row, request, parameters, physical_id):
    def resolve(value):
        if value == "$":
            return physical_id
        return parameters[value[1:]] if isinstance(value, str) and value.startswith("@") else value

    if row.delete is None:
        return None
    return request.deletion(row.service, row.delete, **{key: resolve(value) for key, value in row.delete_parameters.items()})


def make_row(row, request):
    defaults = dict(row.defaults)
    if row.name:
        defaults[row.name] = request.name.lower() if row.lower_case else request.name
    parameters, answer = request.create(row.service, row.create, defaults, row.renames)
    physical_id = at_path(answer, row.physical_id) if row.physical_id else parameters[row.name]
    attributes = {name: at_path(answer, path) for name, path in row.attributes.items()}
    return Made(request.type_name, physical_id, attributes, _deletion_of_row(row, request, parameters, physical_id))


# --- Types that take more ----------------------------------------------------------------------------------------------

def _alarm(request):
    parameters, _ = request.create("cloudwatch", "PutMetricAlarm", {"AlarmName": request.name})
    name = parameters["AlarmName"]
    arn = f"arn:aws:cloudwatch:{request.region}:{request.account}:alarm:{name}"
    return Made(request.type_name, name, {"Arn": arn}, request.deletion("cloudwatch", "DeleteAlarms", AlarmNames=[name]))


def _bucket_policy(request):
    bucket = request.properties["Bucket"]
    client("s3", request.region).put_bucket_policy(Bucket=bucket, Policy=json.dumps(request.properties["PolicyDocument"]))
    return Made(request.type_name, bucket, {}, request.deletion("s3", "DeleteBucketPolicy", Bucket=bucket))


def _queue_policy(request):
    policy = json.dumps(request.properties["PolicyDocument"])
    for url in request.properties["Queues"]:
        client("sqs", request.region).set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Made(request.type_name, request.name)


def _topic_policy(request):
    policy = json.dumps(request.properties["PolicyDocument"])
    for arn in request.properties["Topics"]:
        client("sns", request.region).set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return Made(request.type_name, request.name)


def _security_group_egress(request):
    given = request.properties
    permission = {"IpProtocol": str(given["IpProtocol"])}
    permission.update({key: int(given[key]) for key in ("FromPort", "ToPort") if key in given})
    if "CidrIp" in given:
        permission["IpRanges"] = [{"CidrIp": given["CidrIp"]}]
    if "DestinationSecurityGroupId" in given:
        permission["UserIdGroupPairs"] = [{"GroupId": given["DestinationSecurityGroupId"]}]
    try:
        client("ec2", request.region).authorize_security_group_egress(GroupId=given["GroupId"], IpPermissions=[permission])
    except ClientError as error:
        if "Duplicate" not in str(error):
            raise
    return Made(request.type_name, request.name)


def _state_machine(request):
    """Through the API, so that moto's interpreter of state machines knows it too."""
    given = request.properties
    definition = given.get("DefinitionString") or json.dumps(given.get("Definition") or {})
    for key, value in (given.get("DefinitionSubstitutions") or {}).items():
        definition = definition.replace("${%s}" % key, str(value))
    parameters = {"name": given.get("StateMachineName", request.name), "definition": definition,
                  "roleArn": given["RoleArn"],
                  "tags": [{"key": tag["Key"], "value": tag["Value"]} for tag in given.get("Tags", [])]}
    if "StateMachineType" in given:
        parameters["type"] = given["StateMachineType"]
    arn = client("stepfunctions", request.region).create_state_machine(**parameters)["stateMachineArn"]
    return Made(request.type_name, arn, {"Arn": arn, "Name": parameters["name"]},
                request.deletion("stepfunctions", "DeleteStateMachine", stateMachineArn=arn))


MAKERS = {
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::EC2::SecurityGroupEgress": _security_group_egress,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::StepFunctions::StateMachine": _state_machine,
    **{type_name: functools.partial(make_row, row) for type_name, row in ROWS.items()},
}


@functools.lru_cache(None)
def types_of_aws():
    """The types that exist, from the schemas of cfn-lint, which moto depends on."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
    return frozenset(PROVIDER_SCHEMA_MANAGER.get_resource_types("us-east-1"))


class UnknownType(Exception):
    pass


def is_missing_in_moto(error):
    """Whether moto lacks the operation, or has a mistake in it."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    code = error.response.get("Error", {}).get("Code")
    return (status == 501 or "not been implemented" in str(error) or (status == 500 and "internal error" in str(error)) or
            (status == 404 and code in ("404", "Not Found", "UnknownOperationException")))


def make(request):
    """Makes the resource. Raises UnknownType where AWS has no such type either."""
    maker = MAKERS.get(request.type_name)
    if maker is None and not request.type_name.startswith("Custom::") and request.type_name not in types_of_aws():
        raise UnknownType(f"Template format error: Unrecognized resource types: [{request.type_name}]")
    if maker is not None:
        try:
            return maker(request)
        except ClientError as error:
            if not is_missing_in_moto(error):
                raise
    log.warning("kept as a stub: %s %s", request.type_name, request.logical_id)
    return Made(request.type_name, request.name, stub=True)


# --- Deletion of what moto creates but cannot delete -------------------------------------------------------------------

def _delete_role(iam, name):
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for profile in iam.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"]:
        iam.remove_role_from_instance_profile(InstanceProfileName=profile["InstanceProfileName"], RoleName=name)
    iam.delete_role(RoleName=name)


def _delete_managed_policy(iam, arn):
    holders = iam.list_entities_for_policy(PolicyArn=arn)
    for role in holders.get("PolicyRoles", []):
        iam.detach_role_policy(RoleName=role["RoleName"], PolicyArn=arn)
    for user in holders.get("PolicyUsers", []):
        iam.detach_user_policy(UserName=user["UserName"], PolicyArn=arn)
    for group in holders.get("PolicyGroups", []):
        iam.detach_group_policy(GroupName=group["GroupName"], PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)


def _delete_route_table_association(ec2, properties):
    for table in ec2.describe_route_tables(RouteTableIds=[properties["RouteTableId"]])["RouteTables"]:
        for association in table["Associations"]:
            if association.get("SubnetId") == properties["SubnetId"]:
                ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])


def _delete_address(ec2, address):
    try:
        ec2.release_address(AllocationId=address.allocation_id)
    except ClientError:
        ec2.disassociate_address(AssociationId=address.association_id)
        ec2.release_address(AllocationId=address.allocation_id)


def _delete_nat_gateway(ec2, physical_id):
    gateways = ec2.describe_nat_gateways(NatGatewayIds=[physical_id])["NatGateways"]
    addresses = [address for gateway in gateways for address in gateway["NatGatewayAddresses"]]
    ec2.delete_nat_gateway(NatGatewayId=physical_id)
    for address in addresses:  # moto leaves the gateway's interface behind
        try:
            ec2.delete_network_interface(NetworkInterfaceId=address["NetworkInterfaceId"])
        except (ClientError, KeyError):
            pass


def _delete_gateway_attachment(ec2, properties):
    if "InternetGatewayId" in properties:
        ec2.detach_internet_gateway(InternetGatewayId=properties["InternetGatewayId"], VpcId=properties["VpcId"])


def _goes_with_its_parent(*_):
    pass


# Type: service and function of (client, physical id, properties, moto's object).
DELETIONS = {
    "AWS::ApiGateway::Deployment": (None, _goes_with_its_parent),
    "AWS::ApiGateway::Method": (None, _goes_with_its_parent),
    "AWS::ApiGateway::Resource": (None, _goes_with_its_parent),
    "AWS::ApiGateway::RestApi": ("apigateway", lambda api, pid, p, o: api.delete_rest_api(restApiId=pid)),
    "AWS::EC2::EIP": ("ec2", lambda ec2, pid, p, o: _delete_address(ec2, o)),
    "AWS::EC2::FlowLog": ("ec2", lambda ec2, pid, p, o: ec2.delete_flow_logs(FlowLogIds=[pid])),
    "AWS::EC2::InternetGateway": ("ec2", lambda ec2, pid, p, o: ec2.delete_internet_gateway(InternetGatewayId=pid)),
    "AWS::EC2::NatGateway": ("ec2", lambda ec2, pid, p, o: _delete_nat_gateway(ec2, pid)),
    "AWS::EC2::Route": ("ec2", lambda ec2, pid, p, o: ec2.delete_route(
        RouteTableId=p["RouteTableId"], DestinationCidrBlock=p.get("DestinationCidrBlock", "0.0.0.0/0"))),
    "AWS::EC2::RouteTable": ("ec2", lambda ec2, pid, p, o: ec2.delete_route_table(RouteTableId=pid)),
    "AWS::EC2::SecurityGroupIngress": (None, _goes_with_its_parent),
    "AWS::EC2::SubnetRouteTableAssociation": ("ec2", lambda ec2, pid, p, o: _delete_route_table_association(ec2, p)),
    "AWS::EC2::VPCEndpoint": ("ec2", lambda ec2, pid, p, o: ec2.delete_vpc_endpoints(VpcEndpointIds=[pid])),
    "AWS::EC2::VPCGatewayAttachment": ("ec2", lambda ec2, pid, p, o: _delete_gateway_attachment(ec2, p)),
    "AWS::IAM::ManagedPolicy": ("iam", lambda iam, pid, p, o: _delete_managed_policy(iam, pid)),
    "AWS::IAM::Role": ("iam", lambda iam, pid, p, o: _delete_role(iam, pid)),
    "AWS::Lambda::LayerVersion": (None, _goes_with_its_parent),
    "AWS::Lambda::Permission": (None, _goes_with_its_parent),
    "AWS::Lambda::Version": (None, _goes_with_its_parent),
}


def delete(type_name, region, physical_id, properties, made):
    """Deletes what DELETIONS knows; False for all else."""
    if isinstance(made, Made):
        made.delete_here()
        return True
    if type_name not in DELETIONS:
        return False
    service, function = DELETIONS[type_name]
    function(client(service, region) if service else None, physical_id, properties, made)
    return True
