"""Resources of CloudWatch, its logs, X-Ray, Application Insights, resource groups and CloudTrail."""

from clients import client
from resources.base import Made, Row

ROWS = {
    "AWS::ApplicationInsights::Application": Row(
        "application-insights", "CreateApplication", None, "ApplicationInfo.ResourceGroupName", {}, "DeleteApplication",
        {"ResourceGroupName": "$"}, renames={"AutoConfigurationEnabled": "AutoConfigEnabled"}),
    "AWS::CloudWatch::CompositeAlarm": Row(
        "cloudwatch", "PutCompositeAlarm", "AlarmName", None, {}, "DeleteAlarms", {"AlarmNames": ["$"]}),
    "AWS::Logs::MetricFilter": Row(
        "logs", "PutMetricFilter", "filterName", None, {}, "DeleteMetricFilter",
        {"logGroupName": "@logGroupName", "filterName": "$"}),
    "AWS::Logs::ResourcePolicy": Row(
        "logs", "PutResourcePolicy", "policyName", None, {}, "DeleteResourcePolicy", {"policyName": "$"}),
    "AWS::ResourceGroups::Group": Row(
        "resource-groups", "CreateGroup", "Name", None, {"Arn": "Group.GroupArn"}, "DeleteGroup", {"Group": "$"}),
    "AWS::XRay::Group": Row(
        "xray", "CreateGroup", "GroupName", "Group.GroupARN", {"GroupARN": "Group.GroupARN"}, "DeleteGroup",
        {"GroupARN": "$"}),
    "AWS::Logs::SubscriptionFilter": Row(
        "logs", "PutSubscriptionFilter", "filterName", None, {}, "DeleteSubscriptionFilter",
        {"logGroupName": "@logGroupName", "filterName": "$"}),
}


def _log_group(request):
    """moto's model forgets the key and the tags."""
    parameters, _ = request.create("logs", "CreateLogGroup", {"logGroupName": request.name})
    name = parameters["logGroupName"]
    if "RetentionInDays" in request.properties:
        client("logs", request.region).put_retention_policy(
            logGroupName=name, retentionInDays=int(request.properties["RetentionInDays"]))
    arn = f"arn:aws:logs:{request.region}:{request.account}:log-group:{name}:*"
    return Made(request.type_name, name, {"Arn": arn}, request.deletion("logs", "DeleteLogGroup", logGroupName=name))


def _trail(request):
    """Whether it records is a second call, and so is which events."""
    parameters, answer = request.create("cloudtrail", "CreateTrail", {"Name": request.name},
                                        {"TrailName": "Name", "KMSKeyId": "KmsKeyId"})
    name, cloudtrail = parameters["Name"], client("cloudtrail", request.region)
    if request.properties.get("IsLogging") in (True, "true"):
        cloudtrail.start_logging(Name=name)
    if "EventSelectors" in request.properties:
        selectors = request.parameters("cloudtrail", "PutEventSelectors", {"TrailName": name})
        cloudtrail.put_event_selectors(**selectors)
    return Made(request.type_name, name, {"Arn": answer["TrailARN"]},
                request.deletion("cloudtrail", "DeleteTrail", Name=name))


def _alarm(request):
    parameters, _ = request.create("cloudwatch", "PutMetricAlarm", {"AlarmName": request.name})
    name = parameters["AlarmName"]
    arn = f"arn:aws:cloudwatch:{request.region}:{request.account}:alarm:{name}"
    return Made(request.type_name, name, {"Arn": arn},
                request.deletion("cloudwatch", "DeleteAlarms", AlarmNames=[name]))


MAKERS = {
    "AWS::CloudTrail::Trail": _trail,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::Logs::LogGroup": _log_group,
}

DELETIONS = {}
