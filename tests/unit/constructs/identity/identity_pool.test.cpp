#include "tenon/constructs/identity/identity_pool.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/iam/s3.hpp"

namespace tenon {
namespace {

class IdentityPoolTest : public StackTest {
 protected:
  UserPool& users =
      UserPool::from_arn(stack, "Users", "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc");
  UserPoolClient& client = UserPoolClient::from_id(stack, "Client", "client1");
};

TEST_F(IdentityPoolTest, LetsInOnlyWhoSignedInUnlessTold) {
  stack.add("Pool", IdentityPool::Props{});
  expect("AWS::Cognito::IdentityPool", R"({"$exactly": {"AllowUnauthenticatedIdentities": false}})");
  expect("AWS::IAM::Role",
         R"({"AssumeRolePolicyDocument": {"Statement": [{"Action": "sts:AssumeRoleWithWebIdentity",
      "Principal": {"Federated": "cognito-identity.amazonaws.com"},
      "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": {"Ref": "PoolD3F588B8"}},
                    "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}}]}})");
  expect("AWS::Cognito::IdentityPoolRoleAttachment", R"({"IdentityPoolId": {"Ref": "PoolD3F588B8"}, "Roles": {
      "authenticated": {"Fn::GetAtt": ["PoolAuthenticatedRoleF46F2D22", "Arn"]},
      "unauthenticated": {"Fn::GetAtt": ["PoolUnauthenticatedRoleD84FEE8E", "Arn"]}}, "RoleMappings": {"$absent": true}})");
}

TEST_F(IdentityPoolTest, UsersOfPoolsGetRoles) {
  Role& teacher = add_role("Teacher");
  auto& pool = stack.add(
      "Pool", IdentityPool::Props{.identity_pool_name = "learners",
                                  .saml_provider_arns = {"arn:aws:iam::111122223333:saml-provider/a"},
                                  .supported_login_providers = {{"accounts.google.com", "app1"}},
                                  .allow_unauthenticated_identities = true,
                                  .allow_classic_flow = false,
                                  .authenticated_role = &teacher,
                                  .role_mappings = {{.provider = {users, client},
                                                     .rules = {{.claim = "cognito:groups",
                                                                .claim_value = "teachers",
                                                                .mapped_role = teacher,
                                                                .match_type = ClaimMatch::contains}}}}});
  pool.add_user_pool_authentication({users, client});
  pool.authenticated_role().add_to_policy({.actions = {iam::s3::GetObject}, .resources = {"*"}});
  expect(
      "AWS::Cognito::IdentityPool",
      R"({"IdentityPoolName": "learners", "AllowUnauthenticatedIdentities": true, "AllowClassicFlow": false,
      "SamlProviderARNs": ["arn:aws:iam::111122223333:saml-provider/a"], "SupportedLoginProviders": {"accounts.google.com": "app1"},
      "CognitoIdentityProviders": [{"ClientId": "client1", "ServerSideTokenCheck": true, "ProviderName": {"Fn::Join": ["",
        ["cognito-idp.eu-west-1.", {"Ref": "AWS::URLSuffix"}, "/eu-west-1_abc"]]}}]})");
  expect("AWS::Cognito::IdentityPoolRoleAttachment",
         R"({"Roles": {"authenticated": {"Fn::GetAtt": ["TeacherA3F6831D", "Arn"]}},
      "RoleMappings": {"ShopClientCD375944": {"Type": "Rules", "AmbiguousRoleResolution": "Deny", "IdentityProvider": {"$any": true},
        "RulesConfiguration": {"Rules": [{"Claim": "cognito:groups", "Value": "teachers", "MatchType": "Contains",
                                          "RoleARN": {"Fn::GetAtt": ["TeacherA3F6831D", "Arn"]}}]}}}})");
  expect_granted(R"([{"Action": "s3:GetObject"}])");
}

TEST_F(IdentityPoolTest, ThePoolsOwnUsersGetTheRoleOfTheirGroup) {
  stack.add("Pool",
            IdentityPool::Props{.user_pools = {{users, client}},
                                .role_mappings = {{.provider = {users, client}, .deny_ambiguous = false}}});
  expect("AWS::Cognito::IdentityPoolRoleAttachment",
         R"({"RoleMappings": {"ShopClientCD375944": {"Type": "Token",
      "AmbiguousRoleResolution": "AuthenticatedRole"}}})");
}

TEST_F(IdentityPoolTest, OfAPoolThatExistsTheRolesAreNotKnown) {
  auto& pool = IdentityPool::from_id(stack, "Pool", "eu-west-1:abc");
  EXPECT_THROW(pool.authenticated_role(), Error);
  pool.add_user_pool_authentication({users, client});
  expect_refused("property-not-allowed", "user_pools");
}

}  // namespace
}  // namespace tenon
