#include "identity.hpp"

#include "settings.hpp"

namespace language_learning {

using tenon::Duration;
using tenon::UserPool;
using tenon::UserPoolClient;

Users add_users(tenon::Stack& stack) {
  auto& pool = stack.add("Students", UserPool::Props{
                                         .user_pool_name = name("students"),
                                         .self_sign_up_enabled = true,
                                         .sign_in_aliases = {.email = true},
                                         .sign_in_case_sensitive = false,
                                         .mfa = tenon::Mfa::optional,
                                         .password_policy = tenon::PasswordPolicy{.min_length = 12,
                                                                                  .require_lowercase = true,
                                                                                  .require_uppercase = true,
                                                                                  .require_digits = true,
                                                                                  .require_symbols = true},
                                         .account_recovery = tenon::AccountRecovery::email_only,
                                         .removal_policy = tenon::RemovalPolicy::destroy,
                                     });
  pool.add("Editors",
           tenon::UserPoolGroup::Props{
               .user_pool = pool, .group_name = editors, .description = "Who writes and translates lessons"});
  auto& client = pool.add("Application", UserPoolClient::Props{
                                             .user_pool = pool,
                                             .auth_flows = tenon::AuthFlows{.user_srp = true},
                                             .access_token_validity = Duration::hours(1),
                                             .id_token_validity = Duration::hours(1),
                                             .refresh_token_validity = Duration::days(30),
                                             .enable_token_revocation = true,
                                         });
  return {pool, client};
}

}  // namespace language_learning
