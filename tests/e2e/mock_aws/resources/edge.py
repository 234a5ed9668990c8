"""Resources of CloudFront and of the web application firewall."""

from clients import call, client, input_shape
from resources.base import Made, Row, to_parameters

ROWS = {
    "AWS::CloudFront::OriginAccessControl": Row(
        "cloudfront", "CreateOriginAccessControl", None, "OriginAccessControl.Id", {"Id": "OriginAccessControl.Id"},
        "DeleteOriginAccessControl", {"Id": "$"}),
}

# What the API asks of an origin and CloudFormation does not.
_SPELLINGS = {"IPV6Enabled": "IsIPV6Enabled"}
_ORIGIN_DEFAULTS = {"CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443},
                    "S3OriginConfig": {"OriginAccessIdentity": ""}}


def _spelled(value, spellings):
    return {spellings.get(key, key): each for key, each in value.items()}


def _distribution(request):
    cloudfront = client("cloudfront", request.region)
    shape = input_shape("cloudfront", request.region, "CreateDistribution").members["DistributionConfig"]
    config = {"CallerReference": request.name, "Comment": "",
              **to_parameters(shape, _spelled(request.properties["DistributionConfig"], _SPELLINGS))}
    for origin in config["Origins"]["Items"]:
        for key, defaults in _ORIGIN_DEFAULTS.items():
            if key in origin:
                origin[key] = {**defaults, **origin[key]}
    made = cloudfront.create_distribution(DistributionConfig=config)["Distribution"]

    def delete():
        tag = cloudfront.get_distribution(Id=made["Id"])["ETag"]
        cloudfront.delete_distribution(Id=made["Id"], IfMatch=tag)

    return Made(request.type_name, made["Id"], {"DomainName": made["DomainName"], "Id": made["Id"]}, delete)


def _edge_function(request):
    """AutoPublish is a second call."""
    parameters, answer = request.create("cloudfront", "CreateFunction", {"Name": request.name})
    if request.properties.get("AutoPublish") in (True, "true"):
        call("cloudfront", request.region, "PublishFunction", {"Name": parameters["Name"], "IfMatch": answer["ETag"]})
    arn = answer["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
    attributes = {"FunctionARN": arn, "FunctionMetadata.FunctionARN": arn, "Stage": "LIVE"}
    return Made(request.type_name, arn, attributes, request.deletion(
        "cloudfront", "DeleteFunction", Name=parameters["Name"], IfMatch=answer["ETag"]))


def _web_acl(request):
    firewall = client("wafv2", request.region)
    parameters, answer = request.create("wafv2", "CreateWebACL", {"Name": request.name})
    made = answer["Summary"]
    key = {"Name": made["Name"], "Id": made["Id"], "Scope": parameters["Scope"]}

    def delete():
        firewall.delete_web_acl(**key, LockToken=firewall.get_web_acl(**key)["LockToken"])

    return Made(request.type_name, "|".join(key.values()), {"Arn": made["ARN"], "Id": made["Id"]}, delete)


def _web_acl_association(request):
    acl, resource = request.properties["WebACLArn"], request.properties["ResourceArn"]
    client("wafv2", request.region).associate_web_acl(WebACLArn=acl, ResourceArn=resource)
    return Made(request.type_name, f"{acl}|{resource}", {},
                request.deletion("wafv2", "DisassociateWebACL", ResourceArn=resource))


def _firewall_log(request):
    shape = input_shape("wafv2", request.region, "PutLoggingConfiguration").members["LoggingConfiguration"]
    call("wafv2", request.region, "PutLoggingConfiguration",
         {"LoggingConfiguration": to_parameters(shape, request.properties)})
    acl = request.properties["ResourceArn"]
    return Made(request.type_name, acl, {}, request.deletion("wafv2", "DeleteLoggingConfiguration", ResourceArn=acl))


MAKERS = {
    "AWS::CloudFront::Distribution": _distribution,
    "AWS::CloudFront::Function": _edge_function,
    "AWS::WAFv2::LoggingConfiguration": _firewall_log,
    "AWS::WAFv2::WebACL": _web_acl,
    "AWS::WAFv2::WebACLAssociation": _web_acl_association,
}

DELETIONS = {}
