"""Logs, metrics, dashboards and alarms: demands 113, 118 to 120 and 123 to 138.

  monitoring_test.py
"""

import json
import re
import unittest

from template_support import DATABASES, HOSTS, LOG_GROUP, SERVICES, TemplateTest, as_list, mentioned

ABOVE = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
DB_R6G_LARGE_CONNECTIONS = range(1200, 1501)  # 80 % of what PostgreSQL takes there unless told otherwise
SIGN_IN_FAILURES = re.compile(r"Risk|Throttle|SignIn|Compromised|AccountTakeover|auth|login|sign.?in", re.IGNORECASE)


class Guardrails(TemplateTest):
    def test_113_filters_and_messages(self):
        _, guardrail = self.only("AWS::Bedrock::Guardrail")
        self.assertTrue(guardrail["BlockedInputMessaging"])
        self.assertTrue(guardrail["BlockedOutputsMessaging"])
        filters = guardrail["ContentPolicyConfig"]["FiltersConfig"]
        self.assertTrue(filters)
        for each in filters:
            self.assertIn(each["InputStrength"], ("LOW", "MEDIUM", "HIGH", "NONE"))
            self.assertTrue({each["InputStrength"], each["OutputStrength"]} - {"NONE"}, each["Type"])

    def test_tasks_are_told_which_guardrail(self):
        guardrail, _ = self.only("AWS::Bedrock::Guardrail")
        for name in ("lang-portal-api", "haiku-api", "vocab-generator-backend", "writing-practice"):
            values = [each["Value"] for each in self.app_container(name)["Environment"]]
            self.assertTrue(any(guardrail in mentioned(value) for value in values), name)


class Logs(TemplateTest):
    def test_118_a_week(self):
        for key, group in self.all_of("AWS::Logs::LogGroup").items():
            self.assertEqual(group.get("RetentionInDays"), 7, key)

    def log_group(self, value):
        return self.one(value, "AWS::Logs::LogGroup")

    def test_119_builds_and_functions(self):
        for key, project in self.all_of("AWS::CodeBuild::Project").items():
            logs = project["LogsConfig"]["CloudWatchLogs"]
            self.assertEqual(logs["Status"], "ENABLED")
            group = self.log_group(logs["GroupName"])
            self.assert_may(self.build_role(key), group, "logs:CreateLogStream", "logs:PutLogEvents")
        for key, function in self.any_of("AWS::Lambda::Function").items():
            group = function.get("LoggingConfig", {}).get("LogGroup")
            if group is None:
                named = [self.name(each) for each in self.all_of("AWS::Logs::LogGroup")]
                self.assertTrue({f"/aws/lambda/${{{key}}}", f"/aws/lambda/{self.name(key)}"} & set(named), key)
            else:
                group = self.log_group(group)
                self.assert_may(self.one(function["Role"], "AWS::IAM::Role"), group, "logs:CreateLogStream",
                                "logs:PutLogEvents")

    def test_120_containers(self):
        names = [self.name(key) for key in self.all_of("AWS::Logs::LogGroup")]
        self.assertEqual(names.count(LOG_GROUP), 1)

    def test_123_metrics_of_their_own(self):
        filters = [each for each in self.any_of("AWS::Logs::MetricFilter").values() if each["MetricTransformations"]]
        for each in filters:
            self.log_group(each["LogGroupName"])
        roles = [self.task_role(name) for name in SERVICES]
        self.assertTrue(filters or all(self.allowed_on(role, "cloudwatch:PutMetricData") for role in roles))

    def test_124_application_insights(self):
        applications = self.all_of("AWS::ApplicationInsights::Application")
        for application in applications.values():
            self.assertTrue(application["ResourceGroupName"])


class Dashboards(TemplateTest):
    def body(self, dashboard):
        return json.loads(self.properties(dashboard)["DashboardBody"])

    def shown(self, dashboard):
        """The metrics of all graphs: a namespace, a name, names and values of dimensions. "." is what stands above."""
        found = []
        for widget in self.body(dashboard)["widgets"]:
            above = []
            for row in widget.get("properties", {}).get("metrics", []):
                values = [each for each in row if not isinstance(each, dict)]
                if values[:1] == ["..."]:
                    values = above[:-len(values) + 1] + values[1:]
                values = [above[index] if each == "." else each for index, each in enumerate(values)]
                found += [values] if values else []
                above = values or above
        return found

    def shows(self, dashboard, service):
        return any(row[0] == "AWS/ECS" and "ServiceName" in row
                   and self.is_about(row[row.index("ServiceName") + 1], service)
                   for row in self.shown(dashboard))

    def test_125_each_project_has_its_own(self):
        taken = set()
        for project in HOSTS:
            services = [self.service(name) for name, expected in SERVICES.items() if expected.project == project]
            others = [self.service(name) for name, expected in SERVICES.items() if expected.project != project]
            own = [key for key in self.all_of("AWS::CloudWatch::Dashboard")
                   if any(self.shows(key, each) for each in services)
                   and not any(self.shows(key, each) for each in others)]
            with self.subTest(project):
                for service in services:
                    self.assertTrue(any(self.shows(key, service) for key in own), service)
                taken |= set(own)
        self.assertGreaterEqual(len(taken), len(HOSTS))

    def test_126_services_and_databases(self):
        rows = [row for key in self.all_of("AWS::CloudWatch::Dashboard") for row in self.shown(key)]
        self.assertLessEqual({"AWS/ECS", "AWS/RDS"}, {row[0] for row in rows})
        databases = {self.database(project) for project in DATABASES}
        shown = {key for row in rows if row[0] == "AWS/RDS"
                 for key in databases | set(self.all_of("AWS::RDS::DBInstance"))
                 for value in row if self.is_about(value, key)}
        self.assertTrue(shown)


class Alarms(TemplateTest):
    def all_alarms(self):
        return self.all_of("AWS::CloudWatch::Alarm")

    def dimensions_of(self, alarm):
        return [metric["Dimensions"] for metric in self.metrics(alarm)]

    def names_balancer(self, dimensions):
        return "LoadBalancer" in dimensions and bool(
            mentioned(dimensions["LoadBalancer"]) & {self.balancer()[0], self.listener(443)})

    def periods(self, alarm):
        found = [metric["Period"] for metric in self.metrics(alarm) if metric["Period"] is not None]
        return found or [each["Period"] for each in alarm.get("Metrics", []) if "Period" in each]

    def is_about_errors(self, alarm):
        return any(re.search("5XX", metric["MetricName"], re.IGNORECASE) for metric in self.metrics(alarm))

    def test_127_every_minute(self):
        for key, alarm in self.all_alarms().items():
            allowed = (60, 300) if self.is_about_errors(alarm) else (60,)
            self.assertTrue(self.periods(alarm), key)
            for period in self.periods(alarm):
                self.assertIn(period, allowed, key)

    def test_128_errors(self):
        """Rates; alarms about numbers may stand beside them."""
        found = [alarm for alarm in self.all_alarms().values() if self.is_about_errors(alarm)
                 and ("Metrics" in alarm or alarm["Namespace"] == "AWS/ApiGateway")]
        self.assertTrue(found)
        for alarm in found:
            self.assertIn(alarm["ComparisonOperator"], ABOVE)
            self.assertEqual({int(period) * int(alarm["EvaluationPeriods"]) for period in self.periods(alarm)}, {300})
            if "Metrics" in alarm:
                (rate,) = [each["Expression"] for each in alarm["Metrics"] if "Expression" in each
                           and each.get("ReturnData", True)]
                self.assertIn("/", rate)
                self.assertTrue(any("RequestCount" in metric["MetricName"] or metric["MetricName"] == "Count"
                                    for metric in self.metrics(alarm)))
                self.assertEqual(float(alarm["Threshold"]), 5 if "100" in rate else 0.05)
                for metric in self.metrics(alarm):
                    self.assertEqual(metric["Statistic"], "Sum")
                    self.assertTrue(self.names_balancer(metric["Dimensions"]) or "ApiName" in metric["Dimensions"])
            else:  # the average of API Gateway's metric is a rate
                self.assertEqual((alarm["Namespace"], alarm["Statistic"], float(alarm["Threshold"])),
                                 ("AWS/ApiGateway", "Average", 0.05))

    def test_129_slow_answers(self):
        found = [alarm for alarm in self.all_alarms().values()
                 if any(str(metric["Statistic"]).lower() == "p95"
                        and metric["MetricName"] in ("TargetResponseTime", "Latency")
                        for metric in self.metrics(alarm))]
        self.assertTrue(found)
        for alarm in found:
            (metric,) = list(self.metrics(alarm))
            self.assertIn((metric["Namespace"], metric["MetricName"], float(alarm["Threshold"])),
                          (("AWS/ApplicationELB", "TargetResponseTime", 1), ("AWS/ApiGateway", "Latency", 1000)))
            self.assertEqual(alarm["ComparisonOperator"], "GreaterThanThreshold")
            self.assertTrue(self.names_balancer(metric["Dimensions"]) or "ApiName" in metric["Dimensions"])

    def task_rules(self):
        """Rules about tasks that stopped."""
        rules = {}
        for key, rule in self.any_of("AWS::Events::Rule").items():
            pattern = rule.get("EventPattern", {})
            if {"ECS Task State Change", "ECS Deployment State Change"} & set(as_list(pattern.get("detail-type", []))):
                rules[key] = rule
        return rules

    def filtered(self):
        """Metrics that log lines become."""
        return {(each["MetricNamespace"], each["MetricName"]) for key in self.any_of("AWS::Logs::MetricFilter").values()
                for each in key["MetricTransformations"]}

    def fires_when_there_is_one(self, alarm):
        return ((alarm["ComparisonOperator"], float(alarm["Threshold"])) in
                (("GreaterThanThreshold", 0), ("GreaterThanOrEqualToThreshold", 1)))

    def test_130_failed_tasks(self):
        topics = set(self.all_of("AWS::SNS::Topic"))
        told = [rule for rule in self.task_rules().values()
                if any(topics & mentioned(each["Arn"]) for each in rule.get("Targets", []))]
        alarms = []
        for alarm in self.all_alarms().values():
            for metric in self.metrics(alarm):
                of_a_rule = (metric["Namespace"] == "AWS/Events"
                             and any(self.is_about(metric["Dimensions"].get("RuleName"), key)
                                     for key in self.task_rules()))
                of_a_log = ((metric["Namespace"], metric["MetricName"]) in self.filtered()
                            and re.search("task", metric["MetricName"], re.IGNORECASE))
                missing = metric["MetricName"] == "DesiredTaskCount" and any(
                    other["MetricName"] == "RunningTaskCount" for other in self.metrics(alarm))
                if (of_a_rule or of_a_log or missing) and self.fires_when_there_is_one(alarm):
                    alarms.append(alarm)
        self.assertTrue(alarms or told)

    def test_130_the_rule_is_about_tasks_that_failed(self):
        for rule in self.task_rules().values():
            pattern = rule["EventPattern"]
            self.assertEqual(pattern["source"], ["aws.ecs"])
            if "ECS Task State Change" in pattern["detail-type"]:
                self.assertIn("STOPPED", pattern["detail"]["lastStatus"])

    def test_130_events_reach_their_log(self):
        """EventBridge writes to a log group if a policy of the account's logs lets it."""
        admitted = [json.loads(each["PolicyDocument"])
                    if isinstance(each["PolicyDocument"], str) else each["PolicyDocument"]
                    for each in self.any_of("AWS::Logs::ResourcePolicy").values()]
        for rule in self.task_rules().values():
            for group in self.mentioned([each["Arn"] for each in rule["Targets"]], "AWS::Logs::LogGroup"):
                self.assertTrue(any("events.amazonaws.com" in as_list(statement["Principal"]["Service"])
                                    and "logs:PutLogEvents" in as_list(statement["Action"])
                                    and any(self.reaches(each, group) for each in as_list(statement["Resource"]))
                                    for document in admitted for statement in document["Statement"]), group)

    def test_131_requests_that_are_blocked(self):
        acls = {key: each for key, each in self.all_of("AWS::WAFv2::WebACL").items()}
        found = self.alarms("AWS/WAFV2", "^BlockedRequests$")
        self.assertTrue(found)
        for key, alarm in found.items():
            self.assertIn(alarm["ComparisonOperator"], ABOVE)
            self.assertGreater(float(alarm["Threshold"]), 0)
            for dimensions in self.dimensions_of(alarm):
                watched = [acl for acl, each in acls.items()
                           if dimensions["WebACL"] in (each["VisibilityConfig"]["MetricName"], f"${{{acl}}}",
                                                       each.get("Name"))]
                self.assertTrue(watched, key)
                # Those of CloudFront have no region.
                regional = any(acls[acl]["Scope"] == "REGIONAL" for acl in watched)
                self.assertEqual(dimensions.get("Region"), "us-east-1" if regional else None)
                self.assertIn("Rule", dimensions)

    def test_132_failed_sign_ins(self):
        pool, _ = self.only("AWS::Cognito::UserPool")
        found = []
        for alarm in self.all_alarms().values():
            for metric in self.metrics(alarm):
                if metric["Namespace"] in ("AWS/Cognito",
                                           "AWS/ApplicationELB") and SIGN_IN_FAILURES.search(metric["MetricName"]):
                    self.assertTrue(pool in mentioned(metric["Dimensions"])
                                    or self.names_balancer(metric["Dimensions"]))
                    found.append(alarm)
                elif (metric["Namespace"],
                      metric["MetricName"]) in self.filtered() and SIGN_IN_FAILURES.search(metric["MetricName"]):
                    found.append(alarm)
        self.assertTrue(found)

    def test_133_guardrail(self):
        guardrail, _ = self.only("AWS::Bedrock::Guardrail")
        found = self.alarms("AWS/Bedrock/Guardrails", "^InvocationsIntervened$")
        self.assertTrue(found)
        for alarm in found.values():
            self.assertIn(alarm["ComparisonOperator"], ABOVE)
            for dimensions in self.dimensions_of(alarm):
                self.assertTrue(any(guardrail in mentioned(value) for name, value in dimensions.items()
                                    if name == "GuardrailArn"),
                                dimensions)

    def check_utilization(self, name):
        cluster, _ = self.only("AWS::ECS::Cluster")
        for service_name in SERVICES:
            service = self.service(service_name)
            found = []
            for alarm in self.all_alarms().values():
                (metric, *others) = list(self.metrics(alarm)) or [None]
                if (metric and not others and (metric["Namespace"], metric["MetricName"]) == ("AWS/ECS", name)
                        and self.is_about(metric["Dimensions"].get("ServiceName"), service)
                        and self.is_about(metric["Dimensions"].get("ClusterName"), cluster)):
                    found.append((alarm["ComparisonOperator"], float(alarm["Threshold"])))
            with self.subTest(service_name):
                self.assertIn(("GreaterThanThreshold", 85.0), found)

    def test_134_processors(self):
        self.check_utilization("CPUUtilization")

    def test_135_memory(self):
        self.check_utilization("MemoryUtilization")

    def of_database(self, project, pattern):
        """Alarms about a project's database, or one of its instances."""
        whole = {self.database(project), *self.instances(project)}
        return [alarm for alarm in self.alarms("AWS/RDS", pattern).values()
                if all(any(self.is_about(value, key) for key in whole for value in metric["Dimensions"].values())
                       for metric in self.metrics(alarm))]

    def most_connections(self, project):
        """What the parameters of a cluster and its instances say."""
        groups = [self.properties(self.database(project)).get("DBClusterParameterGroupName"),
                  *(each.get("DBParameterGroupName") for each in self.instances(project).values())]
        found = set()
        for each in groups:
            for group in mentioned(each):
                parameters = self.properties(group).get("Parameters", {})
                found |= {float(parameters[name]) for name in parameters if name == "max_connections"}
        return found

    def test_136_connections(self):
        for project in DATABASES:
            alarms = self.of_database(project, "^DatabaseConnections$")
            with self.subTest(project):
                self.assertTrue(alarms)
                for alarm in alarms:
                    self.assertIn(alarm["ComparisonOperator"], ABOVE)
                    threshold = float(alarm["Threshold"])
                    if any("Expression" in each for each in alarm.get("Metrics", [])):
                        self.assertIn(threshold, (80, 0.8))
                    elif self.most_connections(project):
                        self.assertEqual({0.8 * most for most in self.most_connections(project)}, {threshold})
                    else:
                        self.assertTrue(threshold == 80 or threshold in DB_R6G_LARGE_CONNECTIONS, threshold)

    def test_137_storage(self):
        for project in DATABASES:
            alarms = self.of_database(project, "^(?:FreeLocalStorage|VolumeBytesUsed|FreeStorageSpace)$")
            with self.subTest(project):
                self.assertTrue(alarms)
                for alarm in alarms:
                    self.assertGreater(float(alarm["Threshold"]), 0)
                    free = any(metric["MetricName"].startswith("Free") for metric in self.metrics(alarm))
                    self.assertTrue(alarm["ComparisonOperator"].startswith("LessThan" if free else "GreaterThan"))

    def test_138_somebody_hears_of_it(self):
        topics = set(self.all_of("AWS::SNS::Topic"))
        heard = {key for key in topics if self.properties(key).get("Subscription")}
        for subscription in self.any_of("AWS::SNS::Subscription").values():
            self.assertTrue(subscription["Protocol"] and subscription["Endpoint"])
            heard |= topics & mentioned(subscription["TopicArn"])
        for key, alarm in self.all_alarms().items():
            self.assertTrue(heard & mentioned(alarm.get("AlarmActions", [])), key)
            self.assertIs(alarm.get("ActionsEnabled", True), True, key)

    def test_138_cloudwatch_may_publish(self):
        """AWS's own key for SNS does not let CloudWatch in; one of the account's does if its policy says so."""
        for topic in {each for alarm in self.all_alarms().values() for each in mentioned(alarm["AlarmActions"])}:
            key = self.properties(topic).get("KmsMasterKeyId")
            if key is not None:
                admitted = [statement
                            for statement in self.properties(self.one(key, "AWS::KMS::Key"))["KeyPolicy"]["Statement"]
                            if statement["Principal"].get("Service") == "cloudwatch.amazonaws.com"]
                self.assertTrue(admitted)


if __name__ == "__main__":
    unittest.main()
