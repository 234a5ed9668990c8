#include "platform.hpp"

#include "settings.hpp"
#include "tenon/aws/codestarconnections/Connection.hpp"
#include "tenon/constructs/observability/application_insights.hpp"

namespace app_dw {

using tenon::EcsCluster;
using tenon::Guardrail;
using tenon::Secret;

namespace {

EcsCluster& add_cluster(tenon::Stack& stack, const Network& network) {
  return stack.add(
      "Cluster",
      EcsCluster::Props{
          .vpc = network.vpc,
          .cluster_name = system_name,
          .container_insights = tenon::ContainerInsights::enabled,
          .enable_fargate_capacity_providers = true,
          .default_capacity_provider_strategy = {{.capacity_provider = tenon::CapacityProvider::fargate_spot,
                                                  .weight = 1}},
      });
}

Guardrail& add_guardrail(tenon::Stack& stack) {
  auto& guardrail =
      stack.add("Guardrail",
                Guardrail::Props{
                    .guardrail_name = system_name,
                    .description = "app-dw: what learners ask models and what these answer",
                    .blocked_input_messaging = "This cannot be asked here. Please ask about your language.",
                    .blocked_outputs_messaging = "The answer cannot be shown. Please ask in another way.",
                    .pii_entities = {{.type = tenon::PiiType::email},
                                     {.type = tenon::PiiType::phone},
                                     {.type = tenon::PiiType::credit_debit_card_number,
                                      .action = tenon::SensitiveInformationAction::block}},
                });
  guardrail.create_version();
  return guardrail;
}

/// The name in the manner of ids: jwt-secret is JwtSecret.
std::string id_of(std::string_view name) {
  std::string id;
  bool is_start = true;
  for (const char c : name) {
    const bool is_small = c >= 'a' && c <= 'z';
    if (c != '-') id += is_start && is_small ? static_cast<char>(c - 'a' + 'A') : c;
    is_start = c == '-';
  }
  return id;
}

/// Made up by the deployment; nobody writes them down.
Secret& add_secret(tenon::Stack& stack, const config::SharedSecret& secret) {
  return stack.add(id_of(secret.name),
                   Secret::Props{
                       .secret_name = secret.name,
                       .description = "app-dw: " + secret.purpose,
                       .generate_secret_string = {.password_length = secret.length,
                                                  .exclude_punctuation = !secret.punctuation},
                   });
}

std::map<std::string, Secret*, std::less<>> add_secrets(tenon::Stack& stack, const config::System& system) {
  std::map<std::string, Secret*, std::less<>> secrets;
  for (const config::SharedSecret& each : system.secrets) {
    secrets.emplace(each.name, &add_secret(stack, each));
  }
  return secrets;
}

/// Looks at all stacks of the system: those with its tag.
void watch_application(tenon::Stack& stack, tenon::Topic& alerts) {
  stack.add("Insights", tenon::ApplicationInsights::Props{
                            .group_name = system_name,
                            .tag_filters = {{.key = "application", .values = {system_name}}},
                            .notification_topic = &alerts,
                        });
}

}  // namespace

Platform add_platform(tenon::App& app, const config::System& system, const Network& network) {
  auto& stack = add_stack(app, {.id = "Platform",
                                .name = "platform",
                                .description = "what the services of all projects run on and share"});
  auto& alerts =
      stack.add("Alerts", tenon::Topic::Props{.topic_name = "app-dw-alerts", .display_name = "app-dw"});
  alerts.subscribe_email(system.alerts.email);
  watch_application(stack, alerts);
  auto& connection = stack.add("Connection", tenon::aws::codestarconnections::Connection::Props{
                                                 .ConnectionName = system_name, .ProviderType = "GitHub"});
  return {
      .stack = stack,
      .cluster = add_cluster(stack, network),
      .containers_log = add_log_group(stack, "ContainersLog", containers_log_group),
      .guardrail = add_guardrail(stack),
      .alerts = alerts,
      .connection_arn = connection.ConnectionArn(),
      .secrets = add_secrets(stack, system),
  };
}

}  // namespace app_dw
