#include <algorithm>

#include <fmt/format.h>

#include "../construct/exports.hpp"
#include "node_json.hpp"
#include "passes.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/value/expression.hpp"

namespace tenon::synth {

namespace {

constexpr std::string_view strength_context = "@aws-cdk/core:defaultCrossStackReferences";
// Lists travel as one text (CDK rule 4.11).
constexpr std::string_view list_delimiter = "||";

Node node_of(const Target& target) {
  const auto& element = *target.element;
  if (target.attribute.empty()) return Node::reference(element);
  return static_cast<const Resource&>(element).get_att(target.attribute);
}

bool is_list(const Target& target) {
  if (target.element->kind() == ConstructKind::parameter) return static_cast<const Parameter&>(*target.element).is_list();
  const Resource* const resource = as_resource(*target.element);
  const TypeFacts* const facts = resource->type_facts();
  if (facts == nullptr || target.attribute.empty()) return false;
  const auto found = std::ranges::find_if(facts->attributes, [&](const char* each) { return target.attribute == each; });
  if (found == facts->attributes.end()) return false;
  const auto ordinal = static_cast<std::size_t>(found - facts->attributes.begin());
  return ordinal < facts->attribute_shapes.size() && facts->attribute_shapes[ordinal] == Shape::list;
}

/// CDK calls what `Ref` gives by that name.
std::string_view attribute_or_ref(const Target& target) {
  return target.attribute.empty() ? std::string_view("Ref") : std::string_view(target.attribute);
}

std::vector<std::string_view> ids_below_root(const Construct& construct) {
  std::vector<std::string_view> ids;
  for (const Construct* each = &construct; each->parent() != nullptr; each = each->parent()) ids.push_back(each->id());
  std::ranges::reverse(ids);
  return ids;
}

/// The element of a reference or attribute, also inside the functions around it; null where there is none.
const Element* element_of(const Node& node) {
  if (node.kind() == NodeKind::reference || node.kind() == NodeKind::attribute) return &node.element();
  if (node.kind() != NodeKind::intrinsic) return nullptr;
  for (const Node& argument : node.items()) {
    if (const Element* const found = element_of(argument)) return found;
  }
  return nullptr;
}

bool is_nested_in(const Stack& inner, const Stack& outer) {
  const Stack* each = inner.nesting_parent();
  while (each != nullptr && each != &outer) each = each->nesting_parent();
  return each != nullptr;
}

template <class Text>
bool differ(const Optional<Text>& a, const Optional<Text>& b) {
  return a.has_value() != b.has_value() || (a && *a != *b);
}

std::optional<ReferenceStrength> strength_named(const Node& name) {
  if (!name.is_text()) return std::nullopt;
  if (name.text() == "weak") return ReferenceStrength::weak;
  if (name.text() == "strong") return ReferenceStrength::strong;
  if (name.text() == "both") return ReferenceStrength::both;
  return std::nullopt;
}

class References {
 public:
  References(Plan& plan, std::vector<Inspection>& inspections, std::vector<StackEdge>& edges)
      : plan_(plan), inspections_(inspections), edges_(edges) {}

  void resolve(const CrossReference& reference) {
    if (&reference.target.element->app() != plan_.app) {
      return report(reference, "foreign-app", "an element of the same App", "the reference is to an element of another App");
    }
    reference_ = &reference;
    node_for(reference.consumer->stack(), reference.target);
  }

 private:
  /// What `target` is in the template of `stack`; unset when that was reported as impossible.
  Node node_for(Stack& stack, const Target& target) {
    Stack& producer = target.element->stack();
    if (&producer == &stack) return node_of(target);
    StackPlan& plan = plan_.of(stack);
    if (const Node* const known = replacement_of(plan, *target.element, target.attribute)) return *known;
    const Node node = made_for(stack, producer, target);
    if (node.is_set()) plan.replacements.push_back({target, node});
    return node;
  }

  Node made_for(Stack& stack, Stack& producer, const Target& target) {
    if (is_nested_in(stack, producer)) return by_parameter(static_cast<NestedStack&>(stack), target);
    if (producer.nesting_parent() != nullptr) {
      const Target output = by_output(static_cast<NestedStack&>(producer), target);
      if (&output.element->stack() == &stack) add_edge(*reference_->consumer, *output.element, "Properties");
      return split_if_list(target, node_for(stack, output));
    }
    return across_stacks(stack, producer, target);
  }

  /// Between resources of one template, for the search of cycles.
  void add_edge(const Element& from, const Element& to, std::string_view property) {
    const bool resources = from.kind() == ConstructKind::resource && to.kind() == ConstructKind::resource;
    if (!resources || &from.stack() != &to.stack()) return;
    for (std::size_t i = 0; i < plan_.stacks.size(); ++i) {
      if (plan_.stacks[i]->stack == &from.stack()) inspections_[i].edges.push_back({&from, &to, property});
    }
  }

  // --- nested stacks (CDK rule 4.12) -----------------------------------------------------------------------------------

  Node by_parameter(NestedStack& stack, const Target& target) {
    const std::string id = nested_parameter_id(unique_id(ids_below_root(*target.element)), attribute_or_ref(target));
    const bool list = is_list(target);
    const Construct* const known = stack.find_child(sanitize_id(id));
    const auto type = list ? std::string_view("CommaDelimitedList") : std::string_view("String");
    const auto& parameter = known != nullptr ? static_cast<const Parameter&>(*known)
                                             : stack.add(id, Parameter::Props{.Type = type}, stack.where());
    Node value = node_for(*stack.nesting_parent(), target);
    if (const Element* const used = element_of(value)) add_edge(stack.nested_stack_resource(), *used, "Parameters");
    if (list) value = Value<std::string>(Fn::Join(",", List<std::string>(Raw{}, value)));
    set_parameter(stack.nested_stack_resource(), parameter.logical_id(), value);
    return Node::reference(parameter);
  }

  static void set_parameter(Resource& resource, std::string_view name, const Node& value) {
    std::vector<Node> entries;
    if (const Node* const given = resource.properties().find("Parameters")) {
      if (given->find(name) != nullptr) return;
      entries.assign(given->items().begin(), given->items().end());
    }
    entries.emplace_back(name);
    entries.push_back(value);
    resource.set_property("Parameters", {Raw{}, Node::object(entries)});
  }

  Target by_output(NestedStack& producer, const Target& target) {
    const std::string id = nested_output_id(unique_id(ids_below_root(*target.element)), attribute_or_ref(target));
    const Construct* const known = producer.find_child(sanitize_id(id));
    const auto& output = known != nullptr ? static_cast<const Output&>(*known) : producer.add(id, output_of(target), producer.where());
    return {&producer.nested_stack_resource(), "Outputs." + output.logical_id()};
  }

  static Output::Props output_of(const Target& target) {
    const Node node = node_of(target);
    if (!is_list(target)) return {.Value = Value<Json>(Raw{}, node)};
    return {.Value = Fn::Join(Value<std::string>(list_delimiter), List<std::string>(Raw{}, node))};
  }

  // --- between stacks (CDK rule 4.11) ----------------------------------------------------------------------------------

  Node across_stacks(Stack& stack, Stack& producer, const Target& target) {
    const Environment& here = stack.environment();
    const Environment& there = producer.environment();
    if (differ(here.account, there.account)) return refuse_across_accounts(producer);
    if (&top_level(stack).stage() != &producer.stage()) return refuse_across_stages(producer);
    const bool other_region = differ(here.region, there.region);
    if (other_region && (!here.region || !there.region)) return refuse_unknown_region(producer);
    const ReferenceStrength strength = strength_of(stack, producer, target);
    if (other_region && strength == ReferenceStrength::strong) return refuse_strong_across_regions(producer);
    StackPlan& from = plan_.of(top_level(stack));
    StackPlan& to = plan_.of(producer);
    edges_.push_back({&from, &to,
                      fmt::format("'{}' refers to {} of '{}'", reference_->consumer->path(),
                                  attribute_or_ref(target), target.element->path()),
                      reference_->consumer->where()});
    if (strength != ReferenceStrength::weak) {
      const Node imported = by_export(producer, target);
      if (strength == ReferenceStrength::strong) return split_if_list(target, imported);
    }
    return split_if_list(target, by_stack_output(stack, producer, target));
  }

  static Stack& top_level(Stack& stack) {
    Stack* each = &stack;
    while (each->nesting_parent() != nullptr) each = each->nesting_parent();
    return *each;
  }

  ReferenceStrength strength_of(const Stack& stack, const Stack& producer, const Target& target) const {
    const auto& state = TreeAccess::state(producer);
    const auto own = std::ranges::find(state.reference_strengths, target.element,
                                       &std::pair<const Element*, ReferenceStrength>::first);
    if (own != state.reference_strengths.end()) return own->second;
    if (const auto& of_consumer = TreeAccess::state(stack).cross_stack_references) return *of_consumer;
    return strength_named(stack.context(strength_context)).value_or(ReferenceStrength::weak);
  }

  static Node by_export(Stack& producer, const Target& target) {
    const std::string id = output_construct_id(*target.element, target.attribute);
    return Value<Json>(Fn::ImportValue(add_export(producer, id, output_of(target))));
  }

  static Node by_stack_output(Stack& stack, Stack& producer, const Target& target) {
    Construct& publish = group_below(producer, "Publish");
    const std::string id = output_construct_id(*target.element, target.attribute);
    const Construct* const known = publish.find_child(sanitize_id(id));
    const auto& output =
        known != nullptr ? static_cast<const Output&>(*known) : publish.add(id, output_of(target), producer.where());
    const auto region = producer.environment().region ? producer.region() : stack.region();
    return Value<Json>(Fn::GetStackOutput(producer.stack_name(), output.logical_id(), region));
  }

  static Node split_if_list(const Target& target, const Node& node) {
    if (!is_list(target) || !node.is_set()) return node;
    return Value<Json>(Fn::Split(Value<std::string>(list_delimiter), Value<std::string>(Raw{}, node)));
  }

  // --- what cannot be ------------------------------------------------------------------------------------------------

  Node refuse_across_stages(const Stack& producer) {
    report(*reference_, "cross-stage-reference", "an element of the same stage; hand the value over as a parameter",
           fmt::format("'{}' is of another stage and deployed by itself", producer.path()));
    return {};
  }
  Node refuse_across_accounts(const Stack& producer) {
    report(*reference_, "cross-account-reference", "stacks of one account; hand the value over as a parameter",
           fmt::format("'{}' is deployed to another account", producer.path()));
    return {};
  }
  Node refuse_unknown_region(const Stack& producer) {
    report(*reference_, "cross-region-reference", "known regions of both stacks",
           fmt::format("'{}' and the stack that refers to it may be in different regions", producer.path()));
    return {};
  }
  Node refuse_strong_across_regions(const Stack& producer) {
    report(*reference_, "strong-reference-across-regions", "a weak reference",
           fmt::format("exports do not leave the region of '{}'", producer.path()));
    return {};
  }

  void report(const CrossReference& reference, std::string_view id, std::string allowed, std::string message) {
    const Element& consumer = *reference.consumer;
    consumer.report({.id = id,
                     .path = consumer.path(),
                     .value = reference.target.element->path(),
                     .allowed = std::move(allowed),
                     .message = std::move(message),
                     .where = consumer.where()});
  }

  Plan& plan_;
  std::vector<Inspection>& inspections_;
  std::vector<StackEdge>& edges_;
  const CrossReference* reference_ = nullptr;
};

using ByConsumer = std::unordered_map<const Construct*, std::vector<const CrossReference*>>;

void append_in_tree_order(const Construct& construct, const ByConsumer& by_consumer, std::vector<const CrossReference*>& out) {
  if (const auto found = by_consumer.find(&construct); found != by_consumer.end()) {
    out.insert(out.end(), found->second.begin(), found->second.end());
  }
  for (const Construct* child : ordered_children(construct)) append_in_tree_order(*child, by_consumer, out);
}

/// References in the order of the tree, nested stacks' among their parent's: so CDK adds parameters and outputs.
std::vector<const CrossReference*> in_tree_order(const App& app, const std::vector<Inspection>& inspections) {
  ByConsumer by_consumer;
  for (const Inspection& inspection : inspections) {
    for (const CrossReference& reference : inspection.cross_references) by_consumer[reference.consumer].push_back(&reference);
  }
  std::vector<const CrossReference*> ordered;
  if (!by_consumer.empty()) append_in_tree_order(app, by_consumer, ordered);
  return ordered;
}

}  // namespace

void resolve_references(Plan& plan, std::vector<Inspection>& inspections, std::vector<StackEdge>& edges) {
  References references(plan, inspections, edges);
  const auto ordered = in_tree_order(*plan.app, inspections);
  for (const CrossReference* reference : ordered) references.resolve(*reference);
  if (ordered.empty()) return;
  for (const auto& stack : plan.stacks) stack->elements = elements_of(*stack->stack);
}

}  // namespace tenon::synth
