#pragma once

/// \file
/// CloudFormation elements: what has a logical id in a template.

#include "tenon/construct/construct.hpp"
#include "tenon/value/expression.hpp"

namespace tenon {

/// Something that a template lists under a logical id.
class Element : public Construct {
 public:
  /// The id in the template: the override, or CDK's id of the path below the stack.
  const std::string& logical_id() const;
  /// Uses `id` as it is. Refused when the element was exported by name already.
  void override_logical_id(std::string_view id);
  /// What the template holds under the logical id: for a resource its properties.
  const Node& body() const noexcept { return body_; }

 protected:
  Element(const Scope& scope, ConstructKind kind, Node body);

  Node body_;

 private:
  friend class TreeAccess;
  mutable std::string logical_id_;
  bool overridden_ = false;
  mutable bool locked_ = false;
};

/// `Ref` of a parameter: fits any single value. `as` and `list` say more.
class ParameterReference : public Node {
 public:
  explicit ParameterReference(Node node) : Node(std::move(node)) {}
  template <Shell S>
  requires(!ListShell<S> || std::same_as<S, Value<Json>>) operator S() const { return S(Raw{}, *this); }
};

/// A value given when the stack is deployed.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
class Parameter final : public Element {
 public:
  struct Props {
    using Of = ::tenon::Parameter;
    static const BagFacts facts;
    /// "String", "Number", "CommaDelimitedList", "List<Number>", an AWS-specific type such as
    /// "AWS::EC2::VPC::Id", a list of one, or an SSM type such as "AWS::SSM::Parameter::Value<String>".
    ::tenon::Required<"Type", ::tenon::Value<std::string>> Type;
    ::tenon::Value<::tenon::Json> Default{};
    ::tenon::Value<std::string> AllowedPattern{};
    ::tenon::List<::tenon::Json> AllowedValues{};
    ::tenon::Value<std::string> ConstraintDescription{};
    ::tenon::Value<std::string> Description{};
    ::tenon::Value<std::int64_t> MaxLength{};
    ::tenon::Value<double> MaxValue{};
    ::tenon::Value<std::int64_t> MinLength{};
    ::tenon::Value<double> MinValue{};
    ::tenon::Value<bool> NoEcho{};
  };

  Parameter(const Scope& scope, const Props& props);

  /// The value, of a type that holds one.
  ParameterReference ref() const;
  /// The value as a reference of a kind: `vpc_id.as<aws::ec2::kind::VPC_VpcId>()`.
  template <class Kind>
  Attribute<Kind> as() const {
    return {Raw{}, Node::reference(*this)};
  }
  /// The value, of a type that holds a list.
  ListExpression list() const;
  /// Whether the type holds a list.
  bool is_list() const;
};

/// Keys to values, looked up when the stack is deployed.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html
class Mapping final : public Element {
 public:
  struct Props {
    using Of = ::tenon::Mapping;
    /// `{{"production", {{"Memory", 2048}, {"Timeout", 90}}}}`
    ::tenon::Map<::tenon::Map<::tenon::Json>> Mapping;
  };

  Mapping(const Scope& scope, const Props& props);

  /// `Fn::FindInMap`. Keys that are known now are checked by synthesis.
  Expression find_in_map(const Value<std::string>& top_level_key,
                         const Value<std::string>& second_level_key) const;
  /// With the value for keys that the mapping lacks.
  Expression find_in_map(const Value<std::string>& top_level_key, const Value<std::string>& second_level_key,
                         const Value<Json>& default_value) const;
};

/// Decides when the stack is deployed whether resources exist and which values they have.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
class Condition final : public Element {
 public:
  struct Props {
    using Of = ::tenon::Condition;
    ConditionExpression Expression;
  };

  Condition(const Scope& scope, const Props& props);

  operator ConditionExpression() const;
};

/// The condition under which something of the template exists.
template <>
class Value<Condition> : public Node {
 public:
  Value() = default;
  Value(const Condition& condition) : Node(Node::reference(condition)) {}
};

/// Checks the parameters before anything is deployed.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
class Rule final : public Element {
 public:
  struct Assertion {
    static const BagFacts facts;
    ::tenon::Required<"Assert", ::tenon::Value<::tenon::ConditionExpression>> Assert;
    ::tenon::Value<std::string> AssertDescription{};
  };
  struct Props {
    using Of = ::tenon::Rule;
    static const BagFacts facts;
    /// When the assertions apply. Default: always.
    ::tenon::Value<::tenon::ConditionExpression> RuleCondition{};
    ::tenon::List<Assertion> Assertions{};
  };

  Rule(const Scope& scope, const Props& props);
};

/// A value that the deployed stack shows, and may export to other stacks.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
class Output final : public Element {
 public:
  struct ExportName {
    static const BagFacts facts;
    ::tenon::Required<"Name", ::tenon::Value<std::string>> Name;
  };
  struct Props {
    using Of = ::tenon::Output;
    static const BagFacts facts;
    ::tenon::Value<std::string> Description{};
    ::tenon::Required<"Value", ::tenon::Value<::tenon::Json>> Value;
    ::tenon::Value<ExportName> Export{};
    /// Default: the output always exists.
    ::tenon::Value<::tenon::Condition> Condition{};
  };

  Output(const Scope& scope, const Props& props);
};

/// A CloudFormation hook of the template, such as AWS::CodeDeploy::BlueGreen.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/hooks-structure.html
class Hook final : public Element {
 public:
  struct Props {
    using Of = ::tenon::Hook;
    static const BagFacts facts;
    ::tenon::Required<"Type", ::tenon::Value<std::string>> Type;
    ::tenon::Value<::tenon::Json> Properties{};
  };

  Hook(const Scope& scope, const Props& props);
};

/// `Fn::ForEach` in a section of the template: a body for each item of a collection. Adds the transform
/// AWS::LanguageExtensions. The ids that it makes are known only to the deployment, so names are not checked in a stack
/// that has one.
///
///     stack.add("Queues", ForEach::Props{
///         .Identifier = "Team", .Collection = {"Red", "Blue"},
///         .Body = json::object({{"Queue${Team}", json::object({{"Type", "AWS::SQS::Queue"}})}})});
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
class ForEach final : public Element {
 public:
  enum class Section : std::uint8_t { resources, conditions, outputs };
  struct Props {
    using Of = ::tenon::ForEach;
    ForEach::Section Section = ForEach::Section::resources;
    /// What stands for the item in the body, as `${Identifier}`.
    ::tenon::Required<"Identifier", ::tenon::Value<std::string>> Identifier;
    ::tenon::Required<"Collection", ::tenon::List<std::string>> Collection;
    /// An object of one member, whose key holds `${Identifier}`.
    ::tenon::Required<"Body", ::tenon::Value<::tenon::Json>> Body;
  };

  ForEach(const Scope& scope, const Props& props);

  Section section() const noexcept { return section_; }

 private:
  Section section_;
};

}  // namespace tenon
