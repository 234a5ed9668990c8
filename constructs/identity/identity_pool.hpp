#pragma once

/// \file
/// AWS credentials for users: Cognito identity pools.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"

namespace tenon::aws::cognito {
class IdentityPool;
class IdentityPoolRoleAttachment;
namespace kind {
struct IdentityPool_Id;
}
}  // namespace tenon::aws::cognito

namespace tenon {

class UserPool;
class UserPoolClient;

/// Users of a pool who come by one of its clients.
class UserPoolAuthenticationProvider {
 public:
  UserPoolAuthenticationProvider(const UserPool& user_pool, const UserPoolClient& client)
      : user_pool_(&user_pool), client_(&client) {}

  /// Asks the user pool each time whether the user was signed out or removed. Default: it is asked, as in
  /// CDK.
  UserPoolAuthenticationProvider& server_side_token_check(bool check) {
    server_side_token_check_ = check;
    return *this;
  }

 private:
  friend class IdentityPool;
  const UserPool* user_pool_;
  const UserPoolClient* client_;
  bool server_side_token_check_ = true;
};

/// How a claim of a token is compared.
enum class ClaimMatch : std::uint8_t { equals, contains, starts_with, not_equal };

/// A role for users with a claim.
struct IdentityPoolRoleRule {
  /// "custom:department", "cognito:groups"
  std::string claim;
  std::string claim_value;
  Role& mapped_role;
  ClaimMatch match_type = ClaimMatch::equals;
};

/// Which role users of a provider get.
/// https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
struct IdentityPoolRoleMapping {
  UserPoolAuthenticationProvider provider;
  /// The first that fits. Default: none; users get the role of their group (`UserPoolGroup`), which their
  /// token names.
  std::vector<IdentityPoolRoleRule> rules = {};
  /// Whether users whom no role fits are denied. Default: they are, as in CDK; else they get the
  /// authenticated role.
  bool deny_ambiguous = true;
};

/// Gives users roles: one who signed in somewhere the authenticated role, others the unauthenticated one, if
/// they may come at all.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-identitypool.html
class IdentityPool final : public Construct {
 public:
  struct Props {
    using Of = IdentityPool;
    /// Default: CloudFormation makes a name.
    Value<std::string> identity_pool_name = {};
    /// Default: none; see `add_user_pool_authentication`.
    std::vector<UserPoolAuthenticationProvider> user_pools = {};
    /// ARNs of OpenID Connect providers of IAM. Default: none.
    std::vector<Value<std::string>> open_id_connect_provider_arns = {};
    /// ARNs of SAML providers of IAM. Default: none.
    std::vector<Value<std::string>> saml_provider_arns = {};
    /// Identifiers of the application by provider: `{{"accounts.google.com", "…"}}`. Default: none.
    Map<std::string> supported_login_providers = {};
    /// The name of a provider of one's own. Default: none.
    Value<std::string> developer_provider_name = {};
    /// Whether users who signed in nowhere get credentials.
    bool allow_unauthenticated_identities = false;
    /// Whether the old exchange of tokens works, which picks roles itself. Default: it does not.
    std::optional<bool> allow_classic_flow = {};
    /// Default: a role `AuthenticatedRole` that nothing was granted to.
    Role* authenticated_role = nullptr;
    /// Default: a role `UnauthenticatedRole` that nothing was granted to.
    Role* unauthenticated_role = nullptr;
    /// Default: everybody who signed in gets the authenticated role.
    std::vector<IdentityPoolRoleMapping> role_mappings = {};
  };

  IdentityPool(const Scope& scope, const Props& props);
  /// A pool of the stack's own account and region, "eu-west-1:…". Its roles are not known.
  static IdentityPool& from_id(Construct& scope, std::string_view id,
                               const Value<std::string>& identity_pool_id,
                               std::source_location where = std::source_location::current());

  aws::cognito::IdentityPool& resource() const noexcept { return *resource_; }
  Attribute<aws::cognito::kind::IdentityPool_Id> identity_pool_id() const;
  Value<std::string> arn() const;
  /// For grants: `bucket.grant_read(pool.authenticated_role())`. Throws `Error` (`property-needed`) of an
  /// imported pool.
  Role& authenticated_role() const;
  Role& unauthenticated_role() const;
  /// Lets users of another pool in. An imported pool is not changed (`property-not-allowed`).
  void add_user_pool_authentication(const UserPoolAuthenticationProvider& provider,
                                    std::source_location where = std::source_location::current());

 private:
  struct Imported;
  IdentityPool(const Scope& scope, const Imported& imported);
  Role& default_role(std::string_view type);
  void attach_roles(const Props& props);
  Role& known(Role* role) const;
  void set_providers();

  aws::cognito::IdentityPool* resource_ = nullptr;
  std::vector<UserPoolAuthenticationProvider> user_pools_;
  Role* authenticated_role_ = nullptr;
  Role* unauthenticated_role_ = nullptr;
};

}  // namespace tenon
