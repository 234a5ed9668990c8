"""Alarms, dashboards, logs and traces."""

import json

from .base import HOSTS, RETENTION_DAYS, SERVICES, Deployed, client

ALARMS = 37


class Monitoring(Deployed):
    def alarms(self):
        pages = client("cloudwatch").get_paginator("describe_alarms").paginate()
        return [alarm for page in pages for alarm in page["MetricAlarms"]
                if alarm["AlarmName"] in self.all_of("AWS::CloudWatch::Alarm")]

    def test_alarms_tell_the_topic(self):
        alarms = self.alarms()
        self.assertEqual(len(alarms), ALARMS)
        for alarm in alarms:
            self.assertEqual(alarm["AlarmActions"], self.all_of("AWS::SNS::Topic"), alarm["AlarmName"])

    def test_every_service_is_watched(self):
        watched = {(each["Value"], alarm["MetricName"]): alarm["Threshold"] for alarm in self.alarms()
                   for each in alarm.get("Dimensions", []) if each["Name"] == "ServiceName"}
        for service in SERVICES:
            for metric in ("CPUUtilization", "MemoryUtilization"):
                self.assertEqual(watched[service, metric], 85, service)

    def test_every_database_is_watched(self):
        percent = [alarm for alarm in self.alarms() for metric in alarm.get("Metrics", [])
                   if metric.get("MetricStat", {}).get("Metric", {}).get("MetricName") == "DatabaseConnections"]
        self.assertEqual([(alarm["Threshold"], alarm["ComparisonOperator"]) for alarm in percent],
                         [(80, "GreaterThanThreshold")] * 2)

    def test_somebody_has_confirmed_the_subscription(self):
        topic = self.only("AWS::SNS::Topic")
        pages = client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
        arns = [each["SubscriptionArn"] for page in pages for each in page["Subscriptions"]]
        self.assertTrue([arn for arn in arns if arn.startswith("arn:")], arns)

    def test_a_dashboard_for_each_project(self):
        names = self.all_of("AWS::CloudWatch::Dashboard")
        self.assertGreaterEqual(len(names), len(HOSTS))
        for name in names:
            body = client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"]
            self.assertTrue(json.loads(body)["widgets"], name)

    def test_logs_are_kept_a_week(self):
        logs = client("logs")
        for name in self.all_of("AWS::Logs::LogGroup"):
            groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
            (days,) = {each.get("retentionInDays") for each in groups if each["logGroupName"] == name}
            self.assertEqual(days, RETENTION_DAYS, name)

    def test_tasks_that_fail_are_counted(self):
        (rule,) = [each for each in client("events").list_rules()["Rules"]
                   if each["Name"] in self.all_of("AWS::Events::Rule")]
        self.assertEqual(json.loads(rule["EventPattern"])["detail-type"], ["ECS Task State Change"])
        (target,) = client("events").list_targets_by_rule(Rule=rule["Name"])["Targets"]
        group = target["Arn"].rpartition(":log-group:")[2]
        (counted,) = client("logs").describe_metric_filters(logGroupName=group)["metricFilters"]
        self.assertEqual(counted["metricTransformations"][0]["metricName"], "FailedTasks")

    def test_applications_and_traces_are_grouped(self):
        group = client("resource-groups").get_group(GroupName=self.only("AWS::ResourceGroups::Group"))["Group"]
        application = client("application-insights").describe_application(ResourceGroupName=group["Name"])
        self.assertTrue(application["ApplicationInfo"]["AutoConfigEnabled"])
        traces = client("xray").get_group(GroupARN=self.only("AWS::XRay::Group"))["Group"]
        self.assertIn("fault = true", traces["FilterExpression"])
