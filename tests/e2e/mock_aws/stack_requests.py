"""Requests to CloudFormation: what moto lacks of them, or reads otherwise than AWS."""

import functools
import re

import moto.cloudformation.models as models
import moto.cloudformation.responses as responses
import moto.cloudformation.utils as utils
from moto.cloudformation.exceptions import CloudFormationError, ValidationError

from change_sets import ChangeSetNotFound

Response = responses.CloudFormationResponse


class InsufficientCapabilities(CloudFormationError):
    code = "InsufficientCapabilitiesException"


LARGEST_TEMPLATE = 51200  # bytes, of one that is sent along
IAM_TYPES = {f"AWS::IAM::{name}" for name in (
    "AccessKey", "Group", "InstanceProfile", "ManagedPolicy", "Policy", "Role", "User", "UserToGroupAddition")}
NAMES_OF_IAM = {"AWS::IAM::Role": "RoleName", "AWS::IAM::User": "UserName", "AWS::IAM::Group": "GroupName",
                "AWS::IAM::ManagedPolicy": "ManagedPolicyName", "AWS::IAM::InstanceProfile": "InstanceProfileName"}


def check_capabilities(response, template):
    capabilities = set(response._get_param("Capabilities", []) or [])
    declared = ((models.Stack.parse_template(template) or {}).get("Resources") or {}).values()
    is_named = any(NAMES_OF_IAM.get(each.get("Type"), "") in (each.get("Properties") or {}) for each in declared)
    has_iam = any(each.get("Type") in IAM_TYPES for each in declared)
    if is_named and "CAPABILITY_NAMED_IAM" not in capabilities:
        raise InsufficientCapabilities("Requires capabilities : [CAPABILITY_NAMED_IAM]")
    if has_iam and not capabilities & {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"}:
        raise InsufficientCapabilities("Requires capabilities : [CAPABILITY_IAM]")


def checking_template(action):
    """Checks size and capabilities, and takes UPDATE for the type of a change set that says none, as AWS does."""
    @functools.wraps(action)
    def checked(self):
        url, template = self._get_param("TemplateURL"), self._get_param("TemplateBody")
        if template and len(template.encode()) > LARGEST_TEMPLATE:
            raise ValidationError(message=(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have "
                f"length less than or equal to {LARGEST_TEMPLATE}"))
        template = self._get_stack_from_s3_url(url) if url else template
        if template:
            check_capabilities(self, template)
        get_param = self._get_param
        self._get_param = lambda name, default=None: get_param(name, "UPDATE" if name == "ChangeSetType" else default)
        try:
            return action(self)
        finally:
            del self._get_param
    return checked


def of_the_right_stack(action):
    """Names of change sets are the stack's own; moto takes them for the region's."""
    @functools.wraps(action)
    def resolved(self):
        name, stack = self._get_param("ChangeSetName"), self._get_param("StackName")
        if not name or name.startswith("arn:") or not stack:
            return action(self)
        keys = [key for key, each in self.cloudformation_backend.change_sets.items()
                if each.change_set_name == name and stack in (each.stack_name, each.stack_id)]
        if not keys and action.__name__ == "delete_change_set":
            return responses.EmptyResult()
        if not keys:
            raise ChangeSetNotFound(f"ChangeSet [{name}] does not exist")
        get_param = self._get_param
        self._get_param = lambda key, default=None: keys[-1] if key == "ChangeSetName" else get_param(key, default)
        try:
            return action(self)
        finally:
            del self._get_param
    return resolved


_moto_template_of_url = utils.get_stack_from_s3_url


def template_of_url(template_url, account_id, partition):
    """On a loopback address the bucket is the first part of the path."""
    match = re.match(r"https?://127\.0\.0\.1(?::\d+)?/(.*)", template_url)
    url = f"https://s3.us-east-1.amazonaws.com/{match.group(1)}" if match else template_url
    try:
        return _moto_template_of_url(url, account_id, partition)
    except AttributeError:
        raise ValidationError(message=f"S3 error: The specified key does not exist ({template_url})") from None


def update_termination_protection(self):
    """moto does not have it."""
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
    return responses.ActionResult({"StackId": stack.stack_id})


def install():
    for name in ("create_stack", "update_stack", "create_change_set"):
        setattr(Response, name, checking_template(getattr(Response, name)))
    for name in ("describe_change_set", "delete_change_set", "execute_change_set"):
        setattr(Response, name, of_the_right_stack(getattr(Response, name)))
    Response.update_termination_protection = update_termination_protection
    # A change set that changes nothing is FAILED, and no error.
    Response._validate_different_update = lambda self, *arguments: None
    for module in (utils, models, responses):
        module.get_stack_from_s3_url = template_of_url
