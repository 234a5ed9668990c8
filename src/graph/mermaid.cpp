#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tenon/value/text.hpp"
#include "writers.hpp"

namespace tenon::graph {

namespace {

// Words of the language, which no id may be.
constexpr std::string_view reserved[] = {"call",        "class",     "classdef",  "click",   "default",
                                         "direction",   "end",       "flowchart", "graph",   "href",
                                         "interpolate", "linkstyle", "style",     "subgraph"};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (ascii::is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// A text between quotes: what the language or HTML would read is written as its number.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      result += ' ';
    } else if (std::string_view("\"#<>&`;|\\[]{}").find(c) != std::string_view::npos) {
      result += fmt::format("#{};", byte);
    } else {
      result += c;
    }
  }
  return result;
}

class MermaidWriter {
 public:
  explicit MermaidWriter(const Picture& picture)
      : picture_(picture), contents_(contents_of_frames(picture)) {}

  std::string write() && {
    for (const Frame& frame : picture_.frames) frame_ids_.push_back(new_id(frame.path));
    for (const PictureNode& node : picture_.nodes) node_ids_.push_back(new_id(node.path));
    out_ = is_narrower_sideways(picture_) ? "flowchart LR\n" : "flowchart TB\n";
    inside(contents_.back(), 1);
    for (const PictureEdge& edge : picture_.edges) this->edge(edge);
    legend();
    styles();
    return std::move(out_);
  }

 private:
  std::string new_id(std::string_view path) {
    std::string id;
    for (const char c : path) id += ascii::is_alphanumeric(c) ? c : '_';
    if (std::ranges::find(reserved, lower(id)) != std::end(reserved)) id += '_';
    std::string unique = id;
    for (int number = 2; !ids_.insert(unique).second; ++number) unique = fmt::format("{}_{}", id, number);
    return unique;
  }

  void line(std::size_t depth, std::string_view text) {
    out_.append(2 * depth, ' ');
    out_ += text;
    out_ += '\n';
  }

  void inside(const FrameContents& contents, std::size_t depth) {
    for (const std::size_t i : contents.nodes) node(i, depth);
    for (const std::size_t i : contents.frames) {
      line(depth, fmt::format("subgraph {}[\"{}\"]", frame_ids_[i], escaped(picture_.frames[i].title)));
      inside(contents_[i], depth + 1);
      line(depth, "end");
    }
  }

  void node(std::size_t index, std::size_t depth) {
    const PictureNode& node = picture_.nodes[index];
    std::string label = fmt::format("<b>{}</b>", escaped(node.title));
    for (const std::string& text :
         {node.service, node.existing ? std::string("existing") : std::string(), node.note}) {
      if (!text.empty()) label += "<br/>" + escaped(text);
    }
    line(depth, fmt::format("{}[\"{}\"]:::{}", node_ids_[index], label, style_of(node.category).name));
  }

  void edge(const PictureEdge& edge) {
    const auto& ids = edge.between_frames ? frame_ids_ : node_ids_;
    const std::string_view arrow = style_of(edge.kind).mermaid;
    line(1, edge.label.empty()
                ? fmt::format("{} {} {}", ids[edge.from], arrow, ids[edge.to])
                : fmt::format("{} {}|\"{}\"| {}", ids[edge.from], arrow, escaped(edge.label), ids[edge.to]));
  }

  void legend() {
    const auto kinds = kinds_in(picture_);
    if (kinds.empty()) return;
    line(1, fmt::format("subgraph {}[\"Legend\"]", new_id("legend")));
    line(2, "direction LR");
    std::string from = new_id("legend_0");
    line(2, from + "(( ))");
    for (const EdgeKind kind : kinds) {
      const std::string to = new_id("legend_1");
      line(2, fmt::format("{} {}|\"{}\"| {}(( ))", from, style_of(kind).mermaid, style_of(kind).name, to));
      from = to;
    }
    line(1, "end");
  }

  void styles() {
    for (std::size_t i = 0; i < category_count(); ++i) {
      const auto category = static_cast<Category>(i);
      if (std::ranges::find(picture_.nodes, category, &PictureNode::category) == picture_.nodes.end())
        continue;
      const CategoryStyle& style = style_of(category);
      line(1, fmt::format("classDef {} fill:{},stroke:{},color:#1f2328", style.name, style.fill, style.line));
    }
  }

  const Picture& picture_;
  const std::vector<FrameContents> contents_;
  std::set<std::string> ids_;
  std::vector<std::string> frame_ids_;
  std::vector<std::string> node_ids_;
  std::string out_;
};

}  // namespace

std::string mermaid_of(const Picture& picture) { return MermaidWriter(picture).write(); }

}  // namespace tenon::graph
