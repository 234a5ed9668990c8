"""Resources of EC2, Cloud Map and Route 53."""

from botocore.exceptions import ClientError

from clients import client, input_shape
from resources.base import Made, Row, to_parameters

ROWS = {
    # moto's own model makes associations that no route table shows.
    "AWS::EC2::SubnetRouteTableAssociation": Row(
        "ec2", "AssociateRouteTable", None, "AssociationId", {"Id": "AssociationId"}, "DisassociateRouteTable",
        {"AssociationId": "$"}),
    "AWS::ServiceDiscovery::Service": Row(
        "servicediscovery", "CreateService", "Name", "Service.Id",
        {"Id": "Service.Id", "Arn": "Service.Arn", "Name": "Service.Name"}, "DeleteService", {"Id": "$"}),
}


# --- Security groups: moto's models forget rules that lead out, descriptions, and rules of another stack --------------

# Property of a rule: the member of IpPermission, and the key in it.
_PEERS = {
    "CidrIp": ("IpRanges", "CidrIp"), "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "SourcePrefixListId": ("PrefixListIds", "PrefixListId"),
    "DestinationPrefixListId": ("PrefixListIds", "PrefixListId"),
    "SourceSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    "DestinationSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
}


def permission_of(rule):
    """The rule as the API has it."""
    permission = {"IpProtocol": str(rule["IpProtocol"])}
    permission.update({key: int(rule[key]) for key in ("FromPort", "ToPort") if key in rule})
    for name, (member, key) in _PEERS.items():
        if name in rule:
            description = {"Description": rule["Description"]} if "Description" in rule else {}
            permission[member] = [{key: rule[name], **description}]
    return permission


def _tags(request, resource_type):
    tags = request.properties.get("Tags")
    return {"TagSpecifications": [{"ResourceType": resource_type, "Tags": tags}]} if tags else {}


def _security_group(request):
    given, ec2 = request.properties, client("ec2", request.region)
    vpc = {key: given[key] for key in ("VpcId",) if key in given}
    group = ec2.create_security_group(
        GroupName=given.get("GroupName", request.name), Description=given["GroupDescription"], **vpc,
        **_tags(request, "security-group"))["GroupId"]
    if given.get("SecurityGroupEgress"):  # in the place of the rule that lets everything out
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [
            {"CidrIp": "0.0.0.0/0"}]}])
        ec2.authorize_security_group_egress(GroupId=group,
                                            IpPermissions=list(map(permission_of, given["SecurityGroupEgress"])))
    if given.get("SecurityGroupIngress"):
        ec2.authorize_security_group_ingress(GroupId=group,
                                             IpPermissions=list(map(permission_of, given["SecurityGroupIngress"])))
    return Made(request.type_name, group, {"GroupId": group, "Id": group, **vpc},
                request.deletion("ec2", "DeleteSecurityGroup", GroupId=group))


def _security_group_rule(direction):
    def make(request):
        ec2, group = client("ec2", request.region), request.properties["GroupId"]
        permission = permission_of(request.properties)
        rule = request.name
        try:
            answer = getattr(ec2, f"authorize_security_group_{direction}")(GroupId=group, IpPermissions=[permission])
            rule = answer["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        except ClientError as error:  # a rule that lets everything out stands there from the beginning
            if direction == "ingress" or "Duplicate" not in str(error):
                raise
        return Made(request.type_name, rule, {"Id": rule}, request.deletion(
            "ec2", f"RevokeSecurityGroup{direction.title()}", GroupId=group, IpPermissions=[permission]))

    return make


# --- Access control lists of networks ---------------------------------------------------------------------------------

def _network_acl(request):
    answer = client("ec2", request.region).create_network_acl(
        VpcId=request.properties["VpcId"], **_tags(request, "network-acl"))
    made = answer["NetworkAcl"]["NetworkAclId"]
    return Made(request.type_name, made, {"Id": made}, request.deletion("ec2", "DeleteNetworkAcl", NetworkAclId=made))


def _network_acl_entry(request):
    parameters, _ = request.create("ec2", "CreateNetworkAclEntry", {"Egress": False}, {"Icmp": "IcmpTypeCode"})
    key = {name: parameters[name] for name in ("NetworkAclId", "RuleNumber", "Egress")}
    return Made(request.type_name, request.name, {"Id": request.name},
                request.deletion("ec2", "DeleteNetworkAclEntry", **key))


def _association_of_acl(ec2, subnet):
    """The list that a subnet has now, and the association with it."""
    found = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    return next((acl, each["NetworkAclAssociationId"]) for acl in found for each in acl["Associations"]
                if each["SubnetId"] == subnet)


def _network_acl_association(request):
    ec2, subnet = client("ec2", request.region), request.properties["SubnetId"]
    before, association = _association_of_acl(ec2, subnet)
    made = ec2.replace_network_acl_association(
        AssociationId=association, NetworkAclId=request.properties["NetworkAclId"])["NewAssociationId"]

    def delete():
        _, current = _association_of_acl(ec2, subnet)
        ec2.replace_network_acl_association(AssociationId=current, NetworkAclId=before["NetworkAclId"])

    return Made(request.type_name, made, {"AssociationId": made}, delete)


# --- Names ------------------------------------------------------------------------------------------------------------

def _namespace(request):
    """The call answers with an operation; the namespace is found by its name. Its zone stays when moto deletes it."""
    cloud_map = client("servicediscovery", request.region)
    kind = request.type_name.split("::")[-1]
    parameters, _ = request.create("servicediscovery", f"Create{kind}", {"Name": request.name})
    found = [each for each in cloud_map.list_namespaces()["Namespaces"] if each["Name"] == parameters["Name"]][-1]
    zone = found["Properties"].get("DnsProperties", {}).get("HostedZoneId")

    def delete():
        cloud_map.delete_namespace(Id=found["Id"])
        if zone:
            client("route53", request.region).delete_hosted_zone(Id=zone)

    return Made(request.type_name, found["Id"], {"Id": found["Id"], "Arn": found["Arn"], "HostedZoneId": zone}, delete)


def _hosted_zone(request):
    given = {"CallerReference": request.name, "Name": request.properties["Name"]}
    if "HostedZoneConfig" in request.properties:
        given["HostedZoneConfig"] = request.properties["HostedZoneConfig"]
    vpcs = [{"VPCId": vpc["VPCId"], "VPCRegion": vpc["VPCRegion"]} for vpc in request.properties.get("VPCs", [])]
    route53 = client("route53", request.region)
    answer = route53.create_hosted_zone(**given, **({"VPC": vpcs[0]} if vpcs else {}))
    zone = answer["HostedZone"]["Id"].rsplit("/", 1)[1]
    for vpc in vpcs[1:]:
        route53.associate_vpc_with_hosted_zone(HostedZoneId=zone, VPC=vpc)
    servers = answer.get("DelegationSet", {}).get("NameServers", [])
    return Made(request.type_name, zone, {"Id": zone, "NameServers": servers},
                request.deletion("route53", "DeleteHostedZone", Id=zone))


def _zone_of_record(request):
    if "HostedZoneId" in request.properties:
        return request.properties["HostedZoneId"]
    found = client("route53", request.region).list_hosted_zones_by_name(DNSName=request.properties["HostedZoneName"])
    return found["HostedZones"][0]["Id"].rsplit("/", 1)[1]


def _record_set(request):
    """A record that is there already is an error, as at AWS."""
    zone, given = _zone_of_record(request), dict(request.properties)
    values = given.pop("ResourceRecords", None)
    shape = input_shape("route53", request.region, "ChangeResourceRecordSets").members["ChangeBatch"].members["Changes"]
    record = to_parameters(shape.member.members["ResourceRecordSet"], given)
    if values is not None:
        record["ResourceRecords"] = [{"Value": value} for value in values]
    if "AliasTarget" in record:
        record["AliasTarget"] = {"EvaluateTargetHealth": False, **record["AliasTarget"]}

    def batch(action):
        return {"HostedZoneId": zone, "ChangeBatch": {"Changes": [{"Action": action, "ResourceRecordSet": record}]}}

    client("route53", request.region).change_resource_record_sets(**batch("CREATE"))
    return Made(request.type_name, record["Name"].rstrip("."), {},
                request.deletion("route53", "ChangeResourceRecordSets", **batch("DELETE")))


MAKERS = {
    "AWS::EC2::NetworkAcl": _network_acl,
    "AWS::EC2::NetworkAclEntry": _network_acl_entry,
    "AWS::EC2::SecurityGroup": _security_group,
    "AWS::EC2::SecurityGroupEgress": _security_group_rule("egress"),
    "AWS::EC2::SecurityGroupIngress": _security_group_rule("ingress"),
    "AWS::EC2::SubnetNetworkAclAssociation": _network_acl_association,
    "AWS::Route53::HostedZone": _hosted_zone,
    "AWS::Route53::RecordSet": _record_set,
    "AWS::ServiceDiscovery::HttpNamespace": _namespace,
    "AWS::ServiceDiscovery::PrivateDnsNamespace": _namespace,
    "AWS::ServiceDiscovery::PublicDnsNamespace": _namespace,
}


# --- What moto makes, but cannot delete -------------------------------------------------------------------------------

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


DELETIONS = {
    "AWS::EC2::EIP": ("ec2", lambda ec2, pid, p, o: _delete_address(ec2, o)),
    "AWS::EC2::FlowLog": ("ec2", lambda ec2, pid, p, o: ec2.delete_flow_logs(FlowLogIds=[pid])),
    "AWS::EC2::InternetGateway": ("ec2", lambda ec2, pid, p, o: ec2.delete_internet_gateway(InternetGatewayId=pid)),
    "AWS::EC2::NatGateway": ("ec2", lambda ec2, pid, p, o: _delete_nat_gateway(ec2, pid)),
    "AWS::EC2::Route": ("ec2", lambda ec2, pid, p, o: ec2.delete_route(
        RouteTableId=p["RouteTableId"], DestinationCidrBlock=p.get("DestinationCidrBlock", "0.0.0.0/0"))),
    "AWS::EC2::RouteTable": ("ec2", lambda ec2, pid, p, o: ec2.delete_route_table(RouteTableId=pid)),
    "AWS::EC2::Volume": ("ec2", lambda ec2, pid, p, o: ec2.delete_volume(VolumeId=pid)),
    "AWS::EC2::VPCEndpoint": ("ec2", lambda ec2, pid, p, o: ec2.delete_vpc_endpoints(VpcEndpointIds=[pid])),
    "AWS::EC2::VPCGatewayAttachment": ("ec2", lambda ec2, pid, p, o: _delete_gateway_attachment(ec2, p)),
}
