#include "writers.hpp"

#include <algorithm>
#include <numeric>

#include "tenon/value/text.hpp"

namespace tenon::graph {

namespace {

constexpr std::size_t longest_line = 24;

// As `EdgeKind` lists them.
constexpr EdgeStyle edge_styles[] = {
    {"deployed after", "-.-o", "- - ○", "#9aa3ad", R"(style=dashed, arrowhead=odot, arrowsize=0.7)"},
    {"refers to", "-.->", "- - >", "#8a939d", R"(style=dashed, arrowhead=vee, arrowsize=0.6)"},
    {"may (grant)", "-->", "──▶", "#3b6fb6", R"(style=solid, arrowhead=normal, arrowsize=0.6)"},
    {"connects to (port)", "==>", "━━▶", "#7d5bc7",
     R"(style=bold, penwidth=2, arrowhead=normal, arrowsize=0.7)"},
};

bool begins_word(std::string_view text, std::size_t at, Breaks breaks) {
  const char before = text[at - 1];
  if (before == ' ' || breaks == Breaks::at_blanks) return before == ' ';
  const bool separates = before == '-' || before == '_' || before == '.' || before == ',';
  return separates || (ascii::is_upper(text[at]) && !ascii::is_upper(before));
}

/// How far from where nothing leads to each node is, by the longest way.
class Ranks {
 public:
  explicit Ranks(const Picture& picture)
      : next_(picture.nodes.size()), ranks_(picture.nodes.size()), states_(picture.nodes.size()) {
    for (const PictureEdge& edge : picture.edges) {
      if (!edge.between_frames) next_[edge.from].push_back(edge.to);
    }
    for (std::size_t i = 0; i < next_.size(); ++i) visit(i);
    for (auto each = order_.rbegin(); each != order_.rend(); ++each) {
      for (const std::size_t to : next_[*each]) {
        if (finished_after(*each, to)) ranks_[to] = std::max(ranks_[to], ranks_[*each] + 1);
      }
    }
  }

  const std::vector<std::size_t>& all() const { return ranks_; }

 private:
  void visit(std::size_t node) {
    if (states_[node] != 0) return;
    states_[node] = 1;
    for (const std::size_t to : next_[node]) visit(to);
    order_.push_back(node);
    states_[node] = order_.size() + 1;
  }

  /// What leads back in a circle is left out.
  bool finished_after(std::size_t from, std::size_t to) const { return states_[from] > states_[to]; }

  std::vector<std::vector<std::size_t>> next_;
  std::vector<std::size_t> ranks_;
  std::vector<std::size_t> states_;  // 0: not seen; 1: being visited; else when it was finished
  std::vector<std::size_t> order_;
};

}  // namespace

const EdgeStyle& style_of(EdgeKind kind) noexcept { return edge_styles[static_cast<std::size_t>(kind)]; }

std::vector<EdgeKind> kinds_in(const Picture& picture) {
  std::vector<EdgeKind> kinds;
  for (std::size_t i = 0; i < edge_kinds; ++i) {
    const auto kind = static_cast<EdgeKind>(i);
    if (std::ranges::find(picture.edges, kind, &PictureEdge::kind) != picture.edges.end())
      kinds.push_back(kind);
  }
  return kinds;
}

bool is_narrower_sideways(const Picture& picture) {
  // Guesses in points, good enough to choose: what the letters, the space around nodes and the edges take.
  constexpr std::size_t letter = 7;
  constexpr std::size_t around_node = 40;
  constexpr std::size_t edge = 90;
  const std::vector<std::size_t> ranks = Ranks(picture).all();
  std::vector<std::size_t> rows(picture.nodes.size() + 1);     // from top to bottom
  std::vector<std::size_t> columns(picture.nodes.size() + 1);  // from left to right
  for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
    const PictureNode& node = picture.nodes[i];
    std::size_t letters = node.note.size();
    for (const std::string& line : lines_of(node.title, Breaks::at_words_of_ids))
      letters = std::max(letters, line.size());
    for (const std::string& line : lines_of(node.service, Breaks::at_blanks))
      letters = std::max(letters, line.size());
    const std::size_t width = letters * letter + around_node;
    rows[ranks[i]] += width;
    columns[ranks[i]] = std::max(columns[ranks[i]], width + edge);
  }
  const std::size_t sideways = std::accumulate(columns.begin(), columns.end(), std::size_t{0});
  return sideways < std::ranges::max(rows);
}

std::vector<FrameContents> contents_of_frames(const Picture& picture) {
  std::vector<FrameContents> contents(picture.frames.size() + 1);
  const auto in = [&contents](std::size_t frame) -> FrameContents& {
    return frame == none ? contents.back() : contents[frame];
  };
  for (std::size_t i = 0; i < picture.nodes.size(); ++i) in(picture.nodes[i].frame).nodes.push_back(i);
  for (std::size_t i = 0; i < picture.frames.size(); ++i) in(picture.frames[i].parent).frames.push_back(i);
  return contents;
}

std::vector<std::string> lines_of(std::string_view text, Breaks breaks) {
  std::vector<std::string> lines;
  while (text.size() > longest_line) {
    std::size_t end = longest_line;
    while (end > longest_line / 3 && !begins_word(text, end, breaks)) --end;
    if (!begins_word(text, end, breaks)) break;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  lines.emplace_back(text);
  return lines;
}

}  // namespace tenon::graph
