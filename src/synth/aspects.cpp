#include <algorithm>
#include <limits>
#include <set>

#include "passes.hpp"
#include "tenon/construct/ordering.hpp"

namespace tenon::synth {

namespace {

// An aspect may add constructs that other aspects visit; more rounds than this never end (CDK rule 4.13).
constexpr int max_rounds = 100;
// One that adds to whatever it visits deepens the tree without end in a single round; CDK overflows its stack there.
constexpr int max_added_levels = 100;

struct PriorityRange {
  int first;
  int last;
  bool contains(int priority) const { return priority >= first && priority <= last; }
};

bool has_aspects(const Construct& construct) {
  const auto* const extras = TreeAccess::extras(construct);
  if (extras != nullptr && !extras->aspects.empty()) return true;
  return std::ranges::any_of(TreeAccess::children(construct), [](const auto& child) { return has_aspects(*child); });
}

int levels_of(const Construct& construct) {
  int levels = 0;
  for (const auto& child : TreeAccess::children(construct)) levels = std::max(levels, levels_of(*child));
  return levels + 1;
}

[[noreturn]] void throw_never_end(std::string_view how) {
  throw Error("aspects-never-end", "the aspects add constructs without end; " + std::string(how));
}

class AspectRound {
 public:
  AspectRound(App& app, PriorityRange range)
      : visited_(TreeAccess::state(app).visited), range_(range), max_levels_(levels_of(app) + max_added_levels) {}

  /// Whether an aspect met a construct for the first time.
  bool run(Construct& root) {
    visited_any_ = false;
    visit(root, {}, 1);
    return visited_any_;
  }

 private:
  // Copies, for an aspect that is added to a construct in its visit moves those that the construct had.
  struct Applied {
    int priority;
    Aspect* aspect;
  };
  using Inherited = std::vector<Applied>;

  /// Behind those of the same priority, so that inherited ones come first.
  static Inherited::iterator last_of(Inherited& aspects, int priority) {
    return std::ranges::upper_bound(aspects, priority, {}, &Applied::priority);
  }

  void visit(Construct& construct, Inherited aspects, int level) {
    if (level > max_levels_) throw_never_end("those that are added to what was visited are visited, too");
    if (const auto* const extras = TreeAccess::extras(construct)) {
      for (const PrioritizedAspect& own : extras->aspects) {
        if (!range_.contains(own.priority)) continue;
        aspects.insert(last_of(aspects, own.priority), {own.priority, own.aspect.get()});
      }
    }
    for (const Applied& each : aspects) {
      if (!visited_.emplace(each.aspect, &construct).second) continue;
      each.aspect->visit(construct);
      visited_any_ = true;
    }
    for (Construct* child : ordered_children(construct)) visit(*child, aspects, level + 1);
  }

  std::set<std::pair<const Aspect*, const Construct*>>& visited_;
  PriorityRange range_;
  int max_levels_;
  bool visited_any_ = false;
};

void run_in_range(App& app, PriorityRange range) {
  if (!has_aspects(app)) return;
  AspectRound round(app, range);
  for (int i = 0; i < max_rounds; ++i) {
    if (!round.run(app)) return;
  }
  throw_never_end("each round of them visits new ones");
}

// --- tags ------------------------------------------------------------------------------------------------------------

constexpr int own_tag_priority = 50;

struct AppliedTag {
  std::string key;
  Node value;  // unset: taken away
  Node propagate;
  int priority;
};

bool names(const std::vector<std::string>& types, std::string_view type) {
  return std::ranges::find(types, type) != types.end();
}

bool applies_to(const TagChange& change, std::string_view type) {
  if (!change.include_resource_types.empty() && !names(change.include_resource_types, type)) return false;
  return !names(change.exclude_resource_types, type);
}

void apply(std::vector<AppliedTag>& tags, const TagChange& change) {
  AppliedTag tag{change.key, change.value, Node(change.apply_to_launched_instances), change.priority};
  const auto found = std::ranges::find(tags, change.key, &AppliedTag::key);
  if (found == tags.end()) {
    tags.push_back(std::move(tag));
  } else if (change.priority >= found->priority) {
    *found = std::move(tag);
  }
}

/// The tags of a resource: those with a known key, and items that only the deployment knows.
struct TagList {
  std::vector<AppliedTag> known;
  std::vector<Node> opaque;
};

TagList own_tags(const Node* node) {
  TagList tags;
  if (node == nullptr) return tags;
  for (const Node& item : node->items()) {
    const Node* const key = item.find("Key");
    if (key == nullptr || !key->is_text()) {
      tags.opaque.push_back(item);
      continue;
    }
    const Node* const value = item.find("Value");
    const Node* const propagate = item.find("PropagateAtLaunch");
    tags.known.push_back({std::string(key->text()), value != nullptr ? *value : Node(),
                          propagate != nullptr ? *propagate : Node(), own_tag_priority});
  }
  return tags;
}

Node rendered(const TagList& tags, TagStyle style) {
  std::vector<Node> nodes = style == TagStyle::map ? std::vector<Node>() : tags.opaque;
  for (const AppliedTag& tag : tags.known) {
    if (style == TagStyle::map) {
      nodes.emplace_back(std::string_view(tag.key));
      nodes.push_back(tag.value);
      continue;
    }
    Node members[3] = {Node(std::string_view(tag.key)), Node(), tag.value};
    if (style == TagStyle::auto_scaling_group) members[1] = tag.propagate.is_set() ? tag.propagate : Node(true);
    nodes.push_back(Node::bag(Tag::facts, members));
  }
  return style == TagStyle::map ? Node::object(nodes) : Node::list(nodes);
}

using TagChanges = std::vector<const TagChange*>;

void tag(Resource& resource, const TagChanges& changes) {
  if (changes.empty() && TreeAccess::tags_in_order(resource)) return;
  const TypeFacts* const facts = resource.type_facts();
  if (facts == nullptr || facts->tag_style == TagStyle::none || resource.is_imported()) return;
  const Node* const given = resource.properties().find(facts->tags);
  // A whole list that only the deployment knows cannot be added to.
  if (given != nullptr && given->kind() != NodeKind::list) return;
  TagList tags = own_tags(given);
  for (const TagChange* change : changes) {
    if (applies_to(*change, facts->type)) apply(tags.known, *change);
  }
  std::erase_if(tags.known, [](const AppliedTag& each) { return !each.value.is_set(); });
  std::ranges::sort(tags.known, collates_before, &AppliedTag::key);
  const bool empty = tags.known.empty() && tags.opaque.empty();
  if (empty && given == nullptr) return;
  resource.set_property(facts->tags, {Raw{}, empty ? Node() : rendered(tags, facts->tag_style)});
}

// --- removal policies ------------------------------------------------------------------------------------------------

using RemovalRules = std::vector<const RemovalPolicyRule*>;

void apply_removal_policy(Resource& resource, const RemovalRules& rules) {
  if (resource.is_imported()) return;
  for (const RemovalPolicyRule* rule : rules) {
    if (!rule->resource_types.empty() && !names(rule->resource_types, resource.type())) continue;
    const auto* const details = TreeAccess::details(resource);
    const bool has_one = details != nullptr && details->deletion_policy.is_set();
    if (!has_one || rule->overwrite) resource.apply_removal_policy(rule->policy);
  }
}

void cascade_from(Construct& construct, const TagChanges& tags, const RemovalRules& rules);

void cascade(Construct& construct, const TagChanges& tags, const RemovalRules& rules) {
  if (construct.kind() == ConstructKind::resource) {
    auto& resource = static_cast<Resource&>(construct);
    tag(resource, tags);
    if (!rules.empty()) apply_removal_policy(resource, rules);
  }
  for (const auto& child : TreeAccess::children(construct)) cascade_from(*child, tags, rules);
  if (as_element(construct) == nullptr) TreeAccess::prepare(construct);
}

void cascade_from(Construct& construct, const TagChanges& tags, const RemovalRules& rules) {
  const auto* const extras = TreeAccess::extras(construct);
  if (extras == nullptr || (extras->tags.empty() && extras->removal_policies.empty())) {
    return cascade(construct, tags, rules);
  }
  TagChanges all_tags = tags;
  for (const TagChange& change : extras->tags) all_tags.push_back(&change);
  RemovalRules all_rules = rules;
  for (const RemovalPolicyRule& rule : extras->removal_policies) all_rules.push_back(&rule);
  cascade(construct, all_tags, all_rules);
}

}  // namespace

void run_aspects(App& app) {
  constexpr int lowest = std::numeric_limits<int>::min();
  constexpr int highest = std::numeric_limits<int>::max();
  run_in_range(app, {lowest, AspectPriority::readonly - 1});
  cascade_from(app, {}, {});
  run_in_range(app, {AspectPriority::readonly, highest});
}

}  // namespace tenon::synth
