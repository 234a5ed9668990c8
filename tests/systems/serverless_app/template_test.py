"""What the description's own unit tests ask of its template, one class for each of their groups.

  template_test.py [GROUP]
"""

import importlib.util
import json
import re
import sys
import unittest

import support  # before what all systems share: it knows where that is
from synthesis import cfn_lint
from support import FUNCTIONS, TemplateTest, nodes

REGION = "us-west-2"
ENVIRONMENT = {"Ref": "Environment"}
TEAM = {"project": "iac-rlhf-amazon", "team-number": "2"}

# How many resources of each type there are.
TYPES = {
    "AWS::ApiGateway::Account": 1, "AWS::ApiGateway::Deployment": 1, "AWS::ApiGateway::Method": 1,
    "AWS::ApiGateway::Resource": 1, "AWS::ApiGateway::RestApi": 1, "AWS::ApiGateway::Stage": 1,
    "AWS::ApiGateway::UsagePlan": 1, "AWS::CloudWatch::Alarm": 7, "AWS::DynamoDB::Table": 1, "AWS::EC2::EIP": 1,
    "AWS::EC2::InternetGateway": 1, "AWS::EC2::NatGateway": 1, "AWS::EC2::Route": 2, "AWS::EC2::RouteTable": 2,
    "AWS::EC2::SecurityGroup": 1, "AWS::EC2::Subnet": 3, "AWS::EC2::SubnetRouteTableAssociation": 3, "AWS::EC2::VPC": 1,
    "AWS::EC2::VPCEndpoint": 1, "AWS::EC2::VPCGatewayAttachment": 1, "AWS::IAM::Role": 3, "AWS::Lambda::Alias": 1,
    "AWS::Lambda::Function": 3, "AWS::Lambda::Permission": 1, "AWS::Lambda::Version": 1, "AWS::Logs::LogGroup": 4,
    "AWS::S3::Bucket": 1, "AWS::StepFunctions::StateMachine": 1,
}

# Logical id of an output: what it is called when it is exported.
OUTPUTS = {
    "ApiEndpoint": "api-endpoint", "DynamoDBTableArn": "table-arn", "DynamoDBTableName": "table-name",
    "LambdaSecurityGroupId": "lambda-sg-id", "ProcessingLambdaArn": "processing-lambda-arn",
    "S3BucketName": "code-bucket", "StateMachineArn": "state-machine-arn", "VPCId": "vpc-id",
}

# Logical id: what stands between the stack's name and the suffix in the name of the resource.
NAMES = {
    ("ApplicationApi", "Name"): "api",
    ("ApplicationStateMachine", "StateMachineName"): "workflow",
    ("ApplicationTable", "TableName"): "application-table",
    ("ApiUsagePlan", "UsagePlanName"): "usage-plan",
    ("ProcessingLambda", "FunctionName"): "processing-function",
    ("ValidationLambda", "FunctionName"): "validation-function",
    ("NotificationLambda", "FunctionName"): "notification-function",
    ("LambdaExecutionRole", "RoleName"): "lambda-execution-role",
    ("StepFunctionsExecutionRole", "RoleName"): "stepfunctions-role",
    ("ApiGatewayExecutionRole", "RoleName"): "apigateway-role",
    ("ProcessingLambdaErrorAlarm", "AlarmName"): "processing-lambda-errors",
    ("ProcessingLambdaDurationAlarm", "AlarmName"): "processing-lambda-duration",
    ("ProcessingLambdaThrottleAlarm", "AlarmName"): "processing-lambda-throttles",
    ("DynamoDBUserErrorsAlarm", "AlarmName"): "dynamodb-user-errors",
    ("ApiGateway4xxAlarm", "AlarmName"): "api-4xx-errors",
    ("ApiGateway5xxAlarm", "AlarmName"): "api-5xx-errors",
    ("StepFunctionsFailedExecutionsAlarm", "AlarmName"): "stepfunctions-failed-executions",
}


def named(what):
    return {"Fn::Sub": "${AWS::StackName}-%s${EnvironmentSuffix}" % what}


def of_environment(key):
    return {"Fn::FindInMap": ["EnvironmentConfig", ENVIRONMENT, key]}


def attribute(logical_id, name):
    return {"Fn::GetAtt": [logical_id, name]}


class Structure(TemplateTest):
    def test_the_sections_are_those_of_the_description(self):
        self.assertEqual(set(self.template), {"AWSTemplateFormatVersion", "Description", "Mappings", "Outputs",
                                              "Parameters", "Resources"})

    def test_the_format_version(self):
        self.assertEqual(self.template["AWSTemplateFormatVersion"], "2010-09-09")

    def test_the_description_has_three_lines(self):
        lines = self.template["Description"].splitlines(keepends=True)
        self.assertEqual(len(lines), 3)
        self.assertTrue(all(line.endswith("\n") for line in lines))
        self.assertEqual(lines[-1], f"Region: {REGION}\n")

    def test_how_many_there_are_of_each(self):
        expected = {"Mappings": 1, "Outputs": 8, "Parameters": 2, "Resources": 47}
        self.assertEqual({section: len(self.template[section]) for section in expected}, expected)

    def test_it_fits_into_a_request(self):
        self.assertLess(support.json_path().stat().st_size, 51200)

    def test_the_assembly_asks_for_no_bootstrapping(self):
        manifest = json.loads((support.assembly() / "manifest.json").read_text(encoding="utf-8"))
        stack = manifest["artifacts"]["TapStack"]["properties"]
        self.assertNotIn("requiresBootstrapStackVersion", stack)
        self.assertNotIn("tags", stack)


class Parameters(TemplateTest):
    def test_the_environment(self):
        self.assertEqual(self.template["Parameters"]["Environment"], {
            "Type": "String", "Default": "production", "AllowedValues": ["development", "staging", "production"],
            "Description": "Environment name for resource tagging and configuration"})

    def test_the_suffix(self):
        self.assertEqual(self.template["Parameters"]["EnvironmentSuffix"], {
            "Type": "String", "Default": "",
            "Description": "Optional suffix to append to resource names for environment isolation (e.g., -v2, -test)"})

    def test_none_that_was_taken_out_is_back(self):
        self.assertEqual(set(self.template["Parameters"]), {"Environment", "EnvironmentSuffix"})

    def test_each_is_used(self):
        used = {value for path, value in nodes(self.template) if path and path[-1] == "Ref"}
        texts = " ".join(str(value) for path, value in nodes(self.template) if "Fn::Sub" in path)
        self.assertIn("Environment", used)
        self.assertIn("${EnvironmentSuffix}", texts)


class Mappings(TemplateTest):
    EXPECTED = {
        "LogRetention": (7, 30, 90),
        "DynamoDBReadCapacity": (5, 10, 20),
        "DynamoDBWriteCapacity": (5, 10, 20),
        "LambdaMemory": (512, 1024, 2048),
        "LambdaTimeout": (30, 60, 90),
    }

    def test_each_setting_of_each_environment(self):
        mapping = self.template["Mappings"]["EnvironmentConfig"]
        self.assertEqual(set(mapping), {"development", "staging", "production"})
        for key, values in self.EXPECTED.items():
            with self.subTest(key):
                found = tuple(mapping[environment][key] for environment in ("development", "staging", "production"))
                self.assertEqual(found, values)
        self.assertEqual({len(settings) for settings in mapping.values()}, {len(self.EXPECTED)})

    def test_the_environments_are_those_that_may_be_chosen(self):
        self.assertEqual(set(self.template["Mappings"]["EnvironmentConfig"]),
                         set(self.template["Parameters"]["Environment"]["AllowedValues"]))

    def test_each_setting_is_looked_up(self):
        looked_up = {value[2] for path, value in nodes(self.resources) if path and path[-1] == "Fn::FindInMap"}
        self.assertEqual(looked_up, set(self.EXPECTED))


class Resources(TemplateTest):
    def test_how_many_there_are_of_each_type(self):
        found = [resource["Type"] for resource in self.resources.values()]
        self.assertEqual({type_: found.count(type_) for type_ in set(found)}, TYPES)

    def test_the_vpc(self):
        vpc = self.properties("ApplicationVPC")
        self.assertEqual(vpc["CidrBlock"], "10.0.0.0/16")
        self.assertTrue(vpc["EnableDnsHostnames"] and vpc["EnableDnsSupport"])

    def test_the_subnets(self):
        subnets = {name: (subnet["Properties"]["CidrBlock"], subnet["Properties"]["AvailabilityZone"]["Fn::Select"],
                          subnet["Properties"].get("MapPublicIpOnLaunch", False))
                   for name, subnet in self.of_type("AWS::EC2::Subnet").items()}
        zones = {"Fn::GetAZs": ""}
        self.assertEqual(subnets, {"PrivateSubnetAZ1": ("10.0.1.0/24", [0, zones], False),
                                   "PrivateSubnetAZ2": ("10.0.2.0/24", [1, zones], False),
                                   "PublicSubnetAZ1": ("10.0.101.0/24", [0, zones], True)})

    def test_the_private_subnets_go_out_by_the_nat_gateway(self):
        self.assertEqual(self.properties("PrivateRoute"), {
            "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": {"Ref": "NATGateway"},
            "RouteTableId": {"Ref": "PrivateRouteTable"}})
        for subnet in ("PrivateSubnetAZ1", "PrivateSubnetAZ2"):
            association = self.properties(f"{subnet}RouteTableAssociation")
            self.assertEqual(association, {"RouteTableId": {"Ref": "PrivateRouteTable"}, "SubnetId": {"Ref": subnet}})
        self.assertEqual(self.properties("NATGateway")["SubnetId"], {"Ref": "PublicSubnetAZ1"})

    def test_the_table(self):
        table = self.properties("ApplicationTable")
        self.assertEqual({item["AttributeName"]: item["AttributeType"] for item in table["AttributeDefinitions"]},
                         {"pk": "S", "sk": "S", "gsi1pk": "S", "gsi1sk": "S"})
        self.assertEqual([(item["AttributeName"], item["KeyType"]) for item in table["KeySchema"]],
                         [("pk", "HASH"), ("sk", "RANGE")])
        capacity = {"ReadCapacityUnits": of_environment("DynamoDBReadCapacity"),
                    "WriteCapacityUnits": of_environment("DynamoDBWriteCapacity")}
        (index,) = table["GlobalSecondaryIndexes"]
        self.assertEqual(table["ProvisionedThroughput"], capacity)
        self.assertEqual(index, {"IndexName": "GSI1", "Projection": {"ProjectionType": "ALL"},
                                 "ProvisionedThroughput": capacity,
                                 "KeySchema": [{"AttributeName": "gsi1pk", "KeyType": "HASH"},
                                               {"AttributeName": "gsi1sk", "KeyType": "RANGE"}]})
        self.assertEqual(table["StreamSpecification"], {"StreamViewType": "NEW_AND_OLD_IMAGES"})
        self.assertEqual(table["PointInTimeRecoverySpecification"], {"PointInTimeRecoveryEnabled": True})

    def test_the_functions(self):
        sizes = {"ProcessingLambda": (of_environment("LambdaMemory"), of_environment("LambdaTimeout")),
                 "ValidationLambda": (512, 30), "NotificationLambda": (512, 30)}
        for name in FUNCTIONS:
            with self.subTest(name):
                function = self.properties(name)
                self.assertEqual((function["Runtime"], function["Handler"]), ("python3.11", "index.handler"))
                self.assertEqual((function["MemorySize"], function["Timeout"]), sizes[name])
                self.assertEqual(function["VpcConfig"], {
                    "SecurityGroupIds": [{"Ref": "LambdaSecurityGroup"}],
                    "SubnetIds": [{"Ref": "PrivateSubnetAZ1"}, {"Ref": "PrivateSubnetAZ2"}]})
                self.assertNotIn("ReservedConcurrentExecutions", function)

    def test_the_functions_variables(self):
        self.assertEqual(self.properties("ProcessingLambda")["Environment"]["Variables"], {
            "TABLE_NAME": {"Ref": "ApplicationTable"}, "ENVIRONMENT": ENVIRONMENT, "REGION": {"Ref": "AWS::Region"}})
        for name in ("ValidationLambda", "NotificationLambda"):
            self.assertEqual(self.properties(name)["Environment"]["Variables"], {"ENVIRONMENT": ENVIRONMENT})

    def test_traces_are_taken_everywhere(self):
        for name in FUNCTIONS:
            self.assertEqual(self.properties(name)["TracingConfig"], {"Mode": "Active"})
        self.assertEqual(self.properties("ApplicationStateMachine")["TracingConfiguration"], {"Enabled": True})
        self.assertIs(self.properties("ApiStage")["TracingEnabled"], True)

    def test_the_workflow(self):
        definition = self.definition()
        self.assertEqual(definition["StartAt"], "ValidateInput")
        states = definition["States"]
        self.assertEqual({name: state["Type"] for name, state in states.items()}, {
            "ValidateInput": "Task", "CheckValidation": "Choice", "ProcessData": "Task", "SendNotification": "Task",
            "ValidationFailed": "Fail", "ProcessingFailed": "Fail"})
        self.assertEqual({name: state["Resource"] for name, state in states.items() if "Resource" in state}, {
            "ValidateInput": "${ValidationLambda.Arn}", "ProcessData": "${ProcessingLambda.Arn}",
            "SendNotification": "${NotificationLambda.Arn}"})
        named_next = {value for path, value in nodes(definition) if path and path[-1] in ("Next", "Default", "StartAt")}
        self.assertEqual(named_next, set(states))

    def test_the_workflows_text_is_written_for_people(self):
        text = self.properties("ApplicationStateMachine")["DefinitionString"]["Fn::Sub"]
        self.assertGreater(len(text.splitlines()), 50)

    def test_the_api(self):
        method = self.properties("ProcessMethod")
        self.assertEqual((method["HttpMethod"], method["AuthorizationType"]), ("POST", "NONE"))
        self.assertEqual((method["Integration"]["Type"], method["Integration"]["IntegrationHttpMethod"]),
                         ("AWS_PROXY", "POST"))
        self.assertEqual([response["StatusCode"] for response in method["MethodResponses"]], ["200", "500"])
        self.assertEqual(self.properties("ProcessResource")["PathPart"], "process")
        self.assertEqual(self.properties("ApplicationApi")["EndpointConfiguration"], {"Types": ["EDGE"]})

    def test_the_apis_limits(self):
        (settings,) = self.properties("ApiStage")["MethodSettings"]
        self.assertEqual((settings["ThrottlingBurstLimit"], settings["ThrottlingRateLimit"]), (5000, 10000))
        plan = self.properties("ApiUsagePlan")
        self.assertEqual(plan["Throttle"], {"BurstLimit": 5000, "RateLimit": 10000})
        self.assertEqual(plan["Quota"], {"Limit": 1000000, "Period": "MONTH"})

    def test_the_alarms(self):
        expected = {  # metric, statistic, periods, threshold, dimensions
            "ProcessingLambdaErrorAlarm": ("Errors", "Sum", 1, 5, ["FunctionName"]),
            "ProcessingLambdaDurationAlarm": ("Duration", "Average", 2, 30000, ["FunctionName"]),
            "ProcessingLambdaThrottleAlarm": ("Throttles", "Sum", 1, 10, ["FunctionName"]),
            "DynamoDBUserErrorsAlarm": ("UserErrors", "Sum", 1, 10, ["TableName"]),
            "ApiGateway4xxAlarm": ("4XXError", "Sum", 1, 100, ["ApiName", "Stage"]),
            "ApiGateway5xxAlarm": ("5XXError", "Sum", 1, 10, ["ApiName", "Stage"]),
            "StepFunctionsFailedExecutionsAlarm": ("ExecutionsFailed", "Sum", 1, 5, ["StateMachineArn"]),
        }
        found = {name: (alarm["Properties"]["MetricName"], alarm["Properties"]["Statistic"],
                        alarm["Properties"]["EvaluationPeriods"], alarm["Properties"]["Threshold"],
                        [dimension["Name"] for dimension in alarm["Properties"]["Dimensions"]])
                 for name, alarm in self.of_type("AWS::CloudWatch::Alarm").items()}
        self.assertEqual(found, expected)
        for name in found:
            alarm = self.properties(name)
            self.assertEqual((alarm["Period"], alarm["ComparisonOperator"], alarm["TreatMissingData"]),
                             (300, "GreaterThanThreshold", "notBreaching"))

    def test_logs_are_kept_as_long_as_the_environment_says(self):
        for name, group in self.of_type("AWS::Logs::LogGroup").items():
            self.assertEqual(group["Properties"]["RetentionInDays"], of_environment("LogRetention"), name)

    def test_the_bucket(self):
        bucket = self.properties("LambdaCodeS3Bucket")
        self.assertEqual(bucket["VersioningConfiguration"], {"Status": "Enabled"})
        (rule,) = bucket["LifecycleConfiguration"]["Rules"]
        self.assertEqual((rule["Status"], rule["NoncurrentVersionExpirationInDays"]), ("Enabled", 30))


class Outputs(TemplateTest):
    def test_each_is_exported_under_the_stacks_name(self):
        found = {name: output["Export"]["Name"] for name, output in self.template["Outputs"].items()}
        self.assertEqual(found, {name: {"Fn::Sub": "${AWS::StackName}-" + what} for name, what in OUTPUTS.items()})

    def test_each_has_a_description(self):
        for name, output in self.template["Outputs"].items():
            self.assertTrue(output["Description"], name)

    def test_the_values(self):
        self.assertEqual({name: output["Value"] for name, output in self.template["Outputs"].items()}, {
            "ApiEndpoint": {
                "Fn::Sub": "https://${ApplicationApi}.execute-api.${AWS::Region}.amazonaws.com/${Environment}"},
            "DynamoDBTableArn": attribute("ApplicationTable", "Arn"),
            "DynamoDBTableName": {"Ref": "ApplicationTable"},
            "LambdaSecurityGroupId": {"Ref": "LambdaSecurityGroup"},
            "ProcessingLambdaArn": attribute("ProcessingLambda", "Arn"),
            "S3BucketName": {"Ref": "LambdaCodeS3Bucket"},
            "StateMachineArn": {"Ref": "ApplicationStateMachine"},
            "VPCId": {"Ref": "ApplicationVPC"}})


class Security(TemplateTest):
    def test_the_bucket_is_not_public(self):
        blocked = self.properties("LambdaCodeS3Bucket")["PublicAccessBlockConfiguration"]
        self.assertEqual(blocked, dict.fromkeys(
            ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True))

    def test_a_role_is_assumed_by_one_service(self):
        services = {"LambdaExecutionRole": "lambda", "StepFunctionsExecutionRole": "states",
                    "ApiGatewayExecutionRole": "apigateway"}
        for role, service in services.items():
            document = self.properties(role)["AssumeRolePolicyDocument"]
            self.assertEqual(document, {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}]})

    def test_no_role_may_do_everything(self):
        for role in self.of_type("AWS::IAM::Role"):
            for policy in self.properties(role).get("Policies", []):
                for statement in policy["PolicyDocument"]["Statement"]:
                    self.assertNotIn("*", "".join(statement["Action"]), (role, policy["PolicyName"]))

    def test_the_functions_reach_one_table(self):
        (statement,) = [statement for statement in self.statements("LambdaExecutionRole")
                        if statement["Action"][0].startswith("dynamodb:")]
        self.assertEqual(statement["Resource"], [attribute("ApplicationTable", "Arn"),
                                                 {"Fn::Sub": "${ApplicationTable.Arn}/index/*"}])
        self.assertEqual(len(statement["Action"]), 8)

    def test_the_workflow_invokes_three_functions(self):
        (statement,) = [statement for statement in self.statements("StepFunctionsExecutionRole")
                        if statement["Action"] == ["lambda:InvokeFunction"]]
        self.assertEqual(statement["Resource"], [attribute(name, "Arn") for name in FUNCTIONS])

    def test_the_workflow_may_deliver_its_logs(self):
        statements = self.statements("StepFunctionsExecutionRole")
        actions = {action for statement in statements for action in statement["Action"]}
        self.assertLessEqual({"logs:CreateLogDelivery", "logs:PutResourcePolicy", "logs:DescribeLogGroups"}, actions)

    def test_nothing_comes_in(self):
        self.assertNotIn("SecurityGroupIngress", self.properties("LambdaSecurityGroup"))

    def test_what_goes_out(self):
        egress = {(rule["FromPort"], rule["ToPort"], rule["IpProtocol"], rule["CidrIp"])
                  for rule in self.properties("LambdaSecurityGroup")["SecurityGroupEgress"]}
        self.assertEqual(egress, {(443, 443, "tcp", "0.0.0.0/0"), (3306, 3306, "tcp", "10.0.0.0/16")})

    def test_the_api_may_invoke_the_function_and_no_other_may(self):
        permission = self.properties("ProcessingLambdaApiPermission")
        self.assertEqual((permission["Principal"], permission["Action"]),
                         ("apigateway.amazonaws.com", "lambda:InvokeFunction"))
        self.assertIn("${ApplicationApi}", permission["SourceArn"]["Fn::Sub"])

    def test_no_secret_stands_in_the_template(self):
        text = json.dumps(self.template)
        self.assertIsNone(re.search(r"AKIA[0-9A-Z]{16}|-----BEGIN|aws_secret_access_key", text))


class Schema(TemplateTest):
    """cfn-lint checks each property against the schemas of CloudFormation's registry."""

    # The description asks for Python 3.11, whose support has ended: new functions are refused.
    AGE_OF_THE_RUNTIME = "E2533"

    @classmethod
    def setUpClass(cls):
        if importlib.util.find_spec("cfnlint") is None:
            print("SKIPPED: cfn-lint is not installed")
            sys.exit(77)
        super().setUpClass()

    def lint(self, *paths):
        return json.loads(cfn_lint(REGION, "--include-checks", "I", "--", *paths).stdout)

    def rules(self, findings):
        return sorted({finding["Rule"]["Id"] for finding in findings} - {self.AGE_OF_THE_RUNTIME})

    def test_the_descriptions_template_has_the_defects_that_are_known(self):
        for path in (support.json_path(), support.yaml_path()):
            with self.subTest(path.name):
                findings = self.lint(path)
                self.assertEqual(self.rules(findings), ["I3011", "I3042"])
                old = [finding for finding in findings if finding["Rule"]["Id"] == self.AGE_OF_THE_RUNTIME]
                self.assertEqual(len(old), len(FUNCTIONS))

    def test_the_corrected_template_has_none(self):
        for path in (support.json_path("corrections=on"), support.yaml_path("corrections=on")):
            with self.subTest(path.name):
                self.assertEqual(self.rules(self.lint(path)), [])


class Naming(TemplateTest):
    def test_names_begin_with_the_stack_and_end_with_the_suffix(self):
        for (logical_id, name), what in NAMES.items():
            with self.subTest(logical_id):
                self.assertEqual(self.properties(logical_id)[name], named(what))

    def test_the_log_groups_are_those_that_the_services_write_to(self):
        self.assertEqual(self.properties("StateMachineLogGroup")["LogGroupName"],
                         {"Fn::Sub": "/aws/stepfunctions/${AWS::StackName}-workflow${EnvironmentSuffix}"})
        for function in FUNCTIONS:
            self.assertEqual(self.properties(f"{function}LogGroup")["LogGroupName"],
                             {"Fn::Sub": "/aws/lambda/${%s}" % function})

    def test_the_buckets_name_is_in_small_letters_and_unique(self):
        name = self.properties("LambdaCodeS3Bucket")["BucketName"]["Fn::Sub"]
        self.assertEqual(name, "lambda-code-${AWS::AccountId}-${AWS::Region}${EnvironmentSuffix}")
        literal = re.sub(r"\$\{[^}]*\}", "", name)
        self.assertRegex(literal, r"^[a-z0-9-]*$")

    def test_whatever_has_a_name_has_the_suffix(self):
        for path, value in nodes(self.resources):
            is_name = len(path) == 3 and path[1] == "Properties" and path[2].endswith("Name")
            if is_name and isinstance(value, dict) and "Fn::Sub" in value:
                with self.subTest(path[0]):
                    self.assertTrue("${EnvironmentSuffix}" in value["Fn::Sub"] or path[2] == "LogGroupName"
                                    or path[0] == "DynamoDBVPCEndpoint")

    def test_the_keys_of_the_table_are_in_small_letters(self):
        for item in self.properties("ApplicationTable")["AttributeDefinitions"]:
            self.assertEqual(item["AttributeName"], item["AttributeName"].lower())

    def test_the_tags_of_the_team(self):
        tagged = ["ApplicationVPC", "PrivateSubnetAZ1", "PrivateSubnetAZ2", "PublicSubnetAZ1", "InternetGateway",
                  "NATGateway", "PublicRouteTable", "PrivateRouteTable", "LambdaSecurityGroup", "LambdaExecutionRole",
                  "StepFunctionsExecutionRole", "ApiGatewayExecutionRole", "ApplicationTable", *FUNCTIONS,
                  "ApplicationStateMachine", "ApplicationApi", "ApiStage", "ApiUsagePlan", "LambdaCodeS3Bucket"]
        self.assertEqual({name for name in self.resources if "Tags" in self.properties(name)}, set(tagged))
        for name in tagged:
            self.assertLessEqual(TEAM.items(), self.tags(name).items(), name)

    def test_the_tag_of_the_environment(self):
        tagged = {name for name in self.resources if self.tags(name).get("Environment") == ENVIRONMENT}
        self.assertEqual(tagged, {"ApplicationVPC", "LambdaExecutionRole", "StepFunctionsExecutionRole",
                                  "ApiGatewayExecutionRole", "ApplicationTable", *FUNCTIONS, "ApplicationStateMachine",
                                  "ApplicationApi", "ApiStage", "ApiUsagePlan", "LambdaCodeS3Bucket"})


class Dependencies(TemplateTest):
    def test_what_is_said_explicitly(self):
        found = {name: resource["DependsOn"] for name, resource in self.resources.items() if "DependsOn" in resource}
        self.assertEqual(found, {"NATGatewayEIP": ["AttachGateway"], "PublicRoute": ["AttachGateway"],
                                 "ApiDeployment": ["ProcessMethod"]})

    def references(self, tree):
        """The names that a document refers to."""
        for path, value in nodes(tree):
            if path and path[-1] == "Ref":
                yield value
            elif path and path[-1] == "Fn::GetAtt":
                yield value[0]
            elif path and path[-1] == "Fn::Sub":
                yield from (name.split(".")[0] for name in re.findall(r"\$\{([^}!]+)\}", value))

    def test_every_reference_leads_somewhere(self):
        known = {*self.resources, *self.template["Parameters"]}
        unknown = {name for name in self.references([self.resources, self.template["Outputs"]])
                   if name not in known and not name.startswith("AWS::")}
        self.assertEqual(unknown, set())

    def test_there_is_no_cycle(self):
        waiting = {name: {other for other in self.references(resource) if other in self.resources}
                   | set(resource.get("DependsOn", [])) for name, resource in self.resources.items()}
        while waiting:
            ready = {name for name, others in waiting.items() if not others & set(waiting)}
            self.assertTrue(ready, f"a cycle among {sorted(waiting)}")
            waiting = {name: others for name, others in waiting.items() if name not in ready}

    def test_references_stay_references(self):
        """As many as in the description's template, of each kind."""
        functions = ("Ref", "Fn::GetAtt", "Fn::Sub", "Fn::FindInMap", "Fn::Select", "Fn::GetAZs")
        for function in functions:
            with self.subTest(function):
                count = [sum(path[-1:] == (function,) for path, _ in nodes(tree))
                         for tree in (support.document(), self.template)]
                self.assertEqual(*count)
        used = {path[-1] for path, _ in nodes(self.template) if path and str(path[-1]).startswith("Fn::")}
        self.assertLessEqual(used, set(functions))

    def test_roles_are_referred_to_by_arn(self):
        for name in FUNCTIONS:
            self.assertEqual(self.properties(name)["Role"], attribute("LambdaExecutionRole", "Arn"))
        self.assertEqual(self.properties("ApplicationStateMachine")["RoleArn"],
                         attribute("StepFunctionsExecutionRole", "Arn"))
        self.assertEqual(self.properties("ApiGatewayAccount")["CloudWatchRoleArn"],
                         attribute("ApiGatewayExecutionRole", "Arn"))

    def test_the_alias_names_the_version(self):
        self.assertEqual(self.properties("ProcessingLambdaAlias"), {
            "FunctionName": {"Ref": "ProcessingLambda"}, "Name": ENVIRONMENT,
            "FunctionVersion": attribute("ProcessingLambdaVersion", "Version")})


class Encryption(TemplateTest):
    def test_the_table(self):
        self.assertEqual(self.properties("ApplicationTable")["SSESpecification"],
                         {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/aws/dynamodb"})

    def test_the_bucket(self):
        self.assertEqual(self.properties("LambdaCodeS3Bucket")["BucketEncryption"], {
            "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]})

    def test_what_becomes_of_the_tables_data_is_said(self):
        table = self.resources["ApplicationTable"]
        self.assertEqual((table["DeletionPolicy"], table["UpdateReplacePolicy"]), ("Delete", "Delete"))
        self.assertIs(table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], True)

    def test_the_way_to_the_api_is_encrypted(self):
        self.assertTrue(self.template["Outputs"]["ApiEndpoint"]["Value"]["Fn::Sub"].startswith("https://"))


if __name__ == "__main__":
    unittest.main()
