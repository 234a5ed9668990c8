#include "security.hpp"

#include "tenon/value/json.hpp"

namespace lms {

namespace json = tenon::json;
using tenon::Key;
using tenon::Secret;

namespace {

/// What Redis takes in a token, and what needs no quoting anywhere: letters and digits.
constexpr std::int64_t token_length = 64;
constexpr std::int64_t api_key_length = 48;

}  // namespace

Key& add_key(tenon::Stack& stack, const Settings& settings, std::string_view id, std::string_view name,
             std::string_view description) {
  return stack.add(id, Key::Props{
                           .alias = settings.name("alias/" + std::string(name)),
                           .description = description,
                           .enable_key_rotation = true,
                           .removal_policy = tenon::RemovalPolicy::destroy,
                       });
}

Keys add_keys(tenon::Stack& stack, const Settings& settings) {
  return {
      .storage = add_key(stack, settings, "StorageKey", "storage-key", "LMS: students' data at rest"),
      .secrets = add_key(stack, settings, "SecretsKey", "secrets-key", "LMS: credentials"),
      .operations = add_key(stack, settings, "OperationsKey", "operations-key", "LMS: logs and alarms"),
  };
}

Secret& add_api_keys(tenon::Stack& stack, const Settings& settings, const Keys& keys) {
  // Further names are added to the secret itself; the rotation keeps them.
  const auto names = json::string(json::object({}));
  return stack.add("ApiKeys",
                   Secret::Props{
                       .secret_name = settings.name("api-keys-secret"),
                       .description = "LMS: keys of the services that the platform talks to, by name",
                       .encryption_key = &keys.secrets,
                       .generate_secret_string = {.password_length = api_key_length,
                                                  .exclude_punctuation = true,
                                                  .secret_string_template = names,
                                                  .generate_string_key = "integration"},
                   });
}

Secret& add_redis_token(tenon::Stack& stack, const Settings& settings, const Keys& keys) {
  const auto fields = json::string(json::object({}));
  return stack.add("RedisToken", Secret::Props{
                                     .secret_name = settings.name("redis-token-secret"),
                                     .description = "LMS: the AUTH token of Redis",
                                     .encryption_key = &keys.secrets,
                                     .generate_secret_string = {.password_length = token_length,
                                                                .exclude_punctuation = true,
                                                                .secret_string_template = fields,
                                                                .generate_string_key = "token"},
                                 });
}

tenon::LambdaFn& rotate_api_keys(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                                 Secret& api_keys, const std::string& code) {
  auto& function = add_function(stack, settings, keys.operations,
                                {.id = "RotateApiKeys",
                                 .name = "rotate-api-keys-function",
                                 .description = "LMS: replaces the API keys",
                                 .code = code,
                                 .timeout = tenon::Duration::seconds(60)});
  api_keys.add_rotation("Rotation", function, {.automatically_after = rotation_interval});
  return function;
}

}  // namespace lms
