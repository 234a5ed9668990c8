#pragma once

/// \file
/// What a template comes to when it is deployed: functions evaluated for given parameters, region and
/// account.
///
///     const Evaluation prod =
///         Evaluation::of(stack, {.parameters = {{"Stage", "prod"}}, .region = "eu-west-1"});
///     EXPECT_EQ(prod.property("Orders", "QueueName"), "orders-prod");
///     EXPECT_THAT(prod.resolved(),
///                 HasResourceProperties("AWS::SQS::Queue", R"({"QueueName": "orders-prod"})"));
///
/// What only a deployment knows is made up, the same in every run: `Ref` of a resource gives
/// `<stack>-<LogicalId>`, an attribute `<stack>-<LogicalId>.<Attribute>`, behind
/// `arn:<partition>:<service>:<region>:<account>:` where the attribute's name ends in "Arn". An item selected
/// of a made-up list or text is written behind it: `Shop-Zone.NameServers[1]`. Dynamic references
/// (`{{resolve:…}}`) stay as they are.
///
/// Where CloudFormation would refuse the template, and where a value is needed that was not given, `Error`
/// ("not-evaluable") is thrown; it names the path and the function.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/stack.hpp"
#include "tenon/testing/part.hpp"
#include "tenon/testing/template.hpp"

namespace tenon::testing {

namespace detail {
struct DeployedStack;
}

struct Deployment;

/// A template as it is deployed. Immutable; copies are cheap.
class Evaluation {
 public:
  /// Of a template with default values for all that a deployment is given.
  explicit Evaluation(const Template& deployed);
  /// Throws `Error` ("parameter-refused") with everything that is wrong with the parameters: a value that the
  /// parameter's type, AllowedValues, AllowedPattern or bounds do not allow, no value and no default, a
  /// parameter that the template does not have.
  Evaluation(const Template& deployed, const Deployment& deployment);

  /// Of a stack's template (`Template::of`). Name, account and region are the stack's own where it has them
  /// and the deployment does not say otherwise.
  static Evaluation of(Stack& stack, const Deployment& deployment);

  /// A property of a resource, or what is below: "QueueName", "Tags[0].Value". Without a value where there is
  /// no such property, and where the resource's condition does not hold. Throws `Error` ("not-evaluable") for
  /// a resource that the template does not have, ("malformed-pattern") for what is no path.
  Part property(std::string_view logical_id, std::string_view path) const;
  /// The value of an output; without one where its condition does not hold.
  Part output(std::string_view logical_id) const;
  /// The value of any expression in JSON: `value(R"({"Fn::Sub": "${AWS::Region}-${Stage}"})")`. Without one
  /// for `AWS::NoValue`. Throws `Error` ("malformed-pattern") when it is no JSON.
  Part value(std::string_view expression) const;
  /// Whether a condition of the template holds.
  bool condition(std::string_view name) const;

  /// The template with all functions evaluated, for the checks that templates have. Resources and outputs
  /// whose condition does not hold are gone, also from `DependsOn`; conditions are true or false.
  Template resolved() const;

  /// Whether the assertions of all rules hold; the explanation describes those that do not.
  /// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
  Result rules() const;

 private:
  std::shared_ptr<const detail::DeployedStack> stack_;
};

/// What a deployment is given, and what it would find.
struct Deployment {
  /// Parameters by name, in the form that the AWS CLI takes: lists with commas. Those that are left out have
  /// their default.
  std::vector<TextEntry> parameters = {};
  /// Default: us-east-1. The partition and the suffix of URLs are those of the region.
  Optional<Region> region = {};
  /// Default: 123456789012.
  Optional<AccountId> account = {};
  /// Default: "Stack".
  std::string stack_name = {};
  /// What `Fn::GetAtt` ("Orders.Arn") and `Ref` ("Orders") of resources give. A value that is a JSON list is
  /// a list.
  std::vector<TextEntry> attributes = {};
  /// Parameters of the SSM Parameter Store by name, for parameters of the type
  /// `AWS::SSM::Parameter::Value<…>`. Others are the dynamic reference to their name.
  std::vector<TextEntry> ssm_parameters = {};
  /// What `Fn::GetAZs` gives for the region. Default: two, such as us-east-1a and us-east-1b.
  std::vector<std::string> availability_zones = {};
  /// The stacks whose exports `Fn::ImportValue` finds (in the same account and region), and whose outputs
  /// `Fn::GetStackOutput` finds by the stack's name and region.
  std::vector<Evaluation> stacks = {};
};

}  // namespace tenon::testing
