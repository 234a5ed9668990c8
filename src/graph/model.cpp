#include "model.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "said.hpp"
#include "tenon/graph/graph.hpp"

namespace tenon::graph {

namespace {

constexpr std::size_t most_services = 3;
constexpr std::size_t most_names = 2;
constexpr std::size_t most_ports = 2;
// Of more edges between stacks the values' names are left out.
constexpr std::size_t most_named_edges = 16;
// More edges than that between the nodes of different stacks are drawn between the stacks.
constexpr std::size_t most_edges_across = 30;

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// The words and how often each is there, the most frequent first; equals in their order.
template <class Word>
std::vector<std::pair<Word, std::size_t>> by_frequency(const std::vector<Word>& words) {
  std::vector<std::pair<Word, std::size_t>> counts;
  for (const Word& word : words) {
    const auto known = std::ranges::find(counts, word, &std::pair<Word, std::size_t>::first);
    if (known == counts.end()) {
      counts.emplace_back(word, 1);
    } else {
      ++known->second;
    }
  }
  // By hand: few they are, and std::stable_sort warns under clang with an older libstdc++.
  for (std::size_t i = 1; i < counts.size(); ++i) {
    for (std::size_t j = i; j > 0 && counts[j - 1].second < counts[j].second; --j)
      std::swap(counts[j - 1], counts[j]);
  }
  return counts;
}

/// What an element of the tree is called in the picture: resources that are their parent's own have no name.
std::string title_of(const Unit& unit) {
  if (!is_own(*unit.construct)) return std::string(unit.construct->id());
  const std::string_view type = unit.primary->type();
  return std::string(type.substr(type.rfind(':') + 1));
}

class Model {
 public:
  Model(const synth::Plan& plan, std::int64_t depth)
      : plan_(plan),
        depth_(depth),
        links_(links_of(plan)),
        units_(plan, links_, depth),
        said_(plan, links_, units_, depth) {}

  Picture draw() && {
    node_of_unit_.assign(units_.all().size(), none);
    add_nodes();
    add_edges();
    add_orders();
    add_notes();
    collapse_frames();
    return std::move(picture_);
  }

 private:
  // --- frames ---

  bool has_frame(const Construct& construct) const {
    if (construct.kind() == ConstructKind::stage) return true;
    if (is_stack(construct)) return depth_ > 1 || holds_stacks(construct);
    const Stack* const stack = construct.find_stack();
    return stack != nullptr && depth_ > 2;
  }

  static bool holds_stacks(const Construct& construct) {
    const auto& children = TreeAccess::children(construct);
    return std::ranges::any_of(children,
                               [](const auto& child) { return is_stack(*child) || holds_stacks(*child); });
  }

  static FrameKind kind_of(const Construct& construct) {
    switch (construct.kind()) {
      case ConstructKind::stage:
        return FrameKind::stage;
      case ConstructKind::stack:
        return FrameKind::stack;
      case ConstructKind::nested_stack:
        return FrameKind::nested_stack;
      default:
        return FrameKind::construct;
    }
  }

  /// The innermost frame that a construct is in; made with those around it when it is new.
  std::size_t frame_around(const Construct& construct) {
    const Construct* const parent = construct.parent();
    if (parent == nullptr) return none;
    if (!has_frame(*parent)) return frame_around(*parent);
    return frame_of(*parent);
  }

  std::size_t frame_of(const Construct& construct) {
    if (const auto known = frames_.find(&construct); known != frames_.end()) return known->second;
    const std::size_t parent = frame_around(construct);
    const std::size_t index = picture_.frames.size();
    frames_.emplace(&construct, index);
    std::string title(construct.id());
    if (construct.kind() == ConstructKind::stack) title = stack_title(construct.stack());
    picture_.frames.push_back({construct.path(), std::move(title), kind_of(construct), parent});
    return index;
  }

  /// The stack's id; with its region where the app has several.
  std::string stack_title(const Stack& stack) {
    if (!several_regions_) several_regions_ = count_regions() > 1;
    const auto& region = stack.environment().region;
    std::string title(stack.id());
    if (*several_regions_ && region) title += fmt::format(" ({})", region->text());
    return title;
  }

  std::size_t count_regions() const {
    std::vector<std::string> regions;
    for (const auto& stack : plan_.stacks) {
      if (const auto& region = stack->stack->environment().region)
        add_new(regions, std::string(region->text()));
    }
    return regions.size();
  }

  // --- nodes ---

  void add_nodes() {
    const auto& units = units_.all();
    std::size_t next = 0;
    for (const auto& stack : plan_.stacks) {
      bool empty = true;
      for (; next < units.size() && units[next].stack == stack->stack; ++next) {
        if (units[next].home != next || said_.is_told(next) || is_lonely(next)) continue;
        add_node(next);
        empty = false;
      }
      if (empty && !holds_stacks(*stack->stack)) add_empty_stack(*stack->stack);
    }
    name_monitors();
  }

  /// What exists already is drawn for what it has to do with the App, security groups for whom they connect.
  bool is_lonely(std::size_t unit) const {
    const auto& [existing, part] = std::pair(units_.all()[unit].existing, units_.all()[unit].part.part);
    if (depth_ <= 1 || depth_ >= graph_depth_of_details)
      return existing && !said_.has_edge(unit, EdgeKind::order);
    if (part == Part::group) return !said_.has_edge(unit, EdgeKind::connection);
    return existing && (part != Part::main || !said_.has_edge(unit, EdgeKind::order));
  }

  void add_node(std::size_t index) {
    const Unit& unit = units_.all()[index];
    const bool is_monitor = unit.part.part == Part::monitor && depth_ > 1 && depth_ < graph_depth_of_details;
    if (is_monitor && add_to_monitors(index)) return;
    const std::string title = is_stack(*unit.construct) ? stack_title(*unit.stack) : title_of(unit);
    const auto services = services_of(unit);
    node_of_unit_[index] = picture_.nodes.size();
    if (is_monitor) monitors_.push_back({node_of_unit_[index], {index}});
    stack_of_node_.push_back(&synth::outermost(*unit.stack));
    picture_.nodes.push_back({.path = unit.construct->path(),
                              .title = title,
                              .service = services.first,
                              .note = {},
                              .category = services.second,
                              .frame = frame_of_unit(unit),
                              .existing = unit.existing});
  }

  std::size_t frame_of_unit(const Unit& unit) {
    // A stack that is a node among those nested in it stands in its own frame.
    return is_stack(*unit.construct) && has_frame(*unit.construct) ? frame_of(*unit.construct)
                                                                   : frame_around(*unit.construct);
  }

  /// A unit of one service has its; others show those of what they hold, what is watched before who watches,
  /// and the category of most of it.
  std::pair<std::string, Category> services_of(const Unit& unit) const {
    const ServiceStyle own = service_of(unit.primary->type());
    if (unit.one_service && depth_ > 1) return {std::string(own.name), own.category};
    std::vector<std::string_view> names;
    std::vector<Category> categories;
    for (const std::initializer_list<Part> parts :
         {std::initializer_list<Part>{Part::main, Part::place}, {Part::monitor}, {Part::key}}) {
      for (const Resource* resource : unit.resources) {
        if (std::ranges::find(parts, part_of(resource->type()).part) == parts.end()) continue;
        const ServiceStyle style = service_of(resource->type());
        add_new(names, style.name);
        categories.push_back(style.category);
      }
      if (depth_ > 1 && !names.empty()) break;
    }
    if (names.empty()) return {std::string(own.name), own.category};
    const auto counts = by_frequency(categories);
    const bool most = 2 * counts.front().second > categories.size();
    return {first_of(names, most_services), most ? counts.front().first : Category::other};
  }

  void add_empty_stack(const Stack& stack) {
    const std::size_t frame = frame_around(stack);
    stack_of_node_.push_back(&synth::outermost(stack));
    picture_.nodes.push_back({.path = stack.path(),
                              .title = stack_title(stack),
                              .service = "Stack",
                              .note = {},
                              .category = Category::other,
                              .frame = frame,
                              .existing = false});
    empty_stacks_.emplace(&stack, picture_.nodes.size() - 1);
  }

  // --- alarms, dashboards and their like: one node for those of a frame ---

  struct Monitors {
    std::size_t node;
    std::vector<std::size_t> units;
  };

  bool add_to_monitors(std::size_t unit) {
    const std::size_t frame = frame_around(*units_.all()[unit].construct);
    const auto known = std::ranges::find_if(
        monitors_, [&](const Monitors& each) { return picture_.nodes[each.node].frame == frame; });
    if (known == monitors_.end()) return false;
    known->units.push_back(unit);
    node_of_unit_[unit] = known->node;
    return true;
  }

  void name_monitors() {
    for (const Monitors& monitors : monitors_) {
      std::vector<std::string_view> nouns;
      std::vector<std::string_view> services;
      for (const std::size_t unit : monitors.units) {
        for (const Resource* resource : units_.all()[unit].resources) {
          if (part_of(resource->type()).part != Part::monitor) continue;
          nouns.push_back(noun_of(resource->type()));
          services.push_back(service_of(resource->type()).name);
        }
      }
      const auto counts = by_frequency(nouns);
      std::vector<std::string> texts;
      for (const auto& [noun, count] : counts) texts.push_back(counted(count, noun));
      PictureNode& node = picture_.nodes[monitors.node];
      const std::string text = fmt::format("{}", fmt::join(texts, ", "));
      if (monitors.units.size() == 1) {
        if (nouns.size() > 1) node.note = text;
        continue;
      }
      node.service = by_frequency(services).front().first;
      node.title = text;
      node.path = node.frame == none ? "(monitors)" : picture_.frames[node.frame].path + "/(monitors)";
    }
  }

  // --- edges ---

  void add_edges() {
    Bundles between_nodes;
    for (const auto& [ends, bundle] : said_.between()) {
      const std::size_t from = node_of_unit_[ends.first];
      const std::size_t to = node_of_unit_[ends.second];
      if (from == none || to == none || from == to) continue;
      between_nodes[{from, to}].add(bundle);
    }
    const bool named = between_nodes.size() <= most_named_edges;
    const bool by_frames = depth_ > 1 && count_across(between_nodes) > most_edges_across;
    Bundles between_stacks;
    for (const auto& [ends, bundle] : between_nodes) {
      if (by_frames && is_across(ends)) {
        between_stacks[{top_frame(ends.first), top_frame(ends.second)}].add(bundle);
      } else {
        picture_.edges.push_back(
            {ends.first, ends.second, bundle.kind(), named || depth_ > 1 ? label_of(bundle) : "", false});
      }
    }
    for (const auto& [ends, bundle] : between_stacks)
      picture_.edges.push_back({ends.first, ends.second, bundle.kind(), label_of(bundle), true});
  }

  /// The frame of the stack that is deployed with the node.
  std::size_t top_frame(std::size_t node) const {
    std::size_t frame = picture_.nodes[node].frame;
    while (frame != none && picture_.frames[frame].kind != FrameKind::stack)
      frame = picture_.frames[frame].parent;
    return frame;
  }

  bool is_across(std::pair<std::size_t, std::size_t> nodes) const {
    return top_frame(nodes.first) != top_frame(nodes.second);
  }

  std::size_t count_across(const Bundles& between_nodes) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(between_nodes, [this](const auto& entry) { return is_across(entry.first); }));
  }

  std::string label_of(const Bundle& bundle) const {
    if (depth_ <= 1) return first_of(bundle.names, most_names);
    std::string label = joined_verbs(bundle.words);
    if (bundle.ports.empty()) return label;
    if (!label.empty()) label += " · ";
    return label + first_of(bundle.ports, most_ports);
  }

  /// The order of deployment, where no edge shows it and it does not follow from others.
  void add_orders() {
    const std::set<Stacks> shown = stacks_with_edges();
    for (const auto& stack : plan_.stacks) {
      for (const synth::StackPlan* other : stack->dependencies) {
        if (shown.contains({stack->stack, other->stack}) || follows_from_others(*stack, *other)) continue;
        add_order(*stack->stack, *other->stack);
      }
    }
  }

  using Stacks = std::pair<const Stack*, const Stack*>;

  /// Between which stacks there is an edge.
  std::set<Stacks> stacks_with_edges() const {
    std::unordered_map<std::size_t, const Stack*> of_frame;
    for (const auto& [construct, frame] : frames_) of_frame.emplace(frame, construct->find_stack());
    std::set<Stacks> found;
    for (const PictureEdge& edge : picture_.edges) {
      const auto stack_of = [&](std::size_t end) {
        return edge.between_frames ? of_frame.at(end) : stack_of_node_[end];
      };
      found.emplace(stack_of(edge.from), stack_of(edge.to));
    }
    return found;
  }

  void add_order(const Stack& from, const Stack& to) {
    const auto end_of = [this](const Stack& stack) -> std::pair<std::size_t, bool> {
      if (const auto found = empty_stacks_.find(&stack); found != empty_stacks_.end())
        return {found->second, false};
      if (const auto found = frames_.find(&stack); found != frames_.end()) return {found->second, true};
      for (std::size_t i = 0; i < node_of_unit_.size(); ++i) {
        if (node_of_unit_[i] != none && units_.all()[i].construct == &stack) return {node_of_unit_[i], false};
      }
      return {none, false};
    };
    auto [source, source_is_frame] = end_of(from);
    auto [target, target_is_frame] = end_of(to);
    if (source == none || target == none) return;
    if (source_is_frame != target_is_frame) {
      // Between a frame and a node: from a node of the frame.
      if (source_is_frame) source = first_node_in(source);
      if (target_is_frame) target = first_node_in(target);
      source_is_frame = target_is_frame = false;
    }
    picture_.edges.push_back({source, target, EdgeKind::order, "", source_is_frame});
  }

  std::size_t first_node_in(std::size_t frame) const {
    for (std::size_t i = 0; i < picture_.nodes.size(); ++i) {
      if (is_in(picture_.nodes[i].frame, frame)) return i;
    }
    return none;
  }

  bool is_in(std::size_t inner, std::size_t outer) const {
    while (inner != none && inner != outer) inner = picture_.frames[inner].parent;
    return inner == outer;
  }

  // --- notes ---

  void add_notes() {
    for (const auto& [unit, notes] : said_.notes()) {
      const std::size_t node = node_of_unit_[unit];
      if (node == none) continue;
      std::string& note = picture_.nodes[node].note;
      for (const std::string& text : notes) note += (note.empty() ? "" : ", ") + text;
    }
  }

  // --- frames of one node ---

  /// A construct of which a single node is drawn is that node.
  void collapse_frames() {
    const std::vector<std::vector<std::size_t>> nodes = first_nodes_in_frames();
    std::vector<bool> removed(picture_.frames.size());
    for (std::size_t frame = picture_.frames.size(); frame-- > 0;) {
      if (picture_.frames[frame].kind != FrameKind::construct || nodes[frame].size() != 1) continue;
      PictureNode& node = picture_.nodes[nodes[frame].front()];
      node.title = picture_.frames[frame].title;
      node.path = picture_.frames[frame].path;
      node.frame = picture_.frames[frame].parent;
      removed[frame] = true;
    }
    remove_frames(removed);
  }

  /// Of each frame the first two nodes anywhere in it.
  std::vector<std::vector<std::size_t>> first_nodes_in_frames() const {
    std::vector<std::vector<std::size_t>> nodes(picture_.frames.size());
    for (std::size_t i = 0; i < picture_.nodes.size(); ++i) {
      for (std::size_t frame = picture_.nodes[i].frame; frame != none; frame = picture_.frames[frame].parent)
        if (nodes[frame].size() < 2) nodes[frame].push_back(i);
    }
    return nodes;
  }

  void remove_frames(const std::vector<bool>& removed) {
    std::vector<std::size_t> new_index(removed.size(), none);
    std::vector<Frame> kept;
    for (std::size_t frame = 0; frame < removed.size(); ++frame) {
      if (removed[frame]) continue;
      new_index[frame] = kept.size();
      kept.push_back(std::move(picture_.frames[frame]));
    }
    const auto renumber = [&new_index](std::size_t& index) {
      if (index != none) index = new_index[index];
    };
    for (Frame& frame : kept) renumber(frame.parent);
    for (PictureNode& node : picture_.nodes) renumber(node.frame);
    for (PictureEdge& edge : picture_.edges) {
      if (edge.between_frames) renumber(edge.from), renumber(edge.to);
    }
    picture_.frames = std::move(kept);
  }

  const synth::Plan& plan_;
  const std::int64_t depth_;
  const std::vector<Link> links_;
  const Units units_;
  const Said said_;
  std::unordered_map<const Construct*, std::size_t> frames_;
  std::unordered_map<const Stack*, std::size_t> empty_stacks_;
  std::vector<std::size_t> node_of_unit_;
  std::vector<const Stack*> stack_of_node_;  // that is deployed with it
  std::vector<Monitors> monitors_;
  std::optional<bool> several_regions_;
  Picture picture_;
};

}  // namespace

Picture picture_of(const synth::Plan& plan, std::int64_t depth) { return Model(plan, depth).draw(); }

}  // namespace tenon::graph
