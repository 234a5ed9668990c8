"""How app_dw is used while it is deployed: by visitors, by its tasks with their roles, by who operates it."""

import json
import urllib.request

import harness
from botocore.exceptions import ClientError
from entrance import Entrance, claims_of
from harness import check

from deployments.base import SECONDS_OF_A_REQUEST
from deployments.outside import sign_in

EMAIL, PASSWORD = "learner@example.com", "A-long-passw0rd!"
DENIED = ("AccessDenied", "AccessDeniedException")
PORTS = {"lang-portal-api": 8000, "haiku-api": 8000, "vocab-generator-frontend": 8501, "writing-practice": 7860}
# Services: the stack that they are in.
STACKS = {"lang-portal-api": "app-dw-lang-portal-backend", "haiku-api": "app-dw-haiku-backend",
          "vocab-generator-frontend": "app-dw-vocab-frontend", "vocab-generator-backend": "app-dw-vocab-backend",
          "writing-practice": "app-dw-writing-frontend"}


def exercise(cloud, outputs):
    register_tasks(cloud)
    tokens = sign_up(cloud, outputs)
    visit(cloud, tokens)
    call_by_private_names(cloud)
    read_secrets_as_tasks(cloud)
    write_media_as_task(cloud)
    ask_models_as_tasks(cloud)
    watch(cloud)


def refused(cloud, action, *codes):
    """The action ends with one of these errors of AWS."""
    try:
        action()
    except ClientError as error:
        check(error.response["Error"]["Code"] in codes, f"refused, but with {error}")
        cloud.count("actions refused as they should be")
        return
    raise harness.Failure(f"not refused with {' or '.join(codes)}")


def buckets(cloud):
    return [f"{name}-{cloud.account}" for name in ("app-dw-access-logs", "app-dw-artifacts", "lang-portal-frontend",
                                                   "haiku-frontend", "haiku-media")]


# --- Visitors ---------------------------------------------------------------------------------------------------------

def register_tasks(cloud):
    """What ECS does with tasks that run, and moto does not: they become targets, and instances of their names."""
    elb, names = cloud.client("elbv2"), cloud.client("servicediscovery")
    for number, (service, stack) in enumerate(STACKS.items(), start=4):
        made, address = cloud.resources(stack), f"10.0.{3 + number % 3}.{number}"
        if service in PORTS:
            elb.register_targets(TargetGroupArn=made["Targets7ED976EF"],
                                 Targets=[{"Id": address, "Port": PORTS[service]}])
        names.register_instance(ServiceId=made["ServiceCloudmapService046058A4"], InstanceId=service,
                                Attributes={"AWS_INSTANCE_IPV4": address})


def sign_up(cloud, outputs):
    """A learner's tokens."""
    pools, client_id, pool = cloud.client("cognito-idp"), outputs["BrowsersClientId"], outputs["UserPoolId"]
    learner = {"ClientId": client_id, "Username": EMAIL, "UserAttributes": [{"Name": "email", "Value": EMAIL}]}
    refused(cloud, lambda: pools.sign_up(**learner, Password="short1!"), "InvalidPasswordException")
    pools.sign_up(**learner, Password=PASSWORD)
    pools.admin_confirm_sign_up(UserPoolId=pool, Username=EMAIL)
    tokens = sign_in(cloud, client_id, EMAIL)
    claims = claims_of(tokens["AccessToken"])
    seconds = claims["exp"] - claims["iat"]
    check(seconds == 3600, f"the access token is good for {seconds} seconds")
    identities = cloud.client("cognito-identity")
    own = identities.get_id(IdentityPoolId=outputs["IdentityPoolId"], Logins={
        f"cognito-idp.{cloud.region}.amazonaws.com/{pool}": tokens["IdToken"]})["IdentityId"]
    check(own.startswith(f"{cloud.region}:"), f"the identity is {own}")
    return tokens


def keys_of_pool(cloud, pool):
    signed_for = f"AWS4-HMAC-SHA256 Credential=testing/20200101/{cloud.region}/cognito-idp/aws4_request"
    with urllib.request.urlopen(urllib.request.Request(
            f"{cloud.url}/{pool}/.well-known/jwks.json", headers={"Authorization": signed_for}),
            timeout=SECONDS_OF_A_REQUEST) as answer:
        return json.load(answer)


def visit(cloud, tokens):
    """Every way in: names, distributions, functions, rules, tokens, files."""
    entrance = Entrance(cloud.client, keys_of_pool(cloud, cloud.outputs["UserPoolId"]))
    access = {"Authorization": f"Bearer {tokens['AccessToken']}"}
    identity = {"Authorization": f"Bearer {tokens['IdToken']}"}
    forged = {"Authorization": f"Bearer {tokens['AccessToken'][:-8]}AAAAAAAA"}
    cloud.client("s3").put_object(Bucket=f"haiku-media-{cloud.account}", Key="media/moon.mp3", Body=b"sound")
    visits = (
        # URL, headers, status, what the body has or the location begins with
        ("https://lang-portal.app-dw.net/", {}, 200, "lang-portal"),
        ("https://lang-portal.app-dw.net/lessons/7", {}, 200, "<title>lang-portal"),
        ("https://lang-portal.app-dw.net/assets/site.js", {}, 200, "// lang-portal"),
        ("https://lang-portal.app-dw.net/missing.png", {}, 403, ""),
        ("https://haiku.app-dw.net/", {}, 200, "haiku"),
        ("https://haiku.app-dw.net/media/moon.mp3", {}, 200, "sound"),
        ("http://haiku.app-dw.net/", {}, 301, "https://haiku.app-dw.net"),
        *((f"https://{site}.app-dw.net/api/words", headers, status, "")
          for site in ("lang-portal", "haiku")
          for headers, status in (({}, 401), (identity, 401), (forged, 401), (access, 200))),
        *((f"https://{project}.app-dw.net/", {}, 302, "https://auth.app-dw.net/oauth2/authorize?")
          for project in ("vocab", "writing")),
        ("http://vocab.app-dw.net/", {}, 301, "https://vocab.app-dw.net"),
        ("https://app-dw.net/", {}, 404, ""),
    )
    for url, headers, status, expected in visits:
        answer = entrance.answer(url, headers=headers)
        said = answer.location or answer.body.decode()
        check(answer.status == status and expected in said, f"{url} with {list(headers)} answers {answer}")
        cloud.count("visits answered as they should be")
    api = entrance.answer("https://haiku.app-dw.net/api/", "POST", access)
    targets = cloud.resources("app-dw-haiku-backend")["Targets7ED976EF"]
    check(api.target_group == targets, f"haiku's API is answered by {api}")


def call_by_private_names(cloud):
    """Services find each other in the private zone."""
    names = cloud.client("servicediscovery")
    for service in STACKS:
        (found,) = names.discover_instances(NamespaceName="app-dw.internal", ServiceName=service)["Instances"]
        check(found["Attributes"]["AWS_INSTANCE_IPV4"].startswith("10.0."), f"{service} is at {found}")


# --- Tasks, with their roles ------------------------------------------------------------------------------------------

def task(cloud, service):
    """The task definition that the service runs."""
    (found,) = cloud.client("ecs").describe_services(cluster="app-dw", services=[service])["services"]
    check(found["runningCount"] == 1, f"{service} runs {found['runningCount']} tasks")
    return cloud.client("ecs").describe_task_definition(taskDefinition=found["taskDefinition"])["taskDefinition"]


def as_role(cloud, service, role, api):
    return cloud.client(api, keys=cloud.keys_of_role(task(cloud, service)[role]))


def secrets_of(definition):
    return {each["name"]: each["valueFrom"] for container in definition["containerDefinitions"]
            for each in container.get("secrets", [])}


def read_secrets_as_tasks(cloud):
    """What ECS reads to start a task, with the task's execution role; and nothing else."""
    arns = {}
    for service in STACKS:
        reader = as_role(cloud, service, "executionRoleArn", "secretsmanager")
        for name, arn in secrets_of(task(cloud, service)).items():
            value = reader.get_secret_value(SecretId=arn)["SecretString"]
            good = value.startswith("postgresql://") if name == "DATABASE_URL" else len(value) == 64
            check(good, f"{service}: {name} is {value}")
            arns.setdefault(name, set()).add(arn)
            cloud.count("secrets read by roles of tasks")
    check(len(arns["DATABASE_URL"]) == 2 and len(arns["LANG_PORTAL_API_KEY"]) == 1, f"secrets are {arns}")
    stranger = as_role(cloud, "writing-practice", "executionRoleArn", "secretsmanager")
    for arn in arns["DATABASE_URL"] | arns["JWT_SECRET"]:
        refused(cloud, lambda: stranger.get_secret_value(SecretId=arn), *DENIED)
    (key,) = arns["LANG_PORTAL_API_KEY"]
    as_role(cloud, "lang-portal-api", "taskRoleArn", "secretsmanager").get_secret_value(SecretId=key)
    other = as_role(cloud, "haiku-api", "taskRoleArn", "secretsmanager")
    refused(cloud, lambda: other.get_secret_value(SecretId=key), *DENIED)
    hosts = {each["Endpoint"] for each in cloud.client("rds").describe_db_proxies()["DBProxies"]}
    for arn in arns["DATABASE_URL"]:
        url = cloud.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        check(url.partition("@")[2].partition(":")[0] in hosts, f"{url} leads to no proxy")


def write_media_as_task(cloud):
    """haiku-api alone writes media, and no site."""
    media, site = f"haiku-media-{cloud.account}", f"haiku-frontend-{cloud.account}"
    own = as_role(cloud, "haiku-api", "taskRoleArn", "s3")
    own.put_object(Bucket=media, Key="media/frog.png", Body=b"picture")
    refused(cloud, lambda: own.put_object(Bucket=site, Key="index.html", Body=b""), *DENIED)
    other = as_role(cloud, "lang-portal-api", "taskRoleArn", "s3")
    refused(cloud, lambda: other.put_object(Bucket=media, Key="media/other.png", Body=b""), *DENIED)


def ask_models_as_tasks(cloud):
    """The models of the description, and no others."""
    check_models(cloud, "amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0",
                 ("lang-portal-api", "haiku-api", "vocab-generator-backend", "writing-practice"))
    (guardrail,) = cloud.client("bedrock").list_guardrails()["guardrails"]
    (version,) = [each["version"] for each in cloud.client("bedrock").list_guardrails(
        guardrailIdentifier=guardrail["id"])["guardrails"] if each["version"] != "DRAFT"]
    for service in ("lang-portal-api", "haiku-api"):
        given = variables(cloud, service)
        check((given["GUARDRAIL_ID"], given["GUARDRAIL_VERSION"]) == (guardrail["id"], version), f"{service}: {given}")


def variables(cloud, service):
    return {each["name"]: each["value"] for container in task(cloud, service)["containerDefinitions"]
            for each in container["environment"]}


def check_models(cloud, model, other, services):
    for service in services:
        check(variables(cloud, service)["TEXT_MODEL_ID"] == model, f"{service} is told {variables(cloud, service)}")
        models = as_role(cloud, service, "taskRoleArn", "bedrock-runtime")
        models.invoke_model(modelId=model, body=b"{}")
        refused(cloud, lambda: models.invoke_model(modelId=other, body=b"{}"), *DENIED)
        cloud.count("models asked by roles of tasks")


def exercise_other_model(cloud, outputs, model, stacks):
    """The services ask the other model now, and may no longer ask the first."""
    services = [service for service, stack in STACKS.items()
                if stack.title().replace("-", "").removeprefix("AppDw") in stacks]
    check(len(services) == len(stacks), f"{stacks} have the services {services}")
    check_models(cloud, model, "amazon.nova-lite-v1:0", services)


# --- Who operates it --------------------------------------------------------------------------------------------------

def watch(cloud):
    """Tasks that failed are written into a log, where they are counted; tasks that somebody has stopped are not."""
    cluster = cloud.client("ecs").describe_clusters(clusters=["app-dw"])["clusters"][0]["clusterArn"]
    stopped = {"clusterArn": cluster, "group": "service:haiku-api", "lastStatus": "STOPPED"}
    cloud.client("events").put_events(Entries=[  # which only ECS does at AWS
        {"Source": "aws.ecs", "DetailType": "ECS Task State Change", "Detail": json.dumps({**stopped, **more})}
        for more in ({"stopCode": "EssentialContainerExited"}, {"stopCode": "TaskFailedToStart"},
                     {"stopCode": "UserInitiated"},
                     {"stopCode": "EssentialContainerExited", "clusterArn": cluster + "-other"})])
    log = cloud.resources("app-dw-monitoring")["FailedTasksLog146A530F"]
    logs = cloud.client("logs")
    found = [json.loads(event["message"])["detail"]
             for stream in logs.describe_log_streams(logGroupName=log)["logStreams"]
             for event in logs.get_log_events(logGroupName=log, logStreamName=stream["logStreamName"])["events"]]
    check(sorted(each["stopCode"] for each in found) == ["EssentialContainerExited", "TaskFailedToStart"],
          f"tasks that failed are {found}")
    as_role(cloud, "haiku-api", "taskRoleArn", "xray").put_trace_segments(TraceSegmentDocuments=["{}"])
    cloud.count("events that rules have passed on", len(found))
