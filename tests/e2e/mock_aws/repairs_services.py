"""What moto's services forget or do not do, mended: one function each, whose first line says what and why."""

import re

from moto.cloudfront import models as cloudfront
from moto.codebuild.responses import CodeBuildResponse
from moto.ecr.models import ecr_backends
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.rds.models import RDSBackend

# Parameters of CreateService: what moto's service is to remember them as.
_OF_SERVICE = {"capacityProviderStrategy": "capacity_provider_strategy",
               "deploymentConfiguration": "deployment_configuration",
               "healthCheckGracePeriodSeconds": "health_check_grace_period_seconds",
               "enableECSManagedTags": "enable_ecs_managed_tags", "enableExecuteCommand": "enable_execute_command"}
_OWN_IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[\w-]+)\.[\w.]+/(?P<repository>[^:@]+)(:(?P<tag>[\w.-]+))?$")


def services_keep_their_way_of_deployment():
    """moto forgets where a service's tasks run and how they are replaced; one is wanted where nothing is said."""
    moto_create = EC2ContainerServiceResponse.create_service

    def create_service(self):
        answer = moto_create(self)
        if self._get_param("desiredCount") is None:
            answer.result["service"].desired_count = 1
        for parameter, member in _OF_SERVICE.items():
            if (value := self._get_param(parameter)) is not None:
                setattr(answer.result["service"], member, value)
        return answer

    EC2ContainerServiceResponse.create_service = create_service


def _is_pushed(image):
    """Images of other registries are taken to be there."""
    own = _OWN_IMAGE.match(image)
    if not own:
        return True
    repository = ecr_backends[own["account"]][own["region"]].repositories.get(own["repository"])
    tag = own["tag"] or "latest"
    return bool(repository) and any(tag in each.image_tags for each in repository.images)


def _run(service, definition):
    """As many tasks as are wanted, if all images are there."""
    pushed = all(_is_pushed(container["image"]) for container in definition.container_definitions)
    service.running_count = service.desired_count if pushed else 0
    service.pending_count = service.desired_count - service.running_count
    for deployment in service.deployments:
        deployment.update(runningCount=service.running_count, pendingCount=service.pending_count,
                          desiredCount=service.desired_count, rolloutState="COMPLETED" if pushed else "IN_PROGRESS")


def services_run_their_tasks():
    """moto starts no tasks: they run as soon as the images are in their repositories."""
    moto_describe = EC2ContainerServiceBackend.describe_services

    def describe_services(self, *arguments):
        services, failures = moto_describe(self, *arguments)
        for service in services:
            if service.task_definition:
                _run(service, self.describe_task_definition(service.task_definition))
        return services, failures

    EC2ContainerServiceBackend.describe_services = describe_services


def distributions_keep_their_access_and_functions():
    """moto forgets an origin's access control, that it is a bucket, and the functions of a behavior."""
    init_of_origin, init_of_behavior = cloudfront.Origin.__init__, cloudfront.DefaultCacheBehaviour.__init__

    def origin(self, config):
        init_of_origin(self, config)
        self.origin_access_control_id = config.get("OriginAccessControlId") or ""
        if "S3OriginConfig" in config:
            self.s3_origin_config = {"OriginAccessIdentity": config["S3OriginConfig"].get("OriginAccessIdentity") or ""}

    def behavior(self, config):
        init_of_behavior(self, config)
        functions = config.get("FunctionAssociations", {}).get("Items", [])
        self.function_associations = {"Quantity": len(functions), "Items": functions}

    cloudfront.Origin.__init__, cloudfront.DefaultCacheBehaviour.__init__ = origin, behavior


def builds_keep_their_key():
    """moto says of every project that its results are encrypted with the key of S3."""
    moto_create = CodeBuildResponse.create_project

    def create_project(self):
        answer = moto_create(self)
        if self._get_param("encryptionKey"):
            project = self.codebuild_backend.codebuild_projects[self._get_param("name")]
            project.project_metadata["encryptionKey"] = self._get_param("encryptionKey")
        return answer

    CodeBuildResponse.create_project = create_project


def automated_snapshots_go_with_their_cluster():
    """moto keeps them, as AWS does only where DeleteAutomatedBackups is false."""
    moto_delete = RDSBackend.delete_db_cluster

    def delete_db_cluster(self, cluster_identifier, snapshot_name=None):
        deleted = moto_delete(self, cluster_identifier, snapshot_name)
        for name in [each for each in self.cluster_snapshots if each.startswith(f"rds:{cluster_identifier}-")]:
            del self.cluster_snapshots[name]
        return deleted

    RDSBackend.delete_db_cluster = delete_db_cluster


def deleted_clusters_are_not_listed():
    """moto lists those of ECS that are gone, too."""
    EC2ContainerServiceBackend.list_clusters = lambda self: [
        cluster.arn for cluster in self.clusters.values() if cluster.status != "INACTIVE"]


REPAIRS = (
    automated_snapshots_go_with_their_cluster,
    builds_keep_their_key,
    deleted_clusters_are_not_listed,
    distributions_keep_their_access_and_functions,
    services_keep_their_way_of_deployment,
    services_run_their_tasks,
)
