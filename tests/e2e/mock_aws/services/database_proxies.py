"""Endpoints of RDS proxies, of which moto has the default ones alone, inside the proxies."""

import time

from moto.core.exceptions import ServiceException
from moto.rds.models import rds_backends
from moto.rds.responses import RDSResponse

from .base import add_operations


class Endpoints:
    def __init__(self, account, region):
        self._account, self._region = account, region
        self._backend = rds_backends[account][region]
        self._made = {}

    def _find(self, name):
        if name not in self._made:
            raise ServiceException("DBProxyEndpointNotFoundFault", f"DB proxy endpoint {name} not found.")
        return self._made[name]

    def create_db_proxy_endpoint(self, asked):
        name = asked["DBProxyEndpointName"]
        if name in self._made:
            raise ServiceException("DBProxyEndpointAlreadyExistsFault", f"DB proxy endpoint {name} already exists.")
        (proxy,) = self._backend.describe_db_proxies(asked["DBProxyName"])
        self._made[name] = {
            "DBProxyEndpointName": name, "DBProxyName": proxy.db_proxy_name, "IsDefault": False, "Status": "available",
            "DBProxyEndpointArn": f"arn:aws:rds:{self._region}:{self._account}:db-proxy-endpoint:prx-endpoint-{name}",
            "Endpoint": f"{name}.endpoint.proxy-{proxy.url_identifier}.{self._region}.rds.amazonaws.com",
            "TargetRole": asked.get("TargetRole", "READ_WRITE"), "VpcId": proxy.vpc_id, "CreatedDate": time.time(),
            "VpcSubnetIds": asked["VpcSubnetIds"],
            "VpcSecurityGroupIds": asked.get("VpcSecurityGroupIds", proxy.vpc_security_group_ids)}
        return {"DBProxyEndpoint": self._made[name]}

    def describe_db_proxy_endpoints(self, asked):
        if "DBProxyEndpointName" in asked:
            return {"DBProxyEndpoints": [self._find(asked["DBProxyEndpointName"])]}
        return {"DBProxyEndpoints": [each for each in self._made.values()
                                     if asked.get("DBProxyName") in (None, each["DBProxyName"])]}

    def describe_db_proxy_targets(self, asked):
        """In moto a cluster's instances are no targets."""
        registered = self._backend.describe_db_proxy_targets(asked["DBProxyName"])
        clusters = [self._backend.clusters[each.rds_resource_id] for each in registered
                    if each.type == "TRACKED_CLUSTER"]
        instances = [(cluster, each) for cluster in clusters for each in cluster.db_cluster_members]
        return {"Targets": [
            *({"Type": each.type, "RdsResourceId": each.rds_resource_id, "Endpoint": each.endpoint, "Port": each.port}
              for each in registered),
            *({"Type": "RDS_INSTANCE", "RdsResourceId": each["DBInstanceIdentifier"], "Port": cluster.port,
               "TrackedClusterId": cluster.db_cluster_identifier, "TargetHealth": {"State": "AVAILABLE"},
               "Role": "READ_WRITE" if each["IsClusterWriter"] else "READ_ONLY"} for cluster, each in instances)]}

    def delete_db_proxy_endpoint(self, asked):
        return {"DBProxyEndpoint": {**self._made.pop(self._find(asked["DBProxyEndpointName"])["DBProxyEndpointName"]),
                                    "Status": "deleting"}}


def install(_add_service):
    add_operations(RDSResponse, Endpoints)
