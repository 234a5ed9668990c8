"""The consumer of the stream of activities."""

import base64
import json
import unittest

import function_support

ARRIVED = 1_770_000_000.25
ACTIVITY = {"institution": "nus", "course": "cs101", "student": "s1", "activity": "video", "seconds": 30}


def encode(data):
    return base64.b64encode(data).decode()


def record(number, data, arrived=ARRIVED):
    """A record of the stream. `data` is its bytes, or what they are the JSON of."""
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return {"eventID": f"shardId-000000000000:{number}", "eventSource": "aws:kinesis", "kinesis": {
        "sequenceNumber": str(number), "partitionKey": "p", "data": encode(data),
        "approximateArrivalTimestamp": arrived}}


class LearningEvents(function_support.FunctionTest):
    def setUp(self):
        super().setUp()
        self.set_environment(METRIC_NAMESPACE="Lms/test")
        self.function = function_support.load("learning_events")

    def consume(self, *data):
        """The answer to a batch, and the lines that it writes."""
        return self.consume_records([record(number, each) for number, each in enumerate(data, 1)])

    def consume_records(self, records):
        self.log.seek(0)
        self.log.truncate()
        answer = self.function.handler({"Records": records}, self.context)
        return answer, [json.loads(line) for line in self.log.getvalue().splitlines()]

    def patterns(self, *data):
        """What the lines say about a batch without malformed records."""
        answer, lines = self.consume(*data)
        self.assertEqual(answer, {"batchItemFailures": []})
        return [{name: value for name, value in line.items() if name != "_aws"} for line in lines]

    def test_a_line_is_one_that_cloudwatch_makes_metrics_of(self):
        _, (line,) = self.consume(ACTIVITY)
        self.assertEqual(line["_aws"], {"Timestamp": 1_770_000_000_250, "CloudWatchMetrics": [{
            "Namespace": "Lms/test", "Dimensions": [["Institution", "Activity"]], "Metrics": [
                {"Name": "Activities", "Unit": "Count"},
                {"Name": "ActiveStudents", "Unit": "Count"},
                {"Name": "TimeSpent", "Unit": "Seconds"}]}]})

    def test_every_name_in_a_directive_has_a_value(self):
        _, lines = self.consume(ACTIVITY, b"no JSON")
        self.assertEqual(len(lines), 2)
        for line in lines:
            (directive,) = line["_aws"]["CloudWatchMetrics"]
            for name in directive["Dimensions"][0]:
                self.assertIsInstance(line[name], str)
            for metric in directive["Metrics"]:
                self.assertIsInstance(line[metric["Name"]], (int, float))

    def test_activities_of_a_kind_are_added_up(self):
        self.assertEqual(self.patterns(ACTIVITY, {**ACTIVITY, "seconds": 12.5}, {**ACTIVITY, "student": "s2"}), [
            {"Institution": "nus", "Course": "cs101", "Activity": "video", "Activities": 3, "ActiveStudents": 2,
             "TimeSpent": 72.5}])

    def test_institutions_courses_and_activities_are_told_apart(self):
        for field, other, name in (("institution", "ntu", "Institution"), ("course", "cs102", "Course"),
                                   ("activity", "quiz", "Activity")):
            with self.subTest(field):
                lines = self.patterns(ACTIVITY, {**ACTIVITY, field: other}, ACTIVITY)
                self.assertEqual([(line[name], line["Activities"]) for line in lines],
                                 [(ACTIVITY[field], 2), (other, 1)])

    def test_an_activity_may_take_no_time(self):
        activity = {name: value for name, value in ACTIVITY.items() if name != "seconds"}
        self.assertEqual(self.patterns(activity)[0]["TimeSpent"], 0)

    def test_what_else_an_activity_says_is_left_alone(self):
        self.assertEqual(self.patterns({**ACTIVITY, "page": 7, "arrived": "late"}), self.patterns(ACTIVITY))

    def test_the_latest_arrival_dates_the_sum(self):
        _, (line,) = self.consume_records([record(number, ACTIVITY, ARRIVED + late) for number, late in
                                           ((1, 0), (2, 60), (3, 30))])
        self.assertEqual(line["_aws"]["Timestamp"], 1_770_000_060_250)

    def test_an_empty_batch(self):
        self.assertEqual(self.consume(), ({"batchItemFailures": []}, []))

    def test_malformed_records(self):
        labels = ("institution", "course", "student", "activity")
        cases = [b"", b"no JSON", b"\xff\xfe\xfd", b"[]", b"null", b'"text"', 100_000 * b"[", b'{"institution": "nus"']
        cases += [{name: value for name, value in ACTIVITY.items() if name != field} for field in labels]
        cases += [{**ACTIVITY, field: value} for field in labels
                  for value in ("", "  ", 7, None, ["nus"], 257 * "n", "Universität", "a\nb")]
        cases += [{**ACTIVITY, "seconds": value} for value in (-1, 86_401, "30", None, True, [])]
        cases += [json.dumps({**ACTIVITY, "seconds": float(value)}).encode() for value in ("nan", "inf")]
        for data in cases:
            with self.subTest(data if len(data) < 1000 else "nested"):
                answer, lines = self.consume(data)
                self.assertEqual(answer, {"batchItemFailures": [{"itemIdentifier": "1"}]})
                self.assertEqual([line.get("MalformedRecords") for line in lines], [1])

    def test_the_longest_values(self):
        self.assertEqual(len(self.patterns({**ACTIVITY, "course": 256 * "c", "seconds": 86_400})), 1)

    def test_data_that_is_no_base64(self):
        malformed = record(1, ACTIVITY)
        malformed["kinesis"]["data"] = "?" + malformed["kinesis"]["data"]
        answer, _ = self.consume_records([malformed])
        self.assertEqual(answer, {"batchItemFailures": [{"itemIdentifier": "1"}]})

    def test_the_first_malformed_record_is_reported_and_what_comes_after_is_not_counted(self):
        """Lambda delivers the reported record and everything after it again."""
        answer, lines = self.consume(ACTIVITY, ACTIVITY, b"no JSON", ACTIVITY, b"no JSON either")
        self.assertEqual(answer, {"batchItemFailures": [{"itemIdentifier": "3"}]})
        self.assertEqual([line.get("Activities") for line in lines], [2, None])

    def test_a_malformed_record_is_to_be_found_in_the_stream(self):
        _, (line,) = self.consume({**ACTIVITY, "student": "", "seconds": -1})
        self.assertEqual(line["EventId"], "shardId-000000000000:1")
        self.assertEqual(line["Reason"], "missing or malformed: student, seconds")
        self.assertEqual(line["_aws"], {"Timestamp": 1_770_000_000_250, "CloudWatchMetrics": [{
            "Namespace": "Lms/test", "Dimensions": [[]], "Metrics": [{"Name": "MalformedRecords", "Unit": "Count"}]}]})

    def test_nothing_is_written_that_tells_who_a_student_is(self):
        private = {**ACTIVITY, "student": "tan-ah-kow", "name": "Tan Ah Kow"}
        self.consume(private, {**private, "seconds": -1}, json.dumps(private).encode()[:-1])
        for text in ("tan-ah-kow", "Tan Ah Kow"):
            self.assertNotIn(text, self.log.getvalue())


if __name__ == "__main__":
    unittest.main()
