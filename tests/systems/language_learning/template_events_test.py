"""What the description of language_learning demands of events, notifications, logs and alarms. The numbers are those of the
demands; where several stand together, one look shows them all.

  template_events_test.py
"""

import json
import re
import unittest

from template_evaluation import ACCOUNT, as_list
from template_support import Code, TemplateTest, in_every_state

DAILY = re.compile(r"rate\((?:1 day|24 hours)\)|cron\(\d{1,2} \d{1,2} (?:\* \* \?|\? \* \*) \*\)")
API_METRICS = {"5XXError", "4XXError", "Latency", "IntegrationLatency"}
TABLE_METRICS = {"ReadThrottleEvents", "WriteThrottleEvents", "ThrottledRequests", "SystemErrors", "UserErrors",
                 "ReadThrottledRequests", "WriteThrottledRequests"}
LONGEST_RETENTION = 3653


class Events(TemplateTest):
    def daily(self):
        """What is called once a day, by rules and schedules that are enabled."""
        found = []
        for each in self.system.of_type("AWS::Events::Rule").values():
            if DAILY.fullmatch(each.get("ScheduleExpression", "")) and each.get("State", "ENABLED") == "ENABLED":
                found += [target["Arn"] for target in each["Targets"]]
        for each in self.system.of_type("AWS::Scheduler::Schedule").values():
            if DAILY.fullmatch(each["ScheduleExpression"]) and each.get("State", "ENABLED") == "ENABLED":
                found.append(each["Target"]["Arn"])
        return found

    def may_notify(self, arn):
        """Whether what an ARN is of sends notifications."""
        function = self.system.target(arn).function
        machine = self.system.meant(arn, "AWS::StepFunctions::StateMachine")
        if self.system.meant(arn, "AWS::SNS::Topic"):
            return True
        if function is None and machine is None:
            return False
        role = self.system.role_of(function) if function else \
            self.system.meant(self.system.properties(machine)["RoleArn"], "AWS::IAM::Role")
        return any(self.system.allowed_on(role, action) for action in ("sns:Publish", "ses:SendEmail"))

    def test_063_and_064_a_daily_reminder(self):
        self.assertTrue([each for each in self.some(self.daily()) if self.may_notify(each)])

    def milestones(self):
        """Rules about events of the application's own."""
        return {key: each for key, each in self.system.of_type("AWS::Events::Rule").items()
                if each.get("EventPattern", {}).get("source") and each["EventPattern"].get("detail-type")
                and not any(str(source).startswith("aws.") for source in each["EventPattern"]["source"])}

    def test_065_milestones(self):
        for each in self.some(self.milestones()).values():
            self.assertEqual(each.get("State", "ENABLED"), "ENABLED")

    def test_066_milestones_start_a_function(self):
        self.assertTrue([target for each in self.milestones().values() for target in each["Targets"]
                         if self.system.target(target["Arn"]).function])

    def test_067_somebody_reports_milestones(self):
        for rule, each in self.some(self.milestones()).items():
            name = each.get("EventBusName", "default")
            bus = self.system.meant(name, "AWS::Events::EventBus")
            arn = self.system.arn(bus) if bus else f"arn:aws:events:{self.system.region}:{ACCOUNT}:event-bus/{name}"
            reporters = [function for function in self.system.functions()
                         if self.system.may(self.system.role_of(function), "events:PutEvents", arn)]
            self.assertTrue([function for function in self.some(reporters, rule) if self.speaks(function, each["EventPattern"])])

    def speaks(self, function, pattern):
        """Whether a function knows the source and the type of the events: from its environment or by itself."""
        source = self.system.code(function)
        known = {str(each) for each in self.system.environment(function).values()}
        known |= Code(source).words if source else set()
        return source is None or all(known & set(pattern[part]) for part in ("source", "detail-type"))


class Notifications(TemplateTest):
    def test_068_topics_beside_that_of_alarms(self):
        self.assertGreaterEqual(len(self.system.notification_topics()), 2)
        self.assertTrue(self.system.alarm_topics())

    @in_every_state
    def test_069_each_topic_has_a_publisher(self, system):
        targets = [system.meant(target["Arn"], "AWS::SNS::Topic") for each in system.of_type("AWS::Events::Rule").values()
                   for target in each.get("Targets", [])]
        roles = [system.role_of(function) for function in system.functions()]
        roles += [system.meant(each["RoleArn"], "AWS::IAM::Role")
                  for each in system.of_type("AWS::StepFunctions::StateMachine").values()]
        for topic in system.notification_topics():
            publishers = [role for role in roles if system.may(role, "sns:Publish", system.arn(topic))]
            self.assertTrue(publishers or topic in targets, topic)

    @in_every_state
    def test_069_publishers_may_use_the_key(self, system):
        for topic, properties in system.of_type("AWS::SNS::Topic").items():
            key = system.key_of(properties.get("KmsMasterKeyId"))
            for function in system.functions() if key else ():
                role = system.role_of(function)
                if system.may(role, "sns:Publish", system.arn(topic)):
                    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
                        self.assertTrue(system.may(role, action, system.arn(key)), f"{function} {action}")

    def subscriptions(self, protocol):
        return [each for system in self.here for each in system.of_type("AWS::SNS::Subscription").values()
                if each["Protocol"] == protocol and system.meant(each["TopicArn"], "AWS::SNS::Topic")]

    def test_070_by_mail(self):
        for each in self.some(self.subscriptions("email") + self.subscriptions("email-json")):
            self.assertTrue(each["Endpoint"])

    def test_071_by_text_message(self):
        may_text = [function for function in self.system.functions()
                    if self.system.may(self.system.role_of(function), "sns:Publish", "+14155550123")]
        self.assertTrue(self.subscriptions("sms") or may_text)

    def test_072_by_push(self):
        created = [function for system in self.here for function in system.functions_that_may("sns:CreatePlatformEndpoint")]
        told = [value for system in self.here for function in system.functions()
                for value in system.environment(function).values()
                if re.search(r":app/(?:GCM|APNS|APNS_SANDBOX|ADM|BAIDU)/", str(value))]
        self.assertTrue(self.subscriptions("application") or created or told)


class Logs(TemplateTest):
    @in_every_state
    def test_073_a_dashboard(self, system):
        self.assertTrue(self.some(system.widgets()))
        self.assertGreaterEqual(len(system.shown_namespaces()), 2)

    def produced(self):
        """The namespaces of metrics that the application makes."""
        found = {each["MetricNamespace"] for properties in self.system.of_type("AWS::Logs::MetricFilter").values()
                 for each in properties["MetricTransformations"]}
        for function in self.system.functions_that_may("cloudwatch:PutMetricData"):
            allowed = [value for statement in self.system.statements(self.system.role_of(function))
                       if self.system.is_about(statement, "cloudwatch:PutMetricData")
                       for operator in statement.get("Condition", {}).values()
                       for key, value in operator.items() if key.lower() == "cloudwatch:namespace"]
            allowed = {one for each in allowed for one in as_list(each)}
            told = {str(each) for each in self.system.environment(function).values()}
            source = self.system.code(function)
            told |= {str(each) for each in Code(source).words} if source else set()
            found |= allowed & told if allowed else told
        return found

    def test_074_engagement_is_measured_and_shown(self):
        shown = self.system.shown_namespaces() | {point.namespace for each in self.system.alarms().values()
                                                  for point in self.system.points(each)}
        custom = {each for each in shown if not each.startswith("AWS/")}
        self.assertTrue(custom & self.produced(), f"shown: {custom}, produced: {self.produced()}")

    @in_every_state
    def test_075_functions_log(self, system):
        for function in self.some(system.functions()):
            group = system.log_group_of(function)
            self.assertIsNotNone(group, function)
            arn = f"arn:aws:logs:{system.region}:{ACCOUNT}:log-group:{system.physical_name(group)}:log-stream:any"
            for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
                self.assertTrue(system.may(system.role_of(function), action, arn), f"{function} {action}")

    @in_every_state
    def test_075_logs_are_kept_for_a_time(self, system):
        for group, properties in self.some(system.of_type("AWS::Logs::LogGroup")).items():
            self.assertTrue(1 <= int(properties["RetentionInDays"]) <= LONGEST_RETENTION, group)

    @in_every_state
    def test_075_the_web_acl_logs(self, system):
        logged = {each["ResourceArn"]: each["LogDestinationConfigs"]
                  for each in system.of_type("AWS::WAFv2::LoggingConfiguration").values()}
        logged = {system.meant(arn): each for arn, each in logged.items()}
        for acl in system.of_type("AWS::WAFv2::WebACL"):
            for arn in self.some(logged.get(acl), acl):
                place = system.meant(arn, "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::KinesisFirehose::DeliveryStream")
                self.assertIsNotNone(place, arn)
                self.assertTrue(system.physical_name(place).startswith("aws-waf-logs-"), place)

    @in_every_state
    def test_075_the_distribution_logs(self, system):
        delivered = {system.meant(each["ResourceArn"].rsplit("/", 1)[-1])
                     for each in system.of_type("AWS::Logs::DeliverySource").values()}
        for distribution, properties in system.of_type("AWS::CloudFront::Distribution").items():
            logging = properties["DistributionConfig"].get("Logging")
            if logging is None:
                self.assertIn(distribution, delivered)
                continue
            bucket = system.bucket_of(logging["Bucket"])
            self.assertIsNotNone(bucket, distribution)
            # CloudFront writes as somebody else, by an access control list, which only such a bucket takes.
            rules = system.properties(bucket).get("OwnershipControls", {}).get("Rules", [])
            self.assertTrue({each["ObjectOwnership"] for each in rules} & {"BucketOwnerPreferred", "ObjectWriter"}, bucket)

    @in_every_state
    def test_075_the_network_logs(self, system):
        logs = system.of_type("AWS::EC2::FlowLog").values()
        for vpc in self.all_of("AWS::EC2::VPC", system=system):
            for each in self.some([each for each in logs if system.meant(each["ResourceId"]) == vpc]):
                if each.get("LogDestinationType", "cloud-watch-logs") == "cloud-watch-logs":
                    group = system.meant(each.get("LogGroupName", each.get("LogDestination")), "AWS::Logs::LogGroup")
                    role = system.meant(each["DeliverLogsPermissionArn"], "AWS::IAM::Role")
                    self.assertEqual(system.trusted(role), {"vpc-flow-logs.amazonaws.com"})
                    self.check_writer(system, role, group)
                else:
                    self.assertIsNotNone(system.bucket_of(each["LogDestination"]))

    @in_every_state
    def test_075_accesses_to_buckets_are_logged(self, system):
        trailed = json.dumps(list(system.of_type("AWS::CloudTrail::Trail").values()))
        for bucket in self.some(system.content_buckets()):
            logging = system.properties(bucket).get("LoggingConfiguration")
            if logging is None:
                self.assertIn(system.arn(bucket) + "/", trailed)
                continue
            target = system.bucket_of(logging["DestinationBucketName"])
            self.assertNotEqual(target, bucket)
            self.assertTrue(system.admits(target, "logging.s3.amazonaws.com", "s3:PutObject"), bucket)

    def check_writer(self, system, role, group):
        arn = f"arn:aws:logs:{system.region}:{ACCOUNT}:log-group:{system.physical_name(group)}:log-stream:any"
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            self.assertTrue(system.may(role, action, arn), f"{role} {action}")

    @in_every_state
    def test_076_the_api_logs(self, system):
        _, stage = system.stage()
        self.assertIsNotNone(system.meant(stage["AccessLogSetting"]["DestinationArn"], "AWS::Logs::LogGroup"))
        self.assertIn("$context.requestId", stage["AccessLogSetting"]["Format"])
        for account in self.all_of("AWS::ApiGateway::Account", system=system).values():
            role = system.meant(account["CloudWatchRoleArn"], "AWS::IAM::Role")
            self.assertEqual(system.trusted(role), {"apigateway.amazonaws.com"})
            for action in ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"):
                self.assertTrue(system.allowed_on(role, action), action)

    @in_every_state
    def test_077_the_trail_logs(self, system):
        for trail in self.all_of("AWS::CloudTrail::Trail", system=system).values():
            group = system.meant(trail["CloudWatchLogsLogGroupArn"], "AWS::Logs::LogGroup")
            self.assertIsNotNone(group)
            role = system.meant(trail["CloudWatchLogsRoleArn"], "AWS::IAM::Role")
            self.assertEqual(system.trusted(role), {"cloudtrail.amazonaws.com"})
            self.check_writer(system, role, group)


class Alarms(TemplateTest):
    def watched(self, namespace, metrics):
        return [point for each in self.system.alarms().values() for point in self.system.points(each)
                if point.namespace == namespace and point.name in metrics]

    def test_078_functions(self):
        points = self.watched("AWS/Lambda", {"Errors", "Throttles"})
        names = {self.system.physical_name(each) for each in self.system.functions()}
        for point in self.some(points):
            self.assertIn(point.dimensions.get("FunctionName"), names | {None})

    def test_078_the_api(self):
        _, api = self.system.api()
        for point in self.some(self.watched("AWS/ApiGateway", API_METRICS)):
            self.assertEqual(point.dimensions["ApiName"], api["Name"])

    def test_078_tables(self):
        tables = {self.system.physical_name(each) for each in self.system.tables()}
        for point in self.some(self.watched("AWS/DynamoDB", TABLE_METRICS)):
            needed = {"UserErrors": set(), "ThrottledRequests": {"TableName", "Operation"},
                      "SystemErrors": {"TableName", "Operation"}}.get(point.name, {"TableName"})
            self.assertEqual(set(point.dimensions) - {"GlobalSecondaryIndexName"}, needed, point)
            self.assertLessEqual({point.dimensions.get("TableName")} - {None}, tables)

    def test_078_dead_letters(self):
        queues = {self.system.physical_name(each) for function in self.system.functions()
                  for each in self.system.dead_letters(function) if each}
        points = self.watched("AWS/SQS", {"ApproximateNumberOfMessagesVisible", "NumberOfMessagesReceived",
                                          "NumberOfMessagesSent", "ApproximateAgeOfOldestMessage"})
        self.assertTrue({point.dimensions["QueueName"] for point in self.some(points)} & queues)

    @in_every_state
    def test_079_every_alarm_tells_somebody(self, system):
        for alarm, properties in self.some(system.alarms()).items():
            self.assertTrue([each for each in properties.get("AlarmActions", [])
                             if system.meant(each, "AWS::SNS::Topic")], alarm)
            self.assertIs(properties.get("ActionsEnabled", True), True)
        for topic in system.alarm_topics():
            self.check_delivery(system, topic, "cloudwatch.amazonaws.com")

    @in_every_state
    def test_079_rules_tell_topics(self, system):
        for each in system.of_type("AWS::Events::Rule").values():
            for target in each.get("Targets", []):
                topic = system.meant(target["Arn"], "AWS::SNS::Topic")
                if topic:
                    self.check_delivery(system, topic, "events.amazonaws.com")
                    self.assertTrue(system.admits(topic, "events.amazonaws.com", "sns:Publish"))

    def check_delivery(self, system, topic, service):
        value = system.properties(topic).get("KmsMasterKeyId")
        if value is not None:
            key = system.key_of(value)
            self.assertIsNotNone(key, f"{topic} has a key that nobody can admit {service} to")
            for action in ("kms:Decrypt", "kms:GenerateDataKey"):
                self.assertTrue(system.admits(key, service, action), f"{topic} {service} {action}")
        if system.resource_statements(topic) and service == "cloudwatch.amazonaws.com":
            owner = any("Allow" == each["Effect"] and system.is_about(each, "sns:Publish")
                        and "AWS:SourceOwner" in str(each.get("Condition")) for each in system.resource_statements(topic))
            self.assertTrue(owner or system.admits(topic, service, "sns:Publish"), topic)


if __name__ == "__main__":
    unittest.main()
