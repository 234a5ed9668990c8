#pragma once

/// \file
/// CloudWatch Application Insights.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"

namespace tenon::aws::applicationinsights {
class Application;
}
namespace tenon::aws::resourcegroups {
class Group;
}

namespace tenon {

class Topic;

/// Watches the resources of an application: sets up metrics, logs and alarms for them and finds problems.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationinsights-application.html
class ApplicationInsights final : public Construct {
 public:
  /// Resources that carry the tag.
  struct TagFilter {
    std::string key;
    /// Default: any.
    std::vector<std::string> values = {};
  };

  struct Props {
    using Of = ApplicationInsights;
    /// A group of Resource Groups that exists already. Default: a group `ResourceGroup` made here.
    Value<std::string> resource_group_name = {};
    /// Of the group made here. Default: made of the ids from the stack to the construct.
    Value<std::string> group_name = {};
    /// What the group made here holds. Default: the resources of the stack.
    std::vector<TagFilter> tag_filters = {};
    /// Whether components are configured by what the service recommends.
    bool auto_configuration_enabled = true;
    /// Whether events of other services are looked at too.
    bool cwe_monitor_enabled = true;
    /// Whether problems become OpsItems of Systems Manager.
    bool ops_center_enabled = false;
    /// Hears of the OpsItems; with `ops_center_enabled`. Default: none.
    Topic* ops_item_topic = nullptr;
    /// Hears of problems. Default: none.
    Topic* notification_topic = nullptr;
  };

  ApplicationInsights(const Scope& scope, const Props& props);

  aws::applicationinsights::Application& resource() const noexcept { return *resource_; }
  /// Null for a group that exists already.
  aws::resourcegroups::Group* resource_group() const noexcept { return group_; }

 private:
  aws::applicationinsights::Application* resource_ = nullptr;
  aws::resourcegroups::Group* group_ = nullptr;
};

}  // namespace tenon
