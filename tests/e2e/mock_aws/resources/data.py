"""Resources of S3, DynamoDB, RDS, ElastiCache, EFS, Kinesis and Glue."""

import json

from clients import client, input_shape
from resources import buckets
from resources.base import Made, Row, at_path, to_parameters

ROWS = {
    "AWS::ElastiCache::CacheCluster": Row(
        "elasticache", "CreateCacheCluster", "CacheClusterId", None, {}, "DeleteCacheCluster", {"CacheClusterId": "$"},
        renames={"ClusterName": "CacheClusterId"}, lower_case=True),
    "AWS::ElastiCache::ReplicationGroup": Row(
        "elasticache", "CreateReplicationGroup", "ReplicationGroupId", None,
        {"ConfigurationEndPoint.Address": "ReplicationGroup.ConfigurationEndpoint.Address",
         "PrimaryEndPoint.Address": "ReplicationGroup.NodeGroups.0.PrimaryEndpoint.Address",
         "PrimaryEndPoint.Port": "ReplicationGroup.NodeGroups.0.PrimaryEndpoint.Port",
         "ReaderEndPoint.Address": "ReplicationGroup.NodeGroups.0.ReaderEndpoint.Address"},
        "DeleteReplicationGroup", {"ReplicationGroupId": "$"}, lower_case=True),
    "AWS::ElastiCache::SubnetGroup": Row(
        "elasticache", "CreateCacheSubnetGroup", "CacheSubnetGroupName", None, {}, "DeleteCacheSubnetGroup",
        {"CacheSubnetGroupName": "$"}, renames={"Description": "CacheSubnetGroupDescription"}, lower_case=True),
    "AWS::KinesisFirehose::DeliveryStream": Row(
        "firehose", "CreateDeliveryStream", "DeliveryStreamName", None, {"Arn": "DeliveryStreamARN"},
        "DeleteDeliveryStream", {"DeliveryStreamName": "$"}),
    "AWS::RDS::DBCluster": Row(
        "rds", "CreateDBCluster", "DBClusterIdentifier", None,
        {"DBClusterArn": "DBCluster.DBClusterArn", "DBClusterResourceId": "DBCluster.DbClusterResourceId",
         "Endpoint.Address": "DBCluster.Endpoint", "Endpoint.Port": "DBCluster.Port",
         "MasterUserSecret.SecretArn": "DBCluster.MasterUserSecret.SecretArn",
         "ReadEndpoint.Address": "DBCluster.ReaderEndpoint"},
        "DeleteDBCluster", {"DBClusterIdentifier": "$", "SkipFinalSnapshot": True}, lower_case=True),
    "AWS::RDS::DBProxyEndpoint": Row(
        "rds", "CreateDBProxyEndpoint", "DBProxyEndpointName", None,
        {"DBProxyEndpointArn": "DBProxyEndpoint.DBProxyEndpointArn", "Endpoint": "DBProxyEndpoint.Endpoint",
         "IsDefault": "DBProxyEndpoint.IsDefault", "VpcId": "DBProxyEndpoint.VpcId"},
        "DeleteDBProxyEndpoint", {"DBProxyEndpointName": "$"}),
    "AWS::RDS::DBProxy": Row(
        "rds", "CreateDBProxy", "DBProxyName", None,
        {"DBProxyArn": "DBProxy.DBProxyArn", "Endpoint": "DBProxy.Endpoint"}, "DeleteDBProxy", {"DBProxyName": "$"}),
}


def _cluster_parameter_group(request):
    """The parameters are set by a call of their own."""
    rds = client("rds", request.region)
    given, _ = request.create("rds", "CreateDBClusterParameterGroup", {
        "DBClusterParameterGroupName": request.name.lower()}, {"Family": "DBParameterGroupFamily"})
    name = given["DBClusterParameterGroupName"]
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=name, Parameters=[
        {"ParameterName": key, "ParameterValue": str(value), "ApplyMethod": "pending-reboot"}
        for key, value in request.properties["Parameters"].items()])
    return Made(request.type_name, name, {}, request.deletion(
        "rds", "DeleteDBClusterParameterGroup", DBClusterParameterGroupName=name))


def _zone_of_next_instance(rds, cluster):
    """The instances of a cluster are spread over the zones of its subnets; moto puts all into the first."""
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"]
    (group,) = rds.describe_db_subnet_groups(DBSubnetGroupName=cluster["DBSubnetGroup"])["DBSubnetGroups"]
    zones = sorted({subnet["SubnetAvailabilityZone"]["Name"] for subnet in group["Subnets"]})
    return zones[len(cluster["DBClusterMembers"]) % len(zones)]


def _database_instance(request):
    """moto's own model takes neither the name of a subnet group nor that of a cluster."""
    given, defaults = request.properties, {"DBInstanceIdentifier": request.name.lower()}
    if "DBClusterIdentifier" in given:
        defaults["AvailabilityZone"] = _zone_of_next_instance(
            client("rds", request.region), given["DBClusterIdentifier"])
    parameters, _ = request.create("rds", "CreateDBInstance", defaults, {"VPCSecurityGroups": "VpcSecurityGroupIds"})
    name = parameters["DBInstanceIdentifier"]
    found = client("rds", request.region).describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    attributes = {"DBInstanceArn": found["DBInstanceArn"], "DbiResourceId": found.get("DbiResourceId"),
                  "Endpoint.Address": at_path(found, "Endpoint.Address"), "Endpoint.HostedZoneId": "Z1",
                  "Endpoint.Port": str(at_path(found, "Endpoint.Port"))}
    return Made(request.type_name, name, attributes,
                request.deletion("rds", "DeleteDBInstance", DBInstanceIdentifier=name, SkipFinalSnapshot=True))


def _file_system(request):
    """moto's own model loses the policy."""
    efs, given = client("efs", request.region), request.properties
    parameters = {"CreationToken": request.name, **request.parameters("efs", "CreateFileSystem", renames={
        "FileSystemTags": "Tags"})}
    parameters.pop("Backup", None)
    made = efs.create_file_system(**parameters)
    system = made["FileSystemId"]
    if "LifecyclePolicies" in given:
        efs.put_lifecycle_configuration(FileSystemId=system, LifecyclePolicies=given["LifecyclePolicies"])
    if "FileSystemPolicy" in given:
        efs.put_file_system_policy(FileSystemId=system, Policy=json.dumps(given["FileSystemPolicy"]))
    if "BackupPolicy" in given:
        efs.put_backup_policy(FileSystemId=system, BackupPolicy=given["BackupPolicy"])
    return Made(request.type_name, system, {"Arn": made["FileSystemArn"], "FileSystemId": system},
                request.deletion("efs", "DeleteFileSystem", FileSystemId=system))


def _stream(request):
    """moto's own model makes streams of one shard that are not encrypted."""
    kinesis, given = client("kinesis", request.region), request.properties
    name, mode = given.get("Name", request.name), given.get("StreamModeDetails", {"StreamMode": "PROVISIONED"})
    shards = {} if mode["StreamMode"] == "ON_DEMAND" else {"ShardCount": int(given.get("ShardCount", 1))}
    kinesis.create_stream(StreamName=name, StreamModeDetails=mode, **shards)
    if int(given.get("RetentionPeriodHours", 24)) > 24:
        kinesis.increase_stream_retention_period(
            StreamName=name, RetentionPeriodHours=int(given["RetentionPeriodHours"]))
    if "StreamEncryption" in given:
        kinesis.start_stream_encryption(StreamName=name, **given["StreamEncryption"])
    if given.get("Tags"):
        kinesis.add_tags_to_stream(StreamName=name, Tags={tag["Key"]: tag["Value"] for tag in given["Tags"]})
    arn = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamARN"]
    return Made(request.type_name, name, {"Arn": arn}, request.deletion(
        "kinesis", "DeleteStream", StreamName=name, EnforceConsumerDeletion=True))


def _proxy_targets(request):
    """A proxy has its target group from the beginning; what it leads to is registered."""
    given, rds = request.properties, client("rds", request.region)
    proxy, group = given["DBProxyName"], given.get("TargetGroupName", "default")
    if "ConnectionPoolConfigurationInfo" in given:
        shape = input_shape("rds", request.region, "ModifyDBProxyTargetGroup").members["ConnectionPoolConfig"]
        rds.modify_db_proxy_target_group(TargetGroupName=group, DBProxyName=proxy, ConnectionPoolConfig=to_parameters(
            shape, given["ConnectionPoolConfigurationInfo"]))
    targets = {key: given[key] for key in ("DBClusterIdentifiers", "DBInstanceIdentifiers") if given.get(key)}
    rds.register_db_proxy_targets(DBProxyName=proxy, TargetGroupName=group, **targets)
    (made,) = rds.describe_db_proxy_target_groups(DBProxyName=proxy)["TargetGroups"]
    arn = made["TargetGroupArn"]
    return Made(request.type_name, arn, {"TargetGroupArn": arn}, request.deletion(
        "rds", "DeregisterDBProxyTargets", DBProxyName=proxy, TargetGroupName=group, **targets))


def _glue_database(request):
    given = {"Name": request.name, **request.properties["DatabaseInput"]}
    client("glue", request.region).create_database(DatabaseInput=given)
    return Made(request.type_name, given["Name"], {}, request.deletion("glue", "DeleteDatabase", Name=given["Name"]))


MAKERS = {
    "AWS::RDS::DBProxyTargetGroup": _proxy_targets,
    "AWS::EFS::FileSystem": _file_system,
    "AWS::Glue::Database": _glue_database,
    "AWS::Kinesis::Stream": _stream,
    "AWS::RDS::DBClusterParameterGroup": _cluster_parameter_group,
    "AWS::RDS::DBInstance": _database_instance,
    "AWS::S3::Bucket": buckets.make,
    "AWS::S3::BucketPolicy": buckets.make_policy,
}

DELETIONS = {}
