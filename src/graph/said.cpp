#include "said.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tenon/graph/graph.hpp"

namespace tenon::graph {

namespace {

constexpr std::size_t most_places = 2;
// From so many on, queues for failures and sources of logs are told on nodes instead of drawn.
constexpr std::size_t many = 4;

/// The construct directly below the stack that the resource is part of.
std::string_view name_below_stack(const Resource& resource) {
  const Construct* each = &resource;
  while (!is_stack(*each->parent())) each = each->parent();
  return each->id();
}

void collect_dependencies(const synth::StackPlan& stack, std::unordered_set<const synth::StackPlan*>& found) {
  for (const synth::StackPlan* other : stack.dependencies) {
    if (found.insert(other).second) collect_dependencies(*other, found);
  }
}

}  // namespace

EdgeKind Bundle::kind() const {
  std::size_t last = edge_kinds - 1;
  while (last > 0 && !kinds[last]) --last;
  return static_cast<EdgeKind>(last);
}

void Bundle::add(const Bundle& other) {
  for (std::size_t kind = 0; kind < edge_kinds; ++kind) kinds[kind] |= other.kinds[kind];
  for (const auto word : other.words) add_new(words, word);
  for (const auto port : other.ports) add_new(ports, port);
  for (const auto name : other.names) add_new(names, name);
}

std::string first_of(const std::vector<std::string_view>& names, std::size_t most) {
  if (names.size() <= most) return fmt::format("{}", fmt::join(names, ", "));
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(most);
  return fmt::format("{} +{}", fmt::join(names.begin(), end, ", "), names.size() - most);
}

bool is_own(const Construct& construct) {
  return construct.id() == "Resource" || construct.id() == "Default";
}

bool follows_from_others(const synth::StackPlan& from, const synth::StackPlan& to) {
  std::unordered_set<const synth::StackPlan*> found;
  for (const synth::StackPlan* other : from.dependencies) collect_dependencies(*other, found);
  return found.contains(&to);
}

Said::Said(const synth::Plan& plan, const std::vector<Link>& links, const Units& units, std::int64_t depth)
    : plan_(plan), units_(units), depth_(depth) {
  if (depth <= 1) {
    between_stacks(links);
  } else {
    between_constructs(links);
  }
  note_strongest_edges();
}

void Said::between_stacks(const std::vector<Link>& links) {
  for (const Link& link : links) bundle_values(link);
  drop_if([this](Ends ends, const Bundle&) {
    return follows_from_others(plan_of_unit(ends.first), plan_of_unit(ends.second));
  });
}

void Said::between_constructs(const std::vector<Link>& links) {
  for (const Link& link : links) bundle(link);
  note_places_and_keys();
  if (depth_ < graph_depth_of_details) {
    fold_failures();
    fold_logs();
  }
  drop_if([this](Ends ends, const Bundle& bundle) { return is_said_backwards(ends, bundle); });
  drop_if([this](Ends ends, const Bundle& bundle) { return is_said_on_the_way(ends, bundle); });
}

/// One by one: what is dropped implies nothing any more.
template <class Test>
void Said::drop_if(Test test) {
  for (auto each = between_.begin(); each != between_.end();)
    each = test(each->first, each->second) ? between_.erase(each) : std::next(each);
}

void Said::note_strongest_edges() {
  strongest_.resize(units_.all().size());
  for (const auto& [ends, bundle] : between_) {
    for (const std::size_t unit : {ends.first, ends.second})
      strongest_[unit] = std::max(strongest_[unit], std::optional(bundle.kind()));
  }
}

void Said::bundle(const Link& link) {
  const std::size_t from = units_.home_of(*link.from);
  const std::size_t to = units_.home_of(*link.to);
  if (from == none || to == none || from == to || is_summarized(link, from, to)) return;
  Bundle& said = link.reversed ? between_[{to, from}] : between_[{from, to}];
  said.kinds[static_cast<std::size_t>(link.kind)] = true;
  if (link.kind == EdgeKind::connection) {
    add_new(said.ports, std::string_view(link.label));
  } else if (!link.label.empty()) {
    add_new(said.words, std::string_view(link.label));
  }
}

/// Between stacks: who needs whose values is who is deployed after whom.
void Said::bundle_values(const Link& link) {
  const std::size_t from = units_.index_of(*link.writer);
  for (const Resource* used : {link.from, link.to}) {
    const std::size_t to = units_.index_of(*used);
    if (from == none || to == none || from == to) continue;
    Bundle& said = between_[{from, to}];
    said.kinds[static_cast<std::size_t>(link.kind)] = true;
    add_new(said.names, name_below_stack(*used));
  }
}

/// What everything refers to is said on the nodes, not by edges.
bool Said::is_summarized(const Link& link, std::size_t from, std::size_t to) {
  const Part part = part_of(link.to->type()).part;
  if (part == Part::trivial) return depth_ < graph_depth_of_details;
  if (part == Part::key || units_.all()[from].part.part == Part::key) {
    if (part == Part::key && units_.all()[from].part.part != Part::monitor) add_new(key_users_[to], from);
    return true;
  }
  const Resource* const place = units_.place_of(*link.to);
  const bool to_place = units_.all()[to].part.part == Part::place;
  if (place == nullptr || link.kind != EdgeKind::reference)
    return to_place && link.kind == EdgeKind::connection;
  const std::size_t unit = units_.index_of(*place);
  if (unit != from) add_new(places_[from], unit);
  return true;
}

// --- what is told on nodes ---

void Said::note_places_and_keys() {
  for (const auto& [unit, places] : places_) {
    std::vector<std::string_view> names;
    for (const std::size_t place : places) {
      if (place == none) continue;
      const Construct& construct = *units_.all()[place].construct;
      names.push_back(is_own(construct) ? construct.parent()->id() : construct.id());
    }
    if (!names.empty()) notes_[unit].push_back("in " + first_of(names, most_places));
  }
  for (const auto& [key, users] : key_users_) notes_[key].push_back(fmt::format("for {}", users.size()));
}

/// A queue that only takes the failures of one is part of it, where there are many.
void Said::fold_failures() {
  const std::map<std::size_t, std::size_t> sources = only_sources_of_failures();
  if (sources.size() < many) return;
  std::erase_if(between_, [&sources](const auto& entry) { return sources.contains(entry.first.second); });
  for (const auto& [queue, source] : sources) {
    told_.insert(queue);
    const std::string note =
        fmt::format("failures to {}", service_of(units_.all()[queue].primary->type()).name);
    add_new(notes_[source], note);
  }
}

/// By the units that have no other edge than one that failures come by.
std::map<std::size_t, std::size_t> Said::only_sources_of_failures() const {
  std::map<std::size_t, std::size_t> sources;
  std::set<std::size_t> others;
  for (const auto& [ends, bundle] : between_) {
    const bool fails = std::ranges::find(bundle.words, "failures") != bundle.words.end();
    others.insert(ends.first);
    if (!fails || !sources.emplace(ends.second, ends.first).second) others.insert(ends.second);
  }
  std::erase_if(sources, [&others](const auto& entry) { return others.contains(entry.first); });
  return sources;
}

/// Who only writes logs to one that takes those of many is counted there.
void Said::fold_logs() {
  std::map<std::size_t, std::vector<Ends>> writers;
  for (const auto& [ends, bundle] : between_) {
    const bool logs = std::ranges::find(bundle.words, "log") != bundle.words.end();
    const auto is_log = [](std::string_view word) {
      return word == "log" || word == "write" || word == "read" || word == "describe";
    };
    if (logs && std::ranges::all_of(bundle.words, is_log)) writers[ends.second].push_back(ends);
  }
  for (const auto& [target, edges] : writers) {
    if (edges.size() < many) continue;
    for (const auto& ends : edges) between_.erase(ends);
    notes_[target].push_back(fmt::format("logs of {}", edges.size()));
  }
}

// --- what need not be drawn ---

const synth::StackPlan& Said::plan_of_unit(std::size_t unit) const {
  return plan_.of(synth::outermost(*units_.all()[unit].stack));
}

/// Whether the other direction says it already.
bool Said::is_said_backwards(Ends ends, const Bundle& bundle) const {
  const auto back = between_.find({ends.second, ends.first});
  if (back == between_.end()) return false;
  const Bundle& other = back->second;
  if (bundle.says_nothing()) return !other.says_nothing() || ends.first > ends.second;
  if (bundle.kind() == EdgeKind::connection) return false;
  return std::ranges::any_of(other.words, [&](std::string_view said) {
    return std::ranges::all_of(bundle.words,
                               [said](std::string_view word) { return is_part_of_flow(said, word); });
  });
}

/// Whether A refers to C, and to B which refers to C, and the first says no more than the second.
bool Said::is_said_on_the_way(Ends ends, const Bundle& bundle) const {
  if (bundle.kind() != EdgeKind::reference) return false;
  for (auto each = between_.lower_bound({ends.first, 0});
       each != between_.end() && each->first.first == ends.first; ++each) {
    const std::size_t middle = each->first.second;
    if (middle == ends.second || !between_.contains({middle, ends.second})) continue;
    const auto is_said = [&](std::string_view word) {
      return std::ranges::find(each->second.words, word) != each->second.words.end();
    };
    if (std::ranges::all_of(bundle.words, is_said)) return true;
  }
  return false;
}

}  // namespace tenon::graph
