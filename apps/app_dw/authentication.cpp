#include "authentication.hpp"

#include "settings.hpp"
#include "tenon/value/format.hpp"

namespace app_dw {

using tenon::Duration;
using tenon::ListenerAction;
using tenon::UserPool;
using tenon::UserPoolClient;
using Urls = std::vector<tenon::Value<std::string>>;

namespace {

constexpr Duration token_validity = Duration::hours(1);
constexpr Duration refresh_token_validity = Duration::days(30);

UserPool& add_users(tenon::Stack& stack) {
  return stack.add(
      "Users",
      UserPool::Props{
          .user_pool_name = system_name,
          .self_sign_up_enabled = true,
          .sign_in_aliases = {.email = true},
          .standard_attributes = {{.name = tenon::StandardAttributeName::email, .required = true}},
          .password_policy = tenon::PasswordPolicy{.min_length = 12,
                                                   .require_lowercase = true,
                                                   .require_uppercase = true,
                                                   .require_digits = true,
                                                   .require_symbols = true},
          .account_recovery = tenon::AccountRecovery::email_only,
          // Devices are remembered by themselves; those that are not known are looked at more closely.
          .device_tracking = tenon::DeviceTracking{.challenge_required_on_new_device = true,
                                                   .device_only_remembered_on_user_prompt = false},
          .feature_plan = tenon::FeaturePlan::plus,
          .threat_protection = tenon::ThreatProtection::audit,
          .removal_policy = tenon::RemovalPolicy::destroy,
      });
}

/// Addresses with this path on all projects' hosts.
Urls on_all_hosts(const config::System& system, std::string_view path) {
  Urls urls;
  for (const config::Project& project : system.projects) {
    urls.emplace_back("https://" + system.host_of(project) + std::string(path));
  }
  return urls;
}

UserPoolClient& add_client(tenon::Stack& stack, UserPool& users, const config::System& system,
                           std::string_view id, std::string_view path, bool has_secret) {
  return stack.add(id, UserPoolClient::Props{
                           .user_pool = users,
                           .generate_secret = has_secret,
                           .auth_flows = tenon::AuthFlows{.user_srp = true},
                           .oauth = tenon::OAuthSettings{.callback_urls = on_all_hosts(system, path),
                                                         .logout_urls = on_all_hosts(system, "/")},
                           .access_token_validity = token_validity,
                           .id_token_validity = token_validity,
                           .refresh_token_validity = refresh_token_validity,
                           .enable_token_revocation = true,
                       });
}

tenon::UserPoolDomain& add_pages(tenon::Stack& stack, UserPool& users, const config::System& system,
                                 const Domain& domain) {
  const std::string name = "auth." + system.domain;
  auto& pages =
      stack.add("Pages", tenon::UserPoolDomain::Props{
                             .user_pool = users, .custom_domain = name, .certificate = &domain.certificate});
  // The zone of all distributions of CloudFront, of which the pages are one.
  const std::string zone_of_cloudfront = "Z2FDTNDATAQYW2";
  stack.add("Record",
            tenon::ARecord::Props{
                .zone = domain.zone,
                .record_name = name,
                .target = tenon::RecordTarget::alias(pages.cloud_front_endpoint(), zone_of_cloudfront),
            });
  return pages;
}

/// What the sites' scripts have to know to sign users in.
void add_outputs(tenon::Stack& stack, const Authentication& made) {
  struct Spec {
    std::string_view id;
    std::string_view description;
    tenon::Value<std::string> value;
  };
  const Spec outputs[] = {
      {"SignInPages", "Where users sign in", made.pages.base_url()},
      {"UserPoolId", "The user pool", made.users.user_pool_id()},
      {"BrowsersClientId", "The client of the sites, which has no secret", made.browsers.client_id()},
      {"IdentityPoolId", "The identity pool", made.identities.identity_pool_id()},
  };
  for (const Spec& output : outputs) {
    stack.add(output.id, tenon::Output::Props{.Description = output.description, .Value = output.value});
  }
}

}  // namespace

ListenerAction Authentication::require(config::SignIn sign_in, const ListenerAction& next) const {
  switch (sign_in) {
    case config::SignIn::token:
      return ListenerAction::validate_jwt(
          {.issuer = users.provider_url(),
           .jwks_endpoint = tenon::format("{}/.well-known/jwks.json", users.provider_url()),
           .additional_claims = {{.name = "token_use", .values = {"access"}}}},
          next);
    case config::SignIn::session:
      // The group that lets the load balancer out for this is its own: `Network::sign_in`.
      return ListenerAction::authenticate_cognito({.user_pool = users,
                                                   .user_pool_client = balancer,
                                                   .user_pool_domain = pages,
                                                   .scope = "openid email profile",
                                                   .session_timeout = token_validity,
                                                   .allow_https_outbound = false},
                                                  next);
    case config::SignIn::none:
      break;
  }
  return next;
}

Authentication add_authentication(tenon::App& app, const config::System& system, const Domain& domain,
                                  const LoadBalancing& load_balancing) {
  auto& stack = add_stack(app, {.id = "Authentication",
                                .name = "authentication",
                                .description = "users, their sign-in at auth." + system.domain});
  stack.add_stack_dependency(load_balancing.stack);
  auto& users = add_users(stack);
  auto& browsers = add_client(stack, users, system, "Browsers", "/", false);
  const Authentication made{
      .stack = stack,
      .users = users,
      .pages = add_pages(stack, users, system, domain),
      .browsers = browsers,
      // Where the load balancer takes the code of the pool's pages.
      .balancer = add_client(stack, users, system, "LoadBalancer", "/oauth2/idpresponse", true),
      .identities = stack.add("Identities", tenon::IdentityPool::Props{
                                                .identity_pool_name = system_name,
                                                .user_pools = {{users, browsers}},
                                            })};
  add_outputs(stack, made);
  return made;
}

}  // namespace app_dw
