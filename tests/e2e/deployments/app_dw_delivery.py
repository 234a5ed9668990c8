"""What app_dw's pipelines do, done with their definitions, their projects' commands and their projects' roles."""

import json
import re

import harness
from harness import check

SITES = {"lang-portal": "app-dw-lang-portal-frontend", "haiku": "app-dw-haiku-frontend"}
PAGE = "<!doctype html><title>{site}</title>"


def deliver_sites(cloud):
    """A pipeline runs once when it is made: its deploy action brings the site's files."""
    for site, pipeline in SITES.items():
        follow_artifacts(cloud, pipeline)
        build = cloud.folder / f"{site}-artifact" / "build"
        (build / "assets").mkdir(parents=True, exist_ok=True)
        (build / "index.html").write_text(PAGE.format(site=site), encoding="utf-8")
        (build / "assets" / "site.js").write_text(f"// {site}\n", encoding="utf-8")
        run_project(cloud, project_of(cloud, pipeline, "Deploy"), build.parent)
    keep_an_artifact(cloud)


def definition(cloud, pipeline):
    return cloud.client("codepipeline").get_pipeline(name=pipeline)["pipeline"]


def project_of(cloud, pipeline, stage):
    (found,) = [each for each in definition(cloud, pipeline)["stages"] if each["name"] == stage]
    return found["actions"][0]["configuration"]["ProjectName"]


def follow_artifacts(cloud, pipeline):
    """What an action reads, an earlier one has written; the projects that it names are there."""
    made, projects = set(), cloud.client("codebuild").list_projects()["projects"]
    for stage in definition(cloud, pipeline)["stages"]:
        for action in stage["actions"]:
            read = {each["name"] for each in action["inputArtifacts"]}
            check(read <= made, f"{pipeline}: {action['name']} reads {read - made}, which nothing has made")
            if action["actionTypeId"]["provider"] == "CodeBuild":
                project = action["configuration"]["ProjectName"]
                check(project in projects, f"{pipeline}: there is no project {project}")
        made |= {each["name"] for action in stage["actions"] for each in action["outputArtifacts"]}


def run_project(cloud, name, folder):
    """The commands of a project in `folder`, with its variables and the keys of its role, as CodeBuild runs them."""
    codebuild = cloud.client("codebuild")
    (project,) = codebuild.batch_get_projects(names=[name])["projects"]
    commands = json.loads(project["source"]["buildspec"])["phases"]["build"]["commands"]
    variables = {each["name"]: each["value"] for each in project["environment"]["environmentVariables"]}
    keys = cloud.keys_of_role(project["serviceRole"])
    aws = f'aws() {{ "{harness.PYTHON}" -m awscli --endpoint-url "{cloud.url}" "$@"; }}'
    environment = harness.clean_environment(
        AWS_ACCESS_KEY_ID=keys.access, AWS_SECRET_ACCESS_KEY=keys.secret, AWS_SESSION_TOKEN=keys.token, AWS_PAGER="",
        AWS_REGION=cloud.region, AWS_DEFAULT_REGION=cloud.region, AWS_CONFIG_FILE="/dev/null",
        AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true", **variables)
    harness.run(["bash", "-e", "-c", "\n".join([aws, *commands])], folder, env=environment)
    cloud.count("commands of build projects run", len(commands))


def keep_an_artifact(cloud):
    """The pipelines' role writes into the bucket of artifacts; a project's role reads it."""
    pipeline, codebuild = definition(cloud, SITES["haiku"]), cloud.client("codebuild")
    store = pipeline["artifactStore"]
    (project,) = codebuild.batch_get_projects(names=[project_of(cloud, SITES["haiku"], "Build")])["projects"]
    check(re.fullmatch(r"app-dw-artifacts-\d{12}", store["location"]), f"artifacts are in {store['location']}")
    key = "haiku-frontend/Source/1.zip"
    cloud.client("s3", keys=cloud.keys_of_role(pipeline["roleArn"])).put_object(
        Bucket=store["location"], Key=key, Body=b"source", ServerSideEncryption="aws:kms",
        SSEKMSKeyId=store["encryptionKey"]["id"])
    build = cloud.client("s3", keys=cloud.keys_of_role(project["serviceRole"]))
    read = build.get_object(Bucket=store["location"], Key=key)
    check(read["Body"].read() == b"source", "the build does not read the source")
