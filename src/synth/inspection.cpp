#include "inspection.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "functions.hpp"
#include "node_json.hpp"
#include "schema_check.hpp"
#include "template.hpp"
#include "text_pieces.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/value/format.hpp"

namespace tenon::synth {

namespace {

/// One step of the way to a value: a key, or an index of a list.
struct Step {
  std::string_view key;
  std::size_t index = 0;
};

bool is_loop(std::string_view key) { return key.starts_with("Fn::ForEach::"); }

bool is_text_builder(const Node& node) {
  return node.kind() == NodeKind::intrinsic &&
         (node.function() == Function::TextAsJoin || node.function() == Function::TextAsSub);
}

/// The alternative that a value of this form is of; null when none is, or when any document will do.
const Schema* fitting(const Schema* schema, const Node& node) {
  if (schema == nullptr || schema->shape != Shape::alternatives) return schema;
  const bool composed = node.kind() == NodeKind::bag || node.kind() == NodeKind::object;
  const auto fits = [&](const Schema* each) {
    return node.kind() == NodeKind::list ? each->shape == Shape::list : composed && each->shape == Shape::bag;
  };
  const auto found = std::ranges::find_if(schema->alternatives, fits);
  return found == schema->alternatives.end() ? nullptr : *found;
}

// CloudFormation's "DeletionPolicy attribute" lists them, and so does CDK (rule 4.10).
constexpr std::string_view types_with_snapshots[] = {
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
};

/// Whether the policy is, or may be in a deployment, a snapshot.
bool asks_for_snapshot(const Node& policy) {
  if (policy.is_text()) return policy.text() == "Snapshot";
  if (policy.kind() != NodeKind::intrinsic || policy.function() != Function::If) return false;
  return asks_for_snapshot(policy.items()[1]) || asks_for_snapshot(policy.items()[2]);
}

bool is_no_value(const Node& node) { return node.kind() == NodeKind::name && node.text() == "AWS::NoValue"; }

/// Whether names may appear in the deployed template that this one does not have.
bool names_are_open(const StackPlan& plan) {
  const bool macro = std::ranges::any_of(plan.transforms, [](const std::string& each) { return each != language_extensions; });
  return macro || std::ranges::any_of(plan.elements, [](const Element* element) {
           return element->kind() == ConstructKind::for_each;
         });
}

class Walk {
 public:
  Walk(const StackPlan& plan, Inspection& found) : plan_(plan), found_(found), open_(names_are_open(plan)) {}

  void index(const Element& element) {
    const Resource* const resource = as_resource(element);
    if (resource != nullptr && resource->is_imported()) return;
    element_ = &element;
    const std::string& id = element.logical_id();
    if (!is_valid_logical_id(id) && !is_loop(id)) {
      report("invalid-logical-id", id, "1 to 255 letters and digits", "CloudFormation does not take this as a logical id");
    }
    const auto [entry, is_new] = found_.by_id.emplace(id, &element);
    if (is_new) return;
    report("duplicate-logical-id", id, "an id of its own; see override_logical_id",
           fmt::format("'{}' has the same logical id ({}:{})", entry->second->path(),
                       entry->second->where().file_name(), entry->second->where().line()));
  }

  void element(const Element& element) {
    element_ = &element;
    if (element.kind() == ConstructKind::for_each) found_.needs_language_extensions = true;
    const Resource* const resource = as_resource(element);
    if (resource == nullptr) return value(element.body(), nullptr);
    if (resource->is_imported()) return;  // looked into where it is used
    const auto* const details = TreeAccess::details(*resource);
    const bool overridden = details != nullptr && !details->overrides.empty();
    step("Properties", [&] { properties(*resource, overridden); });
    if (details != nullptr) {
      attributes(*details);
      snapshots(*resource, *details);
    }
    if (overridden) document(*resource);
  }

 private:
  template <class Inside>
  void step(std::string_view key, Inside inside) {
    path_.push_back({key});
    inside();
    path_.pop_back();
  }

  void report(std::string_view id, std::string value, std::string allowed, std::string message) {
    found_.diagnostics.push_back({.id = id,
                                  .path = element_->path(),
                                  .property = property_path(),
                                  .value = std::move(value),
                                  .allowed = std::move(allowed),
                                  .message = std::move(message),
                                  .where = element_->where()});
  }

  std::string property_path() const {
    std::string text;
    for (const Step& step : path_) {
      if (step.key.empty()) {
        text += fmt::format("[{}]", step.index);
      } else {
        if (!text.empty()) text += '.';
        text += step.key;
      }
    }
    return text;
  }

  // --- resources ---------------------------------------------------------------------------------------------------

  void properties(const Resource& resource, bool overridden) {
    const bool was_checking = checking_;
    checking_ = !overridden;  // what overrides leave is checked as a whole
    value(resource.properties(), nullptr);
    checking_ = was_checking;
  }

  void attributes(const TreeAccess::ResourceDetails& details) {
    if (details.condition != nullptr) reach(*details.condition, {});
    for (const auto& [key, node] : details.metadata) {
      step("Metadata", [&] { step(key, [&] { value(node, nullptr); }); });
    }
    const std::pair<std::string_view, const Node*> nodes[] = {{"CreationPolicy", &details.creation_policy},
                                                              {"UpdatePolicy", &details.update_policy},
                                                              {"DeletionPolicy", &details.deletion_policy},
                                                              {"UpdateReplacePolicy", &details.update_replace_policy}};
    for (const auto& [key, node] : nodes) {
      if (!node->is_set()) continue;
      step(key, [&] { value(*node, nullptr); });
    }
    if (details.deletion_policy.is_expression() || details.update_replace_policy.is_expression()) {
      found_.needs_language_extensions = true;
    }
    for (const Override& each : details.overrides) step(each.path, [&] { value(each.value, nullptr); });
  }

  /// One finding, though a removal policy sets both attributes.
  void snapshots(const Resource& resource, const TreeAccess::ResourceDetails& details) {
    const bool at_deletion = asks_for_snapshot(details.deletion_policy);
    if (!at_deletion && !asks_for_snapshot(details.update_replace_policy)) return;
    if (std::ranges::find(types_with_snapshots, resource.type()) != std::end(types_with_snapshots)) return;
    step(at_deletion ? "DeletionPolicy" : "UpdateReplacePolicy", [&] {
      report("snapshot-not-possible", "Snapshot",
             fmt::format("Delete or Retain; Snapshot for {}", fmt::join(types_with_snapshots, ", ")),
             fmt::format("{} makes no snapshots", resource.type()));
    });
  }

  void document(const Resource& resource) {
    if (resource.type_facts() == nullptr) return;
    const Node whole = resource_document(plan_, resource);
    const Node* const properties = whole.find("Properties");
    const Node none = Node::object({});
    step("Properties", [&] { object_as_bag(properties != nullptr ? *properties : none, *resource.type_facts()->properties); });
  }

  // --- values ------------------------------------------------------------------------------------------------------

  void value(const Node& node, const Schema* of_property) {
    const Schema* const schema = fitting(of_property, node);
    if (checking_ && schema != nullptr) check(*schema, node);
    switch (node.kind()) {
      case NodeKind::reference: return reach(node.element(), {});
      case NodeKind::attribute: return reach(node.element(), attribute_name(node));
      case NodeKind::list: return list(node, schema != nullptr ? schema->element : nullptr);
      case NodeKind::bag: return bag(node);
      case NodeKind::object: return object(node, schema);
      case NodeKind::intrinsic: return intrinsic(node, schema);
      default: return;
    }
  }

  void check(const Schema& schema, const Node& node) {
    if (is_text_builder(node)) {
      // A text that is put together of literals alone is known now.
      const auto pieces = pieces_of(plan_, node);
      if (pieces.size() == 1 && !pieces[0].node.is_set()) check(schema, Node(std::string_view(pieces[0].literal)));
      return;
    }
    if (auto violation = violation_of(schema, node)) {
      report(violation->id, std::move(violation->value), std::move(violation->allowed), std::move(violation->message));
    }
  }

  void list(const Node& node, const Schema* element) {
    const auto items = node.items();
    path_.push_back({});
    for (std::size_t i = 0; i < items.size(); ++i) {
      path_.back().index = i;
      value(items[i], element);
    }
    path_.pop_back();
  }

  void bag(const Node& node) {
    const BagFacts& facts = node.bag_facts();
    if (checking_ && !facts.rules.empty()) groups(facts, node);
    path_.push_back({});
    for (const Node& member : node.items()) {
      const PropertyFacts& property = facts.properties[member.property_ordinal()];
      path_.back().key = property.name;
      if (property.required && is_no_value(member)) required_missing("AWS::NoValue");
      value(member, property.schema);
    }
    path_.pop_back();
  }

  void object(const Node& node, const Schema* schema) {
    if (checking_ && schema != nullptr && schema->shape == Shape::bag) return object_as_bag(node, *schema->bag);
    const Schema* const element = schema != nullptr && schema->shape == Shape::map ? schema->element : nullptr;
    const auto items = node.items();
    path_.push_back({});
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      path_.back().key = items[i].text();
      if (is_loop(items[i].text())) found_.needs_language_extensions = true;
      value(items[i + 1], element);
    }
    path_.pop_back();
  }

  /// An object where a bag is due: what overrides leave.
  void object_as_bag(const Node& node, const BagFacts& facts) {
    if (is_function(node)) return;
    groups(facts, node);
    for (const PropertyFacts& property : facts.properties) {
      const Node* const member = node.find(property.name);
      step(property.name, [&] {
        if (member != nullptr) {
          value(*member, property.schema);
        } else if (property.required) {
          required_missing("nothing");
        }
      });
    }
  }

  static bool is_function(const Node& object) {
    const auto items = object.items();
    return items.size() == 2 && (items[0].text() == "Ref" || items[0].text().starts_with("Fn::"));
  }

  void required_missing(std::string value) {
    report("required-property-missing", std::move(value), "a value", "the property is required");
  }

  void groups(const BagFacts& facts, const Node& node) {
    const auto presence = [&node](const PropertyFacts& property) { return presence_of(node.find(property.name)); };
    for (Violation& violation : violations_of_group(facts, presence)) {
      report(violation.id, std::move(violation.value), std::move(violation.allowed), std::move(violation.message));
    }
  }

  // --- functions ---------------------------------------------------------------------------------------------------

  void intrinsic(const Node& node, const Schema* schema) {
    const auto items = node.items();
    if (facts_of(node.function()).needs_extensions) found_.needs_language_extensions = true;
    switch (node.function()) {
      case Function::If:
        value(items[0], nullptr);
        return conditional([&] {
          value(items[1], schema);
          value(items[2], schema);
        });
      case Function::Unchecked: return unchecked(items[0]);
      case Function::Ref:
        if (items[0].is_text()) name(items[0].text(), {});
        return arguments(items);
      case Function::GetAtt:
        return get_att(items[0], items[1]);
      case Function::Sub:
        sub(items[0].text(), items.size() > 1 ? &items[1] : nullptr);
        return arguments(items);
      case Function::FindInMap:
        if (items.size() == 4) found_.needs_language_extensions = true;
        find_in_map(items);
        return arguments(items);
      default: return arguments(items);
    }
  }

  /// What is reached inside may not be in the deployed template.
  template <class Inside>
  void conditional(Inside inside) {
    const bool was_conditional = conditional_;
    conditional_ = true;
    inside();
    conditional_ = was_conditional;
  }

  void get_att(const Node& target, const Node& attribute) {
    const auto known = attribute.is_text() ? attribute.text() : std::string_view();
    if (target.is_text()) name(target.text(), known);
    if (target.kind() == NodeKind::reference) return reach(target.element(), known);
    value(target, nullptr);
    value(attribute, nullptr);
  }

  void arguments(std::span<const Node> items) {
    for (const Node& item : items) value(item, nullptr);
  }

  void unchecked(const Node& node) {
    const bool was_checking = checking_;
    checking_ = false;
    value(node, nullptr);
    checking_ = was_checking;
  }

  void sub(std::string_view text, const Node* variables) {
    for (auto start = text.find("${"); start != text.npos; start = text.find("${", start + 2)) {
      const auto end = text.find('}', start);
      if (end == text.npos) {
        return report("malformed-sub", std::string(text), "${Name} or ${Name.Attribute}", "a placeholder is not closed");
      }
      if (text[start + 2] == '!') continue;
      const auto inside = text.substr(start + 2, end - start - 2);
      if (variables != nullptr && variables->find(inside) != nullptr) continue;
      const auto dot = std::min(inside.find('.'), inside.size());
      name(inside.substr(0, dot), dot == inside.size() ? std::string_view() : inside.substr(dot + 1));
    }
  }

  /// A logical id, or the name of a pseudo parameter, as it stands in a text.
  void name(std::string_view id, std::string_view attribute) {
    if (detail::is_pseudo_parameter(id)) return;
    const auto found = found_.by_id.find(id);
    const auto kind = found == found_.by_id.end() ? ConstructKind::construct : found->second->kind();
    if (kind == ConstructKind::resource || (kind == ConstructKind::parameter && attribute.empty())) {
      return reach(*found->second, attribute);
    }
    if (open_) return;
    report("unknown-name", std::string(id), "a logical id of a resource or parameter of this stack, or a pseudo parameter",
           "the template has nothing of this name");
  }

  void find_in_map(std::span<const Node> items) {
    if (items.size() == 4 || items[0].kind() != NodeKind::reference) return;
    const Node* level = &items[0].element().body();
    for (const Node& key : items.subspan(1, 2)) {
      if (!key.is_text()) return;
      const Node* const next = level->find(key.text());
      if (next == nullptr) {
        return report("unknown-mapping-key", std::string(key.text()),
                      "a key of the mapping '" + items[0].element().logical_id() + "'", "the mapping has no such key");
      }
      level = next;
    }
  }

  // --- references --------------------------------------------------------------------------------------------------

  void reach(const Element& target, std::string_view attribute) {
    const Resource* const resource = as_resource(target);
    if (resource != nullptr && resource->is_imported()) return reach_imported(*resource, attribute);
    if (resource != nullptr) check_attribute(*resource, attribute);
    if (target.find_stack() != plan_.stack) return reach_across(target, attribute);
    if (resource == nullptr || element_->kind() != ConstructKind::resource) return;
    found_.edges.push_back({element_, &target, path_.size() > 1 ? path_[1].key : std::string_view("Properties"), conditional_});
  }

  void reach_across(const Element& target, std::string_view attribute) {
    if (target.kind() == ConstructKind::resource || target.kind() == ConstructKind::parameter) {
      found_.cross_references.push_back({{&target, std::string(attribute)}, element_});
      return;
    }
    report("foreign-element", target.path(), "an element of the stack itself",
           "a condition or mapping of another stack cannot be used here");
  }

  void reach_imported(const Resource& resource, std::string_view attribute) {
    const std::string_view name = attribute.empty() ? "Ref" : attribute;
    if (const Node* const known = imported_value(resource, name)) return value(*known, nullptr);
    std::vector<std::string_view> names;
    for (const auto& [each, node] : TreeAccess::details(resource)->imported_attributes) names.emplace_back(each);
    report("imported-attribute-unknown", std::string(name), fmt::format("{}; or from_attributes", fmt::join(names, ", ")),
           fmt::format("what '{}' was imported by does not tell this attribute", resource.path()));
  }

  void check_attribute(const Resource& resource, std::string_view attribute) {
    const TypeFacts* const facts = resource.type_facts();
    if (facts == nullptr || attribute.empty() || open_ || attribute.starts_with("Outputs.")) return;
    if (resource.type() == "AWS::CloudFormation::CustomResource") return;
    if (std::ranges::any_of(facts->attributes, [attribute](const char* each) { return attribute == each; })) return;
    report("unknown-attribute", std::string(attribute), fmt::format("{}", fmt::join(facts->attributes, ", ")),
           fmt::format("{} has no such attribute", resource.type()));
  }

  const StackPlan& plan_;
  Inspection& found_;
  const bool open_;
  const Element* element_ = nullptr;
  std::vector<Step> path_;
  bool checking_ = true;
  bool conditional_ = false;
};

}  // namespace

Inspection inspect(const StackPlan& plan) {
  Inspection found;
  found.by_id.reserve(plan.elements.size());
  found.edges.reserve(plan.elements.size());
  Walk walk(plan, found);
  for (const Element* element : plan.elements) walk.index(*element);
  for (const Element* element : plan.elements) walk.element(*element);
  found.physical_names = physical_names_of(plan);
  return found;
}

}  // namespace tenon::synth
