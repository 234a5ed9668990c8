#pragma once

/// \file
/// What units say of each other, bundled and thinned out: who uses whom, and what is told on a node instead.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "units.hpp"

namespace tenon::graph {

/// Adds what is not there yet.
template <class Item>
void add_new(std::vector<Item>& items, const Item& item) {
  for (const Item& known : items) {
    if (known == item) return;
  }
  items.push_back(item);
}

/// All that was said between two.
struct Bundle {
  bool kinds[edge_kinds] = {};
  std::vector<std::string_view> words;
  std::vector<std::string_view> ports;
  std::vector<std::string_view> names;  // of what is referred to

  /// The kind that says most.
  EdgeKind kind() const;
  bool says_nothing() const { return kind() == EdgeKind::reference && words.empty(); }
  void add(const Bundle& other);
};

/// By the indices of who says and of whom.
using Ends = std::pair<std::size_t, std::size_t>;
using Bundles = std::map<Ends, Bundle>;

/// Whether a stack is deployed after another because of a third, too.
bool follows_from_others(const synth::StackPlan& from, const synth::StackPlan& to);

class Said {
 public:
  Said(const synth::Plan& plan, const std::vector<Link>& links, const Units& units, std::int64_t depth);

  /// Between units.
  const Bundles& between() const noexcept { return between_; }
  /// Whether an edge of at least that kind begins or ends at the unit.
  bool has_edge(std::size_t unit, EdgeKind kind) const {
    return strongest_[unit] && *strongest_[unit] >= kind;
  }
  /// Whether the notes of others tell all that there is to say of the unit.
  bool is_told(std::size_t unit) const { return told_.contains(unit); }
  /// By unit.
  const std::map<std::size_t, std::vector<std::string>>& notes() const noexcept { return notes_; }

 private:
  void between_stacks(const std::vector<Link>& links);
  void between_constructs(const std::vector<Link>& links);
  void bundle(const Link& link);
  void bundle_values(const Link& link);
  bool is_summarized(const Link& link, std::size_t from, std::size_t to);
  void note_places_and_keys();
  void fold_failures();
  std::map<std::size_t, std::size_t> only_sources_of_failures() const;
  void note_strongest_edges();
  void fold_logs();
  template <class Test>
  void drop_if(Test test);
  const synth::StackPlan& plan_of_unit(std::size_t unit) const;
  bool is_said_backwards(Ends ends, const Bundle& bundle) const;
  bool is_said_on_the_way(Ends ends, const Bundle& bundle) const;

  const synth::Plan& plan_;
  const Units& units_;
  const std::int64_t depth_;
  Bundles between_;
  std::vector<std::optional<EdgeKind>> strongest_;  // of the edges that begin or end at a unit
  std::set<std::size_t> told_;
  std::map<std::size_t, std::vector<std::string>> notes_;
  std::map<std::size_t, std::vector<std::size_t>> key_users_;
  std::map<std::size_t, std::vector<std::size_t>> places_;
};

/// The first of the names, and how many there are beyond.
std::string first_of(const std::vector<std::string_view>& names, std::size_t most);

/// Whether the construct is the resource that its parent is about.
bool is_own(const Construct& construct);

}  // namespace tenon::graph
