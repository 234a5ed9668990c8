// A Learning Management System: containers, their data, an API, analytics and the way of new versions.
#include "accepted.hpp"
#include "api.hpp"
#include "delivery.hpp"
#include "embedded_folder.hpp"
#include "lms/functions/empty_bucket.hpp"
#include "lms/functions/learning_events.hpp"
#include "lms/functions/rotate_api_keys.hpp"
#include "lms/functions/rotate_redis_token.hpp"
#include "monitoring.hpp"
#include "settings.hpp"
#include "tenon/app/run.hpp"

namespace lms {

namespace {

/// The functions' code, each a folder with index.py.
struct FunctionFolders {
  apps::EmbeddedFolder empty_bucket{"empty_bucket", {{"index.py", functions::empty_bucket::index}}};
  apps::EmbeddedFolder learning_events{"learning_events", {{"index.py", functions::learning_events::index}}};
  apps::EmbeddedFolder rotate_api_keys{"rotate_api_keys", {{"index.py", functions::rotate_api_keys::index}}};
  apps::EmbeddedFolder rotate_redis_token{"rotate_redis_token",
                                          {{"index.py", functions::rotate_redis_token::index}}};
};

/// What only who deploys can say.
struct Parameters {
  tenon::Value<std::string> certificate_arn;
  tenon::Value<std::string> host;
  Source source;
};

Parameters add_parameters(tenon::Stack& stack) {
  struct Spec {
    std::string_view id;
    std::string_view description;
    std::string_view pattern;
    tenon::Value<tenon::Json> default_value = {};
  };
  const auto add = [&](const Spec& spec) -> tenon::Value<std::string> {
    auto& parameter = stack.add(spec.id, tenon::Parameter::Props{.Type = "String",
                                                                 .Default = spec.default_value,
                                                                 .AllowedPattern = spec.pattern,
                                                                 .Description = spec.description});
    return parameter.ref();
  };
  return {
      .certificate_arn = add({"certificateArn", "Certificate of ACM that the load balancer shows to the API",
                              "^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$"}),
      .host = add({"serviceHostName", "A host name on that certificate; no DNS record is needed",
                   "^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"}),
      .source = {.owner =
                     add({"sourceOwner", "GitHub user or organization that owns the application's repository",
                          "^[A-Za-z0-9][A-Za-z0-9-]{0,38}$"}),
                 .repository = add(
                     {"sourceRepository", "Name of the application's repository", "^[A-Za-z0-9._-]{1,100}$"}),
                 .branch = add({"sourceBranch", "Branch whose pushes are deployed",
                                "^[A-Za-z0-9._/-]{1,255}$", "main"})},
  };
}

void add_outputs(tenon::Stack& stack, const Network& network, const Data& data, const Analytics& analytics,
                 const Containers& containers, const Api& api, const tenon::Pipeline& pipeline,
                 const tenon::Secret& api_keys, const tenon::Topic& alerts) {
  struct Spec {
    std::string_view id;
    std::string_view description;
    tenon::Value<tenon::Json> value;
  };
  const Spec outputs[] = {
      {"VpcId", "The network", network.vpc.vpc_id()},
      {"EcsClusterName", "The ECS cluster", containers.cluster.cluster_name()},
      {"EcsServiceName", "The ECS service of the application", containers.service.service_name()},
      {"LoadBalancerDnsName", "The load balancer in front of the tasks", containers.balancer.dns_name()},
      {"AuroraClusterId", "The Aurora cluster", data.database.cluster_identifier()},
      {"AuroraEndpoint", "Where Aurora takes writes", data.database.endpoint_address()},
      {"AuroraReaderEndpoint", "Where Aurora takes reads", data.database.read_endpoint_address()},
      {"AuroraSecretArn", "The secret with the credentials of Aurora", data.database.secret().arn()},
      {"RedisGroupId", "The Redis replication group", data.sessions.replication_group_id()},
      {"RedisEndpoint", "Where Redis takes writes", data.sessions.primary_endpoint_address()},
      {"RedisTokenSecretArn", "The secret with the AUTH token of Redis", data.redis_token.arn()},
      {"EfsFileSystemId", "The EFS file system of the course materials", data.materials.file_system_id()},
      {"ApiUrl", "Where the API is reached", api.rest_api.url()},
      {"ApiId", "The API in API Gateway", api.rest_api.rest_api_id()},
      {"UserPoolId", "The user pool of students and educators", api.users.user_pool_id()},
      {"UserPoolClientId", "The application's client of the user pool", api.client.client_id()},
      {"ActivityStreamName", "The Kinesis stream of students' activities",
       analytics.activities.stream_name()},
      {"PipelineName", "The CodePipeline pipeline that deploys the application", pipeline.pipeline_name()},
      {"ApiKeysSecretArn", "The secret with the API keys", api_keys.arn()},
      {"AlertsTopicArn", "The SNS topic that alarms are published on", alerts.arn()},
  };
  for (const Spec& output : outputs) {
    stack.add(output.id, tenon::Output::Props{.Description = output.description, .Value = output.value});
  }
}

/// The environment that is meant where the deployment says nothing: `--context environmentSuffix=…`, else
/// "dev". The stacks are named after it, so that several environments can be deployed side by side.
std::string environment_of(const tenon::App& app) {
  const tenon::Node given = app.context("environmentSuffix");
  return given.is_text() ? std::string(given.text()) : "dev";
}

tenon::Stack& add_registry(tenon::App& app) {
  auto& stack = app.add("LmsRegistry",
                        tenon::Stack::Props{
                            .env = {.region = region},
                            .stack_name = "lms-registry-stack-" + environment_of(app),
                            .description = "Learning Management System (LMS): the images of its containers",
                        });
  const Settings settings(stack, environment_of(app));
  auto& repository = add_repository(stack, settings);
  stack.add("RepositoryUri", tenon::Output::Props{.Description = "Where the first image is pushed to",
                                                  .Value = repository.repository_uri()});
  accept_findings_of_registry(stack);
  return stack;
}

void add_platform(tenon::App& app, tenon::Stack& registry, const FunctionFolders& code) {
  auto& stack = app.add(
      "Lms", tenon::Stack::Props{
                 .env = {.region = region},
                 .stack_name = "lms-stack-" + environment_of(app),
                 .description = "Learning Management System (LMS) of EduTech Singapore: containers, data, "
                                "API, analytics, delivery",
             });
  stack.add_stack_dependency(registry);
  const Settings settings(stack, environment_of(app));
  const Parameters parameters = add_parameters(stack);

  const Keys keys = add_keys(stack, settings);
  const Network network = add_network(stack, settings, keys);
  const Data data = add_data(stack, settings, keys, network, code.rotate_redis_token.path());
  auto& api_keys = add_api_keys(stack, settings, keys);
  auto& rotate_keys = rotate_api_keys(stack, settings, keys, api_keys, code.rotate_api_keys.path());
  const Analytics analytics = add_analytics(stack, settings, keys, code.learning_events.path());
  auto& repository = find_repository(stack, settings);
  const Containers containers = add_containers(stack, settings,
                                               {.keys = keys,
                                                .network = network,
                                                .data = data,
                                                .activities = analytics.activities,
                                                .api_keys = api_keys,
                                                .repository = repository,
                                                .certificate_arn = parameters.certificate_arn});
  const Api api = add_api(stack, settings, keys, network, containers, parameters.host);
  auto& pipeline = add_pipeline(stack, settings, keys, containers, repository, parameters.source,
                                code.empty_bucket.path());
  auto& alerts = add_monitoring(stack, settings,
                                {.keys = keys,
                                 .data = data,
                                 .analytics = analytics,
                                 .containers = containers,
                                 .api = api,
                                 .functions = {&rotate_keys, &data.rotate_redis_token, &analytics.consumer}});
  add_outputs(stack, network, data, analytics, containers, api, pipeline, api_keys, alerts);
  name_the_rest(stack, settings);
  accept_findings(stack);
}

}  // namespace

}  // namespace lms

int main(int argc, char** argv) {
  const lms::FunctionFolders code;
  return tenon::run(argc, argv,
                    [&](tenon::App& app) { lms::add_platform(app, lms::add_registry(app), code); });
}
