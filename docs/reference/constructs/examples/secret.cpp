#include "tenon/constructs/security/secret.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/security/key.hpp"

void secret(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Secrets", Stack::Props{});
  auto& key = stack.add("Key", Key::Props{.alias = "secrets"});

  auto& api_keys = stack.add("ApiKeys", Secret::Props{.description = "Keys of the partners' interfaces",
                                                      .encryption_key = &key,
                                                      .generate_secret_string = {
                                                          .password_length = 40,
                                                          .exclude_punctuation = true,
                                                          .secret_string_template = R"({"partner":"orders"})",
                                                          .generate_string_key = "key",
                                                      }});

  auto& rotator =
      stack.add("Rotator", LambdaFn::Props{.code = Code::from_inline("def handler(event, context): pass"),
                                           .handler = "index.handler",
                                           .runtime = Runtime::python_3_13});
  api_keys.add_rotation("Rotation", rotator, {.automatically_after = Duration::days(30)});

  auto& reader =
      stack.add("Reader", Role::Props{.assumed_by = Principal::service("ecs-tasks.amazonaws.com")});
  api_keys.grant_read(reader);
}
