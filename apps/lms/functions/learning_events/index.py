"""Turns what students do into metrics of how they learn: the consumer of the stream of activities.

A record is a JSON object with the texts institution, course, student and activity, and optionally the seconds spent.
What is written are sums in CloudWatch's embedded metric format. Who has done what stays in the stream.
"""
import base64
import json
import os

NAMESPACE = os.environ["METRIC_NAMESPACE"]

# Metrics and their units.
PATTERN = {"Activities": "Count", "ActiveStudents": "Count", "TimeSpent": "Seconds"}
MALFORMED = {"MalformedRecords": "Count"}

# Deeply nested JSON ends in a RecursionError, everything else that is wrong with a record in a ValueError.
RECORD_ERRORS = (ValueError, RecursionError)

LONGEST_LABEL = 256
LONGEST_SECONDS = 24 * 60 * 60


def is_label(value):
    """Whether CloudWatch takes it as the value of a dimension."""
    return (isinstance(value, str) and value.isascii() and value.isprintable()
            and 0 < len(value.strip()) and len(value) <= LONGEST_LABEL)


def is_seconds(value):
    """Whether it is the length of one activity."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= LONGEST_SECONDS


FIELDS = {
    "institution": is_label,
    "course": is_label,
    "student": is_label,
    "activity": is_label,
    "seconds": is_seconds,
}


def activity_of(record):
    """The activity in a record of the stream. The error says which fields are wrong, but not what they hold."""
    data = json.loads(base64.b64decode(record["kinesis"]["data"], validate=True))
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    activity = {"seconds": 0, **data}
    wrong = [field for field, is_right in FIELDS.items() if not is_right(activity.get(field))]
    if wrong:
        raise ValueError(f"missing or malformed: {', '.join(wrong)}")
    return {**activity, "arrived": record["kinesis"]["approximateArrivalTimestamp"]}


def read(records):
    """The activities before the first malformed record, and that record with its error, or None."""
    activities = []
    for record in records:
        try:
            activities.append(activity_of(record))
        except RECORD_ERRORS as error:
            return activities, (record, error)
    return activities, None


def emit(arrived, metrics, dimensions, values):
    """Writes a line that CloudWatch Logs makes metrics of. `arrived` is in seconds since 1970."""
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [dimensions],
        "Metrics": [{"Name": name, "Unit": unit} for name, unit in metrics.items()],
    }
    print(json.dumps({"_aws": {"Timestamp": int(arrived * 1000), "CloudWatchMetrics": [directive]}, **values}))


def emit_patterns(activities):
    """Writes one line for each kind of activity in each course. The course is no dimension: there are too many."""
    groups = {}
    for each in activities:
        groups.setdefault((each["institution"], each["course"], each["activity"]), []).append(each)
    for (institution, course, activity), members in groups.items():
        values = {
            "Institution": institution,
            "Course": course,
            "Activity": activity,
            "Activities": len(members),
            "ActiveStudents": len({each["student"] for each in members}),
            "TimeSpent": sum(each["seconds"] for each in members),
        }
        emit(max(each["arrived"] for each in members), PATTERN, ["Institution", "Activity"], values)


def emit_malformed(record, error):
    """Writes where in the stream a malformed record stands, and why it is one."""
    place = {"EventId": record["eventID"], "Reason": str(error)}
    emit(record["kinesis"]["approximateArrivalTimestamp"], MALFORMED, [], {"MalformedRecords": 1, **place})


def handler(event, context):
    """Takes a batch of records. Answers with the first malformed one.

    Lambda delivers that one and all after it once more. So nothing after it is counted, for it would count twice.
    """
    activities, failure = read(event["Records"])
    emit_patterns(activities)
    if failure is None:
        return {"batchItemFailures": []}
    emit_malformed(*failure)
    return {"batchItemFailures": [{"itemIdentifier": failure[0]["kinesis"]["sequenceNumber"]}]}
