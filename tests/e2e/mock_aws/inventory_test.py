#!/usr/bin/env python3
"""What the inventory must see, and of what it must know that it would."""

import unittest

import kinds
from inventory import inventory, remove
from mock_case import OTHER_REGION, REGION, Mock

REGION_WITHOUT_PERSONALIZE = "us-west-1"


class Inventory(Mock):
    def test_every_kind_can_be_listed_and_equal_names_in_two_regions_are_two(self):
        before = inventory(self.url, {REGION, OTHER_REGION, REGION_WITHOUT_PERSONALIZE})
        for region in (REGION, OTHER_REGION):
            self.client("sqs", region).create_queue(QueueName="twin")
            self.client("dynamodb", region).create_table(
                TableName="twin", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
        self.client("s3", OTHER_REGION).create_bucket(Bucket="single")
        new = inventory(self.url, {REGION, OTHER_REGION}) - before
        self.assertEqual({name for name in new if not name.startswith("queue")},
                         {f"table twin in {REGION}", f"table twin in {OTHER_REGION}", "bucket single"})
        self.assertEqual(len(new), 5)

    def test_snapshots_of_databases_are_seen_and_removed(self):
        databases, before = self.client("rds"), inventory(self.url, {REGION})
        login = {"MasterUsername": "admin1", "MasterUserPassword": "secret-secret"}
        databases.create_db_instance(DBInstanceIdentifier="single", DBInstanceClass="db.t3.micro", Engine="postgres",
                                     AllocatedStorage=20, **login)
        databases.create_db_cluster(DBClusterIdentifier="many", Engine="aurora-postgresql", **login)
        databases.create_db_snapshot(DBSnapshotIdentifier="of-single", DBInstanceIdentifier="single")
        databases.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="of-many", DBClusterIdentifier="many")
        found = inventory(self.url, {REGION}) - before
        snapshots = {f"database instance snapshot of-single in {REGION}", f"database snapshot of-many in {REGION}"}
        self.assertLessEqual(snapshots, found)
        remove(self.url, {REGION}, snapshots)
        self.assertEqual(found - (inventory(self.url, {REGION}) - before), snapshots)


class Tables(unittest.TestCase):
    def test_they_name_kinds_that_are_listed(self):
        for table in (kinds.MADE_BY_TYPES, kinds.GOES_WITH):
            self.assertEqual(set(table.values()) - kinds.LISTS.keys(), set())

    def test_a_type_of_no_table_is_unknown(self):
        known = [next(iter(table)) for table in (kinds.MADE_BY_TYPES, kinds.GOES_WITH, kinds.MAKES_NOTHING)]
        self.assertEqual(kinds.unknown_types([*known, "AWS::Braket::Job"]), ["AWS::Braket::Job"])


if __name__ == "__main__":
    unittest.main()
