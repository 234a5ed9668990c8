// Twin of cdk/key.js.
#include "tenon/constructs/security/key.hpp"

#include "tenon/construct/stack.hpp"

void key(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Agreement", Stack::Props{});
  const auto role = [&](std::string_view id) -> Role& {
    return stack.add(id, Role::Props{.assumed_by = Principal::service("ec2.amazonaws.com")});
  };

  auto& data = stack.add("Data", Key::Props{.alias = "agreement/data",
                                            .description = "Data at rest",
                                            .enable_key_rotation = true,
                                            .rotation_period = Duration::days(180),
                                            .pending_window = Duration::days(10),
                                            .removal_policy = RemovalPolicy::destroy,
                                            .admins = {role("Administrator")}});
  data.add_alias("agreement/second");
  data.grant_encrypt_decrypt(role("Writer"));
  data.grant_decrypt(role("Reader"));
  data.grant_encrypt(Principal::service("logs.amazonaws.com"));
  data.add_to_resource_policy({.actions = {iam::Action("kms:GenerateDataKey*"), iam::Action("kms:Decrypt")},
                               .resources = {"*"},
                               .principals = {Principal::service("events.amazonaws.com")},
                               .conditions = {{"StringEquals", "aws:SourceAccount", {stack.account()}}},
                               .sid = "Events"});

  stack.add("Signing", Key::Props{.key_spec = KeySpec::ecc_nist_p256,
                                  .key_usage = KeyUsage::sign_verify,
                                  .multi_region = true});
}
