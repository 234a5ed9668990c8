"""Resources of AWS Backup, of Route 53's health checks and of Systems Manager's runbooks."""

import json
import uuid

from clients import call, client, input_shape
from resources.base import Made, Row, to_parameters

ROWS = {
    "AWS::Backup::BackupVault": Row(
        "backup", "CreateBackupVault", "BackupVaultName", "BackupVaultName",
        {"BackupVaultName": "BackupVaultName", "BackupVaultArn": "BackupVaultArn"}, "DeleteBackupVault",
        {"BackupVaultName": "$"}),
}

# How the API calls what rules of plans call so.
RULE = {"TargetBackupVault": "TargetBackupVaultName"}


def _backup_plan(request):
    given = dict(request.properties["BackupPlan"])
    given["Rules"] = [{RULE.get(name, name): value for name, value in rule.items()}
                      for rule in given.pop("BackupPlanRule")]
    shape = input_shape("backup", request.region, "CreateBackupPlan")
    parameters = to_parameters(shape, {**request.properties, "BackupPlan": given})
    answer = call("backup", request.region, "CreateBackupPlan", parameters)
    own_id = answer["BackupPlanId"]
    return Made(request.type_name, own_id,
                {"BackupPlanId": own_id, "BackupPlanArn": answer["BackupPlanArn"], "VersionId": answer["VersionId"]},
                request.deletion("backup", "DeleteBackupPlan", BackupPlanId=own_id))


def _backup_selection(request):
    _, answer = request.create("backup", "CreateBackupSelection")
    own_id, plan = answer["SelectionId"], answer["BackupPlanId"]
    return Made(request.type_name, f"{own_id}_{plan}",
                {"Id": f"{own_id}_{plan}", "SelectionId": own_id, "BackupPlanId": plan},
                request.deletion("backup", "DeleteBackupSelection", BackupPlanId=plan, SelectionId=own_id))


def _health_check(request):
    _, answer = request.create("route53", "CreateHealthCheck", {"CallerReference": str(uuid.uuid4())})
    own_id = answer["HealthCheck"]["Id"]
    client("route53", request.region).change_tags_for_resource(
        ResourceType="healthcheck", ResourceId=own_id, AddTags=request.properties.get("HealthCheckTags", []))
    return Made(request.type_name, own_id, {"HealthCheckId": own_id},
                request.deletion("route53", "DeleteHealthCheck", HealthCheckId=own_id))


def _document(request):
    content = request.properties["Content"]
    name = request.properties.get("Name", request.name)
    parameters = request.parameters("ssm", "CreateDocument", {"Name": name})
    parameters["Content"] = content if isinstance(content, str) else json.dumps(content)
    call("ssm", request.region, "CreateDocument", parameters)
    return Made(request.type_name, name, {}, request.deletion("ssm", "DeleteDocument", Name=name))


MAKERS = {
    "AWS::Backup::BackupPlan": _backup_plan,
    "AWS::Backup::BackupSelection": _backup_selection,
    "AWS::Route53::HealthCheck": _health_check,
    "AWS::SSM::Document": _document,
}

DELETIONS = {}
