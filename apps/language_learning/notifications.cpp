#include "notifications.hpp"

#include "language_learning/functions/notifications.hpp"
#include "language_learning/functions/platform_application.hpp"
#include "language_learning/functions/shared.hpp"
#include "settings.hpp"
#include "tenon/aws/sns/Subscription.hpp"
#include "tenon/construct/only_if.hpp"
#include "tenon/constructs/compute/custom_resource.hpp"
#include "tenon/iam/secretsmanager.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/value/format.hpp"

namespace language_learning {

namespace iam = tenon::iam;
using tenon::CustomResource;
using tenon::LambdaFn;
using tenon::Topic;

namespace {

/// What the platform application of push notifications is called.
constexpr char push_application[] = "students";

Topic& add_topic(tenon::Stack& stack, const Keys& keys, std::string_view id, std::string_view display_name) {
  return stack.add(id, Topic::Props{.display_name = display_name, .encryption_key = &keys.messages});
}

/// Whether it exists or not: SNS makes its ARN of platform and name.
tenon::Value<std::string> push_application_arn(const tenon::Value<std::string>& platform) {
  return tenon::format_sub("arn:{}:sns:{}:{}:app/{}/{}", tenon::pseudo::partition, tenon::pseudo::region,
                           tenon::pseudo::account_id, platform, name(push_application));
}

/// CloudFormation has no type for it.
CustomResource& add_push_application(tenon::Stack& stack, const Parameters& parameters, const Keys& keys) {
  auto& secret = add_secret(stack, keys);
  auto& function =
      add_function(stack, keys,
                   {.id = "PushSetup",
                    .name = "push-setup",
                    .description = "Language learning: makes SNS's platform application for push "
                                   "notifications, with the credential in the secret",
                    .code = {functions::shared::custom_resource, functions::platform_application::index},
                    .timeout = longest_run});
  function.add_to_role_policy(
      {.actions = {iam::secretsmanager::GetSecretValue}, .resources = {secret.arn()}});
  keys.operations.grant_decrypt(function);
  // Making one knows no resource; the region is what can be said.
  function.add_to_role_policy({.actions = {iam::sns::CreatePlatformApplication},
                               .resources = {"*"},
                               .conditions = {only_in(tenon::pseudo::region)}});
  // Of all platforms: when another one is chosen, or none, the one before is deleted with the new policy.
  std::vector<tenon::Value<std::string>> applications;
  for (const std::string_view platform : push_platforms) {
    applications.push_back(push_application_arn(platform));
  }
  function.add_to_role_policy(
      {.actions = {iam::sns::SetPlatformApplicationAttributes, iam::sns::DeletePlatformApplication},
       .resources = applications});
  auto& application =
      stack.add("PushApplication", CustomResource::Props{
                                       .service_token = function,
                                       .resource_type = "Custom::PlatformApplication",
                                       .properties = {{"Name", name(push_application)},
                                                      {"Platform", parameters.push_platform.ref()},
                                                      {"SecretArn", secret.arn()},
                                                      {"SecretVersion", "1"}},
                                       .service_timeout = longest_run,
                                   });
  only_if(parameters.wants_push, application);
  return application;
}

}  // namespace

Topics add_topics(tenon::Stack& stack, const Parameters& parameters, const Keys& keys) {
  const Topics topics{
      .achievements = add_topic(stack, keys, "Achievements", "Language learning: achievements"),
      .progress = add_topic(stack, keys, "ProgressNews", "Language learning: progress"),
      .reminders = add_topic(stack, keys, "Reminders", "Language learning: reminders"),
      .alarms = add_topic(stack, keys, "Alarms", "Language learning: alarms"),
  };
  auto& mail = topics.alarms.subscribe_email("Mail", parameters.alarm_email.ref());
  mail.set_condition(parameters.has_alarm_email);
  auto& text = topics.alarms.subscribe_sms("Text", parameters.alarm_phone_number.ref());
  text.set_condition(parameters.has_alarm_phone_number);
  return topics;
}

LambdaFn& add_notifications(tenon::Stack& stack, const Parameters& parameters, const Keys& keys,
                            const Topics& topics) {
  const std::vector<tenon::Value<std::string>> arns = {topics.achievements.arn(), topics.progress.arn(),
                                                       topics.reminders.arn()};
  auto& application = add_push_application(stack, parameters, keys);
  auto& function = add_function(
      stack, keys,
      {.id = "Notifications",
       .name = "notifications",
       .description = "Language learning: subscribes students by mail, text message or push notification",
       .code = {functions::shared::api, functions::notifications::index},
       .environment = {
           {"TOPICS", tenon::Fn::Join(",", arns)},
           {"PLATFORM_APPLICATION_ARN", tenon::Fn::If(parameters.wants_push, application.get_att("Arn"), "")},
           {"ALLOWED_ORIGIN", "*"}}});
  function.add_to_role_policy({.actions = {iam::sns::Subscribe}, .resources = arns});
  function.add_to_role_policy({.actions = {iam::sns::CreatePlatformEndpoint},
                               .resources = {push_application_arn(parameters.push_platform.ref())}});
  return function;
}

}  // namespace language_learning
