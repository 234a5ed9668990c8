"""Translates the lessons' texts in batches, for editors only: /translations.

POST    /translations           {targets: [languages]}: {jobId, status}; everything under texts/ of the content bucket
GET     /translations/{jobId}   {jobId, status, documents, message}
DELETE  /translations/{jobId}   stops the job: {jobId, status}

Translate reads and writes the bucket under a role of its own, which the job is told. The same request within the same
hour is the same job.

It stands on shared/api.py.
"""
import datetime
import hashlib

import boto3

MOST_TARGETS = 10  # of one job
JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
# The only regional codes that Translate knows.
TRANSLATE_CODES = ("es-MX", "fr-CA", "pt-PT", "zh-TW")

LANGUAGES = os.environ["LANGUAGES"].split(",")

translate = boto3.client("translate", region_name=os.environ["TRANSLATE_REGION"])


def translate_code(language):
    """Translate's code of a language."""
    return language if language in TRANSLATE_CODES else language.split("-")[0]


def check_editor(event):
    """Refuses whoever is not in the group of the editors. Cognito's groups arrive as a list or as a text of them."""
    user_of(event)
    groups = event["requestContext"]["authorizer"]["claims"].get("cognito:groups", "")
    named = groups if isinstance(groups, list) else re.split(r"[\s,\[\]]+", groups)
    if os.environ["EDITORS_GROUP"] not in named:
        raise Refused(403, "this is for editors only")


def targets_of(body):
    """Translate's codes of the languages to translate into, without the one that the texts are in."""
    targets = body.get("targets")
    if not isinstance(targets, list) or not targets or not all(each in LANGUAGES for each in targets):
        raise Refused(400, f"targets must be a list of {', '.join(LANGUAGES)}")
    codes = sorted({translate_code(each) for each in targets} - {translate_code(os.environ["SOURCE_LANGUAGE"])})
    if not 0 < len(codes) <= MOST_TARGETS:
        raise Refused(400, f"targets must be 1 to {MOST_TARGETS} languages besides {os.environ['SOURCE_LANGUAGE']}")
    return codes


def post_translation(event):
    """Starts a job."""
    check_editor(event)
    codes = targets_of(body_of(event))
    hour = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H")
    bucket = os.environ["CONTENT_BUCKET"]
    job = translate.start_text_translation_job(
        JobName=f"lessons-{hour}".replace(":", "-"), SourceLanguageCode=translate_code(os.environ["SOURCE_LANGUAGE"]),
        TargetLanguageCodes=codes, TerminologyNames=[os.environ["TRANSLATE_TERMINOLOGY"]],
        InputDataConfig={"S3Uri": f"s3://{bucket}/texts/", "ContentType": "text/plain"},
        OutputDataConfig={"S3Uri": f"s3://{bucket}/translations/"},
        DataAccessRoleArn=os.environ["TRANSLATE_ROLE_ARN"],
        ClientToken=hashlib.sha256(json.dumps([hour, codes]).encode()).hexdigest())
    return 202, {"jobId": job["JobId"], "status": job["JobStatus"]}


def job_id_of(event):
    """The job that the path names."""
    job_id = (event.get("pathParameters") or {}).get("jobId", "")
    if not JOB_ID.fullmatch(job_id):
        raise Refused(404, "there is no such job")
    return job_id


def get_translation(event):
    """How far a job is."""
    check_editor(event)
    try:
        job = translate.describe_text_translation_job(JobId=job_id_of(event))["TextTranslationJobProperties"]
    except translate.exceptions.ResourceNotFoundException:
        raise Refused(404, "there is no such job") from None
    details = job.get("JobDetails", {})
    documents = {"translated": details.get("TranslatedDocumentsCount", 0), "all": details.get("InputDocumentsCount", 0),
                 "failed": details.get("DocumentsWithErrorsCount", 0)}
    return 200, {"jobId": job["JobId"], "status": job["JobStatus"], "documents": documents,
                 "message": job.get("Message")}


def delete_translation(event):
    """Stops a job; one that has ended stays ended."""
    check_editor(event)
    try:
        job = translate.stop_text_translation_job(JobId=job_id_of(event))
    except translate.exceptions.ResourceNotFoundException:
        raise Refused(404, "there is no such job") from None
    return 202, {"jobId": job["JobId"], "status": job["JobStatus"]}

ROUTES = {
    "POST /translations": post_translation,
    "GET /translations/{jobId}": get_translation,
    "DELETE /translations/{jobId}": delete_translation,
}
