"""Keeps a custom terminology of Translate: a custom resource, for CloudFormation has no type of its own for it.

Properties: Name, Region, Csv, whose first line are the codes of the languages, and optionally Description. Attribute:
Name. Another Name or Region is another terminology; the old one is deleted thereafter.

It stands on shared/custom_resource.py.
"""
import boto3


def physical_id(properties, context):
    """The Region and the name: a terminology with another one of them is another one."""
    return f"{properties['Region']}/{properties['Name']}"


def client(region):
    """Translate of the Region that the terminology is in."""
    return boto3.client("translate", region_name=region)


def written(event, context):
    """Imports the terms, over those that are there."""
    properties = event["ResourceProperties"]
    client(properties["Region"]).import_terminology(
        Name=properties["Name"], MergeStrategy="OVERWRITE",
        Description=properties.get("Description", "Terms of the lessons"),
        TerminologyData={"File": properties["Csv"].encode(), "Format": "CSV"})
    return {"Name": properties["Name"]}


def deleted(event, context):
    """Deletes the terminology that the id names, if it is still there."""
    region, _, name = event["PhysicalResourceId"].partition("/")
    if name:
        translate = client(region)
        try:
            translate.delete_terminology(Name=name)
        except translate.exceptions.ResourceNotFoundException:
            pass
    return {}

REQUESTS = {"Create": written, "Update": written, "Delete": deleted}
