"""Roles of IAM: moto's own model attaches no managed policies, and forgets tags."""

import json

from clients import client
from resources.base import Made

ROWS = {}


def _text(document):
    return document if isinstance(document, str) else json.dumps(document)


def _policies(given):
    return {policy["PolicyName"]: _text(policy["PolicyDocument"]) for policy in given.get("Policies", [])}


def _apply(iam, name, given, before):
    """Policies, tags and boundary, from what was applied before to what is given."""
    for policy, document in _policies(given).items():
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=document)
    for policy in _policies(before).keys() - _policies(given).keys():
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    arns, earlier = given.get("ManagedPolicyArns", []), before.get("ManagedPolicyArns", [])
    for arn in [each for each in arns if each not in earlier]:
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    for arn in [each for each in earlier if each not in arns]:
        iam.detach_role_policy(RoleName=name, PolicyArn=arn)
    if given.get("Tags"):
        iam.tag_role(RoleName=name, Tags=given["Tags"])
    gone = {tag["Key"] for tag in before.get("Tags", [])} - {tag["Key"] for tag in given.get("Tags", [])}
    if gone:
        iam.untag_role(RoleName=name, TagKeys=sorted(gone))
    if "PermissionsBoundary" in given:
        iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=given["PermissionsBoundary"])
    elif "PermissionsBoundary" in before:
        iam.delete_role_permissions_boundary(RoleName=name)


def delete_role(iam, name):
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for profile in iam.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"]:
        iam.remove_role_from_instance_profile(InstanceProfileName=profile["InstanceProfileName"], RoleName=name)
    iam.delete_role(RoleName=name)


def _role(request):
    iam, given = client("iam", request.region), request.properties
    name = given.get("RoleName", request.name[:64])
    optional = {key: given[key] for key in ("Path", "Description") if key in given}
    if "MaxSessionDuration" in given:
        optional["MaxSessionDuration"] = int(given["MaxSessionDuration"])
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_text(given["AssumeRolePolicyDocument"]),
                           **optional)["Role"]
    try:
        _apply(iam, name, given, {})
    except Exception:
        delete_role(iam, name)
        raise
    return Made(request.type_name, name, {"Arn": made["Arn"], "RoleId": made["RoleId"]}, lambda: delete_role(iam, name))


def _update(request, made, before):
    iam, given = client("iam", request.region), request.properties
    name = made.physical_resource_id
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=_text(given["AssumeRolePolicyDocument"]))
    iam.update_role(RoleName=name, Description=given.get("Description", ""),
                    MaxSessionDuration=int(given.get("MaxSessionDuration", 3600)))
    _apply(iam, name, given, before)
    return made


MAKERS = {"AWS::IAM::Role": _role}
UPDATES = {"AWS::IAM::Role": _update}
DELETIONS = {}
