#include "tenon/constructs/identity/identity_pool.hpp"

#include <array>

#include "tenon/aws/cognito/IdentityPool.hpp"
#include "tenon/aws/cognito/IdentityPoolRoleAttachment.hpp"
#include "tenon/aws/cognito/UserPool.hpp"
#include "tenon/aws/cognito/UserPoolClient.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

using Pool = aws::cognito::IdentityPool;
using Attachment = aws::cognito::IdentityPoolRoleAttachment;

constexpr std::array<std::string_view, 4> match_names = {"Equals", "Contains", "StartsWith", "NotEqual"};

std::string lower(std::string_view text) {
  std::string copy(text);
  for (char& c : copy) {
    if (ascii::is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return copy;
}

}  // namespace

struct IdentityPool::Imported {
  const Value<std::string>& id;
};

IdentityPool::IdentityPool(const Scope& scope, const Props& props)
    : Construct(scope), user_pools_(props.user_pools) {
  Pool::Props pool{.AllowUnauthenticatedIdentities = props.allow_unauthenticated_identities,
                   .DeveloperProviderName = props.developer_provider_name,
                   .IdentityPoolName = props.identity_pool_name,
                   .SupportedLoginProviders = {Raw{}, props.supported_login_providers}};
  if (props.allow_classic_flow) pool.AllowClassicFlow = *props.allow_classic_flow;
  const auto arns = [](const std::vector<Value<std::string>>& texts) {
    return Node::list(std::vector<Node>(texts.begin(), texts.end()));
  };
  if (!props.open_id_connect_provider_arns.empty()) {
    pool.OpenIdConnectProviderARNs = {Raw{}, arns(props.open_id_connect_provider_arns)};
  }
  if (!props.saml_provider_arns.empty()) pool.SamlProviderARNs = {Raw{}, arns(props.saml_provider_arns)};
  resource_ = &add("Resource", pool, where());
  set_providers();
  authenticated_role_ =
      props.authenticated_role != nullptr ? props.authenticated_role : &default_role("Authenticated");
  unauthenticated_role_ =
      props.unauthenticated_role != nullptr ? props.unauthenticated_role : &default_role("Unauthenticated");
  attach_roles(props);
}

IdentityPool::IdentityPool(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<Pool>(*this, "Resource",
                                                {{"Ref", imported.id}, {"Id", imported.id}}, where())) {}

IdentityPool& IdentityPool::from_id(Construct& scope, std::string_view id,
                                    const Value<std::string>& identity_pool_id, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<IdentityPool>(new IdentityPool(inner, Imported{identity_pool_id}));
      },
      where);
}

Role& IdentityPool::default_role(std::string_view type) {
  const Principal users =
      Principal::federated("cognito-identity.amazonaws.com",
                           {{"StringEquals", "cognito-identity.amazonaws.com:aud", {identity_pool_id()}},
                            {"ForAnyValue:StringLike", "cognito-identity.amazonaws.com:amr", {lower(type)}}});
  return add(
      std::string(type) + "Role",
      Role::Props{.assumed_by = users,
                  .description = format("Default {} Role for Identity Pool {}", type, resource_->Name())},
      where());
}

void IdentityPool::attach_roles(const Props& props) {
  std::vector<Node> mappings;
  for (const IdentityPoolRoleMapping& each : props.role_mappings) {
    const UserPoolAuthenticationProvider& provider = each.provider;
    Attachment::RoleMapping mapping{
        .AmbiguousRoleResolution = std::string_view(each.deny_ambiguous ? "Deny" : "AuthenticatedRole"),
        .IdentityProvider =
            format("{}:{}", provider.user_pool_->provider_name(), provider.client_->client_id()),
        .Type = std::string_view(each.rules.empty() ? "Token" : "Rules")};
    std::vector<Attachment::MappingRule> rules;
    for (const IdentityPoolRoleRule& rule : each.rules) {
      rules.push_back({.Claim = rule.claim,
                       .MatchType = match_names[static_cast<std::size_t>(rule.match_type)],
                       .RoleARN = rule.mapped_role.arn(),
                       .Value = rule.claim_value});
    }
    if (!rules.empty()) mapping.RulesConfiguration = Attachment::RulesConfigurationType{.Rules = rules};
    // The provider is known to the deployment only, so the key is a name of its own.
    mappings.push_back(Node(std::string_view(detail::unique_id(*provider.client_))));
    mappings.push_back(Value<Json>(mapping));
  }
  Attachment::Props attachment{.IdentityPoolId = identity_pool_id(),
                               .Roles = {{"authenticated", authenticated_role_->arn()},
                                         {"unauthenticated", unauthenticated_role_->arn()}}};
  if (!mappings.empty()) attachment.RoleMappings = {Raw{}, Node::object(mappings)};
  add("DefaultRoleAttachment", Construct::Props{}, where()).add("Resource", attachment, where());
}

void IdentityPool::set_providers() {
  if (user_pools_.empty()) return;
  std::vector<Pool::CognitoIdentityProvider> providers;
  for (const UserPoolAuthenticationProvider& each : user_pools_) {
    providers.push_back({.ClientId = each.client_->client_id(),
                         .ProviderName = each.user_pool_->provider_name(),
                         .ServerSideTokenCheck = each.server_side_token_check_});
  }
  resource_->set_property("CognitoIdentityProviders", List<Pool::CognitoIdentityProvider>(providers));
}

void IdentityPool::add_user_pool_authentication(const UserPoolAuthenticationProvider& provider,
                                                std::source_location where) {
  if (resource_->is_imported()) {
    return detail::refuse(*this, "user_pools", "", "none of an imported pool",
                          "the pool is not the stack's own", where);
  }
  user_pools_.push_back(provider);
  set_providers();
}

Attribute<aws::cognito::kind::IdentityPool_Id> IdentityPool::identity_pool_id() const {
  return resource_->ref();
}

Value<std::string> IdentityPool::arn() const {
  const Stack& own = stack();
  return format("arn:{}:cognito-identity:{}:{}:identitypool/{}", own.partition(), own.region(), own.account(),
                identity_pool_id());
}

Role& IdentityPool::known(Role* role) const {
  if (role != nullptr) return *role;
  throw Error("property-needed",
              path() + ": the roles of an identity pool that exists already are not known");
}

Role& IdentityPool::authenticated_role() const { return known(authenticated_role_); }
Role& IdentityPool::unauthenticated_role() const { return known(unauthenticated_role_); }

}  // namespace tenon
