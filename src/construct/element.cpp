#include "tenon/construct/element.hpp"

#include <algorithm>
#include <array>

#include "state.hpp"
#include "tenon/construct/naming.hpp"

namespace tenon {

namespace {

template <class Bag>
Node bag_node(const Bag& bag) {
  return Value<Bag>(bag);
}

constexpr Schema text{.shape = Shape::text};
constexpr Schema integer{.shape = Shape::integer};
constexpr Schema number{.shape = Shape::number};
constexpr Schema boolean{.shape = Shape::boolean};
constexpr Schema json{.shape = Shape::json};
constexpr Schema list{.shape = Shape::list, .element = &json};

constexpr PropertyFacts parameter_properties[] = {
    {"Type", &text, true},          {"Default", &json},     {"AllowedPattern", &text}, {"AllowedValues", &list},
    {"ConstraintDescription", &text}, {"Description", &text}, {"MaxLength", &integer},   {"MaxValue", &number},
    {"MinLength", &integer},        {"MinValue", &number},  {"NoEcho", &boolean},
};
constexpr PropertyFacts assertion_properties[] = {{"Assert", &json, true}, {"AssertDescription", &text}};
constexpr PropertyFacts rule_properties[] = {{"RuleCondition", &json}, {"Assertions", &list}};
constexpr PropertyFacts export_properties[] = {{"Name", &text, true}};
constexpr PropertyFacts output_properties[] = {
    {"Description", &text}, {"Value", &json, true}, {"Export", &json}, {"Condition", &text}};
constexpr PropertyFacts hook_properties[] = {{"Type", &text, true}, {"Properties", &json}};

static_assert(sizeof(Parameter::Props) == std::size(parameter_properties) * sizeof(Node));
static_assert(sizeof(Output::Props) == std::size(output_properties) * sizeof(Node));

/// The three items of the function.
Node for_each_body(const ForEach::Props& props) {
  const std::array<Node, 3> items{props.Identifier, props.Collection, props.Body};
  return Node::list(items);
}

}  // namespace

constinit const BagFacts Parameter::Props::facts{"Parameter", parameter_properties};
constinit const BagFacts Rule::Assertion::facts{"Assertion", assertion_properties};
constinit const BagFacts Rule::Props::facts{"Rule", rule_properties};
constinit const BagFacts Output::ExportName::facts{"Export", export_properties};
constinit const BagFacts Output::Props::facts{"Output", output_properties};
constinit const BagFacts Hook::Props::facts{"Hook", hook_properties};

Element::Element(const Scope& scope, ConstructKind kind, Node body)
    : Construct(scope, kind), body_(std::move(body)) {
  stack();  // an element belongs to a stack
}

const std::string& Element::logical_id() const {
  if (!logical_id_.empty()) return logical_id_;
  std::vector<std::string_view> ids;
  for (const Construct* construct = this; !is_stack(*construct); construct = construct->parent()) {
    ids.push_back(construct->id());
  }
  std::ranges::reverse(ids);
  logical_id_ = tenon::logical_id(ids);
  auto& renames = TreeAccess::state(stack()).renames;
  if (const auto rename = std::ranges::find(renames, logical_id_, &Rename::from); rename != renames.end()) {
    logical_id_ = rename->to;
    rename->used = true;
  }
  return logical_id_;
}

void Element::override_logical_id(std::string_view id) {
  if (locked_) {
    report({.id = "locked-logical-id",
            .path = path(),
            .value = std::string(id),
            .allowed = "override_logical_id before Stack::export_value",
            .message = "the element was exported under its logical id",
            .where = where()});
    return;
  }
  logical_id_ = id;
  overridden_ = true;
}

Parameter::Parameter(const Scope& scope, const Props& props)
    : Element(scope, ConstructKind::parameter, bag_node(props)) {}

ParameterReference Parameter::ref() const {
  if (is_list()) {
    report({.id = "list-parameter-as-text",
            .path = path(),
            .property = "Type",
            .value = std::string(body().find("Type")->text()),
            .allowed = "list() of a parameter that holds a list, ref() of any other",
            .message = "a parameter that holds a list is read as a single value",
            .where = where()});
  }
  return ParameterReference(Node::reference(*this));
}

ListExpression Parameter::list() const {
  if (!is_list()) {
    report({.id = "text-parameter-as-list",
            .path = path(),
            .property = "Type",
            .value = std::string(body().find("Type")->text()),
            .allowed = "ref() of a parameter that holds one value, list() of one that holds a list",
            .message = "a parameter that holds one value is read as a list",
            .where = where()});
  }
  return ListExpression(Node::reference(*this));
}

bool Parameter::is_list() const {
  const Node* const type = body().find("Type");
  if (!type->is_text()) return false;
  return type->text().find("List<") != std::string_view::npos ||
         type->text().find("CommaDelimitedList") != std::string_view::npos;
}

Mapping::Mapping(const Scope& scope, const Props& props) : Element(scope, ConstructKind::mapping, props.Mapping) {}

Expression Mapping::find_in_map(const Value<std::string>& top_level_key,
                                const Value<std::string>& second_level_key) const {
  const std::array<Node, 3> arguments{Node::reference(*this), top_level_key, second_level_key};
  return Expression(Node::intrinsic(Function::FindInMap, arguments));
}

Expression Mapping::find_in_map(const Value<std::string>& top_level_key, const Value<std::string>& second_level_key,
                                const Value<Json>& default_value) const {
  const std::array<Node, 4> arguments{Node::reference(*this), top_level_key, second_level_key, default_value};
  return Expression(Node::intrinsic(Function::FindInMap, arguments));
}

Condition::Condition(const Scope& scope, const Props& props)
    : Element(scope, ConstructKind::condition, props.Expression) {}

Condition::operator ConditionExpression() const { return ConditionExpression(Node::reference(*this)); }

Rule::Rule(const Scope& scope, const Props& props) : Element(scope, ConstructKind::rule, bag_node(props)) {}

Output::Output(const Scope& scope, const Props& props) : Element(scope, ConstructKind::output, bag_node(props)) {}

Hook::Hook(const Scope& scope, const Props& props) : Element(scope, ConstructKind::hook, bag_node(props)) {}

ForEach::ForEach(const Scope& scope, const Props& props)
    : Element(scope, ConstructKind::for_each, for_each_body(props)), section_(props.Section) {
  override_logical_id("Fn::ForEach::" + std::string(scope.id()));
}

}  // namespace tenon
