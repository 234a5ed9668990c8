"""Resources of CodeBuild, CodePipeline, CodeCommit and connections to sources."""

from clients import call, input_shape
from resources.base import Made, Row, to_parameters

ROWS = {
    "AWS::CodeStarConnections::Connection": Row(
        "codestar-connections", "CreateConnection", "ConnectionName", "ConnectionArn",
        {"ConnectionArn": "ConnectionArn"}, "DeleteConnection", {"ConnectionArn": "$"}),
    "AWS::CodeCommit::Repository": Row(
        "codecommit", "CreateRepository", "repositoryName", "repositoryMetadata.repositoryId",
        {"Arn": "repositoryMetadata.Arn", "CloneUrlHttp": "repositoryMetadata.cloneUrlHttp",
         "Name": "repositoryMetadata.repositoryName"},
        "DeleteRepository", {"repositoryName": "@repositoryName"}),
}


def _build_project(request):
    """moto asks for a location also where source and artifacts are those of a pipeline, or none."""
    request.properties.setdefault("Source", {}).setdefault("Location", "none/none")
    if request.properties.get("Artifacts", {}).get("Type") == "CODEPIPELINE":
        request.properties["Artifacts"].setdefault("Location", "none")
    parameters, answer = request.create("codebuild", "CreateProject", {"name": request.name})
    return Made(request.type_name, parameters["name"], {"Arn": answer["project"]["arn"]},
                request.deletion("codebuild", "DeleteProject", name=parameters["name"]))


def _pipeline(request):
    shape = input_shape("codepipeline", request.region, "CreatePipeline").members["pipeline"]
    pipeline = {"name": request.name, "version": 1, **to_parameters(shape, request.properties)}
    call("codepipeline", request.region, "CreatePipeline", {"pipeline": pipeline})
    return Made(request.type_name, pipeline["name"], {"Version": "1"},
                request.deletion("codepipeline", "DeletePipeline", name=pipeline["name"]))


MAKERS = {
    "AWS::CodeBuild::Project": _build_project,
    "AWS::CodePipeline::Pipeline": _pipeline,
}

DELETIONS = {}
