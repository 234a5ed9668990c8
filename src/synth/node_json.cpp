#include "node_json.hpp"

#include <algorithm>

#include "functions.hpp"
#include "text_pieces.hpp"

namespace tenon::synth {

namespace {

/// `Fn::Sub` of pieces: own elements and pseudo parameters inside the text, everything else as variables beside it.
class SubText {
 public:
  explicit SubText(const StackPlan& plan) : plan_(plan) {}

  void add(const Piece& piece) {
    if (!piece.node.is_set()) {
      literal(piece.literal);
    } else if (!inside(piece.node)) {
      const std::string name = "Value" + std::to_string(variables.size() + 1);
      text += "${" + name + "}";
      variables.emplace_back(name, piece.node);
    }
  }

  std::string text;
  std::vector<std::pair<std::string, Node>> variables;

 private:
  void literal(std::string_view part) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      text += part[i];
      if (part[i] == '$' && i + 1 < part.size() && part[i + 1] == '{') {
        text += "{!";
        ++i;
      }
    }
  }

  bool inside(const Node& node) {
    if (node.kind() == NodeKind::name) {
      text.append("${").append(node.text()).append("}");
      return true;
    }
    const bool attribute = node.kind() == NodeKind::attribute;
    if (!attribute && node.kind() != NodeKind::reference) return false;
    const Resource* const resource = as_resource(node.element());
    const auto name = attribute ? attribute_name(node) : std::string_view();
    if (resource != nullptr && resource->is_imported()) return false;
    if (replacement_of(plan_, node.element(), name) != nullptr) return false;
    text.append("${").append(node.element().logical_id());
    if (attribute) text.append(".").append(name);
    text += '}';
    return true;
  }

  const StackPlan& plan_;
};

void write_join(NodeJson& json, JsonText& out, const std::vector<Piece>& pieces) {
  if (pieces.empty()) return out.text("");
  if (pieces.size() == 1) {
    return pieces[0].node.is_set() ? json.node(pieces[0].node) : out.text(pieces[0].literal);
  }
  out.begin_object();
  out.key("Fn::Join");
  out.begin_array();
  out.text("");
  out.begin_array();
  for (const Piece& piece : pieces) {
    if (piece.node.is_set()) {
      json.node(piece.node);
    } else {
      out.text(piece.literal);
    }
  }
  out.end_array();
  out.end_array();
  out.end_object();
}

void write_sub(const StackPlan& plan, NodeJson& json, JsonText& out, const std::vector<Piece>& pieces) {
  if (pieces.empty()) return out.text("");
  if (pieces.size() == 1 && !pieces[0].node.is_set()) return out.text(pieces[0].literal);
  SubText sub(plan);
  for (const Piece& piece : pieces) sub.add(piece);
  out.begin_object();
  out.key("Fn::Sub");
  if (sub.variables.empty()) {
    out.text(sub.text);
  } else {
    out.begin_array();
    out.text(sub.text);
    out.begin_object();
    for (const auto& [name, node] : sub.variables) {
      out.key(name);
      json.node(node);
    }
    out.end_object();
    out.end_array();
  }
  out.end_object();
}

}  // namespace

std::string_view attribute_name(const Node& attribute) {
  const auto& resource = static_cast<const Resource&>(attribute.element());
  return resource.type_facts()->attributes[attribute.attribute_ordinal()];
}

const Node* imported_value(const Resource& resource, std::string_view name) {
  const auto& known = TreeAccess::details(resource)->imported_attributes;
  const auto found = std::ranges::find_if(known, [name](const auto& each) { return each.first == name; });
  return found == known.end() ? nullptr : &found->second;
}

const Node* imported_value(const Node& reference) {
  const bool attribute = reference.kind() == NodeKind::attribute;
  if (!attribute && reference.kind() != NodeKind::reference) return nullptr;
  const Resource* const resource = as_resource(reference.element());
  if (resource == nullptr || !resource->is_imported()) return nullptr;
  return imported_value(*resource, attribute ? attribute_name(reference) : "Ref");
}

const Node* replacement_of(const StackPlan& plan, const Element& element, std::string_view attribute) {
  const auto found = std::ranges::find_if(plan.replacements, [&](const Replacement& each) {
    return each.target.element == &element && each.target.attribute == attribute;
  });
  return found == plan.replacements.end() ? nullptr : &found->node;
}

void NodeJson::node(const Node& node) {
  switch (node.kind()) {
    case NodeKind::unset:
    case NodeKind::null: return out_.null();
    case NodeKind::boolean: return out_.boolean(node.boolean());
    case NodeKind::integer: return out_.integer(node.integer());
    case NodeKind::number: return out_.number(node.number());
    case NodeKind::literal:
    case NodeKind::text: return out_.text(node.text());
    case NodeKind::written: return out_.written(node.text());
    case NodeKind::name:
      out_.begin_object();
      out_.key("Ref");
      out_.text(node.text());
      return out_.end_object();
    case NodeKind::reference: return reference(node.element());
    case NodeKind::attribute: return attribute(node.element(), attribute_name(node));
    case NodeKind::list:
      out_.begin_array();
      for (const Node& item : node.items()) this->node(item);
      return out_.end_array();
    case NodeKind::bag:
    case NodeKind::object:
      out_.begin_object();
      members(node);
      return out_.end_object();
    case NodeKind::intrinsic: return intrinsic(node);
  }
}

void NodeJson::members(const Node& node) {
  const auto items = node.items();
  if (node.kind() == NodeKind::bag) {
    const auto properties = node.bag_facts().properties;
    for (const Node& member : items) {
      out_.key(properties[member.property_ordinal()].name);
      this->node(member);
    }
  } else {
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      if (!items[i + 1].is_set()) continue;
      out_.key(items[i].text());
      this->node(items[i + 1]);
    }
  }
}

void NodeJson::reference(const Element& element) {
  if (element.kind() == ConstructKind::condition) return out_.text(element.logical_id());
  if (const Resource* const resource = as_resource(element); resource != nullptr && resource->is_imported()) {
    return imported(*resource, "Ref");
  }
  if (!plan_.replacements.empty()) {
    if (const Node* const replacement = replacement_of(plan_, element, {})) return node(*replacement);
  }
  out_.begin_object();
  out_.key("Ref");
  out_.text(element.logical_id());
  out_.end_object();
}

void NodeJson::attribute(const Element& element, std::string_view name) {
  const auto& resource = static_cast<const Resource&>(element);
  if (resource.is_imported()) return imported(resource, name);
  if (!plan_.replacements.empty()) {
    if (const Node* const replacement = replacement_of(plan_, element, name)) return node(*replacement);
  }
  out_.begin_object();
  out_.key("Fn::GetAtt");
  out_.begin_array();
  out_.text(element.logical_id());
  out_.text(name);
  out_.end_array();
  out_.end_object();
}

void NodeJson::imported(const Resource& resource, std::string_view name) {
  // Inspection has reported the attributes that an import does not tell.
  const Node* const known = imported_value(resource, name);
  if (known == nullptr) return out_.null();
  node(*known);
}

void NodeJson::condition(const Node& node) {
  if (node.kind() != NodeKind::reference) return this->node(node);
  out_.begin_object();
  out_.key("Condition");
  out_.text(node.element().logical_id());
  out_.end_object();
}

void NodeJson::arguments(std::span<const Node> nodes, bool decides) {
  out_.begin_array();
  for (const Node& each : nodes) {
    if (decides) {
      condition(each);
    } else {
      node(each);
    }
  }
  out_.end_array();
}

/// Whether the template has another stack's output in the place of the node.
bool NodeJson::is_stack_output(const Node& node) const {
  const bool attribute = node.kind() == NodeKind::attribute;
  if (plan_.replacements.empty() || (!attribute && node.kind() != NodeKind::reference)) return false;
  const Node* const replacement =
      replacement_of(plan_, node.element(), attribute ? attribute_name(node) : std::string_view());
  return replacement != nullptr && replacement->kind() == NodeKind::intrinsic &&
         replacement->function() == Function::GetStackOutput;
}

/// Fn::Split is documented to take Fn::Join, but not Fn::GetStackOutput, which Fn::Join takes.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-split.html
void NodeJson::split_stack_output(const Node& split) {
  out_.begin_object();
  out_.key(facts_of(Function::Split).name);
  out_.begin_array();
  node(split.items()[0]);
  out_.begin_object();
  out_.key(facts_of(Function::Join).name);
  out_.begin_array();
  out_.text("");
  out_.begin_array();
  node(split.items()[1]);
  out_.end_array();
  out_.end_array();
  out_.end_object();
  out_.end_array();
  out_.end_object();
}

void NodeJson::intrinsic(const Node& node) {
  const FunctionFacts& facts = facts_of(node.function());
  if (facts.form == ArgumentForm::special) return special(node);
  if (node.function() == Function::Split && is_stack_output(node.items()[1])) return split_stack_output(node);
  out_.begin_object();
  out_.key(facts.name);
  if (facts.form == ArgumentForm::single) {
    this->node(node.items()[0]);
  } else {
    arguments(node.items(), facts.decides);
  }
  out_.end_object();
}

void NodeJson::special(const Node& node) {
  const auto items = node.items();
  switch (node.function()) {
    case Function::GetAtt:
      if (items[0].kind() == NodeKind::reference) return attribute(items[0].element(), items[1].text());
      break;
    case Function::TextAsJoin: return write_join(*this, out_, pieces_of(plan_, node));
    case Function::JsonAsJoin: return write_join(*this, out_, pieces_of_json(plan_, items));
    case Function::TextAsSub: return write_sub(plan_, *this, out_, pieces_of(plan_, node));
    case Function::JsonAsSub: return write_sub(plan_, *this, out_, pieces_of_json(plan_, items));
    case Function::Unchecked: return this->node(items[0]);
    default: break;
  }
  out_.begin_object();
  out_.key(facts_of(node.function()).name);
  switch (node.function()) {
    case Function::If:
      // The condition stands by its name alone.
      out_.begin_array();
      for (const Node& each : items) this->node(each);
      out_.end_array();
      break;
    case Function::Sub:
      if (items.size() == 1) {
        this->node(items[0]);
      } else {
        arguments(items, false);
      }
      break;
    case Function::GetAtt:
      arguments(items, false);
      break;
    case Function::FindInMap:
      out_.begin_array();
      if (items[0].kind() == NodeKind::reference && items[0].element().kind() == ConstructKind::mapping) {
        out_.text(items[0].element().logical_id());
      } else {
        this->node(items[0]);
      }
      this->node(items[1]);
      this->node(items[2]);
      if (items.size() == 4) {
        out_.begin_object();
        out_.key("DefaultValue");
        this->node(items[3]);
        out_.end_object();
      }
      out_.end_array();
      break;
    case Function::GetStackOutput: {
      constexpr std::string_view keys[] = {"StackName", "Region", "RoleArn", "OutputName"};
      out_.begin_object();
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (!items[i].is_set()) continue;
        out_.key(keys[i]);
        this->node(items[i]);
      }
      out_.end_object();
      break;
    }
    case Function::Transform:
      out_.begin_object();
      out_.key("Name");
      this->node(items[0]);
      out_.key("Parameters");
      this->node(items[1]);
      out_.end_object();
      break;
    default: break;
  }
  out_.end_object();
}

std::string compact_json(const StackPlan& plan, const Node& node) {
  JsonText out(0);
  NodeJson(plan, out).node(node);
  return out.take();
}

}  // namespace tenon::synth
