"""What the description's own integration tests ask of the deployed stack, one class for each of their groups.

  integration_test.py [GROUP]      while the stack is deployed, to AWS or to a mock of it

AWS_ENDPOINT_URL names the mock, AWS_REGION the region (us-west-2); TENON_STACK is the stack (TapStack). Without
AWS_ENDPOINT_URL nothing is done unless TENON_STACK is set: the tests write to the table and the bucket.
"""

import json
import os
import pathlib
import sys
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import deployment  # noqa: E402
from deployment import ENDPOINT  # noqa: E402

STACK = os.environ.get("TENON_STACK", "TapStack" if ENDPOINT else "")
REGION = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-west-2"
TIMEOUT_SECONDS = 60

if not STACK:
    print("SKIPPED: no stack is deployed: neither AWS_ENDPOINT_URL nor TENON_STACK is set")
    sys.exit(77)


def client(service):
    return deployment.client(service, REGION)


class Stack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cloudformation = client("cloudformation")
        (cls.stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        cls.outputs = {output["OutputKey"]: output["OutputValue"] for output in cls.stack["Outputs"]}
        cls.ids = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in deployment.pages(
            cloudformation, "list_stack_resources", "StackResourceSummaries", StackName=STACK)}
        cls.parameters = {parameter["ParameterKey"]: parameter["ParameterValue"]
                          for parameter in cls.stack.get("Parameters", [])}
        cls.corrected = "ApiKey" in cls.ids  # with `--context corrections=on`

    def name(self, what):
        return f"{STACK}-{what}{self.parameters.get('EnvironmentSuffix', '')}"

    def invoke(self, logical_id, event):
        answer = client("lambda").invoke(FunctionName=self.ids[logical_id], Payload=json.dumps(event).encode())
        self.assertNotIn("FunctionError", answer)
        return json.loads(answer["Payload"].read())

    def item(self, sort_key_of, user):
        key = {"pk": {"S": f"USER#{user}"}, "sk": {"S": f"REQUEST#{sort_key_of}"}}
        return client("dynamodb").get_item(TableName=self.outputs["DynamoDBTableName"], Key=key).get("Item")

    def items_of(self, user):
        query = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": f"USER#{user}"}}}
        return client("dynamodb").query(TableName=self.outputs["DynamoDBTableName"], **query)["Items"]

    def execute(self, data):
        """Runs the workflow to its end."""
        states = client("stepfunctions")
        execution = states.start_execution(stateMachineArn=self.outputs["StateMachineArn"], name=str(uuid.uuid4()),
                                           input=json.dumps(data))
        end = time.monotonic() + TIMEOUT_SECONDS
        while True:
            found = states.describe_execution(executionArn=execution["executionArn"])
            if found["status"] != "RUNNING" or time.monotonic() > end:
                return found
            time.sleep(0.2)


class DeploymentOutputs(Stack):
    def test_each_output_has_a_value(self):
        self.assertEqual(set(self.outputs) | {"S3BucketName"}, {
            "ApiEndpoint", "DynamoDBTableArn", "DynamoDBTableName", "LambdaSecurityGroupId", "ProcessingLambdaArn",
            "S3BucketName", "StateMachineArn", "VPCId"})
        self.assertEqual("S3BucketName" in self.outputs, not self.corrected)
        self.assertTrue(all(self.outputs.values()))

    def test_the_exports_bear_the_stacks_name(self):
        names = {output["ExportName"] for output in self.stack["Outputs"]}
        self.assertEqual(len(names), len(self.outputs))
        self.assertTrue(all(name.startswith(f"{STACK}-") for name in names))

    def test_all_resources_are_there(self):
        self.assertEqual(len(self.ids), 55 if self.corrected else 47)
        self.assertIn(self.stack["StackStatus"], ("CREATE_COMPLETE", "UPDATE_COMPLETE"))


class Vpc(Stack):
    def test_the_network(self):
        (vpc,) = client("ec2").describe_vpcs(VpcIds=[self.outputs["VPCId"]])["Vpcs"]
        self.assertEqual(vpc["CidrBlock"], "10.0.0.0/16")

    def test_names_are_resolved(self):
        for attribute in ("enableDnsSupport", "enableDnsHostnames"):
            found = client("ec2").describe_vpc_attribute(VpcId=self.outputs["VPCId"], Attribute=attribute)
            self.assertTrue(found[attribute[0].upper() + attribute[1:]]["Value"])

    def test_the_subnets_lie_in_two_zones(self):
        found = client("ec2").describe_subnets(Filters=[{"Name": "vpc-id", "Values": [self.outputs["VPCId"]]}])
        subnets = {subnet["CidrBlock"]: subnet for subnet in found["Subnets"]}
        self.assertEqual(set(subnets), {"10.0.1.0/24", "10.0.2.0/24", "10.0.101.0/24"} | (
            {"10.0.102.0/24"} if self.corrected else set()))
        zones = {block: subnet["AvailabilityZone"] for block, subnet in subnets.items()}
        self.assertNotEqual(zones["10.0.1.0/24"], zones["10.0.2.0/24"])
        self.assertEqual(zones["10.0.1.0/24"], zones["10.0.101.0/24"])

    def test_the_private_subnets_go_out_by_the_nat_gateway(self):
        (table,) = client("ec2").describe_route_tables(RouteTableIds=[self.ids["PrivateRouteTable"]])["RouteTables"]
        out = {route["DestinationCidrBlock"]: route.get("NatGatewayId") for route in table["Routes"]
               if "DestinationCidrBlock" in route}
        self.assertEqual(out["0.0.0.0/0"], self.ids["NATGateway"])

    def subnets_of(self, route_table):
        (table,) = client("ec2").describe_route_tables(RouteTableIds=[self.ids[route_table]])["RouteTables"]
        return {association.get("SubnetId") for association in table["Associations"]}

    def test_the_private_subnets_use_the_private_routes(self):
        of_second_zone = "PrivateRouteTableAZ2" if self.corrected else "PrivateRouteTable"
        self.assertIn(self.ids["PrivateSubnetAZ1"], self.subnets_of("PrivateRouteTable"))
        self.assertIn(self.ids["PrivateSubnetAZ2"], self.subnets_of(of_second_zone))

    def test_the_endpoint_is_dynamodbs(self):
        (endpoint,) = client("ec2").describe_vpc_endpoints(
            VpcEndpointIds=[self.ids["DynamoDBVPCEndpoint"]])["VpcEndpoints"]
        self.assertEqual(endpoint["ServiceName"], f"com.amazonaws.{REGION}.dynamodb")
        self.assertEqual(set(endpoint["RouteTableIds"]), {
            self.ids[name] for name in ("PrivateRouteTable", "PrivateRouteTableAZ2") if name in self.ids})


class DynamoDb(Stack):
    def setUp(self):
        self.table = deployment.resource("dynamodb", REGION).Table(self.outputs["DynamoDBTableName"])
        self.key = {"pk": f"TEST#{uuid.uuid4()}", "sk": "1"}
        self.table.put_item(Item={**self.key, "gsi1pk": self.key["pk"], "gsi1sk": "a", "data": {"n": 1}})
        self.addCleanup(self.table.delete_item, Key=self.key)

    def test_what_is_written_can_be_read(self):
        self.assertEqual(self.table.get_item(Key=self.key)["Item"]["data"], {"n": 1})

    def test_a_query_by_key(self):
        found = self.table.query(KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": self.key["pk"]})
        self.assertEqual(found["Count"], 1)

    def test_a_query_by_the_index(self):
        found = self.table.query(IndexName="GSI1", KeyConditionExpression="gsi1pk = :pk AND gsi1sk = :sk",
                                 ExpressionAttributeValues={":pk": self.key["pk"], ":sk": "a"})
        self.assertEqual([item["sk"] for item in found["Items"]], ["1"])

    def test_it_streams_what_changes(self):
        table = client("dynamodb").describe_table(TableName=self.outputs["DynamoDBTableName"])["Table"]
        self.assertEqual(table["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES")

    def test_it_is_encrypted(self):
        table = client("dynamodb").describe_table(TableName=self.outputs["DynamoDBTableName"])["Table"]
        self.assertEqual(table["SSEDescription"]["SSEType"], "KMS")


class Lambda(Stack):
    DATA = {"userId": "u1", "action": "create", "timestamp": "2024-01-01T00:00:00Z"}

    def test_how_they_are_configured(self):
        for logical_id in ("ProcessingLambda", "ValidationLambda", "NotificationLambda"):
            found = client("lambda").get_function_configuration(FunctionName=self.ids[logical_id])
            self.assertEqual((found["Runtime"], found["Handler"]), ("python3.11", "index.handler"))

    def test_they_are_traced(self):
        found = client("lambda").get_function_configuration(FunctionName=self.ids["ProcessingLambda"])
        self.assertEqual(found["TracingConfig"]["Mode"], "Active")

    def test_processing_stores(self):
        user = str(uuid.uuid4())
        answer = self.invoke("ProcessingLambda", {"body": json.dumps({"userId": user})})
        self.assertEqual(answer["statusCode"], 200)
        self.assertIsNotNone(self.item(json.loads(answer["body"])["requestId"], user))

    def test_validation_accepts_and_refuses(self):
        self.assertIs(self.invoke("ValidationLambda", self.DATA)["isValid"], True)
        self.assertEqual(self.invoke("ValidationLambda", {"userId": "u1"})["statusCode"], 400)

    def test_notification_answers(self):
        self.assertIs(self.invoke("NotificationLambda", {"recipient": "u1", "message": "m"})["notificationSent"], True)


class StepFunctions(Stack):
    def test_it_logs_and_traces(self):
        found = client("stepfunctions").describe_state_machine(stateMachineArn=self.outputs["StateMachineArn"])
        self.assertEqual(found["loggingConfiguration"]["level"], "ALL")
        self.assertTrue(found["tracingConfiguration"]["enabled"])

    def test_the_definition_names_the_deployed_functions(self):
        found = client("stepfunctions").describe_state_machine(stateMachineArn=self.outputs["StateMachineArn"])
        states = json.loads(found["definition"])["States"]
        self.assertEqual(states["ProcessData"]["Resource"], self.outputs["ProcessingLambdaArn"])

    def test_valid_data_goes_through(self):
        execution = self.execute(Lambda.DATA)
        self.assertEqual(execution["status"], "SUCCEEDED")
        output = json.loads(execution["output"])
        self.assertEqual((output["validation"]["statusCode"], output["processing"]["statusCode"],
                          output["notification"]["statusCode"]), (200, 200, 200))


class S3(Stack):
    def setUp(self):
        if self.corrected:
            self.skipTest("the corrections take the bucket away")

    def test_an_object_can_be_stored_and_read(self):
        s3, bucket, key = client("s3"), self.outputs["S3BucketName"], f"test-{uuid.uuid4()}"
        version = s3.put_object(Bucket=bucket, Key=key, Body=b"code").get("VersionId", "null")
        self.addCleanup(s3.delete_object, Bucket=bucket, Key=key, VersionId=version)
        self.assertEqual(s3.get_object(Bucket=bucket, Key=key)["Body"].read(), b"code")

    def test_it_is_private_and_encrypted(self):
        s3, bucket = client("s3"), self.outputs["S3BucketName"]
        blocked = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        self.assertEqual(set(blocked.values()), {True})
        self.assertEqual(s3.get_bucket_versioning(Bucket=bucket)["Status"], "Enabled")
        (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        self.assertEqual(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")


class ApiGateway(Stack):
    def post(self, data):
        """The answer's status, headers and body."""
        url = f"{self.outputs['ApiEndpoint']}/process"
        headers = {"Content-Type": "application/json"}
        if self.corrected:
            key = client("apigateway").get_api_key(apiKey=self.ids["ApiKey"], includeValue=True)
            headers["x-api-key"] = key["value"]
        status, answered, body = deployment.request(url, "POST", json.dumps(data).encode(), headers)
        return status, answered, json.loads(body)

    def test_a_request_is_processed(self):
        status, headers, body = self.post({"userId": "u1"})
        self.assertEqual((status, body["message"]), (200, "Data processed successfully"))
        self.assertEqual(headers["Access-Control-Allow-Origin"], "*")

    def test_the_method_hands_over_to_the_function(self):
        method = client("apigateway").get_method(restApiId=self.ids["ApplicationApi"], httpMethod="POST",
                                                 resourceId=self.ids["ProcessResource"])
        self.assertEqual(method["methodIntegration"]["type"], "AWS_PROXY")
        self.assertIn(self.outputs["ProcessingLambdaArn"], method["methodIntegration"]["uri"])

    def test_the_stage_is_called_like_the_environment(self):
        stages = client("apigateway").get_stages(restApiId=self.ids["ApplicationApi"])["item"]
        self.assertEqual([stage["stageName"] for stage in stages], [self.parameters["Environment"]])
        self.assertTrue(stages[0]["tracingEnabled"])


class CloudWatch(Stack):
    def test_the_alarms(self):
        found = client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{STACK}-")["MetricAlarms"]
        self.assertEqual(len(found), 8 if self.corrected else 7)
        measured = {alarm["AlarmName"]: alarm["Dimensions"] for alarm in found}
        self.assertEqual(measured[self.name("processing-lambda-errors")],
                         [{"Name": "FunctionName", "Value": self.ids["ProcessingLambda"]}])

    def test_the_log_groups_are_kept_as_long_as_the_environment_says(self):
        days = {"development": 7, "staging": 30, "production": 90}[self.parameters["Environment"]]
        groups = {group["logGroupName"]: group.get("retentionInDays")
                  for group in client("logs").describe_log_groups()["logGroups"]}
        for function in ("ProcessingLambda", "ValidationLambda", "NotificationLambda"):
            self.assertEqual(groups[f"/aws/lambda/{self.ids[function]}"], days)
        self.assertEqual(groups[f"/aws/stepfunctions/{self.name('workflow')}"], days)


class EndToEnd(Stack):
    def test_each_request_is_an_item_of_its_own(self):
        user = str(uuid.uuid4())
        for _ in range(3):
            self.assertEqual(self.invoke("ProcessingLambda", {"body": json.dumps({"userId": user})})["statusCode"], 200)
        items = self.items_of(user)
        self.assertEqual(len({item["sk"]["S"] for item in items}), 3)

    def test_the_workflow_leaves_an_item(self):
        execution = self.execute(Lambda.DATA)
        self.assertEqual(execution["status"], "SUCCEEDED")
        output = json.loads(execution["output"])
        request = json.loads(output["processing"]["body"])["requestId"]
        # As the description has it, the function finds no body in what the workflow gives it.
        self.assertIsNotNone(self.item(request, Lambda.DATA["userId"] if self.corrected else "unknown"))


class FailureScenarios(Stack):
    def test_a_body_that_is_no_json_is_answered(self):
        answer = self.invoke("ProcessingLambda", {"body": "not JSON"})
        self.assertEqual((answer["statusCode"], json.loads(answer["body"])["error"]), (500, "Internal server error"))

    def test_data_that_is_not_valid_fails_the_workflow(self):
        execution = self.execute({"userId": "u1"})
        self.assertEqual((execution["status"], execution.get("error")), ("FAILED", "ValidationError"))


class Connectivity(Stack):
    def test_the_functions_run_in_the_private_subnets(self):
        for logical_id in ("ProcessingLambda", "ValidationLambda", "NotificationLambda"):
            found = client("lambda").get_function_configuration(FunctionName=self.ids[logical_id])["VpcConfig"]
            self.assertEqual(found["SecurityGroupIds"], [self.outputs["LambdaSecurityGroupId"]])
            self.assertEqual(set(found["SubnetIds"]), {self.ids["PrivateSubnetAZ1"], self.ids["PrivateSubnetAZ2"]})

    def test_the_function_knows_its_table(self):
        found = client("lambda").get_function_configuration(FunctionName=self.ids["ProcessingLambda"])
        self.assertEqual(found["Environment"]["Variables"]["TABLE_NAME"], self.outputs["DynamoDBTableName"])

    def test_the_alias_leads_to_a_version(self):
        found = client("lambda").get_alias(FunctionName=self.ids["ProcessingLambda"],
                                           Name=self.parameters["Environment"])
        self.assertRegex(found["FunctionVersion"], "^[0-9]+$")


if __name__ == "__main__":
    unittest.main()
