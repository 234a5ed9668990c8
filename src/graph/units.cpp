#include "units.hpp"

#include <algorithm>
#include <unordered_set>

#include "tenon/graph/graph.hpp"

namespace tenon::graph {

namespace {

/// Which of a construct's resources it is about: the lower, the more.
int rank_of(Part part) {
  switch (part) {
    case Part::main:
      return 0;
    case Part::place:
      return 1;
    case Part::key:
      return 2;
    case Part::monitor:
      return 3;
    case Part::role:
      return 4;
    case Part::group:
      return 5;
    case Part::detail:
      return 6;
    case Part::trivial:
      return 7;
    case Part::connector:
      return 8;
  }
  return 9;
}

/// Whether a resource is worth a node at the depth.
bool is_telling(const Resource& resource, std::int64_t depth) {
  if (depth >= graph_depth_of_details) return true;
  const Part part = part_of(resource.type()).part;
  return part == Part::main || part == Part::place || part == Part::key || part == Part::monitor;
}

std::size_t count_telling(const Construct& construct, std::int64_t depth) {
  const Resource* const resource = as_resource(construct);
  std::size_t count = resource != nullptr && is_telling(*resource, depth) ? 1 : 0;
  for (const auto& child : TreeAccess::children(construct)) {
    if (!is_stack(*child)) count += count_telling(*child, depth);
  }
  return count;
}

/// The construct at `depth` below its stack that holds the resource: the stack itself at depth 1; one above
/// where there is nothing in it to be told apart.
const Construct& unit_of(const Resource& resource, const Stack& stack, std::int64_t depth) {
  if (depth <= 1) return stack;
  std::vector<const Construct*> chain;  // from the resource up to below the stack
  for (const Construct* each = &resource; each != &stack; each = each->parent()) chain.push_back(each);
  const std::size_t levels = std::min(chain.size(), static_cast<std::size_t>(depth - 1));
  std::size_t at = chain.size() - 1;
  while (at > chain.size() - levels && count_telling(*chain[at], depth) > 1) --at;
  return *chain[at];
}

std::size_t level_below(const Construct& construct, const Construct& ancestor) {
  std::size_t level = 0;
  for (const Construct* each = &construct; each != &ancestor; each = each->parent()) ++level;
  return level;
}

/// The resource that the construct is or calls its own.
const Resource* own_resource(const Construct& construct) {
  if (const Resource* const resource = as_resource(construct)) return resource;
  const Construct* const child = construct.default_child();
  return child != nullptr ? as_resource(*child) : nullptr;
}

const Resource* most_telling(const Unit& unit) {
  const auto key = [&unit](const Resource* resource) {
    return std::pair(rank_of(part_of(resource->type()).part), level_below(*resource, *unit.construct));
  };
  return *std::ranges::min_element(unit.resources, {}, key);
}

void find_primary(Unit& unit) {
  const Resource* const own = is_stack(*unit.construct) ? nullptr : own_resource(*unit.construct);
  const auto is_main = [](const Resource* each) { return part_of(each->type()).part == Part::main; };
  unit.primary = own != nullptr ? own : most_telling(unit);
  unit.one_service = own != nullptr || std::ranges::count_if(unit.resources, is_main) <= 1;
  unit.part = part_of(unit.primary->type());
  unit.existing =
      std::ranges::all_of(unit.resources, [](const Resource* each) { return each->is_imported(); });
}

bool is_never_drawn(Part part) { return part == Part::trivial || part == Part::connector; }

std::unordered_set<const Resource*> resources_of_nested_stacks(const synth::Plan& plan) {
  std::unordered_set<const Resource*> found;
  for (const auto& stack : plan.stacks) {
    if (stack->stack->kind() != ConstructKind::nested_stack) continue;
    found.insert(&static_cast<const NestedStack&>(*stack->stack).nested_stack_resource());
  }
  return found;
}

}  // namespace

Units::Units(const synth::Plan& plan, const std::vector<Link>& links, std::int64_t depth) : depth_(depth) {
  collect(plan, depth);
  find_users(links);
  states_.assign(units_.size(), State::open);
  for (std::size_t i = 0; i < units_.size(); ++i) find_home(i);
}

void Units::collect(const synth::Plan& plan, std::int64_t depth) {
  const auto nested = resources_of_nested_stacks(plan);
  std::unordered_map<const Construct*, std::size_t> known;
  for (const auto& stack : plan.stacks) {
    for (const Element* element : stack->elements) {
      const Resource* const resource = as_resource(*element);
      if (resource == nullptr || nested.contains(resource)) continue;
      const Construct& construct = unit_of(*resource, *stack->stack, depth);
      const auto [entry, is_new] = known.emplace(&construct, units_.size());
      if (is_new) {
        units_.emplace_back();
        units_.back().construct = &construct;
        units_.back().stack = stack->stack;
      }
      units_[entry->second].resources.push_back(resource);
      index_.emplace(resource, entry->second);
    }
  }
  for (Unit& unit : units_) find_primary(unit);
}

void Units::find_users(const std::vector<Link>& links) {
  users_.resize(units_.size());
  served_.resize(units_.size());
  for (const Link& link : links) {
    if (!link.property.empty() && link.property == part_of(link.from->type()).home)
      owner_.emplace(link.from, link.to);
  }
  for (const Link& link : links) {
    const std::size_t from = index_of(*link.from);
    const std::size_t to = index_of(*link.to);
    if (from == none || to == none || from == to) continue;
    if (link.kind != EdgeKind::reference || units_[from].part.part == Part::monitor) continue;
    const auto owner = owner_.find(units_[from].primary);
    if (owner != owner_.end() && index_of(*owner->second) == to) continue;
    for (auto* users : {&users_, link.reversed ? &served_ : nullptr}) {
      if (users == nullptr) continue;
      auto& known = (*users)[to];
      if (std::ranges::find(known, from) == known.end()) known.push_back(from);
    }
  }
}

std::size_t Units::index_of(const Resource& resource) const {
  const auto found = index_.find(&resource);
  return found != index_.end() ? found->second : none;
}

std::size_t Units::home_of(const Resource& resource) const {
  const std::size_t index = index_of(resource);
  return index != none ? units_[index].home : none;
}

const Resource* Units::place_of(const Resource& resource) const {
  const Resource* each = &resource;
  for (int steps = 0; steps < 8; ++steps) {  // more than subnets of gateways of routes ever take
    if (part_of(each->type()).part == Part::place) return each;
    const auto owner = owner_.find(each);
    if (owner == owner_.end() || !each->type().starts_with("AWS::EC2::")) return nullptr;
    each = owner->second;
  }
  return nullptr;
}

std::size_t Units::find_home(std::size_t unit) {
  if (states_[unit] == State::searching) return none;  // two details of each other
  if (states_[unit] == State::open) {
    states_[unit] = State::searching;
    units_[unit].home = search_home(unit);
    states_[unit] = State::found;
  }
  return units_[unit].home;
}

std::size_t Units::search_home(std::size_t unit) {
  const TypePart part = units_[unit].part;
  const bool folds = part.part != Part::place && part.part != Part::key && part.part != Part::monitor;
  if (depth_ <= 1 || !folds || units_[unit].existing) return unit;
  if (depth_ >= graph_depth_of_details && part.part != Part::connector) return unit;
  if (const auto owner = owner_.find(units_[unit].primary); owner != owner_.end()) {
    const std::size_t other = index_of(*owner->second);
    const std::size_t home = other != none && other != unit ? find_home(other) : none;
    if (home != none) return home;
  }
  if (part.part == Part::main) return unit;
  std::size_t homes = 0;
  // What several use is of the one that it acts on: the targets of a load balancer are of the service.
  for (const auto* users : {&users_[unit], &served_[unit]}) {
    const std::size_t home = only_home_of(*users, homes);
    if (home != none) return home;
  }
  const bool used_by_nobody_drawn =
      only_home_of(users_[unit], homes) == none && homes == 0 && !users_[unit].empty();
  return is_never_drawn(part.part) || used_by_nobody_drawn ? none : unit;
}

std::size_t Units::only_home_of(const std::vector<std::size_t>& users, std::size_t& homes) {
  std::vector<std::size_t> found;
  for (const std::size_t user : users) {
    const std::size_t home = find_home(user);
    if (home != none && std::ranges::find(found, home) == found.end()) found.push_back(home);
  }
  homes = found.size();
  return homes == 1 ? found.front() : none;
}

}  // namespace tenon::graph
