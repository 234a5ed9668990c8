#include "tenon/constructs/observability/xray.hpp"

#include "constructs/stack_test.hpp"

namespace tenon {
namespace {

class XrayTest : public StackTest {};

TEST_F(XrayTest, GroupLooksForWhatIsUnusual) {
  auto& group =
      stack.add("Slow", XrayGroup::Props{.group_name = "slow", .filter_expression = "duration > 5"});
  stack.add("Arn", Output::Props{.Value = group.arn()});
  expect("AWS::XRay::Group", R"({"$exactly": {"GroupName": "slow", "FilterExpression": "duration > 5",
      "InsightsConfiguration": {"InsightsEnabled": true, "NotificationsEnabled": false}}})");
}

TEST_F(XrayTest, GroupDoesNotTellOfWhatItDoesNotLookFor) {
  stack.add("Slow",
            XrayGroup::Props{.group_name = "slow", .insights_enabled = false, .notifications_enabled = true});
  expect_refused("property-not-allowed", "notifications_enabled");
}

TEST_F(XrayTest, RuleIsAboutAllRequestsByDefault) {
  stack.add("All", XraySamplingRule::Props{.rule_name = "all", .priority = 100});
  expect("AWS::XRay::SamplingRule",
         R"({"SamplingRule": {"$exactly": {"RuleName": "all", "Priority": 100, "FixedRate": 0.05,
      "ReservoirSize": 1, "ServiceName": "*", "ServiceType": "*", "Host": "*", "HTTPMethod": "*", "URLPath": "*",
      "ResourceARN": "*", "Version": 1}}})");
}

TEST_F(XrayTest, RuleSetsWhatWasGiven) {
  stack.add("Api", XraySamplingRule::Props{.rule_name = "api",
                                           .priority = 1,
                                           .fixed_rate = 1,
                                           .reservoir_size = 10,
                                           .service_name = "api",
                                           .service_type = "AWS::ECS::Container",
                                           .host = "example.org",
                                           .http_method = "POST",
                                           .url_path = "/orders*",
                                           .resource_arn = "arn:aws:ecs:eu-west-1:111122223333:service/a/b",
                                           .attributes = {{"tier", "gold"}}});
  expect("AWS::XRay::SamplingRule",
         R"({"SamplingRule": {"FixedRate": 1, "ReservoirSize": 10, "ServiceName": "api",
      "ServiceType": "AWS::ECS::Container", "Host": "example.org", "HTTPMethod": "POST", "URLPath": "/orders*",
      "Attributes": {"tier": "gold"}}})");
}

TEST_F(XrayTest, RuleRefusesARateThatIsNoPart) {
  stack.add("All", XraySamplingRule::Props{.rule_name = "all", .priority = 100, .fixed_rate = 5});
  expect_refused("property-not-allowed", "fixed_rate");
}

TEST_F(XrayTest, RuleRefusesAPriorityBeyondTheServices) {
  stack.add("All", XraySamplingRule::Props{.rule_name = "all", .priority = 10000});
  EXPECT_EQ(app.diagnostics()[0].property, "priority");
}

}  // namespace
}  // namespace tenon
