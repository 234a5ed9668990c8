#include "tenon/constructs/identity/user_pool.hpp"

#include <algorithm>
#include <array>

#include "tenon/aws/certificatemanager/Certificate.hpp"
#include "tenon/aws/cognito/UserPool.hpp"
#include "tenon/aws/cognito/UserPoolClient.hpp"
#include "tenon/aws/cognito/UserPoolDomain.hpp"
#include "tenon/aws/cognito/UserPoolGroup.hpp"
#include "tenon/aws/cognito/UserPoolResourceServer.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/kms/Key.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/lambda/Permission.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

using detail::demand;
using detail::refuse;
using Pool = aws::cognito::UserPool;

constexpr std::string_view code = "{####}";

constexpr std::array<std::string_view, 17> standard_attribute_names = {
    "address",     "birthdate",  "email",    "family_name",  "gender",  "given_name",         "locale",
    "middle_name", "name",       "nickname", "phone_number", "picture", "preferred_username", "profile",
    "zoneinfo",    "updated_at", "website"};
constexpr std::array<std::string_view, 4> data_type_names = {"String", "Number", "Boolean", "DateTime"};
constexpr std::array<std::string_view, 3> mfa_names = {"OFF", "OPTIONAL", "ON"};
constexpr std::array<std::string_view, 3> plan_names = {"LITE", "ESSENTIALS", "PLUS"};
constexpr std::array<std::string_view, 3> protection_names = {"OFF", "AUDIT", "ENFORCED"};

/// What of the configuration an operation is, and how CDK calls its permission.
struct Operation {
  std::string_view property;
  std::string_view permission;
  std::string_view version;  // of operations whose entry is an object
  bool encrypted = false;    // codes are encrypted by a key of the account
};

constexpr std::array<Operation, 13> operations = {{
    {"CreateAuthChallenge", "CreateAuthChallengeCognito", ""},
    {"CustomEmailSender", "CustomEmailSenderCognito", "V1_0", true},
    {"CustomMessage", "CustomMessageCognito", ""},
    {"CustomSMSSender", "CustomSmsSenderCognito", "V1_0", true},
    {"DefineAuthChallenge", "DefineAuthChallengeCognito", ""},
    {"PostAuthentication", "PostAuthenticationCognito", ""},
    {"PostConfirmation", "PostConfirmationCognito", ""},
    {"PreAuthentication", "PreAuthenticationCognito", ""},
    {"PreSignUp", "PreSignUpCognito", ""},
    {"PreTokenGeneration", "PreTokenGenerationCognito", ""},
    {"PreTokenGenerationConfig", "PreTokenGenerationConfigCognito", "V2_0"},
    {"UserMigration", "UserMigrationCognito", ""},
    {"VerifyAuthChallengeResponse", "VerifyAuthChallengeResponseCognito", ""},
}};

const Operation& facts_of(UserPoolOperation operation) {
  return operations[static_cast<std::size_t>(operation)];
}

Value<std::string> text_if_any(const std::string& text) {
  return text.empty() ? Value<std::string>() : Value<std::string>(text);
}

Value<bool> if_said(const std::optional<bool>& value) { return value ? Value<bool>(*value) : Value<bool>(); }

/// Unset without any.
List<std::string> attributes(bool email, bool phone, bool preferred_username = false) {
  std::vector<Value<std::string>> names;
  if (email) names.push_back("email");
  if (phone) names.push_back("phone_number");
  if (preferred_username) names.push_back("preferred_username");
  return names.empty() ? List<std::string>() : List<std::string>(names);
}

Value<Pool::AccountRecoverySetting> recovery(AccountRecovery recovery) {
  static const std::array<std::vector<std::string_view>, 5> mechanisms = {
      {{"verified_email", "verified_phone_number"},
       {"verified_phone_number", "verified_email"},
       {"verified_email"},
       {"verified_phone_number"},
       {"admin_only"}}};
  std::vector<Pool::RecoveryOption> options;
  for (const std::string_view name : mechanisms[static_cast<std::size_t>(recovery)]) {
    options.push_back({.Name = name, .Priority = options.size() + 1});
  }
  return Pool::AccountRecoverySetting{.RecoveryMechanisms = options};
}

Value<Pool::PasswordPolicy> password(const PasswordPolicy& policy) {
  Pool::PasswordPolicy properties{.MinimumLength = policy.min_length,
                                  .RequireLowercase = if_said(policy.require_lowercase),
                                  .RequireNumbers = if_said(policy.require_digits),
                                  .RequireSymbols = if_said(policy.require_symbols),
                                  .RequireUppercase = if_said(policy.require_uppercase)};
  if (policy.password_history_size) properties.PasswordHistorySize = *policy.password_history_size;
  if (policy.temp_password_validity)
    properties.TemporaryPasswordValidityDays = policy.temp_password_validity->to_days();
  return properties;
}

std::vector<Pool::SchemaAttribute> schema(const UserPool::Props& props) {
  std::vector<Pool::SchemaAttribute> all;
  for (const StandardAttribute& each : props.standard_attributes) {
    all.push_back({.Mutable = each.is_mutable,
                   .Name = standard_attribute_names[static_cast<std::size_t>(each.name)],
                   .Required = each.required});
  }
  const auto bound = [](const std::optional<std::int64_t>& value) {
    return value ? Value<std::string>(std::to_string(*value)) : Value<std::string>();
  };
  for (const CustomAttribute& each : props.custom_attributes) {
    Pool::SchemaAttribute attribute{.AttributeDataType = data_type_names[static_cast<std::size_t>(each.type)],
                                    .Mutable = if_said(each.is_mutable),
                                    .Name = each.name};
    const bool bounded = each.min || each.max;
    if (bounded && each.type == AttributeDataType::string) {
      attribute.StringAttributeConstraints =
          Pool::StringAttributeConstraints{.MaxLength = bound(each.max), .MinLength = bound(each.min)};
    }
    if (bounded && each.type == AttributeDataType::number) {
      attribute.NumberAttributeConstraints =
          Pool::NumberAttributeConstraints{.MaxValue = bound(each.max), .MinValue = bound(each.min)};
    }
    all.push_back(attribute);
  }
  return all;
}

std::string verification_body(const UserVerification& verification) {
  if (!verification.email_body.empty()) return verification.email_body;
  return verification.email_style == VerificationEmailStyle::code
             ? "The verification code to your new account is {####}"
             : "Verify your account by clicking on {##Verify Email##}";
}

void add_verification(Pool::Props& pool, const UserVerification& verification) {
  const std::string body = verification_body(verification);
  const std::string& subject = verification.email_subject;
  pool.SmsVerificationMessage = verification.sms_message;
  if (verification.email_style == VerificationEmailStyle::code) {
    pool.EmailVerificationMessage = body;
    pool.EmailVerificationSubject = subject;
    pool.VerificationMessageTemplate =
        Pool::VerificationMessageTemplate{.DefaultEmailOption = "CONFIRM_WITH_CODE",
                                          .EmailMessage = body,
                                          .EmailSubject = subject,
                                          .SmsMessage = verification.sms_message};
  } else {
    pool.VerificationMessageTemplate =
        Pool::VerificationMessageTemplate{.DefaultEmailOption = "CONFIRM_WITH_LINK",
                                          .EmailMessageByLink = body,
                                          .EmailSubjectByLink = subject,
                                          .SmsMessage = verification.sms_message};
  }
}

void add_mfa(Pool::Props& pool, const UserPool::Props& props) {
  if (!props.mfa) return;
  pool.MfaConfiguration = mfa_names[static_cast<std::size_t>(*props.mfa)];
  if (*props.mfa == Mfa::off) return;
  std::vector<Value<std::string>> factors;
  if (props.mfa_second_factor.sms) factors.push_back("SMS_MFA");
  if (props.mfa_second_factor.otp) factors.push_back("SOFTWARE_TOKEN_MFA");
  pool.EnabledMfas = List<std::string>(factors);
}

void add_sign_in(Pool::Props& pool, const UserPool::Props& props) {
  const SignInAliases& by = props.sign_in_aliases;
  if (by.username) {
    pool.AliasAttributes = attributes(by.email, by.phone, by.preferred_username);
  } else {
    pool.UsernameAttributes = attributes(by.email, by.phone);
  }
  const VerifiedAttributes verified = props.auto_verify.value_or(VerifiedAttributes{by.email, by.phone});
  pool.AutoVerifiedAttributes = attributes(verified.email, verified.phone);
  if (props.sign_in_case_sensitive) {
    pool.UsernameConfiguration = Pool::UsernameConfiguration{.CaseSensitive = *props.sign_in_case_sensitive};
  }
  if (props.keep_original && (props.keep_original->email || props.keep_original->phone)) {
    pool.UserAttributeUpdateSettings =
        Pool::UserAttributeUpdateSettings{.AttributesRequireVerificationBeforeUpdate = attributes(
                                              props.keep_original->email, props.keep_original->phone)};
  }
}

Value<Pool::AdminCreateUserConfig> admin_create_user(const UserPool::Props& props) {
  Pool::AdminCreateUserConfig config{.AllowAdminCreateUserOnly = !props.self_sign_up_enabled};
  if (props.user_invitation) {
    config.InviteMessageTemplate =
        Pool::InviteMessageTemplate{.EmailMessage = text_if_any(props.user_invitation->email_body),
                                    .EmailSubject = text_if_any(props.user_invitation->email_subject),
                                    .SMSMessage = text_if_any(props.user_invitation->sms_message)};
  }
  return config;
}

Pool::Props resource_props(const UserPool::Props& props) {
  Pool::Props pool{.AccountRecoverySetting = recovery(props.account_recovery),
                   .AdminCreateUserConfig = admin_create_user(props),
                   .SmsAuthenticationMessage = text_if_any(props.mfa_message),
                   .UserPoolName = props.user_pool_name};
  add_sign_in(pool, props);
  add_mfa(pool, props);
  add_verification(pool, props.user_verification);
  if (props.password_policy)
    pool.Policies = Pool::Policies{.PasswordPolicy = password(*props.password_policy)};
  if (const auto attributes = schema(props); !attributes.empty()) pool.Schema = attributes;
  if (props.device_tracking) {
    pool.DeviceConfiguration = Pool::DeviceConfiguration{
        .ChallengeRequiredOnNewDevice = props.device_tracking->challenge_required_on_new_device,
        .DeviceOnlyRememberedOnUserPrompt = props.device_tracking->device_only_remembered_on_user_prompt};
  }
  if (props.feature_plan) pool.UserPoolTier = plan_names[static_cast<std::size_t>(*props.feature_plan)];
  if (props.threat_protection) {
    pool.UserPoolAddOns = Pool::UserPoolAddOns{
        .AdvancedSecurityMode = protection_names[static_cast<std::size_t>(*props.threat_protection)]};
  }
  if (props.deletion_protection) pool.DeletionProtection = *props.deletion_protection ? "ACTIVE" : "INACTIVE";
  return pool;
}

}  // namespace

// --- UserPoolEmail -----------------------------------------------------------------------------------------

UserPoolEmail UserPoolEmail::with_cognito(const Value<std::string>& reply_to) {
  UserPoolEmail email;
  email.reply_to_ = reply_to;
  return email;
}

UserPoolEmail UserPoolEmail::with_ses(const Value<std::string>& from,
                                      const Value<std::string>& ses_identity_arn,
                                      const Value<std::string>& reply_to,
                                      const Value<std::string>& configuration_set) {
  UserPoolEmail email;
  email.from_ = from;
  email.source_arn_ = ses_identity_arn;
  email.reply_to_ = reply_to;
  email.configuration_set_ = configuration_set;
  return email;
}

// --- UserPool ----------------------------------------------------------------------------------------------

struct UserPool::Imported {
  const Value<std::string>& arn;
};

UserPool::UserPool(const Scope& scope, const Props& props)
    : Construct(scope), custom_sender_kms_key_(props.custom_sender_kms_key) {
  check(props);
  Pool::Props pool = resource_props(props);
  if (props.email) {
    const UserPoolEmail& email = *props.email;
    pool.EmailConfiguration = Pool::EmailConfiguration{
        .ConfigurationSet = email.configuration_set_,
        .EmailSendingAccount = email.source_arn_.is_set() ? "DEVELOPER" : "COGNITO_DEFAULT",
        .From = email.from_,
        .ReplyToEmailAddress = email.reply_to_,
        .SourceArn = {Raw{}, email.source_arn_}};
  }
  resource_ = &add("Resource", pool, where());
  resource_->apply_removal_policy(props.removal_policy);
  add_sms(props);
  if (custom_sender_kms_key_ != nullptr) set_triggers();
  for (const UserPoolTrigger& trigger : props.lambda_triggers)
    add_trigger(trigger.operation, trigger.function, where());
}

UserPool::UserPool(const Scope& scope, const Imported& imported)
    : Construct(scope), resource_(&::tenon::from_arn<Pool>(*this, "Resource", imported.arn, where())) {
  const Value<std::string>& arn = imported.arn;
  const auto after = [&](std::string_view separator, std::int64_t index) -> Value<std::string> {
    return Fn::Select(index, Fn::Split(separator, arn));
  };
  Value<std::string> region = after(":", 3);
  Value<std::string> id = after("/", 1);
  if (const auto text = arn.literal()) {
    std::string_view rest = *text;
    for (int field = 0; field < 3; ++field) ascii::take_field(rest, ':');
    region = ascii::take_field(rest, ':');
    id = text->substr(text->rfind('/') + 1);
  }
  provider_name_ = format("cognito-idp.{}.{}/{}", region, pseudo::url_suffix, id);
}

UserPool& UserPool::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                             std::source_location where) {
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<UserPool>(new UserPool(inner, Imported{arn})); },
      where);
}

UserPool& UserPool::from_id(Construct& scope, std::string_view id, const Value<std::string>& user_pool_id,
                            std::source_location where) {
  const Stack& stack = scope.stack();
  return from_arn(scope, id,
                  format("arn:{}:cognito-idp:{}:{}:userpool/{}", stack.partition(), stack.region(),
                         stack.account(), user_pool_id),
                  where);
}

void UserPool::check(const Props& props) const {
  if (props.sign_in_aliases.preferred_username && !props.sign_in_aliases.username) {
    refuse(*this, "sign_in_aliases", "preferred_username", "with username",
           "a preferred name stands for a name", where());
  }
  for (const CustomAttribute& each : props.custom_attributes) {
    constexpr std::size_t longest = 20;
    if (each.name.empty() || each.name.size() > longest) {
      refuse(*this, "custom_attributes", each.name, "1 to 20 characters", "Cognito takes no other name",
             where());
    }
  }
  const bool has_mfa = props.mfa && *props.mfa != Mfa::off;
  if (has_mfa && !props.mfa_second_factor.sms && !props.mfa_second_factor.otp) {
    demand(*this, "mfa_second_factor", "sms or otp", "there is nothing that a second factor could be",
           where());
  }
  constexpr std::size_t longest_message = 140;
  if (!props.mfa_message.empty() && props.mfa_message.find(code) == std::string::npos) {
    demand(*this, "mfa_message", "text with {####}", "the message has to hold the code", where());
  }
  if (props.mfa_message.size() > longest_message) {
    refuse(*this, "mfa_message", props.mfa_message, "at most 140 characters", "an SMS has no more", where());
  }
  const std::string body = verification_body(props.user_verification);
  const bool by_code = props.user_verification.email_style == VerificationEmailStyle::code;
  if (body.find(by_code ? code : std::string_view("{##")) == std::string::npos) {
    demand(*this, "email_body", by_code ? "text with {####}" : "text with {##words of the link##}",
           "the message has to hold what users prove their address with", where());
  }
  if (by_code && props.user_verification.sms_message.find(code) == std::string::npos) {
    demand(*this, "sms_message", "text with {####}", "the message has to hold the code", where());
  }
  if (props.threat_protection && *props.threat_protection != ThreatProtection::no_enforcement &&
      props.feature_plan && *props.feature_plan != FeaturePlan::plus) {
    refuse(*this, "threat_protection", "", "none without FeaturePlan::plus", "only that plan has it",
           where());
  }
  if (props.sms_role != nullptr && props.enable_sms_role == false) {
    refuse(*this, "enable_sms_role", "false", "true with sms_role", "there is a role to send by", where());
  }
  if (!props.password_policy) return;
  const PasswordPolicy& policy = *props.password_policy;
  constexpr std::int64_t shortest = 6;
  constexpr std::int64_t longest = 99;
  constexpr std::int64_t most_passwords = 24;
  if (policy.min_length < shortest || policy.min_length > longest) {
    refuse(*this, "min_length", std::to_string(policy.min_length), "6 to 99", "Cognito takes no other length",
           where());
  }
  if (policy.temp_password_validity && *policy.temp_password_validity > Duration::days(365)) {
    refuse(*this, "temp_password_validity", policy.temp_password_validity->text(), "at most 365 days",
           "Cognito takes no longer time", where());
  }
  const std::int64_t history = policy.password_history_size.value_or(0);
  if (history < 0 || history > most_passwords) {
    refuse(*this, "password_history_size", std::to_string(history), "0 to 24", "Cognito remembers no more",
           where());
  }
  if (history > 0 && props.feature_plan == FeaturePlan::lite) {
    refuse(*this, "password_history_size", std::to_string(history), "none with FeaturePlan::lite",
           "that plan does not remember passwords", where());
  }
}

bool UserPool::sends_sms(const Props& props) const {
  if (props.enable_sms_role) return *props.enable_sms_role;
  const bool by_mfa = props.mfa && *props.mfa != Mfa::off && props.mfa_second_factor.sms;
  return by_mfa || props.sign_in_aliases.phone || (props.auto_verify && props.auto_verify->phone);
}

void UserPool::add_sms(const Props& props) {
  if (props.sms_role == nullptr && !sends_sms(props)) return;
  Value<std::string> external_id = props.sms_role_external_id;
  Role* role = props.sms_role;
  if (role == nullptr) {
    constexpr std::size_t longest = 1223;
    external_id = detail::unique_id(*this).substr(0, longest);
    const PolicyDocument publish({{.actions = {iam::sns::Publish}, .resources = {"*"}}});
    role = &add(
        "smsRole",
        Role::Props{.assumed_by = Principal::service("cognito-idp.amazonaws.com")
                                      .with_conditions({{"StringEquals", "sts:ExternalId", {external_id}}}),
                    .inline_policies = {{"sns-publish", publish}}},
        where());
  }
  resource_->set_property("SmsConfiguration", Pool::SmsConfiguration{.ExternalId = external_id,
                                                                     .SnsCallerArn = role->arn(),
                                                                     .SnsRegion = props.sns_region});
}

Attribute<aws::cognito::kind::UserPool_UserPoolId> UserPool::user_pool_id() const { return resource_->ref(); }
ArnAttribute<aws::cognito::kind::UserPool_Arn> UserPool::arn() const { return resource_->Arn(); }

Attribute<aws::cognito::kind::UserPool_ProviderName> UserPool::provider_name() const {
  if (provider_name_.is_set()) return {Raw{}, provider_name_};
  return resource_->ProviderName();
}

Value<std::string> UserPool::provider_url() const {
  if (provider_name_.is_set()) return format("https://{}", provider_name_);
  return resource_->ProviderURL();
}

void UserPool::add_trigger(UserPoolOperation operation, FunctionBase& function, std::source_location where) {
  const Operation& facts = facts_of(operation);
  const auto is_same = [&](const auto& each) { return each.first == operation; };
  if (std::ranges::any_of(triggers_, is_same)) {
    return refuse(*this, "lambda_triggers", std::string(facts.property), "one function for each operation",
                  "the operation has its function already", where);
  }
  if (facts.encrypted && custom_sender_kms_key_ == nullptr) {
    demand(*this, "custom_sender_kms_key", "a key", "the function gets codes that are encrypted by it",
           where);
  }
  const Principal service = Principal::service("cognito-idp.amazonaws.com");
  if (function.function().resource().is_imported()) {
    function.add_permission(facts.permission, {.principal = service, .source_arn = arn()}, where);
  } else {
    add(facts.permission,
        aws::lambda::Permission::Props{.Action = "lambda:InvokeFunction",
                                       .FunctionName = {Raw{}, function.function_arn()},
                                       .Principal = service.value(),
                                       .SourceArn = {Raw{}, arn()}},
        where);
  }
  triggers_.emplace_back(operation, function.function_arn());
  set_triggers();
}

void UserPool::set_triggers() {
  std::vector<Map<Json>::Entry> entries;
  if (custom_sender_kms_key_ != nullptr) entries.push_back({"KMSKeyID", custom_sender_kms_key_->arn()});
  for (const auto& [operation, function_arn] : triggers_) {
    const Operation& facts = facts_of(operation);
    const Value<Json> entry =
        facts.version.empty() ? Value<Json>(function_arn)
                              : json::object({{"LambdaArn", function_arn}, {"LambdaVersion", facts.version}});
    entries.push_back({facts.property, entry});
  }
  resource_->set_property("LambdaConfig", json::object(entries));
}

void UserPool::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  grantee.add_to_policy({.actions = std::move(actions), .resources = {arn()}});
}

Metric UserPool::metric(std::string name, const UserPoolClient& client, Statistic statistic) const {
  return Metric({.metric_namespace = "AWS/Cognito",
                 .metric_name = std::move(name),
                 .dimensions = {{"UserPool", user_pool_id()}, {"UserPoolClient", client.client_id()}},
                 .statistic = statistic});
}

Metric UserPool::metric_failed_sign_ins(const UserPoolClient& client, Duration period) const {
  // Each try is a sample, 1 where it succeeded and else 0.
  return Metric::math("tries - successes",
                      {{"tries", metric("SignInSuccesses", client, Statistic::sample_count)},
                       {"successes", metric("SignInSuccesses", client, Statistic::sum)}},
                      period, "Failed sign-ins");
}

// --- OAuthScope --------------------------------------------------------------------------------------------

OAuthScope OAuthScope::resource_server(const UserPoolResourceServer& server, std::string_view scope_name) {
  return custom(format("{}/{}", server.user_pool_resource_server_id(), scope_name));
}

// --- UserPoolClient ----------------------------------------------------------------------------------------

namespace {

using Client = aws::cognito::UserPoolClient;

void add_auth_flows(Client::Props& client, const AuthFlows& flows) {
  const std::pair<bool, std::string_view> names[] = {
      {flows.user_password, "ALLOW_USER_PASSWORD_AUTH"},
      {flows.admin_user_password, "ALLOW_ADMIN_USER_PASSWORD_AUTH"},
      {flows.custom, "ALLOW_CUSTOM_AUTH"},
      {flows.user_srp, "ALLOW_USER_SRP_AUTH"},
      {flows.user, "ALLOW_USER_AUTH"},
      {true, "ALLOW_REFRESH_TOKEN_AUTH"}};
  std::vector<Value<std::string>> allowed;
  for (const auto& [is_allowed, name] : names) {
    if (is_allowed) allowed.push_back(name);
  }
  client.ExplicitAuthFlows = List<std::string>(allowed);
}

void add_oauth(Client::Props& client, const OAuthSettings& oauth) {
  std::vector<Value<std::string>> flows;
  if (oauth.flows.client_credentials) flows.push_back("client_credentials");
  if (oauth.flows.implicit_code_grant) flows.push_back("implicit");
  if (oauth.flows.authorization_code_grant) flows.push_back("code");
  std::vector<Value<std::string>> scopes;
  for (const OAuthScope& scope : oauth.scopes) {
    if (std::ranges::find(scopes, scope.name()) == scopes.end()) scopes.push_back(scope.name());
  }
  client.AllowedOAuthFlows = List<std::string>(flows);
  client.AllowedOAuthScopes = List<std::string>(scopes);
  client.AllowedOAuthFlowsUserPoolClient = true;
  client.DefaultRedirectURI = oauth.default_redirect_uri;
  if (!oauth.callback_urls.empty()) client.CallbackURLs = List<std::string>(oauth.callback_urls);
  if (!oauth.logout_urls.empty()) client.LogoutURLs = List<std::string>(oauth.logout_urls);
}

void add_validity(Client::Props& client, const UserPoolClient::Props& props) {
  Client::TokenValidityUnits units;
  const auto set = [](const std::optional<Duration>& value, Value<std::int64_t>& minutes,
                      Value<std::string>& unit) {
    if (!value) return;
    minutes = value->to_minutes();
    unit = "minutes";
  };
  set(props.access_token_validity, client.AccessTokenValidity, units.AccessToken);
  set(props.id_token_validity, client.IdTokenValidity, units.IdToken);
  set(props.refresh_token_validity, client.RefreshTokenValidity, units.RefreshToken);
  if (props.access_token_validity || props.id_token_validity || props.refresh_token_validity) {
    client.TokenValidityUnits = units;
  }
  if (props.auth_session_validity) client.AuthSessionValidity = props.auth_session_validity->to_minutes();
}

}  // namespace

struct UserPoolClient::Imported {
  const Value<std::string>& client_id;
};

UserPoolClient::UserPoolClient(const Scope& scope, const Props& props)
    : Construct(scope), has_secret_(props.generate_secret.value_or(false)) {
  check(props);
  Client::Props client{
      .ClientName = props.user_pool_client_name,
      .EnableTokenRevocation = if_said(props.enable_token_revocation),
      .GenerateSecret = if_said(props.generate_secret),
      .PreventUserExistenceErrors = props.prevent_user_existence_errors ? "ENABLED" : "LEGACY",
      .UserPoolId = props.user_pool.user_pool_id()};
  if (props.auth_flows) add_auth_flows(client, *props.auth_flows);
  if (props.oauth) {
    oauth_flows_ = props.oauth->flows;
    add_oauth(client, *props.oauth);
  } else {
    oauth_flows_ = {.authorization_code_grant = false};
  }
  add_validity(client, props);
  if (!props.supported_identity_providers.empty()) {
    client.SupportedIdentityProviders = List<std::string>(props.supported_identity_providers);
  }
  if (!props.read_attributes.empty()) client.ReadAttributes = List<std::string>(props.read_attributes);
  if (!props.write_attributes.empty()) client.WriteAttributes = List<std::string>(props.write_attributes);
  resource_ = &add("Resource", client, where());
}

UserPoolClient::UserPoolClient(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<Client>(
          *this, "Resource", {{"Ref", imported.client_id}, {"ClientId", imported.client_id}}, where())) {}

UserPoolClient& UserPoolClient::from_id(Construct& scope, std::string_view id,
                                        const Value<std::string>& client_id, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<UserPoolClient>(new UserPoolClient(inner, Imported{client_id}));
      },
      where);
}

void UserPoolClient::check_between(std::string_view property, const std::optional<Duration>& value,
                                   Duration shortest, Duration longest) const {
  if (!value || (*value >= shortest && *value <= longest)) return;
  refuse(*this, property, value->text(), shortest.text() + " to " + longest.text(),
         "Cognito takes no other time", where());
}

void UserPoolClient::check(const Props& props) const {
  const Duration refresh = props.refresh_token_validity.value_or(Duration::days(1));
  const Duration longest = std::min(refresh, Duration::days(1));
  check_between("access_token_validity", props.access_token_validity, Duration::minutes(5), longest);
  check_between("id_token_validity", props.id_token_validity, Duration::minutes(5), longest);
  check_between("refresh_token_validity", props.refresh_token_validity, Duration::hours(1),
                Duration::days(3650));
  check_between("auth_session_validity", props.auth_session_validity, Duration::minutes(3),
                Duration::minutes(15));
  if (!props.oauth) return;
  const OAuthFlows& flows = props.oauth->flows;
  const bool has_pages = flows.authorization_code_grant || flows.implicit_code_grant;
  if (has_pages && flows.client_credentials) {
    refuse(*this, "client_credentials", "true", "alone", "a client is of a service or of users", where());
  }
  if (has_pages && props.oauth->callback_urls.empty()) {
    demand(*this, "callback_urls", "at least one", "users have to come back to the application", where());
  }
}

Attribute<aws::cognito::kind::UserPoolClient_ClientId> UserPoolClient::client_id() const {
  return resource_->ref();
}

Value<std::string> UserPoolClient::client_secret() const {
  if (!has_secret_) demand(*this, "generate_secret", "true", "the client has no secret", where());
  return resource_->ClientSecret();
}

// --- UserPoolDomain ----------------------------------------------------------------------------------------

UserPoolDomain::UserPoolDomain(const Scope& scope, const Props& props)
    : Construct(scope), is_custom_(props.custom_domain.is_set()) {
  if (props.domain_prefix.is_set() && is_custom_) {
    refuse(*this, "domain_prefix", "", "none with custom_domain", "a domain is Cognito's or one's own",
           where());
  }
  if (!props.domain_prefix.is_set() && !is_custom_) {
    demand(*this, "domain_prefix", "domain_prefix, or custom_domain", "the domain has no name", where());
  }
  if (is_custom_ && props.certificate == nullptr) {
    demand(*this, "certificate", "a certificate for the name", "the pages are served by TLS", where());
  }
  const auto is_prefix_character = [](char c) {
    return ascii::is_lower(c) || ascii::is_digit(c) || c == '-';
  };
  if (const auto prefix = props.domain_prefix.literal();
      prefix && !ascii::all_of(*prefix, is_prefix_character)) {
    refuse(*this, "domain_prefix", std::string(*prefix), "small letters, digits and dashes",
           "Cognito takes no other characters", where());
  }
  aws::cognito::UserPoolDomain::Props domain{.Domain = is_custom_ ? props.custom_domain : props.domain_prefix,
                                             .UserPoolId = props.user_pool.user_pool_id()};
  if (props.certificate != nullptr && is_custom_) {
    domain.CustomDomainConfig =
        aws::cognito::UserPoolDomain::CustomDomainConfigType{.CertificateArn = props.certificate->arn()};
  }
  if (props.managed_login_version) domain.ManagedLoginVersion = *props.managed_login_version;
  resource_ = &add("Resource", domain, where());
}

Value<std::string> UserPoolDomain::domain_name() const { return resource_->ref(); }
Value<std::string> UserPoolDomain::cloud_front_endpoint() const {
  return resource_->CloudFrontDistribution();
}

Value<std::string> UserPoolDomain::base_url() const {
  if (is_custom_) return format("https://{}", domain_name());
  return format("https://{}.auth.{}.amazoncognito.com", domain_name(), stack().region());
}

Value<std::string> UserPoolDomain::sign_in_url(const UserPoolClient& client,
                                               const Value<std::string>& redirect_uri) const {
  const OAuthFlows& flows = client.oauth_flows();
  if (!flows.authorization_code_grant && !flows.implicit_code_grant) {
    demand(*this, "oauth", "a client with authorization_code_grant or implicit_code_grant",
           "users of this client do not sign in on a page", where());
  }
  const std::string_view type = flows.authorization_code_grant ? "code" : "token";
  return format("{}/login?client_id={}&response_type={}&redirect_uri={}", base_url(), client.client_id(),
                type, redirect_uri);
}

// --- UserPoolResourceServer, UserPoolGroup -----------------------------------------------------------------

UserPoolResourceServer::UserPoolResourceServer(const Scope& scope, const Props& props) : Construct(scope) {
  std::vector<aws::cognito::UserPoolResourceServer::ResourceServerScopeType> scopes;
  for (const ResourceServerScope& each : props.scopes) {
    scopes.push_back({.ScopeDescription = each.scope_description, .ScopeName = each.scope_name});
  }
  const std::string& name = props.user_pool_resource_server_name;
  aws::cognito::UserPoolResourceServer::Props server{
      .Identifier = props.identifier,
      .Name = name.empty() ? std::string(props.identifier) : name,
      .UserPoolId = props.user_pool.user_pool_id()};
  if (!scopes.empty()) server.Scopes = scopes;
  resource_ = &add("Resource", server, where());
}

Value<std::string> UserPoolResourceServer::user_pool_resource_server_id() const { return resource_->ref(); }

UserPoolGroup::UserPoolGroup(const Scope& scope, const Props& props) : Construct(scope) {
  aws::cognito::UserPoolGroup::Props group{.Description = props.description,
                                           .GroupName = props.group_name,
                                           .UserPoolId = props.user_pool.user_pool_id()};
  if (props.precedence) group.Precedence = *props.precedence;
  if (props.role != nullptr) group.RoleArn = props.role->arn();
  resource_ = &add("Resource", group, where());
}

Attribute<aws::cognito::kind::UserPoolGroup_GroupName> UserPoolGroup::group_name() const {
  return resource_->ref();
}

}  // namespace tenon
