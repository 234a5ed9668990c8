"""Resources of Bedrock, Comprehend and Personalize."""

from clients import client
from resources.base import Made, Row

ROWS = {
    "AWS::Bedrock::GuardrailVersion": Row(
        "bedrock", "CreateGuardrailVersion", None, "version", {"GuardrailId": "guardrailId", "Version": "version"},
        "DeleteGuardrail", {"guardrailIdentifier": "@guardrailIdentifier", "guardrailVersion": "$"}),
    "AWS::Comprehend::Flywheel": Row(
        "comprehend", "CreateFlywheel", "FlywheelName", "FlywheelArn", {"Arn": "FlywheelArn"}, "DeleteFlywheel",
        {"FlywheelArn": "$"}),
    "AWS::Personalize::Dataset": Row(
        "personalize", "CreateDataset", "name", "datasetArn", {"DatasetArn": "datasetArn"}, "DeleteDataset",
        {"datasetArn": "$"}),
    "AWS::Personalize::DatasetGroup": Row(
        "personalize", "CreateDatasetGroup", "name", "datasetGroupArn", {"DatasetGroupArn": "datasetGroupArn"},
        "DeleteDatasetGroup", {"datasetGroupArn": "$"}),
    "AWS::Personalize::Schema": Row(
        "personalize", "CreateSchema", "name", "schemaArn", {"SchemaArn": "schemaArn"}, "DeleteSchema",
        {"schemaArn": "$"}),
    "AWS::Personalize::Solution": Row(
        "personalize", "CreateSolution", "name", "solutionArn", {"SolutionArn": "solutionArn"}, "DeleteSolution",
        {"solutionArn": "$"}),
}


def _guardrail(request):
    _, answer = request.create("bedrock", "CreateGuardrail", {"name": request.name})
    own_id, arn = answer["guardrailId"], answer["guardrailArn"]
    status = client("bedrock", request.region).get_guardrail(guardrailIdentifier=own_id)["status"]
    attributes = {"GuardrailArn": arn, "GuardrailId": own_id, "Status": status, "Version": "DRAFT"}
    return Made(request.type_name, arn, attributes,
                request.deletion("bedrock", "DeleteGuardrail", guardrailIdentifier=own_id))


MAKERS = {
    "AWS::Bedrock::Guardrail": _guardrail,
}

DELETIONS = {}
