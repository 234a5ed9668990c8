#pragma once

/// \file
/// A picture as text.

#include <string>
#include <string_view>

#include "picture.hpp"

namespace tenon::graph {

std::string mermaid_of(const Picture& picture);
std::string dot_of(const Picture& picture);

/// What Graphviz's `dot` draws, with colors for dark pages added. Throws `Error` ("graphviz-not-found",
/// "graphviz-failed").
std::string svg_of(std::string_view dot);

/// How a kind of edge looks, and what it is called in the legend.
struct EdgeStyle {
  std::string_view name;
  std::string_view mermaid;  // the arrow
  std::string_view sample;   // the arrow as text
  std::string_view color;
  std::string_view attributes;  // of DOT, beside the color
};

const EdgeStyle& style_of(EdgeKind kind) noexcept;

/// Which kinds a picture has, as a legend lists them.
std::vector<EdgeKind> kinds_in(const Picture& picture);

/// Whether the picture is less wide when it is read from left to right than from top to bottom. Pages are
/// narrow, and what is wide is shown small.
bool is_narrower_sideways(const Picture& picture);

/// What stands directly in a frame, by its index in the picture.
struct FrameContents {
  std::vector<std::size_t> nodes;
  std::vector<std::size_t> frames;
};

/// Of each frame of the picture; the last is what stands in no frame.
std::vector<FrameContents> contents_of_frames(const Picture& picture);

/// Where a text may go on in another line.
enum class Breaks : std::uint8_t { at_words_of_ids, at_blanks };

/// The text in lines that are not too long, broken where a word begins.
std::vector<std::string> lines_of(std::string_view text, Breaks breaks);

}  // namespace tenon::graph
