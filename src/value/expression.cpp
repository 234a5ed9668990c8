#include "tenon/value/expression.hpp"

#include <array>
#include <vector>

namespace tenon {

namespace {

template <class... Arguments>
Node call(Function function, Arguments&&... arguments) {
  const std::array<Node, sizeof...(Arguments)> nodes{Node(arguments)...};
  return Node::intrinsic(function, nodes);
}

Node call_all(Function function, std::initializer_list<ConditionExpression> conditions) {
  return Node::intrinsic(function, {static_cast<const Node*>(conditions.begin()), conditions.size()});
}

}  // namespace

// Kept as an intrinsic without a CloudFormation name so that synthesis knows not to check what is inside.
Unchecked::Unchecked(Node node) : Node(call(Function::Unchecked, std::move(node))) {}
Unchecked unchecked(Value<Json> value) { return Unchecked(std::move(value)); }

ListExpression pseudo::notification_arns() { return ListExpression(Node::name("AWS::NotificationARNs", 21)); }

Node detail::make_if(const ConditionExpression& condition, Node then, Node otherwise) {
  return call(Function::If, condition, std::move(then), std::move(otherwise));
}

namespace Fn {

ConditionExpression And(std::initializer_list<ConditionExpression> conditions) {
  return ConditionExpression(call_all(Function::And, conditions));
}
ConditionExpression Or(std::initializer_list<ConditionExpression> conditions) {
  return ConditionExpression(call_all(Function::Or, conditions));
}
ConditionExpression Not(const ConditionExpression& condition) {
  return ConditionExpression(call(Function::Not, condition));
}
ConditionExpression Equals(const Text& a, const Text& b) { return ConditionExpression(call(Function::Equals, a, b)); }
ConditionExpression Contains(const Texts& list, const Text& text) {
  return ConditionExpression(call(Function::Contains, list, text));
}
ConditionExpression EachMemberEquals(const Texts& list, const Text& text) {
  return ConditionExpression(call(Function::EachMemberEquals, list, text));
}
ConditionExpression EachMemberIn(const Texts& texts, const Texts& allowed) {
  return ConditionExpression(call(Function::EachMemberIn, texts, allowed));
}
ListExpression RefAll(const Text& parameter_type) { return ListExpression(call(Function::RefAll, parameter_type)); }
TextExpression ValueOf(const Text& parameter, const Text& attribute) {
  return TextExpression(call(Function::ValueOf, parameter, attribute));
}
ListExpression ValueOfAll(const Text& parameter_type, const Text& attribute) {
  return ListExpression(call(Function::ValueOfAll, parameter_type, attribute));
}

TextExpression Base64(const Text& text) { return TextExpression(call(Function::Base64, text)); }
ListExpression Cidr(const Text& ip_block, const Value<std::int64_t>& count, const Value<std::int64_t>& cidr_bits) {
  return ListExpression(call(Function::Cidr, ip_block, count, cidr_bits));
}
Expression FindInMap(const Text& map, const Text& top_level_key, const Text& second_level_key) {
  return Expression(call(Function::FindInMap, map, top_level_key, second_level_key));
}
Expression FindInMap(const Text& map, const Text& top_level_key, const Text& second_level_key,
                     const Value<Json>& default_value) {
  return Expression(call(Function::FindInMap, map, top_level_key, second_level_key, default_value));
}
Expression GetAtt(const Text& logical_id, const Text& attribute) {
  return Expression(call(Function::GetAtt, logical_id, attribute));
}
ListExpression GetAZs(const Text& region) { return ListExpression(call(Function::GetAZs, region)); }
Expression GetStackOutput(const Text& stack_name, const Text& output_name, const Text& region, const Text& role_arn) {
  return Expression(call(Function::GetStackOutput, stack_name, region, role_arn, output_name));
}
Expression ImportValue(const Text& export_name) { return Expression(call(Function::ImportValue, export_name)); }
TextExpression Join(const Text& delimiter, const Texts& texts) {
  return TextExpression(call(Function::Join, delimiter, texts));
}
Value<Json> ForEach(std::string_view loop, const Text& identifier, const Texts& collection, const Value<Json>& body) {
  const std::array<Node, 3> items{identifier, collection, body};
  const std::string key = "Fn::ForEach::" + std::string(loop);
  const std::array<Node, 2> entry{Node(std::string_view(key)), Node::list(items)};
  return {Raw{}, Node::object(entry)};
}
Expression Length(const Value<Json>& list) { return Expression(call(Function::Length, list)); }
Expression Ref(const Text& logical_id) { return Expression(call(Function::Ref, logical_id)); }
Expression Select(const Value<std::int64_t>& index, const Value<Json>& list) {
  return Expression(call(Function::Select, index, list));
}
ListExpression Split(const Text& delimiter, const Text& text) {
  return ListExpression(call(Function::Split, delimiter, text));
}
TextExpression ToJsonString(const Value<Json>& document) {
  return TextExpression(call(Function::ToJsonString, document));
}
Expression Transform(const Text& macro, const Map<Json>& parameters) {
  return Expression(call(Function::Transform, macro, parameters));
}

}  // namespace Fn

namespace resolve {

namespace {

TextExpression dynamic_reference(std::vector<Node> pieces) {
  pieces.insert(pieces.begin(), Node(std::string_view("{{resolve:")));
  pieces.emplace_back(std::string_view("}}"));
  return TextExpression(Node::intrinsic(Function::TextAsJoin, pieces));
}

TextExpression versioned(std::string_view service, const Value<std::string>& name, std::int64_t version) {
  const auto suffix = version == 0 ? std::string() : ":" + std::to_string(version);
  return dynamic_reference({Node(service), name, Node(std::string_view(suffix))});
}

}  // namespace

TextExpression ssm(const Value<std::string>& name, std::int64_t version) { return versioned("ssm:", name, version); }
TextExpression ssm_secure(const Value<std::string>& name, std::int64_t version) {
  return versioned("ssm-secure:", name, version);
}
TextExpression secrets_manager(const Value<std::string>& secret, std::string_view json_key,
                               std::string_view version_stage, std::string_view version_id) {
  std::string suffix = ":SecretString:";
  suffix.append(json_key).append(":").append(version_stage).append(":").append(version_id);
  return dynamic_reference({Node(std::string_view("secretsmanager:")), secret, Node(std::string_view(suffix))});
}

}  // namespace resolve

}  // namespace tenon
