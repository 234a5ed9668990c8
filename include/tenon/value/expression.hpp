#pragma once

/// \file
/// Expressions: values that CloudFormation computes when it deploys.
///
/// An expression converts to the shells it fits: text functions to shells of text, list functions to lists, functions
/// whose result is of any type to any shell. `unchecked` is the way past every check.

#include "tenon/value/value.hpp"

namespace tenon {

/// An expression whose result is text: `Fn::Join`, `Fn::Sub`, `format`, …
class TextExpression : public Node {
 public:
  explicit TextExpression(Node node) : Node(std::move(node)) {}
  template <TextShell S>
  operator S() const { return S(Raw{}, *this); }
};

/// An expression whose result is a list: `Fn::Split`, `Fn::GetAZs`, `Fn::Cidr`.
class ListExpression : public Node {
 public:
  explicit ListExpression(Node node) : Node(std::move(node)) {}
  template <ListShell S>
  operator S() const { return S(Raw{}, *this); }
};

/// An expression whose result has the type of what it looks up: `Fn::FindInMap`, `Fn::ImportValue`, a parameter, …
class Expression : public Node {
 public:
  explicit Expression(Node node) : Node(std::move(node)) {}
  template <Shell S>
  operator S() const { return S(Raw{}, *this); }
};

/// A value that passes every check of the compiler, and the allowed values, bounds and patterns of synthesis.
/// `unchecked("NEW_VALUE")` is the way past facts that AWS has outgrown.
class Unchecked : public Node {
 public:
  explicit Unchecked(Node node);
  template <Shell S>
  operator S() const { return S(Raw{}, *this); }
};
Unchecked unchecked(Value<Json> value);

/// `Ref AWS::NoValue`: the property is left out. Synthesis refuses it on a required property.
struct NoValueType {
  explicit NoValueType() = default;
  template <Shell S>
  operator S() const { return S(Raw{}, Node::name("AWS::NoValue", 12)); }
};
inline constexpr NoValueType NoValue{};

/// The pseudo parameters of CloudFormation.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
namespace pseudo {

class Pseudo : public Node {
 public:
  template <std::size_t N>
  consteval explicit Pseudo(const char (&name)[N]) : Node(Node::name(name, N - 1)) {}
  template <TextShell S>
  operator S() const { return S(Raw{}, *this); }
};

inline constexpr Pseudo account_id{"AWS::AccountId"};
inline constexpr Pseudo partition{"AWS::Partition"};
inline constexpr Pseudo region{"AWS::Region"};
inline constexpr Pseudo stack_id{"AWS::StackId"};
inline constexpr Pseudo stack_name{"AWS::StackName"};
inline constexpr Pseudo url_suffix{"AWS::URLSuffix"};
/// A list of ARNs.
ListExpression notification_arns();

}  // namespace pseudo

/// Something that decides: a Condition of the stack, or a function of conditions.
class ConditionExpression : public Node {
 public:
  explicit ConditionExpression(Node node) : Node(std::move(node)) {}
};

template <>
class Value<ConditionExpression> : public Node {
 public:
  Value() = default;
  Value(const ConditionExpression& condition) : Node(condition) {}
};

namespace detail {

template <class T>
const T& keep(const T& value) { return value; }
template <std::size_t N>
ArgumentText keep(const char (&text)[N]) { return {Node(std::string_view(text))}; }

template <class T>
using Kept = std::remove_cvref_t<decltype(keep(std::declval<const T&>()))>;

Node make_if(const ConditionExpression& condition, Node then, Node otherwise);

}  // namespace detail

/// `Fn::If` of two values that each fit the property: literals, bags, expressions, `NoValue`.
template <class Then, class Else>
struct IfExpression {
  ConditionExpression condition;
  Then then;
  Else otherwise;

  template <Shell S>
    requires std::convertible_to<Then, S> && std::convertible_to<Else, S>
  operator S() const { return S(Raw{}, detail::make_if(condition, S(then), S(otherwise))); }
};

/// The intrinsic functions, under CloudFormation's names.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
namespace Fn {

using Text = Value<std::string>;
using Texts = List<std::string>;

template <class Then, class Else>
auto If(const ConditionExpression& condition, const Then& then, const Else& otherwise) {
  return IfExpression<detail::Kept<Then>, detail::Kept<Else>>{condition, detail::keep(then), detail::keep(otherwise)};
}

ConditionExpression And(std::initializer_list<ConditionExpression> conditions);
ConditionExpression Or(std::initializer_list<ConditionExpression> conditions);
ConditionExpression Not(const ConditionExpression& condition);
ConditionExpression Equals(const Text& a, const Text& b);

/// Functions of the assertions of a Rule.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html
ConditionExpression Contains(const Texts& list, const Text& text);
ConditionExpression EachMemberEquals(const Texts& list, const Text& text);
ConditionExpression EachMemberIn(const Texts& texts, const Texts& allowed);
/// All values of the parameters of this type, such as "AWS::EC2::VPC::Id".
ListExpression RefAll(const Text& parameter_type);
TextExpression ValueOf(const Text& parameter, const Text& attribute);
ListExpression ValueOfAll(const Text& parameter_type, const Text& attribute);

TextExpression Base64(const Text& text);
/// `count` networks of `cidr_bits` host bits each out of `ip_block`.
ListExpression Cidr(const Text& ip_block, const Value<std::int64_t>& count, const Value<std::int64_t>& cidr_bits);
Expression FindInMap(const Text& map, const Text& top_level_key, const Text& second_level_key);
/// With the value for keys that the mapping lacks. Adds the transform AWS::LanguageExtensions.
Expression FindInMap(const Text& map, const Text& top_level_key, const Text& second_level_key,
                     const Value<Json>& default_value);
/// An attribute by its name: for custom, third-party and macro resources, and for names computed by a transform.
Expression GetAtt(const Text& logical_id, const Text& attribute);
/// The Availability Zones of a region. Default: of the stack's own.
ListExpression GetAZs(const Text& region = "");
/// An output of another stack, without an export (a weak reference).
/// Default of `region`: the stack's own; of `role_arn`: the deploying principal.
Expression GetStackOutput(const Text& stack_name, const Text& output_name, const Text& region = {},
                          const Text& role_arn = {});
Expression ImportValue(const Text& export_name);
TextExpression Join(const Text& delimiter, const Texts& texts);
/// A body for each item of a collection, inside a property: an object whose only key is `Fn::ForEach::<loop>`. Adds the
/// transform AWS::LanguageExtensions.
Value<Json> ForEach(std::string_view loop, const Text& identifier, const Texts& collection, const Value<Json>& body);
/// The number of items. Adds the transform AWS::LanguageExtensions.
Expression Length(const Value<Json>& list);
/// `Ref` of a logical id that Tenon does not own; synthesis checks that the template has it.
Expression Ref(const Text& logical_id);
Expression Select(const Value<std::int64_t>& index, const Value<Json>& list);
ListExpression Split(const Text& delimiter, const Text& text);
/// The document as text. Adds the transform AWS::LanguageExtensions.
TextExpression ToJsonString(const Value<Json>& document);
/// The result of a macro.
Expression Transform(const Text& macro, const Map<Json>& parameters);

}  // namespace Fn

/// A secret or parameter that CloudFormation reads when it deploys.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
namespace resolve {

/// `{{resolve:ssm:name:version}}`. Default of `version`: the newest.
TextExpression ssm(const Value<std::string>& name, std::int64_t version = 0);
/// `{{resolve:ssm-secure:name:version}}`. Default of `version`: the newest.
TextExpression ssm_secure(const Value<std::string>& name, std::int64_t version = 0);
/// `{{resolve:secretsmanager:secret:SecretString:key:stage:id}}`.
/// Default of `json_key`: the whole secret; of `version_stage`: AWSCURRENT.
TextExpression secrets_manager(const Value<std::string>& secret, std::string_view json_key = {},
                               std::string_view version_stage = {}, std::string_view version_id = {});

}  // namespace resolve

}  // namespace tenon
