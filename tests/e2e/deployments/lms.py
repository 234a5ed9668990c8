"""lms: credentials that rotate, activities that become figures, a bucket that is emptied when the stack goes."""

import json
import re
import socket
import ssl

from botocore.exceptions import ClientError
from deployment import pages
from harness import check

from deployments.base import Deployment, Phase, Update
from deployments.outside import push_image

HOST = "lms.example.com"
FUNCTION = "learning-events-function-dev"
BUCKET = "artifacts-bucket-dev-{account}"
EXCLUDED = set(" %+~`#$&*()|[]{}:;<>?!'/@\"\\")  # from the database's password
ACTIVITY = {"institution": "nus", "course": "algebra", "student": "s1", "activity": "quiz", "seconds": 60}


def request_certificate(cloud):
    """What the README asks for once: a certificate for a host name."""
    cloud.notes["certificate"] = cloud.client("acm").request_certificate(DomainName=HOST)["CertificateArn"]


def parameters(cloud):
    return {"Lms": {"certificateArn": cloud.notes["certificate"], "serviceHostName": HOST, "sourceOwner": "edutech",
                    "sourceRepository": "lms"}}


def push_application(cloud):
    """`docker push <RepositoryUri>:latest`"""
    push_image(cloud, cloud.outputs["RepositoryUri"].split("/", 1)[1])


# --- Credentials -----------------------------------------------------------------------------------------------------

def versions_by_label(cloud, secret):
    stages = cloud.client("secretsmanager").describe_secret(SecretId=secret)["VersionIdsToStages"]
    return {label: version for version, labels in stages.items() for label in labels}


def secret_value(cloud, secret, label="AWSCURRENT"):
    answer = cloud.client("secretsmanager").get_secret_value(SecretId=secret, VersionStage=label)
    return json.loads(answer["SecretString"])


def rotate(cloud, secret):
    """The values of a secret before and after a rotation, which must end well."""
    before, labels = secret_value(cloud, secret), versions_by_label(cloud, secret)
    cloud.client("secretsmanager").rotate_secret(SecretId=secret)
    now = versions_by_label(cloud, secret)
    check("AWSPENDING" not in now, f"the rotation of {secret} did not end: {now}")
    check(now["AWSCURRENT"] != labels["AWSCURRENT"], f"{secret} has the version that it had")
    check(now["AWSPREVIOUS"] == labels["AWSCURRENT"], f"the version before the last is not the previous one: {now}")
    check(secret_value(cloud, secret, "AWSPREVIOUS") == before, f"{secret} has lost what was current")
    after = secret_value(cloud, secret)
    check(after.keys() == before.keys(), f"{secret} has the members {sorted(after)}, and had {sorted(before)}")
    cloud.count("rotations of secrets")
    return before, after


def rotate_api_keys(cloud, outputs):
    """Every key gets a new value under its name, also one that was added later; a malformed secret is left alone."""
    secret, secrets = outputs["ApiKeysSecretArn"], cloud.client("secretsmanager")
    added = {**secret_value(cloud, secret), "payments": "by hand"}
    secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(added))
    before, after = rotate(cloud, secret)
    check(sorted(after) == ["integration", "payments"], f"the keys are {sorted(after)}")
    check(all(re.fullmatch("[A-Za-z0-9]{48}", key) and key != before[name] for name, key in after.items()),
          "a key is not new, or malformed")

    secrets.put_secret_value(SecretId=secret, SecretString='"no object"')
    current = versions_by_label(cloud, secret)["AWSCURRENT"]
    secrets.rotate_secret(SecretId=secret)
    labels = versions_by_label(cloud, secret)
    check(labels["AWSCURRENT"] == current and "AWSPENDING" in labels, f"a malformed secret was rotated: {labels}")
    secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(after))
    secrets.rotate_secret(SecretId=secret)  # takes up the pending version again
    now = versions_by_label(cloud, secret)
    check(now["AWSCURRENT"] == labels["AWSPENDING"], "the failed rotation was not repeated")
    cloud.count("rotations of secrets that failed and were repeated")


def redis_accepts(cloud, group, token):
    """Whether the token lets one into Redis."""
    cloud.count("tokens that Redis was asked about")
    answer = cloud.client("elasticache").describe_replication_groups(ReplicationGroupId=group)["ReplicationGroups"][0]
    address = answer["NodeGroups"][0]["PrimaryEndpoint"]
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the deployed function verifies the certificate
    with socket.create_connection((address["Address"], address["Port"]), timeout=5) as plain, \
            context.wrap_socket(plain) as connection:
        connection.sendall(f"*2\r\n$4\r\nAUTH\r\n${len(token)}\r\n{token}\r\n".encode())
        return connection.recv(1024).startswith(b"+OK")


def rotate_redis_token(cloud, outputs):
    """Redis takes the token before, too, until the next rotation."""
    secret, group = outputs["RedisTokenSecretArn"], outputs["RedisGroupId"]
    first, second = (each["token"] for each in rotate(cloud, secret))
    check(redis_accepts(cloud, group, first) and redis_accepts(cloud, group, second), "Redis refuses one of two tokens")
    _, third = (each["token"] for each in rotate(cloud, secret))
    check([redis_accepts(cloud, group, token) for token in (first, second, third, "no token at all")] ==
          [False, True, True, False], "Redis does not take just the last two tokens")


def rotate_database_password(cloud, outputs):
    """The function is AWS's own, which the mock plays; secret, attachment and schedule are the template's."""
    secret = outputs["AuroraSecretArn"]
    before, after = rotate(cloud, secret)
    check(after["password"] != before["password"], "the password is the one before")
    check(not EXCLUDED & set(after["password"]), "the password has characters that were excluded")
    check((after["host"], after["username"], after["engine"]) == (outputs["AuroraEndpoint"], "lms_admin", "postgres"),
          f"the secret does not say how the database is reached: {sorted(after)}")


# --- Activities ------------------------------------------------------------------------------------------------------

def consumer_log(cloud):
    """What the consumer has written so far: JSON objects."""
    events = pages(cloud.client("logs"), "filter_log_events", "events", logGroupName=f"/aws/lambda/{FUNCTION}")
    return [json.loads(event["message"]) for event in events if event["message"].startswith("{")]


def failed_records(cloud):
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="failed-activities-queue-dev")["QueueUrl"]
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(each["Body"]) for each in found]


def put_activities(cloud, outputs):
    """A batch of activities becomes sums; a malformed record goes to the queue, and those around it are counted."""
    kinesis, earlier = cloud.client("kinesis"), len(consumer_log(cloud))
    records = [ACTIVITY, {**ACTIVITY, "student": "s2"}, "malformed", {**ACTIVITY, "activity": "video"}]
    kinesis.put_records(StreamName=outputs["ActivityStreamName"], Records=[
        {"PartitionKey": "nus", "Data": json.dumps(each).encode()} for each in records])
    log = consumer_log(cloud)[earlier:]
    sums = [tuple(each[name] for name in ("Activity", "Activities", "ActiveStudents", "TimeSpent"))
            for each in log if "Activity" in each]
    check(sums == [("quiz", 2, 2, 120), ("video", 1, 1, 60)], f"the sums are {sums}")
    check(all("s1" not in json.dumps(each) for each in log), "the log says who a student is")
    check(any(each.get("MalformedRecords") for each in log), "the malformed record is not counted")
    failed = failed_records(cloud)
    why = [(each["requestContext"]["condition"], each["KinesisBatchInfo"]["batchSize"]) for each in failed]
    check(why == [("RetryAttemptsExhausted", 1)], f"the queue of failed activities has {failed}")
    cloud.count("activities consumed", sum(activities for _, activities, *_ in sums))
    cloud.count("malformed activities set aside", sum(size for _, size in why))


# --- Permissions -----------------------------------------------------------------------------------------------------

def is_denied(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")
    return False


def check_permissions(cloud, outputs):
    """What the application may do, and what nobody who holds a role of the stack may."""
    def client(role, service):
        arn = cloud.client("iam").get_role(RoleName=role)["Role"]["Arn"]
        return cloud.client(service, keys=cloud.keys_of_role(arn))

    client("task-role-dev", "kinesis").put_record(
        StreamName=outputs["ActivityStreamName"], PartitionKey="nus", Data=json.dumps(ACTIVITY).encode())
    client("task-role-dev", "secretsmanager").get_secret_value(SecretId=outputs["AuroraSecretArn"])
    client("execution-role-dev", "secretsmanager").get_secret_value(SecretId=outputs["ApiKeysSecretArn"])
    denied = {
        "the application deletes the stream": is_denied(
            client("task-role-dev", "kinesis").delete_stream, StreamName=outputs["ActivityStreamName"]),
        "the application reads the API keys by itself": is_denied(
            client("task-role-dev", "secretsmanager").get_secret_value, SecretId=outputs["ApiKeysSecretArn"]),
        "the rotation of the API keys reads the database's password": is_denied(
            client("rotate-api-keys-role-dev", "secretsmanager").get_secret_value, SecretId=outputs["AuroraSecretArn"]),
        "the consumer writes into the stream": is_denied(
            client("learning-events-role-dev", "kinesis").put_record, StreamName=outputs["ActivityStreamName"],
            PartitionKey="x", Data=b"x"),
        "the build reads secrets": is_denied(
            client("build-role-dev", "secretsmanager").get_secret_value, SecretId=outputs["ApiKeysSecretArn"])}
    check(all(denied.values()), f"allowed, but should not be: {[what for what, is_so in denied.items() if not is_so]}")
    cloud.count("requests of roles that were denied", len(denied))


def exercise(cloud, outputs):
    rotate_api_keys(cloud, outputs)
    rotate_redis_token(cloud, outputs)
    rotate_database_password(cloud, outputs)
    put_activities(cloud, outputs)
    check_permissions(cloud, outputs)


# --- Change and end --------------------------------------------------------------------------------------------------

def check_branch(cloud, outputs):
    pipeline = cloud.client("codepipeline").get_pipeline(name=outputs["PipelineName"])["pipeline"]
    branch = pipeline["stages"][0]["actions"][0]["configuration"]["BranchName"]
    check(branch == "release", f"the pipeline deploys the branch {branch}")


def fill_bucket(cloud):
    """Objects with versions, a delete marker, an upload that nobody completes: all that keeps a bucket from going."""
    s3, bucket = cloud.client("s3"), BUCKET.format(account=cloud.account)
    for body in (b"first", b"second"):
        for key in ("Source/build.zip", "Image/out.zip"):
            s3.put_object(Bucket=bucket, Key=key, Body=body)
    s3.delete_object(Bucket=bucket, Key="Image/out.zip")
    s3.create_multipart_upload(Bucket=bucket, Key="Source/large.zip")
    found = s3.list_object_versions(Bucket=bucket)
    there = [len(found["Versions"]), len(found["DeleteMarkers"]),
             len(s3.list_multipart_uploads(Bucket=bucket)["Uploads"])]
    check(there == [4, 1, 1], f"the bucket is not filled as it should be, but with {there}")
    check(not can_be_deleted(s3, bucket), "a full bucket can be deleted")
    cloud.count("versions, markers and uploads in the bucket when the stack was destroyed", sum(there))


def can_be_deleted(s3, bucket):
    try:
        s3.delete_bucket(Bucket=bucket)
    except ClientError as error:
        check(error.response["Error"]["Code"] == "BucketNotEmpty", f"the bucket: {error}")
        return False
    return True


DEPLOYMENT = Deployment(
    app="lms",
    region="eu-west-1",
    arguments=("--format", "yaml"),
    yaml=True,
    capabilities=("CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"),
    prepare=request_certificate,
    parameters=parameters,
    phases=(Phase(("LmsRegistry",), then=push_application), Phase(("Lms",))),
    exercise=exercise,
    update=Update(what="another branch is deployed", parameters={"Lms": {"sourceBranch": "release"}},
                  changed={"Lms": {"PipelineC660917D": "updated"}}, exercise=check_branch),
    before_destruction=fill_bucket,
    not_told={"rds:ModifyDBCluster": "asked for by the function of AWS's hosted rotation, as the mock plays it"},
    skipped={
        "test_running_tasks_stand_in_two_zones": "no containers run on the mock, so that none stands anywhere",
        "test_the_application_answers": "no container listens on the mock, and its load balancer forwards nothing"},
)
