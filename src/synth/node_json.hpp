#pragma once

/// \file
/// Nodes as a template's JSON.

#include <string>
#include <vector>

#include "json_text.hpp"
#include "plan.hpp"

namespace tenon::synth {

/// Writes nodes of one stack. What refers to another stack's element is written as the plan's replacement for it.
class NodeJson {
 public:
  NodeJson(const StackPlan& plan, JsonText& out) : plan_(plan), out_(out) {}

  void node(const Node& node);
  /// The members of a bag or object, without the braces.
  void members(const Node& node);
  /// A condition inside a function of conditions: {"Condition": name}.
  void condition(const Node& node);

 private:
  void reference(const Element& element);
  void attribute(const Element& element, std::string_view name);
  void imported(const Resource& resource, std::string_view name);
  void intrinsic(const Node& node);
  void special(const Node& node);
  void arguments(std::span<const Node> nodes, bool decides);
  bool is_stack_output(const Node& node) const;
  void split_stack_output(const Node& split);

  const StackPlan& plan_;
  JsonText& out_;
};

/// The replacement of a target in a stack; null when the target is the stack's own.
const Node* replacement_of(const StackPlan& plan, const Element& element, std::string_view attribute);

/// What an imported resource is known to have under a name ("Ref" or an attribute); null where it was not told.
const Node* imported_value(const Resource& resource, std::string_view name);
/// The same of a reference or attribute node; null also for one of a resource that is not imported.
const Node* imported_value(const Node& reference);

/// The name of a resource's attribute node.
std::string_view attribute_name(const Node& attribute);

/// The node as JSON text on one line.
std::string compact_json(const StackPlan& plan, const Node& node);

}  // namespace tenon::synth
