#include "tenon/constructs/observability/application_insights.hpp"

#include "tenon/aws/applicationinsights/Application.hpp"
#include "tenon/aws/resourcegroups/Group.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/value/expression.hpp"

namespace tenon {

namespace {

using Group = aws::resourcegroups::Group;

constexpr std::size_t longest_group_name = 128;

Group::ResourceQuery query_of(const ApplicationInsights::Props& props) {
  if (props.tag_filters.empty()) {
    return {.Query = Group::Query{.ResourceTypeFilters = {"AWS::AllSupported"},
                                  .StackIdentifier = pseudo::stack_id},
            .Type = "CLOUDFORMATION_STACK_1_0"};
  }
  std::vector<Group::TagFilter> filters;
  for (const auto& [key, values] : props.tag_filters) {
    filters.push_back(
        {.Key = key, .Values = values.empty() ? List<std::string>() : List<std::string>(values)});
  }
  return {.Query = Group::Query{.ResourceTypeFilters = {"AWS::AllSupported"},
                                .TagFilters = List<Group::TagFilter>(filters)},
          .Type = "TAG_FILTERS_1_0"};
}

}  // namespace

ApplicationInsights::ApplicationInsights(const Scope& scope, const Props& props) : Construct(scope) {
  Value<std::string> group_name = props.resource_group_name;
  if (!group_name.is_set()) {
    const Value<std::string> name = props.group_name.is_set()
                                        ? props.group_name
                                        : Value<std::string>(detail::unique_id(*this, longest_group_name));
    group_ = &add("ResourceGroup", Group::Props{.Name = name, .ResourceQuery = query_of(props)}, where());
    group_name = group_->ref();
  } else if (!props.tag_filters.empty()) {
    detail::refuse(*this, "tag_filters", "", "none with resource_group_name", "the group exists already",
                   where());
  }
  aws::applicationinsights::Application::Props application{
      .AutoConfigurationEnabled = props.auto_configuration_enabled,
      .CWEMonitorEnabled = props.cwe_monitor_enabled,
      .OpsCenterEnabled = props.ops_center_enabled,
      .ResourceGroupName = group_name};
  if (props.ops_item_topic != nullptr) {
    application.OpsItemSNSTopicArn = props.ops_item_topic->arn();
    if (!props.ops_center_enabled) {
      detail::refuse(*this, "ops_item_topic", "", "none without ops_center_enabled", "no OpsItems are made",
                     where());
    }
  }
  if (props.notification_topic != nullptr) application.SNSNotificationArn = props.notification_topic->arn();
  resource_ = &add("Resource", application, where());
}

}  // namespace tenon
