"""What the description of conversation_mvp demands of its template. The numbers are those of the demands; where several
stand together, one look shows them all.

  template_test.py
"""
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import synthesis  # noqa: E402
from synthesis import SOURCE, as_list  # noqa: E402

STACK = "ConversationMvp"
FUTURE = ("AWS::Cognito::", "AWS::CloudFront::", "AWS::ElastiCache::", "AWS::XRay::", "AWS::CodePipeline::")
SERVERS = ("AWS::EC2::", "AWS::ECS::", "AWS::ElasticLoadBalancing", "AWS::AutoScaling::", "AWS::RDS::")
ACTIONS = {
    "logs": {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"},
    "bedrock": {"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"},
    "polly": {"polly:SynthesizeSpeech"},
    "transcribe": {"transcribe:StartTranscriptionJob", "transcribe:GetTranscriptionJob", "transcribe:DeleteTranscriptionJob"},
    "s3": {"s3:PutObject", "s3:GetObject", "s3:DeleteObject"},
    "dynamodb": {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Query",
                 "dynamodb:BatchWriteItem"},
}

WITHOUT_RESOURCES = {"polly:SynthesizeSpeech", "transcribe:StartTranscriptionJob"}


class Assembly(synthesis.Assembly):
    """What the app writes without being told what to do: the manifest, the template and the assets."""

    def __init__(self):
        super().__init__("conversation_mvp")
        self.template = json.loads((self.folder / f"{STACK}.template.json").read_text(encoding="utf-8"))
        self.assets = json.loads((self.folder / f"{STACK}.assets.json").read_text(encoding="utf-8"))
        self.manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))


class TemplateTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.assembly = Assembly()
        cls.addClassCleanup(cls.assembly.temporary.cleanup)
        cls.template = cls.assembly.template
        cls.resources = cls.template["Resources"]

    def all_of(self, kind):
        return {key: value for key, value in self.resources.items() if value["Type"] == kind}

    def only(self, kind):
        """The logical id and the properties of the only resource of its type."""
        found = self.all_of(kind)
        self.assertEqual(len(found), 1, f"{kind}: {list(found)}")
        ((logical_id, resource),) = found.items()
        return logical_id, resource["Properties"]

    def function(self):
        return self.only("AWS::Lambda::Function")

    def environment(self):
        return self.function()[1]["Environment"]["Variables"]


class Api(TemplateTest):
    def test_01_no_servers(self):
        self.assertEqual([each["Type"] for each in self.resources.values() if each["Type"].startswith(SERVERS)], [])

    def test_02_one_region(self):
        artifact = self.assembly.manifest["artifacts"][STACK]
        self.assertEqual(artifact["environment"], "aws://unknown-account/us-east-1")
        text = json.dumps(self.template)
        self.assertEqual(set(re.findall(r"\b(?:us|eu|ap|sa|ca|me|af|il)-[a-z]+-[1-9]\b", text)), {"us-east-1"})

    def test_03_to_05_one_rest_api_with_two_methods_and_one_stage(self):
        api, _ = self.only("AWS::ApiGateway::RestApi")
        chat, resource = self.only("AWS::ApiGateway::Resource")
        self.assertEqual(resource["PathPart"], "chat")
        self.assertEqual(resource["ParentId"], {"Fn::GetAtt": [api, "RootResourceId"]})
        methods = self.all_of("AWS::ApiGateway::Method")
        self.assertEqual({each["Properties"]["HttpMethod"] for each in methods.values()}, {"POST", "OPTIONS"})
        self.assertTrue(all(each["Properties"]["ResourceId"] == {"Ref": chat} for each in methods.values()))
        _, stage = self.only("AWS::ApiGateway::Stage")
        deployment, _ = self.only("AWS::ApiGateway::Deployment")
        self.assertEqual((stage["StageName"], stage["DeploymentId"]), ("prod", {"Ref": deployment}))
        self.assertLessEqual(set(methods), set(self.resources[deployment]["DependsOn"]))
        self.assertFalse(self.all_of("AWS::ApiGatewayV2::Api"))

    def method(self, http_method):
        return next(each["Properties"] for each in self.all_of("AWS::ApiGateway::Method").values()
                    if each["Properties"]["HttpMethod"] == http_method)

    def test_06_post_invokes_the_function_and_only_this_api_may(self):
        api, _ = self.only("AWS::ApiGateway::RestApi")
        function, _ = self.function()
        integration = self.method("POST")["Integration"]
        self.assertEqual((integration["Type"], integration["IntegrationHttpMethod"]), ("AWS_PROXY", "POST"))
        self.assertIn({"Fn::GetAtt": [function, "Arn"]}, integration["Uri"]["Fn::Join"][1])
        for permission in self.all_of("AWS::Lambda::Permission").values():
            properties = permission["Properties"]
            self.assertEqual(properties["Principal"], "apigateway.amazonaws.com")
            self.assertEqual(properties["FunctionName"], {"Fn::GetAtt": [function, "Arn"]})
            self.assertIn({"Ref": api}, properties["SourceArn"]["Fn::Join"][1])
        self.assertTrue(self.all_of("AWS::Lambda::Permission"))

    def test_07_preflight(self):
        options = self.method("OPTIONS")
        (response,) = options["Integration"]["IntegrationResponses"]
        headers = {key.rsplit(".", 1)[1]: value.strip("'") for key, value in response["ResponseParameters"].items()}
        self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
        self.assertEqual(set(headers["Access-Control-Allow-Methods"].split(",")), {"POST", "OPTIONS"})
        self.assertEqual(headers["Access-Control-Allow-Headers"], "Content-Type")
        self.assertEqual(options["Integration"]["Type"], "MOCK")
        self.assertIn("statusCode", options["Integration"]["RequestTemplates"]["application/json"])
        (method_response,) = options["MethodResponses"]
        self.assertEqual(set(method_response["ResponseParameters"]), set(response["ResponseParameters"]))
        self.assertEqual(method_response["StatusCode"], response["StatusCode"])

    def test_08_the_function_answers_with_the_header(self):
        source = (SOURCE / "apps/conversation_mvp/lambda/lambda_function.py").read_text(encoding="utf-8")
        self.assertIn('"Access-Control-Allow-Origin": "*"', source)

    def test_09_no_authentication(self):
        for method in self.all_of("AWS::ApiGateway::Method").values():
            self.assertEqual(method["Properties"]["AuthorizationType"], "NONE")
            self.assertFalse(method["Properties"].get("ApiKeyRequired"))
        for kind in ("Authorizer", "ApiKey", "UsagePlan"):
            self.assertFalse(self.all_of(f"AWS::ApiGateway::{kind}"))
        self.assertNotIn("Policy", self.only("AWS::ApiGateway::RestApi")[1])

    def test_10_output(self):
        api, _ = self.only("AWS::ApiGateway::RestApi")
        stage, _ = self.only("AWS::ApiGateway::Stage")
        known = {json.dumps({"Ref": api}): "API", json.dumps({"Ref": stage}): "prod",
                 json.dumps({"Ref": "AWS::URLSuffix"}): "amazonaws.com", json.dumps({"Ref": "AWS::Region"}): "us-east-1"}
        parts = self.template["Outputs"]["ChatUrl"]["Value"]["Fn::Join"][1]
        url = "".join(each if isinstance(each, str) else known[json.dumps(each)] for each in parts)
        self.assertEqual(url, "https://API.execute-api.us-east-1.amazonaws.com/prod/chat")


class Function(TemplateTest):
    def test_11_to_15_and_17_configuration(self):
        _, function = self.function()
        self.assertEqual(
            {key: function[key] for key in ("FunctionName", "Runtime", "MemorySize", "Timeout", "Handler")},
            {"FunctionName": "eng-learning-api", "Runtime": "python3.11", "MemorySize": 256, "Timeout": 60,
             "Handler": "lambda_function.lambda_handler"})

    def test_16_its_code_is_the_asset(self):
        _, function = self.function()
        ((asset_hash, asset),) = [(key, each) for key, each in self.assembly.assets["files"].items()
                                  if each["source"]["packaging"] == "zip"]
        self.assertEqual(function["Code"]["S3Key"], f"{asset_hash}.zip")
        staged = self.assembly.folder / asset["source"]["path"]
        self.assertEqual([each.name for each in staged.iterdir()], ["lambda_function.py"])
        self.assertEqual((staged / "lambda_function.py").read_bytes(),
                         (SOURCE / "apps/conversation_mvp/lambda/lambda_function.py").read_bytes())

    def test_18_to_25_and_34_what_it_is_told(self):
        table, _ = self.only("AWS::DynamoDB::Table")
        bucket, _ = self.only("AWS::S3::Bucket")
        told = dict(self.environment())
        voices = json.loads(told.pop("VOICES"))
        self.assertEqual(told, {
            "TABLE_NAME": {"Ref": table}, "AUDIO_BUCKET": {"Ref": bucket},
            "MODEL_ID": "anthropic.claude-3-haiku-20240307-v1:0", "MAX_TOKENS_CHAT": "300", "MAX_TOKENS_ANALYSIS": "1500",
            "TTL_DAYS": "90", "AUDIO_FORMAT": "mp3", "TRANSCRIBE_MEDIA_FORMAT": "webm", "TRANSCRIBE_LANGUAGE_CODE": "en-US",
            "TRANSCRIBE_TIMEOUT_SECONDS": "30", "TRANSCRIBE_STREAMING_SAMPLE_RATE": "16000", "TRANSCRIBE_JOB_PREFIX": "stt-",
            "TRANSCRIBE_STREAMING_ENCODING": "pcm",
            "TRANSCRIBE_STREAMING_ENDPOINT": "transcribestreaming.us-east-1.amazonaws.com:8443"})
        self.assertEqual({accent: (voice["female"], voice["male"], voice["engine"]) for accent, voice in voices.items()}, {
            "us": ("Joanna", "Matthew", "neural"), "uk": ("Amy", "Brian", "neural"),
            "au": ("Nicole", "Russell", "standard"), "in": ("Aditi", "Aditi", "standard")})


class Data(TemplateTest):
    def test_26_to_33_the_table(self):
        _, table = self.only("AWS::DynamoDB::Table")
        units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
        self.assertEqual(table["TableName"], "eng-learning-conversations")
        self.assertIn(table.get("BillingMode", "PROVISIONED"), ("PROVISIONED",))
        self.assertEqual(table["ProvisionedThroughput"], units)
        self.assertEqual({each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]},
                         dict.fromkeys(("PK", "SK", "GSI1PK", "GSI1SK"), "S"))
        key = lambda hash_key, range_key: [{"AttributeName": hash_key, "KeyType": "HASH"},
                                           {"AttributeName": range_key, "KeyType": "RANGE"}]
        self.assertEqual(table["KeySchema"], key("PK", "SK"))
        self.assertNotIn("LocalSecondaryIndexes", table)
        self.assertEqual(table["GlobalSecondaryIndexes"], [
            {"IndexName": "GSI1", "KeySchema": key("GSI1PK", "GSI1SK"), "Projection": {"ProjectionType": "ALL"},
             "ProvisionedThroughput": units}])
        self.assertTrue(table["TimeToLiveSpecification"]["Enabled"])
        self.assertNotIn(table["TimeToLiveSpecification"]["AttributeName"], ("PK", "SK", "GSI1PK", "GSI1SK"))

    def test_35_to_38_the_bucket(self):
        _, bucket = self.only("AWS::S3::Bucket")
        self.assertEqual(bucket["BucketName"], "eng-learning-audio")
        (rule,) = bucket["LifecycleConfiguration"]["Rules"]
        self.assertEqual(rule["Status"], "Enabled")
        self.assertLessEqual(rule["ExpirationInDays"], 7)
        self.assertFalse({"Prefix", "TagFilters", "Filter"} & set(rule))
        self.assertNotIn("VersioningConfiguration", bucket)
        self.assertEqual(set(bucket["PublicAccessBlockConfiguration"].values()), {True})


class Permissions(TemplateTest):
    def statements(self):
        return [each for policy in self.all_of("AWS::IAM::Policy").values()
                for each in policy["Properties"]["PolicyDocument"]["Statement"]]

    def test_39_and_49_one_role_of_lambda(self):
        role, properties = self.only("AWS::IAM::Role")
        self.assertEqual(self.function()[1]["Role"], {"Fn::GetAtt": [role, "Arn"]})
        (statement,) = properties["AssumeRolePolicyDocument"]["Statement"]
        self.assertEqual(statement["Principal"], {"Service": "lambda.amazonaws.com"})
        self.assertFalse(self.all_of("AWS::IAM::User") or self.all_of("AWS::IAM::AccessKey"))

    def test_40_to_47_just_what_is_listed(self):
        _, role = self.only("AWS::IAM::Role")
        self.assertFalse({"ManagedPolicyArns", "Policies"} & set(role))
        allowed = {}
        for statement in self.statements():
            self.assertEqual(statement["Effect"], "Allow")
            for action in as_list(statement["Action"]):
                self.assertNotIn("*", action)
                allowed.setdefault(action.split(":")[0], set()).add(action)
        self.assertEqual(allowed, ACTIONS)

    def test_48_on_what_is_listed(self):
        table, _ = self.only("AWS::DynamoDB::Table")
        bucket, _ = self.only("AWS::S3::Bucket")
        logs, _ = self.only("AWS::Logs::LogGroup")
        arn = lambda logical_id: {"Fn::GetAtt": [logical_id, "Arn"]}
        below = lambda logical_id, rest: {"Fn::Join": ["", [arn(logical_id), rest]]}
        narrow = {"logs": [arn(logs)], "s3": [below(bucket, "/*")], "dynamodb": [arn(table), below(table, "/index/*")],
                  "bedrock": [f"arn:aws:bedrock:us-east-1::foundation-model/{self.environment()['MODEL_ID']}"],
                  "transcribe": [{"Fn::Join": ["", ["arn:aws:transcribe:us-east-1:", {"Ref": "AWS::AccountId"},
                                                    ":transcription-job/stt-*"]]}]}
        for statement in self.statements():
            for action in as_list(statement["Action"]):
                # What Polly makes and a job that is not there yet are no resources.
                expected = ["*"] if action in WITHOUT_RESOURCES else narrow[action.split(":")[0]]
                self.assertCountEqual(as_list(statement["Resource"]), expected, action)


class Monitoring(TemplateTest):
    """Alarms, tried with figures just below and just above what they watch, at little and at much traffic."""

    PERIODS = (1000, 100_000)

    def alarms(self):
        return [each["Properties"] for each in self.all_of("AWS::CloudWatch::Alarm").values()]

    def fires(self, alarm, figures):
        """Whether the alarm goes off; `figures` gives (sum, average, maximum) of a metric by name and dimensions."""
        def one(metric, statistic):
            dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}
            return {"Sum": 0, "Average": 1, "Maximum": 2}[statistic], figures(metric["MetricName"], dimensions)

        if "MetricName" in alarm:
            at, values = one(alarm, alarm["Statistic"])
            value = values[at]
        else:
            names, expression = {}, None
            for query in alarm["Metrics"]:
                if "Expression" in query:
                    expression = query["Expression"]
                else:
                    at, values = one(query["MetricStat"]["Metric"], query["MetricStat"]["Stat"])
                    names[query["Id"]] = values[at]
            value = eval(expression, {"__builtins__": {}}, {**names, "FILL": lambda v, other: other if v is None else v})
        self.assertEqual(alarm["ComparisonOperator"], "GreaterThanThreshold")
        return value is not None and value > alarm["Threshold"]

    def watching(self, metric_name):
        def names(alarm):
            return {alarm.get("MetricName")} | {each.get("MetricStat", {}).get("Metric", {}).get("MetricName")
                                               for each in alarm.get("Metrics", [])}

        (alarm,) = [each for each in self.alarms() if metric_name in names(each)]
        return alarm

    def test_50_log_group(self):
        logs, properties = self.only("AWS::Logs::LogGroup")
        self.assertEqual((properties["LogGroupName"], properties["RetentionInDays"]), ("/aws/lambda/eng-learning-api", 7))
        self.assertEqual(self.function()[1]["LoggingConfig"], {"LogGroup": {"Ref": logs}})

    def test_51_duration(self):
        alarm = self.watching("Duration")
        self.assertEqual(alarm["Dimensions"], [{"Name": "FunctionName", "Value": {"Ref": self.function()[0]}}])
        for slowest, expected in ((30_000, False), (30_001, True)):
            self.assertEqual(self.fires(alarm, lambda *_: (None, slowest, slowest)), expected)

    def test_52_errors(self):
        alarm = self.watching("Errors")
        for invocations in self.PERIODS:
            for share, expected in ((0.009, False), (0.01, False), (0.011, True)):
                figures = {"Errors": invocations * share, "Invocations": invocations}
                self.assertEqual(self.fires(alarm, lambda name, _: (figures[name], None, None)), expected)

    def test_53_throttles(self):
        table, _ = self.only("AWS::DynamoDB::Table")
        for name in ("ReadThrottleEvents", "WriteThrottleEvents"):
            alarm = self.watching(name)
            self.assertFalse(self.fires(alarm, lambda *_: (0, 0, 0)))
            for index in (False, True):  # one throttled call, of the table or of its index
                def figures(_, dimensions, index=index):
                    self.assertEqual(dimensions["TableName"], {"Ref": table})
                    return (1 if ("GlobalSecondaryIndexName" in dimensions) == index else None,) * 3

                self.assertTrue(self.fires(alarm, figures))

    def test_54_failed_requests(self):
        _, api = self.only("AWS::ApiGateway::RestApi")
        alarm = self.watching("5XXError")
        self.assertEqual(alarm["Dimensions"], [{"Name": "ApiName", "Value": api["Name"]}])
        for requests in self.PERIODS:
            for failed, expected in ((0.0009, False), (0.001, False), (0.0011, True)):
                self.assertEqual(self.fires(alarm, lambda *_: (requests * failed, failed, 1)), expected)

    def test_55_each_says_what_to_do(self):
        advice = {"Duration": "Optimize code", "Errors": "Check logs", "ReadThrottleEvents": "Increase capacity",
                  "WriteThrottleEvents": "Increase capacity", "5XXError": "Investigate Lambda"}
        for metric, words in advice.items():
            self.assertIn(words, self.watching(metric)["AlarmDescription"])
        self.assertEqual(len(self.alarms()), len(advice))


class Scope(TemplateTest):
    def test_56_nothing_of_the_future(self):
        self.assertEqual([each["Type"] for each in self.resources.values() if each["Type"].startswith(FUTURE)], [])
        self.assertNotIn("TracingConfig", self.function()[1])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
