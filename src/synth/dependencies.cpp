#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "passes.hpp"
#include "tenon/construct/ordering.hpp"

namespace tenon::synth {

namespace {

/// The resources that a dependency means: all below and including the construct; of a nested stack its
/// resource.
void collect_resources(const Construct& construct, std::vector<const Resource*>& found) {
  if (construct.kind() == ConstructKind::nested_stack) {
    found.push_back(&static_cast<const NestedStack&>(construct).nested_stack_resource());
    return;
  }
  if (construct.kind() == ConstructKind::stack) return;
  if (const Resource* const resource = as_resource(construct);
      resource != nullptr && !resource->is_imported()) {
    found.push_back(resource);
  }
  for (const Construct* child : ordered_children(construct)) collect_resources(*child, found);
}

/// The top-level stacks that the construct is in or holds.
void collect_stacks(const Construct& construct, std::vector<Stack*>& found) {
  if (construct.kind() == ConstructKind::stack) {
    found.push_back(&construct.stack());
    return;
  }
  for (const Construct* child : ordered_children(construct)) collect_stacks(*child, found);
}

std::vector<const Resource*> resources_of(const Construct& construct) {
  std::vector<const Resource*> found;
  collect_resources(construct, found);
  return found;
}

std::vector<Stack*> stacks_of(const Construct& construct) {
  std::vector<Stack*> found;
  if (Stack* stack = construct.find_stack()) {
    while (stack->nesting_parent() != nullptr) stack = stack->nesting_parent();
    found.push_back(stack);
  } else {
    collect_stacks(construct, found);
  }
  return found;
}

bool is_below(const Construct& construct, const Construct& ancestor) {
  const Construct* each = &construct;
  while (each != nullptr && each != &ancestor) each = each->parent();
  return each != nullptr;
}

class Dependencies {
 public:
  Dependencies(Plan& plan, std::vector<Inspection>& inspections, std::vector<StackEdge>& edges)
      : plan_(plan), edges_(edges) {
    for (std::size_t i = 0; i < plan.stacks.size(); ++i)
      inspection_of_.emplace(plan.stacks[i]->stack, &inspections[i]);
  }

  void resolve(const Construct& construct) {
    if (const auto* const extras = TreeAccess::extras(construct)) {
      for (const DependencyEdge& edge : extras->dependencies) add(construct, edge);
    }
    for (const auto& child : TreeAccess::children(construct)) resolve(*child);
  }

  void sort() {
    for (const auto& stack : plan_.stacks) {
      for (auto& [resource, others] : stack->depends_on) {
        std::ranges::sort(others, [](const Resource* a, const Resource* b) {
          return collates_before(a->path(), b->path());
        });
      }
    }
  }

 private:
  void add(const Construct& from, const DependencyEdge& edge) {
    if (is_below(from, *edge.on) || is_below(*edge.on, from)) {
      return report(from, edge, "dependency-on-own-part",
                    "a construct that neither holds this one nor is held by it",
                    "the dependency is on a part of the construct itself");
    }
    const auto from_stacks = stacks_of(from);
    const auto on_stacks = stacks_of(*edge.on);
    if (from_stacks.size() == 1 && on_stacks.size() == 1 && from_stacks[0] == on_stacks[0]) {
      between_resources(from, edge);
    } else {
      between_stacks(from, edge, from_stacks, on_stacks);
    }
  }

  void between_resources(const Construct& from, const DependencyEdge& edge) {
    // What one resource says of another is written as it was said. A construct means all that is in it, and
    // there a reference is enough.
    const bool as_said = as_resource(from) != nullptr && as_resource(*edge.on) != nullptr;
    for (const Resource* source : resources_of(from)) {
      for (const Resource* target : resources_of(*edge.on)) {
        if (as_said || !refers(*source, *target)) between(*source, *target);
      }
    }
  }

  /// Whether the properties of the one name the other in any case. Overrides may have taken the name away.
  bool refers(const Resource& from, const Resource& on) {
    const auto* const details = TreeAccess::details(from);
    if (details != nullptr && !details->overrides.empty()) return false;
    if (references_.empty()) {
      for (const auto& [stack, inspection] : inspection_of_) {
        for (const ResourceEdge& edge : inspection->edges) {
          if (!edge.conditional && edge.property != "DependsOn") references_[edge.from].insert(edge.to);
        }
      }
    }
    const auto found = references_.find(&from);
    return found != references_.end() && found->second.contains(&on);
  }

  /// Where the two stand in different templates of one deployment, their nested stacks' resources stand for
  /// them.
  void between(const Resource& from, const Resource& on) {
    const Resource* source = &from;
    const Resource* target = &on;
    while (source->find_stack() != target->find_stack()) {
      const bool raise_source = depth(*source->find_stack()) > depth(*target->find_stack());
      const Resource*& raised = raise_source ? source : target;
      if (raised->stack().nesting_parent() == nullptr) return;
      raised = &static_cast<const NestedStack&>(raised->stack()).nested_stack_resource();
    }
    if (source == target) return;
    auto& others = plan_.of(source->stack()).depends_on[source];
    if (std::ranges::find(others, target) != others.end()) return;
    others.push_back(target);
    inspection_of_.at(&source->stack())->edges.push_back({source, target, "DependsOn"});
  }

  static std::size_t depth(const Stack& stack) {
    std::size_t depth = 0;
    for (const Stack* each = stack.nesting_parent(); each != nullptr; each = each->nesting_parent()) ++depth;
    return depth;
  }

  void between_stacks(const Construct& from, const DependencyEdge& edge,
                      const std::vector<Stack*>& from_stacks, const std::vector<Stack*>& on_stacks) {
    for (Stack* source : from_stacks) {
      for (Stack* target : on_stacks) {
        if (source == target) continue;
        if (&source->stage() != &target->stage()) {
          report(from, edge, "dependency-across-stages", "a construct of the same stage",
                 "the dependency is on a construct of another stage");
          return;
        }
        edges_.push_back({&plan_.of(*source), &plan_.of(*target),
                          fmt::format("'{}' depends on '{}'", from.path(), edge.on->path()), edge.where});
      }
    }
  }

  static void report(const Construct& from, const DependencyEdge& edge, std::string_view id,
                     std::string allowed, std::string message) {
    from.report({.id = id,
                 .path = from.path(),
                 .property = "DependsOn",
                 .value = edge.on->path(),
                 .allowed = std::move(allowed),
                 .message = std::move(message),
                 .where = edge.where});
  }

  Plan& plan_;
  std::vector<StackEdge>& edges_;
  std::unordered_map<const Stack*, Inspection*> inspection_of_;
  std::unordered_map<const Element*, std::unordered_set<const Element*>>
      references_;  // made when first asked for
};

std::string place(const std::source_location& where) {
  return fmt::format("{}:{}", where.file_name(), where.line());
}

/// Finds cycles among stacks by depth-first search; each is reported once, with every edge and where it was
/// written.
class StackCycles {
 public:
  explicit StackCycles(const std::vector<StackEdge>& edges) {
    for (const StackEdge& edge : edges) by_source_[edge.from].push_back(&edge);
  }

  void search(const StackPlan* stack) {
    if (done_.contains(stack)) return;
    const auto found = by_source_.find(stack);
    if (found != by_source_.end()) {
      for (const StackEdge* edge : found->second) follow(*edge);
    }
    done_.insert(stack);
  }

 private:
  void follow(const StackEdge& edge) {
    trail_.push_back(&edge);
    const auto start = std::ranges::find(trail_, edge.to, &StackEdge::from);
    if (start != trail_.end()) {
      report({start, trail_.end()});
    } else {
      search(edge.to);
    }
    trail_.pop_back();
  }

  void report(const std::vector<const StackEdge*>& cycle) {
    // Several references may make the same cycle; the first says enough.
    std::vector<const StackPlan*> members;
    for (const StackEdge* edge : cycle) members.push_back(edge->from);
    std::ranges::sort(members);
    if (!reported_.insert(members).second) return;
    std::string edges;
    for (const StackEdge* edge : cycle) {
      if (!edges.empty()) edges += "; ";
      edges += fmt::format("'{}' needs '{}' because {} ({})", edge->from->stack->path(),
                           edge->to->stack->path(), edge->reason, place(edge->where));
    }
    const Stack& stack = *cycle.front()->from->stack;
    stack.report(
        {.id = "stack-cycle",
         .path = stack.path(),
         .value = edges,
         .allowed = "references in one direction; move the construct, or give the value by a parameter",
         .message = "the stacks need each other",
         .where = cycle.front()->where});
  }

  struct Hash {
    std::size_t operator()(const std::vector<const StackPlan*>& members) const {
      std::size_t hash = members.size();
      for (const StackPlan* each : members) hash = hash * 31 + std::hash<const StackPlan*>()(each);
      return hash;
    }
  };

  std::unordered_map<const StackPlan*, std::vector<const StackEdge*>> by_source_;
  std::unordered_set<const StackPlan*> done_;
  std::unordered_set<std::vector<const StackPlan*>, Hash> reported_;
  std::vector<const StackEdge*> trail_;
};

}  // namespace

void resolve_dependencies(Plan& plan, std::vector<Inspection>& inspections, std::vector<StackEdge>& edges) {
  Dependencies dependencies(plan, inspections, edges);
  dependencies.resolve(*plan.app);
  dependencies.sort();
}

void order_stacks(Plan& plan, const std::vector<StackEdge>& edges) {
  for (const StackEdge& edge : edges) {
    auto& dependencies = edge.from->dependencies;
    if (std::ranges::find(dependencies, edge.to) == dependencies.end()) dependencies.push_back(edge.to);
  }
  for (const auto& stack : plan.stacks) {
    std::ranges::sort(stack->dependencies, [](const StackPlan* a, const StackPlan* b) {
      return collates_before(a->stack->path(), b->stack->path());
    });
  }
  StackCycles cycles(edges);
  for (const auto& stack : plan.stacks) cycles.search(stack.get());
}

std::vector<const StackPlan*> deployment_order(const Plan& plan) {
  std::vector<const StackPlan*> order;
  std::unordered_set<const StackPlan*> visited;
  const std::function<void(const StackPlan&)> visit = [&](const StackPlan& stack) {
    if (!visited.insert(&stack).second) return;
    for (const StackPlan* dependency : stack.dependencies) visit(plan.of(outermost(*dependency->stack)));
    order.push_back(&stack);
  };
  for (const auto& stack : plan.stacks) {
    if (is_top_level(*stack)) visit(*stack);
  }
  return order;
}

}  // namespace tenon::synth
