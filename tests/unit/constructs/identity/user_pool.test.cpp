#include "tenon/constructs/identity/user_pool.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/cognito-idp.hpp"

namespace tenon {
namespace {

class UserPoolTest : public StackTest {
 protected:
  UserPool& add_pool(const UserPool::Props& props = {}) { return stack.add("Pool", props); }
  LambdaFn& add_function() {
    return stack.add("Handler",
                     LambdaFn::Props{.code = Code::from_inline("def handle(event, context): return event"),
                                     .handler = "index.handle",
                                     .runtime = Runtime::python_3_13});
  }
};

TEST_F(UserPoolTest, IsForUsersThatAdministratorsAddAndIsKept) {
  add_pool();
  expect_entry("AWS::Cognito::UserPool",
               R"({"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": {"$exactly": {
      "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_phone_number", "Priority": 1},
                                                        {"Name": "verified_email", "Priority": 2}]},
      "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true},
      "EmailVerificationMessage": "The verification code to your new account is {####}",
      "EmailVerificationSubject": "Verify your new account",
      "SmsVerificationMessage": "The verification code to your new account is {####}",
      "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailMessage": "The verification code to your new account is {####}", "EmailSubject": "Verify your new account",
        "SmsMessage": "The verification code to your new account is {####}"}}}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::IAM::Role", 0));
}

TEST_F(UserPoolTest, SetsWhatWasGiven) {
  add_pool(
      {.user_pool_name = "learners",
       .self_sign_up_enabled = true,
       .sign_in_aliases = {.email = true},
       .sign_in_case_sensitive = false,
       .keep_original = VerifiedAttributes{.email = true},
       .standard_attributes = {{.name = StandardAttributeName::email, .required = true, .is_mutable = false},
                               {.name = StandardAttributeName::last_update_time}},
       .custom_attributes =
           {{.name = "tenant", .min = 1, .max = 20},
            {.name = "level", .type = AttributeDataType::number, .max = 9, .is_mutable = true}},
       .mfa = Mfa::required,
       .password_policy = PasswordPolicy{.min_length = 12,
                                         .require_symbols = true,
                                         .temp_password_validity = Duration::days(3),
                                         .password_history_size = 5},
       .user_verification = {.email_style = VerificationEmailStyle::link},
       .user_invitation = UserInvitation{.email_subject = "Welcome"},
       .account_recovery = AccountRecovery::email_only,
       .email = UserPoolEmail::with_ses("a@example.org",
                                        "arn:aws:ses:eu-west-1:111122223333:identity/example.org"),
       .device_tracking = DeviceTracking{},
       .feature_plan = FeaturePlan::plus,
       .threat_protection = ThreatProtection::full,
       .deletion_protection = true,
       .removal_policy = RemovalPolicy::destroy});
  expect_entry("AWS::Cognito::UserPool", R"({"DeletionPolicy": "Delete", "Properties": {
      "UserPoolName": "learners", "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false,
        "InviteMessageTemplate": {"$exactly": {"EmailSubject": "Welcome"}}},
      "UsernameAttributes": ["email"], "AliasAttributes": {"$absent": true}, "AutoVerifiedAttributes": ["email"],
      "UsernameConfiguration": {"CaseSensitive": false},
      "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
      "Schema": [{"Name": "email", "Required": true, "Mutable": false}, {"Name": "updated_at", "Required": false, "Mutable": true},
                 {"Name": "tenant", "AttributeDataType": "String", "Mutable": {"$absent": true},
                  "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"}},
                 {"Name": "level", "AttributeDataType": "Number", "Mutable": true, "NumberAttributeConstraints": {"MaxValue": "9"}}],
      "MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
      "Policies": {"PasswordPolicy": {"$exactly": {"MinimumLength": 12, "RequireSymbols": true, "TemporaryPasswordValidityDays": 3,
                                                   "PasswordHistorySize": 5}}},
      "VerificationMessageTemplate": {"$exactly": {"DefaultEmailOption": "CONFIRM_WITH_LINK",
        "EmailMessageByLink": "Verify your account by clicking on {##Verify Email##}", "EmailSubjectByLink": "Verify your new account",
        "SmsMessage": {"$any": true}}}, "EmailVerificationMessage": {"$absent": true},
      "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
      "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "From": "a@example.org",
        "SourceArn": "arn:aws:ses:eu-west-1:111122223333:identity/example.org"},
      "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true},
      "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}, "DeletionProtection": "ACTIVE"}})");
}

TEST_F(UserPoolTest, SmsAreSentUnderARole) {
  add_pool({.sign_in_aliases = {.username = true, .phone = true}});
  expect("AWS::Cognito::UserPool", R"({"AliasAttributes": ["phone_number"],
      "SmsConfiguration": {"ExternalId": "ShopPoolC7436F6D", "SnsCallerArn": {"Fn::GetAtt": ["PoolsmsRoleC3352CE6", "Arn"]}}})");
  expect(
      "AWS::IAM::Role",
      R"({"AssumeRolePolicyDocument": {"Statement": [{"Condition": {"StringEquals": {"sts:ExternalId": "ShopPoolC7436F6D"}},
      "Principal": {"Service": "cognito-idp.amazonaws.com"}}]}, "Policies": [{"PolicyName": "sns-publish"}]})");
}

TEST_F(UserPoolTest, FunctionsTakePart) {
  auto& key = stack.add("Key", Key::Props{});
  LambdaFn& function = add_function();
  UserPool& pool = add_pool(
      {.lambda_triggers = {{UserPoolOperation::pre_sign_up, function}}, .custom_sender_kms_key = &key});
  pool.add_trigger(UserPoolOperation::custom_email_sender, function);
  expect("AWS::Cognito::UserPool", R"({"LambdaConfig": {"KMSKeyID": {"Fn::GetAtt": ["Key961B73FD", "Arn"]},
      "PreSignUp": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]},
      "CustomEmailSender": {"LambdaArn": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]}, "LambdaVersion": "V1_0"}}})");
  expect(
      "AWS::Lambda::Permission",
      R"({"Principal": "cognito-idp.amazonaws.com", "SourceArn": {"Fn::GetAtt": ["PoolD3F588B8", "Arn"]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Lambda::Permission", 2));
  pool.add_trigger(UserPoolOperation::pre_sign_up, function);
  expect_refused("property-not-allowed", "lambda_triggers");
}

TEST_F(UserPoolTest, CodesAreEncryptedForFunctionsThatSend) {
  add_pool().add_trigger(UserPoolOperation::custom_sms_sender, add_function());
  expect_refused("property-needed", "custom_sender_kms_key");
}

TEST_F(UserPoolTest, RefusesWhatAPoolCannotBe) {
  const struct {
    UserPool::Props props;
    std::string_view id;
    std::string_view property;
  } cases[] = {
      {{.sign_in_aliases = {.email = true, .preferred_username = true}},
       "property-not-allowed",
       "sign_in_aliases"},
      {{.custom_attributes = {{.name = "a name that is far too long"}}},
       "property-not-allowed",
       "custom_attributes"},
      {{.mfa = Mfa::required, .mfa_second_factor = {.otp = false}}, "property-needed", "mfa_second_factor"},
      {{.mfa_message = "no code"}, "property-needed", "mfa_message"},
      {{.user_verification = {.email_body = "no code"}}, "property-needed", "email_body"},
      {{.user_verification = {.sms_message = "no code"}}, "property-needed", "sms_message"},
      {{.feature_plan = FeaturePlan::lite, .threat_protection = ThreatProtection::audit},
       "property-not-allowed",
       "threat_protection"},
      {{.password_policy = PasswordPolicy{.min_length = 5}}, "property-not-allowed", "min_length"},
      {{.password_policy = PasswordPolicy{.temp_password_validity = Duration::days(366)}},
       "property-not-allowed",
       "temp_password_validity"},
      {{.password_policy = PasswordPolicy{.password_history_size = 25}},
       "property-not-allowed",
       "password_history_size"},
      {{.password_policy = PasswordPolicy{.password_history_size = 2}, .feature_plan = FeaturePlan::lite},
       "property-not-allowed",
       "password_history_size"},
  };
  for (const auto& each : cases) {
    App own;
    own.add("Shop", Stack::Props{}).add("Pool", each.props);
    ASSERT_EQ(own.diagnostics().size(), 1U) << each.property;
    EXPECT_EQ(own.diagnostics()[0].id, each.id) << each.property;
    EXPECT_EQ(own.diagnostics()[0].property, each.property);
  }
}

TEST_F(UserPoolTest, GrantsActionsOnThePool) {
  auto& pool =
      UserPool::from_arn(stack, "Pool", "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc");
  pool.grant(add_role(), {iam::cognito_idp::AdminCreateUser});
  expect_granted(R"([{"Action": "cognito-idp:AdminCreateUser", "Effect": "Allow",
      "Resource": "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc"}])");
}

TEST_F(UserPoolTest, TellsHowOftenSignInsFail) {
  UserPool& pool = add_pool();
  auto& client = pool.add("Client", UserPoolClient::Props{.user_pool = pool});
  const Metric failed = pool.metric_failed_sign_ins(client, Duration::minutes(1));
  EXPECT_EQ(failed.expression(), "tries - successes");
  EXPECT_EQ(failed.period(), Duration::minutes(1));
  const Metric::Props& tries = failed.using_metrics().at(0).second.props();
  const Metric::Props& successes = failed.using_metrics().at(1).second.props();
  EXPECT_EQ(tries.statistic, Statistic::sample_count);
  EXPECT_EQ(successes.statistic, Statistic::sum);
  for (const Metric::Props* each : {&tries, &successes}) {
    EXPECT_EQ(each->metric_namespace, "AWS/Cognito");
    EXPECT_EQ(each->metric_name, "SignInSuccesses");
    EXPECT_EQ(each->dimensions, (std::vector<Dimension>{{"UserPool", pool.user_pool_id()},
                                                        {"UserPoolClient", client.client_id()}}));
  }
}

TEST_F(UserPoolTest, ApplicationsSignUsersIn) {
  UserPool& pool = add_pool();
  pool.add("Client", UserPoolClient::Props{.user_pool = pool});
  expect("AWS::Cognito::UserPoolClient",
         R"({"$exactly": {"UserPoolId": {"Ref": "PoolD3F588B8"}, "PreventUserExistenceErrors": "ENABLED",
      "SupportedIdentityProviders": ["COGNITO"]}})");
}

TEST_F(UserPoolTest, ApplicationsGetTokensByOAuth) {
  UserPool& pool = add_pool();
  auto& server =
      pool.add("Orders", UserPoolResourceServer::Props{
                             .user_pool = pool, .identifier = "orders", .scopes = {{"read", "Read orders"}}});
  auto& client = pool.add(
      "Client",
      UserPoolClient::Props{.user_pool = pool,
                            .user_pool_client_name = "web",
                            .generate_secret = true,
                            .auth_flows = AuthFlows{.user_srp = true},
                            .oauth = OAuthSettings{.scopes = {OAuthScope::openid(),
                                                              OAuthScope::resource_server(server, "read")},
                                                   .callback_urls = {"https://a.example"},
                                                   .logout_urls = {"https://a.example/bye"}},
                            .access_token_validity = Duration::minutes(10),
                            .refresh_token_validity = Duration::days(1),
                            .auth_session_validity = Duration::minutes(5),
                            .enable_token_revocation = true,
                            .read_attributes = {"email"}});
  EXPECT_EQ(client.client_secret().kind(), NodeKind::attribute);
  expect("AWS::Cognito::UserPoolClient",
         R"({"$exactly": {"UserPoolId": {"Ref": "PoolD3F588B8"}, "ClientName": "web", "GenerateSecret": true,
      "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], "AllowedOAuthFlows": ["code"],
      "AllowedOAuthFlowsUserPoolClient": true,
      "AllowedOAuthScopes": ["openid", {"Fn::Join": ["", [{"Ref": "PoolOrders9D00F75A"}, "/read"]]}],
      "CallbackURLs": ["https://a.example"], "LogoutURLs": ["https://a.example/bye"], "AccessTokenValidity": 10,
      "RefreshTokenValidity": 1440, "TokenValidityUnits": {"AccessToken": "minutes", "RefreshToken": "minutes"},
      "AuthSessionValidity": 5, "EnableTokenRevocation": true, "ReadAttributes": ["email"],
      "PreventUserExistenceErrors": "ENABLED", "SupportedIdentityProviders": ["COGNITO"]}})");
  expect("AWS::Cognito::UserPoolResourceServer", R"({"Identifier": "orders", "Name": "orders",
      "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read orders"}]})");
}

TEST_F(UserPoolTest, RefusesClientsThatCannotBe) {
  UserPool& pool = add_pool();
  const struct {
    UserPoolClient::Props props;
    std::string_view property;
  } cases[] = {
      {{.user_pool = pool, .access_token_validity = Duration::minutes(4)}, "access_token_validity"},
      {{.user_pool = pool,
        .id_token_validity = Duration::hours(3),
        .refresh_token_validity = Duration::hours(2)},
       "id_token_validity"},
      {{.user_pool = pool, .refresh_token_validity = Duration::minutes(30)}, "refresh_token_validity"},
      {{.user_pool = pool, .auth_session_validity = Duration::minutes(20)}, "auth_session_validity"},
      {{.user_pool = pool, .oauth = OAuthSettings{}}, "callback_urls"},
      {{.user_pool = pool,
        .oauth =
            OAuthSettings{.flows = {.client_credentials = true}, .callback_urls = {"https://a.example"}}},
       "client_credentials"},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    pool.add("Client" + std::to_string(i), cases[i].props);
    ASSERT_EQ(app.diagnostics().size(), i + 1) << cases[i].property;
    EXPECT_EQ(app.diagnostics().back().property, cases[i].property);
  }
}

TEST_F(UserPoolTest, OnlyClientsWithASecretHaveOne) {
  UserPool& pool = add_pool();
  static_cast<void>(pool.add("Client", UserPoolClient::Props{.user_pool = pool}).client_secret());
  expect_refused("property-needed", "generate_secret");
}

TEST_F(UserPoolTest, HasPagesUnderADomain) {
  UserPool& pool = add_pool();
  auto& client = UserPoolClient::from_id(stack, "Client", "abc");
  auto& web =
      pool.add("Web", UserPoolClient::Props{.user_pool = pool,
                                            .oauth = OAuthSettings{.callback_urls = {"https://a.example"}}});
  auto& domain = pool.add(
      "Domain",
      UserPoolDomain::Props{.user_pool = pool, .domain_prefix = "learners", .managed_login_version = 2});
  stack.add("Url", Output::Props{.Value = domain.sign_in_url(web, "https://a.example")});
  expect(
      "AWS::Cognito::UserPoolDomain",
      R"({"$exactly": {"Domain": "learners", "UserPoolId": {"Ref": "PoolD3F588B8"}, "ManagedLoginVersion": 2}})");
  EXPECT_TRUE(synthesized().has_output(
      "Url", R"({"Value": {"Fn::Join": ["", ["https://", {"$any": true}, ".auth.", {"Ref": "AWS::Region"},
      ".amazoncognito.com/login?client_id=", {"$any": true}, "&response_type=code&redirect_uri=https://a.example"]]}})"));
  static_cast<void>(client);
}

TEST_F(UserPoolTest, RefusesDomainsThatCannotBe) {
  UserPool& pool = add_pool();
  pool.add("A", UserPoolDomain::Props{.user_pool = pool});
  expect_refused("property-needed", "domain_prefix");
  pool.add("B", UserPoolDomain::Props{.user_pool = pool, .domain_prefix = "Learners"});
  EXPECT_EQ(app.diagnostics().back().id, "property-not-allowed");
  pool.add("C", UserPoolDomain::Props{.user_pool = pool, .custom_domain = "auth.example.org"});
  EXPECT_EQ(app.diagnostics().back().property, "certificate");
}

TEST_F(UserPoolTest, GroupsGiveRoles) {
  UserPool& pool = add_pool();
  Role& role = add_role();
  pool.add("Teachers",
           UserPoolGroup::Props{.user_pool = pool, .group_name = "teachers", .precedence = 1, .role = &role});
  expect(
      "AWS::Cognito::UserPoolGroup",
      R"({"GroupName": "teachers", "Precedence": 1, "RoleArn": {"Fn::GetAtt": ["ReaderF7BF189D", "Arn"]}})");
}

}  // namespace
}  // namespace tenon
