#include "tenon/constructs/observability/xray.hpp"

#include <fmt/format.h>

#include "tenon/aws/xray/Group.hpp"
#include "tenon/aws/xray/SamplingRule.hpp"
#include "tenon/constructs/support/refusal.hpp"

namespace tenon {

// --- XrayGroup ---

namespace {

aws::xray::Group::Props resource_props(const XrayGroup::Props& props) {
  return {
      .FilterExpression = props.filter_expression,
      .GroupName = props.group_name,
      .InsightsConfiguration = aws::xray::Group::InsightsConfiguration{
          .InsightsEnabled = props.insights_enabled, .NotificationsEnabled = props.notifications_enabled}};
}

}  // namespace

XrayGroup::XrayGroup(const Scope& scope, const Props& props)
    : Construct(scope), resource_(add("Resource", resource_props(props), where())) {
  if (props.notifications_enabled && !props.insights_enabled) {
    detail::refuse(*this, "notifications_enabled", "true", "false without insights_enabled",
                   "notifications tell of insights, which are not looked for", where());
  }
}

Value<std::string> XrayGroup::arn() const { return resource_.GroupARN(); }

// --- XraySamplingRule ---

namespace {

constexpr std::int64_t version_of_rules = 1;  // the only one that there is

aws::xray::SamplingRule::Props resource_props(const XraySamplingRule::Props& props) {
  aws::xray::SamplingRule::SamplingRule_ rule{
      .FixedRate = props.fixed_rate,
      .Host = props.host,
      .HTTPMethod = props.http_method,
      .Priority = props.priority,
      .ReservoirSize = props.reservoir_size,
      .ResourceARN = unchecked(props.resource_arn),  // "*" is no ARN, and X-Ray takes it
      .RuleName = props.rule_name,
      .ServiceName = props.service_name,
      .ServiceType = props.service_type,
      .URLPath = props.url_path,
      .Version = version_of_rules};
  std::vector<Node> attributes;
  for (const auto& [name, value] : props.attributes) {
    attributes.emplace_back(std::string_view(name));
    attributes.push_back(value);
  }
  if (!attributes.empty()) rule.Attributes = {Raw{}, Node::object(attributes)};
  return {.SamplingRule = rule};
}

}  // namespace

XraySamplingRule::XraySamplingRule(const Scope& scope, const Props& props)
    : Construct(scope), resource_(add("Resource", resource_props(props), where())) {
  if (props.fixed_rate < 0 || props.fixed_rate > 1) {
    detail::refuse(*this, "fixed_rate", fmt::format("{}", props.fixed_rate), "0 to 1",
                   "it is a part of the requests", where());
  }
  const auto priority = props.priority.literal();
  if (priority && (*priority < 1 || *priority > 9999)) {
    detail::refuse(*this, "priority", std::to_string(*priority), "1 to 9999",
                   "X-Ray does not take this priority", where());
  }
}

Value<std::string> XraySamplingRule::arn() const { return resource_.RuleARN(); }

}  // namespace tenon
