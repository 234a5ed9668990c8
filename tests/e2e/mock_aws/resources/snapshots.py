"""Snapshots that are taken of resources with the policy Snapshot before they are deleted."""

import logging
import uuid

from clients import call

log = logging.getLogger("mock_aws")

# Type: service, operation, its parameters for the snapshot's name and for the resource.
_SNAPSHOTS = {
    "AWS::EC2::Volume": ("ec2", "CreateSnapshot", "Description", "VolumeId"),
    "AWS::ElastiCache::ReplicationGroup": ("elasticache", "CreateSnapshot", "SnapshotName", "ReplicationGroupId"),
    "AWS::RDS::DBCluster": ("rds", "CreateDBClusterSnapshot", "DBClusterSnapshotIdentifier", "DBClusterIdentifier"),
    "AWS::RDS::DBInstance": ("rds", "CreateDBSnapshot", "DBSnapshotIdentifier", "DBInstanceIdentifier"),
    "AWS::Redshift::Cluster": ("redshift", "CreateClusterSnapshot", "SnapshotIdentifier", "ClusterIdentifier"),
}


def make(type_name, region, stack, logical_id, physical_id):
    """Named as CloudFormation names it: stack-snapshot-resource-random."""
    name = f"{stack}-snapshot-{logical_id}-{uuid.uuid4().hex[:12]}".lower()
    if type_name not in _SNAPSHOTS:
        raise ValueError(f"{type_name} has no snapshots")
    service, operation, name_parameter, own_parameter = _SNAPSHOTS[type_name]
    call(service, region, operation, {name_parameter: name, own_parameter: physical_id})
