#include "tenon/constructs/observability/application_insights.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/integration/topic.hpp"

namespace tenon {
namespace {

class ApplicationInsightsTest : public StackTest {};

TEST_F(ApplicationInsightsTest, WatchesTheResourcesOfTheStack) {
  stack.add("Insights", ApplicationInsights::Props{});
  expect("AWS::ResourceGroups::Group",
         R"({"Name": {"$like": "ShopInsights*"}, "ResourceQuery": {"Type": "CLOUDFORMATION_STACK_1_0",
      "Query": {"ResourceTypeFilters": ["AWS::AllSupported"], "StackIdentifier": {"Ref": "AWS::StackId"}}}})");
  expect("AWS::ApplicationInsights::Application",
         R"({"$exactly": {"ResourceGroupName": {"Ref": {"$like": "InsightsResourceGroup*"}},
      "AutoConfigurationEnabled": true, "CWEMonitorEnabled": true, "OpsCenterEnabled": false}})");
}

TEST_F(ApplicationInsightsTest, WatchesWhatCarriesATag) {
  stack.add("Insights",
            ApplicationInsights::Props{.group_name = "shop", .tag_filters = {{"app", {"shop"}}, {"stage"}}});
  expect("AWS::ResourceGroups::Group",
         R"({"Name": "shop", "ResourceQuery": {"Type": "TAG_FILTERS_1_0", "Query": {
      "TagFilters": [{"Key": "app", "Values": ["shop"]}, {"$exactly": {"Key": "stage"}}]}}})");
}

TEST_F(ApplicationInsightsTest, TellsTopics) {
  auto& topic = stack.add("Ops", Topic::Props{});
  stack.add("Insights", ApplicationInsights::Props{.resource_group_name = "shop",
                                                   .ops_center_enabled = true,
                                                   .ops_item_topic = &topic,
                                                   .notification_topic = &topic});
  EXPECT_TRUE(synthesized().resource_count_is("AWS::ResourceGroups::Group", 0));
  expect("AWS::ApplicationInsights::Application", R"({"ResourceGroupName": "shop", "OpsCenterEnabled": true,
      "OpsItemSNSTopicArn": {"Ref": {"$like": "Ops*"}}, "SNSNotificationArn": {"Ref": {"$like": "Ops*"}}})");
}

TEST_F(ApplicationInsightsTest, RefusesTagsForAGroupThatExists) {
  stack.add("Insights", ApplicationInsights::Props{.resource_group_name = "shop", .tag_filters = {{"app"}}});
  expect_refused("property-not-allowed", "tag_filters");
}

TEST_F(ApplicationInsightsTest, RefusesATopicOfOpsItemsThatAreNotMade) {
  stack.add("Insights", ApplicationInsights::Props{.ops_item_topic = &stack.add("Ops", Topic::Props{})});
  expect_refused("property-not-allowed", "ops_item_topic");
}

}  // namespace
}  // namespace tenon
