#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "passes.hpp"
#include "tenon/value/text.hpp"

namespace tenon::synth {

namespace {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
struct Limit {
  ConstructKind kind;
  std::size_t most;
  std::string_view what;
};
constexpr Limit limits[] = {{ConstructKind::resource, 500, "resources"},
                            {ConstructKind::parameter, 200, "parameters"},
                            {ConstructKind::mapping, 200, "mappings"},
                            {ConstructKind::output, 200, "outputs"}};
constexpr std::string_view resource_limit_context = "@aws-cdk/core:stackResourceLimit";
constexpr std::size_t types_named = 5;

bool counts(const Element& element) {
  const Resource* const resource = as_resource(element);
  return resource == nullptr || !resource->is_imported();
}

/// "Queue ×300, Bucket ×150": what there is most of.
std::string breakdown(const StackPlan& plan) {
  std::map<std::string_view, std::size_t> by_type;
  for (const Element* element : plan.elements) {
    if (const Resource* const resource = as_resource(*element); resource != nullptr && counts(*element)) {
      ++by_type[resource->type()];
    }
  }
  using Count = std::pair<std::string_view, std::size_t>;
  std::vector<Count> types(by_type.begin(), by_type.end());
  std::ranges::sort(types, [](const Count& a, const Count& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (types.size() > types_named) types.resize(types_named);
  std::string text;
  for (const auto& [type, count] : types) text += fmt::format("{}{} × {}", text.empty() ? "" : ", ", type, count);
  return text;
}

std::size_t most_of(const StackPlan& plan, const Limit& limit) {
  if (limit.kind != ConstructKind::resource) return limit.most;
  const Value<Json> context = plan.stack->context(resource_limit_context);
  std::uint64_t most = limit.most;
  if (context.kind() == NodeKind::integer && context.integer() >= 0) most = static_cast<std::uint64_t>(context.integer());
  // What the command line says is text.
  if (context.is_text()) ascii::read_number(context.text(), std::numeric_limits<std::uint32_t>::max(), most);
  return most == 0 ? plan.elements.size() : most;
}

void check_limits(const StackPlan& plan) {
  for (const Limit& limit : limits) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(plan.elements, [&](const Element* element) {
      return element->kind() == limit.kind && counts(*element);
    }));
    if (count <= most_of(plan, limit)) continue;
    std::string message = fmt::format("CloudFormation takes no more {} in one stack", limit.what);
    if (limit.kind == ConstructKind::resource) message += fmt::format(" ({})", breakdown(plan));
    plan.stack->report({.id = "too-many-elements",
                        .path = plan.stack->path(),
                        .value = fmt::format("{} {}", count, limit.what),
                        .allowed = fmt::format("at most {}; move some to another or a nested stack", most_of(plan, limit)),
                        .message = std::move(message),
                        .where = plan.stack->where()});
  }
}

// --- cycles of resources -----------------------------------------------------------------------------------------------

class ResourceCycles {
 public:
  /// Every cycle of these edges.
  static std::vector<Diagnostic> find(const std::vector<ResourceEdge>& edges) {
    ResourceCycles cycles;
    for (const ResourceEdge& edge : edges) cycles.nodes_[edge.from].edges.push_back(&edge);
    for (const ResourceEdge& edge : edges) cycles.search(edge.from);
    return std::move(cycles.found_);
  }

 private:
  struct Vertex {
    std::vector<const ResourceEdge*> edges;
    bool on_trail = false;
    bool done = false;
  };

  void search(const Element* element) {
    const auto found = nodes_.find(element);
    if (found == nodes_.end() || found->second.done) return;
    found->second.on_trail = true;
    for (const ResourceEdge* edge : found->second.edges) {
      trail_.push_back(edge);
      const auto next = nodes_.find(edge->to);
      if (next != nodes_.end() && next->second.on_trail) {
        report(edge->to);
      } else {
        search(edge->to);
      }
      trail_.pop_back();
    }
    found->second.on_trail = false;
    found->second.done = true;
  }

  void report(const Element* start) {
    const auto first = std::ranges::find(trail_, start, &ResourceEdge::from);
    std::string edges;
    for (auto edge = first; edge != trail_.end(); ++edge) {
      const Element& from = *(*edge)->from;
      if (!edges.empty()) edges += "; ";
      edges += fmt::format("'{}' needs '{}' by {} ({}:{})", from.path(), (*edge)->to->path(), (*edge)->property,
                           from.where().file_name(), from.where().line());
    }
    found_.push_back({.id = "resource-cycle",
                      .path = start->path(),
                      .property = std::string((*first)->property),
                      .value = edges,
                      .allowed = "references in one direction; split a policy, rule or attachment off as its own resource",
                      .message = "the resources need each other",
                      .where = start->where()});
  }

  std::unordered_map<const Element*, Vertex> nodes_;
  std::vector<const ResourceEdge*> trail_;
  std::vector<Diagnostic> found_;
};

// --- physical names --------------------------------------------------------------------------------------------------

void report_same_name(const PhysicalName& name, const Resource& other) {
  const Resource& resource = *name.resource;
  resource.report({.id = "duplicate-physical-name",
                   .path = resource.path(),
                   .value = name.key.substr(name.key.rfind('\n') + 1),
                   .allowed = "a name of its own, or none: CloudFormation makes one",
                   .message = fmt::format("'{}' has the same name ({}:{})", other.path(), other.where().file_name(),
                                          other.where().line()),
                   .where = resource.where()});
}

void check_renames(const StackPlan& plan) {
  for (const Rename& rename : TreeAccess::state(*plan.stack).renames) {
    if (rename.used) continue;
    plan.stack->report({.id = "unused-rename",
                        .path = plan.stack->path(),
                        .value = rename.from,
                        .allowed = "the logical id of an element of the stack",
                        .message = "there is no element to rename",
                        .where = plan.stack->where()});
  }
}

}  // namespace

void validate(const Plan& plan, const std::vector<Inspection>& inspections) {
  std::vector<std::vector<Diagnostic>> cycles(plan.stacks.size());
  in_parallel(plan.threads, cycles.size(), [&](std::size_t i) { cycles[i] = ResourceCycles::find(inspections[i].edges); });
  std::unordered_map<std::string_view, const Resource*> by_name;
  for (std::size_t i = 0; i < plan.stacks.size(); ++i) {
    check_limits(*plan.stacks[i]);
    check_renames(*plan.stacks[i]);
    for (Diagnostic& cycle : cycles[i]) plan.app->report(std::move(cycle));
    for (const PhysicalName& name : inspections[i].physical_names) {
      const auto [entry, is_new] = by_name.emplace(name.key, name.resource);
      if (!is_new) report_same_name(name, *entry->second);
    }
  }
}

}  // namespace tenon::synth
