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

/// Made up by the deployment; nobody writes them down.
Secret& add_secret(tenon::Stack& stack, std::string_view id, std::string_view name,
                   std::string_view description) {
  return stack.add(id, Secret::Props{
                           .secret_name = name,
                           .description = description,
                           .generate_secret_string = {.password_length = 64, .exclude_punctuation = true},
                       });
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
  using enum config::SecretName;
  return {
      .stack = stack,
      .cluster = add_cluster(stack, network),
      .containers_log = add_log_group(stack, "ContainersLog", containers_log_group),
      .guardrail = add_guardrail(stack),
      .alerts = alerts,
      .connection_arn = connection.ConnectionArn(),
      .secrets = {{jwt_secret, &add_secret(stack, "JwtSecret", "jwt-secret",
                                           "app-dw: with which the Lang Portal API signs its tokens")},
                  {lang_portal_api_key, &add_secret(stack, "LangPortalApiKey", "lang-portal-api-key",
                                                    "app-dw: with which projects call the Lang Portal API")}},
  };
}

}  // namespace app_dw
