#include "tenon/constructs/security/web_acl.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/elasticloadbalancingv2/LoadBalancer.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/aws/wafv2/WebACL.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/delivery_stream.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"

namespace tenon {
namespace {

class WebAclTest : public StackTest {
 protected:
  WebAcl& add(const WebAcl::Props& props = {.scope = WafScope::regional}) {
    return stack.add("Firewall", props);
  }
};

TEST_F(WebAclTest, AllowsWhatNoRuleIsAbout) {
  add();
  expect("AWS::WAFv2::WebACL",
         R"({"$exactly": {"Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "VisibilityConfig": {
      "CloudWatchMetricsEnabled": true, "SampledRequestsEnabled": true, "MetricName": {"$like": "ShopFirewall*"}}}})");
}

TEST_F(WebAclTest, SetsWhatWasGiven) {
  add({.scope = WafScope::cloudfront,
       .default_action = WebAcl::DefaultAction::block,
       .web_acl_name = "shop",
       .description = "Guards the shop",
       .metric_name = "shop",
       .sampled_requests = false});
  expect("AWS::WAFv2::WebACL", R"({"Scope": "CLOUDFRONT", "DefaultAction": {"Block": {}}, "Name": "shop",
      "Description": "Guards the shop", "VisibilityConfig": {"MetricName": "shop", "SampledRequestsEnabled": false}})");
}

TEST_F(WebAclTest, LooksAtItsRulesInTheirOrder) {
  WebAcl& acl =
      add({.scope = WafScope::regional,
           .rules = {WafRule::managed(ManagedRuleGroup::common,
                                      {.version = "Version_1.4",
                                       .action_overrides = {{"SizeRestrictions_BODY", WafAction::count}}}),
                     WafRule::managed("Bots", "Vendor", {.count_only = true})}});
  acl.add_rule(WafRule::rate_limit("Flood", 2000));
  acl.add_rule(WafRule::custom(
      "Embargo",
      aws::wafv2::WebACL::Statement{.GeoMatchStatement =
                                        aws::wafv2::WebACL::GeoMatchStatement{.CountryCodes = {"AQ"}}},
      WafAction::block));
  expect("AWS::WAFv2::WebACL", R"({"Rules": [
      {"$exactly": {"Name": "AWSManagedRulesCommonRuleSet", "Priority": 0, "OverrideAction": {"None": {}}, "Statement": {
          "ManagedRuleGroupStatement": {"Name": "AWSManagedRulesCommonRuleSet", "VendorName": "AWS", "Version": "Version_1.4",
          "RuleActionOverrides": [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}]}},
          "VisibilityConfig": {"CloudWatchMetricsEnabled": true, "MetricName": "AWSManagedRulesCommonRuleSet", "SampledRequestsEnabled": true}}},
      {"Name": "Bots", "Priority": 1, "OverrideAction": {"Count": {}}, "Action": {"$absent": true}},
      {"Name": "Flood", "Priority": 2, "Action": {"Block": {}}, "OverrideAction": {"$absent": true}, "Statement": {"RateBasedStatement": {
          "$exactly": {"AggregateKeyType": "IP", "Limit": 2000, "EvaluationWindowSec": 300}}}},
      {"Name": "Embargo", "Priority": 3, "Action": {"Block": {}}, "Statement": {"GeoMatchStatement": {"CountryCodes": ["AQ"]}}}]})");
}

TEST_F(WebAclTest, CountsRequestsOfAPathBehindAProxy) {
  add({.scope = WafScope::regional,
       .rules = {WafRule::rate_limit("Login", 100,
                                     {.window = Duration::minutes(1),
                                      .action = WafAction::captcha,
                                      .aggregate_by = WafRule::AggregateBy::forwarded_ip,
                                      .path_prefix = "/login"})}});
  expect("AWS::WAFv2::WebACL", R"({"Rules": [{"Action": {"Captcha": {}}, "Statement": {"RateBasedStatement": {
      "AggregateKeyType": "FORWARDED_IP", "EvaluationWindowSec": 60, "ForwardedIPConfig": {"HeaderName": "X-Forwarded-For", "FallbackBehavior": "MATCH"},
      "ScopeDownStatement": {"ByteMatchStatement": {"SearchString": "/login", "PositionalConstraint": "STARTS_WITH",
          "FieldToMatch": {"UriPath": {}}, "TextTransformations": [{"Priority": 0, "Type": "NONE"}]}}}}}]})");
}

TEST_F(WebAclTest, ProtectsAResource) {
  auto& balancer = stack.add(
      "Balancer", aws::elasticloadbalancingv2::LoadBalancer::Props{.Subnets = {"subnet-1", "subnet-2"}});
  add().associate("BalancerAssociation", balancer.LoadBalancerArn());
  expect("AWS::WAFv2::WebACLAssociation",
         R"({"ResourceArn": {"$any": true}, "WebACLArn": {"Fn::GetAtt": [{"$like": "Firewall*"}, "Arn"]}})");
}

TEST_F(WebAclTest, ProtectsABalancerOfAnotherStackFromThere) {
  Stack& web = app.add("Web", Stack::Props{});
  auto& network = web.add("Vpc", Vpc::Props{});
  auto& balancer = web.add("Balancer", ApplicationLoadBalancer::Props{.vpc = network});
  add().associate(balancer);
  EXPECT_TRUE(synthesized().resource_count_is("AWS::WAFv2::WebACLAssociation", 0));
  EXPECT_TRUE(testing::Template::of(web).resource_count_is("AWS::WAFv2::WebACLAssociation", 1));
  EXPECT_NE(balancer.find_child("FirewallAssociation"), nullptr);
}

TEST_F(WebAclTest, ThatExistsProtectsToo) {
  WebAcl::from_arn(stack, "Existing", "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1234")
      .associate("Api", "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/prod");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::WAFv2::WebACL", 0));
  expect("AWS::WAFv2::WebACLAssociation",
         R"({"WebACLArn": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1234"})");
}

TEST_F(WebAclTest, LogsToAGroupThatLetsIt) {
  auto& group = stack.add("Logs", LogGroup::Props{.log_group_name = "aws-waf-logs-shop"});
  add({.scope = WafScope::regional, .log_destination = group});
  expect("AWS::Logs::ResourcePolicy", R"({"PolicyDocument": {"Fn::Join": {"$any": true}}})");
  expect_entry("AWS::WAFv2::LoggingConfiguration",
               R"({"DependsOn": [{"$like": "LogsPolicy*"}], "Properties": {
      "ResourceArn": {"Fn::GetAtt": [{"$like": "Firewall*"}, "Arn"]},
      "LogDestinationConfigs": [{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":logs:", {"Ref": "AWS::Region"}, ":",
          {"Ref": "AWS::AccountId"}, ":log-group:", {"Ref": {"$like": "Logs*"}}]]}],
      "RedactedFields": [{"SingleHeader": {"Name": "authorization"}}, {"SingleHeader": {"Name": "cookie"}}]}})");
}

TEST_F(WebAclTest, LogsToABucketThatLetsIt) {
  auto& bucket = stack.add("Logs", Bucket::Props{.bucket_name = "aws-waf-logs-shop"});
  add({.scope = WafScope::regional, .log_destination = bucket, .redacted_headers = {}});
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": "s3:PutObject", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Condition": {
          "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}, "s3:x-amz-acl": "bucket-owner-full-control"}}},
      {"Action": "s3:GetBucketAcl", "Principal": {"Service": "delivery.logs.amazonaws.com"}}]}}})");
  expect(
      "AWS::WAFv2::LoggingConfiguration",
      R"({"RedactedFields": {"$absent": true}, "LogDestinationConfigs": [{"Fn::GetAtt": [{"$like": "Logs*"}, "Arn"]}]})");
}

TEST_F(WebAclTest, HasMetricsOfItsRegion) {
  const Metric blocked = add({.scope = WafScope::regional, .metric_name = "shop"}).metric_blocked_requests();
  EXPECT_EQ(blocked.props().metric_namespace, "AWS/WAFV2");
  EXPECT_EQ(blocked.props().metric_name, "BlockedRequests");
  EXPECT_EQ(blocked.props().dimensions.size(), 3U);
  EXPECT_EQ(blocked.props().dimensions.at(0).value.literal(), "shop");
  EXPECT_EQ(blocked.props().dimensions.at(1).value.literal(), "ALL");
}

TEST_F(WebAclTest, RefusesWhatTheServiceWouldNotTake) {
  using AggregateBy = WafRule::AggregateBy;
  struct Row {
    std::vector<WafRule> rules;
    std::string_view id;
  };
  const Value<Json> geo = aws::wafv2::WebACL::Statement{};
  const Row rows[] = {
      {{WafRule::rate_limit("Flood", 9)}, "property-not-allowed"},
      {{WafRule::rate_limit("Flood", 2'000'000'001)}, "property-not-allowed"},
      {{WafRule::rate_limit("Flood", 100, {.window = Duration::minutes(3)})}, "property-not-allowed"},
      {{WafRule::rate_limit("Flood", 100, {.path_prefix = "/", .scope_down = geo})}, "property-not-allowed"},
      {{WafRule::rate_limit("Flood", 100, {.aggregate_by = AggregateBy::constant})}, "property-needed"},
      {{WafRule::rate_limit("two words", 100)}, "property-not-allowed"},
      {{WafRule::rate_limit("Flood", 100), WafRule::rate_limit("Flood", 200)}, "property-not-allowed"},
  };
  for (const Row& row : rows) {
    App other;
    other.add("Shop", Stack::Props{})
        .add("Firewall", WebAcl::Props{.scope = WafScope::regional, .rules = row.rules});
    ASSERT_EQ(other.diagnostics().size(), 1U) << row.rules[0].name();
    EXPECT_EQ(other.diagnostics()[0].id, row.id);
    EXPECT_EQ(other.diagnostics()[0].property, "rules");
  }
}

TEST_F(WebAclTest, OfCloudFrontIsInOneRegion) {
  app.add("Europe", Stack::Props{.env = {.region = "eu-west-1"}})
      .add("Firewall", WebAcl::Props{.scope = WafScope::cloudfront});
  expect_refused("property-not-allowed", "scope");
}

TEST_F(WebAclTest, OfCloudFrontIsAssociatedWithNothing) {
  add({.scope = WafScope::cloudfront})
      .associate("Api", "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/prod");
  expect_refused("property-not-allowed", "scope");
}

TEST_F(WebAclTest, DoesNotProtectQueues) {
  auto& queue = stack.add("Queue", aws::sqs::Queue::Props{});
  add().associate("Queue", queue.Arn());
  expect_refused("property-not-allowed", "resource_arn");
}

TEST_F(WebAclTest, LogsOnlyWhereTheNameSaysSo) {
  add({.scope = WafScope::regional,
       .log_destination = stack.add("Logs", LogGroup::Props{.log_group_name = "/waf"})});
  expect_refused("property-not-allowed", "log_destination");
}

TEST_F(WebAclTest, DoesNotLogWhereCloudFormationMakesTheName) {
  add({.scope = WafScope::regional, .log_destination = stack.add("Logs", LogGroup::Props{})});
  expect_refused("property-not-allowed", "log_destination");
}

TEST_F(WebAclTest, ThatExistsKeepsItsRules) {
  WebAcl::from_arn(stack, "Existing", "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1234")
      .add_rule(WafRule::rate_limit("Flood", 100));
  expect_refused("property-not-allowed", "rules");
}

}  // namespace
}  // namespace tenon
