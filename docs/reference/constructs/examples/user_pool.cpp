#include "tenon/constructs/identity/user_pool.hpp"

#include "tenon/app/run.hpp"

void user_pool(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Learners", Stack::Props{});
  auto& users = stack.add(
      "Users",
      UserPool::Props{.sign_in_aliases = {.email = true},
                      .standard_attributes = {{.name = StandardAttributeName::family_name, .required = true}},
                      .custom_attributes = {{.name = "school", .max = 40}},
                      .mfa = Mfa::optional,
                      .password_policy = PasswordPolicy{.min_length = 12},
                      .account_recovery = AccountRecovery::email_only});
  auto& courses = users.add(
      "Courses", UserPoolResourceServer::Props{
                     .user_pool = users, .identifier = "courses", .scopes = {{"read", "Read courses"}}});
  auto& web =
      users.add("Web", UserPoolClient::Props{
                           .user_pool = users,
                           .oauth = OAuthSettings{
                               .scopes = {OAuthScope::openid(), OAuthScope::resource_server(courses, "read")},
                               .callback_urls = {"https://learn.example.org"}}});
  auto& domain = users.add("Domain", UserPoolDomain::Props{.user_pool = users, .domain_prefix = "learners"});
  users.add("Teachers", UserPoolGroup::Props{.user_pool = users, .group_name = "teachers"});
  stack.add("SignIn", Output::Props{.Value = domain.sign_in_url(web, "https://learn.example.org")});
}
