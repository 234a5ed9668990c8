#include "tenon/constructs/network/application_load_balancer.hpp"

#include "constructs/network/stack_fixture.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/key.hpp"

namespace tenon {
namespace {

constexpr std::string_view balancer_type = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr std::string_view listener_type = "AWS::ElasticLoadBalancingV2::Listener";
constexpr std::string_view rule_type = "AWS::ElasticLoadBalancingV2::ListenerRule";
constexpr std::string_view group_type = "AWS::EC2::SecurityGroup";

class LoadBalancerTest : public StackFixture {
 protected:
  ApplicationLoadBalancer& add_balancer(bool internet_facing = true) {
    return stack.add("Balancer",
                     ApplicationLoadBalancer::Props{.vpc = vpc, .internet_facing = internet_facing});
  }
  ApplicationListener& add_http(
      const std::optional<ListenerAction>& action = ListenerAction::fixed_response(404)) {
    return add_balancer().add_listener("Http", {.port = 80, .default_action = action});
  }

  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  const ListenerCertificate certificate =
      ListenerCertificate::arn("arn:aws:acm:eu-west-1:111122223333:certificate/01");
  const ListenerCertificate other =
      ListenerCertificate::arn("arn:aws:acm:eu-west-1:111122223333:certificate/02");
};

// --- load balancers

TEST_F(LoadBalancerTest, StandsInsideTheNetworkAndDropsInvalidHeaders) {
  add_balancer(false).add_listener("Http",
                                   {.port = 80, .default_action = ListenerAction::fixed_response(404)});
  expect(balancer_type, R"({"$exactly": {"Type": "application", "Scheme": "internal",
      "SecurityGroups": [{"Fn::GetAtt": [{"$like": "BalancerSecurityGroup*"}, "GroupId"]}],
      "Subnets": [{"Ref": {"$like": "VpcPrivateSubnet1*"}}, {"Ref": {"$like": "VpcPrivateSubnet2*"}}],
      "LoadBalancerAttributes": [{"Key": "deletion_protection.enabled", "Value": "false"},
        {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"}]}})");
  // Nobody is let in, and nothing goes out.
  expect(
      group_type,
      R"({"SecurityGroupIngress": {"$absent": true}, "SecurityGroupEgress": [{"CidrIp": "255.255.255.255/32"}]})");
}

TEST_F(LoadBalancerTest, StandsInPublicSubnetsAfterTheirWayOut) {
  add_balancer();
  expect(balancer_type, R"({"Scheme": "internet-facing",
      "Subnets": [{"Ref": {"$like": "VpcPublicSubnet1*"}}, {"Ref": {"$like": "VpcPublicSubnet2*"}}]})");
  const auto after = testing::Template::of(stack).has_resource(
      balancer_type, R"({"DependsOn": {"$contains": [{"$like": "VpcPublicSubnet1DefaultRoute*"}]}})");
  EXPECT_TRUE(after.passed) << after.explanation;
}

TEST_F(LoadBalancerTest, WritesEveryOption) {
  auto& group = stack.add("Group", SecurityGroup::Props{.vpc = vpc});
  stack.add("Balancer", ApplicationLoadBalancer::Props{
                            .vpc = vpc,
                            .internet_facing = true,
                            .vpc_subnets = SubnetSelection{.type = SubnetType::public_, .one_per_az = true},
                            .security_groups = {&group},
                            .load_balancer_name = "shop",
                            .deletion_protection = true,
                            .ip_address_type = IpAddressType::dual_stack,
                            .drop_invalid_header_fields = false,
                            .http2_enabled = false,
                            .idle_timeout = Duration::seconds(120),
                            .client_keep_alive = Duration::minutes(10),
                            .desync_mitigation_mode = DesyncMitigationMode::strictest,
                            .preserve_host_header = true,
                            .preserve_xff_client_port = true,
                            .xff_header_processing_mode = XffHeaderProcessingMode::remove,
                            .x_amzn_tls_version_and_cipher_suite_headers = true,
                            .waf_fail_open = true});
  expect(balancer_type, R"({"Name": "shop", "IpAddressType": "dualstack",
      "SecurityGroups": [{"Fn::GetAtt": [{"$like": "Group*"}, "GroupId"]}],
      "LoadBalancerAttributes": {"$exactly": [
        {"Key": "deletion_protection.enabled", "Value": "true"}, {"Key": "routing.http2.enabled", "Value": "false"},
        {"Key": "idle_timeout.timeout_seconds", "Value": "120"},
        {"Key": "routing.http.desync_mitigation_mode", "Value": "strictest"},
        {"Key": "routing.http.preserve_host_header.enabled", "Value": "true"},
        {"Key": "routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "Value": "true"},
        {"Key": "routing.http.xff_client_port.enabled", "Value": "true"},
        {"Key": "routing.http.xff_header_processing.mode", "Value": "remove"},
        {"Key": "waf.fail_open.enabled", "Value": "true"}, {"Key": "client_keep_alive.seconds", "Value": "600"}]}})");
}

TEST_F(LoadBalancerTest, LogsIntoABucketThatLetsIt) {
  auto& bucket = stack.add("Logs", Bucket::Props{});
  stack.add("Balancer", ApplicationLoadBalancer::Props{
                            .vpc = vpc, .access_logs = LoadBalancerLogs{.bucket = bucket, .prefix = "shop"}});
  expect(balancer_type,
         R"({"LoadBalancerAttributes": {"$contains": [{"Key": "access_logs.s3.enabled", "Value": "true"},
      {"Key": "access_logs.s3.bucket", "Value": {"Ref": {"$like": "Logs*"}}},
      {"Key": "access_logs.s3.prefix", "Value": "shop"}]}})");
  expect("AWS::S3::BucketPolicy",
         R"({"PolicyDocument": {"Statement": {"$contains": [{"$exactly": {"Effect": "Allow",
      "Action": "s3:PutObject", "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
      "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Logs*"}, "Arn"]}, "/shop/AWSLogs/", {"Ref": "AWS::AccountId"}, "/*"]]}}}]}}})");
  const auto after = testing::Template::of(stack).has_resource(
      balancer_type, R"({"DependsOn": {"$contains": [{"$like": "LogsPolicy*"}]}})");
  EXPECT_TRUE(after.passed) << after.explanation;
}

TEST_F(LoadBalancerTest, TakesLoadBalancersThatExist) {
  auto& group = SecurityGroup::from_id(stack, "Group", "sg-1", false);
  auto& balancer = ApplicationLoadBalancer::from_attributes(
      stack, "Balancer",
      {.load_balancer_arn =
           "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/0123456789abcdef",
       .security_groups = {&group},
       .load_balancer_dns_name = "shop.eu-west-1.elb.amazonaws.com",
       .vpc = &vpc});
  EXPECT_EQ(balancer.metric_request_count().props().dimensions[0].value.literal(),
            "app/shop/0123456789abcdef");
  EXPECT_EQ(resolved_json(balancer.dns_name()), R"("shop.eu-west-1.elb.amazonaws.com")");
  balancer.add_listener("Http", {.port = 80, .open = true}).add_targets("Web", {.port = 80});
  expect("AWS::EC2::SecurityGroupIngress", R"({"GroupId": "sg-1", "FromPort": 80, "CidrIp": "0.0.0.0/0"})");
  expect_count(balancer_type, 0);
}

// --- listeners

TEST_F(LoadBalancerTest, OpensThePortsOfPublicListeners) {
  auto& balancer = add_balancer();
  balancer.add_redirect();
  balancer.add_listener("Https", {.port = 443,
                                  .certificates = {certificate, other},
                                  .default_action = ListenerAction::fixed_response(
                                      404, {.content_type = "text/plain", .message_body = "nothing here"})});
  expect(listener_type,
         R"({"$exactly": {"Port": 80, "Protocol": "HTTP", "LoadBalancerArn": {"Ref": {"$like": "Balancer*"}},
      "DefaultActions": [{"Type": "redirect", "RedirectConfig": {"$exactly": {"Port": "443", "Protocol": "HTTPS", "StatusCode": "HTTP_301"}}}]}})");
  expect(listener_type,
         R"({"Port": 443, "Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
      "Certificates": [{"CertificateArn": {"$like": "*/01"}}],
      "DefaultActions": [{"$exactly": {"Type": "fixed-response", "FixedResponseConfig":
        {"ContentType": "text/plain", "MessageBody": "nothing here", "StatusCode": "404"}}}]})");
  expect("AWS::ElasticLoadBalancingV2::ListenerCertificate",
         R"({"Certificates": [{"CertificateArn": {"$like": "*/02"}}],
      "ListenerArn": {"Ref": {"$like": "BalancerHttps*"}}})");
  expect(group_type, R"({"SecurityGroupIngress": [
      {"$exactly": {"CidrIp": "0.0.0.0/0", "Description": "Allow from anyone on port 80", "FromPort": 80, "IpProtocol": "tcp", "ToPort": 80}},
      {"FromPort": 443}]})");
}

TEST_F(LoadBalancerTest, OpensNothingWhenItIsClosed) {
  add_balancer()
      .add_listener("Http",
                    {.port = 80, .default_action = ListenerAction::fixed_response(404), .open = false})
      .allow_from(Cidr("192.0.2.0/24"));
  expect(group_type, R"({"SecurityGroupIngress": [{"CidrIp": "192.0.2.0/24", "FromPort": 80}]})");
}

TEST_F(LoadBalancerTest, SharesRequestsByWeight) {
  auto& listener = add_http({});
  auto& blue = stack.add("Blue", ApplicationTargetGroup::Props{.vpc = &vpc, .port = 80});
  auto& green = stack.add("Green", ApplicationTargetGroup::Props{.vpc = &vpc, .port = 80});
  listener.set_default_action(ListenerAction::forward({{blue, 9}, {green}}, Duration::minutes(5)));
  expect(listener_type, R"({"DefaultActions": [{"$exactly": {"Type": "forward", "ForwardConfig": {
      "TargetGroups": [{"TargetGroupArn": {"Ref": {"$like": "Blue*"}}, "Weight": 9}, {"TargetGroupArn": {"Ref": {"$like": "Green*"}}, "Weight": 1}],
      "TargetGroupStickinessConfig": {"DurationSeconds": 300, "Enabled": true}}}}]})");
}

TEST_F(LoadBalancerTest, SignsUsersInByTheirPool) {
  auto& pool = stack.add("Users", UserPool::Props{});
  auto& client = stack.add("Web", UserPoolClient::Props{.user_pool = pool, .generate_secret = true});
  auto& domain = stack.add("Domain", UserPoolDomain::Props{.user_pool = pool, .domain_prefix = "shop"});
  auto& listener = add_balancer().add_listener("Https", {.port = 443, .certificates = {certificate}});
  auto& group = stack.add("Group", ApplicationTargetGroup::Props{.vpc = &vpc, .port = 80});
  const auto action =
      ListenerAction::authenticate_cognito({.user_pool = pool,
                                            .user_pool_client = client,
                                            .user_pool_domain = domain,
                                            .on_unauthenticated_request = UnauthenticatedAction::deny,
                                            .session_timeout = Duration::hours(1)},
                                           ListenerAction::forward(group));
  listener.set_default_action(action);
  listener.add_action("Api", action,
                      {.priority = 1, .conditions = {ListenerCondition::path_patterns({"/api/*"})}});
  expect(listener_type, R"({"DefaultActions": [
      {"$exactly": {"Order": 1, "Type": "authenticate-cognito", "AuthenticateCognitoConfig": {"$exactly": {
        "OnUnauthenticatedRequest": "deny", "SessionTimeout": "3600",
        "UserPoolArn": {"Fn::GetAtt": [{"$like": "Users*"}, "Arn"]}, "UserPoolClientId": {"Ref": {"$like": "Web*"}},
        "UserPoolDomain": {"Ref": {"$like": "Domain*"}}}}}},
      {"$exactly": {"Order": 2, "Type": "forward", "TargetGroupArn": {"Ref": {"$like": "Group*"}}}}]})");
  // Rules want the time as a number.
  expect(rule_type,
         R"({"Actions": [{"AuthenticateCognitoConfig": {"SessionTimeout": 3600}}, {"Order": 2}]})");
  expect(
      group_type,
      R"({"SecurityGroupEgress": [{"CidrIp": "0.0.0.0/0", "FromPort": 443, "Description": {"$like": "*IdP*"}}]})");
}

TEST_F(LoadBalancerTest, SignsUsersInByAnyProvider) {
  auto& listener = add_balancer().add_listener("Https", {.port = 443, .certificates = {certificate}});
  listener.set_default_action(
      ListenerAction::authenticate_oidc({.authorization_endpoint = "https://a.example/authorize",
                                         .client_id = "shop",
                                         .client_secret = resolve::secrets_manager("oidc"),
                                         .issuer = "https://a.example",
                                         .token_endpoint = "https://a.example/token",
                                         .user_info_endpoint = "https://a.example/me",
                                         .scope = "openid email",
                                         .authentication_request_extra_params = {{"prompt", "login"}},
                                         .allow_https_outbound = false},
                                        ListenerAction::fixed_response(200)));
  expect(listener_type,
         R"({"DefaultActions": [{"Type": "authenticate-oidc", "AuthenticateOidcConfig": {"ClientId": "shop",
      "Issuer": "https://a.example", "Scope": "openid email", "AuthenticationRequestExtraParams": {"prompt": "login"}}}, {"Order": 2}]})");
  expect(group_type, R"({"SecurityGroupEgress": [{"CidrIp": "255.255.255.255/32"}]})");
}

TEST_F(LoadBalancerTest, LooksAtTheTokensOfRequests) {
  auto& listener = add_balancer().add_listener("Https", {.port = 443, .certificates = {certificate}});
  listener.set_default_action(ListenerAction::validate_jwt(
      {.issuer = "https://a.example",
       .jwks_endpoint = "https://a.example/keys",
       .additional_claims = {{.name = "token_use", .values = {"access"}},
                             {.name = "scope",
                              .values = {"read", "write"},
                              .format = JwtClaimFormat::space_separated_values}}},
      ListenerAction::fixed_response(200)));
  expect(listener_type, R"({"DefaultActions": [
      {"$exactly": {"Order": 1, "Type": "jwt-validation", "JwtValidationConfig": {"$exactly": {
        "Issuer": "https://a.example", "JwksEndpoint": "https://a.example/keys", "AdditionalClaims": [
          {"$exactly": {"Name": "token_use", "Format": "single-string", "Values": ["access"]}},
          {"$exactly": {"Name": "scope", "Format": "space-separated-values", "Values": ["read", "write"]}}]}}}},
      {"Order": 2, "Type": "fixed-response"}]})");
  // AWS names no way out that the check needs.
  expect(group_type, R"({"SecurityGroupEgress": [{"CidrIp": "255.255.255.255/32"}]})");
}

TEST_F(LoadBalancerTest, RefusesClaimsThatItCannotLookAt) {
  add_balancer().add_listener("Https", {.port = 443,
                                        .certificates = {certificate},
                                        .default_action = ListenerAction::validate_jwt(
                                            {.issuer = "https://a.example",
                                             .jwks_endpoint = "https://a.example/keys",
                                             .additional_claims = {{.name = "a", .values = {"1", "2"}}}},
                                            ListenerAction::fixed_response(200))});
  expect_refused("additional_claims");
}

TEST_F(LoadBalancerTest, RefusesTokensByHttp) {
  add_http(
      ListenerAction::validate_jwt({.issuer = "https://a.example", .jwks_endpoint = "https://a.example/keys"},
                                   ListenerAction::fixed_response(200)));
  expect_refused("action");
}

TEST_F(LoadBalancerTest, TakesListenersThatExist) {
  auto& group = SecurityGroup::from_id(stack, "Group", "sg-1", false);
  auto& listener = ApplicationListener::from_attributes(
      stack, "Listener",
      {.listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/"
                       "0123456789abcdef/fedcba9876543210",
       .security_group = &group,
       .default_port = Port(443)});
  auto& targets = listener.add_targets(
      "Web", {.vpc = &vpc, .port = 80, .target_type = TargetType::ip},
      {.priority = 7, .conditions = {ListenerCondition::host_headers({"shop.example.com"})}});
  EXPECT_EQ(targets.load_balancer_full_name().literal(), "app/shop/0123456789abcdef");
  expect(rule_type, R"({"ListenerArn": {"$like": "*listener/app/shop/*"}, "Priority": 7})");
  expect_count(listener_type, 0);
}

// --- rules

TEST_F(LoadBalancerTest, WritesEveryCondition) {
  auto& listener = add_http();
  auto& rule =
      listener.add_action("All", ListenerAction::redirect({.host = "www.example.com", .path = "/#{path}"}),
                          {.priority = 5,
                           .conditions = {ListenerCondition::http_header("X-Kind", {"a*"}),
                                          ListenerCondition::http_request_methods({"GET"}),
                                          ListenerCondition::query_strings({{"k", "v"}, {"", "w"}})}});
  rule.add_condition(ListenerCondition::source_ips({"192.0.2.0/24"}));
  expect(rule_type, R"({"$exactly": {"Priority": 5, "ListenerArn": {"Ref": {"$like": "BalancerHttp*"}},
      "Actions": [{"Type": "redirect", "RedirectConfig": {"$exactly": {"Host": "www.example.com", "Path": "/#{path}", "StatusCode": "HTTP_302"}}}],
      "Conditions": [
        {"$exactly": {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Kind", "Values": ["a*"]}}},
        {"$exactly": {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}}},
        {"$exactly": {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "k", "Value": "v"}, {"$exactly": {"Value": "w"}}]}}},
        {"$exactly": {"Field": "source-ip", "SourceIpConfig": {"Values": ["192.0.2.0/24"]}}}]}})");
}

TEST_F(LoadBalancerTest, MakesTargetGroupsForRules) {
  auto& listener = add_http();
  listener.add_targets("Web", {.port = 8080, .target_type = TargetType::ip},
                       {.priority = 10, .conditions = {ListenerCondition::path_patterns({"/app/*"})}});
  expect(
      rule_type,
      R"({"Actions": [{"$exactly": {"Type": "forward", "TargetGroupArn": {"Ref": {"$like": "BalancerHttpWebGroup*"}}}}]})");
}

// --- refusals

TEST_F(LoadBalancerTest, RefusesRulesOfOnePriority) {
  auto& listener = add_http();
  const ListenerRuleOptions rule{.priority = 1, .conditions = {ListenerCondition::path_patterns({"/"})}};
  listener.add_action("A", ListenerAction::fixed_response(200), rule);
  listener.add_action("B", ListenerAction::fixed_response(200), rule);
  expect_refused("priority");
}

TEST_F(LoadBalancerTest, RefusesPrioritiesOutOfBounds) {
  add_http().add_action("A", ListenerAction::fixed_response(200),
                        {.priority = 50001, .conditions = {ListenerCondition::path_patterns({"/"})}});
  expect_refused("priority");
}

TEST_F(LoadBalancerTest, RefusesRulesWithoutConditions) {
  add_http().add_action("A", ListenerAction::fixed_response(200),
                        {.priority = 1, .conditions = std::vector<ListenerCondition>()});
  expect_refused("conditions", "property-needed");
}

TEST_F(LoadBalancerTest, RefusesSixValues) {
  add_http().add_action("A", ListenerAction::fixed_response(200),
                        {.priority = 1,
                         .conditions = {ListenerCondition::path_patterns({"/1", "/2", "/3"}),
                                        ListenerCondition::host_headers({"a", "b", "c"})}});
  expect_refused("conditions");
}

TEST_F(LoadBalancerTest, RefusesListenersThatDoNothing) {
  add_http({});
  expect_refused("default_action", "property-needed");
}

TEST_F(LoadBalancerTest, RefusesASecondDefault) {
  add_http().add_targets("Web", {.port = 80});
  expect_refused("default_action");
}

TEST_F(LoadBalancerTest, RefusesHttpsWithoutACertificate) {
  add_balancer().add_listener("Https", {.port = 443, .default_action = ListenerAction::fixed_response(404)});
  expect_refused("certificates", "property-needed");
}

TEST_F(LoadBalancerTest, RefusesCertificatesOfHttp) {
  add_balancer().add_listener("Http", {.port = 80,
                                       .protocol = ApplicationProtocol::http,
                                       .certificates = {certificate},
                                       .default_action = ListenerAction::fixed_response(404)});
  expect_refused("certificates");
}

TEST_F(LoadBalancerTest, RefusesUnusualPortsWithoutAProtocol) {
  add_balancer().add_listener("Other", {.port = 9000, .default_action = ListenerAction::fixed_response(404)});
  expect_refused("protocol", "property-needed");
}

TEST_F(LoadBalancerTest, RefusesOtherStatuses) {
  add_http(ListenerAction::fixed_response(302));
  expect_refused("status_code");
}

TEST_F(LoadBalancerTest, RefusesRedirectsThatChangeNothing) {
  add_http(ListenerAction::redirect({}));
  expect_refused("redirect", "property-needed");
}

TEST_F(LoadBalancerTest, RefusesHalfPaths) {
  add_http(ListenerAction::redirect({.path = "home"}));
  expect_refused("path");
}

TEST_F(LoadBalancerTest, RefusesForwardingToNothing) {
  add_http(ListenerAction::forward(std::vector<WeightedTargetGroup>()));
  expect_refused("target_groups", "property-needed");
}

TEST_F(LoadBalancerTest, RefusesSigningInByHttp) {
  add_http(ListenerAction::authenticate_oidc({.authorization_endpoint = "https://a.example/authorize",
                                              .client_id = "shop",
                                              .client_secret = "s",
                                              .issuer = "https://a.example",
                                              .token_endpoint = "https://a.example/token",
                                              .user_info_endpoint = "https://a.example/me"},
                                             ListenerAction::fixed_response(200)));
  expect_refused("action");
}

TEST_F(LoadBalancerTest, RefusesLogsUnderAKeyOfTheAccount) {
  auto& bucket = stack.add("Logs", Bucket::Props{.encryption = BucketEncryption::kms});
  stack.add("Balancer",
            ApplicationLoadBalancer::Props{.vpc = vpc, .access_logs = LoadBalancerLogs{.bucket = bucket}});
  expect_refused("access_logs");
}

TEST_F(LoadBalancerTest, RefusesNamesOfAwsOwn) {
  stack.add("Balancer", ApplicationLoadBalancer::Props{.vpc = vpc, .load_balancer_name = "internal-shop"});
  expect_refused("load_balancer_name");
}

TEST_F(LoadBalancerTest, RefusesTimesOutOfBounds) {
  stack.add("Balancer",
            ApplicationLoadBalancer::Props{.vpc = vpc, .client_keep_alive = Duration::seconds(59)});
  expect_refused("client_keep_alive");
}

TEST_F(LoadBalancerTest, DoesNotKnowTheNameOfOneThatExists) {
  ApplicationLoadBalancer::from_attributes(
      stack, "Balancer",
      {.load_balancer_arn =
           "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/0123456789abcdef"})
      .dns_name();
  expect_refused("load_balancer_dns_name", "property-needed");
}

TEST_F(LoadBalancerTest, BearsGroupsThatTargetsDoNotLetIn) {
  auto& own = stack.add("Own", SecurityGroup::Props{.vpc = vpc, .allow_all_outbound = false});
  auto& way_out = stack.add("WayOut", SecurityGroup::Props{.vpc = vpc});
  auto& target = stack.add("Target", SecurityGroup::Props{.vpc = vpc});
  auto& balancer = stack.add(
      "Balancer", ApplicationLoadBalancer::Props{
                      .vpc = vpc, .security_groups = {&own}, .outbound_security_groups = {&way_out}});
  auto& group = balancer.add_listener("Http", {.port = 80}).add_targets("Targets", {.port = 8080});
  group.register_connectable(target.connections(), Traffic::tcp(8080));
  expect(balancer_type, R"({"SecurityGroups": [{"Fn::GetAtt": [{"$like": "Own*"}, "GroupId"]},
                                               {"Fn::GetAtt": [{"$like": "WayOut*"}, "GroupId"]}]})");
  EXPECT_TRUE(testing::Template::of(stack).resource_count_is("AWS::EC2::SecurityGroupIngress", 1));
  expect("AWS::EC2::SecurityGroupIngress",
         R"({"SourceSecurityGroupId": {"Fn::GetAtt": [{"$like": "Own*"}, "GroupId"]}})");
}

}  // namespace
}  // namespace tenon
