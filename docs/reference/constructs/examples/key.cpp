#include "tenon/constructs/security/key.hpp"

#include "tenon/app/run.hpp"

using tenon::Key;
using tenon::Principal;
using tenon::Role;

void key(tenon::App& app) {
  auto& stack = app.add("Keys", tenon::Stack::Props{});

  auto& documents = stack.add("Documents", Key::Props{
                                               .alias = "shop/documents",
                                               .description = "Documents of customers",
                                               .pending_window = tenon::Duration::days(14),
                                           });
  auto& writer = stack.add("Writer", Role::Props{.assumed_by = Principal::service("lambda.amazonaws.com")});
  documents.grant_encrypt_decrypt(writer);                                     // in the role's policy
  documents.grant_decrypt(Principal::service("delivery.logs.amazonaws.com"));  // in the key's own
}
