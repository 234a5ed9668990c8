#include "template.hpp"

#include <algorithm>
#include <utility>

#include "../construct/acknowledged.hpp"
#include "acknowledged_metadata.hpp"
#include "node_json.hpp"
#include "overrides.hpp"
#include "tenon/value/json.hpp"

namespace tenon::synth {

namespace {

struct Section {
  ConstructKind kind;
  std::string_view name;
};
constexpr Section sections[] = {
    {ConstructKind::resource, "Resources"}, {ConstructKind::parameter, "Parameters"},
    {ConstructKind::mapping, "Mappings"},   {ConstructKind::condition, "Conditions"},
    {ConstructKind::rule, "Rules"},         {ConstructKind::output, "Outputs"},
    {ConstructKind::hook, "Hooks"},
};

// In the order of ForEach::Section.
constexpr ConstructKind sections_of_loops[] = {ConstructKind::resource, ConstructKind::condition,
                                               ConstructKind::output};

ConstructKind section_kind(const Element& element) {
  if (element.kind() != ConstructKind::for_each) return element.kind();
  return sections_of_loops[static_cast<std::size_t>(static_cast<const ForEach&>(element).section())];
}

const Section& section_of(const Element& element) {
  return *std::ranges::find(sections, section_kind(element), &Section::kind);
}

bool is_rendered(const Element& element) {
  const Resource* const resource = as_resource(element);
  return resource == nullptr || !resource->is_imported();
}

/// Where a section begins is where its first element stands in the tree.
std::vector<const Section*> sections_in_order(const StackPlan& plan) {
  std::vector<const Section*> order;
  for (const Element* element : plan.elements) {
    const Section* const section = &section_of(*element);
    if (is_rendered(*element) && std::ranges::find(order, section) == order.end()) order.push_back(section);
  }
  return order;
}

class TemplateWriter {
 public:
  TemplateWriter(const StackPlan& plan, JsonText& out) : plan_(plan), out_(out), json_(plan, out) {}

  void write() {
    out_.begin_object();
    header();
    for (const Section* section : sections_in_order(plan_)) {
      out_.key(section->name);
      out_.begin_object();
      for (const Element* element : plan_.elements) {
        if (section_kind(*element) == section->kind && is_rendered(*element)) this->element(*element);
      }
      out_.end_object();
    }
    out_.end_object();
  }

  void resource(const Resource& resource) {
    const TreeAccess::ResourceDetails* const details = TreeAccess::details(resource);
    out_.begin_object();
    out_.key("Type");
    out_.text(resource.type());
    properties(resource.properties());
    depends_on(resource);
    if (details != nullptr) attributes(*details);
    metadata(resource, details);
    if (details != nullptr && details->condition != nullptr) {
      out_.key("Condition");
      out_.text(details->condition->logical_id());
    }
    out_.end_object();
  }

 private:
  void header() {
    const TreeAccess::StackState& state = TreeAccess::state(*plan_.stack);
    if (!state.description.empty()) {
      out_.key("Description");
      out_.text(state.description);
    }
    transforms();
    if (!state.template_format_version.empty()) {
      out_.key("AWSTemplateFormatVersion");
      out_.text(state.template_format_version);
    }
    entries("Metadata", state.metadata);
  }

  void transforms() {
    if (plan_.transforms.empty()) return;
    out_.key("Transform");
    if (plan_.transforms.size() == 1) return out_.text(plan_.transforms[0]);
    out_.begin_array();
    for (const std::string& transform : plan_.transforms) out_.text(transform);
    out_.end_array();
  }

  void entries(std::string_view key, const std::vector<std::pair<std::string, Node>>& entries) {
    if (entries.empty()) return;
    out_.key(key);
    out_.begin_object();
    for (const auto& [name, value] : entries) {
      out_.key(name);
      json_.node(value);
    }
    out_.end_object();
  }

  void element(const Element& element) {
    out_.key(element.logical_id());
    const Resource* const resource = as_resource(element);
    if (element.kind() == ConstructKind::condition) {
      json_.condition(element.body());
    } else if (resource == nullptr) {
      json_.node(element.body());
    } else if (const auto* details = TreeAccess::details(*resource);
               details != nullptr && !details->overrides.empty()) {
      json_.node(resource_document(plan_, *resource));
    } else {
      this->resource(*resource);
    }
  }

  void properties(const Node& properties) {
    const bool composed = properties.kind() == NodeKind::bag || properties.kind() == NodeKind::object;
    if (!properties.is_set() || (composed && properties.items().empty())) return;
    out_.key("Properties");
    json_.node(properties);
  }

  void depends_on(const Resource& resource) {
    const auto found = plan_.depends_on.find(&resource);
    if (found == plan_.depends_on.end()) return;
    out_.key("DependsOn");
    out_.begin_array();
    for (const Resource* other : found->second) out_.text(other->logical_id());
    out_.end_array();
  }

  void attributes(const TreeAccess::ResourceDetails& details) {
    const std::pair<std::string_view, const Node*> nodes[] = {
        {"CreationPolicy", &details.creation_policy},
        {"UpdatePolicy", &details.update_policy},
        {"UpdateReplacePolicy", &details.update_replace_policy},
        {"DeletionPolicy", &details.deletion_policy}};
    for (const auto& [key, node] : nodes) {
      if (!node->is_set()) continue;
      out_.key(key);
      json_.node(*node);
    }
    const std::pair<std::string_view, const std::string*> texts[] = {{"Version", &details.version},
                                                                     {"Description", &details.description}};
    for (const auto& [key, text] : texts) {
      if (text->empty()) continue;
      out_.key(key);
      out_.text(*text);
    }
  }

  void metadata(const Resource& resource, const TreeAccess::ResourceDetails* details) {
    const bool given = details != nullptr && !details->metadata.empty();
    const auto rules = with_acknowledged_ ? acknowledged_rules_of(resource) : AcknowledgedRules();
    if (!given && !plan_.path_metadata && rules.empty()) return;
    out_.key("Metadata");
    out_.begin_object();
    if (plan_.path_metadata) {
      out_.key("aws:cdk:path");
      out_.text(resource.path());
    }
    auto of_judges = metadata_of_judges(rules);
    if (given) {
      for (const auto& [name, value] : details->metadata) {
        out_.key(name);
        const auto more = std::ranges::find(of_judges, name, &std::pair<std::string_view, Node>::first);
        if (more == of_judges.end()) {
          json_.node(value);
        } else {
          // Read anew: nodes of the app may be read by other threads, and so not be shared here.
          json_.node(both(json::parse(compact_json(plan_, value)), more->second));
          of_judges.erase(more);
        }
      }
    }
    for (const auto& [name, value] : of_judges) {
      out_.key(name);
      json_.node(value);
    }
    out_.end_object();
  }

  const StackPlan& plan_;
  JsonText& out_;
  NodeJson json_;
  const bool with_acknowledged_ = has_acknowledgments_in_template(*plan_.stack);
};

}  // namespace

void render_json(const StackPlan& plan, JsonText& out) {
  constexpr std::size_t usual_bytes_per_element = 1280;
  out.reserve(plan.elements.size() * usual_bytes_per_element);
  TemplateWriter(plan, out).write();
}

Node resource_document(const StackPlan& plan, const Resource& resource) {
  JsonText out(0);
  TemplateWriter(plan, out).resource(resource);
  Node document = json::parse(out.view());
  for (const Override& each : TreeAccess::details(resource)->overrides) {
    const Node value = each.value.is_set() ? Node(json::parse(compact_json(plan, each.value))) : Node();
    document = overridden(document, each.path, value);
  }
  return document;
}

}  // namespace tenon::synth
