"""Amazon Translate, which moto lacks: terminologies, texts and batches.

What is "translated" is the text with the terms of the terminology in the other language, behind the language's code:
`[fr] Bonjour`. A batch reads and writes its buckets with the role that it is given.
"""

import base64
import csv
import io
import json
import types
import uuid


from clients import client

from .base import add_operations, client_of_role, refusal, response_class

Refusal = refusal("translate")

SERVICE = "translate.amazonaws.com"


def _place(uri):
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


class Translate:
    def __init__(self, account, region):
        self._account, self._region = account, region
        self._terminologies, self._jobs = {}, {}

    def _arn(self, name):
        return f"arn:aws:translate:{self._region}:{self._account}:terminology/{name}/LATEST"

    def _terminology(self, name):
        if name not in self._terminologies:
            raise Refusal("ResourceNotFoundException", f"Terminology {self._arn(name)} not found")
        return self._terminologies[name]

    def _described(self, name):
        languages, rows = self._terminology(name)
        return {"TerminologyProperties": {
            "Name": name, "Arn": self._arn(name), "SourceLanguageCode": languages[0],
            "TargetLanguageCodes": languages[1:], "TermCount": len(rows)}}

    def import_terminology(self, asked):
        text = base64.b64decode(asked["TerminologyData"]["File"]).decode()
        languages, *rows = csv.reader(io.StringIO(text))
        if any(len(row) != len(languages) for row in rows):
            raise Refusal("InvalidParameterValueException", "a row has not as many terms as there are languages")
        self._terminologies[asked["Name"]] = (languages, rows)
        return self._described(asked["Name"])

    def get_terminology(self, asked):
        return self._described(asked["Name"])

    def list_terminologies(self, _asked):
        return {"TerminologyPropertiesList": [self._described(name)["TerminologyProperties"]
                                              for name in sorted(self._terminologies)]}

    def delete_terminology(self, asked):
        self._terminology(asked["Name"])
        del self._terminologies[asked["Name"]]
        return {}

    def _translated(self, text, source, target, names):
        for name in names:
            languages, rows = self._terminology(name)
            if {source, target} <= set(languages):
                for row in rows:
                    text = text.replace(row[languages.index(source)], row[languages.index(target)])
        return f"[{target}] {text}"

    def translate_text(self, asked):
        source, target = asked["SourceLanguageCode"], asked["TargetLanguageCode"]
        return {"SourceLanguageCode": source, "TargetLanguageCode": target,
                "TranslatedText": self._translated(asked["Text"], source, target, asked.get("TerminologyNames", []))}

    # --- Batches: a job is done when it is first looked at ---

    def _check_role(self, arn):
        """Translate takes only a role that it may assume."""
        try:
            role = client("iam", self._region).get_role(RoleName=arn.rsplit("/", 1)[1])["Role"]
        except client("iam", self._region).exceptions.NoSuchEntityException:
            role = {"AssumeRolePolicyDocument": {"Statement": []}}
        if SERVICE not in json.dumps(role["AssumeRolePolicyDocument"]):
            raise Refusal("InvalidParameterValueException", f"Translate cannot assume {arn}")

    def start_text_translation_job(self, asked):
        for name in asked.get("TerminologyNames", []):
            self._terminology(name)
        self._check_role(asked["DataAccessRoleArn"])
        job = next((each for each in self._jobs.values() if each["asked"]["ClientToken"] == asked["ClientToken"]), None)
        if job is None:
            job = {"id": uuid.uuid4().hex, "asked": asked, "status": "SUBMITTED", "documents": 0}
            self._jobs[job["id"]] = job
        return {"JobId": job["id"], "JobStatus": job["status"]}

    def _job(self, asked):
        if asked["JobId"] not in self._jobs:
            raise Refusal("ResourceNotFoundException", f"Job {asked['JobId']} not found")
        return self._jobs[asked["JobId"]]

    def _do(self, job):
        asked = job["asked"]
        s3 = client_of_role("s3", self._region, asked["DataAccessRoleArn"])
        bucket, prefix = _place(asked["InputDataConfig"]["S3Uri"])
        to_bucket, to = _place(asked["OutputDataConfig"]["S3Uri"])
        for each in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", []):
            text = s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read().decode()
            name = each["Key"].removeprefix(prefix)
            for target in asked["TargetLanguageCodes"]:
                translated = self._translated(text, asked["SourceLanguageCode"], target,
                                              asked.get("TerminologyNames", []))
                key = f"{to}{self._account}-TranslateText-{job['id']}/{target}.{name}"
                s3.put_object(Bucket=to_bucket, Key=key, Body=translated.encode())
            job["documents"] += 1
        job["status"] = "COMPLETED"

    def describe_text_translation_job(self, asked):
        job = self._job(asked)
        if job["status"] == "SUBMITTED":
            try:
                self._do(job)
            except Exception as error:  # whatever keeps it from its work
                job.update(status="FAILED", message=str(error))
        given = job["asked"]
        properties = {name: given[name] for name in ("JobName", "SourceLanguageCode", "TargetLanguageCodes",
                                                     "TerminologyNames", "InputDataConfig", "OutputDataConfig",
                                                     "DataAccessRoleArn") if name in given}
        return {"TextTranslationJobProperties": {
            **properties, "JobId": job["id"], "JobStatus": job["status"], "Message": job.get("message"),
            "JobDetails": {"TranslatedDocumentsCount": job["documents"], "InputDocumentsCount": job["documents"],
                           "DocumentsWithErrorsCount": 0}}}

    def stop_text_translation_job(self, asked):
        job = self._job(asked)
        if job["status"] == "SUBMITTED":
            job["status"] = "STOPPED"
            return {"JobId": job["id"], "JobStatus": "STOP_REQUESTED"}
        return {"JobId": job["id"], "JobStatus": job["status"]}


def install(add_service):
    responses = response_class("translate")
    add_operations(responses, Translate)
    add_service("translate", types.SimpleNamespace(flask_paths={"/": responses.dispatch}))
