"""app_dw: 21 stacks with weak references (app_dw_strong.py: with exports), deployed in the steps of its README."""

import functools
import json
import shutil
import urllib.request

import harness
from harness import check

from deployments import app_dw_delivery, app_dw_use
from deployments.base import SECONDS_OF_A_REQUEST, Deployment, Phase, Retained, Update
from deployments.outside import push_image

APP = "app_dw"
REGION = "us-east-1"
STRONG = ("--context", "@aws-cdk/core:defaultCrossStackReferences=strong")
IMAGES = ("lang-portal-api", "haiku-api", "vocab-generator-frontend", "vocab-generator-backend", "writing-practice")


# --- What the operator does between the steps -------------------------------------------------------------------------

def approve_connection(cloud):
    """The click in the console: the mock has a page for it."""
    arn = cloud.resources("app-dw-platform")["Connection"]
    signed_for = "AWS4-HMAC-SHA256 Credential=testing/20200101/us-east-1/codestar-connections/aws4_request"
    urllib.request.urlopen(urllib.request.Request(
        f"{cloud.url}/console/approve", json.dumps({"ConnectionArn": arn}).encode(),
        {"Authorization": signed_for, "Content-Type": "application/json"}), timeout=SECONDS_OF_A_REQUEST).close()


def after_the_first_stacks(cloud):
    approve_connection(cloud)
    for repository in IMAGES:
        push_image(cloud, repository)


def look_at_name_servers(cloud):
    """What the operator gives to the registrar."""
    servers = cloud.outputs["NameServers"].split()
    check(len(servers) >= 2 and all("." in each for each in servers), f"the name servers are {servers}")


def empty_buckets_and_zone(cloud):
    """As the README says, after it was seen that nothing goes before: what was written into buckets, of which one has
    logs of the others and would have more, and the record of the certificate's validation."""
    s3, route53 = cloud.client("s3"), cloud.client("route53")
    buckets = app_dw_use.buckets(cloud)
    empty = [name for name in buckets if not s3.list_objects_v2(Bucket=name)["KeyCount"]]
    check(not empty, f"nothing was written into {empty}")
    for name in buckets:
        app_dw_use.refused(cloud, functools.partial(s3.delete_bucket, Bucket=name), "BucketNotEmpty")
        s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={})
    for name in buckets:
        for each in s3.list_objects_v2(Bucket=name)["Contents"]:
            s3.delete_object(Bucket=name, Key=each["Key"])
    zone = cloud.resources("app-dw-domain")["ZoneA5DE4B68"]
    app_dw_use.refused(cloud, lambda: route53.delete_hosted_zone(Id=zone), "HostedZoneNotEmpty")
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    (validation,) = [each for each in records if each["Type"] == "CNAME"]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
        {"Action": "DELETE", "ResourceRecordSet": validation}]})


# --- The update: models read another text -----------------------------------------------------------------------------

OTHER_MODEL = "amazon.nova-pro-v1:0"
STACKS_WITH_THE_MODEL = ("LangPortalBackend", "HaikuBackend", "VocabBackend", "WritingFrontend")
TASK, ROLE_POLICY, SERVICE = "Task79114B6B", "TaskRoleDefaultPolicy07FC53DE", "ServiceD69D759B"


def take_another_model(assembly):
    """The description with another text model, synthesized anew."""
    strong = STRONG if any("Fn::ImportValue" in path.read_text() for path in assembly.glob("*.template.json")) else ()
    description = harness.read_json(harness.app_folder(APP) / "projects.json")
    description["models"]["text"] = OTHER_MODEL
    changed = assembly.parent / "projects.json"
    changed.write_text(json.dumps(description, indent=2), encoding="utf-8")
    shutil.rmtree(assembly)
    harness.synthesize(APP, assembly, "--context", f"projects={changed}", *strong)


DEPLOYMENT = Deployment(
    app=APP,
    region=REGION,
    phases=(
        Phase(("Domain",), then=look_at_name_servers),
        Phase(("Certificate", "Storage", "Platform"), then=after_the_first_stacks),
        Phase(then=app_dw_delivery.deliver_sites),
    ),
    exercise=app_dw_use.exercise,
    update=Update(
        what="another text model in the description",
        edit=take_another_model,
        changed=dict.fromkeys(STACKS_WITH_THE_MODEL, {TASK: "replaced", ROLE_POLICY: "updated", SERVICE: "updated"}),
        exercise=functools.partial(app_dw_use.exercise_other_model, model=OTHER_MODEL, stacks=STACKS_WITH_THE_MODEL),
    ),
    before_destruction=empty_buckets_and_zone,
    retained=(
        Retained(f"database snapshot * in {REGION}", "DeletionPolicy Snapshot of the two clusters of Databases", 2),
    ),
)
