"""The application that a template describes: its functions, data, API, network, and who may do what and calls what."""

import collections
import functools
import json
import re

from template_evaluation import ACCOUNT, Stack, as_list, matches, nodes

LAMBDA_PATH = re.compile(r":lambda:path/2015-03-31/functions/(.+)/invocations$")
# What the policies of AWS allow, as far as roles here may need them.
AWS_POLICIES = {
    "service-role/AWSLambdaBasicExecutionRole": ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
    "service-role/AWSLambdaVPCAccessExecutionRole": (
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
    "service-role/AmazonAPIGatewayPushToCloudWatchLogs": (
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams",
        "logs:PutLogEvents", "logs:GetLogEvents", "logs:FilterLogEvents"),
    "service-role/AWSBackupServiceRolePolicyForBackup": (
        "dynamodb:CreateBackup", "dynamodb:DescribeBackup", "dynamodb:StartAwsBackupJob", "dynamodb:DescribeTable",
        "backup:CopyIntoBackupVault", "backup:CopyFromBackupVault", "backup:StartBackupJob", "kms:DescribeKey"),
    "service-role/AWSBackupServiceRolePolicyForRestores": (
        "dynamodb:RestoreTableFromBackup", "dynamodb:RestoreTableFromAwsBackup", "dynamodb:DescribeTable"),
    "AWSXRayDaemonWriteAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
}
Route = collections.namedtuple("Route", "path verb method properties")
Call = collections.namedtuple("Call", "by principal source target role")
Point = collections.namedtuple("Point", "namespace name dimensions")
Target = collections.namedtuple("Target", "function alias")


class System(Stack):
    """The application in a region and with certain parameters."""

    # --- policies ---

    @functools.cache
    def statements(self, role):
        """All that a role's policies say, however they are attached, and what AWS's own policies say."""
        return self.own_statements(role) + [
            {"Effect": "Allow", "Action": list(AWS_POLICIES[name]), "Resource": "*"}
            for name in self.aws_policies(role) if name in AWS_POLICIES]

    @functools.cache
    def own_statements(self, role):
        """What the template itself says."""
        properties = self.properties(role)
        documents = [each["PolicyDocument"] for each in properties.get("Policies", [])]
        for policy in self.of_type("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy").values():
            if role in (self.meant(each, "AWS::IAM::Role") for each in policy.get("Roles", [])):
                documents.append(policy["PolicyDocument"])
        for policy in self.of_type("AWS::IAM::RolePolicy").values():
            if self.meant(policy["RoleName"], "AWS::IAM::Role") == role:
                documents.append(policy["PolicyDocument"])
        for arn in properties.get("ManagedPolicyArns", []):
            policy = self.meant(arn, "AWS::IAM::ManagedPolicy")
            if policy is not None and role not in map(self.meant, self.properties(policy).get("Roles", [])):
                documents.append(self.properties(policy)["PolicyDocument"])
        return [statement for document in documents for statement in as_list(document["Statement"])]

    def aws_policies(self, role):
        return [arn.split(":policy/", 1)[1] for arn in self.properties(role).get("ManagedPolicyArns", [])
                if arn.startswith("arn:aws:iam::aws:")]

    @staticmethod
    def is_about(statement, action):
        return any(matches(each.lower(), action.lower()) for each in as_list(statement.get("Action", [])))

    @staticmethod
    def _reaches(statement, resource):
        if "NotResource" in statement:
            return not any(matches(each, resource) for each in as_list(statement["NotResource"]))
        return any(matches(each, resource) for each in as_list(statement["Resource"]))

    def allowed_on(self, role, action):
        """On what a role may do something: ARNs, with * and ?."""
        return [each for statement in self.statements(role)
                if statement["Effect"] == "Allow" and self.is_about(statement, action)
                for each in as_list(statement.get("Resource", []))]

    def may(self, role, action, resource):
        about = [each for each in self.statements(role) if self.is_about(each, action) and self._reaches(each, resource)]
        denied = any(each["Effect"] == "Deny" and "Condition" not in each for each in about)
        return not denied and any(each["Effect"] == "Allow" for each in about)

    def may_objects(self, role, action, bucket):
        """Whether a role may do something with objects of a bucket, be it with those of a folder only."""
        arn = self.arn(bucket) + "/"
        return any(matches(each, arn + "folder/object") or each.startswith(arn) for each in self.allowed_on(role, action))

    def roles(self):
        return list(self.of_type("AWS::IAM::Role"))

    def roles_that_may(self, action):
        return [role for role in self.roles() if self.allowed_on(role, action)]

    def trusted(self, role):
        """Whom a role trusts: services, accounts and whoever else."""
        return {each for statement in as_list(self.properties(role)["AssumeRolePolicyDocument"]["Statement"])
                if statement["Effect"] == "Allow" for each in self.principals(statement)}

    @staticmethod
    def principals(statement):
        principal = statement.get("Principal", {})
        if isinstance(principal, str):
            return {principal}
        return {each for kind in principal.values() for each in as_list(kind)}

    def resource_statements(self, logical_id):
        """What the policy says that a bucket, a key, a topic, a queue, a bus or a secret has itself."""
        own = self.properties(logical_id).get("KeyPolicy")
        documents = [own] if own else []
        for kind, where in (("AWS::S3::BucketPolicy", "Bucket"), ("AWS::SNS::TopicPolicy", "Topics"),
                            ("AWS::SQS::QueuePolicy", "Queues"), ("AWS::SecretsManager::ResourcePolicy", "SecretId"),
                            ("AWS::SNS::TopicInlinePolicy", "TopicArn"), ("AWS::SQS::QueueInlinePolicy", "Queue")):
            for policy in self.of_type(kind).values():
                if logical_id in map(self.meant, as_list(policy[where])):
                    documents.append(policy.get("PolicyDocument", policy.get("ResourcePolicy")))
        return [statement for document in documents for statement in as_list(document["Statement"])]

    def policies_of(self, logical_id, kind, where):
        """The logical ids of the policies of a kind that a resource has."""
        return [key for key, each in self.of_type(kind).items() if logical_id in map(self.meant, as_list(each[where]))]

    def admits(self, logical_id, principal, action):
        """Whether a resource's own policy lets a service do something."""
        return any(statement["Effect"] == "Allow" and principal in self.principals(statement)
                   and self.is_about(statement, action) for statement in self.resource_statements(logical_id))

    # --- functions ---

    @functools.cache
    def functions(self):
        return self.of_type("AWS::Lambda::Function")

    def role_of(self, function):
        role = self.meant(self.properties(function)["Role"], "AWS::IAM::Role")
        if role is None:
            raise AssertionError(f"{function} has no role of this template")
        return role

    def environment(self, function):
        return self.properties(function).get("Environment", {}).get("Variables", {})

    def code(self, function):
        """What a function does, if that stands in the template."""
        return self.properties(function)["Code"].get("ZipFile")

    def functions_that_may(self, action):
        return [each for each in self.functions() if self.allowed_on(self.role_of(each), action)]

    def functions_that_may_on(self, table, *actions):
        """Functions that may do one of some things with a table or an index of it."""
        arn = self.arn(table)
        names = [each["IndexName"] for each in self.properties(table).get("GlobalSecondaryIndexes", [])]
        arns = [arn, *(f"{arn}/index/{name}" for name in names)]
        return [each for each in self.functions()
                if any(self.may(self.role_of(each), action, arn) for action in actions for arn in arns)]

    def target(self, arn):
        """The function that an ARN or a name is of, and its alias."""
        alias = self.meant(arn, "AWS::Lambda::Alias", "AWS::Lambda::Version")
        if alias is not None:
            return Target(self.target(self.properties(alias)["FunctionName"]).function, alias)
        function = self.meant(arn, "AWS::Lambda::Function")
        if function is None and isinstance(arn, str) and arn.count(":") == 7:
            plain, qualifier = arn.rsplit(":", 1)
            function = self.meant(plain, "AWS::Lambda::Function")
            alias = next((key for key, each in self.of_type("AWS::Lambda::Alias").items()
                          if each["Name"] == qualifier and self.target(each["FunctionName"]).function == function), None)
        return Target(function, alias)

    @functools.cache
    def five(self):
        """The functions that the description asks for: what their roles may do tells them apart."""
        able = {
            "progress": self.functions_that_may_on(self.progress_table(), "dynamodb:PutItem", "dynamodb:UpdateItem"),
            "speech": self.functions_that_may("transcribe:StartTranscriptionJob"),
            "grammar": self.functions_that_may("comprehend:DetectSyntax"),
            "recommend": self.functions_that_may("personalize:GetRecommendations"),
            "lesson": self.functions_that_may_on(self.lessons_table(), "dynamodb:GetItem", "dynamodb:Query"),
        }
        routed = {self.route_target(route).function for route in self.routes()}
        for word, functions in able.items():
            functions.sort(key=lambda each, word=word: (word not in each.lower(), each not in routed, each))
        found = self._distinct(list(able.items()))
        if found is None:
            raise AssertionError(f"there are not five different functions: {able}")
        return found

    def _distinct(self, able):
        if not able:
            return {}
        (word, functions), *others = able
        for function in functions:
            rest = self._distinct([(key, [each for each in some if each != function]) for key, some in others])
            if rest is not None:
                return {word: function, **rest}
        return None

    # --- data ---

    def tables(self):
        return self.of_type("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")

    def keys_of(self, schema):
        return {each["KeyType"]: each["AttributeName"] for each in schema}

    def progress_table(self):
        return self._table(lambda key, each: re.search(r"user|student|learner", self.keys_of(each["KeySchema"])["HASH"], re.I)
                           and "progress" in (key + str(each.get("TableName"))).lower())

    def lessons_table(self):
        return self._table(lambda key, each: "lesson" in (key + str(each.get("TableName"))).lower()
                           and "progress" not in key.lower())

    def _table(self, fits):
        found = [key for key, each in self.tables().items() if fits(key, each)]
        if len(found) != 1:
            raise AssertionError(f"one table is looked for: {found}")
        return found[0]

    def indexes(self, table):
        """The keys of a table's global secondary indexes."""
        return [self.keys_of(each["KeySchema"]) for each in self.properties(table).get("GlobalSecondaryIndexes", [])]

    def buckets(self):
        return self.of_type("AWS::S3::Bucket")

    def log_buckets(self):
        """Buckets that only records are written to."""
        targets = [each.get("LoggingConfiguration", {}).get("DestinationBucketName") for each in self.buckets().values()]
        targets += [each["S3BucketName"] for each in self.of_type("AWS::CloudTrail::Trail").values()]
        targets += [each["DistributionConfig"].get("Logging", {}).get("Bucket")
                    for each in self.of_type("AWS::CloudFront::Distribution").values()]
        targets += [log["LogDestination"] for log in self.of_type("AWS::EC2::FlowLog").values() if "LogDestination" in log]
        targets += [each for acl in self.of_type("AWS::WAFv2::LoggingConfiguration").values()
                    for each in acl["LogDestinationConfigs"]]
        return {self.bucket_of(each) for each in targets if each} - {None}

    def bucket_of(self, value):
        """The bucket that a name, an ARN or a domain name is of."""
        found = self.meant(value, "AWS::S3::Bucket")
        if found is None and isinstance(value, str):
            found = self.meant(value.split(".s3.")[0].split(".s3-")[0], "AWS::S3::Bucket")
        return found

    def content_buckets(self):
        """Buckets whose objects are the application's."""
        return [each for each in self.buckets() if each not in self.log_buckets()]

    def audio_buckets(self):
        """The buckets of what learners say and of what speech is made of."""
        speech = self.role_of(self.five()["speech"])
        said = [each for each in self.content_buckets()
                if self.may_objects(speech, "s3:PutObject", each) and self.may_objects(speech, "s3:GetObject", each)]
        return said + [each for each in self.content_buckets() if each not in said and self.stores_speech(each)]

    def stores_speech(self, bucket):
        """Whether a function that synthesizes speech may put it there."""
        return any(self.may_objects(self.role_of(each), "s3:PutObject", bucket)
                   for each in self.functions_that_may("polly:SynthesizeSpeech"))

    # --- the API ---

    def api(self):
        ((key, properties),) = self.of_type("AWS::ApiGateway::RestApi").items()
        return key, properties

    def stage(self):
        ((key, properties),) = self.of_type("AWS::ApiGateway::Stage").items()
        return key, properties

    def path_of(self, resource_id):
        resource = self.meant(resource_id, "AWS::ApiGateway::Resource")
        if resource is None:
            return ""
        properties = self.properties(resource)
        return f"{self.path_of(properties['ParentId'])}/{properties['PathPart']}"

    @functools.cache
    def routes(self):
        """What can be called, preflight requests too."""
        return [Route(self.path_of(each["ResourceId"]) or "/", each["HttpMethod"], key, each)
                for key, each in self.of_type("AWS::ApiGateway::Method").items()]

    def is_health(self, route):
        return route.verb == "GET" and re.search(r"/(health|healthz|ping|status)$", route.path) is not None

    def served(self):
        """Routes that do something for users."""
        return [each for each in self.routes() if each.verb != "OPTIONS" and not self.is_health(each)]

    def route_target(self, route):
        found = LAMBDA_PATH.search(route.properties.get("Integration", {}).get("Uri", ""))
        return self.target(found[1]) if found else Target(None, None)

    def routes_to(self, function):
        return [each for each in self.served() if self.route_target(each).function == function]

    # --- who calls what ---

    def calls(self):
        """Everything that calls a function: who, as whom, from where, what exactly, and by which role if not by permission."""
        return [each for each in (*self._calls_of_the_api(), *self._calls_of_events(), *self._calls_of_data(),
                                  *self._calls_of_workflows()) if self.target(each.target).function is not None]

    def _calls_of_the_api(self):
        api, _ = self.api()
        _, stage = self.stage()
        base = f"arn:aws:execute-api:{self.region}:{ACCOUNT}:{self._reference(api)}"
        for route in self.routes():
            integration = route.properties.get("Integration", {})
            found = LAMBDA_PATH.search(integration.get("Uri", ""))
            if found:
                verb = "GET" if route.verb == "ANY" else route.verb
                path = re.sub(r"\{[^}]+\}", "*", route.path)
                yield Call(route.method, "apigateway.amazonaws.com", f"{base}/{stage['StageName']}/{verb}{path}", found[1],
                           integration.get("Credentials"))
        for key, each in self.of_type("AWS::ApiGateway::Authorizer").items():
            found = LAMBDA_PATH.search(each.get("AuthorizerUri", ""))
            if found:
                yield Call(key, "apigateway.amazonaws.com", f"{base}/authorizers/{self._reference(key)}", found[1],
                           each.get("AuthorizerCredentials"))

    def _calls_of_events(self):
        for key, each in self.of_type("AWS::Events::Rule").items():
            for target in each.get("Targets", []):
                yield Call(key, "events.amazonaws.com", self.arn(key), target["Arn"], None)
        for key, each in self.of_type("AWS::Scheduler::Schedule").items():
            yield Call(key, "scheduler.amazonaws.com", None, each["Target"]["Arn"], each["Target"]["RoleArn"])
        for key, each in self.of_type("AWS::SNS::Subscription").items():
            if each["Protocol"] == "lambda":
                yield Call(key, "sns.amazonaws.com", each["TopicArn"], each["Endpoint"], None)

    def _calls_of_data(self):
        for key, each in self.buckets().items():
            for notification in each.get("NotificationConfiguration", {}).get("LambdaConfigurations", []):
                yield Call(key, "s3.amazonaws.com", self.arn(key), notification["Function"], None)
        for key, each in self.of_type("AWS::Lambda::EventSourceMapping").items():
            yield Call(key, "lambda.amazonaws.com", None, each["FunctionName"],
                       self.properties(self.target(each["FunctionName"]).function)["Role"])
        for key, each in self.of_type("AWS::Cognito::UserPool").items():
            for trigger in each.get("LambdaConfig", {}).values():
                yield Call(key, "cognito-idp.amazonaws.com", self.arn(key), trigger, None)
        for key, each in self.of_type("AWS::SecretsManager::RotationSchedule").items():
            yield Call(key, "secretsmanager.amazonaws.com", each["SecretId"], each.get("RotationLambdaARN"), None)
        for key, each in self.of_type("AWS::Logs::SubscriptionFilter").items():
            yield Call(key, "logs.amazonaws.com", self.arn(self.meant(each["LogGroupName"], "AWS::Logs::LogGroup")),
                       each["DestinationArn"], each.get("RoleArn"))

    def _calls_of_workflows(self):
        for key, each in self.of_type("AWS::StepFunctions::StateMachine").items():
            definition = each.get("DefinitionString", each.get("Definition"))
            definition = json.loads(definition) if isinstance(definition, str) else definition
            for text in {node for node in nodes(definition) if isinstance(node, str)}:
                yield Call(key, "states.amazonaws.com", self.arn(key), text, each["RoleArn"])

    def callers(self, function):
        return [each for each in self.calls() if self.target(each.target).function == function]

    # --- network ---

    def routes_of(self, subnet):
        """The routes of a subnet: what each leads to, by destination."""
        tables = [each["RouteTableId"] for each in self.of_type("AWS::EC2::SubnetRouteTableAssociation").values()
                  if each["SubnetId"] == self._reference(subnet)]
        return {each["DestinationCidrBlock"]: self.meant(each.get("NatGatewayId", each.get("GatewayId")))
                for each in self.of_type("AWS::EC2::Route").values()
                if each["RouteTableId"] in tables and "DestinationCidrBlock" in each}

    def route_table(self, subnet):
        (table,) = [each["RouteTableId"] for each in self.of_type("AWS::EC2::SubnetRouteTableAssociation").values()
                    if each["SubnetId"] == self._reference(subnet)]
        return table

    def leads_out(self, subnet):
        """Whether a subnet's route to everywhere ends at a NAT gateway that reaches the internet."""
        gateway = self.routes_of(subnet).get("0.0.0.0/0")
        if gateway is None or self.type_of(gateway) != "AWS::EC2::NatGateway":
            return False
        properties = self.properties(gateway)
        next_hop = self.routes_of(self.meant(properties["SubnetId"])).get("0.0.0.0/0")
        return next_hop is not None and self.type_of(next_hop) == "AWS::EC2::InternetGateway" and (
            properties.get("ConnectivityType") == "private" or
            bool(self.properties(self.meant_part(properties["AllocationId"], "AWS::EC2::EIP"))))

    def meant_part(self, value, *kinds):
        """As meant(), where the value may be an attribute of which nothing else is known."""
        found = self.meant(value, *kinds)
        if found is None:
            raise AssertionError(f"{value} is none of {kinds}")
        return found

    def zones(self, subnets):
        return {self.properties(self.meant(each, "AWS::EC2::Subnet"))["AvailabilityZone"] for each in subnets}

    def in_vpc(self):
        """Functions that run in a VPC."""
        return {key: each["VpcConfig"] for key, each in self.functions().items() if each.get("VpcConfig", {}).get("SubnetIds")}

    def rules_of(self, group, way):
        """The rules of a security group, its own and those that stand alone: Ingress or Egress."""
        own = self.properties(group).get(f"SecurityGroup{way}", [])
        alone = [each for each in self.of_type(f"AWS::EC2::SecurityGroup{way}").values()
                 if self.meant(each["GroupId"]) == group]
        return own + alone

    def endpoints(self, kind):
        return {key: each for key, each in self.of_type("AWS::EC2::VPCEndpoint").items()
                if each.get("VpcEndpointType", "Gateway") == kind}

    # --- monitoring ---

    def log_group_of(self, function):
        own = self.properties(function).get("LoggingConfig", {}).get("LogGroup")
        return self.meant(own or f"/aws/lambda/{self.physical_name(function)}", "AWS::Logs::LogGroup")

    def alarms(self):
        return self.of_type("AWS::CloudWatch::Alarm")

    @staticmethod
    def points(alarm):
        """The metrics that an alarm looks at."""
        looked_at = [alarm] if "MetricName" in alarm else []
        looked_at += [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
        return [Point(each["Namespace"], each["MetricName"],
                      {pair["Name"]: pair["Value"] for pair in each.get("Dimensions", [])}) for each in looked_at]

    def alarm_topics(self):
        return {topic for alarm in [*self.alarms().values(), *self.of_type("AWS::CloudWatch::CompositeAlarm").values()]
                for topic in (self.meant(each, "AWS::SNS::Topic") for each in alarm.get("AlarmActions", [])) if topic}

    def notification_topics(self):
        return [each for each in self.of_type("AWS::SNS::Topic") if each not in self.alarm_topics()]

    def widgets(self):
        return [widget for each in self.of_type("AWS::CloudWatch::Dashboard").values()
                for widget in json.loads(each["DashboardBody"])["widgets"]]

    def shown_namespaces(self):
        """The namespaces of the metrics on dashboards."""
        found = set()
        for widget in self.widgets():
            for metric in widget["properties"].get("metrics", []):
                if isinstance(metric[0], str):
                    found.add(metric[0])
                else:
                    found |= set(re.findall(r"\{\"?([^,\"}]+)", str(metric[0].get("expression", ""))))
        return found - {".", "..."}

    def key_of(self, value):
        """The customer key that a value names, itself or by its alias, or None."""
        alias = self.meant(value, "AWS::KMS::Alias")
        return self.key_of(self.properties(alias)["TargetKeyId"]) if alias else self.meant(value, "AWS::KMS::Key")

    def dead_letters(self, function):
        """Where events go that a function cannot work on: a queue or a topic."""
        found = [self.properties(function).get("DeadLetterConfig", {}).get("TargetArn")]
        for each in self.of_type("AWS::Lambda::EventInvokeConfig").values():
            if self.target(each["FunctionName"]).function == function:
                found.append(each.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"))
        return [self.meant(each, "AWS::SQS::Queue", "AWS::SNS::Topic") for each in found if each]
