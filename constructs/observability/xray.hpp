#pragma once

/// \file
/// Groups of traces and rules of sampling of X-Ray.

#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"

namespace tenon::aws::xray {
class Group;
class SamplingRule;
}  // namespace tenon::aws::xray

namespace tenon {

/// Traces that a filter describes, with metrics of their own.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-xray-group.html
class XrayGroup final : public Construct {
 public:
  struct Props {
    using Of = XrayGroup;
    /// 1 to 32 characters.
    Required<"group_name", Value<std::string>> group_name;
    /// `service("api") { fault }`. Default: all traces.
    /// https://docs.aws.amazon.com/xray/latest/devguide/aws-xray-interface-console.html#xray-console-filters
    Value<std::string> filter_expression = {};
    /// Whether the service looks for what is unusual.
    bool insights_enabled = true;
    /// Whether EventBridge hears of it; with `insights_enabled`.
    bool notifications_enabled = false;
  };

  XrayGroup(const Scope& scope, const Props& props);

  aws::xray::Group& resource() const noexcept { return resource_; }
  Value<std::string> arn() const;

 private:
  aws::xray::Group& resource_;
};

/// How many of the requests are traced. The first rule that fits a request, by priority, is the one that
/// counts. https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
class XraySamplingRule final : public Construct {
 public:
  /// A pattern for the value of an attribute of segments.
  struct Attribute {
    std::string name;
    Value<std::string> value;
  };

  struct Props {
    using Of = XraySamplingRule;
    /// 1 to 32 characters.
    Required<"rule_name", Value<std::string>> rule_name;
    /// 1 to 9999; the lowest first.
    Required<"priority", Value<std::int64_t>> priority;
    /// Of the requests beyond the reservoir, the part that is traced: 0 to 1. Default: five of a hundred.
    double fixed_rate = 0.05;
    /// Requests per second that are always traced. Default: one.
    Value<std::int64_t> reservoir_size = 1;
    /// Patterns with `*` and `?`. Default of all: any.
    Value<std::string> service_name = "*";
    /// "AWS::ECS::Container", "AWS::Lambda::Function", …
    Value<std::string> service_type = "*";
    Value<std::string> host = "*";
    Value<std::string> http_method = "*";
    Value<std::string> url_path = "*";
    Value<std::string> resource_arn = "*";
    /// Attributes of segments and their values. Default: any.
    std::vector<Attribute> attributes = {};
  };

  XraySamplingRule(const Scope& scope, const Props& props);

  aws::xray::SamplingRule& resource() const noexcept { return resource_; }
  Value<std::string> arn() const;

 private:
  aws::xray::SamplingRule& resource_;
};

}  // namespace tenon
