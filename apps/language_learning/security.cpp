#include "security.hpp"

#include "settings.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace language_learning {

namespace json = tenon::json;
using tenon::Bucket;
using tenon::Key;
using tenon::ManagedRuleGroup;
using tenon::RemovalPolicy;
using tenon::Secret;
using tenon::Trail;
using tenon::WafRule;
using tenon::WebAcl;

namespace {

Key& add_key(tenon::Stack& stack, std::string_view id, std::string_view alias, std::string_view description) {
  return stack.add(id, Key::Props{
                           .alias = tenon::format_sub("alias/{}/{}", tenon::pseudo::stack_name, alias),
                           .description = description,
                           .enable_key_rotation = true,
                           .removal_policy = RemovalPolicy::destroy,
                       });
}

}  // namespace

Keys add_keys(tenon::Stack& stack) {
  return {
      .messages =
          add_key(stack, "MessagesKey", "messages", "Language learning: notifications and failed events"),
      .operations =
          add_key(stack, "OperationsKey", "operations", "Language learning: logs, the trail and secrets"),
  };
}

Secret& add_secret(tenon::Stack& stack, const Keys& keys) {
  // A random credential stands in until somebody puts in the one of the push service.
  const auto fields = json::string(json::object({{"PlatformPrincipal", ""}}));
  return stack.add(
      "IntegrationKeys",
      Secret::Props{
          .description = "Language learning: keys of services outside of AWS: PlatformCredential and "
                         "PlatformPrincipal of the push notification service",
          .encryption_key = &keys.operations,
          .generate_secret_string = {.exclude_punctuation = true,
                                     .secret_string_template = fields,
                                     .generate_string_key = "PlatformCredential"},
      });
}

Audit add_audit(tenon::Stack& stack, const Keys& keys, Bucket& access_logs) {
  auto& bucket =
      stack.add("TrailBucket", Bucket::Props{
                                   .lifecycle_rules = {{.id = "old-records", .expiration = log_lifetime}},
                                   .server_access_logs_bucket = &access_logs,
                                   .server_access_logs_prefix = "s3/trail/",
                                   .removal_policy = RemovalPolicy::destroy,
                               });
  auto& logs = add_log_group(stack, "TrailLogs", tenon::format_sub("/{}/trail", tenon::pseudo::stack_name),
                             keys.operations);
  auto& trail = stack.add("AuditTrail", Trail::Props{
                                            .bucket = &bucket,
                                            .encryption_key = &keys.operations,
                                            .log_group = &logs,
                                        });
  return {bucket, trail};
}

WebAcl& add_web_acl(tenon::Stack& stack, const Keys& keys, tenon::ApiStage& stage) {
  // The name has to begin like this.
  auto& logs = add_log_group(
      stack, "WebAclLogs", tenon::format_sub("aws-waf-logs-{}", tenon::pseudo::stack_name), keys.operations);
  auto& list = stack.add(
      "WebAcl",
      WebAcl::Props{
          .scope = tenon::WafScope::regional,
          .rules = {WafRule::managed(ManagedRuleGroup::amazon_ip_reputation),
                    // Recordings are larger than the 8 KB that the group takes for an attack.
                    WafRule::managed(
                        ManagedRuleGroup::common,
                        {.action_overrides = {{"SizeRestrictions_BODY", tenon::WafAction::count}}}),
                    WafRule::managed(ManagedRuleGroup::known_bad_inputs),
                    WafRule::rate_limit("RequestsPerAddress", requests_per_address)},
          .description = "Language learning: blocks attacks on the API, and addresses that ask too much",
          .log_destination = logs,
      });
  stage.associate_web_acl(list.arn());
  return list;
}

}  // namespace language_learning
