#!/usr/bin/env python3
"""What the mock's CloudFormation must do beyond moto's: each case deploys small templates and looks what came of it."""

import json
import re
import unittest

from botocore.exceptions import ClientError

from mock_case import OTHER_REGION, REGION, Mock, get, queue


class References(Mock):
    def test_output_of_a_stack_of_another_region(self):
        made = self.created("Producer", {"Q": queue()}, {"Name": {"Value": get("Q", "QueueName")}})
        reference = {"Fn::GetStackOutput": {"StackName": "Producer", "Region": REGION, "OutputName": "Name"}}
        self.created("Consumer", {"P": {"Type": "AWS::SSM::Parameter", "Properties": {
            "Name": "theirs", "Type": "String", "Value": reference}}}, region=OTHER_REGION)
        value = self.client("ssm", OTHER_REGION).get_parameter(Name="theirs")["Parameter"]["Value"]
        self.assertEqual(value, made["Name"])

    def test_output_that_is_not_there_fails_the_stack(self):
        reference = {"Fn::GetStackOutput": {"StackName": "Nowhere", "OutputName": "Name"}}
        stack = self.deploy("Lost", {"P": {"Type": "AWS::SSM::Parameter", "Properties": {
            "Name": "lost", "Type": "String", "Value": reference}}})
        self.assertEqual(stack["status"], "ROLLBACK_COMPLETE")
        self.assertIn("Nowhere", stack["reason"])

    def test_a_stack_whose_output_is_read_may_change_and_go(self):
        self.created("Weak", {"Q": queue()}, {"Name": {"Value": get("Q", "QueueName")}})
        reference = {"Fn::GetStackOutput": {"StackName": "Weak", "OutputName": "Name"}}
        self.created("Reader", {"P": {"Type": "AWS::SSM::Parameter", "Properties": {
            "Name": "weak", "Type": "String", "Value": reference}}})
        self.created("Weak", {"Q": queue()})  # without the output
        self.delete("Weak")
        self.assertNotIn("Weak", [each["StackName"] for each in self.client(
            "cloudformation").describe_stacks()["Stacks"]])

    def test_an_export_in_use_is_neither_removed_nor_changed(self):
        exported = {"Name": {"Value": get("Q", "QueueName"), "Export": {"Name": "shared"}}}
        self.created("Exporter", {"Q": queue()}, exported)
        self.created("Importer", {"R": queue(QueueName={"Fn::Join": ["-", [{"Fn::ImportValue": "shared"}, "more"]]})})
        stack = self.deploy("Exporter", {"Q": queue()})
        self.assertEqual(stack["status"], "UPDATE_ROLLBACK_COMPLETE")
        self.assertIn("Export shared cannot be deleted as it is in use by Importer", stack["reason"])
        stack = self.deploy("Exporter", {"Q": queue(QueueName="other")}, exported)
        self.assertEqual(stack["status"], "UPDATE_ROLLBACK_COMPLETE")
        self.assertIn("Export shared cannot be updated as it is in use by Importer", stack["reason"])
        self.assertFalse([url for url in self.queues() if url.endswith("/other")])
        with self.assertRaisesRegex(ClientError, "in use by Importer"):
            self.delete("Exporter")
        self.delete("Importer")
        self.delete("Exporter")

    def test_an_attribute_that_the_type_has_not_fails_the_stack(self):
        output = {"Id": {"Value": get("Q", "QueueId")}}
        stack = self.deploy("Invented", {"Q": queue()}, output)
        self.assertEqual(stack["status"], "ROLLBACK_COMPLETE")
        self.assertIn("does not support attribute type QueueId", stack["reason"])

    def test_an_attribute_is_guessed_only_with_a_word_in_the_log(self):
        given = self.created("Attributes", {
            "Q": queue(), "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}},
        }, {"Url": {"Value": get("Q", "QueueUrl")}, "Acl": {"Value": get("Subnet", "NetworkAclAssociationId")}})
        self.assertEqual(given["Url"], self.ids("Attributes")["Q"])  # Ref gives it, too
        self.assertEqual(re.findall("guessed: (.*)", self.said()), ["AWS::EC2::Subnet.NetworkAclAssociationId"])

    def test_dynamic_reference_is_resolved_when_the_resource_is_made(self):
        self.client("secretsmanager").create_secret(Name="login", SecretString='{"password": "hunter2"}')
        self.created("Dynamic", {"P": {"Type": "AWS::SSM::Parameter", "Properties": {
            "Name": "dynamic", "Type": "String",
            "Value": {"Fn::Join": ["", ["{{resolve:secretsmanager:", "login", ":SecretString:password}}"]]}}}})
        self.assertEqual(self.client("ssm").get_parameter(Name="dynamic")["Parameter"]["Value"], "hunter2")


class Changes(Mock):
    def test_in_place_where_the_type_allows_it(self):
        self.created("InPlace", {"Q": queue(VisibilityTimeout=10)})
        before = self.ids("InPlace")
        self.created("InPlace", {"Q": queue(VisibilityTimeout=20)})
        self.assertEqual(self.ids("InPlace"), before)
        timeout = self.client("sqs").get_queue_attributes(QueueUrl=before["Q"], AttributeNames=["All"])["Attributes"]
        self.assertEqual(timeout["VisibilityTimeout"], "20")

    def test_replacement_where_it_does_not_and_who_refers_to_it_follows(self):
        parameter = {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "arn-of-queue", "Type": "String",
                                                                   "Value": get("Q", "Arn")}}
        self.created("Replaced", {"P": parameter, "Q": queue(QueueName="one")})
        self.created("Replaced", {"P": parameter, "Q": queue(QueueName="two")})
        value = self.client("ssm").get_parameter(Name="arn-of-queue")["Parameter"]["Value"]
        self.assertTrue(value.endswith(":two"), value)
        self.assertFalse([url for url in self.queues() if url.endswith("/one")])

    def test_an_endpoint_is_in_the_route_tables_that_it_is_given(self):
        def table():
            return {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "Vpc"}}}

        def resources(*tables):
            service = {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"}
            return {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
                    "First": table(), "Second": table(), "Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {
                        "VpcId": {"Ref": "Vpc"}, "ServiceName": service,
                        "RouteTableIds": [{"Ref": each} for each in tables]}}}

        def with_a_route():
            ids = self.ids("Routes")
            found = self.client("ec2").describe_route_tables(RouteTableIds=[ids["First"], ids["Second"]])["RouteTables"]
            return {name for name in ("First", "Second") for each in found if each["RouteTableId"] == ids[name]
                    for route in each["Routes"] if route.get("GatewayId") == ids["Endpoint"]}

        for tables in (("First",), ("First", "Second"), ("Second",)):
            self.created("Routes", resources(*tables))
            self.assertEqual(with_a_route(), set(tables))
        self.delete("Routes")
        self.assertNotIn("Routes", [each["StackName"] for each in self.client(
            "cloudformation").describe_stacks()["Stacks"]])

    def test_a_failed_update_leaves_everything_as_it_was(self):
        self.created("Rolled", {"Q": queue(VisibilityTimeout=10), "Old": queue()}, {"Q": {"Value": {"Ref": "Q"}}})
        before = self.ids("Rolled")
        bad = {"Type": "AWS::SQS::QueuePolicy", "DependsOn": ["Q", "New"], "Properties": {
            "Queues": ["https://sqs.eu-west-1.amazonaws.com/123456789012/none"], "PolicyDocument": {"Statement": []}}}
        stack = self.deploy("Rolled", {"Q": queue(VisibilityTimeout=20), "New": queue(QueueName="new"), "Bad": bad})
        self.assertEqual(stack["status"], "UPDATE_ROLLBACK_COMPLETE")
        self.assertIn("[Bad]", stack["reason"])
        self.assertEqual(self.ids("Rolled"), before)
        self.assertIn("Q", stack["outputs"])
        self.assertFalse([url for url in self.queues() if url.endswith("/new")])
        attributes = self.client("sqs").get_queue_attributes(QueueUrl=before["Q"], AttributeNames=["All"])["Attributes"]
        self.assertEqual(attributes["VisibilityTimeout"], "10")
        self.created("Rolled", {"Q": queue(VisibilityTimeout=30)})  # and it can be updated again
        self.assertEqual(list(self.ids("Rolled")), ["Q"])

    def test_what_could_not_be_made_again_is_brought_back(self):
        def trail(bucket):
            return {"Type": "AWS::CloudTrail::Trail", "Properties": {
                "TrailName": "steady", "IsLogging": True, "S3BucketName": bucket}}

        self.client("s3").create_bucket(Bucket="trails", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.created("Again", {"T": trail("trails")})
        stack = self.deploy("Again", {"T": trail("nowhere")})
        self.assertIn("updated by making it again: AWS::CloudTrail::Trail T", self.said())
        self.assertEqual(stack["status"], "UPDATE_ROLLBACK_COMPLETE")
        self.assertIn("nowhere", stack["reason"])
        (found,) = self.client("cloudtrail").describe_trails()["trailList"]
        self.assertEqual((found["Name"], found["S3BucketName"]), ("steady", "trails"))
        self.delete("Again")
        self.assertEqual(self.client("cloudtrail").describe_trails()["trailList"], [])

    def test_a_failed_creation_leaves_nothing(self):
        bad = {"Type": "AWS::SQS::QueuePolicy", "DependsOn": "First", "Properties": {
            "Queues": ["https://sqs.eu-west-1.amazonaws.com/123456789012/none"], "PolicyDocument": {"Statement": []}}}
        stack = self.deploy("Failed", {"First": queue(QueueName="first"), "Bad": bad})
        self.assertEqual(stack["status"], "ROLLBACK_COMPLETE")
        self.assertFalse([url for url in self.queues() if url.endswith("/first")])

    def test_a_template_that_is_too_long_goes_through_a_bucket(self):
        template = json.dumps({"Resources": {"Q": queue()}, "Metadata": {"Long": "x" * 60000}})
        stacks, buckets = self.client("cloudformation"), self.client("s3")
        with self.assertRaisesRegex(ClientError, "51200"):
            stacks.create_stack(StackName="Long", TemplateBody=template)
        buckets.create_bucket(Bucket="templates", CreateBucketConfiguration={"LocationConstraint": REGION})
        buckets.put_object(Bucket="templates", Key="long.json", Body=template)
        stacks.create_stack(StackName="Long", TemplateURL=f"{self.url}/templates/long.json")
        self.assertEqual(self.stack("Long")["status"], "CREATE_COMPLETE")


class DeletionPolicies(Mock):
    def test_what_is_retained_is_left(self):
        self.created("Kept", {
            "A": {**queue(QueueName="kept"), "DeletionPolicy": "Retain"},
            "B": {**queue(QueueName="kept-too"), "DeletionPolicy": "RetainExceptOnCreate"},
            "C": queue(QueueName="gone")})
        self.delete("Kept")
        names = {url.rsplit("/", 1)[1] for url in self.queues()}
        self.assertEqual(names & {"kept", "kept-too", "gone"}, {"kept", "kept-too"})

    def test_except_on_create_goes_with_a_failed_creation(self):
        bad = {"Type": "AWS::SQS::QueuePolicy", "DependsOn": "A", "Properties": {
            "Queues": ["https://sqs.eu-west-1.amazonaws.com/123456789012/none"], "PolicyDocument": {"Statement": []}}}
        self.deploy("Tried", {"A": {**queue(QueueName="tried"), "DeletionPolicy": "RetainExceptOnCreate"}, "Bad": bad})
        self.assertFalse([url for url in self.queues() if url.endswith("/tried")])

    def test_what_an_update_removes_or_replaces_is_kept_where_its_policy_says_so(self):
        kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
        self.created("Moving", {
            "A": {**queue(QueueName="removed"), **kept}, "B": {**queue(QueueName="replaced"), **kept}})
        self.created("Moving", {"B": {**queue(QueueName="replacing"), **kept}})
        names = {url.rsplit("/", 1)[1] for url in self.queues()}
        self.assertLessEqual({"removed", "replaced", "replacing"}, names)

    def test_a_database_is_kept_in_a_snapshot(self):
        self.created("Data", {"Db": {"Type": "AWS::RDS::DBInstance", "Properties": {
            "DBInstanceClass": "db.t3.micro", "Engine": "postgres", "AllocatedStorage": "20",
            "MasterUsername": "admin1", "MasterUserPassword": "secret-secret"}}})  # Snapshot is the default of its type
        self.delete("Data")
        databases = self.client("rds")
        self.assertEqual(databases.describe_db_instances()["DBInstances"], [])
        (snapshot,) = databases.describe_db_snapshots()["DBSnapshots"]
        self.assertTrue(snapshot["DBSnapshotIdentifier"].startswith("data-snapshot-db-"), snapshot)


if __name__ == "__main__":
    unittest.main()
