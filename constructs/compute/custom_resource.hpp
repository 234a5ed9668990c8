#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/resource.hpp"
#include "tenon/value/duration.hpp"

namespace tenon {

class FunctionBase;
class Topic;

/// Who makes a custom resource: a function, or whoever gets the messages of a topic.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
class ServiceToken {
 public:
  /// CloudFormation invokes it, under the permissions of who deploys.
  ServiceToken(FunctionBase& function);
  /// CloudFormation publishes requests on it.
  ServiceToken(Topic& topic);
  /// The ARN of a function or of a topic, of which nothing else is known.
  static ServiceToken arn(const Value<std::string>& arn) { return ServiceToken(arn); }

  const Value<std::string>& value() const noexcept { return arn_; }
  /// Null for topics and for what is only known by its ARN.
  FunctionBase* function() const noexcept { return function_; }

 private:
  explicit ServiceToken(Value<std::string> arn) : arn_(std::move(arn)) {}

  Value<std::string> arn_;
  FunctionBase* function_ = nullptr;
};

/// What a function makes, changes and deletes in the place of CloudFormation, which has no type for it.
///
/// It is made after everything that is granted to the function's role and after the function's log group, and
/// deleted before them: the run that deletes it still may do what the function was granted, and is logged. So
/// what is granted to the function must not need the custom resource itself (`resource-cycle`).
///
///     auto& words = stack.add("Words", CustomResource::Props{
///         .service_token = function, .resource_type = "Custom::Vocabulary",
///         .properties = {{"Phrases", json::array({"gerund"})}}});
///     words.get_att("Name")     // what the function answers in `Data`
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
class CustomResource final : public Construct {
 public:
  struct Props {
    using Of = CustomResource;
    Required<"service_token", ServiceToken> service_token;
    /// "Custom::" and up to 52 letters, digits and `_@-` (`property-not-allowed`). Default:
    /// "AWS::CloudFormation::CustomResource".
    std::string resource_type = {};
    /// What the function gets as `ResourceProperties`; CloudFormation hands over numbers and booleans as
    /// texts. Neither `ServiceToken` nor `ServiceTimeout` (`property-not-allowed`). Default: nothing else.
    std::vector<Map<Json>::Entry> properties = {};
    /// How long CloudFormation waits for the answer, 1 second to 1 hour (`property-not-allowed`). Default:
    /// the service's, 1 hour.
    std::optional<Duration> service_timeout = {};
    /// Default: CloudFormation's, which is that the function is asked to delete it.
    std::optional<RemovalPolicy> removal_policy = {};
  };

  CustomResource(const Scope& scope, const Props& props);

  Resource& resource() const noexcept { return *resource_; }
  /// What the function answers as `PhysicalResourceId`.
  Value<std::string> ref() const;
  /// What the function answers in `Data` under this name.
  Expression get_att(std::string_view name) const;

 private:
  void check(const Props& props) const;
  void wait_for(FunctionBase& function);

  Resource* resource_ = nullptr;
};

}  // namespace tenon
