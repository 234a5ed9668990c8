"""Amazon Transcribe: updates of vocabularies, and transcripts, which moto lacks.

Audio is taken for the words that are said: a recording of "good morning" is that text, in whatever format. A file of
another kind makes the job fail.
"""

import json

from moto.moto_api import state_manager
from moto.transcribe.models import TranscribeBackend, transcribe_backends
from moto.transcribe.responses import TranscribeResponse

from clients import client

from .base import add_operations, refusal

Refusal = refusal("transcribe")

CONFIDENCE = "0.9"


class Transcribe:
    def __init__(self, account, region):
        self._backend = transcribe_backends[account][region]

    def update_vocabulary(self, asked):
        name = asked["VocabularyName"]
        if name not in self._backend.vocabularies:
            raise Refusal("NotFoundException", "The requested vocabulary couldn't be found.")
        vocabulary = self._backend.vocabularies[name]
        vocabulary.phrases, vocabulary.language_code = asked["Phrases"], asked["LanguageCode"]
        return {"VocabularyName": name, "LanguageCode": vocabulary.language_code, "VocabularyState": vocabulary.status}


def results_of(said):
    """A transcript in the form that Transcribe writes."""
    items = [{"type": "pronunciation", "alternatives": [{"content": word, "confidence": CONFIDENCE}]}
             for word in said.split()]
    return {"transcripts": [{"transcript": said}], "items": items}


def _bucket_of_the_service(s3, region):
    """Transcribe's own, for jobs that name none."""
    bucket = f"aws-transcribe-{region}-prod"
    if bucket not in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
        elsewhere = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **elsewhere)
    return bucket


def write_transcript(job):
    """Reads the recording, and writes the transcript where the job says, or where a URL that is signed leads."""
    s3 = client("s3", job._region_name)
    bucket, _, key = job.media["MediaFileUri"].removeprefix("s3://").partition("/")
    said = s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    transcript = {"jobName": job.transcription_job_name, "status": "COMPLETED", "results": results_of(said)}
    place = {"Bucket": job._output_bucket_name, "Key": job.output_key}
    if not job._output_bucket_name:
        place = {"Bucket": _bucket_of_the_service(s3, job._region_name), "Key": f"{job.transcription_job_name}.json"}
        job.transcript = {"TranscriptFileUri": s3.generate_presigned_url("get_object", place)}
    s3.put_object(**place, Body=json.dumps(transcript).encode())


def make_jobs_transcribe():
    """In moto a job that is completed has written nothing."""
    moto_get = TranscribeBackend.get_transcription_job

    def get_transcription_job(self, transcription_job_name):
        answer = moto_get(self, transcription_job_name)
        job = self.transcriptions[transcription_job_name]
        if job.status == "COMPLETED" and not hasattr(job, "outcome"):
            try:
                write_transcript(job)
                job.outcome = {"Transcript": job.transcript}
            except Exception as error:  # whatever keeps it from its work
                job.outcome = {"TranscriptionJobStatus": "FAILED", "FailureReason": str(error)}
        return {"TranscriptionJob": {**answer["TranscriptionJob"], **getattr(job, "outcome", {})}}

    TranscribeBackend.get_transcription_job = get_transcription_job


def install(_add_service):
    # Vocabularies are ready at once: whoever waits for them does so for ten seconds between two looks.
    state_manager.set_transition("transcribe::vocabulary", {"progression": "immediate"})
    add_operations(TranscribeResponse, Transcribe)
    make_jobs_transcribe()
