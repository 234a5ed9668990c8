#pragma once

/// \file
/// Users and how they sign in: Cognito user pools.
///
///     auto& users = stack.add("Users", UserPool::Props{.sign_in_aliases = SignInAliases{.email = true}});
///     auto& web = users.add("Web", UserPoolClient::Props{.user_pool = users});

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::cognito {
class UserPool;
class UserPoolClient;
class UserPoolDomain;
class UserPoolGroup;
class UserPoolResourceServer;
namespace kind {
struct UserPoolClient_ClientId;
struct UserPoolGroup_GroupName;
struct UserPool_Arn;
struct UserPool_ProviderName;
struct UserPool_UserPoolId;
}  // namespace kind
}  // namespace tenon::aws::cognito

namespace tenon {

class Certificate;
class FunctionBase;
class Key;
class UserPool;
class UserPoolClient;
class UserPoolResourceServer;

// --- options -----------------------------------------------------------------------------------------------

/// By what users sign in. Without `username` the email address or phone number is the name itself.
/// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
struct SignInAliases {
  bool username = false;
  bool email = false;
  bool phone = false;
  /// Needs `username` (`property-not-allowed`).
  bool preferred_username = false;
};

/// Attributes that users prove by a code.
struct VerifiedAttributes {
  bool email = false;
  bool phone = false;
};

/// OpenID Connect's attributes.
enum class StandardAttributeName : std::uint8_t {
  address,
  birthdate,
  email,
  family_name,
  gender,
  given_name,
  locale,
  middle_name,
  name,
  nickname,
  phone_number,
  picture,
  preferred_username,
  profile,
  timezone,
  last_update_time,
  website,
};

struct StandardAttribute {
  StandardAttributeName name;
  /// Whether users must have it; cannot be changed later.
  bool required = false;
  /// Whether it can be changed.
  bool is_mutable = true;
};

enum class AttributeDataType : std::uint8_t { string, number, boolean, date_time };

struct CustomAttribute {
  /// At most 20 characters (`property-not-allowed`); tokens have it as "custom:<name>".
  std::string name;
  AttributeDataType type = AttributeDataType::string;
  /// Lengths of strings, values of numbers. Default: no bound.
  std::optional<std::int64_t> min = {};
  std::optional<std::int64_t> max = {};
  /// Whether it can be changed. Default: left out, as in CDK, so the service decides.
  std::optional<bool> is_mutable = {};
};

/// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
enum class Mfa : std::uint8_t { off, optional, required };

struct MfaSecondFactor {
  bool sms = false;
  /// Codes of an authenticator app.
  bool otp = true;
};

/// What passwords have to be like. What is left out is the service's own choice.
/// https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
struct PasswordPolicy {
  /// 6 to 99 (`property-not-allowed`).
  std::int64_t min_length = 8;
  std::optional<bool> require_lowercase = {};
  std::optional<bool> require_uppercase = {};
  std::optional<bool> require_digits = {};
  std::optional<bool> require_symbols = {};
  /// How long an invitation's password is good: whole days, at most 365 (`property-not-allowed`). Default:
  /// seven days.
  std::optional<Duration> temp_password_validity = {};
  /// Passwords that may not come again: 0 to 24 (`property-not-allowed`); not with the plan lite. Default:
  /// none.
  std::optional<std::int64_t> password_history_size = {};
};

/// How users come back who forgot their password.
/// https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-recover-a-user-account.html
enum class AccountRecovery : std::uint8_t {
  email_and_phone_without_mfa,
  phone_without_mfa_and_email,
  email_only,
  phone_only_without_mfa,
  none,  ///< administrators reset passwords
};

enum class VerificationEmailStyle : std::uint8_t { code, link };

/// What is written to users who prove an address. `{####}` stands for the code, `{##…##}` for the link
/// (`property-needed`).
struct UserVerification {
  VerificationEmailStyle email_style = VerificationEmailStyle::code;
  std::string email_subject = "Verify your new account";
  /// Default: a sentence with the code or the link.
  std::string email_body = {};
  std::string sms_message = "The verification code to your new account is {####}";
};

/// What is written to users whom an administrator adds: `{username}` and `{####}`.
struct UserInvitation {
  std::string email_subject = {};
  std::string email_body = {};
  std::string sms_message = {};
};

/// Who sends mail. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
class UserPoolEmail {
 public:
  /// Cognito, a few messages a day.
  static UserPoolEmail with_cognito(const Value<std::string>& reply_to = {});
  /// SES, from an identity (address or domain) that is verified there.
  static UserPoolEmail with_ses(const Value<std::string>& from, const Value<std::string>& ses_identity_arn,
                                const Value<std::string>& reply_to = {},
                                const Value<std::string>& configuration_set = {});

 private:
  friend class UserPool;
  UserPoolEmail() = default;
  Value<std::string> from_;
  Value<std::string> source_arn_;
  Value<std::string> reply_to_;
  Value<std::string> configuration_set_;
};

/// What a function can take part in.
/// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
enum class UserPoolOperation : std::uint8_t {
  create_auth_challenge,
  custom_email_sender,  ///< needs `custom_sender_kms_key`
  custom_message,
  custom_sms_sender,  ///< needs `custom_sender_kms_key`
  define_auth_challenge,
  post_authentication,
  post_confirmation,
  pre_authentication,
  pre_sign_up,
  pre_token_generation,
  pre_token_generation_v2,  ///< access tokens too
  user_migration,
  verify_auth_challenge_response,
};

struct UserPoolTrigger {
  UserPoolOperation operation;
  FunctionBase& function;
};

/// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
struct DeviceTracking {
  bool challenge_required_on_new_device = true;
  bool device_only_remembered_on_user_prompt = true;
};

/// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
enum class FeaturePlan : std::uint8_t { lite, essentials, plus };

/// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
enum class ThreatProtection : std::uint8_t { no_enforcement, audit, full };

// --- user pools --------------------------------------------------------------------------------------------

/// A directory of users.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
class UserPool final : public Construct {
 public:
  struct Props {
    using Of = UserPool;
    /// Default: CloudFormation makes a name.
    Value<std::string> user_pool_name = {};
    /// Whether people may sign up by themselves. Default: administrators add users, as in CDK.
    bool self_sign_up_enabled = false;
    /// Default: by a name. Cannot be changed later.
    SignInAliases sign_in_aliases = {.username = true};
    /// Whether names differ by capital letters. Default: the service's own, they do not. Cannot be changed
    /// later.
    std::optional<bool> sign_in_case_sensitive = {};
    /// Default: those of `sign_in_aliases`.
    std::optional<VerifiedAttributes> auto_verify = {};
    /// Attributes that keep their old value until the new one is proved. Default: none do.
    std::optional<VerifiedAttributes> keep_original = {};
    std::vector<StandardAttribute> standard_attributes = {};
    std::vector<CustomAttribute> custom_attributes = {};
    /// Default: off.
    std::optional<Mfa> mfa = {};
    /// Default: codes of an app. (CDK's default: SMS.) At least one factor with MFA (`property-needed`).
    MfaSecondFactor mfa_second_factor = {};
    /// With `{####}` for the code (`property-needed`); at most 140 characters (`property-not-allowed`).
    /// Default: Cognito's.
    std::string mfa_message = {};
    /// Default: Cognito's: 8 characters, of all four kinds.
    std::optional<PasswordPolicy> password_policy = {};
    UserVerification user_verification = {};
    /// Default: Cognito's own words.
    std::optional<UserInvitation> user_invitation = {};
    AccountRecovery account_recovery = AccountRecovery::phone_without_mfa_and_email;
    /// Default: Cognito sends.
    std::optional<UserPoolEmail> email = {};
    /// Default: none; see `add_trigger`.
    std::vector<UserPoolTrigger> lambda_triggers = {};
    /// Encrypts codes for `custom_email_sender` and `custom_sms_sender`. Default: none.
    Key* custom_sender_kms_key = nullptr;
    /// Default: devices are not remembered.
    std::optional<DeviceTracking> device_tracking = {};
    /// Default: essentials, the service's own.
    std::optional<FeaturePlan> feature_plan = {};
    /// Needs the plan plus (`property-not-allowed` with another). Default: none.
    std::optional<ThreatProtection> threat_protection = {};
    /// With which Cognito sends SMS. Default: a role `smsRole`, made where users get any.
    Role* sms_role = nullptr;
    /// What Cognito shows to take on `sms_role`. Default: nothing.
    Value<std::string> sms_role_external_id = {};
    /// From where SMS are sent. Default: the stack's region.
    Value<std::string> sns_region = {};
    /// Default: where users get SMS. Not false with `sms_role` (`property-not-allowed`).
    std::optional<bool> enable_sms_role = {};
    /// Whether the pool can only be deleted after this was taken away. Default: it is not protected.
    std::optional<bool> deletion_protection = {};
    /// Default: the pool and its users stay, as in CDK.
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  UserPool(const Scope& scope, const Props& props);
  static UserPool& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                            std::source_location where = std::source_location::current());
  /// Of the stack's own account and region.
  static UserPool& from_id(Construct& scope, std::string_view id, const Value<std::string>& user_pool_id,
                           std::source_location where = std::source_location::current());

  aws::cognito::UserPool& resource() const noexcept { return *resource_; }
  Attribute<aws::cognito::kind::UserPool_UserPoolId> user_pool_id() const;
  ArnAttribute<aws::cognito::kind::UserPool_Arn> arn() const;
  /// "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdefghi"
  Attribute<aws::cognito::kind::UserPool_ProviderName> provider_name() const;
  /// The issuer of the tokens: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdefghi".
  Value<std::string> provider_url() const;

  /// Lets the function take part. Once for each operation (`property-not-allowed`).
  void add_trigger(UserPoolOperation operation, FunctionBase& function,
                   std::source_location where = std::source_location::current());
  /// Actions on the pool: `iam::cognito_idp::AdminCreateUser`, …
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  /// A metric of AWS/Cognito about what an application has done with the pool: "SignInSuccesses",
  /// "TokenRefreshThrottles", …
  /// https://docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html
  Metric metric(std::string name, const UserPoolClient& client, Statistic statistic = Statistic::sum) const;
  /// How often users of an application failed to sign in: those who tried without those who succeeded.
  Metric metric_failed_sign_ins(const UserPoolClient& client,
                                Duration period = Duration::minutes(5)) const;

 private:
  struct Imported;
  UserPool(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  bool sends_sms(const Props& props) const;
  void add_sms(const Props& props);
  void set_triggers();

  aws::cognito::UserPool* resource_ = nullptr;
  Value<std::string> provider_name_;  // of an imported pool
  Key* custom_sender_kms_key_ = nullptr;
  std::vector<std::pair<UserPoolOperation, Value<std::string>>> triggers_;  // functions' ARNs
};

// --- clients -----------------------------------------------------------------------------------------------

/// How an application signs users in with its own forms.
/// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html
struct AuthFlows {
  bool admin_user_password = false;
  bool custom = false;
  bool user_password = false;
  bool user_srp = false;
  /// Choice of the first factor.
  bool user = false;
};

/// How an application gets tokens by OAuth 2.0.
struct OAuthFlows {
  bool authorization_code_grant = true;
  /// Tokens stand in addresses. Default: off. (CDK's default: on.)
  bool implicit_code_grant = false;
  /// Of services; alone (`property-not-allowed`).
  bool client_credentials = false;
};

/// What tokens are good for.
class OAuthScope {
 public:
  static OAuthScope phone() { return OAuthScope("phone"); }
  static OAuthScope email() { return OAuthScope("email"); }
  static OAuthScope openid() { return OAuthScope("openid"); }
  static OAuthScope profile() { return OAuthScope("profile"); }
  static OAuthScope cognito_admin() { return OAuthScope("aws.cognito.signin.user.admin"); }
  static OAuthScope custom(const Value<std::string>& name) { return OAuthScope(name); }
  /// A scope of a server: "<identifier>/<name>".
  static OAuthScope resource_server(const UserPoolResourceServer& server, std::string_view scope_name);

  const Value<std::string>& name() const noexcept { return name_; }

 private:
  explicit OAuthScope(Value<std::string> name) : name_(std::move(name)) {}
  Value<std::string> name_;
};

/// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html
struct OAuthSettings {
  OAuthFlows flows = {};
  /// Default: openid, email, profile. Cognito gives openid with phone, email and profile.
  std::vector<OAuthScope> scopes = {OAuthScope::openid(), OAuthScope::email(), OAuthScope::profile()};
  /// Where users come back to; at least one, unless for `client_credentials` (`property-needed`).
  std::vector<Value<std::string>> callback_urls = {};
  /// Default: none.
  std::vector<Value<std::string>> logout_urls = {};
  Value<std::string> default_redirect_uri = {};
};

/// An application that signs users of a pool in.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html
class UserPoolClient final : public Construct {
 public:
  struct Props {
    using Of = UserPoolClient;
    UserPool& user_pool;
    /// Default: CloudFormation makes a name.
    Value<std::string> user_pool_client_name = {};
    /// Whether the application shows a secret; not for browsers and phones. Default: it has none.
    std::optional<bool> generate_secret = {};
    /// Refreshing is always possible. Default: the service's own, SRP and custom.
    std::optional<AuthFlows> auth_flows = {};
    /// Default: no OAuth. (CDK's default: both grants with the address https://example.com.)
    std::optional<OAuthSettings> oauth = {};
    /// Five minutes to one day, as are those of ID tokens (`property-not-allowed`). Default: one hour.
    std::optional<Duration> access_token_validity = {};
    std::optional<Duration> id_token_validity = {};
    /// One hour to ten years (`property-not-allowed`). Default: 30 days.
    std::optional<Duration> refresh_token_validity = {};
    /// Three to fifteen minutes (`property-not-allowed`). Default: three minutes.
    std::optional<Duration> auth_session_validity = {};
    /// Whether errors hide that a user does not exist. Default: they do. (CDK leaves it to the service, whose
    /// errors do not.)
    bool prevent_user_existence_errors = true;
    /// Default: the service's own, tokens can be revoked.
    std::optional<bool> enable_token_revocation = {};
    /// "COGNITO", "Google", names of providers. Default: COGNITO.
    std::vector<std::string> supported_identity_providers = {"COGNITO"};
    /// Attributes that the application may read: "email", "custom:tenant". Default: all.
    std::vector<std::string> read_attributes = {};
    /// Default: all.
    std::vector<std::string> write_attributes = {};
  };

  UserPoolClient(const Scope& scope, const Props& props);
  static UserPoolClient& from_id(Construct& scope, std::string_view id, const Value<std::string>& client_id,
                                 std::source_location where = std::source_location::current());

  aws::cognito::UserPoolClient& resource() const noexcept { return *resource_; }
  Attribute<aws::cognito::kind::UserPoolClient_ClientId> client_id() const;
  /// By CloudFormation's own attribute, without CDK's custom resource. Only with `generate_secret`: without
  /// it an error
  /// (`property-needed`). Where it is used it stands in the clear.
  Value<std::string> client_secret() const;
  const OAuthFlows& oauth_flows() const noexcept { return oauth_flows_; }

 private:
  struct Imported;
  UserPoolClient(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  void check_between(std::string_view property, const std::optional<Duration>& value, Duration shortest,
                     Duration longest) const;

  aws::cognito::UserPoolClient* resource_ = nullptr;
  OAuthFlows oauth_flows_;
  bool has_secret_ = false;
};

// --- domains, servers, groups ------------------------------------------------------------------------------

/// The address of a pool's pages and of its OAuth endpoints.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpooldomain.html
class UserPoolDomain final : public Construct {
 public:
  struct Props {
    using Of = UserPoolDomain;
    UserPool& user_pool;
    /// "<prefix>.auth.<region>.amazoncognito.com": small letters, digits and dashes (`property-not-allowed`).
    /// Either this or `custom_domain` (`property-needed`, `property-not-allowed`).
    Value<std::string> domain_prefix = {};
    /// A name of one's own.
    Value<std::string> custom_domain = {};
    /// Of `custom_domain`, in us-east-1 (`property-needed`).
    Certificate* certificate = nullptr;
    /// 1: classic pages; 2: managed login. Default: 1, the service's own.
    std::optional<std::int64_t> managed_login_version = {};
  };

  UserPoolDomain(const Scope& scope, const Props& props);

  aws::cognito::UserPoolDomain& resource() const noexcept { return *resource_; }
  Value<std::string> domain_name() const;
  /// What the alias record of a custom domain points at.
  Value<std::string> cloud_front_endpoint() const;
  /// "https://…", without a slash at the end.
  Value<std::string> base_url() const;
  /// The page where users of a client sign in. Needs a flow with a page (`property-needed`).
  Value<std::string> sign_in_url(const UserPoolClient& client, const Value<std::string>& redirect_uri) const;

 private:
  aws::cognito::UserPoolDomain* resource_ = nullptr;
  bool is_custom_ = false;
};

struct ResourceServerScope {
  std::string scope_name;
  std::string scope_description;
};

/// An API whose scopes the pool's tokens have.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolresourceserver.html
class UserPoolResourceServer final : public Construct {
 public:
  struct Props {
    using Of = UserPoolResourceServer;
    UserPool& user_pool;
    /// "https://orders.example.org", or any name without spaces.
    Required<"identifier", std::string> identifier;
    /// Default: the identifier.
    std::string user_pool_resource_server_name = {};
    std::vector<ResourceServerScope> scopes = {};
  };

  UserPoolResourceServer(const Scope& scope, const Props& props);

  aws::cognito::UserPoolResourceServer& resource() const noexcept { return *resource_; }
  /// As `Ref` gives it, so that clients are made after the server.
  Value<std::string> user_pool_resource_server_id() const;

 private:
  aws::cognito::UserPoolResourceServer* resource_ = nullptr;
};

/// Users that have something in common: tokens name their groups.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolgroup.html
class UserPoolGroup final : public Construct {
 public:
  struct Props {
    using Of = UserPoolGroup;
    UserPool& user_pool;
    /// Default: CloudFormation makes a name.
    Value<std::string> group_name = {};
    /// At most 2,048 characters.
    Value<std::string> description = {};
    /// Lower wins where a user is of several groups with roles. Default: none.
    std::optional<std::int64_t> precedence = {};
    /// What identity pools give to members. Default: none.
    Role* role = nullptr;
  };

  UserPoolGroup(const Scope& scope, const Props& props);

  aws::cognito::UserPoolGroup& resource() const noexcept { return *resource_; }
  Attribute<aws::cognito::kind::UserPoolGroup_GroupName> group_name() const;

 private:
  aws::cognito::UserPoolGroup* resource_ = nullptr;
};

}  // namespace tenon
