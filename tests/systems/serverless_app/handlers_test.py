"""The functions' handlers, as they stand in the template: what they take, what they answer, what they need."""

import ast
import contextlib
import decimal
import io
import json
import os
import sys
import types
import unittest
from unittest import mock

import support

REQUEST_ID = "65a1b2c3-0000-4000-8000-000000000000"
CONTEXT = types.SimpleNamespace(aws_request_id=REQUEST_ID)
SOURCES = {"ProcessingLambda": "processing.py", "ValidationLambda": "validation.py",
           "NotificationLambda": "notification.py"}


def code(logical_id):
    return support.template()["Resources"][logical_id]["Properties"]["Code"]["ZipFile"]


def load(logical_id, boto3=None):
    """The handler as Lambda loads it: index.py, its function `handler`."""
    module = types.ModuleType("index")
    with mock.patch.dict(sys.modules, {"boto3": boto3 or mock.Mock()}):
        exec(compile(code(logical_id), "index.py", "exec"), module.__dict__)  # our own code, out of our own template
    return module.handler


class HandlerTest(unittest.TestCase):
    def call(self, event):
        """The answer, and what is written to the log."""
        log = io.StringIO()
        with contextlib.redirect_stdout(log):
            answer = self.handler(event, CONTEXT)
        return answer, log.getvalue()


class Code(unittest.TestCase):
    def test_it_is_the_file_beside_the_app(self):
        for logical_id, name in SOURCES.items():
            text = (support.APP_FOLDER / "handlers" / name).read_text(encoding="utf-8")
            for path in (support.json_path(), support.yaml_path(), support.json_path("corrections=on")):
                with self.subTest(f"{name} in {path.name}"):
                    resource = support.template_equal.load(path)["Resources"][logical_id]
                    self.assertEqual(resource["Properties"]["Code"], {"ZipFile": text})

    def test_it_needs_nothing_that_the_runtime_lacks(self):
        for logical_id in SOURCES:
            tree = ast.parse(code(logical_id), feature_version=(3, 11))
            imported = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import)
                        for alias in node.names}
            imported |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            with self.subTest(logical_id):
                self.assertLessEqual(imported, {"boto3"} | set(sys.stdlib_module_names))

    def test_it_has_the_handler_and_the_variables_that_the_function_names(self):
        resources = support.template()["Resources"]
        for logical_id in SOURCES:
            properties = resources[logical_id]["Properties"]
            module, function = properties["Handler"].split(".")
            self.assertEqual(module, "index")
            tree = ast.parse(code(logical_id))
            functions = {node.name: [argument.arg for argument in node.args.args] for node in tree.body
                         if isinstance(node, ast.FunctionDef)}
            self.assertEqual(functions[function], ["event", "context"])
            texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
            known = set(properties["Environment"]["Variables"])
            self.assertEqual({text for text in texts if str(text).isupper() and "_" in str(text)} - known, set())


class Processing(HandlerTest):
    def setUp(self):
        self.boto3 = mock.Mock()
        self.table = self.boto3.resource.return_value.Table.return_value
        with mock.patch.dict(os.environ, {"TABLE_NAME": "the-table"}):
            self.handler = load("ProcessingLambda", self.boto3)

    def item(self):
        (call,) = self.table.put_item.call_args_list
        return call.kwargs["Item"]

    def test_it_uses_the_table_that_the_environment_names(self):
        self.boto3.resource.assert_called_once_with("dynamodb")
        self.boto3.resource.return_value.Table.assert_called_once_with("the-table")

    def test_the_request_is_stored(self):
        data = {"userId": "u1", "action": "create"}
        self.call({"body": json.dumps(data)})
        self.assertEqual(self.item(), {"pk": "USER#u1", "sk": f"REQUEST#{REQUEST_ID}", "data": data,
                                       "timestamp": 0x65A1B2C3})

    def test_the_answer_says_so(self):
        answer, _ = self.call({"body": '{"userId": "u1"}'})
        self.assertEqual(answer["statusCode"], 200)
        self.assertEqual(answer["headers"], {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"})
        self.assertEqual(json.loads(answer["body"]),
                         {"message": "Data processed successfully", "requestId": REQUEST_ID})

    def test_a_user_who_does_not_say_who(self):
        for event in ({}, {"body": None}, {"body": "{}"}, {"body": '{"action": "create"}'}):
            with self.subTest(event):
                self.table.put_item.reset_mock()
                self.assertEqual(self.call(event)[0]["statusCode"], 200)
                self.assertEqual(self.item()["pk"], "USER#unknown")

    def test_fractions_are_numbers_that_the_table_takes(self):
        self.call({"body": '{"price": 1.10}'})
        self.assertEqual(self.item()["data"], {"price": decimal.Decimal("1.10")})

    def test_a_body_that_is_no_json(self):
        answer, log = self.call({"body": "not JSON"})
        self.table.put_item.assert_not_called()
        self.expect_failure(answer, log, "Expecting value")

    def test_a_table_that_does_not_answer(self):
        self.table.put_item.side_effect = RuntimeError("throttled")
        self.expect_failure(*self.call({"body": "{}"}), "throttled")

    def expect_failure(self, answer, log, reason):
        self.assertEqual(answer["statusCode"], 500)
        self.assertEqual(answer["headers"], {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"})
        body = json.loads(answer["body"])
        self.assertEqual((set(body), body["error"]), ({"error", "message"}, "Internal server error"))
        self.assertIn(reason, body["message"])
        self.assertIn(reason, log)


class Validation(HandlerTest):
    DATA = {"userId": "u1", "action": "create", "timestamp": "2024-01-01T00:00:00Z"}

    def setUp(self):
        self.handler = load("ValidationLambda")

    def test_data_with_all_that_is_required(self):
        data = {**self.DATA, "more": [1, 2]}
        self.assertEqual(self.call(data)[0], {"statusCode": 200, "isValid": True, "data": data})

    def test_each_field_is_required(self):
        for field in self.DATA:
            data = {name: value for name, value in self.DATA.items() if name != field}
            with self.subTest(field):
                self.assertEqual(self.call(data)[0], {"statusCode": 400, "isValid": False,
                                                      "error": f"Missing required field: {field}"})

    def test_the_first_that_is_missing_is_named(self):
        self.assertEqual(self.call({})[0]["error"], "Missing required field: userId")

    def test_an_empty_value_is_a_value(self):
        self.assertIs(self.call(dict.fromkeys(self.DATA))[0]["isValid"], True)

    def test_what_is_no_data_at_all(self):
        self.assertEqual(self.call(None)[0],
                         {"statusCode": 500, "isValid": False, "error": "Internal validation error"})


class Notification(HandlerTest):
    def setUp(self):
        self.handler = load("NotificationLambda")

    def test_what_is_said_to_whom(self):
        answer, log = self.call({"notificationType": "sms", "recipient": "u1", "message": "done"})
        self.assertEqual(answer, {"statusCode": 200, "notificationSent": True,
                                  "details": {"type": "sms", "recipient": "u1", "timestamp": REQUEST_ID}})
        self.assertEqual(log, "Sending sms to u1: done\n")

    def test_an_email_unless_told_otherwise(self):
        answer, _ = self.call({})
        self.assertEqual(answer["details"], {"type": "email", "recipient": None, "timestamp": REQUEST_ID})

    def test_what_is_no_event_at_all(self):
        answer, _ = self.call(None)
        self.assertEqual((answer["statusCode"], answer["notificationSent"]), (500, False))
        self.assertTrue(answer["error"])


class WorkflowOfHandlers(unittest.TestCase):
    """The handlers in the order of the state machine: what each takes is what the one before has left."""

    DATA = {"userId": "u1", "action": "create", "timestamp": "2024-01-01T00:00:00Z"}

    def processed_user(self, *context):
        boto3 = mock.Mock()
        step = json.loads(support.template(*context)["Resources"]["ApplicationStateMachine"]["Properties"]
                          ["DefinitionString"]["Fn::Sub"])["States"]["ProcessData"]
        state = {**self.DATA, "validation": load("ValidationLambda")(self.DATA, CONTEXT)}
        # What Step Functions makes of "body.$": "States.JsonToString($.validation.data)".
        event = {"body": json.dumps(state["validation"]["data"])} if "Parameters" in step else state
        self.assertEqual(load("ProcessingLambda", boto3)(event, CONTEXT)["statusCode"], 200)
        return boto3.resource.return_value.Table.return_value.put_item.call_args.kwargs["Item"]["pk"]

    def test_the_descriptions_workflow_forgets_the_user(self):
        self.assertEqual(self.processed_user(), "USER#unknown")

    def test_the_corrected_workflow_does_not(self):
        self.assertEqual(self.processed_user("corrections=on"), "USER#u1")


if __name__ == "__main__":
    unittest.main()
