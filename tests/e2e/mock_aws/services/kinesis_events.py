"""Functions that read a stream of Kinesis: moto hands them each record alone, and never asks how they fared.

A batch is delivered as soon as it is put. The function's role reads it, as it must on AWS, and sends what is given up
to the destination for failures. Records that were there before the function was attached are not delivered.
"""

import base64
import json
import logging
import time
import uuid

from botocore.exceptions import ClientError
from moto.awslambda.models import LambdaBackend
from moto.awslambda.utils import get_backend
from moto.kinesis.models import KinesisBackend

from clients import client

from .base import client_of_role

log = logging.getLogger("mock_aws")

# AWS repeats a batch until its records are too old where the mapping sets no limit.
RETRIES_WITHOUT_LIMIT = 10

_moto_put_record = KinesisBackend.put_record
_moto_put_records = KinesisBackend.put_records


class Consumer:
    """A mapping from a stream to a function."""

    def __init__(self, mapping, stream, account):
        self.mapping = mapping
        self.stream = stream
        self.region = stream.arn.split(":")[3]
        self.role = get_backend(account, mapping.function_arn.split(":")[3]).get_function(mapping.function_arn).role
        retries = mapping.max_retry_attempts
        self.retries = RETRIES_WITHOUT_LIMIT if retries in (None, -1) else int(retries)

    def read(self, shard, first, count):
        """Records as the role gets them, in the form of an event."""
        kinesis = client_of_role("kinesis", self.region, self.role)
        place = kinesis.get_shard_iterator(StreamARN=self.stream.arn, ShardId=shard, StartingSequenceNumber=first,
                                           ShardIteratorType="AT_SEQUENCE_NUMBER")["ShardIterator"]
        found = kinesis.get_records(StreamARN=self.stream.arn, ShardIterator=place, Limit=count)["Records"]
        return [self._record(shard, each) for each in found]

    def _record(self, shard, record):
        number = record["SequenceNumber"]
        return {"kinesis": {"kinesisSchemaVersion": "1.0", "partitionKey": record["PartitionKey"],
                            "sequenceNumber": number, "data": base64.b64encode(record["Data"]).decode(),
                            "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"].timestamp()},
                "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventID": f"{shard}:{number}",
                "eventName": "aws:kinesis:record", "invokeIdentityArn": self.role, "awsRegion": self.region,
                "eventSourceARN": self.stream.arn}

    def first_failure(self, records):
        """The place of the first record that the function did not take; None if it took all."""
        answer = client("lambda", self.region).invoke(FunctionName=self.mapping.function_arn,
                                                      Payload=json.dumps({"Records": records}))
        if "FunctionError" in answer:
            return 0
        if "ReportBatchItemFailures" not in (self.mapping.function_response_types or []):
            return None
        failures = (json.loads(answer["Payload"].read() or b"null") or {}).get("batchItemFailures") or []
        numbers = [each["kinesis"]["sequenceNumber"] for each in records]
        places = {number: place for place, number in enumerate(numbers)}
        return min((places.get(each["itemIdentifier"], 0) for each in failures), default=None)

    def consume(self, records):
        """Goes on after what was taken, halves what was not, repeats, and in the end gives up."""
        attempts = 0
        while records:
            failed = self.first_failure(records)
            if failed is None:
                return
            if failed > 0:
                records, attempts = records[failed:], 0
            elif self.mapping.bisect_on_error and len(records) > 1:
                self.consume(records[:len(records) // 2])
                self.consume(records[len(records) // 2:])
                return
            elif attempts < self.retries:
                attempts += 1
            else:
                self.give_up(records, attempts + 1)
                return

    def give_up(self, records, invocations):
        """Tells the destination for failures which records they were, not what they hold."""
        destination = ((self.mapping.destination_config or {}).get("OnFailure") or {}).get("Destination")
        log.warning("given up by %s: %d records, destination %s", self.mapping.function_arn, len(records), destination)
        if not destination:
            return
        first, last = records[0]["kinesis"], records[-1]["kinesis"]
        message = json.dumps({
            "requestContext": {"requestId": str(uuid.uuid4()), "functionArn": self.mapping.function_arn,
                               "condition": "RetryAttemptsExhausted", "approximateInvokeCount": invocations},
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": None},
            "version": "1.0", "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
            "KinesisBatchInfo": {
                "shardId": records[0]["eventID"].split(":")[0], "streamArn": self.stream.arn, "batchSize": len(records),
                "startSequenceNumber": first["sequenceNumber"], "endSequenceNumber": last["sequenceNumber"],
                "approximateArrivalOfFirstRecord": first["approximateArrivalTimestamp"],
                "approximateArrivalOfLastRecord": last["approximateArrivalTimestamp"]}})
        service, name = destination.split(":")[2], destination.split(":")[-1]
        if service == "sqs":
            queue = client("sqs", self.region).get_queue_url(QueueName=name)["QueueUrl"]
            client_of_role("sqs", self.region, self.role).send_message(QueueUrl=queue, MessageBody=message)
        else:
            client_of_role("sns", self.region, self.role).publish(TopicArn=destination, Message=message)


def _deliver(account, stream, placed):
    """Hands the records that were put, as (shard, sequence number), to the functions that read the stream."""
    shards = {}
    for shard, number in placed:
        shards.setdefault(shard, []).append(number)
    for mapping in [each for each in stream.lambda_event_source_mappings.values() if each.enabled]:
        consumer = Consumer(mapping, stream, account)
        for shard, numbers in shards.items():
            try:
                consumer.consume(consumer.read(shard, numbers[0], len(numbers)))
            except ClientError as error:
                log.warning("records of %s do not reach %s: %s", stream.arn, mapping.function_arn, error)


def put_record(self, stream_arn, stream_name, partition_key, explicit_hash_key, data):
    number, shard = _moto_put_record(self, stream_arn, stream_name, partition_key, explicit_hash_key, data)
    _deliver(self.account_id, self.describe_stream(stream_arn=stream_arn, stream_name=stream_name), [(shard, number)])
    return number, shard


def put_records(self, stream_arn, stream_name, records):
    answer = _moto_put_records(self, stream_arn, stream_name, records)
    _deliver(self.account_id, self.describe_stream(stream_arn=stream_arn, stream_name=stream_name),
             [(each["ShardId"], each["SequenceNumber"]) for each in answer["Records"]])
    return answer


def install(_add_service):
    LambdaBackend.send_kinesis_message = lambda self, **_: None
    KinesisBackend.put_record = put_record
    KinesisBackend.put_records = put_records
