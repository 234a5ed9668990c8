#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "writers.hpp"

namespace tenon::graph {

namespace {

constexpr std::string_view head = R"(digraph architecture {
  graph [compound=true, newrank=true, bgcolor="#ffffff", pad=0.2, nodesep=0.28, ranksep=0.42, fontname="Helvetica,Arial,sans-serif", fontsize=14, fontcolor="#1f2328"]
  node [shape=box, style="rounded,filled", fontname="Helvetica,Arial,sans-serif", fontsize=13, fontcolor="#1f2328", margin="0.12,0.06", height=0.4]
  edge [fontname="Helvetica,Arial,sans-serif", fontsize=11, fontcolor="#4b5560"]
)";

// As `FrameKind` lists them.
constexpr std::string_view frame_styles[] = {
    R"(class="stage", style="rounded,dashed", color="#9aa3ad", margin=14)",
    R"(class="stack", style="rounded,filled", fillcolor="#f7f8fa", color="#c5ccd3", margin=12)",
    R"(class="nested", style="rounded,filled", fillcolor="#eef1f4", color="#c5ccd3", margin=10)",
    R"(class="group", style="rounded,filled", fillcolor="#ffffff", color="#d5dae0", margin=10, fontsize=12)",
};

// Nodes without edges stand in rows of so many.
constexpr std::size_t row_of_singles = 4;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + '"';
}

std::string html(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return result;
}

class DotWriter {
 public:
  explicit DotWriter(const Picture& picture)
      : picture_(picture), contents_(contents_of_frames(picture)), has_edge_(picture.nodes.size()) {
    for (const PictureEdge& edge : picture.edges) {
      if (!edge.between_frames) has_edge_[edge.from] = has_edge_[edge.to] = true;
    }
  }

  std::string write() && {
    out_ = head;
    line(1, is_narrower_sideways(picture_) ? "graph [rankdir=LR]" : "graph [rankdir=TB]");
    legend();
    inside(contents_.back(), 1);
    for (const PictureEdge& edge : picture_.edges) this->edge(edge);
    return std::move(out_) + "}\n";
  }

 private:
  void line(std::size_t depth, std::string_view text) {
    out_.append(2 * depth, ' ');
    out_ += text;
    out_ += '\n';
  }

  static std::string cluster(const Frame& frame) { return quoted("cluster_" + frame.path); }

  void inside(const FrameContents& contents, std::size_t depth) {
    std::vector<std::size_t> singles;
    for (const std::size_t i : contents.nodes) {
      node(i, depth);
      if (!has_edge_[i]) singles.push_back(i);
    }
    rows(singles, depth);
    for (const std::size_t i : contents.frames) {
      const Frame& inner = picture_.frames[i];
      line(depth, fmt::format("subgraph {} {{", cluster(inner)));
      line(depth + 1,
           fmt::format(
               R"(graph [label=<<b>{}</b>>, labelloc=t, labeljust=l, fontsize=14, fontcolor="#1f2328", {}])",
               html(inner.title), frame_styles[static_cast<std::size_t>(inner.kind)]));
      inside(contents_[i], depth + 1);
      line(depth, "}");
    }
  }

  /// Graphviz would put them all below each other.
  void rows(const std::vector<std::size_t>& singles, std::size_t depth) {
    for (std::size_t i = 0; i + 1 < singles.size(); ++i) {
      if (i % row_of_singles == row_of_singles - 1) continue;
      line(depth, fmt::format("{} -> {} [style=invis]", name(singles[i]), name(singles[i + 1])));
    }
  }

  std::string name(std::size_t node) const { return quoted(picture_.nodes[node].path); }

  void node(std::size_t index, std::size_t depth) {
    const PictureNode& node = picture_.nodes[index];
    const CategoryStyle& style = style_of(node.category);
    std::vector<std::string> lines;
    for (const std::string& title : lines_of(node.title, Breaks::at_words_of_ids))
      lines.push_back(fmt::format("<b>{}</b>", html(title)));
    const auto small = [&lines](std::string_view text, std::string_view color) {
      if (text.empty()) return;
      lines.push_back(fmt::format(R"(<font point-size="11" color="{}">{}</font>)", color, html(text)));
    };
    for (const std::string& service : lines_of(node.service, Breaks::at_blanks)) small(service, "#4b5560");
    if (node.existing) small("existing", "#6b7580");
    small(node.note, "#6b7580");
    line(depth, fmt::format(R"({} [label=<{}>, class="{}", fillcolor="{}", color="{}"{}])", name(index),
                            fmt::join(lines, "<br/>"), style.name, style.fill, style.line,
                            node.existing ? R"(, style="rounded,filled,dashed")" : ""));
  }

  void edge(const PictureEdge& edge) {
    const EdgeStyle& style = style_of(edge.kind);
    std::string attributes = fmt::format(R"(color="{}", {})", style.color, style.attributes);
    if (!edge.label.empty()) attributes += fmt::format(", label=<&#160;&#160;{}&#160;>", html(edge.label));
    std::size_t from = edge.from;
    std::size_t to = edge.to;
    if (edge.between_frames) {
      attributes +=
          fmt::format(", ltail={}, lhead={}", cluster(picture_.frames[from]), cluster(picture_.frames[to]));
      from = node_in(from);
      to = node_in(to);
    }
    line(1, fmt::format("{} -> {} [{}]", name(from), name(to), attributes));
  }

  /// Edges of DOT have nodes at their ends; those of frames are cut off where the frame begins. Frames are
  /// never empty.
  std::size_t node_in(std::size_t frame) const {
    while (contents_[frame].nodes.empty()) frame = contents_[frame].frames.front();
    return contents_[frame].nodes.front();
  }

  /// Below the picture.
  void legend() {
    const auto kinds = kinds_in(picture_);
    if (kinds.empty()) return;
    std::vector<std::string> entries;
    for (const EdgeKind kind : kinds) {
      const EdgeStyle& style = style_of(kind);
      entries.push_back(
          fmt::format(R"(<font color="{}">{}</font>&#160;{})", style.color, html(style.sample), style.name));
    }
    line(1, fmt::format(R"(graph [labelloc=b, labeljust=l, fontsize=11, fontcolor="#6b7580", label=<{}>])",
                        fmt::join(entries, "&#160;&#160;&#160;&#160;")));
  }

  const Picture& picture_;
  const std::vector<FrameContents> contents_;
  std::vector<bool> has_edge_;
  std::string out_;
};

}  // namespace

std::string dot_of(const Picture& picture) { return DotWriter(picture).write(); }

}  // namespace tenon::graph
