"""serverless_app on moto as it is: what comes of it without the mending of the mock.

Those of its integration tests run which plain moto can do. The others ask for what is taken out (stage, alias, alarms),
for handlers, which moto runs in Docker, for the workflow, which moto does not call by its name, and for settings of the
bucket, the table and the network that moto's CloudFormation does not make.
"""

from deployments import serverless_app
from deployments.base import Deployment

TESTS = (
    "ApiGateway.test_the_method_hands_over_to_the_function",
    "CloudWatch.test_the_log_groups_are_kept_as_long_as_the_environment_says",
    "Connectivity.test_the_function_knows_its_table", "Connectivity.test_the_functions_run_in_the_private_subnets",
    "DeploymentOutputs.test_each_output_has_a_value", "DeploymentOutputs.test_the_exports_bear_the_stacks_name",
    "DynamoDb.test_a_query_by_key", "DynamoDb.test_a_query_by_the_index", "DynamoDb.test_it_streams_what_changes",
    "DynamoDb.test_what_is_written_can_be_read", "Lambda.test_how_they_are_configured",
    "S3.test_an_object_can_be_stored_and_read", "Vpc.test_the_endpoint_is_dynamodbs", "Vpc.test_the_network",
    "Vpc.test_the_private_subnets_go_out_by_the_nat_gateway", "Vpc.test_the_subnets_lie_in_two_zones")


def exercise(cloud, _outputs):
    from deploy import integration_tests

    ran, _ = integration_tests(serverless_app.DEPLOYMENT, cloud, *TESTS)
    cloud.count("integration tests", ran)


DEPLOYMENT = Deployment(
    app="serverless_app",
    region=serverless_app.DEPLOYMENT.region,
    parameters=serverless_app.DEPLOYMENT.parameters,
    integration_tests=False,
    exercise=exercise,
)
